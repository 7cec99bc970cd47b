//! `wsdl:definitions` and what stands in it, WSDL 1.1 with its bindings to SOAP 1.1, SOAP 1.2, HTTP and MIME.

use crate::ast::wsdl::{
    Binding, BindingFault, BindingMessage, BindingOperation, Body, Definitions, Header, Import,
    Message, MessageRef, MimeContent, Operation, Part, Port, PortType, Service,
};
use crate::diagnostic::Diagnostic;
use crate::model::{Protocol, QName, Style, Use};
use crate::parse::xml::{Reader, Tag, add_docs};
use crate::parse::xsd::whole;
use crate::parse::{WSDL, XSD, xsd};

const SOAP11: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
const SOAP12: &str = "http://schemas.xmlsoap.org/wsdl/soap12/";
const HTTP: &str = "http://schemas.xmlsoap.org/wsdl/http/";
const MIME: &str = "http://schemas.xmlsoap.org/wsdl/mime/";

const STYLES: &[(&str, Style)] = &[("document", Style::Document), ("rpc", Style::Rpc)];
const USES: &[(&str, Use)] = &[("literal", Use::Literal), ("encoded", Use::Encoded)];

/// An element inside one of WSDL.
enum Child {
    /// Of WSDL itself, other than documentation.
    Wsdl(Tag),
    /// Of another namespace.
    Extension(Tag),
}

/// The next child that is not documentation, which is collected.
fn child(reader: &mut Reader<'_>, parent: &Tag, docs: &mut Option<String>) -> Option<Child> {
    loop {
        let tag = reader.child(parent)?;
        match (tag.name.namespace.as_deref(), tag.name.local.as_str()) {
            (Some(WSDL), "documentation") => {
                let text = reader.text(&tag);
                add_docs(docs, &text);
            }
            (Some(WSDL), _) => return Some(Child::Wsdl(tag)),
            _ => return Some(Child::Extension(tag)),
        }
    }
}

/// Reports an element of WSDL where it has no place.
fn misplaced(reader: &mut Reader<'_>, parent: &Tag, child: &Tag) {
    let message = format!(
        "`{}` has no place inside `{}`",
        child.written(),
        parent.written()
    );
    reader.broken(Diagnostic::error(child.span, message), "it is ignored");
}

fn is(tag: &Tag, namespaces: &[&str], local: &str) -> bool {
    tag.name.local == local
        && tag
            .name
            .namespace
            .as_deref()
            .is_some_and(|it| namespaces.contains(&it))
}

/// Parses the root element.
pub(super) fn definitions(reader: &mut Reader<'_>, mut tag: Tag) -> Definitions {
    let target_namespace = tag.take("targetNamespace");
    if target_namespace.as_deref() == Some("") {
        let message = "`targetNamespace` is empty: what is declared here is in no namespace";
        reader.attribute_warning(tag.span, "targetNamespace", message.to_owned());
    }
    let target_namespace = target_namespace.filter(|it| !it.is_empty());
    tag.take("name");
    reader.done(&mut tag);
    let mut out = Definitions {
        target_namespace,
        docs: None,
        imports: Vec::new(),
        schemas: Vec::new(),
        messages: Vec::new(),
        port_types: Vec::new(),
        bindings: Vec::new(),
        services: Vec::new(),
        span: tag.span,
    };
    let mut docs = None;
    while let Some(child) = child(reader, &tag, &mut docs) {
        match child {
            Child::Wsdl(it) => match it.name.local.as_str() {
                "import" => out.imports.push(import(reader, it)),
                "types" => types(reader, &it, &mut out.schemas),
                "message" => {
                    let message = message(reader, it);
                    out.messages.extend(whole(reader, message));
                }
                "portType" => out.port_types.push(port_type(reader, it)),
                "binding" => out.bindings.extend(binding(reader, it)),
                "service" => out.services.push(service(reader, it)),
                _ => misplaced(reader, &tag, &it),
            },
            Child::Extension(it) => reader.extension(it),
        }
    }
    out.docs = docs;
    out
}

