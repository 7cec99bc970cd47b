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

/// Byte offset of the first character that is no [`is_char`].
pub(crate) fn find_forbidden(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // Two passes that compile to vector code; nearly every document ends here.
    let control = bytes.iter().fold(false, |found, &byte| {
        found | (byte < b' ' && !is_space(byte))
    });
    let noncharacter =
        bytes.contains(&0xEF) && (text.contains('\u{FFFE}') || text.contains('\u{FFFF}'));
    if !control && !noncharacter {
        return None;
    }
    text.char_indices()
        .find(|&(_, char)| !is_char(char))
        .map(|(offset, _)| offset)
}

/// `NCName`: a name without a colon.
pub(crate) fn is_ncname(name: &str) -> bool {
    const START: [bool; 128] = ascii_class(false);
    const REST: [bool; 128] = ascii_class(true);
    let Some((&first, rest)) = name.as_bytes().split_first() else {
        return false;
    };
    let ascii = first < 128
        && START[first as usize]
        && rest.iter().all(|&byte| byte < 128 && REST[byte as usize]);
    ascii || qname::is_ncname(name)
}

/// Takes white space of XML off both ends; others, such as a no-break space, are text like any other.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// Whether a text is empty or white space of XML.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}

const fn ascii_class(rest: bool) -> [bool; 128] {
    let mut class = [false; 128];
    let mut char = 0_u8;
    while char < 128 {
        class[char as usize] = char.is_ascii_alphabetic()
            || char == b'_'
            || (rest && (char.is_ascii_digit() || char == b'-' || char == b'.'));
        char += 1;
    }
    class
}
