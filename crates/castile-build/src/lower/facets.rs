//! Facets: what a simple type asks of its values, for the tables that are checked on request.

use castile_pattern::Pattern;
use castile_wsdl::model::{Builtin, Content, Facets, Model, SimpleType, TypeId, TypeKind, Variety};

use super::unions::{self, Form};
use super::{Lowering, derivation, docs, types};
use crate::ir;

impl Lowering<'_> {
    /// The facets of an element or attribute that are checked on request.
    pub(super) fn checked(&mut self, id: TypeId, fixed: Option<&str>) -> Option<ir::Facets> {
        if self.config.yaserde {
            return None;
        }
        let simple = match (&self.model.ty(id).kind, fixed) {
            (TypeKind::Complex(complex), Some(_)) => match complex.content {
                Content::Simple(text) => text,
                _ => return None,
            },
            (TypeKind::Complex(_), None) => return None,
            _ => id,
        };
        let mut facets = self.facets(simple);
        if let Some(fixed) = fixed {
            let whole = self.whole(simple);
            // The prefix of a name is that of the contract.
            if whole.kind != "Name" {
                if simple != id {
                    // The text itself has the other facets.
                    facets = ir::Facets::default();
                }
                facets.white_space = whole.white_space;
                facets.enumeration = vec![listed(fixed, whole.white_space)];
                (facets.kind, facets.items, facets.members) =
                    (whole.kind, whole.items, whole.members);
            }
        }
        facets.name = derivation::name(self.model, id);
        (!facets.is_empty()).then_some(facets)
    }

    /// The facets of a simple type. Those that its Rust type sees to are left out.
    pub(super) fn facets(&mut self, id: TypeId) -> ir::Facets {
        let simple = match &self.model.ty(id).kind {
            TypeKind::Builtin(builtin) => return of_builtin(*builtin),
            TypeKind::Complex(_) => return ir::Facets::default(),
            TypeKind::Simple(simple) => simple,
        };
        // The values are variants.
        if types::is_enumeration(self.model, id, simple) {
            return ir::Facets::default();
        }
        let mut facets = self.whole(id);
        // What listed values are compared by.
        if facets.enumeration.is_empty() {
            facets.items.take_if(|items| items.is_empty());
            if facets.kind == "Other" {
                facets.members.clear();
            }
        }
        facets
    }

    /// What the values of a simple type are, and what becomes of white space in them.
    pub(super) fn white_space(&mut self, id: TypeId) -> (&'static str, &'static str) {
        let facets = self.facets(id);
        (facets.kind, facets.white_space)
    }

    /// All that is said of the values of a simple type, but for those that are variants.
    fn whole(&mut self, id: TypeId) -> ir::Facets {
        let simple = match &self.model.ty(id).kind {
            TypeKind::Builtin(builtin) => return of_builtin(*builtin),
            TypeKind::Complex(_) => return ir::Facets::default(),
            TypeKind::Simple(simple) => simple,
        };
        if types::is_enumeration(self.model, id, simple) {
            return ir::Facets {
                white_space: white_space(self.model, id),
                ..ir::Facets::default()
            };
        }
        match &simple.variety {
            Variety::Atomic(builtin) => {
                let mut facets = of_builtin(*builtin);
                self.add(&mut facets, id, &simple.facets);
                facets
            }
            Variety::List(item) => {
                let mut facets = ir::Facets {
                    kind: "List",
                    white_space: "Collapse",
                    items: Some(Box::new(self.facets(*item))),
                    ..ir::Facets::default()
                };
                self.add(&mut facets, id, &simple.facets);
                facets
            }
            Variety::Union(_) => self.of_union(id, simple),
        }
    }

    fn of_union(&mut self, id: TypeId, simple: &SimpleType) -> ir::Facets {
        let mut facets = ir::Facets::default();
        if unions::collapses(self, id) {
            facets.white_space = "Collapse";
        }
        let members = unions::members(self.model, id);
        let members: Vec<_> = members
            .into_iter()
            .map(|member| self.of_member(member))
            .collect();
        match unions::form(self.model, id, simple) {
            // The members are told apart when the text is read.
            Form::Union(_) | Form::Enumeration => {
                facets.kind = "Other";
                facets.members = members;
            }
            Form::One(builtin) => {
                facets.kind = of_builtin(builtin).kind;
                // One that asks for nothing takes everything.
                if !members.iter().any(ir::Facets::is_empty) {
                    facets.members = members;
                }
            }
        }
        self.add(&mut facets, id, &simple.facets);
        facets
    }

    /// The facets by which a text is of this member of a union, or is not; values that are listed are among them.
    pub(super) fn of_member(&mut self, id: TypeId) -> ir::Facets {
        let model = self.model;
        match &model.ty(id).kind {
            TypeKind::Simple(simple) if types::is_enumeration(model, id, simple) => ir::Facets {
                white_space: white_space(model, id),
                enumeration: unions::enumerated(model, id, simple)
                    .iter()
                    .map(|value| listed(&value.value, white_space(model, id)))
                    .collect(),
                ..ir::Facets::default()
            },
            _ => self.facets(id),
        }
    }

    /// Adds the facets of a restriction.
    fn add(&mut self, facets: &mut ir::Facets, id: TypeId, own: &Facets) {
        if facets.kind == "Text" || facets.kind == "Other" {
            facets.white_space = match own.white_space.as_deref() {
                Some("collapse") => "Collapse",
                Some("replace") if facets.white_space == "Preserve" => "Replace",
                _ => facets.white_space,
            };
        }
        facets.min_length = own.length.or(own.min_length).or(facets.min_length);
        facets.max_length = own.length.or(own.max_length).or(facets.max_length);
        for pattern in &own.patterns {
            if self.is_sound(id, pattern) {
                facets.patterns.push(pattern.clone());
            }
        }
        let white_space = facets.white_space;
        let values = own.enumeration.iter();
        if facets.kind == "Name" {
            let names = values.map(|value| Some(value.name.as_ref()?.to_string()));
            // One that cannot be told might be the one that is sent.
            facets.enumeration = names.collect::<Option<_>>().unwrap_or_default();
        } else {
            let values = values.map(|value| listed(&value.value, white_space));
            facets.enumeration.extend(values);
        }
        facets.min_inclusive.clone_from(&own.min_inclusive);
        facets.max_inclusive.clone_from(&own.max_inclusive);
        facets.min_exclusive.clone_from(&own.min_exclusive);
        facets.max_exclusive.clone_from(&own.max_exclusive);
        facets.total_digits = own.total_digits;
        facets.fraction_digits = own.fraction_digits.or(facets.fraction_digits);
    }

    /// Whether a pattern can be matched by, with a warning for each type that has one which cannot.
    fn is_sound(&mut self, id: TypeId, pattern: &str) -> bool {
        let problem = match Pattern::parse(pattern) {
            Err(error) => format!("{} ({error})", docs::code(pattern)),
            // Anchors are of other regular expressions. Taken for the characters that they are here, such a pattern
            // would refuse every value that its author had in mind.
            Ok(_) if pattern.starts_with('^') && pattern.ends_with('$') => format!(
                "{} (`^` and `$` are characters here, and the whole text is matched anyway)",
                docs::code(pattern)
            ),
            Ok(_) => return true,
        };
        if self.warned.insert(id) {
            let span = self.model.ty(id).span;
            self.warning(
                span,
                format!("the pattern {problem} is not checked"),
                "XML Schema has regular expressions of its own: XSD part 2, appendix F",
            );
        }
        false
    }
}

