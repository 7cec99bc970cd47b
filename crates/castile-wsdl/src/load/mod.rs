//! Paths to [`Sources`]: reads the document asked for and every file it refers to.
//!
//! Takes a path and [`LoadOptions`], gives the texts in the order they were found. No network, ever: a location
//! that is a URL leads to a file of [`LoadOptions::files`] or to a built-in schema, or it is an error. Whether the
//! texts make sense is left to `parse`.

mod decode;
mod location;
mod skim;
mod well_known;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Error, Report};
use crate::source::{Source, SourceId, Sources, Span};
use location::is_url;
use skim::{Reference, ReferenceKind, Skim};

/// What to read, and how much of it at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOptions {
    /// Files that stand for locations, as written in the documents: `http://example.com/a.xsd` to `vendor/a.xsd`.
    pub files: BTreeMap<String, PathBuf>,
    /// What to do about a document type declaration.
    pub doctype: Doctype,
    /// Reads what can be read of a broken contract. What breaks only a part of it, such as a name that is not declared
    /// or a file that is missing, becomes a warning; the part is left out, or kept as XML without a type.
    pub lenient: bool,
    /// Namespaces of WSDL extension elements that may be marked `wsdl:required="true"`, since the caller sees to
    /// what they ask for.
    pub accepted_extensions: BTreeSet<String>,
    /// Bytes of one file, at most.
    pub max_file_bytes: usize,
    /// Files of one contract, at most.
    pub max_files: usize,
    /// Elements inside each other, at most.
    pub max_depth: usize,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            files: BTreeMap::new(),
            doctype: Doctype::Internal,
            lenient: false,
            accepted_extensions: BTreeSet::new(),
            max_file_bytes: 64 << 20,
            max_files: 2000,
            max_depth: 128,
        }
    }
}

/// What to do about a document type declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doctype {
    /// It is an error.
    Refuse,
    /// The entities declared in the document itself are expanded, up to a limit; an external subset is never read.
    /// Some schemas of the W3C need it.
    Internal,
}

/// Reads a contract from files.
pub fn load(path: impl AsRef<Path>, options: &LoadOptions) -> Result<Sources, Error> {
    load_with(path, options, &mut |path, limit| read_file(path, limit))
}

/// Reads a contract through a function, which takes a path and the number of bytes wanted at most.
pub fn load_with(
    path: impl AsRef<Path>,
    options: &LoadOptions,
    read: &mut dyn FnMut(&Path, usize) -> io::Result<Vec<u8>>,
) -> Result<Sources, Error> {
    let mut loader = Loader {
        options,
        read,
        sources: Sources::default(),
        skims: Vec::new(),
        known: HashMap::new(),
        report: Report::new(options.lenient),
        doubtful: Vec::new(),
    };
    let path = path.as_ref();
    if let Err(unreadable) = loader.file(path) {
        loader.report.push(unreadable_contract(path, unreadable));
    }
    let mut next = 0;
    while next < loader.sources.list.len() {
        loader.follow(SourceId(next));
        next += 1;
        if next == loader.sources.list.len() {
            loader.add_well_known();
        }
    }
    loader.settle_doubtful();
    let ((), warnings) = loader.report.finish((), &loader.sources)?;
    loader.sources.warnings = warnings;
    Ok(loader.sources)
}

