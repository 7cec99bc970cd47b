//! Trouble on request: the ways a reply may go wrong, and their names at the control page.
//!
//! In: a [`Trouble`]. Out: for some a reply instead of the real one ([`Trouble::instead`]), for
//! others a change to it. How a fault or a rate limit looks depends on the protocol, so those two
//! are left to `soap` and `aspx`.

use std::time::Duration;

use hyper::StatusCode;

use crate::reply::{Ending, Reply};

/// One way in which the next call goes wrong.
///
/// Unless said otherwise the call is not carried out: no session begins and no code is made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// A SOAP fault, or ASP.NET's error page where an `.aspx` page was called.
    Fault {
        /// `Client`, `Server`, `MustUnderstand`, `VersionMismatch` (in SOAP 1.2 the names it has
        /// for them), or a code of the service's own namespace.
        code: String,
        /// The text.
        reason: String,
        /// XML to put into the detail, as it is.
        detail: Option<String>,
    },
    /// The word or enumeration value that means too many calls. Where none is known: HTTP 429.
    RateLimit,
    /// The right reply, late. The call is carried out.
    Delay(Duration),
    /// The connection is closed without a reply.
    Drop,
    /// The right reply, of which only the first bytes are sent as if they were all. The call is
    /// carried out.
    Truncate(usize),
    /// The right reply with its whole length announced, but the connection breaks after so many
    /// bytes of the body. The call is carried out.
    Break(usize),
    /// A web page where the reply should be, with this HTTP status.
    Page(u16),
    /// HTTP 200 and nothing else.
    EmptyBody,
    /// This HTTP status and an empty body.
    Status(u16),
    /// A redirection (302) to this address.
    Redirect(String),
    /// The right reply with elements, or a line, that the contract does not have. The call is
    /// carried out.
    AddedElement,
    /// The right reply with a result value, or a word, that the contract does not have. The call
    /// is carried out.
    UnknownValue,
    /// The right reply, laid out in another way that means the same: other prefixes, comments and
    /// CDATA in XML; spaces and a line end in text. The call is carried out.
    OddLayout,
    /// This reply.
    Reply {
        /// The HTTP status.
        status: u16,
        /// The value of the `Content-Type` header; empty for none.
        content_type: String,
        /// The body.
        body: Vec<u8>,
    },
}

/// The names [`Trouble::from_words`] knows.
const NAMES: &str = "fault, rate-limit, delay, drop, truncate, break, page, empty-body, status, \
                     redirect, added-element, unknown-value, odd-layout, reply";

impl Trouble {
    /// A SOAP fault of the server with this text and no detail.
    pub fn fault(reason: impl Into<String>) -> Trouble {
        Trouble::Fault {
            code: "Server".to_owned(),
            reason: reason.into(),
            detail: None,
        }
    }

    /// The reply that is sent instead of any other, or `None` if the protocol has a say in it.
    pub(crate) fn instead(&self) -> Option<Reply> {
        let reply = match self {
            Trouble::Drop => Reply {
                ending: Ending::Never,
                ..Reply::empty(StatusCode::OK, "text/plain")
            },
            Trouble::Page(status) => Reply::new(
                status_code(*status),
                "text/html; charset=utf-8",
                "<!DOCTYPE html>\r\n<html><head><title>LogMeIn Rescue</title></head>\
                 <body><h1>Log in</h1><p>This page is not the reply you asked for.<br>\
                 The sandbox sent it on request.</p></body></html>\r\n",
            ),
            Trouble::EmptyBody => Reply::empty(StatusCode::OK, "text/xml; charset=utf-8"),
            Trouble::Status(status) => Reply::empty(status_code(*status), "text/html"),
            Trouble::Redirect(address) => {
                Reply::empty(StatusCode::FOUND, "text/html").with("Location", address.as_str())
            }
            Trouble::Reply {
                status,
                content_type,
                body,
            } => Reply::new(status_code(*status), content_type, body.clone()),
            Trouble::Fault { .. }
            | Trouble::RateLimit
            | Trouble::Delay(_)
            | Trouble::Truncate(_)
            | Trouble::Break(_)
            | Trouble::AddedElement
            | Trouble::UnknownValue
            | Trouble::OddLayout => return None,
        };
        Some(reply)
    }

    /// Changes how the right reply is sent.
    pub(crate) fn damage(&self, mut reply: Reply) -> Reply {
        match *self {
            Trouble::Delay(time) => reply.delay = time,
            Trouble::Truncate(kept) => reply.body.truncate(kept),
            Trouble::Break(kept) => reply.ending = Ending::BreaksAfter(kept),
            _ => {}
        }
        reply
    }

    /// Reads a trouble as the control page is told of it: a name and its settings.
    pub(crate) fn from_words(words: &[(String, String)]) -> Result<Trouble, String> {
        let word = |name: &str| {
            words
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        let text = |name: &str, default: &str| word(name).unwrap_or(default).to_owned();
        let name = word("trouble").ok_or_else(|| format!("say `trouble=` and one of {NAMES}"))?;
        Ok(match name {
            "fault" => Trouble::Fault {
                code: text("code", "Server"),
                reason: text("reason", "the sandbox was asked to fail"),
                detail: word("detail").map(str::to_owned),
            },
            "rate-limit" => Trouble::RateLimit,
            "delay" => Trouble::Delay(Duration::from_millis(number(word("ms"), "ms", 1_000)?)),
            "drop" => Trouble::Drop,
            "truncate" => Trouble::Truncate(number(word("keep"), "keep", 100)?),
            "break" => Trouble::Break(number(word("keep"), "keep", 100)?),
            "page" => Trouble::Page(number(word("status"), "status", 200)?),
            "empty-body" => Trouble::EmptyBody,
            "status" => Trouble::Status(number(word("status"), "status", 503)?),
            "redirect" => Trouble::Redirect(text("location", "http://127.0.0.1:9/")),
            "added-element" => Trouble::AddedElement,
            "unknown-value" => Trouble::UnknownValue,
            "odd-layout" => Trouble::OddLayout,
            "reply" => Trouble::Reply {
                status: number(word("status"), "status", 200)?,
                content_type: text("content-type", "text/xml; charset=utf-8"),
                body: text("body", "").into_bytes(),
            },
            other => return Err(format!("`{other}` is no trouble; there are {NAMES}")),
        })
    }
}

fn number<T: std::str::FromStr>(word: Option<&str>, name: &str, default: T) -> Result<T, String> {
    match word {
        None => Ok(default),
        Some(word) => word
            .parse()
            .map_err(|_| format!("`{name}={word}` is not a number that fits")),
    }
}

/// Codes below 200 are no final reply, and `hyper` refuses to send them.
fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status)
        .ok()
        .filter(|code| code.as_u16() >= 200)
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// How a trouble changes what is written, as the writers of replies need to know it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shape {
    pub(crate) added: bool,
    pub(crate) unknown_value: bool,
    pub(crate) odd: bool,
}

impl Shape {
    pub(crate) fn of(trouble: Option<&Trouble>) -> Shape {
        Shape {
            added: trouble == Some(&Trouble::AddedElement),
            unknown_value: trouble == Some(&Trouble::UnknownValue),
            odd: trouble == Some(&Trouble::OddLayout),
        }
    }
}
