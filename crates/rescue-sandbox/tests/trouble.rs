//! Trouble on request: from Rust and over the control pages.

mod common;

use std::time::{Duration, Instant};

use common::{
    EMAIL, SSO, ask, call11, call12, is_well_formed, objections, request, send, start, transcript,
};
use insta::assert_snapshot;
use rescue_sandbox::{Sandbox, Trouble};

const CODE_PAGE: &str =
    "/API/requestAuthCodeSSO.aspx?ssoid=123456&pwd=secretPassword&company=654321";

/// One code for all, so that replies can be compared.
async fn same_codes() -> Sandbox {
    Sandbox::builder()
        .auth_codes(vec!["code"; 100])
        .start()
        .await
        .expect("starts")
}

#[tokio::test]
async fn each_trouble_over_soap() {
    let sandbox = same_codes().await;
    let custom = Trouble::Fault {
        code: "INVALIDPARAM".to_owned(),
        reason: "bad <x> \u{1}".to_owned(),
        detail: Some("<e xmlns=\"urn:e\" />".to_owned()),
    };
    let reply = Trouble::Reply {
        status: 418,
        content_type: "text/plain".to_owned(),
        body: b"short and stout".to_vec(),
    };
    let mut replies = Vec::new();
    for (name, trouble) in [
        (
            "fault",
            Trouble::fault("Server was unable to process request. ---> out of luck"),
        ),
        ("fault of the service's own", custom),
        ("rate limit", Trouble::RateLimit),
        ("truncate", Trouble::Truncate(60)),
        ("page", Trouble::Page(200)),
        ("empty body", Trouble::EmptyBody),
        ("status", Trouble::Status(503)),
        (
            "redirect",
            Trouble::Redirect("http://elsewhere.test/?a=1".to_owned()),
        ),
        ("added element", Trouble::AddedElement),
        ("unknown value", Trouble::UnknownValue),
        ("odd layout", Trouble::OddLayout),
        ("reply", reply),
    ] {
        sandbox.next(trouble.clone());
        replies.push((name, call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await));
        sandbox.next(trouble);
        replies.push((name, call12(&sandbox, "requestAuthCodeSSO", SSO, &[]).await));
    }
    assert_snapshot!(transcript(&replies));
    for (name, reply) in &replies {
        if ["added element", "unknown value", "odd layout", "fault"].contains(name) {
            assert!(is_well_formed(reply), "{name}");
        }
    }
}

#[tokio::test]
async fn each_trouble_on_a_page() {
    let sandbox = same_codes().await;
    let mut replies = Vec::new();
    for (name, trouble) in [
        ("fault", Trouble::fault("out of luck")),
        ("rate limit", Trouble::RateLimit),
        ("truncate", Trouble::Truncate(6)),
        ("added element", Trouble::AddedElement),
        ("unknown value", Trouble::UnknownValue),
        ("odd layout", Trouble::OddLayout),
    ] {
        sandbox.next(trouble);
        replies.push((name, ask(&sandbox, "GET", CODE_PAGE, &[], "").await));
    }
    assert_snapshot!(transcript(&replies));
    for (page, expected) in [
        ("/API/login.aspx", "LIMITREACHED"),
        ("/SSO/GetLoginTicket.aspx", ""),
    ] {
        sandbox.next(Trouble::RateLimit);
        assert_eq!(ask(&sandbox, "GET", page, &[], "").await.body, expected);
    }
}

/// Whatever was asked for, the list of sessions stays one a client can read.
#[tokio::test]
async fn lists_stay_well_formed() {
    let sandbox = start().await;
    call11(&sandbox, "requestAuthCode", EMAIL, &[]).await;
    let node = "<iNodeID>337366</iNodeID><sAuthCode>code-1</sAuthCode>";
    for trouble in [
        Trouble::AddedElement,
        Trouble::UnknownValue,
        Trouble::OddLayout,
    ] {
        sandbox.next(trouble.clone());
        let reply = call12(&sandbox, "getSession_V3", node, &[]).await;
        assert_eq!(reply.status, 200);
        assert!(is_well_formed(&reply), "{trouble:?}: {}", reply.body);
        assert_eq!(reply.body.matches("SESSION_V3>").count(), 6, "{trouble:?}");
    }
}

