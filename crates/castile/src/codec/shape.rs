//! What the codec knows of a type: constant tables that generated code holds and the runtime walks.

use std::borrow::Cow;

use super::derivation::Derived;
use super::facets::Facets;

/// The content of a complex type.
///
/// A value of the type hands its fields to the codec in one order: those of the elements, one to a slot, then the
/// attributes, then the text of simple content, then the attributes of a wildcard.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a table of facts, not a state"
)]
pub struct Shape {
    /// The target namespace of the schema that the type is in; empty for none.
    pub namespace: &'static str,
    /// The target namespaces of other schemas that its members are declared in: of bases and groups.
    pub schemas: &'static [&'static str],
    /// Local name of the type; empty for an anonymous one.
    pub name: &'static str,
    /// `file:line` of the declaration.
    pub place: &'static str,
    /// The lines of the members and then of the attributes, where they are in the same file: for each the step from the
    /// line before it, that of `place` first. A step is a digit, or a number in brackets; `?` is a line that is not
    /// known. Only errors and deviations read it.
    pub lines: &'static str,
    /// The `xsi:type` that is written in SOAP encoding; empty for none.
    pub xsi_type: &'static str,
    /// Child elements and element wildcards.
    pub elements: &'static [Member],
    /// Attributes.
    pub attributes: &'static [Member],
    /// The content is text of a simple type.
    pub text: bool,
    /// The facets of that text.
    pub facets: Option<&'static Facets>,
    /// Text may stand between the elements, and is part of the value.
    pub mixed: bool,
    /// Attributes that are not listed are kept: the constraint on their namespaces, as [`Member::Plain`] has it.
    pub any_attribute: Option<&'static str>,
    /// The order of the elements means something (`xs:sequence`).
    pub ordered: bool,
    /// Some of the elements are branches of choices, which take elements that nobody knows.
    pub open: bool,
    /// Some of the elements are groups.
    pub groups: bool,
    /// Elements that are optional as a whole.
    pub together: &'static [Together],
    /// The simple types of the contract, for what `xsi:type` says of one.
    pub types: &'static [Derived],
}

impl Shape {
    /// No content, no attributes; a base for struct update.
    pub const EMPTY: Self = Self {
        namespace: "",
        schemas: &[],
        name: "",
        place: "",
        lines: "",
        xsi_type: "",
        elements: &[],
        attributes: &[],
        text: false,
        facets: None,
        mixed: false,
        any_attribute: None,
        ordered: true,
        open: false,
        groups: false,
        together: &[],
        types: &[],
    };

    /// Whether a name in this namespace, or in none, may be meant as one of the contract.
    pub(crate) fn may_mean(&self, namespace: &str) -> bool {
        namespace.is_empty() || namespace == self.namespace || self.schemas.contains(&namespace)
    }

    /// The field of the first attribute; the fields of elements come before.
    pub(crate) fn first_attribute(&self) -> usize {
        self.elements
            .last()
            .map_or(0, |last| usize::from(last.slot()) + 1)
    }

    /// The field of the text of simple content.
    pub(crate) fn text_field(&self) -> usize {
        self.first_attribute() + self.attributes.len()
    }

    /// The field of the attributes of a wildcard.
    pub(crate) fn any_attribute_field(&self) -> usize {
        self.text_field() + usize::from(self.text)
    }

    /// `file:line` of a row of `elements`, or past them of `attributes`; that of the type where it is not known.
    pub(crate) fn place_of(&self, row: usize) -> Cow<'static, str> {
        let own = Cow::Borrowed(self.place);
        let Some((file, line)) = self.place.rsplit_once(':') else {
            return own;
        };
        let Ok(mut line) = line.parse::<i64>() else {
            return own;
        };
        let mut rest = self.lines;
        for at in 0..=row {
            let Some(first) = rest.chars().next() else {
                return own;
            };
            let bracket = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
            let (step, after) = match bracket {
                Some((step, after)) => (step, after),
                None => rest.split_at(first.len_utf8()),
            };
            rest = after;
            match step.parse::<i64>() {
                Ok(step) => line += step,
                Err(_) if at == row => return own,
                Err(_) => {}
            }
        }
        Cow::Owned(format!("{file}:{line}"))
    }

    /// `file:line` of one of its members.
    pub(crate) fn place_of_member(&self, member: &Member) -> Cow<'static, str> {
        let mut members = self.elements.iter().chain(self.attributes);
        match members.position(|one| std::ptr::eq(one, member)) {
            Some(row) => self.place_of(row),
            None => Cow::Borrowed(self.place),
        }
    }

    /// The rows of one slot: an element, or the branches of a choice.
    pub(crate) fn rows(&self, slot: u16) -> &'static [Member] {
        let start = self.elements.partition_point(|one| one.slot() < slot);
        let end = self.elements.partition_point(|one| one.slot() <= slot);
        &self.elements[start..end]
    }
}

