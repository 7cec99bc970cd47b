//! Decoding: from tokens to values, by [`Shape`]s.
//!
//! The loops, the presence checks, `xsi:type` and `xsi:nil`, wildcards and limits stand here once; generated code only
//! hands over a table and the fields of a value, as `&mut dyn Element`. What a reply has that the contract does not say
//! becomes a [`Deviation`](crate::Deviation) or an error, as [`Policy`] decides.

mod children;

use std::borrow::Cow;

use children::{Around, Pending};

use super::any::AnyElement;
use super::chars::{is_blank, is_space, trim};
use super::derivation::{self, Derived, TypeName, XSD};
use super::element::{AnyAttribute, Element, Scope, Simple};
use super::encoded::{Encoding, Reading, is_encoding};
use super::error::{DecodeError, DecodeErrorKind, excerpt};
use super::facets::{Facets, Violation, WhiteSpace};
use super::path::shorten;
use super::shape::{Member, Shape, admits};
use super::xml::{Attribute, Token, Xml, XmlError, XmlErrorKind};
use crate::attachment::{Attachment, Received, missing};
use crate::deviation::{DeviationKind, Deviations, Policy};
use crate::limits::Limits;
use crate::secret::{HIDDEN, looks_secret};
use crate::value::Base64Binary;

/// The namespace of `xsi:type` and `xsi:nil`.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The namespace of `xop:Include`.
const XOP: &str = "http://www.w3.org/2004/08/xop/include";

pub(crate) type Result<T> = std::result::Result<T, DecodeError>;

/// A declaration in the contract: a type, or one of its members.
#[derive(Debug, Clone, Copy)]
struct Place {
    shape: Option<&'static Shape>,
    /// As [`Shape::place_of`] counts, or [`TYPE`](Self::TYPE).
    row: usize,
}

impl Place {
    const TYPE: usize = usize::MAX;

    const NONE: Self = Self {
        shape: None,
        row: Self::TYPE,
    };

    fn of_type(shape: &'static Shape) -> Self {
        Self {
            shape: Some(shape),
            row: Self::TYPE,
        }
    }

    /// `file:line`, empty where there is none.
    fn of(self) -> Cow<'static, str> {
        match self.shape {
            Some(shape) if self.row == Self::TYPE => Cow::Borrowed(shape.place),
            Some(shape) => shape.place_of(self.row),
            None => Cow::Borrowed(""),
        }
    }
}

/// Reads one document.
pub struct Decoder<'x> {
    pub(super) xml: Xml<'x>,
    pub(super) limits: &'x Limits,
    policy: &'x Policy,
    deviations: Deviations,
    /// The text of an attribute or of simple content, for the member that is read next.
    value: Option<Cow<'x, str>>,
    /// The name of the attribute that `value` is of.
    value_name: Option<&'x str>,
    /// An attribute for the wildcard that is read next.
    attribute: Option<AnyAttribute>,
    /// The schema's default for the element that is read next.
    default: Option<&'static str>,
    /// The facets of the value that is read next.
    facets: Option<&'static Facets>,
    /// How often the bounded members of the open elements have been met: their place in `seen`, and the count.
    counts: Vec<(usize, u32)>,
    /// The element that is read next is text in which white space means nothing.
    collapse: bool,
    /// An element kept for the open branch of a choice.
    kept: Option<AnyElement>,
    /// Which branch of its choice the element at hand is.
    branch: usize,
    /// Where each member of the open elements was first met; 0 for not yet. A stack, so that no element allocates.
    seen: Vec<usize>,
    /// Elements of the open one that nearly have a member's name, by the place of that member in `seen`.
    near: Vec<(usize, DecodeError)>,
    /// Child elements of the open one so far.
    children: usize,
    /// A token that a group met and left to what is around it.
    pending: Option<Pending>,
    /// The group that is read next may stand there again.
    repeats: bool,
    /// The content models around the group being read, up to the open element. A stack, as `seen` is.
    around: Vec<Around>,
    /// Where in `around` those of the open element begin.
    around_base: usize,
    /// Bytes of declarations that were copied into kept XML.
    copied: usize,
    /// What is being read, as the contract has it.
    place: Place,
    /// The simple types of the contract.
    types: &'static [Derived],
    /// Empty places in arrays so far.
    gaps: usize,
    /// What is known of an encoded message; none where the message is literal.
    pub(super) reading: Option<Box<Reading<'x>>>,
    /// The attachments of the message.
    attachments: Received,
    /// Bytes of attachments that were copied into values.
    inlined: usize,
    /// The namespace of the envelope: its attributes (`mustUnderstand`, `encodingStyle`) are no content.
    envelope: &'static str,
}

