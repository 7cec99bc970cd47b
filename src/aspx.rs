//! The replies of the `.aspx` pages, which are text.
//!
//! In goes the text of a whole reply, out comes what was asked for, a refusal, or why it is neither. No IO, and no
//! secrets in the reasons.
//!
//! The guide prints `OK AUTHCODE: <code>` and clients are known that count on `OK`, two line ends, `AUTHCODE:` and
//! the code, so space between the parts is taken in any form. The parts themselves are not: what is read as a code
//! or an address has to look like one, and a refusal is a word alone.
//!
//! A code that was cut short looks like a whole one. That it is whole is the word of the transport, which refuses
//! bodies shorter than they say they are, and of TLS where they do not say.

use castile::codegen::{Scope, Simple};

use crate::return_value::ReturnValue;
use crate::ticket::parameter;

/// What a reply says, where it brings what was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found<T> {
    /// What was asked for.
    pub(crate) value: T,
    /// Whether there are lines that nobody asked for.
    pub(crate) has_more: bool,
}

impl<T> Found<T> {
    /// What was asked for, and nothing else.
    pub(crate) fn only(value: T) -> Self {
        Self {
            value,
            has_more: false,
        }
    }
}

/// Why a reply does not bring what was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A refusal, and the word of it.
    Refused(ReturnValue, String),
    /// Neither yes nor no: what was expected, and what was found.
    Unreadable(String),
}

/// The longest unknown word that is taken for a refusal.
const LONGEST_WORD: usize = 40;

/// Reads the reply of `requestAuthCodeSSO.aspx`.
pub(crate) fn auth_code(text: &str) -> Result<Found<&str>, Problem> {
    const EXPECTED: &str = "`OK` and `AUTHCODE:` with the code";
    let rest = after_ok(text, EXPECTED)?;
    let mut code = None;
    let mut has_more = false;
    for line in lines(rest) {
        match strip_label(line, "AUTHCODE") {
            Some(_) if code.is_some() => return Err(unreadable(EXPECTED, "two codes")),
            Some(value) => code = Some(value.trim()),
            None => has_more = true,
        }
    }
    match code {
        None if has_more => Err(unreadable(EXPECTED, "`OK` and other lines")),
        None => Err(unreadable(EXPECTED, "`OK` alone")),
        Some("") => Err(unreadable(EXPECTED, "`AUTHCODE:` with nothing after it")),
        Some(value) => match value.chars().find(|&c| !is_code_character(c)) {
            None => Ok(Found { value, has_more }),
            Some(c) => Err(unreadable(
                EXPECTED,
                &format!("a code with the character `{}` in it", c.escape_debug()),
            )),
        },
    }
}

/// Reads the reply of `GetLoginTicket.aspx` or `GetDTCLoginTicket.aspx`.
///
/// The guide's text on the latter shows the address alone and its sample wants `OK:` before it. Both are read.
pub(crate) fn login_ticket(text: &str) -> Result<Found<&str>, Problem> {
    const EXPECTED: &str = "`OK:` with an address that has a ticket";
    let text = trim(text);
    let rest = if is_web_address(text) {
        text
    } else {
        after_ok(text, EXPECTED)?
    };
    let mut lines = lines(rest);
    let Some(url) = lines.next() else {
        return Err(unreadable(EXPECTED, "`OK` alone"));
    };
    check_address(url).map_err(|found| unreadable(EXPECTED, &found))?;
    Ok(Found {
        value: url,
        has_more: lines.next().is_some(),
    })
}

/// Reads a reply that is `OK` and nothing else.
pub(crate) fn ok(text: &str) -> Result<Found<()>, Problem> {
    let rest = after_ok(text, "`OK`")?;
    Ok(Found {
        value: (),
        has_more: !trim(rest).is_empty(),
    })
}

/// Reads a reply that is `OK` and a text of any shape. Space at its end is part of it, but for one line end.
pub(crate) fn data(text: &str) -> Result<&str, Problem> {
    let rest = after_ok(text, "`OK` and what was asked for")?;
    Ok(rest.trim_start_matches([' ', '\r', '\n']))
}

/// Reads a reply that is `OK` and a whole number, as that of a new node.
pub(crate) fn number(text: &str) -> Result<Found<i32>, Problem> {
    const EXPECTED: &str = "`OK` and a whole number";
    let rest = after_ok(text, EXPECTED)?;
    let mut lines = lines(rest);
    let number = lines.next().and_then(|line| line.parse().ok());
    let value = number.ok_or_else(|| unreadable(EXPECTED, "`OK` and no number"))?;
    Ok(Found {
        value,
        has_more: lines.next().is_some(),
    })
}

