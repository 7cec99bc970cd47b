//! The arms of the function that reads answers by the generated types of a case and an operation, both told by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use castile_build::ir::{FieldKind, Item, Member, Method, Module, RootElement, Ty};

/// The arms of the function for a case, and the list of its operations.
pub(crate) fn arms(case: &str, module: &Module) -> (String, String) {
    let mut declarations = String::new();
    for (prefix, namespace) in prefixes(module) {
        let namespace = namespace.replace('&', "&amp;");
        let _ = write!(declarations, " xmlns:{prefix}=\"{namespace}\"");
    }
    let (mut arms, mut list) = (String::new(), String::new());
    // Several services may have an operation of one name; the first is meant.
    let mut seen = BTreeSet::new();
    for method in module.clients.iter().flat_map(|client| &client.methods) {
        let Method {
            operation,
            constant,
            response,
            response_headers,
            ..
        } = method;
        let Some(RootElement { ty, .. }) = response else {
            continue;
        };
        if !seen.insert(operation) {
            continue;
        }
        let headers = response_headers.as_ref().map_or_else(
            || "()".to_owned(),
            |ident| format!("cases::{case}::{ident}"),
        );
        let _ = writeln!(
            arms,
            "({case:?}, {operation:?}) => read::<{}, {headers}>(&cases::{case}::operations::{constant}, {declarations:?}, text, policy),",
            rust(case, ty)
        );
        let _ = writeln!(list, "({case:?}, {operation:?}),");
    }
    (arms, list)
}

/// A type as the test names it.
fn rust(case: &str, ty: &Ty) -> String {
    let inner = |ty: &Ty| rust(case, ty);
    match ty {
        Ty::Plain(name) => (*name).to_owned(),
        Ty::Runtime(name) => format!("castile::codegen::{name}"),
        Ty::Item(path) => match path.strip_prefix("crate::") {
            Some(path) => format!("cases::{path}"),
            None => format!("cases::{case}::{path}"),
        },
        Ty::Option(ty) => format!("Option<{}>", inner(ty)),
        Ty::Vec(ty) => format!("Vec<{}>", inner(ty)),
        Ty::Nillable(ty) => format!("castile::Nillable<{}>", inner(ty)),
        Ty::Boxed(ty) | Ty::Large(ty) => format!("Box<{}>", inner(ty)),
        Ty::List(ty) => format!("castile::List<{}>", inner(ty)),
        Ty::Array(ty) => format!("castile::Array<{}>", inner(ty)),
        Ty::MultiArray(ty) => format!("castile::MultiArray<{}>", inner(ty)),
    }
}

/// The prefixes that tags of a module have, so that an answer can be written as well as read.
fn prefixes(module: &Module) -> BTreeMap<String, String> {
    let mut prefixes = BTreeMap::new();
    for (prefix, namespace) in module.extern_modules.iter().flat_map(|it| &it.prefixes) {
        prefixes.insert(prefix.clone(), namespace.clone());
    }
    let mut add = |tag: &str, namespace: &str| {
        if let Some((prefix, _)) = tag.split_once(':')
            && prefix != "xml"
        {
            prefixes.insert(prefix.to_owned(), namespace.to_owned());
        }
    };
    let mut member = |member: &Member| add(&member.tag, &member.name.namespace);
    for item in &module.items {
        match item {
            Item::Struct(item) => {
                for field in &item.fields {
                    match &field.kind {
                        FieldKind::Element(one) | FieldKind::Attribute(one) => member(one),
                        FieldKind::Choice(choice) => {
                            choice.branches.iter().for_each(|one| member(&one.member));
                        }
                        FieldKind::Text(_)
                        | FieldKind::Any(_)
                        | FieldKind::AnyAttribute(_)
                        | FieldKind::Attachment(_) => {}
                    }
                }
            }
            Item::Family(_) | Item::Choice(_) | Item::Enumeration(_) | Item::Union(_) => {}
        }
    }
    for item in &module.items {
        if let Item::Family(family) = item {
            for member in &family.members {
                add(&member.tag, &member.name.namespace);
            }
        }
    }
    for method in module.clients.iter().flat_map(|client| &client.methods) {
        for root in method.request.iter().chain(&method.response) {
            add(&root.tag, &root.name.namespace);
        }
        for (prefix, namespace) in &method.prefixes {
            add(&format!("{prefix}:"), namespace);
        }
    }
    prefixes
}
