//! [`Sources`] to [`ast`](crate::ast): each document by itself, as written.
//!
//! Knows WSDL 1.1 and XML Schema 1.0; leaves references to `resolve`. Goes on after a mistake where it can, so
//! that all mistakes of all documents are reported at once.

mod facets;
mod simple;
mod wsdl;
mod xml;
mod xsd;

use crate::ast::{Document, Documents};
use crate::diagnostic::{Diagnostic, Error, Report};
use crate::load::LoadOptions;
use crate::model::QName;
use crate::source::{SourceId, Sources};
use xml::{Patch, Reader, Tag};

/// The namespace of XML Schema.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// Namespaces of drafts of XML Schema, read as that.
pub(crate) const DRAFTS: &[&str] = &[
    "http://www.w3.org/1999/XMLSchema",
    "http://www.w3.org/2000/10/XMLSchema",
];
/// The namespace of WSDL 1.1.
pub(crate) const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
/// The namespace of the prefix `xml`.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The start of the namespaces that a lenient reader makes up for prefixes without a declaration.
pub(crate) const UNDECLARED_PREFIX: &str = "urn:undeclared-prefix:";

/// Whether a name has a prefix without a declaration, which has been reported.
pub(crate) fn is_undeclared(name: &QName) -> bool {
    let namespace = name.namespace.as_deref();
    namespace.is_some_and(|it| it.starts_with(UNDECLARED_PREFIX))
}

/// Prefixes without a declaration that a lenient reader reads on after.
const UNDECLARED: usize = 20;

/// Parses all documents.
pub fn parse(sources: &Sources, options: &LoadOptions) -> Result<Documents, Error> {
    let mut report = Report::new(options.lenient);
    let mut list = Vec::new();
    for index in 0..sources.list.len() {
        let (document, diagnostics) = document(sources, SourceId(index), options);
        list.push(document);
        report.list.extend(diagnostics);
    }
    let (list, warnings) = report.finish(list, sources)?;
    Ok(Documents { list, warnings })
}

/// Parses a document; again where it ends at a prefix without a declaration and the reader is lenient.
fn document(
    sources: &Sources,
    source: SourceId,
    options: &LoadOptions,
) -> (Document, Vec<Diagnostic>) {
    let mut undeclared: Vec<String> = Vec::new();
    let mut faults = Vec::new();
    let mut patch = None;
    loop {
        let mut reader = Reader::new(sources, source, patch.as_ref(), options);
        let document = root(&mut reader).unwrap_or(Document::Unreadable);
        let (mut diagnostics, unbound) = reader.finish();
        match unbound {
            Some(prefix) if options.lenient && undeclared.len() < UNDECLARED => {
                faults.extend(diagnostics.pop());
                undeclared.push(prefix);
                patch = Patch::new(&sources.get(source).text, source, &undeclared);
            }
            _ => {
                faults.extend(diagnostics);
                return (document, faults);
            }
        }
    }
}

fn root(reader: &mut Reader<'_>) -> Option<Document> {
    let root = reader.root()?;
    let document = match (root.name.namespace.as_deref(), root.name.local.as_str()) {
        (Some(WSDL), "definitions") => {
            Document::Definitions(Box::new(wsdl::definitions(reader, root)))
        }
        (Some(XSD), "schema") => Document::Schema(Box::new(xsd::schema(reader, root))),
        _ => {
            refuse(reader, &root);
            return None;
        }
    };
    reader.end();
    Some(document)
}

/// Says what a document is instead of a contract.
fn refuse(reader: &mut Reader<'_>, root: &Tag) {
    if root.name.local.eq_ignore_ascii_case("html") {
        let message = "this is an HTML page, not a contract";
        reader.fail_whole(Diagnostic::error(root.span, message).hint(
            "it may be an error or a log-in page; a contract is mostly at the address of the service with `?wsdl`",
        ));
        return;
    }
    let message = match (root.name.namespace.as_deref(), root.name.local.as_str()) {
        (Some(namespace), "description") if namespace.starts_with("http://www.w3.org/") => {
            "this is WSDL 2.0, which is not supported: expected `wsdl:definitions` of WSDL 1.1"
                .to_owned()
        }
        (None, "definitions" | "schema") => format!(
            "`{}` has no namespace, so this is no contract",
            root.name.local
        ),
        _ => format!(
            "expected `wsdl:definitions` or `xs:schema`, found `{}`",
            root.name
        ),
    };
    reader.fail_whole(Diagnostic::error(root.span, message));
}
