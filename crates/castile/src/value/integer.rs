//! `xs:integer` and the four types that only bound it on one side.
//!
//! Sizes are those of [`Decimal`]: 38 digits without allocation, and no more than its limit.

use std::ops::Deref;
use std::str::FromStr;

use super::text::text_form;
use super::{Decimal, ValueError};

/// A value of `xs:integer`: a whole number of any size up to [`Decimal::MAX_DIGITS`] digits.
///
/// ```
/// use castile::value::Integer;
///
/// let serial: Integer = "-0340282366920938463463374607431768211456".parse()?;
/// assert_eq!(serial.to_string(), "-340282366920938463463374607431768211456");
/// assert_eq!(u8::try_from(Integer::from(200))?, 200);
/// # Ok::<(), castile::value::ValueError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Integer(Decimal);

impl Integer {
    pub(super) const EXPECTED: &str = "an `xs:integer` such as `-12`";

    /// An integer from a decimal of scale 0.
    pub(super) fn from_whole(value: Decimal) -> Self {
        debug_assert_eq!(value.scale(), 0);
        Self(value)
    }

    pub(super) fn into_decimal(self) -> Decimal {
        self.0
    }

    /// Whether the number is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether the number is zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// The number of digits, without sign and leading zeros; 1 for zero.
    pub fn total_digits(&self) -> u16 {
        self.0.total_digits()
    }

    /// The nearest `f64`, which is infinite beyond its range.
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64()
    }

    fn write(&self, out: &mut impl std::fmt::Write) -> std::fmt::Result {
        self.0.write(out)
    }
}

impl FromStr for Integer {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Decimal::read(text, Self::EXPECTED, false).map(Self)
    }
}

text_form!(Integer);

macro_rules! conversions {
    ($($ty:ty)*) => { $(
        impl From<$ty> for Integer {
            fn from(value: $ty) -> Self {
                Self(value.into())
            }
        }

        impl TryFrom<&Integer> for $ty {
            type Error = ValueError;

            fn try_from(value: &Integer) -> Result<Self, ValueError> {
                Self::try_from(&value.0)
            }
        }

        impl TryFrom<Integer> for $ty {
            type Error = ValueError;

            fn try_from(value: Integer) -> Result<Self, ValueError> {
                Self::try_from(&value.0)
            }
        }
    )* };
}

conversions!(i8 i16 i32 i64 i128 u8 u16 u32 u64);

impl From<u128> for Integer {
    fn from(value: u128) -> Self {
        Self(value.into())
    }
}

