//! The documents as written, without places: two declarations are the same if these texts are.

use std::fmt::{self, Write};

use crate::ast::wsdl::{
    Binding, BindingMessage, Body, Definitions, Message, MessageRef, PortType, Service,
};
use crate::ast::xsd::{
    Attribute, AttributeGroup, AttributeItem, AttributeUse, Attributes, ComplexContent,
    ComplexType, DerivationKind, Element, Group, Particle, Reference, ReferenceKind, Schema,
    SimpleContent, SimpleRef, SimpleType, Term, Type, Wildcard,
};
use crate::ast::{Document, Documents};
use crate::dump::{indented, occurs};
use crate::model::{Facets, ValueConstraint};

impl fmt::Display for Documents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for document in &self.list {
            f.write_str(&match document {
                Document::Definitions(definitions) => definitions_text(definitions),
                Document::Schema(schema) => schema_text(schema),
                Document::Unreadable => "unreadable\n".to_owned(),
            })?;
        }
        Ok(())
    }
}

fn definitions_text(it: &Definitions) -> String {
    let mut out = format!(
        "definitions of {}\n",
        namespace(it.target_namespace.as_deref())
    );
    for import in &it.imports {
        let location = import.location.as_deref().unwrap_or("nowhere");
        let _ = writeln!(
            out,
            "  import {} from {location}",
            namespace(import.namespace.as_deref())
        );
    }
    for it in &it.schemas {
        out.push_str(&indented(&schema_text(it)));
    }
    for it in &it.messages {
        out.push_str(&indented(&message(it)));
    }
    for it in &it.port_types {
        out.push_str(&indented(&port_type(it)));
    }
    for it in &it.bindings {
        out.push_str(&indented(&binding(it)));
    }
    for it in &it.services {
        out.push_str(&indented(&service(it)));
    }
    out
}

fn namespace(namespace: Option<&str>) -> &str {
    namespace.unwrap_or("no namespace")
}

/// A message and its parts.
pub(crate) fn message(it: &Message) -> String {
    let mut out = format!("message {}\n", it.name);
    for part in &it.parts {
        let _ = match (&part.element, &part.ty) {
            (Some(element), _) => writeln!(out, "  {}: element {element}", part.name),
            (None, Some(ty)) => writeln!(out, "  {}: type {ty}", part.name),
            (None, None) => writeln!(out, "  {}", part.name),
        };
    }
    out
}

/// A portType and its operations.
pub(crate) fn port_type(it: &PortType) -> String {
    let mut out = format!("port type {}\n", it.name);
    for operation in &it.operations {
        let _ = writeln!(out, "  operation {}", operation.name);
        let mut uses = vec![
            ("in", operation.input.as_ref()),
            ("out", operation.output.as_ref()),
        ];
        if operation.output_first {
            uses.reverse();
        }
        uses.extend(operation.faults.iter().map(|fault| ("fault", Some(fault))));
        for (word, message) in uses {
            if let Some(MessageRef { name, message, .. }) = message {
                let _ = writeln!(out, "    {word} {}{message}", named(name.as_deref()));
            }
        }
    }
    out
}

fn named(name: Option<&str>) -> String {
    name.map(|name| format!("{name}: ")).unwrap_or_default()
}

/// A binding and its operations.
pub(crate) fn binding(it: &Binding) -> String {
    let mut out = format!(
        "binding {} of {}: {:?}, style {:?}\n",
        it.name, it.ty, it.protocol, it.style
    );
    for operation in &it.operations {
        let _ = write!(out, "  operation {}", operation.name);
        let _ = writeln!(
            out,
            ": action {:?}, style {:?}",
            operation.soap_action, operation.style
        );
        if let Some(location) = &operation.http_location {
            let _ = writeln!(out, "    at {location}");
        }
        for (word, message) in [("in", &operation.input), ("out", &operation.output)] {
            if let Some(message) = message {
                let _ = writeln!(
                    out,
                    "    {word} {}{}",
                    named(message.name.as_deref()),
                    bound(message)
                );
            }
        }
    }
    out
}

fn bound(it: &BindingMessage) -> String {
    let mut out = match &it.body {
        Body::Soap {
            use_,
            namespace,
            encoding_style,
            parts,
            ..
        } => {
            format!("body {use_:?} {namespace:?} {encoding_style:?} parts {parts:?}")
        }
        Body::MimeContent(content) => format!("content {:?} {:?}", content.part, content.ty),
        other => format!("{other:?}"),
    };
    for attachment in &it.attachments {
        let _ = write!(
            out,
            ", attachment {:?} {:?}",
            attachment.part, attachment.ty
        );
    }
    for header in &it.headers {
        let _ = write!(
            out,
            ", header {} part {} {:?}",
            header.message, header.part, header.use_
        );
        for fault in &header.faults {
            let _ = write!(out, ", header fault {} part {}", fault.message, fault.part);
        }
    }
    out
}

