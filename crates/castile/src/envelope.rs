//! SOAP envelopes of both versions, to and from bytes. No IO: any HTTP client can carry them.

mod headers;

use std::fmt;

use crate::attachment::Attachment;
use crate::codec::{
    AnyElement, BESIDE_THE_RIGHT_ONE, DecodeError, DecodeErrorKind, Decoder, Element, EncodeError,
    Encoding, Request, Result, Token, Writer, XSI, excerpt, expanded,
};
use crate::deviation::{DeviationKind, Deviations, Policy};
use crate::error::Error;
use crate::fault::Fault;
use crate::limits::Limits;
use crate::mime;
pub use crate::mime::Package;
pub use crate::operation::{Operation, Root};
use crate::secret::Secrets;
pub use headers::{Headers, WriteHeaders};
use headers::{Others, read_headers};

/// A version of SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SoapVersion {
    /// SOAP 1.1: `text/xml` and a `SOAPAction` header.
    #[default]
    Soap11,
    /// SOAP 1.2: `application/soap+xml` with an `action` parameter.
    Soap12,
}

impl SoapVersion {
    /// The namespace of the envelope.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::Soap11 => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::Soap12 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    /// Its own encoding of values.
    fn encoding(self) -> Encoding {
        match self {
            Self::Soap11 => Encoding::Soap11,
            Self::Soap12 => Encoding::Soap12,
        }
    }

    /// The media type of a message.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Soap11 => "text/xml",
            Self::Soap12 => "application/soap+xml",
        }
    }

    /// The HTTP headers that say what is sent: `Content-Type`, and in SOAP 1.1 `SOAPAction`.
    pub fn headers(self, action: &str) -> Vec<(&'static str, String)> {
        match self {
            Self::Soap11 => vec![
                ("content-type", "text/xml; charset=utf-8".to_owned()),
                ("soapaction", format!("\"{action}\"")),
            ],
            Self::Soap12 if action.is_empty() => vec![(
                "content-type",
                "application/soap+xml; charset=utf-8".to_owned(),
            )],
            Self::Soap12 => vec![(
                "content-type",
                format!("application/soap+xml; charset=utf-8; action=\"{action}\""),
            )],
        }
    }
}

impl SoapVersion {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Soap11 => "SOAP 1.1",
            Self::Soap12 => "SOAP 1.2",
        }
    }
}

impl fmt::Display for SoapVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An envelope with what travels beside it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// The envelope.
    pub envelope: String,
    /// The attachments that it refers to, or that the contract has beside it.
    pub attachments: Vec<Attachment>,
}

impl Message {
    /// The HTTP headers and the body: the envelope alone, or `multipart/related` where there are attachments (SOAP
    /// Messages with Attachments, 3).
    pub fn into_http(
        self,
        version: SoapVersion,
        action: &str,
    ) -> (Vec<(&'static str, String)>, Vec<u8>) {
        let mut headers = version.headers(action);
        if self.attachments.is_empty() {
            return (headers, self.envelope.into_bytes());
        }
        let own = headers.iter_mut().find(|(name, _)| *name == "content-type");
        let content_type = own.map(|(_, value)| value);
        let (own, mut nothing) = (content_type, String::new());
        let content_type = own.unwrap_or(&mut nothing);
        let (whole, body) = mime::join(&self.envelope, content_type, &self.attachments);
        *content_type = whole;
        if version == SoapVersion::Soap12 && !action.is_empty() {
            content_type.push_str("; start-info=\"application/soap+xml\"; action=\"");
            content_type.push_str(action);
            content_type.push('"');
        }
        (headers, body)
    }
}

impl fmt::Debug for Message {
    /// Shows nothing of the envelope: it may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bytes, attachments) = (self.envelope.len(), &self.attachments);
        write!(f, "Message({bytes} bytes, {attachments:?})")
    }
}

/// Writes a request as .NET does: the contract's namespace is the default one on the first element of the body.
///
/// # Errors
/// A value cannot be written as XML, or has attachments: [`write_message`] carries them.
pub fn write_request(
    operation: &Operation,
    version: SoapVersion,
    headers: Option<&dyn WriteHeaders>,
    request: &dyn Element,
) -> std::result::Result<String, EncodeError> {
    envelope(operation, version, headers, request).finish()
}

