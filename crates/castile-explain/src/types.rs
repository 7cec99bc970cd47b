//! Types as the reader needs them: what [`ir`] says, with the tables that the codec walks.
//!
//! The codec takes its tables for the life of the program, as generated code has them in constants. Those made here
//! are never given back: that is the price of one codec, and a contract is explained once in a process.

use std::cell::RefCell;
use std::collections::HashMap;

use castile::codegen::{self as rt, Member, Shape};
use castile_build::ir::{self, Item, Ty};
use castile_build::table::{Flag, Row, RowKind, Table};

use crate::simple::{self, Parse, Text};
use crate::{Unexplained, facets};

/// All types of a module.
pub(crate) struct Types {
    items: HashMap<String, Kind>,
}

/// What an item is to the reader.
pub(crate) enum Kind {
    /// A complex type, or a group.
    Struct(Struct),
    /// A simple type.
    Simple(Text),
    /// A type and those derived from it.
    Family(Family),
    /// A choice, which is read by the struct it stands in.
    Choice,
}

/// A complex type.
pub(crate) struct Struct {
    pub(crate) shape: &'static Shape,
    pub(crate) is_group: bool,
    /// The fields, in the order that the codec has.
    pub(crate) fields: Vec<Field>,
    /// The parts that come as attachments.
    pub(crate) attachments: Vec<&'static str>,
}

/// A field of a complex type.
pub(crate) struct Field {
    /// Its name on the wire, as [`crate::Field::name`] has it.
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// The branches as the codec counts them, where it holds a choice.
    pub(crate) choice: Option<Vec<Branch>>,
}

/// A branch of a choice.
pub(crate) struct Branch {
    /// Its name on the wire, as [`crate::Field::name`] has it.
    pub(crate) name: String,
    pub(crate) ty: Type,
}

/// The members of a family.
pub(crate) struct Family {
    /// The names that `xsi:type` may have.
    pub(crate) names: Vec<(&'static str, &'static str)>,
    /// The item of each.
    pub(crate) items: Vec<String>,
    /// The declared type may itself occur.
    pub(crate) is_concrete: bool,
}

/// How a value is read.
pub(crate) enum Type {
    Simple(Text),
    Element,
    Any,
    Attribute,
    Attachment,
    Item(String),
    Option(Box<Type>),
    Vec(Box<Type>),
    Nillable(Box<Type>),
    Array(Box<Type>),
    MultiArray(Box<Type>),
}

impl Types {
    /// The types of a module.
    pub(crate) fn of(module: &ir::Module) -> Result<Self, Unexplained> {
        let mut builder = Builder {
            items: module
                .items
                .iter()
                .map(|item| (item.ident(), item))
                .collect(),
            shapes: RefCell::default(),
            derived: derived(&module.derived),
            texts: HashMap::new(),
        };
        for item in &module.items {
            if let Item::Enumeration(item) = item {
                builder.texts.insert(&item.ident, simple::enumeration(item));
            }
        }
        for item in &module.items {
            if let Item::Union(item) = item {
                let union = simple::union(item, &builder.texts)
                    .ok_or_else(|| Unexplained::new(format!("the union `{}`", item.ident)))?;
                builder.texts.insert(&item.ident, union);
            }
        }
        let mut items = HashMap::new();
        for item in &module.items {
            let kind = match item {
                Item::Struct(item) => Kind::Struct(builder.strukt(item)?),
                Item::Enumeration(_) | Item::Union(_) => {
                    Kind::Simple(builder.texts[item.ident()].clone())
                }
                Item::Family(item) => Kind::Family(family(item)),
                Item::Choice(_) => Kind::Choice,
            };
            items.insert(item.ident().to_owned(), kind);
        }
        Ok(Self { items })
    }

    /// The item of this name.
    pub(crate) fn item(&self, ident: &str) -> Option<&Kind> {
        self.items.get(ident)
    }

    /// How a value of a type that stands outside of all items is read.
    pub(crate) fn ty(&self, ty: &Ty) -> Result<Type, Unexplained> {
        read_as(ty, &|ident| match self.items.get(ident)? {
            Kind::Simple(text) => Some(Some(text.clone())),
            Kind::Struct(_) | Kind::Family(_) | Kind::Choice => Some(None),
        })
    }

