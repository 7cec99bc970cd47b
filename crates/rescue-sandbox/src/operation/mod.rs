//! The operations: what each takes, what it does to the company, and what it answers.
//!
//! [`table`] has a row for each. A row is played over any protocol: `soap` and `aspx` read its inputs from what was
//! sent, and put the answer in their own words.

mod access;
mod organization;
mod pins;
mod reports;
mod sessions;
mod table;

use std::time::Duration;

pub(crate) use self::table::OPERATIONS;
use crate::company::{Company, Node};
use crate::state::{Limit, Rules, State, Visit};

/// One operation of the service, or one of its two ticket pages.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name of the SOAP operation, as far as it is known; of a page that is none, the name of its file.
    pub(crate) name: &'static str,
    pub(crate) soap: Soap,
    /// The path of its page, as the guide spells it.
    pub(crate) page: Option<&'static str>,
    pub(crate) inputs: &'static [Input],
    /// The out parameters that a failing SOAP reply has all the same: ASP.NET leaves out what is null only.
    pub(crate) blanks: &'static [(&'static str, Value)],
    pub(crate) layout: Layout,
    /// The word for too many calls, where there is one.
    pub(crate) too_many: Option<&'static str>,
    /// Whether it has an ASP.NET session, and so sets the cookie.
    pub(crate) has_session: bool,
    pub(crate) play: fn(&mut Turn<'_>) -> Played,
    /// What the sandbox does, in a sentence.
    pub(crate) does: &'static str,
    /// What the reply rests on.
    pub(crate) basis: &'static str,
}

/// Whether an operation can be called over SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Soap {
    /// It can. Its result values begin with this; there is a `_` between it and the word.
    Prefix(&'static str),
    /// It can at the service, but nobody here knows the names of its elements.
    ShapeUnknown,
    /// It never could.
    None,
}

/// How an answer is laid out on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// `LABEL:value`, each on its line.
    Lines,
    /// Blocks of lines for the records of a list, a blank line between them.
    Blocks,
    /// The same, with a blank line after the last.
    ClosedBlocks,
    /// These headings and a row for each record of a list, every cell closed by a bar.
    Table(&'static str),
    /// The value alone, under the usual blank line.
    Bare,
    /// `OK:` and the value.
    Address,
    /// `TRUE` or `FALSE` and no `OK`.
    Verdict,
}

/// One parameter. An empty name says that the protocol does not have it.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) soap: &'static str,
    pub(crate) page: &'static str,
    /// Other names that pages take for it.
    pub(crate) also: &'static [&'static str],
    pub(crate) kind: Kind,
    /// A page says this where the value is missing, if it is required, or cannot be read.
    pub(crate) complaint: &'static str,
    pub(crate) required: bool,
    pub(crate) secret: bool,
}

/// What a parameter can be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Int,
    Bool,
    /// One of these words. The name of the type is for the fault that says so.
    Choice(&'static str, &'static [&'static str]),
}

/// A parameter as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Arg {
    Text(Option<String>),
    Int(i32),
    Bool(bool),
    Choice(&'static str),
}

impl Input {
    /// What it is called in the code: its name on the page, or else that in SOAP.
    pub(crate) fn key(&self) -> &'static str {
        if self.page.is_empty() {
            self.soap
        } else {
            self.page
        }
    }

    /// What a missing one is: null, zero, false, the first word.
    pub(crate) fn missing(&self) -> Arg {
        match self.kind {
            Kind::Text => Arg::Text(None),
            Kind::Int => Arg::Int(0),
            Kind::Bool => Arg::Bool(false),
            Kind::Choice(_, words) => Arg::Choice(words.first().copied().unwrap_or_default()),
        }
    }
}

/// The parameters of a call.
#[derive(Debug, Default)]
pub(crate) struct Args(pub(crate) Vec<(&'static str, Arg)>);

impl Args {
    fn get(&self, key: &str) -> Option<&Arg> {
        self.0
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, arg)| arg)
    }

    fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Arg::Text(text)) => text.as_deref(),
            Some(Arg::Choice(word)) => Some(word),
            _ => None,
        }
    }

    /// A text, empty where it is null.
    fn word(&self, key: &str) -> &str {
        self.text(key).unwrap_or_default()
    }

    fn int(&self, key: &str) -> i32 {
        match self.get(key) {
            Some(Arg::Int(number)) => *number,
            _ => 0,
        }
    }

    fn bool(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Arg::Bool(true)))
    }
}

