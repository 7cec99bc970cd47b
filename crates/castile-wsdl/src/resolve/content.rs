//! Complex types: effective content, with groups and bases copied in.

use crate::ast::xsd::{self, ComplexContent, DerivationKind};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Builtin, ComplexType, Content, Facets, LocalElement, NamespaceConstraint, Particle,
    ProcessContents, QName, Term, TypeId, TypeKind, Wildcard,
};
use crate::parse::XSD;
use crate::resolve::names::identity;
use crate::resolve::types::{Types, empty};
use crate::source::Span;

/// Groups inside groups, and model groups inside each other once groups are copied in, at most.
pub(super) const DEPTH: usize = 200;

/// What a particle or attribute is resolved in.
pub(super) struct Scope<'s> {
    pub(super) unit: usize,
    /// The local names that lead here.
    pub(super) path: &'s [String],
    /// How many model groups this stands in.
    pub(super) depth: usize,
    /// The group this stands in.
    pub(super) group: Option<&'s Active<'s>>,
}

/// A group being copied in, and the one it stands in.
pub(super) struct Active<'s> {
    pub(super) identity: usize,
    pub(super) outer: Option<&'s Active<'s>>,
}

impl Scope<'_> {
    pub(super) fn is_inside(&self, group: usize) -> bool {
        std::iter::successors(self.group, |active| active.outer)
            .any(|active| active.identity == group)
    }

    /// The identity of the innermost group, or nothing that any declaration has.
    pub(super) fn declaration(&self) -> usize {
        self.group.map_or(0, |active| active.identity)
    }
}

