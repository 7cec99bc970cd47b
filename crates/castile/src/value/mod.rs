//! The built-in XML Schema types as Rust values: exact, strict and cheap.
//!
//! What goes in is the text of an element or attribute whose white space the caller has already
//! collapsed, so that a surrounding blank is an error here. What comes out is a value that writes
//! itself as a valid lexical form, which reads back as the same value. Resolving the prefix of a
//! `xs:QName`, collapsing white space, defaults, facets and the place of an error are left to the
//! caller.
//!
//! Types that std has are read and written by the functions of [`number`], [`float`] and
//! [`boolean`]. The others are types of this module with `FromStr`, `Display` and `write_to`, which
//! appends to a `String` without the cost of formatting.
//!
//! The lexical forms are those of XML Schema 1.0 part 2, second edition.

pub mod boolean;
pub mod float;
pub mod number;
pub mod qname;

mod binary;
mod calendar;
mod date;
mod datetime;
mod decimal;
mod duration;
mod error;
mod gregorian;
mod integer;
mod offset;
mod text;
mod time;
#[cfg(feature = "jiff")]
mod with_jiff;
#[cfg(feature = "rust_decimal")]
mod with_rust_decimal;

pub use binary::{Base64Binary, HexBinary};
pub use date::Date;
pub use datetime::DateTime;
pub use decimal::Decimal;
pub use duration::Duration;
pub use error::ValueError;
pub use gregorian::{GDay, GMonth, GMonthDay, GYear, GYearMonth};
pub use integer::{
    Integer, NegativeInteger, NonNegativeInteger, NonPositiveInteger, PositiveInteger,
};
pub use offset::Offset;
pub use qname::QName;
pub use time::Time;

#[cfg(all(test, feature = "serde"))]
mod serde_tests {
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