fn service(it: &Service) -> String {
    let mut out = format!("service {}\n", it.name);
    for port in &it.ports {
        let _ = writeln!(
            out,
            "  port {} of {} at {}",
            port.name,
            port.binding,
            port.address.as_deref().unwrap_or("nowhere")
        );
    }
    out
}

fn schema_text(it: &Schema) -> String {
    let mut out = format!("schema of {}", namespace(it.target_namespace.as_deref()));
    out.push_str(if it.elements_qualified {
        ", elements qualified"
    } else {
        ""
    });
    out.push_str(if it.attributes_qualified {
        ", attributes qualified\n"
    } else {
        "\n"
    });
    for it in &it.references {
        out.push_str(&indented(&reference(it)));
    }
    for it in &it.attributes {
        out.push_str(&indented(&attribute(it)));
    }
    for it in &it.attribute_groups {
        out.push_str(&indented(&attribute_group(it)));
    }
    for it in &it.groups {
        out.push_str(&indented(&group(it)));
    }
    for it in &it.elements {
        out.push_str(&indented(&element(it)));
    }
    for it in &it.types {
        out.push_str(&indented(&ty(it)));
    }
    out
}

fn reference(it: &Reference) -> String {
    let location = it.location.as_deref().unwrap_or("nowhere");
    match &it.kind {
        ReferenceKind::Include => format!("include {location}\n"),
        ReferenceKind::Import(imported) => format!(
            "import {} from {location}\n",
            namespace(imported.as_deref())
        ),
        ReferenceKind::Redefine(redefinitions) => {
            let mut out = format!("redefine {location}\n");
            for it in &redefinitions.types {
                out.push_str(&indented(&ty(it)));
            }
            for it in &redefinitions.groups {
                out.push_str(&indented(&group(it)));
            }
            for it in &redefinitions.attribute_groups {
                out.push_str(&indented(&attribute_group(it)));
            }
            out
        }
    }
}

/// An element, global or local, without its occurrence.
pub(crate) fn element(it: &Element) -> String {
    let mut out = match &it.reference {
        Some(reference) => format!("element ref {reference}"),
        None => format!("element {}", it.name),
    };
    if let Some(ty) = &it.ty {
        let _ = write!(out, ": {ty}");
    }
    out.push_str(if it.nillable { " nillable" } else { "" });
    out.push_str(if it.is_abstract { " abstract" } else { "" });
    if let Some(head) = &it.substitution_group {
        let _ = write!(out, " for {head}");
    }
    out.push_str(&form(it.qualified));
    out.push_str(&value(it.value.as_ref()));
    out.push('\n');
    if let Some(anonymous) = &it.anonymous {
        out.push_str(&indented(&ty(anonymous)));
    }
    out
}

fn form(qualified: Option<bool>) -> String {
    match qualified {
        Some(true) => " qualified".to_owned(),
        Some(false) => " unqualified".to_owned(),
        None => String::new(),
    }
}

/// `default` or `fixed`.
pub(super) fn value(value: Option<&ValueConstraint>) -> String {
    match value {
        Some(ValueConstraint::Default(value)) => format!(" default {value:?}"),
        Some(ValueConstraint::Fixed(value)) => format!(" fixed {value:?}"),
        None => String::new(),
    }
}

/// A type, global or anonymous.
pub(crate) fn ty(it: &Type) -> String {
    match it {
        Type::Simple(ty) => simple_type(ty),
        Type::Complex(ty) => complex_type(ty),
    }
}

fn simple_type(it: &SimpleType) -> String {
    let mut out = format!("simple type {}\n", it.name);
    match &it.content {
        SimpleContent::Restriction(restriction) => {
            let _ = write!(out, "  restriction{}", facets(&restriction.facets));
            out.push_str(&simple_ref(&restriction.base));
        }
        SimpleContent::List(item) => {
            let _ = write!(out, "  list{}", simple_ref(item));
        }
        SimpleContent::Union(members) => {
            out.push_str("  union\n");
            for member in members {
                out.push_str(&indented(&simple_ref(member)));
            }
        }
    }
    out
}

fn simple_ref(it: &SimpleRef) -> String {
    match it {
        SimpleRef::Named(name, ..) => format!(" of {name}\n"),
        SimpleRef::Anonymous(ty) => format!(" of\n{}", indented(&simple_type(ty))),
    }
}

