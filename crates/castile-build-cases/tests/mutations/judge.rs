//! What became of a damaged reply, and whether that is right. `docs/evidence.md` has the rule in words.

use std::collections::{BTreeMap, BTreeSet};

use castile::envelope::Outcome;
use castile::{AnyElement, DeviationKind, Fault, Policy, RawReply};
use castile_build_cases::{Answer, read_answer};

use crate::contract::Contract;
use crate::lexical::same_value;
use crate::tree::{Content, Leaves, Node, Text, XSI, is_space, parse, well_formed};

/// What became of a damaged reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Became {
    /// An error.
    Error,
    /// The same value, without a deviation: what was damaged has no meaning.
    Same,
    /// The same value, and a deviation that tells of the damage.
    SameNoted,
    /// What the damaged reply says where it was damaged, and nothing else has another value.
    Touched,
    /// As `Touched`, with deviations.
    TouchedNoted,
    /// A fault where there was one before: the same, or as the damage says.
    Fault,
    /// It is read, but cannot be written, and that is an error: a choice of which nothing was known, or a name in no
    /// namespace where there is a default one.
    Unwritable,
}

impl Became {
    fn of(is_same: bool, is_silent: bool) -> Self {
        match (is_same, is_silent) {
            (true, true) => Self::Same,
            (true, false) => Self::SameNoted,
            (false, true) => Self::Touched,
            (false, false) => Self::TouchedNoted,
        }
    }
}

/// A sound reply.
pub(crate) struct Reply<'r> {
    pub(crate) case: &'r str,
    pub(crate) operation: &'r str,
    pub(crate) text: &'r str,
    contract: &'r Contract,
    /// What an independent reader makes of it.
    said: Leaves,
    /// What it was read as.
    read: Read,
}

enum Read {
    Answer(Leaves, String),
    Fault(BTreeMap<&'static str, String>),
}

/// A leaf that is not written as it was read: what was there, and what is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Difference {
    path: String,
    said: Option<Text>,
    written: Option<Text>,
}

impl<'r> Reply<'r> {
    /// Reads a sound reply; an error where it is none for this operation.
    pub(crate) fn of(
        case: &'r str,
        operation: &'r str,
        text: &'r str,
        contract: &'r Contract,
    ) -> Result<Self, String> {
        let answer =
            read_answer(case, operation, text, Policy::tolerant()).ok_or("no operation")?;
        let tree = parse(text).ok_or("not well-formed")?;
        let mut reply = Self {
            case,
            operation,
            text,
            contract,
            said: tree.clone().with_references().leaves(),
            read: Read::Fault(BTreeMap::new()),
        };
        match &answer.outcome {
            Err(error) => return Err(error.to_string()),
            Ok(Outcome::Fault(fault)) => reply.read = Read::Fault(parts(fault)),
            Ok(Outcome::Answer(deviations)) => {
                if let Some(deviation) = deviations.iter().next() {
                    return Err(deviation.to_string());
                }
                let written = written(&answer, case)?;
                let tree = body(&tree.clone().with_references(), case);
                reply.said = reply_leaves(&tree, text);
                reply.read = Read::Answer(written.leaves(), format!("{:?}", answer.headers));
            }
        }
        // What holds for the damaged ones holds for the sound one.
        reply.judge(text.as_bytes())?;
        Ok(reply)
    }

