//! `castile explain`: what a program with the generated code would make of a message, and where the message breaks its
//! contract.
//!
//! In goes a file as people have it: XML, a reply with its HTTP head from a wire log, or the support bundle of a call
//! that failed. All judgement is that of `castile-explain`; this shows it.

mod bundle;
mod head;
mod json;
mod text;

use std::borrow::Cow;
use std::io::Read;
use std::path::PathBuf;

use castile::envelope::{to_text, unpack};
use castile::secret::mask_xml;
use castile::{DecodeError, DeviationKind, Limits, Policy};
use castile_explain::{Direction, Explainer, Explanation, Question, Unclear, Verdict};
use clap::Args;

use crate::Done;
use crate::contract::Reading;
use crate::output::{self, Output};
use crate::report::{self, Failure, Progress, Speech, nearest};
use head::Head;

pub(crate) const AFTER_HELP: &str = "\
Exit codes:
  0  the message was read: it keeps to the contract, or deviates in ways that are tolerated, or is a fault
  1  the message can't be read, or the contract has errors
  2  the arguments are wrong";

/// The arguments of `castile explain`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "flags of a command, not a state"
)]
pub(crate) struct Explain {
    /// The contract: a WSDL 1.1 file.
    #[arg(value_name = "WSDL")]
    path: PathBuf,
    /// The message: an XML file, an HTTP message with its head, a support bundle of `castile`, or `-` for standard input.
    #[arg(value_name = "MESSAGE")]
    message: String,
    /// The operation; told from the element in the body where it is not given.
    #[arg(long, value_name = "NAME")]
    operation: Option<String>,
    /// The message is a request; without this an answer is looked for first.
    #[arg(long)]
    request: bool,
    /// Take every deviation for an error, as `Policy::strict` does.
    #[arg(long)]
    strict: bool,
    /// Check facets and how often elements occur, as `Policy::check_facets` does.
    #[arg(long)]
    facets: bool,
    /// Write JSON; diagnostics too, one object a line.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    reading: Reading,
}

/// A message and what there is to say of it.
pub(crate) struct Explained {
    /// The file, as it was given.
    name: String,
    /// The text of the document.
    text: String,
    /// The same with its secrets hidden.
    masked: String,
    head: Option<Head>,
    explanation: Explanation,
}

impl Explain {
    /// Runs it.
    pub(crate) fn run(&self, speech: &Speech) -> Done {
        let path = &self.path;
        let bytes = self.read()?;
        let (bytes, before, called) = match bundle::message(&bytes, self.request)? {
            Some(message) => (message.bytes, message.before, Some(message.operation)),
            None => (bytes, 0, None),
        };
        let operation = self.operation.as_ref().or(called.as_ref());
        let (mut head, body) = head::split(&bytes)?;
        if let Some(head) = &mut head {
            head.lines += before;
        }
        let progress = Progress::of(format!("reading {}", path.display()), speech);
        let config = self.reading.config();
        let lowered = match operation {
            // What is wrong with other operations is none of its business.
            Some(operation) => config.operations([operation]).lower(path),
            None => config.lower(path),
        };
        drop(progress);
        let lowered = lowered?;
        report::warnings(&lowered.warnings, &lowered.sources, speech, self.json);
        let explainer = Explainer::new(&lowered.module)
            .map_err(|unexplained| Failure::new(unexplained.to_string()))?;
        let limits = Limits::default();
        let whole = head.as_ref().map_or("", |head| head.content_type());
        let package = match unpack(whole, &body, &limits) {
            Ok(package) => package,
            Err(error) => return self.unreadable(error, head),
        };
        let (envelope, content_type, attachments) = match &package {
            Some(package) => (
                &*package.root,
                package.content_type.as_str(),
                package.attachments.as_slice(),
            ),
            None => (body.as_slice(), whole, [].as_slice()),
        };
        let text = match to_text(envelope, content_type) {
            Ok(text) => text.into_owned(),
            Err(error) => return self.unreadable(error, head),
        };
        let is_request = self.request || head.as_ref().is_some_and(|head| head.status.is_none());
        let question = Question {
            operation: operation.map(String::as_str),
            direction: is_request.then_some(Direction::Request),
            http: head
                .as_ref()
                .and_then(|head| Some((head.status?, content_type))),
            attachments,
            policy: self.policy(),
            limits,
        };
        // Lines are counted from where the envelope begins, unless its part is encoded.
        let before = match package.as_ref().map(|package| &package.root) {
            Some(Cow::Borrowed(root)) => {
                let start = root.as_ptr().addr().saturating_sub(body.as_ptr().addr());
                body.get(..start).unwrap_or_default()
            }
            _ => &[],
        };
        let before = before.split(|&byte| byte == b'\n').count() - 1;
        let lines_before = head.as_ref().map_or(0, |head| head.lines + before);
        let explanation = explainer
            .explain(&text, &question)
            .map_err(|unclear| self.unclear(&unclear, &explainer, &text, lines_before))?;
        if let Some(head) = &mut head {
            head.lines = lines_before;
        }
        let message = Explained {
            name: self.name().to_owned(),
            masked: mask_xml(&text, &[]),
            text,
            head,
            explanation,
        };
        self.show(&message)
    }

