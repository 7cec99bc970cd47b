//! Messages: the element of a body, the struct of header blocks, the details of faults.

use std::collections::BTreeSet;

use castile_wsdl::model::{
    BindingOperation, Body, ElementId, Header, MessageBinding, MessageUse, Operation, Part,
    PartContent, Style, Use,
};

use super::naming::Names;
use super::{Lowering, docs, name as expanded, naming, prefixes, rpc, types};
use crate::ir;

/// Which way a message goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

impl Direction {
    pub(super) fn message(self, operation: &Operation) -> Option<&MessageUse> {
        match self {
            Self::Request => operation.input.as_ref(),
            Self::Response => operation.output.as_ref(),
        }
    }

    pub(super) fn bound(self, binding: &BindingOperation) -> Option<&MessageBinding> {
        match self {
            Self::Request => binding.input.as_ref(),
            Self::Response => binding.output.as_ref(),
        }
    }
}

#[allow(
    clippy::option_option,
    reason = "an empty body and one that cannot be are told apart"
)]
/// The element of a body: `Some(None)` for an empty one, `None` where a diagnostic has been given.
pub(super) fn root(
    lowering: &mut Lowering<'_>,
    name: &str,
    operation: &Operation,
    binding: &BindingOperation,
    direction: Direction,
    items: &mut Vec<ir::Item>,
) -> Option<Option<ir::RootElement>> {
    let Some(message) = direction.message(operation) else {
        return Some(None);
    };
    let Some(bound) = direction.bound(binding) else {
        if message.parts.is_empty() {
            return Some(None);
        }
        lowering.unsupported(
            binding.span,
            &format!("a binding of `{name}` that says nothing of one of its messages"),
        );
        return None;
    };
    let Body::Soap { use_, parts, .. } = &bound.body else {
        lowering.unsupported(
            bound.span,
            &format!("the body of `{name}`, which is not a `soap:body`,"),
        );
        return None;
    };
    let is_encoded = *use_ == Use::Encoded;
    if binding.style == Style::Rpc {
        return rpc::root(lowering, name, operation, binding, direction, items).map(Some);
    }
    let parts: Vec<&Part> = parts
        .iter()
        .filter_map(|&index| message.parts.get(index))
        .collect();
    match parts.as_slice() {
        [] => Some(None),
        [part] => match part.content {
            PartContent::Element(id) => {
                let mut root = element_root(lowering, id);
                if is_encoded {
                    root.encoded = Some(lowering.xsi_type(lowering.model.element(id).ty));
                }
                Some(Some(root))
            }
            // Encoded, the part is the element (WSDL 1.1, 3.5).
            PartContent::Type(id) if is_encoded => {
                let name = ir::Name {
                    namespace: String::new(),
                    local: part.name.clone(),
                };
                Some(Some(ir::RootElement {
                    tag: lowering.prefixes.tag(&name),
                    ty: lowering.value_ty(id, &name.local),
                    name,
                    encoded: Some(lowering.xsi_type(id)),
                }))
            }
            PartContent::Type(_) | PartContent::None => {
                lowering.unsupported(
                    part.span,
                    &format!(
                        "the part `{}` of a document style body, which names no element,",
                        part.name
                    ),
                );
                None
            }
        },
        _ => {
            lowering.unsupported(
                bound.span,
                &format!("a document style body of several parts, in `{name}`,"),
            );
            None
        }
    }
}

pub(super) fn element_root(lowering: &mut Lowering<'_>, id: ElementId) -> ir::RootElement {
    let element = lowering.model.element(id);
    let name = expanded(&element.name);
    let mut ty = lowering.value_ty(element.ty, &name.local);
    if element.nillable {
        ty = ir::Ty::Nillable(Box::new(ty));
    }
    ir::RootElement {
        tag: lowering.prefixes.tag(&name),
        name,
        ty,
        encoded: None,
    }
}

