//! The command that runs the generator over a folder of real contracts and prints a table; CONTRIBUTING.md says how.

mod contract;
mod manifest;
mod process;
mod program;
mod sampling;
mod schemas;
mod values;
mod wrappers;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;

use castile_build::Config;
use contract::{Report, Status, Tools};
use manifest::Choice;

const USAGE: &str = "\
Usage: castile-corpus [--tenth] [--small BYTES] [--only PART_OF_ID] [--seeds N] [--values N]
                      [--jobs N] [--work FOLDER]

Runs all contracts of the folder CASTILE_CORPUS, or of `shared/corpus` beside the repository; with `--tenth` a fixed
tenth of them, with `--small` those that are no larger, with both the one and the other.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = if arguments.first().is_some_and(|first| first == "generate") {
        generate(&arguments[1..])
    } else {
        corpus(arguments)
    };
    match done {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Generates one contract, as a build script would, and prints the most memory it took, in kilobytes.
fn generate(arguments: &[String]) -> Result<ExitCode, String> {
    let [contract, out, lenient @ ..] = arguments else {
        return Err(USAGE.to_owned());
    };
    let config = if lenient.is_empty() {
        Config::new()
    } else {
        Config::new().lenient()
    };
    let done = config.generate(contract);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{}", peak.unwrap_or("0").trim().trim_end_matches(" kB"));
    match done {
        Ok(generated) => {
            generated
                .warnings
                .iter()
                .for_each(|warning| eprint!("{}", warning.render(&generated.sources)));
            std::fs::write(out, generated.text).map_err(|problem| format!("{out}: {problem}"))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprint!("{error}");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn corpus(arguments: Vec<String>) -> Result<ExitCode, String> {
    let mut choice = Choice::default();
    let (mut seeds, mut values) = (4, 6);
    let (mut jobs, mut work) = (2, PathBuf::from("target/corpus"));
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("`{argument}` needs a value"))
        };
        let number = |text: String| {
            text.parse::<u64>()
                .map_err(|_| format!("`{text}` is no number"))
        };
        match argument.as_str() {
            "--tenth" => choice.tenth = true,
            "--small" => choice.small = Some(number(value()?)?),
            "--only" => choice.only = Some(value()?),
            "--seeds" => seeds = number(value()?)?,
            "--values" => values = number(value()?)?,
            "--jobs" => jobs = number(value()?)?,
            "--work" => work = PathBuf::from(value()?),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("CASTILE_CORPUS").map_or(beside, PathBuf::from);
    if !folder.join("manifest.json").is_file() {
        println!("SKIPPED: there is no folder of real contracts; CASTILE_CORPUS names it");
        return Ok(ExitCode::SUCCESS);
    }
    let folder = folder
        .canonicalize()
        .map_err(|problem| problem.to_string())?;
    let xmllint = Command::new("xmllint").arg("--version").output().is_ok();
    if !xmllint {
        println!("SKIPPED: nothing is validated, as there is no `xmllint` (Debian: libxml2-utils)");
    }
    std::fs::create_dir_all(&work).map_err(|problem| format!("{}: {problem}", work.display()))?;
    let work = work.canonicalize().map_err(|problem| problem.to_string())?;
    let (libraries, dependencies) = libraries(&work)?;
    let tools = Tools {
        own: std::env::current_exe().map_err(|problem| problem.to_string())?,
        libraries,
        dependencies,
        xmllint,
        seeds,
        values,
        folder: work,
    };
    let entries = manifest::read(&folder)?;
    let chosen: VecDeque<_> = entries
        .into_iter()
        .filter(|entry| choice.has(entry))
        .collect();
    let left = Mutex::new(chosen);
    let reports = Mutex::new(Vec::new());
    println!("{HEADER}");
    let problem = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.max(1))
            .map(|_| {
                // As much stack as a main thread has.
                let worker = std::thread::Builder::new().stack_size(8 << 20);
                worker.spawn_scoped(scope, || {
                    loop {
                        let next = left.lock().map_err(|_| "a worker has failed")?.pop_front();
                        let Some(entry) = next else {
                            return Ok::<(), String>(());
                        };
                        let report = contract::run(&entry, &tools)?;
                        print_line(&report);
                        reports
                            .lock()
                            .map_err(|_| "a worker has failed")?
                            .push(report);
                    }
                })
            })
            .collect();
        workers.into_iter().find_map(|worker| {
            match worker.map(std::thread::ScopedJoinHandle::join) {
                Ok(Ok(Ok(()))) => None,
                Ok(Ok(Err(problem))) => Some(problem),
                Ok(Err(_)) => Some("a worker has failed".to_owned()),
                Err(problem) => Some(problem.to_string()),
            }
        })
    });
    if let Some(problem) = problem {
        return Err(problem);
    }
    let reports = reports.into_inner().map_err(|_| "a worker has failed")?;
    Ok(summary(&reports))
}

