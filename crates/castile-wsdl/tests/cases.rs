//! Small contracts, one per feature, beside the model they are read into; and small mistakes beside the message
//! each earns.
//!
//! To add one, put a document into `cases` or `errors`, run the tests and accept the snapshot after reading it.
//! Documents that only others refer to are in `parts`.

use std::path::Path;

use castile_wsdl::{Contract, LoadOptions, read};

/// The path as a user in the folder of the crate would give it, so that no place depends on the machine.
fn relative(path: &Path) -> &Path {
    path.strip_prefix(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .canonicalize()
            .expect("the crate is there"),
    )
    .expect("cases are in the crate")
}

/// Compares with the snapshot beside the document.
fn check(path: &Path, folder: &str, text: &str) {
    let name = path
        .file_name()
        .expect("a case is a file")
        .to_string_lossy()
        .into_owned();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_snapshot_suffix();
    settings.remove_input_file();
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn contracts_are_read() {
    insta::glob!("cases/*.wsdl", check_case);
    insta::glob!("cases/*.xsd", check_case);
}

fn check_case(path: &Path) {
    let contract = read(relative(path), &LoadOptions::default()).expect("cases are sound");
    check(path, "cases", &shown(&contract));
}

#[test]
fn mistakes_are_explained() {
    insta::glob!("errors/*.wsdl", check_error);
    insta::glob!("errors/*.xsd", check_error);
}

fn check_error(path: &Path) {
    let error = read(relative(path), &LoadOptions::default()).expect_err("errors are not sound");
    assert_eq!(error.to_string(), format!("{error:?}"));
    check(path, "errors", &error.to_string());
    check(path, "errors/lenient", &lenient(path));
}

/// What a lenient reader makes of a mistake: as much of the contract as can be read, or why there is nothing.
fn lenient(path: &Path) -> String {
    let options = LoadOptions {
        lenient: true,
        ..LoadOptions::default()
    };
    read(relative(path), &options).map_or_else(|error| error.to_string(), |it| shown(&it))
}

/// The warnings and the model.
fn shown(contract: &Contract) -> String {
    let mut text = String::new();
    for warning in &contract.warnings {
        text.push_str(&warning.render(&contract.sources));
        text.push('\n');
    }
    text.push_str(&contract.model.to_string());
    text
}
