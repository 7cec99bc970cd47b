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
    let end = text.match_indices(". ").map(|(at, _)| at + 1).next();
    let sentence = &text[..end.unwrap_or(text.len())];
    shorten(sentence, 100)
}

/// The beginning of a text.
pub(crate) fn shorten(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}...", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
