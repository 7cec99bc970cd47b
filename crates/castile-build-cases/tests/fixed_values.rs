//! The case `fixed_values`: fixed and listed values of names, unions, lists and complex types, and the facets of header
//! blocks, both ways. They are compared as values.

mod support;

use castile::value::QName;
use castile::{DeviationKind, ErrorKind, Policy};
use castile_build_cases::fixed_values::{
    EchoRequestHeaders, EchoResponseHeaders, ExampleClient, Value, operations,
};
use support::{Canned, Echo, client, document, run};

const CHECKED: Policy = Policy::tolerant().check_facets();

type Read = Result<castile::Reply<Value, EchoResponseHeaders>, castile::Error>;

fn read(change: (&str, &str), policy: Policy) -> Read {
    let text = document("fixed_values", "response.xml");
    assert!(text.contains(change.0), "{}", change.0);
    let client = client(Canned::ok(text.replacen(change.0, change.1, 1))).with_policy(policy);
    let request = castile::codegen::Element::blank();
    run(ExampleClient::new(client).echo(&request, &EchoRequestHeaders::default()))
}

fn value() -> Value {
    read(("<e:", "<e:"), CHECKED)
        .expect("it can be read")
        .into_inner()
}

#[test]
fn the_same_values_in_other_texts_are_no_deviation() {
    let read = read(("<e:", "<e:"), Policy::strict().check_facets());
    let read = read.unwrap_or_else(|error| panic!("{:?}", error.decode()));
    assert!(read.deviations().is_empty());
    assert_eq!(read.headers().head.as_deref(), Some("abcd"));
    // And they are written so that they are the same again.
    let echo = Echo::default();
    let service = client(echo.clone()).with_policy(Policy::strict().check_facets());
    let headers = EchoRequestHeaders {
        head: Some("abc".to_owned()),
    };
    let again = run(ExampleClient::new(service).echo(&read, &headers));
    let again = again.unwrap_or_else(|error| panic!("{:?} {}", error.decode(), echo.request()));
    assert_eq!(*again, *read);
}

#[test]
fn other_values_are_noted() {
    for (from, to, noted) in [
        (
            "w:late<",
            "w:lost<",
            "`w:lost` in `reason`, which breaks `enumeration` `{urn:reasons}late`, `{urn:example}lost`",
        ),
        (
            "e:lost w",
            "w:lost w",
            "`w:lost w:late` in `reasons`, which breaks `enumeration` `{urn:reasons}late`, `{urn:example}lost`",
        ),
        (
            " +10 <",
            "11<",
            "`11` in `known`, which breaks `enumeration` `10`, `large`",
        ),
        ("07<", "8<", "`8` in `size`, which breaks `enumeration` `7`"),
        (
            "1 02<",
            "1 3<",
            "`1 3` in `numbers`, which breaks `enumeration` `1 2`",
        ),
        (
            "1 02<",
            "1<",
            "`1` in `numbers`, which breaks `enumeration` `1 2`",
        ),
        (
            "1.50<",
            "1.51<",
            "`1.51` in `price`, which breaks `enumeration` `1.5`",
        ),
        (
            "\"010\"",
            "\"large\"",
            "`large` in `size`, which breaks `enumeration` `10`",
        ),
        (
            "01  2 ",
            "2 1",
            "`2 1` in `numbers`, which breaks `enumeration` `1 2`",
        ),
        (
            "abcd<",
            "abcde<",
            "`abcde` in `head`, which has 5 characters and breaks `maxLength` 4",
        ),
    ] {
        let read =
            read((from, to), CHECKED).unwrap_or_else(|error| panic!("{to}: {:?}", error.decode()));
        let found: Vec<_> = read
            .deviations()
            .iter()
            .map(|one| (one.kind, one.message.clone()))
            .collect();
        assert_eq!(found, [(DeviationKind::Facet, noted.to_owned())], "{to}");
    }
    // An empty element reads as its fixed value, attributes or not.
    let reply = read(("1.50<", "<"), CHECKED).expect("it can be read");
    assert_eq!(reply.price.value.to_string(), "1.5");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    // A text stays empty, and that is no other value.
    let reply = read(("</e:price>", "</e:price><e:word/>"), CHECKED).expect("it can be read");
    assert_eq!(reply.word.as_deref(), Some(""));
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
}

#[test]
fn requests_are_held_against_them_with_their_header_blocks() {
    let strict = Policy::strict().check_facets();
    let good = value();
    let head = |text: &str| EchoRequestHeaders {
        head: Some(text.to_owned()),
    };
    let check = |value: &Value, headers: &EchoRequestHeaders| {
        operations::ECHO.check_with_headers(Some(headers), value, strict)
    };
    check(&good, &head("abcd")).unwrap_or_else(|error| panic!("{:?}", error.decode()));
    let error = check(&good, &head("abcde")).expect_err("it is too long");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let error = error.decode().expect("an error of decoding");
    assert_eq!(error.path(), "Envelope/Header/head");
    let wrong = Value {
        reason: QName::new(Some("urn:other"), "late").expect("a name"),
        ..value()
    };
    let error = check(&wrong, &head("")).expect_err("no such reason");
    assert_eq!(
        error.decode().expect("an error of decoding").path(),
        "Envelope/Body/value/reason"
    );

    // Nothing is sent; header blocks that the caller adds are the caller's.
    let echo = Echo::default();
    let own = castile::AnyElement::from_xml("<o:own xmlns:o='urn:o'/>").expect("an element");
    let service = client(echo.clone())
        .with_request_policy(strict)
        .with_header(own);
    let service = ExampleClient::new(service);
    let error = run(service.echo(&good, &head("abcde"))).expect_err("it is too long");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(echo.request(), "");
    run(service.echo(&good, &head("abcd"))).unwrap_or_else(|error| panic!("{:?}", error.decode()));
    assert!(echo.request().contains("urn:o"));
}
