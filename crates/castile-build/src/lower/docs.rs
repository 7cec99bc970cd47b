//! Documentation of the contract as Rust doc lines.
//!
//! The text is somebody else's: nothing in it may become markup, a link, a doctest or the end of the comment.

/// The width that text is wrapped at.
const WIDTH: usize = 100;

/// Doc lines from documentation, if there is any.
pub(crate) fn lines(text: Option<&str>) -> Vec<String> {
    let Some(text) = text else { return Vec::new() };
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split("\n\n") {
        let words: Vec<_> = paragraph.split_whitespace().map(clean).collect();
        if words.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut line = String::new();
        for word in words {
            if !line.is_empty() && line.chars().count() + word.chars().count() >= WIDTH {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            // A word that would begin a list, a heading, a table or a quotation at the start of a line.
            if line.is_empty() && starts_block(&word) {
                line.push('\\');
            }
            line.push_str(&word);
        }
        lines.push(line);
    }
    lines
}

/// Text between back ticks.
pub(crate) fn code(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|char| {
            if char.is_control() || is_direction(char) {
                ' '
            } else {
                char
            }
        })
        .collect();
    // A back tick inside would end the code.
    format!("`{}`", visible.replace('`', "'"))
}

/// A word of running text.
fn clean(word: &str) -> String {
    let is_url = word.starts_with("http://") || word.starts_with("https://");
    let mut clean = String::with_capacity(word.len());
    for char in word.chars() {
        match char {
            '[' | ']' | '<' | '>' | '`' | '*' | '_' | '\\' | '|' | '~' | '&' | '$' if !is_url => {
                clean.push('\\');
                clean.push(char);
            }
            char if char.is_control() || is_direction(char) => clean.push(' '),
            _ => clean.push(char),
        }
    }
    if is_url {
        format!("<{}>", clean.replace(['<', '>'], ""))
    } else {
        clean
    }
}

fn starts_block(word: &str) -> bool {
    word.starts_with(['#', '-', '+', '='])
        || word
            .trim_end_matches(['.', ')'])
            .chars()
            .all(|char| char.is_ascii_digit())
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
        let cases: [(&str, &[&str]); 7] = [
            (
                "One  line.\n   Same paragraph.",
                &["One line. Same paragraph."],
            ),
            (
                "First.\n\n\n    let x = indented();",
                &["First.", "", "let x = indented();"],
            ),
            (
                "a [link] <b> `c` *d* e_f",
                &["a \\[link\\] \\<b\\> \\`c\\` \\*d\\* e\\_f"],
            ),
            (
                "see https://example.com/a_b",
                &["see <https://example.com/a_b>"],
            ),
            ("# no heading", &["\\# no heading"]),
            ("*/ \u{202E}evil", &["\\*/  evil"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(Some(text)), expected, "{text:?}");
        }
    }
}
