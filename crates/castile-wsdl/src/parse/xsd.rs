//! `xs:schema` and what stands in it, XML Schema 1.0.
//!
//! Identity constraints, notations, `block` and `final` say nothing about what is on the wire and are skipped.

use crate::ast::xsd::{
    Attribute, AttributeGroup, AttributeItem, AttributeUse, Attributes, ComplexContent,
    ComplexType, DerivationKind, Element, Group, Particle, Redefinitions, Reference, ReferenceKind,
    Schema, SimpleRef, Term, Type, Wildcard,
};
use crate::diagnostic::Diagnostic;
use crate::model::{Facets, ProcessContents, QName, ValueConstraint};
use crate::parse::facets;
use crate::parse::simple::simple_type;
use crate::parse::xml::{Reader, Tag, add_docs};
use crate::parse::{WSDL, XSD};
use crate::source::Span;

const FORMS: &[(&str, bool)] = &[("unqualified", false), ("qualified", true)];

/// The next child in the namespace of XML Schema other than annotations, whose documentation is collected.
pub(super) fn child(
    reader: &mut Reader<'_>,
    parent: &Tag,
    docs: &mut Option<String>,
) -> Option<Tag> {
    loop {
        let tag = reader.child(parent)?;
        if tag.name.namespace.as_deref() != Some(XSD) {
            reader.unexpected(parent, &tag, &[]);
        } else if tag.name.local == "annotation" {
            while let Some(inner) = reader.child(&tag) {
                if inner.name.namespace.as_deref() == Some(XSD)
                    && inner.name.local == "documentation"
                {
                    let text = reader.text(&inner);
                    add_docs(docs, &text);
                }
            }
        } else {
            return Some(tag);
        }
    }
}

/// Reads to the end of an element that holds annotations only, and gives its documentation.
pub(super) fn leaf(reader: &mut Reader<'_>, tag: &Tag) -> Option<String> {
    let mut docs = None;
    while let Some(it) = child(reader, tag, &mut docs) {
        reader.unexpected(tag, &it, &[]);
    }
    docs
}

/// Takes attributes that say nothing about what is on the wire.
pub(super) fn ignore(tag: &mut Tag, names: &[&'static str]) {
    for name in names {
        tag.take(name);
    }
}

/// Parses a schema.
pub(super) fn schema(reader: &mut Reader<'_>, mut tag: Tag) -> Schema {
    let target_namespace = tag.take("targetNamespace").filter(|it| !it.is_empty());
    let elements_qualified = reader
        .take_word(&mut tag, "elementFormDefault", FORMS)
        .unwrap_or(false);
    let attributes_qualified = reader
        .take_word(&mut tag, "attributeFormDefault", FORMS)
        .unwrap_or(false);
    ignore(&mut tag, &["version", "id", "blockDefault", "finalDefault"]);
    reader.done(&mut tag);
    let mut out = Schema {
        target_namespace,
        elements_qualified,
        attributes_qualified,
        references: Vec::new(),
        elements: Vec::new(),
        types: Vec::new(),
        attributes: Vec::new(),
        groups: Vec::new(),
        attribute_groups: Vec::new(),
        span: tag.span,
    };
    let mut docs = None;
    while let Some(it) = child(reader, &tag, &mut docs) {
        match it.name.local.as_str() {
            "include" | "import" | "redefine" => {
                let reference = reference(reader, it);
                out.references.extend(whole(reader, reference));
            }
            "element" => {
                let element = element(reader, it, Scope::Global).1;
                out.elements.extend(whole(reader, element));
            }
            "simpleType" | "complexType" => {
                let ty = global_type(reader, it);
                out.types.extend(whole(reader, ty));
            }
            "attribute" => {
                let attribute = attribute(reader, it, Scope::Global);
                out.attributes.extend(whole(reader, attribute));
            }
            "group" => {
                let group = group(reader, it);
                out.groups.extend(whole(reader, group));
            }
            "attributeGroup" => {
                let group = attribute_group(reader, it);
                out.attribute_groups.extend(whole(reader, group));
            }
            "notation" => {}
            _ => reader.unexpected(
                &tag,
                &it,
                &[
                    "include",
                    "import",
                    "redefine",
                    "element",
                    "simpleType",
                    "complexType",
                    "attribute",
                    "group",
                ],
            ),
        }
    }
    out
}

/// A declaration, unless the document ended inside it.
pub(super) fn whole<T>(reader: &Reader<'_>, declaration: T) -> Option<T> {
    Some(declaration).filter(|_| !reader.is_cut())
}

fn global_type(reader: &mut Reader<'_>, tag: Tag) -> Type {
    if tag.name.local == "simpleType" {
        Type::Simple(Box::new(simple_type(reader, tag, Scope::Global)))
    } else {
        Type::Complex(Box::new(complex_type(reader, tag, Scope::Global)))
    }
}

/// Whether a declaration stands directly in the schema, and so has a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Global,
    Local,
}

