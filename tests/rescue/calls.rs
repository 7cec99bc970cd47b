//! Calls that go well, and what the service refuses.

use std::time::Duration;

use logmein_rescue::{
    Arch, ErrorKind, Protocol, Rescue, ReturnValue, SsoCredentials, api, castile,
};
use rescue_sandbox::{Protocol as Seen, Sandbox, Trouble, demo};

use crate::common::{answer, client, credentials, page};

#[tokio::test]
async fn a_code_comes_over_every_protocol() {
    let codes: Vec<String> = Protocol::ALL
        .iter()
        .map(|protocol| format!("code0of0{protocol}"))
        .collect();
    let sandbox = Sandbox::builder()
        .auth_codes(codes.clone())
        .start()
        .await
        .unwrap();
    for (protocol, expected) in Protocol::ALL.into_iter().zip(codes) {
        let code = client(&sandbox, protocol)
            .request_auth_code_sso(&credentials())
            .await
            .unwrap();
        assert_eq!(code.expose(), expected);
        assert!(code.deviations().is_empty());
    }
    let seen: Vec<_> = sandbox
        .calls()
        .iter()
        .map(|call| (call.protocol, call.operation.clone().unwrap()))
        .collect();
    let expected = [Seen::Soap11, Seen::Soap12, Seen::HttpPost, Seen::HttpGet];
    assert_eq!(
        seen,
        expected.map(|protocol| (protocol, "requestAuthCodeSSO".to_owned()))
    );
}

#[tokio::test]
async fn an_endpoint_may_be_a_host_or_a_folder() {
    let sandbox = Sandbox::start().await.unwrap();
    for endpoint in [
        sandbox.url(),
        format!("{}/api/", sandbox.url()),
        format!("{}?wsdl", sandbox.endpoint()),
    ] {
        for protocol in Protocol::ALL {
            let rescue = Rescue::builder()
                .endpoint(&endpoint)
                .protocol(protocol)
                .build()
                .unwrap();
            rescue.request_auth_code_sso(&credentials()).await.unwrap();
            rescue.login_ticket(&credentials()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn both_tickets_come_by_post_and_get() {
    let sandbox = Sandbox::builder()
        .ticket_origin("https://h.example")
        .start()
        .await
        .unwrap();
    for protocol in Protocol::ALL {
        let rescue = client(&sandbox, protocol);
        let ticket = rescue.login_ticket(&credentials()).await.unwrap();
        assert_eq!(
            ticket.url(),
            format!("https://h.example/SSO/Login.aspx?Ticket={}", demo::TICKET)
        );
        assert_eq!((ticket.ticket(), ticket.company_id()), (demo::TICKET, None));
        for (arch, ending) in [(Arch::X86, ""), (Arch::X64, "&arch=64")] {
            let ticket = rescue.login_ticket_dtc(&credentials(), arch).await.unwrap();
            let expected = format!(
                "https://h.example/TechConsole/DesktopApp/DownloadSSO.aspx?companyid={}&ticket={}{ending}",
                demo::COMPANY,
                demo::TICKET
            );
            assert_eq!(ticket.url(), expected);
            assert_eq!(
                (ticket.ticket(), ticket.company_id()),
                (demo::TICKET, Some(demo::COMPANY))
            );
        }
    }
}

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let refused = |value| ErrorKind::Refused(value);
    for protocol in Protocol::ALL {
        let rescue = client(&sandbox, protocol);
        for (sso_id, password, company) in [
            ("1", demo::PASSWORD, demo::COMPANY),
            (demo::SSO_ID, "wrong", demo::COMPANY),
            (demo::SSO_ID, demo::PASSWORD, "1"),
            ("", "", "0"),
        ] {
            let error = rescue
                .request_auth_code_sso(&SsoCredentials::new(sso_id, password, company))
                .await
                .unwrap_err();
            assert_eq!(error.kind(), refused(ReturnValue::Invalid), "{protocol}");
        }
        let wrong = SsoCredentials::new(demo::SSO_ID, "wrong", demo::COMPANY);
        let error = rescue.login_ticket(&wrong).await.unwrap_err();
        assert_eq!(error.kind(), refused(ReturnValue::InvalidPassword));
        assert_eq!(error.word(), Some("INVALIDPASSWORD"));
        let other = SsoCredentials::new(demo::SSO_ID, demo::PASSWORD, "1");
        let error = rescue
            .login_ticket_dtc(&other, Arch::X64)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), refused(ReturnValue::InvalidCompanyId));
        let unknown = SsoCredentials::new("1", demo::PASSWORD, demo::COMPANY);
        let error = rescue.login_ticket(&unknown).await.unwrap_err();
        assert_eq!(error.kind(), refused(ReturnValue::InvalidSsoId));
        let empty = SsoCredentials::new("", "", demo::COMPANY);
        let error = rescue
            .login_ticket_dtc(&empty, Arch::X86)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), refused(ReturnValue::MissingParameters));
    }
}

