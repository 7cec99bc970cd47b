//! Random values of Rust types: what a program could send, from the side of its types and not of any XML.
//!
//! A value is one that the contract allows, as far as its Rust type can say so: variants for what the contract does not
//! have are left out. Where facets ask for more, values are made until one keeps to them, and what a pattern asks for is
//! made from the pattern; where that fails the value is left to break them.

use castile::codegen::{
    AnyAttribute, AnyElement, AnyType, Array, Base64Binary, Date, DateTime, Decimal, Duration,
    Facets, GDay, GMonth, GMonthDay, GYear, GYearMonth, HexBinary, Integer, List, MultiArray,
    NegativeInteger, Nillable, NonNegativeInteger, NonPositiveInteger, PositiveInteger, QName,
    Scope, Secret, Simple, Time, WhiteSpace, ZeroOne, text_of,
};

/// Structs inside each other from which on only what must be is made.
const DEEP: usize = 5;
/// Values that are made for a type with facets, until one keeps to them.
const TRIES: usize = 60;

/// What is asked of the next value, beside its type.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub struct Wanted {
    /// White space around and inside the text means nothing.
    pub collapse: bool,
    /// The facets of the text.
    pub facets: Option<&'static Facets>,
    /// How often it occurs at least, where it is a list of elements; more than none, where it may be left out.
    pub least: usize,
    /// How often it occurs at most.
    pub most: Option<usize>,
    /// An empty text would be read as something else.
    pub filled: bool,
    /// It is an item of a list, which white space would part in two.
    pub item: bool,
    /// The namespace of an element in a wildcard; `None` for any that is not the contract's.
    pub namespace: Option<&'static str>,
    /// It may not be nil, though its type is nillable.
    pub never_nil: bool,
}

/// Where random values come from; the same ones for the same seed.
#[derive(Debug)]
pub struct Source {
    state: u64,
    depth: usize,
    words: u64,
    wanted: Wanted,
}

/// Whether white space is read as it is written, in a text as the codec writes it: `&#xD;` is a carriage return.
fn survives(white_space: WhiteSpace, text: &str) -> bool {
    let is_spaced = |text: &str| !text.contains(['\t', '\n', '\r']) && !text.contains("&#x");
    match white_space {
        WhiteSpace::Preserve => true,
        WhiteSpace::Replace => is_spaced(text),
        WhiteSpace::Collapse => {
            text.is_empty() || is_spaced(text) && text.split(' ').all(|word| !word.is_empty())
        }
    }
}

/// A type of which there are random values.
pub trait Random: Sized {
    /// A value.
    fn random(source: &mut Source) -> Self;
}

