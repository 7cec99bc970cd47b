//! Generates the contracts twice, for both codecs, and the lists of their operations.

use std::fmt::Write as _;
use std::path::PathBuf;

use castile_build::Config;
use castile_build::ir::{Method, RootElement, Ty};

const RESCUE: &str = "../../wsdl/api.asmx.wsdl";
const SHAPES: &str = "contracts/shapes.wsdl";

fn main() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let yaserde = out.join("yaserde");
    std::fs::create_dir_all(&yaserde).expect("the folder can be made");
    for (contract, name) in [(RESCUE, "api"), (SHAPES, "shapes")] {
        Config::new().compile(contract);
        Config::new().yaserde().out_dir(&yaserde).compile(contract);
        let lowered = Config::new()
            .lower(contract)
            .expect("it has been generated");
        let clients = &lowered.module.clients;
        let methods: Vec<&Method> = clients.iter().flat_map(|client| &client.methods).collect();
        let write = |file: String, text: String| {
            std::fs::write(out.join(file), text).expect("the file can be written");
        };
        write(format!("{name}-operations.rs"), operations(&methods));
        write(format!("{name}-list.rs"), list(&methods));
    }
}

fn request(method: &Method) -> &RootElement {
    method
        .request
        .as_ref()
        .expect("every operation of this contract has a request")
}

fn response(method: &Method) -> &RootElement {
    method
        .response
        .as_ref()
        .expect("every operation of this contract has an answer")
}

/// A table of the operations, for the module of the generated code.
fn operations(methods: &[&Method]) -> String {
    let declarations = |method: &Method| -> String {
        let prefixes = method.prefixes.iter();
        prefixes.fold(String::new(), |mut text, (prefix, namespace)| {
            let _ = write!(text, " xmlns:{prefix}=\"{namespace}\"");
            text
        })
    };
    let mut text =
        String::from("/// The operations.\npub static OPERATIONS: &[super::Operation] = &[\n");
    for method in methods {
        let root = |root: &RootElement| {
            let (namespace, name) = (&root.name.namespace, &root.name.local);
            format!(
                "Some(castile::codegen::Root {{ namespace: {namespace:?}, name: {name:?}, tag: {:?}, encoded: None }})",
                root.tag
            )
        };
        let _ = writeln!(
            text,
            "super::Operation {{ name: {:?}, operation: &operations::{},",
            method.operation, method.constant
        );
        let _ = writeln!(
            text,
            "mirrored: &castile::codegen::Operation {{ name: {:?}, action: \"\",",
            method.operation
        );
        let _ = writeln!(
            text,
            "request: {},\nresponse: {},",
            root(response(method)),
            root(request(method))
        );
        let _ = writeln!(
            text,
            "one_way: false, default_namespace: {:?}, prefixes: {:?}, place: {:?} }},\n}},",
            method.default_namespace,
            declarations(method),
            method.place
        );
    }
    text.push_str("];\n");
    text
}

/// A call of the macro that makes the tests.
fn list(methods: &[&Method]) -> String {
    let ident = |root: &RootElement| match &root.ty {
        Ty::Item(ident) => ident.clone(),
        other => panic!("a body is no struct but {other:?}"),
    };
    let mut text = String::from("operations! {\n");
    for method in methods {
        let _ = writeln!(
            text,
            "{} {:?} {} {};",
            method.ident,
            method.operation,
            ident(request(method)),
            ident(response(method))
        );
    }
    text.push_str("}\n");
    text
}
