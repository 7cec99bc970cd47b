//! The model: services, interfaces, elements, types; namespaces are numbered in the order they are met.

use std::cell::RefCell;
use std::fmt::{self, Write};

use crate::dump::ast::{facets, value};
use crate::dump::{docs, indented, occurs};
use crate::model::{
    Attribute, Binding, Body, ComplexType, Content, Derivation, Element, ElementId, Interface,
    LocalElement, MessageBinding, MessageUse, Model, NamespaceConstraint, Part, PartContent,
    Particle, QName, Service, SimpleType, Term, Type, TypeId, TypeKind, Variety, Wildcard,
};
use crate::parse::XSD;

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dump = Dump {
            model: self,
            namespaces: RefCell::new(Vec::new()),
        };
        let mut body = String::new();
        for it in &self.services {
            body.push_str(&dump.service(it));
        }
        for it in &self.bindings {
            body.push_str(&dump.binding(it));
        }
        for it in &self.interfaces {
            body.push_str(&dump.interface(it));
        }
        for it in &self.elements {
            body.push_str(&dump.element(it));
        }
        for it in &self.types {
            body.push_str(&dump.ty(it));
        }
        for (index, namespace) in dump.namespaces.borrow().iter().enumerate() {
            writeln!(f, "namespace {} = {namespace}", index + 1)?;
        }
        f.write_str(&body)
    }
}

struct Dump<'a> {
    model: &'a Model,
    namespaces: RefCell<Vec<String>>,
}