impl Source {
    /// A source for a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            state: seed,
            depth: 0,
            words: 0,
            wanted: Wanted::default(),
        }
    }

    /// `SplitMix64` (Steele, Lea, Flood 2014).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// A branch of so many, or `lowest` where there is no room for more than has to be.
    pub fn branch(&mut self, count: usize, lowest: usize) -> usize {
        if self.is_deep() {
            lowest
        } else {
            self.below(count)
        }
    }

    fn is_deep(&self) -> bool {
        self.depth > DEEP
    }

    /// A value of which more is asked than its type says.
    pub fn of<T: Random>(&mut self, wanted: Wanted) -> T {
        let outer = std::mem::replace(&mut self.wanted, wanted);
        let value = T::random(self);
        self.wanted = outer;
        value
    }

    /// What is inside another type.
    pub fn inside<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let outer = std::mem::take(&mut self.wanted);
        let value = make(self);
        self.wanted = outer;
        self.depth -= 1;
        value
    }

    /// A value that is not `blank`, unless it seems to be the only one.
    pub fn other_than<T: PartialEq>(&mut self, blank: &T, make: impl Fn(&mut Self) -> T) -> T {
        let mut value = make(self);
        let depth = self.depth;
        for _ in 0..TRIES {
            if value != *blank {
                break;
            }
            // Where all is left out that may be, there would be no other.
            if depth < 2 * DEEP {
                self.depth = depth.min(DEEP - 1);
            }
            value = make(self);
        }
        self.depth = depth;
        value
    }

    /// Mixed content, in the order of the contract: by the place that a branch has there. What may be `once` only is.
    pub fn mixed<T: Random>(
        &mut self,
        wanted: Wanted,
        once: &[usize],
        place: impl Fn(&T) -> usize,
    ) -> Vec<T> {
        let mut content: Vec<T> = self.of(wanted);
        content.sort_by_key(&place);
        content.dedup_by(|one, other| place(one) == place(other) && once.contains(&place(one)));
        content
    }

    /// A value of a union that its text is read as: one of a member that comes later may be one of an earlier member, too.
    pub fn union<T: Simple + PartialEq>(&mut self, make: impl Fn(&mut Self) -> T) -> T {
        self.leaf(|source| {
            let mut value = make(source);
            for _ in 0..TRIES {
                let again = AnyType::from_text(&text_of(&value)).parse::<T>();
                if again.is_ok_and(|again| again == value) {
                    break;
                }
                value = make(source);
            }
            value
        })
    }

    /// A value that keeps to the facets that are asked for.
    pub fn leaf<T: Simple>(&mut self, make: impl Fn(&mut Self) -> T) -> T {
        let (wanted, mut value) = (self.wanted, make(self));
        let keeps = |value: &T| {
            let text = text_of(value);
            (!(wanted.filled || wanted.item) || !text.is_empty())
                && !(wanted.item && text.contains(char::is_whitespace))
                && wanted.facets.is_none_or(|facets| {
                    survives(facets.white_space, &text) && facets.admit(&text, Scope::EMPTY)
                })
        };
        for _ in 0..TRIES {
            if keeps(&value) {
                break;
            }
            let said = wanted.facets.filter(|_| self.percent(60));
            let text = said.and_then(|facets| self.said(facets));
            let parsed = text.and_then(|text| AnyType::from_text(&text).parse::<T>().ok());
            value = parsed.unwrap_or_else(|| make(self));
        }
        value
    }

    /// A text that facets name: a bound, a value, or one that a pattern describes.
    fn said(&mut self, facets: &Facets) -> Option<String> {
        let bounds = [
            facets.min_inclusive,
            facets.max_inclusive,
            facets.min_exclusive,
            facets.max_exclusive,
        ];
        let mut texts: Vec<String> = bounds.into_iter().flatten().map(str::to_owned).collect();
        texts.extend(facets.enumeration.iter().map(|text| (*text).to_owned()));
        if !facets.patterns.is_empty() {
            let pattern = self.pick(facets.patterns);
            texts.extend(castile_sample::matching(pattern, self.next()));
        }
        if let Some(member) = (!facets.members.is_empty()).then(|| self.below(facets.members.len()))
        {
            texts.extend(self.said(&facets.members[member]));
        }
        let at = self.below(texts.len());
        texts.into_iter().nth(at)
    }

    /// A text of which the type says no more.
    fn text(&mut self) -> String {
        const UNUSUAL: [&str; 11] = [
            "",
            "  leading and trailing  ",
            "tab\tand\nnew line",
            "carriage\rreturn",
            "<a href=\"x\">&amp;</a> ]]> 'quoted'",
            "<![CDATA[x]]><!-- -->",
            "\u{65e5}\u{672c}\u{8a9e} \u{1f600} e\u{301}",
            "\u{a0}\u{2028}\u{feff}\u{fffd}x",
            "\u{10ffff}\u{85}\u{7f}",
            "true",
            "-0",
        ];
        let facets = self.wanted.facets;
        let mut text = if self.wanted.collapse {
            self.word()
        } else if self.percent(50) {
            self.pick(&UNUSUAL).to_owned()
        } else {
            let length = self.below(12);
            (0..length).map(|_| self.char()).collect()
        };
        // Lengths are what is asked for most.
        if let Some(facets) = facets {
            let length = text.chars().count();
            let most = facets.max_length.min(facets.min_length.saturating_add(200));
            if length < facets.min_length {
                text.extend((length..facets.min_length).map(|_| 'x'));
            } else if length > most {
                text = text.chars().take(most).collect();
            }
        }
        text
    }

    /// A character that XML allows, of any plane.
    fn char(&mut self) -> char {
        loop {
            let end = self.pick(&[0x7f, 0x250, 0x3000, 0x1_0000, 0x11_0000]);
            let code = u32::try_from(self.below(end)).unwrap_or_default();
            if let Some(char) = char::from_u32(code)
                && (char >= ' ' || "\t\n\r".contains(char))
                && !matches!(char, '\u{fffe}' | '\u{ffff}')
            {
                return char;
            }
        }
    }

    /// A word that is a value of all types that collapse white space: a name, a language, an ID that is no other's.
    fn word(&mut self) -> String {
        self.words += 1;
        let mut number = self.words;
        let mut word = String::from("w");
        while number > 0 {
            word.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)));
            number /= 26;
        }
        word
    }

    /// A whole number of up to 18 digits, which is what processors have to know (XSD 1.0 part 2, 5).
    fn number(&mut self) -> i128 {
        let near = i128::from(self.next() % 2_000) - 1_000;
        let far = i128::from(self.next().cast_signed() % 1_000_000_000_000_000_000);
        self.pick(&[0, 1, -1, near, near, far, 999_999_999_999_999_999])
    }

    /// One of the numbers of a type, its first and last among them.
    fn whole(&mut self, low: i128, high: i128) -> i128 {
        let any = self.number();
        self.pick(&[low, high, any, any]).clamp(low, high)
    }

    fn count(&mut self, most: usize) -> usize {
        let Wanted {
            least,
            most: own_most,
            ..
        } = self.wanted;
        let more = if self.is_deep() { 0 } else { self.below(most) };
        (least + more)
            .min(own_most.unwrap_or(usize::MAX))
            .max(least)
    }

    fn year(&mut self) -> i32 {
        self.pick(&[1, 1582, 1900, 1970, 2000, 2024, 2026, 9999])
    }

    fn month(&mut self) -> u8 {
        self.pick(&[1, 2, 7, 12])
    }

    fn day(&mut self) -> u8 {
        self.pick(&[1, 9, 28])
    }

    fn offset(&mut self) -> Option<castile::value::Offset> {
        let minutes = self.pick(&[None, Some(0), Some(330), Some(-720), Some(840)]);
        minutes.and_then(|minutes| castile::value::Offset::from_minutes(minutes).ok())
    }
}

