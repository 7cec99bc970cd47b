//! Requests as they go out, and back.

use castile::codegen::{Operation, Root};
use castile::envelope::write_request;
use castile::{AnyAttribute, AnyElement, AnyType, Nillable, value::QName};

use super::*;
use shop::{Ping, ReadReportRequestHeaders, Session};

/// Reads a request as a server with the same types would.
pub(super) fn read_request(text: &str) -> GetReport {
    static ECHO: Operation = Operation {
        name: "echo",
        action: "",
        request: None,
        response: Some(Root {
            namespace: "urn:shop",
            name: "getReport",
            tag: "getReport",
            encoded: None,
        }),
        one_way: false,
        default_namespace: "",
        prefixes: "",
        place: "",
    };
    let (limits, policy) = (Limits::default(), Policy::strict());
    let reader = ReplyReader {
        operation: &ECHO,
        version: SoapVersion::Soap11,
        limits: &limits,
        policy: &policy,
    };
    let mut value = <GetReport as Element>::blank();
    match reader.read(text, &mut value, &mut ()) {
        Ok(Outcome::Answer(_)) => value,
        other => panic!("{other:?} in {text}"),
    }
}

fn write(request: &GetReport) -> String {
    write_request(
        &shop::operations::GET_REPORT,
        SoapVersion::Soap11,
        None,
        request,
    )
    .unwrap()
}

/// Writes, reads back, compares, and gives the body.
#[track_caller]
fn round_trip(request: &GetReport) -> String {
    let text = write(request);
    assert_eq!(&read_request(&text), request, "{text}");
    let start = text.find("<soap:Body>").unwrap() + "<soap:Body>".len();
    text[start..]
        .trim_end_matches("</soap:Body></soap:Envelope>")
        .to_owned()
}

fn with(change: impl FnOnce(&mut GetReport)) -> GetReport {
    let mut value = request();
    change(&mut value);
    value
}

#[test]
fn both_versions() {
    let request = with(|request| request.count = Some(-5));
    let headers = ReadReportRequestHeaders {
        session: Some(Session::new("s&1".to_owned())),
    };
    let soap11 = write_request(
        &shop::operations::READ_REPORT,
        SoapVersion::Soap11,
        Some(&headers),
        &request,
    )
    .unwrap();
    let soap12 = write_request(
        &shop::operations::READ_REPORT,
        SoapVersion::Soap12,
        Some(&headers),
        &request,
    )
    .unwrap();
    insta::assert_snapshot!(format!("{soap11}\n{soap12}"));
    insta::assert_debug_snapshot!([
        SoapVersion::Soap11.headers("urn:a"),
        SoapVersion::Soap12.headers("urn:a"),
        SoapVersion::Soap12.headers("")
    ]);
}

#[test]
fn values() {
    let bodies = [
        round_trip(&request()),
        round_trip(&GetReport::new(String::new())),
        round_trip(&GetReport::new(
            "a < b && \"c\" > 'd' ]]> \r\n\t\u{85}\u{2028} é \u{10000}".to_owned(),
        )),
        round_trip(&GetReport::new("  leading and trailing  ".to_owned())),
        round_trip(&with(|request| request.note = Some(Nillable::Nil))),
        round_trip(&with(|request| {
            request.note = Some(Nillable::Value(String::new()));
        })),
        round_trip(&with(|request| {
            request.tag = vec![String::new(), "x".to_owned(), " ".to_owned()];
        })),
        round_trip(&with(|request| request.password = Some("p&w".into()))),
        round_trip(&with(|request| request.version = Some(3))),
        round_trip(&with(|request| {
            let attribute = |namespace: &str, name: &str, value: &str| AnyAttribute {
                namespace: namespace.to_owned(),
                name: name.to_owned(),
                value: value.to_owned(),
            };
            request.any_attributes = vec![
                attribute("", "a", "1 \"2\" <3>\n\t"),
                attribute("urn:x", "a", "4"),
                attribute("urn:y", "a", ""),
                attribute("urn:x", "b", ""),
                attribute("http://www.w3.org/XML/1998/namespace", "lang", "en"),
            ];
        })),
        round_trip(&with(|request| {
            request.kind = Some(QName::new(Some("urn:k&k"), "name").unwrap());
        })),
        round_trip(&with(|request| {
            request.kind = Some(QName::new(None, "name").unwrap());
        })),
        round_trip(&with(|request| {
            request.kind = Some(QName::new(Some("urn:shop"), "name").unwrap());
        })),
        round_trip(&with(|request| {
            request.kind =
                Some(QName::new(Some("http://www.w3.org/XML/1998/namespace"), "lang").unwrap());
        })),
    ];
    insta::assert_snapshot!(bodies.join("\n"));
}

