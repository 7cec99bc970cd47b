//! How calls fail: an exit code of its own for each reason, and a message that helps.

mod common;

use std::collections::BTreeSet;
use std::net::TcpListener;

use common::{MARKER, Ran, Service, rescue, says};
use rescue_sandbox::{Trouble, demo};
use serde_json::json;

const BY_POST: &[&str] = &["--protocol", "post"];

/// An address of this machine where nobody listens.
fn unreachable() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    format!("http://{address}/API/API.asmx")
}

/// Every way to fail, with the exit code it has to have.
fn failures() -> Vec<(&'static str, i32, Ran)> {
    let service = Service::start();
    let word = |word: &str| {
        service
            .call_into(says(word), "auth-code")
            .args(BY_POST)
            .run()
    };
    let ticket_word = |word: &str| service.call_into(says(word), "login-ticket").run();
    let trouble = |trouble: Trouble| service.call_into(trouble, "auth-code").run();
    let elsewhere = |endpoint: &str| {
        let words = [
            "auth-code",
            "--endpoint",
            endpoint,
            "--sso-id",
            "1",
            "--company",
            "1",
        ];
        rescue(&words).password(MARKER).run()
    };
    let any_company = || {
        let endpoint = service.sandbox.endpoint();
        let words = [
            "auth-code",
            "--endpoint",
            &endpoint,
            "--sso-id",
            "1",
            "--company",
            "x",
            "--any-company",
        ];
        rescue(&words).args(BY_POST).password(MARKER).run()
    };
    vec![
        ("ERROR", 10, word("ERROR")),
        ("INVALID", 11, word("INVALID")),
        (
            "wrong password over SOAP",
            11,
            service.call("auth-code").password(MARKER).run(),
        ),
        (
            "wrong password over GET",
            11,
            service
                .call("auth-code")
                .password(MARKER)
                .args(&["--protocol", "get"])
                .run(),
        ),
        ("INVALIDPARAM_COMPANY", 12, word("INVALIDPARAM_COMPANY")),
        (
            "a company that is no number, sent all the same",
            12,
            any_company(),
        ),
        (
            "wrong password for a ticket",
            13,
            service.call("login-ticket").password(MARKER).run(),
        ),
        ("INVALIDCOMPANYID", 14, ticket_word("INVALIDCOMPANYID")),
        ("MISSINGPARAMETERS", 15, ticket_word("MISSINGPARAMETERS")),
        ("INVALIDSSOID", 16, ticket_word("INVALIDSSOID")),
        ("too many calls", 17, trouble(Trouble::RateLimit)),
        (
            "an unknown value over SOAP",
            19,
            trouble(Trouble::UnknownValue),
        ),
        ("an unknown word", 19, word("SOMETHINGNEW")),
        ("nobody listens", 30, elsewhere(&unreachable())),
        ("the connection is closed", 30, trouble(Trouble::Drop)),
        ("the reply breaks off", 30, trouble(Trouble::Break(100))),
        ("a fault", 32, trouble(Trouble::fault("the reason"))),
        ("a web page", 33, trouble(Trouble::Page(200))),
        (
            "a web page where a page's text should be",
            33,
            service
                .call_into(Trouble::Page(200), "auth-code")
                .args(BY_POST)
                .run(),
        ),
        ("an error page", 33, trouble(Trouble::Page(503))),
        ("an error status", 33, trouble(Trouble::Status(503))),
        ("nothing", 33, trouble(Trouble::EmptyBody)),
        ("half a reply", 33, trouble(Trouble::Truncate(200))),
        ("OK without a code", 33, word("OK")),
        (
            "a redirection",
            33,
            trouble(Trouble::Redirect("http://localhost:9/".to_owned())),
        ),
        ("an endpoint that is none", 2, elsewhere("rescue.example")),
        ("no TLS", 2, elsewhere("http://rescue.example/API/API.asmx")),
    ]
}

#[test]
fn each_failure_has_its_exit_code_and_message() {
    let mut shown = Vec::new();
    for (name, code, ran) in failures() {
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{name}: {ran:?}");
        assert!(ran.err.starts_with("error: "), "{name}: {ran:?}");
        shown.push(format!("=== {name}\n{}", ran.show()));
    }
    insta::assert_snapshot!("failures", shown.join("\n"));
}

