//! What `rescue auth-code` and `rescue login-ticket` print when all is well, and where they take the password from.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{MARKER, Service, rescue, says};
use rescue_sandbox::{Protocol, Sandbox, Trouble, demo};
use serde_json::json;

#[test]
fn a_code_is_alone_on_standard_output_over_each_protocol() {
    let service = Service::start();
    let ways = [
        ("soap11", Protocol::Soap11, "firstcode1\n"),
        ("soap12", Protocol::Soap12, "secondcode2\n"),
        ("post", Protocol::HttpPost, "thirdcode3\n"),
        ("get", Protocol::HttpGet, "fourthcode4\n"),
    ];
    for (way, _, code) in ways {
        let ran = service.call("auth-code").args(&["--protocol", way]).run();
        assert_eq!(
            (ran.code, ran.out.as_str(), ran.err.as_str()),
            (0, code, ""),
            "{way}"
        );
    }
    let calls: Vec<Protocol> = service
        .sandbox
        .calls()
        .iter()
        .map(|call| call.protocol)
        .collect();
    assert_eq!(calls, ways.map(|(_, protocol, _)| protocol));
}

#[test]
fn a_ticket_is_alone_on_standard_output_for_each_page() {
    let service = Service::with(Sandbox::builder().ticket_origin("https://rescue.example"));
    let dtc = format!(
        "https://rescue.example/TechConsole/DesktopApp/DownloadSSO.aspx?companyid=654321&ticket={}",
        demo::TICKET
    );
    let sso = format!(
        "https://rescue.example/SSO/Login.aspx?Ticket={}",
        demo::TICKET
    );
    let cases: [(&[&str], String, &str); 6] = [
        (
            &[],
            format!("{dtc}\n"),
            "POST /SSO/GetDTCLoginTicket.aspx HttpPost",
        ),
        (
            &["--protocol", "get"],
            format!("{dtc}\n"),
            "GET /SSO/GetDTCLoginTicket.aspx HttpGet",
        ),
        (
            &["--arch", "x86"],
            format!("{dtc}\n"),
            "POST /SSO/GetDTCLoginTicket.aspx HttpPost",
        ),
        (
            &["--arch", "x64"],
            format!("{dtc}&arch=64\n"),
            "POST /SSO/GetDTCLoginTicket.aspx HttpPost",
        ),
        (
            &["--page", "sso"],
            format!("{sso}\n"),
            "POST /SSO/GetLoginTicket.aspx HttpPost",
        ),
        (
            &["--page", "sso", "--protocol", "get"],
            format!("{sso}\n"),
            "GET /SSO/GetLoginTicket.aspx HttpGet",
        ),
    ];
    for (arguments, url, call) in cases {
        let ran = service.call("login-ticket").args(arguments).run();
        assert_eq!(
            (ran.code, ran.out, ran.err.as_str()),
            (0, url, ""),
            "{arguments:?}"
        );
        let made = service.sandbox.calls().pop().expect("a call").to_string();
        assert!(made.starts_with(call), "{made}");
    }
}

#[test]
fn the_sandbox_needs_nothing_and_leaves_the_environment_alone() {
    for arguments in [
        &["auth-code"][..],
        &["auth-code", "--protocol", "post"],
        &["login-ticket"],
    ] {
        let ran = rescue(arguments)
            .args(&["--sandbox"])
            .password(MARKER)
            .run();
        assert_eq!((ran.code, ran.out.lines().count()), (0, 1), "{ran:?}");
        assert!(
            ran.err
                .starts_with("note: asking the sandbox at http://127.0.0.1:"),
            "{ran:?}"
        );
    }
    let ran = rescue(&["auth-code", "--sandbox", "--sso-id", "7"]).run();
    assert_eq!((ran.code, ran.out.as_str()), (11, ""), "{ran:?}");
}

#[test]
fn json_is_one_object() {
    let service = Service::start();
    let endpoint = service.sandbox.endpoint();
    let ran = service
        .call("auth-code")
        .args(&["--json", "--protocol", "soap12"])
        .run();
    let expected = json!({
        "auth_code": "firstcode1",
        "protocol": "soap12",
        "endpoint": endpoint,
        "deviations": [],
        "deviations_total": 0,
        "reply": { "requestAuthCodeSSOResult": "requestAuthCode_OK", "sAuthCode": "***" },
    });
    assert_eq!((ran.code, ran.json()), (0, expected));
    assert_eq!(ran.err, "");

    let ran = service.call("login-ticket").args(&["--json"]).run();
    let ticket = ran.json()["login_ticket"]
        .as_str()
        .map(str::to_owned)
        .expect("a ticket");
    assert!(ticket.ends_with(demo::TICKET), "{ticket}");
    assert_eq!(ran.json()["protocol"], "post");
}

