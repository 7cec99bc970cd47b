//! XML that the contract leaves open, kept as text: `xs:any`, `xs:anyType`, and what it does not know.

use std::collections::HashMap;
use std::fmt;

use super::element::{AnyAttribute, Element, Scope, Simple};
use super::encoded::Encoding;
use super::error::DecodeError;
use super::read::{Decoder, Result, XSI};
use super::shape::Shape;
use super::write::Writer;
use super::xml::{Binding, Token, Xml, XmlError};
use crate::deviation::{Deviations, Policy};
use crate::limits::Limits;
use crate::value::QName;

/// An element as XML that stands on its own: it declares every prefix it uses.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AnyElement {
    namespace: String,
    name: String,
    xml: String,
    /// The message that it came in was encoded.
    encoding: Option<Encoding>,
}

impl AnyElement {
    /// Takes an element from XML text.
    ///
    /// # Errors
    /// The text is not one well-formed element, or uses a prefix it does not declare.
    pub fn from_xml(xml: &str) -> Result<Self> {
        let limits = Limits::default();
        let located = |error: XmlError| DecodeError::from(error).locate(xml);
        let mut tokens = Xml::new(xml, &limits).map_err(located)?;
        let mut root = None;
        let mut end = xml.len();
        loop {
            match tokens.next().map_err(located)? {
                Token::Eof => break,
                Token::Start if root.is_none() => {
                    root = Some((
                        tokens.tag_namespace().to_owned(),
                        tokens.tag().local.to_owned(),
                        tokens.offset(),
                    ));
                }
                Token::End if tokens.depth() == 0 => end = tokens.end_offset(),
                _ => {}
            }
        }
        let (namespace, name, start) = root.unwrap_or_default();
        Ok(Self::capture(namespace, name, &xml[start..end], &[]))
    }

    /// Takes an element out of a document: `text` with the declarations of `scope` that it relies on.
    pub(crate) fn capture(
        namespace: String,
        name: String,
        text: &str,
        scope: &[Binding<'_>],
    ) -> Self {
        let name_end = text
            .find(|char: char| char.is_ascii_whitespace() || char == '>' || char == '/')
            .unwrap_or(text.len());
        let tag_end = start_tag_end(text);
        let mut xml = String::with_capacity(text.len() + 64);
        xml.push_str(&text[..name_end]);
        let own = &text[name_end..tag_end];
        // Where it will be written there may be another.
        if !declares(own, "xmlns") {
            declare("", default_of(scope), &mut xml);
        }
        declare_used(text, own, scope, &mut xml);
        xml.push_str(&text[name_end..]);
        Self {
            namespace,
            name,
            xml,
            encoding: None,
        }
    }

    /// The same as part of a message that was encoded, or was not.
    pub(crate) fn encoded(self, encoding: Option<Encoding>) -> Self {
        Self { encoding, ..self }
    }

    /// The namespace; empty for none.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The local name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The element as XML.
    pub fn xml(&self) -> &str {
        &self.xml
    }

    /// Reads the element as a generated type, tolerantly.
    ///
    /// # Errors
    /// The element is no such type; paths and offsets are those within [`xml`](Self::xml).
    pub fn decode<T: Element>(&self) -> Result<T> {
        let (value, _) = self.decode_with(Policy::tolerant())?;
        Ok(value)
    }

    /// Reads the element as a generated type, and gives what was tolerated.
    ///
    /// # Errors
    /// As [`decode`](Self::decode), or the element has what the policy refuses.
    pub fn decode_with<T: Element>(&self, policy: Policy) -> Result<(T, Deviations)> {
        let mut value = T::blank();
        let read = |decoder: &mut Decoder<'_>| value.read_element(decoder);
        let ((), deviations) = self.read_with(policy, read)?;
        Ok((value, deviations))
    }

    /// Reads the element into a value, tolerantly.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    pub fn decode_into(&self, value: &mut dyn Element) -> Result<()> {
        let read = |decoder: &mut Decoder<'_>| value.read_element(decoder);
        self.read_with(Policy::tolerant(), read).map(|_| ())
    }

