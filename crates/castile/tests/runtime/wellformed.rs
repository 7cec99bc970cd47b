//! What is no XML is refused, wherever it is wrong. The crate `xml` judges the same documents.

use super::*;
use castile::AnyElement;

/// Documents that are not well-formed, or not namespace-well-formed.
const MALFORMED: &[&str] = &[
    "",
    " ",
    "text",
    "<",
    "<a",
    "<a>",
    "<a><b></a>",
    "<a></b>",
    "<a></a",
    "<a></a></a>",
    "</a>",
    "<a/><b/>",
    "<a/>text",
    "text<a/>",
    "<a/>&amp;",
    "&amp;<a/>",
    "<![CDATA[x]]><a/>",
    "<a/><![CDATA[x]]>",
    "<a>\u{0}</a>",
    "<a>\u{1}</a>",
    "<a>\u{1f}</a>",
    "<a>\u{fffe}</a>",
    "<a>\u{ffff}</a>",
    "<a b='\u{8}'/>",
    "<a>]]></a>",
    "<a>x]]>y</a>",
    "<a b='<'/>",
    "<1a/>",
    "<-a/>",
    "<.a/>",
    "<a$/>",
    "< a/>",
    "<a:b:c xmlns:a='urn:a'/>",
    "<:a/>",
    "<a:/>",
    "<a:1b xmlns:a='urn:a'/>",
    "<a b='1' b='2'/>",
    "<a xmlns:p='urn:a' xmlns:q='urn:a' p:b='1' q:b='2'/>",
    "<a xmlns='urn:a' xmlns='urn:b'/>",
    "<a xmlns:p='urn:a' xmlns:p='urn:a'/>",
    "<p:a/>",
    "<a p:b='1'/>",
    "<a xmlns:p='urn:p'><b/></a><p:c/>",
    "<a>&nbsp;</a>",
    "<a>&amp</a>",
    "<a>&</a>",
    "<a>& </a>",
    "<a>&;</a>",
    "<a b='&'/>",
    "<a b='&x;'/>",
    "<a b='&amp'/>",
    "<a>&#0;</a>",
    "<a>&#x1F;</a>",
    "<a>&#xD800;</a>",
    "<a>&#xFFFF;</a>",
    "<a>&#x110000;</a>",
    "<a>&#;</a>",
    "<a>&#x;</a>",
    "<a>&#xG;</a>",
    "<a>&#1a;</a>",
    "<a>&#X41;</a>",
    "<a>&#-1;</a>",
    "<a>&#99999999999;</a>",
    "<!DOCTYPE a><a/>",
    "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
    "<a/><!DOCTYPE a>",
    "<a><!DOCTYPE a></a>",
    "<a><?xml version='1.0'?></a>",
    " <?xml version='1.0'?><a/>",
    "<a/><?xml version='1.0'?>",
    "<?xml?><a/>",
    "<?xml encoding='utf-8'?><a/>",
    "<?xml version='2.0'?><a/>",
    "<?xml version=1.0?><a/>",
    "<?xml version='1.0' x='y'?><a/>",
    "<?xml version='1.0' standalone='maybe'?><a/>",
    "<?xml version='1.0' standalone='yes' encoding='utf-8'?><a/>",
    "<?xml version='1.0'encoding='utf-8'?><a/>",
    "<?XML x?><a/>",
    "<?Xml x?><a/>",
    "<? x?><a/>",
    "<?1?><a/>",
    "<?x",
    "<a><?x</a>",
    "<!-- a -- b --><a/>",
    "<!-- a ---><a/>",
    "<!-- <a/>",
    "<a><!--</a>",
    "<!-><a/>",
    "<!><a/>",
    "<!a><b/>",
    "<![CDATA[<a/>",
    "<a><![CDATA[</a>",
    "<a><![cdata[x]]></a>",
    "<a><! [CDATA[x]]></a>",
    "<a b/>",
    "<a b=/>",
    "<a b=c/>",
    "<a b='1'c='2'/>",
    "<a b='1/>",
    "<a b=\"1'/>",
    "<a b='1'' />",
    "<a ='1'/>",
    "<a 'b'/>",
    "<a / >",
    "<a/ >",
    "<a//>",
    "<a></ a>",
    "<a></a b='1'>",
    "<a></a/>",
    "<a xmlns:xml='urn:a'/>",
    "<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>",
    "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
    "<a xmlns:xmlns='urn:a'/>",
    "<a xmlns:x='http://www.w3.org/2000/xmlns/'/>",
    "<a xmlns:x=''/>",
    "<xmlns:a/>",
    "<a xmlns:='urn:a'/>",
    "<a xmlns:1='urn:a'/>",
    "\u{feff}\u{feff}<a/>",
    "\u{feff}<é/>",
    "<a>\u{7f}</a",
    "<a\u{a0}b='1'/>",
    "<a b\u{a0}='1'/>",
    "<a><b/></a>\u{a0}",
    "<a b='1'\u{85}c='2'/>",
];

