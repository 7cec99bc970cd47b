//! Modules: which one the types of a namespace stand in, and what it is called.
//!
//! The namespace that the contract itself is in has none: its types stand in the file, beside the clients. The name
//! of a module comes from all namespaces of the contract, so that leaving operations out renames none.

use std::collections::{BTreeMap, BTreeSet};

use castile_wsdl::model::{Model, PartContent, TypeKind};

use super::{docs, naming};
use crate::ir;
use crate::overrides::{Kind, Overrides};

/// The modules of a contract.
#[derive(Debug, Default)]
pub(crate) struct Modules {
    names: BTreeMap<String, String>,
}

/// Names that mean something else where a module would stand.
const RESERVED: &[&str] = &[
    "alloc",
    "bool",
    "castile",
    "char",
    "client",
    "codec",
    "core",
    "f32",
    "f64",
    "i128",
    "i16",
    "i32",
    "i64",
    "i8",
    "isize",
    "operations",
    "rt",
    "serde",
    "std",
    "str",
    "u128",
    "u16",
    "u32",
    "u64",
    "u8",
    "usize",
];

impl Modules {
    /// The modules of the file that is generated from `contract`, which is a file's name.
    pub(crate) fn of(model: &Model, contract: &str, overrides: &Overrides) -> Self {
        let home = home(model);
        let others: BTreeSet<&str> = namespaces(model)
            .filter(|namespace| Some(*namespace) != home)
            .collect();
        // Whoever includes the file into a module of its name would have that name twice in a path.
        let stem = naming::snake(contract.split('.').next().unwrap_or_default());
        let mut names = names(&others, &stem);
        for (namespace, module) in &mut names {
            if let Some(name) = overrides.get(Kind::Module, namespace, "") {
                name.clone_into(module);
            }
        }
        Self { names }
    }

    /// The path of an item that belongs to a namespace, as seen from the file.
    pub(crate) fn path(&self, namespace: Option<&str>, ident: &str) -> String {
        match namespace.and_then(|namespace| self.names.get(namespace)) {
            Some(module) => format!("{module}::{ident}"),
            None => ident.to_owned(),
        }
    }

    /// The modules that have items, by name, and what each refers to.
    pub(crate) fn list(&self, items: &[ir::Item]) -> Vec<ir::Submodule> {
        let mut modules: BTreeMap<&str, ir::Submodule> = BTreeMap::new();
        for item in items {
            let (module, _) = ir::split(item.ident());
            if module.is_empty() {
                continue;
            }
            let entry = modules.entry(module).or_insert_with(|| ir::Submodule {
                ident: module.to_owned(),
                docs: self.docs(module),
                ..ir::Submodule::default()
            });
            item.references(&mut |path| {
                let (other, _) = ir::split(path);
                if !other.is_empty() && other != module && !ir::is_external(path) {
                    entry.siblings.insert(other.to_owned());
                }
            });
        }
        modules.into_values().collect()
    }

    fn docs(&self, module: &str) -> Vec<String> {
        let names = self.names.iter();
        let namespaces = names.filter(|(_, one)| *one == module);
        let namespaces = namespaces.map(|(namespace, _)| docs::code(namespace));
        vec![format!(
            "Types of the namespace {}.",
            namespaces.collect::<Vec<_>>().join(" and ")
        )]
    }
}

/// The namespaces of what the contract declares.
fn namespaces(model: &Model) -> impl Iterator<Item = &str> {
    let types = model
        .types
        .iter()
        .filter(|ty| !matches!(ty.kind, TypeKind::Builtin(_)))
        .map(|ty| &ty.namespace);
    let elements = model.elements.iter().map(|element| &element.name.namespace);
    types.chain(elements).filter_map(Option::as_deref)
}

