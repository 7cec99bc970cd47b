//! `castile dump`: what a stage of the generator makes of a contract, as it stands there, for reports of bugs.
//!
//! What a contract says is for `castile inspect` to show; here it is the stage that is looked at.

use castile_wsdl::{load, parse, resolve};
use clap::{Args, ValueEnum};

use crate::Done;
use crate::contract::Contract;
use crate::output::Output;
use crate::report::{self, Failure, Speech};

/// The arguments of `castile dump`.
#[derive(Debug, Args)]
pub(crate) struct Dump {
    /// The stage.
    #[arg(long, value_enum)]
    stage: Stage,
    #[command(flatten)]
    contract: Contract,
}

/// A stage of the generator, by what it gives.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Stage {
    /// The documents, and where their imports lead.
    Sources,
    /// The declarations, as written.
    Ast,
    /// The contract with all references resolved: services, operations, types.
    Model,
    /// The Rust items to be written.
    Ir,
}

impl Dump {
    /// Runs it.
    pub(crate) fn run(&self, speech: &Speech) -> Done {
        let text = self.text(speech)?;
        Output::Standard.write(&text)
    }

    fn text(&self, speech: &Speech) -> Result<String, Failure> {
        let path = &self.contract.path;
        if let Stage::Ir = self.stage {
            let lowered = self.contract.reading.config().lower(path)?;
            report::warnings(&lowered.warnings, &lowered.sources, speech, false);
            return Ok(format!("{:#?}\n", lowered.module));
        }
        let options = self.contract.reading.options();
        let sources = load::load(path, &options)?;
        if let Stage::Sources = self.stage {
            return Ok(sources.to_string());
        }
        let documents = parse::parse(&sources, &options)?;
        report::warnings(&documents.warnings, &sources, speech, false);
        if let Stage::Ast = self.stage {
            return Ok(documents.to_string());
        }
        let (model, warnings) = resolve::resolve(&sources, &documents, &options)?;
        report::warnings(&warnings, &sources, speech, false);
        Ok(model.to_string())
    }
}
