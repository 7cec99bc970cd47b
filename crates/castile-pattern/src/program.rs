//! A tree to a list of steps, and the match: all ways through the steps at once, one character after the other.
//!
//! A character class that repeats is one step, which notes at which characters it was entered. It needs no copy for
//! each repetition, and each character costs it a constant time.

use std::collections::VecDeque;

use crate::class::Class;
use crate::parse::Node;

/// How many steps a pattern may have: what one character of a text costs at most.
const STEPS: usize = 1_000;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    steps: Vec<Step>,
    /// The longest text that can match, in characters.
    longest: Option<usize>,
}

#[derive(Debug, Clone)]
enum Step {
    /// Characters of a class, so many of them.
    Class {
        class: Class,
        least: usize,
        most: Option<usize>,
    },
    /// Here and there.
    Split(usize),
    /// There.
    Jump(usize),
    /// The whole pattern has matched.
    End,
}

/// The steps of a tree, unless they are too many.
pub(crate) fn compile(tree: &Node) -> Option<Program> {
    let mut steps = Vec::new();
    add(&mut steps, tree)?;
    steps.push(Step::End);
    Some(Program {
        steps,
        longest: longest(tree),
    })
}

fn push(steps: &mut Vec<Step>, step: Step) -> Option<usize> {
    if steps.len() >= STEPS {
        return None;
    }
    steps.push(step);
    Some(steps.len() - 1)
}

fn add(steps: &mut Vec<Step>, node: &Node) -> Option<()> {
    match node {
        Node::Sequence(nodes) => nodes.iter().try_for_each(|node| add(steps, node)),
        Node::Class(class) => {
            let step = Step::Class {
                class: class.clone(),
                least: 1,
                most: Some(1),
            };
            push(steps, step).map(|_| ())
        }
        Node::Branches(branches) => {
            let mut ends = Vec::new();
            for (index, branch) in branches.iter().enumerate() {
                if index + 1 == branches.len() {
                    add(steps, branch)?;
                    continue;
                }
                let split = push(steps, Step::Split(0))?;
                add(steps, branch)?;
                ends.push(push(steps, Step::Jump(0))?);
                steps[split] = Step::Split(steps.len());
            }
            let end = steps.len();
            for jump in ends {
                steps[jump] = Step::Jump(end);
            }
            Some(())
        }
        Node::Repeat(_, _, Some(0)) => Some(()),
        Node::Repeat(node, least, most) => match single(node) {
            Some(class) => {
                let step = Step::Class {
                    class: class.clone(),
                    least: *least as usize,
                    most: most.map(|most| most as usize),
                };
                push(steps, step).map(|_| ())
            }
            None => repeat(steps, node, *least, *most),
        },
    }
}

