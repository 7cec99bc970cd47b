//! SOAP faults of both versions in one type.

use std::borrow::Cow;
use std::fmt;

use crate::codec::{
    AnyElement, DecodeError, DecodeErrorKind, Decoder, Element, Result, Token, excerpt, expanded,
};
use crate::deviation::{Deviations, Policy};
use crate::envelope::SoapVersion;
use crate::secret::{Secrets, mask_xml};

/// Who is to blame, by the codes of SOAP 1.1 (4.4.1) and SOAP 1.2 (part 1, 5.4.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// `Client`, `Sender`: the request; sending it again unchanged will not help.
    Sender,
    /// `Server`, `Receiver`: the service; the same request may work later.
    Receiver,
    /// The envelope's namespace.
    VersionMismatch,
    /// A header that has to be understood is not.
    MustUnderstand,
    /// `DataEncodingUnknown` of SOAP 1.2.
    DataEncodingUnknown,
    /// A code of the service's own.
    Other,
}

/// What tells a declared fault, namespace first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultMark {
    /// The name of an entry of `detail`.
    Element(&'static str, &'static str),
    /// The type that `xsi:type` of an entry of `detail` names.
    Type(&'static str, &'static str),
    /// The name of a header block.
    Header(&'static str, &'static str),
}

/// What tells the declared faults of an operation.
pub type FaultMarks = &'static [FaultMark];

/// What a contract declares as details of faults, and as header blocks that come with them. Generated enums implement
/// it.
pub trait FaultDetail: Sized {
    /// What tells one from the other.
    const MARKS: FaultMarks;

    /// Reads the element at hand, which the mark with this index is of.
    ///
    /// # Errors
    /// It is not what the contract says.
    fn read(index: usize, decoder: &mut Decoder<'_>) -> Result<Self>;
}

/// A SOAP fault.
#[derive(Clone, PartialEq, Eq)]
pub struct Fault {
    version: SoapVersion,
    code: FaultCode,
    subcodes: Vec<FaultCode>,
    reasons: Vec<Reason>,
    actor: Option<String>,
    node: Option<String>,
    detail: Option<Vec<AnyElement>>,
    detail_text: String,
    pub(crate) headers: Vec<AnyElement>,
    /// By which its details are read.
    pub(crate) policy: Policy,
    /// What is hidden where the fault is shown. What it hands out is as it came.
    secrets: Secrets,
}

/// The code of a fault: a name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FaultCode {
    /// Its namespace; empty for none.
    pub namespace: String,
    /// Its local part; with the prefix, if that was not declared.
    pub name: String,
}

/// The reason of a fault in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// `xml:lang`; empty in SOAP 1.1 where it is not given.
    pub language: String,
    /// The text.
    pub text: String,
}

impl Fault {
    /// Hides these values wherever the fault is shown.
    pub(crate) fn hide(&mut self, secrets: &Secrets) {
        self.secrets = secrets.clone();
    }

    /// The version of the envelope it came in.
    pub fn version(&self) -> SoapVersion {
        self.version
    }

    /// `faultcode`, or the value of `Code`.
    pub fn code(&self) -> &FaultCode {
        &self.code
    }

    /// The values of `Subcode` in SOAP 1.2, outermost first.
    pub fn subcodes(&self) -> &[FaultCode] {
        &self.subcodes
    }

    /// Who is to blame, if the code is one of SOAP's own. `Client.Auth` counts as `Client` (SOAP 1.1, 4.4.1).
    pub fn kind(&self) -> FaultKind {
        let own = [
            SoapVersion::Soap11.namespace(),
            SoapVersion::Soap12.namespace(),
        ];
        // Servers out of spec leave the prefix away.
        if !self.code.namespace.is_empty() && !own.contains(&self.code.namespace.as_str()) {
            return FaultKind::Other;
        }
        match self.code.name.split('.').next().unwrap_or_default() {
            "Client" | "Sender" => FaultKind::Sender,
            "Server" | "Receiver" => FaultKind::Receiver,
            "VersionMismatch" => FaultKind::VersionMismatch,
            "MustUnderstand" => FaultKind::MustUnderstand,
            "DataEncodingUnknown" => FaultKind::DataEncodingUnknown,
            _ => FaultKind::Other,
        }
    }

