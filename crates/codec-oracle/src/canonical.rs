//! A document to lines that are the same for every way to write it: expanded names, sorted attributes, text.
//!
//! Prefixes, declarations of namespaces, comments, processing instructions and the kinds of quotes and escapes are
//! gone. White space in text stays, so documents have to be written without layout.

use std::fmt::Write as _;

use xml::ParserConfig;
use xml::name::OwnedName;
use xml::reader::{EventReader, XmlEvent};

/// The canonical lines of a document.
///
/// # Errors
/// It is not well-formed.
pub fn canonical(document: &str) -> Result<String, xml::reader::Error> {
    let config = ParserConfig::new()
        .trim_whitespace(false)
        .whitespace_to_characters(true)
        .cdata_to_characters(true)
        .ignore_comments(true)
        .coalesce_characters(true);
    let mut lines = String::new();
    let mut text = String::new();
    let mut depth = 0;
    for event in EventReader::new_with_config(document.as_bytes(), config) {
        match event? {
            XmlEvent::StartElement {
                name, attributes, ..
            } => {
                flush(&mut lines, &mut text, depth);
                let _ = writeln!(lines, "{}{}", indent(depth), expanded(&name));
                depth += 1;
                let mut attributes: Vec<String> = attributes
                    .iter()
                    .map(|one| {
                        format!(
                            "{}@{} = {:?}",
                            indent(depth),
                            expanded(&one.name),
                            one.value
                        )
                    })
                    .collect();
                attributes.sort();
                for line in &attributes {
                    lines.extend([line.as_str(), "\n"]);
                }
            }
            XmlEvent::EndElement { .. } => {
                flush(&mut lines, &mut text, depth);
                depth -= 1;
            }
            XmlEvent::Characters(more) => text.push_str(&more),
            _ => {}
        }
    }
    Ok(lines)
}

fn flush(lines: &mut String, text: &mut String, depth: usize) {
    if !text.is_empty() {
        let _ = writeln!(lines, "{}{text:?}", indent(depth));
        text.clear();
    }
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
