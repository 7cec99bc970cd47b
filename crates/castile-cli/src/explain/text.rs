//! An explanation for people: what is wrong and where, then what was read.

use anstyle::{AnsiColor, Style};
use castile::secret::mask_xml;
use castile::{DecodeError, Deviation, Deviations, Fault};
use castile_explain::{Detail, Field, Record, Value, Verdict};
use castile_wsdl::source::{Source, SourceId, Span};
use castile_wsdl::{Diagnostic, Sources};

use super::{Explained, is_around, subject};
use crate::report::{color, paint, styled};
use crate::text::{shorten, visible};

/// Characters of a value that are shown.
const VALUE: usize = 120;
/// The largest document whose secrets are hidden again for each excerpt.
const EXCERPTS: usize = 4 << 20;

/// Writes it.
pub(crate) fn write(explained: &Explained) -> String {
    let mut out = String::new();
    let explanation = &explained.explanation;
    line(&mut out, 0, &strong(&subject(explanation)));
    if let Some(head) = &explained.head
        && let Some(status) = head.status
    {
        let content_type = match head.content_type() {
            "" => "no content type".to_owned(),
            content_type => format!("content type `{}`", visible(content_type)),
        };
        line(
            &mut out,
            0,
            &format!("HTTP status {}, {content_type}", status.as_u16()),
        );
    }
    match &explanation.verdict {
        Verdict::Read {
            body,
            headers,
            deviations,
        } => {
            let count = match deviations.total() {
                0 => "it is what the contract says".to_owned(),
                1 => "1 deviation from the contract".to_owned(),
                total => format!("{total} deviations from the contract"),
            };
            line(&mut out, 0, &count);
            show_deviations(&mut out, explained, deviations);
            out.push('\n');
            for header in headers {
                field(&mut out, 0, header, "header ", false);
            }
            match body {
                // The name of an operation says nothing of what is in it.
                Some(body) => value(&mut out, 0, &body.name, &body.value, false, ""),
                None => line(&mut out, 0, "an empty body"),
            }
        }
        Verdict::Fault(fault, details) => {
            out.push('\n');
            show_fault(&mut out, fault, details);
        }
        Verdict::Error(error) => {
            out.push('\n');
            out.push_str(&show_error(explained, error));
            let before = error.deviations();
            if !before.is_empty() {
                line(&mut out, 0, "\nbefore it");
                show_deviations(&mut out, explained, before);
            }
        }
    }
    out
}

fn show_deviations(out: &mut String, explained: &Explained, deviations: &Deviations) {
    for deviation in deviations {
        out.push('\n');
        out.push_str(&show_deviation(explained, deviation));
    }
    let more = deviations.total() - deviations.iter().count();
    if more > 0 {
        line(out, 0, &format!("\nand {more} more"));
    }
}

fn show_deviation(explained: &Explained, deviation: &Deviation) -> String {
    let kind = format!("{:?}", deviation.kind);
    let message = format!(
        "{kind}: {}, expected {}",
        deviation.message,
        deviation.kind.rule()
    );
    let unplaced = Diagnostic {
        severity: castile_wsdl::Severity::Warning,
        ..Diagnostic::unplaced(message.clone())
    };
    if is_around(deviation.kind) {
        let mut out = unplaced.render_with(&Sources::default(), &paint);
        line(&mut out, 1, &format!("--> {}", visible(&explained.name)));
        return out;
    }
    let mut out = located(explained, deviation.offset, |span| match span {
        Some(span) => Diagnostic::warning(span, message.clone()),
        None => unplaced.clone(),
    });
    places(
        &mut out,
        &deviation.path,
        deviation.offset,
        &deviation.place,
    );
    out
}

