//! The codec of each type, in a private module.

use std::collections::BTreeSet;

use super::facets;
use super::source::{Call, Source, literal, number};
use crate::ir::{
    Branch, Choice, Enumeration, Family, FaultDetail, FaultMark, Faults, Field, FieldKind, Item,
    Member, Module, Name, Role, Struct, Ty, Union, UnionMember, Variant,
};
use crate::table::{Flag, RowKind, Table};

/// The heads of the functions that read and write.
const READ: &str = "fn read_element(&mut self, d: &mut rt::Decoder<'_>) -> rt::Read {";
const WRITE: &str = "fn write_element(&self, tag: &'static str, w: &mut rt::Writer) {";
const WRITE_UNTAGGED: &str = "fn write_element(&self, _: &'static str, w: &mut rt::Writer) {";

pub(crate) fn emit(source: &mut Source, module: &Module) {
    let constants = Constants::of(module);
    source.line("/// How the types above are read and written.");
    source.line("mod codec {");
    source.line("#[allow(clippy::wildcard_imports, reason = \"it has to do with all of them\")]");
    source.line("use super::*;");
    source.line("use castile::codegen as rt;");
    source.line("#[allow(unused_imports, reason = \"not every contract needs it\")]");
    source.line("use castile::codegen::Element as _;");
    source.blank();
    constants.emit(source);
    for item in &module.items {
        source.blank();
        match item {
            Item::Struct(item) => strukt(source, &constants, item),
            Item::Enumeration(item) => enumeration(source, item),
            Item::Union(item) => union(source, &constants, item),
            Item::Choice(item) => choice(source, item),
            Item::Family(item) => family(source, &constants, item),
        }
    }
    for faults in &module.faults {
        source.blank();
        fault_details(source, &constants, faults);
    }
    source.line("}");
}

fn fault_details(source: &mut Source, constants: &Constants<'_>, item: &Faults) {
    source.line(&format!("impl rt::FaultDetail for {} {{", item.ident));
    let marks = item.details.iter().flat_map(|detail| &detail.marks);
    let marks = marks.map(|mark| Call {
        name: match mark {
            FaultMark::Element(_) => "rt::FaultMark::Element",
            FaultMark::Type(_) => "rt::FaultMark::Type",
            FaultMark::Header(_) => "rt::FaultMark::Header",
        },
        ..named(constants, mark.name())
    });
    source.array(
        "const MARKS: rt::FaultMarks = &[",
        &marks.collect::<Vec<_>>(),
        "];",
    );
    source.blank();
    let read = |detail: &FaultDetail| format!("detail.decode().map(Self::{})", detail.variant);
    let result = "Result<Self, rt::DecodeError>";
    if let [only] = item.details.as_slice() {
        source.function(&format!(
            "fn read(_: usize, detail: &rt::AnyElement) -> {result} {{"
        ));
        source.line(&read(only));
        source.line("}");
        source.line("}");
        return;
    }
    source.function(&format!(
        "fn read(index: usize, detail: &rt::AnyElement) -> {result} {{"
    ));
    source.line("match index {");
    let mut next = 0;
    for (index, detail) in item.details.iter().enumerate() {
        let first = next;
        next += detail.marks.len();
        let pattern = match (index + 1 == item.details.len(), detail.marks.len()) {
            (true, _) => "_".to_owned(),
            (false, 1) => first.to_string(),
            (false, _) => format!("{first}..={}", next - 1),
        };
        source.arm(&pattern, &read(detail));
    }
    source.line("}");
    source.line("}");
    source.line("}");
}

/// A name as the tables have it.
fn named(constants: &Constants<'_>, name: &Name) -> Call {
    Call {
        arguments: vec![constants.constant(&name.namespace), literal(&name.local)],
        ..Call::default()
    }
}

/// The namespaces and the facets of a module, each a constant.
struct Constants<'m> {
    namespaces: BTreeSet<String>,
    facets: facets::Tables<'m>,
}

