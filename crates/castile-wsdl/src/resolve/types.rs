//! Types: ids for all, and each built after those it inherits from.
//!
//! Ids are given out first, so that types may refer to each other in circles; what has to be copied from a base is
//! built in the order of derivation. Nothing here recurses along a chain that a document can make long.

use std::collections::{HashMap, HashSet};

use crate::ast::xsd::{self, ComplexContent, SimpleContent, SimpleRef};
use crate::diagnostic::{Diagnostic, Report};
use crate::model::{
    Builtin, ComplexType, Content, Derivation, Element, ElementId, Facets, QName, SimpleType, Type,
    TypeId, TypeKind, Variety,
};
use crate::parse::{XSD, is_undeclared};
use crate::resolve::elements::ElementSlot;
use crate::resolve::names::{Global, Names, identity};
use crate::source::{Sources, Span};

/// Particles and attributes of all types together, at most: groups and bases are copied wherever they are used, so
/// that a small document could ask for any number.
const PARTICLES: usize = 1_000_000;

/// What a type is made from.
#[derive(Clone, Copy)]
pub(super) enum Declared<'a> {
    Builtin(Builtin),
    Simple(&'a xsd::SimpleType),
    Complex(&'a xsd::ComplexType),
    /// The restriction of the simple content of a complex type, which has no `xs:simpleType` of its own.
    Content(TypeId, &'a Facets),
}

/// The base of a type.
#[derive(Clone, Copy)]
enum Base {
    /// It has not been looked for.
    Unknown,
    /// It has, and there may be none.
    Known(Option<TypeId>),
}

/// A type on its way into the model.
pub(super) struct Slot<'a> {
    pub(super) declared: Declared<'a>,
    name: Option<QName>,
    context: Vec<String>,
    span: Span,
    pub(super) unit: usize,
    base: Base,
    pub(super) built: Option<TypeKind>,
}

/// The elements and types of a contract.
pub(super) struct Types<'a, 'r> {
    pub(super) names: &'r Names<'a>,
    pub(super) sources: &'r Sources,
    pub(super) report: &'r mut Report,
    pub(super) slots: Vec<Slot<'a>>,
    pub(super) elements: Vec<ElementSlot<'a>>,
    /// Types by declaration and unit.
    type_ids: HashMap<(usize, usize), TypeId>,
    builtin_ids: HashMap<Builtin, TypeId>,
    builtins: HashMap<&'static str, Builtin>,
    pub(super) element_ids: HashMap<(usize, usize), ElementId>,
    /// Elements that a lenient reader has made for names that are not declared.
    pub(super) undeclared_ids: HashMap<QName, ElementId>,
    /// Particles and attributes that may still be made.
    pub(super) budget: usize,
}

/// Where a reference stands: the element, and the attribute of it.
pub(super) type Place<'p> = (Span, &'p str);

impl<'a, 'r> Types<'a, 'r> {
    pub(super) fn new(names: &'r Names<'a>, sources: &'r Sources, report: &'r mut Report) -> Self {
        Self {
            names,
            sources,
            report,
            slots: Vec::new(),
            elements: Vec::new(),
            type_ids: HashMap::new(),
            builtin_ids: HashMap::new(),
            builtins: Builtin::ALL
                .iter()
                .map(|builtin| (builtin.name(), *builtin))
                .collect(),
            element_ids: HashMap::new(),
            undeclared_ids: HashMap::new(),
            budget: PARTICLES,
        }
    }

    /// Gives ids to all global elements and types of the contract's own schemas, in document order.
    pub(super) fn add_globals(&mut self) {
        let names = self.names;
        for (index, unit) in names
            .units
            .iter()
            .enumerate()
            .filter(|(_, unit)| !unit.built_in)
        {
            let qualified = |local: &str| QName {
                namespace: unit.namespace.clone(),
                local: local.to_owned(),
            };
            for node in &unit.schema.types {
                // A redefinition stands in for what it redefines; of equal declarations the first counts.
                if let Some(meant) = names.types.get(&qualified(node.name()))
                    && (meant.unit != index || std::ptr::eq(meant.node, node))
                {
                    self.global_type(meant, qualified(node.name()));
                }
            }
            for node in &unit.schema.elements {
                if let Some(meant) = names.elements.get(&qualified(&node.name)) {
                    self.global_element(meant, qualified(&node.name));
                }
            }
        }
    }

    fn global_type(&mut self, global: Global<'a, xsd::Type>, name: QName) -> TypeId {
        self.add_type(global.node, global.unit, Some(name), Vec::new())
    }

