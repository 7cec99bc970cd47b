//! The documents that are tried: what stands in messages and faults, as elements.

use castile_build::ir::{FaultMark, Name};
use castile_corpus::drive::HOLDER;
use castile_sample::{Amount, Bound, Element, Node, Piece, Samples, Version, operations};
use castile_wsdl::model::{Attachment, ElementId, MessageBinding, QName};
use castile_wsdl::{Diagnostic, Model};

use crate::program::{Fault, Root};

/// A document, and what could not be made.
pub(crate) type Made = (Element, Vec<Diagnostic>);

/// Makes documents of one contract.
pub(crate) struct Sampling<'m> {
    model: &'m Model,
    samples: Samples<'m>,
    bound: Vec<Bound<'m>>,
}

impl<'m> Sampling<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        Self {
            model,
            samples: Samples::new(model),
            bound: operations(model),
        }
    }

    /// What is in a body: its one element, or all of them in one that holds them.
    pub(crate) fn of_body(
        &self,
        (index, root): (usize, &Root),
        (operation, request): (&str, bool),
        amount: Amount,
        version: Option<Version>,
    ) -> Option<Made> {
        called(&self.bound, operation).find_map(|bound| {
            let bound = in_version(bound, version);
            if !attachments(&bound, request).is_empty() {
                return None;
            }
            let sample = if request {
                self.samples.request(&bound, amount)
            } else {
                self.samples.reply(&bound, amount)
            }?;
            if root.name.local.is_empty() {
                let held = sample.body.into_iter().map(Node::Element).collect();
                return Some((holder(index, held), sample.warnings));
            }
            match <[Element; 1]>::try_from(sample.body) {
                Ok([body]) if is_named(&body.name, &root.name) => Some((body, sample.warnings)),
                _ => None,
            }
        })
    }

    /// Whether an operation has messages with attachments.
    pub(crate) fn has_attachments(&self, operation: &str, request: bool) -> bool {
        called(&self.bound, operation).any(|bound| !attachments(bound, request).is_empty())
    }

    /// A header block.
    pub(crate) fn of_header(
        &self,
        root: &Root,
        amount: Amount,
        version: Option<Version>,
    ) -> Option<Made> {
        let mut elements = self.model.elements.iter();
        let declared = elements.position(|element| is_named(&element.name, &root.name));
        if let Some(at) = declared.filter(|_| root.encoded.is_none()) {
            return Some(self.samples.element(ElementId(at), amount));
        }
        // It is encoded, or named after a part of a type.
        self.bound.iter().find_map(|bound| {
            let bound = in_version(bound, version);
            let messages = [
                self.samples.request(&bound, amount),
                self.samples.reply(&bound, amount),
            ];
            messages.into_iter().flatten().find_map(|message| {
                let mut headers = message.headers.into_iter();
                let header = headers.find(|header| {
                    let style = |(name, _): &(QName, _)| name.local == "encodingStyle";
                    let is_encoded = header.attributes.iter().any(style);
                    is_named(&header.name, &root.name) && is_encoded == root.encoded.is_some()
                })?;
                Some((header, message.warnings))
            })
        })
    }

    /// What is in the details of all faults, and in the header blocks beside them.
    pub(crate) fn faults(&self, amount: Amount) -> Vec<Made> {
        let faults = self.bound.iter();
        let faults = faults.flat_map(|bound| self.samples.faults(bound, amount));
        let mut all: Vec<Made> = Vec::new();
        for fault in faults {
            for element in fault.details().into_iter().chain(&fault.headers) {
                let same = |(known, _): &Made| {
                    known.name == element.name && xsi_type(known) == xsi_type(element)
                };
                if !all.iter().any(same) {
                    all.push((element.clone(), fault.warnings.clone()));
                }
            }
        }
        all
    }
}

/// The document of a fault that is declared.
pub(crate) fn of_fault(fault: &Fault, made: &[Made]) -> Option<Made> {
    let fits = |mark: &FaultMark, element: &Element| match mark {
        FaultMark::Type(name) => xsi_type(element).is_some_and(|it| is_named(it, name)),
        FaultMark::Element(name) | FaultMark::Header(name) => {
            is_named(&element.name, name) && xsi_type(element).is_none()
        }
    };
    let found = made
        .iter()
        .find(|(element, _)| fault.marks.iter().any(|mark| fits(mark, element)));
    found.cloned()
}

/// Whether a fault is told by its type: it may be one that is derived from that of another.
pub(crate) fn is_typed(fault: &Fault) -> bool {
    let has = |is: fn(&FaultMark) -> bool| fault.marks.iter().any(is);
    has(|mark| matches!(mark, FaultMark::Type(_)))
}

/// The operations that a method of this name calls: an overload has the name of its input.
pub(crate) fn called<'a, 'm>(
    bound: &'a [Bound<'m>],
    operation: &str,
) -> impl Iterator<Item = &'a Bound<'m>> {
    bound.iter().filter(move |bound| {
        let input = bound.operation.input.as_ref();
        bound.operation.name == operation
            || input.and_then(|input| input.name.as_deref()) == Some(operation)
    })
}

/// The element that holds what is in a body.
pub(crate) fn holder(index: usize, children: Vec<Node>) -> Element {
    Element {
        name: QName {
            namespace: Some(HOLDER.to_owned()),
            local: format!("body{index}"),
        },
        attributes: Vec::new(),
        children,
    }
}

/// The same, whatever version its binding has.
fn in_version<'m>(bound: &Bound<'m>, version: Option<Version>) -> Bound<'m> {
    Bound {
        version: version.unwrap_or(bound.version),
        ..*bound
    }
}

fn attachments<'m>(bound: &Bound<'m>, request: bool) -> &'m [Attachment] {
    let message: Option<&'m MessageBinding> = if request {
        bound.bound.input.as_ref()
    } else {
        bound.bound.output.as_ref()
    };
    message.map_or(&[], |message| &message.attachments)
}

fn is_named(name: &QName, wanted: &Name) -> bool {
    name.local == wanted.local && name.namespace.as_deref().unwrap_or_default() == wanted.namespace
}

/// The type that an element says.
fn xsi_type(element: &Element) -> Option<&QName> {
    let says = |(name, _): &&(QName, _)| {
        name.local == "type"
            && name.namespace.as_deref() == Some("http://www.w3.org/2001/XMLSchema-instance")
    };
    let (_, value) = element.attributes.iter().find(says)?;
    value.0.iter().find_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        _ => None,
    })
}
