//! What all members of a family have is read by methods of its enum, whichever member it is.

mod support;

use castile::codegen::Element as _;
use castile::value::Decimal;
use castile_build_cases::family_fields::{ExampleClient, Value, devices};
use support::{Canned, client, document, run};

fn read(text: String) -> Value {
    let service = ExampleClient::new(client(Canned::ok(text)));
    run(service.echo(&Value::blank()))
        .expect("it is as the contract says")
        .into_inner()
}

#[test]
fn what_all_members_have_is_read_of_each() {
    let value = read(document("family_fields", "response.xml"));
    let [plain, flash] = value.device.as_slice() else {
        panic!("two devices: {value:?}");
    };
    assert!(matches!(plain, devices::AnyDevice::Device(_)));
    assert_eq!(plain.key(), Some(1));
    assert_eq!(plain.label(), Some("plain"));
    assert_eq!(plain.summary(), None);
    assert_eq!(plain.since(), None);
    assert_eq!(plain.owner(), Some(&castile::Nillable::Nil));
    assert_eq!(plain.tag(), [""; 0]);
    assert_eq!(plain.parent(), None);
    assert_eq!(plain.id(), Some("a"));
    assert_eq!(plain.online(), None);

    assert!(matches!(flash, devices::AnyDevice::FlashDisk(_)));
    assert_eq!(flash.key(), Some(2));
    assert_eq!(flash.summary(), Some("fast"));
    let since = flash.since().expect("it was sent").to_string();
    assert_eq!(since, "2024-02-29T12:00:00Z");
    assert_eq!(flash.owner(), Some(&"me".to_owned().into()));
    assert_eq!(flash.tag(), ["x", "y"]);
    assert_eq!(flash.parent().and_then(devices::AnyDevice::key), Some(3));
    // `AnyDevice::from` makes the enum of a member.
    assert_eq!(flash.from_element().map(|range| range.low), Some(5));
    assert_eq!(flash.online(), Some(true));

    let amount = value.amount.expect("it was sent");
    assert_eq!(amount.unit(), Some("piece"));
    let price: Decimal = "9.50".parse().expect("a decimal");
    assert_eq!(amount.value(), Some(&price));
}

#[test]
fn a_type_that_the_contract_does_not_have_gives_nothing() {
    let text = document("family_fields", "response.xml").replace("d:FlashDisk", "d:Tape");
    let value = read(text);
    let tape = &value.device[1];
    assert!(
        matches!(tape, devices::AnyDevice::Unrecognized(_)),
        "{tape:?}"
    );
    assert_eq!(tape.key(), None);
    assert_eq!(tape.label(), None);
    assert_eq!(tape.tag(), [""; 0]);
    assert_eq!(tape.parent(), None);
}
