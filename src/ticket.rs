//! What the service hands out: authentication codes and login tickets, both of them secrets.

use std::fmt;

use castile::{Deviations, Secret};

use crate::reply::Reply;

/// An authentication code. It stands for the technician in calls that take one, until the next one is made.
///
/// Asking for a new code makes the one before it useless, so programs that share an account should share a code.
#[derive(Clone)]
pub struct AuthCode {
    code: Secret,
    reply: Reply<()>,
}

impl AuthCode {
    pub(crate) fn new(reply: Reply<Secret>) -> Self {
        Self {
            code: (*reply).clone(),
            reply: reply.map(|_| ()),
        }
    }

    /// The code itself.
    pub fn expose(&self) -> &str {
        self.code.expose()
    }

    /// The code as the generated requests take it: `s_auth_code: Some(code.secret().clone())`.
    pub fn secret(&self) -> &Secret {
        &self.code
    }

    /// The code alone.
    pub fn into_secret(self) -> Secret {
        self.code
    }

    /// What it came in: [`Reply::soap`] and [`Reply::page`] have it whole.
    pub fn reply(&self) -> &Reply<()> {
        &self.reply
    }

    /// What the reply did that the contract does not say. There is none where it came from an `.aspx` page, of which
    /// [`Reply::page_deviations`] has what was tolerated.
    pub fn deviations(&self) -> &Deviations {
        self.reply.deviations()
    }
}

impl PartialEq for AuthCode {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for AuthCode {}

impl From<AuthCode> for Secret {
    fn from(code: AuthCode) -> Self {
        code.code
    }
}

impl fmt::Debug for AuthCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthCode(..)")
    }
}

/// The address that logs a technician in, with a ticket in it. Who has it is logged in.
#[derive(Clone)]
pub struct LoginTicket {
    url: Secret,
    reply: Reply<()>,
}

impl LoginTicket {
    /// Its address has been checked by [`aspx::login_ticket`](crate::aspx::login_ticket).
    pub(crate) fn new(reply: Reply<Secret>) -> Self {
        Self {
            url: (*reply).clone(),
            reply: reply.map(|_| ()),
        }
    }

    /// The address, to open in the technician's browser.
    pub fn url(&self) -> &str {
        self.url.expose()
    }

    /// The ticket in the address, as it stands there.
    pub fn ticket(&self) -> &str {
        parameter(self.url(), "ticket").unwrap_or_default()
    }

    /// The company in the address, as it stands there; addresses of the web console have none.
    pub fn company_id(&self) -> Option<&str> {
        parameter(self.url(), "companyid")
    }

    /// What it came in: [`Reply::page`] has it whole.
    pub fn reply(&self) -> &Reply<()> {
        &self.reply
    }
}

impl PartialEq for LoginTicket {
    fn eq(&self, other: &Self) -> bool {
        self.url == other.url
    }
}

impl Eq for LoginTicket {}

impl fmt::Debug for LoginTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginTicket(..)")
    }
}

/// The value of a parameter in the query of a URL, whatever the case of its name.
pub(crate) fn parameter<'u>(url: &'u str, name: &str) -> Option<&'u str> {
    let without_fragment = url.split('#').next().unwrap_or_default();
    let (_, query) = without_fragment.split_once('?')?;
    let mut parameters = query
        .split('&')
        .filter_map(|parameter| parameter.split_once('='));
    parameters
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use castile::{RawReply, Secret};

    use super::LoginTicket;
    use crate::reply::Reply;

    #[test]
    fn a_ticket_shows_its_parts_where_asked() {
        let url = Secret::from("https://h.example/x?companyid=7&Ticket=ab-c&arch=64");
        let ticket = LoginTicket::new(Reply::of_page(url, RawReply::default(), Vec::new()));
        assert_eq!((ticket.ticket(), ticket.company_id()), ("ab-c", Some("7")));
        assert_eq!(format!("{ticket:?}"), "LoginTicket(..)");
    }
}
