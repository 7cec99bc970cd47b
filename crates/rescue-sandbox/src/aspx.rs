//! The `.aspx` pages: the same calls over HTTP GET and form POST, answered in plain words.
//!
//! In: a request for one of the pages. Out: a reply and an entry for the log. The words are the
//! guide's. It does not record the bytes around them: two line feeds after `OK` and no space after
//! a label are what fixed offsets in client code show; no line end at the end is a choice.

use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request, StatusCode};

use crate::calls::{Call, Protocol};
use crate::company::{Access, Company, Login, Ticket, Visit};
use crate::demo::{self, SupportSession};
use crate::help;
use crate::reply::Reply;
use crate::site::{Site, session_cookie, with_session_cookie};
use crate::trouble::{Shape, Trouble};

/// A page the sandbox plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    RequestAuthCodeSso,
    RequestAuthCode,
    Login,
    Logout,
    GetAccount,
    GetSession,
    DesktopTicket,
    BrowserTicket,
}

impl Page {
    pub(crate) const ALL: [Page; 8] = [
        Page::RequestAuthCodeSso,
        Page::RequestAuthCode,
        Page::Login,
        Page::Logout,
        Page::GetAccount,
        Page::GetSession,
        Page::DesktopTicket,
        Page::BrowserTicket,
    ];

    /// Its path, as the guide spells it.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Page::RequestAuthCodeSso => "/API/requestAuthCodeSSO.aspx",
            Page::RequestAuthCode => "/API/requestAuthCode.aspx",
            Page::Login => "/API/login.aspx",
            Page::Logout => "/API/logout.aspx",
            Page::GetAccount => "/API/getAccount.aspx",
            Page::GetSession => "/API/getSession_v3.aspx",
            Page::DesktopTicket => "/SSO/GetDTCLoginTicket.aspx",
            Page::BrowserTicket => "/SSO/GetLoginTicket.aspx",
        }
    }

    /// The page at a path in any case.
    pub(crate) fn at(path: &str) -> Option<Page> {
        Page::ALL
            .into_iter()
            .find(|page| page.path().eq_ignore_ascii_case(path))
    }

    /// The name of the file, without its ending.
    fn name(self) -> &'static str {
        let file = self.path().rsplit('/').next().unwrap_or_default();
        file.trim_end_matches(".aspx")
    }
}