/// The `name` of a type: required of a global one, forbidden in a local one.
pub(super) fn type_name(reader: &mut Reader<'_>, tag: &mut Tag, scope: Scope) -> String {
    if scope == Scope::Global {
        return reader.require_label(tag);
    }
    if tag.take("name").is_some() {
        let message = format!("the `name` of a local `{}` is ignored", tag.written());
        let span = reader.attribute_span(tag.span, "name");
        reader.report(Diagnostic::warning(span, message));
    }
    String::new()
}

fn reference(reader: &mut Reader<'_>, mut tag: Tag) -> Reference {
    let location = tag.take("schemaLocation").filter(|it| !it.is_empty());
    let kind = match tag.name.local.as_str() {
        "include" => ReferenceKind::Include,
        "import" => ReferenceKind::Import(tag.take("namespace").filter(|it| !it.is_empty())),
        _ => ReferenceKind::Redefine(Box::new(redefinitions(reader, &tag))),
    };
    if location.is_none() && !matches!(kind, ReferenceKind::Import(_)) {
        let message = format!("`{}` has no attribute `schemaLocation`", tag.written());
        reader.broken(Diagnostic::error(tag.span, message), "it is ignored");
    }
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    Reference {
        kind,
        location,
        span: tag.span,
    }
}

fn redefinitions(reader: &mut Reader<'_>, tag: &Tag) -> Redefinitions {
    let mut out = Redefinitions::default();
    let mut docs = None;
    while let Some(it) = child(reader, tag, &mut docs) {
        match it.name.local.as_str() {
            "simpleType" | "complexType" => out.types.push(global_type(reader, it)),
            "group" => out.groups.push(group(reader, it)),
            "attributeGroup" => out.attribute_groups.push(attribute_group(reader, it)),
            _ => reader.unexpected(
                tag,
                &it,
                &["simpleType", "complexType", "group", "attributeGroup"],
            ),
        }
    }
    out
}

/// `default` or `fixed`.
fn value_constraint(reader: &mut Reader<'_>, tag: &mut Tag) -> Option<ValueConstraint> {
    let default = tag.take_raw("default");
    let fixed = tag.take_raw("fixed");
    if default.is_some() && fixed.is_some() {
        let message = format!(
            "`{}` has both `default` and `fixed`: only one is allowed",
            tag.written()
        );
        reader.broken(Diagnostic::error(tag.span, message), "`fixed` is taken");
    }
    fixed
        .map(ValueConstraint::Fixed)
        .or(default.map(ValueConstraint::Default))
}

