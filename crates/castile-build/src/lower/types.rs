//! Types: which are needed, what they are called, what they become.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use castile_wsdl::model::{
    Builtin, ComplexType, Content, EnumerationValue, Facets, LocalElement, Model, Particle,
    SimpleType, Term, Type, TypeId, TypeKind, Variety,
};

use super::select::Selection;
use super::unions::{self, Form};
use super::{Lowering, choice, derivation, docs, encoded, mixed, name as expanded, naming};
use crate::ir;
use crate::overrides::Kind;

/// The types that the operations need.
#[derive(Debug, Default)]
pub(crate) struct Reached {
    /// In the order of the contract.
    pub(crate) order: Vec<TypeId>,
    /// Those that are met without a look into types from elsewhere.
    pub(crate) own: BTreeSet<TypeId>,
    /// Those that stand for a value, and not merely as the base of another.
    set: BTreeSet<TypeId>,
}

/// Finds the types that the operations need.
pub(crate) fn reach(lowering: &mut Lowering<'_>, selection: &Selection<'_>) -> Reached {
    let model = lowering.model;
    let mut sent = BTreeSet::new();
    let mut all = BTreeSet::new();
    for (id, is_request) in selection.types(model) {
        visit_all(model, id, &mut all);
        if is_request {
            visit_all(model, id, &mut sent);
        }
    }
    lowering.sent = sent;
    let mut encoded = BTreeSet::new();
    let encoded_parts = selection.plans.iter();
    for id in encoded_parts.flat_map(|plan| plan.encoded_types(model)) {
        visit_all(model, id, &mut encoded);
    }
    lowering.encoded = encoded;
    let own = if lowering.foreign.is_empty() {
        all.clone()
    } else {
        let foreign = &lowering.foreign;
        let bounds = Bounds {
            enters: &|id| !foreign.has(id),
            derives: &|base, _| !foreign.has(base) || foreign.is_open(base),
            ..Bounds::NONE
        };
        let mut own = BTreeSet::new();
        for (id, _) in selection.types(model) {
            visit(model, id, &mut own, &bounds);
        }
        own
    };
    Reached {
        order: all.iter().copied().collect(),
        own,
        set: all,
    }
}

/// The types that a value of this type may contain.
pub(crate) fn reach_from(model: &Model, id: TypeId) -> Vec<TypeId> {
    let mut set = BTreeSet::new();
    visit_all(model, id, &mut set);
    set.into_iter().collect()
}

fn visit_all(model: &Model, id: TypeId, set: &mut BTreeSet<TypeId>) {
    visit(model, id, set, &Bounds::NONE);
}

/// How far to look into types.
pub(super) struct Bounds<'b> {
    /// The content of this type counts.
    pub(super) enters: &'b dyn Fn(TypeId) -> bool,
    /// Where the first type is declared the second, which is derived from it, may stand.
    pub(super) derives: &'b dyn Fn(TypeId, TypeId) -> bool,
    /// Where the first element is declared the second may stand for it.
    pub(super) stands: &'b dyn Fn(&LocalElement, &LocalElement) -> bool,
}

impl Bounds<'_> {
    /// As far as the contract goes.
    pub(super) const NONE: Bounds<'static> = Bounds {
        enters: &|_| true,
        derives: &|_, _| true,
        stands: &|_, _| true,
    };
}

/// Adds a type and those that a value of it may contain.
pub(super) fn visit(model: &Model, id: TypeId, set: &mut BTreeSet<TypeId>, bounds: &Bounds<'_>) {
    // A list, since contracts nest deeper than a stack may.
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        if !set.insert(id) {
            continue;
        }
        if encoded::is_own(model, id) {
            waiting.extend(encoded::array(model, id).and_then(|array| array.item));
            continue;
        }
        match &model.ty(id).kind {
            TypeKind::Builtin(_) => {}
            TypeKind::Simple(simple) => match &simple.variety {
                Variety::Atomic(_) => {}
                Variety::List(item) => waiting.push(*item),
                Variety::Union(_) => match unions::form(model, id, simple) {
                    Form::One(_) | Form::Enumeration => {}
                    Form::Union(root) if root != id => waiting.push(root),
                    Form::Union(_) => waiting.extend(unions::lists(model, id)),
                },
            },
            TypeKind::Complex(complex) => {
                let derived = named_derived(model, complex);
                waiting.extend(derived.filter(|&derived| (bounds.derives)(id, derived)));
                if !(bounds.enters)(id) {
                    continue;
                }
                waiting.extend(complex.attributes.iter().map(|attribute| attribute.ty));
                match &complex.content {
                    Content::Empty => {}
                    Content::Simple(ty) => waiting.push(*ty),
                    Content::Particle(_) if mixed::is_any(model, complex) => {}
                    Content::Particle(particle) => {
                        let all = elements(particle);
                        let all = all.into_iter().flat_map(|it| standing(model, it, bounds));
                        waiting.extend(all.map(|element| element.ty));
                    }
                }
            }
        }
    }
}

