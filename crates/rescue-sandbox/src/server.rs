//! The HTTP server: sockets, limits and time-outs.
//!
//! In: a bound listener and a site. Out: nothing; it runs until its task is ended, and its
//! connections end with it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue, SERVER};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::reply::{Ending, Reply};
use crate::site::Site;

/// The largest request body.
const MAX_BODY: usize = 8 * 1024 * 1024;

/// How many connections are served at a time. Further ones wait.
const MAX_CONNECTIONS: usize = 512;

/// How long a connection may be idle, or take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// How long the body of a request may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a reply that breaks off is given to leave the machine.
const FLUSH: Duration = Duration::from_millis(50);

/// Accepts connections for ever.
pub(crate) async fn run(listener: TcpListener, site: Arc<Site>) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    // The semaphore is never closed.
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let site = Arc::clone(&site);
                connections.spawn(async move {
                    serve(stream, peer, site).await;
                    drop(place);
                });
            }
            // Mostly too many open files: it passes.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, site: Arc<Site>) {
    // Without it a reply in two writes waits for the peer's acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| answer(request, peer, Arc::clone(&site)));
    // An error here is the peer's: it went away, or does not speak HTTP. Or it is wanted.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .title_case_headers(true)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    site: Arc<Site>,
) -> Result<Response<Sending>, io::Error> {
    let reply = match read(request).await {
        Ok(request) => site.answer(&request, peer.ip().is_loopback()),
        Err(status) => Reply::empty(status, "text/html").with("Connection", "close"),
    };
    if !reply.delay.is_zero() {
        sleep(reply.delay).await;
    }
    // An error makes the server close the connection without a reply.
    response(reply).ok_or_else(|| io::Error::other("the connection is dropped on request"))
}

/// Waits for the whole body, or says with which status the wait ended.
async fn read(request: Request<Incoming>) -> Result<Request<Bytes>, StatusCode> {
    let (head, body) = request.into_parts();
    let too_large = u64::try_from(MAX_BODY).is_ok_and(|max| body.size_hint().lower() > max);
    if too_large {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match timeout(BODY_TIMEOUT, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => Ok(Request::from_parts(head, body.to_bytes())),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

fn response(reply: Reply) -> Option<Response<Sending>> {
    let length = reply.body.len();
    let body = match reply.ending {
        Ending::Never => return None,
        Ending::Whole => Sending::Whole(Some(reply.body)),
        Ending::BreaksAfter(kept) => Sending::Broken {
            start: Some(reply.body.slice(..kept.min(length))),
            pause: Box::pin(sleep(FLUSH)),
        },
    };
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    for (name, value) in &reply.headers {
        // A value that is no header text (from a trouble) is left out; an empty one, too.
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value))
            && !value.is_empty()
        {
            headers.append(name, value);
        }
    }
    headers.insert(SERVER, HeaderValue::from_static("rescue-sandbox"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    Some(response)
}

/// The body of a reply.
enum Sending {
    Whole(Option<Bytes>),
    /// Sends a start, waits until it has left, and breaks the connection.
    Broken {
        start: Option<Bytes>,
        pause: Pin<Box<tokio::time::Sleep>>,
    },
}

impl Body for Sending {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.get_mut() {
            Sending::Whole(body) => Poll::Ready(body.take().map(|body| Ok(Frame::data(body)))),
            Sending::Broken { start, pause } => {
                match start.take().filter(|start| !start.is_empty()) {
                    Some(start) => Poll::Ready(Some(Ok(Frame::data(start)))),
                    None => pause
                        .as_mut()
                        .poll(context)
                        .map(|()| Some(Err(io::Error::other("the reply breaks off on request")))),
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Sending::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Sending::Whole(body) => {
                SizeHint::with_exact(body.as_ref().map_or(0, |body| body.len() as u64))
            }
            Sending::Broken { .. } => SizeHint::default(),
        }
    }
}
