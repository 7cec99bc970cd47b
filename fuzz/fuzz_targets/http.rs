//! Any HTTP response is an answer, a fault, or an error: no panic, the same each time. What HTTP says that does not
//! fit is a deviation. What is read does not hang on how it travelled: the same text in another encoding, or as the
//! root of a multipart message, is the same answer.
//!
//! The first line of an input is the call, the version of SOAP, and the HTTP status; header lines, an empty line and
//! the body follow.

#![no_main]

use std::fmt::Debug;

use castile::codegen::Element;
use castile::{Attachment, Client, DeviationKind, Error, RawReply, Reply, SoapVersion};
use castile_build_cases as cases;
use castile_fuzz::exchange::{Canned, Input, client, run, said};
use libfuzzer_sys::fuzz_target;

/// A password that the call `secrets` sends.
const PASSWORD: &str = "Hush7Password";

fuzz_target!(|input: &[u8]| {
    let Some(input) = Input::parse(input) else {
        return;
    };
    let [call, version, _] = input.words[..] else {
        return;
    };
    let version = match version {
        "1.1" => SoapVersion::Soap11,
        "1.2" => SoapVersion::Soap12,
        _ => return,
    };
    let response = &input.response;
    let call: &dyn Fn(Client) -> Outcome = match call {
        "echo" => &|client| {
            use cases::built_in_types::ExampleClient;
            outcome(run(ExampleClient::new(client).echo(&Element::blank())))
        },
        "secrets" => &|client| {
            use cases::secrets::ExampleClient;
            let mut request: cases::secrets::Value = Element::blank();
            request.s_password = PASSWORD.into();
            outcome(run(ExampleClient::new(client).echo(&request)))
        },
        "faults" => &|client| {
            use cases::faults::{AskFault, ExampleClient};
            let called = run(ExampleClient::new(client).ask(&Element::blank()));
            if let Err(error) = &called
                && let Err(error) = error.fault_as::<AskFault>()
            {
                said(&error);
            }
            outcome(called)
        },
        "headers" => &|client| {
            use cases::headers::{AskRequestHeaders, ExampleClient};
            let headers = AskRequestHeaders {
                credentials: None,
                trace: None,
            };
            outcome(run(
                ExampleClient::new(client).ask(&Element::blank(), &headers)
            ))
        },
        "one_way" => &|client| {
            use cases::one_way::ExampleClient;
            outcome(run(ExampleClient::new(client).tell(&Element::blank())))
        },
        "store" => &|client| {
            use cases::attachments::{ExampleClient, Store, StoreRequest};
            let request = StoreRequest::new(
                Store::new("n".to_owned()),
                Attachment::new("image/png", "thumb"),
                Attachment::new("", "full"),
            );
            outcome(run(ExampleClient::new(client).store(&request)))
        },
        "count" => &|client| {
            use cases::attachments::{Count, ExampleClient};
            let request = Count::new(1, Attachment::new("", ""));
            outcome(run(ExampleClient::new(client).count(&request)))
        },
        "load" => &|client| {
            use cases::attachments::{ExampleClient, Load};
            let request = Load::new(Attachment::new("", ""));
            outcome(run(ExampleClient::new(client).load(&request)))
        },
        "get" => &|client| {
            use cases::http_binding::{ExampleHttpGetClient, Find};
            outcome(run(ExampleHttpGetClient::new(client).find(&Find::new(3))))
        },
        "whatever" => &|client| {
            use cases::http_binding::ExampleHttpGetClient;
            outcome(run(ExampleHttpGetClient::new(client).whatever()))
        },
        _ => return,
    };
    let is_http_binding = matches!(input.words[0], "get" | "whatever");
    let send = |response: http::Response<Vec<u8>>| {
        call(client(Canned::new(response)).with_version(version))
    };

    let once = send(response.clone());
    assert_eq!(once, send(response.clone()));
    let answer = match once {
        Outcome::Failed(said) => {
            // Of the other calls nobody said that it is secret, and a reply may have anything.
            let is_sent = input.words[0] == "secrets";
            assert!(!is_sent || !said.contains(PASSWORD), "{said}");
            return;
        }
        Outcome::Answered(answer) => answer,
    };

    let reply = RawReply::from(response.clone());
    let media_type = reply.content_type().split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    let noted = |kind: DeviationKind| answer.kinds.contains(&kind);
    if !is_http_binding && !response.status().is_success() {
        assert!(noted(DeviationKind::Status), "{:?}", response.status());
    }
    if is_http_binding {
        assert!(response.status().is_success());
    }
    let is_multipart = media_type == "multipart/related";
    let is_known = media_type.ends_with("/xml") || media_type.ends_with("+xml") || is_multipart;
    let is_silence = answer.kinds.is_empty() && input.words[0] == "one_way";
    assert!(
        is_known || is_silence || noted(DeviationKind::ContentType),
        "{media_type:?}: {:?}",
        answer.kinds
    );

    // Other ways for the same text to travel.
    if is_multipart || is_silence {
        return;
    }
    let Some(text) = reply.text() else { return };
    // With no declaration, as that would say another encoding.
    let text = match text
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
    {
        Some((_, rest)) => rest,
        None => &text,
    };
    let with = |content_type: &str, body: Vec<u8>| {
        let mut other = response.clone();
        *other.body_mut() = body;
        let value = content_type.parse().unwrap();
        other.headers_mut().insert("content-type", value);
        send(other)
    };
    let same = |way: &str, other: Outcome| {
        let Outcome::Answered(other) = other else {
            panic!("{way}: {other:?}\n{answer:?}")
        };
        assert_eq!(answer.value, other.value, "{way}");
        let kinds = |kinds: &[DeviationKind]| {
            let mut kinds = kinds.to_vec();
            kinds.retain(|&kind| kind != DeviationKind::ContentType);
            kinds
        };
        assert_eq!(kinds(&answer.kinds), kinds(&other.kinds), "{way}");
    };
    let envelope_type = match version {
        _ if is_http_binding => "text/xml",
        SoapVersion::Soap12 => "application/soap+xml",
        _ => "text/xml",
    };
    let as_utf8 = format!("{envelope_type}; charset=utf-8");
    same("UTF-8", with(&as_utf8, text.as_bytes().to_vec()));
    for (mark, way) in [
        (0xFEFF_u16.to_le_bytes(), "low"),
        (0xFEFF_u16.to_be_bytes(), "high"),
    ] {
        let unit = |unit: u16| match way {
            "low" => unit.to_le_bytes(),
            _ => unit.to_be_bytes(),
        };
        let units = text.encode_utf16().flat_map(unit);
        same(
            way,
            with(envelope_type, mark.into_iter().chain(units).collect()),
        );
    }
    if !is_http_binding && !text.contains("--fuzz") {
        let content_type = format!("multipart/related; type=\"{envelope_type}\"; boundary=fuzz");
        let body = format!("--fuzz\r\nContent-Type: {as_utf8}\r\n\r\n{text}\r\n--fuzz--\r\n");
        same("multipart", with(&content_type, body.into_bytes()));
    }
});

/// What came of a call, comparable: a number that is none is not equal to itself.
#[derive(Debug, PartialEq)]
enum Outcome {
    Answered(Answer),
    Failed(String),
}

#[derive(Debug, PartialEq)]
struct Answer {
    value: String,
    kinds: Vec<DeviationKind>,
}

fn outcome<T: Debug, H: Debug>(called: Result<Reply<T, H>, Error>) -> Outcome {
    match called {
        Ok(reply) => Outcome::Answered(Answer {
            value: format!(
                "{:?} {:?} {:?}",
                *reply,
                reply.headers(),
                reply.attachments()
            ),
            kinds: reply.deviations().iter().map(|one| one.kind).collect(),
        }),
        Err(error) => Outcome::Failed(said(&error)),
    }
}