    /// The id of a declared type; a new one where it is met for the first time.
    fn add_type(
        &mut self,
        node: &'a xsd::Type,
        unit: usize,
        name: Option<QName>,
        context: Vec<String>,
    ) -> TypeId {
        match node {
            xsd::Type::Simple(ty) => self.add_slot(
                identity(ty.as_ref()),
                Declared::Simple(ty),
                unit,
                name,
                context,
                ty.span,
            ),
            xsd::Type::Complex(ty) => self.add_slot(
                identity(ty.as_ref()),
                Declared::Complex(ty),
                unit,
                name,
                context,
                ty.span,
            ),
        }
    }

    fn add_slot(
        &mut self,
        node: usize,
        declared: Declared<'a>,
        unit: usize,
        name: Option<QName>,
        context: Vec<String>,
        span: Span,
    ) -> TypeId {
        if let Some(id) = self.type_ids.get(&(node, unit)) {
            return *id;
        }
        let id = self.push(Slot {
            declared,
            name,
            context,
            span,
            unit,
            base: Base::Unknown,
            built: None,
        });
        self.type_ids.insert((node, unit), id);
        id
    }

    fn push(&mut self, slot: Slot<'a>) -> TypeId {
        self.slots.push(slot);
        TypeId(self.slots.len() - 1)
    }

    /// The restriction of the simple content of the complex type `of`.
    pub(super) fn add_content_type(
        &mut self,
        base: TypeId,
        facets: &'a Facets,
        of: TypeId,
        span: Span,
    ) -> TypeId {
        let context = self.path(of);
        let unit = self.slots[of.0].unit;
        let declared = Declared::Content(base, facets);
        self.push(Slot {
            declared,
            name: None,
            context,
            span,
            unit,
            base: Base::Known(Some(base)),
            built: None,
        })
    }

    /// The id of a built-in type.
    pub(super) fn builtin(&mut self, builtin: Builtin, span: Span) -> TypeId {
        if let Some(id) = self.builtin_ids.get(&builtin) {
            return *id;
        }
        let name = Some(QName {
            namespace: Some(XSD.to_owned()),
            local: builtin.name().to_owned(),
        });
        let declared = Declared::Builtin(builtin);
        let built = Some(TypeKind::Builtin(builtin));
        let id = self.push(Slot {
            declared,
            name,
            context: Vec::new(),
            span,
            unit: 0,
            base: Base::Known(None),
            built,
        });
        self.builtin_ids.insert(builtin, id);
        id
    }

    /// The type that a name means in a unit; `anyType` with an error where it means nothing.
    ///
    /// `inside` is the identity of the declaration the name stands in, which matters if that is a redefinition.
    pub(super) fn named_type(
        &mut self,
        name: &QName,
        unit: usize,
        place: Place<'_>,
        inside: usize,
    ) -> TypeId {
        let name = self.names.in_unit(name, unit);
        if name.namespace.as_deref() == Some(XSD)
            && let Some(builtin) = self.builtins.get(name.local.as_str())
        {
            return self.builtin(*builtin, place.0);
        }
        let Some(global) = self.names.types.get_inside(&name, inside) else {
            return self.undeclared_type(&name, place);
        };
        // What a redefinition builds on has lost its name to it.
        match self.names.types.get(&name) {
            Some(current) if !std::ptr::eq(current.node, global.node) => {
                self.add_type(global.node, global.unit, None, vec![name.local])
            }
            _ => self.global_type(global, name),
        }
    }

    /// What a name that is not declared is read as: a lenient reader takes it for the built-in type or for the type of
    /// the element of that name, where there is one.
    fn undeclared_type(&mut self, name: &QName, place: Place<'_>) -> TypeId {
        let builtin = Builtin::ALL
            .iter()
            .find(|it| it.name().eq_ignore_ascii_case(&name.local));
        let names = self.names;
        let element = names.elements.get(name);
        let element = element.filter(|global| global.node.anonymous.is_some());
        let instead = match (builtin, element) {
            (Some(builtin), _) => format!("it is read as `xs:{}`", builtin.name()),
            (None, Some(_)) => "it is read as the type of that element".to_owned(),
            (None, None) => "it is read as `xs:anyType`".to_owned(),
        };
        // A name with a prefix that is not declared has been reported for that.
        if !is_undeclared(name) {
            let sink = (self.sources, &mut *self.report);
            names.unresolved(&names.types, name, place, &instead, sink);
        }
        match (builtin, element) {
            _ if !self.report.lenient => self.builtin(Builtin::AnyType, place.0),
            (Some(builtin), _) => self.builtin(*builtin, place.0),
            (None, Some(global)) => self
                .declared_type(global.node, global.unit, &[])
                .unwrap_or_else(|| self.builtin(Builtin::AnyType, place.0)),
            (None, None) => self.builtin(Builtin::AnyType, place.0),
        }
    }

