//! Where passwords and codes come from: a file, standard input, the environment, the terminal. Never the command line.
//!
//! In: what the arguments say. Out: a [`Secret`], or why there is none. No message shows a part of it.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use logmein_rescue::Secret;

use crate::args::{Connection, Password};
use crate::failure::Failure;
use crate::keyring::Keyring;
use crate::profile::Profile;

/// The environment variable of the password.
const PASSWORD: &str = "RESCUE_PASSWORD";

/// The environment variable of an authentication code.
pub(crate) const AUTH_CODE: &str = "RESCUE_AUTH_CODE";

/// More than this, in bytes, is some other file.
const MAX_LENGTH: u64 = 4096;

/// The password for a call.
///
/// With `--sandbox` the environment is left alone: what is in it is likely the real password, and the sandbox has
/// its own. With `--dry-run` nobody is asked for one.
pub(crate) fn find(
    from: &Password,
    connection: &Connection,
    profile: &Profile,
) -> Result<Secret, Failure> {
    if let Some(password) = given(from)? {
        return Ok(password);
    }
    if connection.sandbox {
        return Ok(Secret::from(rescue_sandbox::demo::PASSWORD));
    }
    if let Some(password) = of_environment(PASSWORD, "password")? {
        return Ok(password);
    }
    if profile.keyring && !connection.dry_run {
        return Keyring::of(&profile.name)?.get();
    }
    if connection.dry_run {
        return Ok(Secret::from("unknown in a dry run"));
    }
    of_terminal()
}

/// A password that is to be kept: what is in the environment is for calls.
pub(crate) fn ask(from: &Password) -> Result<Secret, Failure> {
    match given(from)? {
        Some(password) => Ok(password),
        None => of_terminal(),
    }
}

/// The password that the arguments name a place of.
fn given(from: &Password) -> Result<Option<Secret>, Failure> {
    if let Some(path) = &from.password_file {
        return of_file(path, "password").map(Some);
    }
    if from.password_stdin {
        return read(io::stdin().lock(), "password", "standard input").map(Some);
    }
    Ok(None)
}

fn of_terminal() -> Result<Secret, Failure> {
    if io::stdin().is_terminal() {
        let text = rpassword::prompt_password("password: ")
            .map_err(|error| cannot_read("password", "the terminal", &error))?;
        return not_empty(text, "password", "the password typed");
    }
    Err(Failure::usage("there is no password").hint(format!(
        "set the environment variable {PASSWORD}, use `--password-file` or `--password-stdin`, or start the command \
         in a terminal to be asked"
    )))
}

/// The secret in an environment variable, if it is set.
pub(crate) fn of_environment(variable: &str, what: &str) -> Result<Option<Secret>, Failure> {
    let Some(value) = std::env::var_os(variable) else {
        return Ok(None);
    };
    let place = format!("the environment variable {variable}");
    let text = value
        .into_string()
        .map_err(|_| Failure::usage(format!("{place} is not valid Unicode")))?;
    not_empty(text, what, &place).map(Some)
}

/// The secret in a file of one line; `what` is what it is.
pub(crate) fn of_file(path: &Path, what: &str) -> Result<Secret, Failure> {
    let place = format!("the file `{}`", path.display());
    let file = File::open(path).map_err(|error| cannot_read(what, &place, &error))?;
    read(file, what, &place)
}

/// Reads one line. The line end, and the byte order mark that some editors write, are not part of a password.
fn read(from: impl Read, what: &str, place: &str) -> Result<Secret, Failure> {
    let mut bytes = Vec::new();
    from.take(MAX_LENGTH + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| cannot_read(what, place, &error))?;
    if bytes.len() as u64 > MAX_LENGTH {
        return Err(Failure::usage(format!(
            "{place} has more than {MAX_LENGTH} bytes, which is no {what}"
        )));
    }
    let mut text = String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{place} is not valid UTF-8")))?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    if text.contains(['\n', '\r']) {
        return Err(Failure::usage(format!(
            "{place} has more than one line; a {what} is one"
        )));
    }
    not_empty(text, what, place)
}

fn not_empty(text: String, what: &str, place: &str) -> Result<Secret, Failure> {
    if text.is_empty() {
        return Err(Failure::usage(format!(
            "{place} is empty; no {what} is empty"
        )));
    }
    Ok(Secret::from(text))
}

fn cannot_read(what: &str, place: &str, error: &io::Error) -> Failure {
    Failure::usage(format!("cannot read the {what} from {place}")).because(error)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn one_line_end_is_cut_off_and_nothing_else() {
        let table = [
            ("secret", "secret"),
            ("secret\n", "secret"),
            ("secret\r\n", "secret"),
            (" two  words \n", " two  words "),
            ("\u{feff}é\n", "é"),
        ];
        for (text, expected) in table {
            let secret = read(text.as_bytes(), "password", "here")
                .unwrap_or_else(|_| panic!("{text:?} is refused"));
            assert_eq!(secret.expose(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_password_is_refused_without_being_shown() {
        let long = "hunter2".repeat(1000);
        let table = [
            &b""[..],
            b"\n",
            b"\r\n",
            b"hunter2\nhunter2",
            b"hunter2\n\n",
            b"hunter2\xff",
        ];
        for bytes in table.into_iter().chain([long.as_bytes()]) {
            let failure = read(bytes, "password", "here")
                .err()
                .unwrap_or_else(|| panic!("{bytes:?} is taken"));
            assert!(!failure.message.contains("hunter2"), "{}", failure.message);
        }
    }
}
