//! `rescue man`: manual pages, made from the same words as the help.

use std::fs;
use std::io;
use std::path::Path;

use clap_mangen::Man;

use crate::args;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report;

/// Prints the page of `rescue`, or writes that of each command into a folder.
pub(crate) fn run(folder: Option<&Path>) -> Result<Exit, Failure> {
    let failed = |error: io::Error| {
        let place = folder.map_or_else(String::new, |it| format!(" to `{}`", it.display()));
        Failure::usage(format!("cannot write the manual{place}")).because(&error)
    };
    let command = args::command();
    if let Some(folder) = folder {
        fs::create_dir_all(folder).map_err(failed)?;
        clap_mangen::generate_to(command, folder).map_err(failed)?;
        return Ok(Exit::Ok);
    }
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(failed)?;
    report::text(&String::from_utf8_lossy(&page))
}
