//! Prints: what was asked for on standard output, what there is to say about it on standard error.

use std::io::{self, Write};

use castile::{Deviations, Exchange};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::{Failure, harmless};
use crate::tolerated::Tolerated;

/// What a call gave.
pub(crate) struct Answer {
    /// Its name in JSON.
    pub(crate) name: &'static str,
    /// The code or the address: a secret, and what the command is for.
    pub(crate) value: String,
    pub(crate) protocol: String,
    pub(crate) endpoint: String,
    /// What an XML reply did that the contract does not say.
    pub(crate) deviations: Deviations,
    /// The reply of a SOAP call as the contract has it, its secrets masked.
    pub(crate) reply: Option<Value>,
    /// What a page did that the guide does not say.
    pub(crate) tolerated: Vec<Tolerated>,
}

/// Prints an answer: its value alone, or an object.
pub(crate) fn answer(answer: &Answer, as_json: bool) -> Result<Exit, Failure> {
    let deviations = deviations(&answer.deviations, &answer.tolerated);
    if !as_json {
        return text(&format!("{}\n", answer.value));
    }
    let mut printed = json!({
        answer.name: answer.value,
        "protocol": answer.protocol,
        "endpoint": answer.endpoint,
        "deviations": deviations,
        "deviations_total": answer.deviations.total() + answer.tolerated.len(),
    });
    if let Some(reply) = &answer.reply {
        printed["reply"] = reply.clone();
    }
    object(&printed)
}

/// Says what a reply did that the contract or the guide does not say, and gives it for JSON.
pub(crate) fn deviations(deviations: &Deviations, tolerated: &[Tolerated]) -> Vec<Value> {
    let mut listed = Vec::new();
    for deviation in deviations {
        note(&format!("not as the contract says: {deviation}"));
        listed.push(json!({
            "kind": format!("{:?}", deviation.kind),
            "message": deviation.message,
            "path": deviation.path,
            "offset": deviation.offset,
        }));
    }
    for Tolerated { kind, message } in tolerated {
        note(&format!("not as the guide says: {message}"));
        listed.push(json!({ "kind": kind, "message": message }));
    }
    listed
}

/// Prints the requests of a dry run, and says which operations would follow them.
pub(crate) fn unsent(requests: &[String], then: &[&str], as_json: bool) -> Result<Exit, Failure> {
    if !then.is_empty() {
        note(&format!(
            "only the first request is shown; what follows depends on its reply: {}",
            then.join(", ")
        ));
    }
    if as_json {
        return object(&json!({ "not_sent": requests, "then": then }));
    }
    text(&format!("{}\n", lines(requests.join("\n\n").trim_end())))
}

/// Shows a call as it went over the wire. What it is given has no secrets in it.
pub(crate) fn exchange(call: &Exchange) {
    let reply = call.reply().unwrap_or("(no reply)");
    let shown = format!(
        "--- {} took {:?}: {}\n{}\n\n{reply}\n---\n",
        call.operation(),
        call.took(),
        call.outcome(),
        call.request(),
    );
    let _ = io::stderr().write_all(lines(&shown).as_bytes());
}

/// Several lines with their control characters as escapes.
pub(crate) fn lines(text: &str) -> String {
    let lines = text.split('\n');
    let lines = lines.map(|line| harmless(line.strip_suffix('\r').unwrap_or(line)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Prints why there is no answer: for people on standard error, and as an object on standard output where asked.
pub(crate) fn failure(failure: &Failure, as_json: bool) -> Exit {
    // Where standard error is closed the exit code still tells.
    let _ = io::stderr().write_all(failure.to_string().as_bytes());
    if as_json {
        let row = failure.exit.row();
        let printed = object(&json!({
            "error": {
                "kind": row.kind,
                "word": failure.word,
                "message": failure.message,
                "causes": failure.causes,
                "hint": failure.hint,
                "exit_code": row.code,
            }
        }));
        if printed.is_err() {
            note("cannot write to standard output");
        }
    }
    failure.exit
}

/// Says something that is neither an answer nor an error.
pub(crate) fn note(message: &str) {
    let _ = writeln!(io::stderr(), "note: {}", harmless(message));
}

pub(crate) fn object(value: &Value) -> Result<Exit, Failure> {
    text(&format!("{value:#}\n"))
}

/// Writes to standard output. Part of an answer is worse than none, so that a failure to write is one.
pub(crate) fn text(text: &str) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written
        .map_err(|error| Failure::unexpected("cannot write to standard output").because(&error))?;
    Ok(Exit::Ok)
}
