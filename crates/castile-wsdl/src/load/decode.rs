//! Bytes to text: byte order marks, the encodings that contracts are written in, percent escapes in locations.

/// The text of a document, without its byte order mark.
///
/// The error says what the bytes are instead.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, String> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest.to_vec()),
        [0xFE, 0xFF, rest @ ..] | rest @ [0, b'<', ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] | rest @ [b'<', 0, ..] => utf16(rest, u16::from_le_bytes),
        _ => match declared(&bytes).to_ascii_lowercase().as_str() {
            "" | "utf-8" | "utf8" | "us-ascii" | "ascii" => utf8(bytes),
            "iso-8859-1" | "latin1" | "iso_8859-1" => {
                Ok(bytes.iter().map(|byte| char::from(*byte)).collect())
            }
            // The first half of nearly every other encoding is ASCII.
            _ if bytes.is_ascii() => utf8(bytes),
            other => Err(format!(
                "its encoding `{other}` is not supported; save it as UTF-8"
            )),
        },
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].split(|byte| *byte == b'\n').count();
        format!(
            "it is not UTF-8 at byte {at}, line {line}; save it as UTF-8, or declare its encoding"
        )
    })
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
