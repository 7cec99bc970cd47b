//! What is to be written: items with final names. `lower` makes it, `emit` writes it down.
//!
//! Nothing is left to decide here: identifiers are valid and unique, recursion is boxed, texts are cleaned.

use std::collections::{BTreeMap, BTreeSet};

/// A generated module.
#[derive(Debug, Default)]
pub struct Module {
    /// The contract's file name, for the header.
    pub source: String,
    /// Types, in the order of the contract; those that stand in a module have its name in their path.
    pub items: Vec<Item>,
    /// Attributes on items, and on fields, which are named `Item.field`.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// The modules that types stand in, by name.
    pub modules: Vec<Submodule>,
    /// What the faults of operations may have as their detail.
    pub faults: Vec<Faults>,
    /// Clients.
    pub clients: Vec<Client>,
    /// Clients of HTTP ports.
    pub http_clients: Vec<HttpClient>,
    /// Names of the runtime that field types use without a path.
    pub imports: Vec<String>,
    /// The default namespace of what is written, empty for none.
    pub default_namespace: String,
    /// The prefixes that tags have for other namespaces.
    pub prefixes: Vec<(String, String)>,
}

/// A module inside the generated one: the types of a namespace.
#[derive(Debug, Default)]
pub struct Submodule {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// Names of the runtime that field types use without a path.
    pub imports: Vec<String>,
    /// The modules beside it that its types refer to.
    pub siblings: BTreeSet<String>,
}

/// Splits the path of an item into the name of its module, which is empty for the generated one itself, and its own.
///
/// Every name of an item in this tree is such a path: `Session`, `common::Session`.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once("::").unwrap_or(("", path))
}

/// Whether a path leads out of the generated code, to a type that the user has put in the place of one.
pub fn is_external(path: &str) -> bool {
    path.starts_with("::") || path.starts_with("crate::")
}

/// A generated type.
#[derive(Debug)]
pub enum Item {
    /// A complex type.
    Struct(Struct),
    /// A simple type with enumerated values.
    Enumeration(Enumeration),
    /// A union of simple types.
    Union(Union),
    /// A choice of elements.
    Choice(Choice),
    /// A type and those derived from it.
    Family(Family),
}

/// A complex type.
#[derive(Debug)]
pub struct Struct {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// Its name in the contract.
    pub name: Name,
    /// `file:line`.
    pub place: String,
    /// Its fields: elements first, then attributes, then text, then the attribute wildcard.
    pub fields: Vec<Field>,
    /// The order of its elements means something.
    pub ordered: bool,
    /// Every field may be left out, so it has a `Default`.
    pub default: bool,
    /// Requests contain it and not every field may be left out, so it has a `new`.
    pub constructor: bool,
    /// The value of `xsi:type` where it is encoded, empty for an anonymous type; `None` where SOAP encoding never
    /// carries it, or it has no type.
    pub xsi_type: Option<String>,
    /// What it is for.
    pub role: Role,
}

/// What a struct is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A complex type.
    Type,
    /// Elements that stand together without one around them.
    Group,
    /// The elements of a body.
    Body,
    /// The header blocks of a request.
    RequestHeaders,
    /// The header blocks of an answer.
    ResponseHeaders,
}

/// An expanded name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Name {
    /// Namespace; empty for none.
    pub namespace: String,
    /// Local part.
    pub local: String,
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// Its type.
    pub ty: Ty,
    /// What it stands for on the wire.
    pub kind: FieldKind,
}

/// What a field stands for.
#[derive(Debug)]
pub enum FieldKind {
    /// A child element.
    Element(Member),
    /// An attribute.
    Attribute(Member),
    /// The text of simple content, with the facets that are checked.
    Text(Option<Facets>),
    /// An element wildcard; `namespace` of the member holds its constraint.
    Any(Member),
    /// A choice.
    Choice(ChoiceField),
    /// An attribute wildcard.
    AnyAttribute,
    /// What travels beside the envelope, for the part of this name.
    Attachment(String),
}

