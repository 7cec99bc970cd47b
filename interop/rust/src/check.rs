//! What a check is, and the lines it prints: a name and a future in, `PASS` or `FAIL` out.

use std::fmt::Debug;

use castile::{AnyElement, Reply};

/// What a check says of itself when it holds, or why it does not.
pub(crate) type Checked = Result<String, Failure>;

/// Why a check does not hold. Made of errors by their `Debug`, which has the causes as well.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

macro_rules! from_errors {
    ($($error:ty),*) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self(format!("{error:?}"))
            }
        })*
    };
}
from_errors!(
    castile::Error,
    castile::DecodeError,
    logmein_rescue::Error,
    castile::value::ValueError
);

/// Fails unless both are the same, and then says where they first differ.
pub(crate) fn same<T: Debug + PartialEq>(
    what: &str,
    found: &T,
    expected: &T,
) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    let (found, expected) = (format!("{found:#?}"), format!("{expected:#?}"));
    let mut pairs = found.lines().zip(expected.lines());
    let (found, expected) = pairs
        .find(|(found, expected)| found != expected)
        .unwrap_or(("another length", "the same"));
    Err(Failure(format!(
        "`{what}` is {}, expected {}",
        found.trim(),
        expected.trim()
    )))
}

/// Fails with a message unless something holds.
pub(crate) fn holds(condition: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failure> {
    if condition {
        Ok(())
    } else {
        Err(Failure(otherwise()))
    }
}

/// The answer, if the service kept to its contract.
pub(crate) fn clean<T, H>(reply: Reply<T, H>) -> Result<T, Failure> {
    no_deviations(&reply)?;
    Ok(reply.into_inner())
}

/// Fails if the service did anything that its contract does not say.
pub(crate) fn no_deviations<T, H>(reply: &Reply<T, H>) -> Result<(), Failure> {
    let deviations = reply.deviations();
    match deviations.iter().next() {
        Some(first) => Err(Failure(format!(
            "{} deviations, the first: {first}",
            deviations.total()
        ))),
        None => Ok(()),
    }
}

/// What has to be there.
pub(crate) fn present<T>(what: &str, value: Option<T>) -> Result<T, Failure> {
    value.ok_or_else(|| Failure(format!("`{what}` is absent")))
}

/// The child elements of an element.
pub(crate) fn children(element: &AnyElement) -> Result<Vec<AnyElement>, Failure> {
    Ok(element.decode::<castile::AnyType>()?.elements()?)
}

/// Prints the lines, and counts.
#[derive(Default)]
pub(crate) struct Checks {
    /// How many did not hold.
    pub(crate) failed: usize,
}

impl Checks {
    /// Prints what came of a check.
    pub(crate) fn report(&mut self, name: &str, checked: Checked) {
        match checked {
            Ok(detail) => println!("PASS {name} {}", in_one_line(&detail)),
            Err(Failure(reason)) => {
                self.failed += 1;
                println!("FAIL {name} {}", in_one_line(&reason));
            }
        }
    }
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(500)
        .collect()
}
