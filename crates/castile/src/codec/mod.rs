//! The codec: values to XML and back, by tables that generated code holds.
//!
//! `xml` gives guarded tokens, `read` walks a [`Shape`] with them, `write` appends fragments to a buffer; `element`
//! has the traits that generated types implement; `encoded` and `array` have what SOAP encoding adds. No tree is built. Nothing here knows SOAP or HTTP.

mod any;
mod array;
mod chars;
mod derivation;
mod element;
mod encoded;
mod encoding;
mod error;
mod facets;
mod path;
mod read;
mod shape;
mod simple;
mod union;
#[cfg(feature = "serde")]
mod with_serde;
mod write;
mod xml;

pub use any::{AnyElement, AnyType, UnknownType};
pub use array::{Array, Items, MultiArray};
pub use derivation::{Derived, TypeName, XSD};
pub use element::{AnyAttribute, Element, List, Nillable, Request, Scope, Simple};
pub use error::{DecodeError, DecodeErrorKind};
pub use facets::{Facets, Kind, WhiteSpace};
pub use read::Decoder;
pub use shape::{Member, Shape, Together};
pub use union::{collapse, member};
pub use write::{EncodeError, TextWriter, Writer, text_of};

pub(crate) use chars::{is_blank, is_ncname, trim};
pub(crate) use encoded::Encoding;
pub(crate) use encoding::to_text;
pub(crate) use error::{BESIDE_THE_RIGHT_ONE, FIXED_LIMIT, excerpt, excerpt_of};
pub(crate) use path::{line_ends, paths};
pub(crate) use read::{Result, XSI, expanded};
pub(crate) use xml::{Attribute, Token};