/// Reads one byte more than allowed at most, so that the caller can tell that there is more.
fn read_file(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    use io::Read;
    let mut bytes = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(path)?
        .take(limit)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What is said of a contract that cannot be read at all.
fn unreadable_contract(path: &Path, unreadable: Unreadable) -> Diagnostic {
    let shown = path.to_string_lossy();
    match unreadable {
        Unreadable::Missing(_) if is_url(&shown) => {
            let name = location::file_name(&shown).map_or("service", |name| {
                name.rsplit_once('.').map_or(name, |(stem, _)| stem)
            });
            Diagnostic::unplaced(format!("`{shown}` is a URL, and nothing is ever fetched")).hint(
                format!(
                    "save it first, say with `curl -o {name}.wsdl '{shown}'`, and what it imports beside it"
                ),
            )
        }
        Unreadable::Missing(_) | Unreadable::Other(_) if path.is_dir() => {
            let names = contracts_in(path);
            let hint = match names.as_slice() {
                [] => "name a WSDL file".to_owned(),
                [name] => format!("in it there is `{name}`"),
                names => format!("in it there are `{}`", names.join("`, `")),
            };
            Diagnostic::unplaced(format!("`{shown}` is a folder, not a contract")).hint(hint)
        }
        Unreadable::Missing(problem) | Unreadable::Other(problem) => Diagnostic::unplaced(problem),
    }
}

/// The first few WSDL files of a folder, as paths.
fn contracts_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|it| it.eq_ignore_ascii_case("wsdl"))
        })
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names.truncate(5);
    names
}

/// What is said of a document that is not at hand.
const LEFT_OUT: &str = "what it declares is left out";

/// Why there is no text of a file.
enum Unreadable {
    /// There is no such file.
    Missing(String),
    /// There is one.
    Other(String),
}

/// An import that leads nowhere.
struct Doubtful {
    namespace: Option<String>,
    diagnostic: Diagnostic,
    /// The location is a URL, which leads nowhere as a matter of course.
    url: bool,
}

struct Loader<'a> {
    options: &'a LoadOptions,
    read: &'a mut dyn FnMut(&Path, usize) -> io::Result<Vec<u8>>,
    sources: Sources,
    /// What each source refers to.
    skims: Vec<Skim>,
    /// Sources by the canonical path of the file or the name of the built-in schema.
    known: HashMap<PathBuf, SourceId>,
    report: Report,
    /// Imports from a location that could not be followed, which are an error unless their namespace is at hand.
    doubtful: Vec<Doubtful>,
}

