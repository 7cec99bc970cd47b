//! The whole numbers of XML Schema that fit a Rust integer: `xs:byte` to `xs:unsignedLong`.
//!
//! The text is an optional sign and at least one digit, with as many leading zeros as the sender
//! likes. A `+` is allowed for the unsigned types too, and so is `-0`, as they restrict
//! `xs:nonNegativeInteger` (XSD 1.0 part 2, 3.3.20).

use super::ValueError;
use super::text::{ascii, fill_digits};

/// An integer that a number of any size can be narrowed to.
pub(super) trait Narrow: Sized {
    /// The description of the type for errors.
    const EXPECTED: &str;

    /// The number as this type, or an error that names the bound it breaks.
    fn narrow(value: i128) -> Result<Self, ValueError>;
}

macro_rules! integers {
    ($($ty:ident as $wide:ident, $parse:ident, $write:ident, $write_wide:ident, $expected:literal;)*) => { $(
        #[doc = concat!("Reads ", $expected, ".")]
        pub fn $parse(text: &str) -> Result<$ty, ValueError> {
            if let Some(Ok(value)) = read_short(text).map($ty::try_from) {
                return Ok(value);
            }
            $ty::narrow(read(text, $ty::EXPECTED)?)
        }

        #[doc = concat!("Appends the digits of ", $expected, ".")]
        pub fn $write(value: $ty, out: &mut String) {
            $write_wide($wide::from(value), out);
        }

        impl Narrow for $ty {
            const EXPECTED: &str = $expected;

            fn narrow(value: i128) -> Result<Self, ValueError> {
                Self::try_from(value).map_err(|_| {
                    out_of_range(Self::EXPECTED, value, Self::MIN.into(), Self::MAX.into())
                })
            }
        }
    )* };
}

integers! {
    i8 as i64, parse_i8, write_i8, write_signed, "an `xs:byte` from -128 to 127";
    i16 as i64, parse_i16, write_i16, write_signed, "an `xs:short` from -32768 to 32767";
    i32 as i64, parse_i32, write_i32, write_signed, "an `xs:int` from -2147483648 to 2147483647";
    i64 as i64, parse_i64, write_i64, write_signed, "an `xs:long` from -9223372036854775808 to 9223372036854775807";
    u8 as u64, parse_u8, write_u8, write_unsigned, "an `xs:unsignedByte` from 0 to 255";
    u16 as u64, parse_u16, write_u16, write_unsigned, "an `xs:unsignedShort` from 0 to 65535";
    u32 as u64, parse_u32, write_u32, write_unsigned, "an `xs:unsignedInt` from 0 to 4294967295";
    u64 as u64, parse_u64, write_u64, write_unsigned, "an `xs:unsignedLong` from 0 to 18446744073709551615";
}

impl Narrow for i128 {
    const EXPECTED: &str = "a whole number of 128 bits";

    fn narrow(value: i128) -> Result<Self, ValueError> {
        Ok(value)
    }
}

/// The number in a text that is right and short, which nearly all are.
fn read_short(text: &str) -> Option<i64> {
    let (negative, digits) = split_sign(text.as_bytes());
    // 18 digits always fit.
    if !(1..=18).contains(&digits.len()) {
        return None;
    }
    let mut value = 0;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

/// The number in any text, or the end of the range of `i128` on its side where it needs more than 64
/// bits, which is out of the range of all types read here.
fn read(text: &str, expected: &'static str) -> Result<i128, ValueError> {
    let (negative, digits) = split_sign(text.as_bytes());
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(not_a_digit(text, expected));
    }
    let magnitude = digits.iter().try_fold(0u64, |value, byte| {
        value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))
    });
    Ok(match (magnitude, negative) {
        (Some(value), false) => i128::from(value),
        (Some(value), true) => -i128::from(value),
        (None, false) => i128::MAX,
        (None, true) => i128::MIN,
    })
}

/// Whether there is a minus sign, and what follows the sign or stands without one.
pub(super) fn split_sign(bytes: &[u8]) -> (bool, &[u8]) {
    match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    }
}

fn write_signed(value: i64, out: &mut String) {
    if value < 0 {
        out.push('-');
    }
    write_unsigned(value.unsigned_abs(), out);
}

fn write_unsigned(value: u64, out: &mut String) {
    let mut room = [0; 20];
    out.push_str(ascii(fill_digits(value, &mut room)));
}

#[cold]
fn not_a_digit(text: &str, expected: &'static str) -> ValueError {
    let (_, digits) = split_sign(text.as_bytes());
    let sign = text.len() - digits.len();
    let at = digits
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(digits.len());
    ValueError::unexpected(expected, text, sign + at, "a digit")
}

