//! SOAP 1.1 and 1.2 at `/API/API.asmx`, as ASP.NET's ASMX stack speaks it.
//!
//! In: an HTTP request. Out: an HTTP reply and an entry for the log. The oddities are that
//! stack's: an unreadable request gets an empty 400, a wrong content type an empty 415, and a
//! request element in the wrong namespace counts as one without parameters.

mod encoding;
mod fault;
mod parameters;
mod write;

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName};
use hyper::{Request, StatusCode};
use percent_encoding::percent_decode_str;

use self::fault::Fault;
use self::parameters::{Parameters, Unreadable};
use crate::NAMESPACE;
use crate::calls::{Call, Protocol};
use crate::contract;
use crate::operation::{Args, Operation, Played, Soap};
use crate::reply::Reply;
use crate::site::{Site, session_cookie, with_session_cookie};
use crate::state::Visit;
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

/// Answers one request, and says which trouble it took.
pub(crate) fn handle(site: &Site, request: &Request<Bytes>) -> (Reply, Call, Option<Trouble>) {
    let media = Media::of(request);
    let call = |operation: Option<&str>, version: Version, parameters: &[(String, String)]| {
        let method = request.method().as_str();
        let path = request.uri().path();
        Call::new(method, path, operation, version.protocol(), parameters)
    };
    let message = match Message::of(request, &media) {
        Ok(message) => message,
        Err(reply) => {
            let trouble = site.take_trouble(None);
            let reply = trouble.as_ref().and_then(Trouble::instead).unwrap_or(reply);
            return (reply, call(None, media.guess, &[]), trouble);
        }
    };
    let envelope = Envelope::new(&message);
    let route = envelope.route(request, media.action.as_deref());
    let name = route.as_ref().ok().map(|route| route.name.as_str());
    let sent = envelope.first().map(Parameters::for_log);
    let mut call = call(name, message.version, &sent.unwrap_or_default());
    let trouble = site.take_trouble(name);
    let reply = match (trouble.as_ref().and_then(Trouble::instead), route) {
        (Some(instead), _) => instead,
        (None, Err(fault)) => fault.reply(message.version),
        (None, Ok(route)) => {
            let visit = Visit::of(session_cookie(request).as_deref());
            let origin = site.address_origin(request);
            let turn = Circumstances {
                site,
                visit: &visit,
                origin: &origin,
                trouble: trouble.as_ref(),
            };
            let (reply, result) = envelope.answer(&route, &turn);
            call.result = result;
            reply
        }
    };
    (reply, call, trouble)
}

/// A request that is an envelope.
struct Message {
    version: Version,
    root: Element,
    document: String,
}

impl Message {
    /// Reads it, or gives the reply that says why it cannot be.
    fn of(request: &Request<Bytes>, media: &Media) -> Result<Message, Reply> {
        if !media.is_soap {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Reply::empty(status, Version::Soap12.content_type()));
        }
        let document = encoding::decode(request.body(), media.charset.as_deref());
        let root = xml::parse(&document).map_err(|_| bad_request(media.guess))?;
        let version = Version::of(&root)
            .ok_or_else(|| Fault::version_mismatch(&root.namespace).reply(Version::Soap11))?;
        if version == Version::Soap11 && media.guess == Version::Soap12 {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Reply::empty(status, version.content_type()));
        }
        Ok(Message {
            version,
            root,
            document,
        })
    }
}

/// What is meant to be called.
struct Route {
    name: String,
    /// `None` where the contract has it and the sandbox does not.
    operation: Option<&'static Operation>,
}

