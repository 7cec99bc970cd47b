//! The contract the sandbox publishes: the repository's own WSDL, compiled in.
//!
//! It is read when it is first asked for, and only for the pages a person looks at: what goes over the wire is by the
//! tables and the XML of this crate.

use std::sync::LazyLock;

use castile_sample::{Amount, Bound, Samples, Version, operations};
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

/// A sample of a request and of a reply, as indented XML.
pub(crate) fn samples(name: &str, version: Version) -> Option<(String, String)> {
    let bound = find(name, version)?;
    let samples = Samples::new(&CONTRACT.as_ref()?.model);
    let request = samples.request(&bound, Amount::Everything)?;
    let reply = samples.reply(&bound, Amount::Everything)?;
    Some((request.envelope().to_pretty(), reply.envelope().to_pretty()))
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
    use super::text_for;

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
