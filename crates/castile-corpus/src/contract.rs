//! One contract, all the way: generated, compiled, sampled, validated, read and written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use castile_build::Config;
use castile_sample::{Amount, Version};
use castile_wsdl::{Contract, LoadOptions};

use crate::manifest::Entry;
use crate::process::{self, Done};
use crate::program::{self, Place, Root};
use crate::sampling::{Made, Sampling, is_typed, of_fault};
use crate::schemas;
use crate::wrappers;

/// What all contracts need.
#[derive(Debug)]
pub(crate) struct Tools {
    /// This program.
    pub(crate) own: PathBuf,
    /// The libraries that generated programs link: names and files.
    pub(crate) libraries: Vec<(String, PathBuf)>,
    /// Where the libraries of those are.
    pub(crate) dependencies: PathBuf,
    /// `xmllint` is there.
    pub(crate) xmllint: bool,
    /// Random samples of each element.
    pub(crate) seeds: u64,
    /// Random values of each type.
    pub(crate) values: u64,
    /// Where to work.
    pub(crate) folder: PathBuf,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// As it should.
    Ok,
    /// It is refused, by a diagnostic with a place, for what is no fault of the generator.
    Refused,
    /// It is refused, by a diagnostic with a place, for what the generator cannot do.
    Unsupported,
    /// Something is wrong.
    Failed,
}

/// A line of the table.
#[derive(Debug)]
pub(crate) struct Report {
    /// The contract.
    pub(crate) id: String,
    /// How it ended.
    pub(crate) status: Status,
    /// Seconds to generate.
    pub(crate) seconds: f64,
    /// The most memory it took to generate, in kilobytes; 0 where the system does not tell.
    pub(crate) peak: u64,
    /// Lines generated.
    pub(crate) lines: usize,
    /// Seconds to compile.
    pub(crate) rustc: f64,
    /// Operations generated.
    pub(crate) operations: usize,
    /// Documents made.
    pub(crate) samples: usize,
    /// Documents that the other validator found valid.
    pub(crate) valid: usize,
    /// Documents that were read, written and read again.
    pub(crate) round_trips: usize,
    /// Random values that were written and read.
    pub(crate) values: usize,
    /// Those that keep to all facets.
    pub(crate) kept_values: usize,
    /// Those whose documents the other validator found valid.
    pub(crate) valid_values: usize,
    /// What is worth a word.
    pub(crate) notes: Vec<String>,
}

/// What generator and reader say of contracts that are refused rightly though nothing is wrong with them.
const REFUSALS: &[&str] = &[
    "this is WSDL 2.0",
    "is marked as required",
    "has no service with a SOAP port",
];

/// Runs one contract. An error is one of the machinery.
///
/// # Errors
/// A file cannot be written, or a program not be started.
pub(crate) fn run(entry: &Entry, tools: &Tools) -> Result<Report, String> {
    let folder = tools.folder.join(&entry.id);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("documents")).map_err(|problem| problem.to_string())?;
    let mut run = Run {
        entry,
        tools,
        folder,
        report: Report {
            id: entry.id.clone(),
            status: Status::Ok,
            seconds: 0.0,
            peak: 0,
            lines: 0,
            rustc: 0.0,
            operations: 0,
            samples: 0,
            valid: 0,
            round_trips: 0,
            values: 0,
            kept_values: 0,
            valid_values: 0,
            notes: Vec::new(),
        },
    };
    run.all()?;
    Ok(run.report)
}

struct Run<'a> {
    entry: &'a Entry,
    tools: &'a Tools,
    folder: PathBuf,
    report: Report,
}

