//! The schemas of a contract as files that another validator can read.
//!
//! Takes the documents as they were loaded and gives files: one for each schema, inline or not, one for each
//! namespace that includes all schemas of it (libxml2 follows one import of a namespace and passes over the next),
//! and a driver that imports all. What rpc style bodies have around their parts is declared in files of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use castile_wsdl::Sources;
use castile_wsdl::source::SourceId;
use xml::ParserConfig;
use xml::namespace::Namespace;
use xml::reader::{EventReader, XmlEvent};

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// The file to validate with.
pub(crate) const DRIVER: &str = "driver.xsd";

/// An element of a body that is declared in no schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wrapper {
    /// Its namespace; empty for none.
    pub(crate) namespace: String,
    /// Its name.
    pub(crate) local: String,
    /// What is in it.
    pub(crate) content: WrapperContent,
}

/// What is in a [`Wrapper`]. Types are named by namespace and local name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WrapperContent {
    /// The parts of an rpc style message with their types.
    Parts {
        parts: Vec<(String, (String, String))>,
        /// It says its `encodingStyle`.
        encoded: bool,
    },
    /// What is of this type.
    Type((String, String)),
    /// What stands in a body together.
    Held(Vec<Held>),
}

/// An element in a body with others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Held {
    /// One that is declared.
    Element((String, String)),
    /// One named after a part, with its type.
    Part(String, (String, String)),
}

/// A schema on its way to a file.
struct Schema {
    file: String,
    source: SourceId,
    target: String,
    text: String,
    /// Locations of what it includes or redefines; true for what it redefines.
    parts: Vec<(String, bool)>,
    /// Locations of what it imports.
    imports: Vec<String>,
}

/// Writes the schemas into a folder.
///
/// # Errors
/// A document is not well-formed, or a file cannot be written.
pub(crate) fn write(
    sources: &Sources,
    wrappers: &BTreeSet<Wrapper>,
    folder: &Path,
) -> Result<(), String> {
    let mut schemas = Vec::new();
    let targets = targets(sources)?;
    let namespaces = Namespaces::new(&targets, wrappers);
    for (index, source) in sources.list.iter().enumerate() {
        extract(
            SourceId(index),
            &source.text,
            sources,
            &namespaces,
            &mut schemas,
        )?;
    }
    let save = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).map_err(|problem| format!("{name}: {problem}"))
    };
    let mut members: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let links = |schema: &Schema, location: &String| {
        sources
            .links
            .get(&(schema.source, location.clone()))
            .copied()
    };
    let included: BTreeSet<SourceId> = schemas
        .iter()
        .flat_map(|schema| schema.parts.iter().filter_map(|(it, _)| links(schema, it)))
        .collect();
    let redefined: BTreeSet<SourceId> = schemas
        .iter()
        .flat_map(|schema| {
            let parts = schema.parts.iter().filter(|(_, redefines)| *redefines);
            parts.filter_map(|(it, _)| links(schema, it))
        })
        .collect();
    let imported: BTreeSet<SourceId> = schemas
        .iter()
        .flat_map(|schema| schema.imports.iter().filter_map(|it| links(schema, it)))
        .collect();
    for schema in &schemas {
        save(&schema.file, &schema.text)?;
        // What is taken in by others takes their namespace, or is replaced.
        let part = included.contains(&schema.source) && !imported.contains(&schema.source);
        let chameleon = schema.target.is_empty() && part;
        if !chameleon && !redefined.contains(&schema.source) {
            members
                .entry(schema.target.clone())
                .or_default()
                .push(schema.file.clone());
        }
    }
    let mut by_namespace: BTreeMap<&str, Vec<&Wrapper>> = BTreeMap::new();
    for wrapper in wrappers {
        by_namespace
            .entry(&wrapper.namespace)
            .or_default()
            .push(wrapper);
    }
    for (index, (namespace, list)) in by_namespace.into_iter().enumerate() {
        let file = format!("rpc{index}.xsd");
        save(&file, &wrapper_schema(namespace, &list, &namespaces))?;
        members.entry(namespace.to_owned()).or_default().push(file);
    }
    let mut driver = format!("<xs:schema xmlns:xs=\"{XSD}\">\n");
    for (namespace, files) in &members {
        let mut text = format!("<xs:schema xmlns:xs=\"{XSD}\"");
        if !namespace.is_empty() {
            let _ = write!(text, " targetNamespace=\"{}\"", escaped(namespace));
        }
        text.push_str(">\n");
        for file in files {
            let _ = writeln!(text, "<xs:include schemaLocation=\"{file}\"/>");
        }
        text.push_str("</xs:schema>\n");
        let file = namespaces
            .file(namespace)
            .ok_or("a namespace is not known")?;
        save(&file, &text)?;
        let _ = if namespace.is_empty() {
            writeln!(driver, "<xs:include schemaLocation=\"{file}\"/>")
        } else {
            let namespace = escaped(namespace);
            writeln!(
                driver,
                "<xs:import namespace=\"{namespace}\" schemaLocation=\"{file}\"/>"
            )
        };
    }
    // Includes may stand among imports, in any order.
    driver.push_str("</xs:schema>\n");
    save(DRIVER, &driver)
}

