//! The built-in simple types: what their texts look like and how their values compare.

use std::cmp::Ordering;

use castile_wsdl::model::Builtin;

/// Whether a text, white space around it taken off, is of this type.
pub(crate) fn is_valid(builtin: Builtin, text: &str) -> bool {
    match builtin {
        Builtin::AnyType | Builtin::AnySimpleType | Builtin::String | Builtin::AnyUri => true,
        Builtin::NormalizedString => !text.contains(['\t', '\n', '\r']),
        Builtin::Token => text == collapsed(text),
        Builtin::Language => {
            let mut parts = text.split('-');
            let fits = |part: &str| (1..=8).contains(&part.len());
            parts
                .next()
                .is_some_and(|part| fits(part) && part.bytes().all(|b| b.is_ascii_alphabetic()))
                && parts.all(|part| fits(part) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        }
        Builtin::Name => is_name(text, true),
        Builtin::NcName | Builtin::Id | Builtin::IdRef | Builtin::Entity => is_name(text, false),
        Builtin::QName | Builtin::Notation => match text.split_once(':') {
            Some((prefix, local)) => is_name(prefix, false) && is_name(local, false),
            None => is_name(text, false),
        },
        Builtin::NmToken => is_nmtoken(text),
        Builtin::NmTokens => !text.is_empty() && text.split(' ').all(is_nmtoken),
        Builtin::IdRefs | Builtin::Entities => {
            !text.is_empty() && text.split(' ').all(|one| is_name(one, false))
        }
        Builtin::Boolean => matches!(text, "true" | "false" | "1" | "0"),
        Builtin::Float | Builtin::Double => {
            let number = text.split(['e', 'E']).collect::<Vec<_>>();
            matches!(text, "INF" | "-INF" | "NaN")
                || (matches!(number.len(), 1 | 2)
                    && Number::parse(number[0]).is_some()
                    && number
                        .get(1)
                        .is_none_or(|exponent| exponent.parse::<i16>().is_ok()))
        }
        Builtin::HexBinary => {
            text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit())
        }
        Builtin::Base64Binary => base64_length(text).is_some(),
        Builtin::Duration => duration(text).is_some(),
        Builtin::DateTime
        | Builtin::Time
        | Builtin::Date
        | Builtin::GYearMonth
        | Builtin::GYear
        | Builtin::GMonthDay
        | Builtin::GDay
        | Builtin::GMonth => moment(builtin, text).is_some(),
        _ => match (Number::parse(text), integer_range(builtin)) {
            (Some(_), None) => true,
            (Some(number), Some((low, high))) => {
                number.scale == 0
                    && !text.contains('.')
                    && low.is_none_or(|low| number.mantissa >= low)
                    && high.is_none_or(|high| number.mantissa <= high)
            }
            (None, _) => false,
        },
    }
}

/// How two values of a type compare; `None` where there is no order between them.
pub(crate) fn compare(builtin: Builtin, one: &str, other: &str) -> Option<Ordering> {
    match builtin {
        Builtin::Float | Builtin::Double => float(one)?.partial_cmp(&float(other)?),
        Builtin::Duration => {
            let ((months, seconds), (other_months, other_seconds)) =
                (duration(one)?, duration(other)?);
            match (months.cmp(&other_months), seconds.cmp(&other_seconds)) {
                (by_months, Ordering::Equal) => Some(by_months),
                (Ordering::Equal, by_seconds) => Some(by_seconds),
                (one, other) if one == other => Some(one),
                _ => None,
            }
        }
        Builtin::DateTime
        | Builtin::Time
        | Builtin::Date
        | Builtin::GYearMonth
        | Builtin::GYear
        | Builtin::GMonthDay
        | Builtin::GDay
        | Builtin::GMonth => Some(moment(builtin, one)?.cmp(&moment(builtin, other)?)),
        _ => Number::parse(one)?.compare(Number::parse(other)?),
    }
}

/// What the facets about length count.
pub(crate) fn length(builtin: Builtin, text: &str) -> Option<u64> {
    let length = match builtin {
        Builtin::HexBinary => text.len() / 2,
        Builtin::Base64Binary => base64_length(text)?,
        Builtin::NmTokens | Builtin::IdRefs | Builtin::Entities => {
            text.split_ascii_whitespace().count()
        }
        // Any length will do for names (XSD 1.0 part 2, errata E2-36).
        Builtin::QName | Builtin::Notation => return None,
        _ => text.chars().count(),
    };
    u64::try_from(length).ok()
}

