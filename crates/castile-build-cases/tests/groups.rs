//! Groups in replies that are not quite what the contract says: additions do not break them, what is missing is an
//! error, and nothing slips into the next occurrence.

mod support;

use castile::{DeviationKind, Policy};
use castile_build_cases::choice_repeated::ExampleClient as Choices;
use castile_build_cases::element_after_itself::ExampleClient as AfterItself;
use castile_build_cases::groups_in_choice::{ExampleClient as Chooser, Value as Choice};
use castile_build_cases::groups_repeated::{ExampleClient as Repeater, Value as Repeated};
use castile_build_cases::optional_together::{
    ExampleClient as Optional, Value as Together, operations,
};
use castile_build_cases::required_in_mixed::ExampleClient as Mixed;
use support::{Canned, client, run};

fn reply(content: &str) -> Canned {
    Canned::ok(format!(
        "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body><value xmlns='urn:example'>{content}\
         </value></S:Body></S:Envelope>"
    ))
}

fn repeated(content: &str) -> Result<castile::Reply<Repeated>, castile::Error> {
    let request = castile::codegen::Element::blank();
    run(Repeater::new(client(reply(content))).echo(&request))
}

fn choice(content: &str) -> Result<castile::Reply<Choice>, castile::Error> {
    let request = castile::codegen::Element::blank();
    run(Chooser::new(client(reply(content))).echo(&request))
}

fn problem<T: std::fmt::Debug>(read: Result<castile::Reply<T>, castile::Error>) -> String {
    let error = read.expect_err("it cannot be read");
    error.decode().expect("an error of decoding").to_string()
}

/// The pieces of a document, to put something between.
const PIECES: &[&str] = &[
    "<title>t</title>",
    "<key>one</key>",
    "<from>1</from>",
    "<to>2</to>",
    "<from>3</from>",
    "<to>4</to>",
    "<key>two</key>",
    "<number>2</number>",
    "<left>true</left>",
    "<up>5</up>",
    "<left>false</left>",
    "<down>6</down>",
    "<end>7</end>",
];

#[test]
fn an_addition_anywhere_changes_nothing() {
    let plain = repeated(&PIECES.concat()).expect("it is as the contract says");
    assert!(plain.deviations().is_empty(), "{:?}", plain.deviations());
    for at in 0..=PIECES.len() {
        let (before, after) = PIECES.split_at(at);
        let text = format!("{}<added>x</added>{}", before.concat(), after.concat());
        let read = repeated(&text).unwrap_or_else(|error| panic!("{at}: {:?}", error.decode()));
        assert_eq!(*read, *plain, "before piece {at}");
        assert_eq!(read.deviations().iter().count(), 1, "before piece {at}");
    }
}

#[test]
fn what_is_missing_is_an_error() {
    for at in 0..PIECES.len() {
        let mut pieces = PIECES.to_vec();
        let gone = pieces.remove(at);
        let read = repeated(&pieces.concat());
        if gone == "<number>2</number>" {
            let read = read.expect("it is optional");
            assert_eq!(read.deviations().iter().count(), 0);
        } else {
            // Without the second key nobody can say whose number the second is.
            read.expect_err(gone);
        }
    }
}

