//! Names as people read them: with the prefixes that the documents themselves use.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use castile_wsdl::Contract;
use castile_wsdl::model::{PartContent, QName};

use crate::text::visible;

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// The prefix of each namespace.
pub(crate) struct Names {
    prefixes: BTreeMap<String, String>,
    /// The namespace that most names are in, which therefore has no prefix.
    home: Option<String>,
    /// The namespaces shown so far.
    shown: RefCell<BTreeSet<String>>,
}

impl Names {
    /// Chooses prefixes: the first that a document declares for a namespace, where no other namespace has it.
    pub(crate) fn of(contract: &Contract) -> Self {
        let model = &contract.model;
        let names = model
            .types
            .iter()
            .filter_map(|ty| ty.name.as_ref())
            .chain(model.elements.iter().map(|element| &element.name))
            .chain(model.services.iter().map(|service| &service.name))
            .chain(model.interfaces.iter().map(|interface| &interface.name));
        let mut namespaces: Vec<&str> = Vec::new();
        let mut met: HashMap<&str, usize> = HashMap::new();
        for namespace in names.filter_map(|name| name.namespace.as_deref()) {
            if namespace != XSD {
                let count = met.entry(namespace).or_default();
                *count += 1;
                if *count == 1 {
                    namespaces.push(namespace);
                }
            }
        }
        let mut prefixes = BTreeMap::from([(XSD.to_owned(), "xs".to_owned())]);
        let mut taken = HashSet::from(["xs".to_owned(), "xml".to_owned(), "xsi".to_owned()]);
        for source in &contract.sources.list {
            for (prefix, namespace) in declarations(&source.text) {
                if met.contains_key(namespace)
                    && !prefixes.contains_key(namespace)
                    && taken.insert(prefix.to_owned())
                {
                    prefixes.insert(namespace.to_owned(), prefix.to_owned());
                }
            }
        }
        let mut number = 0;
        for namespace in &namespaces {
            while !prefixes.contains_key(*namespace) {
                number += 1;
                let prefix = format!("n{number}");
                if taken.insert(prefix.clone()) {
                    prefixes.insert((*namespace).to_owned(), prefix);
                }
            }
        }
        // That of most messages, or else of most names; the first of equal ones.
        let messages = namespaces_of_messages(contract);
        let home = namespaces
            .iter()
            .rev()
            .max_by_key(|it| (messages.get(*it), met[*it]));
        let home = home.map(|home| (*home).to_owned());
        Self {
            prefixes,
            home,
            shown: RefCell::default(),
        }
    }

    /// `tns:Session`, or `Session` in the namespace that most names are in.
    pub(crate) fn show(&self, name: &QName) -> String {
        let local = visible(&name.local);
        let Some(namespace) = &name.namespace else {
            return format!("{{}}{local}");
        };
        match self.prefixes.get(namespace) {
            Some(prefix) if namespace == XSD => format!("{prefix}:{local}"),
            _ if self.home.as_ref() == Some(namespace) => local,
            Some(prefix) => {
                self.shown.borrow_mut().insert(namespace.clone());
                format!("{prefix}:{local}")
            }
            None => format!("{{{}}}{local}", visible(namespace)),
        }
    }

    /// Whether a user means this name: by its local part, with a prefix, or with its namespace in braces.
    pub(crate) fn is_meant(&self, name: &QName, wanted: &str) -> bool {
        let prefix = name.namespace.as_ref().and_then(|it| self.prefixes.get(it));
        let is_prefixed = |(first, local): (&str, &str)| {
            local == name.local && prefix.is_some_and(|prefix| prefix == first)
        };
        name.local == wanted
            || name.to_string() == wanted
            || wanted.split_once(':').is_some_and(is_prefixed)
    }

    /// The prefixes shown so far, with their namespaces.
    pub(crate) fn shown(&self) -> Vec<(String, String)> {
        let shown = self.shown.borrow();
        let mut list: Vec<_> = shown
            .iter()
            .map(|namespace| (self.prefixes[namespace].clone(), visible(namespace)))
            .collect();
        list.sort();
        list
    }

    /// The namespace of names without a prefix.
    pub(crate) fn home(&self) -> Option<&str> {
        self.home.as_deref()
    }
}

/// How many parts of messages have each namespace.
fn namespaces_of_messages(contract: &Contract) -> HashMap<&str, usize> {
    let model = &contract.model;
    let operations = model.interfaces.iter().flat_map(|it| &it.operations);
    let messages = operations.flat_map(|it| it.input.iter().chain(&it.output));
    let mut counts = HashMap::new();
    for part in messages.flat_map(|message| &message.parts) {
        let name = match part.content {
            PartContent::Element(id) => Some(&model.element(id).name),
            PartContent::Type(id) => model.ty(id).name.as_ref(),
            PartContent::None => None,
        };
        let namespace = name.and_then(|name| name.namespace.as_deref());
        if let Some(namespace) = namespace.filter(|it| *it != XSD) {
            *counts.entry(namespace).or_default() += 1;
        }
    }
    counts
}

/// The `xmlns:prefix="namespace"` in a text, without regard to where they stand: they are for show alone.
fn declarations(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("xmlns:").skip(1).filter_map(|rest| {
        let (prefix, rest) = rest.split_once('=')?;
        let prefix = prefix.trim_end();
        let is_name = prefix
            .chars()
            .all(|c| c.is_alphanumeric() || "._-".contains(c));
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (namespace, _) = rest[1..].split_once(quote)?;
        (is_name && !prefix.is_empty() && prefix.len() <= 20).then_some((prefix, namespace))
    })
}
