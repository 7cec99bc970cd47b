//! The references of a document, found without parsing it: XML is parsed once, by the next stage.
//!
//! Looks at every start tag for namespace declarations and at those called `import`, `include`, `redefine` and
//! `schema` in the namespaces of WSDL and XML Schema for their attributes. A document that is not well-formed
//! gives what was found up to the fault; the parser reports the fault, and the resolver a reference not followed.

use std::collections::BTreeSet;

use super::well_known;
use crate::parse::{WSDL, XML, XSD};
use crate::source::{SourceId, Span};

/// How many namespace declarations may be in scope at once.
const SCOPE: usize = 4096;

/// What a document refers to.
#[derive(Debug, Default)]
pub(super) struct Skim {
    /// Its imports, includes and redefinitions.
    pub(super) references: Vec<Reference>,
    /// The target namespaces of its schemas.
    pub(super) targets: Vec<Option<String>>,
    /// The namespaces it imports, and those with a built-in schema that it seems to refer to without an import.
    pub(super) named: BTreeSet<String>,
}

/// One `wsdl:import`, `xs:import`, `xs:include` or `xs:redefine`.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) kind: ReferenceKind,
    pub(super) namespace: Option<String>,
    pub(super) location: Option<String>,
    pub(super) span: Span,
}

/// Which element a reference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReferenceKind {
    /// `wsdl:import`.
    Wsdl,
    /// `xs:import`.
    SchemaImport,
    /// `xs:include` or `xs:redefine`.
    Schema,
}

/// Finds the references of a document.
pub(super) fn skim(text: &str, source: SourceId) -> Skim {
    let mut skim = Skim::default();
    skim.note_prefix(text, "xml", XML);
    let mut prefixes = BTreeSet::new();
    let mut scope: Vec<(usize, &str, String)> = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|offset| at + offset) {
        let rest = &text[start..];
        let Some(length) = markup_length(rest) else {
            break;
        };
        at = start + length;
        if rest.starts_with("</") {
            scope.truncate(
                scope
                    .iter()
                    .rposition(|(level, ..)| *level < depth)
                    .map_or(0, |last| last + 1),
            );
            depth = depth.saturating_sub(1);
        } else if !rest.starts_with("<!") && !rest.starts_with("<?") {
            let tag = &rest[1..length - 1];
            depth += 1;
            if tag.contains("xmlns") {
                for (name, value) in attributes(tag) {
                    if let Some(prefix) = name.strip_prefix("xmlns") {
                        let prefix = prefix.trim_start_matches(':');
                        if well_known::by_namespace(&value).is_some() {
                            prefixes.insert((prefix, value.clone()));
                        }
                        scope.push((depth, prefix, value));
                    }
                }
            }
            skim.start_tag(tag, &scope, || place(text, start, source));
            if tag.ends_with('/') {
                scope.truncate(
                    scope
                        .iter()
                        .rposition(|(level, ..)| *level < depth)
                        .map_or(0, |last| last + 1),
                );
                depth -= 1;
            }
        }
        if scope.len() > SCOPE {
            break;
        }
    }
    for (prefix, namespace) in prefixes {
        skim.note_prefix(text, prefix, &namespace);
    }
    skim
}

impl Skim {
    /// Notes a namespace whose prefix stands in attribute values.
    ///
    /// That of XML Schema does everywhere, for its types; here it counts only where an element is referred to.
    fn note_prefix(&mut self, text: &str, prefix: &str, namespace: &str) {
        let begins = if prefix.is_empty() {
            String::new()
        } else {
            format!("{prefix}:")
        };
        let used = match namespace {
            XSD => text.contains(&format!("ref=\"{begins}schema\"")),
            _ if prefix.is_empty() => true,
            _ => ['"', '\'', ' ']
                .iter()
                .any(|before| text.contains(&format!("{before}{begins}"))),
        };
        if used {
            self.named.insert(namespace.to_owned());
        }
    }

    fn start_tag(&mut self, tag: &str, scope: &[(usize, &str, String)], span: impl Fn() -> Span) {
        let name = tag
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if !matches!(local, "import" | "include" | "redefine" | "schema") {
            return;
        }
        let namespace = scope
            .iter()
            .rev()
            .find(|(_, declared, _)| *declared == prefix)
            .map(|(.., uri)| uri.as_str());
        let kind = match (namespace, local) {
            (Some(WSDL), "import") => ReferenceKind::Wsdl,
            (Some(XSD), "import") => ReferenceKind::SchemaImport,
            (Some(XSD), "include" | "redefine") => ReferenceKind::Schema,
            (Some(XSD), "schema") => {
                self.targets.push(attribute(tag, "targetNamespace"));
                return;
            }
            _ => return,
        };
        let location = attribute(
            tag,
            if kind == ReferenceKind::Wsdl {
                "location"
            } else {
                "schemaLocation"
            },
        );
        let namespace = attribute(tag, "namespace");
        self.named.extend(namespace.clone());
        self.references.push(Reference {
            kind,
            namespace,
            location,
            span: span(),
        });
    }
}

/// The length of the markup that `text` begins with, up to and with its `>`.
fn markup_length(text: &str) -> Option<usize> {
    let until = |end: &str| text.find(end).map(|at| at + end.len());
    if text.starts_with("<!--") {
        return text[4..].find("-->").map(|at| at + 7);
    }
    if text.starts_with("<![CDATA[") {
        return until("]]>");
    }
    if text.starts_with("<?") {
        return until("?>");
    }
    if text.starts_with("</") {
        return until(">");
    }
    // A `>` may stand in an attribute value, and in the internal subset of a document type declaration.
    let mut at = 1;
    let mut open = 0_usize;
    loop {
        at += text[at..].find(['>', '"', '\'', '<', '['])?;
        match text.as_bytes()[at] {
            b'>' if open == 0 => return Some(at + 1),
            b'>' => open -= 1,
            b'<' if text[at..].starts_with("<!--") => at += text[at..].find("-->")? + 2,
            b'<' => open += 1,
            b'[' => {}
            quote => at += 1 + text[at + 1..].find(char::from(quote))?,
        }
        at += 1;
    }
}

/// The attributes of a start tag, references in their values resolved.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, String)> {
    let mut rest = tag.trim_start_matches(|c: char| !c.is_whitespace());
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, tail) = after[1..].split_once(quote)?;
        rest = tail;
        Some((name.trim(), unescape(value)))
    })
}

fn attribute(tag: &str, wanted: &str) -> Option<String> {
    attributes(tag)
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}

/// Resolves the five predefined entities and character references.
fn unescape(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, tail) = after.split_once(';').unwrap_or(("", after));
        rest = tail;
        let number = name
            .strip_prefix('#')
            .and_then(|number| match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            });
        match (name, number.and_then(char::from_u32)) {
            (_, Some(c)) => out.push(c),
            ("amp", _) => out.push('&'),
            ("lt", _) => out.push('<'),
            ("gt", _) => out.push('>'),
            ("quot", _) => out.push('"'),
            ("apos", _) => out.push('\''),
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Line and column of a byte offset.
fn place(text: &str, offset: usize, source: SourceId) -> Span {
    let before = &text[..offset];
    let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
    let column = 1 + before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count();
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Span {
        source,
        line: number(line),
        column: number(column),
    }
}
