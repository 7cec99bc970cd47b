//! Classes of characters: ranges, categories, blocks and names, negated and subtracted.

use crate::categories::{CATEGORIES, RUNS};

/// A class of characters.
#[derive(Debug, Clone, Default)]
pub struct Class {
    pub(crate) negated: bool,
    pub(crate) items: Vec<Item>,
    /// What is taken out of it.
    pub(crate) minus: Option<Box<Class>>,
}

/// A part of a class.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    /// The characters from one to another.
    Range(char, char),
    /// The characters of these categories, a bit for each.
    Categories(u32),
    /// The characters that are not in this class.
    Not(Box<Class>),
    /// `\i`: those that a name may begin with.
    NameStart,
    /// `\c`: those that a name may have.
    NameChar,
}

impl Class {
    /// The class of these parts.
    pub(crate) fn of(items: Vec<Item>) -> Self {
        Self {
            items,
            ..Self::default()
        }
    }

    /// The class of all others.
    pub(crate) fn not(items: Vec<Item>) -> Self {
        Self {
            negated: true,
            ..Self::of(items)
        }
    }

    /// Whether it has this character.
    pub fn has(&self, char: char) -> bool {
        let mut listed = self.items.iter();
        listed.any(|item| item.has(char)) != self.negated
            && self.minus.as_ref().is_none_or(|minus| !minus.has(char))
    }
}

impl Item {
    fn has(&self, char: char) -> bool {
        match self {
            Self::Range(first, last) => (*first..=*last).contains(&char),
            Self::Categories(set) => set & (1 << category(char)) != 0,
            Self::Not(class) => !class.has(char),
            Self::NameStart => is_name_start(char),
            Self::NameChar => is_name_char(char),
        }
    }
}

/// The number of a character's general category.
fn category(char: char) -> u32 {
    let key = (u32::from(char) << 5) | 31;
    let run = RUNS.partition_point(|&run| run <= key);
    RUNS[run.saturating_sub(1)] & 31
}

/// The categories that a name such as `L` or `Lu` stands for, a bit for each.
pub(crate) fn categories(name: &str) -> Option<u32> {
    let matches =
        |category: &&str| *category == name || name.len() == 1 && category.starts_with(name);
    let set = CATEGORIES.iter().enumerate();
    let set = set.filter(|(_, category)| matches(category));
    let set = set.fold(0, |set, (index, _)| set | 1 << index);
    (set != 0).then_some(set)
}

/// `NameStartChar` of XML 1.0, fifth edition.
fn is_name_start(char: char) -> bool {
    matches!(char, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` of XML 1.0, fifth edition.
fn is_name_char(char: char) -> bool {
    is_name_start(char)
        || matches!(char, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_categories_is_read_right() {
        let cases = [
            ('A', "Lu"),
            ('z', "Ll"),
            ('5', "Nd"),
            ('\u{663}', "Nd"),
            ('\u{0}', "Cc"),
            (' ', "Zs"),
            ('_', "Pc"),
            ('$', "Sc"),
            ('\u{1C5}', "Lt"),
            ('\u{4E00}', "Lo"),
            ('\u{9FFC}', "Lo"),
            ('\u{E000}', "Co"),
            ('\u{10FFFF}', "Cn"),
            ('\u{1F600}', "So"),
        ];
        for (char, name) in cases {
            assert_eq!(CATEGORIES[category(char) as usize], name, "{char:?}");
        }
        assert!(RUNS.is_sorted());
    }

    #[test]
    fn std_agrees_on_numbers_and_controls() {
        let (numbers, controls) = (categories("N").unwrap(), categories("Cc").unwrap());
        for char in ('\0'..='\u{FFFF}').filter(|char| char.is_ascii() || char.is_numeric()) {
            let set = 1 << category(char);
            assert_eq!(numbers & set != 0, char.is_numeric(), "{char:?}");
            assert_eq!(controls & set != 0, char.is_control(), "{char:?}");
        }
    }
}
