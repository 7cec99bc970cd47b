//! The promise to users: put another WSDL in the place of the old one, run `cargo build`, and the bindings are those
//! of the new one. Shown with a crate of its own, outside of the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that goes when the test is over.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("files are in folders")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

/// The folder that cargo builds this test in: its dependencies are there already.
fn target() -> PathBuf {
    let test = std::env::current_exe().expect("the test is a file");
    let target = test.ancestors().nth(3);
    target.expect("target/debug/deps/test").to_owned()
}

/// Builds, and returns what cargo said if that fails.
fn build(folder: &Path) -> Result<(), String> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--offline", "--quiet"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .output()
        .expect("cargo runs");
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn another_contract_gives_another_client() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let crates = crates.expect("the crate is in a folder").to_owned();
    let name = format!("castile-rebuild-{}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    let path = |name: &str| folder.0.join(name);
    write(
        &path("Cargo.toml"),
        &format!(
            r#"[package]
name = "castile-rebuild"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
castile = {{ path = {:?}, default-features = false }}

[build-dependencies]
castile-build = {{ path = {:?} }}

[workspace]
"#,
            crates.join("castile"),
            crates.join("castile-build"),
        ),
    );
    // The versions that are there, so that nothing has to be fetched.
    if let Ok(lock) = std::fs::read_to_string(crates.join("../Cargo.lock")) {
        write(&path("Cargo.lock"), &lock);
    }
    write(
        &path("build.rs"),
        "fn main() {\n    castile_build::compile(\"wsdl/service.wsdl\");\n}\n",
    );
    let source = |method: &str| {
        format!(
            "#![deny(warnings)]\n//! Uses the bindings.\n\n/// The bindings.\npub mod service {{\n    \
             include!(concat!(env!(\"OUT_DIR\"), \"/service.rs\"));\n}}\n\n/// A method.\npub async fn call(\
             client: &service::ExampleClient, value: &service::Value) {{\n    let _ = client.{method}(value).await;\n}}\n"
        )
    };
    let contract = include_str!("cases/occurrence/input.wsdl");
    write(&path("wsdl/service.wsdl"), contract);
    write(&path("src/lib.rs"), &source("echo"));
    build(&folder.0).unwrap_or_else(|error| panic!("{error}"));

    write(&path("src/lib.rs"), &source("repeat_after_me"));
    let error = build(&folder.0).expect_err("the contract has no such operation yet");
    assert!(
        error.contains("no method named `repeat_after_me`"),
        "{error}"
    );

    write(
        &path("wsdl/service.wsdl"),
        &contract.replace(
            "operation name=\"echo\"",
            "operation name=\"repeatAfterMe\"",
        ),
    );
    build(&folder.0).unwrap_or_else(|error| panic!("{error}"));

    write(
        &path("wsdl/service.wsdl"),
        &contract.replace("element=\"tns:value\"", "element=\"tns:valeu\""),
    );
    let error = build(&folder.0).expect_err("the element is misspelled");
    assert!(
        error.contains("service.wsdl:") && error.contains("valeu"),
        "{error}"
    );
}