/// The types derived from this one that `xsi:type` can name.
pub(super) fn named_derived(model: &Model, complex: &ComplexType) -> impl Iterator<Item = TypeId> {
    complex
        .derived
        .iter()
        .copied()
        .filter(|&id| model.ty(id).name.is_some())
}

/// The elements in a particle.
pub(super) fn elements(particle: &Particle) -> Vec<&LocalElement> {
    match &particle.term {
        Term::Element(element) => vec![element],
        Term::Sequence(particles) | Term::Choice(particles) | Term::All(particles) => {
            particles.iter().flat_map(elements).collect()
        }
        Term::Any(_) => Vec::new(),
    }
}

/// The elements that may stand where this one is declared.
pub(super) fn standing<'m>(
    model: &'m Model,
    element: &'m LocalElement,
    bounds: &Bounds<'_>,
) -> Vec<Cow<'m, LocalElement>> {
    let Some(substitutes) = choice::substitutes(model, element) else {
        return vec![Cow::Borrowed(element)];
    };
    let substitutes = substitutes.into_iter();
    let standing = substitutes.filter(|one| (bounds.stands)(element, one));
    standing.map(Cow::Owned).collect()
}

/// Gives every item its name: named types first, so that an anonymous type never takes the name of one.
pub(crate) fn name(lowering: &mut Lowering<'_>, reached: &Reached) {
    let model = lowering.model;
    // All that comes from elsewhere, so that it is told apart as it is there.
    let ids: BTreeSet<TypeId> = reached
        .order
        .iter()
        .copied()
        .chain(lowering.foreign.ids())
        .collect();
    rename(lowering, &ids);
    for named in [true, false] {
        for &id in &ids {
            let ty = model.ty(id);
            if ty.name.is_some() != named
                || !lowering.is_item(id)
                || lowering.idents.contains_key(&id)
            {
                continue;
            }
            let ident = match &ty.name {
                Some(name) => naming::pascal(&name.local),
                None => naming::pascal(&ty.context.join("_")),
            };
            let path = lowering.modules.path(ty.namespace.as_deref(), &ident);
            let ident = lowering
                .names
                .take(&path, if named { "Type" } else { "Element" });
            lowering.idents.insert(id, ident);
        }
    }
    for &id in &reached.order {
        let ty = model.ty(id);
        let TypeKind::Complex(complex) = &ty.kind else {
            continue;
        };
        if !lowering.is_item(id) {
            continue;
        }
        let has_derived = named_derived(model, complex).next().is_some();
        if !(has_derived || complex.is_abstract) {
            continue;
        }
        let ident = lowering.idents[&id].clone();
        let (module, own) = ir::split(&ident);
        let name = if complex.is_abstract {
            own.to_owned()
        } else {
            format!("Any{own}")
        };
        let family = if lowering.foreign.is_open(id) {
            let modules = &lowering.modules;
            let path = modules.own_path(ty.namespace.as_deref(), &name);
            lowering.names.take(&path, "Type")
        } else if complex.is_abstract {
            ident
        } else if module.is_empty() {
            lowering.names.take(&name, "Type")
        } else {
            lowering.names.take(&format!("{module}::{name}"), "Type")
        };
        lowering.families.insert(id, family);
    }
}

/// Gives items the names that the user has for them, before any other.
fn rename(lowering: &mut Lowering<'_>, ids: &BTreeSet<TypeId>) {
    let model = lowering.model;
    for &id in ids {
        let ty = model.ty(id);
        if !lowering.is_item(id) {
            continue;
        }
        if let TypeKind::Complex(_) = ty.kind
            && lowering.foreign.has(id)
            && let Some(path) = lowering.override_of(Kind::Extern, ty, "")
        {
            lowering.names.take(&path, "Type");
            lowering.idents.insert(id, path);
            continue;
        }
        let Some(name) = lowering.override_of(Kind::Type, ty, "") else {
            continue;
        };
        let path = lowering.modules.path(ty.namespace.as_deref(), &name);
        let ident = lowering.names.take(&path, "Type");
        if ident != path {
            let message =
                format!("`Config::rename_type` calls this type `{name}`, a name that is taken");
            lowering.error(
                ty.span,
                message,
                "two types of one module cannot have one name",
            );
        }
        lowering.idents.insert(id, ident);
    }
}

