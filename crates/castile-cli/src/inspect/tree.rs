//! The tree for people: services, operations with their signatures, types.
//!
//! Every name and text of the contract goes through [`text`](crate::text), since a contract is hostile input and a
//! terminal obeys what it is shown.

use std::collections::HashSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use castile_wsdl::Contract;
use castile_wsdl::model::{
    Attribute, Binding, BindingOperation, Body, ComplexType, Content, Derivation, Element,
    ElementId, Facets, LocalElement, MessageBinding, MessageUse, Model, NamespaceConstraint,
    Operation, Part, PartContent, Particle, Pattern, Port, Protocol, Service, SimpleType, Term,
    TypeId, TypeKind, ValueConstraint, Variety, Wildcard,
};
use castile_wsdl::source::Span;

use super::names::Names;
use super::{Selection, Subject, inner, part_type, style_and_use};
use crate::report::{color, styled};
use crate::text::{first_sentence, lines, shorten, visible};

/// Characters of a signature on one line.
const WIDTH: usize = 110;
/// What stands for an anonymous type with members.
const ANONYMOUS: &str = "{...}";
/// Faults that the line of an operation names.
const FAULTS: usize = 3;
/// Names of a list that are shown.
const NAMES: usize = 8;

/// Writes the tree.
pub(crate) fn write(contract: &Contract, names: &Names, selection: &Selection) -> String {
    let mut tree = Tree {
        contract,
        model: &contract.model,
        names,
        all_types: selection.all_types,
        out: String::new(),
        shown: HashSet::new(),
    };
    if selection.is_whole() {
        tree.overview();
        if selection.all_types {
            tree.all_types();
        } else {
            tree.counts();
        }
    }
    for &(interface, index) in &selection.operations {
        tree.shown.clear();
        tree.operation(interface, index, selection.depth);
    }
    if !selection.is_whole() && selection.all_types {
        tree.all_types();
    }
    for &subject in &selection.subjects {
        tree.shown.clear();
        match subject {
            Subject::Type(id) => tree.ty(id, selection.depth),
            Subject::Element(id) => tree.element(id, selection.depth),
        }
        tree.users(subject);
    }
    let files = &contract.sources.list;
    let main = files.first().map_or("", |source| source.name.as_str());
    let mut head = format!("{} {}", heading("contract"), visible(main));
    if files.len() > 1 {
        let _ = write!(
            head,
            " and {} it refers to",
            count(files.len() - 1, "document")
        );
    }
    head.push('\n');
    let mut namespaces = names.shown();
    if let Some(home) = names.home() {
        namespaces.insert(0, ("(no prefix)".to_owned(), visible(home)));
    }
    for (prefix, namespace) in namespaces {
        let _ = writeln!(head, "  {prefix} {namespace}");
    }
    head.push('\n');
    head + tree.out.trim_end_matches('\n') + "\n"
}

struct Tree<'a> {
    contract: &'a Contract,
    model: &'a Model,
    names: &'a Names,
    /// Global elements are shown on their own.
    all_types: bool,
    out: String,
    /// Types whose members stand in the tree already.
    shown: HashSet<TypeId>,
}

/// The width of a text on a terminal, which shows nothing of the codes of its style.
fn width(text: &str) -> usize {
    anstream::adapter::strip_str(text)
        .map(|piece| piece.chars().count())
        .sum()
}

/// A word that heads a block.
fn heading(word: &str) -> String {
    styled(color(AnsiColor::Green).bold(), word)
}

fn strong(text: &str) -> String {
    styled(Style::new().bold(), text)
}

fn faint(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    styled(Style::new().dimmed(), text)
}

