//! XML with expanded names, to text: prefixes are chosen when it is written.

use std::fmt::Write as _;

use castile_wsdl::encoding;
use castile_wsdl::model::QName;

use crate::Version;

/// The namespace of `xsi:type` and `xsi:nil`.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The namespace of XML Schema.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// The namespace of `xml:lang`.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// An expanded name.
pub(crate) fn name(namespace: &str, local: &str) -> QName {
    QName {
        namespace: Some(namespace.to_owned()),
        local: local.to_owned(),
    }
}

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: QName,
    /// Its attributes.
    pub attributes: Vec<(QName, Text)>,
    /// What is in it.
    pub children: Vec<Node>,
}

/// What an element may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text.
    Text(Text),
}

/// Text in which names may stand, whose prefixes are not chosen yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Vec<Piece>);

/// A piece of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Characters.
    Plain(String),
    /// A value of `xs:QName`.
    Name(QName),
    /// The value of some `xs:ID` of the document.
    Reference,
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(vec![Piece::Plain(text)])
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Text {
    /// Whether there are no characters.
    fn is_empty(&self) -> bool {
        self.0
            .iter()
            .all(|piece| matches!(piece, Piece::Plain(text) if text.is_empty()))
    }
}

impl Element {
    /// An element with nothing in it.
    pub(crate) fn new(name: QName) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    /// Adds an attribute.
    pub(crate) fn attribute(&mut self, name: QName, value: impl Into<Text>) {
        self.attributes.push((name, value.into()));
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Says its type, unless it does so already or the type has no name.
    pub(crate) fn of_type(&mut self, ty: &castile_wsdl::model::Type) {
        let own = name(XSI, "type");
        if let Some(of) = &ty.name
            && !self.attributes.iter().any(|(name, _)| *name == own)
        {
            self.attribute(own, Text(vec![Piece::Name(of.clone())]));
        }
    }

    /// Says that its content is written by the encoding of a version of SOAP.
    pub(crate) fn encoding_style(&mut self, version: Version) {
        let style = name(version.namespace(), "encodingStyle");
        self.attribute(style, version.encoding());
    }

    /// Puts the IDs there are in the places of references, in turn; false where there is none for them.
    pub(crate) fn resolve(&mut self, ids: &[String]) -> bool {
        let mut next = 0;
        let mut resolve = |text: &mut Text| {
            for piece in &mut text.0 {
                if *piece == Piece::Reference {
                    let id = ids.get(next % ids.len().max(1));
                    next += 1;
                    match id {
                        Some(id) => *piece = Piece::Plain(id.clone()),
                        None => return false,
                    }
                }
            }
            true
        };
        self.each_text(&mut resolve)
    }

    fn each_text(&mut self, show: &mut dyn FnMut(&mut Text) -> bool) -> bool {
        let mut all = true;
        for (_, value) in &mut self.attributes {
            all &= show(value);
        }
        for child in &mut self.children {
            all &= match child {
                Node::Element(child) => child.each_text(show),
                Node::Text(text) => show(text),
            };
        }
        all
    }

    /// The document without layout: every character counts.
    pub fn to_flat(&self) -> String {
        self.write(false)
    }

    /// The document with one element to a line, where no text stands beside elements.
    pub fn to_pretty(&self) -> String {
        self.write(true)
    }

    fn write(&self, pretty: bool) -> String {
        let mut prefixes = Prefixes::default();
        prefixes.element(self);
        let mut out = String::new();
        self.write_to(&mut out, &prefixes, true, pretty.then_some(0));
        if pretty {
            out.push('\n');
        }
        out
    }

    fn write_to(&self, out: &mut String, prefixes: &Prefixes, root: bool, depth: Option<usize>) {
        let tag = prefixes.tag(&self.name);
        let _ = write!(out, "<{tag}");
        if root {
            for (namespace, prefix) in &prefixes.0 {
                if namespace != XML {
                    let _ = write!(out, " xmlns:{prefix}=\"");
                    escape(out, namespace, true);
                    out.push('"');
                }
            }
        }
        for (name, value) in &self.attributes {
            let _ = write!(out, " {}=\"", prefixes.tag(name));
            value.write_to(out, prefixes, true);
            out.push('"');
        }
        let is_empty = |node: &Node| matches!(node, Node::Text(text) if text.is_empty());
        if self.children.iter().all(is_empty) {
            out.push_str("/>");
            return;
        }
        out.push('>');
        let inside = match depth {
            Some(depth)
                if !self
                    .children
                    .iter()
                    .any(|node| matches!(node, Node::Text(_))) =>
            {
                Some(depth + 1)
            }
            _ => None,
        };
        for child in &self.children {
            if let Some(depth) = inside {
                out.push('\n');
                out.push_str(&"  ".repeat(depth));
            }
            match child {
                Node::Element(child) => child.write_to(out, prefixes, false, inside),
                Node::Text(text) => text.write_to(out, prefixes, false),
            }
        }
        if let Some(depth) = inside {
            out.push('\n');
            out.push_str(&"  ".repeat(depth - 1));
        }
        let _ = write!(out, "</{tag}>");
    }
}

impl Text {
    fn write_to(&self, out: &mut String, prefixes: &Prefixes, attribute: bool) {
        for piece in &self.0 {
            match piece {
                Piece::Plain(text) => escape(out, text, attribute),
                Piece::Name(name) => out.push_str(&prefixes.tag(name)),
                Piece::Reference => {}
            }
        }
    }
}

/// The namespaces of a document with their prefixes, in the order of their first use.
#[derive(Debug, Default)]
struct Prefixes(Vec<(String, String)>);

impl Prefixes {
    fn element(&mut self, element: &Element) {
        self.name(&element.name);
        for (name, value) in &element.attributes {
            self.name(name);
            self.text(value);
        }
        for child in &element.children {
            match child {
                Node::Element(child) => self.element(child),
                Node::Text(text) => self.text(text),
            }
        }
    }

    fn text(&mut self, text: &Text) {
        for piece in &text.0 {
            if let Piece::Name(name) = piece {
                self.name(name);
            }
        }
    }

    fn name(&mut self, name: &QName) {
        let Some(namespace) = &name.namespace else {
            return;
        };
        if self.0.iter().any(|(known, _)| known == namespace) {
            return;
        }
        let prefix = match namespace.as_str() {
            XSI => "xsi".to_owned(),
            XSD => "xsd".to_owned(),
            XML => "xml".to_owned(),
            _ if namespace.ends_with("/soap/envelope/")
                || namespace.ends_with("/soap-envelope") =>
            {
                "soap".to_owned()
            }
            _ if encoding::NAMESPACES.contains(&namespace.as_str()) => "soapenc".to_owned(),
            _ => {
                let own = self.0.iter().filter(|(_, prefix)| prefix.starts_with('n'));
                format!("n{}", own.count() + 1)
            }
        };
        self.0.push((namespace.clone(), prefix));
    }

    fn tag(&self, name: &QName) -> String {
        let prefix = name
            .namespace
            .as_ref()
            .and_then(|namespace| self.0.iter().find(|(known, _)| known == namespace));
        match prefix {
            Some((_, prefix)) => format!("{prefix}:{}", name.local),
            None => name.local.clone(),
        }
    }
}

/// Appends text with the characters escaped that would be markup, or be lost when the text is read.
fn escape(out: &mut String, text: &str, attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' | '\t' if attribute => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
}