fn import(reader: &mut Reader<'_>, mut tag: Tag) -> Import {
    let namespace = tag.take("namespace");
    let location = tag.take("location").filter(|it| !it.is_empty());
    if location.is_none() {
        let message = format!("`{}` names no `location`: it is ignored", tag.written());
        reader.report(Diagnostic::warning(tag.span, message));
    }
    reader.done(&mut tag);
    Import {
        namespace,
        location,
        span: tag.span,
    }
}

fn types(reader: &mut Reader<'_>, tag: &Tag, schemas: &mut Vec<crate::ast::xsd::Schema>) {
    let mut docs = None;
    while let Some(child) = child(reader, tag, &mut docs) {
        match child {
            Child::Wsdl(it) => misplaced(reader, tag, &it),
            Child::Extension(it) if is(&it, &[XSD], "schema") => {
                schemas.push(xsd::schema(reader, it));
            }
            Child::Extension(it) => reader.extension(it),
        }
    }
}

fn message(reader: &mut Reader<'_>, mut tag: Tag) -> Message {
    let name = reader.require_label(&mut tag);
    reader.done(&mut tag);
    let mut parts: Vec<Part> = Vec::new();
    let mut docs = None;
    while let Some(child) = child(reader, &tag, &mut docs) {
        match child {
            Child::Wsdl(it) if it.name.local == "part" => {
                let part = part(reader, it);
                if parts.iter().any(|other| other.name == part.name) {
                    let message = format!("message `{name}` has two parts called `{}`", part.name);
                    let instead = "the second is left out";
                    reader.attribute_error(part.span, "name", message, instead);
                } else if !part.name.is_empty() {
                    parts.push(part);
                }
            }
            Child::Wsdl(it) => misplaced(reader, &tag, &it),
            Child::Extension(it) => reader.extension(it),
        }
    }
    Message {
        name,
        parts,
        span: tag.span,
    }
}

fn part(reader: &mut Reader<'_>, mut tag: Tag) -> Part {
    let name = reader.require_name(&mut tag);
    let element = reader.take_qname(&mut tag, "element");
    let ty = reader.take_qname(&mut tag, "type");
    if element.is_some() && ty.is_some() {
        let message =
            format!("part `{name}` has both `element` and `type`: only one says what it is");
        reader.broken(Diagnostic::error(tag.span, message), "`element` is taken");
    }
    reader.done(&mut tag);
    Part {
        name,
        element,
        ty,
        span: tag.span,
    }
}

fn port_type(reader: &mut Reader<'_>, mut tag: Tag) -> PortType {
    let name = reader.require_label(&mut tag);
    reader.done(&mut tag);
    let mut operations = Vec::new();
    let mut docs = None;
    while let Some(child) = child(reader, &tag, &mut docs) {
        match child {
            Child::Wsdl(it) if it.name.local == "operation" => {
                let operation = operation(reader, it);
                operations.extend(whole(reader, operation).filter(|it| !it.name.is_empty()));
            }
            Child::Wsdl(it) => misplaced(reader, &tag, &it),
            Child::Extension(it) => reader.extension(it),
        }
    }
    PortType {
        name,
        docs,
        operations,
        span: tag.span,
    }
}

fn operation(reader: &mut Reader<'_>, mut tag: Tag) -> Operation {
    let name = reader.require_name(&mut tag);
    // The order of parameters in some programming language; the wire does not depend on it.
    tag.take("parameterOrder");
    reader.done(&mut tag);
    let mut out = Operation {
        name,
        docs: None,
        input: None,
        output: None,
        output_first: false,
        faults: Vec::new(),
        span: tag.span,
    };
    while let Some(child) = child(reader, &tag, &mut out.docs) {
        match child {
            Child::Wsdl(it) => match it.name.local.as_str() {
                "input" if out.input.is_none() => out.input = message_ref(reader, it),
                "output" if out.output.is_none() => {
                    out.output_first = out.input.is_none();
                    out.output = message_ref(reader, it);
                }
                "fault" => out.faults.extend(message_ref(reader, it)),
                _ => misplaced(reader, &tag, &it),
            },
            Child::Extension(it) => reader.extension(it),
        }
    }
    out
}

