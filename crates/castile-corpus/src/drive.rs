//! What the programs share that are generated for each contract: documents in, through the generated types and out
//! again, and a line for each on how that went.

use std::fmt::Debug;
use std::path::Path;
use std::process::ExitCode;

use castile::codegen::{Element, Operation};
use castile::envelope::{Outcome, ReplyReader, Root, write_message};
use castile::{Attachment, Limits, Policy, SoapVersion};

use crate::canonical::difference;

/// An element that may stand in a message, with the type it is read into.
#[derive(Debug)]
pub struct Job {
    /// Its number, with which the names of its documents begin.
    pub index: usize,
    /// How it is read and written.
    pub operation: Operation,
    /// [`round_trip`] for its type.
    pub run: fn(&'static Operation, &str) -> Result<String, String>,
}

/// An operation that is asked and answered with the same element.
pub const fn echo(
    namespace: &'static str,
    name: &'static str,
    tag: &'static str,
    default_namespace: &'static str,
) -> Operation {
    Operation {
        name,
        action: "",
        request: Some(Root {
            namespace,
            name,
            tag,
            encoded: None,
        }),
        response: Some(Root {
            namespace,
            name,
            tag,
            encoded: None,
        }),
        one_way: false,
        default_namespace,
        prefixes: "",
        place: "",
    }
}

/// Takes all documents of the folder that the first argument names through their jobs; `prefixes` are the declarations
/// that what is written relies on. A document is called
/// `JOB-REST.xml`; what is written again is called `JOB-REST.out.xml`, and the first word of the line that is printed
/// for it is `ok` or `failed`.
pub fn run(prefixes: &'static str, jobs: Vec<Job>) -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("the folder is missing");
        return ExitCode::FAILURE;
    };
    let folder = Path::new(&folder);
    for mut job in jobs {
        job.operation.prefixes = prefixes;
        // As long as the program runs, which is not long.
        let job: &'static Job = Box::leak(Box::new(job));
        for name in documents(folder, job.index) {
            let text = match std::fs::read_to_string(folder.join(&name)) {
                Ok(text) => text,
                Err(problem) => {
                    println!("failed {name}: {problem}");
                    continue;
                }
            };
            match (job.run)(&job.operation, &text) {
                Ok(again) => {
                    let out = folder.join(name.replace(".xml", ".out.xml"));
                    match std::fs::write(out, again) {
                        Ok(()) => println!("ok {name}"),
                        Err(problem) => println!("failed {name}: {problem}"),
                    }
                }
                Err(problem) => println!("failed {name}: {}", problem.replace('\n', " ")),
            }
        }
    }
    ExitCode::SUCCESS
}

fn documents(folder: &Path, index: usize) -> Vec<String> {
    let start = format!("{index}-");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(&start) && !name.ends_with(".out.xml"))
        .collect();
    names.sort();
    names
}

/// Reads a document, writes what was read, and reads that again: there are no deviations, both documents are the
/// same, and so are both values. Gives what was written.
///
/// # Errors
/// What was found to be otherwise.
pub fn round_trip<T: Element + PartialEq + Debug>(
    operation: &'static Operation,
    text: &str,
) -> Result<String, String> {
    let (mut first, mut second) = (T::blank(), T::blank());
    let again = there_and_back(operation, text, &mut first)?;
    there_and_back(operation, &again, &mut second)
        .map_err(|problem| format!("what was written: {problem}"))?;
    if first == second {
        return Ok(again);
    }
    // XML that the contract leaves open comes back with the declarations of the envelope around it, an attachment with
    // a new name, and each is another value by that alone: both were written the same.
    let (first, second) = (format!("{first:?}"), format!("{second:?}"));
    if first.contains(" bytes)") && without_sizes(&first) == without_sizes(&second) {
        return Ok(again);
    }
    Err(format!("the value is {first}, and read again {second}"))
}

/// The text without the numbers before ` bytes)`, which say how long pieces of XML are.
fn without_sizes(text: &str) -> String {
    let pieces = text.split(" bytes)");
    pieces
        .map(|piece| piece.trim_end_matches(|c: char| c.is_ascii_digit()))
        .collect()
}

fn there_and_back(
    operation: &'static Operation,
    text: &str,
    value: &mut dyn Element,
) -> Result<String, String> {
    read(operation, text, value)?;
    let message = write_message(operation, SoapVersion::Soap11, None, value)
        .map_err(|problem| format!("it cannot be written: {problem}"))?;
    let mut again = body(&message.envelope).ok_or("no body was written")?;
    // An attachment gets a new name when it is written, and its old one is what it holds.
    for attachment in &message.attachments {
        let old = String::from_utf8_lossy(&attachment.bytes);
        let new = format!("cid:{}", attachment.content_id);
        again = again.replace(&new, &format!("cid:{old}"));
    }
    match difference(text, &again).map_err(|problem| problem.to_string())? {
        None => Ok(again),
        Some((wanted, written)) => {
            let (wanted, written) = (wanted.trim(), written.trim());
            Err(format!(
                "it is not written as it was read: `{written}` was `{wanted}`"
            ))
        }
    }
}

fn read(operation: &'static Operation, text: &str, value: &mut dyn Element) -> Result<(), String> {
    let reader = ReplyReader {
        operation,
        version: SoapVersion::Soap11,
        limits: &Limits::default(),
        policy: &Policy::default(),
    };
    let namespace = SoapVersion::Soap11.namespace();
    let envelope =
        format!("<e:Envelope xmlns:e=\"{namespace}\"><e:Body>{text}</e:Body></e:Envelope>");
    match reader.read_message(&envelope, &mut attachments(text), value, &mut ()) {
        Ok(Outcome::Answer(deviations)) => match deviations.iter().next() {
            None => Ok(()),
            Some(first) => Err(format!("a deviation: {first}")),
        },
        Ok(Outcome::Fault(fault)) => Err(format!("it is read as a fault: {fault:?}")),
        Err(problem) => Err(format!("it is not read: {problem}")),
    }
}

/// An attachment for each `cid:` URL in a document, which holds its own name.
fn attachments(text: &str) -> Vec<Attachment> {
    let names = text.split(">cid:").skip(1);
    let names = names.filter_map(|rest| Some(rest.split_once('<')?.0));
    names
        .map(|name| {
            let mut attachment = Attachment::new("text/plain", name);
            name.clone_into(&mut attachment.content_id);
            attachment
        })
        .collect()
}

/// The content of the body of an envelope that `castile` has written, with the declarations of the envelope.
fn body(envelope: &str) -> Option<String> {
    let (_, rest) = envelope.split_once("<soap:Envelope")?;
    let (declarations, rest) = rest.split_once("><soap:Body>")?;
    let (body, _) = rest.rsplit_once("</soap:Body>")?;
    let end = body.find([' ', '>', '/'])?;
    let tag = &body[..body.find('>')?];
    // What the element declares itself it needs to be told no more.
    let more = declarations.split(" xmlns").filter(|one| !one.is_empty());
    let more = more.filter(|one| {
        let name = one.split_once('=').map_or(*one, |(name, _)| name);
        !tag.contains(&format!(" xmlns{name}="))
    });
    let more: String = more.flat_map(|one| [" xmlns", one]).collect();
    Some(format!("{}{more}{}", &body[..end], &body[end..]))
}
