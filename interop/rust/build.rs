//! Generates clients of the two document/literal services from the contracts that the service publishes.

fn main() {
    castile_build::compile("../asmx/published/API.wsdl");
    castile_build::compile("../asmx/published/Extra.wsdl");
}
