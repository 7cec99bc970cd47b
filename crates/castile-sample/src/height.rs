//! How many elements have to stand inside each other at least: what has no end is seen before it is begun.

use castile_wsdl::Model;
use castile_wsdl::model::{
    ComplexType, Content, ElementId, LocalElement, NamespaceConstraint, Particle, ProcessContents,
    Term, TypeId, TypeKind, Wildcard,
};

/// Elements inside each other, at most.
const MAX_HEIGHT: u32 = 100;
/// Above the height of all that can be made as the contract has it. What needs a wildcard that no element fits is as
/// much higher than it would be otherwise.
pub(crate) const UNFIT: u32 = 1 << 16;
/// The height of what has no end, or too far a one.
pub(crate) const ENDLESS: u32 = u32::MAX;

/// The least height of the content of every type.
#[derive(Debug)]
pub(crate) struct Heights {
    /// Of the type itself, abstract or not.
    own: Vec<u32>,
    /// Of the type or any that may stand for it.
    any: Vec<u32>,
    elements: Vec<u32>,
    /// Of the elements.
    namespaces: Vec<Option<String>>,
}

impl Heights {
    pub(crate) fn new(model: &Model) -> Self {
        let mut heights = Self {
            own: vec![ENDLESS; model.types.len()],
            any: vec![ENDLESS; model.types.len()],
            elements: vec![ENDLESS; model.elements.len()],
            namespaces: model
                .elements
                .iter()
                .map(|one| one.name.namespace.clone())
                .collect(),
        };
        // Each round is right for everything one level higher, or one derivation further.
        for _ in 0..2 * MAX_HEIGHT {
            if !heights.round(model) {
                break;
            }
        }
        heights
    }

    fn round(&mut self, model: &Model) -> bool {
        let mut changed = false;
        let mut lower = |slot: &mut u32, height: u32| {
            changed |= height < *slot;
            *slot = height.min(*slot);
        };
        for (at, ty) in model.types.iter().enumerate() {
            let (own, any) = match &ty.kind {
                TypeKind::Complex(complex) => {
                    let own = self.content(complex);
                    let itself = if complex.is_abstract { ENDLESS } else { own };
                    let derived = complex.derived.iter();
                    let derived = derived.filter(|id| model.ty(**id).name.is_some());
                    (
                        own,
                        derived
                            .map(|id| self.any[id.0])
                            .min()
                            .unwrap_or(ENDLESS)
                            .min(itself),
                    )
                }
                _ => (0, 0),
            };
            lower(&mut self.own[at], own);
            lower(&mut self.any[at], any);
        }
        for (at, element) in model.elements.iter().enumerate() {
            let itself = if element.is_abstract {
                ENDLESS
            } else {
                self.any[element.ty.0]
            };
            let others = element.substitutes.iter();
            let others = others
                .map(|id| self.elements[id.0])
                .min()
                .unwrap_or(ENDLESS);
            lower(&mut self.elements[at], others.min(itself));
        }
        changed
    }

    /// Of the content of this type, not of those derived from it.
    pub(crate) fn own(&self, id: TypeId) -> u32 {
        self.own[id.0]
    }

    /// Of what may stand in an element declared with this type.
    pub(crate) fn ty(&self, id: TypeId) -> u32 {
        self.any[id.0]
    }

    /// Of a global element, or one that may stand for it.
    pub(crate) fn element(&self, id: ElementId) -> u32 {
        self.elements[id.0]
    }

    pub(crate) fn local(&self, element: &LocalElement) -> u32 {
        match element.reference {
            Some(id) => self.element(id),
            None => self.ty(element.ty),
        }
    }

    /// Of the lowest element that a wildcard admits, which has to be a global one.
    fn strict(&self, wildcard: &Wildcard) -> Option<u32> {
        let all = self.namespaces.iter().zip(&self.elements);
        let admitted =
            all.filter(|(namespace, _)| admits(&wildcard.namespaces, namespace.as_ref()));
        admitted.map(|(_, height)| *height).min()
    }

