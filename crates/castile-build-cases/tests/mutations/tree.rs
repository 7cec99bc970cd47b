//! A second reader: a document to its leaves, each at its path.
//!
//! It knows nothing of contracts, and shares nothing with the codec. Whether a document is well-formed is the word of the
//! crate `xml`; what is left is little more than a search for `<`.

use std::collections::{BTreeMap, HashMap, HashSet};

pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// An element.
#[derive(Debug, Clone, Default)]
pub(crate) struct Node {
    /// `{namespace}local`.
    pub(crate) name: String,
    /// Attributes but for declarations: `{namespace}local`, and the value.
    pub(crate) attributes: Vec<(String, Text)>,
    /// Children, and the text between them.
    pub(crate) content: Vec<Content>,
    /// Where it begins in the document, and where it and its start tag end.
    pub(crate) start: usize,
    pub(crate) tag_end: usize,
    pub(crate) end: usize,
    /// Where the element begins that this one refers to.
    pub(crate) target: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Element(Node),
    Text(Text),
}

/// A text, as it stands and with its prefixes as namespaces: whether `a:b` is a name, a document does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text {
    pub(crate) plain: String,
    pub(crate) expanded: String,
}

/// Leaves by path: `/{urn:a}b[1]/@{}c`, `/{urn:a}b[1]/text()`. An element is a leaf as well, with the names of its
/// children if there is text among them.
pub(crate) type Leaves = BTreeMap<String, Text>;

impl Node {
    pub(crate) fn children(&self) -> impl Iterator<Item = &Node> {
        self.content.iter().filter_map(|content| match content {
            Content::Element(node) => Some(node),
            Content::Text(_) => None,
        })
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.plain.as_str())
    }

    /// The paths of this element and of what is in it, with the elements.
    pub(crate) fn walk<'n>(&'n self, path: &str, visit: &mut dyn FnMut(&str, &'n Node)) {
        visit(path, self);
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for child in self.children() {
            let count = counts.entry(&child.name).or_default();
            *count += 1;
            child.walk(&format!("{path}/{}[{count}]", child.name), visit);
        }
    }

    pub(crate) fn leaves(&self) -> Leaves {
        let mut leaves = Leaves::new();
        self.walk("", &mut |path, node| {
            for (name, value) in &node.attributes {
                leaves.insert(format!("{path}/@{name}"), value.clone());
            }
            let texts = node.content.iter().map(|content| match content {
                Content::Element(node) => (format!("<{}>", node.name), None),
                Content::Text(text) => (String::new(), Some(text)),
            });
            let (mut all, mut has_text, mut has_child) = (Text::default(), false, false);
            for (name, text) in texts {
                if let Some(text) = text {
                    has_text |= !is_space(&text.plain);
                    all.plain += &text.plain;
                    all.expanded += &text.expanded;
                } else {
                    has_child = true;
                    all.plain += &name;
                    all.expanded += &name;
                }
            }
            // White space between elements is layout.
            let text = if has_child && !has_text {
                Text::default()
            } else {
                all
            };
            leaves.insert(format!("{path}/text()"), text);
        });
        leaves
    }

    /// With what `href` leads to in the place of what refers to it, as SOAP encoding has it.
    pub(crate) fn with_references(self) -> Self {
        let mut known = HashMap::new();
        self.walk("", &mut |_, node| {
            if let Some(id) = node.attribute("{}id") {
                known.insert(id.trim().to_owned(), node.clone());
            }
        });
        if known.is_empty() {
            return self;
        }
        follow(self, &known, &mut HashSet::new())
    }
}

fn follow(mut node: Node, known: &HashMap<String, Node>, open: &mut HashSet<String>) -> Node {
    let mut id = None;
    if let Some(href) = node
        .attribute("{}href")
        .and_then(|it| it.trim().strip_prefix('#'))
        && let Some(target) = known.get(href)
        && open.insert(href.to_owned())
    {
        id = Some(href.to_owned());
        node.content.clone_from(&target.content);
        // What says nil and refers to something contradicts itself, and is not what it refers to.
        let nil = format!("{{{XSI}}}nil");
        node.attributes.retain(|(name, _)| *name == nil);
        node.attributes.extend_from_slice(&target.attributes);
        node.target = Some(target.start);
    }
    let content = std::mem::take(&mut node.content);
    node.content = content
        .into_iter()
        .map(|content| match content {
            Content::Element(child) => Content::Element(follow(child, known, open)),
            text @ Content::Text(_) => text,
        })
        .collect();
    node.attributes.retain(|(name, _)| name != "{}href");
    if let Some(id) = id {
        open.remove(&id);
    }
    node
}

pub(crate) fn is_space(text: &str) -> bool {
    text.bytes().all(|byte| b" \t\r\n".contains(&byte))
}

