//! The pages a browser can open: the list of operations, one page for each, and the few pages that
//! other replies point at. Every text that is not this file's own is escaped.

use hyper::StatusCode;

use crate::NAMESPACE;
use crate::aspx::Page;
use crate::reply::Reply;
use crate::site::ENDPOINT;
use crate::soap::PLAYED;
use crate::wsdl::{Operation, Wsdl};
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
pub(crate) fn service(wsdl: &Wsdl) -> Reply {
    let items: Vec<String> = wsdl
        .operations
        .iter()
        .map(|operation| {
            let name = escape_quoted(&operation.name);
            let note = if PLAYED.contains(&operation.name.as_str()) {
                ""
            } else {
                " (answers a fault: the sandbox does not play it yet)"
            };
            format!("<li><a href=\"{ENDPOINT}?op={name}\">{name}</a>{note}</li>\n")
        })
        .collect();
    let content = format!(
        "<p>A stand-in for the LogMeIn Rescue API. \
         The contract: <a href=\"{ENDPOINT}?wsdl\">WSDL</a>.</p>\n<ul>\n{}</ul>",
        items.concat()
    );
    page(StatusCode::OK, "API", &content)
}

/// One operation: a sample request, and a form for its page where it has one.
pub(crate) fn operation(operation: &Operation) -> Reply {
    let name = operation.name.as_str();
    let documentation = match operation.documentation.as_str() {
        "" => String::new(),
        text => format!("<p>{}</p>\n", escape(text)),
    };
    let parameters: Vec<String> = operation
        .parameters
        .iter()
        .map(|parameter| {
            let (name, kind) = (&parameter.name, &parameter.type_name);
            format!("      <{name}>{kind}</{name}>\n")
        })
        .collect();
    let sample = format!(
        "POST {ENDPOINT} HTTP/1.1\nContent-Type: text/xml; charset=utf-8\n\
         SOAPAction: \"{NAMESPACE}/{name}\"\n\n\
         <?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">\n  <soap:Body>\n    \
         <{name} xmlns=\"{NAMESPACE}\">\n{}    </{name}>\n  </soap:Body>\n\
         </soap:Envelope>",
        parameters.concat()
    );
    let content = format!(
        "{documentation}<h2>SOAP 1.1</h2>\n<pre>{}</pre>\n{}\
         <p><a href=\"{ENDPOINT}\">All operations</a></p>",
        escape(&sample),
        form(name)
    );
    page(StatusCode::OK, name, &content)
}

/// A form that calls the operation's `.aspx` page, or nothing.
fn form(operation: &str) -> String {
    let inputs: &[&str] = match operation {
        "requestAuthCodeSSO" => &["ssoid", "pwd", "company"],
        "requestAuthCode" | "login" => &["email", "pwd"],
        "logout" => &[],
        "getAccount" => &["authcode"],
        "getSession_V3" => &["node", "noderef", "authcode"],
        _ => return String::new(),
    };
    let path = format!("/API/{operation}.aspx");
    if Page::at(&path).is_none() {
        return String::new();
    }
    let inputs: Vec<String> = inputs
        .iter()
        .map(|input| {
            let kind = match *input {
                "pwd" | "authcode" => "password",
                _ => "text",
            };
            format!(
                "<label>{input} <input name=\"{input}\" type=\"{kind}\" autocomplete=\"off\">\
                 </label>\n"
            )
        })
        .collect();
    format!(
        "<h2>Try it</h2>\n<form method=\"post\" action=\"{path}\">\n{}\
         <button>Call {path}</button>\n</form>\n",
        inputs.concat()
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