/// Writes a request with its attachments.
///
/// # Errors
/// A value cannot be written as XML.
pub fn write_message(
    operation: &Operation,
    version: SoapVersion,
    headers: Option<&dyn WriteHeaders>,
    request: &dyn Element,
) -> std::result::Result<Message, EncodeError> {
    let (envelope, attachments) =
        envelope(operation, version, headers, request).finish_message()?;
    Ok(Message {
        envelope,
        attachments,
    })
}

fn envelope(
    operation: &Operation,
    version: SoapVersion,
    headers: Option<&dyn WriteHeaders>,
    request: &dyn Element,
) -> Writer {
    let mut writer = Writer::new(operation.default_namespace);
    writer.markup("<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"");
    writer.markup(version.namespace());
    writer.markup("\" xmlns:xsi=\"");
    writer.markup(XSI);
    writer.markup("\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"");
    writer.set_version(version.encoding());
    writer.markup(operation.prefixes);
    writer.markup(">");
    if let Some(headers) = headers {
        writer.open("soap:Header");
        headers.write_headers(&mut writer);
        writer.close("soap:Header");
    }
    writer.open("soap:Body");
    if let Some(root) = &operation.request {
        if let Some(xsi_type) = root.encoded {
            writer.encode(root.tag, xsi_type);
        }
        writer.next_is_root();
        request.write_element(root.tag, &mut writer);
        writer.end_encoding();
    }
    writer.close("soap:Body");
    writer.markup("</soap:Envelope>");
    writer
}

/// The text of a message: bytes in the encoding that the content type names, or the document itself.
///
/// # Errors
/// The encoding is not known, or the bytes are not valid in it.
pub fn to_text<'b>(body: &'b [u8], content_type: &str) -> Result<std::borrow::Cow<'b, str>> {
    crate::codec::to_text(body, crate::error::charset(content_type).as_deref())
}

/// What an envelope holds, before anything of it is read by a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Glance {
    /// The version of the envelope.
    pub version: SoapVersion,
    /// The elements in the body, the first 64 of them.
    pub body: Vec<BodyElement>,
    /// Where in the text the first of them begins, or an empty body ends.
    pub offset: usize,
}

/// An element in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyElement {
    /// Its namespace and local name.
    pub name: (String, String),
    /// It is called as a fault is, of either version or in no namespace.
    pub is_fault: bool,
}

/// So many elements of a body are looked at, to tell which operation a message belongs to.
const GLANCED: usize = 64;

/// Takes a message in several parts apart: the envelope, and its attachments. `None` where the content type is not
/// `multipart/related`, or the body is a document or nothing all the same, and all there is.
///
/// # Errors
/// The parts cannot be told apart, or break a limit.
pub fn unpack<'b>(
    content_type: &str,
    body: &'b [u8],
    limits: &Limits,
) -> Result<Option<Package<'b>>> {
    if mime::is_in_parts(content_type, body) {
        mime::split(content_type, body, limits).map(Some)
    } else {
        Ok(None)
    }
}

/// Looks into an envelope as far as the first element of its body, to tell which operation a message belongs to.
///
/// # Errors
/// The text is no SOAP envelope, or is not well-formed up to there.
pub fn glance(text: &str, limits: &Limits) -> Result<Glance> {
    if let Some(what) = crate::describe::describe(text) {
        let error = DecodeError::new(DecodeErrorKind::NotSoap, 0, "a SOAP envelope", what);
        return Err(error.locate(text));
    }
    look(text, limits).map_err(|error| error.locate(text))
}

fn look(text: &str, limits: &Limits) -> Result<Glance> {
    let policy = Policy::tolerant();
    let mut decoder = Decoder::new(text, limits, &policy)?;
    decoder.next()?;
    let version = version_of_root(&decoder, SoapVersion::default())?;
    let mut in_body = false;
    let mut body = Vec::new();
    let mut offset = 0;
    while body.len() < GLANCED {
        let token = match decoder.next() {
            // Who reads it says what is wrong.
            Err(_) if !body.is_empty() => break,
            token => token?,
        };
        if body.is_empty() {
            offset = decoder.xml().offset();
        }
        match token {
            Token::Start if in_body => {
                body.push(BodyElement {
                    name: (
                        decoder.xml().tag_namespace().to_owned(),
                        decoder.xml().tag().local.to_owned(),
                    ),
                    is_fault: is_fault(&decoder),
                });
                if decoder.skip().is_err() {
                    break;
                }
            }
            Token::Start if decoder.tag_is(version.namespace(), "Body") => in_body = true,
            Token::Start => decoder.skip()?,
            Token::Text(_) => {}
            Token::End if !in_body => {}
            Token::End | Token::Eof => break,
        }
    }
    Ok(Glance {
        version,
        body,
        offset,
    })
}

