//! Who calls: login, authentication codes, login tickets, the account.

use castile::Secret;

use super::{call, nothing, soap};
use crate::api::{self, operations};
use crate::aspx::{self, Found, Labelled, Problem};
use crate::client::Rescue;
use crate::credentials::{LoginCredentials, SsoCredentials};
use crate::error::Error;
use crate::pace::Limit;
use crate::protocol::Arch;
use crate::reply::Reply;
use crate::ticket::{AuthCode, LoginTicket};

/// The account, and who the caller is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Account {
    /// Its ID.
    pub account_id: i32,
    /// The name of the organization.
    pub organization: Option<String>,
    /// The caller's node as an administrator. The sandbox has 0 where there is none; what the service has is not
    /// known.
    pub admin_id: i32,
    /// The caller's node as a technician.
    pub tech_id: i32,
    /// The caller's e-mail address.
    pub email: Option<String>,
    /// Whether the caller's console runs: from [`Rescue::account_v2`] only.
    pub console_running: Option<bool>,
}

impl Rescue {
    /// Logs in by the method `login`, for 20 minutes without a call. The session is a cookie that the clones of this
    /// client share.
    ///
    /// The service refuses more than ten logins in three minutes with `LIMITREACHED`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind); `Configuration` where another account has logged in by
    /// [`with_login`](Self::with_login).
    pub async fn login(&self, credentials: &LoginCredentials) -> Result<Reply<()>, Error> {
        self.check_account(credentials.email())?;
        self.wait(Limit::Login).await;
        if self.speaks_soap() {
            let request = api::Login {
                s_email: Some(credentials.email().to_owned()),
                s_password: Some(credentials.password().clone()),
            };
            return self
                .soap(
                    &operations::LOGIN,
                    &operations::success::LOGIN,
                    &request,
                    nothing,
                )
                .await;
        }
        let password = credentials.password();
        let parameters = vec![
            ("email", credentials.email().into()),
            ("pwd", password.expose().into()),
        ];
        self.page_once("login", &parameters, aspx::ok).await
    }

    /// Ends the session by the method `logout`, and with it what [`reports`](Self::reports) has set.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind); [`NotLoggedIn`](crate::ReturnValue::NotLoggedIn) where there is none.
    pub async fn logout(&self) -> Result<Reply<()>, Error> {
        if self.speaks_soap() {
            return self
                .soap(
                    &operations::LOGOUT,
                    &operations::success::LOGOUT,
                    &api::Logout {},
                    nothing,
                )
                .await;
        }
        self.page_once("logout", &Vec::new(), aspx::ok).await
    }

    /// Asks for an authentication code by the method `requestAuthCode`. Inferred over SOAP, from messages in client code:
    /// that each part is text, and that there are no further ones.
    ///
    /// A new code makes the one before it useless: keep it, and do not ask for one per call.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). `OK` without a code is an error, too.
    pub async fn request_auth_code(
        &self,
        credentials: &LoginCredentials,
    ) -> Result<AuthCode, Error> {
        let password = credentials.password();
        let reply = if self.speaks_soap() {
            let request = api::RequestAuthCode {
                s_email: Some(credentials.email().to_owned()),
                s_password: Some(password.clone()),
            };
            self.soap(
                &operations::REQUEST_AUTH_CODE,
                &operations::success::REQUEST_AUTH_CODE,
                &request,
                |answer| code(answer.s_auth_code.as_ref()),
            )
            .await
        } else {
            let parameters = vec![
                ("email", credentials.email().into()),
                ("pwd", password.expose().into()),
            ];
            self.page_once("requestAuthCode", &parameters, code_of_page)
                .await
        };
        reply.map(AuthCode::new)
    }

    /// Asks for an authentication code by the method `requestAuthCodeSSO`. Inferred: the reply over SOAP, which is that of
    /// `requestAuthCode`.
    ///
    /// A new code makes the one before it useless: keep it, and do not ask for one per call.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). `OK` without a code is an error, too.
    pub async fn request_auth_code_sso(
        &self,
        credentials: &SsoCredentials,
    ) -> Result<AuthCode, Error> {
        const METHOD: &str = "requestAuthCodeSSO";
        credentials
            .check_company()
            .map_err(|message| Error::invalid_company(METHOD, message))?;
        let password = credentials.password();
        let reply = if self.speaks_soap() {
            let request = api::RequestAuthCodeSso {
                s_ssoid: Some(credentials.sso_id().to_owned()),
                s_password: Some(password.clone()),
                s_company: Some(credentials.company().to_owned()),
            };
            self.soap(
                &operations::REQUEST_AUTH_CODE_SSO,
                &operations::success::REQUEST_AUTH_CODE_SSO,
                &request,
                |answer| code(answer.s_auth_code.as_ref()),
            )
            .await
        } else {
            let parameters = vec![
                ("ssoid", credentials.sso_id().into()),
                ("pwd", password.expose().into()),
                ("company", credentials.company().into()),
            ];
            self.page_once(METHOD, &parameters, code_of_page).await
        };
        reply.map(AuthCode::new)
    }

