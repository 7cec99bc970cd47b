//! What generated code asks to tell the members of an `xs:union` apart.

use std::borrow::Cow;

use super::element::{Scope, Simple};
use super::facets::Facets;
use super::read::collapse_spaces;

/// The value, if the text is one of this member type, its facets included. The first member that has the text is the one that is meant
/// (XSD 1.0 part 2, 2.5.1.3), so that a value a member would merely keep is none of its own.
pub fn member<T: Simple>(
    text: &str,
    scope: Scope<'_>,
    facets: Option<&'static Facets>,
) -> Option<T> {
    if facets.is_some_and(|facets| facets.violation(text, scope).is_some()) {
        return None;
    }
    T::parse(text, scope)
        .ok()
        .filter(|value| !value.is_unknown())
}

/// The text as a member has it to which white space around and inside means nothing.
pub fn collapse(text: &str) -> Cow<'_, str> {
    collapse_spaces(Cow::Borrowed(text))
}
