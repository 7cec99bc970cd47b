//! No `Debug` and no `Display` of anything shows a password, a code or a ticket.

use std::error::Error as _;
use std::fmt::Write as _;

use std::sync::{Arc, Mutex};

use logmein_rescue::castile::{Exchange, Policy};
use logmein_rescue::{
    Arch, Error, LoginCredentials, Protocol, Rescue, SsoCredentials, UserSettings, api,
};
use rescue_sandbox::{Sandbox, Trouble, demo};

use crate::common::{answer, client, credentials, page, reply};

/// Stands for a password, a code and a ticket.
const MARKER: &str = "hunter2swordfish";

/// All that an error shows of itself and of what is beneath it.
fn all_of(error: &Error) -> String {
    let mut text = format!(
        "{error} {error:?} {error:#?} {:?} {:?}",
        error.word(),
        error.reply_received()
    );
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, " {cause} {cause:?} {cause:#?}").unwrap();
        source = cause.source();
    }
    text
}

/// Keeps what all libraries log, at every level.
struct Log(Mutex<String>);

static LOG: Log = Log(Mutex::new(String::new()));

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(
            self.0.lock().unwrap(),
            "{} {}",
            record.target(),
            record.args()
        )
        .unwrap();
    }

    fn flush(&self) {}
}

fn assert_hidden(text: &str) {
    assert!(!text.contains(MARKER), "{text}");
}

/// A client of a sandbox, and what its tap is told.
fn tapped(sandbox: &Sandbox, protocol: Protocol, policy: Policy) -> (Rescue, Arc<Mutex<String>>) {
    let told = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&told);
    let builder = Rescue::builder()
        .endpoint(sandbox.endpoint())
        .protocol(protocol)
        .policy(policy)
        .tap(move |call: &Exchange| {
            write!(heard.lock().unwrap(), "{call} {call:?} {}", call.request()).unwrap();
        });
    (builder.build().unwrap(), told)
}

#[tokio::test]
async fn what_goes_well_shows_nothing() {
    for protocol in Protocol::ALL {
        let sandbox = Sandbox::builder()
            .auth_codes([MARKER; 4])
            .start()
            .await
            .unwrap();
        let (rescue, told) = tapped(&sandbox, protocol, Policy::tolerant());
        let code = rescue.request_auth_code_sso(&credentials()).await.unwrap();
        assert_eq!(code.expose(), MARKER);
        assert_hidden(&format!(
            "{code:?} {:?} {:?} {:?}",
            code.secret(),
            code.deviations(),
            code.reply()
        ));
        sandbox.next(page(&format!("OK:https://h.example/?ticket={MARKER}")));
        let ticket = rescue.login_ticket(&credentials()).await.unwrap();
        assert_eq!(ticket.ticket(), MARKER);
        assert_hidden(&format!("{ticket:?}"));
        let with_code = rescue.with_auth_code(code);
        let account = with_code.account().await.unwrap();
        assert_hidden(&format!("{account:?} {with_code:?}"));
        let told = told.lock().unwrap();
        assert_eq!(told.matches("outcome:    answered").count(), 3, "{told}");
        assert_hidden(&told);
        // What the sandbox logs of it, too.
        assert_hidden(&format!("{sandbox:?} {:?}", sandbox.calls()));
    }
}

#[tokio::test]
async fn a_word_that_repeats_the_password_is_not_shown() {
    let sandbox = Sandbox::start().await.unwrap();
    let rescue = client(&sandbox, Protocol::Soap11);
    let credentials = SsoCredentials::new("1", MARKER, "2");
    for (word, is_shown) in [
        (format!("requestAuthCode{MARKER}_Invalid"), false),
        (format!("{MARKER} _Invalid"), false),
        (format!("{}{MARKER}_Invalid", "x".repeat(120)), false),
        (format!("requestAuthCode_{MARKER}"), false),
        (
            // The longest that is documented.
            "requestAuthCode_InvalidParam_Password_Has_To_Be_At_Least_8_Characters_Long".to_owned(),
            true,
        ),
        ("requestAuthCodeSSO_Invalid".to_owned(), true),
        ("InvalidParam_Company".to_owned(), true),
    ] {
        sandbox.next(answer(&format!(
            "<requestAuthCodeSSOResult>{word}</requestAuthCodeSSOResult>"
        )));
        let error = rescue
            .request_auth_code_sso(&credentials)
            .await
            .unwrap_err();
        assert_hidden(&all_of(&error));
        assert_eq!(error.word() == Some(&word), is_shown, "{word}: {error}");
    }
}

