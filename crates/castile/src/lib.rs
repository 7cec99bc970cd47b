//! Runtime of SOAP clients generated from WSDL by `castile-build`.
//!
//! Its promise: never silently wrong, never broken by an addition, always says where. A reply that the contract
//! does not allow is either read with a [`Deviation`] on record, or refused with an [`Error`] that names the
//! element, its place in the reply and the declaration it breaks. [`Policy`] moves the line between the two.
//!
//! Generated code calls [`Client`], which carries envelopes over a [`Transport`](transport::Transport); the codec
//! and the envelopes do no IO and work with any HTTP client (see [`envelope`]).

mod attachment;
mod client;
mod codec;
pub mod codegen;
mod describe;
mod deviation;
pub mod envelope;
mod error;
mod exchange;
mod fault;
mod http_binding;
pub mod limits;
mod mime;
mod operation;
mod out_module;
pub mod secret;
mod success;
pub mod transport;
pub mod value;

pub use attachment::Attachment;
pub use client::{Client, Reply};
pub use codec::{
    AnyAttribute, AnyElement, AnyType, Array, DecodeError, DecodeErrorKind, EncodeError, List,
    MultiArray, Nillable, UnknownType,
};
pub use deviation::{
    Deviation, DeviationCount, DeviationCounts, DeviationKind, DeviationObserver, Deviations,
    Policy,
};
pub use envelope::SoapVersion;
pub use error::{Error, ErrorKind, RawReply};
pub use exchange::{Exchange, Tap};
pub use fault::{Fault, FaultCode, FaultDetail, FaultKind, Reason};
pub use limits::Limits;
pub use secret::Secret;

/// Makes a type of your own the value of a simple type, by its text: for `Config::extern_type` of `castile-build`.
///
/// The type has `FromStr`, whose error has `Display`, and `Display` and `Default`. What is expected is said in errors;
/// the error of `FromStr` must not repeat the text, which may be a secret. A value of the default stands where nothing
/// has been read yet, and is never seen.
///
/// ```
/// #[derive(Debug, Clone, PartialEq, Default)]
/// pub struct Cents(u64);
///
/// impl std::str::FromStr for Cents {
///     type Err = std::num::ParseIntError;
///
///     fn from_str(text: &str) -> Result<Self, Self::Err> {
///         text.replacen('.', "", 1).parse().map(Self)
///     }
/// }
///
/// impl std::fmt::Display for Cents {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
///     }
/// }
///
/// castile::simple_type!(Cents, "an amount such as `12.50`");
/// ```
#[macro_export]
macro_rules! simple_type {
    ($ty:ty, $expected:literal) => {
        impl $crate::codegen::Simple for $ty {
            fn blank() -> Self {
                ::std::default::Default::default()
            }

            fn parse(
                text: &str,
                _: $crate::codegen::Scope<'_>,
            ) -> ::std::result::Result<Self, $crate::codegen::ValueError> {
                text.parse::<Self>().map_err(|error| {
                    $crate::codegen::ValueError::new(
                        $expected,
                        ::std::string::ToString::to_string(&error),
                    )
                })
            }

            fn write_text(&self, out: &mut $crate::codegen::TextWriter<'_>) {
                out.escaped(&::std::string::ToString::to_string(self));
            }
        }

        impl $crate::codegen::Element for $ty {
            fn blank() -> Self {
                ::std::default::Default::default()
            }

            fn read_element(
                &mut self,
                decoder: &mut $crate::codegen::Decoder<'_>,
            ) -> ::std::result::Result<(), $crate::codegen::DecodeError> {
                decoder.simple().map(|value| *self = value)
            }

            fn write_element(&self, tag: &'static str, writer: &mut $crate::codegen::Writer) {
                writer.simple(tag, self);
            }
        }
    };
}

/// Runs the examples of the README.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../README.md")]
struct Readme;

/// Runs the examples of the page on policies.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../../../docs/decode-policy.md")]
struct DecodePolicy;

/// Runs the examples of the page on calls over a real network.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../../../docs/production.md")]
struct Production;
