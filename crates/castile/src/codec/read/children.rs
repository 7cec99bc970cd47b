//! The children of an element: which member each belongs to, what is missing, doubled, misplaced or unknown.
//!
//! A group (elements that repeat together, or stand together in a choice) is read by the same loop. It begins with
//! the start tag that led to it and ends at the first tag that is not its own, which is left [`Pending`] for what is
//! around it. An element that nothing around a group knows is an addition, and does not end the group.

use std::borrow::Cow;

use super::super::any::AnyElement;
use super::super::element::Element;
use super::super::error::{BESIDE_THE_RIGHT_ONE, DecodeError, DecodeErrorKind};
use super::super::shape::{Member, Shape, Together};
use super::super::xml::{Token, Xml};
use super::{Decoder, Place, Result, expanded};
use crate::deviation::DeviationKind;

/// A token that a group has met and that is not its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pending {
    /// The start tag at hand.
    Start,
    /// The end tag of the open element.
    End,
}

/// What to do about an element that is not there.
const MAY_BE_ABSENT: &str =
    "no policy reads on without it; `minOccurs=\"0\"` in the contract makes it optional";

/// Whose children are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// Those of the open element, through its end tag.
    Element,
    /// Those of the struct around the parts of an encoded answer.
    Wrapper,
    /// Those of a group.
    Group {
        /// It may stand there again.
        repeats: bool,
    },
}

/// A content model around the group being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    shape: &'static Shape,
    /// The index of the group in it, or of one that the group is in.
    index: usize,
    /// It is itself a group, and may stand there again.
    repeats: bool,
}

impl Around {
    /// The members but for the one being read.
    fn others(&self) -> impl Iterator<Item = &'static Member> + use<> {
        let index = self.index;
        let members = self.shape.elements.iter().enumerate();
        members
            .filter(move |&(at, _)| at != index)
            .map(|(_, member)| member)
    }
}