    /// Asks for the address that logs a technician in to the web console, by the page `GetLoginTicket.aspx`.
    ///
    /// The page has no SOAP form: it is called by POST unless the protocol is
    /// [`HttpGet`](crate::Protocol::HttpGet).
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn login_ticket(&self, credentials: &SsoCredentials) -> Result<LoginTicket, Error> {
        self.ticket("GetLoginTicket", credentials, Arch::X86).await
    }

    /// Asks for the address that downloads the desktop console with a technician logged in, by the page
    /// `GetDTCLoginTicket.aspx`.
    ///
    /// The page has no SOAP form: it is called by POST unless the protocol is
    /// [`HttpGet`](crate::Protocol::HttpGet).
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn login_ticket_dtc(
        &self,
        credentials: &SsoCredentials,
        arch: Arch,
    ) -> Result<LoginTicket, Error> {
        self.ticket("GetDTCLoginTicket", credentials, arch).await
    }

    async fn ticket(
        &self,
        method: &'static str,
        credentials: &SsoCredentials,
        arch: Arch,
    ) -> Result<LoginTicket, Error> {
        credentials
            .check_company()
            .map_err(|message| Error::invalid_company(method, message))?;
        let password = credentials.password();
        let mut parameters = vec![
            ("ssoid", credentials.sso_id().into()),
            ("Password", password.expose().into()),
            ("CompanyID", credentials.company().into()),
        ];
        if arch == Arch::X64 {
            parameters.push(("arch", "64".into()));
        }
        let url = format!("{}{method}.aspx", self.addresses().sso);
        let parse = |text: &str| {
            aspx::login_ticket(text).map(|found| Found {
                value: Secret::from(found.value),
                has_more: found.has_more,
            })
        };
        let reply = self.page_at(method, &url, &parameters, parse).await;
        reply.map(LoginTicket::new)
    }

    /// The account by the method `getAccount`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn account(&self) -> Result<Reply<Account>, Error> {
        call!(
            self,
            GET_ACCOUNT api::GetAccount { s_auth_code: self.code() } => |answer| Ok(Account {
                account_id: answer.i_account_id,
                organization: answer.s_organization.clone(),
                admin_id: answer.i_admin_id,
                tech_id: answer.i_tech_id,
                email: answer.s_email.clone(),
                console_running: None,
            }),
            "getAccount" Vec::new() => account_of_page
        )
    }

    /// The account by the method `getAccount_v2`, which says whether the caller's console runs. It is known over SOAP
    /// only. Inferred: the types of the reply, which are those of `getAccount`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn account_v2(&self) -> Result<Reply<Account>, Error> {
        soap!(
            self,
            GET_ACCOUNT_V2 api::GetAccountV2 { s_auth_code: self.code() } => |answer| Ok(Account {
                account_id: answer.i_account_id,
                organization: answer.s_organization.clone(),
                admin_id: answer.i_admin_id,
                tech_id: answer.i_tech_id,
                email: answer.s_email.clone(),
                console_running: Some(answer.b_tc_running),
            })
        )
    }
}

/// The code of an answer over SOAP.
fn code(code: Option<&Secret>) -> Result<Secret, String> {
    let has_space = |code: &str| code.contains(|c: char| c.is_whitespace() || c.is_control());
    let found = match code {
        None => "no `sAuthCode`",
        Some(code) if code.expose().trim().is_empty() => "an empty `sAuthCode`",
        Some(code) if has_space(code.expose()) => "an `sAuthCode` with white space in it",
        Some(code) => return Ok(code.clone()),
    };
    Err(format!(
        "expected an authentication code with its success, found {found}"
    ))
}

fn code_of_page(text: &str) -> Result<Found<Secret>, Problem> {
    aspx::auth_code(text).map(|found| Found {
        value: Secret::from(found.value),
        has_more: found.has_more,
    })
}

fn account_of_page(text: &str) -> Result<Found<Account>, Problem> {
    let labels = ["AccountID", "Organization", "AdminID", "TechID", "Email"];
    let lines = Labelled::read(aspx::data(text)?, &labels, &[])?;
    Ok(Found {
        value: Account {
            account_id: lines.number("AccountID")?,
            organization: lines.text("Organization"),
            admin_id: lines.number("AdminID")?,
            tech_id: lines.number("TechID")?,
            email: lines.text("Email"),
            console_running: None,
        },
        has_more: lines.has_more,
    })
}
