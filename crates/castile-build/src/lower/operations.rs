//! Operations: what they send and what they get, how methods are called.

use std::collections::HashMap;

use castile_wsdl::model::{BindingOperation, Operation, Pattern, QName};

use super::faults::Faults;
use super::messages::{self, Direction};
use super::naming::Names;
use super::select::{Plan, Selection, method_name};
use super::{Lowering, docs, naming};
use crate::ir;
use crate::overrides::Kind;

/// Makes the clients, and the structs of their header blocks and rpc wrappers.
pub(crate) fn clients<'m>(
    lowering: &mut Lowering<'m>,
    selection: &Selection<'m>,
    constants: &mut Names,
    items: &mut Vec<ir::Item>,
    faults: &mut Vec<ir::Faults>,
) -> Vec<ir::Client> {
    let mut clients = Vec::new();
    // Ports of one binding, each in a service of its own, have the same messages.
    let mut made: HashMap<(&QName, usize), ir::Method> = HashMap::new();
    for plan in &selection.plans {
        let interface = lowering.model.interface(plan.binding.interface);
        let mut declared = Faults::of(lowering, interface, &plan.binding.operations);
        let base = naming::pascal(plan.base(lowering.model, &selection.plans));
        let ident = lowering.names.take(
            &format!("{}Client", base.strip_suffix("Client").unwrap_or(&base)),
            "OfService",
        );
        let mut client = ir::Client {
            docs: client_docs(plan),
            ident,
            address: plan.port.and_then(|(_, port)| port.address.clone()),
            methods: Vec::new(),
        };
        let mut names = Names::default();
        names.take("new", "");
        names.take("client", "");
        names.take("with_policy", "");
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
            // Of two services that have an operation of one name, the second says which it is.
            if constants.has(&constant) {
                constant = naming::shouting(&format!("{base}_{name}"));
            }
            let constant = constants.take(&constant, "");
            let key = (&plan.binding.name, binding.operation);
            if let Some(known) = made.get(&key) {
                client.methods.push(ir::Method {
                    ident,
                    constant,
                    ..known.clone()
                });
                continue;
            }
            let before = (lowering.diagnostics.len(), items.len());
            let method = method(lowering, ident, constant, name, operation, binding, items);
            let Some(mut method) = method else {
                lowering.leave_out(before.0, name);
                items.truncate(before.1);
                continue;
            };
            if let Some(ident) = declared.ident(lowering, name, operation, binding, faults) {
                method.docs.push(String::new());
                method.docs.extend(docs::wrapped(&format!(
                    "Faults that the contract declares are [`{ident}`], which [`castile::Error::fault_as`] reads."
                )));
            }
            lowering.judge(&mut method, operation.span, items);
            made.insert(key, method.clone());
            client.methods.push(method);
        }
        clients.push(client);
    }
    clients
}

fn client_docs(plan: &Plan<'_>) -> Vec<String> {
    let Some((service, _)) = plan.port else {
        let name = docs::code(&plan.binding.name.local);
        return vec![format!("Client of the binding {name}.")];
    };
    let mut lines = docs::lines(service.docs.as_deref());
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(format!(
        "Client of the service {}.",
        docs::code(&service.name.local)
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
        success: None,
    })
}
