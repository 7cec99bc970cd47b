//! The head of an HTTP message in front of its body, as wire logs have it.

use http::StatusCode;

use crate::report::Failure;

/// What HTTP says of a message.
#[derive(Debug)]
pub(crate) struct Head {
    /// The status of a reply; `None` for a request.
    pub(crate) status: Option<StatusCode>,
    /// Names in lower case, and values.
    headers: Vec<(String, String)>,
    /// How many lines stand before the body, in the file.
    pub(crate) lines: usize,
}

impl Head {
    fn header(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        headers
            .find(|(one, _)| one == name)
            .map_or("", |(_, value)| value)
    }

    /// The content type, empty for none.
    pub(crate) fn content_type(&self) -> &str {
        self.header("content-type")
    }
}

/// Takes the head off, where there is one. Heads of status 1xx, which come before another, are passed over.
pub(crate) fn split(bytes: &[u8]) -> Result<(Option<Head>, Vec<u8>), Failure> {
    let mut rest = bytes;
    let mut lines = 0;
    loop {
        let Some((mut head, body)) = head(rest) else {
            return Ok((None, rest.to_vec()));
        };
        if head.status.is_some_and(|status| status.is_informational()) {
            rest = body;
            continue;
        }
        lines += head.lines;
        head.lines = lines;
        let is_xml = body.trim_ascii_start().starts_with(b"<");
        let coding = head.header("content-encoding");
        if !matches!(coding, "" | "identity") && !is_xml {
            return Err(Failure::Other {
                message: format!(
                    "the body is compressed, `content-encoding: {}`",
                    coding.escape_debug()
                ),
                place: None,
                notes: Vec::new(),
                hint: Some("save it as it is without compression".to_owned()),
            });
        }
        let is_chunked = head
            .header("transfer-encoding")
            .to_ascii_lowercase()
            .contains("chunked");
        let body = if is_chunked && !is_xml {
            unchunked(body).unwrap_or_else(|| body.to_vec())
        } else {
            body.to_vec()
        };
        return Ok((Some(head), body));
    }
}

/// The head at the beginning of a message, and what follows its empty line.
fn head(bytes: &[u8]) -> Option<(Head, &[u8])> {
    let mut rest = bytes;
    let first = line(&mut rest)?;
    let words: Vec<&str> = first.split(' ').collect();
    let status = match words.as_slice() {
        [version, status, ..] if version.starts_with("HTTP/") => Some(status.parse().ok()?),
        [_, _, version] if version.starts_with("HTTP/") => None,
        _ => return None,
    };
    let mut headers = Vec::new();
    loop {
        let line = line(&mut rest)?;
        if line.is_empty() {
            let lines = headers.len() + 2;
            let head = Head {
                status,
                headers,
                lines,
            };
            return Some((head, rest));
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
}

/// Takes a line off the front.
fn line<'b>(rest: &mut &'b [u8]) -> Option<&'b str> {
    // No head has a line as long as this, and a document may be one line.
    let end = rest.iter().take(16 << 10).position(|&byte| byte == b'\n')?;
    let line = std::str::from_utf8(&rest[..end]).ok()?;
    *rest = &rest[end + 1..];
    Some(line.trim_end_matches('\r'))
}

/// The body that comes in chunks (RFC 9112, 7.1); `None` where it does not.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut rest = body;
    let mut whole = Vec::new();
    loop {
        let size = line(&mut rest)?;
        let size = size.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(..size)?);
        rest = &rest[size..];
        line(&mut rest)?;
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    /// The status, 0 for a request and `None` where there is no head; the content type; the body.
    fn parts(message: &str) -> (Option<u16>, String, String) {
        let Ok((head, body)) = split(message.as_bytes()) else {
            panic!("it can be read");
        };
        let content_type = head.as_ref().map(|head| head.content_type().to_owned());
        let body = String::from_utf8(body).expect("it is text");
        (
            head.map(|head| head.status.map_or(0, |status| status.as_u16())),
            content_type.unwrap_or_default(),
            body,
        )
    }

    #[test]
    fn heads_are_told_from_documents() {
        let none = |text: &str| assert_eq!(parts(text), (None, String::new(), text.to_owned()));
        none("<a>\n</a>");
        none("");
        none("HTTP/1.1 200 OK\r\nno header\r\n\r\n<a/>");
        assert_eq!(
            parts(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 Oops\r\nContent-Type: text/xml\r\n\r\n<a/>"
            ),
            (Some(500), "text/xml".to_owned(), "<a/>".to_owned())
        );
        assert_eq!(
            parts("POST /soap HTTP/1.1\nHost: a\n\n<a/>"),
            (Some(0), String::new(), "<a/>".to_owned())
        );
    }

    #[test]
    fn chunks_are_joined() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let chunked = format!("{head}2\r\n<a\r\n3;x=y\r\n/>\n\r\n0\r\n\r\n");
        assert_eq!(parts(&chunked).2, "<a/>\n");
        // A log may have joined them already.
        assert_eq!(parts(&format!("{head}<a/>")).2, "<a/>");
        assert_eq!(parts(&format!("{head}2\r\n<")).2, "2\r\n<");
    }
}
