//! Regular expressions of XML Schema (XSD 1.0 part 2, appendix F): texts that match one, and whether a text does.
//!
//! What is understood: all of the syntax, the general categories of Unicode as far as the standard library tells
//! letters, digits and the like apart, and the blocks that occur in contracts. What is not is an error, never a guess.

use crate::rng::Rng;

/// Parentheses and classes inside each other, at most.
const MAX_DEPTH: usize = 64;
/// Parts of an expression that a text is made of, at most.
const MAX_STEPS: usize = 20_000;

/// A regular expression.
#[derive(Debug, Clone)]
pub(crate) enum Pattern {
    /// One character.
    Class(Class),
    /// One after the other.
    Sequence(Vec<Pattern>),
    /// One of these.
    Choice(Vec<Pattern>),
    /// So many times; without an end where there is no maximum.
    Repeat(Box<Pattern>, usize, Option<usize>),
}

/// A set of characters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Class {
    negated: bool,
    items: Vec<Item>,
    except: Option<Box<Class>>,
}

#[derive(Debug, Clone)]
enum Item {
    Range(char, char),
    Where(fn(char) -> bool),
    Not(fn(char) -> bool),
}

impl Class {
    fn one(item: Item) -> Self {
        Self {
            items: vec![item],
            ..Self::default()
        }
    }

    fn has(&self, c: char) -> bool {
        let listed = self.items.iter().any(|item| match item {
            Item::Range(first, last) => (*first..=*last).contains(&c),
            Item::Where(test) => test(c),
            Item::Not(test) => !test(c),
        });
        listed != self.negated && !self.except.as_ref().is_some_and(|class| class.has(c))
    }

    /// Some of its characters, the plainest first.
    fn some(&self) -> Vec<char> {
        const OTHERS: &str = "\u{e9}\u{df}\u{416}\u{65e5}\u{20ac} \t\n";
        let plain = ('a'..='z').chain('A'..='Z').chain('0'..='9');
        let found: Vec<char> = plain.filter(|c| self.has(*c)).collect();
        if !found.is_empty() {
            return found;
        }
        let ranges = self.items.iter().filter_map(|item| match item {
            Item::Range(first, last) => Some([*first, *last]),
            _ => None,
        });
        let rest = ('!'..='~').chain(OTHERS.chars()).chain(ranges.flatten());
        rest.filter(|c| self.has(*c) && is_xml(*c)).collect()
    }
}

/// Whether XML 1.0 allows the character.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

impl Pattern {
    /// Reads an expression; the error says what is wrong or not understood.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let chars: Vec<char> = text.chars().collect();
        let mut parser = Parser {
            chars: &chars,
            at: 0,
        };
        let pattern = parser.choice(0)?;
        if parser.at < chars.len() {
            return Err(format!("`{}` at the end", chars[parser.at]));
        }
        Ok(pattern)
    }

    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        let mut starts = vec![false; chars.len() + 1];
        starts[0] = true;
        self.ends(&chars, &starts)[chars.len()]
    }

    /// Where it can end, for each place where it may start.
    fn ends(&self, chars: &[char], starts: &[bool]) -> Vec<bool> {
        match self {
            Self::Class(class) => {
                let mut ends = vec![false; starts.len()];
                for (at, c) in chars.iter().enumerate() {
                    ends[at + 1] = starts[at] && class.has(*c);
                }
                ends
            }
            Self::Sequence(list) => list
                .iter()
                .fold(starts.to_vec(), |starts, one| one.ends(chars, &starts)),
            Self::Choice(list) => {
                let mut ends = vec![false; starts.len()];
                for one in list {
                    join(&mut ends, &one.ends(chars, starts));
                }
                ends
            }
            Self::Repeat(one, min, max) => {
                let mut current = starts.to_vec();
                for _ in 0..*min {
                    let next = one.ends(chars, &current);
                    let settled = next == current;
                    current = next;
                    if settled {
                        break;
                    }
                }
                let mut ends = current.clone();
                let more = max.map_or(usize::MAX, |max| max.saturating_sub(*min));
                for _ in 0..more {
                    current = one.ends(chars, &current);
                    if !join(&mut ends, &current) {
                        break;
                    }
                }
                ends
            }
        }
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
        maker.make(self).then_some(maker.out)
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
    fn make(&mut self, pattern: &Pattern) -> bool {
        self.steps = self.steps.saturating_sub(1);
        if self.steps == 0 {
            return false;
        }
        match pattern {
            Pattern::Class(class) => {
                let c = self.rng.pick(&class.some()).copied();
                self.out.extend(c);
                c.is_some()
            }
            Pattern::Sequence(list) => list.iter().all(|one| self.make(one)),
            Pattern::Choice(list) => {
                let at = self.rng.below(list.len());
                list.get(at).is_some_and(|one| self.make(one))
            }
            Pattern::Repeat(one, min, max) => {
                let end = max.unwrap_or(usize::MAX).min(min.saturating_add(self.more));
                let count = if self.long {
                    end
                } else {
                    min + self.rng.below(end - min + 1)
                };
                (0..count).all(|_| self.make(one))
            }
        }
    }
}

