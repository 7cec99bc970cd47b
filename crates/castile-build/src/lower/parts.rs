//! The parts of a message as the elements that stand in its body (WSDL 1.1, 3.5).
//!
//! | | `element="..."` | `type="..."` |
//! |---|---|---|
//! | document | that element | an element in no namespace, named after the part |
//! | rpc | an element in no namespace, named after the part, with the content of that element | an element in no namespace, named after the part |
//!
//! What WS-I forbids has a warning. There PHP and zeep send as this table has it, and WSDL 1.1 says otherwise: a
//! document style part of a type would be the content of the body itself, and an rpc style part would hold its
//! element.

use castile_wsdl::model::{
    BindingOperation, Body, ElementId, LocalElement, MessageBinding, MessageUse, Model, Operation,
    Part, PartContent, QName, Style, Term, TypeId,
};

use super::content::{Draft, Occurs};
use super::messages::Direction;
use super::{Lowering, choice, docs, naming};
use crate::ir;

/// The parts in the body of a message, none where it has no SOAP body.
pub(super) fn in_body<'m>(
    operation: &'m Operation,
    binding: &BindingOperation,
    direction: Direction,
) -> Vec<&'m Part> {
    let Some(message) = direction.message(operation) else {
        return Vec::new();
    };
    let Some(Body::Soap { parts, .. }) = direction.bound(binding).map(|bound| &bound.body) else {
        return Vec::new();
    };
    parts
        .iter()
        .filter_map(|&index| message.parts.get(index))
        .collect()
}

/// The element that a part is on the wire; `None` for a part that says nothing of itself.
pub(super) fn element(model: &Model, part: &Part, style: Style) -> Option<LocalElement> {
    let accessor = |ty, nillable| LocalElement {
        name: QName {
            namespace: None,
            local: part.name.clone(),
        },
        schema: None,
        ty,
        nillable,
        value: None,
        reference: None,
        docs: None,
        span: part.span,
    };
    Some(match (part.content, style) {
        (PartContent::None, _) => return None,
        (PartContent::Type(ty), _) => accessor(ty, false),
        (PartContent::Element(id), Style::Document) => referenced(model, id),
        (PartContent::Element(id), Style::Rpc) => {
            let element = model.element(id);
            accessor(element.ty, element.nillable)
        }
    })
}

/// A global element where it is referred to.
pub(super) fn referenced(model: &Model, id: ElementId) -> LocalElement {
    let element = model.element(id);
    LocalElement {
        name: element.name.clone(),
        schema: None,
        ty: element.ty,
        nillable: element.nillable,
        value: element.value.clone(),
        reference: Some(id),
        docs: element.docs.clone(),
        span: element.span,
    }
}

/// The elements that may stand for a part: itself, or the members of its substitution group.
pub(super) fn alternatives(model: &Model, part: &Part, style: Style) -> Vec<LocalElement> {
    let Some(element) = element(model, part, style) else {
        return Vec::new();
    };
    choice::substitutes(model, &element).unwrap_or_else(|| vec![element])
}

/// The names of the elements that the body of a message may have for its parts.
pub(super) fn names(
    model: &Model,
    operation: &Operation,
    binding: &BindingOperation,
    direction: Direction,
) -> Vec<QName> {
    in_body(operation, binding, direction)
        .into_iter()
        .flat_map(|part| alternatives(model, part, binding.style))
        .map(|element| element.name)
        .collect()
}

/// The types that other elements bring which may stand for the part.
pub(super) fn substitute_types(model: &Model, part: &Part) -> Vec<TypeId> {
    alternatives(model, part, Style::Document)
        .into_iter()
        .map(|element| element.ty)
        .collect()
}

