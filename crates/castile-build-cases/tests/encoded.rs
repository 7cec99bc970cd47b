//! What SOAP encoding carries: replies as other stacks write them are read without a deviation, what was read is
//! written, and is the same when read again.

mod support;

use castile::{AnyType, Array, DeviationKind, Policy, SoapVersion};
use castile_build_cases as cases;
use support::{Canned, Echo, check, client, document, run};

#[test]
fn rpc_encoded() {
    use cases::rpc_encoded::{ExampleClient, Meet, Reset};
    let name = "rpc_encoded";
    let canned = ExampleClient::new(client(Canned::ok(document(name, "response.xml"))));
    let reply = run(canned.meet(&Meet::default())).unwrap_or_else(|error| panic!("{error}"));
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    check(name, "value.debug", &format!("{:#?}", *reply));

    let echo = Echo::default();
    let service = ExampleClient::new(client(echo.clone()));
    let mut request = Meet::default();
    request.person.clone_from(&reply.r#return);
    request.password = Some("secret".into());
    let again = run(service.meet(&request)).unwrap_or_else(|error| panic!("{error}"));
    check(name, "request.xml", &echo.request());
    assert_eq!(again.count, None);
    assert_eq!(again.deviations().total(), 4, "{:?}", again.deviations());
    run(service.reset(&Reset::default())).unwrap_or_else(|error| panic!("{error}"));
    check(name, "reset.xml", &echo.request());
}

#[test]
fn encoded_parts() {
    use cases::encoded_parts::operations::ASK;
    use cases::encoded_parts::{Ask, ExampleClient};
    let name = "encoded_parts";
    let canned = ExampleClient::new(client(Canned::ok(document(name, "response.xml"))));
    let reply = run(canned.ask(&Ask::default())).unwrap_or_else(|error| panic!("{error}"));
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    let street = |address: &Option<cases::encoded_parts::Address>| {
        address.as_ref().and_then(|address| address.street.clone())
    };
    assert_eq!(street(&reply.work).as_deref(), Some("Long Lane"));
    assert_eq!(reply.home, None);

    let request = Ask {
        name: Some("Ann".to_owned()),
        home: reply.work.clone(),
        password: Some("secret".into()),
    };
    for (version, file) in [
        (SoapVersion::Soap11, "request.xml"),
        (SoapVersion::Soap12, "request12.xml"),
    ] {
        let echo = Echo::default();
        let service = ExampleClient::new(client(echo.clone()).with_version(version));
        let again = run(service.ask(&request)).unwrap_or_else(|error| panic!("{error}"));
        check(name, file, &echo.request());
        assert_eq!(street(&again.home).as_deref(), Some("Long Lane"));
    }
    let checked = ASK.check(&request, Policy::strict().check_facets());
    assert!(checked.is_ok(), "{checked:?}");

    // A value that stands elsewhere is found, and what it stands in is not of the contract.
    let referring = document(name, "response.xml").replace(
        r#"<home xsi:nil="true"/>"#,
        r##"<home href="#1"/><x id="1" xsi:type="t:Address"><street>Short Lane</street></x>"##,
    );
    let canned = ExampleClient::new(client(Canned::ok(referring)));
    let reply = run(canned.ask(&Ask::default())).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(street(&reply.home).as_deref(), Some("Short Lane"));
    let kinds: Vec<_> = reply.deviations().iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [DeviationKind::UnknownElement]);
}

