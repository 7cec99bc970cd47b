//! SOAP faults, written as ASP.NET writes them: HTTP 500, in the version of the request.

use hyper::StatusCode;

use super::Version;
use super::write::{end, start};
use crate::NAMESPACE;
use crate::reply::Reply;
use crate::xml::{escape, escape_quoted};

/// A fault.
#[derive(Debug)]
pub(super) struct Fault {
    /// A SOAP 1.1 code, or a name of the service's own.
    code: String,
    reason: String,
    detail: Detail,
    /// Whether the reply says which envelopes the server understands.
    upgrade: bool,
}

#[derive(Debug)]
enum Detail {
    /// Errors of headers have none.
    Absent,
    Empty,
    /// Written as it is.
    Xml(String),
}

impl Fault {
    /// The caller's mistake.
    pub(super) fn client(reason: impl Into<String>) -> Fault {
        Fault::new("Client", reason, Detail::Empty)
    }

    /// The server's.
    pub(super) fn server(reason: impl Into<String>) -> Fault {
        Fault::new("Server", reason, Detail::Empty)
    }

    /// A header that must be understood and is not.
    pub(super) fn must_understand(header: &str) -> Fault {
        let reason = format!("SOAP header {header} was not understood.");
        Fault::new("MustUnderstand", reason, Detail::Absent)
    }

    /// An envelope that is none.
    pub(super) fn version_mismatch(namespace: &str) -> Fault {
        let reason = format!(
            "Possible SOAP version mismatch: Envelope namespace {namespace} was unexpected. \
             Expecting {}.",
            Version::Soap11.envelope_namespace()
        );
        Fault {
            upgrade: true,
            ..Fault::new("VersionMismatch", reason, Detail::Empty)
        }
    }

    /// Any fault, with the detail as it is.
    pub(super) fn of(code: &str, reason: &str, detail: Option<&str>) -> Fault {
        let detail = detail.map_or(Detail::Empty, |xml| Detail::Xml(xml.to_owned()));
        Fault::new(code, reason, detail)
    }

    fn new(code: &str, reason: impl Into<String>, detail: Detail) -> Fault {
        Fault {
            code: code.to_owned(),
            reason: reason.into(),
            detail,
            upgrade: false,
        }
    }

    /// The reply that carries it, where no method was reached.
    pub(super) fn reply(&self, version: Version) -> Reply {
        self.envelope(version).with("Cache-Control", "private")
    }

    /// The reply that carries it, where the method was known and its parameters were read.
    pub(super) fn reply_of_method(&self, version: Version) -> Reply {
        self.envelope(version)
            .with("Cache-Control", "private, max-age=0")
    }

    fn envelope(&self, version: Version) -> Reply {
        let mut text = start(version);
        if self.upgrade {
            text.push_str(UPGRADE);
        }
        text.push_str("<soap:Body>");
        text.push_str(&match version {
            Version::Soap11 => self.soap11(),
            Version::Soap12 => self.soap12(),
        });
        text.push_str("</soap:Body>");
        end(&mut text);
        Reply::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            version.content_type(),
            text,
        )
    }

    fn soap11(&self) -> String {
        let (declaration, code) = self.code(Version::Soap11);
        let reason = escape(&self.reason);
        let detail = match &self.detail {
            Detail::Absent => String::new(),
            Detail::Empty => "<detail />".to_owned(),
            Detail::Xml(xml) => format!("<detail>{xml}</detail>"),
        };
        format!(
            "<soap:Fault><faultcode{declaration}>{code}</faultcode>\
             <faultstring>{reason}</faultstring>{detail}</soap:Fault>"
        )
    }

    fn soap12(&self) -> String {
        let (declaration, code) = self.code(Version::Soap12);
        let reason = escape(&self.reason);
        let detail = match &self.detail {
            Detail::Absent => String::new(),
            Detail::Empty => "<soap:Detail />".to_owned(),
            // ASP.NET's own mistake: a detail with content loses its namespace and its capital.
            Detail::Xml(xml) => format!("<detail>{xml}</detail>"),
        };
        format!(
            "<soap:Fault><soap:Code><soap:Value{declaration}>{code}</soap:Value></soap:Code>\
             <soap:Reason><soap:Text xml:lang=\"en\">{reason}</soap:Text></soap:Reason>{detail}\
             </soap:Fault>"
        )
    }

    /// The code as a qualified name, and the declaration its prefix needs.
    fn code(&self, version: Version) -> (String, String) {
        let name = match (self.code.as_str(), version) {
            ("Client" | "Sender", Version::Soap11) => "Client",
            ("Client" | "Sender", Version::Soap12) => "Sender",
            ("Server" | "Receiver", Version::Soap11) => "Server",
            ("Server" | "Receiver", Version::Soap12) => "Receiver",
            (shared @ ("MustUnderstand" | "VersionMismatch"), _) => shared,
            (own, _) => {
                let declaration = format!(" xmlns:q0=\"{}\"", escape_quoted(NAMESPACE));
                return (declaration, format!("q0:{}", escape(own)));
            }
        };
        (String::new(), format!("soap:{name}"))
    }
}

/// Says which envelopes are understood. ASP.NET sends it in SOAP 1.1, too.
const UPGRADE: &str = "<soap:Header>\
    <soap12:Upgrade xmlns:soap12=\"http://www.w3.org/2003/05/soap-envelope\">\
    <soap12:SupportedEnvelope qname=\"soap:Envelope\" \
    xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" />\
    <soap12:SupportedEnvelope qname=\"soap12:Envelope\" \
    xmlns:soap12=\"http://www.w3.org/2003/05/soap-envelope\" /></soap12:Upgrade></soap:Header>";