macro_rules! leaves {
    ($($ty:ty: $source:ident => $make:expr;)*) => {$(
        impl Random for $ty {
            fn random(source: &mut Source) -> Self {
                source.leaf(|$source| $make)
            }
        }
    )*};
}

macro_rules! numbers {
    ($($ty:ty)*) => {$(
        impl Random for $ty {
            fn random(source: &mut Source) -> Self {
                source.leaf(|source| {
                    let number = source.whole(i128::from(<$ty>::MIN), i128::from(<$ty>::MAX));
                    <$ty>::try_from(number).unwrap_or_default()
                })
            }
        }
    )*};
}

numbers! { i8 i16 i32 i64 u8 u16 u32 u64 }

leaves! {
    bool: source => source.percent(50);
    ZeroOne: source => ZeroOne(source.percent(50));
    f32: source => {
        let near = f32::from(i16::try_from(source.below(2000)).unwrap_or(0)) / 8.0;
        source.pick(&[0.0, -0.25, f32::MAX, f32::MIN, f32::MIN_POSITIVE, f32::INFINITY, f32::NEG_INFINITY, near, near])
    };
    f64: source => {
        let near = f64::from(u32::try_from(source.below(2_000_000)).unwrap_or(0)) / 64.0;
        source.pick(&[0.0, -0.25, 1e300, f64::MIN, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY, near, near])
    };
    String: source => source.text();
    Secret: source => Secret::from(source.text());
    Decimal: source => {
        let (number, scale) = (source.number(), source.below(7));
        Decimal::new(number, u8::try_from(scale).unwrap_or(0))
    };
    Integer: source => integer(source.number());
    NonNegativeInteger: source => limited(source.number().abs());
    PositiveInteger: source => limited(source.number().abs().max(1));
    NonPositiveInteger: source => limited(-source.number().abs());
    NegativeInteger: source => limited(-source.number().abs().max(1));
    Base64Binary: source => Base64Binary(bytes(source));
    HexBinary: source => HexBinary(bytes(source));
    Date: source => {
        let date = Date::new(source.year(), source.month(), source.day());
        date.expect("a date").with_offset(source.offset())
    };
    Time: source => {
        let nanosecond = source.pick(&[0, 500_000_000, 1, 999_999_999]);
        let time = Time::new(source.pick(&[0, 9, 23]), source.pick(&[0, 59]), source.pick(&[0, 59]), nanosecond);
        time.expect("a time").with_offset(source.offset())
    };
    DateTime: source => {
        let (date, time) = (Date::random(source), Time::random(source));
        let moment = DateTime::new(
            date.year(),
            date.month(),
            date.day(),
            time.hour(),
            time.minute(),
            time.second(),
        );
        let moment = moment.and_then(|moment| moment.with_nanosecond(time.nanosecond()));
        moment.expect("a moment").with_offset(source.offset())
    };
    GYear: source => GYear::new(source.year()).expect("a year").with_offset(source.offset());
    GYearMonth: source => {
        GYearMonth::new(source.year(), source.month()).expect("a month").with_offset(source.offset())
    };
    GMonth: source => GMonth::new(source.month()).expect("a month").with_offset(source.offset());
    GMonthDay: source => {
        GMonthDay::new(source.month(), source.day()).expect("a day").with_offset(source.offset())
    };
    GDay: source => GDay::new(source.day()).expect("a day").with_offset(source.offset());
    Duration: source => {
        let number = |source: &mut Source| u64::try_from(source.below(100)).unwrap_or(0);
        let mut duration = Duration::default();
        if source.percent(50) {
            duration = duration.with_years(number(source)).with_months(number(source));
        }
        if source.percent(50) {
            duration = duration.with_days(number(source)).with_hours(number(source)).with_seconds(number(source));
        }
        if source.percent(50) { duration } else { duration.negated() }
    };
    QName: source => {
        // Where there is a default namespace, a name in none can be written in few places.
        let namespace = source.pick(&[Some("urn:example:names"), Some("urn:example:\u{e9}&<\"")]);
        QName::new(namespace, &source.word()).expect("a name")
    };
}

