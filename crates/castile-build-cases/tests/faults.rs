//! Declared faults: told by element, type, name of a part, or header block, in both versions of SOAP.

mod support;

use castile::{DecodeErrorKind, DeviationKind, Error, FaultDetail, Policy};
use castile_build_cases as cases;
use support::{Canned, client, run};

/// An envelope with a fault, in SOAP 1.1 and 1.2.
fn envelopes(headers: &str, detail: &str) -> [String; 2] {
    let envelope = |namespace: &str, fault: &str| {
        format!(
            "<s:Envelope xmlns:s=\"{namespace}\" xmlns:e=\"urn:example\" \
             xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
             {headers}<s:Body><s:Fault>{fault}</s:Fault></s:Body></s:Envelope>"
        )
    };
    let in_detail = |tag: &str| match detail {
        "" => String::new(),
        _ => format!("<{tag}>{detail}</{tag}>"),
    };
    [
        envelope(
            "http://schemas.xmlsoap.org/soap/envelope/",
            &format!(
                "<faultcode>s:Client</faultcode><faultstring>no</faultstring>{}",
                in_detail("detail")
            ),
        ),
        envelope(
            "http://www.w3.org/2003/05/soap-envelope",
            &format!(
                "<s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang=\"en\">no</s:Text></s:Reason>{}",
                in_detail("s:Detail")
            ),
        ),
    ]
}

/// What is read of a fault, which is the same in both versions.
fn read<D: FaultDetail + PartialEq + std::fmt::Debug>(errors: [Error; 2]) -> Option<D> {
    let [first, second] = errors.map(|error| error.fault_as::<D>().expect("it can be read"));
    assert_eq!(first, second);
    first
}

#[test]
fn header_faults() {
    use cases::header_faults::{Ask, AskFault, AskRequestHeaders, ExampleClient, Expired};
    use cases::header_faults::{NotAllowed, Refusal};
    let ask = |headers: &str, detail: &str| -> [Error; 2] {
        envelopes(headers, detail).map(|body| {
            let service = ExampleClient::new(client(Canned::fault(body)));
            let request = Ask::new("?".to_owned());
            run(service.ask(&request, &AskRequestHeaders::default())).expect_err("a fault")
        })
    };
    let read = |headers: &str, detail: &str| read::<AskFault>(ask(headers, detail));
    let expired =
        "<s:Header><e:Trace>1</e:Trace><e:Expired><e:since>7</e:since></e:Expired></s:Header>";
    for error in ask(expired, "") {
        let fault = error.fault().expect("a fault");
        let names: Vec<_> = fault
            .headers()
            .iter()
            .map(castile::AnyElement::name)
            .collect();
        assert_eq!(names, ["Trace", "Expired"]);
        let block = |namespace| {
            let block = fault.header_as::<Expired>(namespace, "Expired");
            block.expect("it can be read")
        };
        assert_eq!(block("urn:example"), Some(Expired { since: 7 }));
        assert_eq!(block("urn:other"), None);
    }
    let typed = Some(AskFault::Expired(Expired { since: 7 }));
    assert_eq!(read(expired, ""), typed);

    let refusal =
        "<s:Header><r:refusal xmlns:r=\"urn:refusals\"><e:why>so</e:why></r:refusal></s:Header>";
    let why = "so".to_owned();
    assert_eq!(read(refusal, ""), Some(AskFault::Refusal(Refusal { why })));

    // What the detail says comes first.
    let detail = "<e:NotAllowed><e:rule>3</e:rule></e:NotAllowed>";
    let not_allowed = Some(AskFault::NotAllowed(NotAllowed { rule: 3 }));
    assert_eq!(read(expired, detail), not_allowed);
    let in_header = "<s:Header><e:NotAllowed><e:rule>3</e:rule></e:NotAllowed></s:Header>";
    assert_eq!(read(in_header, "<other/>"), not_allowed);

    // A block that answers have as well is no fault, and a header fault none in the detail.
    assert_eq!(read("<s:Header><e:Trace>1</e:Trace></s:Header>", ""), None);
    let misplaced = "<e:Expired><e:since>7</e:since></e:Expired>";
    assert_eq!(read("", misplaced), None);

    let broken = ask(
        "<s:Header><e:Expired><e:since>soon</e:since></e:Expired></s:Header>",
        "",
    );
    assert!(
        broken
            .iter()
            .all(|error| error.fault_as::<AskFault>().is_err())
    );
    // What deviates in it is told, or refused where the policy of the call says so.
    let more = "<e:NotAllowed><e:rule>3</e:rule><e:new/></e:NotAllowed>";
    for body in envelopes("", more) {
        let service = |policy| {
            let client = client(Canned::fault(body.clone())).with_policy(policy);
            let service = ExampleClient::new(client);
            run(service.ask(&Ask::new("?".to_owned()), &AskRequestHeaders::default()))
                .expect_err("a fault")
        };
        let error = service(Policy::tolerant());
        let fault = error.fault().expect("a fault");
        let read = fault.declared_with_deviations::<AskFault>();
        let (read, deviations) = read.expect("it can be read").expect("it is declared");
        assert_eq!(Some(read), not_allowed);
        let kinds: Vec<_> = deviations
            .iter()
            .map(|one| (one.kind, &*one.path))
            .collect();
        assert_eq!(kinds, [(DeviationKind::UnknownElement, "NotAllowed/new")]);
        let error = service(Policy::strict()).fault_as::<AskFault>();
        assert_eq!(
            error.expect_err("it is refused").kind(),
            DecodeErrorKind::Deviation(DeviationKind::UnknownElement)
        );
    }
    // A block that has to be understood does not hide the fault.
    let strange = "<s:Header><x s:mustUnderstand=\"1\"/><e:Expired><e:since>7</e:since></e:Expired></s:Header>";
    assert!(read(strange, "").is_some());
}

#[test]
fn faults_with_type() {
    use cases::faults_with_type::{Ask, AskFault, Busy, ExampleClient, Problem};
    let read = |detail: &str| {
        read::<AskFault>(envelopes("", detail).map(|body| {
            let service = ExampleClient::new(client(Canned::fault(body)));
            run(service.ask(&Ask::new("?".to_owned()))).expect_err("a fault")
        }))
    };
    let not_allowed = Some(AskFault::NotAllowed(Problem { rule: 3 }));
    for element in [
        "<fault xsi:type=\"e:Problem\"><rule>3</rule></fault>",
        "<NotAllowed><rule>3</rule></NotAllowed>",
        "<f:NotAllowed xmlns:f=\"urn:faults\"><rule>3</rule></f:NotAllowed>",
        "<f:fault xmlns:f=\"urn:faults\"><rule>3</rule></f:fault>",
        "<e:Problem><rule>3</rule></e:Problem>",
        "<whatever xsi:type=\"e:Problem\"><rule>3</rule></whatever>",
    ] {
        assert_eq!(read(element), not_allowed, "{element}");
    }
    let later = Some(AskFault::Later(Busy { seconds: 9 }));
    assert_eq!(read("<Later><seconds>9</seconds></Later>"), later);
    let typed = "<NotAllowed xsi:type=\"e:Busy\"><seconds>9</seconds></NotAllowed>";
    assert_eq!(read(typed), later);
    let words = Some(AskFault::InWords("no".to_owned()));
    assert_eq!(read("<words>no</words>"), words);
    assert_eq!(read("<x xsi:type=\"xs:string\">no</x>"), words);
    // Both faults have a part of this name.
    assert_eq!(read("<fault><rule>3</rule></fault>"), None);
    assert_eq!(read("<e:words>no</e:words>"), None);
}
