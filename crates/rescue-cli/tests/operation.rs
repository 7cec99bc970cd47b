//! `rescue call`: every operation, by its own names.

mod common;

use std::fs;

use common::{MARKER, Service, rescue};
use rescue_sandbox::demo;
use serde_json::{Value, json};

#[test]
fn the_list_is_the_contract() {
    let ran = rescue(&["call", "--list"]).run();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!("list", ran.out);

    let ran = rescue(&["call", "--list", "--json"]).run();
    let listed = ran.json();
    let operation = |name: &str| {
        let found = listed.as_array().and_then(|all| {
            all.iter()
                .find(|operation| operation["operation"] == name)
                .cloned()
        });
        found.unwrap_or_else(|| panic!("{name} is not listed"))
    };
    let parameters = &operation("getSession_V3")["parameters"];
    assert_eq!(
        parameters[1],
        json!({
            "name": "eNodeRef",
            "option": "nodeRef",
            "type": "word",
            "values": ["NODE", "CHANNEL"],
            "required": true,
            "secret": false,
            "documentation": null,
        })
    );
    assert_eq!(
        operation("login")["documentation"],
        "Authenticates the user"
    );
}

/// A call of each operation, with a value for each parameter that is required, and whether it is known as a page only.
fn each_operation(folder: &std::path::Path) -> Vec<(String, Vec<String>, bool)> {
    let secret = folder.join("secret");
    fs::write(&secret, "012345\n").expect("a file");
    let listed = rescue(&["call", "--list", "--json"]).run().json();
    let all = listed.as_array().expect("a list").iter();
    let calls = all.map(|operation| {
        let name = operation["operation"].as_str().expect("a name").to_owned();
        let mut arguments = vec![name.clone()];
        for parameter in operation["parameters"].as_array().expect("parameters") {
            if parameter["required"] != true {
                continue;
            }
            let value = match (parameter["secret"].as_bool(), parameter["type"].as_str()) {
                (Some(true), _) => secret.display().to_string(),
                (_, Some("boolean")) => "true".to_owned(),
                (_, Some("text")) if name == "setReportDate_v2" => "2024-02-01T08:00:00".to_owned(),
                (_, Some("int" | "text")) => "7".to_owned(),
                (_, Some("word")) => parameter["values"][0].as_str().expect("a value").to_owned(),
                (_, ty) => panic!("{name}: {ty:?}"),
            };
            let option = parameter["option"].as_str().expect("an option");
            arguments.extend([format!("--{option}"), value]);
        }
        (name, arguments, operation["form"] == "page")
    });
    calls.collect()
}