    /// `faultstring`, or the English `Text` of `Reason`, or its first.
    pub fn reason(&self) -> &str {
        let is_english = |reason: &&Reason| {
            let language = reason.language.get(..2);
            language.is_some_and(|language| language.eq_ignore_ascii_case("en"))
        };
        let english = self.reasons.iter().find(is_english);
        english
            .or(self.reasons.first())
            .map_or("", |reason| &reason.text)
    }

    /// The reason in every language that came.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// The messages of the exceptions that led to the fault, outermost first, without stack trace.
    ///
    /// ASP.NET joins them with ` ---> `, and where `customErrors` is off adds the class name and a stack trace.
    pub fn messages(&self) -> Vec<&str> {
        let reason = self.reason();
        let without_trace = trace_start(reason).map_or(reason, |start| &reason[..start]);
        let mut messages: Vec<_> = without_trace.split(" ---> ").map(str::trim).collect();
        // `System.Web.Services.Protocols.SoapException: ` stands for nothing that `code` does not say.
        if let Some(first) = messages.first_mut() {
            *first = first
                .strip_prefix("System.Web.Services.Protocols.SoapException: ")
                .unwrap_or(first);
        }
        messages
    }

    /// The stack trace that ASP.NET adds to the reason where `customErrors` is off.
    pub fn stack_trace(&self) -> Option<&str> {
        let reason = self.reason();
        Some(reason[trace_start(reason)?..].trim_matches('\n'))
    }

    /// `faultactor`, or `Role`.
    pub fn actor(&self) -> Option<&str> {
        self.actor.as_deref()
    }

    /// `Node` of SOAP 1.2.
    pub fn node(&self) -> Option<&str> {
        self.node.as_deref()
    }

    /// The entries of `detail`; `None` where there is no `detail`, which says that the body was not at fault
    /// (SOAP 1.1, 4.4).
    pub fn detail(&self) -> Option<&[AnyElement]> {
        self.detail.as_deref()
    }

    /// Text that stands directly in `detail`, against the specification.
    pub fn detail_text(&self) -> &str {
        &self.detail_text
    }

    /// The header blocks that came with the fault: what is wrong with a header is said there, and not in `detail`
    /// (SOAP 1.1, 4.4).
    pub fn headers(&self) -> &[AnyElement] {
        &self.headers
    }

    /// Reads the first header block with this name as a generated type.
    ///
    /// # Errors
    /// The block is there and is no such type.
    pub fn header_as<T: Element>(&self, namespace: &str, name: &str) -> Result<Option<T>> {
        self.read(&self.headers, namespace, name)
    }

    /// Reads the first entry of `detail` with this name as a generated type.
    ///
    /// # Errors
    /// The entry is there and is no such type.
    pub fn detail_as<T: Element>(&self, namespace: &str, name: &str) -> Result<Option<T>> {
        let entries = self.detail.as_deref().unwrap_or_default();
        self.read(entries, namespace, name)
    }

    /// Reads the first element with this name.
    fn read<T: Element>(
        &self,
        of: &[AnyElement],
        namespace: &str,
        name: &str,
    ) -> Result<Option<T>> {
        let is_named = |one: &&AnyElement| one.namespace() == namespace && one.name() == name;
        let Some(element) = of.iter().find(is_named) else {
            return Ok(None);
        };
        let read = element.decode_with(self.policy);
        let (value, _) = read.map_err(|error| self.hidden(error))?;
        Ok(Some(value))
    }

    /// An error that shows no secret of the call.
    fn hidden(&self, mut error: DecodeError) -> DecodeError {
        error.hide(&self.secrets);
        error
    }

    /// Reads the first entry of `detail` that is one of those in `D`, which the generator makes of what a contract
    /// declares; where there is none, the first header block that is. `None` where there is none of them either:
    /// [`detail`](Self::detail) and [`headers`](Self::headers) have what there is.
    ///
    /// # Errors
    /// The entry or the block is there and is not what the contract says, or has what the policy of the call refuses.
    pub fn declared<D: FaultDetail>(&self) -> Result<Option<D>> {
        let found = self.declared_with_deviations()?;
        Ok(found.map(|(detail, _)| detail))
    }

