//! `rescue call`: any operation, its parameters checked before anything is sent.
//!
//! In: the arguments, which are made from the contract, or from what is known of a page. Out: the reply by the names of
//! the contract. Which types an operation is called with stands in a table that the build script writes; those that are
//! known as pages only are left to `pages`.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::pin::Pin;

use castile::codegen::{AnyElement, AnyType, Element, Request, Success};
use castile::envelope::{Operation as Descriptor, Root, SoapVersion, write_request};
use castile::secret::mask_url;
use castile::{Deviations, EncodeError, Secret};
use castile_wsdl::model::TypeId;
use clap::builder::{
    PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser, ValueParser,
};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};
use logmein_rescue::api::operations;
use logmein_rescue::{Error, Protocol, Rescue};
use serde_json::{Value, json};

use crate::args::{self, CallerOptions, Connection, PageWay, SoapWay};
use crate::connect::{self, Caller, Ready};
use crate::contract::{Form, Kind, OPERATIONS, Operation, Operations, Parameter};
use crate::exit::{self, Exit};
use crate::failure::Failure;
use crate::pages::{self, Given};
use crate::password;
use crate::profile::Profile;
use crate::report;
use crate::table;

/// An operation with the types it is called with.
struct Call {
    operation: &'static Descriptor,
    send: for<'a> fn(&'a Rescue, &'a AnyElement) -> Sending<'a>,
}

type Sending<'a> = Pin<Box<dyn Future<Output = Result<Answer, Error>> + 'a>>;

/// A reply, as XML by the contract.
struct Answer {
    xml: Result<String, EncodeError>,
    deviations: Deviations,
}