fn message_ref(reader: &mut Reader<'_>, mut tag: Tag) -> Option<MessageRef> {
    let name = tag.take("name");
    if tag.name.local == "fault" && name.is_none() {
        let message = format!("`{}` has no attribute `name`", tag.written());
        reader.report(Diagnostic::warning(tag.span, message));
    }
    let message = required_qname(reader, &mut tag, "message");
    // A fault can be missed; without the message of its input or output an operation is none.
    let message = message.or((tag.name.local != "fault").then(|| QName {
        namespace: None,
        local: String::new(),
    }));
    reader.done(&mut tag);
    let mut docs = None;
    while let Some(child) = child(reader, &tag, &mut docs) {
        match child {
            Child::Wsdl(it) => misplaced(reader, &tag, &it),
            Child::Extension(it) => reader.extension(it),
        }
    }
    Some(MessageRef {
        name,
        message: message?,
        docs,
        span: tag.span,
    })
}

/// A qualified name that has to be there.
fn required_qname(reader: &mut Reader<'_>, tag: &mut Tag, name: &'static str) -> Option<QName> {
    let value = reader.require(tag, name)?;
    reader.expand(tag, name, &value)
}

fn binding(reader: &mut Reader<'_>, mut tag: Tag) -> Option<Binding> {
    let name = reader.require_label(&mut tag);
    let ty = required_qname(reader, &mut tag, "type");
    reader.done(&mut tag);
    let mut out = Binding {
        name,
        ty: ty.unwrap_or(QName {
            namespace: None,
            local: String::new(),
        }),
        protocol: Protocol::Unknown(None),
        style: None,
        operations: Vec::new(),
        span: tag.span,
    };
    let mut docs = None;
    while let Some(child) = child(reader, &tag, &mut docs) {
        match child {
            Child::Wsdl(it) if it.name.local == "operation" => {
                let operation = binding_operation(reader, it);
                let whole = whole(reader, operation).filter(|it| !it.name.is_empty());
                out.operations.extend(whole);
            }
            Child::Wsdl(it) => misplaced(reader, &tag, &it),
            Child::Extension(it) => protocol(reader, it, &mut out),
        }
    }
    Some(out).filter(|binding| !binding.ty.local.is_empty())
}

/// Takes `style`. A word that is no style says nothing, and the default holds, as it does for other readers of WSDL.
fn take_style(reader: &mut Reader<'_>, tag: &mut Tag) -> Option<Style> {
    let value = tag.take("style")?;
    let meant = STYLES
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(&value));
    if meant.is_none_or(|(word, _)| *word != value) {
        let instead = meant.map_or("it is ignored".to_owned(), |(word, _)| {
            format!("it is read as `{word}`")
        });
        let message = format!("`style` is `{value}`: expected `document` or `rpc`: {instead}");
        reader.attribute_warning(tag.span, "style", message);
    }
    meant.map(|(_, style)| *style)
}

/// Takes the element that says to what a binding binds; others are extensions.
fn protocol(reader: &mut Reader<'_>, mut tag: Tag, binding: &mut Binding) {
    if is(&tag, &[SOAP11, SOAP12], "binding") {
        let transport = tag.take("transport").unwrap_or_default();
        binding.style = take_style(reader, &mut tag);
        binding.protocol = if is(&tag, &[SOAP12], "binding") {
            Protocol::Soap12 { transport }
        } else {
            Protocol::Soap11 { transport }
        };
        reader.done(&mut tag);
    } else if is(&tag, &[HTTP], "binding") {
        let verb = reader.require(&mut tag, "verb").unwrap_or_default();
        binding.protocol = Protocol::Http { verb };
        reader.done(&mut tag);
    } else {
        if tag.name.local == "binding" && binding.protocol == Protocol::Unknown(None) {
            binding.protocol = Protocol::Unknown(Some(tag.name.clone()));
        }
        reader.extension(tag);
    }
}