impl<'a> Tree<'a> {
    fn line(&mut self, level: usize, text: &str) {
        self.out.extend(std::iter::repeat_n("  ", level));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// `file:line`; without the folder, where no other document has the same name.
    fn place(&self, span: Span) -> String {
        let base = |name: &str| {
            name.rsplit('/')
                .next()
                .map(str::to_owned)
                .unwrap_or_default()
        };
        let name = &self.contract.sources.get(span.source).name;
        let short = base(name);
        let mut others = self.contract.sources.list.iter();
        let is_shared = others.any(|other| other.name != *name && base(&other.name) == short);
        let shown = if is_shared { name } else { &short };
        faint(&visible(&format!("{shown}:{}", span.line)))
    }

    /// Documentation, all of it.
    fn docs(&mut self, level: usize, docs: Option<&str>) {
        for line in docs.map(lines).unwrap_or_default() {
            self.line(level, &faint(&line));
        }
    }

    /// The beginning of a documentation, for the end of a line.
    fn short_docs(docs: Option<&str>) -> String {
        match docs.map(first_sentence) {
            Some(docs) if !docs.is_empty() => format!("  {}", faint(&format!("# {docs}"))),
            _ => String::new(),
        }
    }

    fn overview(&mut self) {
        let model = self.model;
        for service in &model.services {
            self.service(service);
        }
        if !model.bindings.is_empty() {
            self.blank();
            self.line(0, &heading("bindings without a service"));
            for binding in &model.bindings {
                let text = format!("{}  {}", self.binding(binding), self.place(binding.span));
                self.line(1, &text);
            }
        }
        for (index, interface) in model.interfaces.iter().enumerate() {
            self.blank();
            let title = format!(
                "{} {}  {}",
                heading("portType"),
                strong(&self.names.show(&interface.name)),
                self.place(interface.span)
            );
            self.line(0, &title);
            self.docs(1, interface.docs.as_deref());
            for operation in &interface.operations {
                self.operation_line(index, operation);
            }
        }
    }

    fn service(&mut self, service: &Service) {
        self.blank();
        let title = format!(
            "{} {}  {}",
            heading("service"),
            strong(&self.names.show(&service.name)),
            self.place(service.span)
        );
        self.line(0, &title);
        self.docs(1, service.docs.as_deref());
        for port in &service.ports {
            self.port(port);
        }
    }

    fn port(&mut self, port: &Port) {
        let address = port.address.as_deref().map_or_else(
            || "no address".to_owned(),
            |address| visible(&castile_address(address)),
        );
        let name = strong(&visible(&port.name));
        let place = self.place(port.span);
        self.line(1, &format!("port {name}: {address}  {place}"));
        let binding = self.binding(&port.binding);
        self.line(2, &binding);
        self.docs(2, port.docs.as_deref());
    }

    /// `SOAP 1.1, document/literal, binding WeatherSoap of portType WeatherSoap, 3 operations`
    fn binding(&self, binding: &Binding) -> String {
        let mut kinds: Vec<String> = Vec::new();
        for kind in binding.operations.iter().filter_map(style_and_use) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let kinds = match kinds.len() {
            0 => String::new(),
            _ => format!(", {}", kinds.join(" and ")),
        };
        let name = self.names.show(&binding.name);
        let interface = self
            .names
            .show(&self.model.interface(binding.interface).name);
        let count = count(binding.operations.len(), "operation");
        format!(
            "{}{kinds}, binding {name} of portType {interface}, {count}",
            self.protocol(&binding.protocol)
        )
    }

    fn protocol(&self, protocol: &Protocol) -> String {
        const HTTP: [&str; 2] = [
            "http://schemas.xmlsoap.org/soap/http",
            "http://www.w3.org/2003/05/soap/bindings/HTTP/",
        ];
        let transport = |transport: &str| {
            if HTTP.contains(&transport) {
                String::new()
            } else {
                format!(" over {}", visible(transport))
            }
        };
        match protocol {
            Protocol::Soap11 { transport: uri } => format!("SOAP 1.1{}", transport(uri)),
            Protocol::Soap12 { transport: uri } => format!("SOAP 1.2{}", transport(uri)),
            Protocol::Http { verb } => format!("HTTP {}", visible(verb)),
            Protocol::Unknown(Some(name)) => format!("{} (not known)", self.names.show(name)),
            Protocol::Unknown(None) => "no protocol".to_owned(),
        }
    }

    /// All that bind an interface: the port's name, where there is one, and the binding.
    fn bindings_of(&self, interface: usize) -> Vec<(String, &'a Binding)> {
        let ports = self.model.services.iter().flat_map(|it| &it.ports);
        let ports = ports.map(|port| (visible(&port.name), &port.binding));
        let others = self.model.bindings.iter();
        let others = others.map(|binding| (self.names.show(&binding.name), binding));
        ports
            .chain(others)
            .filter(|(_, binding)| binding.interface.0 == interface)
            .collect()
    }

    /// How an operation is bound, port by port.
    fn bound(
        &self,
        interface: usize,
        index: usize,
    ) -> Vec<(String, &'a Binding, &'a BindingOperation)> {
        let bindings = self.bindings_of(interface).into_iter();
        bindings
            .filter_map(|(port, binding)| {
                let mut operations = binding.operations.iter();
                let operation = operations.find(|it| it.operation == index)?;
                Some((port, binding, operation))
            })
            .collect()
    }

    /// An operation in the overview: its signature, and beneath it what else there is to know.
    fn operation_line(&mut self, interface: usize, operation: &Operation) {
        let index = self.model.interfaces[interface]
            .operations
            .iter()
            .position(|one| std::ptr::eq(one, operation))
            .unwrap_or_default();
        let name = strong(&visible(&operation.name));
        let bound = self.bound(interface, index);
        let body = |of: fn(&BindingOperation) -> Option<&MessageBinding>| {
            bound
                .iter()
                .find_map(|(_, _, bound)| body_parts(of(bound)?))
        };
        let (sent, got) = (body(|it| it.input.as_ref()), body(|it| it.output.as_ref()));
        let parameters = operation.input.as_ref().map(|it| self.parameters(it, sent));
        let results = operation.output.as_ref().map(|it| self.parameters(it, got));
        // What the service sends of itself has no parameters.
        let arrow = if parameters.is_none() { "<- " } else { "-> " };
        let results = match operation.pattern {
            Pattern::OneWay => None,
            _ => results,
        };
        self.signature(
            &name,
            operation.name.len(),
            parameters.as_deref(),
            arrow,
            results,
        );
        let mut more: Vec<String> = Vec::new();
        for (word, of) in [("sends", true), ("gets", false)] {
            let mut headers: Vec<String> = Vec::new();
            for (_, _, bound) in &bound {
                let message = if of { &bound.input } else { &bound.output };
                for header in message.iter().flat_map(|message| &message.headers) {
                    let shown = self.part_name(&header.part);
                    if !headers.contains(&shown) {
                        headers.push(shown);
                    }
                }
            }
            if !headers.is_empty() {
                more.push(format!("{word} header {}", headers.join(", ")));
            }
        }
        if !operation.faults.is_empty() {
            let faults = operation.faults.iter().flat_map(|fault| &fault.parts);
            let faults: Vec<String> = faults.map(|part| self.part_name(part)).collect();
            more.push(format!("fault {}", first(&faults, FAULTS)));
        }
        if let Pattern::OneWay = operation.pattern {
            more.push("one-way".to_owned());
        }
        if matches!(
            operation.pattern,
            Pattern::SolicitResponse | Pattern::Notification
        ) {
            more.push("begun by the service".to_owned());
        }
        if bound.is_empty() {
            more.push("in no binding".to_owned());
        }
        if let Some(docs) = operation.docs.as_deref().map(first_sentence)
            && !docs.is_empty()
        {
            self.line(3, &faint(&format!("# {docs}")));
        }
        more.push(self.place(operation.span));
        self.line(3, &more.join("; "));
    }

    /// `name(parameters) -> results`, on as many lines as it takes.
    fn signature(
        &mut self,
        name: &str,
        name_width: usize,
        parameters: Option<&[String]>,
        arrow: &str,
        results: Option<Vec<String>>,
    ) {
        let parameters = parameters.unwrap_or_default();
        let results = results.map(|list| match list.len() {
            1 => (String::new(), list, ""),
            _ => ("(".to_owned(), list, ")"),
        });
        let width = |list: &[String]| list.iter().map(|it| width(it) + 2).sum::<usize>();
        let results_width = results.as_ref().map_or(0, |(_, list, _)| width(list) + 4);
        let is_long = name_width + width(parameters) + results_width > WIDTH;
        let mut head = if !is_long || name_width + width(parameters) < WIDTH / 2 {
            format!("{name}({})", parameters.join(", "))
        } else {
            self.line(1, &format!("{name}("));
            for parameter in parameters {
                self.line(3, &format!("{parameter},"));
            }
            ")".to_owned()
        };
        let Some((open, list, close)) = results else {
            self.line(1, &head);
            return;
        };
        let _ = write!(head, " {arrow}{open}");
        if !is_long || list.len() == 1 || results_width < WIDTH / 2 {
            self.line(1, &format!("{head}{}{close}", list.join(", ")));
            return;
        }
        self.line(1, &head);
        for result in &list {
            self.line(3, &format!("{result},"));
        }
        self.line(1, close);
    }

    /// The element of a part, or its name where it has none.
    fn part_name(&self, part: &Part) -> String {
        match part.content {
            PartContent::Element(id) => self.names.show(&self.model.element(id).name),
            PartContent::Type(_) | PartContent::None => visible(&part.name),
        }
    }

    /// What a body has, as the parameters of a function: the members of its one element, or its parts.
    fn parameters(&self, message: &MessageUse, body: Option<&Vec<usize>>) -> Vec<String> {
        let parts = message.parts.iter().enumerate();
        let parts = parts.filter(|(index, _)| body.is_none_or(|body| body.contains(index)));
        let parts: Vec<&Part> = parts.map(|(_, part)| part).collect();
        if let [part] = parts.as_slice()
            && let PartContent::Element(id) = part.content
        {
            let element = self.model.element(id);
            if let TypeKind::Complex(complex) = &self.model.ty(element.ty).kind
                && !matches!(complex.content, Content::Simple(_))
                && !complex.mixed
            {
                let mut list = Vec::new();
                if let Content::Particle(particle) = &complex.content {
                    self.inline(particle, &mut list);
                }
                for attribute in &complex.attributes {
                    list.push(self.attribute(attribute));
                }
                return list;
            }
        }
        parts.into_iter().map(|part| self.part(part)).collect()
    }

    fn part(&self, part: &Part) -> String {
        match part.content {
            PartContent::Element(id) => {
                let element = self.model.element(id);
                let nil = if element.nillable { " | nil" } else { "" };
                format!(
                    "{}{}{nil}",
                    self.names.show(&element.name),
                    self.typed(element.ty)
                )
            }
            PartContent::Type(id) => format!("{}: {}", visible(&part.name), self.type_name(id)),
            PartContent::None => visible(&part.name),
        }
    }

    /// A particle on one line; the members of a sequence that stands once are members of what is around it.
    fn inline(&self, particle: &Particle, list: &mut Vec<String>) {
        let occurs = occurs(particle.min, particle.max);
        let (word, particles, between) = match &particle.term {
            Term::Element(element) => {
                list.push(self.element_text(element, &occurs));
                return;
            }
            Term::Any(any) => {
                list.push(format!("any{occurs}{}", Self::wildcard(any)));
                return;
            }
            Term::Sequence(particles) | Term::All(particles) if occurs.is_empty() => {
                for particle in particles {
                    self.inline(particle, list);
                }
                return;
            }
            Term::Sequence(particles) => ("", particles, ", "),
            Term::All(particles) => ("all ", particles, ", "),
            Term::Choice(particles) => ("", particles, " or "),
        };
        let mut members = Vec::new();
        for particle in particles {
            self.inline(particle, &mut members);
        }
        list.push(format!("{word}({}){occurs}", members.join(between)));
    }

    /// `name?: type | nil = default`
    fn element_text(&self, element: &LocalElement, occurs: &str) -> String {
        let nil = if element.nillable { " | nil" } else { "" };
        format!(
            "{}{occurs}{}{nil}{}",
            self.element_name(element),
            self.typed(element.ty),
            value(element.value.as_ref())
        )
    }

    /// `: type`; nothing for an anonymous type that has members, which stand beneath it or are left to be asked for.
    fn typed(&self, id: TypeId) -> String {
        let name = self.type_name(id);
        if name == ANONYMOUS {
            String::new()
        } else {
            format!(": {}", styled(color(AnsiColor::Cyan), &name))
        }
    }

    fn element_name(&self, element: &LocalElement) -> String {
        match element.reference {
            Some(_) => self.names.show(&element.name),
            None => visible(&element.name.local),
        }
    }

    /// `@name?: type`
    fn attribute(&self, attribute: &Attribute) -> String {
        let name = if attribute.name.namespace.is_some() {
            self.names.show(&attribute.name)
        } else {
            visible(&attribute.name.local)
        };
        let array = match (&attribute.array_type, attribute.array_item) {
            (Some((_, dimensions)), Some(item)) => {
                format!(" of {}{}", self.type_name(item), visible(dimensions))
            }
            _ => String::new(),
        };
        format!(
            "@{name}{}: {}{array}{}",
            if attribute.required { "" } else { "?" },
            styled(color(AnsiColor::Cyan), &self.type_name(attribute.ty)),
            value(attribute.value.as_ref())
        )
    }

    /// A type in a line: its name, or what it is where it has none.
    fn type_name(&self, id: TypeId) -> String {
        let ty = self.model.ty(id);
        match (&ty.name, &ty.kind) {
            (Some(name), _) => self.names.show(name),
            (None, TypeKind::Builtin(builtin)) => format!("xs:{}", builtin.name()),
            (None, TypeKind::Simple(simple)) => self.simple(simple),
            (None, TypeKind::Complex(complex)) => match complex.content {
                Content::Empty if complex.attributes.is_empty() => "{}".to_owned(),
                _ => ANONYMOUS.to_owned(),
            },
        }
    }

    /// `xs:string, one of red, green`
    fn simple(&self, simple: &SimpleType) -> String {
        let mut out = match &simple.variety {
            Variety::Atomic(builtin) => match simple.base {
                Some(base) if self.model.ty(base).name.is_some() => self.type_name(base),
                _ => format!("xs:{}", builtin.name()),
            },
            Variety::List(item) => format!("list of {}", self.type_name(*item)),
            Variety::Union(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|&member| match &self.model.ty(member).name {
                        Some(_) => self.type_name(member),
                        None => format!("({})", self.type_name(member)),
                    })
                    .collect();
                members.join(" or ")
            }
        };
        if !simple.facets.enumeration.is_empty() {
            let values = simple.facets.enumeration.iter();
            let values: Vec<String> = values
                .map(|one| shorten(&visible(&one.value), 40))
                .collect();
            let _ = write!(out, ", one of {}", list(&values));
        }
        out + &facets(&simple.facets)
    }

