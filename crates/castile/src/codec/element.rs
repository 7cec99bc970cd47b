//! The traits of values on the wire, and the containers that say how often a value occurs.

use std::borrow::Cow;

use super::derivation::TypeName;
use super::read::{Decoder, Result};
use super::write::{TextWriter, Writer};
use super::xml::Xml;
use crate::secret::{MASK, looks_secret};
use crate::value::ValueError;

/// A value that is read from an element and written as one.
///
/// Generated types implement it. `Option`, [`Vec`] and
/// [`Nillable`] around it say how often the element occurs and whether it may be nil.
pub trait Element {
    /// The value before anything has been read into it.
    fn blank() -> Self
    where
        Self: Sized;

    /// Reads the element whose start tag was just met, through its end tag.
    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()>;

    /// Writes elements with this tag: one, or as many as the container has. The tags of a choice are its own.
    fn write_element(&self, tag: &'static str, writer: &mut Writer);

    /// Whether `xsi:nil` means something to this type.
    fn accepts_nil() -> bool
    where
        Self: Sized,
    {
        false
    }

    /// Whether it does so because the type keeps whatever comes, so that in SOAP encoding, where nil and absent mean the
    /// same, it is absent.
    fn keeps_nil() -> bool
    where
        Self: Sized,
    {
        false
    }
}

/// A value that can be sent, and held against the contract before that: every [`Element`] is one.
pub trait Request: Element {
    /// Reads the element whose start tag was just met into a value of the same type, and drops it: what matters is
    /// what the decoder has to say.
    fn read_again(&self, decoder: &mut Decoder<'_>) -> Result<()>;
}

impl<T: Element> Request for T {
    fn read_again(&self, decoder: &mut Decoder<'_>) -> Result<()> {
        T::blank().read_element(decoder)
    }
}

/// A value with a text form: the simple types of XML Schema.
pub trait Simple: Sized {
    /// White space around the text is part of the value.
    const PRESERVE: bool = false;

    /// The name of the type, which `xsi:type` is held against; of an anonymous one that of what it restricts.
    const TYPE: TypeName = ("", "");

    /// The value before anything has been read into it.
    fn blank() -> Self;

    /// Reads the text; white space around it has been taken off unless [`PRESERVE`](Self::PRESERVE) says otherwise.
    fn parse(text: &str, scope: Scope<'_>) -> std::result::Result<Self, ValueError>;

    /// Reads the text as [`parse`](Self::parse) does, and may take it out where it is the value.
    fn take(text: &mut Cow<'_, str>, scope: Scope<'_>) -> std::result::Result<Self, ValueError> {
        Self::parse(text, scope)
    }

    /// Writes the text.
    fn write_text(&self, out: &mut TextWriter<'_>);

    /// A value that the contract does not have, kept as it came.
    fn is_unknown(&self) -> bool {
        false
    }

    /// Declares the namespaces that the text uses.
    fn declare(&self, _writer: &mut Writer) {}

    /// The text has a name in no namespace, so no default namespace may be in scope.
    fn needs_no_default(&self) -> bool {
        false
    }
}

/// The namespace declarations in scope, for values that are names.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    xml: Option<&'a Xml<'a>>,
}

impl<'a> Scope<'a> {
    /// No declarations: every prefix is unknown.
    pub const EMPTY: Self = Self { xml: None };

    pub(crate) fn new(xml: &'a Xml<'_>) -> Self {
        Self { xml: Some(xml) }
    }

    /// The namespace that a prefix is bound to; the empty string for none; `None` for an unknown prefix.
    pub fn resolve(&self, prefix: &str) -> Option<&'a str> {
        match self.xml {
            Some(xml) => xml.resolve(prefix),
            None if prefix.is_empty() => Some(""),
            None => None,
        }
    }
}

impl std::fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scope")
    }
}