    /// Judges a damaged reply.
    ///
    /// # Errors
    /// A value was changed without a word, or more was read than the reply says.
    pub(crate) fn judge(&self, damaged: &[u8]) -> Result<Became, String> {
        // As a client does: bytes are text before they are read.
        let response = http::Response::builder().header("content-type", "text/xml; charset=utf-8");
        let reply = RawReply::from(response.body(damaged.to_vec()).expect("it is sound"));
        let Some(text) = reply.text() else {
            return Ok(Became::Error);
        };
        let text = &*text;
        let answer = read_answer(self.case, self.operation, text, Policy::tolerant());
        let answer = answer.expect("the sound reply was read");
        let Ok(outcome) = &answer.outcome else {
            return Ok(Became::Error);
        };
        well_formed(text).map_err(|error| format!("not well-formed, and read: {error}"))?;
        let tree = parse(text).ok_or("well-formed, and has no root")?;
        match (outcome, &self.read) {
            (Outcome::Fault(fault), read) => {
                if !has_fault(&tree) {
                    return Err("a fault that is not there".to_owned());
                }
                if let Read::Fault(before) = read {
                    self.judge_fault(&tree.with_references().leaves(), before, &parts(fault))?;
                }
                Ok(Became::Fault)
            }
            (Outcome::Answer(_), Read::Fault(_)) if has_fault(&tree) => {
                Err("an answer, and a fault is there".to_owned())
            }
            (Outcome::Answer(deviations), read_before) => {
                let mut noted = Noted::default();
                for deviation in deviations {
                    noted.add(&tree, deviation.offset, deviation.kind);
                }
                let tree = body(&tree.clone().with_references(), self.case);
                let Ok(again) = written(&answer, self.case) else {
                    return Ok(Became::Unwritable);
                };
                if ENCODED.contains(&self.case) {
                    // What is in an array may have any name, and a struct any order.
                    let mut said = texts(&tree, &noted);
                    // What has to be in the value takes its text first.
                    said.sort_by_key(|told| told.is_optional);
                    let mut read = texts(&again, &Noted::default());
                    for told in &said {
                        let found = read.iter().position(|one| {
                            same_value(told.text.plain.trim(), one.text.plain.trim())
                                || self.contract.is_one_value(&one.name, &told.text, &one.text)
                        });
                        match found {
                            Some(found) => drop(read.remove(found)),
                            None if told.is_optional => {}
                            None => {
                                return Err(format!(
                                    "the reply says {told:?}, read is {read:?}; noted is {noted:?}"
                                ));
                            }
                        }
                    }
                    if !read.is_empty() {
                        return Err(format!("{read:?} is read, and not in the reply"));
                    }
                    let before = match read_before {
                        Read::Answer(before, _) => *before == again.leaves(),
                        Read::Fault(_) => false,
                    };
                    return Ok(Became::of(before, noted.is_empty()));
                }
                let moved = self.is_what_it_says(&tree, &again, &noted)?;
                let (now, said) = (again.leaves(), reply_leaves(&tree, text));
                let Read::Answer(before, headers) = read_before else {
                    return Ok(Became::TouchedNoted);
                };
                self.only_where_touched(before, &now, &said, &moved)?;
                let head = |leaves: &Leaves| -> Vec<(String, Text)> {
                    let head = leaves.iter().filter(|(path, _)| path.starts_with(HEAD));
                    head.map(|(path, text)| (path.clone(), text.clone()))
                        .collect()
                };
                if *headers != format!("{:?}", answer.headers) && head(&said) == head(&self.said) {
                    return Err(format!("other header blocks: {:?}", answer.headers));
                }
                Ok(Became::of(*before == now, noted.is_empty()))
            }
        }
    }

