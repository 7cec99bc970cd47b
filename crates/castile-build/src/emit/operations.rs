//! The constants of the operations, in a module of their own: clients call by them, and users build envelopes by
//! them without a client.

use super::source::{Source, literal};
use crate::ir::{self, HttpMethod, Method, Module, RootElement, Step, Success};
use crate::lower::docs::code;

pub(crate) fn emit(source: &mut Source, module: &Module) {
    source.line(
        "/// What is sent and answered, for envelopes without a client: see `castile::envelope`.",
    );
    source.line("pub mod operations {");
    source.line("use castile::codegen as rt;");
    for method in module.clients.iter().flat_map(|client| &client.methods) {
        source.blank();
        operation(source, method);
    }
    let methods = module
        .http_clients
        .iter()
        .flat_map(|client| &client.methods);
    for method in methods {
        source.blank();
        http_operation(source, method);
    }
    let methods = module.clients.iter().flat_map(|client| &client.methods);
    let judged: Vec<_> = methods
        .filter_map(|method| Some((method, method.success.as_ref()?)))
        .collect();
    if !judged.is_empty() {
        source.blank();
        source.line("/// Which answers are success, by the status in them.");
        source.line("pub mod success {");
        source.line("use castile::codegen as rt;");
        for (method, success) in judged {
            source.blank();
            emit_success(source, method, success);
        }
        source.line("}");
    }
    source.line("}");
}

fn emit_success(source: &mut Source, method: &Method, success: &Success) {
    let name = code(&method.operation);
    source.docs(&[format!("Which answers to {name} are success.")]);
    let mut answer = if ir::is_external(&success.answer) {
        success.answer.clone()
    } else {
        format!("super::super::{}", success.answer)
    };
    if success.steps.first() == Some(&Step::Filled) {
        answer = format!("rt::Nillable<{answer}>");
    }
    source.line(&format!(
        "pub static {}: rt::Success<{answer}> = rt::Success {{",
        method.constant
    ));
    source.line(&format!("element: {},", literal(&success.element)));
    let mut way = way(&success.steps);
    let status = format!("Some(rt::text_of({}))", way.pop().unwrap_or_default());
    if way.is_empty() && source.fits(&["    status: |answer| ", &status, ","]) {
        source.line(&format!("status: |answer| {status},"));
    } else {
        source.line("status: |answer| {");
        for line in way {
            source.line(&format!("let answer = {line};"));
        }
        source.line(&status);
        source.line("},");
    }
    let values: Vec<_> = success.values.iter().map(|value| literal(value)).collect();
    source.entries("values: &[", &values, "],");
    source.line("};");
}

/// References to each value on the way, in terms of the one before it.
fn way(steps: &[Step]) -> Vec<String> {
    let mut way: Vec<String> = Vec::new();
    for step in steps {
        let inner = match step {
            Step::Field(ident) => {
                way.push(format!("&answer.{ident}"));
                continue;
            }
            Step::Present => ".as_ref()?",
            Step::Filled => ".value()?",
        };
        let outer = way.pop().unwrap_or_else(|| "answer".to_owned());
        way.push(format!("{}{inner}", outer.trim_start_matches('&')));
    }
    way
}

fn operation(source: &mut Source, method: &Method) {
    source.docs(&[format!("The operation {}.", code(&method.operation))]);
    source.line(&format!(
        "pub static {}: rt::Operation = rt::Operation {{",
        method.constant
    ));
    source.line(&format!("name: {},", literal(&method.operation)));
    source.line(&format!("action: {},", literal(&method.action)));
    root(source, "request", method.request.as_ref());
    root(source, "response", method.response.as_ref());
    source.line(&format!("one_way: {},", method.one_way));
    source.line(&format!(
        "default_namespace: {},",
        literal(&method.default_namespace)
    ));
    prefixes(source, &method.prefixes);
    source.line(&format!("place: {},", literal(&method.place)));
    source.line("};");
}

fn prefixes(source: &mut Source, prefixes: &[(String, String)]) {
    let declaration = |(prefix, namespace): &(String, String)| {
        format!(" xmlns:{prefix}=\"{}\"", escape(namespace))
    };
    let declarations: Vec<String> = prefixes.iter().map(declaration).collect();
    source.line(&format!("prefixes: {},", literal(&declarations.concat())));
}

fn http_operation(source: &mut Source, method: &HttpMethod) {
    let name = code(&method.operation);
    source.docs(&[format!(
        "The operation {name} over HTTP {}.",
        code(&method.verb)
    )]);
    source.line(&format!(
        "pub static {}: rt::HttpOperation = rt::HttpOperation {{",
        method.constant
    ));
    source.line(&format!("name: {},", literal(&method.operation)));
    source.line(&format!("verb: {},", literal(&method.verb)));
    source.line(&format!("location: {},", literal(&method.location)));
    source.line(&format!(
        "parameters: rt::Parameters::{:?},",
        method.parameters
    ));
    let lists: Vec<_> = method.lists.iter().map(|name| literal(name)).collect();
    source.line(&format!("lists: &[{}],", lists.join(", ")));
    root(source, "request", method.document.as_ref());
    match &method.response {
        Some(any) if any.name.local.is_empty() => {
            source.line("response: Some(rt::Root::ANY),");
        }
        response => root(source, "response", response.as_ref()),
    }
    source.line(&format!(
        "default_namespace: {},",
        literal(&method.default_namespace)
    ));
    prefixes(source, &method.prefixes);
    source.line(&format!("place: {},", literal(&method.place)));
    source.line("};");
}

fn root(source: &mut Source, field: &str, root: Option<&RootElement>) {
    let Some(root) = root else {
        source.line(&format!("{field}: None,"));
        return;
    };
    if root.name.local.is_empty() {
        let body = match root.encoded {
            Some(_) => "ENCODED_BODY",
            None => "BODY",
        };
        source.line(&format!("{field}: Some(rt::Root::{body}),"));
        return;
    }
    source.line(&format!("{field}: Some(rt::Root {{"));
    source.line(&format!("namespace: {},", literal(&root.name.namespace)));
    source.line(&format!("name: {},", literal(&root.name.local)));
    source.line(&format!("tag: {},", literal(&root.tag)));
    match &root.encoded {
        Some(xsi_type) => source.line(&format!("encoded: Some({}),", literal(xsi_type))),
        None => source.line("encoded: None,"),
    }
    source.line("}),");
}

/// A namespace inside an attribute value.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
