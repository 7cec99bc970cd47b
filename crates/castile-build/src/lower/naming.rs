//! Rust names from names of the contract: words, case, keywords, collisions. The one place where names are made.

use std::collections::{HashMap, HashSet};

/// The words of a name: split at separators, where lower case meets upper case (`getSession`), before the last
/// capital of a run that a small letter follows (`XMLParser`), and after digits that a capital follows (`V3Result`).
pub(crate) fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (index, &char) in chars.iter().enumerate() {
        if !char.is_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        let before = index.checked_sub(1).map(|index| chars[index]);
        let after = chars.get(index + 1);
        // `IDs` is one word.
        let is_plural =
            after == Some(&'s') && chars.get(index + 2).is_none_or(|char| !char.is_lowercase());
        let starts = char.is_uppercase()
            && before.is_some_and(|before| {
                !before.is_uppercase()
                    || after.is_some_and(|after| after.is_lowercase()) && !is_plural
            });
        if starts {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        word.push(char);
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// `get_session_v3`
pub(crate) fn snake(name: &str) -> String {
    let snake = words(name)
        .iter()
        .map(|word| word.to_lowercase())
        .collect::<Vec<_>>()
        .join("_");
    identifier(&snake, "x")
}

/// `GetSessionV3`
pub(crate) fn pascal(name: &str) -> String {
    let mut pascal = String::new();
    for word in words(name) {
        let mut chars = word.chars();
        let first = chars.next().into_iter().flat_map(char::to_uppercase);
        // `V3` and `3D` side by side would read as one number.
        if pascal.ends_with(|char: char| char.is_ascii_digit())
            && word.starts_with(|char: char| char.is_ascii_digit())
        {
            pascal.push('_');
        }
        pascal.extend(first);
        pascal.extend(chars.flat_map(char::to_lowercase));
    }
    identifier(&pascal, "X")
}

/// `GET_SESSION_V3`
pub(crate) fn shouting(name: &str) -> String {
    identifier(&snake(name).trim_start_matches("r#").to_uppercase(), "X")
}

/// Makes an identifier: characters that Rust does not take are left out, a digit in front gets `lead`, keywords are
/// written raw or get an underscore.
fn identifier(text: &str, lead: &str) -> String {
    let mut ident: String = text
        .chars()
        .filter(|&char| char == '_' || is_identifier_char(char))
        .collect();
    if ident.is_empty()
        || !ident.starts_with(|char: char| {
            char == '_' || char.is_alphabetic() && is_identifier_char(char)
        })
    {
        ident.insert_str(0, lead);
    }
    match ident.as_str() {
        "self" | "Self" | "super" | "crate" => ident + "_",
        _ if KEYWORDS.contains(&ident.as_str()) => format!("r#{ident}"),
        _ => ident,
    }
}

/// Whether this is an identifier as it stands.
pub(crate) fn is_identifier(text: &str) -> bool {
    let plain = text.strip_prefix("r#").unwrap_or(text);
    plain.starts_with(|char: char| char == '_' || char.is_alphabetic())
        && plain
            .chars()
            .all(|char| char == '_' || is_identifier_char(char))
        && plain != "_"
        && identifier(plain, "x") == text
}

/// Letters and digits of the scripts that Rust takes without a doubt; the rest of Unicode is not worth a table here.
fn is_identifier_char(char: char) -> bool {
    char.is_ascii_alphanumeric()
        || matches!(char, '\u{C0}'..='\u{24F}' | '\u{370}'..='\u{3FF}' | '\u{400}'..='\u{481}' | '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
            && char.is_alphabetic()
}

/// Keywords of edition 2024 and those reserved, which may be written `r#...`.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Type names that generated code relies on.
const PRELUDE: &[&str] = &[
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "From",
    "Hash",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToString",
    "Vec",
];

/// Names that are taken in one scope.
#[derive(Debug, Default)]
pub(crate) struct Names {
    taken: HashSet<String>,
    /// The scopes of the modules inside.
    modules: HashMap<String, Names>,
}

impl Names {
    /// A scope of type names, with those that generated code relies on taken.
    pub(crate) fn of_types() -> Self {
        Self {
            taken: PRELUDE.iter().map(|&name| name.to_owned()).collect(),
            modules: HashMap::new(),
        }
    }

    /// Whether `ident` is taken.
    pub(crate) fn has(&self, ident: &str) -> bool {
        self.taken.contains(ident)
    }

    /// Takes `ident`; where it is taken already, `ident` with `suffix`, then with a number.
    ///
    /// A path is taken as a whole: the same name in two modules is no collision.
    pub(crate) fn take(&mut self, ident: &str, suffix: &str) -> String {
        if let Some((module, ident)) = ident.rsplit_once("::") {
            let names = self.modules.entry(module.to_owned());
            let names = names.or_insert_with(Self::of_types);
            return format!("{module}::{}", names.take(ident, suffix));
        }
        let base = ident
            .strip_prefix("r#")
            .unwrap_or(ident)
            .trim_end_matches('_');
        let separator = if base.starts_with(char::is_uppercase) || suffix.is_empty() {
            ""
        } else {
            "_"
        };
        let suffixed = format!("{base}{separator}{suffix}");
        let numbered = (2..).map(|number| format!("{suffixed}{separator}{number}"));
        let candidates = [ident.to_owned(), suffixed.clone()]
            .into_iter()
            .chain(numbered);
        let free = candidates
            .into_iter()
            .find(|candidate| !self.taken.contains(candidate));
        let free = free.unwrap_or(suffixed);
        self.taken.insert(free.clone());
        free
    }
}

/// Words at the end of a type's name that say no more than that it is one.
const GENERIC: &[&str] = &[
    "code", "enum", "kind", "ret", "result", "state", "status", "type", "value", "values",
];

/// The name of an enumeration's variant: the value without the words it shares with the name of its type.
///
/// `requestAuthCode_OK` of `requestAuthCodeRet` is `Ok`, `SESSION TIMED OUT` of `SESSION_STATUS` is `TimedOut`. Each
/// value is judged alone, so that a value added later renames none.
pub(crate) fn variant(value: &str, type_name: &str) -> String {
    let value_words = words(value);
    if value_words.is_empty() {
        return spelled(value);
    }
    let type_words = words(type_name);
    let same = |(one, other): (&String, &String)| one.to_lowercase() == other.to_lowercase();
    let begins_with = |prefix: &[String]| {
        value_words.len() > prefix.len() && value_words.iter().zip(prefix).all(same)
    };
    // The whole name of the type, or the name without the word that says what kind of thing it is.
    let short = match type_words.split_last() {
        Some((last, short))
            if !short.is_empty() && GENERIC.contains(&last.to_lowercase().as_str()) =>
        {
            short
        }
        _ => &type_words,
    };
    let shared = [&type_words[..], short]
        .into_iter()
        .find(|prefix| begins_with(prefix));
    let begins = shared.is_some();
    let rest = &value_words[shared.map_or(0, <[String]>::len)..];
    if begins && rest.concat().starts_with(char::is_alphabetic) && !has_signs(value) {
        return pascal(&rest.join("_"));
    }
    if has_signs(value) {
        // `C`, `C++` and `C#` are not to be told apart by numbers.
        let words = value.chars().map(|char| match sign(char) {
            Some(name) => format!("_{name}_"),
            None => char.to_string(),
        });
        return pascal(&words.collect::<String>());
    }
    match value.strip_prefix('-') {
        Some(number) if number.starts_with(|char: char| char.is_ascii_digit()) => {
            pascal(&format!("Minus_{number}"))
        }
        _ => pascal(value),
    }
}

/// A value without letters or digits, spelled out.
fn spelled(value: &str) -> String {
    let name = |char: char| {
        let name = match char {
            '-' => "Minus",
            '/' => "Slash",
            '\\' => "Backslash",
            '.' => "Dot",
            ',' => "Comma",
            ':' => "Colon",
            ';' => "Semicolon",
            '"' => "Quote",
            '\'' => "Apostrophe",
            '`' => "Backtick",
            '(' => "OpenParenthesis",
            ')' => "CloseParenthesis",
            '[' => "OpenBracket",
            ']' => "CloseBracket",
            '{' => "OpenBrace",
            '}' => "CloseBrace",
            '_' => "Underscore",
            ' ' => "Blank",
            // Any other by its code point, so that a value added before it renames nothing.
            _ => match sign(char) {
                Some(name) => name,
                None => return format!("U{:04x}", u32::from(char)),
            },
        };
        name.to_owned()
    };
    if value.is_empty() {
        "Empty".to_owned()
    } else {
        value.chars().map(name).collect()
    }
}

/// Whether a value has signs that are more than a separator of words.
fn has_signs(value: &str) -> bool {
    value.chars().any(|char| sign(char).is_some())
}

fn sign(char: char) -> Option<&'static str> {
    Some(match char {
        '+' => "Plus",
        '*' => "Star",
        '=' => "Equals",
        '<' => "Less",
        '>' => "Greater",
        '!' => "Not",
        '?' => "Question",
        '%' => "Percent",
        '&' => "And",
        '#' => "Sharp",
        '$' => "Dollar",
        '@' => "At",
        '^' => "Caret",
        '~' => "Tilde",
        '|' => "Bar",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let cases = [
            (
                "getSession_V3Result",
                "get_session_v3_result",
                "GetSessionV3Result",
            ),
            (
                "requestAuthCodeSSO",
                "request_auth_code_sso",
                "RequestAuthCodeSso",
            ),
            ("sSSOID", "s_ssoid", "SSsoid"),
            ("userID", "user_id", "UserId"),
            ("XMLParser", "xml_parser", "XmlParser"),
            ("asOtherIDs", "as_other_ids", "AsOtherIds"),
            ("URLsOf", "urls_of", "UrlsOf"),
            ("aaInts", "aa_ints", "AaInts"),
            ("SESSION TIMED OUT", "session_timed_out", "SessionTimedOut"),
            ("type", "r#type", "Type"),
            ("self", "self_", "Self_"),
            ("3D", "x3_d", "X3D"),
            ("a.b-c", "a_b_c", "ABC"),
            ("é", "é", "É"),
            ("---", "x", "X"),
            ("V3_4", "v3_4", "V3_4"),
            ("évènementÀVenir", "évènement_à_venir", "ÉvènementÀVenir"),
        ];
        for (name, snake_case, pascal_case) in cases {
            assert_eq!(
                (snake(name).as_str(), pascal(name).as_str()),
                (snake_case, pascal_case),
                "{name}"
            );
        }
    }

    #[test]
    fn variants() {
        let cases = [
            ("requestAuthCode_OK", "requestAuthCodeRet", "Ok"),
            (
                "requestAuthCode_PollRateExceeded",
                "requestAuthCodeRet",
                "PollRateExceeded",
            ),
            ("SESSION TIMED OUT", "SESSION_STATUS", "TimedOut"),
            ("SESSION_WAITING", "SESSION_STATUS", "Waiting"),
            ("getSession_OK", "getSessionRet", "Ok"),
            ("startSessionRet_OK", "startSessionRet", "Ok"),
            ("OK", "closeSessionRet", "Ok"),
            ("Read", "RIGHTS", "Read"),
            ("Weekday1", "Weekday", "Weekday1"),
            ("status_3", "status", "Status3"),
            ("status", "status", "Status"),
            ("ServiceDesk", "ServiceLevel", "ServiceDesk"),
            ("COLOR_RED", "COLOR", "Red"),
            ("C++", "language", "CPlusPlus"),
            ("\\", "sign", "Backslash"),
            ("{}", "sign", "OpenBraceCloseBrace"),
            ("€", "sign", "U20ac"),
            ("C#", "language", "CSharp"),
            ("C", "language", "C"),
            ("-1", "level", "Minus1"),
            ("1", "level", "X1"),
            ("R&D", "department", "RAndD"),
            ("N/A", "answer", "NA"),
            ("self", "x", "Self_"),
            ("", "x", "Empty"),
            (">=", "comparison", "GreaterEquals"),
        ];
        for (value, type_name, expected) in cases {
            assert_eq!(
                variant(value, type_name),
                expected,
                "{value} of {type_name}"
            );
        }
    }

    #[test]
    fn collisions() {
        let mut names = Names::of_types();
        assert_eq!(names.take("Option", "Type"), "OptionType");
        assert_eq!(names.take("Status", "Kind"), "Status");
        assert_eq!(names.take("Status", "Kind"), "StatusKind");
        assert_eq!(names.take("Status", "Kind"), "StatusKind2");
        assert_eq!(names.take("r#type", "field"), "r#type");
        assert_eq!(names.take("r#type", "field"), "type_field");
        assert_eq!(names.take("self_", "field"), "self_");
        assert_eq!(names.take("self_", "field"), "self_field");
        assert_eq!(names.take("choice", ""), "choice");
        assert_eq!(names.take("choice", ""), "choice2");
    }
}
