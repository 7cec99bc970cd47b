//! Which answers are success: rules of the user, held against what operations answer.

use castile_wsdl::diagnostic::Diagnostic;
use castile_wsdl::model::Model;
use castile_wsdl::source::Span;

use super::{Lowering, docs};
use crate::ir::{self, Step, Ty};

/// What a user says of success.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// The operation, or `*` for all that have the element.
    pub(crate) operation: String,
    /// The way to the status in the answer.
    pub(crate) path: String,
    pub(crate) values: Vec<String>,
}

impl Rule {
    fn is_for_all(&self) -> bool {
        self.operation == "*"
    }

    /// `path` or a value, for an operation.
    fn filled(text: &str, operation: &str) -> String {
        text.replace("{operation}", operation)
    }
}

/// Why a rule does not fit an answer.
enum Misfit {
    /// There is no such element, and what there is.
    Missing(String),
    /// The status cannot be told from it.
    Unfit(String),
}

impl Lowering<'_> {
    /// Finds the rule for a method, the last one that fits: one for its operation before those for all.
    pub(super) fn judge(&mut self, method: &mut ir::Method, span: Span, items: &[ir::Item]) {
        let rules = &self.config.success;
        let (own, all) = (0..rules.len())
            .filter(|&index| {
                rules[index].is_for_all() || rules[index].operation == method.operation
            })
            .partition::<Vec<_>, _>(|&index| !rules[index].is_for_all());
        let has_own = !own.is_empty();
        for index in all.into_iter().chain(own) {
            let rule = &rules[index];
            let found = fitted(rule, method, items);
            if rule.is_for_all() && matches!(found, Err(Misfit::Missing(_))) {
                continue;
            }
            self.met_rules.insert(index);
            if rule.is_for_all() && has_own {
                continue;
            }
            match found {
                Ok(success) => method.success = Some(success),
                Err(Misfit::Missing(hint)) => {
                    let message = format!(
                        "`Config::success` looks for `{}` in the answer of `{}`, which has no such element",
                        Rule::filled(&rule.path, &method.operation),
                        method.operation
                    );
                    self.error(span, message, hint);
                }
                Err(Misfit::Unfit(why)) => {
                    let message = format!(
                        "`Config::success` cannot judge the answer of `{}`: {why}",
                        method.operation
                    );
                    self.diagnostics.push(Diagnostic::error(span, message));
                }
            }
        }
        if let Some(success) = &method.success {
            let values: Vec<_> = success
                .values
                .iter()
                .map(|value| docs::code(value))
                .collect();
            let text = format!(
                "An answer whose {} is not {} is an error of the kind [`castile::ErrorKind::Refused`].",
                docs::code(&success.element),
                values.join(" or ")
            );
            method.docs.push(String::new());
            method.docs.extend(docs::wrapped(&text));
        }
    }

    /// Reports rules that can be met by nothing, and those that have met nothing.
    pub(super) fn check_rules(&mut self) {
        for (index, rule) in self.config.success.iter().enumerate() {
            let of = &rule.operation;
            let mut report = |message: String| {
                self.diagnostics
                    .push(Diagnostic::error(Span::START, message));
            };
            if self.config.yaserde {
                report(
                    "`Config::success` is about answers, which `Config::yaserde` has none of"
                        .to_owned(),
                );
            }
            if rule.values.is_empty() {
                report(format!(
                    "`Config::success` has no value that is success for `{of}`"
                ));
            }
            if let Some(value) = rule.values.iter().find(|one| one.matches('*').count() > 1) {
                report(format!(
                    "`Config::success` has more than one `*` in `{value}`"
                ));
            }
            if self.met_rules.contains(&index) || self.config.yaserde {
                continue;
            }
            if rule.is_for_all() {
                report(format!(
                    "`Config::success` is about `{}`, which no answer has",
                    rule.path
                ));
            } else if !has_operation(self.model, of) {
                report(format!(
                    "`Config::success` is about the operation `{of}`, which the contract does not have"
                ));
            }
        }
    }
}

fn has_operation(model: &Model, name: &str) -> bool {
    let mut operations = model.interfaces.iter().flat_map(|one| &one.operations);
    operations.any(|operation| operation.name == name)
}

