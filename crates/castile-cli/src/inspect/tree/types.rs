//! Types and elements with their members, and who uses them.

use std::collections::HashSet;

use castile_wsdl::model::{
    ComplexType, Content, Derivation, Element, ElementId, LocalElement, Part, PartContent,
    Particle, Term, TypeId, TypeKind,
};

use super::{Tree, count, faint, heading, list, occurs, strong, value};
use crate::inspect::{Subject, inner, types_of};
use crate::text::visible;

impl Tree<'_> {
    /// What is said of a type whose members stand in the tree already.
    pub(super) fn above(&self, id: TypeId, depth: usize) -> &'static str {
        let ty = self.model.ty(id);
        let is_empty = match &ty.kind {
            TypeKind::Complex(complex) => {
                matches!(complex.content, Content::Empty) && complex.attributes.is_empty()
            }
            _ => true,
        };
        if is_empty || !self.shown.contains(&id) || (ty.name.is_some() && depth == 0) {
            ""
        } else {
            "  (as above)"
        }
    }

    /// The members of a type, unless they stand in the tree already.
    pub(super) fn members(&mut self, id: TypeId, level: usize, depth: usize) {
        let ty = self.model.ty(id);
        let is_level = ty.name.is_some() && matches!(ty.kind, TypeKind::Complex(_));
        let depth = if is_level {
            match depth.checked_sub(1) {
                Some(depth) => depth,
                None => return,
            }
        } else {
            depth
        };
        match &ty.kind {
            TypeKind::Simple(simple) if ty.name.is_some() => {
                if !self.all_types && self.shown.insert(id) {
                    let text = faint(&self.simple(simple));
                    self.line(level, &text);
                }
            }
            TypeKind::Builtin(_) | TypeKind::Simple(_) => {}
            TypeKind::Complex(complex) => {
                if self.shown.insert(id) {
                    self.complex(complex, level, depth);
                }
            }
        }
    }

    pub(super) fn complex(&mut self, complex: &ComplexType, level: usize, depth: usize) {
        for attribute in &complex.attributes {
            let docs = Self::short_docs(attribute.docs.as_deref());
            let text = self.attribute(attribute) + &docs;
            self.line(level, &text);
        }
        if let Some(any) = &complex.any_attribute {
            let text = format!("@any[]{}", Self::wildcard(any));
            self.line(level, &text);
        }
        if complex.mixed {
            self.line(level, "text between the elements");
        }
        match &complex.content {
            Content::Empty => {}
            Content::Simple(ty) => {
                let text = format!("text: {}", self.type_name(*ty));
                self.line(level, &text);
            }
            Content::Particle(particle) => self.particle(particle, level, depth, true),
        }
        let derived = self.derived(complex);
        if !derived.is_empty() {
            self.line(
                level,
                &faint(&format!("or, with `xsi:type`, {}", list(&derived))),
            );
        }
    }

    /// The types derived from one, directly or not.
    pub(super) fn derived(&self, complex: &ComplexType) -> Vec<String> {
        let mut ids = complex.derived.clone();
        let mut met: HashSet<TypeId> = ids.iter().copied().collect();
        let mut next = 0;
        while next < ids.len() {
            if let TypeKind::Complex(complex) = &self.model.ty(ids[next]).kind {
                let new = complex.derived.iter().filter(|id| met.insert(**id));
                ids.extend(new.copied().collect::<Vec<_>>());
            }
            next += 1;
        }
        ids.iter().map(|&id| self.type_name(id)).collect()
    }

    pub(super) fn particle(
        &mut self,
        particle: &Particle,
        level: usize,
        depth: usize,
        in_sequence: bool,
    ) {
        let occurs = occurs(particle.min, particle.max);
        let word = match &particle.term {
            Term::Element(element) => {
                self.element_member(element, &occurs, level, depth);
                return;
            }
            Term::Any(any) => {
                let text = format!("any{occurs}{}", Self::wildcard(any));
                self.line(level, &text);
                return;
            }
            Term::Sequence(_) if in_sequence && occurs.is_empty() => None,
            Term::Sequence(_) => Some("sequence"),
            Term::Choice(_) => Some("choice"),
            Term::All(_) => Some("all"),
        };
        let in_sequence = matches!(particle.term, Term::Sequence(_));
        let level = match word {
            Some(word) => {
                self.line(level, &format!("{word}{occurs}"));
                level + 1
            }
            None => level,
        };
        for inner in inner(&particle.term) {
            self.particle(inner, level, depth, in_sequence);
        }
    }

    pub(super) fn element_member(
        &mut self,
        element: &LocalElement,
        occurs: &str,
        level: usize,
        depth: usize,
    ) {
        let is_listed = self.all_types && element.reference.is_some();
        let above = if is_listed {
            ""
        } else {
            self.above(element.ty, depth)
        };
        let docs = Self::short_docs(element.docs.as_deref());
        let text = self.element_text(element, occurs) + &faint(above) + &docs;
        self.line(level, &text);
        let declared = element.reference.map(|id| self.model.element(id));
        if let Some(declared) = declared
            && !declared.substitutes.is_empty()
        {
            let names: Vec<String> = self
                .substitutes(declared)
                .iter()
                .map(|&id| self.names.show(&self.model.element(id).name))
                .collect();
            let word = if declared.is_abstract {
                "stands for"
            } else {
                "or"
            };
            self.line(level + 1, &faint(&format!("{word} {}", list(&names))));
        }
        if !is_listed {
            self.members(element.ty, level + 1, depth);
        }
    }

    /// The elements that may stand for one, directly or not.
    pub(super) fn substitutes(&self, element: &Element) -> Vec<ElementId> {
        let mut ids = element.substitutes.clone();
        let mut met: HashSet<ElementId> = ids.iter().copied().collect();
        let mut next = 0;
        while next < ids.len() {
            let more = &self.model.element(ids[next]).substitutes;
            ids.extend(more.iter().filter(|id| met.insert(**id)));
            next += 1;
        }
        ids
    }

    /// A global element, with its content.
    pub(super) fn element(&mut self, id: ElementId, depth: usize) {
        self.blank();
        let element = self.model.element(id);
        let nil = if element.nillable { " | nil" } else { "" };
        let is_abstract = if element.is_abstract { "abstract " } else { "" };
        let title = format!(
            "{} {}{}{nil}{}  {}",
            heading(&format!("{is_abstract}element")),
            strong(&self.names.show(&element.name)),
            self.typed(element.ty),
            value(element.value.as_ref()),
            self.place(element.span)
        );
        self.line(0, &title);
        self.docs(1, element.docs.as_deref());
        let names: Vec<String> = self
            .substitutes(element)
            .iter()
            .map(|&id| self.names.show(&self.model.element(id).name))
            .collect();
        if !names.is_empty() {
            self.line(1, &faint(&format!("or {}", list(&names))));
        }
        self.members(element.ty, 1, depth);
    }

    /// A named type, with its content.
    pub(super) fn ty(&mut self, id: TypeId, depth: usize) {
        self.blank();
        let ty = self.model.ty(id);
        let name = ty.name.as_ref().map(|name| self.names.show(name));
        let name = strong(&name.unwrap_or_default());
        let place = self.place(ty.span);
        match &ty.kind {
            TypeKind::Builtin(_) => {}
            TypeKind::Simple(simple) => {
                let what = if simple.facets.enumeration.is_empty() {
                    self.simple(simple)
                } else {
                    let mut bare = simple.clone();
                    bare.facets.enumeration.clear();
                    self.simple(&bare)
                };
                self.line(
                    0,
                    &format!("{} {name}: {what}  {place}", heading("simpleType")),
                );
                self.docs(1, ty.docs.as_deref());
                for value in &simple.facets.enumeration {
                    let docs = Self::short_docs(value.docs.as_deref());
                    self.line(1, &format!("\"{}\"{docs}", visible(&value.value)));
                }
            }
            TypeKind::Complex(complex) => {
                let base = match complex.base {
                    Some(Derivation::Extension(base)) => {
                        format!(" extends {}", self.type_name(base))
                    }
                    Some(Derivation::Restriction(base)) => {
                        format!(" restricts {}", self.type_name(base))
                    }
                    None => String::new(),
                };
                let is_abstract = if complex.is_abstract { "abstract " } else { "" };
                self.line(
                    0,
                    &format!(
                        "{} {name}{base}  {place}",
                        heading(&format!("{is_abstract}complexType"))
                    ),
                );
                self.docs(1, ty.docs.as_deref());
                self.shown.insert(id);
                self.complex(complex, 1, depth.saturating_sub(1));
            }
        }
    }

    /// What names a type or element.
    pub(super) fn users(&mut self, subject: Subject) {
        let mut names: Vec<String> = Vec::new();
        if let Subject::Type(wanted) = subject {
            for element in &self.model.elements {
                if element.ty == wanted {
                    names.push(format!("element {}", self.names.show(&element.name)));
                }
            }
            for (index, ty) in self.model.types.iter().enumerate() {
                let mut found = Vec::new();
                types_of(self.model, TypeId(index), &mut found);
                if found.contains(&wanted) {
                    let name = match &ty.name {
                        Some(name) => self.names.show(name),
                        None => visible(&ty.context.join("/")),
                    };
                    names.push(name);
                }
            }
        }
        let interfaces = self.model.interfaces.iter();
        for operation in interfaces.flat_map(|interface| &interface.operations) {
            let messages = operation.input.iter().chain(&operation.output);
            let mut parts = messages
                .chain(&operation.faults)
                .flat_map(|message| &message.parts);
            let names_it = |part: &Part| match (part.content, subject) {
                (PartContent::Element(id), Subject::Element(wanted)) => id == wanted,
                (PartContent::Type(id), Subject::Type(wanted)) => id == wanted,
                _ => false,
            };
            if parts.any(names_it) {
                names.push(format!("operation {}", visible(&operation.name)));
            }
        }
        if !names.is_empty() {
            let text = format!("{} {}", heading("used by"), list(&names));
            self.line(1, &text);
        }
    }

    pub(super) fn all_types(&mut self) {
        for index in 0..self.model.elements.len() {
            self.shown.clear();
            self.element(ElementId(index), 0);
        }
        for index in 0..self.model.types.len() {
            let ty = &self.model.types[index];
            if ty.name.is_some() && !matches!(ty.kind, TypeKind::Builtin(_)) {
                self.shown.clear();
                self.ty(TypeId(index), 0);
            }
        }
    }

    pub(super) fn counts(&mut self) {
        let named = |ty: &&castile_wsdl::model::Type| {
            ty.name.is_some() && !matches!(ty.kind, TypeKind::Builtin(_))
        };
        let types = self.model.types.iter().filter(named).count();
        self.blank();
        let elements = count(self.model.elements.len(), "global element");
        let types = count(types, "named type");
        let text = format!(
            "{elements}, {types}: `--types` shows all, `--type NAME` one, `--operation NAME` what an operation sends and gets"
        );
        self.line(0, &faint(&text));
    }
}
