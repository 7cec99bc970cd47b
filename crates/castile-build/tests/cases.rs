//! Small contracts, one for each feature of WSDL and XML Schema, beside what is generated from them; and contracts
//! that cannot be generated, beside the message each earns.
//!
//! To add one, put a folder with an `input.wsdl` into `cases` or `errors`, run the tests and accept the snapshot
//! after reading it. Options stand in a comment on top of the contract. The crate `castile-build-cases` compiles
//! what is generated from `cases`, and reads and writes documents with it.

mod options;

use std::path::Path;

use castile_build::Config;

/// The path as a user in the folder of the crate would give it, so that no place depends on the machine.
fn relative(path: &Path) -> &Path {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize();
    path.strip_prefix(root.expect("the crate is there"))
        .expect("cases are in the crate")
}

/// The settings in the contract, and the contract.
fn case(path: &Path) -> (Config, &Path) {
    let text = std::fs::read_to_string(path).expect("the contract can be read");
    (options::of(&text), relative(path))
}

/// Compares with the snapshot beside the contract.
fn check(path: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path.parent().expect("contracts are in folders"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_snapshot_suffix();
    settings.remove_input_file();
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn contracts_are_generated() {
    insta::glob!("cases/*/input.wsdl", |path| {
        let (config, contract) = case(path);
        let generated = config.generate(contract).expect("cases can be generated");
        let mut text = generated.text;
        for warning in generated.warnings {
            text.push_str("\n// ");
            let warning = warning.render(&generated.sources);
            text.push_str(warning.trim_end().replace('\n', "\n// ").as_str());
            text.push('\n');
        }
        check(path, "input.rs", &text);
    });
}

#[test]
fn what_cannot_be_generated_is_explained() {
    insta::glob!("errors/*/input.wsdl", |path| {
        let (config, contract) = case(path);
        let error = config
            .generate(contract)
            .expect_err("errors cannot be generated");
        check(path, "input.err", &error.to_string());
    });
}
