//! The `.aspx` pages: the same calls over HTTP GET and form POST, answered in plain words.
//!
//! In: a request for one of the pages. Out: a reply and an entry for the log. The words are the guide's. It does not
//! record the bytes around them: two line feeds after `OK` and no space after a label are what fixed offsets in client
//! code show; no line end at the end is a choice.

use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request, StatusCode};

use crate::calls::{Call, Protocol};
use crate::help;
use crate::operation::{Arg, Args, Field, Input, Kind, Layout, Operation, Played, Value};
use crate::reply::Reply;
use crate::site::{Site, session_cookie, with_session_cookie};
use crate::state::Visit;
use crate::trouble::{Shape, Trouble};

/// Answers one request.
pub(crate) fn handle(
    site: &Site,
    request: &Request<Bytes>,
    operation: &'static Operation,
    trouble: Option<&Trouble>,
) -> (Reply, Call) {
    let parameters = Parameters::of(request);
    let protocol = match *request.method() {
        Method::POST => Protocol::HttpPost,
        _ => Protocol::HttpGet,
    };
    let mut call = Call::new(
        request.method().as_str(),
        request.uri().path(),
        Some(page_name(operation)),
        protocol,
        &parameters.all(),
    );
    if let Some(reply) = trouble.and_then(Trouble::instead) {
        return (reply, call);
    }
    let visit = Visit::of(session_cookie(request).as_deref());
    let played = match trouble {
        Some(Trouble::Fault { .. }) => return (help::server_error(), call),
        Some(Trouble::RateLimit) => match operation.too_many {
            Some(word) => Err(word),
            None => {
                return (
                    Reply::empty(StatusCode::TOO_MANY_REQUESTS, "text/html"),
                    call,
                );
            }
        },
        _ => parameters.read(operation).and_then(|args| {
            site.play(
                operation,
                &args,
                &visit,
                &site.address_origin(request),
                false,
            )
        }),
    };
    let text = written(
        operation.layout,
        &played,
        site.is_german(),
        Shape::of(trouble),
    );
    call.result = text.split(['\n', ':', ' ']).next().map(str::to_owned);
    let reply = Reply::new(StatusCode::OK, "text/html; charset=utf-8", text)
        .with("Cache-Control", "private")
        // What was stored is shown as it is, and a browser takes it for a page.
        .with("Content-Security-Policy", help::PLAIN_POLICY)
        .with("X-Content-Type-Options", "nosniff");
    (with_session_cookie(reply, &visit), call)
}

/// The name of the page's file, without its ending.
fn page_name(operation: &Operation) -> &'static str {
    let path = operation.page.unwrap_or_default();
    path.rsplit('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".aspx")
}

/// A word as the pages spell it.
fn word(word: &str) -> String {
    match word {
        "InvalidParam_NodeID" => "INVALIDPARAM_NODE".to_owned(),
        word => word.to_ascii_uppercase(),
    }
}

/// The whole reply.
fn written(layout: Layout, played: &Played, german: bool, shape: Shape) -> String {
    if shape.unknown_value {
        return "SANDBOXUNKNOWN".to_owned();
    }
    let text = match played {
        Err(refusal) => word(refusal),
        Ok(fields) => success(layout, fields, german, shape.odd),
    };
    match played {
        _ if shape.odd => format!("{text}\r\n"),
        Ok(_) if shape.added && layout == Layout::Address => format!("{text}&sandboxadded=1"),
        _ if shape.added => format!("{text}\nSANDBOXADDED:1"),
        _ => text,
    }
}

fn success(layout: Layout, fields: &[Field], german: bool, odd: bool) -> String {
    let first = || fields.first().map(|field| &field.value);
    let items = || match first() {
        Some(Value::List(_, items)) => items.as_slice(),
        _ => &[],
    };
    let blocks = || {
        let blocks = items()
            .iter()
            .map(|item| lines(std::slice::from_ref(item)).join("\n"));
        blocks.collect::<Vec<_>>().join("\n\n")
    };
    let data = match layout {
        Layout::Lines => labelled(fields).join("\n"),
        Layout::Blocks => blocks(),
        Layout::ClosedBlocks => blocks() + "\n\n",
        Layout::Table(headings) => {
            let rows = items()
                .iter()
                .map(|item| format!("\n{}", row(item, german)));
            headings.to_owned() + &rows.collect::<String>()
        }
        Layout::Bare => first().map(plain).unwrap_or_default(),
        Layout::Verdict => return first().map(plain).unwrap_or_default().to_ascii_uppercase(),
        Layout::Address => {
            let space = if odd { " " } else { "" };
            return format!("OK:{space}{}", first().map(plain).unwrap_or_default());
        }
    };
    // The guide prints one space where the separator is, and one after the label.
    match data.as_str() {
        "" => "OK".to_owned(),
        data if odd => format!("OK {}", data.replacen(':', ": ", 1)),
        data => format!("OK\n\n{data}"),
    }
}

