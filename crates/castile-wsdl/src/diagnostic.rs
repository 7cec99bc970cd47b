//! What is wrong with a contract, said so that the reader finds the place and knows what to change.
//!
//! Every stage collects all [`Diagnostic`]s it can and fails with one [`Error`] that holds them.

use std::fmt::{self, Write as _};

use crate::source::{Sources, Span};

/// How many diagnostics are shown at most; the rest is counted.
const SHOWN: usize = 50;
/// How many characters of a source line are shown at most.
const LINE: usize = 100;

/// Error or warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The contract can't be read.
    Error,
    /// The contract is read, in the way the message says.
    Warning,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, with names in backticks.
    pub message: String,
    /// Where; `None` only for what has no place in any document, such as a contract file that can't be read.
    pub span: Option<Span>,
    /// A word on the place itself, shown beneath the source line.
    pub label: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            span: Some(span),
            label: None,
            hint: None,
        }
    }

    /// A warning at a place.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(span, message)
        }
    }

    /// An error without a place.
    pub fn unplaced(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            span: None,
            label: None,
            hint: None,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a word on the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// An error, or where the reader is lenient a warning that says what is done instead.
    pub(crate) fn left(mut self, lenient: bool, instead: &str) -> Self {
        if lenient && self.severity == Severity::Error {
            self.severity = Severity::Warning;
            self.message.push_str(": ");
            self.message.push_str(instead);
        }
        self
    }

    /// Shows it, ending in a line break.
    pub fn render(&self, sources: &Sources) -> String {
        let mut out = match self.severity {
            Severity::Error => String::from("error: "),
            Severity::Warning => String::from("warning: "),
        };
        push_visible(&mut out, &self.message);
        out.push('\n');
        if let Some(span) = self.span {
            out.push_str("  --> ");
            push_visible(&mut out, &sources.place(span));
            out.push('\n');
            push_source_line(&mut out, sources.line(span), span, self.label.as_deref());
        }
        if let Some(hint) = &self.hint {
            out.push_str("  hint: ");
            push_visible(&mut out, hint);
            out.push('\n');
        }
        out
    }
}

/// Appends text from a document with control characters escaped: they would reach the terminal of the reader.
fn push_visible(out: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_control() {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
}

/// Appends the source line with a caret beneath the place; a long line is cut around it.
fn push_source_line(out: &mut String, line: &str, span: Span, label: Option<&str>) {
    let column = usize::try_from(span.column).unwrap_or(1).saturating_sub(1);
    let length = line.chars().count();
    let indent = line.chars().take_while(|c| c.is_whitespace()).count();
    if length <= indent {
        return;
    }
    let start = if length - indent <= LINE {
        indent
    } else {
        column.saturating_sub(LINE / 4).max(indent)
    };
    let gutter = " ".repeat(span.line.to_string().len());
    let before = if start > indent { "..." } else { "" };
    let after = if start + LINE < length { "..." } else { "" };
    let _ = write!(out, "{} | {before}", span.line);
    let shown: String = line
        .chars()
        .skip(start)
        .take(LINE)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    out.push_str(shown.trim_end());
    out.push_str(after);
    let indent = " ".repeat(before.len() + column.saturating_sub(start));
    let _ = write!(out, "\n{gutter} | {indent}^");
    if let Some(label) = label {
        out.push(' ');
        push_visible(out, label);
    }
    out.push('\n');
}

/// Why a stage has failed: all its diagnostics, warnings included, in document order.
///
/// `Display` and `Debug` are the same text, since build scripts unwrap.
#[derive(Clone)]
pub struct Error {
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// The documents the places are in.
    pub sources: Sources,
}

impl Error {
    /// Gathers the diagnostics of a stage.
    pub fn new(mut diagnostics: Vec<Diagnostic>, sources: &Sources) -> Self {
        diagnostics
            .sort_by_key(|diagnostic| (diagnostic.severity == Severity::Warning, diagnostic.span));
        diagnostics.dedup();
        Self {
            diagnostics,
            sources: sources.clone(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.diagnostics.iter().take(SHOWN).enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            f.write_str(&diagnostic.render(&self.sources))?;
        }
        match self.diagnostics.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => writeln!(f, "\nand {more} more"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

/// The diagnostics of a stage under way.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) list: Vec<Diagnostic>,
    /// What breaks only a part of a contract is a warning.
    pub(crate) lenient: bool,
}

impl Report {
    pub(crate) fn new(lenient: bool) -> Self {
        Self {
            list: Vec::new(),
            lenient,
        }
    }

    /// Reports what is as severe as it says.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Reports an error that breaks only a part of the contract: a lenient reader is warned, and told what the part is
    /// taken for `instead`.
    pub(crate) fn broken(&mut self, diagnostic: Diagnostic, instead: &str) {
        self.list.push(diagnostic.left(self.lenient, instead));
    }

    /// The result of the stage: the value with the warnings, or the error.
    pub(crate) fn finish<T>(
        self,
        value: T,
        sources: &Sources,
    ) -> Result<(T, Vec<Diagnostic>), Error> {
        if self
            .list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
        {
            return Err(Error::new(self.list, sources));
        }
        let mut warnings = self.list;
        warnings.sort_by_key(|diagnostic| diagnostic.span);
        warnings.dedup();
        Ok((value, warnings))
    }
}
