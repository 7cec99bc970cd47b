//! What matches and what does not; what is no pattern, and where; and that no pattern takes its time.

use castile_pattern::Pattern;

fn matches(pattern: &str, text: &str) -> bool {
    let parsed = Pattern::parse(pattern);
    parsed
        .unwrap_or_else(|error| panic!("{pattern}: {error}"))
        .matches(text)
}

#[test]
fn the_whole_text_is_matched() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("", &[""], &["a"]),
        ("a", &["a"], &["", "aa", "ba", "A"]),
        ("a|bc|", &["a", "bc", ""], &["abc", "b"]),
        ("a(b|c)*d", &["ad", "abd", "abcbcd"], &["a", "abc", "abxd"]),
        (
            "(a|ab)(c|bcd)",
            &["ac", "abc", "abcd", "abbcd"],
            &["abcdc", "a"],
        ),
        ("^a$", &["^a$"], &["a"]),
        (r"\^\$\.", &["^$."], &["^$a"]),
        (".", &["a", "\u{1F600}"], &["\n", "\r", "ab"]),
        ("[^a]", &["b", "\n"], &["a"]),
        ("[a-c-]", &["a", "c", "-"], &["d"]),
        ("[-a]", &["a", "-"], &["b"]),
        ("[a-z-[aeiou]]", &["b", "z"], &["a", "u", "A"]),
        ("[a-z-[a-y-[c]]]+", &["z", "c", "zc"], &["a", "b"]),
        ("[^a-z-[0-9]]", &["A", " "], &["a", "5"]),
        (r"[\d\-x]+", &["1-x"], &["y"]),
        (r"[\w-.]+", &["a-b.c"], &["a b"]),
        (r"[^\d]", &["a"], &["1"]),
        (r"[\^\]\[]+", &["^[]"], &["a"]),
        (r"\d+", &["12", "\u{663}"], &["1a", "\u{BD}"]),
        (r"\D", &["a"], &["1"]),
        (r"\w+", &["a1", "\u{E9}", "$"], &["a b", "-", "_"]),
        (r"\W", &[" ", "_", "."], &["a"]),
        (r"\s\S", &[" a", "\ta"], &["a ", "\u{A0}a"]),
        (r"\i\c*", &["a", "_:-.1", "\u{E9}"], &["1a", "-", "a b"]),
        (r"[\i-[:]][\c-[:]]*", &["name"], &["a:b", "1"]),
        (r"\I\C", &["1 "], &["a "]),
        (r"\p{L}\p{Lu}\P{Lu}", &["aAa"], &["aaa", "1Aa"]),
        (r"\p{IsBasicLatin}+", &["aZ~"], &["\u{E9}"]),
        (r"\P{IsGreek}", &["a"], &["\u{3B1}"]),
        (r"[\p{Lu}-[A-C]]", &["D", "\u{C9}"], &["A", "d"]),
        (r"\/\-\@", &["/-@"], &["/"]),
        ("(a*)*b", &["b", "aab"], &["a"]),
        ("(a?){3}", &["", "aaa"], &["aaaa"]),
        ("(|a)+", &["", "aa"], &["b"]),
        (
            "((a{1,2}){2}){2}",
            &["aaaa", "aaaaaaaa"],
            &["aaa", "aaaaaaaaa"],
        ),
        ("(ab){2,3}", &["abab", "ababab"], &["ab", "abababab"]),
        ("(ab){2,}", &["abab", "abababab"], &["ab"]),
        ("a{0}b", &["b"], &["ab"]),
    ];
    for (pattern, good, bad) in cases {
        for text in *good {
            assert!(matches(pattern, text), "{pattern} and {text:?}");
        }
        for text in *bad {
            assert!(!matches(pattern, text), "{pattern} and {text:?}");
        }
    }
}

