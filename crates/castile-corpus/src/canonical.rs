//! A document to lines that are the same for every way to write it: expanded names, sorted attributes, text.
//!
//! Prefixes, declarations of namespaces, comments, processing instructions and the kinds of quotes and escapes are
//! gone. White space in text stays, so documents have to be written without layout.

use xml::ParserConfig;
use xml::name::OwnedName;
use xml::namespace::Namespace;
use xml::reader::{EventReader, XmlEvent};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The canonical lines of a document.
///
/// # Errors
/// It is not well-formed.
pub fn canonical(document: &str) -> Result<String, xml::reader::Error> {
    let lines = lines(document)?;
    Ok(lines
        .iter()
        .map(|line| line.written.clone() + "\n")
        .collect())
}

/// The first line in which documents differ; the empty text where one has ended.
///
/// Whether `a:b` is a name or a text, a document does not say: either will do.
///
/// # Errors
/// One is not well-formed.
pub fn difference(one: &str, other: &str) -> Result<Option<(String, String)>, xml::reader::Error> {
    Ok(first_difference(lines(one)?, lines(other)?))
}

/// The same, whatever the elements around all of it are called, and say of their types.
///
/// # Errors
/// One is not well-formed.
pub fn difference_inside(
    one: &str,
    other: &str,
) -> Result<Option<(String, String)>, xml::reader::Error> {
    let inside = |document| -> Result<Vec<Line>, xml::reader::Error> {
        let says_what = |line: &Line| {
            line.written.starts_with("  @{")
                && (line.written.contains("}type = ") || line.written.contains("}encodingStyle = "))
        };
        let mut lines = lines(document)?;
        lines.retain(|line| !says_what(line));
        Ok(lines.split_off(lines.len().min(1)))
    };
    Ok(first_difference(inside(one)?, inside(other)?))
}

fn first_difference(one: Vec<Line>, other: Vec<Line>) -> Option<(String, String)> {
    let (mut one, mut other) = (one.into_iter(), other.into_iter());
    loop {
        let (a, b) = match (one.next(), other.next()) {
            (None, None) => return None,
            (Some(a), Some(b)) if a.written == b.written || a.expanded == b.expanded => continue,
            (a, b) => (a, b),
        };
        let show = |line: Option<Line>| line.map_or_else(String::new, |line| line.written);
        return Some((show(a), show(b)));
    }
}

struct Line {
    /// With values as they are written.
    written: String,
    /// With those words of values as expanded names that begin with a declared prefix.
    expanded: String,
}

fn lines(document: &str) -> Result<Vec<Line>, xml::reader::Error> {
    let config = ParserConfig::new()
        .trim_whitespace(false)
        .whitespace_to_characters(true)
        .cdata_to_characters(true)
        .ignore_comments(true)
        .coalesce_characters(true);
    let mut lines = Vec::new();
    let mut text = String::new();
    let mut depth = 0;
    let mut scopes: Vec<Namespace> = Vec::new();
    for event in EventReader::new_with_config(document.as_bytes(), config) {
        match event? {
            XmlEvent::StartElement {
                name,
                attributes,
                namespace,
            } => {
                flush(&mut lines, &mut text, depth, scopes.last());
                lines.push(line(depth, &expanded(&name), None, &namespace));
                depth += 1;
                let mut attributes: Vec<Line> = attributes
                    .iter()
                    .map(|one| {
                        let is_type = one.name.local_name == "type"
                            && one.name.namespace.as_deref() == Some(XSI);
                        let value = if is_type {
                            type_name(&one.value, &namespace)
                        } else {
                            one.value.clone()
                        };
                        let start = format!("@{} = ", expanded(&one.name));
                        line(depth, &start, Some(&value), &namespace)
                    })
                    .collect();
                attributes.sort_by(|one, other| one.written.cmp(&other.written));
                lines.append(&mut attributes);
                scopes.push(namespace);
            }
            XmlEvent::EndElement { .. } => {
                flush(&mut lines, &mut text, depth, scopes.last());
                scopes.pop();
                depth -= 1;
            }
            XmlEvent::Characters(more) => text.push_str(&more),
            _ => {}
        }
    }
    Ok(lines)
}

fn flush(lines: &mut Vec<Line>, text: &mut String, depth: usize, scope: Option<&Namespace>) {
    if let Some(scope) = scope
        && !text.is_empty()
    {
        lines.push(line(depth, "", Some(&std::mem::take(text)), scope));
    }
}

