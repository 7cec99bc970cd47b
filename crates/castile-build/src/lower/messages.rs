//! Messages: the element of a body, the struct of header blocks, the details of faults.

use std::collections::BTreeSet;

use castile_wsdl::model::{
    BindingOperation, Body, ElementId, Header, LocalElement, MessageBinding, MessageUse, Model,
    Operation, Part, PartContent, QName, Style, Use,
};

use super::naming::Names;
use super::{
    Lowering, content, docs, encoded, name as expanded, naming, parts, prefixes, rpc, types,
    yaserde,
};
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
    let bound = direction.bound(binding);
    let Some((bound, Body::Soap { use_, .. })) = bound.map(|bound| (bound, &bound.body)) else {
        lowering.unsupported(
            bound.map_or(binding.span, |bound| bound.span),
            &format!("the body of `{name}`, which is not a `soap:body`,"),
        );
        return None;
    };
    let is_encoded = *use_ == Use::Encoded;
    if binding.style == Style::Rpc {
        return rpc::root(lowering, name, operation, binding, direction, items).map(Some);
    }
    let parts = parts::in_body(operation, binding, direction);
    let attachments = &bound.attachments;
    let [part] = parts.as_slice() else {
        if parts.is_empty() && attachments.is_empty() {
            return Some(None);
        }
        return body(lowering, name, (message, bound), &parts, direction, items).map(Some);
    };
    let several = parts::alternatives(lowering.model, part, Style::Document).len() > 1;
    let in_struct = several || is_abstract(lowering, part) || !attachments.is_empty();
    if in_struct && (!is_encoded || !attachments.is_empty()) {
        return body(lowering, name, (message, bound), &[part], direction, items).map(Some);
    }
    let element = lowering.part(part, (Style::Document, is_encoded))?;
    let mut root = lowering.root_of(&element);
    if is_encoded {
        root.encoded = Some(lowering.xsi_type(element.ty));
    }
    Some(Some(root))
}

/// Whether the part names an element that cannot itself occur.
fn is_abstract(lowering: &Lowering<'_>, part: &Part) -> bool {
    matches!(part.content, PartContent::Element(id) if lowering.model.element(id).is_abstract)
}

/// A body of several elements, of one out of several, or with attachments.
fn body(
    lowering: &mut Lowering<'_>,
    name: &str,
    (message, bound): (&MessageUse, &MessageBinding),
    parts: &[&Part],
    direction: Direction,
    items: &mut Vec<ir::Item>,
) -> Option<ir::RootElement> {
    let is_encoded = encoded::is_encoded(&bound.body);
    let mut draft = lowering.parts(name, parts, (Style::Document, is_encoded), direction)?;
    if is_encoded {
        Lowering::accessors(&mut draft.fields);
    }
    if lowering.config.yaserde {
        yaserde::refuse(
            lowering,
            message.span,
            "a body of several elements, of one out of several, or with attachments,",
        );
        return None;
    }
    Lowering::attachments(&mut draft, message, bound);
    Some(lowering.body_struct(name, message, draft, direction, items))
}

/// The names of the elements in a body: that around the parts of rpc style, and those of the parts.
pub(super) fn body_names(
    model: &Model,
    operation: &Operation,
    binding: &BindingOperation,
    direction: Direction,
) -> Vec<QName> {
    let wrapper = rpc::wrapper(operation, binding, direction);
    let parts = parts::names(model, operation, binding, direction);
    wrapper.into_iter().chain(parts).collect()
}

impl Lowering<'_> {
    /// A global element where nothing else may stand for it.
    pub(super) fn global_root(&mut self, id: ElementId) -> ir::RootElement {
        let element = parts::referenced(self.model, id);
        self.root_of(&element)
    }

    fn root_of(&mut self, element: &LocalElement) -> ir::RootElement {
        let name = expanded(&element.name);
        let mut ty = self.element_ty(element.ty, &name.local);
        if element.nillable {
            ty = ir::Ty::Nillable(Box::new(ty));
        }
        ir::RootElement {
            tag: self.prefixes.tag(&name),
            name,
            ty,
            encoded: None,
        }
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
        anonymous: true,
        place: lowering.place(first.span),
        fields,
        together: Vec::new(),
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
    let Some(element) = header_element(lowering.model, header) else {
        // Says what is missing.
        lowering.part(&header.part, (Style::Document, false));
        return None;
    };
    let root = lowering.root_of(&element);
    let member = ir::Member {
        schema: String::new(),
        tag: root.tag,
        name: root.name,
        required: false,
        repeated: false,
        collapse: lowering.collapses(element.ty),
        default: element.value.as_ref().map(content::text),
        group: None,
        xsi_type: (header.use_ == Use::Encoded).then(|| lowering.xsi_type(element.ty)),
        facets: lowering.named_facets(element.ty, content::fixed(element.value.as_ref())),
        bounds: None,
        line: 0,
    };
    Some((member, root.ty))
}

/// The element of a header block. A part of a type is one that is named after the part, in the namespace of the
/// `soap:header` (WSDL 1.1, 3.7).
pub(super) fn header_element(model: &Model, header: &Header) -> Option<LocalElement> {
    let element = parts::element(model, &header.part, Style::Document)?;
    let name = match header.part.content {
        PartContent::Type(_) => QName {
            namespace: header.namespace.clone(),
            local: element.name.local,
        },
        _ => element.name,
    };
    Some(LocalElement { name, ..element })
}

/// The prefixes that a request declares on its envelope.
pub(super) fn declarations(
    lowering: &Lowering<'_>,
    operation: &Operation,
    binding: &BindingOperation,
) -> Vec<(String, String)> {
    let model = lowering.model;
    let headers = binding.input.iter().flat_map(|input| &input.headers);
    let mut used = BTreeSet::new();
    let mut roots = body_names(model, operation, binding, Direction::Request);
    let mut elements: Vec<LocalElement> = headers
        .filter_map(|header| header_element(model, header))
        .collect();
    roots.extend(elements.iter().map(|element| element.name.clone()));
    for part in parts::in_body(operation, binding, Direction::Request) {
        elements.extend(parts::alternatives(model, part, binding.style));
    }
    for element in elements {
        let reached = types::reach_from(model, element.ty);
        used.extend(prefixes::used(model, &[], &reached, &lowering.encoded));
        used.extend(lowering.reach_of(&reached));
    }
    used.extend(prefixes::used(model, &roots, &[], &lowering.encoded));
    lowering.prefixes.declarations(&used)
}
