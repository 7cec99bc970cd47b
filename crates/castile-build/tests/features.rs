//! The table of features in `docs/features.md`: what it says of this project leads to what shows it.

use std::path::Path;

/// The mark and the path of a cell, `[●](../path)`; `None` for the path where the cell has no link.
fn cell(text: &str) -> (char, Option<&str>) {
    let text = text.trim();
    let Some(link) = text.strip_prefix('[') else {
        return (text.chars().next().expect("cells have a mark"), None);
    };
    let (mark, path) = link.split_once("](").expect("a link");
    let mark = mark.chars().next().expect("links have a mark");
    (mark, path.strip_suffix(')'))
}

/// What is wrong with a row.
fn problem(docs: &Path, mark: char, path: Option<&str>) -> Option<String> {
    let Some(path) = path else {
        // What is out of scope has no contract that could show it.
        return (mark != '○').then(|| "a mark without a link".to_owned());
    };
    let file = docs.join(path);
    if !file.is_file() {
        return Some(format!("no file {path}"));
    }
    let is_test = path.contains("/tests/") && file.extension().is_some_and(|one| one == "rs");
    let folder = file.parent().expect("files are in folders");
    let beside = |name: &str| folder.join(name).is_file();
    let shown = match mark {
        '●' | '◐' => is_test || path.contains("/tests/cases/") && beside("input.rs.snap"),
        '○' => {
            path.contains("/tests/errors/")
                && (beside("input.err.snap") || docs.join(format!("{path}.snap")).is_file())
        }
        _ => return Some(format!("the mark {mark}")),
    };
    (!shown).then(|| format!("{path} shows no {mark}"))
}

#[test]
fn every_claim_leads_to_its_proof() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let text = std::fs::read_to_string(docs.join("features.md")).expect("the table is there");
    let rows = text.lines().filter(|line| {
        line.starts_with("| ") && !line.starts_with("| |") && !line.starts_with("|---")
    });
    let mut count = 0;
    let mut problems = Vec::new();
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split('|').collect();
        assert_eq!(cells.len(), 9, "{row}");
        count += 1;
        let (mark, path) = cell(cells[1]);
        if let Some(problem) = problem(&docs, mark, path) {
            problems.push(format!("{}: {problem}", cells[0].trim()));
        }
    }
    assert!(count > 30, "only {count} rows");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
