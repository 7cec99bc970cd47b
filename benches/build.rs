//! Generates the bindings whose codec is measured.

fn main() {
    castile_build::compile("wsdl/sessions.wsdl");
}
