//! Names as text: whether one is an `NCName`, and which of several is nearest to a mistyped one.

/// Whether a text is a name without a colon (Namespaces in XML, production 4).
pub(crate) fn is_ncname(name: &str) -> bool {
    let mut letters = name.chars();
    letters
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|c| {
            c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '\u{b7}' | '\u{300}'..='\u{36f}')
        })
}

/// The candidate that is a likely meaning of a mistyped name; the first of equally near ones.
pub(crate) fn nearest<'a>(
    wanted: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    // A name of one or two letters is like too many others.
    let allowed = (wanted.chars().count() / 3).min(3);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let limit = best.map_or(allowed, |(distance, _)| distance.saturating_sub(1));
        if let Some(distance) = distance_within(wanted, candidate, limit)
            && best.is_none_or(|(least, _)| distance < least)
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edits between two names, letter case counting nothing, if they are no more than `limit`.
fn distance_within(one: &str, other: &str, limit: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > limit * 4 {
        return None;
    }
    let one: Vec<char> = one.chars().flat_map(char::to_lowercase).collect();
    let other: Vec<char> = other.chars().flat_map(char::to_lowercase).collect();
    if one.len().abs_diff(other.len()) > limit || one.len() > 200 {
        return None;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_other_text() {
        for name in ["a", "_a", "a.b-c_1", "Größe", "日本"] {
            assert!(is_ncname(name), "{name}");
        }
        for other in ["", "1a", "a:b", "a b", "-a", ".a", "a\n"] {
            assert!(!is_ncname(other), "{other}");
        }
    }

    #[test]
    fn the_nearest_name_is_one_a_typing_mistake_away() {
        let names = ["Session", "getSession", "Account", "string", "base64Binary"];
        for (wanted, expected) in [
            ("Sesion", Some("Session")),
            ("session", Some("Session")),
            ("Acount", Some("Account")),
            ("base64binary", Some("base64Binary")),
            ("Ticket", None),
            ("", None),
        ] {
            assert_eq!(nearest(wanted, names.into_iter()), expected, "{wanted}");
        }
    }
}
