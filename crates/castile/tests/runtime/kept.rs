//! What is kept as XML, mixed content and graphs of SOAP encoding, made up at random: they mean the same after they
//! have been read and written, in another document with other prefixes.

use castile::codegen::{Operation, Root};
use castile::envelope::write_request;
use castile::{AnyAttribute, AnyElement, AnyType, Array, MultiArray};
use proptest::prelude::*;
use std::fmt::Write as _;

use super::encode::read_request;
use super::encoded::graph::{Node, NodeRequest, NodeResponse, Table, operations};
use super::values::{config, text};
use super::*;

/// A part of mixed content.
#[derive(Debug, Clone)]
enum Piece {
    Element(Tree),
    Text(String),
    Cdata(String),
    /// What means nothing.
    Aside(&'static str),
}

/// An element; prefixes are by number, so that there is one for each.
#[derive(Debug, Clone)]
struct Tree {
    prefix: usize,
    name: String,
    /// A prefix is given a namespace here.
    declares: Option<(usize, usize)>,
    attributes: Vec<(usize, String)>,
    content: Vec<Piece>,
}

/// Of these the first three are declared around all that is kept; `soap` and `n1` are taken where it is written.
const PREFIXES: [&str; 6] = ["", "p", "own", "soap", "n1", "xsd"];
const NAMESPACES: [&str; 4] = ["urn:p", "urn:own", "urn:shop", "urn:a&amp;b"];
/// Values, some of which are names where the prefix is declared.
const VALUES: [&str; 8] = [
    "",
    "p:name",
    "own:x y",
    "soap:a",
    "&lt;&amp;&#x9;'",
    "urn:é",
    " ",
    "xsi:y",
];

fn value() -> impl Strategy<Value = String> {
    prop::sample::select(VALUES.to_vec()).prop_map(str::to_owned)
}

fn tree() -> impl Strategy<Value = Tree> {
    let head = || {
        (
            0..PREFIXES.len(),
            "[a-c]",
            prop::option::of((0..PREFIXES.len(), 0..NAMESPACES.len())),
            prop::collection::vec((0..PREFIXES.len(), value()), 0..3),
        )
    };
    let of = |(prefix, name, declares, attributes), content| Tree {
        prefix,
        name,
        declares,
        attributes,
        content,
    };
    let leaf = head().prop_map(move |head| of(head, Vec::new()));
    leaf.prop_recursive(3, 12, 4, move |inner| {
        let piece = prop_oneof![
            inner.prop_map(Piece::Element),
            value().prop_map(Piece::Text),
            prop::sample::select(vec!["<p:x>", "&amp;", " ", "p:name"])
                .prop_map(|text| Piece::Cdata(text.to_owned())),
            prop::sample::select(vec!["<!-- p:x -->", "<?p x?>"]).prop_map(Piece::Aside),
        ];
        (head(), prop::collection::vec(piece, 0..4))
            .prop_map(move |(head, content)| of(head, content))
    })
}

fn write_content(content: &[Piece], scope: &[bool], out: &mut String) {
    for piece in content {
        match piece {
            Piece::Element(tree) => tree.write("", scope, out),
            Piece::Text(text) => out.push_str(text),
            Piece::Cdata(text) => write!(out, "<![CDATA[{text}]]>").unwrap(),
            Piece::Aside(aside) => out.push_str(aside),
        }
    }
}

impl Tree {
    /// Writes the element, with a prefix only where it is declared. `name` is its name, if it is not empty.
    fn write(&self, name: &str, scope: &[bool], out: &mut String) {
        let mut scope = scope.to_vec();
        let mut declaration = String::new();
        if let Some((prefix, namespace)) = self.declares {
            scope[prefix] = true;
            let colon = if prefix == 0 { "" } else { ":" };
            let namespace = NAMESPACES[namespace];
            declaration = format!(" xmlns{colon}{}='{namespace}'", PREFIXES[prefix]);
        }
        let tagged = |prefix: usize, name: &str| match PREFIXES[prefix] {
            prefix_text if scope[prefix] && !prefix_text.is_empty() => {
                format!("{prefix_text}:{name}")
            }
            _ => name.to_owned(),
        };
        let name = if name.is_empty() { &self.name } else { name };
        let tag = tagged(self.prefix, name);
        write!(out, "<{tag}{declaration}").unwrap();
        for (index, (prefix, value)) in self.attributes.iter().enumerate() {
            write!(
                out,
                " {}=\"{value}\"",
                tagged(*prefix, &format!("a{index}"))
            )
            .unwrap();
        }
        out.push('>');
        write_content(&self.content, &scope, out);
        write!(out, "</{tag}>").unwrap();
    }
}

/// What the elements with this local name mean, in the words of another reader: expanded names, sorted attributes,
/// text, and names in values resolved too.
fn meaning_of(document: &str, local: &str) -> Vec<String> {
    let config = xml::ParserConfig::new()
        .cdata_to_characters(true)
        .coalesce_characters(true)
        .whitespace_to_characters(true)
        .ignore_comments(true);
    let expanded = |name: &xml::name::OwnedName| {
        let namespace = name.namespace.as_deref().unwrap_or_default();
        format!("{{{namespace}}}{}", name.local_name)
    };
    let mut all = Vec::new();
    let mut now = String::new();
    let mut scopes = Vec::new();
    let mut text = String::new();
    for event in xml::EventReader::new_with_config(document.as_bytes(), config) {
        use xml::reader::XmlEvent::{Characters, EndElement, StartElement};
        let event = event.unwrap_or_else(|error| panic!("{error} in {document}"));
        if let (StartElement { .. } | EndElement { .. }, Some(scope)) = (&event, scopes.last())
            && !text.is_empty()
        {
            write!(now, "[{:?}]", any::resolve(&text, scope)).unwrap();
            text.clear();
        }
        match event {
            StartElement {
                name,
                attributes,
                namespace,
            } if !scopes.is_empty() || name.local_name == local => {
                let attributes = attributes.iter().map(|one| {
                    format!(
                        "{}={:?}",
                        expanded(&one.name),
                        any::resolve(&one.value, &namespace)
                    )
                });
                let mut attributes: Vec<_> = attributes.collect();
                attributes.sort();
                write!(now, "<{} {attributes:?}>", expanded(&name)).unwrap();
                scopes.push(namespace);
            }
            Characters(piece) if !scopes.is_empty() => text.push_str(&piece),
            EndElement { .. } if scopes.pop().is_some() => {
                now.push_str("</>");
                if scopes.is_empty() {
                    all.push(std::mem::take(&mut now));
                }
            }
            _ => {}
        }
    }
    all
}

/// An answer around content; what is there declares a default namespace, `p` and `own`.
fn around(content: &str) -> String {
    envelope(&format!(
        "<n:getReportResponse xmlns:n=\"urn:shop\" xmlns:p=\"urn:p\" xmlns=\"urn:default\" xmlns:own=\"urn:own\"><n:report version=\"1\">\
         <n:id>1</n:id><n:status>Open</n:status>{content}</n:report></n:getReportResponse>"
    ))
}

const SCOPE: [bool; 6] = [true, true, true, true, false, false];

fn read_any(text: &str) -> Report {
    read(text)
        .unwrap_or_else(|error| panic!("{error} in {text}"))
        .0
}

fn written(request: &GetReport) -> String {
    write_request(
        &shop::operations::GET_REPORT,
        SoapVersion::Soap11,
        None,
        request,
    )
    .unwrap_or_else(|error| panic!("{error}"))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn elements(trees in prop::collection::vec(tree(), 1..3)) {
        let mut content = String::new();
        for tree in &trees {
            // In a namespace that the contract leaves open.
            content.push_str("<o:kept xmlns:o='urn:open'>");
            tree.write("", &SCOPE, &mut content);
            content.push_str("</o:kept>");
        }
        let text = around(&content);
        let report = read_any(&text);
        let original = meaning_of(&text, "kept");
        prop_assert_eq!(original.len(), trees.len());
        let alone: Vec<_> = report.any.iter().flat_map(|one| meaning_of(one.xml(), "kept")).collect();
        prop_assert_eq!(&alone, &original, "{}", text);
        for one in &report.any {
            prop_assert_eq!(&AnyElement::from_xml(&format!("<!-- a -->{}\n", one.xml())).unwrap(), one);
        }
        let request = GetReport { any: report.any, ..request() };
        let written = written(&request);
        prop_assert_eq!(&meaning_of(&written, "kept"), &original, "{}", written);
        let again = read_request(&written).any.iter().flat_map(|one| meaning_of(one.xml(), "kept")).collect::<Vec<_>>();
        prop_assert_eq!(again, original);
    }

    /// Text, elements, CDATA sections and comments side by side.
    #[test]
    fn mixed_content(tree in tree()) {
        let mut content = String::new();
        Tree { prefix: 0, declares: None, ..tree.clone() }.write("kept", &SCOPE, &mut content);
        let content = content.replacen("<kept", "<n:extra", 1);
        let content = content.strip_suffix("</kept>").unwrap().to_owned() + "</n:extra>";
        let text = around(&content);
        let extra = read_any(&text).extra.unwrap();
        let request = GetReport { extra: Some(extra.clone()), ..request() };
        let written = written(&request);
        let original = meaning_of(&text, "extra");
        prop_assert_eq!(original.len(), 1);
        prop_assert_eq!(&meaning_of(&written, "extra"), &original, "{}\n{}", text, written);
        // Once more, from where it stands now.
        let again = GetReport { extra: read_request(&written).extra, ..request };
        prop_assert_eq!(&meaning_of(&self::written(&again), "extra"), &original);
        let elements = tree.content.iter().filter(|piece| matches!(piece, Piece::Element(_)));
        prop_assert_eq!(extra.elements().unwrap().len(), elements.count());
        prop_assert_eq!(extra.attributes().len(), tree.attributes.len());
    }

    #[test]
    fn attributes(values in prop::collection::vec((prop::sample::select(vec!["urn:a", "urn:b", "http://www.w3.org/XML/1998/namespace"]), text()), 0..5)) {
        let attribute = |(index, (namespace, value)): (usize, &(&str, String))| AnyAttribute {
            namespace: (*namespace).to_owned(),
            name: format!("a{index}"),
            value: value.clone(),
        };
        let attributes: Vec<_> = values.iter().enumerate().map(attribute).collect();
        let request = GetReport { any_attributes: attributes.clone(), ..request() };
        prop_assert_eq!(read_request(&written(&request)).any_attributes, attributes);
    }
}

fn words() -> impl Strategy<Value = Array<String>> {
    prop::collection::vec(prop::option::of(text()), 0..4).prop_map(Array)
}

fn node() -> impl Strategy<Value = Node> {
    let anything = prop_oneof![
        any::<i32>().prop_map(|number| AnyType::typed("int", &number)),
        text().prop_map(|text| AnyType::typed("string", &text)),
    ];
    let leaf = (
        prop::option::of(text()),
        prop::option::of(words()),
        prop::option::of(anything),
    );
    let leaf = leaf.prop_map(|(name, words, anything)| Node {
        name,
        words,
        anything,
        ..Node::default()
    });
    leaf.prop_recursive(4, 16, 2, |inner| {
        let child = || prop::option::of(inner.clone().prop_map(Box::new));
        (inner.clone(), child(), child(), any::<bool>()).prop_map(|(node, next, other, twice)| {
            Node {
                other: if twice { next.clone() } else { other },
                next,
                ..node
            }
        })
    })
}

/// A node in words; what is of any type by its type and text, as it stands in another message now.
fn shown(node: &Node) -> String {
    let inner = |node: &Option<Box<Node>>| node.as_ref().map(|node| shown(node));
    let anything = node
        .anything
        .as_ref()
        .map(|any| (any.xsi_type(), any.text()));
    format!(
        "{:?} {:?} {anything:?} ({:?}) ({:?})",
        node.name,
        node.words,
        inner(&node.next),
        inner(&node.other)
    )
}

static NODE: Operation = request_as_answer("node");
static TABLE: Operation = request_as_answer("table");

/// Requests, read as answers.
const fn request_as_answer(name: &'static str) -> Operation {
    Operation {
        name,
        action: "",
        request: None,
        response: Some(Root {
            namespace: "urn:graph",
            name,
            tag: name,
            encoded: Some(""),
        }),
        one_way: false,
        default_namespace: "",
        prefixes: "",
        place: "",
    }
}

/// Writes nodes as another service might: some where they stand, some elsewhere.
struct Elsewhere<'a> {
    /// Whether the next object stands elsewhere.
    choices: std::iter::Cycle<std::slice::Iter<'a, bool>>,
    objects: Vec<String>,
}

