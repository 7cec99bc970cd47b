//! Attachments: bytes that travel beside an envelope, and how values refer to them.

use std::fmt;

use crate::codec::{DecodeError, Decoder, Element, Result, Writer};
use crate::mime;

/// Bytes that travel beside the envelope of a message, in a MIME part of their own.
///
/// Contracts have them as the parts of `mime:multipartRelated`, or as elements of the type `swaRef`.
///
/// ```
/// let picture = castile::Attachment::new("image/png", b"\x89PNG...".to_vec());
/// assert_eq!(picture.content_type, "image/png");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Attachment {
    /// Its media type, such as `image/png`.
    pub content_type: String,
    /// `Content-ID` without its angle brackets; empty where there is none. Chosen anew when it is sent.
    pub content_id: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// An attachment to send.
    pub fn new(content_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            content_type: content_type.into(),
            content_id: String::new(),
            bytes: bytes.into(),
        }
    }
}

impl fmt::Debug for Attachment {
    /// Shows its media type alone: a parameter, such as the name of a file, may say what only its receiver is to know.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Attachment({:?}, {} bytes)",
            mime::media_type(&self.content_type),
            self.bytes.len()
        )
    }
}

/// An element of the type `swaRef` (WS-I Attachments Profile 1.0, 4.4): its text refers to an attachment by a `cid:` URL.
impl Element for Attachment {
    fn blank() -> Self {
        Self::default()
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        let reference: String = decoder.simple()?;
        *self = decoder.referenced(&reference)?;
        Ok(())
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        let reference = writer.refer(self);
        writer.simple(tag, &reference);
    }
}

/// The attachments of a message that is being read.
#[derive(Debug, Default)]
pub(crate) struct Received {
    list: Vec<(Attachment, bool)>,
}

impl Received {
    pub(crate) fn new(attachments: Vec<Attachment>) -> Self {
        Self {
            list: attachments.into_iter().map(|one| (one, false)).collect(),
        }
    }

    /// The one that a `cid:` URL refers to (RFC 2392).
    pub(crate) fn find(&mut self, url: &str) -> std::result::Result<&Attachment, String> {
        let url = url.trim();
        let Some(id) = url
            .get(..4)
            .filter(|scheme| scheme.eq_ignore_ascii_case("cid:"))
            .map(|_| &url[4..])
        else {
            return Err("a reference that is no `cid:` URL, and is not followed".to_owned());
        };
        // Some stacks write the escapes of the URL into the header, too.
        let decoded = percent_decoded(id);
        let mut ids = self.list.iter().map(|(one, _)| &one.content_id);
        let found = ids
            .clone()
            .position(|one| one == id)
            .or_else(|| ids.clone().position(|one| *one == decoded))
            .or_else(|| ids.position(|one| percent_decoded(one) == decoded));
        match found.map(|index| &mut self.list[index]) {
            Some((attachment, used)) => {
                *used = true;
                Ok(attachment)
            }
            None => Err("a reference to an attachment that is not there".to_owned()),
        }
    }

    /// Takes the one of a part: that which says so in its `Content-ID` (WS-I Attachments Profile 1.0, R2933), or the
    /// first that nothing refers to and that does not seem to say that it is of another. With it comes what it is called
    /// where that is of another, or the name in other case.
    pub(crate) fn take(&mut self, part: &str) -> Option<(Attachment, Option<String>)> {
        let name = |one: &Attachment| {
            let id = percent_decoded(&one.content_id);
            id.split_once('=').map(|(name, _)| name.to_owned())
        };
        let free = |is_meant: &dyn Fn(Option<String>) -> bool| {
            let mut list = self.list.iter();
            list.position(|(one, used)| !used && is_meant(name(one)))
        };
        let index = free(&|name| name.as_deref() == Some(part))
            .or_else(|| free(&|name| name.is_some_and(|name| name.eq_ignore_ascii_case(part))))
            .or_else(|| free(&|name| name.is_none()))
            .or_else(|| free(&|_| true))?;
        let (attachment, used) = &mut self.list[index];
        *used = true;
        let other = name(attachment).filter(|name| name != part);
        let other = other.map(|_| attachment.content_id.clone());
        Some((std::mem::take(attachment), other))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Those that nothing has referred to.
    pub(crate) fn rest(self) -> Vec<Attachment> {
        let rest = self.list.into_iter().filter(|(_, used)| !used);
        rest.map(|(one, _)| one).collect()
    }
}

/// A text with its `%XX`; what is no such escape stays.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = digits
            .filter(|digits| byte == b'%' && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() {
            &after[2..]
        } else {
            after
        };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Why an attachment could not be had, as an error of the element that refers to it.
pub(crate) fn missing(decoder: &Decoder<'_>, found: impl Into<String>) -> DecodeError {
    DecodeError::new(
        crate::codec::DecodeErrorKind::Attachment,
        decoder.xml().offset(),
        "an attachment of the message",
        found.into(),
    )
}