/// Elements that are optional as a whole: the first and the last slot, and one that has to be there where any is.
#[derive(Debug)]
pub struct Together(pub u16, pub u16, pub u16);

/// A child element, an element wildcard, a group of elements or an attribute.
///
/// A constructor with values alone is what a compiler takes least for, and a contract has very many of these. Each has
/// its slot and flags; what the first strings are, [`Plain`](Self::Plain) says.
#[derive(Debug, Clone, Copy)]
pub enum Member {
    /// Tag, namespace, slot and flags.
    ///
    /// The tag is what is written: the local name, with a prefix where it needs one; `*` for a wildcard, empty for the
    /// place of what a choice does not have. The namespace is empty for none; for a wildcard it is its constraint as
    /// the schema writes it, with the target namespace filled in: `##any`, `##other urn:a`, `urn:a urn:b ##local`.
    Plain(&'static str, &'static str, u16, u8),
    /// A group, which has no tag of its own: what stands in it, slot and flags.
    Group(&'static Shape, u16, u8),
    /// One of the two of which there is more to say: by [`or`](Self::or) and what follows it.
    With(With),
}

/// A [`Member`] with what few of them have.
#[derive(Debug, Clone, Copy)]
pub struct With {
    tag: &'static str,
    namespace: &'static str,
    slot: u16,
    flags: u8,
    group: Option<&'static Shape>,
    default: Option<&'static str>,
    facets: Option<&'static Facets>,
    occurs: (u32, u32),
    xsi_type: &'static str,
}

impl Member {
    /// It must occur; for the branches of a choice: one of them must.
    pub const REQUIRED: u8 = 1;
    /// It may occur more than once.
    pub const REPEATED: u8 = 2;
    /// It is a branch of the choice that its slot stands for.
    pub const BRANCH: u8 = 4;
    /// The choice that it is a branch of may occur more than once.
    pub const MANY_BRANCHES: u8 = 8;
    /// White space around and inside the text means nothing, though the value is text.
    pub const COLLAPSE: u8 = 16;
    /// It is a header block that is read by SOAP encoding.
    pub const ENCODED: u8 = 32;
    /// It has to be in mixed content, which is one choice that repeats.
    pub const EXPECTED: u8 = 64;
    /// It may be in mixed content once only.
    pub const ONCE: u8 = 128;

    /// No bounds but those that the flags say.
    const ANY_NUMBER: (u32, u32) = (0, u32::MAX);

    const fn with(self) -> With {
        let (tag, namespace, slot, flags, group) = match self {
            Self::Plain(tag, namespace, slot, flags) => (tag, namespace, slot, flags, None),
            Self::Group(shape, slot, flags) => ("", "", slot, flags, Some(shape)),
            Self::With(with) => return with,
        };
        With {
            tag,
            namespace,
            slot,
            flags,
            group,
            default: None,
            facets: None,
            occurs: Self::ANY_NUMBER,
            xsi_type: "",
        }
    }

    /// The same with the schema's default for an empty element.
    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self::With(With {
            default: Some(default),
            ..self.with()
        })
    }

    /// The same with the facets of its simple type, for those who ask for them to be checked.
    #[must_use]
    pub const fn facets(self, facets: &'static Facets) -> Self {
        Self::With(With {
            facets: Some(facets),
            ..self.with()
        })
    }

    /// The same, no less than `least` times and no more than `most`; of the branch of a choice that repeats: the choice.
    #[must_use]
    pub const fn times(self, least: u32, most: u32) -> Self {
        Self::With(With {
            occurs: (least, most),
            ..self.with()
        })
    }

    /// The same with an `xsi:type` in SOAP encoding; for an array the type of its members with its dimensions.
    #[must_use]
    pub const fn typed(self, xsi_type: &'static str) -> Self {
        Self::With(With {
            xsi_type,
            ..self.with()
        })
    }

