//! Text that is about to be shown, with `***` in the place of secrets.
//!
//! In goes any text, well-formed or not, whole or cut off; out comes the same text masked, and no error. Where
//! the two readings of a damaged text differ, the one that hides more is taken. Names are judged by
//! [`looks_secret`], values are found by [`Secrets`].

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::values::{backslash, effort};
use super::{MASK, Secrets, looks_secret};

/// How deep XML inside text inside XML is followed, and a URL inside a URL. What lies deeper is hidden whole.
const EMBEDDED: usize = 3;

/// Parts that make a name that of a header whose whole line is hidden, its separators left out: what it says may be
/// several words.
const HEADERS: [&str; 2] = ["authorization", "cookie"];

/// A URL as it may be shown: without user info, and with `***` for the values of secret-looking parameters.
///
/// ```
/// use castile::secret::mask_url;
///
/// assert_eq!(
///     mask_url("https://ann:pw@host.example/login.aspx?company=7&pwd=hunter2"),
///     "https://host.example/login.aspx?company=7&pwd=***"
/// );
/// ```
///
/// Parameters of path segments (`;jsessionid=..`), the fragment, the session id that cookieless ASP.NET puts in
/// the path (`/(S(..))/`) and a URL within a parameter are masked too; control characters become U+FFFD, so
/// that a URL stays on its line of the log.
pub fn mask_url(url: &str) -> String {
    mask_url_within(url, 0, &mut Vec::new())
}

/// The values that [`mask_url`] hides, decoded. A user without a password is one.
pub(super) fn hidden_in_url(url: &str) -> Vec<String> {
    let mut hidden = Vec::new();
    mask_url_within(url, 0, &mut hidden);
    hidden
}

