//! Real contracts: none may panic or hang, and of those that are sound none may be refused without a reason.
//!
//! They are not part of the repository. The folder is `CASTILE_CORPUS`, or `shared/corpus` beside the repository; its
//! `manifest.json` lists them, one entry with `id`, `main` and `soundness` each.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use castile_wsdl::{LoadOptions, Severity, read};

/// Contracts that the manifest takes for sound, and that are refused rightly.
const REFUSED: &[(&str, &str)] = &[
    ("metro-jax-ws--wsdl20--008abd65", "WSDL 2.0"),
    (
        "php8.2--round3_groupF_extreq--e0494dc0",
        "an extension that nobody knows is required (WSDL 1.1, 2.1.3)",
    ),
    ("wsdl-to-postman--Service1Modified--f339cfa7", "WSDL 2.0"),
];

/// Contracts of which nothing can be read.
const HOPELESS: &[(&str, &str)] = &[
    (
        "PackageGenerator--empty--552d75cf",
        "there is nothing in it",
    ),
    (
        "cxf--inline_jaxws--1ad722a6",
        "its namespace is not that of WSDL",
    ),
    ("metro-jax-ws--wsdl20--008abd65", "WSDL 2.0"),
    ("wsdl-to-postman--Service1Modified--f339cfa7", "WSDL 2.0"),
];

/// One entry of the manifest.
#[derive(Default)]
struct Entry {
    id: String,
    main: String,
    soundness: String,
}

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("CASTILE_CORPUS").map_or(beside, PathBuf::from);
    folder.join("manifest.json").is_file().then_some(folder)
}

/// The entries of the manifest, which has one member a line.
fn entries(manifest: &str) -> Vec<Entry> {
    let mut list: Vec<Entry> = Vec::new();
    for line in manifest.lines() {
        let Some((key, value)) = line.trim().trim_end_matches(',').split_once(": \"") else {
            continue;
        };
        let value = value.trim_end_matches('"').to_owned();
        match key {
            "\"id\"" => list.push(Entry {
                id: value,
                ..Entry::default()
            }),
            "\"main\"" => list.last_mut().expect("the id comes first").main = value,
            "\"soundness\"" => list.last_mut().expect("the id comes first").soundness = value,
            _ => {}
        }
    }
    list
}

#[test]
fn real_contracts_are_read() {
    let Some(folder) = corpus() else {
        eprintln!(
            "SKIPPED: there is no corpus of real contracts; set CASTILE_CORPUS to its folder"
        );
        return;
    };
    let manifest =
        std::fs::read_to_string(folder.join("manifest.json")).expect("the manifest is text");
    let options = LoadOptions::default();
    let lenient = LoadOptions {
        lenient: true,
        ..LoadOptions::default()
    };
    let (mut total, mut sound, mut refused, mut saved, mut warned) = (0, 0, 0, 0, 0);
    let mut slowest = (Duration::ZERO, String::new());
    let mut surprises = String::new();
    for entry in entries(&manifest) {
        let start = Instant::now();
        let result = read(folder.join(&entry.main), &options);
        let taken = start.elapsed();
        assert!(
            taken < Duration::from_secs(60),
            "{} took {taken:?}",
            entry.id
        );
        if taken > slowest.0 {
            slowest = (taken, entry.id.clone());
        }
        total += 1;
        sound += usize::from(entry.soundness == "sound");
        let expected = REFUSED.iter().any(|(id, _)| *id == entry.id);
        match result {
            Ok(contract) => {
                warned += usize::from(!contract.warnings.is_empty());
                if entry.soundness != "sound" && contract.warnings.is_empty() {
                    writeln!(surprises, "{} is read without a warning", entry.id)
                        .expect("a string takes any text");
                }
                assert!(
                    contract
                        .warnings
                        .iter()
                        .all(|warning| warning.severity == Severity::Warning)
                );
                contract
                    .warnings
                    .iter()
                    .for_each(|warning| drop(warning.render(&contract.sources)));
                drop(contract.model.to_string());
                if expected {
                    writeln!(surprises, "{} is read after all", entry.id)
                        .expect("a string takes any text");
                }
            }
            Err(error) => {
                refused += 1;
                assert!(
                    error
                        .diagnostics
                        .iter()
                        .any(|diagnostic| diagnostic.severity == Severity::Error)
                );
                assert!(error.to_string().starts_with("error: "), "{error}");
                if entry.soundness == "sound" && !expected {
                    writeln!(surprises, "{}\n{error}", entry.id).expect("a string takes any text");
                }
                let hopeless = HOPELESS.iter().any(|(id, _)| *id == entry.id);
                match read(folder.join(&entry.main), &lenient) {
                    Ok(contract) => {
                        saved += 1;
                        assert!(!contract.warnings.is_empty(), "{}", entry.id);
                    }
                    Err(_) if hopeless => {}
                    Err(error) => writeln!(surprises, "lenient: {}\n{error}", entry.id)
                        .expect("a string takes any text"),
                }
            }
        }
    }
    let (taken, id) = slowest;
    eprintln!(
        "{total} contracts, {sound} of them sound; {refused} refused, of which {saved} can be read leniently; {warned} read with warnings"
    );
    eprintln!("the slowest took {taken:?}: {id}");
    assert!(surprises.is_empty(), "{surprises}");
}