#[cold]
pub(super) fn out_of_range(
    expected: &'static str,
    value: i128,
    lowest: i128,
    highest: i128,
) -> ValueError {
    let problem = if value < lowest {
        format!("it is less than {lowest}")
    } else {
        format!("it is greater than {highest}")
    };
    ValueError::new(expected, problem)
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::Random;
    use super::*;

    #[test]
    fn reads_signs_and_leading_zeros() {
        let zeros = "0".repeat(5000) + "7";
        let cases = [
            ("0", 0),
            ("+0", 0),
            ("-0", 0),
            ("007", 7),
            ("+7", 7),
            ("-7", -7),
            (zeros.as_str(), 7),
            ("2147483647", i32::MAX),
            ("-2147483648", i32::MIN),
        ];
        for (text, value) in cases {
            assert_eq!(parse_i32(text), Ok(value), "{text}");
        }
        assert_eq!(parse_u8("+255"), Ok(255));
        assert_eq!(parse_u8("-0"), Ok(0));
        assert_eq!(parse_u64("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(parse_u64("00018446744073709551615"), Ok(u64::MAX));
        assert_eq!(parse_i64("-9223372036854775808"), Ok(i64::MIN));
    }

    #[test]
    fn refuses_what_is_no_whole_number() {
        for (text, problem) in [
            ("", "there is no text"),
            (
                "+",
                "the text ends after character 1, where a digit belongs",
            ),
            (
                "-",
                "the text ends after character 1, where a digit belongs",
            ),
            ("+-1", "`-` at character 2, where a digit belongs"),
            ("1.0", "`.` at character 2, where a digit belongs"),
            ("1e3", "`e` at character 2, where a digit belongs"),
            (" 1", "a blank at character 1, where a digit belongs"),
            ("1 ", "a blank at character 2, where a digit belongs"),
            ("1,000", "`,` at character 2, where a digit belongs"),
            ("0x1f", "`x` at character 2, where a digit belongs"),
            ("１", "`１` at character 1, where a digit belongs"),
            ("12é", "`é` at character 3, where a digit belongs"),
            (
                "123456789012345678901234567890x",
                "`x` at character 31, where a digit belongs",
            ),
        ] {
            assert_eq!(parse_i32(text).unwrap_err().problem(), problem, "{text:?}");
        }
    }

    #[test]
    fn names_the_bound_that_is_broken() {
        let problem = |result: Result<(), ValueError>| result.unwrap_err().to_string();
        let huge = "9".repeat(400);
        for (error, message) in [
            (
                problem(parse_i8("128").map(drop)),
                "expected an `xs:byte` from -128 to 127: it is greater than 127",
            ),
            (
                problem(parse_i8("-129").map(drop)),
                "expected an `xs:byte` from -128 to 127: it is less than -128",
            ),
            (
                problem(parse_u16("-1").map(drop)),
                "expected an `xs:unsignedShort` from 0 to 65535: it is less than 0",
            ),
            (
                problem(parse_u32("4294967296").map(drop)),
                "expected an `xs:unsignedInt` from 0 to 4294967295: it is greater than 4294967295",
            ),
            (
                problem(parse_i16(&huge).map(drop)),
                "expected an `xs:short` from -32768 to 32767: it is greater than 32767",
            ),
        ] {
            assert_eq!(error, message);
        }
        assert!(parse_u64("18446744073709551616").is_err());
        assert!(parse_i64("9223372036854775808").is_err());
        assert!(parse_i64("-9223372036854775809").is_err());
        assert!(parse_i64(&format!("-{huge}")).is_err());
    }

    #[test]
    fn writes_what_it_reads() {
        macro_rules! round_trip {
            ($($ty:ident $parse:ident $write:ident;)*) => {
                let mut random = Random(2);
                for shift in 0..64 {
                    $(
                        #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
                        for value in [$ty::MIN, $ty::MAX, (random.next() >> shift) as $ty] {
                            let mut text = String::new();
                            $write(value, &mut text);
                            assert_eq!(text, value.to_string());
                            assert_eq!($parse(&text), Ok(value));
                        }
                    )*
                }
            };
        }
        round_trip! {
            i8 parse_i8 write_i8; i16 parse_i16 write_i16; i32 parse_i32 write_i32;
            i64 parse_i64 write_i64; u8 parse_u8 write_u8; u16 parse_u16 write_u16;
            u32 parse_u32 write_u32; u64 parse_u64 write_u64;
        }
    }
}
