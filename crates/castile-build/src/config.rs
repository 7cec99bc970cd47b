//! What a user may ask of the generator.

use std::path::PathBuf;

use castile_wsdl::LoadOptions;

use crate::lower::success::Rule;
use crate::overrides::{Kind, Overrides};

/// Settings of the generator, and the way to run it from a build script.
///
/// ```no_run
/// castile_build::Config::new().operations(["login", "getSession_V3"]).compile("wsdl/api.asmx.wsdl");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub(crate) operations: Option<Vec<String>>,
    pub(crate) types: Vec<String>,
    pub(crate) serde: Option<String>,
    pub(crate) yaserde: bool,
    pub(crate) equality: bool,
    pub(crate) out_module: bool,
    pub(crate) out_dir: Option<std::path::PathBuf>,
    pub(crate) load: LoadOptions,
    pub(crate) services: Option<Vec<String>>,
    pub(crate) ports: Option<Vec<String>>,
    pub(crate) overrides: Overrides,
    pub(crate) success: Vec<Rule>,
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

    /// Generates these types too, and those that they need, though no operation leads to them.
    ///
    /// A type is named as `{namespace}local`. It may be one that only comes inside `xs:anyType`, from which
    /// `AnyType::decode` reads it.
    #[must_use]
    pub fn types<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.types.extend(names.into_iter().map(Into::into));
        self
    }

    /// Generates clients of these services only, and the types that they need.
    #[must_use]
    pub fn services<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.services = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Generates clients of these ports only, and the types that they need.
    #[must_use]
    pub fn ports<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.ports = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Calls a type otherwise.
    ///
    /// A type is named as `{namespace}local`; one without a name by the way to it from the global element or type that
    /// it stands in, `{namespace}order/line`. A name that is in no contract is an error, here and below.
    ///
    /// ```
    /// # let config = castile_build::Config::new();
    /// config.rename_type("{urn:shop}tOrd", "Order").rename_type("{urn:shop}tOrd/line", "OrderLine");
    /// ```
    #[must_use]
    pub fn rename_type(mut self, of: &str, name: &str) -> Self {
        self.overrides.add(Kind::Type, of, "", name);
        self
    }

    /// Calls the field of an element otherwise, or that of an attribute, which is named `@id`, or of the text of
    /// simple content, which is named `text()`.
    #[must_use]
    pub fn rename_field(mut self, of: &str, member: &str, name: &str) -> Self {
        self.overrides.add(Kind::Field, of, member, name);
        self
    }

    /// Calls the variant of an enumeration's value otherwise.
    #[must_use]
    pub fn rename_variant(mut self, of: &str, value: &str, name: &str) -> Self {
        self.overrides.add(Kind::Variant, of, value, name);
        self
    }

    /// Calls the method of an operation otherwise; an overload is named by the name of its input.
    #[must_use]
    pub fn rename_operation(mut self, operation: &str, name: &str) -> Self {
        self.overrides.add(Kind::Operation, operation, "", name);
        self
    }

    /// Calls the module of a namespace otherwise.
    #[must_use]
    pub fn rename_module(mut self, namespace: &str, name: &str) -> Self {
        self.overrides.add(Kind::Module, namespace, "", name);
        self
    }

    /// Takes a type from elsewhere: `path` begins with `::` or `crate::`.
    ///
    /// A simple type has been made a value by `castile::simple_type!`, or been generated. Types of XML Schema are in
    /// `{http://www.w3.org/2001/XMLSchema}`, and stand for those that restrict them as well. The path `String` keeps the
    /// text as it is on the wire. A complex type has been generated as [`extern_module`](Self::extern_module) says.
    ///
    /// ```
    /// # let config = castile_build::Config::new();
    /// config
    ///     .extern_type("{urn:shop}Money", "crate::money::Money")
    ///     .extern_type("{urn:shop}Customer", "crate::people::Customer")
    ///     .extern_type("{http://www.w3.org/2001/XMLSchema}decimal", "String");
    /// ```
    #[must_use]
    pub fn extern_type(mut self, of: &str, path: &str) -> Self {
        self.overrides.add(Kind::Extern, of, "", path);
        self
    }

    /// Takes all types of a namespace from a module that has been generated with [`out_module`](Self::out_module), in
    /// this crate or another.
    ///
    /// `path` begins with `::` or `crate::`, and is that of the module which the types of the namespace stand in. They
    /// are called there as the generator calls them; one that is called otherwise has to be renamed in the same way
    /// here, or taken by [`extern_type`](Self::extern_type). Whether names and prefixes are the same is checked when
    /// what is generated is compiled.
    ///
    /// ```
    /// # let config = castile_build::Config::new();
    /// config.extern_module("http://example.com/types", "crate::common::types");
    /// ```
    #[must_use]
    pub fn extern_module(mut self, namespace: &str, path: &str) -> Self {
        self.overrides.add(Kind::ExternModule, namespace, "", path);
        self
    }

    /// Generates types that other generated modules may use, by [`extern_module`](Self::extern_module).
    ///
    /// Each namespace has a prefix that comes from itself alone, or from [`prefix`](Self::prefix), and is the default
    /// one nowhere, since elements of the types stand in envelopes of other contracts.
    #[must_use]
    pub fn out_module(mut self) -> Self {
        self.out_module = true;
        self
    }

    /// Writes a namespace with this prefix; it is the default one nowhere.
    #[must_use]
    pub fn prefix(mut self, namespace: &str, prefix: &str) -> Self {
        self.overrides.add(Kind::Prefix, namespace, "", prefix);
        self
    }

    /// Writes an attribute on a type, such as `#[derive(Eq, Hash)]`.
    #[must_use]
    pub fn type_attribute(mut self, of: &str, attribute: &str) -> Self {
        self.overrides.add(Kind::TypeAttribute, of, "", attribute);
        self
    }

    /// Writes an attribute on a field, which is named as for [`rename_field`](Self::rename_field).
    #[must_use]
    pub fn field_attribute(mut self, of: &str, member: &str, attribute: &str) -> Self {
        self.overrides
            .add(Kind::FieldAttribute, of, member, attribute);
        self
    }

    /// Says by which status an answer is success. The method is then an error of the kind `Refused` for any other one.
    ///
    /// Many services, ASMX among them, say in the answer itself that a call has failed. `path` leads to the element that
    /// does: names with `/` between them, from what the answer contains on; an attribute is named `@code`, the text of
    /// simple content `text()`. `values` are the statuses that are success: texts, numbers and booleans as they are
    /// written. A `*` in one stands for letters and digits, and an empty one for no status at all. `{operation}` stands
    /// for the operation's name in both.
    ///
    /// The rule is for one operation, an overload being named by the name of its input, or with `*` for each operation
    /// whose answer has the element. The last one counts, and one for an operation before those for all. A rule that
    /// meets nothing is an error, as is one whose element is none that holds a status. Answers over HTTP ports, which
    /// have other elements, are not judged.
    ///
    /// ```
    /// # let config = castile_build::Config::new();
    /// config
    ///     .success("*", "{operation}Result", ["OK", "{operation}_OK"])
    ///     .success("getPrice", "Result/Code", ["0"])
    ///     .success("ping", "alive", ["true"]);
    /// ```
    #[must_use]
    pub fn success<S: Into<String>>(
        mut self,
        operation: &str,
        path: &str,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        self.success.push(Rule {
            operation: operation.to_owned(),
            path: path.to_owned(),
            values: values.into_iter().map(Into::into).collect(),
        });
        self
    }

    /// Derives `Eq` and `Hash` on each type that can have them: with `f32` or `f64` inside, or a type from elsewhere, it
    /// has neither, with a `Secret` no `Hash`. Of types from an [`extern_module`](Self::extern_module) it is taken that
    /// they have been generated with this, too.
    ///
    /// Each derive is code for rustc, so it has to be asked for. [`type_attribute`](Self::type_attribute) does so for
    /// one type.
    #[must_use]
    pub fn eq_and_hash(mut self) -> Self {
        self.equality = true;
        self
    }

    /// Derives `Serialize` and `Deserialize` of `serde` where the crate has this feature on.
    ///
    /// The crate needs `serde` 1.0.181 or later with `derive`, and `castile` with its feature `serde`. Structs have the
    /// names of their fields in Rust; enumerations are the words of the contract, and unknown words what they are.
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
    /// missing, a declaration that stands twice. The part is left out, or kept as XML without a type. An operation that
    /// cannot be generated is left out.
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
