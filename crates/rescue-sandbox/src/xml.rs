//! XML text to a small tree, and text to escaped XML.
//!
//! In: a whole document. Out: its root element with every name resolved to its namespace, or the
//! reason why ASP.NET would answer `400 Bad Request`. `quick-xml` is the tokenizer; it is no
//! conformant parser, so what it lets through (text after the root, an unclosed root, control
//! characters, wrong names) is refused here. A DTD is always refused.

use std::collections::HashSet;
use std::ops::Range;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, PrefixDeclaration, QName, ResolveResult};
use quick_xml::reader::NsReader;
use quick_xml::{XmlVersion, events::attributes::Attribute as RawAttribute};

/// How deep elements may nest. No request of the service needs ten.
const MAX_DEPTH: usize = 100;

/// Why a document was refused. Only tests read the text: ASP.NET answers with an empty body.
pub(crate) type Refused = String;

/// One element. Names without a namespace have the empty namespace.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) children: Vec<Node>,
    /// Where its tags start and end in the document.
    pub(crate) span: Range<usize>,
}

/// One attribute that is no namespace declaration.
#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// What an element holds.
#[derive(Debug)]
pub(crate) enum Node {
    Element(Element),
    /// Text, references resolved, line ends normalized.
    Text(String),
    /// A comment or a processing instruction.
    Markup,
}

impl Element {
    /// Whether the element has this expanded name.
    pub(crate) fn is(&self, namespace: &str, name: &str) -> bool {
        self.namespace == namespace && self.name == name
    }

    /// The child elements, in document order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Markup => None,
        })
    }

    /// The value of an attribute.
    pub(crate) fn attribute(&self, namespace: &str, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.namespace == namespace && attribute.name == name)
            .map(|attribute| attribute.value.as_str())
    }

    /// The text, or `None` where there is anything but text.
    pub(crate) fn text(&self) -> Option<String> {
        self.children
            .iter()
            .map(|child| match child {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) | Node::Markup => None,
            })
            .collect()
    }

    /// All elements at or below this one with this expanded name.
    pub(crate) fn descendants<'a>(&'a self, namespace: &str, name: &str) -> Vec<&'a Element> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(element) = open.pop() {
            if element.is(namespace, name) {
                found.push(element);
            }
            open.extend(element.elements());
        }
        found.sort_by_key(|element| element.span.start);
        found
    }
}

/// Reads a document.
pub(crate) fn parse(text: &str) -> Result<Element, Refused> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    loop {
        let start = position(&reader);
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let end = position(&reader);
        match event {
            Event::Eof => break,
            Event::Decl(decl) if start == 0 => check_declaration(&decl)?,
            Event::Decl(_) => return Err("an XML declaration that is not at the start".into()),
            Event::DocType(_) => return Err("a document type declaration".into()),
            Event::Start(tag) => {
                if root.is_some() && open.is_empty() {
                    return Err("a second root element".into());
                }
                if open.len() == MAX_DEPTH {
                    return Err(format!("elements nested deeper than {MAX_DEPTH}"));
                }
                open.push(element(&reader, &tag, start..end)?);
            }
            Event::Empty(tag) => {
                if root.is_some() && open.is_empty() {
                    return Err("a second root element".into());
                }
                let element = element(&reader, &tag, start..end)?;
                close(element, &mut open, &mut root);
            }
            Event::End(_) => {
                let Some(mut element) = open.pop() else {
                    return Err("an end tag without its start tag".into());
                };
                element.span.end = end;
                close(element, &mut open, &mut root);
            }
            Event::Text(piece) => {
                if piece.contains("]]>") {
                    return Err("`]]>` in text".into());
                }
                add_text(&piece.xml10_content(), &mut open)?;
            }
            Event::CData(piece) if open.is_empty() => {
                return Err(format!("`{}` outside the root", &*piece));
            }
            Event::CData(piece) => add_text(&piece.xml10_content(), &mut open)?,
            Event::GeneralRef(reference) if open.is_empty() => {
                return Err(format!("`&{};` outside the root", &*reference));
            }
            Event::GeneralRef(reference) => add_text(&resolve(&reference)?, &mut open)?,
            Event::Comment(piece) => {
                check_characters(&piece)?;
                add_markup(&mut open);
            }
            Event::PI(piece) => {
                check_characters(&piece)?;
                if !is_name(piece.target()) || piece.target().eq_ignore_ascii_case("xml") {
                    return Err("a processing instruction with a wrong name".into());
                }
                add_markup(&mut open);
            }
        }
    }
    match root {
        _ if !open.is_empty() => Err("the document ends inside an element".into()),
        None => Err("no root element".into()),
        Some(root) => Ok(root),
    }
}

fn position(reader: &NsReader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(Node::Element(element)),
        None => *root = Some(element),
    }
}