/// Reads a reply that is `TRUE` or `FALSE`, without `OK`.
pub(crate) fn verdict(text: &str) -> Result<Found<bool>, Problem> {
    match flag(trim(text)) {
        Some(value) => Ok(Found::only(value)),
        None => match after_ok(text, "`TRUE` or `FALSE`") {
            Ok(_) => Err(unreadable("`TRUE` or `FALSE`", "`OK`")),
            Err(problem) => Err(problem),
        },
    }
}

/// `true` or `false`, in any case.
pub(crate) fn flag(word: &str) -> Option<bool> {
    let is = |known: &str| word.eq_ignore_ascii_case(known);
    (is("true") || is("false")).then(|| is("true"))
}

/// The value of an enumeration of the contract. A word that it does not have is kept.
pub(crate) fn word<E: Simple>(word: &str) -> Option<E> {
    E::parse(word, Scope::EMPTY).ok()
}

/// What follows `OK` and the space or colon after it.
fn after_ok<'t>(text: &'t str, expected: &str) -> Result<&'t str, Problem> {
    let text = text.trim_start_matches(is_space);
    let end_of = |is_letter: fn(char) -> bool| {
        let end = text.find(|c: char| !is_letter(c));
        text.split_at(end.unwrap_or(text.len()))
    };
    let (word, rest) = end_of(|c| c.is_ascii_alphabetic() || c == '_');
    let is_separated = rest.is_empty() || rest.starts_with(|c: char| c == ':' || c.is_whitespace());
    if word.eq_ignore_ascii_case("OK") && is_separated {
        return Ok(rest.strip_prefix(':').unwrap_or(rest));
    }
    // A refusal stands alone in its line. Where it is a word that nobody knows, it has to be the whole reply, and
    // without digits: a code has some.
    let is_last = |rest: &str| trim(rest).is_empty();
    let is_alone = |rest: &str| is_last(rest) || rest.starts_with(['\r', '\n']);
    let (known, after) = end_of(|c| c.is_ascii_alphanumeric() || c == '_');
    let value = ReturnValue::of_word(known);
    if value != ReturnValue::Unknown && is_alone(after) {
        return Err(Problem::Refused(value, known.to_owned()));
    }
    if !word.is_empty() && word.len() <= LONGEST_WORD && is_last(rest) {
        return Err(Problem::Refused(ReturnValue::Unknown, word.to_owned()));
    }
    Err(unreadable(expected, &describe(text)))
}

/// The lines of a reply that begin with labels.
#[derive(Debug)]
pub(crate) struct Labelled<'t> {
    values: Vec<(&'static str, &'t str)>,
    /// Whether there are lines without a label that is known, where none may be.
    pub(crate) has_more: bool,
}

impl<'t> Labelled<'t> {
    /// Reads lines of the form `LABEL:value`, whatever the case of the labels.
    ///
    /// A line that begins with none of `labels` belongs to the value before it, where that may have several lines
    /// (`texts`); elsewhere it is one that nobody asked for. A label that comes twice may be part of such a text,
    /// so that nobody can tell which of both is meant: that is an error.
    pub(crate) fn read(
        text: &'t str,
        labels: &[&'static str],
        texts: &[&str],
    ) -> Result<Self, Problem> {
        let mut read = Self {
            values: Vec::new(),
            has_more: false,
        };
        // Where the value that is being read began.
        let mut begin = 0;
        for (at, line) in lines_at(text) {
            let label = labels
                .iter()
                .find_map(|&label| Some((label, strip_label(line, label)?)));
            if let Some((label, value)) = label {
                if read.values.iter().any(|(known, _)| *known == label) {
                    return Err(unreadable(
                        &format!("one line with the label `{label}:`"),
                        "two, one of which may be part of a text",
                    ));
                }
                begin = at + line.len() - value.len();
                read.values.push((label, value.trim()));
            } else if let Some((last, value)) = read.values.last_mut()
                && texts.contains(last)
            {
                *value = text[begin..at + line.len()].trim();
            } else if !trim(line).is_empty() {
                read.has_more = true;
            }
        }
        Ok(read)
    }

    /// The text of a label, `None` where there is no such line.
    pub(crate) fn text(&self, label: &str) -> Option<String> {
        let found = self.values.iter().find(|(known, _)| *known == label);
        found.map(|(_, value)| (*value).to_owned())
    }

    /// A value that can be absent or empty.
    pub(crate) fn optional<T>(
        &self,
        label: &'static str,
        what: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let text = self.text(label).filter(|text| !text.is_empty());
        let value = text.map(|text| {
            read(&text)
                .ok_or_else(|| unreadable(&format!("{what} after `{label}:`"), "something else"))
        });
        value.transpose()
    }

    /// A value that has to be there.
    pub(crate) fn required<T>(
        &self,
        label: &'static str,
        what: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Problem> {
        self.optional(label, what, read)?
            .ok_or_else(|| unreadable(&format!("{what} after `{label}:`"), "nothing"))
    }

    /// A whole number that has to be there.
    pub(crate) fn number(&self, label: &'static str) -> Result<i32, Problem> {
        self.required(label, "a whole number", |text| text.parse().ok())
    }

    /// A yes or no that can be absent. It is `None` too where it is in another language than English.
    pub(crate) fn flag(&self, label: &str) -> Option<bool> {
        self.text(label).as_deref().and_then(flag)
    }
}

/// The blocks of a reply, each of which begins with a line with this label.
pub(crate) fn blocks<'t>(text: &'t str, label: &str) -> Result<Vec<&'t str>, Problem> {
    let mut starts: Vec<usize> = lines_at(text)
        .filter(|(_, line)| strip_label(line, label).is_some())
        .map(|(at, _)| at)
        .collect();
    if !trim(&text[..starts.first().copied().unwrap_or(text.len())]).is_empty() {
        return Err(unreadable(
            &format!("lines that begin with `{label}:`"),
            "other lines",
        ));
    }
    starts.push(text.len());
    Ok(starts
        .windows(2)
        .map(|ends| &text[ends[0]..ends[1]])
        .collect())
}

