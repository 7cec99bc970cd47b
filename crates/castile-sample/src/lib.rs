#![doc = include_str!("../README.md")]

mod content;
mod facets;
mod height;
mod hint;
mod lexical;
mod message;
mod pattern;
mod rng;
#[cfg(test)]
mod tests;
mod tree;
mod value;

pub use message::{Bound, Sample, Samples, operations};
pub use pattern::matching;
pub use tree::{Element, Node, Piece, Text};

/// How much of what is optional a sample has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// All of it, once.
    Everything,
    /// None.
    Required,
    /// Any part of it, any number of times; the same for the same seed.
    Random(u64),
}

/// A version of SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// SOAP 1.1.
    Soap11,
    /// SOAP 1.2.
    Soap12,
}

impl Version {
    /// The namespace of the envelope.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::Soap11 => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::Soap12 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    /// The namespace of its encoding, which is the value of `encodingStyle` as well.
    pub fn encoding(self) -> &'static str {
        match self {
            Self::Soap11 => "http://schemas.xmlsoap.org/soap/encoding/",
            Self::Soap12 => "http://www.w3.org/2003/05/soap-encoding",
        }
    }
}
