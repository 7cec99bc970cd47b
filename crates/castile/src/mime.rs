//! MIME multipart messages (RFC 2045, 2046, 2387): an envelope with attachments, as SOAP with Attachments and MTOM
//! send them, to and from bytes.
//!
//! The whole body is at hand, so this is a search for boundaries; parsers for mail know more of MIME than SOAP may
//! have, and those for uploads read streams. Every part is bounded by the limits, and nothing is searched twice.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;

use crate::attachment::Attachment;
use crate::codec::{DecodeError, DecodeErrorKind, FIXED_LIMIT, excerpt};
use crate::limits::Limits;

/// A message taken apart.
pub struct Package<'b> {
    /// The content type of the envelope.
    pub content_type: String,
    /// The envelope.
    pub root: Cow<'b, [u8]>,
    /// The other parts, in their order.
    pub attachments: Vec<Attachment>,
}

impl fmt::Debug for Package<'_> {
    /// Shows nothing of the envelope: it may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bytes, attachments) = (self.root.len(), &self.attachments);
        write!(f, "Package({bytes} bytes, {attachments:?})")
    }
}

/// The headers of one part take no more than this; those of SOAP are some hundreds of bytes.
const HEADER_BYTES: usize = 16 << 10;

/// A content type without its parameters.
pub(crate) fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// The content types of a header: a proxy may have joined two headers with a comma.
pub(crate) fn joined(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        let list = rest?;
        let mut is_quoted = false;
        let end = list.char_indices().find(|&(at, char)| {
            is_quoted ^= char == '"';
            let is_type =
                |next: &str| media_type(next).contains('/') && !media_type(next).contains('=');
            char == ',' && !is_quoted && is_type(&list[at + 1..])
        });
        rest = end.map(|(at, _)| list[at + 1..].trim_start());
        Some(end.map_or(list, |(at, _)| list[..at].trim_end()))
    })
}

/// A parameter of a header's value, as `boundary="x"`; quotes and escapes are taken off.
pub(crate) fn parameter(value: &str, name: &str) -> Option<String> {
    parameters(value, name).next()
}

/// [`parameter`], each time that it is there.
pub(crate) fn parameters(value: &str, name: &str) -> impl Iterator<Item = String> {
    let mut rest = value.find(';').map(|at| &value[at + 1..]);
    std::iter::from_fn(move || {
        loop {
            let (key, after) = rest?.split_once('=')?;
            let key = key.rsplit(';').next().unwrap_or_default().trim();
            let after = after.trim_start();
            let mut text = String::new();
            let mut end = after.len();
            if let Some(quoted) = after.strip_prefix('"') {
                let mut escaped = false;
                for (index, char) in quoted.char_indices() {
                    match char {
                        _ if escaped => {
                            text.push(char);
                            escaped = false;
                        }
                        '\\' => escaped = true,
                        '"' => {
                            end = index + 2;
                            break;
                        }
                        _ => text.push(char),
                    }
                }
            } else {
                end = after.find(';').unwrap_or(after.len());
                text.push_str(after[..end].trim());
            }
            rest = after.get(end..);
            if key.eq_ignore_ascii_case(name) {
                return Some(text);
            }
        }
    })
}

fn error(expected: impl Into<Cow<'static, str>>, found: impl Into<String>) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Attachment, 0, expected, found.into())
}

/// Whether a body is in parts, as its content type says, and not a document or nothing.
pub(crate) fn is_in_parts(content_type: &str, body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    let is_document = start.is_empty() || start.starts_with(b"<");
    media_type(content_type).eq_ignore_ascii_case("multipart/related")
        && !(is_document && {
            let boundary = parameter(content_type, "boundary").unwrap_or_default();
            boundary.is_empty() || memmem::find(body, format!("--{boundary}").as_bytes()).is_none()
        })
}

