//! The `.aspx` twins over GET and POST, by the transport alone: words and codes, as ASP.NET sends them.

use castile::transport::{ReqwestTransport, SendOptions, Transport};
use http::Method;

use crate::account::{COMPANY, PASSWORD, SSO_ID};
use crate::check::{Checked, Failure, holds, same};
use crate::site::Site;

async fn page(
    site: &Site,
    method: Method,
    path: &str,
    parameters: &str,
) -> Result<String, Failure> {
    let address = format!("{}{path}", site.origin);
    let request = if method == Method::GET {
        http::Request::get(format!("{address}?{parameters}")).body(Vec::new())?
    } else {
        let form = http::Request::post(address)
            .header("content-type", "application/x-www-form-urlencoded");
        form.body(parameters.as_bytes().to_vec())?
    };
    let reply = ReqwestTransport::new()
        .send(request, &SendOptions::new())
        .await?;
    same("HTTP status", &reply.status().as_u16(), &200)?;
    String::from_utf8(reply.into_body()).map_err(|error| Failure(error.to_string()))
}

pub(crate) async fn request_auth_code_sso(site: &Site) -> Checked {
    for method in [Method::GET, Method::POST] {
        let ask = async |password: &str, company: &str| {
            let parameters = format!("ssoid={SSO_ID}&pwd={password}&company={company}");
            page(
                site,
                method.clone(),
                "/API/requestAuthCodeSSO.aspx",
                &parameters,
            )
            .await
        };
        let answer = ask(PASSWORD, COMPANY).await?;
        let code = answer.strip_prefix("OK\n\nAUTHCODE:").map(str::trim_end);
        same("length of the code", &code.map(str::len), &Some(79))?;
        same(
            "wrong password",
            &ask("wrong%20%26", COMPANY).await?.trim_end(),
            &"INVALID",
        )?;
        same(
            "bad company",
            &ask(PASSWORD, "none").await?.trim_end(),
            &"INVALIDPARAM_COMPANY",
        )?;
    }
    Ok("OK with a code, INVALID, INVALIDPARAM_COMPANY; GET and POST".to_owned())
}

pub(crate) async fn login_ticket(site: &Site) -> Checked {
    for method in [Method::GET, Method::POST] {
        let ask = async |rest: &str| {
            let parameters = format!("ssoid={SSO_ID}&CompanyID={COMPANY}&{rest}");
            page(
                site,
                method.clone(),
                "/SSO/GetDTCLoginTicket.aspx",
                &parameters,
            )
            .await
        };
        let answer = ask(&format!("Password={PASSWORD}&arch=64")).await?;
        let address = answer
            .trim_end()
            .strip_prefix("OK:https://")
            .unwrap_or_default();
        holds(
            address.contains("ticket=") && address.ends_with("&arch=64"),
            || "the answer has no address for arch=64".to_owned(),
        )?;
        same(
            "wrong password",
            &ask("Password=x").await?.trim_end(),
            &"INVALIDPASSWORD",
        )?;
        same(
            "no password",
            &ask("arch=64").await?.trim_end(),
            &"MISSINGPARAMETERS",
        )?;
    }
    Ok("an address with a ticket, INVALIDPASSWORD, MISSINGPARAMETERS; GET and POST".to_owned())
}
