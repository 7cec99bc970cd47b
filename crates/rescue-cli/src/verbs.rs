//! The calls of every day: the account, sessions, technicians, the hierarchy, a PIN code.
//!
//! In: the arguments. Out: what the facade made of the reply, as a table or as JSON. Over SOAP and by the pages alike.

use castile::Deviations;
use castile::secret::mask_url;
use logmein_rescue::api::NodeRef;
use logmein_rescue::{Error, PinRequest, Reply, Rescue};
use serde::Serialize;
use serde_json::{Value, json};

use crate::args::{Common, Pin, Sessions, Technician};
use crate::connect::{self, Caller, Ready};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::profile::Profile;
use crate::report;
use crate::table;

/// Makes a client for calls by somebody who is logged in or has a code.
pub(crate) async fn ready(
    common: &Common,
    watch: Option<connect::Watch>,
) -> Result<Ready, Failure> {
    let connection = &common.connection;
    let profile = Profile::find(connection)?;
    let caller = Caller::find(&common.caller, connection, &profile)?;
    let protocol = common.protocol.of(&profile);
    let ready = connect::connect(connection, &profile, protocol, watch).await?;
    Ok(ready.with_caller(caller))
}

/// Makes a call and prints what it brought, under this name in JSON. `then` are the operations that follow the first.
async fn call<T: Serialize>(
    common: &Common,
    name: &str,
    then: &[&str],
    call: impl AsyncFnOnce(&Rescue) -> Result<Reply<T>, Error>,
) -> Result<Exit, Failure> {
    let ready = ready(common, None).await?;
    let as_json = common.connection.json;
    let outcome = call(&ready.rescue).await;
    if let Some(unsent) = ready.unsent() {
        return report::unsent(&unsent, then, as_json);
    }
    let reply = outcome?;
    let value = serde_json::to_value(&*reply)
        .map_err(|error| Failure::from_error(Exit::Unexpected, &error))?;
    print(&ready, as_json, name, &value, reply.deviations())
}

/// What follows the account, which is asked for where there is no node.
fn after_account(is_known: bool, operation: &'static str) -> Vec<&'static str> {
    if is_known { vec![] } else { vec![operation] }
}

fn print(
    ready: &Ready,
    as_json: bool,
    name: &str,
    value: &Value,
    deviations: &Deviations,
) -> Result<Exit, Failure> {
    let tolerated = ready.collector.take();
    let listed = report::deviations(deviations, &tolerated);
    if as_json {
        return report::object(&json!({
            name: value,
            "protocol": ready.rescue.protocol().to_string(),
            "endpoint": mask_url(ready.rescue.endpoint()),
            "deviations": listed,
            "deviations_total": deviations.total() + tolerated.len(),
        }));
    }
    match value {
        Value::Array(items) if items.is_empty() => {
            report::note("there are none");
            Ok(Exit::Ok)
        }
        Value::Array(items) => report::text(&table::rows(items)),
        Value::String(text) => report::text(&format!("{}\n", report::lines(text))),
        value => report::text(&table::record(value)),
    }
}

pub(crate) async fn account(common: &Common) -> Result<Exit, Failure> {
    call(common, "account", &[], async |rescue| {
        rescue.account().await
    })
    .await
}

pub(crate) async fn hierarchy(common: &Common) -> Result<Exit, Failure> {
    call(common, "hierarchy", &[], async |rescue| {
        rescue.hierarchy().list().await
    })
    .await
}

pub(crate) async fn sessions(arguments: &Sessions) -> Result<Exit, Failure> {
    let kind = if arguments.channel {
        NodeRef::Channel
    } else {
        NodeRef::Node
    };
    let then = after_account(arguments.node.is_some(), "getSession_V3");
    call(
        &arguments.common,
        "sessions",
        then.as_slice(),
        async |rescue| {
            let node = match arguments.node {
                Some(node) => node,
                None => rescue.account().await?.tech_id,
            };
            rescue.sessions().list(node, kind).await
        },
    )
    .await
}

pub(crate) async fn technician(arguments: &Technician) -> Result<Exit, Failure> {
    let is_known = arguments.node.is_some() || arguments.email.is_some();
    let then = after_account(is_known, "getUser");
    call(
        &arguments.common,
        "technician",
        then.as_slice(),
        async |rescue| {
            let technicians = rescue.technicians();
            match (&arguments.email, arguments.node) {
                (Some(email), _) => technicians.get_by_email(email).await,
                (None, Some(node)) => technicians.get(node).await,
                (None, None) => {
                    let node = rescue.account().await?.tech_id;
                    technicians.get(node).await
                }
            }
        },
    )
    .await
}

pub(crate) async fn pin(arguments: &Pin) -> Result<Exit, Failure> {
    let mut request = PinRequest::default();
    let fields = [&arguments.name]
        .into_iter()
        .chain(&arguments.field)
        .cloned();
    for (field, value) in request.custom_fields.iter_mut().zip(fields) {
        *field = Some(value).filter(|value| !value.is_empty());
    }
    request.tracking.clone_from(&arguments.tracking);
    request.without_console = arguments.no_tech_console;
    call(&arguments.common, "pin", &[], async |rescue| {
        rescue.pins().request(&request).await
    })
    .await
}