    /// Has the element read, whose start tag is at hand then.
    pub(crate) fn read_with<T>(
        &self,
        policy: Policy,
        read: impl FnOnce(&mut Decoder<'_>) -> Result<T>,
    ) -> Result<(T, Deviations)> {
        let limits = unlimited();
        let located = |error: DecodeError| error.locate(&self.xml);
        let mut decoder = Decoder::new(&self.xml, &limits, &policy).map_err(located)?;
        decoder.set_encoding(self.encoding);
        let read = decoder.next().and_then(|_| read(&mut decoder));
        decoder.end(read, "")
    }

    /// The type that `xsi:type` names.
    pub(crate) fn xsi_type(&self) -> Option<QName> {
        xsi_type_of(&self.xml)
    }

    /// The text of the element, references resolved; `None` if it has child elements.
    pub fn text(&self) -> Option<String> {
        text_of(&self.xml)
    }
}

impl fmt::Debug for AnyElement {
    /// Names the element; the content may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "AnyElement({}, {} bytes)",
            super::read::expanded(&self.namespace, &self.name),
            self.xml.len()
        )
    }
}

impl Element for AnyElement {
    fn blank() -> Self {
        Self {
            namespace: String::new(),
            name: String::new(),
            xml: String::new(),
            encoding: None,
        }
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        *self = decoder.any_element()?;
        Ok(())
    }

    fn write_element(&self, _tag: &'static str, writer: &mut Writer) {
        writer.markup(&self.xml);
    }

    fn accepts_nil() -> bool {
        true
    }
}

/// The content of an element of type `xs:anyType`, or of mixed content: attributes and inner XML, kept as text.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct AnyType {
    /// Attributes as written, each after a blank, with the declarations that they and the content rely on.
    attributes: String,
    /// The default namespace that attributes and content may rely on, empty for none; `None` where they cannot.
    default: Option<String>,
    /// The inner XML.
    content: String,
    /// The message that it came in was encoded.
    encoding: Option<Encoding>,
}

impl AnyType {
    /// Text without a type. A character that XML cannot carry is an error of the request it is written into.
    pub fn from_text(text: &str) -> Self {
        Self {
            content: escape(text),
            ..Self::default()
        }
    }

    /// A value of a built-in type of XML Schema, with its `xsi:type`: `AnyType::typed("int", &42)`.
    pub fn typed<T: Simple>(local: &str, value: &T) -> Self {
        let mut attributes = format!(
            " xmlns:xsi=\"{XSI}\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"xsd:{}\"",
            escape(local)
        );
        let (declarations, content) = super::write::plain(value);
        attributes.push_str(&declarations);
        // A name without a prefix must find no default namespace.
        let default = value.needs_no_default().then(String::new);
        Self {
            attributes,
            default,
            content,
            encoding: None,
        }
    }

    /// One or more elements.
    pub fn from_elements(elements: &[AnyElement]) -> Self {
        Self {
            content: elements.iter().map(AnyElement::xml).collect(),
            ..Self::default()
        }
    }

