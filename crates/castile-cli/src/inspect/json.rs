//! The JSON for programs. The structs here are its documentation: fields are added, and neither renamed nor removed,
//! as long as `format` stays 1.
//!
//! Names are objects of `namespace` and `local`. Types are named by their `id`, an index that is the same in every
//! part of one document and in none of another.

use std::collections::{BTreeSet, HashSet};

use castile_wsdl::Contract;
use castile_wsdl::model::{
    self, Binding, BindingOperation, Body, Content, Derivation, Model, NamespaceConstraint, Part,
    PartContent, Pattern, ProcessContents, Protocol, Style, Term, TypeId, TypeKind, Use,
    ValueConstraint, Variety,
};
use castile_wsdl::source::Span;
use serde::Serialize;

use super::{Selection, Subject, inner, part_type, types_of};

/// Writes the document.
pub(crate) fn write(contract: &Contract, selection: &Selection) -> serde_json::Result<String> {
    let view = View { contract };
    let mut text = serde_json::to_string_pretty(&view.document(selection))?;
    text.push('\n');
    Ok(text)
}

/// The whole document.
#[derive(Serialize)]
struct Document<'a> {
    /// 1.
    format: u32,
    /// The documents it was read from, the one asked for first.
    files: Vec<&'a str>,
    services: Vec<Service<'a>>,
    /// Bindings that no port names.
    bindings: Vec<BindingView<'a>>,
    port_types: Vec<PortType<'a>>,
    elements: Vec<ElementView<'a>>,
    types: Vec<TypeView<'a>>,
}

#[derive(Serialize)]
struct Name<'a> {
    namespace: Option<&'a str>,
    local: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Service<'a> {
    name: Name<'a>,
    docs: Option<&'a str>,
    place: Place<'a>,
    ports: Vec<Port<'a>>,
}

#[derive(Serialize)]
struct Port<'a> {
    name: &'a str,
    docs: Option<&'a str>,
    address: Option<&'a str>,
    place: Place<'a>,
    binding: BindingView<'a>,
}

#[derive(Serialize)]
struct BindingView<'a> {
    name: Name<'a>,
    port_type: Name<'a>,
    /// `soap11`, `soap12`, `http` or `unknown`.
    protocol: &'static str,
    /// Of SOAP.
    transport: Option<&'a str>,
    /// Of HTTP.
    verb: Option<&'a str>,
    place: Place<'a>,
    operations: Vec<BoundOperation<'a>>,
}

#[derive(Serialize)]
struct BoundOperation<'a> {
    name: &'a str,
    /// Index in the operations of the portType, before any were left out; overloads share a name.
    index: usize,
    soap_action: Option<&'a str>,
    /// `document` or `rpc`.
    style: &'static str,
    http_location: Option<&'a str>,
    input: Option<BoundMessage<'a>>,
    output: Option<BoundMessage<'a>>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct BoundMessage<'a> {
    /// `soap`, `url-encoded`, `url-replacement`, `mime-xml`, `mime-content`, `multipart` or `unknown`.
    body: &'static str,
    /// `literal` or `encoded`, of a SOAP body.
    r#use: Option<&'static str>,
    /// Of an rpc wrapper.
    namespace: Option<&'a str>,
    headers: Vec<HeaderView<'a>>,
}

#[derive(Serialize)]
struct HeaderView<'a> {
    part: PartView<'a>,
    r#use: &'static str,
    /// What an answer has where this block was at fault; those have none themselves.
    faults: Vec<HeaderView<'a>>,
}

#[derive(Serialize)]
struct PortType<'a> {
    name: Name<'a>,
    docs: Option<&'a str>,
    place: Place<'a>,
    operations: Vec<OperationView<'a>>,
}

