//! Choices and families, which are one of several elements or types.

use super::{Constants, READ, WRITE, WRITE_UNTAGGED, accepts_nil, named, pattern};
use crate::emit::source::{Source, literal};
use crate::emit::types::Types;
use crate::ir::{Branch, Choice, Common, Family, Member, Ty, split};
use crate::lower::naming;

pub(super) fn choice(source: &mut Source, item: &Choice) {
    source.line(&format!("impl rt::Element for {} {{", item.ident));
    source.function("fn blank() -> Self {");
    source.line("Self::Unrecognized(rt::Element::blank())");
    source.line("}");
    source.blank();
    source.function(READ);
    source.line("*self = match d.branch() {");
    for (index, branch) in item.branches.iter().enumerate() {
        let variant = format!("Self::{}", branch.variant);
        if matches!(branch.ty, Ty::Vec(_)) {
            source.line(&format!("{index} => match self {{"));
            source.arm(
                &format!("{variant}(values)"),
                "return values.read_element(d)",
            );
            source.line(&format!("_ => d.variant({variant})?,"));
            source.line("},");
        } else {
            source.line(&format!("{index} => d.variant({variant})?,"));
        }
    }
    let open = item.branches.len();
    source.line(&format!("{open} => d.variant(Self::Unrecognized)?,"));
    if let Some(text) = &item.text {
        source.line(&format!("{} => d.variant(Self::{text})?,", open + 1));
    }
    source.line("_ => return Err(d.no_field()),");
    source.line("};");
    source.line("Ok(())");
    source.line("}");
    source.blank();
    source.function(WRITE_UNTAGGED);
    source.line("match self {");
    if let Some(text) = &item.text {
        source.arm(&format!("Self::{text}(value)"), "w.text().escaped(value)");
    }
    let (open, known): (Vec<&Branch>, Vec<&Branch>) =
        item.branches.iter().partition(|branch| branch.any);
    for branch in known {
        let writer = writer(&branch.member, &branch.ty);
        let value = format!(
            "value.write_element({}, {writer})",
            literal(&branch.member.tag)
        );
        source.arm(&format!("Self::{}(value)", branch.variant), &value);
    }
    let (lists, open): (Vec<&Branch>, Vec<&Branch>) = open
        .into_iter()
        .partition(|branch| matches!(branch.ty, Ty::Vec(_)));
    for variants in [
        pattern(lists.iter().map(|branch| branch.variant.as_str())),
        pattern(
            open.iter()
                .map(|branch| branch.variant.as_str())
                .chain(["Unrecognized"]),
        ),
    ] {
        if !variants.is_empty() {
            source.arm(&variants, "value.write_element(\"\", w)");
        }
    }
    source.line("}");
    source.line("}");
    source.blank();
    // The element at hand is that of the branch, which says whether it may be nil.
    accepts_nil(source);
    source.line("}");
}

/// The writer, which in SOAP encoding is told the type of the element.
fn writer(member: &Member, ty: &Ty) -> String {
    match &member.xsi_type {
        // Only `Option` asks the writer whether it may be absent.
        Some(xsi_type) if member.required && matches!(ty, Ty::Option(_)) => {
            format!("w.required({})", literal(xsi_type))
        }
        Some(xsi_type) => format!("w.typed({})", literal(xsi_type)),
        None => "w".to_owned(),
    }
}