#[tokio::test]
async fn every_return_value_is_told_apart() {
    use ReturnValue as Value;
    let sandbox = Sandbox::start().await.unwrap();
    let soap = client(&sandbox, Protocol::Soap11);
    for (word, value) in [
        ("requestAuthCode_Error", Value::Error),
        ("requestAuthCode_Invalid", Value::Invalid),
        ("requestAuthCode_PollRateExceeded", Value::PollRateExceeded),
        ("requestAuthCodeSSO_Invalid", Value::Invalid),
        (
            "requestAuthCode_InvalidParam_Company",
            Value::InvalidParamCompany,
        ),
        ("requestAuthCode_SomethingNew", Value::Unknown),
    ] {
        // A code beside a refusal is none.
        for code in ["", "<sAuthCode />", "<sAuthCode>4ahx80u0</sAuthCode>"] {
            sandbox.next(answer(&format!(
                "<requestAuthCodeSSOResult>{word}</requestAuthCodeSSOResult>{code}"
            )));
            let error = soap
                .request_auth_code_sso(&credentials())
                .await
                .unwrap_err();
            assert_eq!(
                (error.kind(), error.word()),
                (ErrorKind::Refused(value), Some(word)),
                "{code}"
            );
        }
    }
    let pages = client(&sandbox, Protocol::HttpPost);
    for (word, value) in [
        ("ERROR", Value::Error),
        ("INVALID", Value::Invalid),
        ("INVALIDPARAM_COMPANY", Value::InvalidParamCompany),
        ("POLLRATEEXCEEDED", Value::PollRateExceeded),
        ("INVALIDPASSWORD", Value::InvalidPassword),
        ("INVALIDCOMPANYID", Value::InvalidCompanyId),
        ("MISSINGPARAMETERS", Value::MissingParameters),
        ("INVALIDSSOID", Value::InvalidSsoId),
        ("SOMETHINGNEW", Value::Unknown),
    ] {
        sandbox.next(page(word));
        let code = pages
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        sandbox.next(page(&format!("\r\n{word}\r\n")));
        let ticket = pages
            .login_ticket_dtc(&credentials(), Arch::X86)
            .await
            .unwrap_err();
        for error in [code, ticket] {
            assert_eq!(
                (error.kind(), error.word()),
                (ErrorKind::Refused(value), Some(word))
            );
        }
    }
    // The page itself refuses a company that is not digits, where it is let through.
    let odd = SsoCredentials::new(demo::SSO_ID, demo::PASSWORD, "x").allow_any_company(true);
    let error = pages.request_auth_code_sso(&odd).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused(Value::InvalidParamCompany));
}

#[tokio::test]
async fn a_rate_limit_is_told_over_every_protocol() {
    let sandbox = Sandbox::start().await.unwrap();
    for protocol in Protocol::ALL {
        sandbox.next(Trouble::RateLimit);
        let error = client(&sandbox, protocol)
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Refused(ReturnValue::PollRateExceeded),
            "{protocol}"
        );
    }
}

#[tokio::test]
async fn the_generated_client_stays_logged_in_by_cookie() {
    let sandbox = Sandbox::start().await.unwrap();
    let rescue = client(&sandbox, Protocol::Soap11);
    let login = api::Login {
        s_email: Some(demo::EMAIL.into()),
        s_password: Some(demo::PASSWORD.into()),
    };
    let nobody = rescue.api().get_account(&api::GetAccount::default()).await;
    assert_eq!(result_of(&nobody), api::GetAccountRet::NotLoggedIn);
    assert_eq!(
        rescue.api().login(&login).await.unwrap().login_result,
        api::LoginRet::Ok
    );
    // A clone is the same session, a client built anew is not.
    let account = rescue
        .clone()
        .api()
        .get_account(&api::GetAccount::default())
        .await
        .unwrap();
    assert_eq!(account.get_account_result, api::GetAccountRet::Ok);
    assert_eq!(
        (account.i_account_id, account.s_organization.as_deref()),
        (demo::ACCOUNT_ID, Some(demo::ORGANIZATION))
    );
    let other = client(&sandbox, Protocol::Soap11);
    let nobody = other.api().get_account(&api::GetAccount::default()).await;
    assert_eq!(result_of(&nobody), api::GetAccountRet::NotLoggedIn);
}

/// The result of a refusal, which the generated client makes an error.
fn result_of(
    called: &Result<castile::Reply<api::GetAccountResponse>, castile::Error>,
) -> api::GetAccountRet {
    let error = called.as_ref().unwrap_err();
    assert_eq!(error.kind(), castile::ErrorKind::Refused);
    let reply: &castile::Reply<api::GetAccountResponse> = error.answer().unwrap();
    assert_eq!(error.refusal(), Some(reply.get_account_result.as_str()));
    reply.get_account_result.clone()
}

#[tokio::test]
async fn a_code_of_the_facade_opens_the_generated_client() {
    let sandbox = Sandbox::start().await.unwrap();
    for protocol in Protocol::ALL {
        let rescue = client(&sandbox, protocol);
        let code = rescue.request_auth_code_sso(&credentials()).await.unwrap();
        let request = api::GetAccount {
            s_auth_code: Some(code.secret().clone()),
        };
        let account = rescue.api().get_account(&request).await.unwrap();
        assert_eq!(
            account.get_account_result,
            api::GetAccountRet::Ok,
            "{protocol}"
        );
        // A new code kills the old one.
        rescue.request_auth_code_sso(&credentials()).await.unwrap();
        let refused = rescue.api().get_account(&request).await;
        assert_eq!(
            result_of(&refused),
            api::GetAccountRet::InvalidSecretAuthCode,
            "{protocol}"
        );
    }
}

#[tokio::test]
async fn slow_replies_within_the_timeout_are_waited_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let builder = Rescue::builder()
        .endpoint(sandbox.endpoint())
        .timeout(Duration::from_secs(30));
    let rescue = builder.build().unwrap();
    sandbox.next(Trouble::Delay(Duration::from_millis(50)));
    rescue.request_auth_code_sso(&credentials()).await.unwrap();
}

#[test]
fn a_program_without_async_blocks_on_a_call() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let rescue = client(&sandbox, Protocol::Soap11);
    runtime
        .block_on(rescue.request_auth_code_sso(&credentials()))
        .unwrap();
}