#[tokio::test]
async fn requests_and_settings_show_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let rescue = client(&sandbox, Protocol::Soap11);
    let request = api::GetAccount {
        s_auth_code: Some(MARKER.into()),
    };
    assert_hidden(&format!(
        "{request:?} {:?}",
        rescue.api().get_account(&request).await
    ));
    let login = api::Login {
        s_email: None,
        s_password: Some(MARKER.into()),
    };
    assert_hidden(&format!(
        "{login:?} {:?}",
        SsoCredentials::new("1", MARKER, MARKER)
    ));
    let endpoint = format!("https://ann:{MARKER}@h.example/API/API.asmx");
    let builder = Rescue::builder().endpoint(endpoint);
    assert_hidden(&format!("{builder:?}"));
    let rescue = builder.build().unwrap();
    assert_hidden(&format!("{rescue:?} {:?}", rescue.api()));
}

#[tokio::test]
async fn what_goes_wrong_shows_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let wrong = SsoCredentials::new(demo::SSO_ID, MARKER, demo::COMPANY);
    let troubles = [
        None,
        Some(Trouble::Drop),
        Some(Trouble::EmptyBody),
        Some(Trouble::Status(500)),
        Some(Trouble::Page(200)),
        Some(Trouble::RateLimit),
        Some(Trouble::UnknownValue),
        Some(Trouble::Break(10)),
        Some(Trouble::Redirect(format!(
            "https://h.example/?pwd={MARKER}"
        ))),
        // Pages that repeat what they were sent, or hold a code or a ticket where it is not looked for.
        Some(page(&format!("<html><title>{MARKER}</title>"))),
        Some(Trouble::fault(format!("no such password: {MARKER}"))),
        Some(Trouble::Redirect(format!("https://h.example/{MARKER}"))),
        Some(page(&format!("no such password: {MARKER}"))),
        Some(page(MARKER)),
        Some(page(&format!("AUTHCODE:{MARKER}"))),
        Some(page(&format!("OK {MARKER}"))),
        Some(page(&format!("OK AUTHCODE:{MARKER}<"))),
        Some(page(&format!("OK:https://h.example/?ticket={MARKER}<"))),
        Some(page(&format!("https://h.example/?ticket={MARKER}<"))),
        Some(reply(
            500,
            "text/plain",
            &format!("it is {MARKER} that failed"),
        )),
        Some(answer(&format!(
            "<requestAuthCodeSSOResult>requestAuthCode_OK</requestAuthCodeSSOResult><sAuthCode>{MARKER} </sAuthCode>"
        ))),
        Some(answer(&format!(
            "<requestAuthCodeSSOResult>requestAuthCode_OK</requestAuthCodeSSOResult><sAuthCode>{MARKER}"
        ))),
        Some(answer(&format!("<sAuthCode>{MARKER}</sAuthCode>"))),
        Some(answer(&format!(
            "<requestAuthCodeSSOResult>no such password: {MARKER}</requestAuthCodeSSOResult>"
        ))),
        Some(answer(&format!(
            "<requestAuthCodeSSOResult>requestAuthCode_Error</requestAuthCodeSSOResult><sAuthCode>{MARKER}</sAuthCode>"
        ))),
    ];
    log::set_logger(&LOG).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    for policy in [Policy::tolerant(), Policy::strict()] {
        for protocol in Protocol::ALL {
            let (rescue, told) = tapped(&sandbox, protocol, policy);
            for trouble in &troubles {
                queue(&sandbox, trouble.as_ref());
                let code = rescue.request_auth_code_sso(&wrong).await.err();
                queue(&sandbox, trouble.as_ref());
                let ticket = rescue.login_ticket_dtc(&wrong, Arch::X64).await.err();
                for error in code.iter().chain(&ticket) {
                    assert_hidden(&all_of(error));
                    if let Some(exchange) = error.call().and_then(|call| call.exchange()) {
                        assert_hidden(&format!("{exchange} {exchange:?}"));
                    }
                }
            }
            let told = told.lock().unwrap();
            assert!(
                told.contains("GetDTCLoginTicket") && told.contains("requestAuthCodeSSO"),
                "{told}"
            );
            assert_hidden(&told);
        }
    }
    let log = LOG.0.lock().unwrap();
    assert!(log.contains("castile::wire"), "{log}");
    assert_hidden(&log);
}