/// Whether the start tag just met is called as a fault is, of either version or in no namespace as some servers write it.
fn is_fault(decoder: &Decoder<'_>) -> bool {
    is_soap_fault(decoder) || decoder.tag_is("", "Fault")
}

fn is_soap_fault(decoder: &Decoder<'_>) -> bool {
    decoder.tag_is(SoapVersion::Soap11.namespace(), "Fault")
        || decoder.tag_is(SoapVersion::Soap12.namespace(), "Fault")
}

/// The version that the root element says; an error names the envelope of the version that is `wanted`.
fn version_of_root(decoder: &Decoder<'_>, wanted: SoapVersion) -> Result<SoapVersion> {
    for version in [SoapVersion::Soap11, SoapVersion::Soap12] {
        if decoder.tag_is(version.namespace(), "Envelope") {
            return Ok(version);
        }
    }
    let kind = if decoder.xml().tag().local == "Envelope" {
        DecodeErrorKind::Version
    } else {
        DecodeErrorKind::NotSoap
    };
    let expected = format!(
        "a SOAP envelope, `{}`",
        expanded(wanted.namespace(), "Envelope")
    );
    let found = format!("`{}`", decoder.tag_name());
    Err(error(decoder, kind, expected, found))
}

impl Operation {
    /// Holds a request against the contract: what is sent is written, and read again as a reply would be.
    ///
    /// With `Policy::strict().check_facets()` a request that passes is what the contract asks for, as far as the
    /// decoder can tell; a policy that tolerates more gives back what it tolerated.
    ///
    /// # Errors
    /// The request cannot be written, or has what the policy refuses: an error of the kind
    /// [`Invalid`](crate::ErrorKind::Invalid), whose [`decode`](Error::decode) says what, and where in the envelope and
    /// in the contract.
    pub fn check(
        &self,
        request: &dyn Request,
        policy: Policy,
    ) -> std::result::Result<Deviations, Error> {
        self.check_with_headers(None, request, policy)
    }

    /// Holds a request and its header blocks against the contract, as [`check`](Self::check) does.
    ///
    /// # Errors
    /// As those of [`check`](Self::check).
    pub fn check_with_headers(
        &self,
        headers: Option<&dyn WriteHeaders>,
        request: &dyn Request,
        policy: Policy,
    ) -> std::result::Result<Deviations, Error> {
        let during = |error: Error| error.during(self.name, "", SoapVersion::Soap11.name());
        let message = write_message(self, SoapVersion::Soap11, headers, request);
        let message = message.map_err(|error| during(Error::encode(error)))?;
        read_again(
            self,
            &message,
            SoapVersion::Soap11,
            (headers, request),
            policy,
        )
        .map_err(|error| during(Error::invalid(error)))
    }
}

/// Reads an envelope that was written from this request.
pub(crate) fn read_again(
    operation: &Operation,
    message: &Message,
    version: SoapVersion,
    (headers, request): (Option<&dyn WriteHeaders>, &dyn Request),
    policy: Policy,
) -> Result<Deviations> {
    let text = &*message.envelope;
    // It is our own, however large.
    let limits = Limits::default()
        .with_children(usize::MAX)
        .with_text_bytes(usize::MAX);
    let mut decoder = Decoder::new(text, &limits, &policy)
        .map_err(|error| error.of_operation(operation.place).locate(text))?;
    decoder.set_envelope(version.namespace());
    decoder.set_attachments(message.attachments.clone());
    let root = operation.request.as_ref();
    let read = read_request(&mut decoder, root, version, (headers, request));
    // Most requests have nothing to hide, and pay nothing for it.
    let secrets = || Secrets::of_all(Secrets::values(text, false, None));
    match decoder.end(read, operation.place) {
        Ok(((), mut deviations)) => {
            if !deviations.is_empty() {
                deviations.hide(&secrets());
            }
            Ok(deviations)
        }
        Err(mut error) => {
            error.hide(&secrets());
            Err(error)
        }
    }
}

