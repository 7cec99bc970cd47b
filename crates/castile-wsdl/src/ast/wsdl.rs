//! WSDL 1.1 as written.

use crate::ast::xsd::Schema;
use crate::model::{Protocol, QName, Style, Use};
use crate::source::Span;

/// `wsdl:definitions`.
#[derive(Debug, Clone)]
pub struct Definitions {
    /// `targetNamespace`.
    pub target_namespace: Option<String>,
    /// Its documentation.
    pub docs: Option<String>,
    /// `wsdl:import` elements.
    pub imports: Vec<Import>,
    /// The schemas in `wsdl:types`.
    pub schemas: Vec<Schema>,
    /// `wsdl:message` elements.
    pub messages: Vec<Message>,
    /// `wsdl:portType` elements.
    pub port_types: Vec<PortType>,
    /// `wsdl:binding` elements.
    pub bindings: Vec<Binding>,
    /// `wsdl:service` elements.
    pub services: Vec<Service>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:import`.
#[derive(Debug, Clone)]
pub struct Import {
    /// `namespace`.
    pub namespace: Option<String>,
    /// `location`.
    pub location: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:message`.
#[derive(Debug, Clone)]
pub struct Message {
    /// `name`.
    pub name: String,
    /// `wsdl:part` elements.
    pub parts: Vec<Part>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:part`.
#[derive(Debug, Clone)]
pub struct Part {
    /// `name`.
    pub name: String,
    /// `element`.
    pub element: Option<QName>,
    /// `type`.
    pub ty: Option<QName>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:portType`.
#[derive(Debug, Clone)]
pub struct PortType {
    /// `name`.
    pub name: String,
    /// Its documentation.
    pub docs: Option<String>,
    /// `wsdl:operation` elements.
    pub operations: Vec<Operation>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:operation` of a portType.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `name`.
    pub name: String,
    /// Its documentation.
    pub docs: Option<String>,
    /// `wsdl:input`.
    pub input: Option<MessageRef>,
    /// `wsdl:output`.
    pub output: Option<MessageRef>,
    /// `wsdl:output` stands before `wsdl:input`.
    pub output_first: bool,
    /// `wsdl:fault` elements.
    pub faults: Vec<MessageRef>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:input`, `wsdl:output` or `wsdl:fault` of a portType.
#[derive(Debug, Clone)]
pub struct MessageRef {
    /// `name`.
    pub name: Option<String>,
    /// `message`; with an empty local part where it is missing.
    pub message: QName,
    /// Its documentation.
    pub docs: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:binding`.
#[derive(Debug, Clone)]
pub struct Binding {
    /// `name`.
    pub name: String,
    /// `type`.
    pub ty: QName,
    /// The extension element that says to what it binds.
    pub protocol: Protocol,
    /// `style` of `soap:binding`.
    pub style: Option<Style>,
    /// `wsdl:operation` elements.
    pub operations: Vec<BindingOperation>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:operation` of a binding.
#[derive(Debug, Clone)]
pub struct BindingOperation {
    /// `name`.
    pub name: String,
    /// `soapAction` of `soap:operation`.
    pub soap_action: Option<String>,
    /// `soapActionRequired` of `soap12:operation`.
    pub soap_action_required: Option<bool>,
    /// `style` of `soap:operation`.
    pub style: Option<Style>,
    /// `location` of `http:operation`.
    pub http_location: Option<String>,
    /// `wsdl:input`.
    pub input: Option<BindingMessage>,
    /// `wsdl:output`.
    pub output: Option<BindingMessage>,
    /// `wsdl:fault` elements.
    pub faults: Vec<BindingFault>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:fault` of a binding.
#[derive(Debug, Clone)]
pub struct BindingFault {
    /// `name`, or that of its `soap:fault`.
    pub name: Option<String>,
    /// `namespace` of `soap:fault`.
    pub namespace: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:input` or `wsdl:output` of a binding.
#[derive(Debug, Clone)]
pub struct BindingMessage {
    /// `name`.
    pub name: Option<String>,
    /// What stands for the body.
    pub body: Body,
    /// `soap:header` elements.
    pub headers: Vec<Header>,
    /// The parts of a `mime:multipartRelated` that are no SOAP; those of one `mime:part` are alternatives, and the first
    /// is here.
    pub attachments: Vec<MimeContent>,
    /// Where it stands.
    pub span: Span,
}

/// The extension element for the body of a message.
#[derive(Debug, Clone)]
pub enum Body {
    /// `soap:body`.
    Soap {
        /// `use`.
        use_: Option<Use>,
        /// `namespace`.
        namespace: Option<String>,
        /// `encodingStyle`.
        encoding_style: Option<String>,
        /// `parts`.
        parts: Option<Vec<String>>,
        /// Where it stands.
        span: Span,
    },
    /// `http:urlEncoded`.
    UrlEncoded,
    /// `http:urlReplacement`.
    UrlReplacement,
    /// `mime:mimeXml`, with its part name.
    MimeXml(Option<String>),
    /// `mime:content`.
    MimeContent(MimeContent),
    /// Nothing that is known.
    Unknown,
}

/// `mime:content`.
#[derive(Debug, Clone)]
pub struct MimeContent {
    /// `part`.
    pub part: Option<String>,
    /// `type`.
    pub ty: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// `soap:header` or `soap:headerfault`.
#[derive(Debug, Clone)]
pub struct Header {
    /// `message`.
    pub message: QName,
    /// `part`.
    pub part: String,
    /// `use`.
    pub use_: Option<Use>,
    /// `namespace`, which an element has that is named after a part of a type.
    pub namespace: Option<String>,
    /// Its `soap:headerfault` elements, which have none themselves.
    pub faults: Vec<Header>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:service`.
#[derive(Debug, Clone)]
pub struct Service {
    /// `name`.
    pub name: String,
    /// Its documentation.
    pub docs: Option<String>,
    /// `wsdl:port` elements.
    pub ports: Vec<Port>,
    /// Where it stands.
    pub span: Span,
}

/// `wsdl:port`.
#[derive(Debug, Clone)]
pub struct Port {
    /// `name`.
    pub name: String,
    /// Its documentation.
    pub docs: Option<String>,
    /// `binding`.
    pub binding: QName,
    /// `location` of the address extension.
    pub address: Option<String>,
    /// Where it stands.
    pub span: Span,
}
