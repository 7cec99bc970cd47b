//! Which declaration a name means: symbol tables over all schemas and all WSDL documents.
//!
//! A schema that is included without a target namespace takes that of whoever includes it, so one document may
//! be several [`Unit`]s. All schemas of a contract see each other, imported or not: contracts in the field rely on
//! it, and a name means one thing in all of them.

use std::collections::HashMap;

use crate::ast::Documents;
use crate::ast::wsdl::{Binding, Definitions, Message, PortType};
use crate::ast::xsd::{
    Attribute, AttributeGroup, Element, Group, Redefinitions, ReferenceKind, Type,
};
use crate::diagnostic::{Diagnostic, Report};
use crate::dump;
use crate::model::{Builtin, QName};
use crate::names::nearest;
use crate::parse::XSD;
use crate::resolve::units::{self, Unit};
use crate::source::{Sources, Span};

/// Unresolved names that get a hint; searching for one takes time.
const HINTS: usize = 50;

/// Unresolved names of a broken contract that are looked for in other namespaces.
const SEARCHES: usize = 1000;

/// The unit of names that stand in a WSDL document: none.
pub(super) const NO_UNIT: usize = usize::MAX;

/// A declaration, with the unit it stands in.
pub(super) struct Global<'a, T> {
    pub(super) node: &'a T,
    pub(super) unit: usize,
}

impl<T> Clone for Global<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Global<'_, T> {}

/// Where a node lies in memory: its identity while the documents are borrowed.
pub(super) fn identity<T>(node: &T) -> usize {
    std::ptr::from_ref(node).addr()
}

/// The declarations of one kind.
pub(super) struct Table<'a, T> {
    kind: &'static str,
    map: HashMap<QName, Global<'a, T>>,
    /// What a redefinition, by identity, redefines.
    originals: HashMap<usize, Global<'a, T>>,
}

/// What a table has to know of a declaration.
pub(super) trait Declaration {
    fn name(&self) -> &str;
    fn span(&self) -> Span;
    /// Name and content without places and documentation, to compare by.
    fn text(&self) -> String;

    fn identity(&self) -> usize
    where
        Self: Sized,
    {
        identity(self)
    }
}

impl<'a, T: Declaration> Table<'a, T> {
    fn new(kind: &'static str) -> Self {
        Self {
            kind,
            map: HashMap::new(),
            originals: HashMap::new(),
        }
    }

    pub(super) fn get(&self, name: &QName) -> Option<Global<'a, T>> {
        self.map.get(name).copied()
    }

    /// The declaration with this local name, if there is one alone, whatever its namespace; `reported` is how many
    /// diagnostics there are, after too many of which nothing is searched.
    pub(super) fn only(&self, local: &str, reported: usize) -> Option<(QName, Global<'a, T>)> {
        if reported > SEARCHES {
            return None;
        }
        let mut found = self.map.iter().filter(|(name, _)| name.local == local);
        let (name, global) = found.next()?;
        found.next().is_none().then(|| (name.clone(), *global))
    }

    /// What `name` means inside `declaration`: a redefinition that names itself means what it redefines.
    pub(super) fn get_inside(&self, name: &QName, declaration: usize) -> Option<Global<'a, T>> {
        match self.originals.get(&declaration) {
            Some(original) if original.node.name() == name.local => Some(*original),
            _ => self.get(name),
        }
    }

    fn add(
        &mut self,
        node: &'a T,
        unit: usize,
        namespace: Option<&str>,
        report: &mut Report,
        sources: &Sources,
    ) {
        if node.name().is_empty() {
            return;
        }
        let name = QName {
            namespace: namespace.map(str::to_owned),
            local: node.name().to_owned(),
        };
        let Some(earlier) = self.map.get(&name) else {
            self.map.insert(name, Global { node, unit });
            return;
        };
        if std::ptr::eq(earlier.node, node) {
            return;
        }
        let first = sources.place(earlier.node.span());
        if earlier.node.text() == node.text() {
            let message = format!(
                "{} `{}` is declared twice, in the same way",
                self.kind, name.local
            );
            report
                .push(Diagnostic::warning(node.span(), message).hint(format!("first at {first}")));
        } else {
            let message = format!(
                "{} `{}` is declared twice, in different ways",
                self.kind, name.local
            );
            let hint = format!("first at {first}; one of the two has to go or to be renamed");
            let diagnostic = Diagnostic::error(node.span(), message).hint(hint);
            report.broken(diagnostic, "the first is taken");
        }
    }

    fn redefine(&mut self, node: &'a T, unit: usize, namespace: Option<&str>, report: &mut Report) {
        let name = QName {
            namespace: namespace.map(str::to_owned),
            local: node.name().to_owned(),
        };
        if let Some(original) = self.map.insert(name, Global { node, unit }) {
            self.originals.insert(node.identity(), original);
        } else {
            let message = format!(
                "{} `{}` is redefined, but not declared",
                self.kind,
                node.name()
            );
            let diagnostic = Diagnostic::error(node.span(), message);
            report.broken(diagnostic, "it is read as a declaration");
        }
    }

    /// Names of this table that are like one that is not in it.
    fn hint(&self, wanted: &QName, sources: &Sources) -> Option<String> {
        let mut elsewhere: Vec<&QName> = self
            .map
            .keys()
            .filter(|name| name.local == wanted.local && name.namespace != wanted.namespace)
            .collect();
        elsewhere.sort();
        if let Some(name) = elsewhere.first() {
            let place = sources.place(self.map[*name].node.span());
            return Some(format!(
                "`{name}` is declared at {place}, in another namespace"
            ));
        }
        let mut near: Vec<&str> = self
            .map
            .keys()
            .filter(|name| name.namespace == wanted.namespace)
            .map(|name| name.local.as_str())
            .collect();
        near.sort_unstable();
        let near = nearest(&wanted.local, near.into_iter())?;
        let place = sources.place(
            self.map[&QName {
                local: near.to_owned(),
                ..wanted.clone()
            }]
                .node
                .span(),
        );
        Some(format!("did you mean `{near}`, declared at {place}"))
    }
}

