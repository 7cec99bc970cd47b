//! The documents a contract is made of, and places in them.
//!
//! Filled by [`load`](crate::load::load()); every later stage names places by [`Span`] and leaves the text alone,
//! except for diagnostics, which look up the words they complain about.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;

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
    /// The file it was read from; `None` for a built-in schema.
    pub path: Option<PathBuf>,
}

/// All documents of a contract, the one asked for first.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The documents.
    pub list: Vec<Source>,
    /// Which document a `location` or `schemaLocation`, as written in a document, has led to.
    pub links: BTreeMap<(SourceId, String), SourceId>,
    /// Locations, as written in a document, for which there is no document: a lenient reader goes on without it.
    pub missing: BTreeSet<(SourceId, String)>,
    /// What was loaded in a way worth a word.
    pub warnings: Vec<Diagnostic>,
}

impl Sources {
    /// The document with this id.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.list[id.0]
    }

    /// `name:line:column`.
    pub fn place(&self, span: Span) -> String {
        format!(
            "{}:{}:{}",
            self.get(span.source).name,
            span.line,
            span.column
        )
    }

    /// The document that a location written in `from` has led to.
    pub fn link(&self, from: SourceId, location: &str) -> Option<SourceId> {
        self.links.get(&(from, location.to_owned())).copied()
    }

    /// The files that were read, for `cargo::rerun-if-changed`: built-in schemas are none.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.list.iter().filter_map(|source| source.path.as_deref())
    }

    /// The line a span points into, without its line break.
    pub(crate) fn line(&self, span: Span) -> &str {
        let index = usize::try_from(span.line)
            .unwrap_or(usize::MAX)
            .saturating_sub(1);
        self.get(span.source)
            .text
            .lines()
            .nth(index)
            .unwrap_or_default()
    }

    /// The last place before `span` where a text stands.
    pub(crate) fn last_before(&self, span: Span, text: &str) -> Option<Span> {
        let source = self.get(span.source).text.as_str();
        let end = offset(source, span)?;
        let found = source[..end].rfind(text);
        // A span may be that of the text itself.
        let at = if source[end..].starts_with(text) {
            end
        } else {
            found?
        };
        Some(crate::markup::place(source, at, span.source))
    }

    /// Place and value, as written, of an attribute of the start tag at `span`.
    ///
    /// Only elements carry a span through the stages; this finds the attribute again when a diagnostic is about it.
    pub(crate) fn attribute(&self, span: Span, name: &str) -> Option<(Span, &str)> {
        let text = self.get(span.source).text.as_str();
        let start = offset(text, span)?;
        let tag = text[start..].strip_prefix('<')?;
        let mut at = tag.find(|c: char| c.is_whitespace() || c == '>')?;
        loop {
            at += tag[at..].find(|c: char| !c.is_whitespace())?;
            let key_end =
                at + tag[at..].find(|c: char| c.is_whitespace() || c == '=' || c == '>')?;
            let open = key_end + tag[key_end..].find(['"', '\'', '>'])?;
            let quote = tag[open..].chars().next().filter(|c| *c != '>')?;
            let close = open + 1 + tag[open + 1..].find(quote)?;
            if &tag[at..key_end] == name {
                return Some((
                    span.advanced(&text[start..start + 1 + at]),
                    &tag[open + 1..close],
                ));
            }
            at = close + 1;
        }
    }
}

/// The byte offset of a place.
fn offset(text: &str, span: Span) -> Option<usize> {
    let mut line = 0;
    for _ in 1..span.line {
        line += text[line..].find('\n')? + 1;
    }
    let column = usize::try_from(span.column).ok()?.checked_sub(1)?;
    let mut columns = text[line..].char_indices().map(|(at, _)| at);
    Some(line + columns.nth(column)?)
}

impl fmt::Display for Sources {
    /// Lists the documents and where their references lead, for tests and for `--print sources`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, source) in self.list.iter().enumerate() {
            writeln!(f, "{} ({} bytes)", source.name, source.text.len())?;
            for ((from, location), to) in &self.links {
                if from.0 == index {
                    writeln!(f, "  {location} -> {}", self.get(*to).name)?;
                }
            }
        }
        Ok(())
    }
}

impl Span {
    /// The beginning of the contract itself.
    pub const START: Self = Self {
        source: SourceId(0),
        line: 1,
        column: 1,
    };

    /// The place after `text`, which starts here.
    fn advanced(self, text: &str) -> Self {
        let mut place = self;
        for c in text.chars() {
            if c == '\n' {
                place.line += 1;
                place.column = 1;
            } else {
                place.column += 1;
            }
        }
        place
    }
}
