//! Generates every case of `castile-build`, and the contracts that a real ASP.NET server has published.

#[path = "../castile-build/tests/options/mod.rs"]
mod options;

#[path = "build/answers.rs"]
mod answers;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = root.join("../castile-build/tests/cases");
    let published = root.join("../../interop/asmx/published");
    println!("cargo::rerun-if-changed={}", cases.display());
    println!("cargo::rerun-if-changed={}", published.display());
    let folders = std::fs::read_dir(&cases).expect("the cases are there");
    let mut contracts: Vec<(String, PathBuf)> = folders
        .map(|folder| folder.expect("the folder can be read").path())
        .filter(|folder| folder.is_dir())
        .map(|folder| (base_name(&folder), folder.join("input.wsdl")))
        .collect();
    contracts.push(("asmx_api".to_owned(), published.join("API.wsdl")));
    contracts.push(("asmx_extra".to_owned(), published.join("Extra.wsdl")));
    contracts.push(("asmx_legacy".to_owned(), published.join("Legacy.wsdl")));
    contracts.sort();

    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut modules = String::new();
    let (mut arms, mut list) = (String::new(), String::new());
    for (name, contract) in contracts {
        let text = std::fs::read_to_string(&contract).expect("the contract can be read");
        let config = options::of(&text);
        if let Ok(lowered) = config.lower(&contract) {
            let (more, operations) = answers::arms(&name, &lowered.module);
            arms.push_str(&more);
            list.push_str(&operations);
        }
        let generated = config.generate(&contract);
        let generated = generated.unwrap_or_else(|error| panic!("case {name}:\n{error}"));
        let file = out.join(format!("{name}.rs"));
        std::fs::write(&file, generated.text).expect("OUT_DIR can be written");
        let include = format!("include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\"));");
        let _ = writeln!(
            modules,
            "/// The case `{name}`.\npub mod {name} {{ {include} }}"
        );
    }
    let arms = format!("match (case, operation) {{\n{arms}_ => return None,\n}}\n");
    std::fs::write(out.join("answers.rs"), arms).expect("OUT_DIR can be written");
    std::fs::write(out.join("answered.rs"), format!("&[\n{list}]\n"))
        .expect("OUT_DIR can be written");
    std::fs::write(out.join("cases.rs"), modules).expect("OUT_DIR can be written");
}

fn base_name(path: &Path) -> String {
    path.file_name()
        .expect("folders have names")
        .to_string_lossy()
        .into_owned()
}
