//! A program that takes documents through the generated types of a contract: its source, and the elements it knows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use castile_build::ir::{FaultMark, FieldKind, Item, Module, Name, RootElement, Ty};

use crate::values::Values;

/// An element that the program reads and writes, or several that stand in a body together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Root {
    /// Its name; empty for the content of a body. That of a fault's detail means nothing: what tells it is in `of`.
    pub(crate) name: Name,
    /// The type it is read into.
    pub(crate) ty: Ty,
    /// Its tag.
    pub(crate) tag: String,
    /// The default namespace it is written in.
    pub(crate) default_namespace: String,
    /// The `xsi:type` it is written with by SOAP encoding, empty for none; `None` where it is literal.
    pub(crate) encoded: Option<String>,
    /// Where it stands.
    pub(crate) of: Place,
}

/// Where an element stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the body of this operation: of its request, or of its answer.
    Body { operation: String, request: bool },
    /// Among header blocks.
    Header,
    /// In the detail of a fault, or beside it.
    Fault(Fault),
}

/// A variant of an enum of faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The enum.
    pub(crate) ident: String,
    /// The variant.
    pub(crate) variant: String,
    /// The enum has others.
    pub(crate) others: bool,
    /// What tells it.
    pub(crate) marks: Vec<FaultMark>,
}

impl Root {
    /// What it is called in reports.
    pub(crate) fn label(&self) -> String {
        match &self.of {
            Place::Body { operation, request } if self.name.local.is_empty() => {
                let what = if *request { "request" } else { "answer" };
                format!("the {what} of {operation}")
            }
            Place::Fault(fault) => format!("{}::{}", fault.ident, fault.variant),
            _ => self.name.local.clone(),
        }
    }
}

/// The elements of a module that stand in bodies, headers and faults, each once.
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
            ty: root.ty.clone(),
            tag: root.tag.clone(),
            default_namespace: method.default_namespace.clone(),
            encoded: root.encoded.clone(),
            of: Place::Body {
                operation: method.operation.clone(),
                request,
            },
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
                        Ty::Option(inner) => inner.as_ref(),
                        other => other,
                    };
                    add(Root {
                        name: member.name.clone(),
                        ty: ty.clone(),
                        tag: member.tag.clone(),
                        default_namespace: method.default_namespace.clone(),
                        encoded: member.xsi_type.clone(),
                        of: Place::Header,
                    });
                }
            }
        }
    }
    for faults in &module.faults {
        for detail in &faults.details {
            roots.push(Root {
                name: Name::default(),
                ty: detail.ty.clone(),
                tag: "detail".to_owned(),
                default_namespace: module.default_namespace.clone(),
                encoded: None,
                of: Place::Fault(Fault {
                    ident: faults.ident.clone(),
                    variant: detail.variant.clone(),
                    others: faults.details.len() > 1,
                    marks: detail.marks.clone(),
                }),
            });
        }
    }
    roots
}

/// The source of a library that holds the generated module, in `contract.rs` beside it, and a function that runs.
pub(crate) fn source(module: &Module, roots: &[Root]) -> String {
    let mut declarations = String::new();
    for (prefix, namespace) in &module.prefixes {
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
    let values = Values::new(module);
    let _ = writeln!(text, "{declarations:?};\n    drive::run(PREFIXES, vec![");
    for (index, root) in roots.iter().enumerate() {
        let Root {
            name,
            ty,
            tag,
            default_namespace,
            encoded,
            of,
        } = root;
        let has_values = values.has(ty);
        let ty = rust(ty);
        let (run, value) = match of {
            Place::Fault(fault) => (fault_run(fault), "None".to_owned()),
            Place::Body { .. } | Place::Header => (
                format!("drive::round_trip::<{ty}>"),
                if has_values {
                    format!("Some(drive::value::<{ty}>)")
                } else {
                    "None".to_owned()
                },
            ),
        };
        let _ = writeln!(
            text,
            "        drive::Job {{\n            index: {index},\n            operation: drive::echo({:?}, {:?}, {tag:?}, {default_namespace:?}, {encoded:?}),\n            run: {run},\n            value: {value},\n        }},",
            name.namespace, name.local,
        );
    }
    text.push_str("    ])\n}\n");
    if roots.iter().any(|root| values.has(&root.ty)) {
        text.push_str(&values.source());
    }
    text
}

/// How a fault is read and written: its enum can be read, and what is in it be written.
fn fault_run(fault: &Fault) -> String {
    let Fault {
        ident,
        variant,
        others,
        marks,
    } = fault;
    let header = marks
        .iter()
        .all(|mark| matches!(mark, FaultMark::Header(_)));
    let other = if *others { ", _ => None" } else { "" };
    format!(
        "|operation, text| drive::fault::<contract::{ident}>(operation, text, {header}, |fault| match fault {{ \
         contract::{ident}::{variant}(value) => Some(value){other} }})"
    )
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
