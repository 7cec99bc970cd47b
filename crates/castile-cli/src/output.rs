//! Where a text goes: standard output, or a file that is replaced whole or not at all.

use std::convert::Infallible;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::Done;
use crate::report::Failure;

/// Where to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Output {
    /// `-`.
    Standard,
    /// A path.
    File(PathBuf),
}

impl FromStr for Output {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(if text == "-" {
            Self::Standard
        } else {
            Self::File(text.into())
        })
    }
}

impl Output {
    /// The file for a contract where this is a folder: it has the contract's name up to the first dot, as the file
    /// has that a build script writes.
    pub(crate) fn file_for(&self, contract: &Path) -> Result<Self, Failure> {
        let Self::File(path) = self else {
            return Ok(self.clone());
        };
        let says_folder = path.as_os_str().to_string_lossy().ends_with(['/', '\\']);
        if !says_folder && !path.is_dir() {
            return Ok(self.clone());
        }
        let name = contract.file_name().unwrap_or_default().to_string_lossy();
        let name = name.split('.').next().unwrap_or_default();
        if name.is_empty() {
            let message = format!(
                "`{}` gives the file in `{}` no name",
                contract.display(),
                path.display()
            );
            return Err(Failure::Other {
                message,
                place: None,
                notes: Vec::new(),
                hint: Some("name the file with `--out`".to_owned()),
            });
        }
        Ok(Self::File(path.join(format!("{name}.rs"))))
    }

    /// Writes the text.
    pub(crate) fn write(&self, text: &str) -> Done {
        match self {
            Self::Standard => print(&mut io::stdout(), text),
            Self::File(path) => replace(path, text).map_err(|problem| {
                Failure::new(format!("can't write `{}`: {problem}", path.display()))
            }),
        }
    }
}

/// Writes what a person reads to standard output, with its colours where they belong.
pub(crate) fn show(text: &str) -> Done {
    print(&mut anstream::stdout(), text)
}

fn print(out: &mut dyn Write, text: &str) -> Done {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader that has seen enough, such as `head`, closes the pipe: that is no failure.
        Err(problem) if problem.kind() != ErrorKind::BrokenPipe => Err(Failure::new(format!(
            "can't write to standard output: {problem}"
        ))),
        _ => Ok(()),
    }
}

/// Replaces a file. What has not changed is not written, so that nothing is compiled for it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // The file that a link leads to is replaced, and not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&path) {
        // A device or pipe takes what it is given, and a folder says that it is one.
        Ok(metadata) if !metadata.is_file() => return fs::write(&path, text),
        Ok(_) if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) => return Ok(()),
        _ => {}
    }
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    let draft = path.with_file_name(name);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&draft)
        .and_then(|file| fill(file, &path, text));
    let replaced = written.and_then(|()| fs::rename(&draft, &path));
    if replaced.is_err() {
        // The first problem is the one worth a word.
        let _ = fs::remove_file(&draft);
    }
    replaced
}

fn fill(mut file: File, path: &Path, text: &str) -> io::Result<()> {
    if let Ok(old) = fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Says how a file differs from what would be generated.
pub(crate) fn compare(path: &Path, text: &str) -> Done {
    let shown = path.display();
    let old = fs::read(path)
        .map_err(|problem| Failure::new(format!("can't read `{shown}`: {problem}")))?;
    if old == text.as_bytes() {
        return Ok(());
    }
    let hint = Some("run the command without `--check` to write it".to_owned());
    let old = String::from_utf8_lossy(&old);
    if old.lines().eq(text.lines()) {
        return Err(Failure::Other {
            message: format!("`{shown}` is out of date: only line endings differ"),
            place: None,
            notes: Vec::new(),
            hint,
        });
    }
    let same = old
        .lines()
        .zip(text.lines())
        .take_while(|(old, new)| old == new)
        .count();
    let show = |line: Option<&str>| {
        line.map_or_else(
            || "the end of the file".to_owned(),
            |line| format!("`{}`", line.trim()),
        )
    };
    let (found, expected) = (show(old.lines().nth(same)), show(text.lines().nth(same)));
    Err(Failure::Other {
        message: format!("`{shown}` is out of date"),
        place: Some(format!("{shown}:{}", same + 1)),
        notes: vec![format!("expected {expected}"), format!("found {found}")],
        hint,
    })
}
