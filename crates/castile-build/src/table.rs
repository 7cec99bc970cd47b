//! The tables that the decoder of `castile` walks, from the structs of [`ir`](crate::ir): which rows there are, in
//! which order, with which flags, and which field each row is read into.
//!
//! `emit` writes them down as constants. Whoever reads messages without generated code, as `castile-explain` does,
//! makes them when the program runs. That both have them from here is what makes them agree.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::ir::{Branch, ChoiceField, Facets, Field, FieldKind, Member, Role, Struct, Together};

/// The table of a struct.
#[derive(Debug)]
pub struct Table<'s> {
    /// The rows for child elements.
    pub elements: Vec<Row<'s>>,
    /// The attributes, each with the index of its field.
    pub attributes: Vec<(usize, &'s Member)>,
    /// The field of the text of simple content, and its facets.
    pub text: Option<(usize, Option<&'s Facets>)>,
    /// The field of mixed content, which takes the text as well.
    pub mixed: Option<usize>,
    /// The field of the attributes that are not listed, and the constraint on their namespaces.
    pub any_attribute: Option<(usize, &'s str)>,
    /// Elements that are optional as a whole, by their slots.
    pub together: Vec<Together>,
    /// The order of the elements means something.
    pub ordered: bool,
    /// Some of the elements are branches of choices, which take elements that nobody knows.
    pub open: bool,
    /// Some of the elements are groups.
    pub groups: bool,
}

/// A row: an element that may be met.
#[derive(Debug)]
pub struct Row<'s> {
    /// The index of the field it is read into.
    pub field: usize,
    /// The place in the sequence; the branches of a choice share it.
    pub slot: usize,
    /// What is said of it.
    pub flags: Vec<Flag>,
    /// What it is.
    pub kind: RowKind<'s>,
}

/// What a row is.
#[derive(Debug, Clone, Copy)]
pub enum RowKind<'s> {
    /// An element, a wildcard or a group that has a field of its own.
    Member(&'s Member),
    /// A branch of a choice.
    Branch(&'s ChoiceField, &'s Branch),
    /// The place for an element that the choice does not have.
    Open(&'s ChoiceField),
}

/// What is said of a row or an attribute. The decoder has a bit of the same name for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// It must occur; of a branch: one of the choice must.
    Required,
    /// It may occur more than once.
    Repeated,
    /// It is a branch of a choice.
    Branch,
    /// That choice may occur more than once.
    ManyBranches,
    /// White space around and inside the text means nothing.
    Collapse,
    /// It is a header block that is encoded.
    Encoded,
    /// It has to be in mixed content.
    Expected,
    /// It may be in mixed content once only.
    Once,
}

impl<'s> Table<'s> {
    /// The table of a struct.
    pub fn of(item: &'s Struct) -> Self {
        let mut table = Self {
            elements: Vec::new(),
            attributes: Vec::new(),
            text: None,
            mixed: None,
            any_attribute: None,
            // Elements come first, so that a field is a slot.
            together: item.together.clone(),
            ordered: item.ordered,
            open: false,
            groups: false,
        };
        let mut slot = 0;
        for (index, field) in item.fields.iter().enumerate() {
            slot += usize::from(table.field(index, field, slot));
        }
        if matches!(item.role, Role::RequestHeaders | Role::ResponseHeaders) {
            for row in &mut table.elements {
                if matches!(row.kind, RowKind::Member(member) if member.xsi_type.is_some()) {
                    row.flags.push(Flag::Encoded);
                }
            }
        }
        table.open = table
            .elements
            .iter()
            .any(|row| matches!(row.kind, RowKind::Open(_)));
        table.groups = table.elements.iter().any(Row::is_group);
        table
    }

    /// Adds a field; whether it takes a slot.
    fn field(&mut self, index: usize, field: &'s Field, slot: usize) -> bool {
        let row = |flags, kind| Row {
            field: index,
            slot,
            flags,
            kind,
        };
        match &field.kind {
            FieldKind::Element(member) | FieldKind::Any(member) => {
                self.elements
                    .push(row(member_flags(member), RowKind::Member(member)));
                return true;
            }
            FieldKind::Choice(choice) => {
                for branch in &choice.branches {
                    let kind = RowKind::Branch(choice, branch);
                    self.elements.push(row(branch_flags(choice, branch), kind));
                }
                let mut flags = vec![Flag::Branch];
                if choice.repeated {
                    flags.push(Flag::ManyBranches);
                }
                self.elements.push(row(flags, RowKind::Open(choice)));
                if choice.text.is_some() {
                    self.mixed = Some(index);
                }
                return true;
            }
            FieldKind::Attribute(member) => self.attributes.push((index, member)),
            FieldKind::Text(facets) => self.text = Some((index, facets.as_ref())),
            FieldKind::AnyAttribute(namespaces) => self.any_attribute = Some((index, namespaces)),
            FieldKind::Attachment(_) => {}
        }
        false
    }

    /// The indices of the fields in the order that the codec has: one for each slot, then those of the attributes, of
    /// the text, and of the attributes that are not listed.
    pub fn fields(&self) -> impl Iterator<Item = usize> {
        let mut elements: Vec<_> = self.elements.iter().map(|row| row.field).collect();
        // The rows of a choice have one field.
        elements.dedup();
        let attributes = self.attributes.iter().map(|&(field, _)| field);
        let others = [
            self.text.map(|(field, _)| field),
            self.any_attribute.map(|(field, _)| field),
        ];
        elements
            .into_iter()
            .chain(attributes)
            .chain(others.into_iter().flatten())
    }

    /// The target namespaces of other schemas that the members are declared in: of bases and groups.
    pub fn schemas(&self, item: &'s Struct) -> BTreeSet<&'s str> {
        let of_row = |row: &Row<'s>| match row.kind {
            RowKind::Member(member) => member.schema.as_str(),
            RowKind::Branch(_, branch) => branch.member.schema.as_str(),
            RowKind::Open(_) => "",
        };
        let attributes = self
            .attributes
            .iter()
            .map(|(_, member)| member.schema.as_str());
        let all = self.elements.iter().map(of_row).chain(attributes);
        all.filter(|schema| !schema.is_empty() && *schema != item.name.namespace)
            .collect()
    }

    /// The lines of the rows and then of the attributes, as the decoder has them: for each the step from the line
    /// before it, that of the struct first. A step is a digit, or a number in brackets; `?` is a line that is not known.
    /// Empty where all are at the line of the struct.
    pub fn lines(&self, item: &Struct) -> String {
        let line = |row: &Row<'_>| match row.kind {
            RowKind::Member(member) => member.line,
            RowKind::Branch(_, branch) => branch.member.line,
            RowKind::Open(_) => 0,
        };
        let attributes = self.attributes.iter().map(|(_, member)| member.line);
        let own = item.place.rsplit(':').next();
        let own = own.and_then(|line| line.parse::<i64>().ok());
        let mut last = own.unwrap_or_default();
        let mut steps = String::new();
        for line in self.elements.iter().map(line).chain(attributes) {
            let step = i64::from(line) - last;
            match (line, step) {
                (0, _) => {
                    steps.push('?');
                    continue;
                }
                (_, 0..=9) => steps.push_str(&step.to_string()),
                _ => {
                    let _ = write!(steps, "({step})");
                }
            }
            last = line.into();
        }
        steps.truncate(steps.trim_end_matches('?').len());
        if steps.bytes().all(|step| matches!(step, b'0' | b'?')) {
            steps.clear();
        }
        steps
    }

    /// What is said of an attribute.
    pub fn attribute_flags(member: &Member) -> Vec<Flag> {
        member_flags(member)
    }
}

