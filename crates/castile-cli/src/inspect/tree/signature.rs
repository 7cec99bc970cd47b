//! What stands on one line: signatures, members, types.

use std::fmt::Write as _;

use anstyle::AnsiColor;
use castile_wsdl::model::{
    Attribute, Content, LocalElement, MessageUse, NamespaceConstraint, Part, PartContent, Particle,
    SimpleType, Term, TypeId, TypeKind, Variety, Wildcard,
};

use super::{ANONYMOUS, Tree, WIDTH, facets, list, occurs, value, width};
use crate::report::{color, styled};
use crate::text::{shorten, visible};

impl Tree<'_> {
    /// `name(parameters) -> results`, on as many lines as it takes.
    pub(super) fn signature(
        &mut self,
        name: &str,
        name_width: usize,
        parameters: Option<&[String]>,
        arrow: &str,
        results: Option<Vec<String>>,
    ) {
        let parameters = parameters.unwrap_or_default();
        let results = results.map(|list| match list.len() {
            1 => (String::new(), list, ""),
            _ => ("(".to_owned(), list, ")"),
        });
        let width = |list: &[String]| list.iter().map(|it| width(it) + 2).sum::<usize>();
        let results_width = results.as_ref().map_or(0, |(_, list, _)| width(list) + 4);
        let is_long = name_width + width(parameters) + results_width > WIDTH;
        let mut head = if !is_long || name_width + width(parameters) < WIDTH / 2 {
            format!("{name}({})", parameters.join(", "))
        } else {
            self.line(1, &format!("{name}("));
            for parameter in parameters {
                self.line(3, &format!("{parameter},"));
            }
            ")".to_owned()
        };
        let Some((open, list, close)) = results else {
            self.line(1, &head);
            return;
        };
        let _ = write!(head, " {arrow}{open}");
        if !is_long || list.len() == 1 || results_width < WIDTH / 2 {
            self.line(1, &format!("{head}{}{close}", list.join(", ")));
            return;
        }
        self.line(1, &head);
        for result in &list {
            self.line(3, &format!("{result},"));
        }
        self.line(1, close);
    }

    /// The element of a part, or its name where it has none.
    pub(super) fn part_name(&self, part: &Part) -> String {
        match part.content {
            PartContent::Element(id) => self.names.show(&self.model.element(id).name),
            PartContent::Type(_) | PartContent::None => visible(&part.name),
        }
    }

    /// What a body has, as the parameters of a function: the members of its one element, or its parts.
    pub(super) fn parameters(
        &self,
        message: &MessageUse,
        body: Option<&Vec<usize>>,
    ) -> Vec<String> {
        let parts = message.parts.iter().enumerate();
        let parts = parts.filter(|(index, _)| body.is_none_or(|body| body.contains(index)));
        let parts: Vec<&Part> = parts.map(|(_, part)| part).collect();
        if let [part] = parts.as_slice()
            && let PartContent::Element(id) = part.content
        {
            let element = self.model.element(id);
            if let TypeKind::Complex(complex) = &self.model.ty(element.ty).kind
                && !matches!(complex.content, Content::Simple(_))
                && !complex.mixed
            {
                let mut list = Vec::new();
                if let Content::Particle(particle) = &complex.content {
                    self.inline(particle, &mut list);
                }
                for attribute in &complex.attributes {
                    list.push(self.attribute(attribute));
                }
                return list;
            }
        }
        parts.into_iter().map(|part| self.part(part)).collect()
    }

    pub(super) fn part(&self, part: &Part) -> String {
        match part.content {
            PartContent::Element(id) => {
                let element = self.model.element(id);
                let nil = if element.nillable { " | nil" } else { "" };
                format!(
                    "{}{}{nil}",
                    self.names.show(&element.name),
                    self.typed(element.ty)
                )
            }
            PartContent::Type(id) => format!("{}: {}", visible(&part.name), self.type_name(id)),
            PartContent::None => visible(&part.name),
        }
    }

    /// A particle on one line; the members of a sequence that stands once are members of what is around it.
    pub(super) fn inline(&self, particle: &Particle, list: &mut Vec<String>) {
        let occurs = occurs(particle.min, particle.max);
        let (word, particles, between) = match &particle.term {
            Term::Element(element) => {
                list.push(self.element_text(element, &occurs));
                return;
            }
            Term::Any(any) => {
                list.push(format!("any{occurs}{}", Self::wildcard(any)));
                return;
            }
            Term::Sequence(particles) | Term::All(particles) if occurs.is_empty() => {
                for particle in particles {
                    self.inline(particle, list);
                }
                return;
            }
            Term::Sequence(particles) => ("", particles, ", "),
            Term::All(particles) => ("all ", particles, ", "),
            Term::Choice(particles) => ("", particles, " or "),
        };
        let mut members = Vec::new();
        for particle in particles {
            self.inline(particle, &mut members);
        }
        list.push(format!("{word}({}){occurs}", members.join(between)));
    }

    /// `name?: type | nil = default`
    pub(super) fn element_text(&self, element: &LocalElement, occurs: &str) -> String {
        let nil = if element.nillable { " | nil" } else { "" };
        format!(
            "{}{occurs}{}{nil}{}",
            self.element_name(element),
            self.typed(element.ty),
            value(element.value.as_ref())
        )
    }

    /// `: type`; nothing for an anonymous type that has members, which stand beneath it or are left to be asked for.
    pub(super) fn typed(&self, id: TypeId) -> String {
        let name = self.type_name(id);
        if name == ANONYMOUS {
            String::new()
        } else {
            format!(": {}", styled(color(AnsiColor::Cyan), &name))
        }
    }

    pub(super) fn element_name(&self, element: &LocalElement) -> String {
        match element.reference {
            Some(_) => self.names.show(&element.name),
            None => visible(&element.name.local),
        }
    }

    /// `@name?: type`
    pub(super) fn attribute(&self, attribute: &Attribute) -> String {
        let name = if attribute.name.namespace.is_some() {
            self.names.show(&attribute.name)
        } else {
            visible(&attribute.name.local)
        };
        let array = match (&attribute.array_type, attribute.array_item) {
            (Some((_, dimensions)), Some(item)) => {
                format!(" of {}{}", self.type_name(item), visible(dimensions))
            }
            _ => String::new(),
        };
        format!(
            "@{name}{}: {}{array}{}",
            if attribute.required { "" } else { "?" },
            styled(color(AnsiColor::Cyan), &self.type_name(attribute.ty)),
            value(attribute.value.as_ref())
        )
    }

    /// A type in a line: its name, or what it is where it has none.
    pub(super) fn type_name(&self, id: TypeId) -> String {
        let ty = self.model.ty(id);
        match (&ty.name, &ty.kind) {
            (Some(name), _) => self.names.show(name),
            (None, TypeKind::Builtin(builtin)) => format!("xs:{}", builtin.name()),
            (None, TypeKind::Simple(simple)) => self.simple(simple),
            (None, TypeKind::Complex(complex)) => match complex.content {
                Content::Empty if complex.attributes.is_empty() => "{}".to_owned(),
                _ => ANONYMOUS.to_owned(),
            },
        }
    }

    /// `xs:string, one of red, green`
    pub(super) fn simple(&self, simple: &SimpleType) -> String {
        let mut out = match &simple.variety {
            Variety::Atomic(builtin) => match simple.base {
                Some(base) if self.model.ty(base).name.is_some() => self.type_name(base),
                _ => format!("xs:{}", builtin.name()),
            },
            Variety::List(item) => format!("list of {}", self.type_name(*item)),
            Variety::Union(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|&member| match &self.model.ty(member).name {
                        Some(_) => self.type_name(member),
                        None => format!("({})", self.type_name(member)),
                    })
                    .collect();
                members.join(" or ")
            }
        };
        if !simple.facets.enumeration.is_empty() {
            let values = simple.facets.enumeration.iter();
            let values: Vec<String> = values
                .map(|one| shorten(&visible(&one.value), 40))
                .collect();
            let _ = write!(out, ", one of {}", list(&values));
        }
        out + &facets(&simple.facets)
    }

    pub(super) fn wildcard(any: &Wildcard) -> String {
        let shown = |namespace: &Option<String>| {
            namespace
                .as_deref()
                .map_or_else(|| "none".to_owned(), visible)
        };
        match &any.namespaces {
            NamespaceConstraint::Any => String::new(),
            NamespaceConstraint::Other(target) => format!(" not of {}", shown(target)),
            NamespaceConstraint::List(list) => {
                let namespaces: Vec<String> = list.iter().map(shown).collect();
                format!(" of {}", namespaces.join(" or "))
            }
        }
    }
}