    fn wildcard(any: &Wildcard) -> String {
        let shown = |namespace: &Option<String>| {
            namespace
                .as_deref()
                .map_or_else(|| "none".to_owned(), visible)
        };
        match &any.namespaces {
            NamespaceConstraint::Any => String::new(),
            NamespaceConstraint::Other(target) => format!(" not of {}", shown(target)),
            NamespaceConstraint::List(list) => {
                let namespaces: Vec<String> = list.iter().map(shown).collect();
                format!(" of {}", namespaces.join(" or "))
            }
        }
    }

    fn operation(&mut self, interface: usize, index: usize, depth: usize) {
        self.blank();
        let model = self.model;
        let operation = &model.interfaces[interface].operations[index];
        let title = format!(
            "{} {}  {}",
            heading("operation"),
            strong(&visible(&operation.name)),
            self.place(operation.span)
        );
        self.line(0, &title);
        self.docs(1, operation.docs.as_deref());
        let bound = self.bound(interface, index);
        for (port, binding, bound) in &bound {
            let line = self.bound_line(port, binding, bound);
            self.line(1, &line);
        }
        for (word, message, is_input) in [
            ("request", &operation.input, true),
            ("answer", &operation.output, false),
        ] {
            let Some(message) = message else {
                let nothing = format!("{} none", heading(word));
                self.line(1, &nothing);
                continue;
            };
            let bindings = bound.iter().filter_map(|(_, _, it)| {
                if is_input {
                    it.input.as_ref()
                } else {
                    it.output.as_ref()
                }
            });
            let bindings: Vec<&MessageBinding> = bindings.collect();
            self.message(word, message, &bindings, depth);
        }
        for fault in &operation.faults {
            self.message("fault", fault, &[], depth);
        }
    }

