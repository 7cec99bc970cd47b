//! Messages: the bodies, header blocks and fault details that a binding asks for.

use castile_wsdl::model::{
    Binding, BindingOperation, Body, Header, Interface, MessageBinding, MessageUse, Operation,
    Part, PartContent, Protocol, QName, Style, TypeId, Use,
};
use castile_wsdl::{Diagnostic, Model};

use crate::content::Sampler;
use crate::facets::Judge;
use crate::height::Heights;
use crate::tree::{Element, Node, Piece, Text, name};
use crate::{Amount, Version};

/// An operation of a SOAP binding.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'m> {
    /// The port type.
    pub interface: &'m Interface,
    /// The operation of the port type.
    pub operation: &'m Operation,
    /// The binding.
    pub binding: &'m Binding,
    /// The operation of the binding.
    pub bound: &'m BindingOperation,
    /// The version of SOAP.
    pub version: Version,
}

/// A message.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Header blocks.
    pub headers: Vec<Element>,
    /// What is in the body.
    pub body: Vec<Element>,
    /// What could not be made as the contract has it, with places in the contract.
    pub warnings: Vec<Diagnostic>,
    /// The version of SOAP.
    pub version: Version,
}

/// Makes samples of one contract.
#[derive(Debug)]
pub struct Samples<'m> {
    model: &'m Model,
    heights: Heights,
    judge: Judge<'m>,
}

/// The operations of all SOAP bindings, ports in the order of the contract.
pub fn operations(model: &Model) -> Vec<Bound<'_>> {
    let ports = model.services.iter().flat_map(|service| &service.ports);
    let bindings = ports.map(|port| &port.binding).chain(&model.bindings);
    let mut list = Vec::new();
    for binding in bindings {
        let version = match binding.protocol {
            Protocol::Soap11 { .. } => Version::Soap11,
            Protocol::Soap12 { .. } => Version::Soap12,
            _ => continue,
        };
        let interface = model.interface(binding.interface);
        for bound in &binding.operations {
            list.push(Bound {
                interface,
                operation: &interface.operations[bound.operation],
                binding,
                bound,
                version,
            });
        }
    }
    list
}

impl<'m> Samples<'m> {
    /// Prepares to make samples.
    pub fn new(model: &'m Model) -> Self {
        Self {
            model,
            heights: Heights::new(model),
            judge: Judge::new(model),
        }
    }

