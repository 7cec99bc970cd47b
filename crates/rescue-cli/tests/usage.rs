//! The help, and what is said of arguments that cannot be used.

mod common;

use common::{Service, rescue};

#[test]
fn help() {
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("help-auth-code", &["auth-code", "--help"]),
        ("help-login-ticket", &["login-ticket", "--help"]),
        ("help-serve", &["serve", "--help"]),
        ("help-report", &["report", "--help"]),
        ("help-pin", &["pin", "--help"]),
        ("help-profile-add", &["profile", "add", "--help"]),
        ("help-completions", &["completions", "--help"]),
        ("help-call", &["call", "--help"]),
        ("help-operation", &["call", "setUser", "--help"]),
    ] {
        let ran = rescue(arguments).run();
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
        insta::assert_snapshot!(name, ran.out);
    }
}

#[test]
fn arguments_that_cannot_be_used() {
    let mut shown = Vec::new();
    for arguments in UNUSABLE {
        let ran = rescue(arguments).run();
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (2, ""),
            "{arguments:?}: {ran:?}"
        );
        shown.push(format!(
            "=== rescue {}\n{}",
            arguments.join(" "),
            ran.show()
        ));
    }
    insta::assert_snapshot!("arguments", shown.join("\n"));
}

const UNUSABLE: [&[&str]; 30] = [
    &["auth-code"],
    &["auth-code", "--sso-id", "1"],
    &["auth-code", "--sso-id", "", "--company", "1"],
    &[
        "auth-code",
        "--sandbox",
        "--endpoint",
        "http://127.0.0.1:1/",
    ],
    &[
        "auth-code",
        "--sandbox",
        "--password-stdin",
        "--password-file",
        "x",
    ],
    &["auth-code", "--sandbox", "--protocol", "soap"],
    &["auth-code", "--sandbox", "--timeout", "0"],
    &["auth-code", "--sandbox", "--timeout", "nan"],
    &["auth-code", "--sandbox", "--timeout", "1e99"],
    &["auth-code", "--sandbox", "--arch", "x64"],
    &["auth-code", "--sandbox", "surplus"],
    &["login-ticket", "--sandbox", "--protocol", "soap11"],
    &[
        "login-ticket",
        "--sandbox",
        "--page",
        "sso",
        "--arch",
        "x64",
    ],
    &["call"],
    &["call", "getSessions"],
    &["call", "getUser", "--sandbox"],
    &["call", "getUser", "--sandbox", "--node", "1.5"],
    &["call", "getUser", "--sandbox", "--iNodeID", "99999999999"],
    &[
        "call",
        "getSession_V3",
        "--sandbox",
        "--node",
        "1",
        "--nodeRef",
        "node",
    ],
    &[
        "call",
        "requestPINCode",
        "--sandbox",
        "--noTechConsole",
        "1",
    ],
    &[
        "call",
        "getNote",
        "--sandbox",
        "--session",
        "1",
        "--authCode",
        "x",
    ],
    &["serve", "--port", "99999"],
    &["auth-code", "--profile", "work"],
    &["technician", "--sandbox", "--node", "1", "--email", "a"],
    &["sessions", "--sandbox", "--channel"],
    &[
        "report",
        "--sandbox",
        "--area",
        "session",
        "--from",
        "2024-02-30",
        "--to",
        "2024-03-01",
    ],
    &[
        "report",
        "--sandbox",
        "--area",
        "session",
        "--from",
        "2024-02-02",
        "--to",
        "2024-02-01",
    ],
    &["auth-code", "--profile", "work", "--sandbox"],
    &["profile", "add", ""],
    &["profile", "remove", "work"],
];

#[test]
fn no_arguments_at_all_show_what_there_is() {
    let ran = rescue(&[]).run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.starts_with("error: there is no command\n"),
        "{ran:?}"
    );
    assert!(
        ran.err.contains("auth-code") && ran.err.contains("Exit codes:"),
        "{ran:?}"
    );
}

#[test]
fn a_password_among_the_arguments_is_refused_and_not_repeated() {
    let service = Service::start();
    for arguments in [
        &["--password", "hunter2"][..],
        &["--password=hunter2"],
        &["--password"],
    ] {
        let ran = service.call("auth-code").args(arguments).run();
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        insta::assert_snapshot!("password-argument", ran.show());
    }
    assert!(service.sandbox.calls().is_empty());
}

#[test]
fn a_call_without_any_password_says_where_one_may_come_from() {
    let service = Service::start();
    let ran = service.call("auth-code").no_password().run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    insta::assert_snapshot!("no-password", ran.show());
    assert!(service.sandbox.calls().is_empty());
}

#[test]
fn the_version_is_that_of_the_package() {
    let ran = rescue(&["--version"]).run();
    assert_eq!(
        (ran.code, ran.out.trim_end()),
        (0, concat!("rescue ", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn each_shell_completes_operations_and_their_parameters() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = rescue(&["completions", shell]).run();
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        for word in [
            "getSession_V3",
            "nodeRef",
            "iNodeID",
            "CHANNEL",
            "login-ticket",
        ] {
            // PowerShell's and elvish's have no values.
            let is_left_out = word == "CHANNEL" && ["elvish", "powershell"].contains(&shell);
            assert!(ran.out.contains(word) || is_left_out, "{shell}: {word}");
        }
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let ran = rescue(&["man"]).run();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains(".TH rescue 1"), "{}", ran.out);
    assert!(ran.out.contains("Exit codes:"), "{}", ran.out);

    let folder = std::env::temp_dir().join(format!("rescue-man-{}", std::process::id()));
    let shown = folder.display().to_string();
    let ran = rescue(&["man", "--out", &shown]).run();
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    for page in [
        "rescue",
        "rescue-auth-code",
        "rescue-call-getSession_V3",
        "rescue-profile-add",
    ] {
        let text = std::fs::read_to_string(folder.join(format!("{page}.1")));
        assert!(text.is_ok_and(|text| text.contains(".SH NAME")), "{page}");
    }
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn a_secret_that_is_given_as_an_option_is_refused_and_not_repeated() {
    // `Ran` holds every output against the word.
    for arguments in [
        &["call", "setUser", "--pwd=hunter2"][..],
        &["call", "setUser", "--sPwd", "hunter2"],
        &["call", "getAccount", "--sAuthCode=hunter2"],
        &["call", "login", "--sandbox", "--password", "hunter2"],
        &["sessions", "--auth-code=hunter2"],
        &["profile", "add", "work", "--password=hunter2"],
    ] {
        let ran = rescue(arguments).run();
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    }
}
