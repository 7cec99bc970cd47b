//! A support bundle, which is the text of a `castile::Exchange`: its request or its reply, as an HTTP message.
//!
//! A bundle has texts: what was compressed, in chunks or in another encoding on the wire is so no longer, and the head
//! that is made of it here says so, line by line.

use std::fmt::Write as _;

use crate::report::Failure;

/// A message out of a bundle.
#[derive(Debug)]
pub(crate) struct Message {
    /// With its head, as `head::split` reads it.
    pub(crate) bytes: Vec<u8>,
    /// How many lines of the bundle stand before it.
    pub(crate) before: usize,
    /// The operation that was called.
    pub(crate) operation: String,
}

/// The reply in a bundle, or its request; `None` where this is no bundle.
pub(crate) fn message(bytes: &[u8], is_request: bool) -> Result<Option<Message>, Failure> {
    let text = std::str::from_utf8(bytes).ok();
    let Some(text) = text.filter(|text| text.starts_with("castile:")) else {
        return Ok(None);
    };
    // It has come by mail, maybe.
    let bundle = &*text.replace("\r\n", "\n");
    let (request, reply) = parts(bundle).ok_or_else(|| {
        failure(
            "the support bundle has no line `--- request`",
            "pass all of it",
        )
    })?;
    let part = match (is_request, reply) {
        (true, _) => request,
        (false, Some(reply)) => reply,
        (false, None) => {
            return Err(failure(
                "the call of this support bundle had no reply; its `outcome` says why",
                "`--request` explains the request",
            ));
        }
    };
    let (head, body) = part.split_once("\n\n").unwrap_or((part, ""));
    let last = body.rsplit('\n').next().unwrap_or_default();
    if last.starts_with('(')
        && (last.ends_with(" bytes more)") || last.ends_with(" bytes that are no text)"))
    {
        return Err(failure(
            "the support bundle does not have all of this message, as its last line says",
            "`castile::Error::reply` has all of a reply",
        ));
    }
    let before = part.as_ptr().addr() - bundle.as_ptr().addr();
    let before = bundle[..before].matches('\n').count();
    let mut message = String::with_capacity(part.len());
    for (index, line) in head.lines().enumerate() {
        let _ = match line.split_once(": ") {
            _ if index == 0 => match line.strip_prefix("HTTP status ") {
                Some(status) => writeln!(message, "HTTP/1.1 {status}"),
                None => writeln!(message, "{line} HTTP/1.1"),
            },
            Some(("content-encoding" | "transfer-encoding", _)) => writeln!(message, "as-text:"),
            Some(("content-type", value)) => writeln!(message, "content-type: {}", plain(value)?),
            _ => writeln!(message, "{line}"),
        };
    }
    message.push('\n');
    message.push_str(body);
    Ok(Some(Message {
        bytes: message.into_bytes(),
        before,
        operation: operation(bundle).to_owned(),
    }))
}

/// What stands after `call:`, such as `getReport over SOAP 1.1 at https://example.com/`; an operation's name is one word.
fn operation(bundle: &str) -> &str {
    let mut lines = bundle.lines();
    let call = lines.find_map(|line| line.strip_prefix("call:"));
    call.and_then(|call| call.split_whitespace().next())
        .unwrap_or_default()
}

/// The request and the reply.
fn parts(bundle: &str) -> Option<(&str, Option<&str>)> {
    let (_, messages) = bundle.split_once("\n\n--- request\n")?;
    if let Some(reply) = messages.find("\n\n--- reply\nHTTP status ") {
        let (request, reply) = (&messages[..reply], &messages[reply..]);
        let reply = &reply["\n\n--- reply\n".len()..];
        return Some((request, Some(reply.strip_suffix('\n').unwrap_or(reply))));
    }
    let request = messages.trim_end_matches('\n');
    let request = request.strip_suffix("\n\n--- no reply").unwrap_or(request);
    Some((request, None))
}

/// A content type of a text that has been decoded.
fn plain(content_type: &str) -> Result<String, Failure> {
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if media_type.starts_with("multipart/") {
        return Err(failure(
            "the support bundle leaves attachments out, and this message has them",
            "`castile::Error::reply` has all of a reply",
        ));
    }
    Ok(format!("{media_type}; charset=utf-8"))
}

fn failure(message: &str, hint: &str) -> Failure {
    Failure::Other {
        message: message.to_owned(),
        place: None,
        notes: Vec::new(),
        hint: Some(hint.to_owned()),
    }
}
