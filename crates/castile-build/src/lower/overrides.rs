//! What the user has otherwise: looked up by the names of the contract, and reported where it meets nothing.

use castile_wsdl::diagnostic::Diagnostic;
use castile_wsdl::model::Type;
use castile_wsdl::source::Span;

use super::types::Reached;
use super::{Lowering, modules, naming, prefixes};
use crate::ir;
use crate::overrides::{Kind, Override};

impl Lowering<'_> {
    /// The value of an override for a type; `None` at once where there are no overrides.
    pub(super) fn override_of(&self, kind: Kind, ty: &Type, member: &str) -> Option<String> {
        let overrides = &self.overrides;
        // How a value is called is decided where its type is generated.
        if overrides.is_empty() || self.in_shadow && kind == Kind::Variant {
            return None;
        }
        overrides.get(kind, &path(ty), member).map(str::to_owned)
    }

    /// Renames fields, and notes the attributes of a type and its fields.
    pub(super) fn override_fields(&mut self, ty: &Type, ident: &str, fields: &mut [ir::Field]) {
        if self.overrides.is_empty() || self.in_shadow {
            return;
        }
        let path = path(ty);
        for index in 0..fields.len() {
            let Some(member) = fields[index].member() else {
                continue;
            };
            if let Some(name) = self.overrides.get(Kind::Field, &path, &member) {
                if fields.iter().any(|other| other.ident == name) {
                    let message =
                        format!("`Config::rename_field` calls a second field of `{path}` `{name}`");
                    self.diagnostics.push(Diagnostic::error(ty.span, message));
                }
                name.clone_into(&mut fields[index].ident);
            }
            let attributes = self.overrides.all(Kind::FieldAttribute, &path, &member);
            if !attributes.is_empty() {
                let attributes = attributes.into_iter().map(str::to_owned).collect();
                let key = format!("{ident}.{}", fields[index].ident);
                self.attributes.insert(key, attributes);
            }
        }
    }

    /// Notes the attributes of a type.
    pub(super) fn override_type(&mut self, ty: &Type, ident: &str) {
        if self.overrides.is_empty() || self.in_shadow {
            return;
        }
        let attributes = self.overrides.all(Kind::TypeAttribute, &path(ty), "");
        if !attributes.is_empty() {
            let attributes = attributes.into_iter().map(str::to_owned).collect();
            self.attributes.insert(ident.to_owned(), attributes);
        }
    }

    /// Reports names that are none.
    pub(super) fn check_overrides(&mut self) {
        for one in self.overrides.iter() {
            let setting = one.kind.setting();
            if one.kind.is_name() && !naming::is_identifier(&one.value) {
                let message = format!(
                    "`Config::{setting}` wants `{}`, which is no name in Rust",
                    one.value
                );
                self.diagnostics
                    .push(Diagnostic::error(Span::START, message));
            }
            if one.kind == Kind::Prefix && !prefixes::is_free(&one.value) {
                let message = format!(
                    "`Config::{setting}` wants `{}`, which cannot be a prefix",
                    one.value
                );
                let hint = "letters, digits and `_`; not what begins with `xml`, nor `soap`, `soapenc`, `xsi`, `xsd`, nor `n`, `q` or `own` with a number";
                self.diagnostics
                    .push(Diagnostic::error(Span::START, message).hint(hint));
            }
            let mut others = self.overrides.iter();
            let is_same =
                |other: &&Override| other.kind == Kind::Prefix && other.value == one.value;
            if one.kind == Kind::Prefix
                && let Some(other) = others.find(is_same)
                && other.of != one.of
            {
                let message = format!(
                    "`Config::{setting}` gives `{}` the prefix of `{}`, which is `{}`",
                    one.of, other.of, one.value
                );
                self.diagnostics
                    .push(Diagnostic::error(Span::START, message));
            }
            let is_type = one.kind == Kind::Extern;
            if (is_type || one.kind == Kind::ExternModule)
                && !(is_path(&one.value) || is_type && one.value == "String")
            {
                let message = format!(
                    "`Config::{setting}` wants `{}`, which is no path in Rust",
                    one.value
                );
                let hint = if is_type {
                    "paths begin with `::` or `crate::`; `String` is the one name that needs none"
                } else {
                    "paths begin with `::` or `crate::`"
                };
                self.diagnostics
                    .push(Diagnostic::error(Span::START, message).hint(hint));
            }
        }
    }

    /// Reports overrides that have met nothing. What is left out with its operations may be named.
    pub(super) fn unmet_overrides(&mut self, reached: &Reached) {
        if self.overrides.is_empty() {
            return;
        }
        let model = self.model;
        for one in self.overrides.unmet() {
            let is_it = |ty: &&Type| path(ty) == one.of;
            let declared = model.types.iter().find(is_it);
            let missing = |what: String| format!("{what}, which the contract does not have");
            let what = match one.kind {
                Kind::Operation => {
                    let mut operations = model.interfaces.iter().flat_map(|one| &one.operations);
                    if operations.any(|operation| operation.name == one.of) {
                        continue;
                    }
                    missing(format!("the operation `{}`", one.of))
                }
                Kind::Prefix | Kind::ExternModule if modules::has(model, &one.of) => continue,
                Kind::Prefix | Kind::ExternModule => missing(format!("the namespace `{}`", one.of)),
                Kind::Module => format!("the namespace `{}`, which has no module", one.of),
                _ => match declared {
                    None => missing(format!("the type `{}`", one.of)),
                    Some(_) if !reached.order.iter().any(|&id| is_it(&model.ty(id))) => continue,
                    Some(_)
                        if reached
                            .order
                            .iter()
                            .any(|&id| is_it(&model.ty(id)) && self.foreign.has(id)) =>
                    {
                        format!("`{}`, which comes from another module", one.of)
                    }
                    Some(_) if one.member.is_empty() => {
                        format!("`{}`, which becomes no Rust type of its own", one.of)
                    }
                    Some(_) => missing(format!("`{}` in `{}`", one.member, one.of)),
                },
            };
            let message = format!("`Config::{}` is about {what}", one.kind.setting());
            self.diagnostics.push(match declared {
                Some(ty) => Diagnostic::error(ty.span, message),
                None if matches!(one.kind, Kind::Operation | Kind::Module | Kind::Prefix | Kind::ExternModule) => {
                    Diagnostic::error(Span::START, message)
                }
                None => Diagnostic::error(Span::START, message).hint(
                    "types are named `{namespace}local`, those without a name by their element: `{namespace}order/line`",
                ),
            });
        }
    }
}

/// How a user names a type: `{namespace}local`, or for an anonymous one the way to it, `{namespace}order/line`.
pub(super) fn path(ty: &Type) -> String {
    let local = match &ty.name {
        Some(name) => name.local.clone(),
        None => ty.context.join("/"),
    };
    match &ty.namespace {
        Some(namespace) => format!("{{{namespace}}}{local}"),
        None => local,
    }
}

/// Whether this is a path as generated code may write it anywhere.
fn is_path(text: &str) -> bool {
    let absolute = text.strip_prefix("::");
    let Some(rest) = absolute.or_else(|| text.starts_with("crate::").then_some(text)) else {
        return false;
    };
    rest.split("::")
        .all(|name| name == "crate" || naming::is_identifier(name))
}
