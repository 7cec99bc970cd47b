//! libxml2 as a second reader: the same bytes are a document for both or for neither, and say the same to both.
//!
//! Damaged documents go to `xmllint`, many at a time. What one of them takes and the other does not has a reason here;
//! one that has none is a fault. Where there is no `xmllint` the test says `SKIPPED`.

#[path = "mutations/mutate.rs"]
mod mutate;
mod support;
#[path = "mutations/tree.rs"]
#[allow(dead_code, reason = "the test of damaged replies has the rest")]
mod tree;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use castile::{AnyElement, AnyType};
use mutate::Extent;
use tree::{Content, Node};

/// What no case has: character references, sections, instructions, prefixes that change their meaning.
const MORE: &[&str] = &[
    "<a b='1&#10;2&#x9;3' c=\"&quot;&apos;&lt;\">x&#13;&#x10FFFF;<![CDATA[<&]]]]><![CDATA[>]]><?pi do?><!-- no - --></a>",
    "<p:a xmlns:p='urn:p' xmlns='urn:d'><b xmlns=''><p:c xmlns:p='urn:q' p:x='1' x='2'/></b><p:b>\r\n \r</p:b></p:a>",
    "<a xml:lang='de' xml:space='preserve'> \t<b xmlns:x='urn:x'><x:\u{e9}t\u{e9} x:\u{65e5}='\u{1f600}'/></b>&amp;amp;</a>",
];

/// Between two documents in what `xmllint` writes.
const BETWEEN: &str = "<between-two-documents></between-two-documents>";

#[test]
fn libxml2_reads_the_same() {
    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("SKIPPED: there is no `xmllint` (Debian: libxml2-utils)");
        return;
    }
    let folder = std::env::temp_dir().join(format!("castile-libxml2-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let documents = documents();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for documents in documents.chunks(2_000) {
        let files: Vec<PathBuf> = (0..documents.len())
            .map(|index| folder.join(format!("{index}.xml")))
            .collect();
        for (file, document) in files.iter().zip(documents) {
            std::fs::write(file, document).expect("the file can be written");
        }
        let refused = refused(&folder, &files);
        let mut both = Vec::new();
        for (file, document) in files.iter().zip(documents) {
            let ours = AnyElement::from_xml(document);
            let theirs = !refused.contains(file);
            let what = match (&ours, theirs) {
                (Ok(_), true) => "both read it",
                (Err(_), false) => "both refuse it",
                (Err(_), true) => only_theirs(document),
                (Ok(_), false) => "libxml2 alone refuses it",
            };
            *counts.entry(what).or_default() += 1;
            match ours {
                Ok(element) if theirs => both.push((file, element, document)),
                Err(error) if theirs && what == UNEXPLAINED => {
                    wrong.push(format!("castile alone refuses it, {error}: {document}"));
                }
                Ok(_) => wrong.push(format!("libxml2 alone refuses it: {document}")),
                Err(_) => {}
            }
        }
        let canonical = canonical(&folder, both.iter().map(|(file, ..)| file.as_path()));
        assert_eq!(
            canonical.len(),
            both.len(),
            "each document has its canonical form"
        );
        for ((_, element, document), canonical) in both.iter().zip(&canonical) {
            // There is no canonical form where a namespace is a relative URI (C14N 1.0, 2.1).
            let Some(node) = tree::parse(canonical) else {
                *counts.entry("no canonical form").or_default() += 1;
                continue;
            };
            if let Err(difference) = same(element, &node) {
                wrong.push(format!("{difference}: {document}"));
            }
        }
    }
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    println!("{} documents: {counts:?}", documents.len());
    assert!(
        wrong.is_empty(),
        "{} such as\n{}",
        wrong.len(),
        wrong[..wrong.len().min(10)].join("\n\n")
    );
    assert!(
        counts["both read it"] > 500 && counts["both refuse it"] > 500,
        "{counts:?}"
    );
}