    /// The type of a simple type reference, which stands in something with the given path.
    pub(super) fn simple_ref(
        &mut self,
        reference: &'a SimpleRef,
        unit: usize,
        path: &[String],
        inside: usize,
    ) -> TypeId {
        match reference {
            SimpleRef::Named(name, attribute, span) => {
                let ty = self.named_type(name, unit, (*span, attribute), inside);
                // `anyType` is no simple type; a name that is not declared may be any.
                if matches!(
                    self.slots[ty.0].declared,
                    Declared::Builtin(Builtin::AnyType)
                ) {
                    return self.builtin(Builtin::AnySimpleType, *span);
                }
                ty
            }
            SimpleRef::Anonymous(ty) => self.anonymous_simple(ty, unit, path),
        }
    }

    /// The id of a simple type without a name.
    pub(super) fn anonymous_simple(
        &mut self,
        ty: &'a xsd::SimpleType,
        unit: usize,
        context: &[String],
    ) -> TypeId {
        self.add_slot(
            identity(ty),
            Declared::Simple(ty),
            unit,
            None,
            context.to_vec(),
            ty.span,
        )
    }

    /// The local names that lead to a type: those of an anonymous type, or its own.
    pub(super) fn path(&self, id: TypeId) -> Vec<String> {
        let slot = &self.slots[id.0];
        match &slot.name {
            Some(name) => vec![name.local.clone()],
            None => slot.context.clone(),
        }
    }

    /// Type and name of an element declaration without `ref`, global or local, in something with the given path.
    pub(super) fn declared_type(
        &mut self,
        node: &'a xsd::Element,
        unit: usize,
        path: &[String],
    ) -> Option<TypeId> {
        if let Some(anonymous) = &node.anonymous {
            let mut context = path.to_vec();
            context.push(node.name.clone());
            return Some(self.add_type(anonymous, unit, None, context));
        }
        node.ty
            .as_ref()
            .map(|name| self.named_type(name, unit, (node.span, "type"), 0))
    }

    /// Builds a type, and before it those it is derived from.
    pub(super) fn build(&mut self, id: TypeId) {
        let mut chain = vec![id];
        let mut members = HashSet::from([id]);
        while let Some(last) = chain.last().copied() {
            if self.slots[last.0].built.is_some() {
                break;
            }
            match self.base(last) {
                Some(base) if self.slots[base.0].built.is_none() => {
                    if !members.insert(base) {
                        self.circular(last, base);
                        continue;
                    }
                    chain.push(base);
                }
                _ => break,
            }
        }
        for id in chain.into_iter().rev() {
            if self.slots[id.0].built.is_none() {
                let kind = self.kind(id);
                self.slots[id.0].built = Some(kind);
            }
        }
    }

    /// Reports a type that is derived from itself, and cuts the circle.
    fn circular(&mut self, derived: TypeId, base: TypeId) {
        let slot = &mut self.slots[derived.0];
        slot.base = Base::Known(None);
        let span = slot.span;
        let name = self.path(base).join(".");
        self.report.broken(
            Diagnostic::error(span, format!("type `{name}` is derived from itself")),
            "it is read without its base",
        );
    }

    /// The base of a type.
    pub(super) fn base(&mut self, id: TypeId) -> Option<TypeId> {
        if let Base::Known(known) = self.slots[id.0].base {
            return known;
        }
        let unit = self.slots[id.0].unit;
        let base = match self.slots[id.0].declared {
            Declared::Simple(ty) => match &ty.content {
                SimpleContent::Restriction(restriction) => {
                    let path = self.path(id);
                    Some(self.simple_ref(&restriction.base, unit, &path, identity(ty)))
                }
                _ => None,
            },
            Declared::Complex(ty) => match &ty.content {
                ComplexContent::Direct(_) => None,
                ComplexContent::Complex { base, span, .. }
                | ComplexContent::Simple { base, span, .. } => {
                    Some(self.named_type(base, unit, (*span, "base"), identity(ty)))
                }
            },
            Declared::Builtin(_) | Declared::Content(..) => None,
        };
        self.slots[id.0].base = Base::Known(base);
        base
    }

    fn kind(&mut self, id: TypeId) -> TypeKind {
        match self.slots[id.0].declared {
            Declared::Builtin(builtin) => TypeKind::Builtin(builtin),
            Declared::Simple(ty) => TypeKind::Simple(self.simple_kind(id, ty)),
            Declared::Content(base, facets) => TypeKind::Simple(self.restriction(id, base, facets)),
            Declared::Complex(ty) => TypeKind::Complex(self.complex_kind(id, ty)),
        }
    }

    /// What a base has become; a type that could not be built counts as `anySimpleType`.
    pub(super) fn built(&self, id: TypeId) -> &TypeKind {
        self.slots[id.0]
            .built
            .as_ref()
            .unwrap_or(&TypeKind::Builtin(Builtin::AnySimpleType))
    }

