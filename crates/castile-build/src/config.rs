//! What a user may ask of the generator.

use std::path::PathBuf;

use castile_wsdl::LoadOptions;

/// Settings of the generator, and the way to run it from a build script.
///
/// ```no_run
/// castile_build::Config::new().operations(["login", "getSession_V3"]).compile("wsdl/api.asmx.wsdl");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub(crate) operations: Option<Vec<String>>,
    pub(crate) serde: Option<String>,
    pub(crate) yaserde: bool,
    pub(crate) out_dir: Option<std::path::PathBuf>,
    pub(crate) load: LoadOptions,
}

impl Config {
    /// The defaults: all operations, no derives beyond `Debug`, `Clone` and `PartialEq`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Generates these operations only, and the types that they need.
    ///
    /// An overload is named by the name of its input.
    #[must_use]
    pub fn operations<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.operations = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Derives `Serialize` and `Deserialize` of `serde` where the crate has this feature on.
    ///
    /// The crate needs `serde` with `derive`, and `castile` with its feature `serde`.
    #[must_use]
    pub fn serde(mut self, feature: impl Into<String>) -> Self {
        self.serde = Some(feature.into());
        self
    }

    /// Writes plain types with the derives of `yaserde` instead of the codec and the clients.
    ///
    /// For projects whose types live in `yaserde` already. The crate needs `yaserde` 0.13 with `derive`, and not
    /// `castile`. It is no match for the codec of `castile`: it takes rustc many times as long, trims text, takes the
    /// last of an element that stands twice, and writes an infinite number as Rust does. Dates, decimals and other
    /// values that Rust has no type for are `String`, and so are secrets: nothing hides them from logs here.
    ///
    /// What it cannot express is an error: derived types told apart by `xsi:type`, choices, sequences that repeat, wildcards, lists, mixed
    /// content, types that contain themselves, nillable elements of a built-in type.
    #[must_use]
    pub fn yaserde(mut self) -> Self {
        self.yaserde = true;
        self
    }

    /// Generates what can be generated of a broken contract.
    ///
    /// What breaks only a part of it becomes a warning with its place: a name that is not declared, a file that is
    /// missing, a declaration that stands twice. The part is left out, or kept as XML without a type.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.load.lenient = true;
        self
    }

    /// Reads this file where the contract refers to `location`, such as the URL of a schema.
    #[must_use]
    pub fn file(mut self, location: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.load.files.insert(location.into(), path.into());
        self
    }

    /// Accepts extensions of this namespace though they are marked `wsdl:required="true"`, since the caller sees to
    /// what they ask for.
    #[must_use]
    pub fn accept_extension(mut self, namespace: impl Into<String>) -> Self {
        self.load.accepted_extensions.insert(namespace.into());
        self
    }

    /// Sets all that concerns the reading of the contract: limits, document type declarations, and what
    /// [`lenient`](Self::lenient), [`file`](Self::file) and [`accept_extension`](Self::accept_extension) set.
    #[must_use]
    pub fn load_options(mut self, options: LoadOptions) -> Self {
        self.load = options;
        self
    }

    /// Writes into this folder instead of `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<std::path::PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }
}