#[tokio::test]
async fn connections_break_where_they_should() {
    let sandbox = same_codes().await;
    let whole = ask(&sandbox, "GET", CODE_PAGE, &[], "").await;
    let bytes = request("GET", CODE_PAGE, &[], "");
    sandbox.next(Trouble::Drop);
    assert!(send(sandbox.address(), &bytes).await.is_none());
    for kept in [0, 5, 1_000] {
        sandbox.next(Trouble::Break(kept));
        let reply = send(sandbox.address(), &bytes).await.expect("starts");
        assert_eq!(
            reply.header("Content-Length"),
            whole.header("Content-Length")
        );
        assert_eq!(reply.body, whole.body[..kept.min(whole.body.len())]);
    }
    let statuses: Vec<u16> = sandbox.calls().iter().map(|call| call.status).collect();
    assert_eq!(statuses, [200, 0, 200, 200, 200]);
}

#[tokio::test]
async fn a_delay_delays_one_call_only() {
    let sandbox = same_codes().await;
    sandbox.next(Trouble::Delay(Duration::from_millis(300)));
    let start = Instant::now();
    let late = call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await;
    assert!(start.elapsed() >= Duration::from_millis(300));
    let start = Instant::now();
    let swift = call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await;
    assert!(start.elapsed() < Duration::from_millis(300));
    assert_eq!(late.body, swift.body);
}

#[tokio::test]
async fn a_call_that_is_replaced_is_not_carried_out() {
    let sandbox = start().await;
    sandbox.next(Trouble::EmptyBody);
    let lost = call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await;
    assert_eq!(lost.body, "");
    let reply = call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await;
    assert_eq!(reply.element("sAuthCode"), Some("code-1"));
    sandbox.next(Trouble::Truncate(0));
    call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await;
    let reply = call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await;
    assert_eq!(reply.element("sAuthCode"), Some("code-3"));
}

#[tokio::test]
async fn only_calls_take_troubles() {
    let sandbox = start().await;
    sandbox.next(Trouble::Status(599));
    for path in [
        "/API/API.asmx?wsdl",
        "/API/API.asmx",
        "/",
        "/_sandbox/calls",
    ] {
        assert_eq!(
            ask(&sandbox, "GET", path, &[], "").await.status,
            200,
            "{path}"
        );
    }
    // Not even an unreadable one escapes.
    assert_eq!(
        ask(&sandbox, "POST", "/API/API.asmx", &[], "").await.status,
        599
    );
}

/// Statuses that have no body, or are none, are sent as well as HTTP can.
#[tokio::test]
async fn odd_statuses_are_sent() {
    let sandbox = start().await;
    for (asked, sent) in [
        (204, 204),
        (304, 304),
        (100, 500),
        (0, 500),
        (999, 999),
        (1_000, 500),
    ] {
        sandbox.next(Trouble::Status(asked));
        assert_eq!(ask(&sandbox, "GET", CODE_PAGE, &[], "").await.status, sent);
        sandbox.next(Trouble::Page(asked));
        assert_eq!(ask(&sandbox, "GET", CODE_PAGE, &[], "").await.status, sent);
    }
    sandbox.next(Trouble::Redirect("a\r\nb: c".to_owned()));
    let reply = ask(&sandbox, "GET", CODE_PAGE, &[], "").await;
    assert_eq!(
        (reply.status, reply.header("Location"), reply.header("b")),
        (302, None, None)
    );
}

