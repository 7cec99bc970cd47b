//! An explanation for programs. The structs here are its documentation: fields are added, and neither renamed nor
//! removed, as long as `format` stays 1.
//!
//! A value of a simple type is a string, as it stands on the wire; one that should not be shown is `***`. A complex type
//! is an object: `@name` is an attribute, `#text` the text, `$type` a type that `xsi:type` told, and a member that may
//! stand more than once is an array. `$choice` is the branches of choices and what has no name. Nil is
//! `{"$nil": true}`, a part beside the envelope `{"$attachment": {..}}`, XML that was kept `{"$xml": "..."}`, an array of SOAP encoding `{"$sizes": [..], "$items": [..]}`.

use castile::Deviation;
use castile::secret::{mask_url, mask_xml};
use castile_explain::{Detail, Direction, Field, Record, Value, Verdict};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::{Explained, is_around};

/// Writes the document.
pub(super) fn write(explained: &Explained) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(&document(explained))?;
    text.push('\n');
    Ok(text)
}

#[derive(Serialize)]
struct Document<'e> {
    /// 1.
    format: u32,
    /// `read`, `fault` or `error`.
    outcome: &'static str,
    /// The operation; absent for a fault that does not tell.
    operation: Option<&'e str>,
    /// `request` or `answer`.
    direction: &'static str,
    /// `SOAP 1.1` or `SOAP 1.2`.
    version: Option<String>,
    /// The HTTP status, where the file had a head.
    status: Option<u16>,
    /// How many deviations there were, before the error if there is one; the list may be shorter.
    total_deviations: usize,
    deviations: Vec<Finding<'e>>,
    error: Option<Finding<'e>>,
    fault: Option<FaultView<'e>>,
    headers: Json,
    /// The value of the element in the body, under its name.
    body: Json,
}

/// A deviation or an error.
#[derive(Serialize)]
struct Finding<'e> {
    /// A variant of `DeviationKind` or `DecodeErrorKind`.
    kind: String,
    expected: &'e str,
    found: &'e str,
    path: &'e str,
    /// Line in the file; absent, as the byte is, for what HTTP says.
    line: Option<usize>,
    /// Byte in the document, after its HTTP head if it has one, brought to UTF-8.
    byte: Option<usize>,
    /// `file:line` of the declaration.
    contract: Option<&'e str>,
    hint: Option<&'e str>,
}

#[derive(Serialize)]
struct FaultView<'e> {
    /// A variant of `FaultKind`.
    kind: String,
    code: &'e str,
    code_namespace: &'e str,
    subcodes: Vec<&'e str>,
    reasons: Vec<String>,
    actor: Option<String>,
    node: Option<&'e str>,
    /// Values of what the contract declares, kept XML of what it does not.
    detail: Vec<Json>,
}

