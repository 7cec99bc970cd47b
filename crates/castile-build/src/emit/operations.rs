//! The constants of the operations, in a module of their own: clients call by them, and users build envelopes by
//! them without a client.

use super::source::{Source, literal};
use crate::ir::{HttpMethod, Method, Module, RootElement};
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
    source.line("}");
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
