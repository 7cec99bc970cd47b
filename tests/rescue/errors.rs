//! What errors say.

use logmein_rescue::{Arch, Error, Protocol, Rescue, SsoCredentials};
use rescue_sandbox::{Sandbox, Trouble, demo};

use crate::common::{answer, client, credentials, page, reply, show, snapshot};

#[tokio::test]
async fn messages() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut shown = String::new();
    let mut note = |what: &str, error: &Error| {
        shown += &format!("== {what}\n{}\n\n", show(error, &sandbox));
    };
    let (soap, pages) = (
        client(&sandbox, Protocol::Soap11),
        client(&sandbox, Protocol::HttpPost),
    );

    for endpoint in [
        "secure.example/API/API.asmx",
        "https://secure.example/API/login.aspx?pwd=hunter2",
    ] {
        note(
            "no endpoint",
            &Rescue::builder().endpoint(endpoint).build().unwrap_err(),
        );
    }
    note("no protocol", &"soap13".parse::<Protocol>().unwrap_err());
    note("no architecture", &"arm".parse::<Arch>().unwrap_err());
    for company in ["", "65432l"] {
        let odd = SsoCredentials::new(demo::SSO_ID, demo::PASSWORD, company);
        note(
            "no company",
            &soap.request_auth_code_sso(&odd).await.unwrap_err(),
        );
    }
    let plain = Rescue::builder()
        .endpoint("http://secure.example")
        .build()
        .unwrap();
    note(
        "plain http",
        &plain
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err(),
    );
    let get = Rescue::builder()
        .endpoint("http://secure.example")
        .protocol(Protocol::HttpGet)
        .build()
        .unwrap();
    note(
        "plain http, by GET",
        &get.request_auth_code_sso(&credentials()).await.unwrap_err(),
    );

    let wrong = SsoCredentials::new(demo::SSO_ID, "hunter2", demo::COMPANY);
    note(
        "wrong password over SOAP",
        &soap.request_auth_code_sso(&wrong).await.unwrap_err(),
    );
    for word in [
        "ERROR",
        "INVALID",
        "INVALIDPARAM_COMPANY",
        "POLLRATEEXCEEDED",
        "SOMETHINGELSE",
    ] {
        sandbox.next(page(word));
        note(
            word,
            &pages
                .request_auth_code_sso(&credentials())
                .await
                .unwrap_err(),
        );
    }
    for word in [
        "INVALIDPASSWORD",
        "INVALIDCOMPANYID",
        "MISSINGPARAMETERS",
        "INVALIDSSOID",
    ] {
        sandbox.next(page(word));
        note(word, &pages.login_ticket(&credentials()).await.unwrap_err());
    }
    sandbox.next(answer(
        "<requestAuthCodeSSOResult>requestAuthCode_OK</requestAuthCodeSSOResult>",
    ));
    note(
        "OK without a code over SOAP",
        &soap
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err(),
    );
    sandbox.next(page("OK"));
    note(
        "OK without a code",
        &pages
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err(),
    );

    for trouble in [
        Trouble::Page(200),
        Trouble::EmptyBody,
        Trouble::Status(503),
        Trouble::fault("it broke"),
        Trouble::Truncate(100),
    ] {
        let what = format!("{trouble:?}");
        sandbox.next(trouble.clone());
        note(
            &format!("{what} over SOAP"),
            &soap
                .request_auth_code_sso(&credentials())
                .await
                .unwrap_err(),
        );
        sandbox.next(trouble);
        match pages.login_ticket_dtc(&credentials(), Arch::X64).await {
            Err(error) => note(&what, &error),
            Ok(_) => assert!(what.starts_with("Truncate"), "{what}"),
        }
    }
    sandbox.next(answer("<requestAuthCodeResult>requestAuthCode_OK</requestAuthCodeResult><sAuthCode>4ahx80u0</sAuthCode>"));
    note(
        "another element over SOAP",
        &soap
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err(),
    );
    for text in [
        "Down for maintenance until 7 pm",
        "OK:javascript:alert(1)",
        "OK:https://h.example/?x=1",
        "{}",
    ] {
        sandbox.next(page(text));
        note(text, &pages.login_ticket(&credentials()).await.unwrap_err());
    }
    sandbox.next(reply(429, "text/plain", "Too many requests"));
    note(
        "HTTP 429",
        &pages.login_ticket(&credentials()).await.unwrap_err(),
    );
    sandbox.next(Trouble::Break(10));
    note(
        "a reply that breaks off",
        &pages.login_ticket(&credentials()).await.unwrap_err(),
    );
    snapshot("errors", &shown);
}
