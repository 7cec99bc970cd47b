//! What the failures of reqwest and the layers beneath it mean: the kind, the message, and whether the request
//! may have been seen.
//!
//! In goes the error of a call with what is known of that call, out comes a [`TransportError`].

use std::error::Error as StdError;
use std::io;
use std::time::{Duration, Instant};

use reqwest::Url;

use super::body::BodyError;
use super::endpoint::Refusal;
use super::{SendOptions, TimeoutPhase, TransportError, TransportErrorKind as Kind};

/// What a call knows of itself when it fails.
pub(super) struct Call<'a> {
    pub(super) url: Url,
    pub(super) options: &'a SendOptions,
    /// `None` where the call may last for ever.
    pub(super) deadline: Option<Instant>,
    /// `None` where the client is the caller's own, whose settings are not known here.
    pub(super) connect_timeout: Option<Duration>,
    /// Whether a server has answered already, with a redirect.
    pub(super) is_answered: bool,
}

impl Call<'_> {
    pub(super) fn error(&self, kind: Kind, message: impl Into<String>) -> TransportError {
        let error = TransportError::new(kind, self.url.as_str(), message);
        let may_have_reached_server = error.may_have_reached_server() || self.is_answered;
        error.with_may_have_reached_server(may_have_reached_server)
    }

    pub(super) fn refused(&self, refusal: Refusal) -> TransportError {
        self.error(refusal.kind, refusal.message)
    }

    /// No response came.
    pub(super) fn no_response(&self, error: reqwest::Error) -> TransportError {
        let error = error.without_url();
        if error.is_connect() {
            return self.no_connection(error);
        }
        let (kind, message) = if error.is_builder() {
            (
                Kind::InvalidRequest,
                "the request cannot be sent".to_owned(),
            )
        } else if error.is_timeout() {
            let message = format!("no response came within {}", self.time());
            (Kind::Timeout(TimeoutPhase::Response), message)
        } else if let Some(error) = find::<hyper::Error>(&error).filter(|error| error.is_parse()) {
            // hyper has no question for this one that a client may ask.
            if error.to_string() == "message head is too large" {
                let message = "the head of the response has more than 100 headers or about 400 KiB, \
                               a fixed limit";
                (Kind::Limit, message.to_owned())
            } else {
                (
                    Kind::Protocol,
                    "what came is not an HTTP/1.1 response".to_owned(),
                )
            }
        } else if find::<rustls::Error>(&error).is_some() {
            (Kind::Tls, "TLS failed before a response came".to_owned())
        } else {
            (
                Kind::Reset,
                "the connection broke before a response came".to_owned(),
            )
        };
        self.error(kind, message).with_source(error)
    }

    fn no_connection(&self, error: reqwest::Error) -> TransportError {
        let (kind, message) = if error.is_timeout() {
            let within = match self.connect_timeout {
                Some(time) => {
                    format!(" within {time:?} (`ReqwestTransportBuilder::connect_timeout`)")
                }
                None => " within the time set on the client that was passed in".to_owned(),
            };
            (
                Kind::Timeout(TimeoutPhase::Connect),
                format!("no connection{within}"),
            )
        } else if let Some(error) = find::<rustls::Error>(&error) {
            let message = match error {
                rustls::Error::InvalidCertificate(_) => {
                    "the certificate of the server is not trusted"
                }
                _ => "no TLS connection",
            };
            (Kind::Tls, message.to_owned())
        } else if error.is_dns() {
            (
                Kind::Connect,
                "the name of the host is not known".to_owned(),
            )
        } else {
            (Kind::Connect, "no connection".to_owned())
        };
        // Nothing of the request is written before the connection stands, TLS included.
        let error = self.error(kind, message).with_source(error);
        error.with_may_have_reached_server(self.is_answered)
    }

    /// The head of the response came, and its body did not, or not all of it.
    pub(super) fn no_body(&self, error: reqwest::Error, received: usize) -> TransportError {
        let error = error.without_url();
        let is_malformed = find::<io::Error>(&error).is_some_and(|error| {
            matches!(
                error.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
            )
        });
        let (kind, message) = if error.is_timeout() {
            let message = format!(
                "the response was not whole within {}, {received} bytes of its body came",
                self.time()
            );
            (Kind::Timeout(TimeoutPhase::Body), message)
        } else if is_malformed {
            (
                Kind::Protocol,
                format!("the body of the response is not HTTP/1.1 after {received} bytes"),
            )
        } else {
            (
                Kind::Reset,
                format!("the connection broke after {received} bytes of the response's body"),
            )
        };
        self.error(kind, message).with_source(error)
    }

    /// The body came, and is not to be had.
    pub(super) fn bad_body(&self, error: BodyError) -> TransportError {
        match error {
            BodyError::Limit => self.error(
                Kind::Limit,
                format!(
                    "the response's body is larger than {} bytes (`Limits::with_response_bytes`)",
                    self.options.response_bytes()
                ),
            ),
            BodyError::Encoding(name) => self.error(
                Kind::Protocol,
                format!("the response is encoded as `{name}`, expected `gzip` or no encoding"),
            ),
            BodyError::Gzip(source) => self
                .error(
                    Kind::Protocol,
                    "the response's body is not the whole gzip it says it is",
                )
                .with_source(source),
        }
    }

    /// The time that ran out, with the name of its setting.
    fn time(&self) -> String {
        if self
            .deadline
            .is_some_and(|deadline| deadline <= Instant::now())
        {
            format!("{:?} (`SendOptions::with_timeout`)", self.options.timeout())
        } else {
            "the time set on the client that was passed in".to_owned()
        }
    }
}

/// The first error of a type, from `error` down.
fn find<'e, T: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An I/O error that wraps another hands out the source of that one, and so would skip it.
        next = match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