    /// `SOAP 1.1 port WeatherSoap: document/literal, action "urn:x"`
    fn bound_line(&self, port: &str, binding: &Binding, bound: &BindingOperation) -> String {
        let mut facts: Vec<String> = style_and_use(bound).into_iter().collect();
        if let Some(action) = &bound.soap_action {
            facts.push(format!("action \"{}\"", visible(action)));
        }
        if let Some(location) = &bound.http_location {
            facts.push(format!("at {}", visible(location)));
        }
        format!(
            "{}, {port}: {}",
            self.protocol(&binding.protocol),
            facts.join(", ")
        )
    }

    fn message(
        &mut self,
        word: &str,
        message: &MessageUse,
        bindings: &[&MessageBinding],
        depth: usize,
    ) {
        let name = message
            .name
            .as_ref()
            .filter(|_| word == "fault")
            .map_or_else(String::new, |name| format!(" {}", strong(&visible(name))));
        let title = format!(
            "{}{name}  {}",
            heading(word),
            faint(&format!("message {}", self.names.show(&message.message)))
        );
        self.line(1, &title);
        self.docs(2, message.docs.as_deref());
        let headers: Vec<&Part> = bindings
            .iter()
            .flat_map(|binding| binding.headers.iter().map(|header| &header.part))
            .collect();
        let body = bindings.iter().find_map(|binding| body_parts(binding));
        for (index, part) in message.parts.iter().enumerate() {
            let is_body = body.is_none_or(|parts| parts.contains(&index));
            if is_body {
                self.part_tree("", part, depth);
            }
        }
        let mut met: Vec<String> = Vec::new();
        for part in headers {
            let name = self.part_name(part);
            if !met.contains(&name) {
                self.part_tree("header ", part, depth);
                met.push(name);
            }
        }
    }