/// Documents that are.
const GOOD: &[&str] = &[
    "<a/>",
    "<a></a >",
    "<a\n/>",
    "<?xml version='1.0'?><a/>",
    "<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\" ?>\n<a/>\n",
    "<!-- x --><a/><!-- y -->",
    "<?p x?><a/><?p?>",
    "<a>x<!-- y -->z</a>",
    "<a><![CDATA[<b>&amp;]] >]]></a>",
    "<a>]]&gt;</a>",
    "<a>] ]></a>",
    "<a>&lt;&gt;&amp;&quot;&apos;</a>",
    "<a>&#65;&#x41;&#x10FFFF;</a>",
    "<a b='>' c=\"'\" d='\"'/>",
    "<a b = '1'/>",
    "<é/>",
    "<_a-b.c\u{b7}/>",
    "<p:a xmlns:p='urn:a' p:b='1' b='2'/>",
    "<a xmlns='urn:a'><b xmlns=''/></a>",
    "<a xmlns:p='urn:a' xmlns:q='urn:b' p:b='1' q:b='2'/>",
    "<a xml:lang='en' xml:space='preserve'> </a>",
    "<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
    "<a>\r\n\r\u{85}</a>",
    "<a b='&#10;\t\n'/>",
    "<a>a&#13;b</a>",
    "<a>\u{7f}\u{80}\u{10ffff}</a>",
    "<a b='1'/>\n\t ",
    "<a>x<b>y</b>z</a>",
    "<a>\u{fffd}</a>",
];

/// What the oracle says.
fn oracle(document: &str) -> Result<String, String> {
    let config = xml::ParserConfig::new().allow_multiple_root_elements(false);
    let mut text = String::new();
    for event in xml::EventReader::new_with_config(document.as_bytes(), config) {
        match event.map_err(|error| error.to_string())? {
            xml::reader::XmlEvent::Characters(piece)
            | xml::reader::XmlEvent::CData(piece)
            | xml::reader::XmlEvent::Whitespace(piece) => text += &piece,
            xml::reader::XmlEvent::Doctype { .. } => {
                return Err("a document type declaration".to_owned());
            }
            _ => {}
        }
    }
    Ok(text)
}

#[test]
fn the_malformed_is_refused() {
    let accepted: Vec<_> = MALFORMED
        .iter()
        .filter(|document| AnyElement::from_xml(document).is_ok())
        .collect();
    assert!(accepted.is_empty(), "{accepted:?}");
}

#[test]
fn the_good_is_read_as_the_oracle_reads_it() {
    for document in GOOD {
        let element =
            AnyElement::from_xml(document).unwrap_or_else(|error| panic!("{document:?}: {error}"));
        let theirs = oracle(document).unwrap_or_else(|error| panic!("{document:?}: {error}"));
        if let Some(text) = element.text() {
            assert_eq!(text, theirs, "{document:?}");
        }
    }
}

