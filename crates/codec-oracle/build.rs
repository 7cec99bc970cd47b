//! Generates the contract twice, for both codecs, and the list of its operations.

use std::fmt::Write as _;
use std::path::PathBuf;

use castile_build::Config;
use castile_build::ir::{Method, RootElement, Ty};

const CONTRACT: &str = "../../wsdl/api.asmx.wsdl";

fn main() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let yaserde = out.join("yaserde");
    std::fs::create_dir_all(&yaserde).expect("the folder can be made");
    Config::new().compile(CONTRACT);
    Config::new().yaserde().out_dir(yaserde).compile(CONTRACT);

    let lowered = Config::new()
        .lower(CONTRACT)
        .expect("it has been generated");
    let methods: Vec<&Method> = lowered
        .module
        .clients
        .iter()
        .flat_map(|client| &client.methods)
        .collect();
    std::fs::write(out.join("operations.rs"), operations(&methods))
        .expect("the file can be written");
    std::fs::write(out.join("list.rs"), list(&methods)).expect("the file can be written");
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
    let mut text =
        String::from("/// The operations.\npub static OPERATIONS: &[super::Operation] = &[\n");
    for method in methods {
        let root = |root: &RootElement| {
            let (namespace, name) = (&root.name.namespace, &root.name.local);
            format!(
                "Some(castile::codegen::Root {{ namespace: {namespace:?}, name: {name:?}, tag: {:?} }})",
                root.tag
            )
        };
        let _ = writeln!(
            text,
            "super::Operation {{ name: {:?}, operation: &codec::{},",
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
            "one_way: false, default_namespace: {:?}, prefixes: \"\", place: {:?} }},\n}},",
            method.default_namespace, method.place
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
