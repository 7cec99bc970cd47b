//! Global elements: ids, types, substitution groups.

use std::collections::{HashMap, HashSet};

use crate::ast::xsd;
use crate::diagnostic::Diagnostic;
use crate::model::{Builtin, Element, ElementId, QName, TypeId};
use crate::resolve::names::{Global, identity};
use crate::resolve::types::{Place, Types};

/// A global element on its way into the model.
pub(super) struct ElementSlot<'a> {
    node: &'a xsd::Element,
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
            node: global.node,
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
    ) -> Option<ElementId> {
        let name = self.names.in_unit(name, unit);
        if let Some(global) = self.names.elements.get(&name) {
            Some(self.global_element(global, name))
        } else {
            self.names.unresolved(
                &self.names.elements,
                &name,
                place,
                (self.sources, self.report),
            );
            None
        }
    }

    /// The declaration, name and type of a global element.
    pub(super) fn element(&mut self, id: ElementId) -> (&'a xsd::Element, QName, TypeId) {
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
            let ElementSlot { node, unit, .. } = self.elements[current.0];
            if let Some(ty) = self.declared_type(node, unit, &[]) {
                chain.insert(current);
                break ty;
            }
            let repeated = !chain.insert(current);
            let head = node.substitution_group.as_ref().filter(|_| !repeated);
            let head = head
                .and_then(|head| self.named_element(head, unit, (node.span, "substitutionGroup")));
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
        let head = node.substitution_group.as_ref()?;
        self.named_element(head, unit, (node.span, "substitutionGroup"))
    }

    /// The elements for the model, from heads and their members.
    pub(super) fn finished_elements(&mut self, heads: &[(ElementId, ElementId)]) -> Vec<Element> {
        self.report_circular_substitution(heads);
        let mut elements: Vec<Element> = self.elements.iter().map(finished).collect();
        for (head, member) in heads {
            elements[head.0].substitutes.push(*member);
        }
        elements
    }

    /// Reports elements that stand for themselves in the end (XSD 1.0 part 1, 3.3.6).
    fn report_circular_substitution(&mut self, heads: &[(ElementId, ElementId)]) {
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
                    let node = self.elements[element.0].node;
                    let message =
                        format!("element `{}` is in its own substitution group", node.name);
                    self.report.push(Diagnostic::error(node.span, message));
                    break;
                }
                current = heads.get(&element).copied();
            }
            settled.extend(walked);
        }
    }
}

fn finished(slot: &ElementSlot<'_>) -> Element {
    Element {
        name: slot.name.clone(),
        ty: slot.ty.unwrap_or(TypeId(0)),
        nillable: slot.node.nillable,
        is_abstract: slot.node.is_abstract,
        substitutes: Vec::new(),
        value: slot.node.value.clone(),
        docs: slot.node.docs.clone(),
        span: slot.node.span,
    }
}