macro_rules! call {
    ($operation:ident) => {
        Call {
            operation: &operations::$operation,
            send: |rescue, request| {
                let success = &operations::success::$operation;
                Box::pin(send(rescue, &operations::$operation, success, request))
            },
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/calls.rs"));

async fn send<A>(
    rescue: &Rescue,
    operation: &'static Descriptor,
    success: &'static Success<A>,
    request: &AnyElement,
) -> Result<Answer, Error>
where
    A: Element + Clone + Send + Sync + 'static,
{
    let reply = rescue.call(operation, success, request).await?;
    Ok(Answer {
        xml: xml_of(operation, &*reply),
        deviations: reply.deviations().clone(),
    })
}

/// The answer in the place of the request: what was read is written by the same tables.
fn xml_of(operation: &Descriptor, answer: &dyn Request) -> Result<String, EncodeError> {
    let as_request = Descriptor {
        request: operation.response.as_ref().map(|root| Root { ..*root }),
        response: None,
        ..*operation
    };
    write_request(&as_request, SoapVersion::Soap11, None, answer)
}

/// The answer to an operation by the names of the contract, this secret in it masked.
pub(crate) fn masked(
    operation: &Descriptor,
    answer: &dyn Request,
    secret: &str,
) -> Result<Value, Failure> {
    let unexpected = |error: &dyn std::error::Error| Failure::from_error(Exit::Unexpected, error);
    let xml = xml_of(operation, answer).map_err(|error| unexpected(&error))?;
    let operations = OPERATIONS.as_ref().ok_or_else(no_contract)?;
    let form = operations.find(operation.name).map(|known| &known.form);
    let Some(Form::Soap { answer, .. }) = form else {
        return Err(not_in_contract(operation.name));
    };
    let mut reply = operations
        .json(*answer, &xml)
        .map_err(|error| unexpected(&error))?;
    for (_, value) in reply.as_object_mut().into_iter().flatten() {
        if value == secret {
            *value = Value::from("***");
        }
    }
    Ok(reply)
}

fn no_contract() -> Failure {
    Failure::unexpected("the contract that is compiled in cannot be read")
}

fn not_in_contract(operation: &str) -> Failure {
    Failure::unexpected(format!("`{operation}` is not in the contract"))
}

/// The command `call`, with a command for each operation.
pub(crate) fn command() -> Command {
    let list = Arg::new("list")
        .long("list")
        .action(ArgAction::SetTrue)
        .help("Lists the operations with their parameters");
    let json = Arg::new("json")
        .long("json")
        .action(ArgAction::SetTrue)
        .requires("list")
        .help("Lists them as JSON, with documentation, types and allowed values");
    let command = Command::new("call")
        .about("Calls any operation: over SOAP, or its page where its shape over SOAP is not known")
        .long_about(
            "Calls any operation, and prints its reply: over SOAP by the names of the contract, or by its page where \
             its shape over SOAP is not known.\n\n\
             `rescue call OPERATION --help` shows the parameters of one. A parameter has its name in the contract \
             (--iNodeID), and a short one (--node).",
        )
        .after_help(exit::help())
        .subcommand_value_name("OPERATION")
        .subcommand_help_heading("Operations")
        .disable_help_subcommand(true)
        .args_conflicts_with_subcommands(true)
        .arg_required_else_help(true)
        .arg(list)
        .arg(json);
    let all = OPERATIONS.iter().flat_map(|it| &it.all);
    command.subcommands(all.map(of_operation))
}

fn of_operation(operation: &'static Operation) -> Command {
    let about = operation
        .documentation
        .clone()
        .unwrap_or_else(|| format!("Calls {}", operation.name));
    let mut long = about.clone();
    if !operation.results.is_empty() {
        long.push_str("\n\nThe reply has:");
    }
    for (name, ty) in &operation.results {
        long = format!("{long}\n  {name}: {ty}");
    }
    let mut command = Command::new(operation.name.as_str()).next_help_heading("Parameters");
    for parameter in &operation.parameters {
        command = command.args(of_parameter(parameter));
    }
    command = command.next_help_heading(None::<&str>);
    let any = Arg::new("any-value")
        .long("any-value")
        .action(ArgAction::SetTrue)
        .help("Sends words that the contract does not have, too");
    command = command.arg(any);
    command = match operation.form {
        Form::Soap { .. } => Way::augment_args(command),
        Form::Page => PageProtocol::augment_args(command),
    };
    command = CallerOptions::augment_args(command);
    command = Connection::augment_args(command);
    // Last, since the groups of options have descriptions of their own.
    command
        .about(about)
        .long_about(long)
        .after_help(exit::help())
}

/// A word that the contract has. Others are judged later, since `--any-value` may allow them.
#[derive(Clone)]
struct Words(&'static [String]);

impl TypedValueParser for Words {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let words: &'static [String] = self.0;
        Some(Box::new(
            words.iter().map(|word| PossibleValue::new(word.as_str())),
        ))
    }
}

/// How a call is made.
#[derive(Debug, Args)]
struct Way {
    /// The version of SOAP [default: soap11]
    #[arg(long, value_enum)]
    protocol: Option<SoapWay>,
}

/// How a page is called.
#[derive(Debug, Args)]
struct PageProtocol {
    /// How to call [default: post]
    ///
    /// With `get` secrets are part of a URL, which servers and proxies write to their logs.
    #[arg(long, value_enum)]
    protocol: Option<PageWay>,
}

/// The option of a parameter. The password and the authentication code have options of their own.
fn of_parameter(parameter: &'static Parameter) -> Option<Arg> {
    if has_own_source(parameter) {
        return None;
    }
    let value = if parameter.secret {
        "FILE"
    } else {
        parameter.kind.name()
    };
    let help = match (&parameter.documentation, parameter.secret) {
        (Some(documentation), _) => documentation.clone(),
        (None, true) => format!("Reads {} from a file of one line", parameter.name),
        (None, false) => parameter.name.clone(),
    };
    let parser: ValueParser = match &parameter.kind {
        _ if parameter.secret => value_parser!(PathBuf),
        Kind::Int => value_parser!(i32).into(),
        Kind::Boolean => PossibleValuesParser::new(["true", "false"]).into(),
        Kind::Word(values) => ValueParser::new(Words(values)),
        Kind::Text | Kind::Complex(_) => value_parser!(String),
    };
    let mut arg = Arg::new(parameter.name.as_str())
        .long(parameter.option.as_str())
        .value_name(value)
        .value_parser(parser)
        .required(parameter.required)
        .allow_negative_numbers(true)
        .help(help);
    if parameter.alias != parameter.option {
        arg = arg.visible_alias(parameter.alias.as_str());
    }
    Some(arg)
}

/// Whether it is the password or the authentication code of who calls.
fn has_own_source(parameter: &Parameter) -> bool {
    is_password(parameter) || is_auth_code(parameter)
}

fn is_password(parameter: &Parameter) -> bool {
    matches!(parameter.name.as_str(), "sPassword" | "Password")
}

fn is_auth_code(parameter: &Parameter) -> bool {
    parameter.name == "sAuthCode"
}

/// Runs `rescue call` with what was said.
pub(crate) async fn run(matches: &ArgMatches) -> Result<Exit, Failure> {
    let operations = OPERATIONS.as_ref().ok_or_else(no_contract)?;
    let Some((name, matches)) = matches.subcommand() else {
        return list(operations, matches.get_flag("json"));
    };
    let operation = operations.find(name);
    let operation = operation.ok_or_else(|| not_in_contract(name))?;
    let broken = |error: clap::Error| Failure::arguments(&error);
    let connection = Connection::from_arg_matches(matches).map_err(broken)?;
    let login = CallerOptions::from_arg_matches(matches).map_err(broken)?;

    let profile = Profile::find(&connection)?;

    // Who gives a password is nobody yet, and the call itself asks for something.
    let asks_itself = operation.parameters.iter().any(is_password);
    let caller = if asks_itself {
        Caller::Nobody
    } else {
        Caller::find(&login, &connection, &profile)?
    };
    let mut given = Vec::new();
    for parameter in &operation.parameters {
        let value = if is_password(parameter) {
            Some(password::find(&login.password, &connection, &profile)?)
        } else if is_auth_code(parameter) {
            caller.code().cloned()
        } else {
            of_matches(parameter, matches)?
        };
        given.extend(value.map(|value| (parameter, value)));
    }
    let protocol = protocol(operation, matches, &profile)?;
    let ready = connect::connect(&connection, &profile, protocol, None).await?;
    let (ready, reply) = match &operation.form {
        Form::Soap { namespace, answer } => {
            let request = request(operation, namespace, &given)?;
            let ready = ready.with_caller(caller);
            let reply = by_contract(&ready, operations, operation, *answer, &request).await;
            (ready, reply)
        }
        Form::Page => {
            let ready = if pages::is_setting(name) {
                ready.with_login(caller).await?
            } else {
                ready.with_caller(caller)
            };
            let reply = pages::send(&ready.rescue, name, &Given(&given)).await;
            (ready, reply.map(|reply| (reply, Deviations::default())))
        }
    };
    if let Some(unsent) = ready.unsent() {
        return report::unsent(&unsent, &[], connection.json);
    }
    let (reply, deviations) = reply?;
    let tolerated = ready.collector.take();
    let listed = report::deviations(&deviations, &tolerated);
    if connection.json {
        return report::object(&json!({
            "operation": operation.name,
            "reply": reply,
            "protocol": ready.rescue.protocol().to_string(),
            "endpoint": mask_url(ready.rescue.endpoint()),
            "deviations": listed,
            "deviations_total": deviations.total() + tolerated.len(),
        }));
    }
    report::text(&table::record(&reply))
}

/// What is given, then what the profile has where it is of the form that the operation has.
fn protocol(
    operation: &Operation,
    matches: &ArgMatches,
    profile: &Profile,
) -> Result<Protocol, Failure> {
    let broken = |error: clap::Error| Failure::arguments(&error);
    Ok(match operation.form {
        Form::Soap { .. } => {
            let way = Way::from_arg_matches(matches).map_err(broken)?;
            match (way.protocol, profile.protocol) {
                (Some(way), _) => Protocol::from(way),
                (None, Some(way @ (args::Way::Soap11 | args::Way::Soap12))) => Protocol::from(way),
                (None, _) => Protocol::Soap11,
            }
        }
        Form::Page => {
            let way = PageProtocol::from_arg_matches(matches).map_err(broken)?;
            match (way.protocol, profile.protocol) {
                (Some(way), _) => Protocol::from(way),
                (None, Some(args::Way::Get)) => Protocol::HttpGet,
                (None, _) => Protocol::HttpPost,
            }
        }
    })
}

/// Calls by the contract.
async fn by_contract(
    ready: &Ready,
    operations: &Operations,
    operation: &Operation,
    answer: TypeId,
    request: &AnyElement,
) -> Result<(Value, Deviations), Failure> {
    let name = operation.name.as_str();
    let call = CALLS.iter().find(|call| call.operation.name == name);
    let call = call.ok_or_else(|| not_in_contract(name))?;
    let reply = (call.send)(&ready.rescue, request).await?;
    let xml = reply.xml;
    let xml = xml.map_err(|error| Failure::from_error(Exit::Unexpected, &error))?;
    let value = operations.json(answer, &xml);
    let value = value.map_err(|error| Failure::from_error(Exit::Unexpected, &error))?;
    Ok((value, reply.deviations))
}

/// The value that was given for a parameter.
fn of_matches(parameter: &Parameter, matches: &ArgMatches) -> Result<Option<Secret>, Failure> {
    let name = parameter.name.as_str();
    if parameter.secret {
        let path = matches.get_one::<PathBuf>(name);
        return path.map(|path| password::of_file(path, name)).transpose();
    }
    let value = match &parameter.kind {
        Kind::Int => matches.get_one::<i32>(name).map(ToString::to_string),
        _ => matches.get_one::<String>(name).cloned(),
    };
    if let (Some(value), Kind::Word(values)) = (&value, &parameter.kind)
        && !values.contains(value)
        && !matches.get_flag("any-value")
    {
        return Err(Failure::usage(format!(
            "expected one of {} for `--{}`, found `{value}`",
            values.join(", "),
            parameter.option
        ))
        .hint("with `--any-value` a word is sent that the contract does not have"));
    }
    Ok(value.map(Secret::from))
}

/// The request as XML.
fn request(
    operation: &Operation,
    namespace: &str,
    given: &[(&Parameter, Secret)],
) -> Result<AnyElement, Failure> {
    let name = &operation.name;
    let mut xml = format!("<{name} xmlns=\"{namespace}\">");
    for (parameter, value) in given {
        let text = AnyType::from_text(value.expose());
        let (tag, text) = (&parameter.name, text.inner_xml());
        xml = format!("{xml}<{tag}>{text}</{tag}>");
    }
    xml = format!("{xml}</{name}>");
    AnyElement::from_xml(&xml).map_err(|error| {
        Failure::usage("a value has a character that XML cannot carry").because(&error)
    })
}

/// Prints what can be called.
fn list(operations: &Operations, as_json: bool) -> Result<Exit, Failure> {
    if as_json {
        let all = operations.all.iter().map(described).collect();
        return report::object(&Value::Array(all));
    }
    let rows = operations.all.iter().map(|operation| {
        let parameters = operation.parameters.iter().map(|parameter| {
            let option = match parameter {
                it if has_own_source(it) => return format!("({})", it.name),
                it if it.secret => format!("--{} FILE", it.option),
                it => format!("--{} {}", it.option, it.kind.name()),
            };
            if parameter.required {
                option
            } else {
                format!("[{option}]")
            }
        });
        vec![
            operation.name.clone(),
            parameters.collect::<Vec<_>>().join(" "),
        ]
    });
    report::text(&table::aligned(&rows.collect::<Vec<_>>()))
}

fn described(operation: &Operation) -> Value {
    let parameters = operation.parameters.iter().map(|parameter| {
        let values = match &parameter.kind {
            Kind::Word(values) => json!(values),
            _ => Value::Null,
        };
        json!({
            "name": parameter.name,
            "option": parameter.option,
            "type": parameter.kind.name().to_lowercase(),
            "values": values,
            "required": parameter.required,
            "secret": parameter.secret,
            "documentation": parameter.documentation,
        })
    });
    let results = operation
        .results
        .iter()
        .map(|(name, ty)| json!({ "name": name, "type": ty }));
    json!({
        "operation": operation.name,
        "form": match operation.form {
            Form::Soap { .. } => "soap",
            Form::Page => "page",
        },
        "documentation": operation.documentation,
        "parameters": parameters.collect::<Vec<_>>(),
        "reply": results.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CALLS, Form, OPERATIONS, command};

    #[test]
    fn every_operation_of_the_contract_can_be_called() {
        let operations = OPERATIONS.as_ref().expect("the contract is read");
        let all: BTreeSet<&str> = operations.all.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(all.len(), operations.all.len());
        let by_contract = operations.all.iter();
        let by_contract = by_contract.filter(|it| matches!(it.form, Form::Soap { .. }));
        let expected: BTreeSet<&str> = by_contract.map(|it| it.name.as_str()).collect();
        let table: BTreeSet<&str> = CALLS.iter().map(|call| call.operation.name).collect();
        assert_eq!(table, expected);
        assert_eq!(CALLS.len(), expected.len());
        let commands: Vec<String> = command()
            .get_subcommands()
            .map(|it| it.get_name().to_owned())
            .collect();
        assert_eq!(commands.len(), all.len());
    }

    #[test]
    fn no_parameter_takes_the_name_of_another_option() {
        command().debug_assert();
    }
}
