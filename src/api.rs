//! The SOAP operations of the service, generated from `wsdl/api.asmx.wsdl` when the crate is built.
//!
//! What of the contract is stated, what inferred, and from what, is told [below](#the-rescue-contract), for each
//! operation, parameter and type.
//!
//! Envelopes can be built and read without a client, for an HTTP stack of your own:
//!
//! ```
//! use logmein_rescue::api::{RequestAuthCodeSso, operations};
//! use logmein_rescue::castile::SoapVersion;
//! use logmein_rescue::castile::envelope::write_request;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let request = RequestAuthCodeSso { s_ssoid: Some("123456".to_owned()), ..Default::default() };
//! let operation = &operations::REQUEST_AUTH_CODE_SSO;
//! let envelope = write_request(operation, SoapVersion::Soap12, None, &request)?;
//! let headers = SoapVersion::Soap12.headers(operation.action);
//! assert!(envelope.contains("<sSSOID>123456</sSSOID>"));
//! # let _ = headers;
//! # Ok(())
//! # }
//! ```
#![doc = include_str!("../wsdl/README.md")]

include!(concat!(env!("OUT_DIR"), "/api.rs"));
