//! `use="encoded"`: which types SOAP encoding has of its own, its arrays, and what `xsi:type` says of a value (SOAP 1.1,
//! section 5; SOAP 1.2 part 2, section 3).

use std::collections::BTreeSet;

use crate::Model;
use crate::model::{
    Builtin, Content, Derivation, Particle, QName, Term, TypeId, TypeKind, Variety,
};

/// The namespaces of SOAP encoding, 1.1 and 1.2.
pub const NAMESPACES: [&str; 2] = [
    "http://schemas.xmlsoap.org/soap/encoding/",
    "http://www.w3.org/2003/05/soap-encoding",
];

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// An array of SOAP encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Array {
    /// The type of its members; `None` for any.
    pub item: Option<TypeId>,
    /// How many dimensions it has; before them those of the arrays that its members are.
    pub dimensions: Vec<usize>,
}

/// What `xsi:type` says of a value. In an array it is said of the members, and the array adds its dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XsiType {
    /// The name of the type.
    pub name: QName,
    /// The dimensions of each array around it, the innermost first; none where it is no array.
    pub dimensions: Vec<usize>,
}

/// The local name of a type of SOAP encoding.
fn encoding_name(model: &Model, id: TypeId) -> Option<&str> {
    let name = model.ty(id).name.as_ref()?;
    let namespace = name.namespace.as_deref()?;
    NAMESPACES.contains(&namespace).then_some(&name.local)
}

/// The array that a type is: one derived from `soapenc:Array`, or one with `wsdl:arrayType`.
pub fn array(model: &Model, id: TypeId) -> Option<Array> {
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
pub fn builtin(model: &Model, id: TypeId) -> Option<Builtin> {
    let local = encoding_name(model, id)?;
    Builtin::ALL.iter().copied().find(|it| it.name() == local)
}

/// Whether a type of SOAP encoding says nothing of what it contains.
pub fn is_any(model: &Model, id: TypeId) -> bool {
    encoding_name(model, id) == Some("Struct")
}

/// What `xsi:type` says of a value of this type, for an array what its `arrayType` says; `None` for a type that has no
/// name, and is no restriction of one that has.
pub fn xsi_type(model: &Model, id: TypeId) -> Option<XsiType> {
    within(model, id, &mut BTreeSet::new())
}

fn within(model: &Model, id: TypeId, arrays: &mut BTreeSet<TypeId>) -> Option<XsiType> {
    let plain = |name: &str| XsiType {
        name: QName {
            namespace: Some(XSD.to_owned()),
            local: name.to_owned(),
        },
        dimensions: Vec::new(),
    };
    if let Some(array) = array(model, id) {
        let item = match array.item {
            Some(item) if arrays.insert(id) => within(model, item, arrays),
            _ => None,
        };
        let mut item = item.unwrap_or_else(|| plain("anyType"));
        item.dimensions.extend(array.dimensions);
        return Some(item);
    }
    let ty = model.ty(id);
    match (&ty.name, &ty.kind) {
        (Some(name), _) => Some(XsiType {
            name: name.clone(),
            dimensions: Vec::new(),
        }),
        (None, TypeKind::Simple(simple)) => match (simple.base, &simple.variety) {
            (Some(base), _) if base != id => within(model, base, arrays),
            (_, Variety::Atomic(builtin)) => Some(plain(builtin.name())),
            _ => None,
        },
        (None, TypeKind::Builtin(_) | TypeKind::Complex(_)) => None,
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