/// A text, if there is one.
fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn document(explained: &Explained) -> Document<'_> {
    let explanation = &explained.explanation;
    let lines_before = explained.head.as_ref().map_or(0, |head| head.lines);
    let line = |offset: usize| {
        let before = &explained.text.as_bytes()[..offset.min(explained.text.len())];
        before.split(|&byte| byte == b'\n').count() + lines_before
    };
    let place = |deviation: &Deviation| (!is_around(deviation.kind)).then_some(deviation.offset);
    let mut document = Document {
        format: 1,
        outcome: "read",
        operation: (!explanation.operation.is_empty()).then_some(&explanation.operation),
        direction: match explanation.direction {
            Direction::Request => "request",
            Direction::Answer => "answer",
        },
        version: explanation.version.map(|version| version.to_string()),
        status: explained
            .head
            .as_ref()
            .and_then(|head| head.status)
            .map(|status| status.as_u16()),
        total_deviations: 0,
        deviations: Vec::new(),
        error: None,
        fault: None,
        headers: json!({}),
        body: Json::Null,
    };
    let deviations = match &explanation.verdict {
        Verdict::Read { deviations, .. } => Some(deviations),
        Verdict::Error(error) => Some(error.deviations()),
        Verdict::Fault(..) => None,
    };
    if let Some(deviations) = deviations {
        document.total_deviations = deviations.total();
        document.deviations = deviations
            .iter()
            .map(|deviation| Finding {
                kind: format!("{:?}", deviation.kind),
                expected: deviation.kind.rule(),
                found: &deviation.message,
                path: &deviation.path,
                line: place(deviation).map(line),
                byte: place(deviation),
                contract: some(&deviation.place),
                hint: None,
            })
            .collect();
    }
    match &explanation.verdict {
        Verdict::Read { body, headers, .. } => {
            document.headers = members(headers, false);
            document.body = body.as_ref().map_or(
                Json::Null,
                |body| json!({ body.name.clone(): value(&body.value, false) }),
            );
        }
        Verdict::Fault(fault, details) => {
            document.outcome = "fault";
            document.fault = Some(FaultView {
                kind: format!("{:?}", fault.kind()),
                code: &fault.code().name,
                code_namespace: &fault.code().namespace,
                subcodes: fault
                    .subcodes()
                    .iter()
                    .map(|code| code.name.as_str())
                    .collect(),
                reasons: fault
                    .reasons()
                    .iter()
                    .map(|reason| mask_xml(&reason.text, &[]))
                    .collect(),
                actor: fault.actor().map(mask_url),
                node: fault.node(),
                detail: details
                    .iter()
                    .map(|detail| match detail {
                        Detail::Read(field) => members(std::slice::from_ref(field), false),
                        Detail::Unread { xml, .. } => kept(xml),
                    })
                    .collect(),
            });
        }
        Verdict::Error(error) => {
            document.outcome = "error";
            document.error = Some(Finding {
                kind: format!("{:?}", error.kind()),
                expected: error.expected(),
                found: error.found(),
                path: error.path(),
                line: Some(error.line().max(1) + lines_before),
                byte: Some(error.offset()),
                contract: some(error.place()),
                hint: error.hint(),
            });
        }
    }
    document
}

/// The members of a complex type, or header blocks.
fn members(fields: &[Field], is_secret: bool) -> Json {
    let mut object = Map::new();
    let mut choice = Vec::new();
    for field in fields {
        let is_secret = is_secret || field.is_secret();
        match &field.value {
            Value::Record(record) if record.is_group => {
                choice.push(members(&record.fields, is_secret));
            }
            Value::Branch(branch) => choice.push(members(std::slice::from_ref(branch), is_secret)),
            Value::Repeated(values) if field.name.is_empty() => {
                choice.extend(values.iter().map(|one| value(one, is_secret)));
            }
            one if field.name.is_empty() => choice.push(value(one, is_secret)),
            one => {
                object.insert(field.name.clone(), value(one, is_secret));
            }
        }
    }
    if !choice.is_empty() {
        object.insert("$choice".to_owned(), Json::Array(choice));
    }
    Json::Object(object)
}

fn value(it: &Value, is_secret: bool) -> Json {
    match it {
        Value::Absent => Json::Null,
        Value::Nil => json!({ "$nil": true }),
        Value::Secret => json!("***"),
        Value::Text(_) | Value::Unlisted(_) | Value::List(_) | Value::Xml(_) if is_secret => {
            json!("***")
        }
        Value::Text(text) | Value::Listed(text) | Value::Unlisted(text) => json!(text),
        Value::List(values) | Value::Repeated(values) => {
            Json::Array(values.iter().map(|one| value(one, is_secret)).collect())
        }
        Value::Array { sizes, items } => {
            let items: Vec<Json> = items.iter().map(|one| value(one, is_secret)).collect();
            json!({ "$sizes": sizes, "$items": items })
        }
        Value::Record(record) => of_record(record, is_secret),
        Value::Branch(branch) => members(std::slice::from_ref(branch), is_secret),
        Value::Attachment {
            content_type,
            bytes,
        } => json!({ "$attachment": { "content_type": content_type, "bytes": bytes } }),
        Value::Xml(xml) => kept(xml),
    }
}

fn of_record(record: &Record, is_secret: bool) -> Json {
    let mut json = members(&record.fields, is_secret);
    if let Json::Object(object) = &mut json
        && record.is_derived
    {
        object.insert("$type".to_owned(), json!(record.name));
    }
    json
}

fn kept(xml: &str) -> Json {
    json!({ "$xml": mask_xml(xml, &[]) })
}
