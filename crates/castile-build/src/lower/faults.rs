//! Declared faults: an enum of the elements that the detail of a fault may be, for each operation, or for all of a
//! portType where they declare the same. Where operations are encoded, faults declare types, which `xsi:type` tells.

use castile_wsdl::model::{ElementId, Interface, Model, Operation, PartContent, TypeId, TypeKind};

use super::naming::Names;
use super::{Lowering, docs, encoded, name as expanded, naming, types};
use crate::ir;

/// What a fault declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail<'m> {
    Element(ElementId),
    /// The type of a part of this fault.
    Type(&'m str, TypeId),
}

/// The enums of a portType's faults under way.
pub(super) struct Faults<'m> {
    /// The name that all operations share, and what they declare.
    shared: Option<(&'m str, Vec<Detail<'m>>)>,
    /// The enum of all operations, once it is made.
    ident: Option<String>,
}

impl<'m> Faults<'m> {
    /// Those of a client with these operations.
    pub(super) fn of(interface: &'m Interface) -> Self {
        let mut declared = interface.operations.iter().map(details);
        let mut declared = declared.by_ref().filter(|details| !details.is_empty());
        let first = declared.next();
        let several = declared.next();
        let is_shared =
            several.is_some() && several == first && declared.all(|one| Some(one) == first);
        Self {
            shared: first
                .filter(|_| is_shared)
                .map(|first| (interface.name.local.as_str(), first)),
            ident: None,
        }
    }

    /// The enum of an operation's faults; `None` where it declares none.
    pub(super) fn ident(
        &mut self,
        lowering: &mut Lowering<'_>,
        name: &str,
        operation: &Operation,
        all: &mut Vec<ir::Faults>,
    ) -> Option<String> {
        let mut declared = details(operation);
        declared.retain(|detail| match *detail {
            Detail::Element(_) => true,
            // Nothing else tells what the detail of a literal message is.
            Detail::Type(_, id) => {
                lowering.encoded.contains(&id) && name_of(lowering, id).is_some()
            }
        });
        add_derived(lowering.model, &mut declared);
        if declared.is_empty() {
            return None;
        }
        let (owner, what) = match &self.shared {
            Some((interface, _)) => {
                if let Some(ident) = &self.ident {
                    return Some(ident.clone());
                }
                (*interface, "operations of")
            }
            None => (name, "the operation"),
        };
        let base = naming::pascal(owner);
        let ident = lowering.names.take(&format!("{base}Fault"), "Detail");
        self.ident = Some(ident.clone());
        let mut names = Names::default();
        let details = declared.into_iter().map(|detail| match detail {
            Detail::Element(id) => {
                let root = lowering.global_root(id);
                let mut lines = docs::lines(lowering.model.element(id).docs.as_deref());
                if lines.is_empty() {
                    lines.push(format!("The element {}.", docs::code(&root.name.local)));
                }
                ir::FaultDetail {
                    variant: names.take(&naming::pascal(&root.name.local), "Element"),
                    docs: lines,
                    name: root.name,
                    ty: root.ty,
                }
            }
            Detail::Type(fault, id) => ir::FaultDetail {
                variant: names.take(&naming::pascal(fault), "Type"),
                docs: vec![format!("The fault {}.", docs::code(fault))],
                name: name_of(lowering, id).unwrap_or_default(),
                ty: lowering.ty(id),
            },
        });
        all.push(ir::Faults {
            ident: ident.clone(),
            docs: vec![
                format!(
                    "The details that the contract declares for faults of {what} {}.",
                    docs::code(owner)
                ),
                String::new(),
                "`castile::Error::fault_as` reads them.".to_owned(),
            ],
            details: details.collect(),
        });
        Some(ident)
    }
}

/// Adds the types derived from those that are told by `xsi:type`.
fn add_derived<'m>(model: &'m Model, details: &mut Vec<Detail<'m>>) {
    let mut next = 0;
    while let Some(detail) = details.get(next) {
        next += 1;
        let Detail::Type(_, id) = *detail else {
            continue;
        };
        let TypeKind::Complex(complex) = &model.ty(id).kind else {
            continue;
        };
        for derived in types::named_derived(model, complex) {
            let is = |one: &Detail<'_>| matches!(one, Detail::Type(_, id) if *id == derived);
            if let Some(name) = &model.ty(derived).name
                && !details.iter().any(is)
            {
                details.push(Detail::Type(&name.local, derived));
            }
        }
    }
}

/// The name that `xsi:type` has for a type; arrays have none that tells them apart.
fn name_of(lowering: &Lowering<'_>, id: TypeId) -> Option<ir::Name> {
    let name = lowering.model.ty(id).name.as_ref()?;
    encoded::array(lowering.model, id)
        .is_none()
        .then(|| expanded(name))
}

/// What the faults of an operation may have as their detail, each once.
fn details(operation: &Operation) -> Vec<Detail<'_>> {
    let mut details: Vec<Detail<'_>> = Vec::new();
    for fault in &operation.faults {
        for part in &fault.parts {
            let detail = match part.content {
                PartContent::Element(id) => Detail::Element(id),
                PartContent::Type(id) => {
                    Detail::Type(fault.name.as_deref().unwrap_or(&part.name), id)
                }
                PartContent::None => continue,
            };
            let is_known = details.iter().any(|one| match (one, &detail) {
                (Detail::Type(_, one), Detail::Type(_, other)) => one == other,
                _ => *one == detail,
            });
            if !is_known {
                details.push(detail);
            }
        }
    }
    details
}