fn add_text(text: &str, open: &mut [Element]) -> Result<(), Refused> {
    check_characters(text)?;
    match open.last_mut() {
        Some(parent) => match parent.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => parent.children.push(Node::Text(text.to_owned())),
        },
        None if text.chars().all(is_white_space) => {}
        None => return Err("text outside the root".into()),
    }
    Ok(())
}

fn add_markup(open: &mut [Element]) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(Node::Markup);
    }
}

/// Takes a start tag apart. The reader has its namespaces in scope at this point.
fn element(
    reader: &NsReader<&[u8]>,
    tag: &BytesStart<'_>,
    span: Range<usize>,
) -> Result<Element, Refused> {
    let mut element = Element {
        namespace: namespace(reader, tag.name(), true)?,
        name: local_name(tag.name())?,
        span,
        ..Element::default()
    };
    let mut seen = HashSet::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute_value(&attribute)?;
        if let Some(declaration) = attribute.key.as_namespace_binding() {
            if matches!(declaration, PrefixDeclaration::Named(_)) && value.is_empty() {
                return Err("a prefix bound to no namespace".into());
            }
            continue;
        }
        let name = local_name(attribute.key)?;
        let namespace = namespace(reader, attribute.key, false)?;
        if !seen.insert((namespace.clone(), name.clone())) {
            return Err(format!("attribute `{name}` given twice"));
        }
        element.attributes.push(Attribute {
            namespace,
            name,
            value,
        });
    }
    Ok(element)
}

fn attribute_value(attribute: &RawAttribute<'_>) -> Result<String, Refused> {
    if attribute.value.contains('<') {
        return Err("`<` in an attribute value".into());
    }
    let value = attribute
        .normalized_value(XmlVersion::Implicit1_0)
        .map_err(|error| error.to_string())?;
    check_characters(&value)?;
    Ok(value.into_owned())
}

fn namespace(
    reader: &NsReader<&[u8]>,
    name: QName<'_>,
    use_default: bool,
) -> Result<String, Refused> {
    match reader.resolver().resolve(name, use_default).0 {
        ResolveResult::Unbound => Ok(String::new()),
        ResolveResult::Bound(Namespace(uri)) => Ok(uri.to_owned()),
        ResolveResult::Unknown(prefix) => Err(format!("prefix `{prefix}` is not declared")),
    }
}

fn local_name(name: QName<'_>) -> Result<String, Refused> {
    let (local, prefix) = name.decompose();
    let local = local.as_ref();
    if is_name(local) && prefix.is_none_or(|prefix| is_name(prefix.as_ref())) {
        Ok(local.to_owned())
    } else {
        Err(format!("`{}` is no name", name.as_ref()))
    }
}

fn check_declaration(decl: &BytesDecl<'_>) -> Result<(), Refused> {
    match decl.version() {
        Ok(version) if version == "1.0" => {}
        Ok(version) => return Err(format!("XML version `{version}`")),
        Err(error) => return Err(error.to_string()),
    }
    match decl.standalone() {
        None => Ok(()),
        Some(Ok(value)) if value == "yes" || value == "no" => Ok(()),
        Some(_) => Err("`standalone` is neither `yes` nor `no`".into()),
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, Refused> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character.to_string()),
        Ok(None) => resolve_predefined_entity(reference)
            .map(str::to_owned)
            .ok_or_else(|| format!("entity `{}` is not declared", &**reference)),
        Err(error) => Err(error.to_string()),
    }
}

fn check_characters(text: &str) -> Result<(), Refused> {
    match text.chars().find(|&c| !is_xml_character(c)) {
        Some(c) => Err(format!("character U+{:04X}", u32::from(c))),
        None => Ok(()),
    }
}

/// XML 1.0, production 2.
fn is_xml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

fn is_white_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// A name without colon, by XML 1.0 fifth edition, productions 4 and 4a.
fn is_name(text: &str) -> bool {
    fn is_start(c: char) -> bool {
        matches!(c, 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
            | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
            | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
            | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
            | '\u{10000}'..='\u{EFFFF}')
    }
    fn is_part(c: char) -> bool {
        is_start(c)
            || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}'
                | '\u{203F}'..='\u{2040}')
    }
    text.starts_with(is_start) && text.chars().all(is_part)
}

/// Escapes text as .NET's writer does: the quotation mark stays. What XML cannot hold at all
/// becomes the replacement character. Fit for HTML text, too.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c if is_xml_character(c) => escaped.push(c),
            _ => escaped.push('\u{FFFD}'),
        }
    }
    escaped
}

/// Escapes text for a value between double quotation marks, in XML or HTML.
pub(crate) fn escape_quoted(text: &str) -> String {
    escape(text).replace('"', "&quot;")
}
