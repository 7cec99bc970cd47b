//! Replies as text: names beside values, lists as columns.
//!
//! In: JSON, as `contract` makes it of a reply. Out: lines for people; for programs there is the JSON itself.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

use crate::failure::harmless;
use crate::report::lines;

/// A reply: a line for each value, then each list as a table and each text of several lines.
pub(crate) fn record(reply: &Value) -> String {
    let mut shown = Shown::default();
    shown.add("", reply);
    let mut text = aligned(&shown.values);
    for (name, rest) in shown.rest {
        let gap = if text.is_empty() { "" } else { "\n" };
        let _ = write!(text, "{gap}{name}:\n{rest}");
    }
    text
}

/// Objects with the same members, a row for each under a heading. A column with nothing in it is left out.
pub(crate) fn rows(items: &[Value]) -> String {
    let mut heading: Vec<&str> = Vec::new();
    for member in items
        .iter()
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
    {
        if !heading.contains(&member.as_str()) {
            heading.push(member);
        }
    }
    heading.retain(|name| items.iter().any(|item| !cell(item.get(name)).is_empty()));
    let mut table = vec![heading.iter().map(|&name| name.to_owned()).collect()];
    for item in items {
        let cells = heading.iter().map(|&name| cell(item.get(name)));
        table.push(cells.collect::<Vec<_>>());
    }
    aligned(&table)
}

#[derive(Default)]
struct Shown {
    values: Vec<Vec<String>>,
    rest: Vec<(String, String)>,
}

impl Shown {
    fn add(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                for (member, value) in members {
                    let path = if name.is_empty() {
                        member.clone()
                    } else {
                        format!("{name}.{member}")
                    };
                    self.add(&path, value);
                }
            }
            Value::Array(items) if items.iter().any(Value::is_object) => {
                self.rest.push((name.to_owned(), rows(items)));
            }
            Value::String(text) if text.contains('\n') => {
                let text = format!("{}\n", lines(text.trim_end()));
                self.rest.push((name.to_owned(), text));
            }
            value => self.values.push(vec![name.to_owned(), cell(Some(value))]),
        }
    }
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            let items = items.iter().map(|item| cell(Some(item)));
            items.collect::<Vec<_>>().join(", ")
        }
        Some(value) => value.to_string(),
    }
}

/// Columns, two blanks between them and none after the last.
pub(crate) fn aligned(rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| harmless(cell)).collect())
        .collect();
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        for (index, cell) in row.iter().enumerate() {
            let width = cell.width();
            match widths.get_mut(index) {
                Some(most) => *most = width.max(*most),
                None => widths.push(width),
            }
        }
    }
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width + 2 - cell.width()));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::record;
    use serde_json::json;

    #[test]
    fn values_lists_and_long_texts() {
        let reply = json!({
            "result": "OK",
            "user": { "id": 7, "name": "Árvíz\u{1b}[31m" },
            "words": ["a", "b"],
            "absent": null,
            "list": [{ "id": 1, "name": "日本" }, { "id": 22, "more": true }],
            "text": "one\r\ntwo\u{7}\n",
        });
        let expected = "\
result     OK
user.id    7
user.name  Árvíz\\u{1b}[31m
words      a, b
absent

list:
id  name  more
1   日本
22        true

text:
one
two\\u{7}
";
        assert_eq!(record(&reply), expected);
        assert_eq!(record(&json!({})), "");
        assert_eq!(record(&json!({ "list": [{}] })), "list:\n\n\n");
    }
}
