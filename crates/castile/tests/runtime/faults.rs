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

/// A fault of SOAP 1.1.
fn soap11(code: &str, reason: &str, more: &str) -> String {
    format!("<faultcode>{code}</faultcode><faultstring>{reason}</faultstring>{more}")
}

/// A fault of SOAP 1.2.
fn soap12(code: &str, reason: &str, more: &str) -> String {
    format!(
        "<soap:Code><soap:Value>{code}</soap:Value></soap:Code><soap:Reason><soap:Text xml:lang=\"en\">{reason}</soap:Text></soap:Reason>{more}"
    )
}

/// What faults say in one version and in the other. The kind is the same; all there is to see is in the snapshot.
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn faults_as_services_send_them() {
    use FaultKind::{
        DataEncodingUnknown, MustUnderstand, Other, Receiver, Sender, VersionMismatch,
    };
    let in_codes = |value: &str| {
        format!(
            "<soap:Code><soap:Value>soap:Receiver</soap:Value><soap:Subcode><soap:Value xmlns:a=\"urn:a\">a:Busy</soap:Value>{value}</soap:Subcode></soap:Code>"
        )
    };
    let chain = "System.Web.Services.Protocols.SoapException: Server was unable to process request. ---&gt; System.Exception: boom\n   at Api.Login(String name)\n   --- End of inner exception stack trace ---";
    let unknown = "<e:why xmlns:e=\"urn:e\" lang=\"en\"><e:rule>7</e:rule></e:why><other/>";
    let table: Vec<(&str, FaultKind, String, String)> = vec![
        (
            "ASP.NET, without its trace",
            Receiver,
            soap11("soap:Server", "Server was unable to process request. ---&gt; boom", "<detail />"),
            soap12("soap:Receiver", "Server was unable to process request. ---&gt; boom", "<detail />"),
        ),
        (
            "ASP.NET, with its trace",
            Receiver,
            soap11("soap:Server", chain, "<detail />"),
            soap12("soap:Receiver", chain, "<detail />"),
        ),
        (
            "a code in parts, and who says so",
            Sender,
            soap11("soap:Client.Auth", "no", "<faultactor>urn:gate</faultactor>"),
            soap12("soap:Sender.Auth", "no", "<soap:Node>urn:n</soap:Node><soap:Role>urn:gate</soap:Role>"),
        ),
        (
            "a code without prefix",
            Receiver,
            soap11("Server", "no prefix", ""),
            soap12("Receiver", "no prefix", ""),
        ),
        (
            "a code without prefix under a default namespace",
            Receiver,
            "<faultcode xmlns=\"urn:x\">Server</faultcode><faultstring>no</faultstring>".to_owned(),
            "<soap:Code><soap:Value xmlns=\"urn:x\">Receiver</soap:Value></soap:Code>".to_owned(),
        ),
        (
            "a prefix of the code's own for SOAP",
            Receiver,
            format!("<faultcode xmlns:q0=\"{SOAP11}\">q0:Server</faultcode>"),
            format!("<soap:Code><soap:Value xmlns:q0=\"{SOAP12}\">q0:Receiver</soap:Value></soap:Code>"),
        ),
        (
            "a code of the other version",
            Sender,
            format!("<faultcode xmlns:q0=\"{SOAP12}\">q0:Sender</faultcode>"),
            format!("<soap:Code><soap:Value xmlns:q0=\"{SOAP11}\">q0:Client</soap:Value></soap:Code>"),
        ),
        (
            "a prefix nobody declared",
            Other,
            soap11("nope:Busy", "no", ""),
            soap12("nope:Busy", "no", ""),
        ),
        (
            "a code of the service's own, with white space, and an empty reason",
            Other,
            "<faultcode xmlns:x=\"urn:x\"> x:Busy\n</faultcode><faultstring/>".to_owned(),
            "<soap:Code><soap:Value xmlns:x=\"urn:x\"> x:Busy\n</soap:Value></soap:Code><soap:Reason><soap:Text/></soap:Reason>".to_owned(),
        ),
        (
            "what a header has to do with",
            MustUnderstand,
            soap11("soap:MustUnderstand", "no", ""),
            soap12("soap:MustUnderstand", "no", ""),
        ),
        (
            "the version",
            VersionMismatch,
            soap11("soap:VersionMismatch", "no", ""),
            soap12("soap:VersionMismatch", "no", ""),
        ),
        (
            "the encoding, which SOAP 1.1 has no code for",
            DataEncodingUnknown,
            soap11("soap:DataEncodingUnknown", "no", ""),
            soap12("soap:DataEncodingUnknown", "no", ""),
        ),
        (
            "no code",
            Other,
            "<faultstring>no code</faultstring>".to_owned(),
            "<soap:Reason><soap:Text>no code</soap:Text></soap:Reason>".to_owned(),
        ),
        (
            "no reason",
            Receiver,
            "<faultcode>soap:Server</faultcode>".to_owned(),
            "<soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code>".to_owned(),
        ),
        (
            "subcodes",
            Receiver,
            // SOAP 1.1 has none; they are read wherever they stand.
            in_codes(""),
            in_codes("<soap:Subcode><soap:Value>deep</soap:Value></soap:Subcode>"),
        ),
        (
            "several languages, English among them",
            Receiver,
            "<faultcode>soap:Server</faultcode><faultstring xml:lang=\"de\">nein</faultstring><faultstring xml:lang=\"en-GB\">no</faultstring>".to_owned(),
            "<soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code><soap:Reason><soap:Text xml:lang=\"de\">nein</soap:Text><soap:Text xml:lang=\"en-GB\">no</soap:Text></soap:Reason>".to_owned(),
        ),
        (
            "several languages, none of them English",
            Receiver,
            "<faultcode>soap:Server</faultcode><faultstring xml:lang=\"de\">nein</faultstring><faultstring xml:lang=\"fr\">non</faultstring>".to_owned(),
            "<soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code><soap:Reason><soap:Text xml:lang=\"de\">nein</soap:Text><soap:Text xml:lang=\"fr\">non</soap:Text></soap:Reason>".to_owned(),
        ),
        (
            "markup in the reason",
            Receiver,
            soap11("soap:Server", "some <b>markup</b> in &lt;it&gt;", ""),
            soap12("soap:Receiver", "some <b>markup</b> in &lt;it&gt;", ""),
        ),
        (
            "additions in the code and the reason",
            Receiver,
            "<faultcode>soap:Server<x/></faultcode><faultstring>no</faultstring>".to_owned(),
            "<soap:Code><soap:Value>soap:Receiver<x>1</x></soap:Value></soap:Code><soap:Reason><x:ref xmlns:x=\"urn:x\" xml:lang=\"en\">7</x:ref><soap:Text xml:lang=\"de\">nein</soap:Text>, 7</soap:Reason>".to_owned(),
        ),
        (
            "a code and a reason without the elements for them",
            Receiver,
            "<faultcode><b>soap:Server</b></faultcode><faultstring><b>no</b></faultstring>".to_owned(),
            "<soap:Code>soap:Receiver</soap:Code><soap:Reason xml:lang=\"en\">no</soap:Reason>".to_owned(),
        ),
        (
            "what a terminal would obey",
            Receiver,
            soap11("soap:Server", "two\nlines\u{9b}2J and \u{202e}more", ""),
            soap12("soap:Receiver", "two\nlines\u{9b}2J and \u{202e}more", ""),
        ),
        (
            "another order, something new, text in the detail",
            Receiver,
            "<detail><e:why xmlns:e=\"urn:e\">1</e:why> and text </detail><faultstring>no</faultstring><faultcode>soap:Server</faultcode><new/>".to_owned(),
            "<soap:Detail><e:why xmlns:e=\"urn:e\">1</e:why> and text </soap:Detail><new/><soap:Reason><soap:Text>no</soap:Text></soap:Reason><soap:Code><new/><soap:Value>soap:Receiver</soap:Value></soap:Code>".to_owned(),
        ),
        (
            "a detail that nobody declared",
            Sender,
            soap11("soap:Client", "no", &format!("<detail>{unknown}</detail>")),
            soap12("soap:Sender", "no", &format!("<soap:Detail>{unknown}</soap:Detail>")),
        ),
        (
            "a detail without the namespace that SOAP 1.2 has it in",
            Sender,
            soap11("soap:Client", "no", &format!("<soap:detail>{unknown}</soap:detail>")),
            soap12("soap:Sender", "no", &format!("<detail>{unknown}</detail>")),
        ),
        (
            "the form of the other version",
            Sender,
            soap12("soap:Client", "no", "<soap:Role>urn:r</soap:Role><soap:Detail><a/></soap:Detail>"),
            soap11("soap:Sender", "no", "<faultactor>urn:r</faultactor><detail><a/></detail>"),
        ),
    ];
    let mut shown = Vec::new();
    for (what, kind, first, second) in table {
        shown.push(format!("# {what}"));
        for (version, content) in [(SOAP11, first), (SOAP12, second)] {
            let fault = fault(&format!(
                "<soap:Envelope xmlns:soap=\"{version}\"><soap:Body><soap:Fault>{content}</soap:Fault></soap:Body></soap:Envelope>"
            ));
            assert_eq!(fault.kind(), kind, "{what}");
            shown.push(format!("{}: {fault}", fault.version()));
            shown.push(format!("    {fault:?}"));
            shown.push(format!("    messages {:?}", fault.messages()));
            if !fault.detail_text().is_empty() {
                shown.push(format!("    text in the detail {:?}", fault.detail_text()));
            }
            for entry in fault.detail().unwrap_or_default() {
                shown.push(format!("    kept {}", entry.xml()));
            }
        }
    }
    insta::assert_snapshot!(shown.join("\n"));
}

