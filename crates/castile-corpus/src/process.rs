//! Child processes with a limit of time; what they say goes to files.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a process did.
#[derive(Debug)]
pub(crate) struct Done {
    /// It ended well, and in time.
    pub(crate) ok: bool,
    /// How long it took.
    pub(crate) seconds: f64,
    /// What it said.
    pub(crate) stdout: String,
    /// What it complained about.
    pub(crate) stderr: String,
}

/// Runs a command for so many seconds at most. `log` is a path without extension for what it says.
///
/// # Errors
/// It cannot be started.
pub(crate) fn run(command: &mut Command, seconds: u64, log: &Path) -> Result<Done, String> {
    let file = |extension| {
        let path = log.with_extension(extension);
        File::create(&path).map_err(|problem| format!("{}: {problem}", path.display()))
    };
    command
        .stdin(Stdio::null())
        .stdout(file("stdout")?)
        .stderr(file("stderr")?);
    let start = Instant::now();
    let mut child = command
        .spawn()
        .map_err(|problem| format!("{}: {problem}", command.get_program().display()))?;
    let mut late = false;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if start.elapsed() > Duration::from_secs(seconds) => {
                late = true;
                // It may have ended just now.
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Err(problem) => return Err(problem.to_string()),
        }
    };
    let taken = start.elapsed().as_secs_f64();
    let text = |extension| {
        let bytes = fs::read(log.with_extension(extension)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let mut stderr = text("stderr");
    if late {
        stderr = format!("error: it took more than {seconds} s\n{stderr}");
    }
    Ok(Done {
        ok: status.is_some_and(|status| status.success()),
        seconds: taken,
        stdout: text("stdout"),
        stderr,
    })
}