fn read_request(
    decoder: &mut Decoder<'_>,
    root: Option<&Root>,
    version: SoapVersion,
    (headers, request): (Option<&dyn WriteHeaders>, &dyn Request),
) -> Result<()> {
    let is_outer = |decoder: &Decoder<'_>| {
        decoder.tag_is(version.namespace(), "Envelope")
            || decoder.tag_is(version.namespace(), "Body")
    };
    let mut in_body = false;
    loop {
        match decoder.next()? {
            Token::Start if !in_body && is_outer(decoder) => {
                in_body = decoder.tag_is(version.namespace(), "Body");
                if in_body && root.is_some_and(|root| root.encoded.is_some()) {
                    decoder.set_encoding(Some(version.encoding()));
                }
                if in_body && root.is_some_and(Root::is_body) {
                    request.read_again(decoder)?;
                }
            }
            Token::Start if in_body => request.read_again(decoder)?,
            Token::Start if decoder.tag_is(version.namespace(), "Header") => {
                let mut blank = headers.map(WriteHeaders::blank);
                let headers: &mut dyn Headers = match &mut blank {
                    Some(headers) => &mut **headers,
                    None => &mut (),
                };
                read_headers(decoder, version, headers, Others::Skipped)?;
            }
            Token::Start => decoder.skip()?,
            Token::Text(_) | Token::End => {}
            Token::Eof => return Ok(()),
        }
    }
}

/// What a reply was.
#[derive(Debug)]
pub enum Outcome {
    /// The answer; it has been read into the value that was handed in.
    Answer(Deviations),
    /// A fault.
    Fault(Box<Fault>),
}

/// What a reply is read into, and how.
pub struct ReplyReader<'a> {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// The version that was asked in.
    pub version: SoapVersion,
    /// The most that is read.
    pub limits: &'a Limits,
    /// What is tolerated.
    pub policy: &'a Policy,
}

