//! `castile generate`: a contract to a file of Rust source, or to a word on how the file differs.

use std::fmt::Display;
use std::path::PathBuf;

use castile_build::Config;
use clap::Args;

use crate::output::{self, Output};

/// The arguments of `castile generate`.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The contract: a WSDL 1.1 file. What it imports is read from beside it; nothing is ever fetched.
    #[arg(value_name = "WSDL")]
    contract: PathBuf,
    /// The file to write, or `-` for standard output. It is replaced whole or left as it was.
    #[arg(long, value_name = "FILE.rs")]
    out: Output,
    /// Generate this operation only, and the types that it needs; may be given several times.
    #[arg(long = "operation", value_name = "NAME")]
    operations: Vec<String>,
    /// Derive `Serialize` and `Deserialize` of `serde` where the crate has this feature on.
    #[arg(long, value_name = "FEATURE")]
    serde: Option<String>,
    /// Write plain types with the derives of `yaserde`, without codec and clients.
    #[arg(long)]
    yaserde: bool,
    /// Generate what can be generated of a broken contract: what breaks only a part of it becomes a warning.
    #[arg(long)]
    lenient: bool,
    /// Read this file where the contract refers to LOCATION, such as the URL of a schema; may be given several times.
    #[arg(long = "file", value_name = "LOCATION=FILE", value_parser = location)]
    files: Vec<(String, PathBuf)>,
    /// Accept extensions of this namespace though they are marked as required; may be given several times.
    #[arg(long = "accept-extension", value_name = "NAMESPACE")]
    extensions: Vec<String>,
    /// Write nothing: fail if the file is not what would be generated.
    #[arg(long)]
    check: bool,
}

impl Generate {
    /// `--check` with standard output.
    pub(crate) fn has_nothing_to_check(&self) -> bool {
        self.check && self.out == Output::Standard
    }

    /// Runs it; the error is what to print.
    pub(crate) fn run(&self) -> Result<(), Box<dyn Display>> {
        let generated = self
            .config()
            .generate(&self.contract)
            .map_err(output::boxed)?;
        for warning in &generated.warnings {
            eprint!("{warning}");
        }
        match &self.out {
            Output::File(path) if self.check => output::compare(path, &generated.text),
            out => out.write(&generated.text),
        }
    }

    fn config(&self) -> Config {
        let mut config = Config::new();
        if self.lenient {
            config = config.lenient();
        }
        for (location, path) in &self.files {
            config = config.file(location, path);
        }
        for namespace in &self.extensions {
            config = config.accept_extension(namespace);
        }
        if !self.operations.is_empty() {
            config = config.operations(&self.operations);
        }
        if let Some(feature) = &self.serde {
            config = config.serde(feature);
        }
        if self.yaserde {
            config.yaserde()
        } else {
            config
        }
    }
}

/// `LOCATION=FILE`; a location may have `=` in it, so that the last one counts.
fn location(text: &str) -> Result<(String, PathBuf), String> {
    let (location, path) = text
        .rsplit_once('=')
        .ok_or("expected a location, `=` and a file")?;
    Ok((location.to_owned(), path.into()))
}