    fn content(&self, complex: &ComplexType) -> u32 {
        match &complex.content {
            Content::Empty | Content::Simple(_) => 0,
            Content::Particle(particle) => self.particle(particle),
        }
    }

    fn particle(&self, particle: &Particle) -> u32 {
        if particle.min == 0 {
            0
        } else {
            self.term(&particle.term)
        }
    }

    /// Of one occurrence of a term.
    pub(crate) fn term(&self, term: &Term) -> u32 {
        match term {
            Term::Element(element) => one_more(self.local(element)),
            Term::Sequence(list) | Term::All(list) => {
                list.iter().map(|one| self.particle(one)).max().unwrap_or(0)
            }
            // A choice of nothing is one that nobody can make.
            Term::Choice(list) => list
                .iter()
                .map(|one| self.particle(one))
                .min()
                .unwrap_or(ENDLESS),
            Term::Any(wildcard) if wildcard.process == ProcessContents::Strict => {
                self.strict(wildcard).map_or(UNFIT + 1, one_more)
            }
            Term::Any(_) => 1,
        }
    }
}

/// The height of an element around what is so high.
fn one_more(height: u32) -> u32 {
    if height == ENDLESS || height % UNFIT >= MAX_HEIGHT {
        ENDLESS
    } else {
        height + 1
    }
}

/// Whether what is so high can be made as the contract has it.
pub(crate) fn is_whole(height: u32) -> bool {
    height < UNFIT
}

/// What to stay below where the lowest there is to choose is so high: what cannot be whole is chosen only where nothing
/// can.
pub(crate) fn limit(lowest: u32) -> u32 {
    if is_whole(lowest) { UNFIT } else { ENDLESS }
}

/// Whether a wildcard takes elements of this namespace.
pub(crate) fn admits(namespaces: &NamespaceConstraint, namespace: Option<&String>) -> bool {
    match namespaces {
        NamespaceConstraint::Any => true,
        NamespaceConstraint::Other(target) => namespace.is_some() && namespace != target.as_ref(),
        NamespaceConstraint::List(list) => list.iter().any(|one| one.as_ref() == namespace),
    }
}

#[cfg(test)]
mod tests {
    use castile_wsdl::model::QName;

    use super::{ENDLESS, Heights, UNFIT, is_whole};
    use crate::tests::model;

    #[test]
    fn heights_of_wildcards() {
        let model = model(
            r###"<xs:element name="leaf" type="xs:int"/>
            <xs:complexType name="Own"><xs:sequence><xs:any namespace="##targetNamespace"/></xs:sequence></xs:complexType>
            <xs:complexType name="Other"><xs:sequence><xs:any namespace="##other"/></xs:sequence></xs:complexType>
            <xs:complexType name="Lax"><xs:sequence><xs:any namespace="##other" processContents="lax"/></xs:sequence></xs:complexType>
            <xs:complexType name="Deep"><xs:sequence><xs:element name="a" type="t:Other"/></xs:sequence></xs:complexType>
            <xs:complexType name="Either"><xs:choice><xs:element name="a" type="t:Deep"/><xs:element name="b" type="t:Lax"/></xs:choice></xs:complexType>
            <xs:complexType name="Endless"><xs:sequence><xs:element name="a" type="t:Endless"/></xs:sequence></xs:complexType>"###,
        );
        let heights = Heights::new(&model);
        let height = |local: &str| {
            let name = QName {
                namespace: Some("urn:t".to_owned()),
                local: local.to_owned(),
            };
            let at = model
                .types
                .iter()
                .position(|ty| ty.name.as_ref() == Some(&name));
            heights.own[at.expect(local)]
        };
        assert_eq!(height("Own"), 1);
        assert_eq!(height("Other"), UNFIT + 1);
        assert_eq!(height("Lax"), 1);
        assert_eq!(height("Deep"), UNFIT + 2);
        assert_eq!(height("Either"), 2);
        assert_eq!(height("Endless"), ENDLESS);
        assert!(!is_whole(UNFIT + 1));
    }
}
