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