impl Run<'_> {
    fn fail(&mut self, note: impl Into<String>) {
        self.report.status = Status::Failed;
        self.report.notes.push(note.into());
    }

    fn all(&mut self) -> Result<(), String> {
        let strict = self.generate(false)?;
        let said_where = strict.stderr.contains("  --> ");
        let mut lenient = false;
        if !self.entry.sound && (strict.stderr.is_empty() || !said_where) {
            self.fail("it is broken, and nothing was said with a place");
        }
        if !strict.ok {
            let first = first_line(&strict.stderr);
            if !strict.stderr.contains("error") || (!said_where && !is_refusal(&strict.stderr)) {
                self.fail(format!("it is refused without a place: {first}"));
                return Ok(());
            }
            if self.entry.sound {
                self.report.status = if is_refusal(&strict.stderr) {
                    Status::Refused
                } else if strict.stderr.contains("not supported") {
                    Status::Unsupported
                } else {
                    Status::Failed
                };
                self.report.notes.push(first);
                return Ok(());
            }
            lenient = true;
            let done = self.generate(true)?;
            if !done.ok {
                self.report.status = self.report.status.max(Status::Refused);
                self.report
                    .notes
                    .push(format!("lenient: {}", first_line(&done.stderr)));
                return Ok(());
            }
        }
        self.compile_and_try(lenient)
    }

    /// Generates in a process of its own, to see what it takes.
    fn generate(&mut self, lenient: bool) -> Result<Done, String> {
        let mut command = Command::new(&self.tools.own);
        command
            .arg("generate")
            .arg(&self.entry.path)
            .arg(self.folder.join("contract.rs"));
        if lenient {
            command.arg("--lenient");
        }
        let log = if lenient {
            "generate-lenient"
        } else {
            "generate"
        };
        let done = process::run(&mut command, 120, &self.folder.join(log))?;
        self.report.seconds = done.seconds;
        self.report.peak = done.stdout.trim().parse().unwrap_or(0);
        Ok(done)
    }

    fn compile_and_try(&mut self, lenient: bool) -> Result<(), String> {
        let options = LoadOptions {
            lenient,
            ..LoadOptions::default()
        };
        let config = Config::new().load_options(options.clone());
        let (again, lowered, contract) = (
            config.generate(&self.entry.path),
            config.lower(&self.entry.path),
            castile_wsdl::read(&self.entry.path, &options),
        );
        let (Ok(again), Ok(lowered), Ok(contract)) = (again, lowered, contract) else {
            self.fail("it was generated once, and not again");
            return Ok(());
        };
        let text = fs::read_to_string(self.folder.join("contract.rs")).unwrap_or_default();
        if text != again.text {
            self.fail("it is generated otherwise the second time");
        }
        self.report.lines = text.lines().count();
        self.report.operations = lowered
            .module
            .clients
            .iter()
            .map(|client| client.methods.len())
            .sum();
        let roots = program::roots(&lowered.module);
        if roots.is_empty() {
            self.report
                .notes
                .push("there is nothing to read or write".to_owned());
        }
        self.save("program.rs", &program::source(&lowered.module, &roots))?;
        self.save(
            "main.rs",
            "fn main() -> std::process::ExitCode {\n    program::run()\n}\n",
        )?;
        if !self.compile()? {
            return Ok(());
        }
        let skipped = self.sample(&contract, &roots)?;
        self.round_trip(&roots, &skipped)?;
        // What a broken schema says is anybody's guess.
        if self.tools.xmllint && !lenient {
            let mut skipped = skipped;
            let unsaid = wrappers::without_schema(&contract.model, &roots);
            if !unsaid.is_empty() {
                self.note("what no schema says is not validated: SOAP encoding in part, and elements named after a part");
            }
            skipped.extend(unsaid);
            self.validate(&contract, &roots, &skipped)?;
        }
        Ok(())
    }

    fn save(&self, name: &str, text: &str) -> Result<(), String> {
        let path = self.folder.join(name);
        fs::write(&path, text).map_err(|problem| format!("{}: {problem}", path.display()))
    }

    /// Compiles with `rustc` as it comes: a library with the contract, in which nothing may be warned about, and a
    /// program around it.
    fn compile(&mut self) -> Result<bool, String> {
        let rustc = |log: &str| {
            let mut command = Command::new("rustc");
            command
                .current_dir(&self.folder)
                .args(["--edition", "2024", "-C", "debuginfo=0"]);
            command
                .arg("-L")
                .arg(format!("dependency={}", self.tools.dependencies.display()));
            (command, self.folder.join(log))
        };
        let (mut library, log) = rustc("rustc");
        library.args([
            "--crate-type",
            "rlib",
            "-W",
            "missing_docs",
            "-D",
            "warnings",
            "program.rs",
        ]);
        for (name, path) in &self.tools.libraries {
            library
                .arg("--extern")
                .arg(format!("{name}={}", path.display()));
        }
        let done = process::run(&mut library, 900, &log)?;
        self.report.rustc = done.seconds;
        if !done.ok {
            self.fail(format!("rustc: {}", first_error(&done.stderr)));
            return Ok(false);
        }
        let (mut program, log) = rustc("link");
        program.args(["main.rs", "--extern", "program=libprogram.rlib"]);
        let done = process::run(&mut program, 300, &log)?;
        if !done.ok {
            self.fail(format!("rustc: {}", first_error(&done.stderr)));
        }
        Ok(done.ok)
    }

    /// Makes the documents; gives the names of those that may be invalid since something in them could not be made.
    fn sample(&mut self, contract: &Contract, roots: &[Root]) -> Result<BTreeSet<String>, String> {
        let sampling = Sampling::new(&contract.model);
        let mut doubtful = BTreeSet::new();
        let mut amounts = vec![
            ("full".to_owned(), Amount::Everything),
            ("least".to_owned(), Amount::Required),
        ];
        amounts.extend(
            (1..=self.tools.seeds).map(|seed| (format!("seed{seed}"), Amount::Random(seed))),
        );
        let faults: Vec<Vec<Made>> = amounts
            .iter()
            .map(|(_, amount)| sampling.faults(*amount))
            .collect();
        for (index, root) in roots.iter().enumerate() {
            // Literal content is the same in all versions of SOAP.
            let versions: &[_] = match &root.encoded {
                Some(_) => &[Some(Version::Soap11), Some(Version::Soap12)],
                None => &[None],
            };
            let mut made = 0;
            for ((what, amount), faults) in amounts.iter().zip(&faults) {
                for version in versions {
                    let sample = match &root.of {
                        Place::Fault(fault) => of_fault(fault, faults),
                        Place::Header => sampling.of_header(root, *amount, *version),
                        Place::Body { operation, request } => sampling.of_body(
                            (index, root),
                            (operation, *request),
                            *amount,
                            *version,
                        ),
                    };
                    let Some((element, warnings)) = sample else {
                        continue;
                    };
                    made += 1;
                    let suffix = match version {
                        Some(Version::Soap12) => "-12",
                        _ => "",
                    };
                    let name = format!("{index}-{what}{suffix}.xml");
                    if let Some(first) = warnings.first() {
                        if *amount == Amount::Everything {
                            let said = first_line(&first.render(&contract.sources));
                            let note = format!("sample of `{}`: {said}", root.label());
                            self.note(&note);
                        }
                        doubtful.insert(name.clone());
                    }
                    let path = self.folder.join("documents").join(&name);
                    fs::write(path, element.to_flat()).map_err(|problem| problem.to_string())?;
                }
            }
            self.report.samples += made;
            match &root.of {
                _ if made > 0 => {}
                Place::Body { operation, request }
                    if sampling.has_attachments(operation, *request) =>
                {
                    self.note("a message with attachments is not sampled");
                }
                // It is declared for those that it is derived from, of which a random sample may be one.
                Place::Fault(fault) if is_typed(fault) => {
                    self.note("a fault of a derived type is not sampled");
                }
                _ => self.fail(format!("there is no sample of `{}`", root.label())),
            }
        }
        Ok(doubtful)
    }

    /// Adds a note, once.
    fn note(&mut self, note: &str) {
        if !self.report.notes.iter().any(|known| known == note) {
            self.report.notes.push(note.to_owned());
        }
    }

    /// Reads and writes the documents; what becomes of a doubtful one says nothing.
    fn round_trip(&mut self, roots: &[Root], doubtful: &BTreeSet<String>) -> Result<(), String> {
        let mut program = Command::new(self.folder.join("main"));
        program
            .arg(self.folder.join("documents"))
            .arg(self.tools.values.to_string());
        let done = process::run(&mut program, 300, &self.folder.join("run"))?;
        if !done.ok {
            self.fail(format!("the program: {}", first_line(&done.stderr)));
        }
        let mut failed = BTreeMap::new();
        for line in done.stdout.lines() {
            match line.split_once(' ') {
                Some(("ok", _)) => self.report.round_trips += 1,
                Some((word @ ("value" | "unkept"), _)) => {
                    self.report.values += 1;
                    self.report.kept_values += usize::from(word == "value");
                }
                Some((_, what)) => {
                    let (name, problem) = what.split_once(": ").unwrap_or((what, ""));
                    if doubtful.contains(name) {
                        continue;
                    }
                    let index = name
                        .split('-')
                        .next()
                        .and_then(|index| index.parse::<usize>().ok());
                    let root = index.and_then(|index| roots.get(index));
                    failed
                        .entry(root.map_or_else(|| "?".to_owned(), Root::label))
                        .or_insert_with(|| format!("{name}: {problem}"));
                }
                None => {}
            }
        }
        for (root, problem) in failed {
            self.fail(format!("`{root}` {}", shortened(&problem)));
        }
        Ok(())
    }

    /// Has all documents, the samples and what was written of them, validated by libxml2.
    fn validate(
        &mut self,
        contract: &Contract,
        roots: &[Root],
        doubtful: &BTreeSet<String>,
    ) -> Result<(), String> {
        let folder = self.folder.join("documents");
        let wrappers = wrappers::all(&contract.model, roots);
        if let Err(problem) = schemas::write(&contract.sources, &wrappers, &folder) {
            self.report.notes.push(format!("not validated: {problem}"));
            return Ok(());
        }
        let mut names: Vec<String> = fs::read_dir(&folder)
            .map_err(|problem| problem.to_string())?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| Path::new(name).extension().is_some_and(|it| it == "xml"))
            .filter(|name| {
                let root = name.split('-').next().unwrap_or_default();
                let of = root.parse::<usize>().ok().and_then(|at| roots.get(at));
                let is_fault = of.is_some_and(|root| matches!(root.of, Place::Fault(_)));
                // What is written of a fault has another name.
                let is_own = !is_fault || !name.ends_with(".out.xml");
                is_own
                    && !doubtful.contains(&name.replace(".out.xml", ".xml"))
                    && !doubtful.contains(root)
            })
            .collect();
        names.sort();
        let mut invalid = BTreeMap::new();
        for chunk in names.chunks(1000) {
            let mut command = Command::new("xmllint");
            command
                .current_dir(&folder)
                .args(["--noout", "--nonet", "--schema", schemas::DRIVER])
                .args(chunk);
            let done = process::run(&mut command, 300, &self.folder.join("xmllint"))?;
            if done.stderr.contains("failed to compile") || done.stderr.contains("error: it took") {
                let problem = done
                    .stderr
                    .lines()
                    .find(|line| line.contains("error"))
                    .unwrap_or_default();
                self.report
                    .notes
                    .push(format!("not validated: {}", shortened(problem)));
                return Ok(());
            }
            let mut first = BTreeMap::new();
            for line in done.stderr.lines() {
                if let Some(name) = line.strip_suffix(" validates") {
                    if name.contains("-value") {
                        self.report.valid_values += 1;
                    } else {
                        self.report.valid += usize::from(!name.ends_with(".out.xml"));
                    }
                } else if let Some(name) = line.strip_suffix(" fails to validate") {
                    let problem: &String = first.entry(name).or_default();
                    let index = name.split('-').next().unwrap_or_default().to_owned();
                    invalid
                        .entry((index, name.contains("-value")))
                        .or_insert_with(|| format!("{name}: {problem}"));
                } else if let Some((name, problem)) = line.split_once(':') {
                    first.entry(name).or_insert_with(|| problem.to_owned());
                }
            }
        }
        for ((index, is_value), problem) in invalid {
            let root = index.parse::<usize>().ok().and_then(|at| roots.get(at));
            if problem.contains("is not 'nillable'") && root.is_some_and(|it| it.encoded.is_some())
            {
                self.note("an accessor that is nil is one that no schema says");
                continue;
            }
            // `xs:key` and `xs:keyref` are no part of the model.
            if problem.contains("key-sequence") {
                self.note("constraints of identity are not sampled");
                continue;
            }
            // Values of what no Rust type says.
            let unsaid = [
                "demanded by the strict wildcard",
                "atomic type 'xs:ENTITY'",
                "because the content type is empty",
                "because the type definition is simple",
                "Element '{urn:example:extension}any': This element is not expected",
            ];
            if is_value && unsaid.iter().any(|it| problem.contains(it)) {
                self.note("values of what Rust has as XML, as a literal array, or of `xs:ENTITY` are not validated");
                continue;
            }
            if problem.contains("&#38;") {
                self.note("libxml2 does not find elements of a namespace with `&`");
                continue;
            }
            // Nothing is valid for a choice without branches, which has no names to expect.
            if problem.trim_end().ends_with("Missing child element(s).") {
                self.note("a choice without branches is written empty");
                continue;
            }
            self.fail(format!("invalid: {}", shortened(&problem)));
        }
        Ok(())
    }
}

fn is_refusal(text: &str) -> bool {
    REFUSALS.iter().any(|one| text.contains(one))
}

/// The first error, with its place if it has one.
fn first_line(text: &str) -> String {
    let mut lines = text
        .lines()
        .skip_while(|line| !line.starts_with("error") && !line.starts_with("warning: "));
    let first = lines
        .next()
        .or_else(|| text.lines().next())
        .unwrap_or("nothing was said");
    let place = lines
        .next()
        .and_then(|line| line.trim().strip_prefix("--> "));
    let place = place.and_then(|place| place.rsplit('/').next());
    shortened(&place.map_or_else(|| first.to_owned(), |place| format!("{first} ({place})")))
}

fn first_error(text: &str) -> String {
    let mut lines = text.lines().skip_while(|line| !line.starts_with("error"));
    let first = lines.next().unwrap_or("it fails");
    let place = lines.next().unwrap_or_default();
    shortened(&format!("{first} {}", place.trim()))
}

fn shortened(text: &str) -> String {
    text.chars().take(300).collect()
}
