//! Encoding: fragments appended to one buffer.
//!
//! Tags are constants with the prefix the generator chose; the root declares the prefixes. Nothing here looks
//! anything up. A value that XML cannot carry is noted and reported when the document is finished.

use std::fmt;
use std::fmt::Write as _;

use super::array::dimensions;
use super::chars;
use super::element::{AnyAttribute, Element, Simple};
use super::encoded::Encoding;
use super::error::excerpt;
use super::shape::{Member, Shape};
use super::xml::{XML_NAMESPACE, XMLNS_NAMESPACE};
use crate::attachment::Attachment;

/// A request that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeError {
    path: String,
    problem: String,
}

impl EncodeError {
    pub(crate) fn new(path: &str, problem: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            problem: problem.into(),
        }
    }

    /// The path of the element that cannot be written.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write {} at `{}`", self.problem, self.path)
    }
}

impl std::error::Error for EncodeError {}

/// What a field of a complex type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// An element.
    Element,
    /// An attribute of the start tag that is open.
    Attribute,
    /// The text of simple content, whose start tag is open.
    Text,
}

/// Writes one document.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is about the next element, and none says anything of the others"
)]
pub struct Writer {
    out: String,
    /// The namespace of unprefixed tags; empty for none.
    default: &'static str,
    /// `xsi:type` for the element that is started next.
    next_type: Option<&'static str>,
    /// The element that is started next declares the default namespace.
    next_is_root: bool,
    /// Length of the buffer after the last start tag, to find elements that stayed empty.
    start_end: usize,
    /// Namespaces that the element being started has declared for names in its values: `q1`, `q2`...
    declared: Vec<String>,
    /// No default namespace is in scope, whatever the contract has.
    no_default: bool,
    /// Characters that XML cannot carry are left for another writer to find.
    keeps_forbidden: bool,
    /// The encoding of the version of SOAP that is written.
    version: Encoding,
    /// What is written follows the rules of that encoding.
    encoding: Option<Encoding>,
    /// In SOAP encoding, the tag of the first element, which keeps its prefix.
    root: &'static str,
    /// In SOAP encoding, the `xsi:type` of the element that is started next, empty for none; for an array the type of
    /// its members with its dimensions.
    xsi_type: &'static str,
    /// The contract requires the element that is written next, though it may be nil in SOAP encoding.
    required: bool,
    /// What the field that is written next is.
    next_is: Next,
    error: Option<EncodeError>,
    /// What travels beside the document.
    attachments: Vec<Attachment>,
}

impl fmt::Debug for Writer {
    /// Shows nothing of the document: it may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({} bytes)", self.out.len())
    }
}

impl Writer {
    /// Starts a document in which unprefixed tags will be in the namespace `default`.
    pub(crate) fn new(default: &'static str) -> Self {
        Self {
            out: String::with_capacity(1024),
            default,
            next_type: None,
            next_is_root: false,
            start_end: 0,
            declared: Vec::new(),
            no_default: false,
            keeps_forbidden: false,
            version: Encoding::Soap11,
            encoding: None,
            root: "",
            xsi_type: "",
            required: false,
            next_is: Next::Element,
            error: None,
            attachments: Vec::new(),
        }
    }

    /// Which version of SOAP encoding is written, where one is.
    pub(crate) fn set_version(&mut self, version: Encoding) {
        self.version = version;
    }

