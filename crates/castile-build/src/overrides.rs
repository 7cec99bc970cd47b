//! What a user has otherwise than the generator would: names, types, attributes. `Config` collects it, `lower` asks
//! for it by names of the contract.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// What an [`Override`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The name of a type.
    Type,
    /// The name of a field.
    Field,
    /// The name of a variant of an enumeration.
    Variant,
    /// The name of an operation's method and constant.
    Operation,
    /// The name of a namespace's module.
    Module,
    /// The prefix of a namespace.
    Prefix,
    /// The Rust type that stands for a type.
    Extern,
    /// The generated module that has the types of a namespace.
    ExternModule,
    /// An attribute on a type.
    TypeAttribute,
    /// An attribute on a field.
    FieldAttribute,
}

impl Kind {
    /// The method of `Config`.
    pub(crate) fn setting(self) -> &'static str {
        match self {
            Self::Type => "rename_type",
            Self::Field => "rename_field",
            Self::Variant => "rename_variant",
            Self::Operation => "rename_operation",
            Self::Module => "rename_module",
            Self::Prefix => "prefix",
            Self::Extern => "extern_type",
            Self::ExternModule => "extern_module",
            Self::TypeAttribute => "type_attribute",
            Self::FieldAttribute => "field_attribute",
        }
    }

    /// The value is a name.
    pub(crate) fn is_name(self) -> bool {
        !matches!(
            self,
            Self::Prefix
                | Self::Extern
                | Self::ExternModule
                | Self::TypeAttribute
                | Self::FieldAttribute
        )
    }
}

/// One wish of the user.
#[derive(Debug, Clone)]
pub(crate) struct Override {
    pub(crate) kind: Kind,
    /// The type, operation or namespace, as the contract has it.
    pub(crate) of: String,
    /// The element, `@attribute` or value in it; empty where there is none.
    pub(crate) member: String,
    /// The name, type or attribute.
    pub(crate) value: String,
}

/// All wishes, and which of them have been met.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overrides {
    list: Vec<Override>,
    met: RefCell<BTreeSet<usize>>,
}

impl Overrides {
    pub(crate) fn add(&mut self, kind: Kind, of: &str, member: &str, value: &str) {
        self.list.push(Override {
            kind,
            of: of.to_owned(),
            member: member.to_owned(),
            value: value.to_owned(),
        });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether there is one of a kind.
    pub(crate) fn has(&self, kind: Kind) -> bool {
        self.list.iter().any(|one| one.kind == kind)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Override> {
        self.list.iter()
    }

    /// All values for a part of the contract, which are thereby met.
    pub(crate) fn all(&self, kind: Kind, of: &str, member: &str) -> Vec<&str> {
        let matches = |one: &Override| one.kind == kind && one.of == of && one.member == member;
        let found = self.list.iter().enumerate();
        let found = found.filter(|(_, one)| matches(one)).map(|(index, one)| {
            self.met.borrow_mut().insert(index);
            one.value.as_str()
        });
        found.collect()
    }

    /// The last value for a part of the contract.
    pub(crate) fn get(&self, kind: Kind, of: &str, member: &str) -> Option<&str> {
        self.all(kind, of, member).pop()
    }

    /// What has not been met.
    pub(crate) fn unmet(&self) -> Vec<&Override> {
        let met = self.met.borrow();
        let list = self.list.iter().enumerate();
        list.filter(|(index, _)| !met.contains(index))
            .map(|(_, one)| one)
            .collect()
    }
}
