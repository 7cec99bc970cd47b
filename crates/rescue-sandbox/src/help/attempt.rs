//! What a form of the pages leads to: a call that is made here, and shown with its reply.

use std::fmt::Write as _;

use bytes::Bytes;
use hyper::{Method, Request, StatusCode};

use super::request::{Call, is_soap, protocols, words};
use super::{operation_page, page, sample};
use crate::operation::Operation;
use crate::reply::{Ending, Reply};
use crate::site::{Site, method_not_allowed};
use crate::sync::lock;
use crate::xml::{escape, escape_quoted};

/// Makes the call that a form asks for, as if this browser had made it.
pub(crate) fn attempt(site: &Site, request: &Request<Bytes>) -> Reply {
    if request.method() != Method::POST {
        return method_not_allowed("POST");
    }
    let Some(call) = read(request) else {
        let text = "<p>There is no such operation, or it cannot be called so.</p>";
        return page(StatusCode::NOT_FOUND, "Not found", text);
    };
    let Some(inner) = call.request(request) else {
        let text = "<p>The values do not fit into an address.</p>";
        return page(StatusCode::BAD_REQUEST, "Too long", text);
    };
    let reply = site.answer(&inner, false);
    let origin = site.origin_of(request);
    let mut shown = operation_page(
        call.operation,
        Some(&call),
        &outcome(&call, &reply),
        &origin,
    );
    // The browser is in the visit that the call was in, and waits as long as the caller would.
    let cookies = reply
        .headers
        .into_iter()
        .filter(|(name, _)| *name == "Set-Cookie");
    shown.headers.extend(cookies);
    shown.delay = reply.delay;
    shown
}

fn read(request: &Request<Bytes>) -> Option<Call> {
    let pairs = |text: &[u8]| {
        form_urlencoded::parse(text)
            .into_owned()
            .collect::<Vec<_>>()
    };
    let query = pairs(request.uri().query().unwrap_or_default().as_bytes());
    let form = pairs(request.body());
    let get = |pairs: &[(String, String)], name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    let operation = Operation::named(&get(&query, "op")?)?;
    let asked = get(&form, "protocol")?;
    let protocol = protocols(operation)
        .into_iter()
        .find(|protocol| words(*protocol).1 == asked)?;
    let inputs = operation.inputs.iter();
    let values = inputs.filter_map(|input| {
        Some((
            input,
            get(&form, input.key()).filter(|value| !value.is_empty())?,
        ))
    });
    Some(Call {
        operation,
        protocol,
        values: values.collect(),
    })
}

/// What was sent, and what came back.
fn outcome(call: &Call, reply: &Reply) -> String {
    let sent = sample("Request", "sent", &call.shown().text());
    let reply = match reply.ending {
        Ending::Never => "<p>The connection was closed without a reply.</p>\n".to_owned(),
        Ending::BreaksAfter(kept) => {
            format!("<p>The connection broke after {kept} bytes of the body.</p>\n")
        }
        Ending::Whole => String::new(),
    } + &sample("Reply", "got", &reply_text(call, reply));
    format!(
        "<section id=\"reply\" aria-label=\"What came back\">\n<h2>What came back</h2>\n{reply}{sent}</section>\n"
    )
}

fn reply_text(call: &Call, reply: &Reply) -> String {
    if reply.ending == Ending::Never {
        return String::new();
    }
    let mut text = format!("HTTP/1.1 {}\n", reply.status);
    for (name, value) in reply
        .headers
        .iter()
        .filter(|(name, _)| *name != "Content-Security-Policy")
    {
        let _ = writeln!(text, "{name}: {value}");
    }
    let kept = match reply.ending {
        Ending::BreaksAfter(kept) => kept.min(reply.body.len()),
        Ending::Whole | Ending::Never => reply.body.len(),
    };
    let body = String::from_utf8_lossy(&reply.body[..kept]);
    let body = if is_soap(call.protocol) {
        indented(&body)
    } else {
        body.into_owned()
    };
    if body.is_empty() {
        text
    } else {
        text + "\n" + &body
    }
}

/// XML of this server with a line for each element. What has CDATA, where tags are no tags, stays as it is.
fn indented(xml: &str) -> String {
    if xml.contains("<![CDATA[") || xml.contains("<!--") {
        return xml.to_owned();
    }
    let mut text = String::with_capacity(xml.len() * 2);
    let mut depth = 0_usize;
    // Text has no bare brackets, so that tags alone meet.
    let pieces: Vec<&str> = xml.split("><").collect();
    for (index, piece) in pieces.iter().enumerate() {
        let open = if index == 0 { "" } else { "<" };
        let close = if index + 1 == pieces.len() { "" } else { ">" };
        let piece = format!("{open}{piece}{close}");
        let closes = piece.starts_with("</");
        if closes {
            depth = depth.saturating_sub(1);
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&"  ".repeat(depth));
        text.push_str(&piece);
        let is_whole = piece.ends_with("/>") || piece.contains("</") || piece.starts_with("<?");
        if !closes && !is_whole {
            depth += 1;
        }
    }
    text
}

/// Where an invitation link leads: a customer enters the PIN code.
pub(crate) fn join(site: &Site, request: &Request<Bytes>) -> Reply {
    let query = request.uri().query().unwrap_or_default();
    let pairs =
        form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(request.body()));
    let pin = pairs
        .filter(|(name, _)| name == "pin")
        .last()
        .map(|(_, value)| value.into_owned());
    let pin = pin.unwrap_or_default();
    let form = format!(
        "<form method=\"post\" action=\"/_sandbox/join\">\n<div class=\"fields\"><div><label for=\"pin\">PIN code</label>\
         <input id=\"pin\" name=\"pin\" inputmode=\"numeric\" value=\"{}\" autocomplete=\"off\"></div></div>\n\
         <button>Join as the customer</button>\n</form>",
        escape_quoted(&pin)
    );
    let content = match *request.method() {
        Method::POST => {
            let joined = pin
                .parse()
                .ok()
                .and_then(|pin| lock(&site.state).join(pin, site.clock.now()));
            match joined {
                Some(id) => format!("<p>The session {id} waits for its technician.</p>"),
                None => format!(
                    "<p>The PIN code <code>{}</code> is not good.</p>\n{form}",
                    escape(&pin)
                ),
            }
        }
        _ => form,
    };
    page(StatusCode::OK, "Join a session", &content)
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn xml_is_indented() {
        assert_eq!(
            indented("<?xml version=\"1.0\"?><a><b>x &gt;&lt; y</b><c /><d><e></e></d></a>"),
            "<?xml version=\"1.0\"?>\n<a>\n  <b>x &gt;&lt; y</b>\n  <c />\n  <d>\n    <e>\n    </e>\n  </d>\n</a>"
        );
        assert_eq!(indented("<a><![CDATA[><]]></a>"), "<a><![CDATA[><]]></a>");
        assert_eq!(indented(""), "");
        assert_eq!(indented("plain"), "plain");
        assert_eq!(indented("<a><"), "<a>\n  <");
    }
}