/// Takes a message apart.
///
/// # Errors
/// The parts cannot be told apart, or break a limit.
pub(crate) fn split<'b>(
    content_type: &str,
    body: &'b [u8],
    limits: &Limits,
) -> Result<Package<'b>, DecodeError> {
    let boundary = parameter(content_type, "boundary").unwrap_or_default();
    if boundary.is_empty() {
        let found = format!("content type {}", excerpt(content_type));
        return Err(error("a `boundary` in the content type", found));
    }
    let mut parts = Vec::new();
    for bytes in between(body, &boundary, limits)? {
        parts.push(part(bytes)?);
    }
    let start = parameter(content_type, "start");
    let root = match &start {
        None => 0,
        Some(start) => {
            let id = without_brackets(start);
            let mut ids = parts.iter().map(|part| &part.id);
            ids.position(|one| one == id).ok_or_else(|| {
                let found = format!("`start` is {}, and no part has it", excerpt(start));
                error("the part that the content type names", found)
            })?
        }
    };
    let mut ids: Vec<&str> = parts.iter().map(|part| part.id.as_str()).collect();
    ids.retain(|id| !id.is_empty());
    ids.sort_unstable();
    if let Some(twice) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        let found = format!("two with {}", excerpt(twice[0]));
        return Err(error("parts with a `Content-ID` each", found));
    }
    let root = parts.remove(root);
    let mut attachments = Vec::with_capacity(parts.len());
    for part in parts {
        if part.bytes.len() > limits.attachment_bytes() {
            let what = "bytes in one attachment";
            return Err(too_much(
                what,
                limits.attachment_bytes(),
                "attachment_bytes",
            ));
        }
        attachments.push(Attachment {
            content_type: part.content_type,
            content_id: part.id,
            bytes: part.bytes.into_owned(),
        });
    }
    Ok(Package {
        content_type: root.content_type,
        root: root.bytes,
        attachments,
    })
}

fn too_much(what: &'static str, limit: usize, setting: &'static str) -> DecodeError {
    let expected = format!("at most {limit} {what}");
    DecodeError::new(DecodeErrorKind::Limit, 0, expected, "more")
        .hint_at(format!("`Limits::with_{setting}` raises the limit"))
}

/// What stands between the boundaries (RFC 2046, 5.1.1). Lines may end in LF alone.
fn between<'b>(
    body: &'b [u8],
    boundary: &str,
    limits: &Limits,
) -> Result<Vec<&'b [u8]>, DecodeError> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start = None;
    for at in memmem::find_iter(body, delimiter.as_bytes()) {
        let before = &body[..at];
        if !(before.is_empty() || before.ends_with(b"\n")) {
            continue;
        }
        let after = &body[at + delimiter.len()..];
        let is_last = after.starts_with(b"--");
        let line = after.iter().position(|&byte| byte == b'\n');
        let rest = line.map_or(after, |end| &after[..end]);
        let rest = if is_last { &rest[2..] } else { rest };
        // A boundary that merely begins like this one.
        if !is_last && !rest.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(start) = start {
            let end = before.strip_suffix(b"\n").unwrap_or(before);
            let end = end.strip_suffix(b"\r").unwrap_or(end);
            parts.push(end.get(start..).unwrap_or_default());
            // One of them is the envelope.
            if parts.len() > limits.attachments().saturating_add(1) {
                return Err(too_much("attachments", limits.attachments(), "attachments"));
            }
        }
        if is_last {
            return if parts.is_empty() {
                Err(error("an envelope in the first part", "no parts"))
            } else {
                Ok(parts)
            };
        }
        start = Some(line.map_or(body.len(), |end| at + delimiter.len() + end + 1));
    }
    Err(DecodeError::new(
        DecodeErrorKind::Truncated,
        body.len(),
        format!("the last boundary, {}", excerpt(&delimiter)),
        "the end of the message",
    ))
}

/// A part with what its headers say.
struct Part<'b> {
    content_type: String,
    id: String,
    bytes: Cow<'b, [u8]>,
}

fn part(bytes: &[u8]) -> Result<Part<'_>, DecodeError> {
    let (head, body) = head(bytes)?;
    let header = |name| header(&head, name);
    let mut part = Part {
        content_type: header("Content-Type")?.to_owned(),
        id: without_brackets(header("Content-ID")?).to_owned(),
        bytes: body.into(),
    };
    match header("Content-Transfer-Encoding")?
        .to_ascii_lowercase()
        .as_str()
    {
        "" | "binary" | "8bit" | "7bit" => {}
        "base64" => {
            let mut text = body.to_vec();
            text.retain(|byte| !byte.is_ascii_whitespace());
            let decoded = STANDARD.decode(text);
            part.bytes = decoded.map_err(|_| broken(&part.id, "base64"))?.into();
        }
        "quoted-printable" => {
            let decoded = quoted_printable(body);
            part.bytes = decoded
                .ok_or_else(|| broken(&part.id, "quoted-printable"))?
                .into();
        }
        other => {
            let expected = "a `Content-Transfer-Encoding` that MIME has";
            return Err(error(expected, excerpt(other)));
        }
    }
    Ok(part)
}