impl<'m> Constants<'m> {
    fn of(module: &'m Module) -> Self {
        let mut set = BTreeSet::new();
        let mut add = |name: &Name| {
            if !name.namespace.is_empty() && name.local != "*" {
                set.insert(name.namespace.clone());
            }
        };
        for item in &module.items {
            match item {
                // They are written alone, and need no tables.
                Item::Struct(item) if item.role == Role::RequestHeaders => {}
                Item::Struct(item) => {
                    add(&item.name);
                    for field in &item.fields {
                        match &field.kind {
                            FieldKind::Element(member) | FieldKind::Attribute(member) => {
                                add(&member.name);
                            }
                            FieldKind::Choice(choice) => choice
                                .branches
                                .iter()
                                .for_each(|branch| add(&branch.member.name)),
                            FieldKind::Text(_)
                            | FieldKind::Any(_)
                            | FieldKind::AnyAttribute
                            | FieldKind::Attachment(_) => {}
                        }
                    }
                }
                Item::Family(item) => item.members.iter().for_each(|member| add(&member.name)),
                Item::Enumeration(_) | Item::Union(_) | Item::Choice(_) => {}
            }
        }
        for faults in &module.faults {
            let marks = faults.details.iter().flat_map(|detail| &detail.marks);
            marks.for_each(|mark| add(mark.name()));
        }
        Self {
            namespaces: set,
            facets: facets::Tables::of(module),
        }
    }

    /// Writes the constants.
    fn emit(&self, source: &mut Source) {
        for (index, namespace) in self.namespaces.iter().enumerate() {
            source.text_constant(&format!("const NS{}: &str", index + 1), namespace);
        }
        self.facets.emit(source);
    }

    /// The constant of a namespace.
    fn constant(&self, namespace: &str) -> String {
        match self.namespaces.iter().position(|one| one == namespace) {
            Some(index) => format!("NS{}", index + 1),
            None => literal(namespace),
        }
    }
}

fn strukt(source: &mut Source, constants: &Constants<'_>, item: &Struct) {
    if item.role == Role::RequestHeaders {
        request_headers(source, item);
        return;
    }
    let table = Table::of(item);
    source.line(&format!("impl {} {{", item.ident));
    shape(source, constants, item, &table);
    source.line("}");
    source.blank();
    if item.role == Role::ResponseHeaders {
        response_headers(source, item, &table);
    } else {
        element(source, item, &table);
    }
}

fn response_headers(source: &mut Source, item: &Struct, table: &Table<'_>) {
    source.line(&format!("impl rt::Headers for {} {{", item.ident));
    source.function("fn shape(&self) -> &'static rt::Shape {");
    source.line("Self::SHAPE");
    source.line("}");
    source.blank();
    source.function("fn fields(&mut self) -> Vec<&mut dyn rt::Element> {");
    let fields = fields(item, table, "&mut self.");
    source.entries("vec![", &fields, "]");
    source.line("}");
    source.line("}");
}

fn element(source: &mut Source, item: &Struct, table: &Table<'_>) {
    source.line(&format!("impl rt::Element for {} {{", item.ident));
    source.function("fn blank() -> Self {");
    if item.fields.is_empty() {
        source.line("Self {}");
    } else if item.default {
        source.line("Self::default()");
    } else {
        let value = |field: &Field| format!("{}: {}", field.ident, blank(&field.ty));
        source.literal("Self", &item.fields.iter().map(value).collect::<Vec<_>>());
    }
    source.line("}");
    source.blank();
    let is_group = item.role == Role::Group;
    let attachments: Vec<_> = item.fields.iter().filter_map(attachment).collect();
    source.function(READ);
    let read = if is_group { "d.group(" } else { "d.content(" };
    let read_fields = fields(item, table, "&mut self.");
    let read_fields = ("&mut [", read_fields.as_slice(), "]");
    if attachments.is_empty() {
        source.call_with_array(read, &["Self::SHAPE"], read_fields, ")");
    } else {
        source.call_with_array(read, &["Self::SHAPE"], read_fields, ")?;");
        for (ident, part) in &attachments {
            source.line(&format!("self.{ident} = d.attachment({})?;", literal(part)));
        }
        source.line("Ok(())");
    }
    source.line("}");
    source.blank();
    let (head, write, arguments): (_, _, &[&str]) = match item.role {
        Role::Group => (WRITE_UNTAGGED, "w.group(", &["Self::SHAPE"]),
        Role::Body => (WRITE_UNTAGGED, "w.body(", &["Self::SHAPE"]),
        _ => (WRITE, "w.content(", &["tag", "Self::SHAPE"]),
    };
    source.function(head);
    let written_fields = fields(item, table, "&self.");
    source.call_with_array(write, arguments, ("&[", &written_fields, "]"), ");");
    for (ident, part) in attachments {
        source.line(&format!("w.attach({}, &self.{ident});", literal(part)));
    }
    source.line("}");
    if is_group {
        source.blank();
        // What `xsi:nil` says is said of the group's first element, not of the group.
        accepts_nil(source);
    }
    source.line("}");
}

