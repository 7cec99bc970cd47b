//! Reads WSDL 1.1 and XSD 1.0 into a resolved contract model with a place for every diagnostic.

pub mod model;
pub mod source;
