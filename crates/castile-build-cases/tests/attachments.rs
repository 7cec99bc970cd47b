//! SOAP with Attachments and MTOM: what is sent, what is read, and what is refused.

mod support;

use std::sync::{Arc, Mutex};

use castile::transport::{SendFuture, SendOptions, Transport};
use castile::{Attachment, DeviationKind, ErrorKind, Limits, SoapVersion};
use castile_build_cases::attachments::{Count, ExampleClient, Load, Store, StoreRequest};
use support::{client, run};

/// Answers every call alike, and keeps what was asked.
#[derive(Clone)]
struct Server {
    content_type: &'static str,
    body: String,
    asked: Arc<Mutex<String>>,
}

impl Transport for Server {
    fn send<'a>(&'a self, request: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        let content_type = request.headers()["content-type"].to_str().expect("text");
        *self.asked.lock().expect("no test panics in between") = format!(
            "{content_type}\n{}",
            String::from_utf8_lossy(request.body()).replace('\r', "")
        );
        let response = http::Response::builder()
            .header("content-type", self.content_type)
            .body(self.body.replace('\n', "\r\n").into_bytes());
        Box::pin(async { Ok(response.expect("a sound response")) })
    }
}

/// Answers with what it was asked, content type and all.
struct Echo;

impl Transport for Echo {
    fn send<'a>(&'a self, request: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        let response = http::Response::builder()
            .header("content-type", &request.headers()["content-type"])
            .body(request.into_body());
        Box::pin(async { Ok(response.expect("a sound response")) })
    }
}

const RELATED: &str = "multipart/related; boundary=b; type=\"text/xml\"; start=\"<root>\"";

fn server(content_type: &'static str, body: &str) -> Server {
    Server {
        content_type,
        body: body.to_owned(),
        asked: Arc::default(),
    }
}

/// A message of an envelope with this body and of more parts.
fn message(body: &str, parts: &str) -> Server {
    server(
        RELATED,
        &format!(
            "--b\nContent-Type: text/xml; charset=utf-8\nContent-ID: <root>\n\n\
         <s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{body}</s:Body></s:Envelope>\n{parts}--b--\n"
        ),
    )
}

fn load(content: &str) -> String {
    format!(
        "<load xmlns=\"urn:example\" xmlns:xop=\"http://www.w3.org/2004/08/xop/include\">{content}</load>"
    )
}

const PICTURE: &str = "--b\nContent-Type: image/png\nContent-ID: <pic=1@here>\n\nPNG\n";

fn store() -> StoreRequest {
    StoreRequest::new(
        Store::new("n".to_owned()),
        Attachment::new("image/png", "thumb"),
        Attachment::new("", "full\n--castile-0-boundary"),
    )
}

#[test]
fn parts_are_sent_beside_the_envelope() {
    let server = message("", "--b\n\nreceived\n");
    let service = ExampleClient::new(client(server.clone()));
    let reply = run(service.store(&store())).expect("an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(reply.receipt.bytes, b"received");
    let asked = server
        .asked
        .lock()
        .expect("no test panics in between")
        .clone();
    support::check("attachments", "request.txt", &asked);

    let soap12 = client(server.clone()).with_version(SoapVersion::Soap12);
    run(ExampleClient::new(soap12).store(&store())).expect_err("an answer in SOAP 1.1");
    let asked = server
        .asked
        .lock()
        .expect("no test panics in between")
        .clone();
    let first = asked.lines().next().expect("the content type");
    assert_eq!(
        first,
        "multipart/related; type=\"application/soap+xml\"; start=\"<envelope@castile>\"; boundary=\"castile-1-boundary\"; \
         start-info=\"application/soap+xml\"; action=\"urn:example/store\""
    );
}

#[test]
fn parts_are_found_by_their_names_or_in_their_order() {
    let body = "<t:countResponse xmlns:t=\"urn:example\"><count>1</count></t:countResponse>";
    let named = "--b\nContent-ID: <other=1@x>\n\none\n--b\nContent-ID: <file=2@x>\n\ntwo\n";
    let request = Count::new(1, Attachment::new("text/plain", "x"));
    let reply = run(ExampleClient::new(client(message(body, named))).count(&request));
    let reply = reply.expect("an answer");
    assert_eq!((reply.count, reply.file.bytes.as_slice()), (1, &b"two"[..]));
    assert_eq!(reply.attachments().len(), 1);
    assert_eq!(reply.attachments()[0].bytes, b"one");
    let kinds: Vec<_> = reply.deviations().iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [DeviationKind::Attachment]);
    // One without a name before one of another, the name in other case before both, and what there is at last.
    for (parts, bytes, noted) in [
        (
            "--b\nContent-ID: <other=1@x>\n\none\n--b\nContent-ID: <x>\n\ntwo\n",
            "two",
            1,
        ),
        (
            "--b\nContent-ID: <x>\n\none\n--b\nContent-ID: <File=2@x>\n\ntwo\n",
            "two",
            2,
        ),
        ("--b\nContent-ID: <other=1@x>\n\none\n", "one", 1),
        ("--b\n\none\n", "one", 0),
    ] {
        let reply = run(ExampleClient::new(client(message(body, parts))).count(&request));
        let reply = reply.expect("an answer");
        assert_eq!(reply.file.bytes, bytes.as_bytes(), "{parts}");
        let kinds: Vec<_> = reply.deviations().iter().map(|one| one.kind).collect();
        assert_eq!(kinds, vec![DeviationKind::Attachment; noted], "{parts}");
    }

    let error = run(ExampleClient::new(client(message(body, ""))).count(&request));
    let error = error.expect_err("an attachment is missing");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let error = format!("{error:?}");
    assert!(
        error.contains("none for the part `file`") && error.contains("input.wsdl"),
        "{error}"
    );
}

