//! The command `castile`: arguments in; generated source, or what a stage of the generator made, out.
//!
//! All work is left to `castile-build` and `castile-wsdl`. Data goes to standard output, the rest to standard error.

mod dump;
mod generate;
mod output;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

/// Generates Rust SOAP clients from WSDL.
#[derive(Debug, Parser)]
#[command(name = "castile", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done; there may be warnings on standard error
  1  the contract has errors, a file can't be read or written, or `--check` found a difference
  2  the arguments are wrong";

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the Rust source of a contract.
    #[command(after_help = EXIT_CODES)]
    Generate(generate::Generate),
    /// Shows what a stage of the generator makes of a contract.
    #[command(after_help = EXIT_CODES)]
    Dump(dump::Dump),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Generate(generate) if generate.has_nothing_to_check() => Arguments::command()
            .error(
                ErrorKind::ArgumentConflict,
                "`--check` needs a file to compare with, so `--out -` does not go with it",
            )
            .exit(),
        Command::Generate(generate) => generate.run(),
        Command::Dump(dump) => dump.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprint!("{problem}");
            ExitCode::FAILURE
        }
    }
}
