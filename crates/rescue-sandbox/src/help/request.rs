//! A call as it goes over the wire, made from the values of a form or from examples: what the pages show and try.

use std::fmt::Write as _;

use bytes::Bytes;
use form_urlencoded::Serializer;
use hyper::header::{COOKIE, HOST};
use hyper::{Method, Request};

use crate::NAMESPACE;
use crate::calls::Protocol;
use crate::demo;
use crate::operation::{Input, Kind, Operation, Soap};
use crate::site::ENDPOINT;
use crate::xml::escape;

/// Stands for a secret that the pages do not repeat.
pub(super) const PLACEHOLDER: &str = "YOUR-SECRET";

/// A call.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) operation: &'static Operation,
    pub(super) protocol: Protocol,
    /// What is given for each parameter; a parameter without a value is not sent.
    pub(super) values: Vec<(&'static Input, String)>,
}

/// The protocols an operation can be called over, the first one first.
pub(super) fn protocols(operation: &Operation) -> Vec<Protocol> {
    let mut protocols = Vec::new();
    if matches!(operation.soap, Soap::Prefix(_)) {
        protocols.extend([Protocol::Soap11, Protocol::Soap12]);
    }
    if operation.page.is_some() {
        protocols.extend([Protocol::HttpPost, Protocol::HttpGet]);
    }
    protocols
}

/// What a protocol is called, and how a form says it.
pub(super) fn words(protocol: Protocol) -> (&'static str, &'static str) {
    match protocol {
        Protocol::Soap11 => ("SOAP 1.1", "soap11"),
        Protocol::Soap12 => ("SOAP 1.2", "soap12"),
        Protocol::HttpPost => ("HTTP POST", "post"),
        Protocol::HttpGet => ("HTTP GET", "get"),
    }
}

pub(super) fn is_soap(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Soap11 | Protocol::Soap12)
}

impl Call {
    /// A call with an example for every parameter that has one.
    pub(super) fn example(operation: &'static Operation, protocol: Protocol) -> Call {
        let inputs = operation.inputs.iter();
        let values = inputs.filter_map(|input| Some((input, example(operation, input)?)));
        Call {
            operation,
            protocol,
            values: values.collect(),
        }
    }

    /// The same call without secrets that are not those of the demonstration company.
    pub(super) fn shown(&self) -> Call {
        let mut call = self.clone();
        for (input, value) in &mut call.values {
            if input.secret && value != demo::PASSWORD {
                PLACEHOLDER.clone_into(value);
            }
        }
        call
    }

    /// The value of a parameter.
    pub(super) fn value(&self, input: &Input) -> Option<&str> {
        let found = self
            .values
            .iter()
            .find(|(known, _)| std::ptr::eq(*known, input));
        found.map(|(_, value)| value.as_str())
    }