/// Whether a simple type is an enumeration of text.
pub(super) fn is_enumeration(model: &Model, id: TypeId, simple: &SimpleType) -> bool {
    match simple.variety {
        Variety::Atomic(builtin) => is_text(builtin) && !simple.facets.enumeration.is_empty(),
        Variety::List(_) => false,
        Variety::Union(_) => unions::form(model, id, simple) == Form::Enumeration,
    }
}

/// Makes the items.
pub(crate) fn items(lowering: &mut Lowering<'_>, reached: &Reached) -> Vec<ir::Item> {
    let model = lowering.model;
    let mut items = Vec::new();
    for &id in &reached.order {
        if !lowering.is_item(id) {
            continue;
        }
        let ty = model.ty(id);
        let first = items.len();
        let diagnostics = lowering.diagnostics.len();
        // Of what comes from elsewhere, and of what only that contains, the size is of interest, and the derives.
        lowering.in_shadow = lowering.foreign.has(id) || !reached.own.contains(&id);
        if let Some(ident) = lowering.idents.get(&id).cloned() {
            lowering.override_type(ty, &ident);
        }
        match &ty.kind {
            TypeKind::Builtin(_) => {}
            TypeKind::Simple(_) if lowering.external(id).is_some() => {}
            TypeKind::Simple(simple) if is_enumeration(model, id, simple) => {
                items.push(ir::Item::Enumeration(enumeration(lowering, id, ty, simple)));
            }
            TypeKind::Simple(_) => {
                let union = lowering.union(id, ty);
                items.push(ir::Item::Union(union));
            }
            TypeKind::Complex(complex) => {
                if !complex.is_abstract {
                    let strukt = lowering.strukt(id, ty, complex);
                    items.push(ir::Item::Struct(strukt));
                    items.append(&mut lowering.parts);
                }
                if let Some(ident) = lowering.families.get(&id).cloned() {
                    items.push(ir::Item::Family(family(
                        lowering,
                        id,
                        ident,
                        ty,
                        complex,
                        &reached.set,
                    )));
                }
            }
        }
        if std::mem::take(&mut lowering.in_shadow) {
            // It has been said where they are generated.
            lowering.diagnostics.truncate(diagnostics);
            let is_own = lowering.foreign.is_open(id) && reached.own.contains(&id);
            let own = lowering.families.get(&id).filter(|_| is_own);
            let idents = items[first..].iter().map(ir::Item::ident);
            let idents = idents.filter(|ident| own.is_none_or(|own| own != ident));
            lowering.shadows.extend(idents.map(str::to_owned));
        }
    }
    items
}

fn enumeration(
    lowering: &Lowering<'_>,
    id: TypeId,
    ty: &Type,
    simple: &SimpleType,
) -> ir::Enumeration {
    let type_name = local_name(ty);
    let mut names = naming::Names::default();
    let unrecognized = names.take("Unrecognized", "");
    let listed = unions::enumerated(lowering.model, id, simple);
    let variants = variants(
        lowering,
        ty,
        &listed,
        lowering.collapses(id),
        &mut names,
        &mut HashSet::new(),
    );
    ir::Enumeration {
        ident: lowering.idents[&id].clone(),
        docs: type_docs(ty, &type_name),
        name: derivation::name(lowering.model, id),
        preserve: variants.iter().any(ir::Variant::has_outer_space),
        variants,
        unrecognized,
    }
}

/// The name of a type, or of what an anonymous one belongs to.
pub(super) fn local_name(ty: &Type) -> String {
    match &ty.name {
        Some(name) => name.local.clone(),
        None => ty.context.last().cloned().unwrap_or_default(),
    }
}

