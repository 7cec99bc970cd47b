//! `use="encoded"`: which types SOAP encoding carries, its arrays, and what `xsi:type` says of them.
//!
//! An accessor may be nil or left out whatever the schema says (SOAP 1.1, 5.1), so the members of these types are
//! `Option`; `new` asks for those that the schema requires.

use std::collections::BTreeSet;

use castile_wsdl::model::{
    Body, Builtin, Content, Derivation, MessageBinding, Model, Particle, Term, TypeId, TypeKind,
    Use, Variety,
};

use super::{Lowering, name as expanded};
use crate::ir;

/// The namespaces of SOAP encoding, 1.1 and 1.2.
const NAMESPACES: [&str; 2] = [
    "http://schemas.xmlsoap.org/soap/encoding/",
    "http://www.w3.org/2003/05/soap-encoding",
];

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// An array of SOAP encoding.
pub(super) struct Array {
    /// The type of its members; `None` for any.
    pub(super) item: Option<TypeId>,
    /// How many dimensions it has; before them those of the arrays that its members are.
    dimensions: Vec<usize>,
}

/// Whether a body is encoded.
pub(super) fn is_encoded(body: &Body) -> bool {
    matches!(body, Body::Soap { use_, .. } if *use_ == Use::Encoded)
}

/// Whether anything in a message is encoded.
pub(super) fn has_encoded(message: &MessageBinding) -> bool {
    let mut headers = message.headers.iter();
    is_encoded(&message.body) || headers.any(|header| header.use_ == Use::Encoded)
}

/// The local name of a type of SOAP encoding.
fn encoding_name(model: &Model, id: TypeId) -> Option<&str> {
    let name = model.ty(id).name.as_ref()?;
    let namespace = name.namespace.as_deref()?;
    NAMESPACES.contains(&namespace).then_some(&name.local)
}

/// The array that a type is: one derived from `soapenc:Array`, or one with `wsdl:arrayType`.
pub(super) fn array(model: &Model, id: TypeId) -> Option<Array> {
    let TypeKind::Complex(complex) = &model.ty(id).kind else {
        return None;
    };
    let mut attributes = complex.attributes.iter();
    let declared = attributes.find_map(|one| Some((one.array_item?, one.array_type.as_ref()?)));
    if let Some((item, (_, dimensions))) = declared {
        return Some(Array {
            item: Some(item),
            dimensions: ranks(dimensions),
        });
    }
    derives_from_array(model, id).then(|| Array {
        item: only_element(&complex.content),
        dimensions: vec![1],
    })
}

fn derives_from_array(model: &Model, id: TypeId) -> bool {
    let mut next = Some(id);
    while let Some(id) = next {
        if encoding_name(model, id) == Some("Array") {
            return true;
        }
        next = match &model.ty(id).kind {
            TypeKind::Complex(complex) => complex.base.map(Derivation::base),
            _ => None,
        };
    }
    false
}

/// The dimensions of each array in `[][,]`.
fn ranks(text: &str) -> Vec<usize> {
    let ranks: Vec<_> = text
        .split('[')
        .skip(1)
        .map(|one| one.matches(',').count() + 1)
        .collect();
    if ranks.is_empty() { vec![1] } else { ranks }
}

/// The type of the element that a content model consists of.
fn only_element(content: &Content) -> Option<TypeId> {
    fn of(particle: &Particle) -> Option<TypeId> {
        match &particle.term {
            Term::Element(element) => Some(element.ty),
            Term::Sequence(particles) | Term::All(particles) | Term::Choice(particles) => {
                match particles.as_slice() {
                    [only] => of(only),
                    _ => None,
                }
            }
            Term::Any(_) => None,
        }
    }
    match content {
        Content::Particle(particle) => of(particle),
        Content::Empty | Content::Simple(_) => None,
    }
}

/// The type of XML Schema that a type of SOAP encoding adds its attributes to: `soapenc:string` is text.
pub(super) fn builtin(model: &Model, id: TypeId) -> Option<Builtin> {
    let local = encoding_name(model, id)?;
    Builtin::ALL.iter().copied().find(|it| it.name() == local)
}