/// The class that a node is nothing but.
fn single(node: &Node) -> Option<&Class> {
    match node {
        Node::Class(class) => Some(class),
        Node::Sequence(nodes) => match nodes.as_slice() {
            [only] => single(only),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a node can take a character.
fn takes_any(node: &Node) -> bool {
    match node {
        Node::Class(_) => true,
        Node::Sequence(nodes) | Node::Branches(nodes) => nodes.iter().any(takes_any),
        Node::Repeat(node, _, most) => *most != Some(0) && takes_any(node),
    }
}

/// A copy for each time.
fn repeat(steps: &mut Vec<Step>, node: &Node, least: u32, most: Option<u32>) -> Option<()> {
    // What takes no step could be repeated without end.
    if !takes_any(node) {
        return Some(());
    }
    let mut start = steps.len();
    for _ in 0..least {
        start = steps.len();
        add(steps, node)?;
    }
    match most {
        // The last copy is the one that is taken again.
        None if least > 0 => {
            push(steps, Step::Split(start))?;
        }
        None => {
            let split = push(steps, Step::Split(0))?;
            add(steps, node)?;
            push(steps, Step::Jump(split))?;
            steps[split] = Step::Split(steps.len());
        }
        Some(most) => {
            let mut splits = Vec::new();
            for _ in least..most {
                splits.push(push(steps, Step::Split(0))?);
                add(steps, node)?;
            }
            let end = steps.len();
            for split in splits {
                steps[split] = Step::Split(end);
            }
        }
    }
    Some(())
}

/// The length of the longest text that can match; `None` where there is none, or it is past counting.
fn longest(node: &Node) -> Option<usize> {
    match node {
        Node::Class(_) => Some(1),
        Node::Sequence(nodes) => nodes
            .iter()
            .try_fold(0_usize, |sum, node| sum.checked_add(longest(node)?)),
        Node::Branches(nodes) => nodes
            .iter()
            .try_fold(0, |most, node| Some(longest(node)?.max(most))),
        Node::Repeat(node, _, most) => longest(node)?.checked_mul((*most)? as usize),
    }
}

/// The ways through the steps that are open between two characters.
struct Ways {
    /// The steps that wait for a character.
    waiting: Vec<usize>,
    is_waiting: Vec<bool>,
    /// The steps that have been reached at this place.
    reached: Vec<usize>,
    is_reached: Vec<bool>,
    /// For each step, before which characters it was entered, the first one first.
    entries: Vec<VecDeque<usize>>,
    ended: bool,
}

impl Program {
    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        // No character is longer than four bytes.
        if self.longest.is_some_and(|longest| text.len() / 4 > longest) {
            return false;
        }
        let count = self.steps.len();
        let mut ways = Ways {
            waiting: Vec::new(),
            is_waiting: vec![false; count],
            reached: Vec::new(),
            is_reached: vec![false; count],
            entries: vec![VecDeque::new(); count],
            ended: false,
        };
        self.reach(&mut ways, 0, 0);
        for (at, char) in text.chars().enumerate() {
            let waiting = std::mem::take(&mut ways.waiting);
            if waiting.is_empty() {
                return false;
            }
            for &step in &waiting {
                ways.is_waiting[step] = false;
            }
            for step in std::mem::take(&mut ways.reached) {
                ways.is_reached[step] = false;
            }
            ways.ended = false;
            for step in waiting {
                self.take(&mut ways, step, char, at);
            }
        }
        ways.ended
    }

    /// Gives the character at `at` to a step that waits.
    fn take(&self, ways: &mut Ways, step: usize, char: char, at: usize) {
        let Step::Class { class, least, most } = &self.steps[step] else {
            return;
        };
        let entries = &mut ways.entries[step];
        // One after `at` has been made while this character was given to the steps before.
        let is_open = |entry: Option<&usize>| entry.is_some_and(|&entry| entry <= at);
        if !class.has(char) {
            while is_open(entries.front()) {
                entries.pop_front();
            }
            return;
        }
        let taken = |entry: usize| at + 1 - entry;
        match most {
            Some(most) => {
                while entries.front().is_some_and(|&entry| taken(entry) > *most) {
                    entries.pop_front();
                }
            }
            // Without an end the first entry does all that a later one could do.
            None if is_open(entries.front()) => entries.truncate(1),
            None => {}
        }
        let Some(&first) = entries.front().filter(|&&entry| entry <= at) else {
            return;
        };
        let last = entries.iter().rev().find(|&&entry| entry <= at);
        let goes_on = most.is_none_or(|most| last.is_some_and(|&last| taken(last) < most));
        if goes_on && !std::mem::replace(&mut ways.is_waiting[step], true) {
            ways.waiting.push(step);
        }
        if taken(first) >= *least {
            self.reach(ways, step + 1, at + 1);
        }
    }

    /// Follows all that needs no character.
    fn reach(&self, ways: &mut Ways, step: usize, at: usize) {
        let mut open = vec![step];
        while let Some(step) = open.pop() {
            if std::mem::replace(&mut ways.is_reached[step], true) {
                continue;
            }
            ways.reached.push(step);
            match &self.steps[step] {
                Step::Class { least, .. } => {
                    ways.entries[step].push_back(at);
                    if !std::mem::replace(&mut ways.is_waiting[step], true) {
                        ways.waiting.push(step);
                    }
                    if *least == 0 {
                        open.push(step + 1);
                    }
                }
                Step::Split(other) => open.extend([*other, step + 1]),
                Step::Jump(other) => open.push(*other),
                Step::End => ways.ended = true,
            }
        }
    }
}
