//! Elements with their attributes and content, as a type has them.
//!
//! What is optional is left out where it would begin a type again that is being written, where the sample is deep or
//! large already, and always in a minimal one. What has to stand ends, or it is reported.

use castile_wsdl::Diagnostic;
use castile_wsdl::Model;
use castile_wsdl::model::{
    Attribute, Builtin, ComplexType, Content, ElementId, LocalElement, NamespaceConstraint,
    Particle, ProcessContents, QName, Term, TypeId, TypeKind, ValueConstraint, Wildcard,
};
use castile_wsdl::source::Span;

use crate::Amount;
use crate::facets::Judge;
use crate::height::{ENDLESS, Heights, UNFIT, admits, is_whole, limit};
use crate::hint;
use crate::rng::Rng;
use crate::tree::{Element, Node, Piece, Text, XSD, XSI, name};

/// The namespace of what stands in wildcards.
const FOREIGN: &str = "urn:example:extension";
/// The namespace of SOAP encoding (SOAP 1.1, 5).
const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// The namespace of `swaRef`, a reference to an attachment (WS-I Attachments Profile 1.0, 4.4).
const ATTACHMENTS: &str = "http://ws-i.org/profiles/basic/1.1/xsd";
/// Elements of a sample beyond which only what must be is added.
const MANY: usize = 1500;
/// Elements inside each other beyond which only what must be is added.
const DEEP: usize = 12;
/// How often something is repeated, at most.
const MAX_REPEATS: u64 = 2000;
/// Elements of a sample, at most.
const MAX_ELEMENTS: usize = 200_000;

/// Makes one sample.
pub(crate) struct Sampler<'m> {
    pub(crate) model: &'m Model,
    pub(crate) heights: &'m Heights,
    pub(crate) judge: &'m Judge<'m>,
    pub(crate) amount: Amount,
    pub(crate) rng: Rng,
    /// The values of `xs:ID` so far.
    pub(crate) ids: Vec<String>,
    pub(crate) warnings: Vec<Diagnostic>,
    /// The types whose elements are open.
    open: Vec<TypeId>,
    /// Elements so far.
    count: usize,
}

/// An element as it is declared.
#[derive(Debug, Clone)]
struct Declared<'m> {
    name: QName,
    ty: TypeId,
    nillable: bool,
    value: Option<&'m ValueConstraint>,
    span: Span,
}

impl<'m> Sampler<'m> {
    pub(crate) fn new(
        model: &'m Model,
        heights: &'m Heights,
        judge: &'m Judge<'m>,
        amount: Amount,
    ) -> Self {
        let seed = match amount {
            Amount::Random(seed) => seed,
            _ => 0,
        };
        Self {
            model,
            heights,
            judge,
            amount,
            rng: Rng::new(seed),
            ids: Vec::new(),
            warnings: Vec::new(),
            open: Vec::new(),
            count: 0,
        }
    }

    fn warn(&mut self, span: Span, message: String) {
        self.warnings.push(Diagnostic::warning(span, message));
    }

    fn is_random(&self) -> bool {
        matches!(self.amount, Amount::Random(_))
    }

    /// Only what must be is added from here on.
    fn is_enough(&self) -> bool {
        let (many, deep) = match self.amount {
            Amount::Everything => (MANY, DEEP),
            Amount::Required => (0, 0),
            Amount::Random(_) => (MANY / 5, DEEP / 2),
        };
        self.count >= many || self.open.len() >= deep
    }

