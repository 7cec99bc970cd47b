//! `castile dump`: what a stage of the generator makes of a contract, for reading and for reports of bugs.

use std::fmt::Display;
use std::path::PathBuf;

use castile_build::Config;
use castile_wsdl::{LoadOptions, load, parse, resolve};
use clap::{Args, ValueEnum};

use crate::output::{self, Output};

/// The arguments of `castile dump`.
#[derive(Debug, Args)]
pub(crate) struct Dump {
    /// The contract: a WSDL 1.1 file.
    #[arg(value_name = "WSDL")]
    contract: PathBuf,
    /// The stage.
    #[arg(long, value_enum)]
    stage: Stage,
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
    /// Runs it; the error is what to print.
    pub(crate) fn run(&self) -> Result<(), Box<dyn Display>> {
        Output::Standard.write(&self.text().map_err(output::boxed)?)
    }

    fn text(&self) -> Result<String, castile_wsdl::Error> {
        if let Stage::Ir = self.stage {
            let lowered = Config::new().lower(&self.contract)?;
            for warning in &lowered.warnings {
                eprint!("{warning}");
            }
            return Ok(format!("{:#?}\n", lowered.module));
        }
        let options = LoadOptions::default();
        let sources = load::load(&self.contract, &options)?;
        if let Stage::Sources = self.stage {
            return Ok(sources.to_string());
        }
        let documents = parse::parse(&sources, &options)?;
        for warning in &documents.warnings {
            eprint!("{}", warning.render(&sources));
        }
        if let Stage::Ast = self.stage {
            return Ok(documents.to_string());
        }
        let (model, warnings) = resolve::resolve(&sources, &documents, &options)?;
        for warning in &warnings {
            eprint!("{}", warning.render(&sources));
        }
        Ok(model.to_string())
    }
}
