//! The codec of each type, in a private module.

use std::collections::BTreeSet;

use super::facets;
use super::source::{Call, Source, literal};
use super::types::Types;
use crate::ir::{FaultDetail, FaultMark, Faults, FieldKind, Item, Module, Name};

mod content;
mod simple;
mod variants;

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// The heads of the functions that read and write.
const READ: &str = "fn read_element(&mut self, d: &mut rt::Decoder<'_>) -> rt::Read {";
const WRITE: &str = "fn write_element(&self, tag: &'static str, w: &mut rt::Writer) {";
const WRITE_UNTAGGED: &str = "fn write_element(&self, _: &'static str, w: &mut rt::Writer) {";

pub(crate) fn emit(source: &mut Source, types: &Types<'_>, module: &Module) {
    let constants = Constants::of(module);
    source.line("/// How the types above are read and written.");
    source.line("mod codec {");
    source.line("#[allow(clippy::wildcard_imports, reason = \"it has to do with all of them\")]");
    source.line("use super::*;");
    source.line("use castile::codegen as rt;");
    source.line("#[allow(unused_imports, reason = \"not every contract needs it\")]");
    source.line("use castile::codegen::Element as _;");
    source.blank();
    constants.emit(source);
    for item in &module.items {
        source.blank();
        match item {
            Item::Struct(item) => content::strukt(source, &constants, item),
            Item::Enumeration(item) => simple::enumeration(source, &constants, item),
            Item::Union(item) => simple::union(source, &constants, item),
            Item::Choice(item) => variants::choice(source, item),
            Item::Family(item) => variants::family(source, types, &constants, item),
        }
    }
    for faults in &module.faults {
        source.blank();
        fault_details(source, &constants, faults);
    }
    source.line("}");
}

fn fault_details(source: &mut Source, constants: &Constants<'_>, item: &Faults) {
    source.line(&format!("impl rt::FaultDetail for {} {{", item.ident));
    let marks = item.details.iter().flat_map(|detail| &detail.marks);
    let marks = marks.map(|mark| Call {
        name: match mark {
            FaultMark::Element(_) => "rt::FaultMark::Element",
            FaultMark::Type(_) => "rt::FaultMark::Type",
            FaultMark::Header(_) => "rt::FaultMark::Header",
        },
        ..named(constants, mark.name())
    });
    source.array(
        "const MARKS: rt::FaultMarks = &[",
        &marks.collect::<Vec<_>>(),
        "];",
    );
    source.blank();
    let read = |detail: &FaultDetail| format!("decoder.variant(Self::{})", detail.variant);
    let result = "Result<Self, rt::DecodeError>";
    if let [only] = item.details.as_slice() {
        source.function(&format!(
            "fn read(_: usize, decoder: &mut rt::Decoder<'_>) -> {result} {{"
        ));
        source.line(&read(only));
        source.line("}");
        source.line("}");
        return;
    }
    source.function(&format!(
        "fn read(index: usize, decoder: &mut rt::Decoder<'_>) -> {result} {{"
    ));
    source.line("match index {");
    let mut next = 0;
    for (index, detail) in item.details.iter().enumerate() {
        let first = next;
        next += detail.marks.len();
        let pattern = match (index + 1 == item.details.len(), detail.marks.len()) {
            (true, _) => "_".to_owned(),
            (false, 1) => first.to_string(),
            (false, _) => format!("{first}..={}", next - 1),
        };
        source.arm(&pattern, &read(detail));
    }
    source.line("}");
    source.line("}");
    source.line("}");
}

/// A name as the tables have it.
fn named(constants: &Constants<'_>, name: &Name) -> Call {
    Call {
        arguments: vec![constants.constant(&name.namespace), literal(&name.local)],
        ..Call::default()
    }
}

/// The namespaces and the facets of a module, each a constant.
struct Constants<'m> {
    namespaces: BTreeSet<String>,
    facets: facets::Tables<'m>,
    derived: &'m [(Name, Name)],
}

impl<'m> Constants<'m> {
    fn of(module: &'m Module) -> Self {
        let mut set = BTreeSet::new();
        let mut add = |name: &Name| {
            if !name.namespace.is_empty() && name.namespace != XSD && name.local != "*" {
                set.insert(name.namespace.clone());
            }
        };
        for item in &module.items {
            match item {
                Item::Struct(item) => {
                    add(&item.name);
                    for field in &item.fields {
                        match &field.kind {
                            FieldKind::Element(member) | FieldKind::Attribute(member) => {
                                add(&member.name);
                            }
                            FieldKind::Choice(choice) => choice
                                .branches
                                .iter()
                                .for_each(|branch| add(&branch.member.name)),
                            FieldKind::Text(_)
                            | FieldKind::Any(_)
                            | FieldKind::AnyAttribute(_)
                            | FieldKind::Attachment(_) => {}
                        }
                    }
                }
                Item::Family(item) => item.members.iter().for_each(|member| add(&member.name)),
                Item::Enumeration(item) => add(&item.name),
                Item::Union(item) => add(&item.name),
                Item::Choice(_) => {}
            }
        }
        for faults in &module.faults {
            let marks = faults.details.iter().flat_map(|detail| &detail.marks);
            marks.for_each(|mark| add(mark.name()));
        }
        for (name, base) in &module.derived {
            add(name);
            add(base);
        }
        let facets = facets::Tables::of(module);
        facets.names().for_each(add);
        Self {
            namespaces: set,
            facets,
            derived: &module.derived,
        }
    }

    /// Writes the constants.
    fn emit(&self, source: &mut Source) {
        for (index, namespace) in self.namespaces.iter().enumerate() {
            source.text_constant(&format!("const NS{}: &str", index + 1), namespace);
        }
        self.facets.emit(source, &|name| self.name(name));
        if self.derived.is_empty() {
            return;
        }
        let rows = self.derived.iter().map(|(name, base)| Call {
            name: "rt::Derived",
            arguments: vec![
                self.constant(&name.namespace),
                literal(&name.local),
                self.constant(&base.namespace),
                literal(&base.local),
            ],
            ..Call::default()
        });
        source.array(
            "const DERIVED: &[rt::Derived] = &[",
            &rows.collect::<Vec<_>>(),
            "];",
        );
        source.line("const EMPTY: rt::Shape = rt::Shape {");
        source.line("types: DERIVED,");
        source.line("..rt::Shape::EMPTY");
        source.line("};");
    }

    /// The tuple of a name.
    fn name(&self, name: &Name) -> Call {
        named(self, name)
    }

    /// The constant of a namespace.
    fn constant(&self, namespace: &str) -> String {
        if namespace == XSD {
            return "rt::XSD".to_owned();
        }
        match self.namespaces.iter().position(|one| one == namespace) {
            Some(index) => format!("NS{}", index + 1),
            None => literal(namespace),
        }
    }
}

fn accepts_nil(source: &mut Source) {
    source.function("fn accepts_nil() -> bool {");
    source.line("true");
    source.line("}");
}

/// `Self::A(value) | Self::B(value)`
fn pattern<'v>(variants: impl Iterator<Item = &'v str>) -> String {
    let patterns: Vec<_> = variants
        .map(|variant| format!("Self::{variant}(value)"))
        .collect();
    patterns.join(" | ")
}