/// The namespace of the contract: that of its services, or where nothing is declared in that, the one that most parts
/// of its messages are in.
fn home(model: &Model) -> Option<&str> {
    let services = model.services.iter().map(|service| &service.name);
    let interfaces = model.interfaces.iter().map(|interface| &interface.name);
    let Some(own) = services.chain(interfaces).next() else {
        return namespaces(model).next();
    };
    let own = own.namespace.as_deref();
    if namespaces(model).any(|namespace| Some(namespace) == own) {
        return own;
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let operations = model.interfaces.iter().flat_map(|one| &one.operations);
    let messages = operations.flat_map(|one| one.input.iter().chain(&one.output));
    for part in messages.flat_map(|message| &message.parts) {
        let namespace = match part.content {
            PartContent::Element(id) => &model.element(id).name.namespace,
            PartContent::Type(id) if !matches!(model.ty(id).kind, TypeKind::Builtin(_)) => {
                &model.ty(id).namespace
            }
            PartContent::Type(_) | PartContent::None => continue,
        };
        let Some(namespace) = namespace.as_deref() else {
            continue;
        };
        match counts.iter_mut().find(|(one, _)| *one == namespace) {
            Some((_, count)) => *count += 1,
            None => counts.push((namespace, 1)),
        }
    }
    // Of equals the first.
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map(|(namespace, _)| *namespace)
}

/// Names the modules: each by the end of its namespace, and where that is the end of several, by more of it.
fn names(namespaces: &BTreeSet<&str>, stem: &str) -> BTreeMap<String, String> {
    let candidates: Vec<Vec<String>> = namespaces.iter().map(|one| candidates(one)).collect();
    let mut chosen = vec![0; candidates.len()];
    let name = |chosen: &[usize], index: usize| &candidates[index][chosen[index]];
    loop {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for index in 0..candidates.len() {
            *counts.entry(name(&chosen, index)).or_default() += 1;
        }
        let mut longer = chosen.clone();
        for index in 0..candidates.len() {
            let name = name(&chosen, index).as_str();
            let is_clear = counts[name] == 1 && name != stem && !RESERVED.contains(&name);
            if !is_clear && chosen[index] + 1 < candidates[index].len() {
                longer[index] += 1;
            }
        }
        if longer == chosen {
            break;
        }
        chosen = longer;
    }
    let mut taken = naming::Names::default();
    for reserved in RESERVED.iter().copied().chain([stem]) {
        taken.take(reserved, "");
    }
    let numbered = namespaces.iter().enumerate().map(|(index, namespace)| {
        let module = taken.take(name(&chosen, index), "types");
        ((*namespace).to_owned(), module)
    });
    numbered.collect()
}

/// What a module may be called, the shortest first.
fn candidates(namespace: &str) -> Vec<String> {
    let all = segments(namespace);
    let telling: Vec<&String> = all.iter().filter(|one| !says_nothing(one)).collect();
    let named = if telling.is_empty() {
        all.iter().collect()
    } else {
        telling
    };
    let end = |segments: &[&String], length: usize| {
        let words: Vec<String> = segments[segments.len() - length..]
            .iter()
            .map(|one| without_version(one))
            .collect();
        naming::snake(&words.join("_"))
    };
    let mut candidates: Vec<String> = (1..=named.len())
        .map(|length| end(&named, length))
        .collect();
    // A single letter is no name.
    if candidates.len() > 1 && candidates[0].chars().count() < 2 {
        candidates.remove(0);
    }
    // Versions and dates are the last thing to tell namespaces apart by.
    let whole = naming::snake(namespace);
    let last = candidates.first().unwrap_or(&whole).clone();
    let versions: Vec<&str> = all
        .iter()
        .flat_map(|one| one.split(|char: char| !char.is_alphanumeric()))
        .filter(|word| is_version(word))
        .collect();
    if !versions.is_empty() {
        candidates.push(naming::snake(&format!("{last}_{}", versions.join("_"))));
    }
    candidates.push(whole);
    candidates.dedup();
    candidates
}

/// The parts of a namespace, from the general to the particular.
fn segments(namespace: &str) -> Vec<String> {
    let (scheme, rest) = match namespace.split_once(':') {
        Some((scheme, rest)) if !scheme.contains(['/', '.']) => (scheme, rest),
        _ => ("", namespace),
    };
    let rest = rest.split('?').next().unwrap_or_default();
    let is_url = rest.starts_with("//");
    let mut segments = Vec::new();
    let parts = rest.split(['/', ':', '#']).filter(|part| !part.is_empty());
    for (index, part) in parts.enumerate() {
        let labels: Vec<&str> = part.split('.').filter(|label| !label.is_empty()).collect();
        let is_host = is_url && index == 0;
        let is_domain = is_host
            || scheme.eq_ignore_ascii_case("urn")
                && labels.len() > 1
                && labels.last().is_some_and(|last| TOP_LEVEL.contains(last));
        if is_domain {
            // Hosts are written from the particular to the general.
            segments.extend(labels.iter().rev().map(|&label| label.to_owned()));
        } else if labels.iter().all(|label| is_version(label)) {
            segments.push(part.to_owned());
        } else {
            segments.extend(labels.iter().map(|&label| label.to_owned()));
        }
    }
    segments
}

const TOP_LEVEL: &[&str] = &["com", "org", "net", "gov", "edu", "io", "eu", "de", "uk"];

/// Whether a part of a namespace is no name for what is in it.
fn says_nothing(segment: &str) -> bool {
    let lower = segment.to_lowercase();
    is_version(&lower)
        || TOP_LEVEL.contains(&lower.as_str())
        || matches!(
            lower.as_str(),
            "www"
                | "xsd"
                | "wsdl"
                | "schema"
                | "schemas"
                | "soap"
                | "asmx"
                | "svc"
                | "php"
                | "aspx"
                | "jws"
                | "xml"
                | "ns"
                | "namespace"
                | "namespaces"
                | "urn"
                | "co"
        )
        || lower
            .split(|char: char| !char.is_alphanumeric())
            .all(is_version)
}

/// `2006`, `v1`, `ver10`, `1`.
fn is_version(word: &str) -> bool {
    let lower = word.to_lowercase();
    let number = ["version", "ver", "v", "r"]
        .iter()
        .find_map(|lead| lower.strip_prefix(lead))
        .unwrap_or(&lower);
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// A segment without the version it ends in: `messages_2023_1` is `messages`.
fn without_version(segment: &str) -> String {
    let mut words = naming::words(segment);
    while words.len() > 1 && words.last().is_some_and(|word| is_version(word)) {
        words.pop();
    }
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(namespaces: &[&str]) -> Vec<String> {
        let names = names(&namespaces.iter().copied().collect(), "service");
        namespaces.iter().map(|one| names[*one].clone()).collect()
    }

    #[test]
    fn modules_are_named_after_their_namespaces() {
        let cases = [
            ("http://schemas.example.com/services/2006/types", "types"),
            ("http://tempuri.org/", "tempuri"),
            ("http://example.com/2004/07/Shop.Contracts.Orders", "orders"),
            ("urn:messages_2023_1.platform.example.com", "messages"),
            ("http://www.example.org/ver10/schema", "example"),
            ("http://www.example.org/ver10/media/wsdl", "media"),
            ("http://docs.example.org/wsn/b-2", "wsn_b"),
            ("http://example.com/2000/09/xmldsig#", "xmldsig"),
            ("urn:core.example.com", "example_core"),
            ("urn:service", "urn_service"),
            ("urn:1", "x1"),
            ("urn:example:type", "r#type"),
            ("", "x"),
        ];
        for (namespace, expected) in cases {
            assert_eq!(named(&[namespace]), [expected], "{namespace}");
        }
    }

    #[test]
    fn more_of_a_namespace_tells_it_from_others() {
        assert_eq!(
            named(&["http://x.com/sales/types", "http://x.com/core/types"]),
            ["sales_types", "core_types"]
        );
        assert_eq!(
            named(&["http://x.com/ver10/media", "http://x.com/ver20/media"]),
            ["media_ver10", "media_ver20"]
        );
        assert_eq!(named(&["urn:a", "urn:a/"]), ["urn_a", "urn_a_types"]);
    }
}