fn accepts_nil(source: &mut Source) {
    source.function("fn accepts_nil() -> bool {");
    source.line("true");
    source.line("}");
}

/// References to the fields of a struct, in the order that the codec has.
fn fields(item: &Struct, table: &Table<'_>, reference: &str) -> Vec<String> {
    let fields = table.fields();
    fields
        .map(|index| format!("{reference}{}", item.fields[index].ident))
        .collect()
}

/// The field of an attachment, and its part.
fn attachment(field: &Field) -> Option<(&str, &str)> {
    match &field.kind {
        FieldKind::Attachment(part) => Some((&field.ident, part)),
        _ => None,
    }
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

/// The value of a field before anything has been read into it.
fn blank(ty: &Ty) -> String {
    match ty {
        Ty::Option(_) => "None".to_owned(),
        Ty::Vec(_) => "Vec::new()".to_owned(),
        Ty::Plain("bool") => "false".to_owned(),
        Ty::Plain("f32" | "f64") => "0.0".to_owned(),
        Ty::Plain("String") => "String::new()".to_owned(),
        Ty::Plain(_) => "0".to_owned(),
        _ => "rt::Element::blank()".to_owned(),
    }
}

fn shape(source: &mut Source, constants: &Constants<'_>, item: &Struct, table: &Table<'_>) {
    source.line("const SHAPE: &'static rt::Shape = &rt::Shape {");
    source.line(&format!(
        "namespace: {},",
        constants.constant(&item.name.namespace)
    ));
    source.line(&format!("name: {},", literal(&item.name.local)));
    source.line(&format!("place: {},", literal(&item.place)));
    if let Some(xsi_type) = item.xsi_type.as_ref().filter(|name| !name.is_empty()) {
        source.line(&format!("xsi_type: {},", literal(xsi_type)));
    }
    if !table.elements.is_empty() {
        let rows = table.elements.iter();
        let calls = rows.map(|row| match row.kind {
            RowKind::Member(member) => {
                table_member(constants, member, member.bounds, row.slot, &row.flags)
            }
            RowKind::Branch(choice, branch) => {
                let bounds = branch.bounds_in(choice);
                table_member(constants, &branch.member, bounds, row.slot, &row.flags)
            }
            RowKind::Open(_) => plain(literal(""), literal(""), row.slot, &row.flags),
        });
        source.array("elements: &[", &calls.collect::<Vec<_>>(), "],");
    }
    if !table.attributes.is_empty() {
        let members = table.attributes.iter().enumerate();
        let calls = members.map(|(slot, &(_, member))| {
            table_member(
                constants,
                member,
                None,
                slot,
                &Table::attribute_flags(member),
            )
        });
        source.array("attributes: &[", &calls.collect::<Vec<_>>(), "],");
    }
    if let Some((_, Some(facets))) = table.text {
        let constant = constants.facets.constant(facets);
        source.line(&format!("facets: Some({constant}),"));
    }
    let facts = [
        ("text: true,", table.text.is_some()),
        ("mixed: true,", table.mixed.is_some()),
        ("any_attribute: true,", table.any_attribute.is_some()),
        ("ordered: false,", !table.ordered),
        ("open: true,", table.open),
        ("groups: true,", table.groups),
    ];
    for (line, is_so) in facts {
        if is_so {
            source.line(line);
        }
    }
    source.line("..rt::Shape::EMPTY");
    source.line("};");
}

fn flags(flags: &[Flag]) -> String {
    if flags.is_empty() {
        return "rt::OPTIONAL".to_owned();
    }
    let names = flags.iter().map(|flag| match flag {
        Flag::Required => "rt::REQUIRED",
        Flag::Repeated => "rt::REPEATED",
        Flag::Branch => "rt::BRANCH",
        Flag::ManyBranches => "rt::MANY_BRANCHES",
        Flag::Collapse => "rt::COLLAPSE",
        Flag::Encoded => "rt::ENCODED",
    });
    names.collect::<Vec<_>>().join(" | ")
}

fn table_member(
    constants: &Constants<'_>,
    member: &Member,
    bounds: Option<(u32, u32)>,
    slot: usize,
    set: &[Flag],
) -> Call {
    let mut then = Vec::new();
    if let Some(default) = &member.default {
        then.push(format!(".or({})", literal(default)));
    }
    if let Some(facets) = &member.facets {
        then.push(format!(".facets({})", constants.facets.constant(facets)));
    }
    if let Some((least, most)) = bounds {
        let most = match most {
            u32::MAX => "u32::MAX".to_owned(),
            most => number(most.into()),
        };
        then.push(format!(".times({}, {most})", number(least.into())));
    }
    if let Some(group) = &member.group {
        return Call {
            name: "rt::Group",
            arguments: vec![format!("{group}::SHAPE"), slot.to_string(), flags(set)],
            then,
        };
    }
    if let Some(xsi_type) = member.xsi_type.as_ref().filter(|name| !name.is_empty()) {
        then.push(format!(".typed({})", literal(xsi_type)));
    }
    let (tag, namespace) = if member.name.local == "*" {
        ("*", literal(&member.name.namespace))
    } else {
        (
            member.tag.as_str(),
            constants.constant(&member.name.namespace),
        )
    };
    Call {
        then,
        ..plain(literal(tag), namespace, slot, set)
    }
}

fn plain(tag: String, namespace: String, slot: usize, set: &[Flag]) -> Call {
    Call {
        name: "rt::Plain",
        arguments: vec![tag, namespace, slot.to_string(), flags(set)],
        ..Call::default()
    }
}

fn request_headers(source: &mut Source, item: &Struct) {
    source.line(&format!("impl rt::WriteHeaders for {} {{", item.ident));
    source.function("fn write_headers(&self, w: &mut rt::Writer) {");
    for field in &item.fields {
        if let FieldKind::Element(member) = &field.kind {
            let tag = literal(&member.tag);
            source.line(&match &member.xsi_type {
                None => format!("w.header({tag}, &self.{});", field.ident),
                Some(ty) => format!(
                    "w.encoded_header({tag}, {}, &self.{});",
                    literal(ty),
                    field.ident
                ),
            });
        }
    }
    source.line("}");
    source.line("}");
}

fn enumeration(source: &mut Source, item: &Enumeration) {
    let ident = &item.ident;
    source.line(&format!("impl rt::Simple for {ident} {{"));
    if item.preserve {
        source.line("const PRESERVE: bool = true;");
        source.blank();
    }
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

fn union(source: &mut Source, constants: &Constants<'_>, item: &Union) {
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
        source.blank();
    }
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

fn choice(source: &mut Source, item: &Choice) {
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

/// `Self::A(value) | Self::B(value)`
fn pattern<'v>(variants: impl Iterator<Item = &'v str>) -> String {
    let patterns: Vec<_> = variants
        .map(|variant| format!("Self::{variant}(value)"))
        .collect();
    patterns.join(" | ")
}

fn family(source: &mut Source, constants: &Constants<'_>, item: &Family) {
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
