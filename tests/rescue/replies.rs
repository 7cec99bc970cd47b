//! Replies that are odd, damaged or no replies: what is read all the same, and what is not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use logmein_rescue::castile::{self, DeviationCounts, DeviationKind, Exchange, Policy};
use logmein_rescue::{Arch, ErrorKind, Protocol, Rescue, ReturnValue};
use rescue_sandbox::{Sandbox, Trouble};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::common::{Recorder, answer, client, credentials, envelope, page, reply};

const OK: &str = "<requestAuthCodeSSOResult>requestAuthCode_OK</requestAuthCodeSSOResult>";

#[tokio::test]
async fn another_layout_means_the_same() {
    let sandbox = Sandbox::builder()
        .auth_codes(["4ahx80u0"; 4])
        .start()
        .await
        .unwrap();
    for protocol in Protocol::ALL {
        let rescue = client(&sandbox, protocol);
        sandbox.next(Trouble::OddLayout);
        assert_eq!(
            rescue
                .request_auth_code_sso(&credentials())
                .await
                .unwrap()
                .expose(),
            "4ahx80u0",
            "{protocol}"
        );
        sandbox.next(Trouble::OddLayout);
        assert!(
            rescue
                .login_ticket(&credentials())
                .await
                .unwrap()
                .url()
                .ends_with(rescue_sandbox::demo::TICKET)
        );
    }
}

#[tokio::test]
async fn additions_break_nothing_and_are_noted() {
    let sandbox = Sandbox::builder()
        .auth_codes(["4ahx80u0"; 8])
        .start()
        .await
        .unwrap();
    for protocol in Protocol::ALL {
        sandbox.next(Trouble::AddedElement);
        let code = client(&sandbox, protocol)
            .request_auth_code_sso(&credentials())
            .await
            .unwrap();
        assert_eq!(code.expose(), "4ahx80u0", "{protocol}");
        let is_soap = matches!(protocol, Protocol::Soap11 | Protocol::Soap12);
        let kinds: Vec<_> = code
            .deviations()
            .iter()
            .map(|deviation| deviation.kind)
            .collect();
        assert_eq!(
            kinds.contains(&DeviationKind::UnknownElement),
            is_soap,
            "{protocol}: {kinds:?}"
        );

        // The strict are told.
        let strict = Rescue::builder()
            .endpoint(sandbox.endpoint())
            .protocol(protocol)
            .policy(Policy::strict());
        sandbox.next(Trouble::AddedElement);
        let error = strict
            .build()
            .unwrap()
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        assert_eq!(
            error.kind(),
            if is_soap {
                ErrorKind::Call
            } else {
                ErrorKind::Reply
            },
            "{protocol}: {error:?}"
        );
    }
}

#[tokio::test]
async fn an_unknown_value_is_a_refusal_that_keeps_the_word() {
    let sandbox = Sandbox::start().await.unwrap();
    for protocol in Protocol::ALL {
        sandbox.next(Trouble::UnknownValue);
        let error = client(&sandbox, protocol)
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Refused(ReturnValue::Unknown),
            "{protocol}"
        );
        assert!(
            error.word().unwrap().to_lowercase().contains("sandbox"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn success_without_a_code_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let rescue = client(&sandbox, Protocol::Soap11);
    for code in [
        "",
        "<sAuthCode />",
        "<sAuthCode></sAuthCode>",
        "<sAuthCode> \r\n</sAuthCode>",
        "<sAuthCode>4ahx 80u0</sAuthCode>",
        "<sAuthCode>4ahx80u0\n</sAuthCode>",
    ] {
        sandbox.next(answer(&format!("{OK}{code}")));
        let error = rescue
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reply, "{code}");
    }
    for text in [
        "OK",
        "OK\n\n",
        "OK\n\nAUTHCODE:",
        "OK\n\nAUTHCODE: \n",
        "OK AUTHCODE:<br>",
    ] {
        sandbox.next(page(text));
        let error = client(&sandbox, Protocol::HttpPost)
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reply, "{text}");
    }
}

