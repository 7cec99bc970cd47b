//! The operations the sandbox plays.
//!
//! In: an operation's name and its parameters. Out: its answer in the service's words. Who may do
//! what is decided by `company`.

use super::parameters::{Parameters, Unreadable};
use super::write::{Answer, Value};
use crate::company::{Access, Company, Login, Visit};
use crate::demo;

/// The operations played.
pub(crate) const PLAYED: [&str; 7] = [
    "requestAuthCodeSSO",
    "requestAuthCode",
    "login",
    "logout",
    "getAccount",
    "getAccount_v2",
    "getSession_V3",
];

/// A request of one of them, read and ready to be carried out.
pub(super) enum Action {
    AuthCodeSso {
        sso_id: Option<String>,
        password: Option<String>,
        company: Option<String>,
    },
    AuthCode {
        email: Option<String>,
        password: Option<String>,
    },
    Login {
        email: Option<String>,
        password: Option<String>,
    },
    Logout,
    Account {
        operation: &'static str,
        auth_code: Option<String>,
    },
    Sessions {
        node: i32,
        is_channel: bool,
        auth_code: Option<String>,
    },
}

/// Reads a request, or gives `None` for an operation that is not in [`PLAYED`].
pub(super) fn read(
    operation: &str,
    parameters: &Parameters<'_>,
) -> Result<Option<Action>, Unreadable> {
    let string = |name| parameters.string(name);
    let action = match operation {
        "requestAuthCodeSSO" => Action::AuthCodeSso {
            sso_id: string("sSSOID")?,
            password: string("sPassword")?,
            company: string("sCompany")?,
        },
        "requestAuthCode" => Action::AuthCode {
            email: string("sEmail")?,
            password: string("sPassword")?,
        },
        "login" => Action::Login {
            email: string("sEmail")?,
            password: string("sPassword")?,
        },
        "logout" => Action::Logout,
        "getAccount" => Action::Account {
            operation: "getAccount",
            auth_code: string("sAuthCode")?,
        },
        "getAccount_v2" => Action::Account {
            operation: "getAccount_v2",
            auth_code: string("sAuthCode")?,
        },
        "getSession_V3" => Action::Sessions {
            node: parameters.int("iNodeID")?,
            is_channel: parameters.choice("eNodeRef", "NODE_REF", &["NODE", "CHANNEL"])?
                == "CHANNEL",
            auth_code: string("sAuthCode")?,
        },
        _ => return Ok(None),
    };
    Ok(Some(action))
}

impl Action {
    /// Whether the operation has an ASP.NET session, and so sets the cookie.
    pub(super) fn uses_session(&self) -> bool {
        !matches!(self, Action::AuthCodeSso { .. } | Action::AuthCode { .. })
    }

    /// Carries it out.
    pub(super) fn perform(&self, company: &Company, visit: &Visit) -> Answer {
        match self {
            Action::AuthCodeSso {
                sso_id,
                password,
                company: number,
            } => {
                let code = company.auth_code_sso(
                    sso_id.as_deref(),
                    password.as_deref(),
                    number.as_deref(),
                );
                auth_code("requestAuthCodeSSO", code)
            }
            Action::AuthCode { email, password } => {
                let code = company.auth_code(email.as_deref(), password.as_deref());
                auth_code("requestAuthCode", code)
            }
            Action::Login { email, password } => {
                let word = match company.login(visit, email.as_deref(), password.as_deref()) {
                    Login::Ok => "OK",
                    Login::Invalid => "Invalid",
                    Login::LimitReached => "LimitReached",
                };
                result("login", "login", word)
            }
            Action::Logout if company.logout(visit) => result("logout", "logout", "OK"),
            Action::Logout => result("logout", "logout", "NotLoggedIn"),
            Action::Account {
                operation,
                auth_code,
            } => account(operation, company.access(visit, auth_code.as_deref())),
            Action::Sessions {
                node,
                is_channel,
                auth_code,
            } => {
                let access = company.access(visit, auth_code.as_deref());
                sessions(access, *node, *is_channel)
            }
        }
    }
}

/// The answer to too many calls, where the operation has a word for it.
pub(super) fn rate_limit(operation: &str) -> Option<Answer> {
    match operation {
        "requestAuthCodeSSO" => Some(result(
            "requestAuthCodeSSO",
            "requestAuthCode",
            "PollRateExceeded",
        )),
        "requestAuthCode" => Some(result(
            "requestAuthCode",
            "requestAuthCode",
            "PollRateExceeded",
        )),
        "login" => Some(result("login", "login", "LimitReached")),
        _ => None,
    }
}

/// The result values of a versioned operation keep the unversioned prefix, and those of
/// `requestAuthCodeSSO` are taken to be those of `requestAuthCode`.
fn result(operation: &'static str, prefix: &str, word: &str) -> Answer {
    Answer {
        operation,
        result: format!("{prefix}_{word}"),
        outs: Vec::new(),
    }
}

/// A wrong company has no word of its own over SOAP, as far as is known: it is `Invalid`.
fn auth_code(operation: &'static str, code: Option<String>) -> Answer {
    let word = if code.is_some() { "OK" } else { "Invalid" };
    let mut answer = result(operation, "requestAuthCode", word);
    answer.outs.push(("sAuthCode", Value::String(code)));
    answer
}

fn account(operation: &'static str, access: Access) -> Answer {
    let granted = access == Access::Granted;
    let int = |value| Value::Int(if granted { value } else { 0 });
    let string = |value: &str| Value::String(granted.then(|| value.to_owned()));
    let mut answer = result(operation, "getAccount", word(access));
    answer.outs = vec![
        ("iAccountID", int(demo::ACCOUNT_ID)),
        ("sOrganization", string(demo::ORGANIZATION)),
        ("iAdminID", int(demo::ADMIN_ID)),
        ("iTechID", int(demo::TECHNICIAN_ID)),
        ("sEmail", string(demo::EMAIL)),
    ];
    if operation == "getAccount_v2" {
        answer.outs.push(("bTcRunning", Value::Boolean(granted)));
    }
    answer
}

fn sessions(access: Access, node: i32, is_channel: bool) -> Answer {
    let found = match access {
        Access::Granted => Company::support_sessions(node, is_channel),
        Access::NotLoggedIn | Access::WrongAuthCode => None,
    };
    let word = match (access, found) {
        (Access::Granted, None) => "InvalidParam_NodeID",
        _ => word(access),
    };
    let mut answer = result("getSession_V3", "getSession", word);
    answer.outs.push(("aSessions", Value::Sessions(found)));
    answer
}

fn word(access: Access) -> &'static str {
    match access {
        Access::Granted => "OK",
        Access::NotLoggedIn => "NotLoggedIn",
        Access::WrongAuthCode => "Invalid_SecretAuthCode",
    }
}