/// An element, attribute or wildcard as the codec's tables have it.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its name.
    pub name: Name,
    /// Its tag, with a prefix where the module's namespaces have them.
    pub tag: String,
    /// It must occur.
    pub required: bool,
    /// It may occur more than once.
    pub repeated: bool,
    /// White space around and inside the text means nothing.
    pub collapse: bool,
    /// The schema's default, for an element that is empty.
    pub default: Option<String>,
    /// For a group, which has no tag of its own: the struct of its elements.
    pub group: Option<String>,
    /// The value of `xsi:type` where it is encoded, empty for none; `None` where SOAP encoding never carries it.
    pub xsi_type: Option<String>,
    /// The facets that are checked.
    pub facets: Option<Facets>,
    /// `minOccurs` and `maxOccurs`, where they are not zero, one or unbounded.
    pub bounds: Option<(u32, u32)>,
}

/// What a simple type asks of its values: an entry of the runtime's tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facets {
    /// What the values are: a variant of the runtime's `Kind`.
    pub kind: &'static str,
    /// What becomes of white space: a variant of the runtime's `WhiteSpace`.
    pub white_space: &'static str,
    /// `length` or `minLength`.
    pub min_length: Option<u64>,
    /// `length` or `maxLength`.
    pub max_length: Option<u64>,
    /// `pattern`.
    pub patterns: Vec<String>,
    /// `enumeration`, for values that are no variants.
    pub enumeration: Vec<String>,
    /// `minInclusive`.
    pub min_inclusive: Option<String>,
    /// `maxInclusive`.
    pub max_inclusive: Option<String>,
    /// `minExclusive`.
    pub min_exclusive: Option<String>,
    /// `maxExclusive`.
    pub max_exclusive: Option<String>,
    /// `totalDigits`.
    pub total_digits: Option<u64>,
    /// `fractionDigits`.
    pub fraction_digits: Option<u64>,
    /// The facets of a list's items.
    pub items: Option<Box<Facets>>,
    /// The facets of a union's members, of which a text has to keep to one.
    pub members: Vec<Facets>,
}

impl Default for Facets {
    /// Text, and no facets.
    fn default() -> Self {
        Self {
            kind: "Text",
            white_space: "Preserve",
            min_length: None,
            max_length: None,
            patterns: Vec::new(),
            enumeration: Vec::new(),
            min_inclusive: None,
            max_inclusive: None,
            min_exclusive: None,
            max_exclusive: None,
            total_digits: None,
            fraction_digits: None,
            items: None,
            members: Vec::new(),
        }
    }
}

impl Facets {
    /// Nothing is asked.
    pub fn is_empty(&self) -> bool {
        let nothing = Self {
            kind: self.kind,
            white_space: self.white_space,
            ..Self::default()
        };
        *self == nothing
    }
}

/// A field that holds a choice.
#[derive(Debug)]
pub struct ChoiceField {
    /// The enum's name.
    pub ident: String,
    /// One must occur.
    pub required: bool,
    /// The choice occurs more than once.
    pub repeated: bool,
    /// `minOccurs` and `maxOccurs` of the choice, where they are not zero, one or unbounded.
    pub bounds: Option<(u32, u32)>,
    /// The branches, in order.
    pub branches: Vec<Branch>,
    /// For mixed content: the variant of the text between the elements.
    pub text: Option<String>,
}

/// A branch of a choice.
#[derive(Debug, Clone)]
pub struct Branch {
    /// The variant's name.
    pub variant: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The type of its value.
    pub ty: Ty,
    /// The element, or a wildcard.
    pub member: Member,
    /// It is a wildcard.
    pub any: bool,
}

/// An enum of the branches of a choice.
#[derive(Debug)]
pub struct Choice {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The branches.
    pub branches: Vec<Branch>,
    /// For mixed content: the variant of the text between the elements.
    pub text: Option<String>,
}

