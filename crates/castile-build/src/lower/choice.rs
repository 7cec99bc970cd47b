//! Choices and substitution groups: an enum each, with a variant for every element that may stand there.

use std::collections::HashSet;

use castile_wsdl::diagnostic::Diagnostic;
use castile_wsdl::model::{ElementId, LocalElement, Model, Particle, Term, Wildcard};
use castile_wsdl::source::Span;

use super::content::{Draft, Occurs, wildcard_member, wrap};
use super::naming::Names;
use super::{Lowering, docs, group, naming};
use crate::ir;

/// Names of branches that are listed in docs.
const LISTED: usize = 6;

/// What a branch is.
pub(super) enum Alternative {
    Element(Box<LocalElement>),
    Any(Wildcard),
    Group(Particle),
}

/// The branches of a choice as they are found.
#[derive(Default)]
struct Found {
    branches: Vec<(Alternative, Occurs)>,
    /// Some branch may be empty, so the choice as a whole may be absent.
    optional: bool,
    /// Some branch is not one element or group, so that their number says nothing of how often the choice occurs.
    uneven: bool,
}

impl Found {
    /// Adds a branch that holds all occurrences of a particle.
    fn whole(&mut self, particle: &Particle) {
        let group = Particle {
            min: 1,
            max: Some(1),
            term: Term::Sequence(vec![particle.clone()]),
            span: particle.span,
        };
        self.branches
            .push((Alternative::Group(group), Occurs::ONCE));
    }
}

impl Lowering<'_> {
    /// Adds the field of a choice.
    pub(super) fn choice(
        &mut self,
        draft: &mut Draft,
        particles: &[Particle],
        occurs: Occurs,
        span: Span,
    ) {
        let mut found = Found::default();
        for particle in particles {
            self.alternative(particle, occurs.repeated, &mut found);
        }
        if found.branches.is_empty() {
            return;
        }
        let occurs = Occurs {
            optional: occurs.optional || found.optional,
            bounds: if found.uneven || found.optional {
                (0, None)
            } else {
                occurs.bounds
            },
            ..occurs
        };
        let branches = self.branches(draft, found.branches, occurs.repeated, span);
        let docs = docs::wrapped(&format!("One of {}.", list(&branches)));
        let choice = ir::ChoiceField {
            ident: format!("{}Choice", draft.ident),
            required: !occurs.optional,
            repeated: occurs.repeated,
            bounds: occurs.table(),
            branches,
            text: None,
        };
        self.choice_field(draft, choice, ("choice", ""), docs);
    }

    /// Adds the field of an element that others may stand for.
    pub(super) fn substitution(
        &mut self,
        draft: &mut Draft,
        head: &LocalElement,
        substitutes: &[LocalElement],
        occurs: Occurs,
        span: Span,
    ) {
        let elements = substitutes.iter().map(|element| {
            (
                Alternative::Element(Box::new(element.clone())),
                Occurs::ONCE,
            )
        });
        let elements = elements.collect();
        let branches = self.branches(draft, elements, occurs.repeated, span);
        let ident = format!("{}{}", draft.ident, naming::pascal(&head.name.local));
        let field = naming::snake(&head.name.local);
        let mut docs = self.element_docs(head);
        docs.push(String::new());
        if branches.is_empty() {
            docs.push("An element that the contract leaves to others.".to_owned());
        } else {
            docs.extend(docs::wrapped(&format!("One of {}.", list(&branches))));
        }
        let choice = ir::ChoiceField {
            ident,
            required: !occurs.optional,
            repeated: occurs.repeated,
            bounds: occurs.table(),
            branches,
            text: None,
        };
        self.choice_field(draft, choice, (&field, "element"), docs);
    }

    /// Adds the field of a choice, and the enum of its branches. The name of the enum is a wish.
    pub(super) fn choice_field(
        &mut self,
        draft: &mut Draft,
        mut choice: ir::ChoiceField,
        (field, suffix): (&str, &str),
        docs: Vec<String>,
    ) {
        choice.ident = self.names.take(&choice.ident, "");
        let occurs = Occurs::unbounded(!choice.required, choice.repeated);
        self.parts.push(ir::Item::Choice(ir::Choice {
            ident: choice.ident.clone(),
            docs: docs.clone(),
            branches: choice.branches.clone(),
            text: choice.text.clone(),
        }));
        draft.fields.push(ir::Field {
            ident: draft.names.take(field, suffix),
            docs,
            ty: wrap(ir::Ty::Item(choice.ident.clone()), occurs),
            kind: ir::FieldKind::Choice(choice),
        });
    }

    /// Collects what a particle of a choice adds to its branches; choices within are no more than further branches.
    fn alternative(&mut self, particle: &Particle, repeated: bool, found: &mut Found) {
        found.uneven |= particle.min != 1 || particle.max != Some(1);
        found.optional |= particle.min == 0 || group::may_be_empty(&particle.term);
        if group::is_nothing(particle) {
            return;
        }
        let occurs = Occurs::ONCE.of(particle);
        // Where the choice does not repeat, one branch holds all occurrences of what repeats inside it.
        let many = occurs.repeated && !repeated;
        match &particle.term {
            Term::Element(element) => match substitutes(self.model, element) {
                Some(_) if many => found.whole(particle),
                Some(substitutes) => {
                    let elements = substitutes.into_iter();
                    found.branches.extend(
                        elements.map(|element| (Alternative::Element(Box::new(element)), occurs)),
                    );
                }
                None => found
                    .branches
                    .push((Alternative::Element(element.clone()), occurs)),
            },
            Term::Any(wildcard) => found
                .branches
                .push((Alternative::Any(wildcard.clone()), occurs)),
            Term::Choice(_) if many => found.whole(particle),
            Term::Choice(particles) => {
                for particle in particles {
                    self.alternative(particle, repeated, found);
                }
            }
            Term::Sequence(particles) | Term::All(particles) => {
                let mut something = particles.iter().filter(|one| !group::is_nothing(one));
                match (something.next(), something.next()) {
                    (Some(only), None) => {
                        let mut only = only.clone();
                        if many {
                            only.max = None;
                        }
                        self.alternative(&only, repeated, found);
                    }
                    _ => found
                        .branches
                        .push((Alternative::Group(particle.clone()), occurs)),
                }
            }
        }
    }

    /// Makes the branches. In a choice that repeats, each occurrence of an element is a branch of its own.
    pub(super) fn branches(
        &mut self,
        owner: &Draft,
        alternatives: Vec<(Alternative, Occurs)>,
        repeated: bool,
        span: Span,
    ) -> Vec<ir::Branch> {
        let mut names = Names::default();
        names.take("Unrecognized", "");
        let mut branches: Vec<ir::Branch> = Vec::new();
        for (alternative, occurs) in alternatives {
            let occurs = Occurs {
                optional: true,
                repeated: occurs.repeated && !repeated,
                ..occurs
            };
            let (variant, docs, member, ty, any) = match alternative {
                Alternative::Element(element) => {
                    let (member, ty) = self.member(owner, &element, occurs);
                    let same =
                        |branch: &&ir::Branch| !branch.any && branch.member.name == member.name;
                    let first = branches.iter().position(|branch| same(&branch));
                    if let Some(first) = first.map(|index| &mut branches[index]) {
                        // One element is one branch (XSD 1.0 part 1, 3.8.6: element declarations are consistent).
                        if *first.ty.inner() != ty {
                            self.two_types(&element.name.local, span);
                            first.ty = match first.ty {
                                ir::Ty::Vec(_) => ir::Ty::Vec(Box::new(ir::Ty::Runtime("AnyType"))),
                                _ => ir::Ty::Runtime("AnyType"),
                            };
                        }
                        continue;
                    }
                    let variant = naming::pascal(&element.name.local);
                    (variant, self.element_docs(&element), member, ty, false)
                }
                Alternative::Any(wildcard) => {
                    let docs = vec!["What the contract leaves open.".to_owned()];
                    let member = wildcard_member(&wildcard, occurs);
                    let ty = ir::Ty::Runtime("AnyElement");
                    ("Any".to_owned(), docs, member, ty, true)
                }
                Alternative::Group(particle) => {
                    let group = self.group(owner, &particle, occurs);
                    (group.name, group.docs, group.member, group.ty, false)
                }
            };
            branches.push(ir::Branch {
                variant: names.take(&variant, "Branch"),
                docs,
                ty: if occurs.repeated {
                    ir::Ty::Vec(Box::new(ty))
                } else {
                    ty
                },
                member,
                any,
                expected: false,
                once: false,
            });
        }
        branches
    }

    /// Says that an element has two types in one choice.
    fn two_types(&mut self, element: &str, span: Span) {
        let message = format!("the element `{element}` has two types in one choice");
        let diagnostic = Diagnostic::error(span, message)
            .hint("nothing but its name would tell which one a document has: give it one type, or two names")
            .left(self.config.load.lenient, "what is in it is kept as XML");
        self.diagnostics.push(diagnostic);
    }
}

