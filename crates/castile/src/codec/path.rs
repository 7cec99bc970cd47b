//! Where in a document a byte is: its line and the path of its element.
//!
//! Reading keeps no path; this scans the document again when an error or a deviation needs one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::secret::{Secrets, mask_xml};

/// The line of a byte, from 1.
pub(crate) fn line(document: &str, offset: usize) -> usize {
    1 + line_ends(&document.as_bytes()[..offset.min(document.len())])
}

/// How many lines end in a piece of a document.
pub(crate) fn line_ends(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

/// The paths of the elements that are open at `offsets`, or begin there. One pass; offsets in ascending order.
pub(crate) fn paths(document: &str, offsets: &[usize]) -> Vec<String> {
    let mut reader = Reader::from_str(document);
    let mut open: Vec<Step<'_>> = vec![Step {
        name: "",
        position: 0,
        children: HashMap::new(),
    }];
    let mut paths = Vec::with_capacity(offsets.len());
    let position =
        |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    loop {
        let start = position(&reader);
        let event = reader.read_event();
        let end = position(&reader);
        let (name, empty) = match &event {
            Ok(Event::Start(tag)) => (name_at(document, start, tag.name().as_ref().len()), false),
            Ok(Event::Empty(tag)) => (name_at(document, start, tag.name().as_ref().len()), true),
            _ => ("", false),
        };
        if !name.is_empty() {
            let step = enter(&mut open, name);
            open.push(step);
        }
        while paths.len() < offsets.len()
            && (offsets[paths.len()] < end || matches!(event, Ok(Event::Eof) | Err(_)))
        {
            paths.push(render(&open));
        }
        if matches!(event, Ok(Event::Eof) | Err(_)) || paths.len() == offsets.len() {
            return paths;
        }
        if (empty || matches!(event, Ok(Event::End(_)))) && open.len() > 1 {
            open.pop();
        }
    }
}

/// An open element: its name, its position among siblings of that name, and how often its children's names occurred.
struct Step<'x> {
    name: &'x str,
    position: usize,
    children: HashMap<&'x str, usize>,
}

fn name_at(document: &str, start: usize, length: usize) -> &str {
    let name = document
        .get(start + 1..start + 1 + length)
        .unwrap_or_default();
    name.rsplit(':').next().unwrap_or(name)
}

fn enter<'x>(open: &mut [Step<'x>], name: &'x str) -> Step<'x> {
    let position = open.last_mut().map_or(1, |parent| {
        let count = parent.children.entry(name).or_default();
        *count += 1;
        *count
    });
    Step {
        name,
        position,
        children: HashMap::new(),
    }
}

fn render(open: &[Step<'_>]) -> String {
    let steps = open[1..].iter().map(|step| {
        let name = shorten(step.name);
        if step.position > 1 {
            format!("{name}[{}]", step.position)
        } else {
            name.into_owned()
        }
    });
    steps.collect::<Vec<_>>().join("/")
}

/// How much of a document an excerpt shows before and after its place, in characters.
const AROUND: (usize, usize) = (40, 60);

/// How much of a document is looked through for secrets before the place of an excerpt, in bytes.
const SEARCHED: usize = 1 << 20;

/// How much of it is held, in bytes: a secret that is masked later has to be there as a whole.
const HELD: usize = 4096;

/// A document before and after a place, more of it than is shown. Values under secret-looking names are masked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Excerpt {
    before: String,
    after: String,
}

impl Excerpt {
    /// What is around the text or tag that a byte is in.
    pub(crate) fn of(document: &str, offset: usize) -> Self {
        Self::searching(document, offset, SEARCHED)
    }

    /// [`of`](Self::of), with so many bytes before it looked through. Where a tag or a comment in the way is longer, it
    /// shows nothing.
    fn searching(document: &str, offset: usize, searched: usize) -> Self {
        let offset = floor(document, offset);
        let first = document[offset..].chars().next();
        let upto = offset + first.map_or(0, char::len_utf8);
        let tag = if document[..offset].ends_with('>') {
            offset
        } else {
            document[..upto].rfind('<').unwrap_or_default()
        };
        let Some((open, start)) = open_tags(document, tag.saturating_sub(searched)) else {
            return Self::default();
        };
        if start > tag || open.len() > searched {
            return Self::default();
        }
        let end = floor(document, tag + HELD);
        // An element far above may say that what is in it is not shown.
        let before = format!("{open}{}", &document[start..tag]);
        let part = format!("{before}{}", &document[tag..end]);
        let (before, masked) = (mask_xml(&before, &[]), mask_xml(&part, &[]));
        let Some(after) = masked.strip_prefix(&*before) else {
            return Self::default();
        };
        let Some(before) = before.strip_prefix(&mask_xml(&open, &[])) else {
            return Self::default();
        };
        let cut = floor(before, before.len().saturating_sub(HELD));
        // A secret that is masked later is not known by its end alone, so that no text is cut.
        let cut = match cut {
            0 => 0,
            _ => before[cut..].find('<').map_or(before.len(), |at| cut + at),
        };
        let mut excerpt = Self {
            before: before[cut..].to_owned(),
            after: after.to_owned(),
        };
        if start > 0 {
            // Who reads a reply looks through its beginning alone for values.
            excerpt.hide(&Secrets::of_all(Secrets::values(&part, false, None)));
        }
        excerpt
    }

