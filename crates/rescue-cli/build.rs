//! Writes `calls.rs`: a row for each operation of the contract that `logmein_rescue::api` has.

use std::fmt::Write as _;
use std::path::Path;

const CONTRACT: &str = "../../wsdl/api.asmx.wsdl";

fn main() {
    println!("cargo::rerun-if-changed={CONTRACT}");
    let lowered = castile_build::Config::new().lower(CONTRACT);
    let module = lowered.unwrap_or_else(|error| panic!("{error}")).module;
    let mut table = String::from("static CALLS: &[Call] = &[\n");
    for method in module.clients.iter().flat_map(|client| &client.methods) {
        let _ = writeln!(table, "    call!({}),", method.constant);
    }
    table.push_str("];\n");
    let folder = std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&folder).join("calls.rs"), table).expect("the table is written");
}
