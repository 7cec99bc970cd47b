//! Calls of `.aspx` pages: parameters to a request, a response to its text.
//!
//! In go the page's address and parameters, out comes the reply as it came, or why none did. What the text means is
//! for [`aspx`](crate::aspx).

use castile::{Client, DeviationKind, Policy, RawReply, Secret};
use form_urlencoded::Serializer;

use crate::aspx::{Found, Problem};
use crate::error::Error;

/// A call of a page.
pub(crate) struct PageCall<'a> {
    /// What is called, in the service's words.
    pub(crate) method: &'static str,
    /// The address of the page.
    pub(crate) url: String,
    /// The password, so that it can be kept out of messages.
    pub(crate) password: &'a Secret,
    /// The parameters, the password among them.
    pub(crate) parameters: &'a [(&'a str, &'a str)],
    /// Whether they go into the URL, and not into the body.
    pub(crate) in_url: bool,
}

impl PageCall<'_> {
    /// Sends the call and reads its reply. `parse` takes the text of the reply, `made` makes something of it.
    pub(crate) async fn send<T>(
        &self,
        client: &Client,
        policy: Policy,
        parse: for<'t> fn(&'t str) -> Result<Found<'t>, Problem>,
        made: fn(&str) -> T,
    ) -> Result<T, Error> {
        let request = self.request()?;
        let reply = client.send(self.method, request).await;
        let reply = reply.map_err(|error| Error::call_failed(self.method, error))?;
        let read = self.read(&reply, policy, parse, made);
        read.map_err(|error| error.with_reply(reply))
    }

    fn request(&self) -> Result<http::Request<Vec<u8>>, Error> {
        let parameters = Serializer::new(String::new())
            .extend_pairs(self.parameters)
            .finish();
        let request = if self.in_url {
            http::Request::get(format!("{}?{parameters}", self.url)).body(Vec::new())
        } else {
            http::Request::post(&self.url)
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
        parse: for<'t> fn(&'t str) -> Result<Found<'t>, Problem>,
        made: fn(&str) -> T,
    ) -> Result<T, Error> {
        let text = String::from_utf8_lossy(reply.body());
        let unreadable = |what: &str| {
            let status = reply.status();
            let content_type = reply.content_type().escape_debug().to_string();
            let came = format!(
                "HTTP status {}, content type `{}`",
                status.as_u16(),
                self.without_password(content_type)
            );
            Error::reply(self.method, format!("{what} ({came})"))
        };
        if !reply.status().is_success() {
            let found = self.without_password(crate::aspx::describe(&text));
            return Err(unreadable(&format!(
                "expected an HTTP status of success, found {found}"
            )));
        }
        match parse(&text) {
            Ok(found) => {
                self.check(reply, &found, policy, &unreadable)?;
                Ok(made(found.value))
            }
            Err(Problem::Refused(value, word)) => Err(Error::refused(
                self.method,
                value,
                self.without_password(word),
            )),
            Err(Problem::Unreadable(what)) => Err(unreadable(&self.without_password(what))),
        }
    }

    /// Notes what a reply has beyond what was asked for.
    fn check(
        &self,
        reply: &RawReply,
        found: &Found<'_>,
        policy: Policy,
        unreadable: &dyn Fn(&str) -> Error,
    ) -> Result<(), Error> {
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
        for (_, kind, what) in noted.into_iter().filter(|(is_noted, ..)| *is_noted) {
            if policy.refuses(kind) {
                return Err(unreadable(&format!(
                    "found {what}, which the policy refuses as `DeviationKind::{kind:?}`"
                )));
            }
            tracing::warn!(target: "logmein_rescue", method = self.method, ?kind, "the reply has {what}");
        }
        Ok(())
    }

    /// An error page may repeat what it was sent. A short password can be in any text, so that all of it is hidden.
    fn without_password(&self, shown: String) -> String {
        if !self.password.is_empty() && shown.contains(self.password.expose()) {
            return "a text that holds the password".to_owned();
        }
        shown
    }
}