macro_rules! bounded {
    ($($name:ident, $expected:literal, $problem:literal, |$value:ident| $test:expr;)*) => { $(
        #[doc = concat!("An [`Integer`] that is ", $expected, ".")]
        ///
        /// It reads its text with the check, takes an `Integer` by `TryFrom`, and is one by `Deref`.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Integer);

        impl $name {
            const EXPECTED: &str = $expected;

            fn check($value: Integer) -> Result<Self, ValueError> {
                if $test {
                    Ok(Self($value))
                } else {
                    Err(ValueError::new(Self::EXPECTED, $problem))
                }
            }

            fn write(&self, out: &mut impl std::fmt::Write) -> std::fmt::Result {
                self.0.write(out)
            }
        }

        impl FromStr for $name {
            type Err = ValueError;

            fn from_str(text: &str) -> Result<Self, ValueError> {
                Self::check(Integer(Decimal::read(text, Self::EXPECTED, false)?))
            }
        }

        text_form!($name);

        impl TryFrom<Integer> for $name {
            type Error = ValueError;

            fn try_from(value: Integer) -> Result<Self, ValueError> {
                Self::check(value)
            }
        }

        impl From<$name> for Integer {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl Deref for $name {
            type Target = Integer;

            fn deref(&self) -> &Integer {
                &self.0
            }
        }
    )* };
}

bounded! {
    NonNegativeInteger, "an `xs:nonNegativeInteger`, 0 or more", "it is less than 0",
        |value| !value.is_negative();
    PositiveInteger, "an `xs:positiveInteger`, 1 or more", "it is less than 1",
        |value| !value.is_negative() && !value.is_zero();
    NonPositiveInteger, "an `xs:nonPositiveInteger`, 0 or less", "it is greater than 0",
        |value| value.is_negative() || value.is_zero();
    NegativeInteger, "an `xs:negativeInteger`, -1 or less", "it is greater than -1",
        |value| value.is_negative();
}

macro_rules! from_unsigned {
    ($($ty:ty)*) => { $(
        impl From<$ty> for NonNegativeInteger {
            fn from(value: $ty) -> Self {
                Self(value.into())
            }
        }
    )* };
}

from_unsigned!(u8 u16 u32 u64 u128);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whole_numbers_of_any_size() {
        let long = format!("-{}", "8".repeat(4096));
        for (text, written) in [
            ("0", "0"),
            ("-0", "0"),
            ("+12", "12"),
            ("-007", "-7"),
            ("12678967543233", "12678967543233"),
            (
                "170141183460469231731687303715884105728",
                "170141183460469231731687303715884105728",
            ),
            (&long, &long),
        ] {
            let value: Integer = text.parse().unwrap();
            assert_eq!(value.to_string(), written);
            assert_eq!(written.parse(), Ok(value));
        }
    }

    #[test]
    fn refuses_all_else() {
        for (text, problem) in [
            ("", "there is no text"),
            (
                "-",
                "the text ends after character 1, where a digit belongs",
            ),
            ("1.0", "`.` at character 2, where a digit belongs"),
            ("1.", "`.` at character 2, where a digit belongs"),
            ("1e3", "`e` at character 2, where a digit belongs"),
            ("1 ", "a blank at character 2, where a digit belongs"),
            (
                &"1".repeat(4097),
                "it has more than 4096 digits, the limit `Decimal::MAX_DIGITS`",
            ),
        ] {
            assert_eq!(text.parse::<Integer>().unwrap_err().problem(), problem);
        }
    }

    #[test]
    fn converts_with_its_range_checked() {
        assert_eq!(i64::try_from(Integer::from(i64::MIN)), Ok(i64::MIN));
        assert_eq!(u64::try_from(&Integer::from(u64::MAX)), Ok(u64::MAX));
        let error = u8::try_from(Integer::from(256)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected an `xs:unsignedByte` from 0 to 255: it is greater than 255"
        );
        assert!(i128::try_from(Integer::from(u128::MAX)).is_err());
        assert!(Integer::from(2) > Integer::from(-3));
    }

    #[test]
    fn bounds_hold_for_texts_and_for_values() {
        // For each text: non-negative, positive, non-positive, negative.
        for (text, fits) in [
            ("1", [true, true, false, false]),
            ("0", [true, false, true, false]),
            ("-0", [true, false, true, false]),
            ("+0", [true, false, true, false]),
            ("-1", [false, false, true, true]),
            (
                "-1000000000000000000000000000000000000000000",
                [false, false, true, true],
            ),
            (
                "1000000000000000000000000000000000000000000",
                [true, true, false, false],
            ),
            ("x", [false; 4]),
        ] {
            let read = [
                text.parse::<NonNegativeInteger>().is_ok(),
                text.parse::<PositiveInteger>().is_ok(),
                text.parse::<NonPositiveInteger>().is_ok(),
                text.parse::<NegativeInteger>().is_ok(),
            ];
            assert_eq!(read, fits, "{text}");
            let Ok(value) = text.parse::<Integer>() else {
                continue;
            };
            let taken = [
                NonNegativeInteger::try_from(value.clone()).is_ok(),
                PositiveInteger::try_from(value.clone()).is_ok(),
                NonPositiveInteger::try_from(value.clone()).is_ok(),
                NegativeInteger::try_from(value).is_ok(),
            ];
            assert_eq!(taken, fits, "{text}");
        }
        let error = "-1".parse::<NonNegativeInteger>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected an `xs:nonNegativeInteger`, 0 or more: it is less than 0"
        );
        let count = NonNegativeInteger::from(7u32);
        assert_eq!(u32::try_from(&*count), Ok(7));
        assert_eq!(count.to_string(), "7");
    }
}
