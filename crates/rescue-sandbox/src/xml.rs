//! XML text to a small tree, and text to escaped XML.
//!
//! In: a whole document. Out: its root element with every name resolved to its namespace, or the
//! reason why ASP.NET would answer `400 Bad Request`. `quick-xml` is the tokenizer; it is no
//! conformant parser, so what it lets through (text after the root, an unclosed root, control
//! characters, wrong names) is refused here. A DTD is always refused.

use std::collections::HashSet;
use std::ops::Range;

use quick_xml::escape::{resolve_predefined_entity, unescape};
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
    pairs(tag.attributes_raw())?;
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

/// The names and raw values in a tag, after its own name. `quick-xml` does not insist on the white
/// space between them.
fn pairs(text: &str) -> Result<Vec<(&str, &str)>, Refused> {
    let mut pairs = Vec::new();
    let mut rest = text;
    loop {
        let next = rest.trim_start_matches(is_white_space);
        if next.is_empty() {
            return Ok(pairs);
        }
        if next.len() == rest.len() {
            return Err("no white space before an attribute".into());
        }
        let pair = (|| {
            let (name, value) = next.split_once('=')?;
            let value = value.trim_start_matches(is_white_space);
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, after) = value[1..].split_once(quote)?;
            Some((name.trim_end_matches(is_white_space), value, after))
        })();
        let (name, value, after) = pair.ok_or("an attribute without a quoted value")?;
        pairs.push((name, value));
        rest = after;
    }
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
        // The resolver keeps the value as it was written.
        ResolveResult::Bound(Namespace(uri)) => match unescape(uri) {
            Ok(uri) => Ok(uri.into_owned()),
            Err(error) => Err(error.to_string()),
        },
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

/// XML 1.0, productions 23 to 32 and 80.
fn check_declaration(decl: &BytesDecl<'_>) -> Result<(), Refused> {
    let pairs = pairs(decl.strip_prefix("xml").unwrap_or_default())?;
    let mut rest = pairs.as_slice();
    if let [("version", "1.0"), after @ ..] = rest {
        rest = after;
    } else {
        return Err("an XML declaration without version 1.0".into());
    }
    if let [("encoding", name), after @ ..] = rest {
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if !(name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(part)) {
            return Err(format!("`{name}` is no encoding"));
        }
        rest = after;
    }
    match rest {
        [] | [("standalone", "yes" | "no")] => Ok(()),
        _ => Err("an XML declaration with something else in it".into()),
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

#[cfg(test)]
mod tests {
    use super::{escape, escape_quoted, parse};

    /// Whether a strict parser finds a document well-formed, whatever encoding it names.
    fn is_well_formed(text: &str) -> bool {
        xml::ParserConfig::new()
            .allow_multiple_root_elements(false)
            .ignore_invalid_encoding_declarations(true)
            .create_reader(text.as_bytes())
            .into_iter()
            .all(|event| event.is_ok())
    }

    const DOCUMENT: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone='no'?>\n\
        <!-- c --><a:b xmlns:a=\"urn:a\" xmlns='urn:d' x=\"1\" a:x='2 &amp; &#x41;'>t&lt;\
        <c /><![CDATA[<&]]><?p q?><d:e xmlns:d=\"urn:a\"></d:e>\u{e1}</a:b>\n";

    #[test]
    fn names_are_resolved_and_text_is_joined() {
        let root = parse(DOCUMENT).expect("is well-formed");
        assert!(root.is("urn:a", "b"));
        assert_eq!(root.attribute("", "x"), Some("1"));
        assert_eq!(root.attribute("urn:a", "x"), Some("2 & A"));
        let children: Vec<_> = root.elements().map(|child| &*child.namespace).collect();
        assert_eq!(children, ["urn:d", "urn:a"]);
        assert_eq!(root.text(), None);
        let root = parse("<a xmlns='urn:&lt;&#x41;'/>").expect("is well-formed");
        assert!(root.is("urn:<A", "a"));
        let text = parse("<a>1&lt;<![CDATA[&]]>&#65;\r\n</a>").expect("is well-formed");
        assert_eq!(text.text().as_deref(), Some("1<&A\n"));
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in [
            "",
            " ",
            "text",
            "<a>",
            "<a/><b/>",
            "<a/>text",
            "<a/>&amp;",
            "<a></b>",
            "</a>",
            "<a>\u{1}</a>",
            "<a>&#1;</a>",
            "<a>&#xD800;</a>",
            "<a>&none;</a>",
            "<a>& </a>",
            "<a>]]></a>",
            "<a x='<'/>",
            "<a x='1' x='2'/>",
            "<a xmlns:p='urn:1' xmlns:q='urn:1' p:x='1' q:x='2'/>",
            "<a x=1/>",
            "<a x/>",
            "<1a/>",
            "<a:b:c xmlns:a='urn:a'/>",
            "<p:a/>",
            "<a xmlns:p=''/>",
            "<a><!-- -- --></a>",
            "<a><?xml version='1.0'?></a>",
            " <?xml version='1.0'?><a/>",
            "<?xml version='1.1'?><a/>",
            "<?xml version='1.0' standalone='maybe'?><a/>",
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        let deep = "<a>".repeat(1_000) + &"</a>".repeat(1_000);
        let error = parse(&deep).expect_err("is too deep");
        assert_eq!(error, "elements nested deeper than 100");
    }

    /// Damages a document in every place, and asks a strict parser what is left of it.
    #[test]
    fn nothing_that_a_strict_parser_refuses_is_read() {
        let mut read = 0;
        for (start, c) in DOCUMENT.char_indices() {
            let end = start + c.len_utf8();
            for piece in [
                "", "<", ">", "&", ";", ":", "=", "'", "\"", "/", "!", "?", "]", "-", " ", "a",
                "1", "\u{0}", "\u{FFFE}",
            ] {
                let damaged = format!("{}{piece}{}", &DOCUMENT[..start], &DOCUMENT[end..]);
                if parse(&damaged).is_ok() {
                    read += 1;
                    assert!(is_well_formed(&damaged), "{damaged}");
                }
            }
            assert!(parse(&DOCUMENT[..start]).is_err() || start > DOCUMENT.len() - 2);
        }
        assert!(read > 100, "{read}");
    }

    #[test]
    fn escaped_text_reads_back() {
        let text = "a & b < c > d \" ' ]]> \u{e1}\u{1F600}\ttab\nline";
        let root = parse(&format!(
            "<a x=\"{}\">{}</a>",
            escape_quoted("<&>\"'"),
            escape(text)
        ))
        .expect("is well-formed");
        assert_eq!(root.text().as_deref(), Some(text));
        assert_eq!(root.attribute("", "x"), Some("<&>\"'"));
        assert_eq!(escape("\u{1}"), "\u{FFFD}");
    }
}