/// `minOccurs` and `maxOccurs`.
fn occurs(reader: &mut Reader<'_>, tag: &mut Tag) -> (u64, Option<u64>) {
    let min = match tag.take("minOccurs") {
        None => 1,
        Some(text) => count(&text).unwrap_or_else(|| {
            let message = format!("`minOccurs` is `{text}`: expected a number");
            reader.attribute_error(tag.span, "minOccurs", message, "it is read as `0`");
            0
        }),
    };
    let max = match tag.take("maxOccurs").as_deref() {
        None => Some(1),
        Some("unbounded") => None,
        Some(text) => count(text).or_else(|| {
            let message = format!("`maxOccurs` is `{text}`: expected a number or `unbounded`");
            let instead = "it is read as `unbounded`";
            reader.attribute_error(tag.span, "maxOccurs", message, instead);
            None
        }),
    };
    if let Some(max) = max.filter(|max| *max < min) {
        let message = format!("`minOccurs` is {min}, more than `maxOccurs`, which is {max}");
        let span = reader.attribute_span(tag.span, "minOccurs");
        let hint = if min == 1 && max == 0 {
            Some("`minOccurs` is 1 where it is absent")
        } else {
            None
        };
        let mut diagnostic = Diagnostic::error(span, message);
        // The particle is prohibited all the same: XSD 1.0 part 1, 3.9.6 forbids it, and schemas have it.
        if min == 1 && max == 0 {
            diagnostic.severity = crate::diagnostic::Severity::Warning;
        }
        diagnostic.hint = hint.map(str::to_owned);
        reader.broken(diagnostic, "`minOccurs` is read as `0`");
        return (0, Some(max));
    }
    (min, max)
}

/// A number of occurrences; one too large to count is as good as the largest.
fn count(text: &str) -> Option<u64> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let valid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| digits.parse().unwrap_or(u64::MAX))
}

fn element(reader: &mut Reader<'_>, mut tag: Tag, scope: Scope) -> ((u64, Option<u64>), Element) {
    let occurs = if scope == Scope::Local {
        occurs(reader, &mut tag)
    } else {
        (1, Some(1))
    };
    let reference = if scope == Scope::Local {
        reader.take_qname(&mut tag, "ref")
    } else {
        None
    };
    let name = match reference {
        Some(_) => String::new(),
        None => reader.require_name(&mut tag),
    };
    let mut out = Element {
        name,
        ty: reader.take_qname(&mut tag, "type"),
        anonymous: None,
        nillable: reader.take_bool(&mut tag, "nillable").unwrap_or(false),
        is_abstract: scope == Scope::Global
            && reader.take_bool(&mut tag, "abstract").unwrap_or(false),
        substitution_group: match scope {
            Scope::Global => reader.take_qname(&mut tag, "substitutionGroup"),
            Scope::Local => None,
        },
        value: value_constraint(reader, &mut tag),
        qualified: reader.take_word(&mut tag, "form", FORMS),
        reference,
        docs: None,
        span: tag.span,
    };
    if out.reference.is_some() && out.ty.is_some() {
        reader.attribute_error(
            tag.span,
            "type",
            "an element with `ref` has no `type` of its own".to_owned(),
            "it is ignored",
        );
    }
    ignore(&mut tag, &["id", "block", "final"]);
    reader.done(&mut tag);
    while let Some(it) = child(reader, &tag, &mut out.docs) {
        let anonymous = match it.name.local.as_str() {
            "simpleType" => Type::Simple(Box::new(simple_type(reader, it, Scope::Local))),
            "complexType" => Type::Complex(Box::new(complex_type(reader, it, Scope::Local))),
            "key" | "keyref" | "unique" => continue,
            _ => {
                reader.unexpected(&tag, &it, &["simpleType", "complexType"]);
                continue;
            }
        };
        if out.ty.is_some() || out.anonymous.is_some() || out.reference.is_some() {
            let message = format!("`{}` has a second type here", tag.written());
            reader.broken(
                Diagnostic::error(anonymous.span(), message),
                "it is ignored",
            );
            continue;
        }
        out.anonymous = Some(anonymous);
    }
    (occurs, out)
}

