//! Services, bindings, portTypes and messages.

use std::collections::{HashMap, HashSet};

use crate::ast::wsdl::{self as ast, Definitions};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Attachment, Binding, BindingOperation, Body, FaultBinding, Header, Interface, InterfaceId,
    MessageBinding, MessageUse, Model, Operation, Part, PartContent, Pattern, Port, Protocol,
    QName, Service, Style, Use,
};
use crate::parse::is_undeclared;
use crate::resolve::names::{Declaration, Names, Table};
use crate::resolve::types::{Place, Types};
use crate::source::Span;

/// Builds all but elements and types.
pub(super) fn resolve<'a>(names: &Names<'a>, types: &mut Types<'a, '_>) -> Model {
    let mut resolver = Resolver { names, types };
    let mut model = Model::default();
    let mut declared = Vec::new();
    for definitions in &names.definitions {
        for node in &definitions.port_types {
            let name = own_name(definitions, &node.name);
            // Of equal declarations the first counts.
            let meant = names.port_types.get(&name);
            if meant.is_some_and(|meant| std::ptr::eq(meant.node, node)) {
                model.interfaces.push(resolver.interface(name, node));
                declared.push(node);
            }
        }
    }
    let interfaces: Vec<Indexed<'_>> = model
        .interfaces
        .iter()
        .zip(declared)
        .map(|(interface, declared)| Indexed::new(interface, declared))
        .collect();
    let mut bound = Vec::new();
    for definitions in &names.definitions {
        for node in &definitions.services {
            let service = resolver.service(definitions, node, &interfaces, &mut bound);
            model.services.push(service);
        }
    }
    for definitions in &names.definitions {
        for node in &definitions.bindings {
            let name = own_name(definitions, &node.name);
            let meant = names.bindings.get(&name);
            if meant.is_some_and(|meant| std::ptr::eq(meant.node, node)) && !bound.contains(&name) {
                model
                    .bindings
                    .extend(resolver.binding(name, node, &interfaces));
            }
        }
    }
    model
}

/// An interface, with its operations by name.
struct Indexed<'i> {
    interface: &'i Interface,
    operations: HashMap<&'i str, Vec<usize>>,
    /// Names of its operations that could not be read, which has been reported.
    left_out: HashSet<String>,
}

impl<'i> Indexed<'i> {
    fn new(interface: &'i Interface, declared: &ast::PortType) -> Self {
        let read: HashSet<Span> = interface.operations.iter().map(|it| it.span).collect();
        let left_out = declared
            .operations
            .iter()
            .filter(|it| !read.contains(&it.span))
            .map(|it| it.name.clone())
            .collect();
        let mut operations: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, operation) in interface.operations.iter().enumerate() {
            operations.entry(&operation.name).or_default().push(index);
        }
        Self {
            interface,
            operations,
            left_out,
        }
    }
}

fn own_name(definitions: &Definitions, local: &str) -> QName {
    QName {
        namespace: definitions.target_namespace.clone(),
        local: local.to_owned(),
    }
}

struct Resolver<'a, 'n, 't, 'r> {
    names: &'n Names<'a>,
    types: &'t mut Types<'a, 'r>,
}

