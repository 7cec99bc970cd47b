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

#[cfg(feature = "reqwest")]
mod body;
#[cfg(feature = "reqwest")]
mod cookies;
#[cfg(feature = "reqwest")]
mod endpoint;
#[cfg(feature = "reqwest")]
mod failure;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "reqwest")]
mod tls;

pub use error::{TimeoutPhase, TransportError, TransportErrorKind};

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
    /// Every HTTP status is `Ok`. An implementation keeps to `options`, follows no redirect to another host,
    /// and never sends a request a second time where the first [may have reached the
    /// server](TransportError::may_have_reached_server).
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
    response_bytes: usize,
}

impl Default for SendOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(100),
            response_bytes: Limits::default().response_bytes(),
        }
    }
}

impl SendOptions {
    /// The defaults; the same as [`SendOptions::default`].
    pub fn new() -> Self {
        Self::default()
    }

    /// The longest time from the start of the call until the last byte of the response, redirects included.
    ///
    /// 100 seconds unless set, as the proxies of .NET have it. [`Duration::MAX`] waits for ever.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The most bytes of the response's body, counted after inflation: [`Limits::response_bytes`].
    pub fn response_bytes(&self) -> usize {
        self.response_bytes
    }

    /// Sets the longest time of the whole call.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Takes the most bytes of the body from `limits`.
    #[must_use]
    pub fn with_limits(mut self, limits: &Limits) -> Self {
        self.response_bytes = limits.response_bytes();
        self
    }
}
