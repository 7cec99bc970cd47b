//! Values of every simple type, made from their parts, as they go into a message and come out of it again: as text, as
//! an element, in a list. What the text has to be is said here by other means than the codec's.

use castile::codegen::Simple;
use castile::value::{
    Base64Binary, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    HexBinary, Integer, NegativeInteger, NonNegativeInteger, NonPositiveInteger, Offset,
    PositiveInteger, QName, Time,
};
use castile::{AnyAttribute, AnyType, List};
use proptest::prelude::*;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use super::encode::read_request;
use super::*;

pub(super) fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The request with these changes, after it has been written and read.
fn sent(change: impl FnOnce(&mut GetReport)) -> GetReport {
    let mut request = request();
    change(&mut request);
    let written = castile::envelope::write_request(
        &shop::operations::GET_REPORT,
        SoapVersion::Soap11,
        None,
        &request,
    );
    read_request(&written.unwrap_or_else(|error| panic!("{error}")))
}

/// A value as an element that says its type.
fn element<T: Simple>(value: &T) -> T {
    // A list has no name of its own.
    let name = if T::TYPE.1.is_empty() {
        "anySimpleType"
    } else {
        T::TYPE.1
    };
    let extra = sent(|request| request.extra = Some(AnyType::typed(name, value))).extra;
    let extra = extra.expect("it was sent");
    let of_schema = QName::new(Some("http://www.w3.org/2001/XMLSchema"), name).ok();
    assert_eq!(extra.xsi_type(), of_schema);
    extra
        .parse()
        .unwrap_or_else(|error| panic!("{error} in {}", extra.inner_xml()))
}

/// A value as text, without the declarations that a name in it needs.
fn plain_text<T: Simple>(value: &T) -> String {
    AnyType::typed("x", value).inner_xml().to_owned()
}

/// A value is the same after it was an element, and one of several in a list.
fn kept<T: Simple + PartialEq + Debug + Clone>(value: &T) {
    assert_eq!(&element(value), value);
    let empty = plain_text(value).is_empty();
    // An empty value is no word of a list.
    let list = List(vec![value.clone(); if empty { 0 } else { 3 }]);
    assert_eq!(element(&list).0, list.0);
}

/// The same for what has a text form, which is `text`.
fn written<T>(value: &T, text: &str)
where
    T: Simple + FromStr + Display + PartialEq + Debug + Clone,
    <T as FromStr>::Err: Debug,
{
    assert_eq!(value.to_string(), text);
    assert_eq!(&text.parse::<T>().expect(text), value);
    kept(value);
}

/// Digits of a number: none but zero begins with a zero.
const DIGITS: &str = "(0|[1-9][0-9]{0,90})";

fn offset() -> impl Strategy<Value = Option<i16>> {
    prop::option::of(-840..=840_i16)
}

/// An offset as it is written, and as a value.
fn zone(minutes: Option<i16>) -> (String, Option<Offset>) {
    let text = match minutes {
        None => String::new(),
        Some(0) => "Z".to_owned(),
        Some(minutes) => format!(
            "{}{:02}:{:02}",
            if minutes < 0 { '-' } else { '+' },
            minutes.abs() / 60,
            minutes.abs() % 60
        ),
    };
    (
        text,
        minutes.map(|minutes| Offset::from_minutes(minutes).expect("at most 14 hours")),
    )
}

/// There is no year 0.
fn year() -> impl Strategy<Value = i32> {
    let year = prop_oneof![-9999..=9999_i32, -999_999_999..=999_999_999_i32];
    year.prop_map(|year| if year == 0 { 1 } else { year })
}

fn year_text(year: i32) -> String {
    format!(
        "{}{:04}",
        if year < 0 { "-" } else { "" },
        year.unsigned_abs()
    )
}

