//! Whole calls: what of HTTP matters, and what each failure says.

use castile::transport::TimeoutPhase;
use castile::{DeviationKind, ErrorKind};

use super::*;

fn call(canned: &Canned) -> String {
    match run(canned.client().get_report(&request())) {
        Ok(reply) => format!(
            "read {}; {:?}",
            reply.report.id,
            reply
                .deviations()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        ),
        Err(error) => everything(&error),
    }
}

/// One snapshot for all, to be read from top to bottom.
macro_rules! replies {
    ($($name:ident: $canned:expr;)*) => {
        #[test]
        fn what_each_reply_leads_to() {
            let rows = [$((stringify!($name), call(&$canned))),*];
            let shown: Vec<_> = rows.iter().map(|(name, outcome)| format!("# {}\n{outcome}\n", name.replace('_', " "))).collect();
            insta::assert_snapshot!(shown.join("\n"));
        }
    };
}

replies! {
    good: Canned::ok(more(""));
    good_with_another_content_type: Canned::new(200, "application/xml", more(""));
    good_without_a_content_type: Canned::new(200, "", more(""));
    good_with_a_failure_status: Canned::new(503, "text/xml", more(""));
    html_200: Canned::new(200, "text/html", "<html><head><title>Sign in</title></head></html>");
    html_500: Canned::new(500, "text/html", "<!DOCTYPE html>\n<html><head><title>Runtime Error</title></head>");
    html_in_an_unknown_encoding: Canned::new(502, "text/html; charset=shift_jis", &b"<html>\x82\xa0"[..]);
    json: Canned::new(404, "application/json", "{\"password\":\"swordfish\"}");
    plain_text: Canned::new(500, "text/plain; charset=utf-8", "Missing parameter: s.\r\n");
    plain_text_with_a_secret: Canned::new(200, "text/plain", "OK AUTHCODE:swordfish");
    empty_200: Canned::new(200, "text/xml", "");
    empty_202: Canned::new(202, "", "");
    empty_400: Canned::new(400, "text/xml; charset=no-such-thing", "");
    xml_that_is_no_soap: Canned::new(500, "text/xml", "<error>swordfish</error>");
    wrong_charset: Canned::new(200, "text/xml; charset=shift_jis", more(""));
    charset_conflict: Canned::new(200, "text/xml; charset=utf-8", format!("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>{}", more("<row>é</row>")));
    invalid_utf8: Canned::ok([more("").as_bytes(), b"\xff"].concat());
    connection_refused: Canned { failure: Some((TransportErrorKind::Connect, "no connection".to_owned())), ..Canned::default() };
    timeout: Canned { failure: Some((TransportErrorKind::Timeout(TimeoutPhase::Response), "no answer in 100 s".to_owned())), ..Canned::default() };
    long_content_type: Canned::new(200, &"x".repeat(5000), "nothing");
}

#[test]
fn encodings() {
    let text = more("<row>é€\u{10000}</row>");
    let declared = |name: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?>{text}");
    let utf16 = |text: &str, big: bool| {
        text.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect::<Vec<u8>>()
    };
    for (content_type, body) in [
        ("text/xml", text.clone().into_bytes()),
        (
            "text/xml; charset=\"UTF-8\"",
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        ),
        (
            "text/xml; charset=iso-8859-1",
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        ),
        (
            "text/xml; charset=utf-16",
            [&b"\xFF\xFE"[..], &utf16(&text, false)].concat(),
        ),
        (
            "text/xml",
            [&b"\xFE\xFF"[..], &utf16(&declared("utf-16"), true)].concat(),
        ),
        (
            "text/xml; charset=utf-16",
            utf16(&declared("utf-16"), false),
        ),
        ("text/xml; Charset = utf-8", declared("utf-16").into_bytes()),
    ] {
        let reply = run(Canned::new(200, content_type, body)
            .client()
            .get_report(&request()))
        .unwrap_or_else(|error| panic!("{content_type}: {}", everything(&error)));
        assert_eq!(reply.report.row, ["é€\u{10000}"], "{content_type}");
        assert!(
            reply.deviations().is_empty(),
            "{content_type}: {:?}",
            reply.deviations()
        );
    }
}

#[test]
fn what_is_sent() {
    for (version, media_type) in [
        (SoapVersion::Soap11, "text/xml; charset=utf-8"),
        (
            SoapVersion::Soap12,
            "application/soap+xml; charset=utf-8; action=\"urn:shop/getReport\"",
        ),
    ] {
        let canned = Canned::new(
            200,
            version.media_type(),
            more("").replace(SOAP11, version.namespace()),
        );
        let client = canned.client().client().clone().with_version(version);
        run(shop::ShopClient::new(client).get_report(&request())).unwrap();
        let sent = canned.sent.lock().unwrap();
        let [sent] = sent.as_slice() else { panic!() };
        assert_eq!(
            (sent.method().as_str(), sent.uri().path()),
            ("POST", "/shop")
        );
        assert_eq!(sent.headers()["content-type"], media_type);
        assert_eq!(
            sent.headers()
                .get("soapaction")
                .map(|value| value.to_str().unwrap()),
            (version == SoapVersion::Soap11).then_some("\"urn:shop/getReport\"")
        );
        assert_eq!(
            String::from_utf8(sent.body().clone()).unwrap(),
            castile::envelope::write_request(
                &shop::operations::GET_REPORT,
                version,
                None,
                &request()
            )
            .unwrap()
        );
    }
}

