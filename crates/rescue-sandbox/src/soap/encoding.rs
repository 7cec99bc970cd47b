//! Bytes of a request to text, in the encodings clients of the service use.

/// Decodes a body. `charset` is the parameter of the content type, which counts before the XML
/// declaration; a byte order mark counts before both.
pub(super) fn decode(body: &[u8], charset: Option<&str>) -> Option<String> {
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
        "" | "utf-8" | "utf8" => utf8(body),
        "us-ascii" => body.is_ascii().then(|| utf8(body)).flatten(),
        // Every byte is the code point of the same number.
        "iso-8859-1" => Some(body.iter().copied().map(char::from).collect()),
        "utf-16" | "utf-16le" => utf16(body, u16::from_le_bytes),
        "utf-16be" => utf16(body, u16::from_be_bytes),
        _ => None,
    }
}

fn utf8(body: &[u8]) -> Option<String> {
    std::str::from_utf8(body).ok().map(str::to_owned)
}

fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = body.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<_, _>>()
        .ok()
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
        assert!(
            decode(latin, None)
                .expect("is decoded")
                .ends_with("<a>á</a>")
        );
        assert_eq!(decode(latin, Some("utf-8")), None);
        assert_eq!(decode(b"<a/>", Some("koi8-r")), None);
    }

    #[test]
    fn a_byte_order_mark_counts_before_all() {
        assert_eq!(decode(b"\xFF\xFEa\0", Some("utf-8")).as_deref(), Some("a"));
        assert_eq!(decode(b"\xFE\xFF\0a", None).as_deref(), Some("a"));
        assert_eq!(decode(b"\xEF\xBB\xBFa", None).as_deref(), Some("a"));
        assert_eq!(decode(b"\xFF\xFEa", None), None);
    }
}
