//! The control pages of a sandbox that runs on its own, under `/_sandbox/`: the log, troubles, the company, the clock.
//!
//! They answer to this machine only, unless told otherwise, and are no part of the service the sandbox stands in for.

use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use hyper::header::{HOST, ORIGIN};
use hyper::http::uri::Authority;
use hyper::{Request, StatusCode};

use crate::calls::Call;
use crate::company::Company;
use crate::operation::Operation;
use crate::reply::Reply;
use crate::site::{Planned, Site, method_not_allowed};
use crate::sync::lock;
use crate::trouble::Trouble;

/// How many troubles one request may queue.
const MAX_TIMES: usize = 1_000;

/// The longest time to put the clock forward by at once: a year.
const MAX_ADVANCE: u64 = 366 * 86_400;

const PAGES: &str = "there are GET calls, POST next, GET and PUT company, POST advance, POST reset";

/// Answers a request for the control page `name`.
pub(crate) fn handle(site: &Site, request: &Request<Bytes>, name: &str, is_local: bool) -> Reply {
    if !is_local && !site.remote_control {
        let why =
            "the control pages answer to the sandbox's own machine only; see `remote_control`";
        return text(StatusCode::FORBIDDEN, why);
    }
    if is_foreign(site, request) || (!site.remote_control && is_by_name(request)) {
        let why = "the control pages do not answer to pages of other sites";
        return text(StatusCode::FORBIDDEN, why);
    }
    let done = match (name, request.method().as_str()) {
        ("calls", "GET" | "HEAD") => {
            let lines: Vec<String> = lock(&site.log).all().iter().map(Call::to_string).collect();
            Ok(lines.join("\n"))
        }
        ("calls", _) => return method_not_allowed("GET, HEAD"),
        ("company", "GET" | "HEAD") => {
            let company = lock(&site.state).company.to_json();
            return Reply::new(StatusCode::OK, "application/json", company);
        }
        ("company", "PUT") => seed(site, request),
        ("company", _) => return method_not_allowed("GET, HEAD, PUT"),
        ("next", "POST") => queue(site, &words(request)),
        ("advance", "POST") => advance(site, &words(request)),
        ("reset", "POST") => {
            site.reset(None);
            Ok("the company is as it was at the start".to_owned())
        }
        ("next" | "advance" | "reset", _) => return method_not_allowed("POST"),
        _ => return text(StatusCode::NOT_FOUND, PAGES),
    };
    match done {
        Ok(message) => text(StatusCode::OK, &message),
        Err(message) => text(StatusCode::BAD_REQUEST, &message),
    }
}

/// Whether a page of another site sends the request: a browser says so.
fn is_foreign(site: &Site, request: &Request<Bytes>) -> bool {
    let origin = request.headers().get(ORIGIN);
    origin.is_some_and(|origin| origin.as_bytes() != site.origin_of(request).as_bytes())
}

/// Whether the sandbox is asked by a name. Whoever owns a name can point it at this machine, after which a page of theirs
/// is of the same site as the sandbox.
fn is_by_name(request: &Request<Bytes>) -> bool {
    let host = request.headers().get(HOST);
    let host = host.and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    host.is_some_and(|host| {
        let host = host.host().to_ascii_lowercase();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        // Browsers take `localhost` and all names below it for their own machine, whatever name servers say.
        let is_local = host == "localhost" || host.ends_with(".localhost");
        !is_local && address.parse::<IpAddr>().is_err()
    })
}

/// What the query and the form say.
fn words(request: &Request<Bytes>) -> Vec<(String, String)> {
    let query = request.uri().query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .chain(form_urlencoded::parse(request.body()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

fn word<'a>(words: &'a [(String, String)], name: &str) -> Option<&'a str> {
    words
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// Queues a trouble, as often as `times` says, for any call or for those of `operation`.
fn queue(site: &Site, words: &[(String, String)]) -> Result<String, String> {
    let times = match word(words, "times") {
        None => 1,
        Some(times) => times
            .parse()
            .ok()
            .filter(|times| (1..=MAX_TIMES).contains(times))
            .ok_or_else(|| format!("`times={times}` is not a number from 1 to {MAX_TIMES}"))?,
    };
    let operation = match word(words, "operation") {
        None => None,
        Some(name) => Some(
            Operation::over_soap(name)
                .or_else(|| Operation::named(name))
                .ok_or_else(|| format!("`operation={name}` is none the sandbox knows"))?
                .name
                .to_owned(),
        ),
    };
    let trouble = Trouble::from_words(words)?;
    let mut troubles = lock(&site.troubles);
    troubles.extend((0..times).map(|_| Planned {
        operation: operation.clone(),
        trouble: trouble.clone(),
    }));
    Ok(format!("troubles waiting: {}", troubles.len()))
}

/// Begins anew with the company in the body.
fn seed(site: &Site, request: &Request<Bytes>) -> Result<String, String> {
    let text =
        std::str::from_utf8(request.body()).map_err(|_| "the company is not UTF-8".to_owned())?;
    let company = Company::from_json_of(text, &lock(&site.state).company);
    let company = company.map_err(|error| format!("the company cannot be read: {error}"))?;
    let message = format!(
        "a company of {} nodes, {} sessions and {} reports",
        company.nodes.len(),
        company.sessions.len(),
        company.reports.len()
    );
    site.reset(Some(company));
    Ok(message)
}

/// Puts the clock forward by so many seconds.
fn advance(site: &Site, words: &[(String, String)]) -> Result<String, String> {
    let seconds = word(words, "seconds").unwrap_or_default();
    let time = seconds
        .parse()
        .ok()
        .filter(|seconds| *seconds <= MAX_ADVANCE)
        .ok_or_else(|| format!("`seconds={seconds}` is not a number up to {MAX_ADVANCE}"))?;
    site.clock.advance(Duration::from_secs(time));
    let moment = lock(&site.state).moment(site.clock.now());
    Ok(format!("it is {moment}"))
}

fn text(status: StatusCode, message: &str) -> Reply {
    let body = format!("{message}\n");
    Reply::new(status, "text/plain; charset=utf-8", body).with("X-Content-Type-Options", "nosniff")
}