#[test]
fn nothing_is_sent_that_cannot_be_written() {
    let canned = Canned::ok(more(""));
    let error = run(canned
        .client()
        .get_report(&GetReport::new("\u{1}".to_owned())))
    .unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_reached_server()),
        (ErrorKind::Encode, false)
    );
    assert!(canned.sent.lock().unwrap().is_empty());
    insta::assert_snapshot!(everything(&error));
    for endpoint in [
        "",
        "example.com",
        "/shop",
        "ftp://example.com",
        "file:///etc/passwd",
        "http://",
        "https://user:swordfish@",
        "javascript:alert(1)?pwd=swordfish",
    ] {
        let error = Client::with_transport(endpoint, canned.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{endpoint}");
        assert!(!everything(&error).contains("swordfish"), "{error}");
    }
}

#[test]
fn one_way() {
    let ping = |canned: Canned, policy| {
        run(
            shop::ShopClient::new(canned.client().client().clone().with_policy(policy))
                .ping(&shop::Ping::default()),
        )
    };
    for (status, body) in [
        (200, ""),
        (202, ""),
        (204, ""),
        (200, " \r\n"),
        (202, "\u{FEFF}"),
    ] {
        assert!(
            ping(Canned::new(status, "text/plain", body), Policy::strict())
                .unwrap()
                .deviations()
                .is_empty()
        );
    }
    let reply = ping(Canned::ok(envelope("")), Policy::tolerant()).unwrap();
    assert_eq!(
        reply
            .deviations()
            .iter()
            .map(|one| one.kind)
            .collect::<Vec<_>>(),
        [DeviationKind::Status]
    );
    let reply = ping(Canned::ok(more("")), Policy::tolerant()).unwrap();
    let kinds = reply.deviations().by_kind().map(|(kind, _)| kind);
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        [DeviationKind::UnknownElement, DeviationKind::Status]
    );
    for (canned, kind) in [
        (Canned::new(500, "", ""), ErrorKind::Status),
        (Canned::new(200, "text/html", "<html>"), ErrorKind::Decode),
        (
            Canned::ok(envelope(
                "<soap:Fault><faultcode>a</faultcode></soap:Fault>",
            )),
            ErrorKind::Fault,
        ),
    ] {
        assert_eq!(ping(canned, Policy::tolerant()).unwrap_err().kind(), kind);
    }
}

#[test]
fn what_http_says_can_be_refused() {
    for canned in [
        Canned::new(200, "application/xml", more("")),
        Canned::new(500, "text/xml", more("")),
    ] {
        let client = canned
            .client()
            .client()
            .clone()
            .with_policy(Policy::strict());
        let error = run(shop::ShopClient::new(client).get_report(&request())).unwrap_err();
        insta::assert_snapshot!(everything(&error));
    }
}

#[test]
fn headers_of_the_answer() {
    let text = |headers: &str| {
        more("").replace(
            "<soap:Body>",
            &format!("<soap:Header>{headers}</soap:Header><soap:Body>"),
        )
    };
    let session = "<Session xmlns=\"urn:shop\" soap:mustUnderstand=\"1\"><id>7</id></Session>";
    let call = |headers: &str| {
        run(Canned::ok(text(headers))
            .client()
            .read_report(&request(), &shop::ReadReportRequestHeaders::default()))
    };
    assert_eq!(
        call(session)
            .unwrap()
            .headers()
            .session
            .as_ref()
            .unwrap()
            .id,
        "7"
    );
    assert_eq!(call("").unwrap().headers().session, None);
    // One by nearly the same name is no other's, unless the right one is there as well.
    for near in [
        session.replace(" xmlns=\"urn:shop\" soap:mustUnderstand=\"1\"", ""),
        session.replace("urn:shop\" soap:mustUnderstand=\"1", "urn:other"),
        session
            .replace("Session", "session")
            .replace(" soap:mustUnderstand=\"1\"", ""),
    ] {
        let error = call(&near).unwrap_err();
        let kind = error.decode().map(DecodeError::kind);
        assert_eq!(kind, Some(castile::DecodeErrorKind::Misnamed), "{error:?}");
        let reply = call(&format!("{near}{session}")).unwrap();
        assert_eq!(reply.headers().session.as_ref().unwrap().id, "7");
        let kinds: Vec<_> = reply.deviations().iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [castile::DeviationKind::UnknownElement]);
    }
    // One for another role is another's.
    let gateway = session.replace("mustUnderstand=\"1", "actor=\"urn:gateway");
    let reply = call(&format!("{}{session}", gateway.replace('7', "8"))).unwrap();
    assert_eq!(reply.headers().session.as_ref().unwrap().id, "7");
    let reply = call(&gateway).unwrap();
    assert_eq!(reply.headers().session, None);
    let kinds: Vec<_> = reply.deviations().iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [castile::DeviationKind::UnknownElement]);
    // The same a second time says nothing new.
    let reply = call(&format!("{session}{session}")).unwrap();
    assert_eq!(reply.headers().session.as_ref().unwrap().id, "7");
    let kinds: Vec<_> = reply.deviations().iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [castile::DeviationKind::Duplicate]);
    let other = session.replace('7', "8");
    insta::assert_snapshot!(everything(&call(&format!("{session}{other}")).unwrap_err()));
}