/// Whether a document is well-formed, by the crate `xml`.
pub(crate) fn well_formed(document: &str) -> Result<(), String> {
    for event in xml::EventReader::from_str(document) {
        event.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// The root of a well-formed document; `None` where it turns out to be none.
pub(crate) fn parse(document: &str) -> Option<Node> {
    let mut open: Vec<(Node, HashMap<String, String>)> = vec![(Node::default(), HashMap::new())];
    let mut at = 0;
    while at < document.len() {
        let rest = &document[at..];
        let text_end = rest.find('<').unwrap_or(rest.len());
        if text_end > 0 {
            text(&mut open, &decoded(&rest[..text_end], false)?);
            at += text_end;
        } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = data.find("]]>")?;
            text(&mut open, &line_ends(&data[..end]));
            at += "<![CDATA[".len() + end + "]]>".len();
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            at += "<!--".len() + comment.find("-->")? + "-->".len();
        } else if rest.starts_with("<?") {
            at += rest.find("?>")? + "?>".len();
        } else if rest.starts_with("</") {
            at += rest.find('>')? + 1;
            close(&mut open, at)?;
        } else {
            let (end, empty) = start(&mut open, rest, at)?;
            at += end;
            if empty {
                close(&mut open, at)?;
            }
        }
    }
    let [(mut document, _)] = <[_; 1]>::try_from(open).ok()?;
    let mut roots = document
        .content
        .drain(..)
        .filter_map(|content| match content {
            Content::Element(node) => Some(node),
            Content::Text(_) => None,
        });
    roots.next()
}

fn text(open: &mut [(Node, HashMap<String, String>)], piece: &str) {
    let (node, scope) = open.last_mut().expect("the document is open");
    // Split where an entity or CDATA section begins, a name is still one text.
    if let Some(Content::Text(last)) = node.content.last_mut() {
        last.plain += piece;
        last.expanded = expanded(&last.plain, scope);
    } else {
        node.content.push(Content::Text(Text {
            expanded: expanded(piece, scope),
            plain: piece.to_owned(),
        }));
    }
}

fn close(open: &mut Vec<(Node, HashMap<String, String>)>, at: usize) -> Option<()> {
    let (mut node, _) = open.pop()?;
    node.end = at;
    let (parent, _) = open.last_mut()?;
    parent.content.push(Content::Element(node));
    Some(())
}

/// Takes a start tag; gives its length, and whether it is an end tag too.
fn start(
    open: &mut Vec<(Node, HashMap<String, String>)>,
    rest: &str,
    at: usize,
) -> Option<(usize, bool)> {
    let name_end = rest.find(|c: char| " \t\r\n/>".contains(c))?;
    let name = &rest[1..name_end];
    let mut end = name_end;
    let mut attributes = Vec::new();
    loop {
        let tail = &rest[end..];
        let trimmed = tail.trim_start_matches([' ', '\t', '\r', '\n']);
        end += tail.len() - trimmed.len();
        if trimmed.starts_with("/>") || trimmed.starts_with('>') {
            break;
        }
        let (key, value) = trimmed.split_once('=')?;
        let value = value.trim_start_matches([' ', '\t', '\r', '\n']);
        let quote = value.chars().next()?;
        let close = value[1..].find(quote)? + 1;
        attributes.push((key.trim_end().to_owned(), decoded(&value[1..close], true)?));
        end = rest.len() - value.len() + close + 1;
    }
    let empty = rest[end..].starts_with("/>");
    end += if empty { 2 } else { 1 };

    let mut scope = open.last()?.1.clone();
    for (key, value) in &attributes {
        if key == "xmlns" {
            scope.insert(String::new(), value.clone());
        } else if let Some(prefix) = key.strip_prefix("xmlns:") {
            scope.insert(prefix.to_owned(), value.clone());
        }
    }
    let attributes = attributes
        .into_iter()
        .filter(|(key, _)| key != "xmlns" && !key.starts_with("xmlns:"))
        .map(|(key, value)| {
            // An attribute without a prefix is in no namespace.
            let name = match key.split_once(':') {
                Some(_) => qualified(&key, &scope),
                None => format!("{{}}{key}"),
            };
            let expanded = if name == format!("{{{XSI}}}type") {
                qualified(value.trim(), &scope)
            } else {
                expanded(&value, &scope)
            };
            let plain = value;
            (name, Text { plain, expanded })
        })
        .collect();
    let node = Node {
        name: qualified(name, &scope),
        attributes,
        content: Vec::new(),
        start: at,
        tag_end: at + end,
        end: 0,
        target: None,
    };
    open.push((node, scope));
    Some((end, empty))
}

fn qualified(name: &str, scope: &HashMap<String, String>) -> String {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let namespace = match prefix {
        "xml" => "http://www.w3.org/XML/1998/namespace",
        prefix => scope.get(prefix).map_or("", String::as_str),
    };
    format!("{{{namespace}}}{local}")
}

/// The text with those of its words as expanded names that begin with a declared prefix.
fn expanded(text: &str, scope: &HashMap<String, String>) -> String {
    let word = |word: &str| {
        let (prefix, local) = word.split_once(':')?;
        Some(format!("{{{}}}{local}", scope.get(prefix)?))
    };
    // Each has the white space after it, which is its end.
    let words = text.split_inclusive([' ', '\t', '\n', '\r']);
    words
        .map(|one| word(one).unwrap_or_else(|| one.to_owned()))
        .collect()
}

/// Line ends as XML has them (2.11).
fn line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// References resolved, line ends and, in attributes, white space as XML has them (2.11, 3.3.3).
fn decoded(text: &str, is_attribute: bool) -> Option<String> {
    let text = line_ends(text);
    let text = if is_attribute {
        text.replace(['\t', '\n'], " ")
    } else {
        text
    };
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('&') {
        out += &rest[..at];
        let (name, after) = rest[at + 1..].split_once(';')?;
        rest = after;
        out.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = name.strip_prefix('#')?;
                let number = match number.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(number)?
            }
        });
    }
    Some(out + rest)
}
