//! Short readable forms of what the stages give: tests compare them, a command prints them.

pub(crate) mod ast;
mod model;

use std::fmt::Write;

/// Text with two more spaces before each line.
fn indented(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let _ = writeln!(out, "  {line}");
    }
    out
}

/// Occurrence, where it is not once: `?`, `*`, `+`, `{2,5}`.
fn occurs(min: u64, max: Option<u64>) -> String {
    match (min, max) {
        (1, Some(1)) => String::new(),
        (0, Some(1)) => "?".to_owned(),
        (0, None) => "*".to_owned(),
        (1, None) => "+".to_owned(),
        (min, None) => format!("{{{min},}}"),
        (min, Some(max)) => format!("{{{min},{max}}}"),
    }
}

/// The first line of documentation, cut, as a comment.
fn docs(docs: Option<&str>) -> String {
    let Some(docs) = docs else {
        return String::new();
    };
    let line = docs.lines().next().unwrap_or_default();
    let short: String = line.chars().take(60).collect();
    let more = if short.len() < docs.len() { "..." } else { "" };
    format!("  // {short}{more}")
}
