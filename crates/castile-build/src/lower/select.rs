//! What to generate: a client for each portType as its SOAP bindings have it, or types alone.
//!
//! In: the model and the operations asked for. Out: a [`Selection`], from which names, prefixes and items follow. What
//! is left out has a warning.

use std::collections::BTreeSet;

use castile_wsdl::model::{
    Binding, BindingOperation, Body, ElementId, Header, Model, Operation, Part, PartContent, Port,
    Protocol, QName, Service, TypeId, Use,
};
use castile_wsdl::source::Span;

use super::http::{self, HttpPlan};
use super::messages::{Direction, body_names, header_element};
use super::overrides::path;
use super::{Lowering, encoded, parts};

/// All that is generated.
#[derive(Default)]
pub(crate) struct Selection<'m> {
    /// Clients.
    pub(crate) plans: Vec<Plan<'m>>,
    /// Clients of HTTP ports.
    pub(crate) http: Vec<HttpPlan<'m>>,
    /// Elements that no operation refers to: those of a contract without operations.
    elements: Vec<ElementId>,
    /// Types likewise, and those that are asked for by name.
    types: Vec<TypeId>,
}

impl Selection<'_> {
    /// The elements that stand in bodies and headers, or by themselves.
    pub(crate) fn roots(&self, model: &Model) -> Vec<QName> {
        let documents = self.http.iter().flat_map(HttpPlan::elements);
        let elements = documents.chain(self.elements.iter().copied());
        self.plans
            .iter()
            .flat_map(|plan| plan.roots(model))
            .chain(elements.map(|id| model.element(id).name.clone()))
            .collect()
    }

    /// The types of what is sent and received, and whether they are sent.
    pub(crate) fn types(&self, model: &Model) -> Vec<(TypeId, bool)> {
        let elements = self.elements.iter().map(|&id| model.element(id).ty);
        let alone = elements.chain(self.types.iter().copied());
        self.plans
            .iter()
            .flat_map(|plan| plan.types(model))
            .chain(self.http.iter().flat_map(|plan| plan.types(model)))
            .chain(alone.map(|id| (id, true)))
            .collect()
    }
}

/// A client to be made: the operations of one portType as its SOAP bindings have them.
pub(crate) struct Plan<'m> {
    pub(crate) binding: &'m Binding,
    /// The service and its port; none for a binding that no port names.
    pub(crate) port: Option<(&'m Service, &'m Port)>,
    pub(crate) operations: Vec<(&'m Operation, &'m BindingOperation)>,
}

impl<'m> Plan<'m> {
    fn is_of(&self, service: Option<&Service>) -> bool {
        match (self.port, service) {
            (Some((own, _)), Some(service)) => std::ptr::eq(own, service),
            (None, None) => true,
            _ => false,
        }
    }

