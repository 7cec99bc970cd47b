//! [`ast`](crate::ast) to [`Model`]: all documents together, every name followed.
//!
//! `names` says which declaration a name means, `elements`, `types`, `simple`, `content` and `attributes` build
//! elements and types with what they inherit, `operations` builds services down to messages. A name that means nothing is an error with its place; the rest
//! goes on, so that all such names are reported at once. Rust is left to others.

mod attributes;
mod content;
mod elements;
mod names;
mod operations;
mod simple;
mod types;
mod units;

use crate::ast::Documents;
use crate::diagnostic::{Diagnostic, Error, Report};
use crate::load::LoadOptions;
use crate::model::Model;
use crate::source::Sources;

/// Resolves all documents of a contract, and gives warnings with the model.
pub fn resolve(
    sources: &Sources,
    documents: &Documents,
    options: &LoadOptions,
) -> Result<(Model, Vec<Diagnostic>), Error> {
    let mut report = Report::new(options.lenient);
    let names = names::Names::new(sources, documents, &mut report);
    let mut types = types::Types::new(&names, sources, &mut report);
    types.add_globals();
    let operations = operations::resolve(&names, &mut types);
    let (elements, types) = types.finish();
    let model = Model {
        elements,
        types,
        ..operations
    };
    report.finish(model, sources)
}