/// Masks a URL that stands within so many others, and adds to what is hidden.
fn mask_url_within(url: &str, depth: usize, hidden: &mut Vec<String>) -> String {
    let url = match user_info(url) {
        Some(info) => {
            let (start, end) = (info.start, info.end + 1);
            let secret = match url[info.clone()].split_once(':') {
                Some((user, "")) => user,
                Some((_, password)) => password,
                None => &url[info],
            };
            hidden.push(percent_decode(secret));
            Cow::Owned(format!("{}{}", &url[..start], &url[end..]))
        }
        None => Cow::Borrowed(url),
    };
    let url = mask_sessions(&url, hidden);
    let (rest, fragment) = cut(&url, '#');
    let (path, query) = cut(rest, '?');
    let mut out = path
        .split('/')
        .map(|segment| mask_segment(segment, depth, hidden))
        .collect::<Vec<_>>()
        .join("/");
    if let Some(query) = query {
        out.push('?');
        out.push_str(&mask_form_within(query, depth, hidden));
    }
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(&mask_form_within(fragment, depth, hidden));
    }
    out.chars()
        .map(|c| {
            if c.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}

/// A form body or query (`a=1&pwd=2`) with `***` for the values of secret-looking names.
pub fn mask_form(form: &str) -> String {
    mask_form_within(form, 0, &mut Vec::new())
}

/// The values that [`mask_form`] hides, decoded.
pub(super) fn hidden_in_form(form: &str) -> Vec<String> {
    let mut hidden = Vec::new();
    mask_form_within(form, 0, &mut hidden);
    hidden
}

fn mask_form_within(form: &str, depth: usize, hidden: &mut Vec<String>) -> String {
    form.split_inclusive('&')
        .map(|piece| match piece.strip_suffix('&') {
            Some(parameter) => mask_parameter(parameter, depth, hidden) + "&",
            None => mask_parameter(piece, depth, hidden),
        })
        .collect()
}

/// Masks from the first secret-looking name on: a `;` may separate parameters, or be part of a password. Both are
/// hidden, then: all that follows the name, and what ends at the `;`.
fn mask_parameter(parameter: &str, depth: usize, hidden: &mut Vec<String>) -> String {
    let mut shown = parameter.len();
    let mut start = 0;
    for part in parameter.split(';') {
        if let Some((name, value)) = part.split_once('=') {
            let value_start = start + name.len() + 1;
            if value_start < parameter.len() && hides(name, value, depth, hidden) {
                shown = shown.min(value_start);
            }
        }
        start += part.len() + 1;
    }
    if shown == parameter.len() {
        return parameter.to_owned();
    }
    let value = &parameter[shown..];
    hidden.push(form_decode(value));
    // In a text a URL may stand in quotes.
    if let Some((quoted, _)) = value.split_once(QUOTES) {
        hidden.push(form_decode(quoted));
    }
    format!("{}{MASK}", &parameter[..shown])
}

/// Whether the value of a parameter is to be hidden: for its name, or for what a URL within it gives away.
fn hides(name: &str, value: &str, depth: usize, hidden: &mut Vec<String>) -> bool {
    if looks_secret(&percent_decode(name)) {
        hidden.push(form_decode(value));
        return true;
    }
    let value = percent_decode(value);
    if !value.contains("://") {
        return false;
    }
    depth == EMBEDDED || {
        let masked = mask_url_within(&value, depth + 1, hidden);
        value.contains('%') || masked != value
    }
}

fn mask_segment(segment: &str, depth: usize, hidden: &mut Vec<String>) -> String {
    if segment.contains(';') {
        mask_form_within(segment, depth, hidden)
    } else {
        segment.to_owned()
    }
}

/// A text with `(***)` for each session or ticket that cookieless ASP.NET put into a path: `(S(..))`, or several as
/// `(A(..)F(..)S(..))`. The parentheses may be percent-encoded, and the end may be cut off.
fn mask_sessions<'t>(text: &'t str, hidden: &mut Vec<String>) -> Cow<'t, str> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let mut kept = 0;
    let mut at = 0;
    while at < bytes.len() {
        let Some(start) = session_start(&bytes[at..]) else {
            at += 1;
            continue;
        };
        let mut end = at + start;
        let mut length = None;
        // Where no session begins here, none begins before the end of what could be one.
        while end < bytes.len() && is_of_session(bytes[end]) && length.is_none() {
            length = session_end(&bytes[end..]);
            end += length.unwrap_or(1);
        }
        if length.is_some() || end == bytes.len() {
            // All of them are ASCII.
            let values = percent_decode(&text[at..end]);
            let values = values.split(')').filter_map(|one| one.rsplit_once('('));
            hidden.extend(values.map(|(_, value)| value.to_owned()));
            out.push_str(&text[kept..at]);
            out.push_str("(***)");
            kept = end;
        }
        at = end;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

/// The length of `(S(` at the start of `text`.
fn session_start(text: &[u8]) -> Option<usize> {
    let outer = parenthesis(text, b'(')?;
    text.get(outer).filter(|byte| byte.is_ascii_alphabetic())?;
    let inner = parenthesis(&text[outer + 1..], b'(')?;
    Some(outer + 1 + inner)
}

/// The length of `))` at the start of `text`.
fn session_end(text: &[u8]) -> Option<usize> {
    let inner = parenthesis(text, b')')?;
    let outer = parenthesis(&text[inner..], b')')?;
    Some(inner + outer)
}

/// The length of a parenthesis at the start of `text`, as it is or percent-encoded.
fn parenthesis(text: &[u8], wanted: u8) -> Option<usize> {
    if text.first() == Some(&wanted) {
        return Some(1);
    }
    (percent_byte(text) == Some(wanted)).then_some(3)
}

/// Whether a segment of a path, which is quoted nowhere, can have this in it.
fn is_of_session(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"'<>/\\?#&".contains(&byte)
}

/// Where what stands before the `@` of the authority is.
fn user_info(url: &str) -> Option<Range<usize>> {
    let is_slash = |c: char| matches!(c, '/' | '\\');
    let scheme = url.find(|c: char| !c.is_ascii_alphanumeric() && !"+.-".contains(c));
    let start = match scheme {
        Some(colon) if url[colon..].starts_with(':') => colon + 1,
        _ => 0,
    };
    let start = url.len() - url[start..].trim_start_matches(is_slash).len();
    let tail = &url[start..];
    let authority = &tail[..tail
        .find(|c| is_slash(c) || matches!(c, '?' | '#'))
        .unwrap_or(tail.len())];
    let at = match authority.rfind('@') {
        Some(at) => at,
        // `https://ann:p/w@host` has a port that is none: what was meant is a password with a slash in it.
        None if !has_sound_port(authority) => tail.rfind('@')?,
        None => return None,
    };
    Some(start..start + at)
}

fn has_sound_port(authority: &str) -> bool {
    let after_brackets = authority.rsplit(']').next().unwrap_or(authority);
    after_brackets
        .split_once(':')
        .is_none_or(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at)
        .map_or((text, None), |(before, after)| (before, Some(after)))
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if let Some(byte) = percent_byte(&bytes[at..]) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

pub(super) fn percent_byte(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// What a parameter says: in a query, a `+` is a blank. A blank is found where a `+` stands, too.
fn form_decode(value: &str) -> String {
    percent_decode(&value.replace('+', " "))
}

/// XML, or any text, as it may be logged.
///
/// Hidden are: the content of elements and attributes whose local name looks secret, with all below them; the
/// value of a pair such as `<add key="Password" value=".."/>`; `name=value` and `name: value` in text where the
/// name looks secret, to the end of the line for `Authorization`, `HTTP_COOKIE` and the like; URLs as by
/// [`mask_url`], and the session in a path without a host; the same once more in XML that travels as text or CDATA;
/// and every occurrence of the given secret values, plain or escaped for XML, JSON or a URL, or in base64. Values of
/// less than six characters are hidden where they are words of their own, and those of one or two are not.
///
/// The name of an operation, a child of `Body`, hides its own text only: `requestAuthCode` holds more than the
/// code. A status such as `<requestAuthCodeResult>requestAuthCode_OK` is the contract's word and stays.
///
/// ```
/// use castile::secret::mask_xml;
///
/// assert_eq!(
///     mask_xml("<a><user>ann</user><pwd>hunter2</pwd><note>hunter3</note></a>", &["hunter3"]),
///     "<a><user>ann</user><pwd>***</pwd><note>***</note></a>"
/// );
/// ```
pub fn mask_xml(xml: &str, secrets: &[&str]) -> String {
    mask_text(xml, &Secrets::of(secrets.iter().copied()))
}

/// [`mask_xml`] with the secret values of a call.
pub(crate) fn mask_text(text: &str, secrets: &Secrets) -> String {
    let mut masker = Masker::new(secrets, 0, effort(text));
    masker.document(text);
    // Values in text are hidden before its names are judged, those in names and markup here.
    secrets.mask(&masker.out).into_owned()
}

/// The values that [`mask_xml`] hides for their names.
pub(super) fn hidden_in_xml(xml: &str) -> Vec<String> {
    let none = Secrets::default();
    let mut masker = Masker::new(&none, 0, 0);
    masker.document(xml);
    masker.hidden
}

/// An element that is open.
struct Open<'x> {
    name: &'x str,
    /// Whether its own text is hidden.
    hides_text: bool,
    /// Whether what its children hold is hidden too.
    hides_children: bool,
}

struct Masker<'x> {
    out: String,
    open: Vec<Open<'x>>,
    secrets: &'x Secrets,
    /// How many comparisons with them are left, for all texts together.
    left: usize,
    embedded: usize,
    /// What was hidden for its name.
    hidden: Vec<String>,
}

impl<'x> Masker<'x> {
    fn new(secrets: &'x Secrets, embedded: usize, left: usize) -> Self {
        Self {
            left,
            out: String::new(),
            open: Vec::new(),
            secrets,
            embedded,
            hidden: Vec::new(),
        }
    }

    /// Writes the mask in the place of a value.
    fn hide(&mut self, value: &str) {
        self.out.push_str(MASK);
        self.hidden.push(unescape(value.trim()));
    }

    fn document(&mut self, mut rest: &'x str) {
        while let Some(start) = rest.find('<') {
            self.text(&rest[..start]);
            rest = self.markup(&rest[start..]);
        }
        self.text(rest);
    }

    /// Takes one piece of markup off the front and returns what follows it. `rest` begins with `<`.
    fn markup(&mut self, rest: &'x str) -> &'x str {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return self.enclosed("<!--", comment, "-->");
        }
        if let Some(cdata) = rest.strip_prefix("<![CDATA[") {
            return self.enclosed("<![CDATA[", cdata, "]]>");
        }
        if let Some(instruction) = rest.strip_prefix("<?") {
            return self.enclosed("<?", instruction, "?>");
        }
        if rest.starts_with("<!") {
            // A document type with declarations of its own can hold any text in them.
            let declares = rest
                .find(['[', '>'])
                .is_some_and(|at| rest[at..].starts_with('['));
            let end = if declares { "]>" } else { ">" };
            let end = rest.find(end).map_or(rest.len(), |at| at + end.len());
            self.out
                .push_str(if declares { "<!***>" } else { &rest[..end] });
            return &rest[end..];
        }
        let name_start = 1 + usize::from(rest.starts_with("</"));
        let name = &rest[name_start..];
        let name = &name[..name
            .find(|c: char| c.is_whitespace() || "/><=".contains(c))
            .unwrap_or(name.len())];
        if name.is_empty() {
            self.out.push('<');
            return &rest[1..];
        }
        let after_name = name_start + name.len();
        self.out.push_str(&rest[..after_name]);
        if name_start == 1 {
            self.start_tag(name, &rest[after_name..])
        } else {
            self.end_tag(name, &rest[after_name..])
        }
    }

    /// A comment, CDATA section or processing instruction, whose content is treated as a document of its own.
    fn enclosed(&mut self, begin: &str, content: &'x str, end: &str) -> &'x str {
        let (content, rest, closed) = match content.find(end) {
            Some(at) => (&content[..at], &content[at + end.len()..], end),
            None => (content, "", ""),
        };
        self.out.push_str(begin);
        if self.hides_text(content) {
            self.out.push_str(MASK);
            self.hidden.push(content.trim().to_owned());
        } else {
            let masked = self.embedded(content);
            self.out.push_str(&masked);
        }
        self.out.push_str(closed);
        rest
    }

    fn end_tag(&mut self, name: &str, rest: &'x str) -> &'x str {
        // An end tag that does not match closes nothing, so that damage cannot end the hiding early.
        if self.open.last().is_some_and(|open| open.name == name) {
            self.open.pop();
        }
        let end = rest.find('>').map_or(rest.len(), |at| at + 1);
        self.out.push_str(&rest[..end]);
        &rest[end..]
    }

    fn start_tag(&mut self, name: &'x str, rest: &'x str) -> &'x str {
        let (attributes, length, empty) = attributes(rest);
        let parent = self.open.last();
        let inherited = parent.is_some_and(|open| open.hides_children);
        let is_operation = parent.is_some_and(|open| local(open.name) == "Body");
        let names_secret = attributes.iter().any(|attribute| {
            matches!(
                local(attribute.name).to_ascii_lowercase().as_str(),
                "name" | "key" | "id" | "field"
            ) && looks_secret(attribute.value)
        });
        let own = looks_secret(name) || names_secret;
        let mut at = 0;
        for attribute in &attributes {
            let pair = names_secret && local(attribute.name).eq_ignore_ascii_case("value");
            let hidden = inherited || pair || looks_secret(attribute.name);
            let declares = attribute.name == "xmlns" || attribute.name.starts_with("xmlns:");
            self.out.push_str(&rest[at..attribute.start]);
            at = attribute.start + attribute.value.len();
            if declares || attribute.value.is_empty() {
                self.out.push_str(attribute.value);
            } else if hidden {
                self.hide(attribute.value);
            } else {
                self.content(attribute.value);
            }
        }
        self.out.push_str(&rest[at..length]);
        if !empty {
            let hides_children = inherited || (own && !is_operation);
            self.open.push(Open {
                name,
                hides_text: inherited || own,
                hides_children,
            });
        }
        &rest[length..]
    }

    fn text(&mut self, text: &'x str) {
        if self.hides_text(text) {
            self.hide(text);
        } else {
            self.content(text);
        }
    }

    /// Text that no name around it hides, of an element or an attribute.
    fn content(&mut self, text: &str) {
        let plain = unescape(text);
        if plain == text {
            self.prose(text);
            return;
        }
        // Before it is taken apart: a value may hold what looks like markup.
        let masked = self.secrets.mask_within(&plain, &mut self.left);
        let masked = self.embedded(&masked);
        if masked == plain {
            self.out.push_str(text);
        } else {
            let mut escaped = escape(&masked);
            // A quote that is written as a reference may not end the attribute around it.
            for (quote, reference) in [('"', "&quot;"), ('\'', "&apos;")] {
                if !text.contains(quote) {
                    escaped = escaped.replace(quote, reference);
                }
            }
            self.out.push_str(&escaped);
        }
    }

    fn prose(&mut self, text: &str) {
        let text = self.secrets.mask_within(text, &mut self.left);
        let masked = mask_prose(&text, &mut self.hidden);
        self.out.push_str(&masked);
    }

    fn embedded(&mut self, content: &str) -> String {
        if self.embedded == EMBEDDED {
            return MASK.to_owned();
        }
        let mut inner = Masker::new(self.secrets, self.embedded + 1, self.left);
        inner.document(content);
        self.left = inner.left;
        self.hidden.append(&mut inner.hidden);
        inner.out
    }

    fn hides_text(&self, text: &str) -> bool {
        let Some((open, above)) = self.open.split_last() else {
            return false;
        };
        let inherited = above.last().is_some_and(|parent| parent.hides_children);
        open.hides_text && !text.trim().is_empty() && (inherited || !is_status(open.name, text))
    }
}

/// `requestAuthCode_OK` in `requestAuthCodeResult`: begins as the element's name does and ends in one word.
fn is_status(name: &str, text: &str) -> bool {
    let Some(operation) = local(name).strip_suffix("Result") else {
        return false;
    };
    text.trim().rsplit_once('_').is_some_and(|(begin, word)| {
        begin.len() > 3
            && operation.starts_with(begin)
            && word.bytes().all(|b| b.is_ascii_alphabetic())
    })
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// An attribute, its value as written; `start` is where the value begins in the tag.
struct Attribute<'x> {
    name: &'x str,
    value: &'x str,
    start: usize,
}

/// The attributes of a tag from behind its name on, the length of the rest of the tag, and whether it is empty.
fn attributes(tag: &str) -> (Vec<Attribute<'_>>, usize, bool) {
    let mut found = Vec::new();
    let mut at = 0;
    let skip = |at: usize, wanted: fn(char) -> bool| {
        tag[at..]
            .find(|c| !wanted(c))
            .map_or(tag.len(), |length| at + length)
    };
    loop {
        at = skip(at, char::is_whitespace);
        match tag.as_bytes().get(at) {
            Some(b'>') => return (found, at + 1, false),
            Some(b'/') if tag[at..].starts_with("/>") => return (found, at + 2, true),
            None | Some(b'<') => return (found, at, false),
            Some(b'/' | b'=') => {
                at += 1;
                continue;
            }
            Some(_) => {}
        }
        let name_end = skip(at, |c| !c.is_whitespace() && !"=/><".contains(c));
        let name = &tag[at..name_end];
        at = skip(name_end, char::is_whitespace);
        if !tag[at..].starts_with('=') {
            continue;
        }
        at = skip(at + 1, char::is_whitespace);
        let (start, end, next);
        if let Some(quote @ ('"' | '\'')) = tag[at..].chars().next() {
            start = at + 1;
            end = tag[start..]
                .find(quote)
                .map_or(tag.len(), |length| start + length);
            next = tag.len().min(end + 1);
        } else {
            start = at;
            end = skip(at, |c| !c.is_whitespace() && c != '>');
            next = end;
        }
        found.push(Attribute {
            name,
            value: &tag[start..end],
            start,
        });
        at = next;
    }
}

/// Text that is not markup: URLs in it, and `name=value`, `name: value`, `"name":"value"`.
fn mask_prose<'t>(text: &'t str, hidden: &mut Vec<String>) -> Cow<'t, str> {
    let text = mask_sessions(text, hidden);
    if !text.contains([':', '=']) {
        return text;
    }
    let urls: String = text
        .split_inclusive(char::is_whitespace)
        .map(|word| {
            let url = word.trim_end_matches(char::is_whitespace);
            if url.contains("://") {
                mask_url_within(url, 0, hidden) + &word[url.len()..]
            } else {
                word.to_owned()
            }
        })
        .collect();
    Cow::Owned(mask_pairs(&urls, hidden))
}