#[derive(Serialize)]
struct OperationView<'a> {
    name: &'a str,
    /// Index in the portType.
    index: usize,
    docs: Option<&'a str>,
    /// `request-response`, `one-way`, `solicit-response` or `notification`.
    pattern: &'static str,
    input: Option<MessageView<'a>>,
    output: Option<MessageView<'a>>,
    faults: Vec<MessageView<'a>>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct MessageView<'a> {
    /// The `name` of the `wsdl:input`, `wsdl:output` or `wsdl:fault`.
    name: Option<&'a str>,
    message: Name<'a>,
    docs: Option<&'a str>,
    parts: Vec<PartView<'a>>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct PartView<'a> {
    name: &'a str,
    /// For `element="..."`.
    element: Option<Name<'a>>,
    /// The type of the element, or `type="..."`.
    r#type: Option<usize>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct ElementView<'a> {
    name: Name<'a>,
    r#type: usize,
    nillable: bool,
    r#abstract: bool,
    default: Option<&'a str>,
    fixed: Option<&'a str>,
    /// Elements that may stand for it.
    substitutes: Vec<Name<'a>>,
    docs: Option<&'a str>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct TypeView<'a> {
    id: usize,
    /// Absent for an anonymous type.
    name: Option<Name<'a>>,
    /// Of an anonymous type: the names from the global declaration down to it.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    context: &'a [String],
    docs: Option<&'a str>,
    place: Place<'a>,
    #[serde(flatten)]
    kind: Kind<'a>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Kind<'a> {
    /// A type of XML Schema.
    Builtin,
    Simple {
        base: Option<usize>,
        /// The built-in type it is derived from.
        builtin: Option<&'static str>,
        /// The type of the items of a list.
        list: Option<usize>,
        /// The member types of a union.
        union: Option<Vec<usize>>,
        values: Vec<EnumerationValue<'a>>,
        facets: FacetsView<'a>,
    },
    Complex {
        base: Option<usize>,
        /// `extension` or `restriction`.
        derivation: Option<&'static str>,
        /// Types that name this one as their base.
        derived: Vec<usize>,
        r#abstract: bool,
        mixed: bool,
        attributes: Vec<AttributeView<'a>>,
        any_attribute: Option<WildcardView<'a>>,
        /// The type of the text, of simple content.
        text: Option<usize>,
        /// The children, those of the base included.
        content: Option<ParticleView<'a>>,
    },
}

#[derive(Serialize)]
struct EnumerationValue<'a> {
    value: &'a str,
    docs: Option<&'a str>,
}

#[derive(Serialize)]
struct FacetsView<'a> {
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    patterns: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_inclusive: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_inclusive: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_exclusive: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_exclusive: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_digits: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fraction_digits: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    white_space: Option<&'a str>,
}

#[derive(Serialize)]
struct AttributeView<'a> {
    name: Name<'a>,
    r#type: usize,
    required: bool,
    default: Option<&'a str>,
    fixed: Option<&'a str>,
    /// The item type of `wsdl:arrayType`.
    #[serde(skip_serializing_if = "Option::is_none")]
    array_item: Option<usize>,
    docs: Option<&'a str>,
}

#[derive(Serialize)]
struct ParticleView<'a> {
    min: u64,
    /// `null` for unbounded.
    max: Option<u64>,
    #[serde(flatten)]
    term: TermView<'a>,
}

#[derive(Serialize)]
#[serde(tag = "term", rename_all = "kebab-case")]
enum TermView<'a> {
    Element {
        name: Name<'a>,
        r#type: usize,
        nillable: bool,
        /// It is a global element.
        reference: bool,
        default: Option<&'a str>,
        fixed: Option<&'a str>,
        docs: Option<&'a str>,
    },
    Sequence {
        particles: Vec<ParticleView<'a>>,
    },
    Choice {
        particles: Vec<ParticleView<'a>>,
    },
    All {
        particles: Vec<ParticleView<'a>>,
    },
    Any(WildcardView<'a>),
}

#[derive(Serialize)]
struct WildcardView<'a> {
    /// `any`, `other` than the first of `namespaces`, or one `of` them.
    admits: &'static str,
    /// `null` stands for no namespace.
    namespaces: Vec<Option<&'a str>>,
    /// `strict`, `lax` or `skip`.
    process: &'static str,
}

struct View<'a> {
    contract: &'a Contract,
}

