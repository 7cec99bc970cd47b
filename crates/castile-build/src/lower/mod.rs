//! From the contract to Rust items: every decision on names, types, optionality and boxing.
//!
//! In: the [`Model`]. Out: an [`ir::Module`], or diagnostics with places for what cannot be generated. Tokens and
//! layout are left to `emit`.

mod ambiguous;
mod boxing;
mod choice;
mod common;
mod content;
mod derivation;
pub(crate) mod docs;
mod encoded;
mod equality;
mod extern_modules;
mod facets;
mod faults;
mod group;
mod http;
mod large;
mod messages;
mod mixed;
mod modules;
pub(crate) mod naming;
mod operations;
mod overrides;
mod parts;
mod prefixes;
mod rpc;
mod secrets;
mod select;
pub(crate) mod success;
mod types;
mod unions;
mod yaserde;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use castile_wsdl::diagnostic::{Diagnostic, Severity};
use castile_wsdl::model::{Model, QName, TypeId};
use castile_wsdl::source::{Sources, Span};

use crate::config::Config;
use crate::ir;
use crate::overrides::Overrides;
use extern_modules::Foreign;
use modules::Modules;
use naming::Names;
use prefixes::Prefixes;

/// Everything that `lower` knows while it works.
pub(crate) struct Lowering<'m> {
    pub(crate) model: &'m Model,
    pub(crate) sources: &'m Sources,
    pub(crate) config: &'m Config,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Type names taken in the module.
    pub(crate) names: Names,
    pub(crate) modules: Modules,
    pub(crate) overrides: Overrides,
    /// Attributes that the user wants, by item and `item.field`.
    pub(crate) attributes: BTreeMap<String, Vec<String>>,
    /// Structs and enumerations.
    pub(crate) idents: HashMap<TypeId, String>,
    /// Families, by the declared type.
    pub(crate) families: BTreeMap<TypeId, String>,
    /// Types that requests contain.
    pub(crate) sent: BTreeSet<TypeId>,
    /// Types that encoded messages contain.
    pub(crate) encoded: BTreeSet<TypeId>,
    /// The arrays that the array being written down is in.
    pub(crate) arrays: Vec<TypeId>,
    pub(crate) prefixes: Prefixes,
    /// Choices and groups, found while structs are made.
    pub(crate) parts: Vec<ir::Item>,
    /// Types that a warning has been given for.
    pub(crate) warned: BTreeSet<TypeId>,
    /// Types that another generated module has.
    pub(crate) foreign: Foreign,
    /// The rules of success that have met an answer.
    pub(crate) met_rules: BTreeSet<usize>,
    /// The item that is made is only looked at.
    pub(crate) in_shadow: bool,
    /// Items that are not written down.
    pub(crate) shadows: HashSet<String>,
}

/// Lowers a contract.
///
/// # Errors
/// The diagnostics, warnings included, if one of them is an error.
pub(crate) fn lower(
    model: &Model,
    sources: &Sources,
    config: &Config,
) -> Result<(ir::Module, Vec<Diagnostic>), Vec<Diagnostic>> {
    let source = sources
        .list
        .first()
        .map(|source| base_name(&source.name).to_owned())
        .unwrap_or_default();
    let mut lowering = Lowering {
        model,
        sources,
        config,
        diagnostics: Vec::new(),
        names: Names::of_types(),
        modules: Modules::default(),
        overrides: config.overrides.clone(),
        attributes: BTreeMap::new(),
        idents: HashMap::new(),
        families: BTreeMap::new(),
        sent: BTreeSet::new(),
        encoded: BTreeSet::new(),
        arrays: Vec::new(),
        prefixes: Prefixes::default(),
        parts: Vec::new(),
        warned: BTreeSet::new(),
        foreign: Foreign::default(),
        met_rules: BTreeSet::new(),
        in_shadow: false,
        shadows: HashSet::new(),
    };
    if config.yaserde {
        // A type that is written along with those of the contract.
        lowering.names.take("Nillable", "");
        lowering.refuse_modules();
    } else {
        lowering.modules = Modules::of(model, &source, &lowering.overrides);
        lowering.find_foreign();
    }
    lowering.check_overrides();
    let selection = select::select(&mut lowering);
    let reached = types::reach(&mut lowering, &selection);
    lowering.check_foreign();
    lowering.prefixes = prefixes::choose(&lowering, &selection, &reached);
    types::name(&mut lowering, &reached);
    let mut module = ir::Module {
        source,
        default_namespace: lowering.prefixes.default.clone(),
        prefixes: lowering.prefixes.all(),
        ..ir::Module::default()
    };
    module.items = types::items(&mut lowering, &reached);
    module.derived = derivation::derived(model, &reached.order);
    let mut constants = Names::default();
    let items = &mut module.items;
    let faults = &mut module.faults;
    module.clients = operations::clients(&mut lowering, &selection, &mut constants, items, faults);
    module.http_clients = http::clients(&mut lowering, &selection.http, &mut constants, items);
    boxing::apply(&mut lowering, &mut module.items);
    if !config.yaserde {
        large::apply(&mut module.items);
        common::apply(&lowering, &mut module.items);
    }
    if config.yaserde {
        yaserde::check(&mut lowering, &selection, &reached, &module.items);
    }
    lowering.unmet_overrides(&reached);
    lowering.check_rules();
    module.attributes = std::mem::take(&mut lowering.attributes);
    if config.equality {
        equality::derive(&mut module);
    }
    lowering.warn_of_closed(&module.items);
    lowering.warn_of_substitutes(&reached);
    extern_modules::drop_foreign(&mut module.items, &lowering.shadows);
    module.extern_modules = lowering.extern_modules(&reached);
    if config.out_module {
        module.out_modules = lowering.out_modules(&reached);
    }
    module.modules = lowering.modules.list(&module.items);
    types::import(&mut module);
    let mut diagnostics = lowering.diagnostics;
    diagnostics.sort_by_key(|one| (one.severity == Severity::Warning, one.span));
    diagnostics.dedup();
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
    {
        Err(diagnostics)
    } else {
        Ok((module, diagnostics))
    }
}