/// The counted classes against a matcher that tries everything.
#[test]
fn counts_are_as_those_of_a_matcher_that_tries_everything() {
    // A pattern as pieces: characters, least and most.
    fn all(pieces: &[(&str, usize, usize)], text: &[u8]) -> bool {
        let Some(((class, least, most), rest)) = pieces.split_first() else {
            return text.is_empty();
        };
        let run = text
            .iter()
            .take_while(|&&byte| class.as_bytes().contains(&byte));
        let run = run.count().min(*most);
        (*least..=run).any(|count| all(rest, &text[count..]))
    }
    let classes = ["a", "b", "ab"];
    let bounds = [(0, 2), (1, 3), (2, 2), (1, 99)];
    let mut pieces = Vec::new();
    for class in classes {
        for (least, most) in bounds {
            pieces.push((class, least, most));
        }
    }
    let mut texts = vec![String::new()];
    for at in 0..126 {
        texts.extend([format!("{}a", texts[at]), format!("{}b", texts[at])]);
    }
    let mut checked = 0_u32;
    for first in &pieces {
        for second in &pieces {
            for third in &pieces {
                let three = [*first, *second, *third];
                let written: String = three
                    .iter()
                    .map(|(class, least, most)| match most {
                        99 => format!("[{class}]{{{least},}}"),
                        most => format!("[{class}]{{{least},{most}}}"),
                    })
                    .collect();
                let pattern = Pattern::parse(&written).expect("a pattern");
                let twice = Pattern::parse(&format!("({written}){{1,2}}")).expect("a pattern");
                for text in texts.iter().step_by(3) {
                    let expected = all(&three, text.as_bytes());
                    assert_eq!(pattern.matches(text), expected, "{written} and {text}");
                    let halves = (0..=text.len()).any(|at| {
                        all(&three, &text.as_bytes()[..at]) && all(&three, &text.as_bytes()[at..])
                    });
                    assert_eq!(
                        twice.matches(text),
                        expected || halves,
                        "twice {written} and {text}"
                    );
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 50_000);
}

#[test]
fn what_is_no_pattern_is_refused_with_its_place() {
    let cases = [
        ("(a", 2, "`)` is missing"),
        ("a)", 1, "`)` has no `(` before it"),
        (
            "*a",
            0,
            "`*` repeats nothing; the character itself is `\\*`",
        ),
        (
            "a**",
            2,
            "`*` behind a repetition is of other regular expressions",
        ),
        (
            "a*?",
            2,
            "`?` behind a repetition is of other regular expressions",
        ),
        (
            "(?:a)",
            1,
            "`(?` is of other regular expressions; XML Schema has plain groups alone",
        ),
        ("[]", 1, "a class without characters"),
        ("[a", 2, "`]` is missing"),
        ("[z-a]", 3, "the range `z-a` is empty"),
        ("a{2", 3, "expected `{n}`, `{n,}` or `{n,m}`"),
        ("a{3,2}", 4, "2 is less than 3"),
        ("a{x}", 2, "expected a number"),
        ("a{99999999999}", 13, "the number is too large"),
        ("a}", 1, "`}` closes nothing; the character itself is `\\}`"),
        ("\\", 1, "the pattern ends in a back slash"),
        ("\\b", 1, "XML Schema has no `\\b`"),
        ("\\u0041", 1, "XML Schema has no `\\u`"),
        ("\\p{Xx}", 3, "`Xx` is no category or block of characters"),
        (
            "\\p{IsKlingon}",
            3,
            "`IsKlingon` is no category or block of characters",
        ),
        (
            "(ab){3000}",
            0,
            "it repeats so much that it needs more than 1,000 steps",
        ),
    ];
    for (pattern, at, problem) in cases {
        let error = Pattern::parse(pattern).expect_err(pattern);
        assert_eq!((error.at(), error.problem()), (at, problem), "{pattern}");
    }
    let deep = "(".repeat(10_000) + &")".repeat(10_000);
    assert_eq!(
        Pattern::parse(&deep).expect_err("deep").problem(),
        "it nests more than 64 deep"
    );
}

#[test]
fn no_pattern_takes_its_time() {
    let started = std::time::Instant::now();
    let text = "a".repeat(10_000);
    assert!(!matches("(a*)*b", &text));
    assert!(!matches("(a|aa)+b", &text));
    assert!(!matches("(a?){30}a{30}b", &text));
    assert!(matches(".{0,1000000}", &text));
    assert!(!matches(".{0,9999}", &text));
    assert!(matches("(.{0,100}){1,100}", &text));
    assert!(!matches("[a-z]{1,6000}[a-z]{1,3000}", &text));
    assert!(matches("a{0,4294967295}", &text));
    let nested = "(".repeat(60) + "a" + &"{0,4000000000})".repeat(60);
    assert!(Pattern::parse(&nested).is_err());
    let nested = "(".repeat(60) + "a" + &"+)".repeat(60);
    assert!(matches(&nested, "aaaa"));
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