/// A day that is in every year.
fn day() -> impl Strategy<Value = (u8, u8)> {
    (1..=12_u8).prop_flat_map(|month| {
        let days = match month {
            2 => 28_u8,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        (Just(month), 1..=days)
    })
}

fn clock() -> impl Strategy<Value = (u8, u8, u8, u32)> {
    let fraction = prop_oneof![
        Just(0),
        0..1_000_000_000_u32,
        (0..1000_u32).prop_map(|milli| milli * 1_000_000)
    ];
    (0..24_u8, 0..60_u8, 0..60_u8, fraction)
}

fn fraction_text(nanosecond: u32) -> String {
    let text = format!(".{nanosecond:09}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What XML 1.0 calls a character.
fn is_xml(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

pub(super) fn text() -> impl Strategy<Value = String> {
    let char = prop_oneof![
        any::<char>().prop_filter("a character of XML", |&char| is_xml(char)),
        prop::sample::select(vec![
            '<', '&', '>', '"', '\'', ']', '\t', '\n', '\r', ' ', ':', '{', '}', '\u{85}',
            '\u{2028}', '\u{FEFF}'
        ]),
    ];
    prop::collection::vec(char, 0..20).prop_map(String::from_iter)
}

fn name() -> impl Strategy<Value = String> {
    "[A-Za-z_\u{C0}\u{3B1}\u{4E00}\u{10000}][A-Za-z0-9_.\u{B7}\u{4E00}-]{0,8}".prop_map(|name| name)
}

/// The characters of base64 (RFC 4648, table 1).
const TABLE: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

proptest! {
    #![proptest_config(config())]

    #[test]
    fn numbers_of_a_machine(a in any::<i64>(), b in any::<u64>(), f in any::<u64>(), g in any::<u32>(), truth in any::<bool>()) {
        macro_rules! narrow {
            ($($ty:ty)*) => {$(
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any bits will do")]
                kept(&(a as $ty));
                kept(&<$ty>::MIN);
                kept(&<$ty>::MAX);
            )*};
        }
        narrow!(i8 i16 i32 i64 u8 u16 u32 u64);
        kept(&b);
        kept(&truth);
        let (double, float) = (f64::from_bits(f), f32::from_bits(g));
        for value in [double, -0.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::INFINITY, f64::NEG_INFINITY] {
            let back = element(&value);
            prop_assert!(back.to_bits() == value.to_bits() || back.is_nan() && value.is_nan(), "{value}: {back}");
        }
        let back = element(&float);
        prop_assert!(back.to_bits() == float.to_bits() || back.is_nan() && float.is_nan(), "{float}: {back}");
    }

    #[test]
    fn decimals(sign in "-?", whole in DIGITS, fraction in "(\\.[0-9]{1,60})?", zeros in "0{0,5}") {
        let text = format!("{sign}{whole}{fraction}");
        let value: Decimal = text.parse().expect("a number");
        // Zero has no sign.
        let text = if value.is_zero() { text.trim_start_matches('-') } else { &text };
        written(&value, text);
        prop_assert_eq!(usize::from(value.scale()), fraction.len().saturating_sub(1));
        // Zeros that mean nothing.
        let digits = text.trim_start_matches('-');
        let minus = if text.starts_with('-') { "-" } else { "" };
        let point = if fraction.is_empty() { "." } else { "" };
        let same: Decimal = format!("{minus}{zeros}{digits}{point}{zeros}").parse().expect("a number");
        prop_assert_eq!(&same, &value);
        prop_assert_eq!(&element(&same), &value);
    }

    #[test]
    fn integers(sign in "-?", whole in DIGITS, a in any::<i128>(), b in any::<i128>()) {
        let text = if whole == "0" { whole.clone() } else { format!("{sign}{whole}") };
        written(&text.parse::<Integer>().expect("a number"), &text);
        written(&whole.parse::<NonNegativeInteger>().expect("a number"), &whole);
        written(&format!("1{whole}").parse::<PositiveInteger>().expect("a number"), &format!("1{whole}"));
        written(&format!("-1{whole}").parse::<NegativeInteger>().expect("a number"), &format!("-1{whole}"));
        written(&format!("-1{whole}").parse::<NonPositiveInteger>().expect("a number"), &format!("-1{whole}"));
        let (below, above) = (format!("-1{whole}"), format!("1{whole}"));
        prop_assert!(below.parse::<NonNegativeInteger>().is_err());
        prop_assert!(above.parse::<NonPositiveInteger>().is_err());
        written(&Integer::from(a), &a.to_string());
        prop_assert_eq!(Integer::from(a).cmp(&Integer::from(b)), a.cmp(&b));
        prop_assert_eq!(i128::try_from(element(&Integer::from(a))), Ok(a));
    }

    #[test]
    fn dates_and_times(year in year(), (month, day) in day(), (hour, minute, second, nanosecond) in clock(), minutes in offset()) {
        let (zone, offset) = zone(minutes);
        let date = format!("{}-{month:02}-{day:02}", year_text(year));
        let time = format!("{hour:02}:{minute:02}:{second:02}{}", fraction_text(nanosecond));
        let value = DateTime::new(year, month, day, hour, minute, second).and_then(|value| value.with_nanosecond(nanosecond));
        let value = value.expect("a moment").with_offset(offset);
        written(&value, &format!("{date}T{time}{zone}"));
        written(&value.date(), &format!("{date}{zone}"));
        written(&value.time(), &format!("{time}{zone}"));
        prop_assert_eq!(Date::new(year, month, day).expect("a day").with_offset(offset), value.date());
        prop_assert_eq!(Time::new(hour, minute, second, nanosecond).expect("a time").with_offset(offset), value.time());
        written(&GYear::new(year).expect("a year").with_offset(offset), &format!("{}{zone}", year_text(year)));
        written(&GYearMonth::new(year, month).expect("a month").with_offset(offset), &format!("{}-{month:02}{zone}", year_text(year)));
        written(&GMonth::new(month).expect("a month").with_offset(offset), &format!("--{month:02}{zone}"));
        written(&GMonthDay::new(month, day).expect("a day").with_offset(offset), &format!("--{month:02}-{day:02}{zone}"));
        written(&GDay::new(day).expect("a day").with_offset(offset), &format!("---{day:02}{zone}"));
    }

    #[test]
    fn durations(parts in prop::array::uniform6(prop_oneof![Just(0), 0..100_u64, any::<u64>()]), fraction in clock(), back in any::<bool>()) {
        let [years, months, days, hours, minutes, seconds] = parts;
        let nanoseconds = fraction.3;
        let value = Duration::default().with_years(years).with_months(months).with_days(days).with_hours(hours).with_minutes(minutes).with_seconds(seconds);
        let value = value.with_nanoseconds(nanoseconds).expect("less than a second");
        let value = if back { value.negated() } else { value };
        let part = |number: u64, letter: char| if number == 0 { String::new() } else { format!("{number}{letter}") };
        let mut text = [part(years, 'Y'), part(months, 'M'), part(days, 'D')].concat();
        let second = if nanoseconds == 0 { part(seconds, 'S') } else { format!("{seconds}{}S", fraction_text(nanoseconds)) };
        let time = [part(hours, 'H'), part(minutes, 'M'), second].concat();
        if text.is_empty() && time.is_empty() {
            text = "T0S".to_owned();
        } else if !time.is_empty() {
            text = format!("{text}T{time}");
        }
        let minus = if back && !value.is_zero() { "-" } else { "" };
        written(&value, &format!("{minus}P{text}"));
    }

    #[test]
    fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..60), at in any::<prop::sample::Index>(), space in "[ \t\n]{0,3}") {
        let hex = bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().concat();
        written(&HexBinary(bytes.clone()), &hex);
        prop_assert_eq!(hex.to_lowercase().parse::<HexBinary>().expect("hex"), HexBinary(bytes.clone()));
        let base64 = Base64Binary(bytes.clone());
        let text = base64.to_string();
        written(&base64, &text);
        // Six bits a character.
        let bits = bytes.iter().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().concat();
        let sixes = bits.as_bytes().chunks(6).map(|six| format!("{:0<6}", String::from_utf8_lossy(six)));
        let mut expected: String = sixes.map(|six| char::from(TABLE[usize::from_str_radix(&six, 2).expect("bits")])).collect();
        while !expected.len().is_multiple_of(4) {
            expected.push('=');
        }
        prop_assert_eq!(&text, &expected);
        // Lines may end anywhere inside.
        if text.len() > 1 {
            let at = 1 + at.index(text.len() - 1);
            let broken = format!("{}{space}{}", &text[..at], &text[at..]);
            prop_assert_eq!(broken.parse::<Base64Binary>().expect("base64"), Base64Binary(bytes));
        }
    }

    #[test]
    fn names_in_values(namespace in prop::option::of(text()), local in name(), other in text()) {
        let value = QName::new(namespace.as_deref(), &local).expect("a name");
        kept(&value);
        let second = QName::new(Some(&other), &local).expect("a name");
        let list = List(vec![value.clone(), second, value.clone()]);
        prop_assert_eq!(&element(&list).0, &list.0);
        prop_assert_eq!(sent(|request| request.kind = Some(value.clone())).kind, Some(value));
    }

    /// An attribute keeps its white space too, which a reader would else turn into blanks.
    #[test]
    fn texts(text in text(), more in prop::collection::vec(text(), 0..4), namespace in text(), name in name()) {
        prop_assert_eq!(&element(&text), &text);
        let attribute = AnyAttribute { namespace: format!("urn:{namespace}"), name, value: text.clone() };
        let back = sent(|request| {
            request.any_attributes = vec![attribute.clone()];
            request.tag.clone_from(&more);
            request.name.clone_from(&text);
        });
        prop_assert_eq!(back.any_attributes, vec![attribute]);
        prop_assert_eq!(back.tag, more);
        prop_assert_eq!(back.name, text);
    }

    /// Values that are damaged are refused, or read as what they say.
    #[test]
    fn days_of_months(year in year(), month in 0..=13_u8, day in 0..=32_u8) {
        let leap = |year: i32| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap(year) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        let exists = (1..=days).contains(&day);
        let text = format!("{}-{month:02}-{day:02}", year_text(year));
        prop_assert_eq!(text.parse::<Date>().is_ok(), exists, "{}", text);
        prop_assert_eq!(Date::new(year, month, day).is_ok(), exists);
        prop_assert_eq!(format!("{text}T00:00:00Z").parse::<DateTime>().is_ok(), exists);
    }
}

/// Each of the 1,112,033 characters of XML 1.0, in text and in an attribute; none of the others.
#[test]
fn every_character_of_xml() {
    let all: Vec<char> = ('\0'..=char::MAX).filter(|&char| is_xml(char)).collect();
    assert_eq!(all.len(), 0x0011_0000 - 0x800 - 29 - 2);
    for chars in all.chunks(100_000) {
        let text = String::from_iter(chars);
        let attribute = AnyAttribute {
            namespace: "urn:own".to_owned(),
            name: "own".to_owned(),
            value: text.clone(),
        };
        let back = sent(|request| {
            request.name.clone_from(&text);
            request.extra = Some(AnyType::from_text(&text));
            request.any_attributes = vec![attribute.clone()];
        });
        assert!(back.name == text);
        assert!(back.extra.expect("it was sent").text().as_deref() == Some(&text));
        assert!(back.any_attributes == [attribute]);
    }
    for char in ('\0'..=char::MAX).filter(|&char| !is_xml(char)) {
        let mut request = request();
        request.name = format!("a{char}");
        let written = castile::envelope::write_request(
            &shop::operations::GET_REPORT,
            SoapVersion::Soap11,
            None,
            &request,
        );
        assert!(written.is_err(), "{char:?}");
        let text = more(&format!("<row>a{char}</row>"));
        assert!(read(&text).is_err(), "{char:?}");
        let text = more(&format!("<row>a&#{};</row>", u32::from(char)));
        assert!(read(&text).is_err(), "{char:?}");
    }
}
