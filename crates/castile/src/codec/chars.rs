//! Character classes of XML 1.0 (fifth edition) and Namespaces in XML 1.0.

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
    let control = bytes.iter().fold(false, |found, &byte| found | (byte < b' ' && !is_space(byte)));
    let noncharacter = bytes.contains(&0xEF) && (text.contains('\u{FFFE}') || text.contains('\u{FFFF}'));
    if !control && !noncharacter {
        return None;
    }
    text.char_indices().find(|&(_, char)| !is_char(char)).map(|(offset, _)| offset)
}

/// `NCName`: a name without a colon.
pub(crate) fn is_ncname(name: &str) -> bool {
    const START: [bool; 128] = ascii_class(false);
    const REST: [bool; 128] = ascii_class(true);
    let Some((&first, rest)) = name.as_bytes().split_first() else { return false };
    let ascii = first < 128 && START[first as usize] && rest.iter().all(|&byte| byte < 128 && REST[byte as usize]);
    ascii || (!name.contains(':') && is_name(name))
}

/// `Name` (production 5).
pub(crate) fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
}

const fn ascii_class(rest: bool) -> [bool; 128] {
    let mut class = [false; 128];
    let mut byte = 0;
    while byte < 128 {
        let char = byte as u8;
        class[byte] = char.is_ascii_alphabetic() || char == b'_' || (rest && (char.is_ascii_digit() || char == b'-' || char == b'.'));
        byte += 1;
    }
    class
}

fn is_name_start(char: char) -> bool {
    matches!(char,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_char(char: char) -> bool {
    is_name_start(char)
        || matches!(char, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
