//! Answers that are no success: what the error keeps, and who is told.

use std::sync::{Arc, Mutex};

use castile::codegen::{Success, text_of};
use castile::{Deviations, Error, ErrorKind, Exchange, Reply};

use super::shop::{GetReport, GetReportResponse, Status, operations::GET_REPORT};
use super::{Canned, REQUIRED, answer, everything, request, run};

/// `Open` is success.
static OPEN: Success<GetReportResponse> = Success {
    element: "report/status",
    status: |answer| Some(text_of(&answer.report.status)),
    values: &["Open"],
};

type Judged = Result<Reply<GetReportResponse>, Error>;

/// What becomes of this reply.
pub(crate) fn judged(canned: &Canned) -> Judged {
    let client = canned.client().client().clone();
    run(client.call_judged(&GET_REPORT, &OPEN, None, &request()))
}

#[test]
fn success_is_a_reply() {
    let reply = judged(&Canned::ok(answer(REQUIRED))).unwrap();
    assert_eq!(reply.report.status, Status::Open);
}

#[test]
fn a_refusal_keeps_all_that_came() {
    let body = answer("<id>1</id><status>Closed</status><more/>");
    let error = judged(&Canned::ok(body.as_str())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.refusal(), Some("Closed"));
    assert!(error.may_have_reached_server() && !error.is_timeout());
    assert_eq!(error.reply().unwrap().body(), body.as_bytes());
    let answer: &Reply<GetReportResponse> = error.answer().unwrap();
    assert_eq!(answer.report.status, Status::Closed);
    assert_eq!(answer.deviations().total(), 1);
    assert!(error.answer::<GetReportResponse>().is_none());
    let exchange = error.exchange().unwrap().to_string();
    assert!(exchange.contains("outcome:    Refused: `getReport` over SOAP 1.1"));
    assert!(exchange.contains("deviations: 1\n"), "{exchange}");
}

#[test]
fn what_is_no_answer_is_judged_by_nobody() {
    let error = judged(&Canned::ok("<html>")).unwrap_err();
    assert_eq!((error.kind(), error.refusal()), (ErrorKind::Decode, None));
}

#[test]
fn observer_and_tap_are_told_of_a_refusal() {
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let (observed, tapped) = (told.clone(), told.clone());
    let canned = Canned::ok(answer("<id>1</id><status>Closed</status><more/>"));
    let client = canned.client().client().clone();
    let client = client
        .with_deviation_observer(move |operation: &str, deviations: &Deviations| {
            let line = format!("{operation} deviates {} times", deviations.total());
            observed.lock().unwrap().push(line);
        })
        .with_tap(move |call: &Exchange| {
            let line = call.outcome().lines().next().unwrap_or_default().to_owned();
            tapped.lock().unwrap().push(line);
        });
    let judged: Judged = run(client.call_judged(&GET_REPORT, &OPEN, None, &request()));
    assert!(judged.is_err());
    insta::assert_snapshot!(told.lock().unwrap().join("\n"));
}

#[test]
fn a_status_that_repeats_a_secret_is_not_shown() {
    static NEVER: Success<GetReportResponse> = Success {
        element: "report/status",
        status: |_| Some("swordfish is no password".to_owned()),
        values: &[],
    };
    let mut request = GetReport::new("1".to_owned());
    let secret = "<password xmlns=\"urn:new\">swordfish</password>";
    request.any = vec![castile::AnyElement::from_xml(secret).unwrap()];
    let client = Canned::ok(answer(REQUIRED)).client().client().clone();
    let judged: Judged = run(client.call_judged(&GET_REPORT, &NEVER, None, &request));
    let error = judged.unwrap_err();
    let shown = format!(
        "{} {error:?} {}",
        everything(&error),
        error.exchange().unwrap()
    );
    assert!(!shown.contains("swordfish"), "{shown}");
    assert_eq!(error.refusal(), Some("swordfish is no password"));
}