    /// A global element, or one that stands for it.
    pub(crate) fn global(&mut self, id: ElementId) -> Element {
        let model = self.model;
        let mut id = id;
        // An abstract element may be stood for by another.
        for _ in 0..self.model.elements.len() {
            let element = model.element(id);
            let limit = limit(self.heights.element(id));
            let itself = !element.is_abstract && self.heights.ty(element.ty) < limit;
            let stays = itself && !(self.is_random() && !self.is_enough() && self.rng.percent(40));
            let others: Vec<ElementId> = element
                .substitutes
                .iter()
                .copied()
                .filter(|one| self.heights.element(*one) < limit)
                .collect();
            if stays || others.is_empty() {
                break;
            }
            id = self.lowest_or_any(&others, Heights::element);
        }
        let element = model.element(id);
        if element.is_abstract {
            let message = format!(
                "`{}` is abstract, and there is no element that can stand for it",
                element.name
            );
            self.warn(element.span, message);
        }
        self.declared(&Declared {
            name: element.name.clone(),
            ty: element.ty,
            nillable: element.nillable,
            value: element.value.as_ref(),
            span: element.span,
        })
    }

    fn lowest_or_any<T: Copy>(&mut self, list: &[T], height: impl Fn(&Heights, T) -> u32) -> T {
        if self.is_random() && !self.is_enough() {
            return list[self.rng.below(list.len())];
        }
        let lowest = list.iter().min_by_key(|one| height(self.heights, **one));
        *lowest.expect("the list is not empty")
    }

    fn local(&mut self, element: &'m LocalElement, span: Span) -> Element {
        if let Some(id) = element.reference {
            return self.global(id);
        }
        self.declared(&Declared {
            name: element.name.clone(),
            ty: element.ty,
            nillable: element.nillable,
            value: element.value.as_ref(),
            span,
        })
    }

    /// An element of this name with the content of a type, as the parts of a message are.
    pub(crate) fn part(&mut self, name: QName, ty: TypeId, span: Span) -> Element {
        self.declared(&Declared {
            name,
            ty,
            nillable: false,
            value: None,
            span,
        })
    }

    fn declared(&mut self, declared: &Declared<'m>) -> Element {
        let mut element = Element::new(declared.name.clone());
        self.count += 1;
        if self.count == MAX_ELEMENTS {
            let message = format!("the sample is not whole: it has {MAX_ELEMENTS} elements");
            self.warn(declared.span, message);
        }
        if self.count >= MAX_ELEMENTS {
            return element;
        }
        // An element that is nil needs no type of its own, nor what the type requires.
        let fixed = matches!(declared.value, Some(ValueConstraint::Fixed(_)));
        let may_be_nil = declared.nillable && !fixed && self.may_be_nil(declared.ty);
        let nil = may_be_nil && self.is_random() && self.rng.percent(15);
        if nil {
            element.attribute(name(XSI, "nil"), "true");
            return element;
        }
        let ty = self.actual_type(declared.ty);
        if ty != declared.ty
            && let Some(type_name) = &self.model.ty(ty).name
        {
            element.attribute(
                name(XSI, "type"),
                Text(vec![Piece::Name(type_name.clone())]),
            );
        }
        self.open.push(ty);
        self.fill(&mut element, ty, declared);
        self.open.pop();
        element
    }

    /// Whether an element of this type needs nothing that tells its type or is required even where it is nil.
    fn may_be_nil(&self, ty: TypeId) -> bool {
        match &self.model.ty(ty).kind {
            TypeKind::Complex(complex) => {
                !complex.is_abstract && !complex.attributes.iter().any(|one| one.required)
            }
            _ => true,
        }
    }

    /// The type itself, or one derived from it: always where it is abstract, and now and then in a random sample.
    fn actual_type(&mut self, declared: TypeId) -> TypeId {
        let mut ty = declared;
        for _ in 0..self.model.types.len() {
            let TypeKind::Complex(complex) = &self.model.ty(ty).kind else {
                break;
            };
            let limit = limit(self.heights.ty(ty));
            let itself = !complex.is_abstract && self.heights.own(ty) < limit;
            let stays = itself && !(self.is_random() && !self.is_enough() && self.rng.percent(40));
            let others: Vec<TypeId> = complex
                .derived
                .iter()
                .copied()
                .filter(|one| self.model.ty(*one).name.is_some() && self.heights.ty(*one) < limit)
                .collect();
            if stays || others.is_empty() {
                break;
            }
            ty = self.lowest_or_any(&others, Heights::ty);
        }
        ty
    }

