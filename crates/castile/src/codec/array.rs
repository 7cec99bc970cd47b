//! Arrays of SOAP encoding (SOAP 1.1, 5.4.2; SOAP 1.2 part 2, 3.1.4 to 3.1.6).
//!
//! The names of the members mean nothing. `soapenc:arrayType` has the type of the members and the sizes of the array;
//! SOAP 1.2 has `itemType` and `arraySize` instead. In SOAP 1.1 the members may begin at an `offset`, and each may say
//! its `position`; members that are left out are `None`, as those are that say `xsi:nil`.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::rc::Rc;

use super::any;
use super::chars::{is_ncname, trim};
use super::element::Element;
use super::encoded::{Encoding, ItemType, free_prefixes, is_encoding};
use super::error::{DecodeError, DecodeErrorKind, FIXED_LIMIT, excerpt};
use super::read::{Decoder, Result, XSI};
use super::write::Writer;
use super::xml::{Token, XML_NAMESPACE};
use crate::deviation::DeviationKind;

/// An array of SOAP encoding. A member is `None` where it is nil or was not sent.
///
/// ```
/// use castile::Array;
///
/// let primes: Array<i32> = [2, 3, 5].into();
/// assert_eq!(primes.values().sum::<i32>(), 10);
/// assert_eq!(primes.0[0], Some(2));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Array<T>(pub Vec<Option<T>>);

impl<T> Array<T> {
    /// The members that are there.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    /// The members that are there.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.0.into_iter().flatten()
    }
}

impl<T> Default for Array<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> From<Vec<T>> for Array<T> {
    fn from(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T, const N: usize> From<[T; N]> for Array<T> {
    fn from(values: [T; N]) -> Self {
        values.into_iter().collect()
    }
}

impl<T> FromIterator<T> for Array<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().map(Some).collect())
    }
}

impl<T: Element> Element for Array<T> {
    fn blank() -> Self {
        Self::default()
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        decoder.array(1, &mut self.0).map(drop)
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        writer.array(tag, &[self.0.len()], |writer, item| {
            write_items(&self.0, item, writer);
        });
    }
}

/// An array of SOAP encoding with several dimensions. A member is `None` where it is nil or was not sent.
///
/// ```
/// use castile::MultiArray;
///
/// // Two rows of three.
/// let table = MultiArray {
///     sizes: vec![2, 3],
///     items: (1..=6).map(Some).collect(),
/// };
/// assert_eq!(table.get(&[1, 0]), Some(&4));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MultiArray<T> {
    /// The size of each dimension.
    pub sizes: Vec<usize>,
    /// The members, those of the last dimension side by side; as many as the product of the sizes.
    pub items: Vec<Option<T>>,
}

impl<T> MultiArray<T> {
    /// The member at a place.
    pub fn get(&self, place: &[usize]) -> Option<&T> {
        self.items.get(linear(&self.sizes, place)?)?.as_ref()
    }
}