    fn sampler(&self, amount: Amount) -> Sampler<'_> {
        Sampler::new(self.model, &self.heights, &self.judge, amount)
    }

    /// A request; `None` where the operation has none.
    pub fn request(&self, bound: &Bound<'_>, amount: Amount) -> Option<Sample> {
        let message = bound.operation.input.as_ref()?;
        let name = bound.operation.name.clone();
        Some(self.message(bound, bound.bound.input.as_ref(), message, &name, amount))
    }

    /// A reply; `None` where the operation has none.
    pub fn reply(&self, bound: &Bound<'_>, amount: Amount) -> Option<Sample> {
        let message = bound.operation.output.as_ref()?;
        let name = format!("{}Response", bound.operation.name);
        Some(self.message(bound, bound.bound.output.as_ref(), message, &name, amount))
    }

    /// A fault for each that the operation declares, header faults among them.
    pub fn faults(&self, bound: &Bound<'_>, amount: Amount) -> Vec<Sample> {
        let details = bound.operation.faults.iter();
        let details = details.map(|fault| self.fault(bound, fault, amount));
        let messages = bound.bound.input.iter().chain(&bound.bound.output);
        let headers = messages.flat_map(|message| &message.headers);
        let headers = headers.flat_map(|header| &header.faults);
        let headers = headers.map(|header| self.header_fault(bound, header, amount));
        details.chain(headers).collect()
    }

    /// One element as it may stand in a message.
    pub fn element(
        &self,
        id: castile_wsdl::model::ElementId,
        amount: Amount,
    ) -> (Element, Vec<Diagnostic>) {
        let mut sampler = self.sampler(amount);
        let mut element = sampler.global(id);
        settle(&mut sampler, std::slice::from_mut(&mut element));
        (element, sampler.warnings)
    }

    fn message(
        &self,
        bound: &Bound<'_>,
        binding: Option<&MessageBinding>,
        message: &MessageUse,
        wrapper: &str,
        amount: Amount,
    ) -> Sample {
        let mut sampler = self.sampler(amount);
        let mut headers = Vec::new();
        for header in binding.iter().flat_map(|binding| &binding.headers) {
            headers.extend(self.header(&mut sampler, header, bound.version));
        }
        let mut body = Vec::new();
        let all: Vec<usize> = (0..message.parts.len()).collect();
        let none = None;
        let (use_, namespace, parts) = match binding.map(|binding| &binding.body) {
            Some(Body::Soap {
                use_,
                namespace,
                parts,
                ..
            }) => (*use_, namespace, parts),
            Some(_) => {
                let problem = "a body that is not SOAP's own is not sampled: its parts are written as if it were";
                sampler.warn(message.span, problem.to_owned());
                (Use::Literal, &none, &all)
            }
            None => (Use::Literal, &none, &all),
        };
        let encoding = (use_ == Use::Encoded).then_some(bound.version);
        let parts: Vec<&Part> = parts
            .iter()
            .filter_map(|at| message.parts.get(*at))
            .collect();
        if bound.bound.style == Style::Rpc {
            let mut element = Element::new(QName {
                namespace: namespace.clone().filter(|it| !it.is_empty()),
                local: wrapper.to_owned(),
            });
            if let Some(version) = encoding {
                element.encoding_style(version);
            }
            for part in parts {
                sampler.encoding = encoding;
                let child = self.accessor(&mut sampler, part);
                sampler.encoding = None;
                element.children.extend(child.map(Node::Element));
            }
            body.push(element);
        } else {
            for part in parts {
                body.extend(self.outermost(&mut sampler, part, None, encoding));
            }
        }
        settle(&mut sampler, &mut headers);
        settle(&mut sampler, &mut body);
        Sample {
            headers,
            body,
            warnings: sampler.warnings,
            version: bound.version,
        }
    }

    fn header<'s>(
        &'s self,
        sampler: &mut Sampler<'s>,
        header: &Header,
        version: Version,
    ) -> Option<Element> {
        let encoding = (header.use_ == Use::Encoded).then_some(version);
        // What is named after a part of a type is in the namespace that the header says.
        let namespace = header.namespace.clone();
        self.outermost(sampler, &header.part, namespace, encoding)
    }

    /// A part as an element with none of the contract around it: its own, or one named after it in `namespace`.
    fn outermost<'s>(
        &'s self,
        sampler: &mut Sampler<'s>,
        part: &Part,
        namespace: Option<String>,
        encoding: Option<Version>,
    ) -> Option<Element> {
        let ty = self.part_type(sampler, part)?;
        let name = match part.content {
            PartContent::Element(id) if encoding.is_none() => return Some(sampler.global(id)),
            PartContent::Element(id) => self.model.element(id).name.clone(),
            _ => QName {
                namespace: namespace.filter(|it| !it.is_empty()),
                local: part.name.clone(),
            },
        };
        Some(match encoding {
            Some(version) => sampler.encoded(version, name, ty, part.span),
            None => sampler.part(name, ty, part.span),
        })
    }

    /// An element in no namespace, named after a part, with its type or that of its element.
    fn accessor<'s>(&'s self, sampler: &mut Sampler<'s>, part: &Part) -> Option<Element> {
        let ty = self.part_type(sampler, part)?;
        let name = QName {
            namespace: None,
            local: part.name.clone(),
        };
        Some(sampler.part(name, ty, part.span))
    }

    fn part_type(&self, sampler: &mut Sampler<'_>, part: &Part) -> Option<TypeId> {
        match part.content {
            PartContent::Type(ty) => Some(ty),
            PartContent::Element(id) => Some(self.model.element(id).ty),
            PartContent::None => {
                let problem = format!("the part `{}` has neither element nor type", part.name);
                sampler.warn(part.span, problem);
                None
            }
        }
    }

    fn fault(&self, bound: &Bound<'_>, fault: &MessageUse, amount: Amount) -> Sample {
        let mut sampler = self.sampler(amount);
        let mut details = Vec::new();
        let answer = bound.bound.output.as_ref().map(|output| &output.body);
        let is_encoded = matches!(answer, Some(Body::Soap { use_, .. }) if *use_ == Use::Encoded);
        let encoding = is_encoded.then_some(bound.version);
        for part in &fault.parts {
            let mut detail = self.outermost(&mut sampler, part, None, encoding);
            if let (Some(detail), PartContent::Type(ty)) = (&mut detail, part.content) {
                // Its name is that of the part, which other faults may have as well.
                detail.of_type(self.model.ty(ty));
            }
            details.extend(detail);
        }
        settle(&mut sampler, &mut details);
        let reason = fault.name.as_deref().unwrap_or(&fault.message.local);
        Sample {
            headers: Vec::new(),
            body: vec![fault_element(bound.version, reason, details)],
            warnings: sampler.warnings,
            version: bound.version,
        }
    }

    /// A fault with the header block that says what was wrong with a header of the request; it has no detail, as that is
    /// about the body (SOAP 1.1, 4.4).
    fn header_fault(&self, bound: &Bound<'_>, header: &Header, amount: Amount) -> Sample {
        let mut sampler = self.sampler(amount);
        let block = self.header(&mut sampler, header, bound.version);
        let mut headers: Vec<Element> = block.into_iter().collect();
        settle(&mut sampler, &mut headers);
        Sample {
            headers,
            body: vec![fault_element(bound.version, &header.part.name, Vec::new())],
            warnings: sampler.warnings,
            version: bound.version,
        }
    }
}

