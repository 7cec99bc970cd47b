//! What a reply does that its contract does not say, and which of it is tolerated.

mod counts;

use std::borrow::Cow;
use std::fmt;

pub use counts::{DeviationCount, DeviationCounts, DeviationObserver};

use crate::codec::DecodeError;
use crate::secret::{HIDDEN, Secrets, looks_secret};

/// A kind of deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DeviationKind {
    /// An element that the type does not have; it was passed over.
    UnknownElement,
    /// An attribute that the type does not have; it was passed over.
    UnknownAttribute,
    /// Text where only elements may stand; it was passed over.
    UnknownText,
    /// A value that the enumeration does not have; it was kept.
    UnknownValue,
    /// An element that the choice does not have; it was kept as XML.
    UnknownBranch,
    /// An `xsi:type` that the contract does not have; the element was kept as XML, or read as the declared type.
    UnknownType,
    /// Elements in another order than the sequence has.
    Order,
    /// A single element a second time with the same content.
    Duplicate,
    /// A value outside the facets of its type; noted where [`Policy::check_facets`] asks for it.
    Facet,
    /// An element that occurs more often than `maxOccurs` or less often than `minOccurs` says, where that is not one or
    /// none; noted where [`Policy::check_facets`] asks for it. Also a part of elements that are optional as a whole, and
    /// mixed content without an element that it has to have or with two where it may have one, which are always noted.
    Occurrence,
    /// `xsi:nil` on an optional element that may not be nil; read as absent.
    Nil,
    /// What SOAP encoding does not have so: an array without the type of its members or of other dimensions than the
    /// contract's, an answer or a return value with another name; it was read by its place.
    Encoding,
    /// A SOAP envelope with a content type that is not SOAP's.
    ContentType,
    /// Attachments that the contract does not have; [`Reply::attachments`](crate::Reply::attachments) has them.
    Attachment,
    /// A reply to a one-way message, or a SOAP reply with an HTTP status that does not fit.
    Status,
}

impl DeviationKind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::UnknownElement,
        Self::UnknownAttribute,
        Self::UnknownText,
        Self::UnknownValue,
        Self::UnknownBranch,
        Self::UnknownType,
        Self::Order,
        Self::Duplicate,
        Self::Facet,
        Self::Occurrence,
        Self::Nil,
        Self::Encoding,
        Self::ContentType,
        Self::Attachment,
        Self::Status,
    ];

    /// What the contract asks for, in the words of a message.
    pub fn rule(self) -> &'static str {
        match self {
            Self::UnknownElement | Self::UnknownBranch => "only elements of the contract",
            Self::UnknownAttribute => "only attributes of the contract",
            Self::UnknownText => "only elements, as the contract says",
            Self::UnknownValue => "a value of the contract",
            Self::UnknownType => "a type of the contract",
            Self::Order => "elements in the order of the contract",
            Self::Duplicate => "a single element",
            Self::Facet => "a value within the facets of its type",
            Self::Occurrence => "as many elements as the contract says",
            Self::Nil => "no `xsi:nil`, as the element is not nillable",
            Self::Encoding => "SOAP encoding as the contract has it",
            Self::ContentType => "the content type of the protocol",
            Self::Attachment => "only attachments of the contract",
            Self::Status => "an HTTP status that fits the reply",
        }
    }

    /// Its name in small letters, as the label of a metric: `unknown_element`.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownElement => "unknown_element",
            Self::UnknownAttribute => "unknown_attribute",
            Self::UnknownText => "unknown_text",
            Self::UnknownValue => "unknown_value",
            Self::UnknownBranch => "unknown_branch",
            Self::UnknownType => "unknown_type",
            Self::Order => "order",
            Self::Duplicate => "duplicate",
            Self::Facet => "facet",
            Self::Occurrence => "occurrence",
            Self::Nil => "nil",
            Self::Encoding => "encoding",
            Self::ContentType => "content_type",
            Self::Attachment => "attachment",
            Self::Status => "status",
        }
    }

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Which deviations are errors. By default none is: each is noted and the reply is read.
///
/// ```
/// use castile::{DeviationKind, Policy};
///
/// let no_surprises = Policy::strict();
/// let additions_only = Policy::strict().tolerate(DeviationKind::UnknownElement);
/// let known_values = Policy::tolerant().refuse(DeviationKind::UnknownValue);
/// # let _ = (no_surprises, additions_only, known_values);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Policy {
    refused: u32,
    facets: bool,
}

impl Policy {
    /// Tolerates every deviation, and notes it.
    pub const fn tolerant() -> Self {
        Self {
            refused: 0,
            facets: false,
        }
    }

    /// Makes every deviation an error. Facets are no part of it unless [`check_facets`](Self::check_facets) is set.
    pub const fn strict() -> Self {
        Self {
            refused: u32::MAX,
            facets: false,
        }
    }

    /// Checks facets as well (XSD 1.0 part 2, 4.3): length, pattern, ranges, digits, enumerations of values that are no
    /// text; and with them `fixed` values and how often an element occurs.
    ///
    /// Without this they cost nothing. What breaks them is a deviation of its own kind, [`DeviationKind::Facet`] or
    /// [`DeviationKind::Occurrence`], which is noted or refused as any other.
    #[must_use]
    pub const fn check_facets(mut self) -> Self {
        self.facets = true;
        self
    }