#[test]
fn errors_say_what_a_group_lacks() {
    let cases = [
        "<title>t</title><end>1</end>",
        "<title>t</title><key>k</key><from>1</from><end>1</end>",
        "<title>t</title><key>k</key><from>1</from><from>2</from><to>3</to><end>1</end>",
        "<title>t</title><key>k</key><left>1</left><end>1</end>",
        "<title>t</title><key>k</key><FROM>1</FROM><end>1</end>",
    ];
    let all: Vec<_> = cases.iter().map(|text| problem(repeated(text))).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn branches_keep_apart() {
    let both = "<start>2026-01-01</start><duration>P1D</duration><last>1</last>";
    let mixed = "<x>1</x><y>2</y><x>3</x><red>4</red><last>1</last>";
    let late = "<duration>P1D</duration><notes><who>w</who></notes><last>1</last>";
    let all = [both, mixed, late].map(|text| problem(choice(text)));
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_branch_that_nobody_knows_is_kept_between_groups() {
    let text = "<duration>P1D</duration><notes><who>w</who><when>2026-01-01</when><new>n</new><note>x</note></notes>\
                <last>1</last>";
    let read = choice(text).expect("an addition");
    insta::assert_snapshot!(format!("{:#?}\n{:?}", *read, read.deviations()));
}

/// One of many branches, in the namespace of the contract where it has none, would be one that nobody knows.
#[test]
fn a_branch_in_the_namespace_of_its_type_is_misspelt() {
    let read = |content: &str| {
        let request = castile::codegen::Element::blank();
        run(Choices::new(client(reply(content))).echo(&request))
    };
    let known = read("<text xmlns=''>t</text><end>4</end>").expect("it is a branch");
    assert!(known.deviations().is_empty(), "{:?}", known.deviations());
    let error = problem(read("<number>1</number><text>t</text><end>4</end>"));
    assert!(
        error.starts_with("expected `text`, found `{urn:example}text`"),
        "{error}"
    );
    let other = read("<o:text xmlns:o='urn:o'>t</o:text><text xmlns=''>t</text><end>4</end>");
    let kinds: Vec<_> = other
        .expect("one is kept")
        .deviations()
        .iter()
        .map(|one| one.kind)
        .collect();
    assert_eq!(kinds, [DeviationKind::UnknownBranch]);
}

#[test]
fn each_choice_keeps_what_stands_in_its_place() {
    use castile_build_cases::two_choices::ExampleClient;
    let texts = [
        "<new/><size>1</size><blue>2</blue><newer/><end>3</end>",
        "<new/><name>n</name><size>1</size><note>n</note><newer/><end>3</end>",
        "<id>1</id><new/><size>1</size><new/><end>3</end>",
    ];
    let read = texts.map(|text| {
        let request = castile::codegen::Element::blank();
        let read = run(ExampleClient::new(client(reply(text))).echo(&request)).expect(text);
        let kinds: Vec<_> = read.deviations().iter().map(|one| one.kind).collect();
        format!("{:?}\n{kinds:?}", *read)
    });
    insta::assert_snapshot!(read.join("\n"));
}

fn together(content: &str, policy: Policy) -> Result<castile::Reply<Together>, castile::Error> {
    let request = castile::codegen::Element::blank();
    let client = client(reply(content)).with_policy(policy);
    run(Optional::new(client).echo(&request))
}

#[test]
fn a_part_of_what_is_optional_as_a_whole_is_noted() {
    for (content, noted) in [
        ("", &[][..]),
        ("<note>n</note>", &[]),
        ("<alone>a</alone>", &[]),
        ("<street>s</street><town>t</town>", &[]),
        (
            "<street>s</street><floor>1</floor><village>v</village><code>1</code><country>c</country>",
            &[],
        ),
        ("<street>s</street>", &["`street` without `town`"]),
        ("<floor>1</floor>", &["`floor` without `street`"]),
        ("<village>v</village>", &["`town` without `street`"]),
        (
            "<code>1</code>",
            &["`code` without `country`", "`code` without `street`"],
        ),
        (
            "<street>s</street><town>t</town><country>c</country>",
            &["`country` without `code`"],
        ),
    ] {
        let read = together(content, Policy::tolerant())
            .unwrap_or_else(|error| panic!("{content}: {:?}", error.decode()));
        let found: Vec<_> = read
            .deviations()
            .iter()
            .map(|one| (one.kind, one.message.clone()))
            .collect();
        let noted: Vec<_> = noted
            .iter()
            .map(|text| (DeviationKind::Occurrence, (*text).to_owned()))
            .collect();
        assert_eq!(found, noted, "{content}");
        let strict = together(content, Policy::strict());
        assert_eq!(strict.is_err(), !noted.is_empty(), "{content}");
    }
    // A request is held against it as well.
    let half = Together {
        street: Some("s".to_owned()),
        ..Together::default()
    };
    let error = operations::ECHO
        .check(&half, Policy::strict())
        .expect_err("it has no town");
    let error = error.decode().expect("an error of decoding").to_string();
    assert!(error.contains("`street` without `town`"), "{error}");
}

#[test]
fn an_element_after_itself_is_read_as_the_first() {
    let client = client(Canned::ok(
        "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body><all xmlns='urn:example'>\
         <group><a>1</a><b>2</b></group><choice><b>3</b><b>4</b></choice><end><key>k</key><b>5</b></end><sound><b>6</b></sound>\
         </all></S:Body></S:Envelope>"
            .to_owned(),
    ));
    let request = castile::codegen::Element::blank();
    let read = run(AfterItself::new(client).all(&request))
        .unwrap_or_else(|error| panic!("{:?}", error.decode()));
    assert_eq!(read.group.a.as_deref(), Some("1"));
    assert_eq!(read.group.a_element, None);
    assert_eq!(read.group.b.as_deref(), Some("2"));
    assert_eq!(read.choice.b, "4");
    assert_eq!(read.end.key_groups[0].b.as_deref(), Some("5"));
    assert_eq!(read.end.b, None);
    // What the group lacks then is not passed over.
    let [only] = read.deviations().iter().as_slice() else {
        panic!("{:?}", read.deviations());
    };
    assert_eq!(
        (only.kind, only.message.as_str()),
        (DeviationKind::Occurrence, "`b` without `a`")
    );
}

#[test]
fn what_mixed_content_and_its_attributes_lack_is_noted() {
    let read = |start: &str, content: &str| {
        let client = client(Canned::ok(format!(
            "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body><value xmlns='urn:example' {start}>{content}\
             </value></S:Body></S:Envelope>"
        )));
        let request = castile::codegen::Element::blank();
        let read = run(Mixed::new(client).echo(&request))
            .unwrap_or_else(|error| panic!("{:?}", error.decode()));
        let noted = read
            .deviations()
            .iter()
            .map(|one| (one.kind, one.message.clone()));
        (read.any_attributes.len(), noted.collect::<Vec<_>>())
    };
    assert_eq!(read("", "<title>t</title>"), (0, vec![]));
    let missing = (
        DeviationKind::Occurrence,
        "no `title`, which the contract requires".to_owned(),
    );
    assert_eq!(read("", "text <b>b</b>"), (0, vec![missing]));
    let second = (
        DeviationKind::Occurrence,
        "a second `title` where the contract has one".to_owned(),
    );
    assert_eq!(
        read("", "<title>t</title><b/><b/><title>u</title>"),
        (0, vec![second])
    );
    // What the wildcard does not allow is kept, and noted.
    assert_eq!(
        read("xmlns:o='urn:o' o:a='1'", "<title>t</title>"),
        (1, vec![])
    );
    let other = (
        DeviationKind::UnknownAttribute,
        "the attribute `a`, kept though its namespace is not allowed here".to_owned(),
    );
    assert_eq!(read("a='1'", "<title>t</title>"), (1, vec![other]));
}
