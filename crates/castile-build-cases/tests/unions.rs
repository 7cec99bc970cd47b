//! Unions: the first member that has a text is the one that is meant, what an open member takes is no deviation, and
//! what no member takes is kept as it came.

mod support;

use castile::DeviationKind;
use castile_build_cases::unions_of_types::{ExampleClient as Types, Occurs, Value, ValueAnonymous};
use castile_build_cases::unions_open::{Colour, ExampleClient as Open, Paint};
use support::{Canned, Echo, client, document, run};

fn types(change: impl Fn(String) -> String) -> castile::Reply<Value> {
    let text = change(document("unions_of_types", "response.xml"));
    let request = castile::codegen::Element::blank();
    run(Types::new(client(Canned::ok(text))).echo(&request)).expect("it can be read")
}

#[test]
fn a_text_of_no_member_is_kept_reported_and_written_as_it_came() {
    let read = types(|text| {
        let text = text.replace("<v:occurs>0<", "<v:occurs> -1  <");
        text.replace("anonymous=\" 12 \"", "anonymous=\"some\"")
    });
    let kinds: Vec<_> = read.deviations().iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [DeviationKind::UnknownValue; 2]);
    let shown = read.deviations().iter().map(ToString::to_string);
    assert!(
        shown
            .into_iter()
            .any(|text| text.contains("`-1`") && text.contains("value/occurs`")),
        "{:?}",
        read.deviations()
    );
    assert_eq!(read.occurs[0], Occurs::Unrecognized("-1".to_owned()));
    let some = ValueAnonymous::Unrecognized("some".to_owned());
    assert_eq!(read.anonymous, Some(some));

    let echo = Echo::default();
    let service = Types::new(client(echo.clone()));
    let again = run(service.echo(&read)).expect("it can be read again");
    assert_eq!(*again, *read);
    assert!(echo.request().contains("<occurs>-1</occurs>"));
    assert!(echo.request().contains("anonymous=\"some\""));
}

#[test]
fn a_value_that_an_item_of_a_list_does_not_have_is_reported_with_the_list() {
    let read = types(|text| text.replace("1 unbounded 2", "1 bounded 2"));
    assert_eq!(read.deviations().total(), 1);
    let all = &read.all.as_ref().expect("it is there").0;
    assert_eq!(all[1], Occurs::Unrecognized("bounded".to_owned()));
}

#[test]
fn what_an_open_member_takes_is_no_deviation() {
    let text = document("unions_open", "response.xml");
    let text = text.replace("<v:colour>red<", "<v:colour>RED<");
    let text = text.replace("> gold <", "> tin <");
    let request = castile::codegen::Element::blank();
    let read = run(Open::new(client(Canned::ok(text))).echo(&request)).expect("it can be read");
    assert_eq!(read.colour[0], Colour::OtherText("RED".to_owned()));
    assert_eq!(read.colour[0].as_str(), "RED");
    // The union of enumerations alone is not open.
    assert_eq!(read.paint, Paint::Unrecognized("tin".to_owned()));
    let [only] = read.deviations().iter().as_slice() else {
        panic!("{:?}", read.deviations());
    };
    assert_eq!(only.kind, DeviationKind::UnknownValue);
    assert_eq!(only.path, "Envelope/Body/value/paint");
}
