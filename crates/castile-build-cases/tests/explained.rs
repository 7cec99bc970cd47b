//! What `castile-explain` makes of a message is what generated code makes of it: the same deviations and errors at the
//! same places, and the same values, for the documents of the cases and for damaged ones.

mod support;

use castile::envelope::Outcome;
use castile::{Limits, Policy};
use castile_build_cases::read_answer;
use castile_explain::{Direction, Explainer, Field, Question, Record, Unexplained, Value, Verdict};
use support::{document, folder};

#[path = "../../castile-build/tests/options/mod.rs"]
mod options;

/// The tables of a case.
fn explainer(case: &str) -> Result<Explainer, Unexplained> {
    let contract = folder(case).join("input.wsdl");
    let text = std::fs::read_to_string(&contract).expect("the contract can be read");
    let lowered = options::of(&text)
        .lower(contract)
        .expect("cases can be generated");
    Explainer::new(&lowered.module)
}

/// Compares what the two make of a text; whether it could be read.
fn agree(case: &str, explainer: &Explainer, operation: &str, text: &str, policy: Policy) -> bool {
    let decoded = read_answer(case, operation, text, policy).expect("the case has the operation");
    let question = Question {
        operation: Some(operation),
        direction: Some(Direction::Answer),
        http: None,
        attachments: &[],
        policy,
        limits: Limits::default(),
    };
    let explanation = explainer
        .explain(text, &question)
        .expect("the operation is named");
    match (explanation.verdict, decoded.outcome) {
        (
            Verdict::Read {
                body, deviations, ..
            },
            Ok(Outcome::Answer(expected)),
        ) => {
            assert_eq!(deviations, expected, "{case}:\n{text}");
            let question = Question {
                attachments: &[],
                policy: Policy::tolerant(),
                ..question
            };
            let written = decoded.again.expect("it was read");
            let Ok(written) = written else {
                // Not all that can be read can be written: a choice of which nothing was known, say.
                return true;
            };
            let again = explainer.explain(&written, &question);
            match again.expect("the operation is named").verdict {
                Verdict::Read { body: again, .. } => {
                    assert_eq!(comparable(body), comparable(again), "{case}:\n{text}");
                }
                other => panic!("{case}: {other:?}\n{text}\n{written}"),
            }
            true
        }
        (Verdict::Error(error), Err(expected)) => {
            // A document that breaks off before its body is judged before either reads it.
            assert_eq!(error.to_string(), expected.to_string(), "{case}:\n{text}");
            assert_eq!(error.kind(), expected.kind());
            false
        }
        (Verdict::Fault(fault, _), Ok(Outcome::Fault(expected))) => {
            assert_eq!(fault, expected, "{case}:\n{text}");
            true
        }
        (verdict, outcome) => panic!("{case}: {verdict:?} is not {outcome:?}\n{text}"),
    }
}

/// The value without what writing changes: the declarations that kept XML repeats depend on what is around it, and what
/// SOAP encoding leaves out is written as nil.
fn comparable(field: Option<Field>) -> Option<Field> {
    fn strip(value: Value) -> Value {
        match value {
            Value::Xml(_) => Value::Xml(String::new()),
            Value::Repeated(values) => Value::Repeated(values.into_iter().map(strip).collect()),
            Value::Branch(field) => Value::Branch(Box::new(of_field(*field))),
            Value::Record(record) => Value::Record(Record {
                fields: record
                    .fields
                    .into_iter()
                    .filter(|field| !is_nothing(&field.value))
                    .map(of_field)
                    .collect(),
                ..record
            }),
            Value::Array { sizes, items } => Value::Array {
                sizes,
                items: items.into_iter().map(strip).collect(),
            },
            other => other,
        }
    }
    fn is_nothing(value: &Value) -> bool {
        *value == Value::Nil || *value == Value::Text(String::new())
    }
    fn of_field(field: Field) -> Field {
        Field {
            name: field.name,
            value: strip(field.value),
        }
    }
    field.map(of_field)
}

/// An element of a document: where its start tag begins and ends, and where the element ends.
struct Span {
    start: usize,
    tag_end: usize,
    end: usize,
}

