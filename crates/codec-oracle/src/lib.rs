//! Two codecs for one contract, and what is needed to compare them.
//!
//! `castile-build` generates the contract of Rescue for its own codec and for `yaserde`, which is written by other
//! people on another XML reader: a mistake that both make in the same way is unlikely. The tests of this crate feed
//! both with documents made from the contract alone. What `yaserde` is known to do otherwise is left out of them:
//! it trims text and takes the last of an element that stands twice.

pub mod sample;

/// The contract of Rescue for the codec of `castile`.
pub mod castile_api {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
    include!(concat!(env!("OUT_DIR"), "/api-operations.rs"));
}

/// The contract of Rescue for `yaserde`.
pub mod yaserde_api {
    include!(concat!(env!("OUT_DIR"), "/yaserde/api.rs"));
}

/// `contracts/shapes.wsdl` for the codec of `castile`.
pub mod castile_shapes {
    include!(concat!(env!("OUT_DIR"), "/shapes.rs"));
    include!(concat!(env!("OUT_DIR"), "/shapes-operations.rs"));
}

/// `contracts/shapes.wsdl` for `yaserde`.
pub mod yaserde_shapes {
    include!(concat!(env!("OUT_DIR"), "/yaserde/shapes.rs"));
}

/// An operation, to go both ways.
#[derive(Debug)]
pub struct Operation {
    /// Its name in the contract.
    pub name: &'static str,
    /// As a client has it: requests are written, answers are read.
    pub operation: &'static castile::codegen::Operation,
    /// As a service has it: requests are read, answers are written.
    pub mirrored: &'static castile::codegen::Operation,
}