/// A rule for a method.
fn fitted(rule: &Rule, method: &ir::Method, items: &[ir::Item]) -> Result<ir::Success, Misfit> {
    let element = Rule::filled(&rule.path, &method.operation);
    let Some(root) = &method.response else {
        return Err(Misfit::Missing("nothing is answered".to_owned()));
    };
    let mut steps = Vec::new();
    let mut ty = unwrapped(&root.ty, &mut steps);
    let answer = ty.item().unwrap_or_default().to_owned();
    for name in element.split('/') {
        let item = match ty {
            Ty::Vec(_) => {
                return Err(Misfit::Unfit(format!(
                    "there may be several of what `{name}` is in"
                )));
            }
            Ty::Item(path) => items.iter().find(|item| item.ident() == path),
            _ => None,
        };
        let Some(ir::Item::Struct(item)) = item else {
            return Err(Misfit::Missing(format!(
                "`{name}` is looked for where there are no elements"
            )));
        };
        let member = |field: &&ir::Field| field.member().is_some_and(|member| member == name);
        let Some(field) = item.fields.iter().find(member) else {
            let names: Vec<_> = item.fields.iter().filter_map(ir::Field::member).collect();
            return Err(Misfit::Missing(format!(
                "`{}` has `{}`",
                item.name.local,
                names.join("`, `")
            )));
        };
        steps.push(Step::Field(field.ident.clone()));
        ty = unwrapped(&field.ty, &mut steps);
    }
    let values = rule.values.iter();
    let values: Vec<_> = values
        .map(|value| Rule::filled(value, &method.operation))
        .collect();
    check_values(ty, &element, &values, items).map_err(Misfit::Unfit)?;
    Ok(ir::Success {
        answer,
        element,
        steps,
        values,
    })
}

/// The type inside of what may be absent or nil, and the steps to it.
fn unwrapped<'t>(mut ty: &'t Ty, steps: &mut Vec<Step>) -> &'t Ty {
    loop {
        ty = match ty {
            Ty::Option(inner) => {
                steps.push(Step::Present);
                inner
            }
            Ty::Nillable(inner) => {
                steps.push(Step::Filled);
                inner
            }
            Ty::Boxed(inner) | Ty::Large(inner) => inner,
            _ => return ty,
        };
    }
}

/// Whether a value of this type can be one of these texts.
fn check_values(
    ty: &Ty,
    element: &str,
    values: &[String],
    items: &[ir::Item],
) -> Result<(), String> {
    let all = |takes: &dyn Fn(&str) -> bool, what: &str| {
        let odd = values
            .iter()
            .find(|value| !value.is_empty() && !takes(value));
        odd.map_or(Ok(()), |odd| {
            Err(format!(
                "`{element}` is {what}, of which none is written `{odd}`"
            ))
        })
    };
    match ty {
        Ty::Plain("String") => Ok(()),
        Ty::Plain("bool") => all(&|value| matches!(value, "true" | "false"), "a boolean"),
        Ty::Plain("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64") => {
            let is_written = |value: &str| {
                value
                    .parse::<i128>()
                    .is_ok_and(|it| it.to_string() == value)
            };
            all(&is_written, "a whole number")
        }
        Ty::Item(path) => match items.iter().find(|item| item.ident() == path) {
            Some(ir::Item::Enumeration(it)) => {
                let is_open = |value: &String| value.contains('*');
                let has = |value: &String| it.variants.iter().any(|one| one.value == *value);
                if values.iter().any(|value| is_open(value) || has(value)) {
                    return Ok(());
                }
                let known: Vec<_> = it.variants.iter().map(|one| one.value.as_str()).collect();
                Err(format!(
                    "none of its values is one of `{element}`, which are `{}`",
                    known.join("`, `")
                ))
            }
            Some(ir::Item::Union(_)) => Ok(()),
            _ => Err(format!("`{element}` is no simple value")),
        },
        Ty::Vec(_) => Err(format!("there may be several `{element}`")),
        _ => Err(format!(
            "`{element}` is neither an enumeration, text, a boolean nor a whole number"
        )),
    }
}
