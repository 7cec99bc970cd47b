//! Texts that match a pattern: from its tree, as `castile-pattern` reads it.

use castile_pattern::{Class, Node};

use crate::rng::Rng;

/// Parts of a pattern that a text is made of, at most.
const MAX_STEPS: usize = 20_000;
/// Characters of a class that are chosen from, where it has no plain ones.
const MAX_CHOICE: usize = 20;

/// A text that matches a pattern of XML Schema, the same for the same seed; `None` where the pattern is not understood, or
/// nothing matches it.
pub fn matching(pattern: &str, seed: u64) -> Option<String> {
    Pattern::parse(pattern).ok()?.make(&mut Rng::new(seed), 3)
}

/// A pattern from which texts are made.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    tree: Node,
    matcher: castile_pattern::Pattern,
}

impl Pattern {
    /// Reads a pattern; the error says what is wrong or not understood.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let read = || {
            let tree = Node::parse(text)?;
            let matcher = castile_pattern::Pattern::new(&tree)?;
            Ok(Self { tree, matcher })
        };
        read().map_err(|problem: castile_pattern::PatternError| problem.to_string())
    }

    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.matcher.matches(text)
    }

    /// A text that matches, if it does not become too long. What may repeat does so up to `more` times more than it
    /// must.
    pub(crate) fn make(&self, rng: &mut Rng, more: usize) -> Option<String> {
        self.make_with(rng, more, false)
    }

    /// The same, with everything repeated as often as it may.
    pub(crate) fn make_long(&self, rng: &mut Rng, more: usize) -> Option<String> {
        self.make_with(rng, more, true)
    }

    fn make_with(&self, rng: &mut Rng, more: usize, long: bool) -> Option<String> {
        let mut maker = Maker {
            long,
            out: String::new(),
            rng,
            more,
            steps: MAX_STEPS,
        };
        maker.make(&self.tree).then_some(maker.out)
    }
}

/// A text in the making.
struct Maker<'r> {
    out: String,
    rng: &'r mut Rng,
    more: usize,
    /// Everything is repeated as often as it may.
    long: bool,
    steps: usize,
}

impl Maker<'_> {
    fn make(&mut self, node: &Node) -> bool {
        self.steps = self.steps.saturating_sub(1);
        if self.steps == 0 {
            return false;
        }
        match node {
            Node::Class(class) => {
                let char = self.rng.pick(&some(class)).copied();
                self.out.extend(char);
                char.is_some()
            }
            Node::Sequence(list) => list.iter().all(|one| self.make(one)),
            Node::Branches(list) => {
                let at = self.rng.below(list.len());
                list.get(at).is_some_and(|one| self.make(one))
            }
            Node::Repeat(one, least, most) => {
                let size = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
                let least = size(*least);
                let most = most.map_or(usize::MAX, size);
                let end = most.min(least.saturating_add(self.more));
                let count = if self.long {
                    end
                } else {
                    least + self.rng.below(end.saturating_sub(least).saturating_add(1))
                };
                (0..count).all(|_| self.make(one))
            }
        }
    }
}

/// Some characters of a class, the plainest there are.
fn some(class: &Class) -> Vec<char> {
    let plain = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    let found: Vec<char> = plain.filter(|char| class.has(*char)).collect();
    if !found.is_empty() {
        return found;
    }
    let printable = '!'..='~';
    let rest = printable
        .chain(" \t\n".chars())
        .chain('\u{a0}'..='\u{ffff}');
    rest.filter(|char| class.has(*char) && is_xml(*char))
        .take(MAX_CHOICE)
        .collect()
}

/// Whether XML 1.0 allows the character.
fn is_xml(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use crate::rng::Rng;

    #[test]
    fn what_is_made_matches() {
        for text in [
            "",
            "abc",
            "a|b|cd",
            "[A-Z]{2}[0-9]{4,6}",
            "(\\d{3}-)?\\d+",
            "[^a-z]+",
            "[a-z-[aeiou]]{5}",
            "\\i\\c*",
            "\\p{Lu}\\p{L}*",
            "\\P{L}",
            "\\p{Lt}\\p{IsHebrew}{2}",
            ".{3}",
            "[\\-+]?[0-9]+(\\.[0-9]+)?",
            "[+\\-]",
            "[a\\]-]+",
            "\\s\\S\\w\\W\\D",
            "((a|b)*c){2,}",
            "[\u{4e00}-\u{9fff}]{2}",
            "https?://.*",
            ".{0,32000}",
        ] {
            let pattern =
                Pattern::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
            for seed in 0..50 {
                let made = pattern.make(&mut Rng::new(seed), 3).expect(text);
                assert!(pattern.matches(&made), "{text}: {made:?}");
            }
        }
    }

    #[test]
    fn what_nothing_matches_is_not_made() {
        let pattern = Pattern::parse("a[b-[b]]").expect("it is one");
        assert_eq!(pattern.make(&mut Rng::new(1), 3), None);
    }
}