fn binding_operation(reader: &mut Reader<'_>, mut tag: Tag) -> BindingOperation {
    let name = reader.require_name(&mut tag);
    reader.done(&mut tag);
    let mut out = BindingOperation {
        name,
        soap_action: None,
        soap_action_required: None,
        style: None,
        http_location: None,
        input: None,
        output: None,
        faults: Vec::new(),
        span: tag.span,
    };
    let mut docs = None;
    while let Some(child) = child(reader, &tag, &mut docs) {
        match child {
            Child::Wsdl(it) => match it.name.local.as_str() {
                "input" if out.input.is_none() => out.input = Some(binding_message(reader, it)),
                "output" if out.output.is_none() => out.output = Some(binding_message(reader, it)),
                "fault" => out.faults.push(binding_fault(reader, it)),
                _ => misplaced(reader, &tag, &it),
            },
            Child::Extension(mut it) if is(&it, &[SOAP11, SOAP12], "operation") => {
                out.soap_action = it.take("soapAction");
                out.soap_action_required = reader.take_bool(&mut it, "soapActionRequired");
                out.style = take_style(reader, &mut it);
                reader.done(&mut it);
            }
            Child::Extension(mut it) if is(&it, &[HTTP], "operation") => {
                out.http_location = reader.require(&mut it, "location");
                reader.done(&mut it);
            }
            Child::Extension(it) => reader.extension(it),
        }
    }
    out
}

/// What a fault is follows from its message; its binding says in which namespace a part of a type is.
fn binding_fault(reader: &mut Reader<'_>, mut tag: Tag) -> BindingFault {
    let mut out = BindingFault {
        name: tag.take("name"),
        namespace: None,
        span: tag.span,
    };
    reader.done(&mut tag);
    let mut docs = None;
    while let Some(child) = child(reader, &tag, &mut docs) {
        match child {
            Child::Wsdl(it) => misplaced(reader, &tag, &it),
            Child::Extension(mut it) if is(&it, &[SOAP11, SOAP12], "fault") => {
                let name = it.take("name");
                out.name = out.name.or(name);
                out.namespace = it.take("namespace").filter(|it| !it.is_empty());
                it.take("use");
                it.take("encodingStyle");
                reader.done(&mut it);
            }
            Child::Extension(it) => reader.extension(it),
        }
    }
    out
}

fn binding_message(reader: &mut Reader<'_>, mut tag: Tag) -> BindingMessage {
    let name = tag.take("name");
    reader.done(&mut tag);
    let mut out = BindingMessage {
        name,
        body: Body::Unknown,
        headers: Vec::new(),
        attachments: Vec::new(),
        span: tag.span,
    };
    let mut docs = None;
    while let Some(child) = child(reader, &tag, &mut docs) {
        match child {
            Child::Wsdl(it) => misplaced(reader, &tag, &it),
            Child::Extension(it) => body_or_header(reader, it, &mut out),
        }
    }
    out
}

fn body_or_header(reader: &mut Reader<'_>, mut tag: Tag, message: &mut BindingMessage) {
    let body = match (tag.name.namespace.as_deref(), tag.name.local.as_str()) {
        (Some(SOAP11 | SOAP12), "body") => soap_body(reader, &mut tag),
        (Some(SOAP11 | SOAP12), "header") => {
            message.headers.extend(header(reader, tag));
            return;
        }
        (Some(HTTP), "urlEncoded") => Body::UrlEncoded,
        (Some(HTTP), "urlReplacement") => Body::UrlReplacement,
        (Some(MIME), "mimeXml") => Body::MimeXml(tag.take("part")),
        (Some(MIME), "content") => Body::MimeContent(content(&mut tag)),
        (Some(MIME), "multipartRelated") => {
            multipart(reader, &tag, message);
            return;
        }
        _ => return reader.extension(tag),
    };
    reader.done(&mut tag);
    // Alternatives may stand side by side (WSDL 1.1, 5.3); the first is taken.
    if matches!(message.body, Body::Unknown) {
        message.body = body;
    }
}

fn content(tag: &mut Tag) -> MimeContent {
    MimeContent {
        part: tag.take("part"),
        ty: tag.take("type"),
        span: tag.span,
    }
}

/// The parts of a multipart message: one is SOAP, the others travel beside it (WSDL 1.1, 5.2).
fn multipart(reader: &mut Reader<'_>, tag: &Tag, message: &mut BindingMessage) {
    while let Some(part) = reader.child(tag) {
        if !is(&part, &[MIME], "part") {
            misplaced(reader, tag, &part);
            continue;
        }
        let mut has_content = false;
        while let Some(mut it) = reader.child(&part) {
            if is(&it, &[MIME], "content") {
                let content = content(&mut it);
                reader.done(&mut it);
                // Several are alternatives.
                if !std::mem::replace(&mut has_content, true) {
                    message.attachments.push(content);
                }
            } else {
                body_or_header(reader, it, message);
            }
        }
    }
}

