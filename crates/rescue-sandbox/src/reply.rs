//! A reply before it is on the wire: status, headers, body, and how faithfully to send it.

use std::time::Duration;

use bytes::Bytes;
use hyper::StatusCode;

/// A whole HTTP reply.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    /// Besides these come `Content-Length`, `Date` and `Server`.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
    /// How long to wait before sending it.
    pub(crate) delay: Duration,
    pub(crate) ending: Ending,
}

/// How a reply ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// With its last byte.
    Whole,
    /// After this many bytes of the body, though its length was announced: the connection breaks.
    BreaksAfter(usize),
    /// Before its first byte: the connection is closed instead.
    Never,
}

impl Reply {
    /// A reply with a body.
    pub(crate) fn new(status: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Reply {
        Reply {
            status,
            headers: vec![("Content-Type", content_type.to_owned())],
            body: body.into(),
            delay: Duration::ZERO,
            ending: Ending::Whole,
        }
    }

    /// A reply without a body, as ASP.NET sends when it cannot even read the request.
    pub(crate) fn empty(status: StatusCode, content_type: &str) -> Reply {
        Reply::new(status, content_type, Bytes::new()).with("Cache-Control", "private")
    }

    /// The same reply with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.headers.push((name, value.into()));
        self
    }
}
