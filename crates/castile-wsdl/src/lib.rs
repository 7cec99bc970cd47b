#![doc = include_str!("../README.md")]

pub mod ast;
pub mod diagnostic;
mod dump;
pub mod encoding;
mod entities;
pub mod load;
mod markup;
pub mod model;
mod names;
pub mod parse;
pub mod resolve;
pub mod source;

use std::io;
use std::path::Path;

pub use diagnostic::{Diagnostic, Error, Part, Severity};
pub use load::{Doctype, LoadOptions};
pub use model::Model;
pub use source::Sources;

/// A contract, read.
#[derive(Debug, Clone)]
pub struct Contract {
    /// The documents it was read from.
    pub sources: Sources,
    /// What they say.
    pub model: Model,
    /// What was read in a way worth a word, in document order.
    pub warnings: Vec<Diagnostic>,
}

/// Reads a contract: the document at `path`, and all it refers to.
pub fn read(path: impl AsRef<Path>, options: &LoadOptions) -> Result<Contract, Error> {
    resolved(load::load(path, options)?, options)
}

/// Reads a contract as [`read`] does, through a function, which takes a path and the number of bytes wanted at most.
pub fn read_with(
    path: impl AsRef<Path>,
    options: &LoadOptions,
    read: &mut dyn FnMut(&Path, usize) -> io::Result<Vec<u8>>,
) -> Result<Contract, Error> {
    resolved(load::load_with(path, options, read)?, options)
}

fn resolved(sources: Sources, options: &LoadOptions) -> Result<Contract, Error> {
    let documents = parse::parse(&sources, options)?;
    let (model, warnings) = resolve::resolve(&sources, &documents, options)?;
    let loaded = sources.warnings.iter().cloned();
    let parsed = documents.warnings.into_iter();
    let warnings = loaded.chain(parsed).chain(warnings).collect();
    Ok(Contract {
        sources,
        model,
        warnings,
    })
}
