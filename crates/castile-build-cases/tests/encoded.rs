//! What SOAP encoding carries: replies as other stacks write them are read without a deviation, what was read is
//! written, and is the same when read again.

mod support;

use castile::{AnyType, Array, DeviationKind, SoapVersion};
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
