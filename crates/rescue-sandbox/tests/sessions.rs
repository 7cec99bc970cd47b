//! Logging in: cookies, several sessions at once, what expires, and what a new code does to the
//! old one.

mod common;

use std::time::Duration;

use common::{EMAIL, SSO, ask, call11, call12, start};
use rescue_sandbox::Sandbox;

fn cookie(session: &str) -> String {
    format!("Cookie: other=1; ASP.NET_SessionId={session};$Path=\"/\"")
}

/// A sandbox whose clock stands still until it is moved.
async fn with_clock(rate_limits: bool) -> Sandbox {
    Sandbox::builder()
        .stopped_clock(true)
        .rate_limits(rate_limits)
        .start()
        .await
        .expect("starts")
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

#[tokio::test]
async fn a_session_lasts_from_login_to_logout() {
    let sandbox = start().await;
    let reply = call11(&sandbox, "login", EMAIL, &[]).await;
    assert_eq!(reply.element("loginResult"), Some("login_OK"));
    let session = reply.session().expect("a session").to_owned();
    let header = reply.header("Set-Cookie").expect("a cookie");
    assert_eq!(
        header,
        format!("ASP.NET_SessionId={session}; path=/; HttpOnly")
    );
    let mine = cookie(&session);

    let reply = call12(&sandbox, "getAccount", "", &[&mine]).await;
    assert_eq!(reply.element("getAccountResult"), Some("getAccount_OK"));
    assert_eq!(reply.session(), None);
    let other = call11(&sandbox, "getAccount", "", &[]).await;
    assert_eq!(
        other.element("getAccountResult"),
        Some("getAccount_NotLoggedIn")
    );
    assert!(other.session().is_some_and(|id| id != session));

    // The pages and the operations share the session.
    let reply = ask(&sandbox, "GET", "/API/getAccount.aspx", &[&mine], "").await;
    assert!(reply.body.starts_with("OK\n\nAccountID:"), "{}", reply.body);
    let reply = call11(&sandbox, "logout", "", &[&mine]).await;
    assert_eq!(reply.element("logoutResult"), Some("logout_OK"));
    let reply = call11(&sandbox, "logout", "", &[&mine]).await;
    assert_eq!(reply.element("logoutResult"), Some("logout_NotLoggedIn"));
}

#[tokio::test]
async fn several_sessions_live_at_once() {
    let sandbox = start().await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        let reply = call11(&sandbox, "login", EMAIL, &[]).await;
        sessions.push(cookie(reply.session().expect("a session")));
    }
    let reply = call11(&sandbox, "logout", "", &[&sessions[1]]).await;
    assert_eq!(reply.element("logoutResult"), Some("logout_OK"));
    for (index, expected) in [(0, "OK"), (1, "NotLoggedIn"), (2, "OK")] {
        let reply = call11(&sandbox, "getAccount", "", &[&sessions[index]]).await;
        let expected = format!("getAccount_{expected}");
        assert_eq!(reply.element("getAccountResult"), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn a_wrong_password_logs_nobody_in() {
    let sandbox = start().await;
    let wrong = EMAIL.replace("secret", "wrong");
    let reply = call11(&sandbox, "login", &wrong, &[]).await;
    assert_eq!(reply.element("loginResult"), Some("login_Invalid"));
    let mine = cookie(reply.session().expect("a session"));
    let reply = call11(&sandbox, "getAccount", "", &[&mine]).await;
    assert_eq!(
        reply.element("getAccountResult"),
        Some("getAccount_NotLoggedIn")
    );
}

#[tokio::test]
async fn twenty_idle_minutes_end_a_session() {
    let sandbox = with_clock(false).await;
    let reply = call11(&sandbox, "login", EMAIL, &[]).await;
    let mine = cookie(reply.session().expect("a session"));
    // Each use counts anew.
    for (passed, expected) in [(19, "OK"), (19, "OK"), (20, "NotLoggedIn")] {
        sandbox.advance(minutes(passed));
        let reply = call11(&sandbox, "getAccount", "", &[&mine]).await;
        let expected = format!("getAccount_{expected}");
        assert_eq!(
            reply.element("getAccountResult"),
            Some(expected.as_str()),
            "{passed}"
        );
    }
    // The old identifier is good for a new login, as with ASP.NET.
    let reply = call11(&sandbox, "login", EMAIL, &[&mine]).await;
    assert_eq!(reply.session(), None);
    let reply = call11(&sandbox, "getAccount", "", &[&mine]).await;
    assert_eq!(reply.element("getAccountResult"), Some("getAccount_OK"));
}

#[tokio::test]
async fn a_new_code_kills_the_old_one_and_none_expires() {
    let sandbox = with_clock(false).await;
    let mut codes = Vec::new();
    let sso = call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await;
    codes.push(format!(
        "<sAuthCode>{}</sAuthCode>",
        sso.element("sAuthCode").expect("a code")
    ));
    sandbox.advance(minutes(20_000));
    let reply = call11(&sandbox, "getAccount", &codes[0], &[]).await;
    assert_eq!(reply.element("getAccountResult"), Some("getAccount_OK"));

    let email = call12(&sandbox, "requestAuthCode", EMAIL, &[]).await;
    codes.push(format!(
        "<sAuthCode>{}</sAuthCode>",
        email.element("sAuthCode").expect("a code")
    ));
    let reply = call11(&sandbox, "getAccount", &codes[0], &[]).await;
    assert_eq!(
        reply.element("getAccountResult"),
        Some("getAccount_Invalid_SecretAuthCode")
    );
    let reply = call11(&sandbox, "getAccount", &codes[1], &[]).await;
    assert_eq!(reply.element("getAccountResult"), Some("getAccount_OK"));
}

#[tokio::test]
async fn the_eleventh_login_in_three_minutes_is_one_too_many() {
    let sandbox = with_clock(true).await;
    for _ in 0..10 {
        let reply = call11(&sandbox, "login", EMAIL, &[]).await;
        assert_eq!(reply.element("loginResult"), Some("login_OK"));
    }
    let reply = call11(&sandbox, "login", EMAIL, &[]).await;
    assert_eq!(reply.element("loginResult"), Some("login_LimitReached"));
    let page = "/API/login.aspx?email=some%40email.com&pwd=secretPassword";
    let reply = ask(&sandbox, "GET", page, &[], "").await;
    assert_eq!(reply.body, "LIMITREACHED");
    sandbox.advance(minutes(3));
    let reply = ask(&sandbox, "GET", page, &[], "").await;
    assert_eq!(reply.body, "OK");
}
