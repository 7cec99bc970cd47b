//! The command `rescue`: calls the service, or serves the sandbox.
//!
//! In: arguments, a password from elsewhere. Out: what was asked for on standard output, everything else on
//! standard error, and an exit code of the table in `exit`. How the service is called is left to `logmein-rescue`.

mod args;
mod call;
mod completions;
mod connect;
mod contract;
mod exit;
mod export;
mod failure;
mod keyring;
mod man;
mod operation;
mod pages;
mod password;
mod profile;
mod report;
mod serve;
mod table;
mod tolerated;
mod verbs;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;

use crate::args::{Cli, Command};
use crate::exit::Exit;
use crate::failure::Failure;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let json = args::wants_json(&arguments);
    let exit = match run(arguments) {
        Ok(exit) => exit,
        Err(failure) => report::failure(&failure, json),
    };
    ExitCode::from(exit.row().code)
}

fn run(arguments: Vec<OsString>) -> Result<Exit, Failure> {
    args::refuse_password(&arguments)?;
    let matches = match args::command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        // `--help` and `--version` are what was asked for, and go to standard output.
        Err(answer) if !answer.use_stderr() => return report::text(&answer.to_string()),
        Err(error) => return Err(Failure::arguments(&error)),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime =
        runtime.map_err(|error| Failure::unexpected("the runtime cannot start").because(&error))?;
    // What can be called is in the contract and not in the types of `args`.
    if let Some(("call", matches)) = matches.subcommand() {
        return runtime.block_on(operation::run(matches));
    }
    let cli = Cli::from_arg_matches(&matches).map_err(|error| Failure::arguments(&error))?;
    match cli.command {
        Command::AuthCode(arguments) => runtime.block_on(call::auth_code(&arguments)),
        Command::LoginTicket(arguments) => runtime.block_on(call::login_ticket(&arguments)),
        Command::Account(arguments) => runtime.block_on(verbs::account(&arguments)),
        Command::Sessions(arguments) => runtime.block_on(verbs::sessions(&arguments)),
        Command::Technician(arguments) => runtime.block_on(verbs::technician(&arguments)),
        Command::Hierarchy(arguments) => runtime.block_on(verbs::hierarchy(&arguments)),
        Command::Pin(arguments) => runtime.block_on(verbs::pin(&arguments)),
        Command::Report(arguments) => runtime.block_on(export::run(&arguments)),
        Command::Profile(command) => profile::run(&command),
        Command::Completions { shell } => completions::run(shell),
        Command::Man { out } => man::run(out.as_deref()),
        Command::Serve(arguments) => runtime.block_on(serve::run(&arguments)),
    }
}
