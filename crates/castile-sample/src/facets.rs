//! Whether a text is a value of a simple type: all facets, of all the types it derives from.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

use castile_wsdl::Model;
use castile_wsdl::model::{Builtin, Content, Facets, TypeId, TypeKind, Variety};

use crate::lexical;
use crate::pattern::Pattern;

/// Lists and unions inside each other, at most.
const MAX_DEPTH: usize = 64;

/// Judges texts; keeps the patterns it has read.
#[derive(Debug)]
pub(crate) struct Judge<'m> {
    pub(crate) model: &'m Model,
    patterns: RefCell<HashMap<String, Result<Rc<Pattern>, String>>>,
}

/// What a simple type is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Simple<'m> {
    Atomic(Builtin),
    List(TypeId),
    Union(&'m [TypeId]),
}

impl<'m> Judge<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        Self {
            model,
            patterns: RefCell::default(),
        }
    }

    /// What the type is made of, and its facets. A complex type is that of its text; one without is any text.
    pub(crate) fn simple(&self, ty: TypeId) -> (Simple<'m>, Option<&'m Facets>) {
        let mut ty = ty;
        for _ in 0..MAX_DEPTH {
            match &self.model.ty(ty).kind {
                TypeKind::Builtin(builtin) => return (Simple::Atomic(*builtin), None),
                TypeKind::Simple(simple) => {
                    let made = match &simple.variety {
                        Variety::Atomic(builtin) => Simple::Atomic(*builtin),
                        Variety::List(item) => Simple::List(*item),
                        Variety::Union(members) => Simple::Union(members),
                    };
                    return (made, Some(&simple.facets));
                }
                TypeKind::Complex(complex) => match complex.content {
                    Content::Simple(text) => ty = text,
                    _ => break,
                },
            }
        }
        (Simple::Atomic(Builtin::String), None)
    }

    /// The pattern, read; the error says what is wrong with it.
    pub(crate) fn pattern(&self, text: &str) -> Result<Rc<Pattern>, String> {
        if let Some(known) = self.patterns.borrow().get(text) {
            return known.clone();
        }
        let read = Pattern::parse(text).map(Rc::new);
        self.patterns
            .borrow_mut()
            .insert(text.to_owned(), read.clone());
        read
    }

    /// Whether the text is a value of the type. A pattern that is not understood is matched by nothing.
    pub(crate) fn is_valid(&self, ty: TypeId, text: &str) -> bool {
        self.check(ty, text, 0)
    }

    fn check(&self, ty: TypeId, text: &str, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let (simple, facets) = self.simple(ty);
        let text = normalized(simple, facets, text);
        let made = match simple {
            Simple::Atomic(builtin) => lexical::is_valid(builtin, &text),
            Simple::List(item) => text
                .split_ascii_whitespace()
                .all(|one| self.check(item, one, depth + 1)),
            Simple::Union(members) => members.iter().any(|one| self.check(*one, &text, depth + 1)),
        };
        made && facets.is_none_or(|facets| self.has_facets(simple, facets, &text, true))
    }

    /// Whether the text, white space normalized, fits the facets; enumerations left out where they are not `wanted`.
    pub(crate) fn has_facets(
        &self,
        simple: Simple<'_>,
        facets: &Facets,
        text: &str,
        wanted: bool,
    ) -> bool {
        let length = match simple {
            Simple::Atomic(builtin) => lexical::length(builtin, text),
            Simple::List(_) => u64::try_from(text.split_ascii_whitespace().count()).ok(),
            Simple::Union(_) => None,
        };
        let fits_length = length.is_none_or(|length| {
            facets.length.is_none_or(|wanted| length == wanted)
                && facets.min_length.is_none_or(|min| length >= min)
                && facets.max_length.is_none_or(|max| length <= max)
        });
        let enumerated = !wanted
            || facets.enumeration.is_empty()
            || facets
                .enumeration
                .iter()
                .any(|one| is_same(simple, &one.value, text));
        fits_length
            && enumerated
            && facets
                .patterns
                .iter()
                .all(|one| self.pattern(one).is_ok_and(|pattern| pattern.matches(text)))
            && is_in_range(simple, facets, text)
            && has_digits(simple, facets, text)
    }
}

/// The text with its white space as the type has it.
pub(crate) fn normalized(simple: Simple<'_>, facets: Option<&Facets>, text: &str) -> String {
    let own = facets.and_then(|facets| facets.white_space.as_deref());
    let mode = own.unwrap_or(match simple {
        // A union leaves white space to its members.
        Simple::Atomic(Builtin::String | Builtin::AnySimpleType | Builtin::AnyType)
        | Simple::Union(_) => "preserve",
        Simple::Atomic(Builtin::NormalizedString) => "replace",
        _ => "collapse",
    });
    match mode {
        "preserve" => text.to_owned(),
        "replace" => text.replace(['\t', '\n', '\r'], " "),
        _ => lexical::collapsed(text),
    }
}

fn is_same(simple: Simple<'_>, one: &str, other: &str) -> bool {
    if one == other || lexical::collapsed(one) == other {
        return true;
    }
    match simple {
        Simple::Atomic(builtin) => {
            lexical::compare(builtin, one.trim(), other) == Some(Ordering::Equal)
        }
        _ => false,
    }
}

fn is_in_range(simple: Simple<'_>, facets: &Facets, text: &str) -> bool {
    let Simple::Atomic(builtin) = simple else {
        return true;
    };
    let fits = |bound: &Option<String>, allowed: &[Ordering]| {
        bound.as_ref().is_none_or(|bound| {
            lexical::compare(builtin, text, bound.trim())
                .is_some_and(|order| allowed.contains(&order))
        })
    };
    fits(&facets.min_inclusive, &[Ordering::Greater, Ordering::Equal])
        && fits(&facets.max_inclusive, &[Ordering::Less, Ordering::Equal])
        && fits(&facets.min_exclusive, &[Ordering::Greater])
        && fits(&facets.max_exclusive, &[Ordering::Less])
}

fn has_digits(simple: Simple<'_>, facets: &Facets, text: &str) -> bool {
    if facets.total_digits.is_none() && facets.fraction_digits.is_none() {
        return true;
    }
    let Simple::Atomic(_) = simple else {
        return true;
    };
    lexical::Number::parse(text).is_some_and(|number| {
        facets
            .total_digits
            .is_none_or(|most| number.total_digits() <= most)
            && facets
                .fraction_digits
                .is_none_or(|most| u64::from(number.scale) <= most)
    })
}
