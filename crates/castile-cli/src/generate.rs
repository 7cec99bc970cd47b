//! `castile generate`: a contract to a file of Rust source, or to a word on how the file differs.

use castile_build::Config;
use clap::Args;

use crate::Done;
use crate::contract::Contract;
use crate::output::{self, Output};
use crate::report::{self, Progress, Speech};

/// Above the arguments that rename.
const NAMES: &str =
    "Names (a build script may rename fields and variants too, see `castile_build::Config`)";

/// The arguments of `castile generate`.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The file to write, a folder for a file named after the contract, or `-` for standard output. A file is replaced
    /// whole or left as it was. What ends in `/` is a folder.
    #[arg(long, value_name = "FILE.rs|FOLDER")]
    out: Output,
    /// Generate this operation only, and the types that it needs; may be given several times.
    #[arg(long = "operation", value_name = "NAME")]
    operations: Vec<String>,
    /// Generate this type too, which is named as `{namespace}local`, though no operation leads to it; may be given
    /// several times.
    #[arg(long = "type", value_name = "TYPE")]
    more_types: Vec<String>,
    /// Generate clients of this service only; may be given several times.
    #[arg(long = "service", value_name = "NAME")]
    services: Vec<String>,
    /// Generate clients of this port only; may be given several times.
    #[arg(long = "port", value_name = "NAME")]
    ports: Vec<String>,
    /// Make an answer an error unless its status is one of those in a rule, `OPERATION/PATH=VALUE,...`; may be given
    /// several times.
    /// `*` for OPERATION is each whose answer has the path, `{operation}` is its name, `*` in a value letters and digits, and
    /// an empty value no status: `--success '*/{operation}Result=OK,{operation}_OK'`.
    #[arg(long = "success", value_name = "RULE", value_parser = success)]
    success: Vec<Success>,
    /// Derive `Serialize` and `Deserialize` of `serde` where the crate has this feature on.
    #[arg(long, value_name = "FEATURE")]
    serde: Option<String>,
    /// Write plain types with the derives of `yaserde`, without codec and clients.
    #[arg(long)]
    yaserde: bool,
    /// Write nothing: fail if the file is not what would be generated.
    #[arg(long)]
    check: bool,
    /// Write diagnostics as JSON, one object a line: severity, message, file, line, column, hint.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    names: Names,
    #[command(flatten)]
    contract: Contract,
}

/// What things are called, and where types come from.
#[derive(Debug, Args)]
struct Names {
    /// Call a type otherwise, which is named as `{namespace}local`; may be given several times.
    #[arg(long = "rename-type", value_name = "TYPE=NAME", value_parser = renaming, help_heading = NAMES)]
    types: Vec<(String, String)>,
    /// Call the method of an operation otherwise; may be given several times.
    #[arg(long = "rename-operation", value_name = "OPERATION=NAME", value_parser = renaming, help_heading = NAMES)]
    renamed: Vec<(String, String)>,
    /// Call the module of a namespace otherwise; may be given several times.
    #[arg(long = "rename-module", value_name = "NAMESPACE=NAME", value_parser = renaming, help_heading = NAMES)]
    modules: Vec<(String, String)>,
    /// Write a namespace with this prefix; may be given several times.
    #[arg(long = "prefix", value_name = "NAMESPACE=PREFIX", value_parser = renaming, help_heading = NAMES)]
    prefixes: Vec<(String, String)>,
    /// Generate types that other generated modules may use, by `--extern-module`.
    #[arg(long = "out-module", help_heading = NAMES)]
    out_module: bool,
    /// Take the types of a namespace from this module; may be given several times.
    #[arg(long = "extern-module", value_name = "NAMESPACE=PATH", value_parser = renaming, help_heading = NAMES)]
    extern_modules: Vec<(String, String)>,
    /// Take a type from this path; may be given several times.
    #[arg(long = "extern-type", value_name = "TYPE=PATH", value_parser = renaming, help_heading = NAMES)]
    extern_types: Vec<(String, String)>,
}

impl Generate {
    /// `--check` with standard output.
    pub(crate) fn has_nothing_to_check(&self) -> bool {
        self.check && self.out == Output::Standard
    }

    /// Runs it.
    pub(crate) fn run(&self, speech: &Speech) -> Done {
        let path = &self.contract.path;
        let progress = Progress::of(format!("generating {}", path.display()), speech);
        let generated = self.config().generate(path);
        drop(progress);
        let generated = generated?;
        report::warnings(&generated.warnings, &generated.sources, speech, self.json);
        match self.out.file_for(path)? {
            Output::File(path) if self.check => output::compare(&path, &generated.text),
            out => out.write(&generated.text),
        }
    }

    fn config(&self) -> Config {
        let mut config = self.contract.reading.config();
        if !self.operations.is_empty() {
            config = config.operations(&self.operations);
        }
        config = config.types(&self.more_types);
        if !self.services.is_empty() {
            config = config.services(&self.services);
        }
        if !self.ports.is_empty() {
            config = config.ports(&self.ports);
        }
        config = self.names.apply(config);
        for rule in &self.success {
            config = config.success(&rule.operation, &rule.path, &rule.values);
        }
        if let Some(feature) = &self.serde {
            config = config.serde(feature);
        }
        if self.yaserde {
            config.yaserde()
        } else {
            config
        }
    }
}

impl Names {
    fn apply(&self, mut config: Config) -> Config {
        for (of, name) in &self.types {
            config = config.rename_type(of, name);
        }
        for (of, name) in &self.renamed {
            config = config.rename_operation(of, name);
        }
        for (of, name) in &self.modules {
            config = config.rename_module(of, name);
        }
        for (of, prefix) in &self.prefixes {
            config = config.prefix(of, prefix);
        }
        if self.out_module {
            config = config.out_module();
        }
        for (of, path) in &self.extern_modules {
            config = config.extern_module(of, path);
        }
        for (of, path) in &self.extern_types {
            config = config.extern_type(of, path);
        }
        config
    }
}

/// By which status an answer is success.
#[derive(Debug, Clone)]
struct Success {
    operation: String,
    path: String,
    values: Vec<String>,
}

/// `OPERATION/PATH=VALUE,VALUE`
fn success(text: &str) -> Result<Success, String> {
    let (place, values) = text
        .split_once('=')
        .ok_or("expected the place of the status, `=` and the values that are success")?;
    let (operation, path) = place
        .split_once('/')
        .ok_or("expected an operation or `*`, `/` and the path of the status before the `=`")?;
    Ok(Success {
        operation: operation.to_owned(),
        path: path.to_owned(),
        values: values.split(',').map(str::to_owned).collect(),
    })
}

/// `THING=NAME`; a namespace may have `=` in it, so that the last one counts.
fn renaming(text: &str) -> Result<(String, String), String> {
    let (of, name) = text
        .rsplit_once('=')
        .ok_or("expected what is renamed, `=` and the name")?;
    Ok((of.to_owned(), name.to_owned()))
}