/// All that decides on a reply beside the request itself.
struct Circumstances<'a> {
    site: &'a Site,
    visit: &'a Visit,
    origin: &'a str,
    trouble: Option<&'a Trouble>,
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
    fn new(message: &'a Message) -> Envelope<'a> {
        let namespace = message.version.envelope_namespace();
        let root = &message.root;
        Envelope {
            version: message.version,
            root,
            body: root.elements().find(|child| child.is(namespace, "Body")),
            document: &message.document,
        }
    }

    /// The first element of the body.
    fn first(&self) -> Option<&'a Element> {
        self.body.and_then(|body| body.elements().next())
    }

    /// The operation that is meant. SOAP 1.1 goes by the `SOAPAction` header, and by the request
    /// element only where there is none; SOAP 1.2 falls back to the element in any case.
    fn route(&self, request: &Request<Bytes>, action: Option<&str>) -> Result<Route, Fault> {
        let known = |name: &str| {
            let operation = Operation::over_soap(name);
            (operation.is_some() || contract::has(name)).then(|| Route {
                name: operation
                    .map_or(name, |operation| operation.name)
                    .to_owned(),
                operation,
            })
        };
        let by_action = |action: &str| {
            let action = percent_decode_str(action).decode_utf8_lossy();
            let name = action.strip_prefix(NAMESPACE)?.strip_prefix('/')?;
            known(name)
        };
        let by_element = || {
            let element = self.first()?;
            (element.namespace == NAMESPACE)
                .then(|| known(&element.name))
                .flatten()
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

    /// Carries out an operation, or fails as a trouble says. Beside the reply it gives the result value, if there is one.
    fn answer(&self, route: &Route, given: &Circumstances<'_>) -> (Reply, Option<String>) {
        if let Some(Trouble::Fault {
            code,
            reason,
            detail,
        }) = given.trouble
        {
            let fault = Fault::of(code, reason, detail.as_deref());
            return (fault.reply_of_method(self.version), None);
        }
        let limited = route
            .operation
            .and_then(|operation| Some((operation, operation.too_many?)));
        match (given.trouble, limited) {
            (Some(Trouble::RateLimit), Some((operation, word))) => {
                return self.ok(operation, &Err(word), Shape::default());
            }
            (Some(Trouble::RateLimit), None) => {
                return (
                    Reply::empty(StatusCode::TOO_MANY_REQUESTS, "text/html"),
                    None,
                );
            }
            _ => {}
        }
        let (operation, args) = match self.read(route) {
            Ok(read) => read,
            Err(reply) => return (reply, None),
        };
        let played = given
            .site
            .play(operation, &args, given.visit, given.origin, true);
        let (reply, result) = self.ok(operation, &played, Shape::of(given.trouble));
        if operation.has_session {
            (with_session_cookie(reply, given.visit), result)
        } else {
            (reply, result)
        }
    }

    /// Reads the request, or gives the reply that says why it cannot be played. ASP.NET reads the
    /// parameters before it looks at the headers.
    fn read(&self, route: &Route) -> Result<(&'static Operation, Args), Reply> {
        if self.body.is_none() {
            let reason = format!("Server was unable to read request. ---> {MISSING_BODY}");
            return Err(Fault::client(reason).reply(self.version));
        }
        let known = route
            .operation
            .filter(|operation| operation.soap != Soap::ShapeUnknown);
        let parameters = Parameters::of(self.wrapper(&route.name), self.document);
        let inputs = known.map_or(&[][..], |operation| operation.inputs);
        let args = match parameters.read(inputs) {
            Ok(args) => args,
            Err(Unreadable::Markup) => return Err(bad_request(self.version)),
            Err(Unreadable::Value(fault)) => return Err(fault.reply(self.version)),
        };
        if let Some(header) = self.unknown_header() {
            return Err(Fault::must_understand(&header.name).reply_of_method(self.version));
        }
        match known {
            Some(operation) => Ok((operation, args)),
            None => Err(not_played(route).reply_of_method(self.version)),
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

    fn ok(&self, operation: &Operation, played: &Played, shape: Shape) -> (Reply, Option<String>) {
        let prefix = match operation.soap {
            Soap::Prefix(prefix) => prefix,
            // What has no form over SOAP has not come this far.
            Soap::ShapeUnknown | Soap::None => operation.name,
        };
        let word = match played {
            _ if shape.unknown_value => "SandboxUnknown",
            Ok(_) => "OK",
            Err(word) => word,
        };
        let result = format!("{prefix}_{word}");
        let text = write::answer(self.version, operation, &result, played, shape);
        let reply = Reply::new(StatusCode::OK, self.version.content_type(), text)
            .with("Cache-Control", "private, max-age=0");
        (reply, Some(result))
    }
}

/// Why an operation cannot be called over SOAP.
fn not_played(route: &Route) -> Fault {
    let name = &route.name;
    let reason = match route.operation {
        None => format!("The sandbox does not know `{name}`, which the contract has."),
        Some(operation) => {
            let page = operation.page.map_or_else(
                || "It is not played at all.".to_owned(),
                |page| format!("Over HTTP GET and POST it is at {page}."),
            );
            format!(
                "The names of the elements of `{name}` are not known, so the sandbox cannot play it over SOAP. {page}"
            )
        }
    };
    Fault::server(format!(
        "Server was unable to process request. ---> {reason}"
    ))
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