/// The variants for the values that an enumeration lists, without those that have been seen.
pub(super) fn variants(
    lowering: &Lowering<'_>,
    ty: &Type,
    listed: &[&EnumerationValue],
    collapse: bool,
    names: &mut naming::Names,
    seen: &mut HashSet<String>,
) -> Vec<ir::Variant> {
    let type_name = local_name(ty);
    let mut variants = Vec::new();
    for listed in listed {
        let value = if collapse {
            listed
                .value
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        } else {
            listed.value.clone()
        };
        if !seen.insert(value.clone()) {
            continue;
        }
        let mut docs = docs::lines(listed.docs.as_deref());
        if docs.is_empty() && value.is_empty() {
            docs.push("The empty text.".to_owned());
        } else if docs.is_empty() {
            docs.push(format!("{}.", docs::code(&value)));
        }
        let variant = lowering
            .override_of(Kind::Variant, ty, &value)
            .unwrap_or_else(|| naming::variant(&value, &type_name));
        variants.push(ir::Variant {
            ident: names.take(&variant, "Value"),
            docs,
            value,
        });
    }
    variants
}

/// The values that the contract allows for a type that Rust has no enum for, since they are no text.
pub(super) fn values(model: &Model, id: TypeId) -> Vec<String> {
    match &model.ty(id).kind {
        TypeKind::Simple(simple) if !is_enumeration(model, id, simple) => simple
            .facets
            .enumeration
            .iter()
            .map(|value| value.value.clone())
            .collect(),
        _ => Vec::new(),
    }
}

fn family(
    lowering: &mut Lowering<'_>,
    id: TypeId,
    ident: String,
    ty: &Type,
    complex: &ComplexType,
    reached: &BTreeSet<TypeId>,
) -> ir::Family {
    let model = lowering.model;
    let mut members = Vec::new();
    let mut waiting = vec![id];
    let mut names = naming::Names::default();
    names.take("Unrecognized", "");
    let mut done = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let ty = model.ty(id);
        let TypeKind::Complex(complex) = &ty.kind else {
            continue;
        };
        if !done.insert(id) || !reached.contains(&id) {
            continue;
        }
        let derived: Vec<_> = named_derived(model, complex).collect();
        waiting.extend(derived.iter().rev());
        let Some(name) = ty.name.as_ref().filter(|_| !complex.is_abstract) else {
            continue;
        };
        let ident = lowering.idents[&id].clone();
        let name = expanded(name);
        let tag = lowering.prefixes.tag(&name);
        members.push(ir::FamilyMember {
            variant: names.take(ir::split(&ident).1, "Type"),
            ident,
            boxed: false,
            name,
            tag,
        });
    }
    let name = ty
        .name
        .as_ref()
        .map(|name| name.local.clone())
        .unwrap_or_default();
    let mut docs = type_docs(ty, &name);
    docs.push(String::new());
    docs.push(format!(
        "Any type derived from {}, told apart by `xsi:type`.",
        docs::code(&name)
    ));
    ir::Family {
        ident,
        docs,
        members,
        concrete: !complex.is_abstract,
        common: Vec::new(),
    }
}

/// The docs of a type, or its name.
pub(super) fn type_docs(ty: &Type, name: &str) -> Vec<String> {
    let lines = docs::lines(ty.docs.as_deref());
    if !lines.is_empty() {
        return lines;
    }
    vec![match &ty.name {
        Some(_) => format!("The type {}.", docs::code(name)),
        None => format!(
            "The content of the element {}.",
            docs::code(&ty.context.join("/"))
        ),
    }]
}

