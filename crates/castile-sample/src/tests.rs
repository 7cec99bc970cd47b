//! Samples of small contracts.

use std::io;
use std::path::Path;

use castile_wsdl::model::{ElementId, QName};
use castile_wsdl::{LoadOptions, Model};

use crate::{Amount, Bound, Samples, Version, operations};

/// The model of a contract whose schema, of the namespace `urn:t` with the prefix `t`, holds these components.
pub(crate) fn model(components: &str) -> Model {
    wsdl(&format!(
        r#"<types><xs:schema targetNamespace="urn:t" elementFormDefault="qualified">{components}</xs:schema></types>"#
    ))
}

/// The model of a contract of these definitions.
fn wsdl(definitions: &str) -> Model {
    let text = format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:t"
            xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/"
            xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
            xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" targetNamespace="urn:t">{definitions}</definitions>"#
    );
    let mut read = |path: &Path, _: usize| {
        if path == Path::new("t.wsdl") {
            Ok(text.clone().into_bytes())
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    };
    match castile_wsdl::read_with("t.wsdl", &LoadOptions::default(), &mut read) {
        Ok(contract) => contract.model,
        Err(error) => panic!("{error}"),
    }
}

/// A sample of the element `e` of a schema, and the warnings.
fn sample(model: &Model, amount: Amount) -> (String, Vec<String>) {
    let name = QName {
        namespace: Some("urn:t".to_owned()),
        local: "e".to_owned(),
    };
    let at = model
        .elements
        .iter()
        .position(|element| element.name == name);
    let (element, warnings) = Samples::new(model).element(ElementId(at.expect("e")), amount);
    let warnings = warnings.into_iter().map(|one| one.message).collect();
    (element.to_flat(), warnings)
}

#[test]
fn a_branch_that_nothing_fits_is_not_taken() {
    let model = model(
        r###"<xs:element name="e"><xs:complexType><xs:choice maxOccurs="9">
            <xs:any namespace="##other"/>
            <xs:element name="a" type="t:Open"/>
            <xs:element name="b" type="xs:int"/>
        </xs:choice></xs:complexType></xs:element>
        <xs:complexType name="Open"><xs:sequence><xs:any namespace="##other"/></xs:sequence></xs:complexType>"###,
    );
    for seed in 0..40 {
        let (text, warnings) = sample(&model, Amount::Random(seed));
        assert!(text.contains("<n1:b>") && !text.contains("<n1:a"), "{text}");
        assert_eq!(warnings, [""; 0], "{text}");
    }
}

