//! `castile completions`: what a shell needs to complete the arguments of this command.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::Done;
use crate::output::Output;

pub(crate) const AFTER_HELP: &str = "\
Where to put it:
  bash  castile completions bash > ~/.local/share/bash-completion/completions/castile
  zsh   castile completions zsh > \"${fpath[1]}/_castile\"
  fish  castile completions fish > ~/.config/fish/completions/castile.fish";

/// The arguments of `castile completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Runs it.
    pub(crate) fn run(&self, command: &mut Command) -> Done {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, command, "castile", &mut script);
        Output::Standard.write(&String::from_utf8_lossy(&script))
    }
}
