//! SOAP 1.1 and 1.2 at `/API/API.asmx`, as ASP.NET's ASMX stack speaks it.
//!
//! In: an HTTP request. Out: an HTTP reply and an entry for the log. The oddities are that
//! stack's: an unreadable request gets an empty 400, a wrong content type an empty 415, and a
//! request element in the wrong namespace counts as one without parameters.

mod encoding;
mod fault;
mod operations;
mod parameters;
mod write;

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName};
use hyper::{Request, StatusCode};
use percent_encoding::percent_decode_str;

use self::fault::Fault;
use self::operations::Action;
pub(crate) use self::operations::PLAYED;
use self::parameters::{Parameters, Unreadable};
use crate::NAMESPACE;
use crate::calls::{Call, Protocol};
use crate::company::{Company, Visit};
use crate::reply::Reply;
use crate::site::{Site, session_cookie, with_session_cookie};
use crate::trouble::{Shape, Trouble};
use crate::xml::{self, Element};

/// The namespace of `xsi:nil`.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A version of SOAP. The namespace of the envelope decides which one a request is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Soap11,
    Soap12,
}

impl Version {
    fn of(envelope: &Element) -> Option<Version> {
        [Version::Soap11, Version::Soap12]
            .into_iter()
            .find(|version| envelope.is(version.envelope_namespace(), "Envelope"))
    }

    fn envelope_namespace(self) -> &'static str {
        match self {
            Version::Soap11 => "http://schemas.xmlsoap.org/soap/envelope/",
            Version::Soap12 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Version::Soap11 => "text/xml; charset=utf-8",
            Version::Soap12 => "application/soap+xml; charset=utf-8",
        }
    }

    fn protocol(self) -> Protocol {
        match self {
            Version::Soap11 => Protocol::Soap11,
            Version::Soap12 => Protocol::Soap12,
        }
    }
}

/// Answers one request.
pub(crate) fn handle(
    site: &Site,
    request: &Request<Bytes>,
    trouble: Option<&Trouble>,
) -> (Reply, Call) {
    let media = Media::of(request);
    let call = |operation: Option<&str>, version: Version, parameters: &[(String, String)]| {
        let method = request.method().as_str();
        let path = request.uri().path();
        Call::new(method, path, operation, version.protocol(), parameters)
    };
    let unreadable = call(None, media.guess, &[]);
    let instead = trouble.and_then(Trouble::instead);
    if !media.is_soap {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let reply = Reply::empty(status, Version::Soap12.content_type());
        return (instead.unwrap_or(reply), unreadable);
    }
    let document = encoding::decode(request.body(), media.charset.as_deref());
    let Ok(envelope) = xml::parse(&document) else {
        let reply = bad_request(media.guess);
        return (instead.unwrap_or(reply), unreadable);
    };
    let Some(version) = Version::of(&envelope) else {
        let reply = Fault::version_mismatch(&envelope.namespace).reply(Version::Soap11);
        return (instead.unwrap_or(reply), unreadable);
    };
    if version == Version::Soap11 && media.guess == Version::Soap12 {
        let reply = Reply::empty(StatusCode::UNSUPPORTED_MEDIA_TYPE, version.content_type());
        return (instead.unwrap_or(reply), unreadable);
    }
    let envelope = Envelope::new(version, &envelope, &document);
    let route = envelope.route(site, request, media.action.as_deref());
    let sent = envelope.first().map(Parameters::for_log);
    let call = call(
        route.as_ref().ok().map(String::as_str),
        version,
        &sent.unwrap_or_default(),
    );
    let reply = instead.unwrap_or_else(|| match route {
        Ok(operation) => {
            let visit = Company::visit(session_cookie(request).as_deref());
            envelope.answer(site, &operation, &visit, trouble)
        }
        Err(fault) => fault.reply(version),
    });
    (reply, call)
}

/// What the headers say about the body.
struct Media {
    /// Whether the type is one of SOAP's at all.
    is_soap: bool,
    /// The version by the type alone.
    guess: Version,
    charset: Option<String>,
    /// The `action` parameter of SOAP 1.2.
    action: Option<String>,
}

impl Media {
    fn of(request: &Request<Bytes>) -> Media {
        let header = text_header(request, &CONTENT_TYPE).unwrap_or_default();
        let mut parts = header.split(';');
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let mut media = Media {
            is_soap: matches!(essence.as_str(), "text/xml" | "application/soap+xml"),
            guess: match essence.as_str() {
                "text/xml" => Version::Soap11,
                _ => Version::Soap12,
            },
            charset: None,
            action: None,
        };
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            let value = value.trim().trim_matches('"').to_owned();
            match name.trim().to_ascii_lowercase().as_str() {
                "charset" => media.charset = Some(value),
                "action" => media.action = Some(value),
                _ => {}
            }
        }
        media
    }
}

/// A request whose envelope could be read.
struct Envelope<'a> {
    version: Version,
    root: &'a Element,
    body: Option<&'a Element>,
    document: &'a str,
}