    /// Whether `xsi:nil` means something to a type.
    pub(crate) fn accepts_nil(&self, ty: &Type) -> bool {
        match ty {
            Type::Nillable(_) => true,
            // What `xsi:nil` says is said of the group's first element.
            Type::Item(ident) => {
                matches!(self.item(ident), Some(Kind::Struct(item)) if item.is_group)
            }
            Type::Element => <rt::AnyElement as rt::Element>::accepts_nil(),
            Type::Any => <rt::AnyType as rt::Element>::accepts_nil(),
            Type::Simple(_)
            | Type::Attribute
            | Type::Option(_)
            | Type::Vec(_)
            | Type::Array(_)
            | Type::Attachment
            | Type::MultiArray(_) => false,
        }
    }
}

struct Builder<'m> {
    items: HashMap<&'m str, &'m Item>,
    /// The shapes of structs so far.
    shapes: RefCell<HashMap<&'m str, &'static Shape>>,
    /// The simple types, and what they restrict.
    derived: &'static [rt::Derived],
    texts: HashMap<&'m str, Text>,
}

impl<'m> Builder<'m> {
    fn ty(&self, ty: &Ty) -> Result<Type, Unexplained> {
        read_as(ty, &|ident| {
            let item = self.items.get(ident)?;
            Some(self.texts.get(item.ident()).cloned())
        })
    }

    fn strukt(&self, item: &'m ir::Struct) -> Result<Struct, Unexplained> {
        // Each field is named, here and below, so that one that the generator adds is not forgotten.
        let ir::Struct {
            ident: _,
            docs: _,
            name: _,
            anonymous: _,
            place: _,
            fields: _,
            together: _,
            ordered: _,
            default: _,
            constructor: _,
            xsi_type: _,
            role,
        } = item;
        let table = Table::of(item);
        let attachments = item.fields.iter().filter_map(|field| match &field.kind {
            ir::FieldKind::Attachment(part) => Some(leak(part)),
            _ => None,
        });
        let mut fields = Vec::new();
        for field in table.fields().map(|index| &item.fields[index]) {
            let (name, ty) = match &field.kind {
                ir::FieldKind::Element(member) | ir::FieldKind::Any(member) => {
                    (wire_name(member), self.ty(&field.ty)?)
                }
                ir::FieldKind::Attribute(member) => {
                    (format!("@{}", member.name.local), self.ty(&field.ty)?)
                }
                ir::FieldKind::Text(_) => ("#text".to_owned(), self.ty(&field.ty)?),
                ir::FieldKind::AnyAttribute(_) => (String::new(), self.ty(&field.ty)?),
                // It has no row.
                ir::FieldKind::Attachment(_) => continue,
                // Its branches have the types; the field says how often there is one.
                ir::FieldKind::Choice(_) => {
                    let any = Type::Element;
                    let ty = match &field.ty {
                        Ty::Vec(_) => Type::Vec(Box::new(any)),
                        Ty::Option(_) => Type::Option(Box::new(any)),
                        _ => any,
                    };
                    (String::new(), ty)
                }
            };
            let choice = match &field.kind {
                ir::FieldKind::Choice(choice) => Some(self.branches(choice)?),
                _ => None,
            };
            fields.push(Field { name, ty, choice });
        }
        Ok(Struct {
            shape: self.shape(item, 0)?,
            is_group: match role {
                ir::Role::Group => true,
                ir::Role::Type
                | ir::Role::Body
                | ir::Role::RequestHeaders
                | ir::Role::ResponseHeaders => false,
            },
            fields,
            attachments: attachments.collect(),
        })
    }

    fn branches(&self, choice: &ir::ChoiceField) -> Result<Vec<Branch>, Unexplained> {
        let mut branches = Vec::new();
        for branch in &choice.branches {
            branches.push(Branch {
                name: wire_name(&branch.member),
                ty: self.ty(&branch.ty)?,
            });
        }
        // After all others come what the choice does not have, and the text of mixed content.
        branches.push(Branch {
            name: String::new(),
            ty: Type::Element,
        });
        if choice.text.is_some() {
            branches.push(Branch {
                name: "#text".to_owned(),
                ty: self.ty(&Ty::Plain("String"))?,
            });
        }
        Ok(branches)
    }

