//! SOAP at the endpoint: replies byte for byte, and how requests are read.

mod common;

use common::{
    EMAIL, Reply, SOAP11, SOAP12, SSO, ask, call11, call12, envelope, is_well_formed, operation,
    post, start, transcript,
};
use insta::assert_snapshot;
use rescue_sandbox::{NAMESPACE, Protocol, Sandbox, demo};

fn well_formed(replies: Vec<(&'static str, Reply)>) -> Vec<(&'static str, Reply)> {
    for (name, reply) in &replies {
        assert!(reply.body.is_empty() || is_well_formed(reply), "{name}");
    }
    replies
}

#[tokio::test]
async fn auth_codes() {
    let sandbox = start().await;
    let wrong = SSO.replace("secretPassword", "wrong &amp; &lt;");
    let replies = well_formed(vec![
        (
            "1.1",
            call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await,
        ),
        (
            "1.2",
            call12(&sandbox, "requestAuthCodeSSO", SSO, &[]).await,
        ),
        (
            "by e-mail",
            call11(&sandbox, "requestAuthCode", EMAIL, &[]).await,
        ),
        (
            "wrong password, 1.1",
            call11(&sandbox, "requestAuthCodeSSO", &wrong, &[]).await,
        ),
        (
            "wrong password, 1.2",
            call12(&sandbox, "requestAuthCodeSSO", &wrong, &[]).await,
        ),
        (
            "nothing sent",
            call12(&sandbox, "requestAuthCode", "", &[]).await,
        ),
    ]);
    assert_snapshot!(transcript(&replies));
}

#[tokio::test]
async fn random_codes_are_79_lower_case_letters_and_digits() {
    let sandbox = Sandbox::start().await.expect("starts");
    let one = call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await;
    let two = call12(&sandbox, "requestAuthCodeSSO", SSO, &[]).await;
    let (one, two) = (one.element("sAuthCode"), two.element("sAuthCode"));
    assert_ne!(one, two);
    let code = one.expect("a code");
    assert_eq!(code.len(), 79);
    assert!(
        code.bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    );
}

#[tokio::test]
async fn account_and_sessions() {
    let sandbox = start().await;
    let code = call11(&sandbox, "requestAuthCode", EMAIL, &[]).await;
    assert_eq!(code.element("sAuthCode"), Some("code-1"));
    let auth = "<sAuthCode>code-1</sAuthCode>";
    let node = format!(
        "<iNodeID>{}</iNodeID><eNodeRef>NODE</eNodeRef>{auth}",
        demo::TECHNICIAN_ID
    );
    let idle = format!("<iNodeID>{}</iNodeID>{auth}", demo::ADMIN_ID);
    let channel = format!(
        "<eNodeRef>CHANNEL</eNodeRef>{auth}<iNodeID> {} </iNodeID>",
        demo::CHANNEL_ID
    );
    let replies = well_formed(vec![
        ("account", call11(&sandbox, "getAccount", auth, &[]).await),
        (
            "account, v2",
            call12(&sandbox, "getAccount_v2", auth, &[]).await,
        ),
        (
            "account, wrong code",
            call11(&sandbox, "getAccount", "<sAuthCode>no</sAuthCode>", &[]).await,
        ),
        (
            "account, nobody",
            call12(&sandbox, "getAccount_v2", "<sAuthCode/>", &[]).await,
        ),
        (
            "sessions of the technician",
            call11(&sandbox, "getSession_V3", &node, &[]).await,
        ),
        (
            "sessions of the channel",
            call12(&sandbox, "getSession_V3", &channel, &[]).await,
        ),
        (
            "no sessions",
            call11(&sandbox, "getSession_V3", &idle, &[]).await,
        ),
        (
            "no such node",
            call11(&sandbox, "getSession_V3", auth, &[]).await,
        ),
        (
            "sessions, nobody",
            call11(&sandbox, "getSession_V3", "", &[]).await,
        ),
    ]);
    assert_snapshot!(transcript(&replies));
}

#[tokio::test]
async fn faults() {
    let sandbox = start().await;
    let header = |namespace: &str| {
        envelope(namespace, &operation("login", EMAIL)).replace(
            "<s:Body>",
            "<s:Header><Token xmlns=\"urn:t\" s:mustUnderstand=\"1\"/></s:Header><s:Body>",
        )
    };
    let text = ["Content-Type: text/xml; charset=utf-8"];
    let soap = ["Content-Type: application/soap+xml; charset=utf-8"];
    let unknown_action = ["Content-Type: text/xml", "SOAPAction: \"urn:no&<such>\""];
    let unknown_12 = ["Content-Type: application/soap+xml; action=\"urn:no&<such>\""];
    let login = envelope(SOAP11, &operation("login", EMAIL));
    let nothing = envelope(SOAP12, "<nothing/>");
    let path = "/API/API.asmx";
    let node = "<iNodeID>abc</iNodeID>";
    let kind = "<iNodeID>1</iNodeID><eNodeRef>BRANCH &amp; LEAF</eNodeRef>";
    let replies = well_formed(vec![
        (
            "unknown action, 1.1",
            ask(&sandbox, "POST", path, &unknown_action, &login).await,
        ),
        (
            "unknown action, 1.2",
            ask(&sandbox, "POST", path, &unknown_12, &nothing).await,
        ),
        (
            "unknown element, 1.1",
            post(&sandbox, envelope(SOAP11, "<nothing/>")).await,
        ),
        (
            "unknown element, 1.2",
            ask(&sandbox, "POST", path, &soap, &nothing).await,
        ),
        (
            "no known shape, 1.1",
            call11(&sandbox, "createUser", "", &[]).await,
        ),
        (
            "no known shape, and no page, 1.2",
            call12(&sandbox, "getUser_V2", "", &[]).await,
        ),
        (
            "not a boolean",
            call11(
                &sandbox,
                "requestPINCode",
                "<bNoTechConsole>yes</bNoTechConsole>",
                &[],
            )
            .await,
        ),
        (
            "must understand, 1.1",
            ask(&sandbox, "POST", path, &text, header(SOAP11)).await,
        ),
        (
            "must understand, 1.2",
            ask(&sandbox, "POST", path, &soap, header(SOAP12)).await,
        ),
        (
            "foreign envelope",
            post(&sandbox, envelope("urn:&lt;", "")).await,
        ),
        ("no envelope", post(&sandbox, "<a/>").await),
        (
            "no body",
            post(&sandbox, format!("<s:Envelope xmlns:s='{SOAP11}'/>")).await,
        ),
        (
            "not a number",
            call11(&sandbox, "getSession_V3", node, &[]).await,
        ),
        (
            "not an enumeration value",
            call12(&sandbox, "getSession_V3", kind, &[]).await,
        ),
    ]);
    assert_snapshot!(transcript(&replies));
}

#[tokio::test]
async fn unreadable_requests_get_an_empty_reply() {
    let sandbox = start().await;
    let good = envelope(SOAP11, &operation("login", EMAIL));
    let bodies = [
        good[..good.len() - 3].to_owned(),
        good.clone() + "<x/>",
        good.replace("?><", "?><!DOCTYPE x><"),
        good.replace("some@", "&nothing;"),
        good.replace("some@", "<b/>"),
        good.replace("some@", "<!-- c -->"),
        "{\"login\": true}".to_owned(),
        " ".to_owned(),
    ];
    for body in bodies {
        let reply = post(&sandbox, &body).await;
        assert_eq!((reply.status, reply.body.as_str()), (400, ""), "{body}");
        assert_eq!(
            reply.header("Content-Type"),
            Some("text/xml; charset=utf-8")
        );
    }
    let soap12 = ["Content-Type: application/soap+xml"];
    let reply = ask(&sandbox, "POST", "/API/API.asmx", &soap12, "<").await;
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.header("Content-Type"),
        Some("application/soap+xml; charset=utf-8")
    );
    for kind in [
        "application/json",
        "application/xml",
        "text/plain",
        "",
        "application/soap+xml",
    ] {
        let header = format!("Content-Type: {kind}");
        let reply = ask(&sandbox, "POST", "/API/API.asmx", &[&header], &good).await;
        assert_eq!((reply.status, reply.body.as_str()), (415, ""), "{kind}");
    }
    let calls = sandbox.calls();
    assert_eq!(calls.len(), 14);
    assert_eq!(
        (calls[0].status, calls[0].operation.as_deref()),
        (400, None)
    );
}