    /// What the client is called after: the service where it is its only one, or else the port; without a service the
    /// portType or the binding.
    pub(crate) fn base(&self, model: &'m Model, plans: &[Plan<'_>]) -> &'m str {
        let alone =
            |same: &dyn Fn(&Plan<'_>) -> bool| plans.iter().filter(|one| same(one)).count() == 1;
        match self.port {
            Some((service, _)) if alone(&|one| one.is_of(Some(service))) => &service.name.local,
            Some((_, port)) => &port.name,
            None if alone(&|one| one.binding.interface == self.binding.interface) => {
                &model.interface(self.binding.interface).name.local
            }
            None => &self.binding.name.local,
        }
    }

    fn roots(&self, model: &Model) -> Vec<QName> {
        let declared = self.parts().filter_map(|(part, _)| match part.content {
            PartContent::Element(id) => Some(model.element(id).name.clone()),
            PartContent::Type(_) | PartContent::None => None,
        });
        let wrappers = self.operations.iter().flat_map(|(operation, binding)| {
            [Direction::Request, Direction::Response]
                .into_iter()
                .flat_map(|direction| body_names(model, operation, binding, direction))
        });
        let headers = self.operations.iter().flat_map(|(_, binding)| {
            let messages = binding.input.iter().chain(&binding.output);
            let headers = messages.flat_map(|message| &message.headers);
            headers.flat_map(with_faults)
        });
        declared
            .chain(wrappers)
            .chain(headers.filter_map(|header| Some(header_element(model, header)?.name)))
            .collect()
    }

    fn types(&self, model: &Model) -> Vec<(TypeId, bool)> {
        self.parts()
            .flat_map(|(part, sent)| {
                let types = parts::substitute_types(model, part).into_iter();
                types.map(move |ty| (ty, sent))
            })
            .collect()
    }

    /// Where messages are encoded.
    pub(crate) fn encoded_places(&self) -> impl Iterator<Item = Span> {
        let messages = self.operations.iter().flat_map(|(_, binding)| {
            let messages = binding.input.iter().chain(&binding.output);
            messages.filter(|message| encoded::has_encoded(message))
        });
        messages.map(|message| message.span)
    }

    /// The types of encoded parts.
    pub(crate) fn encoded_types(&self, model: &Model) -> Vec<TypeId> {
        let mut types = Vec::new();
        for (operation, binding) in &self.operations {
            for direction in [Direction::Request, Direction::Response] {
                let Some(bound) = direction.bound(binding) else {
                    continue;
                };
                let mut parts: Vec<&Part> = Vec::new();
                if encoded::is_encoded(&bound.body) {
                    parts.extend(parts::in_body(operation, binding, direction));
                    parts.extend(operation.faults.iter().flat_map(|fault| &fault.parts));
                }
                let headers = bound.headers.iter();
                let headers = headers.flat_map(with_faults);
                let headers = headers.filter(|header| header.use_ == Use::Encoded);
                parts.extend(headers.map(|header| &header.part));
                types.extend(parts.into_iter().filter_map(|part| {
                    let element = parts::element(model, part, binding.style)?;
                    Some(element.ty)
                }));
            }
        }
        types
    }

    fn parts(&self) -> impl Iterator<Item = (&'m Part, bool)> {
        self.operations.iter().flat_map(|(operation, binding)| {
            let headers = binding
                .input
                .iter()
                .map(|input| (input, true))
                .chain(binding.output.iter().map(|output| (output, false)));
            message_parts(operation).chain(headers.flat_map(|(message, sent)| {
                message.headers.iter().flat_map(move |header| {
                    let faults = header.faults.iter().map(|fault| (&fault.part, false));
                    std::iter::once((&header.part, sent)).chain(faults)
                })
            }))
        })
    }
}

/// A header and its faults.
fn with_faults(header: &Header) -> impl Iterator<Item = &Header> {
    std::iter::once(header).chain(&header.faults)
}

/// The parts of an operation's messages, and whether they are sent.
fn message_parts(operation: &Operation) -> impl Iterator<Item = (&Part, bool)> {
    let messages = operation
        .input
        .iter()
        .map(|input| (input, true))
        .chain(operation.output.iter().map(|output| (output, false)))
        .chain(operation.faults.iter().map(|fault| (fault, false)));
    messages.flat_map(|(message, sent)| message.parts.iter().map(move |part| (part, sent)))
}

/// Chooses what to generate.
pub(crate) fn select<'m>(lowering: &mut Lowering<'m>) -> Selection<'m> {
    let model = lowering.model;
    let mut selection = Selection::default();
    let mut asked = Asked::new(lowering);
    unknown_choices(lowering);
    let chosen = |names: &Option<Vec<String>>, name: &str| {
        names
            .as_ref()
            .is_none_or(|names| names.iter().any(|one| one == name))
    };
    for service in &model.services {
        if !chosen(&lowering.config.services, &service.name.local) {
            continue;
        }
        let mut others = Vec::new();
        for port in &service.ports {
            if !chosen(&lowering.config.ports, &port.name) {
                continue;
            }
            let bound = Some((service, port));
            if !selection.bind(lowering, bound, &port.binding, &mut asked) {
                others.push(port);
            }
        }
        if let Some(first) = others.first() {
            let names: Vec<_> = others
                .iter()
                .map(|port| format!("`{}`", port.name))
                .collect();
            let message = format!(
                "only SOAP and HTTP ports are generated, which leaves out {}",
                names.join(", ")
            );
            let hint = "the other ports have the same operations as a rule";
            lowering.warning(first.span, message, hint);
        }
    }
    if lowering.config.services.is_some() || lowering.config.ports.is_some() {
        // What no port names is in none that is asked for.
    } else if selection.is_empty() {
        for binding in &model.bindings {
            selection.bind(lowering, None, binding, &mut asked);
        }
    } else {
        for binding in model.bindings.iter().filter(|binding| is_soap(binding)) {
            let mut served = selection.plans.iter();
            if served.any(|plan| same_binding(plan.binding, binding)) {
                continue;
            }
            let message = format!(
                "no port names the binding `{}`, which is left out",
                binding.name.local
            );
            let hint = "its operations have no address in this contract";
            lowering.warning(binding.span, message, hint);
        }
    }
    asked.report(lowering);
    if selection.is_empty() {
        types_alone(lowering, &mut selection);
    }
    if lowering.config.operations.is_some() {
        selection.plans.retain(|plan| !plan.operations.is_empty());
    }
    more_types(lowering, &mut selection);
    selection
}

