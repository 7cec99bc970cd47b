//! Constraining facets (XSD 1.0 part 2, 4.3).

use crate::diagnostic::Diagnostic;
use crate::model::{EnumerationValue, Facets};
use crate::parse::xml::{Reader, Tag};
use crate::parse::xsd::leaf;

const FACETS: &[&str] = &[
    "enumeration",
    "pattern",
    "length",
    "minLength",
    "maxLength",
    "minInclusive",
    "maxInclusive",
    "minExclusive",
    "maxExclusive",
    "totalDigits",
    "fractionDigits",
    "whiteSpace",
];

/// Whether an element of XML Schema is a facet.
pub(super) fn is_facet(local: &str) -> bool {
    FACETS.contains(&local)
}

/// Parses one facet into those of its restriction.
pub(super) fn facet(reader: &mut Reader<'_>, parent: &Tag, mut tag: Tag, facets: &mut Facets) {
    if !is_facet(&tag.name.local) {
        reader.unexpected(parent, &tag, FACETS);
        return;
    }
    let Some(value) = tag.take_raw("value") else {
        let message = format!("`{}` has no attribute `value`", tag.written());
        reader.broken(Diagnostic::error(tag.span, message), "it is ignored");
        return;
    };
    for ignored in ["id", "fixed"] {
        tag.take(ignored);
    }
    reader.done(&mut tag);
    let docs = leaf(reader, &tag);
    let trimmed = value.trim().to_owned();
    match tag.name.local.as_str() {
        "enumeration" => facets.enumeration.push(EnumerationValue {
            name: tag.name_of(value.trim()),
            value,
            docs,
            span: tag.span,
        }),
        // Patterns of one restriction are alternatives (XSD 1.0 part 2, 4.3.4.3).
        "pattern" => match facets.patterns.last_mut() {
            Some(pattern) => {
                pattern.push('|');
                pattern.push_str(&value);
            }
            None => facets.patterns.push(value),
        },
        "length" => facets.length = number(reader, &tag, &trimmed),
        "minLength" => facets.min_length = number(reader, &tag, &trimmed),
        "maxLength" => facets.max_length = number(reader, &tag, &trimmed),
        "totalDigits" => facets.total_digits = number(reader, &tag, &trimmed),
        "fractionDigits" => facets.fraction_digits = number(reader, &tag, &trimmed),
        "minInclusive" => facets.min_inclusive = Some(trimmed),
        "maxInclusive" => facets.max_inclusive = Some(trimmed),
        "minExclusive" => facets.min_exclusive = Some(trimmed),
        "maxExclusive" => facets.max_exclusive = Some(trimmed),
        _ => match trimmed.as_str() {
            "preserve" | "replace" | "collapse" => facets.white_space = Some(trimmed),
            _ => {
                let message = format!(
                    "`whiteSpace` is `{trimmed}`: expected `preserve`, `replace` or `collapse`"
                );
                reader.attribute_error(tag.span, "value", message, "it is ignored");
            }
        },
    }
}

fn number(reader: &mut Reader<'_>, tag: &Tag, text: &str) -> Option<u64> {
    let number = text.parse().ok();
    if number.is_none() {
        let message = format!("`{}` is `{text}`: expected a number", tag.written());
        reader.attribute_error(tag.span, "value", message, "it is ignored");
    }
    number
}