    fn fill(&mut self, element: &mut Element, ty: TypeId, declared: &Declared<'m>) {
        let model = self.model;
        match &model.ty(ty).kind {
            TypeKind::Builtin(Builtin::AnyType) => {
                self.anything(element);
            }
            TypeKind::Builtin(_) | TypeKind::Simple(_) => {
                self.text(element, ty, declared);
            }
            TypeKind::Complex(complex) => {
                if complex.is_abstract {
                    let message = format!(
                        "the type of `{}` is abstract, and no type can stand for it",
                        declared.name
                    );
                    self.warn(declared.span, message);
                }
                if self.heights.own(ty) == ENDLESS {
                    let message = format!(
                        "`{}` cannot be finished: it contains itself without an end, or a choice of nothing",
                        declared.name
                    );
                    self.warn(declared.span, message);
                    return;
                }
                self.attributes(element, complex);
                match &complex.content {
                    Content::Empty => {
                        if complex.mixed {
                            self.mixed_text(element);
                        }
                    }
                    Content::Simple(text) => self.text(element, *text, declared),
                    Content::Particle(particle) => {
                        if complex.mixed {
                            self.mixed_text(element);
                        }
                        self.particle(element, particle, complex.mixed);
                    }
                }
            }
        }
    }

    fn text(&mut self, element: &mut Element, ty: TypeId, declared: &Declared<'m>) {
        let own = self.model.ty(ty).name.as_ref();
        let is_reference = own.is_some_and(|own| {
            own.local == "swaRef" && own.namespace.as_deref() == Some(ATTACHMENTS)
        });
        if is_reference {
            let word = hint::word(&declared.name.local);
            let text = format!("cid:{word}@example.com");
            element.children.push(Node::Text(text.into()));
            return;
        }
        match self.value(ty, &declared.name.local, declared.value) {
            Some(text) => element.children.push(Node::Text(text)),
            None => self.no_value(&declared.name.local, ty, declared.span),
        }
    }

    fn no_value(&mut self, name: &str, ty: TypeId, span: Span) {
        let judge = self.judge;
        let (_, facets) = judge.simple(ty);
        let pattern = facets.and_then(|facets| {
            facets
                .patterns
                .iter()
                .find_map(|text| judge.pattern(text).err())
        });
        let why = match pattern {
            Some(problem) => format!(": its pattern is not understood ({problem})"),
            None => String::new(),
        };
        self.warn(
            span,
            format!("no value is found for `{name}`, which is left empty{why}"),
        );
    }

    fn mixed_text(&mut self, element: &mut Element) {
        let says = match self.amount {
            Amount::Everything => element.children.is_empty(),
            Amount::Required => false,
            Amount::Random(_) => self.rng.percent(30),
        };
        if says {
            element.children.push(Node::Text("text".into()));
        }
    }

    fn attributes(&mut self, element: &mut Element, complex: &'m ComplexType) {
        // What an array of SOAP encoding may have is for messages in it, and nothing is sampled in it.
        let is_array = complex.attributes.iter().any(|one| {
            one.name.local == "arrayType" && one.name.namespace.as_deref() == Some(ENCODING)
        });
        if is_array && complex.attributes.iter().all(|one| !one.required) {
            return;
        }
        for attribute in &complex.attributes {
            let wanted = attribute.required
                || match self.amount {
                    Amount::Everything => true,
                    Amount::Required => false,
                    Amount::Random(_) => self.rng.percent(50),
                };
            if wanted {
                self.one_attribute(element, attribute);
            }
        }
        if let Some(wildcard) = &complex.any_attribute
            && !self.is_enough()
            && (!self.is_random() || self.rng.percent(50))
            && wildcard.process != ProcessContents::Strict
        {
            let namespace = open_namespace(&wildcard.namespaces);
            let known = |one: &(QName, Text)| one.0.local == "extension";
            if !element.attributes.iter().any(known) {
                let name = QName {
                    namespace,
                    local: "extension".to_owned(),
                };
                element.attribute(name, "any");
            }
        }
    }

