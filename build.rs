//! Generates `api.rs`, the SOAP part of the client, from the vendored contract.

fn main() {
    castile_build::Config::new()
        .serde("serde")
        .compile("wsdl/api.asmx.wsdl");
}
