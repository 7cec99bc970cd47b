//! The pages a browser can open: the list of operations, one page for each with a form to try it, and the few pages
//! that other replies point at.
//!
//! Every text that is not this module's own is escaped, no page needs a script, and none loads anything from elsewhere:
//! the headers say so, too.

mod attempt;
mod code;
mod request;

use std::fmt::Write as _;

use castile_sample::Version;
use hyper::StatusCode;

pub(crate) use self::attempt::{attempt, join};
use self::request::{Call, protocols, words};
use crate::calls::Protocol;
use crate::contract;
use crate::demo;
use crate::operation::{Input, Kind, OPERATIONS, Operation, Soap};
use crate::reply::Reply;
use crate::site::ENDPOINT;
use crate::xml::{escape, escape_quoted};

/// What a page may load and where its forms may go: this server alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// What the plain words of an `.aspx` page may do in a browser: nothing.
pub(crate) const PLAIN_POLICY: &str = "default-src 'none'; sandbox";

/// The style sheet and the script of the pages.
pub(crate) fn file(name: &str) -> Option<Reply> {
    let (content_type, text) = match name {
        "pages.css" => ("text/css; charset=utf-8", include_str!("pages.css")),
        "pages.js" => ("text/javascript; charset=utf-8", include_str!("pages.js")),
        _ => return None,
    };
    let reply = Reply::new(StatusCode::OK, content_type, text);
    Some(reply.with("X-Content-Type-Options", "nosniff"))
}

/// A page around a piece of HTML.
pub(crate) fn page(status: StatusCode, title: &str, content: &str) -> Reply {
    let title = escape(title);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/_sandbox/pages.css\">\n\
         <script src=\"/_sandbox/pages.js\" defer></script>\n</head>\n<body>\n<nav><a href=\"{ENDPOINT}\">All operations</a></nav>\n<main>\n<h1>{title}</h1>\n{content}\n\
         </main>\n</body>\n</html>\n"
    );
    Reply::new(status, "text/html; charset=utf-8", html)
        .with("Cache-Control", "private")
        .with("Content-Security-Policy", POLICY)
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer")
}

/// The list of operations.
pub(crate) fn service() -> Reply {
    let mut rows = String::new();
    for operation in OPERATIONS {
        let name = escape_quoted(operation.name);
        let mut ways = Vec::new();
        match operation.soap {
            Soap::Prefix(_) => ways.push("SOAP".to_owned()),
            Soap::ShapeUnknown | Soap::None => {}
        }
        ways.extend(operation.page.map(|page| format!("<code>{page}</code>")));
        let ways = if ways.is_empty() {
            "not played".to_owned()
        } else {
            ways.join(", ")
        };
        let _ = writeln!(
            rows,
            "<tr><td><a href=\"{ENDPOINT}?op={name}\">{name}</a></td><td>{}</td><td>{ways}</td></tr>",
            text(operation.does)
        );
    }
    let content = format!(
        "<p>A stand-in for the LogMeIn Rescue API: nothing here reaches the real service. \
         <a href=\"{ENDPOINT}?wsdl\">Service description (WSDL)</a></p>\n\
         <p>The demonstration company <code>{}</code> has a technician with the e-mail address <code>{}</code>, the \
         single sign-on identifier <code>{}</code> and the password <code>{}</code>. Try <a \
         href=\"{ENDPOINT}?op=login\">login</a> first: this browser then stays logged in.</p>\n\
         <table>\n<thead><tr><th scope=\"col\">Operation</th><th scope=\"col\">What it does</th>\
         <th scope=\"col\">Called over</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>",
        demo::COMPANY,
        demo::EMAIL,
        demo::SSO_ID,
        demo::PASSWORD
    );
    page(StatusCode::OK, "API", &content)
}

/// One operation.
pub(crate) fn operation(operation: &'static Operation, origin: &str) -> Reply {
    let protocol = protocols(operation).first().copied();
    let call = protocol.map(|protocol| Call::example(operation, protocol));
    operation_page(operation, call.as_ref(), "", origin)
}

/// The page of an operation, with a form that is filled in as a call has it, and what came of that call.
fn operation_page(
    operation: &'static Operation,
    call: Option<&Call>,
    outcome: &str,
    origin: &str,
) -> Reply {
    let name = operation.name;
    let does = contract::documentation(name).unwrap_or(operation.does);
    let mut content = format!("<p>{}</p>\n", text(does));
    if does != operation.does {
        let _ = writeln!(content, "<p>In the sandbox: {}</p>", text(operation.does));
    }
    let _ = writeln!(
        content,
        "<p class=\"quiet\">Rests on {}.</p>",
        text(operation.basis)
    );
    if let Some(call) = call {
        content.push_str(&form(call));
        content.push_str(outcome);
        content.push_str("<h2>As code</h2>\n");
        // What takes the caller's password needs no login. `setUser` takes the new one of somebody.
        let mut inputs = operation.inputs.iter();
        let asks_itself = inputs.any(|it| it.soap == "sPassword" || it.page == "Password");
        if !asks_itself {
            let _ = writeln!(
                content,
                "<p class=\"quiet\">None of this logs anybody in: the same client has to call \
                 <a href=\"{ENDPOINT}?op=login\">login</a> before and keep its cookie, or the call has an \
                 authentication code where it takes one.</p>"
            );
        }
        for (index, (language, code)) in code::samples(&call.shown(), origin).iter().enumerate() {
            content.push_str(&sample(language, &format!("code-{index}"), code));
        }
        content.push_str(&messages(operation));
    }
    page(StatusCode::OK, name, &content)
}