    /// The attributes, those of `xsi` included.
    pub fn attributes(&self) -> Vec<AnyAttribute> {
        let limits = unlimited();
        let document = self.document();
        let Ok(mut xml) = Xml::new(&document, &limits) else {
            return Vec::new();
        };
        if !matches!(xml.next(), Ok(Token::Start)) {
            return Vec::new();
        }
        let owned = |attribute: &super::xml::Attribute<'_>| AnyAttribute {
            namespace: xml.attribute_namespace(attribute).to_owned(),
            name: attribute.local.to_owned(),
            value: attribute.value.clone().into_owned(),
        };
        xml.attributes().iter().map(owned).collect()
    }

    /// The type that `xsi:type` names.
    pub fn xsi_type(&self) -> Option<QName> {
        xsi_type_of(&self.document())
    }

    /// The inner XML. Prefixes in it may be declared among the attributes of the element.
    pub fn inner_xml(&self) -> &str {
        &self.content
    }

    /// The text, references resolved; `None` if there are child elements.
    pub fn text(&self) -> Option<String> {
        text_of(&self.document())
    }

    /// The child elements, each on its own. Text beside them is left out.
    ///
    /// # Errors
    /// The content is not well-formed, which cannot be after it was read from a reply.
    pub fn elements(&self) -> Result<Vec<AnyElement>> {
        let document = self.document();
        let (limits, policy) = (unlimited(), Policy::tolerant());
        let mut decoder = Decoder::new(&document, &limits, &policy)?;
        decoder.set_encoding(self.encoding);
        decoder.next()?;
        let mut elements = Vec::new();
        loop {
            match decoder.next()? {
                Token::Start => elements.push(decoder.any_element()?),
                Token::Text(_) => {}
                Token::End | Token::Eof => return Ok(elements),
            }
        }
    }

    /// Reads the content as a simple type.
    ///
    /// # Errors
    /// There are child elements, or the text is no such value.
    pub fn parse<T: Simple>(&self) -> Result<T> {
        let document = self.document();
        let (limits, policy) = (unlimited(), Policy::tolerant());
        let mut decoder = Decoder::new(&document, &limits, &policy)?;
        decoder.next()?;
        decoder.simple().map_err(|error| error.locate(&document))
    }

    /// Reads the value as a generated type, tolerantly.
    ///
    /// # Errors
    /// It is no such type; paths and offsets are those within an element `value`.
    pub fn decode<T: Element>(&self) -> Result<T> {
        let document = self.document();
        let (limits, policy) = (unlimited(), Policy::tolerant());
        let located = |error: DecodeError| error.locate(&document);
        let mut decoder = Decoder::new(&document, &limits, &policy).map_err(located)?;
        decoder.set_encoding(self.encoding);
        decoder.next().map_err(located)?;
        let mut value = T::blank();
        value.read_element(&mut decoder).map_err(located)?;
        Ok(value)
    }

    pub(super) fn document(&self) -> String {
        let mut writer = Writer::new("");
        writer.markup("<value xmlns=\"");
        writer
            .text_of_attribute()
            .escaped(self.default.as_deref().unwrap_or_default());
        writer.markup("\"");
        writer.markup(&self.attributes);
        writer.markup(">");
        writer.markup(&self.content);
        writer.markup("</value>");
        writer.finish().unwrap_or_default()
    }
}

impl fmt::Debug for AnyType {
    /// Says how much there is; the content may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyType({} bytes)", self.content.len())
    }
}

impl Element for AnyType {
    fn blank() -> Self {
        Self::default()
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        *self = decoder.any_type()?;
        Ok(())
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        let declared: Vec<_> = split_attributes(&self.attributes)
            .filter_map(|one| attribute_name(one).strip_prefix("xmlns:"))
            .collect();
        let tag = writer.start_with_default(tag, self.default.as_deref(), &declared);
        writer.markup(&self.attributes);
        writer.finish_start();
        if super::chars::survey(&self.content).forbidden.is_some() {
            writer.fail("a character that XML 1.0 cannot carry".to_owned());
        }
        writer.markup(&self.content);
        writer.close(&tag);
    }

    fn accepts_nil() -> bool {
        true
    }

    fn keeps_nil() -> bool {
        true
    }
}

/// An element whose `xsi:type` the contract does not have: the type's name and the XML.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct UnknownType(pub AnyType);

impl UnknownType {
    /// The type that `xsi:type` names.
    pub fn name(&self) -> Option<QName> {
        self.0.xsi_type()
    }
}

impl Element for UnknownType {
    fn blank() -> Self {
        Self::default()
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        self.0.read_element(decoder)
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        self.0.write_element(tag, writer);
    }
}

