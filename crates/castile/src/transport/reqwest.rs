//! The transport that comes with this crate, over reqwest.
//!
//! In goes a request, out comes a response. reqwest pools connections, speaks TLS and HTTP/1.1 and goes through
//! the proxies of the environment. What a SOAP client must be sure of is done here and does not hang on how
//! reqwest is configured: which hosts are called, redirects, cookies, inflation, limits, times.
//!
//! What was chosen, and what a clean debug build of it costs (reqwest 0.13.5, two cores; wall and CPU seconds,
//! crates): rustls with ring 34 to 39, 67, 85; reqwest's default, rustls with aws-lc, 62, 103, 89; native-tls 31,
//! 53, 86, and that needs the headers of OpenSSL on Linux. reqwest's `cookies` adds 9 CPU seconds and 19 crates
//! over the small jar here. Its `gzip` adds 11 crates and flate2 5, neither any time that could be measured;
//! inflating here lets the limit and the errors be ours.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use reqwest::{Client, Url, redirect, retry};

use super::body::Body;
use super::cookies::Jar;
use super::failure::Call;
use super::{
    SendFuture, SendOptions, Transport, TransportError, TransportErrorKind, endpoint, tls,
};

/// Sends requests with [`reqwest::Client`].
///
/// - It calls `https`, and plain `http` on this machine only, unless a host is
///   [allowed by name](ReqwestTransportBuilder::allow_plain_http).
/// - A redirect is followed where it stays on the host and repeats the whole request: with 307 and 308, for GET
///   with 301, 302 and 303 too. Any other is an error that names both places.
/// - Cookies are kept for as long as it lives and go back to the host that set them. Two transports share none.
/// - Bodies may come as gzip and are handed out inflated, without `Content-Encoding` and `Content-Length`. The
///   limit counts inflated bytes.
/// - A request is sent once. Only where the connection was found closed before a byte was written does reqwest
///   take another.
/// - The proxies of the environment are used, but not for calls to this machine.
///
/// The client is made at the first call, which must come from within a tokio runtime with time and I/O enabled.
pub struct ReqwestTransport {
    settings: ReqwestTransportBuilder,
    cookies: Jar,
    /// One for each [`Lane`].
    clients: [OnceLock<Client>; Lane::COUNT],
}

/// Settings of a [`ReqwestTransport`].
#[derive(Clone)]
pub struct ReqwestTransportBuilder {
    client: Option<Client>,
    connect_timeout: Duration,
    plain_hosts: Vec<String>,
    cookies: bool,
    gzip: bool,
    max_redirects: usize,
    user_agent: HeaderValue,
}

/// A kind of connection, with a client of its own.
#[derive(Debug, Clone, Copy)]
struct Lane {
    is_tls: bool,
    /// To this machine, and so past any proxy of the environment, which would carry the call elsewhere.
    is_direct: bool,
}

impl Default for ReqwestTransportBuilder {
    fn default() -> Self {
        Self {
            client: None,
            connect_timeout: Duration::from_secs(10),
            plain_hosts: Vec::new(),
            cookies: true,
            gzip: true,
            max_redirects: 5,
            user_agent: HeaderValue::from_static(concat!("castile/", env!("CARGO_PKG_VERSION"))),
        }
    }
}

impl ReqwestTransportBuilder {
    /// The longest time until a connection stands, its TLS included. 10 seconds unless set.
    ///
    /// The time of the [whole call](SendOptions::timeout) counts from before it.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Allows plain `http` to a host, on any port: its name or address as a URL has it, an IPv6 address in
    /// brackets. What is sent there, passwords among it, can be read on the way.
    #[must_use]
    pub fn allow_plain_http(mut self, host: impl Into<String>) -> Self {
        self.plain_hosts.push(host.into());
        self
    }

    /// Whether cookies are kept. They are unless set.
    #[must_use]
    pub fn cookies(mut self, keep: bool) -> Self {
        self.cookies = keep;
        self
    }

