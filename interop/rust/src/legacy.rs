//! `Legacy.asmx`, which is RPC/encoded: parts with their types, arrays, objects sent once and referred to.

use castile::Array;
use castile_interop::legacy::{
    Address, AnyThing, Coin, EchoThings, GetAddresses, RequestAuthCode, RequestAuthCodeRet, Thing,
};

use crate::check::{Checked, no_deviations, present, same};
use crate::site::Site;

pub(crate) async fn credentials(site: &Site) -> Checked {
    let legacy = site.legacy()?;
    let right = RequestAuthCode::new("some@email.com".to_owned(), "secretPassword".into());
    let reply = legacy.request_auth_code(&right).await?;
    no_deviations(&reply)?;
    let result = present("result", reply.request_auth_code_result.clone())?;
    same("result", &result, &RequestAuthCodeRet::Ok)?;
    let code = present("sAuthCode", reply.s_auth_code.clone())?;

    let wrong = RequestAuthCode::new("some@email.com".to_owned(), "wrong<&>".into());
    let reply = legacy.request_auth_code(&wrong).await?;
    no_deviations(&reply)?;
    let result = present("result", reply.request_auth_code_result.clone())?;
    same("result", &result, &RequestAuthCodeRet::Invalid)?;
    Ok(format!(
        "a code of {} characters, and none",
        code.expose().len()
    ))
}

pub(crate) async fn array(site: &Site) -> Checked {
    let legacy = site.legacy()?;
    for count in [0, 1, 1000] {
        let reply = legacy.get_addresses(&GetAddresses::new(count)).await?;
        no_deviations(&reply)?;
        let array = present("array", reply.into_inner().get_addresses_result)?;
        let expected = (0..count).map(|number| {
            Some(Address {
                s_kind: Some(format!("k{number}")),
                b_verified: Some(false),
                s_street: Some(format!("s{number}")),
                s_city: None,
            })
        });
        same("array", &array.0, &expected.collect::<Vec<_>>())?;
    }
    Ok("none, one and a thousand".to_owned())
}

pub(crate) async fn things(site: &Site) -> Checked {
    let legacy = site.legacy()?;
    let thing = Thing {
        s_name: Some("a<&>\u{e9}".to_owned()),
        s_tags: Some(Array(vec![Some("x".to_owned()), None, Some(String::new())])),
        ..Thing::new(-1)
    };
    let coin = Coin {
        s_name: Some("c".to_owned()),
        inner: Some(Box::new(thing.clone().into())),
        ..Coin::new(2, 0.5)
    };
    let sent: Vec<AnyThing> = vec![thing.into(), coin.into()];
    let reply = legacy
        .echo_things(&EchoThings::new(sent.clone().into()))
        .await?;
    no_deviations(&reply)?;
    let twice: Array<AnyThing> = sent.iter().chain(&sent).cloned().collect();
    let received = present("things", reply.into_inner().echo_things_result)?;
    same("things", &received, &twice)?;
    Ok("an object, one of a derived type, each twice".to_owned())
}
