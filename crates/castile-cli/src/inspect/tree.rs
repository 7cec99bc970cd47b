//! The tree for people: services, operations with their signatures, types.
//!
//! Every name and text of the contract goes through [`text`](crate::text), since a contract is hostile input and a
//! terminal obeys what it is shown.

use std::collections::HashSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use castile_wsdl::Contract;
use castile_wsdl::model::{Body, Facets, MessageBinding, Model, TypeId, ValueConstraint};
use castile_wsdl::source::Span;

use super::names::Names;
use super::{Selection, Subject};
use crate::report::{color, styled};
use crate::text::{first_sentence, lines, shorten, visible};

mod contract;
mod operation;
mod signature;
mod types;

/// Characters of a signature on one line.
const WIDTH: usize = 110;
/// What stands for an anonymous type with members.
const ANONYMOUS: &str = "{...}";
/// Faults that the line of an operation names.
const FAULTS: usize = 3;
/// Names of a list that are shown.
const NAMES: usize = 8;

/// Writes the tree.
pub(crate) fn write(contract: &Contract, names: &Names, selection: &Selection) -> String {
    let mut tree = Tree {
        contract,
        model: &contract.model,
        names,
        all_types: selection.all_types,
        out: String::new(),
        shown: HashSet::new(),
    };
    if selection.is_whole() {
        tree.overview();
        if selection.all_types {
            tree.all_types();
        } else {
            tree.counts();
        }
    }
    for &(interface, index) in &selection.operations {
        tree.shown.clear();
        tree.operation(interface, index, selection.depth);
    }
    if !selection.is_whole() && selection.all_types {
        tree.all_types();
    }
    for &subject in &selection.subjects {
        tree.shown.clear();
        match subject {
            Subject::Type(id) => tree.ty(id, selection.depth),
            Subject::Element(id) => tree.element(id, selection.depth),
        }
        tree.users(subject);
    }
    let files = &contract.sources.list;
    let main = files.first().map_or("", |source| source.name.as_str());
    let mut head = format!("{} {}", heading("contract"), visible(main));
    if files.len() > 1 {
        let _ = write!(
            head,
            " and {} it refers to",
            count(files.len() - 1, "document")
        );
    }
    head.push('\n');
    let mut namespaces = names.shown();
    if let Some(home) = names.home() {
        namespaces.insert(0, ("(no prefix)".to_owned(), visible(home)));
    }
    for (prefix, namespace) in namespaces {
        let _ = writeln!(head, "  {prefix} {namespace}");
    }
    head.push('\n');
    head + tree.out.trim_end_matches('\n') + "\n"
}

struct Tree<'a> {
    contract: &'a Contract,
    model: &'a Model,
    names: &'a Names,
    /// Global elements are shown on their own.
    all_types: bool,
    out: String,
    /// Types whose members stand in the tree already.
    shown: HashSet<TypeId>,
}

/// The width of a text on a terminal, which shows nothing of the codes of its style.
fn width(text: &str) -> usize {
    anstream::adapter::strip_str(text)
        .map(|piece| piece.chars().count())
        .sum()
}

/// A word that heads a block.
fn heading(word: &str) -> String {
    styled(color(AnsiColor::Green).bold(), word)
}

fn strong(text: &str) -> String {
    styled(Style::new().bold(), text)
}

fn faint(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    styled(Style::new().dimmed(), text)
}

impl Tree<'_> {
    fn line(&mut self, level: usize, text: &str) {
        self.out.extend(std::iter::repeat_n("  ", level));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// `file:line`; without the folder, where no other document has the same name.
    fn place(&self, span: Span) -> String {
        let base = |name: &str| {
            name.rsplit('/')
                .next()
                .map(str::to_owned)
                .unwrap_or_default()
        };
        let name = &self.contract.sources.get(span.source).name;
        let short = base(name);
        let mut others = self.contract.sources.list.iter();
        let is_shared = others.any(|other| other.name != *name && base(&other.name) == short);
        let shown = if is_shared { name } else { &short };
        faint(&visible(&format!("{shown}:{}", span.line)))
    }

    /// Documentation, all of it.
    fn docs(&mut self, level: usize, docs: Option<&str>) {
        for line in docs.map(lines).unwrap_or_default() {
            self.line(level, &faint(&line));
        }
    }

    /// The beginning of a documentation, for the end of a line.
    fn short_docs(docs: Option<&str>) -> String {
        match docs.map(first_sentence) {
            Some(docs) if !docs.is_empty() => format!("  {}", faint(&format!("# {docs}"))),
            _ => String::new(),
        }
    }
}

/// The indexes of the parts that make a SOAP body.
fn body_parts(message: &MessageBinding) -> Option<&Vec<usize>> {
    match &message.body {
        Body::Soap { parts, .. } => Some(parts),
        _ => None,
    }
}

/// An address; what may be a password in it is not shown.
fn castile_address(address: &str) -> String {
    match (address.find("://"), address.find('@')) {
        (Some(scheme), Some(at)) if at > scheme && !address[scheme + 3..at].contains('/') => {
            format!("{}***{}", &address[..scheme + 3], &address[at..])
        }
        _ => address.to_owned(),
    }
}

/// `?`, `[]`, `[2..5]`, or nothing for what stands once.
fn occurs(min: u64, max: Option<u64>) -> String {
    match (min, max) {
        (1, Some(1)) => String::new(),
        (0, Some(1)) => "?".to_owned(),
        (0, None) => "[]".to_owned(),
        (min, None) => format!("[{min}..*]"),
        (min, Some(max)) => format!("[{min}..{max}]"),
    }
}

fn value(value: Option<&ValueConstraint>) -> String {
    match value {
        Some(ValueConstraint::Default(value)) => format!(" = \"{}\"", visible(value)),
        Some(ValueConstraint::Fixed(value)) => format!(" always \"{}\"", visible(value)),
        None => String::new(),
    }
}

/// The facets but for enumerations.
fn facets(facets: &Facets) -> String {
    let mut out = String::new();
    let range = |low: Option<String>, high: Option<String>| match (low, high) {
        (None, None) => None,
        (Some(low), None) => Some(format!("at least {low}")),
        (None, Some(high)) => Some(format!("at most {high}")),
        (Some(low), Some(high)) => Some(format!("{low} to {high}")),
    };
    let number = |number: &Option<u64>| number.map(|number| number.to_string());
    let own = |text: &Option<String>| text.as_deref().map(visible);
    let bound = |inclusive, exclusive: &Option<String>| {
        own(inclusive).or_else(|| own(exclusive).map(|bound| format!("{bound} (excluded)")))
    };
    let list = [
        (
            "",
            range(
                bound(&facets.min_inclusive, &facets.min_exclusive),
                bound(&facets.max_inclusive, &facets.max_exclusive),
            ),
        ),
        ("length ", number(&facets.length)),
        (
            "length ",
            range(number(&facets.min_length), number(&facets.max_length)),
        ),
        ("digits ", number(&facets.total_digits)),
        ("fraction digits ", number(&facets.fraction_digits)),
    ];
    for (word, fact) in list {
        if let Some(fact) = fact {
            let _ = write!(out, ", {word}{fact}");
        }
    }
    for pattern in &facets.patterns {
        let _ = write!(out, ", pattern {}", shorten(&visible(pattern), 60));
    }
    out
}

/// Names, the first few of them.
fn list(names: &[String]) -> String {
    first(names, NAMES)
}

fn first(names: &[String], count: usize) -> String {
    let more = names.len().saturating_sub(count);
    let shown = names[..names.len() - more].join(", ");
    if more > 0 {
        format!("{shown} and {more} more")
    } else {
        shown
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