/// The elements that may stand where this one is referred to: itself unless it is abstract, and all that substitute
/// for it or for each other. `None` where that is the element alone.
pub(super) fn substitutes(model: &Model, element: &LocalElement) -> Option<Vec<LocalElement>> {
    let head = element.reference?;
    let global = model.element(head);
    if !global.is_abstract && global.substitutes.is_empty() {
        return None;
    }
    let mut seen: HashSet<ElementId> = HashSet::new();
    let mut waiting = vec![head];
    let mut elements = Vec::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let global = model.element(id);
        waiting.extend(global.substitutes.iter().rev());
        if !global.is_abstract {
            elements.push(LocalElement {
                name: global.name.clone(),
                schema: None,
                ty: global.ty,
                nillable: global.nillable,
                value: global.value.clone(),
                reference: Some(id),
                docs: global.docs.clone(),
                span: global.span,
            });
        }
    }
    Some(elements)
}

/// The names of branches, for docs. There may be a hundred; the enum has them all.
pub(super) fn list(branches: &[ir::Branch]) -> String {
    let name = |branch: &ir::Branch| {
        if branch.any {
            "any element".to_owned()
        } else if branch.member.group.is_some() {
            docs::code(&branch.variant)
        } else {
            docs::code(&branch.member.name.local)
        }
    };
    let names: Vec<_> = branches.iter().map(name).collect();
    match names.split_at_checked(LISTED) {
        Some((first, rest)) if rest.len() > 1 => {
            format!("{} and {} others", first.join(", "), rest.len())
        }
        _ => names.join(", "),
    }
}
