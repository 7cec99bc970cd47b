//! HTTP bindings (WSDL 1.1, 4): a client for each port, whose requests are structs as those of SOAP.
//!
//! ASP.NET declares every parameter as text. Where a SOAP port of the same service has an operation of the same name
//! with the same parameters, its struct is the request here too, and the values have their types. What a port has
//! that cannot be generated is left out with a warning, since SOAP has it as a rule.

use castile_wsdl::model::{
    Binding, BindingOperation, Body, ComplexType, Content, Element, ElementId, LocalElement,
    MessageUse, Model, Operation, Part, PartContent, Pattern, Port, Protocol, Service, Style, Term,
    TypeId, TypeKind,
};
use castile_wsdl::source::Span;

use super::content::{Draft, Occurs};
use super::naming::Names;
use super::select::method_name;
use super::{Lowering, docs, naming, parts, prefixes, types};
use crate::ir;
use crate::overrides::Kind;

/// A client of an HTTP port to be made.
pub(crate) struct HttpPlan<'m> {
    port: Option<(&'m Service, &'m Port)>,
    binding: &'m Binding,
    operations: Vec<Bound<'m>>,
}

/// An operation that can be generated.
struct Bound<'m> {
    operation: &'m Operation,
    name: &'m str,
    location: String,
    parameters: ir::Parameters,
    request: Request<'m>,
    response: Response,
}

/// What is sent.
enum Request<'m> {
    Nothing,
    /// The content of this element: that of the SOAP operation, or the one that the part names.
    Element(ElementId),
    /// A struct of these parts.
    Parts(Vec<&'m Part>),
}

/// What is answered.
enum Response {
    Nothing,
    Element(ElementId),
    /// Some element of this type.
    Type(TypeId),
    /// Some element.
    Any,
}

/// The media type of HTML forms.
const FORM: &str = "application/x-www-form-urlencoded";

impl HttpPlan<'_> {
    /// The elements that are documents.
    pub(super) fn elements(&self) -> impl Iterator<Item = ElementId> {
        self.operations.iter().flat_map(|bound| {
            let request = match bound.request {
                Request::Element(id) if bound.parameters == ir::Parameters::Document => Some(id),
                _ => None,
            };
            let response = match bound.response {
                Response::Element(id) => Some(id),
                _ => None,
            };
            request.into_iter().chain(response)
        })
    }

    /// The types of what is sent and answered, and whether they are sent.
    pub(super) fn types(&self, model: &Model) -> Vec<(TypeId, bool)> {
        let mut types = Vec::new();
        for bound in &self.operations {
            match &bound.request {
                Request::Nothing => {}
                Request::Element(id) => types.push((model.element(*id).ty, true)),
                Request::Parts(parts) => types.extend(parts.iter().filter_map(|part| {
                    let element = parts::element(model, part, Style::Rpc)?;
                    Some((element.ty, true))
                })),
            }
            match bound.response {
                Response::Element(id) => types.push((model.element(id).ty, false)),
                Response::Type(id) => types.push((id, false)),
                Response::Nothing | Response::Any => {}
            }
        }
        types
    }
}

/// Chooses what to generate of an HTTP binding. `wants` says which operations are asked for.
pub(super) fn plan<'m>(
    lowering: &mut Lowering<'m>,
    port: Option<(&'m Service, &'m Port)>,
    binding: &'m Binding,
    wants: &mut dyn FnMut(&Operation, &str) -> bool,
) -> HttpPlan<'m> {
    let model = lowering.model;
    let interface = model.interface(binding.interface);
    let mut operations = Vec::new();
    for bound in &binding.operations {
        let operation = &interface.operations[bound.operation];
        let name = method_name(operation, &interface.operations);
        if !wants(operation, name) {
            continue;
        }
        match bind(model, port, operation, name, bound) {
            Ok(bound) => operations.push(bound),
            Err((span, why)) => {
                let message = format!(
                    "the operation `{name}` of the HTTP binding `{}` is left out: {why}",
                    binding.name.local
                );
                let hint = "a SOAP port has the same operations as a rule";
                lowering.warning(span, message, hint);
            }
        }
    }
    HttpPlan {
        port,
        binding,
        operations,
    }
}

