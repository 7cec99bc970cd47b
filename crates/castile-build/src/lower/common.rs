//! What all members of a family have: the elements, attributes and text of the type that they are derived from. The
//! family's enum has a method for each, so that nobody has to tell a hundred types apart to read what is in all of them.

use std::collections::{HashMap, HashSet};

use castile_wsdl::model::{ComplexType, Content, Particle, Term, TypeKind};

use super::{Lowering, name, naming};
use crate::ir::{self, Common, Field, FieldKind, Item, Name};

/// Methods that the enum has already, that would be taken for those of a trait that it is used by, or of which more is
/// expected than a field has.
const TAKEN: &[&str] = &[
    "accepts_nil",
    "as_ref",
    "blank",
    "borrow",
    "clone",
    "deref",
    "eq",
    "fmt",
    "from",
    "hash",
    "into",
    "len",
    "ne",
    "new",
    "read_element",
    "to_owned",
    "to_string",
    "try_into",
    "write_element",
];

/// Gives each family its methods. To be called when types are final.
pub(crate) fn apply(lowering: &Lowering<'_>, items: &mut [Item]) {
    let structs: HashMap<&str, &[Field]> = items
        .iter()
        .filter_map(|item| match item {
            // What the fields of a type from elsewhere are called is known there.
            Item::Struct(item) if !ir::is_external(&item.ident) => {
                Some((item.ident.as_str(), item.fields.as_slice()))
            }
            _ => None,
        })
        .collect();
    let mut found = HashMap::new();
    for item in items.iter() {
        let Item::Family(family) = item else { continue };
        let base = lowering
            .families
            .iter()
            .find(|(_, ident)| **ident == family.ident)
            .map(|(&id, _)| lowering.model.ty(id));
        let Some(TypeKind::Complex(base)) = base.map(|base| &base.kind) else {
            continue;
        };
        let members: Option<Vec<&[Field]>> = family
            .members
            .iter()
            .map(|member| structs.get(member.ident.as_str()).copied())
            .collect();
        let Some((first, others)) = members.as_deref().and_then(<[_]>::split_first) else {
            continue;
        };
        found.insert(family.ident.clone(), common(base, first, others));
    }
    for item in items {
        let Item::Family(family) = item else { continue };
        let Some(common) = found.remove(&family.ident) else {
            continue;
        };
        if !common.is_empty() {
            family.docs.push(String::new());
            family.docs.push(
                "What all of them have is read by methods, which find nothing in a type that the contract does not have."
                    .to_owned(),
            );
        }
        family.common = common;
    }
}

/// The fields of the base that every member has, with the same type.
fn common(base: &ComplexType, first: &[Field], others: &[&[Field]]) -> Vec<Common> {
    let mut own = Own::default();
    if let Content::Particle(particle) = &base.content {
        own.elements(particle);
    }
    own.text = matches!(base.content, Content::Simple(_));
    for attribute in &base.attributes {
        own.attributes.insert(name(&attribute.name));
    }
    let mut names = naming::Names::default();
    for taken in TAKEN {
        names.take(taken, "");
    }
    first
        .iter()
        .filter(|field| own.has(field) && others.iter().all(|other| has(other, field)))
        .map(|field| Common {
            method: names.take(
                &field.ident,
                match field.kind {
                    FieldKind::Attribute(_) => "attribute",
                    FieldKind::Text(_) => "text",
                    _ => "element",
                },
            ),
            field: field.ident.clone(),
            docs: field.docs.clone(),
            ty: field.ty.clone(),
        })
        .collect()
}

/// Whether one of the fields is this one.
fn has(fields: &[Field], wanted: &Field) -> bool {
    let of = |field: &Field| match &field.kind {
        FieldKind::Element(member) => Some((0, member.name.clone())),
        FieldKind::Attribute(member) => Some((1, member.name.clone())),
        FieldKind::Text(_) => Some((2, Name::default())),
        _ => None,
    };
    fields.iter().any(|field| {
        field.ident == wanted.ident && field.ty == wanted.ty && of(field) == of(wanted)
    })
}

/// What a type has itself.
#[derive(Default)]
struct Own {
    elements: HashSet<Name>,
    attributes: HashSet<Name>,
    text: bool,
}

impl Own {
    fn elements(&mut self, particle: &Particle) {
        match &particle.term {
            Term::Element(element) => {
                self.elements.insert(name(&element.name));
            }
            Term::Sequence(particles) | Term::All(particles) => {
                for particle in particles {
                    self.elements(particle);
                }
            }
            // Their fields have types of their own in each struct.
            Term::Choice(_) | Term::Any(_) => {}
        }
    }

    fn has(&self, field: &Field) -> bool {
        match &field.kind {
            FieldKind::Element(member) => {
                member.group.is_none() && self.elements.contains(&member.name)
            }
            FieldKind::Attribute(member) => self.attributes.contains(&member.name),
            FieldKind::Text(_) => self.text,
            FieldKind::Any(_)
            | FieldKind::Choice(_)
            | FieldKind::AnyAttribute(_)
            | FieldKind::Attachment(_) => false,
        }
    }
}
