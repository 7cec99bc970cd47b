//! A document, damaged in every way: at each byte, at each element, at each attribute.

use crate::tree::{Node, parse};

/// What is put in the place of a byte, or before it. The first are what markup is made of, then what values are, then
/// what no document may have.
const BYTES: &[u8] = b"<>&\"'/ \n=:;!]-?#ax019.+T\r\t\0\x01\x7f\x80\xc3\xff";

/// How much of what can be done to bytes is done.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Extent {
    /// Every so manieth byte is changed, removed, and followed by another, once, which other being left to the position;
    /// and every so manieth element.
    Every { byte: usize, element: usize },
    /// Every byte becomes each of the others, and has each of them before it.
    All,
}

/// Shows each damaged document to `check`, with what was done.
pub(crate) fn each(document: &str, extent: Extent, check: &mut dyn FnMut(&str, &[u8])) {
    bytes(document.as_bytes(), extent, check);
    let root = parse(document).expect("the document is sound");
    let mut elements = Vec::new();
    root.walk("", &mut |path, node| {
        // Each has one name and place; what refers to another element is not followed here.
        elements.push((path.to_owned(), node));
    });
    let step = match extent {
        Extent::Every { element, .. } => element,
        Extent::All => 1,
    };
    for (path, node) in elements.iter().step_by(step) {
        element(document, path, node, check);
    }
    for (path, node) in elements.iter().step_by(step) {
        let children: Vec<&Node> = node.children().collect();
        for pair in children.windows(2) {
            let (one, other) = (
                &document[pair[0].start..pair[0].end],
                &document[pair[1].start..pair[1].end],
            );
            let between = &document[pair[0].end..pair[1].start];
            let swapped = [
                &document[..pair[0].start],
                other,
                between,
                one,
                &document[pair[1].end..],
            ];
            check(
                &format!("children swapped in {path}"),
                swapped.concat().as_bytes(),
            );
        }
        // A name that the contract knows, at another place: those of the next two, but all of them where all is asked.
        let others = match extent {
            Extent::Every { .. } => 2,
            Extent::All => usize::MAX,
        };
        for (at, renamed) in children.iter().enumerate() {
            let after = children[at + 1..].iter().chain(&children[..at]);
            let named = after.filter(|other| other.name != renamed.name);
            for other in named.take(others) {
                let other = tag_name(document, other);
                check(
                    &format!("an element in {path} renamed {other}"),
                    rename(document, renamed, other).as_bytes(),
                );
            }
        }
    }
}

fn bytes(document: &[u8], extent: Extent, check: &mut dyn FnMut(&str, &[u8])) {
    let mut damaged = Vec::new();
    let mut with = |what: &str, at: usize, byte: Option<u8>, cut: usize| {
        damaged.clear();
        damaged.extend_from_slice(&document[..at]);
        damaged.extend(byte);
        damaged.extend_from_slice(&document[at + cut..]);
        check(what, &damaged);
    };
    let step = match extent {
        Extent::Every { byte, .. } => byte,
        Extent::All => 1,
    };
    for at in (0..document.len()).step_by(step) {
        let own = document[at];
        with("a byte removed", at, None, 1);
        match extent {
            Extent::Every { .. } => {
                // Neighbours get different ones, and each gets one that a byte of its kind may become.
                let byte = BYTES[at % BYTES.len()];
                if byte != own {
                    with("a byte changed", at, Some(byte), 1);
                }
                with(
                    "a byte changed in one bit",
                    at,
                    Some(own ^ (1 << (at % 7))),
                    1,
                );
                with(
                    "a byte inserted",
                    at,
                    Some(BYTES[(at * 7 + 3) % BYTES.len()]),
                    0,
                );
            }
            Extent::All => {
                for &byte in BYTES {
                    if byte != own {
                        with("a byte changed", at, Some(byte), 1);
                    }
                    with("a byte inserted", at, Some(byte), 0);
                }
                for bit in 0..8 {
                    with("a byte changed in one bit", at, Some(own ^ (1 << bit)), 1);
                }
                with("a byte doubled", at, Some(own), 0);
            }
        }
    }
}

