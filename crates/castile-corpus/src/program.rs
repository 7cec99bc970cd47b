//! A program that takes documents through the generated types of a contract: its source, and the elements it knows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use castile_build::ir::{FieldKind, Item, Member, Module, Name, RootElement, Ty};

/// An element that the program reads and writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Root {
    /// Its name.
    pub(crate) name: Name,
    /// The type it is read into.
    pub(crate) ty: String,
    /// Its tag.
    pub(crate) tag: String,
    /// The default namespace it is written in.
    pub(crate) default_namespace: String,
    /// It is written by SOAP encoding.
    pub(crate) encoded: bool,
    /// The operation it is the body of, and whether of its request; `None` for a header block.
    pub(crate) body_of: Option<(String, bool)>,
}

/// The elements of a module that stand in bodies and headers, each once.
pub(crate) fn roots(module: &Module) -> Vec<Root> {
    let mut roots: Vec<Root> = Vec::new();
    let mut add = |root: Root| {
        let same = |known: &Root| known.name == root.name && known.ty == root.ty;
        if !roots.iter().any(same) {
            roots.push(root);
        }
    };
    let structs: BTreeMap<&str, &Item> = module
        .items
        .iter()
        .map(|item| (item.ident(), item))
        .collect();
    for method in module.clients.iter().flat_map(|client| &client.methods) {
        let body = |root: &RootElement, request| Root {
            name: root.name.clone(),
            ty: rust(&root.ty),
            tag: root.tag.clone(),
            default_namespace: method.default_namespace.clone(),
            encoded: root.encoded.is_some(),
            body_of: Some((method.operation.clone(), request)),
        };
        if let Some(root) = &method.request {
            add(body(root, true));
        }
        if let Some(root) = &method.response {
            add(body(root, false));
        }
        for headers in [&method.request_headers, &method.response_headers]
            .into_iter()
            .flatten()
        {
            let Some(Item::Struct(headers)) = structs.get(headers.as_str()) else {
                continue;
            };
            for field in &headers.fields {
                if let FieldKind::Element(member) = &field.kind {
                    let ty = match &field.ty {
                        Ty::Option(inner) => inner,
                        other => other,
                    };
                    add(Root {
                        name: member.name.clone(),
                        ty: rust(ty),
                        tag: member.tag.clone(),
                        default_namespace: method.default_namespace.clone(),
                        encoded: member.xsi_type.is_some(),
                        body_of: None,
                    });
                }
            }
        }
    }
    roots
}

/// The source of a library that holds the generated module, in `contract.rs` beside it, and a function that runs.
pub(crate) fn source(module: &Module, roots: &[Root]) -> String {
    let mut prefixes = BTreeMap::new();
    for item in &module.items {
        match item {
            Item::Struct(item) => {
                for field in &item.fields {
                    match &field.kind {
                        FieldKind::Element(member) | FieldKind::Attribute(member) => {
                            note(&mut prefixes, member);
                        }
                        FieldKind::Choice(choice) => {
                            choice
                                .branches
                                .iter()
                                .for_each(|branch| note(&mut prefixes, &branch.member));
                        }
                        _ => {}
                    }
                }
            }
            Item::Choice(item) => {
                item.branches
                    .iter()
                    .for_each(|branch| note(&mut prefixes, &branch.member));
            }
            Item::Family(item) => {
                for member in &item.members {
                    prefix(&mut prefixes, &member.tag, &member.name);
                }
            }
            Item::Enumeration(_) | Item::Union(_) => {}
        }
    }
    for root in roots {
        prefix(&mut prefixes, &root.tag, &root.name);
    }
    let mut declarations = String::new();
    for (prefix, namespace) in &prefixes {
        let namespace = xml::escape::escape_str_attribute(namespace);
        let _ = write!(declarations, " xmlns:{prefix}=\"{namespace}\"");
    }
    let mut text = String::from(
        "//! The generated module of a contract, and a program that reads and writes with it.\n\n\
         /// Generated.\npub mod contract {\n    include!(\"contract.rs\");\n}\n\n\
         /// Takes the documents of a folder through the types of the contract.\n\
         pub fn run() -> std::process::ExitCode {\n    use castile_corpus::drive;\n    \
         const PREFIXES: &str = ",
    );
    let _ = writeln!(text, "{declarations:?};\n    drive::run(PREFIXES, vec![");
    for (index, root) in roots.iter().enumerate() {
        let Root {
            name,
            ty,
            tag,
            default_namespace,
            ..
        } = root;
        let _ = writeln!(
            text,
            "        drive::Job {{\n            index: {index},\n            operation: drive::echo({:?}, {:?}, {tag:?}, {default_namespace:?}),\n            run: drive::round_trip::<{ty}>,\n        }},",
            name.namespace, name.local,
        );
    }
    text.push_str("    ])\n}\n");
    text
}

fn note(prefixes: &mut BTreeMap<String, String>, member: &Member) {
    prefix(prefixes, &member.tag, &member.name);
}

fn prefix(prefixes: &mut BTreeMap<String, String>, tag: &str, name: &Name) {
    if let Some((prefix, _)) = tag.split_once(':')
        && prefix != "xml"
    {
        prefixes.insert(prefix.to_owned(), name.namespace.clone());
    }
}

fn rust(ty: &Ty) -> String {
    match ty {
        Ty::Plain(name) => (*name).to_owned(),
        Ty::Item(ident) => format!("contract::{ident}"),
        Ty::Runtime(name) => format!("castile::codegen::{name}"),
        Ty::Option(inner) => format!("Option<{}>", rust(inner)),
        Ty::Vec(inner) => format!("Vec<{}>", rust(inner)),
        Ty::Boxed(inner) | Ty::Large(inner) => format!("Box<{}>", rust(inner)),
        Ty::Nillable(inner) => format!("castile::codegen::Nillable<{}>", rust(inner)),
        Ty::Array(inner) => format!("castile::codegen::Array<{}>", rust(inner)),
        Ty::MultiArray(inner) => format!("castile::codegen::MultiArray<{}>", rust(inner)),
        Ty::List(inner) => format!("castile::codegen::List<{}>", rust(inner)),
    }
}
