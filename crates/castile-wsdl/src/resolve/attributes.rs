//! Attributes of complex types: those of groups and bases copied in, and the wildcard.

use crate::ast::xsd::{
    self, AttributeItem, AttributeUse, ComplexContent, DerivationKind, SimpleRef,
};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Attribute, Builtin, ComplexType, NamespaceConstraint, ProcessContents, QName, TypeId, TypeKind,
    Wildcard,
};
use crate::resolve::content::{Active, DEPTH, Scope};
use crate::resolve::names::identity;
use crate::resolve::types::Types;
use crate::source::Span;

/// An attribute, or the fact that a restriction takes it away.
struct Use {
    attribute: Attribute,
    prohibited: bool,
}

impl<'a> Types<'a, '_> {
    /// Adds the attributes of a type: those of its base first, each replaced by its own of the same name.
    pub(super) fn attributes_of(
        &mut self,
        ty: &'a xsd::ComplexType,
        base: Option<TypeId>,
        scope: &Scope<'_>,
        out: &mut ComplexType,
    ) {
        let derivation = match &ty.content {
            ComplexContent::Direct(_) => None,
            ComplexContent::Complex { derivation, .. }
            | ComplexContent::Simple { derivation, .. } => Some(*derivation),
        };
        let mut inherited_any = None;
        match base.map(|base| self.built(base)) {
            Some(TypeKind::Complex(base)) => {
                out.attributes.clone_from(&base.attributes);
                inherited_any.clone_from(&base.any_attribute);
            }
            Some(TypeKind::Builtin(Builtin::AnyType)) => inherited_any = Some(any_attribute()),
            _ => {}
        }
        if !self.spend(out.attributes.len(), ty.span) {
            out.attributes.clear();
        }
        let mut uses = Vec::new();
        let own_any = self.attributes(&ty.attributes, scope, &mut uses);
        for Use {
            attribute,
            prohibited,
        } in uses
        {
            let existing = out
                .attributes
                .iter()
                .position(|it| it.name == attribute.name);
            match (existing, prohibited) {
                (Some(index), true) => drop(out.attributes.remove(index)),
                (Some(index), false) => out.attributes[index] = attribute,
                (None, true) => {}
                (None, false) => out.attributes.push(attribute),
            }
        }
        out.any_attribute = match derivation {
            Some(DerivationKind::Extension) => union(inherited_any, own_any),
            _ => own_any,
        };
    }

    /// Collects attributes with those of groups, and gives the wildcard.
    fn attributes(
        &mut self,
        list: &'a xsd::Attributes,
        scope: &Scope<'_>,
        out: &mut Vec<Use>,
    ) -> Option<Wildcard> {
        let mut any = list.any.as_ref().map(|any| self.wildcard(any, scope.unit));
        for item in &list.list {
            match item {
                AttributeItem::Attribute(attribute) => {
                    if self.spend(1, attribute.span) {
                        let attribute = self.attribute(attribute, scope);
                        out.push(attribute);
                    }
                }
                AttributeItem::Group(name, span) => {
                    let inherited = self.attribute_group(name, *span, scope, out);
                    any = any.or(inherited);
                }
            }
        }
        any
    }

    fn attribute_group(
        &mut self,
        name: &QName,
        span: Span,
        scope: &Scope<'_>,
        out: &mut Vec<Use>,
    ) -> Option<Wildcard> {
        let name = self.names.in_unit(name, scope.unit);
        let Some(global) = self
            .names
            .attribute_groups
            .get_inside(&name, scope.declaration())
        else {
            self.names.unresolved(
                &self.names.attribute_groups,
                &name,
                (span, "ref"),
                "any attribute is allowed here",
                (self.sources, self.report),
            );
            return Some(any_attribute());
        };
        let group = identity(global.node);
        if scope.is_inside(group) || scope.depth > DEPTH {
            let message = format!(
                "attribute group `{}` contains itself, or too many others",
                name.local
            );
            let diagnostic = Diagnostic::error(span, message);
            self.report.broken(diagnostic, "the inner one is ignored");
            return None;
        }
        if !self.spend(1, span) {
            return None;
        }
        let path = [name.local];
        let active = Active {
            identity: group,
            outer: scope.group,
        };
        let inner = Scope {
            unit: global.unit,
            path: &path,
            depth: scope.depth + 1,
            group: Some(&active),
        };
        self.attributes(&global.node.attributes, &inner, out)
    }

    fn attribute(&mut self, node: &'a xsd::Attribute, scope: &Scope<'_>) -> Use {
        let unit = &self.names.units[scope.unit];
        let (declaration, unit_index, name) = if let Some(reference) = &node.reference {
            let name = self.names.in_unit(reference, scope.unit);
            let Some(global) = self.names.attributes.get(&name) else {
                let table = &self.names.attributes;
                self.names.unresolved(
                    table,
                    &name,
                    (node.span, "ref"),
                    "it is read as text",
                    (self.sources, self.report),
                );
                return Use {
                    attribute: Attribute {
                        name,
                        schema: None,
                        ty: self.builtin(Builtin::AnySimpleType, node.span),
                        required: node.use_ == AttributeUse::Required,
                        value: node.value.clone(),
                        array_type: None,
                        array_item: None,
                        docs: node.docs.clone(),
                        span: node.span,
                    },
                    prohibited: node.use_ == AttributeUse::Prohibited,
                };
            };
            (global.node, global.unit, name)
        } else {
            let qualified = node.qualified.unwrap_or(unit.schema.attributes_qualified);
            let namespace = unit.namespace.clone().filter(|_| qualified);
            (
                node,
                scope.unit,
                QName {
                    namespace,
                    local: node.name.clone(),
                },
            )
        };
        let ty = self.attribute_type(
            declaration,
            unit_index,
            node.reference.is_some(),
            scope.path,
        );
        let array_item = node
            .array_type
            .as_ref()
            .map(|(item, _)| self.named_type(item, scope.unit, (node.span, "wsdl:arrayType"), 0));
        let is_local = node.reference.is_none();
        let attribute = Attribute {
            name,
            schema: unit.namespace.clone().filter(|_| is_local),
            ty,
            required: node.use_ == AttributeUse::Required,
            value: node.value.clone().or_else(|| declaration.value.clone()),
            array_type: node.array_type.clone(),
            array_item,
            docs: node.docs.clone().or_else(|| declaration.docs.clone()),
            span: node.span,
        };
        Use {
            attribute,
            prohibited: node.use_ == AttributeUse::Prohibited,
        }
    }

    fn attribute_type(
        &mut self,
        node: &'a xsd::Attribute,
        unit: usize,
        global: bool,
        path: &[String],
    ) -> TypeId {
        match &node.ty {
            Some(SimpleRef::Anonymous(ty)) => {
                let mut context = if global { Vec::new() } else { path.to_vec() };
                context.push(node.name.clone());
                self.anonymous_simple(ty, unit, &context)
            }
            Some(reference @ SimpleRef::Named(..)) => self.simple_ref(reference, unit, path, 0),
            None => self.builtin(Builtin::AnySimpleType, node.span),
        }
    }
}

