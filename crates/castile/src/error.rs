//! Why a call failed.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::codec::{DecodeError, DecodeErrorKind, EncodeError, excerpt, excerpt_of, to_text};
use crate::exchange::Exchange;
use crate::fault::{Fault, FaultDetail};
use crate::mime;
use crate::secret::Secrets;
use crate::transport::TransportError;

/// A reply as it came: status, headers and bytes (inflated).
///
/// Cheap to clone.
#[derive(Clone, Default)]
pub struct RawReply(Arc<http::Response<Vec<u8>>>);

impl RawReply {
    pub(crate) fn new(response: http::Response<Vec<u8>>) -> Self {
        Self(Arc::new(response))
    }

    /// The HTTP status.
    pub fn status(&self) -> http::StatusCode {
        self.0.status()
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &http::HeaderMap {
        self.0.headers()
    }

    /// The body. It may hold secrets.
    pub fn body(&self) -> &[u8] {
        self.0.body()
    }

    /// The body as text, if it is in an encoding that is known. It may hold secrets.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        self.to_text().ok()
    }

    /// The body as text.
    ///
    /// # Errors
    /// The encoding is not known, the bytes are not valid in it, or there are two content types that disagree on it.
    pub(crate) fn to_text(&self) -> Result<Cow<'_, str>, DecodeError> {
        let headers = self.headers().get_all(http::header::CONTENT_TYPE).iter();
        let mut charsets = headers
            .flat_map(|value| mime::joined(text_of(value)))
            .flat_map(|value| mime::parameters(value, "charset"))
            .filter(|charset| !charset.is_empty());
        let first = charsets.next();
        if let Some(first) = &first
            && let Some(other) = charsets.find(|other| !other.eq_ignore_ascii_case(first))
        {
            let found = format!("{} and {}", excerpt(first), excerpt(&other));
            let expected = "one `charset` in the headers";
            let error = DecodeError::new(DecodeErrorKind::Encoding, 0, expected, found);
            return Err(error.locate(""));
        }
        to_text(self.body(), first.as_deref())
    }

    /// `Content-Type`, the first if there are several; empty where there is none.
    pub fn content_type(&self) -> &str {
        let value = self.headers().get(http::header::CONTENT_TYPE);
        mime::joined(value.map_or("", text_of))
            .next()
            .unwrap_or_default()
    }
}

/// A header's value, up to what is no UTF-8.
fn text_of(value: &http::HeaderValue) -> &str {
    let bytes = value.as_bytes();
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

/// The `charset` parameter of a content type.
pub(crate) fn charset(content_type: &str) -> Option<String> {
    mime::parameter(content_type, "charset").filter(|charset| !charset.is_empty())
}

impl fmt::Debug for RawReply {
    /// Shows nothing that the service wrote: any header may repeat a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, bytes) = (self.status().as_u16(), self.body().len());
        write!(f, "RawReply({status}, {bytes} bytes)")
    }
}

impl From<http::Response<Vec<u8>>> for RawReply {
    fn from(response: http::Response<Vec<u8>>) -> Self {
        Self::new(response)
    }
}

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The endpoint or a setting cannot be used. Nothing was sent.
    Configuration,
    /// The request holds a value that cannot be written. Nothing was sent.
    Encode,
    /// The request is not what the contract says, and [`Client::with_request_policy`](crate::Client::with_request_policy)
    /// or [`Operation::check`](crate::envelope::Operation::check) refuses it; see [`Error::decode`]. Nothing was sent.
    Invalid,
    /// The request or its reply did not get through; see [`Error::transport`].
    Transport,
    /// The call took longer than it may.
    Timeout,
    /// The service answered with an HTTP status that says failure, and no SOAP fault.
    Status,
    /// The reply is not what the contract says; see [`Error::decode`].
    Decode,
    /// The service answered with a fault; see [`Error::fault`].
    Fault,
    /// The service answered, and the status in its answer is no success; see [`Error::refusal`] and
    /// [`Error::answer`]. There is none where the generator has not been told what success is.
    Refused,
}

/// Why a call failed.
///
/// `Display` says what was called and what came of it; [`source`](std::error::Error::source) leads to the cause.
/// Passwords and authentication codes are in neither, even where the service repeats them: values of the request whose
/// names look secret are hidden in all that an error shows. What it hands out, the [reply](Self::reply) and the
/// [fault](Self::fault) with its detail, is as it came.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: &'static str,
    endpoint: String,
    /// `SOAP 1.1`, `HTTP GET`; empty for what is neither.
    protocol: Cow<'static, str>,
    cause: Cause,
    reply: Option<RawReply>,
    exchange: Option<Exchange>,
    /// A `Reply` that is no success.
    answer: Option<Box<dyn Any + Send + Sync>>,
}

