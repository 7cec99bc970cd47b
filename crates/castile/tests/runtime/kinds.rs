//! One error of each kind, whole, as the person reads it who gets it at night.

use castile::codegen::{Decoder, HttpOperation, Member, Parameters, Root, Shape, Writer};
use castile::transport::TimeoutPhase;
use castile::{DecodeErrorKind, DeviationKind, ErrorKind};

use super::encoded::graph;
use super::*;

/// What a kind of decode error is shown by: a reply, and the limits and the policy it is read with.
fn decode(kind: DecodeErrorKind, canned: &Canned, limits: Limits, policy: Policy) -> String {
    let client = canned.client().client().clone().with_limits(limits);
    let client = shop::ShopClient::new(client).with_policy(policy);
    let error = run(client.get_report(&request())).expect_err(&format!("{kind:?}"));
    assert_eq!(
        error.decode().map(castile::DecodeError::kind),
        Some(kind),
        "{error:?}"
    );
    shown(&error)
}

/// An operation of an HTTP binding.
static STOCK: HttpOperation = HttpOperation {
    name: "getStock",
    verb: "GET",
    location: "/stock",
    parameters: Parameters::Query,
    lists: &[],
    request: None,
    response: Some(Root {
        namespace: "urn:shop",
        name: "stock",
        tag: "stock",
        encoded: None,
    }),
    default_namespace: "",
    prefixes: "",
    place: "shop.wsdl:60",
};

/// A type whose code lacks a field that its table has.
#[derive(Debug)]
struct Fieldless;