fn complex_type(reader: &mut Reader<'_>, mut tag: Tag, scope: Scope) -> ComplexType {
    let mut out = ComplexType {
        name: type_name(reader, &mut tag, scope),
        mixed: reader.take_bool(&mut tag, "mixed").unwrap_or(false),
        is_abstract: reader.take_bool(&mut tag, "abstract").unwrap_or(false),
        content: ComplexContent::Direct(None),
        attributes: Attributes::default(),
        docs: None,
        span: tag.span,
    };
    ignore(&mut tag, &["id", "block", "final"]);
    reader.done(&mut tag);
    let mut docs = None;
    let mut particle = None;
    while let Some(mut it) = child(reader, &tag, &mut docs) {
        match it.name.local.as_str() {
            "simpleContent" => derived(reader, it, &mut out),
            "complexContent" => {
                // `mixed` of `complexContent` wins over that of the type (XSD 1.0 part 1, 3.4.2).
                out.mixed = reader.take_bool(&mut it, "mixed").unwrap_or(out.mixed);
                derived(reader, it, &mut out);
            }
            _ => particle_or_attribute(reader, &tag, it, &mut particle, &mut out.attributes),
        }
    }
    if let Some(found) = particle {
        if let ComplexContent::Direct(particle) = &mut out.content {
            *particle = Some(found);
        } else {
            let message = format!(
                "`{}` has content beside its derivation: it belongs inside",
                tag.written()
            );
            let diagnostic = Diagnostic::error(found.span, message);
            reader.broken(diagnostic, "it is read as if it stood there");
            if let ComplexContent::Complex { particle, .. } = &mut out.content {
                *particle = Some(match particle.take() {
                    Some(inner) => both(inner, found),
                    None => found,
                });
            }
        }
    }
    out.docs = docs;
    out
}

/// Content of a complex type, an extension or a restriction: one particle, and attributes.
fn particle_or_attribute(
    reader: &mut Reader<'_>,
    parent: &Tag,
    tag: Tag,
    found: &mut Option<Particle>,
    attributes: &mut Attributes,
) {
    let span = tag.span;
    let bare = match tag.name.local.as_str() {
        "sequence" | "choice" | "all" | "group" => false,
        "element" | "any" => true,
        _ => return attribute_item(reader, parent, tag, attributes),
    };
    if bare {
        let message = format!(
            "`{}` has no place inside `{}`",
            tag.written(),
            parent.written()
        );
        let diagnostic = Diagnostic::error(span, message).hint("put it into a `sequence`");
        reader.broken(diagnostic, "it is read as if it stood in a `sequence`");
    } else if found.is_some() {
        let message = format!("`{}` has a second content model here", parent.written());
        let diagnostic = Diagnostic::error(span, message).hint("put both into one `sequence`");
        reader.broken(diagnostic, "both are read as one `sequence`");
    } else if !attributes.list.is_empty() || attributes.any.is_some() {
        let message = format!(
            "`{}` stands after the attributes of `{}`",
            tag.written(),
            parent.written()
        );
        let diagnostic = Diagnostic::warning(span, message);
        reader.report(diagnostic.hint("the content model comes first"));
    }
    let Some(next) = particle(reader, tag) else {
        return;
    };
    *found = Some(match found.take() {
        Some(first) => both(first, next),
        None => next,
    });
}

/// One particle after another.
fn both(first: Particle, second: Particle) -> Particle {
    Particle {
        min: 1,
        max: Some(1),
        span: first.span,
        term: Term::Sequence(vec![first, second]),
    }
}

/// `xs:simpleContent` or `xs:complexContent`.
fn derived(reader: &mut Reader<'_>, mut tag: Tag, ty: &mut ComplexType) {
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    let simple = tag.name.local == "simpleContent";
    let mut found = false;
    let mut docs = None;
    while let Some(it) = child(reader, &tag, &mut docs) {
        let derivation = match it.name.local.as_str() {
            "extension" => DerivationKind::Extension,
            "restriction" => DerivationKind::Restriction,
            _ => {
                reader.unexpected(&tag, &it, &["extension", "restriction"]);
                continue;
            }
        };
        found = true;
        derivation_content(reader, it, derivation, simple, ty);
    }
    if !found {
        let message = format!(
            "`{}` is empty: expected `extension` or `restriction`",
            tag.written()
        );
        reader.broken(Diagnostic::error(tag.span, message), AS_ANY_TYPE);
        ty.content = any_type(DerivationKind::Extension, None, tag.span);
    }
}

/// What is said of that whose type can't be told.
const AS_ANY_TYPE: &str = "it is read as `xs:anyType`";

