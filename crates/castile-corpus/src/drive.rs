//! What the programs share that are generated for each contract: documents in, through the generated types and out
//! again, and a line for each on how that went.

use std::fmt::Debug;
use std::path::Path;
use std::process::ExitCode;

use castile::codegen::{Element, FaultDetail, Operation};
use castile::envelope::{Outcome, ReplyReader, Root, write_message};
use castile::{Attachment, DeviationKind, Deviations, Limits, Policy, SoapVersion};

use crate::canonical::{difference, difference_inside};
use crate::random::{Random, Source};

/// The namespace of the element that is put around what stands in a body together, to make a document of it.
pub const HOLDER: &str = "urn:castile:holder";

/// An element that may stand in a message, with the type it is read into.
#[derive(Debug)]
pub struct Job {
    /// Its number, with which the names of its documents begin.
    pub index: usize,
    /// How it is read and written.
    pub operation: Operation,
    /// [`round_trip`] for its type, or [`fault`].
    pub run: fn(&'static Operation, &str) -> Result<String, String>,
    /// [`value`] for its type, where there are random ones.
    pub value: Option<Tried>,
}

/// [`value`] of a type.
pub type Tried = fn(&'static Operation, usize, u64) -> Result<Value, String>;

/// What became of a random value.
#[derive(Debug)]
pub struct Value {
    /// The document it was written as.
    pub text: String,
    /// It keeps to all facets, so the document is valid.
    pub keeps: bool,
}

/// An operation that is asked and answered with the same element, or with the same content of a body, where `name` is
/// empty.
pub const fn echo(
    namespace: &'static str,
    name: &'static str,
    tag: &'static str,
    default_namespace: &'static str,
    encoded: Option<&'static str>,
) -> Operation {
    Operation {
        name,
        action: "",
        request: Some(Root {
            namespace,
            name,
            tag,
            encoded,
        }),
        response: Some(Root {
            namespace,
            name,
            tag,
            encoded,
        }),
        one_way: false,
        default_namespace,
        prefixes: "",
        place: "",
    }
}

/// Takes all documents of the folder that the first argument names through their jobs; `prefixes` are the declarations
/// that what is written relies on. A document is called `JOB-REST.xml`; what is written again is called
/// `JOB-REST.out.xml`, and the first word of the line that is printed for it is `ok` or `failed`.
///
/// The second argument is how many random values each job is tried with. One that keeps to its facets is written to
/// `JOB-valueSEED.xml`, and the first word of its line is `value`; that of another is `unkept`.
pub fn run(prefixes: &'static str, jobs: Vec<Job>) -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("the folder is missing");
        return ExitCode::FAILURE;
    };
    let folder = Path::new(&folder);
    let values = std::env::args().nth(2).and_then(|count| count.parse().ok());
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
        let Some(make) = job.value else { continue };
        for seed in 1..=values.unwrap_or(0) {
            let name = format!("{}-value{seed}.xml", job.index);
            match make(&job.operation, job.index, seed) {
                Ok(value) if value.keeps => match std::fs::write(folder.join(&name), value.text) {
                    Ok(()) => println!("value {name}"),
                    Err(problem) => println!("failed {name}: {problem}"),
                },
                Ok(_) => println!("unkept {name}"),
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
    if is_same(&first, &second) {
        return Ok(again);
    }
    Err(format!("the value is {first:?}, and read again {second:?}"))
}

/// Whether two values are the same, the second one read from what was written of the first.
fn is_same<T: PartialEq + Debug>(first: &T, second: &T) -> bool {
    if first == second {
        return true;
    }
    // XML that the contract leaves open comes back with the declarations of the envelope around it, an attachment with
    // a new name, and each is another value by that alone: both were written the same.
    let (first, second) = (format!("{first:?}"), format!("{second:?}"));
    first.contains(" bytes)") && without_sizes(&first) == without_sizes(&second)
}

/// Writes a random value, and reads that again: it is the same value, and the only deviations are facets that it does
/// not keep to.
///
/// # Errors
/// What was found to be otherwise.
pub fn value<T: Element + Random + PartialEq + Debug>(
    operation: &'static Operation,
    index: usize,
    seed: u64,
) -> Result<Value, String> {
    let (value, mut again) = (T::random(&mut Source::new(seed)), T::blank());
    let is_body = operation
        .request
        .as_ref()
        .is_some_and(|it| it.name.is_empty());
    let holder = is_body.then(|| format!("holder:body{index}"));
    let text = write(operation, SoapVersion::Soap11, &value, holder.as_deref())?;
    let policy = Policy::tolerant().check_facets();
    let deviations = read_with(operation, &text, &mut again, policy)?;
    let facets = [DeviationKind::Facet, DeviationKind::Occurrence];
    if let Some(other) = deviations.iter().find(|it| !facets.contains(&it.kind)) {
        return Err(format!("a deviation: {other}"));
    }
    if !is_same(&value, &again) {
        return Err(format!(
            "the value is {value:?}, and read again {again:?}, from {text}"
        ));
    }
    let keeps = deviations.iter().next().is_none();
    Ok(Value { text, keeps })
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
    let again = write(operation, version(text), value, holder(operation, text))?;
    match difference(text, &again).map_err(|problem| problem.to_string())? {
        None => Ok(again),
        Some(different) => Err(otherwise(&different)),
    }
}

fn otherwise((wanted, written): &(String, String)) -> String {
    let (wanted, written) = (wanted.trim(), written.trim());
    format!("it is not written as it was read: `{written}` was `{wanted}`")
}

/// The version of SOAP that a document is of: literal ones are of either.
fn version(text: &str) -> SoapVersion {
    if text.contains("http://www.w3.org/2003/05/soap-e") {
        SoapVersion::Soap12
    } else {
        SoapVersion::Soap11
    }
}

/// The tag of the element that holds what stands in a body together.
fn holder<'t>(operation: &Operation, text: &'t str) -> Option<&'t str> {
    let root = operation.request.as_ref()?;
    let is_body = root.name.is_empty();
    let tag = text.strip_prefix('<')?;
    let end = tag.find([' ', '>', '/'])?;
    is_body.then_some(&tag[..end])
}

/// Writes a value; gives what stands in the body, in the element `holder` if that is not one element.
fn write(
    operation: &'static Operation,
    version: SoapVersion,
    value: &dyn Element,
    holder: Option<&str>,
) -> Result<String, String> {
    let message = write_message(operation, version, None, value)
        .map_err(|problem| format!("it cannot be written: {problem}"))?;
    let mut again = body(&message.envelope, holder).ok_or("no body was written")?;
    // An attachment gets a new name when it is written, and its old one is what it holds.
    for attachment in &message.attachments {
        let old = String::from_utf8_lossy(&attachment.bytes);
        let new = format!("cid:{}", attachment.content_id);
        again = again.replace(&new, &format!("cid:{old}"));
    }
    Ok(again)
}

fn read(operation: &'static Operation, text: &str, value: &mut dyn Element) -> Result<(), String> {
    let deviations = read_with(operation, text, value, Policy::default())?;
    match deviations.iter().next() {
        None => Ok(()),
        Some(first) => Err(format!("a deviation: {first}")),
    }
}

fn read_with(
    operation: &'static Operation,
    text: &str,
    value: &mut dyn Element,
    policy: Policy,
) -> Result<Deviations, String> {
    let version = version(text);
    let reader = ReplyReader {
        operation,
        version,
        limits: &Limits::default(),
        policy: &policy,
    };
    let namespace = version.namespace();
    let content = match holder(operation, text) {
        // The element around what stands together is the body itself.
        Some(tag) => {
            let inside = text.strip_prefix('<').and_then(|it| it.strip_prefix(tag));
            let inside = inside.unwrap_or_default();
            let open = inside.strip_suffix(&format!("</{tag}>"));
            match open {
                Some(open) => format!("<e:Body{open}</e:Body>"),
                None => format!("<e:Body{inside}"),
            }
        }
        None => format!("<e:Body>{text}</e:Body>"),
    };
    let envelope = format!("<e:Envelope xmlns:e=\"{namespace}\">{content}</e:Envelope>");
    match reader.read_message(&envelope, &mut attachments(text), value, &mut ()) {
        Ok(Outcome::Answer(deviations)) => Ok(deviations),
        Ok(Outcome::Fault(fault)) => Err(format!("it is read as a fault: {fault:?}")),
        Err(problem) => Err(format!("it is not read: {problem}")),
    }
}

/// Reads an element in the detail of a fault, or as a header block beside one, by the enum of an operation's faults, and
/// writes what `of` finds in that: both documents are the same, but for what tells which fault it is. Does so in both
/// versions of SOAP. Gives what was written.
///
/// # Errors
/// What was found to be otherwise.
pub fn fault<D: FaultDetail + Debug>(
    operation: &'static Operation,
    text: &str,
    header: bool,
    of: fn(&D) -> Option<&dyn Element>,
) -> Result<String, String> {
    let is_encoded = text.contains(":encodingStyle=\"");
    let encoded = is_encoded.then_some("");
    // As long as the program runs, which is not long.
    let operation: &'static Operation = Box::leak(Box::new(Operation {
        prefixes: operation.prefixes,
        ..echo("", "detail", "detail", operation.default_namespace, encoded)
    }));
    let versions = match version(text) {
        only if is_encoded => vec![only],
        _ => vec![SoapVersion::Soap11, SoapVersion::Soap12],
    };
    let mut written = Err("there is no version".to_owned());
    for version in versions {
        let reader = ReplyReader {
            operation,
            version,
            limits: &Limits::default(),
            policy: &Policy::default(),
        };
        let envelope = fault_envelope(version, text, header);
        let outcome = reader.read_message(&envelope, &mut Vec::new(), &mut String::new(), &mut ());
        let fault = match outcome {
            Ok(Outcome::Fault(fault)) => fault,
            Ok(Outcome::Answer(_)) => return Err("it is not read as a fault".to_owned()),
            Err(problem) => return Err(format!("it is not read: {problem}")),
        };
        let detail = match fault.declared::<D>() {
            Ok(Some(detail)) => detail,
            Ok(None) => return Err("it is read as a fault that is not declared".to_owned()),
            Err(problem) => return Err(format!("it is not read: {problem}")),
        };
        let value = of(&detail).ok_or_else(|| format!("it is read as another: {detail:?}"))?;
        let again = write(operation, version, value, None)?;
        let different = difference_inside(text, &again).map_err(|problem| problem.to_string())?;
        if let Some(different) = different {
            return Err(otherwise(&different));
        }
        written = Ok(again);
    }
    written
}

