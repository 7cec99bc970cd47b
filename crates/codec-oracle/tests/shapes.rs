//! What the contract of Rescue does not use, by documents written by hand: attributes, text with attributes, several
//! namespaces and none, enumerations with markup in them, values that are text in `yaserde`.

mod common;

use castile::DeviationKind;
use codec_oracle::{castile_shapes as ours, yaserde_shapes as theirs};
use common::{Way, check};

fn draw(what: &str, content: &str, expected: Option<DeviationKind>) {
    let [operation] = ours::OPERATIONS else {
        panic!("the contract has one operation")
    };
    let way = Way {
        writes: operation.operation,
        reads: operation.mirrored,
    };
    check::<ours::Draw, theirs::Draw>(
        what,
        &way,
        &format!("<s:draw xmlns:s=\"urn:shapes\" {content}</s:draw>"),
        expected,
    );
}

#[test]
fn the_least() {
    draw(
        "least",
        "><s:type>t</s:type><s:hue>hue</s:hue><s:long>1</s:long>",
        None,
    );
}

#[test]
fn an_empty_answer() {
    let [operation] = ours::OPERATIONS else {
        panic!("the contract has one operation")
    };
    let way = Way {
        writes: operation.mirrored,
        reads: operation.operation,
    };
    let document = "<drawResponse xmlns=\"urn:shapes\"/>";
    check::<ours::DrawResponse, theirs::DrawResponse>("empty", &way, document, None);
}

#[test]
fn attributes_and_namespaces() {
    let stranger = |hue: &str| {
        format!(
            "<s:stranger xmlns:o=\"urn:other\" o:hue=\"{hue}\" plain=\"-7\"><local>a&lt;b</local>\
             <o:qualified>{hue}</o:qualified><o:qualified>hue</o:qualified></s:stranger>"
        )
    };
    let strangers: String = ["light blue", "&lt;&amp;&gt;", "hue"]
        .map(stranger)
        .concat();
    let content = format!(
        " version=\"a &lt; &quot;b&quot;\"><s:type/><s:hue>&lt;&amp;&gt;</s:hue>{strangers}<s:long>-9223372036854775808</s:long><s:long>2</s:long>"
    );
    draw("strangers", &content, None);
}

#[test]
fn values_of_all_kinds() {
    draw(
        "values",
        " version=\"\"><s:type>t</s:type><s:hue>light blue</s:hue><s:size unit=\"mm\">2.5</s:size><s:long>1</s:long>\
         <s:when>2024-02-29T23:59:59.125+05:30</s:when><s:price>-12.50</s:price><s:data>AAECAw==</s:data><s:draw/>\
         <s:newPassword>p&amp;ss</s:newPassword>",
        None,
    );
}

#[test]
fn nil_and_an_unknown_word() {
    let nil = "<s:hue xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" x:nil=\"true\"/>";
    draw(
        "nil",
        &format!("><s:type>t</s:type>{nil}<s:long>1</s:long>"),
        None,
    );
    let word = "><s:type>t</s:type><s:hue>infra red</s:hue><s:long>1</s:long>";
    draw("unknown word", word, Some(DeviationKind::UnknownValue));
}
