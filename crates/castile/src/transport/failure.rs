//! What the failures of reqwest and the layers beneath it mean: the kind, the message, and whether the request
//! may have been seen.
//!
//! In goes the error of a call with what is known of that call, out comes a [`TransportError`].

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use http::StatusCode;
use reqwest::Url;
use rustls::CertificateError;
use tokio::time::Instant;

use super::body::BodyError;
use super::endpoint::{self, Refusal};
use super::outgoing::Departure;
use super::{SendOptions, TimeoutPhase, TransportError, TransportErrorKind as Kind};

/// What an attempt to call knows of itself when it fails.
pub(super) struct Call<'a> {
    pub(super) url: Url,
    pub(super) options: &'a SendOptions,
    /// `None` where the call may last for ever.
    pub(super) deadline: Option<Instant>,
    /// Whether the client is that of the transport, and not the caller's.
    pub(super) is_own: bool,
    /// `None` where the client is the caller's own, whose settings are not known here.
    pub(super) connect_timeout: Option<Duration>,
    /// The most headers that the client takes. `None` where it is the caller's own.
    pub(super) max_headers: Option<usize>,
    pub(super) max_header_bytes: usize,
    /// Whether a server has answered already, with a redirect.
    pub(super) is_answered: bool,
    /// Whether the request may be on its way.
    pub(super) departure: Departure,
}

/// The time until which something is waited for.
#[derive(Clone, Copy)]
pub(super) struct Until {
    /// `None` waits for ever.
    pub(super) instant: Option<Instant>,
    /// How long that is, and how it is set.
    time: Duration,
    setting: &'static str,
}

