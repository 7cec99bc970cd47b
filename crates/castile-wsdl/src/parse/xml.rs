//! The XML layer: text to elements with places, attributes and expanded names.
//!
//! A pull parser over the events of the `xml` crate. The parsers of WSDL and XML Schema take an element as a
//! [`Tag`], take the attributes they know out of it, and walk its children; what is left over is reported here.
//! A document that is not well-formed ends early: no more children come, and the fault is in the diagnostics.

use xml::common::Position;
use xml::namespace::Namespace;
use xml::reader::{ErrorKind, EventReader, ParserConfig, XmlEvent};
use xml::{Encoding, attribute::OwnedAttribute};

use crate::diagnostic::Diagnostic;
use crate::entities::{entities, external_reference};
use crate::load::{Doctype, LoadOptions};
use crate::markup::{first_tag, place};
use crate::model::QName;
use crate::names::{is_ncname, nearest};
use crate::parse::{DRAFTS, UNDECLARED_PREFIX, WSDL, XML, XSD};
use crate::source::{SourceId, Sources, Span};

/// Characters that the entities of a document may expand to at once.
const ENTITY: usize = 64 << 10;
/// Entities that may stand within each other.
const NESTED: u8 = 10;
/// Bytes that all entities of a document together may add to it.
const EXPANSION: usize = 4 << 20;
/// What to do about these.
const FIXED_LIMIT: &str =
    "no setting raises this limit; put the text in the place of the references";
/// What is said of a document to which its entities add more than that.
fn too_much() -> String {
    format!("the entities of this document add more than {EXPANSION} bytes to it")
}

/// The namespace of `xsi:type`.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Diagnostics of one document after which the rest is not looked at.
const DIAGNOSTICS: usize = 1000;
/// Namespace declarations in scope at once.
const PREFIXES: usize = 4096;

/// A document being read.
pub(super) struct Reader<'a> {
    events: EventReader<&'a [u8]>,
    sources: &'a Sources,
    source: SourceId,
    pub(super) options: &'a LoadOptions,
    /// How many elements are open.
    depth: usize,
    ended: bool,
    /// There is a fault after which nothing was read.
    cut: bool,
    /// The root element has begun.
    begun: bool,
    /// The prefix without a declaration at which reading ended.
    unbound: Option<String>,
    patch: Option<&'a Patch>,
    /// Characters met since a document type declaration, which has entities that expand.
    expanded: Option<usize>,
    said: Said,
    diagnostics: Vec<Diagnostic>,
}

/// What is said once of a document.
#[derive(Default)]
struct Said {
    /// A draft of XML Schema has been met.
    draft: bool,
    /// An `xsi:type` has been met.
    instance: bool,
}

/// The start tag of an element whose content is yet to be read.
pub(super) struct Tag {
    pub(super) name: QName,
    prefix: Option<String>,
    pub(super) span: Span,
    /// Its own depth: 1 for the root.
    depth: usize,
    /// Attributes that nobody has taken yet.
    attributes: Vec<OwnedAttribute>,
    namespaces: Namespace,
    /// Names of attributes that were asked for and are not there, for hints.
    missed: Vec<&'static str>,
}

impl Tag {
    /// The name as written.
    pub(super) fn written(&self) -> String {
        match &self.prefix {
            Some(prefix) => format!("{prefix}:{}", self.name.local),
            None => self.name.local.clone(),
        }
    }

    /// Takes an attribute in no namespace; values are trimmed, since all are of types that collapse white space.
    pub(super) fn take(&mut self, name: &'static str) -> Option<String> {
        self.take_raw(name).map(|value| match value.trim() {
            trimmed if trimmed.len() == value.len() => value,
            trimmed => trimmed.to_owned(),
        })
    }

    /// Takes an attribute whose white space counts.
    pub(super) fn take_raw(&mut self, name: &'static str) -> Option<String> {
        let mut attributes = self.attributes.iter().map(|it| &it.name);
        let found = attributes.position(|it| it.namespace.is_none() && it.local_name == name);
        if found.is_none() {
            self.missed.push(name);
        }
        found.map(|index| self.attributes.swap_remove(index).value)
    }