impl<'a> Types<'a, '_> {
    /// Builds a complex type whose base is built.
    pub(super) fn complex_kind(&mut self, id: TypeId, ty: &'a xsd::ComplexType) -> ComplexType {
        let path = self.path(id);
        let scope = Scope {
            unit: self.slots[id.0].unit,
            path: &path,
            depth: 0,
            group: None,
        };
        let base = self.base(id);
        let mut out = match (&ty.content, base) {
            (ComplexContent::Direct(particle), _) => {
                let mut out = empty(ty, None);
                out.content = self.content(particle.as_ref(), &scope);
                out
            }
            (
                ComplexContent::Complex {
                    derivation,
                    particle,
                    span,
                    ..
                },
                Some(base),
            ) => self.complex_content(ty, (*derivation, base, *span), particle.as_ref(), &scope),
            (
                ComplexContent::Simple {
                    derivation,
                    anonymous,
                    facets,
                    span,
                    base: written,
                },
                Some(base),
            ) => {
                let mut out = empty(ty, Some(derivation.of(base)));
                let anonymous = anonymous.as_deref().map(|it| (it, path.as_slice()));
                // What is not declared has become `anyType`, and has been reported.
                let declared = *written == any_type_name()
                    || !matches!(self.built(base), TypeKind::Builtin(Builtin::AnyType));
                out.content = self.simple_content(
                    (id, base, *span),
                    declared,
                    *derivation,
                    anonymous,
                    facets,
                );
                out
            }
            // The base has been reported as circular.
            _ => empty(ty, None),
        };
        self.attributes_of(ty, base, &scope, &mut out);
        out
    }

    /// A particle as the content of a type.
    fn content(&mut self, particle: Option<&'a xsd::Particle>, scope: &Scope<'_>) -> Content {
        match particle.and_then(|particle| self.particle(particle, scope)) {
            Some(particle) => Content::Particle(particle),
            None => Content::Empty,
        }
    }

    fn complex_content(
        &mut self,
        ty: &'a xsd::ComplexType,
        (derivation, base, span): (DerivationKind, TypeId, Span),
        particle: Option<&'a xsd::Particle>,
        scope: &Scope<'_>,
    ) -> ComplexType {
        let own = self.content(particle, scope);
        let any_type = matches!(self.built(base), TypeKind::Builtin(Builtin::AnyType));
        if derivation == DerivationKind::Restriction {
            let mut out = empty(ty, Some(derivation.of(base)).filter(|_| !any_type));
            out.content = own;
            return out;
        }
        let mut out = empty(ty, Some(derivation.of(base)));
        let inherited = match self.built(base) {
            TypeKind::Complex(complex) => {
                out.mixed |= complex.mixed;
                complex.content.clone()
            }
            TypeKind::Builtin(Builtin::AnyType) => {
                out.mixed = true;
                Content::Particle(any_content(span))
            }
            TypeKind::Simple(_) | TypeKind::Builtin(_) => {
                let message = format!(
                    "`{}` is a simple type, which has no complex content",
                    self.shown(base)
                );
                let diagnostic =
                    Diagnostic::error(span, message).hint("use `simpleContent` to extend it");
                self.report.broken(diagnostic, "it is read so");
                Content::Simple(base)
            }
        };
        out.content = match (inherited, own) {
            (Content::Empty, own) => own,
            (Content::Simple(_), Content::Particle(particle)) => {
                let message = format!(
                    "`{}` has simple content, which elements can't extend",
                    self.shown(base)
                );
                let diagnostic = Diagnostic::error(particle.span, message);
                self.report.broken(diagnostic, "it is read as `xs:anyType`");
                out.mixed = true;
                Content::Particle(any_content(span))
            }
            (Content::Particle(first), Content::Particle(second)) => {
                let count = size(&first);
                if self.spend(count, span) {
                    Content::Particle(joined(first, second))
                } else {
                    Content::Empty
                }
            }
            (inherited, _) => {
                let count = if let Content::Particle(particle) = &inherited {
                    size(particle)
                } else {
                    0
                };
                if self.spend(count, span) {
                    inherited
                } else {
                    Content::Empty
                }
            }
        };
        out
    }

    /// The type of simple content (XSD 1.0 part 1, 3.4.2).
    fn simple_content(
        &mut self,
        (id, base, span): (TypeId, TypeId, Span),
        declared: bool,
        derivation: DerivationKind,
        anonymous: Option<(&'a xsd::SimpleType, &[String])>,
        facets: &'a Facets,
    ) -> Content {
        let inherited = match self.built(base) {
            TypeKind::Builtin(Builtin::AnyType) => None,
            TypeKind::Simple(_) | TypeKind::Builtin(_) => Some(base),
            TypeKind::Complex(ComplexType {
                content: Content::Simple(ty),
                ..
            }) => Some(*ty),
            TypeKind::Complex(_) => None,
        };
        let unit = self.slots[id.0].unit;
        let narrowed = match anonymous {
            Some((ty, path)) => {
                let ty = self.anonymous_simple(ty, unit, path);
                self.build(ty);
                Some(ty)
            }
            None => inherited,
        };
        let Some(narrowed) = narrowed else {
            if !declared {
                return Content::Simple(self.builtin(Builtin::AnySimpleType, span));
            }
            let message = format!("`{}` has no simple content", self.shown(base));
            let diagnostic =
                Diagnostic::error(span, message).hint("use `complexContent` to derive from it");
            self.report.broken(diagnostic, "it is read so");
            return match self.built(base) {
                TypeKind::Complex(base) => base.content.clone(),
                _ => Content::Particle(any_content(span)),
            };
        };
        if derivation == DerivationKind::Restriction && *facets != Facets::default() {
            return Content::Simple(self.add_content_type(narrowed, facets, id, span));
        }
        Content::Simple(narrowed)
    }

    fn particle(&mut self, particle: &'a xsd::Particle, scope: &Scope<'_>) -> Option<Particle> {
        if particle.max == Some(0) || !self.spend(1, particle.span) {
            return None;
        }
        if scope.depth > DEPTH {
            let message = format!("model groups are nested deeper than {DEPTH}");
            self.report.push(
                Diagnostic::error(particle.span, message)
                    .hint("groups count wherever they are used"),
            );
            self.budget = 0;
            return None;
        }
        let term = match &particle.term {
            xsd::Term::Element(element) => {
                Term::Element(Box::new(self.local_element(element, scope)))
            }
            xsd::Term::Any(wildcard) => Term::Any(self.wildcard(wildcard, scope.unit)),
            xsd::Term::Group(name) => return self.group(name, particle, scope),
            xsd::Term::Sequence(list) => {
                Term::Sequence(flat(self.particles(list, scope), sequence_of))
            }
            xsd::Term::All(list) => Term::All(self.particles(list, scope)),
            xsd::Term::Choice(list) => return self.choice(list, particle, scope),
        };
        match &term {
            Term::Sequence(list) | Term::All(list) if list.is_empty() => None,
            _ => Some(Particle {
                min: particle.min,
                max: particle.max,
                term,
                span: particle.span,
            }),
        }
    }

    fn particles(&mut self, list: &'a [xsd::Particle], scope: &Scope<'_>) -> Vec<Particle> {
        let inner = Scope {
            depth: scope.depth + 1,
            ..*scope
        };
        list.iter()
            .filter_map(|particle| self.particle(particle, &inner))
            .collect()
    }

    /// A choice: a branch that is empty allows nothing at all. One without branches is valid for nothing (XSD 1.0 part
    /// 1, 3.8.4); those who write it (an empty `DataSet` of .NET) send no content, and so it is read.
    fn choice(
        &mut self,
        list: &'a [xsd::Particle],
        at: &xsd::Particle,
        scope: &Scope<'_>,
    ) -> Option<Particle> {
        if list.is_empty() && at.min > 0 {
            self.report.push(
                Diagnostic::warning(
                    at.span,
                    "a choice without branches, which no content is valid for",
                )
                .hint("it is read as empty content"),
            );
        }
        let branches = self.particles(list, scope);
        let possible = list.iter().filter(|branch| branch.max != Some(0)).count();
        let min = if branches.len() < possible { 0 } else { at.min };
        let branches = flat(branches, choice_of);
        (!branches.is_empty()).then_some(Particle {
            min,
            max: at.max,
            term: Term::Choice(branches),
            span: at.span,
        })
    }

    /// The content of a group in the place of a reference to it.
    fn group(
        &mut self,
        name: &QName,
        at: &'a xsd::Particle,
        scope: &Scope<'_>,
    ) -> Option<Particle> {
        let name = self.names.in_unit(name, scope.unit);
        let Some(global) = self.names.groups.get_inside(&name, scope.declaration()) else {
            self.names.unresolved(
                &self.names.groups,
                &name,
                (at.span, "ref"),
                "its place is open to any element",
                (self.sources, self.report),
            );
            return Some(any_content(at.span));
        };
        let group = identity(global.node);
        if scope.is_inside(group) {
            let message = format!("group `{}` contains itself", name.local);
            let diagnostic = Diagnostic::error(at.span, message);
            self.report.broken(
                diagnostic,
                "the place of the inner one is open to any element",
            );
            return Some(any_content(at.span));
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
        let content = self.particle(global.node.particle.as_ref()?, &inner)?;
        Some(match (content.min, content.max) {
            (1, Some(1)) => Particle {
                min: at.min,
                max: at.max,
                ..content
            },
            _ if (at.min, at.max) == (1, Some(1)) => content,
            _ => Particle {
                min: at.min,
                max: at.max,
                span: at.span,
                term: Term::Sequence(vec![content]),
            },
        })
    }

    fn local_element(&mut self, node: &'a xsd::Element, scope: &Scope<'_>) -> LocalElement {
        if let Some(reference) = &node.reference {
            let place = (node.span, "ref");
            let Some(id) =
                self.named_element(reference, scope.unit, place, "it is read as `xs:anyType`")
            else {
                return LocalElement {
                    name: self.names.in_unit(reference, scope.unit),
                    schema: None,
                    ty: self.builtin(Builtin::AnyType, node.span),
                    nillable: false,
                    value: None,
                    reference: None,
                    docs: node.docs.clone(),
                    span: node.span,
                };
            };
            let (global, name, ty) = self.element(id);
            return LocalElement {
                name,
                schema: None,
                ty,
                nillable: global.is_some_and(|global| global.nillable),
                value: node
                    .value
                    .clone()
                    .or_else(|| global.and_then(|global| global.value.clone())),
                reference: Some(id),
                docs: node
                    .docs
                    .clone()
                    .or_else(|| global.and_then(|global| global.docs.clone())),
                span: node.span,
            };
        }
        let unit = &self.names.units[scope.unit];
        let qualified = node.qualified.unwrap_or(unit.schema.elements_qualified);
        let schema = unit.namespace.clone();
        let namespace = schema.clone().filter(|_| qualified);
        let ty = self.declared_type(node, scope.unit, scope.path);
        LocalElement {
            name: QName {
                namespace,
                local: node.name.clone(),
            },
            schema,
            ty: ty.unwrap_or_else(|| self.builtin(Builtin::AnyType, node.span)),
            nillable: node.nillable,
            value: node.value.clone(),
            reference: None,
            docs: node.docs.clone(),
            span: node.span,
        }
    }

    pub(super) fn wildcard(&mut self, wildcard: &xsd::Wildcard, unit: usize) -> Wildcard {
        let target = &self.names.units[unit].namespace;
        let namespaces = match wildcard.namespace.as_str() {
            "##any" => NamespaceConstraint::Any,
            "##other" => NamespaceConstraint::Other(target.clone()),
            list => NamespaceConstraint::List(
                list.split_whitespace()
                    .map(|it| match it {
                        "##local" => None,
                        "##targetNamespace" => target.clone(),
                        namespace => Some(namespace.to_owned()),
                    })
                    .collect(),
            ),
        };
        Wildcard {
            namespaces,
            process: wildcard.process,
        }
    }
}

/// Splices in what `inner` finds to be a list of the same kind that occurs once.
fn flat(
    list: Vec<Particle>,
    inner: fn(Particle) -> Result<Vec<Particle>, Particle>,
) -> Vec<Particle> {
    let mut out = Vec::with_capacity(list.len());
    for particle in list {
        let once = (particle.min, particle.max) == (1, Some(1));
        match if once { inner(particle) } else { Err(particle) } {
            Ok(list) => out.extend(list),
            Err(particle) => out.push(particle),
        }
    }
    out
}

fn sequence_of(particle: Particle) -> Result<Vec<Particle>, Particle> {
    match particle.term {
        Term::Sequence(list) => Ok(list),
        _ => Err(particle),
    }
}

fn choice_of(particle: Particle) -> Result<Vec<Particle>, Particle> {
    match particle.term {
        Term::Choice(list) => Ok(list),
        _ => Err(particle),
    }
}

/// One particle after another.
fn joined(first: Particle, second: Particle) -> Particle {
    let span = first.span;
    let list = flat(vec![first, second], sequence_of);
    Particle {
        min: 1,
        max: Some(1),
        term: Term::Sequence(list),
        span,
    }
}

fn any_type_name() -> QName {
    QName {
        namespace: Some(XSD.to_owned()),
        local: "anyType".to_owned(),
    }
}

/// The content of `xs:anyType`.
fn any_content(span: Span) -> Particle {
    let any = Wildcard {
        namespaces: NamespaceConstraint::Any,
        process: ProcessContents::Lax,
    };
    Particle {
        min: 0,
        max: None,
        term: Term::Any(any),
        span,
    }
}

/// How many particles a particle is, itself included.
fn size(particle: &Particle) -> usize {
    match &particle.term {
        Term::Sequence(list) | Term::Choice(list) | Term::All(list) => {
            1 + list.iter().map(size).sum::<usize>()
        }
        Term::Element(_) | Term::Any(_) => 1,
    }
}