    /// The tag as it is written; empty for a group.
    #[inline]
    pub(crate) fn tag(&self) -> &'static str {
        match self {
            Self::Plain(tag, ..) => tag,
            Self::Group(..) => "",
            Self::With(with) => with.tag,
        }
    }

    /// Local name; `*` for a wildcard, empty for a group.
    pub fn name(&self) -> &'static str {
        let tag = self.tag();
        tag.split_once(':').map_or(tag, |(_, local)| local)
    }

    /// Namespace or constraint; empty for a group.
    #[inline]
    pub fn namespace(&self) -> &'static str {
        match self {
            Self::Plain(_, namespace, ..) => namespace,
            Self::Group(..) => "",
            Self::With(with) => with.namespace,
        }
    }

    /// The place in the sequence, which is that of the field as well. The branches of one choice share it.
    #[inline]
    pub(crate) fn slot(&self) -> u16 {
        match self {
            Self::Plain(_, _, slot, _) | Self::Group(_, slot, _) => *slot,
            Self::With(with) => with.slot,
        }
    }

    #[inline]
    fn flags(&self) -> u8 {
        match self {
            Self::Plain(.., flags) | Self::Group(.., flags) => *flags,
            Self::With(with) => with.flags,
        }
    }

    fn more(&self) -> Option<&With> {
        match self {
            Self::With(with) => Some(with),
            Self::Plain(..) | Self::Group(..) => None,
        }
    }

    /// The schema's default for an empty element.
    pub(crate) fn default(&self) -> Option<&'static str> {
        self.more()?.default
    }

    /// The facets of its simple type.
    pub(crate) fn facets_of(&self) -> Option<&'static Facets> {
        self.more()?.facets
    }

    /// How often it may occur, or the choice that it is a branch of, where the flags do not say it all.
    pub(crate) fn occurs(&self) -> (u32, u32) {
        self.more().map_or(Self::ANY_NUMBER, |with| with.occurs)
    }

    /// Whether the flags do not say how often it may occur.
    pub(crate) fn is_bounded(&self) -> bool {
        self.occurs() != Self::ANY_NUMBER
    }

    /// The `xsi:type` in SOAP encoding; empty for none.
    pub(crate) fn xsi_type(&self) -> &'static str {
        self.more().map_or("", |with| with.xsi_type)
    }

    /// What stands in a group.
    pub(crate) fn group(&self) -> Option<&'static Shape> {
        match self {
            Self::Group(shape, ..) => Some(shape),
            Self::Plain(..) => None,
            Self::With(with) => with.group,
        }
    }

    pub(crate) fn is(&self, flag: u8) -> bool {
        self.flags() & flag != 0
    }

    /// Whether this is its local name.
    #[inline]
    pub(crate) fn has_name(&self, local: &str) -> bool {
        let tag = self.tag();
        if tag.len() == local.len() {
            return tag == local;
        }
        tag.strip_suffix(local)
            .is_some_and(|before| before.ends_with(':'))
    }

    /// Whether this is its name.
    pub(crate) fn is_named(&self, namespace: &str, local: &str) -> bool {
        self.has_name(local) && self.namespace() == namespace
    }

    pub(crate) fn is_wildcard(&self) -> bool {
        self.tag() == "*"
    }

    /// The place for an element that a choice does not have.
    pub(crate) fn is_open(&self) -> bool {
        self.tag().is_empty() && self.group().is_none()
    }

    /// What a message calls it; a group by what it begins with.
    pub(crate) fn label(&self) -> String {
        match self.group() {
            Some(group) => group
                .elements
                .first()
                .map_or_else(|| "nothing".to_owned(), Self::label),
            None if self.is_wildcard() => "an element that the contract leaves open".to_owned(),
            None => format!("`{}`", self.name()),
        }
    }

    /// Whether this wildcard takes an element of `namespace`.
    pub(crate) fn admits(&self, namespace: &str) -> bool {
        admits(self.namespace(), namespace)
    }
}

/// Whether the constraint of a wildcard allows a namespace.
pub(crate) fn admits(constraint: &str, namespace: &str) -> bool {
    match constraint.strip_prefix("##other") {
        Some(target) => !namespace.is_empty() && namespace != target.trim_start(),
        None => constraint.split(' ').any(|one| match one {
            "##any" => true,
            "##local" => namespace.is_empty(),
            _ => one == namespace,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_members() {
        let shape = Shape {
            place: "c:\\a.xsd:10",
            lines: "12?(25)0(-30)",
            ..Shape::EMPTY
        };
        let places = [11, 13, 10, 38, 38, 8, 10].map(|line| format!("c:\\a.xsd:{line}"));
        for (row, place) in places.iter().enumerate() {
            assert_eq!(shape.place_of(row), *place);
        }
        assert_eq!(Shape::EMPTY.place_of(0), "");
    }
}
