//! Choices and families, which are one of several elements or types.

use super::{Constants, READ, WRITE, WRITE_UNTAGGED, accepts_nil, named, pattern};
use crate::emit::source::{Source, literal};
use crate::ir::{Branch, Choice, Family, Member, Ty};

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

pub(super) fn family(source: &mut Source, constants: &Constants<'_>, item: &Family) {
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
}