/// The range of a type of whole numbers; `None` for `xs:decimal` and types that are no numbers.
pub(crate) fn integer_range(builtin: Builtin) -> Option<(Option<i128>, Option<i128>)> {
    Some(match builtin {
        Builtin::Integer => (None, None),
        Builtin::NonPositiveInteger => (None, Some(0)),
        Builtin::NegativeInteger => (None, Some(-1)),
        Builtin::NonNegativeInteger => (Some(0), None),
        Builtin::PositiveInteger => (Some(1), None),
        Builtin::Long => (Some(i64::MIN.into()), Some(i64::MAX.into())),
        Builtin::Int => (Some(i32::MIN.into()), Some(i32::MAX.into())),
        Builtin::Short => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        Builtin::Byte => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        Builtin::UnsignedLong => (Some(0), Some(u64::MAX.into())),
        Builtin::UnsignedInt => (Some(0), Some(u32::MAX.into())),
        Builtin::UnsignedShort => (Some(0), Some(u16::MAX.into())),
        Builtin::UnsignedByte => (Some(0), Some(u8::MAX.into())),
        _ => return None,
    })
}

/// The text with its white space as the facet `whiteSpace` has it.
pub(crate) fn collapsed(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// A decimal number: `mantissa / 10^scale`, the scale as small as can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) mantissa: i128,
    pub(crate) scale: u32,
}

impl Number {
    /// Reads a decimal number; `None` also for one with more digits than this holds.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let size: i128 = format!("{whole}{fraction}")
            .parse()
            .or_else(|problem| {
                // `.0` and the like.
                if whole.is_empty() && fraction.is_empty() {
                    Ok(0)
                } else {
                    Err(problem)
                }
            })
            .ok()?;
        Some(Self {
            mantissa: if text.starts_with('-') { -size } else { size },
            scale: u32::try_from(fraction.len()).ok()?,
        })
    }

    fn compare(self, other: Self) -> Option<Ordering> {
        let scale = self.scale.max(other.scale);
        Some(self.scaled(scale)?.cmp(&other.scaled(scale)?))
    }

    /// The number times `10^scale`.
    pub(crate) fn scaled(self, scale: u32) -> Option<i128> {
        let factor = 10i128.checked_pow(scale.checked_sub(self.scale)?)?;
        self.mantissa.checked_mul(factor)
    }

    /// What the facet `totalDigits` counts.
    pub(crate) fn total_digits(self) -> u64 {
        let digits = self.mantissa.unsigned_abs().to_string().len();
        u64::try_from(digits)
            .unwrap_or(u64::MAX)
            .max(self.scale.into())
    }
}

/// Writes `mantissa / 10^scale`.
pub(crate) fn decimal(mantissa: i128, scale: u32) -> String {
    let scale = usize::try_from(scale).unwrap_or(0);
    let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if mantissa < 0 { "-" } else { "" };
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// The shortest text of a number of floating point: no digits or signs that change nothing. `None` for other types.
pub(crate) fn shortest(builtin: Builtin, text: &str) -> Option<String> {
    fn written<T>(number: T, size: f64) -> String
    where
        T: std::fmt::Display + std::fmt::UpperExp,
    {
        if size == 0.0 || (1e-5..1e16).contains(&size) {
            number.to_string()
        } else {
            format!("{number:E}")
        }
    }
    let wide = float(text).filter(|number| number.is_finite())?;
    match builtin {
        Builtin::Double => Some(written(wide, wide.abs())),
        Builtin::Float => {
            let number: f32 = text.parse().ok()?;
            let size = f64::from(number.abs());
            number.is_finite().then(|| written(number, size))
        }
        _ => None,
    }
}

fn float(text: &str) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        _ => text.parse().ok(),
    }
}

fn is_name(text: &str, colons: bool) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_' || (colons && c == ':'))
        && is_nmtoken(text)
        && (colons || !text.contains(':'))
}

fn is_nmtoken(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '\u{b7}');
    !text.is_empty() && text.chars().all(fits)
}

fn base64_length(text: &str) -> Option<usize> {
    let text: Vec<u8> = text.bytes().filter(|b| *b != b' ').collect();
    let padding = text.iter().rev().take_while(|b| **b == b'=').count();
    let data = &text[..text.len() - padding];
    let fits = text.len().is_multiple_of(4)
        && padding <= 2
        && data
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'));
    // The bits beyond the last byte are zero.
    let ends = match padding {
        1 => data.last().is_some_and(|b| b"AEIMQUYcgkosw048".contains(b)),
        2 => data.last().is_some_and(|b| b"AQgw".contains(b)),
        _ => true,
    };
    (fits && ends).then(|| text.len() / 4 * 3 - padding)
}

