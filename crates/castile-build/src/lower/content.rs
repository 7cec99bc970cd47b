//! The content of complex types: particles and attributes to fields.
//!
//! Choices and substitution groups are left to `choice`.

use castile_wsdl::model::{
    Attribute, Builtin, ComplexType, Content, LocalElement, NamespaceConstraint, Particle, Term,
    Type, TypeId, TypeKind, ValueConstraint, Wildcard,
};
use castile_wsdl::source::{SourceId, Span};

use super::naming::Names;
use super::{Lowering, choice, docs, group, name as expanded, naming, secrets, types};
use crate::ir;

/// How often what is inside may occur, seen from the struct.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurs {
    pub(super) optional: bool,
    pub(super) repeated: bool,
    /// The least and the most; no end where the second is `None`.
    pub(super) bounds: (u64, Option<u64>),
}

impl Occurs {
    pub(super) const ONCE: Self = Self {
        optional: false,
        repeated: false,
        bounds: (1, Some(1)),
    };

    /// Without bounds but those that an `Option` and a `Vec` have.
    pub(super) fn unbounded(optional: bool, repeated: bool) -> Self {
        Self {
            optional,
            repeated,
            bounds: (0, None),
        }
    }

    /// The bounds that an `Option` and a `Vec` do not have, as the tables say them.
    pub(super) fn table(self) -> Option<(u32, u32)> {
        if !self.repeated || self.bounds.0 <= 1 && self.bounds.1.is_none() {
            return None;
        }
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Some((
            number(self.bounds.0),
            self.bounds.1.map_or(u32::MAX, number),
        ))
    }

    /// The occurrence of a particle that stands inside this one.
    pub(super) fn of(self, particle: &Particle) -> Self {
        Self {
            optional: self.optional || particle.min == 0,
            repeated: self.repeated || particle.max != Some(1),
            bounds: (
                self.bounds.0.saturating_mul(particle.min),
                match (self.bounds.1, particle.max) {
                    (Some(most), Some(max)) => Some(most.saturating_mul(max)),
                    _ => None,
                },
            ),
        }
    }
}

/// A struct under way.
pub(super) struct Draft {
    /// The struct's name.
    pub(super) ident: String,
    pub(super) names: Names,
    pub(super) fields: Vec<ir::Field>,
    pub(super) ordered: bool,
    /// Elements that are optional as a whole.
    pub(super) together: Vec<ir::Together>,
    /// The required fields of those that are being added.
    required: Option<Vec<usize>>,
    /// Requests contain it.
    pub(super) sent: bool,
    /// Encoded messages contain it.
    pub(super) encoded: bool,
    /// The document that it is declared in.
    pub(super) source: Option<SourceId>,
}

impl Draft {
    pub(super) fn new(ident: String, sent: bool) -> Self {
        Self {
            ident,
            names: Names::default(),
            fields: Vec::new(),
            ordered: true,
            together: Vec::new(),
            required: None,
            sent,
            encoded: false,
            source: None,
        }
    }

    /// The line of a member, 0 where it is in another document than the struct.
    fn line(&self, span: Span) -> u32 {
        if self.source == Some(span.source) {
            span.line
        } else {
            0
        }
    }
}

