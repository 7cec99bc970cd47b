//! Operations: which are generated, what they send and what they get, how methods are called.

use std::collections::BTreeSet;

use castile_wsdl::model::{
    BindingOperation, Body, Header, Model, Operation, Part, PartContent, Pattern, Port, Protocol,
    QName, Service, Style, TypeId, Use,
};

use super::naming::Names;
use super::{Lowering, docs, name as expanded, naming, prefixes, types};
use crate::ir;

/// A client to be made: the operations of one portType as its SOAP bindings have them.
pub(crate) struct Plan<'m> {
    service: &'m Service,
    port: &'m Port,
    operations: Vec<(&'m Operation, &'m BindingOperation)>,
}

impl Plan<'_> {
    /// The elements that stand in bodies and headers.
    pub(crate) fn roots(&self, model: &Model) -> Vec<QName> {
        self.parts()
            .filter_map(|(part, _)| {
                if let PartContent::Element(id) = part.content {
                    Some(model.element(id).name.clone())
                } else {
                    None
                }
            })
            .collect()
    }

    /// The types of parts, and whether they are sent.
    pub(crate) fn types(&self, model: &Model) -> Vec<(TypeId, bool)> {
        let ty = |part: &Part| match part.content {
            PartContent::Element(id) => Some(model.element(id).ty),
            PartContent::Type(id) => Some(id),
            PartContent::None => None,
        };
        self.parts()
            .filter_map(|(part, sent)| Some((ty(part)?, sent)))
            .collect()
    }

    fn parts(&self) -> impl Iterator<Item = (&Part, bool)> {
        self.operations.iter().flat_map(|(operation, binding)| {
            let bodies = operation
                .input
                .iter()
                .map(|input| (input, true))
                .chain(operation.output.iter().map(|output| (output, false)));
            let headers = binding
                .input
                .iter()
                .map(|input| (input, true))
                .chain(binding.output.iter().map(|output| (output, false)));
            bodies
                .flat_map(|(message, sent)| message.parts.iter().map(move |part| (part, sent)))
                .chain(headers.flat_map(|(message, sent)| {
                    message
                        .headers
                        .iter()
                        .map(move |header| (&header.part, sent))
                }))
        })
    }
}

/// Chooses what to generate. Ports that are not SOAP are left out with a warning.
pub(crate) fn select<'m>(lowering: &mut Lowering<'m>) -> Vec<Plan<'m>> {
    let model = lowering.model;
    let mut plans: Vec<Plan<'m>> = Vec::new();
    let mut asked: BTreeSet<String> = lowering
        .config
        .operations
        .iter()
        .flatten()
        .cloned()
        .collect();
    for service in &model.services {
        for port in &service.ports {
            if !matches!(
                port.binding.protocol,
                Protocol::Soap11 { .. } | Protocol::Soap12 { .. }
            ) {
                let message = format!("the port `{}` is no SOAP port and is left out", port.name);
                lowering.warning(
                    port.span,
                    message,
                    "its operations are generated for the SOAP ports of the service",
                );
                continue;
            }
            // The ports of SOAP 1.1 and 1.2 share one client, which speaks both.
            let known = plans
                .iter()
                .any(|plan| std::ptr::eq(plan.service, service) && same_binding(plan.port, port));
            if known {
                continue;
            }
            let interface = model.interface(port.binding.interface);
            let mut operations = Vec::new();
            for binding in &port.binding.operations {
                let operation = &interface.operations[binding.operation];
                let name = method_name(operation, &interface.operations);
                let wanted = lowering.config.operations.as_ref().is_none_or(|names| {
                    names
                        .iter()
                        .any(|one| one == name || *one == operation.name)
                });
                asked.retain(|one| one != name && *one != operation.name);
                if wanted {
                    operations.push((operation, binding));
                }
            }
            plans.push(Plan {
                service,
                port,
                operations,
            });
        }
    }
    let span = model.services.first().map(|service| service.span);
    for name in asked {
        let message = format!(
            "the operation `{name}`, asked for by `Config::operations`, is in no SOAP port"
        );
        match span {
            Some(span) => lowering.error(
                span,
                message,
                "`castile dump --stage model` lists the operations",
            ),
            None => lowering
                .diagnostics
                .push(castile_wsdl::diagnostic::Diagnostic::unplaced(message)),
        }
    }
    if plans.is_empty() {
        let message =
            "the contract has no service with a SOAP port, so there is nothing to generate";
        lowering
            .diagnostics
            .push(castile_wsdl::diagnostic::Diagnostic::unplaced(message));
    }
    plans
}

