//! The pages for people: what stands on them, what their forms do, and that nothing breaks out of them.

mod common;

use common::{EMAIL, Reply, ask, call11, start};
use rescue_sandbox::{Company, Sandbox, Trouble, demo};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

async fn get(sandbox: &Sandbox, path: &str) -> Reply {
    ask(sandbox, "GET", path, &[], "").await
}

/// Sends the form of an operation's page.
async fn send(sandbox: &Sandbox, operation: &str, form: &str, headers: &[&str]) -> Reply {
    let mut all = vec![FORM];
    all.extend(headers);
    let path = format!("/_sandbox/try?op={operation}");
    ask(sandbox, "POST", &path, &all, form).await
}

/// The text of a box on a page, as a browser shows it.
fn shown(page: &Reply, id: &str) -> String {
    let (_, rest) = page
        .body
        .split_once(&format!("<pre id=\"{id}\""))
        .expect("has the box");
    let (_, rest) = rest.split_once('>').expect("has an end");
    let (text, _) = rest.split_once("</pre>").expect("has an end");
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Values of an attribute, wherever it stands on a page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    let pieces = page.split(start.as_str()).skip(1);
    pieces.filter_map(|piece| piece.split('"').next()).collect()
}

#[tokio::test]
async fn every_operation_has_a_page_that_loads_nothing_from_elsewhere() {
    let sandbox = start().await;
    let list = get(&sandbox, "/API/API.asmx").await;
    let pages: Vec<String> = attributes(&list.body, "href")
        .iter()
        .filter(|href| href.contains("?op="))
        .map(|href| (*href).to_owned())
        .collect();
    // A row for each, and where to begin.
    assert_eq!(pages.len(), 63 + 1);
    let mut all = vec![list];
    for page in &pages {
        all.push(get(&sandbox, page).await);
    }
    for path in [
        "/no/such",
        "/SSO/Login.aspx",
        "/_sandbox/join?pin=1",
        "/API/API.asmx/login",
    ] {
        all.push(get(&sandbox, path).await);
    }
    for page in &all {
        let policy = page.header("Content-Security-Policy").expect("a policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"),
            "{policy}"
        );
        assert_eq!(page.header("X-Content-Type-Options"), Some("nosniff"));
        for name in ["src", "href", "action"] {
            for value in attributes(&page.body, name) {
                let is_own =
                    value.starts_with('/') && !value.starts_with("//") || value == "data:,";
                assert!(is_own, "{name}={value}");
            }
        }
        // Every control has its label, every label its control.
        let labels = attributes(&page.body, "for");
        let ids: Vec<&str> = attributes(&page.body, "id");
        assert!(labels.iter().all(|label| ids.contains(label)));
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "{ids:?}");
    }
    for file in ["pages.css", "pages.js"] {
        let reply = get(&sandbox, &format!("/_sandbox/{file}")).await;
        assert_eq!(
            (reply.status, reply.header("X-Content-Type-Options")),
            (200, Some("nosniff")),
            "{file}"
        );
    }
}

