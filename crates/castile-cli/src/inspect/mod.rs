//! `castile inspect`: what a contract says, as a tree for people or as JSON for programs.
//!
//! Takes the model of `castile-wsdl`; what becomes of it in Rust is for `castile generate` to show.

mod json;
mod names;
mod tree;

use castile_wsdl::model::{
    Body, Content, ElementId, Model, Part, PartContent, Particle, QName, Term, TypeId, TypeKind,
    Variety,
};
use clap::Args;

use crate::Done;
use crate::contract::Contract;
use crate::output::{self, Output};
use crate::report::{self, Failure, Progress, Speech, nearest};
use names::Names;

pub(crate) const AFTER_HELP: &str = "\
How to read the tree:
  name: type         an element that must occur
  name?: type        it may be left out
  name[]: type       any number of them; [1..*] at least one, [2..5] two to five
  name: type | nil   it may be `xsi:nil`
  @name: type        an attribute
  choice             one of the elements beneath it; `sequence` and `all` are all of them

Exit codes:
  0  done; there may be warnings on standard error
  1  the contract has errors, or has no operation or type of that name
  2  the arguments are wrong";

/// The arguments of `castile inspect`.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// Show this operation only, with what it sends and gets; may be given several times.
    #[arg(long = "operation", value_name = "NAME")]
    operations: Vec<String>,
    /// Show this type or element only: `Session`, `tns:Session` or `{urn:example}Session`; may be given several times.
    #[arg(long = "type", value_name = "NAME", conflicts_with = "all_types")]
    types: Vec<String>,
    /// Show all types after the operations.
    #[arg(long = "types")]
    all_types: bool,
    /// How many types inside each other are shown beneath an operation or type.
    #[arg(long, value_name = "LEVELS", default_value_t = 2)]
    depth: usize,
    /// Write JSON; diagnostics too, one object a line.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    contract: Contract,
}

/// What is shown of a contract.
pub(crate) struct Selection {
    /// The operations, as interface and index; empty where all are.
    operations: Vec<(usize, usize)>,
    /// The types and elements.
    subjects: Vec<Subject>,
    /// All types.
    all_types: bool,
    /// How many types inside each other.
    depth: usize,
}

/// What `--type` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A global element.
    Element(ElementId),
    /// A named type.
    Type(TypeId),
}

impl Selection {
    /// The whole contract.
    fn is_whole(&self) -> bool {
        self.operations.is_empty() && self.subjects.is_empty()
    }
}

impl Inspect {
    /// Runs it.
    pub(crate) fn run(&self, speech: &Speech) -> Done {
        let path = &self.contract.path;
        let progress = Progress::of(format!("reading {}", path.display()), speech);
        let contract = castile_wsdl::read(path, &self.contract.reading.options());
        drop(progress);
        let contract = contract?;
        report::warnings(&contract.warnings, &contract.sources, speech, self.json);
        let names = Names::of(&contract);
        let selection = self.select(&contract.model, &names)?;
        if self.json {
            let text = json::write(&contract, &selection)
                .map_err(|problem| Failure::new(problem.to_string()))?;
            return Output::Standard.write(&text);
        }
        output::show(&tree::write(&contract, &names, &selection))
    }

