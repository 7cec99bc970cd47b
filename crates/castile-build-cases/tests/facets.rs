//! Facets, in replies and requests: unchecked unless asked for; then each is a deviation that says where, which facet,
//! and what was found.

mod support;

use castile::{Deviation, DeviationKind, ErrorKind, Policy};
use castile_build_cases::facets::{ExampleClient, Size, Value, ValueChoice, operations};
use support::{Canned, Echo, client, document, run};

fn read(change: (&str, &str), policy: Policy) -> Result<castile::Reply<Value>, castile::Error> {
    let text = document("facets", "response.xml");
    assert!(text.contains(change.0), "{}", change.0);
    let canned = Canned::ok(text.replacen(change.0, change.1, 1));
    let request = castile::codegen::Element::blank();
    run(ExampleClient::new(client(canned).with_policy(policy)).echo(&request))
}

fn value() -> Value {
    let read = read(("<v:", "<v:"), Policy::tolerant());
    read.expect("it can be read").into_inner()
}

const CHECKED: Policy = Policy::tolerant().check_facets();

/// Element, text in its place, what is said of it.
const BROKEN: &[(&str, &str, &str)] = &[
    (
        "code>abc<",
        "code>a<",
        "`a` in `code`, which has 1 character and breaks `minLength` 2",
    ),
    (
        "code>abc<",
        "code>\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}<",
        "`\u{E9}\u{E9}\u{E9}\u{E9}\u{E9}` in `code`, which has 5 characters and breaks `maxLength` 4",
    ),
    (
        "plate>KA-AB<",
        "plate>KA-IB<",
        r"`KA-IB` in `plate`, which breaks `pattern` `\p{Lu}{1,3}-[A-Z-[IO]]{1,2}|none`",
    ),
    (
        "shortPlate>K-A<",
        "shortPlate>L-A<",
        "`L-A` in `shortPlate`, which breaks `pattern` `K.*`",
    ),
    (
        "share>0.25<",
        "share>1.01<",
        "`1.01` in `share`, which breaks `maxInclusive` 1",
    ),
    (
        "share>0.25<",
        "share>-0.0000000000000000000000000000000000000000000000000000000000001<",
        "`-0.0000000000000000000000000000000000000...` in `share`, which has 61 digits and breaks `totalDigits` 3",
    ),
    (
        "share>0.25<",
        "share>0.125<",
        "`0.125` in `share`, which has 3 digits and breaks `fractionDigits` 2",
    ),
    (
        "digit>4<",
        "digit>5<",
        "`5` in `digit`, which breaks `enumeration` `0`, `1`, `4`",
    ),
    (
        "soon>2024-06-01T00:00:00Z<",
        "soon>2025-01-01T00:00:00Z<",
        "`2025-01-01T00:00:00Z` in `soon`, which breaks `maxExclusive` 2025-01-01T00:00:00Z",
    ),
    (
        "soon>2024-06-01T00:00:00Z<",
        "soon>2023-12-31T00:00:00<",
        "`2023-12-31T00:00:00` in `soon`, which breaks `minInclusive` 2024-01-01T00:00:00Z",
    ),
    (
        "year>2024<",
        "year>1999<",
        "`1999` in `year`, which breaks `minInclusive` 2000",
    ),
    (
        "wait>P30D<",
        "wait>P32D<",
        "`P32D` in `wait`, which breaks `maxInclusive` P1M",
    ),
    (
        "level>0.5<",
        "level>NaN<",
        "`NaN` in `level`, which breaks `minExclusive` 0",
    ),
    (
        "hash>0Fb7aa00<",
        "hash>0F<",
        "`0F` in `hash`, which has 1 octet and breaks `length` 4",
    ),
    (
        "blob>YWJj<",
        "blob>YWJj YWJj<",
        "`YWJj YWJj` in `blob`, which has 6 octets and breaks `maxLength` 3",
    ),
    (
        "codes>ab  cd<",
        "codes>ab cd ef<",
        "`ab cd ef` in `codes`, which has 3 items and breaks `maxLength` 2",
    ),
    (
        "codes>ab  cd<",
        "codes>ab c<",
        "`ab c` in `codes`, which has 1 character and breaks `minLength` 2",
    ),
    (
        "line>one two<",
        "line>one 2<",
        "`one 2` in `line`, which breaks `pattern` `[a-z ]+`",
    ),
    (
        "word> a  b <",
        "word>a bc<",
        "`a bc` in `word`, which has 4 characters and breaks `maxLength` 3",
    ),
    (
        "id>name<",
        "id>1<",
        "`1` in `id`, which has 1 character and breaks `minLength` 2, nor what the other members of the union ask for",
    ),
    (
        "amount unit=\"kg\">0.5<",
        "amount unit=\"kg\">2<",
        "`2` in `amount`, which breaks `maxInclusive` 1",
    ),
    (
        "amount unit=\"kg\">0.5<",
        "amount unit=\"k\">0.5<",
        "`k` in `unit`, which has 1 character and breaks `minLength` 2",
    ),
    (
        "version>1.00<",
        "version>1.1<",
        "`1.1` in `version`, which breaks `enumeration` `1.0`",
    ),
    (
        "left>1-a<",
        "left>1 a<",
        "`1 a` in `left`, which breaks `pattern` `\\c+`",
    ),
    (
        "lang=\"de-CH\"",
        "lang=\"de_CH\"",
        "`de_CH` in `lang`, which breaks `pattern` `[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*`",
    ),
    (
        "kind=\"a\"",
        "kind=\"b\"",
        "`b` in `kind`, which breaks `enumeration` `a`",
    ),
    (
        "password>key<",
        "password>verysecret<",
        "a value that is not shown in `password`, which breaks `maxLength` 4",
    ),
];