/// The wrapper in the wrong namespace, parameters in the wrong one, missing or misspelt: all are
/// null without a word.
#[tokio::test]
async fn what_is_not_recognized_is_null() {
    let sandbox = start().await;
    let good = envelope(SOAP11, &operation("requestAuthCode", EMAIL));
    let action = format!("SOAPAction: {NAMESPACE}/requestAuthCode");
    let headers = ["Content-Type: text/xml", &action];
    for body in [
        good.replace(NAMESPACE, "urn:other"),
        good.replace("<sEmail>", "<sEmail xmlns=''>"),
        good.replace("sEmail>", "SEMAIL>"),
        good.replace("requestAuthCode ", "login ")
            .replace("/requestAuthCode>", "/login>"),
        envelope(SOAP11, ""),
    ] {
        let reply = ask(&sandbox, "POST", "/API/API.asmx", &headers, &body).await;
        assert_eq!(reply.status, 200, "{body}");
        assert_eq!(
            reply.element("requestAuthCodeResult"),
            Some("requestAuthCode_Invalid"),
            "{body}"
        );
        assert!(!reply.body.contains("sAuthCode"), "{body}");
    }
    assert_eq!(
        sandbox.calls()[1].operation.as_deref(),
        Some("requestAuthCode")
    );
}