    /// Whether gzip is asked for. It is unless set. A response that comes as gzip is inflated in any case.
    #[must_use]
    pub fn gzip(mut self, ask: bool) -> Self {
        self.gzip = ask;
        self
    }

    /// The most redirects that one call follows. 5 unless set.
    #[must_use]
    pub fn max_redirects(mut self, count: usize) -> Self {
        self.max_redirects = count;
        self
    }

    /// The `User-Agent` of requests that have none. `castile/` and the version unless set.
    #[must_use]
    pub fn user_agent(mut self, name: HeaderValue) -> Self {
        self.user_agent = name;
        self
    }

    /// Sends with a client of the caller's own, for its TLS, proxies or pool.
    ///
    /// Its TLS, proxies and [connect timeout](Self::connect_timeout) are its own, for calls to this machine too.
    /// It must be built with `redirect::Policy::none()`: a response that it reached by a redirect is an error.
    #[must_use]
    pub fn client(mut self, client: Client) -> Self {
        self.client = Some(client);
        self
    }

    /// The transport.
    pub fn build(self) -> ReqwestTransport {
        ReqwestTransport {
            settings: self,
            cookies: Jar::default(),
            clients: [const { OnceLock::new() }; Lane::COUNT],
        }
    }
}

impl fmt::Debug for ReqwestTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A client shows its default headers, and those may hold a secret.
        f.debug_struct("ReqwestTransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("plain_hosts", &self.plain_hosts)
            .field("cookies", &self.cookies)
            .field("gzip", &self.gzip)
            .field("max_redirects", &self.max_redirects)
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Default for ReqwestTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl ReqwestTransport {
    /// A transport with the defaults.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// The defaults, to be changed.
    pub fn builder() -> ReqwestTransportBuilder {
        ReqwestTransportBuilder::default()
    }

    async fn call(
        &self,
        request: Request<Vec<u8>>,
        options: &SendOptions,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let (parts, body) = request.into_parts();
        let url =
            endpoint::of_request(&parts.uri, &self.settings.plain_hosts).map_err(|refusal| {
                TransportError::new(refusal.kind, &parts.uri.to_string(), refusal.message)
            })?;
        let mut call = Call {
            url,
            options,
            deadline: Instant::now().checked_add(options.timeout()),
            connect_timeout: self
                .settings
                .client
                .is_none()
                .then_some(self.settings.connect_timeout),
            is_answered: false,
        };
        if tokio::runtime::Handle::try_current().is_err() {
            let message = "no tokio runtime is running here, call from within one";
            return Err(call.error(TransportErrorKind::Setup, message));
        }
        let body = Bytes::from(body);
        let headers = self.headers(parts.headers);
        for _ in 0..=self.settings.max_redirects {
            let response = self
                .send_once(&call, &parts.method, &headers, body.clone())
                .await?;
            call.is_answered = true;
            if !endpoint::is_same(response.url(), &call.url) {
                let message = "the client that was passed in followed a redirect by itself, build it with \
                               `reqwest::redirect::Policy::none()`";
                return Err(call.error(TransportErrorKind::Redirect, message));
            }
            if self.settings.cookies {
                self.cookies
                    .store(&call.url, response.headers(), SystemTime::now());
            }
            let location = response.headers().get(header::LOCATION);
            let Some(location) = location.filter(|_| endpoint::is_redirect(response.status()))
            else {
                return receive(&call, response).await;
            };
            let next = endpoint::of_redirect(&call.url, &parts.method, response.status(), location);
            call.url = next.map_err(|refusal| call.refused(refusal))?;
        }
        let message = format!(
            "more than {} redirects (`ReqwestTransportBuilder::max_redirects`)",
            self.settings.max_redirects
        );
        Err(call.error(TransportErrorKind::Redirect, message))
    }

    /// The headers of the request, with those that this transport adds where they are not set.
    fn headers(&self, mut headers: HeaderMap) -> HeaderMap {
        if self.settings.gzip {
            let gzip = HeaderValue::from_static("gzip");
            headers.entry(header::ACCEPT_ENCODING).or_insert(gzip);
        }
        headers
            .entry(header::USER_AGENT)
            .or_insert_with(|| self.settings.user_agent.clone());
        headers
    }

    async fn send_once(
        &self,
        call: &Call<'_>,
        method: &Method,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<reqwest::Response, TransportError> {
        let client = self.client_for(call)?;
        let mut headers = headers.clone();
        if self.settings.cookies
            && let Some(cookies) = self.cookies.header(&call.url, SystemTime::now())
        {
            headers.entry(header::COOKIE).or_insert(cookies);
        }
        let mut request = client
            .request(method.clone(), call.url.clone())
            .headers(headers)
            .body(body);
        if let Some(deadline) = call.deadline {
            request = request.timeout(deadline.saturating_duration_since(Instant::now()));
        }
        request
            .send()
            .await
            .map_err(|error| call.no_response(error))
    }

    fn client_for(&self, call: &Call<'_>) -> Result<&Client, TransportError> {
        if let Some(client) = &self.settings.client {
            return Ok(client);
        }
        let lane = Lane::of(&call.url);
        let slot = &self.clients[lane.index()];
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let setup = |message: &str| call.error(TransportErrorKind::Setup, message);
        let tls = tls::config(lane.is_tls).map_err(|error| {
            setup("no trusted certificates, install `ca-certificates` or pass a client in")
                .with_source(error)
        })?;
        let client = build(lane, tls, self.settings.connect_timeout)
            .map_err(|error| setup("no HTTP client").with_source(error))?;
        Ok(slot.get_or_init(|| client))
    }
}

impl Lane {
    const COUNT: usize = 4;

    fn of(url: &Url) -> Self {
        Self {
            is_tls: url.scheme() == "https",
            is_direct: endpoint::is_loopback(url),
        }
    }

    fn index(self) -> usize {
        usize::from(self.is_tls) * 2 + usize::from(self.is_direct)
    }
}

/// A client that does what is said here, whatever features of reqwest the rest of the program turns on.
fn build(
    lane: Lane,
    tls: rustls::ClientConfig,
    connect_timeout: Duration,
) -> reqwest::Result<Client> {
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(connect_timeout)
        .http1_only()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd();
    if !lane.is_direct {
        return builder.build();
    }
    // The name means this machine even where a resolver says otherwise. The port is that of the URL.
    let addresses = [
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
    ];
    builder
        .no_proxy()
        .resolve_to_addrs("localhost", &addresses)
        .build()
}

/// Takes the body in, and makes the response of it.
async fn receive(
    call: &Call<'_>,
    mut response: reqwest::Response,
) -> Result<Response<Vec<u8>>, TransportError> {
    let limit = call.options.response_bytes();
    let mut body = Body::new(response.headers(), limit).map_err(|error| call.bad_body(error))?;
    let mut received = 0;
    while let Some(piece) = response
        .chunk()
        .await
        .map_err(|error| call.no_body(error, received))?
    {
        received += piece.len();
        body.push(&piece).map_err(|error| call.bad_body(error))?;
    }
    let mut headers = std::mem::take(response.headers_mut());
    if body.is_inflated() {
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
    }
    let mut whole = Response::new(body.finish().map_err(|error| call.bad_body(error))?);
    *whole.status_mut() = response.status();
    *whole.version_mut() = response.version();
    *whole.headers_mut() = headers;
    Ok(whole)
}

impl Transport for ReqwestTransport {
    fn send<'a>(&'a self, request: Request<Vec<u8>>, options: &'a SendOptions) -> SendFuture<'a> {
        Box::pin(self.call(request, options))
    }
}

#[cfg(test)]
mod tests;
