//! Bytes nobody thought of: no panic, and no value that the reply does not have.

use proptest::prelude::*;

use super::*;

/// Without what the contract leaves open, where the names are values as well.
const CONTENT: &str = "<id>17</id><status>Open</status><when>2024-02-29T12:00:00Z</when><rating xsi:nil=\"true\"/><row>a &amp; b</row><row/>\
    <email>x@example.com</email><price currency=\"EUR\">1.50</price><node xsi:type=\"SpecialNode\"><label>l</label><weight>2</weight></node>\
    <tree><label>t</label><tree/></tree><flags>Open Closed</flags><data>AAEC</data>";

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Whether a byte is inside the text or an attribute value of a document, where a change changes a value.
fn in_a_value(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let tag = before.rfind('<').unwrap_or_default();
    match before[tag..].rfind('>') {
        Some(_) => true,
        None => before[tag..].matches('"').count() % 2 == 1,
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), content_type in "(text/xml|application/soap\\+xml|)(; ?charset=\"?(utf-8|utf-16|iso-8859-1|windows-1252|us-ascii|x)\"?)?") {
        let mut canned = Canned::ok(bytes);
        canned.content_type = Some(content_type);
        prop_assert!(run(canned.client().get_report(&request())).is_err());
    }

    #[test]
    fn no_markup_makes_it_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "<", ">", "/>", "</", "<!", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "&", "&amp;", "&#x41;", ";", "\"", "'", "=", " ", "\n", ":", "a", "é",
        "xmlns", "xmlns:a=\"u\"", "<a>", "</a>", "<a/>", "xsi:type=", "\u{FEFF}", "\u{1}",
    ]), 0..40)) {
        let text = pieces.concat();
        let _ = castile::AnyElement::from_xml(&text);
        let _ = read(&more(&text));
        let _ = read(&text);
    }

    #[test]
    fn damage_outside_values_changes_no_value(at in any::<prop::sample::Index>(), piece in prop::sample::select(vec!["", "x", " ", "<", ">", "\"", "/", ":", "<z/>", "&"]), cut in 0..3_usize) {
        let text = answer(CONTENT);
        let good = report(&text);
        let at = at.index(text.len() - cut);
        let damaged = format!("{}{piece}{}", &text[..at], &text[at + cut..]);
        // The place after counts too: a `>` put before the end of a tag makes that end part of the text.
        let touches = (at..=(at + cut + 1).min(text.len())).any(|at| in_a_value(&text, at));
        // Text that is not XML is refused; a lost optional element, or another name, leaves a deviation.
        if let Ok((report, deviations)) = read(&damaged) {
            let harmless = touches || report == good || !deviations.is_empty();
            prop_assert!(harmless, "{}", damaged);
        }
    }
}

proptest! {
    #![proptest_config(config())]

    /// What is written is read back, whatever the text.
    #[test]
    fn texts_survive(name in any::<String>(), tags in prop::collection::vec(any::<String>(), 0..3), note in any::<Option<Option<String>>>(), count in any::<Option<i32>>(), extra in any::<String>()) {
        let request = shop::GetReport {
            tag: tags,
            note: note.map(castile::Nillable::from),
            count,
            extra: Some(castile::AnyType::from_text(&extra)),
            ..shop::GetReport::new(name)
        };
        let Ok(text) = castile::envelope::write_request(&shop::operations::GET_REPORT, SoapVersion::Soap11, None, &request) else {
            let note = request.note.as_ref().and_then(castile::Nillable::value);
            let all = request.tag.iter().chain([&request.name, &extra]).chain(note);
            let forbidden = |char: char| (char < ' ' && !"\t\r\n".contains(char)) || matches!(char, '\u{FFFE}' | '\u{FFFF}');
            let found = all.flat_map(|text| text.chars()).any(forbidden);
            prop_assert!(found);
            return Ok(());
        };
        let back = super::encode::read_request(&text);
        let text = |request: &shop::GetReport| request.extra.as_ref().and_then(castile::AnyType::text);
        prop_assert_eq!(text(&back), Some(extra));
        prop_assert_eq!(shop::GetReport { extra: None, ..back }, shop::GetReport { extra: None, ..request });
    }
}