/// A value that a schema lists, as it is compared with texts.
fn listed(value: &str, white_space: &str) -> String {
    match white_space {
        "Collapse" => value.split_whitespace().collect::<Vec<_>>().join(" "),
        "Replace" => value.replace(['\t', '\n', '\r'], " "),
        _ => value.to_owned(),
    }
}

/// What a built-in type asks of its values that its Rust type does not see to.
fn of_builtin(builtin: Builtin) -> ir::Facets {
    let pattern = match builtin {
        Builtin::NmToken => r"\c+",
        Builtin::Name => r"\i\c*",
        Builtin::NcName | Builtin::Id | Builtin::IdRef | Builtin::Entity => r"[\i-[:]][\c-[:]]*",
        Builtin::Language => "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
        _ => "",
    };
    if let Some(item) = item(builtin) {
        return ir::Facets {
            kind: "List",
            white_space: "Collapse",
            min_length: Some(1),
            items: Some(Box::new(of_builtin(item))),
            ..ir::Facets::default()
        };
    }
    let kind = kind_of_builtin(builtin);
    ir::Facets {
        kind,
        white_space: match builtin {
            Builtin::String | Builtin::AnySimpleType => "Preserve",
            Builtin::NormalizedString => "Replace",
            _ => "Collapse",
        },
        patterns: (!pattern.is_empty())
            .then(|| pattern.to_owned())
            .into_iter()
            .collect(),
        ..ir::Facets::default()
    }
}

/// The item type of a built-in list.
fn item(builtin: Builtin) -> Option<Builtin> {
    match builtin {
        Builtin::NmTokens => Some(Builtin::NmToken),
        Builtin::IdRefs => Some(Builtin::IdRef),
        Builtin::Entities => Some(Builtin::Entity),
        _ => None,
    }
}

/// The white space of a type whose values are text.
fn white_space(model: &Model, id: TypeId) -> &'static str {
    match &model.ty(id).kind {
        TypeKind::Simple(SimpleType {
            variety: Variety::Atomic(builtin),
            facets,
            ..
        }) => match facets.white_space.as_deref() {
            Some("collapse") => "Collapse",
            Some("replace") => "Replace",
            _ => of_builtin(*builtin).white_space,
        },
        _ => "Preserve",
    }
}

fn kind_of_builtin(builtin: Builtin) -> &'static str {
    match builtin {
        Builtin::Boolean => "Boolean",
        Builtin::Float => "Float",
        Builtin::Double => "Double",
        Builtin::Duration => "Duration",
        Builtin::DateTime => "DateTime",
        Builtin::Time => "Time",
        Builtin::Date => "Date",
        Builtin::GYearMonth => "GYearMonth",
        Builtin::GYear => "GYear",
        Builtin::GMonthDay => "GMonthDay",
        Builtin::GDay => "GDay",
        Builtin::GMonth => "GMonth",
        Builtin::HexBinary => "Hex",
        Builtin::Base64Binary => "Base64",
        // Names are told apart by their namespaces.
        Builtin::QName | Builtin::Notation => "Name",
        // A placeholder.
        Builtin::AnyType => "Other",
        _ if types::is_text(builtin) => "Text",
        _ => "Number",
    }
}
