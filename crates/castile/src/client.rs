//! The client that generated code stands on: one request, one reply.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use crate::attachment::Attachment;
use crate::codec::{
    AnyElement, DecodeError, DecodeErrorKind, Element, Request, Writer, excerpt, to_text,
};
use crate::describe::describe_bytes;
use crate::deviation::{DeviationKind, DeviationObserver, Deviations, Policy};
use crate::envelope::{
    Headers, Outcome, ReplyReader, SoapVersion, WriteHeaders, read_again, unpack, write_message,
};
use crate::error::{Error, RawReply, charset};
use crate::exchange::{Sent, Settings, Tap};
use crate::http_binding::{self, HttpOperation};
use crate::limits::Limits;
use crate::mime;
use crate::operation::Operation;
use crate::secret::Secrets;
use crate::success::Success;
use crate::transport::{Retry, SendOptions, Transport};

/// The answer to a call, with what there is to say about it.
#[derive(Debug, Clone)]
pub struct Reply<T, H = ()> {
    value: T,
    headers: H,
    about: About,
}

/// What is said of an answer beside its value.
#[derive(Debug, Clone, Default)]
struct About {
    deviations: Deviations,
    status: http::StatusCode,
    attachments: Vec<Attachment>,
}

impl<T, H> Reply<T, H> {
    /// The answer.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The SOAP header blocks that the contract declares.
    pub fn headers(&self) -> &H {
        &self.headers
    }

    /// What the service did that the contract does not say.
    pub fn deviations(&self) -> &Deviations {
        &self.about.deviations
    }

    /// The attachments that no part of the contract and no value refers to.
    pub fn attachments(&self) -> &[Attachment] {
        &self.about.attachments
    }

    /// The HTTP status.
    pub fn status(&self) -> http::StatusCode {
        self.about.status
    }
}

impl<T, H> Deref for Reply<T, H> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A call that has been made, and not been judged or told of.
type Exchanged = (Sent, Option<RawReply>, Result<About, Error>);

/// Sends requests to one endpoint. Cheap to clone; clones share connections and cookies.
///
/// ```
/// use castile::{Client, Policy, SoapVersion};
///
/// # fn main() -> Result<(), castile::Error> {
/// let client = Client::new("https://example.com/service.asmx")?.with_version(SoapVersion::Soap12);
/// // For the calls that should notice every change of the service:
/// let strict = client.clone().with_policy(Policy::strict());
/// # let _ = strict;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    endpoint: Arc<str>,
    uri: http::Uri,
    transport: Arc<dyn Transport>,
    version: SoapVersion,
    /// Header blocks that every request has.
    blocks: Arc<[AnyElement]>,
    policy: Policy,
    request_policy: Option<Policy>,
    observer: Option<Arc<dyn DeviationObserver>>,
    limits: Limits,
    options: SendOptions,
    tap: Option<Arc<dyn Tap>>,
}

impl Client {
    /// A client with the default transport.
    ///
    /// # Errors
    /// The endpoint is no http or https URL.
    #[cfg(feature = "reqwest")]
    pub fn new(endpoint: impl AsRef<str>) -> Result<Self, Error> {
        Self::with_transport(endpoint, crate::transport::ReqwestTransport::new())
    }

    /// A client with a transport of your own.
    ///
    /// # Errors
    /// The endpoint is no http or https URL.
    pub fn with_transport(
        endpoint: impl AsRef<str>,
        transport: impl Transport + 'static,
    ) -> Result<Self, Error> {
        let endpoint = endpoint.as_ref();
        let uri: http::Uri = endpoint.parse().map_err(|_| not_a_url(endpoint))?;
        if !uri.scheme_str().is_some_and(|scheme| {
            ["http", "https"]
                .iter()
                .any(|known| scheme.eq_ignore_ascii_case(known))
        }) || uri.host().is_none_or(str::is_empty)
        {
            return Err(not_a_url(endpoint));
        }
        Ok(Self {
            endpoint: endpoint.into(),
            uri,
            transport: Arc::new(transport),
            version: SoapVersion::default(),
            blocks: Arc::new([]),
            policy: Policy::default(),
            request_policy: None,
            observer: None,
            limits: Limits::default(),
            options: SendOptions::default(),
            tap: None,
        })
    }

    /// The same client for another version of SOAP. SOAP 1.1 unless set.
    #[must_use]
    pub fn with_version(mut self, version: SoapVersion) -> Self {
        self.version = version;
        self
    }