#[test]
fn every_operation_can_be_called() {
    let folder = std::env::temp_dir().join(format!("rescue-operation-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let calls = each_operation(&folder);
    assert_eq!(calls.len(), 31 + 28);
    let service = Service::start();
    let mut shown = Vec::new();
    let asks_itself = [
        "login",
        "requestAuthCode",
        "requestAuthCodeSSO",
        "GetLoginTicket",
        "GetDTCLoginTicket",
    ];
    for (name, arguments, is_page) in calls {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = service
            .operation(&arguments)
            .args(&["--json"])
            .password(demo::PASSWORD)
            .args(if asks_itself.contains(&name.as_str()) {
                &[]
            } else {
                &["--login", demo::EMAIL]
            })
            .run();
        // The service says yes or no, and each is understood.
        let called = service.sandbox.calls().pop().expect("a call").to_string();
        let (sent, result) = if is_page {
            (format!("/{name}.aspx "), "result".to_owned())
        } else {
            (format!(" {name}("), format!("{name}Result"))
        };
        assert!(called.contains(&sent), "{called}");
        let refused = [10, 11, 14, 18, 21].contains(&ran.code);
        assert!(ran.code == 0 || refused, "{name}: {ran:?}");
        let said = match ran.code {
            0 => ran.json()["reply"][result].clone(),
            _ => ran.json()["error"]["word"].clone(),
        };
        shown.push(format!("{name}: {}", said.as_str().unwrap_or_default()));

        let ran = rescue(&["call"])
            .args(&arguments)
            .args(&["--dry-run"])
            .run();
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
        let sent = if is_page {
            format!("POST https://secure.logmeinrescue.com/API/{name}.aspx")
        } else {
            format!("<{name} xmlns=")
        };
        let sent = if name.ends_with("Ticket") {
            sent.replace("/API/", "/SSO/")
        } else {
            sent
        };
        assert!(ran.out.contains(&sent), "{ran:?}");
    }
    insta::assert_snapshot!("every-operation", shown.join("\n"));
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn replies_have_the_names_of_the_contract() {
    let service = Service::start();
    let call = |arguments: &[&str]| {
        service
            .operation(arguments)
            .args(&["--login", demo::EMAIL])
            .password(demo::PASSWORD)
            .run()
    };
    let technician = demo::TECHNICIAN_ID.to_string();
    let sessions = ["getSession_V3", "--node", &technician, "--nodeRef", "NODE"];
    insta::assert_snapshot!("sessions", call(&sessions).show());
    insta::assert_snapshot!("account", call(&["getAccount"]).show());
    insta::assert_snapshot!("user", call(&["getUser", "--iNodeID", &technician]).show());
    let ran = call(&[
        "getUser",
        "--node",
        &technician,
        "--json",
        "--protocol",
        "soap12",
    ]);
    let printed = ran.json();
    assert_eq!(printed["reply"]["oUser"]["iNodeID"], demo::TECHNICIAN_ID);
    assert_eq!(printed["reply"]["oUser"]["bAccountHolder"], true);
    assert_eq!(printed["protocol"], "soap12");
    assert_eq!(printed["deviations"], json!([]));
    let note = demo::ACTIVE_SESSION_ID.to_string();
    insta::assert_snapshot!("note", call(&["getNote", "--session", &note]).show());
}

#[test]
fn what_is_known_as_a_page_only_is_typed_too() {
    let service = Service::start();
    let call = |arguments: &[&str]| {
        service
            .operation(arguments)
            .args(&["--login", demo::EMAIL])
            .password(demo::PASSWORD)
            .run()
    };
    let (group, technician) = (demo::GROUP_ID.to_string(), demo::TECHNICIAN_ID.to_string());
    let made = call(&[
        "createUser",
        "--parent",
        &group,
        "--json",
        "--protocol",
        "get",
    ])
    .json();
    assert!(made["reply"]["node"].is_i64(), "{made}");
    assert_eq!(made["protocol"], "get");
    let sessions = call(&[
        "getSession",
        "--node",
        &technician,
        "--noderef",
        "NODE",
        "--json",
    ]);
    let sessions = sessions.json()["reply"]["sessions"].clone();
    assert_eq!(sessions[0]["ID"], demo::ACTIVE_SESSION_ID.to_string());
    // A word that nobody knows goes as it is, a known one by its name in the contract.
    let changed = [
        "setGroup",
        "--node",
        &group,
        "--name",
        "Ann & Bob",
        "--status",
        "Enabled",
        "--permission",
        "RemoteControl, NewThing",
    ];
    call(&changed);
    let called = service.sandbox.calls_of("setGroup").pop().expect("a call");
    assert_eq!(
        called.parameter("permission"),
        Some("RemoteControl,NewThing")
    );
    assert_eq!(called.parameter("name"), Some("Ann & Bob"));
    // One login, and the setting in the same session.
    let before = service.sandbox.calls().len();
    insta::assert_snapshot!("setting", call(&["getReportType"]).show());
    assert_eq!(service.sandbox.calls().len(), before + 2);
    for wrong in [
        &[
            "setReportDate_v2",
            "--bdate",
            "1/2/2024",
            "--edate",
            "2024-02-01T08:00:00",
        ][..],
        &["holdSession", "--session", "x"],
        &[
            "GetDTCLoginTicket",
            "--ssoid",
            "7",
            "--company",
            "7",
            "--arch",
            "32",
        ],
        &[
            "setGroup",
            "--node",
            "7",
            "--name",
            "n",
            "--status",
            "No",
            "--any-value",
        ],
    ] {
        let calls = service.sandbox.calls().len();
        let ran = service.operation(wrong).password(demo::PASSWORD).run();
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert_eq!(service.sandbox.calls().len(), calls);
    }
}

#[test]
fn what_a_page_does_beyond_the_guide_is_told() {
    let service = Service::start();
    service
        .sandbox
        .next(common::says("OK\n\nPINCODE:012345\nMORE:x\n"));
    let ran = service.operation(&["requestPINCode_v2", "--json"]).run();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("note: not as the guide says: "), "{ran:?}");
    assert_eq!(ran.json()["deviations"][0]["kind"], "UnknownText");
    assert_eq!(ran.json()["deviations_total"], 1);
}

#[test]
fn a_code_takes_the_place_of_a_login() {
    let service = Service::start();
    let ran = service
        .operation(&["requestAuthCode", "--email", demo::EMAIL, "--json"])
        .password(demo::PASSWORD)
        .run();
    let reply = ran.json()["reply"].clone();
    let code = reply["sAuthCode"].as_str().expect("a code");
    let ran = service.operation(&["getAccount"]).auth_code(code).run();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.contains("getAccount_OK"), "{ran:?}");

    // Of two, what is said on the command line counts.
    let ran = service
        .operation(&["getAccount", "--login", demo::EMAIL])
        .auth_code(MARKER)
        .password(demo::PASSWORD)
        .run();
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_refusal_has_its_exit_code_and_word() {
    let service = Service::start();
    let ran = service.operation(&["getAccount"]).run();
    insta::assert_snapshot!("not-logged-in", ran.show());
    let ran = service.operation(&["getAccount"]).auth_code(MARKER).run();
    assert_eq!(ran.code, 18, "{ran:?}");
    let ran = service
        .operation(&["login", "--email", demo::EMAIL, "--json"])
        .password(MARKER)
        .run();
    assert_eq!(ran.code, 11, "{ran:?}");
    let error = ran.json()["error"].clone();
    assert_eq!(error["word"], "login_Invalid");
    assert_eq!(error["exit_code"], 11);
}

#[test]
fn a_word_that_the_contract_does_not_have_is_sent_where_that_is_asked_for() {
    let arguments = [
        "call",
        "getReport_v2",
        "--node",
        "1",
        "--nodeRef",
        "EXTERNALROOT",
    ];
    let ran = rescue(&arguments).args(&["--dry-run"]).run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    let ran = rescue(&arguments).args(&["--dry-run", "--any-value"]).run();
    assert!(
        ran.out.contains("<eNodeRef>EXTERNALROOT</eNodeRef>"),
        "{ran:?}"
    );
}

#[test]
fn values_go_over_the_wire_as_they_were_given() {
    let ran = rescue(&[
        "call",
        "requestPINCode",
        "--dry-run",
        "--cField0",
        " <Ann> & \"Bob\" ",
        "--sCField1",
        "-7",
    ])
    .run();
    insta::assert_snapshot!("wire", ran.show());
    let ran = rescue(&["call", "requestPINCode", "--dry-run", "--cField0", "\u{1}"]).run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
}

#[test]
fn the_wire_is_shown_without_secrets() {
    let service = Service::start();
    // `Ran` holds every output against the marker.
    let ran = service
        .operation(&["requestAuthCode", "--email", demo::EMAIL, "-v"])
        .password(MARKER)
        .run();
    assert_eq!(ran.code, 11, "{ran:?}");
    for part in [
        "<sPassword>***</sPassword>",
        "requestAuthCode_Invalid",
        "HTTP status 200",
    ] {
        assert!(ran.err.contains(part), "{part}: {ran:?}");
    }
    let ran = service
        .operation(&[
            "requestAuthCode",
            "--email",
            demo::EMAIL,
            "--verbose",
            "--json",
        ])
        .password(demo::PASSWORD)
        .run();
    let printed: Value = ran.json();
    let code = printed["reply"]["sAuthCode"].as_str().expect("a code");
    assert!(!ran.err.contains(code), "{ran:?}");
}

#[test]
fn a_dry_run_sends_nothing_and_asks_for_nothing() {
    let service = Service::start();
    for arguments in [
        &["getAccount", "--login", demo::EMAIL][..],
        &["login", "--email", demo::EMAIL],
    ] {
        let ran = service.operation(arguments).args(&["--dry-run"]).run();
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    for command in ["auth-code", "login-ticket"] {
        let ran = service
            .call(command)
            .password(MARKER)
            .args(&["--dry-run", "--json"])
            .run();
        let sent = ran.json()["not_sent"][0].as_str().map(str::to_owned);
        assert!(sent.is_some_and(|it| it.contains("***")), "{ran:?}");
    }
    assert!(service.sandbox.calls().is_empty());
}