    fn select(&self, model: &Model, names: &Names) -> Result<Selection, Failure> {
        let mut selection = Selection {
            operations: Vec::new(),
            subjects: Vec::new(),
            all_types: self.all_types,
            depth: self.depth,
        };
        let all = || {
            let interfaces = model.interfaces.iter().enumerate();
            interfaces.flat_map(|(at, interface)| {
                let operations = interface.operations.iter().enumerate();
                operations.map(move |(index, operation)| (at, index, operation))
            })
        };
        for wanted in &self.operations {
            let is_wanted = |operation: &castile_wsdl::model::Operation| {
                let input = operation.input.as_ref().and_then(|it| it.name.as_ref());
                operation.name == *wanted || input == Some(wanted)
            };
            let before = selection.operations.len();
            let found = all().filter(|(_, _, operation)| is_wanted(operation));
            selection
                .operations
                .extend(found.map(|(interface, index, _)| (interface, index)));
            if selection.operations.len() == before {
                let known = all().map(|(_, _, operation)| operation.name.as_str());
                return Err(absent("operation", wanted, known));
            }
        }
        for wanted in &self.types {
            let is_wanted = |name: &QName| names.is_meant(name, wanted);
            let before = selection.subjects.len();
            for (index, ty) in model.types.iter().enumerate() {
                let is_builtin = matches!(ty.kind, TypeKind::Builtin(_));
                if !is_builtin && ty.name.as_ref().is_some_and(is_wanted) {
                    selection.subjects.push(Subject::Type(TypeId(index)));
                }
            }
            for (index, element) in model.elements.iter().enumerate() {
                if is_wanted(&element.name) {
                    selection.subjects.push(Subject::Element(ElementId(index)));
                }
            }
            if selection.subjects.len() == before {
                let types = model.types.iter().filter_map(|ty| ty.name.as_ref());
                let elements = model.elements.iter().map(|element| &element.name);
                let known = types.chain(elements).map(|name| name.local.as_str());
                return Err(absent("type", wanted, known));
            }
        }
        Ok(selection)
    }
}

/// What is said of a name that is not there.
fn absent<'n>(what: &str, wanted: &str, known: impl Iterator<Item = &'n str>) -> Failure {
    let near = nearest(wanted, known);
    Failure::Other {
        message: format!("the contract has no {what} `{wanted}`"),
        place: None,
        notes: Vec::new(),
        hint: Some(if near.is_empty() {
            format!("`castile inspect WSDL` without `--{what}` lists what there is")
        } else {
            format!("did you mean {}", near.join(" or "))
        }),
    }
}

/// The particles directly inside one.
fn inner(term: &Term) -> &[Particle] {
    match term {
        Term::Sequence(list) | Term::Choice(list) | Term::All(list) => list,
        Term::Element(_) | Term::Any(_) => &[],
    }
}

/// The types that a type names.
fn types_of(model: &Model, id: TypeId, found: &mut Vec<TypeId>) {
    match &model.ty(id).kind {
        TypeKind::Builtin(_) => {}
        TypeKind::Simple(simple) => {
            found.extend(simple.base);
            match &simple.variety {
                Variety::Atomic(_) => {}
                Variety::List(item) => found.push(*item),
                Variety::Union(members) => found.extend(members),
            }
        }
        TypeKind::Complex(complex) => {
            found.extend(complex.base.map(castile_wsdl::model::Derivation::base));
            found.extend(&complex.derived);
            found.extend(complex.attributes.iter().map(|attribute| attribute.ty));
            found.extend(complex.attributes.iter().filter_map(|it| it.array_item));
            match &complex.content {
                Content::Empty => {}
                Content::Simple(ty) => found.push(*ty),
                Content::Particle(particle) => types_of_particle(model, particle, found),
            }
        }
    }
}

fn types_of_particle(model: &Model, particle: &Particle, found: &mut Vec<TypeId>) {
    if let Term::Element(element) = &particle.term {
        found.push(element.ty);
        let declared = element.reference.map(|id| model.element(id));
        let substitutes = declared.map_or(&[][..], |it| &it.substitutes);
        found.extend(substitutes.iter().map(|&id| model.element(id).ty));
    }
    for inner in inner(&particle.term) {
        types_of_particle(model, inner, found);
    }
}

/// The type of a part.
fn part_type(model: &Model, part: &Part) -> Option<TypeId> {
    match part.content {
        PartContent::Element(id) => Some(model.element(id).ty),
        PartContent::Type(id) => Some(id),
        PartContent::None => None,
    }
}

/// `document/literal` and its kin, for an operation of a binding.
fn style_and_use(operation: &castile_wsdl::model::BindingOperation) -> Option<String> {
    use castile_wsdl::model::{Style, Use};
    let style = match operation.style {
        Style::Document => "document",
        Style::Rpc => "rpc",
    };
    let mut messages = operation.input.iter().chain(&operation.output);
    messages.find_map(|message| match message.body {
        Body::Soap { use_, .. } => Some(match use_ {
            Use::Literal => format!("{style}/literal"),
            Use::Encoded => format!("{style}/encoded"),
        }),
        _ => None,
    })
}
