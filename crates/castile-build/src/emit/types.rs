//! The types that users see.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, literal};
use crate::ir::{Choice, Enumeration, Family, Faults, Field, Item, Role, Struct, Ty, Union, split};
use crate::lower::naming;

/// How types are written in this module.
pub(crate) struct Types<'m> {
    /// Names that need no path.
    pub(crate) imports: &'m [String],
    /// The module they are written in; empty for the generated one itself.
    pub(crate) module: &'m str,
    /// Attributes on items, and on fields, which are named `Item.field`.
    pub(crate) attributes: &'m BTreeMap<String, Vec<String>>,
    /// The feature for the derives of serde.
    pub(crate) serde: Option<&'m str>,
    /// Types for yaserde, which do without the runtime.
    pub(crate) yaserde: bool,
}

/// Where the runtime has the names that are not values of XML Schema.
const AT_ROOT: &[&str] = &[
    "AnyAttribute",
    "AnyElement",
    "AnyType",
    "Array",
    "Attachment",
    "List",
    "MultiArray",
    "Nillable",
    "Secret",
    "UnknownType",
];

impl Types<'_> {
    /// The imports; `siblings` are modules beside this one.
    pub(crate) fn uses(&self, source: &mut Source, siblings: &BTreeSet<String>) {
        if !siblings.is_empty() {
            let siblings: Vec<_> = siblings.iter().map(String::as_str).collect();
            source.import("super", &siblings);
        }
        let (root, value): (Vec<&str>, Vec<&str>) = self
            .imports
            .iter()
            .map(String::as_str)
            .partition(|name| AT_ROOT.contains(name));
        let mut imports = vec![("castile", root), ("castile::value", value)];
        imports.retain(|(_, names)| !names.is_empty());
        // rustfmt puts a list after the paths that go on.
        if imports.first().is_some_and(|(_, names)| names.len() > 1) {
            imports.reverse();
        }
        for (path, names) in imports {
            source.import(path, &names);
        }
    }

    /// A type as it is written in a field.
    pub(crate) fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::Plain(name) => (*name).to_owned(),
            Ty::Item(path) => self.path(path),
            Ty::Runtime(name) => self.runtime(name),
            Ty::Option(inner) => format!("Option<{}>", self.ty(inner)),
            Ty::Vec(inner) => format!("Vec<{}>", self.ty(inner)),
            Ty::Boxed(inner) | Ty::Large(inner) => format!("Box<{}>", self.ty(inner)),
            Ty::Nillable(inner) => format!("{}<{}>", self.runtime("Nillable"), self.ty(inner)),
            Ty::List(inner) => format!("{}<{}>", self.runtime("List"), self.ty(inner)),
            Ty::Array(inner) => format!("{}<{}>", self.runtime("Array"), self.ty(inner)),
            Ty::MultiArray(inner) => {
                format!("{}<{}>", self.runtime("MultiArray"), self.ty(inner))
            }
        }
    }

    /// An item as it is named in this module, which has those beside it imported.
    pub(crate) fn path(&self, path: &str) -> String {
        match split(path) {
            (module, ident) if module == self.module => ident.to_owned(),
            ("", ident) => format!("super::{ident}"),
            _ => path.to_owned(),
        }
    }

    fn runtime(&self, name: &str) -> String {
        if self.yaserde {
            // Values without a type in Rust are text there, secrets among them.
            let own = if name == "Nillable" { name } else { "String" };
            return own.to_owned();
        }
        if self.imports.iter().any(|import| import == name) {
            name.to_owned()
        } else {
            format!("castile::codegen::{name}")
        }
    }

    /// Those of the items that stand in this module.
    pub(crate) fn items(&self, source: &mut Source, items: &[Item]) {
        for item in items {
            if split(item.ident()).0 == self.module {
                source.blank();
                self.item(source, item);
            }
        }
    }

    fn item(&self, source: &mut Source, item: &Item) {
        match item {
            Item::Struct(item) => self.strukt(source, item),
            Item::Enumeration(item) => self.enumeration(source, item),
            Item::Union(item) => self.union(source, item),
            Item::Choice(item) => self.choice(source, item),
            Item::Family(item) => self.family(source, item),
        }
    }

    pub(super) fn derives(&self, source: &mut Source, derives: &str) {
        source.line(&format!("#[derive({derives})]"));
        if let Some(feature) = self.serde {
            source.line(&format!(
                "#[cfg_attr(feature = {}, derive(serde::Serialize, serde::Deserialize))]",
                literal(feature)
            ));
        }
    }

    /// The attributes that the user wants on an item or field.
    fn attributes(&self, source: &mut Source, of: &str) {
        for attribute in self.attributes.get(of).into_iter().flatten() {
            if derived(attribute).is_none() {
                source.line(attribute);
            }
        }
    }

    /// The derives of an item, with those that the user wants.
    fn derives_of(&self, source: &mut Source, item: &str, derives: &str) {
        let wanted = self.attributes.get(item).into_iter().flatten();
        let mut names: Vec<&str> = derives.split(", ").collect();
        for name in wanted
            .filter_map(|one| derived(one))
            .flat_map(|list| list.split(','))
        {
            if !name.trim().is_empty() && !names.contains(&name.trim()) {
                names.push(name.trim());
            }
        }
        self.derives(source, &names.join(", "));
    }

    fn strukt(&self, source: &mut Source, item: &Struct) {
        source.docs(&item.docs);
        self.derives_of(
            source,
            &item.ident,
            if item.default {
                "Debug, Clone, Default, PartialEq"
            } else {
                "Debug, Clone, PartialEq"
            },
        );
        self.attributes(source, &item.ident);
        Self::struct_lints(source, item);
        if item.fields.is_empty() {
            source.line(&format!("pub struct {} {{}}", split(&item.ident).1));
            return;
        }
        source.line(&format!("pub struct {} {{", split(&item.ident).1));
        for field in &item.fields {
            source.docs(&field.docs);
            if !self.attributes.is_empty() {
                self.attributes(source, &format!("{}.{}", item.ident, field.ident));
            }
            self.field(source, field);
        }
        source.line("}");
        if item.constructor {
            self.constructor(source, item);
        }
        self.conversion(source, item);
    }

    /// `From<Vec<T>>` for the struct that ASMX and WCF put around an array. By its name, since any other struct may have
    /// a second field one day.
    fn conversion(&self, source: &mut Source, item: &Struct) {
        let [field] = item.fields.as_slice() else {
            return;
        };
        let is_array = item.name.local.starts_with("ArrayOf");
        if !is_array || !matches!(field.ty, Ty::Vec(_)) || item.role != Role::Type {
            return;
        }
        let (ident, list) = (split(&item.ident).1, self.ty(&field.ty));
        source.blank();
        source.line(&format!("impl From<{list}> for {ident} {{"));
        source.function(&format!("fn from({}: {list}) -> Self {{", field.ident));
        source.line(&format!("Self {{ {} }}", field.ident));
        source.line("}");
        source.line("}");
    }

    /// What clippy would say of a struct, though the contract has it so.
    pub(super) fn struct_lints(source: &mut Source, item: &Struct) {
        if has_affixes(item) {
            source
                .line("#[allow(clippy::struct_field_names, reason = \"as the contract has it\")]");
        }
        if item.fields.iter().filter(|field| is_bool(field)).count() > 3 {
            source.line(
                "#[allow(clippy::struct_excessive_bools, reason = \"as the contract has it\")]",
            );
        }
    }

    /// A field without its docs.
    pub(super) fn field(&self, source: &mut Source, field: &Field) {
        let form = match &field.ty {
            // Absent is left out, so that nil, which is null, stays another thing.
            Ty::Option(_) => "default, skip_serializing_if = \"Option::is_none\"",
            Ty::Vec(_) => "default",
            _ => "",
        };
        if !form.is_empty() {
            self.serde_form(source, form);
        }
        source.line(&format!("pub {}: {},", field.ident, self.ty(&field.ty)));
    }

    /// How `serde` writes what follows.
    fn serde_form(&self, source: &mut Source, form: &str) {
        let Some(feature) = self.serde else { return };
        let feature = format!("feature = {}", literal(feature));
        // rustfmt breaks attributes that are longer.
        if feature.len() + form.len() + 9 <= 70 {
            source.line(&format!("#[cfg_attr({feature}, serde({form}))]"));
        } else {
            source.line("#[cfg_attr(");
            source.line(&format!("{feature},"));
            source.line(&format!("serde({form})"));
            source.line(")]");
        }
    }

    pub(super) fn constructor(&self, source: &mut Source, item: &Struct) {
        source.blank();
        source.line(&format!("impl {} {{", split(&item.ident).1));
        source.line("/// A value with what is required; the rest is absent.");
        let required: Vec<_> = item
            .fields
            .iter()
            .filter(|field| !field.ty.is_optional() || field.is_expected())
            .collect();
        // No `expect`: who has raised the threshold would be told that it is not fulfilled.
        if required.len() > 7 {
            source.line(
                "#[allow(clippy::too_many_arguments, reason = \"the contract requires as many\")]",
            );
        }
        if required.iter().filter(|field| is_bool(field)).count() > 3 {
            source.line(
                "#[allow(clippy::fn_params_excessive_bools, reason = \"as the contract has it\")]",
            );
        }
        let arguments: Vec<_> = required
            .iter()
            .map(|field| format!("{}: {}", field.ident, self.ty(argument(field))))
            .collect();
        let line = format!("pub fn new({}) -> Self {{", arguments.join(", "));
        if line.len() <= 96 {
            source.function(&line);
        } else {
            source.function("pub fn new(");
            for argument in &arguments {
                source.line(&format!("{argument},"));
            }
            source.line(") -> Self {");
        }
        let value = |field: &crate::ir::Field| match &field.ty {
            Ty::Option(inner) if field.is_expected() => match **inner {
                Ty::Large(_) => format!("{0}: Some(Box::new({0}))", field.ident),
                _ => format!("{0}: Some({0})", field.ident),
            },
            Ty::Option(_) => format!("{}: None", field.ident),
            Ty::Vec(_) => format!("{}: Vec::new()", field.ident),
            _ => field.ident.clone(),
        };
        let values: Vec<_> = item.fields.iter().map(value).collect();
        source.literal("Self", &values);
        source.line("}");
        source.line("}");
    }

    pub(super) fn enumeration(&self, source: &mut Source, item: &Enumeration) {
        source.docs(&item.docs);
        self.derives_of(source, &item.ident, "Debug, Clone, PartialEq, Eq, Hash");
        if self.yaserde {
            // By way of its text, which `emit::yaserde` gives it.
            source.line("#[derive(yaserde::DefaultYaSerde)]");
        }
        self.attributes(source, &item.ident);
        source.line("#[non_exhaustive]");
        source.line(&format!("pub enum {} {{", split(&item.ident).1));
        for variant in &item.variants {
            source.docs(&variant.docs);
            // JSON has the words of messages, known or not.
            self.serde_form(source, &format!("rename = {}", literal(&variant.value)));
            source.line(&format!("{},", variant.ident));
        }
        source.line("/// A value that the contract does not have.");
        self.serde_form(source, "untagged");
        source.line(&format!("{}(String),", item.unrecognized));
        source.line("}");
        source.blank();
        source.line(&format!("impl {} {{", split(&item.ident).1));
        source.line("/// The value as it stands in a message.");
        source.function("pub fn as_str(&self) -> &str {");
        source.line("match self {");
        for variant in &item.variants {
            source.arm(
                &format!("Self::{}", variant.ident),
                &literal(&variant.value),
            );
        }
        source.line(&format!("Self::{}(value) => value,", item.unrecognized));
        source.line("}");
        source.line("}");
        source.line("}");
    }

    fn union(&self, source: &mut Source, item: &Union) {
        source.docs(&item.docs);
        self.derives_of(
            source,
            &item.ident,
            if item.is_text() {
                "Debug, Clone, PartialEq, Eq, Hash"
            } else {
                "Debug, Clone, PartialEq"
            },
        );
        self.attributes(source, &item.ident);
        source.line("#[non_exhaustive]");
        source.line(&format!("pub enum {} {{", split(&item.ident).1));
        for value in item.values() {
            source.docs(&value.docs);
            source.line(&format!("{},", value.ident));
        }
        for variant in &item.variants {
            source.docs(&variant.docs);
            source.line(&format!("{}({}),", variant.ident, self.ty(&variant.ty)));
        }
        if let Some(unrecognized) = &item.unrecognized {
            source.line("/// A text that the contract does not have.");
            source.line(&format!("{unrecognized}(String),"));
        }
        source.line("}");
        if !item.is_text() {
            return;
        }
        source.blank();
        source.line(&format!("impl {} {{", split(&item.ident).1));
        source.line("/// The value as it stands in a message.");
        source.function("pub fn as_str(&self) -> &str {");
        source.line("match self {");
        for value in item.values() {
            source.arm(&format!("Self::{}", value.ident), &literal(&value.value));
        }
        let texts = item.variants.iter().map(|variant| &variant.ident);
        let texts = texts.chain(&item.unrecognized);
        let pattern: Vec<_> = texts.map(|name| format!("Self::{name}(value)")).collect();
        source.arm(&pattern.join(" | "), "value");
        source.line("}");
        source.line("}");
        source.line("}");
    }

    fn choice(&self, source: &mut Source, item: &Choice) {
        source.docs(&item.docs);
        self.derives_of(source, &item.ident, "Debug, Clone, PartialEq");
        self.attributes(source, &item.ident);
        source.line("#[non_exhaustive]");
        source.line(&format!("pub enum {} {{", split(&item.ident).1));
        if let Some(text) = &item.text {
            source.line("/// Text between elements, white space included.");
            source.line(&format!("{text}(String),"));
        }
        for branch in &item.branches {
            source.docs(&branch.docs);
            source.line(&format!("{}({}),", branch.variant, self.ty(&branch.ty)));
        }
        source.line("/// An element that the contract does not have.");
        source.line(&format!("Unrecognized({}),", self.runtime("AnyElement")));
        source.line("}");
    }

    /// The enum of what faults may have as their detail.
    pub(crate) fn faults(&self, source: &mut Source, item: &Faults) {
        source.docs(&item.docs);
        self.derives_of(source, &item.ident, "Debug, Clone, PartialEq");
        source.line("#[non_exhaustive]");
        source.line(&format!("pub enum {} {{", item.ident));
        for detail in &item.details {
            source.docs(&detail.docs);
            source.line(&format!("{}({}),", detail.variant, self.ty(&detail.ty)));
        }
        source.line("}");
    }

    fn family(&self, source: &mut Source, item: &Family) {
        source.docs(&item.docs);
        self.derives_of(source, &item.ident, "Debug, Clone, PartialEq");
        self.attributes(source, &item.ident);
        source.line("#[non_exhaustive]");
        source.line(&format!("pub enum {} {{", split(&item.ident).1));
        for member in &item.members {
            source.line(&format!("/// `{}`.", member.name.local));
            let ident = self.path(&member.ident);
            source.line(&if member.boxed {
                format!("{}(Box<{ident}>),", member.variant)
            } else {
                format!("{}({ident}),", member.variant)
            });
        }
        source.line("/// A type that the contract does not have.");
        source.line(&format!("Unrecognized({}),", self.runtime("UnknownType")));
        source.line("}");
        for member in &item.members {
            let ident = self.path(&member.ident);
            source.blank();
            source.line(&format!(
                "impl From<{ident}> for {} {{",
                split(&item.ident).1
            ));
            source.function(&format!("fn from(value: {ident}) -> Self {{"));
            source.line(&if member.boxed {
                format!("Self::{}(Box::new(value))", member.variant)
            } else {
                format!("Self::{}(value)", member.variant)
            });
            source.line("}");
            source.line("}");
        }
    }
}

