//! Enumerations and unions, which are read from text.

use super::{Constants, READ, WRITE, named, pattern};
use crate::emit::source::{Source, literal};
use crate::ir::{Enumeration, Name, Ty, Union, UnionMember, Variant};

pub(super) fn enumeration(source: &mut Source, constants: &Constants<'_>, item: &Enumeration) {
    let ident = &item.ident;
    source.line(&format!("impl rt::Simple for {ident} {{"));
    if item.preserve {
        source.line("const PRESERVE: bool = true;");
    }
    type_name(source, constants, &item.name);
    source.blank();
    source.function("fn blank() -> Self {");
    source.line(&format!("Self::{}(String::new())", item.unrecognized));
    source.line("}");
    source.blank();
    source.function("fn parse(text: &str, _: rt::Scope<'_>) -> Result<Self, rt::ValueError> {");
    source.line("Ok(match text {");
    for variant in &item.variants {
        source.arm(
            &literal(&variant.value),
            &format!("Self::{}", variant.ident),
        );
    }
    source.line(&format!(
        "_ => Self::{}(text.to_owned()),",
        item.unrecognized
    ));
    source.line("})");
    source.line("}");
    source.blank();
    source.function("fn write_text(&self, out: &mut rt::TextWriter<'_>) {");
    source.line("out.escaped(self.as_str());");
    source.line("}");
    source.blank();
    source.function("fn is_unknown(&self) -> bool {");
    source.line(&format!("matches!(self, Self::{}(_))", item.unrecognized));
    source.line("}");
    source.line("}");
    source.blank();
    simple_element(source, ident);
}

/// The element of a simple type.
fn simple_element(source: &mut Source, ident: &str) {
    source.line(&format!("impl rt::Element for {ident} {{"));
    source.function("fn blank() -> Self {");
    source.line("rt::Simple::blank()");
    source.line("}");
    source.blank();
    source.function(READ);
    source.line("d.simple().map(|value| *self = value)");
    source.line("}");
    source.blank();
    source.function(WRITE);
    source.line("w.simple(tag, self);");
    source.line("}");
    source.line("}");
}

pub(super) fn union(source: &mut Source, constants: &Constants<'_>, item: &Union) {
    let ident = &item.ident;
    let rest = item.unrecognized.as_ref().or_else(|| {
        let open = item
            .variants
            .iter()
            .rfind(|one| one.ty == Ty::Plain("String"));
        open.map(|variant| &variant.ident)
    });
    let rest = rest.map_or("", String::as_str);
    source.line(&format!("impl rt::Simple for {ident} {{"));
    if item.preserve {
        source.line("const PRESERVE: bool = true;");
    }
    type_name(source, constants, &item.name);
    source.blank();
    source.function("fn blank() -> Self {");
    source.line(&format!("Self::{rest}(String::new())"));
    source.line("}");
    source.blank();
    union_parse(source, constants, item, rest);
    source.blank();
    source.function("fn write_text(&self, out: &mut rt::TextWriter<'_>) {");
    if item.is_text() {
        source.line("out.escaped(self.as_str());");
    } else {
        source.line("match self {");
        for value in item.values() {
            let write = format!("out.escaped({})", literal(&value.value));
            source.arm(&format!("Self::{}", value.ident), &write);
        }
        let is_text = |ty: &Ty| *ty == Ty::Plain("String");
        let (texts, others): (Vec<_>, Vec<_>) = item
            .variants
            .iter()
            .partition(|variant| is_text(&variant.ty));
        for variant in others {
            source.arm(
                &format!("Self::{}(value)", variant.ident),
                "rt::Simple::write_text(value, out)",
            );
        }
        let texts = texts.iter().map(|variant| &variant.ident);
        let texts = pattern(texts.chain(&item.unrecognized).map(String::as_str));
        if !texts.is_empty() {
            source.arm(&texts, "out.escaped(value)");
        }
        source.line("}");
    }
    source.line("}");
    if let Some(unrecognized) = &item.unrecognized {
        source.blank();
        source.function("fn is_unknown(&self) -> bool {");
        source.line(&format!("matches!(self, Self::{unrecognized}(_))"));
        source.line("}");
    }
    union_names(source, item);
    source.line("}");
    source.blank();
    simple_element(source, ident);
}