/// The elements of a document, which has no `>` in attributes.
fn elements(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        let rest = &text[start..];
        let close = if rest.starts_with("<!--") { "-->" } else { ">" };
        let close = if rest.starts_with("<![CDATA[") {
            "]]>"
        } else {
            close
        };
        let end = start + rest.find(close).expect("markup ends") + close.len();
        if rest.starts_with("</") {
            let element: usize = open.pop().expect("tags are balanced");
            spans[element].end = end;
        } else if !rest.starts_with("<?") && !rest.starts_with("<!") {
            if !text[..end].ends_with("/>") {
                open.push(spans.len());
            }
            spans.push(Span {
                start,
                tag_end: end,
                end,
            });
        }
        at = end;
    }
    spans
}

/// The document, damaged at one of its elements in each way.
fn damaged(text: &str, span: &Span) -> Vec<String> {
    let Span {
        start,
        tag_end,
        end,
    } = *span;
    let tag = &text[start..tag_end];
    let name_end = start + tag.find([' ', '>', '/', '\n']).unwrap_or(tag.len());
    let element = &text[start..end];
    let local = start + 1 + text[start + 1..name_end].find(':').map_or(0, |at| at + 1);
    let attribute =
        |attribute: &str| format!("{} {attribute}{}", &text[..name_end], &text[name_end..]);
    let renamed = |name: &str| {
        let renamed = element.replace(&format!("{}{}", "", &text[local..name_end]), name);
        format!("{}{renamed}{}", &text[..start], &text[end..])
    };
    let upper = text[local..name_end].to_uppercase();
    let mut all = vec![
        format!("{}{}", &text[..start], &text[end..]),
        format!("{}{element}{}", &text[..end], &text[end..]),
        format!("{}<new>1</new>{}", &text[..start], &text[start..]),
        format!(
            "{}<new xmlns='urn:new'>1</new>{}",
            &text[..start],
            &text[start..]
        ),
        format!("{}text{}", &text[..tag_end], &text[tag_end..]),
        attribute("new='1'"),
        attribute("xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'"),
        attribute("xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='New'"),
        renamed("new"),
        renamed(&upper),
        text[..tag_end].to_owned(),
    ];
    if !element[tag.len()..].starts_with('<') && !tag.ends_with("/>") {
        let inner_end = tag_end + text[tag_end..].find('<').unwrap_or_default();
        for other in ["", "abc", " 7 "] {
            all.push(format!("{}{other}{}", &text[..tag_end], &text[inner_end..]));
        }
    }
    all
}

#[test]
fn explanations_are_what_generated_code_decodes() {
    let (mut read, mut refused) = (0, 0);
    let mut unexplained = Vec::new();
    for case in support::cases() {
        if !folder(&case).join("response.xml").exists() {
            continue;
        }
        let text = document(&case, "response.xml");
        let explainer = match explainer(&case) {
            Ok(explainer) => explainer,
            Err(problem) => {
                unexplained.push(format!("{case}: {problem}"));
                continue;
            }
        };
        let found = explainer.explain(&text, &Question::default());
        let operation = match found {
            Ok(found) if !found.operation.is_empty() => found.operation,
            _ => explainer
                .operations()
                .next()
                .expect("there is one")
                .to_owned(),
        };
        if read_answer(&case, &operation, &text, Policy::tolerant()).is_none() {
            continue;
        }
        let mut check = |text: &str, policy| {
            if agree(&case, &explainer, &operation, text, policy) {
                read += 1;
            } else {
                refused += 1;
            }
        };
        check(&text, Policy::tolerant());
        check(&text, Policy::strict());
        for span in elements(&text).iter().skip(2).take(80) {
            for damaged in damaged(&text, span) {
                check(&damaged, Policy::tolerant());
            }
        }
    }
    // A type of the user's own, or of another module, is known to the generated code alone.
    unexplained.sort();
    assert_eq!(
        unexplained,
        [
            "extern_module: messages with the type `crate::out_module::Customer` are not explained",
            "overrides: messages with the type `crate::money::Money` are not explained"
        ]
    );
    // Damage of both kinds is among them.
    assert!(
        read > 1000 && refused > 1000,
        "{read} read, {refused} refused"
    );
}
