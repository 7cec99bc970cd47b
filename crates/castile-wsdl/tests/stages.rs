//! What the stages before the model give.

use castile_wsdl::{LoadOptions, load, parse};

#[test]
fn documents_are_shown_as_written() {
    let options = LoadOptions::default();
    for path in [
        "tests/cases/headers.wsdl",
        "tests/cases/redefine.xsd",
        "tests/cases/derivation.xsd",
    ] {
        let sources = load::load(path, &options).expect("cases are sound");
        let documents = parse::parse(&sources, &options).expect("cases are sound");
        let name = path.rsplit('/').next().expect("a path has a name");
        insta::assert_snapshot!(name, format!("{sources}\n{documents}"));
    }
}

#[test]
fn reading_twice_gives_the_same() {
    let read = || {
        castile_wsdl::read("tests/cases/well_known.xsd", &LoadOptions::default())
            .expect("cases are sound")
    };
    assert_eq!(format!("{:?}", read().model), format!("{:?}", read().model));
}