/// The wildcard of `xs:anyType`.
fn any_attribute() -> Wildcard {
    Wildcard {
        namespaces: NamespaceConstraint::Any,
        process: ProcessContents::Lax,
    }
}

/// The wildcard that admits what either does (XSD 1.0 part 1, 3.10.6); where that can't be said, any namespace.
fn union(one: Option<Wildcard>, own: Option<Wildcard>) -> Option<Wildcard> {
    let (Some(one), Some(own)) = (&one, &own) else {
        return own.or(one);
    };
    let namespaces = match (&one.namespaces, &own.namespaces) {
        (a, b) if a == b => a.clone(),
        (NamespaceConstraint::List(a), NamespaceConstraint::List(b)) => {
            let mut list = a.clone();
            list.extend(b.iter().filter(|it| !a.contains(it)).cloned());
            NamespaceConstraint::List(list)
        }
        (NamespaceConstraint::Other(target), NamespaceConstraint::List(list))
        | (NamespaceConstraint::List(list), NamespaceConstraint::Other(target))
            if !list.contains(target) && !list.contains(&None) =>
        {
            NamespaceConstraint::Other(target.clone())
        }
        _ => NamespaceConstraint::Any,
    };
    Some(Wildcard {
        namespaces,
        process: own.process,
    })
}
