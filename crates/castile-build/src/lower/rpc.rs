//! `style="rpc"`: the parts of a message are elements in no namespace, inside one that is named
//! after the operation (WSDL 1.1, 3.5; WS-I Basic Profile 1.1, R2729 and R2735).

use castile_wsdl::model::{
    BindingOperation, Body, LocalElement, Operation, PartContent, QName, Style, Use,
};

use super::content::{Draft, Occurs};
use super::messages::Direction;
use super::{Lowering, docs, name as expanded, naming};
use crate::ir;

/// The element around the parts, if the operation has this style and such a message.
fn wrapper(
    operation: &Operation,
    binding: &BindingOperation,
    direction: Direction,
) -> Option<QName> {
    direction.message(operation)?;
    let Body::Soap { namespace, .. } = &direction.bound(binding)?.body else {
        return None;
    };
    (binding.style == Style::Rpc).then(|| QName {
        namespace: namespace.clone().filter(|namespace| !namespace.is_empty()),
        local: match direction {
            Direction::Request => operation.name.clone(),
            Direction::Response => format!("{}Response", operation.name),
        },
    })
}

/// The names of the wrapper and of the parts in it; none for another style.
pub(super) fn names(
    operation: &Operation,
    binding: &BindingOperation,
    direction: Direction,
) -> Vec<QName> {
    let Some(wrapper) = wrapper(operation, binding, direction) else {
        return Vec::new();
    };
    let parts = direction
        .message(operation)
        .into_iter()
        .flat_map(|message| &message.parts);
    let accessors = parts.map(|part| QName {
        namespace: None,
        local: part.name.clone(),
    });
    [wrapper].into_iter().chain(accessors).collect()
}

/// The element of a body, with a struct for its parts; `None` where a diagnostic has been given.
pub(super) fn root(
    lowering: &mut Lowering<'_>,
    name: &str,
    operation: &Operation,
    binding: &BindingOperation,
    direction: Direction,
    items: &mut Vec<ir::Item>,
) -> Option<ir::RootElement> {
    let wrapper = expanded(&wrapper(operation, binding, direction)?);
    let message = direction.message(operation)?;
    let Body::Soap { parts, use_, .. } = &direction.bound(binding)?.body else {
        return None;
    };
    let (suffix, on_clash, what) = match direction {
        Direction::Request => ("", "Request", "The parts of a request of"),
        Direction::Response => ("Response", "Answer", "The parts of an answer to"),
    };
    let ident = format!("{}{suffix}", naming::pascal(name));
    let mut draft = Draft::new(
        lowering.names.take(&ident, on_clash),
        direction == Direction::Request,
    );
    draft.encoded = *use_ == Use::Encoded;
    for part in parts.iter().filter_map(|&index| message.parts.get(index)) {
        let ty = match part.content {
            PartContent::Type(ty) => Some(ty),
            PartContent::Element(id) if draft.encoded => Some(lowering.model.element(id).ty),
            PartContent::Element(_) | PartContent::None => None,
        };
        let Some(ty) = ty else {
            lowering.unsupported(
                part.span,
                &format!(
                    "the part `{}` of an rpc style body, which names no type,",
                    part.name
                ),
            );
            return None;
        };
        let accessor = LocalElement {
            name: QName {
                namespace: None,
                local: part.name.clone(),
            },
            ty,
            nillable: false,
            value: None,
            reference: None,
            docs: None,
        };
        lowering.element(&mut draft, &accessor, Occurs::ONCE);
    }
    if draft.encoded {
        Lowering::accessors(&mut draft.fields);
    }
    let default = draft.fields.iter().all(|field| field.ty.is_optional());
    let expected = draft.fields.iter().any(ir::Field::is_expected);
    items.push(ir::Item::Struct(ir::Struct {
        ident: draft.ident.clone(),
        docs: vec![format!("{what} {}.", docs::code(name))],
        name: wrapper.clone(),
        place: lowering.place(message.span),
        fields: draft.fields,
        ordered: true,
        default,
        constructor: direction == Direction::Request && (!default || expected),
        xsi_type: None,
        role: ir::Role::Type,
    }));
    Some(ir::RootElement {
        tag: lowering.prefixes.tag(&wrapper),
        name: wrapper,
        ty: ir::Ty::Item(draft.ident),
        encoded: draft.encoded.then(String::new),
    })
}
