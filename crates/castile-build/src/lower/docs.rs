//! Documentation of the contract as Rust doc lines.
//!
//! The text is somebody else's: nothing in it may become markup, a link, a doctest or the end of the comment.

/// The width that text is wrapped at.
const WIDTH: usize = 100;

/// Doc lines from documentation, if there is any.
pub(crate) fn lines(text: Option<&str>) -> Vec<String> {
    let Some(text) = text else { return Vec::new() };
    let text = plain(text);
    let mut lines: Vec<String> = Vec::new();
    for paragraph in paragraphs(&text) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(fill(paragraph.split_whitespace().map(clean)));
    }
    lines
}

/// The lines of text that needs no cleaning.
pub(crate) fn wrapped(text: &str) -> Vec<String> {
    fill(text.split(' ').map(str::to_owned))
}

/// Tags of HTML and of the comments of .NET that begin something new.
const BLOCKS: &[&str] = &[
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ol",
    "p",
    "para",
    "pre",
    "remarks",
    "returns",
    "summary",
    "table",
    "tr",
    "ul",
];

/// Tags that do no more than show text otherwise.
const INLINE: &[&str] = &[
    "a", "b", "big", "c", "center", "code", "em", "font", "i", "samp", "small", "span", "strong",
    "tbody", "thead", "tt", "u",
];

/// Text without the tags and entities of HTML, which many contracts have in their documentation.
fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some((instead, length)) = tag(rest) else {
            plain.push('<');
            rest = &rest[1..];
            continue;
        };
        plain.push_str(&instead);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    for (entity, char) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        if plain.contains(entity) {
            plain = plain.replace(entity, char);
        }
    }
    plain
}

/// What stands for the tag that the text begins with, and the length of the tag, if it is one that is known.
fn tag(text: &str) -> Option<(String, usize)> {
    let end = text.find('>').filter(|&end| end <= 500)?;
    let inside = text[1..end].trim_end_matches('/').trim();
    let is_end = inside.starts_with('/');
    let inside = inside.trim_start_matches('/');
    let (name, attributes) = inside
        .split_once(char::is_whitespace)
        .unwrap_or((inside, ""));
    // `a < b and c > d` is no tag; neither is what has no sense as attributes.
    if !(attributes.is_empty() || attributes.contains('=')) || attributes.contains('<') {
        return None;
    }
    let name = name.to_lowercase();
    let instead = match name.as_str() {
        "li" if !is_end => "\n\n\u{2022} ".to_owned(),
        "param" if !is_end => {
            let value = attributes.split(['"', '\'']).nth(1).unwrap_or_default();
            format!("\n\n{value}: ")
        }
        "td" | "th" => " ".to_owned(),
        "li" | "param" => "\n\n".to_owned(),
        name if BLOCKS.contains(&name) => "\n\n".to_owned(),
        name if INLINE.contains(&name) => String::new(),
        _ => return None,
    };
    Some((instead, end + 1))
}

/// The parts of a text between empty lines.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            paragraphs.push(String::new());
        } else if let Some(last) = paragraphs.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// Lines of these words.
fn fill(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words {
        if !line.is_empty() && line.chars().count() + word.chars().count() >= WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        if line.is_empty() {
            line.push_str(&at_start_of_line(word));
        } else {
            line.push(' ');
            line.push_str(&word);
        }
    }
    lines.extend((!line.is_empty()).then_some(line));
    lines
}

/// Text between back ticks.
pub(crate) fn code(text: &str) -> String {
    if text.is_empty() {
        return "the empty text".to_owned();
    }
    // A back tick inside would end the code.
    format!("`{}`", visible(text).replace('`', "'"))
}

/// A word of running text.
fn clean(word: &str) -> String {
    let word = visible(word).replace(' ', "");
    if word.contains("://") {
        return address(&word);
    }
    let name = word.trim_matches(|char: char| !char.is_alphanumeric());
    let start = word.find(name).unwrap_or_default();
    let is_call = !name.is_empty() && word[start + name.len()..].starts_with("()");
    if is_call || is_code(name) {
        let end = start + name.len() + if is_call { 2 } else { 0 };
        let (before, inner, after) = (&word[..start], &word[start..end], &word[end..]);
        // The signs around it are no markup: only letters and digits stand at the ends of `inner`.
        return format!("{}{}{}", escaped(before), code(inner), escaped(after));
    }
    escaped(&word)
}

