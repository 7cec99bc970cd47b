//! Runs the command as a user would, against a sandbox in this process, and shows what it said.

// Each test file uses its own part of this.
#![allow(dead_code)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rescue_sandbox::{Builder, Sandbox, Trouble, demo};
use serde_json::Value;
use tokio::runtime::Runtime;

/// A password that is in no message of anybody, so that it is found wherever it is shown.
pub(crate) const MARKER: &str = "hunter2&<+é%41";

/// The codes that the sandbox gives; standard output is for them, and nothing else.
pub(crate) const CODES: [&str; 4] = ["firstcode1", "secondcode2", "thirdcode3", "fourthcode4"];

/// A sandbox that answers while the test waits.
pub(crate) struct Service {
    pub(crate) sandbox: Sandbox,
    _runtime: Runtime,
}

impl Service {
    pub(crate) fn start() -> Self {
        Self::with(Sandbox::builder().auth_codes(CODES))
    }

    pub(crate) fn with(builder: Builder) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build();
        let runtime = runtime.expect("a runtime");
        let sandbox = runtime
            .block_on(builder.start())
            .expect("the sandbox starts");
        Self {
            sandbox,
            _runtime: runtime,
        }
    }

    /// A call with the demonstration account, its password in the environment.
    pub(crate) fn call(&self, command: &str) -> Rescue {
        let endpoint = self.sandbox.endpoint();
        let words = [
            command,
            "--endpoint",
            &endpoint,
            "--sso-id",
            demo::SSO_ID,
            "--company",
            demo::COMPANY,
        ];
        rescue(&words).password(demo::PASSWORD)
    }

    /// `rescue call` with an operation, and nobody logged in.
    pub(crate) fn operation(&self, arguments: &[&str]) -> Rescue {
        let endpoint = self.sandbox.endpoint();
        rescue(&["call"])
            .args(arguments)
            .args(&["--endpoint", &endpoint])
    }

    /// The same after a trouble was queued.
    pub(crate) fn call_into(&self, trouble: Trouble, command: &str) -> Rescue {
        self.sandbox.next(trouble);
        self.call(command)
    }
}

/// A reply of plain text.
pub(crate) fn says(text: &str) -> Trouble {
    Trouble::Reply {
        status: 200,
        content_type: "text/plain".to_owned(),
        body: text.as_bytes().to_vec(),
    }
}

/// The command with these arguments and no password.
pub(crate) fn rescue(arguments: &[&str]) -> Rescue {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rescue"));
    command
        .args(arguments)
        .env_remove("RESCUE_PASSWORD")
        .env_remove("RESCUE_AUTH_CODE")
        .env_remove("RESCUE_PROFILE")
        .env("XDG_CONFIG_HOME", "/nowhere/at/all")
        .env("APPDATA", "/nowhere/at/all")
        .env_remove("COLUMNS");
    Rescue {
        command,
        input: None,
    }
}

/// The command, about to run.
pub(crate) struct Rescue {
    pub(crate) command: Command,
    input: Option<Vec<u8>>,
}

impl Rescue {
    pub(crate) fn args(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets the environment variable.
    pub(crate) fn password(mut self, password: &str) -> Self {
        self.command.env("RESCUE_PASSWORD", password);
        self
    }

    /// Sets the environment variable of the code.
    pub(crate) fn auth_code(mut self, code: &str) -> Self {
        self.command.env("RESCUE_AUTH_CODE", code);
        self
    }

    /// Looks for the configuration in this folder.
    pub(crate) fn config(mut self, folder: &Path) -> Self {
        self.command
            .env("XDG_CONFIG_HOME", folder)
            .env("APPDATA", folder);
        self
    }

    pub(crate) fn no_password(mut self) -> Self {
        self.command.env_remove("RESCUE_PASSWORD");
        self
    }

    /// What comes on standard input, which is closed otherwise.
    pub(crate) fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = Some(bytes.into());
        self
    }

    pub(crate) fn run(mut self) -> Ran {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let ran = match self.input {
            None => self.command.stdin(Stdio::null()).output(),
            Some(input) => self
                .command
                .stdin(Stdio::piped())
                .spawn()
                .and_then(|mut child| {
                    // A command that needs no input may be gone before it is written.
                    let _ = child
                        .stdin
                        .take()
                        .expect("standard input")
                        .write_all(&input);
                    child.wait_with_output()
                }),
        };
        Ran::of(ran.expect("the command runs"))
    }
}

/// What the command said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let ran = Self {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        // Whatever a test is about, no password is shown.
        for secret in [demo::PASSWORD, MARKER, "hunter2"] {
            let is_help = ran.out.contains("Usage:") && secret == demo::PASSWORD;
            assert!(is_help || !ran.out.contains(secret), "{ran:?}");
            assert!(!ran.err.contains(secret), "{ran:?}");
        }
        for code in CODES {
            assert!(!ran.err.contains(code), "{ran:?}");
        }
        ran
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// All of it for a snapshot, with the ports and error numbers of the machine left out.
    pub(crate) fn show(&self) -> String {
        let text = format!(
            "exit code {}\n--- standard output\n{}--- standard error\n{}",
            self.code, self.out, self.err
        );
        without_numbers(
            &without_numbers(&text, "127.0.0.1:", "PORT"),
            "(os error ",
            "NUMBER",
        )
    }
}

/// `http://127.0.0.1:40123/` becomes `http://127.0.0.1:PORT/`.
fn without_numbers(text: &str, before: &str, instead: &str) -> String {
    let mut parts = text.split(before);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown.push_str(before);
        shown.push_str(instead);
        shown.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    shown
}
