//! The body of a request, which departs when a connection asks for it, unless it was revoked before.
//!
//! In goes the body, out come its bytes, once. HTTP/1.1 writes the head of a request, and then asks for the body,
//! before it hands anything to the connection: a body that nobody has asked for belongs to a request of which no byte
//! has left this process. A connection lives on in a task of its own, and may ask when the call has been given up: then
//! it gets an error, and writes nothing.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// Whether a request may be on its way. Clones are of the same request.
#[derive(Debug, Clone, Default)]
pub(super) struct Departure(Arc<AtomicU8>);

const WAITING: u8 = 0;
const DEPARTED: u8 = 1;
const REVOKED: u8 = 2;

impl Departure {
    /// Lets it go. `false` where it was revoked.
    pub(super) fn depart(&self) -> bool {
        self.leave_waiting(DEPARTED) != REVOKED
    }

    /// Keeps it from going, now and later. `false` where it may be on its way.
    pub(super) fn revoke(&self) -> bool {
        self.leave_waiting(REVOKED) != DEPARTED
    }

    /// The first to come decides, and is told to all.
    fn leave_waiting(&self, next: u8) -> u8 {
        let changed = self
            .0
            .compare_exchange(WAITING, next, Ordering::AcqRel, Ordering::Acquire);
        changed.map_or_else(|decided| decided, |_| next)
    }
}

/// A body that departs when it is asked for.
pub(super) struct Outgoing {
    bytes: Bytes,
    departure: Departure,
}

impl Outgoing {
    /// An empty body is never asked for, so that it departs here.
    pub(super) fn new(bytes: Bytes, departure: Departure) -> Self {
        if bytes.is_empty() {
            departure.depart();
        }
        Self { bytes, departure }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if !self.departure.depart() {
            return Poll::Ready(Some(Err(io::Error::other("the call was given up"))));
        }
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

#[cfg(test)]
mod tests {
    use super::{Body, Bytes, Context, Departure, Outgoing, Pin, Poll};
    use std::task::Waker;

    #[test]
    fn a_request_departs_or_is_revoked_and_never_both() {
        let departure = Departure::default();
        assert!(departure.depart() && departure.depart());
        assert!(!departure.revoke() && departure.depart());
        let departure = Departure::default();
        assert!(departure.revoke() && departure.revoke());
        assert!(!departure.depart() && departure.revoke());
        for _ in 0..1000 {
            let departure = Departure::default();
            let other = departure.clone();
            let departs = std::thread::spawn(move || other.depart());
            assert_ne!(departure.revoke(), departs.join().unwrap());
        }
    }

    #[test]
    fn a_body_is_given_once_and_not_when_it_was_revoked() {
        let departure = Departure::default();
        let mut body = Outgoing::new(Bytes::from_static(b"<call/>"), departure.clone());
        let mut ask = || Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(ask(), Poll::Ready(Some(Ok(_)))));
        assert!(matches!(ask(), Poll::Ready(None)));
        assert!(!departure.revoke());

        let departure = Departure::default();
        let mut body = Outgoing::new(Bytes::from_static(b"<call/>"), departure.clone());
        assert!(departure.revoke());
        let mut ask = || Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(ask(), Poll::Ready(Some(Err(_)))));

        let departure = Departure::default();
        Outgoing::new(Bytes::new(), departure.clone());
        assert!(!departure.revoke(), "nobody asks for nothing");
    }
}
