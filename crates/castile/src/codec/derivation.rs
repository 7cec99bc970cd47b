//! Which simple types are derived from which: what `xsi:type` may say of an element of a simple type.

/// The namespace of XML Schema.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// Drafts of XML Schema that old servers take their types from.
const DRAFTS: [&str; 2] = [
    "http://www.w3.org/1999/XMLSchema",
    "http://www.w3.org/2000/10/XMLSchema",
];

/// The name of a simple type: namespace and local part, both empty for none.
pub type TypeName = (&'static str, &'static str);

/// A named simple type of the contract and the named type that it restricts, a namespace and a local part each.
#[derive(Debug)]
pub struct Derived(
    pub &'static str,
    pub &'static str,
    pub &'static str,
    pub &'static str,
);

/// Whether `name` is `from`, or restricts it by one step or more (XSD 1.0 part 1, 3.14.6).
pub(super) fn is_derived(
    types: &'static [Derived],
    name: (&str, &str),
    from: (&str, &str),
) -> bool {
    let mut name = name;
    // A type is derived from no more than all others.
    for _ in 0..=types.len() + BUILT_IN.len() {
        if name == from {
            return true;
        }
        let base = if name.0 == XSD {
            let is = |one: &&(&str, &'static str)| one.0 == name.1;
            BUILT_IN.iter().find(is).map(|one| (XSD, one.1))
        } else {
            let is = |one: &&Derived| one.1 == name.1 && one.0 == name.0;
            types.iter().find(is).map(|one| (one.2, one.3))
        };
        match base {
            Some(base) => name = base,
            None => return false,
        }
    }
    false
}

/// The type of XML Schema that a draft of it, or SOAP encoding, has under this name.
pub(super) fn current<'n>(name: (&'n str, &'n str)) -> (&'n str, &'n str) {
    let (namespace, local) = name;
    if DRAFTS.contains(&namespace) {
        (XSD, local)
    } else if !super::encoded::is_encoding(namespace) {
        name
    } else if local == "base64" {
        (XSD, "base64Binary")
    } else {
        (XSD, local)
    }
}

/// The built-in types with their bases (XSD 1.0 part 2, 3).
const BUILT_IN: [(&str, &str); 44] = [
    ("string", "anySimpleType"),
    ("boolean", "anySimpleType"),
    ("decimal", "anySimpleType"),
    ("float", "anySimpleType"),
    ("double", "anySimpleType"),
    ("duration", "anySimpleType"),
    ("dateTime", "anySimpleType"),
    ("time", "anySimpleType"),
    ("date", "anySimpleType"),
    ("gYearMonth", "anySimpleType"),
    ("gYear", "anySimpleType"),
    ("gMonthDay", "anySimpleType"),
    ("gDay", "anySimpleType"),
    ("gMonth", "anySimpleType"),
    ("hexBinary", "anySimpleType"),
    ("base64Binary", "anySimpleType"),
    ("anyURI", "anySimpleType"),
    ("QName", "anySimpleType"),
    ("NOTATION", "anySimpleType"),
    ("NMTOKENS", "anySimpleType"),
    ("IDREFS", "anySimpleType"),
    ("ENTITIES", "anySimpleType"),
    ("normalizedString", "string"),
    ("token", "normalizedString"),
    ("language", "token"),
    ("NMTOKEN", "token"),
    ("Name", "token"),
    ("NCName", "Name"),
    ("ID", "NCName"),
    ("IDREF", "NCName"),
    ("ENTITY", "NCName"),
    ("integer", "decimal"),
    ("nonPositiveInteger", "integer"),
    ("negativeInteger", "nonPositiveInteger"),
    ("long", "integer"),
    ("int", "long"),
    ("short", "int"),
    ("byte", "short"),
    ("nonNegativeInteger", "integer"),
    ("unsignedLong", "nonNegativeInteger"),
    ("unsignedInt", "unsignedLong"),
    ("unsignedShort", "unsignedInt"),
    ("unsignedByte", "unsignedShort"),
    ("positiveInteger", "nonNegativeInteger"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_derived_from_those_they_restrict() {
        const TYPES: &[Derived] = &[
            Derived("urn:a", "Code", XSD, "NMTOKEN"),
            Derived("urn:a", "ShortCode", "urn:a", "Code"),
            // No schema has it, and nothing waits for its end.
            Derived("urn:a", "Circle", "urn:a", "Round"),
            Derived("urn:a", "Round", "urn:a", "Circle"),
        ];
        for (name, from, derived) in [
            ((XSD, "int"), (XSD, "int"), true),
            ((XSD, "short"), (XSD, "int"), true),
            ((XSD, "unsignedByte"), (XSD, "decimal"), true),
            ((XSD, "int"), (XSD, "short"), false),
            ((XSD, "string"), (XSD, "int"), false),
            ((XSD, "QName"), (XSD, "anySimpleType"), true),
            ((XSD, "nothing"), (XSD, "anySimpleType"), false),
            (("urn:a", "ShortCode"), (XSD, "string"), true),
            (("urn:a", "ShortCode"), ("urn:a", "Code"), true),
            (("urn:a", "Code"), ("urn:a", "ShortCode"), false),
            (("urn:b", "Code"), (XSD, "string"), false),
            (("urn:a", "Circle"), (XSD, "string"), false),
        ] {
            assert_eq!(is_derived(TYPES, name, from), derived, "{name:?} {from:?}");
        }
    }
}
