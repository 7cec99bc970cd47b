//! The parameters of a request, read as ASP.NET's serializer reads them.
//!
//! In: the children of the request element. Out: strings, numbers and enumeration values. What is
//! missing is null, zero or the first value, silently; of two parameters with one name the first
//! counts; a child in another namespace is not seen.

use super::XSI;
use super::fault::Fault;
use crate::NAMESPACE;
use crate::operation::{Arg, Args, Input, Kind};
use crate::xml::Element;

/// The children of a request element, in the service's namespace.
pub(super) struct Parameters<'a> {
    elements: Vec<&'a Element>,
    /// The document, to say where in it a value is wrong.
    document: &'a str,
}

/// Why a request cannot be read.
pub(super) enum Unreadable {
    /// An element or a comment inside a value: ASP.NET takes that for malformed XML.
    Markup,
    /// A value that is not of its type.
    Value(Fault),
}

impl<'a> Parameters<'a> {
    /// The parameters in a wrapper, or none at all without one.
    pub(super) fn of(wrapper: Option<&'a Element>, document: &'a str) -> Parameters<'a> {
        let elements = wrapper
            .into_iter()
            .flat_map(Element::elements)
            .filter(|element| element.namespace == NAMESPACE)
            .collect();
        Parameters { elements, document }
    }

    /// Names and texts, for the log.
    pub(super) fn for_log(wrapper: &Element) -> Vec<(String, String)> {
        wrapper
            .elements()
            .map(|element| (element.name.clone(), element.text().unwrap_or_default()))
            .collect()
    }

    /// Reads what an operation takes.
    pub(super) fn read(&self, inputs: &[Input]) -> Result<Args, Unreadable> {
        let inputs = inputs.iter().filter(|input| !input.soap.is_empty());
        let args = inputs.map(|input| {
            let arg = match input.kind {
                Kind::Text => self.string(input.soap).map(Arg::Text),
                Kind::Int => self.int(input.soap).map(Arg::Int),
                Kind::Bool => self.boolean(input.soap).map(Arg::Bool),
                Kind::Choice(type_name, words) => {
                    self.choice(input.soap, type_name, words).map(Arg::Choice)
                }
            };
            arg.map(|arg| (input.key(), arg))
        });
        args.collect::<Result<_, _>>().map(Args)
    }

    /// A string: null where it is missing, empty where it is `xsi:nil`.
    fn string(&self, name: &str) -> Result<Option<String>, Unreadable> {
        self.find(name).map(text).transpose()
    }

    /// An `xs:int`: zero where it is missing.
    fn int(&self, name: &str) -> Result<i32, Unreadable> {
        let Some(element) = self.find(name) else {
            return Ok(0);
        };
        let text = text(element)?;
        let digits = text.trim_matches([' ', '\t', '\r', '\n']);
        digits.parse().map_err(|error: std::num::ParseIntError| {
            use std::num::IntErrorKind::{NegOverflow, PosOverflow};
            let why = match error.kind() {
                PosOverflow | NegOverflow => {
                    "Value was either too large or too small for an Int32."
                }
                _ => "Input string was not in a correct format.",
            };
            self.wrong_value(element, why)
        })
    }

    /// An `xs:boolean`: false where it is missing.
    fn boolean(&self, name: &str) -> Result<bool, Unreadable> {
        let Some(element) = self.find(name) else {
            return Ok(false);
        };
        let text = text(element)?;
        match text.trim_matches([' ', '\t', '\r', '\n']) {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            other => {
                let why = format!("The string '{other}' is not a valid Boolean value.");
                Err(self.wrong_value(element, &why))
            }
        }
    }

    /// A value of an enumeration: its first where it is missing.
    fn choice(
        &self,
        name: &str,
        type_name: &str,
        values: &'static [&'static str],
    ) -> Result<&'static str, Unreadable> {
        let Some(element) = self.find(name) else {
            return Ok(values.first().copied().unwrap_or_default());
        };
        let text = text(element)?;
        let found = values.iter().find(|value| **value == text);
        found.copied().ok_or_else(|| {
            let why = format!(
                "Instance validation error: '{text}' is not a valid value for {type_name}."
            );
            self.wrong_value(element, &why)
        })
    }

    fn find(&self, name: &str) -> Option<&'a Element> {
        self.elements
            .iter()
            .find(|element| element.name == name)
            .copied()
    }

    fn wrong_value(&self, element: &Element, why: &str) -> Unreadable {
        let (line, column) = place(self.document, element.span.end);
        Unreadable::Value(Fault::client(format!(
            "Server was unable to read request. ---> \
             There is an error in XML document ({line}, {column}). ---> {why}"
        )))
    }
}

fn text(element: &Element) -> Result<String, Unreadable> {
    if matches!(element.attribute(XSI, "nil"), Some("true" | "1")) {
        return Ok(String::new());
    }
    element.text().ok_or(Unreadable::Markup)
}

/// Line and column as .NET counts them: from one, and with its reader gone on to what follows the
/// value, at the name of the tag.
fn place(document: &str, end: usize) -> (usize, usize) {
    let (before, after) = document.split_at_checked(end).unwrap_or((document, ""));
    let bracket = match after.as_bytes() {
        [b'<', b'/', ..] => 2,
        [b'<', ..] => 1,
        _ => 0,
    };
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].chars().count() + bracket + 1;
    (line, column)
}
