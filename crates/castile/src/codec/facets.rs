//! Facets (XSD 1.0 part 2, 4.3): constant tables that generated code holds, and the check of a text against one.
//!
//! The check works on the text of a value, not on its Rust type, so that it stands once for all types. What cannot be
//! judged is no violation: a pattern that is none, two dates that no order tells apart.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use castile_pattern::Pattern;

use super::derivation::TypeName;
use super::element::Scope;
use super::read::{collapse_spaces, replace_spaces};
use crate::value::{
    Base64Binary, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    Time, boolean, float, qname,
};

/// What a simple type says of its values, beyond what its built-in type says.
#[derive(Debug)]
pub struct Facets {
    /// The name of the type, for the facets of an element: what its Rust type [has](super::Simple::TYPE) may be that of
    /// the base.
    pub name: TypeName,
    /// What its values are.
    pub kind: Kind,
    /// What becomes of white space before a text is looked at.
    pub white_space: WhiteSpace,
    /// `length` or `minLength`.
    pub min_length: usize,
    /// `length` or `maxLength`.
    pub max_length: usize,
    /// `pattern`; all have to match.
    pub patterns: &'static [&'static str],
    /// `enumeration`; one has to be the value.
    pub enumeration: &'static [&'static str],
    /// `minInclusive`.
    pub min_inclusive: Option<&'static str>,
    /// `maxInclusive`.
    pub max_inclusive: Option<&'static str>,
    /// `minExclusive`.
    pub min_exclusive: Option<&'static str>,
    /// `maxExclusive`.
    pub max_exclusive: Option<&'static str>,
    /// `totalDigits`.
    pub total_digits: Option<usize>,
    /// `fractionDigits`.
    pub fraction_digits: Option<usize>,
    /// The facets of a list's items.
    pub items: Option<&'static Facets>,
    /// The facets of a union's members, one of which has to have the text; none where that has been seen to.
    pub members: &'static [Facets],
}

/// What is done with white space (XSD 1.0 part 2, 4.3.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhiteSpace {
    /// Nothing.
    Preserve,
    /// Each becomes a blank.
    Replace,
    /// Words with one blank between.
    Collapse,
}

/// What the values of a type are: how they are compared, and how their length is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A list of values.
    List,
    /// `xs:hexBinary`.
    Hex,
    /// `xs:base64Binary`.
    Base64,
    /// `xs:decimal` and the integers.
    Number,
    /// `xs:float`.
    Float,
    /// `xs:double`.
    Double,
    /// `xs:boolean`.
    Boolean,
    /// `xs:duration`.
    Duration,
    /// `xs:dateTime`.
    DateTime,
    /// `xs:time`.
    Time,
    /// `xs:date`.
    Date,
    /// `xs:gYear`.
    GYear,
    /// `xs:gYearMonth`.
    GYearMonth,
    /// `xs:gMonth`.
    GMonth,
    /// `xs:gMonthDay`.
    GMonthDay,
    /// `xs:gDay`.
    GDay,
    /// `xs:QName` and `xs:NOTATION`; what is listed is `{namespace}local`.
    Name,
    /// A union of several kinds, or something else.
    Other,
}

/// A facet that a text does not keep to.
#[derive(Debug)]
pub(crate) struct Violation {
    /// The facet, and what it asks for.
    pub(crate) facet: String,
    /// What the text has instead, where that can be said in short.
    pub(crate) found: Option<String>,
}

impl Violation {
    fn new(facet: String) -> Self {
        Self { facet, found: None }
    }

    /// A number past its limit.
    fn count(facet: &str, limit: usize, found: usize, what: &str) -> Self {
        let plural = if found == 1 { "" } else { "s" };
        Self {
            facet: format!("`{facet}` {limit}"),
            found: Some(format!("has {found} {what}{plural}")),
        }
    }
}

