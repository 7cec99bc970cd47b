//! Calls of `.aspx` pages: parameters to a request, a response to its text.
//!
//! In go the page's address and parameters, out comes the reply as it came, or why none did. What the text means is
//! for [`aspx`](crate::aspx).

use std::borrow::Cow;

use castile::{Client, DeviationKind, Policy, RawReply};
use form_urlencoded::Serializer;

use crate::aspx::{Found, Problem};
use crate::error::Error;
use crate::reply::{PageDeviation, Reply};

/// The parameters of a page, by the names that the guide has for them.
pub(crate) type Parameters<'a> = Vec<(&'static str, Cow<'a, str>)>;

/// A call of a page.
pub(crate) struct PageCall<'a> {
    /// What is called, in the service's words.
    pub(crate) method: &'static str,
    /// The address of the page.
    pub(crate) url: &'a str,
    /// The parameters. Those whose names announce a secret are kept out of messages.
    pub(crate) parameters: &'a Parameters<'a>,
    /// Whether they go into the URL, and not into the body.
    pub(crate) in_url: bool,
}

impl PageCall<'_> {
    /// Sends the call and reads its reply. `parse` takes the text of the reply.
    pub(crate) async fn send<T>(
        &self,
        client: &Client,
        policy: Policy,
        parse: impl Fn(&str) -> Result<Found<T>, Problem>,
    ) -> Result<Reply<T>, Error> {
        let request = self.request()?;
        let reply = client.send(self.method, request).await;
        let reply = reply.map_err(|error| Error::call_failed(self.method, error))?;
        match self.read(&reply, policy, parse) {
            Ok((value, deviations)) => Ok(Reply::of_page(value, reply, deviations)),
            Err(error) => Err(error.with_reply(reply)),
        }
    }

    fn request(&self) -> Result<http::Request<Vec<u8>>, Error> {
        let parameters = Serializer::new(String::new())
            .extend_pairs(self.parameters)
            .finish();
        let request = if self.in_url {
            let query = if parameters.is_empty() { "" } else { "?" };
            http::Request::get(format!("{}{query}{parameters}", self.url)).body(Vec::new())
        } else {
            http::Request::post(self.url)
                .header(
                    http::header::CONTENT_TYPE,
                    "application/x-www-form-urlencoded",
                )
                .body(parameters.into_bytes())
        };
        // The endpoint has been read as a URL, so it is the parameters that are too long for one.
        request.map_err(|_| {
            Error::configuration(format!(
                "the parameters of `{}` do not fit into a URL, use `Protocol::HttpPost`",
                self.method
            ))
        })
    }

    fn read<T>(
        &self,
        reply: &RawReply,
        policy: Policy,
        parse: impl Fn(&str) -> Result<Found<T>, Problem>,
    ) -> Result<(T, Vec<PageDeviation>), Error> {
        let unreadable = |what: &str| {
            let status = reply.status();
            let content_type = reply.content_type().escape_debug().to_string();
            let came = format!(
                "HTTP status {}, content type `{}`",
                status.as_u16(),
                self.without_secrets(content_type)
            );
            Error::reply(self.method, format!("{what} ({came})"))
        };
        let Some(text) = reply.text() else {
            return Err(unreadable(
                "expected text, found bytes that are none in the encoding they should be in",
            ));
        };
        if !reply.status().is_success() {
            let found = self.without_secrets(crate::aspx::describe(&text));
            return Err(unreadable(&format!(
                "expected an HTTP status of success, found {found}"
            )));
        }
        match parse(&text) {
            Ok(found) => {
                let deviations = self.check(reply, &found, policy, &unreadable)?;
                Ok((found.value, deviations))
            }
            Err(Problem::Refused(value, word)) => Err(Error::refused(
                self.method,
                value,
                self.without_secrets(word),
            )),
            Err(Problem::Unreadable(what)) => Err(unreadable(&self.without_secrets(what))),
        }
    }

    /// Notes what a reply has beyond what was asked for.
    fn check<T>(
        &self,
        reply: &RawReply,
        found: &Found<T>,
        policy: Policy,
        unreadable: &dyn Fn(&str) -> Error,
    ) -> Result<Vec<PageDeviation>, Error> {
        let is_text = reply
            .content_type()
            .trim_start()
            .get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case("text/"));
        let noted = [
            (
                found.has_more,
                DeviationKind::UnknownText,
                "lines that nobody asked for",
            ),
            (
                !is_text,
                DeviationKind::ContentType,
                "a content type that is not text",
            ),
        ];
        let mut deviations = Vec::new();
        for (_, kind, message) in noted.into_iter().filter(|(is_noted, ..)| *is_noted) {
            if policy.refuses(kind) {
                return Err(unreadable(&format!(
                    "found {message}, which the policy refuses as `DeviationKind::{kind:?}`"
                )));
            }
            let deviation = PageDeviation { kind, message };
            tracing::warn!(target: "logmein_rescue", method = self.method, ?kind, "{deviation}");
            deviations.push(deviation);
        }
        Ok(deviations)
    }

    /// An error page may repeat what it was sent. A short password can be in any text, so that all of it is hidden.
    fn without_secrets(&self, shown: String) -> String {
        let secrets = self
            .parameters
            .iter()
            .filter(|(name, value)| castile::secret::looks_secret(name) && !value.is_empty());
        if secrets
            .into_iter()
            .any(|(_, secret)| shown.contains(&**secret))
        {
            return "a text that holds a password or code".to_owned();
        }
        shown
    }
}
