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
    #[must_use]
    pub fn left(mut self, lenient: bool, instead: &str) -> Self {
        if lenient && self.severity == Severity::Error {
            self.severity = Severity::Warning;
            self.message.push_str(": ");
            self.message.push_str(instead);
        }
        self
    }

    /// Shows it, ending in a line break.
    pub fn render(&self, sources: &Sources) -> String {
        self.render_with(sources, &|_, text| text.to_owned())
    }

    /// Shows it as [`render`](Self::render) does, each part as `paint` gives it back: with the colours of a terminal,
    /// say. What `paint` is given has no line breaks and no control characters.
    pub fn render_with(&self, sources: &Sources, paint: &dyn Fn(Part, &str) -> String) -> String {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let mut out = paint(Part::Severity(self.severity), word);
        out.push_str(": ");
        out.push_str(&paint(Part::Message, &visible(&self.message)));
        out.push('\n');
        if let Some(span) = self.span {
            let place = paint(Part::Place, &visible(&sources.place(span)));
            let _ = writeln!(out, "  {} {place}", paint(Part::Margin, "-->"));
            push_source_line(
                &mut out,
                sources.line(span),
                span,
                self.label.as_deref(),
                paint,
            );
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(out, "  {}: {}", paint(Part::Hint, "hint"), visible(hint));
        }
        out
    }
}

/// A part of a diagnostic as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The word `error` or `warning`.
    Severity(Severity),
    /// What is wrong.
    Message,
    /// `file:line:column`.
    Place,
    /// The arrow, the line number and the bar before a source line.
    Margin,
    /// The caret beneath a source line, and the word on it.
    Caret,
    /// The word `hint`.
    Hint,
}

/// Text from a document with control characters escaped: they would reach the terminal of the reader.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// Appends the source line with a caret beneath the place; a long line is cut around it.
fn push_source_line(
    out: &mut String,
    line: &str,
    span: Span,
    label: Option<&str>,
    paint: &dyn Fn(Part, &str) -> String,
) {
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
    let number = span.line.to_string();
    let before = if start > indent { "..." } else { "" };
    let after = if start + LINE < length { "..." } else { "" };
    let shown: String = line
        .chars()
        .skip(start)
        .take(LINE)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let margin = paint(Part::Margin, &format!("{number} |"));
    let _ = writeln!(out, "{margin} {before}{}{after}", shown.trim_end());
    let margin = paint(Part::Margin, &format!("{} |", " ".repeat(number.len())));
    let indent = " ".repeat(before.len() + column.saturating_sub(start));
    let label = label.map_or_else(String::new, |label| format!(" {}", visible(label)));
    let _ = writeln!(
        out,
        "{margin} {indent}{}",
        paint(Part::Caret, &format!("^{label}"))
    );
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

impl Error {
    /// Shows the diagnostics as `Display` does, each part as `paint` gives it back; see [`Diagnostic::render_with`].
    pub fn render_with(&self, paint: &dyn Fn(Part, &str) -> String) -> String {
        let shown = self.diagnostics.iter().take(SHOWN);
        let shown: Vec<String> = shown
            .map(|diagnostic| diagnostic.render_with(&self.sources, paint))
            .collect();
        let mut out = shown.join("\n");
        let more = self.diagnostics.len().saturating_sub(SHOWN);
        if more > 0 {
            let _ = writeln!(out, "\nand {more} more");
        }
        out
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render_with(&|_, text| text.to_owned()))
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