/// The value of a header, empty where there is none. What it means where it stands twice is nowhere said.
fn header<'h>(head: &'h str, name: &str) -> Result<&'h str, DecodeError> {
    let mut values = head.lines().filter_map(|line| {
        let (one, value) = line.split_once(':').unwrap_or((line, ""));
        one.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    });
    let value = values.next().unwrap_or_default();
    match values.next() {
        None => Ok(value),
        Some(second) => Err(error(
            format!("one `{name}` in each part"),
            format!("{} and {}", excerpt(value), excerpt(second)),
        )),
    }
}

fn broken(id: &str, encoding: &str) -> DecodeError {
    let part = match id {
        "" => "a part without a `Content-ID`".to_owned(),
        id => format!("the part {}", excerpt(id)),
    };
    error(
        format!("valid {encoding} in {part}"),
        "text that is none".to_owned(),
    )
}

/// The headers of a part, each on one line, and what follows the empty line.
fn head(bytes: &[u8]) -> Result<(String, &[u8]), DecodeError> {
    let mut head = String::new();
    let mut rest = bytes;
    loop {
        let read = bytes.len() - rest.len();
        let end = rest
            .iter()
            .take(HEADER_BYTES + 1)
            .position(|&byte| byte == b'\n');
        if read > HEADER_BYTES || (end.is_none() && rest.len() > HEADER_BYTES) {
            let expected = format!("at most {HEADER_BYTES} bytes of headers of a part");
            let error = DecodeError::new(DecodeErrorKind::Limit, 0, expected, "more");
            return Err(error.hint_at(FIXED_LIMIT));
        }
        let Some(end) = end else {
            let found = "no end of them";
            return Err(error("an empty line after the headers of a part", found));
        };
        let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        rest = &rest[end + 1..];
        if line.is_empty() {
            return Ok((head, rest));
        }
        // A line that begins with white space goes on with the one before (RFC 5322, 2.2.3).
        if !line[0].is_ascii_whitespace() && !head.is_empty() {
            head.push('\n');
        }
        head.push_str(&String::from_utf8_lossy(line).replace(['\n', '\r'], " "));
    }
}

fn without_brackets(id: &str) -> &str {
    let id = id.trim();
    id.strip_prefix('<')
        .and_then(|id| id.strip_suffix('>'))
        .unwrap_or(id)
}

/// RFC 2045, 6.7.
fn quoted_printable(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'=' {
            out.push(byte);
        } else if let Some(after) = after.strip_prefix(b"\r\n").or(after.strip_prefix(b"\n")) {
            rest = after;
        } else {
            // `from_str_radix` takes a sign as well.
            let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
            out.push(u8::try_from(digit(0)? * 16 + digit(1)?).ok()?);
            rest = &after[2..];
        }
    }
    Some(out)
}

/// Puts an envelope and attachments together; gives the content type, but for what SOAP adds to it, and the body.
pub(crate) fn join(
    envelope: &str,
    envelope_type: &str,
    attachments: &[Attachment],
) -> (String, Vec<u8>) {
    let boundary = boundary(envelope, attachments);
    let size: usize = attachments.iter().map(|one| one.bytes.len() + 256).sum();
    let mut body = Vec::with_capacity(envelope.len() + size + 512);
    let mut part = |content_type: &str, id: &str, bytes: &[u8]| {
        let head = format!(
            "--{boundary}\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{id}>\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    part(envelope_type, ROOT, envelope.as_bytes());
    for attachment in attachments {
        // A line end in here would be a header of the sender's making.
        let content_type = attachment
            .content_type
            .replace(|char: char| char.is_control(), " ");
        let content_type = if content_type.trim().is_empty() {
            "application/octet-stream"
        } else {
            content_type.trim()
        };
        part(content_type, &attachment.content_id, &attachment.bytes);
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let media_type = media_type(envelope_type);
    let content_type = format!(
        "multipart/related; type=\"{media_type}\"; start=\"<{ROOT}>\"; boundary=\"{boundary}\""
    );
    (content_type, body)
}

/// The `Content-ID` of an envelope.
const ROOT: &str = "envelope@castile";

/// One that is nowhere in the message.
fn boundary(envelope: &str, attachments: &[Attachment]) -> String {
    let bodies = attachments.iter().map(|one| one.bytes.as_slice());
    let bodies: Vec<&[u8]> = bodies.chain([envelope.as_bytes()]).collect();
    let mut number = 0_u32;
    loop {
        let boundary = format!("castile-{number}-boundary");
        let finder = memmem::Finder::new(boundary.as_bytes());
        if bodies.iter().all(|bytes| finder.find(bytes).is_none()) {
            return boundary;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests;
