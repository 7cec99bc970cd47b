//! The table of what a reply may have that the contract does not say: the tolerant outcome, the strict one, the place.

use std::fmt::Write as _;

use super::*;

/// Both outcomes of a reply, as a person sees them.
fn outcomes(text: &str) -> String {
    let mut shown = String::new();
    for (name, policy) in [
        ("tolerant", Policy::tolerant()),
        ("strict", Policy::strict()),
    ] {
        let _ = match read_as(
            &shop::operations::GET_REPORT,
            text,
            policy,
            &Limits::default(),
        ) {
            Ok((_, deviations)) if deviations.is_empty() => writeln!(shown, "{name}: read"),
            Ok((_, deviations)) => deviations
                .iter()
                .try_for_each(|one| writeln!(shown, "{name}: read; {:?}: {one}", one.kind)),
            Err(error) => writeln!(shown, "{name}: {error:?}"),
        };
    }
    shown
}

/// One snapshot for the whole table, to be read from top to bottom.
macro_rules! table {
    ($($name:ident: $text:expr;)*) => {
        #[test]
        fn the_table() {
            let rows = [$((stringify!($name), outcomes($text.as_ref()))),*];
            let shown: Vec<_> = rows.iter().map(|(name, outcomes)| format!("# {}\n{outcomes}", name.replace('_', " "))).collect();
            insta::assert_snapshot!(shown.join("\n"));
        }
    };
}