impl Dump<'_> {
    /// `xs:string`, `1:Session` or `unqualified`.
    fn name(&self, name: &QName) -> String {
        match name.namespace.as_deref() {
            None => name.local.clone(),
            Some(XSD) => format!("xs:{}", name.local),
            Some(namespace) => format!("{}:{}", self.number(namespace), name.local),
        }
    }

    fn number(&self, namespace: &str) -> usize {
        let mut namespaces = self.namespaces.borrow_mut();
        let known = namespaces
            .iter()
            .position(|it| it == namespace)
            .unwrap_or_else(|| {
                namespaces.push(namespace.to_owned());
                namespaces.len() - 1
            });
        known + 1
    }

    /// The name of a type, or the path to it in parentheses.
    fn type_name(&self, id: TypeId) -> String {
        self.title(self.model.ty(id))
    }

    fn title(&self, ty: &Type) -> String {
        match &ty.name {
            Some(name) => self.name(name),
            None => format!("({})", ty.context.join(".")),
        }
    }

    fn element_name(&self, id: ElementId) -> String {
        self.name(&self.model.element(id).name)
    }

    fn service(&self, it: &Service) -> String {
        let mut out = format!(
            "service {}{}\n",
            self.name(&it.name),
            docs(it.docs.as_deref())
        );
        for port in &it.ports {
            let address = port.address.as_deref().unwrap_or("nowhere");
            let _ = writeln!(
                out,
                "  port {} at {address}{}",
                port.name,
                docs(port.docs.as_deref())
            );
            out.push_str(&indented(&indented(&self.binding(&port.binding))));
        }
        out
    }

    fn binding(&self, it: &Binding) -> String {
        let interface = self.model.interface(it.interface);
        let mut out = format!(
            "binding {} of {}: {:?}\n",
            self.name(&it.name),
            self.name(&interface.name),
            it.protocol
        );
        for operation in &it.operations {
            let _ = write!(
                out,
                "  {}: ",
                interface.operations[operation.operation].name
            );
            let _ = write!(out, "{:?}", operation.style);
            match &operation.soap_action {
                Some(action) => {
                    let _ = write!(out, " {action:?}");
                }
                None => out.push_str(" no action"),
            }
            out.push_str(if operation.soap_action_required {
                ""
            } else {
                ", action not required"
            });
            if let Some(location) = &operation.http_location {
                let _ = write!(out, " at {location}");
            }
            out.push('\n');
            for (word, message) in [("in", &operation.input), ("out", &operation.output)] {
                if let Some(message) = message {
                    let _ = writeln!(out, "    {word}: {}", self.message_binding(message));
                }
            }
            for fault in &operation.faults {
                if let Some(namespace) = &fault.namespace {
                    let _ = writeln!(out, "    fault {} in {namespace}", fault.name);
                }
            }
        }
        out
    }

    fn message_binding(&self, it: &MessageBinding) -> String {
        let mut out = match &it.body {
            Body::Soap {
                use_,
                namespace,
                encoding_style,
                parts,
            } => {
                let mut out = format!("{use_:?} {parts:?}");
                if let Some(namespace) = namespace {
                    let _ = write!(out, " namespace {namespace}");
                }
                if let Some(style) = encoding_style {
                    let _ = write!(out, " encoding {style}");
                }
                out
            }
            other => format!("{other:?}"),
        };
        for header in &it.headers {
            let _ = write!(
                out,
                ", header {:?} {}",
                header.use_,
                self.part(&header.part)
            );
            for fault in &header.faults {
                let _ = write!(out, ", header fault {}", self.part(&fault.part));
            }
        }
        for attachment in &it.attachments {
            let ty = attachment.ty.as_deref().unwrap_or("*/*");
            let _ = write!(out, ", attachment [{}] {ty}", attachment.part);
        }
        out
    }

    fn part(&self, it: &Part) -> String {
        match it.content {
            PartContent::Element(id) => format!("{} = element {}", it.name, self.element_name(id)),
            PartContent::Type(id) => format!("{} = type {}", it.name, self.type_name(id)),
            PartContent::None => it.name.clone(),
        }
    }

    fn interface(&self, it: &Interface) -> String {
        let mut out = format!(
            "interface {}{}\n",
            self.name(&it.name),
            docs(it.docs.as_deref())
        );
        for operation in &it.operations {
            let _ = writeln!(
                out,
                "  {}: {:?}{}",
                operation.name,
                operation.pattern,
                docs(operation.docs.as_deref())
            );
            let faults = operation.faults.iter().map(|fault| ("fault", fault));
            let messages = operation
                .input
                .iter()
                .map(|it| ("in", it))
                .chain(operation.output.iter().map(|it| ("out", it)));
            for (word, message) in messages.chain(faults) {
                let _ = writeln!(out, "    {word}: {}", self.message_use(message));
            }
        }
        out
    }

    fn message_use(&self, it: &MessageUse) -> String {
        let parts: Vec<String> = it.parts.iter().map(|part| self.part(part)).collect();
        let name = it
            .name
            .as_ref()
            .map(|name| format!("{name} = "))
            .unwrap_or_default();
        format!(
            "{name}{} ({}){}",
            self.name(&it.message),
            parts.join(", "),
            docs(it.docs.as_deref())
        )
    }

    fn element(&self, it: &Element) -> String {
        let mut out = format!("element {}: {}", self.name(&it.name), self.type_name(it.ty));
        out.push_str(if it.nillable { " nillable" } else { "" });
        out.push_str(if it.is_abstract { " abstract" } else { "" });
        if !it.substitutes.is_empty() {
            let names: Vec<String> = it
                .substitutes
                .iter()
                .map(|id| self.element_name(*id))
                .collect();
            let _ = write!(out, " or {}", names.join(", "));
        }
        out.push_str(&value(it.value.as_ref()));
        out + &docs(it.docs.as_deref()) + "\n"
    }

    fn ty(&self, it: &Type) -> String {
        let text = match &it.kind {
            TypeKind::Builtin(_) => return String::new(),
            TypeKind::Simple(simple) => self.simple(simple),
            TypeKind::Complex(complex) => self.complex(complex),
        };
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        format!(
            "type {}{first}{}\n{}",
            self.title(it),
            docs(it.docs.as_deref()),
            indented(rest)
        )
    }

    fn simple(&self, it: &SimpleType) -> String {
        let mut out = match it.base {
            Some(base) => format!(" restricts {}:", self.type_name(base)),
            None => ":".to_owned(),
        };
        let _ = match &it.variety {
            Variety::Atomic(builtin) => write!(out, " {}", builtin.name()),
            Variety::List(item) => write!(out, " list of {}", self.type_name(*item)),
            Variety::Union(members) => {
                let names: Vec<String> = members.iter().map(|id| self.type_name(*id)).collect();
                write!(out, " union of {}", names.join(", "))
            }
        };
        out + &facets(&it.facets)
    }

    fn complex(&self, it: &ComplexType) -> String {
        let mut out = match it.base {
            Some(Derivation::Extension(base)) => format!(" extends {}:", self.type_name(base)),
            Some(Derivation::Restriction(base)) => format!(" restricts {}:", self.type_name(base)),
            None => ":".to_owned(),
        };
        out.push_str(if it.is_abstract { " abstract" } else { "" });
        out.push_str(if it.mixed { " mixed" } else { "" });
        match &it.content {
            Content::Empty => out.push_str(" empty\n"),
            Content::Simple(ty) => {
                let _ = writeln!(out, " text {}", self.type_name(*ty));
            }
            Content::Particle(particle) => {
                let text = self.particle(particle);
                let _ = write!(out, " {}", text.trim_start());
            }
        }
        for it in &it.attributes {
            out.push_str(&self.attribute(it));
        }
        if let Some(any) = &it.any_attribute {
            let _ = writeln!(out, "@any {}", self.wildcard(any));
        }
        if !it.derived.is_empty() {
            let names: Vec<String> = it.derived.iter().map(|id| self.type_name(*id)).collect();
            let _ = writeln!(out, "base of {}", names.join(", "));
        }
        out
    }

    fn particle(&self, it: &Particle) -> String {
        let occurs = occurs(it.min, it.max);
        let (word, list) = match &it.term {
            Term::Element(element) => return self.local_element(element, &occurs),
            Term::Any(any) => return format!("any{occurs} {}\n", self.wildcard(any)),
            Term::Sequence(list) => ("sequence", list),
            Term::Choice(list) => ("choice", list),
            Term::All(list) => ("all", list),
        };
        let mut out = format!("{word}{occurs}\n");
        for it in list {
            out.push_str(&indented(&self.particle(it)));
        }
        out
    }

    fn local_element(&self, it: &LocalElement, occurs: &str) -> String {
        let reference = if it.reference.is_some() { "ref " } else { "" };
        let mut out = format!(
            "{reference}{}{occurs}: {}",
            self.name(&it.name),
            self.type_name(it.ty)
        );
        out.push_str(if it.nillable { " nillable" } else { "" });
        out.push_str(&value(it.value.as_ref()));
        out + &docs(it.docs.as_deref()) + "\n"
    }

    fn wildcard(&self, it: &Wildcard) -> String {
        let shown = |namespace: &Option<String>| match namespace {
            Some(namespace) => self.number(namespace).to_string(),
            None => "none".to_owned(),
        };
        let namespaces = match &it.namespaces {
            NamespaceConstraint::Any => "any namespace".to_owned(),
            NamespaceConstraint::Other(target) => format!("other than {}", shown(target)),
            NamespaceConstraint::List(list) => {
                list.iter().map(shown).collect::<Vec<_>>().join(", ")
            }
        };
        format!("{namespaces} {:?}", it.process)
    }

    fn attribute(&self, it: &Attribute) -> String {
        let required = if it.required { "" } else { "?" };
        let mut out = format!(
            "@{}{required}: {}",
            self.name(&it.name),
            self.type_name(it.ty)
        );
        if let (Some((_, dimensions)), Some(item)) = (&it.array_type, it.array_item) {
            let _ = write!(out, " array of {}{dimensions}", self.type_name(item));
        }
        out.push_str(&value(it.value.as_ref()));
        out + &docs(it.docs.as_deref()) + "\n"
    }
}
