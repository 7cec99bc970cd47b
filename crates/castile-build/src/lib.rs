//! Writes readable Rust SOAP clients from WSDL, for build scripts.
