//! The control page of a sandbox that runs on its own: `/_sandbox/next` queues a trouble,
//! `/_sandbox/calls` shows the log.
//!
//! It answers to this machine only, and it is no part of the service it stands in for.

use bytes::Bytes;
use hyper::{Method, Request, StatusCode};

use crate::calls::Call;
use crate::reply::Reply;
use crate::site::{Site, method_not_allowed};
use crate::sync::lock;
use crate::trouble::Trouble;

/// How many troubles one request may queue.
const MAX_TIMES: usize = 1_000;

/// Answers a request for the control page `name`.
pub(crate) fn handle(site: &Site, request: &Request<Bytes>, name: &str, is_local: bool) -> Reply {
    if !is_local {
        return text(
            StatusCode::FORBIDDEN,
            "the control pages answer to the sandbox's own machine only",
        );
    }
    match name {
        "next" if request.method() != Method::POST => method_not_allowed("POST"),
        "next" => match queue(site, request) {
            Ok(message) => text(StatusCode::OK, &message),
            Err(message) => text(StatusCode::BAD_REQUEST, &message),
        },
        "calls" if request.method() != Method::GET => method_not_allowed("GET"),
        "calls" => {
            let lines: Vec<String> = lock(&site.log).all().iter().map(Call::to_string).collect();
            text(StatusCode::OK, &lines.join("\n"))
        }
        _ => text(
            StatusCode::NOT_FOUND,
            "there are `POST /_sandbox/next?trouble=NAME` and `GET /_sandbox/calls`",
        ),
    }
}

/// Queues what the query and the form say, as often as `times` says.
fn queue(site: &Site, request: &Request<Bytes>) -> Result<String, String> {
    let query = request.uri().query().unwrap_or_default();
    let words: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .chain(form_urlencoded::parse(request.body()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let times = match words.iter().find(|(name, _)| name == "times") {
        None => 1,
        Some((_, times)) => times
            .parse()
            .ok()
            .filter(|times| (1..=MAX_TIMES).contains(times))
            .ok_or_else(|| format!("`times={times}` is not a number from 1 to {MAX_TIMES}"))?,
    };
    let trouble = Trouble::from_words(&words)?;
    let mut troubles = lock(&site.troubles);
    troubles.extend(std::iter::repeat_n(trouble, times));
    Ok(format!("troubles waiting: {}", troubles.len()))
}

fn text(status: StatusCode, message: &str) -> Reply {
    let body = format!("{message}\n");
    Reply::new(status, "text/plain; charset=utf-8", body).with("X-Content-Type-Options", "nosniff")
}