/// A value in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Null is left out over SOAP.
    Text(Option<String>),
    /// An enumeration value.
    Word(&'static str),
    Int(i32),
    Bool(bool),
    Record(Vec<Field>),
    /// The name of the items, and their fields.
    List(&'static str, Vec<Value>),
}

/// An out parameter, or a field of a record. An empty name says that the protocol does not have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) soap: &'static str,
    pub(crate) label: &'static str,
    pub(crate) value: Value,
}

fn field(soap: &'static str, label: &'static str, value: Value) -> Field {
    Field { soap, label, value }
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(Some(text.into()))
}

/// What came of a call: the out parameters, or the word of a failure in SOAP's spelling.
pub(crate) type Played = Result<Vec<Field>, &'static str>;

const OK: Played = Ok(Vec::new());

/// A call being carried out.
pub(crate) struct Turn<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) rules: &'a Rules,
    pub(crate) now: Duration,
    pub(crate) visit: &'a Visit,
    pub(crate) args: &'a Args,
    /// The origin of addresses in answers.
    pub(crate) origin: &'a str,
    pub(crate) over_soap: bool,
}

impl Turn<'_> {
    /// The e-mail address of the caller, who is logged in or has a code. The login is asked first.
    fn caller(&mut self) -> Result<String, &'static str> {
        let code = self.args.text("authcode").filter(|code| !code.is_empty());
        let logged_in = self.state.logged_in(self.visit, self.now, self.rules);
        let email = match (logged_in, code) {
            (Some(email), _) => email,
            (None, None) => return Err("NotLoggedIn"),
            (None, Some(code)) => self
                .state
                .code_owner(code)
                .ok_or("Invalid_SecretAuthCode")?,
        };
        let is_there = self.company().person(&email).any(|node| node.enabled);
        if is_there {
            Ok(email)
        } else {
            Err("User_Deleted_Or_Disabled")
        }
    }

    /// Refuses callers who are no administrators.
    fn administrator(&mut self) -> Result<(), &'static str> {
        let email = self.caller().map_err(|word| match word {
            "NotLoggedIn" => "NotLoggedInAsAdmin",
            other => other,
        })?;
        if self.may_administer(&email) {
            Ok(())
        } else {
            Err("NotLoggedInAsAdmin")
        }
    }

    fn may_administer(&self, email: &str) -> bool {
        let mut nodes = self.company().person(email);
        nodes.any(|node| node.enabled && node.kind.is_administrator())
    }

    /// The caller, who has to be one that may change the organization. The guide has no word for a technician who tries to.
    fn organizer(&mut self) -> Result<String, &'static str> {
        let email = self.caller()?;
        if self.may_administer(&email) {
            Ok(email)
        } else {
            Err("Error")
        }
    }

    fn company(&self) -> &Company {
        &self.state.company
    }

    /// The node of a parameter, if it is there and as it should be.
    fn node(
        &self,
        key: &str,
        is: impl Fn(&Node) -> bool,
        or: &'static str,
    ) -> Result<&Node, &'static str> {
        self.company()
            .node(self.args.int(key))
            .filter(|node| is(node))
            .ok_or(or)
    }

    /// Refuses one call too many, where limits are kept.
    fn limit(&mut self, limit: &Limit, word: &'static str, who: &str) -> Result<(), &'static str> {
        let too_many = self.rules.rate_limits && self.state.is_too_many(limit, who, self.now);
        if too_many { Err(word) } else { Ok(()) }
    }
}

impl Operation {
    /// The operation of a page's path, in any case.
    pub(crate) fn at(path: &str) -> Option<&'static Operation> {
        let known = |operation: &&Operation| {
            operation
                .page
                .is_some_and(|page| page.eq_ignore_ascii_case(path))
        };
        OPERATIONS.iter().find(known)
    }

    /// The operation of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Operation> {
        OPERATIONS.iter().find(|operation| operation.name == name)
    }

    /// The operation that is called so over SOAP. Where the spelling of a name is not known, its case is not told.
    pub(crate) fn over_soap(name: &str) -> Option<&'static Operation> {
        OPERATIONS.iter().find(|operation| match operation.soap {
            Soap::Prefix(_) => operation.name == name,
            Soap::ShapeUnknown => operation.name.eq_ignore_ascii_case(name),
            Soap::None => false,
        })
    }

    /// Carries a call out.
    pub(crate) fn play(&self, turn: &mut Turn<'_>) -> Played {
        (self.play)(turn)
    }
}

#[cfg(test)]
mod tests;
