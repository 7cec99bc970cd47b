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
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use reqwest::{Client, Url, redirect, retry};
use tokio::time::{Instant, sleep, timeout_at};

use super::body::Body;
use super::cookies::Jar;
use super::failure::Call;
use super::outgoing::{Departure, Outgoing};
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
///   limit counts their bytes before and after.
/// - A request is sent once, unless [`Retry`](super::Retry) says otherwise. A connection that was kept and is found
///   closed before a byte was written costs no call: another is taken. What is written to one that closes at that
///   moment is lost, and the error says that the server may have seen it.
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
    pool_idle_timeout: Duration,
    plain_hosts: Vec<String>,
    cookies: bool,
    gzip: bool,
    max_redirects: usize,
    max_headers: usize,
    max_header_bytes: usize,
    user_agent: HeaderValue,
}

/// What hyper reads of a head at most, which cannot be set through reqwest.
const MOST_HEADER_BYTES: usize = 400 << 10;

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
            pool_idle_timeout: Duration::from_secs(30),
            plain_hosts: Vec::new(),
            cookies: true,
            gzip: true,
            max_redirects: 5,
            max_headers: 100,
            max_header_bytes: 64 << 10,
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

    /// The longest time that a connection without a call is kept. 30 seconds unless set.
    ///
    /// Servers keep theirs for 5 seconds to 2 minutes, and say so when they close them. What stands between may
    /// forget a connection and say nothing, so it is not kept for long.
    #[must_use]
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> Self {
        self.pool_idle_timeout = timeout;
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

    /// The most headers of a response. 100 unless set.
    ///
    /// Services send some dozens at most. A client that was [passed in](Self::client) has its own number.
    #[must_use]
    pub fn max_headers(mut self, count: usize) -> Self {
        self.max_headers = count;
        self
    }

    /// The most bytes of a response's headers. 64 KiB unless set, as .NET has it, and about 400 KiB at most.
    ///
    /// Servers and proxies send and take 8 to 16 KiB.
    #[must_use]
    pub fn max_header_bytes(mut self, bytes: usize) -> Self {
        self.max_header_bytes = bytes.min(MOST_HEADER_BYTES);
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
    /// Its TLS, proxies, [connect timeout](Self::connect_timeout) and pool are its own, for calls to this machine too.
    /// It must be built with `redirect::Policy::none()`: a response that it reached by a redirect is an error. Where it
    /// finds no connection, a request without a body may have been sent before a redirect, and the error says so.
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
            .field("pool_idle_timeout", &self.pool_idle_timeout)
            .field("plain_hosts", &self.plain_hosts)
            .field("cookies", &self.cookies)
            .field("gzip", &self.gzip)
            .field("max_redirects", &self.max_redirects)
            .field("max_headers", &self.max_headers)
            .field("max_header_bytes", &self.max_header_bytes)
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
        let address = parts.uri.to_string();
        let url = endpoint::of_request(&parts.uri, &self.settings.plain_hosts)
            .map_err(|refusal| TransportError::new(refusal.kind, &address, refusal.message))?;
        if tokio::runtime::Handle::try_current().is_err() {
            let message = "no tokio runtime is running here, call from within one";
            return Err(TransportError::new(
                TransportErrorKind::Setup,
                &address,
                message,
            ));
        }
        let deadline = Instant::now().checked_add(options.timeout());
        let headers = self.headers(parts.headers);
        let body = Bytes::from(body);
        let mut may_have_reached_server = false;
        let mut attempt = 1;
        loop {
            let call = self.attempt(url.clone(), options, deadline);
            let sent = self.send_to_the_end(call, &parts.method, &headers, &body);
            let error = match sent.await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            may_have_reached_server |= error.may_have_reached_server();
            let pause = options
                .retry()
                .pause_after(attempt, &error)
                .filter(|pause| deadline.is_none_or(|deadline| Instant::now() + *pause < deadline));
            let Some(pause) = pause else {
                return Err(error
                    .with_may_have_reached_server(may_have_reached_server)
                    .with_attempts(attempt));
            };
            // Not the error: it shows the path, which parameters of an HTTP binding may be in.
            let (kind, to) = (error.kind(), url.origin().ascii_serialization());
            tracing::warn!(target: "castile", attempt, ?pause, ?kind, to, "a call failed; it is tried again");
            sleep(pause).await;
            attempt += 1;
        }
    }

    fn attempt<'o>(
        &self,
        url: Url,
        options: &'o SendOptions,
        deadline: Option<Instant>,
    ) -> Call<'o> {
        let is_own = self.settings.client.is_none();
        Call {
            url,
            options,
            deadline,
            is_own,
            connect_timeout: is_own.then_some(self.settings.connect_timeout),
            max_headers: is_own.then_some(self.settings.max_headers),
            max_header_bytes: self.settings.max_header_bytes,
            is_answered: false,
            departure: Departure::default(),
        }
    }

    /// One attempt, with all redirects.
    async fn send_to_the_end(
        &self,
        mut call: Call<'_>,
        method: &Method,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        for _ in 0..=self.settings.max_redirects {
            let response = self.send_once(&call, method, headers, body).await?;
            call.is_answered = true;
            if !endpoint::is_same(response.url(), &call.url) {
                return Err(call.redirected());
            }
            // For each, the colon, the space and the end of the line.
            let header_bytes: usize = response
                .headers()
                .iter()
                .map(|(name, value)| name.as_str().len() + value.len() + 4)
                .sum();
            if header_bytes > self.settings.max_header_bytes {
                return Err(call.head_too_large());
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
            let next = endpoint::of_redirect(&call.url, method, response.status(), location);
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
        body: &Bytes,
    ) -> Result<reqwest::Response, TransportError> {
        let client = self.client_for(call)?;
        let mut headers = headers.clone();
        if self.settings.cookies
            && let Some(cookies) = self.cookies.header(&call.url, SystemTime::now())
        {
            headers.entry(header::COOKIE).or_insert(cookies);
        }
        // One that is written before the body is asked for may be on its way from now on.
        if length_of_head(&call.url, &headers) > LONGEST_KEPT_HEAD {
            call.departure.depart();
        }
        let body = Outgoing::new(body.clone(), call.departure.clone());
        let request = client
            .request(method.clone(), call.url.clone())
            .headers(headers)
            .body(reqwest::Body::wrap(body));
        // The runtime looks at its sockets meanwhile, so that a connection which the server has closed is known as
        // closed before it is taken.
        tokio::task::yield_now().await;
        let until = call.until_head();
        let sent = match until.instant {
            Some(instant) => timeout_at(instant, request.send())
                .await
                .map_err(|_| call.no_head_in_time(until))?,
            None => request.send().await,
        };
        sent.map_err(|error| call.no_response(error))
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
        let client = build(lane, tls, &self.settings)
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
    settings: &ReqwestTransportBuilder,
) -> reqwest::Result<Client> {
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(settings.connect_timeout)
        .pool_idle_timeout(settings.pool_idle_timeout)
        .http1_max_headers(settings.max_headers)
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
    let status = response.status();
    let bad_body = |error| call.bad_body(status, error);
    let mut body = Body::new(response.headers(), limit);
    let mut received = 0;
    loop {
        let until = call.until_more();
        let piece = match until.instant {
            Some(instant) => timeout_at(instant, response.chunk())
                .await
                .map_err(|_| call.no_body_in_time(until, received))?,
            None => response.chunk().await,
        };
        let Some(piece) = piece.map_err(|error| call.no_body(error, received))? else {
            break;
        };
        received += piece.len();
        body.push(&piece).map_err(bad_body)?;
    }
    let mut headers = std::mem::take(response.headers_mut());
    if body.is_inflated() {
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
    }
    let mut whole = Response::new(body.finish().map_err(bad_body)?);
    *whole.status_mut() = status;
    *whole.version_mut() = response.version();
    *whole.headers_mut() = headers;
    Ok(whole)
}

/// The longest head that is certain to wait for its body: hyper writes one of some 400 KiB and more before.
const LONGEST_KEPT_HEAD: usize = 256 << 10;

/// The bytes of a head, but for what HTTP adds.
fn length_of_head(url: &Url, headers: &HeaderMap) -> usize {
    let fields = headers.iter();
    let fields = fields.map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    url.as_str().len() + fields.sum::<usize>()
}

impl Transport for ReqwestTransport {
    fn send<'a>(&'a self, request: Request<Vec<u8>>, options: &'a SendOptions) -> SendFuture<'a> {
        Box::pin(self.call(request, options))
    }
}

#[cfg(test)]
mod tests;
