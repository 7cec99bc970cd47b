//! The source of random values: for each generated type, which values it has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use castile_build::ir::{
    ChoiceField, Facets, FieldKind, Item, Member, Module, Role, Struct, Ty, UnionMember,
};

/// Structs inside each other that a value needs at least; those without an end are left out.
type Heights<'m> = BTreeMap<&'m str, usize>;

/// More than any height.
const ENDLESS: usize = 1_000;

/// The types of a module of which there are random values.
pub(crate) struct Values<'m> {
    module: &'m Module,
    items: BTreeMap<&'m str, &'m Item>,
    heights: Heights<'m>,
    attachments: BTreeSet<&'m str>,
}

impl<'m> Values<'m> {
    pub(crate) fn new(module: &'m Module) -> Self {
        let items = module.items.iter().map(|item| (item.ident(), item));
        let mut values = Self {
            module,
            items: items.collect(),
            heights: BTreeMap::new(),
            attachments: Self::with_attachments(module),
        };
        // Each round is right for everything one level higher.
        for _ in 0..=module.items.len() {
            let next: Heights<'m> = module
                .items
                .iter()
                .map(|item| (item.ident(), values.height_of(item)))
                .collect();
            if next == values.heights {
                break;
            }
            values.heights = next;
        }
        values
    }

    /// Whether there are values of this type, as that of an element. What an element of a simple type may hold its table
    /// does not say.
    pub(crate) fn has(&self, ty: &Ty) -> bool {
        ty.item().is_some_and(|path| {
            let item = self.items.get(path);
            matches!(item, Some(Item::Struct(_) | Item::Family(_))) && self.is_made(path)
        })
    }

