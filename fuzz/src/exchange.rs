//! A call without a network: an input that is an HTTP response, and a transport that answers with it.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use castile::transport::{SendFuture, SendOptions, Transport};

/// An input: a line of words, header lines up to an empty one, and the body.
#[derive(Debug, Clone)]
pub struct Input<'i> {
    /// The words of the first line. What they mean is for the target, but for the last, which is the HTTP status.
    pub words: Vec<&'i str>,
    /// What is answered.
    pub response: http::Response<Vec<u8>>,
}

impl<'i> Input<'i> {
    /// Reads an input. What HTTP does not allow in a header is left out, as no transport can hand it on.
    pub fn parse(input: &'i [u8]) -> Option<Self> {
        let mut rest = input;
        let words = line(&mut rest)?.split(' ').collect::<Vec<_>>();
        let mut response = http::Response::new(Vec::new());
        let status = words.last()?.parse().unwrap_or(200);
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        loop {
            let header = line(&mut rest)?;
            if header.is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':')
                && let Ok(name) = name.trim().parse::<http::HeaderName>()
                && let Ok(value) = value.trim().parse()
            {
                response.headers_mut().append(name, value);
            }
        }
        *response.body_mut() = rest.to_vec();
        Some(Self { words, response })
    }
}

/// The next line, without its end.
fn line<'i>(rest: &mut &'i [u8]) -> Option<&'i str> {
    let end = rest.iter().position(|&byte| byte == b'\n')?;
    let line = str::from_utf8(&rest[..end]).ok()?;
    *rest = &rest[end + 1..];
    Some(line.strip_suffix('\r').unwrap_or(line))
}

/// Answers with a response or, without one, with what it was asked.
#[derive(Clone, Default)]
pub struct Canned {
    response: Option<Arc<http::Response<Vec<u8>>>>,
    asked: Arc<Mutex<Vec<u8>>>,
}

impl Canned {
    /// Answers with this.
    pub fn new(response: http::Response<Vec<u8>>) -> Self {
        Self {
            response: Some(Arc::new(response)),
            ..Self::default()
        }
    }

    /// The body of the last request.
    pub fn asked(&self) -> String {
        String::from_utf8_lossy(&self.asked.lock().unwrap()).into_owned()
    }
}

impl Transport for Canned {
    fn send<'a>(&'a self, request: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        let content_type = request.headers().get("content-type").cloned();
        self.asked.lock().unwrap().clone_from(request.body());
        let response = match &self.response {
            Some(response) => (**response).clone(),
            None => {
                let mut response = http::Response::new(request.into_body());
                if let Some(value) = content_type {
                    response.headers_mut().insert("content-type", value);
                }
                response
            }
        };
        Box::pin(async { Ok(response) })
    }
}

/// A client that is answered so.
pub fn client(transport: Canned) -> castile::Client {
    castile::Client::with_transport("http://localhost/", transport).unwrap()
}

/// Runs a future that never waits.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the transport answers at once"),
    }
}

/// All that an error says: every message on the way to its cause, and what `Debug` shows.
///
/// # Panics
/// One of them says nothing.
pub fn said(error: &(dyn std::error::Error + 'static)) -> String {
    let mut said = format!("{error:?}");
    let mut source = Some(error);
    while let Some(error) = source {
        let message = error.to_string();
        assert!(!message.is_empty(), "an error without a message: {said}");
        said.push('\n');
        said.push_str(&message);
        source = error.source();
    }
    said
}