impl Facets {
    /// Text, and no facets.
    pub const NONE: Self = Self {
        name: ("", ""),
        kind: Kind::Text,
        white_space: WhiteSpace::Preserve,
        min_length: 0,
        max_length: usize::MAX,
        patterns: &[],
        enumeration: &[],
        min_inclusive: None,
        max_inclusive: None,
        min_exclusive: None,
        max_exclusive: None,
        total_digits: None,
        fraction_digits: None,
        items: None,
        members: &[],
    };

    /// Whether they are those of text, of which white space becomes this.
    pub(super) fn is_text(&self, white_space: WhiteSpace) -> bool {
        self.kind == Kind::Text && self.white_space == white_space
    }

    /// Whether a text, which is otherwise a value of the type, keeps to all of them.
    pub fn admit(&self, text: &str, scope: Scope<'_>) -> bool {
        self.violation(text, scope).is_none()
    }

    /// The first facet that a text does not keep to, which is otherwise a value of the type.
    pub(crate) fn violation(&self, text: &str, scope: Scope<'_>) -> Option<Violation> {
        let text = match self.white_space {
            WhiteSpace::Preserve => Cow::Borrowed(text),
            WhiteSpace::Replace => replace_spaces(Cow::Borrowed(text)),
            WhiteSpace::Collapse => collapse_spaces(Cow::Borrowed(text)),
        };
        let text = &*text;
        self.length(text)
            .or_else(|| self.pattern(text))
            .or_else(|| self.digits(text))
            .or_else(|| self.range(text))
            .or_else(|| self.listed(text, scope))
            .or_else(|| self.parts(text, scope))
    }

    fn length(&self, text: &str) -> Option<Violation> {
        if self.min_length == 0 && self.max_length == usize::MAX {
            return None;
        }
        let (length, what) = match self.kind {
            Kind::Text | Kind::Other => (text.chars().count(), "character"),
            Kind::List => (text.split_ascii_whitespace().count(), "item"),
            Kind::Hex => (text.len() / 2, "octet"),
            Kind::Base64 => (text.parse::<Base64Binary>().ok()?.0.len(), "octet"),
            _ => return None,
        };
        let exact = self.min_length == self.max_length;
        if length < self.min_length {
            let facet = if exact { "length" } else { "minLength" };
            Some(Violation::count(facet, self.min_length, length, what))
        } else if length > self.max_length {
            let facet = if exact { "length" } else { "maxLength" };
            Some(Violation::count(facet, self.max_length, length, what))
        } else {
            None
        }
    }

    fn pattern(&self, text: &str) -> Option<Violation> {
        let mut patterns = self.patterns.iter();
        let broken = patterns
            .find(|&&source| pattern(source).is_some_and(|pattern| !pattern.matches(text)))?;
        Some(Violation::new(format!("`pattern` `{broken}`")))
    }

    fn digits(&self, text: &str) -> Option<Violation> {
        if self.total_digits.is_none() && self.fraction_digits.is_none() {
            return None;
        }
        let value: Decimal = text.parse().ok()?;
        let checks = [
            ("totalDigits", self.total_digits, value.total_digits()),
            (
                "fractionDigits",
                self.fraction_digits,
                value.fraction_digits(),
            ),
        ];
        checks.into_iter().find_map(|(facet, limit, found)| {
            let (limit, found) = (limit?, usize::from(found));
            (found > limit).then(|| Violation::count(facet, limit, found, "digit"))
        })
    }

    fn range(&self, text: &str) -> Option<Violation> {
        type Allows = fn(Ordering) -> bool;
        let bounds: [(&str, Option<&str>, Allows); 4] = [
            ("minInclusive", self.min_inclusive, Ordering::is_ge),
            ("minExclusive", self.min_exclusive, Ordering::is_gt),
            ("maxInclusive", self.max_inclusive, Ordering::is_le),
            ("maxExclusive", self.max_exclusive, Ordering::is_lt),
        ];
        bounds.into_iter().find_map(|(facet, bound, allows)| {
            let bound = bound?;
            let keeps = match self.kind.compare(text, bound) {
                Order::Known(order) => allows(order),
                Order::Apart => false,
                Order::Unknown => true,
            };
            (!keeps).then(|| Violation::new(format!("`{facet}` {bound}")))
        })
    }

