//! Prints what a contract says: `cargo run -p castile-wsdl --example print -- service.wsdl`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: print FILE");
        return ExitCode::FAILURE;
    };
    match castile_wsdl::read(path, &castile_wsdl::LoadOptions::default()) {
        Ok(contract) => {
            for warning in &contract.warnings {
                eprintln!("{}", warning.render(&contract.sources));
            }
            print!("{}\n{}", contract.sources, contract.model);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprint!("{error}");
            ExitCode::FAILURE
        }
    }
}
