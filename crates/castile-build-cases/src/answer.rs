//! Answers by the names of a case and an operation, for tests that go through all of them.

use std::fmt::Debug;

use castile::codegen::{Element, Headers};
use castile::envelope::{Operation, Outcome, ReplyReader, Root, SoapVersion, write_request};
use castile::{DecodeError, EncodeError, Limits, Policy};

/// What generated code makes of an answer.
#[derive(Debug)]
pub struct Answer {
    /// What it was.
    pub outcome: Result<Outcome, DecodeError>,
    /// The value that was read; as far as it was, where that failed.
    pub value: Box<dyn Debug>,
    /// The header blocks that the contract declares.
    pub headers: Box<dyn Debug>,
    /// The value, written as an answer; `None` where nothing was read.
    pub again: Option<Result<String, EncodeError>>,
}

/// Reads an answer by the generated types; `None` where the case has no such operation or it is not answered.
pub fn read_answer(case: &str, operation: &str, text: &str, policy: Policy) -> Option<Answer> {
    use crate as cases;
    Some(include!(concat!(env!("OUT_DIR"), "/answers.rs")))
}

/// The cases and the operations of theirs that are answered.
pub const ANSWERED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/answered.rs"));

fn read<T: Element + Debug + 'static, H: Headers + Default + Debug + 'static>(
    operation: &'static Operation,
    prefixes: &'static str,
    text: &str,
    policy: Policy,
) -> Answer {
    let (mut value, mut headers) = (T::blank(), H::default());
    let limits = Limits::default();
    let version = castile::envelope::glance(text, &limits).map(|glance| glance.version);
    let reader = ReplyReader {
        operation,
        version: version.unwrap_or_default(),
        limits: &limits,
        policy: &policy,
    };
    let outcome = reader.read(text, &mut value, &mut headers);
    let again = match &outcome {
        Ok(Outcome::Answer(_)) => Some(written(operation, prefixes, &value)),
        _ => None,
    };
    Answer {
        outcome,
        value: Box::new(value),
        headers: Box::new(headers),
        again,
    }
}

/// The value as an answer.
fn written(
    operation: &'static Operation,
    prefixes: &'static str,
    value: &dyn Element,
) -> Result<String, EncodeError> {
    let root = operation.response.as_ref().map(|root| Root {
        namespace: root.namespace,
        name: root.name,
        tag: root.tag,
        encoded: root.encoded,
    });
    let answer = Operation {
        name: operation.name,
        action: "",
        request: root,
        response: None,
        one_way: false,
        default_namespace: operation.default_namespace,
        prefixes,
        place: operation.place,
    };
    write_request(&answer, SoapVersion::Soap11, None, value)
}