    /// The types that hold attachments: what one is called is settled when it is sent, so it comes back as another value.
    fn with_attachments(module: &'m Module) -> BTreeSet<&'m str> {
        let mut found = BTreeSet::new();
        loop {
            let before = found.len();
            for item in &module.items {
                let mut holds = false;
                item.types(&mut |ty| {
                    holds |= runtime(ty) == Some("Attachment");
                });
                item.references(&mut |path| holds |= found.contains(path));
                if holds {
                    found.insert(item.ident());
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    /// Whether there are values of a generated type.
    fn is_made(&self, path: &str) -> bool {
        let height = self.heights.get(path).copied();
        height.is_some_and(|height| height < ENDLESS) && !self.attachments.contains(path)
    }

    fn height(&self, ty: &Ty) -> usize {
        match ty {
            Ty::Plain(_)
            | Ty::Runtime(_)
            | Ty::Option(_)
            | Ty::Vec(_)
            | Ty::List(_)
            | Ty::Array(_)
            | Ty::MultiArray(_) => 0,
            Ty::Nillable(inner) | Ty::Boxed(inner) | Ty::Large(inner) => self.height(inner),
            Ty::Item(path) => self.heights.get(path.as_str()).copied().unwrap_or(ENDLESS),
        }
    }

    /// That of a list is that of what it has to have.
    fn filled(&self, ty: &Ty, least: usize) -> usize {
        match ty {
            Ty::Vec(inner) | Ty::Option(inner) if least > 0 => self.filled(inner, 0),
            other => self.height(other),
        }
    }

    fn height_of(&self, item: &Item) -> usize {
        let heights: usize = match item {
            Item::Enumeration(_) | Item::Union(_) => return 0,
            Item::Struct(item) => {
                let fields = item.fields.iter().map(|field| {
                    let (least, _) = occurs(&field.kind, &field.ty);
                    self.filled(&field.ty, least)
                });
                fields.max().unwrap_or(0)
            }
            Item::Choice(item) => {
                let branches = item.branches.iter();
                branches
                    .map(|it| self.filled(&it.ty, 1))
                    .min()
                    .unwrap_or(ENDLESS)
            }
            Item::Family(item) => {
                let members = item.members.iter();
                let members = members.map(|it| self.height(&Ty::Item(it.ident.clone())));
                members.min().unwrap_or(ENDLESS)
            }
        };
        (heights + 1).min(ENDLESS)
    }

    /// An `impl` for each type.
    pub(crate) fn source(&self) -> String {
        let mut text = String::from(
            "\n#[allow(unused_imports)]\nuse castile::codegen::{Facets, Kind, WhiteSpace};\n\
             #[allow(unused_imports)]\nuse castile_corpus::random::{Random, Source, Wanted};\n",
        );
        for item in &self.module.items {
            if !self.is_made(item.ident()) || is_headers(item) {
                continue;
            }
            let ident = item.ident();
            let body = match item {
                Item::Struct(item) => self.of_struct(item),
                Item::Enumeration(item) => {
                    let values = item.variants.iter().map(|it| format!("Self::{}", it.ident));
                    let values: Vec<String> = values.collect();
                    format!("source.leaf(|source| {})", one_of(&values, None))
                }
                Item::Union(item) => {
                    let mut values: Vec<String> = item
                        .values()
                        .map(|it| format!("Self::{}", it.ident))
                        .collect();
                    for member in &item.members {
                        if let UnionMember::Value {
                            variant,
                            collapse,
                            facets,
                            ..
                        } = member
                        {
                            let wanted = wanted(*collapse, facets.as_deref(), "");
                            values.push(format!("Self::{variant}(source.of({wanted}))"));
                        }
                    }
                    format!("source.union(|source| {})", one_of(&values, None))
                }
                Item::Choice(item) => {
                    let branches = item.branches.iter();
                    let branches = branches.filter(|it| self.filled(&it.ty, 1) < ENDLESS);
                    let mut branches: Vec<_> = branches.collect();
                    // What a wildcard may hold the contract says, and no type of Rust.
                    if branches.iter().any(|it| !it.any) {
                        branches.retain(|it| !it.any);
                    }
                    let lowest =
                        (0..branches.len()).min_by_key(|at| self.filled(&branches[*at].ty, 1));
                    let values = branches.iter().map(|it| {
                        format!(
                            "Self::{}({})",
                            it.variant,
                            self.field(&it.member, &it.ty, 1, None)
                        )
                    });
                    let values: Vec<String> = values.collect();
                    format!("source.inside(|source| {})", one_of(&values, lowest))
                }
                Item::Family(item) => {
                    let members = item.members.iter();
                    let height = |ident: &str| self.height(&Ty::Item(ident.to_owned()));
                    let members: Vec<_> =
                        members.filter(|it| height(&it.ident) < ENDLESS).collect();
                    let lowest = (0..members.len()).min_by_key(|at| height(&members[*at].ident));
                    let values = members
                        .iter()
                        .map(|it| format!("Self::{}(source.of(Wanted::default()))", it.variant));
                    let values: Vec<String> = values.collect();
                    one_of(&values, lowest)
                }
            };
            let _ = writeln!(
                text,
                "\nimpl Random for contract::{ident} {{\n    #[allow(unused_variables)]\n    \
                 fn random(source: &mut Source) -> Self {{\n        {body}\n    }}\n}}"
            );
        }
        text
    }

    fn of_struct(&self, item: &Struct) -> String {
        let mut fields = String::new();
        for field in &item.fields {
            let (least, most) = occurs(&field.kind, &field.ty);
            let value = match &field.kind {
                // What has no end has to be absent.
                _ if field.ty.item().is_some_and(|path| !self.is_made(path)) => {
                    "Default::default()".to_owned()
                }
                // The values of SOAP encoding are elements, and attributes are references.
                FieldKind::Attribute(_) if item.xsi_type.is_some() && field.ty.is_optional() => {
                    "Default::default()".to_owned()
                }
                FieldKind::Element(member) | FieldKind::Attribute(member) => {
                    self.field(member, &field.ty, least, most)
                }
                FieldKind::Text(facets) => {
                    format!("source.of({})", wanted(true, facets.as_ref(), ""))
                }
                // What it may be the contract says, and no type of Rust.
                FieldKind::Any(_) if least == 0 && field.ty.is_optional() => {
                    "Default::default()".to_owned()
                }
                FieldKind::AnyAttribute(_) => "Default::default()".to_owned(),
                FieldKind::Any(member) => {
                    let more = often(least, most) + &in_namespace(&member.name.namespace);
                    format!("source.of({})", wanted(false, None, &more))
                }
                FieldKind::Choice(choice) if choice.text.is_some() => mixed(choice, least, most),
                FieldKind::Choice(_) | FieldKind::Attachment(_) => {
                    format!("source.of({})", wanted(false, None, &often(least, most)))
                }
            };
            let _ = write!(fields, " {}: {value},", field.ident);
        }
        let make = format!("source.inside(|source| Self {{{fields} }})");
        // What has no element of its own is there by what is in it.
        if item.role == Role::Group && item.default {
            format!("source.other_than(&castile::codegen::Element::blank(), |source| {make})")
        } else {
            make
        }
    }

    fn field(&self, member: &Member, ty: &Ty, least: usize, most: Option<usize>) -> String {
        let mut more = often(least, most);
        if member.default.is_some() {
            more.push_str("filled: true, ");
        }
        if self.is_never_nil(ty) {
            more.push_str("never_nil: true, ");
        }
        format!(
            "source.of({})",
            wanted(member.collapse, member.facets.as_ref(), &more)
        )
    }

    /// Whether an element has to say its type, or an attribute, even where it is nil.
    fn is_never_nil(&self, ty: &Ty) -> bool {
        let Some(path) = ty.item() else {
            return false;
        };
        match self.items.get(path) {
            Some(Item::Family(family)) => !family.concrete,
            Some(Item::Struct(item)) => item.fields.iter().any(
                |field| matches!(&field.kind, FieldKind::Attribute(member) if member.required),
            ),
            _ => false,
        }
    }
}

fn is_headers(item: &Item) -> bool {
    matches!(item, Item::Struct(item) if matches!(item.role, Role::RequestHeaders | Role::ResponseHeaders))
}

fn runtime(ty: &Ty) -> Option<&str> {
    match ty {
        Ty::Runtime(name) => Some(name),
        Ty::Option(inner)
        | Ty::Vec(inner)
        | Ty::Nillable(inner)
        | Ty::Boxed(inner)
        | Ty::Large(inner) => runtime(inner),
        _ => None,
    }
}

fn mixed(choice: &ChoiceField, least: usize, most: Option<usize>) -> String {
    let branches = choice.branches.iter().enumerate();
    let once = branches.clone().filter(|(_, branch)| branch.once);
    let once: Vec<_> = once.map(|(place, _)| place).collect();
    let mut places = String::new();
    for (place, it) in branches {
        let _ = write!(
            places,
            "contract::{}::{}(..) => {place}, ",
            choice.ident, it.variant
        );
    }
    let wanted = wanted(false, None, &often(least, most));
    format!("source.mixed({wanted}, &{once:?}, |it| match it {{ {places}_ => usize::MAX }})")
}

/// How often a field occurs.
fn occurs(kind: &FieldKind, ty: &Ty) -> (usize, Option<usize>) {
    let (required, bounds) = match kind {
        FieldKind::Element(member) | FieldKind::Any(member) => (member.required, member.bounds),
        FieldKind::Choice(choice) => (choice.required, choice.bounds),
        FieldKind::Attribute(member) => (member.required, None),
        FieldKind::Text(_) | FieldKind::AnyAttribute(_) | FieldKind::Attachment(_) => (true, None),
    };
    // In SOAP encoding all may be absent, and `new` asks for what does not contain itself.
    let required = required
        && match ty {
            Ty::Vec(_) => true,
            Ty::Option(inner) => !matches!(**inner, Ty::Boxed(_)),
            _ => false,
        };
    let number = |it: u32| usize::try_from(it).unwrap_or(usize::MAX);
    match bounds {
        Some((least, most)) => {
            let most = (most > 0 && most < u32::MAX).then(|| number(most));
            (number(least), most)
        }
        None => (usize::from(required), None),
    }
}

/// One of the namespaces that a wildcard names.
fn in_namespace(constraint: &str) -> String {
    match constraint.split(' ').next().unwrap_or_default() {
        "##any" | "##other" => String::new(),
        "##local" => "namespace: Some(\"\"), ".to_owned(),
        first => format!("namespace: Some({first:?}), "),
    }
}

fn often(least: usize, most: Option<usize>) -> String {
    match (least, most) {
        (0, None) => String::new(),
        (least, None) => format!("least: {least}, "),
        (least, Some(most)) => format!("least: {least}, most: Some({most}), "),
    }
}

fn wanted(collapse: bool, facets: Option<&Facets>, more: &str) -> String {
    let facets = facets.map_or_else(String::new, |facets| {
        format!(
            "facets: Some({{ static FACETS: Facets = {}; &FACETS }}), ",
            table(facets)
        )
    });
    if !collapse && facets.is_empty() && more.is_empty() {
        return "Wanted::default()".to_owned();
    }
    format!("Wanted {{ collapse: {collapse}, {facets}{more}..Wanted::default() }}")
}

fn table(facets: &Facets) -> String {
    let list = |texts: &[String]| format!("&{texts:?}");
    let number = |number: Option<u64>, other: &str| {
        number.map_or_else(|| other.to_owned(), |number| number.to_string())
    };
    let items = match &facets.items {
        Some(items) => format!("Some(&{})", table(items)),
        None => "None".to_owned(),
    };
    let members: Vec<String> = facets.members.iter().map(table).collect();
    format!(
        "Facets {{ name: ({:?}, {:?}), kind: Kind::{}, white_space: WhiteSpace::{}, min_length: {}, max_length: {}, patterns: {}, \
         enumeration: {}, min_inclusive: {:?}, max_inclusive: {:?}, min_exclusive: {:?}, max_exclusive: {:?}, \
         total_digits: {:?}, fraction_digits: {:?}, items: {items}, members: &[{}] }}",
        facets.name.namespace,
        facets.name.local,
        facets.kind,
        facets.white_space,
        number(facets.min_length, "0"),
        number(facets.max_length, "usize::MAX"),
        list(&facets.patterns),
        list(&facets.enumeration),
        facets.min_inclusive,
        facets.max_inclusive,
        facets.min_exclusive,
        facets.max_exclusive,
        facets.total_digits,
        facets.fraction_digits,
        members.join(", "),
    )
}

/// One of several values; `lowest` where there is no room for more.
fn one_of(values: &[String], lowest: Option<usize>) -> String {
    if let [only] = values {
        return only.clone();
    }
    let choice = match lowest {
        Some(lowest) => format!("source.branch({}, {lowest})", values.len()),
        None => format!("source.below({})", values.len()),
    };
    let mut arms = String::new();
    for (index, value) in values.iter().enumerate() {
        let pattern = if index + 1 == values.len() {
            "_".to_owned()
        } else {
            index.to_string()
        };
        let _ = write!(arms, " {pattern} => {value},");
    }
    format!("match {choice} {{{arms} }}")
}