#[tokio::test]
async fn other_prefixes_of_success_are_success() {
    let sandbox = Sandbox::start().await.unwrap();
    let rescue = client(&sandbox, Protocol::Soap11);
    for word in ["requestAuthCodeSSO_OK", "requestAuthCodeSSORet_OK", "OK"] {
        sandbox.next(answer(&format!("<requestAuthCodeSSOResult>{word}</requestAuthCodeSSOResult><sAuthCode>4ahx80u0</sAuthCode>")));
        let code = rescue.request_auth_code_sso(&credentials()).await.unwrap();
        assert_eq!(code.expose(), "4ahx80u0");
        assert_eq!(
            code.deviations()
                .iter()
                .map(|deviation| deviation.kind)
                .collect::<Vec<_>>(),
            [DeviationKind::UnknownValue]
        );
    }
}

#[tokio::test]
async fn what_is_no_reply_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    // What came, and whether anything did as far as HTTP goes.
    let troubles = [
        (Trouble::Page(200), true),
        (Trouble::Page(404), true),
        (Trouble::EmptyBody, true),
        (Trouble::Status(503), true),
        (Trouble::Status(204), true),
        (Trouble::fault("it broke"), true),
        (
            reply(200, "application/json", "{\"code\":\"4ahx80u0\"}"),
            true,
        ),
        (reply(500, "text/html", "OK\n\nAUTHCODE:4ahx80u0"), true),
        (Trouble::Truncate(4), true),
        (Trouble::Drop, false),
        (Trouble::Break(4), false),
        (
            Trouble::Redirect("https://h.example/login".to_owned()),
            false,
        ),
    ];
    for protocol in Protocol::ALL {
        let rescue = client(&sandbox, protocol);
        let is_soap = matches!(protocol, Protocol::Soap11 | Protocol::Soap12);
        for (trouble, has_come) in &troubles {
            let name = format!("{protocol}: {trouble:?}");
            sandbox.next(trouble.clone());
            let error = rescue
                .request_auth_code_sso(&credentials())
                .await
                .unwrap_err();
            let kind = if *has_come && !is_soap {
                ErrorKind::Reply
            } else {
                ErrorKind::Call
            };
            assert_eq!(error.kind(), kind, "{name}: {error:?}");
            assert!(error.may_have_reached_server(), "{name}");
            sandbox.next(trouble.clone());
            let error = rescue
                .login_ticket_dtc(&credentials(), Arch::X64)
                .await
                .unwrap_err();
            let kind = if *has_come {
                ErrorKind::Reply
            } else {
                ErrorKind::Call
            };
            assert_eq!(error.kind(), kind, "{name}: {error:?}");
            assert_eq!(error.status().is_some(), *has_come, "{name}: {error:?}");
        }
    }
}

#[tokio::test]
async fn observer_and_tap_hear_of_each_call() {
    let refusal = "<requestAuthCodeSSOResult>requestAuthCode_New</requestAuthCodeSSOResult>";
    let cases = [
        (
            Protocol::Soap11,
            answer(refusal),
            "Refused",
            vec!["unknown_element", "unknown_value"],
        ),
        // What a page says is for the facade to judge, and not for castile, which is who tells.
        (Protocol::HttpPost, page("NEW"), "answered", vec![]),
    ];
    for (protocol, refusal, outcome, deviations) in cases {
        let sandbox = Sandbox::start().await.unwrap();
        let counts = DeviationCounts::new();
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = Arc::clone(&told);
        let builder = Rescue::builder()
            .endpoint(sandbox.endpoint())
            .protocol(protocol)
            .deviation_observer(counts.clone())
            .tap(move |call: &Exchange| {
                let outcome = call.outcome().split(':').next().unwrap_or_default();
                let line = format!("{} {outcome}", call.operation());
                heard.lock().unwrap().push(line);
            });
        let rescue = builder.build().unwrap();
        sandbox.next(Trouble::AddedElement);
        let added = rescue.request_auth_code_sso(&credentials()).await;
        assert!(added.is_ok(), "{protocol}");
        sandbox.next(refusal);
        let refused = rescue.request_auth_code_sso(&credentials()).await;
        let unknown = ErrorKind::Refused(ReturnValue::Unknown);
        assert_eq!(refused.unwrap_err().kind(), unknown, "{protocol}");
        let lines = ["answered", outcome].map(|outcome| format!("requestAuthCodeSSO {outcome}"));
        assert_eq!(*told.lock().unwrap(), lines, "{protocol}");
        let counted = counts.list();
        let kinds: Vec<_> = counted.iter().map(|count| count.kind.name()).collect();
        assert_eq!(kinds, deviations, "{protocol}");
    }
}