/// Adds what is true in `more`; says whether that was anything new.
fn join(all: &mut [bool], more: &[bool]) -> bool {
    let mut new = false;
    for (one, more) in all.iter_mut().zip(more) {
        new |= *more && !*one;
        *one |= *more;
    }
    new
}

struct Parser<'a> {
    chars: &'a [char],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn next(&mut self) -> Result<char, String> {
        let c = self.peek().ok_or("it ends too early")?;
        self.at += 1;
        Ok(c)
    }

    fn choice(&mut self, depth: usize) -> Result<Pattern, String> {
        if depth > MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} groups inside each other"));
        }
        let mut list = vec![self.sequence(depth)?];
        while self.eat('|') {
            list.push(self.sequence(depth)?);
        }
        Ok(match list.pop() {
            Some(one) if list.is_empty() => one,
            other => {
                list.extend(other);
                Pattern::Choice(list)
            }
        })
    }

    fn sequence(&mut self, depth: usize) -> Result<Pattern, String> {
        let mut list = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let atom = self.atom(depth)?;
            list.push(self.quantified(atom)?);
        }
        Ok(Pattern::Sequence(list))
    }

    fn quantified(&mut self, atom: Pattern) -> Result<Pattern, String> {
        let (min, max) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                self.at += 1;
                let min = self.number()?;
                let max = if !self.eat(',') {
                    Some(min)
                } else if self.peek() == Some('}') {
                    None
                } else {
                    Some(self.number()?)
                };
                if self.peek() != Some('}') {
                    return Err("a `{` without its `}`".to_owned());
                }
                if max.is_some_and(|max| max < min) {
                    return Err("a maximum below its minimum".to_owned());
                }
                (min, max)
            }
            _ => return Ok(atom),
        };
        self.at += 1;
        Ok(Pattern::Repeat(Box::new(atom), min, max))
    }

    fn number(&mut self) -> Result<usize, String> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.chars[start..self.at].iter().collect();
        digits
            .parse()
            .map_err(|_| format!("`{digits}` where a number was expected"))
    }

    fn atom(&mut self, depth: usize) -> Result<Pattern, String> {
        match self.next()? {
            '(' => {
                let inner = self.choice(depth + 1)?;
                if self.eat(')') {
                    Ok(inner)
                } else {
                    Err("a `(` without its `)`".to_owned())
                }
            }
            '[' => self.class(depth).map(Pattern::Class),
            '.' => Ok(Pattern::Class(Class {
                negated: true,
                items: vec![Item::Range('\n', '\n'), Item::Range('\r', '\r')],
                except: None,
            })),
            '\\' => self.escape().map(|item| Pattern::Class(Class::one(item))),
            c @ ('?' | '*' | '+' | '{') => Err(format!("`{c}` with nothing before it")),
            c => Ok(Pattern::Class(Class::one(Item::Range(c, c)))),
        }
    }

    /// A class, after its opening bracket.
    fn class(&mut self, depth: usize) -> Result<Class, String> {
        if depth > MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} classes inside each other"));
        }
        let mut class = Class {
            negated: self.eat('^'),
            ..Class::default()
        };
        loop {
            let first = match self.next()? {
                ']' if !class.items.is_empty() => return Ok(class),
                '-' if self.peek() == Some('[') => {
                    self.at += 1;
                    class.except = Some(Box::new(self.class(depth + 1)?));
                    return if self.eat(']') {
                        Ok(class)
                    } else {
                        Err("a `]` is missing after what a class leaves out".to_owned())
                    };
                }
                '\\' => match self.escape()? {
                    Item::Range(first, _) => first,
                    other => {
                        class.items.push(other);
                        continue;
                    }
                },
                c => c,
            };
            let ends_range = self.peek() == Some('-')
                && !matches!(self.chars.get(self.at + 1), None | Some(']' | '['));
            if !ends_range {
                class.items.push(Item::Range(first, first));
                continue;
            }
            self.at += 1;
            let last = match self.next()? {
                '\\' => match self.escape()? {
                    Item::Range(last, _) => last,
                    _ => return Err("a range that ends with a class".to_owned()),
                },
                c => c,
            };
            if last < first {
                return Err(format!("the range `{first}-{last}`, which is empty"));
            }
            class.items.push(Item::Range(first, last));
        }
    }

    /// What a backslash stands before.
    fn escape(&mut self) -> Result<Item, String> {
        let c = self.next()?;
        Ok(match c {
            'n' => Item::Range('\n', '\n'),
            'r' => Item::Range('\r', '\r'),
            't' => Item::Range('\t', '\t'),
            'd' => Item::Where(is_digit),
            'D' => Item::Not(is_digit),
            's' => Item::Where(is_space),
            'S' => Item::Not(is_space),
            'w' => Item::Where(is_word),
            'W' => Item::Not(is_word),
            'i' => Item::Where(is_name_start),
            'I' => Item::Not(is_name_start),
            'c' => Item::Where(is_name),
            'C' => Item::Not(is_name),
            'p' | 'P' => {
                if !self.eat('{') {
                    return Err(format!("`\\{c}` without a category"));
                }
                let start = self.at;
                while self.next()? != '}' {}
                let name: String = self.chars[start..self.at - 1].iter().collect();
                category(&name, c == 'P')?
            }
            // Any other character is itself: the standard lists fewer, and contracts escape more.
            c if !c.is_ascii_alphanumeric() => Item::Range(c, c),
            c => return Err(format!("the escape `\\{c}`")),
        })
    }
}