/// The documents of the cases and some more, damaged, each once.
fn documents() -> Vec<String> {
    let mut bases: Vec<String> = MORE.iter().map(|&text| text.to_owned()).collect();
    let mut cases = support::cases();
    cases.sort();
    for case in cases {
        if support::folder(&case).join("response.xml").exists() {
            let text = support::document(&case, "response.xml");
            // Encodings are not the matter here.
            let text = match text
                .strip_prefix("<?xml")
                .and_then(|rest| rest.split_once("?>"))
            {
                Some((_, rest)) => rest.trim_start().to_owned(),
                None => text,
            };
            bases.push(text);
        }
    }
    let (mut known, mut documents) = (HashSet::new(), Vec::new());
    for (index, base) in bases.iter().enumerate() {
        let extent = match std::env::var("CASTILE_MUTATIONS").as_deref() {
            Ok("all") => Extent::All,
            _ if index < MORE.len() => Extent::Every {
                byte: 1,
                element: 1,
            },
            _ => Extent::Every {
                byte: 23,
                element: 7,
            },
        };
        mutate::each(base, extent, &mut |_, damaged| {
            if let Ok(text) = std::str::from_utf8(damaged)
                && known.insert(text.to_owned())
            {
                documents.push(text.to_owned());
            }
        });
    }
    documents
}

const UNEXPLAINED: &str = "castile alone refuses it";

/// Why libxml2 reads what we do not.
fn only_theirs(document: &str) -> &'static str {
    if document.contains("<!DOCTYPE") {
        // SOAP 1.1, 3: a message has none.
        "a document type declaration is refused"
    } else {
        UNEXPLAINED
    }
}

fn xmllint(folder: &Path, options: &[&str], files: &[&Path]) -> Output {
    let mut command = Command::new("xmllint");
    command.current_dir(folder).args(options).args(files);
    command.output().expect("it can be started")
}

/// The files that libxml2 has an error of.
fn refused(folder: &Path, files: &[PathBuf]) -> HashSet<PathBuf> {
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let output = xmllint(folder, &["--noout", "--nonet"], &files);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // A namespace that is no URI is a name like any other: documents with it are well-formed, and namespace-well-formed.
    let is_error = |line: &&str| line.contains("error :") && !line.contains("is not a valid URI");
    let errors = said.lines().filter(is_error);
    let named = errors.filter_map(|line| line.split_once(".xml:"));
    named
        .map(|(file, _)| PathBuf::from(format!("{file}.xml")))
        .collect()
}

/// The canonical forms of documents.
fn canonical<'f>(folder: &Path, files: impl Iterator<Item = &'f Path>) -> Vec<String> {
    let between = folder.join("between.xml");
    std::fs::write(&between, BETWEEN).expect("the file can be written");
    let mut all: Vec<&Path> = Vec::new();
    for file in files {
        all.extend([file, between.as_path()]);
    }
    let output = xmllint(folder, &["--c14n", "--nonet"], &all);
    let text = String::from_utf8(output.stdout).expect("canonical forms are UTF-8");
    let mut forms: Vec<String> = text.split(BETWEEN).map(str::to_owned).collect();
    forms.pop();
    forms
}

/// Whether an element says what libxml2 has made of it: names, attributes, text, children.
fn same(element: &AnyElement, node: &Node) -> Result<(), String> {
    let name = format!("{{{}}}{}", element.namespace(), element.name());
    if name != node.name {
        return Err(format!("{name} is {}", node.name));
    }
    let any = element.decode::<AnyType>();
    let any = any.map_err(|error| format!("{name} cannot be taken apart: {error}"))?;
    let own = any.attributes().into_iter();
    let mut own: Vec<_> = own
        .map(|one| (format!("{{{}}}{}", one.namespace, one.name), one.value))
        .collect();
    let theirs = node.attributes.iter();
    let mut theirs: Vec<_> = theirs
        .map(|(name, value)| (name.clone(), value.plain.clone()))
        .collect();
    own.sort();
    theirs.sort();
    if own != theirs {
        return Err(format!("{name} has the attributes {own:?}, and {theirs:?}"));
    }
    let children: Vec<&Node> = node.children().collect();
    let elements = any.elements().map_err(|error| format!("{name}: {error}"))?;
    if elements.len() != children.len() {
        return Err(format!(
            "{name} has {} children, and {}",
            elements.len(),
            children.len()
        ));
    }
    if children.is_empty() {
        let texts = node.content.iter().map(|content| match content {
            Content::Text(text) => text.plain.as_str(),
            Content::Element(_) => "",
        });
        let text: String = texts.collect();
        if any.text().as_deref() != Some(&text) {
            return Err(format!(
                "{name} has the text {:?}, and {text:?}",
                any.text()
            ));
        }
    }
    elements
        .iter()
        .zip(children)
        .try_for_each(|(element, node)| same(element, node))
}