/// The names in an attribute that derives.
fn derived(attribute: &str) -> Option<&str> {
    attribute
        .trim()
        .strip_prefix("#[derive(")?
        .strip_suffix(")]")
}

fn is_bool(field: &Field) -> bool {
    *argument(field) == Ty::Plain("bool")
}

/// The type of a field as `new` takes it.
fn argument(field: &Field) -> &Ty {
    match &field.ty {
        Ty::Option(inner) if field.is_expected() => match &**inner {
            Ty::Large(inner) => inner,
            inner => inner,
        },
        ty => ty,
    }
}

/// Whether fields repeat the name of their struct, or all begin or end with the same word.
fn has_affixes(item: &Struct) -> bool {
    let names: Vec<&str> = item
        .fields
        .iter()
        .map(|field| field.ident.trim_start_matches("r#"))
        .collect();
    let [first, ..] = names.as_slice() else {
        return false;
    };
    let own = naming::snake(split(&item.ident).1);
    let own = own.trim_start_matches("r#");
    let starts = |name: &str, with: &str| {
        name.strip_prefix(with)
            .is_some_and(|rest| rest.starts_with('_'))
    };
    let ends = |name: &str, with: &str| {
        name.strip_suffix(with)
            .is_some_and(|rest| rest.ends_with('_'))
    };
    let front = first.split('_').next().unwrap_or_default();
    let back = first.rsplit('_').next().unwrap_or_default();
    names.len() > 2
        && (names
            .iter()
            .any(|name| starts(name, own) || ends(name, own))
            || names.iter().all(|name| starts(name, front))
            || names.iter().all(|name| ends(name, back)))
}
