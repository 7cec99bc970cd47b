//! Long lists: sessions as `getSession_V3` answers them, and as `putSession_V3` takes them.

use castile::Nillable;
use castile::codegen::{Operation, Root};
use castile_interop::api::{ArrayOfSessionV3, GetSessionRet, GetSessionV3, PutSessionV3};

use crate::check::{Checked, Failure, clean, present, same};
use crate::site::Site;
use crate::values::session;

const NAMESPACE: &str = "https://secure.logmeinrescue.com/API/API.asmx";

/// The request of `putSession_V3`, as if it were an answer.
static REQUEST: Operation = Operation {
    name: "putSession_V3",
    action: "",
    request: None,
    response: Some(Root {
        namespace: NAMESPACE,
        name: "putSession_V3",
        tag: "putSession_V3",
        encoded: None,
    }),
    one_way: false,
    default_namespace: NAMESPACE,
    prefixes: "",
    place: "API.wsdl",
};

async fn get(site: &Site, count: i32) -> Result<ArrayOfSessionV3, Failure> {
    let request = GetSessionV3 {
        s_auth_code: Some("x".into()),
        ..GetSessionV3::new(count)
    };
    let answer = clean(site.api()?.get_session_v3(&request).await?)?;
    same(
        "getSession_V3Result",
        &answer.get_session_v3_result,
        &GetSessionRet::Ok,
    )?;
    present("aSessions", answer.a_sessions)
}

/// Every field of every session, against the formulas of the service.
pub(crate) async fn read(site: &Site, count: i32) -> Checked {
    let sessions = get(site, count).await?.session_v3;
    same(
        "number of sessions",
        &i32::try_from(sessions.len()).ok(),
        &Some(count),
    )?;
    for (index, found) in (0..).zip(&sessions) {
        same("session", found, &Nillable::Value(session(index)?))?;
    }
    Ok(format!("{count} sessions, every field of each"))
}

pub(crate) async fn round_trip(site: &Site, count: i32) -> Checked {
    let sessions = get(site, count).await?;
    let (api, recording) = site.recorded_api()?;
    let request = PutSessionV3 {
        a_sessions: Some(sessions),
    };
    let answer = clean(api.put_session_v3(&request).await?)?;
    same("putSession_V3Result", &answer.put_session_v3_result, &count)?;
    let sent: PutSessionV3 = recording.decode_request(&REQUEST, site.version)?;
    same("the request", &sent, &request)?;
    Ok(format!(
        "{count} sessions read, written, counted by the service, read from the request"
    ))
}

pub(crate) async fn none(site: &Site) -> Checked {
    same("sessions of 0", &get(site, 0).await?.session_v3.len(), &0)?;
    let put = async |a_sessions| {
        Ok::<_, Failure>(
            clean(
                site.api()?
                    .put_session_v3(&PutSessionV3 { a_sessions })
                    .await?,
            )?
            .put_session_v3_result,
        )
    };
    same(
        "an empty list",
        &put(Some(ArrayOfSessionV3::default())).await?,
        &0,
    )?;
    same("no list", &put(None).await?, &-1)?;
    let nil = ArrayOfSessionV3 {
        session_v3: vec![Nillable::Nil, session(0)?.into()],
    };
    same("a list with nil", &put(Some(nil)).await?, &2)?;
    Ok("empty, absent and nil stay three things".to_owned())
}