/// The facets that are there, each before a space.
pub(super) fn facets(it: &Facets) -> String {
    let mut out = String::new();
    for value in &it.enumeration {
        let _ = write!(out, " {:?}", value.value);
    }
    for pattern in &it.patterns {
        let _ = write!(out, " /{pattern}/");
    }
    let numbers = [
        ("length", it.length),
        ("minLength", it.min_length),
        ("maxLength", it.max_length),
        ("totalDigits", it.total_digits),
        ("fractionDigits", it.fraction_digits),
    ];
    for (name, number) in numbers {
        if let Some(number) = number {
            let _ = write!(out, " {name}={number}");
        }
    }
    let texts = [
        (">=", &it.min_inclusive),
        ("<=", &it.max_inclusive),
        (">", &it.min_exclusive),
        ("<", &it.max_exclusive),
        ("whiteSpace=", &it.white_space),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            let _ = write!(out, " {name}{text}");
        }
    }
    out
}

fn complex_type(it: &ComplexType) -> String {
    let mut out = format!("complex type {}", it.name);
    out.push_str(if it.is_abstract { " abstract" } else { "" });
    out.push_str(if it.mixed { " mixed\n" } else { "\n" });
    match &it.content {
        ComplexContent::Direct(content) => {
            if let Some(it) = content {
                out.push_str(&indented(&particle(it)));
            }
        }
        ComplexContent::Complex {
            derivation: kind,
            base,
            particle: content,
            ..
        } => {
            let _ = writeln!(out, "  {} {base}", derivation(*kind));
            if let Some(it) = content {
                out.push_str(&indented(&particle(it)));
            }
        }
        ComplexContent::Simple {
            derivation: kind,
            base,
            anonymous,
            facets: own,
            ..
        } => {
            let _ = writeln!(out, "  simple {} {base}{}", derivation(*kind), facets(own));
            if let Some(it) = anonymous {
                out.push_str(&indented(&simple_type(it)));
            }
        }
    }
    out.push_str(&indented(&attributes(&it.attributes)));
    out
}

fn derivation(kind: DerivationKind) -> &'static str {
    match kind {
        DerivationKind::Extension => "extends",
        DerivationKind::Restriction => "restricts",
    }
}

fn particle(it: &Particle) -> String {
    let occurs = occurs(it.min, it.max);
    let (word, list) = match &it.term {
        Term::Element(it) => return format!("{occurs}{}", element(it)),
        Term::Group(name) => return format!("{occurs}group {name}\n"),
        Term::Any(any) => return format!("{occurs}{}\n", wildcard("any", any)),
        Term::Sequence(list) => ("sequence", list),
        Term::Choice(list) => ("choice", list),
        Term::All(list) => ("all", list),
    };
    let mut out = format!("{occurs}{word}\n");
    for it in list {
        out.push_str(&indented(&particle(it)));
    }
    out
}

fn wildcard(word: &str, it: &Wildcard) -> String {
    format!("{word} {} {:?}", it.namespace, it.process)
}

fn attributes(it: &Attributes) -> String {
    let mut out = String::new();
    for item in &it.list {
        match item {
            AttributeItem::Attribute(it) => out.push_str(&attribute(it)),
            AttributeItem::Group(name, _) => {
                let _ = writeln!(out, "attribute group ref {name}");
            }
        }
    }
    if let Some(any) = &it.any {
        let _ = writeln!(out, "{}", wildcard("any attribute", any));
    }
    out
}

/// An attribute, global or local.
pub(crate) fn attribute(it: &Attribute) -> String {
    let mut out = match &it.reference {
        Some(reference) => format!("attribute ref {reference}"),
        None => format!("attribute {}", it.name),
    };
    out.push_str(match it.use_ {
        AttributeUse::Optional => "",
        AttributeUse::Required => " required",
        AttributeUse::Prohibited => " prohibited",
    });
    out.push_str(&form(it.qualified));
    out.push_str(&value(it.value.as_ref()));
    if let Some((item, dimensions)) = &it.array_type {
        let _ = write!(out, " array {item}{dimensions}");
    }
    match &it.ty {
        Some(ty) => out.push_str(&simple_ref(ty)),
        None => out.push('\n'),
    }
    out
}

/// A global group.
pub(crate) fn group(it: &Group) -> String {
    let content = it.particle.as_ref().map(particle).unwrap_or_default();
    format!("group {}\n{}", it.name, indented(&content))
}

/// A global attribute group.
pub(crate) fn attribute_group(it: &AttributeGroup) -> String {
    format!(
        "attribute group {}\n{}",
        it.name,
        indented(&attributes(&it.attributes))
    )
}
