//! `xs:decimal`: exact, of any size up to a named limit, with its trailing zeros.
//!
//! A number of up to 38 digits is an `i128` and a scale, and costs no allocation. A longer one
//! keeps its digits as text. Arithmetic is left to the caller and to `rust_decimal`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::number::{Narrow, split_sign};
use super::text::{Buffer, text_form};
use super::{Integer, ValueError};

const EXPECTED: &str = "an `xs:decimal` such as `-12.50`";

/// A value of `xs:decimal`.
///
/// `0.10` stays `0.10` when it is written again, while equality, order and hash go by value.
///
/// ```
/// use castile::value::Decimal;
///
/// let price: Decimal = "0.10".parse()?;
/// assert_eq!(price.to_string(), "0.10");
/// assert_eq!(price, "0.1".parse()?);
/// assert!(price < Decimal::from(1));
/// assert!("1e3".parse::<Decimal>().is_err());
/// # Ok::<(), castile::value::ValueError>(())
/// ```
#[derive(Clone)]
pub struct Decimal(Repr);

#[derive(Clone)]
enum Repr {
    /// `mantissa / 10^scale`.
    Small { mantissa: i128, scale: u16 },
    /// The same, with a mantissa past the range of `i128`, whose digits have no leading zeros.
    Large {
        negative: bool,
        scale: u16,
        digits: Box<str>,
    },
}

/// A number in the one form that equal numbers share: `0.digits * 10^point`, where the digits
/// neither begin nor end with a zero. Zero has no digits and no sign.
pub(super) struct Normal<'a> {
    pub(super) negative: bool,
    pub(super) point: i32,
    pub(super) digits: &'a [u8],
}

/// Room for the digits of a small number.
pub(super) type Room = Buffer<39>;

impl Decimal {
    /// The most digits a text may have, leading zeros not counted.
    pub const MAX_DIGITS: u16 = 4096;

    /// `mantissa / 10^scale`, so that `new(1250, 2)` is `12.50`.
    pub fn new(mantissa: i128, scale: u8) -> Self {
        Self::small(mantissa, scale.into())
    }

    pub(super) fn small(mantissa: i128, scale: u16) -> Self {
        Self(Repr::Small { mantissa, scale })
    }

    /// Reads a number; `point` says whether it may have a decimal point.
    pub(super) fn read(
        text: &str,
        expected: &'static str,
        point: bool,
    ) -> Result<Self, ValueError> {
        let bytes = text.as_bytes();
        let (negative, unsigned) = split_sign(bytes);
        let (whole, rest) = split_digits(unsigned);
        let (fraction, rest) = match rest {
            [b'.', rest @ ..] if point => split_digits(rest),
            _ => (&[][..], rest),
        };
        if !rest.is_empty() || whole.is_empty() && fraction.is_empty() {
            let at = bytes.len() - rest.len();
            return Err(ValueError::unexpected(expected, text, at, "a digit"));
        }
        let whole = without_leading_zeros(whole);
        let scale = match u16::try_from(fraction.len()) {
            Ok(scale) if whole.len() + fraction.len() <= Self::MAX_DIGITS.into() => scale,
            _ => return Err(too_long(expected)),
        };
        Ok(Self::from_digits(negative, whole, fraction, scale))
    }

    /// The number that the digits of both slices make together, divided by `10^scale`.
    fn from_digits(negative: bool, first: &[u8], second: &[u8], scale: u16) -> Self {
        if let Some(mantissa) = mantissa(negative, first, second) {
            return Self::small(mantissa, scale);
        }
        let digits: String = first
            .iter()
            .chain(second)
            .skip_while(|&&digit| digit == b'0')
            .copied()
            .map(char::from)
            .collect();
        Self(Repr::Large {
            negative,
            scale,
            digits: digits.into(),
        })
    }

    /// The number of digits after the point as written, trailing zeros included.
    pub fn scale(&self) -> u16 {
        match self.0 {
            Repr::Small { scale, .. } | Repr::Large { scale, .. } => scale,
        }
    }

    /// The number times `10^scale` if it fits, so that `12.50` gives 1250.
    pub fn mantissa(&self) -> Option<i128> {
        match self.0 {
            Repr::Small { mantissa, .. } => Some(mantissa),
            Repr::Large { .. } => None,
        }
    }

