//! Simple types: variety and facets, those of the bases included.

use crate::ast::xsd::{self, SimpleContent};
use crate::diagnostic::Diagnostic;
use crate::model::{Builtin, Facets, SimpleType, TypeId, TypeKind, Variety};
use crate::resolve::names::identity;
use crate::resolve::types::Types;

impl<'a> Types<'a, '_> {
    /// Builds a simple type whose base is built.
    pub(super) fn simple_kind(&mut self, id: TypeId, ty: &'a xsd::SimpleType) -> SimpleType {
        let unit = self.slots[id.0].unit;
        let path = self.path(id);
        match &ty.content {
            SimpleContent::Restriction(restriction) => match self.base(id) {
                Some(base) => self.restriction(id, base, &restriction.facets),
                None => direct(Variety::Atomic(Builtin::AnySimpleType)),
            },
            SimpleContent::List(item) => direct(Variety::List(self.simple_ref(
                item,
                unit,
                &path,
                identity(ty),
            ))),
            SimpleContent::Union(members) => {
                let members = members
                    .iter()
                    .map(|member| self.simple_ref(member, unit, &path, identity(ty)));
                direct(Variety::Union(members.collect()))
            }
        }
    }

    /// A restriction of a built base by some facets.
    pub(super) fn restriction(&mut self, id: TypeId, base: TypeId, facets: &Facets) -> SimpleType {
        let span = self.span(id);
        let (variety, inherited) = match self.built(base).clone() {
            TypeKind::Simple(simple) => (simple.variety, simple.facets),
            TypeKind::Builtin(builtin) => (self.builtin_variety(builtin, id), Facets::default()),
            TypeKind::Complex(_) => {
                let message = format!(
                    "`{}` is a complex type, which a simple type can't restrict",
                    self.shown(base)
                );
                let diagnostic = Diagnostic::error(span, message);
                self.report
                    .broken(diagnostic, "it is read as `xs:anySimpleType`");
                return direct(Variety::Atomic(Builtin::AnySimpleType));
            }
        };
        SimpleType {
            base: Some(base),
            variety,
            facets: merged(inherited, facets),
        }
    }

    /// The variety of a type that restricts a built-in one directly.
    fn builtin_variety(&mut self, builtin: Builtin, id: TypeId) -> Variety {
        let span = self.span(id);
        match builtin {
            Builtin::NmTokens => Variety::List(self.builtin(Builtin::NmToken, span)),
            Builtin::IdRefs => Variety::List(self.builtin(Builtin::IdRef, span)),
            Builtin::Entities => Variety::List(self.builtin(Builtin::Entity, span)),
            // So is a base that is not declared.
            Builtin::AnyType => Variety::Atomic(Builtin::AnySimpleType),
            other => Variety::Atomic(other),
        }
    }
}

fn direct(variety: Variety) -> SimpleType {
    SimpleType {
        base: None,
        variety,
        facets: Facets::default(),
    }
}

/// Facets of a restriction together with those it inherits.
fn merged(inherited: Facets, own: &Facets) -> Facets {
    let own = own.clone();
    Facets {
        enumeration: if own.enumeration.is_empty() {
            inherited.enumeration
        } else {
            own.enumeration
        },
        // A value has to match the pattern of each step (XSD 1.0 part 2, 4.3.4.3).
        patterns: inherited.patterns.into_iter().chain(own.patterns).collect(),
        length: own.length.or(inherited.length),
        min_length: own.min_length.or(inherited.min_length),
        max_length: own.max_length.or(inherited.max_length),
        min_inclusive: own.min_inclusive.or(inherited.min_inclusive),
        max_inclusive: own.max_inclusive.or(inherited.max_inclusive),
        min_exclusive: own.min_exclusive.or(inherited.min_exclusive),
        max_exclusive: own.max_exclusive.or(inherited.max_exclusive),
        total_digits: own.total_digits.or(inherited.total_digits),
        fraction_digits: own.fraction_digits.or(inherited.fraction_digits),
        white_space: own.white_space.or(inherited.white_space),
    }
}
