//! The secret values of one call, to be hidden wherever the service repeats them.
//!
//! In go the texts of a call, where names say what is secret; out comes any text without those values, however they are
//! written in it: plain, escaped for XML, JSON, a URL or a message, in base64, or cut off.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::mask::{hidden_in_form, hidden_in_url, hidden_in_xml, percent_byte, reference};
use super::{MASK, Secret};

/// Shorter values are hidden where they are words of their own only: they are parts of too many others.
const SHORT: usize = 6;
/// Still shorter ones are not looked for at all.
const SHORTEST: usize = 3;
/// So much of a value is hidden where a text ends, or is shortened, within it.
const BEGINNING: usize = 3;

/// So many comparisons are made for each byte of a text, and `LEAST` in any case: a reply can name many thousand values,
/// and what is compared with all of them at all places takes minutes. Five hundred values in a text take a third of it.
const EFFORT: usize = 128;
const LEAST: usize = 1 << 16;

/// The secret values of one call, in their order. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Arc<[Secret]>);

/// What is hidden in a fault makes it no other fault.
impl PartialEq for Secrets {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Secrets {}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(..)")
    }
}

impl Secrets {
    /// These values, and what base64 makes of them.
    pub(crate) fn of<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> Self {
        let mut secrets = Vec::new();
        for value in values {
            let value = value.as_ref();
            // `passwordExpired` looks secret, and what it says is part of every other text.
            if value.chars().count() < SHORTEST || matches!(value, "true" | "false") {
                continue;
            }
            if value.len() >= SHORT {
                secrets.extend(in_base64(value).map(Secret::from));
            }
            secrets.push(Secret::from(value));
        }
        secrets.sort_unstable_by(|one, other| one.expose().cmp(other.expose()));
        secrets.dedup();
        Self(secrets.into())
    }

    /// [`of`](Self::of), for values that nobody needs any more.
    pub(crate) fn of_all(mut values: Vec<String>) -> Self {
        values.sort_unstable();
        values.dedup();
        let secrets = Self::of(&values);
        // Overwritten as they are dropped.
        values.into_iter().map(Secret::from).for_each(drop);
        secrets
    }

    /// The values that names hide in a body, a form or XML or other text, and in the reply.
    pub(crate) fn values(body: &str, is_form: bool, reply: Option<&str>) -> Vec<String> {
        let mut values = if is_form {
            hidden_in_form(body)
        } else {
            hidden_in_xml(body)
        };
        values.extend(reply.into_iter().flat_map(hidden_in_xml));
        values
    }

    /// The values that are hidden in a URL: for their names, its password, sessions in its path.
    pub(crate) fn values_of_url(url: &str) -> Vec<String> {
        hidden_in_url(url)
    }

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values that begin with this byte.
    fn beginning_with(&self, byte: u8) -> &[Secret] {
        let first = |secret: &Secret| secret.expose().bytes().next();
        let start = self.0.partition_point(|one| first(one) < Some(byte));
        let end = self.0.partition_point(|one| first(one) <= Some(byte));
        &self.0[start..end]
    }

    /// The text with `***` for each occurrence of a value, the longest first where several begin at one place. Where
    /// there are too many values for a text, the rest of it is `***`.
    pub(crate) fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.mask_within(text, &mut effort(text))
    }

    /// [`mask`](Self::mask), with so many comparisons left, for a text that is part of another.
    pub(super) fn mask_within<'t>(&self, text: &'t str, left: &mut usize) -> Cow<'t, str> {
        if self.is_empty() || text.trim().is_empty() {
            return Cow::Borrowed(text);
        }
        if *left == 0 {
            return Cow::Borrowed(MASK);
        }
        let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
        let mut out = String::new();
        let mut kept = 0;
        let mut at = 0;
        while let Some(byte) = text.as_bytes().get(at) {
            // What may be an escape of any character.
            let is_escape = matches!(byte, b'&' | b'%' | b'\\' | b'+');
            let candidates = if is_escape {
                &*self.0
            } else {
                self.beginning_with(*byte)
            };
            if candidates.is_empty() {
                at += 1;
                continue;
            }
            // Neither kind of byte is within a character.
            let mut found = None;
            for secret in candidates {
                let secret = secret.expose();
                let Some(length) = occurrence(&text[at..], secret, left) else {
                    if *left == 0 {
                        break;
                    }
                    continue;
                };
                let before = text[kept..at].chars().next_back();
                let after = text[at + length..].chars().next();
                let is_free = !is_word(before) && !is_word(after);
                if is_free || secret.chars().count() >= SHORT {
                    found = found.max(Some(length));
                }
            }
            if *left == 0 {
                out.push_str(&text[kept..at]);
                out.push_str(MASK);
                return Cow::Owned(out);
            }
            if let Some(length) = found {
                out.push_str(&text[kept..at]);
                out.push_str(MASK);
                at += length;
                kept = at;
            } else {
                at += 1;
            }
        }
        if kept == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[kept..]);
        Cow::Owned(out)
    }
}