    /// The same value written without the zeros that end its fraction, so that `12.50` becomes `12.5`
    /// and `7.00` becomes `7`.
    #[must_use]
    pub fn without_trailing_zeros(&self) -> Self {
        let mut room = Room::new();
        let normal = self.normal(&mut room);
        let scale = normal.len() - normal.point;
        let zeros = vec![b'0'; usize::try_from(-scale).unwrap_or(0)];
        // No more than the scale it has.
        let scale = u16::try_from(scale).unwrap_or(0);
        Self::from_digits(normal.negative, normal.digits, &zeros, scale)
    }

    /// Whether the number is below zero.
    pub fn is_negative(&self) -> bool {
        match self.0 {
            Repr::Small { mantissa, .. } => mantissa < 0,
            Repr::Large { negative, .. } => negative,
        }
    }

    /// Whether the number is zero, of whatever scale.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small { mantissa: 0, .. })
    }

    /// What the facet `totalDigits` counts: the digits that the value needs, those before the point
    /// included and trailing zeros after it left out; at least one.
    pub fn total_digits(&self) -> u16 {
        let mut room = Room::new();
        let normal = self.normal(&mut room);
        let len = normal.len();
        // No more digits than the limit, or an `i128` shifted by its scale.
        u16::try_from(len.max(normal.point).max(len - normal.point).max(1)).unwrap_or(u16::MAX)
    }

    /// What the facet `fractionDigits` counts: the digits after the point, trailing zeros left out.
    pub fn fraction_digits(&self) -> u16 {
        let mut room = Room::new();
        let normal = self.normal(&mut room);
        u16::try_from((normal.len() - normal.point).max(0)).unwrap_or(u16::MAX)
    }

    /// The nearest `f64`, which is infinite beyond its range. Most decimals have no exact one.
    pub fn to_f64(&self) -> f64 {
        let mut text = String::new();
        self.write_to(&mut text);
        // The text form is one that std reads.
        text.parse().unwrap_or(f64::NAN)
    }

    pub(super) fn normal<'a>(&'a self, room: &'a mut Room) -> Normal<'a> {
        let (negative, scale, digits) = match &self.0 {
            Repr::Small { mantissa: 0, .. } => (false, 0, &[][..]),
            Repr::Small { mantissa, scale } => {
                room.push_wide(mantissa.unsigned_abs());
                (*mantissa < 0, *scale, room.as_bytes())
            }
            Repr::Large {
                negative,
                scale,
                digits,
            } => (*negative, *scale, digits.as_bytes()),
        };
        let zeros = digits
            .iter()
            .rev()
            .take_while(|&&digit| digit == b'0')
            .count();
        Normal {
            negative,
            point: length(digits) - i32::from(scale),
            digits: &digits[..digits.len() - zeros],
        }
    }

    /// The number as an `i128` if it is whole and fits.
    fn whole(&self, expected: &'static str) -> Result<i128, ValueError> {
        if let Repr::Small { mantissa, scale: 0 } = self.0 {
            return Ok(mantissa);
        }
        let trimmed = self.without_trailing_zeros();
        let problem = match trimmed.mantissa() {
            _ if trimmed.scale() > 0 => "it has a fraction",
            Some(mantissa) => return Ok(mantissa),
            None if trimmed.is_negative() => "it is too far below zero",
            None => "it is too large",
        };
        Err(ValueError::new(expected, problem))
    }

    pub(super) fn write(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let mut room = Room::new();
        let digits = match &self.0 {
            Repr::Small { mantissa, .. } => {
                room.push_wide(mantissa.unsigned_abs());
                room.as_str()
            }
            Repr::Large { digits, .. } => digits,
        };
        if self.is_negative() {
            out.write_char('-')?;
        }
        let scale = usize::from(self.scale());
        if scale == 0 {
            return out.write_str(digits);
        }
        if let Some((whole, fraction)) = digits
            .len()
            .checked_sub(scale)
            .filter(|&point| point > 0)
            .and_then(|point| digits.split_at_checked(point))
        {
            out.write_str(whole)?;
            out.write_char('.')?;
            return out.write_str(fraction);
        }
        out.write_str("0.")?;
        for _ in digits.len()..scale {
            out.write_char('0')?;
        }
        out.write_str(digits)
    }
}

impl Normal<'_> {
    /// The number of digits.
    pub(super) fn len(&self) -> i32 {
        length(self.digits)
    }

    fn compare(&self, other: &Self) -> Ordering {
        // A number without digits is zero, which is below all with digits.
        let key = |normal: &Self| (!normal.digits.is_empty(), normal.point);
        match (self.negative, other.negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (negative, _) => {
                let size = key(self)
                    .cmp(&key(other))
                    .then_with(|| self.digits.cmp(other.digits));
                if negative { size.reverse() } else { size }
            }
        }
    }
}

