//! What stands in messages and is declared in no schema, for the other validator.

use std::collections::BTreeSet;

use castile_corpus::drive::HOLDER;
use castile_sample::{Bound, operations};
use castile_wsdl::Model;
use castile_wsdl::encoding::{NAMESPACES, array};
use castile_wsdl::model::{
    Body, Content, MessageBinding, MessageUse, Part, PartContent, Particle, QName, Style, Term,
    TypeId, TypeKind, Use,
};

use crate::program::{Place, Root};
use crate::sampling::{called, is_typed};
use crate::schemas::{Held, Wrapper, WrapperContent};

/// The wrappers of rpc style, elements named after a part, and those that hold what is in a body.
pub(crate) fn all(model: &Model, roots: &[Root]) -> BTreeSet<Wrapper> {
    let mut all = Wrappers {
        model,
        wrappers: BTreeSet::new(),
    };
    let bound = operations(model);
    for bound in &bound {
        for request in [true, false] {
            all.message(bound, request);
        }
    }
    for (index, root) in roots.iter().enumerate() {
        if let Place::Body { operation, request } = &root.of
            && root.name.local.is_empty()
        {
            for bound in called(&bound, operation) {
                all.holder(index, bound, *request);
            }
        }
    }
    all.wrappers
}

/// The numbers of the roots whose documents no schema says.
///
/// An array of SOAP encoding has members of any name, in a type that allows none, and is of the type `Array` whatever the
/// contract calls it. Accessors are in no namespace even where the schema has them in one. A block or a document that is
/// encoded has attributes that its type does not know. What is named after a part has the type of the part, which can be
/// told only if it has a name; in faults there may be several of one name.
pub(crate) fn without_schema(model: &Model, roots: &[Root]) -> BTreeSet<String> {
    let bound = operations(model);
    let mut unsaid = BTreeSet::new();
    for (index, root) in roots.iter().enumerate() {
        let is_said = match &root.of {
            Place::Header => root.encoded.is_none(),
            Place::Body { operation, request } => called(&bound, operation).all(|bound| {
                let rpc = bound.bound.style == Style::Rpc;
                let said = |ty| match root.encoded {
                    Some(_) => is_said(model, ty, &mut Vec::new()),
                    None => !rpc || model.ty(ty).name.is_some(),
                };
                (rpc || root.encoded.is_none())
                    && message(bound, *request).is_none_or(|(binding, message)| {
                        let types = parts(binding, message).into_iter();
                        let mut types = types.filter_map(|part| type_of(model, part));
                        types.all(said)
                    })
            }),
            // Whether a fault is encoded hangs on the answer, and there are few that are.
            Place::Fault(fault) => {
                !is_typed(fault)
                    && !bound.iter().any(|bound| {
                        message(bound, false).is_some_and(|(binding, _)| {
                            matches!(&binding.body, Body::Soap { use_, .. } if *use_ == Use::Encoded)
                        })
                    })
            }
        };
        if !is_said {
            unsaid.insert(index.to_string());
        }
    }
    unsaid
}

/// Whether an encoded value of this type is what its schema says.
fn is_said(model: &Model, id: TypeId, seen: &mut Vec<TypeId>) -> bool {
    if seen.contains(&id) {
        return true;
    }
    seen.push(id);
    let ty = model.ty(id);
    let namespace = ty.name.as_ref().and_then(|name| name.namespace.as_deref());
    let is_own = namespace.is_some_and(|it| NAMESPACES.contains(&it));
    let TypeKind::Complex(complex) = &ty.kind else {
        return ty.name.is_some();
    };
    let mut derived = complex.derived.iter();
    ty.name.is_some()
        && !is_own
        && array(model, id).is_none()
        && derived.all(|id| is_said(model, *id, seen))
        && match &complex.content {
            Content::Particle(particle) => is_particle_said(model, particle, seen),
            Content::Empty | Content::Simple(_) => true,
        }
}

fn is_particle_said(model: &Model, particle: &Particle, seen: &mut Vec<TypeId>) -> bool {
    match &particle.term {
        Term::Element(element) => {
            element.name.namespace.is_none() && is_said(model, element.ty, seen)
        }
        Term::Sequence(list) | Term::Choice(list) | Term::All(list) => {
            list.iter().all(|one| is_particle_said(model, one, seen))
        }
        Term::Any(_) => false,
    }
}

