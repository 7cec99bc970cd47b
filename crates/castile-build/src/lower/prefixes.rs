//! Namespaces and the prefixes that tags have.
//!
//! As .NET does, the namespace that most of the content is in is the default one, declared on the first element of
//! the body. Where some element is in no namespace nothing can be the default, and every namespace has a prefix.

use std::collections::{BTreeMap, BTreeSet};

use castile_wsdl::model::{Content, Model, QName, TypeId, TypeKind};

use super::extern_modules::Reach;
use super::select::Selection;
use super::types::{self, Bounds, Reached};
use super::{Lowering, encoded as soap_encoding, modules};
use crate::ir::Name;
use crate::overrides::Kind;

/// The prefixes of a module.
#[derive(Debug, Default)]
pub(crate) struct Prefixes {
    /// The default namespace, empty for none.
    pub(crate) default: String,
    /// The other namespaces in the order they are met, each with its prefix.
    others: Vec<(String, String)>,
    /// What the modules that types come from are written with.
    pub(crate) foreign: Reach,
}

impl Prefixes {
    /// The tag of an element or the name of a type.
    pub(crate) fn tag(&self, name: &Name) -> String {
        if name.namespace == self.default {
            name.local.clone()
        } else {
            self.qualified(name)
        }
    }

    /// The tag of an attribute, to which no default namespace applies.
    pub(crate) fn attribute_tag(&self, name: &Name) -> String {
        if name.namespace.is_empty() {
            name.local.clone()
        } else {
            self.qualified(name)
        }
    }

    fn qualified(&self, name: &Name) -> String {
        if name.namespace == XML {
            return format!("xml:{}", name.local);
        }
        let mut others = self.others.iter();
        let found = others.find(|(_, namespace)| *namespace == name.namespace);
        let prefix = found.map_or("n0", |(prefix, _)| prefix);
        format!("{prefix}:{}", name.local)
    }

    /// All declarations: prefixes and namespaces.
    pub(crate) fn all(&self) -> Vec<(String, String)> {
        self.others.clone()
    }

    /// The declarations for the namespaces in `used`.
    pub(crate) fn declarations(&self, used: &BTreeSet<String>) -> Vec<(String, String)> {
        let declared = self.others.iter();
        declared
            .filter(|(_, namespace)| used.contains(namespace))
            .cloned()
            .collect()
    }

    /// What a module that types come from is written with.
    pub(crate) fn of_module(&self, path: &str) -> Vec<(String, String)> {
        self.foreign
            .get(path)
            .map_or_else(Vec::new, |namespaces| self.list(namespaces))
    }