    /// The same client with one more header block in every request, before those of the contract: what a policy or
    /// the service's manual asks for and its contract does not declare, such as a `UsernameToken` or the headers of
    /// WS-Addressing.
    ///
    /// ```
    /// use castile::{AnyElement, Client};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let to = r#"<a:To xmlns:a="http://www.w3.org/2005/08/addressing">https://example.com/service</a:To>"#;
    /// let client = Client::new("https://example.com/service")?.with_header(AnyElement::from_xml(to)?);
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_header(mut self, block: AnyElement) -> Self {
        self.blocks = self.blocks.iter().cloned().chain([block]).collect();
        self
    }

    /// The same client with another policy. Tolerant unless set.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// The same client, which holds requests against the contract and sends none that this policy refuses.
    ///
    /// Requests are not checked unless this is set: see [`Operation::check`], which does it for one request.
    ///
    /// ```
    /// use castile::{Client, Policy};
    ///
    /// # fn main() -> Result<(), castile::Error> {
    /// let client = Client::new("https://example.com/service.asmx")?
    ///     .with_request_policy(Policy::strict().check_facets());
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_request_policy(mut self, policy: Policy) -> Self {
        self.request_policy = Some(policy);
        self
    }

    /// The same client, which tells `observer` of the deviations of each reply: [`DeviationCounts`] to see over time
    /// where a service leaves its contract, or a closure that feeds a metric.
    ///
    /// Those that were met before an error are told of, too. Each deviation is an event of `tracing` as well (target
    /// `castile`), whether there is an observer or not.
    ///
    /// [`DeviationCounts`]: crate::DeviationCounts
    #[must_use]
    pub fn with_deviation_observer(mut self, observer: impl DeviationObserver + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// The same client with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.options = self.options.with_limits(&limits);
        self.limits = limits;
        self
    }

