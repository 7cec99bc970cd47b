//! `rescue auth-code` and `rescue login-ticket`: one call each.
//!
//! In: the arguments. Out: an [`Answer`].

use castile::Deviations;
use castile::secret::mask_url;
use logmein_rescue::api::{RequestAuthCodeSsoResponse, operations};
use logmein_rescue::{Arch, Protocol, SsoCredentials};
use rescue_sandbox::demo;

use crate::args::{AuthCode, Bits, Call, LoginTicket, Page, Way};
use crate::connect::{self, Ready};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::operation;
use crate::password;
use crate::profile::Profile;
use crate::report::{self, Answer};

pub(crate) async fn auth_code(arguments: &AuthCode) -> Result<Exit, Failure> {
    let connection = &arguments.call.connection;
    let profile = Profile::find(connection)?;
    let credentials = credentials(&arguments.call, &profile)?;
    let protocol = arguments.protocol.of(&profile);
    let ready = connect::connect(connection, &profile, protocol, None).await?;
    let outcome = ready.rescue.request_auth_code_sso(&credentials).await;
    if let Some(unsent) = ready.unsent() {
        return report::unsent(&unsent, &[], connection.json);
    }
    let code = outcome?;
    let reply = code
        .reply()
        .soap::<RequestAuthCodeSsoResponse>()
        .map(|reply| operation::masked(&operations::REQUEST_AUTH_CODE_SSO, reply, code.expose()))
        .transpose()?;
    let answer = answer(
        &ready,
        "auth_code",
        code.expose(),
        code.deviations().clone(),
    );
    report::answer(&Answer { reply, ..answer }, connection.json)
}

pub(crate) async fn login_ticket(arguments: &LoginTicket) -> Result<Exit, Failure> {
    if arguments.page == Page::Sso && arguments.arch.is_some() {
        return Err(Failure::usage(
            "`--arch` is for `--page dtc` only: the console in the browser has no builds",
        )
        .hint("leave out `--arch`, or `--page`"));
    }
    let connection = &arguments.call.connection;
    let profile = Profile::find(connection)?;
    let credentials = credentials(&arguments.call, &profile)?;
    let protocol = match (arguments.protocol, profile.protocol) {
        (Some(way), _) => way.into(),
        (None, Some(Way::Get)) => Protocol::HttpGet,
        (None, _) => Protocol::HttpPost,
    };
    let ready = connect::connect(connection, &profile, protocol, None).await?;
    let outcome = match arguments.page {
        Page::Sso => ready.rescue.login_ticket(&credentials).await,
        Page::Dtc => {
            let arch = Arch::from(arguments.arch.unwrap_or(Bits::X86));
            ready.rescue.login_ticket_dtc(&credentials, arch).await
        }
    };
    if let Some(unsent) = ready.unsent() {
        return report::unsent(&unsent, &[], connection.json);
    }
    let ticket = outcome?;
    let answer = answer(&ready, "login_ticket", ticket.url(), Deviations::default());
    report::answer(&answer, connection.json)
}

fn answer(ready: &Ready, name: &'static str, value: &str, deviations: Deviations) -> Answer {
    Answer {
        name,
        value: value.to_owned(),
        protocol: ready.rescue.protocol().to_string(),
        endpoint: mask_url(ready.rescue.endpoint()),
        deviations,
        reply: None,
        tolerated: ready.collector.take(),
    }
}

fn credentials(call: &Call, profile: &Profile) -> Result<SsoCredentials, Failure> {
    let demo = |value: &'static str| call.connection.sandbox.then_some(value);
    let sso_id = call.sso_id.as_deref().or(profile.sso_id.as_deref());
    let company = call.company.as_deref().or(profile.company.as_deref());
    let missing = |option: &str| {
        Failure::usage(format!("`{option}` is missing"))
            .hint("give it, or name a profile that has it with `--profile`")
    };
    let sso_id = sso_id
        .or(demo(demo::SSO_ID))
        .ok_or_else(|| missing("--sso-id"))?;
    let company = company
        .or(demo(demo::COMPANY))
        .ok_or_else(|| missing("--company"))?;
    let password = password::find(&call.password, &call.connection, profile)?;
    Ok(SsoCredentials::new(sso_id, password, company).allow_any_company(call.any_company))
}