fn soap_body(reader: &mut Reader<'_>, tag: &mut Tag) -> Body {
    tag.take_foreign(WSDL, "required");
    let parts = tag
        .take("parts")
        .map(|parts| parts.split_whitespace().map(str::to_owned).collect());
    Body::Soap {
        use_: reader.take_word(tag, "use", USES),
        namespace: tag.take("namespace").filter(|it| !it.is_empty()),
        encoding_style: tag.take("encodingStyle"),
        parts,
        span: tag.span,
    }
}

fn header(reader: &mut Reader<'_>, mut tag: Tag) -> Option<Header> {
    // What the header would be cannot be known then; other readers of WSDL pass over it.
    let Some(message) = tag.take("message") else {
        let message = format!(
            "`{}` has no attribute `message`: it is left out",
            tag.written()
        );
        reader.report(Diagnostic::warning(tag.span, message));
        return None;
    };
    let message = reader.expand(&tag, "message", &message);
    let part = reader.require(&mut tag, "part");
    let use_ = reader.take_word(&mut tag, "use", USES);
    let namespace = tag.take("namespace").filter(|it| !it.is_empty());
    tag.take("encodingStyle");
    reader.done(&mut tag);
    let mut faults = Vec::new();
    while let Some(child) = reader.child(&tag) {
        if is(&child, &[SOAP11, SOAP12], "headerfault") {
            faults.extend(header_fault(reader, child));
        } else {
            reader.extension(child);
        }
    }
    Some(Header {
        message: message?,
        part: part?,
        use_,
        namespace,
        faults,
        span: tag.span,
    })
}

/// A fault can be missed: what is wrong with it breaks nothing.
fn header_fault(reader: &mut Reader<'_>, mut tag: Tag) -> Option<Header> {
    let message = tag.take("message");
    let message = message.and_then(|message| reader.expand(&tag, "message", &message));
    let part = tag.take("part");
    let use_ = tag.take("use");
    let namespace = tag.take("namespace").filter(|it| !it.is_empty());
    tag.take("encodingStyle");
    reader.done(&mut tag);
    let (Some(message), Some(part)) = (message, part) else {
        let message = format!(
            "`{}` does not say its `message` and `part`: it is left out",
            tag.written()
        );
        reader.report(Diagnostic::warning(tag.span, message));
        return None;
    };
    Some(Header {
        message,
        part,
        use_: USES
            .iter()
            .find(|(word, _)| use_.as_deref() == Some(word))
            .map(|(_, it)| *it),
        namespace,
        faults: Vec::new(),
        span: tag.span,
    })
}

fn service(reader: &mut Reader<'_>, mut tag: Tag) -> Service {
    let name = reader.require_label(&mut tag);
    reader.done(&mut tag);
    let mut ports = Vec::new();
    let mut docs = None;
    while let Some(child) = child(reader, &tag, &mut docs) {
        match child {
            Child::Wsdl(it) if it.name.local == "port" => {
                let port = port(reader, it);
                ports.extend(whole(reader, port).flatten());
            }
            Child::Wsdl(it) => misplaced(reader, &tag, &it),
            Child::Extension(it) => reader.extension(it),
        }
    }
    Service {
        name,
        docs,
        ports,
        span: tag.span,
    }
}

fn port(reader: &mut Reader<'_>, mut tag: Tag) -> Option<Port> {
    let name = reader.require_label(&mut tag);
    let binding = required_qname(reader, &mut tag, "binding");
    reader.done(&mut tag);
    let mut address = None;
    let mut docs = None;
    while let Some(child) = child(reader, &tag, &mut docs) {
        match child {
            Child::Wsdl(it) => misplaced(reader, &tag, &it),
            Child::Extension(mut it) if it.name.local == "address" => {
                address = it.take("location").or(address);
            }
            Child::Extension(it) => reader.extension(it),
        }
    }
    Some(Port {
        name,
        docs,
        binding: binding?,
        address,
        span: tag.span,
    })
}