#[tokio::test]
async fn the_control_page_queues_troubles() {
    let sandbox = start().await;
    let fault = "/_sandbox/next?trouble=fault&code=Client&reason=a%26b&detail=%3Cd/%3E";
    let reply = ask(&sandbox, "POST", fault, &[], "").await;
    assert_eq!(
        (reply.status, reply.body.as_str()),
        (200, "troubles waiting: 1\n")
    );
    let form = ["Content-Type: application/x-www-form-urlencoded"];
    let twice = "trouble=status&status=429&times=2";
    let reply = ask(&sandbox, "POST", "/_sandbox/next", &form, twice).await;
    assert_eq!(reply.body, "troubles waiting: 3\n");
    let reply = call11(&sandbox, "login", EMAIL, &[]).await;
    assert!(
        reply.body.contains(
            "<faultcode>soap:Client</faultcode><faultstring>a&amp;b</faultstring>\
             <detail><d/></detail>"
        ),
        "{}",
        reply.body
    );
    for expected in [429, 429, 200] {
        assert_eq!(call11(&sandbox, "login", EMAIL, &[]).await.status, expected);
    }
    for name in [
        "rate-limit",
        "delay&ms=1",
        "drop",
        "truncate&keep=1",
        "break&keep=1",
        "page",
        "empty-body",
        "redirect",
        "added-element",
        "unknown-value",
        "odd-layout",
        "reply&body=x",
    ] {
        let path = format!("/_sandbox/next?trouble={name}");
        assert_eq!(
            ask(&sandbox, "POST", &path, &[], "").await.status,
            200,
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_control_page_says_what_is_wrong() {
    let sandbox = start().await;
    let mut answers = Vec::new();
    for (method, path) in [
        ("POST", "next"),
        ("POST", "next?trouble=none"),
        ("POST", "next?trouble=delay&ms=soon"),
        ("POST", "next?trouble=page&status=70000"),
        ("POST", "next?trouble=drop&times=0"),
        ("GET", "next?trouble=drop"),
        ("POST", "calls"),
        ("GET", "else"),
    ] {
        let reply = ask(&sandbox, method, &format!("/_sandbox/{path}"), &[], "").await;
        answers.push(format!(
            "{method} {path}: {} {}",
            reply.status,
            reply.body.trim_end()
        ));
    }
    assert_snapshot!(answers.join("\n"));
}

#[tokio::test]
async fn the_control_page_shows_the_calls() {
    let sandbox = start().await;
    call11(&sandbox, "login", EMAIL, &[]).await;
    ask(&sandbox, "GET", "/API/login.aspx?email=%0Aa&pwd=b", &[], "").await;
    ask(
        &sandbox,
        "POST",
        "/API/API.asmx",
        &["Content-Type: text/xml"],
        "<",
    )
    .await;
    let reply = ask(&sandbox, "GET", "/_sandbox/calls", &[], "").await;
    assert_snapshot!(reply.body);
}

/// Passwords, codes and tickets, however they are sent and answered, under a wrong name as well.
#[tokio::test]
async fn the_log_shows_no_secret() {
    const MARKER: &str = "hunter2swordfish";
    let builder = Sandbox::builder().auth_codes([MARKER; 8]);
    let shown = format!("{builder:?}");
    assert!(!shown.contains(MARKER), "{shown}");
    let sandbox = builder.start().await.expect("starts");
    let wrong = SSO.replace("secretPassword", MARKER);
    let with_code = format!("<sAuthCode>{MARKER}</sAuthCode>");
    let soap = [
        ("requestAuthCodeSSO", SSO),
        ("requestAuthCodeSSO", &wrong),
        ("requestAuthCode", EMAIL),
        ("getAccount", &with_code),
        ("getAccount", &with_code.replace("sAuthCode", "sAuthcode")),
        ("nothing", &wrong),
    ];
    for (name, children) in soap {
        call11(&sandbox, name, children, &[]).await;
        call12(&sandbox, name, children, &[]).await;
    }
    let form = ["Content-Type: application/x-www-form-urlencoded"];
    for (page, parameters) in [
        (
            "API/requestAuthCodeSSO",
            "ssoid=123456&pwd=secretPassword&company=654321",
        ),
        ("API/requestAuthCodeSSO", "ssoid=1&pwd=MARKER&company=1"),
        ("API/requestAuthCodeSSO", "ssoid=1&pasword=MARKER&MARKER"),
        ("API/login", "email=a&pwd=MARKER"),
        ("API/getAccount", "authcode=MARKER"),
        (
            "SSO/GetLoginTicket",
            "ssoid=123456&Password=secretPassword&CompanyID=654321",
        ),
        ("API/nothing", "pwd=MARKER"),
    ] {
        let parameters = parameters.replace("MARKER", MARKER);
        let path = format!("/{page}.aspx");
        ask(
            &sandbox,
            "GET",
            &format!("{path}?{parameters}"),
            &[&format!("Cookie: session={MARKER}")],
            "",
        )
        .await;
        ask(&sandbox, "POST", &path, &form, &parameters).await;
    }
    sandbox.next(Trouble::Reply {
        status: 200,
        content_type: "text/plain".to_owned(),
        body: format!("OK AUTHCODE:{MARKER}").into_bytes(),
    });
    ask(&sandbox, "GET", "/API/login.aspx", &[], "").await;
    let calls = sandbox.calls();
    // What is no page is no call.
    assert_eq!(calls.len(), 12 + 12 + 1);
    let listed: Vec<String> = calls.iter().map(ToString::to_string).collect();
    let page = ask(&sandbox, "GET", "/_sandbox/calls", &[], "").await;
    let shown = format!("{calls:?} {} {sandbox:?} {}", listed.join("\n"), page.body);
    for secret in [MARKER, "secretPassword"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[tokio::test]
async fn a_trouble_may_wait_for_one_operation() {
    let sandbox = start().await;
    sandbox.next_of("getAccount", Trouble::Status(599));
    let queued = ask(
        &sandbox,
        "POST",
        "/_sandbox/next?trouble=empty-body&operation=GETSESSION",
        &[],
        "",
    )
    .await;
    assert_eq!(queued.body, "troubles waiting: 2\n");
    assert_eq!(call11(&sandbox, "login", EMAIL, &[]).await.status, 200);
    assert_eq!(call12(&sandbox, "getAccount", "", &[]).await.status, 599);
    assert_eq!(call12(&sandbox, "getAccount", "", &[]).await.status, 200);
    let page = ask(&sandbox, "GET", "/API/getSession.aspx?node=1", &[], "").await;
    assert_eq!((page.status, page.body.as_str()), (200, ""));
    let wrong = "/_sandbox/next?trouble=page&operation=none";
    let wrong = ask(&sandbox, "POST", wrong, &[], "").await;
    assert_eq!(
        (wrong.status, wrong.body.as_str()),
        (400, "`operation=none` is none the sandbox knows\n")
    );
}

#[tokio::test]
async fn the_control_pages_seed_reset_and_advance() {
    let sandbox = start().await;
    let control = async |method: &str, path: &str, body: &str| {
        let reply = ask(&sandbox, method, &format!("/_sandbox/{path}"), &[], body).await;
        (reply.status, reply.body)
    };
    let company = "{\"organization\": \"Mine\", \"sessions\": [], \"reports\": []}";
    assert_eq!(
        control("PUT", "company", company).await,
        (
            200,
            "a company of 10 nodes, 0 sessions and 0 reports\n".to_owned()
        )
    );
    let (status, shown) = control("GET", "company", "").await;
    assert_eq!(status, 200);
    assert!(
        shown.contains("\"organization\": \"Mine\"") && !shown.contains("secretPassword"),
        "{shown}"
    );
    assert_eq!(
        control("PUT", "company", "{").await,
        (
            400,
            "the company cannot be read: EOF while parsing an object at line 1 column 1\n"
                .to_owned()
        )
    );
    call11(&sandbox, "login", EMAIL, &[]).await;
    sandbox.change(|company| company.organization.clear());
    let (status, moment) = control("POST", "advance?seconds=3600", "").await;
    assert!(
        status == 200 && moment.starts_with("it is 2024-02-19T16:00:0"),
        "{moment}"
    );
    for wrong in ["", "-1", "soon", "99999999999"] {
        let (status, said) = control("POST", &format!("advance?seconds={wrong}"), "").await;
        assert_eq!(
            (status, said.contains("is not a number up to")),
            (400, true),
            "{wrong}"
        );
    }
    assert_eq!(control("POST", "reset", "").await.0, 200);
    assert!(sandbox.calls().is_empty());
    assert_eq!(sandbox.company().organization, "Mine");
    for (method, path) in [("GET", "reset"), ("GET", "advance"), ("POST", "company")] {
        assert_eq!(control(method, path, "").await.0, 405, "{path}");
    }
}

/// A page that somebody else serves cannot drive the sandbox from a browser.
#[tokio::test]
async fn pages_of_other_sites_are_turned_away() {
    let sandbox = start().await;
    for (origin, status) in [
        ("http://sandbox.localhost", 200),
        ("https://elsewhere.test", 403),
        ("null", 403),
    ] {
        let header = format!("Origin: {origin}");
        let reply = ask(&sandbox, "POST", "/_sandbox/reset", &[&header], "").await;
        assert_eq!(reply.status, status, "{origin}");
    }
}

/// Nor can it under a name of its own that leads to the sandbox.
#[tokio::test]
async fn names_that_others_can_point_here_are_turned_away() {
    for (host, local) in [
        ("elsewhere.test:8080", 403),
        ("localhost.elsewhere.test", 403),
        ("localhost:8080", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
    ] {
        for (remote_control, status) in [(false, local), (true, 200)] {
            let builder = Sandbox::builder().remote_control(remote_control);
            let sandbox = builder.start().await.expect("the sandbox starts");
            let asked = format!(
                "POST /_sandbox/reset HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\
                 Connection: close\r\n\r\n"
            );
            let reply = send(sandbox.address(), asked.as_bytes()).await;
            assert_eq!(reply.expect("is answered").status, status, "{host}");
        }
    }
}

/// What the tests judge replies by does judge.
#[tokio::test]
async fn an_added_element_and_an_unknown_value_are_objected_to() {
    let sandbox = start().await;
    let reply = call11(&sandbox, "login", EMAIL, &[]).await;
    assert!(objections(&reply).is_empty());
    for trouble in [Trouble::AddedElement, Trouble::UnknownValue] {
        sandbox.next(trouble);
        let reply = call11(&sandbox, "login", EMAIL, &[]).await;
        assert!(!objections(&reply).is_empty(), "{}", reply.body);
    }
}
