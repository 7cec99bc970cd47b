//! `logmein-rescue` on the real service: its one call over every protocol, and the tickets of the `.aspx` pages.

use logmein_rescue::{Arch, ErrorKind, Protocol, Rescue, ReturnValue, SsoCredentials};

use crate::account::{COMPANY, PASSWORD, SSO_ID, WRONG};
use crate::check::{Checked, Failure, holds, present, same};

fn rescue(origin: &str, protocol: Protocol) -> Result<Rescue, Failure> {
    let endpoint = format!("{origin}/API/API.asmx");
    Ok(Rescue::builder()
        .endpoint(endpoint)
        .protocol(protocol)
        .build()?)
}

/// Fails unless a call was refused as `expected`, with a word of the service and without a secret in the error.
fn refused<T>(
    what: &str,
    result: Result<T, logmein_rescue::Error>,
    expected: ReturnValue,
) -> Result<String, Failure> {
    let error = present(what, result.err())?;
    same(what, &error.kind(), &ErrorKind::Refused(expected))?;
    let shown = format!("{error} {error:?}");
    let secret = [PASSWORD, WRONG]
        .iter()
        .any(|secret| shown.contains(secret));
    holds(!secret, || format!("{what}: the error shows a password"))?;
    Ok(present("word", error.word())?.to_owned())
}

pub(crate) async fn request_auth_code_sso(origin: &str, protocol: Protocol) -> Checked {
    let rescue = rescue(origin, protocol)?;
    let right = SsoCredentials::new(SSO_ID, PASSWORD, COMPANY);
    let code = rescue.request_auth_code_sso(&right).await?;
    same("length of the code", &code.expose().len(), &79)?;
    holds(code.deviations().is_empty(), || {
        format!("{:?}", code.deviations())
    })?;

    let wrong = SsoCredentials::new(SSO_ID, WRONG, COMPANY);
    let answer = rescue.request_auth_code_sso(&wrong).await;
    let word = refused("wrong password", answer, ReturnValue::Invalid)?;

    let bad = SsoCredentials::new(SSO_ID, PASSWORD, "none");
    let error = present("error", rescue.request_auth_code_sso(&bad).await.err())?;
    same("bad company", &error.kind(), &ErrorKind::InvalidCompany)?;
    // Sent all the same, a page has a word of its own for it.
    let page = matches!(protocol, Protocol::HttpPost | Protocol::HttpGet);
    let expected = if page {
        ReturnValue::InvalidParamCompany
    } else {
        ReturnValue::Invalid
    };
    let answer = rescue
        .request_auth_code_sso(&bad.allow_any_company(true))
        .await;
    let company_word = refused("bad company that is sent", answer, expected)?;
    Ok(format!(
        "a code of 79 characters; `{word}`; `{company_word}`"
    ))
}

pub(crate) async fn login_ticket(origin: &str, protocol: Protocol) -> Checked {
    let rescue = rescue(origin, protocol)?;
    let right = SsoCredentials::new(SSO_ID, PASSWORD, COMPANY);
    for (arch, is_64) in [(Arch::X64, true), (Arch::X86, false)] {
        let ticket = rescue.login_ticket_dtc(&right, arch).await?;
        same(
            "ticket",
            &ticket.ticket(),
            &"00000000-1111-2222-3333-444444444444",
        )?;
        same("company", &ticket.company_id(), &Some(COMPANY))?;
        same("arch=64", &ticket.url().ends_with("&arch=64"), &is_64)?;
    }
    let wrong = SsoCredentials::new(SSO_ID, WRONG, COMPANY);
    let answer = rescue.login_ticket_dtc(&wrong, Arch::X64).await;
    let word = refused("wrong password", answer, ReturnValue::InvalidPassword)?;
    let stranger = SsoCredentials::new(SSO_ID, PASSWORD, "1");
    let answer = rescue.login_ticket_dtc(&stranger, Arch::X64).await;
    let company_word = refused("wrong company", answer, ReturnValue::InvalidCompanyId)?;
    Ok(format!(
        "a ticket for x64 and x86; `{word}`; `{company_word}`"
    ))
}
