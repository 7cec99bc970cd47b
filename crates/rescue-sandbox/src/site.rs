//! The site: which path is which page, what all pages share, and the state behind them.
//!
//! In: a request whose body is complete. Out: a reply. Sockets are left to `server`.

use std::collections::VecDeque;
use std::sync::Mutex;

use bytes::Bytes;
use hyper::header::{COOKIE, HOST};
use hyper::{Method, Request, StatusCode};

use crate::calls::{Call, Log, Watcher};
use crate::company::{Company, Visit};
use crate::reply::{Ending, Reply};
use crate::sync::lock;
use crate::trouble::Trouble;
use crate::wsdl::Wsdl;
use crate::xml::escape;
use crate::{aspx, control, help, soap};

/// The path of the SOAP endpoint, as the service spells it.
pub(crate) const ENDPOINT: &str = "/API/API.asmx";

/// The longest host name a reply repeats.
const MAX_HOST_LENGTH: usize = 255;

/// All that the pages work on.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) company: Company,
    pub(crate) wsdl: Wsdl,
    /// The origin the server is bound to, such as `http://127.0.0.1:8080`.
    pub(crate) origin: String,
    /// The origin of login tickets, where it is not that of the request.
    pub(crate) ticket_origin: Option<String>,
    pub(crate) troubles: Mutex<VecDeque<Trouble>>,
    pub(crate) log: Mutex<Log>,
    pub(crate) watcher: Option<Watcher>,
}

impl Site {
    /// Answers a request. `is_local` says whether it comes from this machine.
    pub(crate) fn answer(&self, request: &Request<Bytes>, is_local: bool) -> Reply {
        // IIS does not tell upper case from lower case in paths.
        let path = request.uri().path().to_ascii_lowercase();
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        if let Some(rest) = path.strip_prefix("/_sandbox/") {
            return control::handle(self, request, rest, is_local);
        }
        if let Some(page) = aspx::Page::at(&path) {
            if !reads && request.method() != Method::POST {
                return method_not_allowed("GET, HEAD, POST");
            }
            let trouble = self.take_trouble();
            return self.finish(aspx::handle(self, request, page, trouble.as_ref()), trouble);
        }
        match path.strip_prefix("/api/api.asmx") {
            Some("") if request.method() == Method::POST => {
                let trouble = self.take_trouble();
                self.finish(soap::handle(self, request, trouble.as_ref()), trouble)
            }
            Some("") if reads => self.endpoint_page(request),
            Some("") => method_not_allowed("GET, HEAD, POST"),
            Some(rest) if rest.starts_with('/') => no_http_binding(request.uri().path()),
            _ if reads => match path.as_str() {
                "/" | "/api" | "/api/" => help::service(&self.wsdl),
                "/techconsole/desktopapp/downloadsso.aspx" => help::download(),
                "/sso/login.aspx" => help::console(),
                _ => not_found(request.uri().path()),
            },
            _ => not_found(request.uri().path()),
        }
    }

    /// What a browser gets at the endpoint: the WSDL, or a help page.
    fn endpoint_page(&self, request: &Request<Bytes>) -> Reply {
        let query = request.uri().query().unwrap_or_default();
        if query.eq_ignore_ascii_case("wsdl") {
            let address = format!("{}{ENDPOINT}", self.origin_of(request));
            let text = self.wsdl.text_for(&address);
            return Reply::new(StatusCode::OK, "text/xml; charset=utf-8", text)
                .with("Cache-Control", "private, max-age=0");
        }
        let asked = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name.eq_ignore_ascii_case("op"))
            .and_then(|(_, name)| self.wsdl.operation(&name));
        match asked {
            Some(operation) => help::operation(operation),
            None => help::service(&self.wsdl),
        }
    }

    /// The origin the caller used, or the server's own where the `Host` header is not plain.
    pub(crate) fn origin_of(&self, request: &Request<Bytes>) -> String {
        let host = request
            .headers()
            .get(HOST)
            .and_then(|host| host.to_str().ok());
        match host.filter(|host| is_plain_host(host)) {
            Some(host) => format!("http://{host}"),
            None => self.origin.clone(),
        }
    }

    /// Logs the call, and spoils the reply if that was asked for.
    fn finish(&self, (reply, mut call): (Reply, Call), trouble: Option<Trouble>) -> Reply {
        let reply = match trouble {
            Some(trouble) => trouble.damage(reply),
            None => reply,
        };
        if reply.ending != Ending::Never {
            call.status = reply.status.as_u16();
        }
        if let Some(Watcher(watch)) = &self.watcher {
            watch(&call);
        }
        lock(&self.log).push(call);
        reply
    }

    fn take_trouble(&self) -> Option<Trouble> {
        lock(&self.troubles).pop_front()
    }
}

/// The name of ASP.NET's session cookie.
const SESSION_COOKIE: &str = "ASP.NET_SessionId";

/// The session identifier a caller sent.
pub(crate) fn session_cookie(request: &Request<Bytes>) -> Option<String> {
    request
        .headers()
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == SESSION_COOKIE)
        .map(|(_, value)| value.to_owned())
}

/// The reply, telling the caller its session identifier if that is new.
pub(crate) fn with_session_cookie(reply: Reply, visit: &Visit) -> Reply {
    if visit.is_new {
        let cookie = format!("{SESSION_COOKIE}={}; path=/; HttpOnly", visit.id);
        reply.with("Set-Cookie", cookie)
    } else {
        reply
    }
}

fn is_plain_host(host: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    (1..=MAX_HOST_LENGTH).contains(&host.len()) && host.bytes().all(plain)
}

pub(crate) fn method_not_allowed(allowed: &'static str) -> Reply {
    Reply::empty(StatusCode::METHOD_NOT_ALLOWED, "text/html").with("Allow", allowed)
}

/// The WSDL has no HTTP GET or POST ports, so ASP.NET knows nothing to do with such a path.
fn no_http_binding(path: &str) -> Reply {
    let end = path.rsplit('/').next().unwrap_or_default();
    let text = format!(
        "Request format is unrecognized for URL unexpectedly ending in '/{}'.",
        escape(end)
    );
    help::page(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Server error",
        &format!("<p>{text}</p>"),
    )
}

fn not_found(path: &str) -> Reply {
    let pages = aspx::Page::ALL.map(aspx::Page::path);
    let text = format!(
        "<p>The sandbox has nothing at <code>{}</code>. It has <a href=\"{ENDPOINT}\">{ENDPOINT}\
         </a> and these pages: {}.</p>",
        escape(path),
        pages.join(", ")
    );
    help::page(StatusCode::NOT_FOUND, "Not found", &text)
}
