//! Text of a contract stays text: in strings and comments of what is generated, and nowhere else.

use castile_build::Config;

/// What would be code if it got out, from wherever it gets out.
const EVIL: &str = "&quot;); } fn evil() { evil!() } /* */ #![evil] // \\&quot;; evil() ${=evil()} #{evil()} {evil}&#xA;evil()&#xD;evil()&#x2028;evil();";

/// A contract with this text at `at`, where it can have any.
fn contract(at: &str) -> String {
    let text = |name: &str| if name == at { EVIL } else { "urn:a" };
    let comment = |name: &str| {
        let text = text(name);
        format!("<documentation>{text}</documentation>")
    };
    format!(
        "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:t=\"{namespace}\" targetNamespace=\"{namespace}\">{about}\
         <types><xs:schema targetNamespace=\"{namespace}\"><xs:element name=\"a\"><xs:complexType><xs:sequence>\
         <xs:element name=\"b\" type=\"xs:string\" default=\"{default}\" minOccurs=\"0\"/>\
         <xs:element name=\"p\" minOccurs=\"0\"><xs:simpleType><xs:restriction base=\"xs:string\"><xs:pattern value=\"{pattern}\"/></xs:restriction></xs:simpleType></xs:element>\
         <xs:element name=\"e\" minOccurs=\"0\"><xs:simpleType><xs:restriction base=\"xs:string\"><xs:enumeration value=\"{value}\"/></xs:restriction></xs:simpleType></xs:element>\
         </xs:sequence><xs:attribute name=\"f\" type=\"xs:string\" fixed=\"{fixed}\"/></xs:complexType></xs:element></xs:schema></types>\
         <message name=\"M\"><part name=\"p\" element=\"t:a\"/></message>\
         <portType name=\"P\"><operation name=\"o\">{operation}<input message=\"t:M\"/><output message=\"t:M\"/></operation></portType>\
         <binding name=\"B\" type=\"t:P\"><soap:binding transport=\"http://schemas.xmlsoap.org/soap/http\"/>\
         <operation name=\"o\"><soap:operation soapAction=\"{action}\"/><input><soap:body use=\"literal\"/></input>\
         <output><soap:body use=\"literal\"/></output></operation></binding>\
         <service name=\"S\">{service}<port name=\"P\" binding=\"t:B\"><soap:address location=\"{address}\"/></port></service></definitions>",
        namespace = text("namespace"),
        about = comment("about"),
        default = text("default"),
        pattern = text("pattern"),
        value = text("value"),
        fixed = text("fixed"),
        operation = comment("operation"),
        action = text("action"),
        service = comment("service"),
        address = text("address"),
    )
}

/// The code without its strings and comments.
fn bare(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if first == '"' {
            rest = &rest[1..];
            while !rest.starts_with('"') {
                let escaped = usize::from(rest.starts_with('\\'));
                let length: usize = rest.chars().take(1 + escaped).map(char::len_utf8).sum();
                assert!(length > 0, "a string without an end");
                rest = &rest[length..];
            }
            rest = &rest[1..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// CVE-2017-8759, CVE-2014-1202, CVE-2026-53510.
#[test]
fn no_text_of_a_contract_becomes_code() {
    let folder = folder();
    let path = folder.join("service.wsdl");
    for at in [
        "namespace",
        "about",
        "default",
        "pattern",
        "value",
        "fixed",
        "operation",
        "action",
        "service",
        "address",
    ] {
        std::fs::write(&path, contract(at)).expect("the folder is there");
        let generated = Config::new().generate(&path);
        let text = match generated {
            Ok(generated) => generated.text,
            Err(error) => {
                // A pattern that is none; a namespace that no document can have.
                assert!(matches!(at, "pattern" | "namespace"), "{at}: {error}");
                continue;
            }
        };
        let code = bare(&text);
        assert!(!code.to_lowercase().contains("evil()"), "{at}: {code}");
        assert!(
            !code.contains("evil!") && !code.contains("#!["),
            "{at}: {code}"
        );
        // Which rustc would take for the end of a comment.
        assert!(!text.contains('\r'), "{at}");
    }
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

/// Names that are none of XML: they are refused, or made names of Rust.
#[test]
fn a_name_is_a_name() {
    let folder = folder();
    let path = folder.join("service.wsdl");
    let sound = contract("");
    Config::new()
        .generate(write(&path, &sound))
        .expect("it is sound");
    for name in ["o", "S", "P", "B", "M", "b", "a"] {
        let evil = sound.replace(
            &format!("name=\"{name}\""),
            "name=\"x(){} fn evil(){} //&#xA;\"",
        );
        assert_ne!(evil, sound);
        if let Ok(generated) = Config::new().generate(write(&path, &evil)) {
            let code = bare(&generated.text);
            assert!(!code.contains("fn evil"), "{name}: {code}");
        }
    }
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

fn write<'p>(path: &'p std::path::Path, text: &str) -> &'p std::path::Path {
    std::fs::write(path, text).expect("the folder is there");
    path
}

/// A folder for one test.
fn folder() -> std::path::PathBuf {
    let name = std::thread::current().name().unwrap_or("test").to_owned();
    let folder = std::env::temp_dir().join(format!("castile-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}
