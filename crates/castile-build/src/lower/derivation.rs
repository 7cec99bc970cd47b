//! The names of simple types, and which of them is derived from which: what `xsi:type` may say of a value.

use std::collections::BTreeSet;

use castile_wsdl::model::{Builtin, Model, SimpleType, TypeId, TypeKind, Variety};

use super::{Lowering, name as expanded};
use crate::ir;

/// The name of a simple type; of an anonymous one that of what it restricts, or an empty one.
pub(super) fn name(model: &Model, id: TypeId) -> ir::Name {
    let mut next = Some(id);
    while let Some(id) = next {
        let ty = model.ty(id);
        if let Some(name) = &ty.name {
            return expanded(name);
        }
        next = base(model, id);
    }
    ir::Name::default()
}

/// The type that a simple type restricts.
fn base(model: &Model, id: TypeId) -> Option<TypeId> {
    match &model.ty(id).kind {
        TypeKind::Simple(simple) => simple.base,
        _ => None,
    }
}

/// The named simple types that a value may be of, each with the named one that it restricts: those among `reached`,
/// those they are derived from, and those derived from them.
pub(super) fn derived(model: &Model, reached: &[TypeId]) -> Vec<(ir::Name, ir::Name)> {
    let is_simple = |id: &TypeId| matches!(model.ty(*id).kind, TypeKind::Simple(_));
    let reached: BTreeSet<TypeId> = reached.iter().copied().filter(is_simple).collect();
    let mut wanted = reached.clone();
    for id in (0..model.types.len()).map(TypeId).filter(is_simple) {
        let bases = || std::iter::successors(Some(id), |&id| base(model, id)).filter(is_simple);
        if bases().any(|id| reached.contains(&id)) {
            wanted.extend(bases());
        }
    }
    let rows = wanted.into_iter().filter_map(|id| {
        let own = model.ty(id).name.as_ref()?;
        let base = name(model, base(model, id)?);
        (!base.local.is_empty()).then(|| (expanded(own), base))
    });
    rows.collect()
}

impl Lowering<'_> {
    /// The facets of an element, with the name of its type where the Rust type does not have it.
    pub(super) fn named_facets(&mut self, id: TypeId, fixed: Option<&str>) -> Option<ir::Facets> {
        let facets = self.checked(id, fixed);
        let is_simple = !matches!(self.model.ty(id).kind, TypeKind::Complex(_));
        if facets.is_some() || self.config.yaserde || !is_simple {
            return facets;
        }
        let name = name(self.model, id);
        let (kind, white_space) = self.white_space(id);
        let replaces = kind == "Text" && white_space == "Replace";
        (replaces || !self.has_name(id, &name)).then(|| ir::Facets {
            name,
            kind,
            white_space,
            ..ir::Facets::default()
        })
    }

    /// The facets of the text in a complex type, with what becomes of white space.
    pub(super) fn text_facets(&mut self, id: TypeId) -> Option<ir::Facets> {
        let facets = self.checked(id, None);
        let (kind, white_space) = self.white_space(id);
        if facets.is_some() || self.config.yaserde || kind != "Text" || white_space == "Preserve" {
            return facets;
        }
        Some(ir::Facets {
            white_space,
            ..ir::Facets::default()
        })
    }

    /// Whether the Rust type of a simple type has its name.
    fn has_name(&self, id: TypeId, name: &ir::Name) -> bool {
        let builtin = match &self.model.ty(id).kind {
            _ if self.external(id).is_some() => return false,
            // Of text without facets the flags of its member say what it is.
            TypeKind::Builtin(builtin) => return self.external_builtin(*builtin).is_none(),
            TypeKind::Simple(_) if self.idents.contains_key(&id) => return true,
            TypeKind::Simple(SimpleType {
                variety: Variety::Atomic(builtin),
                ..
            }) => *builtin,
            _ => return name.local.is_empty(),
        };
        // An anonymous type that adds nothing to a built-in one.
        builtin != Builtin::AnySimpleType
            && self.external_builtin(builtin).is_none()
            && *name
                == ir::Name {
                    namespace: super::encoded::XSD.to_owned(),
                    local: builtin.name().to_owned(),
                }
    }
}
