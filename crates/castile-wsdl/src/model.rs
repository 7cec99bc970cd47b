//! The contract, resolved: what the generator works from.
//!
//! Every reference of the documents has become an id or an owned value; nothing here has to be looked up by
//! name again. The words are those of WSDL 1.1 and XML Schema 1.0. Order is document order throughout.

use std::fmt;

use crate::source::Span;

/// An expanded name: namespace and local part.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QName {
    /// The namespace URI; `None` for a name in no namespace.
    pub namespace: Option<String>,
    /// The local part.
    pub local: String,
}

impl fmt::Display for QName {
    /// Writes `{namespace}local`, as James Clark's notation has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{{{namespace}}}{}", self.local),
            None => f.write_str(&self.local),
        }
    }
}

/// Index of a [`Type`] in [`Model::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// Index of a global [`Element`] in [`Model::elements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementId(pub usize);

/// Index of an [`Interface`] in [`Model::interfaces`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InterfaceId(pub usize);

/// A whole contract: services down to types.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// `wsdl:service` elements.
    pub services: Vec<Service>,
    /// `wsdl:binding` elements that no port names, as in a contract without a service.
    pub bindings: Vec<Binding>,
    /// `wsdl:portType` elements.
    pub interfaces: Vec<Interface>,
    /// Global element declarations of all schemas.
    pub elements: Vec<Element>,
    /// All types: built-in ones that are used, global and anonymous ones.
    pub types: Vec<Type>,
}

impl Model {
    /// The type with this id.
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types[id.0]
    }

    /// The global element with this id.
    pub fn element(&self, id: ElementId) -> &Element {
        &self.elements[id.0]
    }

    /// The interface with this id.
    pub fn interface(&self, id: InterfaceId) -> &Interface {
        &self.interfaces[id.0]
    }
}

/// A `wsdl:service`.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its name, in the target namespace of its document.
    pub name: QName,
    /// Its `wsdl:documentation`, or that of `wsdl:definitions` where it has none.
    pub docs: Option<String>,
    /// Its ports.
    pub ports: Vec<Port>,
    /// Where it is declared.
    pub span: Span,
}

/// A `wsdl:port` with the `wsdl:binding` it names.
#[derive(Debug, Clone)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// Its `wsdl:documentation`.
    pub docs: Option<String>,
    /// The `location` of its address extension, as written.
    pub address: Option<String>,
    /// The binding.
    pub binding: Binding,
    /// Where it is declared.
    pub span: Span,
}

/// A `wsdl:binding`.
#[derive(Debug, Clone)]
pub struct Binding {
    /// Its name.
    pub name: QName,
    /// The portType it binds.
    pub interface: InterfaceId,
    /// SOAP 1.1, SOAP 1.2, HTTP or something else.
    pub protocol: Protocol,
    /// One for each `wsdl:operation` of the binding.
    pub operations: Vec<BindingOperation>,
    /// Where it is declared.
    pub span: Span,
}

/// What a binding binds to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// `soap:binding` of the SOAP 1.1 extension namespace, with its transport URI.
    Soap11 {
        /// The `transport` attribute.
        transport: String,
    },
    /// `soap12:binding`, with its transport URI.
    Soap12 {
        /// The `transport` attribute.
        transport: String,
    },
    /// `http:binding` with its verb.
    Http {
        /// `GET` or `POST`.
        verb: String,
    },
    /// No binding extension that is known; the name of the one found, if any.
    Unknown(Option<QName>),
}

/// A `wsdl:operation` inside a binding.
#[derive(Debug, Clone)]
pub struct BindingOperation {
    /// Index of the portType's operation in [`Interface::operations`]; overloads are told apart by input and output name.
    pub operation: usize,
    /// `soapAction`; `None` where there is no SOAP operation element or no attribute.
    pub soap_action: Option<String>,
    /// `soapActionRequired` of SOAP 1.2; `true` where absent.
    pub soap_action_required: bool,
    /// The style of the operation, or that of the binding, or document.
    pub style: Style,
    /// `location` of `http:operation`.
    pub http_location: Option<String>,
    /// How the input message is bound.
    pub input: Option<MessageBinding>,
    /// How the output message is bound.
    pub output: Option<MessageBinding>,
    /// `wsdl:fault` elements.
    pub faults: Vec<FaultBinding>,
    /// Where it is declared.
    pub span: Span,
}

/// The `style` of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The parts are the content of the Body.
    Document,
    /// The parts stand in a wrapper named after the operation.
    Rpc,
}

/// The `use` of a body or header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The schema says what is on the wire.
    Literal,
    /// SOAP encoding.
    Encoded,
}