    /// Sends an attachment for a part.
    pub fn attach(&mut self, part: &'static str, attachment: &Attachment) {
        // As WS-I Attachments Profile 1.0 (R2933) has it: who receives it finds the part in the name.
        let mut name = String::new();
        for byte in part.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
                name.push(char::from(byte));
            } else {
                let _ = write!(name, "%{byte:02X}");
            }
        }
        self.add(&format!("{name}="), attachment);
    }

    /// Sends an attachment; gives the `cid:` URL that refers to it.
    pub(crate) fn refer(&mut self, attachment: &Attachment) -> String {
        format!("cid:{}", self.add("attachment-", attachment))
    }

    fn add(&mut self, name: &str, attachment: &Attachment) -> String {
        let id = format!("{name}{}@castile", self.attachments.len() + 1);
        self.attachments.push(Attachment {
            content_id: id.clone(),
            ..attachment.clone()
        });
        id
    }

    /// The document, and what travels beside it.
    pub(crate) fn finish_message(mut self) -> Result<(String, Vec<Attachment>), EncodeError> {
        let attachments = std::mem::take(&mut self.attachments);
        Ok((self.finish()?, attachments))
    }

    /// The document, which has to be all there is.
    pub(crate) fn finish(self) -> Result<String, EncodeError> {
        match self.error {
            None if !self.attachments.is_empty() => Err(EncodeError::new(
                "Envelope",
                "attachments without a message that carries them",
            )),
            Some(error) => Err(error),
            None => Ok(self.out),
        }
    }

    /// Appends markup that is known to be right.
    pub(crate) fn markup(&mut self, text: &str) {
        self.out.push_str(text);
    }

    pub(crate) fn has_default(&self) -> bool {
        !self.default.is_empty()
    }

    /// Writes `<tag` and what is due in it. Attributes may follow, then [`finish_start`](Self::finish_start).
    pub fn start(&mut self, tag: &str) {
        self.required = false;
        self.out.push('<');
        self.out.push_str(self.written(tag));
        if self.next_is_root {
            self.next_is_root = false;
            self.begin_root();
        }
        let mut xsi_type = self.next_type.take();
        if self.encoding.is_some() && xsi_type.is_none() {
            xsi_type = Some(self.xsi_type).filter(|name| !name.is_empty());
        }
        if let Some(name) = xsi_type {
            self.out.push_str(" xsi:type=\"");
            self.out.push_str(name);
            self.out.push('"');
        }
        if !self.declared.is_empty() {
            self.declared.clear();
        }
    }

    /// Ends a start tag.
    pub fn finish_start(&mut self) {
        self.out.push('>');
        self.start_end = self.out.len();
    }

    /// Writes `<tag>`.
    pub fn open(&mut self, tag: &str) {
        self.start(tag);
        self.finish_start();
    }

    /// Writes `</tag>`, or makes the start tag an empty-element tag if nothing followed it.
    pub fn close(&mut self, tag: &str) {
        if self.start_end == self.out.len() {
            self.out.pop();
            self.out.push_str(" />");
        } else {
            self.out.push_str("</");
            self.out.push_str(self.written(tag));
            self.out.push('>');
        }
    }

    /// A tag as it is written. Accessors of encoded structs are in no namespace (SOAP 1.1, 5.1), whatever the schema says
    /// of elements.
    fn written<'t>(&self, tag: &'t str) -> &'t str {
        if self.encoding.is_none() || tag == self.root {
            return tag;
        }
        tag.split_once(':').map_or(tag, |(_, local)| local)
    }

    /// The next element stands outside all others of the contract: it declares the default namespace, if there is one.
    pub fn next_is_root(&mut self) {
        self.next_is_root = self.has_default() || self.encoding.is_some();
    }

    /// What the first element declares for all in it.
    fn begin_root(&mut self) {
        if self.has_default() {
            self.default_declaration(self.default);
        }
        if let Some(encoding) = self.encoding {
            let namespace = encoding.namespace();
            let _ = write!(
                self.out,
                " soap:encodingStyle=\"{namespace}\" xmlns:soapenc=\"{namespace}\""
            );
        }
    }

    /// What follows is written by the rules of SOAP encoding, beginning with an element of this tag and this
    /// `xsi:type`.
    pub(crate) fn encode(&mut self, tag: &'static str, xsi_type: &'static str) {
        self.encoding = Some(self.version);
        self.root = tag;
        self.xsi_type = xsi_type;
    }

    /// What follows is literal.
    pub(crate) fn end_encoding(&mut self) {
        self.encoding = None;
    }

    /// In SOAP encoding the next element has this `xsi:type`, empty for none; an array has members of this type, and
    /// these dimensions: `xsd:int[]`.
    #[inline]
    pub fn typed(&mut self, name: &'static str) -> &mut Self {
        self.xsi_type = name;
        self
    }

    /// As [`typed`](Self::typed), for an element that the contract requires: absent is written as nil.
    #[inline]
    pub fn required(&mut self, name: &'static str) -> &mut Self {
        self.required = true;
        self.typed(name)
    }

    pub(crate) fn take_required(&mut self) -> bool {
        std::mem::take(&mut self.required)
    }

    /// A required element for which there is no value.
    #[cold]
    pub(crate) fn required_is_absent(&mut self, tag: &'static str) {
        if self.encoding.is_some() {
            self.nil(tag);
        } else {
            self.fail(format!(
                "no value of {}, which the contract requires where a message is literal,",
                excerpt(tag)
            ));
        }
    }

    /// Writes an array. `items` is handed the type of the members.
    pub(crate) fn array(
        &mut self,
        tag: &'static str,
        sizes: &[usize],
        items: impl FnOnce(&mut Self, &'static str),
    ) {
        let declared = self.xsi_type;
        let item = declared
            .rfind('[')
            .map_or("xsd:anyType", |at| &declared[..at]);
        if self.encoding.is_some() {
            self.xsi_type = "soapenc:Array";
        }
        self.start(tag);
        let joined = |between: &str| {
            let sizes: Vec<_> = sizes.iter().map(usize::to_string).collect();
            sizes.join(between)
        };
        let _ = match self.encoding {
            None => Ok(()),
            Some(Encoding::Soap11) => {
                write!(self.out, " soapenc:arrayType=\"{item}[{}]\"", joined(","))
            }
            Some(Encoding::Soap12) => {
                // The name of a type has no dimensions in SOAP 1.2.
                let item = if item.ends_with(']') {
                    "soapenc:Array"
                } else {
                    item
                };
                write!(
                    self.out,
                    " soapenc:itemType=\"{item}\" soapenc:arraySize=\"{}\"",
                    joined(" ")
                )
            }
        };
        self.finish_start();
        let count = sizes.len();
        match self.encoding {
            None if count != 1 => self.fail(format!(
                "an array of the sizes {sizes:?}, which a literal message has no place for,"
            )),
            Some(_) if dimensions(declared).is_some_and(|expected| expected != count) => {
                self.fail(format!(
                    "an array of the sizes {sizes:?}, where the contract has `{declared}`,"
                ));
            }
            _ => {}
        }
        items(self, item);
        self.close(tag);
        // Others of its kind may follow.
        self.xsi_type = declared;
    }

    /// Writes the next element with this `xsi:type`.
    pub fn type_of_next(&mut self, name: &'static str) {
        self.next_type = Some(name);
    }

    /// Writes an element with text, or what else a field of this type is.
    pub fn simple<T: Simple>(&mut self, tag: &'static str, value: &T) {
        match self.next_is {
            Next::Element => {}
            Next::Attribute => return self.attribute(tag, value),
            Next::Text => {
                value.declare(self);
                self.finish_start();
                return value.write_text(&mut self.text());
            }
        }
        if value.needs_no_default() && self.has_default() {
            let tag = self.start_with_default(tag, Some(""), &[]);
            self.no_default = true;
            self.simple_content(&tag, value);
            self.no_default = false;
        } else {
            self.start(tag);
            self.simple_content(tag, value);
        }
    }

    fn simple_content<T: Simple>(&mut self, tag: &str, value: &T) {
        value.declare(self);
        self.finish_start();
        value.write_text(&mut self.text());
        self.close(tag);
    }

    /// Writes an element that is nil.
    pub(crate) fn nil(&mut self, tag: &str) {
        // It has no type; others of its kind may follow.
        let xsi_type = std::mem::take(&mut self.xsi_type);
        self.start(tag);
        self.xsi_type = xsi_type;
        self.out.push_str(" xsi:nil=\"true\" />");
    }

    fn attribute<T: Simple>(&mut self, tag: &'static str, value: &T) {
        value.declare(self);
        self.out.push(' ');
        self.out.push_str(tag);
        self.out.push_str("=\"");
        value.write_text(&mut self.text_of_attribute());
        self.out.push('"');
    }

    /// Writes a complex type as an element. The fields stand in the order that [`Shape`] says.
    pub fn content(&mut self, tag: &'static str, shape: &'static Shape, fields: &[&dyn Element]) {
        if !shape.xsi_type.is_empty() {
            self.xsi_type = shape.xsi_type;
        }
        self.start(tag);
        if let Some(fields) = fields.get(shape.first_attribute()..)
            && !fields.is_empty()
        {
            self.attributes(shape, fields);
        }
        if !shape.text {
            self.finish_start();
            self.group(shape, fields);
        }
        self.close(tag);
    }

    /// Writes the attributes of a complex type, and its text if it has simple content.
    fn attributes(&mut self, shape: &'static Shape, fields: &[&dyn Element]) {
        let (listed, others) = fields.split_at(shape.attributes.len().min(fields.len()));
        self.next_is = Next::Attribute;
        for (member, field) in shape.attributes.iter().zip(listed) {
            field.write_element(member.tag(), self);
        }
        if shape.any_attribute.is_some()
            && let Some(wildcard) = others.last()
        {
            wildcard.write_element("", self);
        }
        if shape.text
            && let Some(text) = others.first()
        {
            self.next_is = Next::Text;
            text.write_element("", self);
        }
        self.next_is = Next::Element;
    }

    /// Writes the elements of a complex type, or of a group, without one around them.
    pub fn group(&mut self, shape: &'static Shape, fields: &[&dyn Element]) {
        self.elements(shape, fields, false);
    }

    /// Writes the elements of a message, each of which stands outside all others of the contract.
    pub fn body(&mut self, shape: &'static Shape, fields: &[&dyn Element]) {
        self.elements(shape, fields, true);
    }

    fn elements(&mut self, shape: &'static Shape, fields: &[&dyn Element], are_roots: bool) {
        let mut slot = 0;
        for member in shape.elements {
            // A choice has several rows, and writes its branch itself.
            if member.slot() != slot {
                continue;
            }
            if are_roots {
                self.next_is_root();
                self.root = member.tag();
            }
            let is_choice = member.is(Member::BRANCH);
            if !is_choice {
                self.xsi_type = member.xsi_type();
            }
            self.required = member.is(Member::REQUIRED) && !is_choice;
            if let Some(field) = fields.get(usize::from(slot)) {
                field.write_element(member.tag(), self);
            }
            slot += 1;
        }
    }

    /// Writes a header block, if there is one.
    pub fn header<T: Element>(&mut self, tag: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.next_is_root();
            value.write_element(tag, self);
        }
    }

    /// Writes a header block by the rules of SOAP encoding, if there is one.
    pub fn encoded_header<T: Element>(
        &mut self,
        tag: &'static str,
        xsi_type: &'static str,
        value: &Option<T>,
    ) {
        self.encode(tag, xsi_type);
        self.header(tag, value);
        self.end_encoding();
    }

    /// Writes an attribute of a wildcard.
    pub(crate) fn any_attribute(&mut self, attribute: &AnyAttribute) {
        if !chars::is_ncname(&attribute.name) || attribute.name == "xmlns" {
            self.fail(format!(
                "{}, which is no name of an attribute,",
                excerpt(&attribute.name)
            ));
            return;
        }
        self.declare(&attribute.namespace);
        let name = self.prefix(&attribute.namespace) + &attribute.name;
        let tag_start = self.out.rfind('<').unwrap_or_default();
        if self.out[tag_start..].contains(&format!(" {name}=\"")) {
            self.fail(format!("a second attribute {}", excerpt(&attribute.name)));
        }
        let _ = write!(self.out, " {name}=\"");
        self.text_of_attribute().escaped(&attribute.value);
        self.out.push('"');
    }

    /// Writes the text of the element that is open.
    pub fn text(&mut self) -> TextWriter<'_> {
        TextWriter {
            writer: self,
            attribute: false,
        }
    }

    /// Writes the value of an attribute whose opening quotation mark has been written.
    pub(crate) fn text_of_attribute(&mut self) -> TextWriter<'_> {
        TextWriter {
            writer: self,
            attribute: true,
        }
    }

    /// Declares a prefix for `namespace` on the start tag that is open.
    pub(crate) fn declare(&mut self, namespace: &str) {
        // The prefix `xml` is always there, and its namespace can have no other.
        if namespace.is_empty()
            || namespace == XML_NAMESPACE
            || self.declared.iter().any(|one| one == namespace)
        {
            return;
        }
        if namespace == XMLNS_NAMESPACE {
            self.fail(format!(
                "a name in the namespace {}, which only declarations have",
                excerpt(namespace)
            ));
        }
        self.declared.push(namespace.to_owned());
        let _ = write!(self.out, " xmlns:q{}=\"", self.declared.len());
        self.text_of_attribute().escaped(namespace);
        self.out.push('"');
    }

    /// The prefix of a namespace that was declared, with its colon.
    fn prefix(&mut self, namespace: &str) -> String {
        if namespace.is_empty() {
            return String::new();
        }
        if namespace == XML_NAMESPACE {
            return "xml:".to_owned();
        }
        if let Some(index) = self.declared.iter().position(|one| one == namespace) {
            return format!("q{}:", index + 1);
        }
        self.fail(format!(
            "a name whose namespace {} nothing declares here",
            excerpt(namespace)
        ));
        String::new()
    }

    /// Starts an element inside which `default`, if that matters, is the default namespace, and that will declare the
    /// prefixes `taken`. Returns the tag to close it with.
    pub(crate) fn start_with_default(
        &mut self,
        tag: &str,
        default: Option<&str>,
        taken: &[&str],
    ) -> String {
        let Some(default) = default else {
            // The contract's own is as good as any.
            let own = self.default;
            return self.start_with_default(tag, Some(own), taken);
        };
        // XML that is kept says its type itself.
        self.xsi_type = "";
        let tag = self.written(tag);
        let is_root = std::mem::take(&mut self.next_is_root);
        let (prefix, local) = tag.split_once(':').unwrap_or(("", tag));
        let namespace = if prefix.is_empty() {
            self.default.to_owned()
        } else {
            self.declaration(prefix)
        };
        if prefix.is_empty() && namespace.is_empty() && !default.is_empty() {
            // An unprefixed tag in no namespace cannot stand where a default namespace is declared.
            self.fail(format!(
                "XML that relies on the default namespace {} in an element without a namespace",
                excerpt(default)
            ));
        }
        let fits = if prefix.is_empty() {
            namespace == default
        } else {
            !taken.contains(&prefix)
        };
        if fits || namespace.is_empty() {
            self.start(tag);
            if !prefix.is_empty() || is_root || self.default != default {
                self.default_declaration(default);
            }
            return tag.to_owned();
        }
        // The element cannot keep its tag, as what it declares would change the tag's meaning.
        let own = (0..=taken.len())
            .map(|number| format!("own{number}"))
            .find(|own| !taken.contains(&own.as_str()))
            .unwrap_or_default();
        let tag = format!("{own}:{local}");
        self.start(&tag);
        let _ = write!(self.out, " xmlns:{own}=\"");
        self.text_of_attribute().escaped(&namespace);
        self.out.push('"');
        self.default_declaration(default);
        tag
    }

    /// The namespace of one of the contract's prefixes. The envelope declares them all, and comes first.
    fn declaration(&self, prefix: &str) -> String {
        let declaration = self.out.split_once(&format!(" xmlns:{prefix}=\""));
        let namespace = declaration
            .and_then(|(_, rest)| rest.split_once('"'))
            .map_or("", |(namespace, _)| namespace);
        namespace
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }

    fn default_declaration(&mut self, default: &str) {
        self.out.push_str(" xmlns=\"");
        self.text_of_attribute().escaped(default);
        self.out.push('"');
    }

    /// Notes that the document cannot be written.
    pub(crate) fn fail(&mut self, problem: String) {
        if self.error.is_none() {
            let path = super::path::open_path(&self.out);
            self.error = Some(EncodeError { path, problem });
        }
    }
}