/// Prefixes, order, white space, CDATA, references, encodings: none of it matters.
#[tokio::test]
async fn what_means_the_same_is_read_the_same() {
    let sandbox = start().await;
    let prefixed = format!(
        "<?xml version='1.0'?>\n<E:Envelope xmlns:E='{SOAP11}' xmlns:r=\"{NAMESPACE}\">\n \
         <E:Header/>\n <E:Body>\n <!-- c --><r:requestAuthCode><?p q?>\n\
         <r:sPassword>secret<![CDATA[Password]]></r:sPassword>\n<r:extra><r:x/></r:extra>\
         <r:sEmail>some&#x40;email.com</r:sEmail><r:sEmail>second</r:sEmail>\
         </r:requestAuthCode></E:Body></E:Envelope>\n"
    );
    let good = envelope(SOAP11, &operation("requestAuthCode", EMAIL));
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [b"\xEF\xBB\xBF", good.as_bytes()].concat();
    for (kind, body) in [
        ("text/xml", prefixed.as_bytes()),
        ("TEXT/XML; CHARSET=\"UTF-8\"", good.as_bytes()),
        ("text/xml; charset=utf-16", &utf16),
        ("text/xml; charset=iso-8859-1", &with_mark),
    ] {
        let header = format!("Content-Type: {kind}");
        let reply = ask(&sandbox, "POST", "/api/api.ASMX", &[&header], body).await;
        assert_eq!(
            reply.element("requestAuthCodeResult"),
            Some("requestAuthCode_OK"),
            "{kind}"
        );
    }
    // The content type decides nothing about the version where the envelope is of SOAP 1.2.
    let soap12 = envelope(SOAP12, &operation("requestAuthCode", EMAIL));
    let reply = post(&sandbox, soap12).await;
    assert_eq!(
        reply.header("Content-Type"),
        Some("application/soap+xml; charset=utf-8")
    );
}

#[tokio::test]
async fn the_action_is_read_with_and_without_quotes() {
    let sandbox = start().await;
    // The element says `login`; the action counts.
    let body = envelope(SOAP11, &operation("login", EMAIL));
    for action in [
        format!("{NAMESPACE}/logout"),
        format!("\"{NAMESPACE}/logout\""),
        format!("\"{NAMESPACE}/log%6Fut\""),
    ] {
        let header = format!("SOAPAction: {action}");
        let headers = ["Content-Type: text/xml", &header];
        let reply = ask(&sandbox, "POST", "/API/API.asmx", &headers, &body).await;
        assert_eq!(
            reply.element("logoutResult"),
            Some("logout_NotLoggedIn"),
            "{action}"
        );
    }
    let wrong_case = format!("SOAPAction: {NAMESPACE}/Logout");
    let headers = ["Content-Type: text/xml", &wrong_case];
    let reply = ask(&sandbox, "POST", "/API/API.asmx", &headers, &body).await;
    assert_eq!(reply.status, 500);
}

#[tokio::test]
async fn the_log_hides_secrets() {
    let sandbox = start().await;
    call11(&sandbox, "requestAuthCodeSSO", SSO, &[]).await;
    call12(
        &sandbox,
        "login",
        "<sEmail>a</sEmail><sPasword>typo</sPasword>",
        &[],
    )
    .await;
    let calls = sandbox.calls();
    let pairs = |index: usize| -> Vec<String> {
        let parameters = &calls[index].parameters;
        parameters
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    };
    assert_eq!(
        pairs(0),
        ["sSSOID=123456", "sPassword=***", "sCompany=654321"]
    );
    assert_eq!(pairs(1), ["sEmail=a", "sPasword=***"]);
    assert_eq!(calls[0].protocol, Protocol::Soap11);
    assert_eq!(calls[1].protocol, Protocol::Soap12);
    assert_eq!(calls[1].operation.as_deref(), Some("login"));
    assert_eq!(
        (calls[0].method.as_str(), calls[0].path.as_str()),
        ("POST", "/API/API.asmx")
    );
    let shown = format!("{calls:?}{sandbox:?}");
    assert!(
        !shown.contains("secretPassword") && !shown.contains("typo"),
        "{shown}"
    );
}

/// Damages a good request in every place. Whatever comes back is a whole, well-formed reply.
#[tokio::test]
async fn no_damage_to_a_request_goes_unanswered() {
    let sandbox = start().await;
    let good = envelope(SOAP11, &operation("getSession_V3", "<iNodeID>1</iNodeID>"));
    for start in (0..good.len()).step_by(3) {
        for piece in ["", "<", "&", "\u{0}", "\u{fffd}", "&#x10FFFF;"] {
            let body = format!("{}{piece}{}", &good[..start], &good[start + 1..]);
            let reply = post(&sandbox, &body).await;
            assert!([200, 400, 500].contains(&reply.status), "{body}");
            assert!(reply.body.is_empty() || is_well_formed(&reply), "{body}");
        }
    }
}