    /// [`declared`](Self::declared) with what was tolerated in it; paths, lines and offsets are those within the
    /// [element](AnyElement::xml).
    ///
    /// # Errors
    /// As those of [`declared`](Self::declared).
    pub fn declared_with_deviations<D: FaultDetail>(&self) -> Result<Option<(D, Deviations)>> {
        let find = |is: &dyn Fn(&FaultMark) -> bool| D::MARKS.iter().position(is);
        let read = |element: &AnyElement, index| {
            let read = element.read_with(self.policy, |decoder| D::read(index, decoder));
            let (detail, mut deviations) = read.map_err(|error| self.hidden(error))?;
            deviations.hide(&self.secrets);
            Ok(Some((detail, deviations)))
        };
        for entry in self.detail.as_deref().unwrap_or_default() {
            // What an element of a type is called means less than what `xsi:type` says of it.
            let ty = entry.xsi_type();
            let by_type = ty.and_then(|ty| {
                let (namespace, local) = (ty.namespace().unwrap_or_default(), ty.local());
                find(&|mark| matches!(*mark, FaultMark::Type(a, b) if (a, b) == (namespace, local)))
            });
            let name = (entry.namespace(), entry.name());
            let by_name =
                || find(&|mark| matches!(*mark, FaultMark::Element(a, b) if (a, b) == name));
            if let Some(index) = by_type.or_else(by_name) {
                return read(entry, index);
            }
        }
        for block in &self.headers {
            let name = (block.namespace(), block.name());
            let index = find(&|mark| matches!(*mark, FaultMark::Header(a, b) if (a, b) == name));
            if let Some(index) = index {
                return read(block, index);
            }
        }
        Ok(None)
    }

    /// Reads the `Fault` whose start tag was just met.
    ///
    /// # Errors
    /// It has neither code nor reason, or two that differ.
    pub(crate) fn decode(decoder: &mut Decoder<'_>, version: SoapVersion) -> Result<Self> {
        let mut own = Parts::default();
        // By names of the other version, or in a namespace of their own: they stand for what is not there, as servers
        // out of spec have them, and change nothing of what is.
        let mut stray = Parts::default();
        let namespace = decoder.xml().tag_namespace().to_owned();
        let mut count = 0;
        while child(decoder, &mut count)? {
            let tag = decoder.xml().tag();
            let names = match version {
                SoapVersion::Soap11 => ["faultcode", "faultstring", "faultactor", "detail", ""],
                SoapVersion::Soap12 => ["Code", "Reason", "Role", "Node", "Detail"],
            };
            if names.contains(&tag.local) && is_of(decoder, &namespace) {
                own.read(decoder, tag.local)?;
            } else {
                stray.read(decoder, tag.local)?;
            }
        }
        if let Some(error) = own.conflict {
            return Err(error);
        }
        own.fill(stray);
        let mut codes = own.codes.unwrap_or_default().into_iter();
        let code = codes.next().unwrap_or_default();
        if code.name.is_empty() && own.reasons.is_empty() {
            let found = "a fault with neither code nor reason";
            return Err(DecodeError::new(
                DecodeErrorKind::Missing,
                decoder.xml().offset(),
                "a code and a reason in the fault",
                found,
            ));
        }
        Ok(Self {
            version,
            code,
            subcodes: codes.collect(),
            reasons: own.reasons,
            actor: own.actor,
            node: own.node,
            detail: own.detail,
            detail_text: own.detail_text,
            headers: Vec::new(),
            policy: Policy::tolerant(),
            secrets: Secrets::default(),
        })
    }
}

/// What a fault has been found to say.
#[derive(Default)]
struct Parts {
    /// The code, then its subcodes.
    codes: Option<Vec<FaultCode>>,
    reasons: Vec<Reason>,
    actor: Option<String>,
    node: Option<String>,
    detail: Option<Vec<AnyElement>>,
    detail_text: String,
    /// Something is said in two ways.
    conflict: Option<DecodeError>,
}

impl Parts {
    /// Reads the element at hand.
    fn read(&mut self, decoder: &mut Decoder<'_>, name: &str) -> Result<()> {
        let offset = decoder.xml().offset();
        match name {
            "faultcode" => {
                let codes = vec![code(decoder)?];
                keep(&mut self.codes, codes, &mut self.conflict, name, offset);
            }
            "Code" => {
                let mut codes = Vec::new();
                self.read_code(decoder, &mut codes)?;
                keep(&mut self.codes, codes, &mut self.conflict, name, offset);
            }
            "faultstring" => self.read_reason(decoder)?,
            "Reason" => self.read_texts(decoder)?,
            "faultactor" | "Role" => {
                let actor = own_text(decoder)?.trim().to_owned();
                keep(&mut self.actor, actor, &mut self.conflict, name, offset);
            }
            "Node" => {
                let node = own_text(decoder)?.trim().to_owned();
                keep(&mut self.node, node, &mut self.conflict, name, offset);
            }
            "detail" | "Detail" => self.read_detail(decoder)?,
            _ => decoder.skip()?,
        }
        Ok(())
    }

