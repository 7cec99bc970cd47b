//! What a reply that is no SOAP envelope seems to be, for an error message.
//!
//! In: the text of a reply. Out: a few words, or nothing where it looks like XML and reading it will tell more. Text
//! is shown as far as it cannot be a secret.

use std::borrow::Cow;

use crate::codec::excerpt;
use crate::secret::{MASK, is_code, looks_secret, mask_xml};

/// What begins with these bytes.
const KNOWN: [(&[u8], &str); 6] = [
    (
        b"\x1F\x8B",
        "bytes compressed with gzip, which no `Content-Encoding` says",
    ),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\xFF\xD8\xFF", "a picture (JPEG)"),
];

/// What a reply that is no XML seems to be, of which `text` has been made or not.
pub(crate) fn describe_bytes<E>(bytes: &[u8], text: &Result<Cow<'_, str>, E>) -> Option<String> {
    if let Some((_, what)) = KNOWN.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Some((*what).to_owned());
    }
    match text {
        Ok(text) => describe(text),
        // A page in an encoding that nobody knows is still a page.
        Err(_) if !bytes.contains(&0) => describe(&String::from_utf8_lossy(bytes)),
        // UTF-16 has zeros, too.
        Err(_) => (!matches!(
            bytes,
            [b'<', ..] | [_, b'<', ..] | [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]
        ))
        .then(|| "binary data".to_owned()),
    }
}

/// What a reply that is no XML seems to be.
pub(crate) fn describe(text: &str) -> Option<String> {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    if start.is_empty() {
        return Some("nothing".to_owned());
    }
    if is_html(start) {
        return Some(match title(start) {
            Some(title) => format!("an HTML page with the title {}", excerpt(&harmless(title))),
            None => "an HTML page".to_owned(),
        });
    }
    if start.starts_with('\0') {
        return Some("binary data".to_owned());
    }
    if start.starts_with(['{', '[']) {
        return Some("JSON".to_owned());
    }
    (!start.starts_with('<')).then(|| format!("plain text, {}", excerpt(&harmless(start))))
}

/// Whether the root element is `html`, in XML or not.
fn is_html(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let end = match rest {
            _ if begins(rest, "<!doctype html") => return true,
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?") => "?>",
            _ => {
                return begins(rest, "<html")
                    && !rest[5..]
                        .starts_with(|next: char| next.is_alphanumeric() || "_-.:".contains(next));
            }
        };
        match rest.find(end) {
            Some(at) => rest = &rest[at + end.len()..],
            None => return false,
        }
    }
}

fn begins(text: &str, lower_case: &str) -> bool {
    text.get(..lower_case.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(lower_case))
}

fn title(page: &str) -> Option<&str> {
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title>")? + "<title>".len();
    let title = page[start..start + lower[start..].find("</title>")?].trim();
    (!title.is_empty()).then_some(title)
}

/// The beginning of a text up to what follows the name of a secret (`AUTHCODE:...`), without words that may be codes.
fn harmless(text: &str) -> String {
    // Enough for the line that is shown.
    let start: String = text.chars().take(200).collect();
    let start = mask_xml(&start, &[]);
    let mut shown = Vec::new();
    let mut words = start.split_whitespace();
    while let Some(word) = words.next() {
        let (name, value) = word.split_at(word.find([':', '=']).map_or(word.len(), |at| at + 1));
        if looks_secret(name.trim_end_matches([':', '='])) {
            let more = !value.is_empty() || words.next().is_some();
            shown.push(if more {
                format!("{name}{MASK}")
            } else {
                name.to_owned()
            });
            break;
        }
        shown.push(match (is_code(name), is_code(value)) {
            (true, _) => MASK.to_owned(),
            (_, true) => format!("{name}{MASK}"),
            _ => word.to_owned(),
        });
    }
    shown.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_known_bytes_is_named() {
        let no_text: Result<Cow<'_, str>, ()> = Err(());
        for (bytes, what) in [
            (&b"\x1F\x8B\x08"[..], "bytes compressed with gzip"),
            (b"%PDF-1.7", "a PDF"),
            (b"PK\x03\x04\x14", "a ZIP archive"),
            (b"\x89PNG\r\n", "a picture (PNG)"),
            (b"GIF89a", "a picture (GIF)"),
            (b"\xFF\xD8\xFF\xE0", "a picture (JPEG)"),
            (b"\xFF\0", "binary data"),
        ] {
            let described = describe_bytes(bytes, &no_text).unwrap();
            assert!(described.starts_with(what), "{described}");
        }
    }

    #[test]
    fn what_is_no_xml_is_named() {
        for (text, what) in [
            ("", Some("nothing")),
            (" \r\n", Some("nothing")),
            ("\u{FEFF}", Some("nothing")),
            ("{\"a\":1}", Some("JSON")),
            ("[]", Some("JSON")),
            (
                "<!DOCTYPE html><html><head><TITLE> Runtime\n Error </TITLE>",
                Some("an HTML page with the title `Runtime Error`"),
            ),
            ("<HTML>", Some("an HTML page")),
            (
                "<?xml version='1.0'?>\n<!-- x -->\n<html xmlns='urn:x'/>",
                Some("an HTML page"),
            ),
            ("<html", Some("an HTML page")),
            ("<htmlText/>", None),
            (
                "<e:Envelope xmlns:e='urn:e'><html>a page in an answer</html></e:Envelope>",
                None,
            ),
            ("<?xml", None),
            ("<", None),
            ("<é", None),
            (
                "Missing parameter: s.",
                Some("plain text, `Missing parameter: s.`"),
            ),
            ("Invalid password", Some("plain text, `Invalid password`")),
            ("ERROR", Some("plain text, `ERROR`")),
            (
                "OK AUTHCODE:6f1c|next",
                Some("plain text, `OK AUTHCODE:***`"),
            ),
            ("password = hunter2", Some("plain text, `password***`")),
            (
                "OK:https://example.com/ticket?a=1",
                Some("plain text, `OK:***`"),
            ),
            ("6f1c0a8d-22", Some("plain text, `***`")),
            ("\u{1b}[2J gone", Some("plain text, `\\u{1b}[2J gone`")),
        ] {
            assert_eq!(describe(text).as_deref(), what, "{text:?}");
        }
    }
}