    /// A value as a name, if it is one by the prefixes in scope.
    pub(super) fn name_of(&self, value: &str) -> Option<QName> {
        let (prefix, local) = value.split_once(':').unwrap_or(("", value));
        let namespace = match prefix {
            "xml" => Some(XML),
            _ => self.namespaces.get(prefix),
        };
        if namespace.is_none() && !prefix.is_empty() {
            return None;
        }
        Some(QName {
            namespace: namespace.filter(|it| !it.is_empty()).map(str::to_owned),
            local: local.to_owned(),
        })
    }

    /// Takes an attribute in a namespace.
    pub(super) fn take_foreign(&mut self, namespace: &str, name: &str) -> Option<String> {
        let mut attributes = self.attributes.iter().map(|it| &it.name);
        let found = attributes
            .position(|it| it.namespace.as_deref() == Some(namespace) && it.local_name == name);
        found.map(|index| self.attributes.swap_remove(index).value)
    }
}

impl<'a> Reader<'a> {
    /// A reader of a source, or of the same text with a patch.
    pub(super) fn new(
        sources: &'a Sources,
        source: SourceId,
        patch: Option<&'a Patch>,
        options: &'a LoadOptions,
    ) -> Self {
        // The text has been decoded, whatever encoding it declares.
        let config = ParserConfig::new()
            .override_encoding(Some(Encoding::Utf8))
            .ignore_invalid_encoding_declarations(true)
            .allow_multiple_root_elements(false)
            .cdata_to_characters(true)
            .max_entity_expansion_length(ENTITY)
            .max_entity_expansion_depth(NESTED);
        let text = patch.map_or(&sources.get(source).text, |patch| &patch.text);
        // The parser does not look into the entities inside those of an attribute.
        let plain = entities(text)
            .into_iter()
            .filter(|(_, value)| !value.contains(['<', '&']));
        let mut config = config.add_entities(plain);
        config.max_data_length = text.len() + EXPANSION;
        config.max_attribute_length = text.len() + EXPANSION;
        let events = config.create_reader(text.as_bytes());
        Self {
            events,
            sources,
            source,
            options,
            depth: 0,
            ended: false,
            cut: false,
            begun: false,
            unbound: None,
            patch,
            expanded: None,
            said: Said::default(),
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
        self.ended |= self.diagnostics.len() >= DIAGNOSTICS;
    }

    /// Reports an error that breaks only a part of the document; see [`Report::broken`](crate::diagnostic::Report).
    pub(super) fn broken(&mut self, diagnostic: Diagnostic, instead: &str) {
        let diagnostic = diagnostic.left(self.options.lenient, instead);
        self.report(diagnostic);
    }

    /// Whether the document ended at a fault, so that the declaration under way is not whole.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    /// The diagnostics; and the prefix that ended the reading, if it was one.
    pub(super) fn finish(self) -> (Vec<Diagnostic>, Option<String>) {
        (self.diagnostics, self.unbound)
    }

    /// The root element.
    pub(super) fn root(&mut self) -> Option<Tag> {
        self.child_at(0, None)
    }

    /// Reads what follows the root element, which has to be nothing.
    pub(super) fn end(&mut self) {
        while self.next().is_some() {}
    }

    /// The next child of an element; what the caller has left unread of the one before is skipped.
    pub(super) fn child(&mut self, parent: &Tag) -> Option<Tag> {
        self.child_at(parent.depth, Some(parent))
    }

    fn child_at(&mut self, parent_depth: usize, parent: Option<&Tag>) -> Option<Tag> {
        while self.depth >= parent_depth {
            match self.next()? {
                XmlEvent::StartElement {
                    name,
                    attributes,
                    namespace,
                } if self.depth == parent_depth + 1 => {
                    return self.tag(name, attributes, namespace);
                }
                XmlEvent::Characters(text)
                    if self.depth == parent_depth && !text.trim().is_empty() =>
                {
                    if let Some(parent) = parent {
                        let message = format!("text inside `{}` is ignored", parent.written());
                        self.report(Diagnostic::warning(self.position(), message));
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn tag(
        &mut self,
        name: xml::name::OwnedName,
        attributes: Vec<OwnedAttribute>,
        namespaces: Namespace,
    ) -> Option<Tag> {
        let span = if self.depth == 1 {
            self.root_place()
        } else {
            self.position()
        };
        if namespaces.0.len() > PREFIXES {
            self.fail(Diagnostic::error(
                span,
                format!("more than {PREFIXES} namespace prefixes are in scope"),
            ));
            return None;
        }
        let prefix = name.prefix.filter(|prefix| !prefix.is_empty());
        let namespace = name.namespace.map(|it| self.modern(it, span));
        let name = QName {
            namespace,
            local: name.local_name,
        };
        Some(Tag {
            name,
            prefix,
            span,
            depth: self.depth,
            attributes,
            namespaces,
            missed: Vec::with_capacity(16),
        })
    }

    /// The text of an element, that of nested markup too.
    pub(super) fn text(&mut self, tag: &Tag) -> String {
        let mut text = String::new();
        while self.depth >= tag.depth {
            match self.next() {
                Some(XmlEvent::Characters(part) | XmlEvent::Whitespace(part)) => {
                    text.push_str(&part);
                }
                Some(_) => {}
                None => break,
            }
        }
        text
    }

    /// The next event, with `depth` as it is after it; `None` at the end and after a fault.
    fn next(&mut self) -> Option<XmlEvent> {
        if self.ended {
            return None;
        }
        let event = match self.events.next() {
            Ok(event) => event,
            Err(error) => {
                self.fail_xml(&error);
                return None;
            }
        };
        match &event {
            XmlEvent::StartElement {
                attributes,
                namespace,
                ..
            } => {
                self.check_instance_type(attributes, namespace);
                self.depth += 1;
                self.begun = true;
                if self.depth > self.options.max_depth {
                    let message =
                        format!("elements are nested deeper than {}", self.options.max_depth);
                    self.fail(
                        Diagnostic::error(self.position(), message)
                            .hint("this is `LoadOptions::max_depth`"),
                    );
                    return None;
                }
            }
            XmlEvent::EndElement { .. } => self.depth = self.depth.saturating_sub(1),
            XmlEvent::EndDocument => {
                self.ended = true;
                return None;
            }
            XmlEvent::Doctype { .. } if self.options.doctype == Doctype::Refuse => {
                let hint = "take it out, or let `LoadOptions::doctype` (`--doctype`) be `Internal`, which expands the entities it declares";
                self.fail(
                    Diagnostic::error(self.position(), "a document type declaration is refused")
                        .hint(hint),
                );
                return None;
            }
            XmlEvent::Doctype { .. } => {
                self.expanded = Some(0);
                self.refuse_external()?;
            }
            _ => {}
        }
        self.count_expanded(&event)?;
        Some(event)
    }

    /// Warns, once, about an `xsi:type`: in the annotations where some tools write it, it is of types that no schema has.
    fn check_instance_type(&mut self, attributes: &[OwnedAttribute], namespaces: &Namespace) {
        for attribute in attributes {
            let name = &attribute.name;
            if name.namespace.as_deref() != Some(XSI)
                || name.local_name != "type"
                || self.said.instance
            {
                continue;
            }
            let value = attribute.value.trim();
            let (prefix, _) = value.split_once(':').unwrap_or(("", value));
            if namespaces.get(prefix) != Some(XSD) {
                self.said.instance = true;
                let message =
                    format!("`{name}` is `{value}`, which is not looked up: it is ignored");
                let span = self.attribute_span(self.position(), &name.to_string());
                self.report(Diagnostic::warning(span, message));
            }
        }
    }

    /// Ends the reading of a document that refers to an entity of another document: `None` where it does.
    fn refuse_external(&mut self) -> Option<()> {
        let text = &self.sources.get(self.source).text;
        let Some((name, at)) = external_reference(text) else {
            return Some(());
        };
        let message = format!("the entity `{name}` is another document, which is not read");
        let span = place(text, at, self.source);
        self.fail(Diagnostic::error(span, message).hint("put its text here"));
        None
    }

    /// Counts the text of a document that has entities: `None` where they make it grow too much.
    fn count_expanded(&mut self, event: &XmlEvent) -> Option<()> {
        let Some(count) = &mut self.expanded else {
            return Some(());
        };
        *count += match event {
            XmlEvent::Characters(text) | XmlEvent::Whitespace(text) => text.len(),
            XmlEvent::StartElement { attributes, .. } => {
                attributes.iter().map(|it| it.value.len()).sum()
            }
            _ => 0,
        };
        if *count > self.sources.get(self.source).text.len() + EXPANSION {
            self.fail(Diagnostic::error(self.position(), too_much()).hint(FIXED_LIMIT));
            return None;
        }
        Some(())
    }

    /// Reports a fault after which there is nothing more to read.
    fn fail(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
        self.ended = true;
        self.cut = true;
    }

    fn fail_xml(&mut self, error: &xml::reader::Error) {
        let span = self.span(error.position());
        // `msg` would repeat the place.
        let text = match error.kind() {
            ErrorKind::Syntax(text) => text.clone().into_owned(),
            ErrorKind::UnexpectedEof => "unexpected end of the document".to_owned(),
            _ => error.msg().clone(),
        };
        let mut letters = text.chars();
        let text: String = letters
            .next()
            .map(|first| first.to_lowercase().chain(letters).collect())
            .unwrap_or_default();
        let text = text.trim_end_matches('.').replace('\n', " ");
        if let Some(name) = text.strip_suffix(" prefix is unbound") {
            let name = name.rsplit(' ').next().unwrap_or_default().to_owned();
            self.fail_unbound(&name, span);
            return;
        }
        let empty = self.sources.get(self.source).text.trim().is_empty();
        let (message, hint) = if empty {
            ("the document is empty".to_owned(), None)
        } else if text.contains("larger/more complex") {
            (too_much(), Some(FIXED_LIMIT))
        } else if text == "entity too big" {
            let message = format!(
                "an entity expands to more than {ENTITY} characters, or through more than {NESTED} others"
            );
            (message, Some(FIXED_LIMIT))
        } else {
            (format!("not well-formed XML: {text}"), None)
        };
        let mut diagnostic = Diagnostic::error(span, message);
        if let Some(hint) = hint {
            diagnostic = diagnostic.hint(hint);
        }
        if self.begun && self.depth == 0 {
            // The contract is whole; what some server has put after it is not of it.
            self.fail(diagnostic.left(true, "what follows the contract is ignored"));
        } else if self.begun {
            let instead = "what begins before this place is read";
            self.fail(diagnostic.left(self.options.lenient, instead));
        } else {
            self.fail_whole(diagnostic);
        }
    }

    /// Reports a document of which nothing can be read; an imported one can be missed.
    pub(super) fn fail_whole(&mut self, diagnostic: Diagnostic) {
        let spare = self.options.lenient && self.source != SourceId(0);
        self.fail(diagnostic.left(spare, "the document is left out"));
    }

    /// Reports a name whose prefix is not declared; `span` is somewhere behind it.
    fn fail_unbound(&mut self, name: &str, span: Span) {
        let (prefix, _) = name.split_once(':').unwrap_or((name, ""));
        let span = self.sources.last_before(span, name).unwrap_or(span);
        let message = format!("the prefix of `{name}` is not declared");
        let diagnostic = Diagnostic::error(span, message).hint(format!(
            "declare it on the root element, as `xmlns:{prefix}=\"...\"`"
        ));
        self.fail(diagnostic.left(self.options.lenient, "it is taken for an extension"));
        self.unbound = Some(prefix.to_owned());
    }

    fn position(&self) -> Span {
        self.span(self.events.position())
    }

    fn span(&self, position: xml::common::TextPosition) -> Span {
        let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX).saturating_add(1);
        let span = Span {
            source: self.source,
            line: number(position.row()),
            column: number(position.column()),
        };
        self.patch.map_or(span, |patch| patch.original(span))
    }

    /// The place of the root element: without an XML declaration, the `xml` crate gives the end of its start tag.
    fn root_place(&self) -> Span {
        let text = &self.sources.get(self.source).text;
        first_tag(text).map_or_else(|| self.position(), |start| place(text, start, self.source))
    }

    /// The place of an attribute.
    pub(super) fn attribute_span(&self, span: Span, name: &str) -> Span {
        self.sources
            .attribute(span, name)
            .map_or(span, |(span, _)| span)
    }

    /// Reports an error about an attribute, and what is done `instead` where the reader is lenient.
    pub(super) fn attribute_error(
        &mut self,
        span: Span,
        name: &str,
        message: String,
        instead: &str,
    ) {
        let span = self.attribute_span(span, name);
        self.broken(Diagnostic::error(span, message), instead);
    }

    /// Warns about an attribute.
    pub(super) fn attribute_warning(&mut self, span: Span, name: &str, message: String) {
        let span = self.attribute_span(span, name);
        self.report(Diagnostic::warning(span, message));
    }

    /// Takes an attribute that has to be there.
    pub(super) fn require(&mut self, tag: &mut Tag, name: &'static str) -> Option<String> {
        let value = tag.take(name);
        if value.is_none() {
            let message = format!("`{}` has no attribute `{name}`", tag.written());
            self.broken(Diagnostic::error(tag.span, message), "it is left out");
        }
        value
    }

    /// Takes the `name` of what never stands on the wire by it, such as a message: any text will do.
    pub(super) fn require_label(&mut self, tag: &mut Tag) -> String {
        let name = self.require(tag, "name").unwrap_or_default();
        if !name.is_empty() && !is_ncname(&name) {
            let message = format!("`{name}` is not a name: it is read all the same");
            self.attribute_warning(tag.span, "name", message);
        }
        name
    }

    /// Takes the `name` attribute that has to be there, and has to be a name that XML takes for an element.
    pub(super) fn require_name(&mut self, tag: &mut Tag) -> String {
        let name = self.require(tag, "name").unwrap_or_default();
        if name.is_empty() || is_ncname(&name) {
            return name;
        }
        let message = format!("`{name}` is not a name without a colon");
        self.attribute_error(tag.span, "name", message, "it is left out");
        String::new()
    }

    /// Takes an attribute that is `true` or `false`.
    pub(super) fn take_bool(&mut self, tag: &mut Tag, name: &'static str) -> Option<bool> {
        let value = tag.take(name)?;
        let meant = match value.to_ascii_lowercase().as_str() {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => {
                let message = format!("`{name}` is `{value}`: expected `true` or `false`");
                self.attribute_error(tag.span, name, message, "it is ignored");
                return None;
            }
        };
        if value.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let message = format!("`{name}` is `{value}`: it is read as `{meant}`");
            self.attribute_warning(tag.span, name, message);
        }
        Some(meant)
    }

    /// Takes an attribute that is one of a few words; the first of them is the default.
    pub(super) fn take_word<T: Copy>(
        &mut self,
        tag: &mut Tag,
        name: &'static str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let value = tag.take(name)?;
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == value) {
            return Some(*meaning);
        }
        let mut words_found = words.iter();
        if let Some((word, meaning)) =
            words_found.find(|(word, _)| word.eq_ignore_ascii_case(&value))
        {
            let message = format!("`{name}` is `{value}`: it is read as `{word}`");
            self.attribute_warning(tag.span, name, message);
            return Some(*meaning);
        }
        let expected: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let message = format!("`{name}` is `{value}`: expected {}", expected.join(" or "));
        self.attribute_error(tag.span, name, message, "it is ignored");
        None
    }

    /// Takes an attribute that is a name with a prefix, and expands it.
    pub(super) fn take_qname(&mut self, tag: &mut Tag, name: &'static str) -> Option<QName> {
        let value = tag.take(name)?;
        self.expand(tag, name, &value)
    }

    /// Expands a name by the prefixes in scope of a tag; `attribute` is where it stands.
    pub(super) fn expand(
        &mut self,
        tag: &Tag,
        attribute: &'static str,
        value: &str,
    ) -> Option<QName> {
        let (prefix, local) = value.split_once(':').unwrap_or(("", value));
        // Whether there is a declaration of an odd name is for the resolver to find out.
        if local.is_empty() || value.starts_with(':') {
            let message = format!("`{attribute}` is `{value}`, which is not a qualified name");
            self.attribute_error(tag.span, attribute, message, "it is ignored");
            return None;
        }
        let namespace = match prefix {
            "xml" => Some(XML.to_owned()),
            _ => tag
                .namespaces
                .get(prefix)
                .map(|it| self.modern(it.to_owned(), tag.span)),
        };
        match namespace {
            Some(namespace) => {
                let namespace = Some(namespace).filter(|it| !it.is_empty());
                Some(QName {
                    namespace,
                    local: local.to_owned(),
                })
            }
            None if prefix.is_empty() => Some(QName {
                namespace: None,
                local: local.to_owned(),
            }),
            None => {
                let message = format!("the prefix of `{value}` is not declared");
                let near = nearest(prefix, tag.namespaces.0.keys().map(String::as_str));
                let mut diagnostic =
                    Diagnostic::error(self.attribute_span(tag.span, attribute), message);
                diagnostic.hint = near.map(|near| format!("did you mean `{near}:{local}`"));
                self.broken(diagnostic, "what is meant is told by the rest of the name");
                self.options.lenient.then(|| QName {
                    namespace: Some(format!("{UNDECLARED_PREFIX}{prefix}")),
                    local: local.to_owned(),
                })
            }
        }
    }

    /// The namespace of XML Schema for those of its drafts, which differ in little that contracts use.
    fn modern(&mut self, namespace: String, span: Span) -> String {
        if !DRAFTS.contains(&namespace.as_str()) {
            return namespace;
        }
        if !self.said.draft {
            self.said.draft = true;
            let message =
                format!("`{namespace}` is a draft of XML Schema, and is read as XML Schema 1.0");
            self.report(
                Diagnostic::warning(span, message)
                    .hint(format!("the namespace is `{XSD}` since 2001")),
            );
        }
        XSD.to_owned()
    }

    /// Reports the attributes that nobody has taken; those of other namespaces are extensions.
    pub(super) fn done(&mut self, tag: &mut Tag) {
        for attribute in std::mem::take(&mut tag.attributes) {
            if attribute.name.namespace.is_none() {
                let name = &attribute.name.local_name;
                let message = format!(
                    "`{}` has no attribute called `{name}`: it is ignored",
                    tag.written()
                );
                let mut diagnostic =
                    Diagnostic::warning(self.attribute_span(tag.span, name), message);
                diagnostic.hint = nearest(name, tag.missed.iter().copied())
                    .map(|near| format!("did you mean `{near}`"));
                self.report(diagnostic);
            }
        }
    }

    /// Reports a child of a schema element that has no place there.
    pub(super) fn unexpected(&mut self, parent: &Tag, child: &Tag, expected: &[&str]) {
        if child.name.namespace.as_deref() != Some(XSD) {
            let message = format!(
                "`{}` has no place inside `{}`: it is ignored",
                child.written(),
                parent.written()
            );
            self.report(Diagnostic::warning(child.span, message));
            return;
        }
        let message = format!(
            "`{}` has no place inside `{}`",
            child.written(),
            parent.written()
        );
        let mut diagnostic = Diagnostic::error(child.span, message);
        diagnostic.hint = nearest(&child.name.local, expected.iter().copied())
            .map(|near| format!("did you mean `{near}`"));
        self.broken(diagnostic, "it is ignored");
    }

    /// Skips an extension element of WSDL, unless it has to be understood (WSDL 1.1, 2.1.3).
    pub(super) fn extension(&mut self, mut tag: Tag) {
        let required = tag.take_foreign(WSDL, "required");
        let required = required.is_some_and(|value| matches!(value.trim(), "true" | "1"));
        let namespace = tag.name.namespace.as_deref().unwrap_or_default();
        if !required || self.options.accepted_extensions.contains(namespace) {
            return;
        }
        if tag.name.local == "UsingAddressing" {
            let message = "the service requires WS-Addressing headers, which are not described in the contract";
            let hint = format!(
                "send them as headers of your own; `LoadOptions::accepted_extensions` (`--accept-extension`) with `{namespace}` silences this"
            );
            self.report(Diagnostic::warning(tag.span, message).hint(hint));
            return;
        }
        let message = format!(
            "the extension `{}` is marked as required, and is not supported",
            tag.name
        );
        let hint = format!(
            "add `{namespace}` to `LoadOptions::accepted_extensions` (`--accept-extension`) if you see to what it asks for"
        );
        let diagnostic = Diagnostic::error(tag.span, message).hint(hint);
        self.broken(diagnostic, "it is ignored");
    }
}

/// A document with declarations of prefixes added to its root element, so that it can be read to its end.
pub(super) struct Patch {
    text: String,
    /// Where the declarations stand, and how many characters they are.
    at: Span,
    length: u32,
}

impl Patch {
    /// Declares prefixes that a document uses without a declaration, each as a namespace of its own.
    pub(super) fn new(text: &str, source: SourceId, prefixes: &[String]) -> Option<Self> {
        let start = first_tag(text)?;
        let name = text[start..].find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
        let at = start + name;
        let mut declarations = String::new();
        for prefix in prefixes {
            declarations.extend([" xmlns:", prefix, "=\"", UNDECLARED_PREFIX, prefix, "\""]);
        }
        Some(Self {
            text: [&text[..at], &declarations, &text[at..]].concat(),
            at: place(text, at, source),
            length: u32::try_from(declarations.chars().count()).ok()?,
        })
    }

    /// A place in the document as it was.
    fn original(&self, span: Span) -> Span {
        let moved = span.line == self.at.line && span.column > self.at.column;
        Span {
            column: if moved {
                span.column.saturating_sub(self.length).max(self.at.column)
            } else {
                span.column
            },
            ..span
        }
    }
}

/// Documentation as text: without the indent and the empty lines around it; `None` where nothing is left.
pub(super) fn dedent(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let first = lines.iter().position(|line| !line.is_empty())?;
    let last = lines.iter().rposition(|line| !line.is_empty())?;
    let indent_of = |line: &str| line.chars().take_while(|c| c.is_whitespace()).count();
    // The first line of all follows the start tag, so that its indent says nothing.
    let rest = lines[first.max(1)..=last.max(first.max(1) - 1)].iter();
    let indent = rest
        .filter(|line| !line.is_empty())
        .map(|line| indent_of(line))
        .min()
        .unwrap_or(0);
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate().take(last + 1).skip(first) {
        if index > first {
            out.push('\n');
        }
        let cut = if index == 0 { indent_of(line) } else { indent };
        out.extend(line.chars().skip(cut));
    }
    Some(out)
}

/// Joins the texts of several documentation elements.
pub(super) fn add_docs(docs: &mut Option<String>, text: &str) {
    if let Some(text) = dedent(text) {
        match docs {
            Some(docs) => {
                docs.push_str("\n\n");
                docs.push_str(&text);
            }
            None => *docs = Some(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_loses_its_indent() {
        for (text, expected) in [
            ("One line.", Some("One line.")),
            ("  One line. ", Some("One line.")),
            ("", None),
            (" \n\t\n ", None),
            (
                "\n    First.\n\n      More.\n    Last.\n  ",
                Some("First.\n\n  More.\nLast."),
            ),
            (
                "First.\n    Second.\n      Third.",
                Some("First.\nSecond.\n  Third."),
            ),
            ("First.\r\n  Second.", Some("First.\nSecond.")),
            ("\n\n\tTab.\n\t\tMore.", Some("Tab.\n\tMore.")),
            ("\n  ä\n \u{3000}ö", Some("ä\nö")),
        ] {
            assert_eq!(dedent(text).as_deref(), expected, "{text:?}");
        }
    }
}
