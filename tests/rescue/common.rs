//! What the tests share: clients of the sandbox, a transport that records, how an error is shown.

use std::collections::VecDeque;
use std::error::Error as _;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use logmein_rescue::castile::transport::{SendFuture, SendOptions, Transport};
use logmein_rescue::{Error, Protocol, Rescue, SsoCredentials};
use rescue_sandbox::{Sandbox, Trouble, demo};

/// The credentials that the sandbox knows.
pub(crate) fn credentials() -> SsoCredentials {
    SsoCredentials::new(demo::SSO_ID, demo::PASSWORD, demo::COMPANY)
}

/// A client of a sandbox.
pub(crate) fn client(sandbox: &Sandbox, protocol: Protocol) -> Rescue {
    Rescue::builder()
        .endpoint(sandbox.endpoint())
        .protocol(protocol)
        .build()
        .unwrap()
}

/// A reply of a page.
pub(crate) fn page(text: &str) -> Trouble {
    reply(200, "text/html; charset=utf-8", text)
}

/// A reply to `requestAuthCodeSSO` over SOAP 1.1, with these elements in it.
pub(crate) fn answer(elements: &str) -> Trouble {
    reply(200, "text/xml; charset=utf-8", &envelope(elements))
}

/// The envelope of such a reply.
pub(crate) fn envelope(elements: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
         <requestAuthCodeSSOResponse xmlns=\"{}\">{elements}</requestAuthCodeSSOResponse>\
         </soap:Body></soap:Envelope>",
        rescue_sandbox::NAMESPACE
    )
}

/// Any reply.
pub(crate) fn reply(status: u16, content_type: &str, body: &str) -> Trouble {
    Trouble::Reply {
        status,
        content_type: content_type.to_owned(),
        body: body.as_bytes().to_vec(),
    }
}

/// An error and all that is beneath it, a line each, with the sandbox's address made the same for every run.
pub(crate) fn show(error: &Error, sandbox: &Sandbox) -> String {
    let mut text = format!("{:?}", error.kind());
    if let Some(word) = error.word() {
        write!(text, ", word `{word}`").unwrap();
    }
    write!(text, "\n  {error}").unwrap();
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, "\n    caused by: {cause}").unwrap();
        source = cause.source();
    }
    text.replace(&sandbox.url(), "http://sandbox")
}

/// Compares with `tests/snapshots/NAME.snap`.
pub(crate) fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Keeps requests and answers with replies that were made beforehand, then with nothing.
#[derive(Clone, Default)]
pub(crate) struct Recorder {
    requests: Arc<Mutex<Vec<http::Request<Vec<u8>>>>>,
    replies: Arc<Mutex<VecDeque<http::Response<Vec<u8>>>>>,
}

impl Recorder {
    pub(crate) fn answering(replies: impl IntoIterator<Item = http::Response<Vec<u8>>>) -> Self {
        let recorder = Self::default();
        recorder.replies.lock().unwrap().extend(replies);
        recorder
    }

    /// The requests so far, as they would go over the wire, but for what HTTP adds.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests
            .lock()
            .unwrap()
            .iter()
            .map(show_request)
            .collect()
    }
}

impl Transport for Recorder {
    fn send<'a>(&'a self, request: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        self.requests.lock().unwrap().push(request);
        let reply = self.replies.lock().unwrap().pop_front().unwrap_or_default();
        Box::pin(async move { Ok(reply) })
    }
}

fn show_request(request: &http::Request<Vec<u8>>) -> String {
    let mut text = format!("{} {}\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        writeln!(text, "{name}: {}", value.to_str().unwrap()).unwrap();
    }
    format!("{text}\n{}", String::from_utf8_lossy(request.body()))
}