impl Lowering<'_> {
    /// The struct of a complex type.
    pub(crate) fn strukt(&mut self, id: TypeId, ty: &Type, complex: &ComplexType) -> ir::Struct {
        let ident = self.idents[&id].clone();
        let name = ty.name.as_ref().map_or_else(
            || ir::Name {
                namespace: ty.namespace.clone().unwrap_or_default(),
                local: ty.context.last().cloned().unwrap_or_default(),
            },
            expanded,
        );
        let sent = self.sent.contains(&id);
        let mut draft = Draft::new(ident.clone(), sent);
        draft.encoded = self.encoded.contains(&id);
        draft.source = Some(ty.span.source);
        match &complex.content {
            Content::Empty | Content::Simple(_) => {}
            Content::Particle(particle) if complex.mixed => self.mixed(&mut draft, id, particle),
            Content::Particle(particle) => {
                self.particle(&mut draft, particle, Occurs::ONCE);
                self.told_apart(&draft, ty.span);
            }
        }
        for attribute in &complex.attributes {
            self.attribute(&mut draft, attribute);
        }
        if let Content::Simple(text) = &complex.content {
            let ty = self.value_ty(*text, &name.local);
            let mut docs = vec!["The text.".to_owned()];
            self.push_values(&mut docs, *text);
            let facets = self.text_facets(*text);
            draft.fields.push(ir::Field {
                ident: draft.names.take("value", "text"),
                docs,
                ty,
                kind: ir::FieldKind::Text(facets),
            });
        }
        if complex.mixed && matches!(complex.content, Content::Empty) {
            draft.fields.push(ir::Field {
                ident: draft.names.take("value", "text"),
                docs: vec!["The text.".to_owned()],
                ty: ir::Ty::Plain("String"),
                kind: ir::FieldKind::Text(None),
            });
        }
        if let Some(wildcard) = &complex.any_attribute {
            draft.fields.push(ir::Field {
                ident: draft.names.take("any_attributes", "wildcard"),
                docs: vec!["Attributes that the contract leaves open.".to_owned()],
                ty: ir::Ty::Vec(Box::new(ir::Ty::Runtime("AnyAttribute"))),
                kind: ir::FieldKind::AnyAttribute(constraint(&wildcard.namespaces)),
            });
        }
        if draft.encoded {
            Self::accessors(&mut draft.fields);
        }
        self.override_fields(ty, &ident, &mut draft.fields);
        let default = draft.fields.iter().all(|field| field.ty.is_optional());
        let expected = draft.fields.iter().any(ir::Field::is_expected);
        ir::Struct {
            ident,
            docs: types::type_docs(ty, &name.local),
            name,
            anonymous: ty.name.is_none(),
            place: self.place(ty.span),
            fields: draft.fields,
            together: draft.together,
            ordered: draft.ordered,
            default,
            constructor: sent && (!default || expected),
            xsi_type: draft.encoded.then(|| self.xsi_type(id)),
            role: ir::Role::Type,
        }
    }

    fn particle(&mut self, draft: &mut Draft, particle: &Particle, occurs: Occurs) {
        let first = draft.fields.len();
        let is_one = matches!(particle.term, Term::Element(_) | Term::Any(_));
        let is_optional = particle.min == 0;
        if !is_optional || is_one {
            self.particle_in(draft, particle, occurs);
            let added = draft.fields.len() - first;
            // What a sequence requires has been added one by one.
            if let Some(required) = &mut draft.required
                && !is_optional
                && added == 1
                && !required.contains(&first)
                && !group::may_be_empty(&particle.term)
            {
                required.push(first);
            }
            return;
        }
        let outer = draft.required.replace(Vec::new());
        self.particle_in(draft, particle, occurs);
        let required = std::mem::replace(&mut draft.required, outer).unwrap_or_default();
        let added = draft.fields.len() - first;
        if added > 1 && !required.is_empty() {
            draft.together.push(ir::Together {
                first,
                last: draft.fields.len() - 1,
                required,
            });
        }
    }

    fn particle_in(&mut self, draft: &mut Draft, particle: &Particle, occurs: Occurs) {
        let inner = occurs.of(particle);
        if let Term::Sequence(particles) = &particle.term
            && inner.repeated
            && !is_of_one_kind(particles)
        {
            self.group_field(draft, particle, inner);
        } else {
            self.term(draft, &particle.term, inner, particle.span);
        }
    }

    /// Adds the fields of what occurs in a particle.
    pub(super) fn term(&mut self, draft: &mut Draft, term: &Term, occurs: Occurs, span: Span) {
        match term {
            Term::Element(element) => match choice::substitutes(self.model, element) {
                Some(substitutes) => self.substitution(draft, element, &substitutes, occurs, span),
                None => self.element(draft, element, occurs),
            },
            Term::Any(wildcard) => Self::wildcard(draft, wildcard, occurs),
            Term::Sequence(particles) => {
                for particle in particles {
                    self.particle(draft, particle, occurs);
                }
            }
            Term::All(particles) => {
                draft.ordered = false;
                for particle in particles {
                    self.particle(draft, particle, occurs);
                }
            }
            Term::Choice(particles) => match particles.as_slice() {
                [] => {}
                [only] => self.particle(draft, only, occurs),
                _ => match self.shared(particles).as_deref() {
                    Some([only]) => self.particle(draft, only, occurs),
                    shared => self.choice(draft, shared.unwrap_or(particles), occurs, span),
                },
            },
        }
    }

    /// Adds the field of an element.
    pub(super) fn element(&mut self, draft: &mut Draft, element: &LocalElement, occurs: Occurs) {
        let (member, value) = self.member(draft, element, occurs);
        let ident = draft
            .names
            .take(&naming::snake(&element.name.local), "element");
        draft.fields.push(ir::Field {
            ident,
            docs: self.element_docs(element),
            ty: wrap(value, occurs),
            kind: ir::FieldKind::Element(member),
        });
    }

    /// An element's entry in the tables, and the type of one occurrence.
    pub(super) fn member(
        &mut self,
        owner: &Draft,
        element: &LocalElement,
        occurs: Occurs,
    ) -> (ir::Member, ir::Ty) {
        let mut ty = self.element_ty(element.ty, &element.name.local);
        if element.nillable {
            ty = ir::Ty::Nillable(Box::new(ty));
        }
        let name = expanded(&element.name);
        let member = ir::Member {
            schema: element.schema.clone().unwrap_or_default(),
            tag: self.prefixes.tag(&name),
            name,
            required: !occurs.optional,
            repeated: occurs.repeated,
            collapse: self.collapses(element.ty),
            default: element.value.as_ref().map(text),
            group: None,
            xsi_type: owner.encoded.then(|| self.xsi_type(element.ty)),
            facets: self.named_facets(element.ty, fixed(element.value.as_ref())),
            bounds: occurs.table(),
            line: owner.line(element.span),
        };
        (member, ty)
    }

    /// The type of an element's value, which may stand in an attachment.
    pub(super) fn element_ty(&mut self, id: TypeId, name: &str) -> ir::Ty {
        let own = self.model.ty(id).name.as_ref();
        let is_reference = own.is_some_and(|own| {
            own.local == "swaRef"
                && own.namespace.as_deref() == Some("http://ws-i.org/profiles/basic/1.1/xsd")
        });
        if is_reference && !self.config.yaserde {
            return ir::Ty::Runtime("Attachment");
        }
        // `xsi:type` says what it is.
        let is_any = matches!(
            self.model.ty(id).kind,
            TypeKind::Builtin(Builtin::AnySimpleType)
        );
        if is_any && !self.config.yaserde && self.external(id).is_none() {
            return ir::Ty::Runtime("AnyType");
        }
        self.value_ty(id, name)
    }

    /// The type of a value, which may be a secret by its name.
    pub(super) fn value_ty(&mut self, id: TypeId, name: &str) -> ir::Ty {
        let ty = self.ty(id);
        if ty == ir::Ty::Plain("String") && secrets::is_secret(name) {
            return ir::Ty::Runtime("Secret");
        }
        ty
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
            && let Some(both) = union(&last.name.namespace, &namespace)
        {
            last.name.namespace = both;
            last.bounds = None;
            last.required |= !occurs.optional;
            return;
        }
        draft.fields.push(ir::Field {
            ident: draft.names.take("any", "element"),
            docs: vec!["What the contract leaves open.".to_owned()],
            ty: wrap(ir::Ty::Runtime("AnyElement"), occurs),
            kind: ir::FieldKind::Any(wildcard_member(wildcard, occurs)),
        });
    }

    fn attribute(&mut self, draft: &mut Draft, attribute: &Attribute) {
        let ty = self.value_ty(attribute.ty, &attribute.name.local);
        let name = expanded(&attribute.name);
        let member = ir::Member {
            schema: attribute.schema.clone().unwrap_or_default(),
            tag: self.prefixes.attribute_tag(&name),
            name,
            required: attribute.required,
            repeated: false,
            collapse: self.collapses(attribute.ty),
            default: None,
            group: None,
            xsi_type: None,
            facets: self.checked(attribute.ty, fixed(attribute.value.as_ref())),
            bounds: None,
            line: draft.line(attribute.span),
        };
        let ident = draft
            .names
            .take(&naming::snake(&attribute.name.local), "attribute");
        let mut docs = field_docs(
            attribute.docs.as_deref(),
            "attribute",
            &attribute.name.local,
        );
        self.push_values(&mut docs, attribute.ty);
        push_constraint(&mut docs, attribute.value.as_ref(), "absent");
        let occurs = Occurs::unbounded(!attribute.required, false);
        draft.fields.push(ir::Field {
            ident,
            docs,
            ty: wrap(ty, occurs),
            kind: ir::FieldKind::Attribute(member),
        });
    }

    /// The docs of an element's field or variant.
    pub(super) fn element_docs(&mut self, element: &LocalElement) -> Vec<String> {
        let mut docs = field_docs(element.docs.as_deref(), "element", &element.name.local);
        self.push_values(&mut docs, element.ty);
        // Servers that send an empty text mean one.
        let is_text = matches!(
            self.value_ty(element.ty, &element.name.local),
            ir::Ty::Plain("String") | ir::Ty::Runtime("Secret")
        );
        let when = if is_text {
            "empty, to the schema; it is read as the empty text that it is"
        } else {
            "empty"
        };
        push_constraint(&mut docs, element.value.as_ref(), when);
        docs
    }

    /// Says which values the contract allows, where the Rust type does not.
    fn push_values(&self, docs: &mut Vec<String>, id: TypeId) {
        let values = types::values(self.model, id);
        if !values.is_empty() {
            let values: Vec<_> = values.iter().map(|value| docs::code(value)).collect();
            push_paragraph(docs, &format!("The contract allows {}.", values.join(", ")));
        }
    }

    pub(super) fn unsupported(&mut self, span: Span, what: &str) {
        self.error(
            span,
            format!("{what} is not supported yet"),
            "`Config::lenient` leaves it out; `Config::operations` generates chosen operations alone",
        );
    }
}