    fn part_tree(&mut self, word: &str, part: &Part, depth: usize) {
        let ty = part_type(self.model, part);
        let above = ty.map_or("", |ty| self.above(ty, depth.max(1)));
        let text = format!("{word}{}{}", self.part(part), faint(above));
        self.line(2, &text);
        if let Some(ty) = ty {
            self.members(ty, 3, depth.max(1));
        }
    }

    /// What is said of a type whose members stand in the tree already.
    fn above(&self, id: TypeId, depth: usize) -> &'static str {
        let ty = self.model.ty(id);
        let is_empty = match &ty.kind {
            TypeKind::Complex(complex) => {
                matches!(complex.content, Content::Empty) && complex.attributes.is_empty()
            }
            _ => true,
        };
        if is_empty || !self.shown.contains(&id) || (ty.name.is_some() && depth == 0) {
            ""
        } else {
            "  (as above)"
        }
    }

    /// The members of a type, unless they stand in the tree already.
    fn members(&mut self, id: TypeId, level: usize, depth: usize) {
        let ty = self.model.ty(id);
        let is_level = ty.name.is_some() && matches!(ty.kind, TypeKind::Complex(_));
        let depth = if is_level {
            match depth.checked_sub(1) {
                Some(depth) => depth,
                None => return,
            }
        } else {
            depth
        };
        match &ty.kind {
            TypeKind::Simple(simple) if ty.name.is_some() => {
                if !self.all_types && self.shown.insert(id) {
                    let text = faint(&self.simple(simple));
                    self.line(level, &text);
                }
            }
            TypeKind::Builtin(_) | TypeKind::Simple(_) => {}
            TypeKind::Complex(complex) => {
                if self.shown.insert(id) {
                    self.complex(complex, level, depth);
                }
            }
        }
    }

    fn complex(&mut self, complex: &ComplexType, level: usize, depth: usize) {
        for attribute in &complex.attributes {
            let docs = Self::short_docs(attribute.docs.as_deref());
            let text = self.attribute(attribute) + &docs;
            self.line(level, &text);
        }
        if let Some(any) = &complex.any_attribute {
            let text = format!("@any[]{}", Self::wildcard(any));
            self.line(level, &text);
        }
        if complex.mixed {
            self.line(level, "text between the elements");
        }
        match &complex.content {
            Content::Empty => {}
            Content::Simple(ty) => {
                let text = format!("text: {}", self.type_name(*ty));
                self.line(level, &text);
            }
            Content::Particle(particle) => self.particle(particle, level, depth, true),
        }
        let derived = self.derived(complex);
        if !derived.is_empty() {
            self.line(
                level,
                &faint(&format!("or, with `xsi:type`, {}", list(&derived))),
            );
        }
    }

    /// The types derived from one, directly or not.
    fn derived(&self, complex: &ComplexType) -> Vec<String> {
        let mut ids = complex.derived.clone();
        let mut met: HashSet<TypeId> = ids.iter().copied().collect();
        let mut next = 0;
        while next < ids.len() {
            if let TypeKind::Complex(complex) = &self.model.ty(ids[next]).kind {
                let new = complex.derived.iter().filter(|id| met.insert(**id));
                ids.extend(new.copied().collect::<Vec<_>>());
            }
            next += 1;
        }
        ids.iter().map(|&id| self.type_name(id)).collect()
    }

    fn particle(&mut self, particle: &Particle, level: usize, depth: usize, in_sequence: bool) {
        let occurs = occurs(particle.min, particle.max);
        let word = match &particle.term {
            Term::Element(element) => {
                self.element_member(element, &occurs, level, depth);
                return;
            }
            Term::Any(any) => {
                let text = format!("any{occurs}{}", Self::wildcard(any));
                self.line(level, &text);
                return;
            }
            Term::Sequence(_) if in_sequence && occurs.is_empty() => None,
            Term::Sequence(_) => Some("sequence"),
            Term::Choice(_) => Some("choice"),
            Term::All(_) => Some("all"),
        };
        let in_sequence = matches!(particle.term, Term::Sequence(_));
        let level = match word {
            Some(word) => {
                self.line(level, &format!("{word}{occurs}"));
                level + 1
            }
            None => level,
        };
        for inner in inner(&particle.term) {
            self.particle(inner, level, depth, in_sequence);
        }
    }

    fn element_member(&mut self, element: &LocalElement, occurs: &str, level: usize, depth: usize) {
        let is_listed = self.all_types && element.reference.is_some();
        let above = if is_listed {
            ""
        } else {
            self.above(element.ty, depth)
        };
        let docs = Self::short_docs(element.docs.as_deref());
        let text = self.element_text(element, occurs) + &faint(above) + &docs;
        self.line(level, &text);
        let declared = element.reference.map(|id| self.model.element(id));
        if let Some(declared) = declared
            && !declared.substitutes.is_empty()
        {
            let names: Vec<String> = self
                .substitutes(declared)
                .iter()
                .map(|&id| self.names.show(&self.model.element(id).name))
                .collect();
            let word = if declared.is_abstract {
                "stands for"
            } else {
                "or"
            };
            self.line(level + 1, &faint(&format!("{word} {}", list(&names))));
        }
        if !is_listed {
            self.members(element.ty, level + 1, depth);
        }
    }

    /// The elements that may stand for one, directly or not.
    fn substitutes(&self, element: &Element) -> Vec<ElementId> {
        let mut ids = element.substitutes.clone();
        let mut met: HashSet<ElementId> = ids.iter().copied().collect();
        let mut next = 0;
        while next < ids.len() {
            let more = &self.model.element(ids[next]).substitutes;
            ids.extend(more.iter().filter(|id| met.insert(**id)));
            next += 1;
        }
        ids
    }

    /// A global element, with its content.
    fn element(&mut self, id: ElementId, depth: usize) {
        self.blank();
        let element = self.model.element(id);
        let nil = if element.nillable { " | nil" } else { "" };
        let is_abstract = if element.is_abstract { "abstract " } else { "" };
        let title = format!(
            "{} {}{}{nil}{}  {}",
            heading(&format!("{is_abstract}element")),
            strong(&self.names.show(&element.name)),
            self.typed(element.ty),
            value(element.value.as_ref()),
            self.place(element.span)
        );
        self.line(0, &title);
        self.docs(1, element.docs.as_deref());
        let names: Vec<String> = self
            .substitutes(element)
            .iter()
            .map(|&id| self.names.show(&self.model.element(id).name))
            .collect();
        if !names.is_empty() {
            self.line(1, &faint(&format!("or {}", list(&names))));
        }
        self.members(element.ty, 1, depth);
    }

    /// A named type, with its content.
    fn ty(&mut self, id: TypeId, depth: usize) {
        self.blank();
        let ty = self.model.ty(id);
        let name = ty.name.as_ref().map(|name| self.names.show(name));
        let name = strong(&name.unwrap_or_default());
        let place = self.place(ty.span);
        match &ty.kind {
            TypeKind::Builtin(_) => {}
            TypeKind::Simple(simple) => {
                let what = if simple.facets.enumeration.is_empty() {
                    self.simple(simple)
                } else {
                    let mut bare = simple.clone();
                    bare.facets.enumeration.clear();
                    self.simple(&bare)
                };
                self.line(
                    0,
                    &format!("{} {name}: {what}  {place}", heading("simpleType")),
                );
                self.docs(1, ty.docs.as_deref());
                for value in &simple.facets.enumeration {
                    let docs = Self::short_docs(value.docs.as_deref());
                    self.line(1, &format!("\"{}\"{docs}", visible(&value.value)));
                }
            }
            TypeKind::Complex(complex) => {
                let base = match complex.base {
                    Some(Derivation::Extension(base)) => {
                        format!(" extends {}", self.type_name(base))
                    }
                    Some(Derivation::Restriction(base)) => {
                        format!(" restricts {}", self.type_name(base))
                    }
                    None => String::new(),
                };
                let is_abstract = if complex.is_abstract { "abstract " } else { "" };
                self.line(
                    0,
                    &format!(
                        "{} {name}{base}  {place}",
                        heading(&format!("{is_abstract}complexType"))
                    ),
                );
                self.docs(1, ty.docs.as_deref());
                self.shown.insert(id);
                self.complex(complex, 1, depth.saturating_sub(1));
            }
        }
    }

    /// What names a type or element.
    fn users(&mut self, subject: Subject) {
        let mut names: Vec<String> = Vec::new();
        if let Subject::Type(wanted) = subject {
            for element in &self.model.elements {
                if element.ty == wanted {
                    names.push(format!("element {}", self.names.show(&element.name)));
                }
            }
            for (index, ty) in self.model.types.iter().enumerate() {
                let mut found = Vec::new();
                super::types_of(self.model, TypeId(index), &mut found);
                if found.contains(&wanted) {
                    let name = match &ty.name {
                        Some(name) => self.names.show(name),
                        None => visible(&ty.context.join("/")),
                    };
                    names.push(name);
                }
            }
        }
        let interfaces = self.model.interfaces.iter();
        for operation in interfaces.flat_map(|interface| &interface.operations) {
            let messages = operation.input.iter().chain(&operation.output);
            let mut parts = messages
                .chain(&operation.faults)
                .flat_map(|message| &message.parts);
            let names_it = |part: &Part| match (part.content, subject) {
                (PartContent::Element(id), Subject::Element(wanted)) => id == wanted,
                (PartContent::Type(id), Subject::Type(wanted)) => id == wanted,
                _ => false,
            };
            if parts.any(names_it) {
                names.push(format!("operation {}", visible(&operation.name)));
            }
        }
        if !names.is_empty() {
            let text = format!("{} {}", heading("used by"), list(&names));
            self.line(1, &text);
        }
    }

    fn all_types(&mut self) {
        for index in 0..self.model.elements.len() {
            self.shown.clear();
            self.element(ElementId(index), 0);
        }
        for index in 0..self.model.types.len() {
            let ty = &self.model.types[index];
            if ty.name.is_some() && !matches!(ty.kind, TypeKind::Builtin(_)) {
                self.shown.clear();
                self.ty(TypeId(index), 0);
            }
        }
    }

    fn counts(&mut self) {
        let named = |ty: &&castile_wsdl::model::Type| {
            ty.name.is_some() && !matches!(ty.kind, TypeKind::Builtin(_))
        };
        let types = self.model.types.iter().filter(named).count();
        self.blank();
        let elements = count(self.model.elements.len(), "global element");
        let types = count(types, "named type");
        let text = format!(
            "{elements}, {types}: `--types` shows all, `--type NAME` one, `--operation NAME` what an operation sends and gets"
        );
        self.line(0, &faint(&text));
    }
}

