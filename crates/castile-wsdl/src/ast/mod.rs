//! Documents as written: what `parse` gives and `resolve` takes.
//!
//! Names are expanded by the prefixes in scope and nothing else is done to them: no reference has been followed,
//! no default of the schema applied. Every node knows its [`Span`](crate::source::Span).

pub mod wsdl;
pub mod xsd;

use crate::diagnostic::Diagnostic;

/// One document, in the order of [`Sources`](crate::source::Sources).
#[derive(Debug, Clone)]
pub enum Document {
    /// `wsdl:definitions`.
    Definitions(Box<wsdl::Definitions>),
    /// `xs:schema`.
    Schema(Box<xsd::Schema>),
    /// Nothing that can be read; a lenient reader goes on without it.
    Unreadable,
}

/// All documents of a contract.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// One for each source.
    pub list: Vec<Document>,
    /// What was read in a way worth a word.
    pub warnings: Vec<Diagnostic>,
}
