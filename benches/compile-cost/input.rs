//! Writes what `compile-cost/run` compiles: two packages with the same types, one with the generated codec and
//! client, one with plain derives only.
//!
//! `compile-cost-input FOLDER CASTILE STRUCTS`: the folder to write into, that of the runtime, and how many structs.

use std::fmt::Write as _;
use std::path::Path;

const FIELDS: usize = 10;
const ENUMS: usize = 40;
/// Structs are children of groups, groups of the messages.
const GROUP: usize = 20;

/// Uses what is derived; rustc makes no code for a derive that nobody calls.
const DERIVES: &str = "
/// Uses the derives of all types.
pub fn derives(request: &Exchange, response: &ExchangeResponse) -> (String, Exchange, bool, String, ExchangeResponse, bool) {
    (format!(\"{request:?}\"), request.clone(), request == request, format!(\"{response:?}\"), response.clone(), response == response)
}
";

/// Uses the client, and through it all of the codec.
const CLIENT: &str = "
/// Sends a request.
pub fn send<'a>(client: &'a CostClient, request: &'a Exchange) -> Box<dyn Future<Output = Result<castile::Reply<ExchangeResponse>, castile::Error>> + 'a> {
    Box::new(client.exchange(request))
}
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, castile, structs] = arguments.as_slice() else {
        return Err("usage: compile-cost-input FOLDER CASTILE STRUCTS".into());
    };
    let structs: usize = structs.parse()?;
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    let wsdl = folder.join("contract.wsdl");
    std::fs::write(&wsdl, contract(structs))?;
    let bindings = castile_build::Config::new().generate(&wsdl)?.text;
    let plain = plain(&bindings);
    println!("{structs} structs of {FIELDS} fields, {ENUMS} enums");
    for (name, text) in [("bindings", bindings), ("plain", plain)] {
        println!(
            "{name}: {} lines, {} bytes",
            text.lines().count(),
            text.len()
        );
        package(&folder.join(name), name, castile, &text)?;
    }
    Ok(())
}

fn package(folder: &Path, name: &str, castile: &str, text: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\ncastile = {{ path = {castile:?}, default-features = false }}\n"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    let used = if name == "bindings" {
        format!("{DERIVES}{CLIENT}")
    } else {
        DERIVES.to_owned()
    };
    std::fs::write(
        folder.join("src/lib.rs"),
        format!("//! Generated.\n\n{text}{used}"),
    )
}

/// The types alone, with the derives that any data type has.
fn plain(bindings: &str) -> String {
    let mut plain = String::new();
    // Comments and attributes wait until it is known what they belong to.
    let mut above = String::new();
    let mut skipping = false;
    for line in bindings.lines() {
        if skipping {
            skipping = line != "}";
        } else if line.starts_with("impl ")
            || line.starts_with("mod codec")
            || line.starts_with("pub struct CostClient")
        {
            above.clear();
            skipping = !line.ends_with("{}");
        } else if line.starts_with("#[derive(") {
            above.push_str("#[derive(Debug, Clone, PartialEq)]\n");
        } else if line.starts_with("///") || line.starts_with("#[") {
            above.push_str(line);
            above.push('\n');
        } else {
            plain.push_str(&std::mem::take(&mut above));
            plain.push_str(line);
            plain.push('\n');
        }
    }
    plain
}

/// A contract whose one operation sends all the types and gets them back.
fn contract(structs: usize) -> String {
    let mut types = String::new();
    for index in 0..ENUMS {
        let _ = write!(
            types,
            "<s:simpleType name=\"STATE_{index}\"><s:restriction base=\"s:string\">"
        );
        for value in 0..5 {
            let _ = write!(types, "<s:enumeration value=\"STATE_{index}_{value}\" />");
        }
        types.push_str("</s:restriction></s:simpleType>\n");
    }
    for index in 0..structs {
        let _ = write!(types, "<s:complexType name=\"RECORD_{index}\"><s:sequence>");
        for field in 0..FIELDS {
            let name = format!("f{index}_{field}");
            let (kind, optional) = match field {
                0 | 5 => ("s:int".to_owned(), false),
                1 | 2 | 6 => ("s:string".to_owned(), true),
                3 => ("s:dateTime".to_owned(), false),
                4 => ("s:boolean".to_owned(), false),
                7 => (format!("tns:STATE_{}", index % ENUMS), false),
                8 => ("s:long".to_owned(), false),
                _ => ("s:string".to_owned(), false),
            };
            let occurs = if optional { " minOccurs=\"0\"" } else { "" };
            let _ = write!(
                types,
                "<s:element name=\"{name}\" type=\"{kind}\"{occurs} />"
            );
        }
        types.push_str("</s:sequence></s:complexType>\n");
    }
    let groups = structs.div_ceil(GROUP);
    for group in 0..groups {
        let _ = write!(types, "<s:complexType name=\"GROUP_{group}\"><s:sequence>");
        for index in group * GROUP..structs.min((group + 1) * GROUP) {
            let _ = write!(
                types,
                "<s:element name=\"record{index}\" type=\"tns:RECORD_{index}\" minOccurs=\"0\" maxOccurs=\"unbounded\" />"
            );
        }
        types.push_str("</s:sequence></s:complexType>\n");
    }
    for message in ["exchange", "exchangeResponse"] {
        let _ = write!(
            types,
            "<s:element name=\"{message}\"><s:complexType><s:sequence>"
        );
        for group in 0..groups {
            let _ = write!(
                types,
                "<s:element name=\"group{group}\" type=\"tns:GROUP_{group}\" minOccurs=\"0\" />"
            );
        }
        types.push_str("</s:sequence></s:complexType></s:element>\n");
    }
    format!(
        r#"<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:tns="urn:cost" targetNamespace="urn:cost">
<wsdl:types><s:schema elementFormDefault="qualified" targetNamespace="urn:cost">
{types}</s:schema></wsdl:types>
<wsdl:message name="In"><wsdl:part name="parameters" element="tns:exchange" /></wsdl:message>
<wsdl:message name="Out"><wsdl:part name="parameters" element="tns:exchangeResponse" /></wsdl:message>
<wsdl:portType name="Cost"><wsdl:operation name="exchange"><wsdl:input message="tns:In" /><wsdl:output message="tns:Out" /></wsdl:operation></wsdl:portType>
<wsdl:binding name="Cost" type="tns:Cost"><soap:binding transport="http://schemas.xmlsoap.org/soap/http" />
<wsdl:operation name="exchange"><soap:operation soapAction="urn:cost/exchange" style="document" /><wsdl:input><soap:body use="literal" /></wsdl:input><wsdl:output><soap:body use="literal" /></wsdl:output></wsdl:operation>
</wsdl:binding>
<wsdl:service name="Cost"><wsdl:port name="Cost" binding="tns:Cost"><soap:address location="http://localhost/cost.asmx" /></wsdl:port></wsdl:service>
</wsdl:definitions>
"#
    )
}