/// How one message of an operation is put on the wire.
#[derive(Debug, Clone)]
pub struct MessageBinding {
    /// The content of the SOAP Body, or what stands in its place.
    pub body: Body,
    /// `soap:header` elements.
    pub headers: Vec<Header>,
    /// The parts that travel beside the envelope in a `mime:multipartRelated`.
    pub attachments: Vec<Attachment>,
    /// Where it is declared.
    pub span: Span,
}

/// How a fault of an operation is put on the wire.
#[derive(Debug, Clone)]
pub struct FaultBinding {
    /// The name of the fault, as in [`Operation::faults`].
    pub name: String,
    /// `namespace` of `soap:fault`, which an element has that is named after a part of a type.
    pub namespace: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// Where the body parts of a message go.
#[derive(Debug, Clone)]
pub enum Body {
    /// `soap:body`.
    Soap {
        /// Literal or encoded.
        use_: Use,
        /// `namespace`, which names the rpc wrapper.
        namespace: Option<String>,
        /// `encodingStyle`.
        encoding_style: Option<String>,
        /// Indexes of the parts that make the body, after the `parts` attribute and the headers are accounted for.
        parts: Vec<usize>,
    },
    /// `http:urlEncoded`.
    UrlEncoded,
    /// `http:urlReplacement`.
    UrlReplacement,
    /// `mime:mimeXml`, with its part name.
    MimeXml(Option<String>),
    /// `mime:content`, with its part name and its type.
    MimeContent {
        /// `part`.
        part: Option<String>,
        /// `type`.
        ty: Option<String>,
    },
    /// Nothing that is known.
    Unknown,
}

/// A `mime:content` in a `mime:multipartRelated`.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Index of the part in the message.
    pub part: usize,
    /// `type`, as `image/jpeg`; `None` for any.
    pub ty: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A `soap:header` or `soap:headerfault`.
#[derive(Debug, Clone)]
pub struct Header {
    /// The part it is described by.
    pub part: Part,
    /// Literal or encoded.
    pub use_: Use,
    /// `namespace`, which an element has that is named after a part of a type.
    pub namespace: Option<String>,
    /// Its `soap:headerfault` elements, which have none themselves: what an answer has as a header block where the
    /// header was at fault (WSDL 1.1, 3.7).
    pub faults: Vec<Header>,
    /// Where it is declared.
    pub span: Span,
}

/// A `wsdl:portType`.
#[derive(Debug, Clone)]
pub struct Interface {
    /// Its name.
    pub name: QName,
    /// Its `wsdl:documentation`.
    pub docs: Option<String>,
    /// Its operations; overloads are separate entries of one name.
    pub operations: Vec<Operation>,
    /// Where it is declared.
    pub span: Span,
}

/// A `wsdl:operation` inside a portType.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its `name`.
    pub name: String,
    /// Its `wsdl:documentation`.
    pub docs: Option<String>,
    /// The transmission primitive, from which of input and output are there and in what order (WSDL 1.1, 2.4).
    pub pattern: Pattern,
    /// `wsdl:input`.
    pub input: Option<MessageUse>,
    /// `wsdl:output`.
    pub output: Option<MessageUse>,
    /// `wsdl:fault` elements; the `name` of a `MessageUse` is that of the fault.
    pub faults: Vec<MessageUse>,
    /// Where it is declared.
    pub span: Span,
}

/// The transmission primitives of WSDL 1.1, section 2.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// Input, then output.
    RequestResponse,
    /// Input only.
    OneWay,
    /// Output, then input.
    SolicitResponse,
    /// Output only.
    Notification,
}

/// A `wsdl:input`, `wsdl:output` or `wsdl:fault` with its message.
#[derive(Debug, Clone)]
pub struct MessageUse {
    /// The `name` attribute as written.
    pub name: Option<String>,
    /// Name of the message.
    pub message: QName,
    /// The parts of the message.
    pub parts: Vec<Part>,
    /// Its `wsdl:documentation`.
    pub docs: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A `wsdl:part`.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// What it refers to.
    pub content: PartContent,
    /// Where it is declared.
    pub span: Span,
}

/// What a part refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartContent {
    /// `element="..."`.
    Element(ElementId),
    /// `type="..."`.
    Type(TypeId),
    /// Neither, as ASMX writes for an `XmlNode` result of an HTTP binding.
    None,
}

