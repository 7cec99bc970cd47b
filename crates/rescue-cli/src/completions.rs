//! `rescue completions`: what a shell needs to complete arguments, the operations of `rescue call` among them.

use clap_complete::Shell;

use crate::args;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report;

pub(crate) const AFTER_HELP: &str = "\
Where to put it:
  bash  rescue completions bash > ~/.local/share/bash-completion/completions/rescue
  zsh   rescue completions zsh > \"${fpath[1]}/_rescue\"
  fish  rescue completions fish > ~/.config/fish/completions/rescue.fish";

pub(crate) fn run(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "rescue", &mut script);
    report::text(&String::from_utf8_lossy(&script))
}