/// A simple type with enumerated values.
#[derive(Debug)]
pub struct Enumeration {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// Its values.
    pub variants: Vec<Variant>,
    /// The name of the variant for values that are not in the contract.
    pub unrecognized: String,
    /// A value begins or ends with white space, which is therefore kept.
    pub preserve: bool,
}

/// A value of an enumeration.
#[derive(Debug)]
pub struct Variant {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The text on the wire.
    pub value: String,
}

impl Variant {
    /// Whether the value begins or ends with white space.
    pub fn has_outer_space(&self) -> bool {
        self.value.trim() != self.value
    }
}

/// An enum of the values that members of a union enumerate, and of its other member types.
#[derive(Debug)]
pub struct Union {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The variants that hold a value.
    pub variants: Vec<UnionVariant>,
    /// The members in the order in which a text is tried.
    pub members: Vec<UnionMember>,
    /// The name of the variant for a text that no member takes; `None` where the last member takes every text.
    pub unrecognized: Option<String>,
    /// White space around the text means something to a member.
    pub preserve: bool,
}

/// A variant of a [`Union`] that holds a value.
#[derive(Debug)]
pub struct UnionVariant {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The type of its value.
    pub ty: Ty,
}

/// A member of a [`Union`].
#[derive(Debug)]
pub enum UnionMember {
    /// Enumerated values, each a variant.
    Values(Vec<Variant>),
    /// Another type.
    Value {
        /// The name of the variant.
        variant: String,
        /// White space around and inside the text means nothing.
        collapse: bool,
        /// It takes every text.
        open: bool,
        /// The facets by which a text is of this member.
        facets: Option<Box<Facets>>,
    },
}

impl Union {
    /// The variants for enumerated values.
    pub fn values(&self) -> impl Iterator<Item = &Variant> {
        self.members.iter().flat_map(|member| match member {
            UnionMember::Values(values) => values.as_slice(),
            UnionMember::Value { .. } => &[],
        })
    }

    /// All of its values are text.
    pub fn is_text(&self) -> bool {
        self.variants
            .iter()
            .all(|variant| variant.ty == Ty::Plain("String"))
    }
}

/// An enum of a type and those derived from it, told apart by `xsi:type`.
#[derive(Debug)]
pub struct Family {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// Its members; the declared type is the first, unless it is abstract.
    pub members: Vec<FamilyMember>,
    /// The declared type may itself occur, without `xsi:type`.
    pub concrete: bool,
    /// What all members have.
    pub common: Vec<Common>,
}

/// A field that all members of a [`Family`] have, and the method that reads it.
#[derive(Debug)]
pub struct Common {
    /// The method's name.
    pub method: String,
    /// The field's name in each member.
    pub field: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The field's type in each member.
    pub ty: Ty,
}

