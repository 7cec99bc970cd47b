//! Structs: their tables, and their fields handed over.

use super::{Constants, READ, WRITE, WRITE_UNTAGGED, accepts_nil};
use crate::emit::source::{Call, Source, literal, number};
use crate::ir::{Field, FieldKind, Member, Role, Struct, Ty};
use crate::table::{Flag, RowKind, Table};

pub(super) fn strukt(source: &mut Source, constants: &Constants<'_>, item: &Struct) {
    let table = Table::of(item);
    source.line(&format!("impl {} {{", item.ident));
    shape(source, constants, item, &table);
    source.line("}");
    source.blank();
    if matches!(item.role, Role::RequestHeaders | Role::ResponseHeaders) {
        if item.role == Role::RequestHeaders {
            request_headers(source, item);
            source.blank();
        }
        headers(source, item, &table);
    } else {
        element(source, item, &table);
    }
}

fn headers(source: &mut Source, item: &Struct, table: &Table<'_>) {
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
    let schemas = table.schemas(item);
    if !schemas.is_empty() {
        let schemas: Vec<_> = schemas
            .into_iter()
            .map(|one| constants.constant(one))
            .collect();
        source.line(&format!("schemas: &[{}],", schemas.join(", ")));
    }
    if !item.anonymous {
        source.line(&format!("name: {},", literal(&item.name.local)));
    }
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
    if !table.together.is_empty() {
        let rows = table.together.iter().flat_map(|one| {
            let row = |required: &usize| Call {
                name: "rt::Together",
                arguments: vec![
                    one.first.to_string(),
                    one.last.to_string(),
                    required.to_string(),
                ],
                ..Call::default()
            };
            one.required.iter().map(row)
        });
        source.array("together: &[", &rows.collect::<Vec<_>>(), "],");
    }
    let lines = table.lines(item);
    if !lines.is_empty() {
        source.line(&format!("lines: {},", literal(&lines)));
    }
    if let Some((_, Some(facets))) = table.text {
        let constant = constants.facets.constant(facets);
        source.line(&format!("facets: Some({constant}),"));
    }
    if let Some((_, namespaces)) = table.any_attribute {
        source.line(&format!("any_attribute: Some({}),", literal(namespaces)));
    }
    let facts = [
        ("text: true,", table.text.is_some()),
        ("mixed: true,", table.mixed.is_some()),
        ("ordered: false,", !table.ordered),
        ("open: true,", table.open),
        ("groups: true,", table.groups),
    ];
    for (line, is_so) in facts {
        if is_so {
            source.line(line);
        }
    }
    source.line(if constants.derived.is_empty() {
        "..rt::Shape::EMPTY"
    } else {
        "..EMPTY"
    });
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
        Flag::Expected => "rt::EXPECTED",
        Flag::Once => "rt::ONCE",
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
    source.blank();
    source.function("fn blank(&self) -> Box<dyn rt::Headers> {");
    source.line("Box::new(Self::default())");
    source.line("}");
    source.line("}");
}