impl<'x> Decoder<'x> {
    /// Starts at the beginning of a document.
    pub(crate) fn new(input: &'x str, limits: &'x Limits, policy: &'x Policy) -> Result<Self> {
        let xml = Xml::new(input, limits).map_err(DecodeError::from)?;
        Ok(Self {
            xml,
            limits,
            policy,
            deviations: Deviations::default(),
            value: None,
            value_name: None,
            attribute: None,
            default: None,
            facets: None,
            counts: Vec::new(),
            collapse: false,
            kept: None,
            branch: 0,
            seen: Vec::with_capacity(64),
            near: Vec::new(),
            children: 0,
            pending: None,
            repeats: false,
            around: Vec::new(),
            around_base: 0,
            copied: 0,
            place: Place::NONE,
            types: &[],
            gaps: 0,
            reading: None,
            attachments: Received::default(),
            inlined: 0,
            envelope: "",
        })
    }

    /// The next token.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Token<'x>> {
        self.xml.next().map_err(DecodeError::from)
    }

    /// The tokens underneath.
    pub(crate) fn xml(&self) -> &Xml<'x> {
        &self.xml
    }

    /// Hands over the attachments that values may refer to.
    pub(crate) fn set_attachments(&mut self, attachments: Vec<Attachment>) {
        self.attachments = Received::new(attachments);
    }

    /// The attachments that nothing has referred to.
    pub(crate) fn take_attachments(&mut self) -> Vec<Attachment> {
        std::mem::take(&mut self.attachments).rest()
    }

    /// Whether the message came with attachments.
    pub fn has_attachments(&self) -> bool {
        !self.attachments.is_empty()
    }

    /// The attachment of a part.
    pub fn attachment(&mut self, part: &'static str) -> Result<Attachment> {
        let Some((attachment, other)) = self.attachments.take(part) else {
            return Err(missing(self, format!("none for the part `{part}`")));
        };
        if let Some(other) = other {
            let message = format!("the part `{part}`, which is called {}", excerpt(&other));
            self.deviation(DeviationKind::Attachment, message)?;
        }
        Ok(attachment)
    }

    /// The attachment that a `cid:` URL refers to.
    pub fn referenced(&mut self, url: &str) -> Result<Attachment> {
        let found = self.attachments.find(url).cloned();
        let found = found.map_err(|found| missing(self, found).at(self.place.of()))?;
        self.inline(found.bytes.len())?;
        Ok(found)
    }

    /// Counts what is copied: a small message may refer to a large attachment many times.
    fn inline(&mut self, bytes: usize) -> Result<()> {
        self.inlined = self.inlined.saturating_add(bytes);
        if self.inlined > self.limits.reference_bytes() {
            let limit = self.limits.reference_bytes();
            return Err(self.limit("bytes of attachments in values", limit, "reference_bytes"));
        }
        Ok(())
    }

    /// `xop:Include`: the text is that of an attachment (XOP 1.0, 2.1).
    fn include(&mut self, text: &mut Cow<'x, str>) -> Result<()> {
        let mut href = String::new();
        for index in 0..self.xml.attributes().len() {
            let attribute = &self.xml.attributes()[index];
            // Those of other namespaces XOP allows.
            if !attribute.prefix.is_empty() {
                continue;
            }
            if attribute.local == "href" {
                href = attribute.value.clone().into_owned();
            } else {
                let message = format!("the attribute `{}`", attribute.local);
                self.deviation(DeviationKind::UnknownAttribute, message)?;
            }
        }
        let attachment = self.referenced(&href)?;
        let mut base64 = String::new();
        Base64Binary(attachment.bytes).write_to(&mut base64);
        self.append(text, Cow::Owned(base64))?;
        loop {
            match self.next()? {
                Token::Start => {
                    let message = format!("the element `{}` in `xop:Include`", self.tag_name());
                    self.deviation(DeviationKind::UnknownElement, message)?;
                    self.skip()?;
                }
                Token::Text(text) if is_blank(&text) => {}
                Token::Text(_) => {
                    let message = "text in `xop:Include`".to_owned();
                    self.deviation(DeviationKind::UnknownText, message)?;
                }
                Token::End | Token::Eof => return Ok(()),
            }
        }
    }

    /// Ends reading: gives what was read and what was tolerated, or the error with that, and the place of each. `place`
    /// is that of the operation in the contract.
    pub(crate) fn end<T>(
        mut self,
        read: Result<T>,
        place: &'static str,
    ) -> Result<(T, Deviations)> {
        let document = self.xml.input();
        self.deviations.locate(document, place);
        match read {
            Ok(read) => Ok((read, self.deviations)),
            Err(error) => Err(error
                .of_operation(place)
                .locate(document)
                .after(self.deviations)),
        }
    }

    /// Says which namespace the envelope is in.
    pub(crate) fn set_envelope(&mut self, namespace: &'static str) {
        self.envelope = namespace;
    }

    /// Whether an attribute is about the message rather than part of it: one of the four that XML Schema has for any
    /// element (part 1, 2.6), or one of SOAP's. Another of those namespaces may be one of them misspelt.
    fn is_aside(&self, attribute: &Attribute<'_>, namespace: &str) -> bool {
        let local = attribute.local;
        if namespace == XSI {
            return matches!(
                local,
                "type" | "nil" | "schemaLocation" | "noNamespaceSchemaLocation"
            ) || (local == "null" && self.reading.is_some());
        }
        !self.envelope.is_empty()
            && namespace == self.envelope
            && matches!(
                local,
                "encodingStyle" | "mustUnderstand" | "actor" | "role" | "relay"
            )
    }

    /// Which branch of its choice the element at hand is, as the table counts them; one more than all for text.
    pub fn branch(&self) -> usize {
        self.branch
    }

    /// Says what the table has on the element that is read next.
    pub(crate) fn expect(&mut self, member: &Member) {
        self.collapse = member.is(Member::COLLAPSE);
        self.default = member.default();
        self.facets = member.facets_of();
        self.repeats = member.is(Member::REPEATED | Member::MANY_BRANCHES);
        if let Some(reading) = &mut self.reading {
            reading.declared = member.xsi_type();
        }
    }

    /// Says which simple types the contract has.
    pub(crate) fn set_types(&mut self, shape: &Shape) {
        self.types = shape.types;
    }

    /// Passes over the element whose start tag was just met.
    pub(crate) fn skip(&mut self) -> Result<()> {
        self.xml.skip_element().map_err(DecodeError::from)
    }

    /// Whether the start tag just met has this expanded name.
    pub(crate) fn tag_is(&self, namespace: &str, local: &str) -> bool {
        self.xml.tag().local == local && self.xml.tag_namespace() == namespace
    }

    /// Notes a deviation at the token just met, or refuses it.
    pub(crate) fn deviation(&mut self, kind: DeviationKind, message: String) -> Result<()> {
        self.deviation_at(kind, self.xml.offset(), message)
    }

    fn deviation_at(&mut self, kind: DeviationKind, offset: usize, message: String) -> Result<()> {
        if self.policy.refuses(kind) {
            return Err(DecodeError::refused(kind, offset, message).at(self.place.of()));
        }
        self.deviations.add(kind, offset, message, self.place.of());
        Ok(())
    }

    /// Notes the text just met, where the contract has none; white space is none.
    pub(crate) fn stray_text(&mut self, text: &str, message: &'static str) -> Result<()> {
        if is_blank(text) {
            return Ok(());
        }
        let offset = self.xml.offset();
        let rest = self.xml.input().as_bytes()[offset..].iter();
        let spaces = rest.take_while(|&&byte| is_space(byte)).count();
        self.deviation_at(
            DeviationKind::UnknownText,
            offset + spaces,
            message.to_owned(),
        )
    }

    pub(super) fn error(
        &self,
        kind: DecodeErrorKind,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> DecodeError {
        DecodeError::new(kind, self.xml.offset(), expected, found).at(self.place.of())
    }

    pub(super) fn limit(
        &self,
        what: &'static str,
        limit: usize,
        setting: &'static str,
    ) -> DecodeError {
        XmlError {
            kind: XmlErrorKind::Limit {
                what,
                limit,
                setting,
            },
            offset: self.xml.offset(),
        }
        .into()
    }

    /// Reads nil where the contract has an optional element that is not nillable: absent.
    pub fn nil_as_absent(&mut self) -> Result<bool> {
        if self.xml.attributes().is_empty() || !self.is_nil()? {
            return Ok(false);
        }
        // In SOAP encoding they mean the same (SOAP 1.1, 5.1).
        if !self.is_encoded() {
            self.deviation(DeviationKind::Nil, "`xsi:nil`, read as absent".to_owned())?;
        }
        self.nil()?;
        Ok(true)
    }

    /// Whether the message is one of SOAP encoding.
    pub fn is_encoded(&self) -> bool {
        self.reading.is_some()
    }

    /// `{namespace}local` of the start tag just met.
    pub(crate) fn tag_name(&self) -> String {
        expanded(self.xml.tag_namespace(), self.xml.tag().local)
    }

    /// The value of an `xsi` attribute of the start tag just met.
    pub(super) fn xsi(&self, local: &str) -> Option<&Attribute<'x>> {
        let attributes = self.xml.attributes();
        if attributes.is_empty() {
            return None;
        }
        let own = attributes.iter().find(|attribute| {
            attribute.local == local && self.xml.attribute_namespace(attribute) == XSI
        });
        own.or_else(|| self.draft_xsi(local))
    }

    /// Whether the element whose start tag was just met says `xsi:nil="true"`.
    pub fn is_nil(&self) -> Result<bool> {
        if self.value.is_some() {
            return Ok(false);
        }
        match self.xsi("nil") {
            None => Ok(false),
            Some(attribute) => match trim(&attribute.value) {
                "true" | "1" => Ok(true),
                "false" | "0" => Ok(false),
                other => Err(self.error(
                    DecodeErrorKind::InvalidValue,
                    "`true` or `false` in `xsi:nil`",
                    excerpt(other),
                )),
            },
        }
    }

    /// Reads the rest of a nil element, which has no content.
    pub fn nil(&mut self) -> Result<()> {
        let foreign = self.xml.attributes().iter().find(|attribute| {
            let namespace = self.xml.attribute_namespace(attribute);
            !self.is_aside(attribute, namespace) && !self.is_of_encoding(attribute, namespace)
        });
        if let Some(attribute) = foreign {
            let message = format!("the attribute `{}` on a nil element", attribute.local);
            self.deviation(DeviationKind::UnknownAttribute, message)?;
        }
        let mut token = self.next()?;
        while matches!(&token, Token::Text(text) if is_blank(text)) && self.reading.is_some() {
            token = self.next()?;
        }
        match token {
            Token::End => Ok(()),
            _ => Err(self.nil_with("content")),
        }
    }

    /// A nil element that has something all the same.
    pub(super) fn nil_with(&self, found: &'static str) -> DecodeError {
        let expected = "no content, as `xsi:nil` says";
        self.error(DecodeErrorKind::Nil, expected, found)
    }

    /// An element that says nil where the contract does not allow it.
    fn nil_error(&self) -> DecodeError {
        self.error(
            DecodeErrorKind::Nil,
            "a value, since the contract does not allow nil here",
            "`xsi:nil=\"true\"`",
        )
        .hint_at("no policy makes up a value; `nillable=\"true\"` in the contract allows nil")
    }

    /// The text of the element whose start tag was just met, or of the attribute at hand. Reads through the end tag.
    fn text(&mut self) -> Result<Cow<'x, str>> {
        if let Some(value) = self.value.take() {
            return Ok(value);
        }
        if !self.xml.attributes().is_empty() {
            if self.is_nil()? {
                return Err(self.nil_error());
            }
            self.no_attributes()?;
        }
        self.character_data()
    }

    /// Collects character data up to the end tag; child elements are skipped with a deviation.
    fn character_data(&mut self) -> Result<Cow<'x, str>> {
        let mut text = self.xml.text_after_start().map_err(DecodeError::from)?;
        // How much text there was before the last child element, and whether all of that is white space: what was
        // looked at once is not looked at again.
        let (mut seen, mut blank) = (0, true);
        let mut included = false;
        loop {
            match self.next()? {
                Token::Text(piece) if included && is_blank(&piece) => {}
                Token::Text(_) if included => return Err(self.beside_include("text")),
                Token::Text(piece) if !blank && !is_blank(&piece) => {
                    return Err(self.error(
                        DecodeErrorKind::InvalidValue,
                        "one text",
                        "text before and after a child element",
                    ));
                }
                Token::Text(piece) => self.append(&mut text, piece)?,
                Token::End => return Ok(text),
                Token::Start if self.tag_is(XOP, "Include") => {
                    if included {
                        return Err(self.beside_include("a second one"));
                    }
                    if !blank || !is_blank(&text[seen..]) {
                        return Err(self.beside_include("text"));
                    }
                    // White space around it is layout.
                    text = Cow::Borrowed("");
                    self.include(&mut text)?;
                    included = true;
                }
                Token::Start => {
                    let message =
                        format!("the element `{}` inside a simple value", self.tag_name());
                    self.deviation(DeviationKind::UnknownElement, message)?;
                    self.skip()?;
                    blank = blank && is_blank(&text[seen..]);
                    seen = text.len();
                }
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

    /// An attachment is the whole of a value (XOP 1.0, 3.2).
    fn beside_include(&self, found: &'static str) -> DecodeError {
        self.error(
            DecodeErrorKind::Attachment,
            "`xop:Include` alone in its element",
            format!("{found} beside it"),
        )
    }

    /// Joins pieces of text.
    pub(crate) fn append<'t>(&self, text: &mut Cow<'t, str>, piece: Cow<'t, str>) -> Result<()> {
        if text.is_empty() {
            *text = piece;
            return Ok(());
        }
        if text.len() + piece.len() > self.limits.text_bytes() {
            return Err(self.limit(
                "bytes of text in one element",
                self.limits.text_bytes(),
                "text_bytes",
            ));
        }
        text.to_mut().push_str(&piece);
        Ok(())
    }

    /// Which encoding is read, if one is.
    pub(super) fn encoding(&self) -> Option<Encoding> {
        self.reading.as_ref().map(|reading| reading.encoding)
    }

    /// The table has nothing on the element that is read next.
    pub(super) fn expect_anything(&mut self) {
        self.collapse = false;
        self.default = None;
        self.repeats = false;
    }

    /// Checks how many children an element has had.
    pub(crate) fn check_children(&self, count: usize) -> Result<()> {
        if count <= self.limits.children() {
            return Ok(());
        }
        Err(self.limit(
            "child elements of one element",
            self.limits.children(),
            "children",
        ))
    }

    /// Counts places in arrays for which no member was sent.
    pub(super) fn count_gaps(&mut self, count: usize) -> Result<()> {
        self.gaps = self.gaps.saturating_add(count);
        if self.gaps <= self.limits.children() {
            return Ok(());
        }
        Err(self.limit("empty places in arrays", self.limits.children(), "children"))
    }

    /// Notes attributes that an array does not have.
    pub(super) fn attributes_of_array(&mut self) -> Result<()> {
        for index in 0..self.xml.attributes().len() {
            let attribute = &self.xml.attributes()[index];
            let namespace = self.xml.attribute_namespace(attribute);
            let is_known = self.is_aside(attribute, namespace)
                || is_encoding(namespace)
                || self.is_of_encoding(attribute, namespace)
                || namespace.is_empty() && attribute.local == "id";
            if !is_known {
                // The array has it, and only what is encoded follows it.
                if namespace.is_empty() && attribute.local == "href" {
                    let message = "`href` on an array that is not encoded, not followed".to_owned();
                    self.deviation(DeviationKind::Encoding, message)?;
                    continue;
                }
                let message = format!("the attribute `{}`", expanded(namespace, attribute.local));
                self.deviation(DeviationKind::UnknownAttribute, message)?;
            }
        }
        Ok(())
    }

    /// Notes attributes where the contract has none; those of `xsi` are no content.
    pub(super) fn no_attributes(&mut self) -> Result<()> {
        for index in 0..self.xml.attributes().len() {
            let attribute = &self.xml.attributes()[index];
            let namespace = self.xml.attribute_namespace(attribute);
            if !self.is_aside(attribute, namespace) && !self.is_of_encoding(attribute, namespace) {
                let message = format!(
                    "the attribute `{}`",
                    expanded(self.xml.attribute_namespace(attribute), attribute.local)
                );
                self.deviation(DeviationKind::UnknownAttribute, message)?;
            }
        }
        Ok(())
    }

    /// Reads a value of a simple type from the element or attribute at hand.
    pub fn simple<T: Simple>(&mut self) -> Result<T> {
        self.simple_by(T::PRESERVE, T::TYPE, |text, scope| {
            let value = T::take(text, scope)?;
            let is_unknown = value.is_unknown();
            Ok((value, is_unknown))
        })
    }

    /// Reads a value of a simple type as [`simple`](Self::simple) does, by a function: for a type that is known when
    /// the program runs. `preserve` is [`Simple::PRESERVE`], `ty` [`Simple::TYPE`]; the function may take the text out,
    /// and says beside the value whether it is [unknown](Simple::is_unknown).
    pub fn simple_by<T>(
        &mut self,
        preserve: bool,
        ty: TypeName,
        parse: impl FnOnce(
            &mut Cow<'x, str>,
            Scope<'_>,
        ) -> std::result::Result<(T, bool), crate::value::ValueError>,
    ) -> Result<T> {
        let default = self.default.take();
        let collapse = std::mem::take(&mut self.collapse);
        let facets = self.facets.take();
        if self.value.is_none() && !self.xml.attributes().is_empty() {
            self.check_simple_type(facets.map_or(ty, |facets| facets.name), collapse)?;
        }
        let name = self.value_name.take().unwrap_or(self.xml.tag().local);
        let offset = self.xml.offset();
        let mut text = self.text()?;
        // What stands for nothing breaks no facet.
        let stands_for_default = text.is_empty() && default.is_some();
        if !preserve {
            // White space is content, and none that the default stands for (XSD 1.0 part 1, 3.3.4).
            text = match default {
                Some(default) if text.is_empty() => Cow::Borrowed(default),
                _ => trimmed(text),
            };
        }
        if collapse {
            text = collapse_spaces(text);
        } else if facets.is_some_and(|facets| facets.is_text(WhiteSpace::Replace)) {
            text = replace_spaces(text);
        }
        // Before the text is taken.
        let broken = match facets {
            Some(facets) if self.policy.checks_facets() && !stands_for_default => facets
                .violation(&text, Scope::new(&self.xml))
                .map(|violation| (violation, text.clone())),
            _ => None,
        };
        match parse(&mut text, Scope::new(&self.xml)) {
            Ok((value, is_unknown)) => {
                if is_unknown {
                    let kind = DeviationKind::UnknownValue;
                    let message = if self.hides(kind, name, offset) {
                        HIDDEN.to_owned()
                    } else {
                        format!("the value {}", excerpt(&text))
                    };
                    self.deviation_at(kind, offset, message)?;
                } else if let Some((violation, text)) = broken {
                    let message = self.broken_facet(name, offset, &text, &violation);
                    self.deviation_at(DeviationKind::Facet, offset, message)?;
                }
                Ok(value)
            }
            Err(error) => {
                let found = if self.is_secret(name, offset) {
                    // What is wrong with a value can give a character of it away.
                    format!("{HIDDEN} in `{}`", shorten(name))
                } else if text.is_empty() {
                    format!("nothing in `{}`", shorten(name))
                } else {
                    format!(
                        "{} in `{}`: {}",
                        excerpt(&text),
                        shorten(name),
                        error.problem()
                    )
                };
                let kind = DecodeErrorKind::InvalidValue;
                let error = DecodeError::new(kind, offset, error.expected(), found);
                let hint =
                    "no policy makes a value of it; a type of your own can (`Config::extern_type`)";
                Err(error.at(self.place.of()).hint_at(hint))
            }
        }
    }

    /// Whether a value may not be shown, by its name or that of an element around it.
    fn is_secret(&self, name: &str, offset: usize) -> bool {
        let paths = || super::path::paths(self.xml.input(), &[offset]);
        looks_secret(name) || paths().iter().any(|path| path.split('/').any(looks_secret))
    }

    /// The same of a value that a deviation tells of. Where that is tolerated, the elements around it are looked at when
    /// the paths of all are known, in [`Deviations::locate`]: there may be many, and a search for each would be as long
    /// as the reply.
    fn hides(&self, kind: DeviationKind, name: &str, offset: usize) -> bool {
        looks_secret(name) || (self.policy.refuses(kind) && self.is_secret(name, offset))
    }

    /// What is said of a value outside its facets. How it breaks them can give a part of it away.
    #[cold]
    fn broken_facet(&self, name: &str, offset: usize, text: &str, violation: &Violation) -> String {
        let name = shorten(name);
        let facet = &violation.facet;
        if self.hides(DeviationKind::Facet, &name, offset) {
            return format!("{HIDDEN} in `{name}`, which breaks {facet}");
        }
        let value = excerpt(text);
        match &violation.found {
            Some(found) => format!("{value} in `{name}`, which {found} and breaks {facet}"),
            None => format!("{value} in `{name}`, which breaks {facet}"),
        }
    }

    /// Reads the content of a complex type into its fields: attributes, children, text, through the end tag. The fields
    /// stand in the order that [`Shape`] says.
    pub fn content(
        &mut self,
        shape: &'static Shape,
        fields: &mut [&mut dyn Element],
    ) -> Result<()> {
        let outer_place = std::mem::replace(&mut self.place, Place::of_type(shape));
        // What is said of the element is said of the text in it.
        let default = self.default.take();
        let fixed = self.facets.take();
        self.collapse = false;
        self.set_types(shape);
        self.set_item_type(None);
        if !self.xml.attributes().is_empty() {
            self.attributes(shape, fields)?;
        } else if let Some(missing) = shape
            .attributes
            .iter()
            .find(|attribute| attribute.is(Member::REQUIRED))
        {
            return Err(self.missing_attribute(shape, missing));
        }
        if shape.text {
            let name = self.xml.tag().local;
            let offset = self.xml.offset();
            let text = self.character_data()?;
            if let Some(fixed) = fixed.filter(|_| self.policy.checks_facets() && !is_blank(&text))
                && let Some(violation) = fixed.violation(&text, Scope::new(&self.xml))
            {
                let message = self.broken_facet(name, offset, &text, &violation);
                self.deviation_at(DeviationKind::Facet, offset, message)?;
            }
            self.default = default;
            self.value_name = Some(name);
            self.value = Some(text);
            self.facets = shape.facets;
            self.collapse = shape
                .facets
                .is_some_and(|facets| facets.is_text(WhiteSpace::Collapse));
            self.field(fields, shape.text_field())?;
        } else {
            self.element_children(shape, fields)?;
        }
        self.place = outer_place;
        Ok(())
    }

    fn attributes(&mut self, shape: &'static Shape, fields: &mut [&mut dyn Element]) -> Result<()> {
        if self.is_nil()? {
            return Err(self.nil_error());
        }
        for index in 0..self.xml.attributes().len() {
            let attribute = self.xml.attributes()[index].clone();
            let namespace = self.xml.attribute_namespace(&attribute);
            let found = shape
                .attributes
                .iter()
                .position(|one| one.is_named(namespace, attribute.local));
            if let Some(found) = found {
                self.place.row = shape.elements.len() + found;
                self.value_name = Some(attribute.local);
                self.collapse = shape.attributes[found].is(Member::COLLAPSE);
                self.facets = shape.attributes[found].facets_of();
                self.value = Some(attribute.value);
                self.field(fields, shape.first_attribute() + found)?;
                self.place.row = Place::TYPE;
            } else if self.is_aside(&attribute, namespace) {
                if attribute.local == "type" && namespace == XSI {
                    self.check_type(shape, &attribute.value)?;
                }
            } else if self.is_of_encoding(&attribute, namespace) {
                // It says how the value is sent, and is not part of it.
            } else if let Some(namespaces) = shape.any_attribute {
                let namespace = namespace.to_owned();
                if !admits(namespaces, &namespace) {
                    let message = format!(
                        "the attribute `{}`, kept though its namespace is not allowed here",
                        expanded(&namespace, attribute.local)
                    );
                    self.deviation(DeviationKind::UnknownAttribute, message)?;
                }
                self.attribute = Some(AnyAttribute {
                    namespace,
                    name: attribute.local.to_owned(),
                    value: attribute.value.into_owned(),
                });
                self.field(fields, shape.any_attribute_field())?;
            } else {
                // In a namespace that is not the contract's (`xml:id`, `wsu:Id`) it is an addition, whatever its name.
                let near = |one: &&Member| {
                    one.name().eq_ignore_ascii_case(attribute.local)
                        && (shape.may_mean(namespace) || namespace == one.namespace())
                };
                let met = |one: &&Member| {
                    self.xml
                        .attributes()
                        .iter()
                        .any(|other| one.is_named(self.xml.attribute_namespace(other), other.local))
                };
                if let Some(near) = shape.attributes.iter().find(near).filter(|near| !met(near)) {
                    let expected = format!(
                        "the attribute `{}`",
                        expanded(near.namespace(), near.name())
                    );
                    let found = format!("`{}`", expanded(namespace, attribute.local));
                    let error = self.error(DecodeErrorKind::Misnamed, expected, found);
                    let error = error.at(shape.place_of_member(near));
                    return Err(if near.has_name(attribute.local) {
                        error.hint_at("no policy takes one for the other; `attributeFormDefault` or `form` in the contract says the namespace")
                    } else {
                        error
                    });
                }
                let message = format!("the attribute `{}`", expanded(namespace, attribute.local));
                self.deviation(DeviationKind::UnknownAttribute, message)?;
            }
        }
        let met = |member: &Member| {
            let same =
                |one: &Attribute<'_>| member.is_named(self.xml.attribute_namespace(one), one.local);
            self.xml.attributes().iter().any(same)
        };
        match shape
            .attributes
            .iter()
            .find(|member| member.is(Member::REQUIRED) && !met(member))
        {
            Some(missing) => Err(self.missing_attribute(shape, missing)),
            None => Ok(()),
        }
    }

    fn missing_attribute(&self, shape: &Shape, missing: &Member) -> DecodeError {
        let expected = format!(
            "the attribute `{}`",
            expanded(missing.namespace(), missing.name())
        );
        let error = self.error(DecodeErrorKind::Missing, expected, "none");
        let hint =
            "no policy reads on without it; `use=\"optional\"` in the contract makes it optional";
        error.at(shape.place_of_member(missing)).hint_at(hint)
    }

    /// `xsi:type` on a type that nothing in the contract is derived from.
    fn check_type(&mut self, shape: &'static Shape, value: &str) -> Result<()> {
        let (namespace, local) = self.resolve_type(value)?;
        if !shape.name.is_empty() && local == shape.name && namespace == shape.namespace {
            return Ok(());
        }
        // Any struct is one.
        if local == "Struct" && is_encoding(&namespace) && self.reading.is_some() {
            return Ok(());
        }
        let declared = match shape.name {
            "" => "the type of the element".to_owned(),
            name => format!("`{name}`"),
        };
        let message = format!(
            "the type `{}`, read as {declared}",
            expanded(&namespace, local)
        );
        self.deviation(DeviationKind::UnknownType, message)
    }

    /// `xsi:type` on an element of a simple type: the one that the contract has, or one derived from it.
    fn check_simple_type(&mut self, declared: TypeName, collapse: bool) -> Result<()> {
        let Some(value) = self.xsi("type").map(|attribute| attribute.value.clone()) else {
            return Ok(());
        };
        let (namespace, local) = self.resolve_type(&value)?;
        let name = derivation::current((&namespace, local));
        let is = |declared| derivation::is_derived(self.types, name, declared);
        let is_known = match derivation::current(declared) {
            ("", "") => false,
            // Text to which white space means nothing is one of these, and where the table has no facets, it has no name.
            (XSD, "string") if collapse => is((XSD, "token")) || is((XSD, "anyURI")),
            declared => is(declared),
        };
        if is_known {
            return Ok(());
        }
        let read_as = match declared {
            ("", "") => "the type that the contract has".to_owned(),
            (XSD, "string") => "the text that it is".to_owned(),
            (_, local) => format!("`{local}`"),
        };
        let message = format!(
            "the type `{}`, read as {read_as}",
            expanded(&namespace, local)
        );
        self.deviation(DeviationKind::UnknownType, message)
    }

    fn resolve_type<'v>(&self, value: &'v str) -> Result<(String, &'v str)> {
        let value = trim(value);
        let (prefix, local) = value.split_once(':').unwrap_or(("", value));
        match self.xml.resolve(prefix) {
            Some(namespace) => Ok((namespace.to_owned(), local)),
            None => Err(self.error(
                DecodeErrorKind::InvalidValue,
                "a declared prefix in `xsi:type`",
                excerpt(value),
            )),
        }
    }

    /// Which of the types a polymorphic element has: an index into `types`, the names of its variants.
    ///
    /// `declared` is the index for an element without `xsi:type`; `None` for an abstract type, which needs one.
    /// [`usize::MAX`] stands for a type that is not in the contract.
    pub fn type_index(&mut self, types: &[(&str, &str)], declared: Option<usize>) -> Result<usize> {
        let Some(value) = self.xsi("type").map(|attribute| attribute.value.clone()) else {
            // A member may have the type that its array says.
            let item = self.reading.as_ref().and_then(|one| one.item_type.as_ref());
            let item = item.and_then(|item| {
                let is =
                    |&(namespace, local): &(&str, &str)| item.1 == local && item.0 == namespace;
                types.iter().position(is)
            });
            return match item.or(declared) {
                Some(index) => Ok(index),
                None => Err(self.error(
                    DecodeErrorKind::Missing,
                    "`xsi:type`, since the declared type is abstract",
                    "none",
                )),
            };
        };
        if self.is_nil()? {
            return Err(self.nil_error());
        }
        let (namespace, local) = self.resolve_type(&value)?;
        if let Some(index) = types
            .iter()
            .position(|&(other, name)| name == local && other == namespace)
        {
            return Ok(index);
        }
        let message = format!("the type `{}`, kept as XML", expanded(&namespace, local));
        self.deviation(DeviationKind::UnknownType, message)?;
        Ok(usize::MAX)
    }

    /// Reads the element at hand as the content of an enum's variant.
    pub fn variant<T: Element, E>(&mut self, wrap: impl FnOnce(T) -> E) -> Result<E> {
        let mut value = T::blank();
        value.read_element(self)?;
        Ok(wrap(value))
    }

    /// The element at hand as XML that stands on its own, or the one kept for the open branch of a choice.
    pub(crate) fn any_element(&mut self) -> Result<AnyElement> {
        if let Some(kept) = self.kept.take() {
            return Ok(kept);
        }
        let name = self.xml.tag().local.to_owned();
        let namespace = self.xml.tag_namespace().to_owned();
        let start = self.xml.offset();
        let mut copy = String::new();
        let text = if self.reading.is_some() {
            self.copy_element(&mut copy)?;
            &copy
        } else {
            self.skip()?;
            &self.xml.input()[start..self.xml.end_offset()]
        };
        let element = AnyElement::capture(namespace, name, text, self.xml.bindings());
        self.count_copied(element.xml().len() - text.len())?;
        Ok(element.encoded(self.encoding()))
    }

    /// Counts the declarations that kept XML repeats, so that a small document cannot be a large value.
    pub(crate) fn count_copied(&mut self, bytes: usize) -> Result<()> {
        self.copied += bytes;
        if self.copied > self.limits.text_bytes() {
            return Err(self.limit(
                "bytes of declarations that kept XML repeats",
                self.limits.text_bytes(),
                "text_bytes",
            ));
        }
        Ok(())
    }

    /// The attribute at hand, for a wildcard.
    pub(crate) fn any_attribute(&mut self) -> AnyAttribute {
        self.attribute.take().unwrap_or_else(AnyAttribute::blank)
    }

    /// A field or a branch that the type does not have; only a generator's mistake leads here.
    pub fn no_field(&self) -> DecodeError {
        self.error(
            DecodeErrorKind::Contract,
            "a field of the type for it",
            "none",
        )
        .hint_at("the generated code and its table disagree: generate it again, with the `castile-build` of this version")
    }
}