/// Whether two ports differ in nothing but address and SOAP version.
fn same_binding(one: &Port, other: &Port) -> bool {
    let same = |a: &BindingOperation, b: &BindingOperation| {
        a.operation == b.operation
            && a.style == b.style
            && a.soap_action == b.soap_action
            && shape(a) == shape(b)
    };
    one.binding.interface == other.binding.interface
        && one.binding.operations.len() == other.binding.operations.len()
        && one
            .binding
            .operations
            .iter()
            .zip(&other.binding.operations)
            .all(|(a, b)| same(a, b))
}

/// The names of header parts and body parts, to tell bindings apart.
fn shape(binding: &BindingOperation) -> Vec<String> {
    let messages = binding.input.iter().chain(&binding.output);
    messages
        .flat_map(|message| {
            message
                .headers
                .iter()
                .map(|header| header.part.name.clone())
                .chain([format!("{:?}", message.body)])
        })
        .collect()
}

/// The name that tells an operation from its overloads: that of the operation, or else that of its input.
fn method_name<'o>(operation: &'o Operation, all: &[Operation]) -> &'o str {
    let overloaded = all
        .iter()
        .filter(|other| other.name == operation.name)
        .count()
        > 1;
    match operation
        .input
        .as_ref()
        .and_then(|input| input.name.as_deref())
    {
        Some(input) if overloaded => input,
        _ => &operation.name,
    }
}