const HEADER: &str = "\
status        gen s   peak MB    lines  rustc s    ops  samples    valid  round trips  values    valid  contract";

fn print_line(report: &Report) {
    let status = match report.status {
        Status::Ok => "ok",
        Status::Refused => "refused",
        Status::Unsupported => "unsupported",
        Status::Failed => "FAILED",
    };
    let mut text = format!(
        "{status:<11} {:>7.2} {:>9} {:>8} {:>8.2} {:>6} {:>8} {:>8} {:>12} {:>7} {:>8}  {}\n",
        report.seconds,
        report.peak / 1024,
        report.lines,
        report.rustc,
        report.operations,
        report.samples,
        report.valid,
        report.round_trips,
        report.values,
        report.valid_values,
        report.id
    );
    for note in &report.notes {
        text.push_str("    ");
        text.push_str(note);
        text.push('\n');
    }
    print!("{text}");
}

fn summary(reports: &[Report]) -> ExitCode {
    let count = |status| {
        reports
            .iter()
            .filter(|report| report.status == status)
            .count()
    };
    let sum = |of: fn(&Report) -> usize| reports.iter().map(of).sum::<usize>();
    println!(
        "\n{} contracts: {} ok, {} refused, {} unsupported, {} failed; {} operations, {} samples, {} of them valid by \
         xmllint, {} round trips; {} random values, {} of them kept to facets, {} valid",
        reports.len(),
        count(Status::Ok),
        count(Status::Refused),
        count(Status::Unsupported),
        count(Status::Failed),
        sum(|report| report.operations),
        sum(|report| report.samples),
        sum(|report| report.valid),
        sum(|report| report.round_trips),
        sum(|report| report.values),
        sum(|report| report.kept_values),
        sum(|report| report.valid_values),
    );
    if count(Status::Failed) == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Builds what generated programs link, as cargo has it in this profile, and copies it, since other builds may put
/// others in its place.
fn libraries(work: &Path) -> Result<(Vec<(String, PathBuf)>, PathBuf), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "build",
            "--lib",
            "--locked",
            "--message-format=json",
            "--quiet",
        ])
        .output()
        .map_err(|problem| format!("cargo: {problem}"))?;
    let mut libraries = Vec::new();
    let mut folder = None;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        let name = message["target"]["name"].as_str().unwrap_or_default();
        if message["reason"] != "compiler-artifact"
            || !["castile", "castile_corpus"].contains(&name)
        {
            continue;
        }
        let files = message["filenames"].as_array().into_iter().flatten();
        let rlib = files.filter_map(|file| file.as_str()).find(|file| {
            Path::new(file)
                .extension()
                .is_some_and(|extension| extension == "rlib")
        });
        if let Some(file) = rlib {
            let file = Path::new(file);
            let parent = file.parent().unwrap_or(work);
            folder = Some(if parent.ends_with("deps") {
                parent.to_owned()
            } else {
                parent.join("deps")
            });
            let copy = work.join(format!("lib{name}.rlib"));
            std::fs::copy(file, &copy)
                .map_err(|problem| format!("{}: {problem}", file.display()))?;
            libraries.push((name.to_owned(), copy));
        }
    }
    match folder {
        Some(folder) if libraries.len() == 2 => Ok((libraries, folder)),
        _ => Err(format!(
            "the libraries cannot be built:\n{}",
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}
