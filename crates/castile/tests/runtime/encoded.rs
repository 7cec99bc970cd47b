//! SOAP encoding: replies in the styles of Axis, .NET, PHP, gSOAP and `SOAP::Lite`, and such as are made to do harm.
//!
//! `graph.rs` was generated from `graph.wsdl` (`castile generate graph.wsdl --out graph.rs`).

use std::fmt::Write as _;

use castile::codegen::{Element, Operation};
use castile::envelope::{Outcome, ReplyReader, write_request};
use castile::{
    Array, DecodeError, DecodeErrorKind, DeviationKind, Deviations, Limits, MultiArray, Policy,
    SoapVersion,
};

use super::{SOAP11, SOAP12};

#[allow(
    unreachable_pub,
    dead_code,
    clippy::pedantic,
    reason = "as generated, in a crate that does not use all of it"
)]
pub(crate) mod graph {
    //! The generated client of a made-up service.
    include!("graph.rs");
}

use graph::{
    AnythingResponse, Node, NodeResponse, NodesResponse, NothingResponse, TableResponse,
    ThingsResponse, TwinsResponse, Words, WordsResponse, operations,
};

const ENC11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
const ENC12: &str = "http://www.w3.org/2003/05/soap-encoding";

/// An envelope of SOAP 1.1 around a body.
fn body(content: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"{SOAP11}\" xmlns:enc=\"{ENC11}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:g=\"urn:graph\"><s:Body>{content}</s:Body></s:Envelope>"
    )
}

pub(super) fn read_with<T: Element>(
    operation: &'static Operation,
    text: &str,
    version: SoapVersion,
    limits: &Limits,
) -> Result<(T, Deviations), DecodeError> {
    let reader = ReplyReader {
        operation,
        version,
        limits,
        policy: &Policy::tolerant(),
    };
    let mut value = T::blank();
    match reader.read(text, &mut value, &mut ())? {
        Outcome::Answer(deviations) => Ok((value, deviations)),
        Outcome::Fault(fault) => panic!("a fault: {fault}"),
    }
}

fn read<T: Element>(
    operation: &'static Operation,
    content: &str,
) -> Result<(T, Deviations), DecodeError> {
    read_with(
        operation,
        &body(content),
        SoapVersion::Soap11,
        &Limits::default(),
    )
}

/// The answer of a body that is as the rules have it.
pub(super) fn answer<T: Element>(operation: &'static Operation, content: &str) -> T {
    let (value, deviations) =
        read(operation, content).unwrap_or_else(|error| panic!("{error} in {content}"));
    assert!(deviations.is_empty(), "{deviations:?} in {content}");
    value
}

/// The deviations of a body that can be read.
fn deviations<T: Element>(operation: &'static Operation, content: &str) -> (T, Vec<DeviationKind>) {
    let (value, deviations) =
        read(operation, content).unwrap_or_else(|error| panic!("{error} in {content}"));
    let kinds: Vec<_> = deviations.iter().map(|one| one.kind).collect();
    // Each can be refused.
    for &kind in &kinds {
        let reader = ReplyReader {
            operation,
            version: SoapVersion::Soap11,
            limits: &Limits::default(),
            policy: &Policy::tolerant().refuse(kind),
        };
        let read = reader.read(&body(content), &mut T::blank(), &mut ());
        let error = read.map(|_| ()).expect_err("it is refused");
        assert_eq!(error.kind(), DecodeErrorKind::Deviation(kind), "{error}");
    }
    (value, kinds)
}

/// The error of a body that cannot be read.
fn refusal<T: Element + std::fmt::Debug>(
    operation: &'static Operation,
    content: &str,
) -> DecodeError {
    read::<T>(operation, content)
        .map(|(value, _)| value)
        .expect_err(content)
}

fn words(array: Option<Array<String>>) -> Vec<Option<String>> {
    array.expect("an array").0
}

fn some(words: &[&str]) -> Vec<Option<String>> {
    words.iter().map(|word| Some((*word).to_owned())).collect()
}

fn named(name: &str) -> Node {
    Node {
        name: Some(name.to_owned()),
        ..Node::default()
    }
}

