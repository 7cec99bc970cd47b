//! `xs:boolean` from and to `bool`: four words in, two words out.

use std::fmt;

use super::ValueError;
use super::text::text_form;

const EXPECTED: &str = "an `xs:boolean`: `true`, `false`, `1` or `0`";

/// Reads `true`, `false`, `1` or `0`, and nothing else.
pub fn parse_bool(text: &str) -> Result<bool, ValueError> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(problem(text)),
    }
}

/// Appends `true` or `false`.
pub fn write_bool(value: bool, out: &mut String) {
    out.push_str(if value { "true" } else { "false" });
}

/// A value of `xs:boolean` where the contract allows no words, as SOAP 1.1 does for `mustUnderstand`: it is written as
/// `1` or `0`, and read from all four.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ZeroOne(pub bool);

impl ZeroOne {
    fn write(self, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str(if self.0 { "1" } else { "0" })
    }
}

impl From<bool> for ZeroOne {
    fn from(value: bool) -> Self {
        Self(value)
    }
}

impl From<ZeroOne> for bool {
    fn from(value: ZeroOne) -> Self {
        value.0
    }
}

impl std::str::FromStr for ZeroOne {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        parse_bool(text).map(Self)
    }
}

text_form!(ZeroOne);

#[cold]
fn problem(text: &str) -> ValueError {
    let any_case = |word: &str| text.eq_ignore_ascii_case(word);
    let problem = if text.is_empty() {
        "there is no text"
    } else if any_case("true") || any_case("false") {
        "a capital letter, where only small letters are allowed"
    } else {
        "it is none of these"
    };
    ValueError::new(EXPECTED, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_written_where_they_alone_will_do() {
        for (text, value) in [("true", true), ("1", true), ("false", false), ("0", false)] {
            let read: ZeroOne = text.parse().expect("one of the four");
            assert_eq!(bool::from(read), value);
            assert_eq!(read.to_string(), if value { "1" } else { "0" });
        }
    }

    #[test]
    fn reads_the_four_words_only() {
        for (text, value) in [("true", true), ("1", true), ("false", false), ("0", false)] {
            assert_eq!(parse_bool(text), Ok(value));
        }
        for (text, problem) in [
            ("", "there is no text"),
            (
                "True",
                "a capital letter, where only small letters are allowed",
            ),
            (
                "FALSE",
                "a capital letter, where only small letters are allowed",
            ),
            ("yes", "it is none of these"),
            ("01", "it is none of these"),
            ("-1", "it is none of these"),
            ("+1", "it is none of these"),
            (" true", "it is none of these"),
        ] {
            assert_eq!(parse_bool(text).unwrap_err().problem(), problem, "{text:?}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for value in [true, false] {
            let mut text = String::new();
            write_bool(value, &mut text);
            assert_eq!(parse_bool(&text), Ok(value));
        }
    }
}
