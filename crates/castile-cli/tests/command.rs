//! The command as it is run: exit code, standard error, and what became of the file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the command in the folder of the contracts, so that places are the same everywhere.
fn castile(arguments: &[&str]) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contracts");
    Command::new(env!("CARGO_BIN_EXE_castile"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command is there")
}

/// A fresh folder for the files of one test.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// Exit code and standard error, the folder of the test taken out.
fn outcome(output: &Output, folder: &Path) -> String {
    let stderr = String::from_utf8(output.stderr.clone()).expect("messages are UTF-8");
    let code = output.status.code().expect("the command is not killed");
    format!(
        "exit code {code}\n{}",
        stderr.replace(&folder.display().to_string(), "FOLDER")
    )
}

/// Generates a contract into `api.rs` of the test's folder.
fn generate(test: &str, contract: &str, more: &[&str]) -> (Output, PathBuf) {
    let folder = folder(test);
    let out = folder.join("api.rs");
    let path = out.display().to_string();
    let output = castile(&[&["generate", contract, "--out", &path], more].concat());
    (output, folder)
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries
        .map(|entry| {
            entry
                .expect("it can be listed")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("sources are UTF-8")
}

#[test]
fn writes_the_source_and_says_nothing() {
    let (output, folder) = generate("valid", "valid.wsdl", &[]);
    assert_eq!(outcome(&output, &folder), "exit code 0\n");
    assert!(output.stdout.is_empty());
    assert_eq!(files(&folder), ["api.rs"]);
    let written = fs::read_to_string(folder.join("api.rs")).expect("it is there");
    assert!(
        written.contains("pub struct EchoServiceClient"),
        "{written}"
    );
    let printed = castile(&["generate", "valid.wsdl", "--out", "-"]);
    assert_eq!(stdout(&printed), written);
}

#[test]
fn leaves_an_unchanged_file_alone() {
    let (_, folder) = generate("unchanged", "valid.wsdl", &[]);
    let out = folder.join("api.rs");
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
    fs::File::options()
        .write(true)
        .open(&out)
        .and_then(|file| file.set_modified(long_ago))
        .expect("the time can be set");
    let again = castile(&[
        "generate",
        "valid.wsdl",
        "--out",
        &out.display().to_string(),
    ]);
    assert_eq!(outcome(&again, &folder), "exit code 0\n");
    assert_eq!(
        fs::metadata(&out)
            .and_then(|file| file.modified())
            .expect("it has a time"),
        long_ago
    );
}

#[test]
fn warnings_do_not_fail() {
    let (output, folder) = generate("warning", "get-port-beside.wsdl", &[]);
    insta::assert_snapshot!("warning", outcome(&output, &folder));
    assert_eq!(files(&folder), ["api.rs"]);
}

#[test]
fn a_contract_with_errors_writes_nothing() {
    for contract in ["malformed", "missing-import", "unresolved", "absent"] {
        let (output, folder) = generate(contract, &format!("{contract}.wsdl"), &[]);
        insta::assert_snapshot!(contract, outcome(&output, &folder));
        assert_eq!(files(&folder), [""; 0], "{contract}");
    }
}

#[test]
fn an_error_leaves_the_old_file() {
    let folder = folder("old");
    let out = folder.join("api.rs");
    fs::write(&out, "// old\n").expect("it can be written");
    let output = castile(&[
        "generate",
        "unresolved.wsdl",
        "--out",
        &out.display().to_string(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read_to_string(&out).expect("it is there"), "// old\n");
}

#[test]
fn says_what_cannot_be_written() {
    let folder = folder("unwritable");
    let out = folder.join("nowhere/api.rs").display().to_string();
    let output = castile(&["generate", "valid.wsdl", "--out", &out]);
    insta::assert_snapshot!("no-folder", outcome(&output, &folder));
    assert_eq!(files(&folder), [""; 0]);
}

#[test]
fn an_operation_that_is_not_there() {
    let (output, folder) = generate(
        "operation",
        "valid.wsdl",
        &["--operation", "echo", "--operation", "ecko"],
    );
    insta::assert_snapshot!("operation", outcome(&output, &folder));
    assert_eq!(files(&folder), [""; 0]);
}

#[test]
fn options_reach_the_generator() {
    let text = stdout(&castile(&[
        "generate",
        "valid.wsdl",
        "--out",
        "-",
        "--serde",
        "json",
    ]))
    .to_owned();
    assert!(
        text.contains("cfg_attr(feature = \"json\", derive(serde::Serialize, serde::Deserialize))"),
        "{text}"
    );
}

#[test]
fn names_and_ports_can_be_chosen() {
    let arguments = |more: &[&'static str]| {
        let folder = ["generate", "valid.wsdl", "--out", "-"];
        castile(&[&folder, more].concat())
    };
    let output = arguments(&[
        "--service",
        "EchoService",
        "--port",
        "EchoSoap",
        "--rename-type",
        "{urn:echo}echo=Said",
        "--rename-operation",
        "echo=say",
    ]);
    let text = stdout(&output);
    assert!(text.contains("pub struct Said {"), "{text}");
    assert!(text.contains("pub async fn say("), "{text}");
    for (argument, value) in [
        ("--service", "Other"),
        ("--port", "Other"),
        ("--rename-type", "{urn:echo}other=Said"),
        ("--type", "{urn:echo}other"),
        ("--rename-operation", "other=say"),
        ("--rename-module", "urn:other=other"),
        ("--prefix", "urn:other=other"),
        ("--extern-module", "urn:other=crate::other"),
        ("--extern-type", "{urn:echo}other=crate::Other"),
        ("--success", "*/Result=OK"),
    ] {
        let output = arguments(&[argument, value]);
        assert_eq!(output.status.code(), Some(1), "{argument}");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(stderr.contains("valid.wsdl:1:1"), "{stderr}");
    }
    for (argument, value) in [
        ("--rename-type", "Said"),
        ("--success", "text=OK"),
        ("--success", "echo/text"),
    ] {
        let output = arguments(&[argument, value]);
        assert_eq!(output.status.code(), Some(2), "{argument} {value}");
    }
}

#[test]
fn success_can_be_told_by_a_status() {
    let rule = ["--success", "*/text=OK,{operation}_OK"];
    let output = castile(&[&["generate", "valid.wsdl", "--out", "-"][..], &rule].concat());
    let text = stdout(&output);
    assert!(text.contains(r#"&["OK", "echo_OK"]"#), "{text}");
    assert!(text.contains("call_judged("), "{text}");
}

#[test]
fn modules_are_generated_apart() {
    let generate = |more: &[&'static str]| {
        let folder = [
            "generate",
            "valid.wsdl",
            "--out",
            "-",
            "--prefix",
            "urn:echo=e",
        ];
        stdout(&castile(&[&folder, more].concat())).to_owned()
    };
    let text = generate(&["--out-module"]);
    assert!(
        text.contains(r#"prefixes: &[("e", "urn:echo")],"#),
        "{text}"
    );
    let text = generate(&["--extern-module", "urn:echo=crate::echo"]);
    assert!(text.contains("crate::echo::OUT_MODULE.check("), "{text}");
    assert!(text.contains("request: &crate::echo::Echo"), "{text}");
    let text = generate(&["--extern-type", "{urn:echo}echo=crate::echo::Said"]);
    assert!(text.contains("request: &crate::echo::Said"), "{text}");
}

#[test]
fn types_for_yaserde() {
    let source = castile(&["generate", "valid.wsdl", "--yaserde", "--out", "-"]);
    insta::assert_snapshot!("yaserde", stdout(&source));
}

#[test]
fn what_yaserde_cannot_express() {
    let (output, folder) = generate("beyond-yaserde", "beyond-yaserde.wsdl", &["--yaserde"]);
    insta::assert_snapshot!("beyond-yaserde", outcome(&output, &folder));
    assert_eq!(files(&folder), [""; 0]);
    // The codec of castile has it all.
    let (output, _) = generate("beyond-yaserde", "beyond-yaserde.wsdl", &[]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn check_compares_and_writes_nothing() {
    let (_, folder) = generate("check", "valid.wsdl", &[]);
    let out = folder.join("api.rs");
    let check = || {
        castile(&[
            "generate",
            "valid.wsdl",
            "--check",
            "--out",
            &out.display().to_string(),
        ])
    };
    assert_eq!(outcome(&check(), &folder), "exit code 0\n");

    let current = fs::read_to_string(&out).expect("it is there");
    let line_endings = current.replace('\n', "\r\n");
    let line = current.replacen("/// The element `text`.", "/// The element.", 1);
    let cut = current
        .match_indices('\n')
        .nth(2)
        .map_or(0, |(at, _)| at + 1);
    let shorter = current[..cut].to_owned();
    for (name, old) in [
        ("check-line-endings", line_endings),
        ("check-line", line),
        ("check-shorter", shorter),
    ] {
        fs::write(&out, &old).expect("it can be written");
        insta::assert_snapshot!(name, outcome(&check(), &folder));
        assert_eq!(fs::read_to_string(&out).expect("it is there"), old);
    }
    fs::remove_file(&out).expect("it can be removed");
    insta::assert_snapshot!("check-absent", outcome(&check(), &folder));
    assert_eq!(files(&folder), [""; 0]);
}

#[test]
fn wrong_arguments() {
    let none = Path::new("/");
    let check = castile(&["generate", "valid.wsdl", "--check", "--out", "-"]);
    insta::assert_snapshot!("check-of-standard-output", outcome(&check, none));
    let stage = castile(&["dump", "valid.wsdl", "--stage", "tokens"]);
    insta::assert_snapshot!("unknown-stage", outcome(&stage, none));
}

#[test]
fn help_says_what_exit_codes_mean() {
    for (name, arguments) in [
        ("help", &["generate", "--help"][..]),
        ("help-commands", &["--help"]),
        ("help-inspect", &["inspect", "--help"]),
        ("help-explain", &["explain", "--help"]),
    ] {
        insta::assert_snapshot!(name, stdout(&castile(arguments)));
    }
}

#[test]
fn a_folder_takes_a_file_named_after_the_contract() {
    let folder = folder("into-folder");
    let bare = folder.display().to_string();
    for out in [&bare, &format!("{bare}/")] {
        let output = castile(&["generate", "valid.wsdl", "--out", out]);
        assert_eq!(outcome(&output, &folder), "exit code 0\n");
        assert_eq!(files(&folder), ["valid.rs"]);
        let check = castile(&["generate", "valid.wsdl", "--check", "--out", out]);
        assert_eq!(outcome(&check, &folder), "exit code 0\n");
        fs::remove_file(folder.join("valid.rs")).expect("it can be removed");
    }
    let absent = format!("{bare}/absent/");
    let output = castile(&["generate", "valid.wsdl", "--out", &absent]);
    insta::assert_snapshot!("absent-folder", outcome(&output, &folder));
    assert_eq!(files(&folder), [""; 0]);
}

#[test]
fn what_is_no_contract_is_named() {
    let folder = folder("no-contract");
    let write = |name: &str, bytes: &[u8]| {
        fs::write(folder.join(name), bytes).expect("it can be written");
    };
    write("empty.wsdl", b"");
    write("binary.wsdl", &[0x7f, b'E', b'L', b'F', 0, 0, 0xff, 0xfe]);
    write("packed.wsdl", &[0x1f, 0x8b, 8, 0]);
    write(
        "page.wsdl",
        b"<!DOCTYPE html>\n<html><head><title>Log in</title></head></html>",
    );
    write(
        "two.wsdl",
        b"<description xmlns=\"http://www.w3.org/ns/wsdl\"/>",
    );
    write("data.wsdl", b"{\"a\": 1}");
    let mut said = String::new();
    for name in [
        "empty.wsdl",
        "binary.wsdl",
        "packed.wsdl",
        "page.wsdl",
        "two.wsdl",
        "data.wsdl",
        "",
    ] {
        let path = folder.join(name).display().to_string();
        let output = castile(&["inspect", &path]);
        said.push_str(&outcome(&output, &folder));
        assert!(output.stdout.is_empty(), "{name}");
    }
    let url = castile(&["inspect", "https://example.com/service.asmx?wsdl"]);
    said.push_str(&outcome(&url, &folder));
    insta::assert_snapshot!("no-contract", said);
}

#[test]
fn a_contract_is_shown_as_a_tree() {
    for (name, more) in [
        ("inspect", &[][..]),
        ("inspect-operation", &["--operation", "GetForecast"]),
        (
            "inspect-type",
            &["--type", "w:Forecast", "--type", "{urn:weather}Sky"],
        ),
        (
            "inspect-element",
            &["--type", "GetForecastResponse", "--depth", "0"],
        ),
        ("inspect-types", &["--types"]),
    ] {
        let tree = castile(&[&["inspect", "weather.wsdl"], more].concat());
        assert_eq!(outcome(&tree, Path::new("/")), "exit code 0\n", "{name}");
        insta::assert_snapshot!(name, stdout(&tree));
    }
}

#[test]
fn a_contract_is_shown_as_json() {
    let whole = castile(&["inspect", "weather.wsdl", "--json"]);
    let whole: serde_json::Value = serde_json::from_str(stdout(&whole)).expect("it is JSON");
    assert_eq!(whole["format"], 1);
    let part = castile(&["inspect", "weather.wsdl", "--json", "--operation", "Report"]);
    insta::assert_snapshot!("inspect-json", stdout(&part));
    // Types have the same numbers whatever is left out.
    let part: serde_json::Value = serde_json::from_str(stdout(&part)).expect("it is JSON");
    for ty in part["types"].as_array().expect("there are types") {
        let all = whole["types"].as_array().expect("there are types");
        assert!(all.contains(ty), "{ty}");
    }
}

#[test]
fn names_that_are_not_there_have_likely_ones() {
    for (name, arguments) in [
        ("no-operation", ["--operation", "GetForcast"]),
        ("no-type", ["--type", "Nothing"]),
    ] {
        let output = castile(&[&["inspect", "weather.wsdl"], &arguments[..]].concat());
        insta::assert_snapshot!(name, outcome(&output, Path::new("/")));
    }
}

#[test]
fn diagnostics_can_be_json() {
    for (name, arguments) in [
        ("json-error", &["inspect", "unresolved.wsdl", "--json"][..]),
        (
            "json-absent",
            &["generate", "absent.wsdl", "--out", "-", "--json"],
        ),
        (
            "json-warning",
            &["generate", "get-port-beside.wsdl", "--out", "-", "--json"],
        ),
    ] {
        let output = castile(arguments);
        let said = outcome(&output, Path::new("/"));
        for line in said.lines().skip(1) {
            let line: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
            assert!(line["severity"].is_string() && line["message"].is_string());
        }
        insta::assert_snapshot!(name, said);
    }
}

#[test]
fn quiet_leaves_warnings_out_and_errors_in() {
    let arguments = ["generate", "get-port-beside.wsdl", "--out", "-", "--quiet"];
    assert_eq!(
        outcome(&castile(&arguments), Path::new("/")),
        "exit code 0\n"
    );
    let error = castile(&["inspect", "unresolved.wsdl", "-q"]);
    assert_eq!(error.status.code(), Some(1));
    assert!(!error.stderr.is_empty());
}

#[test]
fn colours_come_where_they_are_asked_for_only() {
    let escape = |output: &Output| {
        [&output.stdout[..], &output.stderr]
            .concat()
            .contains(&0x1b)
    };
    for command in [["inspect", "weather.wsdl"], ["inspect", "unresolved.wsdl"]] {
        assert!(!escape(&castile(&command)), "a pipe is no terminal");
        let always = [&command[..], &["--color", "always"]].concat();
        assert!(escape(&castile(&always)));
    }
}

#[test]
fn each_shell_has_its_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = castile(&["completions", shell]);
        assert_eq!(outcome(&script, Path::new("/")), "exit code 0\n", "{shell}");
        for word in ["inspect", "generate", "lenient"] {
            assert!(stdout(&script).contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn document_types_can_be_refused() {
    let output = castile(&["inspect", "entities.wsdl"]);
    assert!(
        stdout(&output).contains("service Echo"),
        "{}",
        stdout(&output)
    );
    let refused = castile(&["inspect", "entities.wsdl", "--doctype", "refuse"]);
    insta::assert_snapshot!("doctype-refused", outcome(&refused, Path::new("/")));
}

#[test]
fn dumps_of_the_stages() {
    for stage in ["sources", "ast", "model", "ir"] {
        let dump = castile(&["dump", "valid.wsdl", "--stage", stage]);
        assert_eq!(outcome(&dump, Path::new("/")), "exit code 0\n", "{stage}");
        assert!(
            stdout(&dump).contains("valid.wsdl") || stdout(&dump).contains("echo"),
            "{stage}"
        );
        let broken = castile(&["dump", "unresolved.wsdl", "--stage", stage]);
        let fails = matches!(stage, "model" | "ir");
        assert_eq!(broken.status.code(), Some(i32::from(fails)), "{stage}");
    }
    insta::assert_snapshot!(
        "dump-model",
        stdout(&castile(&["dump", "valid.wsdl", "--stage", "model"]))
    );
}

#[test]
fn messages_are_explained() {
    for (name, message, more) in [
        ("explain-answer", "answer.xml", &[][..]),
        ("explain-deviations", "deviating.http", &[]),
        ("explain-deviations-json", "deviating.http", &["--json"]),
        ("explain-http", "status.http", &[]),
        ("explain-strict", "deviating.http", &["--strict"]),
        ("explain-error", "broken.xml", &[]),
        ("explain-error-json", "broken.xml", &["--json"]),
        (
            "explain-fault",
            "fault.xml",
            &["--operation", "GetForecast"],
        ),
        ("explain-fault-json", "fault.xml", &["--json"]),
        ("explain-request", "request.xml", &[]),
        (
            "explain-request-json",
            "request.xml",
            &["--request", "--json"],
        ),
        ("explain-page", "page.html", &[]),
        ("explain-other-body", "other.xml", &[]),
        (
            "explain-no-operation",
            "answer.xml",
            &["--operation", "GetForcast"],
        ),
        ("explain-no-file", "absent.xml", &[]),
    ] {
        let message = format!("../messages/{message}");
        let output = castile(&[&["explain", "weather.wsdl", &message], more].concat());
        let said = outcome(&output, Path::new("no folder"));
        let shown = format!("{said}{}", stdout(&output));
        assert!(!shown.contains("hunter"), "{name} shows a secret");
        insta::assert_snapshot!(name, shown);
        if more.contains(&"--json") {
            let json: serde_json::Value =
                serde_json::from_str(stdout(&output)).expect("it is JSON");
            assert_eq!(json["format"], 1);
        }
    }
}

#[test]
fn messages_of_other_bindings_are_explained() {
    for (name, contract, message, more) in [
        ("explain-parts", "attachments", "parts.http", &[][..]),
        (
            "explain-parts-json",
            "attachments",
            "parts.http",
            &["--json"],
        ),
        (
            "explain-part",
            "attachments",
            "stored.http",
            &["--operation", "store"],
        ),
        ("explain-document", "http_binding", "found.http", &[]),
        (
            "explain-document-status",
            "http_binding",
            "nothing-found.http",
            &[],
        ),
    ] {
        let contract = format!("../../../castile-build/tests/cases/{contract}/input.wsdl");
        let message = format!("../messages/{message}");
        let output = castile(&[&["--quiet", "explain", &contract, &message], more].concat());
        let said = outcome(&output, Path::new("no folder"));
        insta::assert_snapshot!(name, format!("{said}{}", stdout(&output)));
    }
}

/// The bundle is the one that the runtime's own test holds still.
#[test]
fn a_support_bundle_is_explained() {
    let snapshot = "../castile/tests/runtime/snapshots/runtime__secrets__a_support_bundle.snap";
    let snapshot = Path::new(env!("CARGO_MANIFEST_DIR")).join(snapshot);
    let snapshot = fs::read_to_string(snapshot).expect("it is there");
    let (_, bundle) = snapshot.split_once("\n---\n").expect("it has a head");
    let folder = folder("bundle");
    let contract = "../../../castile/tests/runtime/shop.wsdl";
    let cut = bundle
        .split_at(bundle.rfind("<status>").expect("it is there"))
        .0;
    let (unanswered, _) = bundle.split_once("--- reply").expect("it has one");
    for (name, bundle, more) in [
        ("bundle-reply", bundle, &[][..]),
        ("bundle-request", bundle, &["--request"]),
        ("bundle-cut", &format!("{cut}\n(70000 bytes more)\n"), &[]),
        (
            "bundle-unanswered",
            &format!("{unanswered}--- no reply\n"),
            &[],
        ),
        (
            "bundle-unanswered-request",
            &format!("{unanswered}--- no reply\n"),
            &["--request"],
        ),
        (
            "bundle-utf-16",
            &bundle.replace("charset=utf-8", "charset=utf-16\ncontent-encoding: gzip"),
            &[],
        ),
        ("bundle-line-ends", &bundle.replace('\n', "\r\n"), &[]),
        (
            "bundle-attachments",
            &bundle.replace("text/xml", "multipart/related"),
            &[],
        ),
        ("bundle-without-messages", "castile:    0.1.0\n", &[]),
    ] {
        let path = folder.join("call.txt");
        fs::write(&path, bundle).expect("it can be written");
        let path = path.display().to_string();
        let output = castile(&[&["explain", contract, &path], more].concat());
        let shown = format!("{}{}", outcome(&output, &folder), stdout(&output));
        insta::assert_snapshot!(name, shown.replace(&folder.display().to_string(), "FOLDER"));
    }
}

#[test]
fn a_message_may_come_from_standard_input() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let message = fs::File::open(folder.join("messages/answer.xml")).expect("it is there");
    let output = Command::new(env!("CARGO_BIN_EXE_castile"))
        .args(["explain", "weather.wsdl", "-"])
        .current_dir(folder.join("contracts"))
        .stdin(message)
        .output()
        .expect("the command is there");
    let file = castile(&["explain", "weather.wsdl", "../messages/answer.xml"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output), stdout(&file));
}

#[test]
fn messages_are_sampled() {
    for (name, more) in [
        ("sample", &["GetForecast", "--faults"][..]),
        ("sample-minimal", &["GetForecast", "--minimal"]),
        ("sample-random", &["GetForecast", "--seed", "7"]),
        (
            "sample-soap12-body",
            &["Weather.GetForecast", "--soap12", "--reply", "--body"],
        ),
    ] {
        let sample = castile(&[&["sample", "weather.wsdl"], more].concat());
        assert_eq!(outcome(&sample, Path::new("/")), "exit code 0\n", "{name}");
        insta::assert_snapshot!(name, stdout(&sample));
    }
}

#[test]
fn messages_in_soap_encoding_are_sampled() {
    for (name, more) in [
        ("encoded", &["--request"][..]),
        ("encoded-soap12", &["--reply", "--soap12"]),
    ] {
        let sample = castile(&[&["sample", "encoded.wsdl", "exchange"], more].concat());
        assert_eq!(outcome(&sample, Path::new("/")), "exit code 0\n", "{name}");
        insta::assert_snapshot!(format!("sample-{name}"), stdout(&sample));
    }
}

#[test]
fn operations_that_cannot_be_sampled() {
    let none = castile(&["sample", "weather.wsdl", "GetWeather"]);
    insta::assert_snapshot!("sample-none", outcome(&none, Path::new("/")));
}

#[test]
fn samples_are_explained_without_a_deviation() {
    let folder = folder("samples");
    for (contract, operation) in [
        ("weather.wsdl", "GetForecast"),
        ("encoded.wsdl", "exchange"),
    ] {
        for (way, direction) in [("--request", "request of"), ("--reply", "answer to")] {
            for amount in [&["--minimal"][..], &["--seed", "1"], &["--soap12"], &[]] {
                let arguments = ["sample", contract, operation, way];
                let sample = castile(&[&arguments[..], amount].concat());
                let path = folder.join("sample.xml");
                fs::write(&path, &sample.stdout).expect("it can be written");
                let output = castile(&["explain", contract, &path.display().to_string()]);
                let shown = stdout(&output);
                assert!(
                    shown.contains(direction) && shown.contains("it is what the contract says"),
                    "{contract} {way} {amount:?}: {shown}{}",
                    outcome(&output, &folder)
                );
            }
        }
    }
}

#[test]
fn an_operation_is_told_by_what_the_body_has() {
    let folder = folder("told");
    let path = folder.join("message.xml");
    let answer = include_str!("messages/answer.xml");
    let begin = answer.find("<GetForecastResponse").unwrap();
    let end = answer.find("</s:Body>").unwrap();
    let with_body = |body: &str| format!("{}{body}{}", &answer[..begin], &answer[end..]);
    let of_one = "<o:exchangeReply xmlns:o='urn:other'><stations><name>a</name></stations></o:exchangeReply>";
    for (contract, message, shown, code) in [
        // Beside additions.
        (
            "weather.wsdl",
            with_body(&format!("<new/><new/>{}", &answer[begin..end])),
            "answer to GetForecast, SOAP 1.1\n2 deviations",
            0,
        ),
        // A fault as some servers write it.
        (
            "weather.wsdl",
            with_body("<Fault><faultcode>Server</faultcode><faultstring>no</faultstring></Fault>"),
            "fault, SOAP 1.1",
            0,
        ),
        // What is none of it is meant for the only operation there is.
        (
            "encoded.wsdl",
            with_body(of_one),
            "answer to exchange, SOAP 1.1",
            0,
        ),
        (
            "both-ways.wsdl",
            with_body("<x:Ask xmlns:x='urn:x'/>"),
            "answer to Ask, SOAP 1.1",
            1,
        ),
        (
            "both-ways.wsdl",
            with_body(""),
            "answer to Ask, SOAP 1.1",
            1,
        ),
    ] {
        fs::write(&path, &message).expect("it can be written");
        let output = castile(&["explain", contract, &path.display().to_string()]);
        assert!(
            stdout(&output).starts_with(shown),
            "{message}\n{}{}",
            stdout(&output),
            outcome(&output, &folder)
        );
        assert_eq!(output.status.code(), Some(code), "{message}");
    }
    // No text at all is an error with its place, for programs too.
    let mut bytes = answer.as_bytes().to_vec();
    let at = answer.find("overcast").unwrap();
    bytes[at] = 0xFF;
    fs::write(&path, bytes).expect("it can be written");
    let output = castile(&[
        "explain",
        "weather.wsdl",
        "--json",
        &path.display().to_string(),
    ]);
    let json: serde_json::Value = serde_json::from_str(stdout(&output)).expect("it is JSON");
    assert_eq!(json["outcome"], "error");
    assert_eq!(json["error"]["kind"], "Encoding");
    assert_eq!(json["error"]["line"], 12);
    assert_eq!(json["error"]["byte"], at);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_body_that_may_go_either_way_is_read_as_what_it_is() {
    let folder = folder("both-ways");
    for (way, said) in [
        ("--request", "request of Ask"),
        ("--reply", "answer to Ask"),
    ] {
        let sample = castile(&["sample", "both-ways.wsdl", "Ask", way]);
        let path = folder.join("sample.xml");
        fs::write(&path, &sample.stdout).expect("it can be written");
        let output = castile(&["explain", "both-ways.wsdl", &path.display().to_string()]);
        assert!(stdout(&output).starts_with(said), "{}", stdout(&output));
        assert_eq!(outcome(&output, &folder), "exit code 0\n");
    }
}
