//! The site: which path is which page, what all pages share, and the state behind them.
//!
//! In: a request whose body is complete. Out: a reply. Sockets are left to `server`.

use std::collections::VecDeque;
use std::sync::Mutex;

use bytes::Bytes;
use hyper::header::{COOKIE, HOST};
use hyper::{Method, Request, StatusCode};

use crate::calls::{Call, Log, Watcher};
use crate::clock::Clock;
use crate::company::Company;
use crate::operation::{Args, OPERATIONS, Operation, Played, Turn};
use crate::reply::{Ending, Reply};
use crate::state::{Rules, State, Visit};
use crate::sync::lock;
use crate::trouble::Trouble;
use crate::xml::escape;
use crate::{aspx, contract, control, help, soap};

/// The path of the SOAP endpoint, as the service spells it.
pub(crate) const ENDPOINT: &str = "/API/API.asmx";

/// The longest host name a reply repeats.
const MAX_HOST_LENGTH: usize = 255;

/// All that the pages work on.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) rules: Rules,
    pub(crate) clock: Clock,
    /// The company that a reset brings back.
    pub(crate) seed: Mutex<Company>,
    pub(crate) state: Mutex<State>,
    /// The origin the server is bound to, such as `http://127.0.0.1:8080`.
    pub(crate) origin: String,
    /// The origin of addresses in answers, where it is not that of the request.
    pub(crate) ticket_origin: Option<String>,
    /// Whether other machines may use the control pages.
    pub(crate) remote_control: bool,
    pub(crate) troubles: Mutex<VecDeque<Planned>>,
    pub(crate) log: Mutex<Log>,
    pub(crate) watcher: Option<Watcher>,
}

/// A trouble that waits for a call.
#[derive(Debug)]
pub(crate) struct Planned {
    /// The operation or page it waits for; `None` for any.
    pub(crate) operation: Option<String>,
    pub(crate) trouble: Trouble,
}

impl Site {
    /// Answers a request. `is_local` says whether it comes from this machine.
    pub(crate) fn answer(&self, request: &Request<Bytes>, is_local: bool) -> Reply {
        // IIS does not tell upper case from lower case in paths.
        let path = request.uri().path().to_ascii_lowercase();
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        match path.strip_prefix("/_sandbox/") {
            Some("try") => return help::attempt(self, request),
            Some("join") => return help::join(self, request),
            Some(name) => {
                let file = help::file(name).filter(|_| reads);
                return file.unwrap_or_else(|| control::handle(self, request, name, is_local));
            }
            None => {}
        }
        if let Some(operation) = Operation::at(&path) {
            if !reads && request.method() != Method::POST {
                return method_not_allowed("GET, HEAD, POST");
            }
            let trouble = self.take_trouble(Some(operation.name));
            let (reply, call) = aspx::handle(self, request, operation, trouble.as_ref());
            return self.finish(reply, call, trouble);
        }
        match path.strip_prefix("/api/api.asmx") {
            Some("") if request.method() == Method::POST => {
                let (reply, call, trouble) = soap::handle(self, request);
                self.finish(reply, call, trouble)
            }
            Some("") if reads => self.endpoint_page(request),
            Some("") => method_not_allowed("GET, HEAD, POST"),
            Some(rest) if rest.starts_with('/') => no_http_binding(request.uri().path()),
            _ if reads => match path.as_str() {
                "/" | "/api" | "/api/" => help::service(),
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
            let text = contract::text_for(&address);
            return Reply::new(StatusCode::OK, "text/xml; charset=utf-8", text)
                .with("Cache-Control", "private, max-age=0");
        }
        let asked = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name.eq_ignore_ascii_case("op"))
            .and_then(|(_, name)| Operation::named(&name));
        match asked {
            Some(operation) => help::operation(operation, &self.origin_of(request)),
            None => help::service(),
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

    /// The origin of addresses in answers.
    pub(crate) fn address_origin(&self, request: &Request<Bytes>) -> String {
        self.ticket_origin
            .clone()
            .unwrap_or_else(|| self.origin_of(request))
    }

    /// Whether display texts are German.
    pub(crate) fn is_german(&self) -> bool {
        lock(&self.state).company.language == "de"
    }

    /// Carries a call out.
    pub(crate) fn play(
        &self,
        operation: &Operation,
        args: &Args,
        visit: &Visit,
        origin: &str,
        over_soap: bool,
    ) -> Played {
        operation.play(&mut Turn {
            state: &mut lock(&self.state),
            rules: &self.rules,
            now: self.clock.now(),
            visit,
            args,
            origin,
            over_soap,
        })
    }

    /// Begins anew with this company, which later resets bring back, or with the one there was at the start. Logins,
    /// codes, calls and troubles are forgotten; the clock goes on.
    pub(crate) fn reset(&self, company: Option<Company>) {
        let mut seed = lock(&self.seed);
        if let Some(company) = company {
            *seed = company;
        }
        *lock(&self.state) = State::new(seed.clone(), &self.rules, self.clock.now());
        lock(&self.troubles).clear();
        lock(&self.log).clear();
    }

    /// Logs the call, and spoils the reply if that was asked for.
    fn finish(&self, reply: Reply, mut call: Call, trouble: Option<Trouble>) -> Reply {
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

    /// The next trouble for a call of this operation; `None` for a call of which that cannot be told.
    pub(crate) fn take_trouble(&self, operation: Option<&str>) -> Option<Trouble> {
        let mut troubles = lock(&self.troubles);
        let is_meant = |planned: &Planned| match &planned.operation {
            None => true,
            Some(meant) => operation.is_some_and(|name| name.eq_ignore_ascii_case(meant)),
        };
        let index = troubles.iter().position(is_meant)?;
        troubles.remove(index).map(|planned| planned.trouble)
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
    let pages: Vec<&str> = OPERATIONS
        .iter()
        .filter_map(|operation| operation.page)
        .collect();
    let text = format!(
        "<p>The sandbox has nothing at <code>{}</code>. It has <a href=\"{ENDPOINT}\">{ENDPOINT}\
         </a> and these pages: {}.</p>",
        escape(path),
        pages.join(", ")
    );
    help::page(StatusCode::NOT_FOUND, "Not found", &text)
}