/// The length of digits, which `Decimal::MAX_DIGITS` keeps far below the range.
fn length(digits: &[u8]) -> i32 {
    i32::try_from(digits.len()).unwrap_or(i32::MAX)
}

fn split_digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    let count = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    bytes.split_at(count)
}

fn without_leading_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[zeros..]
}

/// The number that the digits of both slices make together, if it fits.
fn mantissa(negative: bool, whole: &[u8], fraction: &[u8]) -> Option<i128> {
    let digits = whole.iter().chain(fraction);
    if whole.len() + fraction.len() <= 18 {
        let value = digits.fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
        return Some(i128::from(if negative { -value } else { value }));
    }
    let mut value = 0u128;
    for digit in digits {
        value = value
            .checked_mul(10)?
            .checked_add(u128::from(digit - b'0'))?;
    }
    if negative {
        0i128.checked_sub_unsigned(value)
    } else {
        i128::try_from(value).ok()
    }
}

#[cold]
fn too_long(expected: &'static str) -> ValueError {
    let limit = Decimal::MAX_DIGITS;
    ValueError::new(
        expected,
        format!("it has more than {limit} digits, the limit `Decimal::MAX_DIGITS`"),
    )
}

impl FromStr for Decimal {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::read(text, EXPECTED, true)
    }
}

text_form!(Decimal);

impl Default for Decimal {
    /// Zero.
    fn default() -> Self {
        Self::small(0, 0)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some(one), Some(two)) = (self.mantissa(), other.mantissa())
            && self.scale() == other.scale()
        {
            return one.cmp(&two);
        }
        let (mut one, mut two) = (Room::new(), Room::new());
        self.normal(&mut one).compare(&other.normal(&mut two))
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let mut room = Room::new();
        let normal = self.normal(&mut room);
        (normal.negative, normal.point, normal.digits).hash(state);
    }
}

macro_rules! from_integers {
    ($($ty:ty)*) => { $(
        impl From<$ty> for Decimal {
            fn from(value: $ty) -> Self {
                Self::small(value.into(), 0)
            }
        }
    )* };
}

from_integers!(i8 i16 i32 i64 i128 u8 u16 u32 u64);

impl From<u128> for Decimal {
    fn from(value: u128) -> Self {
        match i128::try_from(value) {
            Ok(value) => value.into(),
            Err(_) => Self(Repr::Large {
                negative: false,
                scale: 0,
                digits: value.to_string().into(),
            }),
        }
    }
}

impl From<Integer> for Decimal {
    fn from(value: Integer) -> Self {
        value.into_decimal()
    }
}

impl TryFrom<Decimal> for Integer {
    type Error = ValueError;

    /// Takes `7` and `7.00`, and refuses what has a fraction other than zero.
    fn try_from(value: Decimal) -> Result<Self, ValueError> {
        let trimmed = value.without_trailing_zeros();
        if trimmed.scale() == 0 {
            Ok(Self::from_whole(trimmed))
        } else {
            Err(ValueError::new(Self::EXPECTED, "it has a fraction"))
        }
    }
}

macro_rules! to_integers {
    ($($ty:ty)*) => { $(
        impl TryFrom<&Decimal> for $ty {
            type Error = ValueError;

            fn try_from(value: &Decimal) -> Result<Self, ValueError> {
                let expected = <$ty>::EXPECTED;
                let whole = value.whole(expected)?;
                <$ty>::narrow(whole)
            }
        }

        impl TryFrom<Decimal> for $ty {
            type Error = ValueError;

            fn try_from(value: Decimal) -> Result<Self, ValueError> {
                Self::try_from(&value)
            }
        }
    )* };
}

to_integers!(i8 i16 i32 i64 i128 u8 u16 u32 u64);

