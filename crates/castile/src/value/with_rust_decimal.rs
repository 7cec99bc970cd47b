//! Conversions from and to `rust_decimal`, which rounds nothing on the way.

use super::{Decimal, ValueError};

const EXPECTED: &str = "a number that `rust_decimal::Decimal` can hold";

impl From<rust_decimal::Decimal> for Decimal {
    /// Keeps trailing zeros.
    fn from(value: rust_decimal::Decimal) -> Self {
        // The scale is at most 28.
        let scale = u8::try_from(value.scale()).unwrap_or(u8::MAX);
        Self::new(value.mantissa(), scale)
    }
}

impl TryFrom<Decimal> for rust_decimal::Decimal {
    type Error = ValueError;

    /// As from `&Decimal`.
    fn try_from(value: Decimal) -> Result<Self, ValueError> {
        Self::try_from(&value)
    }
}

impl TryFrom<&Decimal> for rust_decimal::Decimal {
    type Error = ValueError;

    /// Keeps trailing zeros where there is room for them. Refuses a number that needs more than 96
    /// bits or 28 digits after the point.
    fn try_from(value: &Decimal) -> Result<Self, ValueError> {
        let exact = |value: &Decimal| {
            Self::try_from_i128_with_scale(value.mantissa()?, value.scale().into()).ok()
        };
        exact(value)
            .or_else(|| exact(&value.without_trailing_zeros()))
            .ok_or_else(|| {
                ValueError::new(
                    EXPECTED,
                    "it needs more than 96 bits or 28 digits after the point",
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_numbers_go_both_ways() {
        for text in [
            "0",
            "0.00",
            "-12.50",
            "79228162514264337593543950335",
            "0.0000000000000000000000000001",
        ] {
            let value: Decimal = text.parse().unwrap();
            let other = rust_decimal::Decimal::try_from(&value).unwrap();
            assert_eq!(other.to_string(), text);
            assert_eq!(Decimal::from(other).to_string(), text);
        }
    }

    #[test]
    fn trailing_zeros_give_way_and_nothing_else() {
        let zeros = "0".repeat(60);
        for (text, written) in [
            (format!("1.5{zeros}"), "1.5"),
            (format!("-20.{zeros}"), "-20"),
            (format!("0.{zeros}"), "0"),
        ] {
            let value: Decimal = text.parse().unwrap();
            let other = rust_decimal::Decimal::try_from(value).unwrap();
            assert_eq!(other.to_string(), written);
        }
        for text in [
            "79228162514264337593543950336".into(),
            "0.00000000000000000000000000001".into(),
            format!("1{zeros}"),
            format!("0.{zeros}1"),
        ] {
            let value: Decimal = text.parse().unwrap();
            assert!(rust_decimal::Decimal::try_from(value).is_err(), "{text}");
        }
    }
}