/// A global `xs:element`.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name.
    pub name: QName,
    /// Its type.
    pub ty: TypeId,
    /// `nillable`.
    pub nillable: bool,
    /// `abstract`: only members of its substitution group may stand for it.
    pub is_abstract: bool,
    /// Elements whose `substitutionGroup` is this one, directly.
    pub substitutes: Vec<ElementId>,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// Its `xs:documentation`.
    pub docs: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// `default` or `fixed` of an element or attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueConstraint {
    /// `default="..."`.
    Default(String),
    /// `fixed="..."`.
    Fixed(String),
}

/// A type definition.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its name; `None` for an anonymous type.
    pub name: Option<QName>,
    /// For an anonymous type, the local names from the global declaration that holds it down to the element or
    /// attribute whose type it is: `["getReportResponse", "getReportResult"]`. For a simple type inside a list or
    /// union the path ends with that of the list or union. Empty for a named type.
    pub context: Vec<String>,
    /// The target namespace of the schema it is declared in.
    pub namespace: Option<String>,
    /// Its `xs:documentation`.
    pub docs: Option<String>,
    /// What it is.
    pub kind: TypeKind,
    /// Where it is declared; for a built-in type, where it is first used.
    pub span: Span,
}

/// Simple or complex.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// A type of XML Schema part 2.
    Builtin(Builtin),
    /// `xs:simpleType`.
    Simple(SimpleType),
    /// `xs:complexType`.
    Complex(ComplexType),
}

/// An `xs:simpleType`, with what it inherits.
#[derive(Debug, Clone)]
pub struct SimpleType {
    /// The type it restricts; `None` for a list or union made directly.
    pub base: Option<TypeId>,
    /// Atomic, list or union.
    pub variety: Variety,
    /// Its facets together with those of its bases; where both have one, its own.
    pub facets: Facets,
}

/// The variety of a simple type (XSD 1.0 part 2, 2.5.1).
#[derive(Debug, Clone)]
pub enum Variety {
    /// Derived in the end from this built-in type.
    Atomic(Builtin),
    /// A space-separated list of this type.
    List(TypeId),
    /// One of these types.
    Union(Vec<TypeId>),
}

/// Constraining facets (XSD 1.0 part 2, 4.3), as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// `enumeration`, in document order; empty where there is none.
    pub enumeration: Vec<EnumerationValue>,
    /// `pattern`: each entry is one step of derivation, its alternatives joined by `|`.
    pub patterns: Vec<String>,
    /// `length`.
    pub length: Option<u64>,
    /// `minLength`.
    pub min_length: Option<u64>,
    /// `maxLength`.
    pub max_length: Option<u64>,
    /// `minInclusive`.
    pub min_inclusive: Option<String>,
    /// `maxInclusive`.
    pub max_inclusive: Option<String>,
    /// `minExclusive`.
    pub min_exclusive: Option<String>,
    /// `maxExclusive`.
    pub max_exclusive: Option<String>,
    /// `totalDigits`.
    pub total_digits: Option<u64>,
    /// `fractionDigits`.
    pub fraction_digits: Option<u64>,
    /// `whiteSpace`: `preserve`, `replace` or `collapse`.
    pub white_space: Option<String>,
}

/// One `xs:enumeration`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumerationValue {
    /// The `value`.
    pub value: String,
    /// The value as a name, by the prefixes in scope; `None` where it has a prefix that is not declared.
    pub name: Option<QName>,
    /// Its `xs:documentation`.
    pub docs: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// An `xs:complexType`, with what it inherits.
#[derive(Debug, Clone)]
pub struct ComplexType {
    /// The type it extends or restricts; `None` for one derived from `xs:anyType` by default.
    pub base: Option<Derivation>,
    /// Complex types that name this one as their base, directly.
    pub derived: Vec<TypeId>,
    /// `abstract`.
    pub is_abstract: bool,
    /// `mixed`: text may stand between the elements.
    pub mixed: bool,
    /// The effective content: for an extension the base's content comes first.
    pub content: Content,
    /// The effective attributes: inherited ones first; prohibited ones taken out.
    pub attributes: Vec<Attribute>,
    /// The effective `xs:anyAttribute`.
    pub any_attribute: Option<Wildcard>,
}

/// How a complex type is derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derivation {
    /// `xs:extension`.
    Extension(TypeId),
    /// `xs:restriction`.
    Restriction(TypeId),
}

impl Derivation {
    /// The base type.
    pub fn base(self) -> TypeId {
        match self {
            Self::Extension(base) | Self::Restriction(base) => base,
        }
    }
}

/// The content of a complex type.
#[derive(Debug, Clone)]
pub enum Content {
    /// No children, no text.
    Empty,
    /// Text of this simple type (`xs:simpleContent`).
    Simple(TypeId),
    /// Children.
    Particle(Particle),
}