/// Why an operation cannot be generated, and where that is said.
type Reason = (Span, String);

fn bind<'m>(
    model: &'m Model,
    port: Option<(&'m Service, &'m Port)>,
    operation: &'m Operation,
    name: &'m str,
    bound: &'m BindingOperation,
) -> Result<Bound<'m>, Reason> {
    if !matches!(
        operation.pattern,
        Pattern::RequestResponse | Pattern::OneWay
    ) {
        return Err((operation.span, "the service begins it".to_owned()));
    }
    let location = bound.http_location.clone().unwrap_or_default();
    let (parameters, request) = request(model, port, operation, bound)?;
    if let (ir::Parameters::Path, Some(input)) = (parameters, &operation.input) {
        let missing = input
            .parts
            .iter()
            .find(|part| !location.contains(&format!("({})", part.name)));
        if let Some(part) = missing {
            let why = format!("its location has no place for `({})`", part.name);
            return Err((bound.span, why));
        }
    }
    Ok(Bound {
        operation,
        name,
        location,
        parameters,
        request,
        response: response(operation, bound)?,
    })
}

fn request<'m>(
    model: &'m Model,
    port: Option<(&'m Service, &'m Port)>,
    operation: &'m Operation,
    bound: &'m BindingOperation,
) -> Result<(ir::Parameters, Request<'m>), Reason> {
    let input = bound.input.as_ref();
    let parts = operation
        .input
        .as_ref()
        .map_or(&[][..], |message| &message.parts);
    let parameters = match input.map(|input| &input.body) {
        _ if parts.is_empty() => return Ok((ir::Parameters::Query, Request::Nothing)),
        Some(Body::UrlEncoded) => ir::Parameters::Query,
        Some(Body::UrlReplacement) => ir::Parameters::Path,
        Some(Body::MimeContent { ty: Some(ty), .. }) if ty.eq_ignore_ascii_case(FORM) => {
            ir::Parameters::Form
        }
        Some(body) if is_xml(body) => ir::Parameters::Document,
        _ => {
            let span = input.map_or(bound.span, |input| input.span);
            let why = "its input is neither URL-encoded, nor a form, nor XML".to_owned();
            return Err((span, why));
        }
    };
    if parameters == ir::Parameters::Document {
        let named = input.and_then(|input| part_name(&input.body));
        let sent = part(operation.input.as_ref(), named);
        return match sent.map(|part| part.content) {
            Some(PartContent::Element(id)) => Ok((parameters, Request::Element(id))),
            _ => Err((bound.span, "its input names no element".to_owned())),
        };
    }
    if let [
        Part {
            content: PartContent::Element(id),
            ..
        },
    ] = parts
        && are_parameters(model, model.element(*id))
    {
        return Ok((parameters, Request::Element(*id)));
    }
    if let Some(id) = joined(model, port, operation, parts) {
        return Ok((parameters, Request::Element(id)));
    }
    for part in parts {
        let element = parts::element(model, part, Style::Rpc);
        if element.and_then(|it| is_list(model, it.ty)).is_none() {
            let why = format!("its part `{}` is neither simple nor a list", part.name);
            return Err((part.span, why));
        }
    }
    Ok((parameters, Request::Parts(parts.iter().collect())))
}

fn response(operation: &Operation, bound: &BindingOperation) -> Result<Response, Reason> {
    let parts = operation
        .output
        .as_ref()
        .map_or(&[][..], |message| &message.parts);
    if parts.is_empty() {
        return Ok(Response::Nothing);
    }
    let output = bound.output.as_ref();
    let span = output.map_or(bound.span, |output| output.span);
    let body = output
        .map(|output| &output.body)
        .filter(|body| is_xml(body));
    let Some(body) = body else {
        return Err((span, "its output is not XML".to_owned()));
    };
    match part(operation.output.as_ref(), part_name(body)).map(|part| part.content) {
        Some(PartContent::Element(id)) => Ok(Response::Element(id)),
        Some(PartContent::Type(id)) => Ok(Response::Type(id)),
        Some(PartContent::None) => Ok(Response::Any),
        None => Err((span, "its output does not say which part it is".to_owned())),
    }
}

