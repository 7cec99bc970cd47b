//! `xsi:type` on elements of simple types: the declared type and those derived from it are as the contract says, all
//! else is noted and read as the declared type.

mod support;

use castile::{DeviationKind, Policy};
use castile_build_cases::types_of_values::{ExampleClient, State, Value};
use support::{Canned, client, document, run};

fn read(change: (&str, &str), policy: Policy) -> Result<castile::Reply<Value>, castile::Error> {
    let text = document("types_of_values", "response.xml");
    assert!(text.contains(change.0), "{}", change.0);
    let text = text.replace(change.0, change.1);
    let request = castile::codegen::Element::blank();
    let client = client(Canned::ok(text)).with_policy(policy);
    run(ExampleClient::new(client).echo(&request))
}

#[test]
fn the_declared_type_and_those_derived_from_it_are_no_deviation() {
    let value = read(("", ""), Policy::strict().check_facets()).expect("as the contract says");
    assert_eq!(value.count, 5);
    assert_eq!(
        value.any[0]
            .parse::<castile::value::Date>()
            .unwrap()
            .to_string(),
        "2026-11-26"
    );
    assert_eq!(value.any[0].xsi_type().unwrap().local(), "date");
    assert_eq!(value.any[1].text().as_deref(), Some("text"));
}

/// A type without a name is none of those that the contract has, though one of them has the name of its element.
#[test]
fn a_type_without_a_name_is_no_other() {
    use castile_build_cases::members_of_other_schemas::{ExampleClient, Value};
    let text = document("members_of_other_schemas", "response.xml");
    let other = text.replace(
        "<order>",
        "<order xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:type=\"e:order\">",
    );
    let request: Value = castile::codegen::Element::blank();
    let reply = run(ExampleClient::new(client(Canned::ok(other))).echo(&request)).unwrap();
    let kinds: Vec<_> = reply.deviations().iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [DeviationKind::UnknownType]);
}

#[test]
fn another_type_is_noted_and_the_value_is_read_as_declared() {
    let same = read(("", ""), Policy::tolerant()).expect("as the contract says");
    for (from, to, name, read_as) in [
        ("\" x:short \"", "\"x:long\"", "x}long", "`int`"),
        ("\" x:short \"", "\"x:string\"", "x}string", "`int`"),
        (
            "\"e:OnState\">on</e:text",
            "\"x:int\">on</e:text",
            "x}int",
            "the text that it is",
        ),
        (
            "\"e:OnState\">on</e:text",
            "\"e:Unheard\">on</e:text",
            "e}Unheard",
            "the text that it is",
        ),
        (
            "\"x:NCName\"",
            "\"x:normalizedString\"",
            "x}normalizedString",
            "the text that it is",
        ),
        (
            "\"x:anyURI\"",
            "\"x:QName\"",
            "x}QName",
            "the text that it is",
        ),
        (
            "\"e:ShortCode\">ab</e:code",
            "\"e:Plain\">ab</e:code",
            "e}Plain",
            "`Code`",
        ),
        (
            "\"e:ShortCode\">ab</e:code",
            "\"x:string\">ab</e:code",
            "x}string",
            "`Code`",
        ),
        ("\"e:Plain\"", "\"x:string\"", "x}string", "`Plain`"),
        ("\"e:State\"", "\"e:Code\"", "e}Code", "`State`"),
        ("\"e:Size\"", "\"x:int\"", "x}int", "`Size`"),
        ("\"e:Codes\"", "\"x:NMTOKENS\"", "x}NMTOKENS", "`Codes`"),
        ("\"e:ShortCode\">ab</e:own", "\"e:State\">ab</e:own", "", ""),
        (
            "\"e:ShortCode\">ab</e:own",
            "\"x:string\">ab</e:own",
            "x}string",
            "`Code`",
        ),
    ] {
        let value =
            read((from, to), Policy::tolerant()).unwrap_or_else(|error| panic!("{to}: {error}"));
        assert_eq!(*value, *same, "{to}");
        let shown: Vec<_> = value
            .deviations()
            .iter()
            .map(|one| (one.kind, one.message.clone()))
            .collect();
        if name.is_empty() {
            assert_eq!(shown, []);
            continue;
        }
        let (prefix, local) = name.split_once('}').unwrap();
        let namespace = if prefix == "x" {
            "http://www.w3.org/2001/XMLSchema"
        } else {
            "urn:example"
        };
        let message = format!("the type `{{{namespace}}}{local}`, read as {read_as}");
        assert_eq!(shown, [(DeviationKind::UnknownType, message)], "{to}");
        let error = read(
            (from, to),
            Policy::tolerant().refuse(DeviationKind::UnknownType),
        );
        error.expect_err("it is refused");
    }
}

#[test]
fn a_prefix_that_is_not_declared_is_an_error() {
    let error =
        read(("\"e:State\"", "\"f:State\""), Policy::tolerant()).expect_err("no such prefix");
    let error = error.decode().expect("an error of decoding").to_string();
    assert!(error.contains("a declared prefix in `xsi:type`"), "{error}");
    assert!(error.contains("value/state"), "{error}");
}

#[test]
fn an_unknown_value_of_another_type_is_both() {
    let value =
        read(("\"e:State\">off", "\"x:token\">idle"), Policy::tolerant()).expect("it can be read");
    let kinds: Vec<_> = value.deviations().iter().map(|one| one.kind).collect();
    assert_eq!(
        kinds,
        [DeviationKind::UnknownType, DeviationKind::UnknownValue]
    );
    assert_eq!(value.state[0], State::Unrecognized("idle".to_owned()));
}