#[test]
fn facets_in_replies_are_checked_on_request() {
    for &(before, after, expected) in BROKEN {
        let unchecked = read((before, after), Policy::strict()).expect(after);
        let checked = read((before, after), CHECKED).expect(after);
        // By their texts, as `NaN` is not itself.
        assert_eq!(format!("{:?}", *checked), format!("{:?}", *unchecked));
        let found: Vec<&Deviation> = checked.deviations().iter().collect();
        let [only] = found.as_slice() else {
            panic!("{after}: {found:?}");
        };
        assert_eq!(
            (only.kind, only.message.as_str()),
            (DeviationKind::Facet, expected)
        );
        let refused = read((before, after), CHECKED.refuse(DeviationKind::Facet));
        let refused = refused.expect_err(after);
        let error = refused.decode().expect("an error of decoding");
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.to_string().contains("input.wsdl:"), "{error}");
        assert!(!format!("{refused:?}").contains("verysecret"));
    }
}

/// Texts that are right, or that nobody can judge.
#[test]
fn what_keeps_to_its_facets_is_no_deviation() {
    let right = [
        ("<v:", "<v:"),
        ("plate>KA-AB<", "plate>none<"),
        (
            "share>0.25<",
            "share>0.1000000000000000000000000000000000000000000000000<",
        ),
        // Between the first moment that it may be and the last one.
        ("soon>2024-06-01T00:00:00Z<", "soon>2024-12-31T23:00:00<"),
        (
            "soon>2024-06-01T00:00:00Z<",
            "soon>2025-01-01T01:00:00+02:00<",
        ),
        // A month has 28 to 31 days.
        ("wait>P30D<", "wait>P31D<"),
        ("level>0.5<", "level>INF<"),
        ("version>1.00<", "version>+1<"),
        ("version>1.00<", "version/<"),
        ("line>one two<", "line>one\ttwo<"),
        // The patterns are none of XML Schema, or none that its author meant.
        ("anchored>12<", "anchored>x<"),
        ("lazy>b<", "lazy>c<"),
    ];
    for (before, after) in right {
        let after = after.replace("version/<", "version><");
        let read = read((before, &after), CHECKED).expect(&after);
        assert!(
            read.deviations().is_empty(),
            "{after}: {:?}",
            read.deviations()
        );
    }
}