#[cfg(test)]
mod tests {
    use super::super::text::tests::Random;
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn hash(value: &Decimal) -> u64 {
        let mut hasher = std::hash::DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn keeps_what_is_written() {
        let long = "9".repeat(4096);
        let longest = format!("-0.{}", "7".repeat(4096));
        let cases = [
            ("0", "0"),
            ("-0", "0"),
            ("-0.00", "0.00"),
            ("+1.0", "1.0"),
            ("0.10", "0.10"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("007.50", "7.50"),
            ("-1.23", "-1.23"),
            ("12678967.543233", "12678967.543233"),
            ("100000.00", "100000.00"),
            (
                "0.000000000000000000000000000000000000000000001",
                "0.000000000000000000000000000000000000000000001",
            ),
            (
                "99999999999999999999999999999999999999",
                "99999999999999999999999999999999999999",
            ),
            (
                "170141183460469231731687303715884105727",
                "170141183460469231731687303715884105727",
            ),
            (
                "-170141183460469231731687303715884105728",
                "-170141183460469231731687303715884105728",
            ),
            (
                "170141183460469231731687303715884105728.50",
                "170141183460469231731687303715884105728.50",
            ),
            (
                "-0.00999999999999999999999999999999999999999990",
                "-0.00999999999999999999999999999999999999999990",
            ),
            (&long, &long),
            (&longest, &longest),
        ];
        for (text, written) in cases {
            let value = decimal(text);
            assert_eq!(value.to_string(), written);
            let mut out = String::from("x");
            value.write_to(&mut out);
            assert_eq!(out, format!("x{written}"));
            let back = decimal(&out[1..]);
            assert_eq!((&back, back.scale()), (&value, value.scale()));
        }
        assert_eq!(decimal(&("0".repeat(9000) + "1")), Decimal::from(1));
        assert_eq!(
            format!("[{:>6}] {:?}", decimal("1.50"), decimal("1.50")),
            "[  1.50] 1.50"
        );
    }

    #[test]
    fn refuses_all_else() {
        let long = "it has more than 4096 digits, the limit `Decimal::MAX_DIGITS`";
        for (text, problem) in [
            ("", "there is no text"),
            (
                ".",
                "the text ends after character 1, where a digit belongs",
            ),
            (
                "+",
                "the text ends after character 1, where a digit belongs",
            ),
            (
                "-.",
                "the text ends after character 2, where a digit belongs",
            ),
            ("1e3", "`e` at character 2, where a digit belongs"),
            ("INF", "`I` at character 1, where a digit belongs"),
            ("NaN", "`N` at character 1, where a digit belongs"),
            ("1,5", "`,` at character 2, where a digit belongs"),
            ("1.2.3", "`.` at character 4, where a digit belongs"),
            (" 1", "a blank at character 1, where a digit belongs"),
            ("1 ", "a blank at character 2, where a digit belongs"),
            ("--1", "`-` at character 2, where a digit belongs"),
            (&"1".repeat(4097), long),
            (&format!("1.{}", "0".repeat(4096)), long),
            (&format!(".{}", "0".repeat(70_000)), long),
        ] {
            assert_eq!(text.parse::<Decimal>().unwrap_err().problem(), problem);
        }
    }

    #[test]
    fn orders_by_value() {
        let rising = [
            "-1000000000000000000000000000000000000000000",
            "-170141183460469231731687303715884105728",
            "-10",
            "-9.99",
            "-1",
            "-0.1",
            "-0.09",
            "-0.0000000000000000000000000000000000000000000000001",
            "0",
            "0.0000000000000000000000000000000000000000000000001",
            "0.09",
            "0.1",
            "0.11",
            "1",
            "1.000000000000000000000000000000000000000000000001",
            "9.99",
            "10",
            "170141183460469231731687303715884105727",
            "170141183460469231731687303715884105727.000000001",
            "170141183460469231731687303715884105728",
            "1000000000000000000000000000000000000000000",
        ];
        for (i, one) in rising.iter().enumerate() {
            for (j, two) in rising.iter().enumerate() {
                let expected = i.cmp(&j);
                assert_eq!(decimal(one).cmp(&decimal(two)), expected, "{one} {two}");
                assert_eq!(hash(&decimal(one)) == hash(&decimal(two)), expected.is_eq());
            }
        }
    }

    #[test]
    fn equality_ignores_trailing_zeros() {
        let zeros = "0".repeat(60);
        for (one, two) in [
            ("0", "-0.000"),
            ("0.1", "0.10"),
            ("100", "100.00"),
            ("-5", &format!("-5.{zeros}")),
            (&format!("1{zeros}"), &format!("1{zeros}.{zeros}")),
        ] {
            assert_eq!(decimal(one), decimal(two));
            assert_eq!(hash(&decimal(one)), hash(&decimal(two)));
        }
    }

    #[test]
    fn counts_digits_as_the_facets_do() {
        for (text, total, fraction) in [
            ("0", 1, 0),
            ("0.00", 1, 0),
            ("100", 3, 0),
            ("100.00", 3, 0),
            ("12.50", 3, 1),
            ("0.001", 3, 3),
            ("-0.0120", 3, 3),
            ("1.05", 3, 2),
            (&format!("1{}", "0".repeat(50)), 51, 0),
        ] {
            let value = decimal(text);
            assert_eq!(
                (value.total_digits(), value.fraction_digits()),
                (total, fraction),
                "{text}"
            );
        }
        assert_eq!(Decimal::new(1, 255).total_digits(), 255);
    }

    #[test]
    fn converts_to_whole_numbers() {
        let zeros = "0".repeat(60);
        assert_eq!(i32::try_from(decimal("7.00")), Ok(7));
        assert_eq!(i8::try_from(decimal("-128")), Ok(-128));
        assert_eq!(u64::try_from(decimal(&format!("0.{zeros}"))), Ok(0));
        assert_eq!(u64::try_from(decimal(&format!("120.{zeros}"))), Ok(120));
        assert_eq!(i128::try_from(Decimal::from(i128::MIN)), Ok(i128::MIN));
        assert_eq!(
            i128::try_from(decimal(&format!("{}.0", i128::MIN))),
            Ok(i128::MIN)
        );
        for (result, problem) in [
            (i32::try_from(decimal("7.5")), "it has a fraction"),
            (i32::try_from(decimal("0.5")), "it has a fraction"),
            (
                i32::try_from(decimal("2147483648")),
                "it is greater than 2147483647",
            ),
            (
                i32::try_from(decimal(&format!("1{zeros}"))),
                "it is too large",
            ),
            (
                i32::try_from(decimal(&format!("-1{zeros}"))),
                "it is too far below zero",
            ),
        ] {
            assert_eq!(result.unwrap_err().problem(), problem);
        }
        assert_eq!(Decimal::from(u128::MAX).to_string(), u128::MAX.to_string());

        for (text, whole) in [
            ("7.00", "7"),
            ("-0.0", "0"),
            (&format!("1{zeros}.0"), &format!("1{zeros}")),
        ] {
            let value = Integer::try_from(decimal(text)).unwrap();
            assert_eq!(value.to_string(), whole);
            assert_eq!(Decimal::from(value), decimal(text));
        }
        assert!(Integer::try_from(decimal("7.01")).is_err());
    }

    #[test]
    fn trailing_zeros_can_be_dropped() {
        let zeros = "0".repeat(60);
        for (text, trimmed) in [
            ("0.00", "0"),
            ("12.50", "12.5"),
            ("7.00", "7"),
            ("-700", "-700"),
            ("0.0010", "0.001"),
            (&format!("1{zeros}.10{zeros}"), &format!("1{zeros}.1")),
            (&format!("0.{zeros}10"), &format!("0.{zeros}1")),
        ] {
            assert_eq!(decimal(text).without_trailing_zeros().to_string(), trimmed);
        }
    }

    #[test]
    fn converts_to_the_nearest_float() {
        for (text, value) in [
            ("0", 0.0),
            ("0.1", 0.1),
            ("-12.50", -12.5),
            ("9007199254740993", 9_007_199_254_740_992.0),
        ] {
            assert_eq!(decimal(text).to_f64().to_bits(), f64::to_bits(value));
        }
        assert!(decimal(&"9".repeat(400)).to_f64().is_infinite());
    }

    #[test]
    fn writes_what_it_reads() {
        let mut random = Random(4);
        for _ in 0..20_000 {
            let length = 1 + usize::try_from(random.below(60)).unwrap();
            let mut text: String = (0..length)
                .map(|_| char::from(b'0' + u8::try_from(random.below(10)).unwrap()))
                .collect();
            let point = usize::try_from(random.below(61)).unwrap();
            if point < length {
                text.insert(point, '.');
            }
            if random.below(2) == 0 {
                text.insert(0, '-');
            }
            let value = decimal(&text);
            let written = value.to_string();
            let back = decimal(&written);
            assert_eq!(back, value);
            assert_eq!(back.scale(), value.scale());
            assert_eq!(back.to_string(), written);
            let bare = |text: &str| {
                text.replace('.', "")
                    .trim_start_matches(['-', '0'])
                    .to_owned()
            };
            assert_eq!(bare(&written), bare(&text));
        }
    }
}