    /// The same client with another time limit for a whole call.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.with_timeout(timeout);
        self
    }

    /// The same client with another time limit until the head of a response is there: see
    /// [`SendOptions::first_byte_timeout`].
    #[must_use]
    pub fn with_first_byte_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.with_first_byte_timeout(timeout);
        self
    }

    /// The same client with another time limit for a response that has stopped coming: see
    /// [`SendOptions::idle_timeout`].
    #[must_use]
    pub fn with_idle_timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.with_idle_timeout(timeout);
        self
    }

    /// The same client, which makes a call again that failed on the way. It does not unless this is set.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.options = self.options.with_retry(retry);
        self
    }

    /// The same client, which tells `tap` of each call as it went over the wire, its secrets hidden.
    ///
    /// Each call is an event of `tracing` as well: target `castile` at level `DEBUG` with operation, status, size and
    /// time; target `castile::wire` at level `TRACE` with the whole [`Exchange`](crate::Exchange).
    ///
    /// ```
    /// use castile::{Client, Exchange};
    ///
    /// # fn main() -> Result<(), castile::Error> {
    /// let client = Client::new("https://example.com/service.asmx")?
    ///     .with_tap(|call: &Exchange| eprintln!("{call}"));
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_tap(mut self, tap: impl Tap + 'static) -> Self {
        self.tap = Some(Arc::new(tap));
        self
    }

    /// Where requests go.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The transport.
    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    /// What a call may take.
    pub fn options(&self) -> &SendOptions {
        &self.options
    }

    /// Calls an operation.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn call<T: Element + Send>(
        &self,
        operation: &'static Operation,
        request: &(dyn Request + Sync),
    ) -> Result<Reply<T>, Error> {
        self.call_with_headers(operation, None, request).await
    }

    /// Calls an operation that has header blocks.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn call_with_headers<T: Element + Send, H: Headers + Default>(
        &self,
        operation: &'static Operation,
        request_headers: Option<&(dyn WriteHeaders + Sync)>,
        request: &(dyn Request + Sync),
    ) -> Result<Reply<T, H>, Error> {
        let mut value = T::blank();
        let mut headers = H::default();
        let exchanged = self.exchange(
            operation,
            request_headers,
            request,
            &mut value,
            &mut headers,
        );
        let (sent, reply, outcome) = exchanged.await?;
        let (about, _) = self.conclude(sent, reply.as_ref(), outcome, None)?;
        Ok(Reply {
            value,
            headers,
            about,
        })
    }

    /// Calls an operation whose answer has a status in it. Without headers, `H` is `()`.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). An answer that is no success is
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused), and [`Error::answer`] has it as a [`Reply`].
    pub async fn call_judged<T, H>(
        &self,
        operation: &'static Operation,
        success: &'static Success<T>,
        request_headers: Option<&(dyn WriteHeaders + Sync)>,
        request: &(dyn Request + Sync),
    ) -> Result<Reply<T, H>, Error>
    where
        T: Element + Send + Sync + 'static,
        H: Headers + Default + Send + Sync + 'static,
    {
        let mut value = T::blank();
        let mut headers = H::default();
        let exchanged = self.exchange(
            operation,
            request_headers,
            request,
            &mut value,
            &mut headers,
        );
        let (sent, reply, outcome) = exchanged.await?;
        let answered = outcome.as_ref().ok();
        let refusal = answered.and_then(|_| success.refusal(&value));
        let refused = refusal.map(|status| {
            let error = Error::refused(success.element, status, reply.clone());
            error.during(operation.name, &self.endpoint, self.version.name())
        });
        let (about, refused) = self.conclude(sent, reply.as_ref(), outcome, refused)?;
        let reply = Reply {
            value,
            headers,
            about,
        };
        match refused {
            None => Ok(reply),
            Some(error) => Err(error.with_answer(reply)),
        }
    }

    /// Calls an operation of an HTTP binding.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). A status that says failure is an error, whose reply has the text of the
    /// answer: an HTTP binding has no faults.
    pub async fn call_http<T: Element + Send>(
        &self,
        operation: &'static HttpOperation,
        request: &(dyn Element + Sync),
    ) -> Result<Reply<T>, Error> {
        let mut value = T::blank();
        let about = self.exchange_http(operation, request, &mut value).await?;
        Ok(Reply {
            value,
            headers: (),
            about,
        })
    }

    async fn exchange_http(
        &self,
        operation: &'static HttpOperation,
        request: &(dyn Element + Sync),
        value: &mut (dyn Element + Send),
    ) -> Result<About, Error> {
        let during = |error: Error| {
            error.during(
                operation.name,
                &self.endpoint,
                format!("HTTP {}", operation.verb),
            )
        };
        let written = http_binding::write_request(operation, request)
            .map_err(|error| during(Error::encode(error)))?;
        let mut message = http::Request::builder()
            .method(operation.verb)
            .uri(written.url(&self.endpoint));
        if let Some(content_type) = written.content_type {
            message = message.header("content-type", content_type);
        }
        // What the library says of a URL might show it.
        let message = message.body(written.body).map_err(|_| {
            let message = "the parameters make no URL: they are too long, or the location is none";
            during(Error::configuration(message))
        })?;
        let text = String::from_utf8_lossy(message.body()).into_owned();
        let called = (operation.name, operation.place);
        let protocol = format!("HTTP {}", operation.verb).into();
        let mut sent = Sent::new(called, protocol, &self.endpoint, &message, text);
        sent.hidden = written.hidden;
        let answer = self.transport.send(message, &self.options).await;
        let answer = answer.map_err(|error| Error::transport_failed(error.at(&self.endpoint)));
        let (reply, outcome) = match answer {
            Err(error) => (None, Err(during(error))),
            Ok(response) => {
                let reply = RawReply::new(response);
                let read = self.read_http(operation, &reply, value);
                let read = read.map_err(|error| error.of_operation(operation.place));
                let outcome = match read {
                    Ok(deviations) => Ok(About {
                        deviations,
                        status: reply.status(),
                        attachments: Vec::new(),
                    }),
                    Err(error) => Err(during(Error::decode_failed(error, reply.clone()))),
                };
                (Some(reply), outcome)
            }
        };
        let (about, _) = self.conclude(sent, reply.as_ref(), outcome, None)?;
        Ok(about)
    }

    fn read_http(
        &self,
        operation: &'static HttpOperation,
        reply: &RawReply,
        value: &mut dyn Element,
    ) -> Result<Deviations, DecodeError> {
        let text = reply.to_text();
        let what = describe_bytes(reply.body(), &text);
        let nothing = what.as_deref() == Some("nothing");
        if reply.status().is_success() && nothing && operation.response.is_none() {
            return Ok(Deviations::default());
        }
        if what.is_some() || !reply.status().is_success() {
            let found = came_as(what.as_deref().unwrap_or("XML"), reply);
            return Err(operation.no_answer(found));
        }
        let limits = (&self.limits, &self.policy);
        let mut deviations = operation.read_answer(&text?, limits, value)?;
        let media_type = mime::media_type(reply.content_type());
        if !is_xml(media_type) {
            let message = format!("the content type {}", excerpt(media_type));
            deviations.note(
                self.policy,
                DeviationKind::ContentType,
                message,
                operation.place,
            )?;
        }
        Ok(deviations)
    }

    /// What a call does before it is judged, once for all types. An error says that nothing was sent.
    async fn exchange(
        &self,
        operation: &'static Operation,
        request_headers: Option<&(dyn WriteHeaders + Sync)>,
        request: &(dyn Request + Sync),
        value: &mut (dyn Element + Send),
        headers: &mut (dyn Headers + Send),
    ) -> Result<Exchanged, Error> {
        let during =
            |error: Error| error.during(operation.name, &self.endpoint, self.version.name());
        let headers_sent = Blocks {
            own: &self.blocks,
            declared: request_headers,
        };
        let written = write_message(operation, self.version, headers_sent.some(), request);
        let written = written.map_err(|error| during(Error::encode(error)))?;
        if let Some(policy) = self.request_policy {
            read_again(
                operation,
                &written,
                self.version,
                (headers_sent.some(), request),
                policy,
            )
            .map_err(|error| during(Error::invalid(error)))?;
        }
        let text = written.envelope.clone();
        let (http_headers, body) = written.into_http(self.version, operation.action);
        let mut message = http::Request::post(self.uri.clone());
        for (name, value) in http_headers {
            message = message.header(name, value);
        }
        let message = message
            .body(body)
            .map_err(|error| during(Error::configuration(error.to_string())))?;
        let called = (operation.name, operation.place);
        let protocol = self.version.name().into();
        let sent = Sent::new(called, protocol, &self.endpoint, &message, text);
        let (reply, outcome) = match self.transport.send(message, &self.options).await {
            Err(error) => (None, Err(during(Error::transport_failed(error)))),
            Ok(response) => {
                let reply = RawReply::new(response);
                let mut attachments = Vec::new();
                let read = self.read(operation, &reply, &mut attachments, value, headers);
                let read = read.map_err(|error| error.of_operation(operation.place));
                let outcome = match read {
                    Ok(Outcome::Answer(deviations)) => Ok(About {
                        deviations,
                        status: reply.status(),
                        attachments,
                    }),
                    Ok(Outcome::Fault(fault)) => {
                        Err(during(Error::fault_received(fault, reply.clone())))
                    }
                    Err(error) => Err(during(Error::decode_failed(error, reply.clone()))),
                };
                (Some(reply), outcome)
            }
        };
        Ok((sent, reply, outcome))
    }

    /// Sends a request that is no operation of a contract, such as that of a page beside the service: with the
    /// transport, the limits and the tap of this client. `called` says what it is, for errors and logs.
    ///
    /// # Errors
    /// No reply came. What came is not judged.
    pub async fn send(
        &self,
        called: &'static str,
        request: http::Request<Vec<u8>>,
    ) -> Result<RawReply, Error> {
        let text = String::from_utf8_lossy(request.body()).into_owned();
        let sent = Sent::new(
            (called, ""),
            Cow::Borrowed(""),
            &request.uri().to_string(),
            &request,
            text,
        );
        match self.transport.send(request, &self.options).await {
            Ok(response) => {
                let reply = RawReply::new(response);
                let outcome = Ok(About::default());
                self.conclude(sent, Some(&reply), outcome, None)?;
                Ok(reply)
            }
            Err(error) => {
                let outcome = Err(Error::of_transport(called, error));
                self.conclude(sent, None, outcome, None)?;
                Ok(RawReply::default())
            }
        }
    }

    /// Ends a call: secret values are hidden in what is said of it, it is logged, and the tap is told. `refused` is
    /// the error of an answer that has been read and is no success.
    fn conclude(
        &self,
        sent: Sent,
        reply: Option<&RawReply>,
        mut outcome: Result<About, Error>,
        mut refused: Option<Error>,
    ) -> Result<(About, Option<Error>), Error> {
        let (operation, took) = (sent.operation, sent.took());
        let is_traced = tracing::enabled!(target: "castile::wire", tracing::Level::TRACE);
        let is_told = is_traced || self.tap.is_some();
        let failed = outcome.is_err() || refused.is_some();
        // Most calls have nothing to hide, and pay nothing for it.
        let deviates = outcome
            .as_ref()
            .is_ok_and(|about| !about.deviations.is_empty());
        let secrets = if is_told || failed || deviates {
            sent.secrets(reply, &self.limits)
        } else {
            Secrets::default()
        };
        let bytes = reply.map_or(0, |reply| reply.body().len());
        let status = reply.map_or(0, |reply| reply.status().as_u16());
        if let Ok(about) = &mut outcome {
            about.deviations.hide(&secrets);
            self.tell(operation, &about.deviations);
        }
        match outcome.as_mut().err().or(refused.as_mut()) {
            None => {
                tracing::debug!(target: "castile", operation, status, bytes, ?took, "answered");
            }
            Some(error) => {
                error.hide(&secrets);
                if let Some(error) = error.decode() {
                    self.tell(operation, error.deviations());
                }
                tracing::debug!(target: "castile", operation, status, bytes, ?took, "failed: {error:?}");
            }
        }
        if !is_told && !failed {
            return outcome.map(|about| (about, None));
        }
        let settings = Settings {
            policy: &self.policy,
            limits: &self.limits,
            options: &self.options,
        };
        let deviations = outcome.as_ref().ok().map(|about| &about.deviations);
        let error = outcome.as_ref().err().or(refused.as_ref());
        let exchange = sent.end(reply, error, deviations, &settings, &secrets);
        tracing::trace!(target: "castile::wire", operation, "{exchange}");
        if let Some(tap) = &self.tap {
            tap.tell(&exchange);
        }
        match outcome {
            Ok(about) => Ok((about, refused.map(|error| error.with_exchange(exchange)))),
            Err(error) => Err(error.with_exchange(exchange)),
        }
    }

    fn read(
        &self,
        operation: &'static Operation,
        reply: &RawReply,
        attachments: &mut Vec<Attachment>,
        value: &mut dyn Element,
        headers: &mut dyn Headers,
    ) -> Result<Outcome, DecodeError> {
        let mut package = unpack(reply.content_type(), reply.body(), &self.limits)?;
        if let Some(package) = &mut package {
            *attachments = std::mem::take(&mut package.attachments);
        }
        let (content_type, body, text) = match &package {
            Some(package) => {
                let charset = charset(&package.content_type);
                let text = to_text(&package.root, charset.as_deref());
                (package.content_type.as_str(), &*package.root, text)
            }
            None => (reply.content_type(), reply.body(), reply.to_text()),
        };
        let what = describe_bytes(body, &text);
        if operation.one_way && reply.status().is_success() && what.as_deref() == Some("nothing") {
            return Ok(Outcome::Answer(Deviations::default()));
        }
        if let Some(what) = what {
            let found = came_as(&what, reply);
            return Err(DecodeError::new(
                DecodeErrorKind::NotSoap,
                0,
                "a SOAP envelope",
                found,
            ));
        }
        let text = text?;
        let reader = ReplyReader {
            operation,
            version: self.version,
            limits: &self.limits,
            policy: &self.policy,
        };
        let mut outcome = reader.read_message(&text, attachments, value, headers)?;
        if let Outcome::Answer(deviations) = &mut outcome {
            reader.check_attachments(attachments, deviations)?;
            reader.check_http(reply.status(), content_type, deviations)?;
        }
        Ok(outcome)
    }

    /// Says what a reply has that its contract does not.
    fn tell(&self, operation: &str, deviations: &Deviations) {
        for one in deviations {
            let (kind, path, place) = (one.kind.name(), &*one.path, &*one.place);
            tracing::warn!(target: "castile", operation, kind, path, place, "{}", one.message);
        }
        if let Some(observer) = self.observer.as_ref().filter(|_| !deviations.is_empty()) {
            observer.observe(operation, deviations);
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &crate::secret::mask_url(&self.endpoint))
            .field("version", &self.version)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

fn not_a_url(endpoint: &str) -> Error {
    Error::configuration(format!(
        "the endpoint `{}` is not a URL that begins with http:// or https://",
        crate::secret::mask_url(endpoint)
    ))
}

/// What came, with what HTTP says of it.
fn came_as(what: &str, reply: &RawReply) -> String {
    let content_type = reply.content_type();
    let content_type = if content_type.is_empty() {
        "no content type".to_owned()
    } else {
        format!("content type {}", excerpt(content_type))
    };
    format!(
        "{what} (HTTP status {}, {content_type})",
        reply.status().as_u16()
    )
}

/// The media types of XML (RFC 7303).
fn is_xml(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    matches!(media_type.as_str(), "text/xml" | "application/xml") || media_type.ends_with("+xml")
}

/// The header blocks of one request.
struct Blocks<'a> {
    /// Those of the client.
    own: &'a [AnyElement],
    /// Those of the contract.
    declared: Option<&'a (dyn WriteHeaders + Sync)>,
}

impl Blocks<'_> {
    /// Nothing, where there are none.
    fn some(&self) -> Option<&dyn WriteHeaders> {
        (!self.own.is_empty() || self.declared.is_some()).then_some(self)
    }
}

impl WriteHeaders for Blocks<'_> {
    fn write_headers(&self, writer: &mut Writer) {
        for block in self.own {
            block.write_element("", writer);
        }
        if let Some(declared) = self.declared {
            declared.write_headers(writer);
        }
    }

    fn blank(&self) -> Box<dyn Headers> {
        match self.declared {
            Some(declared) => declared.blank(),
            None => Box::new(()),
        }
    }
}