/// For what was read within limits once.
fn unlimited() -> Limits {
    let most = usize::MAX;
    Limits::default()
        .with_depth(most)
        .with_attributes(most)
        .with_children(most)
        .with_text_bytes(most)
        .with_namespaces(most)
}

/// Text as content of an element. What XML cannot carry stays, for the writer to find.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#xD;"),
            char => escaped.push(char),
        }
    }
    escaped
}

impl Decoder<'_> {
    /// The element at hand as attributes and inner XML.
    pub(crate) fn any_type(&mut self) -> Result<AnyType> {
        let input = self.xml().input();
        let start = self.xml().offset();
        let content_start = self.xml().end_offset();
        let empty = input[..content_start].ends_with("/>");
        let tag_attributes = self.own_attributes();
        let encoded = self.encoding().is_some();
        let mut attributes = self.type_of_item();
        let mut content = String::new();
        if encoded && !empty {
            self.copy_content(&mut content)?;
        } else {
            self.skip()?;
        }
        if !encoded && !empty {
            input[content_start..self.xml().offset()].clone_into(&mut content);
        }
        let scope = self.xml().bindings();
        let default = default_of(scope).to_owned();
        let used = &input[start..self.xml().end_offset()];
        declare_used(used, tag_attributes, scope, &mut attributes);
        self.count_copied(attributes.len() + default.len())?;
        if encoded {
            without_ids(tag_attributes, &mut attributes);
        } else {
            attributes.push_str(&without_default_declaration(tag_attributes));
        }
        Ok(AnyType {
            attributes,
            default: Some(default),
            content,
            encoding: self.encoding(),
        })
    }
}