/// What a page says.
enum Words {
    /// One word.
    Word(&'static str),
    /// `OK`, a blank line, then labelled lines or a table.
    Data(String),
    /// `OK:` and an address.
    Address(String),
}

/// Answers one request.
pub(crate) fn handle(
    site: &Site,
    request: &Request<Bytes>,
    page: Page,
    trouble: Option<&Trouble>,
) -> (Reply, Call) {
    let parameters = Parameters::of(request);
    let posts = request.method() == Method::POST;
    let call = Call::new(
        request.method().as_str(),
        request.uri().path(),
        Some(page.name()),
        if posts {
            Protocol::HttpPost
        } else {
            Protocol::HttpGet
        },
        &parameters.all(),
    );
    let reply = trouble.and_then(Trouble::instead).unwrap_or_else(|| {
        let visit = Company::visit(session_cookie(request).as_deref());
        let origin = site.ticket_origin.clone();
        let origin = origin.unwrap_or_else(|| site.origin_of(request));
        let words = match trouble {
            Some(Trouble::Fault { .. }) => return help::server_error(),
            Some(Trouble::RateLimit) => match page {
                Page::RequestAuthCodeSso | Page::RequestAuthCode => Words::Word("POLLRATEEXCEEDED"),
                Page::Login => Words::Word("LIMITREACHED"),
                _ => return Reply::empty(StatusCode::TOO_MANY_REQUESTS, "text/html"),
            },
            _ => page.answer(&parameters, &site.company, &visit, &origin),
        };
        let text = words.text(Shape::of(trouble));
        let reply = Reply::new(StatusCode::OK, "text/html; charset=utf-8", text)
            .with("Cache-Control", "private");
        with_session_cookie(reply, &visit)
    });
    (reply, call)
}

impl Page {
    fn answer(
        self,
        parameters: &Parameters,
        company: &Company,
        visit: &Visit,
        origin: &str,
    ) -> Words {
        let get = |name: &str| parameters.get(name);
        match self {
            Page::RequestAuthCodeSso => {
                let number = get("company");
                if !number
                    .iter()
                    .all(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
                {
                    return Words::Word("INVALIDPARAM_COMPANY");
                }
                let (sso_id, password) = (get("ssoid"), get("pwd"));
                auth_code(company.auth_code_sso(
                    sso_id.as_deref(),
                    password.as_deref(),
                    number.as_deref(),
                ))
            }
            Page::RequestAuthCode => {
                auth_code(company.auth_code(get("email").as_deref(), get("pwd").as_deref()))
            }
            Page::Login => {
                match company.login(visit, get("email").as_deref(), get("pwd").as_deref()) {
                    Login::Ok => Words::Word("OK"),
                    Login::Invalid => Words::Word("INVALID"),
                    Login::LimitReached => Words::Word("LIMITREACHED"),
                }
            }
            Page::Logout if company.logout(visit) => Words::Word("OK"),
            Page::Logout => Words::Word("NOTLOGGEDIN"),
            Page::GetAccount => match company.access(visit, get("authcode").as_deref()) {
                Access::Granted => Words::Data(account()),
                refused => Words::Word(refusal(refused)),
            },
            Page::GetSession => match company.access(visit, get("authcode").as_deref()) {
                Access::Granted => sessions(get("node"), get("noderef")),
                refused => Words::Word(refusal(refused)),
            },
            Page::DesktopTicket | Page::BrowserTicket => {
                let names_sso_id = self == Page::BrowserTicket;
                let outcome = Company::ticket(
                    get("ssoid").as_deref(),
                    get("password").as_deref(),
                    get("companyid").as_deref(),
                    names_sso_id,
                );
                match outcome {
                    Ticket::Ok => self.ticket(origin, get("arch").as_deref()),
                    Ticket::MissingParameters => Words::Word("MISSINGPARAMETERS"),
                    Ticket::InvalidCompany => Words::Word("INVALIDCOMPANYID"),
                    Ticket::InvalidSsoId => Words::Word("INVALIDSSOID"),
                    Ticket::InvalidPassword => Words::Word("INVALIDPASSWORD"),
                }
            }
        }
    }

    fn ticket(self, origin: &str, arch: Option<&str>) -> Words {
        let ticket = demo::TICKET;
        Words::Address(if self == Page::BrowserTicket {
            format!("{origin}/SSO/Login.aspx?Ticket={ticket}")
        } else {
            let company = demo::COMPANY;
            let arch = if arch == Some("64") { "&arch=64" } else { "" };
            format!(
                "{origin}/TechConsole/DesktopApp/DownloadSSO.aspx\
                 ?companyid={company}&ticket={ticket}{arch}"
            )
        })
    }
}

fn auth_code(code: Option<String>) -> Words {
    match code {
        Some(code) => Words::Data(format!("AUTHCODE:{code}")),
        None => Words::Word("INVALID"),
    }
}

fn refusal(access: Access) -> &'static str {
    match access {
        Access::WrongAuthCode => "INVALID_SECRETAUTHCODE",
        Access::NotLoggedIn | Access::Granted => "NOTLOGGEDIN",
    }
}

fn account() -> String {
    format!(
        "AccountID:{}\nOrganization:{}\nAdminID:{}\nTechID:{}\nEmail:{}",
        demo::ACCOUNT_ID,
        demo::ORGANIZATION,
        demo::ADMIN_ID,
        demo::TECHNICIAN_ID,
        demo::EMAIL
    )
}

/// A table: a row of headings, then a row for each session, every cell closed by a bar.
fn sessions(node: Option<String>, kind: Option<String>) -> Words {
    const HEADINGS: &str = "ID|Status|Entry ID|Entry|Technician ID|Technician|Start Time|\
        Waiting Time|Custom Field 0|Custom Field 1|Custom Field 2|Custom Field 3|Custom Field 4|\
        Custom Field 5|Language|Transferred To|Transferred Comment|Is Lead Technician|HandingOff|";
    let is_channel = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("channel"));
    let node = node.and_then(|node| node.parse().ok());
    match node.and_then(|node| Company::support_sessions(node, is_channel)) {
        Some(sessions) => {
            let mut table = HEADINGS.to_owned();
            for session in sessions {
                table.push('\n');
                table.push_str(&row(session));
            }
            Words::Data(table)
        }
        None => Words::Word("INVALIDPARAM_NODE"),
    }
}

fn row(session: &SupportSession) -> String {
    let mut cells = vec![
        session.id.to_string(),
        session.status_text.to_owned(),
        "0".to_owned(),
        session.entry.unwrap_or_default().to_owned(),
        demo::TECHNICIAN_ID.to_string(),
        demo::TECHNICIAN.to_owned(),
        session.start.to_owned(),
        session.waiting_seconds.to_string(),
    ];
    cells.extend(
        session
            .custom
            .iter()
            .map(|cell| cell.unwrap_or_default().to_owned()),
    );
    cells.push(session.language.unwrap_or_default().to_owned());
    cells.extend([String::new(), String::new()]);
    cells.push(if session.lead { "Yes" } else { "No" }.to_owned());
    cells.push("No".to_owned());
    cells.push(String::new());
    cells.join("|")
}

impl Words {
    fn text(&self, shape: Shape) -> String {
        let ok = match self {
            _ if shape.unknown_value => return "SANDBOXUNKNOWN".to_owned(),
            Words::Word(word) => (*word).to_owned(),
            // The guide prints one space where the separator is, and one after the label.
            Words::Data(data) if shape.odd => format!("OK {}", data.replacen(':', ": ", 1)),
            Words::Data(data) => format!("OK\n\n{data}"),
            Words::Address(address) if shape.odd => format!("OK: {address}"),
            Words::Address(address) => format!("OK:{address}"),
        };
        match self {
            _ if shape.odd => format!("{ok}\r\n"),
            Words::Address(_) if shape.added => format!("{ok}&sandboxadded=1"),
            _ if shape.added => format!("{ok}\nSANDBOXADDED:1"),
            _ => ok,
        }
    }
}

/// The parameters of a page, as ASP.NET's `Request[name]` finds them: in the query, then in the
/// form, without regard to case; of several with one name all, with commas between.
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
}