impl Decoder<'_> {
    /// Reads the children of the open element through its end tag.
    pub(super) fn element_children(
        &mut self,
        shape: &'static Shape,
        fields: &mut [&mut dyn Element],
    ) -> Result<()> {
        let outer_children = std::mem::take(&mut self.children);
        let outer_base = std::mem::replace(&mut self.around_base, self.around.len());
        let mut is_wrapper = false;
        if let Some(reading) = &mut self.reading {
            is_wrapper = std::mem::take(&mut reading.wrapper);
            if is_wrapper {
                self.xml
                    .tag_namespace()
                    .clone_into(&mut reading.wrapper_namespace);
            }
        }
        let frame = if is_wrapper {
            Frame::Wrapper
        } else {
            Frame::Element
        };
        self.children(shape, fields, frame)?;
        self.around_base = outer_base;
        self.children = outer_children;
        Ok(())
    }

    /// Reads a group, whose first start tag was just met, into its fields.
    pub fn group(&mut self, shape: &'static Shape, fields: &mut [&mut dyn Element]) -> Result<()> {
        let repeats = std::mem::take(&mut self.repeats);
        let outer_place = std::mem::replace(&mut self.place, Place::of_type(shape));
        self.pending = Some(Pending::Start);
        self.children(shape, fields, Frame::Group { repeats })?;
        self.place = outer_place;
        Ok(())
    }

    fn children(
        &mut self,
        shape: &'static Shape,
        fields: &mut [&mut dyn Element],
        frame: Frame,
    ) -> Result<()> {
        let base = self.seen.len();
        let outer_near = std::mem::take(&mut self.near);
        self.seen.resize(base + shape.elements.len(), 0);
        let around = self.around.len();
        if shape.groups {
            self.around.push(Around {
                shape,
                index: 0,
                repeats: frame == Frame::Group { repeats: true },
            });
        }
        // The member after the last one met: where to look first, as elements mostly come in order.
        let mut next = 0;
        let mut last: Option<&Member> = None;
        let mut kept = Vec::new();
        // Whether the return value comes under its own name: before it there are additions.
        let mut comes_yet = None;
        let mut begun = false;
        while self.next_child(shape, fields, frame)? {
            let found = self.find(shape, next);
            if let Frame::Group { repeats } = frame
                && begun
                && self.ends_group(shape, found, last, base, repeats, around)
            {
                self.pending = Some(Pending::Start);
                break;
            }
            begun = true;
            let mut found = found.or_else(|| self.find_wildcard(shape, base, last));
            if found.is_none()
                && frame == Frame::Wrapper
                && last.is_none()
                && !*comes_yet.get_or_insert_with(|| self.comes_yet(shape))
            {
                found = self.return_value(shape)?;
            }
            let Some(index) = found else {
                self.unknown_element(shape, fields, base, last, &mut kept)?;
                continue;
            };
            let member = &shape.elements[index];
            // The accessors of an encoded struct have no order.
            if shape.ordered
                && self.reading.is_none()
                && let Some(last) = last.filter(|last| member.slot() < last.slot())
            {
                let message = format!("{} after {}", member.label(), last.label());
                self.deviation(DeviationKind::Order, message)?;
            }
            if let Some(first) = self.clashes(shape, index, base) {
                self.again(shape, index, first)?;
                continue;
            }
            if self.seen[base + index] == 0 {
                self.seen[base + index] = self.xml.offset();
            } else if member.is(Member::ONCE) {
                let message = format!("a second {} where the contract has one", member.label());
                self.deviation(DeviationKind::Occurrence, message)?;
            }
            if shape.groups {
                self.around[around].index = index;
            }
            if member.is_bounded() && self.policy.checks_facets() {
                self.count(shape, index, base);
            }
            self.expect(member);
            self.place.row = index;
            let followed = self.follow()?;
            self.member(shape, index, fields)?;
            self.come_back(followed)?;
            self.place.row = Place::TYPE;
            last = Some(member);
            next = if member.is(Member::MANY_BRANCHES) {
                let same_choice = |one: &Member| one.slot() == member.slot();
                shape.elements.iter().position(same_choice).unwrap_or(index)
            } else if member.is(Member::REPEATED) {
                index
            } else {
                index + 1
            };
        }
        self.end_of_children(shape, fields, base, frame, kept)?;
        self.around.truncate(around);
        self.near = outer_near;
        Ok(())
    }

    /// Reads the element at hand into the field of a row.
    #[inline]
    pub(crate) fn member(
        &mut self,
        shape: &'static Shape,
        index: usize,
        fields: &mut [&mut dyn Element],
    ) -> Result<()> {
        let member = &shape.elements[index];
        if member.is(Member::BRANCH) {
            let first = shape
                .elements
                .partition_point(|one| one.slot() < member.slot());
            self.branch = index - first;
        }
        self.field(fields, usize::from(member.slot()))
    }

    /// Reads what is at hand into a field.
    #[inline]
    pub(super) fn field(&mut self, fields: &mut [&mut dyn Element], at: usize) -> Result<()> {
        match fields.get_mut(at) {
            Some(field) => field.read_element(self),
            None => Err(self.no_field()),
        }
    }

    /// Goes to the next start tag; `false` at the end of the open element.
    fn next_child(
        &mut self,
        shape: &'static Shape,
        fields: &mut [&mut dyn Element],
        frame: Frame,
    ) -> Result<bool> {
        match self.pending.take() {
            Some(Pending::Start) => return Ok(true),
            Some(Pending::End) => return Ok(self.end_of(frame)),
            None => {}
        }
        let mut text = Cow::Borrowed("");
        loop {
            match self.next()? {
                Token::Start => {
                    self.children += 1;
                    self.check_children(self.children)?;
                    self.mixed_text(shape, fields, text)?;
                    return Ok(true);
                }
                Token::End => {
                    self.mixed_text(shape, fields, text)?;
                    return Ok(self.end_of(frame));
                }
                Token::Text(piece) if shape.mixed => self.append(&mut text, piece)?,
                Token::Text(text) => self.stray_text(&text, "text between elements")?,
                Token::Eof => {
                    return Err(self.error(
                        DecodeErrorKind::Truncated,
                        "an end tag",
                        "the end of the document",
                    ));
                }
            }
        }
    }

    /// The end tag of the open element was met: a group leaves it to what is around it.
    fn end_of(&mut self, frame: Frame) -> bool {
        if matches!(frame, Frame::Group { .. }) {
            self.pending = Some(Pending::End);
        }
        false
    }

    /// Gives the text of mixed content to the value, white space included.
    fn mixed_text(
        &mut self,
        shape: &'static Shape,
        fields: &mut [&mut dyn Element],
        text: Cow<'_, str>,
    ) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.value = Some(Cow::Owned(text.into_owned()));
        self.collapse = false;
        self.default = None;
        self.facets = None;
        // Mixed content is one choice, and text is a branch after all others.
        let Some(choice) = shape.elements.iter().find(|one| one.is_open()) else {
            return Err(self.no_field());
        };
        self.branch = shape.rows(choice.slot()).len();
        self.field(fields, usize::from(choice.slot()))
    }

    /// The member that the start tag just met belongs to by its name.
    fn find(&self, shape: &'static Shape, next: usize) -> Option<usize> {
        let tag = self.xml.tag().local;
        let is_named = |member: &Member| {
            member.has_name(tag) && self.xml.tag_namespace() == member.namespace()
        };
        // Nearly always it is the one that comes next.
        if shape.elements.get(next).is_some_and(is_named) {
            return Some(next);
        }
        let matches = |member: &Member| {
            is_named(member)
                || shape.groups && member.group().is_some_and(|group| self.begins(group))
        };
        let (before, after) = shape.elements.split_at(next.min(shape.elements.len()));
        if let Some(index) = after.iter().position(matches) {
            return Some(before.len() + index);
        }
        if let Some(index) = before.iter().position(matches) {
            return Some(index);
        }
        if let Some(reading) = &self.reading {
            // Whether the name of an accessor has a namespace differs from server to server; another is somebody else's.
            let namespace = self.xml.tag_namespace();
            let is_own = shape.may_mean(namespace) || namespace == reading.wrapper_namespace;
            let same = |member: &Member| member.has_name(tag) && member.group().is_none();
            if let Some(index) = shape.elements.iter().position(same).filter(|_| is_own) {
                return Some(index);
            }
        }
        if !shape.groups {
            return None;
        }
        // A group whose elements are out of order.
        let inside = |member: &Member| member.group().is_some() && self.is_named_in(member);
        shape.elements.iter().position(inside)
    }

    /// The first accessor of an answer is the return value, whatever it is called (SOAP 1.1, 7.1).
    fn return_value(&mut self, shape: &'static Shape) -> Result<Option<usize>> {
        let Some(member) = shape.elements.first().filter(|_| !self.names_result()) else {
            return Ok(None);
        };
        let message = format!(
            "the return value `{}`, read as {}",
            self.tag_name(),
            member.label()
        );
        self.deviation(DeviationKind::Encoding, message)?;
        Ok(Some(0))
    }

    /// Whether an element that follows the one whose start tag was just met has the name of the first member, or nearly:
    /// which of the two is right is for [`find`](Self::find) to say.
    fn comes_yet(&self, shape: &'static Shape) -> bool {
        let scope = self.xml.bindings();
        let outer = scope.len() - self.xml.own_bindings().len();
        let mut ahead = self.xml.at(self.xml.offset(), scope[..outer].to_vec());
        let Some(first) = shape.elements.first() else {
            return false;
        };
        let is_first = |xml: &Xml<'_>| {
            let local = xml.tag().local;
            let is_other = || shape.elements[1..].iter().any(|one| one.has_name(local));
            first.has_name(local) || first.name().eq_ignore_ascii_case(local) && !is_other()
        };
        loop {
            match ahead.next() {
                Ok(Token::Start) if is_first(&ahead) => return true,
                Ok(Token::Start) if ahead.skip_element().is_ok() => {}
                Ok(Token::Text(_)) => {}
                // The end of what is around them, which the scanner has not seen begin.
                _ => return false,
            }
        }
    }

    /// The wildcard that takes the start tag just met.
    fn find_wildcard(
        &self,
        shape: &'static Shape,
        base: usize,
        last: Option<&Member>,
    ) -> Option<usize> {
        let wildcards = || {
            let admits = |&index: &usize| self.admits(&shape.elements[index]);
            (0..shape.elements.len()).filter(admits)
        };
        // Wildcards may overlap: one that is behind, or full, leaves the element to the next.
        let has_room = |&index: &usize| self.clashes(shape, index, base).is_none();
        let from = last.filter(|_| shape.ordered).map(Member::slot);
        let stands_here =
            |index: &usize| Some(shape.elements[*index].slot()) >= from && has_room(index);
        wildcards()
            .find(stands_here)
            .or_else(|| wildcards().find(has_room))
            .or_else(|| wildcards().next())
    }

    fn is_named(&self, member: &Member) -> bool {
        member.has_name(self.xml.tag().local) && self.xml.tag_namespace() == member.namespace()
    }

    /// Whether a wildcard, or one in this group, takes the start tag just met.
    fn admits(&self, member: &Member) -> bool {
        match member.group() {
            Some(group) => group.elements.iter().any(|member| self.admits(member)),
            None => member.is_wildcard() && member.admits(self.xml.tag_namespace()),
        }
    }

    /// Whether a group may begin with the start tag just met.
    fn begins(&self, group: &'static Shape) -> bool {
        let mut required: Option<u16> = None;
        for member in group.elements {
            if group.ordered && required.is_some_and(|slot| slot != member.slot()) {
                return false;
            }
            if self.is_named(member) || member.group().is_some_and(|group| self.begins(group)) {
                return true;
            }
            if member.is(Member::REQUIRED) {
                required = Some(member.slot());
            }
        }
        false
    }

    /// Whether the start tag just met is that of this member, or of one in this group.
    fn is_named_in(&self, member: &Member) -> bool {
        match member.group() {
            Some(group) => group.elements.iter().any(|member| self.is_named_in(member)),
            None => self.is_named(member),
        }
    }

    /// Whether the start tag just met is for what is around the group being read, or begins the group anew.
    fn ends_group(
        &self,
        shape: &'static Shape,
        found: Option<usize>,
        last: Option<&Member>,
        base: usize,
        repeats: bool,
        own: usize,
    ) -> bool {
        let around = &self.around[self.around_base..own];
        let is_known = || {
            let mut others = around.iter().flat_map(Around::others);
            others.any(|member| self.is_named_in(member))
        };
        if let Some(index) = found {
            let member = &shape.elements[index];
            let backwards = shape.ordered && last.is_some_and(|last| member.slot() < last.slot());
            let full = backwards || self.clashes(shape, index, base).is_some();
            return full && (repeats || around.iter().any(|outer| outer.repeats) || is_known());
        }
        if is_known() {
            return true;
        }
        if shape.elements.iter().any(|member| self.admits(member)) {
            return false;
        }
        let mut others = around.iter().flat_map(Around::others);
        if others.any(|member| self.admits(member) || self.near(member).is_some()) {
            return true;
        }
        // A choice around the group keeps what it does not know, unless the group is still under way.
        let keeps = |outer: &Around| {
            let is_open = |member: &Member| member.is_open() && member.is(Member::MANY_BRANCHES);
            outer.shape.open && outer.shape.elements.iter().any(is_open)
        };
        !shape.open && around.iter().any(keeps) && self.first_missing(shape, base).is_none()
    }

    /// This member, or one in this group, if the start tag just met nearly has its name.
    fn near(&self, member: &'static Member) -> Option<&'static Member> {
        match member.group() {
            Some(group) => group.elements.iter().find_map(|member| self.near(member)),
            None => member
                .name()
                .eq_ignore_ascii_case(self.xml.tag().local)
                .then_some(member),
        }
    }

    /// The member that was met before and leaves no room for this one, and where.
    fn clashes(&self, shape: &'static Shape, index: usize, base: usize) -> Option<(usize, usize)> {
        let member = &shape.elements[index];
        if member.is(Member::MANY_BRANCHES) {
            return None;
        }
        let met = if member.is(Member::BRANCH) {
            self.met_branch(shape, member.slot(), base)
        } else {
            Some(index)
        };
        let met = met.filter(|&met| {
            self.seen[base + met] != 0 && (met != index || !member.is(Member::REPEATED))
        })?;
        Some((met, self.seen[base + met]))
    }

    /// The branch of a choice that was met.
    fn met_branch(&self, shape: &'static Shape, slot: u16, base: usize) -> Option<usize> {
        (0..shape.elements.len())
            .find(|&index| shape.elements[index].slot() == slot && self.seen[base + index] != 0)
    }

    /// A second element where one is allowed: tolerated only if it is the same, byte for byte.
    pub(crate) fn again(
        &mut self,
        shape: &'static Shape,
        index: usize,
        (first, first_offset): (usize, usize),
    ) -> Result<()> {
        let offset = self.xml.offset();
        let name = super::shorten(self.xml.tag().local);
        let first_name = shape.elements[first].label();
        self.skip()?;
        let input = self.xml.input();
        let text = &input[offset..self.xml.end_offset()];
        if input[first_offset..].starts_with(text) {
            return self.deviation_at(
                DeviationKind::Duplicate,
                offset,
                format!("`{name}` a second time, with the same content"),
            );
        }
        let (expected, found) = if index == first {
            (
                format!("one `{name}`"),
                "a second one with other content".to_owned(),
            )
        } else {
            (
                format!("one of {first_name} and `{name}`"),
                "both".to_owned(),
            )
        };
        let error = DecodeError::new(DecodeErrorKind::Duplicate, offset, expected, found);
        let hint = "no policy chooses one of them; `maxOccurs` of the contract allows several";
        Err(error.at(shape.place_of(index)).hint_at(hint))
    }

    /// An element that the type does not have: a near miss is an error, an addition is passed over or kept.
    fn unknown_element(
        &mut self,
        shape: &'static Shape,
        fields: &mut [&mut dyn Element],
        base: usize,
        last: Option<&Member>,
        kept: &mut Vec<(usize, AnyElement)>,
    ) -> Result<()> {
        if self.names_result() {
            return self.skip();
        }
        let near = shape.elements.iter().enumerate();
        let near = near.filter_map(|(index, member)| Some((index, member, self.near(member)?)));
        if let Some((index, near, meant)) = near.into_iter().next() {
            let expected = format!("`{}`", expanded(meant.namespace(), meant.name()));
            let found = format!("`{}`", self.tag_name());
            let error = self.error(DecodeErrorKind::Misnamed, expected, found);
            let mut error = error.at(shape.place_of(index));
            // One more of several, misspelt, has to be counted; from a namespace of its own it is somebody's addition.
            let namespace = self.xml.tag_namespace();
            let is_of_several = near.is(Member::REPEATED | Member::MANY_BRANCHES)
                && (shape.may_mean(namespace) || namespace == meant.namespace());
            let is_beside = self.seen[base + index] != 0;
            let is_refused = self.policy.refuses(DeviationKind::UnknownElement);
            let mut hints = Vec::new();
            if meant.has_name(self.xml.tag().local) {
                hints.push("no policy takes one for the other; `elementFormDefault` or `form` in the contract says the namespace");
            }
            if is_refused && !is_of_several {
                hints.push(BESIDE_THE_RIGHT_ONE);
            }
            if !hints.is_empty() {
                error = error.hint_at(hints.join("; "));
            }
            if is_of_several || (is_refused && !is_beside) {
                return Err(error);
            }
            // Beside the right one it is an addition; `end_of_children` knows.
            if !is_beside && self.near.iter().all(|&(other, _)| other != base + index) {
                self.near.push((base + index, error));
            }
        }
        if let Some(index) = self.open_place(shape, base, last, kept) {
            let message = format!(
                "the element `{}`, which the choice does not have",
                self.tag_name()
            );
            self.deviation(DeviationKind::UnknownBranch, message)?;
            let element = self.any_element()?;
            if shape.elements[index].is(Member::MANY_BRANCHES) {
                self.seen[base + index] = self.xml.offset();
                self.kept = Some(element);
                return self.member(shape, index, fields);
            }
            // A known branch may still follow; `end_of_children` decides.
            kept.push((index, element));
            return Ok(());
        }
        let message = format!("the element `{}`", self.tag_name());
        self.deviation(DeviationKind::UnknownElement, message)?;
        self.skip()
    }

    /// The place for an element that nobody knows in the choice that may stand here, if one may.
    fn open_place(
        &self,
        shape: &'static Shape,
        base: usize,
        last: Option<&Member>,
        kept: &[(usize, AnyElement)],
    ) -> Option<usize> {
        if !shape.open {
            return None;
        }
        let from = last.filter(|_| shape.ordered).map(Member::slot);
        for (index, member) in shape.elements.iter().enumerate() {
            let slot = Some(member.slot());
            if slot < from {
                continue;
            }
            let is_free = || {
                self.met_branch(shape, member.slot(), base).is_none()
                    && kept.iter().all(|&(other, _)| other != index)
            };
            if member.is_open() && (member.is(Member::MANY_BRANCHES) || is_free()) {
                return Some(index);
            }
            // Beyond an element that is yet to come no choice has begun.
            let is_due = member.is(Member::REQUIRED) && !member.is(Member::BRANCH);
            if is_due && slot > from && self.seen[base + index] == 0 && shape.ordered {
                return None;
            }
        }
        None
    }

    fn end_of_children(
        &mut self,
        shape: &'static Shape,
        fields: &mut [&mut dyn Element],
        base: usize,
        frame: Frame,
        kept: Vec<(usize, AnyElement)>,
    ) -> Result<()> {
        // Before what a choice keeps: a branch that is nearly one of it is not meant as another.
        let alone = |&(index, _): &(usize, DecodeError)| {
            let member = &shape.elements[index - base];
            self.seen[index] == 0
                && !(member.is(Member::BRANCH)
                    && self.met_branch(shape, member.slot(), base).is_some())
        };
        if let Some(at) = self.near.iter().position(alone) {
            return Err(self.near.swap_remove(at).1);
        }
        for (index, element) in kept {
            let slot = shape.elements[index].slot();
            if self.met_branch(shape, slot, base).is_none() {
                self.kept = Some(element);
                self.member(shape, index, fields)?;
                self.seen[base + index] = self.xml.offset();
            }
        }
        // Absent is as good as nil where the message is encoded (SOAP 1.1, 5.1), and every member can be that.
        let may_miss = self.reading.is_some() && !matches!(frame, Frame::Group { .. });
        if let Some(member) = self.first_missing(shape, base).filter(|_| !may_miss) {
            return Err(self.missing(shape, member));
        }
        if shape.mixed {
            self.check_mixed(shape, base)?;
        }
        if !shape.together.is_empty() && self.reading.is_none() {
            self.check_together(shape, base)?;
        }
        self.seen.truncate(base);
        self.check_counts(shape, base)
    }

    /// Notes what mixed content lacks.
    fn check_mixed(&mut self, shape: &'static Shape, base: usize) -> Result<()> {
        for (index, member) in shape.elements.iter().enumerate() {
            if member.is(Member::EXPECTED) && self.seen[base + index] == 0 {
                let message = format!("no {}, which the contract requires", member.label());
                self.deviation(DeviationKind::Occurrence, message)?;
            }
        }
        Ok(())
    }

    /// Notes a part of what is optional as a whole.
    fn check_together(&mut self, shape: &'static Shape, base: usize) -> Result<()> {
        let mut noted = None;
        for &Together(first, last, required) in shape.together {
            let met = |slot: u16| self.met_branch(shape, slot, base).is_some();
            // What else is missing beside it goes without saying.
            if noted == Some((first, last)) || met(required) {
                continue;
            }
            let Some(found) = (first..=last).find(|&slot| met(slot)) else {
                continue;
            };
            noted = Some((first, last));
            let label = |slot| {
                shape
                    .rows(slot)
                    .first()
                    .map(Member::label)
                    .unwrap_or_default()
            };
            let message = format!("{} without {}", label(found), label(required));
            self.deviation(DeviationKind::Occurrence, message)?;
        }
        Ok(())
    }

    /// Counts a member whose number is bounded; the branches of a choice together.
    fn count(&mut self, shape: &'static Shape, index: usize, base: usize) {
        let slot = shape.elements[index].slot();
        let first = shape.elements.iter().position(|one| one.slot() == slot);
        let key = base + first.unwrap_or(index);
        match self.counts.iter_mut().rev().find(|(at, _)| *at == key) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => self.counts.push((key, 1)),
        }
    }

    /// Notes members that were met too often or not often enough. One that was not met at all is missing, or optional.
    fn check_counts(&mut self, shape: &'static Shape, base: usize) -> Result<()> {
        while let Some(&(key, count)) = self.counts.last().filter(|(key, _)| *key >= base) {
            self.counts.pop();
            let member = &shape.elements[key - base];
            let (least, most) = member.occurs();
            let (facet, bound) = if count < least {
                ("minOccurs", least)
            } else if count > most {
                ("maxOccurs", most)
            } else {
                continue;
            };
            let what = if member.is(Member::BRANCH) {
                format!("branches of the choice that begins with {}", member.label())
            } else {
                member.label()
            };
            let message = format!("{count} {what} where `{facet}` is {bound}");
            self.deviation(DeviationKind::Occurrence, message)?;
        }
        Ok(())
    }

    /// A member that must occur and was not met.
    fn first_missing(&self, shape: &'static Shape, base: usize) -> Option<&'static Member> {
        let mut members = shape.elements.iter().enumerate();
        let missing = |(index, member): &(usize, &Member)| {
            member.is(Member::REQUIRED)
                && self.seen[base + index] == 0
                && !(member.is(Member::BRANCH)
                    && self.met_branch(shape, member.slot(), base).is_some())
        };
        members.find(missing).map(|(_, member)| member)
    }

    fn missing(&self, shape: &'static Shape, member: &'static Member) -> DecodeError {
        if member.is(Member::BRANCH) {
            let branches: Vec<_> = shape
                .elements
                .iter()
                .filter(|one| one.slot() == member.slot() && !one.is_open())
                .map(Member::label)
                .collect();
            let expected = format!("one of {}", branches.join(", "));
            let error = self.error(DecodeErrorKind::Missing, expected, "none of them");
            return error
                .at(shape.place_of_member(member))
                .hint_at(MAY_BE_ABSENT);
        }
        let expected = if member.is_wildcard() {
            "an element".to_owned()
        } else if member.group().is_some() {
            format!("a group that begins with {}", member.label())
        } else {
            format!(
                "the element `{}`",
                expanded(member.namespace(), member.name())
            )
        };
        let error = self.error(DecodeErrorKind::Missing, expected, "none");
        error
            .at(shape.place_of_member(member))
            .hint_at(MAY_BE_ABSENT)
    }
}