impl Call<'_> {
    /// Until when the head of a response is waited for, from now on.
    pub(super) fn until_head(&self) -> Until {
        self.until(
            self.options.first_byte_timeout(),
            "`Client::with_first_byte_timeout`",
        )
    }

    /// Until when the next bytes of a body are waited for, from now on.
    pub(super) fn until_more(&self) -> Until {
        self.until(self.options.idle_timeout(), "`Client::with_idle_timeout`")
    }

    /// Until `time` from now, or the end of the call, if that comes first.
    fn until(&self, time: Duration, setting: &'static str) -> Until {
        let own = Instant::now().checked_add(time);
        if own.is_none_or(|own| self.deadline.is_some_and(|deadline| deadline <= own)) {
            return Until {
                instant: self.deadline,
                time: self.options.timeout(),
                setting: "`Client::with_timeout`",
            };
        }
        Until {
            instant: own,
            time,
            setting,
        }
    }

    pub(super) fn error(&self, kind: Kind, message: impl Into<String>) -> TransportError {
        let error = TransportError::new(kind, self.url.as_str(), message);
        let may_have_reached_server = error.may_have_reached_server() || self.is_answered;
        error.with_may_have_reached_server(may_have_reached_server)
    }

    /// An error before a response came: what was not written cannot have been seen, and is not written any more.
    fn before_response(&self, kind: Kind, message: impl Into<String>) -> TransportError {
        let may_have_reached_server = !self.is_kept() || self.is_answered;
        self.error(kind, message)
            .with_may_have_reached_server(may_have_reached_server)
    }

    /// Whether the request has not left and does not any more. A client of the caller's may speak HTTP/2, which does
    /// not ask for the body before it writes the head.
    fn is_kept(&self) -> bool {
        self.departure.revoke() && self.is_own
    }

    /// An error before anything could be written to where the call went. A client of the caller's may have come there
    /// by a redirect, and have sent the request before.
    fn before_request(&self, kind: Kind, message: &str) -> TransportError {
        let is_sent = !self.departure.revoke() && !self.is_own;
        let hint = if is_sent {
            "; the client that was passed in may have followed a redirect, build it with \
             `reqwest::redirect::Policy::none()`"
        } else {
            ""
        };
        self.error(kind, format!("{message}{hint}"))
            .with_may_have_reached_server(is_sent || self.is_answered)
    }

    /// The caller's client went elsewhere.
    pub(super) fn redirected(&self) -> TransportError {
        let message = "the client that was passed in followed a redirect by itself, build it with \
                       `reqwest::redirect::Policy::none()`";
        self.error(Kind::Redirect, message)
    }

    pub(super) fn refused(&self, refusal: Refusal) -> TransportError {
        self.error(refusal.kind, refusal.message)
    }

    /// The head of a response did not come in time.
    pub(super) fn no_head_in_time(&self, until: Until) -> TransportError {
        let (phase, what) = if self.is_kept() {
            (TimeoutPhase::Connect, "connection")
        } else {
            (TimeoutPhase::Response, "response came")
        };
        let message = format!("no {what} within {:?} ({})", until.time, until.setting);
        self.before_response(Kind::Timeout(phase), message)
    }

    /// The body of a response did not come in time.
    pub(super) fn no_body_in_time(&self, until: Until, received: usize) -> TransportError {
        let Until { time, setting, .. } = until;
        let message = if until.instant == self.deadline {
            format!(
                "the response was not whole within {time:?} ({setting}), {received} bytes of its body came"
            )
        } else {
            format!(
                "nothing more of the response came for {time:?} ({setting}), {received} bytes of its body did"
            )
        };
        self.error(Kind::Timeout(TimeoutPhase::Body), message)
    }

    /// The head of the response is larger than a limit. Which of the two it was is not known.
    pub(super) fn head_too_large(&self) -> TransportError {
        let headers = match self.max_headers {
            Some(count) => {
                format!("more than {count} headers (`ReqwestTransportBuilder::max_headers`) or")
            }
            None => "more headers than the client that was passed in takes, or".to_owned(),
        };
        let message = format!(
            "the head of the response has {headers} more than {} bytes (`ReqwestTransportBuilder::max_header_bytes`)",
            self.max_header_bytes
        );
        self.error(Kind::Limit, message)
    }

    /// No response came.
    pub(super) fn no_response(&self, error: reqwest::Error) -> TransportError {
        let is_elsewhere = |url| !endpoint::is_same(url, &self.url);
        let is_redirected = error.is_redirect() || error.url().is_some_and(is_elsewhere);
        let error = error.without_url();
        if is_redirected {
            return self.redirected().with_source(error);
        }
        if error.is_connect() {
            return self.no_connection(error);
        }
        if error.is_builder() {
            let message = "the request cannot be sent";
            return self
                .before_request(Kind::InvalidRequest, message)
                .with_source(error);
        }
        let (kind, message) = if error.is_timeout() {
            (
                Kind::Timeout(TimeoutPhase::Response),
                "no response came within the time set on the client that was passed in",
            )
        } else if let Some(parse) = find::<hyper::Error>(&error).filter(|error| error.is_parse()) {
            // hyper has no question for this one that a client may ask.
            if parse.to_string() == "message head is too large" {
                return self.head_too_large().with_source(error);
            }
            (Kind::Protocol, "what came is not an HTTP/1.1 response")
        } else if find::<rustls::Error>(&error).is_some() {
            (Kind::Tls, "TLS failed before a response came")
        } else if self.is_kept() {
            (
                Kind::Reset,
                "the connection broke before the request was sent",
            )
        } else {
            (Kind::Reset, "the connection broke before a response came")
        };
        self.before_response(kind, message).with_source(error)
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
            (Kind::Tls, distrust(error).to_owned())
        } else if error.is_dns() {
            (
                Kind::Connect,
                "the name of the host is not known".to_owned(),
            )
        } else {
            (Kind::Connect, "no connection".to_owned())
        };
        // Nothing of the request is written before the connection stands, TLS included.
        self.before_request(kind, &message).with_source(error)
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
                "the response was not whole within the time set on the client that was passed in, {received} bytes of its body came"
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
    pub(super) fn bad_body(&self, status: StatusCode, error: BodyError) -> TransportError {
        let (kind, mut message, source) = match error {
            BodyError::Limit => {
                let limit = self.options.response_bytes();
                let message = format!(
                    "the response's body is larger than {limit} bytes (`Limits::with_response_bytes`)"
                );
                (Kind::Limit, message, None)
            }
            BodyError::Encoding(name) => {
                let message =
                    format!("the response is encoded as `{name}`, expected `gzip` or no encoding");
                (Kind::Protocol, message, None)
            }
            BodyError::Gzip(source) => {
                let message = "the response's body is not the whole gzip it says it is";
                (Kind::Protocol, message.to_owned(), Some(source))
            }
        };
        if !status.is_success() {
            message = format!("HTTP status {}, and {message}", status.as_u16());
        }
        let error = self.error(kind, message);
        match source {
            Some(source) => error.with_source(source),
            None => error,
        }
    }
}

/// Why a connection is not to be trusted, and what could be done.
fn distrust(error: &rustls::Error) -> &'static str {
    let rustls::Error::InvalidCertificate(error) = error else {
        return "no TLS connection";
    };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the certificate of the server has expired, or the clock of this machine is wrong"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the certificate of the server is not valid yet, or the clock of this machine is wrong"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the certificate of the server is for another name"
        }
        CertificateError::UnknownIssuer => {
            "the certificate of the server is of an authority that is not trusted here, install that authority's \
             certificate or pass a client in (`ReqwestTransportBuilder::client`)"
        }
        CertificateError::Revoked => "the certificate of the server was revoked",
        _ => "the certificate of the server is not trusted",
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