/// The indexes of the parts that make a SOAP body.
fn body_parts(message: &MessageBinding) -> Option<&Vec<usize>> {
    match &message.body {
        Body::Soap { parts, .. } => Some(parts),
        _ => None,
    }
}

/// An address; what may be a password in it is not shown.
fn castile_address(address: &str) -> String {
    match (address.find("://"), address.find('@')) {
        (Some(scheme), Some(at)) if at > scheme && !address[scheme + 3..at].contains('/') => {
            format!("{}***{}", &address[..scheme + 3], &address[at..])
        }
        _ => address.to_owned(),
    }
}

/// `?`, `[]`, `[2..5]`, or nothing for what stands once.
fn occurs(min: u64, max: Option<u64>) -> String {
    match (min, max) {
        (1, Some(1)) => String::new(),
        (0, Some(1)) => "?".to_owned(),
        (0, None) => "[]".to_owned(),
        (min, None) => format!("[{min}..*]"),
        (min, Some(max)) => format!("[{min}..{max}]"),
    }
}

fn value(value: Option<&ValueConstraint>) -> String {
    match value {
        Some(ValueConstraint::Default(value)) => format!(" = \"{}\"", visible(value)),
        Some(ValueConstraint::Fixed(value)) => format!(" always \"{}\"", visible(value)),
        None => String::new(),
    }
}