    /// All that the reply says is in the value or noted as a deviation at its place, and the value has nothing that the
    /// reply does not say.
    fn is_what_it_says(
        &self,
        tree: &Node,
        again: &Node,
        noted: &Noted,
    ) -> Result<BTreeSet<String>, String> {
        let mut moved = BTreeSet::new();
        let mut elements = BTreeMap::new();
        tree.walk("", &mut |path, node| {
            elements.insert(path.to_owned(), node);
        });
        let mut written = BTreeMap::new();
        again.walk("", &mut |path, node| {
            written.insert(path.to_owned(), node);
        });
        for difference in differences(&tree.leaves(), &again.leaves()) {
            // Which of several elements of one name is which, order alone tells; where that is another, it is noted.
            let is_moved = difference.path.rfind("/{").is_some_and(|end| {
                let parent = &difference.path[..end];
                let name = difference.path[end + 1..]
                    .split('[')
                    .next()
                    .unwrap_or_default();
                let (Some(said), Some(read)) = (elements.get(parent), written.get(parent)) else {
                    return false;
                };
                let sorted = |node: &Node| {
                    let named = node.children().filter(|child| child.name == name);
                    let mut texts: Vec<_> = named.map(|child| texts(child, noted)).collect();
                    texts.sort();
                    texts
                };
                let mut children = said.children();
                children.any(|child| noted.has(child, &[DeviationKind::Order]))
                    && sorted(said) == sorted(read)
            });
            if is_moved {
                let end = difference.path.rfind('[').unwrap_or_default();
                moved.insert(difference.path[..end].to_owned());
            } else if !is_right(self.contract, &difference, &elements, &written, noted) {
                return Err(format!("the reply says {difference:?}; noted is {noted:?}"));
            }
        }
        // Elements of different names change places where order has no meaning, or with a note.
        for (path, node) in &elements {
            let Some(other) = written.get(path) else {
                continue;
            };
            let names = |node: &Node| -> Vec<String> {
                node.children().map(|child| child.name.clone()).collect()
            };
            let (mut said, written) = (names(node), names(other));
            // What was noted for itself may stand elsewhere.
            let strange = node
                .children()
                .filter(|child| noted.has(child, &[DeviationKind::UnknownBranch]));
            let strange: Vec<&String> = strange.map(|child| &child.name).collect();
            said.retain(|name| !strange.contains(&name));
            let kept = |one: &[String], other: &[String]| -> Vec<String> {
                one.iter()
                    .filter(|name| other.contains(name))
                    .cloned()
                    .collect()
            };
            let has_order = node
                .children()
                .any(|child| noted.has(child, &[DeviationKind::Order]));
            if kept(&said, &written) != kept(&written, &said)
                && !has_order
                // Of `xs:all` any order is right.
                && self.case != "all"
            {
                let lengths = (kept(&said, &written).len(), kept(&written, &said).len());
                // One more or less has been judged above.
                if lengths.0 == lengths.1 {
                    return Err(format!(
                        "{path} has {said:?}, written as {written:?}, and no word of it"
                    ));
                }
            }
        }
        Ok(moved)
    }

    /// No value is another one but where the reply says something else.
    fn only_where_touched(
        &self,
        before: &Leaves,
        now: &Leaves,
        said: &Leaves,
        moved: &BTreeSet<String>,
    ) -> Result<(), String> {
        for path in before.keys().chain(now.keys()) {
            let (old, new) = (before.get(path), now.get(path));
            let is_moved = moved.iter().any(|one| path.starts_with(one));
            if is_moved || same(old, new) || self.said.get(path) != said.get(path) {
                continue;
            }
            // What an element is may be said above it.
            let mut above = path
                .rfind("/@")
                .map_or(path.trim_end_matches("/text()"), |at| &path[..at]);
            let is_retyped = loop {
                let element = format!("{above}/text()");
                if self.said.contains_key(&element) != said.contains_key(&element) {
                    break true;
                }
                let attributes = ["type", "nil"].map(|name| format!("{above}/@{{{XSI}}}{name}"));
                if attributes
                    .iter()
                    .any(|one| self.said.get(one) != said.get(one))
                {
                    break true;
                }
                match above.rfind("/{") {
                    Some(end) => above = &above[..end],
                    None => break false,
                }
            };
            if !is_retyped {
                return Err(format!(
                    "{path} was {old:?} and is {new:?}, and was not touched"
                ));
            }
        }
        Ok(())
    }

    fn judge_fault(
        &self,
        said: &Leaves,
        before: &BTreeMap<&'static str, String>,
        now: &BTreeMap<&'static str, String>,
    ) -> Result<(), String> {
        let mut touched = BTreeSet::new();
        for path in said.keys().chain(self.said.keys()) {
            if said.get(path) != self.said.get(path) {
                touched.insert(path.as_str());
            }
        }
        for (part, old) in before {
            let elements: &[&str] = match *part {
                "code" => &["faultcode", "Code"],
                "reason" => &["faultstring", "Reason"],
                "actor" => &["faultactor", "Role"],
                "node" => &["Node"],
                // With what it refers to.
                "detail" if ENCODED.contains(&self.case) => &["Body"],
                "detail" => &["detail", "Detail"],
                _ => &["Header"],
            };
            let is_touched = touched.iter().any(|path| {
                elements
                    .iter()
                    .any(|one| path.contains(&format!("}}{one}[")))
            });
            if now[part] != *old && !is_touched {
                return Err(format!(
                    "the {part} was {old} and is {}, and was not touched",
                    now[part]
                ));
            }
        }
        Ok(())
    }
}