/// The content of a type whose base can't be told.
fn any_type(derivation: DerivationKind, particle: Option<Particle>, span: Span) -> ComplexContent {
    ComplexContent::Complex {
        derivation,
        base: QName {
            namespace: Some(XSD.to_owned()),
            local: "anyType".to_owned(),
        },
        particle,
        span,
    }
}

fn derivation_content(
    reader: &mut Reader<'_>,
    mut tag: Tag,
    derivation: DerivationKind,
    simple: bool,
    ty: &mut ComplexType,
) {
    let base = match reader.require(&mut tag, "base") {
        Some(base) => reader.expand(&tag, "base", &base),
        None => None,
    };
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    let mut particle = None;
    let mut anonymous = None;
    let mut facets = Facets::default();
    let mut docs = None;
    while let Some(it) = child(reader, &tag, &mut docs) {
        let local = it.name.local.as_str();
        if simple && local == "simpleType" {
            anonymous = Some(Box::new(simple_type(reader, it, Scope::Local)));
        } else if simple && facets::is_facet(local) {
            facets::facet(reader, &tag, it, &mut facets);
        } else if simple {
            attribute_item(reader, &tag, it, &mut ty.attributes);
        } else {
            particle_or_attribute(reader, &tag, it, &mut particle, &mut ty.attributes);
        }
    }
    let Some(base) = base else {
        ty.content = any_type(DerivationKind::Extension, particle, tag.span);
        return;
    };
    ty.content = if simple {
        ComplexContent::Simple {
            derivation,
            base,
            anonymous,
            facets,
            span: tag.span,
        }
    } else {
        ComplexContent::Complex {
            derivation,
            base,
            particle,
            span: tag.span,
        }
    };
}

fn group(reader: &mut Reader<'_>, mut tag: Tag) -> Group {
    let name = reader.require_label(&mut tag);
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    let mut found = None;
    let mut docs = None;
    while let Some(it) = child(reader, &tag, &mut docs) {
        match it.name.local.as_str() {
            "sequence" | "choice" | "all" if found.is_none() => found = particle(reader, it),
            _ => reader.unexpected(&tag, &it, &["sequence", "choice", "all"]),
        }
    }
    Group {
        name,
        particle: found,
        span: tag.span,
    }
}

fn particle(reader: &mut Reader<'_>, mut tag: Tag) -> Option<Particle> {
    let span = tag.span;
    if tag.name.local == "element" {
        let ((min, max), element) = element(reader, tag, Scope::Local);
        // One without a name has been reported, and cannot stand in a document.
        if element.name.is_empty() && element.reference.is_none() {
            return None;
        }
        return Some(Particle {
            min,
            max,
            term: Term::Element(Box::new(element)),
            span,
        });
    }
    let (min, max) = occurs(reader, &mut tag);
    let term = match tag.name.local.as_str() {
        "any" => Term::Any(wildcard(reader, tag)),
        "group" => {
            let name = reader
                .require(&mut tag, "ref")
                .and_then(|name| reader.expand(&tag, "ref", &name));
            ignore(&mut tag, &["id"]);
            reader.done(&mut tag);
            leaf(reader, &tag);
            Term::Group(name?)
        }
        "choice" => Term::Choice(particles(reader, tag)),
        "all" => Term::All(particles(reader, tag)),
        _ => Term::Sequence(particles(reader, tag)),
    };
    Some(Particle {
        min,
        max,
        term,
        span,
    })
}

fn particles(reader: &mut Reader<'_>, mut tag: Tag) -> Vec<Particle> {
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    let mut list = Vec::new();
    let mut docs = None;
    while let Some(it) = child(reader, &tag, &mut docs) {
        match it.name.local.as_str() {
            "element" | "any" | "group" | "choice" | "sequence" => {
                list.extend(particle(reader, it));
            }
            _ => reader.unexpected(
                &tag,
                &it,
                &["element", "any", "group", "choice", "sequence"],
            ),
        }
    }
    list
}