#[allow(
    clippy::option_option,
    reason = "no header blocks and such as cannot be are told apart"
)]
/// The struct of an operation's header blocks in one direction; `None` where a diagnostic has been given.
pub(super) fn headers(
    lowering: &mut Lowering<'_>,
    name: &str,
    binding: &BindingOperation,
    direction: Direction,
    items: &mut Vec<ir::Item>,
) -> Option<Option<String>> {
    let headers = direction
        .bound(binding)
        .map_or(&[][..], |bound| &bound.headers);
    let Some(first) = headers.first() else {
        return Some(None);
    };
    let mut names = Names::default();
    let mut fields: Vec<ir::Field> = Vec::new();
    for header in headers {
        let (member, ty) = header_block(lowering, header)?;
        let again = |field: &ir::Field| matches!(&field.kind, ir::FieldKind::Element(one) if one.name == member.name);
        if fields.iter().any(again) {
            continue;
        }
        fields.push(ir::Field {
            ident: names.take(&naming::snake(&member.name.local), "header"),
            docs: vec![format!(
                "The header block {}.",
                docs::code(&member.name.local)
            )],
            ty: ir::Ty::Option(Box::new(ty)),
            kind: ir::FieldKind::Element(member),
        });
    }
    let (suffix, what, role) = match direction {
        Direction::Request => ("RequestHeaders", "requests of", ir::Role::RequestHeaders),
        Direction::Response => ("ResponseHeaders", "answers to", ir::Role::ResponseHeaders),
    };
    let ident = lowering
        .names
        .take(&format!("{}{suffix}", naming::pascal(name)), "Type");
    items.push(ir::Item::Struct(ir::Struct {
        ident: ident.clone(),
        docs: vec![format!("The header blocks of {what} {}.", docs::code(name))],
        name: ir::Name {
            namespace: String::new(),
            local: "Header".to_owned(),
        },
        place: lowering.place(first.span),
        fields,
        ordered: false,
        default: true,
        constructor: false,
        xsi_type: None,
        role,
    }));
    Some(Some(ident))
}

/// A header block's entry in the tables, and its type; `None` where a diagnostic has been given.
fn header_block(lowering: &mut Lowering<'_>, header: &Header) -> Option<(ir::Member, ir::Ty)> {
    let PartContent::Element(id) = header.part.content else {
        lowering.unsupported(header.span, "a header whose part names no element");
        return None;
    };
    if header.use_ == Use::Encoded {
        lowering.unsupported(header.span, "a header with `use=\"encoded\"`");
        return None;
    }
    let root = element_root(lowering, id);
    let member = ir::Member {
        tag: root.tag,
        name: root.name,
        required: false,
        repeated: false,
        collapse: lowering.collapses(lowering.model.element(id).ty),
        default: None,
        group: None,
        xsi_type: None,
    };
    Some((member, root.ty))
}

/// The prefixes that a request declares on its envelope.
pub(super) fn declarations(
    lowering: &Lowering<'_>,
    operation: &Operation,
    binding: &BindingOperation,
) -> Vec<(String, String)> {
    let model = lowering.model;
    let headers = binding.input.iter().flat_map(|input| &input.headers);
    let parts = operation
        .input
        .iter()
        .flat_map(|input| &input.parts)
        .chain(headers.map(|header| &header.part));
    let mut used = BTreeSet::new();
    let mut roots = rpc::names(operation, binding, Direction::Request);
    for part in parts {
        let ty = match part.content {
            PartContent::Element(id) => {
                roots.push(model.element(id).name.clone());
                model.element(id).ty
            }
            PartContent::Type(id) => id,
            PartContent::None => continue,
        };
        let reached = types::reach_from(model, ty);
        used.extend(prefixes::used(model, &[], &reached, &lowering.encoded));
    }
    used.extend(prefixes::used(model, &roots, &[], &lowering.encoded));
    lowering.prefixes.declarations(&used)
}
