//! Declared faults: an enum of the elements that the detail of a fault may be, for each operation, or for all of a
//! portType where they declare the same.

use castile_wsdl::model::{ElementId, Interface, Operation, PartContent};

use super::naming::Names;
use super::{Lowering, docs, naming};
use crate::ir;

/// The enums of a portType's faults under way.
pub(super) struct Faults<'m> {
    /// The name that all operations share, and what they declare.
    shared: Option<(&'m str, Vec<ElementId>)>,
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
        let declared = details(operation);
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
        let details = declared.into_iter().map(|id| {
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

/// The elements that the faults of an operation may have as their detail, each once.
fn details(operation: &Operation) -> Vec<ElementId> {
    let mut details = Vec::new();
    for part in operation.faults.iter().flat_map(|fault| &fault.parts) {
        if let PartContent::Element(id) = part.content
            && !details.contains(&id)
        {
            details.push(id);
        }
    }
    details
}
