//! What a module and those that use its types agree on: a constant here, a check there.

use super::source::{Source, literal};
use crate::ir::{Module, ModuleNames};

/// Writes what others may rely on in the module of this name, which is empty for the generated one itself.
pub(super) fn promise(source: &mut Source, module: &Module, ident: &str) {
    let Some(names) = module.out_modules.iter().find(|one| one.path == ident) else {
        return;
    };
    source.blank();
    source.line(
        "/// The names of the types in this module, and the prefixes that they are written with.",
    );
    source
        .line("pub const OUT_MODULE: castile::codegen::OutModule = castile::codegen::OutModule {");
    source.entries("prefixes: &[", &pairs(&names.prefixes), "],");
    source.entries("types: &[", &pairs(&names.types), "],");
    source.line("};");
}

/// Writes what has to be so in the modules that types come from.
pub(super) fn checks(source: &mut Source, module: &Module) {
    for ModuleNames {
        path,
        prefixes,
        types,
    } in &module.extern_modules
    {
        source.blank();
        source.line(&format!("const _: () = {path}::OUT_MODULE.check("));
        source.line(&format!("{},", literal(path)));
        source.entries("&[", &pairs(prefixes), "],");
        source.entries("&[", &pairs(types), "],");
        source.line(");");
    }
}

fn pairs(pairs: &[(String, String)]) -> Vec<String> {
    let pairs = pairs.iter();
    pairs
        .map(|(one, other)| format!("({}, {})", literal(one), literal(other)))
        .collect()
}
