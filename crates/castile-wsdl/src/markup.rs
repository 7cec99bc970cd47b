//! Where markup begins and ends in a text, for those who need no more than that.

use crate::source::{SourceId, Span};

/// The length of the markup that `text` begins with, up to and with its `>`.
pub(crate) fn markup_length(text: &str) -> Option<usize> {
    let until = |end: &str| text.find(end).map(|at| at + end.len());
    if let Some(comment) = text.strip_prefix("<!--") {
        return comment.find("-->").map(|at| at + 7);
    }
    if text.starts_with("<![CDATA[") {
        return until("]]>");
    }
    if text.starts_with("<?") {
        return until("?>");
    }
    if text.starts_with("</") {
        return until(">");
    }
    if text.starts_with("<!") {
        return declaration_length(text);
    }
    // A `>` may stand in an attribute value.
    let mut at = 1;
    let mut end = text.find('>')?;
    loop {
        let outside = text.as_bytes().get(at..end)?;
        let Some(open) = outside.iter().position(|byte| matches!(byte, b'"' | b'\'')) else {
            return Some(end + 1);
        };
        let quote = char::from(outside[open]);
        at += open + 1;
        at += 1 + text[at..].find(quote)?;
        if at > end {
            end = at + text[at..].find('>')?;
        }
    }
}

/// The length of a document type declaration, with the declarations, comments and quoted texts inside it.
fn declaration_length(text: &str) -> Option<usize> {
    let mut at = 1;
    let mut open = 0_usize;
    loop {
        at += text[at..].find(['>', '"', '\'', '<'])?;
        match text.as_bytes()[at] {
            b'>' if open == 0 => return Some(at + 1),
            b'>' => open -= 1,
            b'<' if text[at..].starts_with("<!--") => at += text[at..].find("-->")? + 2,
            b'<' => open += 1,
            quote => at += 1 + text[at + 1..].find(char::from(quote))?,
        }
        at += 1;
    }
}

/// The byte offset of the first start tag.
pub(crate) fn first_tag(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].find('<')?;
        if !text[at..].starts_with("<!") && !text[at..].starts_with("<?") {
            return Some(at);
        }
        at += markup_length(&text[at..])?;
    }
}

/// Line and column of a byte offset.
pub(crate) fn place(text: &str, offset: usize, source: SourceId) -> Span {
    let before = &text[..offset];
    let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
    let column = 1 + before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count();
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Span {
        source,
        line: number(line),
        column: number(column),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_ends_where_xml_says() {
        for (text, length) in [
            ("<a>b", Some(3)),
            ("<a b='>' c=\">'\">d", Some(16)),
            ("</a >b", Some(5)),
            ("<!-- <a> -->b", Some(12)),
            ("<![CDATA[ > ]] > ]]>b", Some(20)),
            ("<?pi > ?>b", Some(9)),
            ("<!DOCTYPE a [ <!ENTITY b '>'> <!-- ' --> ]>c", Some(43)),
            ("<a b='>", None),
            ("<!DOCTYPE a [", None),
        ] {
            assert_eq!(markup_length(text), length, "{text}");
        }
    }

    #[test]
    fn the_first_tag_comes_after_the_prolog() {
        assert_eq!(
            first_tag("<?xml version='1.0'?><!-- <a> -->\n<b/>"),
            Some(34)
        );
        assert_eq!(first_tag("text"), None);
        assert_eq!(first_tag("<!-- open"), None);
    }
}
