//! Global elements: ids, types, substitution groups.

use std::collections::{HashMap, HashSet};

use crate::ast::xsd;
use crate::diagnostic::Diagnostic;
use crate::model::{Builtin, Element, ElementId, QName, TypeId};
use crate::parse::is_undeclared;
use crate::resolve::names::{Global, NO_UNIT, identity};
use crate::resolve::types::{Place, Types};
use crate::source::Span;

/// A global element on its way into the model.
pub(super) struct ElementSlot<'a> {
    /// Its declaration; none for a name that is not declared, which a lenient reader takes for an element.
    node: Option<&'a xsd::Element>,
    span: Span,
    unit: usize,
    name: QName,
    ty: Option<TypeId>,
}

impl<'a> Types<'a, '_> {
    /// The id of a declared element; a new one where it is met for the first time.
    pub(super) fn global_element(
        &mut self,
        global: Global<'a, xsd::Element>,
        name: QName,
    ) -> ElementId {
        let key = (identity(global.node), global.unit);
        if let Some(id) = self.element_ids.get(&key) {
            return *id;
        }
        let id = ElementId(self.elements.len());
        self.elements.push(ElementSlot {
            node: Some(global.node),
            span: global.node.span,
            unit: global.unit,
            name,
            ty: None,
        });
        self.element_ids.insert(key, id);
        id
    }

    /// The global element that a name means in a unit.
    pub(super) fn named_element(
        &mut self,
        name: &QName,
        unit: usize,
        place: Place<'_>,
        instead: &str,
    ) -> Option<ElementId> {
        let name = self.names.in_unit(name, unit);
        if let Some(global) = self.names.elements.get(&name) {
            Some(self.global_element(global, name))
        } else {
            self.names.unresolved(
                &self.names.elements,
                &name,
                place,
                instead,
                (self.sources, self.report),
            );
            None
        }
    }

    /// The element of a message part; in a lenient reader one that is not declared too, if its namespace is known.
    pub(super) fn part_element(&mut self, name: &QName, place: Place<'_>) -> Option<ElementId> {
        if !self.report.lenient || self.names.elements.get(name).is_some() {
            return self.named_element(name, NO_UNIT, place, "it is left out");
        }
        if is_undeclared(name) {
            let (name, global) = self
                .names
                .elements
                .only(&name.local, self.report.list.len())?;
            return Some(self.global_element(global, name));
        }
        if let Some(id) = self.undeclared_ids.get(name) {
            return Some(*id);
        }
        let by_type = self.names.types.get(name).is_some();
        let instead = if by_type {
            "it is read as an element of the type of this name"
        } else {
            "it is read as an element of `xs:anyType`"
        };
        self.named_element(name, NO_UNIT, place, instead);
        let ty = if by_type {
            self.named_type(name, NO_UNIT, place, 0)
        } else {
            self.builtin(Builtin::AnyType, place.0)
        };
        let id = ElementId(self.elements.len());
        self.elements.push(ElementSlot {
            node: None,
            span: place.0,
            unit: NO_UNIT,
            name: name.clone(),
            ty: Some(ty),
        });
        self.undeclared_ids.insert(name.clone(), id);
        Some(id)
    }

    /// The declaration, name and type of a global element.
    pub(super) fn element(&mut self, id: ElementId) -> (Option<&'a xsd::Element>, QName, TypeId) {
        let ty = self.element_type(id);
        let slot = &self.elements[id.0];
        (slot.node, slot.name.clone(), ty)
    }

    /// The type of a global element: its own, else that of the head of its substitution group, else `anyType`
    /// (XSD 1.0 part 1, 3.3.2).
    pub(super) fn element_type(&mut self, id: ElementId) -> TypeId {
        let mut chain = HashSet::new();
        let mut current = id;
        let ty = loop {
            if let Some(ty) = self.elements[current.0].ty {
                break ty;
            }
            let ElementSlot {
                node: Some(node),
                unit,
                ..
            } = self.elements[current.0]
            else {
                break self.builtin(Builtin::AnyType, self.elements[current.0].span);
            };
            if let Some(ty) = self.declared_type(node, unit, &[]) {
                chain.insert(current);
                break ty;
            }
            let repeated = !chain.insert(current);
            let head = node.substitution_group.as_ref().filter(|_| !repeated);
            let head = head.and_then(|head| self.head(head, unit, node.span));
            match head {
                Some(head) => current = head,
                None => break self.builtin(Builtin::AnyType, node.span),
            }
        };
        for element in chain {
            self.elements[element.0].ty = Some(ty);
        }
        ty
    }

    /// The head of the substitution group that the element at an index is a member of.
    pub(super) fn head_of(&mut self, index: usize) -> Option<ElementId> {
        let ElementSlot { node, unit, .. } = self.elements[index];
        let node = node?;
        let head = node.substitution_group.as_ref()?;
        self.head(head, unit, node.span)
    }

    fn head(&mut self, name: &QName, unit: usize, span: Span) -> Option<ElementId> {
        let place = (span, "substitutionGroup");
        self.named_element(name, unit, place, "it is ignored")
    }

    /// The elements for the model, from heads and their members.
    pub(super) fn finished_elements(&mut self, heads: &[(ElementId, ElementId)]) -> Vec<Element> {
        let cut = self.circular_substitution(heads);
        let mut elements: Vec<Element> = self.elements.iter().map(finished).collect();
        for (head, member) in heads {
            if !cut.contains(member) {
                elements[head.0].substitutes.push(*member);
            }
        }
        elements
    }

    /// Reports elements that stand for themselves in the end (XSD 1.0 part 1, 3.3.6), and gives one of each circle.
    fn circular_substitution(&mut self, heads: &[(ElementId, ElementId)]) -> HashSet<ElementId> {
        let mut cut = HashSet::new();
        let heads: HashMap<ElementId, ElementId> = heads
            .iter()
            .map(|(head, member)| (*member, *head))
            .collect();
        let mut settled = HashSet::new();
        for index in 0..self.elements.len() {
            let mut walked = HashSet::new();
            let mut current = Some(ElementId(index));
            while let Some(element) = current.filter(|element| !settled.contains(element)) {
                if !walked.insert(element) {
                    let slot = &self.elements[element.0];
                    let message = format!(
                        "element `{}` is in its own substitution group",
                        slot.name.local
                    );
                    let diagnostic = Diagnostic::error(slot.span, message);
                    self.report.broken(diagnostic, "it is taken out of it");
                    cut.insert(element);
                    break;
                }
                current = heads.get(&element).copied();
            }
            settled.extend(walked);
        }
        cut
    }
}

fn finished(slot: &ElementSlot<'_>) -> Element {
    Element {
        name: slot.name.clone(),
        ty: slot.ty.unwrap_or(TypeId(0)),
        nillable: slot.node.is_some_and(|node| node.nillable),
        is_abstract: slot.node.is_some_and(|node| node.is_abstract),
        substitutes: Vec::new(),
        value: slot.node.and_then(|node| node.value.clone()),
        docs: slot.node.and_then(|node| node.docs.clone()),
        span: slot.span,
    }
}