const QUOTES: [char; 2] = ['"', '\''];
const BLANKS: [char; 2] = [' ', '\t'];

fn mask_pairs(text: &str, hidden: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find([':', '=']) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        rest = after;
        let written = before[..at].trim_end_matches(BLANKS);
        let name = written.trim_end_matches(QUOTES);
        let is_quoted = name.len() < written.len();
        let name = name.trim_end_matches('\\');
        let name_start = name.rfind(|c: char| !c.is_alphanumeric() && !"_-.".contains(c));
        let name = name_start.map_or(name, |start| {
            name[start..].trim_start_matches(|c: char| !c.is_alphanumeric())
        });
        let is_header = is_header(name);
        if !is_header && !looks_secret(name) {
            continue;
        }
        // `=>` is a separator too.
        let value = rest.trim_start_matches([' ', '\t', ':', '=', '>']);
        let quoted = value.trim_start_matches('\\');
        let escapes = value.len() - quoted.len();
        let (start, end) = match quoted.chars().next() {
            // Behind the bare name of a header a quote ends before its line does.
            Some(quote) if QUOTES.contains(&quote) && (is_quoted || !is_header) => {
                let start = escapes + 1;
                (start, closing_quote(&value[start..], quote, escapes))
            }
            _ if is_header => (0, line_end(value)),
            _ => (
                0,
                value.find(|c: char| c.is_whitespace() || ";&,".contains(c)),
            ),
        };
        out.push_str(&rest[..rest.len() - value.len() + start]);
        rest = &value[start..];
        let (value, behind) = rest.split_at(end.unwrap_or(rest.len()));
        if !value.is_empty() {
            out.push_str(MASK);
        }
        // `the password: try again` and `TokenService.cs:line 7` say nothing that is to be hidden elsewhere.
        if start > 0 || is_code(value) {
            hidden.extend(spellings(value));
        }
        if is_header {
            hidden.extend(
                hidden_in_header(value)
                    .into_iter()
                    .filter(|one| is_code(one)),
            );
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Whether a name is that of a header whose whole line is hidden: `Authorization`, `HTTP_COOKIE`, `Set-Cookie2`.
fn is_header(name: &str) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    HEADERS.iter().any(|part| letters.contains(part))
}

/// Whether a word may be a code or ticket, and not one that people write.
pub(crate) fn is_code(word: &str) -> bool {
    (word.len() > 5 && word.contains(|char: char| char.is_ascii_digit())) || word.len() > 20
}

/// What a value in text may be: as it is written, without the punctuation behind it, and without escapes.
fn spellings(value: &str) -> Vec<String> {
    let word = value.trim_end_matches(|c: char| !c.is_alphanumeric());
    let mut spellings = vec![value.to_owned(), word.to_owned()];
    if value.contains('\\') {
        let once = without_backslashes(value);
        spellings.push(without_backslashes(&once));
        spellings.push(once);
    }
    spellings.retain(|one| one != MASK);
    spellings
}

/// What a header says behind the scheme of credentials, the password in those of `Basic`, and the values of cookies.
pub(crate) fn hidden_in_header(value: &str) -> Vec<String> {
    let cookies = value.split(';').filter_map(|part| part.split_once('='));
    let mut hidden: Vec<String> = cookies
        .map(|(_, value)| value.trim().trim_matches('"').to_owned())
        .collect();
    if let Some((scheme, behind)) = value.split_once(' ') {
        hidden.push(behind.to_owned());
        hidden.extend(password(scheme, behind.trim()));
    }
    hidden
}

/// The password in credentials of the scheme `Basic` (RFC 7617, 2); without one the user is the secret.
fn password(scheme: &str, credentials: &str) -> Option<String> {
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    let secret = if password.is_empty() { user } else { password };
    Some(secret.to_owned())
}

/// Where the value ends that stands behind a quote with so many backslashes before it. JSON within a text of JSON has
/// one before each quote, and three before one within a value.
fn closing_quote(value: &str, quote: char, escapes: usize) -> Option<usize> {
    let mut run = 0;
    for (at, c) in value.char_indices() {
        if c == '\\' {
            run += 1;
        } else if c == quote && run % (2 * (escapes + 1)) == escapes {
            return Some(at - escapes);
        } else {
            run = 0;
        }
    }
    None
}

/// Where the line of a header ends: it goes on where the next begins with a blank.
fn line_end(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let end = at + text[at..].find(['\r', '\n'])?;
        at = end
            + if text[end..].starts_with("\r\n") {
                2
            } else {
                1
            };
        if !text[at..].starts_with(BLANKS) {
            return Some(end);
        }
    }
}

/// The character that a reference at the start of `text` stands for, and the reference's length.
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('&')?;
    // No reference to a character is longer; the bound keeps a text full of `&` from being read many times.
    let end = body.bytes().take(12).position(|b| b == b';')?;
    let name = &body[..end];
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((character, end + 2))
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (character, length) = reference(rest).unwrap_or((first, first.len_utf8()));
        out.push(character);
        rest = &rest[length..];
    }
    out
}

fn without_backslashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (character, length) = match backslash(rest) {
            Some(found) => found,
            // Of any other escape, the character itself.
            None if first == '\\' => match rest[1..].chars().next() {
                Some(escaped) => (escaped, 1 + escaped.len_utf8()),
                None => (first, 1),
            },
            None => (first, first.len_utf8()),
        };
        out.push(character);
        rest = &rest[length..];
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests;
