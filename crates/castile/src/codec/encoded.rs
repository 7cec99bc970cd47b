//! SOAP encoding (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3): references between elements, and what the two
//! versions call things.
//!
//! A message that is read by a schema alone has no [`Reading`], and pays nothing for this. In an encoded one the
//! element that a reference leads to is read in the place of the one that refers to it, by a second token source that
//! starts there; where each `id` stands is found by one pass over the document when the first reference is met.
//! References are followed inside the message alone. How much they may expand it to is a limit.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::any;
use super::chars::trim;
use super::error::{DecodeError, DecodeErrorKind, excerpt};
use super::read::{Decoder, Result, XSI, expanded};
use super::xml::{Attribute, Binding, Token, XML_NAMESPACE, Xml};
use crate::deviation::DeviationKind;

/// A version of SOAP encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Encoding {
    /// That of SOAP 1.1.
    Soap11,
    /// That of SOAP 1.2.
    Soap12,
}

impl Encoding {
    const BOTH: [Self; 2] = [Self::Soap11, Self::Soap12];

    /// Its namespace, which is its `encodingStyle` too.
    pub(crate) fn namespace(self) -> &'static str {
        match self {
            Self::Soap11 => "http://schemas.xmlsoap.org/soap/encoding/",
            Self::Soap12 => "http://www.w3.org/2003/05/soap-encoding",
        }
    }
}

/// Whether a namespace is that of SOAP encoding. Servers take the one of the other version at times.
pub(super) fn is_encoding(namespace: &str) -> bool {
    Encoding::BOTH
        .iter()
        .any(|one| one.namespace() == namespace)
}

/// Where SOAP 1.2 has the element that names the return value of a call (SOAP 1.2 part 2, 4.2.1).
const RPC: &str = "http://www.w3.org/2003/05/soap-rpc";

/// Drafts of XML Schema that old servers take their `xsi:type` and `xsi:null` from.
const DRAFTS: [&str; 2] = [
    "http://www.w3.org/1999/XMLSchema-instance",
    "http://www.w3.org/2000/10/XMLSchema-instance",
];

/// The name of a type: namespace and local part.
pub(super) type ItemType = (String, String);

/// What is known while an encoded message is read.
pub(super) struct Reading<'x> {
    /// Its version.
    pub(super) encoding: Encoding,
    /// The element that is read next is the struct around the parts of an answer.
    pub(super) wrapper: bool,
    /// The namespace that this struct has.
    pub(super) wrapper_namespace: String,
    /// The type that an array says its member being read has.
    pub(super) item_type: Option<Rc<ItemType>>,
    /// What the contract says of the element that is read next: of an array the type of its members with the
    /// dimensions, `xsd:int[,]`.
    pub(super) declared: &'static str,
    /// Where the elements with an `id` are; found when the first reference is met.
    targets: Option<Targets<'x>>,
    /// The elements being read by reference, by their offsets.
    open: Vec<usize>,
    /// The bytes read by reference so far.
    read: usize,
}

/// Where the elements with an `id` are.
struct Targets<'x> {
    ids: HashMap<Cow<'x, str>, Target>,
    declarations: Vec<Declaration<'x>>,
}

struct Target {
    offset: usize,
    /// The innermost declaration around it.
    scope: Option<usize>,
    /// Another element has the same `id`.
    twice: bool,
}

/// A namespace declaration, and the one that it stands inside of or behind.
struct Declaration<'x> {
    outer: Option<usize>,
    prefix: &'x str,
    uri: Cow<'x, str>,
}

impl<'x> Targets<'x> {
    /// Goes through the whole document.
    fn find(mut xml: Xml<'x>) -> Result<Self> {
        let mut targets = Self {
            ids: HashMap::new(),
            declarations: Vec::new(),
        };
        // The innermost declaration in scope in each open element.
        let mut scopes: Vec<Option<usize>> = Vec::new();
        loop {
            match xml.next().map_err(DecodeError::from)? {
                Token::Start => {
                    scopes.truncate(xml.depth() - 1);
                    let around = scopes.last().copied().flatten();
                    let mut scope = around;
                    for binding in xml.own_bindings() {
                        targets.declarations.push(Declaration {
                            outer: scope,
                            prefix: binding.prefix,
                            uri: binding.uri.clone(),
                        });
                        scope = Some(targets.declarations.len() - 1);
                    }
                    scopes.push(scope);
                    if let Some(id) = id(&xml) {
                        let target = Target {
                            offset: xml.offset(),
                            scope: around,
                            twice: false,
                        };
                        let known = targets.ids.entry(id).or_insert(target);
                        known.twice = known.offset != xml.offset();
                    }
                }
                Token::Eof => return Ok(targets),
                Token::Text(_) | Token::End => {}
            }
        }
    }

