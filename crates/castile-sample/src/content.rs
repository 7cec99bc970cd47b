//! Elements with their attributes and content, as a type has them.
//!
//! What is optional is left out where it would begin a type again that is being written, where the sample is deep or
//! large already, and always in a minimal one. What has to stand ends, or it is reported.

use castile_wsdl::Diagnostic;
use castile_wsdl::Model;
use castile_wsdl::encoding;
use castile_wsdl::model::{
    Attribute, Builtin, ComplexType, Content, ElementId, LocalElement, NamespaceConstraint,
    Particle, ProcessContents, QName, Term, TypeId, TypeKind, ValueConstraint, Wildcard,
};
use castile_wsdl::source::Span;

use crate::facets::Judge;
use crate::height::{ENDLESS, Heights, UNFIT, admits, is_whole, limit};
use crate::hint;
use crate::rng::Rng;
use crate::tree::{Element, Node, Piece, Text, XSD, XSI, name};
use crate::{Amount, Version};

/// The namespace of what stands in wildcards.
const FOREIGN: &str = "urn:example:extension";
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
    /// The version of SOAP by whose encoding values are written; `None` where they are literal.
    pub(crate) encoding: Option<Version>,
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
            encoding: None,
            open: Vec::new(),
            count: 0,
        }
    }

    pub(crate) fn warn(&mut self, span: Span, message: String) {
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

    /// The same, by the rules of SOAP encoding: the outermost element has its own name, and says which encoding it is.
    pub(crate) fn encoded(
        &mut self,
        version: Version,
        name: QName,
        ty: TypeId,
        span: Span,
    ) -> Element {
        self.encoding = Some(version);
        let mut element = self.part(name.clone(), ty, span);
        self.encoding = None;
        element.name = name;
        element.encoding_style(version);
        element
    }

    fn declared(&mut self, declared: &Declared<'m>) -> Element {
        let mut element = Element::new(declared.name.clone());
        if self.encoding.is_some() {
            // Accessors are in no namespace (SOAP 1.1, 5.1), whatever the schema says of elements.
            element.name.namespace = None;
        }
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
        // An accessor may always be nil (SOAP 1.1, 5.1), which ends what would have no end.
        let again = self.encoding.is_some()
            && self.open.contains(&declared.ty)
            && self.heights.ty(declared.ty) == ENDLESS;
        if nil || again {
            element.attribute(name(XSI, "nil"), "true");
            return element;
        }
        if let Some(version) = self.encoding
            && let Some(array) = encoding::array(self.model, declared.ty)
        {
            let said = encoding::xsi_type(self.model, declared.ty);
            let said = said.unwrap_or_else(|| any_array(&array.dimensions));
            let place = (declared.span, &mut vec![declared.ty]);
            self.array(&mut element, version, &array, said, place);
            return element;
        }
        let ty = self.actual_type(declared.ty);
        if self.encoding.is_some() {
            if encoding::is_any(self.model, ty) {
                self.anything(&mut element);
                return element;
            }
            // What may be of any type says its own.
            let kind = &self.model.ty(ty).kind;
            if !matches!(kind, TypeKind::Builtin(Builtin::AnyType))
                && let Some(own) = encoding::xsi_type(self.model, ty)
            {
                element.attribute(name(XSI, "type"), self.type_name(own.name));
            }
        } else if ty != declared.ty
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
                if self.heights.own(ty) == ENDLESS && self.encoding.is_none() {
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
        let own = |attribute: &Attribute| {
            let namespace = attribute.name.namespace.as_deref();
            namespace.is_some_and(|it| encoding::NAMESPACES.contains(&it))
        };
        // The values of SOAP encoding are elements. What attributes its types have is for references and for arrays.
        let is_encoded = self.encoding.is_some() || complex.attributes.iter().any(own);
        for attribute in &complex.attributes {
            let wanted = attribute.required
                || match self.amount {
                    _ if is_encoded => false,
                    Amount::Everything => true,
                    Amount::Required => false,
                    Amount::Random(_) => self.rng.percent(50),
                };
            if wanted {
                self.one_attribute(element, attribute);
            }
        }
        if let Some(wildcard) = &complex.any_attribute
            && !is_encoded
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

    /// The name of a type in SOAP encoding: one of its own types is that of the version at hand.
    fn type_name(&self, name: QName) -> Text {
        let mut name = name;
        let namespace = name.namespace.as_deref();
        if let Some(version) = self.encoding
            && namespace.is_some_and(|it| encoding::NAMESPACES.contains(&it))
        {
            name.namespace = Some(version.encoding().to_owned());
        }
        Text(vec![Piece::Name(name)])
    }

    /// An array of SOAP encoding (SOAP 1.1, 5.4.2; SOAP 1.2 part 2, 3.1.4 to 3.1.6). `said` is what is said of its
    /// type; `around` are the arrays that it is a member of, itself included.
    fn array(
        &mut self,
        element: &mut Element,
        version: Version,
        array: &encoding::Array,
        mut said: encoding::XsiType,
        (span, around): (Span, &mut Vec<TypeId>),
    ) {
        let Some((rank, inner)) = array.dimensions.split_last() else {
            return;
        };
        said.dimensions.pop();
        let again = array.item.is_some_and(|item| self.open.contains(&item));
        let size = |sampler: &mut Self| match sampler.amount {
            _ if sampler.is_enough() => 0,
            Amount::Everything => usize::from(!again) * 2,
            Amount::Required => 0,
            Amount::Random(_) => sampler.rng.below(4),
        };
        let sizes: Vec<usize> = (0..*rank).map(|_| size(self)).collect();
        let member = self.type_name(said.name.clone());
        array_attributes(element, version, (member, &said.dimensions), &sizes);
        for _ in 0..sizes.iter().product() {
            let mut member = Element::new(QName {
                namespace: None,
                local: "item".to_owned(),
            });
            self.count += 1;
            let nested = match array.item {
                _ if !inner.is_empty() => Some(encoding::Array {
                    item: array.item,
                    dimensions: inner.to_vec(),
                }),
                // The type of an array of itself cannot be said.
                Some(item) => encoding::array(self.model, item).map(|mut nested| {
                    let is_own = nested
                        .item
                        .is_some_and(|of| of == item || around.contains(&of));
                    nested.item = nested.item.filter(|_| !is_own);
                    nested
                }),
                None => None,
            };
            if self.is_random() && self.rng.percent(15) {
                member.attribute(name(XSI, "nil"), "true");
            } else if let Some(nested) = nested {
                let depth = around.len();
                around.extend(array.item.filter(|_| inner.is_empty()));
                let place = (span, &mut *around);
                self.array(&mut member, version, &nested, said.clone(), place);
                around.truncate(depth);
            } else if let Some(ty) = array.item {
                member = self.part(member.name, ty, span);
            } else {
                self.anything(&mut member);
            }
            element.children.push(Node::Element(member));
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

/// An array of so many dimensions whose members may be of any type.
fn any_array(dimensions: &[usize]) -> encoding::XsiType {
    encoding::XsiType {
        name: name(XSD, "anyType"),
        dimensions: dimensions.to_vec(),
    }
}

/// What an array says of itself: what its members are, and how many.
fn array_attributes(
    element: &mut Element,
    version: Version,
    (member, dimensions): (Text, &[usize]),
    sizes: &[usize],
) {
    let soap = |local| name(version.encoding(), local);
    let array = || Text(vec![Piece::Name(soap("Array"))]);
    element.attribute(name(XSI, "type"), array());
    let joined = |between: &str| {
        let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
        sizes.join(between)
    };
    match version {
        Version::Soap11 => {
            let ranks = dimensions.iter();
            let ranks = ranks.map(|rank| format!("[{}]", ",".repeat(rank - 1)));
            let ranks = ranks.collect::<String>();
            let sizes = format!("{ranks}[{}]", joined(","));
            let mut text = member;
            text.0.push(Piece::Plain(sizes));
            element.attribute(soap("arrayType"), text);
        }
        Version::Soap12 => {
            // The name of a type has no dimensions here.
            let text = if dimensions.is_empty() {
                member
            } else {
                array()
            };
            element.attribute(soap("itemType"), text);
            element.attribute(soap("arraySize"), joined(" "));
        }
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