fn fault_envelope(version: SoapVersion, text: &str, header: bool) -> String {
    let namespace = version.namespace();
    let (header, detail) = if header { (text, "") } else { ("", text) };
    let fault = match version {
        SoapVersion::Soap11 => {
            let detail = format!("<detail>{detail}</detail>");
            let detail = if header.is_empty() { &detail } else { "" };
            format!("<faultcode>e:Server</faultcode><faultstring>no</faultstring>{detail}")
        }
        SoapVersion::Soap12 => format!(
            "<e:Code><e:Value>e:Receiver</e:Value></e:Code><e:Reason><e:Text xml:lang=\"en\">no</e:Text></e:Reason>\
             <e:Detail>{detail}</e:Detail>"
        ),
    };
    format!(
        "<e:Envelope xmlns:e=\"{namespace}\"><e:Header>{header}</e:Header><e:Body><e:Fault>{fault}</e:Fault></e:Body>\
         </e:Envelope>"
    )
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

/// The content of the body of an envelope that `castile` has written, with the declarations of the envelope; in the
/// element `holder` where it is not one element.
fn body(envelope: &str, holder: Option<&str>) -> Option<String> {
    let (_, rest) = envelope.split_once("<soap:Envelope")?;
    let (declarations, rest) = rest.split_once("><soap:Body")?;
    if let Some(holder) = holder {
        let local = holder.rsplit(':').next()?;
        let rest = rest.strip_suffix("</soap:Envelope>")?;
        let rest = match rest.strip_suffix("</soap:Body>") {
            Some(open) => format!("{open}</holder:{local}>"),
            None => rest.to_owned(),
        };
        return Some(format!(
            "<holder:{local} xmlns:holder=\"{HOLDER}\"{declarations}{rest}"
        ));
    }
    let rest = rest.strip_prefix('>')?;
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
