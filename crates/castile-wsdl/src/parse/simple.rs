//! `xs:simpleType` and what stands in it.

use crate::ast::xsd::{Restriction, SimpleContent, SimpleRef, SimpleType};
use crate::diagnostic::Diagnostic;
use crate::model::{Facets, QName};
use crate::parse::XSD;
use crate::parse::facets;
use crate::parse::xml::{Reader, Tag};
use crate::parse::xsd::{Scope, child, ignore, type_name};
use crate::source::Span;

/// Parses a simple type.
pub(super) fn simple_type(reader: &mut Reader<'_>, mut tag: Tag, scope: Scope) -> SimpleType {
    let name = type_name(reader, &mut tag, scope);
    ignore(&mut tag, &["id", "final"]);
    reader.done(&mut tag);
    let mut docs = None;
    let mut content = None;
    let mut empty = true;
    while let Some(it) = child(reader, &tag, &mut docs) {
        let found = match it.name.local.as_str() {
            "restriction" => restriction(reader, it),
            "list" => Some(list(reader, it)),
            "union" => Some(union(reader, it)),
            _ => {
                reader.unexpected(&tag, &it, &["restriction", "list", "union"]);
                continue;
            }
        };
        empty = false;
        content = content.or(found);
    }
    if empty {
        let message = format!(
            "`{}` is empty: expected `restriction`, `list` or `union`",
            tag.written()
        );
        reader.broken(Diagnostic::error(tag.span, message), AS_TEXT);
    }
    // What is missing has been reported.
    let content = content.unwrap_or_else(|| {
        SimpleContent::Restriction(Box::new(Restriction {
            base: any_simple_type(tag.span),
            facets: Facets::default(),
        }))
    });
    SimpleType {
        name,
        content,
        docs,
        span: tag.span,
    }
}

/// What is said of a simple type that can't be told.
const AS_TEXT: &str = "it is read as `xs:anySimpleType`";

fn any_simple_type(span: Span) -> SimpleRef {
    let name = QName {
        namespace: Some(XSD.to_owned()),
        local: "anySimpleType".to_owned(),
    };
    SimpleRef::Named(name, "base", span)
}

fn restriction(reader: &mut Reader<'_>, mut tag: Tag) -> Option<SimpleContent> {
    let base = reader
        .take_qname(&mut tag, "base")
        .map(|base| SimpleRef::Named(base, "base", tag.span));
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    let mut facets = Facets::default();
    let mut anonymous = None;
    let mut docs = None;
    while let Some(it) = child(reader, &tag, &mut docs) {
        if it.name.local == "simpleType" {
            anonymous = Some(SimpleRef::Anonymous(Box::new(simple_type(
                reader,
                it,
                Scope::Local,
            ))));
        } else {
            facets::facet(reader, &tag, it, &mut facets);
        }
    }
    let Some(base) = base.or(anonymous) else {
        let message = format!(
            "`{}` restricts nothing: expected `base` or a `simpleType` inside",
            tag.written()
        );
        reader.broken(Diagnostic::error(tag.span, message), AS_TEXT);
        return None;
    };
    Some(SimpleContent::Restriction(Box::new(Restriction {
        base,
        facets,
    })))
}

fn list(reader: &mut Reader<'_>, mut tag: Tag) -> SimpleContent {
    let item = reader
        .take_qname(&mut tag, "itemType")
        .map(|item| SimpleRef::Named(item, "itemType", tag.span));
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    let mut anonymous = None;
    let mut docs = None;
    while let Some(it) = child(reader, &tag, &mut docs) {
        match it.name.local.as_str() {
            "simpleType" => {
                anonymous = Some(SimpleRef::Anonymous(Box::new(simple_type(
                    reader,
                    it,
                    Scope::Local,
                ))));
            }
            _ => reader.unexpected(&tag, &it, &["simpleType"]),
        }
    }
    let item = item.or(anonymous);
    if item.is_none() {
        let message = format!(
            "`{}` has no items: expected `itemType` or a `simpleType` inside",
            tag.written()
        );
        reader.broken(
            Diagnostic::error(tag.span, message),
            "they are read as `xs:anySimpleType`",
        );
    }
    SimpleContent::List(item.unwrap_or_else(|| any_simple_type(tag.span)))
}

fn union(reader: &mut Reader<'_>, mut tag: Tag) -> SimpleContent {
    let mut members = Vec::new();
    for name in tag
        .take("memberTypes")
        .unwrap_or_default()
        .split_whitespace()
    {
        let member = reader.expand(&tag, "memberTypes", name);
        members.extend(member.map(|member| SimpleRef::Named(member, "memberTypes", tag.span)));
    }
    ignore(&mut tag, &["id"]);
    reader.done(&mut tag);
    let mut docs = None;
    while let Some(it) = child(reader, &tag, &mut docs) {
        match it.name.local.as_str() {
            "simpleType" => {
                members.push(SimpleRef::Anonymous(Box::new(simple_type(
                    reader,
                    it,
                    Scope::Local,
                ))));
            }
            _ => reader.unexpected(&tag, &it, &["simpleType"]),
        }
    }
    if members.is_empty() {
        let message = format!(
            "`{}` has no members: expected `memberTypes` or `simpleType` inside",
            tag.written()
        );
        reader.broken(Diagnostic::error(tag.span, message), AS_TEXT);
        members.push(any_simple_type(tag.span));
    }
    SimpleContent::Union(members)
}
