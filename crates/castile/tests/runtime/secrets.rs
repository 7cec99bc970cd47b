//! A password in the request is shown by nothing, however the service repeats it: no error, no log, no tap, no panic.

use base64::Engine as _;
use castile::codegen::{HttpOperation, Parameters, Success, Writer};
use castile::envelope::{unpack, write_message};
use castile::{
    AnyAttribute, AnyElement, AnyType, Attachment, DeviationCounts, ErrorKind, Exchange, RawReply,
    Reply, Secret,
};
use std::fmt::Write as _;

use super::*;

/// With all that is escaped somewhere.
const PASSWORD: &str = "swordfish&<\"é>'\\";
/// What must not be seen.
const MARKER: &str = "swordfish";

/// Keeps what is logged, of all targets and levels.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn event(&self, event: &tracing::Event<'_>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        let target = event.metadata().target();
        writeln!(self.0.lock().unwrap(), "{target}:{}", fields.0).unwrap();
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

struct Fields(String);

impl tracing::field::Visit for Fields {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

/// Gives one response to everything.
struct Answering(http::Response<Vec<u8>>);

impl Transport for Answering {
    fn send<'a>(&'a self, _: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

/// Calls with the password, and gives back all that the call shows to anybody.
fn shown(transport: impl Transport + 'static, policy: Policy) -> String {
    let told = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&told);
    let endpoint = "https://ann:swordfish2@example.com/shop?pwd=swordfish3";
    let counts = DeviationCounts::new();
    let token = "<t:UsernameToken xmlns:t=\"urn:t\"><t:Username>ann</t:Username><t:Password>swordfish4</t:Password></t:UsernameToken>";
    let token = AnyElement::from_xml(token).unwrap();
    let client = Client::with_transport(endpoint, transport)
        .unwrap()
        .with_policy(policy)
        .with_deviation_observer(counts.clone())
        .with_header(token)
        .with_tap(move |call: &Exchange| *heard.lock().unwrap() = format!("{call} {call:?}"));
    let client = shop::ShopClient::new(client);
    let mut request = request();
    request.password = Some(Secret::from(PASSWORD));
    let log = Log::default();
    let result = listening(log.clone(), || run(client.get_report(&request)));
    let mut shown = format!("{client:?} {request:?} {}", log.0.lock().unwrap());
    write!(shown, "{counts:?} {:?}", counts.list()).unwrap();
    shown += &told.lock().unwrap();
    match result {
        Ok(reply) => {
            write!(shown, "{:?} {:?}", reply.deviations(), reply.attachments()).unwrap();
        }
        Err(error) => {
            let exchange = error.exchange().unwrap();
            write!(
                shown,
                "{} {error:#?} {exchange} {:?} {:?}",
                everything(&error),
                error.fault(),
                error.decode()
            )
            .unwrap();
            if let Some(fault) = error.fault() {
                write!(shown, "{fault} {fault:#?}").unwrap();
            }
            for one in error.decode().into_iter().flat_map(DecodeError::deviations) {
                write!(shown, "{one} {one:?}").unwrap();
            }
        }
    }
    shown
}

/// The password as it may be written in a reply.
fn spellings() -> Vec<String> {
    let escaped = PASSWORD
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;");
    let json = serde_json::to_string(PASSWORD).unwrap();
    vec![
        escaped.clone(),
        escaped.replace('é', "&#233;"),
        "swordfish%26%3C%22%C3%A9%3E%27%5C".to_owned(),
        json.trim_matches('"')
            .replace('&', "&amp;")
            .replace('<', "&lt;"),
        base64::engine::general_purpose::STANDARD.encode(format!("ann:{PASSWORD}")),
    ]
}

#[test]
fn a_password_that_is_repeated_is_shown_by_nothing() {
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("ann:{PASSWORD}"));
    let secrets = [MARKER, &encoded[8..encoded.len() - 8]];
    let fault = |content: &str| envelope(&format!("<soap:Fault>{content}</soap:Fault>"));
    for text in spellings() {
        let replies = [
            fault(&format!(
                "<faultcode>soap:Client</faultcode><faultstring>no such password: {text}</faultstring>"
            )),
            fault(&format!(
                "<faultcode>{text}</faultcode><faultstring>no</faultstring><faultactor>{text}</faultactor>"
            )),
            fault(&format!(
                "<faultcode>soap:Server</faultcode><faultstring>no</faultstring><detail><why>{text}</why>{text}</detail>"
            )),
            format!("<html><title>{text} is wrong</title><body>{text}"),
            format!("wrong: {text}"),
            format!("{{\"error\":\"{text}\"}}"),
            answer(&format!("<id>{text}</id><status>Open</status>")),
            answer(&format!("<id>1</id><status>{text}</status>")),
            more(&format!("<new>{text}</new>")),
            more(&format!("<new a=\"{text}\"/>")),
            more(&text),
            more(&format!("<new>{text}</new><row x=\"{text}\"/>")).replace("<id>1<", "<id>one<"),
            envelope(&format!("<other xmlns=\"urn:{text}\"/>")),
            format!("<!-- {text} --><a>{text}"),
        ];
        for reply in replies {
            for (status, content_type) in [(200, "text/xml; for="), (500, "text/")] {
                // Of the spellings, the one that a header can have.
                let content_type = format!("{content_type}{}", spellings()[2]);
                for policy in [Policy::tolerant(), Policy::strict()] {
                    let response = http::Response::builder()
                        .status(status)
                        .header("content-type", &content_type)
                        .header("x-echo", encoded.as_str())
                        .header("set-cookie", format!("session={MARKER}"))
                        .body(reply.clone().into_bytes())
                        .unwrap();
                    let shown = shown(Answering(response), policy);
                    assert!(
                        shown.contains("castile::wire") && shown.contains("--- reply"),
                        "{shown}"
                    );
                    for secret in secrets {
                        assert!(!shown.contains(secret), "{reply}: {shown}");
                    }
                }
            }
        }
        let failing = Canned {
            failure: Some((
                TransportErrorKind::Redirect,
                format!("to `https://h.example/{text}`"),
            )),
            ..Canned::default()
        };
        let shown = shown(failing, Policy::tolerant());
        for secret in secrets {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

/// A request that is held against the contract, or cannot be written.
#[test]
fn what_is_not_sent_shows_no_more() {
    let operation = &shop::operations::GET_REPORT;
    let client = Canned::ok(more("")).client().client().clone();
    let client = shop::ShopClient::new(client.with_request_policy(Policy::strict()));
    let shown = |request: &GetReport, kind| {
        let error = run(client.get_report(request)).unwrap_err();
        assert_eq!(error.kind(), kind);
        let mut shown = everything(&error);
        if let Err(error) = operation.check(request, Policy::strict()) {
            shown += &everything(&error);
        }
        if let Ok(deviations) = operation.check(request, Policy::tolerant()) {
            write!(shown, "{deviations:?}").unwrap();
        }
        shown
    };
    // The password stands where no name tells that it is one, too.
    for new in [
        "<new xmlns=\"urn:shop\">swordfish</new>",
        "<new xmlns=\"urn:shop\" swordfish=\"1\"/>",
        "<swordfish xmlns=\"urn:shop\"/>",
    ] {
        let mut request = GetReport::new("the password of ann is swordfish".to_owned());
        request.password = Some(Secret::from(MARKER));
        request.any = vec![AnyElement::from_xml(new).unwrap()];
        let shown = shown(&request, ErrorKind::Invalid);
        assert!(!shown.contains(MARKER), "{new}: {shown}");
    }
    let mut request = request();
    request.password = Some(Secret::from("swordfish\u{1}"));
    let shown = shown(&request, ErrorKind::Encode);
    assert!(
        !shown.contains(MARKER) && !shown.contains("U+0001"),
        "{shown}"
    );
}

/// An operation of an HTTP binding.
const fn login(location: &'static str, parameters: Parameters) -> HttpOperation {
    HttpOperation {
        name: "login",
        verb: "POST",
        location,
        parameters,
        lists: &[],
        request: Some(castile::codegen::Root::ANY),
        response: Some(castile::codegen::Root::ANY),
        default_namespace: "",
        prefixes: "",
        place: "shop.wsdl:60",
    }
}

/// Calls of an HTTP binding, whose parameters go into the URL or a form.
#[test]
fn an_http_binding_shows_no_more() {
    static OPERATIONS: [HttpOperation; 4] = [
        login("/login", Parameters::Query),
        login("/login", Parameters::Form),
        login("/(user)/(pwd)", Parameters::Path),
        login("/login", Parameters::Document),
    ];
    let request = AnyElement::from_xml("<r><user>ann</user><pwd>swordfish</pwd></r>").unwrap();
    for operation in &OPERATIONS {
        for (status, said) in [
            (500, "no such password: swordfish"),
            (200, "<html><title>swordfish is wrong</title>"),
            (200, "<answer><why>swordfish</why>"),
            (200, "<answer swordfish=\"1\">swordfish"),
        ] {
            let told = Arc::new(Mutex::new(String::new()));
            let heard = Arc::clone(&told);
            let log = Log::default();
            let canned = Canned::new(status, "text/plain; of=swordfish", said);
            let client = Client::with_transport("https://example.com/api", canned.clone()).unwrap();
            let client = client.with_tap(move |call: &Exchange| {
                *heard.lock().unwrap() = format!("{call} {call:?}");
            });
            let error = listening(log.clone(), || {
                run(client.call_http::<String>(operation, &request)).unwrap_err()
            });
            let sent = canned.sent.lock().unwrap();
            let sent = format!(
                "{:?} {:?}",
                sent[0].uri(),
                String::from_utf8_lossy(sent[0].body())
            );
            assert!(sent.contains(MARKER), "{sent}");
            let shown = format!(
                "{} {} {}",
                everything(&error),
                told.lock().unwrap(),
                log.0.lock().unwrap()
            );
            assert!(shown.contains("--- reply"), "{shown}");
            assert!(!shown.contains(MARKER), "{operation:?}: {shown}");
        }
    }
}

/// What the transport says of an attempt before the next one.
#[cfg(feature = "reqwest")]
#[test]
fn an_attempt_shows_no_more() {
    use castile::transport::{ReqwestTransport, Retry};

    static LOGIN: HttpOperation = login("/(user)/(pwd)", Parameters::Path);
    let request = AnyElement::from_xml("<r><user>ann</user><pwd>swordfish</pwd></r>").unwrap();
    // Nobody listens.
    let closed = tokio::net::TcpSocket::new_v4().unwrap();
    closed.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let origin = format!("http://{}", closed.local_addr().unwrap());
    let moment = std::time::Duration::from_millis(1);
    let retry = Retry::up_to(2).with_pauses(moment, moment);
    let client = Client::with_transport(format!("{origin}/api"), ReqwestTransport::new()).unwrap();
    let client = client.with_retry(retry);
    let log = Log::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let error = listening(log.clone(), || {
        let call = client.call_http::<String>(&LOGIN, &request);
        runtime.block_on(call).unwrap_err()
    });
    assert_eq!(error.transport().unwrap().attempts(), 2);
    let log = log.0.lock().unwrap();
    assert!(log.contains("a call failed; it is tried again"), "{log}");
    assert!(
        log.contains("kind=Connect") && log.contains(&origin),
        "{log}"
    );
    let shown = format!("{} {log}", everything(&error));
    assert!(!shown.contains(MARKER), "{shown}");
}

/// A status by which a service refuses, and the answer with it.
#[test]
fn a_refusal_shows_no_more() {
    static NEVER: Success<GetReportResponse> = Success {
        element: "name",
        status: |_| Some("no such password: swordfish".to_owned()),
        values: &["OK"],
    };
    let mut request = request();
    request.password = Some(Secret::from(MARKER));
    let client = Canned::ok(more("")).client().client().clone();
    let judged: Result<Reply<GetReportResponse>, _> =
        run(client.call_judged(&shop::operations::GET_REPORT, &NEVER, None, &request));
    let error = judged.unwrap_err();
    let shown = format!("{} {}", everything(&error), error.exchange().unwrap());
    assert!(shown.contains("no such password: ***"), "{shown}");
    assert!(!shown.contains(MARKER), "{shown}");
}

/// What was kept of a message, or is being made of one, whoever has it.
#[test]
fn what_holds_xml_does_not_show_it() {
    struct Shown;
    impl castile::envelope::WriteHeaders for Shown {
        fn write_headers(&self, writer: &mut Writer) {
            writer.open("password");
            writer.text().escaped(MARKER);
            let shown = format!("{writer:?}") + &format!("{:?}", writer.text());
            assert!(!shown.contains(MARKER), "{shown}");
            writer.close("password");
        }

        fn blank(&self) -> Box<dyn castile::envelope::Headers> {
            Box::new(())
        }
    }
    let written = write_message(
        &shop::operations::GET_REPORT,
        SoapVersion::Soap11,
        Some(&Shown),
        &request(),
    );
    assert!(written.unwrap().envelope.contains(MARKER));

    let element = AnyElement::from_xml(&format!("<a><pwd>{MARKER}</pwd></a>")).unwrap();
    let any = AnyType::from_text(MARKER);
    let attribute = AnyAttribute {
        namespace: String::new(),
        name: "pwd".to_owned(),
        value: MARKER.to_owned(),
    };
    let reply = http::Response::builder()
        .header("x-echo", MARKER)
        .body(MARKER.as_bytes().to_vec());
    let shown = format!(
        "{element:?} {any:?} {:?} {attribute:?} {:?}",
        castile::UnknownType(any.clone()),
        RawReply::from(reply.unwrap())
    );
    assert!(!shown.contains(MARKER), "{shown}");
}

/// What is at hand without a client.
#[test]
fn messages_show_nothing_of_what_is_in_them() {
    let mut request = request();
    request.password = Some(Secret::from(PASSWORD));
    let operation = &shop::operations::GET_REPORT;
    let mut message = write_message(operation, SoapVersion::Soap11, None, &request).unwrap();
    assert!(message.envelope.contains(MARKER));
    message.attachments.push(Attachment::new(
        format!("text/plain; name={MARKER}"),
        MARKER,
    ));
    assert_eq!(
        format!("{message:?}"),
        format!(
            "Message({} bytes, [Attachment(\"text/plain\", 9 bytes)])",
            message.envelope.len()
        )
    );
    let (headers, body) = message.into_http(SoapVersion::Soap11, "");
    let package = unpack(&headers[0].1, &body, &Limits::default()).unwrap();
    let package = package.expect("it has two parts");
    assert!(String::from_utf8_lossy(&package.root).contains(MARKER));
    let shown = format!("{package:?}");
    assert!(
        shown.contains("text/plain") && !shown.contains(MARKER),
        "{shown}"
    );
}

#[test]
fn a_panic_shows_no_more() {
    let mut request = request();
    request.password = Some(Secret::from(MARKER));
    let fault = "<soap:Fault><faultcode>a</faultcode><faultstring>swordfish is wrong</faultstring></soap:Fault>";
    let client = Canned::new(500, "text/xml", envelope(fault)).client();
    let panics = std::panic::AssertUnwindSafe(|| run(client.get_report(&request)).unwrap());
    let panic = std::panic::catch_unwind(panics).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(
        message.contains("*** is wrong") && !message.contains(MARKER),
        "{message}"
    );
    let request = request.password.unwrap();
    let panics = || assert_eq!(request, Secret::from("other"));
    let panic = std::panic::catch_unwind(panics).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(
        message.contains("Secret(..)") && !message.contains(MARKER),
        "{message}"
    );
}

/// Secrets in the URL of a call or in the headers of its reply, repeated in a page.
#[test]
fn what_a_url_or_a_header_hides_is_hidden_by_value() {
    let shown = |endpoint: &str, (name, value): (&str, &str), page: &str| {
        let response = http::Response::builder()
            .status(500)
            .header("content-type", "text/plain")
            .header(name, value)
            .body(page.as_bytes().to_vec())
            .unwrap();
        let client = Client::with_transport(endpoint, Answering(response)).unwrap();
        let error = run(shop::ShopClient::new(client).get_report(&request())).unwrap_err();
        format!("{} {}", everything(&error), error.exchange().unwrap())
    };
    for endpoint in [
        "https://swordfish@h.example/",
        "https://swordfish:@h.example/",
        "https://h.example/(S(swordfish))/a",
        "https://h.example/a;pwd=swordfish/b",
        "https://h.example/?to=https%3A%2F%2Fh%2F%3Fpwd%3Dswordfish",
        "https://h.example/?ReturnUrl=/(S(swordfish))/a",
    ] {
        let shown = shown(endpoint, ("x-a", "b"), "it was swordfish");
        assert!(shown.contains("it was ***"), "{shown}");
        assert!(!shown.contains(MARKER), "{endpoint}: {shown}");
    }
    for header in [
        (
            "set-cookie",
            "sid=swordfish; Path=/; Max-Age=9999999; Secure",
        ),
        (
            "set-cookie",
            "sid=\"swordfish\"; expires=Thu, 01 Jan 2099 00:00:00 GMT",
        ),
        ("set-cookie", "sid=swordfish"),
        ("set-cookie2", "sid=swordfish; Version=1"),
        ("x-auth-token", "swordfish"),
        ("authorization", "Bearer swordfish"),
        ("location", "/(S(swordfish))?a=1"),
        ("location", "https://h/?ticket=swordfish"),
    ] {
        let page = "it was swordfish at / for 9999999, Thu, 01 Jan 2099 00:00:00 GMT";
        let shown = shown("https://h.example/", header, page);
        assert!(shown.contains(&page.replace(MARKER, "***")), "{shown}");
        assert!(!shown.contains(MARKER), "{header:?}: {shown}");
    }
    let page = "the culture en-US is unknown";
    let shown_whole = shown("https://h.example/", ("set-cookie", "culture=en-US"), page);
    assert!(shown_whole.contains(page), "{shown_whole}");
    for page in [
        "moved to /(S(swordfish))?a=1",
        "<a href=\"/(S(swordfish))?x=1\">it moved</a>",
        "{\"to\":\"\\/(S(swordfish))\\/a\"}",
        "moved to /%28S%28swordfish%29%29/",
        "HTTP_AUTHORIZATION: Bearer swordfish",
        "HTTP_COOKIE: a=1; b=swordfish",
        "{\"Authorization\":\"Digest username=\\\"ann\\\", response=\\\"swordfish\\\"\"}",
        "{\"pwd\":\"ab\\\"swordfish\"}",
        "Authorization: Digest a=\"1\",\r\n response=\"swordfish\"",
        "Password = swordfish",
        "Cookie : sid=swordfish",
        "{\"token\":\"swordfish\",\"why\":\"swordfish\"}",
    ] {
        let shown = shown(
            "https://h.example/",
            ("x-a", page.lines().next().unwrap()),
            page,
        );
        assert!(!shown.contains(MARKER), "{page}: {shown}");
    }
}

/// A page beside the service, whose request is a form.
#[test]
fn what_is_no_operation_hides_the_same() {
    let told = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&told);
    let client = Client::with_transport(
        "https://example.com/",
        Canned::new(
            200,
            "text/plain",
            "no: swordfish haddock9 AUTHCODE:tunafish",
        ),
    )
    .unwrap()
    .with_tap(move |call: &Exchange| *heard.lock().unwrap() = call.to_string());
    let page = http::Request::post("https://example.com/page.aspx?ticket=salmon1")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("authorization", "Bearer haddock9")
        .body(b"user=ann&pwd=swordfish".to_vec())
        .unwrap();
    let reply = run(client.send("page", page)).unwrap();
    assert_eq!(reply.body(), b"no: swordfish haddock9 AUTHCODE:tunafish");
    let told = told.lock().unwrap();
    let expected = "\n--- request\nPOST https://example.com/page.aspx?ticket=***\n\
                    content-type: application/x-www-form-urlencoded\nauthorization: ***\n\nuser=ann&pwd=***\n\
                    \n--- reply\nHTTP status 200 OK\ncontent-type: text/plain\n\nno: *** *** AUTHCODE:***\n";
    assert!(told.ends_with(expected), "{told}");
    assert!(told.starts_with(concat!(
        "castile:    ",
        env!("CARGO_PKG_VERSION"),
        "\ncall:       page at "
    )));
}

#[test]
fn a_support_bundle() {
    let mut request = request();
    request.password = Some(Secret::from("swordfish"));
    let client =
        Canned::ok(more("<new>swordfish</new>").replace("<id>1</id>", "<id>one</id>")).client();
    let error = run(client.get_report(&request)).unwrap_err();
    let bundle = error.exchange().unwrap().to_string();
    let lines = bundle.lines().map(|line| match line.split_once(':') {
        Some((name @ ("castile" | "began" | "took"), _)) => format!("{name}: ..."),
        _ => line.to_owned(),
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

/// Long bodies are shown as far as they are of use, and end in no half of a secret.
#[test]
fn a_support_bundle_is_not_endless() {
    let mut request = request();
    request.password = Some(Secret::from("swordfish"));
    for padding in 0..12 {
        let text = format!("{}{}", "x".repeat(padding), "swordfish ".repeat(10_000));
        let client = Canned::new(200, "text/plain", text).client();
        let error = run(client.get_report(&request)).unwrap_err();
        let bundle = error.exchange().unwrap().to_string();
        assert!(bundle.len() < 100_000, "{}", bundle.len());
        assert!(
            bundle.contains("bytes more)") && !bundle.contains("swordf"),
            "{padding}: {}",
            bundle.replace("*** ", "")
        );
    }
}

/// The envelope of a message of several parts is shown where the limits of the client let it be read, and the secrets
/// in it are known only then.
#[test]
fn a_support_bundle_keeps_to_the_limits_of_its_client() {
    let envelope = more("<authCode>swordfish</authCode><new>swordfish</new>")
        .replace("<id>1</id>", "<id>one</id>");
    let part = |head: &str, content: &str| format!("--b\r\n{head}\r\n\r\n{content}\r\n");
    let root = part("Content-Type: text/xml", &envelope);
    let others = part("Content-Type: text/plain", "x").repeat(1_500);
    let bundle_of = |text: String, limits: Limits| {
        let client = Canned::new(
            200,
            "multipart/related; boundary=b; type=\"text/xml\"",
            text,
        )
        .client()
        .client()
        .clone()
        .with_limits(limits);
        let error = run(shop::ShopClient::new(client).get_report(&request())).unwrap_err();
        error.exchange().unwrap().to_string()
    };
    let bundle_with = |limits| bundle_of(format!("{root}{others}--b--"), limits);
    let bundle = bundle_with(Limits::default());
    assert!(bundle.contains("bytes that are no text)"), "{bundle}");
    assert!(!bundle.contains("swordfish"), "{bundle}");
    let bundle = bundle_with(Limits::default().with_attachments(1_500));
    assert!(bundle.contains("<new>***</new>"), "{bundle}");
    assert!(!bundle.contains("swordfish"), "{bundle}");
    // A document that only says it is in parts.
    let bundle = bundle_of(envelope.clone(), Limits::default());
    assert!(bundle.contains("<new>***</new>"), "{bundle}");
    assert!(!bundle.contains("swordfish"), "{bundle}");
}

/// Nothing in `credentials` is shown, whatever its own name is.
#[test]
fn an_unknown_value_inside_what_is_secret() {
    let reply = more("<credentials><state>swordfish</state></credentials>");
    for policy in [
        Policy::tolerant(),
        Policy::strict(),
        Policy::tolerant().check_facets(),
    ] {
        let operation = &shop::operations::GET_REPORT;
        let said = match read_as(operation, &reply, policy, &Limits::default()) {
            Ok((_, deviations)) => {
                assert_eq!(deviations.total(), 1);
                deviations.iter().next().unwrap().to_string()
            }
            Err(error) => error.to_string(),
        };
        assert!(said.contains("a value that is not shown"), "{said}");
        assert!(!said.contains("swordfish"), "{said}");
    }
}

/// Nobody listens, and the call succeeds: what was tolerated shows none of the values that the reply names as secret.
#[test]
fn a_deviation_shows_no_secret_of_its_reply() {
    let text = answer(
        "<id>1</id><status>swordfish</status><x:authCode xmlns:x=\"urn:x\">swordfish</x:authCode>",
    );
    let canned = Canned::ok(text);
    let log = Log::default();
    let counts = DeviationCounts::default();
    let client = Client::with_transport("https://example.com/shop", canned).unwrap();
    let client = shop::ShopClient::new(client.with_deviation_observer(counts.clone()));
    let reply = listening(log.clone(), || run(client.get_report(&request()))).unwrap();
    let shown = format!(
        "{:?} {:?} {}",
        reply.deviations(),
        counts.list(),
        log.0.lock().unwrap()
    );
    assert!(shown.contains("UnknownValue"), "{shown}");
    assert!(!shown.contains(MARKER), "{shown}");
    // What a program takes out of a reply is as it came.
    assert_eq!(reply.report.status.as_str(), MARKER);
}

/// Parts of a fault that a program reads as types.
#[test]
fn parts_of_a_fault_show_no_more() {
    let header = "<soap:Header><e:why xmlns:e=\"urn:e\">swordfish</e:why></soap:Header><soap:Body>";
    let text = envelope(
        "<soap:Fault><faultcode>a</faultcode><faultstring>b</faultstring><detail><e:why xmlns:e=\"urn:e\">swordfish</e:why></detail></soap:Fault>",
    );
    let mut request = request();
    request.password = Some(Secret::from(MARKER));
    let canned = Canned::new(500, "text/xml", text.replace("<soap:Body>", header));
    let error = run(canned.client().get_report(&request)).unwrap_err();
    let fault = error.fault().unwrap();
    for error in [
        fault.detail_as::<i32>("urn:e", "why").unwrap_err(),
        fault.header_as::<i32>("urn:e", "why").unwrap_err(),
    ] {
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("***") && !shown.contains(MARKER), "{shown}");
    }
}

/// A reply that names many thousand values as secret, to be looked for at each place of itself.
#[test]
fn many_secrets_take_no_unseemly_time() {
    let start = std::time::Instant::now();
    let alike = "a".repeat(60_000);
    let many: String = (0..40_000).fold(String::new(), |mut all, number| {
        let _ = write!(all, "<pwd>aaaaaa{number}</pwd>");
        all
    });
    for secrets in [
        format!("{many}<row>{}</row>", "aaaaaa".repeat(10_000)),
        format!("<pwd>{alike}b</pwd><row>{alike}</row>"),
        format!("{many}<row>{}</row>", "\\".repeat(60_000)),
    ] {
        let text = answer(&format!("<id>one</id>{secrets}"));
        let error = run(Canned::ok(text).client().get_report(&request())).unwrap_err();
        let shown = format!("{error} {}", error.exchange().unwrap());
        assert!(!shown.contains("aaaaaa7"), "{}", &shown[..1000]);
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