    fn one_attribute(&mut self, element: &mut Element, attribute: &'m Attribute) {
        match self.value(
            attribute.ty,
            &attribute.name.local,
            attribute.value.as_ref(),
        ) {
            Some(text) => element.attribute(attribute.name.clone(), text),
            None if attribute.required => {
                self.no_value(&attribute.name.local, attribute.ty, attribute.span);
                element.attribute(attribute.name.clone(), "");
            }
            None => {}
        }
    }

    /// The content of `xs:anyType`.
    fn anything(&mut self, element: &mut Element) {
        let kind = match self.amount {
            Amount::Everything => 1,
            Amount::Required => 0,
            Amount::Random(_) => self.rng.below(4),
        };
        let of_type = |local| Text(vec![Piece::Name(name(XSD, local))]);
        match kind {
            0 => {}
            1 => {
                element.attribute(name(XSI, "type"), of_type("string"));
                element.children.push(Node::Text("anything".into()));
            }
            2 => {
                element.attribute(name(XSI, "type"), of_type("int"));
                element.children.push(Node::Text("42".into()));
            }
            _ => {
                let mut child = Element::new(name(FOREIGN, "anything"));
                child.attribute(
                    QName {
                        namespace: None,
                        local: "a".to_owned(),
                    },
                    "b",
                );
                child.children.push(Node::Text("c".into()));
                element.children.push(Node::Element(child));
            }
        }
    }

    fn particle(&mut self, element: &mut Element, particle: &'m Particle, mixed: bool) {
        let count = self.occurrences(particle);
        for index in 0..count {
            match &particle.term {
                Term::Element(declared) => {
                    let child = self.local(declared, particle.span);
                    element.children.push(Node::Element(child));
                    if mixed {
                        self.mixed_text(element);
                    }
                }
                Term::Sequence(list) | Term::All(list) => {
                    for one in list {
                        self.particle(element, one, mixed);
                    }
                }
                Term::Choice(list) => {
                    if let Some(branch) = self.branch(list, index) {
                        self.particle(element, branch, mixed);
                    }
                }
                Term::Any(wildcard) => match self.wildcard(wildcard) {
                    Some(child) => element.children.push(Node::Element(child)),
                    None if particle.min > 0 => {
                        let message = "no global element fits this wildcard".to_owned();
                        self.warn(particle.span, message);
                    }
                    None => {}
                },
            }
        }
    }

    fn occurrences(&mut self, particle: &Particle) -> u64 {
        let most = particle.max.unwrap_or(u64::MAX);
        let min = if particle.min > MAX_REPEATS {
            let message = format!("the sample repeats this only {MAX_REPEATS} times");
            self.warn(particle.span, message);
            MAX_REPEATS
        } else {
            particle.min
        };
        if self.is_enough()
            || !is_whole(self.heights.term(&particle.term))
            || self.is_open(&particle.term)
        {
            return min;
        }
        let wanted = match self.amount {
            Amount::Everything => match &particle.term {
                // Every branch once, where there is room for all.
                Term::Choice(list) => u64::try_from(list.len()).unwrap_or(1).max(1),
                _ => 1,
            },
            Amount::Required => 0,
            Amount::Random(_) => {
                let mut wanted = u64::from(self.rng.percent(60));
                while wanted > 0 && wanted < min.saturating_add(4) && self.rng.percent(40) {
                    wanted += 1;
                }
                wanted
            }
        };
        wanted.clamp(min, most.max(min))
    }

    /// One more of it would begin a type again that is being written.
    fn is_open(&self, term: &Term) -> bool {
        let Term::Element(element) = term else {
            return false;
        };
        let mut again = self.open.iter().filter(|ty| **ty == element.ty);
        match self.amount {
            // Once more shows that it may.
            Amount::Random(_) => again.nth(1).is_some(),
            _ => {
                again.next().is_some()
                    && !matches!(self.model.ty(element.ty).kind, TypeKind::Builtin(_))
            }
        }
    }