/// A term with its occurrence.
#[derive(Debug, Clone)]
pub struct Particle {
    /// `minOccurs`.
    pub min: u64,
    /// `maxOccurs`; `None` for `unbounded`.
    pub max: Option<u64>,
    /// What occurs. References to groups have been replaced by their content, and particles with `maxOccurs="0"`
    /// taken out.
    pub term: Term,
    /// Where it is declared.
    pub span: Span,
}

/// The term of a particle (XSD 1.0 part 1, 2.2.3.2).
#[derive(Debug, Clone)]
pub enum Term {
    /// An element, local or by reference.
    Element(Box<LocalElement>),
    /// `xs:sequence`.
    Sequence(Vec<Particle>),
    /// `xs:choice`.
    Choice(Vec<Particle>),
    /// `xs:all`.
    All(Vec<Particle>),
    /// `xs:any`.
    Any(Wildcard),
}

/// An element inside a content model.
#[derive(Debug, Clone)]
pub struct LocalElement {
    /// Its name on the wire: `form` and `elementFormDefault` have been applied.
    pub name: QName,
    /// The target namespace of the schema that it is declared in; `None` also for `ref="..."`.
    pub schema: Option<String>,
    /// Its type.
    pub ty: TypeId,
    /// `nillable`.
    pub nillable: bool,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// The global element, for `ref="..."`.
    pub reference: Option<ElementId>,
    /// Its `xs:documentation`.
    pub docs: Option<String>,
    /// Where it stands: for `ref="..."` that, and not the global element.
    pub span: Span,
}

/// An `xs:attribute` in use.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name on the wire: `form` and `attributeFormDefault` have been applied.
    pub name: QName,
    /// The target namespace of the schema that it is declared in; `None` also for `ref="..."`.
    pub schema: Option<String>,
    /// Its simple type.
    pub ty: TypeId,
    /// `use="required"`.
    pub required: bool,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// `wsdl:arrayType` on a restriction of `soapenc:Array`: the item type and the dimensions as written (`[,]`).
    pub array_type: Option<(QName, String)>,
    /// The item type that `array_type` names.
    pub array_item: Option<TypeId>,
    /// Its `xs:documentation`.
    pub docs: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// An `xs:any` or `xs:anyAttribute`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wildcard {
    /// Which namespaces it admits.
    pub namespaces: NamespaceConstraint,
    /// `processContents`.
    pub process: ProcessContents,
}

/// The `namespace` attribute of a wildcard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamespaceConstraint {
    /// `##any`.
    Any,
    /// `##other`: any namespace but this one, and not none.
    Other(Option<String>),
    /// A list; `None` stands for `##local`. `##targetNamespace` has been replaced.
    List(Vec<Option<String>>),
}

/// `processContents`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessContents {
    /// `strict`.
    Strict,
    /// `lax`.
    Lax,
    /// `skip`.
    Skip,
}

macro_rules! builtins {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A built-in type of XML Schema.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Builtin {
            $(#[doc = concat!("`xs:", $name, "`.")] $variant,)*
        }

        impl Builtin {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The local name in the namespace of XML Schema.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

builtins! {
    AnyType = "anyType",
    AnySimpleType = "anySimpleType",
    String = "string",
    NormalizedString = "normalizedString",
    Token = "token",
    Language = "language",
    Name = "Name",
    NcName = "NCName",
    NmToken = "NMTOKEN",
    NmTokens = "NMTOKENS",
    Id = "ID",
    IdRef = "IDREF",
    IdRefs = "IDREFS",
    Entity = "ENTITY",
    Entities = "ENTITIES",
    Boolean = "boolean",
    Decimal = "decimal",
    Integer = "integer",
    NonPositiveInteger = "nonPositiveInteger",
    NegativeInteger = "negativeInteger",
    NonNegativeInteger = "nonNegativeInteger",
    PositiveInteger = "positiveInteger",
    Long = "long",
    Int = "int",
    Short = "short",
    Byte = "byte",
    UnsignedLong = "unsignedLong",
    UnsignedInt = "unsignedInt",
    UnsignedShort = "unsignedShort",
    UnsignedByte = "unsignedByte",
    Float = "float",
    Double = "double",
    Duration = "duration",
    DateTime = "dateTime",
    Time = "time",
    Date = "date",
    GYearMonth = "gYearMonth",
    GYear = "gYear",
    GMonthDay = "gMonthDay",
    GDay = "gDay",
    GMonth = "gMonth",
    HexBinary = "hexBinary",
    Base64Binary = "base64Binary",
    AnyUri = "anyURI",
    QName = "QName",
    Notation = "NOTATION",
}
