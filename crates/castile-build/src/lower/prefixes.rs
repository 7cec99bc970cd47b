//! Namespaces and the prefixes that tags have.
//!
//! As .NET does, the namespace that most of the content is in is the default one, declared on the first element of
//! the body. Where some element is in no namespace nothing can be the default, and every namespace has a prefix.

use std::collections::BTreeSet;

use castile_wsdl::model::{Content, Model, Particle, QName, Term, TypeId, TypeKind};

use super::select::Selection;
use super::types::Reached;
use super::{choice, encoded as soap_encoding};
use crate::ir::Name;

/// The prefixes of a module.
#[derive(Debug, Default)]
pub(crate) struct Prefixes {
    /// The default namespace, empty for none.
    pub(crate) default: String,
    /// The other namespaces, in the order they are met; the first has the prefix `n1`.
    others: Vec<String>,
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
        let number = self
            .others
            .iter()
            .position(|other| *other == name.namespace)
            .map_or(0, |index| index + 1);
        format!("n{number}:{}", name.local)
    }

    /// All declarations: prefixes and namespaces.
    pub(crate) fn all(&self) -> Vec<(String, String)> {
        let numbered = self.others.iter().enumerate();
        numbered
            .map(|(index, namespace)| (format!("n{}", index + 1), namespace.clone()))
            .collect()
    }

    /// The declarations for the namespaces in `used`.
    pub(crate) fn declarations(&self, used: &BTreeSet<String>) -> Vec<(String, String)> {
        let mut all = self.all();
        all.retain(|(_, namespace)| used.contains(namespace));
        all
    }
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Chooses the prefixes for what the operations reach.
pub(crate) fn choose(
    model: &Model,
    selection: &Selection<'_>,
    reached: &Reached,
    encoded: &BTreeSet<TypeId>,
) -> Prefixes {
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
        used_by_type(model, id, encoded, &mut seen);
    }
    let default = if seen.unqualified {
        String::new()
    } else {
        seen.elements.first().cloned().unwrap_or_default()
    };
    let mut prefixes = Prefixes {
        default,
        others: Vec::new(),
    };
    let elements = seen
        .elements
        .iter()
        .filter(|namespace| **namespace != prefixes.default);
    for namespace in elements.chain(&seen.attributes) {
        if !namespace.is_empty() && namespace != XML && !prefixes.others.contains(namespace) {
            prefixes.others.push(namespace.clone());
        }
    }
    prefixes
}

/// The namespaces that a request with these elements and types uses, for its declarations.
pub(crate) fn used(
    model: &Model,
    roots: &[QName],
    reached: &[TypeId],
    encoded: &BTreeSet<TypeId>,
) -> BTreeSet<String> {
    let mut seen = Seen::default();
    for root in roots {
        seen.element(root);
    }
    for &id in reached {
        used_by_type(model, id, encoded, &mut seen);
    }
    seen.elements.into_iter().chain(seen.attributes).collect()
}

#[derive(Default)]
struct Seen {
    elements: Vec<String>,
    attributes: Vec<String>,
    unqualified: bool,
}

impl Seen {
    fn element(&mut self, name: &QName) {
        match &name.namespace {
            None => self.unqualified = true,
            Some(namespace) if !self.elements.contains(namespace) => {
                self.elements.push(namespace.clone());
            }
            Some(_) => {}
        }
    }
}

fn used_by_type(model: &Model, id: TypeId, encoded: &BTreeSet<TypeId>, seen: &mut Seen) {
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
        used_by_particle(model, particle, seen);
    }
}

fn used_by_particle(model: &Model, particle: &Particle, seen: &mut Seen) {
    match &particle.term {
        Term::Element(element) => match choice::substitutes(model, element) {
            Some(substitutes) => substitutes.iter().for_each(|one| seen.element(&one.name)),
            None => seen.element(&element.name),
        },
        Term::Sequence(particles) | Term::Choice(particles) | Term::All(particles) => {
            for particle in particles {
                used_by_particle(model, particle, seen);
            }
        }
        Term::Any(_) => {}
    }
}
