//! Groups: elements that repeat together, or are together one branch of a choice.
//!
//! Each becomes a struct whose elements stand in the document without one around them.

use castile_wsdl::model::{Particle, Term};

use super::content::{Draft, Occurs, wrap};
use super::{Lowering, docs, naming};
use crate::ir;

/// A group as a field or branch has it.
pub(super) struct Group {
    /// What it is called where it stands: after its first element.
    pub(super) name: String,
    pub(super) docs: Vec<String>,
    pub(super) ty: ir::Ty,
    pub(super) member: ir::Member,
}

impl Lowering<'_> {
    /// Adds the field of a group.
    pub(super) fn group_field(&mut self, draft: &mut Draft, particle: &Particle, occurs: Occurs) {
        let group = self.group(draft, particle, occurs);
        let name = naming::snake(&group.name);
        let name = if occurs.repeated {
            format!("{name}s")
        } else {
            name
        };
        draft.fields.push(ir::Field {
            ident: draft.names.take(&name, "elements"),
            docs: group.docs,
            ty: wrap(group.ty, occurs),
            kind: ir::FieldKind::Element(group.member),
        });
    }

    /// Makes the struct of one occurrence of a particle; `occurs` is what the table says of it.
    pub(super) fn group(&mut self, owner: &Draft, particle: &Particle, occurs: Occurs) -> Group {
        let name = format!("{}Group", naming::pascal(&first_name(&particle.term)));
        let ident = self.names.take(&format!("{}{name}", owner.ident), "");
        let mut draft = Draft::new(ident.clone(), owner.sent);
        draft.encoded = owner.encoded;
        draft.source = Some(particle.span.source);
        self.term(&mut draft, &particle.term, Occurs::ONCE, particle.span);
        self.told_apart(&draft, particle.span);
        let docs = vec![docs_of(&draft.fields)];
        let default = draft.fields.iter().all(|field| field.ty.is_optional());
        self.parts.push(ir::Item::Struct(ir::Struct {
            ident: ident.clone(),
            docs: docs.clone(),
            name: ir::Name {
                namespace: String::new(),
                local: name.clone(),
            },
            anonymous: true,
            place: self.place(particle.span),
            fields: draft.fields,
            together: draft.together,
            ordered: draft.ordered,
            default,
            constructor: !default && owner.sent,
            xsi_type: None,
            role: ir::Role::Group,
        }));
        Group {
            name,
            docs,
            ty: ir::Ty::Item(ident.clone()),
            member: ir::Member {
                name: ir::Name::default(),
                schema: String::new(),
                tag: String::new(),
                required: !(occurs.optional || may_be_empty(&particle.term)),
                repeated: occurs.repeated,
                collapse: false,
                default: None,
                group: Some(ident),
                xsi_type: None,
                facets: None,
                bounds: occurs.table(),
                line: 0,
            },
        }
    }
}

fn docs_of(fields: &[ir::Field]) -> String {
    let names: Vec<_> = fields
        .iter()
        .map(|field| match &field.kind {
            ir::FieldKind::Element(member) if member.group.is_none() => {
                docs::code(&member.name.local)
            }
            ir::FieldKind::Any(_) => "any element".to_owned(),
            _ => docs::code(field.ident.trim_start_matches("r#")),
        })
        .collect();
    match names.as_slice() {
        [only] => format!("As a group: {only}."),
        [first, second] => format!("Together: {first} and {second}."),
        [first, .., last] => format!("Together: the elements from {first} to {last}."),
        [] => "A group without elements.".to_owned(),
    }
}

/// The name of the first element that may stand there.
fn first_name(term: &Term) -> String {
    match term {
        Term::Element(element) => element.name.local.clone(),
        Term::Sequence(particles) | Term::Choice(particles) | Term::All(particles) => particles
            .iter()
            .find(|particle| !is_nothing(particle))
            .map(|particle| first_name(&particle.term))
            .unwrap_or_default(),
        Term::Any(_) => "any".to_owned(),
    }
}

/// Whether a particle has no element in it at all.
pub(super) fn is_nothing(particle: &Particle) -> bool {
    match &particle.term {
        Term::Element(_) | Term::Any(_) => false,
        Term::Sequence(particles) | Term::Choice(particles) | Term::All(particles) => {
            particles.iter().all(is_nothing)
        }
    }
}

/// Whether nothing at all is a valid occurrence (XSD 1.0 part 1, 3.9.6: emptiable).
pub(super) fn may_be_empty(term: &Term) -> bool {
    let may = |particle: &Particle| particle.min == 0 || may_be_empty(&particle.term);
    match term {
        Term::Element(_) | Term::Any(_) => false,
        Term::Sequence(particles) | Term::All(particles) => particles.iter().all(may),
        Term::Choice(particles) => particles.is_empty() || particles.iter().any(may),
    }
}
