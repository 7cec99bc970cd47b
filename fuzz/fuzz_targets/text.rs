//! Any reply of an `.aspx` page is what was asked for, a refusal, or an error: no panic, the same each time, nothing
//! in it that the reply does not have, and nothing secret in what is said of it.
//!
//! The first line of an input is `code`, `ticket` or `desktop`, the protocol, and the HTTP status; header lines, an
//! empty line and the body follow.

#![no_main]

use castile_fuzz::exchange::{Canned, Input, run, said};
use libfuzzer_sys::fuzz_target;
use logmein_rescue::{Arch, Error, Protocol, Rescue, SsoCredentials};

/// The password that is sent. A reply that repeats it is no reason to show it.
const PASSWORD: &str = "Hush7Password";
/// Stands for a code or a ticket in replies. Who reads an error is not to have it.
const MARKER: &str = "c0de77aa88bb";

fuzz_target!(|input: &[u8]| {
    let Some(input) = Input::parse(input) else {
        return;
    };
    let [page, protocol, _] = input.words[..] else {
        return;
    };
    let protocol = match protocol {
        "get" => Protocol::HttpGet,
        "post" => Protocol::HttpPost,
        "soap11" => Protocol::Soap11,
        "soap12" => Protocol::Soap12,
        _ => return,
    };
    let reply = logmein_rescue::castile::RawReply::from(input.response.clone());
    let body = reply.text().unwrap_or_default().into_owned();
    let call = || -> Option<Result<String, Error>> {
        let rescue = Rescue::builder()
            .endpoint("https://rescue.example/API/API.asmx")
            .protocol(protocol)
            .transport(Canned::new(input.response.clone()))
            .build()
            .unwrap();
        let credentials = SsoCredentials::new("123456", PASSWORD, "654321");
        Some(match page {
            "code" => {
                run(rescue.request_auth_code_sso(&credentials)).map(|code| code.expose().to_owned())
            }
            "ticket" => run(rescue.login_ticket(&credentials)).map(|one| one.url().to_owned()),
            "desktop" => run(rescue.login_ticket_dtc(&credentials, Arch::X64))
                .map(|one| one.url().to_owned()),
            _ => return None,
        })
    };
    let (Some(once), Some(twice)) = (call(), call()) else {
        return;
    };
    match (once, twice) {
        (Ok(found), Ok(again)) => {
            assert_eq!(found, again);
            assert!(
                !found.is_empty() && !found.contains(char::is_whitespace),
                "{found:?}"
            );
            let is_soap = page == "code" && matches!(protocol, Protocol::Soap11 | Protocol::Soap12);
            if !is_soap {
                is_told(page, &found, &body);
                assert!(input.response.status().is_success(), "{body}");
            }
        }
        (Err(error), Err(again)) => {
            let (said_once, said_twice) = (said(&error), said(&again));
            assert_eq!(said_once, said_twice);
            assert!(!said_once.contains(PASSWORD), "{said_once}");
            // Of SOAP replies an error may show any value that is not named like a secret.
            if !matches!(protocol, Protocol::Soap11 | Protocol::Soap12) || page != "code" {
                let in_headers = format!("{:?}", input.response.headers()).contains(MARKER);
                assert!(in_headers || !said_once.contains(MARKER), "{said_once}");
            }
        }
        (once, twice) => panic!(
            "{:?} and {:?}",
            once.map_err(|it| it.to_string()),
            twice.map_err(|it| it.to_string())
        ),
    }
});

/// What was found stands in the reply, whole, on a line of its own behind the words that announce it.
fn is_told(page: &str, found: &str, body: &str) {
    let trimmed = |c: char| c.is_whitespace() || c == '\u{feff}';
    let whole = body.trim_matches(trimmed);
    let has_ok = whole
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("ok"));
    let mut lines = whole.split(['\r', '\n']).map(str::trim);
    if page == "code" {
        let announced = |line: &str| {
            // `OK AUTHCODE: x` may be one line.
            let line = line
                .get(..2)
                .filter(|start| has_ok && start.eq_ignore_ascii_case("ok"))
                .map_or(line, |_| line[2..].trim_start_matches(':').trim());
            line.split_once(':').is_some_and(|(label, code)| {
                label.trim().eq_ignore_ascii_case("authcode") && code.trim() == found
            })
        };
        assert!(has_ok && lines.any(announced), "{found:?} of {body:?}");
    } else {
        assert!(
            lines.any(|line| line.ends_with(found)),
            "{found:?} of {body:?}"
        );
        assert!(has_ok || whole.starts_with(found), "{found:?} of {body:?}");
        let lower = found.to_ascii_lowercase();
        assert!(lower.starts_with("https://") || lower.starts_with("http://"));
        assert!(lower.contains("ticket="), "{found:?}");
    }
}
