//! Runtime of SOAP clients generated from WSDL by `castile-build`.
//!
//! Its promise: never silently wrong, never broken by an addition, always says where. A reply that the contract
//! does not allow is either read with a [`Deviation`] on record, or refused with an [`Error`] that names the
//! element, its place in the reply and the declaration it breaks. [`Policy`] moves the line between the two.
//!
//! Generated code calls [`Client`], which carries envelopes over a [`Transport`](transport::Transport); the codec
//! and the envelopes do no IO and work with any HTTP client (see [`envelope`]).

mod client;
mod codec;
pub mod codegen;
mod describe;
mod deviation;
pub mod envelope;
mod error;
mod fault;
pub mod limits;
mod operation;
pub mod secret;
pub mod transport;
pub mod value;

pub use client::{Client, Reply};
pub use codec::{
    AnyAttribute, AnyElement, AnyType, Array, DecodeError, DecodeErrorKind, EncodeError, List,
    MultiArray, Nillable, UnknownType,
};
pub use deviation::{Deviation, DeviationKind, Deviations, Policy};
pub use envelope::SoapVersion;
pub use error::{Error, ErrorKind, RawReply};
pub use fault::{Fault, FaultCode, FaultDetail, FaultKind, Reason};
pub use limits::Limits;
pub use secret::Secret;

/// Runs the examples of the README.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../README.md")]
struct Readme;
