//! One document through both codecs, in every direction.

use std::fmt::Debug;

use castile::codegen::{Element, Operation};
use castile::envelope::{Outcome, ReplyReader, write_request};
use castile::{DecodeError, DeviationKind, Deviations, Limits, Policy, SoapVersion};
use castile_corpus::canonical::canonical;
use yaserde::{YaDeserialize, YaSerialize};

/// The way a message goes, seen from a client; the operations are the one that writes it and the one that reads it.
pub(crate) struct Way {
    pub(crate) writes: &'static Operation,
    pub(crate) reads: &'static Operation,
}

pub(crate) fn lines(document: &str) -> String {
    canonical(document).unwrap_or_else(|error| panic!("{error}: {document}"))
}

/// The document inside an envelope.
fn enveloped(document: &str) -> String {
    let body = document
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        .unwrap_or(document);
    let namespace = SoapVersion::Soap11.namespace();
    format!("<e:Envelope xmlns:e=\"{namespace}\"><e:Body>{body}</e:Body></e:Envelope>")
}

/// The content of the body of an envelope that `castile` has written, with the declarations of the envelope.
pub(crate) fn body(envelope: &str) -> String {
    let (_, rest) = envelope
        .split_once("<soap:Envelope")
        .expect("it is an envelope");
    let (declarations, rest) = rest.split_once("><soap:Body>").expect("it has a body");
    let (body, _) = rest.split_once("</soap:Body>").expect("the body ends");
    let end = body.find([' ', '>', '/']).expect("the body has an element");
    format!("{}{declarations}{}", &body[..end], &body[end..])
}

/// Reads a document with the codec of `castile`.
pub(crate) fn read<T: Element>(way: &Way, document: &str) -> Result<(T, Deviations), DecodeError> {
    let (limits, policy) = (Limits::default(), Policy::default());
    let reader = ReplyReader {
        operation: way.reads,
        version: SoapVersion::Soap11,
        limits: &limits,
        policy: &policy,
    };
    let mut value = T::blank();
    match reader.read(&enveloped(document), &mut value, &mut ())? {
        Outcome::Answer(deviations) => Ok((value, deviations)),
        Outcome::Fault(fault) => panic!("a fault, {fault:?}: {document}"),
    }
}

/// The same; no kind of deviation but `expected` is there.
pub(crate) fn decode<T: Element>(way: &Way, document: &str, expected: Option<DeviationKind>) -> T {
    let (value, deviations) =
        read(way, document).unwrap_or_else(|error| panic!("{error}: {document}"));
    let other: Vec<_> = deviations
        .iter()
        .filter(|one| Some(one.kind) != expected)
        .collect();
    assert!(other.is_empty(), "{other:?}: {document}");
    value
}

pub(crate) fn encode<T: Element>(way: &Way, value: &T) -> String {
    write_request(way.writes, SoapVersion::Soap11, None, value).expect("the value can be written")
}

pub(crate) fn check<Ours, Theirs>(
    what: &str,
    way: &Way,
    document: &str,
    expected: Option<DeviationKind>,
) where
    Ours: Element + PartialEq + Debug,
    Theirs: YaDeserialize + YaSerialize + PartialEq + Debug,
{
    let wanted = lines(document);

    let our_value: Ours = decode(way, document, expected);
    let our_envelope = encode(way, &our_value);
    assert_eq!(
        lines(&our_envelope),
        lines(&enveloped(document)),
        "{what}: castile writes what it has read"
    );

    let their_value: Theirs = yaserde::de::from_str(document)
        .unwrap_or_else(|error| panic!("{what}: {error}: {document}"));
    let their_document = yaserde::ser::to_string(&their_value).expect("the value can be written");
    assert_eq!(
        lines(&their_document),
        wanted,
        "{what}: yaserde writes what it has read"
    );

    let ours_by_them: Theirs = yaserde::de::from_str(&body(&our_envelope))
        .unwrap_or_else(|error| panic!("{what}: {error}: {our_envelope}"));
    assert_eq!(
        ours_by_them, their_value,
        "{what}: yaserde reads what castile has written"
    );
    let theirs_by_us: Ours = decode(way, &their_document, expected);
    assert_eq!(
        theirs_by_us, our_value,
        "{what}: castile reads what yaserde has written"
    );
}