impl<T> Default for MultiArray<T> {
    fn default() -> Self {
        Self {
            sizes: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl<T: Element> Element for MultiArray<T> {
    fn blank() -> Self {
        Self::default()
    }

    fn read_element(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        self.sizes = decoder.array(0, &mut self.items)?;
        Ok(())
    }

    fn write_element(&self, tag: &'static str, writer: &mut Writer) {
        writer.array(tag, &self.sizes, |writer, item| {
            if product(&self.sizes) != Some(self.items.len()) {
                writer.fail(format!(
                    "an array of {} members whose sizes are {:?}",
                    self.items.len(),
                    self.sizes
                ));
            }
            write_items(&self.items, item, writer);
        });
    }
}

fn write_items<T: Element>(items: &[Option<T>], ty: &'static str, writer: &mut Writer) {
    for item in items {
        match item {
            Some(item) => item.write_element("item", writer.typed(ty)),
            None => writer.nil("item"),
        }
    }
}

/// How many dimensions an array has whose members are of a type, `xsd:int[,]`; `None` where that says none.
pub(super) fn dimensions(declared: &str) -> Option<usize> {
    let at = declared.rfind('[')?;
    Some(1 + declared[at..].matches(',').count())
}

fn product(sizes: &[usize]) -> Option<usize> {
    sizes
        .iter()
        .try_fold(1_usize, |product, &size| product.checked_mul(size))
}

/// Where the member at a place of several dimensions stands.
fn linear(sizes: &[usize], place: &[usize]) -> Option<usize> {
    if sizes.len() != place.len() {
        return None;
    }
    let step = |at: usize, (&size, &index): (&usize, &usize)| {
        (index < size).then_some(())?;
        at.checked_mul(size)?.checked_add(index)
    };
    sizes.iter().zip(place).try_fold(0, step)
}

/// Where the members of an array go.
pub trait Items {
    /// How many there are.
    fn count(&self) -> usize;

    /// Makes room for this many.
    fn grow(&mut self, count: usize);

    /// Whether there is a member at this place.
    fn has(&self, at: usize) -> bool;

    /// Reads the member at this place, for which there is room.
    fn read(&mut self, at: usize, decoder: &mut Decoder<'_>) -> Result<()>;
}

impl<T: Element> Items for Vec<Option<T>> {
    fn count(&self) -> usize {
        self.len()
    }

    fn grow(&mut self, count: usize) {
        if count > self.len() {
            self.resize_with(count, || None);
        }
    }

    fn has(&self, at: usize) -> bool {
        self.get(at).is_some_and(Option::is_some)
    }

    fn read(&mut self, at: usize, decoder: &mut Decoder<'_>) -> Result<()> {
        let mut value = T::blank();
        value.read_element(decoder)?;
        self[at] = Some(value);
        Ok(())
    }
}

/// What the start tag of an array says.
#[derive(Default)]
struct Head {
    /// The size of each dimension, where it is said; none at all where there is no `arrayType`.
    sizes: Vec<Option<usize>>,
    /// Where the members begin.
    offset: Vec<usize>,
    /// What the contract says of it: `xsd:int[,]`.
    declared: &'static str,
    /// It names the type of its members.
    typed: bool,
    /// The type of its members, unless they are arrays.
    item: Option<Rc<ItemType>>,
}

impl Decoder<'_> {
    /// Reads the array whose start tag was just met, through its end tag; gives the sizes. `rank` is the number of
    /// dimensions that it has to have, 0 for any.
    pub fn array(&mut self, rank: usize, items: &mut dyn Items) -> Result<Vec<usize>> {
        let head = self.head()?;
        if rank != 0 && !head.sizes.is_empty() && head.sizes.len() != rank {
            return Err(self.error(
                DecodeErrorKind::InvalidValue,
                "an array of one dimension",
                format!("one of {}", head.sizes.len()),
            ));
        }
        if !head.typed && self.encoding() == Some(Encoding::Soap11) {
            let message = "an array without `soapenc:arrayType`".to_owned();
            self.deviation(DeviationKind::Encoding, message)?;
        }
        let (said, declared) = (head.sizes.len().max(1), dimensions(head.declared));
        if head.typed && declared.is_some_and(|count| count != said) {
            let message = format!(
                "an array of {said} dimensions, where the contract has `{}`",
                head.declared
            );
            self.deviation(DeviationKind::Encoding, message)?;
        }
        let sizes: Option<Vec<usize>> = head.sizes.iter().copied().collect();
        let several = sizes.filter(|sizes| sizes.len() > 1);
        let mut next = match &several {
            _ if head.offset.is_empty() => 0,
            Some(sizes) => self.place(sizes, &head.offset)?,
            None => self.only(&head.offset)?,
        };
        let mut nil = HashSet::new();
        let mut children = 0;
        loop {
            match self.next()? {
                Token::Start => {
                    children += 1;
                    self.check_children(children)?;
                    if let Some(position) = self.position()? {
                        next = match &several {
                            Some(sizes) => self.place(sizes, &position)?,
                            None => self.only(&position)?,
                        };
                    }
                    self.item(next, &head, items, &mut nil)?;
                    next += 1;
                }
                Token::End => break,
                Token::Text(text) => self.stray_text(&text, "text between members of an array")?,
                Token::Eof => {
                    return Err(self.error(
                        DecodeErrorKind::Truncated,
                        "an end tag",
                        "the end of the document",
                    ));
                }
            }
        }
        self.finish_array(&head, items)
    }

    /// Reads one member. Those that are nil look like places where there is none.
    fn item(
        &mut self,
        at: usize,
        head: &Head,
        items: &mut dyn Items,
        nil: &mut HashSet<usize>,
    ) -> Result<()> {
        if items.has(at) || nil.contains(&at) {
            return Err(self.error(
                DecodeErrorKind::Duplicate,
                "one member at each place of an array",
                format!("a second one at {at}"),
            ));
        }
        // Only now is it known to be no more than can be counted.
        self.count_gaps(at.saturating_sub(items.count()))?;
        items.grow(at + 1);
        let followed = self.follow()?;
        if self.is_nil()? {
            self.nil()?;
            nil.insert(at);
        } else {
            self.expect_anything();
            self.set_item_type(head.item.clone());
            let declared = head.declared.rfind('[').unwrap_or_default();
            self.set_declared(&head.declared[..declared]);
            items.read(at, self)?;
            self.set_item_type(None);
        }
        self.come_back(followed)
    }

    /// Compares the members with the sizes, and adds those at the end that were not sent.
    fn finish_array(&mut self, head: &Head, items: &mut dyn Items) -> Result<Vec<usize>> {
        let count = items.count();
        let sizes = match head.sizes.as_slice() {
            [] => vec![count],
            [size] => vec![size.unwrap_or(count)],
            [None, rest @ ..] if rest.iter().all(Option::is_some) => {
                // SOAP 1.2 leaves the first size open: the others and the number of members tell it.
                let rest: Vec<usize> = rest.iter().flatten().copied().collect();
                let row = product(&rest).filter(|&row| row > 0);
                let rows = row.map_or(0, |row| count.div_ceil(row));
                [rows].into_iter().chain(rest).collect()
            }
            sizes => match sizes.iter().copied().collect::<Option<Vec<_>>>() {
                Some(sizes) => sizes,
                None => {
                    return Err(self.error(
                        DecodeErrorKind::InvalidValue,
                        "the sizes of an array of several dimensions",
                        "an array that does not say them",
                    ));
                }
            },
        };
        let whole = product(&sizes).unwrap_or(usize::MAX);
        if count > whole {
            if sizes.len() > 1 {
                return Err(self.too_many(count, whole));
            }
            let message = format!("an array of {count} members that says it has {whole}");
            self.deviation(DeviationKind::Encoding, message)?;
            return Ok(vec![count]);
        }
        self.count_gaps(whole - count)?;
        items.grow(whole);
        Ok(sizes)
    }

    fn too_many(&self, count: usize, whole: usize) -> DecodeError {
        self.error(
            DecodeErrorKind::InvalidValue,
            format!("an array of {whole} members, as it says itself"),
            format!("{count}"),
        )
    }

    /// Reads the attributes of an array.
    fn head(&mut self) -> Result<Head> {
        let mut head = Head {
            declared: self.reading.as_ref().map_or("", |reading| reading.declared),
            ..Head::default()
        };
        for index in 0..self.xml().attributes().len() {
            let attribute = self.xml().attributes()[index].clone();
            if !is_encoding(self.xml().attribute_namespace(&attribute)) {
                continue;
            }
            let value = trim(&attribute.value);
            match attribute.local {
                "arrayType" => {
                    let own = value.rfind('[').map_or("", |at| &value[at..]);
                    head.sizes = sizes(own, ',')
                        .map_err(|why| self.no_sizes(why, "`soapenc:arrayType`", value))?;
                    head.typed = true;
                    head.item = self.item_type(value.split_at(value.rfind('[').unwrap_or(0)).0);
                }
                "itemType" => {
                    head.typed = true;
                    head.item = self.item_type(value);
                }
                "arraySize" => {
                    head.sizes = sizes(&format!("[{value}]"), ' ')
                        .map_err(|why| self.no_sizes(why, "`soapenc:arraySize`", value))?;
                    head.typed = true;
                }
                "offset" => head.offset = self.coordinate("`soapenc:offset`", value)?,
                _ => {}
            }
        }
        self.attributes_of_array()?;
        Ok(head)
    }

    /// The type of the members that `value` names.
    fn item_type(&self, value: &str) -> Option<Rc<ItemType>> {
        let (prefix, local) = value.split_once(':').unwrap_or(("", value));
        let namespace = self.xml().resolve(prefix)?;
        let is_any = local == "anyType" || local == "ur-type";
        (!is_any && is_ncname(local)).then(|| Rc::new((namespace.to_owned(), local.to_owned())))
    }

    /// Says what the contract has on the member that is read next.
    fn set_declared(&mut self, declared: &'static str) {
        if let Some(reading) = &mut self.reading {
            reading.declared = declared;
        }
    }

    /// Says which type the member that is read next has by its array.
    pub(super) fn set_item_type(&mut self, item: Option<Rc<ItemType>>) {
        if let Some(reading) = &mut self.reading {
            reading.item_type = item;
        }
    }

    /// The attributes that give a member without `xsi:type` the type that its array says.
    pub(super) fn type_of_item(&mut self) -> String {
        let item = self.reading.as_mut().and_then(|one| one.item_type.take());
        let mut attributes = String::new();
        if let Some(item) = item.filter(|_| self.xsi("type").is_none()) {
            let (namespace, local) = &*item;
            let [of_item, of_xsi] = free_prefixes(self.xml().bindings());
            let prefix = match &**namespace {
                // No prefix stands for that, and no name where the member has a default namespace of its own.
                "" if self.xml().resolve("") != Some("") => return attributes,
                "" => String::new(),
                XML_NAMESPACE => "xml:".to_owned(),
                _ => {
                    any::declare(&of_item, namespace, &mut attributes);
                    format!("{of_item}:")
                }
            };
            any::declare(&of_xsi, XSI, &mut attributes);
            let _ = write!(attributes, " {of_xsi}:type=\"{prefix}{local}\"");
        }
        attributes
    }

    fn no_sizes(&self, why: NoSizes, what: &'static str, value: &str) -> DecodeError {
        let expected = format!("the sizes of an array in {what}");
        self.no_numbers(why, expected, value)
    }

    fn no_numbers(&self, why: NoSizes, expected: String, value: &str) -> DecodeError {
        match why {
            NoSizes::Malformed => {
                self.error(DecodeErrorKind::InvalidValue, expected, excerpt(value))
            }
            NoSizes::TooMany => {
                let expected = format!("at most {DIMENSIONS} dimensions of an array");
                let error = self.error(DecodeErrorKind::Limit, expected, "more");
                error.hint_at(FIXED_LIMIT)
            }
        }
    }

    /// `position` of the member whose start tag was just met.
    fn position(&self) -> Result<Option<Vec<usize>>> {
        let own = self.xml().attributes().iter().find(|one| {
            one.local == "position" && is_encoding(self.xml().attribute_namespace(one))
        });
        own.map(|one| self.coordinate("`soapenc:position`", trim(&one.value)))
            .transpose()
    }

    /// `[1,2]`
    fn coordinate(&self, what: &'static str, value: &str) -> Result<Vec<usize>> {
        let numbers = sizes(value, ',').and_then(|sizes| {
            let known: Option<Vec<usize>> = sizes.into_iter().collect();
            known.ok_or(NoSizes::Malformed)
        });
        numbers.map_err(|why| self.no_numbers(why, format!("a place in an array in {what}"), value))
    }

    /// A place in an array of one dimension, as one that does not say its sizes has to be.
    fn only(&self, place: &[usize]) -> Result<usize> {
        match place {
            &[place] => Ok(place),
            _ => Err(self.error(
                DecodeErrorKind::InvalidValue,
                "a position in one dimension",
                "one in several, in an array that has one or does not say",
            )),
        }
    }

    fn place(&self, sizes: &[usize], place: &[usize]) -> Result<usize> {
        linear(sizes, place).ok_or_else(|| {
            self.error(
                DecodeErrorKind::InvalidValue,
                format!("a place in an array of the sizes {sizes:?}"),
                format!("{place:?}"),
            )
        })
    }
}

/// Dimensions of an array, at most.
const DIMENSIONS: usize = 32;

/// Why a text has no sizes.
#[derive(Clone, Copy)]
enum NoSizes {
    Malformed,
    /// More than any array has; each comma of a hostile text would be a number.
    TooMany,
}

/// `[2,3]`, `[,]`, `[]`; SOAP 1.2 puts blanks between the sizes, and `*` for one that is not said.
fn sizes(text: &str, between: char) -> std::result::Result<Vec<Option<usize>>, NoSizes> {
    let inner = text.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let inner = inner.ok_or(NoSizes::Malformed)?;
    let size = |text: &str| match trim(text) {
        "" | "*" => Ok(None),
        number => number.parse().map(Some).map_err(|_| NoSizes::Malformed),
    };
    let texts: Vec<&str> = if between == ' ' {
        inner
            .split_ascii_whitespace()
            .take(DIMENSIONS + 1)
            .collect()
    } else {
        inner.split(between).take(DIMENSIONS + 1).collect()
    };
    if texts.len() > DIMENSIONS {
        return Err(NoSizes::TooMany);
    }
    texts.into_iter().map(size).collect()
}
