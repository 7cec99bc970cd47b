//! Character classes of XML 1.0 (fifth edition) and Namespaces in XML 1.0.

use crate::value::qname;

/// White space (production 3).
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// `Char` (production 2).
pub(crate) fn is_char(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// What a document has somewhere, so that its pieces need not be searched one by one.
pub(crate) struct Survey {
    /// Byte offset of the first character that is no [`is_char`].
    pub(crate) forbidden: Option<usize>,
    /// There are carriage returns.
    pub(crate) carriage_returns: bool,
    /// There is a `]]>`.
    pub(crate) section_ends: bool,
}

/// Looks through a document once.
pub(crate) fn survey(text: &str) -> Survey {
    // One pass without branches, which compiles to vector code; nearly every document needs no more.
    let (mut low, mut noncharacter, mut bracket) = (0, 0, 0);
    for &byte in text.as_bytes() {
        low |= u8::from(byte < b' ') & u8::from(byte != b'\n');
        noncharacter |= u8::from(byte == 0xEF);
        bracket |= u8::from(byte == b']');
    }
    let low = low != 0;
    let suspect = (low && text.bytes().any(|byte| byte < b' ' && !is_space(byte)))
        || (noncharacter != 0 && (text.contains('\u{FFFE}') || text.contains('\u{FFFF}')));
    let first = || text.char_indices().find(|&(_, char)| !is_char(char));
    Survey {
        forbidden: suspect.then(first).flatten().map(|(offset, _)| offset),
        carriage_returns: low && text.contains('\r'),
        section_ends: bracket != 0 && text.contains("]]>"),
    }
}

/// `NCName`: a name without a colon.
pub(crate) fn is_ncname(name: &str) -> bool {
    is_ascii_ncname(name) || qname::is_ncname(name)
}

/// `NCName` of ASCII alone, as nearly all names are.
#[inline]
pub(crate) fn is_ascii_ncname(name: &str) -> bool {
    const START: [bool; 256] = ascii_class(false);
    const REST: [bool; 256] = ascii_class(true);
    match name.as_bytes() {
        [] => false,
        [first, rest @ ..] => {
            START[usize::from(*first)] && rest.iter().all(|&byte| REST[usize::from(byte)])
        }
    }
}

/// Whether a byte may stand in a qualified name of ASCII.
#[inline]
pub(crate) fn is_ascii_name(byte: u8) -> bool {
    const NAME: [bool; 256] = ascii_class(true);
    NAME[usize::from(byte)] || byte == b':'
}

/// Takes white space of XML off both ends; others, such as a no-break space, are text like any other.
pub(crate) fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let Some(start) = bytes.iter().position(|&byte| !is_space(byte)) else {
        return "";
    };
    let end = bytes.iter().rposition(|&byte| !is_space(byte));
    &text[start..end.map_or(start, |last| last + 1)]
}

/// Whether a text is empty or white space of XML.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}

const fn ascii_class(rest: bool) -> [bool; 256] {
    let mut class = [false; 256];
    let mut char = 0_u8;
    while char < 128 {
        class[char as usize] = char.is_ascii_alphabetic()
            || char == b'_'
            || (rest && (char.is_ascii_digit() || char == b'-' || char == b'.'));
        char += 1;
    }
    class
}
