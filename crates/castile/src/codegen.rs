//! All that generated code may name. It changes with the generator; nothing here is meant to be written by hand.
//!
//! What decodes by a contract without generated code, as the command `castile explain` does, uses it too: it makes the
//! tables when it runs, implements [`Element`] for values of its own, and leaves all judgement to the [`Decoder`].

pub use crate::attachment::Attachment;
pub use crate::client::{Client, Reply};
pub use crate::codec::{
    AnyAttribute, AnyElement, AnyType, Array, DecodeError, Decoder, Derived, Element, Facets,
    Items, Kind, List, Member, MultiArray, Nillable, Request, Scope, Shape, Simple, TextWriter,
    Together, TypeName, UnknownType, WhiteSpace, Writer, XSD, collapse, member, text_of,
};
pub use crate::envelope::{Headers, WriteHeaders};
pub use crate::error::Error;
pub use crate::fault::{FaultDetail, FaultMark, FaultMarks};
pub use crate::http_binding::{HttpOperation, Parameters};
pub use crate::operation::{Operation, Root};
pub use crate::out_module::OutModule;
pub use crate::secret::Secret;
pub use crate::success::Success;
pub use crate::value::{
    Base64Binary, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    HexBinary, Integer, NegativeInteger, NonNegativeInteger, NonPositiveInteger, PositiveInteger,
    QName, Time, ValueError, ZeroOne,
};

pub use Member::{Group, Plain};

/// What reading gives.
pub type Read = Result<(), DecodeError>;

/// It may be absent.
pub const OPTIONAL: u8 = 0;
/// [`Member::REQUIRED`]
pub const REQUIRED: u8 = Member::REQUIRED;
/// [`Member::REPEATED`]
pub const REPEATED: u8 = Member::REPEATED;
/// [`Member::BRANCH`]
pub const BRANCH: u8 = Member::BRANCH;
/// [`Member::MANY_BRANCHES`]
pub const MANY_BRANCHES: u8 = Member::MANY_BRANCHES;
/// [`Member::COLLAPSE`]
pub const COLLAPSE: u8 = Member::COLLAPSE;
/// [`Member::ENCODED`]
pub const ENCODED: u8 = Member::ENCODED;
/// [`Member::EXPECTED`]
pub const EXPECTED: u8 = Member::EXPECTED;
/// [`Member::ONCE`]
pub const ONCE: u8 = Member::ONCE;