#[test]
fn encoded_arrays() {
    use cases::encoded_arrays::{Echo as Request, ExampleClient};
    let name = "encoded_arrays";
    let canned = ExampleClient::new(client(Canned::ok(document(name, "response.xml"))));
    let reply = run(canned.echo(&Request::default())).unwrap_or_else(|error| panic!("{error}"));
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    check(name, "value.debug", &format!("{:#?}", *reply));

    let value = reply.into_inner();
    let request = Request {
        strings: value.strings.clone(),
        points: value.points.clone(),
        table: value.table.clone(),
        lists: value.lists.clone(),
        lists_too: value.lists_too.clone(),
        items: value.items.clone(),
        anything: value.anything.clone(),
        endless: value.endless.clone(),
    };
    for (version, file) in [
        (SoapVersion::Soap11, "request.xml"),
        (SoapVersion::Soap12, "request12.xml"),
    ] {
        let echo = Echo::default();
        let service = ExampleClient::new(client(echo.clone()).with_version(version));
        let again = run(service.echo(&request)).unwrap_or_else(|error| panic!("{error}"));
        check(name, file, &echo.request());
        // What is echoed has another name than an answer, and the content type of SOAP 1.1.
        let kinds: Vec<_> = again.deviations().iter().map(|one| one.kind).collect();
        let is_12 = version == SoapVersion::Soap12;
        let expected = [DeviationKind::Encoding, DeviationKind::ContentType];
        assert_eq!(kinds, expected[..=usize::from(is_12)]);
        assert_eq!(again.strings, value.strings);
        assert_eq!(again.points, value.points);
        assert_eq!(again.table, value.table);
        assert_eq!(again.lists, value.lists);
        assert_eq!(again.lists_too, value.lists_too);
        assert_eq!(again.items, value.items);
        assert_eq!(again.endless, value.endless);
        let ints = again.anything.iter().flat_map(Array::values);
        let types: Vec<_> = ints.filter_map(AnyType::xsi_type).collect();
        assert_eq!(types.len(), 2);
    }
}

/// What is kept of a member has the type that its array says, whatever that is called, and can be written.
#[test]
fn types_that_arrays_say() {
    let text = document("encoded_arrays", "response.xml");
    let start = text.find("<anything").expect("it is there");
    let end = text.find("</anything>").expect("it is there");
    let read = |text: &str| {
        let answer = cases::read_answer("encoded_arrays", "echo", text, Policy::tolerant());
        let answer = answer.expect("the case has the operation");
        if let Err(error) = answer.outcome {
            panic!("{error} in {text}");
        }
        (
            answer.value,
            answer
                .again
                .expect("it was read")
                .expect("it can be written"),
        )
    };
    for (ty, member) in [
        ("ns1:Other[1]", "<item>1</item>"),
        ("other[1]", "<item>1</item>"),
        ("xml:other[1]", "<item>1</item>"),
        ("xsd:anyType[1]", "<item><xml:b href=\"#empty\"/></item>"),
    ] {
        let anything = format!("<anything SOAP-ENC:arrayType=\"{ty}\">{member}");
        let (value, written) = read(&format!("{}{anything}{}", &text[..start], &text[end..]));
        let (again, _) = read(&written);
        assert_eq!(format!("{value:?}"), format!("{again:?}"), "{written}");
    }
}

#[test]
fn encoded_headers() {
    use cases::encoded_headers::{
        Ask, AskRequestHeaders, AskResponseHeaders, ExampleClient, Session,
    };
    let name = "encoded_headers";
    let headers = AskRequestHeaders {
        session: Some(Session::new(7, "me".to_owned())),
        trace: Some("t".to_owned()),
        literal: Some(5),
    };
    let ask = Ask::new("why?".to_owned());
    let echo = Echo::default();
    let service = ExampleClient::new(client(echo.clone()));
    run(service.ask(&ask, &headers)).expect_err("the question is no answer");
    check(name, "request.xml", &echo.request());

    let canned = Canned::ok(document(name, "response.xml"));
    let reply = run(ExampleClient::new(client(canned)).ask(&ask, &headers));
    let reply = reply.unwrap_or_else(|error| panic!("{error}"));
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    let expected = AskResponseHeaders {
        session: headers.session,
        literal: Some(5),
    };
    assert_eq!(*reply.headers(), expected);
    assert_eq!(reply.answer, Some(42));
}