/// Makes the clients, and the structs of their header blocks and rpc wrappers.
pub(crate) fn clients(
    lowering: &mut Lowering<'_>,
    plans: &[Plan<'_>],
    items: &mut Vec<ir::Item>,
) -> Vec<ir::Client> {
    let mut clients = Vec::new();
    let mut constants = Names::default();
    for plan in plans {
        let interface = lowering.model.interface(plan.port.binding.interface);
        let several = plans
            .iter()
            .filter(|other| std::ptr::eq(other.service, plan.service))
            .count()
            > 1;
        let base = if several {
            &plan.port.name
        } else {
            &plan.service.name.local
        };
        let base = naming::pascal(base);
        let ident = lowering.names.take(
            &format!("{}Client", base.strip_suffix("Client").unwrap_or(&base)),
            "OfService",
        );
        let mut client = ir::Client {
            docs: client_docs(plan),
            ident,
            address: plan.port.address.clone(),
            methods: Vec::new(),
        };
        let mut names = Names::default();
        names.take("new", "");
        names.take("client", "");
        for (operation, binding) in &plan.operations {
            let name = method_name(operation, &interface.operations);
            let ident = names.take(&naming::snake(name), "operation");
            let constant = constants.take(&naming::shouting(name), "OPERATION");
            client.methods.extend(method(
                lowering, ident, constant, name, operation, binding, items,
            ));
        }
        clients.push(client);
    }
    clients
}

fn client_docs(plan: &Plan<'_>) -> Vec<String> {
    let mut lines = docs::lines(plan.service.docs.as_deref());
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(format!(
        "Client of the service {}.",
        docs::code(&plan.service.name.local)
    ));
    lines
}

fn method(
    lowering: &mut Lowering<'_>,
    ident: String,
    constant: String,
    name: &str,
    operation: &Operation,
    binding: &BindingOperation,
    items: &mut Vec<ir::Item>,
) -> Option<ir::Method> {
    let span = operation.span;
    match operation.pattern {
        Pattern::RequestResponse | Pattern::OneWay => {}
        Pattern::SolicitResponse | Pattern::Notification => {
            let message = format!("the operation `{name}` is begun by the service and is left out");
            lowering.warning(span, message, "a client cannot call it");
            return None;
        }
    }
    let request = root(lowering, name, operation, binding, Direction::Request)?;
    let response = root(lowering, name, operation, binding, Direction::Response)?;
    let input_headers = binding
        .input
        .as_ref()
        .map_or(&[][..], |input| &input.headers);
    let output_headers = binding
        .output
        .as_ref()
        .map_or(&[][..], |output| &output.headers);
    let request_headers = headers(lowering, name, input_headers, Direction::Request, items)?;
    let response_headers = headers(lowering, name, output_headers, Direction::Response, items)?;
    let mut lines = docs::lines(operation.docs.as_deref());
    if lines.is_empty() {
        lines.push(format!("Calls the operation {}.", docs::code(name)));
    } else {
        lines.extend([
            String::new(),
            format!("SOAP operation {}.", docs::code(name)),
        ]);
    }
    Some(ir::Method {
        ident,
        constant,
        docs: lines,
        operation: name.to_owned(),
        action: binding.soap_action.clone().unwrap_or_default(),
        place: lowering.place(span),
        one_way: operation.pattern == Pattern::OneWay,
        default_namespace: lowering.prefixes.default.clone(),
        prefixes: declarations(lowering, operation, input_headers),
        request,
        response,
        request_headers,
        response_headers,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Response,
}

/// The element of a body: `Some(None)` for an empty one, `None` where a diagnostic has been given.
fn root(
    lowering: &mut Lowering<'_>,
    name: &str,
    operation: &Operation,
    binding: &BindingOperation,
    direction: Direction,
) -> Option<Option<ir::RootElement>> {
    let (message, bound) = match direction {
        Direction::Request => (&operation.input, &binding.input),
        Direction::Response => (&operation.output, &binding.output),
    };
    let (Some(message), Some(bound)) = (message, bound) else {
        return Some(None);
    };
    let Body::Soap { use_, parts, .. } = &bound.body else {
        lowering.unsupported(
            bound.span,
            &format!("the body of `{name}`, which is not a `soap:body`,"),
        );
        return None;
    };
    if *use_ == Use::Encoded {
        lowering.unsupported(bound.span, &format!("`use=\"encoded\"` of `{name}`"));
        return None;
    }
    if binding.style == Style::Rpc {
        lowering.unsupported(binding.span, &format!("`style=\"rpc\"` of `{name}`"));
        return None;
    }
    let parts: Vec<&Part> = parts
        .iter()
        .filter_map(|&index| message.parts.get(index))
        .collect();
    match parts.as_slice() {
        [] => Some(None),
        [part] => match part.content {
            PartContent::Element(id) => Some(Some(element_root(lowering, id))),
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

fn element_root(
    lowering: &mut Lowering<'_>,
    id: castile_wsdl::model::ElementId,
) -> ir::RootElement {
    let element = lowering.model.element(id);
    let name = expanded(&element.name);
    let mut ty = lowering.ty(element.ty);
    if element.nillable {
        ty = ir::Ty::Nillable(Box::new(ty));
    }
    ir::RootElement {
        tag: lowering.prefixes.tag(&name),
        name,
        ty,
    }
}

/// The struct of an operation's header blocks in one direction; `None` where a diagnostic has been given.
fn headers(
    lowering: &mut Lowering<'_>,
    name: &str,
    headers: &[Header],
    direction: Direction,
    items: &mut Vec<ir::Item>,
) -> Option<Option<String>> {
    if headers.is_empty() {
        return Some(None);
    }
    let mut names = Names::default();
    let mut fields = Vec::new();
    for header in headers {
        let PartContent::Element(id) = header.part.content else {
            lowering.unsupported(header.span, "a header whose part names no element");
            return None;
        };
        if header.use_ == Use::Encoded {
            lowering.unsupported(header.span, "a header with `use=\"encoded\"`");
            return None;
        }
        let root = element_root(lowering, id);
        let ident = names.take(&naming::snake(&root.name.local), "header");
        let docs = vec![format!(
            "The header block {}.",
            docs::code(&root.name.local)
        )];
        let member = ir::Member {
            tag: root.tag,
            name: root.name,
            required: false,
            repeated: false,
            collapse: false,
            default: None,
        };
        fields.push(ir::Field {
            ident,
            docs,
            ty: ir::Ty::Option(Box::new(root.ty)),
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
    let place = lowering.place(headers[0].span);
    items.push(ir::Item::Struct(ir::Struct {
        ident: ident.clone(),
        docs: vec![format!("The header blocks of {what} {}.", docs::code(name))],
        name: ir::Name {
            namespace: String::new(),
            local: "Header".to_owned(),
        },
        place,
        fields,
        ordered: false,
        default: true,
        constructor: false,
        role,
    }));
    Some(Some(ident))
}

/// The prefixes that a request declares on its envelope.
fn declarations(
    lowering: &Lowering<'_>,
    operation: &Operation,
    headers: &[Header],
) -> Vec<(String, String)> {
    let parts = operation
        .input
        .iter()
        .flat_map(|input| &input.parts)
        .chain(headers.iter().map(|header| &header.part));
    let mut used = BTreeSet::new();
    for part in parts {
        let PartContent::Element(id) = part.content else {
            continue;
        };
        let element = lowering.model.element(id);
        let reached = types::reach_from(lowering.model, element.ty);
        used.extend(prefixes::used(lowering.model, &element.name, &reached));
    }
    lowering.prefixes.declarations(&used)
}