/// Text in which backquotes mark code.
fn text(text: &str) -> String {
    let mut html = String::new();
    for (index, piece) in text.split('`').enumerate() {
        let piece = escape(piece);
        let _ = if index % 2 == 0 {
            write!(html, "{piece}")
        } else {
            write!(html, "<code>{piece}</code>")
        };
    }
    html
}

/// A box of text with a heading, and a button that copies it where scripts run.
fn sample(title: &str, id: &str, text: &str) -> String {
    let (title, text) = (escape(title), escape(text));
    format!(
        "<div class=\"head\"><h3 id=\"{id}-title\">{title}</h3><button type=\"button\" class=\"copy\" data-of=\"{id}\" \
         aria-describedby=\"{id}-title\" hidden>Copy</button></div>\n\
         <pre id=\"{id}\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{id}-title\">{text}</pre>\n"
    )
}

/// A form that makes a call.
fn form(call: &Call) -> String {
    let name = escape_quoted(call.operation.name);
    let mut content = format!(
        "<h2>Try it</h2>\n<form method=\"post\" action=\"/_sandbox/try?op={name}#reply\">\n\
         <fieldset><legend>Call over</legend>\n"
    );
    for protocol in protocols(call.operation) {
        let (title, word) = words(protocol);
        let checked = if protocol == call.protocol {
            " checked"
        } else {
            ""
        };
        let _ = writeln!(
            content,
            "<label><input type=\"radio\" name=\"protocol\" value=\"{word}\"{checked}> {title}</label>"
        );
    }
    content.push_str("</fieldset>\n<div class=\"fields\">\n");
    for input in call.operation.inputs {
        content.push_str(&labelled_control(call, input));
    }
    content.push_str(
        "</div>\n<p class=\"quiet\">What is left empty is not sent.</p>\n<button>Send</button>\n</form>\n",
    );
    content
}

/// The name that is sent is the key of the input, whatever the protocol calls it.
fn labelled_control(call: &Call, input: &Input) -> String {
    let key = escape_quoted(input.key());
    let has_soap = matches!(call.operation.soap, Soap::Prefix(_));
    let (label, hint) = match (has_soap && !input.soap.is_empty(), input.page) {
        (true, "") => (input.soap, "SOAP only".to_owned()),
        (true, page) if call.operation.page.is_some() => {
            (input.soap, format!("{page} on the page"))
        }
        (true, _) => (input.soap, String::new()),
        (false, page) if has_soap => (page, "page only".to_owned()),
        (false, page) => (page, String::new()),
    };
    // A secret that somebody typed is not sent back.
    let value = call
        .value(input)
        .filter(|value| !input.secret || *value == demo::PASSWORD);
    let options = |words: &[&str]| {
        let mut options = "<option value=\"\">(not sent)</option>".to_owned();
        for word in words {
            let selected = if value == Some(word) { " selected" } else { "" };
            let _ = write!(options, "<option{selected}>{}</option>", escape(word));
        }
        format!("<select id=\"in-{key}\" name=\"{key}\">{options}</select>")
    };
    let control = match input.kind {
        Kind::Choice(_, words) => options(words),
        Kind::Bool => options(&["true", "false"]),
        Kind::Text | Kind::Int => {
            let kind = if input.secret { "password" } else { "text" };
            let value = escape_quoted(value.unwrap_or_default());
            format!(
                "<input id=\"in-{key}\" name=\"{key}\" type=\"{kind}\" value=\"{value}\" autocomplete=\"off\">"
            )
        }
    };
    let (label, hint) = (escape(label), escape(&hint));
    format!("<div><label for=\"in-{key}\">{label} <small>{hint}</small></label>{control}</div>\n")
}

/// A sample request and reply in both versions of SOAP. Requests are those of the form; replies are made from the
/// contract.
fn messages(operation: &'static Operation) -> String {
    let mut content = String::new();
    for (protocol, version) in [
        (Protocol::Soap11, Version::Soap11),
        (Protocol::Soap12, Version::Soap12),
    ] {
        let Some(reply) = contract::sample_reply(operation.name, version) else {
            continue;
        };
        let (title, word) = words(protocol);
        let request = Call::example(operation, protocol).text();
        let _ = writeln!(content, "<h2>{title}</h2>");
        content.push_str(&sample(
            "Sample request",
            &format!("{word}-request"),
            &request,
        ));
        content.push_str(&sample("Sample reply", &format!("{word}-reply"), &reply));
    }
    let results = contract::results(operation.name);
    if !results.is_empty() {
        content.push_str("<h2>Results</h2>\n<ul>\n");
        for result in results {
            let _ = writeln!(content, "<li><code>{}</code></li>", escape(result));
        }
        content.push_str("</ul>\n");
    }
    content
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
