//! `style="rpc"`: the parts of a message are elements in no namespace, inside one that is named
//! after the operation (WSDL 1.1, 3.5; WS-I Basic Profile 1.1, R2729 and R2735).

use castile_wsdl::model::{BindingOperation, Body, Operation, QName, Style};

use super::messages::Direction;
use super::{Lowering, docs, encoded, name as expanded, parts, yaserde};
use crate::ir;

/// The element around the parts, if the operation has this style and such a message.
pub(super) fn wrapper(
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
    let what = match direction {
        Direction::Request => "The parts of a request of",
        Direction::Response => "The parts of an answer to",
    };
    let parts = parts::in_body(operation, binding, direction);
    let is_encoded = direction
        .bound(binding)
        .is_some_and(|bound| encoded::is_encoded(&bound.body));
    let mut draft = lowering.parts(name, &parts, (Style::Rpc, is_encoded), direction)?;
    if draft.encoded {
        Lowering::accessors(&mut draft.fields);
    }
    if let Some(bound) = direction.bound(binding) {
        if lowering.config.yaserde && !bound.attachments.is_empty() {
            yaserde::refuse(lowering, bound.span, "a message with attachments");
        }
        Lowering::attachments(&mut draft, message, bound);
    }
    let default = draft.fields.iter().all(|field| field.ty.is_optional());
    let expected = draft.fields.iter().any(ir::Field::is_expected);
    items.push(ir::Item::Struct(ir::Struct {
        ident: draft.ident.clone(),
        docs: vec![format!("{what} {}.", docs::code(name))],
        name: wrapper.clone(),
        // The struct has the name of the operation, and is of a type of that name where a service says one.
        anonymous: false,
        place: lowering.place(message.span),
        fields: draft.fields,
        together: Vec::new(),
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
