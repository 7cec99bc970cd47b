//! Who is let in: `login`, authentication codes, login tickets, and who the caller is.

use super::table::LOGIN_LIMIT;
use super::{Field, OK, Played, Turn, Value, field, text};
use crate::demo;

/// Logs the visit in. Everybody's calls count towards one limit, as the service's own way of counting is not known.
pub(super) fn login(turn: &mut Turn<'_>) -> Played {
    turn.limit(&LOGIN_LIMIT, "LimitReached", "")?;
    let email = technician(turn).ok_or("Invalid")?;
    turn.state.log_in(turn.visit, &email, turn.now, turn.rules);
    OK
}

pub(super) fn logout(turn: &mut Turn<'_>) -> Played {
    let logged_in = turn.state.logged_in(turn.visit, turn.now, turn.rules);
    turn.state.log_out(turn.visit);
    logged_in.map_or(Err("NotLoggedIn"), |_| OK)
}

pub(super) fn request_auth_code(turn: &mut Turn<'_>) -> Played {
    let email = technician(turn).ok_or("Invalid")?;
    Ok(auth_code(turn, &email))
}

/// A wrong company has no word of its own over SOAP, as far as is known: it is `Invalid`.
pub(super) fn request_auth_code_sso(turn: &mut Turn<'_>) -> Played {
    let company = turn.args.word("company");
    if !turn.over_soap && !company.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("InvalidParam_Company");
    }
    let email = by_single_sign_on(turn, "pwd", "company").ok_or("Invalid")?;
    Ok(auth_code(turn, &email))
}

fn auth_code(turn: &mut Turn<'_>, email: &str) -> Vec<Field> {
    let code = turn.state.new_auth_code(email);
    vec![field("sAuthCode", "AUTHCODE", text(code))]
}

/// The person of an e-mail address and a password.
fn technician(turn: &Turn<'_>) -> Option<String> {
    let email = turn.args.text("email").filter(|email| !email.is_empty())?;
    let password = turn.args.text("pwd");
    let mut nodes = turn.company().person(email);
    let found =
        nodes.find(|node| node.enabled && !node.password.is_empty() && node.password.is(password));
    found.map(|node| node.email.clone())
}

/// The person of a single sign-on identifier, the company's password and its identifier.
fn by_single_sign_on(turn: &Turn<'_>, password: &str, company: &str) -> Option<String> {
    let company = turn.args.text(company) == Some(turn.company().id.as_str());
    let password = turn.company().sso_password.is(turn.args.text(password));
    (company && password).then(|| sso_email(turn)).flatten()
}

fn sso_email(turn: &Turn<'_>) -> Option<String> {
    let sso_id = turn.args.text("ssoid").filter(|id| !id.is_empty())?;
    let mut nodes = turn.company().nodes.iter();
    let found = nodes.find(|node| node.enabled && node.kind.is_person() && node.sso_id == sso_id);
    found.map(|node| node.email.clone())
}

pub(super) fn desktop_ticket(turn: &mut Turn<'_>) -> Played {
    ticket(turn, false)?;
    let arch = if turn.args.text("arch") == Some("64") {
        "&arch=64"
    } else {
        ""
    };
    Ok(vec![field(
        "",
        "",
        text(format!(
            "{}/TechConsole/DesktopApp/DownloadSSO.aspx?companyid={}&ticket={}{arch}",
            turn.origin,
            turn.company().id,
            demo::TICKET
        )),
    )])
}

pub(super) fn browser_ticket(turn: &mut Turn<'_>) -> Played {
    ticket(turn, true)?;
    let address = format!("{}/SSO/Login.aspx?Ticket={}", turn.origin, demo::TICKET);
    Ok(vec![field("", "", text(address))])
}

/// Whether a login ticket may be given. `INVALIDSSOID` is handled by one client of the browser console's page and
/// documented nowhere, so only that page answers it (`names_sso_id`).
fn ticket(turn: &Turn<'_>, names_sso_id: bool) -> Result<(), &'static str> {
    let given = |key| turn.args.text(key).is_some_and(|value| !value.is_empty());
    if !(given("ssoid") && given("Password") && given("CompanyID")) {
        return Err("MissingParameters");
    }
    if turn.args.text("CompanyID") != Some(turn.company().id.as_str()) {
        return Err("InvalidCompanyID");
    }
    if names_sso_id && sso_email(turn).is_none() {
        return Err("InvalidSSOID");
    }
    let good = by_single_sign_on(turn, "Password", "CompanyID").is_some();
    if good { Ok(()) } else { Err("InvalidPassword") }
}

pub(super) fn get_account(turn: &mut Turn<'_>) -> Played {
    let email = turn.caller()?;
    let company = turn.company();
    let id = |is_administrator| {
        let mut nodes = company.person(&email);
        let node = nodes.find(|node| node.kind.is_administrator() == is_administrator);
        Value::Int(node.map_or(0, |node| node.id))
    };
    Ok(vec![
        field("iAccountID", "AccountID", Value::Int(company.account_id)),
        field(
            "sOrganization",
            "Organization",
            text(&*company.organization),
        ),
        field("iAdminID", "AdminID", id(true)),
        field("iTechID", "TechID", id(false)),
        field("sEmail", "Email", text(email.as_str())),
    ])
}

pub(super) fn get_account_v2(turn: &mut Turn<'_>) -> Played {
    let mut fields = get_account(turn)?;
    let email = turn.caller()?;
    let mut nodes = turn.company().person(&email);
    let runs = nodes.any(|node| !node.kind.is_administrator() && node.has_console());
    fields.push(field("bTcRunning", "", Value::Bool(runs)));
    Ok(fields)
}