/// In the form of either version, in an envelope of either.
#[test]
fn a_fault_in_the_namespace_of_the_other_version() {
    for (version, other, code) in [(SOAP11, SOAP12, "o:Sender"), (SOAP12, SOAP11, "o:Client")] {
        let soap12 = format!(
            "<o:Code><o:Value>{code}</o:Value></o:Code><o:Reason><o:Text>no</o:Text></o:Reason>"
        );
        for content in [soap11(code, "no", ""), soap12] {
            let element = format!("<o:Fault xmlns:o=\"{other}\">{content}</o:Fault>");
            let text = envelope("%")
                .replace(SOAP11, version)
                .replace('%', &element);
            let fault = fault(&text);
            assert_eq!(
                (fault.reason(), fault.kind()),
                ("no", FaultKind::Sender),
                "{text}"
            );
        }
    }
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
        // Beside the body it is no answer.
        envelope(&bad).replace("</soap:Envelope>", &format!("{fault_xml}</soap:Envelope>")),
    ] {
        let error = run(Canned::new(500, "text/xml", broken)
            .client()
            .get_report(&request()))
        .unwrap_err();
        assert!(error.fault().is_none(), "{error:?}");
    }
    // With any status and content type, in either version, with any policy.
    for status in [200, 202, 400, 401, 404, 429, 500, 503] {
        for content_type in ["text/xml", "application/soap+xml", "text/html", ""] {
            for version in [SOAP11, SOAP12] {
                let text = envelope(fault_xml).replace(SOAP11, version);
                let client = Canned::new(status, content_type, text).client();
                let client = client.client().clone().with_policy(Policy::strict());
                let error = run(shop::ShopClient::new(client).get_report(&request())).unwrap_err();
                assert_eq!(error.kind(), castile::ErrorKind::Fault, "{error:?}");
                assert_eq!(error.fault().unwrap().reason(), "both");
                assert_eq!(error.status().unwrap(), status);
            }
        }
    }
}

