//! Bytes to text: byte order marks, the encodings that contracts are written in, percent escapes in locations.

/// A document, decoded.
pub(super) struct Decoded {
    pub(super) text: String,
    /// What was wrong with it, and the line.
    pub(super) problem: Option<(u32, String)>,
}

/// The text of a document, without its byte order mark.
///
/// The error says what the bytes are instead. A lenient reader takes what is not UTF-8 for windows-1252, which any
/// bytes are.
pub(super) fn decode(bytes: Vec<u8>, lenient: bool) -> Result<Decoded, String> {
    let text = match bytes.as_slice() {
        [0x1F, 0x8B, ..] => {
            return Err("it is compressed; unpack it with `gunzip` first".to_owned());
        }
        [b'P', b'K', 3, 4, ..] => return Err("it is a ZIP archive; unpack it first".to_owned()),
        [0xEF, 0xBB, 0xBF, rest @ ..] => return utf8(rest.to_vec(), lenient),
        [0xFE, 0xFF, rest @ ..] | rest @ [0, b'<', ..] => utf16(rest, u16::from_be_bytes)?,
        [0xFF, 0xFE, rest @ ..] | rest @ [b'<', 0, ..] => utf16(rest, u16::from_le_bytes)?,
        _ => match declared(&bytes).to_ascii_lowercase().as_str() {
            // What declares UTF-16 in single bytes has been converted since.
            "" | "utf-8" | "utf8" | "us-ascii" | "ascii" | "utf-16" => {
                return utf8(bytes, lenient);
            }
            "iso-8859-1" | "iso8859-1" | "latin1" | "iso_8859-1" | "windows-1252" | "cp1252" => {
                bytes.iter().map(|byte| windows_1252(*byte)).collect()
            }
            "iso-8859-15" | "latin9" => bytes.iter().map(|byte| latin_9(*byte)).collect(),
            // The first half of nearly every other encoding is ASCII.
            _ if bytes.is_ascii() => return utf8(bytes, lenient),
            other => {
                return Err(format!(
                    "its encoding `{other}` is not supported; save it as UTF-8"
                ));
            }
        },
    };
    Ok(Decoded {
        text,
        problem: None,
    })
}

fn utf8(bytes: Vec<u8>, lenient: bool) -> Result<Decoded, String> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => {
            return Ok(Decoded {
                text,
                problem: None,
            });
        }
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let line = error.as_bytes()[..at].split(|byte| *byte == b'\n').count();
    if lenient {
        let problem = "this line is not UTF-8: the document is read as windows-1252".to_owned();
        return Ok(Decoded {
            text: error
                .as_bytes()
                .iter()
                .map(|byte| windows_1252(*byte))
                .collect(),
            problem: Some((u32::try_from(line).unwrap_or(u32::MAX), problem)),
        });
    }
    if error.as_bytes().contains(&0) {
        return Err("it is no text, while a contract is XML".to_owned());
    }
    Err(format!(
        "it is not UTF-8 at byte {at}, line {line}; save it as UTF-8, or declare its encoding"
    ))
}

/// A character of windows-1252, which is ISO-8859-1 with letters in the place of its second set of controls: what
/// declares one is often the other, and XML allows none of the controls.
fn windows_1252(byte: u8) -> char {
    const LETTERS: [char; 32] = [
        '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}',
        '\u{2021}', '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}',
        '\u{8f}', '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}',
        '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}',
        '\u{178}',
    ];
    match byte {
        0x80..=0x9F => LETTERS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// A character of ISO-8859-15, which is ISO-8859-1 with the euro sign and a few letters more.
fn latin_9(byte: u8) -> char {
    match byte {
        0xA4 => '\u{20ac}',
        0xA6 => '\u{160}',
        0xA8 => '\u{161}',
        0xB4 => '\u{17d}',
        0xB8 => '\u{17e}',
        0xBC => '\u{152}',
        0xBD => '\u{153}',
        0xBE => '\u{178}',
        _ => char::from(byte),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    match String::from_utf16(&units) {
        Ok(text) if rest.is_empty() => Ok(text),
        _ => Err("it is not UTF-16, as its first bytes say".to_owned()),
    }
}

/// The encoding of the XML declaration, or nothing.
fn declared(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(256)]).into_owned();
    let Some((declaration, _)) = head
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
    else {
        return String::new();
    };
    let Some((_, value)) = declaration.split_once("encoding") else {
        return String::new();
    };
    let value = value.trim_start().trim_start_matches('=').trim_start();
    value
        .split(['"', '\''])
        .nth(1)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// The location with `%20` and the like undone; `None` where there is nothing to undo or the result is no text.
pub(super) fn percent(location: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut rest = location.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = tail
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(byte);
            rest = &tail[2..];
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(out)
        .ok()
        .filter(|decoded| decoded != location)
}
