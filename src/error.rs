//! Why something could not be had.

use std::any::Any;
use std::fmt;

use castile::RawReply;
use http::StatusCode;

use crate::return_value::ReturnValue;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The endpoint or a setting cannot be used. Nothing was sent.
    Configuration,
    /// The company ID is not all digits. Nothing was sent.
    InvalidCompany,
    /// The service said no.
    Refused(ReturnValue),
    /// The service said something that is neither yes nor no: a web page, nothing, `OK` without what was asked for.
    Reply,
    /// The call did not get through, ended in a fault, or brought XML that the contract does not allow; see
    /// [`Error::call`].
    Call,
}

/// Why a call to the service did not bring what was asked for.
///
/// `Display` says what happened at this layer, [`source`](std::error::Error::source) leads to what is beneath.
/// Neither shows passwords, authentication codes or tickets.
pub struct Error(Box<Inner>);

struct Inner {
    /// What was called, in the service's words; empty where nothing was.
    method: &'static str,
    cause: Cause,
    reply: Option<RawReply>,
    /// A [`castile::Reply`] that did not bring what it should.
    answer: Option<Box<dyn Any + Send + Sync>>,
}

enum Cause {
    Configuration(String),
    InvalidCompany(String),
    Refused {
        value: ReturnValue,
        word: String,
        /// The error beneath, over SOAP.
        call: Option<castile::Error>,
    },
    Reply(String),
    Call(castile::Error),
}

