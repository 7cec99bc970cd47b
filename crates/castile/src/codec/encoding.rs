//! Bytes to text: which encoding a document is in, and its characters.
//!
//! UTF-8, UTF-16, ISO-8859-1, windows-1252 and US-ASCII. A byte order mark wins (XML 1.0, appendix F; RFC 7303, 3.3),
//! then the `charset` of the content type, then the XML declaration. Where the last two disagree the document must
//! mean the same in both, or it is refused: nobody could say which of the two is wrong. A document that ends inside of a
//! character is cut off.

use std::borrow::Cow;
use std::fmt;

use super::chars::is_space;
use super::error::{DecodeError, DecodeErrorKind, excerpt};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Latin1,
    Windows1252,
    Ascii,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 (low byte first)",
            Self::Utf16Be => "UTF-16 (high byte first)",
            Self::Latin1 => "ISO-8859-1",
            Self::Windows1252 => "windows-1252",
            Self::Ascii => "US-ASCII",
        })
    }
}

/// The text of a document, without byte order mark. UTF-8 is borrowed.
///
/// # Errors
/// The encoding is not known, or the bytes are not valid in it.
pub(crate) fn to_text<'b>(
    bytes: &'b [u8],
    charset: Option<&str>,
) -> Result<Cow<'b, str>, DecodeError> {
    if let Some((encoding, mark)) = byte_order_mark(bytes) {
        return decode(&bytes[mark..], encoding);
    }
    let guess = match bytes {
        [b'<', 0, ..] => Encoding::Utf16Le,
        [0, b'<', ..] => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    };
    let from_header = match charset {
        // The name leaves the order of bytes to the document.
        Some(name) if name.eq_ignore_ascii_case("utf-16") && guess != Encoding::Utf8 => Some(guess),
        Some(name) => Some(by_name(name)?),
        None => None,
    };
    let from_document = match guess {
        Encoding::Utf8 => declared(bytes).map(|name| by_name(&name)).transpose()?,
        _ => Some(guess),
    };
    match (from_header, from_document) {
        // Eight-bit text that says UTF-16 (.NET's `StringWriter` does) says nothing; the header can be believed.
        (Some(header), Some(Encoding::Utf16Le | Encoding::Utf16Be)) if guess == Encoding::Utf8 => {
            decode(bytes, header)
        }
        (Some(header), Some(document)) if header != document => {
            let text = decode(bytes, header);
            match (text, decode(bytes, document)) {
                (Ok(text), Ok(other)) if text == other => Ok(text),
                _ => {
                    let found =
                        format!("{header} in the content type and {document} in the document");
                    Err(undecided("one encoding", found))
                }
            }
        }
        (None, Some(Encoding::Utf16Le | Encoding::Utf16Be)) if guess == Encoding::Utf8 => {
            let expected = "UTF-16, as the XML declaration says";
            let error = undecided(expected, "characters of eight bits".to_owned());
            Err(error.hint_at("a `charset` in the content type would be believed"))
        }
        (header, document) => decode(bytes, header.or(document).unwrap_or(guess)),
    }
}

/// It is not known which encoding this is.
fn undecided(expected: &'static str, found: String) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Encoding, 0, expected, found).locate("")
}

fn byte_order_mark(bytes: &[u8]) -> Option<(Encoding, usize)> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some((Encoding::Utf8, 3)),
        [0xFF, 0xFE, ..] => Some((Encoding::Utf16Le, 2)),
        [0xFE, 0xFF, ..] => Some((Encoding::Utf16Be, 2)),
        _ => None,
    }
}

/// The `encoding` of an XML declaration.
fn declared(bytes: &[u8]) -> Option<String> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    // `<?xml-stylesheet` is another instruction.
    declaration.first().filter(|&&byte| is_space(byte))?;
    let end = memchr::memchr(b'>', declaration)?;
    let declaration = std::str::from_utf8(&declaration[..end]).ok()?;
    let value = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))?;
    Some(value[1..].split(quote).next()?.to_owned())
}

fn by_name(name: &str) -> Result<Encoding, DecodeError> {
    let known = [
        ("utf-8", Encoding::Utf8),
        ("utf8", Encoding::Utf8),
        ("utf-16", Encoding::Utf16Le),
        ("utf-16le", Encoding::Utf16Le),
        ("utf-16be", Encoding::Utf16Be),
        ("iso-8859-1", Encoding::Latin1),
        ("latin1", Encoding::Latin1),
        ("windows-1252", Encoding::Windows1252),
        ("us-ascii", Encoding::Ascii),
        ("ascii", Encoding::Ascii),
    ];
    let name = name.trim().trim_matches(['"', '\'']);
    known
        .iter()
        .find(|(other, _)| name.eq_ignore_ascii_case(other))
        .map(|&(_, encoding)| encoding)
        .ok_or_else(|| {
            let expected = "UTF-8, UTF-16, ISO-8859-1, windows-1252 or US-ASCII";
            undecided(expected, format!("the encoding {}", excerpt(name)))
        })
}

