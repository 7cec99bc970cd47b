//! What went wrong on the way: [`TransportError`].
//!
//! It says of itself what kind it is, at which endpoint, and whether the server may have acted on the call. How
//! the failures of a particular HTTP client become one is that client's own business.

use std::error::Error as StdError;
use std::fmt;

use crate::secret::{Secrets, mask_url};

/// Why no response came.
///
/// `Display` says what happened at this layer, with the endpoint shown as by [`mask_url`]; what
/// lies beneath is in [`source`](StdError::source). Before calling again, ask
/// [`may_have_reached_server`](Self::may_have_reached_server).
pub struct TransportError {
    // In a box, so that every `Result` on the way is small.
    inner: Box<Inner>,
}

struct Inner {
    kind: TransportErrorKind,
    endpoint: String,
    message: String,
    may_have_reached_server: bool,
    attempts: u32,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kind of failure a [`TransportError`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request itself cannot be sent: its URI is not absolute, its scheme neither `http` nor `https`.
    InvalidRequest,
    /// The request would go over plain `http` to a host that is not this machine, and nobody allowed that.
    PlainHttp,
    /// The transport cannot work here: no root certificates, no runtime.
    Setup,
    /// No connection: the name is unknown, the port closed, a proxy refuses.
    Connect,
    /// The connection is not to be trusted, or the server does not speak TLS.
    Tls,
    /// A time ran out.
    Timeout(TimeoutPhase),
    /// The server sent the call elsewhere, and that is not followed.
    Redirect,
    /// The connection broke before the response was whole.
    Reset,
    /// What came is not HTTP, or not in an encoding that was asked for.
    Protocol,
    /// The response is larger than a limit.
    Limit,
    /// Anything else.
    Other,
}

/// What was being waited for when a time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// The connection, TLS included. No byte of the request was sent.
    Connect,
    /// The head of the response.
    Response,
    /// The rest of the body.
    Body,
}

impl TransportErrorKind {
    /// Whether the kind alone leaves it open that the server has seen the request.
    fn may_have_reached_server(self) -> bool {
        !matches!(
            self,
            Self::InvalidRequest
                | Self::PlainHttp
                | Self::Setup
                | Self::Connect
                | Self::Timeout(TimeoutPhase::Connect)
        )
    }
}

impl TransportError {
    /// An error of `kind` in a call to `endpoint`, which is masked here.
    ///
    /// `message` is one line, lower case, without a full stop, and repeats neither the endpoint nor the source.
    pub fn new(kind: TransportErrorKind, endpoint: &str, message: impl Into<String>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                endpoint: mask_url(endpoint),
                message: message.into(),
                may_have_reached_server: kind.may_have_reached_server(),
                attempts: 1,
                source: None,
            }),
        }
    }

    /// Adds what lies beneath. It must show no secrets, a URL with its query among them.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    /// Shows this endpoint instead: one without the parameters of a call.
    pub(crate) fn at(mut self, endpoint: &str) -> Self {
        self.inner.endpoint = mask_url(endpoint);
        self
    }

    /// Hides these values in what the error shows: a server may send them along with a redirect.
    pub(crate) fn hide(&mut self, secrets: &Secrets) {
        let inner = &mut self.inner;
        inner.endpoint = secrets.mask(&inner.endpoint).into_owned();
        inner.message = secrets.mask(&inner.message).into_owned();
    }

    /// Says whether the server may have seen the request, where the kind alone does not tell.
    #[must_use]
    pub fn with_may_have_reached_server(mut self, may_have_reached_server: bool) -> Self {
        self.inner.may_have_reached_server = may_have_reached_server;
        self
    }

    /// Says how many attempts were made.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.inner.attempts = attempts;
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> TransportErrorKind {
        self.inner.kind
    }

    /// Where the call went, without user info and secret values.
    pub fn endpoint(&self) -> &str {
        &self.inner.endpoint
    }

    /// Whether the server may have acted on the call.
    ///
    /// `false` is certain: no byte of the request left this process, so that the call can be made again. `true`
    /// means that nobody knows.
    pub fn may_have_reached_server(&self) -> bool {
        self.inner.may_have_reached_server
    }

    /// How many attempts were made, of which this is the last: more than one only where [`Retry`](super::Retry) was
    /// asked for.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// Whether a time ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self.inner.kind, TransportErrorKind::Timeout(_))
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.inner.endpoint, self.inner.message)?;
        match self.inner.attempts {
            0 | 1 => Ok(()),
            attempts => write!(f, " (after {attempts} attempts)"),
        }
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.inner.kind)
            .field("endpoint", &self.inner.endpoint)
            .field("message", &self.inner.message)
            .field(
                "may_have_reached_server",
                &self.inner.may_have_reached_server,
            )
            .field("attempts", &self.inner.attempts)
            .field("source", &self.inner.source)
            .finish()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::{StdError, TransportError, TransportErrorKind};

    #[test]
    fn an_error_shows_its_layer_its_place_and_no_secret() {
        let url = "https://ann:hunter2@host.example/a.aspx?pwd=hunter2";
        let error = TransportError::new(TransportErrorKind::Reset, url, "the connection broke")
            .with_source("beneath");
        assert_eq!(
            error.to_string(),
            "`https://host.example/a.aspx?pwd=***`: the connection broke"
        );
        assert_eq!(error.endpoint(), "https://host.example/a.aspx?pwd=***");
        assert_eq!(error.source().unwrap().to_string(), "beneath");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}