#[test]
fn what_the_contract_leaves_open() {
    let element = |xml: &str| AnyElement::from_xml(xml).unwrap();
    let request = with(|request| {
        request.any = vec![
            element("<a xmlns='urn:a'>1</a>"),
            element(
                "<?xml version='1.0'?><!-- before --><p:a xmlns:p='urn:p' p:b='p:c'><d/></p:a><!-- after -->\n",
            ),
        ];
    });
    let typed = |value: AnyType| with(|request| request.extra = Some(value));
    let bodies = [
        round_trip(&request),
        write(&typed(AnyType::from_text("a < b"))),
        write(&typed(AnyType::typed("int", &42))),
        write(&typed(AnyType::typed(
            "QName",
            &QName::new(Some("urn:q"), "n").unwrap(),
        ))),
        write(&typed(AnyType::from_elements(&[
            element("<a/>"),
            element("<b xmlns='urn:b'/>"),
        ]))),
    ];
    insta::assert_snapshot!(bodies.join("\n"));
    let back = |value: AnyType| read_request(&write(&typed(value))).extra.unwrap();
    assert_eq!(back(AnyType::typed("int", &42)).parse::<i32>().unwrap(), 42);
    let name = back(AnyType::typed(
        "QName",
        &QName::new(Some("urn:q"), "n").unwrap(),
    ));
    assert_eq!(name.parse::<QName>().unwrap().to_string(), "{urn:q}n");
    let elements = back(AnyType::from_elements(&[
        element("<a/>"),
        element("<b xmlns='urn:b'/>"),
    ]))
    .elements()
    .unwrap();
    let names: Vec<_> = elements
        .iter()
        .map(|element| (element.namespace(), element.name()))
        .collect();
    assert_eq!(names, [("", "a"), ("urn:b", "b")]);
}

#[test]
fn what_cannot_be_written_is_an_error_with_its_path() {
    let attribute = |namespace: &str, name: &str, value: &str| AnyAttribute {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let attributes = |list: Vec<AnyAttribute>| with(|request| request.any_attributes = list);
    let mut errors = Vec::new();
    for request in [
        GetReport::new("a\u{0}b".to_owned()),
        with(|request| request.tag = vec!["x".to_owned(), "\u{FFFE}".to_owned()]),
        with(|request| request.password = Some("hunter2\u{1}".into())),
        with(|request| request.extra = Some(AnyType::from_text("a\u{1f}"))),
        with(|request| request.extra = Some(AnyType::typed("string", &"hunter2\u{1f}".to_owned()))),
        with(|request| request.kind = Some(QName::new(Some("urn:\u{b}"), "n").unwrap())),
        attributes(vec![attribute("", "a b", "")]),
        attributes(vec![attribute("", "xmlns", "urn:x")]),
        attributes(vec![attribute(
            "http://www.w3.org/2000/xmlns/",
            "x",
            "urn:x",
        )]),
        attributes(vec![attribute("", "a", ""), attribute("", "a", "")]),
        attributes(vec![
            attribute("urn:a", "a", ""),
            attribute("urn:a", "a", ""),
        ]),
        attributes(vec![attribute("", "a", "hunter2\u{2}")]),
        attributes(vec![attribute("", "version", "2")]).clone(),
    ]
    .map(|mut request| {
        request.version = Some(1);
        request
    }) {
        match write_request(
            &shop::operations::GET_REPORT,
            SoapVersion::Soap11,
            None,
            &request,
        ) {
            Ok(text) => panic!("{text}"),
            Err(error) => errors.push(error.to_string()),
        }
    }
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn an_unknown_value_goes_back_as_it_came() {
    let ping = Ping {
        text: Some("x".to_owned()),
    };
    let error = run(Canned::new(202, "", "").client().ping(&ping));
    assert!(error.is_ok());
    let (report, _) = read(&answer("<id>1</id><status>a &lt; b</status>")).unwrap();
    let mut written = GetReport::new(report.status.as_str().to_owned());
    written.version = Some(1);
    assert!(write(&written).contains("a &lt; b"));
}

#[test]
fn items_of_a_list_stay_what_they_are() {
    use castile::List;
    static OPERATION: Operation = Operation {
        name: "list",
        action: "",
        request: Some(Root {
            namespace: "",
            name: "list",
            tag: "list",
            encoded: None,
        }),
        response: None,
        one_way: false,
        default_namespace: "",
        prefixes: "",
        place: "",
    };
    let write = |items: &[&str]| {
        let list = List(items.iter().map(|&item| item.to_owned()).collect());
        write_request(&OPERATION, SoapVersion::Soap11, None, &list)
    };
    assert!(write(&["a", "b"]).unwrap().contains("<list>a b</list>"));
    assert!(write(&[]).unwrap().contains("<list />"));
    for items in [["a b", "c"], ["", "c"], ["c", "a\tb"], ["c", "a\r"]] {
        assert_eq!(
            write(&items).unwrap_err().path(),
            "Envelope/Body/list",
            "{items:?}"
        );
    }
}
