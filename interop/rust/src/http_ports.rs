//! The HTTP GET and POST ports: parameters in URLs and forms, plain documents back.

use castile::{Client, ErrorKind, Nillable};
use castile_interop::api::{
    Add, Alltypes, ApiHttpGetClient, ApiHttpPostClient, EchoString, GetAll, Login, ThrowFault,
};
use castile_interop::extra::{ExtraHttpGetClient, FindById, GetXml, Notify};

use crate::check::{Checked, Failure, clean, holds, present, same};
use crate::values::comparable;

fn client(origin: &str, page: &str) -> Result<Client, Failure> {
    Ok(Client::new(format!("{origin}/API/{page}.asmx"))?)
}

pub(crate) async fn values(origin: &str) -> Checked {
    let get = ApiHttpGetClient::new(client(origin, "API")?);
    let post = ApiHttpPostClient::new(client(origin, "API")?);
    let add = Add::new(2_000_000_000, -5);
    same("add", &clean(get.add(&add).await?)?, &1_999_999_995)?;
    same("add", &clean(post.add(&add).await?)?, &1_999_999_995)?;
    let texts = [
        "",
        "plain",
        "a b+c&d=e?f#g%h;i/j",
        "\u{17e}lu\u{165}ou\u{10d}k\u{fd} \u{1F600}",
    ];
    for text in texts {
        let request = EchoString {
            s: Some(text.to_owned()),
        };
        let echoed = clean(get.echo_string(&request).await?)?;
        same(
            "echoString",
            &echoed.value().map(String::as_str),
            &Some(text),
        )?;
        let echoed = clean(post.echo_string(&request).await?)?;
        same(
            "echoString",
            &echoed.value().map(String::as_str),
            &Some(text),
        )?;
    }
    Ok(format!("sums and {} texts by GET and POST", texts.len()))
}

pub(crate) async fn documents(origin: &str) -> Checked {
    let get = ApiHttpGetClient::new(client(origin, "API")?);
    let by_get = clean(get.get_all(&GetAll::new(false)).await?)?;
    let post = ApiHttpPostClient::new(client(origin, "API")?);
    let by_post = clean(post.get_all(&GetAll::new(false)).await?)?;
    let all =
        |answer: Nillable<Alltypes>| present("ALLTYPES", answer.into_option()).map(comparable);
    same("getAll", &all(by_get)?, &all(by_post)?)?;
    let login = Login {
        s_email: Some("some@email.com".to_owned()),
        s_password: Some("secretPassword".into()),
    };
    let answer = clean(post.login(&login).await?)?;
    Ok(format!("one of every type, and {}", answer.as_str()))
}

pub(crate) async fn others(origin: &str) -> Checked {
    let extra = ExtraHttpGetClient::new(client(origin, "Extra")?);
    let found = clean(extra.find_by_id(&FindById::new(7)).await?)?;
    let request = GetXml {
        s_name: Some("x".to_owned()),
    };
    let xml = clean(extra.get_xml(&request).await?)?;
    let notify = Notify {
        s_message: Some("x".to_owned()),
    };
    clean(extra.notify(&notify).await?)?;
    Ok(format!("{found:?}, {}, and nothing", xml.xml()))
}

pub(crate) async fn failures(origin: &str) -> Checked {
    let get = ApiHttpGetClient::new(client(origin, "API")?);
    let request = ThrowFault {
        s_message: Some("broken".to_owned()),
        ..ThrowFault::new(1)
    };
    let Err(error) = get.throw_fault(&request).await else {
        return Err(Failure("an exception is no failure".to_owned()));
    };
    same("kind", &error.kind(), &ErrorKind::Status)?;
    let text = error
        .reply()
        .and_then(|reply| Some(reply.text()?.into_owned()));
    let text = text.unwrap_or_default();
    holds(text.contains("broken"), || format!("the text is {text}"))?;
    let lost = ApiHttpGetClient::new(client(origin, "Nowhere")?);
    let Err(error) = lost.add(&Add::new(1, 2)).await else {
        return Err(Failure("a page that is not there answers".to_owned()));
    };
    let status = error.status().map(|status| status.as_u16());
    same("status", &status, &Some(404))?;
    Ok(format!("{} bytes of text, and 404", text.len()))
}