impl<'a> Resolver<'a, '_, '_, '_> {
    /// Reports an error about an attribute, with a hint that may be none.
    fn error(
        &mut self,
        (span, attribute): Place<'_>,
        message: String,
        hint: Option<String>,
        instead: &str,
    ) {
        let found = self.types.sources.attribute(span, attribute);
        let span = found.map_or(span, |(span, _)| span);
        let mut diagnostic = Diagnostic::error(span, message);
        diagnostic.hint = hint;
        self.types.report.broken(diagnostic, instead);
    }

    fn find<T: Declaration>(
        &mut self,
        table: &Table<'a, T>,
        name: &QName,
        (span, attribute): Place<'_>,
        instead: &str,
    ) -> Option<(QName, &'a T)> {
        if let Some(found) = table.get(name) {
            return Some((name.clone(), found.node));
        }
        // Names of this kind never stand on the wire, so that a wrong namespace does no harm.
        let other = table
            .only(&name.local, self.types.report.list.len())
            .filter(|_| self.types.report.lenient);
        if !is_undeclared(name) || other.is_none() {
            let taken = other.as_ref().map(|(name, _)| format!("`{name}` is taken"));
            self.names.unresolved(
                table,
                name,
                (span, attribute),
                taken.as_deref().unwrap_or(instead),
                (self.types.sources, self.types.report),
            );
        }
        other.map(|(name, global)| (name, global.node))
    }

    fn interface(&mut self, name: QName, node: &ast::PortType) -> Interface {
        let operations = node
            .operations
            .iter()
            .filter_map(|operation| self.operation(operation))
            .collect();
        Interface {
            name,
            docs: node.docs.clone(),
            operations,
            span: node.span,
        }
    }

    fn operation(&mut self, node: &ast::Operation) -> Option<Operation> {
        let pattern = match (&node.input, &node.output) {
            (Some(_), Some(_)) if node.output_first => Pattern::SolicitResponse,
            (Some(_), Some(_)) => Pattern::RequestResponse,
            (Some(_), None) => Pattern::OneWay,
            (None, Some(_)) => Pattern::Notification,
            (None, None) => {
                let message = format!("operation `{}` has neither input nor output", node.name);
                self.error((node.span, "name"), message, None, "it is left out");
                return None;
            }
        };
        let input = node.input.as_ref().map(|it| self.message_use(it));
        let output = node.output.as_ref().map(|it| self.message_use(it));
        let faults = node.faults.iter().filter_map(|it| self.fault(it)).collect();
        // Without one of its messages an operation is another, or none.
        if matches!(input, Some(None)) || matches!(output, Some(None)) {
            return None;
        }
        Some(Operation {
            name: node.name.clone(),
            docs: node.docs.clone(),
            pattern,
            input: input.flatten(),
            output: output.flatten(),
            faults,
            span: node.span,
        })
    }

    fn message_use(&mut self, node: &ast::MessageRef) -> Option<MessageUse> {
        if node.message.local.is_empty() {
            return None;
        }
        let place = (node.span, "message");
        let instead = "the operation is left out";
        let (name, message) = self.find(&self.names.messages, &node.message, place, instead)?;
        Some(self.used(node, name, message))
    }

    /// The message of a fault. Where it is not declared, the fault is one that the contract says nothing about, as any
    /// service may send.
    fn fault(&mut self, node: &ast::MessageRef) -> Option<MessageUse> {
        let messages = &self.names.messages;
        let found = messages.get(&node.message);
        if found.is_none() {
            let reported = self.types.report.list.len();
            let sink = (self.types.sources, reported);
            let mut diagnostic =
                self.names
                    .undeclared(messages, &node.message, (node.span, "message"), sink);
            diagnostic = diagnostic.left(true, "the fault is read as one that is not declared");
            self.types.report.push(diagnostic);
        }
        found.map(|message| self.used(node, node.message.clone(), message.node))
    }

    fn used(&mut self, node: &ast::MessageRef, name: QName, message: &ast::Message) -> MessageUse {
        MessageUse {
            name: node.name.clone(),
            message: name,
            parts: message.parts.iter().map(|part| self.part(part)).collect(),
            docs: node.docs.clone(),
            span: node.span,
        }
    }

    fn part(&mut self, node: &ast::Part) -> Part {
        let content = match (&node.element, &node.ty) {
            (Some(name), _) => self
                .types
                .part_element(name, (node.span, "element"))
                .map(PartContent::Element),
            (None, Some(name)) => Some(PartContent::Type(self.types.named_type(
                name,
                0,
                (node.span, "type"),
                0,
            ))),
            (None, None) => None,
        };
        Part {
            name: node.name.clone(),
            content: content.unwrap_or(PartContent::None),
            span: node.span,
        }
    }

    fn service(
        &mut self,
        definitions: &Definitions,
        node: &ast::Service,
        interfaces: &[Indexed<'_>],
        bound: &mut Vec<QName>,
    ) -> Service {
        let mut ports = Vec::new();
        for port in &node.ports {
            let place = (port.span, "binding");
            let instead = "the port is left out";
            let Some((name, found)) =
                self.find(&self.names.bindings, &port.binding, place, instead)
            else {
                continue;
            };
            bound.push(name.clone());
            let binding = self.binding(name, found, interfaces);
            ports.extend(binding.map(|binding| Port {
                name: port.name.clone(),
                docs: port.docs.clone(),
                address: port.address.clone(),
                binding,
                span: port.span,
            }));
        }
        Service {
            name: own_name(definitions, &node.name),
            docs: node.docs.clone().or_else(|| definitions.docs.clone()),
            ports,
            span: node.span,
        }
    }

    fn binding(
        &mut self,
        name: QName,
        node: &'a ast::Binding,
        interfaces: &[Indexed<'_>],
    ) -> Option<Binding> {
        let place = (node.span, "type");
        let instead = "the binding is left out";
        let (port_type, _) = self.find(&self.names.port_types, &node.ty, place, instead)?;
        let interface = interfaces
            .iter()
            .position(|it| it.interface.name == port_type)?;
        let operations = node.operations.iter();
        let operations = operations.filter_map(|operation| {
            self.binding_operation(operation, node, &interfaces[interface])
        });
        Some(Binding {
            name,
            operations: operations.collect(),
            interface: InterfaceId(interface),
            protocol: node.protocol.clone(),
            span: node.span,
        })
    }

    fn binding_operation(
        &mut self,
        node: &'a ast::BindingOperation,
        binding: &ast::Binding,
        interface: &Indexed<'_>,
    ) -> Option<BindingOperation> {
        let index = self.bound_operation(node, interface)?;
        let operation = &interface.interface.operations[index];
        let input = node.input.as_ref();
        let output = node.output.as_ref();
        let mut input = input.map(|it| self.message(it, operation.input.as_ref()));
        let mut output = output.map(|it| self.message(it, operation.output.as_ref()));
        let is_soap = matches!(
            binding.protocol,
            Protocol::Soap11 { .. } | Protocol::Soap12 { .. }
        );
        if is_soap {
            self.missing_body(node, operation.input.as_ref(), &mut input);
            self.missing_body(node, operation.output.as_ref(), &mut output);
        }
        Some(BindingOperation {
            operation: index,
            soap_action: node.soap_action.clone(),
            soap_action_required: node.soap_action_required.unwrap_or(true),
            style: node.style.or(binding.style).unwrap_or(Style::Document),
            http_location: node.http_location.clone(),
            input,
            output,
            faults: node
                .faults
                .iter()
                .filter_map(|fault| {
                    Some(FaultBinding {
                        name: fault.name.clone()?,
                        namespace: fault.namespace.clone(),
                        span: fault.span,
                    })
                })
                .collect(),
            span: node.span,
        })
    }

    /// A SOAP binding that says nothing of a body: other readers of WSDL take it for a literal one of all parts.
    fn missing_body(
        &mut self,
        node: &ast::BindingOperation,
        message: Option<&MessageUse>,
        bound: &mut Option<MessageBinding>,
    ) {
        let Some(message) = message else { return };
        let is_missing = bound.as_ref().is_none_or(|bound| {
            matches!(bound.body, Body::Unknown) && bound.attachments.is_empty()
        });
        if !is_missing {
            return;
        }
        let bound = bound.get_or_insert_with(|| MessageBinding {
            body: Body::Unknown,
            headers: Vec::new(),
            attachments: Vec::new(),
            span: node.span,
        });
        let in_header = |part: &Part| bound.headers.iter().any(|one| one.part.span == part.span);
        let parts = message.parts.iter().enumerate();
        let parts: Vec<usize> = parts
            .filter(|(_, part)| !in_header(part))
            .map(|(index, _)| index)
            .collect();
        if !parts.is_empty() {
            let text = format!(
                "the binding of `{}` has no `soap:body` for the message `{}`: it is read as one with `use=\"literal\"` and all parts",
                node.name, message.message.local
            );
            self.types
                .report
                .push(Diagnostic::warning(bound.span, text));
        }
        bound.body = Body::Soap {
            use_: Use::Literal,
            namespace: None,
            encoding_style: None,
            parts,
        };
    }

    /// The operation of the portType that one of a binding is about: overloads are told apart by the names of input
    /// and output (WSDL 1.1, 2.5).
    fn bound_operation(
        &mut self,
        node: &ast::BindingOperation,
        interface: &Indexed<'_>,
    ) -> Option<usize> {
        let operations = &interface.interface.operations;
        let of_name = interface
            .operations
            .get(node.name.as_str())
            .map_or(&[][..], Vec::as_slice);
        let input = node.input.as_ref().and_then(|it| it.name.as_deref());
        let output = node.output.as_ref().and_then(|it| it.name.as_deref());
        let matching: Vec<usize> = of_name
            .iter()
            .copied()
            .filter(|index| {
                let operation = &operations[*index];
                names_match(input, operation.input.as_ref(), operation, "Request")
                    && names_match(output, operation.output.as_ref(), operation, "Response")
            })
            .collect();
        match (of_name, matching.as_slice()) {
            ([only], _) | (_, [only]) => Some(*only),
            ([], _) if interface.left_out.contains(&node.name) => None,
            ([], _) => {
                let names = operations.iter().map(|operation| operation.name.as_str());
                let near = crate::names::nearest(&node.name, names);
                let port_type = &interface.interface.name.local;
                let message = format!(
                    "operation `{}` is not in port type `{port_type}`",
                    node.name
                );
                let hint = near.map(|near| format!("did you mean `{near}`"));
                self.error((node.span, "name"), message, hint, "it is left out");
                None
            }
            (several, _) => {
                let first = several.first().map(|index| operations[*index].span);
                let place = first
                    .map(|span| self.types.sources.place(span))
                    .unwrap_or_default();
                let message = format!(
                    "operation `{}` is overloaded, and nothing says which one is meant",
                    node.name
                );
                let hint = format!("repeat the `name` of its input or output, as at {place}");
                self.error((node.span, "name"), message, Some(hint), "it is left out");
                None
            }
        }
    }

    fn message(
        &mut self,
        node: &'a ast::BindingMessage,
        message: Option<&MessageUse>,
    ) -> MessageBinding {
        let mut headers = Vec::new();
        let mut in_headers = Vec::new();
        for header in &node.headers {
            let Some((header_message, found)) = self.header(header) else {
                continue;
            };
            if message.is_some_and(|message| message.message == header_message) {
                in_headers.push(header.part.clone());
            }
            headers.push(found);
        }
        let attachments = self.attachments(&node.attachments, message);
        let mut elsewhere = in_headers;
        elsewhere.extend(node.attachments.iter().filter_map(|it| it.part.clone()));
        let body = match &node.body {
            ast::Body::Soap {
                use_,
                namespace,
                encoding_style,
                parts,
                span,
            } => Body::Soap {
                use_: use_.unwrap_or(Use::Literal),
                namespace: namespace.clone(),
                encoding_style: encoding_style.clone(),
                parts: self.body_parts(parts.as_deref(), message, &elsewhere, *span),
            },
            ast::Body::UrlEncoded => Body::UrlEncoded,
            ast::Body::UrlReplacement => Body::UrlReplacement,
            ast::Body::MimeXml(part) => Body::MimeXml(part.clone()),
            ast::Body::MimeContent(content) => Body::MimeContent {
                part: content.part.clone(),
                ty: content.ty.clone(),
            },
            ast::Body::Unknown => Body::Unknown,
        };
        MessageBinding {
            body,
            headers,
            attachments,
            span: node.span,
        }
    }

    /// A header, with the name of its message.
    fn header(&mut self, node: &'a ast::Header) -> Option<(QName, Header)> {
        let place = (node.span, "message");
        let instead = "the header is left out";
        let (message, found) = self.find(&self.names.messages, &node.message, place, instead)?;
        let Some(part) = found.parts.iter().find(|part| part.name == node.part) else {
            let (text, near) = no_part(found, &node.part);
            self.error((node.span, "part"), text, near, instead);
            return None;
        };
        let faults = node.faults.iter();
        let header = Header {
            part: self.part(part),
            use_: node.use_.unwrap_or(Use::Literal),
            namespace: node.namespace.clone(),
            faults: faults
                .filter_map(|fault| self.header_fault(fault))
                .collect(),
            span: node.span,
        };
        Some((message, header))
    }

    /// Where its message is not declared, the fault is one that the contract says nothing about.
    fn header_fault(&mut self, node: &ast::Header) -> Option<Header> {
        let messages = &self.names.messages;
        let found = messages.get(&node.message).map(|message| message.node);
        let part = found.and_then(|message| {
            let mut parts = message.parts.iter();
            parts.find(|part| part.name == node.part)
        });
        let diagnostic = match (found, part) {
            (_, Some(part)) => {
                return Some(Header {
                    part: self.part(part),
                    use_: node.use_.unwrap_or(Use::Literal),
                    namespace: node.namespace.clone(),
                    faults: Vec::new(),
                    span: node.span,
                });
            }
            (Some(message), None) => {
                let (text, near) = no_part(message, &node.part);
                let place = self.types.sources.attribute(node.span, "part");
                let mut diagnostic =
                    Diagnostic::error(place.map_or(node.span, |(span, _)| span), text);
                diagnostic.hint = near;
                diagnostic
            }
            (None, None) => {
                let sink = (self.types.sources, self.types.report.list.len());
                let place = (node.span, "message");
                self.names.undeclared(messages, &node.message, place, sink)
            }
        };
        let instead = "the fault is read as one that is not declared";
        self.types.report.push(diagnostic.left(true, instead));
        None
    }

    fn attachments(
        &mut self,
        nodes: &[ast::MimeContent],
        message: Option<&MessageUse>,
    ) -> Vec<Attachment> {
        let parts = message.map_or(&[][..], |message| &message.parts);
        let mut attachments = Vec::new();
        for node in nodes {
            let name = node.part.as_deref().unwrap_or_default();
            match parts.iter().position(|part| part.name == name) {
                Some(part) => attachments.push(Attachment {
                    part,
                    ty: node.ty.clone(),
                    span: node.span,
                }),
                // A message that could not be found has been reported.
                None if message.is_none() => {}
                None => {
                    let names = parts.iter().map(|part| part.name.as_str());
                    let near = crate::names::nearest(name, names);
                    let near = near.map(|near| format!("did you mean `{near}`"));
                    let text = format!(
                        "`mime:content` is for the part `{name}`, which the message does not have"
                    );
                    let instead = "the attachment is left out";
                    self.error((node.span, "part"), text, near, instead);
                }
            }
        }
        attachments
    }

    /// The parts that make the body: those named, or all that no header and no attachment takes.
    fn body_parts(
        &mut self,
        named: Option<&[String]>,
        message: Option<&MessageUse>,
        elsewhere: &[String],
        span: Span,
    ) -> Vec<usize> {
        let Some(message) = message else {
            return Vec::new();
        };
        let rest = || {
            let parts = message.parts.iter().enumerate();
            parts
                .filter(|(_, part)| !elsewhere.contains(&part.name))
                .map(|(index, _)| index)
                .collect()
        };
        let mut indexes = Vec::new();
        let Some(named) = named else {
            return rest();
        };
        for name in named {
            match message.parts.iter().position(|part| part.name == *name) {
                Some(index) => indexes.push(index),
                // A message that could not be found has been reported, and has no parts.
                None if message.parts.is_empty() => {}
                None => {
                    let near = crate::names::nearest(
                        name,
                        message.parts.iter().map(|part| part.name.as_str()),
                    );
                    let near = near.map(|near| format!("did you mean `{near}`"));
                    let text = format!("message `{}` has no part `{name}`", message.message.local);
                    // Other readers of WSDL pass over it.
                    let found = self.types.sources.attribute(span, "parts");
                    let span = found.map_or(span, |(span, _)| span);
                    let mut diagnostic = Diagnostic::warning(span, text + ": it is ignored");
                    diagnostic.hint = near;
                    self.types.report.push(diagnostic);
                }
            }
        }
        if indexes.is_empty() && !named.is_empty() {
            return rest();
        }
        indexes
    }
}

/// That a message has no such part, with a hint.
fn no_part(message: &ast::Message, part: &str) -> (String, Option<String>) {
    let names = message.parts.iter().map(|part| part.name.as_str());
    let near = crate::names::nearest(part, names);
    (
        format!("message `{}` has no part `{part}`", message.name),
        near.map(|near| format!("did you mean `{near}`")),
    )
}

/// Whether the name that a binding gives an input or output is that of the portType, where both have one; the
/// portType's may be the default one (WSDL 1.1, 2.4.5).
fn names_match(
    bound: Option<&str>,
    used: Option<&MessageUse>,
    of: &Operation,
    suffix: &str,
) -> bool {
    let Some(used) = used else {
        return bound.is_none();
    };
    let both = of.input.is_some() && of.output.is_some();
    let default = if both {
        format!("{}{suffix}", of.name)
    } else {
        of.name.clone()
    };
    match (bound, used.name.as_deref()) {
        (Some(bound), declared) => bound == declared.unwrap_or(&default),
        (None, Some(declared)) => declared == default,
        (None, None) => true,
    }
}
