//! What errors say.

use std::fmt::Write as _;

use logmein_rescue::{Arch, Error, Protocol, Rescue, SsoCredentials};
use rescue_sandbox::{Sandbox, Trouble, demo};

use crate::common::{answer, client, credentials, page, reply, show, snapshot};

/// A sandbox, clients of it, and what errors have said so far.
struct Notes {
    sandbox: Sandbox,
    soap: Rescue,
    pages: Rescue,
    text: String,
}

impl Notes {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let (soap, pages) = (
            client(&sandbox, Protocol::Soap11),
            client(&sandbox, Protocol::HttpPost),
        );
        Self {
            sandbox,
            soap,
            pages,
            text: String::new(),
        }
    }

    fn note(&mut self, what: &str, error: &Error) {
        writeln!(self.text, "== {what}\n{}\n", show(error, &self.sandbox)).unwrap();
    }

    /// What asking for a code over SOAP ends in.
    async fn soap(&mut self, what: &str, trouble: Trouble) {
        self.sandbox.next(trouble);
        let error = self
            .soap
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        self.note(&format!("SOAP: {what}"), &error);
    }

    /// What asking for a code by POST ends in.
    async fn code(&mut self, what: &str, trouble: Trouble) {
        self.sandbox.next(trouble);
        let error = self
            .pages
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        self.note(&format!("code: {what}"), &error);
    }

    /// What asking for a ticket by POST ends in.
    async fn ticket(&mut self, what: &str, trouble: Trouble) {
        self.sandbox.next(trouble);
        let error = self.pages.login_ticket(&credentials()).await.unwrap_err();
        self.note(&format!("ticket: {what}"), &error);
    }
}

#[tokio::test]
async fn before_anything_is_sent() {
    let mut notes = Notes::start().await;
    for endpoint in [
        "secure.example/API/API.asmx",
        "https://secure.example/API/login.aspx?pwd=hunter2",
    ] {
        notes.note(
            "no endpoint",
            &Rescue::builder().endpoint(endpoint).build().unwrap_err(),
        );
    }
    notes.note("no protocol", &"soap13".parse::<Protocol>().unwrap_err());
    notes.note("no architecture", &"arm".parse::<Arch>().unwrap_err());
    for company in ["", "65432l"] {
        let odd = SsoCredentials::new(demo::SSO_ID, demo::PASSWORD, company);
        notes.note(
            "no company",
            &notes.soap.request_auth_code_sso(&odd).await.unwrap_err(),
        );
    }
    for protocol in [Protocol::Soap11, Protocol::HttpGet] {
        let builder = Rescue::builder()
            .endpoint("http://secure.example")
            .protocol(protocol);
        let error = builder
            .build()
            .unwrap()
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        notes.note(&format!("plain http, {protocol}"), &error);
    }
    snapshot("errors_unsent", &notes.text);
}

#[tokio::test]
async fn refusals() {
    let mut notes = Notes::start().await;
    let wrong = SsoCredentials::new(demo::SSO_ID, "hunter2", demo::COMPANY);
    notes.note(
        "SOAP: wrong password",
        &notes.soap.request_auth_code_sso(&wrong).await.unwrap_err(),
    );
    for word in [
        "ERROR",
        "INVALID",
        "INVALIDPARAM_COMPANY",
        "POLLRATEEXCEEDED",
        "SOMETHINGELSE",
    ] {
        notes.code(word, page(word)).await;
    }
    for word in [
        "INVALIDPASSWORD",
        "INVALIDCOMPANYID",
        "MISSINGPARAMETERS",
        "INVALIDSSOID",
    ] {
        notes.ticket(word, page(word)).await;
    }
    snapshot("errors_refused", &notes.text);
}

#[tokio::test]
async fn unreadable_replies() {
    const RESULT: &str = "<requestAuthCodeSSOResult>requestAuthCode_OK</requestAuthCodeSSOResult>";
    let mut notes = Notes::start().await;
    for trouble in [
        Trouble::Page(200),
        Trouble::EmptyBody,
        Trouble::Status(503),
        Trouble::fault("it broke"),
    ] {
        let what = format!("{trouble:?}");
        notes.soap(&what, trouble.clone()).await;
        notes.ticket(&what, trouble).await;
    }
    notes.soap("OK without a code", answer(RESULT)).await;
    notes
        .soap(
            "OK with an empty code",
            answer(&format!("{RESULT}<sAuthCode />")),
        )
        .await;
    notes
        .soap(
            "another result",
            answer("<requestAuthCodeResult>requestAuthCode_OK</requestAuthCodeResult>"),
        )
        .await;
    notes
        .soap("a page's reply", page("OK\n\nAUTHCODE:4ahx80u0"))
        .await;
    notes.soap("a cut reply", Trouble::Truncate(100)).await;
    for text in [
        "OK",
        "OK\n\nAUTHCODE:4ahx 80u0",
        "OK\n\nAUTHCODE:a\nAUTHCODE:b",
    ] {
        notes.code(&format!("{text:?}"), page(text)).await;
    }
    for text in [
        "Down for maintenance until 7 pm",
        "OK:javascript:alert(1)",
        "OK:https://h.example/?x=1",
        "{}",
    ] {
        notes.ticket(text, page(text)).await;
    }
    notes
        .ticket("HTTP 429", reply(429, "text/plain", "Too many requests"))
        .await;
    notes
        .ticket("a reply that breaks off", Trouble::Break(10))
        .await;
    notes
        .soap(
            "a fault with the password",
            Trouble::fault(format!("no {}", demo::PASSWORD)),
        )
        .await;
    snapshot("errors_unreadable", &notes.text);
}