/// How many comparisons a text is worth.
pub(super) fn effort(text: &str) -> usize {
    LEAST.max(text.len().saturating_mul(EFFORT))
}

/// What a value looks like within base64, whatever stands before it and after it: the characters that are made of its
/// own bits alone, for each of the three ways in which it can be cut.
fn in_base64(value: &str) -> impl Iterator<Item = String> {
    let of = move |engine: &base64::engine::GeneralPurpose, before: usize| {
        let bytes = [&[0; 2][..before], value.as_bytes()].concat();
        let text = engine.encode(&bytes);
        let start = (before * 8).div_ceil(6);
        text[start..bytes.len() * 8 / 6].to_owned()
    };
    let standard = (0..3).map(move |before| of(&STANDARD, before));
    let url_safe = (0..3).map(move |before| of(&URL_SAFE, before));
    standard.chain(url_safe.filter(|text| text.contains(['-', '_'])))
}

/// The length of `secret` at the start of `text`, where it may be escaped, or cut off by its end or an ellipsis. Takes
/// the comparisons that it makes off `left`, and finds nothing where none is left.
fn occurrence(text: &str, secret: &str, left: &mut usize) -> Option<usize> {
    if text.starts_with(secret) {
        return Some(secret.len());
    }
    let mut at = 0;
    let mut is_in_run = false;
    for (count, wanted) in secret.chars().enumerate() {
        let rest = &text[at..];
        if count > BEGINNING && is_cut_off(rest, left) {
            return Some(at);
        }
        // Text that was escaped is escaped once more where a message quotes it.
        let run = backslashes(rest, left);
        *left = left.saturating_sub(1);
        if *left == 0 {
            return None;
        }
        if wanted == '\\' && (run > 0 || is_in_run) {
            at += run;
            is_in_run = true;
            continue;
        }
        // The last one may belong to an escape of this character.
        let last = match run {
            0 if is_in_run => Some(at - 1),
            0 => None,
            run => Some(at + run - 1),
        };
        is_in_run = false;
        if let Some((found, length)) = reference(rest)
            && found == wanted
        {
            at += length;
        } else if rest[run..].starts_with(wanted) {
            at += run + wanted.len_utf8();
        } else if let Some(last) = last
            && let Some((found, length)) = backslash(&text[last..])
            && found == wanted
        {
            at = last + length;
        } else if wanted == ' ' && rest.starts_with('+')
            || matches!(wanted, '\t' | '\n' | '\r') && rest.starts_with(' ')
        {
            // The blank of a form, and what XML makes of white space in an attribute.
            at += 1;
        } else {
            let mut buffer = [0; 4];
            let start = at;
            for byte in wanted.encode_utf8(&mut buffer).bytes() {
                if count > BEGINNING && at > start && is_cut_off(&text[at..], left) {
                    return Some(at);
                }
                // `%` is followed by two digits of ASCII, so `at` stays at a boundary.
                if percent_byte(&text.as_bytes()[at..])? != byte {
                    return None;
                }
                at += 3;
            }
        }
    }
    Some(at)
}

/// How many backslashes a text begins with. Each is a comparison.
fn backslashes(text: &str, left: &mut usize) -> usize {
    let run = text.bytes().take(*left).take_while(|&byte| byte == b'\\');
    let run = run.count();
    *left -= run;
    run
}

