//! Writes Rust SOAP clients from WSDL, for build scripts and for the command `castile`.
//!
//! The build script has one line in its `main`:
//!
//! ```no_run
//! castile_build::compile("wsdl/service.wsdl");
//! ```
//!
//! The crate, which depends on `castile`. This is text, since documentation has no `OUT_DIR`; the test
//! `tests/rebuild.rs` builds a crate with these lines.
//!
//! ```text
//! mod service {
//!     include!(concat!(env!("OUT_DIR"), "/service.rs"));
//! }
//!
//! let service = service::ExampleClient::new(castile::Client::new(service::ExampleClient::ADDRESS)?);
//! let answer = service.echo(&request).await?;
//! ```
//!
//! The chain is `load -> parse -> resolve` of `castile-wsdl`, then `lower` (the contract to items with final Rust
//! names) and `emit` (items to text). No stage touches the network, and the same contract gives the same text on
//! every machine.

mod config;
mod emit;
pub mod ir;
mod lower;
mod overrides;
pub mod table;

use std::path::{Path, PathBuf};

use castile_wsdl::{Diagnostic, Error, Sources};

pub use castile_wsdl::{Contract, Doctype, LoadOptions};
pub use config::Config;

/// What the generator made of a contract.
#[derive(Debug)]
pub struct Generated {
    /// The Rust source.
    pub text: String,
    /// The files that were read, the contract first.
    pub files: Vec<PathBuf>,
    /// What was generated in a way worth a word.
    pub warnings: Vec<Diagnostic>,
    /// The documents that the places of the warnings are in.
    pub sources: Sources,
}

/// A contract, lowered.
#[derive(Debug)]
pub struct Lowered {
    /// What is to be written.
    pub module: ir::Module,
    /// The files that were read, the contract first.
    pub files: Vec<PathBuf>,
    /// What was generated in a way worth a word.
    pub warnings: Vec<Diagnostic>,
    /// The documents that the places of the warnings are in.
    pub sources: Sources,
}

/// Generates a contract with the default settings, from a build script.
///
/// Writes `OUT_DIR/<name>.rs`, where the name is that of the file up to its first dot, and tells cargo to run the
/// script again when one of the contract's files changes.
///
/// # Panics
/// The contract cannot be generated; the message has all diagnostics. In a build script a panic is how to say so.
pub fn compile(contract: impl AsRef<Path>) {
    Config::new().compile(contract);
}

impl Config {
    /// Generates a contract from a build script, as [`compile`] does.
    ///
    /// # Panics
    /// The contract cannot be generated, or the file not written.
    pub fn compile(&self, contract: impl AsRef<Path>) {
        let contract = contract.as_ref();
        println!("cargo::rerun-if-changed={}", contract.display());
        match self.write(contract) {
            Ok(generated) => {
                for file in &generated.files {
                    println!("cargo::rerun-if-changed={}", file.display());
                }
                for warning in &generated.warnings {
                    println!("cargo::warning={}", one_line(warning, &generated.sources));
                }
            }
            // The one way for a build script to show several lines as they are.
            Err(error) => panic!("\n\n{error}\n"),
        }
    }

    fn write(&self, contract: &Path) -> Result<Generated, Box<dyn std::error::Error>> {
        let generated = self.generate(contract)?;
        let folder = match &self.out_dir {
            Some(folder) => folder.clone(),
            None => std::env::var_os("OUT_DIR")
                .ok_or("`OUT_DIR` is not set: outside of a build script use `Config::out_dir`")?
                .into(),
        };
        let name = contract
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("contract");
        let path = folder.join(format!("{}.rs", name.split('.').next().unwrap_or(name)));
        // What has not changed is not written, so that nothing is compiled for it.
        if std::fs::read_to_string(&path).is_ok_and(|old| old == generated.text) {
            return Ok(generated);
        }
        std::fs::write(&path, &generated.text)
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        Ok(generated)
    }

    /// Generates a contract and gives back the source.
    ///
    /// # Errors
    /// Every diagnostic of the stage that failed, each with its place.
    pub fn generate(&self, contract: impl AsRef<Path>) -> Result<Generated, Error> {
        self.generate_from(castile_wsdl::read(contract, &self.load)?)
    }

    /// Generates a contract that has been read, as by [`castile_wsdl::read_with`], and gives back the source.
    ///
    /// # Errors
    /// Every diagnostic of the stage that failed, each with its place.
    pub fn generate_from(&self, contract: Contract) -> Result<Generated, Error> {
        let lowered = self.lower_from(contract)?;
        Ok(Generated {
            text: emit::emit(&lowered.module, self),
            files: lowered.files,
            warnings: lowered.warnings,
            sources: lowered.sources,
        })
    }

    /// Does all but the last stage of [`Config::generate`]: the items to be written, before they are text.
    ///
    /// # Errors
    /// Every diagnostic of the stage that failed, each with its place.
    pub fn lower(&self, contract: impl AsRef<Path>) -> Result<Lowered, Error> {
        self.lower_from(castile_wsdl::read(contract, &self.load)?)
    }

    fn lower_from(&self, contract: Contract) -> Result<Lowered, Error> {
        let lowered = lower::lower(&contract.model, &contract.sources, self);
        let (module, mut warnings) = lowered.map_err(|diagnostics| Error {
            diagnostics,
            sources: contract.sources.clone(),
        })?;
        warnings.splice(0..0, contract.warnings);
        Ok(Lowered {
            module,
            files: contract
                .sources
                .list
                .iter()
                .map(|source| PathBuf::from(&source.name))
                .filter(|path| path.exists())
                .collect(),
            warnings,
            sources: contract.sources,
        })
    }
}

/// A warning as cargo shows it: on one line, without the line of the contract.
fn one_line(warning: &Diagnostic, sources: &Sources) -> String {
    let place = warning
        .span
        .map_or_else(String::new, |span| format!("{}: ", sources.place(span)));
    let hint = warning
        .hint
        .as_ref()
        .map_or_else(String::new, |hint| format!(" ({hint})"));
    let line = format!("{place}{}{hint}", warning.message);
    // A name can have a line break in it, after which cargo would read another of its directives.
    line.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use castile_wsdl::source::{Source, SourceId, Span};
    use castile_wsdl::{Diagnostic, Sources};

    #[test]
    fn warnings_of_cargo_have_one_line() {
        let source = Source {
            name: "a.wsdl".to_owned(),
            text: String::new(),
            path: None,
        };
        let sources = Sources {
            list: vec![source],
            ..Sources::default()
        };
        let span = Span {
            source: SourceId(0),
            line: 3,
            column: 5,
        };
        let warning = Diagnostic::warning(span, "that is odd\ncargo::rustc-env=A=b");
        assert_eq!(
            super::one_line(&warning.hint("do this"), &sources),
            "a.wsdl:3:5: that is odd cargo::rustc-env=A=b (do this)"
        );
        assert_eq!(
            super::one_line(&Diagnostic::unplaced("odd"), &sources),
            "odd"
        );
    }
}
