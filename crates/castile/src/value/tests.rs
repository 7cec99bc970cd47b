//! What holds for all types: damaged texts make no panic, what is read is written so that it reads
//! back, and the serde form is the text form.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use super::text::tests::Random;
use super::*;

const TEXTS: [&str; 30] = [
    "0",
    "-128",
    "+007",
    "18446744073709551615",
    "-170141183460469231731687303715884105728",
    "1701411834604692317316873037158841057280.05000",
    "-.5",
    "5.",
    "12.78e-2",
    "1E309",
    "-INF",
    "NaN",
    "2012-02-16T09:00:00.1234567Z",
    "-0001-12-31T24:00:00",
    "999999999-12-31T23:59:59.999999999+14:00",
    "2024-02-29",
    "23:59:58.0000000+00:00",
    "12024-05:00",
    "2024-02-05:00",
    "--05--",
    "--02-29Z",
    "---31-02:30",
    "-P1Y2M3DT4H5M6.7S",
    "PT18446744073709551615S",
    "Zm9vYg==",
    "Zm9v Ym\nFy",
    "0fB7",
    "{urn:x}name",
    "true",
    "",
];

/// A text with a few characters removed, repeated or replaced.
fn damaged(random: &mut Random) -> String {
    const CHARACTERS: &[char] = &[
        '0', '1', '2', '9', '+', '-', '.', ':', ' ', '=', 'T', 'Z', 'P', 'S', 'e', 'é', '\u{ff11}',
    ];
    let mut pick = |length: usize| usize::try_from(random.below(length as u64)).unwrap();
    let mut text: Vec<char> = TEXTS[pick(TEXTS.len())].chars().collect();
    for _ in 0..pick(4) {
        let at = pick(text.len() + 1);
        let character = CHARACTERS[pick(CHARACTERS.len())];
        match pick(3) {
            0 if at < text.len() => {
                text.remove(at);
            }
            1 if at < text.len() => text[at] = character,
            _ => text.insert(at, character),
        }
    }
    text.into_iter().collect()
}

fn round_trip<T>(text: &str) -> usize
where
    T: FromStr<Err = ValueError> + Display + Debug + PartialEq,
{
    let Ok(value) = text.parse::<T>() else {
        return 0;
    };
    assert!(!text.starts_with(' ') && !text.ends_with(' '), "{text:?}");
    let written = value.to_string();
    let back: T = written
        .parse()
        .unwrap_or_else(|error| panic!("{text:?}: {error}"));
    assert_eq!(back, value, "{text:?}");
    assert_eq!(back.to_string(), written, "{text:?}");
    1
}

#[test]
fn whatever_is_read_is_written_so_that_it_reads_back() {
    let mut random = Random(10);
    let mut read = 0;
    for _ in 0..20_000 {
        let text = damaged(&mut random);
        read += round_trip::<Decimal>(&text)
            + round_trip::<Integer>(&text)
            + round_trip::<NonNegativeInteger>(&text)
            + round_trip::<NegativeInteger>(&text)
            + round_trip::<DateTime>(&text)
            + round_trip::<Date>(&text)
            + round_trip::<Time>(&text)
            + round_trip::<GYear>(&text)
            + round_trip::<GYearMonth>(&text)
            + round_trip::<GMonth>(&text)
            + round_trip::<GMonthDay>(&text)
            + round_trip::<GDay>(&text)
            + round_trip::<Duration>(&text)
            + round_trip::<Base64Binary>(&text)
            + round_trip::<HexBinary>(&text)
            + round_trip::<QName>(&text);
        // These agree with std wherever they read something.
        if let Ok(value) = float::parse_f64(&text) {
            let expected: f64 = text.parse().unwrap();
            assert!(
                value.to_bits() == expected.to_bits() || value.is_nan(),
                "{text:?}"
            );
        }
        if let Ok(value) = number::parse_i16(&text) {
            assert_eq!(text.parse(), Ok(value));
        }
        assert_eq!(
            number::parse_u64(&text).is_ok(),
            text.parse::<u64>().is_ok() || is_minus_zero(&text)
        );
        let _ = boolean::parse_bool(&text);
        let _ = qname::split(&text);
    }
    // Damage must leave enough to read, else nothing is tested.
    assert!(read > 10_000, "{read}");
}

/// The one text that XML Schema reads as an unsigned number and std does not.
fn is_minus_zero(text: &str) -> bool {
    text.strip_prefix('-')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit == b'0'))
}

#[cfg(feature = "serde")]
mod serde_form {
    use super::*;

    /// Checks that the text form in quotes reads as the value and is what the value writes.
    fn check<T>(json: &str)
    where
        T: serde::Serialize + serde::de::DeserializeOwned,
    {
        let value: T = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
    }

    #[test]
    fn values_are_their_text_form() {
        check::<Decimal>(r#""0.10""#);
        check::<Integer>(r#""170141183460469231731687303715884105728""#);
        check::<PositiveInteger>(r#""1""#);
        check::<DateTime>(r#""2012-02-16T09:00:00.1234567Z""#);
        check::<Date>(r#""2024-02-29""#);
        check::<Time>(r#""12:30:00""#);
        check::<GYear>(r#""2024""#);
        check::<GYearMonth>(r#""2024-02""#);
        check::<GMonth>(r#""--02""#);
        check::<GMonthDay>(r#""--02-29""#);
        check::<GDay>(r#""---31""#);
        check::<Duration>(r#""-P1DT2H""#);
        check::<Base64Binary>(r#""Zm9v""#);
        check::<HexBinary>(r#""0FB7""#);
        check::<QName>(r#""{urn:x}a""#);
    }

    #[test]
    fn errors_say_what_was_expected() {
        let error = serde_json::from_str::<Date>(r#""2023-02-29""#).unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected an `xs:date` such as `2024-02-29`: there is no 29 February in 2023 \
             at line 1 column 12"
        );
        let error = serde_json::from_str::<Date>("7").unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid type: integer `7`, expected the text form of a `Date` at line 1 column 1"
        );
        assert!(serde_json::from_str::<PositiveInteger>(r#""0""#).is_err());
    }
}