/// The namespaces for which there are files.
struct Namespaces(Vec<String>);

impl Namespaces {
    fn new(targets: &BTreeSet<String>, wrappers: &BTreeSet<Wrapper>) -> Self {
        let wrapped = wrappers.iter().map(|wrapper| &wrapper.namespace);
        let all: BTreeSet<&String> = targets.iter().chain(wrapped).collect();
        Self(all.into_iter().cloned().collect())
    }

    fn file(&self, namespace: &str) -> Option<String> {
        let at = self.0.iter().position(|one| one == namespace)?;
        Some(format!("ns{at}.xsd"))
    }
}

fn events(text: &str) -> EventReader<&[u8]> {
    let config = ParserConfig::new()
        .max_entity_expansion_depth(20)
        .whitespace_to_characters(true);
    EventReader::new_with_config(text.as_bytes(), config)
}

/// The target namespaces of all schemas.
fn targets(sources: &Sources) -> Result<BTreeSet<String>, String> {
    let mut targets = BTreeSet::new();
    for source in &sources.list {
        for event in events(&source.text) {
            let event = event.map_err(|problem| format!("{}: {problem}", source.name))?;
            if let XmlEvent::StartElement {
                name, attributes, ..
            } = event
                && name.local_name == "schema"
                && name.namespace.as_deref() == Some(XSD)
            {
                let target = attributes
                    .iter()
                    .find(|one| one.name.local_name == "targetNamespace");
                targets.insert(target.map_or_else(String::new, |one| one.value.clone()));
            }
        }
    }
    Ok(targets)
}

