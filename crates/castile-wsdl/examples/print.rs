//! Prints what a contract says: `cargo run -p castile-wsdl --example print -- service.wsdl`.

use std::io::Write;
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
            // A reader that has seen enough, such as `head`, closes the pipe: that is no failure.
            let _ = write!(
                std::io::stdout(),
                "{}\n{}",
                contract.sources,
                contract.model
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprint!("{error}");
            ExitCode::FAILURE
        }
    }
}
