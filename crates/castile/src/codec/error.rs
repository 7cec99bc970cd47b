//! Why a reply could not be read, and where.

use std::borrow::Cow;
use std::fmt;

use super::path::Excerpt;
use super::xml::{XmlError, XmlErrorKind};
use crate::deviation::{DeviationKind, Deviations};
use crate::secret::Secrets;

/// What kind of thing is wrong with a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The document ends in the middle.
    Truncated,
    /// The document is not well-formed XML.
    Malformed,
    /// The document has a document type declaration, which SOAP forbids.
    Dtd,
    /// More bytes, depth, attributes... than [`Limits`](crate::Limits) allow.
    Limit,
    /// The bytes are in no encoding that is known, or not valid in the one they claim.
    Encoding,
    /// What came is no SOAP envelope at all.
    NotSoap,
    /// The parts of a multipart message cannot be told apart, or one that is referred to is not there.
    Attachment,
    /// What came is no XML document, where the contract has one without an envelope.
    NotXml,
    /// The envelope is of the other SOAP version, or of none.
    Version,
    /// A header that has to be understood is not.
    MustUnderstand,
    /// An element or attribute has the right name in the wrong namespace, or almost the right name.
    Misnamed,
    /// Something required is not there.
    Missing,
    /// Something single is there twice, with different content.
    Duplicate,
    /// A text is no value of its type.
    InvalidValue,
    /// `xsi:nil` where it may not be, or with content.
    Nil,
    /// A reference of SOAP encoding that leads nowhere, out of the message, or back to itself.
    Reference,
    /// A deviation that the policy refuses.
    Deviation(DeviationKind),
    /// Generated code and its tables disagree.
    Contract,
}

/// Why a reply could not be read, and where.
#[derive(Clone)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: DecodeErrorKind,
    offset: usize,
    line: usize,
    path: String,
    place: Cow<'static, str>,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
    hint: Option<String>,
    excerpt: Excerpt,
    deviations: Deviations,
}

impl DecodeError {
    pub(crate) fn new(
        kind: DecodeErrorKind,
        offset: usize,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        let (expected, found) = (expected.into(), found.into());
        Self(Box::new(Inner {
            kind,
            offset,
            line: 0,
            path: String::new(),
            place: Cow::Borrowed(""),
            expected,
            found,
            hint: None,
            excerpt: Excerpt::default(),
            deviations: Deviations::default(),
        }))
    }

    /// A deviation that the policy does not tolerate.
    pub(crate) fn refused(kind: DeviationKind, offset: usize, message: String) -> Self {
        let hint = format!("`Policy::tolerate(DeviationKind::{kind:?})` reads on");
        let error = DecodeErrorKind::Deviation(kind);
        Self::new(error, offset, kind.rule(), message).hint_at(hint)
    }

    /// Adds the place in the contract.
    pub(crate) fn at(mut self, place: impl Into<Cow<'static, str>>) -> Self {
        self.0.place = place.into();
        self
    }

    /// The same with the place of the operation where no closer one is known: for those who read without a client.
    #[must_use]
    pub fn of_operation(mut self, place: &'static str) -> Self {
        if self.0.place.is_empty() {
            self.0.place = Cow::Borrowed(place);
        }
        self
    }

