//! What a contract says of texts: whether white space in them has a meaning, and what an empty element stands for.
//!
//! Read from the files of the contract by the second reader, by local names: where one name has several types, what
//! holds for one is taken to hold for all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::lexical::same_value;
use crate::tree::{Node, Text, parse};

/// What is known of the elements and attributes of a contract, by name.
#[derive(Debug, Default)]
pub(crate) struct Contract {
    /// Those whose type is another than `xs:string`, an enumeration, a list or a union: white space around them and
    /// more than one space in them say nothing.
    collapsed: BTreeSet<String>,
    bytes: BTreeSet<String>,
    defaults: BTreeSet<(String, String)>,
}

impl Contract {
    /// Reads the files.
    pub(crate) fn of(files: &[&Path]) -> Self {
        let mut contract = Self::default();
        let texts = files.iter().map(std::fs::read_to_string);
        let texts: Vec<String> = texts.map(|text| text.expect("it can be read")).collect();
        let roots: Vec<Node> = texts.iter().filter_map(|text| parse(text)).collect();
        let mut types = BTreeMap::new();
        let each = |visit: &mut dyn FnMut(&Node)| {
            for root in &roots {
                root.walk("", &mut |_, node| visit(node));
            }
        };
        each(&mut |node| {
            if let (true, Some(name)) = (node.name.ends_with("Type"), node.attribute("{}name")) {
                types.insert(name.to_owned(), node.clone());
            }
        });
        each(&mut |node| contract.declare(node, &types));
        contract
    }

    fn declare(&mut self, node: &Node, types: &BTreeMap<String, Node>) {
        if !node.name.ends_with("}element") && !node.name.ends_with("}attribute") {
            return;
        }
        let name = node.attribute("{}name").or(node.attribute("{}ref"));
        let name = name.map_or_else(String::new, |name| local(name).to_owned());
        for value in ["{}default", "{}fixed"] {
            if let Some(value) = node.attribute(value) {
                self.defaults.insert((name.clone(), value.to_owned()));
            }
        }
        let ty = node.attribute("{}type").map(local);
        if ty.is_some_and(|ty| is_base64(ty, types, 0)) {
            self.bytes.insert(name.clone());
        }
        // Declared in a schema that is built in.
        let is_lang = node.attribute("{}ref") == Some("xml:lang");
        let named = is_lang || ty.is_some_and(|ty| collapses(ty, types, 0));
        if named || node.children().any(|child| is_collapsing(child, types, 0)) {
            self.collapsed.insert(name);
        }
    }

    /// Whether two texts are one value of what has this name.
    pub(crate) fn is_one_value(&self, name: &str, said: &Text, written: &Text) -> bool {
        let words = |text: &str| -> Vec<String> {
            text.split_ascii_whitespace().map(str::to_owned).collect()
        };
        let has = |names: &BTreeSet<String>| names.contains(name);
        let is_collapsed_as = |text: fn(&Text) -> &str| {
            let (said, written) = (words(text(said)), words(text(written)));
            let mut pairs = said.iter().zip(&written);
            said.len() == written.len()
                && pairs.all(|(one, other)| one == other || same_value(one, other))
        };
        let is_one = is_collapsed_as(|text| &text.plain) || is_collapsed_as(|text| &text.expanded);
        let (said, written) = (&*said.plain, &*written.plain);
        // A name without a prefix is in the default namespace, and is written with one, as nothing else is.
        let with_prefix = |(_, name): (&str, &str)| name == said.trim() && !said.contains(':');
        (has(&self.collapsed) && is_one)
            || (has(&self.bytes) && words(said).concat() == written)
            || written.split_once(':').is_some_and(with_prefix)
            || (said.is_empty() && self.is_default(name, written))
    }
}

impl Contract {
    fn is_default(&self, name: &str, written: &str) -> bool {
        let mut defaults = self.defaults.iter().filter(|(one, _)| one == name);
        defaults.any(|(_, value)| same_value(value, written))
    }
}

/// As deep are types derived from others that end; contracts may have circles.
const DEPTH: usize = 20;

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn collapses(ty: &str, types: &BTreeMap<String, Node>, depth: usize) -> bool {
    match types.get(ty) {
        Some(node) => node
            .children()
            .any(|child| is_collapsing(child, types, depth + 1)),
        None => !["string", "anyType", "anySimpleType"].contains(&ty),
    }
}

/// Whether a type is that of bytes in base64, or derived from it.
fn is_base64(ty: &str, types: &BTreeMap<String, Node>, depth: usize) -> bool {
    let Some(node) = types.get(ty) else {
        return ["base64Binary", "base64"].contains(&ty);
    };
    let base = node.children().find_map(|child| child.attribute("{}base"));
    depth < DEPTH && base.is_some_and(|base| is_base64(local(base), types, depth + 1))
}

/// Whether a part of a type says that white space has no meaning.
fn is_collapsing(part: &Node, types: &BTreeMap<String, Node>, depth: usize) -> bool {
    let kind = part.name.rsplit('}').next().unwrap_or_default();
    let deeper = || {
        part.children()
            .any(|child| is_collapsing(child, types, depth + 1))
    };
    match kind {
        _ if depth > DEPTH => false,
        "list" | "union" | "enumeration" => true,
        "whiteSpace" => part.attribute("{}value") != Some("preserve"),
        "restriction" | "extension" => {
            let base = part.attribute("{}base").map(local);
            base.is_some_and(|base| base != "Array" && collapses(base, types, depth + 1))
                || deeper()
        }
        "simpleType" | "complexType" | "simpleContent" => deeper(),
        _ => false,
    }
}
