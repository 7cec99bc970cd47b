#![doc = include_str!("../README.md")]
//!
//! In go what `castile-build` has lowered a contract to, and the text of a message. Out comes what the runtime's decoder
//! makes of it: values, deviations, a fault, or the error with its place. Reading files and showing the result is left
//! to the command `castile`.
//!
//! The tables are never given back, since the decoder takes them for the life of the program.

mod facets;
mod read;
mod simple;
mod types;
mod value;

use std::fmt;

use castile::codegen::{self as rt, HttpOperation};
use castile::envelope::{BodyElement, Glance, Operation, Outcome, ReplyReader, Root, SoapVersion};
use castile::{AnyElement, Attachment, DecodeError, Deviations, Fault, Limits, Policy};
use castile_build::ir;

use read::{Members, Node};
use types::{Kind, Type, Types, leak};
pub use value::{Field, Record, Value};

/// What is read without generated code: all but what an error of this type names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unexplained(String);

impl Unexplained {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for Unexplained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "messages with {} are not explained", self.0)
    }
}

impl std::error::Error for Unexplained {}

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the service.
    Request,
    /// From the service to the client.
    Answer,
}

/// A contract, ready to read messages by.
pub struct Explainer {
    types: Types,
    methods: Vec<Method>,
    http_methods: Vec<HttpMethod>,
    /// What the contract declares as details of faults.
    details: Vec<Body>,
    /// What it declares as header blocks that come with faults.
    header_faults: Vec<Body>,
}

/// An operation.
struct Method {
    operation: String,
    place: String,
    one_way: bool,
    request: Message,
    answer: Message,
}

/// An operation of an HTTP binding. Its answer is a document without an envelope.
struct HttpMethod {
    operation: String,
    place: String,
    answer: Option<Body>,
}

/// A message of an operation.
struct Message {
    /// The element in the body; `None` for an empty body.
    body: Option<Body>,
    /// The item of the header blocks.
    headers: Option<String>,
}

/// The element in a body, or in the detail of a fault.
struct Body {
    name: ir::Name,
    ty: Type,
    /// As [`Root::encoded`].
    encoded: Option<String>,
}

/// What is asked of a message.
#[derive(Debug, Clone, Default)]
pub struct Question<'q> {
    /// The operation; where there is none it is told from the element in the body.
    pub operation: Option<&'q str>,
    /// The direction; where there is none an answer is looked for first.
    pub direction: Option<Direction>,
    /// The HTTP status and content type it came with.
    pub http: Option<(http::StatusCode, &'q str)>,
    /// The parts it came with beside the envelope.
    pub attachments: &'q [Attachment],
    /// What is tolerated.
    pub policy: Policy,
    /// The most that is read.
    pub limits: Limits,
}

/// What there is to say of a message.
#[derive(Debug)]
pub struct Explanation {
    /// The operation; empty for a fault of which that is not known.
    pub operation: String,
    /// Which way the message goes.
    pub direction: Direction,
    /// The version of the envelope; `None` where there is no telling.
    pub version: Option<SoapVersion>,
    /// What was read.
    pub verdict: Verdict,
}

/// What was read of a message.
#[derive(Debug)]
pub enum Verdict {
    /// The message is what the contract says, but for the deviations.
    Read {
        /// The element in the body; `None` for an empty one.
        body: Option<Field>,
        /// The header blocks that the contract declares.
        headers: Vec<Field>,
        /// What the contract does not say.
        deviations: Deviations,
    },
    /// A fault, and the entries of its detail.
    Fault(Box<Fault>, Vec<Detail>),
    /// The message cannot be read.
    Error(DecodeError),
}

/// An entry of a fault's detail.
#[derive(Debug)]
pub enum Detail {
    /// The contract declares it, and it is what the contract says.
    Read(Field),
    /// It is kept as XML.
    Unread {
        /// The element.
        xml: String,
        /// Why it is not what the contract says; `None` where the contract does not declare it.
        error: Option<DecodeError>,
    },
}