fn integer(number: i128) -> Integer {
    number.to_string().parse().expect("a number")
}

fn limited<T: std::str::FromStr>(number: i128) -> T
where
    T::Err: std::fmt::Debug,
{
    number.to_string().parse().expect("a number of its sign")
}

fn bytes(source: &mut Source) -> Vec<u8> {
    let length = match source.wanted.facets {
        Some(facets) => facets.min_length + source.below(3),
        None => source.below(9),
    };
    (0..length)
        .map(|_| source.next().to_le_bytes()[0])
        .collect()
}

impl<T: Random> Random for Box<T> {
    fn random(source: &mut Source) -> Self {
        Self::new(T::random(source))
    }
}

impl<T: Random> Random for Option<T> {
    fn random(source: &mut Source) -> Self {
        let least = source.wanted.least;
        (least > 0 || (!source.is_deep() && source.percent(60))).then(|| T::random(source))
    }
}

impl<T: Random> Random for Vec<T> {
    fn random(source: &mut Source) -> Self {
        let wanted = source.wanted;
        let count = source.count(4);
        let one = Wanted {
            least: 0,
            most: None,
            ..wanted
        };
        (0..count).map(|_| source.of(one)).collect()
    }
}

impl<T: Random> Random for Nillable<T> {
    fn random(source: &mut Source) -> Self {
        let may = !source.wanted.never_nil;
        if may && (source.is_deep() || source.percent(30)) {
            Self::Nil
        } else {
            Self::Value(T::random(source))
        }
    }
}

