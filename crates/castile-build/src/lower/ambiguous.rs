//! Elements that nothing but what follows tells apart.
//!
//! A document is read without looking ahead, and schemas must not ask for that (XSD 1.0 part 1, 3.8.6: unique
//! particle attribution), but contracts do: `(k, x) | (k, y)` is read as `k, (x | y)`; of what cannot be read so
//! there is a warning.

use std::collections::{HashMap, HashSet};

use castile_wsdl::model::{Particle, QName, Term};
use castile_wsdl::source::Span;

use super::content::Draft;
use super::{Lowering, group};
use crate::ir;

/// So many branches that begin alike are taken together. What is left of them may begin alike again, and each time
/// there is a branch less, so this bounds the depth as well.
const MOST: usize = 32;

impl Lowering<'_> {
    /// The branches of a choice with those that begin alike as one; `None` where all begin differently.
    pub(super) fn shared(&mut self, particles: &[Particle]) -> Option<Vec<Particle>> {
        let mut branches = Vec::new();
        flatten(particles, &mut branches);
        let mut together: Vec<Vec<&[Particle]>> = Vec::new();
        let mut first: HashMap<&QName, usize> = HashMap::new();
        let mut changed = false;
        let mut ambiguous: Option<(Span, &QName)> = None;
        for branch in branches {
            let index = together.len();
            if let Some(name) = first_name(branch) {
                let known = *first.entry(name).or_insert(index);
                let alone = |known: &Vec<&[Particle]>| known.iter().all(|one| one.len() == 1);
                // An element alone in several branches is one branch anyway.
                if let Some(known) = together.get_mut(known)
                    && !(branch.len() == 1 && alone(known))
                {
                    if known.len() < MOST && same(&known[0][0], &branch[0]) {
                        known.push(branch);
                        changed = true;
                        continue;
                    }
                    ambiguous = ambiguous.or(Some((branch[0].span, name)));
                }
            }
            together.push(vec![branch]);
        }
        if let Some((span, name)) = ambiguous {
            let message = format!(
                "several branches of a choice begin with `{}`, and are otherwise not alike there",
                name.local
            );
            self.warning(
                span,
                message,
                "what begins so is read as the first of them: declare the element alike in all of them",
            );
        }
        changed.then(|| together.iter().map(|one| merge(one)).collect())
    }

    /// Warns of an element that is taken for one before it, which may be absent or repeats.
    pub(super) fn told_apart(&mut self, draft: &Draft, span: Span) {
        if !draft.ordered || draft.encoded {
            return;
        }
        let mut taken = None;
        let structs = self.parts.iter().filter_map(|part| match part {
            ir::Item::Struct(item) => Some((item.ident.as_str(), item.fields.as_slice())),
            _ => None,
        });
        follow(
            &draft.fields,
            &structs.collect(),
            &mut HashSet::new(),
            &mut taken,
        );
        if let Some(name) = taken {
            let message = format!(
                "`{name}` cannot be told from the one before it, which may be absent or repeat"
            );
            self.warning(
                span,
                message,
                "what comes is read as the one before: declare it once, with the bounds of both",
            );
        }
    }
}

/// Goes through fields in order. `open` has the names that those before may still take, and in the end those that
/// these may; `taken` is the first that a field after them begins with.
fn follow<'f>(
    fields: &'f [ir::Field],
    groups: &HashMap<&str, &'f [ir::Field]>,
    open: &mut HashSet<&'f ir::Name>,
    taken: &mut Option<String>,
) {
    for field in fields {
        let (members, required, repeated): (Vec<&ir::Member>, _, _) = match &field.kind {
            ir::FieldKind::Element(member) => (vec![member], member.required, member.repeated),
            ir::FieldKind::Choice(choice) => (
                choice
                    .branches
                    .iter()
                    .map(|branch| &branch.member)
                    .collect(),
                choice.required,
                choice.repeated,
            ),
            // A wildcard takes what no element does.
            ir::FieldKind::Any(member) => (Vec::new(), member.required, false),
            _ => continue,
        };
        let mut begins = HashSet::new();
        for member in &members {
            first(member, groups, &mut begins);
        }
        if taken.is_none() {
            *taken = begins
                .iter()
                .filter(|name| open.contains(*name))
                .map(|name| name.local.clone())
                .min();
        }
        if required {
            open.clear();
        }
        if !required || repeated {
            open.extend(&begins);
        }
        for member in members {
            match group_of(member, groups) {
                // What its last elements leave open; of what is within it the warning is its own.
                Some(fields) => {
                    let mut inner = HashSet::new();
                    follow(fields, groups, &mut inner, &mut Some(String::new()));
                    open.extend(inner);
                }
                None if member.repeated => {
                    open.insert(&member.name);
                }
                None => {}
            }
        }
    }
}