impl Row<'_> {
    /// What is read is a group, which has no tag of its own.
    pub fn is_group(&self) -> bool {
        match self.kind {
            RowKind::Member(member) => member.group.is_some(),
            RowKind::Branch(_, branch) => branch.member.group.is_some(),
            RowKind::Open(_) => false,
        }
    }
}

impl Branch {
    /// It occurs more than once in a choice that does not.
    pub fn is_list_in(&self, choice: &ChoiceField) -> bool {
        self.member.repeated && !choice.repeated
    }

    /// How often it may occur, or where the choice repeats, how often that may.
    pub fn bounds_in(&self, choice: &ChoiceField) -> Option<(u32, u32)> {
        if choice.repeated {
            choice.bounds
        } else {
            self.member.bounds
        }
    }
}

fn member_flags(member: &Member) -> Vec<Flag> {
    let flags = [
        (Flag::Required, member.required),
        (Flag::Repeated, member.repeated),
        (Flag::Collapse, member.collapse),
    ];
    flags
        .into_iter()
        .filter_map(|(flag, is_set)| is_set.then_some(flag))
        .collect()
}

fn branch_flags(choice: &ChoiceField, branch: &Branch) -> Vec<Flag> {
    let flags = [
        (Flag::Branch, true),
        (Flag::Required, choice.required),
        (Flag::ManyBranches, choice.repeated),
        (Flag::Repeated, branch.is_list_in(choice)),
        (Flag::Collapse, branch.member.collapse),
        (Flag::Expected, branch.expected),
        (Flag::Once, branch.once),
    ];
    flags
        .into_iter()
        .filter_map(|(flag, is_set)| is_set.then_some(flag))
        .collect()
}