    fn read_reason(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        let language = language(decoder);
        let text = text(decoder)?;
        self.reasons.push(Reason { language, text });
        Ok(())
    }

    /// `Reason`: a `Text` in each language. What else it has stands for that where there is none.
    fn read_texts(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        let namespace = decoder.xml().tag_namespace().to_owned();
        let mut bare = Reason {
            language: language(decoder),
            text: String::new(),
        };
        let (mut texts, mut others) = (Vec::new(), Vec::new());
        let mut count = 0;
        let mut own = Cow::Borrowed("");
        while next_child(decoder, &mut count, &mut own)? {
            let is_text = decoder.xml().tag().local == "Text" && is_of(decoder, &namespace);
            let language = language(decoder);
            let text = text(decoder)?;
            let reason = Reason { language, text };
            if is_text {
                texts.push(reason);
            } else {
                others.push(reason);
            }
        }
        if texts.is_empty() {
            own.trim().clone_into(&mut bare.text);
            texts = if bare.text.is_empty() {
                others
            } else {
                vec![bare]
            };
        }
        self.reasons.extend(texts);
        Ok(())
    }

    /// `Code` or `Subcode`: a `Value` and perhaps a `Subcode`. The limit on depth ends the recursion.
    fn read_code(&mut self, decoder: &mut Decoder<'_>, codes: &mut Vec<FaultCode>) -> Result<()> {
        let namespace = decoder.xml().tag_namespace().to_owned();
        let (mut value, mut subcodes) = (None, None);
        let mut count = 0;
        let mut own = Cow::Borrowed("");
        while next_child(decoder, &mut count, &mut own)? {
            let offset = decoder.xml().offset();
            match decoder.xml().tag().local {
                name @ "Value" if is_of(decoder, &namespace) => {
                    let code = code(decoder)?;
                    keep(&mut value, code, &mut self.conflict, name, offset);
                }
                name @ "Subcode" if is_of(decoder, &namespace) => {
                    let mut inner = Vec::new();
                    self.read_code(decoder, &mut inner)?;
                    keep(&mut subcodes, inner, &mut self.conflict, name, offset);
                }
                _ => decoder.skip()?,
            }
        }
        codes.push(value.unwrap_or_else(|| named(decoder, own.trim())));
        codes.extend(subcodes.unwrap_or_default());
        Ok(())
    }

    fn read_detail(&mut self, decoder: &mut Decoder<'_>) -> Result<()> {
        let entries = self.detail.get_or_insert_default();
        let mut text = Cow::Borrowed("");
        loop {
            match decoder.next()? {
                Token::Start => {
                    decoder.check_children(entries.len() + 1)?;
                    entries.push(decoder.any_element()?);
                }
                Token::Text(piece) => decoder.append(&mut text, piece)?,
                Token::End | Token::Eof => break,
            }
        }
        self.detail_text.push_str(text.trim());
        Ok(())
    }

    /// Takes what is not there from others; of details nothing is lost.
    fn fill(&mut self, others: Self) {
        // What is said in two ways stands for nothing.
        if others.conflict.is_none() {
            self.codes = self.codes.take().or(others.codes);
            self.actor = self.actor.take().or(others.actor);
            self.node = self.node.take().or(others.node);
        }
        if self.reasons.is_empty() {
            self.reasons = others.reasons;
        }
        if let Some(entries) = others.detail {
            self.detail.get_or_insert_default().extend(entries);
        }
        self.detail_text.push_str(&others.detail_text);
    }
}

/// Keeps what is said first; another time it has to be the same.
fn keep<T: PartialEq>(
    slot: &mut Option<T>,
    value: T,
    conflict: &mut Option<DecodeError>,
    name: &str,
    offset: usize,
) {
    let Some(first) = slot else {
        *slot = Some(value);
        return;
    };
    if *first != value && conflict.is_none() {
        *conflict = Some(DecodeError::new(
            DecodeErrorKind::Duplicate,
            offset,
            format!("one `{name}` in the fault"),
            "a second one with other content",
        ));
    }
}