/// Writes character data or an attribute value.
#[derive(Debug)]
pub struct TextWriter<'w> {
    writer: &'w mut Writer,
    attribute: bool,
}

impl TextWriter<'_> {
    /// Appends text that has nothing to escape: numbers, dates, base64.
    pub fn raw(&mut self, text: &str) {
        self.writer.out.push_str(text);
    }

    /// Lends the buffer for text that has nothing to escape.
    pub(crate) fn buffer(&mut self) -> &mut String {
        &mut self.writer.out
    }

    /// Appends any text. What markup would take for its own becomes a reference; what XML cannot carry is an error
    /// of the document.
    pub fn escaped(&mut self, text: &str) {
        let special = if self.attribute { &ATTRIBUTE } else { &TEXT };
        let bytes = text.as_bytes();
        let mut done = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            if !special[byte as usize] {
                continue;
            }
            let reference = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\r' => "&#xD;",
                b'\n' => "&#xA;",
                b'\t' => "&#x9;",
                // The two noncharacters begin with this byte, and much that is allowed.
                0xEF if !(bytes[at..].starts_with(b"\xEF\xBF\xBE")
                    || bytes[at..].starts_with(b"\xEF\xBF\xBF")) =>
                {
                    continue;
                }
                _ if self.writer.keeps_forbidden => continue,
                _ => {
                    // Which one is not said, as the text may be a secret.
                    self.writer
                        .fail("a character that XML 1.0 cannot carry".to_owned());
                    return;
                }
            };
            self.writer.out.push_str(&text[done..at]);
            self.writer.out.push_str(reference);
            done = at + 1;
        }
        self.writer.out.push_str(&text[done..]);
    }

    /// Appends an item of a list. One that is empty or has white space would be read back as none, or as several.
    pub(crate) fn item(&mut self, write: impl FnOnce(&mut Self)) {
        let start = self.writer.out.len();
        write(self);
        let item = &self.writer.out[start..];
        let breaks = [" ", "\t", "\n", "&#x9;", "&#xA;", "&#xD;"];
        if item.is_empty() || breaks.iter().any(|one| item.contains(one)) {
            self.writer
                .fail("an item of a list that is empty or has white space".to_owned());
        }
    }

    /// Appends a name; its namespace has been declared by [`Simple::declare`].
    pub(crate) fn name(&mut self, namespace: &str, local: &str) {
        if namespace.is_empty() && self.writer.has_default() && !self.writer.no_default {
            self.writer.fail(format!(
                "the name {} without a namespace, though a default namespace is in scope,",
                excerpt(local)
            ));
        }
        let prefix = self.writer.prefix(namespace);
        self.writer.out.push_str(&prefix);
        self.writer.out.push_str(local);
    }
}

const TEXT: [bool; 256] = special(false);
const ATTRIBUTE: [bool; 256] = special(true);

/// The bytes that need a look: markup, what line end normalisation would change, what XML cannot carry.
const fn special(attribute: bool) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[b'\t' as usize] = attribute;
    table[b'\n' as usize] = attribute;
    table[b'"' as usize] = attribute;
    table[b'&' as usize] = true;
    table[b'<' as usize] = true;
    table[b'>' as usize] = true;
    table[0xEF] = true;
    table
}

/// The declarations that the text of a value needs, and the text. What XML cannot carry stays in it.
pub(crate) fn plain<T: Simple>(value: &T) -> (String, String) {
    let mut writer = Writer::new("");
    value.declare(&mut writer);
    let end = writer.out.len();
    writer.keeps_forbidden = true;
    value.write_text(&mut writer.text());
    let text = writer.out.split_off(end);
    (writer.out, text)
}

/// The text of a value as the codec writes it.
pub fn text_of<T: Simple>(value: &T) -> String {
    plain(value).1
}
