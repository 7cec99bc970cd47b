//! XML that the contract leaves open keeps its meaning when it is written elsewhere.

use castile::envelope::write_request;
use castile::value::QName;
use castile::{AnyElement, AnyType};

use super::*;

/// What a document means: expanded names of elements and attributes, and text; with names in values resolved too.
fn meaning(xml: &str) -> String {
    let mut text = String::new();
    let mut scopes = Vec::new();
    for event in xml::EventReader::new(xml.as_bytes()) {
        match event.unwrap_or_else(|error| panic!("{error} in {xml}")) {
            xml::reader::XmlEvent::StartElement {
                name,
                attributes,
                namespace,
            } => {
                let expanded = |name: &xml::name::OwnedName| {
                    format!(
                        "{{{}}}{}",
                        name.namespace.as_deref().unwrap_or_default(),
                        name.local_name
                    )
                };
                let mut attributes: Vec<_> = attributes
                    .iter()
                    .map(|one| {
                        format!(
                            " {}={}",
                            expanded(&one.name),
                            resolve(&one.value, &namespace)
                        )
                    })
                    .collect();
                attributes.sort();
                text.push_str(&["<", &expanded(&name), &attributes.concat(), ">"].concat());
                scopes.push(namespace);
            }
            xml::reader::XmlEvent::EndElement { .. } => {
                text += "</>";
                scopes.pop();
            }
            xml::reader::XmlEvent::Characters(piece) => {
                text += &resolve(&piece, scopes.last().unwrap());
            }
            _ => {}
        }
    }
    text
}

/// A value that may be a name, with its prefix resolved.
pub(super) fn resolve(value: &str, scope: &xml::namespace::Namespace) -> String {
    match value
        .split_once(':')
        .and_then(|(prefix, local)| Some((scope.get(prefix)?, local)))
    {
        Some((namespace, local)) => format!("{{{namespace}}}{local}"),
        None => value.to_owned(),
    }
}

/// The part of a written request that is the element with this name.
fn part(text: &str, name: &str) -> String {
    let whole = meaning(text);
    let start = whole
        .find(name)
        .unwrap_or_else(|| panic!("{name} in {whole}"));
    whole[start..].to_owned()
}

const SCOPES: &[&str] = &[
    // Declarations around the answer, and how the answer's own tags are written.
    "<getReportResponse xmlns=\"urn:shop\" xmlns:p=\"urn:p\" xmlns:own=\"urn:own\"><report version=\"1\">(required)(content)</report></getReportResponse>",
    "<n1:getReportResponse xmlns:n1=\"urn:shop\" xmlns:p=\"urn:p\"><n1:report version=\"1\"><n1:id>1</n1:id><n1:status>Open</n1:status>(prefixed)</n1:report></n1:getReportResponse>",
    "<n1:getReportResponse xmlns:n1=\"urn:shop\" xmlns=\"urn:other\" xmlns:p=\"urn:p\"><n1:report version=\"1\"><n1:id>1</n1:id><n1:status>Open</n1:status>(prefixed)</n1:report></n1:getReportResponse>",
];

fn reply(scope: &str, content: &str) -> String {
    let prefixed = content
        .replace("<extra", "<n1:extra")
        .replace("</extra", "</n1:extra");
    envelope(
        &scope
            .replace("(required)", REQUIRED)
            .replace("(content)", content)
            .replace("(prefixed)", &prefixed),
    )
}

