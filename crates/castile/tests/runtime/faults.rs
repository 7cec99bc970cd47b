//! Faults of both versions, in and out of spec.

use castile::{Fault, FaultKind};

use super::*;

fn fault(text: &str) -> Fault {
    let error = run(Canned::new(500, "text/xml", text)
        .client()
        .get_report(&request()))
    .unwrap_err();
    match error.fault() {
        Some(fault) => fault.clone(),
        None => panic!("{} in {text}", everything(&error)),
    }
}

fn soap11(content: &str) -> Fault {
    fault(&envelope(&format!("<soap:Fault>{content}</soap:Fault>")))
}

fn soap12(content: &str) -> Fault {
    fault(&envelope(&format!("<soap:Fault>{content}</soap:Fault>")).replace(SOAP11, SOAP12))
}

#[test]
fn faults_as_services_send_them() {
    let faults = [
        soap11(
            "<faultcode>soap:Server</faultcode><faultstring>Server was unable to process request. ---&gt; boom</faultstring><detail />",
        ),
        soap11(
            "<faultcode>soap:Client.Auth</faultcode><faultstring xml:lang=\"en\">no</faultstring><faultactor>urn:gate</faultactor>",
        ),
        soap11("<faultcode>Server</faultcode><faultstring>no prefix</faultstring>"),
        soap11(
            "<faultcode xmlns=\"urn:x\">Server</faultcode><faultstring>no prefix under a default namespace</faultstring>",
        ),
        soap11(
            "<faultcode>nope:Busy</faultcode><faultstring>a prefix nobody declared</faultstring>",
        ),
        soap11("<faultcode xmlns:x=\"urn:x\"> x:Busy\n</faultcode><faultstring/>"),
        soap11("<faultstring>no code</faultstring>"),
        soap11("<faultcode>soap:Server</faultcode>"),
        soap11(
            "<faultcode>soap:Server</faultcode><faultstring>some <b>markup</b> in &lt;it&gt;</faultstring>",
        ),
        soap11(
            "<faultcode>soap:Server</faultcode><faultstring>two\nlines\u{9b}2J and \u{202e}more</faultstring>",
        ),
        soap11(
            "<detail><e:why xmlns:e=\"urn:e\">1</e:why> and text </detail><faultstring>order</faultstring><faultcode>soap:Server</faultcode><new/>",
        ),
        soap12(
            "<soap:Code><soap:Value>soap:Receiver</soap:Value><soap:Subcode><soap:Value xmlns:a=\"urn:a\">a:Busy</soap:Value><soap:Subcode><soap:Value>deep</soap:Value></soap:Subcode></soap:Subcode></soap:Code><soap:Reason><soap:Text xml:lang=\"de\">nein</soap:Text><soap:Text xml:lang=\"en-GB\">no</soap:Text></soap:Reason><soap:Node>urn:n</soap:Node><soap:Role>urn:r</soap:Role><soap:Detail><a/></soap:Detail>",
        ),
        soap12(
            "<soap:Code><soap:Value>soap:Sender</soap:Value></soap:Code><soap:Reason><soap:Text xml:lang=\"en\">as ASMX writes it</soap:Text></soap:Reason><detail />",
        ),
    ];
    let shown: Vec<_> = faults
        .iter()
        .map(|fault| {
            format!(
                "{:?}: {fault}\n    {fault:?} {:?}",
                fault.kind(),
                fault.detail_text()
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
    assert_eq!(faults[11].reason(), "no");
    assert_eq!(
        faults[10].detail_as::<i32>("urn:e", "why").unwrap(),
        Some(1)
    );
    assert_eq!(faults[10].detail_as::<i32>("urn:e", "how").unwrap(), None);
    assert_eq!(faults[2].kind(), FaultKind::Receiver);
    assert_eq!(faults[5].kind(), FaultKind::Other);
}

#[test]
fn the_fault_wins() {
    let body = "<getReportResponse xmlns=\"urn:shop\"><report version=\"1\"><id>1</id><status>Open</status></report></getReportResponse>";
    let fault_xml = "<soap:Fault><faultcode>soap:Server</faultcode><faultstring>both</faultstring></soap:Fault>";
    assert_eq!(
        fault(&envelope(&format!("{body}{fault_xml}"))).reason(),
        "both"
    );
    assert_eq!(
        fault(&envelope(&format!("{fault_xml}{body}"))).reason(),
        "both"
    );
    // Even where the answer, or a header, is worth an error of its own.
    let bad = body.replace("<id>1</id>", "<id>x</id>");
    assert_eq!(
        fault(&envelope(&format!("{bad}{fault_xml}"))).reason(),
        "both"
    );
    let header =
        "<soap:Header><a xmlns=\"urn:a\" soap:mustUnderstand=\"1\"/></soap:Header><soap:Body>";
    assert_eq!(
        fault(&envelope(fault_xml).replace("<soap:Body>", header)).reason(),
        "both"
    );
    for broken in [
        envelope(&format!("{fault_xml}{fault_xml}")),
        envelope(fault_xml).replace(
            "</soap:Envelope>",
            &format!("<soap:Body>{fault_xml}</soap:Body></soap:Envelope>"),
        ),
        format!("{}<junk/>", envelope(fault_xml)),
    ] {
        let error = run(Canned::new(500, "text/xml", broken)
            .client()
            .get_report(&request()))
        .unwrap_err();
        assert!(error.fault().is_none(), "{error:?}");
    }
    // With any status, in either version, with any policy.
    for (status, text) in [
        (200, envelope(fault_xml)),
        (400, envelope(fault_xml)),
        (500, envelope(fault_xml).replace(SOAP11, SOAP12)),
    ] {
        let client = Canned::new(status, "text/xml", text)
            .client()
            .client()
            .clone()
            .with_policy(Policy::strict());
        let error = run(shop::ShopClient::new(client).get_report(&request())).unwrap_err();
        assert_eq!(error.kind(), castile::ErrorKind::Fault);
    }
}

#[test]
fn broken_faults_are_errors_too() {
    for content in ["", "<new/>", "<faultcode><deep></faultcode>"] {
        let text = envelope(&format!("<soap:Fault>{content}</soap:Fault>"));
        let error = run(Canned::new(500, "text/xml", text)
            .client()
            .get_report(&request()))
        .unwrap_err();
        assert!(error.fault().is_none() && error.decode().is_some());
    }
    let deep = "<soap:Subcode>".repeat(200);
    let text = envelope(&format!("<soap:Fault><soap:Code>{deep}")).replace(SOAP11, SOAP12);
    let error = run(Canned::new(500, "text/xml", text)
        .client()
        .get_report(&request()))
    .unwrap_err();
    assert_eq!(
        error.decode().unwrap().kind(),
        castile::DecodeErrorKind::Limit
    );
}

#[test]
fn an_envelope_is_looked_into_before_it_is_read() {
    use castile::envelope::{Glance, SoapVersion, glance};

    let look = |text: &str| glance(text, &castile::Limits::default());
    let envelope = |body: &str| {
        format!(
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header><a/></s:Header>{body}</s:Envelope>"
        )
    };
    let seen = |text: &str| -> Glance { look(text).expect("it is an envelope") };
    let answer = seen(&envelope("<s:Body><b xmlns='urn:b'><c>"));
    assert_eq!(answer.version, SoapVersion::Soap12);
    assert_eq!(answer.body, Some(("urn:b".to_owned(), "b".to_owned())));
    assert!(!answer.is_fault);
    assert!(seen(&envelope("<s:Body><s:Fault/></s:Body>")).is_fault);
    assert_eq!(seen(&envelope("<s:Body/>")).body, None);
    for (text, message) in [
        (
            "<html/>",
            "expected a SOAP envelope, found an HTML page at `html` (line 1, byte 0); near `>>> <html/>`",
        ),
        (
            "<a><b/></a>",
            "expected a SOAP envelope, `{http://schemas.xmlsoap.org/soap/envelope/}Envelope`, found `a` at `a` (line 1, byte 0); near `>>> <a><b/></a>`",
        ),
        (
            "<s:Envelope",
            "expected the rest of the document, found its end: the reply is cut off at line 1, byte 0; near `>>> <s:Envelope`",
        ),
    ] {
        let error = look(text).expect_err("it is none");
        assert_eq!(error.to_string(), message);
    }
}