impl Element for Fieldless {
    fn blank() -> Self {
        Self
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<(), DecodeError> {
        static SHAPE: Shape = Shape {
            namespace: "urn:shop",
            name: "getReportResponse",
            place: "shop.wsdl:41",
            elements: &[Member::Plain("report", "urn:shop", 0, Member::REQUIRED)],
            ..Shape::EMPTY
        };
        decoder.content(&SHAPE, &mut [])
    }

    fn write_element(&self, _: &'static str, _: &mut Writer) {}
}

/// Everything but the line of `Debug`, which repeats it.
fn shown(error: &castile::Error) -> String {
    let text = everything(error);
    assert!(!text.contains("swordfish"), "{text}");
    let end = text.find("\ndebug ").expect("there is one");
    format!("{:?}\n{}", error.kind(), &text[..end])
}

#[test]
fn decode_errors() {
    use DecodeErrorKind as Kind;
    let ok = |body: String| Canned::ok(body);
    let tolerant =
        |kind, canned: Canned| decode(kind, &canned, Limits::default(), Policy::tolerant());
    let lines = |body: String| body.replace("><", ">\n<");
    let header = "<soap:Header><s:Security xmlns:s=\"urn:s\" soap:mustUnderstand=\"1\"><s:password>swordfish</s:password></s:Security></soap:Header><soap:Body>";
    let related = "multipart/related; boundary=b";
    let mut all = vec![
        tolerant(
            Kind::Truncated,
            ok(lines(more("<row>a</row>"))[..300].to_owned()),
        ),
        tolerant(Kind::Malformed, ok(lines(more("<row>Fish & Chips</row>")))),
        tolerant(
            Kind::Dtd,
            ok(format!("<!DOCTYPE soap SYSTEM \"soap.dtd\">{}", more(""))),
        ),
        tolerant(
            Kind::Encoding,
            Canned::new(
                200,
                "text/xml",
                &b"<?xml version=\"1.0\" encoding=\"utf-8\"?><a>\xE9</a>"[..],
            ),
        ),
        tolerant(
            Kind::NotSoap,
            Canned::new(
                200,
                "text/html",
                "<html><head><title>Sign in</title></head>",
            ),
        ),
        tolerant(Kind::Attachment, Canned::new(200, related, "--b--")),
        tolerant(Kind::Version, ok(more("").replace(SOAP11, SOAP12))),
        tolerant(
            Kind::MustUnderstand,
            ok(more("").replace("<soap:Body>", header)),
        ),
        tolerant(
            Kind::Misnamed,
            ok(lines(answer("<id xmlns=\"\">1</id><status>Open</status>"))),
        ),
        tolerant(Kind::Missing, ok(lines(answer("<id>1</id>")))),
        tolerant(
            Kind::Duplicate,
            ok(lines(more("<size>1</size><size>2</size>"))),
        ),
        tolerant(Kind::InvalidValue, ok(lines(more("<pin>swordfish</pin>")))),
        tolerant(
            Kind::InvalidValue,
            ok(lines(answer("<id>12a</id><status>Open</status>"))),
        ),
        tolerant(
            Kind::Nil,
            ok(lines(answer("<id xsi:nil=\"true\"/><status>Open</status>"))),
        ),
    ];
    let limits = Limits::default().with_depth(4);
    all.push(decode(
        Kind::Limit,
        &ok(more("")),
        limits,
        Policy::tolerant(),
    ));
    let kind = Kind::Deviation(DeviationKind::UnknownValue);
    let frozen = ok(lines(answer("<id>1</id><status>Frozen</status>")));
    all.push(decode(
        kind,
        &frozen,
        Limits::default(),
        Policy::tolerant().refuse(DeviationKind::UnknownValue),
    ));
    let lost = ok(format!(
        "<s:Envelope xmlns:s=\"{SOAP11}\"><s:Body><g:nodeResponse xmlns:g=\"urn:graph\"><return href=\"#n1\"/></g:nodeResponse></s:Body></s:Envelope>"
    ));
    let client = graph::GraphClient::new(lost.client().client().clone());
    let error = run(client.node(&graph::NodeRequest::default())).unwrap_err();
    assert_eq!(error.decode().unwrap().kind(), Kind::Reference);
    all.push(shown(&error));
    let page = Canned::new(200, "text/html", "<html><title>Sign in</title></html>");
    let client = page.client().client().clone();
    let error = run(client.call_http::<String>(&STOCK, &"x".to_owned())).unwrap_err();
    assert_eq!(error.decode().unwrap().kind(), Kind::NotXml);
    all.push(shown(&error));
    let stock = Canned::new(
        200,
        "text/xml; charset=ebcdic",
        "<stock xmlns=\"urn:shop\">1</stock>",
    );
    let client = stock.client().client().clone();
    let error = run(client.call_http::<String>(&STOCK, &"x".to_owned())).unwrap_err();
    assert_eq!(error.decode().unwrap().kind(), Kind::Encoding);
    all.push(shown(&error));
    let client = ok(more("")).client().client().clone();
    let error = run(client.call::<Fieldless>(&shop::operations::GET_REPORT, &request()));
    let error = error.unwrap_err();
    assert_eq!(error.decode().unwrap().kind(), Kind::Contract);
    all.push(shown(&error));
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn other_errors() {
    let lost = |kind, message: &str| Canned {
        failure: Some((kind, message.to_owned())),
        ..Canned::default()
    };
    let call = |canned: Canned| run(canned.client().get_report(&request())).unwrap_err();
    let unwritable = GetReport::new("a\u{1}b".to_owned());
    let careful = Canned::ok(more(""))
        .client()
        .client()
        .clone()
        .with_request_policy(Policy::strict());
    let mut odd = request();
    let new = "<new xmlns=\"urn:shop\"><password>swordfish</password></new>";
    odd.any = vec![castile::AnyElement::from_xml(new).unwrap()];
    let fault = "<soap:Fault><faultcode>soap:Server</faultcode><faultstring>Server was unable to process request. ---&gt; Login failed, password=swordfish\n   at Api.Login(String name)</faultstring><detail><e:code xmlns:e=\"urn:e\">7</e:code></detail></soap:Fault>";
    let errors = [
        (
            ErrorKind::Configuration,
            Client::with_transport("ftp://ann:swordfish@example.com/", Canned::default())
                .unwrap_err(),
        ),
        (
            ErrorKind::Encode,
            run(Canned::ok(more("")).client().get_report(&unwritable)).unwrap_err(),
        ),
        (
            ErrorKind::Invalid,
            run(shop::ShopClient::new(careful).get_report(&odd)).unwrap_err(),
        ),
        (
            ErrorKind::Transport,
            call(lost(TransportErrorKind::Connect, "connection refused")),
        ),
        (
            ErrorKind::Timeout,
            call(lost(
                TransportErrorKind::Timeout(TimeoutPhase::Response),
                "no answer in 100 s",
            )),
        ),
        (
            ErrorKind::Status,
            call(Canned::new(
                401,
                "text/html",
                "<html><head><title>401 - Unauthorized</title></head></html>",
            )),
        ),
        (
            ErrorKind::Fault,
            call(Canned::new(500, "text/xml", envelope(fault))),
        ),
        (
            ErrorKind::Refused,
            crate::success::judged(&Canned::ok(answer("<id>1</id><status>Closed</status>")))
                .unwrap_err(),
        ),
    ];
    let mut all = Vec::new();
    for (kind, error) in errors {
        assert_eq!(error.kind(), kind);
        all.push(shown(&error));
    }
    insta::assert_snapshot!(all.join("\n\n"));
}
