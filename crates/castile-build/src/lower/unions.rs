//! `xs:union`: which enum its members become.
//!
//! The values that members enumerate are variants of the enum itself, and each further type is a variant with a value,
//! so that the common union of an enumeration and a text reads as an enumeration with one variant for what it leaves
//! open. A union whose members are one type in Rust is that type; one of enumerations alone is an enumeration.

use std::collections::HashSet;

use castile_wsdl::model::{
    Builtin, EnumerationValue, Facets, Model, SimpleType, Type, TypeId, TypeKind, Variety,
};

use super::types::{builtin_ty, is_enumeration, is_text};
use super::{Lowering, derivation, naming, types};
use crate::ir;

/// What a union becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// This type, as all members are values of it.
    One(Builtin),
    /// An enumeration of text.
    Enumeration,
    /// An enum of its own, which its restrictions share.
    Union(TypeId),
}

/// What a union of these members becomes.
pub(super) fn form(model: &Model, id: TypeId, simple: &SimpleType) -> Form {
    let members = members(model, id);
    let is_text = |&member: &TypeId| atomic(model, member).is_some_and(is_text);
    let lists_values = |&member: &TypeId| enumerates(model, member);
    let has_own = !simple.facets.enumeration.is_empty() && members.iter().all(is_text);
    if has_own || members.iter().all(lists_values) {
        return Form::Enumeration;
    }
    let plain = |&member: &TypeId| {
        atomic(model, member).filter(|_| !enumerates(model, member) || is_empty_text(model, member))
    };
    let mut builtins = members.iter().map(plain);
    if let Some(Some(first)) = builtins.next()
        && builtins.all(|one| one.is_some_and(|one| builtin_ty(one) == builtin_ty(first)))
    {
        return Form::One(first);
    }
    Form::Union(root(model, id))
}

/// The union that this one restricts, or itself.
fn root(model: &Model, mut id: TypeId) -> TypeId {
    while let TypeKind::Simple(simple) = &model.ty(id).kind
        && let Some(base) = simple.base
        && matches!(&model.ty(base).kind, TypeKind::Simple(base) if matches!(base.variety, Variety::Union(_)))
    {
        id = base;
    }
    id
}

/// The member types, those of unions among them in their place (XSD 1.0 part 1, 3.14.6).
pub(super) fn members(model: &Model, id: TypeId) -> Vec<TypeId> {
    let mut members = Vec::new();
    let mut waiting = vec![id];
    let mut unions = Vec::new();
    while let Some(id) = waiting.pop() {
        match &model.ty(id).kind {
            TypeKind::Simple(simple) => match &simple.variety {
                Variety::Union(inner) if unions.contains(&id) || inner.is_empty() => {}
                Variety::Union(inner) => {
                    unions.push(id);
                    waiting.extend(inner.iter().rev());
                }
                _ => members.push(id),
            },
            _ => members.push(id),
        }
    }
    members
}

/// The built-in type that an atomic type is derived from.
fn atomic(model: &Model, id: TypeId) -> Option<Builtin> {
    match &model.ty(id).kind {
        TypeKind::Builtin(Builtin::NmTokens | Builtin::IdRefs | Builtin::Entities) => None,
        TypeKind::Builtin(builtin)
        | TypeKind::Simple(SimpleType {
            variety: Variety::Atomic(builtin),
            ..
        }) => Some(*builtin),
        _ => None,
    }
}

/// Whether a member lists its values, as text.
fn enumerates(model: &Model, id: TypeId) -> bool {
    matches!(&model.ty(id).kind, TypeKind::Simple(simple) if is_enumeration(model, id, simple))
}

/// Whether a member lists nothing but the empty text, as `xml:lang` does to say that it may be empty.
fn is_empty_text(model: &Model, id: TypeId) -> bool {
    matches!(&model.ty(id).kind, TypeKind::Simple(simple)
        if simple.facets.enumeration.iter().all(|value| value.value.is_empty()))
}

/// The values that an enumeration lists; for a union of enumerations those of all.
pub(super) fn enumerated<'m>(
    model: &'m Model,
    id: TypeId,
    simple: &'m SimpleType,
) -> Vec<&'m EnumerationValue> {
    if !simple.facets.enumeration.is_empty() || !matches!(simple.variety, Variety::Union(_)) {
        return simple.facets.enumeration.iter().collect();
    }
    let members = members(model, id);
    let simples = members.iter().filter_map(|&id| match &model.ty(id).kind {
        TypeKind::Simple(simple) => Some(simple),
        _ => None,
    });
    simples
        .flat_map(|simple| &simple.facets.enumeration)
        .collect()
}

/// The item types of the lists among the members.
pub(super) fn lists(model: &Model, id: TypeId) -> impl Iterator<Item = TypeId> {
    let items = |id: TypeId| match &model.ty(id).kind {
        TypeKind::Simple(SimpleType {
            variety: Variety::List(item),
            ..
        }) => Some(*item),
        _ => None,
    };
    members(model, id).into_iter().filter_map(items)
}

/// Whether white space around the text means nothing to any member.
pub(super) fn collapses(lowering: &Lowering<'_>, id: TypeId) -> bool {
    members(lowering.model, id).into_iter().all(|member| {
        let is_text = atomic(lowering.model, member).is_some_and(is_text);
        !is_text || lowering.collapses(member)
    })
}