    /// Names and values, as the protocol has them.
    pub(super) fn parameters(&self) -> Vec<(&'static str, &str)> {
        let name = |input: &'static Input| {
            if is_soap(self.protocol) {
                input.soap
            } else {
                input.page
            }
        };
        let named = self
            .values
            .iter()
            .map(|(input, value)| (name(input), value.as_str()));
        named.filter(|(name, _)| !name.is_empty()).collect()
    }

    /// The path, with the query of a GET.
    pub(super) fn path(&self) -> String {
        match self.protocol {
            Protocol::Soap11 | Protocol::Soap12 => ENDPOINT.to_owned(),
            Protocol::HttpPost => self.operation.page.unwrap_or_default().to_owned(),
            Protocol::HttpGet => {
                let path = self.operation.page.unwrap_or_default();
                match self.form() {
                    form if form.is_empty() => path.to_owned(),
                    form => format!("{path}?{form}"),
                }
            }
        }
    }

    pub(super) fn method(&self) -> Method {
        if self.protocol == Protocol::HttpGet {
            Method::GET
        } else {
            Method::POST
        }
    }

    /// The headers that say what the body is.
    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        let content_type = |text: &str| ("Content-Type", text.to_owned());
        match self.protocol {
            Protocol::Soap11 => vec![
                content_type("text/xml; charset=utf-8"),
                (
                    "SOAPAction",
                    format!("\"{NAMESPACE}/{}\"", self.operation.name),
                ),
            ],
            Protocol::Soap12 => vec![content_type("application/soap+xml; charset=utf-8")],
            Protocol::HttpPost => vec![content_type("application/x-www-form-urlencoded")],
            Protocol::HttpGet => Vec::new(),
        }
    }

    pub(super) fn body(&self) -> String {
        match self.protocol {
            Protocol::Soap11 => self.envelope("soap", "http://schemas.xmlsoap.org/soap/envelope/"),
            Protocol::Soap12 => self.envelope("soap12", "http://www.w3.org/2003/05/soap-envelope"),
            Protocol::HttpPost => self.form(),
            Protocol::HttpGet => String::new(),
        }
    }

    fn form(&self) -> String {
        Serializer::new(String::new())
            .extend_pairs(self.parameters())
            .finish()
    }

    /// Laid out as ASP.NET's help pages do.
    fn envelope(&self, prefix: &str, namespace: &str) -> String {
        let name = self.operation.name;
        let mut children = String::new();
        for (name, value) in self.parameters() {
            let _ = write!(children, "\n      <{name}>{}</{name}>", escape(value));
        }
        let wrapper = if children.is_empty() {
            format!("<{name} xmlns=\"{NAMESPACE}\" />")
        } else {
            format!("<{name} xmlns=\"{NAMESPACE}\">{children}\n    </{name}>")
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{prefix}:Envelope xmlns:{prefix}=\"{namespace}\">\n  \
             <{prefix}:Body>\n    {wrapper}\n  </{prefix}:Body>\n</{prefix}:Envelope>"
        )
    }

    /// The request as text.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{} {} HTTP/1.1\n", self.method(), self.path());
        for (name, value) in self.headers() {
            let _ = writeln!(text, "{name}: {value}");
        }
        match self.body() {
            body if body.is_empty() => text,
            body => text + "\n" + &body,
        }
    }

    /// The request, as it would come from the browser that sent `outer`. `None` for one that cannot be made.
    pub(super) fn request(&self, outer: &Request<Bytes>) -> Option<Request<Bytes>> {
        let mut request = Request::builder().method(self.method()).uri(self.path());
        for (name, value) in self.headers() {
            request = request.header(name, value);
        }
        for name in [HOST, COOKIE] {
            for value in outer.headers().get_all(&name) {
                request = request.header(&name, value);
            }
        }
        request.body(Bytes::from(self.body())).ok()
    }
}

/// A value that makes sense in the demonstration company.
fn example(operation: &Operation, input: &Input) -> Option<String> {
    let number = |id: i32| Some(id.to_string());
    let word = |text: &str| Some(text.to_owned());
    match (operation.name, input.key()) {
        ("getGroup" | "setGroup", "node") | (_, "parent" | "targetnode") => number(demo::GROUP_ID),
        ("setUser" | "setUser_v2", "node") => number(demo::OFFLINE_ID),
        ("setUser" | "setUser_v2", "email") => word("jane@email.com"),
        ("setUser" | "setUser_v2", "name") => word("Jane Roe"),
        ("setUser" | "setUser_v2", "ssoid") => word("123457"),
        ("setUser" | "setUser_v2", "pwd" | "confpwd" | "oldpwd") | ("getUser_v3", "email") => None,
        ("setGroup", "name") => word("Support"),
        ("moveNode" | "deleteNode", "node") => number(demo::DISABLED_ID),
        ("getChat" | "getNote" | "holdSession" | "closeSession", "session") => {
            number(demo::ACTIVE_SESSION_ID)
        }
        (_, "session") => number(demo::WAITING_SESSION_ID),
        (_, "entry" | "ChannelID") => number(demo::CHANNEL_ID),
        (_, "node") => number(demo::TECHNICIAN_ID),
        (_, "email") => word(demo::EMAIL),
        (_, "pwd" | "Password") => word(demo::PASSWORD),
        (_, "ssoid") => word(demo::SSO_ID),
        (_, "company" | "CompanyID") => word(demo::COMPANY),
        (_, "cfield0") => word("Ann Smith"),
        (_, "pincode") => word("012345"),
        (_, "iPINCode") => word("12345"),
        (_, "bdate" | "edate") => word("2/19/2024"),
        (_, "btime") => word("0:00:00"),
        (_, "etime") => word("23:59:59"),
        (_, "delimiter") => word("|"),
        (_, "dateformat") => word("DDMMYY"),
        (_, "area" | "timezone") => word("0"),
        (_, "status") => word("Enabled"),
        (_, _) => match input.kind {
            Kind::Choice(_, words) => words.first().copied().and_then(word),
            Kind::Text | Kind::Int | Kind::Bool => None,
        },
    }
}