/// Why a message is not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclear {
    /// The contract has no operation of the name asked for.
    NoOperation(String),
    /// No operation has this element in its messages.
    NoBody {
        /// `{namespace}local`.
        name: String,
        /// Where it begins in the text.
        offset: usize,
    },
    /// The body is empty, and no operation was named.
    EmptyBody {
        /// Where it ends in the text.
        offset: usize,
    },
    /// Several operations have the same element.
    Several(Vec<String>),
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOperation(name) => {
                write!(
                    f,
                    "the contract has no operation `{name}` that can be called"
                )
            }
            Self::NoBody { name, .. } => write!(
                f,
                "no operation of the contract has the element `{name}` in its body"
            ),
            Self::EmptyBody { .. } => {
                f.write_str("the body is empty, so it does not tell the operation")
            }
            Self::Several(names) => {
                write!(
                    f,
                    "the element in the body is that of `{}`",
                    names.join("` and `")
                )
            }
        }
    }
}

impl std::error::Error for Unclear {}

impl Explainer {
    /// Makes the tables of a contract.
    ///
    /// # Errors
    /// The contract has something that is read by generated code alone.
    pub fn new(module: &ir::Module) -> Result<Self, Unexplained> {
        let ir::Module {
            source: _,
            items: _,
            derived: _,
            attributes: _,
            modules: _,
            faults,
            clients,
            http_clients,
            imports: _,
            default_namespace: _,
            prefixes: _,
            // Who has a type from elsewhere is refused with it.
            extern_modules: _,
            out_modules: _,
        } = module;
        let types = Types::of(module)?;
        let mut methods = Vec::new();
        for method in clients.iter().flat_map(|client| &client.methods) {
            methods.push(of_method(&types, method)?);
        }
        let mut http_methods = Vec::new();
        for method in http_clients.iter().flat_map(|client| &client.methods) {
            http_methods.push(HttpMethod {
                operation: method.operation.clone(),
                place: method.place.clone(),
                answer: body(&types, method.response.as_ref())?,
            });
        }
        let (mut details, mut header_faults) = (Vec::new(), Vec::new());
        for ir::FaultDetail { marks, ty, .. } in faults.iter().flat_map(|it| &it.details) {
            for mark in marks {
                let known = match mark {
                    ir::FaultMark::Element(_) | ir::FaultMark::Type(_) => &mut details,
                    ir::FaultMark::Header(_) => &mut header_faults,
                };
                known.push(Body {
                    name: mark.name().clone(),
                    ty: types.ty(ty)?,
                    encoded: None,
                });
            }
        }
        Ok(Self {
            types,
            methods,
            http_methods,
            details,
            header_faults,
        })
    }

