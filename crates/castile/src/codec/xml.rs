//! The guarded event source: well-formed, namespace-aware tokens out of text.
//!
//! In: a document as text. Out: [`Token`]s with borrowed names and text, every prefix bound, or an
//! [`XmlError`] with a byte offset. `quick-xml` does the scanning; it is not a conformant parser (it ends cleanly
//! inside the root, accepts second roots, text beside the root, document type declarations and more), so this layer
//! refuses what XML 1.0 and Namespaces in XML 1.0 refuse, and keeps to the limits. It knows nothing of schemas.

use std::borrow::Cow;
use std::io::BufRead as _;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::chars;
use super::error::excerpt;
use crate::limits::Limits;

/// The namespace that the prefix `xml` is always bound to.
pub(crate) const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace that `xmlns` itself stands for.
pub(crate) const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// Why a document was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct XmlError {
    pub(crate) kind: XmlErrorKind,
    /// Byte offset in the document.
    pub(crate) offset: usize,
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum XmlErrorKind {
    /// The document ends inside an element or in mid-markup.
    Truncated,
    /// Not well-formed, or not namespace-well-formed.
    Malformed(Cow<'static, str>),
    /// A document type declaration.
    Dtd,
    /// More of something than is allowed: what, how many, and the setting.
    Limit {
        what: &'static str,
        limit: usize,
        setting: &'static str,
    },
}

type Result<T> = std::result::Result<T, XmlError>;

/// One step through the document. Comments and processing instructions are passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token<'x> {
    /// A start tag; [`Xml::tag`] has it. An empty-element tag is followed by an `End`.
    Start,
    /// A piece of character data, references resolved, line ends normalised. Pieces are not joined.
    Text(Cow<'x, str>),
    /// An end tag.
    End,
    /// The end of the document, after its root.
    Eof,
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag<'x> {
    /// The prefix, empty if there is none.
    pub(crate) prefix: &'x str,
    /// The local part.
    pub(crate) local: &'x str,
    /// Byte offset of its `<`.
    pub(crate) offset: usize,
}

/// An attribute that is not a namespace declaration.
#[derive(Debug, Clone)]
pub(crate) struct Attribute<'x> {
    pub(crate) prefix: &'x str,
    pub(crate) local: &'x str,
    /// The value, normalised as XML 1.0 section 3.3.3 says for CDATA.
    pub(crate) value: Cow<'x, str>,
}

/// A namespace declaration in scope.
#[derive(Debug, Clone)]
pub(crate) struct Binding<'x> {
    pub(crate) prefix: &'x str,
    /// Empty where a default namespace is undeclared.
    pub(crate) uri: Cow<'x, str>,
    depth: usize,
}

impl<'x> Binding<'x> {
    /// A declaration outside of all that is read.
    pub(crate) fn inherited(prefix: &'x str, uri: Cow<'x, str>) -> Self {
        Self {
            prefix,
            uri,
            depth: 0,
        }
    }
}