fn line(depth: usize, start: &str, value: Option<&str>, scope: &Namespace) -> Line {
    let indent = indent(depth);
    let show = |value: &str| format!("{indent}{start}{value:?}");
    match value {
        None => Line {
            written: format!("{indent}{start}"),
            expanded: format!("{indent}{start}"),
        },
        Some(value) => Line {
            written: show(value),
            expanded: show(&names_expanded(value, scope)),
        },
    }
}

/// The text with those of its words that begin with a declared prefix as expanded names.
fn names_expanded(text: &str, scope: &Namespace) -> String {
    let expanded = |word: &str| {
        let (prefix, local) = word.split_once(':')?;
        Some(format!("{{{}}}{local}", scope.get(prefix)?))
    };
    let words = text.split(' ');
    let words: Vec<String> = words
        .map(|word| expanded(word).unwrap_or_else(|| word.to_owned()))
        .collect();
    words.join(" ")
}

/// A value of `xsi:type`, which is in the default namespace where it has no prefix.
fn type_name(value: &str, scope: &Namespace) -> String {
    let (prefix, local) = value.trim().split_once(':').unwrap_or(("", value.trim()));
    format!("{{{}}}{local}", scope.get(prefix).unwrap_or_default())
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

fn expanded(name: &OwnedName) -> String {
    format!(
        "{{{}}}{}",
        name.namespace.as_deref().unwrap_or_default(),
        name.local_name
    )
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn ways_to_write_one_document() {
        let one = r#"<?xml version="1.0"?><a xmlns="urn:a" y="2" x="1"><b>&lt;c&#x3e;</b><d/></a>"#;
        let other =
            "<n:a xmlns:n='urn:a' x='1' y='2'><!-- --><n:b><![CDATA[<c]]>></n:b><n:d></n:d></n:a>";
        let lines = canonical(one).expect("it is well-formed");
        assert_eq!(lines, canonical(other).expect("it is well-formed"));
        assert_eq!(
            lines,
            "{urn:a}a\n  @{}x = \"1\"\n  @{}y = \"2\"\n  {urn:a}b\n    \"<c>\"\n  {urn:a}d\n"
        );
    }

    #[test]
    fn names_in_values() {
        let one = "<a xmlns:p='urn:p' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='p:t' b='p:x'>p:y z</a>";
        let other = "<a xmlns:q='urn:p' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='q:t' b='q:x'>q:y z</a>";
        assert_eq!(
            super::difference(one, other).expect("both are well-formed"),
            None
        );
        let third = "<a xmlns:q='urn:q' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='q:t' b='q:x'>q:y z</a>";
        assert!(
            super::difference(one, third)
                .expect("both are well-formed")
                .is_some()
        );
        let plain = "<a>p:y</a>";
        let declared = "<a xmlns:p='urn:p'>p:y</a>";
        assert_eq!(
            super::difference(plain, declared).expect("both are well-formed"),
            None
        );
    }

    #[test]
    fn what_is_inside() {
        const XSI: &str = "xmlns:i='http://www.w3.org/2001/XMLSchema-instance'";
        let one = format!("<p:a xmlns:p='urn:p' {XSI} i:type='p:t' x='1'><b i:type='p:t'/></p:a>");
        let difference =
            |other: &str| super::difference_inside(&one, other).expect("both are well-formed");
        let same = format!("<c xmlns:p='urn:p' {XSI} x='1'><b i:type='p:t'/></c>");
        assert_eq!(difference(&same), None);
        let deeper = format!("<c xmlns:p='urn:p' {XSI} x='1'><b/></c>");
        assert!(difference(&deeper).is_some());
        let attribute = format!("<c xmlns:p='urn:p' {XSI}><b i:type='p:t'/></c>");
        assert!(difference(&attribute).is_some());
    }

    #[test]
    fn documents_that_differ() {
        let base = canonical("<a xmlns='urn:a'><b>c</b><d/></a>").expect("it is well-formed");
        for other in [
            "<a xmlns='urn:b'><b>c</b><d/></a>",
            "<a xmlns='urn:a'><b xmlns=''>c</b><d/></a>",
            "<a xmlns='urn:a'><d/><b>c</b></a>",
            "<a xmlns='urn:a'><b>c </b><d/></a>",
            "<a xmlns='urn:a'><b>c</b><d/> </a>",
            "<a xmlns='urn:a'><b x=''>c</b><d/></a>",
            "<a xmlns='urn:a'><b>c<d/></b></a>",
        ] {
            assert_ne!(
                base,
                canonical(other).expect("it is well-formed"),
                "{other}"
            );
        }
    }
}
