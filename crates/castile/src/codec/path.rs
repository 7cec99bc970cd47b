//! Where in a document a byte is: its line and the path of its element.
//!
//! Reading keeps no path; this scans the document again when an error or a deviation needs one.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

/// The line of a byte, from 1.
pub(crate) fn line(document: &str, offset: usize) -> usize {
    document.as_bytes()[..offset.min(document.len())]
        .split(|&byte| byte == b'\n')
        .count()
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
