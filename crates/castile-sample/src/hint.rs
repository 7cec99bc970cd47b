//! What a name says about its value: examples that read like the real thing.

/// Endings of names, without case, with a text for each. The first that fits counts.
const TEXTS: &[(&str, &str)] = &[
    ("password", "secret"),
    ("username", "jdoe"),
    ("userid", "jdoe"),
    ("login", "jdoe"),
    ("firstname", "Jane"),
    ("givenname", "Jane"),
    ("lastname", "Doe"),
    ("surname", "Doe"),
    ("filename", "report.pdf"),
    ("email", "jane.doe@example.com"),
    ("emailaddress", "jane.doe@example.com"),
    ("mail", "jane.doe@example.com"),
    ("phone", "+1 555 0100"),
    ("phonenumber", "+1 555 0100"),
    ("fax", "+1 555 0101"),
    ("street", "1 Main Street"),
    ("city", "Springfield"),
    ("zip", "12345"),
    ("zipcode", "12345"),
    ("postalcode", "12345"),
    ("countrycode", "US"),
    ("country", "US"),
    ("currency", "EUR"),
    ("currencycode", "EUR"),
    ("language", "en"),
    ("languagecode", "en"),
    ("locale", "en-US"),
    ("timezone", "UTC"),
    ("url", "http://example.com/"),
    ("uri", "urn:example"),
    ("version", "1.0"),
    ("date", "2026-03-14"),
    ("id", "1001"),
    ("number", "1001"),
    ("guid", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    ("uuid", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    ("code", "A1"),
];

/// Endings of names with a number for each.
const NUMBERS: &[(&str, &str)] = &[
    ("year", "2026"),
    ("month", "3"),
    ("day", "14"),
    ("hour", "9"),
    ("minute", "26"),
    ("second", "53"),
    ("port", "8080"),
    ("price", "19.99"),
    ("amount", "19.99"),
    ("total", "19.99"),
    ("rate", "1.25"),
    ("percent", "12.5"),
    ("latitude", "47.37"),
    ("longitude", "8.54"),
    ("count", "3"),
    ("size", "3"),
    ("length", "3"),
    ("index", "0"),
    ("offset", "0"),
    ("timeout", "30"),
    ("id", "1001"),
    ("number", "1001"),
];

/// A text for an element or attribute of this name.
pub(crate) fn text(name: &str) -> String {
    match lookup(TEXTS, name) {
        Some(text) => text.to_owned(),
        None => words(name),
    }
}

/// A number for an element or attribute of this name.
pub(crate) fn number(name: &str) -> &'static str {
    lookup(NUMBERS, name).unwrap_or("1")
}

/// A name in ASCII that can be a value: the name itself where it is one.
pub(crate) fn word(name: &str) -> String {
    let word: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    if word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        word
    } else {
        format!("x{word}")
    }
}

fn lookup(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let name: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let fits = |ending: &str| name.ends_with(ending);
    table
        .iter()
        .find(|(ending, _)| fits(ending))
        .map(|(_, value)| *value)
}

/// `orderComment` to `order comment`.
fn words(name: &str) -> String {
    let mut out = String::new();
    let mut small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            small = false;
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        if c.is_uppercase() && small {
            out.push(' ');
        }
        small = c.is_lowercase();
        out.extend(c.to_lowercase());
    }
    let out = out.trim_end();
    if out.is_empty() {
        "text".to_owned()
    } else {
        out.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{number, text, word};

    #[test]
    fn names_say_what_is_meant() {
        assert_eq!(text("CustomerEmailAddress"), "jane.doe@example.com");
        assert_eq!(text("orderComment"), "order comment");
        assert_eq!(text("URLText_2"), "urltext 2");
        assert_eq!(text("-"), "text");
        assert_eq!(number("unit_price"), "19.99");
        assert_eq!(number("x"), "1");
        assert_eq!(word("2nd-name"), "x2ndname");
    }
}