#[test]
fn deviations_are_told_or_refused() {
    let service = Service::start();
    let ran = service
        .call_into(Trouble::AddedElement, "auth-code")
        .args(&["--json"])
        .run();
    let found = ran.json();
    assert_eq!((ran.code, &found["auth_code"]), (0, &json!("firstcode1")));
    assert_eq!(found["deviations"][0]["kind"], "UnknownElement");
    assert!(
        found["deviations"][0]["path"]
            .as_str()
            .is_some_and(|path| path.starts_with("Envelope/Body/")),
        "{found}"
    );
    assert!(
        found["deviations_total"]
            .as_u64()
            .is_some_and(|total| total > 0),
        "{found}"
    );
    assert!(
        ran.err.starts_with("note: not as the contract says: "),
        "{}",
        ran.err
    );

    let ran = service
        .call_into(Trouble::AddedElement, "auth-code")
        .args(&["--strict"])
        .run();
    assert_eq!((ran.code, ran.out.as_str()), (33, ""), "{ran:?}");
}

#[test]
fn what_a_page_adds_is_told_or_refused() {
    let service = Service::start();
    let added = || says("OK\n\nAUTHCODE:firstcode1\nMORE:than asked for");
    let words = ["--protocol", "post", "--json"];
    let ran = service.call_into(added(), "auth-code").args(&words).run();
    let found = ran.json();
    assert_eq!((ran.code, &found["auth_code"]), (0, &json!("firstcode1")));
    assert_eq!(
        (&found["deviations"][0]["kind"], &found["deviations_total"]),
        (&json!("UnknownText"), &json!(1))
    );
    assert_eq!(
        ran.err,
        "note: not as the guide says: the reply has lines that nobody asked for\n"
    );

    let ran = service
        .call_into(added(), "auth-code")
        .args(&words)
        .args(&["--strict"])
        .run();
    assert_eq!(
        (ran.code, &ran.json()["error"]["kind"]),
        (33, &json!("unreadable")),
        "{ran:?}"
    );
}

/// A file that is gone with the test.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
        fs::write(&path, bytes).expect("a temporary file");
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a path in Unicode")
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn the_password_comes_from_a_file_standard_input_or_the_environment() {
    let service = Service::start();
    let file = Temporary::new("password", b"secretPassword\r\n");
    let from_file = ["--password-file", file.path()];

    let ran = service
        .call("auth-code")
        .no_password()
        .args(&from_file)
        .run();
    assert_eq!((ran.code, ran.out.as_str()), (0, "firstcode1\n"), "{ran:?}");
    for input in ["secretPassword", "secretPassword\n", "secretPassword\r\n"] {
        let ran = service
            .call("auth-code")
            .no_password()
            .args(&["--password-stdin"])
            .input(input)
            .run();
        assert_eq!(ran.code, 0, "{input:?}: {ran:?}");
    }

    // What is on the command line counts more than the environment.
    let ran = service
        .call("auth-code")
        .password(MARKER)
        .args(&from_file)
        .run();
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = service
        .call("auth-code")
        .args(&["--password-stdin"])
        .input(MARKER)
        .run();
    assert_eq!(ran.code, 11, "{ran:?}");
    // It counts at the sandbox as well.
    let ran = rescue(&["auth-code", "--sandbox", "--password-stdin"])
        .input(MARKER)
        .run();
    assert_eq!(ran.code, 11, "{ran:?}");
}

#[test]
fn a_password_that_cannot_be_read_is_said_where() {
    let service = Service::start();
    let two_lines = Temporary::new("two-lines", b"hunter2\nhunter2\n");
    let no_text = Temporary::new("no-text", b"hunter2\xff");
    let empty = Temporary::new("empty", b"\n");
    let cases: [(&[&str], &str); 5] = [
        (
            &["--password-file", two_lines.path()],
            "has more than one line; a password is one",
        ),
        (&["--password-file", no_text.path()], "is not valid UTF-8"),
        (
            &["--password-file", empty.path()],
            "is empty; no password is empty",
        ),
        (
            &["--password-file", "/nowhere/at/all"],
            "cannot read the password from the file `/nowhere/at/all`",
        ),
        (
            &["--password-stdin"],
            "error: standard input is empty; no password is empty",
        ),
    ];
    for (arguments, message) in cases {
        let ran = service
            .call("auth-code")
            .no_password()
            .args(arguments)
            .run();
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (2, ""),
            "{arguments:?}: {ran:?}"
        );
        assert!(ran.err.contains(message), "{ran:?}");
    }
    let ran = service.call("auth-code").password("").run();
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err
            .starts_with("error: the environment variable RESCUE_PASSWORD is empty"),
        "{ran:?}"
    );
    assert!(service.sandbox.calls().is_empty());
}