/// The token source.
pub(crate) struct Xml<'x> {
    input: &'x str,
    reader: Reader<&'x [u8]>,
    limits: &'x Limits,
    bindings: Vec<Binding<'x>>,
    attributes: Vec<Attribute<'x>>,
    tag: Tag<'x>,
    depth: usize,
    /// Open elements whose start tag was taken without the scanner: their depth and their name as written. The
    /// scanner knows of the others.
    plain: Vec<(usize, &'x str)>,
    /// An empty-element tag was given as a start; its end is due.
    end_due: bool,
    /// Where the last token began.
    offset: usize,
    /// `]]>` occurs somewhere, so each text has to be looked at.
    check_text: bool,
    /// There are carriage returns, so line ends have to be normalised.
    carriage_returns: bool,
    root: RootState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RootState {
    Before,
    Inside,
    After,
}

impl<'x> Xml<'x> {
    /// Starts at the beginning of `input`, from which a byte order mark has been taken.
    pub(crate) fn new(input: &'x str, limits: &'x Limits) -> Result<Self> {
        let survey = chars::survey(input);
        if let Some(offset) = survey.forbidden {
            let message = "a character that XML 1.0 does not allow";
            return Err(XmlError {
                kind: XmlErrorKind::Malformed(message.into()),
                offset,
            });
        }
        // The scanner would pass over it and count its bytes nowhere.
        if input.starts_with('\u{FEFF}') {
            return Err(XmlError {
                kind: XmlErrorKind::Malformed("a second byte order mark".into()),
                offset: 0,
            });
        }
        let mut reader = Reader::from_str(input);
        reader.config_mut().check_comments = true;
        Ok(Self {
            input,
            reader,
            limits,
            bindings: Vec::with_capacity(8),
            attributes: Vec::new(),
            tag: Tag {
                prefix: "",
                local: "",
                offset: 0,
            },
            depth: 0,
            plain: Vec::with_capacity(8),
            end_due: false,
            offset: 0,
            check_text: survey.section_ends,
            carriage_returns: survey.carriage_returns,
            root: RootState::Before,
        })
    }

    /// Another one at the beginning of the same document.
    pub(crate) fn anew(&self) -> Self {
        let mut reader = Reader::from_str(self.input);
        reader.config_mut().check_comments = true;
        Self {
            input: self.input,
            reader,
            limits: self.limits,
            bindings: Vec::with_capacity(8),
            attributes: Vec::new(),
            tag: Tag {
                prefix: "",
                local: "",
                offset: 0,
            },
            depth: 0,
            plain: Vec::with_capacity(8),
            end_due: false,
            offset: 0,
            check_text: self.check_text,
            carriage_returns: self.carriage_returns,
            root: RootState::Before,
        }
    }

    /// Another one just before the start tag at `offset` of the same document, with these declarations in scope and
    /// as deep as this one is. It is for that element, and for nothing after it.
    pub(crate) fn at(&self, offset: usize, bindings: Vec<Binding<'x>>) -> Self {
        let mut xml = self.anew();
        xml.reader.stream().consume(offset);
        Self {
            bindings,
            depth: self.depth,
            root: RootState::Inside,
            ..xml
        }
    }

    /// The whole document.
    pub(crate) fn input(&self) -> &'x str {
        self.input
    }

    /// The start tag last met.
    pub(crate) fn tag(&self) -> Tag<'x> {
        self.tag
    }

    /// The attributes of the start tag last met; they stay until the next start tag.
    pub(crate) fn attributes(&self) -> &[Attribute<'x>] {
        &self.attributes
    }

    /// Namespace declarations in scope, outermost first.
    pub(crate) fn bindings(&self) -> &[Binding<'x>] {
        &self.bindings
    }

    /// The namespace declarations of the start tag last met.
    pub(crate) fn own_bindings(&self) -> &[Binding<'x>] {
        let outer = self
            .bindings
            .partition_point(|binding| binding.depth < self.depth);
        &self.bindings[outer..]
    }

    /// Byte offset where the token last given begins.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// Byte offset after the token last given.
    pub(crate) fn end_offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(self.input.len())
    }

    /// Elements that are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// The namespace of an element or of a name in its content; `None` for a prefix that is not bound. The empty
    /// string stands for no namespace.
    pub(crate) fn resolve(&self, prefix: &str) -> Option<&str> {
        for binding in self.bindings.iter().rev() {
            // Lengths first: comparing two empty slices is slow where memcmp is called for it.
            if binding.prefix.len() == prefix.len()
                && (prefix.is_empty() || binding.prefix == prefix)
            {
                return if binding.uri.is_empty() && !prefix.is_empty() {
                    None
                } else {
                    Some(&binding.uri)
                };
            }
        }
        match prefix {
            "" => Some(""),
            "xml" => Some(XML_NAMESPACE),
            _ => None,
        }
    }

    /// The namespace of the start tag last met.
    pub(crate) fn tag_namespace(&self) -> &str {
        // `start` has made sure that the prefix is bound.
        self.resolve(self.tag.prefix).unwrap_or_default()
    }

    /// The namespace of an attribute: none without a prefix.
    pub(crate) fn attribute_namespace(&self, attribute: &Attribute<'_>) -> &str {
        if attribute.prefix.is_empty() {
            ""
        } else {
            self.resolve(attribute.prefix).unwrap_or_default()
        }
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token<'x>> {
        // Only now: values that are names still need the declarations of the element that has just ended.
        while self
            .bindings
            .last()
            .is_some_and(|binding| binding.depth > self.depth)
        {
            self.bindings.pop();
        }
        if self.end_due {
            self.end_due = false;
            return Ok(self.end());
        }
        loop {
            if self.root == RootState::Inside
                && let Some(token) = self.plain()?
            {
                return Ok(token);
            }
            self.offset = self.end_offset();
            // Looked at where it lies: the processor stalls on a copy of what has only just been written.
            match self.reader.read_event() {
                Err(error) => return Err(self.scan_error(&error)),
                Ok(Event::Start(tag)) => {
                    return self.start(tag.len(), tag.name().as_ref().len(), false);
                }
                Ok(Event::Empty(tag)) => {
                    return self.start(tag.len(), tag.name().as_ref().len(), true);
                }
                Ok(Event::End(_)) => return Ok(self.end()),
                Ok(Event::Text(text)) => {
                    let text = &self.input[self.offset..self.offset + text.len()];
                    if self.root == RootState::Inside {
                        return self.text(text).map(Token::Text);
                    }
                    self.outside(text)?;
                }
                Ok(Event::CData(data)) => {
                    self.inside("a CDATA section")?;
                    self.check_length(data.len())?;
                    return Ok(Token::Text(self.normalize_line_ends(data.into_inner())));
                }
                Ok(Event::GeneralRef(reference)) => {
                    self.inside("a reference")?;
                    let text = self.reference(&reference, self.offset)?;
                    return Ok(Token::Text(text));
                }
                Ok(Event::DocType(_)) => return Err(self.error(XmlErrorKind::Dtd)),
                Ok(Event::Decl(declaration)) if self.offset == 0 => {
                    self.declaration(&declaration)?;
                }
                Ok(Event::Decl(_)) => {
                    return Err(
                        self.malformed("an XML declaration that is not at the very beginning")
                    );
                }
                Ok(Event::PI(target)) => {
                    if target.target().eq_ignore_ascii_case("xml")
                        || !chars::is_ncname(target.target())
                    {
                        return Err(self.malformed(
                            "a processing instruction with a reserved or invalid target",
                        ));
                    }
                }
                Ok(Event::Comment(_)) => {}
                Ok(Event::Eof) => {
                    return match self.root {
                        RootState::After => Ok(Token::Eof),
                        RootState::Before | RootState::Inside => {
                            Err(self.error(XmlErrorKind::Truncated))
                        }
                    };
                }
            }
        }
    }

    /// Checks the XML declaration (XML 1.0, 2.8): a version 1.x, then perhaps an encoding, then perhaps standalone.
    fn declaration(&self, text: &str) -> Result<()> {
        let mut rest = text.strip_prefix("xml").unwrap_or(text);
        let mut due = ["version", "encoding", "standalone"].as_slice();
        let mut first = true;
        while !chars::is_blank(rest) {
            let Some((name, value, after)) = pseudo_attribute(rest) else {
                return Err(self.malformed("an XML declaration that is none"));
            };
            let valid = match name {
                "version" => is_version(value),
                "encoding" => is_encoding_name(value),
                _ => matches!(value, "yes" | "no"),
            };
            match due.iter().position(|&one| one == name) {
                Some(at) if valid && (!first || at == 0) => due = &due[at + 1..],
                _ => return Err(self.malformed("an XML declaration that is none")),
            }
            first = false;
            rest = after;
        }
        if first {
            Err(self.malformed("an XML declaration without a version"))
        } else {
            Ok(())
        }
    }

    /// Takes what most of a document is made of without the scanner: a start tag without attributes, its end tag, and
    /// text. `None` for all other markup, references, and what is cut off.
    ///
    /// All text inside the root is taken here, so that the scanner is always between two pieces of markup, where it
    /// may be moved on.
    #[inline]
    fn plain(&mut self) -> Result<Option<Token<'x>>> {
        let start = self.end_offset();
        let rest = &self.input.as_bytes()[start..];
        match rest {
            [b'<', b'/', tail @ ..] => match self.plain.last() {
                Some(&(depth, name)) if depth == self.depth => {
                    self.offset = start;
                    let length = self.plain_end(tail, name)?;
                    self.reader.stream().consume(2 + length);
                    self.plain.pop();
                    Ok(Some(self.end()))
                }
                _ => Ok(None),
            },
            [b'<', tail @ ..] => {
                let length = tail.iter().position(|&byte| !chars::is_ascii_name(byte));
                let Some(length @ 1..) = length.filter(|&length| tail[length] == b'>') else {
                    return Ok(None);
                };
                self.offset = start;
                self.reader.stream().consume(length + 2);
                let name = &self.input[start + 1..=start + length];
                let token = self.start(length, length, false)?;
                self.plain.push((self.depth, name));
                Ok(Some(token))
            }
            _ => {
                let text = self.text_here(start)?;
                Ok(text.map(Token::Text))
            }
        }
    }

    /// The length of the rest of an end tag that has to be that of `name`.
    fn plain_end(&self, tail: &[u8], name: &str) -> Result<usize> {
        if let Some(after) = tail.strip_prefix(name.as_bytes()) {
            let spaces = after
                .iter()
                .take_while(|&&byte| chars::is_space(byte))
                .count();
            if after.get(spaces) == Some(&b'>') {
                return Ok(name.len() + spaces + 1);
            }
        }
        let Some(end) = tail.iter().position(|&byte| byte == b'>') else {
            return Err(self.error(XmlErrorKind::Truncated));
        };
        let found = String::from_utf8_lossy(&tail[..end]);
        Err(self.malformed(format!(
            "the end tag {} where {} is open",
            excerpt(&found),
            excerpt(name)
        )))
    }

    /// Takes the text up to the next markup or reference; `None` where there is none, or no end of it.
    fn text_here(&mut self, start: usize) -> Result<Option<Cow<'x, str>>> {
        let rest = &self.input[start..];
        let Some(length @ 1..) = memchr::memchr2(b'<', b'&', rest.as_bytes()) else {
            return Ok(None);
        };
        self.reader.stream().consume(length);
        self.offset = start;
        self.text(&rest[..length]).map(Some)
    }

    /// Takes the text right after the start tag that was the last token, up to the next markup or reference.
    pub(crate) fn text_after_start(&mut self) -> Result<Cow<'x, str>> {
        let text = if self.end_due {
            None
        } else {
            self.text_here(self.end_offset())?
        };
        Ok(text.unwrap_or_default())
    }

    /// Passes over the rest of the element whose start tag was the last token.
    pub(crate) fn skip_element(&mut self) -> Result<()> {
        let depth = self.depth;
        while self.depth >= depth {
            self.next()?;
        }
        Ok(())
    }

    fn start(&mut self, content_len: usize, name_len: usize, empty: bool) -> Result<Token<'x>> {
        let content_start = self.offset + 1;
        let name = &self.input[content_start..content_start + name_len];
        let attributes = &self.input[content_start + name_len..content_start + content_len];
        match self.root {
            RootState::Before => self.root = RootState::Inside,
            RootState::Inside => {}
            RootState::After => return Err(self.malformed("a second root element")),
        }
        self.depth += 1;
        if self.depth > self.limits.depth() {
            return Err(self.limit("nested elements", self.limits.depth(), "depth"));
        }
        let (prefix, local) = self.split(name)?;
        self.tag = Tag {
            prefix,
            local,
            offset: self.offset,
        };
        self.attributes.clear();
        if !attributes.is_empty() {
            self.parse_attributes(attributes, content_start + name_len)?;
        }
        if !prefix.is_empty() && self.resolve(prefix).is_none() {
            return Err(self.malformed(format!("the prefix {} is not declared", excerpt(prefix))));
        }
        self.end_due = empty;
        Ok(Token::Start)
    }

    fn end(&mut self) -> Token<'x> {
        self.depth -= 1;
        if self.depth == 0 {
            self.root = RootState::After;
        }
        Token::End
    }

    /// Text outside the root may only be white space, and is not given.
    fn outside(&self, text: &str) -> Result<()> {
        if chars::is_blank(text) {
            return Ok(());
        }
        Err(self.malformed(if self.root == RootState::Before {
            "text before the root element"
        } else {
            "text after the root element"
        }))
    }

    #[inline]
    fn text(&self, text: &'x str) -> Result<Cow<'x, str>> {
        if self.check_text && text.contains("]]>") {
            return Err(self.malformed("`]]>` in text"));
        }
        self.check_length(text.len())?;
        Ok(self.normalize_line_ends(Cow::Borrowed(text)))
    }

    fn check_length(&self, bytes: usize) -> Result<()> {
        if bytes <= self.limits.text_bytes() {
            Ok(())
        } else {
            Err(self.limit(
                "bytes of text in one place",
                self.limits.text_bytes(),
                "text_bytes",
            ))
        }
    }

    /// `\r\n` and a lone `\r` are `\n` (XML 1.0, 2.11).
    #[inline]
    fn normalize_line_ends(&self, text: Cow<'x, str>) -> Cow<'x, str> {
        if self.carriage_returns && text.contains('\r') {
            Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            text
        }
    }

    fn inside(&self, what: &str) -> Result<()> {
        if self.root == RootState::Inside {
            Ok(())
        } else {
            Err(self.malformed(format!("{what} outside the root element")))
        }
    }

    /// Splits a qualified name and checks that it is one.
    fn split(&self, name: &'x str) -> Result<(&'x str, &'x str)> {
        if chars::is_ascii_ncname(name) {
            return Ok(("", name));
        }
        let (prefix, local) = match name.bytes().position(|byte| byte == b':') {
            None => ("", name),
            Some(colon) => (&name[..colon], &name[colon + 1..]),
        };
        let valid =
            chars::is_ncname(local) && (local.len() == name.len() || chars::is_ncname(prefix));
        if valid {
            Ok((prefix, local))
        } else {
            Err(self.malformed(format!("{} is not a qualified name", excerpt(name))))
        }
    }

    fn parse_attributes(&mut self, text: &'x str, base: usize) -> Result<()> {
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut count = 0;
        loop {
            let before = at;
            while at < bytes.len() && chars::is_space(bytes[at]) {
                at += 1;
            }
            if at == bytes.len() {
                break;
            }
            self.offset = base + at;
            if at == before {
                return Err(self.malformed("no white space before an attribute"));
            }
            let name_start = at;
            while at < bytes.len() && bytes[at] != b'=' && !chars::is_space(bytes[at]) {
                at += 1;
            }
            let name = &text[name_start..at];
            while at < bytes.len() && chars::is_space(bytes[at]) {
                at += 1;
            }
            if bytes.get(at) != Some(&b'=') {
                return Err(self.malformed("an attribute without a value"));
            }
            at += 1;
            while at < bytes.len() && chars::is_space(bytes[at]) {
                at += 1;
            }
            let Some(&quote @ (b'"' | b'\'')) = bytes.get(at) else {
                return Err(self.malformed("an attribute value without quotation marks"));
            };
            let value_start = at + 1;
            let Some(length) = memchr::memchr(quote, &bytes[value_start..]) else {
                return Err(self.malformed("an attribute value that does not end"));
            };
            at = value_start + length + 1;
            count += 1;
            if count > self.limits.attributes() {
                return Err(self.limit(
                    "attributes on one element",
                    self.limits.attributes(),
                    "attributes",
                ));
            }
            self.check_length(length)?;
            let value =
                self.attribute_value(&text[value_start..value_start + length], base + value_start)?;
            self.attribute(name, value)?;
        }
        self.offset = self.tag.offset;
        self.check_attributes()
    }

    /// Takes one attribute in, or binds a prefix.
    fn attribute(&mut self, name: &'x str, value: Cow<'x, str>) -> Result<()> {
        let (prefix, local) = self.split(name)?;
        let bound = match (prefix, local) {
            ("", "xmlns") => "",
            ("xmlns", local) => local,
            _ => {
                self.attributes.push(Attribute {
                    prefix,
                    local,
                    value,
                });
                return Ok(());
            }
        };
        let reserved = match bound {
            "xmlns" => true,
            "xml" => value != XML_NAMESPACE,
            _ => value == XML_NAMESPACE || value == XMLNS_NAMESPACE,
        };
        if reserved || (!bound.is_empty() && value.is_empty()) {
            return Err(self.malformed(format!("{} cannot be declared so", excerpt(name))));
        }
        if self
            .bindings
            .iter()
            .rev()
            .take_while(|binding| binding.depth == self.depth)
            .any(|binding| binding.prefix == bound)
        {
            return Err(self.malformed(format!("the attribute {} stands twice", excerpt(name))));
        }
        if self.bindings.len() >= self.limits.namespaces() {
            return Err(self.limit(
                "namespace declarations in scope",
                self.limits.namespaces(),
                "namespaces",
            ));
        }
        self.bindings.push(Binding {
            prefix: bound,
            uri: value,
            depth: self.depth,
        });
        Ok(())
    }

    /// No two attributes of one expanded name; every prefix bound.
    fn check_attributes(&self) -> Result<()> {
        let twice = |attribute: &Attribute<'_>| {
            self.malformed(format!(
                "the attribute {} stands twice",
                excerpt(attribute.local)
            ))
        };
        if let [] | [Attribute { prefix: "", .. }] = self.attributes.as_slice() {
            return Ok(());
        }
        // A start tag made to exhaust time has hundreds of attributes: from a dozen on they are sorted.
        let mut sorted = Vec::new();
        for (index, attribute) in self.attributes.iter().enumerate() {
            let Some(namespace) = (if attribute.prefix.is_empty() {
                Some("")
            } else {
                self.resolve(attribute.prefix)
            }) else {
                return Err(self.malformed(format!(
                    "the prefix {} is not declared",
                    excerpt(attribute.prefix)
                )));
            };
            if self.attributes.len() > 12 {
                sorted.push((attribute.local, namespace));
            } else if self.attributes[..index].iter().any(|other| {
                other.local == attribute.local && self.attribute_namespace(other) == namespace
            }) {
                return Err(twice(attribute));
            }
        }
        sorted.sort_unstable();
        match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => {
                Err(self.malformed(format!("the attribute {} stands twice", excerpt(pair[0].0))))
            }
            None => Ok(()),
        }
    }

    /// Normalises an attribute value: white space to blanks, references resolved (XML 1.0, 3.3.3).
    fn attribute_value(&self, raw: &'x str, base: usize) -> Result<Cow<'x, str>> {
        // Two searches by vector instructions rule out all five at once; namespaces are long and have none of them.
        if memchr::memchr3(b'&', b'<', b'\t', raw.as_bytes()).is_none()
            && memchr::memchr2(b'\n', b'\r', raw.as_bytes()).is_none()
        {
            return Ok(Cow::Borrowed(raw));
        }
        let special = |byte: u8| matches!(byte, b'&' | b'<' | b'\t' | b'\n' | b'\r');
        let first = raw.bytes().position(special).unwrap_or(raw.len());
        let mut value = String::with_capacity(raw.len());
        value.push_str(&raw[..first]);
        let mut at = first;
        while at < raw.len() {
            let rest = &raw[at..];
            match rest.as_bytes()[0] {
                b'<' => {
                    return Err(XmlError {
                        offset: base + at,
                        ..self.malformed("`<` in an attribute value")
                    });
                }
                b'&' => {
                    let Some(end) = rest.find(';') else {
                        return Err(XmlError {
                            offset: base + at,
                            ..self.malformed("`&` that begins no reference")
                        });
                    };
                    value.push_str(&self.reference(&rest[1..end], base + at)?);
                    at += end + 1;
                }
                b'\r' => {
                    value.push(' ');
                    at += if rest.as_bytes().get(1) == Some(&b'\n') {
                        2
                    } else {
                        1
                    };
                }
                b'\t' | b'\n' => {
                    value.push(' ');
                    at += 1;
                }
                _ => {
                    let length = rest.bytes().position(special).unwrap_or(rest.len());
                    value.push_str(&rest[..length]);
                    at += length;
                }
            }
        }
        Ok(Cow::Owned(value))
    }

    /// What `&name;` or `&#number;` stands for. Only the five predefined entities exist without a DTD.
    fn reference(&self, name: &str, offset: usize) -> Result<Cow<'x, str>> {
        let predefined = match name {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            "apos" => "'",
            _ => "",
        };
        if !predefined.is_empty() {
            return Ok(Cow::Borrowed(predefined));
        }
        let number = match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix('x') {
                Some(hex) => parse_code_point(hex, 16),
                None => parse_code_point(number, 10),
            },
            None => None,
        };
        match number.filter(|&char| chars::is_char(char)) {
            Some(char) => Ok(Cow::Owned(char.to_string())),
            None => Err(XmlError {
                offset,
                ..self.malformed(format!(
                    "the reference {} stands for nothing",
                    excerpt(&format!("&{name};"))
                ))
            }),
        }
    }

    fn error(&self, kind: XmlErrorKind) -> XmlError {
        XmlError {
            kind,
            offset: self.offset,
        }
    }

    fn malformed(&self, message: impl Into<Cow<'static, str>>) -> XmlError {
        self.error(XmlErrorKind::Malformed(message.into()))
    }

    fn limit(&self, what: &'static str, limit: usize, setting: &'static str) -> XmlError {
        self.error(XmlErrorKind::Limit {
            what,
            limit,
            setting,
        })
    }

    fn scan_error(&self, error: &quick_xml::Error) -> XmlError {
        let offset = usize::try_from(self.reader.error_position()).unwrap_or(self.offset);
        let rest = &self.input[self.offset..];
        let kind = match error {
            quick_xml::Error::Syntax(_) if rest.starts_with("<!") && !begins_markup(rest) => {
                XmlErrorKind::Malformed("`<!` that begins no markup".into())
            }
            // There is no `<` in one.
            quick_xml::Error::Syntax(quick_xml::errors::SyntaxError::UnclosedXmlDecl)
                if rest[1..].contains('<') =>
            {
                XmlErrorKind::Malformed("an XML declaration that does not end in `?>`".into())
            }
            // Any other syntax error of the scanner means that the input ended before the markup did.
            quick_xml::Error::Syntax(_) => XmlErrorKind::Truncated,
            quick_xml::Error::IllFormed(quick_xml::errors::IllFormedError::UnclosedReference)
                if self
                    .input
                    .get(offset..)
                    .is_some_and(|rest| !rest.contains([' ', '\t', '\n', '\r', '<', ';'])) =>
            {
                XmlErrorKind::Truncated
            }
            quick_xml::Error::IllFormed(ill) => XmlErrorKind::Malformed(match ill {
                quick_xml::errors::IllFormedError::MismatchedEndTag { expected, found } => format!(
                    "the end tag {} where {} is open",
                    excerpt(found),
                    excerpt(expected)
                )
                .into(),
                quick_xml::errors::IllFormedError::UnmatchedEndTag(found) => {
                    format!("the end tag {} where nothing is open", excerpt(found)).into()
                }
                quick_xml::errors::IllFormedError::UnclosedReference => {
                    "`&` that begins no reference".into()
                }
                quick_xml::errors::IllFormedError::DoubleHyphenInComment => {
                    "`--` in a comment".into()
                }
                _ => "markup that is not well-formed".into(),
            }),
            _ => XmlErrorKind::Malformed("markup that is not well-formed".into()),
        };
        XmlError { kind, offset }
    }
}

/// `name="value"` after white space, and what follows it.
fn pseudo_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.trim_start_matches([' ', '\t', '\r', '\n']);
    if start.len() == text.len() {
        return None;
    }
    let (name, rest) = start.split_once('=')?;
    let rest = chars::trim(rest);
    let quote = rest
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))?;
    let (value, after) = rest[1..].split_once(quote)?;
    Some((chars::trim(name), value, after))
}

/// Version 1.0, or a later 1.x, which is read as 1.0 (XML 1.0 fifth edition, 2.8).
fn is_version(text: &str) -> bool {
    text.strip_prefix("1.")
        .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `EncName` (production 81).
fn is_encoding_name(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// Whether this is a comment, a CDATA section or a document type declaration, or the beginning of one where the input
/// ends.
fn begins_markup(text: &str) -> bool {
    ["<!--", "<![CDATA[", "<!DOCTYPE"]
        .iter()
        .any(|markup| text.starts_with(markup) || markup.starts_with(text))
}

fn parse_code_point(digits: &str, radix: u32) -> Option<char> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, radix)
        .ok()
        .and_then(char::from_u32)
}