/// Takes the schemas out of a document, with what is declared around them.
#[expect(clippy::too_many_lines, reason = "one pass over one stream of events")]
fn extract(
    id: SourceId,
    text: &str,
    sources: &Sources,
    namespaces: &Namespaces,
    schemas: &mut Vec<Schema>,
) -> Result<(), String> {
    let mut depth = 0usize;
    let mut skipped = 0usize;
    let mut scopes: Vec<Namespace> = Vec::new();
    let mut current: Option<Schema> = None;
    let mut imported: BTreeSet<String> = BTreeSet::new();
    let mut count = 0;
    for event in events(text) {
        let event = event.map_err(|problem| format!("{}: {problem}", sources.get(id).name))?;
        match event {
            XmlEvent::StartElement {
                name,
                attributes,
                namespace,
            } => {
                let is_xsd = name.namespace.as_deref() == Some(XSD);
                if skipped > 0 {
                    skipped += 1;
                    continue;
                }
                if current.is_some() && is_xsd && name.local_name == "annotation" {
                    skipped = 1;
                    continue;
                }
                if current.is_none() {
                    if !is_xsd || name.local_name != "schema" {
                        continue;
                    }
                    let target = attributes
                        .iter()
                        .find(|one| one.name.local_name == "targetNamespace");
                    current = Some(Schema {
                        file: format!("s{}_{count}.xsd", id.0),
                        source: id,
                        target: target.map_or_else(String::new, |one| one.value.clone()),
                        text: String::new(),
                        parts: Vec::new(),
                        imports: Vec::new(),
                    });
                    count += 1;
                    depth = 0;
                    imported.clear();
                    scopes.clear();
                }
                let Some(schema) = &mut current else { continue };
                let outer = scopes.last();
                let tag = match &name.prefix {
                    Some(prefix) => format!("{prefix}:{}", name.local_name),
                    None => name.local_name.clone(),
                };
                let _ = write!(schema.text, "<{tag}");
                for (prefix, uri) in &namespace {
                    let builtin = prefix == "xml" || prefix == "xmlns";
                    let same = outer.is_some_and(|outer| outer.get(prefix) == Some(uri));
                    if builtin || same || (prefix.is_empty() && uri.is_empty() && outer.is_none()) {
                        continue;
                    }
                    let uri = escaped(uri);
                    let _ = if prefix.is_empty() {
                        write!(schema.text, " xmlns=\"{uri}\"")
                    } else {
                        write!(schema.text, " xmlns:{prefix}=\"{uri}\"")
                    };
                }
                let attribute = |wanted: &str| {
                    let found = attributes.iter().find(|one| one.name.local_name == wanted);
                    found.map(|one| one.value.clone())
                };
                let location = attribute("schemaLocation");
                let is_part = depth == 1 && is_xsd;
                let place = match name.local_name.as_str() {
                    "import" if is_part => {
                        let namespace = attribute("namespace").unwrap_or_default();
                        imported.insert(namespace.clone());
                        schema.imports.extend(location);
                        namespaces.file(&namespace)
                    }
                    kind @ ("include" | "redefine") if is_part => {
                        let location = location.unwrap_or_default();
                        let to = sources.links.get(&(id, location.clone()));
                        schema.parts.push((location, kind == "redefine"));
                        to.map(|to| format!("s{}_0.xsd", to.0))
                    }
                    _ => None,
                };
                for one in &attributes {
                    let hint = is_part && one.name.local_name == "schemaLocation";
                    let foreign =
                        one.name.namespace.is_some() && one.name.prefix.as_deref() != Some("xml");
                    if hint || foreign {
                        continue;
                    }
                    let prefix = one
                        .name
                        .prefix
                        .as_ref()
                        .map_or_else(String::new, |it| format!("{it}:"));
                    let _ = write!(
                        schema.text,
                        " {prefix}{}=\"{}\"",
                        one.name.local_name,
                        escaped(&one.value)
                    );
                }
                if let Some(place) = place {
                    let _ = write!(schema.text, " schemaLocation=\"{place}\"");
                }
                schema.text.push('>');
                if depth == 0 {
                    // What an inline schema does not import its neighbours have all the same.
                    schema.text.push('\u{0}');
                }
                depth += 1;
                scopes.push(namespace);
            }
            XmlEvent::EndElement { name } => {
                if skipped > 0 {
                    skipped -= 1;
                    continue;
                }
                let Some(schema) = &mut current else { continue };
                let prefix = name
                    .prefix
                    .as_ref()
                    .map_or_else(String::new, |it| format!("{it}:"));
                let _ = writeln!(schema.text, "</{prefix}{}>", name.local_name);
                depth -= 1;
                scopes.pop();
                if depth == 0 {
                    let missing = namespaces
                        .0
                        .iter()
                        .filter(|one| !imported.contains(*one) && **one != schema.target);
                    let mut more = String::new();
                    for namespace in missing {
                        let file = namespaces.file(namespace).unwrap_or_default();
                        let which = if namespace.is_empty() {
                            String::new()
                        } else {
                            format!(" namespace=\"{}\"", escaped(namespace))
                        };
                        let _ = writeln!(
                            more,
                            "<import xmlns=\"{XSD}\"{which} schemaLocation=\"{file}\"/>"
                        );
                    }
                    schema.text = schema.text.replacen('\u{0}', &more, 1);
                    schemas.extend(current.take());
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn wrapper_schema(namespace: &str, wrappers: &[&Wrapper], namespaces: &Namespaces) -> String {
    let mut text = format!("<xs:schema xmlns:xs=\"{XSD}\"");
    if !namespace.is_empty() {
        let _ = write!(text, " targetNamespace=\"{}\"", escaped(namespace));
    }
    for (index, one) in namespaces.0.iter().enumerate() {
        if !one.is_empty() {
            let _ = write!(text, " xmlns:t{index}=\"{}\"", escaped(one));
        }
    }
    text.push_str(">\n");
    for one in &namespaces.0 {
        if one != namespace {
            let file = namespaces.file(one).unwrap_or_default();
            let which = if one.is_empty() {
                String::new()
            } else {
                format!(" namespace=\"{}\"", escaped(one))
            };
            let _ = writeln!(text, "<xs:import{which} schemaLocation=\"{file}\"/>");
        }
    }
    let name_of = |(namespace, local): &(String, String)| {
        let at = namespaces.0.iter().position(|one| one == namespace);
        let prefix = match at {
            _ if namespace == XSD => "xs:".to_owned(),
            Some(at) if !namespace.is_empty() => format!("t{at}:"),
            _ => String::new(),
        };
        format!("{prefix}{}", escaped(local))
    };
    for wrapper in wrappers {
        let name = escaped(&wrapper.local);
        match &wrapper.content {
            WrapperContent::Type(ty) => {
                let ty = name_of(ty);
                let _ = writeln!(text, "<xs:element name=\"{name}\" type=\"{ty}\"/>");
            }
            WrapperContent::Parts { parts, encoded } => {
                let parts = parts.iter().map(|(part, ty)| part_of(part, &name_of(ty)));
                let attributes = if *encoded {
                    "<xs:anyAttribute namespace=\"##other\" processContents=\"lax\"/>"
                } else {
                    ""
                };
                text.push_str(&sequence(&name, parts, attributes));
            }
            WrapperContent::Held(held) => {
                let held = held.iter().map(|one| match one {
                    Held::Element(element) => {
                        format!("<xs:element ref=\"{}\"/>\n", name_of(element))
                    }
                    Held::Part(part, ty) => part_of(part, &name_of(ty)),
                });
                text.push_str(&sequence(&name, held, ""));
            }
        }
    }
    text.push_str("</xs:schema>\n");
    text
}

/// An element in no namespace.
fn part_of(part: &str, ty: &str) -> String {
    let part = escaped(part);
    format!("<xs:element form=\"unqualified\" name=\"{part}\" type=\"{ty}\"/>\n")
}

/// An element with others in it.
fn sequence(name: &str, elements: impl Iterator<Item = String>, attributes: &str) -> String {
    let elements: String = elements.collect();
    format!(
        "<xs:element name=\"{name}\"><xs:complexType><xs:sequence>\n{elements}</xs:sequence>{attributes}\
         </xs:complexType></xs:element>\n"
    )
}

fn escaped(text: &str) -> String {
    xml::escape::escape_str_attribute(text).into_owned()
}