/// Months and nanoseconds of a duration.
fn duration(text: &str) -> Option<(i128, i128)> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    let text = text.strip_prefix('P')?;
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    if text.is_empty() || text.ends_with('T') {
        return None;
    }
    let date = units(date, ['Y', 'M', 'D'])?;
    let time = units(time, ['H', 'M', 'S'])?;
    let all = [date, time].concat();
    if all[..5].iter().any(|number| number.scale > 0) {
        return None;
    }
    let months = all[0].mantissa.checked_mul(12)?;
    let months = months.checked_add(all[1].mantissa)?;
    let mut nanos = all[5].scaled(9)?;
    for (number, seconds) in all[2..5].iter().zip([86_400, 3_600, 60]) {
        let more = number.mantissa.checked_mul(seconds * 1_000_000_000)?;
        nanos = nanos.checked_add(more)?;
    }
    Some((sign * months, sign * nanos))
}

/// The numbers before these letters, which come in this order; zero before one that is not there.
fn units(text: &str, letters: [char; 3]) -> Option<[Number; 3]> {
    let zero = Number {
        mantissa: 0,
        scale: 0,
    };
    let mut numbers = [zero; 3];
    let mut rest = text;
    for (number, letter) in numbers.iter_mut().zip(letters) {
        if let Some((digits, more)) = rest.split_once(letter) {
            let plain = digits.starts_with(|c: char| c.is_ascii_digit()) && !digits.ends_with('.');
            *number = Number::parse(digits).filter(|_| plain)?;
            rest = more;
        }
    }
    rest.is_empty().then_some(numbers)
}

/// Nanoseconds on a line that keeps the order of all dates and times. What a type does not have is that of the start
/// of the year 2000, and a time without an offset is one of UTC.
fn moment(builtin: Builtin, text: &str) -> Option<i128> {
    let form = match builtin {
        Builtin::DateTime => "Y-M-DTt",
        Builtin::Date => "Y-M-D",
        Builtin::Time => "t",
        Builtin::GYearMonth => "Y-M",
        Builtin::GYear => "Y",
        Builtin::GMonthDay => "--M-D",
        Builtin::GDay => "---D",
        Builtin::GMonth => "--M",
        _ => return None,
    };
    let (mut year, mut month, mut day, mut nanos) = (2000, 1, 1, 0);
    let mut rest = text;
    for part in form.chars() {
        match part {
            'Y' => year = take_year(&mut rest)?,
            'M' => month = two(&mut rest, 1, 12)?,
            'D' => day = two(&mut rest, 1, 31)?,
            't' => nanos = take_time(&mut rest)?,
            separator => rest = rest.strip_prefix(separator)?,
        }
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day > longest {
        return None;
    }
    let offset = offset(rest)?;
    // Order is all that is wanted, so that every month may be taken for a long one.
    let days = (year.checked_mul(12)?.checked_add(month)?).checked_mul(31)? + day;
    let seconds = days
        .checked_mul(1440)?
        .checked_sub(offset)?
        .checked_mul(60)?;
    seconds.checked_mul(1_000_000_000)?.checked_add(nanos)
}

fn take_year(rest: &mut &str) -> Option<i128> {
    let (sign, digits) = rest.strip_prefix('-').map_or((1, *rest), |rest| (-1, rest));
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    if length < 4 || (length > 4 && digits.starts_with('0')) {
        return None;
    }
    let year: i128 = digits[..length].parse().ok()?;
    *rest = &digits[length..];
    (year > 0).then_some(sign * year)
}

/// Takes a time off the front: nanoseconds since midnight.
fn take_time(rest: &mut &str) -> Option<i128> {
    let hour = two(rest, 0, 24)?;
    *rest = rest.strip_prefix(':')?;
    let minute = two(rest, 0, 59)?;
    *rest = rest.strip_prefix(':')?;
    let second = two(rest, 0, 59)?;
    let mut nanos = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return None;
        }
        nanos = Number::parse(&format!("0.{}", &fraction[..length]))?.scaled(9)?;
        *rest = &fraction[length..];
    }
    if hour == 24 && (minute, second, nanos) != (0, 0, 0) {
        return None;
    }
    Some(nanos + ((hour * 60 + minute) * 60 + second) * 1_000_000_000)
}

/// Minutes east of UTC.
fn offset(text: &str) -> Option<i128> {
    if text.is_empty() || text == "Z" {
        return Some(0);
    }
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let hours = two(&mut rest, 0, 14)?;
    rest = rest.strip_prefix(':')?;
    let minutes = two(&mut rest, 0, 59)?;
    (rest.is_empty() && (hours < 14 || minutes == 0)).then_some(sign * (hours * 60 + minutes))
}

