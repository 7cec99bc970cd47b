//! What the codec knows of a type: constant tables that generated code holds and the runtime walks.

use super::facets::Facets;

/// The content of a complex type.
///
/// A member is named by its index: first the elements in the order of [`elements`](Self::elements), then the
/// attributes, then the text of simple or mixed content, then the attributes of a wildcard.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a table of facts, not a state"
)]
pub struct Shape {
    /// Namespace of the type's name; empty for none.
    pub namespace: &'static str,
    /// Local name of the type, or of the element that an anonymous type belongs to.
    pub name: &'static str,
    /// `file:line` of the declaration.
    pub place: &'static str,
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
    /// Attributes that are not listed are kept.
    pub any_attribute: bool,
    /// The order of the elements means something (`xs:sequence`).
    pub ordered: bool,
    /// Some of the elements are branches of choices, which take elements that nobody knows.
    pub open: bool,
    /// Some of the elements are groups.
    pub groups: bool,
}

impl Shape {
    /// No content, no attributes; a base for struct update.
    pub const EMPTY: Self = Self {
        namespace: "",
        name: "",
        place: "",
        elements: &[],
        attributes: &[],
        text: false,
        facets: None,
        mixed: false,
        any_attribute: false,
        ordered: true,
        open: false,
        groups: false,
    };

    /// The index of the text.
    pub(crate) fn text_index(&self) -> usize {
        self.elements.len() + self.attributes.len()
    }

    /// The index of the attribute wildcard.
    pub(crate) fn any_attribute_index(&self) -> usize {
        self.text_index() + 1
    }
}

/// A child element, an element wildcard, a group of elements or an attribute.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Namespace; empty for none. For a wildcard its constraint as the schema writes it, with the target namespace
    /// filled in: `##any`, `##other urn:a`, `urn:a urn:b ##local`.
    pub namespace: &'static str,
    /// Local name; `*` for a wildcard, empty for a group.
    pub name: &'static str,
    /// The place in the sequence. The branches of one choice share it.
    pub slot: u16,
    /// [`REQUIRED`](Self::REQUIRED) and its kin.
    pub flags: u8,
    /// The schema's default for an empty element.
    pub default: Option<&'static str>,
    /// For a group, which has no tag of its own: what stands in it.
    pub group: Option<&'static Shape>,
    /// The facets of its simple type, for those who ask for them to be checked.
    pub facets: Option<&'static Facets>,
    /// How often it may occur, or the choice that it is a branch of, where the flags do not say it all.
    pub occurs: (u32, u32),
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

    /// No bounds but those that the flags say.
    const ANY_NUMBER: (u32, u32) = (0, u32::MAX);

    /// A member without a default.
    pub const fn new(namespace: &'static str, name: &'static str, slot: u16, flags: u8) -> Self {
        Self {
            namespace,
            name,
            slot,
            flags,
            default: None,
            group: None,
            facets: None,
            occurs: Self::ANY_NUMBER,
        }
    }

    /// The same with facets.
    #[must_use]
    pub const fn facets(self, facets: &'static Facets) -> Self {
        Self {
            facets: Some(facets),
            ..self
        }
    }

    /// The same, no less than `least` times and no more than `most`.
    #[must_use]
    pub const fn times(self, least: u32, most: u32) -> Self {
        Self {
            occurs: (least, most),
            ..self
        }
    }

    /// A group: elements without one around them.
    pub const fn group(shape: &'static Shape, slot: u16, flags: u8) -> Self {
        Self {
            group: Some(shape),
            ..Self::new("", "", slot, flags)
        }
    }

    /// The same with a default.
    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }

    /// Whether the flags do not say how often it may occur.
    pub(crate) fn is_bounded(&self) -> bool {
        self.occurs != Self::ANY_NUMBER
    }

    pub(crate) fn is(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    pub(crate) fn is_wildcard(&self) -> bool {
        self.name == "*"
    }

    /// The place for an element that a choice does not have.
    pub(crate) fn is_open(&self) -> bool {
        self.name.is_empty() && self.group.is_none()
    }

    /// What a message calls it; a group by what it begins with.
    pub(crate) fn label(&self) -> String {
        match self.group {
            Some(group) => group
                .elements
                .first()
                .map_or_else(|| "nothing".to_owned(), Self::label),
            None if self.is_wildcard() => "an element that the contract leaves open".to_owned(),
            None => format!("`{}`", self.name),
        }
    }

    /// Whether this wildcard takes an element of `namespace`.
    pub(crate) fn admits(&self, namespace: &str) -> bool {
        match self.namespace.strip_prefix("##other") {
            Some(target) => !namespace.is_empty() && namespace != target.trim_start(),
            None => self.namespace.split(' ').any(|one| match one {
                "##any" => true,
                "##local" => namespace.is_empty(),
                _ => one == namespace,
            }),
        }
    }
}