/// The types that `Config::types` names.
fn more_types<'m>(lowering: &mut Lowering<'m>, selection: &mut Selection<'m>) {
    let (model, config) = (lowering.model, lowering.config);
    for name in &config.types {
        let mut types = model.types.iter();
        let found = types.position(|ty| ty.name.is_some() && path(ty) == *name);
        let Some(index) = found else {
            let message = format!("`{name}`, asked for by `Config::types`, is not in the contract");
            let hint =
                "types are named as `{namespace}local`; `castile inspect --types` lists them";
            lowering.error(Span::START, message, hint);
            continue;
        };
        if !selection.types.contains(&TypeId(index)) {
            selection.types.push(TypeId(index));
        }
    }
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
        let hint = "`castile inspect` lists the services and their ports";
        lowering.error(Span::START, message, hint);
    }
}

/// The operations that `Config::operations` names.
struct Asked {
    wanted: Option<Vec<String>>,
    /// Those that have not been met.
    missing: BTreeSet<String>,
}

impl Asked {
    fn new(lowering: &Lowering<'_>) -> Self {
        let wanted = lowering.config.operations.clone();
        Self {
            missing: wanted.iter().flatten().cloned().collect(),
            wanted,
        }
    }

    /// Whether an operation is wanted.
    fn wants(&mut self, operation: &Operation, name: &str) -> bool {
        let is = |one: &String| one == name || *one == operation.name;
        self.missing.retain(|one| !is(one));
        self.wanted
            .as_ref()
            .is_none_or(|names| names.iter().any(is))
    }

    fn report(self, lowering: &mut Lowering<'_>) {
        let service = lowering.model.services.first();
        let span = service.map_or(Span::START, |service| service.span);
        for name in self.missing {
            let message = format!(
                "the operation `{name}`, asked for by `Config::operations`, is in no port that is generated"
            );
            lowering.error(span, message, "`castile inspect` lists the operations");
        }
    }
}

impl<'m> Selection<'m> {
    fn is_empty(&self) -> bool {
        self.plans.is_empty() && self.http.is_empty()
    }

    /// Adds what a binding makes, or says that it makes nothing.
    fn bind(
        &mut self,
        lowering: &mut Lowering<'m>,
        port: Option<(&'m Service, &'m Port)>,
        binding: &'m Binding,
        asked: &mut Asked,
    ) -> bool {
        match &binding.protocol {
            Protocol::Soap11 { .. } | Protocol::Soap12 { .. } => {
                check_transport(lowering, binding);
                self.add(lowering.model, port, binding, asked);
            }
            // Types for another codec come without clients.
            Protocol::Http { .. } if lowering.config.yaserde => return false,
            Protocol::Http { .. } => {
                let mut wants = |operation: &Operation, name: &str| asked.wants(operation, name);
                let plan = http::plan(lowering, port, binding, &mut wants);
                self.http.push(plan);
            }
            Protocol::Unknown(_) => return false,
        }
        true
    }

    /// Adds a client. The bindings of SOAP 1.1 and 1.2 share one, which speaks both.
    fn add(
        &mut self,
        model: &'m Model,
        port: Option<(&'m Service, &'m Port)>,
        binding: &'m Binding,
        asked: &mut Asked,
    ) {
        let service = port.map(|(service, _)| service);
        let mut plans = self.plans.iter();
        if plans.any(|plan| plan.is_of(service) && same_binding(plan.binding, binding)) {
            return;
        }
        let interface = model.interface(binding.interface);
        let operations = binding.operations.iter().filter_map(|bound| {
            let operation = &interface.operations[bound.operation];
            let name = method_name(operation, &interface.operations);
            asked.wants(operation, name).then_some((operation, bound))
        });
        let operations = operations.collect();
        self.plans.push(Plan {
            binding,
            port,
            operations,
        });
    }
}