pub(super) fn family(
    source: &mut Source,
    types: &Types<'_>,
    constants: &Constants<'_>,
    item: &Family,
) {
    source.line(&format!("impl rt::Element for {} {{", item.ident));
    source.function("fn blank() -> Self {");
    source.line("Self::Unrecognized(rt::Element::blank())");
    source.line("}");
    source.blank();
    source.function(READ);
    if item.members.is_empty() {
        source.line("d.type_index(&[], None)?;");
        source.line("*self = d.variant(Self::Unrecognized)?;");
    } else {
        let types = item
            .members
            .iter()
            .map(|member| named(constants, &member.name));
        source.array(
            "const TYPES: &[(&str, &str)] = &[",
            &types.collect::<Vec<_>>(),
            "];",
        );
        source.line(&format!(
            "*self = match d.type_index(TYPES, {})? {{",
            if item.concrete { "Some(0)" } else { "None" }
        ));
        for (index, member) in item.members.iter().enumerate() {
            source.line(&format!("{index} => d.variant(Self::{})?,", member.variant));
        }
        source.line("_ => d.variant(Self::Unrecognized)?,");
        source.line("};");
    }
    source.line("Ok(())");
    source.line("}");
    source.blank();
    source.function(WRITE);
    source.line("match self {");
    for (index, member) in item.members.iter().enumerate() {
        if index == 0 && item.concrete {
            let pattern = format!("Self::{}(value)", member.variant);
            source.arm(&pattern, "value.write_element(tag, w)");
        } else {
            source.line(&format!("Self::{}(value) => {{", member.variant));
            source.line(&format!("w.type_of_next({});", literal(&member.tag)));
            source.line("value.write_element(tag, w);");
            source.line("}");
        }
    }
    source.line("Self::Unrecognized(value) => value.write_element(tag, w),");
    source.line("}");
    source.line("}");
    source.line("}");
    common(source, types, item);
}

/// A method for each field that all members have. What is done with each member is said once, in a macro.
fn common(source: &mut Source, types: &Types<'_>, item: &Family) {
    if item.common.is_empty() {
        return;
    }
    let ident = &item.ident;
    let name = naming::snake(split(ident).1);
    let each = format!("each_{}", name.trim_start_matches("r#"));
    source.blank();
    source.line(&format!("macro_rules! {each} {{"));
    source.line("($any:expr, $value:ident => $field:expr, $none:expr) => {");
    source.line("match $any {");
    for member in &item.members {
        source.line(&format!("{ident}::{}($value) => $field,", member.variant));
    }
    source.line(&format!("{ident}::Unrecognized(_) => $none,"));
    source.line("}");
    source.line("};");
    source.line("}");
    source.blank();
    let converts =
        |one: &Common| one.method.starts_with("from_") || one.method.starts_with("into_");
    if item.common.iter().any(converts) {
        source.line("#[allow(clippy::wrong_self_convention, reason = \"as the contract has it\")]");
    }
    source.line(&format!("impl {ident} {{"));
    for (index, common) in item.common.iter().enumerate() {
        if index > 0 {
            source.blank();
        }
        let (ty, field, none) = borrowed(types, common);
        source.docs(&common.docs);
        source.function(&format!("pub fn {}(&self) -> {ty} {{", common.method));
        source.line(&format!("{each}!(self, value => {field}, {none})"));
        source.line("}");
    }
    source.line("}");
}

/// What a method gives of a field: the type, the value, and the value where there is no such field.
fn borrowed(types: &Types<'_>, common: &Common) -> (String, String, &'static str) {
    let field = format!("value.{}", common.field);
    let copied = |ty: &Ty| matches!(ty, Ty::Plain(name) if *name != "String");
    let target = |ty: &Ty| match ty {
        Ty::Plain("String") => "&str".to_owned(),
        Ty::Boxed(inner) | Ty::Large(inner) => format!("&{}", types.ty(inner)),
        ty => format!("&{}", types.ty(ty)),
    };
    let (inner, value) = match &common.ty {
        Ty::Vec(inner) => {
            return (
                format!("&[{}]", types.ty(inner)),
                format!("&{field}"),
                "&[]",
            );
        }
        Ty::Option(inner) if copied(inner) => (types.ty(inner), field),
        Ty::Option(inner) => {
            let by = match **inner {
                Ty::Plain(_) | Ty::Boxed(_) | Ty::Large(_) => "as_deref",
                _ => "as_ref",
            };
            (target(inner), format!("{field}.{by}()"))
        }
        ty if copied(ty) => (types.ty(ty), format!("Some({field})")),
        ty => (target(ty), format!("Some(&{field})")),
    };
    (format!("Option<{inner}>"), value, "None")
}