#[test]
fn facets_tell_the_members_of_a_union_apart_even_if_nobody_checks_them() {
    let read = read(("size>4<", "size>x<"), Policy::tolerant()).expect("it can be read");
    let [first, second, third] = read.size.as_slice() else {
        panic!("{:?}", read.size);
    };
    assert_eq!(first, &Size::Unrecognized("x".to_owned()));
    assert_eq!(second, &Size::Code("12".to_owned()));
    assert!(matches!(third, Size::Decimal(_)), "{third:?}");
    assert_eq!(read.deviations().total(), 1);
    // No digit that is listed, too short for a code.
    let read = self::read(("size>4<", "size>5<"), Policy::strict()).expect("it can be read");
    assert!(matches!(read.size[0], Size::Decimal(_)), "{:?}", read.size);
}

#[test]
fn occurrence_is_checked_with_facets() {
    let row = "<v:row>1</v:row>";
    let cases = [
        (row, "", "1 `row` where `minOccurs` is 2"),
        (row, &*row.repeat(3), "4 `row` where `maxOccurs` is 3"),
        (
            "<v:left>",
            "<v:right>a2</v:right><v:left>",
            "3 branches of the choice that begins with `left` where `maxOccurs` is 2",
        ),
    ];
    for (before, after, expected) in cases {
        let checked = read((before, after), CHECKED).expect(expected);
        let found: Vec<_> = checked.deviations().iter().collect();
        let [only] = found.as_slice() else {
            panic!("{expected}: {found:?}");
        };
        assert_eq!(
            (only.kind, only.message.as_str()),
            (DeviationKind::Occurrence, expected)
        );
        let unchecked = read((before, after), Policy::strict());
        assert!(unchecked.is_ok(), "{expected}");
    }
}

#[test]
fn a_request_is_checked_by_reading_it_again() {
    let policy = Policy::strict().check_facets();
    let mut request = value();
    let deviations = operations::ECHO
        .check(&request, policy)
        .expect("it is right");
    assert!(deviations.is_empty());

    request.amount.value = "1.5".parse().expect("a number");
    let error = operations::ECHO
        .check(&request, policy)
        .expect_err("past 1");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(!error.may_have_reached_server());
    assert_eq!(
        error.to_string(),
        "`echo` over SOAP 1.1: the request is not what the contract says"
    );
    let why = error.decode().expect("a reason").to_string();
    assert!(
        why.starts_with(
            "expected a value within the facets of its type, found `1.5` in `amount`, which breaks `maxInclusive` 1 \
             at `Envelope/Body/value/amount` (line 1, byte "
        ),
        "{why}"
    );
    assert!(why.contains("; declared at input.wsdl:24; "), "{why}");

    request.choice.push(ValueChoice::Left("a".to_owned()));
    let deviations = operations::ECHO.check(&request, CHECKED);
    let deviations = deviations.expect("all is tolerated");
    let kinds: Vec<_> = deviations.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [DeviationKind::Facet, DeviationKind::Occurrence]);
}

#[test]
fn a_client_sends_no_request_that_its_policy_refuses() {
    let echo = Echo::default();
    let careful = client(echo.clone()).with_request_policy(Policy::strict().check_facets());
    let careful = ExampleClient::new(careful);
    let mut request = value();
    run(careful.echo(&request)).expect("it is right");
    let sent = echo.request();

    request.code = "much too long".to_owned();
    let error = run(careful.echo(&request)).expect_err("it is too long");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(!error.may_have_reached_server());
    assert_eq!(echo.request(), sent, "nothing more was sent");

    let careless = ExampleClient::new(client(echo.clone()));
    run(careless.echo(&request)).expect("nobody looks");
    assert_ne!(echo.request(), sent);
}