table! {
    unknown_element: more("<new>1</new>");
    unknown_element_in_the_middle: answer("<id>1</id><new><deep/></new><status>Open</status>");
    unknown_element_twice_deep: more("<tree><tree><new/></tree></tree>");
    unknown_attribute: more("<price new=\"1\">1.5</price>");
    unknown_attribute_on_simple: more("<row new=\"1\">a</row>");
    unknown_attribute_of_a_foreign_namespace: more("<price xml:lang=\"en\" xml:Currency=\"x\">1.5</price>");
    a_misspelt_attribute_of_xml_schema: more("<price xsi:nill=\"true\">1.5</price>");
    text_between_elements: more("oops");
    other_order: answer("<status>Open</status><id>1</id>");
    unknown_value: answer("<id>1</id><status>Frozen</status>");
    unknown_value_in_a_list: more("<flags>Open Frozen</flags>");
    unknown_branch: answer("<id>1</id><status>Open</status><fax>1</fax>");
    unknown_type_of_a_concrete_element: more("<price xmlns:x=\"urn:x\" xsi:type=\"x:Money\">1</price>");
    unknown_type_of_a_polymorphic_element: more("<node xsi:type=\"Other\"><label>a</label></node>");
    unknown_type_of_an_abstract_element: more("<shape xsi:type=\"Circle\"><radius>1</radius></shape>");
    abstract_without_type: more("<shape><area>1</area></shape>");
    undeclared_prefix_in_a_type: more("<node xsi:type=\"p:Node\"><label>a</label></node>");
    required_element_missing: answer("<id>1</id>");
    required_attribute_missing: envelope("<getReportResponse xmlns=\"urn:shop\"><report><id>1</id><status>Open</status></report></getReportResponse>");
    not_a_number: answer("<id>abc</id><status>Open</status>");
    number_past_its_range: answer("<id>2147483648</id><status>Open</status>");
    not_a_number_in_an_attribute: envelope("<getReportResponse xmlns=\"urn:shop\"><report version=\"x\"><id>1</id><status>Open</status></report></getReportResponse>");
    decimal_with_exponent: more("<price>1e3</price>");
    thirtieth_of_february: more("<when>2024-02-30T00:00:00</when>");
    month_thirteen: more("<when>2024-13-01T00:00:00</when>");
    bad_base64: more("<data>AB*=</data>");
    child_in_no_namespace: answer("<id xmlns=\"\">1</id><status>Open</status>");
    optional_child_in_no_namespace: more("<size xmlns=\"\">1</size>");
    optional_child_with_another_case: more("<Size>1</Size>");
    repeated_child_in_no_namespace: more("<row>1</row><row xmlns=\"\">2</row>");
    child_in_a_foreign_namespace: more("<tree><label xmlns=\"urn:ext\">x</label></tree>");
    child_in_a_foreign_namespace_beside_the_right_one: more("<tree><label xmlns=\"urn:ext\">x</label><label>a</label></tree>");
    one_of_a_list_in_a_foreign_namespace: more("<credentials><state>Open</state><hint>a</hint><hint xmlns=\"urn:ext\">b</hint></credentials>");
    one_of_a_list_with_another_case: more("<credentials><state>Open</state><hint>a</hint><Hint>b</Hint></credentials>");
    all_of_a_list_in_a_foreign_namespace: more("<credentials><state>Open</state><hint xmlns=\"urn:ext\">b</hint></credentials>");
    right_one_and_then_one_in_a_foreign_namespace: more("<tree><label>a</label><label xmlns=\"urn:ext\">x</label></tree>");
    text_after_white_space: more("\n\n  stray");
    child_for_the_wildcard_too_early: answer("<id xmlns=\"urn:ext\">x</id><id>1</id><status>Open</status>");
    order_after_a_repeated_element: more("<row>1</row><row>2</row><size>1</size><email>a</email>");
    unknown_element_where_no_choice_is: more("<node><label>a</label><new/></node>");
    attribute_in_another_namespace: more("<price xmlns:s=\"urn:shop\" s:currency=\"EUR\">1</price>");
    attribute_with_another_case: more("<price Currency=\"EUR\">1</price>");
    wrapper_in_no_namespace: envelope("<getReportResponse><report/></getReportResponse>");
    wrapper_with_another_name: envelope("<getReportResult xmlns=\"urn:shop\"><report/></getReportResult>");
    twice_with_the_same_content: more("<size>1</size><size>1</size>");
    twice_with_other_content: more("<size>1</size><size>2</size>");
    two_branches_of_a_choice: more("<email>a</email><phone>b</phone>");
    nil_and_a_value: more("<size xsi:nil=\"true\"/><size>2</size>");
    nil_on_an_optional_element: more("<size xsi:nil=\"true\"/>");
    nil_on_a_required_element: answer("<id xsi:nil=\"true\"/><status>Open</status>");
    nil_on_a_required_complex_element: envelope("<getReportResponse xmlns=\"urn:shop\"><report xsi:nil=\"true\"/></getReportResponse>");
    nil_with_content: more("<rating xsi:nil=\"true\">5</rating>");
    nil_that_is_no_boolean: more("<rating xsi:nil=\"yes\"/>");
    empty_number_with_default: more("<size/>");
    empty_number: answer("<id/><status>Open</status>");
    child_element_in_a_number: answer("<id>1<!-- a comment --><new/></id><status>Open</status>");
    child_element_inside_a_number: answer("<id>1<new/>2</id><status>Open</status>");
    secret_value: more("<pin>12x4</pin>");
    header_that_must_be_understood: more("").replace("<soap:Body>", "<soap:Header><a xmlns=\"urn:a\" soap:mustUnderstand=\"1\"/></soap:Header><soap:Body>");
    header_that_must_be_understood_by_another: more("").replace("<soap:Body>", "<soap:Header><a xmlns=\"urn:a\" soap:mustUnderstand=\"1\" soap:actor=\"urn:gateway\"/></soap:Header><soap:Body>");
    header_that_must_be_understood_by_the_next_of_another_kind: more("").replace("<soap:Body>", "<soap:Header><a xmlns=\"urn:a\" soap:mustUnderstand=\"1\" soap:actor=\"urn:gateway/next\"/></soap:Header><soap:Body>");
    header_element_with_another_case: more("").replace("<soap:Body>", "<soap:header><a xmlns=\"urn:a\"/></soap:header><soap:Body>");
    header_element_in_a_foreign_namespace: more("").replace("<soap:Body>", "<Header xmlns=\"urn:a\"/><soap:Body>");
    header_unknown: more("").replace("<soap:Body>", "<soap:Header><a xmlns=\"urn:a\" soap:mustUnderstand=\"0\"/></soap:Header><soap:Body>");
    header_after_the_body: more("").replace("</soap:Envelope>", "<soap:Header><a xmlns=\"urn:a\" soap:mustUnderstand=\"1\"/></soap:Header></soap:Envelope>");
    two_headers: more("").replace("<soap:Body>", "<soap:Header/><soap:Header/><soap:Body>");
    two_answers: more("").replace("</soap:Body>", "<getReportResponse xmlns=\"urn:shop\"/></soap:Body>");
    two_bodies: more("").replace("</soap:Envelope>", "<soap:Body/></soap:Envelope>");
    empty_body: envelope("");
    no_body: format!("<soap:Envelope xmlns:soap=\"{SOAP11}\"/>");
    body_in_another_namespace: format!("<soap:Envelope xmlns:soap=\"{SOAP11}\"><Body/></soap:Envelope>");
    element_beside_the_body: more("").replace("<soap:Body>", "<new/><soap:Body>");
    text_in_the_envelope: more("").replace("<soap:Body>", "oops<soap:Body>");
    no_envelope: "<answer>1</answer>";
    envelope_of_the_other_version: more("").replace(SOAP11, SOAP12);
    envelope_of_no_version: more("").replace(SOAP11, "urn:soap");
    document_type: format!("<!DOCTYPE soap [<!ENTITY a \"b\">]>{}", more(""));
    truncated: more("")[..200].to_owned();
    hostile_names: more("<tree><new xmlns=\"urn:&#10;error: all is lost&#x202E;\"/></tree>");
}