fn category(name: &str, negated: bool) -> Result<Item, String> {
    let test: fn(char) -> bool = match name {
        "L" => char::is_alphabetic,
        "Lu" => char::is_uppercase,
        "Ll" => char::is_lowercase,
        "N" => char::is_numeric,
        "Nd" => is_digit,
        "P" => |c| c.is_ascii_punctuation() && !"$+<=>^`|~".contains(c),
        "S" => |c| "$+<=>^`|~\u{20ac}".contains(c),
        "Z" | "Zs" => |c| c == ' ' || c == '\u{a0}',
        "C" | "Cc" => char::is_control,
        "IsBasicLatin" => |c| c.is_ascii(),
        "IsLatin-1Supplement" => |c| ('\u{80}'..='\u{ff}').contains(&c),
        "IsLatinExtended-A" => |c| ('\u{100}'..='\u{17f}').contains(&c),
        "IsLatinExtended-B" => |c| ('\u{180}'..='\u{24f}').contains(&c),
        "IsGreek" => |c| ('\u{370}'..='\u{3ff}').contains(&c),
        "IsCyrillic" => |c| ('\u{400}'..='\u{4ff}').contains(&c),
        "IsCJKUnifiedIdeographs" => |c| ('\u{4e00}'..='\u{9fff}').contains(&c),
        _ => return Err(format!("the category `{name}`")),
    };
    Ok(if negated {
        Item::Not(test)
    } else {
        Item::Where(test)
    })
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// `\w`: all but punctuation, separators and others. `_` is punctuation in Unicode, which makes it none of these.
fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == ':'
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.')
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
            ".{3}",
            "[\\-+]?[0-9]+(\\.[0-9]+)?",
            "[+\\-]",
            "[a\\]-]+",
            "\\s\\S\\w\\W\\D",
            "((a|b)*c){2,}",
            "[\u{4e00}-\u{9fff}]{2}",
            "https?://.*",
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
    fn what_matches() {
        for (pattern, yes, no) in [
            ("a{2,3}", &["aa", "aaa"][..], &["a", "aaaa", ""][..]),
            ("(ab)*", &["", "ab", "abab"], &["a", "aba"]),
            ("[a-z-[aeiou]]", &["b"], &["a", "B"]),
            ("a|", &["a", ""], &["b"]),
            (".", &["x", "\u{65e5}"], &["\n", "xx"]),
            ("((a*)*)*", &["", "aaaa"], &["b"]),
            ("\\.[.]\\\\", &["..\\"], &["ab\\"]),
            (
                "(a?){30}a{30}",
                &["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
                &["aaa"],
            ),
        ] {
            let parsed = Pattern::parse(pattern).expect(pattern);
            for text in yes {
                assert!(parsed.matches(text), "{pattern}: {text:?}");
            }
            for text in no {
                assert!(!parsed.matches(text), "{pattern}: {text:?}");
            }
        }
    }

    #[test]
    fn what_is_no_pattern() {
        let deep = "(".repeat(100_000);
        for text in [
            "(", ")", "[", "[]", "a{2", "a{3,2}", "*", "\\", "\\p{Foo}", "\\q", &deep,
        ] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }
}
