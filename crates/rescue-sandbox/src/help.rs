//! The pages a browser can open: the list of operations, one page for each, and the few pages that
//! other replies point at. Every text that is not this file's own is escaped.

use std::fmt::Write as _;

use castile_sample::Version;
use hyper::StatusCode;

use crate::contract;
use crate::operation::{OPERATIONS, Operation};
use crate::reply::Reply;
use crate::site::ENDPOINT;
use crate::xml::{escape, escape_quoted};

/// A page around a piece of HTML.
pub(crate) fn page(status: StatusCode, title: &str, content: &str) -> Reply {
    let title = escape(title);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         </head>\n<body><h1>{title}</h1>\n{content}\n</body></html>\n"
    );
    Reply::new(status, "text/html; charset=utf-8", html).with("Cache-Control", "private")
}

/// The list of operations.
pub(crate) fn service() -> Reply {
    let item = |operation: &Operation| {
        let name = escape_quoted(operation.name);
        format!(
            "<li><a href=\"{ENDPOINT}?op={name}\">{name}</a>: {}</li>\n",
            escape(operation.does)
        )
    };
    let items: String = OPERATIONS.iter().map(item).collect();
    let content = format!(
        "<p>A stand-in for the LogMeIn Rescue API. The contract: <a href=\"{ENDPOINT}?wsdl\">WSDL</a>.</p>\n\
         <ul>\n{items}</ul>"
    );
    page(StatusCode::OK, "API", &content)
}

/// One operation: what it does, sample messages, and a form for its page where it has one.
pub(crate) fn operation(operation: &Operation) -> Reply {
    let name = operation.name;
    let does = contract::documentation(name).unwrap_or(operation.does);
    let mut samples = String::new();
    for version in [Version::Soap11, Version::Soap12] {
        if let Some((request, reply)) = contract::samples(name, version) {
            let (request, reply) = (escape(&request), escape(&reply));
            let _ = write!(
                samples,
                "<h2>{version:?}</h2>\n<pre>{request}</pre>\n<pre>{reply}</pre>\n"
            );
        }
    }
    let content = format!(
        "<p>{}</p>\n<p>Rests on: {}.</p>\n{samples}{}<p><a href=\"{ENDPOINT}\">All operations</a></p>",
        escape(does),
        escape(operation.basis),
        form(operation)
    );
    page(StatusCode::OK, name, &content)
}

/// A form that calls the operation's page, or nothing.
fn form(operation: &Operation) -> String {
    let Some(path) = operation.page else {
        return String::new();
    };
    let mut inputs = String::new();
    for input in operation
        .inputs
        .iter()
        .filter(|input| !input.page.is_empty())
    {
        let kind = if input.secret { "password" } else { "text" };
        let name = input.page;
        let _ = writeln!(
            inputs,
            "<label>{name} <input name=\"{name}\" type=\"{kind}\" autocomplete=\"off\"></label>"
        );
    }
    format!(
        "<h2>Try it</h2>\n<form method=\"post\" action=\"{path}\">\n{inputs}<button>Call {path}</button>\n</form>\n"
    )
}

/// ASP.NET's answer to an exception in a page.
pub(crate) fn server_error() -> Reply {
    page(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Server Error in '/' Application.",
        "<h2><i>Runtime Error</i></h2>\n<p>An application error occurred on the server. \
         The sandbox was asked for it.</p>",
    )
}

/// Where a ticket for the desktop console leads.
pub(crate) fn download() -> Reply {
    page(
        StatusCode::OK,
        "Technician Console",
        "<p>Here the service would start the download of the desktop console. \
         The sandbox has none.</p>",
    )
}

/// Where a ticket for the browser console leads.
pub(crate) fn console() -> Reply {
    page(
        StatusCode::OK,
        "Technician Console",
        "<p>Here the service would log the technician in. The sandbox has no console.</p>",
    )
}
