//! The WSDL the sandbox publishes, and what it takes from it.
//!
//! In: the repository's own WSDL, compiled in. Out: its text with the addresses of the server it
//! is asked at, and the operations with their parameters, for routing and for the help pages.

use crate::xml::{self, Element, escape_quoted};

const TEXT: &str = include_str!("../../../wsdl/api.asmx.wsdl");

const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";
const SOAP_BINDINGS: [&str; 2] = [
    "http://schemas.xmlsoap.org/wsdl/soap/",
    "http://schemas.xmlsoap.org/wsdl/soap12/",
];

/// The published contract.
#[derive(Debug)]
pub(crate) struct Wsdl {
    text: &'static str,
    /// Where the address of each port stands, in document order: start and end of the value.
    addresses: Vec<(usize, usize)>,
    pub(crate) operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) documentation: String,
    pub(crate) parameters: Vec<Parameter>,
}

/// One child of a request element.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// The name of its type, without prefix.
    pub(crate) type_name: String,
}

impl Wsdl {
    /// Reads the WSDL that is compiled in. One that cannot be read is served as it is.
    pub(crate) fn new() -> Wsdl {
        Wsdl::of(TEXT)
    }

    fn of(text: &'static str) -> Wsdl {
        let root = xml::parse(text).unwrap_or_default();
        Wsdl {
            text,
            addresses: addresses(text, &root),
            operations: operations(&root),
        }
    }

    pub(crate) fn has_operation(&self, name: &str) -> bool {
        self.operation(name).is_some()
    }

    pub(crate) fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|operation| operation.name == name)
    }

    /// The text, with this address in every port.
    pub(crate) fn text_for(&self, address: &str) -> String {
        let address = escape_quoted(address);
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        for &(start, end) in &self.addresses {
            text.push_str(&self.text[done..start]);
            text.push_str(&address);
            done = end;
        }
        text.push_str(&self.text[done..]);
        text
    }
}

/// Where the values of the `location` attributes stand.
fn addresses(text: &str, root: &Element) -> Vec<(usize, usize)> {
    let mut elements: Vec<&Element> = SOAP_BINDINGS
        .iter()
        .flat_map(|namespace| root.descendants(namespace, "address"))
        .collect();
    elements.sort_by_key(|element| element.span.start);
    let value = |element: &Element| {
        let tag = text.get(element.span.clone())?;
        let name = tag.find("location")?;
        let open = name + tag[name..].find(['"', '\''])?;
        let quote = tag[open..].chars().next()?;
        let length = tag[open + 1..].find(quote)?;
        let start = element.span.start + open + 1;
        Some((start, start + length))
    };
    elements.into_iter().filter_map(value).collect()
}

/// The operations of the first port type; both SOAP ports share it.
fn operations(root: &Element) -> Vec<Operation> {
    let port_type = root.elements().find(|child| child.is(WSDL, "portType"));
    let declared = schema_elements(root);
    port_type
        .into_iter()
        .flat_map(Element::elements)
        .filter(|child| child.is(WSDL, "operation"))
        .map(|operation| {
            let name = attribute(operation, "name");
            let request = declared
                .iter()
                .find(|element| attribute(element, "name") == name);
            Operation {
                documentation: operation
                    .elements()
                    .find(|child| child.is(WSDL, "documentation"))
                    .and_then(Element::text)
                    .unwrap_or_default(),
                parameters: request
                    .map(|element| parameters(element))
                    .unwrap_or_default(),
                name,
            }
        })
        .collect()
}

/// The global elements of all schemas.
fn schema_elements(root: &Element) -> Vec<&Element> {
    root.descendants(SCHEMA, "schema")
        .into_iter()
        .flat_map(Element::elements)
        .filter(|child| child.is(SCHEMA, "element"))
        .collect()
}

fn parameters(request: &Element) -> Vec<Parameter> {
    let children = request.descendants(SCHEMA, "element").into_iter().skip(1);
    children
        .map(|element| Parameter {
            name: attribute(element, "name"),
            type_name: attribute(element, "type")
                .rsplit(':')
                .next()
                .unwrap_or_default()
                .to_owned(),
        })
        .collect()
}

fn attribute(element: &Element, name: &str) -> String {
    element.attribute("", name).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::Wsdl;
    use crate::soap::PLAYED;

    #[test]
    fn every_operation_played_is_published_with_its_parameters() {
        let wsdl = Wsdl::new();
        for name in PLAYED {
            let operation = wsdl.operation(name).expect("is published");
            assert_eq!(operation.parameters.is_empty(), name == "logout", "{name}");
        }
        let names: Vec<_> = wsdl
            .operation("requestAuthCodeSSO")
            .expect("is published")
            .parameters
            .iter()
            .map(|parameter| format!("{}: {}", parameter.name, parameter.type_name))
            .collect();
        assert_eq!(
            names,
            ["sSSOID: string", "sPassword: string", "sCompany: string"]
        );
    }

    #[test]
    fn addresses_are_replaced_and_escaped() {
        let wsdl = Wsdl::of(
            "<d xmlns='urn:d' xmlns:a='http://schemas.xmlsoap.org/wsdl/soap/' \
             xmlns:b='http://schemas.xmlsoap.org/wsdl/soap12/'>\
             <a:address location=\"http://old/\" /><b:address x='1' location='http://old/'/></d>",
        );
        let text = wsdl.text_for("http://h/?a&\"b'");
        let expected = "<a:address location=\"http://h/?a&amp;&quot;b'\" />";
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("old"), "{text}");
    }

    #[test]
    fn a_file_that_is_no_wsdl_is_served_as_it_is() {
        let wsdl = Wsdl::of("nothing");
        assert_eq!(wsdl.text_for("http://h/"), "nothing");
        assert!(wsdl.operations.is_empty());
    }
}
