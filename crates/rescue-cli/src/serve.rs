//! `rescue serve`: the sandbox on a port, until Ctrl-C.

use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;

use rescue_sandbox::{Company, Error, Sandbox};

use crate::args::Serve;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report;

pub(crate) async fn run(arguments: &Serve) -> Result<Exit, Failure> {
    let company = arguments.company.as_deref().map(read).transpose()?;
    let sandbox = Sandbox::builder()
        .bind(SocketAddr::new(arguments.bind, arguments.port))
        .allow_remote(arguments.allow_remote)
        .remote_control(arguments.remote_control)
        .rate_limits(arguments.rate_limits)
        .company(company.unwrap_or_default())
        .on_call(|call| {
            // Nobody may be reading any more, and that is no reason to stop serving.
            let _ = writeln!(io::stderr(), "{call}");
        })
        .start()
        .await
        .map_err(|error| cannot_start(&error))?;
    report::text(&format!("listening on {}\n", sandbox.endpoint()))?;
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| Failure::unexpected("cannot wait for Ctrl-C").because(&error))?;
    sandbox.shutdown().await;
    Ok(Exit::Ok)
}

/// Reads a company.
fn read(path: &Path) -> Result<Company, Failure> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("cannot read `{shown}`")).because(&error))?;
    Company::from_json(&text)
        .map_err(|error| Failure::usage(format!("`{shown}` is not a company: {error}")))
}

fn cannot_start(error: &Error) -> Failure {
    match error {
        Error::RemoteAddress(address) => Failure::usage(format!(
            "other machines can reach `{address}`, and the sandbox is meant for this one"
        ))
        .hint("add `--allow-remote` to let them use the demonstration account"),
        Error::Bind { .. } => {
            Failure::from_error(Exit::Usage, error).hint("choose another `--port` or `--bind`")
        }
        _ => Failure::from_error(Exit::Unexpected, error),
    }
}
