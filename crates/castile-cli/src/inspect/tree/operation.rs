//! An operation with all that is inside.

use castile_wsdl::model::{Binding, BindingOperation, MessageBinding, MessageUse, Part};

use super::{Tree, body_parts, faint, heading, strong};
use crate::inspect::{part_type, style_and_use};
use crate::text::visible;

impl Tree<'_> {
    pub(super) fn operation(&mut self, interface: usize, index: usize, depth: usize) {
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
    pub(super) fn bound_line(
        &self,
        port: &str,
        binding: &Binding,
        bound: &BindingOperation,
    ) -> String {
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

    pub(super) fn message(
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
        let headers = bindings.iter().flat_map(|binding| &binding.headers);
        let mut blocks: Vec<(&str, &Part)> = Vec::new();
        for header in headers {
            blocks.push(("header ", &header.part));
            let faults = header.faults.iter();
            blocks.extend(faults.map(|fault| ("header fault ", &fault.part)));
        }
        let body = bindings.iter().find_map(|binding| body_parts(binding));
        for (index, part) in message.parts.iter().enumerate() {
            let is_body = body.is_none_or(|parts| parts.contains(&index));
            if is_body {
                self.part_tree("", part, depth);
            }
        }
        let mut met: Vec<(&str, String)> = Vec::new();
        for (word, part) in blocks {
            let block = (word, self.part_name(part));
            if !met.contains(&block) {
                self.part_tree(word, part, depth);
                met.push(block);
            }
        }
    }

    pub(super) fn part_tree(&mut self, word: &str, part: &Part, depth: usize) {
        let ty = part_type(self.model, part);
        let above = ty.map_or("", |ty| self.above(ty, depth.max(1)));
        let text = format!("{word}{}{}", self.part(part), faint(above));
        self.line(2, &text);
        if let Some(ty) = ty {
            self.members(ty, 3, depth.max(1));
        }
    }
}
