//! The references of a document, found without parsing it: XML is parsed once, by the next stage.
//!
//! Looks at every start tag for namespace declarations and at those called `import`, `include`, `redefine` and
//! `schema` in the namespaces of WSDL and XML Schema for their attributes. A document that is not well-formed
//! gives what was found up to the fault; the parser reports the fault, and the resolver a reference not followed.

use std::collections::BTreeSet;

use super::well_known;
use crate::entities::{entities, unescape};
use crate::markup::{markup_length, place};
use crate::parse::{DRAFTS, WSDL, XML, XSD};
use crate::source::{SourceId, Span};

/// Namespace declarations in scope at once, at most.
const BINDINGS: usize = 4096;

/// What a document refers to.
#[derive(Debug, Default)]
pub(super) struct Skim {
    /// Its imports, includes and redefinitions.
    pub(super) references: Vec<Reference>,
    /// The target namespaces of its schemas.
    pub(super) targets: Vec<Option<String>>,
    /// The namespaces it imports, and those with a built-in schema that it seems to refer to without an import.
    pub(super) named: BTreeSet<String>,
    /// The entities that the document declares.
    entities: Vec<(String, String)>,
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
    let mut skim = Skim {
        entities: entities(text),
        ..Skim::default()
    };
    let mut scope = Scope::default();
    let mut prefixes = BTreeSet::from([("xml", XML)]);
    let mut declarations = text.match_indices("xmlns").map(|(at, _)| at).peekable();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|offset| at + offset) {
        let rest = &text[start..];
        let Some(length) = markup_length(rest) else {
            break;
        };
        at = start + length;
        if rest.starts_with("</") {
            scope.close();
        } else if !rest.starts_with("<!") && !rest.starts_with("<?") {
            let tag = &rest[1..length - 1];
            scope.depth += 1;
            while declarations
                .next_if(|declaration| *declaration < start)
                .is_some()
            {}
            if declarations
                .next_if(|declaration| *declaration < at)
                .is_some()
            {
                scope.declare(tag, &skim.entities, &mut prefixes);
            }
            skim.start_tag(tag, &scope, || place(text, start, source));
            if tag.ends_with('/') {
                scope.close();
            }
        }
        if scope.bindings.len() > BINDINGS || prefixes.len() > BINDINGS {
            break;
        }
    }
    skim.note_prefixes(text, &prefixes);
    skim
}

/// The namespace declarations in scope.
#[derive(Default)]
struct Scope<'a> {
    /// How many elements are open.
    depth: usize,
    /// Depth, prefix and namespace.
    bindings: Vec<(usize, &'a str, String)>,
}

impl<'a> Scope<'a> {
    /// Takes in the declarations of a start tag, and notes prefixes of namespaces with a built-in schema.
    fn declare(
        &mut self,
        tag: &'a str,
        entities: &[(String, String)],
        prefixes: &mut BTreeSet<(&'a str, &'static str)>,
    ) {
        for (name, namespace) in attributes(tag, entities) {
            if let Some(prefix) = name.strip_prefix("xmlns") {
                let prefix = prefix.trim_start_matches(':');
                if let Some(schema) = well_known::by_namespace(&namespace) {
                    prefixes.insert((prefix, schema.namespace));
                }
                self.bindings.push((self.depth, prefix, namespace));
            }
        }
    }

    fn close(&mut self) {
        while self
            .bindings
            .pop_if(|(depth, ..)| *depth >= self.depth)
            .is_some()
        {}
        self.depth = self.depth.saturating_sub(1);
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        let binding = self
            .bindings
            .iter()
            .rev()
            .find(|(_, declared, _)| *declared == prefix);
        binding.map(|(.., namespace)| namespace.as_str())
    }
}

impl Skim {
    /// Notes the namespaces of those prefixes that begin attribute values, or words in them.
    ///
    /// That of XML Schema does everywhere, for its types; here it counts only where its one element is referred to.
    fn note_prefixes(&mut self, text: &str, prefixes: &BTreeSet<(&str, &'static str)>) {
        let mut open: Vec<(&str, &str)> = Vec::new();
        for (prefix, namespace) in prefixes {
            if !prefix.is_empty() {
                open.push((prefix, namespace));
            } else if *namespace != XSD || text.contains("ref=\"schema\"") {
                self.named.insert((*namespace).to_owned());
            }
        }
        for (at, _) in text.match_indices(':') {
            open.retain(|(prefix, namespace)| {
                let Some(before) = text[..at].strip_suffix(prefix) else {
                    return true;
                };
                let begins = match before.as_bytes().last() {
                    Some(b'"' | b'\'') => true,
                    // What stands before an attribute of this prefix.
                    Some(b' ') => *namespace != XML,
                    _ => false,
                };
                let used = begins && (*namespace != XSD || text[at..].starts_with(":schema\""));
                if used {
                    self.named.insert((*namespace).to_owned());
                }
                !used
            });
        }
    }

    fn start_tag(&mut self, tag: &str, scope: &Scope<'_>, span: impl Fn() -> Span) {
        let end = tag
            .bytes()
            .position(|byte| byte.is_ascii_whitespace() || byte == b'/');
        let name = &tag[..end.unwrap_or(tag.len())];
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if !matches!(local, "import" | "include" | "redefine" | "schema") {
            return;
        }
        let namespace = scope.namespace(prefix);
        let namespace = namespace.map(|it| if DRAFTS.contains(&it) { XSD } else { it });
        let kind = match (namespace, local) {
            (Some(WSDL), "import") => ReferenceKind::Wsdl,
            (Some(XSD), "import") => ReferenceKind::SchemaImport,
            (Some(XSD), "include" | "redefine") => ReferenceKind::Schema,
            (Some(XSD), "schema") => {
                self.targets
                    .push(attribute(tag, "targetNamespace", &self.entities));
                return;
            }
            _ => return,
        };
        let wsdl = kind == ReferenceKind::Wsdl;
        let name = if wsdl { "location" } else { "schemaLocation" };
        let location = attribute(tag, name, &self.entities);
        let location = location.map(|location| location.trim().to_owned());
        let namespace = attribute(tag, "namespace", &self.entities);
        self.named.extend(namespace.clone());
        self.references.push(Reference {
            kind,
            namespace,
            location,
            span: span(),
        });
    }
}

/// The attributes of a start tag, references in their values resolved.
fn attributes<'t>(
    tag: &'t str,
    entities: &[(String, String)],
) -> impl Iterator<Item = (&'t str, String)> {
    let mut rest = tag.trim_start_matches(|c: char| !c.is_whitespace());
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, tail) = after[1..].split_once(quote)?;
        rest = tail;
        Some((name.trim(), unescape(value, entities)))
    })
}

fn attribute(tag: &str, wanted: &str, entities: &[(String, String)]) -> Option<String> {
    attributes(tag, entities)
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}
