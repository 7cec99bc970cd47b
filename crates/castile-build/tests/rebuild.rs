//! The promise to users: put another WSDL in the place of the old one, run `cargo build`, and the bindings are those
//! of the new one. Shown with crates of their own, outside of the workspace. One of them is the text of the README and of
//! `docs/build-script.md`, as it stands there.

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

/// A contract that the pages could be about.
const WEATHER: &str = r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:w="urn:weather"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="urn:weather">
  <types>
    <xs:schema targetNamespace="urn:weather" elementFormDefault="qualified">
      <xs:element name="GetForecast">
        <xs:complexType><xs:sequence><xs:element name="City" type="xs:string"/></xs:sequence></xs:complexType>
      </xs:element>
      <xs:element name="GetForecastResponse">
        <xs:complexType><xs:sequence><xs:element name="Summary" type="xs:string"/></xs:sequence></xs:complexType>
      </xs:element>
    </xs:schema>
  </types>
  <message name="In"><part name="parameters" element="w:GetForecast"/></message>
  <message name="Out"><part name="parameters" element="w:GetForecastResponse"/></message>
  <portType name="Weather">
    <operation name="GetForecast"><input message="w:In"/><output message="w:Out"/></operation>
  </portType>
  <binding name="Weather" type="w:Weather">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="GetForecast">
      <soap:operation soapAction="urn:weather/GetForecast"/>
      <input><soap:body use="literal"/></input>
      <output><soap:body use="literal"/></output>
    </operation>
  </binding>
  <service name="Weather">
    <port name="Weather" binding="w:Weather"><soap:address location="http://localhost/weather"/></port>
  </service>
</definitions>
"#;

/// The pieces of code under a heading of a page, each without its fences.
fn code(page: &str, heading: &str) -> Vec<String> {
    let (_, section) = page.split_once(heading).expect("the heading is there");
    let section = section.split("\n## ").next().unwrap_or_default();
    let pieces = section.split("```").skip(1).step_by(2);
    let text = |piece: &str| piece.split_once('\n').map(|(_, code)| code.to_owned());
    pieces.filter_map(text).collect()
}

#[test]
fn the_pages_build_as_they_are() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let crates = crates.expect("the crate is in a folder").to_owned();
    let read = |name: &str| std::fs::read_to_string(crates.join("..").join(name)).expect(name);
    let name = format!("castile-pages-{}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    let path = |name: &str| folder.0.join(name);

    let readme = code(&read("README.md"), "\n## For your own WSDL\n");
    let page = code(&read("docs/build-script.md"), "\n## Five lines\n");
    let [manifest, script, library, call, ..] = readme.as_slice() else {
        panic!("the README has a manifest, a script, a module and a call: {readme:#?}");
    };
    let [page_manifest, page_script, main] = page.as_slice() else {
        panic!("the page has a manifest, a script and a program: {page:#?}");
    };
    assert_eq!(script, page_script);
    for line in manifest.lines() {
        assert!(page_manifest.lines().any(|other| other == line), "{line}");
    }
    // What is published comes from here.
    let local = ["castile", "castile-build"]
        .map(|name| format!("{name} = {{ path = {:?} }}", crates.join(name)))
        .join("\n");
    let package = "[package]\nname = \"castile-pages\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n";
    write(
        &path("Cargo.toml"),
        &format!("{package}\n{page_manifest}\n[patch.crates-io]\n{local}\n\n[workspace]\n"),
    );
    write(&path("Cargo.lock"), &read("Cargo.lock"));
    write(&path("build.rs"), script);
    write(&path("wsdl/service.wsdl"), WEATHER);
    write(
        &path("src/lib.rs"),
        &format!(
            "#![deny(warnings)]\n{library}\npub async fn call(request: service::GetForecast) -> \
             Result<(), castile::Error> {{\n{call}Ok(())\n}}\n"
        ),
    );
    write(&path("src/main.rs"), &format!("#![deny(warnings)]\n{main}"));
    build(&folder.0).unwrap_or_else(|error| panic!("{error}"));
}
