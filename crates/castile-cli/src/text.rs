//! Texts of a contract as they may be shown: on one line, without what a terminal obeys.

/// Control characters and marks that turn the direction of writing, escaped.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || turns {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// The lines of a documentation, without the indentation of the file and without blank lines around it.
pub(crate) fn lines(docs: &str) -> Vec<String> {
    let mut lines: Vec<String> = docs
        .lines()
        .map(|line| visible(line.trim()))
        .skip_while(String::is_empty)
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// The first sentence of a documentation on one line, cut where it is long.
pub(crate) fn first_sentence(docs: &str) -> String {
    let words: Vec<&str> = docs.split_whitespace().collect();
    let text = visible(&words.join(" "));
    let ends = text.match_indices(". ").map(|(at, _)| at);
    let end = ends
        .filter(|&at| !is_abbreviation(&text[..at]))
        .map(|at| at + 1)
        .next();
    let sentence = &text[..end.unwrap_or(text.len())];
    shorten(sentence, 100)
}

/// Whether a text ends in `e.g`, `i.e`, or a letter that stands for a word.
fn is_abbreviation(text: &str) -> bool {
    let word = text.rsplit([' ', '(']).next().unwrap_or_default();
    word.contains('.') || word.chars().count() == 1
}

/// The beginning of a text.
pub(crate) fn shorten(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}...", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{first_sentence, lines, visible};

    #[test]
    fn documentation_is_cut_to_its_first_sentence() {
        for (docs, sentence) in [
            ("  One.\n  Two.", "One."),
            (
                "Ids (e.g. Employee) of it. More",
                "Ids (e.g. Employee) of it.",
            ),
            ("Made by J. Doe", "Made by J. Doe"),
            ("", ""),
        ] {
            assert_eq!(first_sentence(docs), sentence, "{docs}");
        }
        assert_eq!(first_sentence(&"word ".repeat(40)).chars().count(), 102);
        assert_eq!(lines("\n  a\n\n   b\n "), ["a", "", "b"]);
    }

    #[test]
    fn what_a_terminal_obeys_is_escaped() {
        assert_eq!(visible("a\u{1b}[2Jb\u{202e}"), "a\\u{1b}[2Jb\\u{202e}");
    }
}
