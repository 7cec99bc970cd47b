//! Declared faults: an enum of what the detail of a fault may be, for each operation, or for all of a portType where
//! they declare the same.
//!
//! A fault is told by its element. One that declares a type is told by `xsi:type`, or by what its element is called
//! where that is one fault's alone: the part, the fault, or the type. A header fault is told by its header block.

use std::collections::{BTreeSet, HashSet};

use castile_wsdl::model::{
    BindingOperation, ElementId, Interface, Operation, Part, PartContent, QName, TypeId, TypeKind,
};

use super::messages::header_element;
use super::naming::Names;
use super::{Lowering, docs, encoded, name as expanded, naming, types};
use crate::ir::{self, FaultMark, Name};

/// What a fault declares.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Declared<'m> {
    content: Content,
    /// What its variant is called after.
    name: &'m str,
    marks: Vec<FaultMark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Element(ElementId),
    Type(TypeId),
}

/// The enums of a portType's faults under way.
pub(super) struct Faults<'m> {
    /// The name that all operations share, and what they declare.
    shared: Option<&'m str>,
    /// The enum of all operations, once it is made.
    ident: Option<String>,
}

impl<'m> Faults<'m> {
    /// Those of a client with these operations.
    pub(super) fn of(
        lowering: &Lowering<'m>,
        interface: &'m Interface,
        bound: &'m [BindingOperation],
    ) -> Self {
        let declared = bound.iter().map(|binding| {
            let operation = &interface.operations[binding.operation];
            declared(lowering, operation, binding)
        });
        let mut declared = declared.filter(|declared| !declared.is_empty());
        let first = declared.next();
        let several = declared.next();
        let is_shared =
            several.is_some() && several == first && declared.all(|it| Some(it) == first);
        Self {
            shared: is_shared.then_some(interface.name.local.as_str()),
            ident: None,
        }
    }

    /// The enum of an operation's faults; `None` where it declares none.
    pub(super) fn ident(
        &mut self,
        lowering: &mut Lowering<'m>,
        name: &str,
        operation: &'m Operation,
        binding: &'m BindingOperation,
        all: &mut Vec<ir::Faults>,
    ) -> Option<String> {
        let declared = declared(lowering, operation, binding);
        if declared.is_empty() {
            return None;
        }
        let (owner, what) = match self.shared {
            Some(interface) => {
                if let Some(ident) = &self.ident {
                    return Some(ident.clone());
                }
                (interface, "operations of")
            }
            None => (name, "the operation"),
        };
        let base = naming::pascal(owner);
        let ident = lowering.names.take(&format!("{base}Fault"), "Detail");
        self.ident = Some(ident.clone());
        let mut names = Names::default();
        let details = declared.into_iter().map(|fault| {
            let (mut lines, ty, on_clash) = match fault.content {
                Content::Element(id) => {
                    let root = lowering.global_root(id);
                    let lines = docs::lines(lowering.model.element(id).docs.as_deref());
                    (lines, root.ty, "Element")
                }
                Content::Type(id) => (Vec::new(), lowering.element_ty(id, fault.name), "Type"),
            };
            if lines.is_empty() {
                let what = match (&fault.content, fault.marks.as_slice()) {
                    (_, [FaultMark::Header(_)]) => "header block",
                    (Content::Element(_), _) => "element",
                    (Content::Type(_), _) => "fault",
                };
                lines.push(format!("The {what} {}.", docs::code(fault.name)));
            }
            ir::FaultDetail {
                variant: names.take(&naming::pascal(fault.name), on_clash),
                docs: lines,
                marks: fault.marks,
                ty,
            }
        });
        all.push(ir::Faults {
            ident: ident.clone(),
            details: details.collect(),
            docs: vec![
                format!(
                    "The details that the contract declares for faults of {what} {}.",
                    docs::code(owner)
                ),
                String::new(),
                "[`castile::Error::fault_as`] reads them.".to_owned(),
            ],
        });
        Some(ident)
    }
}

/// What the faults of an operation may have as their detail, and what header blocks they may come with, each once.
fn declared<'m>(
    lowering: &Lowering<'m>,
    operation: &'m Operation,
    binding: &'m BindingOperation,
) -> Vec<Declared<'m>> {
    let model = lowering.model;
    let mut all: Vec<Declared<'m>> = Vec::new();
    for fault in &operation.faults {
        for part in &fault.parts {
            match part.content {
                PartContent::Element(id) => {
                    let name = &model.element(id).name;
                    let mark = FaultMark::Element(expanded(name));
                    add(&mut all, Content::Element(id), &name.local, vec![mark]);
                }
                PartContent::Type(id) => {
                    let name = fault.name.as_deref();
                    if let Some(marks) = marks_of_type(lowering, id, part, name, binding) {
                        let name = name.unwrap_or(&part.name);
                        add(&mut all, Content::Type(id), name, marks);
                    }
                }
                PartContent::None => {}
            }
        }
    }
    add_derived(lowering, &mut all);
    keep_unambiguous(&mut all);
    add_headers(lowering, binding, &mut all);
    all
}

