//! The constants of the operations, in a module of their own: clients call by them, and users build envelopes by
//! them without a client.

use super::source::{Source, literal};
use crate::ir::{Method, Module, RootElement};
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
    let declaration = |(prefix, namespace): &(String, String)| {
        format!(" xmlns:{prefix}=\"{}\"", escape(namespace))
    };
    let declarations: Vec<String> = method.prefixes.iter().map(declaration).collect();
    source.line(&format!("prefixes: {},", literal(&declarations.concat())));
    source.line(&format!("place: {},", literal(&method.place)));
    source.line("};");
}

fn root(source: &mut Source, field: &str, root: Option<&RootElement>) {
    let Some(root) = root else {
        source.line(&format!("{field}: None,"));
        return;
    };
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
