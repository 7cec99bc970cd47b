//! Replies as ASP.NET writes them: the prefix `soap`, `xsi` and `xsd` declared whether used or
//! not, a default namespace on the response element, `<x />`, no line end anywhere.
//!
//! Or, where [`Shape::odd`] asks for it, the same reply in a layout of other stacks.

use super::{Version, XSI};
use crate::NAMESPACE;
use crate::operation::{Field, Operation, Played, Value};
use crate::trouble::Shape;
use crate::xml::escape;

/// The start of an envelope, up to where the body begins.
pub(super) fn start(version: Version) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <soap:Envelope xmlns:soap=\"{}\" xmlns:xsi=\"{XSI}\" \
         xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">",
        version.envelope_namespace()
    )
}

/// The end of an envelope.
pub(super) fn end(text: &mut String) {
    text.push_str("</soap:Envelope>");
}

/// The whole envelope of an answer.
pub(super) fn answer(
    version: Version,
    operation: &Operation,
    result: &str,
    played: &Played,
    shape: Shape,
) -> String {
    let Operation {
        name: operation,
        blanks,
        ..
    } = operation;
    let mut writer = if shape.odd {
        let namespace = version.envelope_namespace();
        Writer {
            written: format!(
                "<?xml version='1.0' encoding='UTF-8'?>\n\
                 <!-- the same reply in another layout -->\n\
                 <SOAP-ENV:Envelope xmlns:SOAP-ENV='{namespace}' xmlns:ns1='{NAMESPACE}'>\n\
                 <SOAP-ENV:Header/>\n<SOAP-ENV:Body>\n<ns1:{operation}Response>\n"
            ),
            shape,
        }
    } else {
        let text = start(version);
        Writer {
            written: format!("{text}<soap:Body><{operation}Response xmlns=\"{NAMESPACE}\">"),
            shape,
        }
    };
    writer.text(&format!("{operation}Result"), result);
    writer.addition();
    match played {
        Ok(fields) => writer.fields(fields),
        Err(_) => blanks
            .iter()
            .for_each(|(name, value)| writer.value(name, value)),
    }
    writer.addition();
    let mut text = writer.written;
    if shape.odd {
        text + &format!("</ns1:{operation}Response>\n</SOAP-ENV:Body>\n</SOAP-ENV:Envelope>\n")
    } else {
        text.push_str("</");
        text.push_str(operation);
        text.push_str("Response></soap:Body>");
        end(&mut text);
        text
    }
}

struct Writer {
    written: String,
    shape: Shape,
}

impl Writer {
    fn fields(&mut self, fields: &[Field]) {
        for field in fields.iter().filter(|field| !field.soap.is_empty()) {
            self.value(field.soap, &field.value);
        }
    }

    fn value(&mut self, name: &str, value: &Value) {
        match value {
            Value::Text(None) => {}
            Value::Text(Some(text)) => self.text(name, text),
            Value::Word(word) => self.text(name, word),
            Value::Int(number) => self.text(name, &number.to_string()),
            Value::Bool(truth) => self.text(name, &truth.to_string()),
            Value::List(_, items) if items.is_empty() => self.text(name, ""),
            Value::List(item, items) => {
                self.tag("<", name, ">");
                for value in items {
                    self.value(item, value);
                }
                self.tag("</", name, ">");
            }
            Value::Record(fields) => {
                let (start, end) = fields.split_at(fields.len() / 2);
                self.tag("<", name, ">");
                self.fields(start);
                self.addition();
                self.fields(end);
                self.tag("</", name, ">");
            }
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        if text.is_empty() && !self.shape.odd {
            self.tag("<", name, " />");
            return;
        }
        self.tag("<", name, ">");
        if self.shape.odd && !text.contains("]]>") && !text.is_empty() {
            self.written.push_str("<![CDATA[");
            self.written.push_str(text);
            self.written.push_str("]]>");
        } else {
            self.written.push_str(&escape(text));
        }
        self.tag("</", name, ">");
    }

    fn tag(&mut self, open: &str, name: &str, close: &str) {
        self.written.push_str(open);
        if self.shape.odd {
            self.written.push_str("ns1:");
        }
        self.written.push_str(name);
        self.written.push_str(close);
    }

    /// An element the contract does not have, where one was asked for.
    fn addition(&mut self) {
        if self.shape.added {
            self.written.push_str(
                "<sandboxAdded code=\"1\"><sText>added by the sandbox</sText></sandboxAdded>",
            );
        }
    }
}
