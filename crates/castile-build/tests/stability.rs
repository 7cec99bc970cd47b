//! What is added to a contract renames nothing that was there.

mod options;

use std::collections::BTreeMap;
use std::path::Path;

/// Types like many others, and an operation that sends them.
const TYPES: &str = r#"
  <s:complexType name="Unrelated" xmlns:s="http://www.w3.org/2001/XMLSchema">
    <s:sequence>
      <s:element name="name" type="s:string"/>
      <s:element name="state">
        <s:simpleType><s:restriction base="s:string"><s:enumeration value="on"/></s:restriction></s:simpleType>
      </s:element>
      <s:choice><s:element name="left" type="s:int"/><s:element name="right" type="s:string"/></s:choice>
      <s:element name="inner" minOccurs="0">
        <s:complexType><s:sequence><s:element name="value" type="s:int"/></s:sequence></s:complexType>
      </s:element>
    </s:sequence>
    <s:attribute name="id" type="s:int"/>
  </s:complexType>
  <s:complexType name="UnrelatedToo" xmlns:s="http://www.w3.org/2001/XMLSchema">
    <s:complexContent>
      <s:extension base="u:Unrelated" xmlns:u="urn:example"><s:attribute name="extra" type="s:string"/></s:extension>
    </s:complexContent>
  </s:complexType>
  <s:element name="unrelated" type="u:Unrelated" xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:u="urn:example"/>
"#;
const MESSAGE: &str = r#"<message name="Unrelated"><part name="body" element="u:unrelated" xmlns:u="urn:example"/></message>"#;
const OPERATION: &str = r#"<operation name="unrelated">
  <input message="u:Unrelated" xmlns:u="urn:example"/><output message="u:Unrelated" xmlns:u="urn:example"/>
</operation>"#;
const BOUND: &str = r#"<operation name="unrelated"><soap:operation soapAction="urn:example/unrelated"/>
  <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output>
</operation>"#;

/// The contract with the types last and the operation first; `None` where it is written otherwise than most cases are.
fn with_addition(text: &str) -> Option<String> {
    let schema = r#"<xs:schema targetNamespace="urn:example""#;
    let at = text.find(schema)?;
    let end = at + text[at..].find("</xs:schema>")?;
    let mut added = text.to_owned();
    added.insert_str(end, TYPES);
    let port_type = r#"<portType name="Echo">"#;
    let binding = r#"<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>"#;
    if !added.contains(port_type) || added.matches(binding).count() != 1 {
        return None;
    }
    added = added.replacen(port_type, &format!("{MESSAGE}{port_type}{OPERATION}"), 1);
    Some(added.replacen(binding, &format!("{binding}{BOUND}"), 1))
}

/// The lines that declare something, with the item that each is in.
fn declarations(generated: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut item = String::new();
    let types = generated.lines().take_while(|line| *line != "mod codec {");
    for line in types.map(str::trim) {
        let is_item = ["pub struct ", "pub enum ", "impl ", "pub mod "];
        if is_item.iter().any(|word| line.starts_with(word)) {
            line.trim_end_matches(['{', '}', ' ']).clone_into(&mut item);
        }
        let is_variant = line.starts_with(char::is_uppercase) && line.ends_with(',');
        if line.starts_with("pub ") || line.starts_with("impl ") || is_variant {
            *found.entry(format!("{item}: {line}")).or_insert(0) += 1;
        }
    }
    found
}

#[test]
fn an_addition_renames_nothing() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let folder = std::env::temp_dir().join(format!("castile-stability-{}", std::process::id()));
    let mut tried = 0;
    let mut problems = Vec::new();
    for case in std::fs::read_dir(&cases).expect("the cases are there") {
        let case = case.expect("a folder").path();
        let text = std::fs::read_to_string(case.join("input.wsdl")).expect("a contract");
        // What is beside the case is not beside the copy.
        if text.contains("schemaLocation") || text.contains("<import ") {
            continue;
        }
        let Some(added) = with_addition(&text) else {
            continue;
        };
        std::fs::create_dir_all(&folder).expect("a folder");
        let generate = |name: &str, contract: &str| {
            let path = folder.join(name);
            std::fs::write(&path, contract).expect("a file");
            options::of(&text).generate(&path)
        };
        let before = generate("before.wsdl", &text).expect("cases can be generated");
        let after = generate("after.wsdl", &added).expect("the addition can be generated");
        if !after.text.contains("pub struct Unrelated") {
            // The case asks for some operations only.
            continue;
        }
        tried += 1;
        let mut new = declarations(&after.text);
        for (line, count) in declarations(&before.text) {
            let left = new.remove(&line).unwrap_or(0);
            if left < count {
                problems.push(format!("{}: {line}", case.display()));
            }
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(tried >= 40, "only {tried} cases have been tried");
}
