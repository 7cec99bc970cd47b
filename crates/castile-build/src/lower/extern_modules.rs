//! Types that another generated module has, and what this one promises to others.
//!
//! Types from elsewhere are lowered like all others, so that sizes, boxes and derives are known; then they are dropped,
//! and what is left names them by their paths. What both sides have to agree on, names and prefixes, is written down on
//! both: a constant in the module that has the types, and a check in the one that uses them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use castile_wsdl::model::{Content, LocalElement, TypeId, TypeKind};
use castile_wsdl::source::Span;

use super::types::{self, Bounds, Reached};
use super::{Lowering, choice, overrides, prefixes};
use crate::ir;
use crate::overrides::Kind;

/// The types from elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Foreign {
    /// The path of the module that has them.
    modules: BTreeMap<TypeId, String>,
    /// Those for which types of this contract may stand that their module does not know.
    open: BTreeSet<TypeId>,
}

impl Foreign {
    /// Whether a type comes from elsewhere.
    pub(crate) fn has(&self, id: TypeId) -> bool {
        self.modules.contains_key(&id)
    }

    /// Whether its family is one of this contract, since its module does not know all who are in it.
    pub(crate) fn is_open(&self, id: TypeId) -> bool {
        self.open.contains(&id)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = TypeId> {
        self.modules.keys().copied()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    fn paths(&self) -> BTreeSet<&str> {
        self.modules.values().map(String::as_str).collect()
    }

    fn of(&self, path: &str) -> impl Iterator<Item = TypeId> {
        let all = self.modules.iter();
        all.filter(move |(_, module)| *module == path)
            .map(|(&id, _)| id)
    }
}

/// The namespaces that what a module has may be written with; the empty one where elements are in none.
pub(crate) type Reach = BTreeMap<String, BTreeSet<String>>;

impl Lowering<'_> {
    /// Finds the types from elsewhere.
    pub(super) fn find_foreign(&mut self) {
        if !self.overrides.has(Kind::ExternModule) && !self.overrides.has(Kind::Extern) {
            return;
        }
        let model = self.model;
        let mut modules = BTreeMap::new();
        for (index, ty) in model.types.iter().enumerate() {
            let id = TypeId(index);
            if !self.is_item(id) {
                continue;
            }
            if let TypeKind::Complex(_) = ty.kind
                && let Some(path) = self.override_of(Kind::Extern, ty, "")
            {
                if path == "String" {
                    let message = format!(
                        "`Config::extern_type` has text stand for the complex type `{}`",
                        overrides::path(ty)
                    );
                    let hint =
                        "the path of a type that has been generated with `Config::out_module` may";
                    self.error(ty.span, message, hint);
                    continue;
                }
                modules.insert(id, ir::split(&path).0.to_owned());
            } else if let Some(module) = self.modules.external(ty.namespace.as_deref())
                && self.external(id).is_none()
            {
                modules.insert(id, module.to_owned());
            }
        }
        let mut open = BTreeSet::new();
        for (&id, module) in &modules {
            let is_elsewhere = |derived: &TypeId| modules.get(derived) != Some(module);
            if self.all_derived(id).iter().any(is_elsewhere) {
                open.insert(id);
            }
        }
        self.foreign = Foreign { modules, open };
    }

    /// The types derived from one, and from these.
    fn all_derived(&self, id: TypeId) -> BTreeSet<TypeId> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            if let TypeKind::Complex(complex) = &self.model.ty(id).kind {
                let derived = types::named_derived(self.model, complex);
                waiting.extend(derived.filter(|&id| found.insert(id)));
            }
        }
        found
    }

    /// Reports types from elsewhere in encoded messages: how these are written depends on the contract.
    pub(super) fn check_foreign(&mut self) {
        let model = self.model;
        let encoded = self.encoded.iter().copied();
        let encoded: Vec<TypeId> = encoded.filter(|&id| self.foreign.has(id)).collect();
        for id in encoded {
            let ty = model.ty(id);
            if let TypeKind::Complex(_) = ty.kind {
                let message = format!(
                    "`{}` stands in an encoded message and cannot come from another module",
                    overrides::path(ty)
                );
                let hint =
                    "without `Config::extern_module` or `Config::extern_type` it is generated here";
                self.error(ty.span, message, hint);
            }
        }
    }

    /// The namespaces of what each module elsewhere has, as far as this contract knows its types: more than are used,
    /// so that a request declares whatever the types write.
    pub(super) fn foreign_reach(&self) -> Reach {
        let mut reach = Reach::new();
        let known = |element: &LocalElement| self.modules.external(namespace(element)).is_some();
        let bounds = Bounds {
            derives: &|_, derived| self.foreign.has(derived),
            stands: &|head, other| namespace(head) == namespace(other) || known(other),
            ..Bounds::NONE
        };
        for path in self.foreign.paths() {
            let mut reached = BTreeSet::new();
            for id in self.foreign.of(path) {
                types::visit(self.model, id, &mut reached, &bounds);
            }
            let reached: Vec<TypeId> = reached.into_iter().collect();
            let none = BTreeSet::new();
            let used = prefixes::used_within(self.model, &[], &reached, &none, &bounds);
            reach.insert(path.to_owned(), used);
        }
        reach
    }

    /// The namespaces that a request with these types has to declare for the modules that they come from.
    pub(super) fn reach_of(&self, reached: &[TypeId]) -> BTreeSet<String> {
        let modules = reached.iter().filter_map(|id| self.foreign.modules.get(id));
        let modules: BTreeSet<&String> = modules.collect();
        let namespaces = modules
            .into_iter()
            .filter_map(|path| self.prefixes.foreign.get(path));
        namespaces.flatten().cloned().collect()
    }

    /// What has to be so in the modules that types come from.
    pub(super) fn extern_modules(&self, reached: &Reached) -> Vec<ir::ModuleNames> {
        let mut modules: BTreeMap<&str, ir::ModuleNames> = BTreeMap::new();
        for &id in reached.own.iter().filter(|&&id| self.foreign.has(id)) {
            let ident = &self.idents[&id];
            let (path, _) = ir::split(ident);
            let entry = modules.entry(path).or_insert_with(|| ir::ModuleNames {
                path: path.to_owned(),
                prefixes: self.prefixes.of_module(path),
                types: Vec::new(),
            });
            entry.types.extend(self.names_of(id));
        }
        sorted(modules)
    }

    /// What others may rely on in the modules that are generated.
    pub(super) fn out_modules(&self, reached: &Reached) -> Vec<ir::ModuleNames> {
        let mut modules: BTreeMap<&str, ir::ModuleNames> = BTreeMap::new();
        let mut contents: BTreeMap<&str, BTreeSet<TypeId>> = BTreeMap::new();
        for &id in &reached.order {
            let Some(ident) = self.idents.get(&id) else {
                continue;
            };
            // What is written by the rules of an encoding is of no use to a literal message.
            let is_own = reached.own.contains(&id) && !self.foreign.has(id);
            if !is_own || self.encoded.contains(&id) || self.external(id).is_some() {
                continue;
            }
            let (path, _) = ir::split(ident);
            let entry = modules.entry(path).or_default();
            path.clone_into(&mut entry.path);
            entry.types.extend(self.names_of(id));
            let all = contents.entry(path).or_default();
            types::visit(self.model, id, all, &Bounds::NONE);
        }
        for (path, module) in &mut modules {
            let reached: Vec<TypeId> = contents[path].iter().copied().collect();
            let written = prefixes::used(self.model, &[], &reached, &BTreeSet::new());
            let foreign = self.reach_of(&reached);
            module.prefixes = self
                .prefixes
                .list(&written.into_iter().chain(foreign).collect());
        }
        sorted(modules)
    }

    /// The names of a type in the contract and in Rust, and those of its family.
    fn names_of(&self, id: TypeId) -> Vec<(String, String)> {
        let ty = self.model.ty(id);
        let name = match &ty.name {
            Some(_) => overrides::path(ty),
            None => format!("element {}", overrides::path(ty)),
        };
        let own = |path: &String| ir::split(path).1.to_owned();
        let ident = own(&self.idents[&id]);
        let family = self.families.get(&id).filter(|_| !self.foreign.is_open(id));
        let family = family.map(own).filter(|family| *family != ident);
        let family = family.map(|family| (format!("{name} or derived"), family));
        std::iter::once((name, ident)).chain(family).collect()
    }

    /// Warns of types of this contract that values from elsewhere cannot hold, though the schemas let them.
    pub(super) fn warn_of_closed(&mut self, items: &[ir::Item]) {
        let model = self.model;
        let open: Vec<TypeId> = self.foreign.open.iter().copied().collect();
        for id in open {
            let Some(family) = self.families.get(&id).cloned() else {
                continue;
            };
            let holds = |item: &&ir::Item| {
                let mut holds = false;
                item.references(&mut |path| holds |= path == family);
                holds && ir::is_external(item.ident())
            };
            let Some(holder) = items.iter().find(holds).map(ir::Item::ident) else {
                continue;
            };
            let mut own = self.all_derived(id);
            own.retain(|&derived| !self.foreign.has(derived));
            for derived in own {
                let message = format!(
                    "`{holder}` cannot hold the derived type `{}`, which is generated here",
                    overrides::path(model.ty(derived))
                );
                let hint = "fields of this contract can; if the module has it, take it from there by `Config::extern_type`";
                self.warning(model.ty(derived).span, message, hint);
            }
        }
    }

    /// Warns of elements of this contract that values from elsewhere keep as XML, though they may stand for one of theirs.
    pub(super) fn warn_of_substitutes(&mut self, reached: &Reached) {
        let model = self.model;
        let mut found = BTreeMap::new();
        for &id in reached.order.iter().filter(|&&id| self.foreign.has(id)) {
            let TypeKind::Complex(complex) = &model.ty(id).kind else {
                continue;
            };
            let Content::Particle(particle) = &complex.content else {
                continue;
            };
            for element in types::elements(particle) {
                let substitutes = choice::substitutes(model, element).unwrap_or_default();
                for substitute in substitutes.into_iter().filter_map(|it| it.reference) {
                    let namespace = model.element(substitute).name.namespace.as_deref();
                    let is_own = self.modules.external(namespace).is_none();
                    if is_own && namespace != element.name.namespace.as_deref() {
                        found.entry(substitute.0).or_insert((substitute, id));
                    }
                }
            }
        }
        for (substitute, id) in found.into_values() {
            let element = model.element(substitute);
            let message = format!(
                "`{}` has no variant for the element `{}`, and keeps it as XML",
                self.idents[&id], element.name.local
            );
            let hint =
                "if the module has it, take its namespace from there by `Config::extern_module`";
            self.warning(element.span, message, hint);
        }
    }

    /// Reports settings that do not go with types for another codec.
    pub(super) fn refuse_modules(&mut self) {
        let kinds = [Kind::ExternModule, Kind::Prefix].into_iter();
        let used = kinds.filter(|&kind| self.overrides.has(kind));
        let out = self.config.out_module.then_some("out_module");
        for setting in used.map(Kind::setting).chain(out).collect::<Vec<_>>() {
            self.error(
                Span::START,
                format!("`Config::{setting}` does not go with `Config::yaserde`"),
                "types for `yaserde` are generated together",
            );
        }
    }
}

fn namespace(element: &LocalElement) -> Option<&str> {
    element.name.namespace.as_deref()
}

/// The modules, with their types in an order in which both sides have them: the compiler looks for one after the other.
fn sorted(modules: BTreeMap<&str, ir::ModuleNames>) -> Vec<ir::ModuleNames> {
    let mut modules: Vec<ir::ModuleNames> = modules.into_values().collect();
    for module in &mut modules {
        module.types.sort();
    }
    modules
}

/// Drops what comes from elsewhere, and what only that refers to.
pub(super) fn drop_foreign(items: &mut Vec<ir::Item>, shadows: &HashSet<String>) {
    items.retain(|item| !shadows.contains(item.ident()));
}