fn queue(sandbox: &Sandbox, trouble: Option<&Trouble>) {
    if let Some(trouble) = trouble {
        sandbox.next(trouble.clone());
    }
}

#[tokio::test]
async fn what_is_not_sent_shows_nothing() {
    let wrong = SsoCredentials::new(demo::SSO_ID, MARKER, demo::COMPANY);
    for endpoint in [
        "http://127.0.0.1:1",
        "http://h.example",
        "https://h.invalid",
    ] {
        for protocol in Protocol::ALL {
            let rescue = Rescue::builder()
                .endpoint(endpoint)
                .protocol(protocol)
                .build()
                .unwrap();
            assert_hidden(&all_of(
                &rescue.request_auth_code_sso(&wrong).await.unwrap_err(),
            ));
            assert_hidden(&all_of(&rescue.login_ticket(&wrong).await.unwrap_err()));
        }
    }
    let long = SsoCredentials::new(demo::SSO_ID, MARKER.repeat(10_000), demo::COMPANY);
    let rescue = Rescue::builder()
        .endpoint("http://127.0.0.1:1")
        .protocol(Protocol::HttpGet)
        .build()
        .unwrap();
    assert_hidden(&all_of(
        &rescue.request_auth_code_sso(&long).await.unwrap_err(),
    ));
}

/// A header of a reply may repeat what was sent, too.
#[tokio::test]
async fn a_content_type_that_repeats_the_password_is_not_shown() {
    let sandbox = Sandbox::start().await.unwrap();
    let rescue = client(&sandbox, Protocol::HttpPost);
    let credentials = SsoCredentials::new(demo::SSO_ID, MARKER, demo::COMPANY);
    sandbox.next(reply(500, &format!("text/{MARKER}"), "no"));
    let error = rescue
        .request_auth_code_sso(&credentials)
        .await
        .unwrap_err();
    assert_hidden(&format!("{error} {error:?}"));
}

#[tokio::test]
async fn codes_and_passwords_of_other_calls_are_hidden_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut user = UserSettings::new(demo::TECHNICIAN_ID, "John", demo::EMAIL, true);
    user.password = Some(MARKER.into());
    user.current_password = Some(MARKER.into());
    let person = LoginCredentials::new(demo::EMAIL, MARKER);
    // It goes with `login`, and is no value of the calls after that: what these log is as the service says it.
    let before = "hunter3mackerel";
    let logged_in = LoginCredentials::new(demo::EMAIL, before);
    assert_hidden(&format!("{user:?} {person:?}"));
    assert!(!format!("{logged_in:?}").contains(before));
    let bodies = [
        MARKER.to_owned(),
        format!("no such password: {MARKER}"),
        format!("OK {MARKER}"),
        format!("<html><title>{MARKER}</title>"),
    ];
    for protocol in Protocol::ALL {
        let (rescue, told) = tapped(&sandbox, protocol, Policy::tolerant());
        let with_code = rescue.with_auth_code(MARKER);
        let with_login = client(&sandbox, protocol).with_login(logged_in.clone());
        assert_hidden(&format!("{with_code:?} {with_login:?}"));
        for body in &bodies {
            let next = || sandbox.next(page(body));
            next();
            assert_hidden(&all_of(&with_code.account().await.unwrap_err()));
            sandbox.next(page(&body.replace(MARKER, before)));
            let error = all_of(&with_login.account().await.unwrap_err());
            assert!(!error.contains(before), "{error}");
            next();
            assert_hidden(&all_of(
                &rescue.request_auth_code(&person).await.unwrap_err(),
            ));
            next();
            let error = rescue.technicians().set(&user, true).await;
            // A page that says `OK` and more is a success with a note.
            if let Err(error) = error {
                assert_hidden(&all_of(&error));
            }
        }
        sandbox.next(page(&bodies[1]));
        let error = with_code.hierarchy().move_node(1, 2).await.unwrap_err();
        assert_hidden(&all_of(&error));
        let told = told.lock().unwrap();
        assert!(told.contains("call:       getAccount"), "{told}");
        assert_hidden(&told);
    }
}