    /// The table of a struct, made once.
    fn shape(&self, item: &'m ir::Struct, depth: usize) -> Result<&'static Shape, Unexplained> {
        if let Some(shape) = self.shapes.borrow().get(item.ident.as_str()) {
            return Ok(shape);
        }
        if depth > 100 {
            return Err(Unexplained::new(format!(
                "the group `{}` without end",
                item.ident
            )));
        }
        let table = Table::of(item);
        let mut elements = Vec::new();
        for row in &table.elements {
            elements.push(self.member(row, depth)?);
        }
        let attributes = table.attributes.iter().enumerate();
        let attributes = attributes.map(|(slot, (_, member))| {
            let flags = Table::attribute_flags(member);
            new_member(member, None, slot, &flags)
        });
        // Nor is one that the codec adds.
        let shape = Shape {
            namespace: leak(&item.name.namespace),
            schemas: table
                .schemas(item)
                .into_iter()
                .map(leak)
                .collect::<Vec<_>>()
                .leak(),
            name: if item.anonymous {
                ""
            } else {
                leak(&item.name.local)
            },
            place: leak(&item.place),
            xsi_type: item.xsi_type.as_deref().map_or("", leak),
            elements: elements.leak(),
            attributes: attributes.collect::<Vec<_>>().leak(),
            lines: leak(&table.lines(item)),
            text: table.text.is_some(),
            facets: table
                .text
                .and_then(|(_, facets)| facets.map(facets::facets)),
            mixed: table.mixed.is_some(),
            any_attribute: table.any_attribute.map(|(_, namespaces)| leak(namespaces)),
            ordered: table.ordered,
            open: table.open,
            groups: table.groups,
            together: together(&table.together),
            types: self.derived,
        };
        let shape: &'static Shape = Box::leak(Box::new(shape));
        self.shapes.borrow_mut().insert(&item.ident, shape);
        Ok(shape)
    }

    fn member(&self, row: &Row<'_>, depth: usize) -> Result<Member, Unexplained> {
        let (member, bounds) = match &row.kind {
            RowKind::Member(member) => (*member, member.bounds),
            RowKind::Branch(choice, branch) => (&branch.member, branch.bounds_in(choice)),
            RowKind::Open(_) => {
                return Ok(Member::Plain("", "", slot(row.slot), flags(&row.flags)));
            }
        };
        let Some(group) = &member.group else {
            return Ok(new_member(member, bounds, row.slot, &row.flags));
        };
        match self.items.get(group.as_str()) {
            Some(Item::Struct(item)) => {
                let shape = self.shape(item, depth + 1)?;
                let new = Member::Group(shape, slot(row.slot), flags(&row.flags));
                Ok(times(new, bounds))
            }
            _ => Err(Unexplained::new(format!("the group `{group}`"))),
        }
    }
}

fn together(rows: &[ir::Together]) -> &'static [rt::Together] {
    let rows = rows.iter().flat_map(|one| {
        let row = |&at: &usize| rt::Together(slot(one.first), slot(one.last), slot(at));
        one.required.iter().map(row)
    });
    rows.collect::<Vec<_>>().leak()
}

fn derived(rows: &[(ir::Name, ir::Name)]) -> &'static [rt::Derived] {
    let row = |(name, base): &(ir::Name, ir::Name)| {
        rt::Derived(
            leak(&name.namespace),
            leak(&name.local),
            leak(&base.namespace),
            leak(&base.local),
        )
    };
    rows.iter().map(row).collect::<Vec<_>>().leak()
}

