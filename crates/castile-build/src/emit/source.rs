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
    pub(crate) fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
        self.text
    }

    /// The first line of a function. It is inline, so that rustc makes code of what is called and of nothing else: a
    /// contract has far more than a program uses.
    pub(crate) fn function(&mut self, line: &str) {
        self.line("#[inline]");
        self.line(line);
    }

    /// One line. A line that ends in an opening bracket indents what follows, one that begins with a closing one
    /// ends that.
    pub(crate) fn line(&mut self, line: &str) {
        if line.starts_with(['}', ')', ']']) {
            self.depth -= 1;
        }
        self.plain(line);
        if line.ends_with(['{', '(', '[']) {
            self.depth += 1;
        }
    }

    /// One line whose brackets mean nothing.
    fn plain(&mut self, line: &str) {
        if !line.is_empty() {
            for _ in 0..self.depth {
                self.text.push_str("    ");
            }
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// A tuple of two, on one line where there is room.
    pub(crate) fn tuple(&mut self, before: &str, tuple: &Call, after: &str) {
        let text = tuple.text();
        if self.fits(&[before, &text, after]) {
            self.line(&format!("{before}{text}{after}"));
            return;
        }
        self.line(&format!("{before}("));
        for argument in &tuple.arguments {
            self.line(&format!("{argument},"));
        }
        self.line(&format!("){after}"));
    }

    /// An array, on one line where rustfmt would have it so.
    pub(crate) fn array(&mut self, before: &str, entries: &[Call], after: &str) {
        let inside = entries
            .iter()
            .map(Call::text)
            .collect::<Vec<_>>()
            .join(", ");
        if width(&inside) <= 60 && self.fits(&[before, &inside, after]) {
            self.line(&format!("{before}{inside}{after}"));
            return;
        }
        if let [only] = entries {
            self.only(before, only, after);
            return;
        }
        self.line(before);
        for entry in entries {
            self.call(entry);
        }
        self.line(after);
    }

    /// An array of one entry that has no room on a line of its own.
    fn only(&mut self, before: &str, call: &Call, after: &str) {
        let text = call.text();
        let arguments = call.arguments.join(", ");
        let head = format!("{before}{}({arguments})", call.name);
        let is_short = call.then.len() == 1 || width(&text) <= 60;
        let Some((last, then)) = call.then.split_last() else {
            self.line(&format!("{before}{}(", call.name));
            for argument in &call.arguments {
                self.line(&format!("{argument},"));
            }
            self.line(&format!("){after}"));
            return;
        };
        if is_short && self.fits(&[before, &text, after]) {
            self.line(&format!("{before}{text}{after}"));
            return;
        }
        let indent = if width(&arguments) <= 60 && self.fits(&[&head]) {
            self.line(&head);
            "    "
        } else {
            self.line(&format!("{before}{}(", call.name));
            for argument in &call.arguments {
                self.line(&format!("{argument},"));
            }
            self.line(")");
            ""
        };
        for then in then {
            self.plain(&format!("{indent}{then}"));
        }
        self.plain(&format!("{indent}{last}{after}"));
    }

    /// An array of texts, if there are some: on one line, or several to a line where they are short, or one.
    pub(crate) fn texts(&mut self, before: &str, texts: &[String], after: &str) {
        if texts.is_empty() {
            return;
        }
        let texts: Vec<String> = texts.iter().map(|text| literal(text)).collect();
        let inside = texts.join(", ");
        if (texts.len() == 1 || width(&inside) <= 60) && self.fits(&[before, &inside, after]) {
            self.line(&format!("{before}{inside}{after}"));
            return;
        }
        self.line(before);
        let is_short = texts.iter().all(|text| width(text) <= 10);
        let mut line = String::new();
        for text in &texts {
            if !line.is_empty() && (!is_short || !self.fits(&[&line, text, ", "])) {
                self.plain(line.trim_end());
                line.clear();
            }
            line.push_str(text);
            line.push_str(", ");
        }
        self.plain(line.trim_end());
        self.line(after);
    }

    /// An import of names.
    pub(crate) fn import(&mut self, path: &str, names: &[&str]) {
        let one_line = match names {
            [name] => format!("use {path}::{name};"),
            names => format!("use {path}::{{{}}};", names.join(", ")),
        };
        if self.fits(&[&one_line]) {
            self.line(&one_line);
            return;
        }
        self.line(&format!("use {path}::{{"));
        let mut line = String::new();
        for name in names {
            if !line.is_empty() && !self.fits(&[&line, name, ", "]) {
                self.line(line.trim_end());
                line.clear();
            }
            line.push_str(name);
            line.push_str(", ");
        }
        self.line(line.trim_end());
        self.line("};");
    }

    /// A constant with a text.
    pub(crate) fn text_constant(&mut self, declaration: &str, text: &str) {
        let value = literal(text);
        // What has no room on the next line either is left where it is.
        if self.fits(&[declaration, " = ", &value, ";"]) || !self.fits(&["    ", &value, ";"]) {
            self.line(&format!("{declaration} = {value};"));
        } else {
            self.line(&format!("{declaration} ="));
            self.line(&format!("    {value};"));
        }
    }

    /// An arm of a match.
    pub(crate) fn arm(&mut self, pattern: &str, value: &str) {
        if self.fits(&[pattern, " => ", value, ","]) {
            self.line(&format!("{pattern} => {value},"));
        } else {
            self.line(&format!("{pattern} => {{"));
            self.line(value);
            self.line("}");
        }
    }

    /// A struct of fields.
    pub(crate) fn literal(&mut self, name: &str, fields: &[String]) {
        let inside = fields.join(", ");
        if width(&inside) <= 18 {
            self.line(&format!("{name} {{ {inside} }}"));
            return;
        }
        self.line(&format!("{name} {{"));
        for field in fields {
            self.line(&format!("{field},"));
        }
        self.line("}");
    }

    /// An entry of an array, on as many lines as rustfmt would give it.
    fn call(&mut self, call: &Call) {
        let text = call.text();
        let arguments = call.arguments.join(", ");
        let head = format!("{}({arguments})", call.name);
        if width(&arguments) > 60 || !self.fits(&[&head, ","]) {
            self.line(&format!("{}(", call.name));
            for argument in &call.arguments {
                self.line(&format!("{argument},"));
            }
            match call.then.split_last() {
                None => self.line("),"),
                Some((last, then)) => {
                    self.line(")");
                    for then in then {
                        self.line(then);
                    }
                    self.line(&format!("{last},"));
                }
            }
        } else if let Some((last, then)) = call.then.split_last()
            && (!self.fits(&[&text, ","]) || !then.is_empty() && width(&text) > 60)
        {
            self.line(&head);
            for then in then {
                self.line(&format!("    {then}"));
            }
            self.line(&format!("    {last},"));
        } else {
            self.line(&format!("{text},"));
        }
    }

    /// A call whose last argument is an array: `before`, the other arguments, the array, `after`.
    pub(crate) fn call_with_array(
        &mut self,
        before: &str,
        arguments: &[&str],
        (open, entries, close): (&str, &[String], &str),
        after: &str,
    ) {
        let array = format!("{open}{}{close}", entries.join(", "));
        let others = arguments.iter().map(|argument| format!("{argument}, "));
        let inside = others.collect::<String>() + &array;
        if width(&inside) <= 60 && self.fits(&[before, &inside, after]) {
            self.line(&format!("{before}{inside}{after}"));
            return;
        }
        self.line(before);
        for argument in arguments {
            self.line(&format!("{argument},"));
        }
        self.entries(open, entries, &format!("{close},"));
        self.line(after);
    }

    /// An array of short texts.
    pub(crate) fn entries(&mut self, before: &str, entries: &[String], after: &str) {
        let inside = entries.join(", ");
        if width(&inside) <= 60 && self.fits(&[before, &inside, after]) {
            self.line(&format!("{before}{inside}{after}"));
            return;
        }
        self.line(before);
        // rustfmt packs what is very short.
        let is_packed = entries.iter().all(|entry| width(entry) <= 10);
        let mut line = String::new();
        for entry in entries {
            if is_packed && !line.is_empty() && self.fits(&[&line, " ", entry, ","]) {
                line.push(' ');
            } else if !line.is_empty() {
                self.line(&line);
                line.clear();
            }
            line.push_str(entry);
            line.push(',');
        }
        self.line(&line);
        self.line(after);
    }

    /// A receiver with calls.
    pub(crate) fn chain(&mut self, before: &str, receiver: &str, calls: &[String], after: &str) {
        let inside = format!("{receiver}{}", calls.concat());
        if width(&inside) <= 60 && self.fits(&[before, &inside, after]) {
            self.line(&format!("{before}{inside}{after}"));
            return;
        }
        self.line(&format!("{before}{receiver}"));
        for (index, call) in calls.iter().enumerate() {
            let after = if index + 1 == calls.len() { after } else { "" };
            self.line(&format!("    {call}{after}"));
        }
    }

    /// A call in a chain that is on several lines.
    pub(crate) fn chained(&mut self, name: &str, arguments: &[&str]) {
        let inside = arguments.join(", ");
        if width(&inside) <= 60 && self.fits(&["    ", name, "(", &inside, ")"]) {
            self.line(&format!("    {name}({inside})"));
            return;
        }
        self.depth += 1;
        self.line(&format!("{name}("));
        for argument in arguments {
            self.line(&format!("{argument},"));
        }
        self.line(")");
        self.depth -= 1;
    }

    /// Whether these have room side by side on a line here.
    pub(crate) fn fits(&self, parts: &[&str]) -> bool {
        self.depth * 4 + parts.iter().map(|part| width(part)).sum::<usize>() <= 100
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
            self.plain(format!("/// {line}").trim_end());
        }
    }
}

/// A call, or a tuple where it has no name.
#[derive(Debug, Default)]
pub(crate) struct Call {
    pub(crate) name: &'static str,
    pub(crate) arguments: Vec<String>,
    /// Further calls on the result, with their dots.
    pub(crate) then: Vec<String>,
}

impl Call {
    fn text(&self) -> String {
        let arguments = self.arguments.join(", ");
        format!("{}({arguments}){}", self.name, self.then.concat())
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// A number with its digits in threes.
pub(crate) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            text.push('_');
        }
        text.push(digit);
    }
    text
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
        source.docs(&["a\nfn b() {".to_owned(), String::new()]);
        source.line("x");
        assert_eq!(source.finish(), "/// a fn b() {\n///\nx\n");
    }
}
