//! The contract as the command line shows it: operations, their parameters, and replies by the contract's names.
//!
//! In: the repository's WSDL, compiled in, and what is known as a page only. Out: what there is to say of each operation,
//! and the JSON of a reply. Calling is left to `operation` and `pages`.

use std::sync::LazyLock;

use castile::codegen::{AnyElement, AnyType, DecodeError};
use castile::secret::looks_secret;
use castile_wsdl::model::{
    Builtin, Content, LocalElement, MessageUse, Model, PartContent, Particle, Term, TypeId,
    TypeKind, Variety,
};
use castile_wsdl::{Contract, LoadOptions};
use serde_json::{Map, Value, json};

use crate::pages;

const TEXT: &str = include_str!("../../../wsdl/api.asmx.wsdl");

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) documentation: Option<String>,
    pub(crate) parameters: Vec<Parameter>,
    /// What the reply has, each with a type for people.
    pub(crate) results: Vec<(String, String)>,
    pub(crate) form: Form,
}

/// How it is called.
#[derive(Debug)]
pub(crate) enum Form {
    /// By the contract.
    Soap {
        /// The namespace of the request.
        namespace: String,
        answer: TypeId,
    },
    /// By its page, since its shape over SOAP is not known.
    Page,
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// Its name in the contract.
    pub(crate) name: String,
    /// Its option: its name without the letter of its type, and without `ID`: `iNodeID` is `node`. That of the
    /// contract where it would not be the only one. The option of a secret names a file: `pwd-file`.
    pub(crate) option: String,
    /// The same with the name in the contract.
    pub(crate) alias: String,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    pub(crate) documentation: Option<String>,
    /// Its value has no place on a command line.
    pub(crate) secret: bool,
}

/// What a parameter takes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Int,
    Boolean,
    /// One of these; the service may know more.
    Word(Vec<String>),
    /// A type that has no text form here, by its name.
    Complex(String),
}

impl Kind {
    /// As the help has it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Text => "TEXT",
            Self::Int => "INT",
            Self::Boolean => "BOOLEAN",
            Self::Word(_) => "WORD",
            Self::Complex(name) => name,
        }
    }
}

/// All of it; `None` if the contract cannot be read, which a test holds impossible.
pub(crate) static OPERATIONS: LazyLock<Option<Operations>> = LazyLock::new(Operations::read);

/// All of it.
#[derive(Debug)]
pub(crate) struct Operations {
    model: Model,
    pub(crate) all: Vec<Operation>,
}

