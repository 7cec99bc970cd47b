//! The `.aspx` pages, over GET and POST.

mod common;

use common::{Reply, ask, start, transcript};
use insta::assert_snapshot;
use rescue_sandbox::{Protocol, Sandbox};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

async fn get(sandbox: &Sandbox, path: &str) -> Reply {
    ask(sandbox, "GET", path, &[], "").await
}

async fn post(sandbox: &Sandbox, path: &str, form: &str) -> Reply {
    ask(sandbox, "POST", path, &[FORM], form).await
}

#[tokio::test]
async fn pages() {
    let sandbox = start().await;
    let sso = "ssoid=123456&pwd=secretPassword&company=654321";
    let email = "email=some%40email.com&pwd=secretPassword";
    let ticket = "ssoid=123456&Password=secretPassword&CompanyID=654321";
    let replies = vec![
        (
            "code by single sign-on",
            get(&sandbox, &format!("/API/requestAuthCodeSSO.aspx?{sso}")).await,
        ),
        (
            "code by e-mail",
            post(&sandbox, "/API/requestAuthCode.aspx", email).await,
        ),
        ("login", post(&sandbox, "/API/login.aspx", email).await),
        ("logout", get(&sandbox, "/API/logout.aspx").await),
        (
            "account",
            get(&sandbox, "/API/getAccount.aspx?authcode=code-2").await,
        ),
        (
            "sessions",
            get(
                &sandbox,
                "/API/getSession_v3.aspx?node=337366&authcode=code-2",
            )
            .await,
        ),
        (
            "desktop ticket",
            post(
                &sandbox,
                "/SSO/GetDTCLoginTicket.aspx",
                &format!("{ticket}&arch=64"),
            )
            .await,
        ),
        (
            "desktop ticket, 32 bit",
            get(&sandbox, &format!("/SSO/GetDTCLoginTicket.aspx?{ticket}")).await,
        ),
        (
            "browser ticket",
            get(&sandbox, &format!("/SSO/GetLoginTicket.aspx?{ticket}")).await,
        ),
    ];
    assert_snapshot!(transcript(&replies));
}

#[tokio::test]
async fn words_of_refusal() {
    let sandbox = start().await;
    let cases = [
        (
            "/API/requestAuthCodeSSO.aspx?ssoid=123456&pwd=no&company=654321",
            "INVALID",
        ),
        (
            "/API/requestAuthCodeSSO.aspx?ssoid=123456&pwd=secretPassword&company=65432x",
            "INVALIDPARAM_COMPANY",
        ),
        ("/API/requestAuthCodeSSO.aspx", "INVALID"),
        ("/API/requestAuthCode.aspx?email=a&pwd=b", "INVALID"),
        ("/API/login.aspx?email=some@email.com", "INVALID"),
        ("/API/logout.aspx", "NOTLOGGEDIN"),
        ("/API/getAccount.aspx", "NOTLOGGEDIN"),
        ("/API/getAccount.aspx?authcode=no", "INVALID_SECRETAUTHCODE"),
        (
            "/API/getSession_v3.aspx?node=1&authcode=no",
            "INVALID_SECRETAUTHCODE",
        ),
        ("/SSO/GetDTCLoginTicket.aspx", "MISSINGPARAMETERS"),
        (
            "/SSO/GetDTCLoginTicket.aspx?ssoid=&Password=b&CompanyID=1",
            "MISSINGPARAMETERS",
        ),
        (
            "/SSO/GetDTCLoginTicket.aspx?ssoid=a&Password=b&CompanyID=1",
            "INVALIDCOMPANYID",
        ),
        (
            "/SSO/GetDTCLoginTicket.aspx?ssoid=a&Password=b&CompanyID=654321",
            "INVALIDPASSWORD",
        ),
        (
            "/SSO/GetLoginTicket.aspx?ssoid=a&Password=b&CompanyID=654321",
            "INVALIDSSOID",
        ),
        (
            "/SSO/GetLoginTicket.aspx?ssoid=123456&Password=b&CompanyID=654321",
            "INVALIDPASSWORD",
        ),
    ];
    for (path, word) in cases {
        let reply = get(&sandbox, path).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, word), "{path}");
        let (path, form) = path.split_once('?').unwrap_or((path, ""));
        let reply = post(&sandbox, path, form).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (200, word),
            "{path}, {form}"
        );
    }
}