    fn listed(&self, text: &str, scope: Scope<'_>) -> Option<Violation> {
        let is = |listed: &&str| self.is_same(text, listed, scope);
        if self.enumeration.is_empty() || self.enumeration.iter().any(is) {
            return None;
        }
        let listed: Vec<_> = self
            .enumeration
            .iter()
            .take(8)
            .map(|one| format!("`{one}`"))
            .collect();
        let more = if self.enumeration.len() > 8 {
            "..."
        } else {
            ""
        };
        Some(Violation::new(format!(
            "`enumeration` {}{more}",
            listed.join(", ")
        )))
    }

    /// Whether two texts are the same value.
    fn is_same(&self, text: &str, listed: &str, scope: Scope<'_>) -> bool {
        match self.kind {
            Kind::Text => text == listed,
            Kind::Hex => text.eq_ignore_ascii_case(listed),
            Kind::Base64 => {
                let bytes = |text: &str| text.parse::<Base64Binary>().ok();
                bytes(text) == bytes(listed)
            }
            Kind::Boolean => boolean::parse_bool(text).ok() == boolean::parse_bool(listed).ok(),
            Kind::List => {
                let items = self.items.unwrap_or(&Self::NONE);
                let (mut texts, mut others) = (
                    text.split_ascii_whitespace(),
                    listed.split_ascii_whitespace(),
                );
                loop {
                    match (texts.next(), others.next()) {
                        (None, None) => return true,
                        (Some(text), Some(other)) if items.is_same(text, other, scope) => {}
                        _ => return false,
                    }
                }
            }
            // Its prefix may be another.
            Kind::Name => qname::split(text).is_ok_and(|(prefix, local)| {
                match scope.resolve(prefix.unwrap_or_default()) {
                    Some("") => local == listed,
                    Some(namespace) => {
                        let name = listed.strip_prefix('{').and_then(|it| it.split_once('}'));
                        name == Some((namespace, local))
                    }
                    None => false,
                }
            }),
            Kind::Other => {
                let (text, listed) = (text.trim(), listed.trim());
                let are = |member: &Self| member.kind.are_same(text, listed);
                text == listed || self.members.iter().any(are)
            }
            _ => matches!(
                self.kind.compare(text, listed.trim()),
                Order::Known(Ordering::Equal) | Order::Unknown
            ),
        }
    }

    /// The items of a list, and the members of a union.
    fn parts(&self, text: &str, scope: Scope<'_>) -> Option<Violation> {
        if let Some(items) = self.items {
            return text
                .split_ascii_whitespace()
                .find_map(|item| items.violation(item, scope));
        }
        let mut violations = self
            .members
            .iter()
            .map(|member| member.violation(text, scope));
        let first = violations.next()??;
        if violations.any(|violation| violation.is_none()) {
            return None;
        }
        Some(Violation {
            facet: if self.members.len() == 1 {
                first.facet
            } else {
                format!(
                    "{}, nor what the other members of the union ask for",
                    first.facet
                )
            },
            found: first.found,
        })
    }
}

/// How two values are ordered.
enum Order {
    Known(Ordering),
    /// They are not, and whoever asks for an order excludes them (XSD 1.0 part 2, 3.2.4: `NaN`).
    Apart,
    /// Nobody can say.
    Unknown,
}

impl From<Option<Ordering>> for Order {
    fn from(order: Option<Ordering>) -> Self {
        order.map_or(Self::Unknown, Self::Known)
    }
}