#[test]
fn kept_elements_mean_the_same_anywhere() {
    for scope in SCOPES {
        for content in [
            "<p:any p:a='p:b' c='d'>p:text</p:any>",
            "<p:any><inner/><p:inner xmlns:p='urn:q'>p:x</p:inner></p:any>",
            "<o:any xmlns:o='urn:o' xmlns='urn:default'><inner/></o:any>",
            "<o:any xmlns:o='urn:o' a=\"'>\" b='\"/>'/>",
            "<o:any xmlns:o='urn:o' >x<![CDATA[<y>]]></o:any>",
        ] {
            let text = reply(scope, content);
            let (report, _) = read(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
            let [element] = report.any.as_slice() else {
                panic!("{:?} in {text}", report.any)
            };
            let original = part(&text, "any").split("</><").next().unwrap().to_owned();
            let mut request = request();
            request.any = vec![element.clone(), element.clone()];
            let written = write_request(
                &shop::operations::GET_REPORT,
                SoapVersion::Soap11,
                None,
                &request,
            )
            .unwrap();
            let again = part(&written, "any");
            assert!(
                again.starts_with(original.trim_end_matches("</>")),
                "{original}\n{again}\n{written}"
            );
            assert_eq!(
                super::encode::read_request(&written).any,
                request.any,
                "{written}"
            );
        }
    }
}

#[test]
fn kept_content_means_the_same_anywhere() {
    // The same values written by contracts whose tags have other prefixes, some of which the content has taken.
    for scope in SCOPES {
        for content in [
            "<extra>text</extra>",
            "<extra/>",
            "<extra><inner/></extra>",
            "<extra xsi:type='p:type' a='1'><p:inner/>p:x</extra>",
            "<extra xmlns:own0='urn:own0' own0:a='1'><own0:inner/></extra>",
            "<extra xsi:nil='true'/>",
        ] {
            let text = reply(scope, content);
            let report = read(&text)
                .unwrap_or_else(|error| panic!("{error} in {text}"))
                .0;
            let original = part(&text, "}extra");
            for tag in ["extra", "own0:extra", "p:extra"] {
                let mut written = Wrapper::write(report.extra.as_ref().unwrap(), tag);
                written = part(&written, "}extra");
                let end = original.find("</></>").unwrap_or(original.len());
                assert_eq!(
                    written.trim_end_matches("</>"),
                    original[..end].trim_end_matches("</>"),
                    "{text} {tag}"
                );
            }
        }
    }
}

/// A request whose one child is written with a tag of the caller's.
struct Wrapper(AnyType, &'static str);

impl Wrapper {
    fn write(value: &AnyType, tag: &'static str) -> String {
        static OPERATION: Operation = Operation {
            name: "wrap",
            action: "",
            request: Some(castile::codegen::Root {
                namespace: "urn:shop",
                name: "wrap",
                tag: "wrap",
                encoded: None,
            }),
            response: None,
            one_way: false,
            default_namespace: "urn:shop",
            prefixes: " xmlns:own0=\"urn:shop\" xmlns:p=\"urn:shop\"",
            place: "",
        };
        write_request(
            &OPERATION,
            SoapVersion::Soap11,
            None,
            &Wrapper(value.clone(), tag),
        )
        .unwrap()
    }
}

impl Element for Wrapper {
    fn blank() -> Self {
        Self(AnyType::default(), "")
    }

    fn read_element(&mut self, _: &mut castile::codegen::Decoder<'_>) -> Result<(), DecodeError> {
        unreachable!("it is only written")
    }

    fn write_element(&self, tag: &'static str, writer: &mut castile::codegen::Writer) {
        writer.open(tag);
        self.0.write_element(self.1, writer);
        writer.close(tag);
    }
}

#[test]
fn content_without_a_type_can_be_the_whole_body() {
    static OPERATION: Operation = Operation {
        name: "raw",
        action: "",
        request: Some(castile::codegen::Root {
            namespace: "urn:shop",
            name: "raw",
            tag: "raw",
            encoded: None,
        }),
        response: None,
        one_way: false,
        default_namespace: "urn:shop",
        prefixes: "",
        place: "",
    };
    let text = write_request(
        &OPERATION,
        SoapVersion::Soap11,
        None,
        &AnyType::from_text("x"),
    )
    .unwrap();
    assert!(meaning(&text).contains("<{urn:shop}raw>x</>"), "{text}");
    let (report, _) = read(&more("<extra><inner/></extra>")).unwrap();
    let text = write_request(
        &OPERATION,
        SoapVersion::Soap11,
        None,
        &report.extra.unwrap(),
    )
    .unwrap();
    assert!(
        meaning(&text).contains("<{urn:shop}raw><{urn:shop}inner></></>"),
        "{text}"
    );
}

#[test]
fn content_is_open_to_its_reader() {
    let (report, _) = read(&more(
        "<extra xsi:type='t:T' xmlns:t='urn:t' a='1'>x<t:b/>y<c>2</c></extra>",
    ))
    .unwrap();
    let extra = report.extra.unwrap();
    assert_eq!(
        extra.xsi_type(),
        Some(QName::new(Some("urn:t"), "T").unwrap())
    );
    assert_eq!(extra.text(), None);
    let elements = extra.elements().unwrap();
    assert_eq!(
        elements
            .iter()
            .map(AnyElement::namespace)
            .collect::<Vec<_>>(),
        ["urn:t", "urn:shop"]
    );
    assert_eq!(elements[1].text().as_deref(), Some("2"));
    assert!(extra.parse::<i32>().is_err());
    assert_eq!(extra.attributes().len(), 2);
    let (report, _) = read(&more("<extra>&lt;&#x41;<!-- --><![CDATA[&]]></extra>")).unwrap();
    assert_eq!(report.extra.unwrap().text().as_deref(), Some("<A&"));
}

#[test]
fn an_element_is_read_as_a_type() {
    let element = AnyElement::from_xml(
        "<report xmlns='urn:shop' version='2'><id>5</id><status>Closed</status></report>",
    )
    .unwrap();
    assert_eq!(element.decode::<Report>().unwrap().id, 5);
    let error = AnyElement::from_xml("<report xmlns='urn:shop' version='2'><id>x</id></report>")
        .unwrap()
        .decode::<Report>()
        .unwrap_err();
    insta::assert_snapshot!(error);
    let error = AnyElement::from_xml("<a>\n<b></a>").unwrap_err();
    insta::assert_snapshot!(error);
}

#[test]
fn what_is_kept_is_not_shown() {
    let text = more(
        "<email>swordfish@example.com</email><extra a='swordfish'>swordfish</extra><o:o xmlns:o='urn:o' a='swordfish'>swordfish</o:o><node xsi:type='Other'><a>swordfish</a></node>",
    );
    let report = read(&text).unwrap().0;
    let token = castile::AnyAttribute {
        namespace: String::new(),
        name: "token".to_owned(),
        value: "swordfish".to_owned(),
    };
    for shown in [
        format!("{token:?}"),
        format!("{:?}", report.extra),
        format!("{:?}", report.any),
        format!("{:?}", report.node),
    ] {
        assert!(!shown.contains("swordfish"), "{shown}");
    }
}
