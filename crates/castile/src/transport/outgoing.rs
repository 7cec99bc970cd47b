//! The body of a request, which remembers whether a connection has asked for it.
//!
//! In goes the body, out come its bytes, once. HTTP/1.1 writes the head of a request, and then asks for the body,
//! before it hands anything to the connection: a body that nobody has asked for belongs to a request of which no byte
//! has left this process.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// Whether a request may be on its way. Clones are of the same request.
#[derive(Debug, Clone, Default)]
pub(super) struct Departure(Arc<AtomicBool>);

impl Departure {
    /// Notes that it may be.
    pub(super) fn note(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub(super) fn is_noted(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A body that notes its departure.
pub(super) struct Outgoing {
    bytes: Bytes,
    departure: Departure,
}

impl Outgoing {
    /// An empty body is never asked for, so that its departure is noted here.
    pub(super) fn new(bytes: Bytes, departure: Departure) -> Self {
        if bytes.is_empty() {
            departure.note();
        }
        Self { bytes, departure }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.departure.note();
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}
