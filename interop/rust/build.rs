//! Generates clients of the three services from the contracts that the service publishes, and of PHP's.

fn main() {
    castile_build::compile("../asmx/published/API.wsdl");
    castile_build::compile("../asmx/published/Extra.wsdl");
    castile_build::compile("../asmx/published/Legacy.wsdl");
    castile_build::compile("../php/service.wsdl");
}