fn wildcard(reader: &mut Reader<'_>, mut tag: Tag) -> Wildcard {
    const PROCESS: &[(&str, ProcessContents)] = &[
        ("strict", ProcessContents::Strict),
        ("lax", ProcessContents::Lax),
        ("skip", ProcessContents::Skip),
    ];
    let namespace = tag.take("namespace").unwrap_or_else(|| "##any".to_owned());
    let process = reader
        .take_word(&mut tag, "processContents", PROCESS)
        .unwrap_or(ProcessContents::Strict);
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    leaf(reader, &tag);
    Wildcard {
        namespace,
        process,
        span: tag.span,
    }
}

fn attribute_group(reader: &mut Reader<'_>, mut tag: Tag) -> AttributeGroup {
    let name = reader.require_label(&mut tag);
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    let mut attributes = Attributes::default();
    let mut docs = None;
    while let Some(it) = child(reader, &tag, &mut docs) {
        attribute_item(reader, &tag, it, &mut attributes);
    }
    AttributeGroup {
        name,
        attributes,
        span: tag.span,
    }
}

/// `xs:attribute`, `xs:attributeGroup` with `ref`, or `xs:anyAttribute`.
fn attribute_item(
    reader: &mut Reader<'_>,
    parent: &Tag,
    mut tag: Tag,
    attributes: &mut Attributes,
) {
    match tag.name.local.as_str() {
        "attribute" => {
            let attribute = attribute(reader, tag, Scope::Local);
            if !attribute.name.is_empty() || attribute.reference.is_some() {
                let attribute = AttributeItem::Attribute(Box::new(attribute));
                attributes.list.push(attribute);
            }
        }
        "attributeGroup" => {
            let name = reader
                .require(&mut tag, "ref")
                .and_then(|name| reader.expand(&tag, "ref", &name));
            ignore(&mut tag, &["id"]);
            reader.done(&mut tag);
            leaf(reader, &tag);
            attributes
                .list
                .extend(name.map(|name| AttributeItem::Group(name, tag.span)));
        }
        "anyAttribute" => attributes.any = Some(wildcard(reader, tag)),
        _ => reader.unexpected(
            parent,
            &tag,
            &[
                "sequence",
                "choice",
                "all",
                "group",
                "attribute",
                "attributeGroup",
                "anyAttribute",
            ],
        ),
    }
}

fn attribute(reader: &mut Reader<'_>, mut tag: Tag, scope: Scope) -> Attribute {
    const USES: &[(&str, AttributeUse)] = &[
        ("optional", AttributeUse::Optional),
        ("required", AttributeUse::Required),
        ("prohibited", AttributeUse::Prohibited),
    ];
    let reference = if scope == Scope::Local {
        reader.take_qname(&mut tag, "ref")
    } else {
        None
    };
    let name = match reference {
        Some(_) => String::new(),
        None => reader.require_name(&mut tag),
    };
    let mut out = Attribute {
        name,
        reference,
        ty: reader
            .take_qname(&mut tag, "type")
            .map(|ty| SimpleRef::Named(ty, "type", tag.span)),
        use_: reader
            .take_word(&mut tag, "use", USES)
            .unwrap_or(AttributeUse::Optional),
        value: value_constraint(reader, &mut tag),
        qualified: reader.take_word(&mut tag, "form", FORMS),
        array_type: array_type(reader, &mut tag),
        docs: None,
        span: tag.span,
    };
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    while let Some(it) = child(reader, &tag, &mut out.docs) {
        if it.name.local == "simpleType" && out.ty.is_none() && out.reference.is_none() {
            out.ty = Some(SimpleRef::Anonymous(Box::new(simple_type(
                reader,
                it,
                Scope::Local,
            ))));
        } else {
            reader.unexpected(&tag, &it, &["simpleType"]);
        }
    }
    out
}

/// `wsdl:arrayType` (WSDL 1.1, 2.2): `xsd:string[,]` is the item type and the dimensions.
fn array_type(reader: &mut Reader<'_>, tag: &mut Tag) -> Option<(QName, String)> {
    let value = tag.take_foreign(WSDL, "arrayType")?;
    let value = value.trim();
    let (item, dimensions) = value.split_at(value.find('[').unwrap_or(value.len()));
    Some((
        reader.expand(tag, "arrayType", item.trim())?,
        dimensions.to_owned(),
    ))
}