#[test]
fn references_there_and_back() {
    let mut request = Load::new(Attachment::new("image/png", vec![0, 13, 10, 255]));
    request.more = vec![Attachment::new("a/b", "1"), Attachment::new("a/b", "2")];
    let reply = run(ExampleClient::new(client(Echo)).load(&request)).expect("an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(reply.picture.bytes, request.picture.bytes);
    assert_eq!(reply.picture.content_type, "image/png");
    let more: Vec<_> = reply.more.iter().map(|one| one.bytes.as_slice()).collect();
    assert_eq!(more, [b"1", b"2"]);
}

/// MTOM, though nobody asked for it: the bytes are where they would be without it.
#[test]
fn included_bytes() {
    let content = "<picture>CID:pic%3D1@here</picture><data>\n<xop:Include href=\"cid:pic=1@here\"/>\n</data>";
    let mut server = message(&load(content), PICTURE);
    server.content_type =
        "multipart/related; boundary=b; type=\"application/xop+xml\"; start-info=\"text/xml\"";
    server.body = server
        .body
        .replacen("text/xml", "application/xop+xml; type=\"text/xml\"", 1);
    let request = Load::new(Attachment::new("", ""));
    let reply = run(ExampleClient::new(client(server)).load(&request)).expect("an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(reply.picture.bytes, b"PNG");
    assert_eq!(
        reply.data.as_ref().map(|data| data.0.as_slice()),
        Some(&b"PNG"[..])
    );
    assert!(reply.attachments().is_empty());
}

/// Some stacks escape the header as they do the reference, and XOP lets more stand in an `Include`.
#[test]
fn references_in_other_forms() {
    let request = Load::new(Attachment::new("", ""));
    for (id, url) in [
        ("a%40b", "a%40b"),
        ("a%40b", "a@b"),
        ("a@b", "a%40b"),
        ("a%2540b", "a%2540b"),
    ] {
        let parts = format!("--b\nContent-ID: <{id}>\n\nPNG\n");
        let body = load(&format!("<picture>cid:{url}</picture>"));
        let reply = run(ExampleClient::new(client(message(&body, &parts))).load(&request));
        assert_eq!(reply.expect(id).picture.bytes, b"PNG", "{id} {url}");
    }
    for (include, kinds) in [
        (
            "x:href=\"cid:no\" xmlns:x=\"urn:x\" href=\"cid:pic=1@here\"/>",
            vec![],
        ),
        (
            "href=\"cid:pic=1@here\" new=\"1\"> <!-- --> </xop:Include>",
            vec![DeviationKind::UnknownAttribute],
        ),
        (
            "href=\"cid:pic=1@here\">QQ==<x/></xop:Include>",
            vec![DeviationKind::UnknownText, DeviationKind::UnknownElement],
        ),
    ] {
        let body = load(&format!(
            "<picture>cid:pic=1@here</picture><data><xop:Include {include}</data>"
        ));
        let reply = run(ExampleClient::new(client(message(&body, PICTURE))).load(&request));
        let reply = reply.expect(include);
        assert_eq!(reply.data.as_ref().map(|data| &*data.0), Some(&b"PNG"[..]));
        let noted: Vec<_> = reply.deviations().iter().map(|one| one.kind).collect();
        assert_eq!(noted, kinds, "{include}");
    }
}

#[test]
fn what_is_refused() {
    let request = Load::new(Attachment::new("", ""));
    let include = |url: &str| {
        load(&format!(
            "<picture>cid:pic=1@here</picture><data><xop:Include href=\"{url}\"/></data>"
        ))
    };
    for (body, parts, expected) in [
        (
            load("<picture>http://elsewhere/x.png</picture>"),
            PICTURE,
            "no `cid:` URL, and is not followed",
        ),
        (
            load("<picture>file:///etc/passwd</picture>"),
            PICTURE,
            "no `cid:` URL, and is not followed",
        ),
        (
            load("<picture>cid:lost</picture>"),
            PICTURE,
            "an attachment that is not there",
        ),
        (
            include("http://elsewhere/x.png"),
            PICTURE,
            "no `cid:` URL, and is not followed",
        ),
        (
            include("cid:lost"),
            PICTURE,
            "an attachment that is not there",
        ),
        (
            include("cid:pic=1@here").replace("<xop", "QQ==<xop"),
            PICTURE,
            "alone in its element, found text beside it",
        ),
        (
            include("cid:pic=1@here").replace("</data>", "QQ==</data>"),
            PICTURE,
            "alone in its element, found text beside it",
        ),
        (
            include("cid:pic=1@here")
                .replace("</data>", "<xop:Include href=\"cid:pic=1@here\"/></data>"),
            PICTURE,
            "alone in its element, found a second one beside it",
        ),
        (
            include("cid:pic=1@here"),
            "--b\nContent-ID: <pic=1@here>\n\n1\n--b\nContent-ID: <pic=1@here>\n\n2\n",
            "two with `pic=1@here`",
        ),
    ] {
        let error = run(ExampleClient::new(client(message(&body, parts))).load(&request));
        let error = error.expect_err(&body);
        assert_eq!(error.kind(), ErrorKind::Decode);
        let error = format!("{error:?}");
        assert!(error.contains(expected), "{error}");
    }
    let unbound = server("multipart/related", "--b\n\n<x/>\n--b--");
    let error = run(ExampleClient::new(client(unbound)).load(&request)).expect_err("no boundary");
    assert!(format!("{error:?}").contains("`boundary`"), "{error:?}");
}

/// A small message that refers to a large attachment many times is no way around the limits.
#[test]
fn copies_are_limited() {
    let more = "<more>cid:pic=1@here</more>".repeat(20);
    let body = load(&format!("<picture>cid:pic=1@here</picture>{more}"));
    let large = PICTURE.replace("PNG", &"x".repeat(1_000));
    let limits = Limits::new().with_reference_bytes(10_000);
    let limited = client(message(&body, &large)).with_limits(limits);
    let request = Load::new(Attachment::new("", ""));
    let error = run(ExampleClient::new(limited).load(&request)).expect_err("too many copies");
    assert!(
        format!("{error:?}").contains("with_reference_bytes"),
        "{error:?}"
    );
    run(ExampleClient::new(client(message(&body, &large))).load(&request)).expect("21 copies");
}

#[test]
fn an_envelope_alone_carries_none() {
    use castile::envelope::{write_message, write_request};
    use castile_build_cases::attachments::operations::STORE;
    let error = write_request(&STORE, SoapVersion::Soap11, None, &store());
    assert!(
        error
            .expect_err("they would be lost")
            .to_string()
            .contains("attachments")
    );
    let message = write_message(&STORE, SoapVersion::Soap11, None, &store()).expect("a message");
    assert_eq!(message.attachments.len(), 2);
}

#[test]
fn a_body_of_several_parts_is_held_against_the_contract() {
    use castile::Policy;
    use castile_build_cases::attachments::operations::STORE;
    let checked = STORE.check(&store(), Policy::strict().check_facets());
    assert!(checked.is_ok(), "{checked:?}");
}
