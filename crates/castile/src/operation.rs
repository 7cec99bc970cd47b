//! What the runtime has to know of an operation: a constant in generated code.

/// An operation of a SOAP binding.
#[derive(Debug)]
pub struct Operation {
    /// Its name in the contract.
    pub name: &'static str,
    /// `soapAction`.
    pub action: &'static str,
    /// The element in the body of a request; `None` for an empty body.
    pub request: Option<Root>,
    /// The element in the body of an answer; `None` for an empty body, or no answer at all.
    pub response: Option<Root>,
    /// Nothing is answered.
    pub one_way: bool,
    /// The namespace of unprefixed tags, empty for none.
    pub default_namespace: &'static str,
    /// Declarations of the namespaces that the request uses, as they stand in the start tag of the envelope.
    pub prefixes: &'static str,
    /// `file:line` of its declaration.
    pub place: &'static str,
}

/// The element in a body, or the [body itself](Self::BODY).
#[derive(Debug)]
pub struct Root {
    /// Its namespace; empty for none.
    pub namespace: &'static str,
    /// Its local name.
    pub name: &'static str,
    /// Its tag, with a prefix where the contract's namespaces have them.
    pub tag: &'static str,
    /// It is written and read by SOAP encoding, with this `xsi:type`: empty for an rpc wrapper and for a body, which have none. `None`
    /// where it is literal.
    pub encoded: Option<&'static str>,
}

impl Root {
    /// The body itself: the value is its content, several elements or one out of several.
    pub const BODY: Self = Self {
        namespace: "",
        name: "",
        tag: "",
        encoded: None,
    };

    /// The body itself, its content written and read by SOAP encoding.
    pub const ENCODED_BODY: Self = Self {
        encoded: Some(""),
        ..Self::BODY
    };

    /// Any element: the contract has only the type of a document.
    pub const ANY: Self = Self::BODY;

    pub(crate) fn is_body(&self) -> bool {
        self.name.is_empty()
    }
}
