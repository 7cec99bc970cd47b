//! Any text is an answer, or an error that says what is wrong: no panic, no hang. What was read can be written, and
//! means the same when it is read again.
//!
//! The first line of an input is a case and its operation; the rest is the answer.

#![no_main]

use castile::Policy;
use castile::envelope::Outcome;
use castile_build_cases::read_answer;
use castile_fuzz::exchange::said;
use libfuzzer_sys::fuzz_target;

/// What a value shows, without the sizes of kept XML, `AnyElement({urn:x}a, 12 bytes)`: it declares each prefix that it
/// may use, and in our envelope there are more.
fn without_sizes(shown: &str) -> String {
    let pieces = shown.split(" bytes)");
    pieces
        .map(|piece| piece.trim_end_matches(|char: char| char.is_ascii_digit()))
        .collect()
}

/// The cases with unions.
const UNIONS: [&str; 6] = [
    "facets",
    "fixed_values",
    "types_of_values",
    "unions",
    "unions_of_types",
    "unions_open",
];

fuzz_target!(|input: &[u8]| {
    let Ok(input) = str::from_utf8(input) else {
        return;
    };
    let Some((line, text)) = input.split_once('\n') else {
        return;
    };
    let Some((case, operation)) = line.split_once(' ') else {
        return;
    };
    let read = |text: &str| read_answer(case, operation, text, Policy::tolerant());
    let Some(answer) = read(text) else { return };
    match answer.outcome {
        Err(error) => {
            said(&error);
        }
        Ok(Outcome::Fault(fault)) => assert!(!fault.to_string().is_empty()),
        Ok(Outcome::Answer(deviations)) => {
            for deviation in &deviations {
                assert!(!deviation.to_string().is_empty());
            }
            // A choice of which nothing was known cannot be written, and says so.
            let written = match answer.again.unwrap() {
                Ok(written) => written,
                Err(error) => {
                    said(&error);
                    return;
                }
            };
            let again = read(&written).unwrap();
            if let Err(error) = again.outcome {
                panic!("{error}: {:?}\n{written}", answer.value);
            }
            if let Err(error) = again.again.unwrap() {
                panic!("{error}: {:?}\n{written}", answer.value);
            }
            // As text, since a number that is none is not equal to itself. `06` is no member of a union but its number,
            // and that is written `6`, which may be another member.
            let shown = |value: &dyn std::fmt::Debug| without_sizes(&format!("{value:?}"));
            let (one, other) = (shown(&answer.value), shown(&again.value));
            assert!(
                one == other || UNIONS.contains(&case),
                "read: {one}\nagain: {other}\nwritten: {written}"
            );
        }
    }
});
