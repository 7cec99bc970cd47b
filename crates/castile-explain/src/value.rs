//! What was read: a tree of values, with the names that the contract has for them.

use castile::secret::looks_secret;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not there.
    Absent,
    /// `xsi:nil="true"`.
    Nil,
    /// A value of a simple type, as the codec writes it.
    Text(String),
    /// A value that the enumeration has: the contract's own word.
    Listed(String),
    /// A value that the enumeration does not have, kept.
    Unlisted(String),
    /// A value of a type that no output shows.
    Secret,
    /// An `xs:list`.
    List(Vec<Value>),
    /// What may occur more than once.
    Repeated(Vec<Value>),
    /// An array of SOAP encoding: members that were not sent, or are nil, are absent.
    Array {
        /// The size of each dimension.
        sizes: Vec<usize>,
        /// The members, those of the last dimension side by side.
        items: Vec<Value>,
    },
    /// A complex type.
    Record(Record),
    /// A branch of a choice, or text of mixed content under the name `#text`.
    Branch(Box<Field>),
    /// A part of the message beside the envelope.
    Attachment {
        /// Its media type.
        content_type: String,
        /// How many bytes it has.
        bytes: usize,
    },
    /// XML that was kept: a wildcard, `xs:anyType`, what the contract does not know.
    Xml(String),
}

/// A value of a complex type.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The type's name, or that of the element it belongs to.
    pub name: String,
    /// The type was told by `xsi:type`.
    pub is_derived: bool,
    /// It has no element around it: its members stand among others.
    pub is_group: bool,
    /// Its members, attributes first, in the order of the contract; those that are not there are left out.
    pub fields: Vec<Field>,
}

/// A value with its name on the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name: `@name` of an attribute, `#text` of text, empty for a choice, a group or a wildcard, which have none.
    pub name: String,
    /// The value.
    pub value: Value,
}

impl Field {
    /// Whether its value should not be shown.
    pub fn is_secret(&self) -> bool {
        looks_secret(self.name.trim_start_matches('@'))
    }
}