impl<'a> Envelope<'a> {
    fn new(version: Version, root: &'a Element, document: &'a str) -> Envelope<'a> {
        let namespace = version.envelope_namespace();
        let body = root.elements().find(|child| child.is(namespace, "Body"));
        Envelope {
            version,
            root,
            body,
            document,
        }
    }

    /// The first element of the body.
    fn first(&self) -> Option<&'a Element> {
        self.body.and_then(|body| body.elements().next())
    }

    /// The operation that is meant. SOAP 1.1 goes by the `SOAPAction` header, and by the request
    /// element only where there is none; SOAP 1.2 falls back to the element in any case.
    fn route(
        &self,
        site: &Site,
        request: &Request<Bytes>,
        action: Option<&str>,
    ) -> Result<String, Fault> {
        let known = |name: &str| site.wsdl.has_operation(name) || PLAYED.contains(&name);
        let by_action = |action: &str| {
            let action = percent_decode_str(action).decode_utf8_lossy();
            let name = action.strip_prefix(NAMESPACE)?.strip_prefix('/')?;
            known(name).then(|| name.to_owned())
        };
        let by_element = || {
            let element = self.first()?;
            (element.namespace == NAMESPACE && known(&element.name)).then(|| element.name.clone())
        };
        let without_action = "Unable to handle request without a valid action parameter. \
                              Please supply a valid soap action.";
        let header = text_header(request, &HeaderName::from_static("soapaction"));
        match (self.version, header, action) {
            (Version::Soap11, Some(header), _) => {
                let action = header.trim().trim_matches('"');
                by_action(action).ok_or_else(|| {
                    Fault::client(format!(
                        "Server did not recognize the value of HTTP Header SOAPAction: {action}."
                    ))
                })
            }
            (Version::Soap12, _, Some(action)) => {
                by_action(action).or_else(by_element).ok_or_else(|| {
                    Fault::client(format!(
                        "Unable to handle request. The action '{action}' was not recognized."
                    ))
                })
            }
            _ if self.body.is_none() => Err(Fault::server(format!(
                "Server was unable to process request. ---> {MISSING_BODY}"
            ))),
            _ => by_element().ok_or_else(|| Fault::client(without_action)),
        }
    }

    /// Carries out an operation, or fails as `trouble` says.
    fn answer(
        &self,
        site: &Site,
        operation: &str,
        visit: &Visit,
        trouble: Option<&Trouble>,
    ) -> Reply {
        match trouble {
            Some(Trouble::Fault {
                code,
                reason,
                detail,
            }) => Fault::of(code, reason, detail.as_deref()).reply_of_method(self.version),
            Some(Trouble::RateLimit) => match operations::rate_limit(operation) {
                Some(answer) => self.ok(&answer, Shape::default()),
                None => Reply::empty(StatusCode::TOO_MANY_REQUESTS, "text/html"),
            },
            _ => match self.read(operation) {
                Ok(action) => self.perform(&action, site, visit, Shape::of(trouble)),
                Err(reply) => reply,
            },
        }
    }

    /// Reads the request, or gives the reply that says why it cannot be played. ASP.NET reads the
    /// parameters before it looks at the headers.
    fn read(&self, operation: &str) -> Result<Action, Reply> {
        if self.body.is_none() {
            let reason = format!("Server was unable to read request. ---> {MISSING_BODY}");
            return Err(Fault::client(reason).reply(self.version));
        }
        let parameters = Parameters::of(self.wrapper(operation), self.document);
        let action = match operations::read(operation, &parameters) {
            Ok(action) => action,
            Err(Unreadable::Markup) => return Err(bad_request(self.version)),
            Err(Unreadable::Value(fault)) => return Err(fault.reply(self.version)),
        };
        if let Some(header) = self.unknown_header() {
            return Err(Fault::must_understand(&header.name).reply_of_method(self.version));
        }
        action.ok_or_else(|| {
            let reason = format!(
                "Server was unable to process request. ---> The sandbox does not play \
                 `{operation}` yet. It plays: {}.",
                PLAYED.join(", ")
            );
            Fault::server(reason).reply_of_method(self.version)
        })
    }

    fn perform(&self, action: &Action, site: &Site, visit: &Visit, shape: Shape) -> Reply {
        let mut answer = action.perform(&site.company, visit);
        if shape.unknown_value {
            let prefix = answer.result.split('_').next().unwrap_or_default();
            answer.result = format!("{prefix}_SandboxUnknown");
        }
        let reply = self.ok(&answer, shape);
        if action.uses_session() {
            with_session_cookie(reply, visit)
        } else {
            reply
        }
    }

    /// The first header that must be understood. The service has no headers at all, and ASP.NET
    /// does not ask whom one is meant for.
    fn unknown_header(&self) -> Option<&'a Element> {
        let namespace = self.version.envelope_namespace();
        let must = |header: &&Element| {
            matches!(
                header.attribute(namespace, "mustUnderstand"),
                Some("1" | "true")
            )
        };
        self.root
            .elements()
            .filter(|child| child.is(namespace, "Header"))
            .flat_map(Element::elements)
            .find(must)
    }

    /// The request element. ASP.NET reads the last one of that name, and where there is none all
    /// parameters are null.
    fn wrapper(&self, operation: &str) -> Option<&'a Element> {
        let elements = self.body?.elements();
        elements
            .filter(|element| element.is(NAMESPACE, operation))
            .last()
    }

    fn ok(&self, answer: &write::Answer, shape: Shape) -> Reply {
        let text = write::answer(self.version, answer, shape);
        Reply::new(StatusCode::OK, self.version.content_type(), text)
            .with("Cache-Control", "private, max-age=0")
    }
}

/// What ASP.NET says where there is no body.
const MISSING_BODY: &str = "Request format is invalid: Missing required soap:Body element.";

/// ASP.NET's reply to anything its XML reader stumbles over.
fn bad_request(version: Version) -> Reply {
    Reply::empty(StatusCode::BAD_REQUEST, version.content_type())
}

fn text_header(request: &Request<Bytes>, name: &HeaderName) -> Option<String> {
    let value = request.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}
