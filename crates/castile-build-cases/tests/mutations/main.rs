//! Damaged replies: each becomes the same value, or an error, or what it says where it was damaged, with a deviation
//! where something was passed over. Never another value; `docs/evidence.md` has the rule.
//!
//! Every answer and fault of the cases is damaged at each element and attribute, and at some of its bytes; and so, more
//! sparsely, are replies recorded from a real server, where the folder `CASTILE_WIRE`, or `shared/lab/wire` beside the repository, is
//! there. With `CASTILE_MUTATIONS=all` each byte is removed, doubled, becomes every other that markup or values are made
//! of, and has each of them before it, which takes an hour in a release build.

mod contract;
mod judge;
mod lexical;
mod mutate;
#[path = "../support/mod.rs"]
mod support;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use castile_build_cases::ANSWERED;
use contract::Contract;
use judge::{Became, Reply};
use mutate::Extent;

/// What is asked for, or so much as a test has time for.
fn extent(otherwise: Extent) -> Extent {
    match std::env::var("CASTILE_MUTATIONS").as_deref() {
        Ok("all") => Extent::All,
        Ok("once") => Extent::Every {
            byte: 1,
            element: 1,
        },
        _ => otherwise,
    }
}

/// How often damaged replies became what.
type Counts = BTreeMap<Became, usize>;

/// Damages a reply in every way.
fn damage(reply: &Reply<'_>, extent: Extent, counts: &mut Counts) -> Result<(), String> {
    let mut wrong: Vec<String> = Vec::new();
    let mut right = 0_usize;
    mutate::each(
        reply.text,
        extent,
        &mut |what, damaged| match reply.judge(damaged) {
            Ok(became) => {
                *counts.entry(became).or_default() += 1;
                right += 1;
            }
            Err(why) => {
                let damaged = String::from_utf8_lossy(damaged);
                wrong.push(format!("{what}: {why}\n{damaged}"));
            }
        },
    );
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} {}: {} are wrong and {right} are right. Wrong are\n{}\n",
        reply.case,
        reply.operation,
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n\n")
    ))
}

/// The first operation of the cases that a text is a sound reply to.
fn sound<'r>(
    cases: &[&str],
    text: &'r str,
    contract: &'r Contract,
) -> Result<Reply<'r>, Vec<String>> {
    let mut problems = Vec::new();
    let operations = ANSWERED.iter().filter(|(case, _)| cases.contains(case));
    for (case, operation) in operations {
        match Reply::of(case, operation, text, contract) {
            Ok(reply) => return Ok(reply),
            Err(problem) => problems.push(format!("{case} {operation}: {problem}")),
        }
    }
    Err(problems)
}

/// What the contract in a folder says of texts.
fn contract(folder: &Path) -> Contract {
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let files = entries.map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> = files
        .filter(|file| {
            file.extension()
                .is_some_and(|it| it == "wsdl" || it == "xsd")
        })
        .collect();
    // And what these import from the folders beside.
    for file in files.clone() {
        let text = std::fs::read_to_string(file).expect("it can be read");
        let places = text.split("schemaLocation=\"").skip(1);
        let places = places.filter_map(|rest| rest.split('"').next());
        let beside = places.filter(|place| place.starts_with("../"));
        files.extend(beside.map(|place| folder.join(place)));
    }
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    Contract::of(&files)
}

/// Says how it ended, and fails if a value was changed without a word.
fn conclude(counts: &Counts, wrong: &[String]) {
    println!(
        "{} damaged replies: {counts:?}",
        counts.values().sum::<usize>()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for became in [
        Became::Error,
        Became::Same,
        Became::SameNoted,
        Became::Touched,
        Became::TouchedNoted,
        Became::Fault,
    ] {
        assert!(
            counts.contains_key(&became),
            "none became {became:?}: {counts:?}"
        );
    }
}

#[test]
fn damaged_replies_of_the_cases() {
    let (mut counts, mut wrong) = (Counts::new(), Vec::new());
    let extent = extent(Extent::Every {
        byte: 7,
        element: 1,
    });
    let mut cases = support::cases();
    cases.sort();
    for case in &cases {
        if !support::folder(case).join("response.xml").exists() {
            continue;
        }
        let text = support::document(case, "response.xml");
        let contract = contract(&support::folder(case));
        let reply =
            sound(&[case], &text, &contract).unwrap_or_else(|problems| panic!("{problems:?}"));
        wrong.extend(damage(&reply, extent, &mut counts).err());
    }
    conclude(&counts, &wrong);
}

#[test]
fn damaged_replies_of_a_real_server() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lab/wire");
    let folder = std::env::var_os("CASTILE_WIRE").map_or(beside, PathBuf::from);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!(
            "SKIPPED: there are no recorded replies in {}",
            folder.display()
        );
        return;
    };
    let names = entries.map(|entry| entry.expect("the folder can be read").path());
    let mut names: Vec<PathBuf> = names
        .filter(|path| path.to_string_lossy().ends_with("-response.http"))
        .collect();
    names.sort();
    let replies: BTreeSet<String> = names.iter().filter_map(|path| envelope(path)).collect();
    let (mut counts, mut wrong) = (Counts::new(), Vec::new());
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../interop/asmx/published");
    let contract = contract(&published);
    let mut read = 0;
    let extent = extent(Extent::Every {
        byte: 41,
        element: 7,
    });
    for text in &replies {
        match sound(&["asmx_api", "asmx_extra", "asmx_legacy"], text, &contract) {
            Ok(reply) => {
                read += 1;
                wrong.extend(damage(&reply, extent, &mut counts).err());
            }
            // The server may have been one of another version.
            Err(problems) => {
                let nearest = problems.iter().find(|it| !it.contains("expected `{"));
                println!("SKIPPED, as it is of another contract: {nearest:?}");
            }
        }
    }
    println!("{read} of {} recorded replies", replies.len());
    assert!(2 * read > replies.len(), "most are of the contract");
    conclude(&counts, &wrong);
}

/// The envelope in a recorded response; `None` where it is none.
fn envelope(path: &Path) -> Option<String> {
    let bytes = std::fs::read(path).expect("the file can be read");
    let mut rest = bytes.as_slice();
    loop {
        let end = rest.windows(4).position(|four| four == b"\r\n\r\n")?;
        let (head, body) = (String::from_utf8_lossy(&rest[..end]), &rest[end + 4..]);
        rest = body;
        if !head.starts_with("HTTP/1.1 100") {
            let text = std::str::from_utf8(body).ok()?;
            return text.contains(":Envelope").then(|| text.to_owned());
        }
    }
}
