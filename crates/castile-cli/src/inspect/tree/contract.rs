//! Services, ports, bindings and the lines of operations.

use castile_wsdl::model::{
    Binding, BindingOperation, MessageBinding, Operation, Pattern, Port, Protocol, Service,
};

use super::{FAULTS, Tree, body_parts, castile_address, count, faint, first, heading, strong};
use crate::inspect::style_and_use;
use crate::text::{first_sentence, visible};

impl<'a> Tree<'a> {
    pub(super) fn overview(&mut self) {
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

    pub(super) fn service(&mut self, service: &Service) {
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

    pub(super) fn port(&mut self, port: &Port) {
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
    pub(super) fn binding(&self, binding: &Binding) -> String {
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

    pub(super) fn protocol(&self, protocol: &Protocol) -> String {
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
    pub(super) fn bindings_of(&self, interface: usize) -> Vec<(String, &'a Binding)> {
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
    pub(super) fn bound(
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
    pub(super) fn operation_line(&mut self, interface: usize, operation: &Operation) {
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
}
