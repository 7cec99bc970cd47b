//! The text of a pattern to a tree (XSD 1.0 part 2, appendix F).

use crate::PatternError;
use crate::blocks::block;
use crate::class::{Class, Item, categories};

/// How deep groups and subtracted classes may nest.
const DEPTH: usize = 64;

/// A pattern as a tree: what a text is made from, where [`Pattern`](crate::Pattern) says whether one matches.
#[derive(Debug, Clone)]
pub enum Node {
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of them.
    Branches(Vec<Node>),
    /// One character.
    Class(Class),
    /// So many times; no end where the second is `None`.
    Repeat(Box<Node>, u32, Option<u32>),
}

impl Node {
    /// Parses a pattern.
    ///
    /// Beyond what the grammar has, any punctuation may stand behind a back slash for itself, as it does everywhere.
    ///
    /// # Errors
    /// The text is no pattern of XML Schema, or nests more than 64 deep.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut parser = Parser {
            chars: text.chars().collect(),
            at: 0,
            depth: 0,
        };
        let node = parser.branches()?;
        match parser.peek() {
            None => Ok(node),
            Some(char) => {
                Err(parser.error(format!("`{}` has no `(` before it", char.escape_debug())))
            }
        }
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek();
        self.at += usize::from(char.is_some());
        char
    }

    fn eat(&mut self, char: char) -> bool {
        let found = self.peek() == Some(char);
        self.at += usize::from(found);
        found
    }

    fn error(&self, problem: impl Into<String>) -> PatternError {
        PatternError {
            at: self.at,
            problem: problem.into(),
        }
    }

    /// What went wrong at the character just taken.
    fn error_before(&self, problem: impl Into<String>) -> PatternError {
        PatternError {
            at: self.at.saturating_sub(1),
            problem: problem.into(),
        }
    }

    fn deeper(&mut self) -> Result<(), PatternError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.error(format!("it nests more than {DEPTH} deep")));
        }
        Ok(())
    }

    fn branches(&mut self) -> Result<Node, PatternError> {
        self.deeper()?;
        let mut branches = vec![self.sequence()?];
        while self.eat('|') {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(match branches.pop() {
            Some(only) if branches.is_empty() => only,
            last => Node::Branches(branches.into_iter().chain(last).collect()),
        })
    }

    fn sequence(&mut self) -> Result<Node, PatternError> {
        let mut pieces = Vec::new();
        while let Some(char) = self.peek()
            && !matches!(char, '|' | ')')
        {
            let atom = self.atom()?;
            pieces.push(self.quantified(atom)?);
        }
        Ok(Node::Sequence(pieces))
    }

    fn atom(&mut self) -> Result<Node, PatternError> {
        match self.next() {
            Some('(') if self.peek() == Some('?') => Err(self
                .error("`(?` is of other regular expressions; XML Schema has plain groups alone")),
            Some('(') => {
                let inside = self.branches()?;
                if !self.eat(')') {
                    return Err(self.error("`)` is missing"));
                }
                Ok(inside)
            }
            Some('[') => Ok(Node::Class(self.class()?)),
            Some('\\') => Ok(Node::Class(Class::of(vec![self.escape()?]))),
            Some('.') => Ok(Node::Class(Class::not(vec![
                Item::Range('\n', '\n'),
                Item::Range('\r', '\r'),
            ]))),
            Some(char @ ('?' | '*' | '+' | '{')) => Err(self.error_before(format!(
                "`{char}` repeats nothing; the character itself is `\\{char}`"
            ))),
            Some(char @ ('}' | ']')) => Err(self.error_before(format!(
                "`{char}` closes nothing; the character itself is `\\{char}`"
            ))),
            Some(char) => Ok(Node::Class(Class::of(vec![Item::Range(char, char)]))),
            None => Err(self.error("the pattern ends too early")),
        }
    }

    fn quantified(&mut self, atom: Node) -> Result<Node, PatternError> {
        let (least, most) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                self.at += 1;
                let bounds = self.bounds()?;
                if self.peek() != Some('}') {
                    return Err(self.error("expected `{n}`, `{n,}` or `{n,m}`"));
                }
                bounds
            }
            _ => return Ok(atom),
        };
        self.at += 1;
        if let Some(char @ ('?' | '*' | '+' | '{')) = self.peek() {
            return Err(self.error(format!(
                "`{char}` behind a repetition is of other regular expressions"
            )));
        }
        Ok(Node::Repeat(Box::new(atom), least, most))
    }

    fn bounds(&mut self) -> Result<(u32, Option<u32>), PatternError> {
        let least = self.number()?;
        if !self.eat(',') {
            return Ok((least, Some(least)));
        }
        if self.peek() == Some('}') {
            return Ok((least, None));
        }
        let most = self.number()?;
        if most < least {
            return Err(self.error_before(format!("{most} is less than {least}")));
        }
        Ok((least, Some(most)))
    }

    fn number(&mut self) -> Result<u32, PatternError> {
        let start = self.at;
        while self.peek().is_some_and(|char| char.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.chars[start..self.at].iter().collect();
        digits.parse().map_err(|_| {
            self.error(if digits.is_empty() {
                "expected a number"
            } else {
                "the number is too large"
            })
        })
    }

    /// What follows `[`.
    fn class(&mut self) -> Result<Class, PatternError> {
        self.deeper()?;
        let mut class = Class {
            negated: self.eat('^'),
            ..Class::default()
        };
        loop {
            let Some(char) = self.next() else {
                return Err(self.error("`]` is missing"));
            };
            let item = match char {
                ']' if class.items.is_empty() => {
                    return Err(self.error_before("a class without characters"));
                }
                ']' => break,
                '[' => {
                    return Err(self.error_before(
                        "`[` inside a class; the character itself is `\\[`, and what is taken out is `-[...]`",
                    ));
                }
                '-' if self.peek() == Some('[') && !class.items.is_empty() => {
                    self.at += 1;
                    class.minus = Some(Box::new(self.class()?));
                    if !self.eat(']') {
                        return Err(self.error("expected `]` behind what is taken out of a class"));
                    }
                    break;
                }
                '\\' => self.escape()?,
                char => Item::Range(char, char),
            };
            let item = match item {
                Item::Range(first, same) if first == same && self.begins_range() => {
                    self.at += 1;
                    self.range(first)?
                }
                other => other,
            };
            class.items.push(item);
        }
        self.depth -= 1;
        Ok(class)
    }

    /// Whether `-` follows, and the end of a range behind it.
    fn begins_range(&self) -> bool {
        self.peek() == Some('-') && !matches!(self.chars.get(self.at + 1), None | Some('[' | ']'))
    }

    /// The range from `first`; its `-` has been taken.
    fn range(&mut self, first: char) -> Result<Item, PatternError> {
        let last = match self.next() {
            Some('\\') => match self.escape()? {
                Item::Range(last, same) if last == same => last,
                _ => return Err(self.error_before("a range that ends in a class")),
            },
            Some(last) => last,
            None => return Err(self.error("`]` is missing")),
        };
        if last < first {
            return Err(self.error_before(format!(
                "the range `{}-{}` is empty",
                first.escape_debug(),
                last.escape_debug()
            )));
        }
        Ok(Item::Range(first, last))
    }

    /// What follows a back slash.
    fn escape(&mut self) -> Result<Item, PatternError> {
        let Some(char) = self.next() else {
            return Err(self.error("the pattern ends in a back slash"));
        };
        let space = || {
            vec![
                Item::Range(' ', ' '),
                Item::Range('\t', '\t'),
                Item::Range('\n', '\n'),
                Item::Range('\r', '\r'),
            ]
        };
        let of = |names: &[&str]| {
            let sets = names.iter().filter_map(|name| categories(name));
            Item::Categories(sets.fold(0, |all, one| all | one))
        };
        let not = |items: Vec<Item>| Item::Not(Box::new(Class::of(items)));
        Ok(match char {
            'n' => Item::Range('\n', '\n'),
            'r' => Item::Range('\r', '\r'),
            't' => Item::Range('\t', '\t'),
            's' => Item::Not(Box::new(Class::not(space()))),
            'S' => not(space()),
            'i' => Item::NameStart,
            'I' => not(vec![Item::NameStart]),
            'c' => Item::NameChar,
            'C' => not(vec![Item::NameChar]),
            'd' => of(&["Nd"]),
            'D' => not(vec![of(&["Nd"])]),
            'w' => not(vec![of(&["P", "Z", "C"])]),
            'W' => of(&["P", "Z", "C"]),
            'p' => self.property()?,
            'P' => not(vec![self.property()?]),
            char if char.is_ascii_punctuation() || char == ' ' => Item::Range(char, char),
            other => {
                return Err(
                    self.error_before(format!("XML Schema has no `\\{}`", other.escape_debug()))
                );
            }
        })
    }

    /// What follows `\p`.
    fn property(&mut self) -> Result<Item, PatternError> {
        if !self.eat('{') {
            return Err(self.error("expected `{` behind `\\p`"));
        }
        let start = self.at;
        while self.peek().is_some_and(|char| char != '}') {
            self.at += 1;
        }
        let name: String = self.chars[start..self.at].iter().collect();
        if !self.eat('}') {
            return Err(self.error("`}` is missing"));
        }
        let found = match name.strip_prefix("Is") {
            Some(name) => block(name).map(|(first, last)| Item::Range(first, last)),
            None => categories(&name).map(Item::Categories),
        };
        found.ok_or_else(|| PatternError {
            at: start,
            problem: format!(
                "`{}` is no category or block of characters",
                name.escape_debug()
            ),
        })
    }
}