/// Takes two digits off the front.
fn two(rest: &mut &str, low: i128, high: i128) -> Option<i128> {
    let digits = rest.get(..2)?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    *rest = &rest[2..];
    let number = digits.parse().ok()?;
    (low..=high).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use castile_wsdl::model::Builtin;

    use super::{collapsed, compare, decimal, is_valid, length};

    fn check(builtin: Builtin, yes: &[&str], no: &[&str]) {
        for text in yes {
            assert!(is_valid(builtin, text), "{builtin:?} {text:?}");
        }
        for text in no {
            assert!(!is_valid(builtin, text), "{builtin:?} {text:?}");
        }
    }

    #[test]
    fn floats_are_as_short_as_can_be() {
        let shortest = |text| super::shortest(Builtin::Double, text);
        assert_eq!(
            shortest("-1.7976931348623157E+308").as_deref(),
            Some("-1.7976931348623157E308")
        );
        assert_eq!(shortest("-99999999999999999.9").as_deref(), Some("-1E17"));
        assert_eq!(shortest("+1.50").as_deref(), Some("1.5"));
        assert_eq!(shortest("INF"), None);
        let narrow = super::shortest(Builtin::Float, "0.1000000001");
        assert_eq!(narrow.as_deref(), Some("0.1"));
        assert_eq!(super::shortest(Builtin::Decimal, "1.50"), None);
    }

    #[test]
    fn texts_of_numbers() {
        let limits = ["", "1.0", "2147483648", "x"];
        check(
            Builtin::Int,
            &["0", "-5", "+7", "007", "2147483647"],
            &limits,
        );
        check(
            Builtin::Decimal,
            &["1", "-.5", "1.", "0.10"],
            &["", ".", "1e3", "-"],
        );
        let not = ["inf", "1E", "E5", "1E5E5"];
        check(Builtin::Double, &["1", "1E5", "-INF", "NaN", ".5e-3"], &not);
    }

    #[test]
    fn texts_of_dates() {
        let not = ["2023-02-29", "24-01-01", "2024-1-1"];
        check(
            Builtin::Date,
            &["2024-02-29", "-0001-01-01", "2024-01-01Z"],
            &not,
        );
        let yes = ["2024-01-01T24:00:00", "2024-01-01T10:00:00.5+14:00"];
        let not = [
            "2024-01-01",
            "2024-01-01T24:00:01",
            "2024-01-01T10:00:00+15:00",
        ];
        check(Builtin::DateTime, &yes, &not);
        check(Builtin::GMonthDay, &["--02-29"], &["02-29", "--02-30"]);
        let not = ["P", "PT", "P1.5Y", "P1S", "PT1Y", "1Y"];
        check(Builtin::Duration, &["P1Y", "-P1M2DT3H4M5.6S", "PT1M"], &not);
    }

    #[test]
    fn other_texts() {
        check(
            Builtin::Base64Binary,
            &["", "AQID", "AQ==", "AQI="],
            &["A", "AQ=", "AR=="],
        );
        check(Builtin::HexBinary, &["", "0aF1"], &["0", "0g"]);
        check(
            Builtin::Language,
            &["en", "de-CH-1996"],
            &["", "en-", "toolonglanguage"],
        );
        check(Builtin::NcName, &["a-b.c", "_1"], &["", "1a", "a:b"]);
        check(Builtin::Token, &["a b"], &[" a", "a  b", "a\tb"]);
        check(Builtin::Boolean, &["true", "0"], &["True", ""]);
    }

    #[test]
    fn values_compare() {
        use Ordering::{Equal, Greater, Less};
        for (builtin, one, other, order) in [
            (Builtin::Decimal, "0.10", "0.1", Some(Equal)),
            (Builtin::Decimal, "-2", "1.5", Some(Less)),
            (Builtin::Double, "1E1", "10", Some(Equal)),
            (Builtin::Double, "INF", "1E300", Some(Greater)),
            (Builtin::Time, "00:00:00Z", "00:30:00+01:00", Some(Greater)),
            (Builtin::Date, "2024-01-31", "2024-02-01", Some(Less)),
            (Builtin::Duration, "P1Y", "P12M", Some(Equal)),
            (Builtin::Duration, "P1M", "P30D", None),
            (Builtin::Duration, "-PT1H", "PT0S", Some(Less)),
        ] {
            assert_eq!(compare(builtin, one, other), order, "{one} {other}");
        }
    }

    #[test]
    fn lengths_and_forms() {
        assert_eq!(length(Builtin::Base64Binary, "AQ=="), Some(1));
        assert_eq!(length(Builtin::HexBinary, "AABB"), Some(2));
        assert_eq!(length(Builtin::String, "\u{1f600}a"), Some(2));
        assert_eq!(collapsed("  a \n b "), "a b");
        assert_eq!(decimal(-1250, 3), "-1.25");
        assert_eq!(decimal(5, 2), "0.05");
        assert_eq!(decimal(500, 2), "5");
    }
}
