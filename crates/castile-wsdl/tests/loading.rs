//! How documents are found and decoded, and where loading stops.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::path::Path;

use castile_wsdl::load::load_with;
use castile_wsdl::{Doctype, Error, LoadOptions, Model, Sources, parse, resolve};

/// Documents in memory, by path.
struct Files(BTreeMap<&'static str, Vec<u8>>);

impl Files {
    fn new<const N: usize>(files: [(&'static str, &str); N]) -> Self {
        Self(
            files
                .into_iter()
                .map(|(path, text)| (path, text.as_bytes().to_vec()))
                .collect(),
        )
    }

    fn one(bytes: Vec<u8>) -> Self {
        Self(BTreeMap::from([("main.xsd", bytes)]))
    }

    fn load(&self, options: &LoadOptions) -> Result<Sources, Error> {
        load_with("main.xsd", options, &mut |path: &Path, _| {
            let bytes = path.to_str().and_then(|path| self.0.get(path));
            bytes
                .cloned()
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        })
    }

    fn read(&self, options: &LoadOptions) -> Result<Model, Error> {
        let sources = self.load(options)?;
        let documents = parse::parse(&sources, options)?;
        Ok(resolve::resolve(&sources, &documents, options)?.0)
    }
}

fn schema(body: &str) -> String {
    format!("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">{body}</xs:schema>")
}

/// A document that names its encoding and holds a name that encodings differ about.
fn declared(encoding: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"{encoding}\"?>{}",
        schema("<xs:element name=\"größe\"/>")
    )
}

#[test]
fn encodings_are_told_by_mark_or_declaration() {
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    let marked = |mark: &[u8], text: Vec<u8>| [mark.to_vec(), text].concat();
    let latin1: Vec<u8> = declared("ISO-8859-1")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("the text is Latin-1"))
        .collect();
    for (name, bytes) in [
        (
            "no declaration",
            schema("<xs:element name=\"größe\"/>").into_bytes(),
        ),
        ("declared", declared("UTF-8").into_bytes()),
        (
            "marked",
            marked(&[0xEF, 0xBB, 0xBF], declared("utf-8").into_bytes()),
        ),
        ("Latin-1", latin1),
        (
            "UTF-16, big end first",
            marked(&[0xFE, 0xFF], utf16(&declared("UTF-16"), u16::to_be_bytes)),
        ),
        (
            "UTF-16, little end first",
            marked(&[0xFF, 0xFE], utf16(&declared("UTF-16"), u16::to_le_bytes)),
        ),
        (
            "UTF-16 without a mark",
            utf16(&declared("UTF-16LE"), u16::to_le_bytes),
        ),
    ] {
        let model = Files::one(bytes).read(&LoadOptions::default()).expect(name);
        assert_eq!(model.elements[0].name.local, "größe", "{name}");
        assert_eq!(model.elements[0].span.line, 1, "{name}");
    }
}

#[test]
fn an_encoding_that_is_not_known_matters_only_beyond_ascii() {
    let options = LoadOptions::default();
    let plain = declared("windows-1257")
        .replace("größe", "size")
        .into_bytes();
    assert_eq!(
        Files::one(plain).read(&options).expect("ASCII").elements[0]
            .name
            .local,
        "size"
    );
    insta::assert_snapshot!(
        Files::one(declared("windows-1257").into_bytes()).read(&options).expect_err("not ASCII"),
        @"error: can't read `main.xsd`: its encoding `windows-1257` is not supported; save it as UTF-8"
    );
    insta::assert_snapshot!(
        Files::one(b"<a>\n\xff</a>".to_vec()).read(&options).expect_err("not UTF-8"),
        @"error: can't read `main.xsd`: it is not UTF-8 at byte 4, line 2; save it as UTF-8, or declare its encoding"
    );
    insta::assert_snapshot!(
        Files::one(b"\xfe\xff\xd8\x00\x00".to_vec()).read(&options).expect_err("not UTF-16"),
        @"error: can't read `main.xsd`: it is not UTF-16, as its first bytes say"
    );
}

#[test]
fn references_are_found_as_xml_means_them() {
    let main = r#"
        <!-- <xs:include schemaLocation="commented.xsd"/> -->
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:o='urn:other' about="a > b">
          <xs:include schemaLocation='one&amp;two.xsd'/>
          <xs:include
              schemaLocation = "sub/./../sub/three.xsd" />
          <xs:include schemaLocation="my%20file.xsd"/>
          <xs:annotation><xs:appinfo>
            <o:include schemaLocation="other.xsd"/>
            <![CDATA[<xs:include schemaLocation="cdata.xsd"/>]]>
          </xs:appinfo></xs:annotation>
          <include xmlns="http://www.w3.org/2001/XMLSchema" schemaLocation="default.xsd"/>
        </xs:schema>"#;
    let empty = schema("");
    let files = Files::new([
        ("main.xsd", main),
        ("one&two.xsd", &empty),
        (
            "sub/three.xsd",
            &schema("<xs:include schemaLocation=\"../main.xsd\"/>"),
        ),
        ("my file.xsd", &empty),
        ("default.xsd", &empty),
    ]);
    insta::assert_snapshot!(files.load(&LoadOptions::default()).expect("all files are there"), @r#"
    main.xsd (660 bytes)
      default.xsd -> default.xsd
      my%20file.xsd -> my file.xsd
      one&two.xsd -> one&two.xsd
      sub/./../sub/three.xsd -> sub/three.xsd
    one&two.xsd (67 bytes)
    sub/three.xsd (109 bytes)
      ../main.xsd -> main.xsd
    my file.xsd (67 bytes)
    default.xsd (67 bytes)
    "#);
    files
        .read(&LoadOptions::default())
        .expect("the parser means the same");
}

#[test]
fn a_url_leads_to_the_file_given_for_it() {
    let main = schema(
        "<xs:include schemaLocation=\"http://example.com/a.xsd\"/><xs:element name=\"e\" type=\"T\"/>",
    );
    let files = Files::new([
        ("main.xsd", &main),
        ("vendor/a.xsd", &schema("<xs:complexType name=\"T\"/>")),
    ]);
    let mut options = LoadOptions::default();
    options
        .files
        .insert("http://example.com/a.xsd".to_owned(), "vendor/a.xsd".into());
    let sources = files.load(&options).expect("the file is there");
    let read: Vec<&Path> = sources.files().collect();
    assert_eq!(read, [Path::new("main.xsd"), Path::new("vendor/a.xsd")]);
    files.read(&options).expect("the type is there");
}

#[test]
fn a_location_is_only_a_hint_where_the_namespace_is_at_hand() {
    let main = "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:a=\"urn:a\">\
        <xs:import namespace=\"urn:a\" schemaLocation=\"http://example.com/a.xsd\"/>\
        <xs:import namespace=\"urn:a\" schemaLocation=\"a.xsd\"/><xs:element name=\"e\" type=\"a:T\"/></xs:schema>";
    let a = "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"urn:a\">\
        <xs:complexType name=\"T\"/></xs:schema>";
    let model = Files::new([("main.xsd", main), ("a.xsd", a)])
        .read(&LoadOptions::default())
        .expect("it is at hand");
    assert_eq!(model.elements.len(), 1);
}

#[test]
fn limits_are_named() {
    let main =
        schema("<xs:include schemaLocation=\"a.xsd\"/><xs:include schemaLocation=\"b.xsd\"/>");
    let files = Files::new([
        ("main.xsd", &main),
        ("a.xsd", &schema("")),
        ("b.xsd", &schema("")),
    ]);
    let few = LoadOptions {
        max_files: 2,
        ..LoadOptions::default()
    };
    insta::assert_snapshot!(files.load(&few).expect_err("three files"), @r#"
    error: `b.xsd` is one file too many: `LoadOptions::max_files` is 2
      --> main.xsd:1:104
    1 | ...ion="a.xsd"/><xs:include schemaLocation="b.xsd"/></xs:schema>
      |                             ^
    "#);
    let small = LoadOptions {
        max_file_bytes: 100,
        ..LoadOptions::default()
    };
    insta::assert_snapshot!(
        files.load(&small).expect_err("a long file"),
        @"error: `main.xsd` is larger than 100 bytes, which is `LoadOptions::max_file_bytes`"
    );
    let deep = Files::one(
        schema(&format!(
            "{}{}",
            "<xs:annotation>".repeat(3),
            "</xs:annotation>".repeat(3)
        ))
        .into(),
    );
    let flat = LoadOptions {
        max_depth: 3,
        ..LoadOptions::default()
    };
    insta::assert_snapshot!(deep.read(&flat).expect_err("four levels"), @r#"
    error: elements are nested deeper than 3
      --> main.xsd:1:86
    1 | ...nnotation><xs:annotation><xs:annotation></xs:annotation></xs:annotation></xs:annotation></xs:schema>
      |                             ^
      hint: this is `LoadOptions::max_depth`
    "#);
}

#[test]
fn entities_of_the_document_itself_are_expanded_where_that_is_allowed() {
    let main = "<!DOCTYPE xs:schema SYSTEM \"never-read.dtd\" [ <!ENTITY t 'xs:int'> <!-- it's > --> ]>\
        <xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:element name=\"e\" type=\"&t;\"/></xs:schema>";
    let internal = LoadOptions::default();
    let refuse = LoadOptions {
        doctype: Doctype::Refuse,
        ..LoadOptions::default()
    };
    insta::assert_snapshot!(Files::new([("main.xsd", main)]).read(&refuse).expect_err("it is refused"), @r#"
    error: a document type declaration is refused
      --> main.xsd:1:1
    1 | <!DOCTYPE xs:schema SYSTEM "never-read.dtd" [ <!ENTITY t 'xs:int'> <!-- it's > --> ]><xs:schema xmln...
      | ^
      hint: take it out, or let `LoadOptions::doctype` (`--doctype`) be `Internal`, which expands the entities it declares
    "#);
    let model = Files::new([("main.xsd", main)])
        .read(&internal)
        .expect("the entity is declared");
    insta::assert_snapshot!(model, @"element e: xs:int");

    let mut bomb = String::from("<!DOCTYPE a [ <!ENTITY l0 'ha'>");
    for level in 1..20 {
        let inner = format!("&l{};", level - 1).repeat(10);
        write!(bomb, "<!ENTITY l{level} '{inner}'>").expect("a string takes any text");
    }
    let text = "<xs:annotation><xs:documentation>&l19;</xs:documentation></xs:annotation>";
    bomb.push_str("]>");
    bomb.push_str(&schema(text));
    let error = Files::one(bomb.into_bytes())
        .read(&internal)
        .expect_err("it is too large")
        .to_string();
    assert!(
        error.starts_with("error: an entity expands to more than 65536 characters, or through more than 10 others\n")
            && error.contains("no setting raises this limit"),
        "{error}"
    );

    let long = format!("<!DOCTYPE a [ <!ENTITY l '{}'> ]>", "ha".repeat(10_000));
    let text = format!(
        "<xs:annotation><xs:documentation>{}</xs:documentation></xs:annotation>",
        "&l;".repeat(10_000)
    );
    let error = Files::one((long + &schema(&text)).into_bytes())
        .read(&internal)
        .expect_err("it is too large")
        .to_string();
    assert!(
        error.starts_with(
            "error: the entities of this document add more than 4194304 bytes to it\n"
        ) && error.contains("no setting raises this limit"),
        "{error}"
    );

    let external = "<!DOCTYPE a [ <!ENTITY e SYSTEM 'main.xsd'> ]>".to_owned()
        + &schema("<xs:annotation><xs:documentation>&e;</xs:documentation></xs:annotation>");
    let error = Files::one(external.into_bytes())
        .read(&internal)
        .expect_err("it is not read")
        .to_string();
    assert!(
        error.starts_with("error: the entity `e` is another document, which is not read"),
        "{error}"
    );
}

#[test]
fn no_network_is_needed_for_what_is_built_in() {
    let main = "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:e=\"http://schemas.xmlsoap.org/soap/encoding/\">\
        <xs:import namespace=\"http://schemas.xmlsoap.org/soap/encoding/\" \
        schemaLocation=\"http://schemas.xmlsoap.org/soap/encoding/\"/><xs:element name=\"e\" type=\"e:int\"/></xs:schema>";
    let sources = Files::new([("main.xsd", main)])
        .load(&LoadOptions::default())
        .expect("it is built in");
    let names: Vec<&str> = sources
        .list
        .iter()
        .map(|source| source.name.as_str())
        .collect();
    assert_eq!(names, ["main.xsd", "built-in:soap-encoding-1.1.xsd"]);
    assert_eq!(sources.files().count(), 1);
}

#[test]
fn built_in_schemas_are_sound() {
    insta::glob!("../src/load/well_known", "*.xsd", |path| {
        let contract = castile_wsdl::read(path, &LoadOptions::default()).expect("it is sound");
        let warnings: Vec<String> = contract
            .warnings
            .iter()
            .map(|warning| warning.render(&contract.sources))
            .collect();
        assert!(warnings.is_empty(), "{}", warnings.join("\n"));
    });
}

/// What a location leads to when it comes from a stranger: a file, and never another machine.
#[test]
fn a_location_opens_no_connection() {
    for (location, asked) in [
        ("http://127.0.0.1:9/a.xsd", Some("a.xsd")),
        ("https://example.com/a.xsd", Some("a.xsd")),
        ("ftp://example.com/a.xsd", Some("a.xsd")),
        ("jar:file:///a.jar!/a.xsd", Some("a.xsd")),
        ("urn:a", None),
        ("//host/share/a.xsd", Some("host/share/a.xsd")),
        ("\\\\host\\share\\a.xsd", Some("host/share/a.xsd")),
        ("file://host/share/a.xsd", Some("host/share/a.xsd")),
        ("file:////host/share/a.xsd", Some("host/share/a.xsd")),
    ] {
        let main = schema(&format!("<xs:include schemaLocation=\"{location}\"/>"));
        let mut opened = Vec::new();
        let result = load_with("main.xsd", &LoadOptions::default(), &mut |path, _| {
            opened.push(path.to_str().expect("locations are text").to_owned());
            if opened.len() == 1 {
                Ok(main.clone().into_bytes())
            } else {
                Err(io::Error::from(io::ErrorKind::NotFound))
            }
        });
        assert!(result.is_err(), "{location}");
        let expected: Vec<&str> = std::iter::once("main.xsd").chain(asked).collect();
        assert_eq!(opened, expected, "{location}");
    }
}