impl Error {
    fn new(method: &'static str, cause: Cause) -> Self {
        Self(Box::new(Inner {
            method,
            cause,
            reply: None,
            answer: None,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new("", Cause::Configuration(message.into()))
    }

    pub(crate) fn invalid_company(method: &'static str, message: String) -> Self {
        Self::new(method, Cause::InvalidCompany(message))
    }

    /// `word` is what the service said, and no secret.
    pub(crate) fn refused(
        method: &'static str,
        value: ReturnValue,
        word: impl Into<String>,
    ) -> Self {
        Self::new(
            method,
            Cause::Refused {
                value,
                word: word.into(),
                call: None,
            },
        )
    }

    /// `message` says what was expected and what was found, and holds no secret.
    pub(crate) fn reply(method: &'static str, message: impl Into<String>) -> Self {
        Self::new(method, Cause::Reply(message.into()))
    }

    /// An error that shows `error` beneath it, which hides the password where the service repeats it. A refusal shows
    /// itself.
    pub(crate) fn call_failed(method: &'static str, error: castile::Error) -> Self {
        let Some(result) = error.refusal() else {
            return Self::new(method, Cause::Call(error));
        };
        let value = ReturnValue::of_result(result);
        // A word of the guide is no secret. Of any other, `error` hides those of the call.
        let is_known = value != ReturnValue::Unknown && is_word_of(method, result);
        let is_shown = || result.is_empty() || error.to_string().contains(&format!("`{result}`"));
        let word = if is_known || is_shown() {
            result.to_owned()
        } else {
            "a text that is long, or holds a password or code".to_owned()
        };
        let call = Some(error);
        Self::new(method, Cause::Refused { value, word, call })
    }

    pub(crate) fn with_reply(mut self, reply: RawReply) -> Self {
        self.0.reply = Some(reply);
        self
    }

    pub(crate) fn with_answer(mut self, answer: impl Any + Send + Sync) -> Self {
        self.0.answer = Some(Box::new(answer));
        self
    }

    /// The kind, to match on.
    pub fn kind(&self) -> ErrorKind {
        match &self.0.cause {
            Cause::Configuration(_) => ErrorKind::Configuration,
            Cause::InvalidCompany(_) => ErrorKind::InvalidCompany,
            Cause::Refused { value, .. } => ErrorKind::Refused(*value),
            Cause::Reply(_) => ErrorKind::Reply,
            Cause::Call(_) => ErrorKind::Call,
        }
    }

    /// The word by which the service refused, as it came unless it holds a secret: `INVALID`,
    /// `requestAuthCode_Invalid`.
    pub fn word(&self) -> Option<&str> {
        match &self.0.cause {
            Cause::Refused { word, .. } => Some(word),
            _ => None,
        }
    }

    /// The answer over SOAP as the contract has it, such as
    /// [`StartSessionResponse`](crate::api::StartSessionResponse), where it refused or did not bring what it should;
    /// `None` where it is of another type.
    pub fn soap<A: 'static>(&self) -> Option<&A> {
        let refused = self.call().and_then(castile::Error::answer);
        let answer = self.0.answer.as_ref();
        let reply: &castile::Reply<A> =
            refused.or_else(|| answer.and_then(|answer| answer.downcast_ref()))?;
        Some(reply)
    }

    /// What was called: `requestAuthCodeSSO`, `GetLoginTicket`. Empty where nothing was.
    pub fn method(&self) -> &str {
        self.0.method
    }

    /// The error beneath, for the kind [`Call`](ErrorKind::Call), whose [`source`](std::error::Error::source) it is,
    /// and for a refusal over SOAP. It has the call as it went over the wire ([`castile::Error::exchange`]).
    pub fn call(&self) -> Option<&castile::Error> {
        match &self.0.cause {
            Cause::Call(error) => Some(error),
            Cause::Refused { call, .. } => call.as_ref(),
            _ => None,
        }
    }

    /// The reply as it came, if one came. It may hold secrets.
    pub fn reply_received(&self) -> Option<&RawReply> {
        self.0
            .reply
            .as_ref()
            .or_else(|| self.call().and_then(castile::Error::reply))
    }

    /// The HTTP status, if a reply came. It is not kept of an answer over SOAP that did not bring what it should.
    pub fn status(&self) -> Option<StatusCode> {
        self.reply_received().map(RawReply::status)
    }

    /// Whether the call took longer than it may.
    pub fn is_timeout(&self) -> bool {
        self.call().is_some_and(castile::Error::is_timeout)
    }

    /// Whether the service may have acted on the call. A code that was made and did not arrive has made the one
    /// before it useless.
    pub fn may_have_reached_server(&self) -> bool {
        match &self.0.cause {
            Cause::Configuration(_) | Cause::InvalidCompany(_) => false,
            Cause::Refused { .. } | Cause::Reply(_) => true,
            Cause::Call(error) => error.may_have_reached_server(),
        }
    }
}

/// Whether what stands before a known word is the name of the operation or how that begins, as in
/// `requestAuthCode_Invalid` of `requestAuthCodeSSO`, or nothing.
fn is_word_of(method: &str, result: &str) -> bool {
    if ReturnValue::of_word(result) != ReturnValue::Unknown {
        return true;
    }
    let name = result.split('_').next().unwrap_or_default();
    let name = name.strip_suffix("Ret").unwrap_or(name);
    let begin = method.get(..name.len());
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let method = self.0.method;
        match &self.0.cause {
            Cause::Configuration(message) | Cause::InvalidCompany(message) => f.write_str(message),
            Cause::Refused { value, word, .. } => {
                write!(
                    f,
                    "`{method}` was refused with `{}`: {}",
                    word.escape_debug(),
                    value.meaning()
                )
            }
            Cause::Reply(message) => write!(f, "the reply to `{method}` cannot be read: {message}"),
            Cause::Call(_) => write!(f, "`{method}` brought no answer"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind())?;
        if let Cause::Call(error) = &self.0.cause {
            write!(f, ": {error:?}")?;
        }
        if let Some(reply) = &self.0.reply {
            // What its headers say has been shown, if it may be.
            let (status, bytes) = (reply.status().as_u16(), reply.body().len());
            write!(f, " [HTTP status {status}, {bytes} bytes]")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.cause {
            Cause::Call(error) => Some(error),
            _ => None,
        }
    }
}