/// Puts IDs in the places of references.
fn settle(sampler: &mut Sampler<'_>, elements: &mut [Element]) {
    let mut all = true;
    for element in elements {
        all &= element.resolve(&sampler.ids);
    }
    if !all {
        let problem = Diagnostic::unplaced("a value of `xs:IDREF` has no `xs:ID` to refer to");
        sampler.warnings.push(Diagnostic {
            severity: castile_wsdl::Severity::Warning,
            ..problem
        });
    }
}

fn fault_element(version: Version, reason: &str, details: Vec<Element>) -> Element {
    let soap = version.namespace();
    let text = |text: &str| Node::Text(text.into());
    let with = |name: QName, children: Vec<Node>| {
        let mut element = Element::new(name);
        element.children = children;
        Node::Element(element)
    };
    let plain = |local: &str| QName {
        namespace: None,
        local: local.to_owned(),
    };
    let details: Vec<Node> = details.into_iter().map(Node::Element).collect();
    let code = |local| Node::Text(Text(vec![Piece::Name(name(soap, local))]));
    let mut fault = Element::new(name(soap, "Fault"));
    fault.children = match version {
        Version::Soap11 => vec![
            with(plain("faultcode"), vec![code("Server")]),
            with(plain("faultstring"), vec![text(reason)]),
        ],
        Version::Soap12 => {
            let mut words = Element::new(name(soap, "Text"));
            words.attribute(name(crate::tree::XML, "lang"), "en");
            words.children.push(text(reason));
            let value = with(name(soap, "Value"), vec![code("Receiver")]);
            vec![
                with(name(soap, "Code"), vec![value]),
                with(name(soap, "Reason"), vec![Node::Element(words)]),
            ]
        }
    };
    if !details.is_empty() {
        let tag = match version {
            Version::Soap11 => plain("detail"),
            Version::Soap12 => name(soap, "Detail"),
        };
        fault.children.push(with(tag, details));
    }
    fault
}

impl Sample {
    /// What is in the detail of a fault; nothing where it is none, or has none.
    pub fn details(&self) -> Vec<&Element> {
        let fault = self.body.iter().filter(|one| {
            one.name.local == "Fault"
                && one.name.namespace.as_deref() == Some(self.version.namespace())
        });
        let inside = fault.flat_map(Element::elements);
        let detail = inside.filter(|one| ["detail", "Detail"].contains(&one.name.local.as_str()));
        detail.flat_map(Element::elements).collect()
    }

    /// The envelope.
    pub fn envelope(&self) -> Element {
        let soap = self.version.namespace();
        let nodes = |list: &[Element]| list.iter().cloned().map(Node::Element).collect();
        let mut envelope = Element::new(name(soap, "Envelope"));
        if !self.headers.is_empty() {
            let mut header = Element::new(name(soap, "Header"));
            header.children = nodes(&self.headers);
            envelope.children.push(Node::Element(header));
        }
        let mut body = Element::new(name(soap, "Body"));
        body.children = nodes(&self.body);
        envelope.children.push(Node::Element(body));
        envelope
    }
}