impl<'a> View<'a> {
    fn document(&self, selection: &Selection) -> Document<'a> {
        let model = &self.contract.model;
        let whole = selection.is_whole();
        let wanted: HashSet<(usize, usize)> = selection.operations.iter().copied().collect();
        let is_wanted =
            |interface: usize, index: usize| whole || wanted.contains(&(interface, index));
        let reached = self.reached(selection);
        let is_shown = |id: usize| whole || selection.all_types || reached.contains(&TypeId(id));
        let port_types = model.interfaces.iter().enumerate();
        let port_types = port_types.map(|(at, interface)| PortType {
            name: name(&interface.name),
            docs: interface.docs.as_deref(),
            place: self.place(interface.span),
            operations: interface
                .operations
                .iter()
                .enumerate()
                .filter(|(index, _)| is_wanted(at, *index))
                .map(|(index, operation)| self.operation(index, operation))
                .collect(),
        });
        let elements = model.elements.iter().filter(|element| {
            is_shown(element.ty.0)
                && (whole
                    || selection.all_types
                    || self.names_element(selection, element)
                    || model.ty(element.ty).name.is_none())
        });
        let types = model.types.iter().enumerate();
        Document {
            format: 1,
            files: self
                .contract
                .sources
                .list
                .iter()
                .map(|source| source.name.as_str())
                .collect(),
            services: model
                .services
                .iter()
                .map(|service| Service {
                    name: name(&service.name),
                    docs: service.docs.as_deref(),
                    place: self.place(service.span),
                    ports: service
                        .ports
                        .iter()
                        .map(|port| Port {
                            name: &port.name,
                            docs: port.docs.as_deref(),
                            address: port.address.as_deref(),
                            place: self.place(port.span),
                            binding: self.binding(&port.binding, &is_wanted),
                        })
                        .collect(),
                })
                .collect(),
            bindings: model
                .bindings
                .iter()
                .map(|binding| self.binding(binding, &is_wanted))
                .collect(),
            port_types: port_types
                .filter(|it| whole || !it.operations.is_empty())
                .collect(),
            elements: elements.map(|element| self.element(element)).collect(),
            types: types
                .filter(|(id, _)| is_shown(*id))
                .map(|(id, ty)| self.ty(id, ty))
                .collect(),
        }
    }

    /// The types that what is selected leads to.
    fn reached(&self, selection: &Selection) -> BTreeSet<TypeId> {
        let model = &self.contract.model;
        let mut next: Vec<TypeId> = Vec::new();
        for part in self.parts(selection) {
            next.extend(part_type(model, part));
        }
        for subject in &selection.subjects {
            next.push(match *subject {
                Subject::Type(id) => id,
                Subject::Element(id) => model.element(id).ty,
            });
        }
        let mut reached = BTreeSet::new();
        while let Some(id) = next.pop() {
            if reached.insert(id) {
                types_of(model, id, &mut next);
            }
        }
        reached
    }

    /// The parts of the selected operations, those of headers included.
    fn parts(&self, selection: &Selection) -> Vec<&'a Part> {
        let model: &'a Model = &self.contract.model;
        let mut parts = Vec::new();
        for &(interface, index) in &selection.operations {
            let operation = &model.interfaces[interface].operations[index];
            let messages = operation.input.iter().chain(&operation.output);
            let messages = messages.chain(&operation.faults);
            parts.extend(messages.flat_map(|message| &message.parts));
            let services = model.services.iter().flat_map(|service| &service.ports);
            let bindings = services.map(|port| &port.binding).chain(&model.bindings);
            let bound = bindings
                .filter(|binding| binding.interface.0 == interface)
                .flat_map(|binding| &binding.operations)
                .filter(|bound| bound.operation == index);
            let messages = bound.flat_map(|bound| bound.input.iter().chain(&bound.output));
            let headers = messages.flat_map(|message| &message.headers);
            for header in headers {
                parts.push(&header.part);
                parts.extend(header.faults.iter().map(|fault| &fault.part));
            }
        }
        parts
    }

    /// Whether a selected operation or the user names this element.
    fn names_element(&self, selection: &Selection, element: &model::Element) -> bool {
        let model = &self.contract.model;
        let is_it = |id: model::ElementId| std::ptr::eq(model.element(id), element);
        let subject = selection
            .subjects
            .iter()
            .any(|subject| matches!(*subject, Subject::Element(id) if is_it(id)));
        subject
            || self
                .parts(selection)
                .iter()
                .any(|part| matches!(part.content, PartContent::Element(id) if is_it(id)))
    }

    fn place(&self, span: Span) -> Place<'a> {
        Place {
            file: &self.contract.sources.get(span.source).name,
            line: span.line,
            column: span.column,
        }
    }

    fn binding(
        &self,
        binding: &'a Binding,
        is_wanted: &dyn Fn(usize, usize) -> bool,
    ) -> BindingView<'a> {
        let interface = self.contract.model.interface(binding.interface);
        let (protocol, transport, verb) = match &binding.protocol {
            Protocol::Soap11 { transport } => ("soap11", Some(transport.as_str()), None),
            Protocol::Soap12 { transport } => ("soap12", Some(transport.as_str()), None),
            Protocol::Http { verb } => ("http", None, Some(verb.as_str())),
            Protocol::Unknown(_) => ("unknown", None, None),
        };
        BindingView {
            name: name(&binding.name),
            port_type: name(&interface.name),
            protocol,
            transport,
            verb,
            place: self.place(binding.span),
            operations: binding
                .operations
                .iter()
                .filter(|bound| is_wanted(binding.interface.0, bound.operation))
                .map(|bound| BoundOperation {
                    name: &interface.operations[bound.operation].name,
                    index: bound.operation,
                    soap_action: bound.soap_action.as_deref(),
                    style: match bound.style {
                        Style::Document => "document",
                        Style::Rpc => "rpc",
                    },
                    http_location: bound.http_location.as_deref(),
                    input: self.bound(bound, true),
                    output: self.bound(bound, false),
                    place: self.place(bound.span),
                })
                .collect(),
        }
    }

    fn bound(&self, bound: &'a BindingOperation, input: bool) -> Option<BoundMessage<'a>> {
        let message = if input { &bound.input } else { &bound.output };
        let message = message.as_ref()?;
        let (body, use_, namespace) = match &message.body {
            Body::Soap {
                use_, namespace, ..
            } => ("soap", Some(use_name(*use_)), namespace.as_deref()),
            Body::UrlEncoded => ("url-encoded", None, None),
            Body::UrlReplacement => ("url-replacement", None, None),
            Body::MimeXml(_) => ("mime-xml", None, None),
            Body::MimeContent { .. } => ("mime-content", None, None),
            Body::Unknown => ("unknown", None, None),
        };
        Some(BoundMessage {
            body,
            r#use: use_,
            namespace,
            headers: self.headers(&message.headers),
        })
    }

    fn headers(&self, headers: &'a [model::Header]) -> Vec<HeaderView<'a>> {
        let view = |header: &'a model::Header| HeaderView {
            part: self.part(&header.part),
            r#use: use_name(header.use_),
            faults: self.headers(&header.faults),
        };
        headers.iter().map(view).collect()
    }

    fn operation(&self, index: usize, operation: &'a model::Operation) -> OperationView<'a> {
        OperationView {
            name: &operation.name,
            index,
            docs: operation.docs.as_deref(),
            pattern: match operation.pattern {
                Pattern::RequestResponse => "request-response",
                Pattern::OneWay => "one-way",
                Pattern::SolicitResponse => "solicit-response",
                Pattern::Notification => "notification",
            },
            input: operation.input.as_ref().map(|it| self.message(it)),
            output: operation.output.as_ref().map(|it| self.message(it)),
            faults: operation.faults.iter().map(|it| self.message(it)).collect(),
            place: self.place(operation.span),
        }
    }

    fn message(&self, message: &'a model::MessageUse) -> MessageView<'a> {
        MessageView {
            name: message.name.as_deref(),
            message: name(&message.message),
            docs: message.docs.as_deref(),
            parts: message.parts.iter().map(|part| self.part(part)).collect(),
            place: self.place(message.span),
        }
    }

    fn part(&self, part: &'a Part) -> PartView<'a> {
        let model = &self.contract.model;
        PartView {
            name: &part.name,
            element: match part.content {
                PartContent::Element(id) => Some(name(&model.element(id).name)),
                PartContent::Type(_) | PartContent::None => None,
            },
            r#type: part_type(model, part).map(|id| id.0),
            place: self.place(part.span),
        }
    }

    fn element(&self, element: &'a model::Element) -> ElementView<'a> {
        let (default, fixed) = value(element.value.as_ref());
        ElementView {
            name: name(&element.name),
            r#type: element.ty.0,
            nillable: element.nillable,
            r#abstract: element.is_abstract,
            default,
            fixed,
            substitutes: element
                .substitutes
                .iter()
                .map(|&id| name(&self.contract.model.element(id).name))
                .collect(),
            docs: element.docs.as_deref(),
            place: self.place(element.span),
        }
    }

    fn ty(&self, id: usize, ty: &'a model::Type) -> TypeView<'a> {
        TypeView {
            id,
            name: ty.name.as_ref().map(name),
            context: &ty.context,
            docs: ty.docs.as_deref(),
            place: self.place(ty.span),
            kind: match &ty.kind {
                TypeKind::Builtin(_) => Kind::Builtin,
                TypeKind::Simple(simple) => simple_kind(simple),
                TypeKind::Complex(complex) => complex_kind(complex),
            },
        }
    }
}

fn simple_kind(simple: &model::SimpleType) -> Kind<'_> {
    let (builtin, list, union) = match &simple.variety {
        Variety::Atomic(builtin) => (Some(builtin.name()), None, None),
        Variety::List(item) => (None, Some(item.0), None),
        Variety::Union(members) => (None, None, Some(members.iter().map(|it| it.0).collect())),
    };
    let facets = &simple.facets;
    Kind::Simple {
        base: simple.base.map(|id| id.0),
        builtin,
        list,
        union,
        values: facets
            .enumeration
            .iter()
            .map(|one| EnumerationValue {
                value: &one.value,
                docs: one.docs.as_deref(),
            })
            .collect(),
        facets: FacetsView {
            patterns: &facets.patterns,
            length: facets.length,
            min_length: facets.min_length,
            max_length: facets.max_length,
            min_inclusive: facets.min_inclusive.as_deref(),
            max_inclusive: facets.max_inclusive.as_deref(),
            min_exclusive: facets.min_exclusive.as_deref(),
            max_exclusive: facets.max_exclusive.as_deref(),
            total_digits: facets.total_digits,
            fraction_digits: facets.fraction_digits,
            white_space: facets.white_space.as_deref(),
        },
    }
}

fn complex_kind(complex: &model::ComplexType) -> Kind<'_> {
    let (text, content) = match &complex.content {
        Content::Empty => (None, None),
        Content::Simple(ty) => (Some(ty.0), None),
        Content::Particle(particle) => (None, Some(particle_view(particle))),
    };
    Kind::Complex {
        base: complex.base.map(|derivation| derivation.base().0),
        derivation: complex.base.map(|derivation| match derivation {
            Derivation::Extension(_) => "extension",
            Derivation::Restriction(_) => "restriction",
        }),
        derived: complex.derived.iter().map(|id| id.0).collect(),
        r#abstract: complex.is_abstract,
        mixed: complex.mixed,
        attributes: complex
            .attributes
            .iter()
            .map(|attribute| {
                let (default, fixed) = value(attribute.value.as_ref());
                AttributeView {
                    name: name(&attribute.name),
                    r#type: attribute.ty.0,
                    required: attribute.required,
                    default,
                    fixed,
                    array_item: attribute.array_item.map(|id| id.0),
                    docs: attribute.docs.as_deref(),
                }
            })
            .collect(),
        any_attribute: complex.any_attribute.as_ref().map(wildcard),
        text,
        content,
    }
}

fn particle_view(particle: &model::Particle) -> ParticleView<'_> {
    let particles = || inner(&particle.term).iter().map(particle_view).collect();
    ParticleView {
        min: particle.min,
        max: particle.max,
        term: match &particle.term {
            Term::Element(element) => {
                let (default, fixed) = value(element.value.as_ref());
                TermView::Element {
                    name: name(&element.name),
                    r#type: element.ty.0,
                    nillable: element.nillable,
                    reference: element.reference.is_some(),
                    default,
                    fixed,
                    docs: element.docs.as_deref(),
                }
            }
            Term::Sequence(_) => TermView::Sequence {
                particles: particles(),
            },
            Term::Choice(_) => TermView::Choice {
                particles: particles(),
            },
            Term::All(_) => TermView::All {
                particles: particles(),
            },
            Term::Any(any) => TermView::Any(wildcard(any)),
        },
    }
}

fn wildcard(any: &model::Wildcard) -> WildcardView<'_> {
    let (admits, namespaces) = match &any.namespaces {
        NamespaceConstraint::Any => ("any", Vec::new()),
        NamespaceConstraint::Other(target) => ("other", vec![target.as_deref()]),
        NamespaceConstraint::List(list) => ("of", list.iter().map(Option::as_deref).collect()),
    };
    WildcardView {
        admits,
        namespaces,
        process: match any.process {
            ProcessContents::Strict => "strict",
            ProcessContents::Lax => "lax",
            ProcessContents::Skip => "skip",
        },
    }
}

fn name(name: &model::QName) -> Name<'_> {
    Name {
        namespace: name.namespace.as_deref(),
        local: &name.local,
    }
}

fn use_name(use_: Use) -> &'static str {
    match use_ {
        Use::Literal => "literal",
        Use::Encoded => "encoded",
    }
}

/// Default and fixed value.
fn value(value: Option<&ValueConstraint>) -> (Option<&str>, Option<&str>) {
    match value {
        Some(ValueConstraint::Default(value)) => (Some(value), None),
        Some(ValueConstraint::Fixed(value)) => (None, Some(value)),
        None => (None, None),
    }
}
