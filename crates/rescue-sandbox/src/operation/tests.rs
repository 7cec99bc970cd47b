//! The table against the contract, and against the README.

use std::fmt::Write as _;

use castile_sample::{Version, operations};
use castile_wsdl::Model;
use castile_wsdl::model::{Builtin, LocalElement, MessageUse, TypeKind, Variety};

use super::{Input, Kind, OPERATIONS, Operation, Soap, Value};
use crate::contract::{self, CONTRACT};

fn model() -> &'static Model {
    &CONTRACT.as_ref().expect("can be read").model
}

fn children(message: Option<&'static MessageUse>) -> Vec<(&'static LocalElement, bool)> {
    contract::children(message.expect("has one"))
}

fn kind(element: &LocalElement) -> String {
    match &model().ty(element.ty).kind {
        TypeKind::Builtin(Builtin::Int) => "int".to_owned(),
        TypeKind::Builtin(Builtin::Boolean) => "boolean".to_owned(),
        TypeKind::Builtin(Builtin::String) => "string".to_owned(),
        TypeKind::Simple(simple) => {
            assert!(matches!(simple.variety, Variety::Atomic(Builtin::String)));
            let values: Vec<&str> = simple
                .facets
                .enumeration
                .iter()
                .map(|value| value.value.as_str())
                .collect();
            values.join(" ")
        }
        other => panic!("{other:?}"),
    }
}

fn played(input: &Input) -> String {
    match input.kind {
        Kind::Text => "string".to_owned(),
        Kind::Int => "int".to_owned(),
        Kind::Bool => "boolean".to_owned(),
        Kind::Choice(_, words) => words.join(" "),
    }
}

#[test]
fn every_operation_of_the_contract_is_played_with_its_parameters() {
    let mut seen = Vec::new();
    for bound in operations(model())
        .iter()
        .filter(|bound| bound.version == Version::Soap11)
    {
        let name = bound.operation.name.as_str();
        let operation = Operation::over_soap(name).expect(name);
        assert!(matches!(operation.soap, Soap::Prefix(_)), "{name}");
        let contract: Vec<String> = children(bound.operation.input.as_ref())
            .iter()
            .map(|(element, _)| format!("{}: {}", element.name.local, kind(element)))
            .collect();
        let inputs = operation
            .inputs
            .iter()
            .filter(|input| !input.soap.is_empty());
        let table: Vec<String> = inputs
            .map(|input| format!("{}: {}", input.soap, played(input)))
            .collect();
        // The guide's page knows three more values, and the contract shares the type of `getReport`.
        let external = " EXTERNALROOT EXTERNALTECH EXTERNALGROUP";
        let table: Vec<String> = table
            .iter()
            .map(|line| line.replace(external, ""))
            .collect();
        assert_eq!(table, contract, "{name}");
        seen.push(name);
    }
    let over_soap = OPERATIONS
        .iter()
        .filter(|operation| matches!(operation.soap, Soap::Prefix(_)));
    assert_eq!(
        over_soap
            .map(|operation| operation.name)
            .collect::<Vec<_>>()
            .len(),
        seen.len()
    );
    assert_eq!(seen.len(), 31);
}

#[test]
fn what_the_contract_requires_of_a_reply_is_there_in_a_failure() {
    for bound in operations(model())
        .iter()
        .filter(|bound| bound.version == Version::Soap11)
    {
        let name = bound.operation.name.as_str();
        let operation = Operation::over_soap(name).expect(name);
        let reply = children(bound.operation.output.as_ref());
        let required = reply[1..].iter().filter(|(_, required)| *required);
        let required: Vec<&str> = required
            .map(|(element, _)| element.name.local.as_str())
            .collect();
        let blanks = operation
            .blanks
            .iter()
            .filter(|(_, value)| !matches!(value, Value::Word(_)));
        let blanks: Vec<&str> = blanks.map(|(name, _)| *name).collect();
        assert_eq!(blanks, required, "{name}");
    }
}

#[test]
fn names_and_pages_are_told_apart() {
    for (index, operation) in OPERATIONS.iter().enumerate() {
        for other in &OPERATIONS[index + 1..] {
            assert!(
                !operation.name.eq_ignore_ascii_case(other.name),
                "{}",
                operation.name
            );
            assert!(
                operation.page.is_none() || operation.page != other.page,
                "{}",
                operation.name
            );
        }
        let keys: Vec<&str> = operation.inputs.iter().map(Input::key).collect();
        for (index, key) in keys.iter().enumerate() {
            assert!(
                !key.is_empty() && !keys[index + 1..].contains(key),
                "{}: {key}",
                operation.name
            );
        }
    }
}

/// The table in the README is this one. The README is not made from it, so that it can be read as it is.
#[test]
fn the_readme_has_the_table() {
    let mut table = String::from(
        "| operation | SOAP | page | what the sandbox does | basis |\n|---|---|---|---|---|\n",
    );
    for operation in OPERATIONS {
        let soap = match operation.soap {
            Soap::Prefix(_) => "yes",
            Soap::ShapeUnknown => "a fault",
            Soap::None => "",
        };
        let page = operation
            .page
            .map(|page| format!("`{page}`"))
            .unwrap_or_default();
        let Operation {
            name, does, basis, ..
        } = operation;
        writeln!(table, "| `{name}` | {soap} | {page} | {does} | {basis} |").expect("fits");
    }
    let readme = include_str!("../../README.md");
    assert!(
        readme.contains(&table),
        "the README should have this table:\n\n{table}"
    );
}
