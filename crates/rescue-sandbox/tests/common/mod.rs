//! A client that writes its requests by hand and shows what came back, byte for byte.

// Each test file uses its own part of this.
#![allow(dead_code)]

use std::net::SocketAddr;
use std::sync::LazyLock;

use castile_explain::{Explainer, Question, Verdict};
use rescue_sandbox::{NAMESPACE, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(crate) const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

/// A reply, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The session identifier the reply sets.
    pub(crate) fn session(&self) -> Option<&str> {
        let cookie = self.header("Set-Cookie")?;
        let value = cookie.strip_prefix("ASP.NET_SessionId=")?;
        value.split(';').next()
    }

    /// The text of the first element of this name.
    pub(crate) fn element(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
    }
}

/// Sends bytes on a new connection and reads until the server closes it. `None` if it closes it
/// without a byte.
pub(crate) async fn send(address: SocketAddr, request: &[u8]) -> Option<Reply> {
    let mut stream = TcpStream::connect(address).await.expect("connects");
    // The server may refuse a large body before it is sent.
    let _ = stream.write_all(request).await;
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    parse(&bytes)
}

/// Takes a reply apart.
pub(crate) fn parse(bytes: &[u8]) -> Option<Reply> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Reply {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// A request with these header lines and a body.
pub(crate) fn request(
    method: &str,
    path: &str,
    headers: &[&str],
    body: impl AsRef<[u8]>,
) -> Vec<u8> {
    let body = body.as_ref();
    let mut lines = vec![
        format!("{method} {path} HTTP/1.1"),
        "Host: sandbox.localhost".into(),
    ];
    lines.extend(headers.iter().map(|header| (*header).to_owned()));
    lines.push("Connection: close".into());
    if !body.is_empty() {
        lines.push(format!("Content-Length: {}", body.len()));
    }
    let head = lines.join("\r\n") + "\r\n\r\n";
    [head.as_bytes(), body].concat()
}

/// Sends a request that must be answered.
pub(crate) async fn ask(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    headers: &[&str],
    body: impl AsRef<[u8]>,
) -> Reply {
    let bytes = request(method, path, headers, body);
    send(sandbox.address(), &bytes).await.expect("is answered")
}

/// An envelope around the content of its body.
pub(crate) fn envelope(namespace: &str, content: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"{namespace}\">\
         <s:Body>{content}</s:Body></s:Envelope>"
    )
}

/// A request element with its children, in the service's namespace.
pub(crate) fn operation(name: &str, children: &str) -> String {
    format!("<{name} xmlns=\"{NAMESPACE}\">{children}</{name}>")
}

/// The children of a request by single sign-on.
pub(crate) const SSO: &str = "<sSSOID>123456</sSSOID><sPassword>secretPassword</sPassword>\
                       <sCompany>654321</sCompany>";

/// The children of a request by e-mail address.
pub(crate) const EMAIL: &str =
    "<sEmail>some@email.com</sEmail><sPassword>secretPassword</sPassword>";

/// Calls an operation over SOAP 1.1, with further header lines.
pub(crate) async fn call11(
    sandbox: &Sandbox,
    name: &str,
    children: &str,
    headers: &[&str],
) -> Reply {
    let action = format!("SOAPAction: \"{NAMESPACE}/{name}\"");
    let mut all = vec!["Content-Type: text/xml; charset=utf-8", &action];
    all.extend(headers);
    let body = envelope(SOAP11, &operation(name, children));
    ask(sandbox, "POST", "/API/API.asmx", &all, body).await
}

/// Calls an operation over SOAP 1.2, with further header lines.
pub(crate) async fn call12(
    sandbox: &Sandbox,
    name: &str,
    children: &str,
    headers: &[&str],
) -> Reply {
    let kind =
        format!("Content-Type: application/soap+xml; charset=utf-8; action=\"{NAMESPACE}/{name}\"");
    let mut all = vec![kind.as_str()];
    all.extend(headers);
    let body = envelope(SOAP12, &operation(name, children));
    ask(sandbox, "POST", "/API/API.asmx", &all, body).await
}

/// Sends a document as SOAP 1.1 without an action.
pub(crate) async fn post(sandbox: &Sandbox, document: impl AsRef<[u8]>) -> Reply {
    let headers = ["Content-Type: text/xml; charset=utf-8"];
    ask(sandbox, "POST", "/API/API.asmx", &headers, document).await
}

/// The reply as a snapshot shows it: all bytes but the date, the session and the length.
pub(crate) fn show(reply: &Reply) -> String {
    let session = reply.session().unwrap_or("no session").to_owned();
    let head: Vec<String> = reply
        .head
        .lines()
        .filter(|line| !line.starts_with("Date: "))
        .map(|line| line.replace(&session, "SESSION"))
        .collect();
    format!("{}\n\n{}", head.join("\n"), reply.body)
}

/// Several replies in one snapshot.
pub(crate) fn transcript(replies: &[(&str, Reply)]) -> String {
    let shown: Vec<String> = replies
        .iter()
        .map(|(name, reply)| format!("=== {name}\n{}\n", show(reply)))
        .collect();
    shown.join("\n")
}

/// Whether a strict parser reads a reply's body to its end.
pub(crate) fn is_well_formed(reply: &Reply) -> bool {
    xml::ParserConfig::new()
        .allow_multiple_root_elements(false)
        .create_reader(reply.body.as_bytes())
        .into_iter()
        .all(|event| event.is_ok())
}

/// A sandbox whose first authentication codes are `code-1` to `code-3`.
pub(crate) async fn start() -> Sandbox {
    Sandbox::builder()
        .auth_codes(["code-1", "code-2", "code-3"])
        .start()
        .await
        .expect("starts")
}

/// What there is to say against a SOAP reply, judged by the contract: nothing, or what is wrong with it.
pub(crate) fn objections(reply: &Reply) -> Vec<String> {
    static EXPLAINER: LazyLock<Explainer> = LazyLock::new(|| {
        let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/../../wsdl/api.asmx.wsdl");
        let lowered = castile_build::Config::new()
            .lower(contract)
            .expect("is lowered");
        Explainer::new(&lowered.module).expect("can be explained")
    });
    match EXPLAINER.explain(&reply.body, &Question::default()) {
        Ok(explanation) => match explanation.verdict {
            Verdict::Read { deviations, .. } => {
                deviations.iter().map(ToString::to_string).collect()
            }
            Verdict::Fault(fault, _) => vec![fault.to_string()],
            Verdict::Error(error) => vec![error.to_string()],
        },
        Err(unclear) => vec![format!("{unclear:?}")],
    }
}