impl Lowering<'_> {
    /// The struct of the parts of a body, under way; `None` where a diagnostic has been given.
    pub(super) fn parts(
        &mut self,
        name: &str,
        parts: &[&Part],
        (style, encoded): (Style, bool),
        direction: Direction,
    ) -> Option<Draft> {
        let (suffix, on_clash) = match direction {
            Direction::Request => ("", "Request"),
            Direction::Response => ("Response", "Answer"),
        };
        let ident = format!("{}{suffix}", naming::pascal(name));
        let mut draft = Draft::new(
            self.names.take(&ident, on_clash),
            direction == Direction::Request,
        );
        draft.encoded = encoded;
        draft.source = parts.first().map(|part| part.span.source);
        for part in parts {
            let element = self.part(part, (style, encoded))?;
            let term = Term::Element(Box::new(element));
            self.term(&mut draft, &term, Occurs::ONCE, part.span);
        }
        Some(draft)
    }

    /// The element that a part is on the wire, with a warning where WS-I forbids the part; `None` where a diagnostic
    /// has been given.
    pub(super) fn part(
        &mut self,
        part: &Part,
        (style, encoded): (Style, bool),
    ) -> Option<LocalElement> {
        let Some(element) = element(self.model, part, style) else {
            self.error(
                part.span,
                format!(
                    "the part `{}` has neither `element` nor `type`, so nothing says what it is",
                    part.name
                ),
                "give it the `element` or the `type` that the service sends",
            );
            return None;
        };
        if encoded {
            // The part is an accessor, whatever it refers to.
            return Some(element);
        }
        let (attribute, style) = match (part.content, style) {
            (PartContent::Type(_), Style::Document) => ("type", "a document"),
            (PartContent::Element(_), Style::Rpc) => ("element", "an rpc"),
            _ => return Some(element),
        };
        let message = format!(
            "the part `{}` has `{attribute}` in {style} style body: it is taken for an element `{0}` in no namespace",
            part.name
        );
        let hint = "PHP and zeep send it so; WS-I forbids such parts, and WSDL 1.1 (3.5) could be read otherwise";
        self.warning(part.span, message, hint);
        Some(element)
    }

    /// Adds a field for each part that travels beside the envelope.
    pub(super) fn attachments(draft: &mut Draft, message: &MessageUse, bound: &MessageBinding) {
        for attachment in &bound.attachments {
            let Some(part) = message.parts.get(attachment.part) else {
                continue;
            };
            let kind = match attachment.ty.as_deref() {
                Some(ty) if ty != "*/*" => format!(", {}", docs::code(ty)),
                _ => String::new(),
            };
            draft.fields.push(ir::Field {
                ident: draft.names.take(&naming::snake(&part.name), "attachment"),
                docs: vec![format!("The attachment {}{kind}.", docs::code(&part.name))],
                ty: ir::Ty::Runtime("Attachment"),
                kind: ir::FieldKind::Attachment(part.name.clone()),
            });
        }
    }

    /// Adds the struct of a body whose parts stand in it without an element around them.
    pub(super) fn body_struct(
        &mut self,
        name: &str,
        message: &MessageUse,
        draft: Draft,
        direction: Direction,
        items: &mut Vec<ir::Item>,
    ) -> ir::RootElement {
        let default = draft.fields.iter().all(|field| field.ty.is_optional());
        let expected = draft.fields.iter().any(ir::Field::is_expected);
        let what = match direction {
            Direction::Request => "The parts of a request of",
            Direction::Response => "The parts of an answer to",
        };
        items.append(&mut self.parts);
        items.push(ir::Item::Struct(ir::Struct {
            ident: draft.ident.clone(),
            docs: vec![format!("{what} {}.", docs::code(name))],
            name: ir::Name {
                namespace: String::new(),
                local: "Body".to_owned(),
            },
            anonymous: true,
            place: self.place(message.span),
            fields: draft.fields,
            together: Vec::new(),
            ordered: true,
            default,
            constructor: direction == Direction::Request && (!default || expected),
            xsi_type: None,
            role: ir::Role::Body,
        }));
        ir::RootElement {
            name: ir::Name::default(),
            tag: String::new(),
            ty: ir::Ty::Item(draft.ident),
            encoded: draft.encoded.then(String::new),
        }
    }
}