/// Where nothing says how to call: the types of the messages, or without messages all that the schemas declare.
fn types_alone<'m>(lowering: &mut Lowering<'m>, selection: &mut Selection<'m>) {
    let model = lowering.model;
    let operations: Vec<&Operation> = model
        .interfaces
        .iter()
        .flat_map(|interface| &interface.operations)
        .collect();
    for (part, _) in operations.iter().copied().flat_map(message_parts) {
        match part.content {
            PartContent::Element(id) => selection.elements.push(id),
            PartContent::Type(id) => selection.types.push(id),
            PartContent::None => {}
        }
    }
    if let Some(interface) = model.interfaces.first().filter(|_| !operations.is_empty()) {
        let message = format!(
            "no SOAP binding says how to call `{}`, so there is no client",
            interface.name.local
        );
        let hint = "the types of its messages are generated; `wsdl:binding` of WSDL 1.1 would make a client";
        lowering.warning(interface.span, message, hint);
        return;
    }
    let own = |span: Span| {
        !lowering
            .sources
            .get(span.source)
            .name
            .starts_with("built-in:")
    };
    let elements = model.elements.iter().enumerate();
    selection.elements = elements
        .filter(|(_, element)| own(element.span))
        .map(|(index, _)| ElementId(index))
        .collect();
    let types = model.types.iter().enumerate();
    selection.types = types
        .filter(|(_, ty)| ty.name.is_some() && own(ty.span) && !is_builtin(ty))
        .map(|(index, _)| TypeId(index))
        .collect();
    let is_empty = selection.elements.is_empty() && selection.types.is_empty();
    if lowering.config.out_module && !is_empty {
        return;
    }
    let found = if is_empty {
        "the contract declares no operations and no types, so there is nothing in what is generated"
    } else {
        "the contract declares no operations, so its types are generated without a client"
    };
    let hint = "another document may have the operations, and import this one: generate that one";
    lowering.warning(Span::START, found, hint);
}

fn is_builtin(ty: &castile_wsdl::model::Type) -> bool {
    matches!(ty.kind, castile_wsdl::model::TypeKind::Builtin(_))
}

fn is_soap(binding: &Binding) -> bool {
    matches!(
        binding.protocol,
        Protocol::Soap11 { .. } | Protocol::Soap12 { .. }
    )
}

/// SOAP may travel by other ways than HTTP; the client does not.
fn check_transport(lowering: &mut Lowering<'_>, binding: &Binding) {
    let (Protocol::Soap11 { transport } | Protocol::Soap12 { transport }) = &binding.protocol
    else {
        return;
    };
    let known = HTTP_TRANSPORTS
        .iter()
        .any(|known| transport.trim_end_matches('/').eq_ignore_ascii_case(known));
    if !known && !transport.is_empty() {
        let message = format!(
            "the transport `{transport}` of the binding `{}` is not HTTP",
            binding.name.local
        );
        let hint = "the client sends over HTTP all the same; `castile::transport::Transport` is the place for another way";
        lowering.warning(binding.span, message, hint);
    }
}

/// The names of SOAP over HTTP, without the slash that some end in.
const HTTP_TRANSPORTS: [&str; 4] = [
    "http://schemas.xmlsoap.org/soap/http",
    "http://schemas.xmlsoap.org/soap/https",
    "http://www.w3.org/2003/05/soap/bindings/HTTP",
    "http://schemas.xmlsoap.org/wsdl/soap/http",
];

/// Whether two bindings differ in nothing but the SOAP version.
fn same_binding(one: &Binding, other: &Binding) -> bool {
    let same = |a: &BindingOperation, b: &BindingOperation| {
        a.operation == b.operation
            && a.style == b.style
            && a.soap_action == b.soap_action
            && shape(a) == shape(b)
    };
    one.interface == other.interface
        && one.operations.len() == other.operations.len()
        && one
            .operations
            .iter()
            .zip(&other.operations)
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
pub(super) fn method_name<'o>(operation: &'o Operation, all: &[Operation]) -> &'o str {
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
