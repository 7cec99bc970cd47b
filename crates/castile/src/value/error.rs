//! The one error of this module: what was expected and what is wrong with the text.
//!
//! The text itself is never part of it, as it may be a secret; the caller knows the text and the
//! place, and adds what it may show.

use std::borrow::Cow;
use std::fmt;

/// A text that is not of its type, or a value out of the range of its type.
///
/// ```
/// use castile::value::Date;
///
/// let error = "2023-02-30".parse::<Date>().unwrap_err();
/// assert_eq!(error.problem(), "there is no 30 February");
/// assert_eq!(error.to_string(), "expected an `xs:date` such as `2024-02-29`: there is no 30 February");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    expected: &'static str,
    problem: Cow<'static, str>,
}

impl ValueError {
    /// An error of a type described by `expected`, such as ``an `xs:int` from 1 to 10``.
    ///
    /// `problem` must not repeat the text that was read.
    #[cold]
    pub fn new(expected: &'static str, problem: impl Into<Cow<'static, str>>) -> Self {
        Self {
            expected,
            problem: problem.into(),
        }
    }

    /// What the text should have been, such as ``an `xs:date` such as `2024-02-29` ``.
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// What is wrong, such as `there is no month 13`.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// Says which character stands, or that none is left, where `wanted` belongs.
    ///
    /// `at` is the byte offset of that character in `text`.
    #[cold]
    pub(super) fn unexpected(
        expected: &'static str,
        text: &str,
        at: usize,
        wanted: &'static str,
    ) -> Self {
        if text.is_empty() {
            return Self::new(expected, "there is no text");
        }
        let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
        let count = before.chars().count();
        let problem = match rest.chars().next() {
            None => format!("the text ends after character {count}, where {wanted} belongs"),
            Some(' ') => format!("a blank at character {}, where {wanted} belongs", count + 1),
            Some(found) => format!(
                "`{}` at character {}, where {wanted} belongs",
                found.escape_debug(),
                count + 1
            ),
        };
        Self::new(expected, problem)
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}: {}", self.expected, self.problem)
    }
}

impl std::error::Error for ValueError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_which_character_is_wrong() {
        let cases = [
            ("", 0, "there is no text"),
            ("1a", 1, "`a` at character 2, where a digit belongs"),
            ("é1x", 3, "`x` at character 3, where a digit belongs"),
            ("1 ", 1, "a blank at character 2, where a digit belongs"),
            ("1\n", 1, "`\\n` at character 2, where a digit belongs"),
            (
                "1\u{202e}",
                1,
                "`\\u{202e}` at character 2, where a digit belongs",
            ),
            (
                "12",
                2,
                "the text ends after character 2, where a digit belongs",
            ),
        ];
        for (text, at, problem) in cases {
            let error = ValueError::unexpected("a number", text, at, "a digit");
            assert_eq!(error.problem(), problem);
            assert_eq!(error.to_string(), format!("expected a number: {problem}"));
        }
    }
}
