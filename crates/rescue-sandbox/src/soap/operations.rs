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

/// Whether an operation has an ASP.NET session, and so sets the cookie.
pub(super) fn uses_session(operation: &str) -> bool {
    !operation.starts_with("requestAuthCode")
}

/// Plays an operation, or gives `None` for one that is not in [`PLAYED`].
pub(super) fn play(
    operation: &str,
    parameters: &Parameters<'_>,
    company: &Company,
    visit: &Visit,
) -> Result<Option<Answer>, Unreadable> {
    let answer = match operation {
        "requestAuthCodeSSO" => {
            let sso_id = parameters.string("sSSOID")?;
            let password = parameters.string("sPassword")?;
            let number = parameters.string("sCompany")?;
            let code =
                company.auth_code_sso(sso_id.as_deref(), password.as_deref(), number.as_deref());
            auth_code("requestAuthCodeSSO", code)
        }
        "requestAuthCode" => {
            let email = parameters.string("sEmail")?;
            let password = parameters.string("sPassword")?;
            let code = company.auth_code(email.as_deref(), password.as_deref());
            auth_code("requestAuthCode", code)
        }
        "login" => {
            let email = parameters.string("sEmail")?;
            let password = parameters.string("sPassword")?;
            let word = match company.login(visit, email.as_deref(), password.as_deref()) {
                Login::Ok => "OK",
                Login::Invalid => "Invalid",
                Login::LimitReached => "LimitReached",
            };
            result("login", "login", word)
        }
        "logout" if company.logout(visit) => result("logout", "logout", "OK"),
        "logout" => result("logout", "logout", "NotLoggedIn"),
        "getAccount" => account("getAccount", parameters, company, visit)?,
        "getAccount_v2" => account("getAccount_v2", parameters, company, visit)?,
        "getSession_V3" => sessions(parameters, company, visit)?,
        _ => return Ok(None),
    };
    Ok(Some(answer))
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

fn account(
    operation: &'static str,
    parameters: &Parameters<'_>,
    company: &Company,
    visit: &Visit,
) -> Result<Answer, Unreadable> {
    let auth_code = parameters.string("sAuthCode")?;
    let access = company.access(visit, auth_code.as_deref());
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
    Ok(answer)
}

fn sessions(
    parameters: &Parameters<'_>,
    company: &Company,
    visit: &Visit,
) -> Result<Answer, Unreadable> {
    let node = parameters.int("iNodeID")?;
    let kind = parameters.choice("eNodeRef", "NODE_REF", &["NODE", "CHANNEL"])?;
    let auth_code = parameters.string("sAuthCode")?;
    let access = company.access(visit, auth_code.as_deref());
    let found = match access {
        Access::Granted => Company::support_sessions(node, kind == "CHANNEL"),
        Access::NotLoggedIn | Access::WrongAuthCode => None,
    };
    let word = match (access, found) {
        (Access::Granted, None) => "InvalidParam_NodeID",
        _ => word(access),
    };
    let mut answer = result("getSession_V3", "getSession", word);
    answer.outs.push(("aSessions", Value::Sessions(found)));
    Ok(answer)
}

fn word(access: Access) -> &'static str {
    match access {
        Access::Granted => "OK",
        Access::NotLoggedIn => "NotLoggedIn",
        Access::WrongAuthCode => "Invalid_SecretAuthCode",
    }
}
