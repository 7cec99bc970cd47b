//! What is said beside the data, on standard error: diagnostics as text or JSON, and a word on long work.

use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use castile_wsdl::{Diagnostic, Part, Severity, Sources};
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::text::visible;

/// How a command speaks.
#[derive(Debug, Args)]
pub(crate) struct Speech {
    /// Say nothing but errors.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Whether to use colours: `auto` does on a terminal, unless `NO_COLOR` is set.
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t = Color::Auto,
        hide_possible_values = true
    )]
    color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

impl Speech {
    /// Sets the colours of everything written from now on.
    pub(crate) fn set_color(&self) {
        match self.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Why a command has failed.
pub(crate) enum Failure {
    /// The contract has errors.
    Contract(Box<castile_wsdl::Error>),
    /// Something else, which the text says whole.
    Other {
        /// What.
        message: String,
        /// Where, as `file` or `file:line`.
        place: Option<String>,
        /// More lines.
        notes: Vec<String>,
        /// What to do about it.
        hint: Option<String>,
    },
    /// What there is to say has been said.
    Said,
}

impl Failure {
    /// A failure that is one sentence.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Other {
            message: message.into(),
            place: None,
            notes: Vec::new(),
            hint: None,
        }
    }
}

impl From<castile_wsdl::Error> for Failure {
    fn from(error: castile_wsdl::Error) -> Self {
        Self::Contract(Box::new(error))
    }
}

/// A diagnostic as `--json` writes it: one object a line.
#[derive(Debug, Serialize)]
struct JsonDiagnostic<'d> {
    severity: &'static str,
    message: &'d str,
    file: Option<&'d str>,
    line: Option<u32>,
    column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'d str>,
    hint: Option<&'d str>,
}

/// Writes the warnings of a contract.
pub(crate) fn warnings(warnings: &[Diagnostic], sources: &Sources, speech: &Speech, json: bool) {
    if speech.quiet {
        return;
    }
    for warning in warnings {
        if json {
            json_diagnostic(warning, sources);
        } else {
            anstream::eprint!("{}", warning.render_with(sources, &paint));
        }
    }
}

/// Writes why the command failed.
pub(crate) fn failure(failure: &Failure, json: bool) {
    match failure {
        Failure::Contract(error) if json => {
            for diagnostic in &error.diagnostics {
                json_diagnostic(diagnostic, &error.sources);
            }
        }
        Failure::Said => {}
        Failure::Contract(error) => anstream::eprint!("{}", error.render_with(&paint)),
        Failure::Other {
            message,
            place,
            notes,
            hint,
        } => {
            if json {
                let (file, line) = match place.as_deref().map(|it| (it, it.rsplit_once(':'))) {
                    Some((_, Some((file, line)))) if line.parse::<u32>().is_ok() => {
                        (Some(file), line.parse().ok())
                    }
                    Some((file, _)) => (Some(file), None),
                    None => (None, None),
                };
                let message = [std::slice::from_ref(message), notes].concat().join("; ");
                json_line(&JsonDiagnostic {
                    severity: "error",
                    message: &message,
                    file,
                    line,
                    column: None,
                    label: None,
                    hint: hint.as_deref(),
                });
                return;
            }
            let error = paint(Part::Severity(Severity::Error), "error");
            anstream::eprintln!("{error}: {}", paint(Part::Message, message));
            if let Some(place) = place {
                let arrow = paint(Part::Margin, "-->");
                anstream::eprintln!("  {arrow} {}", paint(Part::Place, place));
            }
            for note in notes {
                anstream::eprintln!("  {note}");
            }
            if let Some(hint) = hint {
                anstream::eprintln!("  {}: {hint}", paint(Part::Hint, "hint"));
            }
        }
    }
}

fn json_diagnostic(diagnostic: &Diagnostic, sources: &Sources) {
    json_line(&JsonDiagnostic {
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &diagnostic.message,
        file: diagnostic
            .span
            .map(|span| sources.get(span.source).name.as_str()),
        line: diagnostic.span.map(|span| span.line),
        column: diagnostic.span.map(|span| span.column),
        label: diagnostic.label.as_deref(),
        hint: diagnostic.hint.as_deref(),
    });
}

fn json_line(diagnostic: &JsonDiagnostic<'_>) {
    match serde_json::to_string(diagnostic) {
        Ok(line) => eprintln!("{line}"),
        Err(problem) => eprintln!("{problem}"),
    }
}

/// The style of each part of a diagnostic, as rustc has it.
pub(crate) fn paint(part: Part, text: &str) -> String {
    let style = match part {
        Part::Severity(Severity::Error) | Part::Caret => color(AnsiColor::Red).bold(),
        Part::Severity(Severity::Warning) => color(AnsiColor::Yellow).bold(),
        Part::Message => Style::new().bold(),
        Part::Place => Style::new().underline(),
        Part::Margin => color(AnsiColor::Blue).bold(),
        Part::Hint => color(AnsiColor::Cyan).bold(),
    };
    styled(style, text)
}

/// A style with this colour.
pub(crate) fn color(color: AnsiColor) -> Style {
    Style::new().fg_color(Some(color.into()))
}

/// Text in a style; `anstream` takes it off where it does not belong.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The names that are likely meant by one that is not there, in back ticks, the likeliest first.
pub(crate) fn nearest<'n>(wanted: &str, known: impl Iterator<Item = &'n str>) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let likeness = |name: &str| strsim::jaro_winkler(&wanted, &name.to_lowercase());
    let mut near: Vec<(f64, &str)> = known
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    near.dedup_by_key(|(_, name)| *name);
    let near = near.iter().take(3);
    near.map(|(_, name)| format!("`{}`", visible(name)))
        .collect()
}

/// A word on standard error while work goes on that takes longer than a second; only where a person sees it.
pub(crate) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    /// Begins to wait; `what` is shown from the second second on.
    pub(crate) fn of(what: String, speech: &Speech) -> Self {
        if speech.quiet || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let (done, is_done) = channel();
        let shown = std::thread::spawn(move || {
            let mut seconds = 0_u64;
            while let Err(RecvTimeoutError::Timeout) = is_done.recv_timeout(Duration::from_secs(1))
            {
                seconds += 1;
                eprint!("\r{what}, {seconds} s ");
            }
            if seconds > 0 {
                eprint!("\r{}\r", " ".repeat(what.chars().count() + 30));
            }
        });
        Self(Some((done, shown)))
    }
}

/// Takes the word away.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, shown)) = self.0.take() {
            // Dropping the sender ends the wait as well as a message does.
            drop(done);
            let _ = shown.join();
        }
    }
}