#[test]
fn the_reply_stays_at_hand() {
    let error = run(Canned::new(404, "text/html", "<html>")
        .client()
        .get_report(&request()))
    .unwrap_err();
    let reply = error.reply().unwrap();
    assert_eq!(
        (reply.status().as_u16(), reply.content_type(), reply.body()),
        (404, "text/html", &b"<html>"[..])
    );
    assert_eq!(
        (error.operation(), error.status().unwrap().as_u16()),
        ("getReport", 404)
    );
    assert_eq!(format!("{reply:?}"), "RawReply(404, 6 bytes)");
}

#[test]
fn errors_can_be_sent_to_other_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<castile::Error>();
    check::<DecodeError>();
    check::<castile::Fault>();
    check::<castile::Reply<GetReportResponse>>();
    check::<Client>();
}

/// A password in the request, the URL and every secret-looking place of the reply is shown by nothing.
#[test]
fn no_secret_is_shown() {
    let mut request = request();
    request.password = Some("swordfish".into());
    let replies = [
        more("<pin>swordfish</pin>"),
        more("<node><label>a</label><password>swordfish</password></node>"),
        more("<password token=\"swordfish\">swordfish</password>"),
        more("<price token=\"swordfish\">swordfish</price>")
            .replace("<price ", "<price xmlns=\"urn:x\" "),
        envelope(
            "<getReportResponse xmlns=\"urn:shop\"><password>swordfish</password></getReportResponse>",
        ),
        "<html><title>AUTHCODE: swordfish</title>".to_owned(),
        "password=swordfish".to_owned(),
        "{\"token\":\"swordfish\"}".to_owned(),
        "<authCode>swordfish</authCode>".to_owned(),
        more("<pin>swordfish"),
        more("<pin>swordfish</pin").replace("report", "token"),
        more("<extra>swordfish</extra><o:o xmlns:o=\"urn:o\">swordfish</o:o>"),
    ];
    for text in replies {
        for policy in [Policy::tolerant(), Policy::strict()] {
            for status in [200, 500] {
                let client = Canned::new(status, "text/xml", text.clone())
                    .client()
                    .client()
                    .clone()
                    .with_policy(policy);
                let client = shop::ShopClient::new(client);
                let shown = match run(client.get_report(&request)) {
                    Ok(reply) => format!("{:?} {:?}", reply.deviations(), reply.report),
                    Err(error) => format!("{} {error:#?} {:?}", everything(&error), error.reply()),
                };
                let shown = format!("{shown} {client:?} {request:?}");
                assert!(!shown.contains("swordfish"), "{text}: {shown}");
            }
        }
    }
}

/// Keeps what it was asked, and answers with nothing.
#[derive(Clone, Default)]
struct Asked(std::sync::Arc<std::sync::Mutex<String>>);

impl castile::transport::Transport for Asked {
    fn send<'a>(
        &'a self,
        request: http::Request<Vec<u8>>,
        _: &'a castile::transport::SendOptions,
    ) -> castile::transport::SendFuture<'a> {
        *self.0.lock().unwrap() = String::from_utf8(request.into_body()).unwrap();
        Box::pin(async { Ok(http::Response::new(Vec::new())) })
    }
}

#[test]
fn header_blocks_that_the_contract_does_not_declare() {
    let asked = Asked::default();
    let block = |xml: &str| castile::AnyElement::from_xml(xml).unwrap();
    let client = Client::with_transport("http://localhost/", asked.clone())
        .unwrap()
        .with_header(block("<w:To xmlns:w='urn:w'>a &amp; b</w:To>"))
        .with_header(block("<Own xmlns='urn:own'><in/></Own>"));
    let shop = shop::ShopClient::new(client);
    let header = |text: &str| {
        let start = text.find("<soap:Header>").unwrap();
        text[start..text.find("</soap:Header>").unwrap()].to_owned()
    };
    run(shop.get_report(&request())).unwrap_err();
    assert_eq!(
        header(&asked.0.lock().unwrap()),
        "<soap:Header><w:To xmlns=\"\" xmlns:w='urn:w'>a &amp; b</w:To><Own xmlns='urn:own'><in/></Own>"
    );
    let headers = shop::ReadReportRequestHeaders {
        session: Some(shop::Session::new("7".to_owned())),
    };
    run(shop.read_report(&request(), &headers)).unwrap_err();
    let text = header(&asked.0.lock().unwrap());
    assert!(
        text.ends_with("</Own><Session xmlns=\"urn:shop\"><id>7</id></Session>"),
        "{text}"
    );
}