fn union_parse(source: &mut Source, constants: &Constants<'_>, item: &Union, rest: &str) {
    let mut reads_scope = false;
    let mut reads_collapsed = false;
    for member in &item.members {
        match member {
            UnionMember::Values(_) => reads_collapsed = true,
            UnionMember::Value { collapse, open, .. } => {
                reads_scope |= !open;
                reads_collapsed |= collapse;
            }
        }
    }
    source.function(&format!(
        "fn parse(text: &str, {}: rt::Scope<'_>) -> Result<Self, rt::ValueError> {{",
        if reads_scope { "scope" } else { "_" }
    ));
    let collapsed = if item.preserve && reads_collapsed {
        source.line("let collapsed = &*rt::collapse(text);");
        "collapsed"
    } else {
        "text"
    };
    let open = match item.members.last() {
        Some(UnionMember::Value {
            open: true,
            collapse,
            ..
        }) => Some(*collapse),
        _ => None,
    };
    let rest = match open {
        Some(true) => format!("Self::{rest}({collapsed}.to_owned())"),
        _ => format!("Self::{rest}(text.to_owned())"),
    };
    let tried = &item.members[..item.members.len() - usize::from(open.is_some())];
    for (index, member) in tried.iter().enumerate() {
        match member {
            UnionMember::Values(values) => {
                // What is listed with white space around it is compared as it is.
                let text = if values.iter().any(Variant::has_outer_space) {
                    "text"
                } else {
                    collapsed
                };
                if index + 1 == tried.len() {
                    source.line(&format!("Ok(match {text} {{"));
                    for value in values {
                        source.arm(&literal(&value.value), &format!("Self::{}", value.ident));
                    }
                    source.line(&format!("_ => {rest},"));
                    source.line("})");
                    source.line("}");
                    return;
                }
                if let [value] = values.as_slice() {
                    source.line(&format!("if {text} == {} {{", literal(&value.value)));
                    source.line(&format!("return Ok(Self::{});", value.ident));
                    source.line("}");
                    continue;
                }
                source.line(&format!("match {text} {{"));
                for value in values {
                    let found = format!("return Ok(Self::{})", value.ident);
                    source.arm(&literal(&value.value), &found);
                }
                source.line("_ => {}");
                source.line("}");
            }
            UnionMember::Value {
                variant,
                collapse,
                facets,
                ..
            } => {
                let text = if *collapse { collapsed } else { "text" };
                let facets = match facets {
                    Some(facets) => format!("Some({})", constants.facets.constant(facets)),
                    None => "None".to_owned(),
                };
                source.line(&format!(
                    "if let Some(value) = rt::member({text}, scope, {facets}) {{"
                ));
                source.line(&format!("return Ok(Self::{variant}(value));"));
                source.line("}");
            }
        }
    }
    source.line(&format!("Ok({rest})"));
    source.line("}");
}

/// What qualified names among the members need.
fn union_names(source: &mut Source, item: &Union) {
    let is_name = |ty: &Ty| match ty {
        Ty::List(inner) => **inner == Ty::Runtime("QName"),
        ty => *ty == Ty::Runtime("QName"),
    };
    let names = item.variants.iter().filter(|variant| is_name(&variant.ty));
    let names: Vec<&str> = names.map(|variant| variant.ident.as_str()).collect();
    if names.is_empty() {
        return;
    }
    source.blank();
    source.function("fn declare(&self, w: &mut rt::Writer) {");
    for name in &names {
        source.line(&format!("if let Self::{name}(value) = self {{"));
        source.line("rt::Simple::declare(value, w);");
        source.line("}");
    }
    source.line("}");
    source.blank();
    source.function("fn needs_no_default(&self) -> bool {");
    source.line("match self {");
    for name in &names {
        source.arm(
            &format!("Self::{name}(value)"),
            "rt::Simple::needs_no_default(value)",
        );
    }
    source.line("_ => false,");
    source.line("}");
    source.line("}");
}

/// The name of a simple type.
fn type_name(source: &mut Source, constants: &Constants<'_>, name: &Name) {
    if !name.local.is_empty() {
        source.tuple("const TYPE: rt::TypeName = ", &named(constants, name), ";");
    }
}