impl Lowering<'_> {
    /// The Rust type of a value: without what says how often it occurs.
    pub(crate) fn ty(&mut self, id: TypeId) -> ir::Ty {
        if let Some(ty) = self.external(id) {
            return ty;
        }
        if let Some(array) = encoded::array(self.model, id) {
            return self.array_ty(id, &array);
        }
        if let Some(builtin) = encoded::builtin(self.model, id) {
            return builtin_ty(builtin);
        }
        if encoded::is_any(self.model, id) {
            return ir::Ty::Runtime("AnyType");
        }
        match &self.model.ty(id).kind {
            TypeKind::Builtin(builtin) => builtin_ty(*builtin),
            TypeKind::Simple(simple) => self.simple(id, simple),
            TypeKind::Complex(complex) if mixed::is_any(self.model, complex) => {
                ir::Ty::Runtime("AnyType")
            }
            TypeKind::Complex(_) => {
                let ident = self.families.get(&id).or_else(|| self.idents.get(&id));
                ir::Ty::Item(ident.cloned().unwrap_or_default())
            }
        }
    }

    fn simple(&mut self, id: TypeId, simple: &SimpleType) -> ir::Ty {
        match &simple.variety {
            Variety::Atomic(builtin) => match self.idents.get(&id) {
                Some(ident) => ir::Ty::Item(ident.clone()),
                None => self.external_builtin(*builtin).unwrap_or_else(|| {
                    if *builtin == Builtin::Boolean && allows_digits_alone(&simple.facets) {
                        ir::Ty::Runtime("ZeroOne")
                    } else {
                        builtin_ty(*builtin)
                    }
                }),
            },
            Variety::List(item) => ir::Ty::List(Box::new(self.ty(*item))),
            Variety::Union(_) if self.config.yaserde => {
                if self.warned.insert(id) {
                    let span = self.model.ty(id).span;
                    self.warning(
                        span,
                        "a union of types is generated as text for `yaserde`",
                        "the text is kept as it is; its members are not told apart",
                    );
                }
                ir::Ty::Plain("String")
            }
            Variety::Union(_) => match unions::form(self.model, id, simple) {
                Form::One(builtin) => self
                    .external_builtin(builtin)
                    .unwrap_or_else(|| builtin_ty(builtin)),
                Form::Enumeration => ir::Ty::Item(self.idents[&id].clone()),
                Form::Union(root) => ir::Ty::Item(self.idents[&root].clone()),
            },
        }
    }

    /// Whether a type becomes a struct or an enum of its own.
    pub(super) fn is_item(&self, id: TypeId) -> bool {
        let model = self.model;
        match &model.ty(id).kind {
            TypeKind::Builtin(_) => false,
            TypeKind::Simple(simple) => match simple.variety {
                Variety::Union(_) if self.config.yaserde => false,
                Variety::Union(_) => match unions::form(model, id, simple) {
                    Form::One(_) => false,
                    Form::Enumeration => true,
                    Form::Union(root) => root == id,
                },
                _ => is_enumeration(model, id, simple),
            },
            TypeKind::Complex(complex) => {
                !mixed::is_any(model, complex) && !encoded::is_own(model, id)
            }
        }
    }

    /// The type that the user has put in the place of this one, which is a simple type.
    pub(super) fn external(&self, id: TypeId) -> Option<ir::Ty> {
        let ty = self.model.ty(id);
        if matches!(ty.kind, TypeKind::Complex(_)) {
            return None;
        }
        self.override_of(Kind::Extern, ty, "").map(external)
    }

    /// The type that the user has put in the place of a built-in one.
    pub(super) fn external_builtin(&self, builtin: Builtin) -> Option<ir::Ty> {
        if self.overrides.is_empty() {
            return None;
        }
        let path = format!("{{http://www.w3.org/2001/XMLSchema}}{}", builtin.name());
        let ty = self.overrides.get(Kind::Extern, &path, "")?;
        Some(external(ty.to_owned()))
    }

    /// Whether white space around and inside the text of this type means nothing, though Rust has it as text.
    pub(crate) fn collapses(&self, id: TypeId) -> bool {
        let builtin = match &self.model.ty(id).kind {
            TypeKind::Builtin(builtin) => *builtin,
            TypeKind::Simple(simple) => match simple.variety {
                Variety::Atomic(builtin)
                    if simple.facets.white_space.as_deref() != Some("collapse") =>
                {
                    builtin
                }
                Variety::Atomic(_) => return true,
                Variety::List(_) => return false,
                Variety::Union(_) if self.config.yaserde => return false,
                Variety::Union(_) => return unions::collapses(self, id),
            },
            TypeKind::Complex(_) => return false,
        };
        let text = Some(ir::Ty::Plain("String"));
        if !is_text(builtin)
            && (self.external(id) == text || self.external_builtin(builtin) == text)
        {
            return true;
        }
        is_text(builtin)
            && !matches!(
                builtin,
                Builtin::String | Builtin::NormalizedString | Builtin::AnySimpleType
            )
    }
}

fn external(path: String) -> ir::Ty {
    if path == "String" {
        ir::Ty::Plain("String")
    } else {
        ir::Ty::Item(path)
    }
}

/// Whether the patterns of an `xs:boolean` leave `1` and `0`, and no word.
fn allows_digits_alone(facets: &Facets) -> bool {
    let digits = |pattern: &String| {
        let plain = |c: char| "01|()[]-".contains(c) || c.is_whitespace();
        pattern.contains(['0', '1']) && pattern.chars().all(plain)
    };
    facets.patterns.iter().any(digits)
}