    /// The declarations in scope around a target, outermost first.
    fn bindings(&self, target: &Target) -> Vec<Binding<'x>> {
        let mut bindings = Vec::new();
        let mut next = target.scope;
        while let Some(declaration) = next.map(|index| &self.declarations[index]) {
            bindings.push(Binding::inherited(
                declaration.prefix,
                declaration.uri.clone(),
            ));
            next = declaration.outer;
        }
        bindings.reverse();
        bindings
    }
}

/// The `id` of the start tag just met.
fn id<'x>(xml: &Xml<'x>) -> Option<Cow<'x, str>> {
    let is_id = |one: &&Attribute<'_>| {
        one.local == "id" && (one.prefix.is_empty() || is_encoding(xml.attribute_namespace(one)))
    };
    let attribute = xml.attributes().iter().find(is_id)?;
    Some(match &attribute.value {
        Cow::Borrowed(value) => Cow::Borrowed(trim(value)),
        Cow::Owned(value) => Cow::Owned(trim(value).to_owned()),
    })
}

/// An `id`, written with or without the `#` of a URI.
fn without_hash(value: &str) -> &str {
    let value = trim(value);
    value.strip_prefix('#').unwrap_or(value)
}

/// A part of an attribute's value, borrowed where that is.
fn part<'x>(value: &Cow<'x, str>, of: impl Fn(&str) -> Option<&str>) -> Option<Cow<'x, str>> {
    match value {
        Cow::Borrowed(value) => of(value).map(Cow::Borrowed),
        Cow::Owned(value) => of(value).map(|part| Cow::Owned(part.to_owned())),
    }
}

/// Where reading goes on after an element that was read by reference.
pub(crate) struct Followed<'x> {
    xml: Xml<'x>,
    start: usize,
    open: usize,
}

impl<'x> Decoder<'x> {
    /// What follows is encoded, or is so no longer.
    pub(crate) fn set_encoding(&mut self, encoding: Option<Encoding>) {
        self.reading = encoding.map(|encoding| {
            Box::new(Reading {
                encoding,
                wrapper: false,
                wrapper_namespace: String::new(),
                item_type: None,
                declared: "",
                targets: None,
                open: Vec::new(),
                read: 0,
            })
        });
    }

    /// The element that is read next is the struct around the parts of an answer.
    pub(crate) fn next_is_wrapper(&mut self) {
        if let Some(reading) = &mut self.reading {
            reading.wrapper = true;
        }
    }

    /// Whether the element whose start tag was just met is there only for others to refer to (SOAP 1.1, 5.6). One that
    /// does not say so is, if it has an `id` and is `no_answer`.
    pub(crate) fn is_independent(&self, no_answer: bool) -> bool {
        if self.reading.is_none() {
            return false;
        }
        let root = self
            .xml
            .attributes()
            .iter()
            .find(|one| one.local == "root" && is_encoding(self.xml.attribute_namespace(one)));
        match root.map(|root| trim(&root.value)) {
            Some("0" | "false") => true,
            Some(_) => false,
            None => no_answer && id(&self.xml).is_some(),
        }
    }

    /// Whether an attribute is one that SOAP encoding has on any element.
    pub(super) fn is_of_encoding(&self, attribute: &Attribute<'_>, namespace: &str) -> bool {
        self.reading.is_some()
            && (is_encoding(namespace)
                || DRAFTS.contains(&namespace)
                || namespace.is_empty() && matches!(attribute.local, "id" | "href"))
    }

