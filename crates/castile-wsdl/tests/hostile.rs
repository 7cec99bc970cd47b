//! Documents made to exhaust stack, memory or time are refused or read, quickly, on the small stack of a test thread.

use std::fmt::Write;
use std::time::{Duration, Instant};

use castile_wsdl::load::load_with;
use castile_wsdl::{Error, LoadOptions, Model, parse, resolve};

fn read(body: &str) -> Result<Model, Error> {
    let text = format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:t=\"urn:t\" targetNamespace=\"urn:t\">{body}</xs:schema>"
    );
    let options = LoadOptions::default();
    let start = Instant::now();
    let result = (|| {
        let sources = load_with("main.xsd", &options, &mut |_, _| {
            Ok(text.clone().into_bytes())
        })?;
        let documents = parse::parse(&sources, &options)?;
        Ok(resolve::resolve(&sources, &documents, &options)?.0)
    })();
    let taken = start.elapsed();
    assert!(taken < Duration::from_secs(60), "{taken:?}");
    result
}

fn first_line(result: Result<Model, Error>) -> String {
    result
        .expect_err("it is refused")
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn elements_inside_elements() {
    let nested = |depth: usize| {
        let open = "<xs:element name='a'><xs:complexType><xs:sequence>".repeat(depth);
        let close = "</xs:sequence></xs:complexType></xs:element>".repeat(depth);
        open + &close
    };
    assert_eq!(
        read(&nested(42))
            .expect("it is within the limit")
            .types
            .len(),
        42
    );
    assert_eq!(
        first_line(read(&nested(100_000))),
        "error: elements are nested deeper than 128"
    );
}

#[test]
fn sequences_inside_sequences() {
    let nested = format!(
        "<xs:complexType name='T'>{}<xs:element name='e' type='xs:int'/>{}</xs:complexType>",
        "<xs:choice minOccurs='0'>".repeat(120),
        "</xs:choice>".repeat(120)
    );
    let model = read(&nested).expect("it is within the limit");
    assert!(model.to_string().contains("e: xs:int"));
}

#[test]
fn a_long_line_of_extensions() {
    let mut body = String::from("<xs:complexType name='T0'/>");
    for index in 1..5000 {
        let base = index - 1;
        write!(
            body,
            "<xs:complexType name='T{index}'><xs:complexContent><xs:extension base='t:T{base}'/></xs:complexContent></xs:complexType>"
        )
        .expect("a string takes any text");
    }
    assert_eq!(read(&body).expect("it is sound").types.len(), 5000);
}

#[test]
fn a_long_line_of_restrictions_backwards() {
    let mut body = String::new();
    for index in 0..5000 {
        let base = index + 1;
        write!(
            body,
            "<xs:simpleType name='T{index}'><xs:restriction base='t:T{base}'/></xs:simpleType>"
        )
        .expect("a string takes any text");
    }
    body.push_str("<xs:simpleType name='T5000'><xs:restriction base='xs:int'/></xs:simpleType>");
    assert_eq!(read(&body).expect("it is sound").types.len(), 5002);
}

#[test]
fn a_long_line_of_substitutions() {
    let mut body = String::from("<xs:element name='e0' type='xs:int'/>");
    for index in (1..5000).rev() {
        let head = index - 1;
        write!(
            body,
            "<xs:element name='e{index}' substitutionGroup='t:e{head}'/>"
        )
        .expect("a string takes any text");
    }
    assert_eq!(read(&body).expect("it is sound").elements.len(), 5000);
}

#[test]
fn groups_that_double() {
    let mut body = String::from(
        "<xs:group name='g0'><xs:sequence><xs:element name='e'/></xs:sequence></xs:group>",
    );
    for index in 1..40 {
        let inner = index - 1;
        write!(
            body,
            "<xs:group name='g{index}'><xs:sequence><xs:group ref='t:g{inner}'/><xs:group ref='t:g{inner}'/></xs:sequence></xs:group>"
        )
        .expect("a string takes any text");
    }
    body.push_str("<xs:complexType name='T'><xs:group ref='t:g39'/></xs:complexType>");
    assert_eq!(
        first_line(read(&body)),
        "error: the types of this contract have more than 1000000 elements and attributes"
    );
}

#[test]
fn groups_in_a_long_line() {
    let mut body = String::from(
        "<xs:group name='g0'><xs:sequence><xs:element name='e'/></xs:sequence></xs:group>",
    );
    for index in 1..3000 {
        let inner = index - 1;
        write!(
            body,
            "<xs:group name='g{index}'><xs:choice minOccurs='0'><xs:group ref='t:g{inner}'/></xs:choice></xs:group>"
        )
        .expect("a string takes any text");
    }
    body.push_str("<xs:complexType name='T'><xs:group ref='t:g2999'/></xs:complexType>");
    assert_eq!(
        first_line(read(&body)),
        "error: model groups are nested deeper than 200"
    );
}

#[test]
fn attribute_groups_that_double() {
    let mut body =
        String::from("<xs:attributeGroup name='g0'><xs:attribute name='a'/></xs:attributeGroup>");
    for index in 1..40 {
        let inner = index - 1;
        write!(
            body,
            "<xs:attributeGroup name='g{index}'><xs:attributeGroup ref='t:g{inner}'/><xs:attributeGroup ref='t:g{inner}'/></xs:attributeGroup>"
        )
        .expect("a string takes any text");
    }
    body.push_str("<xs:complexType name='T'><xs:attributeGroup ref='t:g39'/></xs:complexType>");
    assert_eq!(
        first_line(read(&body)),
        "error: the types of this contract have more than 1000000 elements and attributes"
    );
}

#[test]
fn bases_that_are_copied_over_and_over() {
    let mut body = String::from("<xs:complexType name='T0'/>");
    for index in 1..4000 {
        let base = index - 1;
        write!(
            body,
            "<xs:complexType name='T{index}'><xs:complexContent><xs:extension base='t:T{base}'>\
             <xs:sequence><xs:element name='e{index}' type='xs:int'/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>"
        )
        .expect("a string takes any text");
    }
    assert_eq!(
        first_line(read(&body)),
        "error: the types of this contract have more than 1000000 elements and attributes"
    );
}

#[test]
fn prefixes_without_end() {
    let mut tag = String::from("<xs:element name='a'");
    for index in 0..100_000 {
        write!(tag, " xmlns:p{index}='urn:p'").expect("a string takes any text");
    }
    let body = tag + "/>";
    assert_eq!(
        first_line(read(&body)),
        "error: more than 4096 namespace prefixes are in scope"
    );
}

#[test]
fn mistakes_without_end() {
    let body = "<xs:element name='a' type='t:Nothing'/>".repeat(3000);
    let error = read(&body).expect_err("the type is not there").to_string();
    assert!(error.lines().count() < 500, "{}", error.lines().count());
}