    fn show(&self, message: &Explained) -> Done {
        if self.json {
            let shown =
                json::write(message).map_err(|problem| Failure::new(problem.to_string()))?;
            Output::Standard.write(&shown)?;
        } else {
            output::show(&text::write(message))?;
        }
        match message.explanation.verdict {
            Verdict::Error(_) => Err(Failure::Said),
            Verdict::Read { .. } | Verdict::Fault(..) => Ok(()),
        }
    }

    fn policy(&self) -> Policy {
        let policy = if self.strict {
            Policy::strict()
        } else {
            Policy::tolerant()
        };
        if self.facets {
            policy.check_facets()
        } else {
            policy
        }
    }

    fn name(&self) -> &str {
        if self.message == "-" {
            "standard input"
        } else {
            &self.message
        }
    }

    /// The bytes of the message, no more of them than a client would take.
    fn read(&self) -> Result<Vec<u8>, Failure> {
        let limit = Limits::default().response_bytes();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        let read = if self.message == "-" {
            std::io::stdin().take(most).read_to_end(&mut bytes)
        } else {
            std::fs::File::open(&self.message)
                .and_then(|file| file.take(most).read_to_end(&mut bytes))
        };
        read.map_err(|problem| Failure::new(format!("can't read `{}`: {problem}", self.name())))?;
        if bytes.len() > limit {
            let message = format!(
                "`{}` is larger than {limit} bytes, the most that a client takes unless told otherwise",
                self.name()
            );
            return Err(Failure::new(message));
        }
        Ok(bytes)
    }

    /// Shows why the message is no text that could be looked at.
    fn unreadable(&self, error: DecodeError, head: Option<Head>) -> Done {
        if self.json {
            return self.show(&Explained {
                name: self.name().to_owned(),
                text: String::new(),
                masked: String::new(),
                head,
                explanation: Explanation {
                    operation: String::new(),
                    direction: Direction::Answer,
                    version: None,
                    verdict: Verdict::Error(error),
                },
            });
        }
        Err(Failure::Other {
            message: error.to_string(),
            place: Some(self.name().to_owned()),
            notes: Vec::new(),
            hint: None,
        })
    }

    /// What is said where it is not clear what the message is.
    fn unclear(
        &self,
        unclear: &Unclear,
        explainer: &Explainer,
        text: &str,
        lines_before: usize,
    ) -> Failure {
        let operations: Vec<&str> = explainer.operations().collect();
        let meant = |wanted: &str, known: &[&str]| {
            let near = nearest(wanted, known.iter().copied());
            (!near.is_empty()).then(|| format!("did you mean {}", near.join(" or ")))
        };
        let hint = match unclear {
            Unclear::NoOperation(name) => meant(name, &operations),
            Unclear::NoBody { name, .. } => {
                let bodies: Vec<String> = explainer.bodies().collect();
                let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
                meant(name, &bodies)
            }
            Unclear::EmptyBody { .. } | Unclear::Several(_) => None,
        };
        let place = match unclear {
            Unclear::NoBody { offset, .. } | Unclear::EmptyBody { offset } => {
                let line = text[..*offset].split('\n').count() + lines_before;
                format!("{}:{line}", self.name())
            }
            Unclear::NoOperation(_) | Unclear::Several(_) => self.name().to_owned(),
        };
        let otherwise = "`--operation NAME` says which operation it is meant for".to_owned();
        let (message, hint) = (unclear.to_string(), hint.or(Some(otherwise)));
        Failure::Other {
            message,
            place: Some(place),
            notes: Vec::new(),
            hint,
        }
    }
}

/// Whether a deviation is of what stands around the document, and has no place in it.
fn is_around(kind: DeviationKind) -> bool {
    matches!(
        kind,
        DeviationKind::ContentType | DeviationKind::Status | DeviationKind::Attachment
    )
}

/// `answer of GetForecast, SOAP 1.1`
fn subject(explanation: &Explanation) -> String {
    let what = match (&explanation.verdict, explanation.direction) {
        (Verdict::Fault(..), _) => "fault",
        (Verdict::Error(_), _) if explanation.operation.is_empty() => "message",
        (_, Direction::Request) => "request",
        (_, Direction::Answer) => "answer",
    };
    let mut subject = what.to_owned();
    if !explanation.operation.is_empty() {
        let of = if what == "answer" { "to" } else { "of" };
        subject = format!("{what} {of} {}", explanation.operation);
    }
    if let Some(version) = explanation.version {
        subject = format!("{subject}, {version}");
    }
    subject
}
