//! Runs the examples of the root package where cargo has built them, as `cargo test --workspace` does.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Each example, and how a line begins that it prints with what it got.
const EXAMPLES: [(&str, &str); 7] = [
    ("php_soap", "[sAuthCode] => "),
    ("csharp_soap", "requestAuthCode: OK\n"),
    ("csharp_httpwebrequest", "OK AUTHCODE: "),
    (
        "csharp_httpwebrequest_ticket",
        "HTTP/1.1 302 Found\nLocation: http://127.0.0.1:",
    ),
    ("http_get", "OK AUTHCODE: "),
    ("html_form_post", "OK AUTHCODE: "),
    ("blocking", ""),
];

/// `target/debug/examples`, beside the folder of this test.
fn folder() -> Option<PathBuf> {
    let test = std::env::current_exe().ok()?;
    Some(test.parent()?.parent()?.join("examples"))
}

#[test]
fn each_example_gets_a_code_from_the_sandbox() {
    let folder = folder().expect("the folder of the examples");
    for (name, start) in EXAMPLES {
        let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        if !path.exists() {
            eprintln!("left out: `{name}` is not built; `cargo build --examples` builds it");
            continue;
        }
        let mut command = Command::new(&path);
        for variable in [
            "RESCUE_ENDPOINT",
            "RESCUE_SSO_ID",
            "RESCUE_COMPANY",
            "RESCUE_PASSWORD",
        ] {
            command.env_remove(variable);
        }
        let ran = command
            .stdin(Stdio::null())
            .output()
            .expect("the example runs");
        let (out, err) = (
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr),
        );
        assert!(ran.status.success(), "{name}: {out}{err}");
        let (_, rest) = out
            .split_once(start)
            .unwrap_or_else(|| panic!("{name}: {out}"));
        let got = rest.lines().next().unwrap_or_default();
        let is_code = got.len() > 30 && got.chars().all(|c| c.is_ascii_graphic());
        assert!(is_code, "{name}: {out}");
        assert!(
            !format!("{out}{err}").contains("secretPassword"),
            "{name} shows the password"
        );
    }
}
