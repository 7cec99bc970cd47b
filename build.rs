//! Generates `api.rs`, the SOAP part of the client, from the vendored contract, and `report.rs`, the XML of reports.

fn main() {
    castile_build::Config::new()
        .serde("serde")
        // What stands before `_OK` is not proven for each operation: it may be another version's name, or end in `Ret`.
        .success("*", "{operation}Result", ["OK", "*_OK", "{operation}_OK"])
        .compile("wsdl/api.asmx.wsdl");
    // Types without operations.
    castile_build::Config::new()
        .out_module()
        .compile("wsdl/report.xsd");
}