    pub(super) fn span(&self, id: TypeId) -> Span {
        self.slots[id.0].span
    }

    /// The name of a type as a message shows it.
    pub(super) fn shown(&self, id: TypeId) -> String {
        self.path(id).join(".")
    }

    /// Counts particles or attributes made; `false` where there are too many.
    pub(super) fn spend(&mut self, count: usize, span: Span) -> bool {
        if self.budget == 0 {
            return false;
        }
        self.budget = self.budget.saturating_sub(count);
        if self.budget == 0 {
            let message = format!(
                "the types of this contract have more than {PARTICLES} elements and attributes"
            );
            let hint = "groups and bases count wherever they are used";
            self.report
                .push(Diagnostic::error(span, message).hint(hint));
        }
        self.budget > 0
    }

    /// Builds everything that has an id, and gives it in the order of the ids.
    pub(super) fn finish(mut self) -> (Vec<Element>, Vec<Type>) {
        let (mut next_type, mut next_element) = (0, 0);
        let mut heads = Vec::new();
        while next_type < self.slots.len() || next_element < self.elements.len() {
            if next_element < self.elements.len() {
                let id = ElementId(next_element);
                self.element_type(id);
                heads.extend(self.head_of(next_element).map(|head| (head, id)));
                next_element += 1;
            } else {
                self.build(TypeId(next_type));
                next_type += 1;
            }
        }
        self.report_circular_members();
        let elements = self.finished_elements(&heads);
        let names = self.names;
        let mut types: Vec<Type> = self
            .slots
            .into_iter()
            .map(|slot| finished_type(names, slot))
            .collect();
        for index in 0..types.len() {
            let TypeKind::Complex(ComplexType {
                base: Some(base), ..
            }) = &types[index].kind
            else {
                continue;
            };
            let base = base.base();
            if let TypeKind::Complex(base) = &mut types[base.0].kind {
                base.derived.push(TypeId(index));
            }
        }
        (elements, types)
    }

    /// Reports simple types that are members or items of themselves.
    fn report_circular_members(&mut self) {
        // Each type is entered once and left once; a member that is entered and not left closes a circle.
        let mut state = vec![0_u8; self.slots.len()];
        let mut cut = Vec::new();
        for start in 0..self.slots.len() {
            let mut stack = vec![(start, false)];
            while let Some((index, leave)) = stack.pop() {
                if leave {
                    state[index] = 2;
                    continue;
                }
                if state[index] != 0 {
                    continue;
                }
                state[index] = 1;
                stack.push((index, true));
                for member in members(self.slots[index].built.as_ref()) {
                    if state[member.0] == 1 {
                        let name = self.shown(member);
                        let span = self.slots[index].span;
                        self.report.broken(
                            Diagnostic::error(span, format!("type `{name}` is made of itself")),
                            "it is read as `xs:anySimpleType`",
                        );
                        cut.push(index);
                    } else {
                        stack.push((member.0, false));
                    }
                }
            }
        }
        for index in cut {
            if let Some(TypeKind::Simple(simple)) = &mut self.slots[index].built {
                simple.variety = Variety::Atomic(Builtin::AnySimpleType);
            }
        }
    }
}

/// Item and member types of a simple type.
fn members(kind: Option<&TypeKind>) -> Vec<TypeId> {
    match kind {
        Some(TypeKind::Simple(SimpleType {
            variety: Variety::List(item),
            ..
        })) => vec![*item],
        Some(TypeKind::Simple(SimpleType {
            variety: Variety::Union(members),
            ..
        })) => members.clone(),
        _ => Vec::new(),
    }
}

fn finished_type(names: &Names<'_>, slot: Slot<'_>) -> Type {
    let namespace = match &slot.name {
        Some(name) => name.namespace.clone(),
        None => names.units[slot.unit].namespace.clone(),
    };
    let docs = match &slot.declared {
        Declared::Simple(ty) => ty.docs.clone(),
        Declared::Complex(ty) => ty.docs.clone(),
        Declared::Builtin(_) | Declared::Content(..) => None,
    };
    let kind = slot.built.unwrap_or(TypeKind::Builtin(Builtin::AnyType));
    Type {
        name: slot.name,
        context: slot.context,
        namespace,
        docs,
        kind,
        span: slot.span,
    }
}

/// An empty complex type with what its declaration says directly.
pub(super) fn empty(ty: &xsd::ComplexType, base: Option<Derivation>) -> ComplexType {
    ComplexType {
        base,
        derived: Vec::new(),
        is_abstract: ty.is_abstract,
        mixed: ty.mixed,
        content: Content::Empty,
        attributes: Vec::new(),
        any_attribute: None,
    }
}
