//! One of every type: what `getAll` answers, and what `echoAll` makes of values of ours.

use castile::codegen::{Operation, Root};
use castile_interop::api::{Alltypes, ApiClient, EchoAll, GetAll};

use crate::check::{Checked, Failure, clean, holds, present, same};
use crate::site::{Recording, Site};
use crate::values::{comparable, filled, made, nested};

const NAMESPACE: &str = "https://secure.logmeinrescue.com/API/API.asmx";

/// The request of `echoAll`, as if it were an answer.
static REQUEST: Operation = Operation {
    name: "echoAll",
    action: "",
    request: None,
    response: Some(Root {
        namespace: NAMESPACE,
        name: "echoAll",
        tag: "echoAll",
        encoded: None,
    }),
    one_way: false,
    default_namespace: NAMESPACE,
    prefixes: "",
    place: "API.wsdl",
};

/// Fails unless both are the same value to the last digit.
fn same_value(what: &str, found: Alltypes, expected: Alltypes) -> Result<(), Failure> {
    let ((found, found_rest), (expected, expected_rest)) =
        (comparable(found), comparable(expected));
    same(what, &found, &expected)?;
    same(what, &found_rest, &expected_rest)
}

pub(crate) async fn get(site: &Site, deep: bool) -> Checked {
    let answer = clean(site.api()?.get_all(&GetAll::new(deep)).await?)?;
    let value = *present("getAllResult", answer.get_all_result)?;
    let number = present("oAny", value.o_any.as_ref())?.parse::<i32>()?;
    same("oAny as an int", &number, &42)?;
    same_value("getAllResult", value, filled(deep)?)?;
    Ok("every field is what the service set, with no deviation".to_owned())
}

/// Sends a value; the service has to give back the same, and our decoder to read the same out of the request.
async fn echo(
    site: &Site,
    api: &ApiClient,
    recording: &Recording,
    value: &Alltypes,
) -> Result<(), Failure> {
    let request = EchoAll {
        o_in: Some(Box::new(value.clone())),
    };
    let answer = clean(api.echo_all(&request).await?)?;
    let sent: EchoAll = recording.decode_request(&REQUEST, site.version)?;
    same_value("the request", *present("oIn", sent.o_in)?, value.clone())?;
    same_value(
        "echoAllResult",
        *present("echoAllResult", answer.echo_all_result)?,
        value.clone(),
    )
}

/// The value of `getAll` sent back: the service must write it down the second time as it did the first, so that this
/// holds without our decoder.
pub(crate) async fn echo_filled(site: &Site) -> Checked {
    let (api, recording) = site.recorded_api()?;
    let value = *present(
        "getAllResult",
        clean(api.get_all(&GetAll::new(true)).await?)?.get_all_result,
    )?;
    let first = inner(&recording.reply(), "getAllResult")?;
    echo(site, &api, &recording, &value).await?;
    let second = inner(&recording.reply(), "echoAllResult")?;
    if let Some(at) = first
        .bytes()
        .zip(second.bytes())
        .position(|(first, second)| first != second)
    {
        let around = |text: &str| {
            text.as_bytes()[at.saturating_sub(30)..]
                .iter()
                .take(60)
                .map(|&byte| char::from(byte))
                .collect::<String>()
        };
        return Err(Failure(format!(
            "the service wrote `{}`, and then `{}`",
            around(&first),
            around(&second)
        )));
    }
    same(
        "length of what the service wrote",
        &second.len(),
        &first.len(),
    )?;
    Ok(format!(
        "the same value, and the same {} bytes written by the service",
        first.len()
    ))
}

/// What stands in an element, line ends as XML reads them. A time of day of its own the service writes with the offset of
/// its machine, and one that it got in UTC with `Z`.
fn inner(reply: &str, name: &str) -> Result<String, Failure> {
    let start = present(name, reply.find(&format!("<{name}>")))? + name.len() + 2;
    let end = present(name, reply.rfind(&format!("</{name}>")))?;
    Ok(reply[start..end]
        .replace("\r\n", "\n")
        .replace("+00:00</tTime>", "Z</tTime>"))
}

pub(crate) async fn echo_made(site: &Site) -> Checked {
    let (api, recording) = site.recorded_api()?;
    echo(site, &api, &recording, &made()?).await?;
    Ok(
        "the other ends of ranges, other branches, nil and empty swapped: given back as sent"
            .to_owned(),
    )
}

pub(crate) async fn echo_nested(site: &Site) -> Checked {
    let (api, recording) = site.recorded_api()?;
    echo(site, &api, &recording, &nested(20)?).await?;
    Ok("20 values in each other".to_owned())
}

pub(crate) async fn echo_nothing(site: &Site) -> Checked {
    let (api, recording) = site.recorded_api()?;
    let answer = clean(api.echo_all(&EchoAll::default()).await?)?;
    holds(answer.echo_all_result.is_none(), || {
        "nothing was sent and something came back".to_owned()
    })?;
    let sent: EchoAll = recording.decode_request(&REQUEST, site.version)?;
    holds(sent.o_in.is_none(), || {
        "the request has an `oIn`".to_owned()
    })?;
    Ok("absent stays absent".to_owned())
}