/// `LABEL:value` for each field that pages have.
fn labelled(fields: &[Field]) -> Vec<String> {
    let line = |field: &Field| match &field.value {
        Value::Record(_) => lines(std::slice::from_ref(&field.value)),
        _ if field.label.is_empty() => Vec::new(),
        value => vec![format!("{}:{}", field.label, plain(value))],
    };
    fields.iter().flat_map(line).collect()
}

fn lines(records: &[Value]) -> Vec<String> {
    let fields = |record: &Value| match record {
        Value::Record(fields) => labelled(fields),
        _ => Vec::new(),
    };
    records.iter().flat_map(fields).collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone().unwrap_or_default(),
        Value::Word(word) => (*word).to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::List(_, items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        Value::Record(_) => String::new(),
    }
}

/// The cells of a record. A cell is not escaped; yes and no are in the language of the account.
fn row(record: &Value, german: bool) -> String {
    let Value::Record(fields) = record else {
        return String::new();
    };
    let cells = fields.iter().filter(|field| !field.label.is_empty());
    let cells = cells.map(|field| match (&field.value, german) {
        (Value::Bool(true), false) => "yes|".to_owned(),
        (Value::Bool(false), false) => "no|".to_owned(),
        (Value::Bool(true), true) => "ja|".to_owned(),
        (Value::Bool(false), true) => "nein|".to_owned(),
        (value, _) => plain(value) + "|",
    });
    cells.collect()
}

/// The parameters of a page, as ASP.NET's `Request[name]` finds them: in the query, then in the form, without regard
/// to case; of several with one name all, with commas between.
struct Parameters {
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
}

impl Parameters {
    fn of(request: &Request<Bytes>) -> Parameters {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let is_form = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|essence| {
                essence
                    .trim()
                    .eq_ignore_ascii_case("application/x-www-form-urlencoded")
            });
        let form: &[u8] = if is_form { request.body() } else { b"" };
        Parameters {
            query: form_urlencoded::parse(query).into_owned().collect(),
            form: form_urlencoded::parse(form).into_owned().collect(),
        }
    }

    fn all(&self) -> Vec<(String, String)> {
        self.query.iter().chain(&self.form).cloned().collect()
    }

    fn get(&self, name: &str) -> Option<String> {
        let joined = |pairs: &[(String, String)]| {
            let values: Vec<&str> = pairs
                .iter()
                .filter(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.as_str())
                .collect();
            (!values.is_empty()).then(|| values.join(","))
        };
        joined(&self.query).or_else(|| joined(&self.form))
    }

    /// Reads what an operation takes, or gives the word that complains.
    fn read(&self, operation: &Operation) -> Result<Args, &'static str> {
        let inputs = operation
            .inputs
            .iter()
            .filter(|input| !input.page.is_empty());
        let args = inputs.map(|input| {
            let names = std::iter::once(&input.page).chain(input.also);
            let sent = names.into_iter().find_map(|name| self.get(name));
            read(input, sent).map(|arg| (input.key(), arg))
        });
        args.collect::<Result<_, _>>().map(Args)
    }
}

fn read(input: &Input, sent: Option<String>) -> Result<Arg, &'static str> {
    let Some(sent) = sent else {
        let complains = input.required && !matches!(input.kind, Kind::Text);
        return if complains {
            Err(input.complaint)
        } else {
            Ok(input.missing())
        };
    };
    let trimmed = sent.trim();
    let arg = match input.kind {
        Kind::Text => Some(Arg::Text(Some(sent))),
        _ if trimmed.is_empty() && !input.required => Some(input.missing()),
        Kind::Int => trimmed.parse().ok().map(Arg::Int),
        Kind::Bool => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(Arg::Bool(true)),
            "false" | "0" => Some(Arg::Bool(false)),
            _ => None,
        },
        Kind::Choice(_, words) => {
            let known = words.iter().find(|word| word.eq_ignore_ascii_case(trimmed));
            known.map(|word| Arg::Choice(word))
        }
    };
    arg.ok_or(input.complaint)
}