fn message<'m>(bound: &Bound<'m>, request: bool) -> Option<(&'m MessageBinding, &'m MessageUse)> {
    let (binding, message) = if request {
        (&bound.bound.input, &bound.operation.input)
    } else {
        (&bound.bound.output, &bound.operation.output)
    };
    binding.as_ref().zip(message.as_ref())
}

/// The parts in a body.
fn parts<'m>(binding: &MessageBinding, message: &'m MessageUse) -> Vec<&'m Part> {
    let Body::Soap { parts, .. } = &binding.body else {
        return Vec::new();
    };
    let parts = parts.iter().filter_map(|at| message.parts.get(*at));
    parts.collect()
}

fn type_of(model: &Model, part: &Part) -> Option<TypeId> {
    match part.content {
        PartContent::Type(ty) => Some(ty),
        PartContent::Element(id) => Some(model.element(id).ty),
        PartContent::None => None,
    }
}

struct Wrappers<'m> {
    model: &'m Model,
    wrappers: BTreeSet<Wrapper>,
}

impl Wrappers<'_> {
    fn add(&mut self, wrapper: Wrapper) {
        let same = |name: &QName| {
            name.local == wrapper.local
                && name.namespace.as_deref().unwrap_or_default() == wrapper.namespace
        };
        let declared = self.model.elements.iter();
        let declared = declared.into_iter().any(|element| same(&element.name));
        // Operations may have wrappers of one name, and only one can be declared.
        let known = self
            .wrappers
            .iter()
            .any(|known| known.local == wrapper.local && known.namespace == wrapper.namespace);
        if !declared && !known {
            self.wrappers.insert(wrapper);
        }
    }

    fn message(&mut self, bound: &Bound<'_>, request: bool) {
        let Some((binding, message)) = message(bound, request) else {
            return;
        };
        for header in &binding.headers {
            for header in [header].into_iter().chain(&header.faults) {
                let namespace = header.namespace.as_deref().unwrap_or_default();
                self.part(&header.part, namespace);
            }
        }
        let Body::Soap {
            use_, namespace, ..
        } = &binding.body
        else {
            return;
        };
        let parts = parts(binding, message);
        if bound.bound.style == Style::Document {
            for part in parts {
                self.part(part, "");
            }
            return;
        }
        let typed = parts.into_iter().filter_map(|part| {
            let name = self.name_of(type_of(self.model, part)?)?;
            Some((part.name.clone(), name))
        });
        let suffix = if request { "" } else { "Response" };
        self.add(Wrapper {
            namespace: namespace.clone().unwrap_or_default(),
            local: format!("{}{suffix}", bound.operation.name),
            content: WrapperContent::Parts {
                parts: typed.collect(),
                encoded: *use_ == Use::Encoded,
            },
        });
    }

    /// An element named after a part of a type.
    fn part(&mut self, part: &Part, namespace: &str) {
        let PartContent::Type(ty) = part.content else {
            return;
        };
        if let Some(name) = self.name_of(ty) {
            self.add(Wrapper {
                namespace: namespace.to_owned(),
                local: part.name.clone(),
                content: WrapperContent::Type(name),
            });
        }
    }

    /// The element that holds what is in a body.
    fn holder(&mut self, index: usize, bound: &Bound<'_>, request: bool) {
        let Some((binding, message)) = message(bound, request) else {
            return;
        };
        let name = |name: &QName| {
            let namespace = name.namespace.clone().unwrap_or_default();
            (namespace, name.local.clone())
        };
        let held = parts(binding, message).into_iter().filter_map(|part| {
            Some(match part.content {
                PartContent::Element(id) => Held::Element(name(&self.model.element(id).name)),
                PartContent::Type(ty) => Held::Part(part.name.clone(), self.name_of(ty)?),
                PartContent::None => return None,
            })
        });
        let content = WrapperContent::Held(held.collect());
        self.add(Wrapper {
            namespace: HOLDER.to_owned(),
            local: format!("body{index}"),
            content,
        });
    }

    fn name_of(&self, ty: TypeId) -> Option<(String, String)> {
        let name = self.model.ty(ty).name.as_ref()?;
        let namespace = name.namespace.clone().unwrap_or_default();
        Some((namespace, name.local.clone()))
    }
}