/// Whether a type of SOAP encoding says nothing of what it contains.
pub(super) fn is_any(model: &Model, id: TypeId) -> bool {
    encoding_name(model, id) == Some("Struct")
}

/// Whether a type of SOAP encoding becomes no item of its own.
pub(super) fn is_own(model: &Model, id: TypeId) -> bool {
    array(model, id).is_some() || builtin(model, id).is_some() || is_any(model, id)
}

/// Whether the namespace of a type has a prefix that every encoded request declares.
pub(super) fn has_prefix(namespace: &str) -> bool {
    namespace == XSD || NAMESPACES.contains(&namespace)
}

impl Lowering<'_> {
    /// The Rust type of an array.
    pub(super) fn array_ty(&mut self, id: TypeId, array: &Array) -> ir::Ty {
        // An array of itself is no type that Rust can write down.
        let is_own = self.arrays.contains(&id);
        let mut ty = match array.item {
            Some(item) if !is_own => {
                self.arrays.push(id);
                let ty = self.ty(item);
                self.arrays.pop();
                ty
            }
            _ => ir::Ty::Runtime("AnyType"),
        };
        for &rank in &array.dimensions {
            ty = if rank == 1 {
                ir::Ty::Array(Box::new(ty))
            } else {
                ir::Ty::MultiArray(Box::new(ty))
            };
        }
        ty
    }

    /// What `xsi:type` says of a value of this type, empty for nothing; for an array the type of its members with the
    /// dimensions.
    pub(super) fn xsi_type(&self, id: TypeId) -> String {
        self.xsi_type_within(id, &mut BTreeSet::new())
    }

    fn xsi_type_within(&self, id: TypeId, arrays: &mut BTreeSet<TypeId>) -> String {
        let model = self.model;
        if let Some(array) = array(model, id) {
            let item = match array.item {
                Some(item) if arrays.insert(id) => self.xsi_type_within(item, arrays),
                _ => String::new(),
            };
            let item = if item.is_empty() {
                "xsd:anyType"
            } else {
                &item
            };
            let dimensions = array.dimensions.iter();
            let dimensions = dimensions.map(|&rank| format!("[{}]", ",".repeat(rank - 1)));
            return item.to_owned() + &dimensions.collect::<String>();
        }
        let ty = model.ty(id);
        match &ty.name {
            Some(name) => {
                let namespace = name.namespace.as_deref().unwrap_or_default();
                if namespace == XSD {
                    format!("xsd:{}", name.local)
                } else if NAMESPACES.contains(&namespace) {
                    format!("soapenc:{}", name.local)
                } else {
                    self.prefixes.tag(&expanded(name))
                }
            }
            None => match &ty.kind {
                TypeKind::Simple(simple) => match (simple.base, &simple.variety) {
                    (Some(base), _) if base != id => self.xsi_type_within(base, arrays),
                    (_, Variety::Atomic(builtin)) => format!("xsd:{}", builtin.name()),
                    _ => String::new(),
                },
                TypeKind::Builtin(_) | TypeKind::Complex(_) => String::new(),
            },
        }
    }

    /// Lets the members of an encoded struct be absent.
    pub(super) fn accessors(fields: &mut [ir::Field]) {
        for field in fields {
            let is_element = matches!(
                field.kind,
                ir::FieldKind::Element(_) | ir::FieldKind::Any(_) | ir::FieldKind::Choice(_)
            );
            if is_element && !field.ty.is_optional() && !matches!(field.ty, ir::Ty::Nillable(_)) {
                let ty = std::mem::replace(&mut field.ty, ir::Ty::Plain(""));
                field.ty = ir::Ty::Option(Box::new(ty));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ranks;

    #[test]
    fn dimensions() {
        let cases: [(&str, &[usize]); 6] = [
            ("", &[1]),
            ("[]", &[1]),
            ("[,]", &[2]),
            ("[][]", &[1, 1]),
            ("[][,,]", &[1, 3]),
            ("[7]", &[1]),
        ];
        for (text, expected) in cases {
            assert_eq!(ranks(text), expected, "{text}");
        }
    }
}
