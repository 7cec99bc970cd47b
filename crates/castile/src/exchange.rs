//! One call as it went over the wire, without its secrets: what a tap is told, and what an error keeps for support.
//!
//! In go a request, its reply, and what became of them; out comes text that names and values have been hidden in. What
//! is kept here was masked when it was made, so that no use of it can show a secret.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::{self, Write as _};
use std::time::{Duration, Instant, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};

use crate::codec::to_text;
use crate::deviation::{DeviationKind, Deviations, Policy};
use crate::envelope::unpack;
use crate::error::{Error, RawReply, charset};
use crate::limits::Limits;
use crate::secret::{
    MASK, Secrets, hidden_in_header, is_code, looks_secret, mask_form, mask_text, mask_url,
};
use crate::transport::SendOptions;

/// So much of a body is shown.
const SHOWN: usize = 64 << 10;

/// So much of a reply is looked through for values that are secret.
const SEARCHED: usize = 1 << 20;

/// Is told of each call of a client: see [`Client::with_tap`](crate::Client::with_tap). Closures are taps.
pub trait Tap: Send + Sync {
    /// A call has ended, with an answer or without. What this does is part of the call's time.
    fn tell(&self, exchange: &Exchange);
}

impl<F: Fn(&Exchange) + Send + Sync> Tap for F {
    fn tell(&self, exchange: &Exchange) {
        self(exchange);
    }
}

/// One call as it went over the wire, without its secrets.
///
/// `Display` is a support bundle: one text with versions, settings, times, the error with its causes, deviations, and
/// the request and the reply with their headers, 64 KiB of each body. It can be sent to somebody who is not to know
/// the passwords in it. Hidden are values whose names look secret, as by [`mask_xml`](crate::secret::mask_xml), and
/// these same values wherever else they stand, in a fault or a page that repeats them. Names and addresses of people
/// are not secrets, and are shown.
///
/// A [tap](crate::Client::with_tap) is told of each; [`Error::exchange`] has that of a call that failed.
///
/// ```
/// # fn support(error: &castile::Error) -> std::io::Result<()> {
/// if let Some(exchange) = error.exchange() {
///     std::fs::write("call.txt", exchange.to_string())?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Exchange {
    operation: &'static str,
    protocol: Cow<'static, str>,
    place: &'static str,
    endpoint: String,
    began: SystemTime,
    took: Duration,
    outcome: String,
    deviations: String,
    settings: String,
    request: String,
    reply: Option<String>,
}

impl Exchange {
    /// The operation, or what was called where it is none.
    pub fn operation(&self) -> &str {
        self.operation
    }

    /// Where the request went, without parameters.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// When the request was handed to the transport.
    pub fn began(&self) -> SystemTime {
        self.began
    }

    /// The time until it was known what became of it.
    pub fn took(&self) -> Duration {
        self.took
    }

    /// `answered`, or the error with all its causes, a line each.
    pub fn outcome(&self) -> &str {
        &self.outcome
    }

    /// The request: method and URL, headers, an empty line, the envelope or other body. Headers that the transport adds
    /// are not there.
    pub fn request(&self) -> &str {
        &self.request
    }

    /// The reply, if one came: status, headers, an empty line, the body.
    pub fn reply(&self) -> Option<&str> {
        self.reply.as_deref()
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "castile:    {}", env!("CARGO_PKG_VERSION"))?;
        write!(f, "call:       {}", self.operation)?;
        if !self.protocol.is_empty() {
            write!(f, " over {}", self.protocol)?;
        }
        writeln!(f, " at {}", self.endpoint)?;
        if !self.place.is_empty() {
            writeln!(f, "contract:   {}", self.place)?;
        }
        writeln!(f, "began:      {}", utc(self.began))?;
        writeln!(f, "took:       {:?}", self.took)?;
        writeln!(
            f,
            "outcome:    {}",
            self.outcome.replace('\n', "\n            ")
        )?;
        writeln!(
            f,
            "deviations: {}",
            self.deviations.replace('\n', "\n            ")
        )?;
        writeln!(
            f,
            "settings:   {}",
            self.settings.replace('\n', "\n            ")
        )?;
        writeln!(f, "\n--- request\n{}", self.request)?;
        match &self.reply {
            Some(reply) => writeln!(f, "\n--- reply\n{reply}"),
            None => writeln!(f, "\n--- no reply"),
        }
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("operation", &self.operation)
            .field("endpoint", &self.endpoint)
            .field("took", &self.took)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// A request that was sent, as long as it is not known what becomes of it.
pub(crate) struct Sent {
    pub(crate) operation: &'static str,
    pub(crate) protocol: Cow<'static, str>,
    /// `file:line` of the operation, empty where there is none.
    pub(crate) place: &'static str,
    /// The address of the client, as it was given.
    pub(crate) endpoint: String,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    /// The envelope, or the body.
    text: String,
    began: SystemTime,
    since: Instant,
    /// Values that are secret and stand under no name in the request.
    pub(crate) hidden: Vec<String>,
}

/// What a client was set to.
pub(crate) struct Settings<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) limits: &'a Limits,
    pub(crate) options: &'a SendOptions,
}

