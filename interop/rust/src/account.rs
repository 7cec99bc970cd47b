//! Credentials and the session cookie: `requestAuthCodeSSO`, `login`, `getAccount`, `logout`.

use castile::Secret;
use castile_interop::api::{
    GetAccount, GetAccountRet, Login, LoginRet, Logout, LogoutRet, RequestAuthCode,
    RequestAuthCodeRet, RequestAuthCodeSso, RequestAuthCodeSsoResponse,
};

use crate::check::{Checked, Failure, clean, holds, present, same};
use crate::site::Site;

/// The demonstration account of `asmx/src/Account.cs`.
pub(crate) const SSO_ID: &str = "123456";
pub(crate) const PASSWORD: &str = "secretPassword";
pub(crate) const COMPANY: &str = "654321";
pub(crate) const EMAIL: &str = "some@email.com";
/// One that needs every kind of escaping.
pub(crate) const WRONG: &str = "wrong & <\"é'> ]]> +%";

async fn ask(
    site: &Site,
    password: &str,
    company: &str,
) -> Result<RequestAuthCodeSsoResponse, Failure> {
    let request = RequestAuthCodeSso {
        s_ssoid: Some(SSO_ID.to_owned()),
        s_password: Some(password.into()),
        s_company: Some(company.to_owned()),
    };
    clean(site.api()?.request_auth_code_sso(&request).await?)
}

pub(crate) async fn right_credentials(site: &Site) -> Checked {
    let answer = ask(site, PASSWORD, COMPANY).await?;
    same(
        "result",
        &answer.request_auth_code_sso_result,
        &RequestAuthCodeRet::Ok,
    )?;
    let code = present("sAuthCode", answer.s_auth_code)?;
    same("length of the code", &code.expose().len(), &79)?;
    holds(!format!("{code:?}").contains(code.expose()), || {
        "`Debug` shows the code".to_owned()
    })?;
    let request = RequestAuthCode {
        s_email: Some(EMAIL.to_owned()),
        s_password: Some(PASSWORD.into()),
    };
    let by_email = clean(site.api()?.request_auth_code(&request).await?)?;
    holds(by_email.s_auth_code == Some(code), || {
        "the code by e-mail is another".to_owned()
    })?;
    Ok("a code of 79 characters, by SSO and by e-mail".to_owned())
}

pub(crate) async fn wrong_credentials(site: &Site) -> Checked {
    let nobody = clean(
        site.api()?
            .request_auth_code_sso(&RequestAuthCodeSso::default())
            .await?,
    )?;
    same(
        "result without parameters",
        &nobody.request_auth_code_sso_result,
        &RequestAuthCodeRet::Invalid,
    )?;
    for (what, password, company) in [
        ("wrong password", WRONG, COMPANY),
        ("no password", "", COMPANY),
        ("wrong company", PASSWORD, "1"),
    ] {
        let answer = ask(site, password, company).await?;
        same(
            what,
            &answer.request_auth_code_sso_result,
            &RequestAuthCodeRet::Invalid,
        )?;
        holds(answer.s_auth_code.is_none(), || {
            format!("{what}: there is a code")
        })?;
    }
    Ok(
        "wrong password, empty password, wrong company, nothing: each is Invalid, without a code"
            .to_owned(),
    )
}

pub(crate) async fn session(site: &Site) -> Checked {
    let (ours, other) = (site.api()?, site.api()?);
    let without = GetAccount::default();
    let before = clean(ours.get_account(&without).await?)?;
    same(
        "getAccount before login",
        &before.get_account_result,
        &GetAccountRet::NotLoggedIn,
    )?;
    same("sOrganization before login", &before.s_organization, &None)?;

    let mut login = Login {
        s_email: Some(EMAIL.to_owned()),
        s_password: Some(WRONG.into()),
    };
    same(
        "login with the wrong password",
        &clean(ours.login(&login).await?)?.login_result,
        &LoginRet::Invalid,
    )?;
    login.s_password = Some(PASSWORD.into());
    same(
        "login",
        &clean(ours.login(&login).await?)?.login_result,
        &LoginRet::Ok,
    )?;

    let account = clean(ours.get_account(&without).await?)?;
    same(
        "getAccount",
        &account.get_account_result,
        &GetAccountRet::Ok,
    )?;
    same(
        "numbers",
        &(account.i_account_id, account.i_admin_id, account.i_tech_id),
        &(1001, 2002, 3003),
    )?;
    same(
        "sOrganization",
        &account.s_organization.as_deref(),
        &Some("Árvíztűrő & <Co>"),
    )?;
    same("sEmail", &account.s_email.as_deref(), &Some(EMAIL))?;
    let of_a_clone = clean(ours.clone().get_account(&without).await?)?;
    same(
        "getAccount by a clone",
        &of_a_clone.get_account_result,
        &GetAccountRet::Ok,
    )?;
    let of_another = clean(other.get_account(&without).await?)?;
    same(
        "getAccount by another client",
        &of_another.get_account_result,
        &GetAccountRet::NotLoggedIn,
    )?;

    same(
        "logout",
        &clean(ours.logout(&Logout {}).await?)?.logout_result,
        &LogoutRet::Ok,
    )?;
    same(
        "logout again",
        &clean(ours.logout(&Logout {}).await?)?.logout_result,
        &LogoutRet::NotLoggedIn,
    )?;
    let after = clean(ours.get_account(&without).await?)?;
    same(
        "getAccount after logout",
        &after.get_account_result,
        &GetAccountRet::NotLoggedIn,
    )?;
    Ok("login, getAccount, logout by cookie; clones share it, another client does not".to_owned())
}

pub(crate) async fn auth_code(site: &Site) -> Checked {
    let code = ask(site, PASSWORD, COMPANY).await?.s_auth_code;
    let get = async |code: Option<Secret>| {
        clean(
            site.api()?
                .get_account(&GetAccount { s_auth_code: code })
                .await?,
        )
    };
    same(
        "getAccount by code",
        &get(code).await?.get_account_result,
        &GetAccountRet::Ok,
    )?;
    same(
        "getAccount by another",
        &get(Some("x".into())).await?.get_account_result,
        &GetAccountRet::InvalidSecretAuthCode,
    )?;
    same(
        "getAccount by an empty one",
        &get(Some("".into())).await?.get_account_result,
        &GetAccountRet::NotLoggedIn,
    )?;
    Ok("the code stands for the session".to_owned())
}