/// A member of a [`Family`].
#[derive(Debug)]
pub struct FamilyMember {
    /// The variant's name.
    pub variant: String,
    /// The struct's name.
    pub ident: String,
    /// The variant holds a `Box` of it.
    pub boxed: bool,
    /// The type's name.
    pub name: Name,
    /// The value of `xsi:type`, with a prefix where the module's namespaces have them.
    pub tag: String,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ty {
    /// A type of the language or its prelude: `i32`, `String`.
    Plain(&'static str),
    /// A type of the runtime: `DateTime`; with its path where the module has a type of that name.
    Runtime(&'static str),
    /// A generated type.
    Item(String),
    /// `Option<T>`.
    Option(Box<Ty>),
    /// `Vec<T>`.
    Vec(Box<Ty>),
    /// `Nillable<T>`.
    Nillable(Box<Ty>),
    /// `Box<T>`, where a type contains itself.
    Boxed(Box<Ty>),
    /// `Box<T>`, where the value would be large.
    Large(Box<Ty>),
    /// `List<T>`, for `xs:list`.
    List(Box<Ty>),
    /// `Array<T>`, for an array of SOAP encoding.
    Array(Box<Ty>),
    /// `MultiArray<T>`, for one of several dimensions.
    MultiArray(Box<Ty>),
}

/// An enum of the details that the contract declares for the faults of operations.
#[derive(Debug)]
pub struct Faults {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The elements, a variant each.
    pub details: Vec<FaultDetail>,
}

/// What the detail of a fault may be, or a header block that comes with it.
#[derive(Debug)]
pub struct FaultDetail {
    /// The variant's name.
    pub variant: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// What it is told by.
    pub marks: Vec<FaultMark>,
    /// The type of its value.
    pub ty: Ty,
}

/// What tells which fault it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FaultMark {
    /// The name of the element in the detail.
    Element(Name),
    /// The `xsi:type` of that element.
    Type(Name),
    /// The name of a header block.
    Header(Name),
}

impl FaultMark {
    /// The name.
    pub fn name(&self) -> &Name {
        match self {
            Self::Element(name) | Self::Type(name) | Self::Header(name) => name,
        }
    }
}

/// A client: the operations of a portType over its SOAP bindings.
#[derive(Debug)]
pub struct Client {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The address the contract suggests.
    pub address: Option<String>,
    /// Its methods.
    pub methods: Vec<Method>,
}

/// A method of a client.
#[derive(Debug)]
pub struct Method {
    /// Its Rust name.
    pub ident: String,
    /// The name of its constant.
    pub constant: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The operation's name in the contract.
    pub operation: String,
    /// `soapAction`.
    pub action: String,
    /// `file:line`.
    pub place: String,
    /// The element of the request's body.
    pub request: Option<RootElement>,
    /// The element of the answer's body.
    pub response: Option<RootElement>,
    /// Nothing is answered.
    pub one_way: bool,
    /// The default namespace of the envelope's content.
    pub default_namespace: String,
    /// Prefixes that the request uses.
    pub prefixes: Vec<(String, String)>,
    /// The struct of the request's header blocks.
    pub request_headers: Option<String>,
    /// The struct of the answer's header blocks.
    pub response_headers: Option<String>,
}

/// A client: the operations of an HTTP port.
#[derive(Debug)]
pub struct HttpClient {
    /// Its Rust name.
    pub ident: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The address the contract suggests.
    pub address: Option<String>,
    /// Its methods.
    pub methods: Vec<HttpMethod>,
}

/// A method of an [`HttpClient`].
#[derive(Debug)]
pub struct HttpMethod {
    /// Its Rust name.
    pub ident: String,
    /// The name of its constant.
    pub constant: String,
    /// Doc lines.
    pub docs: Vec<String>,
    /// The operation's name in the contract.
    pub operation: String,
    /// `GET` or `POST`.
    pub verb: String,
    /// What is added to the address.
    pub location: String,
    /// Where the parameters go.
    pub parameters: Parameters,
    /// The parameters that are lists of values.
    pub lists: Vec<String>,
    /// The type of the request.
    pub request: Option<Ty>,
    /// The element of the request, where it is sent as a document.
    pub document: Option<RootElement>,
    /// The element of the answer; with an empty name for any.
    pub response: Option<RootElement>,
    /// The default namespace of a document.
    pub default_namespace: String,
    /// Prefixes that the request uses.
    pub prefixes: Vec<(String, String)>,
    /// `file:line`.
    pub place: String,
}

/// Where the parameters of a request go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameters {
    /// Into the query of the URL.
    Query,
    /// Into a body as HTML forms have it.
    Form,
    /// Into the location.
    Path,
    /// They are an XML document.
    Document,
}

/// The element in a body, or the body itself.
#[derive(Debug, Clone)]
pub struct RootElement {
    /// Its name; empty where the value is the content of the body.
    pub name: Name,
    /// Its tag.
    pub tag: String,
    /// The type of its value.
    pub ty: Ty,
    /// The value of `xsi:type` where it is encoded, empty for none; `None` where it is literal.
    pub encoded: Option<String>,
}

impl Field {
    /// Whether the contract requires it, though SOAP encoding lets it be absent.
    pub fn is_expected(&self) -> bool {
        let required = match &self.kind {
            FieldKind::Element(member) | FieldKind::Any(member) => member.required,
            FieldKind::Choice(choice) => choice.required,
            FieldKind::Attribute(_)
            | FieldKind::Text(_)
            | FieldKind::AnyAttribute
            | FieldKind::Attachment(_) => false,
        };
        // What contains itself has to end somewhere.
        let ends = |ty: &Ty| !matches!(ty, Ty::Boxed(_));
        required && matches!(&self.ty, Ty::Option(inner) if ends(inner))
    }
}

impl Item {
    /// Its Rust name.
    pub fn ident(&self) -> &str {
        match self {
            Self::Struct(item) => &item.ident,
            Self::Enumeration(item) => &item.ident,
            Self::Union(item) => &item.ident,
            Self::Choice(item) => &item.ident,
            Self::Family(item) => &item.ident,
        }
    }

