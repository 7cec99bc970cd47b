//! The tables of facets: each a constant that the tables of types refer to, whatever number of types have it.

use std::collections::BTreeMap;

use super::source::{Call, Source, literal};
use crate::ir::{Facets, FieldKind, Item, Module, Name, UnionMember};

/// The facets of a module.
#[derive(Default)]
pub(crate) struct Tables<'m> {
    list: Vec<&'m Facets>,
    places: BTreeMap<&'m Facets, usize>,
}

impl<'m> Tables<'m> {
    /// Those of all items, in the order of their first use.
    pub(crate) fn of(module: &'m Module) -> Self {
        let mut tables = Self::default();
        for item in &module.items {
            match item {
                Item::Struct(item) => {
                    for field in &item.fields {
                        match &field.kind {
                            FieldKind::Element(member) | FieldKind::Attribute(member) => {
                                tables.add(member.facets.as_ref());
                            }
                            FieldKind::Choice(choice) => {
                                for branch in &choice.branches {
                                    tables.add(branch.member.facets.as_ref());
                                }
                            }
                            FieldKind::Text(facets) => tables.add(facets.as_ref()),
                            FieldKind::Any(_)
                            | FieldKind::AnyAttribute(_)
                            | FieldKind::Attachment(_) => {}
                        }
                    }
                }
                Item::Union(item) => {
                    for member in &item.members {
                        if let UnionMember::Value { facets, .. } = member {
                            tables.add(facets.as_deref());
                        }
                    }
                }
                Item::Enumeration(_) | Item::Choice(_) | Item::Family(_) => {}
            }
        }
        tables
    }

    fn add(&mut self, facets: Option<&'m Facets>) {
        if let Some(facets) = facets
            && !self.places.contains_key(facets)
        {
            self.list.push(facets);
            self.places.insert(facets, self.list.len());
        }
    }

    /// The names of types in them.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'m Name> {
        self.list.iter().map(|facets| &facets.name)
    }

    /// Writes the constants.
    pub(crate) fn emit(&self, source: &mut Source, named: &dyn Fn(&Name) -> Call) {
        for (index, facets) in self.list.iter().enumerate() {
            source.line(&format!(
                "const F{}: &rt::Facets = &rt::Facets {{",
                index + 1
            ));
            if !facets.name.local.is_empty() {
                source.tuple("name: ", &named(&facets.name), ",");
            }
            fields(source, facets);
            source.line("};");
        }
    }

    /// The constant of facets.
    pub(crate) fn constant(&self, facets: &Facets) -> String {
        format!("F{}", self.places.get(facets).copied().unwrap_or_default())
    }
}

/// The fields of a table that are not those of a text without facets.
fn fields(source: &mut Source, facets: &Facets) {
    if facets.kind != "Text" {
        source.line(&format!("kind: rt::Kind::{},", facets.kind));
    }
    if facets.white_space != "Preserve" {
        source.line(&format!(
            "white_space: rt::WhiteSpace::{},",
            facets.white_space
        ));
    }
    for (name, number) in [
        ("min_length", facets.min_length),
        ("max_length", facets.max_length),
    ] {
        if let Some(number) = number {
            source.line(&format!("{name}: {},", size(number)));
        }
    }
    source.texts("patterns: &[", &facets.patterns, "],");
    source.texts("enumeration: &[", &facets.enumeration, "],");
    for (name, bound) in [
        ("min_inclusive", &facets.min_inclusive),
        ("max_inclusive", &facets.max_inclusive),
        ("min_exclusive", &facets.min_exclusive),
        ("max_exclusive", &facets.max_exclusive),
    ] {
        if let Some(bound) = bound {
            source.line(&format!("{name}: Some({}),", literal(bound)));
        }
    }
    for (name, digits) in [
        ("total_digits", facets.total_digits),
        ("fraction_digits", facets.fraction_digits),
    ] {
        if let Some(digits) = digits {
            source.line(&format!("{name}: Some({}),", size(digits)));
        }
    }
    if let Some(items) = &facets.items {
        if **items == Facets::default() {
            source.line("items: Some(&rt::Facets::NONE),");
        } else {
            source.line("items: Some(&rt::Facets {");
            fields(source, items);
            source.line("}),");
        }
    }
    if !facets.members.is_empty() {
        source.line("members: &[");
        for member in &facets.members {
            if *member == Facets::default() {
                source.line("rt::Facets::NONE,");
                continue;
            }
            source.line("rt::Facets {");
            fields(source, member);
            source.line("},");
        }
        source.line("],");
    }
    source.line("..rt::Facets::NONE");
}

/// A number that `usize` has on every machine.
fn size(number: u64) -> String {
    super::source::number(number.min(u64::from(u32::MAX)))
}