    /// Masks more.
    pub(crate) fn hide(&mut self, secrets: &Secrets) {
        for text in [&mut self.before, &mut self.after] {
            *text = secrets.mask(text).into_owned();
        }
    }
}

/// On one line, with ` >>> ` before the place.
impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = (one_line(&self.before), one_line(&self.after));
        let start = before.char_indices().rev().nth(AROUND.0 - 1);
        match start.filter(|&(start, _)| start > 0) {
            Some((start, _)) => write!(f, "...{}", &before[start..])?,
            None => f.write_str(&before)?,
        }
        f.write_str(match (before.is_empty(), after.is_empty()) {
            (true, true) => "",
            (true, false) => ">>> ",
            _ => " >>> ",
        })?;
        match after.char_indices().nth(AROUND.1) {
            Some((cut, _)) => write!(f, "{}...", &after[..cut]),
            None => f.write_str(&after),
        }
    }
}

/// The start tags of the elements that are open at the first markup from a byte on, and where that is.
fn open_tags(document: &str, from: usize) -> Option<(String, usize)> {
    let mut reader = Reader::from_str(document);
    let mut open = Vec::new();
    let mut start = 0;
    while start < from || (start > 0 && document.as_bytes().get(start) != Some(&b'<')) {
        let event = reader.read_event();
        let end = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Ok(Event::Start(_)) => open.push(&document[start..end]),
            Ok(Event::End(_)) => {
                open.pop();
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
        start = end;
    }
    Some((open.concat(), start))
}

/// The last place at or before a byte where a character begins.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Foreign text without line breaks, and nothing that a terminal obeys.
fn one_line(text: &str) -> String {
    let mut shown = String::new();
    let mut blank = false;
    for char in text.chars() {
        if char.is_whitespace() {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) && !shown.is_empty() {
            shown.push(' ');
        }
        match char {
            '"' | '\'' | '\\' => shown.push(char),
            _ => shown.extend(char.escape_debug()),
        }
    }
    shown
}

/// A name as it may stand in a message. Names have no control characters, yet can be as long as the document.
pub(crate) fn shorten(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(100) {
        Some((end, _)) => Cow::Owned(format!("{}...", &name[..end])),
        None => Cow::Borrowed(name),
    }
}

/// The path of the element that is open at the end of a document being written, in its start tag or in its content.
pub(crate) fn open_path(written: &str) -> String {
    let tag = written.rfind('<').unwrap_or_default();
    let open_tag = &written[tag..];
    if open_tag.contains('>') {
        return paths(written, &[written.len()]).pop().unwrap_or_default();
    }
    // What the writer has written so far has `>` nowhere but at the end of tags.
    let quote = if open_tag.matches('"').count() % 2 == 1 {
        "\""
    } else {
        ""
    };
    paths(&format!("{written}{quote}>"), &[tag])
        .pop()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_offsets() {
        let document = "<?xml version='1.0'?><!-- <a> -->\n<e:E xmlns:e='urn:e'><b/><c><d>1</d><b>2</b><d>3</d></c><b x='1'>4</b></e:E>";
        let at = |text: &str| document.find(text).unwrap();
        let offsets = [
            0,
            at("<e:E"),
            at("<b/>"),
            at("1<"),
            at("<d>3"),
            at("3<"),
            at("</c>"),
            at("x='"),
            at("4<"),
            document.len(),
        ];
        let found = paths(document, &offsets);
        assert_eq!(
            found,
            [
                "", "E", "E/b", "E/c/d", "E/c/d[2]", "E/c/d[2]", "E/c", "E/b[2]", "E/b[2]", ""
            ]
        );
        assert_eq!(line(document, at("<e:E")), 2);
    }

    #[test]
    fn excerpts() {
        let excerpt = |document: &str, offset| Excerpt::of(document, offset).to_string();
        let around = |document: &str, text: &str| excerpt(document, document.find(text).unwrap());
        let row = "<row>\n  <pwd>hunter2</pwd> <id a=\"1\">abc</id>\r\n</row>";
        assert_eq!(
            around(row, "<id"),
            "<row> <pwd>***</pwd> >>> <id a=\"1\">abc</id> </row>"
        );
        assert_eq!(around(row, "d a="), around(row, "<id"));
        assert_eq!(
            around(row, "abc"),
            "<row> <pwd>***</pwd> <id a=\"1\"> >>> abc</id> </row>"
        );
        assert_eq!(
            around(row, "<row"),
            ">>> <row> <pwd>***</pwd> <id a=\"1\">abc</id> </row>"
        );
        // What is not shown is not shown in parts, wherever the cut is.
        let secret =
            "<a><password><b>hunter2</b><c>hunter3 &amp; <![CDATA[hunter4]]></c></password></a>";
        for at in 0..=secret.len() {
            assert!(!excerpt(secret, at).contains("unter"), "{at}");
        }
        let long = format!(
            "<a>{}<b>{}\u{1b}é</b></a>",
            "x".repeat(100),
            "y".repeat(100)
        );
        assert_eq!(
            around(&long, "<b>"),
            format!("...{} >>> <b>{}...", "x".repeat(40), "y".repeat(57))
        );
        assert_eq!(excerpt("<a>\u{1b}é\u{202e}", 5), ">>> <a>\\u{1b}é\\u{202e}");
        assert_eq!(excerpt("", 0), "");
    }

    #[test]
    fn excerpts_far_behind_the_beginning_of_a_document() {
        let row = "<row><!-- > --><id>1</id> and <![CDATA[<b>]]> &amp; more</row>\n";
        let rows = row.repeat(3 * SEARCHED / row.len());
        let document = format!("<e:E xmlns:e='urn:e'>{rows}<last x='1'>abc</last></e:E>");
        let at = document.find("abc").unwrap();
        assert_eq!(
            Excerpt::of(&document, at).to_string(),
            "...ATA[<b>]]> &amp; more</row> <last x='1'> >>> abc</last></e:E>"
        );
        // Names far above are known, and values that are repeated close by.
        let secret = format!(
            "<a><f name='password'>{rows}<v>hunter2</v></f>{rows}<pwd>hunter3</pwd><b>hunter3</b></a>"
        );
        for (text, shown) in [
            ("<v>", "]]>***</row> >>> <v>***</v></f>"),
            ("<b>hunter3", "<pwd>***</pwd> >>> <b>***</b></a>"),
        ] {
            let excerpt = Excerpt::of(&secret, secret.find(text).unwrap()).to_string();
            assert!(excerpt.contains(shown), "{excerpt}");
        }
        // Nothing is shown in parts, wherever the search begins.
        let secret = "<a>\n<password k=\"> '\">1<b>hunter2</b>2<c>hunter3 &amp; <![CDATA[hunter4]]></c></password>\
            <!-- pwd=hunter5 --><d pwd='hunter6'>word</d></a>";
        for at in 0..=secret.len() {
            for searched in 0..=secret.len() {
                let excerpt = Excerpt::searching(secret, at, searched).to_string();
                assert!(!excerpt.contains("unter"), "{at} {searched} {excerpt}");
            }
        }
        // A value that is hidden later is shown in no part, wherever what is held begins.
        let secrets = Secrets::of(["swordfish1"]);
        for blanks in HELD - 30..HELD + 10 {
            let document = format!("<a><x>say swordfish1</x>{}<id>", " ".repeat(blanks));
            let mut excerpt = Excerpt::of(&document, document.len());
            excerpt.hide(&secrets);
            assert!(
                !excerpt.to_string().contains("fish1"),
                "{blanks}: {excerpt}"
            );
        }
        let token = "token".repeat(HELD);
        let mut excerpt = Excerpt::of(&format!("<a><x>{token}</x><id>"), token.len() + 11);
        excerpt.hide(&Secrets::of([&token]));
        assert_eq!(excerpt.to_string(), "</x> >>> <id>");
        // Long text ends the search, and an element with a longer tag is not known.
        let x = "x".repeat(2 * SEARCHED);
        for (document, shown) in [
            (format!("<a><b>{x}</b><c/></a>"), "</b> >>> <c/></a>"),
            (format!("<a><b x='{x}'><c/></b></a>"), ""),
        ] {
            let excerpt = Excerpt::of(&document, document.find("<c").unwrap());
            assert_eq!(excerpt.to_string(), shown);
        }
    }

    #[test]
    fn many_names_take_no_quadratic_time() {
        let children = (0..200_000)
            .map(|number| format!("<n{number}/>"))
            .collect::<Vec<_>>()
            .concat();
        let document = format!("<a>{children}<z>");
        assert_eq!(paths(&document, &[document.len()]), ["a/z"]);
    }

    #[test]
    fn paths_while_writing() {
        for (written, path) in [
            ("<a><b>", "a/b"),
            ("<a><b>text", "a/b"),
            ("<a><b>1</b><b x=\"1\" y=\"", "a/b[2]"),
            ("<a><b />", "a"),
            ("<a><b", "a/b"),
            ("", ""),
        ] {
            assert_eq!(open_path(written), path, "{written}");
        }
    }
}