    /// The names of the operations.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        let http = self.http_methods.iter();
        let methods = self.methods.iter().map(|method| method.operation.as_str());
        methods.chain(http.map(|method| method.operation.as_str()))
    }

    /// The elements that bodies may have, `{namespace}local`.
    pub fn bodies(&self) -> impl Iterator<Item = String> {
        let messages = self.methods.iter().flat_map(|it| [&it.request, &it.answer]);
        messages
            .filter_map(|message| message.body.as_ref())
            .filter(|body| !body.name.local.is_empty())
            .map(|body| expanded(&body.name.namespace, &body.name.local))
    }

    /// Reads a message.
    ///
    /// # Errors
    /// It cannot be told which operation it belongs to.
    pub fn explain(&self, text: &str, question: &Question<'_>) -> Result<Explanation, Unclear> {
        if let Some(explanation) = self.explain_document(text, question)? {
            return Ok(explanation);
        }
        let glance = castile::envelope::glance(text, &question.limits);
        let found = self.find(glance.as_ref().ok(), question)?;
        let (version, (found, verdict)) = match glance {
            Ok(glance) => (
                Some(glance.version),
                self.first_read(text, &found, glance.version, question),
            ),
            Err(error) => {
                let found = found.first().copied();
                let verdict = if is_silence(text, found, question) {
                    Verdict::Read {
                        body: None,
                        headers: Vec::new(),
                        deviations: Deviations::default(),
                    }
                } else {
                    let place = found.map_or("", |(method, _)| leak(&method.place));
                    Verdict::Error(error.of_operation(place))
                };
                (None, (found, verdict))
            }
        };
        Ok(Explanation {
            operation: found.map_or_else(String::new, |(method, _)| method.operation.clone()),
            direction: found.map_or(Direction::Answer, |(_, direction)| direction),
            version,
            verdict,
        })
    }

    /// Reads the answer of an HTTP binding; `None` where the text is no document that one may have.
    fn explain_document(
        &self,
        text: &str,
        question: &Question<'_>,
    ) -> Result<Option<Explanation>, Unclear> {
        if question.direction == Some(Direction::Request) || self.http_methods.is_empty() {
            return Ok(None);
        }
        let root = AnyElement::from_xml(text).ok();
        let root = root.map(|root| (root.namespace().to_owned(), root.name().to_owned()));
        match &root {
            Some((_, name)) if name == "Envelope" => return Ok(None),
            None if !self.methods.is_empty() => return Ok(None),
            _ => {}
        }
        // An operation that answers any element is meant where no other answers this one.
        let fits = |method: &HttpMethod| match (&method.answer, &root) {
            (Some(answer), Some(root)) if answer.is_named(root) => 0,
            (Some(answer), Some(_)) if answer.name.local.is_empty() => 1,
            _ => 2,
        };
        let mut found: Vec<&HttpMethod> = self.http_methods.iter().collect();
        match question.operation {
            Some(name) => found.retain(|method| method.operation == name),
            None => found.retain(|method| fits(method) < 2),
        }
        let best = found.iter().map(|method| fits(method)).min();
        found.retain(|method| Some(fits(method)) == best);
        let Some(&method) = found.first() else {
            return Ok(None);
        };
        let mut names: Vec<&str> = found.iter().map(|it| it.operation.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if names.len() > 1 {
            return Err(Unclear::Several(
                names.into_iter().map(str::to_owned).collect(),
            ));
        }
        Ok(Some(Explanation {
            operation: method.operation.clone(),
            direction: Direction::Answer,
            version: None,
            verdict: self.read_document(text, method, question),
        }))
    }

    fn read_document(&self, text: &str, method: &HttpMethod, question: &Question<'_>) -> Verdict {
        let leak = |text: &str| -> &'static str { Box::leak(text.into()) };
        let body = method.answer.as_ref();
        let operation: &'static HttpOperation = Box::leak(Box::new(HttpOperation {
            name: leak(&method.operation),
            verb: "",
            location: "",
            parameters: rt::Parameters::Query,
            lists: &[],
            request: None,
            response: body.map(root),
            default_namespace: "",
            prefixes: "",
            place: leak(&method.place),
        }));
        if let Some((status, _)) = question.http
            && !status.is_success()
        {
            let found = format!("XML (HTTP status {})", status.as_u16());
            return Verdict::Error(operation.no_answer(found));
        }
        let mut value = match body {
            Some(body) => Node::new(&self.types, &body.ty),
            None => rt::Element::blank(),
        };
        match operation.read_answer(text, (&question.limits, &question.policy), &mut value) {
            Ok(deviations) => Verdict::Read {
                body: body.map(|body| Field {
                    name: body.label(),
                    value: value.value,
                }),
                headers: Vec::new(),
                deviations,
            },
            Err(error) => Verdict::Error(error),
        }
    }

    /// Reads a message as the first of what it may be that it can be read as, or else as the first.
    fn first_read<'e>(
        &'e self,
        text: &str,
        found: &[(&'e Method, Direction)],
        version: SoapVersion,
        question: &Question<'_>,
    ) -> (Option<(&'e Method, Direction)>, Verdict) {
        let first = found.first().copied();
        let verdict = self.read(text, first, version, question);
        if let Verdict::Error(_) = verdict {
            for &other in found.iter().skip(1) {
                let read = self.read(text, Some(other), version, question);
                if let Verdict::Read { .. } = read {
                    return (Some(other), read);
                }
            }
        }
        (first, verdict)
    }

    /// The operation that a message belongs to, as an answer or a request or, where its body may be that of both, as
    /// either. Where none was named, there is none for a fault, or what is no envelope; what no operation has is meant
    /// for the only one there is.
    fn find(
        &self,
        glance: Option<&Glance>,
        question: &Question<'_>,
    ) -> Result<Vec<(&Method, Direction)>, Unclear> {
        let body = glance.map_or([].as_slice(), |glance| &glance.body);
        let is_in = |method: &Method, direction: Direction, body: &[BodyElement]| {
            let Some(expected) = &method.message(direction).body else {
                return body.is_empty();
            };
            let mut names = body.iter().map(|met| &met.name);
            names.any(|met| expected.begins_with(&self.types, met))
        };
        let directions = match question.direction {
            Some(direction) => vec![direction],
            None => vec![Direction::Answer, Direction::Request],
        };
        if let Some(wanted) = question.operation {
            let mut methods = self.methods.iter().filter(|it| it.operation == wanted);
            let Some(method) = methods.next() else {
                return Err(Unclear::NoOperation(wanted.to_owned()));
            };
            let fitting = directions.iter().filter(|&&it| is_in(method, it, body));
            let mut found: Vec<_> = fitting.map(|&direction| (method, direction)).collect();
            if found.is_empty() {
                found.push((method, directions[0]));
            }
            return Ok(found);
        }
        let Some(glance) = glance else {
            return Ok(Vec::new());
        };
        // What stands beside the first that is known is an addition, or an error that reading finds.
        for met in body.chunks(1) {
            let mut candidates = Vec::new();
            for &direction in &directions {
                let mut found = self.methods.iter().filter(|it| is_in(it, direction, met));
                let Some(one) = found.next() else {
                    continue;
                };
                // Clients of one contract may have the same operation.
                let mut names: Vec<&str> = found.map(|method| method.operation.as_str()).collect();
                names.retain(|name| *name != one.operation);
                if !names.is_empty() && candidates.is_empty() {
                    let names = [one.operation.as_str()].into_iter().chain(names);
                    return Err(Unclear::Several(names.map(str::to_owned).collect()));
                }
                candidates.push((one, direction));
            }
            if !candidates.is_empty() {
                return Ok(candidates);
            }
        }
        if body.iter().any(|met| met.is_fault) {
            return Ok(Vec::new());
        }
        // Where there is only one operation, reading by it says best what is wrong.
        let mut methods = self.methods.iter();
        if let Some(one) = methods.next()
            && methods.all(|other| other.operation == one.operation)
        {
            return Ok(vec![(one, directions[0])]);
        }
        let offset = glance.offset;
        Err(match body.first() {
            Some(BodyElement { name, .. }) => Unclear::NoBody {
                name: expanded(&name.0, &name.1),
                offset,
            },
            None => Unclear::EmptyBody { offset },
        })
    }

    fn read(
        &self,
        text: &str,
        found: Option<(&Method, Direction)>,
        version: SoapVersion,
        question: &Question<'_>,
    ) -> Verdict {
        let message = found.map(|(method, direction)| method.message(direction));
        let body = message.and_then(|message| message.body.as_ref());
        let headers = message.and_then(|message| message.headers.as_ref());
        let headers = headers.and_then(|ident| match self.types.item(ident) {
            Some(Kind::Struct(item)) => Some(item),
            _ => None,
        });
        let reader = ReplyReader {
            operation: operation(found, body),
            version,
            limits: &question.limits,
            policy: &question.policy,
        };
        let mut value = match body {
            Some(body) => Node::new(&self.types, &body.ty),
            None => rt::Element::blank(),
        };
        let mut blocks = headers.map(|item| Members::new(&self.types, item));
        let mut attachments = question.attachments.to_vec();
        let outcome = match &mut blocks {
            Some(blocks) => reader.read_message(text, &mut attachments, &mut value, blocks),
            None => reader.read_message(text, &mut attachments, &mut value, &mut ()),
        };
        match outcome {
            Ok(Outcome::Answer(mut deviations)) => {
                let mut judged = reader.check_attachments(&attachments, &mut deviations);
                if let Some((status, content_type)) = question.http {
                    judged = judged
                        .and_then(|()| reader.check_http(status, content_type, &mut deviations));
                }
                if let Err(error) = judged {
                    return Verdict::Error(error);
                }
                Verdict::Read {
                    body: body.map(|body| Field {
                        name: body.label(),
                        value: value.value,
                    }),
                    headers: blocks.map(Members::into_fields).unwrap_or_default(),
                    deviations,
                }
            }
            Ok(Outcome::Fault(fault)) => {
                let details = self.details(&fault);
                Verdict::Fault(fault, details)
            }
            Err(error) => Verdict::Error(error),
        }
    }

    /// The entries of a fault's detail and the header blocks that are declared to come with one, by what the contract
    /// declares for the faults of any operation.
    fn details(&self, fault: &Fault) -> Vec<Detail> {
        let name = |entry: &AnyElement| (entry.namespace().to_owned(), entry.name().to_owned());
        let entries = fault.detail().unwrap_or_default().iter();
        let entries = entries.map(|entry| {
            let mut declared = self.details.iter();
            (entry, declared.find(|detail| detail.is_named(&name(entry))))
        });
        let blocks = fault.headers().iter().filter_map(|block| {
            let mut declared = self.header_faults.iter();
            Some((
                block,
                Some(declared.find(|fault| fault.is_named(&name(block)))?),
            ))
        });
        let read = entries.chain(blocks).map(|(entry, declared)| {
            let mut error = None;
            if let Some(declared) = declared {
                let mut value = Node::new(&self.types, &declared.ty);
                match entry.decode_into(&mut value) {
                    Ok(()) => {
                        return Detail::Read(Field {
                            name: entry.name().to_owned(),
                            value: value.value,
                        });
                    }
                    Err(problem) => error = Some(problem),
                }
            }
            Detail::Unread {
                xml: entry.xml().to_owned(),
                error,
            }
        });
        read.collect()
    }
}

/// Whether there is nothing where nothing is answered.
fn is_silence(text: &str, found: Option<(&Method, Direction)>, question: &Question<'_>) -> bool {
    let is_one_way =
        found.is_some_and(|(method, direction)| method.one_way && direction == Direction::Answer);
    is_one_way
        && text.trim().is_empty()
        && question.http.is_none_or(|(status, _)| status.is_success())
}

impl Body {
    /// Whether a body may begin with this element: it is this one, or where the value is the content of the body one of
    /// its members.
    fn begins_with(&self, types: &Types, met: &(String, String)) -> bool {
        if !self.name.local.is_empty() {
            return self.is_named(met);
        }
        let Type::Item(path) = &self.ty else {
            return false;
        };
        let Some(Kind::Struct(item)) = types.item(path) else {
            return false;
        };
        let members = item.shape.elements.iter();
        members
            .map(|member| (member.namespace(), member.name()))
            .any(|(namespace, name)| namespace == met.0 && name == met.1)
    }

    /// What the value is called.
    fn label(&self) -> String {
        if self.name.local.is_empty() {
            "Body".to_owned()
        } else {
            self.name.local.clone()
        }
    }

    fn is_named(&self, (namespace, local): &(String, String)) -> bool {
        self.name.namespace == *namespace && self.name.local == *local
    }
}

impl Method {
    fn message(&self, direction: Direction) -> &Message {
        match direction {
            Direction::Request => &self.request,
            Direction::Answer => &self.answer,
        }
    }
}

fn body(types: &Types, root: Option<&ir::RootElement>) -> Result<Option<Body>, Unexplained> {
    let Some(root) = root else { return Ok(None) };
    let ir::RootElement {
        name,
        tag: _,
        ty,
        encoded,
    } = root;
    Ok(Some(Body {
        name: name.clone(),
        ty: types.ty(ty)?,
        encoded: encoded.clone(),
    }))
}

fn of_method(types: &Types, method: &ir::Method) -> Result<Method, Unexplained> {
    let message = |root: &Option<ir::RootElement>, headers: &Option<String>| {
        Ok(Message {
            body: body(types, root.as_ref())?,
            headers: headers.clone(),
        })
    };
    let ir::Method {
        ident: _,
        constant: _,
        docs: _,
        operation,
        action: _,
        place,
        request,
        response,
        one_way,
        default_namespace: _,
        prefixes: _,
        request_headers,
        response_headers,
        // Success is for the caller to say, and none speaks here.
        success: _,
    } = method;
    Ok(Method {
        operation: operation.clone(),
        place: place.clone(),
        one_way: *one_way,
        request: message(request, request_headers)?,
        answer: message(response, response_headers)?,
    })
}

/// The constant that generated code has for an operation, the message at hand in the place of the answer.
fn operation(found: Option<(&Method, Direction)>, body: Option<&Body>) -> &'static Operation {
    let method = found.map(|(method, _)| method);
    Box::leak(Box::new(Operation {
        name: leak(method.map_or("", |method| &method.operation)),
        action: "",
        request: None,
        response: body.map(root),
        one_way: found
            .is_some_and(|(method, direction)| method.one_way && direction == Direction::Answer),
        default_namespace: "",
        prefixes: "",
        place: leak(method.map_or("", |method| &method.place)),
    }))
}

fn root(body: &Body) -> Root {
    let leak = |text: &str| -> &'static str { Box::leak(text.into()) };
    Root {
        namespace: leak(&body.name.namespace),
        name: leak(&body.name.local),
        tag: leak(&body.name.local),
        encoded: body.encoded.as_deref().map(leak),
    }
}

fn expanded(namespace: &str, local: &str) -> String {
    if namespace.is_empty() {
        local.to_owned()
    } else {
        format!("{{{namespace}}}{local}")
    }
}
