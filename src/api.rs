//! The SOAP operations of the service, generated from `wsdl/api.asmx.wsdl` when the crate is built.
//!
//! What of the contract is stated and what inferred is told in `wsdl/README.md`.

include!(concat!(env!("OUT_DIR"), "/api.rs"));