    /// Shows the path of each item that it refers to.
    pub fn references(&self, show: &mut dyn FnMut(&str)) {
        if let Self::Family(family) = self {
            family.members.iter().for_each(|member| show(&member.ident));
        }
        self.types(&mut |ty| {
            if let Some(path) = ty.item() {
                show(path);
            }
        });
    }

    /// Shows each type that stands in it.
    pub fn types<'i>(&'i self, show: &mut dyn FnMut(&'i Ty)) {
        match self {
            Self::Struct(item) => item.fields.iter().for_each(|field| show(&field.ty)),
            Self::Enumeration(_) => {}
            Self::Union(item) => item.variants.iter().for_each(|one| show(&one.ty)),
            Self::Choice(item) => {
                item.branches.iter().for_each(|branch| show(&branch.ty));
                show(&Ty::Runtime("AnyElement"));
            }
            Self::Family(_) => show(&Ty::Runtime("UnknownType")),
        }
    }
}

impl Ty {
    /// Adds the names of the runtime that this type uses.
    pub fn runtime_names(&self, names: &mut BTreeSet<&'static str>) {
        match self {
            Self::Plain(_) | Self::Item(_) => {}
            Self::Runtime(name) => {
                names.insert(name);
            }
            Self::Option(inner) | Self::Vec(inner) | Self::Boxed(inner) | Self::Large(inner) => {
                inner.runtime_names(names);
            }
            Self::Nillable(inner) => {
                names.insert("Nillable");
                inner.runtime_names(names);
            }
            Self::List(inner) => {
                names.insert("List");
                inner.runtime_names(names);
            }
            Self::Array(inner) => {
                names.insert("Array");
                inner.runtime_names(names);
            }
            Self::MultiArray(inner) => {
                names.insert("MultiArray");
                inner.runtime_names(names);
            }
        }
    }

    /// The generated type inside, if there is one.
    pub fn item(&self) -> Option<&str> {
        match self {
            Self::Item(path) => Some(path),
            Self::Plain(_) | Self::Runtime(_) => None,
            Self::Option(inner)
            | Self::Vec(inner)
            | Self::Nillable(inner)
            | Self::Boxed(inner)
            | Self::Large(inner)
            | Self::List(inner)
            | Self::Array(inner)
            | Self::MultiArray(inner) => inner.item(),
        }
    }

    /// The type without the list around it.
    pub fn inner(&self) -> &Self {
        match self {
            Self::Vec(inner) => inner,
            other => other,
        }
    }

    /// Whether the value may be left out.
    pub fn is_optional(&self) -> bool {
        matches!(self, Self::Option(_) | Self::Vec(_))
    }
}