#[test]
fn as_axis_writes() {
    // Each object once, after the answer, whatever is simple too; `root` says that they are not the answer.
    let answer: NodeResponse = answer(
        &operations::NODE,
        "<ns1:nodeResponse s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:ns1=\"urn:graph\"><return href=\"#id0\"/><count href=\"#id1\"/></ns1:nodeResponse>
         <multiRef id=\"id0\" enc:root=\"0\" s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\" xsi:type=\"ns2:Node\" xmlns:ns2=\"urn:graph\"><name xsi:type=\"xsd:string\">a</name><next href=\"#id2\"/><other href=\"#id2\"/></multiRef>
         <multiRef id=\"id1\" enc:root=\"0\" xsi:type=\"xsd:int\">3</multiRef>
         <multiRef id=\"id2\" enc:root=\"0\" xsi:type=\"ns3:Node\" xmlns:ns3=\"urn:graph\"><name xsi:type=\"enc:string\">b</name><words xsi:type=\"enc:Array\" enc:arrayType=\"xsd:string[2]\"><words>x</words><words xsi:nil=\"true\"/></words></multiRef>",
    );
    let b = Node {
        words: Some(Array(vec![Some("x".to_owned()), None])),
        ..named("b")
    };
    let expected = Node {
        next: Some(Box::new(b.clone())),
        other: Some(Box::new(b)),
        ..named("a")
    };
    assert_eq!(answer.r#return, Some(expected));
    assert_eq!(answer.count, Some(3));
}

#[test]
fn as_dotnet_writes() {
    // Objects that stand twice or in arrays are sent by reference, named after their type.
    let answer: NodesResponse = answer(
        &operations::NODES,
        "<tns:nodesResponse xmlns:tns=\"urn:graph\"><nodes href=\"#id1\"/></tns:nodesResponse>
         <enc:Array id=\"id1\" xmlns:q1=\"urn:graph\" enc:arrayType=\"q1:Node[2]\"><Item href=\"#id2\"/><Item href=\"#id2\"/></enc:Array>
         <q2:Node id=\"id2\" xsi:type=\"q2:Node\" xmlns:q2=\"urn:graph\"><name xsi:type=\"xsd:string\">a</name><next xsi:nil=\"true\"/></q2:Node>",
    );
    assert_eq!(answer.nodes, Some([named("a"), named("a")].into()));
}

#[test]
fn as_dotnet_writes_soap_1_2() {
    let text = format!(
        "<soap:Envelope xmlns:soap=\"{SOAP12}\" xmlns:soapenc=\"{ENC12}\" xmlns:rpc=\"http://www.w3.org/2003/05/soap-rpc\" xmlns:tns=\"urn:graph\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><soap:Body soap:encodingStyle=\"{ENC12}\"><tns:nodesResponse><rpc:result xmlns=\"\">nodes</rpc:result><nodes soapenc:ref=\"id1\"/></tns:nodesResponse><soapenc:Array soapenc:id=\"id1\" soapenc:itemType=\"tns:Node\" soapenc:arraySize=\"2\"><Item soapenc:ref=\"id2\"/><Item xsi:type=\"tns:Node\"><name>b</name></Item></soapenc:Array><tns:Node soapenc:id=\"id2\" xsi:type=\"tns:Node\"><name xsi:type=\"xsd:string\">a</name></tns:Node></soap:Body></soap:Envelope>"
    );
    let read: Result<(NodesResponse, _), _> = read_with(
        &operations::NODES,
        &text,
        SoapVersion::Soap12,
        &Limits::default(),
    );
    let (answer, deviations) = read.unwrap();
    assert!(deviations.is_empty(), "{deviations:?}");
    assert_eq!(answer.nodes, Some([named("a"), named("b")].into()));
}

#[test]
fn as_php_writes() {
    // The first of two is written where it stands, and the second refers to it.
    let answer: NodeResponse = answer(
        &operations::NODE,
        "<ns1:nodeResponse><return xsi:type=\"ns1:Node\" xmlns:ns1=\"urn:graph\"><name xsi:type=\"xsd:string\">a</name><next id=\"ref1\" xsi:type=\"ns1:Node\"><name xsi:type=\"xsd:string\">b</name></next><other href=\"#ref1\"/><anything xsi:nil=\"true\"/></return><count xsi:type=\"xsd:int\">1</count></ns1:nodeResponse>"
            .replace("<ns1:nodeResponse>", "<ns1:nodeResponse xmlns:ns1=\"urn:graph\">")
            .as_str(),
    );
    let node = answer.r#return.unwrap();
    assert_eq!(node.next, node.other);
    assert_eq!(node.next, Some(Box::new(named("b"))));
    assert_eq!(node.anything, None);
}

#[test]
fn as_php_writes_soap_1_2() {
    // Its references are URIs here too.
    let text = format!(
        "<env:Envelope xmlns:env=\"{SOAP12}\" xmlns:enc=\"{ENC12}\" xmlns:rpc=\"http://www.w3.org/2003/05/soap-rpc\" xmlns:ns1=\"urn:graph\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><env:Body><ns1:nodesResponse env:encodingStyle=\"{ENC12}\"><rpc:result>nodes</rpc:result><nodes enc:itemType=\"ns1:Node\" enc:arraySize=\"2\" xsi:type=\"ns1:ArrayOfNode\"><item enc:id=\"ref1\" xsi:type=\"ns1:Node\"><name>a</name></item><item enc:ref=\"#ref1\"/></nodes></ns1:nodesResponse></env:Body></env:Envelope>"
    );
    let read: Result<(NodesResponse, _), _> = read_with(
        &operations::NODES,
        &text,
        SoapVersion::Soap12,
        &Limits::default(),
    );
    let (answer, deviations) = read.unwrap();
    assert!(deviations.is_empty(), "{deviations:?}");
    assert_eq!(answer.nodes, Some([named("a"), named("a")].into()));
}

#[test]
fn as_gsoap_writes() {
    // `id` stands on what is written in place; members are qualified by no rule; types are not said.
    let answer: NodeResponse = answer(
        &operations::NODE,
        "<g:nodeResponse><g:return id=\"_1\"><g:name>a</g:name><other href=\"#_2\"/><next id=\"_2\"><name>b</name></next></g:return><count>1</count></g:nodeResponse>",
    );
    let node = answer.r#return.unwrap();
    assert_eq!(node.name.as_deref(), Some("a"));
    assert_eq!(node.next, node.other);
}

#[test]
fn as_soap_lite_writes() {
    // The struct around and the return value are called as it likes, and what looks like a number is one.
    let (value, kinds): (WordsResponse, _) = deviations(
        &operations::WORDS,
        "<namesp1:words xmlns:namesp1=\"urn:graph\"><s-gensym3 xsi:type=\"enc:Array\" enc:arrayType=\"xsd:anyType[2]\"><item xsi:type=\"xsd:string\">a</item><item xsi:type=\"xsd:int\">7</item></s-gensym3></namesp1:words>",
    );
    assert_eq!(words(value.words), some(&["a", "7"]));
    assert_eq!(
        kinds,
        [
            DeviationKind::Encoding,
            DeviationKind::Encoding,
            DeviationKind::UnknownType
        ]
    );
    // Text that is not ASCII goes as binary data, which has to be seen.
    let (value, kinds): (NodeResponse, _) = deviations(
        &operations::NODE,
        "<g:nodeResponse><return><name xsi:type=\"enc:base64\">w6k=</name></return></g:nodeResponse>",
    );
    assert_eq!(value.r#return, Some(named("w6k=")));
    assert_eq!(kinds, [DeviationKind::UnknownType]);
}

#[test]
fn drafts_of_xml_schema_are_understood() {
    let draft = "xmlns:i=\"http://www.w3.org/1999/XMLSchema-instance\"";
    let answer: NodeResponse = answer(
        &operations::NODE,
        &format!(
            "<g:nodeResponse {draft}><return i:type=\"g:Node\"><name i:type=\"xsd:string\">a</name><next i:null=\"1\"/></return></g:nodeResponse>"
        ),
    );
    assert_eq!(answer.r#return, Some(named("a")));
}

#[test]
fn nothing_is_an_answer() {
    let NothingResponse {} = answer(&operations::NOTHING, "<g:nothingResponse/>");
    let empty: WordsResponse = answer(&operations::WORDS, "<g:wordsResponse/>");
    assert_eq!(empty.words, None);
    let nil: WordsResponse = answer(
        &operations::WORDS,
        "<g:wordsResponse><words xsi:nil=\"1\"/></g:wordsResponse>",
    );
    assert_eq!(nil.words, None);
}

#[test]
fn additions_are_noted() {
    let (value, kinds): (NodeResponse, _) = deviations(
        &operations::NODE,
        "<g:nodeResponse><return><name>a</name><age>7</age></return><more href=\"#nowhere\"/></g:nodeResponse>",
    );
    assert_eq!(value.r#return, Some(named("a")));
    assert_eq!(
        kinds,
        [DeviationKind::UnknownElement, DeviationKind::UnknownElement]
    );
    // What stands on a reference is not on what it refers to.
    let (value, noted): (NodeResponse, _) = read(
        &operations::NODE,
        "<g:nodeResponse><return x=\"1\" xsi:type=\"g:Node\" xsi:nil=\"0\" enc:ref=\"a\" href=\"#a\"/></g:nodeResponse><a id=\"a\"><name>a</name></a>",
    )
    .unwrap();
    assert_eq!(value.r#return, Some(named("a")));
    let noted: Vec<_> = noted.iter().map(ToString::to_string).collect();
    assert_eq!(noted.len(), 1);
    assert!(noted[0].contains("the attribute `x`") && noted[0].contains("nodeResponse/return"));
}

/// One with a member's name in a namespace of its own is none of the contract's.
#[test]
fn additions_by_the_names_of_members() {
    let response =
        |content: &str| format!("<g:nodeResponse xmlns:o=\"urn:o\">{content}</g:nodeResponse>");
    for content in [
        "<return><name>a</name><o:name>b</o:name></return>",
        "<return><o:name>b</o:name><name>a</name></return>",
        "<o:return><name>b</name></o:return><return><name>a</name></return>",
        "<more>1</more><return><g:name>a</g:name></return>",
        "<more>1</more><o:more/><g:return><name>a</name></g:return>",
    ] {
        let (value, noted): (NodeResponse, _) =
            read(&operations::NODE, &response(content)).unwrap();
        let kinds: Vec<_> = noted.iter().map(|one| one.kind).collect();
        assert_eq!(value.r#return, Some(named("a")), "{content}");
        assert!(
            kinds
                .iter()
                .all(|&kind| kind == DeviationKind::UnknownElement)
                && !kinds.is_empty(),
            "{kinds:?} in {content}"
        );
    }
    // Alone it may be meant as the member, and nobody knows.
    let content = response("<return><o:name>a</o:name></return>");
    let error = refusal::<NodeResponse>(&operations::NODE, &content);
    assert_eq!(error.kind(), DecodeErrorKind::Misnamed, "{error}");
    // Nor is what stands before it taken for the return value.
    for content in [
        "<o:more/><o:return><name>a</name></o:return>",
        "<o:more><name>b</name></o:more><Return><name>a</name></Return>",
    ] {
        let error = refusal::<NodeResponse>(&operations::NODE, &response(content));
        assert_eq!(error.kind(), DecodeErrorKind::Misnamed, "{error}");
    }
    // Unless the name that is nearly that of the return value is another member's.
    let (value, kinds): (TwinsResponse, _) = deviations(
        &operations::TWINS,
        "<g:twinsResponse><result>1</result><Return>2</Return></g:twinsResponse>",
    );
    assert_eq!((value.r#return, value.return_element), (Some(1), Some(2)));
    assert_eq!(kinds, [DeviationKind::Encoding]);
    // In the namespace of the struct around it, whose name means nothing, it is the member.
    for content in [
        "<nodeResponse xmlns=\"urn:o\"><return><name>a</name></return><count>1</count></nodeResponse>",
        "<o:answer xmlns:o=\"urn:o\"><o:return><o:name>a</o:name></o:return><count>1</count></o:answer>",
    ] {
        let (value, kinds): (NodeResponse, _) = deviations(&operations::NODE, content);
        assert_eq!((value.r#return, value.count), (Some(named("a")), Some(1)));
        assert_eq!(kinds, [DeviationKind::Encoding]);
    }
    // The first one is the answer where none is called so.
    let (value, kinds): (NodeResponse, _) = deviations(
        &operations::NODE,
        &response("<o:result><name>a</name></o:result><count>1</count>"),
    );
    assert_eq!((value.r#return, value.count), (Some(named("a")), Some(1)));
    assert_eq!(kinds, [DeviationKind::Encoding]);
    let many = format!(
        "{}<return><name>a</name></return>",
        "<more/>".repeat(20_000)
    );
    let (value, _): (NodeResponse, _) = read(&operations::NODE, &response(&many)).unwrap();
    assert_eq!(value.r#return, Some(named("a")));
}

#[test]
fn arrays_in_all_forms() {
    let array = |attributes: &str, content: &str| {
        let content =
            format!("<g:wordsResponse><words {attributes}>{content}</words></g:wordsResponse>");
        let value: WordsResponse = answer(&operations::WORDS, &content);
        words(value.words)
    };
    let items = "<a>1</a><b>2</b>";
    let gap = |count: usize| vec![None; count];
    assert_eq!(
        array("enc:arrayType=\"xsd:string[2]\"", items),
        some(&["1", "2"])
    );
    assert_eq!(
        array("enc:arrayType=\"xsd:string[]\"", items),
        some(&["1", "2"])
    );
    assert_eq!(array("enc:arrayType=\"xsd:string[0]\"", ""), some(&[]));
    // Members that are not sent (SOAP 1.1, 5.4.2.1).
    assert_eq!(
        array("enc:arrayType=\"xsd:string[4]\"", items),
        [some(&["1", "2"]), gap(2)].concat()
    );
    assert_eq!(
        array("enc:arrayType=\"xsd:string[5]\" enc:offset=\"[2]\"", items),
        [gap(2), some(&["1", "2"]), gap(1)].concat()
    );
    // Members that say where they stand (5.4.2.2).
    assert_eq!(
        array(
            "enc:arrayType=\"xsd:string[4]\"",
            "<a enc:position=\"[2]\">x</a><a enc:position=\"[0]\">y</a><a>z</a>"
        ),
        [some(&["y", "z", "x"]), gap(1)].concat()
    );
    // A member by reference.
    let content = "<g:wordsResponse><words enc:arrayType=\"xsd:string[2]\"><a href=\"#i\"/><enc:string>b</enc:string></words></g:wordsResponse><enc:string id=\"i\">a</enc:string>";
    let value: WordsResponse = answer(&operations::WORDS, content);
    assert_eq!(words(value.words), some(&["a", "b"]));
    // Without the type of its members.
    let content = format!("<g:wordsResponse><words>{items}</words></g:wordsResponse>");
    let (value, kinds): (WordsResponse, _) = deviations(&operations::WORDS, &content);
    assert_eq!(words(value.words), some(&["1", "2"]));
    assert_eq!(kinds, [DeviationKind::Encoding]);
    // More than it says.
    let content = format!(
        "<g:wordsResponse><words enc:arrayType=\"xsd:string[1]\">{items}</words></g:wordsResponse>"
    );
    let (value, kinds): (WordsResponse, _) = deviations(&operations::WORDS, &content);
    assert_eq!(words(value.words), some(&["1", "2"]));
    assert_eq!(kinds, [DeviationKind::Encoding]);
}

#[test]
fn arrays_of_several_dimensions() {
    let table = |attributes: &str, content: &str| {
        let content =
            format!("<g:tableResponse><table {attributes}>{content}</table></g:tableResponse>");
        answer::<TableResponse>(&operations::TABLE, &content)
            .table
            .expect("a table")
    };
    let value = table(
        "enc:arrayType=\"xsd:int[2,3]\"",
        "<a>1</a><a>2</a><a>3</a><a>4</a><a>5</a><a>6</a>",
    );
    assert_eq!(value.sizes, [2, 3]);
    assert_eq!(value.get(&[1, 1]), Some(&5));
    assert_eq!(value.get(&[0, 3]), None);
    assert_eq!(value.get(&[0]), None);
    let value = table(
        "enc:arrayType=\"xsd:int[2,2]\"",
        "<a enc:position=\"[1,0]\">3</a>",
    );
    assert_eq!(value.items, [None, None, Some(3), None]);
    let value = table(
        "enc:arrayType=\"xsd:int[2,2]\" enc:offset=\"[0,1]\"",
        "<a>2</a><a>3</a>",
    );
    assert_eq!(value.items, [None, Some(2), Some(3), None]);
    let value = table("enc:arrayType=\"xsd:int[,2]\"", "<a>1</a><a>2</a><a>3</a>");
    assert_eq!(value.sizes, [2, 2]);
}

#[test]
fn arrays_that_are_wrong_say_so() {
    let items = "<a>1</a><b>2</b>";
    for (attributes, content, expected) in [
        (
            "enc:arrayType=\"xsd:string[2,2]\"",
            items,
            "an array of one dimension",
        ),
        (
            "enc:arrayType=\"xsd:string\"",
            items,
            "the sizes of an array",
        ),
        (
            "enc:arrayType=\"xsd:string[x]\"",
            items,
            "the sizes of an array",
        ),
        (
            "enc:arrayType=\"xsd:string[-1]\"",
            items,
            "the sizes of an array",
        ),
        (
            "enc:arrayType=\"xsd:string[2]\" enc:offset=\"1\"",
            items,
            "a place in an array",
        ),
        (
            "enc:arrayType=\"xsd:string[2]\"",
            "<a enc:position=\"[]\">1</a>",
            "a place in an array",
        ),
        (
            "enc:arrayType=\"xsd:string[2]\"",
            "<a>1</a><a enc:position=\"[0]\">1</a>",
            "one member at each place",
        ),
        (
            "enc:arrayType=\"xsd:string[2]\"",
            "<a xsi:nil=\"1\"/><a enc:position=\"[0]\">1</a>",
            "one member at each place",
        ),
        (
            "enc:arrayType=\"xsd:string[2]\" enc:offset=\"[0,1]\"",
            items,
            "one dimension",
        ),
        (
            "enc:arrayType=\"xsd:string[2]\"",
            "<a enc:position=\"[0,1]\">1</a>",
            "one dimension",
        ),
    ] {
        let content =
            format!("<g:wordsResponse><words {attributes}>{content}</words></g:wordsResponse>");
        let text = refusal::<WordsResponse>(&operations::WORDS, &content).to_string();
        assert!(text.contains(expected), "{text}");
    }
    for (attributes, expected) in [
        ("enc:arrayType=\"xsd:int[1,1]\"", "1 members"),
        ("enc:arrayType=\"xsd:int[,]\"", "does not say"),
        ("enc:arrayType=\"xsd:int[1,]\"", "does not say"),
        (
            "enc:arrayType=\"xsd:int[1,1]\" enc:offset=\"[1,1]\"",
            "a place in an array",
        ),
    ] {
        let content =
            format!("<g:tableResponse><table {attributes}>{items}</table></g:tableResponse>");
        let text = refusal::<TableResponse>(&operations::TABLE, &content).to_string();
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn references_that_lead_nowhere_are_errors() {
    let answer = |content: &str| {
        let content = format!("<g:nodeResponse>{content}</g:nodeResponse>");
        let error = refusal::<NodeResponse>(&operations::NODE, &content);
        assert_eq!(error.kind(), DecodeErrorKind::Reference, "{error}");
        error.to_string()
    };
    assert!(
        answer("<return href=\"#x\"/>")
            .contains("an element with the `id` `x`, as this refers to it, found none")
    );
    assert!(answer("<return href=\"http://example.com/#x\"/>").contains("example.com"));
    assert!(answer("<return href=\"cid:x\"/>").contains("cid:x"));
    assert!(answer("<return href=\"\"/>").contains("of this message"));
    let twice = "<return href=\"#x\"/></g:nodeResponse><a id=\"x\"/><b id=\"x\"/>";
    let error_of = refusal::<NodeResponse>(&operations::NODE, &format!("<g:nodeResponse>{twice}"));
    assert_eq!(error_of.kind(), DecodeErrorKind::Reference);
    assert!(
        error_of
            .to_string()
            .contains("one element with the `id` `x`, as this refers to it, found several"),
        "{error_of}"
    );
    // To itself, in one step and in two, and by a member.
    assert!(
        answer("<return id=\"x\" href=\"#x\"/>")
            .contains("in a circle, found one to `x`, which this is part of")
    );
    assert!(
        answer("<return href=\"#x\"/><other id=\"x\" href=\"#y\"/><more id=\"y\" href=\"#x\"/>")
            .contains("in a circle, found one to `x`, which this is part of")
    );
    assert!(
        answer("<return id=\"x\"><name>a</name><next href=\"#x\"/></return>")
            .contains("in a circle, found one to `x`, which this is part of")
    );
    assert!(
        answer("<return href=\"#x\">content</return><other id=\"x\"/>").contains("content beside")
    );
    assert!(
        answer("<return href=\"#x\" enc:ref=\"y\"/><other id=\"x\"/><other id=\"y\"/>")
            .contains("one reference in an element, found two")
    );
    let error = refusal::<NodeResponse>(
        &operations::NODE,
        "<g:nodeResponse><return><next href=\"#x\"/></return></g:nodeResponse>",
    );
    assert_eq!(error.path(), "Envelope/Body/nodeResponse/return/next");
    let nil = "<g:nodeResponse><return href=\"#x\" xsi:nil=\"1\"/></g:nodeResponse><a id=\"x\"/>";
    let error = refusal::<NodeResponse>(&operations::NODE, nil);
    assert_eq!(error.kind(), DecodeErrorKind::Nil);
    assert_eq!(error.found(), "a reference");
}

#[test]
fn references_to_references_are_limited() {
    // A thousand bytes that would be 2^60 nodes.
    let mut content = "<g:nodeResponse><return href=\"#n0\"/></g:nodeResponse>".to_owned();
    for level in 0..60 {
        let next = level + 1;
        let _ = write!(
            content,
            "<n id=\"n{level}\"><next href=\"#n{next}\"/><other href=\"#n{next}\"/></n>"
        );
    }
    content += "<n id=\"n60\"/>";
    let limits = Limits::default().with_depth(200);
    let read: Result<(NodeResponse, _), _> = read_with(
        &operations::NODE,
        &body(&content),
        SoapVersion::Soap11,
        &limits,
    );
    let error = read
        .map(|(value, _)| value)
        .expect_err("it would be endless");
    assert_eq!(error.kind(), DecodeErrorKind::Limit, "{error}");
    assert!(error.to_string().contains("reference_bytes"), "{error}");

    // As deep as elements may nest.
    let error = refusal::<NodeResponse>(&operations::NODE, &{
        let mut content = "<g:nodeResponse><return href=\"#n0\"/></g:nodeResponse>".to_owned();
        for level in 0..200 {
            let _ = write!(
                content,
                "<n id=\"n{level}\"><next href=\"#n{}\"/></n>",
                level + 1
            );
        }
        content
    });
    assert_eq!(error.kind(), DecodeErrorKind::Limit, "{error}");
    assert!(error.to_string().contains("depth"), "{error}");
}

/// The name of an encoded answer means nothing, so that a second element is a second answer. One that references may
/// lead to is none.
#[test]
fn a_second_element_is_a_second_answer() {
    let right = "<g:nodeResponse><return><name>a</name></return></g:nodeResponse>";
    for content in [format!("{right}<g:more/>"), format!("<g:more/>{right}")] {
        let error = refusal::<NodeResponse>(&operations::NODE, &content);
        assert_eq!(error.kind(), DecodeErrorKind::Duplicate, "{error}");
    }
    answer::<NodeResponse>(&operations::NODE, &format!("{right}<g:more id=\"i\"/>"));
}

#[test]
fn an_array_has_no_more_than_32_dimensions() {
    let sizes = |count: usize| vec!["1"; count].join(",");
    for attribute in [
        format!("enc:arrayType=\"xsd:int[{}]\"", sizes(33)),
        format!("enc:arraySize=\"{}\"", sizes(33).replace(',', " ")),
        format!("enc:arrayType=\"xsd:int[]\" enc:offset=\"[{}]\"", sizes(33)),
    ] {
        let content =
            format!("<g:tableResponse><table {attribute}><a>1</a></table></g:tableResponse>");
        let error = refusal::<TableResponse>(&operations::TABLE, &content);
        assert_eq!(error.kind(), DecodeErrorKind::Limit, "{error}");
        assert!(
            error.to_string().starts_with(
                "expected at most 32 dimensions of an array, found more at `Envelope/Body/tableResponse/table`"
            ) && error.to_string().contains("no setting raises this limit"),
            "{error}"
        );
    }
    // As many as that are sizes, if not those of the contract.
    let most = format!(
        "<g:tableResponse><table enc:arrayType=\"xsd:int[{}]\"><a>1</a></table></g:tableResponse>",
        sizes(32)
    );
    let (read, kinds) = deviations::<TableResponse>(&operations::TABLE, &most);
    assert_eq!(read.table.expect("an array").items, [Some(1)]);
    assert_eq!(kinds, [DeviationKind::Encoding]);
}

#[test]
fn a_chain_of_references_is_as_deep_as_elements() {
    let mut content = "<g:nodeResponse><return href=\"#n0\"/></g:nodeResponse>".to_owned();
    for level in 0..20_000 {
        let _ = write!(content, "<n id=\"n{level}\" href=\"#n{}\"/>", level + 1);
    }
    let error = refusal::<NodeResponse>(&operations::NODE, &content);
    assert_eq!(error.kind(), DecodeErrorKind::Limit, "{error}");
    assert!(error.to_string().contains("depth"), "{error}");
}

#[test]
fn sizes_alone_cost_nothing() {
    for attributes in [
        "enc:arrayType=\"xsd:string[4000000000]\"",
        "enc:arrayType=\"xsd:string[18446744073709551615]\"",
        "enc:arrayType=\"xsd:string[]\" enc:offset=\"[4000000000]\"",
        "enc:arrayType=\"xsd:string[]\" enc:offset=\"[18446744073709551615]\"",
    ] {
        let content =
            format!("<g:wordsResponse><words {attributes}><a>1</a></words></g:wordsResponse>");
        let error = refusal::<WordsResponse>(&operations::WORDS, &content);
        assert_eq!(error.kind(), DecodeErrorKind::Limit, "{error}");
        assert!(error.to_string().contains("children"), "{error}");
    }
    // Many small lies are one large one.
    let content = format!(
        "<g:nodesResponse><nodes enc:arrayType=\"g:Node[2]\">{}</nodes></g:nodesResponse>",
        "<a><words enc:arrayType=\"xsd:string[400000]\"/></a>".repeat(2)
    );
    let error = refusal::<NodesResponse>(&operations::NODES, &content);
    assert_eq!(error.kind(), DecodeErrorKind::Limit, "{error}");
    let table = "<g:tableResponse><table enc:arrayType=\"xsd:int[4294967296,4294967296]\"/></g:tableResponse>";
    let error = refusal::<TableResponse>(&operations::TABLE, table);
    assert_eq!(error.kind(), DecodeErrorKind::Limit, "{error}");
}

#[test]
fn values_without_a_type_are_kept_whole() {
    let value: AnythingResponse = answer(
        &operations::ANYTHING,
        "<g:anythingResponse><anything href=\"#a\"/></g:anythingResponse><enc:Array id=\"a\" enc:arrayType=\"xsd:anyType[1]\"><item xsi:type=\"xsd:int\">1</item></enc:Array>",
    );
    let value = value.anything.expect("a value");
    let items = value.elements().unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].text().as_deref(), Some("1"));
    assert_eq!(value.attributes().len(), 1, "{value:?}");
}

#[test]
fn values_without_a_type_have_no_references() {
    let value: AnythingResponse = answer(
        &operations::ANYTHING,
        "<g:anythingResponse><anything xsi:type=\"g:Node\"><name>a</name><g:next href=\"#n\"/><other href=\"#n\"/></anything></g:anythingResponse><n id=\"n\" xmlns:h=\"urn:graph\" xsi:type=\"h:Node\"><name xsi:type=\"xsd:string\">b</name><words href=\"#w\"/></n><w id=\"w\" enc:arrayType=\"xsd:string[1]\" xsi:type=\"enc:Array\"><a><![CDATA[<]]>&amp;</a></w>",
    );
    let value = value.anything.expect("a value");
    assert_eq!(value.xsi_type().unwrap().local(), "Node");
    let children = value.elements().unwrap();
    assert_eq!(children.len(), 3);
    assert_eq!(
        (children[1].namespace(), children[1].name()),
        ("urn:graph", "next")
    );
    assert_eq!((children[2].namespace(), children[2].name()), ("", "other"));
    for child in &children[1..] {
        assert!(!child.xml().contains("href"), "{}", child.xml());
        let node: Node = child
            .decode()
            .unwrap_or_else(|error| panic!("{error} in {}", child.xml()));
        assert_eq!(node.name.as_deref(), Some("b"));
        assert_eq!(words(node.words), some(&["<&"]));
    }
}

#[test]
fn members_have_the_type_that_their_array_says() {
    let (value, _): (AnythingResponse, _) = deviations(
        &operations::ANYTHING,
        "<g:anythingResponse><anything xsi:type=\"xsd:int\">1</anything></g:anythingResponse>",
    );
    assert_eq!(value.anything.unwrap().parse::<i32>().unwrap(), 1);
    let value: ThingsResponse = answer(
        &operations::THINGS,
        "<g:thingsResponse><things enc:arrayType=\"xsd:short[3]\"><a>1</a><a xsi:type=\"xsd:int\">2</a><a href=\"#a\"/></things></g:thingsResponse><enc:string id=\"a\" xsi:type=\"enc:string\">c</enc:string>",
    );
    let things = value.things.expect("an array");
    assert_eq!(
        things.values().last().unwrap().decode::<String>().unwrap(),
        "c"
    );
    let types: Vec<_> = things
        .values()
        .map(|one| one.xsi_type().unwrap().local().to_owned())
        .collect();
    assert_eq!(types, ["short", "int", "string"]);
    // Whatever prefixes are taken.
    let value: ThingsResponse = answer(
        &operations::THINGS,
        "<g:thingsResponse><things xmlns:a0=\"urn:0\" xmlns:a2=\"urn:2\" enc:arrayType=\"a2:T[2]\"><i><a0:b/></i><i xmlns:a1=\"urn:1\"><a1:b/></i></things></g:thingsResponse>",
    );
    let things = value.things.expect("an array");
    for (value, namespace) in things.values().zip(["urn:0", "urn:1"]) {
        assert_eq!(value.xsi_type().unwrap().namespace(), Some("urn:2"));
        assert_eq!(value.elements().unwrap()[0].namespace(), namespace);
    }
}

/// The sizes that the value has are seen, and that the contract has others is noted; it is not sent.
#[test]
fn arrays_have_the_dimensions_of_the_contract() {
    for (sizes, count) in [("[2]", 1), ("[1,2,1]", 3)] {
        let (value, noted): (TableResponse, _) = read(
            &operations::TABLE,
            &format!(
                "<g:tableResponse><table enc:arrayType=\"xsd:int{sizes}\"><a>1</a><a>2</a></table></g:tableResponse>"
            ),
        ).unwrap();
        let noted: Vec<_> = noted.iter().map(|one| (one.kind, &*one.message)).collect();
        let message =
            format!("an array of {count} dimensions, where the contract has `xsd:int[,]`");
        assert_eq!(noted, [(DeviationKind::Encoding, &*message)]);
        let table = value.table.expect("it is there");
        assert_eq!(table.sizes.len(), count);
        let shown = format!("{:?}", table.sizes);
        for version in [SoapVersion::Soap11, SoapVersion::Soap12] {
            let request = graph::Table::new(table.clone());
            let error = write_request(&operations::TABLE, version, None, &request).unwrap_err();
            let expected = format!(
                "cannot write an array of the sizes {shown}, where the contract has `xsd:int[,]`, at `Envelope/Body/table/table`"
            );
            assert_eq!(error.to_string(), expected);
        }
    }
}

#[test]
fn arrays_whose_sizes_disagree_are_not_written() {
    let request = graph::Table {
        table: Some(MultiArray {
            sizes: vec![2, 2],
            items: vec![Some(1)],
        }),
    };
    let written = write_request(&operations::TABLE, SoapVersion::Soap11, None, &request);
    assert_eq!(
        written.expect_err("it has one member").to_string(),
        "cannot write an array of 1 members whose sizes are [2, 2] at `Envelope/Body/table/table`"
    );
    let request = Words::new(["a".to_owned()].into());
    let written = write_request(&operations::WORDS, SoapVersion::Soap11, None, &request);
    assert!(
        written
            .unwrap()
            .contains("soapenc:arrayType=\"xsd:string[1]\"")
    );
}