/// Whether the element at hand is in the namespace of what it is in, or in none, as ASMX writes parts of SOAP 1.2.
fn is_of(decoder: &Decoder<'_>, namespace: &str) -> bool {
    let own = decoder.xml().tag_namespace();
    own.is_empty() || own == namespace
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the service answered with ")?;
        let name = |code: &FaultCode| excerpt(&self.secrets.mask(&code.name));
        if self.code.name.is_empty() {
            f.write_str("a fault without a code")?;
        } else {
            write!(f, "the fault {}", name(&self.code))?;
        }
        for subcode in &self.subcodes {
            write!(f, "/{}", name(subcode))?;
        }
        let messages = self.messages().join("; caused by: ");
        let messages = messages.replace(".; caused by: ", "; caused by: ");
        if messages.is_empty() {
            f.write_str(" and no reason")?;
        } else {
            let messages = mask_xml(&self.secrets.mask(&messages), &[]);
            write!(f, ": {}", one_line(&messages))?;
        }
        if !self.detail_text.is_empty() {
            let text = mask_xml(&self.secrets.mask(&self.detail_text), &[]);
            write!(f, "; its detail says `{}`", one_line(&text))?;
        }
        // What is in them is for programs; that they are there is news.
        for (place, entries) in [("detail", self.detail()), ("header", Some(self.headers()))] {
            let names = entries.unwrap_or_default().iter().take(5);
            let name = |one: &AnyElement| expanded(one.namespace(), one.name());
            let names = names.map(|one| format!("`{}`", self.secrets.mask(&name(one))));
            let names = names.collect::<Vec<_>>().join(", ");
            if !names.is_empty() {
                write!(f, "; with {names} in its {place}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mask = |text: &str| self.secrets.mask(text).into_owned();
        let name = |code: &FaultCode| mask(&expanded(&code.namespace, &code.name));
        let reason = |reason: &Reason| Reason {
            language: mask(&reason.language),
            text: mask_xml(&mask(&reason.text), &[]),
        };
        let elements = |elements: &[AnyElement]| {
            let shown = elements.iter().map(|one| Shown(mask(&format!("{one:?}"))));
            shown.collect::<Vec<_>>()
        };
        f.debug_struct("Fault")
            .field("code", &name(&self.code))
            .field(
                "subcodes",
                &self.subcodes.iter().map(name).collect::<Vec<_>>(),
            )
            .field(
                "reasons",
                &self.reasons.iter().map(reason).collect::<Vec<_>>(),
            )
            .field("actor", &self.actor.as_deref().map(mask))
            .field("node", &self.node.as_deref().map(mask))
            .field("detail", &self.detail.as_deref().map(elements))
            .field("headers", &elements(&self.headers))
            .finish_non_exhaustive()
    }
}

/// What a `Debug` has made.
struct Shown(String);

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// A foreign text as one line of a message: not endless, and nothing in it that a terminal obeys.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(1000));
    for (count, char) in text.chars().enumerate() {
        match char {
            _ if count == 1000 => {
                line.push_str("...");
                break;
            }
            '\t' | '\n' | '\r' => line.push(' '),
            // Controls, and the marks that turn the direction of writing around.
            _ if char.is_control()
                || matches!(char, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}') =>
            {
                line.extend(char.escape_unicode());
            }
            _ => line.push(char),
        }
    }
    line
}

/// Where the stack trace begins: at its first frame or, where an exception that was never thrown is the innermost, at
/// the line that ends its empty trace.
fn trace_start(reason: &str) -> Option<usize> {
    let lines = reason.match_indices('\n').map(|(at, _)| at);
    lines.into_iter().find(|&at| is_frame(&reason[at + 1..]))
}

/// Whether a text begins with a line of a trace. Mono indents by two, .NET by three and says `at` in the language of
/// the server: `   bei Api.Login(String name) in c:\a.cs:Zeile 7`.
fn is_frame(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let Some(line) = line.strip_prefix("   ").or_else(|| line.strip_prefix("  ")) else {
        return false;
    };
    if line.starts_with("--- ") {
        return true;
    }
    let Some((at, method)) = line.split_once(' ') else {
        return false;
    };
    let name = method.split('(').next().unwrap_or_default().trim_end();
    let is_name = name.len() < method.len() && name.contains('.') && !name.contains(' ');
    is_name && !at.is_empty() && at.chars().all(char::is_alphabetic)
}

/// Goes to the next child, and counts it; `false` at the end of the parent.
fn child(decoder: &mut Decoder<'_>, count: &mut usize) -> Result<bool> {
    next_child(decoder, count, &mut Cow::Borrowed(""))
}

/// [`child`], with the text before it.
fn next_child<'x>(
    decoder: &mut Decoder<'x>,
    count: &mut usize,
    text: &mut Cow<'x, str>,
) -> Result<bool> {
    loop {
        match decoder.next()? {
            Token::Start => {
                *count += 1;
                decoder.check_children(*count)?;
                return Ok(true);
            }
            Token::Text(piece) => decoder.append(text, piece)?,
            Token::End | Token::Eof => return Ok(false),
        }
    }
}