fn show_error(explained: &Explained, error: &DecodeError) -> String {
    let kind = format!("{:?}", error.kind());
    let message = format!(
        "{kind}: expected {}, found {}",
        error.expected(),
        error.found()
    );
    let mut out = located(explained, error.offset(), |span| match span {
        Some(span) => Diagnostic::error(span, message.clone()),
        None => Diagnostic::unplaced(message.clone()),
    });
    places(&mut out, error.path(), error.offset(), error.place());
    if let Some(hint) = error.hint() {
        line(&mut out, 1, &format!("hint: {hint}"));
    }
    out
}

/// Path, byte, and place in the contract.
fn places(out: &mut String, path: &str, offset: usize, place: &str) {
    if !path.is_empty() {
        line(out, 1, &format!("path: {path}"));
    }
    line(out, 1, &format!("byte: {offset}"));
    if !place.is_empty() {
        line(out, 1, &format!("contract: {}", visible(place)));
    }
}

/// A diagnostic with the line of the document that it is about. The line shows no secrets: it is that of the masked
/// document, or none where the place in that cannot be told.
fn located(
    explained: &Explained,
    offset: usize,
    diagnostic: impl Fn(Option<Span>) -> Diagnostic,
) -> String {
    let Explained {
        name,
        text,
        masked,
        head,
        ..
    } = explained;
    let lines_before = head.as_ref().map_or(0, |head| head.lines);
    let before = if masked == text {
        text.get(..offset).map(str::to_owned)
    } else if text.len() <= EXCERPTS {
        text.get(..offset)
            .map(|before| mask_xml(before, &[]))
            .filter(|before| masked.starts_with(before.as_str()))
    } else {
        None
    };
    let Some(before) = before else {
        let line = text.as_bytes()[..offset.min(text.len())]
            .split(|&byte| byte == b'\n')
            .count()
            + lines_before;
        let sources = Sources::default();
        let mut out = diagnostic(None).render_with(&sources, &paint);
        self::line(&mut out, 1, &format!("--> {}:{line}", visible(name)));
        return out;
    };
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let last = before.rsplit('\n').next().unwrap_or_default();
    let span = Span {
        source: SourceId(0),
        line: number(before.split('\n').count() + lines_before),
        column: number(last.chars().count() + 1),
    };
    let source = Source {
        name: name.clone(),
        text: "\n".repeat(lines_before) + masked,
        path: None,
    };
    let sources = Sources {
        list: vec![source],
        ..Sources::default()
    };
    diagnostic(Some(span)).render_with(&sources, &paint)
}

fn show_fault(out: &mut String, fault: &Fault, details: &[Detail]) {
    let code = &fault.code();
    line(
        out,
        0,
        &format!("{} ({:?})", strong(&visible(&code.name)), fault.kind()),
    );
    for subcode in fault.subcodes() {
        line(out, 1, &format!("subcode: {}", visible(&subcode.name)));
    }
    for reason in fault.reasons() {
        let language = match reason.language.as_str() {
            "" => String::new(),
            language => format!(" ({})", visible(language)),
        };
        let text = mask_xml(&reason.text, &[]);
        line(
            out,
            1,
            &format!("reason{language}: {}", visible(text.trim())),
        );
    }
    for (word, text) in [("actor", fault.actor()), ("node", fault.node())] {
        if let Some(text) = text {
            line(
                out,
                1,
                &format!("{word}: {}", visible(&castile::secret::mask_url(text))),
            );
        }
    }
    if !fault.detail_text().is_empty() {
        let text = mask_xml(fault.detail_text(), &[]);
        line(out, 1, &format!("detail: {}", visible(&text)));
    }
    if !details.is_empty() {
        line(out, 1, "detail");
    }
    for detail in details {
        match detail {
            Detail::Read(detail) => field(out, 2, detail, "", false),
            Detail::Unread { xml, error } => {
                xml_lines(out, 2, xml);
                if let Some(error) = error {
                    line(
                        out,
                        2,
                        &format!("it is not what the contract says: {error}"),
                    );
                }
            }
        }
    }
}

fn field(out: &mut String, level: usize, field: &Field, word: &str, is_secret: bool) {
    let is_secret = is_secret || field.is_secret();
    value(out, level, &field.name, &field.value, is_secret, word);
}

