//! The documents a contract is made of, and places in them.

/// Index of a [`Source`] in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub usize);

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The document.
    pub source: SourceId,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// One document.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name shown in diagnostics and generated code: the path as it was given, or built from the path of the
    /// importing document; never made absolute.
    pub name: String,
    /// The text.
    pub text: String,
}

/// All documents of a contract, the one asked for first.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The documents.
    pub list: Vec<Source>,
}

impl Sources {
    /// The document with this id.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.list[id.0]
    }

    /// `name:line:column`.
    pub fn place(&self, span: Span) -> String {
        format!("{}:{}:{}", self.get(span.source).name, span.line, span.column)
    }
}
