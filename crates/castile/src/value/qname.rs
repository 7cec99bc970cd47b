//! `xs:QName` as a value: a local name and the namespace that its prefix stood for.
//!
//! The prefixes in scope are the codec's to know. It takes a text apart with [`split`], looks the
//! prefix up and makes a [`QName`].

use std::fmt;
use std::str::FromStr;

use super::ValueError;
use super::text::serde_as_text;

const EXPECTED: &str = "an `xs:QName` such as `p:name`";
const CLARK_EXPECTED: &str = "a qualified name such as `{namespace}name`";
const NAME_EXPECTED: &str = "a name without a colon (`xs:NCName`)";

/// A value of `xs:QName`.
///
/// Its text form, for logs and for `serde`, is `{namespace}local`, or `local` without a namespace.
/// That is not the form in a document, which has a prefix.
///
/// ```
/// use castile::value::QName;
///
/// let name = QName::new(Some("urn:shop"), "order")?;
/// assert_eq!(name.to_string(), "{urn:shop}order");
/// assert_eq!("{urn:shop}order".parse::<QName>()?, name);
/// # Ok::<(), castile::value::ValueError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QName {
    namespace: Option<String>,
    local: String,
}

impl QName {
    /// A name in a namespace, or in none, which an empty one stands for too.
    pub fn new(namespace: Option<&str>, local: &str) -> Result<Self, ValueError> {
        check_name(local)?;
        Ok(Self {
            namespace: namespace.filter(|name| !name.is_empty()).map(Into::into),
            local: local.into(),
        })
    }

    /// The namespace, which is never empty.
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The name without its namespace.
    pub fn local(&self) -> &str {
        &self.local
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(namespace) = &self.namespace {
            write!(f, "{{{namespace}}}")?;
        }
        f.write_str(&self.local)
    }
}

impl fmt::Debug for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for QName {
    type Err = ValueError;

    /// Reads `{namespace}local` or `local`, not a name with a prefix.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let Some(rest) = text.strip_prefix('{') else {
            return Self::new(None, text);
        };
        // A local name has no brace, so that the last one ends the namespace.
        match rest.rsplit_once('}') {
            Some((namespace, local)) => Self::new(Some(namespace), local),
            None => Err(ValueError::new(CLARK_EXPECTED, "its `{` has no `}`")),
        }
    }
}

serde_as_text!(QName);

/// Takes `prefix:local` or `local` apart and checks both names.
pub fn split(text: &str) -> Result<(Option<&str>, &str), ValueError> {
    let name = |name: &str, at: usize| match wrong_character(name) {
        None => Ok(()),
        Some(offset) => Err(ValueError::unexpected(EXPECTED, text, at + offset, WANTED)),
    };
    match text.split_once(':') {
        None => {
            name(text, 0)?;
            Ok((None, text))
        }
        Some((prefix, local)) => {
            name(prefix, 0)?;
            name(local, prefix.len() + 1)?;
            Ok((Some(prefix), local))
        }
    }
}

/// Whether `name` is an `xs:NCName`: a name of XML 1.0 (fifth edition) without a colon.
pub fn is_ncname(name: &str) -> bool {
    wrong_character(name).is_none()
}

const WANTED: &str = "a character of a name";

fn check_name(name: &str) -> Result<(), ValueError> {
    match wrong_character(name) {
        None => Ok(()),
        Some(at) => Err(ValueError::unexpected(NAME_EXPECTED, name, at, WANTED)),
    }
}

/// The offset of the first character that cannot stand where it does, or of the end of no name.
fn wrong_character(name: &str) -> Option<usize> {
    let mut characters = name.char_indices();
    match characters.next() {
        Some((_, first)) if begins_name(first) => {}
        _ => return Some(0),
    }
    characters
        .find(|&(_, character)| !continues_name(character))
        .map(|(at, _)| at)
}

fn begins_name(character: char) -> bool {
    matches!(character,
        'a'..='z' | 'A'..='Z' | '_'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}'
        | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

fn continues_name(character: char) -> bool {
    begins_name(character)
        || matches!(character,
            '0'..='9' | '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_names() {
        for name in [
            "a",
            "_",
            "A1",
            "a-b.c_d",
            "été",
            "名前",
            "a\u{b7}",
            "x\u{10000}",
        ] {
            assert!(is_ncname(name), "{name}");
        }
        for name in [
            "",
            "1a",
            "-a",
            ".a",
            "a b",
            "a:b",
            ":",
            " a",
            "a ",
            "a\u{d7}",
            "\u{b7}a",
            "a{b",
            "a\u{fffe}",
        ] {
            assert!(!is_ncname(name), "{name}");
        }
    }

    #[test]
    fn takes_prefixed_names_apart() {
        assert_eq!(split("p:name"), Ok((Some("p"), "name")));
        assert_eq!(split("name"), Ok((None, "name")));
        for (text, problem) in [
            ("", "there is no text"),
            (
                ":a",
                "`:` at character 1, where a character of a name belongs",
            ),
            (
                "p:",
                "the text ends after character 2, where a character of a name belongs",
            ),
            (
                "p:a:b",
                "`:` at character 4, where a character of a name belongs",
            ),
            (
                "p: a",
                "a blank at character 3, where a character of a name belongs",
            ),
            (
                "p:1",
                "`1` at character 3, where a character of a name belongs",
            ),
            (
                "{urn:x}a",
                "`{` at character 1, where a character of a name belongs",
            ),
        ] {
            assert_eq!(split(text).unwrap_err().problem(), problem, "{text:?}");
        }
    }

    #[test]
    fn text_form_reads_back() {
        for (namespace, local, text) in [
            (None, "a", "a"),
            (Some(""), "a", "a"),
            (Some("urn:x"), "a", "{urn:x}a"),
            (Some("odd}{"), "a", "{odd}{}a"),
        ] {
            let name = QName::new(namespace, local).unwrap();
            assert_eq!(name.to_string(), text);
            assert_eq!(format!("{name:?}"), text);
            assert_eq!(text.parse(), Ok(name.clone()));
            assert_eq!(name.local(), local);
            assert_eq!(name.namespace(), namespace.filter(|name| !name.is_empty()));
        }
        for text in ["", "{urn:x}", "{urn:x", "p:a", "{urn:x}p:a", "urn:x}a"] {
            assert!(text.parse::<QName>().is_err(), "{text}");
        }
        assert!(QName::new(Some("urn:x"), "a b").is_err());
    }
}
