//! What replies have done to other clients does nothing here: no reference out of a message is followed, no entity is
//! read, and what is signed is not taken for checked. `docs/security.md` has the whole list.

use std::net::TcpListener;

use castile::DecodeErrorKind;

use super::*;

/// Nobody has connected to it.
struct Untouched(TcpListener);

impl Untouched {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    /// Places that a reference may lead to: this listener, and a file that is there.
    fn places(&self) -> Vec<String> {
        let address = self.0.local_addr().unwrap();
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        vec![
            format!("http://{address}/secret"),
            format!("//{address}/secret"),
            format!("file://{file}"),
            file.to_owned(),
            "Cargo.toml".to_owned(),
        ]
    }

    fn check(&self) {
        let error = self.0.accept().unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
    }
}

/// CVE-2022-46364, CVE-2024-28752 and others: `xop:Include` that leads out of the message.
#[test]
fn an_inclusion_leads_to_a_part_of_the_message_or_nowhere() {
    let untouched = Untouched::new();
    for place in untouched.places() {
        let include = format!(
            "<x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"{place}\"/>"
        );
        for content in [
            format!("<data>{include}</data>"),
            format!("<email>{include}</email>"),
        ] {
            let error = read(&more(&content)).unwrap_err();
            assert_eq!(error.kind(), DecodeErrorKind::Attachment, "{error}");
            assert!(
                error.found().contains("no `cid:` URL, and is not followed"),
                "{error}"
            );
        }
    }
    untouched.check();
}

/// CVE-2016-8739, CVE-2019-3773 and others: entities of a document type, from outside and from within.
#[test]
fn a_document_type_is_refused_before_anything_of_it_is_read() {
    let untouched = Untouched::new();
    let mut types = vec![
        "<!DOCTYPE a [<!ENTITY e 'x'>]>".to_owned(),
        format!(
            "<!DOCTYPE a [<!ENTITY a0 'ha'>{}]>",
            (1..30)
                .map(|n| format!("<!ENTITY a{n} '&a{0};&a{0};'>", n - 1))
                .collect::<Vec<_>>()
                .concat()
        ),
    ];
    for place in untouched.places() {
        types.push(format!("<!DOCTYPE a SYSTEM \"{place}\">"));
        types.push(format!("<!DOCTYPE a [<!ENTITY e SYSTEM \"{place}\">]>"));
        types.push(format!(
            "<!DOCTYPE a [<!ENTITY % e SYSTEM \"{place}\"> %e;]>"
        ));
    }
    for text in types {
        let error = read(&format!("{text}{}", more("<email>&e;</email>"))).unwrap_err();
        assert_eq!(error.kind(), DecodeErrorKind::Dtd, "{text}: {error}");
    }
    untouched.check();
}

/// Other ways to name a place: each is content like any other.
#[test]
fn a_hint_of_a_place_is_not_followed() {
    let untouched = Untouched::new();
    for place in untouched.places() {
        let style = format!("<?xml-stylesheet type=\"text/xsl\" href=\"{place}\"?>");
        report(&format!("{style}{}", more("")));
        let hint = format!(
            "xsi:schemaLocation=\"urn:shop {place}\" xsi:noNamespaceSchemaLocation=\"{place}\""
        );
        let hinted = more("").replace("<report ", &format!("<report {hint} "));
        read(&hinted).unwrap();
        let based = more("").replace("<report ", &format!("<report xml:base=\"{place}\" "));
        let (_, deviations) = read(&based).unwrap();
        assert!(deviations.total() <= 1);
        let include = format!(
            "<i:include xmlns:i=\"http://www.w3.org/2001/XInclude\" href=\"{place}\" parse=\"text\"/>"
        );
        let included = report(&more(&include));
        assert_eq!(included.any.len(), 1, "kept as the XML that it is");
        let included = read(&more(&format!("<email>{include}</email>"))).unwrap();
        assert_eq!(
            included.0.choice,
            Some(shop::ReportChoice::Email(String::new()))
        );
    }
    untouched.check();
}

/// CVE-2025-34392 and others: the address of a service that is none of the web.
#[test]
fn an_address_is_that_of_a_web_server() {
    for address in [
        "file:///tmp/request.xml",
        "file://host/share/request.xml",
        "\\\\host\\share\\request.xml",
        "ftp://example.com/",
        "gopher://example.com/",
        "jar:file:///a.jar!/b",
        "data:text/xml,<a/>",
        "unix:/run/socket",
        "/etc/passwd",
        "example.com",
        "https://",
        "https://example.com/\r\nHost: other",
        "",
    ] {
        let error = Client::with_transport(address, Canned::default()).unwrap_err();
        assert_eq!(error.kind(), castile::ErrorKind::Configuration, "{address}");
    }
}

/// CVE-2026-100227 and others: a signature is not checked here, so nothing is taken for signed. What the service says
/// must be understood is an error; what it does not is no more than a header.
#[test]
fn a_signature_is_no_promise() {
    let security = |must: &str| {
        let header = format!(
            "<soap:Header><w:Security xmlns:w=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\"{must}>\
             <w:moved>{}</w:moved></w:Security></soap:Header><soap:Body>",
            "<getReportResponse xmlns=\"urn:shop\"><report version=\"1\"><id>2</id></report></getReportResponse>"
        );
        more("").replace("<soap:Body>", &header)
    };
    let error = read(&security(" soap:mustUnderstand=\"1\"")).unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::MustUnderstand, "{error}");
    let (report, _) = read(&security("")).unwrap();
    assert_eq!(report.id, 1, "the one in the body");
    // A second body, or a second answer, as a wrapped signature leaves them.
    let body = "<soap:Body><getReportResponse xmlns=\"urn:shop\"/></soap:Body></soap:Envelope>";
    read(&more("").replace("</soap:Envelope>", body)).unwrap_err();
    read(&more("").replace(
        "</soap:Body>",
        "<getReportResponse xmlns=\"urn:shop\"/></soap:Body>",
    ))
    .unwrap_err();
}