#[test]
fn what_is_kept_is_there() {
    let read = |content: &str| read(&answer(content)).unwrap().0;
    assert_eq!(
        read("<id>1</id><status>Frozen</status>").status.as_str(),
        "Frozen"
    );
    let Some(shop::ReportChoice::Unrecognized(fax)) =
        read(&format!("{REQUIRED}<fax>1</fax>")).choice
    else {
        panic!()
    };
    assert_eq!(
        (fax.name(), fax.namespace(), fax.text().as_deref()),
        ("fax", "urn:shop", Some("1"))
    );
    let Some(shop::Shape::Unrecognized(circle)) = read(&format!(
        "{REQUIRED}<shape xsi:type=\"Circle\"><radius>1</radius></shape>"
    ))
    .shape
    else {
        panic!()
    };
    assert_eq!(circle.name().unwrap().to_string(), "{urn:shop}Circle");
    let special = read(&format!(
        "{REQUIRED}<node xsi:type=\" SpecialNode \"><label>a</label><weight>1.10</weight></node>"
    ))
    .node;
    let Some(shop::AnyNode::SpecialNode(special)) = special else {
        panic!("{special:?}")
    };
    assert_eq!(special.weight.to_string(), "1.10");
}

#[test]
fn absent_nil_and_empty_are_three_things() {
    let rating = |content: &str| report(&more(content)).rating;
    assert_eq!(rating(""), None);
    assert_eq!(
        rating("<rating xsi:nil=\"true\"/>"),
        Some(castile::Nillable::Nil)
    );
    assert_eq!(
        rating("<rating xsi:nil=\" 1 \"></rating>"),
        Some(castile::Nillable::Nil)
    );
    assert_eq!(
        rating("<rating xsi:nil=\"false\">5</rating>"),
        Some(castile::Nillable::Value(5))
    );
    assert_eq!(
        report(&more("<row/><row></row><row> </row>")).row,
        ["", "", " "]
    );
    assert_eq!(
        read(&more("<size xsi:nil=\"true\"/>")).unwrap().0.size,
        None
    );
    assert_eq!(report(&more("<size/>")).size, Some(7));
}

#[test]
fn each_kind_can_be_chosen() {
    use castile::DeviationKind;
    let text = answer("<status>Frozen</status><id>1</id><new/>");
    let read = |policy| {
        read_as(
            &shop::operations::GET_REPORT,
            &text,
            policy,
            &Limits::default(),
        )
    };
    for kind in [
        DeviationKind::UnknownValue,
        DeviationKind::Order,
        DeviationKind::UnknownBranch,
    ] {
        let error = read(Policy::tolerant().refuse(kind)).unwrap_err();
        assert_eq!(
            error.kind(),
            castile::DecodeErrorKind::Deviation(kind),
            "{error}"
        );
    }
    let lenient = DeviationKind::ALL
        .into_iter()
        .fold(Policy::strict(), Policy::tolerate);
    assert_eq!(read(lenient).unwrap().1.total(), 3);
}

#[test]
fn deviations_are_counted_past_those_kept() {
    let (_, deviations) = read(&more(&"<row x=\"1\"/>".repeat(100))).unwrap();
    assert_eq!((deviations.total(), deviations.iter().count()), (100, 64));
    assert_eq!(
        deviations.iter().last().unwrap().path,
        "Envelope/Body/getReportResponse/report/row[64]"
    );
}