fn decode(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, DecodeError> {
    // What was read before it says where that is.
    let invalid = |before: &str, at: usize| {
        let error = DecodeError::new(
            DecodeErrorKind::Encoding,
            before.len(),
            format!("valid {encoding}"),
            format!("{:#04X}", bytes[at]),
        );
        error.locate(before)
    };
    let cut_off = |before: &str| {
        let error = DecodeError::new(
            DecodeErrorKind::Truncated,
            before.len(),
            "the rest of the document",
            format!("its end, inside of a character of {encoding}: the reply is cut off"),
        );
        error.locate(before)
    };
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| {
                let at = error.valid_up_to();
                let before = std::str::from_utf8(&bytes[..at]).unwrap_or_default();
                match error.error_len() {
                    Some(_) => invalid(before, at),
                    None => cut_off(before),
                }
            }),
        Encoding::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
            Some(at) => Err(invalid(&String::from_utf8_lossy(&bytes[..at]), at)),
            None => Ok(String::from_utf8_lossy(bytes)),
        },
        Encoding::Latin1 => Ok(Cow::Owned(
            bytes.iter().map(|&byte| char::from(byte)).collect(),
        )),
        Encoding::Windows1252 => {
            let mut text = String::with_capacity(bytes.len());
            for (at, &byte) in bytes.iter().enumerate() {
                text.push(windows_1252(byte).ok_or_else(|| invalid(&text, at))?);
            }
            Ok(Cow::Owned(text))
        }
        Encoding::Utf16Le | Encoding::Utf16Be => {
            let (pairs, rest) = bytes.as_chunks::<2>();
            let unit = |pair: &[u8; 2]| {
                if encoding == Encoding::Utf16Le {
                    u16::from_le_bytes(*pair)
                } else {
                    u16::from_be_bytes(*pair)
                }
            };
            let mut text = String::with_capacity(bytes.len());
            let mut read = 0;
            for char in char::decode_utf16(pairs.iter().map(unit)) {
                let Ok(char) = char else {
                    let is_last = read + 2 == bytes.len() - rest.len();
                    let is_high = (0xD800..0xDC00).contains(&unit(&pairs[read / 2]));
                    return Err(if is_last && is_high {
                        cut_off(&text)
                    } else {
                        invalid(&text, read)
                    });
                };
                read += 2 * char.len_utf16();
                text.push(char);
            }
            if rest.is_empty() {
                Ok(Cow::Owned(text))
            } else {
                Err(cut_off(&text))
            }
        }
    }
}

/// windows-1252 differs from ISO-8859-1 in 0x80 to 0x9F only; five of these bytes stand for nothing.
fn windows_1252(byte: u8) -> Option<char> {
    const UPPER: [char; 32] = [
        '\u{20AC}', '\0', '\u{201A}', '\u{192}', '\u{201E}', '\u{2026}', '\u{2020}', '\u{2021}',
        '\u{2C6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\0', '\u{17D}', '\0', '\0',
        '\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}', '\u{2022}', '\u{2013}', '\u{2014}',
        '\u{2DC}', '\u{2122}', '\u{161}', '\u{203A}', '\u{153}', '\0', '\u{17E}', '\u{178}',
    ];
    match byte {
        0x80..=0x9F => Some(UPPER[usize::from(byte - 0x80)]).filter(|&char| char != '\0'),
        _ => Some(char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        let utf16: Vec<u8> = "<?xml version='1.0' encoding='utf-16'?><a>é</a>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let cases: [(&[u8], Option<&str>, Option<&str>); 14] = [
            ("<a>é</a>".as_bytes(), None, Some("<a>é</a>")),
            (b"\xEF\xBB\xBF<a/>", Some("iso-8859-1"), Some("<a/>")),
            (b"\xFF\xFE<\0a\0/\0>\0", None, Some("<a/>")),
            (b"\0<\0a\0/\0>", None, Some("<a/>")),
            (
                &utf16,
                Some("utf-16"),
                Some("<?xml version='1.0' encoding='utf-16'?><a>é</a>"),
            ),
            (
                b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>",
                None,
                Some("<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>"),
            ),
            (
                b"<a>\x80</a>",
                Some("windows-1252"),
                Some("<a>\u{20AC}</a>"),
            ),
            // The header and the document disagree, and it matters.
            (
                b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>",
                Some("utf-8"),
                None,
            ),
            (b"<a>\xE9</a>", None, None),
            (b"<a/>", Some("shift_jis"), None),
            // Eight-bit text cannot be UTF-16, whatever it says.
            (
                b"<?xml version='1.0' encoding='utf-16'?><a/>",
                Some("utf-8"),
                Some("<?xml version='1.0' encoding='utf-16'?><a/>"),
            ),
            (b"<?xml version='1.0' encoding='utf-16'?><a/>", None, None),
            (b"\xFF\xFE<\0\0\xD8", None, None),
            (b"\xFF\xFE<\0a", None, None),
        ];
        for (bytes, charset, text) in cases {
            assert_eq!(
                to_text(bytes, charset).ok().as_deref(),
                text,
                "{bytes:?} {charset:?}"
            );
        }
    }
}
