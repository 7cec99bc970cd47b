//! Which schemas and WSDL documents take part, and in which role: follows imports, includes and redefinitions.

use std::collections::{HashSet, VecDeque};

use crate::ast::wsdl::Definitions;
use crate::ast::xsd::{ReferenceKind, Schema};
use crate::ast::{Document, Documents};
use crate::diagnostic::{Diagnostic, Report};
use crate::resolve::names::identity;
use crate::source::{SourceId, Sources, Span};

/// A schema in the role it plays.
pub(super) struct Unit<'a> {
    pub(super) schema: &'a Schema,
    /// Its target namespace, or that of whoever includes it.
    pub(super) namespace: Option<String>,
    /// It has taken the namespace of whoever includes it.
    pub(super) chameleon: bool,
    /// Its declarations enter the model only where something refers to them.
    pub(super) built_in: bool,
}

/// Gives the schemas and WSDL documents of a contract, each in the order it is reached.
pub(super) fn collect<'a>(
    sources: &'a Sources,
    documents: &'a Documents,
    report: &mut Report,
) -> (Vec<Unit<'a>>, Vec<&'a Definitions>) {
    let mut collector = Collector {
        sources,
        documents,
        report,
        units: Vec::new(),
        seen: HashSet::new(),
        definitions: Vec::new(),
        queue: VecDeque::new(),
    };
    collector.collect();
    (collector.units, collector.definitions)
}

/// Finds the units and WSDL documents, from the first document on.
struct Collector<'a, 'r> {
    sources: &'a Sources,
    documents: &'a Documents,
    report: &'r mut Report,
    units: Vec<Unit<'a>>,
    /// Units by schema and namespace.
    seen: HashSet<(usize, Option<String>)>,
    definitions: Vec<&'a Definitions>,
    /// Documents whose references are to be followed.
    queue: VecDeque<Step>,
}

enum Step {
    Document(SourceId),
    Unit(usize),
}

impl<'a> Collector<'a, '_> {
    fn collect(&mut self) {
        self.queue.push_back(Step::Document(SourceId(0)));
        self.run();
        for (index, source) in self.sources.list.iter().enumerate() {
            if source.path.is_none() {
                self.queue.push_back(Step::Document(SourceId(index)));
            }
        }
        self.run();
    }

    fn run(&mut self) {
        while let Some(step) = self.queue.pop_front() {
            match step {
                Step::Document(id) => self.document(id),
                Step::Unit(index) => self.references(index),
            }
        }
    }

    /// A document that stands for itself, not for a part of whoever includes it.
    fn document(&mut self, id: SourceId) {
        match self.documents.list.get(id.0) {
            Some(Document::Schema(schema)) => {
                self.unit(schema, schema.target_namespace.clone(), id);
            }
            Some(Document::Definitions(definitions)) => self.wsdl(definitions, id),
            Some(Document::Unreadable) | None => {}
        }
    }

    fn wsdl(&mut self, definitions: &'a Definitions, id: SourceId) {
        if self
            .definitions
            .iter()
            .any(|known| std::ptr::eq(*known, definitions))
        {
            return;
        }
        self.definitions.push(definitions);
        for schema in &definitions.schemas {
            self.unit(schema, schema.target_namespace.clone(), id);
        }
        for import in &definitions.imports {
            let Some(location) = &import.location else {
                continue;
            };
            match self.sources.link(id, location) {
                Some(to) => self.queue.push_back(Step::Document(to)),
                None => self.not_loaded(id, import.span, location),
            }
        }
    }

    fn unit(&mut self, schema: &'a Schema, namespace: Option<String>, id: SourceId) {
        if self.seen.insert((identity(schema), namespace.clone())) {
            let chameleon = schema.target_namespace != namespace;
            let built_in = self.sources.get(id).path.is_none();
            self.units.push(Unit {
                schema,
                namespace,
                chameleon,
                built_in,
            });
            self.queue.push_back(Step::Unit(self.units.len() - 1));
        }
    }

    fn references(&mut self, index: usize) {
        let Unit {
            schema, namespace, ..
        } = &self.units[index];
        let (schema, namespace) = (*schema, namespace.clone());
        for reference in &schema.references {
            let Some(location) = &reference.location else {
                continue;
            };
            let from = schema.span.source;
            let to = self.sources.link(from, location);
            match (&reference.kind, to) {
                // A location that leads nowhere has been reported, or the namespace is at hand from elsewhere.
                (ReferenceKind::Import(_), None) => {}
                (ReferenceKind::Import(wanted), Some(to)) => {
                    self.import(wanted.as_deref(), to, reference.span);
                }
                (_, None) => self.not_loaded(from, reference.span, location),
                (_, Some(to)) => self.include(namespace.as_deref(), to, reference.span),
            }
        }
    }

    fn import(&mut self, wanted: Option<&str>, to: SourceId, span: Span) {
        if let Some(Document::Schema(schema)) = self.documents.list.get(to.0) {
            let found = schema.target_namespace.as_deref();
            if found != wanted {
                let named =
                    |it: Option<&str>| it.map_or("no namespace".to_owned(), |it| format!("`{it}`"));
                let message = format!(
                    "this imports {}, but the document is of {}",
                    named(wanted),
                    named(found)
                );
                self.report.push(Diagnostic::warning(span, message));
            }
        }
        self.queue.push_back(Step::Document(to));
    }

    fn include(&mut self, namespace: Option<&str>, to: SourceId, span: Span) {
        let Some(Document::Schema(schema)) = self.documents.list.get(to.0) else {
            let message = format!(
                "`{}` is included, but is not a schema",
                self.sources.get(to).name
            );
            let diagnostic = Diagnostic::error(span, message);
            self.report.broken(diagnostic, "it is ignored");
            return;
        };
        match schema.target_namespace.as_deref() {
            None => self.unit(schema, namespace.map(str::to_owned), to),
            found if found == namespace => self.unit(schema, namespace.map(str::to_owned), to),
            Some(found) => {
                // Declared there is what its own schema says (XSD 1.0 part 1, 4.2.1 forbids this, and contracts have it).
                let message = format!(
                    "the document included is of another namespace, `{found}`: it is read as imported"
                );
                self.report
                    .push(Diagnostic::warning(span, message).hint("use `import` for it"));
                self.queue.push_back(Step::Document(to));
            }
        }
    }

    fn not_loaded(&mut self, from: SourceId, span: Span, location: &str) {
        // What the loader could not find it has reported.
        if self.sources.missing.contains(&(from, location.to_owned())) {
            return;
        }
        let message = format!("`{location}` has not been loaded");
        self.report
            .broken(Diagnostic::error(span, message), "it is left out");
    }
}
