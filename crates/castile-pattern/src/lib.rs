#![doc = include_str!("../README.md")]

mod blocks;
mod categories;
mod class;
mod parse;
mod program;

use std::fmt;

/// A pattern, ready to match.
#[derive(Debug, Clone)]
pub struct Pattern {
    program: program::Program,
}

impl Pattern {
    /// Parses a pattern.
    ///
    /// Beyond what the grammar has, any punctuation may stand behind a back slash for itself, as it does everywhere.
    ///
    /// # Errors
    /// The text is no pattern of XML Schema, or one that is too large.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let tree = parse::parse(text)?;
        let program = program::compile(&tree).ok_or_else(|| PatternError {
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