enum Cause {
    Message(String),
    Encode(EncodeError),
    Transport(TransportError),
    Decode(DecodeError),
    Fault(Box<Fault>),
    Refused {
        /// The element that holds the status.
        element: &'static str,
        status: String,
        /// The status, secrets hidden.
        shown: String,
    },
}

impl Error {
    fn new(kind: ErrorKind, cause: Cause) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: "",
            endpoint: String::new(),
            protocol: Cow::Borrowed(""),
            cause,
            reply: None,
            exchange: None,
            answer: None,
        }))
    }

    /// A setting that cannot be used.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, Cause::Message(message.into()))
    }

    pub(crate) fn encode(error: EncodeError) -> Self {
        Self::new(ErrorKind::Encode, Cause::Encode(error))
    }

    /// A request that breaks the contract.
    pub(crate) fn invalid(error: DecodeError) -> Self {
        Self::new(ErrorKind::Invalid, Cause::Decode(error))
    }

    pub(crate) fn transport_failed(error: TransportError) -> Self {
        let kind = if error.is_timeout() {
            ErrorKind::Timeout
        } else {
            ErrorKind::Transport
        };
        Self::new(kind, Cause::Transport(error))
    }

    /// What went wrong where a [`Transport`](crate::transport::Transport) was used without a [`Client`](crate::Client),
    /// as for a page beside a SOAP service. `operation` says what was called.
    pub fn of_transport(operation: &'static str, error: TransportError) -> Self {
        let endpoint = error.endpoint().to_owned();
        let mut this = Self::transport_failed(error);
        this.0.operation = operation;
        this.0.endpoint = endpoint;
        this
    }

    /// A reply that could not be read. With a status that says failure, that is the news.
    pub(crate) fn decode_failed(error: DecodeError, reply: RawReply) -> Self {
        let kind = if reply.status().is_success() || error.is_about_soap() {
            ErrorKind::Decode
        } else {
            ErrorKind::Status
        };
        Self::new(kind, Cause::Decode(error)).with_reply(reply)
    }

    pub(crate) fn fault_received(fault: Box<Fault>, reply: RawReply) -> Self {
        Self::new(ErrorKind::Fault, Cause::Fault(fault)).with_reply(reply)
    }

    /// An answer whose status is no success.
    pub(crate) fn refused(element: &'static str, status: String, reply: Option<RawReply>) -> Self {
        let cause = Cause::Refused {
            element,
            shown: status.clone(),
            status,
        };
        let mut this = Self::new(ErrorKind::Refused, cause);
        this.0.reply = reply;
        this
    }

    /// Keeps the answer that is no success.
    pub(crate) fn with_answer(mut self, answer: impl Any + Send + Sync) -> Self {
        self.0.answer = Some(Box::new(answer));
        self
    }

    fn with_reply(mut self, reply: RawReply) -> Self {
        self.0.reply = Some(reply);
        self
    }

    /// Keeps the call as it went over the wire.
    pub(crate) fn with_exchange(mut self, exchange: Exchange) -> Self {
        self.0.exchange = Some(exchange);
        self
    }

    /// Hides these values wherever the error shows what the service said.
    pub(crate) fn hide(&mut self, secrets: &Secrets) {
        self.0.endpoint = secrets.mask(&self.0.endpoint).into_owned();
        match &mut self.0.cause {
            Cause::Message(message) => *message = secrets.mask(message).into_owned(),
            Cause::Encode(_) => {}
            Cause::Transport(error) => error.hide(secrets),
            Cause::Decode(error) => error.hide(secrets),
            Cause::Fault(fault) => fault.hide(secrets),
            Cause::Refused { shown, .. } => *shown = secrets.mask(shown).into_owned(),
        }
    }

    /// Adds what was called.
    pub(crate) fn during(
        mut self,
        operation: &'static str,
        endpoint: &str,
        protocol: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.0.operation = operation;
        self.0.endpoint = crate::secret::mask_url(endpoint);
        self.0.protocol = protocol.into();
        self
    }

    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called.
    pub fn operation(&self) -> &str {
        self.0.operation
    }

    /// Where it was sent, secrets masked.
    pub fn endpoint(&self) -> &str {
        &self.0.endpoint
    }

    /// The reply as it came, if one came.
    pub fn reply(&self) -> Option<&RawReply> {
        self.0.reply.as_ref()
    }

    /// The HTTP status, if a reply came.
    pub fn status(&self) -> Option<http::StatusCode> {
        self.0.reply.as_ref().map(RawReply::status)
    }

    /// The call as it went over the wire, without its secrets: its text is a support bundle. `None` where nothing was
    /// handed to the transport.
    pub fn exchange(&self) -> Option<&Exchange> {
        self.0.exchange.as_ref()
    }

    /// The fault that the service answered with.
    pub fn fault(&self) -> Option<&Fault> {
        match &self.0.cause {
            Cause::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// The detail of the fault that the service answered with, where the contract declares such a detail: `D` is the
    /// enum that the operation's documentation names. Where the contract declares header faults, a header block that
    /// came with the fault and is one of them.
    ///
    /// `None` where this is no fault, or one with another detail, or with none; [`fault`](Self::fault) has it.
    ///
    /// # Errors
    /// The detail has the name of a declared one and is not what the contract says.
    pub fn fault_as<D: FaultDetail>(&self) -> Result<Option<D>, DecodeError> {
        self.fault().map_or(Ok(None), Fault::declared)
    }

    /// The status by which the service refused, as it came; empty where the answer has none.
    pub fn refusal(&self) -> Option<&str> {
        match &self.0.cause {
            Cause::Refused { status, .. } => Some(status),
            _ => None,
        }
    }

    /// The answer by which the service refused, decoded: `R` is what the call would have given, such as
    /// `Reply<GetUserResponse>`. `None` where it is of another type, or this is no refusal.
    pub fn answer<R: 'static>(&self) -> Option<&R> {
        self.0.answer.as_ref()?.downcast_ref()
    }

    /// Why the reply could not be read, or the request is refused.
    pub fn decode(&self) -> Option<&DecodeError> {
        match &self.0.cause {
            Cause::Decode(error) => Some(error),
            _ => None,
        }
    }

    /// Why the request or its reply did not get through.
    pub fn transport(&self) -> Option<&TransportError> {
        match &self.0.cause {
            Cause::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// Whether the call took longer than it may.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether the service may have seen the request. If not, sending it again does nothing twice.
    pub fn may_have_reached_server(&self) -> bool {
        match &self.0.cause {
            _ if self.0.kind == ErrorKind::Invalid => false,
            Cause::Message(_) | Cause::Encode(_) => false,
            Cause::Transport(error) => error.may_have_reached_server(),
            Cause::Decode(_) | Cause::Fault(_) | Cause::Refused { .. } => true,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Cause::Message(message) = &inner.cause {
            return f.write_str(message);
        }
        write!(f, "`{}`", inner.operation)?;
        if !inner.protocol.is_empty() {
            write!(f, " over {}", inner.protocol)?;
        }
        if !inner.endpoint.is_empty() {
            write!(f, " at {}", inner.endpoint)?;
        }
        f.write_str(": ")?;
        match inner.kind {
            ErrorKind::Configuration | ErrorKind::Encode => {
                f.write_str("the request cannot be written")
            }
            ErrorKind::Invalid => f.write_str("the request is not what the contract says"),
            ErrorKind::Transport => f.write_str("the call did not get through"),
            ErrorKind::Timeout => f.write_str("the call took too long"),
            ErrorKind::Status => {
                let status = self.status().unwrap_or_default();
                write!(f, "the service answered with HTTP status {status}")?;
                if inner.protocol.starts_with("SOAP") {
                    f.write_str(match &inner.cause {
                        Cause::Decode(error) if error.is_broken() => {
                            " and what cannot be read as a SOAP fault"
                        }
                        _ => " and no SOAP fault",
                    })?;
                }
                Ok(())
            }
            ErrorKind::Decode => f.write_str("the reply is not what the contract says"),
            ErrorKind::Fault => f.write_str("the service answered with a fault"),
            ErrorKind::Refused => match &inner.cause {
                Cause::Refused { element, shown, .. } if !shown.is_empty() => {
                    write!(
                        f,
                        "the service refused with {} in `{element}`",
                        // Words of services are long: `setUser_InvalidParam_Password_Has_To_Be_At_Least_8_Characters_Long`.
                        excerpt_of(shown, 100)
                    )
                }
                Cause::Refused { element, .. } => {
                    write!(f, "the answer has no status in `{element}`")
                }
                _ => f.write_str("the service refused"),
            },
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)?;
        let mut source = std::error::Error::source(self);
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        if let Some(reply) = &self.0.reply {
            write!(f, " [{reply:?}]")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.cause {
            Cause::Message(_) | Cause::Refused { .. } => None,
            Cause::Encode(error) => Some(error),
            Cause::Transport(error) => Some(error),
            Cause::Decode(error) => Some(error),
            Cause::Fault(fault) => Some(&**fault),
        }
    }
}
