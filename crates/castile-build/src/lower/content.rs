//! The content of complex types: particles and attributes to fields.

use castile_wsdl::model::{
    Attribute, ComplexType, Content, LocalElement, NamespaceConstraint, Particle, Term, Type,
    TypeId, ValueConstraint, Wildcard,
};
use castile_wsdl::source::Span;

use super::naming::Names;
use super::{Lowering, docs, name as expanded, naming, secrets, types};
use crate::ir;

/// How often what is inside may occur, seen from the struct.
#[derive(Debug, Clone, Copy)]
struct Occurs {
    optional: bool,
    repeated: bool,
}

impl Occurs {
    const ONCE: Self = Self {
        optional: false,
        repeated: false,
    };

    /// The occurrence of a particle that stands inside this one.
    fn of(self, particle: &Particle) -> Self {
        Self {
            optional: self.optional || particle.min == 0,
            repeated: self.repeated || particle.max != Some(1),
        }
    }
}

/// A struct under way.
struct Draft {
    /// The struct's name.
    ident: String,
    names: Names,
    fields: Vec<ir::Field>,
    ordered: bool,
}

impl Lowering<'_> {
    /// The struct of a complex type.
    pub(crate) fn strukt(&mut self, id: TypeId, ty: &Type, complex: &ComplexType) -> ir::Struct {
        let ident = self.idents[&id].clone();
        let name = ty.name.as_ref().map_or_else(
            || ir::Name {
                namespace: String::new(),
                local: ty.context.last().cloned().unwrap_or_default(),
            },
            expanded,
        );
        let mut draft = Draft {
            ident: ident.clone(),
            names: Names::default(),
            fields: Vec::new(),
            ordered: true,
        };
        match &complex.content {
            Content::Empty | Content::Simple(_) => {}
            Content::Particle(particle) => self.particle(&mut draft, particle, Occurs::ONCE),
        }
        self.check_names(&draft, ty.span);
        for attribute in &complex.attributes {
            self.attribute(&mut draft, attribute);
        }
        if let Content::Simple(text) = &complex.content {
            let ty = self.ty(*text);
            let ident = draft.names.take("value", "text");
            draft.fields.push(ir::Field {
                ident,
                docs: vec!["The text.".to_owned()],
                ty,
                kind: ir::FieldKind::Text,
            });
        }
        if complex.any_attribute.is_some() {
            let ident = draft.names.take("any_attributes", "wildcard");
            let ty = ir::Ty::Vec(Box::new(ir::Ty::Runtime("AnyAttribute")));
            let docs = vec!["Attributes that the contract leaves open.".to_owned()];
            draft.fields.push(ir::Field {
                ident,
                docs,
                ty,
                kind: ir::FieldKind::AnyAttribute,
            });
        }
        let default = draft.fields.iter().all(|field| field.ty.is_optional());
        ir::Struct {
            ident,
            docs: types::type_docs(ty, &name.local),
            name,
            place: self.place(ty.span),
            fields: draft.fields,
            ordered: draft.ordered,
            default,
            constructor: !default && self.sent.contains(&id),
            role: ir::Role::Type,
        }
    }

    fn particle(&mut self, draft: &mut Draft, particle: &Particle, occurs: Occurs) {
        let inner = occurs.of(particle);
        match &particle.term {
            Term::Element(element) => self.element(draft, element, inner),
            Term::Any(wildcard) => Self::wildcard(draft, wildcard, inner),
            Term::Sequence(particles) => {
                let repeats = particle.max != Some(1);
                // A repeated group keeps its meaning in flat fields only where nothing but order among one kind is lost.
                let one_kind = particles.len() == 1
                    || particles.iter().all(|one| matches!(one.term, Term::Any(_)));
                if repeats && !one_kind {
                    self.unsupported(particle.span, "a sequence of several elements that repeats");
                    return;
                }
                for particle in particles {
                    self.particle(draft, particle, inner);
                }
            }
            Term::All(particles) => {
                draft.ordered = false;
                for particle in particles {
                    self.particle(draft, particle, inner);
                }
            }
            Term::Choice(particles) => match particles.as_slice() {
                [] => {}
                [only] => self.particle(draft, only, inner),
                _ => self.choice(draft, particles, inner),
            },
        }
    }

    fn element(&mut self, draft: &mut Draft, element: &LocalElement, occurs: Occurs) {
        let (member, value) = self.member(element, occurs);
        let ident = draft
            .names
            .take(&naming::snake(&element.name.local), "element");
        let docs = field_docs(element.docs.as_deref(), "element", &element.name.local);
        draft.fields.push(ir::Field {
            ident,
            docs,
            ty: wrap(value, occurs),
            kind: ir::FieldKind::Element(member),
        });
    }

    /// An element's entry in the tables, and the type of one occurrence.
    fn member(&mut self, element: &LocalElement, occurs: Occurs) -> (ir::Member, ir::Ty) {
        let mut ty = self.ty(element.ty);
        if ty == ir::Ty::Plain("String") && secrets::is_secret(&element.name.local) {
            ty = ir::Ty::Runtime("Secret");
        }
        if element.nillable {
            ty = ir::Ty::Nillable(Box::new(ty));
        }
        let name = expanded(&element.name);
        let member = ir::Member {
            tag: self.prefixes.tag(&name),
            name,
            required: !occurs.optional,
            repeated: occurs.repeated,
            collapse: self.collapses(element.ty),
            default: element.value.as_ref().map(|value| match value {
                ValueConstraint::Default(text) | ValueConstraint::Fixed(text) => text.clone(),
            }),
        };
        (member, ty)
    }

    fn wildcard(draft: &mut Draft, wildcard: &Wildcard, occurs: Occurs) {
        let namespace = constraint(&wildcard.namespaces);
        // Wildcards side by side in one group are one list: nothing tells their elements apart but their names.
        if occurs.repeated
            && let Some(ir::Field {
                kind: ir::FieldKind::Any(last),
                ..
            }) = draft.fields.last_mut()
            && last.repeated
        {
            last.name.namespace = format!("{} {namespace}", last.name.namespace);
            return;
        }
        let name = ir::Name {
            namespace,
            local: "*".to_owned(),
        };
        let member = ir::Member {
            tag: String::new(),
            name,
            required: !occurs.optional,
            repeated: occurs.repeated,
            collapse: false,
            default: None,
        };
        let ident = draft.names.take("any", "element");
        let docs = vec!["What the contract leaves open.".to_owned()];
        let ty = wrap(ir::Ty::Runtime("AnyElement"), occurs);
        draft.fields.push(ir::Field {
            ident,
            docs,
            ty,
            kind: ir::FieldKind::Any(member),
        });
    }

    fn choice(&mut self, draft: &mut Draft, particles: &[Particle], occurs: Occurs) {
        let mut branches = Vec::new();
        let mut names = Names::default();
        names.take("Unrecognized", "");
        for particle in particles {
            let once = Occurs::ONCE.of(particle);
            let (variant, docs, member, ty, any) = match &particle.term {
                Term::Element(element) => {
                    let (member, ty) = self.member(element, once);
                    let docs = field_docs(element.docs.as_deref(), "element", &element.name.local);
                    (naming::pascal(&element.name.local), docs, member, ty, false)
                }
                Term::Any(wildcard) => {
                    let name = ir::Name {
                        namespace: constraint(&wildcard.namespaces),
                        local: "*".to_owned(),
                    };
                    let member = ir::Member {
                        tag: String::new(),
                        name,
                        required: false,
                        repeated: once.repeated,
                        collapse: false,
                        default: None,
                    };
                    (
                        "Any".to_owned(),
                        vec!["What the contract leaves open.".to_owned()],
                        member,
                        ir::Ty::Runtime("AnyElement"),
                        true,
                    )
                }
                Term::Sequence(_) | Term::Choice(_) | Term::All(_) => {
                    self.unsupported(particle.span, "a group inside a choice");
                    continue;
                }
            };
            let ty = if once.repeated {
                ir::Ty::Vec(Box::new(ty))
            } else {
                ty
            };
            branches.push(ir::Branch {
                variant: names.take(&variant, "Branch"),
                docs,
                ty,
                member,
                any,
            });
        }
        let ident = self.names.take(&format!("{}Choice", draft.ident), "Type");
        // A choice whose branch may be empty may itself be absent.
        let optional = occurs.optional || particles.iter().any(|particle| particle.min == 0);
        let field = ir::ChoiceField {
            ident: ident.clone(),
            required: !optional,
            repeated: occurs.repeated,
            branches: branches.clone(),
        };
        let list: Vec<_> = branches
            .iter()
            .map(|branch| docs::code(&branch.member.name.local))
            .collect();
        let docs = vec![format!("One of {}.", list.join(", "))];
        self.choices.push(ir::Choice {
            ident: ident.clone(),
            docs: docs.clone(),
            branches,
        });
        let ty = wrap(ir::Ty::Item(ident), Occurs { optional, ..occurs });
        let field_ident = draft.names.take("choice", "of");
        draft.fields.push(ir::Field {
            ident: field_ident,
            docs,
            ty,
            kind: ir::FieldKind::Choice(field),
        });
    }

    fn attribute(&mut self, draft: &mut Draft, attribute: &Attribute) {
        let mut ty = self.ty(attribute.ty);
        if ty == ir::Ty::Plain("String") && secrets::is_secret(&attribute.name.local) {
            ty = ir::Ty::Runtime("Secret");
        }
        let name = expanded(&attribute.name);
        let member = ir::Member {
            tag: self.prefixes.attribute_tag(&name),
            name,
            required: attribute.required,
            repeated: false,
            collapse: self.collapses(attribute.ty),
            default: None,
        };
        let ident = draft
            .names
            .take(&naming::snake(&attribute.name.local), "attribute");
        let docs = field_docs(
            attribute.docs.as_deref(),
            "attribute",
            &attribute.name.local,
        );
        let occurs = Occurs {
            optional: !attribute.required,
            repeated: false,
        };
        draft.fields.push(ir::Field {
            ident,
            docs,
            ty: wrap(ty, occurs),
            kind: ir::FieldKind::Attribute(member),
        });
    }

    /// An element that stands in two places of one content model cannot be one field.
    fn check_names(&mut self, draft: &Draft, span: Span) {
        let mut members: Vec<&ir::Name> = Vec::new();
        let mut twice = None;
        for field in &draft.fields {
            let names: Vec<&ir::Name> = match &field.kind {
                ir::FieldKind::Element(member) => vec![&member.name],
                ir::FieldKind::Choice(choice) => choice
                    .branches
                    .iter()
                    .filter(|branch| !branch.any)
                    .map(|branch| &branch.member.name)
                    .collect(),
                _ => Vec::new(),
            };
            for name in names {
                if members.contains(&name) {
                    twice = Some(name.local.clone());
                }
                members.push(name);
            }
        }
        if let Some(name) = twice {
            self.unsupported(
                span,
                &format!("the element `{name}` in two places of one content model"),
            );
        }
    }

    pub(super) fn unsupported(&mut self, span: Span, what: &str) {
        self.error(
            span,
            format!("{what} is not supported yet"),
            "`Config::operations` generates the operations that do not need it",
        );
    }
}

/// `Option`, `Vec` or neither around a value.
fn wrap(ty: ir::Ty, occurs: Occurs) -> ir::Ty {
    if occurs.repeated {
        ir::Ty::Vec(Box::new(ty))
    } else if occurs.optional {
        ir::Ty::Option(Box::new(ty))
    } else {
        ty
    }
}

/// The constraint of a wildcard as the runtime's tables have it.
fn constraint(namespaces: &NamespaceConstraint) -> String {
    match namespaces {
        NamespaceConstraint::Any => "##any".to_owned(),
        NamespaceConstraint::Other(None) => "##other".to_owned(),
        NamespaceConstraint::Other(Some(target)) => format!("##other {target}"),
        NamespaceConstraint::List(list) => {
            let names: Vec<_> = list
                .iter()
                .map(|one| one.as_deref().unwrap_or("##local"))
                .collect();
            names.join(" ")
        }
    }
}

fn field_docs(text: Option<&str>, what: &str, name: &str) -> Vec<String> {
    let lines = docs::lines(text);
    if lines.is_empty() {
        vec![format!("The {what} {}.", docs::code(name))]
    } else {
        lines
    }
}