/// Whether a text ends, or is shortened, here or within the escape that begins here.
fn is_cut_off(text: &str, left: &mut usize) -> bool {
    let behind = &text[backslashes(text, left)..];
    // Of an escape stands here what is cut off, and so less than all of it.
    let (rest, most) = if behind.len() < text.len() {
        // `u{10FFFF`, or one half of a pair.
        (behind, if behind.starts_with("u{") { 8 } else { 5 })
    } else if let Some(rest) = text.strip_prefix('%') {
        (rest, 1)
    } else if let Some(rest) = text.strip_prefix('&') {
        (rest, "#x10FFFF".len())
    } else {
        (text, 0)
    };
    let is_of_escape = |byte: &u8| byte.is_ascii_alphanumeric() || b"#{".contains(byte);
    let escape = rest.bytes().take(most).take_while(is_of_escape).count();
    let (escape, rest) = rest.split_at(escape);
    let is_reference = || {
        let names = ["amp", "lt", "gt", "quot", "apos"];
        escape.starts_with('#') || names.iter().any(|name| name.starts_with(escape))
    };
    (rest.is_empty() || rest.starts_with("...")) && (!text.starts_with('&') || is_reference())
}

/// The character that a backslash at the start of `text` stands for, as in JSON or a message of Rust, and the length.
pub(super) fn backslash(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('\\')?;
    let first = body.chars().next()?;
    let character = match first {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => {
            if let Some(braced) = body.strip_prefix("u{") {
                let end = braced.bytes().take(7).position(|byte| byte == b'}')?;
                let code = u32::from_str_radix(&braced[..end], 16).ok()?;
                return Some((char::from_u32(code)?, end + 4));
            }
            let unit = |at: usize| u16::from_str_radix(text.get(at..at + 4)?, 16).ok();
            let units = [
                unit(2)?,
                text.get(6..8)
                    .and_then(|mark| (mark == "\\u").then(|| unit(8))?)
                    .unwrap_or(0),
            ];
            let mut decoded = char::decode_utf16(units);
            return match decoded.next()? {
                Ok(character) => Some((character, if character.len_utf16() == 2 { 12 } else { 6 })),
                Err(_) => None,
            };
        }
        _ => return None,
    };
    Some((character, 1 + first.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_however_it_is_written() {
        let secret = "p&<w>\"é '1\\😀";
        let secrets = Secrets::of([secret]);
        for written in [
            secret.to_owned(),
            "p&amp;&lt;w&gt;&quot;é &apos;1\\😀".to_owned(),
            "p%26%3Cw%3E%22%C3%A9+%271%5c%F0%9F%98%80".to_owned(),
            serde_json::to_string(secret)
                .unwrap()
                .trim_matches('"')
                .to_owned(),
            r#"p&<w>\"\u00e9 '1\\\ud83d\ude00"#.to_owned(),
            format!("{secret:?}").trim_matches('"').to_owned(),
            secret.escape_default().to_string(),
            format!("{:?}", format!("{secret:?}"))
                .trim_matches(['"', '\\'])
                .to_owned(),
        ] {
            assert_eq!(
                secrets.mask(&format!("a {written} b")),
                "a *** b",
                "{written}"
            );
        }
    }

    #[test]
    fn a_value_is_found_where_an_attribute_has_made_blanks_of_its_white_space() {
        let secrets = Secrets::of(["sword\tfish\nhunter"]);
        for written in [
            "sword\tfish\nhunter",
            "sword fish hunter",
            "sword&#9;fish&#10;hunter",
        ] {
            assert_eq!(
                secrets.mask(&format!("a='{written}'")),
                "a='***'",
                "{written}"
            );
        }
        assert_eq!(secrets.mask("swordfishhunter"), "swordfishhunter");
    }

    /// What makes each comparison long, and what makes many of a short text: neither ends in minutes.
    #[test]
    fn comparisons_are_counted_whatever_they_are_with() {
        let values: Vec<_> = (0..5000)
            .map(|number| format!("abcd\u{e9}{number}"))
            .collect();
        let secrets = Secrets::of(&values);
        for text in [
            "\\".repeat(100_000),
            format!("abcd%C3{}", "\\".repeat(100_000)),
        ] {
            let mut left = effort(&text);
            secrets.mask_within(&text, &mut left);
            assert_eq!(left, 0);
        }
        let mut left = 10 * LEAST;
        assert_eq!(secrets.mask_within("a &amp;", &mut left), "a &amp;");
        for _ in 0..100 {
            secrets.mask_within("a &amp;", &mut left);
        }
        assert_eq!(left, 0);
        assert_eq!(secrets.mask_within("a abcd\u{e9}1", &mut left), "***");
        assert_eq!(secrets.mask_within(" \n", &mut left), " \n");
    }

    #[test]
    fn a_value_is_found_in_base64_wherever_it_stands_there() {
        let secrets = Secrets::of(["hunter2>>>???"]);
        for engine in [STANDARD, URL_SAFE] {
            for before in ["", "a", "ab", "ann:", "user:"] {
                for after in ["", "a", "ab", "abc"] {
                    let encoded = engine.encode(format!("{before}hunter2>>>???{after}"));
                    let masked = secrets.mask(&encoded);
                    assert!(
                        masked.contains("***") && masked.len() < encoded.len(),
                        "{masked}"
                    );
                    assert!(masked.len() <= 3 + 8 + 8, "{masked}");
                }
            }
        }
    }

    #[test]
    fn a_value_that_is_cut_off_is_found() {
        // A whole escape is none that is cut off, wherever it stands.
        for (value, text) in [
            ("pass(word", "pass%28word"),
            ("pass(word", "pass%28word..."),
            ("hunt\"er22", "hunt\\u0022er22"),
            ("pass&word1234", "pass&word12"),
        ] {
            let masked = Secrets::of([value]).mask(text).into_owned();
            assert!(masked == "***" || masked == "***...", "{text}: {masked}");
        }
        let secrets = Secrets::of(["swordfish"]);
        for (text, masked) in [
            ("it is `swordf...`", "it is `***...`"),
            ("it is swordfis", "it is ***"),
            ("it is &#115;word", "it is ***"),
            ("it is swo...", "it is swo..."),
            ("it is `sword%6...`", "it is `***%6...`"),
            ("it is sword&#x", "it is ***&#x"),
            ("it is \"sword\\u{6...", "it is \"***\\u{6..."),
            ("it is swordplay", "it is swordplay"),
        ] {
            assert_eq!(secrets.mask(text), masked);
        }
    }

    #[test]
    fn short_values_are_hidden_as_words() {
        let secrets = Secrets::of(["1234", "ab", "true", ""]);
        assert_eq!(
            secrets.mask("PIN 1234, line 12345, 1234; ab is true"),
            "PIN ***, line 12345, ***; ab is true"
        );
    }

    #[test]
    fn values_come_from_where_names_say_so() {
        let url = "https://ann:p%40ss-word@h/a?pwd=url+value&x=1#token=fragment";
        let xml = "<a pin='attribute'><pwd>x&amp;element</pwd><Password><![CDATA[section]]></Password><b>open</b>\
                   <c>&lt;pwd&gt;embedded&lt;/pwd&gt;</c></a>";
        let reply = "<r><sAuthCode> answer1 </sAuthCode></r>";
        let shown =
            "p@ss-word url value fragment attribute x&element section embedded answer1 open";
        let mut values = Secrets::values(xml, false, Some(reply));
        values.extend(Secrets::values_of_url(url));
        let secrets = Secrets::of_all(values);
        assert_eq!(secrets.mask(shown), "*** *** *** *** *** *** *** *** open");
        for (url, shown) in [
            ("https://ann:hunter22@h/box/a@b", "hunter22 box/a@b"),
            ("https://token1@h/", "token1 h"),
            ("https://token1:@h/", "token1 h"),
            ("https://token%311:@h/", "token11 h"),
            ("https://h/(S(lit3py55))/a", "lit3py55"),
            ("https://h/(A(lit3py55)S(other1))/a", "lit3py55"),
            ("https://h/(A(other1)F(lit3py55))/a", "lit3py55"),
            ("https://h/%28S%28lit3py55%29%29/a", "lit3py55"),
            ("https://h/a?to=/(S(lit3py55))/a", "lit3py55"),
            ("https://h/a;pwd=hunter22/b", "hunter22"),
            ("https://h/a;pwd=hunter22;x=1/b", "hunter22"),
            ("https://h/a;x=1;pwd=hunter22/b", "hunter22"),
            ("https://h/a;pwd=hunter22;ticket=7654321/b", "7654321"),
            ("https://h/a?pwd=hun;ter22", "hun;ter22"),
            ("https://h/a?x=1&amp;pwd=hunter22", "hunter22"),
            (
                "https://h/?to=https%3A%2F%2Fh%2F%3Fpwd%3Dhunter22",
                "hunter22",
            ),
            (
                "https://h/?to=https%3A%2F%2Fh%2F%3Fpwd%3Dhunter%252022",
                "hunter 22",
            ),
            (
                "https://h/?to=https%3A%2F%2Fann%3Ahunter22%40h%2F",
                "hunter22",
            ),
            (
                "https://h/?to=https://h/?to=https%3A%2F%2Fh%2F%3Fpwd%3Dhunter22",
                "hunter22",
            ),
            ("https://h/#to=https%3A%2F%2Fh%2F(S(lit3py55))", "lit3py55"),
        ] {
            let secrets = Secrets::of_all(Secrets::values_of_url(url));
            let shown = secrets.mask(shown);
            assert!(
                shown == "***" || shown.starts_with("*** "),
                "{url}: {shown}"
            );
        }
        let secrets = Secrets::of_all(Secrets::values("a=1234567&pwd=f%26rm+value", true, None));
        assert_eq!(secrets.mask("f&rm value 1234567"), "*** 1234567");
        assert_eq!(Secrets::default().mask("text"), "text");
    }

    #[test]
    fn values_come_from_text_that_is_no_xml() {
        for (text, shown) in [
            (r#"{"pwd":"hunter 22"}"#, "hunter 22"),
            (r#"{"pwd" : "hunter 22"}"#, "hunter 22"),
            (r#"{"pwd":"hunter\"\u0032\\2"}"#, r#"hunter"2\2"#),
            (r#"{"x":"{\"pwd\":\"hunter\\\"22\"}"}"#, r#"hunter"22"#),
            (r#"{"pwd": 7654321}"#, "7654321"),
            ("Server=s;Password=hunter22;User=ann", "hunter22"),
            ("AUTHCODE:4ahx80u0.", "4ahx80u0"),
            ("at https://h/?ticket=4ahx80u0&a=b", "4ahx80u0"),
            ("<a href='/(S(lit3py55))/b'/>", "lit3py55"),
            ("<a>https://ann:hunter22@h/</a>", "hunter22"),
            ("HTTP_COOKIE: a=1; sid=lit3py55", "lit3py55"),
            ("Authorization: Bearer abcdef7", "abcdef7"),
            ("Authorization: Basic YW5uOmh1bnRlcjIy", "hunter22"),
            ("authorization: basic bGl0M3B5NTU6", "lit3py55"),
            ("see \"https://h/?ticket=4ahx80u0\" again", "4ahx80u0"),
        ] {
            let secrets = Secrets::of_all(Secrets::values(text, false, None));
            assert_eq!(secrets.mask(shown), "***", "{text}");
        }
        // Words of a language, or of a program, are not looked for elsewhere.
        for text in [
            "the password: try again, PIN = wrong; the cookie: none",
            "cannot be null. Could not load 'Foo, PublicKeyToken=null'",
            r"at A.B() in c:\s\TokenService.cs:line 42 at C.D() in c:\s\D.cs:line 7",
            r#"{"token":null,"record":null}"#,
            ".password:hover{} a:hover{}",
            "password:required field. The field is required",
            "Token:Server not reachable, TokenFilter.java:187)",
        ] {
            let secrets = Secrets::of_all(Secrets::values(text, false, None));
            assert_eq!(secrets.mask(text), text);
        }
    }

    #[test]
    fn what_holds_values_shows_none() {
        let secrets = Secrets::of(["hunter2"]);
        assert_eq!(format!("{secrets:?}"), "Secrets(..)");
    }
}