/// The cases with SOAP encoding. Its attributes, and `xsi:type`, tell how a value is sent and are not part of it; the
/// members of a struct are told by their names, and one that is absent is nil.
const ENCODED: &[&str] = &[
    "encoded_arrays",
    "encoded_parts",
    "encoded_types",
    "encoded_headers",
    "encoded_faults",
    "encoded_and_literal",
    "rpc_encoded",
    "asmx_legacy",
];

/// Header blocks.
const HEAD: &str = "head";

/// What is said of a reply: the leaves of the element in its body, and those of its header.
fn reply_leaves(body: &Node, text: &str) -> Leaves {
    let mut leaves = body.leaves();
    let envelope = parse(text).unwrap_or_default();
    for header in envelope
        .children()
        .filter(|child| child.name.ends_with("}Header"))
    {
        let header = header.leaves();
        leaves.extend(
            header
                .into_iter()
                .map(|(path, text)| (format!("{HEAD}{path}"), text)),
        );
    }
    leaves
}

/// Deviations, by the element that they tell of.
#[derive(Debug, Default)]
struct Noted(Vec<(usize, DeviationKind)>);

impl Noted {
    fn add(&mut self, tree: &Node, offset: usize, kind: DeviationKind) {
        // The innermost element around the place.
        let mut start = tree.start;
        tree.walk("", &mut |_, node| {
            if node.start <= offset && offset < node.end {
                start = node.start;
            }
        });
        self.0.push((start, kind));
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, node: &Node, kinds: &[DeviationKind]) -> bool {
        self.0.iter().any(|(start, kind)| {
            (*start == node.start || Some(*start) == node.target) && kinds.contains(kind)
        })
    }
}

/// Whether a leaf that is not written as it was read has been told of, or means the same.
fn is_right(
    contract: &Contract,
    difference: &Difference,
    elements: &BTreeMap<String, &Node>,
    written: &BTreeMap<String, &Node>,
    noted: &Noted,
) -> bool {
    use DeviationKind::{
        Duplicate, Nil, UnknownAttribute, UnknownBranch, UnknownElement, UnknownText, UnknownType,
    };
    let path = &difference.path;
    let (element, leaf) = path.rsplit_once('/').expect("a leaf is of an element");
    let (element, leaf) = match path.rfind("/@") {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (element, leaf),
    };
    let name = leaf.strip_prefix('@').unwrap_or(element);
    let name = name.rsplit('}').next().unwrap_or_default();
    let name = name.split('[').next().unwrap_or_default();
    match (&difference.said, &difference.written) {
        (Some(_), _) if !written.contains_key(element) => {
            // The topmost of the elements that are gone.
            let mut topmost = element;
            while let Some(end) = topmost.rfind("/{")
                && !written.contains_key(&topmost[..end])
            {
                topmost = &topmost[..end];
            }
            elements.get(topmost).is_some_and(|node| {
                noted.has(node, &[UnknownElement, UnknownBranch, Duplicate, Nil])
            })
        }
        (Some(said), None) => {
            let node = elements[element];
            leaf == format!("@{{{XSI}}}schemaLocation")
                || leaf == format!("@{{{XSI}}}noNamespaceSchemaLocation")
                || (leaf == format!("@{{{XSI}}}nil") && ["false", "0"].contains(&said.plain.trim()))
                // On a simple type it says nothing that the text does not.
                || (leaf == format!("@{{{XSI}}}type")
                    && (noted.has(node, &[UnknownType]) || node.children().next().is_none()))
                || noted.has(node, &[UnknownAttribute])
        }
        (Some(said), Some(written)) => {
            same_value(&said.plain, &written.plain)
                || contract.is_one_value(name, said, written)
                || noted.has(elements[element], &[UnknownText])
                // Around elements that have no place in a text there may be white space, which is of the text.
                || (said.plain.is_empty()
                    && is_space(&written.plain)
                    && elements[element].children().next().is_some())
        }
        (None, _) => false,
    }
}

/// A text of a reply.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    /// The local name of its element.
    name: String,
    text: Text,
    /// It may have been passed over.
    is_optional: bool,
}

