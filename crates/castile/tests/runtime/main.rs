//! The runtime through its public face: what it does with good replies, odd ones, broken ones, and none.
//!
//! `shop.rs` was generated from `shop.wsdl` (`castile generate shop.wsdl --out shop.rs`), so that what is read and
//! written here is read and written as in a program.

mod any;
mod attacks;
mod client;
mod drift;
mod encode;
mod encoded;
mod faults;
mod kept;
mod kinds;
mod limits;
mod policy;
mod random;
mod replies;
mod secrets;
mod success;
mod values;
mod wellformed;
mod wire;

use castile::codegen::{Element, Operation};
use castile::envelope::{Outcome, ReplyReader};
use castile::transport::{SendFuture, SendOptions, Transport, TransportError, TransportErrorKind};
use castile::{Client, DecodeError, Deviations, Limits, Policy, SoapVersion};
use std::sync::{Arc, Mutex};

#[allow(
    unreachable_pub,
    dead_code,
    clippy::pedantic,
    reason = "as generated, in a crate that does not use all of it"
)]
mod shop {
    //! The generated client of a made-up service.
    include!("shop.rs");
}

use shop::{GetReport, GetReportResponse, Report};

const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";
/// What a report must have, and nothing else.
const REQUIRED: &str = "<id>1</id><status>Open</status>";

/// An envelope around a body.
fn envelope(body: &str) -> String {
    format!(
        "<soap:Envelope xmlns:soap=\"{SOAP11}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soap:Body>{body}</soap:Body></soap:Envelope>"
    )
}

/// An answer with this content of the report.
fn answer(content: &str) -> String {
    envelope(&format!(
        "<getReportResponse xmlns=\"urn:shop\"><report version=\"1\">{content}</report></getReportResponse>"
    ))
}

/// An answer whose report has what is required and then this.
fn more(content: &str) -> String {
    answer(&format!("{REQUIRED}{content}"))
}

/// Reads an answer to `operation` without headers.
fn read_as(
    operation: &'static Operation,
    text: &str,
    policy: Policy,
    limits: &Limits,
) -> Result<(Report, Deviations), DecodeError> {
    let reader = ReplyReader {
        operation,
        version: SoapVersion::Soap11,
        limits,
        policy: &policy,
    };
    let mut value = <GetReportResponse as Element>::blank();
    match reader.read(text, &mut value, &mut ())? {
        Outcome::Answer(deviations) => Ok((value.report, deviations)),
        Outcome::Fault(fault) => panic!("a fault: {fault}"),
    }
}

/// Reads an answer tolerantly.
fn read(text: &str) -> Result<(Report, Deviations), DecodeError> {
    read_as(
        &shop::operations::GET_REPORT,
        text,
        Policy::tolerant(),
        &Limits::default(),
    )
}

/// The report of an answer that is as the contract says.
fn report(text: &str) -> Report {
    let (report, deviations) = read(text).unwrap_or_else(|error| panic!("{error} in {text}"));
    assert!(deviations.is_empty(), "{deviations:?} in {text}");
    report
}

/// A transport that gives one answer to everything, and keeps what it was sent.
#[derive(Clone, Default)]
struct Canned {
    status: u16,
    content_type: Option<String>,
    body: Vec<u8>,
    failure: Option<(TransportErrorKind, String)>,
    sent: Arc<Mutex<Vec<http::Request<Vec<u8>>>>>,
}

impl Canned {
    fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let content_type = (!content_type.is_empty()).then(|| content_type.to_owned());
        Self {
            status,
            content_type,
            body: body.into(),
            ..Self::default()
        }
    }

    fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "text/xml; charset=utf-8", body)
    }

    fn client(&self) -> shop::ShopClient {
        shop::ShopClient::new(
            Client::with_transport("https://example.com/shop?pwd=swordfish", self.clone()).unwrap(),
        )
    }
}

impl Transport for Canned {
    fn send<'a>(&'a self, request: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        self.sent.lock().unwrap().push(request);
        Box::pin(async {
            if let Some((kind, message)) = &self.failure {
                return Err(TransportError::new(
                    *kind,
                    "https://example.com/shop?pwd=swordfish",
                    message.clone(),
                ));
            }
            let mut response = http::Response::builder().status(self.status);
            // One on each line.
            for content_type in self.content_type.iter().flat_map(|it| it.lines()) {
                response = response.header("content-type", content_type);
            }
            Ok(response.body(self.body.clone()).unwrap())
        })
    }
}

/// Runs with a subscriber on this thread.
///
/// Where it is the only one there is, `tracing` asks whichever thread comes first to an event whether anybody listens,
/// and a thread of another test says no for all of them: so there is always a second one.
fn listening<T>(
    subscriber: impl tracing::Subscriber + Send + Sync + 'static,
    body: impl FnOnce() -> T,
) -> T {
    static SECOND: std::sync::LazyLock<tracing::Dispatch> =
        std::sync::LazyLock::new(|| tracing::Dispatch::new(secrets::Log::default()));
    std::sync::LazyLock::force(&SECOND);
    tracing::subscriber::with_default(subscriber, body)
}

/// Runs a call to its end.
fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

/// A request with what is required.
fn request() -> GetReport {
    GetReport::new("r".to_owned())
}

/// Everything an error says to people: itself, its causes, its `Debug`.
fn everything(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = format!("{error}\n");
    let mut source = error.source();
    while let Some(cause) = source {
        text += &["  because ", &cause.to_string(), "\n"].concat();
        source = cause.source();
    }
    text + &format!("debug {error:?}")
}
