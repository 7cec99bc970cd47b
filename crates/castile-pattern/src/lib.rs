#![doc = include_str!("../README.md")]

mod blocks;
mod categories;
mod class;
mod parse;
mod program;

use std::fmt;

pub use class::Class;
pub use parse::Node;

/// A pattern, ready to match.
#[derive(Debug, Clone)]
pub struct Pattern {
    program: program::Program,
}

impl Pattern {
    /// Parses a pattern, and makes it ready to match.
    ///
    /// # Errors
    /// The text is no pattern of XML Schema, or one that is too large: see [`Node::parse`] and [`Pattern::new`].
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        Self::new(&Node::parse(text)?)
    }

    /// Makes a pattern ready to match.
    ///
    /// # Errors
    /// It repeats so much that it needs more than 1,000 steps.
    pub fn new(tree: &Node) -> Result<Self, PatternError> {
        let program = program::compile(tree).ok_or_else(|| PatternError {
            at: 0,
            problem: "it repeats so much that it needs more than 1,000 steps".to_owned(),
        })?;
        Ok(Self { program })
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        self.program.matches(text)
    }
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    at: usize,
    problem: String,
}

impl PatternError {
    /// How many characters come before the one that is wrong.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What is wrong.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at character {}: {}", self.at + 1, self.problem)
    }
}

impl std::error::Error for PatternError {}