/// The facets but for enumerations.
fn facets(facets: &Facets) -> String {
    let mut out = String::new();
    let range = |low: Option<String>, high: Option<String>| match (low, high) {
        (None, None) => None,
        (Some(low), None) => Some(format!("at least {low}")),
        (None, Some(high)) => Some(format!("at most {high}")),
        (Some(low), Some(high)) => Some(format!("{low} to {high}")),
    };
    let number = |number: &Option<u64>| number.map(|number| number.to_string());
    let own = |text: &Option<String>| text.as_deref().map(visible);
    let bound = |inclusive, exclusive: &Option<String>| {
        own(inclusive).or_else(|| own(exclusive).map(|bound| format!("{bound} (excluded)")))
    };
    let list = [
        (
            "",
            range(
                bound(&facets.min_inclusive, &facets.min_exclusive),
                bound(&facets.max_inclusive, &facets.max_exclusive),
            ),
        ),
        ("length ", number(&facets.length)),
        (
            "length ",
            range(number(&facets.min_length), number(&facets.max_length)),
        ),
        ("digits ", number(&facets.total_digits)),
        ("fraction digits ", number(&facets.fraction_digits)),
    ];
    for (word, fact) in list {
        if let Some(fact) = fact {
            let _ = write!(out, ", {word}{fact}");
        }
    }
    for pattern in &facets.patterns {
        let _ = write!(out, ", pattern {}", shorten(&visible(pattern), 60));
    }
    out
}

/// Names, the first few of them.
fn list(names: &[String]) -> String {
    first(names, NAMES)
}

fn first(names: &[String], count: usize) -> String {
    let more = names.len().saturating_sub(count);
    let shown = names[..names.len() - more].join(", ");
    if more > 0 {
        format!("{shown} and {more} more")
    } else {
        shown
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
