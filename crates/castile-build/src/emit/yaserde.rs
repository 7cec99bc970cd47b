//! Plain types with the derives of `yaserde`, for projects whose types live there: no codec, no clients.
//!
//! What `yaserde` cannot express does not come this far: `lower` has refused it. Enumerations do without the derives
//! of `yaserde` for enumerations, which read an unknown value as if it were the default one.

use std::collections::BTreeMap;

use super::source::{Source, literal};
use super::types::Types;
use crate::ir::{Enumeration, Field, FieldKind, Item, Module, Name, Role, Struct, Ty};

/// The namespace of the prefix `xml`, which no document has to declare.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Writes the types of a module.
pub(super) fn emit(source: &mut Source, types: &Types<'_>, module: &Module) {
    let roots = roots(module);
    let prefixes = Prefixes::of(module, &roots);
    for item in &module.items {
        match item {
            // Header blocks are read and written one by one, by whoever writes the envelope.
            Item::Struct(item) if item.role != Role::Type => {}
            Item::Struct(item) => {
                source.blank();
                let root = roots.get(item.ident.as_str()).copied();
                strukt(source, types, &prefixes, item, root);
            }
            Item::Enumeration(item) => {
                source.blank();
                types.enumeration(source, item);
                source.blank();
                text_of_enumeration(source, item);
            }
            Item::Union(_) | Item::Choice(_) | Item::Family(_) => {}
        }
    }
    if module.items.iter().any(has_nillable) {
        source.blank();
        nillable(source, types);
    }
}

/// The elements that stand in bodies and headers, by the struct of their type.
fn roots(module: &Module) -> BTreeMap<&str, &Name> {
    let mut roots = BTreeMap::new();
    let methods = module.clients.iter().flat_map(|client| &client.methods);
    for root in methods.flat_map(|method| method.request.iter().chain(&method.response)) {
        if let Ty::Item(ident) = &root.ty {
            roots.insert(ident.as_str(), &root.name);
        }
    }
    for item in &module.items {
        let Item::Struct(headers) = item else {
            continue;
        };
        if headers.role == Role::Type {
            continue;
        }
        for field in &headers.fields {
            if let (Ty::Option(inner), FieldKind::Element(member)) = (&field.ty, &field.kind)
                && let Ty::Item(ident) = &**inner
            {
                roots.insert(ident, &member.name);
            }
        }
    }
    roots
}

/// The prefixes of the module's namespaces, in the order they are met.
struct Prefixes<'m>(Vec<&'m str>);

impl<'m> Prefixes<'m> {
    fn of(module: &'m Module, roots: &BTreeMap<&str, &'m Name>) -> Self {
        let mut prefixes = Self(Vec::new());
        for item in &module.items {
            if let Some(root) = roots.get(item.ident()) {
                prefixes.add(&root.namespace);
            }
            let Item::Struct(item) = item else { continue };
            for name in item.fields.iter().filter_map(name) {
                prefixes.add(&name.namespace);
            }
        }
        prefixes
    }

    fn add(&mut self, namespace: &'m str) {
        if !namespace.is_empty() && namespace != XML && !self.0.contains(&namespace) {
            self.0.push(namespace);
        }
    }

    fn get(&self, namespace: &str) -> Option<String> {
        if namespace == XML {
            return Some("xml".to_owned());
        }
        let index = self.0.iter().position(|one| *one == namespace)?;
        Some(if index == 0 {
            "tns".to_owned()
        } else {
            format!("n{}", index + 1)
        })
    }

    /// The declarations a struct needs for itself, as an argument of its attribute.
    fn declarations(&self, names: &[&Name]) -> Option<String> {
        let declared: Vec<_> = self
            .0
            .iter()
            .filter(|namespace| names.iter().any(|name| name.namespace == **namespace))
            .filter_map(|namespace| {
                Some(format!(
                    "{} = {}",
                    literal(&self.get(namespace)?),
                    literal(namespace)
                ))
            })
            .collect();
        (!declared.is_empty()).then(|| format!("namespaces = {{ {} }}", declared.join(", ")))
    }
}

/// The name a field has on the wire.
fn name(field: &Field) -> Option<&Name> {
    match &field.kind {
        FieldKind::Element(member) | FieldKind::Attribute(member) => Some(&member.name),
        FieldKind::Text(_)
        | FieldKind::Any(_)
        | FieldKind::Choice(_)
        | FieldKind::AnyAttribute(_)
        | FieldKind::Attachment(_) => None,
    }
}

fn strukt(
    source: &mut Source,
    types: &Types<'_>,
    prefixes: &Prefixes<'_>,
    item: &Struct,
    root: Option<&Name>,
) {
    source.docs(&item.docs);
    let default = if item.default { "Default, " } else { "" };
    types.derives(
        source,
        &format!("Debug, Clone, {default}PartialEq, yaserde::YaDeserialize, yaserde::YaSerialize"),
    );
    let names: Vec<&Name> = item.fields.iter().filter_map(name).chain(root).collect();
    let mut arguments = Vec::new();
    if let Some(root) = root {
        arguments.push(format!("rename = {}", literal(&root.local)));
        arguments.extend(
            prefixes
                .get(&root.namespace)
                .map(|prefix| format!("prefix = {}", literal(&prefix))),
        );
    }
    arguments.extend(prefixes.declarations(&names));
    attribute(source, &arguments);
    if item.fields.is_empty() {
        source.line(&format!("pub struct {} {{}}", item.ident));
        return;
    }
    source.line(&format!("pub struct {} {{", item.ident));
    for field in &item.fields {
        source.docs(&field.docs);
        attribute(source, &field_arguments(prefixes, field));
        types.field(source, field);
    }
    source.line("}");
    if item.constructor {
        types.constructor(source, item);
    }
}