/// All declarations of a contract.
pub(super) struct Names<'a> {
    pub(super) units: Vec<Unit<'a>>,
    pub(super) types: Table<'a, Type>,
    pub(super) elements: Table<'a, Element>,
    pub(super) attributes: Table<'a, Attribute>,
    pub(super) groups: Table<'a, Group>,
    pub(super) attribute_groups: Table<'a, AttributeGroup>,
    /// The WSDL documents, each once, in the order they are reached.
    pub(super) definitions: Vec<&'a Definitions>,
    pub(super) messages: Table<'a, Message>,
    pub(super) port_types: Table<'a, PortType>,
    pub(super) bindings: Table<'a, Binding>,
}

impl<'a> Names<'a> {
    pub(super) fn new(sources: &'a Sources, documents: &'a Documents, report: &mut Report) -> Self {
        let (units, definitions) = units::collect(sources, documents, report);
        let mut names = Self {
            units,
            types: Table::new("type"),
            elements: Table::new("element"),
            attributes: Table::new("attribute"),
            groups: Table::new("group"),
            attribute_groups: Table::new("attribute group"),
            definitions,
            messages: Table::new("message"),
            port_types: Table::new("port type"),
            bindings: Table::new("binding"),
        };
        names.add_schemas(sources, report);
        names.add_definitions(sources, report);
        names
    }

    fn add_schemas(&mut self, sources: &Sources, report: &mut Report) {
        for (index, unit) in self.units.iter().enumerate() {
            let namespace = unit.namespace.as_deref();
            for node in &unit.schema.types {
                self.types.add(node, index, namespace, report, sources);
            }
            for node in &unit.schema.elements {
                self.elements.add(node, index, namespace, report, sources);
            }
            for node in &unit.schema.attributes {
                self.attributes.add(node, index, namespace, report, sources);
            }
            for node in &unit.schema.groups {
                self.groups.add(node, index, namespace, report, sources);
            }
            for node in &unit.schema.attribute_groups {
                self.attribute_groups
                    .add(node, index, namespace, report, sources);
            }
        }
        // The unit reached last is redefined first, so that redefinitions of redefinitions build on each other.
        for (index, unit) in self.units.iter().enumerate().rev() {
            for reference in &unit.schema.references {
                if let ReferenceKind::Redefine(redefinitions) = &reference.kind {
                    let Redefinitions {
                        types,
                        groups,
                        attribute_groups,
                    } = redefinitions.as_ref();
                    let namespace = unit.namespace.as_deref();
                    for node in types {
                        self.types.redefine(node, index, namespace, report);
                    }
                    for node in groups {
                        self.groups.redefine(node, index, namespace, report);
                    }
                    let table = &mut self.attribute_groups;
                    for node in attribute_groups {
                        table.redefine(node, index, namespace, report);
                    }
                }
            }
        }
    }

    fn add_definitions(&mut self, sources: &Sources, report: &mut Report) {
        for definitions in &self.definitions {
            let namespace = definitions.target_namespace.as_deref();
            for node in &definitions.messages {
                self.messages.add(node, 0, namespace, report, sources);
            }
            for node in &definitions.port_types {
                self.port_types.add(node, 0, namespace, report, sources);
            }
            for node in &definitions.bindings {
                self.bindings.add(node, 0, namespace, report, sources);
            }
        }
    }