#[test]
fn a_wildcard_that_has_to_stand_and_that_nothing_fits_is_reported() {
    let model = model(
        r###"<xs:element name="e"><xs:complexType><xs:sequence>
            <xs:element name="a" type="xs:int"/>
            <xs:any namespace="##other"/>
        </xs:sequence></xs:complexType></xs:element>"###,
    );
    let (text, warnings) = sample(&model, Amount::Required);
    assert_eq!(text, r#"<n1:e xmlns:n1="urn:t"><n1:a>1</n1:a></n1:e>"#);
    assert_eq!(warnings, ["no global element fits this wildcard"]);
}

const ENCODED: &str = r#"
    <types><xs:schema targetNamespace="urn:t">
        <xs:complexType name="Point"><xs:all>
            <xs:element name="x" type="xs:int"/>
            <xs:element name="label" type="soapenc:string" minOccurs="0"/>
            <xs:element name="near" type="t:Points" minOccurs="0"/>
        </xs:all></xs:complexType>
        <xs:complexType name="Points"><xs:complexContent><xs:restriction base="soapenc:Array">
            <xs:attribute ref="soapenc:arrayType" wsdl:arrayType="t:Point[]"/>
        </xs:restriction></xs:complexContent></xs:complexType>
        <xs:complexType name="Rows"><xs:complexContent><xs:restriction base="soapenc:Array">
            <xs:attribute ref="soapenc:arrayType" wsdl:arrayType="xs:int[][,]"/>
        </xs:restriction></xs:complexContent></xs:complexType>
        <xs:complexType name="Chain"><xs:sequence><xs:element name="next" type="t:Chain"/></xs:sequence></xs:complexType>
        <xs:complexType name="Problem"><xs:sequence><xs:element name="rule" type="xs:int"/></xs:sequence></xs:complexType>
    </xs:schema></types>
    <message name="Ask"><part name="points" type="t:Points"/><part name="rows" type="t:Rows"/><part name="chain" type="t:Chain"/></message>
    <message name="Answer"/>
    <message name="Session"><part name="session" type="xs:string"/></message>
    <message name="Problem"><part name="problem" type="t:Problem"/></message>
    <message name="Expired"><part name="expired" type="xs:int"/></message>
    <portType name="Type"><operation name="ask">
        <input message="t:Ask"/><output message="t:Answer"/><fault name="Problem" message="t:Problem"/>
    </operation></portType>
    <binding name="Binding" type="t:Type">
        <soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
        <operation name="ask"><soap:operation soapAction=""/>
            <input>
                <soap:header message="t:Session" part="session" use="encoded" namespace="urn:h">
                    <soap:headerfault message="t:Expired" part="expired" use="encoded" namespace="urn:h"/>
                </soap:header>
                <soap:body use="encoded" namespace="urn:r"/>
            </input>
            <output><soap:body use="encoded" namespace="urn:r"/></output>
            <fault name="Problem"><soap:fault name="Problem" use="encoded"/></fault>
        </operation>
    </binding>
    <service name="Service"><port name="Port" binding="t:Binding"><soap:address location="http://localhost/"/></port></service>"#;

/// The content of a pretty document, without the declarations of the first line.
fn inside(element: &crate::Element) -> String {
    let text = element.to_pretty();
    let (start, rest) = text.split_once('\n').expect("there are lines");
    let declarations = start.find(" xmlns").unwrap_or(start.len() - 1);
    let others = start.find("encodingStyle").map_or("", |_| " encodingStyle");
    format!("{}{others}>\n{rest}", &start[..declarations])
}

#[test]
fn encoded_bodies() {
    let model = wsdl(ENCODED);
    let samples = Samples::new(&model);
    let bound = operations(&model)[0];
    let request = samples
        .request(&bound, Amount::Everything)
        .expect("there is a request");
    assert_eq!(request.warnings, []);
    let points = r#"<points xsi:type="soapenc:Array" soapenc:arrayType="n2:Point[2]">
    <item xsi:type="n2:Point">
      <x xsi:type="xsd:int">1</x>
      <label xsi:type="soapenc:string">label</label>
      <near xsi:type="soapenc:Array" soapenc:arrayType="n2:Point[0]"/>
    </item>"#;
    let text = inside(&request.body[0]);
    assert!(
        text.starts_with(&format!("<n1:ask encodingStyle>\n  {points}")),
        "{text}"
    );
    // A matrix whose members are lists.
    let rows = r#"<rows xsi:type="soapenc:Array" soapenc:arrayType="xsd:int[][2,2]">
    <item xsi:type="soapenc:Array" soapenc:arrayType="xsd:int[2]">
      <item xsi:type="xsd:int">1</item>"#;
    assert!(text.contains(rows), "{text}");
    // An accessor may be nil, which ends what the schema lets have no end.
    let chain = "  <chain xsi:type=\"n2:Chain\">\n    <next xsi:nil=\"true\"/>\n  </chain>\n";
    assert!(text.contains(chain), "{text}");

    let bound = Bound {
        version: Version::Soap12,
        ..bound
    };
    let request = samples
        .request(&bound, Amount::Everything)
        .expect("there is a request");
    let text = request.body[0].to_pretty();
    for part in [
        "xmlns:soapenc=\"http://www.w3.org/2003/05/soap-encoding\"",
        "soap:encodingStyle=\"http://www.w3.org/2003/05/soap-encoding\"",
        "<points xsi:type=\"soapenc:Array\" soapenc:itemType=\"n2:Point\" soapenc:arraySize=\"2\">",
        "<rows xsi:type=\"soapenc:Array\" soapenc:itemType=\"soapenc:Array\" soapenc:arraySize=\"2 2\">",
        "<label xsi:type=\"soapenc:string\">label</label>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn encoded_headers_and_faults() {
    let model = wsdl(ENCODED);
    let samples = Samples::new(&model);
    let bound = operations(&model)[0];
    let request = samples
        .request(&bound, Amount::Required)
        .expect("there is a request");
    let texts = |elements: &[crate::Element]| -> Vec<String> {
        elements.iter().map(crate::Element::to_flat).collect()
    };
    let declarations = "xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"";
    let style = "soap:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"";
    let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    let xsd = "xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"";
    assert_eq!(
        texts(&request.headers),
        [format!(
            "<n1:session xmlns:n1=\"urn:h\" {xsi} {xsd} {declarations} xsi:type=\"xsd:string\" {style}>session</n1:session>"
        )]
    );
    let faults = samples.faults(&bound, Amount::Required);
    let [problem, expired] = faults.as_slice() else {
        panic!("{faults:?}");
    };
    let details: Vec<String> = problem
        .details()
        .into_iter()
        .map(crate::Element::to_flat)
        .collect();
    assert_eq!(
        details,
        [format!(
            "<problem {xsi} xmlns:n1=\"urn:t\" {declarations} {xsd} \
             xsi:type=\"n1:Problem\" {style}><rule xsi:type=\"xsd:int\">1</rule></problem>"
        )]
    );
    assert!(expired.details().is_empty());
    assert_eq!(
        texts(&expired.headers),
        [format!(
            "<n1:expired xmlns:n1=\"urn:h\" {xsi} {xsd} {declarations} xsi:type=\"xsd:int\" {style}>1</n1:expired>"
        )]
    );
    let fault = expired.envelope().to_flat();
    assert!(
        fault.ends_with(
            "<soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>expired</faultstring></soap:Fault>\
             </soap:Body></soap:Envelope>"
        ),
        "{fault}"
    );
}