    /// What is written for these namespaces, with an empty prefix for the default one.
    pub(crate) fn list(&self, namespaces: &BTreeSet<String>) -> Vec<(String, String)> {
        let default = namespaces.get(&self.default);
        let default = default.map(|namespace| (String::new(), namespace.clone()));
        let others = self.declarations(namespaces);
        default.into_iter().chain(others).collect()
    }
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Chooses the prefixes for what the operations reach.
pub(crate) fn choose(
    lowering: &Lowering<'_>,
    selection: &Selection<'_>,
    reached: &Reached,
) -> Prefixes {
    let model = lowering.model;
    let foreign = lowering.foreign_reach();
    // The accessors of encoded structs are in no namespace.
    let mut seen = Seen {
        unqualified: selection
            .plans
            .iter()
            .any(|plan| plan.encoded_places().next().is_some()),
        ..Seen::default()
    };
    for root in selection.roots(model) {
        seen.element(&root);
    }
    for &id in &reached.order {
        used_by_type(model, id, &lowering.encoded, &Bounds::NONE, &mut seen);
    }
    for namespace in foreign.values().flatten() {
        seen.namespace(namespace);
    }
    let named = named(lowering, &seen, &foreign);
    let unnamed = |namespace: &&String| !named.contains_key(*namespace);
    let default = if seen.unqualified {
        String::new()
    } else {
        seen.elements
            .iter()
            .find(unnamed)
            .cloned()
            .unwrap_or_default()
    };
    let mut others: Vec<(String, String)> = Vec::new();
    let mut number = 0;
    let elements = seen.elements.iter().filter(|one| **one != default);
    for namespace in elements.chain(&seen.attributes) {
        let is_known = others.iter().any(|(_, known)| known == namespace);
        if is_known || namespace.is_empty() || namespace == XML {
            continue;
        }
        let prefix = named.get(namespace).cloned().unwrap_or_else(|| {
            number += 1;
            format!("n{number}")
        });
        others.push((prefix, namespace.clone()));
    }
    Prefixes {
        default,
        others,
        foreign,
    }
}

/// The prefixes that do not depend on what else the contract has: those that the user wants, and those of what is
/// written with the tables of other modules, or has tables that others write with.
fn named(lowering: &Lowering<'_>, seen: &Seen, foreign: &Reach) -> BTreeMap<String, String> {
    let all = || seen.elements.iter().chain(&seen.attributes);
    let mut named = BTreeMap::new();
    for namespace in all() {
        if let Some(prefix) = lowering.overrides.get(Kind::Prefix, namespace, "") {
            named.insert(namespace.clone(), prefix.to_owned());
        }
    }
    // What comes from elsewhere is named first, as it has been there.
    let foreign: BTreeSet<&str> = foreign.values().flatten().map(String::as_str).collect();
    let own: BTreeSet<&str> = all()
        .map(String::as_str)
        .filter(|namespace| lowering.config.out_module && !foreign.contains(namespace))
        .collect();
    let mut taken: BTreeSet<String> = named.values().cloned().collect();
    for mut namespaces in [foreign, own] {
        namespaces.retain(|one| !one.is_empty() && *one != XML && !named.contains_key(*one));
        for (namespace, name) in modules::names_alone(&namespaces) {
            let prefix = readable(&name);
            let mut numbered = (2..).map(|number| format!("{prefix}_{number}"));
            let free = Some(prefix.clone()).filter(|prefix| !taken.contains(prefix));
            let free = free.or_else(|| numbered.find(|prefix| !taken.contains(prefix)));
            let prefix = free.unwrap_or_default();
            taken.insert(prefix.clone());
            named.insert(namespace, prefix);
        }
    }
    named
}

/// A prefix from the name of a module.
fn readable(module: &str) -> String {
    let name = module.trim_start_matches("r#").chars();
    let name: String = name
        .filter(|char| char.is_ascii_alphanumeric() || *char == '_')
        .collect();
    if is_free(&name) {
        name
    } else {
        format!("ns_{name}")
    }
}

/// Whether this may be a prefix: it is a name in XML, and no prefix of the envelope or of the codec.
pub(super) fn is_free(prefix: &str) -> bool {
    let is_name = prefix.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
        && prefix
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "_-.".contains(char));
    let is_numbered = ["n", "q", "own"].iter().any(|lead| {
        let number = prefix.strip_prefix(lead);
        number.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let is_reserved = prefix.to_ascii_lowercase().starts_with("xml");
    is_name && !is_numbered && !is_reserved && !matches!(prefix, "soap" | "soapenc" | "xsi" | "xsd")
}

/// The namespaces that a request with these elements and types uses, for its declarations; the empty one where elements
/// are in none.
pub(crate) fn used(
    model: &Model,
    roots: &[QName],
    reached: &[TypeId],
    encoded: &BTreeSet<TypeId>,
) -> BTreeSet<String> {
    used_within(model, roots, reached, encoded, &Bounds::NONE)
}

/// The same, as far as elements may stand for others by `bounds`.
pub(super) fn used_within(
    model: &Model,
    roots: &[QName],
    reached: &[TypeId],
    encoded: &BTreeSet<TypeId>,
    bounds: &Bounds<'_>,
) -> BTreeSet<String> {
    let mut seen = Seen::default();
    for root in roots {
        seen.element(root);
    }
    for &id in reached {
        used_by_type(model, id, encoded, bounds, &mut seen);
    }
    let none = seen.unqualified.then(String::new);
    let elements = seen.elements.into_iter().chain(seen.attributes);
    elements.chain(none).collect()
}

#[derive(Default)]
struct Seen {
    elements: Vec<String>,
    attributes: Vec<String>,
    unqualified: bool,
}

impl Seen {
    /// A namespace, empty for none.
    fn namespace(&mut self, namespace: &str) {
        if namespace.is_empty() {
            self.unqualified = true;
        } else if !self.elements.iter().any(|one| one == namespace) {
            self.elements.push(namespace.to_owned());
        }
    }

    fn element(&mut self, name: &QName) {
        self.namespace(name.namespace.as_deref().unwrap_or_default());
    }
}

fn used_by_type(
    model: &Model,
    id: TypeId,
    encoded: &BTreeSet<TypeId>,
    bounds: &Bounds<'_>,
    seen: &mut Seen,
) {
    if soap_encoding::is_own(model, id) {
        return;
    }
    let ty = model.ty(id);
    let has_prefix = |name: &QName| {
        let namespace = name.namespace.as_deref();
        namespace.is_some_and(soap_encoding::has_prefix)
    };
    if let Some(name) = ty.name.as_ref().filter(|name| !has_prefix(name))
        && encoded.contains(&id)
    {
        seen.element(name);
    }
    let TypeKind::Complex(complex) = &ty.kind else {
        return;
    };
    // The name may be written as `xsi:type`.
    if let Some(name) = ty
        .name
        .as_ref()
        .filter(|_| complex.base.is_some() || !complex.derived.is_empty())
    {
        seen.element(name);
    }
    for attribute in &complex.attributes {
        if let Some(namespace) = &attribute.name.namespace
            && !seen.attributes.contains(namespace)
        {
            seen.attributes.push(namespace.clone());
        }
    }
    if let Content::Particle(particle) = &complex.content {
        for element in types::elements(particle) {
            for standing in types::standing(model, element, bounds) {
                seen.element(&standing.name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_free, readable};

    #[test]
    fn prefixes_are_read_as_they_are_written() {
        for prefix in ["typ", "n", "n1x", "q1a", "own", "_a", "a-b.c", "soap12"] {
            assert!(is_free(prefix), "{prefix}");
        }
        for prefix in [
            "", "1a", "-a", "a:b", "a b", "n1", "q12", "own0", "soap", "soapenc", "xsi", "xsd",
            "xml", "XmlDsig", "é", "a\"",
        ] {
            assert!(!is_free(prefix), "{prefix}");
        }
    }

    #[test]
    fn modules_give_prefixes() {
        let cases = [
            ("types", "types"),
            ("r#type", "type"),
            ("xmldsig", "ns_xmldsig"),
            ("n1", "ns_n1"),
            ("größe", "gre"),
            ("日本", "ns_"),
            ("x1", "x1"),
        ];
        for (module, expected) in cases {
            assert_eq!(readable(module), expected);
            assert!(is_free(expected), "{expected}");
        }
    }
}
