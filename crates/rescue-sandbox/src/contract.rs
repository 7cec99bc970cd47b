//! The contract the sandbox publishes: the repository's own WSDL, compiled in.
//!
//! It is read when it is first asked for, and only for the pages a person looks at: what goes over the wire is by the
//! tables and the XML of this crate.

use std::sync::LazyLock;

use castile_sample::{Amount, Bound, Samples, Version, operations};
use castile_wsdl::model::{Content, LocalElement, MessageUse, PartContent, Term, TypeKind};
use castile_wsdl::{Contract, LoadOptions};

use crate::xml::escape_quoted;

const TEXT: &str = include_str!("../../../wsdl/api.asmx.wsdl");

/// The contract; without operations if it cannot be read, which a test holds impossible.
pub(crate) static CONTRACT: LazyLock<Option<Contract>> = LazyLock::new(|| {
    let mut text = |_: &std::path::Path, _| Ok(TEXT.as_bytes().to_vec());
    castile_wsdl::read_with("api.asmx.wsdl", &LoadOptions::default(), &mut text).ok()
});

fn bound(version: Version) -> impl Iterator<Item = Bound<'static>> {
    let all = CONTRACT
        .iter()
        .flat_map(|contract| operations(&contract.model));
    all.filter(move |bound| bound.version == version)
}

fn find(name: &str, version: Version) -> Option<Bound<'static>> {
    bound(version).find(|bound| bound.operation.name == name)
}

/// Whether it has an operation of this name.
pub(crate) fn has(name: &str) -> bool {
    find(name, Version::Soap11).is_some()
}

/// What it says about an operation.
pub(crate) fn documentation(name: &str) -> Option<&'static str> {
    find(name, Version::Soap11)?.operation.docs.as_deref()
}

/// A sample of a reply, as indented XML: of a success, where its word is known.
pub(crate) fn sample_reply(name: &str, version: Version) -> Option<String> {
    let bound = find(name, version)?;
    let samples = Samples::new(&CONTRACT.as_ref()?.model);
    let reply = samples.reply(&bound, Amount::Everything)?;
    let text = reply.envelope().to_pretty();
    let words = results(name);
    let success = words.iter().find(|word| word.ends_with("_OK"));
    // A sample has the first word of an enumeration, which is an error for one operation and not for the next.
    let said = |word: &str| format!("Result>{word}</");
    Some(match (words.first(), success) {
        (Some(first), Some(success)) => text.replacen(&said(first), &said(success), 1),
        _ => text,
    })
}

/// Whether a request has to have a parameter.
pub(crate) fn requires(name: &str, parameter: &str) -> bool {
    let bound = find(name, Version::Soap11);
    let request = bound.and_then(|bound| bound.operation.input.as_ref());
    let children = request.map(children).unwrap_or_default();
    children
        .iter()
        .any(|(element, required)| *required && element.name.local == parameter)
}

/// The words that the result of an operation is known to have.
pub(crate) fn results(name: &str) -> Vec<&'static str> {
    let bound = find(name, Version::Soap11);
    let reply = bound.and_then(|bound| bound.operation.output.as_ref());
    let children = reply.map(children).unwrap_or_default();
    let ty = children
        .first()
        .zip(CONTRACT.as_ref())
        .map(|((result, _), contract)| contract.model.ty(result.ty));
    match ty.map(|ty| &ty.kind) {
        Some(TypeKind::Simple(simple)) => simple
            .facets
            .enumeration
            .iter()
            .map(|value| value.value.as_str())
            .collect(),
        _ => Vec::new(),
    }
}

/// The elements in the one element of a message, and whether each has to be there.
pub(crate) fn children(message: &'static MessageUse) -> Vec<(&'static LocalElement, bool)> {
    let read = || {
        let model = &CONTRACT.as_ref()?.model;
        let PartContent::Element(element) = message.parts.first()?.content else {
            return None;
        };
        let TypeKind::Complex(complex) = &model.ty(model.element(element).ty).kind else {
            return None;
        };
        let Content::Particle(particle) = &complex.content else {
            return None;
        };
        let Term::Sequence(particles) = &particle.term else {
            return None;
        };
        let children = particles
            .iter()
            .filter_map(|particle| match &particle.term {
                Term::Element(element) => Some((&**element, particle.min > 0)),
                _ => None,
            });
        Some(children.collect())
    };
    read().unwrap_or_default()
}

/// Its text, with this address in every port.
pub(crate) fn text_for(address: &str) -> String {
    let services = CONTRACT
        .iter()
        .flat_map(|contract| &contract.model.services);
    let ports = services.flat_map(|service| &service.ports);
    let new = format!("location=\"{}\"", escape_quoted(address));
    let mut text = TEXT.to_owned();
    for old in ports.filter_map(|port| port.address.as_deref()) {
        text = text.replace(&format!("location=\"{}\"", escape_quoted(old)), &new);
    }
    text
}

#[cfg(test)]
mod tests {
    use castile_sample::Version;

    use super::{results, sample_reply, text_for};
    use crate::operation::OPERATIONS;

    #[test]
    fn sample_replies_are_of_success() {
        let mut known = 0;
        for operation in OPERATIONS {
            let Some(reply) = sample_reply(operation.name, Version::Soap12) else {
                continue;
            };
            if !results(operation.name).is_empty() {
                known += 1;
                assert!(reply.contains("_OK</"), "{}: {reply}", operation.name);
            }
        }
        assert!(known > 20);
    }

    #[test]
    fn every_port_has_the_address() {
        let text = text_for("http://h/?a&\"b'");
        assert_eq!(
            text.matches("location=\"http://h/?a&amp;&quot;b'\"")
                .count(),
            2
        );
        assert_eq!(text.matches("address location=").count(), 2);
    }
}
