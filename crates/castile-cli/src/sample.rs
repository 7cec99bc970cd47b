//! `castile sample`: example messages of an operation, from the contract alone.

use std::fmt::Write as _;

use castile_sample::{Amount, Bound, Sample as Message, Samples, Version};
use castile_wsdl::Model;
use clap::Args;

use crate::Done;
use crate::contract::Contract;
use crate::output::Output;
use crate::report::{self, Failure, Speech};

/// The arguments of `castile sample`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct Sample {
    #[command(flatten)]
    contract: Contract,
    /// The operation; an overloaded one is named by its input, and one of several port types as `PORT_TYPE.OPERATION`.
    #[arg(value_name = "OPERATION")]
    operation: String,
    /// Print the request only.
    #[arg(long, conflicts_with = "reply")]
    request: bool,
    /// Print the reply only.
    #[arg(long)]
    reply: bool,
    /// Print the faults that the operation declares as well.
    #[arg(long)]
    faults: bool,
    /// Take a SOAP 1.2 port, even where there is one of SOAP 1.1.
    #[arg(long)]
    soap12: bool,
    /// Leave out all that is optional.
    #[arg(long, conflicts_with = "seed")]
    minimal: bool,
    /// Choose at random what is there and what it is; the same number gives the same message.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Print what is in the body, without the envelope.
    #[arg(long)]
    body: bool,
}

impl Sample {
    /// Runs it.
    pub(crate) fn run(&self, speech: &Speech) -> Done {
        let contract = castile_wsdl::read(&self.contract.path, &self.contract.reading.options())?;
        report::warnings(&contract.warnings, &contract.sources, speech, false);
        let bound = self.find(&contract.model)?;
        let amount = match self.seed {
            Some(seed) => Amount::Random(seed),
            None if self.minimal => Amount::Required,
            None => Amount::Everything,
        };
        let samples = Samples::new(&contract.model);
        let mut messages = Vec::new();
        if !self.reply {
            messages.extend(samples.request(&bound, amount).map(|it| ("request", it)));
        }
        if !self.request {
            messages.extend(samples.reply(&bound, amount).map(|it| ("reply", it)));
        }
        if self.faults {
            let faults = samples.faults(&bound, amount);
            messages.extend(faults.into_iter().map(|it| ("fault", it)));
        }
        let mut text = String::new();
        for (index, (what, message)) in messages.iter().enumerate() {
            report::warnings(&message.warnings, &contract.sources, speech, false);
            if messages.len() > 1 {
                let gap = if index > 0 { "\n" } else { "" };
                let _ = writeln!(text, "{gap}<!-- {what} -->");
            }
            text.push_str(&self.text(message));
        }
        Output::Standard.write(&text)
    }

    fn text(&self, message: &Message) -> String {
        if self.body {
            message
                .body
                .iter()
                .map(castile_sample::Element::to_pretty)
                .collect()
        } else {
            message.envelope().to_pretty()
        }
    }

    /// The operation that is meant, by a port of the version that is wanted.
    fn find<'m>(&self, model: &'m Model) -> Result<Bound<'m>, Failure> {
        let all = castile_sample::operations(model);
        let mut found: Vec<Bound<'_>> = Vec::new();
        for bound in &all {
            if self.names(bound) && (!self.soap12 || bound.version == Version::Soap12) {
                found.push(*bound);
            }
        }
        let first = found
            .iter()
            .find(|bound| bound.version == Version::Soap11)
            .or(found.first());
        let Some(first) = first else {
            return Err(self.nothing(&all));
        };
        let other = found
            .iter()
            .find(|other| !std::ptr::eq(other.operation, first.operation));
        if let Some(other) = other {
            let (one, other) = (full_name(first), full_name(other));
            return Err(failure(
                format!("`{}` may be `{one}` or `{other}`", self.operation),
                "name one of them".to_owned(),
            ));
        }
        Ok(*first)
    }

    fn names(&self, bound: &Bound<'_>) -> bool {
        let wanted = self.operation.as_str();
        let wanted = match wanted.split_once('.') {
            Some((interface, operation)) if interface == bound.interface.name.local => operation,
            _ => wanted,
        };
        wanted == bound.operation.name
            || (is_overloaded(bound) && Some(wanted) == input_name(bound))
    }

    fn nothing(&self, all: &[Bound<'_>]) -> Failure {
        let wanted = &self.operation;
        if let Some(bound) = all.iter().find(|bound| self.names(bound)) {
            let name = full_name(bound);
            return Failure::new(format!("no port of SOAP 1.2 has the operation `{name}`"));
        }
        let mut names: Vec<&str> = all
            .iter()
            .map(|bound| bound.operation.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        let more = if names.len() > 20 { ", ..." } else { "" };
        names.truncate(20);
        if names.is_empty() {
            return Failure::new(format!(
                "no SOAP port has an operation, so there is no `{wanted}`"
            ));
        }
        let hint = format!("there are {}{more}", names.join(", "));
        failure(format!("there is no operation `{wanted}`"), hint)
    }
}

fn failure(message: String, hint: String) -> Failure {
    Failure::Other {
        message,
        place: None,
        notes: Vec::new(),
        hint: Some(hint),
    }
}

fn is_overloaded(bound: &Bound<'_>) -> bool {
    let same = |one: &&castile_wsdl::model::Operation| one.name == bound.operation.name;
    bound.interface.operations.iter().filter(same).count() > 1
}

fn input_name<'m>(bound: &Bound<'m>) -> Option<&'m str> {
    bound.operation.input.as_ref()?.name.as_deref()
}

/// A name that tells an operation from all others.
fn full_name(bound: &Bound<'_>) -> String {
    let name = match input_name(bound) {
        Some(input) if is_overloaded(bound) => input,
        _ => &bound.operation.name,
    };
    format!("{}.{name}", bound.interface.name.local)
}