impl Loader<'_> {
    /// The source of a file, read if it is new.
    fn file(&mut self, path: &Path) -> Result<SourceId, Unreadable> {
        let name = path.to_string_lossy().replace('\\', "/");
        let key = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if let Some(id) = self.known.get(&key) {
            return Ok(*id);
        }
        let LoadOptions {
            max_files,
            max_file_bytes: limit,
            ..
        } = *self.options;
        if self.sources.list.len() >= max_files {
            let problem =
                format!("`{name}` is one file too many: `LoadOptions::max_files` is {max_files}");
            return Err(Unreadable::Other(problem));
        }
        let bytes = (self.read)(path, limit).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Unreadable::Missing(format!("there is no file `{name}`")),
            _ => Unreadable::Other(format!("can't read `{name}`: {error}")),
        })?;
        if bytes.len() > limit {
            let problem = format!(
                "`{name}` is larger than {limit} bytes, which is `LoadOptions::max_file_bytes`"
            );
            return Err(Unreadable::Other(problem));
        }
        let decoded = decode::decode(bytes, self.options.lenient)
            .map_err(|problem| Unreadable::Other(format!("can't read `{name}`: {problem}")))?;
        let path = Some(path.to_owned());
        let text = decoded.text;
        let id = self.add(key, Source { name, text, path });
        if let Some((line, problem)) = decoded.problem {
            let span = Span {
                source: id,
                line,
                column: 1,
            };
            self.report.push(Diagnostic::warning(span, problem));
        }
        Ok(id)
    }

    /// The source of a built-in schema.
    fn built_in(&mut self, schema: &well_known::Schema) -> SourceId {
        let name = format!("built-in:{}", schema.name);
        let key = PathBuf::from(&name);
        match self.known.get(&key) {
            Some(id) => *id,
            None => self.add(
                key,
                Source {
                    name,
                    text: schema.text.to_owned(),
                    path: None,
                },
            ),
        }
    }

    fn add(&mut self, key: PathBuf, source: Source) -> SourceId {
        let id = SourceId(self.sources.list.len());
        self.known.insert(key, id);
        self.skims.push(skim::skim(&source.text, id));
        self.sources.list.push(source);
        id
    }

    /// Loads what a source refers to.
    fn follow(&mut self, from: SourceId) {
        for reference in std::mem::take(&mut self.skims[from.0].references) {
            let location = reference.location.clone();
            let Some(location) = location.filter(|it| !it.is_empty()) else {
                continue;
            };
            match self.locate(from, &reference, &location) {
                Ok(to) => {
                    self.sources.links.insert((from, location), to);
                }
                Err(diagnostic) => {
                    let url = is_url(&location);
                    self.sources.missing.insert((from, location));
                    if reference.kind == ReferenceKind::SchemaImport {
                        self.doubtful.push(Doubtful {
                            namespace: reference.namespace,
                            diagnostic,
                            url,
                        });
                    } else {
                        self.report.broken(diagnostic, LEFT_OUT);
                    }
                }
            }
        }
    }

    fn locate(
        &mut self,
        from: SourceId,
        reference: &Reference,
        location: &str,
    ) -> Result<SourceId, Diagnostic> {
        let span = self.attribute_span(reference);
        let namespace = reference.namespace.as_deref();
        let built_in = well_known::by_location(location)
            .or_else(|| namespace.and_then(well_known::by_namespace));
        let candidates = match self.options.files.get(location) {
            Some(path) => vec![path.clone()],
            None => match &self.sources.get(from).path {
                Some(base) => location::candidates(base, location),
                None => Vec::new(),
            },
        };
        let mut missing = None;
        for path in candidates {
            match self.file(&path) {
                Ok(id) => return Ok(id),
                Err(Unreadable::Missing(problem)) => missing = missing.or(Some(problem)),
                Err(Unreadable::Other(problem)) => return Err(Diagnostic::error(span, problem)),
            }
        }
        if let Some(schema) = built_in {
            return Ok(self.built_in(schema));
        }
        if is_url(location) {
            let name = location::file_name(location).unwrap_or("a name of your choice");
            let hint = format!(
                "save it as `{name}` beside this document, or name a file in `LoadOptions::files` (`--file`)"
            );
            return Err(
                Diagnostic::error(span, format!("`{location}` is not fetched"))
                    .label("no document is at hand for it")
                    .hint(hint),
            );
        }
        let problem =
            missing.unwrap_or_else(|| format!("`{location}` is not among the built-in schemas"));
        Err(Diagnostic::error(span, problem)
            .hint("locations are relative to the document they stand in"))
    }

    fn attribute_span(&self, reference: &Reference) -> Span {
        let name = if reference.kind == ReferenceKind::Wsdl {
            "location"
        } else {
            "schemaLocation"
        };
        self.sources
            .attribute(reference.span, name)
            .map_or(reference.span, |(span, _)| span)
    }

    /// Adds the built-in schemas for namespaces that are named somewhere and defined nowhere.
    fn add_well_known(&mut self) {
        for schema in well_known::ALL {
            let named = self
                .skims
                .iter()
                .any(|skim| skim.named.contains(schema.namespace));
            if named && !self.defines(Some(schema.namespace)) {
                self.built_in(schema);
            }
        }
    }

    fn defines(&self, namespace: Option<&str>) -> bool {
        self.skims.iter().any(|skim| {
            skim.targets
                .iter()
                .any(|target| target.as_deref() == namespace)
        })
    }

    /// A location is only a hint (XSD 1.0 part 1, 4.3.2): where another document defines the namespace, it is enough.
    fn settle_doubtful(&mut self) {
        for doubtful in std::mem::take(&mut self.doubtful) {
            if !self.defines(doubtful.namespace.as_deref()) {
                self.report.broken(doubtful.diagnostic, LEFT_OUT);
            } else if !doubtful.url {
                let instead = "another document has its namespace";
                self.report.push(doubtful.diagnostic.left(true, instead));
            }
        }
    }
}
