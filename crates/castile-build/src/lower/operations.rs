//! Operations: which are generated, what they send and what they get, how methods are called.

use std::collections::BTreeSet;

use castile_wsdl::diagnostic::Diagnostic;
use castile_wsdl::model::{
    BindingOperation, Body, Model, Operation, Part, PartContent, Pattern, Port, Protocol, QName,
    Service, TypeId,
};
use castile_wsdl::source::Span;

use super::faults::Faults;
use super::messages::{self, Direction};
use super::naming::Names;
use super::{Lowering, docs, encoded, naming, rpc};
use crate::ir;
use crate::overrides::Kind;

/// A client to be made: the operations of one portType as its SOAP bindings have them.
pub(crate) struct Plan<'m> {
    service: &'m Service,
    port: &'m Port,
    operations: Vec<(&'m Operation, &'m BindingOperation)>,
}

impl Plan<'_> {
    /// The elements that stand in bodies and headers.
    pub(crate) fn roots(&self, model: &Model) -> Vec<QName> {
        let declared = self.parts().filter_map(|(part, _)| match part.content {
            PartContent::Element(id) => Some(model.element(id).name.clone()),
            PartContent::Type(_) | PartContent::None => None,
        });
        let wrappers = self.operations.iter().flat_map(|(operation, binding)| {
            [Direction::Request, Direction::Response]
                .into_iter()
                .flat_map(|direction| rpc::names(operation, binding, direction))
        });
        declared.chain(wrappers).collect()
    }

    /// The types of parts, and whether they are sent.
    pub(crate) fn types(&self, model: &Model) -> Vec<(TypeId, bool)> {
        self.parts()
            .filter_map(|(part, sent)| Some((part_type(model, part)?, sent)))
            .collect()
    }

    /// Where messages are encoded.
    pub(crate) fn encoded_places(&self) -> impl Iterator<Item = Span> {
        let messages = self.operations.iter().flat_map(|(_, binding)| {
            let messages = binding.input.iter().chain(&binding.output);
            messages.filter(|message| encoded::is_encoded(&message.body))
        });
        messages.map(|message| message.span)
    }

    /// The types of encoded parts.
    pub(crate) fn encoded_types(&self, model: &Model) -> Vec<TypeId> {
        let mut types = Vec::new();
        for (operation, binding) in &self.operations {
            for direction in [Direction::Request, Direction::Response] {
                let bound = direction.bound(binding).map(|message| &message.body);
                if let (Some(message), Some(Body::Soap { parts, .. })) = (
                    direction.message(operation),
                    bound.filter(|body| encoded::is_encoded(body)),
                ) {
                    let parts = parts.iter().filter_map(|&index| message.parts.get(index));
                    types.extend(parts.filter_map(|part| part_type(model, part)));
                }
            }
        }
        types
    }

    fn parts(&self) -> impl Iterator<Item = (&Part, bool)> {
        self.operations.iter().flat_map(|(operation, binding)| {
            let bodies = operation
                .input
                .iter()
                .map(|input| (input, true))
                .chain(operation.output.iter().map(|output| (output, false)))
                .chain(operation.faults.iter().map(|fault| (fault, false)));
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

fn part_type(model: &Model, part: &Part) -> Option<TypeId> {
    match part.content {
        PartContent::Element(id) => Some(model.element(id).ty),
        PartContent::Type(id) => Some(id),
        PartContent::None => None,
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
    let chosen = |names: &Option<Vec<String>>, name: &str| {
        names
            .as_ref()
            .is_none_or(|names| names.iter().any(|one| one == name))
    };
    unknown_choices(lowering);
    for service in &model.services {
        if !chosen(&lowering.config.services, &service.name.local) {
            continue;
        }
        let (soap, others): (Vec<&Port>, Vec<&Port>) = service
            .ports
            .iter()
            .filter(|port| chosen(&lowering.config.ports, &port.name))
            .partition(|port| is_soap(port));
        if let Some(first) = others.first() {
            let names: Vec<_> = others
                .iter()
                .map(|port| format!("`{}`", port.name))
                .collect();
            let message = format!(
                "only SOAP ports are generated, which leaves out {}",
                names.join(", ")
            );
            lowering.warning(
                first.span,
                message,
                "the SOAP ports have the same operations as a rule",
            );
        }
        for port in soap {
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
            Some(span) => lowering.error(span, message, "`castile inspect` lists the operations"),
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
    if lowering.config.operations.is_some() {
        plans.retain(|plan| !plan.operations.is_empty());
    }
    plans
}

/// Reports services and ports that the user asks for and the contract does not have.
fn unknown_choices(lowering: &mut Lowering<'_>) {
    let (model, config) = (lowering.model, lowering.config);
    let has_service = |name: &String| model.services.iter().any(|one| one.name.local == *name);
    let has_port = |name: &String| {
        let mut ports = model.services.iter().flat_map(|service| &service.ports);
        ports.any(|port| port.name == *name)
    };
    let services = config.services.iter().flatten();
    let services = services.filter(|name| !has_service(name));
    let unknown_services = services.map(|name| (name, "services"));
    let ports = config.ports.iter().flatten();
    let unknown_ports = ports
        .filter(|name| !has_port(name))
        .map(|name| (name, "ports"));
    for (name, setting) in unknown_services.chain(unknown_ports) {
        let message = format!("`{name}`, asked for by `Config::{setting}`, is not in the contract");
        lowering.diagnostics.push(Diagnostic::unplaced(message));
    }
}

fn is_soap(port: &Port) -> bool {
    matches!(
        port.binding.protocol,
        Protocol::Soap11 { .. } | Protocol::Soap12 { .. }
    )
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
                .chain([body_shape(&message.body)])
        })
        .collect()
}

/// What a body is, but for the `encodingStyle`, of which each version of SOAP has its own.
fn body_shape(body: &Body) -> String {
    let mut body = body.clone();
    if let Body::Soap { encoding_style, .. } = &mut body {
        *encoding_style = None;
    }
    format!("{body:?}")
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
    faults: &mut Vec<ir::Faults>,
) -> Vec<ir::Client> {
    let mut clients = Vec::new();
    let mut constants = Names::default();
    for plan in plans {
        let interface = lowering.model.interface(plan.port.binding.interface);
        let mut declared = Faults::of(interface);
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
            let renamed = lowering.overrides.get(Kind::Operation, name, "");
            let ident = names.take(
                &renamed.map_or_else(|| naming::snake(name), str::to_owned),
                "operation",
            );
            let mut constant = naming::shouting(renamed.unwrap_or(name));
            // The codec calls its namespaces so.
            if constant
                .strip_prefix("NS")
                .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
            {
                constant.push_str("_OPERATION");
            }
            let constant = constants.take(&constant, "OPERATION");
            let method = method(lowering, ident, constant, name, operation, binding, items);
            let Some(mut method) = method else { continue };
            if let Some(ident) = declared.ident(lowering, name, operation, faults) {
                method.docs.push(String::new());
                method.docs.extend(docs::wrapped(&format!(
                    "Faults that the contract declares are [`{ident}`], which `castile::Error::fault_as` reads."
                )));
            }
            client.methods.push(method);
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
    // All of them, so that the diagnostics come together.
    let both = [Direction::Request, Direction::Response];
    let roots =
        both.map(|direction| messages::root(lowering, name, operation, binding, direction, items));
    let headers =
        both.map(|direction| messages::headers(lowering, name, binding, direction, items));
    let ([Some(request), Some(response)], [Some(request_headers), Some(response_headers)]) =
        (roots, headers)
    else {
        return None;
    };
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
        prefixes: messages::declarations(lowering, operation, binding),
        request,
        response,
        request_headers,
        response_headers,
    })
}
