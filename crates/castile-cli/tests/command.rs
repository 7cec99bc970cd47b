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
    for contract in [
        "malformed",
        "missing-import",
        "unresolved",
        "no-soap-port",
        "absent",
    ] {
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
    let taken = folder.join("taken");
    fs::create_dir(&taken).expect("the folder can be made");
    for (name, path) in [
        ("no-folder", folder.join("nowhere/api.rs")),
        ("is-folder", taken),
    ] {
        let output = castile(&[
            "generate",
            "valid.wsdl",
            "--out",
            &path.display().to_string(),
        ]);
        insta::assert_snapshot!(name, outcome(&output, &folder));
    }
    assert_eq!(files(&folder), ["taken"]);
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
    let help = castile(&["generate", "--help"]);
    insta::assert_snapshot!("help", stdout(&help));
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