impl Sent {
    /// A request that is about to be sent, with the text of its envelope or body.
    pub(crate) fn new(
        (operation, place): (&'static str, &'static str),
        protocol: Cow<'static, str>,
        endpoint: &str,
        request: &http::Request<Vec<u8>>,
        text: String,
    ) -> Self {
        Self {
            operation,
            protocol,
            place,
            endpoint: endpoint.to_owned(),
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
            text,
            began: SystemTime::now(),
            since: Instant::now(),
            hidden: Vec::new(),
        }
    }

    /// The time since then.
    pub(crate) fn took(&self) -> Duration {
        self.since.elapsed()
    }

    /// Whether the parameters of a form are in the body.
    fn is_form(&self) -> bool {
        self.headers.get(header::CONTENT_TYPE).is_some_and(|value| {
            value
                .as_bytes()
                .starts_with(b"application/x-www-form-urlencoded")
        })
    }

    /// The secret values of the request, and of the reply.
    pub(crate) fn secrets(&self, reply: Option<&RawReply>, limits: &Limits) -> Secrets {
        let text = reply.and_then(|reply| text_of(reply, limits));
        let text = text.as_deref().map(|text| beginning(text, SEARCHED));
        let mut values = Secrets::values(&self.text, self.is_form(), text);
        // The endpoint has user info, which a URI of a request may have lost.
        values.extend(Secrets::values_of_url(&self.endpoint));
        values.extend(Secrets::values_of_url(&self.uri.to_string()));
        let headers = reply.into_iter().flat_map(RawReply::headers);
        for (name, value) in self.headers.iter().chain(headers) {
            if is_hidden(name, value) {
                values.extend(values_of_header(name, value));
            } else if *name == header::LOCATION {
                let url = String::from_utf8_lossy(value.as_bytes());
                values.extend(Secrets::values_of_url(&url));
            }
        }
        values.extend(self.hidden.iter().cloned());
        Secrets::of_all(values)
    }

    /// What became of it, without secrets.
    pub(crate) fn end(
        self,
        reply: Option<&RawReply>,
        error: Option<&Error>,
        deviations: Option<&Deviations>,
        settings: &Settings<'_>,
        secrets: &Secrets,
    ) -> Exchange {
        let took = self.took();
        let is_form = self.is_form();
        let url = secrets.mask(&mask_url(&self.uri.to_string())).into_owned();
        let mut request = format!("{} {url}\n", self.method);
        write_headers(&self.headers, secrets, &mut request);
        write_body(&self.text, is_form, secrets, &mut request);
        let reply = reply.map(|reply| show_reply(reply, settings.limits, secrets));
        let outcome = error.map_or_else(|| "answered".to_owned(), show_error);
        let deviations = match (deviations, error.and_then(Error::decode)) {
            (Some(deviations), _) => show_deviations(deviations, ""),
            (None, Some(error)) => show_deviations(error.deviations(), " before the error"),
            (None, None) => "not known".to_owned(),
        };
        Exchange {
            operation: self.operation,
            protocol: self.protocol,
            place: self.place,
            endpoint: secrets.mask(&mask_url(&self.endpoint)).into_owned(),
            began: self.began,
            took,
            outcome,
            deviations,
            settings: show_settings(settings),
            request,
            reply,
        }
    }
}

fn show_reply(reply: &RawReply, limits: &Limits, secrets: &Secrets) -> String {
    let mut shown = format!("HTTP status {}\n", reply.status());
    write_headers(reply.headers(), secrets, &mut shown);
    match text_of(reply, limits) {
        Some(text) => write_body(&text, false, secrets, &mut shown),
        None => {
            let _ = write!(shown, "\n({} bytes that are no text)", reply.body().len());
        }
    }
    shown
}

/// The text of a reply: the envelope alone where it has attachments.
fn text_of(reply: &RawReply, limits: &Limits) -> Option<String> {
    if let Some(package) = unpack(reply.content_type(), reply.body(), limits).ok()? {
        let text = to_text(&package.root, charset(&package.content_type).as_deref()).ok()?;
        return Some(text.into_owned());
    }
    reply.text().map(Cow::into_owned)
}