/// A value beneath its name.
fn value(out: &mut String, level: usize, name: &str, it: &Value, is_secret: bool, word: &str) {
    let label = format!("{word}{}", strong(&visible(name)));
    let text = |out: &mut String, text: &str| line(out, level, &format!("{label}: {text}"));
    match it {
        Value::Absent => {}
        Value::Nil => text(out, "nil"),
        Value::Secret => text(out, "***"),
        Value::Text(_) | Value::Unlisted(_) | Value::List(_) if is_secret => text(out, "***"),
        Value::Text(_) | Value::Listed(_) | Value::List(_) | Value::Attachment { .. } => {
            text(out, &simple(it));
        }
        Value::Unlisted(_) => {
            let note = faint("not in the contract");
            text(out, &format!("{}  {note}", simple(it)));
        }
        Value::Repeated(values) => {
            for (index, one) in values.iter().enumerate() {
                let name = match one {
                    Value::Branch(_) => name.to_owned(),
                    _ if index == 0 || name.is_empty() => name.to_owned(),
                    _ => format!("{name}[{}]", index + 1),
                };
                value(out, level, &name, one, is_secret, word);
            }
        }
        Value::Array { sizes, items } => {
            let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
            let sizes = faint(&format!("array of {}", sizes.join(" by ")));
            line(out, level, &format!("{label}  {sizes}"));
            for (index, item) in items.iter().enumerate() {
                let name = format!("[{}]", index + 1);
                value(out, level + 1, &name, item, is_secret, "");
            }
        }
        Value::Record(record) if record.is_group => members(out, level, record, is_secret),
        Value::Record(record) => {
            let derived = if record.is_derived {
                format!("  {}", faint(&format!("of type {}", visible(&record.name))))
            } else {
                String::new()
            };
            line(out, level, &format!("{label}{derived}"));
            members(out, level + 1, record, is_secret);
        }
        Value::Branch(branch) => field(out, level, branch, word, is_secret),
        Value::Xml(xml) => {
            let level = if name.is_empty() {
                level
            } else {
                line(out, level, &label);
                level + 1
            };
            if is_secret {
                line(out, level, "***");
            } else {
                xml_lines(out, level, xml);
            }
        }
    }
}

fn members(out: &mut String, level: usize, record: &Record, is_secret: bool) {
    for member in &record.fields {
        field(out, level, member, "", is_secret);
    }
}

fn simple(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Listed(text) | Value::Unlisted(text) => {
            let shown = visible(text);
            let count = shown.chars().count();
            if count > VALUE {
                format!("\"{}\" ({count} characters)", shorten(&shown, VALUE))
            } else {
                format!("\"{shown}\"")
            }
        }
        Value::List(values) => {
            let values: Vec<String> = values.iter().map(simple).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Secret => "***".to_owned(),
        Value::Attachment {
            content_type,
            bytes,
        } => format!("attachment, {}, {bytes} bytes", visible(content_type)),
        Value::Absent
        | Value::Nil
        | Value::Repeated(_)
        | Value::Array { .. }
        | Value::Record(_)
        | Value::Branch(_)
        | Value::Xml(_) => String::new(),
    }
}

/// Kept XML, its secrets hidden.
fn xml_lines(out: &mut String, level: usize, xml: &str) {
    let masked = mask_xml(xml, &[]);
    let note = faint("as XML:");
    let shown = shorten(&visible(&masked), 4 * VALUE);
    line(out, level, &format!("{note} {shown}"));
}

fn line(out: &mut String, level: usize, text: &str) {
    out.extend(std::iter::repeat_n("  ", level));
    out.push_str(text);
    out.push('\n');
}

fn strong(text: &str) -> String {
    styled(color(AnsiColor::Cyan).bold(), text)
}

fn faint(text: &str) -> String {
    styled(Style::new().dimmed(), text)
}
