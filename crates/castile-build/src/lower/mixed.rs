//! Mixed content: text and elements in the order in which they stand, a list of both.

use std::collections::{HashMap, HashSet};

use castile_wsdl::model::{ComplexType, Content, Model, Particle, Term, TypeId, TypeKind};

use super::choice::{self, Alternative};
use super::content::{Draft, Occurs};
use super::{Lowering, docs, name as expanded, types};
use crate::ir;

/// Whether a type of mixed content says nothing of what it contains: it is kept as XML.
pub(super) fn is_any(model: &Model, complex: &ComplexType) -> bool {
    let Content::Particle(particle) = &complex.content else {
        return false;
    };
    let from_nothing = complex
        .base
        .is_none_or(|derivation| matches!(model.ty(derivation.base()).kind, TypeKind::Builtin(_)));
    complex.mixed
        && from_nothing
        && complex.attributes.is_empty()
        && types::named_derived(model, complex).next().is_none()
        && !complex.is_abstract
        && is_open(particle)
}

/// Whether a particle has wildcards only.
fn is_open(particle: &Particle) -> bool {
    match &particle.term {
        Term::Element(_) => false,
        Term::Any(_) => true,
        Term::Sequence(particles) | Term::Choice(particles) | Term::All(particles) => {
            particles.iter().all(is_open)
        }
    }
}

impl Lowering<'_> {
    /// Adds the field of text and elements.
    pub(super) fn mixed(&mut self, draft: &mut Draft, id: TypeId, particle: &Particle) {
        let mut alternatives = Vec::new();
        alternatives_of(self.model, particle, &mut alternatives);
        let span = self.model.ty(id).span;
        let mut branches = self.branches(draft, alternatives, true, span);
        let mut required = HashSet::new();
        required_names(self.model, particle, &mut required);
        let mut most = HashMap::new();
        most_often(self.model, particle, true, &mut most);
        for branch in &mut branches {
            branch.expected = required.contains(&branch.member.name);
            branch.once = most.get(&branch.member.name) == Some(&1);
        }
        let is_taken = branches.iter().any(|branch| branch.variant == "Text");
        let text = if is_taken { "CharacterData" } else { "Text" };
        let docs = docs::wrapped(&format!(
            "Text and elements in their order. The elements are {}.",
            choice::list(&branches)
        ));
        draft.ordered = false;
        let choice = ir::ChoiceField {
            ident: format!("{}Content", draft.ident),
            required: false,
            repeated: true,
            bounds: None,
            branches,
            text: Some(text.to_owned()),
        };
        self.choice_field(draft, choice, ("content", ""), docs);
    }
}

/// The elements that have to be there, whatever else is.
fn required_names(model: &Model, particle: &Particle, names: &mut HashSet<ir::Name>) {
    if particle.min == 0 {
        return;
    }
    match &particle.term {
        Term::Element(element) if choice::substitutes(model, element).is_none() => {
            names.insert(expanded(&element.name));
        }
        Term::Sequence(particles) | Term::All(particles) => {
            for particle in particles {
                required_names(model, particle, names);
            }
        }
        Term::Element(_) | Term::Choice(_) | Term::Any(_) => {}
    }
}

/// In how many places each element stands; one that repeats counts as two.
fn most_often(
    model: &Model,
    particle: &Particle,
    once: bool,
    places: &mut HashMap<ir::Name, usize>,
) {
    let once = once && particle.max == Some(1);
    match &particle.term {
        Term::Element(element) => {
            let mut add =
                |name| *places.entry(expanded(name)).or_default() += if once { 1 } else { 2 };
            match choice::substitutes(model, element) {
                Some(others) => others.iter().for_each(|element| add(&element.name)),
                None => add(&element.name),
            }
        }
        Term::Sequence(particles) | Term::Choice(particles) | Term::All(particles) => {
            for particle in particles {
                most_often(model, particle, once, places);
            }
        }
        Term::Any(_) => {}
    }
}

/// All elements and wildcards of a content model.
fn alternatives_of(model: &Model, particle: &Particle, found: &mut Vec<(Alternative, Occurs)>) {
    let mut add = |alternative| found.push((alternative, Occurs::ONCE));
    match &particle.term {
        Term::Element(element) => match choice::substitutes(model, element) {
            Some(substitutes) => substitutes
                .into_iter()
                .for_each(|element| add(Alternative::Element(Box::new(element)))),
            None => add(Alternative::Element(element.clone())),
        },
        Term::Any(wildcard) => add(Alternative::Any(wildcard.clone())),
        Term::Sequence(particles) | Term::Choice(particles) | Term::All(particles) => {
            for particle in particles {
                alternatives_of(model, particle, found);
            }
        }
    }
}
