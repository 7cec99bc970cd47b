//! Replies as ASP.NET writes them: the prefix `soap`, `xsi` and `xsd` declared whether used or
//! not, a default namespace on the response element, `<x />`, no line end anywhere.
//!
//! Or, where [`Shape::odd`] asks for it, the same reply in a layout of other stacks.

use super::{Version, XSI};
use crate::NAMESPACE;
use crate::demo::{self, SupportSession};
use crate::trouble::Shape;
use crate::xml::escape;

/// What an operation answers.
pub(super) struct Answer {
    pub(super) operation: &'static str,
    /// The enumeration value of the result.
    pub(super) result: String,
    /// The out parameters, in order.
    pub(super) outs: Vec<(&'static str, Value)>,
}

/// The value of an out parameter.
pub(super) enum Value {
    /// Null is left out.
    String(Option<String>),
    Int(i32),
    Boolean(bool),
    Sessions(Option<&'static [SupportSession]>),
}

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
pub(super) fn answer(version: Version, answer: &Answer, shape: Shape) -> String {
    let operation = answer.operation;
    let mut writer = if shape.odd {
        let namespace = version.envelope_namespace();
        Writer {
            text: format!(
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
            text: format!("{text}<soap:Body><{operation}Response xmlns=\"{NAMESPACE}\">"),
            shape,
        }
    };
    writer.field(&format!("{operation}Result"), &answer.result);
    writer.addition();
    for (name, value) in &answer.outs {
        writer.value(name, value);
    }
    writer.addition();
    let mut text = writer.text;
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
    text: String,
    shape: Shape,
}

impl Writer {
    fn value(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(None) | Value::Sessions(None) => {}
            Value::String(Some(text)) => self.field(name, text),
            Value::Int(number) => self.field(name, &number.to_string()),
            Value::Boolean(truth) => self.field(name, &truth.to_string()),
            Value::Sessions(Some([])) => self.field(name, ""),
            Value::Sessions(Some(sessions)) => {
                self.tag("<", name, ">");
                for session in *sessions {
                    self.session(session);
                }
                self.tag("</", name, ">");
            }
        }
    }

    fn session(&mut self, session: &SupportSession) {
        self.tag("<", "SESSION_V3", ">");
        self.field("iID", &session.id.to_string());
        self.field("bStatus", session.status);
        self.field("sStatus", session.status_text);
        self.field("iEntry", "0");
        self.optional("sEntry", session.entry);
        self.field("iTechnician", &demo::TECHNICIAN_ID.to_string());
        self.field("sTechnician", demo::TECHNICIAN);
        self.addition();
        self.field("sStartTime", session.start);
        self.field("iWaitingTimeInSec", &session.waiting_seconds.to_string());
        for (number, custom) in session.custom.iter().enumerate() {
            self.optional(&format!("sCustomField{number}"), *custom);
        }
        self.optional("sLanguage", session.language);
        self.optional("sTransferredTo", None);
        self.optional("sTransferredComment", None);
        self.field("bIsLead", &session.lead.to_string());
        self.field("bHandingOff", "false");
        self.tag("</", "SESSION_V3", ">");
    }

    fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.field(name, text);
        }
    }

    fn field(&mut self, name: &str, text: &str) {
        if text.is_empty() && !self.shape.odd {
            self.tag("<", name, " />");
            return;
        }
        self.tag("<", name, ">");
        if self.shape.odd && !text.contains("]]>") && !text.is_empty() {
            self.text.push_str("<![CDATA[");
            self.text.push_str(text);
            self.text.push_str("]]>");
        } else {
            self.text.push_str(&escape(text));
        }
        self.tag("</", name, ">");
    }

    fn tag(&mut self, open: &str, name: &str, close: &str) {
        self.text.push_str(open);
        if self.shape.odd {
            self.text.push_str("ns1:");
        }
        self.text.push_str(name);
        self.text.push_str(close);
    }

    /// An element the contract does not have, where one was asked for.
    fn addition(&mut self) {
        if self.shape.added {
            self.text.push_str(
                "<sandboxAdded code=\"1\"><sText>added by the sandbox</sText></sandboxAdded>",
            );
        }
    }
}