impl Kind {
    /// Whether two texts are values of this kind, and the same one.
    fn are_same(self, one: &str, other: &str) -> bool {
        match self {
            Self::Boolean => {
                let values = (boolean::parse_bool(one), boolean::parse_bool(other));
                matches!(values, (Ok(one), Ok(other)) if one == other)
            }
            Self::Hex => {
                let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
                is_hex(one) && one.eq_ignore_ascii_case(other)
            }
            _ => matches!(self.compare(one, other), Order::Known(Ordering::Equal)),
        }
    }

    fn compare(self, one: &str, other: &str) -> Order {
        fn both<T>(
            one: &str,
            other: &str,
            parse: impl Fn(&str) -> Option<T>,
            compare: impl Fn(&T, &T) -> Option<Ordering>,
        ) -> Order {
            match (parse(one), parse(other)) {
                (Some(one), Some(other)) => compare(&one, &other).into(),
                _ => Order::Unknown,
            }
        }
        match self {
            Self::Number => both(
                one,
                other,
                |text| text.parse::<Decimal>().ok(),
                |one, other| Some(one.cmp(other)),
            ),
            Self::Float => floats(
                float::parse_f32(one).ok().map(f64::from),
                float::parse_f32(other).ok().map(f64::from),
            ),
            Self::Double => floats(float::parse_f64(one).ok(), float::parse_f64(other).ok()),
            Self::Duration => both(one, other, |text| text.parse().ok(), Duration::compare),
            Self::DateTime => both(one, other, |text| text.parse().ok(), DateTime::compare),
            Self::Time => both(one, other, |text| text.parse().ok(), Time::compare),
            Self::Date
            | Self::GYear
            | Self::GYearMonth
            | Self::GMonth
            | Self::GMonthDay
            | Self::GDay => both(one, other, |text| self.day(text), Date::compare),
            _ => Order::Unknown,
        }
    }

    /// A date or a part of one, as the day that it begins with. A month without a year is one of a leap year.
    fn day(self, text: &str) -> Option<Date> {
        let (day, offset) = match self {
            Self::GYear => {
                let value: GYear = text.parse().ok()?;
                (Date::new(value.year(), 1, 1), value.offset())
            }
            Self::GYearMonth => {
                let value: GYearMonth = text.parse().ok()?;
                (Date::new(value.year(), value.month(), 1), value.offset())
            }
            Self::GMonth => {
                let value: GMonth = text.parse().ok()?;
                (Date::new(2000, value.month(), 1), value.offset())
            }
            Self::GMonthDay => {
                let value: GMonthDay = text.parse().ok()?;
                (Date::new(2000, value.month(), value.day()), value.offset())
            }
            Self::GDay => {
                let value: GDay = text.parse().ok()?;
                (Date::new(2000, 1, value.day()), value.offset())
            }
            _ => return text.parse().ok(),
        };
        day.ok().map(|day| day.with_offset(offset))
    }
}

fn floats(one: Option<f64>, other: Option<f64>) -> Order {
    match (one, other) {
        (Some(one), Some(other)) if one.is_nan() && other.is_nan() => Order::Known(Ordering::Equal),
        (Some(one), Some(other)) => one.partial_cmp(&other).map_or(Order::Apart, Order::Known),
        _ => Order::Unknown,
    }
}

/// The patterns that have been asked for; `None` for a text that is no pattern.
type Patterns = HashMap<&'static str, Option<Arc<Pattern>>>;

/// A pattern of a table, parsed when it is first needed; `None` for a text that is no pattern, which the generator has
/// warned of and left out.
fn pattern(source: &'static str) -> Option<Arc<Pattern>> {
    static PARSED: LazyLock<RwLock<Patterns>> = LazyLock::new(RwLock::default);
    let parsed = PARSED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(pattern) = parsed.get(source) {
        return pattern.clone();
    }
    drop(parsed);
    let pattern = Pattern::parse(source).ok().map(Arc::new);
    let mut parsed = PARSED.write().unwrap_or_else(PoisonError::into_inner);
    parsed.entry(source).or_insert(pattern).clone()
}