/// What is wrong in the middle of a whole document is not told as its end.
#[test]
fn the_malformed_is_not_cut_off() {
    for document in [
        "<a><![cdata[b]]></a>",
        "<a><!-b--></a>",
        "<a><!b></a>",
        "<?xml version='1.0' encoding='utf-8'><a>b</a>",
    ] {
        let error = AnyElement::from_xml(document).unwrap_err();
        let kind = castile::DecodeErrorKind::Malformed;
        assert_eq!(error.kind(), kind, "{document}: {error}");
    }
}

/// Ways to spoil a document: each is put in at every place, or a piece is taken out.
#[test]
fn what_the_oracle_refuses_is_refused() {
    let document = "<?xml version=\"1.0\"?><p:a xmlns:p='urn:p' b=\"1\"><c>x&amp;y<![CDATA[z]]></c><!-- d --><?e f?><p:g/></p:a>";
    let pieces = [
        "<",
        ">",
        "&",
        "]]>",
        "--",
        "\"",
        "'",
        "/",
        ":",
        "=",
        "<b>",
        "</b>",
        "<b/>",
        "\u{1}",
        " ",
        "x",
        "?",
        "!",
        "1",
        "&lt;",
        "<!--",
        "xmlns='u' ",
    ];
    let mut refused = 0;
    for at in 0..=document.len() {
        for piece in pieces {
            refused += judge(&format!("{}{piece}{}", &document[..at], &document[at..]));
        }
        for end in at..=document.len().min(at + 3) {
            refused += judge(&format!("{}{}", &document[..at], &document[end..]));
        }
    }
    assert!(refused > 500, "{refused}");
}

/// Whether the oracle refuses it, in which case we must.
fn judge(document: &str) -> usize {
    let ours = AnyElement::from_xml(document);
    let theirs = oracle(document);
    if theirs.is_err() {
        assert!(ours.is_err(), "{document:?}: {theirs:?}");
    }
    usize::from(theirs.is_err())
}

#[test]
fn a_reply_cut_off_anywhere_is_an_error() {
    let whole = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>{}\n",
        more(
            "<row>a &amp; b</row><price currency=\"EUR\">1</price><data><![CDATA[AAAA]]></data><!-- é -->"
        )
    );
    report(&whole);
    let last = whole.trim_end().len();
    for end in (0..last).filter(|&end| whole.is_char_boundary(end)) {
        let error = read(&whole[..end]).unwrap_err();
        assert_eq!(
            error.kind(),
            castile::DecodeErrorKind::Truncated,
            "{end}: {error}"
        );
    }
    // Over HTTP too, where a character may be cut as well.
    for end in 0..last {
        let error = run(Canned::ok(&whole.as_bytes()[..end])
            .client()
            .get_report(&request()))
        .unwrap_err();
        assert_eq!(error.kind(), castile::ErrorKind::Decode, "{end}: {error}");
    }
}

#[test]
fn junk_after_a_good_reply_is_an_error() {
    for junk in [
        "<junk/>",
        "junk",
        "&amp;",
        "\u{0}",
        "<",
        "<!DOCTYPE a>",
        "</soap:Envelope>",
        "<![CDATA[]]>",
        "]]>",
    ] {
        assert!(read(&format!("{}{junk}", more(""))).is_err(), "{junk:?}");
    }
    report(&format!("{}\r\n<!-- served in 3 ms -->\n", more("")));
}

#[test]
fn the_same_document_written_otherwise_is_the_same() {
    let plain = report(&more("<row>a &amp; b\nc</row><email>x</email>"));
    for other in [
        "<row>a &#38; b\r\nc</row><email>x</email>",
        "<row><![CDATA[a & b]]>\nc</row><email><!-- -->x<?p?></email>",
        "<s:row xmlns:s='urn:shop'>a &#x26; b\nc</s:row>\n  <t:email xmlns:t=\"urn:shop\">x</t:email >",
        "<row>a <![CDATA[&]]><![CDATA[ b]]>\rc</row><email>x</email>",
    ] {
        assert_eq!(report(&more(other)), plain, "{other}");
    }
}