    /// Adds what would tolerate it, or may help.
    pub(crate) fn hint_at(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Adds what was tolerated before it.
    pub(crate) fn after(mut self, deviations: Deviations) -> Self {
        self.0.deviations = deviations;
        self
    }

    /// Adds what only the whole document tells: line, path and excerpt.
    pub(crate) fn locate(mut self, document: &str) -> Self {
        if self.0.line == 0 {
            let offset = self.0.offset.min(document.len());
            self.0.line = super::path::line(document, offset);
            self.0.path = super::path::paths(document, &[offset])
                .pop()
                .unwrap_or_default();
            self.0.excerpt = Excerpt::of(document, offset);
        }
        self
    }

    /// Hides these values wherever the error shows what the reply has.
    pub(crate) fn hide(&mut self, secrets: &Secrets) {
        let inner = &mut self.0;
        inner.path = secrets.mask(&inner.path).into_owned();
        for text in [&mut inner.expected, &mut inner.found] {
            if let Cow::Owned(masked) = secrets.mask(text) {
                *text = Cow::Owned(masked);
            }
        }
        inner.excerpt.hide(secrets);
        if let Some(hint) = &mut inner.hint {
            *hint = secrets.mask(hint).into_owned();
        }
        inner.deviations.hide(secrets);
    }

    /// Whether there is no telling what came: it may be a fault that is damaged.
    pub(crate) fn is_broken(&self) -> bool {
        use DecodeErrorKind::{Attachment, Dtd, Encoding, Limit, Malformed, Truncated};
        matches!(
            self.0.kind,
            Attachment | Dtd | Encoding | Limit | Malformed | Truncated
        )
    }

    /// Whether a SOAP envelope came, whatever is wrong with it.
    pub(crate) fn is_about_soap(&self) -> bool {
        use DecodeErrorKind::{Attachment, Dtd, Encoding, Malformed, NotSoap, NotXml, Truncated};
        !matches!(
            self.0.kind,
            Attachment | NotSoap | NotXml | Malformed | Truncated | Dtd | Encoding
        )
    }

    /// The kind.
    pub fn kind(&self) -> DecodeErrorKind {
        self.0.kind
    }

    /// The path of the element, with positions from the second sibling of a name on: `Envelope/Body/getResponse/row[2]/id`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Byte offset in the reply, after a byte order mark has been taken and the text brought to UTF-8.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Line in the reply, from 1. Lines end with a line feed, as `grep` has it, and not with a carriage return alone.
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// `file:line` of the declaration that the reply was held against, empty where there is none.
    pub fn place(&self) -> &str {
        &self.0.place
    }

    /// What the contract asks for.
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What was there instead. Values of secret-looking names are not shown.
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// Which setting would tolerate it, or what else may help.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// What the reply did before that its contract does not say, and was tolerated: a name that changed is an element
    /// more there, and one less here.
    pub fn deviations(&self) -> &Deviations {
        &self.0.deviations
    }

    /// The reply around the place, where ` >>> ` stands; empty where there is no document. It is short, on one line, and
    /// values of secret-looking names are masked.
    pub fn excerpt(&self) -> String {
        self.0.excerpt.to_string()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        write!(f, "expected {}, found {}", inner.expected, inner.found)?;
        if inner.line != 0 {
            f.write_str(" at ")?;
            if !inner.path.is_empty() {
                write!(f, "`{}` (", inner.path)?;
            }
            write!(f, "line {}, byte {}", inner.line, inner.offset)?;
            if !inner.path.is_empty() {
                f.write_str(")")?;
            }
        }
        if !inner.place.is_empty() {
            write!(f, "; declared at {}", inner.place)?;
        }
        if let Some(hint) = &inner.hint {
            write!(f, "; {hint}")?;
        }
        let excerpt = self.excerpt();
        if !excerpt.is_empty() {
            write!(f, "; near `{excerpt}`")?;
        }
        Ok(())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)
    }
}

impl std::error::Error for DecodeError {}

impl From<XmlError> for DecodeError {
    fn from(error: XmlError) -> Self {
        let offset = error.offset;
        match error.kind {
            XmlErrorKind::Truncated => Self::new(
                DecodeErrorKind::Truncated,
                offset,
                "the rest of the document",
                "its end: the reply is cut off",
            ),
            XmlErrorKind::Malformed(what) => {
                Self::new(DecodeErrorKind::Malformed, offset, "well-formed XML", what)
            }
            XmlErrorKind::Dtd => Self::new(
                DecodeErrorKind::Dtd,
                offset,
                "no document type declaration, as SOAP forbids it",
                "one",
            ),
            XmlErrorKind::Limit {
                what,
                limit,
                setting,
            } => {
                let expected = format!("at most {limit} {what}");
                let hint = format!("`Limits::with_{setting}` raises the limit");
                Self::new(DecodeErrorKind::Limit, offset, expected, "more").hint_at(hint)
            }
        }
    }
}

/// What to do about an element whose name is nearly another's, where a policy refuses additions.
pub(crate) const BESIDE_THE_RIGHT_ONE: &str = "beside the right one it is an addition, which `Policy::tolerate(DeviationKind::UnknownElement)` passes over";

/// What to do about a limit that has no setting.
pub(crate) const FIXED_LIMIT: &str = "no setting raises this limit";

/// A text as a message may quote it: not longer than a line, in back ticks, control characters escaped.
pub(crate) fn excerpt(text: &str) -> String {
    excerpt_of(text, 40)
}

/// [`excerpt`], of so many characters at most.
pub(crate) fn excerpt_of(text: &str, most: usize) -> String {
    let mut quoted = String::with_capacity(text.len().min(most + 8) + 2);
    quoted.push('`');
    for (count, char) in text.chars().enumerate() {
        if count == most {
            quoted.push_str("...");
            break;
        }
        quoted.extend(char.escape_debug());
    }
    quoted.push('`');
    quoted
}
