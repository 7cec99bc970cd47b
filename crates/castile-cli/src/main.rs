//! The command `castile`: arguments in; generated source, what there is to say about a contract, or example messages, out.
//!
//! All work is left to `castile-build`, `castile-wsdl`, `castile-sample` and `castile-explain`. Data goes to standard output, the rest to standard error.

mod completions;
mod contract;
mod dump;
mod explain;
mod generate;
mod inspect;
mod output;
mod report;
mod sample;
mod text;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use report::{Failure, Speech};

/// Generates Rust SOAP clients from WSDL, shows what a WSDL says, and explains messages by it.
#[derive(Debug, Parser)]
#[command(name = "castile", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    speech: Speech,
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
    Generate(Box<generate::Generate>),
    /// Shows what a contract says: services, operations, types.
    #[command(after_help = inspect::AFTER_HELP)]
    Inspect(inspect::Inspect),
    /// Shows what a program would make of a message, and where the message breaks its contract.
    #[command(after_help = explain::AFTER_HELP)]
    Explain(explain::Explain),
    /// Prints example messages of an operation.
    #[command(after_help = EXIT_CODES)]
    Sample(sample::Sample),
    /// Shows what a stage of the generator makes of a contract, for reports of bugs; to read a contract use `inspect`.
    #[command(after_help = EXIT_CODES)]
    Dump(dump::Dump),
    /// Writes the completions of a shell, to be put where the shell looks for them.
    #[command(after_help = completions::AFTER_HELP)]
    Completions(completions::Completions),
}

fn main() -> ExitCode {
    let Arguments { command, speech } = Arguments::parse();
    speech.set_color();
    let (done, json) = match command {
        Command::Generate(generate) if generate.has_nothing_to_check() => Arguments::command()
            .error(
                ErrorKind::ArgumentConflict,
                "`--check` needs a file to compare with, so `--out -` does not go with it",
            )
            .exit(),
        Command::Generate(generate) => (generate.run(&speech), generate.json),
        Command::Inspect(inspect) => (inspect.run(&speech), inspect.json),
        Command::Explain(explain) => (explain.run(&speech), explain.json),
        Command::Sample(sample) => (sample.run(&speech), false),
        Command::Dump(dump) => (dump.run(&speech), false),
        Command::Completions(completions) => (completions.run(&mut Arguments::command()), false),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            report::failure(&problem, json);
            ExitCode::FAILURE
        }
    }
}

/// What a command gives back.
type Done = Result<(), Failure>;
