//! Text of Rust source, line by line: indentation, literals, comments.
//!
//! This is the one layer through which text of a contract reaches generated code: names are identifiers by then,
//! everything else goes through [`literal`] or [`Source::docs`].

/// Source under way.
#[derive(Debug, Default)]
pub(crate) struct Source {
    text: String,
    depth: usize,
}

impl Source {
    /// The finished text.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// One line. A line that ends in an opening bracket indents what follows, one that begins with a closing one
    /// ends that.
    pub(crate) fn line(&mut self, line: &str) {
        if line.starts_with(['}', ')', ']']) {
            self.depth -= 1;
        }
        if !line.is_empty() {
            for _ in 0..self.depth {
                self.text.push_str("    ");
            }
            self.text.push_str(line);
        }
        self.text.push('\n');
        if line.ends_with(['{', '(', '[']) {
            self.depth += 1;
        }
    }

    /// An empty line, unless a block has just begun.
    pub(crate) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") && !self.text.ends_with("{\n") {
            self.text.push('\n');
        }
    }

    /// Doc comments. The lines have been cleaned; a line break in one would leave the comment.
    pub(crate) fn docs(&mut self, lines: &[String]) {
        for line in lines {
            let line = line.replace(['\n', '\r'], " ");
            self.line(format!("/// {line}").trim_end());
        }
    }
}

/// A string literal.
pub(crate) fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for char in text.chars() {
        match char {
            '\'' => literal.push(char),
            // Left as they are they would show the reader another text than the compiler.
            '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{61C}' => literal.extend(char.escape_unicode()),
            _ => literal.extend(char.escape_debug()),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_inside() {
        assert_eq!(
            literal("a\"; fn x() {} \\ \n '"),
            r#""a\"; fn x() {} \\ \n '""#
        );
        assert_eq!(literal("\u{202E}"), "\"\\u{202e}\"");
        let mut source = Source::default();
        source.docs(&["a\nfn b() {}".to_owned(), String::new()]);
        assert_eq!(source.finish(), "/// a fn b() {}\n///\n");
    }
}