    /// A name as the unit means it: in a chameleon, a name in no namespace is in that of the including schema.
    pub(super) fn in_unit(&self, name: &QName, unit: usize) -> QName {
        match self.units.get(unit) {
            Some(Unit {
                chameleon: true,
                namespace,
                ..
            }) if name.namespace.is_none() => QName {
                namespace: namespace.clone(),
                local: name.local.clone(),
            },
            _ => name.clone(),
        }
    }

    /// Reports a name that means nothing; `instead` says what a lenient reader does about it.
    pub(super) fn unresolved<T: Declaration>(
        &self,
        table: &Table<'a, T>,
        name: &QName,
        place: (Span, &str),
        instead: &str,
        (sources, report): (&Sources, &mut Report),
    ) {
        let diagnostic = self.undeclared(table, name, place, (sources, report.list.len()));
        report.broken(diagnostic, instead);
    }

    /// The error for a name that means nothing; `reported` is how many there are before it.
    pub(super) fn undeclared<T: Declaration>(
        &self,
        table: &Table<'a, T>,
        name: &QName,
        (span, attribute): (Span, &str),
        (sources, reported): (&Sources, usize),
    ) -> Diagnostic {
        let found = sources.attribute(span, attribute);
        let place = found.map_or(span, |(place, _)| place);
        // Of several names in one attribute, the one that is meant.
        let mut words = found.map_or("", |(_, value)| value).split_whitespace();
        let written = words
            .find(|word| word.rsplit(':').next() == Some(name.local.as_str()))
            .map_or_else(|| name.to_string(), str::to_owned);
        let mut diagnostic =
            Diagnostic::error(place, format!("{} `{written}` is not declared", table.kind));
        if reported < HINTS {
            diagnostic.hint = self.hint(table, name, sources);
        }
        diagnostic
    }

    fn hint<T: Declaration>(
        &self,
        table: &Table<'a, T>,
        name: &QName,
        sources: &Sources,
    ) -> Option<String> {
        if name.namespace.as_deref() == Some(XSD) && table.kind == "type" {
            let near = nearest(&name.local, Builtin::ALL.iter().map(|it| it.name()));
            return near.map(|near| format!("did you mean `{near}`"));
        }
        if table.kind == "element"
            && let Some(ty) = self.types.get(name)
        {
            return Some(format!(
                "there is a type of this name, at {}",
                sources.place(ty.node.span())
            ));
        }
        if table.kind == "type"
            && let Some(element) = self.elements.get(name)
        {
            return Some(format!(
                "there is an element of this name, at {}",
                sources.place(element.node.span)
            ));
        }
        if let Some(hint) = table.hint(name, sources) {
            return Some(hint);
        }
        if table.kind == "type" && Builtin::ALL.iter().any(|it| it.name() == name.local) {
            return Some(format!(
                "the built-in type `{}` is in the namespace `{XSD}`",
                name.local
            ));
        }
        let schema_kind = !matches!(table.kind, "message" | "port type" | "binding");
        if schema_kind
            && !self
                .units
                .iter()
                .any(|unit| unit.namespace == name.namespace)
        {
            return Some(match &name.namespace {
                Some(namespace) => format!(
                    "no schema at hand has the target namespace `{namespace}`; import the one that has"
                ),
                None => "the name is in no namespace; a prefix may be missing".to_owned(),
            });
        }
        None
    }
}

macro_rules! declarations {
    ($($ty:ty, $text:path;)*) => {
        $(impl Declaration for $ty {
            fn name(&self) -> &str {
                &self.name
            }

            fn span(&self) -> Span {
                self.span
            }

            fn text(&self) -> String {
                $text(self)
            }
        })*
    };
}

declarations! {
    Element, dump::ast::element;
    Attribute, dump::ast::attribute;
    Group, dump::ast::group;
    AttributeGroup, dump::ast::attribute_group;
    Message, dump::ast::message;
    PortType, dump::ast::port_type;
    Binding, dump::ast::binding;
}

impl Declaration for Type {
    fn name(&self) -> &str {
        Type::name(self)
    }

    fn span(&self) -> Span {
        Type::span(self)
    }

    fn text(&self) -> String {
        dump::ast::ty(self)
    }

    /// That of the `xs:simpleType` or `xs:complexType` itself.
    fn identity(&self) -> usize {
        match self {
            Type::Simple(ty) => identity(ty.as_ref()),
            Type::Complex(ty) => identity(ty.as_ref()),
        }
    }
}