impl Elsewhere<'_> {
    fn member(&mut self, tag: &str, node: &Node) -> String {
        let content = self.content(node);
        if *self.choices.next().unwrap() {
            let reference = format!("<{tag} href=\"#{}\"/>", self.objects.len());
            self.refer(&content);
            return reference;
        }
        format!("<{tag} xsi:type=\"g:Node\">{content}</{tag}>")
    }

    fn refer(&mut self, content: &str) {
        let id = self.objects.len();
        self.objects.push(format!(
            "<multiRef id=\"{id}\" enc:root=\"0\" xsi:type=\"g:Node\">{content}</multiRef>"
        ));
    }

    fn content(&mut self, node: &Node) -> String {
        let escape = |text: &str| xml::escape::escape_str_pcdata(text).replace('\r', "&#13;");
        let mut out = String::new();
        if let Some(name) = &node.name {
            write!(out, "<name>{}</name>", escape(name)).unwrap();
        }
        match (&node.next, &node.other) {
            // One object twice.
            (Some(next), Some(other)) if next == other => {
                let content = self.content(next);
                let id = self.objects.len();
                self.refer(&content);
                write!(out, "<next href=\"#{id}\"/><other href=\"#{id}\"/>").unwrap();
            }
            (next, other) => {
                for (tag, node) in [("next", next), ("other", other)] {
                    if let Some(node) = node {
                        out.push_str(&self.member(tag, node));
                    }
                }
            }
        }
        if let Some(Array(words)) = &node.words {
            write!(
                out,
                "<words xsi:type=\"enc:Array\" enc:arrayType=\"xsd:string[{}]\">",
                words.len()
            )
            .unwrap();
            for word in words {
                match word {
                    Some(word) => write!(out, "<w>{}</w>", escape(word)).unwrap(),
                    None => out.push_str("<w xsi:nil=\"1\"/>"),
                }
            }
            out.push_str("</words>");
        }
        out
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn graphs(node in node(), count in any::<Option<i32>>()) {
        for version in [SoapVersion::Soap11, SoapVersion::Soap12] {
            let request = NodeRequest { r#return: Some(node.clone()), count };
            let written = write_request(&operations::NODE, version, None, &request).unwrap();
            let read: Result<(NodeRequest, _), _> = encoded::read_with(&NODE, &written, version, &Limits::default());
            let (back, deviations) = read.unwrap_or_else(|error| panic!("{error} in {written}"));
            prop_assert!(deviations.is_empty(), "{:?} in {}", deviations, written);
            prop_assert_eq!(shown(&back.r#return.unwrap()), shown(&node), "{}", written);
            prop_assert_eq!(back.count, count);
        }
    }

    #[test]
    fn objects_that_stand_elsewhere(node in node(), choices in prop::collection::vec(any::<bool>(), 1..8), backwards in any::<bool>()) {
        fn without_anything(node: Node) -> Node {
            let inner = |node: Option<Box<Node>>| node.map(|node| Box::new(without_anything(*node)));
            Node { anything: None, next: inner(node.next), other: inner(node.other), ..node }
        }
        let node = without_anything(node);
        let mut elsewhere = Elsewhere { choices: choices.iter().cycle(), objects: Vec::new() };
        let member = elsewhere.member("return", &node);
        let mut objects = elsewhere.objects;
        if backwards {
            objects.reverse();
        }
        let text = format!("<g:nodeResponse>{member}</g:nodeResponse>{}", objects.concat());
        let answer: NodeResponse = encoded::answer(&operations::NODE, &text);
        prop_assert_eq!(answer.r#return, Some(node));
    }

    #[test]
    fn tables(sizes in prop::collection::vec(0..4_usize, 2), members in prop::collection::vec(any::<Option<i32>>(), 64)) {
        let count = sizes.iter().product();
        let table = MultiArray { sizes, items: members[..count].to_vec() };
        for version in [SoapVersion::Soap11, SoapVersion::Soap12] {
            let request = Table::new(table.clone());
            let written = write_request(&operations::TABLE, version, None, &request).unwrap();
            let read: Result<(Table, _), _> = encoded::read_with(&TABLE, &written, version, &Limits::default());
            let (back, deviations) = read.unwrap_or_else(|error| panic!("{error} in {written}"));
            prop_assert!(deviations.is_empty(), "{:?} in {}", deviations, written);
            prop_assert_eq!(back, request, "{}", written);
        }
    }
}
