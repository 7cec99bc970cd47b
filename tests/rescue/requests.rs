//! What is sent, to the byte.

use std::fmt::Write as _;

use logmein_rescue::{Arch, Protocol, Rescue, SsoCredentials};

use crate::common::{Recorder, snapshot};

/// Credentials with all that a careless encoder gets wrong.
fn credentials() -> SsoCredentials {
    SsoCredentials::new("1 2+3", "a&b=c<d>\"e'%41;f/é?#\u{1f511}", "654321")
}

fn client(recorder: &Recorder, protocol: Protocol) -> Rescue {
    Rescue::builder()
        .protocol(protocol)
        .transport(recorder.clone())
        .build()
        .unwrap()
}

#[tokio::test]
async fn requests_are_as_the_guide_has_them() {
    let mut shown = String::new();
    for protocol in Protocol::ALL {
        let recorder = Recorder::default();
        let rescue = client(&recorder, protocol);
        let plain = SsoCredentials::new("123456", "secretPassword", "654321");
        rescue.request_auth_code_sso(&plain).await.unwrap_err();
        rescue
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        if matches!(protocol, Protocol::HttpPost | Protocol::HttpGet) {
            rescue.login_ticket(&plain).await.unwrap_err();
            rescue
                .login_ticket_dtc(&plain, Arch::X86)
                .await
                .unwrap_err();
            rescue
                .login_ticket_dtc(&plain, Arch::X64)
                .await
                .unwrap_err();
        }
        for request in recorder.requests() {
            writeln!(shown, "== {protocol}\n{}\n", request.trim_end()).unwrap();
        }
    }
    snapshot("requests", &shown);
}

#[tokio::test]
async fn what_a_page_is_sent_is_what_was_given() {
    for protocol in [Protocol::HttpPost, Protocol::HttpGet] {
        let recorder = Recorder::default();
        client(&recorder, protocol)
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        let request = recorder.requests().remove(0);
        let form = match protocol {
            Protocol::HttpGet => request.lines().next().unwrap().split_once('?').unwrap().1,
            _ => request.lines().last().unwrap(),
        };
        let parameters: Vec<_> = form_urlencoded::parse(form.as_bytes())
            .into_owned()
            .collect();
        let given = credentials();
        let expected = [
            ("ssoid", given.sso_id()),
            ("pwd", given.password().expose()),
            ("company", given.company()),
        ];
        let expected: Vec<_> = expected
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        assert_eq!(parameters, expected, "{protocol}");
    }
}

#[tokio::test]
async fn tickets_are_asked_for_by_post_unless_get_was_chosen() {
    for protocol in Protocol::ALL {
        let recorder = Recorder::default();
        client(&recorder, protocol)
            .login_ticket(&credentials())
            .await
            .unwrap_err();
        let method = if protocol == Protocol::HttpGet {
            "GET "
        } else {
            "POST "
        };
        assert!(recorder.requests()[0].starts_with(method), "{protocol}");
    }
}

#[tokio::test]
async fn a_company_that_is_not_digits_is_sent_only_where_allowed() {
    for protocol in Protocol::ALL {
        let recorder = Recorder::default();
        let rescue = client(&recorder, protocol);
        let odd = SsoCredentials::new("123456", "secretPassword", "65432l");
        let errors = [
            rescue.request_auth_code_sso(&odd).await.unwrap_err(),
            rescue.login_ticket(&odd).await.unwrap_err(),
            rescue.login_ticket_dtc(&odd, Arch::X64).await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), logmein_rescue::ErrorKind::InvalidCompany);
            assert!(!error.may_have_reached_server() && error.word().is_none());
        }
        assert!(recorder.requests().is_empty());
        rescue
            .request_auth_code_sso(&odd.allow_any_company(true))
            .await
            .unwrap_err();
        assert!(recorder.requests()[0].contains("65432l"), "{protocol}");
    }
}