#[tokio::test]
async fn a_fault_is_within_reach() {
    let sandbox = Sandbox::start().await.unwrap();
    for protocol in [Protocol::Soap11, Protocol::Soap12] {
        sandbox.next(Trouble::fault("it broke"));
        let error = client(&sandbox, protocol)
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        let call = error.call().unwrap();
        assert_eq!(call.kind(), castile::ErrorKind::Fault);
        assert!(call.fault().unwrap().to_string().contains("it broke"));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(500));
    }
}

#[tokio::test]
async fn calls_that_take_too_long_end() {
    let sandbox = Sandbox::start().await.unwrap();
    for protocol in Protocol::ALL {
        let builder = Rescue::builder()
            .endpoint(sandbox.endpoint())
            .protocol(protocol)
            .timeout(Duration::from_millis(100));
        sandbox.next(Trouble::Delay(Duration::from_secs(60)));
        let error = builder
            .build()
            .unwrap()
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        assert!(
            error.is_timeout() && error.kind() == ErrorKind::Call,
            "{protocol}: {error:?}"
        );
    }
}

#[tokio::test]
async fn limits_hold_for_pages_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let limits = castile::Limits::default().with_response_bytes(20);
    for protocol in Protocol::ALL {
        let builder = Rescue::builder()
            .endpoint(sandbox.endpoint())
            .protocol(protocol)
            .limits(limits.clone());
        let error = builder
            .build()
            .unwrap()
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        let transport = error.call().and_then(castile::Error::transport);
        assert_eq!(
            transport.unwrap().kind(),
            castile::transport::TransportErrorKind::Limit,
            "{protocol}"
        );
    }
}

/// A SOAP reply that is cut anywhere is an error: XML says where it ends.
#[tokio::test]
async fn a_soap_reply_cut_anywhere_is_an_error() {
    let whole = envelope(&format!("{OK}<sAuthCode>4ahx80u0</sAuthCode>"));
    let response = |body: &str| {
        let response = http::Response::builder().header("content-type", "text/xml; charset=utf-8");
        response.body(body.as_bytes().to_vec()).unwrap()
    };
    let replies = (0..=whole.len()).map(|cut| response(&whole[..cut]));
    let rescue = Rescue::builder()
        .transport(Recorder::answering(replies))
        .build()
        .unwrap();
    for cut in 0..whole.len() {
        let error = rescue
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Call, "{cut}: {error:?}");
    }
    assert_eq!(
        rescue
            .request_auth_code_sso(&credentials())
            .await
            .unwrap()
            .expose(),
        "4ahx80u0"
    );
}

/// The text of a page does not say where it ends; that it is whole is for HTTP to say.
#[tokio::test]
async fn a_page_cut_on_the_way_is_an_error() {
    for head in [
        "Content-Length: 22\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n16\r\n",
        "Transfer-Encoding: chunked\r\n\r\n12\r\n",
    ] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            assert!(stream.read(&mut request).await.unwrap() > 0);
            // 18 of 22 bytes, and in the last case a whole chunk that is not the last one.
            let reply = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}OK\n\nAUTHCODE:4ahx8\r\n"
            );
            stream.write_all(reply.as_bytes()).await.unwrap();
        });
        let rescue = Rescue::builder()
            .endpoint(endpoint)
            .protocol(Protocol::HttpPost)
            .build()
            .unwrap();
        let error = rescue
            .request_auth_code_sso(&credentials())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Call, "{head}: {error:?}");
        server.await.unwrap();
    }
}

#[tokio::test]
async fn a_page_with_an_odd_content_type_is_read_unless_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let odd = || reply(200, "application/octet-stream", "OK\n\nAUTHCODE:4ahx80u0");
    sandbox.next(odd());
    let rescue = client(&sandbox, Protocol::HttpPost);
    assert_eq!(
        rescue
            .request_auth_code_sso(&credentials())
            .await
            .unwrap()
            .expose(),
        "4ahx80u0"
    );
    sandbox.next(odd());
    let policy = Policy::tolerant().refuse(DeviationKind::ContentType);
    let strict = Rescue::builder()
        .endpoint(sandbox.endpoint())
        .protocol(Protocol::HttpPost)
        .policy(policy)
        .build()
        .unwrap();
    let error = strict
        .request_auth_code_sso(&credentials())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reply);
}
