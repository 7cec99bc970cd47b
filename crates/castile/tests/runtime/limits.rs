//! Every limit ends what it limits, and says how it is raised.

use super::*;

fn refused(text: &str, limits: &Limits) -> String {
    read_as(
        &shop::operations::GET_REPORT,
        text,
        Policy::tolerant(),
        limits,
    )
    .unwrap_err()
    .to_string()
}

#[test]
fn each_limit_names_itself() {
    let row = "x".repeat(101);
    let messages = [
        refused(
            &more("<tree><tree><tree/></tree></tree>"),
            &Limits::default().with_depth(6),
        ),
        refused(
            &more("<new><a><b/></a></new>"),
            &Limits::default().with_depth(6),
        ),
        refused(
            &more("<row a='1' b='2' c='3'/>"),
            &Limits::default().with_attributes(2),
        ),
        refused(
            &more("<row/><row/><row/>"),
            &Limits::default().with_children(4),
        ),
        refused(
            &more(&format!("<row>{row}</row>")),
            &Limits::default().with_text_bytes(100),
        ),
        refused(
            &more(&format!("<row>{0}<!-- -->{0}</row>", "x".repeat(30))),
            &Limits::default().with_text_bytes(50),
        ),
        refused(
            &more(&format!("<row a='{row}'/>")),
            &Limits::default().with_text_bytes(100),
        ),
        refused(
            &more(&format!("<x:a xmlns:x='urn:{row}'/>")),
            &Limits::default().with_text_bytes(100),
        ),
        refused(
            &more("<row xmlns:a='urn:a' xmlns:b='urn:b'/>"),
            &Limits::default().with_namespaces(4),
        ),
        refused(
            &more(&"<x:b xmlns:x='urn:x'/>".repeat(5)),
            &Limits::default().with_text_bytes(60),
        ),
    ];
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn what_is_within_the_limits_is_read() {
    let limits = Limits::default()
        .with_depth(7)
        .with_attributes(3)
        .with_children(5)
        .with_text_bytes(60)
        .with_namespaces(3);
    read_as(
        &shop::operations::GET_REPORT,
        &more("<row a='1' b='2' c='3'>x</row><row/><tree><tree><tree/></tree></tree>"),
        Policy::tolerant(),
        &limits,
    )
    .unwrap();
}

#[test]
fn declarations_are_not_multiplied() {
    let namespace = "n".repeat(1 << 16);
    let text = more(&format!(
        "<x:list xmlns:x='urn:x' xmlns:y='{namespace}'><y:a/></x:list>"
    ));
    report(&text);
    let many = more("")
        .replace("<report ", &format!("<report xmlns:x='urn:{namespace}' "))
        .replace("</report>", &format!("{}</report>", "<x:a/>".repeat(1100)));
    let error = read(&many).unwrap_err();
    assert_eq!(error.kind(), castile::DecodeErrorKind::Limit, "{error}");
}

/// What is kept has none of those that it does not use.
#[test]
fn declarations_that_nothing_uses_are_not_copied() {
    let namespace = format!("&#97;{}", "n".repeat(1 << 16));
    let many = more("")
        .replace("<report ", &format!("<report xmlns:q='{namespace}' "))
        .replace(
            "</report>",
            &format!("{}</report>", "<x:a xmlns:x='urn:x'/>".repeat(1100)),
        );
    let (report, _) = read(&many).unwrap();
    assert_eq!(report.any.len(), 1100);
    assert!(report.any.iter().all(|kept| kept.xml().len() < 50));
}

/// What is kept was read within the limits of the client, and those of nobody else.
#[test]
fn what_is_kept_is_read_within_the_same_limits() {
    let deep = format!(
        "<x:a xmlns:x='urn:x'>{}{}</x:a>",
        "<x:a>".repeat(150),
        "</x:a>".repeat(150)
    );
    let text = more("").replace("</report>", &format!("{deep}</report>"));
    let limits = Limits::default().with_depth(200);
    let (report, _) = read_as(
        &shop::operations::GET_REPORT,
        &text,
        Policy::tolerant(),
        &limits,
    )
    .unwrap();
    let kept: castile::AnyElement = report.any[0].decode().unwrap();
    assert_eq!(kept.xml(), report.any[0].xml());
}

/// The limit on children holds for what is around an answer, and in a fault.
#[test]
fn children_outside_of_the_answer() {
    let many = "<x:a xmlns:x='urn:x'/>".repeat(20);
    let fault = |content: &str| {
        envelope(&format!(
            "<soap:Fault><faultcode>a</faultcode><faultstring>b</faultstring>{content}</soap:Fault>"
        ))
    };
    let soap12 = |content: &str| {
        fault("")
            .replace("<faultcode>a</faultcode>", content)
            .replace(SOAP11, SOAP12)
    };
    for text in [
        more("").replace(
            "<soap:Body>",
            &format!("<soap:Header>{many}</soap:Header><soap:Body>"),
        ),
        more("").replace("<soap:Body>", &format!("{many}<soap:Body>")),
        more("").replace("</soap:Body>", &format!("{many}</soap:Body>")),
        fault(&many),
        fault(&format!("<detail>{many}</detail>")),
        soap12(&format!(
            "<soap:Code><soap:Value>a</soap:Value>{many}</soap:Code>"
        )),
        soap12(&format!("<soap:Reason>{many}</soap:Reason>")),
    ] {
        let canned = Canned::new(500, "text/xml", text);
        let client = canned.client();
        let client = shop::ShopClient::new(
            client
                .client()
                .clone()
                .with_limits(Limits::default().with_children(10)),
        );
        let error = run(client.get_report(&request())).unwrap_err();
        let error = error.decode().expect("a limit");
        assert_eq!(error.kind(), castile::DecodeErrorKind::Limit, "{error}");
        assert!(
            error.to_string().contains("Limits::with_children"),
            "{error}"
        );
    }
}

/// The deepest tree that the limit allows, on a thread with the least stack that runtimes give.
#[test]
fn the_deepest_document_fits_the_stack() {
    let levels = 96;
    let text = more(&format!(
        "{}{}",
        "<tree>".repeat(levels),
        "</tree>".repeat(levels)
    ));
    let thread = std::thread::Builder::new()
        .stack_size(512 << 10)
        .spawn(move || {
            let tree = report(&text).tree.unwrap();
            let mut depth = 1;
            let mut inner = &tree.tree;
            while let Some(tree) = inner {
                depth += 1;
                inner = &tree.tree;
            }
            depth
        });
    assert_eq!(thread.unwrap().join().unwrap(), levels);
    let deeper = more(&format!("{}{}", "<tree>".repeat(97), "</tree>".repeat(97)));
    assert_eq!(
        read(&deeper).unwrap_err().kind(),
        castile::DecodeErrorKind::Limit
    );
}

#[test]
fn hostile_shapes_take_no_unseemly_time() {
    let start = std::time::Instant::now();
    let prefixes = (0..250)
        .map(|number| format!(" xmlns:p{number}='urn:{number}' p{number}:a=''"))
        .collect::<Vec<_>>()
        .concat();
    let _ = read(&more(&format!("<new{prefixes}/>").repeat(40)));
    let names = (0..100_000)
        .map(|number| format!("<n{number}/>"))
        .collect::<Vec<_>>()
        .concat();
    let (_, deviations) = read(&more(&format!("<node><label>a</label>{names}</node>"))).unwrap();
    assert_eq!(deviations.total(), 100_000);
    // What may be prefixes, in XML that is kept with many declarations around it.
    let colons = ":a".repeat(200_000);
    let declarations = (0..200)
        .map(|number| format!(" xmlns:p{number}='urn:{number}'"))
        .collect::<Vec<_>>()
        .concat();
    let kept = format!("<x:new xmlns:x='urn:x'{declarations}>{colons}</x:new>");
    assert_eq!(report(&more(&kept)).any.len(), 1);
    // White space before an element that has no place in a text, and pieces after it.
    let spaces = " ".repeat(200_000);
    let pieces = "a&#97;".repeat(20_000);
    let (report, _) = read(&more(&format!("<email>{spaces}<x/>{pieces}</email>"))).unwrap();
    assert!(report.choice.is_some());
    let elements = "<x/>".repeat(20_000);
    let _ = read(&more(&format!("<email>{spaces}{elements}a</email>"))).unwrap();
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
