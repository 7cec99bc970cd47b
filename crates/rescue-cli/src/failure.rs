//! Why there is no answer, as the command says it: an exit code, a message, its causes, and what to do.
//!
//! In: errors of all layers. Out: [`Failure`]. Its texts hold no secrets, since those of the layers hold none.

use std::error::Error as StdError;
use std::fmt;

use castile::transport::TransportErrorKind;
use logmein_rescue::{Error, ErrorKind, ReturnValue};

use crate::exit::Exit;

/// Why there is no answer.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// What the service said, as it came.
    pub(crate) word: Option<String>,
    pub(crate) message: String,
    pub(crate) causes: Vec<String>,
    pub(crate) hint: Option<String>,
    /// The usage, where it was not kept to.
    usage: Box<str>,
}

impl Failure {
    fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            word: None,
            message: message.into(),
            causes: Vec::new(),
            hint: None,
            usage: Box::default(),
        }
    }

    /// Something that cannot be used was given.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    pub(crate) fn unexpected(message: impl Into<String>) -> Self {
        Self::new(Exit::Unexpected, message)
    }

    /// An error with all that lies beneath it.
    pub(crate) fn from_error(exit: Exit, error: &dyn StdError) -> Self {
        let failure = Self::new(exit, error.to_string());
        match error.source() {
            Some(source) => failure.because(source),
            None => failure,
        }
    }

    /// What `clap` says: a message, then proposals and the usage.
    pub(crate) fn arguments(error: &clap::Error) -> Self {
        let text = error.to_string();
        let Some(text) = text.strip_prefix("error: ") else {
            // The help, which is all that `clap` says where there is no command.
            return Self {
                usage: text.into(),
                ..Self::usage("there is no command")
            };
        };
        let (message, usage) = text.split_once("\n\n").unwrap_or((text, ""));
        let message: Vec<&str> = message.split_whitespace().collect();
        Self {
            usage: usage.into(),
            ..Self::usage(message.join(" "))
        }
    }

    /// Adds an error and all that lies beneath it.
    pub(crate) fn because(mut self, error: &dyn StdError) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            self.causes.push(error.to_string());
            next = error.source();
        }
        self
    }

    /// Adds what to do.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Texts of a service may hold what a terminal would obey, so that control characters are shown and not sent.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", harmless(&self.message))?;
        for cause in &self.causes {
            writeln!(f, "  caused by: {}", harmless(cause))?;
        }
        if let Some(hint) = &self.hint {
            writeln!(f, "hint: {hint}")?;
        }
        if self.usage.is_empty() {
            Ok(())
        } else {
            write!(f, "\n{}", self.usage)
        }
    }
}

/// The text with its control characters as escapes.
pub(crate) fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = exit_of(&error);
        let mut failure = Self::from_error(exit, &error);
        failure.word = error.word().map(str::to_owned);
        failure.hint = hint_of(exit, &error).map(str::to_owned);
        if may_have_made_a_code(exit, &error) {
            let first = failure
                .hint
                .map(|hint| format!("{hint}; "))
                .unwrap_or_default();
            failure.hint = Some(format!(
                "{first}the service may have made a code, and then the technician's previous one no longer works"
            ));
        }
        failure
    }
}

fn exit_of(error: &Error) -> Exit {
    match error.kind() {
        ErrorKind::Configuration => Exit::Usage,
        ErrorKind::InvalidCompany => Exit::CompanyRefused,
        ErrorKind::Refused(value) => exit_of_value(value),
        ErrorKind::Reply => Exit::Unreadable,
        ErrorKind::Call => error.call().map_or(Exit::Unexpected, exit_of_call),
        _ => Exit::Unexpected,
    }
}

fn exit_of_value(value: ReturnValue) -> Exit {
    match value {
        ReturnValue::Error => Exit::Error,
        ReturnValue::Invalid => Exit::Invalid,
        ReturnValue::InvalidParamCompany => Exit::InvalidParamCompany,
        ReturnValue::InvalidPassword => Exit::InvalidPassword,
        ReturnValue::InvalidCompanyId => Exit::InvalidCompanyId,
        ReturnValue::MissingParameters => Exit::MissingParameters,
        ReturnValue::InvalidSsoId => Exit::InvalidSsoId,
        ReturnValue::PollRateExceeded | ReturnValue::LimitReached => Exit::PollRateExceeded,
        ReturnValue::NotLoggedIn
        | ReturnValue::NotLoggedInAsAdmin
        | ReturnValue::InvalidSecretAuthCode
        | ReturnValue::UserDeletedOrDisabled => Exit::NotLoggedIn,
        ReturnValue::Unknown => Exit::UnknownWord,
        _ => Exit::Refused,
    }
}

