//! Every message of the contract, through both codecs: each reads what the other has written, and both write what
//! the contract allows.

mod common;

use std::fmt::Debug;
use std::sync::LazyLock;

use castile::DeviationKind;
use castile::codegen::Element;
use castile_wsdl::model::{Element as Declaration, Model};
use codec_oracle::sample::{self, Filling};
use codec_oracle::{castile_api as ours, yaserde_api as theirs};
use common::{Way, check, lines};
use yaserde::{YaDeserialize, YaSerialize};

fn model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../wsdl/api.asmx.wsdl");
        let contract = castile_wsdl::read(path, &castile_wsdl::LoadOptions::default());
        contract.expect("the contract is read").model
    });
    &MODEL
}

/// Fills a message in every way, and shows each to `check`.
fn each(model: &Model, root: &Declaration, check: &mut dyn FnMut(&str, &str, Filling)) {
    for (name, filling) in sample::fillings(model) {
        check(
            &format!("{}, {name}", root.name.local),
            &sample::document(model, root, filling),
            filling,
        );
    }
}

fn root<'m>(model: &'m Model, root: Option<&castile::codegen::Root>) -> &'m Declaration {
    let root = root.expect("the operation has such a message");
    let is_root = |element: &&Declaration| {
        element.name.local == root.name && element.name.namespace.as_deref() == Some(root.namespace)
    };
    model
        .elements
        .iter()
        .find(is_root)
        .expect("the contract declares it")
}

fn both<Request, TheirRequest, Response, TheirResponse>(name: &str)
where
    Request: Element + PartialEq + Debug,
    TheirRequest: YaDeserialize + YaSerialize + PartialEq + Debug,
    Response: Element + PartialEq + Debug,
    TheirResponse: YaDeserialize + YaSerialize + PartialEq + Debug,
{
    let model = model();
    let operation = ours::OPERATIONS
        .iter()
        .find(|one| one.name == name)
        .expect("the operation is there");
    let (client, service) = (operation.operation, operation.mirrored);
    let expected = |filling: Filling| filling.unknown.then_some(DeviationKind::UnknownValue);

    let request = Way {
        writes: client,
        reads: service,
    };
    each(
        model,
        root(model, client.request.as_ref()),
        &mut |what, document, filling| {
            check::<Request, TheirRequest>(what, &request, document, expected(filling));
        },
    );
    let response = Way {
        writes: service,
        reads: client,
    };
    each(
        model,
        root(model, client.response.as_ref()),
        &mut |what, document, filling| {
            check::<Response, TheirResponse>(what, &response, document, expected(filling));
        },
    );
}

macro_rules! operations {
    ($($ident:ident $name:literal $request:ident $response:ident;)*) => {
        /// The operations that there is a test for.
        const TESTED: &[&str] = &[$($name),*];

        mod operation {
            use super::{both, ours, theirs};

            $(
                #[test]
                fn $ident() {
                    both::<ours::$request, theirs::$request, ours::$response, theirs::$response>($name);
                }
            )*
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/api-list.rs"));

#[test]
fn every_operation_of_the_contract_is_tested() {
    let model = model();
    let mut declared: Vec<&str> = model
        .services
        .iter()
        .flat_map(|service| &service.ports)
        .flat_map(|port| {
            port.binding
                .operations
                .iter()
                .map(|one| (port.binding.interface, one.operation))
        })
        .map(|(interface, operation)| {
            model.interface(interface).operations[operation]
                .name
                .as_str()
        })
        .collect();
    declared.sort_unstable();
    declared.dedup();
    let mut tested = TESTED.to_vec();
    tested.sort_unstable();
    assert_eq!(tested, declared);
    assert!(declared.len() > 20, "{declared:?}");
}

#[test]
fn the_samples_have_every_value_of_every_enumeration_in_use() {
    let model = model();
    let mut documents = String::new();
    for operation in ours::OPERATIONS {
        for root_of in [&operation.operation.request, &operation.operation.response] {
            each(
                model,
                root(model, root_of.as_ref()),
                &mut |_, document, _| documents.push_str(document),
            );
        }
    }
    let used: Vec<&str> = model
        .types
        .iter()
        .filter_map(|ty| {
            if let castile_wsdl::model::TypeKind::Simple(simple) = &ty.kind {
                Some(&simple.facets.enumeration)
            } else {
                None
            }
        })
        .flatten()
        .map(|value| value.value.as_str())
        .collect();
    let missing: Vec<_> = used
        .iter()
        .filter(|value| !documents.contains(&format!(">{value}<")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(used.len() > 100, "{}", used.len());
}

#[test]
fn a_difference_is_found() {
    let namespace = "https://secure.logmeinrescue.com/API/API.asmx";
    let document =
        format!("<login xmlns=\"{namespace}\"><sEmail>a</sEmail><sPassword>b</sPassword></login>");
    let login: theirs::Login = yaserde::de::from_str(&document).expect("it is read");
    let changed = theirs::Login {
        s_email: Some("c".to_owned()),
        ..login.clone()
    };
    assert_ne!(login, changed);
    let written = yaserde::ser::to_string(&changed).expect("it can be written");
    assert_ne!(lines(&written), lines(&document));
}