    /// An `xsi` attribute as the drafts of XML Schema have it.
    pub(super) fn draft_xsi(&self, local: &str) -> Option<&Attribute<'x>> {
        self.reading.as_ref()?;
        let is = |one: &&Attribute<'_>| {
            let name = if local == "nil" { "null" } else { local };
            let namespace = self.xml.attribute_namespace(one);
            one.local == name && (DRAFTS.contains(&namespace) || namespace == XSI)
                || one.local == local && DRAFTS.contains(&namespace)
        };
        self.xml.attributes().iter().find(is)
    }

    /// Whether the start tag just met is the element of SOAP 1.2 that names the return value.
    pub(super) fn names_result(&self) -> bool {
        self.reading.is_some() && self.tag_is(RPC, "result")
    }

    /// If the start tag just met refers to another element, goes there; [`come_back`](Self::come_back) returns.
    #[inline]
    pub(crate) fn follow(&mut self) -> Result<Option<Box<Followed<'x>>>> {
        if self.reading.is_none() || self.xml.attributes().is_empty() {
            return Ok(None);
        }
        self.follow_reference()
    }

    fn follow_reference(&mut self) -> Result<Option<Box<Followed<'x>>>> {
        let mut followed: Option<Box<Followed<'x>>> = None;
        // What is referred to may itself refer to another.
        while let Some(id) = self.reference()? {
            if self.is_nil()? {
                return Err(self.nil_with("a reference"));
            }
            self.no_attributes()?;
            let inner = self.enter(&id)?;
            let open = self
                .reading
                .as_ref()
                .map_or(0, |reading| reading.open.len());
            let start = inner.end_offset();
            let xml = std::mem::replace(&mut self.xml, inner);
            self.next()?;
            match &mut followed {
                None => {
                    followed = Some(Box::new(Followed {
                        xml,
                        start,
                        open: open - 1,
                    }));
                }
                Some(followed) => followed.start = start,
            }
        }
        Ok(followed)
    }

    /// Returns to where [`follow`](Self::follow) left.
    #[inline]
    pub(crate) fn come_back(&mut self, followed: Option<Box<Followed<'x>>>) -> Result<()> {
        match followed {
            None => Ok(()),
            Some(followed) => self.come_back_from(*followed),
        }
    }

    fn come_back_from(&mut self, followed: Followed<'x>) -> Result<()> {
        let bytes = self.xml.end_offset() - followed.start;
        self.xml = followed.xml;
        if let Some(reading) = &mut self.reading {
            reading.open.truncate(followed.open);
        }
        self.count_referred(bytes)?;
        match self.next()? {
            Token::End => Ok(()),
            Token::Text(text) if super::chars::is_blank(&text) => self.skip_rest(),
            _ => Err(self.reference_error(
                "nothing in an element that refers to another",
                "content beside `href`",
            )),
        }
    }

    /// Passes over the rest of the open element, in which nothing is expected.
    fn skip_rest(&mut self) -> Result<()> {
        loop {
            match self.next()? {
                Token::End => return Ok(()),
                Token::Text(text) if super::chars::is_blank(&text) => {}
                _ => {
                    return Err(self.reference_error(
                        "nothing in an element that refers to another",
                        "content beside `href`",
                    ));
                }
            }
        }
    }

    /// Copies the element whose start tag was just met, through its end tag, with what it refers to in the place of
    /// each reference.
    pub(super) fn copy_element(&mut self, out: &mut String) -> Result<()> {
        let accessor = self.xml.tag();
        let namespace = self.xml.tag_namespace().to_owned();
        let Some(followed) = self.follow()? else {
            let start = self.here();
            out.push_str(start);
            if start.ends_with("/>") {
                return self.skip();
            }
            self.copy_content(out)?;
            out.push_str(self.here());
            return Ok(());
        };
        let begun = out.len();
        // What is referred to has declarations of its own around it, which may mean other things here.
        let (start, own) = (self.here(), self.own_attributes());
        let bindings = self.xml.bindings();
        let [prefix, _] = free_prefixes(bindings);
        // What needs no declaration, and may have none.
        let is_xml = namespace == XML_NAMESPACE;
        let prefix = if is_xml { "xml".to_owned() } else { prefix };
        let tag = if namespace.is_empty() {
            accessor.local.to_owned()
        } else {
            format!("{prefix}:{}", accessor.local)
        };
        out.push('<');
        out.push_str(&tag);
        if !namespace.is_empty() && !is_xml {
            any::declare(&prefix, &namespace, out);
        }
        any::declare_all(own, bindings, out);
        any::without_ids(own, out);
        out.push('>');
        self.count_copied(out.len() - begun)?;
        if start.ends_with("/>") {
            self.skip()?;
        } else {
            self.copy_content(out)?;
        }
        out.push_str("</");
        out.push_str(&tag);
        out.push('>');
        self.come_back(Some(followed))
    }

    /// Copies the content of the element whose start tag was just met, up to its end tag, which is read.
    pub(super) fn copy_content(&mut self, out: &mut String) -> Result<()> {
        loop {
            match self.next()? {
                Token::Start => self.copy_element(out)?,
                Token::Text(_) => {
                    let text = self.here();
                    self.count_copied(text.len())?;
                    out.push_str(text);
                }
                Token::End => return Ok(()),
                Token::Eof => {
                    return Err(self.error(
                        DecodeErrorKind::Truncated,
                        "an end tag",
                        "the end of the document",
                    ));
                }
            }
        }
    }

    /// The token just met as it is written.
    fn here(&self) -> &'x str {
        &self.xml.input()[self.xml.offset()..self.xml.end_offset()]
    }

    /// The attributes of the start tag just met as they are written.
    pub(super) fn own_attributes(&self) -> &'x str {
        let tag = self.xml.tag();
        let prefix = if tag.prefix.is_empty() {
            0
        } else {
            tag.prefix.len() + 1
        };
        let start = self.here();
        let end = start.len() - if start.ends_with("/>") { 2 } else { 1 };
        &start[1 + prefix + tag.local.len()..end]
    }

    /// The `id` that the start tag just met refers to.
    fn reference(&self) -> Result<Option<Cow<'x, str>>> {
        let mut found: Option<Cow<'x, str>> = None;
        for attribute in self.xml.attributes() {
            let id = match attribute.local {
                "href" if attribute.prefix.is_empty() => {
                    // SOAP 1.1 has a URI; what lies outside of the message is never fetched.
                    part(&attribute.value, |uri| trim(uri).strip_prefix('#')).ok_or_else(|| {
                        self.reference_error(
                            "a reference to an element of this message, `#` and its `id`,",
                            excerpt(&attribute.value),
                        )
                    })?
                }
                "ref" if is_encoding(self.xml.attribute_namespace(attribute)) => {
                    // PHP writes a URI here too.
                    part(&attribute.value, |id| Some(without_hash(id))).unwrap_or_default()
                }
                _ => continue,
            };
            if found.as_ref().is_some_and(|other| *other != id) {
                return Err(self.reference_error("one reference in an element", "two"));
            }
            found = Some(id);
        }
        Ok(found)
    }

    /// A token source just before the element with this `id`.
    fn enter(&mut self, id: &str) -> Result<Xml<'x>> {
        let Some(mut reading) = self.reading.take() else {
            return Err(self.reference_error("an encoded message", "a reference"));
        };
        let entered = self.enter_in(&mut reading, id);
        self.reading = Some(reading);
        let (inner, bytes) = entered?;
        self.count_referred(bytes)?;
        Ok(inner)
    }

    fn enter_in(&self, reading: &mut Reading<'x>, id: &str) -> Result<(Xml<'x>, usize)> {
        let targets = match &mut reading.targets {
            Some(targets) => targets,
            none => none.insert(Targets::find(self.xml.anew())?),
        };
        let Some(target) = targets.ids.get(id) else {
            let expected = format!(
                "an element with the `id` {}, as this refers to it",
                excerpt(id)
            );
            return Err(self.reference_error(expected, "none"));
        };
        if target.twice {
            let expected = format!(
                "one element with the `id` {}, as this refers to it",
                excerpt(id)
            );
            return Err(self.reference_error(expected, "several"));
        }
        if reading.open.contains(&target.offset) {
            let found = format!("one to {}, which this is part of", excerpt(id));
            return Err(self.reference_error("references that do not lead in a circle", found));
        }
        if reading.open.len() >= self.limits.depth() {
            return Err(self.limit("references in references", self.limits.depth(), "depth"));
        }
        reading.open.push(target.offset);
        let bindings = targets.bindings(target);
        // Going there costs something, however small the element is.
        let bytes = bindings.iter().map(|one| 16 + one.uri.len()).sum::<usize>() + 64;
        Ok((self.xml.at(target.offset, bindings), bytes))
    }

    /// Counts what is read by reference, so that a small document cannot be a large value.
    fn count_referred(&mut self, bytes: usize) -> Result<()> {
        let limit = self.limits.reference_bytes();
        let Some(reading) = &mut self.reading else {
            return Ok(());
        };
        reading.read += bytes;
        if reading.read > limit {
            return Err(self.limit("bytes read by reference", limit, "reference_bytes"));
        }
        Ok(())
    }

    fn reference_error(
        &self,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> DecodeError {
        self.error(DecodeErrorKind::Reference, expected, found)
    }

    /// Notes that the struct around an answer has another name than the contract has for it. The name means nothing
    /// (SOAP 1.1, 7.1).
    pub(crate) fn other_wrapper(&mut self, namespace: &str, name: &str) -> Result<()> {
        let message = format!(
            "the answer `{}`, read as `{}`",
            self.tag_name(),
            expanded(namespace, name)
        );
        self.deviation(DeviationKind::Encoding, message)
    }
}

/// Two prefixes that are not declared here.
pub(super) fn free_prefixes(scope: &[Binding<'_>]) -> [String; 2] {
    // One number more than can be taken, for each.
    let mut taken = vec![false; scope.len() + 2];
    for binding in scope {
        let number = binding.prefix.strip_prefix('a');
        let number = number.and_then(|number| number.parse::<usize>().ok());
        if let Some(taken) = number.and_then(|number| taken.get_mut(number)) {
            *taken = true;
        }
    }
    let mut free = (0..taken.len()).filter(|&number| !taken[number]);
    std::array::from_fn(|_| format!("a{}", free.next().unwrap_or_default()))
}
