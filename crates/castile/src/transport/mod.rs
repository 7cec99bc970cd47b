//! How the bytes of a call travel: an HTTP request in, an HTTP response or a [`TransportError`] out.
//!
//! [`Transport`] is the one thing that the client needs from the world. It knows nothing of SOAP: whatever
//! status comes back is a response, since a fault travels with 500, and what it means is judged elsewhere.
//! [`ReqwestTransport`] is the one that comes with this crate (feature `reqwest`); any HTTP client makes another.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::limits::Limits;

mod error;
mod retry;

#[cfg(feature = "reqwest")]
mod body;
#[cfg(feature = "reqwest")]
mod cookies;
#[cfg(feature = "reqwest")]
mod endpoint;
#[cfg(feature = "reqwest")]
mod failure;
#[cfg(feature = "reqwest")]
mod outgoing;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "reqwest")]
mod tls;

pub use error::{TimeoutPhase, TransportError, TransportErrorKind};
pub use retry::Retry;

#[cfg(feature = "reqwest")]
pub use self::reqwest::{ReqwestTransport, ReqwestTransportBuilder};

/// What [`Transport::send`] returns.
pub type SendFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Vec<u8>>, TransportError>> + Send + 'a>>;

/// Sends a request and gives back what came.
///
/// ```
/// use castile::transport::{SendFuture, SendOptions, Transport};
///
/// /// Answers every call alike, as a test would.
/// struct Canned(Vec<u8>);
///
/// impl Transport for Canned {
///     fn send<'a>(&'a self, _: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
///         Box::pin(async { Ok(http::Response::new(self.0.clone())) })
///     }
/// }
/// ```
pub trait Transport: Send + Sync {
    /// Sends `request`, whose URI is absolute, and returns the whole response, its body decoded from whatever
    /// `Content-Encoding` it came in.
    ///
    /// Every HTTP status is `Ok`. An implementation keeps to the times and limits of `options`, follows no redirect
    /// to another host, and never sends a request a second time where the first [may have reached the
    /// server](TransportError::may_have_reached_server), unless [`Retry`] says that this does no harm.
    fn send<'a>(
        &'a self,
        request: http::Request<Vec<u8>>,
        options: &'a SendOptions,
    ) -> SendFuture<'a>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send<'a>(
        &'a self,
        request: http::Request<Vec<u8>>,
        options: &'a SendOptions,
    ) -> SendFuture<'a> {
        (**self).send(request, options)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send<'a>(
        &'a self,
        request: http::Request<Vec<u8>>,
        options: &'a SendOptions,
    ) -> SendFuture<'a> {
        (**self).send(request, options)
    }
}

/// What one call may cost in time and memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendOptions {
    timeout: Duration,
    first_byte_timeout: Duration,
    idle_timeout: Duration,
    response_bytes: usize,
    retry: Retry,
}

impl Default for SendOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(100),
            first_byte_timeout: Duration::MAX,
            idle_timeout: Duration::from_secs(60),
            response_bytes: Limits::default().response_bytes(),
            retry: Retry::never(),
        }
    }
}

impl SendOptions {
    /// The defaults; the same as [`SendOptions::default`].
    pub fn new() -> Self {
        Self::default()
    }

    /// The longest time from the start of the call until the last byte of the response, with all redirects and
    /// [retries](Self::retry).
    ///
    /// 100 seconds unless set, as the proxies of .NET have it. [`Duration::MAX`] waits for ever.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The longest time from the start of an attempt until the head of its response is there, a connection included.
    ///
    /// As long as the call may take unless set: a service may work on a report for as long as that.
    pub fn first_byte_timeout(&self) -> Duration {
        self.first_byte_timeout
    }

    /// The longest time without a byte of the response's body once its head is there. 60 seconds unless set.
    ///
    /// It comes into play where [`timeout`](Self::timeout) was raised. A body that trickles is ended by that one.
    pub fn idle_timeout(&self) -> Duration {
        self.idle_timeout
    }

    /// The most bytes of the response's body, as it comes and after inflation: [`Limits::response_bytes`].
    pub fn response_bytes(&self) -> usize {
        self.response_bytes
    }

    /// Whether an attempt that failed is followed by another. It is not unless set.
    pub fn retry(&self) -> &Retry {
        &self.retry
    }

    /// Sets the longest time of the whole call.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the longest time until the head of the response is there.
    #[must_use]
    pub fn with_first_byte_timeout(mut self, timeout: Duration) -> Self {
        self.first_byte_timeout = timeout;
        self
    }

    /// Sets the longest time without a byte of the response's body.
    #[must_use]
    pub fn with_idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Takes the most bytes of the body from `limits`.
    #[must_use]
    pub fn with_limits(mut self, limits: &Limits) -> Self {
        self.response_bytes = limits.response_bytes();
        self
    }

    /// Sets whether an attempt that failed is followed by another.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }
}