/// As ASP.NET's `Request[name]`: any case, the query before the form, doubles joined.
#[tokio::test]
async fn parameters_are_looked_up_as_aspnet_does() {
    let sandbox = start().await;
    let reply = get(
        &sandbox,
        "/sso/getdtcloginticket.ASPX?SSOID=123456&password=secretPassword&COMPANYID=654321",
    )
    .await;
    assert!(reply.body.starts_with("OK:http://"), "{}", reply.body);
    let both = "/API/requestAuthCode.aspx?pwd=secretPassword";
    let reply = post(&sandbox, both, "pwd=no&email=some%40email.com").await;
    assert!(reply.body.starts_with("OK\n\nAUTHCODE:"), "{}", reply.body);
    let twice = "email=some%40email.com&pwd=secretPassword&pwd=";
    let reply = post(&sandbox, "/API/requestAuthCode.aspx", twice).await;
    assert_eq!(reply.body, "INVALID");
    // Without the form's content type there is no form.
    let form = "email=some%40email.com&pwd=secretPassword";
    let reply = ask(
        &sandbox,
        "POST",
        "/API/requestAuthCode.aspx",
        &["Content-Type: text/plain"],
        form,
    )
    .await;
    assert_eq!(reply.body, "INVALID");
}

#[tokio::test]
async fn methods() {
    let sandbox = start().await;
    let reply = ask(&sandbox, "PUT", "/API/logout.aspx", &[], "").await;
    assert_eq!(
        (reply.status, reply.header("Allow")),
        (405, Some("GET, HEAD, POST"))
    );
    let reply = ask(&sandbox, "HEAD", "/API/logout.aspx", &[], "").await;
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    assert_eq!(reply.header("Content-Length"), Some("11"));
    let reply = get(&sandbox, "/API/createUsers.aspx").await;
    assert_eq!(reply.status, 404);
}

#[tokio::test]
async fn a_ticket_leads_to_a_page_or_to_the_origin_asked_for() {
    let ticket = "?ssoid=123456&Password=secretPassword&CompanyID=654321";
    let sandbox = start().await;
    for page in ["GetDTCLoginTicket", "GetLoginTicket"] {
        let reply = get(&sandbox, &format!("/SSO/{page}.aspx{ticket}")).await;
        let path = reply
            .body
            .strip_prefix("OK:http://sandbox.localhost")
            .expect("an address");
        let reply = get(&sandbox, path).await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.body.contains("Technician Console"), "{}", reply.body);
    }
    let sandbox = Sandbox::builder()
        .ticket_origin("https://secure.logmeinrescue.com")
        .start()
        .await
        .expect("starts");
    let reply = get(
        &sandbox,
        &format!("/SSO/GetDTCLoginTicket.aspx{ticket}&arch=64"),
    )
    .await;
    assert_eq!(
        reply.body,
        "OK:https://secure.logmeinrescue.com/TechConsole/DesktopApp/DownloadSSO.aspx\
         ?companyid=654321&ticket=4c6f1815-1e0c-43ab-8117-d79b8f523824&arch=64"
    );
}

#[tokio::test]
async fn the_log_hides_secrets() {
    let sandbox = start().await;
    get(
        &sandbox,
        "/API/requestAuthCodeSSO.aspx?ssoid=1&pwd=hush&company=2",
    )
    .await;
    post(
        &sandbox,
        "/SSO/GetLoginTicket.aspx",
        "SSOID=1&Password=hush&arch=64",
    )
    .await;
    let calls = sandbox.calls();
    assert_eq!(calls[0].protocol, Protocol::HttpGet);
    assert_eq!(calls[1].protocol, Protocol::HttpPost);
    assert_eq!(calls[0].path, "/API/requestAuthCodeSSO.aspx");
    assert_eq!(calls[1].operation.as_deref(), Some("GetLoginTicket"));
    let shown: Vec<_> = calls[0]
        .parameters
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(shown, ["1", "***", "2"]);
    let shown: Vec<_> = calls[1]
        .parameters
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(shown, ["1", "***", "64"]);
}
