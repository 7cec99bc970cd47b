//! Bytes of a request to text, in the encodings clients of the service use.

/// Decodes a body. `charset` is the parameter of the content type, which counts before the XML
/// declaration; a byte order mark counts before both.
///
/// Nothing is refused here: bytes that are wrong in their encoding become the replacement
/// character, and an encoding that is not known is taken for UTF-8. That is what .NET does.
pub(super) fn decode(body: &[u8], charset: Option<&str>) -> String {
    if let Some(rest) = body.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest);
    }
    if let Some(rest) = body.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = body.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, u16::from_be_bytes);
    }
    let charset = charset.map_or_else(|| declared(body), str::to_ascii_lowercase);
    match charset.as_str() {
        // Every byte is the code point of the same number.
        "iso-8859-1" => body.iter().copied().map(char::from).collect(),
        "utf-16" | "utf-16le" => utf16(body, u16::from_le_bytes),
        "utf-16be" => utf16(body, u16::from_be_bytes),
        _ => utf8(body),
    }
}

fn utf8(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = body.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let odd_byte = (!rest.is_empty()).then_some(char::REPLACEMENT_CHARACTER);
    char::decode_utf16(units)
        .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
        .chain(odd_byte)
        .collect()
}

/// The encoding an XML declaration names, in lower case, or nothing.
fn declared(body: &[u8]) -> String {
    let start: String = body
        .iter()
        .take(200)
        .map(|&byte| char::from(byte))
        .take_while(|&c| c != '>')
        .collect();
    let value = start
        .starts_with("<?xml")
        .then(|| start.split_once("encoding"))
        .flatten()
        .map(|(_, rest)| rest.trim_start_matches([' ', '=']));
    value
        .and_then(|value| value.split(['"', '\'']).nth(1))
        .unwrap_or("")
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_declaration_counts_where_nothing_else_does() {
        let latin = b"<?xml version=\"1.0\" encoding='ISO-8859-1'?><a>\xE1</a>";
        assert!(decode(latin, None).ends_with("<a>á</a>"));
        assert!(decode(latin, Some("utf-8")).ends_with("<a>\u{FFFD}</a>"));
    }

    #[test]
    fn a_byte_order_mark_counts_before_all() {
        assert_eq!(decode(b"\xFF\xFEa\0", Some("utf-8")), "a");
        assert_eq!(decode(b"\xFE\xFF\0a", None), "a");
        assert_eq!(decode(b"\xEF\xBB\xBFa", None), "a");
    }

    #[test]
    fn what_cannot_be_decoded_is_replaced() {
        assert_eq!(decode(b"\xFF\xFEa\0b", None), "a\u{FFFD}");
        assert_eq!(decode(b"\x00\xD8", Some("utf-16")), "\u{FFFD}");
        assert_eq!(decode(b"a\xE1", Some("koi8-r")), "a\u{FFFD}");
    }
}
