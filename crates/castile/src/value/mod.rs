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
pub use boolean::ZeroOne;
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

#[cfg(test)]
mod tests;
