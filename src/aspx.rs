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

use crate::return_value::ReturnValue;
use crate::ticket::parameter;

/// What a reply says, where it brings what was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found<'t> {
    /// The code or the address.
    pub(crate) value: &'t str,
    /// Whether there are lines that nobody asked for.
    pub(crate) has_more: bool,
}

/// Why a reply does not bring what was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A refusal, and the word of it.
    Refused(ReturnValue, String),
    /// Neither yes nor no: what was expected, and what was found.
    Unreadable(String),
}

/// The longest word that is taken for a refusal. The longest known one has 22 letters.
const LONGEST_WORD: usize = 40;

/// Reads the reply of `requestAuthCodeSSO.aspx`.
pub(crate) fn auth_code(text: &str) -> Result<Found<'_>, Problem> {
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
pub(crate) fn login_ticket(text: &str) -> Result<Found<'_>, Problem> {
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

/// What follows `OK` and the space or colon after it.
fn after_ok<'t>(text: &'t str, expected: &str) -> Result<&'t str, Problem> {
    let text = trim(text);
    let end = text
        .find(|c: char| !c.is_ascii_alphabetic() && c != '_')
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let is_separated = rest.is_empty() || rest.starts_with(|c: char| c == ':' || c.is_whitespace());
    if word.eq_ignore_ascii_case("OK") && is_separated {
        return Ok(rest.strip_prefix(':').unwrap_or(rest));
    }
    // A refusal stands alone in its line. Where it is a word that nobody knows, it has to be the whole reply.
    let is_alone = rest.is_empty() || rest.starts_with(['\r', '\n']);
    let value = ReturnValue::of_word(word);
    if is_alone
        && !word.is_empty()
        && (value != ReturnValue::Unknown || (rest.is_empty() && word.len() <= LONGEST_WORD))
    {
        return Err(Problem::Refused(value, word.to_owned()));
    }
    Err(unreadable(expected, &describe(text)))
}

/// The lines that are not blank, trimmed.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\r', '\n'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
}

/// Without white space and byte order marks at both ends.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// What follows a label and its colon at the start of a line, whatever the case of the label.
fn strip_label<'t>(line: &'t str, label: &str) -> Option<&'t str> {
    let (start, value) = line.split_once(':')?;
    start
        .trim_end()
        .eq_ignore_ascii_case(label)
        .then_some(value)
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

fn unreadable(expected: &str, found: &str) -> Problem {
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
