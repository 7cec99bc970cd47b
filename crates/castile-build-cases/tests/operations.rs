//! What operations do beyond echoing: header blocks, one-way messages, empty bodies, rpc wrappers, faults.

mod support;

use castile_build_cases as cases;
use support::{Canned, Echo, check, client, document, run};

#[test]
fn headers() {
    use cases::headers::{Ask, AskRequestHeaders, AskResponseHeaders, Credentials, ExampleClient};
    let headers = AskRequestHeaders {
        credentials: Some(Credentials::new("me".to_owned(), "pass".into())),
        trace: Some("t".to_owned()),
    };
    let ask = Ask::new("why?".to_owned());

    let echo = Echo::default();
    let service = ExampleClient::new(client(echo.clone()));
    run(service.ask(&ask, &headers)).expect_err("a request is no answer");
    check("headers", "request.xml", &echo.request());

    let canned = Canned::ok(document("headers", "response.xml"));
    let reply = run(ExampleClient::new(client(canned)).ask(&ask, &headers)).expect("an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(reply.ask_result, 42);
    let expected = AskResponseHeaders {
        trace: Some("a b".to_owned()),
        remaining: Some(3),
    };
    assert_eq!(*reply.headers(), expected);
}

#[test]
fn one_way() {
    use cases::one_way::{Ask, ExampleClient};
    let service = ExampleClient::new(client(Canned::ok(String::new())));
    let reply = run(service.tell(&Ask::new("this".to_owned()))).expect("nothing is an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
}

#[test]
fn empty_messages() {
    use cases::empty_messages::ExampleClient;
    let echo = Echo::default();
    let service = ExampleClient::new(client(echo.clone()));
    let reply = run(service.nothing()).expect("an empty body is an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    check("empty_messages", "request.xml", &echo.request());

    let body = "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body><new/></S:Body></S:Envelope>";
    let service = ExampleClient::new(client(Canned::ok(body.to_owned())));
    let reply = run(service.nothing()).expect("an element in an empty body is an addition");
    let kinds: Vec<_> = reply.deviations().iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [castile::DeviationKind::UnknownElement]);
}

#[test]
fn rpc_literal() {
    use cases::rpc_literal::{Elsewhere, ExampleClient, Move, Point, Reset};
    let mut from = Point::new(1);
    from.y = Some(2);
    let request = Move::new(from.clone(), 3, "secret".into());

    let echo = Echo::default();
    let service = ExampleClient::new(client(echo.clone()));
    run(service.r#move(&request)).expect_err("a request is no answer");
    check("rpc_literal", "request.xml", &echo.request());
    run(service.elsewhere(&Elsewhere::default())).expect_err("a request is no answer");
    check("rpc_literal", "elsewhere.xml", &echo.request());
    let error = run(service.reset(&Reset::default())).expect_err("the wrapper has another name");
    let error = error.decode().expect("it cannot be read").to_string();
    assert!(error.contains("resetResponse"), "{error}");

    let canned = Canned::ok(document("rpc_literal", "response.xml"));
    let reply = run(ExampleClient::new(client(canned)).r#move(&request)).expect("an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(reply.point, from);
}

/// Several elements in a body, out and in.
#[test]
fn several_parts() {
    use cases::several_parts::{Ask, AskRequest, ExampleClient};
    let request = AskRequest::new(Ask::new("why?".to_owned()), 3);
    let echo = Echo::default();
    let service = ExampleClient::new(client(echo.clone()));
    run(service.ask(&request)).expect_err("a request is no answer");
    check("several_parts", "request.xml", &echo.request());

    let canned = Canned::ok(document("several_parts", "response.xml"));
    let reply = run(ExampleClient::new(client(canned)).ask(&request)).expect("an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(reply.ask_response.ask_result, 42);
    assert_eq!((reply.count, reply.remark.as_str()), (3, "so"));

    let short = document("several_parts", "response.xml").replace("<remark>so</remark>", "");
    let error = run(ExampleClient::new(client(Canned::ok(short))).ask(&request));
    let error = error.expect_err("a part is missing");
    let error = error.decode().expect("it cannot be read").to_string();
    assert!(error.contains("`remark`"), "{error}");
}

/// A fault in a body that is read as a whole is a fault, and not an element that nobody knows.
#[test]
fn a_fault_instead_of_several_parts() {
    use cases::several_parts::{Ask, AskRequest, ExampleClient};
    let request = AskRequest::new(Ask::new("why?".to_owned()), 3);
    let canned = Canned::fault(document("faults", "response.xml"));
    let error = run(ExampleClient::new(client(canned)).ask(&request)).expect_err("a fault");
    assert!(error.fault().is_some(), "{error:?}");
}

#[test]
fn body_substitution() {
    use cases::body_substitution::{ExampleClient, Shape, ShapeResponseShape, ShapeShape, Square};
    let request = Shape::new(ShapeShape::Square(Square::new(4)));
    let echo = Echo::default();
    let reply = run(ExampleClient::new(client(echo.clone())).shape(&request));
    let reply = reply.expect("the same elements may answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(reply.shape, ShapeResponseShape::Square(Square::new(4)));
    check("body_substitution", "request.xml", &echo.request());
}

/// What PHP and zeep send for parts that WS-I forbids.
#[test]
fn parts_that_are_forbidden() {
    use cases::document_part_with_type::ExampleClient as Document;
    use cases::rpc_part_with_element::{Ask, AskRequest, ExampleClient as Rpc};

    let echo = Echo::default();
    run(Document::new(client(echo.clone())).ask(&5)).expect_err("a request is no answer");
    check("document_part_with_type", "request.xml", &echo.request());

    let echo = Echo::default();
    let request = AskRequest::new(Ask::new("why?".to_owned()));
    run(Rpc::new(client(echo.clone())).ask(&request)).expect_err("a request is no answer");
    check("rpc_part_with_element", "request.xml", &echo.request());
}

#[test]
fn faults() {
    use cases::faults::{Ask, AskFault, ExampleClient, NotAllowed};
    let canned = Canned::fault(document("faults", "response.xml"));
    let service = ExampleClient::new(client(canned));
    let error = run(service.ask(&Ask::new("may I?".to_owned()))).expect_err("a fault");
    let fault = error.fault().expect("a fault");
    let detail = fault.detail_as::<NotAllowed>("urn:example", "NotAllowed");
    assert_eq!(
        detail
            .expect("a detail that can be read")
            .expect("a detail")
            .rule,
        7
    );
    let declared = error.fault_as::<AskFault>().expect("it can be read");
    assert_eq!(declared, Some(AskFault::NotAllowed(NotAllowed { rule: 7 })));

    let ask = |from: &str, to: &str| {
        let text = document("faults", "response.xml").replace(from, to);
        let service = ExampleClient::new(client(Canned::fault(text)));
        run(service.ask(&Ask::new("may I?".to_owned()))).expect_err("a fault")
    };
    let other = ask("NotAllowed", "Unheard");
    let declared = other.fault_as::<AskFault>().expect("nothing is read");
    assert_eq!(declared, None);
    let detail = other.fault().and_then(castile::Fault::detail);
    assert_eq!(detail.expect("a detail")[0].name(), "Unheard");
    let broken = ask("<rule>7</rule>", "<rule>seven</rule>");
    let error = broken.fault_as::<AskFault>().expect_err("no number");
    assert!(error.to_string().contains("seven"), "{error}");
}

#[test]
fn serde() {
    use cases::serde::LeftOut;
    let mut value = LeftOut::new(cases::serde::LeftOutChoice::A(1));
    value.many = vec![1, 2];
    let json = serde_json::to_string(&value).expect("every value is JSON");
    assert_eq!(json, r#"{"many":[1,2],"choice":{"A":1}}"#);
    assert_eq!(
        serde_json::from_str::<LeftOut>(&json).expect("JSON of a value"),
        value
    );
    let short: LeftOut =
        serde_json::from_str(r#"{"choice":{"A":1}}"#).expect("what may be absent is");
    assert!(short.many.is_empty());
    // An enumeration is its word, in the contract or not.
    for (kind, word) in [
        (cases::serde::Kind::One, "one"),
        (cases::serde::Kind::Unrecognized("two".to_owned()), "two"),
    ] {
        value.r#type = Some(kind);
        let json = serde_json::to_value(&value).expect("every value is JSON");
        assert_eq!(json["type"], word);
        assert_eq!(
            serde_json::from_value::<LeftOut>(json).expect("JSON of a value"),
            value
        );
    }
    let array = castile::Array(vec![Some(1), None]);
    let json = serde_json::to_string(&array).expect("every value is JSON");
    assert_eq!(json, "[1,null]");
    let again: castile::Array<i32> = serde_json::from_str(&json).expect("JSON of a value");
    assert_eq!(again, array);
}

#[test]
fn overrides() {
    use cases::money::Money;
    use cases::overrides::{ExampleClient, Order, State};
    let canned = |text: String| ExampleClient::new(client(Canned::ok(text)));
    let text = document("overrides", "response.xml");
    let blank = <Order as castile::codegen::Element>::blank();
    let reply = run(canned(text.clone()).send_back(&blank)).expect("an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    let order = reply.into_inner();
    assert_eq!(order.number, 7);
    assert_eq!(order.state, State::Fine);
    assert_eq!(order.price, Money(1250));
    assert_eq!((order.discount, order.tip), (None, Some(Money(5))));
    assert_eq!(order.place.fee, Money(100));
    assert_eq!(order.at, "2024-05-01T10:00:00.000");
    check("overrides", "value.debug", &format!("{order:#?}"));

    let echo = Echo::default();
    let again = run(ExampleClient::new(client(echo.clone())).send_back(&order)).expect("an answer");
    assert_eq!(*again, order);
    check("overrides", "request.xml", &echo.request());

    let broken = text.replace("12.50", "12.5");
    let error = run(canned(broken).send_back(&order)).expect_err("one digit");
    let error = error.decode().expect("it cannot be read").to_string();
    assert!(error.contains("an amount such as `12.50`"), "{error}");
}

/// Two contracts that share a schema, read through one that imports both.
#[test]
fn shared_types() {
    use cases::shared_types::{SalesClient, StockClient, Value, common::Article, stock};
    let sales = Echo::default();
    let value = Value::new(Article::new(7));
    let reply = run(SalesClient::new(client(sales.clone())).echo(&value)).expect("an answer");
    let stocked = stock::Value::new(reply.into_inner().article);
    let stock = Echo::default();
    let reply = run(StockClient::new(client(stock.clone())).echo(&stocked)).expect("an answer");
    assert_eq!(reply.article, Article::new(7));
    let requests = format!("{}\n{}\n", sales.request(), stock.request());
    check("shared_types", "requests.xml", &requests);
}

/// Two contracts with types of a third, which has been generated by itself.
#[test]
fn extern_modules() {
    use cases::out_module::{Customer, LineType, Order, Person, base::Id};
    use cases::{extern_module, extern_type};
    use castile::{Nillable, value::QName};

    let mut customer = Customer::new(
        Id::new(7),
        Person::new("Ada".to_owned()).into(),
        Nillable::Nil,
    );
    let reference = QName::new(Some("urn:elsewhere"), "file");
    customer.reference = Some(reference.expect("a name"));
    customer.origin = Some("web".to_owned());
    let sales = Echo::default();
    let client_of_sales = extern_module::ExampleClient::new(client(sales.clone()));
    let value = extern_module::Value::new(customer, Id::new(8));
    let value = run(client_of_sales.echo(&value))
        .expect("an answer")
        .into_inner();
    let sent = sales.request();
    let order = Order {
        row: vec![LineType::new(3)],
    };
    let reply = run(client_of_sales.order(&order)).expect("an answer");
    assert_eq!(*reply, order);
    let requests = format!("{sent}\n{}\n", sales.request());
    check("extern_module", "requests.xml", &requests);

    // What one has read the other sends.
    let take = extern_type::Take::new(value.customer.clone(), extern_type::Line::new(2));
    let request = castile::envelope::write_request(
        &extern_type::operations::TAKE,
        castile::SoapVersion::Soap11,
        None,
        &take,
    );
    let request = request.expect("the request can be written");
    check("extern_type", "request.xml", &format!("{request}\n"));
    let answer = request.replace("n1:take", "n1:takeResponse");
    let stock = extern_type::StockClient::new(client(support::Canned::ok(answer)));
    let reply = run(stock.take(&take)).expect("an answer");
    assert_eq!(reply.who, value.customer);
}

/// A default stands for no content at all; white space is content (XSD 1.0 part 1, 3.3.4).
#[test]
fn defaults_are_for_what_is_empty() {
    use cases::defaults::{ExampleClient, Mode};
    let read = |from: &str, to: &str| {
        let text = document("defaults", "response.xml");
        assert!(text.contains(from), "{from}");
        let service = ExampleClient::new(client(Canned::ok(text.replace(from, to))));
        run(service.echo(&castile::codegen::Element::blank()))
    };
    for (from, to) in [
        ("<mode></mode>", "<mode/>"),
        ("<number/>", "<number><!-- --></number>"),
    ] {
        let reply = read(from, to).unwrap_or_else(|error| panic!("{error:?}"));
        assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
        assert_eq!((reply.number, &reply.mode), (7, &Some(Mode::Slow)));
    }
    let reply =
        read("<mode></mode>", "<mode>\n</mode>").unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(reply.mode, Some(Mode::Unrecognized(String::new())));
    assert_eq!(reply.deviations().total(), 1);
    let error = read("<number/>", "<number> </number>").expect_err("it is no number");
    assert!(error.decode().is_some(), "{error:?}");
}