/// Whether a member takes every text.
fn takes_all(model: &Model, id: TypeId) -> bool {
    let anything = |builtin: Builtin| {
        matches!(
            builtin,
            Builtin::AnySimpleType
                | Builtin::String
                | Builtin::NormalizedString
                | Builtin::Token
                | Builtin::AnyUri
        )
    };
    match &model.ty(id).kind {
        TypeKind::Builtin(builtin) => anything(*builtin),
        TypeKind::Simple(simple) => {
            matches!(simple.variety, Variety::Atomic(builtin) if anything(builtin))
                && simple.facets
                    == Facets {
                        white_space: simple.facets.white_space.clone(),
                        ..Facets::default()
                    }
        }
        TypeKind::Complex(_) => false,
    }
}

/// The members in the order in which a text is tried. One that takes every text is the last but for enumerations,
/// which come before text: their values are texts as well, and say more.
fn tried(model: &Model, id: TypeId) -> Vec<TypeId> {
    let mut tried: Vec<TypeId> = Vec::new();
    let mut open = false;
    for member in members(model, id) {
        let is_text = |id: TypeId| atomic(model, id).is_some_and(is_text);
        if enumerates(model, member) {
            let texts = tried
                .iter()
                .rev()
                .take_while(|&&one| is_text(one) && !enumerates(model, one));
            let at = tried.len() - texts.count();
            tried.insert(at, member);
        } else if !open && !tried.contains(&member) {
            open = takes_all(model, member);
            tried.push(member);
        }
    }
    tried
}

impl Lowering<'_> {
    /// The enum of a union.
    pub(super) fn union(&mut self, id: TypeId, ty: &Type) -> ir::Union {
        let model = self.model;
        let type_name = types::local_name(ty);
        let tried = tried(model, id);
        let open = tried.last().is_some_and(|&last| takes_all(model, last));
        let mut names = naming::Names::default();
        let mut union = ir::Union {
            ident: self.idents[&id].clone(),
            docs: types::type_docs(ty, &type_name),
            name: derivation::name(model, id),
            variants: Vec::new(),
            members: Vec::new(),
            unrecognized: (!open).then(|| names.take("Unrecognized", "")),
            preserve: !self.collapses(id),
        };
        // Values first, so that no type takes the name of one.
        let mut known = Vec::new();
        let mut seen = HashSet::new();
        for &member in &tried {
            if let TypeKind::Simple(simple) = &model.ty(member).kind
                && enumerates(model, member)
            {
                let listed = enumerated(model, member, simple);
                let collapse = self.collapses(member);
                known.push(types::variants(
                    self, ty, &listed, collapse, &mut names, &mut seen,
                ));
            }
        }
        let lists_values = !known.is_empty();
        let mut known = known.into_iter();
        for &member in &tried {
            if enumerates(model, member) {
                let values = known.next().unwrap_or_default();
                match union.members.last_mut() {
                    Some(ir::UnionMember::Values(last)) => last.extend(values),
                    _ => union.members.push(ir::UnionMember::Values(values)),
                }
                continue;
            }
            let ty = self.ty(member);
            let facets = Some(self.facets(member)).filter(|facets| !facets.is_empty());
            let facets = facets.map(Box::new);
            let is_text = ty == ir::Ty::Plain("String");
            let taken = union.variants.iter().find(|variant| variant.ty == ty);
            let variant = if let Some(variant) = taken {
                variant.ident.clone()
            } else {
                let (name, docs) = if is_text && lists_values {
                    ("Other".to_owned(), vec!["Another text.".to_owned()])
                } else {
                    self.named(member)
                };
                let variant = names.take(&name, if is_text { "Text" } else { "Type" });
                union.variants.push(ir::UnionVariant {
                    ident: variant.clone(),
                    docs,
                    ty,
                });
                variant
            };
            union.members.push(ir::UnionMember::Value {
                variant,
                collapse: !is_text || self.collapses(member),
                open: takes_all(model, member),
                facets,
            });
        }
        union
    }

    /// The name and the docs of the variant for a member type.
    fn named(&self, id: TypeId) -> (String, Vec<String>) {
        let ty = self.model.ty(id);
        match (&ty.name, &ty.kind) {
            (Some(name), TypeKind::Simple(_)) => (
                naming::pascal(&name.local),
                types::type_docs(ty, &name.local),
            ),
            (_, kind) => {
                let (name, item) = match kind {
                    TypeKind::Simple(SimpleType {
                        variety: Variety::List(item),
                        ..
                    }) => {
                        let (name, _) = self.named(*item);
                        return (format!("{name}List"), vec!["A list.".to_owned()]);
                    }
                    TypeKind::Simple(SimpleType {
                        variety: Variety::Atomic(builtin),
                        ..
                    }) => (builtin.name(), "A value derived from"),
                    TypeKind::Builtin(builtin) => (builtin.name(), "A value of"),
                    _ => ("value", "A value of"),
                };
                (naming::pascal(name), vec![format!("{item} `xs:{name}`.")])
            }
        }
    }
}