/// Adds a fault, or to one of the same content that there are other marks of it.
fn add<'m>(all: &mut Vec<Declared<'m>>, content: Content, name: &'m str, marks: Vec<FaultMark>) {
    let Some(known) = all.iter_mut().find(|known| known.content == content) else {
        all.push(Declared {
            content,
            name,
            marks,
        });
        return;
    };
    for mark in marks {
        if !known.marks.contains(&mark) {
            known.marks.push(mark);
        }
    }
}

/// What tells a fault that declares a type: `xsi:type`, and the names that its element has with one service or the
/// other. `None` for arrays, which have no type of their own.
fn marks_of_type(
    lowering: &Lowering<'_>,
    id: TypeId,
    part: &Part,
    fault: Option<&str>,
    binding: &BindingOperation,
) -> Option<Vec<FaultMark>> {
    let own = lowering.model.ty(id).name.as_ref()?;
    if encoded::array(lowering.model, id).is_some() {
        return None;
    }
    let mut marks = vec![FaultMark::Type(expanded(own))];
    let bound = binding
        .faults
        .iter()
        .find(|one| Some(one.name.as_str()) == fault);
    let namespace = bound.and_then(|bound| bound.namespace.as_deref());
    let mut mark = |namespace: &str, local: &str| {
        let mark = FaultMark::Element(Name {
            namespace: namespace.to_owned(),
            local: local.to_owned(),
        });
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    };
    for local in [Some(part.name.as_str()), fault].into_iter().flatten() {
        mark("", local);
        if let Some(namespace) = namespace {
            mark(namespace, local);
        }
    }
    mark(own.namespace.as_deref().unwrap_or_default(), &own.local);
    Some(marks)
}

/// Adds the types derived from those that are told by `xsi:type`.
fn add_derived<'m>(lowering: &Lowering<'m>, all: &mut Vec<Declared<'m>>) {
    let model = lowering.model;
    let mut next = 0;
    while let Some(declared) = all.get(next) {
        next += 1;
        let Content::Type(id) = declared.content else {
            continue;
        };
        let TypeKind::Complex(complex) = &model.ty(id).kind else {
            continue;
        };
        for derived in types::named_derived(model, complex) {
            if let Some(name) = &model.ty(derived).name {
                let is_known = all.iter().any(|it| it.content == Content::Type(derived));
                if !is_known {
                    let own = expanded(name);
                    let marks = vec![FaultMark::Type(own.clone()), FaultMark::Element(own)];
                    add(all, Content::Type(derived), &name.local, marks);
                }
            }
        }
    }
}

/// Takes from the faults that declare a type the names of elements that another fault may have too.
fn keep_unambiguous(all: &mut [Declared<'_>]) {
    let mut seen: HashSet<&FaultMark> = HashSet::new();
    let marks = all.iter().flat_map(|declared| &declared.marks);
    let shared = marks.filter(|mark| !seen.insert(mark) && matches!(mark, FaultMark::Element(_)));
    let shared: HashSet<FaultMark> = shared.cloned().collect();
    for declared in all {
        if let Content::Type(_) = declared.content {
            declared.marks.retain(|mark| !shared.contains(mark));
        }
    }
}

/// Adds the header faults. One whose element answers have among their header blocks anyway is none: nothing would tell
/// it from them.
fn add_headers<'m>(
    lowering: &Lowering<'m>,
    binding: &'m BindingOperation,
    all: &mut Vec<Declared<'m>>,
) {
    let model = lowering.model;
    let answered = binding.output.iter().flat_map(|output| &output.headers);
    let answered: BTreeSet<QName> = answered
        .filter_map(|header| Some(header_element(model, header)?.name))
        .collect();
    let messages = binding.input.iter().chain(&binding.output);
    let headers = messages.flat_map(|message| &message.headers);
    for fault in headers.flat_map(|header| &header.faults) {
        let Some(element) = header_element(model, fault) else {
            continue;
        };
        let content = match fault.part.content {
            PartContent::Element(id) => Content::Element(id),
            _ => Content::Type(element.ty),
        };
        if answered.contains(&element.name) {
            continue;
        }
        let name = match content {
            Content::Element(id) => model.element(id).name.local.as_str(),
            Content::Type(_) => fault.part.name.as_str(),
        };
        let mark = FaultMark::Header(expanded(&element.name));
        add(all, content, name, vec![mark]);
    }
}