fn new_member(member: &ir::Member, bounds: Option<(u32, u32)>, at: usize, set: &[Flag]) -> Member {
    let ir::Member {
        name,
        schema: _,
        tag,
        required: _,
        repeated: _,
        collapse: _,
        default,
        group: _,
        xsi_type,
        facets,
        bounds: _,
        line: _,
    } = member;
    let tag = if name.local == "*" { "*" } else { tag };
    let new = Member::Plain(leak(tag), leak(&name.namespace), slot(at), flags(set));
    let new = match default {
        Some(default) => new.or(leak(default)),
        None => new,
    };
    let new = match facets {
        Some(facets) => new.facets(facets::facets(facets)),
        None => new,
    };
    let new = match xsi_type {
        Some(xsi_type) => new.typed(leak(xsi_type)),
        None => new,
    };
    times(new, bounds)
}

fn times(member: Member, bounds: Option<(u32, u32)>) -> Member {
    match bounds {
        Some((least, most)) => member.times(least, most),
        None => member,
    }
}

fn slot(slot: usize) -> u16 {
    u16::try_from(slot).unwrap_or(u16::MAX)
}

fn flags(flags: &[Flag]) -> u8 {
    flags.iter().fold(rt::OPTIONAL, |all, flag| {
        all | match flag {
            Flag::Required => rt::REQUIRED,
            Flag::Repeated => rt::REPEATED,
            Flag::Branch => rt::BRANCH,
            Flag::ManyBranches => rt::MANY_BRANCHES,
            Flag::Collapse => rt::COLLAPSE,
            Flag::Encoded => rt::ENCODED,
            Flag::Expected => rt::EXPECTED,
            Flag::Once => rt::ONCE,
        }
    })
}

/// The name of an element; a wildcard and a group have none.
fn wire_name(member: &ir::Member) -> String {
    if member.group.is_some() || member.name.local == "*" {
        String::new()
    } else {
        member.name.local.clone()
    }
}

fn family(item: &ir::Family) -> Family {
    let ir::Family {
        ident: _,
        docs: _,
        members,
        concrete,
        common: _,
    } = item;
    Family {
        names: members
            .iter()
            .map(|member| (leak(&member.name.namespace), leak(&member.name.local)))
            .collect(),
        items: members.iter().map(|member| member.ident.clone()).collect(),
        is_concrete: *concrete,
    }
}

/// How a value of this type is read. Every kind of type is either read or said to be none that is. `item` knows the
/// items of the module, and how those are read that are simple types.
fn read_as(ty: &Ty, item: &dyn Fn(&str) -> Option<Option<Text>>) -> Result<Type, Unexplained> {
    let inner = |ty: &Ty| read_as(ty, item).map(Box::new);
    Ok(match ty {
        Ty::Option(ty) => Type::Option(inner(ty)?),
        Ty::Vec(ty) => Type::Vec(inner(ty)?),
        Ty::Nillable(ty) => Type::Nillable(inner(ty)?),
        Ty::Boxed(ty) | Ty::Large(ty) => read_as(ty, item)?,
        Ty::Array(ty) => Type::Array(inner(ty)?),
        Ty::MultiArray(ty) => Type::MultiArray(inner(ty)?),
        Ty::List(one) => match read_as(one, item)? {
            Type::Simple(one) => Type::Simple(Text {
                ty: ("", ""),
                preserve: false,
                parse: Parse::List(Box::new(one.parse)),
            }),
            _ => return Err(Unexplained::new(format!("a list of `{one:?}`"))),
        },
        Ty::Item(path) => match item(path) {
            Some(Some(text)) => Type::Simple(text),
            Some(None) => Type::Item(path.clone()),
            // One that the user has put in the place of a generated one.
            None => return Err(Unexplained::new(format!("the type `{path}`"))),
        },
        Ty::Runtime("Attachment") => Type::Attachment,
        Ty::Runtime("AnyElement") => Type::Element,
        Ty::Runtime("AnyType") => Type::Any,
        Ty::Runtime("AnyAttribute") => Type::Attribute,
        Ty::Plain(name) | Ty::Runtime(name) => match simple::builtin(name) {
            Some(text) => Type::Simple(text),
            None => {
                return Err(Unexplained::new(format!(
                    "the type `{name}` of the runtime"
                )));
            }
        },
    })
}

pub(crate) fn leak(text: &str) -> &'static str {
    if text.is_empty() {
        return "";
    }
    Box::leak(text.into())
}