impl Operations {
    fn read() -> Option<Self> {
        let mut text = |_: &std::path::Path, _| Ok(TEXT.as_bytes().to_vec());
        let contract: Contract =
            castile_wsdl::read_with("api.asmx.wsdl", &LoadOptions::default(), &mut text).ok()?;
        let model = contract.model;
        let interface = model.interfaces.first()?;
        let all = interface.operations.iter();
        let all = all.filter_map(|operation| of_operation(&model, operation));
        let all = all.chain(pages::operations()).collect();
        Some(Self { model, all })
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Operation> {
        self.all.iter().find(|operation| operation.name == name)
    }

    /// A reply of this type in an envelope, by the names of the contract: records are objects, a type that is nothing but
    /// a list is an array, numbers and truth values are such, what is absent is left out.
    pub(crate) fn json(&self, answer: TypeId, envelope: &str) -> Result<Value, DecodeError> {
        let body = |element: &AnyElement| element.decode::<AnyType>()?.elements();
        let envelope = body(&AnyElement::from_xml(envelope)?)?;
        let reply = envelope.last().map(body).transpose()?;
        match reply.unwrap_or_default().first() {
            Some(reply) => value(&self.model, answer, reply),
            None => Ok(Value::Null),
        }
    }
}

/// The element of a document literal message.
fn element(model: &Model, message: &MessageUse) -> Option<(String, TypeId)> {
    match message.parts.first()?.content {
        PartContent::Element(id) => {
            let element = model.element(id);
            let namespace = element.name.namespace.clone().unwrap_or_default();
            Some((namespace, element.ty))
        }
        _ => None,
    }
}

fn of_operation(model: &Model, operation: &castile_wsdl::model::Operation) -> Option<Operation> {
    let (namespace, request) = element(model, operation.input.as_ref()?)?;
    let (_, answer) = element(model, operation.output.as_ref()?)?;
    let mut parameters: Vec<Parameter> = members(model, request)
        .into_iter()
        .map(|(particle, element)| parameter(model, particle, element))
        .collect();
    // A name that would not be the only one is that of the contract.
    let options: Vec<String> = parameters.iter().map(|it| it.option.clone()).collect();
    for parameter in &mut parameters {
        let same = |option: &&String| option.eq_ignore_ascii_case(&parameter.option);
        if options.iter().filter(same).count() > 1 {
            parameter.option.clone_from(&parameter.alias);
        }
    }
    let results = members(model, answer).into_iter();
    let results =
        results.map(|(_, element)| (element.name.local.clone(), shown(model, element.ty)));
    Some(Operation {
        name: operation.name.clone(),
        documentation: operation
            .docs
            .clone()
            .or_else(|| described(&operation.name)),
        parameters,
        results: results.collect(),
        form: Form::Soap { namespace, answer },
    })
}

/// What an operation does of which the contract says nothing.
fn described(operation: &str) -> Option<String> {
    let does = match operation {
        "requestAuthCode" => "Gives an authentication code for an e-mail address and a password",
        "requestAuthCodeSSO" => {
            "Gives an authentication code for a technician who signs in by single sign-on"
        }
        "getAccount_v2" => {
            "Shows the account, who is logged in, and whether the technician console runs"
        }
        "deleteNode" => "Deletes a node",
        "getHierarchy" => "Lists all nodes of the organization",
        "requestPINCode" => "Gives a PIN code for a customer",
        "requestPINCodeV3" => "Gives a PIN code for a customer, and sets fields of the new session",
        "requestInvitationLink" => "Gives an address that leads a customer into a session",
        "generateEmailText" => "Gives the text of an e-mail that leads a customer into a session",
        "closeSession" => "Closes a session",
        "getChat" => "Shows what was said in a session",
        "getNote" => "Shows the notes of a session",
        "getReport" | "getReport_v2" => "Makes a report, by the settings of the session",
        "setReportArea" => "Sets what reports are about",
        "setReportDate" => "Sets the first and the last day that reports are about",
        "setReportTime" => "Sets the times of day that reports are about",
        "setDelimiter" => "Sets what stands after each cell of a report",
        "setOutput" => "Sets whether reports are XML or text",
        _ => return None,
    };
    Some(does.to_owned())
}

fn parameter(model: &Model, particle: &Particle, element: &LocalElement) -> Parameter {
    let kind = kind(model, element.ty);
    Parameter::new(
        &element.name.local,
        kind,
        particle.min > 0,
        element.docs.clone(),
    )
}

impl Parameter {
    pub(crate) fn new(
        name: &str,
        kind: Kind,
        required: bool,
        documentation: Option<String>,
    ) -> Self {
        let secret = looks_secret(name);
        let suffix = if secret { "-file" } else { "" };
        Self {
            name: name.to_owned(),
            option: format!("{}{suffix}", short(name)),
            alias: format!("{name}{suffix}"),
            kind,
            required,
            documentation,
            secret,
        }
    }
}

/// `iNodeID` is `node`, `eNodeRef` is `nodeRef`, `sCField0` is `cField0`, `sSSOID` is `ssoid`, `nodeId` is `node`.
fn short(name: &str) -> String {
    let mut letters = name.chars();
    let rest = match (letters.next(), letters.clone().next()) {
        (Some('s' | 'i' | 'e' | 'b' | 'o' | 'a'), Some(next)) if next.is_uppercase() => {
            letters.as_str()
        }
        _ => name,
    };
    let stem = rest.strip_suffix("ID").or_else(|| rest.strip_suffix("Id"));
    let rest = match stem {
        Some(stem) if stem.chars().any(char::is_lowercase) => stem,
        _ => rest,
    };
    if !rest.chars().any(char::is_lowercase) {
        return rest.to_lowercase();
    }
    // Of `PINCode` the first word is `PIN`, of `NodeRef` it is `Node`, of `CField0` it is `C`.
    let upper = rest.chars().take_while(|c| c.is_uppercase()).count();
    let lowered = if upper > 1 { upper - 1 } else { upper };
    rest.chars()
        .enumerate()
        .flat_map(|(index, c)| {
            let lower = index < lowered;
            let lowered = lower.then(|| c.to_lowercase());
            let kept = (!lower).then_some(c);
            lowered.into_iter().flatten().chain(kept)
        })
        .collect()
}

fn kind(model: &Model, ty: TypeId) -> Kind {
    match &model.ty(ty).kind {
        TypeKind::Builtin(builtin) => of_builtin(*builtin),
        TypeKind::Simple(simple) if !simple.facets.enumeration.is_empty() => {
            let values = simple.facets.enumeration.iter();
            Kind::Word(values.map(|value| value.value.clone()).collect())
        }
        TypeKind::Simple(simple) => match simple.variety {
            Variety::Atomic(builtin) => of_builtin(builtin),
            _ => Kind::Text,
        },
        TypeKind::Complex(_) => Kind::Complex(shown(model, ty)),
    }
}

fn of_builtin(builtin: Builtin) -> Kind {
    match builtin {
        Builtin::Int => Kind::Int,
        Builtin::Boolean => Kind::Boolean,
        _ => Kind::Text,
    }
}

/// The type for people: `int`, `NODE_REF`, `SESSION_V3[]`.
fn shown(model: &Model, ty: TypeId) -> String {
    if let Some(item) = item(model, ty) {
        return format!("{}[]", shown(model, item.ty));
    }
    let ty = model.ty(ty);
    match (&ty.name, &ty.kind) {
        (_, TypeKind::Builtin(builtin)) => builtin.name().to_owned(),
        (Some(name), _) => name.local.clone(),
        (None, _) => ty.context.join("/"),
    }
}

/// The elements of a complex type: those of a sequence, or of `xs:all`.
fn members(model: &Model, ty: TypeId) -> Vec<(&Particle, &LocalElement)> {
    let TypeKind::Complex(complex) = &model.ty(ty).kind else {
        return Vec::new();
    };
    let Content::Particle(particle) = &complex.content else {
        return Vec::new();
    };
    let (Term::Sequence(particles) | Term::All(particles)) = &particle.term else {
        return Vec::new();
    };
    let elements = particles
        .iter()
        .filter_map(|particle| match &particle.term {
            Term::Element(element) => Some((particle, &**element)),
            _ => None,
        });
    elements.collect()
}

/// The item of a type that is nothing but a list.
fn item(model: &Model, ty: TypeId) -> Option<&LocalElement> {
    match members(model, ty).as_slice() {
        [(particle, element)] if particle.max != Some(1) => Some(element),
        _ => None,
    }
}

fn value(model: &Model, ty: TypeId, element: &AnyElement) -> Result<Value, DecodeError> {
    if !matches!(model.ty(ty).kind, TypeKind::Complex(_)) {
        let text = element.text().unwrap_or_default();
        return Ok(match kind(model, ty) {
            Kind::Int => text
                .parse::<i32>()
                .map_or_else(|_| json!(text), |it| json!(it)),
            Kind::Boolean => json!(matches!(text.as_str(), "true" | "1")),
            _ => json!(text),
        });
    }
    let content = element.decode::<AnyType>()?;
    let is_nil = |it: &castile::codegen::AnyAttribute| it.name == "nil" && it.value == "true";
    if content.attributes().iter().any(is_nil) {
        return Ok(Value::Null);
    }
    let children = content.elements()?;
    let of = |member: &LocalElement| -> Result<Vec<Value>, DecodeError> {
        let named = children.iter().filter(|it| it.name() == member.name.local);
        named.map(|child| value(model, member.ty, child)).collect()
    };
    if let Some(item) = item(model, ty) {
        return Ok(Value::Array(of(item)?));
    }
    let mut object = Map::new();
    for (particle, member) in members(model, ty) {
        let mut values = of(member)?;
        if particle.max != Some(1) {
            object.insert(member.name.local.clone(), Value::Array(values));
        } else if let Some(value) = values.pop() {
            object.insert(member.name.local.clone(), value);
        }
    }
    Ok(Value::Object(object))
}

#[cfg(test)]
mod tests {
    use super::{Form, Kind, Operations, short};

    #[test]
    fn names_are_short_and_readable() {
        for (name, expected) in [
            ("iNodeID", "node"),
            ("nodeId", "node"),
            ("eNodeRef", "nodeRef"),
            ("iSession", "session"),
            ("iSessionID", "session"),
            ("sSSOID", "ssoid"),
            ("sCField0", "cField0"),
            ("iPINCode", "pinCode"),
            ("sAuthCode", "authCode"),
            ("bNoTechConsole", "noTechConsole"),
            ("sPwd", "pwd"),
            ("s", "s"),
            ("ID", "id"),
            ("", ""),
        ] {
            assert_eq!(short(name), expected, "{name}");
        }
    }

    #[test]
    fn all_parameters_can_be_given_as_text() {
        let operations = Operations::read().expect("the contract is read");
        let is_soap = |form: &Form| matches!(form, Form::Soap { .. });
        let by_contract = operations.all.iter().filter(|it| is_soap(&it.form));
        assert_eq!(by_contract.count(), 31);
        for operation in &operations.all {
            for parameter in &operation.parameters {
                let is_complex = matches!(parameter.kind, Kind::Complex(_));
                assert!(!is_complex, "{} {}", operation.name, parameter.name);
            }
        }
    }
}