    fn branch(&mut self, list: &'m [Particle], index: u64) -> Option<&'m Particle> {
        let heights: Vec<u32> = list
            .iter()
            .map(|one| match &one.term {
                _ if one.min == 0 => 0,
                Term::Any(wildcard) if self.is_unfit(wildcard) => UNFIT,
                term => self.heights.term(term),
            })
            .collect();
        let limit = limit(heights.iter().copied().min().unwrap_or(ENDLESS));
        let possible: Vec<(&Particle, u32)> = list
            .iter()
            .zip(heights)
            .filter(|(_, height)| *height < limit)
            .collect();
        if possible.is_empty() {
            return list.first();
        }
        if self.is_enough() {
            let lowest = possible.into_iter().min_by_key(|(_, height)| *height);
            return lowest.map(|(one, _)| one);
        }
        let possible: Vec<&Particle> = possible.into_iter().map(|(one, _)| one).collect();
        if self.is_random() {
            return self.rng.pick(&possible).copied();
        }
        let plain: Vec<&Particle> = possible
            .iter()
            .copied()
            .filter(|one| !self.is_open(&one.term))
            .collect();
        let list = if plain.is_empty() { possible } else { plain };
        let index = usize::try_from(index).unwrap_or(0);
        list.get(index % list.len()).copied()
    }

    /// The global elements that a strict wildcard of the type at hand admits.
    fn fitting(&self, wildcard: &Wildcard) -> Vec<ElementId> {
        let mut declared = Vec::new();
        if let Some(ty) = self.open.last()
            && let TypeKind::Complex(complex) = &self.model.ty(*ty).kind
            && let Content::Particle(particle) = &complex.content
        {
            names(particle, &mut declared);
        }
        let fits = |id: &ElementId| {
            let element = self.model.element(*id);
            // What has a place of its own in the content is no example of what is open.
            !element.is_abstract
                && !declared.contains(&&element.name)
                && admits(&wildcard.namespaces, element.name.namespace.as_ref())
                && self.heights.element(*id) < ENDLESS
        };
        let all = (0..self.model.elements.len()).map(ElementId);
        all.filter(fits).collect()
    }

    /// Whether no element fits the wildcard, in the type at hand.
    fn is_unfit(&self, wildcard: &Wildcard) -> bool {
        wildcard.process == ProcessContents::Strict && self.fitting(wildcard).is_empty()
    }

    fn wildcard(&mut self, wildcard: &Wildcard) -> Option<Element> {
        if wildcard.process == ProcessContents::Strict {
            let fitting = self.fitting(wildcard);
            let lowest = fitting.iter().map(|id| self.heights.element(*id)).min()?;
            let low: Vec<ElementId> = fitting
                .into_iter()
                .filter(|id| self.heights.element(*id) == lowest)
                .collect();
            let chosen = if self.is_random() {
                *self.rng.pick(&low)?
            } else {
                low[0]
            };
            return Some(self.global(chosen));
        }
        let namespace = open_namespace(&wildcard.namespaces);
        let mut element = Element::new(QName {
            namespace,
            local: "extension".to_owned(),
        });
        element.children.push(Node::Text("any".into()));
        Some(element)
    }
}

/// The names of all elements of a content model.
fn names<'m>(particle: &'m Particle, found: &mut Vec<&'m QName>) {
    match &particle.term {
        Term::Element(element) => found.push(&element.name),
        Term::Sequence(list) | Term::Choice(list) | Term::All(list) => {
            for one in list {
                names(one, found);
            }
        }
        Term::Any(_) => {}
    }
}

/// A namespace that a wildcard admits, and that is not the contract's own where there is a choice.
fn open_namespace(namespaces: &NamespaceConstraint) -> Option<String> {
    match namespaces {
        NamespaceConstraint::Any | NamespaceConstraint::Other(_) => Some(FOREIGN.to_owned()),
        NamespaceConstraint::List(list) => list.first().cloned().flatten(),
    }
}
