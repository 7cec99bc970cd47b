//! Facets, as the tables of the runtime have them. Tables live as long as the program, so they are leaked.

use castile::codegen::{Facets, Kind, WhiteSpace};
use castile_build::ir;

/// The table of facets.
pub(crate) fn facets(facets: &ir::Facets) -> &'static Facets {
    Box::leak(Box::new(table(facets)))
}

fn table(facets: &ir::Facets) -> Facets {
    let ir::Facets {
        name,
        kind,
        white_space,
        min_length,
        max_length,
        patterns,
        enumeration,
        min_inclusive,
        max_inclusive,
        min_exclusive,
        max_exclusive,
        total_digits,
        fraction_digits,
        items,
        members,
    } = facets;
    let number = |number: &u64| usize::try_from(*number).unwrap_or(usize::MAX);
    let text = |text: &String| -> &'static str { text.clone().leak() };
    let texts = |texts: &[String]| -> &'static [&'static str] {
        texts.iter().map(text).collect::<Vec<_>>().leak()
    };
    Facets {
        name: (text(&name.namespace), text(&name.local)),
        kind: kind_of(kind),
        white_space: match *white_space {
            "Collapse" => WhiteSpace::Collapse,
            "Replace" => WhiteSpace::Replace,
            _ => WhiteSpace::Preserve,
        },
        min_length: min_length.as_ref().map_or(0, number),
        max_length: max_length.as_ref().map_or(usize::MAX, number),
        patterns: texts(patterns),
        enumeration: texts(enumeration),
        min_inclusive: min_inclusive.as_ref().map(text),
        max_inclusive: max_inclusive.as_ref().map(text),
        min_exclusive: min_exclusive.as_ref().map(text),
        max_exclusive: max_exclusive.as_ref().map(text),
        total_digits: total_digits.as_ref().map(number),
        fraction_digits: fraction_digits.as_ref().map(number),
        items: items.as_ref().map(|items| self::facets(items)),
        members: members.iter().map(table).collect::<Vec<_>>().leak(),
    }
}

fn kind_of(name: &str) -> Kind {
    match name {
        "Text" => Kind::Text,
        "List" => Kind::List,
        "Hex" => Kind::Hex,
        "Base64" => Kind::Base64,
        "Number" => Kind::Number,
        "Float" => Kind::Float,
        "Double" => Kind::Double,
        "Boolean" => Kind::Boolean,
        "Duration" => Kind::Duration,
        "DateTime" => Kind::DateTime,
        "Time" => Kind::Time,
        "Date" => Kind::Date,
        "GYear" => Kind::GYear,
        "GYearMonth" => Kind::GYearMonth,
        "GMonth" => Kind::GMonth,
        "GMonthDay" => Kind::GMonthDay,
        "GDay" => Kind::GDay,
        "Name" => Kind::Name,
        _ => Kind::Other,
    }
}