impl Lowering<'_> {
    pub(crate) fn error(
        &mut self,
        span: Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.diagnostics
            .push(Diagnostic::error(span, message).hint(hint));
    }

    /// Makes the errors from this one on warnings that an operation is left out, where that is asked for.
    pub(crate) fn leave_out(&mut self, first: usize, operation: &str) {
        let instead = format!("the operation `{operation}` is left out");
        let lenient = self.config.load.lenient;
        let given = self.diagnostics.split_off(first);
        let given = given.into_iter().map(|one| one.left(lenient, &instead));
        self.diagnostics.extend(given);
    }

    /// A warning about the type that has become the item `ident`.
    pub(crate) fn warning_of(&mut self, ident: &str, message: String, hint: &str) {
        if self.shadows.contains(ident) {
            return;
        }
        let id = self.idents.iter().find(|(_, one)| *one == ident);
        let span = id.map_or(Span::START, |(&id, _)| self.model.ty(id).span);
        self.warning(span, message, hint);
    }

    pub(crate) fn warning(
        &mut self,
        span: Span,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.diagnostics
            .push(Diagnostic::warning(span, message).hint(hint));
    }

    /// `file:line`, the file named as seen from the folder of the contract.
    pub(crate) fn place(&self, span: Span) -> String {
        let first = self
            .sources
            .list
            .first()
            .map_or("", |source| source.name.as_str());
        let name = seen_from(first, &self.sources.get(span.source).name);
        format!("{name}:{}", span.line)
    }
}

/// The path `name` as seen from the folder of `contract`: the generated text is to be the same on every machine.
fn seen_from(contract: &str, name: &str) -> String {
    if name.starts_with("built-in:") {
        return name.to_owned();
    }
    let separator = ['/', '\\'];
    let mut folders: Vec<&str> = contract.split(separator).collect();
    folders.pop();
    let parts: Vec<&str> = name.split(separator).collect();
    let same = folders
        .iter()
        .zip(&parts)
        .take_while(|(one, other)| one == other)
        .count();
    let up = std::iter::repeat_n("..", folders.len() - same);
    up.chain(parts[same..].iter().copied())
        .collect::<Vec<_>>()
        .join("/")
}

/// The last part of a path.
fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// An expanded name with the empty string for no namespace.
pub(crate) fn name(name: &QName) -> ir::Name {
    ir::Name {
        namespace: name.namespace.clone().unwrap_or_default(),
        local: name.local.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::seen_from;

    #[test]
    fn places_are_the_same_everywhere() {
        let cases = [
            ("a.wsdl", "a.wsdl", "a.wsdl"),
            ("wsdl/a.wsdl", "wsdl/types/b.xsd", "types/b.xsd"),
            (
                "/home/me/wsdl/a.wsdl",
                "/home/me/common/b.xsd",
                "../common/b.xsd",
            ),
            ("c:\\x\\a.wsdl", "c:\\x\\b.xsd", "b.xsd"),
        ];
        for (contract, name, expected) in cases {
            assert_eq!(seen_from(contract, name), expected);
        }
    }
}
