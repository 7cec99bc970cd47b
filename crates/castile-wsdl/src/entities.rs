//! The entities of a document type declaration: namespaces and locations of some schemas of the W3C are made of them.

use crate::markup::first_tag;

/// Entities of a document that are looked at, and bytes of one of them.
const ENTITIES: usize = 100;
const ENTITY: usize = 4096;
/// Bytes that a value may grow by, at most.
const EXPANSION: usize = 64 << 10;

/// The entities declared in the document itself, by name, references in them resolved; only short ones.
pub(crate) fn entities(text: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let Some(end) = first_tag(text).filter(|end| text[..*end].contains("<!ENTITY")) else {
        return out;
    };
    for declaration in text[..end].split("<!ENTITY").skip(1).take(ENTITIES) {
        let Some((name, rest)) = declaration.trim_start().split_once(char::is_whitespace) else {
            continue;
        };
        let rest = rest.trim_start();
        let value = ['"', '\'']
            .iter()
            .find_map(|quote| rest.strip_prefix(*quote)?.split_once(*quote));
        if let Some((value, _)) = value.filter(|(value, _)| value.len() <= ENTITY) {
            let value = unescape(value, &out);
            if value.len() <= ENTITY {
                out.push((name.to_owned(), value));
            }
        }
    }
    out
}

/// Resolves the five predefined entities, those that the document declares, and character references.
pub(crate) fn unescape(value: &str, entities: &[(String, String)]) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        if out.len() > value.len() + EXPANSION {
            break;
        }
        let (name, tail) = after.split_once(';').unwrap_or(("", after));
        rest = tail;
        let number = name
            .strip_prefix('#')
            .and_then(|number| match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            });
        match (name, number.and_then(char::from_u32)) {
            (_, Some(c)) => out.push(c),
            ("amp", _) => out.push('&'),
            ("lt", _) => out.push('<'),
            ("gt", _) => out.push('>'),
            ("quot", _) => out.push('"'),
            ("apos", _) => out.push('\''),
            _ => {
                if let Some((_, value)) = entities.iter().find(|(declared, _)| declared == name) {
                    out.push_str(value);
                } else {
                    out.push('&');
                    rest = after;
                }
            }
        }
    }
    out.push_str(rest);
    out
}

/// An entity declared to be another document, which is never read, where the document refers to it: its name and the
/// byte offset of the reference.
pub(crate) fn external_reference(text: &str) -> Option<(&str, usize)> {
    let end = first_tag(text)?;
    let mut names = text[..end].split("<!ENTITY").skip(1).filter_map(|it| {
        let (name, rest) = it.trim_start().split_once(char::is_whitespace)?;
        let rest = rest.trim_start();
        (rest.starts_with("SYSTEM") || rest.starts_with("PUBLIC")).then_some(name)
    });
    names.by_ref().take(ENTITIES).find_map(|name| {
        let at = text[end..].find(&format!("&{name};"))?;
        Some((name, end + at))
    })
}