#[test]
fn encoded_faults() {
    use cases::encoded_faults::{Ask, AskFault, ExampleClient, Worse};
    let canned = Canned::fault(document("encoded_faults", "response.xml"));
    let service = ExampleClient::new(client(canned));
    let error = run(service.ask(&Ask::default())).expect_err("a fault");
    let detail = error.fault_as::<AskFault>().expect("it can be read");
    let expected = Worse {
        rule: Some(7),
        why: Some("because".to_owned()),
    };
    assert_eq!(detail, Some(AskFault::Worse(expected)));
}

#[test]
fn encoded_and_literal() {
    use cases::encoded_and_literal::{Encoded, ExampleClient, Point, PointElement};
    let name = "encoded_and_literal";
    let mut point = Point::new(1);
    point.names = Some(["a".to_owned()].into());
    let element = PointElement::new(point.clone());
    let echo = Echo::default();
    let service = ExampleClient::new(client(echo.clone()));

    let reply = run(service.literal(&element)).unwrap_or_else(|error| panic!("{error}"));
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(*reply, element);
    check(name, "literal.xml", &echo.request());

    let reply = run(service.encoded(&Encoded::new(point.clone())));
    let reply = reply.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(reply.point.as_ref(), Some(&point));
    check(name, "encoded.xml", &echo.request());

    // What may be nil in one has to be there in the other.
    let nothing = PointElement::new(Point::default());
    let error = run(service.literal(&nothing)).expect_err("`x` is required");
    let source = std::error::Error::source(&error).expect("what cannot be written");
    assert!(source.to_string().contains("n1:x"), "{source}");
    run(service.encoded(&Encoded::new(Point::default()))).unwrap_or_else(|error| panic!("{error}"));
    check(name, "nil.xml", &echo.request());

    let canned = document(name, "response.xml");
    let service = ExampleClient::new(client(Canned::ok(canned)));
    let reply = run(service.mixed(&element)).unwrap_or_else(|error| panic!("{error}"));
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(*reply, point);
}

#[test]
fn document_encoded() {
    use cases::document_encoded::{ExampleClient, Point};
    let name = "document_encoded";
    let echo = Echo::default();
    let service = ExampleClient::new(client(echo.clone()));
    let point = run(service.echo(&Point::new(1))).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(*point, Point::new(1));
    check(name, "point.xml", &echo.request());
    let number = run(service.number(&7)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(*number, 7);
    check(name, "number.xml", &echo.request());
    let words = run(service.words(&"a b".to_owned())).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(*words, "a b");
    check(name, "words.xml", &echo.request());
}

#[test]
fn encoded_types() {
    use cases::encoded_types::{Echo as Request, ExampleClient, Tell};
    let name = "encoded_types";
    let canned = ExampleClient::new(client(Canned::ok(document(name, "response.xml"))));
    let reply = run(canned.echo(&Request::default())).unwrap_or_else(|error| panic!("{error}"));
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    check(name, "value.debug", &format!("{:#?}", *reply));

    let echo = Echo::default();
    let service = ExampleClient::new(client(echo.clone()));
    let request = Request {
        everything: reply.into_inner().everything,
    };
    let again = run(service.echo(&request)).unwrap_or_else(|error| panic!("{error}"));
    check(name, "request.xml", &echo.request());
    assert_eq!(again.deviations().total(), 1, "{:?}", again.deviations());
    // Values of any type come back with other declarations.
    let shown = |value| format!("{value:?}");
    let (again, sent) = (again.into_inner().everything, request.everything);
    let length = |text: &str| text.split(" bytes)").count();
    assert_eq!(length(&shown(&again)), length(&shown(&sent)));
    let canned = ExampleClient::new(client(Canned::ok(String::new())));
    run(canned.tell(&Tell::default())).unwrap_or_else(|error| panic!("{error}"));
}
