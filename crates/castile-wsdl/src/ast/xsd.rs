//! XML Schema 1.0 as written.

use crate::model::{Derivation, Facets, ProcessContents, QName, ValueConstraint};
use crate::source::Span;

/// `xs:schema`.
#[derive(Debug, Clone)]
pub struct Schema {
    /// `targetNamespace`.
    pub target_namespace: Option<String>,
    /// `elementFormDefault="qualified"`.
    pub elements_qualified: bool,
    /// `attributeFormDefault="qualified"`.
    pub attributes_qualified: bool,
    /// `xs:include`, `xs:import` and `xs:redefine` elements.
    pub references: Vec<Reference>,
    /// Global `xs:element` elements.
    pub elements: Vec<Element>,
    /// Global `xs:simpleType` and `xs:complexType` elements.
    pub types: Vec<Type>,
    /// Global `xs:attribute` elements.
    pub attributes: Vec<Attribute>,
    /// Global `xs:group` elements.
    pub groups: Vec<Group>,
    /// Global `xs:attributeGroup` elements.
    pub attribute_groups: Vec<AttributeGroup>,
    /// Where it stands.
    pub span: Span,
}

/// A reference from one schema document to another.
#[derive(Debug, Clone)]
pub struct Reference {
    /// Which of the three.
    pub kind: ReferenceKind,
    /// `schemaLocation`.
    pub location: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of [`Reference`].
#[derive(Debug, Clone)]
pub enum ReferenceKind {
    /// `xs:include`.
    Include,
    /// `xs:import`, with its `namespace`.
    Import(Option<String>),
    /// `xs:redefine`, with what stands in it.
    Redefine(Box<Redefinitions>),
}

/// The content of `xs:redefine`.
#[derive(Debug, Clone, Default)]
pub struct Redefinitions {
    /// `xs:simpleType` and `xs:complexType` elements.
    pub types: Vec<Type>,
    /// `xs:group` elements.
    pub groups: Vec<Group>,
    /// `xs:attributeGroup` elements.
    pub attribute_groups: Vec<AttributeGroup>,
}

/// `xs:element`, global or local.
#[derive(Debug, Clone)]
pub struct Element {
    /// `name`; empty where `reference` is there.
    pub name: String,
    /// `ref`.
    pub reference: Option<QName>,
    /// `type`.
    pub ty: Option<QName>,
    /// The anonymous type inside.
    pub anonymous: Option<Type>,
    /// `nillable`.
    pub nillable: bool,
    /// `abstract`.
    pub is_abstract: bool,
    /// `substitutionGroup`.
    pub substitution_group: Option<QName>,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// `form` is `qualified`.
    pub qualified: Option<bool>,
    /// Its documentation.
    pub docs: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// `xs:simpleType` or `xs:complexType`.
#[derive(Debug, Clone)]
pub enum Type {
    /// `xs:simpleType`.
    Simple(Box<SimpleType>),
    /// `xs:complexType`.
    Complex(Box<ComplexType>),
}

impl Type {
    /// `name`; empty for an anonymous type.
    pub fn name(&self) -> &str {
        match self {
            Self::Simple(ty) => &ty.name,
            Self::Complex(ty) => &ty.name,
        }
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Simple(ty) => ty.span,
            Self::Complex(ty) => ty.span,
        }
    }
}

/// `xs:simpleType`.
#[derive(Debug, Clone)]
pub struct SimpleType {
    /// `name`; empty for an anonymous type.
    pub name: String,
    /// What stands in it.
    pub content: SimpleContent,
    /// Its documentation.
    pub docs: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// The content of `xs:simpleType`.
#[derive(Debug, Clone)]
pub enum SimpleContent {
    /// `xs:restriction`.
    Restriction(Box<Restriction>),
    /// `xs:list`.
    List(SimpleRef),
    /// `xs:union`.
    Union(Vec<SimpleRef>),
}

/// `xs:restriction` of a simple type.
#[derive(Debug, Clone)]
pub struct Restriction {
    /// `base`, or the anonymous type inside.
    pub base: SimpleRef,
    /// The facets.
    pub facets: Facets,
}

/// A simple type by name or in place.
#[derive(Debug, Clone)]
pub enum SimpleRef {
    /// By name; the span is that of the element with the attribute, whose name is given.
    Named(QName, &'static str, Span),
    /// In place.
    Anonymous(Box<SimpleType>),
}

/// `xs:complexType`.
#[derive(Debug, Clone)]
pub struct ComplexType {
    /// `name`; empty for an anonymous type.
    pub name: String,
    /// `mixed`, of the type or its `xs:complexContent`.
    pub mixed: bool,
    /// `abstract`.
    pub is_abstract: bool,
    /// What stands in it.
    pub content: ComplexContent,
    /// The attributes, also those inside an extension or restriction.
    pub attributes: Attributes,
    /// Its documentation.
    pub docs: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// The content of `xs:complexType`.
#[derive(Debug, Clone)]
pub enum ComplexContent {
    /// A particle or nothing, directly.
    Direct(Option<Particle>),
    /// `xs:complexContent`.
    Complex {
        /// `xs:extension` or `xs:restriction`.
        derivation: DerivationKind,
        /// `base`.
        base: QName,
        /// The particle inside.
        particle: Option<Particle>,
        /// Where the derivation stands.
        span: Span,
    },
    /// `xs:simpleContent`.
    Simple {
        /// `xs:extension` or `xs:restriction`.
        derivation: DerivationKind,
        /// `base`.
        base: QName,
        /// The anonymous type inside a restriction.
        anonymous: Option<Box<SimpleType>>,
        /// The facets of a restriction.
        facets: Facets,
        /// Where the derivation stands.
        span: Span,
    },
}

/// `xs:extension` or `xs:restriction`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DerivationKind {
    /// `xs:extension`.
    Extension,
    /// `xs:restriction`.
    Restriction,
}

impl DerivationKind {
    /// With the base resolved.
    pub(crate) fn of(self, base: crate::model::TypeId) -> Derivation {
        match self {
            Self::Extension => Derivation::Extension(base),
            Self::Restriction => Derivation::Restriction(base),
        }
    }
}

/// A particle.
#[derive(Debug, Clone)]
pub struct Particle {
    /// `minOccurs`.
    pub min: u64,
    /// `maxOccurs`; `None` for `unbounded`.
    pub max: Option<u64>,
    /// What occurs.
    pub term: Term,
    /// Where it stands.
    pub span: Span,
}

/// The term of a particle.
#[derive(Debug, Clone)]
pub enum Term {
    /// `xs:element`.
    Element(Box<Element>),
    /// `xs:group` with `ref`.
    Group(QName),
    /// `xs:sequence`.
    Sequence(Vec<Particle>),
    /// `xs:choice`.
    Choice(Vec<Particle>),
    /// `xs:all`.
    All(Vec<Particle>),
    /// `xs:any`.
    Any(Wildcard),
}

/// `xs:any` or `xs:anyAttribute`.
#[derive(Debug, Clone)]
pub struct Wildcard {
    /// `namespace`, as written; `##any` where it is absent.
    pub namespace: String,
    /// `processContents`.
    pub process: ProcessContents,
    /// Where it stands.
    pub span: Span,
}

/// The attributes of a type or attribute group.
#[derive(Debug, Clone, Default)]
pub struct Attributes {
    /// `xs:attribute` and `xs:attributeGroup` elements.
    pub list: Vec<AttributeItem>,
    /// `xs:anyAttribute`.
    pub any: Option<Wildcard>,
}

/// `xs:attribute`, or `xs:attributeGroup` with `ref`.
#[derive(Debug, Clone)]
pub enum AttributeItem {
    /// `xs:attribute`.
    Attribute(Box<Attribute>),
    /// `xs:attributeGroup` with `ref`.
    Group(QName, Span),
}

/// `xs:attribute`, global or local.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// `name`; empty where `reference` is there.
    pub name: String,
    /// `ref`.
    pub reference: Option<QName>,
    /// `type`, or the anonymous type inside.
    pub ty: Option<SimpleRef>,
    /// `use`.
    pub use_: AttributeUse,
    /// `default` or `fixed`.
    pub value: Option<ValueConstraint>,
    /// `form` is `qualified`.
    pub qualified: Option<bool>,
    /// `wsdl:arrayType`: the item type, and the dimensions as written.
    pub array_type: Option<(QName, String)>,
    /// Its documentation.
    pub docs: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// The `use` of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeUse {
    /// `optional`.
    Optional,
    /// `required`.
    Required,
    /// `prohibited`.
    Prohibited,
}

/// A global `xs:group`.
#[derive(Debug, Clone)]
pub struct Group {
    /// `name`.
    pub name: String,
    /// The `xs:sequence`, `xs:choice` or `xs:all` inside.
    pub particle: Option<Particle>,
    /// Where it stands.
    pub span: Span,
}

/// A global `xs:attributeGroup`.
#[derive(Debug, Clone)]
pub struct AttributeGroup {
    /// `name`.
    pub name: String,
    /// What stands in it.
    pub attributes: Attributes,
    /// Where it stands.
    pub span: Span,
}