/// The part with this name, or the only one.
fn part<'m>(message: Option<&'m MessageUse>, name: Option<&str>) -> Option<&'m Part> {
    let parts = &message?.parts;
    match (name, parts.as_slice()) {
        (_, [only]) => Some(only),
        (Some(name), _) => parts.iter().find(|part| part.name == name),
        (None, _) => None,
    }
}

fn part_name(body: &Body) -> Option<&str> {
    match body {
        Body::MimeXml(part) | Body::MimeContent { part, .. } => part.as_deref(),
        _ => None,
    }
}

fn is_xml(body: &Body) -> bool {
    match body {
        Body::MimeXml(_) => true,
        Body::MimeContent { ty: Some(ty), .. } => {
            let ty = ty.to_ascii_lowercase();
            ["text/xml", "application/xml"].contains(&ty.as_str()) || ty.ends_with("+xml")
        }
        _ => false,
    }
}

/// The element that the SOAP operation of this name sends, where it has the same parameters.
fn joined(
    model: &Model,
    port: Option<(&Service, &Port)>,
    operation: &Operation,
    parts: &[Part],
) -> Option<ElementId> {
    let of_service = port.iter().flat_map(|(service, _)| &service.ports);
    let bindings = of_service
        .map(|port| &port.binding)
        .chain(&model.bindings)
        .filter(|binding| {
            matches!(
                binding.protocol,
                Protocol::Soap11 { .. } | Protocol::Soap12 { .. }
            )
        });
    // ASP.NET calls overloads by the names of their inputs.
    let twins = bindings.flat_map(|binding| {
        let all = &model.interface(binding.interface).operations;
        let is_twin = |other: &&Operation| {
            other.name == operation.name || method_name(other, all) == operation.name
        };
        all.iter().filter(is_twin)
    });
    twins
        .filter_map(|other| match other.input.as_ref()?.parts.as_slice() {
            [
                Part {
                    content: PartContent::Element(id),
                    ..
                },
            ] => Some(*id),
            _ => None,
        })
        .find(|&id| {
            let element = model.element(id);
            let Some(members) = members(model, element) else {
                return false;
            };
            let named =
                |member: &&LocalElement| parts.iter().any(|part| part.name == member.name.local);
            members.len() == parts.len()
                && members.iter().all(named)
                && are_parameters(model, element)
        })
}

/// The elements in an element that has nothing but such.
fn members<'m>(model: &'m Model, element: &Element) -> Option<Vec<&'m LocalElement>> {
    let TypeKind::Complex(complex) = &model.ty(element.ty).kind else {
        return None;
    };
    if complex.mixed || complex.is_abstract || !complex.attributes.is_empty() || element.nillable {
        return None;
    }
    let (Term::Sequence(particles) | Term::All(particles)) = (match &complex.content {
        Content::Empty => return Some(Vec::new()),
        Content::Simple(_) => return None,
        Content::Particle(particle) => &particle.term,
    }) else {
        return None;
    };
    particles
        .iter()
        .map(|particle| match &particle.term {
            Term::Element(element) => Some(&**element),
            _ => None,
        })
        .collect()
}

/// Whether the members of an element can be parameters.
fn are_parameters(model: &Model, element: &Element) -> bool {
    members(model, element).is_some_and(|members| {
        members
            .iter()
            .all(|member| is_list(model, member.ty).is_some())
    })
}

/// Whether a parameter of this type is a list of values, as ASP.NET has arrays; `None` if it is neither list nor value.
fn is_list(model: &Model, ty: TypeId) -> Option<bool> {
    if is_simple(model, ty) {
        return Some(false);
    }
    let TypeKind::Complex(ComplexType {
        content: Content::Particle(particle),
        mixed: false,
        ..
    }) = &model.ty(ty).kind
    else {
        return None;
    };
    let Term::Sequence(particles) = &particle.term else {
        return None;
    };
    match particles.as_slice() {
        [item] if item.max != Some(1) => match &item.term {
            Term::Element(element) if is_simple(model, element.ty) => Some(true),
            _ => None,
        },
        _ => None,
    }
}