/// The texts of a reply in their order, but for those that were passed over.
fn texts(node: &Node, noted: &Noted) -> Vec<Told> {
    use DeviationKind::{Duplicate, UnknownBranch, UnknownElement, UnknownText};
    let mut all = Vec::new();
    if noted.has(node, &[UnknownElement, Duplicate]) {
        return all;
    }
    let passed_over = noted.has(node, &[UnknownText]);
    for content in &node.content {
        match content {
            Content::Element(child) => all.extend(texts(child, noted)),
            Content::Text(text) if is_space(&text.plain) => {}
            Content::Text(_) if passed_over && node.target.is_none() => {}
            Content::Text(text) => all.push(Told {
                name: node.name.rsplit('}').next().unwrap_or_default().to_owned(),
                text: text.clone(),
                // What several elements refer to is passed over in the place of one, and read in that of another.
                is_optional: passed_over,
            }),
        }
    }
    if noted.has(node, &[UnknownBranch]) {
        for told in &mut all {
            told.is_optional = true;
        }
    }
    all
}

/// The leaves that two readings do not share.
fn differences(said: &Leaves, written: &Leaves) -> BTreeSet<Difference> {
    let mut differences = BTreeSet::new();
    for path in said.keys().chain(written.keys()) {
        let (said, written) = (said.get(path), written.get(path));
        if !same(said, written) {
            differences.insert(Difference {
                path: path.clone(),
                said: said.cloned(),
                written: written.cloned(),
            });
        }
    }
    differences
}

fn same(one: Option<&Text>, other: Option<&Text>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.plain == other.plain || one.expanded == other.expanded,
        (None, None) => true,
        _ => false,
    }
}

/// What was read, as it is written.
fn written(answer: &Answer, case: &str) -> Result<Node, String> {
    match answer.again.as_ref().expect("it was read") {
        Ok(text) => Ok(body(
            &parse(text)
                .expect("what is written is well-formed")
                .with_references(),
            case,
        )),
        Err(error) => Err(error.to_string()),
    }
}

/// What is in the body of an envelope; nothing where there is none. Elements that others refer to are where they are
/// referred to.
fn body(envelope: &Node, case: &str) -> Node {
    let mut bodies = envelope
        .children()
        .filter(|child| child.name.ends_with("}Body"));
    let mut body = bodies.next().cloned().unwrap_or_default();
    // What SOAP says of its own element is no part of a value.
    body.attributes.clear();
    // In a literal message an `id` is an attribute like any other.
    let is_encoded = ENCODED.contains(&case);
    let is_answer = |node: &Node| !is_encoded || node.attribute("{}id").is_none();
    if body.children().any(is_answer) {
        body.content.retain(|content| match content {
            Content::Element(child) => is_answer(child),
            Content::Text(_) => true,
        });
    } else {
        body.content
            .retain(|content| matches!(content, Content::Element(_)));
        body.content.truncate(1);
    }
    body
}

/// The parts of a fault.
fn parts(fault: &Fault) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("code", format!("{:?} {:?}", fault.code(), fault.subcodes())),
        ("reason", format!("{:?}", fault.reasons())),
        ("actor", format!("{:?}", fault.actor())),
        ("node", format!("{:?}", fault.node())),
        (
            "detail",
            format!(
                "{:?} {:?}",
                fault.detail().map(elements),
                fault.detail_text()
            ),
        ),
        ("headers", format!("{:?}", elements(fault.headers()))),
    ])
}

/// Elements that were kept as XML, without what has no meaning in it: their order as well.
fn elements(kept: &[AnyElement]) -> Vec<Leaves> {
    let elements = kept
        .iter()
        .map(|one| parse(one.xml()).expect("it is well-formed"));
    let mut elements: Vec<_> = elements.map(|one| one.leaves()).collect();
    elements.sort_by_key(|leaves| format!("{leaves:?}"));
    elements
}

fn has_fault(envelope: &Node) -> bool {
    let mut bodies = envelope
        .children()
        .filter(|child| child.name.ends_with("}Body"));
    bodies.any(|body| body.children().any(|child| child.name.ends_with("}Fault")))
}