fn group_of<'f>(
    member: &ir::Member,
    groups: &HashMap<&str, &'f [ir::Field]>,
) -> Option<&'f [ir::Field]> {
    groups.get(member.group.as_deref()?).copied()
}

/// The names that an element or a group may begin with.
fn first<'f>(
    member: &'f ir::Member,
    groups: &HashMap<&str, &'f [ir::Field]>,
    names: &mut HashSet<&'f ir::Name>,
) {
    let Some(fields) = group_of(member, groups) else {
        if member.group.is_none() && member.name.local != "*" {
            names.insert(&member.name);
        }
        return;
    };
    for field in fields {
        let required = match &field.kind {
            ir::FieldKind::Element(member) | ir::FieldKind::Any(member) => {
                first(member, groups, names);
                member.required
            }
            ir::FieldKind::Choice(choice) => {
                let members = choice.branches.iter().map(|branch| &branch.member);
                members.for_each(|member| first(member, groups, names));
                choice.required
            }
            _ => false,
        };
        if required {
            return;
        }
    }
}

/// The branches as sequences, those of choices within among them.
fn flatten<'p>(particles: &'p [Particle], found: &mut Vec<&'p [Particle]>) {
    for particle in particles {
        let once = particle.min == 1 && particle.max == Some(1);
        match &particle.term {
            Term::Choice(inner) if once => flatten(inner, found),
            Term::Sequence(inner) if once && !group::is_nothing(particle) => found.push(inner),
            _ => found.push(std::slice::from_ref(particle)),
        }
    }
}

/// The element that a branch begins with.
fn first_name(branch: &[Particle]) -> Option<&QName> {
    match &branch.first()?.term {
        Term::Element(element) => Some(&element.name),
        _ => None,
    }
}

/// Whether two particles are one element, equally often.
fn same(one: &Particle, other: &Particle) -> bool {
    let (Term::Element(a), Term::Element(b)) = (&one.term, &other.term) else {
        return false;
    };
    (one.min, one.max) == (other.min, other.max)
        && a.name == b.name
        && (a.ty, a.nillable, a.reference) == (b.ty, b.nillable, b.reference)
}

/// What the branches share, and then a choice of what is left of each.
fn merge(branches: &[&[Particle]]) -> Particle {
    let first = branches[0];
    let span = first.first().map_or(Span::START, |particle| particle.span);
    let once = |term| Particle {
        min: 1,
        max: Some(1),
        term,
        span,
    };
    if let [alone] = branches {
        return match alone {
            [only] => only.clone(),
            _ => once(Term::Sequence(alone.to_vec())),
        };
    }
    let shared = (0..first.len())
        .take_while(|&at| {
            let alike = |branch: &&[Particle]| branch.get(at).is_some_and(|p| same(p, &first[at]));
            branches.iter().all(alike)
        })
        .count();
    let mut sequence = first[..shared].to_vec();
    let rests = branches.iter().map(|branch| &branch[shared..]);
    let left: Vec<Particle> = rests
        .clone()
        .filter(|rest| !rest.is_empty())
        .map(|rest| once(Term::Sequence(rest.to_vec())))
        .collect();
    if !left.is_empty() {
        sequence.push(Particle {
            min: u64::from(rests.len() == left.len()),
            ..once(Term::Choice(left))
        });
    }
    once(Term::Sequence(sequence))
}
