//! The same contract gives the same bytes: twice, from another folder, under another path; and rustfmt has nothing
//! to say about them.

mod options;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn contracts() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = std::fs::read_dir(root.join("tests/cases")).expect("the cases are there");
    let mut contracts: Vec<PathBuf> = folders
        .map(|folder| folder.expect("a folder").path().join("input.wsdl"))
        .collect();
    contracts.push(root.join("../../interop/asmx/published/API.wsdl"));
    contracts.push(root.join("../../interop/asmx/published/Extra.wsdl"));
    contracts.push(root.join("../../wsdl/api.asmx.wsdl"));
    contracts.sort();
    contracts
}

fn generate(contract: &Path) -> String {
    let text = std::fs::read_to_string(contract).expect("the contract can be read");
    let generated = options::of(&text).generate(contract);
    generated.unwrap_or_else(|error| panic!("{error}")).text
}

/// The path from the folder of the crate, where tests are run.
fn relative(contract: &Path) -> &Path {
    contract
        .strip_prefix(env!("CARGO_MANIFEST_DIR"))
        .expect("contracts are below")
}

#[test]
fn the_same_bytes_everywhere() {
    for contract in contracts() {
        let once = generate(&contract);
        assert_eq!(once, generate(&contract), "{}", contract.display());
        assert_eq!(
            once,
            generate(relative(&contract)),
            "{}",
            contract.display()
        );
        assert!(
            !once.contains(env!("CARGO_MANIFEST_DIR")),
            "{}",
            contract.display()
        );
    }
}

#[test]
fn rustfmt_changes_nothing() {
    let rustfmt = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
    if Command::new(&rustfmt).arg("--version").output().is_err() {
        println!("SKIPPED: rustfmt is not installed");
        return;
    }
    let mut changed = Vec::new();
    for contract in contracts() {
        let text = generate(&contract);
        let mut child = Command::new(&rustfmt)
            .args(["--edition", "2024"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("rustfmt runs");
        let mut input = child.stdin.take().expect("a pipe");
        let written = text.clone();
        let writer =
            std::thread::spawn(move || std::io::Write::write_all(&mut input, written.as_bytes()));
        let output = child.wait_with_output().expect("rustfmt ends");
        writer.join().expect("no panic").expect("rustfmt reads");
        assert!(
            output.status.success(),
            "{} does not parse",
            contract.display()
        );
        let formatted = String::from_utf8(output.stdout).expect("rustfmt writes UTF-8");
        let other = text
            .lines()
            .zip(formatted.lines())
            .find(|(one, other)| one != other);
        assert!(
            other.is_some() || text == formatted,
            "{}: lines are missing",
            contract.display()
        );
        if let Some((ours, theirs)) = other {
            changed.push(format!(
                "{}:\n    {ours}\n    {theirs}",
                relative(&contract).display()
            ));
        }
    }
    assert!(
        changed.is_empty(),
        "rustfmt writes otherwise:\n{}",
        changed.join("\n")
    );
}