/// What stands around a fault, in both versions: the element in no namespace, and header blocks, which are kept.
#[test]
fn what_is_around_a_fault() {
    let plain = "<Fault><faultcode>a</faultcode><faultstring>no</faultstring></Fault>";
    let fault_xml =
        "<soap:Fault><faultcode>a</faultcode><faultstring>no</faultstring></soap:Fault>";
    let header = "<soap:Header><e:Expired xmlns:e=\"urn:e\" soap:mustUnderstand=\"1\"><e:since>7</e:since></e:Expired><e:Expired xmlns:e=\"urn:f\"/></soap:Header><soap:Body>";
    for version in [SOAP11, SOAP12] {
        let of = |text: String| fault(&text.replace(SOAP11, version));
        assert_eq!(of(envelope(plain)).reason(), "no");
        let fault = of(envelope(fault_xml).replace("<soap:Body>", header));
        let names: Vec<_> = fault
            .headers()
            .iter()
            .map(|one| (one.namespace(), one.name()))
            .collect();
        assert_eq!(names, [("urn:e", "Expired"), ("urn:f", "Expired")]);
        assert_eq!(
            fault.header_as::<String>("urn:f", "Expired").unwrap(),
            Some(String::new())
        );
        let shown = fault.to_string();
        let expected = "with `{urn:e}Expired`, `{urn:f}Expired` in its header";
        assert!(shown.contains(expected), "{shown}");
        // Entries of the detail are read by name.
        let detail = "<e:why xmlns:e=\"urn:e\">1</e:why></detail></soap:Fault>";
        let fault = of(envelope(fault_xml).replace("</soap:Fault>", &format!("<detail>{detail}")));
        assert_eq!(fault.detail_as::<i32>("urn:e", "why").unwrap(), Some(1));
        assert_eq!(fault.detail_as::<i32>("urn:e", "how").unwrap(), None);
        assert!(fault.detail_as::<bool>("urn:e", "why").unwrap().is_some());
        assert!(
            fault
                .detail_as::<castile::value::Date>("urn:e", "why")
                .is_err()
        );
    }
}

