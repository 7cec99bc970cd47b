//! When two texts are one value: the spaces of XML Schema part 2 that have several texts for a value.

/// Whether the texts are one value of a type that is no string: a number, a truth, a date and time, a duration, bytes,
/// or a list of them. Texts that are nothing of this are one value only where they are equal.
pub(crate) fn same_value(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split([' ', '\t', '\r', '\n'])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (ones, others) = (words(one), words(other));
    one == other
        || (!ones.is_empty()
            && ones.len() == others.len()
            && ones
                .iter()
                .zip(&others)
                .all(|(one, other)| same_word(one, other)))
        || same_bytes(&ones.concat(), &others.concat())
}

fn same_word(one: &str, other: &str) -> bool {
    if let (Some(one), Some(other)) = (boolean(one), boolean(other)) {
        return one == other;
    }
    let forms = [decimal, moment, duration].map(|form| (form(one), form(other)));
    forms
        .iter()
        .any(|(one, other)| one.is_some() && one == other)
        || float(one).is_some() && float(one) == float(other) && one.contains(['e', 'E', 'F', 'N'])
}

fn boolean(word: &str) -> Option<bool> {
    match word {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// Without sign, zeros and point where they have no meaning.
fn decimal(word: &str) -> Option<String> {
    let (negative, digits) = match word.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, word.strip_prefix('+').unwrap_or(word)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let (whole, fraction) = (
        whole.trim_start_matches('0'),
        fraction.trim_end_matches('0'),
    );
    let sign = if negative && !(whole.is_empty() && fraction.is_empty()) {
        "-"
    } else {
        ""
    };
    Some(format!("{sign}{whole}.{fraction}"))
}

/// The bits of a number with an exponent; none of two numbers that are none is another.
fn float(word: &str) -> Option<u64> {
    let plain = word
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    match word {
        "INF" | "-INF" | "NaN" => word
            .replace("INF", "inf")
            .parse::<f64>()
            .ok()
            .map(f64::to_bits),
        _ if plain => word.parse::<f64>().ok().map(f64::to_bits),
        _ => None,
    }
}

/// A date, a time, or both: without a fraction that is zero, and with `Z` for no offset.
fn moment(word: &str) -> Option<String> {
    let looks = word.len() >= 4
        && word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-:.TZ+".contains(&byte));
    if !looks || !word.contains(['-', ':']) {
        return None;
    }
    let word = match word.strip_suffix("+00:00").or(word.strip_suffix("-00:00")) {
        Some(rest) => format!("{rest}Z"),
        None => word.to_owned(),
    };
    let Some((start, rest)) = word.split_once('.') else {
        return Some(word);
    };
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let fraction = rest[..end].trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{start}{point}{fraction}{}", &rest[end..]))
}

/// Months and seconds (3.2.6).
fn duration(word: &str) -> Option<String> {
    let (negative, rest) = match word.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, word),
    };
    let (mut months, mut seconds, mut fraction) = (0_i128, 0_i128, String::new());
    let mut in_time = false;
    let mut number = String::new();
    for char in rest.strip_prefix('P')?.chars() {
        if char == 'T' {
            in_time = true;
            continue;
        }
        if char.is_ascii_digit() || char == '.' {
            number.push(char);
            continue;
        }
        let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
        let whole: i128 = whole.parse().ok()?;
        match (char, in_time) {
            ('Y', false) => months += whole * 12,
            ('M', false) => months += whole,
            ('D', false) => seconds += whole * 86_400,
            ('H', true) => seconds += whole * 3_600,
            ('M', true) => seconds += whole * 60,
            ('S', true) => {
                seconds += whole;
                part.trim_end_matches('0').clone_into(&mut fraction);
            }
            _ => return None,
        }
        number.clear();
    }
    let sign = if negative { -1 } else { 1 };
    Some(format!("{} {}.{fraction}", sign * months, sign * seconds))
}

/// Digits of base 16 in either case.
fn same_bytes(one: &str, other: &str) -> bool {
    let is_hex = |text: &str| {
        !text.is_empty()
            && text.len().is_multiple_of(2)
            && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    is_hex(one) && is_hex(other) && one.eq_ignore_ascii_case(other)
}

#[test]
fn texts_of_one_value() {
    for (one, other) in [
        ("1", "true"),
        ("+01.50", "1.5"),
        ("-0", "0"),
        (" 7 ", "7"),
        ("1e3", "1E3"),
        ("1E+3", "1000"),
        ("2024-01-01T00:00:00.500+00:00", "2024-01-01T00:00:00.5Z"),
        ("P1Y", "P12M"),
        ("PT60.0S", "PT1M"),
        ("1  2", "1 2"),
        ("aB", "Ab"),
    ] {
        assert!(same_value(one, other), "{one:?} {other:?}");
    }
    for (one, other) in [
        ("x", "y"),
        ("x y", "x  y"),
        (" x", "x"),
        ("1", "2"),
        ("1.0000000000000000001", "1"),
        ("-1", "1"),
        ("", " "),
        ("2024-01-01", "2024-01-02"),
        ("P1M", "PT1M"),
        ("xyz", "XYZ"),
        ("NaN", "INF"),
        ("true", "0"),
    ] {
        assert!(!same_value(one, other), "{one:?} {other:?}");
    }
}