/// `minOccurs="0"`.
impl<T: Element> Element for Option<T> {
    fn blank() -> Self {
        None
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        let may_be_absent = !T::accepts_nil() || T::keeps_nil() && decoder.is_encoded();
        if may_be_absent && decoder.nil_as_absent()? {
            return Ok(());
        }
        // A choice may be there already, and its branch be one that repeats.
        self.get_or_insert_with(T::blank).read_element(decoder)
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        let required = writer.take_required();
        match self {
            Some(value) => value.write_element(tag, writer),
            None if required => writer.required_is_absent(tag),
            None => {}
        }
    }
}

/// `maxOccurs` above 1.
impl<T: Element> Element for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        let mut value = T::blank();
        value.read_element(decoder)?;
        self.push(value);
        Ok(())
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        for value in self {
            value.write_element(tag, writer);
        }
    }
}

/// A type that contains itself.
impl<T: Element> Element for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        (**self).read_element(decoder)
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        (**self).write_element(tag, writer);
    }

    fn accepts_nil() -> bool {
        T::accepts_nil()
    }
}

/// The value of an element that is `nillable`: a value, or `xsi:nil="true"`.
///
/// Nil is neither absent (`None` of an `Option` around it) nor empty.
///
/// ```
/// use castile::Nillable;
///
/// let rating: Nillable<i32> = 5.into();
/// assert_eq!(rating.value(), Some(&5));
/// assert_eq!(Nillable::<i32>::Nil.into_option(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nillable<T> {
    /// `xsi:nil="true"`.
    #[default]
    Nil,
    /// A value.
    Value(T),
}

impl<T> Nillable<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Nil => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The value, if there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Nil => None,
            Self::Value(value) => Some(value),
        }
    }

    /// Whether this is `xsi:nil="true"`.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Nil)
    }
}

impl<T> From<T> for Nillable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nillable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nil, Self::Value)
    }
}

impl<T: Element> Element for Nillable<T> {
    fn blank() -> Self {
        Self::Nil
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        if decoder.is_nil()? {
            *self = Self::Nil;
            return decoder.nil();
        }
        let mut value = T::blank();
        value.read_element(decoder)?;
        *self = Self::Value(value);
        Ok(())
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        match self {
            Self::Nil => writer.nil(tag),
            Self::Value(value) => value.write_element(tag, writer),
        }
    }

    fn accepts_nil() -> bool {
        true
    }
}

/// `xs:list`: values separated by white space.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(values: Vec<T>) -> Self {
        Self(values)
    }
}

impl<T: Simple> Simple for List<T> {
    fn blank() -> Self {
        Self(Vec::new())
    }

    fn parse(text: &str, scope: Scope<'_>) -> std::result::Result<Self, ValueError> {
        text.split_ascii_whitespace()
            .map(|item| T::parse(item, scope))
            .collect::<std::result::Result<_, _>>()
            .map(Self)
    }

    fn write_text(&self, out: &mut TextWriter<'_>) {
        for (index, value) in self.0.iter().enumerate() {
            if index > 0 {
                out.raw(" ");
            }
            out.item(|out| value.write_text(out));
        }
    }

    fn is_unknown(&self) -> bool {
        self.0.iter().any(Simple::is_unknown)
    }

    fn declare(&self, writer: &mut Writer) {
        for value in &self.0 {
            value.declare(writer);
        }
    }

    fn needs_no_default(&self) -> bool {
        self.0.iter().any(Simple::needs_no_default)
    }
}

/// An attribute that a wildcard took in.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AnyAttribute {
    /// Namespace; empty for none.
    pub namespace: String,
    /// Local name.
    pub name: String,
    /// Value.
    pub value: String,
}

impl std::fmt::Debug for AnyAttribute {
    /// Names the attribute; a value under a secret-looking name is not shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = super::read::expanded(&self.namespace, &self.name);
        if looks_secret(&self.name) {
            write!(f, "AnyAttribute({name}, {MASK})")
        } else {
            write!(f, "AnyAttribute({name}, {:?})", self.value)
        }
    }
}