impl<T: Random + Simple> Random for List<T> {
    fn random(source: &mut Source) -> Self {
        let facets = source.wanted.facets;
        let one = Wanted {
            collapse: true,
            facets: facets.and_then(|facets| facets.items),
            item: true,
            ..Wanted::default()
        };
        source.leaf(|source| {
            let least = facets.map_or(0, |facets| facets.min_length);
            let most = facets.map_or(usize::MAX, |facets| facets.max_length);
            let count = (least + source.below(4)).min(most);
            Self((0..count).map(|_| source.of(one)).collect())
        })
    }
}

fn members<T: Random>(source: &mut Source, count: usize) -> Vec<Option<T>> {
    source.inside(|source| {
        let member = |source: &mut Source| (!source.percent(15)).then(|| T::random(source));
        (0..count).map(|_| member(source)).collect()
    })
}

impl<T: Random> Random for Array<T> {
    fn random(source: &mut Source) -> Self {
        let count = if source.is_deep() { 0 } else { source.below(4) };
        Self(members(source, count))
    }
}

impl<T: Random> Random for MultiArray<T> {
    fn random(source: &mut Source) -> Self {
        let sizes = vec![source.below(3), source.below(3)];
        let items = members(source, sizes.iter().product());
        Self { sizes, items }
    }
}

impl Random for AnyType {
    fn random(source: &mut Source) -> Self {
        // It may be a type that the generator keeps as XML, which wants an element where a wildcard has to stand.
        Self::from_elements(&[AnyElement::random(source)])
    }
}

impl Random for AnyElement {
    fn random(source: &mut Source) -> Self {
        let own = "urn:example:extension";
        let namespace = source.wanted.namespace.unwrap_or(own);
        let xml = if source.percent(50) || namespace.is_empty() {
            format!("<any xmlns=\"{namespace}\">&lt;</any>")
        } else {
            format!("<x:any xmlns:x=\"{namespace}\" a=\"b\">text<x:in /></x:any>")
        };
        Self::from_xml(&xml).expect("an element")
    }
}

impl Random for AnyAttribute {
    fn random(source: &mut Source) -> Self {
        Self {
            namespace: "urn:example:extension".to_owned(),
            name: source.word(),
            value: source.text(),
        }
    }
}

#[cfg(test)]
mod tests {
    use castile::codegen::{Facets, Kind, Scope};

    use super::{Random, Source, Wanted};

    fn values<T: Random>(wanted: Wanted) -> Vec<T> {
        let make = |seed| Source::new(seed).of(wanted);
        (0..200).map(make).collect()
    }

    #[test]
    fn a_seed_makes_the_same_value() {
        let wanted = Wanted::default();
        assert_eq!(values::<Vec<String>>(wanted), values::<Vec<String>>(wanted));
    }

    #[test]
    fn values_are_of_all_kinds() {
        let texts = values::<Option<String>>(Wanted::default());
        assert!(texts.contains(&None) && texts.contains(&Some(String::new())));
        let numbers = values::<i16>(Wanted::default());
        assert!(numbers.contains(&i16::MIN) && numbers.contains(&i16::MAX) && numbers.contains(&0));
        let lists = values::<Vec<bool>>(Wanted {
            least: 2,
            most: Some(3),
            ..Wanted::default()
        });
        assert!(lists.iter().all(|list| (2..=3).contains(&list.len())));
        assert!(lists.iter().any(|list| list.len() == 2));
    }

    #[test]
    fn facets_are_kept_to() {
        static PLATE: Facets = Facets {
            patterns: &["[A-Z]{2}-\\d{1,3}"],
            ..Facets::NONE
        };
        static SHARE: Facets = Facets {
            kind: Kind::Number,
            min_inclusive: Some("90"),
            max_exclusive: Some("100"),
            ..Facets::NONE
        };
        let of = |facets| Wanted {
            facets: Some(facets),
            ..Wanted::default()
        };
        let plates = values::<String>(of(&PLATE));
        assert!(
            plates.iter().all(|plate| PLATE.admit(plate, Scope::EMPTY)),
            "{plates:?}"
        );
        let shares = values::<i32>(of(&SHARE));
        assert!(shares.iter().all(|share| (90..100).contains(share)));
    }
}
