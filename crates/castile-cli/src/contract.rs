//! The contract that a command reads, and how: the arguments that all of them share.

use std::path::PathBuf;

use castile_build::{Config, Doctype, LoadOptions};
use clap::{Args, ValueEnum};

/// The contract. What it imports is read from beside it; nothing is ever fetched.
#[derive(Debug, Args)]
pub(crate) struct Contract {
    /// The contract: a WSDL 1.1 file. What it imports is read from beside it; nothing is ever fetched.
    #[arg(value_name = "WSDL")]
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// How a contract is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading the contract")]
pub(crate) struct Reading {
    /// Read what can be read of a broken contract: what breaks only a part of it becomes a warning.
    #[arg(long)]
    lenient: bool,
    /// Read this file where the contract refers to LOCATION, such as the URL of a schema; may be given several times.
    #[arg(long = "file", value_name = "LOCATION=FILE", value_parser = location)]
    files: Vec<(String, PathBuf)>,
    /// Accept extensions of this namespace though they are marked as required; may be given several times.
    #[arg(long = "accept-extension", value_name = "NAMESPACE")]
    extensions: Vec<String>,
    /// What to do about a document type declaration: `internal` expands the entities that it declares, up to a limit,
    /// and reads nothing else of it; `refuse` makes it an error.
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = DoctypeChoice::Internal, hide_possible_values = true)]
    doctype: DoctypeChoice,
    /// Bytes of one file, at most.
    #[arg(long, value_name = "BYTES", default_value_t = LoadOptions::default().max_file_bytes)]
    max_file_bytes: usize,
    /// Files of one contract, at most.
    #[arg(long, value_name = "FILES", default_value_t = LoadOptions::default().max_files)]
    max_files: usize,
    /// Elements inside each other, at most.
    #[arg(long, value_name = "LEVELS", default_value_t = LoadOptions::default().max_depth)]
    max_depth: usize,
}

/// [`Doctype`] as an argument.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DoctypeChoice {
    Refuse,
    Internal,
}

impl Reading {
    /// The settings for `castile-wsdl`.
    pub(crate) fn options(&self) -> LoadOptions {
        LoadOptions {
            files: self.files.iter().cloned().collect(),
            doctype: match self.doctype {
                DoctypeChoice::Refuse => Doctype::Refuse,
                DoctypeChoice::Internal => Doctype::Internal,
            },
            lenient: self.lenient,
            accepted_extensions: self.extensions.iter().cloned().collect(),
            max_file_bytes: self.max_file_bytes,
            max_files: self.max_files,
            max_depth: self.max_depth,
        }
    }

    /// The settings for `castile-build`.
    pub(crate) fn config(&self) -> Config {
        Config::new().load_options(self.options())
    }
}

/// `LOCATION=FILE`; a location may have `=` in it, so that the last one counts.
fn location(text: &str) -> Result<(String, PathBuf), String> {
    let (location, path) = text
        .rsplit_once('=')
        .ok_or("expected a location, `=` and a file")?;
    Ok((location.to_owned(), path.into()))
}