/// All text of an element, that of children included: some servers put markup into `faultstring`.
fn text(decoder: &mut Decoder<'_>) -> Result<String> {
    let depth = decoder.xml().depth();
    let mut text = Cow::Borrowed("");
    loop {
        match decoder.next()? {
            Token::Text(piece) => decoder.append(&mut text, piece)?,
            Token::End if decoder.xml().depth() < depth => return Ok(text.into_owned()),
            Token::Start | Token::End => {}
            Token::Eof => return Ok(text.into_owned()),
        }
    }
}

/// The text of an element without that of its children, or theirs where it has none.
fn own_text(decoder: &mut Decoder<'_>) -> Result<String> {
    let depth = decoder.xml().depth();
    let (mut own, mut all) = (Cow::Borrowed(""), Cow::Borrowed(""));
    loop {
        match decoder.next()? {
            Token::Text(piece) => {
                if decoder.xml().depth() == depth {
                    decoder.append(&mut own, piece.clone())?;
                }
                decoder.append(&mut all, piece)?;
            }
            Token::Start => {}
            Token::End if decoder.xml().depth() >= depth => {}
            Token::End | Token::Eof => break,
        }
    }
    let text = if own.trim().is_empty() { all } else { own };
    Ok(text.into_owned())
}

fn code(decoder: &mut Decoder<'_>) -> Result<FaultCode> {
    let text = own_text(decoder)?;
    Ok(named(decoder, text.trim()))
}

/// The name that a text in the element just left says.
fn named(decoder: &Decoder<'_>, text: &str) -> FaultCode {
    let (prefix, name) = text.split_once(':').unwrap_or(("", text));
    match decoder.xml().resolve(prefix) {
        // The default namespace is not meant where there is no prefix: in a fault it is SOAP's or the service's.
        Some(_) if prefix.is_empty() => FaultCode {
            namespace: String::new(),
            name: text.to_owned(),
        },
        Some(namespace) => FaultCode {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        },
        None => FaultCode {
            namespace: String::new(),
            name: text.to_owned(),
        },
    }
}

fn language(decoder: &Decoder<'_>) -> String {
    let attributes = decoder.xml().attributes();
    attributes
        .iter()
        .find(|one| one.local == "lang" && one.prefix == "xml")
        .map_or_else(String::new, |one| one.value.clone().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saying(reason: &str) -> Fault {
        Fault {
            version: SoapVersion::Soap11,
            code: FaultCode {
                namespace: String::new(),
                name: "Server".to_owned(),
            },
            subcodes: Vec::new(),
            reasons: vec![Reason {
                language: String::new(),
                text: reason.to_owned(),
            }],
            actor: None,
            node: None,
            detail: None,
            detail_text: String::new(),
            headers: Vec::new(),
            policy: Policy::tolerant(),
            secrets: Secrets::default(),
        }
    }

    #[test]
    fn messages_end_where_the_trace_begins() {
        let end = "   --- End of inner exception stack trace ---";
        let chain = "System.Web.Services.Protocols.SoapException: Unable. ---> A: outer ---> B: inner\nParameter name: s";
        for trace in [
            "  at A.F ()\n",
            "   at A.F()\n",
            &format!("{end}\n  at A.F ()\n{end}"),
            "   bei A.F(String b) in c:\\a.cs:Zeile 7.\n   bei A.G()\n",
            "   \u{5834}\u{6240} A.F(String b)",
        ] {
            let fault = saying(&format!("{chain}\n{trace}"));
            assert_eq!(
                fault.messages(),
                ["Unable.", "A: outer", "B: inner\nParameter name: s"]
            );
            assert_eq!(fault.stack_trace(), Some(trace.trim_matches('\n')));
        }
        assert_eq!(saying("plain").messages(), ["plain"]);
        assert_eq!(saying("plain").stack_trace(), None);
        let prose = "no such file\n   in the folder (a.b)\n  a.b (c)\nat A.F()";
        assert_eq!(saying(prose).stack_trace(), None);
    }
}
