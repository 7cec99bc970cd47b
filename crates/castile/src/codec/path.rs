//! Where in a document a byte is: its line and the path of its element.
//!
//! Reading keeps no path; this scans the document again when an error or a deviation needs one.

use quick_xml::Reader;
use quick_xml::events::Event;

/// The line of a byte, from 1.
pub(crate) fn line(document: &str, offset: usize) -> usize {
    document.as_bytes()[..offset.min(document.len())].iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// The paths of the elements that are open at `offsets`, or begin there. One pass; offsets in ascending order.
pub(crate) fn paths(document: &str, offsets: &[usize]) -> Vec<String> {
    let mut reader = Reader::from_str(document);
    let mut open: Vec<Step<'_>> = vec![Step { name: "", position: 0, children: Vec::new() }];
    let mut paths = Vec::with_capacity(offsets.len());
    let position = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
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
        while paths.len() < offsets.len() && (offsets[paths.len()] < end || matches!(event, Ok(Event::Eof) | Err(_))) {
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
    children: Vec<(&'x str, usize)>,
}

fn name_at(document: &str, start: usize, length: usize) -> &str {
    let name = document.get(start + 1..start + 1 + length).unwrap_or_default();
    name.rsplit(':').next().unwrap_or(name)
}

fn enter<'x>(open: &mut [Step<'x>], name: &'x str) -> Step<'x> {
    let mut position = 1;
    if let Some(parent) = open.last_mut() {
        match parent.children.iter_mut().rev().find(|child| child.0 == name) {
            Some(child) => {
                child.1 += 1;
                position = child.1;
            }
            None => parent.children.push((name, 1)),
        }
    }
    Step { name, position, children: Vec::new() }
}

fn render(open: &[Step<'_>]) -> String {
    let steps = open[1..].iter().map(|step| if step.position > 1 { format!("{}[{}]", step.name, step.position) } else { step.name.to_owned() });
    steps.collect::<Vec<_>>().join("/")
}