fn write_headers(headers: &HeaderMap, secrets: &Secrets, out: &mut String) {
    for (name, value) in headers {
        let value = if is_hidden(name, value) {
            MASK.to_owned()
        } else {
            mask_text(&String::from_utf8_lossy(value.as_bytes()), secrets)
        };
        let _ = writeln!(out, "{name}: {value}");
    }
}

/// Whether a header is for the two ends alone.
fn is_hidden(name: &HeaderName, value: &HeaderValue) -> bool {
    is_cookie(name) || looks_secret(name.as_str()) || value.is_sensitive()
}

/// Whether a header has cookies: `Cookie`, `Set-Cookie2`.
fn is_cookie(name: &HeaderName) -> bool {
    name.as_str().contains("cookie")
}

/// What a hidden header says: the value, and what in it is hidden for itself.
fn values_of_header(name: &HeaderName, value: &HeaderValue) -> Vec<String> {
    let value = String::from_utf8_lossy(value.as_bytes());
    let is_set = is_cookie(name) && *name != header::COOKIE;
    // Behind a cookie that is set stands where it belongs and how long it is kept.
    let value = match value.split_once(';') {
        Some((cookie, _)) if is_set => cookie,
        _ => &value,
    };
    let mut values = hidden_in_header(value);
    // A service sets other cookies than sessions, with a word in them: `culture=en-US`, `role=Server`.
    values.retain(|one| !is_set || is_code(one) || one.len() > 7);
    values.push(value.to_owned());
    values
}

fn write_body(text: &str, is_form: bool, secrets: &Secrets, out: &mut String) {
    out.push('\n');
    let shown = beginning(text, SHOWN);
    let masked = if is_form {
        secrets.mask(&mask_form(shown)).into_owned()
    } else {
        mask_text(shown, secrets)
    };
    out.push_str(&masked);
    if shown.len() < text.len() {
        let _ = write!(out, "\n({} bytes more)", text.len() - shown.len());
    }
}

/// Not more than so many bytes of a text.
fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn show_error(error: &Error) -> String {
    let mut shown = format!("{:?}: {error}", error.kind());
    let mut source = StdError::source(error);
    while let Some(error) = source {
        let _ = write!(shown, "\ncaused by: {error}");
        source = error.source();
    }
    if !error.may_have_reached_server() {
        shown += "\nthe service has not seen the request";
    }
    shown
}

fn show_deviations(deviations: &Deviations, when: &str) -> String {
    let mut shown = format!("{}{when}", deviations.total());
    for deviation in deviations {
        let _ = write!(shown, "\n{:?}: {deviation}", deviation.kind);
    }
    shown
}

fn show_settings(settings: &Settings<'_>) -> String {
    let Settings {
        policy,
        limits,
        options,
    } = settings;
    let refused: Vec<String> = DeviationKind::ALL
        .iter()
        .filter(|kind| policy.refuses(**kind))
        .map(|kind| format!("{kind:?}"))
        .collect();
    let refused = match refused.len() {
        0 => "no deviation".to_owned(),
        count if count == DeviationKind::ALL.len() => "every deviation".to_owned(),
        _ => refused.join(", "),
    };
    let facets = if policy.checks_facets() {
        ", and checks facets"
    } else {
        ""
    };
    let time = |time: Duration| match time {
        Duration::MAX => "no limit".to_owned(),
        time => format!("{time:?}"),
    };
    format!(
        "refuses {refused}{facets}\n{limits:?}\ntime for the call {}, for the head {}, without a byte {}\n{:?}",
        time(options.timeout()),
        time(options.first_byte_timeout()),
        time(options.idle_timeout()),
        options.retry()
    )
}

/// A time as `2026-11-26T04:50:00Z`.
fn utc(time: SystemTime) -> String {
    let Ok(since) = time.duration_since(SystemTime::UNIX_EPOCH) else {
        return "before 1970".to_owned();
    };
    let seconds = since.as_secs();
    // Days from 1 March of the year 0, so that a leap day is the last of its year.
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        seconds / 3600 % 24,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::{Duration, SystemTime, utc};

    #[test]
    fn times_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_445_412_480, "2015-10-21T07:28:00Z"),
            (1_709_251_200, "2024-03-01T00:00:00Z"),
            (4_102_444_799, "2099-12-31T23:59:59Z"),
        ] {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(utc(time), text);
        }
    }
}