impl ReplyReader<'_> {
    /// Reads an envelope into `response`, and its header blocks into `headers`.
    ///
    /// # Errors
    /// The text is no SOAP envelope, or not what the contract says; the error has line, path, and place in the contract.
    pub fn read(
        &self,
        text: &str,
        response: &mut dyn Element,
        headers: &mut dyn Headers,
    ) -> Result<Outcome> {
        self.read_message(text, &mut Vec::new(), response, headers)
    }

    /// Reads an envelope that came with attachments, as [`read`](Self::read) does. Those that nothing refers to are left.
    ///
    /// # Errors
    /// As those of [`read`](Self::read), or an attachment is not there.
    pub fn read_message(
        &self,
        text: &str,
        attachments: &mut Vec<Attachment>,
        response: &mut dyn Element,
        headers: &mut dyn Headers,
    ) -> Result<Outcome> {
        let place = self.operation.place;
        // Where the body is read as a whole, a fault would be one more element that the contract does not have.
        if self.answers_body()
            && memchr::memmem::find(text.as_bytes(), b"Fault").is_some()
            && let Some(fault) = self.only_fault(text)
        {
            return Ok(self.fault(fault, text));
        }
        let mut decoder = Decoder::new(text, self.limits, self.policy)
            .map_err(|error| error.of_operation(place).locate(text))?;
        decoder.set_attachments(std::mem::take(attachments));
        let mut read = self.envelope(&mut decoder, response, headers);
        *attachments = decoder.take_attachments();
        let fault = match &mut read {
            Ok(fault) => fault.take(),
            // Whatever is wrong beside it, a fault is what the service has to say.
            Err(_) => self.only_fault(text),
        };
        if let Some(fault) = fault {
            return Ok(self.fault(fault, text));
        }
        let (_, deviations) = decoder.end(read, place)?;
        Ok(Outcome::Answer(deviations))
    }

    /// A fault, with the header blocks that came with it: answers alone are read into the contract's.
    fn fault(&self, mut fault: Fault, text: &str) -> Outcome {
        // What is wrong with them does not hide the fault.
        let _ = self.header_blocks(text, &mut fault.headers);
        fault.policy = *self.policy;
        Outcome::Fault(Box::new(fault))
    }

    fn header_blocks(&self, text: &str, blocks: &mut Vec<AnyElement>) -> Result<()> {
        let policy = Policy::tolerant();
        let mut decoder = Decoder::new(text, self.limits, &policy)?;
        decoder.next()?;
        let version = version_of_root(&decoder, self.version)?;
        self.set_encoding(&mut decoder, version);
        loop {
            match decoder.next()? {
                Token::Start if decoder.tag_is(version.namespace(), "Header") => loop {
                    match decoder.next()? {
                        Token::Start => {
                            decoder.check_children(blocks.len() + 1)?;
                            blocks.push(decoder.any_element()?);
                        }
                        Token::Text(_) => {}
                        Token::End | Token::Eof => break,
                    }
                },
                Token::Start => decoder.skip()?,
                Token::Text(_) | Token::End => {}
                Token::Eof => return Ok(()),
            }
        }
    }

    fn answers_body(&self) -> bool {
        self.operation.response.as_ref().is_some_and(Root::is_body)
    }

    /// Notes what HTTP says of an answer and does not fit one: a content type or status that is not SOAP's, or that
    /// there is an answer at all. For answers that [`read`](Self::read) has read.
    ///
    /// # Errors
    /// The policy refuses it.
    pub fn check_http(
        &self,
        status: http::StatusCode,
        content_type: &str,
        deviations: &mut Deviations,
    ) -> Result<()> {
        let mut note =
            |kind, message| deviations.note(*self.policy, kind, message, self.operation.place);
        let mut media_type = mime::media_type(content_type).to_owned();
        // XOP names the type of the envelope in a parameter.
        if media_type.eq_ignore_ascii_case("application/xop+xml")
            && let Some(inner) = mime::parameter(content_type, "type")
        {
            mime::media_type(&inner).clone_into(&mut media_type);
        }
        if !media_type.eq_ignore_ascii_case(self.version.media_type()) {
            let message = if media_type.is_empty() {
                "no content type".to_owned()
            } else {
                format!("the content type {}", excerpt(&media_type))
            };
            note(DeviationKind::ContentType, message)?;
        }
        if !status.is_success() {
            let message = format!("an answer with HTTP status {}", status.as_u16());
            note(DeviationKind::Status, message)?;
        }
        if self.operation.one_way {
            let message = "an answer to a one-way message".to_owned();
            note(DeviationKind::Status, message)?;
        }
        Ok(())
    }

    /// Notes attachments of an answer that nothing in it refers to.
    ///
    /// # Errors
    /// The policy refuses it.
    pub fn check_attachments(
        &self,
        left: &[Attachment],
        deviations: &mut Deviations,
    ) -> Result<()> {
        if left.is_empty() {
            return Ok(());
        }
        let message = format!("{} attachments more", left.len());
        let place = self.operation.place;
        deviations.note(*self.policy, DeviationKind::Attachment, message, place)
    }

    /// The one fault in the one body of a well-formed envelope.
    fn only_fault(&self, text: &str) -> Option<Fault> {
        let policy = Policy::tolerant();
        let mut decoder = Decoder::new(text, self.limits, &policy).ok()?;
        decoder.next().ok()?;
        let version = version_of_root(&decoder, self.version).ok()?;
        let (mut bodies, mut in_body, mut faults) = (0, false, Vec::new());
        loop {
            match decoder.next().ok()? {
                Token::Start if in_body && self.is_fault(&decoder) => {
                    faults.push(Fault::decode(&mut decoder, version).ok()?);
                }
                // Its children come next.
                Token::Start if !in_body && decoder.tag_is(version.namespace(), "Body") => {
                    bodies += 1;
                    in_body = true;
                }
                Token::Start => decoder.skip().ok()?,
                Token::Text(_) => {}
                Token::End => in_body = false,
                Token::Eof if bodies == 1 && faults.len() == 1 => return faults.pop(),
                Token::Eof => return None,
            }
        }
    }

    fn envelope(
        &self,
        decoder: &mut Decoder<'_>,
        response: &mut dyn Element,
        headers: &mut dyn Headers,
    ) -> Result<Option<Fault>> {
        decoder.next()?;
        let start = decoder.xml().offset();
        let version = version_of_root(decoder, self.version)?;
        decoder.set_envelope(version.namespace());
        own_attributes(decoder)?;
        let mut outcome = None;
        let mut has_header = false;
        let mut count = 0;
        loop {
            match decoder.next()? {
                Token::Start if decoder.tag_is(version.namespace(), "Header") => {
                    if std::mem::replace(&mut has_header, true) {
                        return Err(error(
                            decoder,
                            DecodeErrorKind::Duplicate,
                            "one `Header`",
                            "a second one",
                        ));
                    }
                    if outcome.is_some() {
                        decoder
                            .deviation(DeviationKind::Order, "`Header` after `Body`".to_owned())?;
                    }
                    own_attributes(decoder)?;
                    read_headers(decoder, version, headers, Others::Judged)?;
                }
                Token::Start if decoder.tag_is(version.namespace(), "Body") => {
                    if outcome.is_some() {
                        return Err(error(
                            decoder,
                            DecodeErrorKind::Duplicate,
                            "one `Body`",
                            "a second one",
                        ));
                    }
                    outcome = Some(if self.answers_body() {
                        self.right_version(decoder, version)?;
                        self.set_encoding(decoder, version);
                        self.value(decoder, response)?;
                        None
                    } else {
                        own_attributes(decoder)?;
                        self.body(decoder, version, response)?
                    });
                }
                Token::Start => {
                    count += 1;
                    decoder.check_children(count)?;
                    let namespace = decoder.xml().tag_namespace();
                    let is_own = namespace.is_empty() || namespace == version.namespace();
                    let local = decoder.xml().tag().local;
                    // A `Header` of somebody else's is an addition; there is no answer without a `Body`.
                    let near = |name: &&str| {
                        local.eq_ignore_ascii_case(name) && (is_own || *name == "Body")
                    };
                    if let Some(name) = ["Body", "Header"].into_iter().find(near) {
                        let found = format!("`{}`", decoder.tag_name());
                        return Err(error(
                            decoder,
                            DecodeErrorKind::Misnamed,
                            format!("`{}`", expanded(version.namespace(), name)),
                            found,
                        ));
                    }
                    let message = format!("the element `{}` in the envelope", decoder.tag_name());
                    decoder.deviation(DeviationKind::UnknownElement, message)?;
                    decoder.skip()?;
                }
                Token::Text(text) => decoder.stray_text(&text, OUTSIDE)?,
                Token::End => {}
                Token::Eof => break,
            }
        }
        match outcome {
            None => Err(DecodeError::new(
                DecodeErrorKind::Missing,
                start,
                "a `Body` in the envelope",
                "none",
            )),
            Some(fault) => Ok(fault),
        }
    }

    fn body(
        &self,
        decoder: &mut Decoder<'_>,
        version: SoapVersion,
        response: &mut dyn Element,
    ) -> Result<Option<Fault>> {
        let mut answered = false;
        let mut fault = None;
        self.set_encoding(decoder, version);
        // The first element that is not the answer, which may still come.
        let mut stray = None;
        let mut count = 0;
        loop {
            match decoder.next()? {
                Token::Start if self.is_fault(decoder) => {
                    if fault.is_some() {
                        return Err(error(
                            decoder,
                            DecodeErrorKind::Duplicate,
                            "one answer in the body",
                            "a second one",
                        ));
                    }
                    fault = Some(Fault::decode(decoder, version)?);
                }
                Token::Start if fault.is_some() => decoder.skip()?,
                // What the answer refers to is read where it does.
                Token::Start
                    if decoder.is_independent(answered || !self.may_be_answer(decoder)) =>
                {
                    decoder.skip()?;
                }
                Token::Start if answered && self.may_be_answer(decoder) => {
                    let found = format!("a second one, `{}`", decoder.tag_name());
                    return Err(error(
                        decoder,
                        DecodeErrorKind::Duplicate,
                        "one answer in the body",
                        found,
                    ));
                }
                Token::Start if self.may_be_answer(decoder) => {
                    self.right_version(decoder, version)?;
                    self.answer(decoder, response)?;
                    answered = true;
                }
                Token::Start => {
                    count += 1;
                    decoder.check_children(count)?;
                    let message = format!("the element `{}` in the body", decoder.tag_name());
                    if !answered && self.operation.response.is_some() {
                        let error = self.no_answer(decoder);
                        if self.policy.refuses(DeviationKind::UnknownElement) {
                            return Err(error.hint_at(BESIDE_THE_RIGHT_ONE));
                        }
                        stray.get_or_insert(error);
                    }
                    decoder.deviation(DeviationKind::UnknownElement, message)?;
                    decoder.skip()?;
                }
                Token::Text(text) => decoder.stray_text(&text, OUTSIDE)?,
                Token::End | Token::Eof => break,
            }
        }
        if fault.is_none()
            && !answered
            && let Some(error) = stray
        {
            return Err(error);
        }
        if fault.is_none()
            && !answered
            && let Some(root) = &self.operation.response
        {
            let error = error(
                decoder,
                DecodeErrorKind::Missing,
                format!("`{}` in the body", root.expanded()),
                "an empty body",
            );
            return Err(error.at(self.operation.place));
        }
        Ok(fault)
    }

    fn set_encoding(&self, decoder: &mut Decoder<'_>, version: SoapVersion) {
        let answer = self.operation.response.as_ref();
        if answer.is_some_and(|root| root.encoded.is_some()) {
            decoder.set_encoding(Some(version.encoding()));
        }
    }

    /// A fault says its own version; an answer has to be in the one that was asked for.
    fn right_version(&self, decoder: &Decoder<'_>, version: SoapVersion) -> Result<()> {
        if version == self.version {
            return Ok(());
        }
        let hint = match version {
            SoapVersion::Soap11 => "`Client::with_version(SoapVersion::Soap11)` asks in that one",
            SoapVersion::Soap12 => "`Client::with_version(SoapVersion::Soap12)` asks in that one",
        };
        let error = error(
            decoder,
            DecodeErrorKind::Version,
            format!("an envelope of {}", self.version),
            format!("one of {version}"),
        );
        Err(error.hint_at(hint))
    }

    fn value(&self, decoder: &mut Decoder<'_>, response: &mut dyn Element) -> Result<()> {
        let read = response.read_element(decoder);
        // Which attachments there are is said of the operation, and not of a type.
        read.map_err(|error| match error.kind() {
            DecodeErrorKind::Attachment => error.at(self.operation.place),
            _ => error,
        })
    }

    /// Whether the start tag just met is that of a fault.
    fn is_fault(&self, decoder: &Decoder<'_>) -> bool {
        let root = self.operation.response.as_ref();
        let is_answer = |root: &Root| decoder.tag_is(root.namespace, root.name);
        is_soap_fault(decoder)
            || is_fault(decoder) && root.is_none_or(|root| !root.is_body() && !is_answer(root))
    }

    /// Whether an element of the body can be meant as the answer; if not, it is an addition.
    fn may_be_answer(&self, decoder: &Decoder<'_>) -> bool {
        let name = decoder.xml().tag().local;
        self.operation
            .response
            .as_ref()
            .is_some_and(|root| root.encoded == Some("") || root.name.eq_ignore_ascii_case(name))
    }

    fn answer(&self, decoder: &mut Decoder<'_>, response: &mut dyn Element) -> Result<()> {
        match &self.operation.response {
            Some(root) if decoder.tag_is(root.namespace, root.name) => {
                if root.encoded == Some("") {
                    decoder.next_is_wrapper();
                }
                self.value(decoder, response)
            }
            Some(root) if root.encoded == Some("") => {
                // The name of this struct means nothing.
                decoder.other_wrapper(root.namespace, root.name)?;
                decoder.next_is_wrapper();
                self.value(decoder, response)
            }
            _ => Err(self.no_answer(decoder)),
        }
    }

    /// The element at hand is not the answer.
    fn no_answer(&self, decoder: &Decoder<'_>) -> DecodeError {
        let root = self.operation.response.as_ref();
        let expected = root.map_or_else(String::new, |root| format!("`{}`", root.expanded()));
        let found = format!("`{}`", decoder.tag_name());
        error(decoder, DecodeErrorKind::Misnamed, expected, found)
    }
}

impl Root {
    fn expanded(&self) -> String {
        expanded(self.namespace, self.name)
    }
}

/// Notes attributes of the envelope's own elements that are in no namespace: SOAP has none, and allows others.
fn own_attributes(decoder: &mut Decoder<'_>) -> Result<()> {
    for index in 0..decoder.xml().attributes().len() {
        let attribute = &decoder.xml().attributes()[index];
        if attribute.prefix.is_empty() {
            let name = expanded("", attribute.local);
            let message = format!("the attribute `{name}` of `{}`", decoder.xml().tag().local);
            decoder.deviation(DeviationKind::UnknownAttribute, message)?;
        }
    }
    Ok(())
}

/// What text outside of values is.
const OUTSIDE: &str = "text between elements of the envelope";

fn error(
    decoder: &Decoder<'_>,
    kind: DecodeErrorKind,
    expected: impl Into<std::borrow::Cow<'static, str>>,
    found: impl Into<std::borrow::Cow<'static, str>>,
) -> DecodeError {
    DecodeError::new(kind, decoder.xml().offset(), expected, found)
}
