//! What the sandbox was asked: a log without secrets.
//!
//! A value is kept only if its name is known to be harmless. So a password sent under a wrong name
//! is hidden, too.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

/// How many calls are remembered. Older ones are forgotten.
const REMEMBERED: usize = 1_000;

/// How much of a name or value is kept, in characters.
const MAX_LENGTH: usize = 200;

/// Stands where a value is not shown.
const HIDDEN: &str = "***";

/// Parameters whose values may be shown, in lower case.
const HARMLESS: [&str; 12] = [
    "arch",
    "company",
    "companyid",
    "email",
    "enoderef",
    "inodeid",
    "node",
    "noderef",
    "scompany",
    "semail",
    "ssoid",
    "sssoid",
];

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
            status: 0,
        }
    }
}

/// One line: the request, what it means, its parameters, and the status of the reply.
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
        write!(f, ") {}", self.status)
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
    let harmless = HARMLESS.contains(&name.to_ascii_lowercase().as_str());
    let shown = if harmless {
        shorten(value)
    } else {
        HIDDEN.to_owned()
    };
    (shorten(name), shown)
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

    pub(crate) fn all(&self) -> Vec<Call> {
        self.0.iter().cloned().collect()
    }
}
