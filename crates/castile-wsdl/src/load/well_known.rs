//! Schemas that contracts refer to by URL or by namespace alone, built in so that nothing has to be fetched.
//!
//! Each is reduced to the declarations a contract can refer to.

/// A built-in schema.
pub(super) struct Schema {
    /// Its file name here.
    pub(super) name: &'static str,
    /// Its target namespace.
    pub(super) namespace: &'static str,
    /// URLs it is known by, beside its namespace.
    locations: &'static [&'static str],
    /// The document.
    pub(super) text: &'static str,
}

macro_rules! schema {
    ($name:literal, $namespace:literal, $locations:expr) => {
        Schema {
            name: $name,
            namespace: $namespace,
            locations: $locations,
            text: include_str!(concat!("well_known/", $name)),
        }
    };
}

/// All of them.
pub(super) const ALL: &[Schema] = &[
    schema!(
        "xml.xsd",
        "http://www.w3.org/XML/1998/namespace",
        &[
            "http://www.w3.org/2001/xml.xsd",
            "http://www.w3.org/2009/01/xml.xsd",
            "http://www.w3.org/2001/03/xml.xsd"
        ]
    ),
    schema!(
        "xlink.xsd",
        "http://www.w3.org/1999/xlink",
        &[
            "http://www.w3.org/1999/xlink.xsd",
            "http://www.w3.org/XML/2008/06/xlink.xsd"
        ]
    ),
    schema!(
        "schema.xsd",
        "http://www.w3.org/2001/XMLSchema",
        &["http://www.w3.org/2001/XMLSchema.xsd"]
    ),
    schema!(
        "soap-encoding-1.1.xsd",
        "http://schemas.xmlsoap.org/soap/encoding/",
        &[]
    ),
    schema!(
        "soap-encoding-1.2.xsd",
        "http://www.w3.org/2003/05/soap-encoding",
        &[]
    ),
    schema!(
        "soap-envelope-1.1.xsd",
        "http://schemas.xmlsoap.org/soap/envelope/",
        &[]
    ),
    schema!(
        "soap-envelope-1.2.xsd",
        "http://www.w3.org/2003/05/soap-envelope",
        &[]
    ),
    schema!(
        "ws-addressing.xsd",
        "http://www.w3.org/2005/08/addressing",
        &[
            "http://www.w3.org/2005/08/addressing/ws-addr.xsd",
            "http://www.w3.org/2006/03/addressing/ws-addr.xsd"
        ]
    ),
    schema!(
        "ws-addressing-2004.xsd",
        "http://schemas.xmlsoap.org/ws/2004/08/addressing",
        &["http://schemas.xmlsoap.org/ws/2004/08/addressing/addressing.xsd"]
    ),
    schema!("xmime.xsd", "http://www.w3.org/2005/05/xmlmime", &[]),
    schema!("xmime-2004.xsd", "http://www.w3.org/2004/11/xmlmime", &[]),
    schema!("xop.xsd", "http://www.w3.org/2004/08/xop/include", &[]),
    schema!(
        "swaref.xsd",
        "http://ws-i.org/profiles/basic/1.1/xsd",
        &["http://ws-i.org/profiles/basic/1.1/swaref.xsd"]
    ),
    schema!(
        "microsoft-types.xsd",
        "http://microsoft.com/wsdl/types/",
        &[]
    ),
    schema!(
        "microsoft-arrays.xsd",
        "http://schemas.microsoft.com/2003/10/Serialization/Arrays",
        &[]
    ),
    schema!(
        "microsoft-serialization.xsd",
        "http://schemas.microsoft.com/2003/10/Serialization/",
        &[]
    ),
];

/// The schema with a URL.
pub(super) fn by_location(location: &str) -> Option<&'static Schema> {
    ALL.iter()
        .find(|schema| schema.locations.contains(&location) || same_url(schema.namespace, location))
}

/// The schema of a namespace.
pub(super) fn by_namespace(namespace: &str) -> Option<&'static Schema> {
    ALL.iter().find(|schema| schema.namespace == namespace)
}

/// Documents are often imported by their namespace, with or without the slash at its end.
fn same_url(namespace: &str, location: &str) -> bool {
    namespace.trim_end_matches('/') == location.trim_end_matches('/')
}