#[test]
fn each_exit_code_of_the_help_is_provoked() {
    let mut provoked: BTreeSet<i32> = failures().iter().map(|(_, code, _)| *code).collect();
    let service = Service::start();
    provoked.insert(service.call("auth-code").run().code);
    provoked.insert(slow(&service).code);
    provoked.insert(bad_company(&service).code);
    provoked.insert(service.operation(&["getAccount"]).run().code);
    let nowhere = ["getUser", "--node", "7", "--login", demo::EMAIL];
    let refused = service.operation(&nowhere).password(demo::PASSWORD).run();
    provoked.insert(refused.code);
    // `/dev/full` is a disk without room.
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let mut call = service.call("auth-code");
        let status = call
            .command
            .stdout(full)
            .stderr(std::process::Stdio::null())
            .status()
            .expect("runs");
        provoked.extend(status.code());
    } else {
        provoked.insert(1);
    }

    let help = rescue(&["auth-code", "--help"]).run().out;
    let (_, table) = help
        .split_once("Exit codes:\n")
        .expect("the table of exit codes");
    let documented: BTreeSet<i32> = table
        .lines()
        .map(|line| {
            line.split_whitespace()
                .next()
                .and_then(|code| code.parse().ok())
                .expect("an exit code")
        })
        .collect();
    assert_eq!(provoked, documented);
}

fn slow(service: &Service) -> Ran {
    service
        .sandbox
        .next(Trouble::Delay(std::time::Duration::from_secs(30)));
    service.call("auth-code").args(&["--timeout", "0.2"]).run()
}

fn bad_company(service: &Service) -> Ran {
    let endpoint = service.sandbox.endpoint();
    rescue(&[
        "auth-code",
        "--endpoint",
        &endpoint,
        "--sso-id",
        "1",
        "--company",
        "65a",
    ])
    .password(MARKER)
    .run()
}

#[test]
fn a_slow_service_is_waited_for_as_long_as_was_said() {
    let service = Service::start();
    let ran = slow(&service);
    assert_eq!((ran.code, ran.out.as_str()), (31, ""), "{ran:?}");
    insta::assert_snapshot!("timeout", ran.show());
}

#[test]
fn a_company_that_is_no_number_is_not_sent() {
    let service = Service::start();
    let ran = bad_company(&service);
    assert_eq!((ran.code, ran.out.as_str()), (20, ""), "{ran:?}");
    insta::assert_snapshot!("company", ran.show());
    assert!(service.sandbox.calls().is_empty());
}

#[test]
fn errors_are_json_where_asked_for() {
    let service = Service::start();
    let ran = service
        .call("auth-code")
        .password(MARKER)
        .args(&["--json"])
        .run();
    let error = &ran.json()["error"];
    assert_eq!(ran.code, 11);
    assert_eq!(
        (&error["kind"], &error["word"]),
        (&json!("invalid"), &json!("requestAuthCode_Invalid"))
    );
    assert_eq!(
        (&error["exit_code"], &error["causes"]),
        (&json!(11), &json!([]))
    );
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|message| message.contains("requestAuthCodeSSO")),
        "{error}"
    );
    // People who watch see the same.
    assert!(ran.err.starts_with("error: "), "{ran:?}");

    let ran = service
        .call_into(Trouble::fault("the reason"), "auth-code")
        .args(&["--json"])
        .run();
    let error = &ran.json()["error"];
    assert_eq!(
        (ran.code, &error["kind"], &error["word"]),
        (32, &json!("fault"), &json!(null))
    );
    let causes = error["causes"].as_array().expect("a list");
    assert!(
        causes.iter().any(|cause| cause
            .as_str()
            .is_some_and(|cause| cause.contains("the reason"))),
        "{error}"
    );

    // Arguments that cannot be read are an object, too.
    let ran = rescue(&["auth-code", "--json"]).run();
    let error = &ran.json()["error"];
    assert_eq!(
        (ran.code, &error["kind"], &error["exit_code"]),
        (2, &json!("usage"), &json!(2))
    );
    let message = "`--sso-id` is missing";
    assert_eq!(error["message"], message);
}