/// Takes white space off both ends without a copy where there is none.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(trim(text)),
        Cow::Owned(text) => {
            let trimmed = trim(&text);
            if trimmed.len() == text.len() {
                Cow::Owned(text)
            } else {
                Cow::Owned(trimmed.to_owned())
            }
        }
    }
}

/// Replaces white space as `xs:normalizedString` does (XSD 1.0 part 2, 4.3.6).
pub(super) fn replace_spaces(text: Cow<'_, str>) -> Cow<'_, str> {
    const BREAKS: [char; 3] = ['\t', '\n', '\r'];
    if text.contains(BREAKS) {
        Cow::Owned(text.replace(BREAKS, " "))
    } else {
        text
    }
}

/// Collapses white space as `xs:token` does (XSD 1.0 part 2, 4.3.6).
pub(super) fn collapse_spaces(text: Cow<'_, str>) -> Cow<'_, str> {
    let collapsed = |text: &str| {
        !text.starts_with(' ')
            && !text.ends_with(' ')
            && !text.contains(['\t', '\n', '\r'])
            && !text.contains("  ")
    };
    if collapsed(&text) {
        return text;
    }
    Cow::Owned(
        text.split(['\t', '\n', '\r', ' '])
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// `{namespace}local`, or `local` where there is no namespace, as a message may show it.
pub(crate) fn expanded(namespace: &str, local: &str) -> String {
    let local = shorten(local);
    if namespace.is_empty() {
        return local.into_owned();
    }
    // A namespace can hold any character.
    let namespace: String = shorten(namespace)
        .chars()
        .flat_map(|char| {
            if char == ' ' || char.is_ascii_graphic() || char.is_alphanumeric() {
                vec![char]
            } else {
                char.escape_unicode().collect()
            }
        })
        .collect();
    format!("{{{namespace}}}{local}")
}