/// Types whose values Rust has as text.
pub(super) fn is_text(builtin: Builtin) -> bool {
    builtin_ty(builtin) == ir::Ty::Plain("String")
}

pub(super) fn builtin_ty(builtin: Builtin) -> ir::Ty {
    use ir::Ty::{Plain, Runtime};
    match builtin {
        Builtin::AnyType => Runtime("AnyType"),
        Builtin::AnySimpleType
        | Builtin::String
        | Builtin::NormalizedString
        | Builtin::Token
        | Builtin::Language
        | Builtin::Name
        | Builtin::NcName
        | Builtin::NmToken
        | Builtin::Id
        | Builtin::IdRef
        | Builtin::Entity
        | Builtin::AnyUri
        | Builtin::Notation => Plain("String"),
        Builtin::NmTokens | Builtin::IdRefs | Builtin::Entities => {
            ir::Ty::List(Box::new(Plain("String")))
        }
        Builtin::Boolean => Plain("bool"),
        Builtin::Decimal => Runtime("Decimal"),
        Builtin::Integer => Runtime("Integer"),
        Builtin::NonPositiveInteger => Runtime("NonPositiveInteger"),
        Builtin::NegativeInteger => Runtime("NegativeInteger"),
        Builtin::NonNegativeInteger => Runtime("NonNegativeInteger"),
        Builtin::PositiveInteger => Runtime("PositiveInteger"),
        Builtin::Long => Plain("i64"),
        Builtin::Int => Plain("i32"),
        Builtin::Short => Plain("i16"),
        Builtin::Byte => Plain("i8"),
        Builtin::UnsignedLong => Plain("u64"),
        Builtin::UnsignedInt => Plain("u32"),
        Builtin::UnsignedShort => Plain("u16"),
        Builtin::UnsignedByte => Plain("u8"),
        Builtin::Float => Plain("f32"),
        Builtin::Double => Plain("f64"),
        Builtin::Duration => Runtime("Duration"),
        Builtin::DateTime => Runtime("DateTime"),
        Builtin::Time => Runtime("Time"),
        Builtin::Date => Runtime("Date"),
        Builtin::GYearMonth => Runtime("GYearMonth"),
        Builtin::GYear => Runtime("GYear"),
        Builtin::GMonthDay => Runtime("GMonthDay"),
        Builtin::GDay => Runtime("GDay"),
        Builtin::GMonth => Runtime("GMonth"),
        Builtin::HexBinary => Runtime("HexBinary"),
        Builtin::Base64Binary => Runtime("Base64Binary"),
        Builtin::QName => Runtime("QName"),
    }
}

/// Imports the names of the runtime that field types use, without those that a module has a type of its own for.
pub(crate) fn import(module: &mut ir::Module) {
    let mut own: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut used: BTreeMap<&str, BTreeSet<&'static str>> = BTreeMap::new();
    for item in &module.items {
        let (scope, ident) = ir::split(item.ident());
        own.entry(scope).or_default().insert(ident);
        item.types(&mut |ty| ty.runtime_names(used.entry(scope).or_default()));
    }
    for faults in &module.faults {
        own.entry("").or_default().insert(&faults.ident);
        for detail in &faults.details {
            detail.ty.runtime_names(used.entry("").or_default());
        }
    }
    for client in &module.clients {
        own.entry("").or_default().insert(&client.ident);
        for method in &client.methods {
            for root in method.request.iter().chain(&method.response) {
                root.ty.runtime_names(used.entry("").or_default());
            }
        }
    }
    for client in &module.http_clients {
        own.entry("").or_default().insert(&client.ident);
        for method in &client.methods {
            let response = method.response.as_ref().map(|root| &root.ty);
            for ty in method.request.iter().chain(response) {
                ty.runtime_names(used.entry("").or_default());
            }
        }
    }
    let mut imports = |scope: &str| -> Vec<String> {
        let own = own.remove(scope).unwrap_or_default();
        let used = used.remove(scope).unwrap_or_default();
        let names = used.into_iter().filter(|name| !own.contains(name));
        names.map(str::to_owned).collect()
    };
    let of_file = imports("");
    let of_modules: Vec<_> = module
        .modules
        .iter()
        .map(|one| imports(&one.ident))
        .collect();
    module.imports = of_file;
    for (inner, imports) in module.modules.iter_mut().zip(of_modules) {
        inner.imports = imports;
    }
}
