//! Transports that answer at once, and the files of the cases.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use castile::transport::{SendFuture, SendOptions, Transport};

/// Answers every call alike.
pub(crate) struct Canned {
    status: u16,
    body: String,
}

impl Canned {
    pub(crate) fn ok(body: String) -> Self {
        Self { status: 200, body }
    }

    pub(crate) fn fault(body: String) -> Self {
        Self { status: 500, body }
    }
}

impl Transport for Canned {
    fn send<'a>(&'a self, _: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        Box::pin(async { Ok(response(self.status, self.body.clone().into_bytes())) })
    }
}

/// Answers with what it was asked.
#[derive(Clone, Default)]
pub(crate) struct Echo(Arc<Mutex<String>>);

impl Echo {
    /// The last request.
    pub(crate) fn request(&self) -> String {
        self.0.lock().expect("no test panics in between").clone()
    }
}

impl Transport for Echo {
    fn send<'a>(&'a self, request: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        let text = String::from_utf8(request.into_body()).expect("requests are UTF-8");
        self.0
            .lock()
            .expect("no test panics in between")
            .clone_from(&text);
        Box::pin(async { Ok(response(200, text.into_bytes())) })
    }
}

fn response(status: u16, body: Vec<u8>) -> http::Response<Vec<u8>> {
    let response = http::Response::builder()
        .status(status)
        .header("content-type", "text/xml; charset=utf-8");
    response.body(body).expect("a sound response")
}

pub(crate) fn client(transport: impl Transport + 'static) -> castile::Client {
    castile::Client::with_transport("http://localhost/", transport).expect("a sound address")
}

/// Runs a future that never waits.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the transports here answer at once"),
    }
}

/// The folder of a case.
pub(crate) fn folder(case: &str) -> PathBuf {
    root().join(case)
}

/// The names of all cases.
pub(crate) fn cases() -> Vec<String> {
    let entries = std::fs::read_dir(root()).expect("the cases are there");
    let names = entries.map(|entry| entry.expect("a folder").file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../castile-build/tests/cases")
}

/// A document of a case.
pub(crate) fn document(case: &str, file: &str) -> String {
    let path = folder(case).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compares with the snapshot beside the case.
pub(crate) fn check(case: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder(case));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