/// What a vendor adds to a fault says nothing of it.
#[test]
fn additions_to_a_fault() {
    let own = soap11("soap:Server", "no", "");
    let foreign = "<v:faultcode xmlns:v=\"urn:v\">soap:Client</v:faultcode>";
    let code = "<v:Code xmlns:v=\"urn:v\"><v:Value>4711</v:Value></v:Code>";
    let of = |content: &str| fault(&envelope(&format!("<soap:Fault>{content}</soap:Fault>")));
    for more in [foreign, code, "<Code><Value>4711</Value></Code>"] {
        for content in [format!("{own}{more}"), format!("{more}{own}")] {
            let fault = of(&content);
            assert_eq!(
                (fault.code().name.as_str(), fault.reason(), fault.kind()),
                ("Server", "no", FaultKind::Receiver),
                "{content}"
            );
        }
    }
    // Where there is no other, it is what the server has to say.
    assert_eq!(of(foreign).code().name, "Client");
    assert_eq!(of(code).code().name, "4711");

    let of = |content: &str| {
        let text = envelope(&format!("<soap:Fault>{content}</soap:Fault>"));
        fault(&text.replace(SOAP11, SOAP12))
    };
    let value = "<v:Value xmlns:v=\"urn:v\">4711</v:Value>";
    let own = soap12("soap:Receiver", "no", "");
    for content in [
        own.replace("<soap:Code>", &format!("<soap:Code>{value}")),
        own.replace("</soap:Code>", &format!("{value}</soap:Code>")),
        format!("{own}<faultcode>4711</faultcode>{code}"),
        // Twice the same is once.
        format!("{own}<soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code>"),
    ] {
        let fault = of(&content);
        assert_eq!(fault.code().name, "Receiver", "{content}");
        assert_eq!(fault.subcodes(), [], "{content}");
    }
}

/// The text of a detail, against the specification, is all of it.
#[test]
fn text_in_a_detail() {
    let text = "<detail> Error 1 &amp; 2, not&#32;found<e:a xmlns:e=\"urn:e\"/>.\n</detail>";
    let fault = fault(&envelope(&format!(
        "<soap:Fault>{}</soap:Fault>",
        soap11("a", "b", text)
    )));
    assert_eq!(fault.detail_text(), "Error 1 & 2, not found.");
}

#[test]
fn a_fault_that_says_two_things() {
    let of = |content: &str, version: &str| {
        let text = envelope(&format!("<soap:Fault>{content}</soap:Fault>"));
        let canned = Canned::new(500, "text/xml", text.replace(SOAP11, version));
        run(canned.client().get_report(&request())).unwrap_err()
    };
    for (content, version) in [
        (
            soap11("soap:Server", "no", "<faultcode>soap:Client</faultcode>"),
            SOAP11,
        ),
        (
            soap11(
                "a",
                "b",
                "<faultactor>c</faultactor><faultactor>d</faultactor>",
            ),
            SOAP11,
        ),
        (
            soap12(
                "soap:Sender",
                "no",
                "<soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code>",
            ),
            SOAP12,
        ),
        (
            soap12("soap:Sender", "no", "").replace(
                "</soap:Value>",
                "</soap:Value><soap:Value>soap:Receiver</soap:Value>",
            ),
            SOAP12,
        ),
    ] {
        let error = of(&content, version);
        let kind = error.decode().map(DecodeError::kind);
        assert_eq!(kind, Some(castile::DecodeErrorKind::Duplicate), "{error:?}");
    }
}

/// Strangers that contradict each other stand for nothing.
#[test]
fn a_fault_whose_additions_say_two_things() {
    let parts = |second: &str| {
        envelope(&format!(
            "<soap:Fault><faultstring>no</faultstring><x:faultcode xmlns:x=\"urn:x\">Client</x:faultcode><x:faultcode xmlns:x=\"urn:x\">{second}</x:faultcode></soap:Fault>"
        ))
    };
    assert_eq!(fault(&parts("Client")).kind(), FaultKind::Sender);
    assert_eq!(fault(&parts("Server")).kind(), FaultKind::Other);
    assert_eq!(fault(&parts("Server")).reason(), "no");
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
    let [first] = &*answer.body else {
        panic!("{answer:?}");
    };
    assert_eq!(first.name, ("urn:b".to_owned(), "b".to_owned()));
    assert!(!first.is_fault);
    let text = envelope("<s:Body> <b/></s:Body>");
    assert!(text[seen(&text).offset..].starts_with("<b/>"));
    let text = envelope("<s:Body></s:Body>");
    assert!(text[seen(&text).offset..].starts_with("</s:Body>"));
    let text = envelope("<s:Body><a/><s:Fault/><Fault/></s:Body>");
    let faults = seen(&text).body.into_iter().map(|one| one.is_fault);
    assert_eq!(faults.collect::<Vec<_>>(), [false, true, true]);
    assert!(seen(&envelope("<s:Body/>")).body.is_empty());
    let text = envelope(&format!("<s:Body>{}</s:Body>", "<a/>".repeat(100)));
    assert_eq!(seen(&text).body.len(), 64);
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