#[tokio::test]
async fn what_a_page_says() {
    let sandbox = Sandbox::builder()
        .auth_codes(["code-1"])
        .start()
        .await
        .expect("starts");
    let page = get(&sandbox, "/API/API.asmx?op=requestAuthCodeSSO").await;
    insta::assert_snapshot!("an_operation", page.body);
    let form = "protocol=soap11&ssoid=123456&pwd=secretPassword&company=654321";
    let page = send(&sandbox, "requestAuthCodeSSO", form, &[]).await;
    insta::assert_snapshot!("a_call", page.body);
    // An operation that can only be called by its page, and one that cannot be called at all.
    let page = get(&sandbox, "/API/API.asmx?op=createUser").await;
    assert!(
        page.body.contains("value=\"post\" checked") && !page.body.contains("soap11"),
        "{}",
        page.body
    );
    let page = get(&sandbox, "/API/API.asmx?op=setUserStatus_v7_1").await;
    assert!(
        page.body.contains("Is not played") && !page.body.contains("<form"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn forms_call_over_every_protocol_and_stay_logged_in() {
    let sandbox = start().await;
    for (protocol, expected) in [
        (
            "soap11",
            "    <loginResponse xmlns=\"https://secure.logmeinrescue.com/API/API.asmx\">\n      \
                    <loginResult>login_OK</loginResult>",
        ),
        ("soap12", "<loginResult>login_OK</loginResult>"),
        (
            "post",
            "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n",
        ),
        ("get", "\n\nOK"),
    ] {
        let form = format!("protocol={protocol}&email=some%40email.com&pwd=secretPassword");
        let page = send(&sandbox, "login", &form, &[]).await;
        let got = shown(&page, "got");
        assert!(got.contains(expected), "{protocol}: {got}");
        let session = page.session().expect("a session").to_owned();
        assert!(
            page.body.contains(&format!("value=\"{protocol}\" checked")),
            "{protocol}"
        );
        let cookie = format!("Cookie: ASP.NET_SessionId={session}");
        let page = send(
            &sandbox,
            "getAccount",
            "protocol=soap12&authcode=",
            &[&cookie],
        )
        .await;
        assert!(shown(&page, "got").contains("getAccount_OK"), "{protocol}");
        assert!(
            shown(&page, "sent")
                .contains("<getAccount xmlns=\"https://secure.logmeinrescue.com/API/API.asmx\" />")
        );
    }
    let calls: Vec<String> = sandbox
        .calls()
        .iter()
        .map(|call| format!("{:?}", call.protocol))
        .collect();
    let expected = [
        "Soap11", "Soap12", "Soap12", "Soap12", "HttpPost", "Soap12", "HttpGet", "Soap12",
    ];
    assert_eq!(calls, expected);
    for (operation, form) in [
        ("login", "protocol=smoke"),
        ("login", ""),
        ("none", "protocol=soap11"),
        ("createUser", "protocol=soap11"),
    ] {
        assert_eq!(
            send(&sandbox, operation, form, &[]).await.status,
            404,
            "{operation}: {form}"
        );
    }
    assert_eq!(get(&sandbox, "/_sandbox/try?op=login").await.status, 405);
}

#[tokio::test]
async fn troubles_are_shown() {
    let sandbox = start().await;
    let form = "protocol=soap11&authcode=";
    for (trouble, expected) in [
        (Trouble::Drop, "The connection was closed without a reply."),
        (
            Trouble::Break(10),
            "The connection broke after 10 bytes of the body.",
        ),
        (Trouble::Status(503), "HTTP/1.1 503 Service Unavailable"),
    ] {
        sandbox.next(trouble.clone());
        let page = send(&sandbox, "getAccount", form, &[]).await;
        assert!(
            page.status == 200 && page.body.contains(expected),
            "{trouble:?}: {}",
            page.body
        );
    }
}

const EVIL: &str = "\"'><script>document.title='owned'</script>&amp;]]>";

#[tokio::test]
async fn nothing_breaks_out_of_a_page() {
    let sandbox = start().await;
    let list = get(&sandbox, "/API/API.asmx").await;
    let asked = get(&sandbox, "/API/API.asmx?op=%22%3E%3Cscript%3E").await;
    assert_eq!(asked.body, list.body);
    let value: String = form_urlencoded::byte_serialize(EVIL.as_bytes()).collect();
    for protocol in ["soap11", "soap12", "post", "get"] {
        let form = format!(
            "protocol={protocol}&cfield0={value}&tracking0={value}&authcode={value}&notechconsole={value}"
        );
        let page = send(&sandbox, "requestPINCode", &form, &[]).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("<script>"), "{protocol}: {}", page.body);
        assert_eq!(page.body.matches("<script").count(), 1, "{protocol}");
        assert!(
            shown(&page, "code-0").contains("Ann") || shown(&page, "code-0").contains("cript"),
            "{protocol}"
        );
    }
    // What is stored is shown by the plain pages as it is, and may do nothing there.
    sandbox.change(|company| {
        for node in &mut company.nodes {
            EVIL.clone_into(&mut node.name);
        }
    });
    call11(&sandbox, "requestAuthCode", EMAIL, &[]).await;
    let page = get(&sandbox, "/API/getUser.aspx?node=337366&authcode=code-1").await;
    assert!(page.body.contains(EVIL));
    assert_eq!(
        page.header("Content-Security-Policy"),
        Some("default-src 'none'; sandbox")
    );
    let page = send(
        &sandbox,
        "getUser",
        "protocol=get&node=337366&authcode=code-1",
        &[],
    )
    .await;
    assert!(
        shown(&page, "got").contains("NAME:\"'><script>document.title='owned'</script>&]]>")
            || shown(&page, "got").contains(EVIL),
        "{}",
        shown(&page, "got")
    );
    assert_eq!(page.body.matches("<script").count(), 1);
    for path in [
        "/_sandbox/join?pin=%22%3E%3Cscript%3E",
        "/%22%3E%3Cscript%3E",
    ] {
        let page = get(&sandbox, path).await;
        assert_eq!(page.body.matches("<script").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn secrets_are_not_shown_back() {
    let sandbox = start().await;
    for protocol in ["soap11", "soap12", "post", "get"] {
        let form = format!("protocol={protocol}&email=some%40email.com&pwd=hunter2");
        let page = send(&sandbox, "login", &form, &[]).await;
        assert!(!page.body.contains("hunter2"), "{protocol}");
        assert!(shown(&page, "sent").contains("YOUR-SECRET"), "{protocol}");
    }
}

#[tokio::test]
async fn a_customer_joins_by_an_invitation_link() {
    let sandbox = start().await;
    call11(&sandbox, "requestAuthCode", EMAIL, &[]).await;
    let code = "<sAuthCode>code-1</sAuthCode>";
    let reply = call11(&sandbox, "requestInvitationLink", code, &[]).await;
    let link = reply.element("sInvitationLink").expect("a link").to_owned();
    let path = link
        .strip_prefix("http://sandbox.localhost")
        .expect("is here");
    let page = get(&sandbox, path).await;
    assert!(
        page.body
            .contains("name=\"pin\" inputmode=\"numeric\" value=\"012345\""),
        "{}",
        page.body
    );
    let sessions = Company::default().sessions.len();
    assert_eq!(sandbox.company().sessions.len(), sessions);
    let join = async |form: &str| {
        ask(&sandbox, "POST", "/_sandbox/join", &[FORM], form)
            .await
            .body
    };
    assert!(
        join("pin=012345")
            .await
            .contains("waits for its technician")
    );
    assert_eq!(
        sandbox.company().sessions[sessions].technician,
        demo::TECHNICIAN_ID
    );
    assert!(
        join("pin=012345")
            .await
            .contains("The PIN code <code>012345</code> is not good.")
    );
}

/// Code that was copied has no session of its own.
#[tokio::test]
async fn pages_say_that_code_logs_nobody_in() {
    let sandbox = start().await;
    for (operation, is_said) in [
        ("getAccount", true),
        ("createUser", true),
        ("login", false),
        ("requestAuthCode", false),
        ("requestAuthCodeSSO", false),
        ("GetDTCLoginTicket", false),
    ] {
        let page = get(&sandbox, &format!("/API/API.asmx?op={operation}")).await;
        let found = page.body.contains("None of this logs anybody in");
        assert_eq!(found, is_said, "{operation}");
    }
}