fn field_arguments(prefixes: &Prefixes<'_>, field: &Field) -> Vec<String> {
    let mut arguments = Vec::new();
    match &field.kind {
        FieldKind::Attribute(_) => arguments.push("attribute = true".to_owned()),
        FieldKind::Text(_) => arguments.push("text = true".to_owned()),
        _ => {}
    }
    if let Some(name) = name(field) {
        if name.local != field.ident {
            arguments.push(format!("rename = {}", literal(&name.local)));
        }
        arguments.extend(
            prefixes
                .get(&name.namespace)
                .map(|prefix| format!("prefix = {}", literal(&prefix))),
        );
    }
    arguments
}

fn attribute(source: &mut Source, arguments: &[String]) {
    if !arguments.is_empty() {
        source.line(&format!("#[yaserde({})]", arguments.join(", ")));
    }
}

/// What the derive on the enumeration asks for: its values from and to text.
fn text_of_enumeration(source: &mut Source, item: &Enumeration) {
    source.line(&format!("impl std::fmt::Display for {} {{", item.ident));
    source.line("fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {");
    source.line("f.write_str(self.as_str())");
    source.line("}");
    source.line("}");
    source.blank();
    source.line(&format!("impl std::str::FromStr for {} {{", item.ident));
    source.line("type Err = std::convert::Infallible;");
    source.blank();
    source.line("fn from_str(text: &str) -> Result<Self, Self::Err> {");
    source.line("Ok(match text {");
    for variant in &item.variants {
        source.line(&format!(
            "{} => Self::{},",
            literal(&variant.value),
            variant.ident
        ));
    }
    source.line(&format!(
        "_ => Self::{}(text.to_owned()),",
        item.unrecognized
    ));
    source.line("})");
    source.line("}");
    source.line("}");
}

fn has_nillable(item: &Item) -> bool {
    fn is_nillable(ty: &Ty) -> bool {
        match ty {
            Ty::Nillable(_) => true,
            Ty::Option(inner)
            | Ty::Vec(inner)
            | Ty::Boxed(inner)
            | Ty::Large(inner)
            | Ty::List(inner)
            | Ty::Array(inner)
            | Ty::MultiArray(inner) => is_nillable(inner),
            Ty::Plain(_) | Ty::Runtime(_) | Ty::Item(_) => false,
        }
    }
    let mut found = false;
    item.types(&mut |ty| found |= is_nillable(ty));
    found
}

/// The type of nillable elements, which `yaserde` has no notion of.
fn nillable(source: &mut Source, types: &Types<'_>) {
    source.line("/// An element that may say, with `xsi:nil`, that it has no value.");
    types.derives(source, "Debug, Clone, PartialEq");
    for line in NILLABLE.lines() {
        source.line(line.trim_start());
    }
}

const NILLABLE: &str = r#"pub enum Nillable<T> {
    /// `xsi:nil="true"`.
    Nil,
    /// A value.
    Value(T),
}

impl<T: yaserde::YaSerialize> yaserde::YaSerialize for Nillable<T> {
    fn serialize<W: std::io::Write>(&self, writer: &mut yaserde::ser::Serializer<W>) -> yaserde::Result<()> {
        let Self::Value(value) = self else {
            let name = writer.get_start_event_name().unwrap_or_default();
            let start = yaserde::__xml::writer::XmlEvent::start_element(name.as_str());
            let start = start.ns("xsi", "http://www.w3.org/2001/XMLSchema-instance");
            writer.write(start.attr("xsi:nil", "true"))?;
            writer.write(yaserde::__xml::writer::XmlEvent::end_element())?;
            return Ok(());
        };
        value.serialize(writer)
    }

    fn serialize_attributes(
        &self,
        attributes: Vec<yaserde::__xml::attribute::OwnedAttribute>,
        namespace: yaserde::__xml::namespace::Namespace,
    ) -> yaserde::Result<(Vec<yaserde::__xml::attribute::OwnedAttribute>, yaserde::__xml::namespace::Namespace)> {
        Ok((attributes, namespace))
    }
}

impl<T: yaserde::YaDeserialize> yaserde::YaDeserialize for Nillable<T> {
    fn deserialize<R: std::io::Read>(reader: &mut yaserde::de::Deserializer<R>) -> yaserde::Result<Self> {
        let nil = match reader.peek()? {
            yaserde::__xml::reader::XmlEvent::StartElement { attributes, .. } => attributes.iter().any(|one| {
                one.name.local_name == "nil"
                    && one.name.namespace.as_deref() == Some("http://www.w3.org/2001/XMLSchema-instance")
                    && matches!(one.value.trim(), "true" | "1")
            }),
            _ => false,
        };
        if nil {
            // The end tag is left to the struct that the element stands in.
            reader.next_event()?;
            return Ok(Self::Nil);
        }
        T::deserialize(reader).map(Self::Value)
    }
}
"#;