fn exit_of_call(error: &castile::Error) -> Exit {
    match error.kind() {
        castile::ErrorKind::Configuration
        | castile::ErrorKind::Encode
        | castile::ErrorKind::Invalid => Exit::Usage,
        castile::ErrorKind::Timeout => Exit::Timeout,
        castile::ErrorKind::Fault => Exit::Fault,
        castile::ErrorKind::Status | castile::ErrorKind::Decode => Exit::Unreadable,
        castile::ErrorKind::Transport => error
            .transport()
            .map_or(Exit::Unexpected, |error| exit_of_transport(error.kind())),
        _ => Exit::Unexpected,
    }
}

fn exit_of_transport(kind: TransportErrorKind) -> Exit {
    match kind {
        TransportErrorKind::InvalidRequest | TransportErrorKind::PlainHttp => Exit::Usage,
        TransportErrorKind::Connect | TransportErrorKind::Tls | TransportErrorKind::Reset => {
            Exit::Unreachable
        }
        TransportErrorKind::Timeout(_) => Exit::Timeout,
        TransportErrorKind::Redirect | TransportErrorKind::Protocol | TransportErrorKind::Limit => {
            Exit::Unreadable
        }
        _ => Exit::Unexpected,
    }
}

/// What to do about it, in terms of this command.
fn hint_of(exit: Exit, error: &Error) -> Option<&'static str> {
    let transport = error.call().and_then(castile::Error::transport);
    if transport.is_some_and(|error| error.kind() == TransportErrorKind::PlainHttp) {
        return Some(
            "use https, or add `--allow-plain-http HOST` if everybody on the way may read the password",
        );
    }
    // What a refusal means, the error has said already.
    Some(match exit {
        Exit::Invalid if !is_single_sign_on(error) => {
            "check the e-mail address, and that the password is that of the same user"
        }
        Exit::NotLoggedIn => {
            "log in with `--login`, or give a code in the environment variable RESCUE_AUTH_CODE or with \
             `--auth-code-file`"
        }
        Exit::Invalid | Exit::InvalidPassword | Exit::InvalidSsoId => {
            "`--sso-id` is set for each technician, the single sign-on password once for the company, both in the \
             administration center"
        }
        Exit::InvalidCompanyId => {
            "`--company` takes the number that the administration center shows"
        }
        Exit::CompanyRefused => "check `--company`; with `--any-company` it is sent as it is",
        Exit::Unreachable => "check `--endpoint`, the network and the proxy",
        Exit::Timeout => "try again, or give it longer with `--timeout`",
        Exit::Unreadable => return hint_of_reply(error),
        _ => return None,
    })
}

/// What to do about something that is no answer, judged by its status and whether it is a web page.
fn hint_of_reply(error: &Error) -> Option<&'static str> {
    // The service's own pages of plain words say that they are HTML, too.
    let is_page = error.reply_received().is_some_and(|reply| {
        let is_html = reply.content_type().starts_with("text/html");
        let starts = |text: &str| text.trim_start().starts_with('<');
        is_html && reply.text().is_none_or(|text| starts(&text))
    });
    match error.status() {
        Some(status) if status.is_server_error() => {
            Some("the service, or a proxy before it, is out of order; try again later")
        }
        Some(status) if status.is_success() && !is_page => None,
        _ => Some(
            "check that `--endpoint` is the address of API.asmx, and that no proxy answers in its place",
        ),
    }
}

fn is_single_sign_on(error: &Error) -> bool {
    matches!(
        error.method(),
        "requestAuthCodeSSO" | "GetLoginTicket" | "GetDTCLoginTicket"
    )
}

/// Whether a code may have been made that did not arrive.
fn may_have_made_a_code(exit: Exit, error: &Error) -> bool {
    let may_be_made = matches!(
        exit,
        Exit::Unreachable | Exit::Timeout | Exit::Unreadable | Exit::Fault
    );
    may_be_made && error.method().starts_with("requestAuthCode") && error.may_have_reached_server()
}

#[cfg(test)]
mod tests {
    use super::{Exit, Failure};

    #[test]
    fn a_failure_shows_control_characters() {
        let mut failure = Failure::usage("one\u{1b}[31m\ntwo");
        failure.causes.push("three\u{7}".to_owned());
        let failure = failure.hint("four");
        assert_eq!(failure.exit, Exit::Usage);
        let expected = "error: one\\u{1b}[31m\\ntwo\n  caused by: three\\u{7}\nhint: four\n";
        assert_eq!(failure.to_string(), expected);
    }
}