/// The default namespace; empty for none.
fn default_of<'s>(scope: &'s [Binding<'_>]) -> &'s str {
    let default = scope.iter().rfind(|binding| binding.prefix.is_empty());
    default.map_or("", |binding| &binding.uri)
}

/// What stands before this colon and may be a prefix.
fn name_before(text: &str, colon: usize) -> &str {
    let is_name = |byte: &u8| {
        !byte.is_ascii() || byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
    };
    let before = text.as_bytes()[..colon].iter().rev();
    let length = before.take_while(|byte| is_name(byte)).count();
    // No name begins so, and what does is an operator or a number before one.
    text[colon - length..colon]
        .trim_start_matches(|first: char| first.is_ascii_digit() || "-.".contains(first))
}

/// Appends declarations for the prefixes of `scope` that occur in `text` and that `own`, the attributes of its start
/// tag, does not declare.
fn declare_used(text: &str, own: &str, scope: &[Binding<'_>], out: &mut String) {
    // In a name, or in a value that is one, a character of which may be written as a reference.
    let any = text.contains("&#");
    let mut colons = memchr::memchr_iter(b':', text.as_bytes()).peekable();
    if colons.peek().is_none() && !any {
        return;
    }
    // An inner declaration hides those around it.
    let bindings = scope.iter().enumerate();
    let innermost: HashMap<&str, usize> = bindings.map(|(at, one)| (one.prefix, at)).collect();
    let mut is_used = vec![any; scope.len()];
    for colon in colons {
        if let Some(&at) = innermost.get(name_before(text, colon)) {
            is_used[at] = true;
        }
    }
    for (at, Binding { prefix, uri, .. }) in scope.iter().enumerate().rev() {
        if !prefix.is_empty()
            && is_used[at]
            && innermost.get(prefix) == Some(&at)
            && !declares(own, &format!("xmlns:{prefix}"))
        {
            declare(prefix, uri, out);
        }
    }
}

/// Appends the declaration of a prefix, or of the default namespace.
pub(super) fn declare(prefix: &str, uri: &str, out: &mut String) {
    let mut writer = Writer::new("");
    writer.markup(if prefix.is_empty() {
        " xmlns"
    } else {
        " xmlns:"
    });
    writer.markup(prefix);
    writer.markup("=\"");
    writer.text_of_attribute().escaped(uri);
    writer.markup("\"");
    out.push_str(&writer.finish().unwrap_or_default());
}

/// Appends all declarations of `scope`, but for those of prefixes among the attributes `own`.
pub(super) fn declare_all(own: &str, scope: &[Binding<'_>], out: &mut String) {
    let mut done = vec!["xml"];
    for binding in scope.iter().rev() {
        let is_own =
            !binding.prefix.is_empty() && declares(own, &format!("xmlns:{}", binding.prefix));
        if !done.contains(&binding.prefix) && !is_own {
            declare(binding.prefix, &binding.uri, out);
        }
        done.push(binding.prefix);
    }
    if !done.contains(&"") {
        declare("", "", out);
    }
}

/// Appends attributes as written, without `id` and the default declaration.
pub(super) fn without_ids(attributes: &str, out: &mut String) {
    let kept = split_attributes(attributes)
        .filter(|attribute| !matches!(attribute_name(attribute), "xmlns" | "id"));
    out.extend(kept.flat_map(|attribute| [" ", attribute]));
}

/// Whether a start tag's attributes have one of this name.
fn declares(attributes: &str, name: &str) -> bool {
    split_attributes(attributes).any(|attribute| attribute_name(attribute) == name)
}

/// The name of an attribute as written.
fn attribute_name(attribute: &str) -> &str {
    attribute
        .split(|char: char| char == '=' || char.is_ascii_whitespace())
        .next()
        .unwrap_or_default()
}

/// The attributes without `xmlns="..."`, each after a blank.
fn without_default_declaration(attributes: &str) -> String {
    let kept =
        split_attributes(attributes).filter(|attribute| attribute_name(attribute) != "xmlns");
    kept.flat_map(|attribute| [" ", attribute]).collect()
}

/// The attributes of a well-formed start tag, one by one as written.
fn split_attributes(attributes: &str) -> impl Iterator<Item = &str> {
    let mut rest = attributes.trim_start();
    std::iter::from_fn(move || {
        let quote_at = rest.find(['"', '\''])?;
        let quote = rest.as_bytes()[quote_at] as char;
        let end = quote_at + 1 + rest[quote_at + 1..].find(quote)? + 1;
        let (attribute, after) = rest.split_at(end);
        rest = after.trim_start();
        Some(attribute)
    })
}

/// Where the start tag at the beginning of a well-formed element ends: the byte of its `>` or `/>`.
fn start_tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => {
                return if text[..at].ends_with('/') {
                    at - 1
                } else {
                    at
                };
            }
            _ => {}
        }
    }
    text.len()
}

/// The type that `xsi:type` names at a document's root.
fn xsi_type_of(document: &str) -> Option<QName> {
    let limits = unlimited();
    let mut xml = Xml::new(document, &limits).ok()?;
    xml.next().ok()?;
    let attribute = xml
        .attributes()
        .iter()
        .find(|one| one.local == "type" && xml.attribute_namespace(one) == XSI)?;
    QName::parse(attribute.value.trim(), Scope::new(&xml)).ok()
}

/// The text of a document's root, references resolved; `None` if it has child elements.
fn text_of(xml: &str) -> Option<String> {
    let limits = unlimited();
    let mut tokens = Xml::new(xml, &limits).ok()?;
    tokens.next().ok()?;
    let mut text = String::new();
    loop {
        match tokens.next().ok()? {
            Token::Text(piece) => text.push_str(&piece),
            Token::Start => return None,
            Token::End | Token::Eof => return Some(text),
        }
    }
}

/// An element without content.
impl Element for () {
    fn blank() -> Self {}

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        static NOTHING: Shape = Shape::EMPTY;
        decoder.content(&NOTHING, &mut [])
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        writer.open(tag);
        writer.close(tag);
    }
}
