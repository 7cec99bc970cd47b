//! Samples of small contracts.

use std::io;
use std::path::Path;

use castile_wsdl::model::{ElementId, QName};
use castile_wsdl::{LoadOptions, Model};

use crate::{Amount, Samples};

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
