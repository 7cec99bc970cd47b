//! What the sandbox was asked: a log without secrets.
//!
//! A value is kept only if its name is that of a parameter and of no secret one. So a password sent under a wrong name
//! is hidden, too, and so is the part of one that stands as a name because its `&` was not escaped.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use crate::operation::{Input, OPERATIONS};

/// How many calls are remembered. Older ones are forgotten.
const REMEMBERED: usize = 1_000;

/// How much of a name or value is kept, in characters.
const MAX_LENGTH: usize = 200;

/// Stands where a value is not shown.
const HIDDEN: &str = "***";

/// One call the sandbox received.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The HTTP method.
    pub method: String,
    /// The path as sent, without the query.
    pub path: String,
    /// What was called: a SOAP operation, or the page's name without `.aspx`. `None` where that
    /// could not be told.
    pub operation: Option<String>,
    /// How it was called.
    pub protocol: Protocol,
    /// The parameters in the order sent. Values that may be secret read `***`.
    pub parameters: Vec<(String, String)>,
    /// What the reply said: the result value over SOAP, the word of a page. `None` where it said neither, as in a
    /// fault.
    pub result: Option<String>,
    /// The HTTP status of the reply, or 0 where the connection was closed instead.
    pub status: u16,
}

/// How a call was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// SOAP 1.1. Also what an unreadable SOAP request counts as.
    Soap11,
    /// SOAP 1.2.
    Soap12,
    /// An `.aspx` page with a query string.
    HttpGet,
    /// An `.aspx` page with a form.
    HttpPost,
}

impl Call {
    /// A call that has no reply yet.
    pub(crate) fn new(
        method: &str,
        path: &str,
        operation: Option<&str>,
        protocol: Protocol,
        parameters: &[(String, String)],
    ) -> Call {
        Call {
            method: method.to_owned(),
            path: shorten(path),
            operation: operation.map(shorten),
            protocol,
            parameters: parameters.iter().map(mask).collect(),
            result: None,
            status: 0,
        }
    }

    /// The value that was sent under a name, as [`parameters`](Call::parameters) shows it; the first of several.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// One line: the request, what it means, its parameters, and the status and result of the reply.
impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.operation.as_deref().unwrap_or("?");
        write!(
            f,
            "{} {} {:?} {operation}(",
            self.method, self.path, self.protocol
        )?;
        for (index, (name, value)) in self.parameters.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}={}", name.escape_debug(), value.escape_debug())?;
        }
        write!(f, ") {}", self.status)?;
        match &self.result {
            Some(result) => write!(f, " {}", result.escape_debug()),
            None => Ok(()),
        }
    }
}

/// Is shown every call.
#[derive(Clone)]
pub(crate) struct Watcher(pub(crate) Arc<dyn Fn(&Call) + Send + Sync>);

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watcher")
    }
}

fn mask((name, value): &(String, String)) -> (String, String) {
    let inputs = || OPERATIONS.iter().flat_map(|operation| operation.inputs);
    let is_called = |input: &Input| {
        let mut names = [input.soap, input.page]
            .into_iter()
            .chain(input.also.iter().copied());
        names.any(|known| !known.is_empty() && known.eq_ignore_ascii_case(name))
    };
    let is_known = inputs().any(is_called);
    let harmless = is_known && !inputs().any(|input| input.secret && is_called(input));
    // What follows an `&` in a password that was not escaped.
    let name = if is_known || !value.is_empty() {
        shorten(name)
    } else {
        HIDDEN.to_owned()
    };
    let shown = if harmless {
        shorten(value)
    } else {
        HIDDEN.to_owned()
    };
    (name, shown)
}

fn shorten(text: &str) -> String {
    text.chars().take(MAX_LENGTH).collect()
}

/// The newest calls, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Log(VecDeque<Call>);

impl Log {
    pub(crate) fn push(&mut self, call: Call) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(call);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.0.iter().cloned().collect()
    }
}
