//! The calls of every day: what they print, over SOAP and by the pages.

mod common;

use std::fs;

use common::{MARKER, Rescue, Service, rescue, says};
use rescue_sandbox::demo;
use serde_json::json;

/// A command of somebody who logs in.
fn call(service: &Service, arguments: &[&str]) -> Rescue {
    let endpoint = service.sandbox.endpoint();
    rescue(arguments)
        .args(&["--endpoint", &endpoint, "--login", demo::EMAIL])
        .password(demo::PASSWORD)
}

const REPORT: [&str; 7] = [
    "report",
    "--area",
    "session",
    "--from",
    "2024-02-01",
    "--to",
    "2024-02-29",
];

#[test]
fn each_prints_a_table() {
    let service = Service::start();
    let channel = demo::CHANNEL_ID.to_string();
    let mut shown = Vec::new();
    for arguments in [
        &["account"][..],
        &["sessions"],
        &[
            "sessions",
            "--node",
            &channel,
            "--channel",
            "--protocol",
            "post",
        ],
        &["technician"],
        &["technician", "--email", "jane@email.com"],
        &["technician", "--node", "7"],
        &["hierarchy"],
        &["hierarchy", "--protocol", "get"],
        &[
            "pin",
            "--name",
            "Ann",
            "--field",
            "two",
            "--tracking",
            "t",
            "--no-tech-console",
        ],
    ] {
        let ran = call(&service, arguments).run();
        let line = arguments.join(" ");
        shown.push(format!("=== rescue {line}\n{}", ran.show()));
    }
    insta::assert_snapshot!("tables", shown.join("\n"));
}

#[test]
fn json_has_the_protocol_and_the_deviations() {
    let service = Service::start();
    for (protocol, status) in [("soap12", json!("SESSION_PICKEDUP")), ("post", json!(null))] {
        let ran = call(&service, &["sessions", "--json", "--protocol", protocol]).run();
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
        let printed = ran.json();
        assert_eq!(printed["sessions"][0]["id"], demo::ACTIVE_SESSION_ID);
        assert_eq!(printed["sessions"][0]["status"], status);
        assert_eq!(printed["protocol"], protocol);
        assert_eq!(printed["deviations_total"], 0);
    }
    let pin = call(&service, &["pin", "--json"]).run().json()["pin"].clone();
    assert_eq!(pin.as_str().map(str::len), Some(6));
}

#[test]
fn a_wrong_password_and_a_missing_one_are_said() {
    let service = Service::start();
    let ran = call(&service, &["account"]).password(MARKER).run();
    insta::assert_snapshot!("wrong-password", ran.show());
    let ran = call(&service, &["account"]).no_password().run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
}

#[test]
fn what_a_page_does_beyond_the_guide_is_noted() {
    let service = Service::start();
    let logged_in = call(&service, &["account", "--protocol", "post", "--json"]);
    service.sandbox.next(says("OK"));
    service.sandbox.next(says(
        "OK\n\nACCOUNTID:1\nORGANIZATION:o\nADMINID:2\nTECHID:3\nEMAIL:e\nMORE:x\n",
    ));
    let ran = logged_in.run();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("note: not as the guide says: "), "{ran:?}");
    assert_eq!(
        ran.json()["deviations"][0]["kind"],
        "UnknownText",
        "{ran:?}"
    );
}

#[test]
fn a_report_is_csv_or_json() {
    let service = Service::start();
    let ran = call(&service, &REPORT).run();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    insta::assert_snapshot!("report", ran.out);
    // The text of the page says the same as the XML over SOAP.
    let text = call(&service, &REPORT)
        .args(&["--delimiter", "|", "--protocol", "post"])
        .run();
    assert_eq!((text.code, text.out), (0, ran.out.clone()));

    let folder = std::env::temp_dir().join(format!("rescue-report-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("report.csv").display().to_string();
    let written = call(&service, &REPORT).args(&["--output", &file]).run();
    assert_eq!((written.code, written.out.as_str()), (0, ""), "{written:?}");
    assert!(written.err.contains("3 rows written to "), "{written:?}");
    assert_eq!(fs::read_to_string(&file).expect("the file"), ran.out);
    fs::remove_dir_all(&folder).expect("the folder goes");

    let printed = call(&service, &REPORT).args(&["--json"]).run().json();
    assert_eq!(
        printed[0]["Session ID"],
        demo::ACTIVE_SESSION_ID.to_string()
    );
    assert_eq!(printed.as_array().map(Vec::len), Some(3));
}

#[test]
fn a_dry_run_says_what_would_follow() {
    for (arguments, then) in [
        (&["account"][..], &[][..]),
        (&["sessions"], &["getSession_V3"]),
        (&["sessions", "--node", "7"], &[]),
        (&["technician"], &["getUser"]),
        (&["technician", "--email", "a@example.com"], &[]),
        (
            &REPORT,
            &[
                "setReportArea",
                "setReportDate",
                "setOutput",
                "getReport_v2",
            ],
        ),
    ] {
        let ran = rescue(arguments).args(&["--dry-run", "--json"]).run();
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.json()["not_sent"].as_array().map(Vec::len), Some(1));
        assert_eq!(ran.json()["then"], json!(then), "{arguments:?}");
        let said = then.is_empty() || ran.err.contains(&then.join(", "));
        assert!(said, "{ran:?}");
    }
    // What is said to follow is what follows.
    let service = Service::start();
    let more = ["--node", "337366", "--delimiter", "|", "--time-zone", "60"];
    let dry = rescue(&REPORT)
        .args(&more)
        .args(&["--dry-run", "--json"])
        .run();
    call(&service, &REPORT).args(&more).run();
    let calls = service.sandbox.calls();
    let made: Vec<String> = calls[1..]
        .iter()
        .map(|call| call.operation.clone().unwrap_or_default().to_lowercase())
        .collect();
    let then = dry.json()["then"].to_string().to_lowercase();
    assert_eq!(json!(made[1..]).to_string(), then);
}

#[test]
fn a_report_that_cannot_be_had_leaves_no_file() {
    let service = Service::start();
    let file = std::env::temp_dir().join(format!("rescue-no-report-{}", std::process::id()));
    let path = file.display().to_string();
    for more in [
        &["--node", "7"][..],
        // Cells of the demonstration have blanks in them.
        &["--delimiter", " "],
        &["--dry-run"],
    ] {
        let ran = call(&service, &REPORT)
            .args(&["--output", &path])
            .args(more)
            .run();
        assert_eq!(ran.code == 0, more == ["--dry-run"], "{ran:?}");
        assert!(!file.exists(), "{more:?}");
    }
    let ran = call(&service, &REPORT)
        .args(&["--output", "/nowhere/at/all"])
        .run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains("/nowhere/at/all"), "{ran:?}");
}