/// The lines and where they begin, blank ones too. Space is left as it is.
fn lines_at(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split('\n').map(move |line| {
        let at = next;
        next += line.len() + 1;
        (at, line)
    })
}

/// The lines that are not blank, trimmed.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\r', '\n'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
}

/// Without white space and byte order marks at both ends.
fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// What follows a label and its colon at the start of a line, whatever the case of the label.
pub(crate) fn strip_label<'t>(line: &'t str, label: &str) -> Option<&'t str> {
    let (start, value) = line.split_once(':')?;
    start.trim().eq_ignore_ascii_case(label).then_some(value)
}

/// The only code that the guide shows has digits and small letters. Other characters that codes are made of
/// elsewhere are taken too; those that a text is made of are not, nor those of markup.
fn is_code_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~+/=".contains(c)
}

fn is_web_address(text: &str) -> bool {
    let starts = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    starts("https://") || starts("http://")
}

/// Says what was found where an address should be, if it is none.
fn check_address(url: &str) -> Result<(), String> {
    if !is_web_address(url) {
        return Err(
            "something else than an address that begins with `https://` or `http://`".to_owned(),
        );
    }
    if let Some(c) = url
        .chars()
        .find(|&c| !c.is_ascii_graphic() || "\"'<>\\^`{|}".contains(c))
    {
        return Err(format!(
            "an address with the character `{}` in it",
            c.escape_debug()
        ));
    }
    let host = url.parse::<http::Uri>().ok().filter(|uri| {
        uri.authority()
            .is_some_and(|authority| !authority.as_str().contains('@'))
    });
    if host.is_none_or(|uri| uri.host().is_none_or(str::is_empty)) {
        return Err("an address without a proper host".to_owned());
    }
    if parameter(url, "ticket").is_none_or(str::is_empty) {
        return Err("an address without a ticket".to_owned());
    }
    Ok(())
}

pub(crate) fn unreadable(expected: &str, found: &str) -> Problem {
    Problem::Unreadable(format!("expected {expected}, found {found}"))
}

/// Says what a text seems to be, without showing what may be a secret.
pub(crate) fn describe(text: &str) -> String {
    let text = trim(text);
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let head: String = text
        .chars()
        .take(300)
        .collect::<String>()
        .to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.contains("<html") || head.contains("<title") {
        let title = title(text)
            .map(first_words)
            .filter(|title| !title.is_empty());
        return title.map_or_else(
            || "a web page".to_owned(),
            |title| format!("a web page with the title `{title}`"),
        );
    }
    match text.chars().next() {
        Some('<') => "XML or a piece of a web page".to_owned(),
        Some('{' | '[') => "JSON".to_owned(),
        _ => format!("the text `{}`", first_words(text)),
    }
}

fn title(page: &str) -> Option<&str> {
    // Lower case of ASCII letters only: every offset stays where it is.
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    Some(page[start..end].trim())
}

/// The first words of a text. Shown is what looks like prose; `***` stands for what has a digit, is long, or is
/// odd, and nothing is shown after a name that announces a secret.
fn first_words(text: &str) -> String {
    let mut shown: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let letters = word.trim_matches(|c: char| c.is_ascii_punctuation());
        if shown.len() == 8 || letters.split([':', '=']).any(announces_a_secret) {
            shown.push("...");
            break;
        }
        let is_prose = letters.chars().count() <= 16
            && letters
                .chars()
                .all(|c| c.is_alphabetic() || "-'’".contains(c))
            && word.len() <= letters.len() + 3;
        shown.push(if is_prose { word } else { "***" });
    }
    shown.join(" ")
}

fn announces_a_secret(name: &str) -> bool {
    castile::secret::looks_secret(name) || name.eq_ignore_ascii_case("code")
}

#[cfg(test)]
mod tests;