fn is_simple(model: &Model, ty: TypeId) -> bool {
    use castile_wsdl::model::Builtin;
    match &model.ty(ty).kind {
        TypeKind::Builtin(builtin) => *builtin != Builtin::AnyType,
        TypeKind::Simple(_) => true,
        TypeKind::Complex(_) => false,
    }
}

/// Makes the clients, and the structs of requests that SOAP does not have.
pub(super) fn clients(
    lowering: &mut Lowering<'_>,
    plans: &[HttpPlan<'_>],
    constants: &mut Names,
    items: &mut Vec<ir::Item>,
) -> Vec<ir::HttpClient> {
    let mut clients = Vec::new();
    for plan in plans.iter().filter(|plan| !plan.operations.is_empty()) {
        let Protocol::Http { verb } = &plan.binding.protocol else {
            continue;
        };
        let base = plan
            .port
            .map_or(&plan.binding.name.local, |(_, port)| &port.name);
        let base = naming::pascal(base);
        let ident = lowering.names.take(
            &format!("{}Client", base.strip_suffix("Client").unwrap_or(&base)),
            "OfPort",
        );
        let verb = verb.to_ascii_uppercase();
        let mut names = Names::default();
        names.take("new", "");
        names.take("client", "");
        names.take("with_policy", "");
        let methods = plan.operations.iter().map(|bound| {
            let renamed = lowering.overrides.get(Kind::Operation, bound.name, "");
            let constant = renamed.unwrap_or(bound.name);
            let constant = naming::shouting(&format!("{constant}_{verb}"));
            let ident = renamed.map_or_else(|| naming::snake(bound.name), str::to_owned);
            let names = Taken {
                ident: names.take(&ident, "operation"),
                constant: constants.take(&constant, "OPERATION"),
            };
            method(lowering, bound, &verb, names, items)
        });
        let methods = methods.collect();
        let what = match plan.port {
            Some((service, port)) => format!(
                "Client of the port {} of the service {}, over HTTP {verb}.",
                docs::code(&port.name),
                docs::code(&service.name.local)
            ),
            None => format!(
                "Client of the binding {}, over HTTP {verb}.",
                docs::code(&plan.binding.name.local)
            ),
        };
        clients.push(ir::HttpClient {
            ident,
            docs: vec![what],
            address: plan.port.and_then(|(_, port)| port.address.clone()),
            methods,
        });
    }
    clients
}

/// The Rust names of a method.
struct Taken {
    ident: String,
    constant: String,
}

fn method(
    lowering: &mut Lowering<'_>,
    bound: &Bound<'_>,
    verb: &str,
    names: Taken,
    items: &mut Vec<ir::Item>,
) -> ir::HttpMethod {
    let model = lowering.model;
    let name = docs::code(bound.name);
    let mut lines = docs::lines(bound.operation.docs.as_deref());
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(format!("Calls the operation {name} by HTTP {verb}."));
    let mut lists = Vec::new();
    let mut list = |name: &str, ty: TypeId| {
        if is_list(model, ty) == Some(true) {
            lists.push(name.to_owned());
        }
    };
    let mut document = None;
    let (request, reached) = match &bound.request {
        Request::Nothing => (None, Vec::new()),
        Request::Element(id) => {
            let element = model.element(*id);
            for member in members(model, element).into_iter().flatten() {
                list(&member.name.local, member.ty);
            }
            let root = lowering.global_root(*id);
            let ty = root.ty.clone();
            if bound.parameters == ir::Parameters::Document {
                document = Some(root);
            }
            (Some(ty), vec![element.ty])
        }
        Request::Parts(parts) => {
            let mut reached = Vec::new();
            for part in parts {
                if let Some(element) = parts::element(model, part, Style::Rpc) {
                    list(&part.name, element.ty);
                    reached.push(element.ty);
                }
            }
            let ident = parameters(lowering, bound, verb, parts, items);
            (Some(ir::Ty::Item(ident)), reached)
        }
    };
    let in_url = matches!(
        bound.parameters,
        ir::Parameters::Query | ir::Parameters::Path
    );
    if in_url && request.as_ref().is_some_and(|ty| has_secret(ty, items)) {
        lines.push(String::new());
        lines.extend(docs::wrapped(
            "Parameters stand in the URL, which servers and proxies write to their logs: a secret goes better by POST or SOAP.",
        ));
    }
    let roots: Vec<_> = match (&document, &bound.request) {
        (Some(_), Request::Element(id)) => vec![model.element(*id).name.clone()],
        _ => Vec::new(),
    };
    let reached: Vec<TypeId> = reached
        .iter()
        .flat_map(|&ty| types::reach_from(model, ty))
        .collect();
    let mut used = prefixes::used(model, &roots, &reached, &lowering.encoded);
    used.extend(lowering.reach_of(&reached));
    let any = |ty| ir::RootElement {
        name: ir::Name::default(),
        tag: String::new(),
        ty,
        encoded: None,
    };
    let response = match bound.response {
        Response::Nothing => None,
        Response::Element(id) => Some(lowering.global_root(id)),
        Response::Type(id) => Some(any(lowering.ty(id))),
        Response::Any => Some(any(ir::Ty::Runtime("AnyElement"))),
    };
    ir::HttpMethod {
        ident: names.ident,
        constant: names.constant,
        docs: lines,
        operation: bound.name.to_owned(),
        verb: verb.to_owned(),
        location: bound.location.clone(),
        parameters: bound.parameters,
        lists,
        request,
        document,
        response,
        default_namespace: lowering.prefixes.default.clone(),
        prefixes: lowering.prefixes.declarations(&used),
        place: lowering.place(bound.operation.span),
    }
}

/// The struct of parameters that only the HTTP port has.
fn parameters(
    lowering: &mut Lowering<'_>,
    bound: &Bound<'_>,
    verb: &str,
    parts: &[&Part],
    items: &mut Vec<ir::Item>,
) -> String {
    let ident = naming::pascal(&format!("{}_{}", bound.name, verb.to_lowercase()));
    let mut draft = Draft::new(lowering.names.take(&ident, "Parameters"), true);
    draft.source = Some(bound.operation.span.source);
    for part in parts {
        let Some(element) = parts::element(lowering.model, part, Style::Rpc) else {
            continue;
        };
        lowering.element(&mut draft, &element, Occurs::ONCE);
        // A parameter has no namespace, and no prefix to say so.
        if let Some(ir::Field {
            kind: ir::FieldKind::Element(member),
            docs,
            ..
        }) = draft.fields.last_mut()
        {
            member.tag.clone_from(&part.name);
            *docs = vec![format!("The parameter {}.", docs::code(&part.name))];
        }
    }
    let default = draft.fields.iter().all(|field| field.ty.is_optional());
    items.push(ir::Item::Struct(ir::Struct {
        ident: draft.ident.clone(),
        docs: vec![format!(
            "The parameters of {} over HTTP {verb}.",
            docs::code(bound.name)
        )],
        name: ir::Name {
            namespace: String::new(),
            local: bound.name.to_owned(),
        },
        anonymous: true,
        place: lowering.place(bound.operation.span),
        fields: draft.fields,
        together: Vec::new(),
        ordered: true,
        default,
        constructor: !default,
        xsi_type: None,
        role: ir::Role::Type,
    }));
    draft.ident
}

fn has_secret(ty: &ir::Ty, items: &[ir::Item]) -> bool {
    let ir::Ty::Item(ident) = ty else {
        return false;
    };
    items
        .iter()
        .filter(|item| item.ident() == ident)
        .any(|item| {
            let mut found = false;
            item.types(&mut |ty| found |= is_secret(ty));
            found
        })
}

fn is_secret(ty: &ir::Ty) -> bool {
    match ty {
        ir::Ty::Runtime(name) => *name == "Secret",
        ir::Ty::Option(inner)
        | ir::Ty::Vec(inner)
        | ir::Ty::Nillable(inner)
        | ir::Ty::Boxed(inner)
        | ir::Ty::Large(inner)
        | ir::Ty::List(inner) => is_secret(inner),
        _ => false,
    }
}
