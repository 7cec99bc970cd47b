//! Groups in replies that are not quite what the contract says: additions do not break them, what is missing is an
//! error, and nothing slips into the next occurrence.

mod support;

use castile_build_cases::groups_in_choice::{ExampleClient as Chooser, Value as Choice};
use castile_build_cases::groups_repeated::{ExampleClient as Repeater, Value as Repeated};
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
