//! Every case that echoes: its `response.xml`, written by hand with other prefixes and layout than ours, is read
//! without a deviation; what was read is written and read again, and is the same. Snapshots beside the case show the
//! value and the request.

mod support;

use castile_build_cases as cases;
use support::{Canned, Echo, check, client, document, run};

macro_rules! echoes {
    ($($case:ident),* $(,)?) => {$(
        #[test]
        fn $case() {
            use cases::$case::ExampleClient;
            let name = stringify!($case);

            let canned = ExampleClient::new(client(Canned::ok(document(name, "response.xml"))));
            let read = run(canned.echo(&castile::codegen::Element::blank())).unwrap_or_else(|error| panic!("{error}: {:?}", error.decode()));
            assert!(read.deviations().is_empty(), "{:?}", read.deviations());
            let value = read.into_inner();
            check(name, "value.debug", &format!("{value:#?}"));

            let echo = Echo::default();
            let service = ExampleClient::new(client(echo.clone()));
            let again = run(service.echo(&value)).unwrap_or_else(|error| panic!("{error}: {:?}", error.decode()));
            check(name, "request.xml", &echo.request());
            assert!(again.deviations().is_empty(), "{:?}", again.deviations());
            // XML that the contract leaves open may come back with declarations it does not need, so that there the
            // shape is all that can be compared.
            if name == "wildcards" || name == "types_of_values" {
                assert_eq!(format!("{:?}", *again), format!("{value:?}"));
            } else {
                assert_eq!(*again, value);
            }
        }
    )*};
}

echoes! {
    abstract_types, all, arrays, attributes, bare, bare_enumeration, bare_number, bare_text, boolean_digits, built_in_types, choice,
    choice_begun_alike,
    choice_repeated, choice_with_repeated_branch, dataset, defaults, derived_types, documentation, element_twice,
    endless_types, enumerations, extern_module, facets, family_fields, groups_in_choice, groups_repeated, hostile, imports, large_types, lists, many_required_fields, members_of_other_schemas, mixed_content, modules, names, namespaces, occurrence, optional_together, recursion, required_in_mixed, secrets, simple_content, substitution_groups, two_choices, two_namespaces, types_of_values, unions, unions_of_types, unions_open, white_space, wildcards,
}

#[test]
fn every_case_with_a_response_is_read() {
    let text = include_str!("round_trips.rs");
    let other = concat!(
        include_str!("operations.rs"),
        include_str!("encoded.rs"),
        include_str!("fixed_values.rs")
    );
    for case in support::cases() {
        if support::folder(&case).join("response.xml").exists() {
            assert!(
                text.contains(&case) || other.contains(&case),
                "{case} is not tested"
            );
        }
    }
}