/// What can be done to one element.
fn element(document: &str, path: &str, node: &Node, check: &mut dyn FnMut(&str, &[u8])) {
    let (before, after) = (&document[..node.start], &document[node.end..]);
    let whole = &document[node.start..node.end];
    let tag = &document[node.start..node.tag_end];
    let name = tag_name(document, node);
    let mut say =
        |what: &str, damaged: String| check(&format!("{what}: {path}"), damaged.as_bytes());
    let around = |middle: &str| [before, middle, after].concat();
    say("dropped", around(""));
    say("doubled", around(&[whole, whole].concat()));
    say(
        "a stranger before it",
        around(&format!("<new>1</new>{whole}")),
    );
    say(
        "a stranger after it",
        around(&format!("{whole}<new xmlns=\"urn:new\">1</new>")),
    );
    say("text before it", around(&format!("text{whole}")));
    say("cut off behind it", [before, whole].concat());
    say("renamed", rename(document, node, "new"));
    say(
        "renamed in capitals",
        rename(document, node, &name.to_uppercase()),
    );
    let with = |attribute: &str| {
        let at = node.start + 1 + name.len();
        format!("{} {attribute}{}", &document[..at], &document[at..])
    };
    say("in another namespace", with("xmlns=\"urn:new\""));
    say("with an attribute", with("new=\"1\""));
    say(
        "nil",
        with("xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\""),
    );
    say(
        "of a strange type",
        with("xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:type=\"New\""),
    );
    say(
        "with a comment in it",
        if let Some(start) = tag.strip_suffix("/>") {
            around(&format!("{start}><!-- 9 --></{name}>"))
        } else {
            let (start, rest) = document.split_at(node.tag_end);
            format!("{start}<!-- 9 -->{rest}")
        },
    );
    if !tag.ends_with("/>") {
        say("emptied", around(&format!("{tag}</{name}>")));
        say("filled with text", around(&format!("{tag}abc</{name}>")));
        say(
            "filled with a number",
            around(&format!("{tag} 7 </{name}>")),
        );
    }
    // Attributes, declarations included.
    let mut at = name.len() + 1;
    while let Some(equals) = tag[at..].find('=').map(|found| at + found) {
        let quote = tag[equals + 1..].chars().next().expect("a value follows");
        let end = equals + 2 + tag[equals + 2..].find(quote).expect("a value ends") + 1;
        let key = tag[at..equals].trim();
        let key_at = at + tag[at..equals].find(key).unwrap_or_default();
        let replaced = |middle: &str| {
            [
                before,
                &tag[..key_at],
                middle,
                &tag[end..],
                &document[node.tag_end..],
            ]
            .concat()
        };
        say("attribute dropped", replaced(""));
        say(
            "attribute renamed",
            replaced(&format!("new{}", &tag[key_at + key.len()..end])),
        );
        say("attribute emptied", replaced(&format!("{key}=\"\"")));
        say(
            "attribute doubled",
            replaced(&format!("{0} {0}", &tag[key_at..end])),
        );
        at = end;
    }
}

fn tag_name<'d>(document: &'d str, node: &Node) -> &'d str {
    let tag = &document[node.start + 1..node.tag_end];
    &tag[..tag
        .find([' ', '\t', '\r', '\n', '/', '>'])
        .unwrap_or(tag.len())]
}

/// The document with both tags of an element renamed.
fn rename(document: &str, node: &Node, to: &str) -> String {
    let name = tag_name(document, node);
    let mut renamed = format!("{}<{to}", &document[..node.start]);
    let rest = node.start + 1 + name.len();
    if node.tag_end == node.end {
        renamed += &document[rest..];
    } else {
        let end = document[..node.end].rfind("</").expect("it has an end tag");
        renamed += &document[rest..end];
        renamed += "</";
        renamed += to;
        renamed += &document[end + 2 + name.len()..];
    }
    renamed
}
