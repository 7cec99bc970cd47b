//! What of a contract `yaserde` cannot express: a diagnostic with its place for each.
//!
//! Asked for only where the types are to be written for `yaserde`. Without these the types would compile and then
//! drop or misread what they stand for.

use std::collections::{BTreeMap, BTreeSet};

use castile_wsdl::model::{
    Builtin, ComplexType, Content, Particle, QName, Term, TypeId, TypeKind, Variety,
};
use castile_wsdl::source::Span;

use super::select::{Plan, Selection};
use super::types::Reached;
use super::{Lowering, encoded};
use crate::ir::{Field, Item, Ty};

/// Reports everything that stands in the way.
pub(crate) fn check(
    lowering: &mut Lowering<'_>,
    selection: &Selection<'_>,
    reached: &Reached,
    items: &[Item],
) {
    roots(lowering, selection);
    for span in selection.plans.iter().flat_map(Plan::encoded_places) {
        refuse(lowering, span, "`use=\"encoded\"`");
    }
    let model = lowering.model;
    for &id in &reached.order {
        let ty = model.ty(id);
        if encoded::array(model, id).is_some() {
            refuse(lowering, ty.span, "an array of SOAP encoding");
            continue;
        }
        match &ty.kind {
            TypeKind::Builtin(Builtin::AnyType) => {
                refuse(lowering, ty.span, "content of the type `xs:anyType`");
            }
            TypeKind::Builtin(Builtin::QName | Builtin::Notation) => {
                refuse(
                    lowering,
                    ty.span,
                    "a qualified name as a value, whose prefix means nothing without its document,",
                );
            }
            TypeKind::Builtin(Builtin::NmTokens | Builtin::IdRefs | Builtin::Entities) => {
                refuse(lowering, ty.span, "a list of values in one text");
            }
            TypeKind::Builtin(_) => {}
            TypeKind::Simple(simple) => {
                if let Variety::List(_) = simple.variety {
                    refuse(lowering, ty.span, "a list of values in one text");
                }
            }
            TypeKind::Complex(complex) => {
                if lowering.families.contains_key(&id) {
                    refuse(
                        lowering,
                        ty.span,
                        "a type with types derived from it, told apart by `xsi:type`,",
                    );
                }
                complex_type(lowering, complex, ty.span);
            }
        }
    }
    recursion(lowering, items);
}

pub(super) fn refuse(lowering: &mut Lowering<'_>, span: Span, what: &str) {
    lowering.error(
        span,
        format!("{what} cannot be expressed with `yaserde`"),
        "`Config::operations` generates the operations that do not need it, and the default codec has it",
    );
}

/// A body is read into a struct that knows the name of its element, so each needs one of its own.
fn roots(lowering: &mut Lowering<'_>, selection: &Selection<'_>) {
    let model = lowering.model;
    let roots: BTreeSet<QName> = selection.roots(model).into_iter().collect();
    let mut names = BTreeMap::new();
    for element in model
        .elements
        .iter()
        .filter(|element| roots.contains(&element.name))
    {
        let name = &element.name.local;
        if element.nillable {
            refuse(
                lowering,
                element.span,
                &format!("the nillable element `{name}` in a body or header"),
            );
        }
        if !matches!(model.ty(element.ty).kind, TypeKind::Complex(_)) {
            refuse(
                lowering,
                element.span,
                &format!("the element `{name}` of a simple type, in a body or header,"),
            );
        } else if let Some(other) = names.insert(element.ty, name) {
            let what = format!(
                "the element `{name}`, which stands in a body or header as `{other}` does and has the same type,"
            );
            refuse(lowering, element.span, &what);
        }
    }
}

fn complex_type(lowering: &mut Lowering<'_>, complex: &ComplexType, span: Span) {
    if complex.mixed {
        refuse(lowering, span, "text between elements");
        return;
    }
    if complex.any_attribute.is_some() {
        refuse(lowering, span, "`xs:anyAttribute`");
    }
    for (index, attribute) in complex.attributes.iter().enumerate() {
        let local = &attribute.name.local;
        if complex.attributes[..index]
            .iter()
            .any(|other| other.name.local == *local)
        {
            refuse(
                lowering,
                attribute.span,
                &format!("a second attribute `{local}`, of another namespace,"),
            );
        }
    }
    match &complex.content {
        Content::Empty => {}
        Content::Simple(text) => {
            if lowering.idents.contains_key(text) {
                refuse(
                    lowering,
                    span,
                    "an enumeration as the text of an element with attributes",
                );
            }
        }
        Content::Particle(content) => particle(lowering, content),
    }
}

fn particle(lowering: &mut Lowering<'_>, it: &Particle) {
    match &it.term {
        Term::Any(_) => refuse(lowering, it.span, "`xs:any`"),
        Term::Choice(branches) if branches.len() > 1 => {
            refuse(lowering, it.span, "a choice of elements");
        }
        Term::Sequence(particles) if it.max != Some(1) && particles.len() > 1 => {
            refuse(lowering, it.span, "a sequence that repeats");
        }
        Term::Sequence(particles) | Term::All(particles) | Term::Choice(particles) => {
            for one in particles {
                particle(lowering, one);
            }
        }
        Term::Element(element) => {
            if element.nillable && !is_item(lowering, element.ty) {
                refuse(
                    lowering,
                    it.span,
                    &format!(
                        "the nillable element `{}` of a built-in type",
                        element.name.local
                    ),
                );
            }
        }
    }
}

/// Whether the type becomes a struct or an enumeration, which can stand inside another type.
fn is_item(lowering: &Lowering<'_>, id: TypeId) -> bool {
    lowering.idents.contains_key(&id)
}

/// `yaserde` reads no `Box`.
fn recursion(lowering: &mut Lowering<'_>, items: &[Item]) {
    for item in items {
        let Item::Struct(item) = item else { continue };
        for Field { ident, ty, .. } in item.fields.iter().filter(|field| has_box(&field.ty)) {
            let id = lowering
                .idents
                .iter()
                .find(|(_, ident)| **ident == item.ident)
                .map(|(id, _)| *id);
            let Some(id) = id else { continue };
            let span = lowering.model.ty(id).span;
            refuse(
                lowering,
                span,
                &format!(
                    "`{}`, which contains itself in `{ident}: {}`,",
                    item.ident,
                    shown(ty)
                ),
            );
        }
    }
}

fn has_box(ty: &Ty) -> bool {
    match ty {
        Ty::Boxed(_) | Ty::Large(_) => true,
        Ty::Option(inner)
        | Ty::Vec(inner)
        | Ty::Nillable(inner)
        | Ty::List(inner)
        | Ty::Array(inner)
        | Ty::MultiArray(inner) => has_box(inner),
        Ty::Plain(_) | Ty::Runtime(_) | Ty::Item(_) => false,
    }
}

/// The item inside, for a message.
fn shown(ty: &Ty) -> &str {
    match ty {
        Ty::Plain(name) | Ty::Runtime(name) => name,
        Ty::Item(ident) => ident,
        Ty::Option(inner)
        | Ty::Vec(inner)
        | Ty::Nillable(inner)
        | Ty::List(inner)
        | Ty::Array(inner)
        | Ty::MultiArray(inner)
        | Ty::Boxed(inner)
        | Ty::Large(inner) => shown(inner),
    }
}