    /// Whether facets are checked.
    pub const fn checks_facets(&self) -> bool {
        self.facets
    }

    /// Makes this kind an error.
    #[must_use]
    pub fn refuse(mut self, kind: DeviationKind) -> Self {
        self.refused |= kind.bit();
        self
    }

    /// Tolerates this kind.
    #[must_use]
    pub fn tolerate(mut self, kind: DeviationKind) -> Self {
        self.refused &= !kind.bit();
        self
    }

    /// Whether this kind is an error.
    pub fn refuses(&self, kind: DeviationKind) -> bool {
        self.refused & kind.bit() != 0
    }
}

/// Something a reply did that its contract does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deviation {
    /// The kind.
    pub kind: DeviationKind,
    /// The path of the element, as in [`DecodeError::path`](crate::DecodeError::path).
    pub path: String,
    /// Byte offset in the reply, as in [`DecodeError::offset`](crate::DecodeError::offset).
    pub offset: usize,
    /// Line in the reply, from 1; 0 for what has no place in the document.
    pub line: usize,
    /// What was there. Values of secret-looking names are not shown.
    pub message: String,
    /// `file:line` of the element, attribute or type in the contract, empty where there is none.
    pub place: Cow<'static, str>,
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        // What HTTP says has no place in the document.
        if !self.path.is_empty() {
            write!(
                f,
                " at `{}` (line {}, byte {})",
                self.path, self.line, self.offset
            )?;
        }
        write!(f, "; expected {}", self.kind.rule())?;
        if !self.place.is_empty() {
            write!(f, "; declared at {}", self.place)?;
        }
        Ok(())
    }
}

/// How many deviations of one reply are kept with their places; beyond that they are only counted.
const KEPT: usize = 64;

/// The deviations of one reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deviations {
    list: Vec<Deviation>,
    counts: [u32; DeviationKind::ALL.len()],
}

impl Deviations {
    /// The first ones, 64 at most, in the order they were met.
    pub fn iter(&self) -> std::slice::Iter<'_, Deviation> {
        self.list.iter()
    }

    /// How many there were, those beyond the list included.
    pub fn total(&self) -> usize {
        self.counts.iter().map(|&count| count as usize).sum()
    }

    /// How many there were of each kind that there were any of, those beyond the list included.
    pub fn by_kind(&self) -> impl Iterator<Item = (DeviationKind, u64)> {
        let counts = DeviationKind::ALL.into_iter().zip(self.counts);
        counts.filter_map(|(kind, count)| (count > 0).then_some((kind, count.into())))
    }

    /// Whether the reply kept to its contract.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn add(
        &mut self,
        kind: DeviationKind,
        offset: usize,
        message: String,
        place: Cow<'static, str>,
    ) {
        let count = &mut self.counts[kind as usize];
        *count = count.saturating_add(1);
        if self.list.len() < KEPT {
            self.list.push(Deviation {
                kind,
                path: String::new(),
                offset,
                line: 0,
                message,
                place,
            });
        }
    }

    /// Hides these values wherever the deviations show what the reply has.
    pub(crate) fn hide(&mut self, secrets: &Secrets) {
        for deviation in &mut self.list {
            deviation.path = secrets.mask(&deviation.path).into_owned();
            deviation.message = secrets.mask(&deviation.message).into_owned();
        }
    }

    /// Notes what has no place in the document, or refuses it.
    pub(crate) fn note(
        &mut self,
        policy: Policy,
        kind: DeviationKind,
        message: String,
        place: &'static str,
    ) -> Result<(), DecodeError> {
        if policy.refuses(kind) {
            let error = DecodeError::refused(kind, 0, message).at(place);
            return Err(error.after(self.clone()));
        }
        self.add(kind, 0, message, place.into());
        Ok(())
    }

    /// Fills in paths and lines, and the place of the operation where no closer one is known.
    pub(crate) fn locate(&mut self, document: &str, place: &'static str) {
        if self.list.is_empty() {
            return;
        }
        for one in self.list.iter_mut().filter(|one| one.place.is_empty()) {
            one.place = Cow::Borrowed(place);
        }
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_key(|&index| self.list[index].offset);
        let offsets: Vec<_> = order.iter().map(|&index| self.list[index].offset).collect();
        let paths = crate::codec::paths(document, &offsets);
        let (mut line, mut counted) = (1, 0);
        for (index, path) in order.into_iter().zip(paths) {
            let one = &mut self.list[index];
            let offset = one.offset.min(document.len());
            line += crate::codec::line_ends(&document.as_bytes()[counted..offset]);
            counted = offset;
            one.line = line;
            let has_value = matches!(one.kind, DeviationKind::UnknownValue | DeviationKind::Facet);
            // An element far above may say that what is in it is not shown.
            if has_value && path.split('/').any(looks_secret) && !one.message.starts_with(HIDDEN) {
                HIDDEN.clone_into(&mut one.message);
            }
            one.path = path;
        }
    }
}

impl<'a> IntoIterator for &'a Deviations {
    type Item = &'a Deviation;
    type IntoIter = std::slice::Iter<'a, Deviation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