/// Whether flat fields keep the meaning of a sequence that repeats: nothing is lost but the order among elements of
/// one kind.
fn is_of_one_kind(particles: &[Particle]) -> bool {
    let mut something = particles
        .iter()
        .filter(|particle| !group::is_nothing(particle));
    let several = something.nth(1).is_some();
    !several || particles.iter().all(|one| matches!(one.term, Term::Any(_)))
}

/// `Option`, `Vec` or neither around a value.
pub(super) fn wrap(ty: ir::Ty, occurs: Occurs) -> ir::Ty {
    if occurs.repeated {
        ir::Ty::Vec(Box::new(ty))
    } else if occurs.optional {
        ir::Ty::Option(Box::new(ty))
    } else {
        ty
    }
}

/// A wildcard's entry in the tables.
pub(super) fn wildcard_member(wildcard: &Wildcard, occurs: Occurs) -> ir::Member {
    ir::Member {
        schema: String::new(),
        tag: String::new(),
        name: ir::Name {
            namespace: constraint(&wildcard.namespaces),
            local: "*".to_owned(),
        },
        required: !occurs.optional,
        repeated: occurs.repeated,
        collapse: false,
        default: None,
        group: None,
        xsi_type: None,
        facets: None,
        bounds: occurs.table(),
        line: 0,
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

/// The constraint that admits what either admits, where the tables have one.
fn union(one: &str, other: &str) -> Option<String> {
    if one == other || one == "##any" {
        return Some(one.to_owned());
    }
    match (one, other) {
        (_, "##any") => Some("##any".to_owned()),
        _ if one.starts_with("##other") || other.starts_with("##other") => None,
        _ => Some(format!("{one} {other}")),
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

/// Says what the schema puts in the place of a value.
fn push_constraint(docs: &mut Vec<String>, value: Option<&ValueConstraint>, when: &str) {
    match value {
        None => {}
        Some(ValueConstraint::Default(text)) => {
            push_paragraph(
                docs,
                &format!("Means {} where it is {when}.", docs::code(text)),
            );
        }
        Some(ValueConstraint::Fixed(text)) => {
            push_paragraph(docs, &format!("To the schema always {}.", docs::code(text)));
        }
    }
}

/// The text of a default or fixed value.
pub(super) fn text(value: &ValueConstraint) -> String {
    match value {
        ValueConstraint::Default(text) | ValueConstraint::Fixed(text) => text.clone(),
    }
}

/// The text of `fixed`.
pub(super) fn fixed(value: Option<&ValueConstraint>) -> Option<&str> {
    match value {
        Some(ValueConstraint::Fixed(text)) => Some(text),
        _ => None,
    }
}

fn push_paragraph(docs: &mut Vec<String>, text: &str) {
    docs.push(String::new());
    docs.extend(docs::wrapped(text));
}

#[cfg(test)]
mod tests {
    use super::union;

    #[test]
    fn wildcards_side_by_side() {
        let cases = [
            ("##any", "##any", Some("##any")),
            ("urn:a", "##any", Some("##any")),
            ("urn:a", "urn:b ##local", Some("urn:a urn:b ##local")),
            ("##other urn:a", "##any", Some("##any")),
            ("##other urn:a", "##other urn:a", Some("##other urn:a")),
            ("##other urn:a", "urn:b", None),
        ];
        for (one, other, expected) in cases {
            assert_eq!(union(one, other).as_deref(), expected, "{one} and {other}");
        }
    }
}