/// An address: a link where it can be one as it stands, else code. Signs around it are no part of it.
fn address(word: &str) -> String {
    let inner = word.trim_start_matches(['(', '"', '\'']);
    let before = &word[..word.len() - inner.len()];
    let inner = inner.trim_end_matches(['.', ',', ';', ':', '!', '"', '\'']);
    let inner = match inner.strip_suffix(')') {
        Some(without) if before.contains('(') && !without.contains('(') => without,
        _ => inner,
    };
    let after = &word[before.len() + inner.len()..];
    format!("{}{}{}", escaped(before), link(inner), escaped(after))
}

fn link(word: &str) -> String {
    let plain = |char: char| char.is_ascii_graphic() && !matches!(char, '<' | '>' | '\\' | '`');
    if (word.starts_with("http://") || word.starts_with("https://")) && word.chars().all(plain) {
        format!("<{word}>")
    } else {
        code(word)
    }
}

/// Whether a word is a name of a program rather than of a language: `sessionID`, `get_session`, `LogMeIn`.
fn is_code(word: &str) -> bool {
    let capitals = word.chars().filter(|char| char.is_uppercase()).count();
    let is_camel = word.chars().all(char::is_alphanumeric)
        && capitals > usize::from(word.starts_with(char::is_uppercase))
        && word.chars().any(char::is_lowercase);
    is_camel || word.contains("::") || (word.contains('_') && !word.contains('`'))
}

/// Text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(
            char,
            '[' | ']' | '<' | '>' | '`' | '*' | '_' | '\\' | '|' | '~' | '&' | '$'
        ) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

/// A word that would begin a list, a heading or the like at the start of a line, so that it does not.
fn at_start_of_line(word: String) -> String {
    if word.starts_with(['#', '-', '+', '=', ':']) {
        return format!("\\{word}");
    }
    match word.strip_suffix(['.', ')']) {
        Some(number) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{number}\\{}", &word[number.len()..])
        }
        _ => word,
    }
}

/// Text without characters that cannot be seen.
fn visible(text: &str) -> String {
    let hidden = |char: char| char.is_control() || is_direction(char);
    text.chars()
        .map(|char| if hidden(char) { ' ' } else { char })
        .collect()
}

/// Characters that change the direction of text would make the reader see another text than the compiler.
fn is_direction(char: char) -> bool {
    matches!(char, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{61C}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_stays_text() {
        let cases: [(&str, &[&str]); 23] = [
            (
                "One  line.\n   Same paragraph.",
                &["One line. Same paragraph."],
            ),
            (
                "First.\r\n \r\n\n    let x = indented();",
                &["First.", "", "let x = `indented()`;"],
            ),
            (
                "a [link] <x> `c` *d*",
                &["a \\[link\\] \\<x\\> \\`c\\` \\*d\\*"],
            ),
            (
                "see https://example.com/a_b",
                &["see <https://example.com/a_b>"],
            ),
            ("(http://example.com).", &["(<http://example.com>)."]),
            ("at http://a.b/c_(d).", &["at <http://a.b/c_(d)>."]),
            ("https://a/`x`[y](z)", &["`https://a/'x'[y](z)`"]),
            ("# no heading", &["\\# no heading"]),
            ("5 items", &["5 items"]),
            ("1. one", &["1\\. one"]),
            ("2) two", &["2\\) two"]),
            ("=== ---", &["\\=== ---"]),
            ("*/ \u{202E}evil", &["\\*/ evil"]),
            (
                "the sessionID, (get_session) of a LogMeIn",
                &["the `sessionID`, (`get_session`) of a `LogMeIn`"],
            ),
            ("call get(), (now)", &["call `get()`, (now)"]),
            ("an ID of URL or XML", &["an ID of URL or XML"]),
            ("__x__ a`_b", &["\\_\\_x\\_\\_ a\\`\\_b"]),
            (
                "<p>Some <b>bold</b> text<br/>and</p><ul><li class='x'>one</li><li>two &lt; three</li></ul>",
                &[
                    "Some bold text",
                    "",
                    "and",
                    "",
                    "\u{2022} one",
                    "",
                    "\u{2022} two \\< three",
                ],
            ),
            (
                "<summary>Gets.</summary><param name=\"id\">Which.</param>",
                &["Gets.", "", "id: Which."],
            ),
            ("a < b and p > c", &["a \\< b and p \\> c"]),
            ("<b and so on", &["\\<b and so on"]),
            ("<list<b>", &["\\<list"]),
            (" \n\t", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(Some(text)), expected, "{text:?}");
        }
    }
}
