//! `docs/operations.md`: made from the contract, from what the facade sends, and from what its methods say of
//! themselves. `INSTA_UPDATE=always` writes it; otherwise it is compared.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use castile_wsdl::model::{
    Content, LocalElement, MessageUse, PartContent, Term, Type, TypeId, TypeKind,
};
use castile_wsdl::{LoadOptions, Model};
use logmein_rescue::{Protocol, Rescue};

use crate::common::Recorder;
use crate::operations::call_everything;

/// The groups of the facade, and what stands over each.
const GROUPS: [(&str, &str); 7] = [
    ("", "Logins, codes, tickets, the account"),
    ("technicians().", "Technicians"),
    ("hierarchy().", "Groups, channels, all nodes"),
    ("sessions().", "Sessions"),
    ("pins().", "PIN codes and invitations"),
    ("notes().", "Notes and chats"),
    ("reports().", "Reports"),
];

const HEAD: &str = "\
# Operations

What the service has and this crate calls. Made by `tests/rescue/documented.rs` from `wsdl/api.asmx.wsdl`, from what each method of the facade sends, and from what it says of itself; not written by hand. [rescue.md](rescue.md) says how calls choose between SOAP and pages, and what was left out. [wsdl/README.md](../wsdl/README.md) says of each operation, parameter and type what is stated and what is inferred.

- **request, reply**: over SOAP. `?` stands after what may be absent, `[]` after lists. The reply begins with the type of the result, whose values are below, and goes on with the out parameters. An operation without a request has no known form over SOAP; it is named as its page is.
- **page**: in the folder of `API.asmx`, unless it begins with `SSO/`, with the parameters that this crate sends, by GET and POST. Those that the caller leaves out are not sent.
- **in Rust**: the methods of `Rescue`; their documentation has more. `Rescue::api` has those with a request under their own names.
";

/// An operation, over SOAP or as a page or both.
struct Row {
    name: String,
    soap: bool,
    /// The page and its parameters.
    page: Option<(String, Vec<String>)>,
    /// The methods that call it.
    methods: Vec<String>,
}

/// What a request calls.
enum Called {
    Soap(String),
    /// With the names of the parameters.
    Page(String, Vec<String>),
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A name without what versions are told apart by: a page and its operation have the same.
fn key(name: &str) -> String {
    name.replace('_', "").to_ascii_lowercase()
}

/// Reads a request as it was recorded.
fn called(request: &str) -> Called {
    let (head, body) = request.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    let (_, path) = lines.next().unwrap().split_once("h.example/").unwrap();
    if let Some(action) = lines.find_map(|line| line.strip_prefix("soapaction: ")) {
        let (_, name) = action.trim_matches('"').rsplit_once('/').unwrap();
        return Called::Soap(name.to_owned());
    }
    let page = path.strip_prefix("API/").unwrap_or(path);
    let parameters = form_urlencoded::parse(body.as_bytes());
    Called::Page(
        page.to_owned(),
        parameters.map(|(name, _)| name.into_owned()).collect(),
    )
}

/// Every operation that the facade calls, in the order of its methods.
async fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for protocol in [Protocol::Soap11, Protocol::HttpPost] {
        let recorder = Recorder::default();
        let rescue = Rescue::builder()
            .endpoint("https://h.example")
            .protocol(protocol)
            .transport(recorder.clone())
            .build()
            .unwrap();
        let mut seen = 0;
        call_everything(&rescue.with_auth_code("c0de"), |method| {
            let requests = recorder.requests();
            for request in &requests[seen..] {
                note(&mut rows, method, called(request));
            }
            seen = requests.len();
        })
        .await;
    }
    rows
}

/// Adds what a method called.
fn note(rows: &mut Vec<Row>, method: &str, called: Called) {
    let name = match &called {
        Called::Soap(name) => name.as_str(),
        Called::Page(page, _) => page.rsplit('/').next().unwrap().trim_end_matches(".aspx"),
    };
    let index = rows.iter().position(|row| key(&row.name) == key(name));
    let index = index.unwrap_or_else(|| {
        rows.push(Row {
            name: name.to_owned(),
            soap: false,
            page: None,
            methods: Vec::new(),
        });
        rows.len() - 1
    });
    let row = &mut rows[index];
    if !row.methods.iter().any(|known| known == method) {
        row.methods.push(method.to_owned());
    }
    match called {
        Called::Soap(name) => {
            row.name = name;
            row.soap = true;
        }
        Called::Page(page, sent) => {
            let (known, parameters) = row.page.get_or_insert((page.clone(), Vec::new()));
            assert_eq!(*known, page, "two pages of one operation");
            for parameter in sent {
                if !parameters.contains(&parameter) {
                    parameters.push(parameter);
                }
            }
        }
    }
}

/// What every method of the facade that calls the service says of itself, its first paragraph.
fn said() -> BTreeMap<String, String> {
    let mut said = BTreeMap::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(repository().join("src/operations"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let mut group = None;
        let mut docs: Vec<&str> = Vec::new();
        for line in text.lines() {
            if let Some(of) = line.strip_prefix("impl ") {
                let of = of.trim_end_matches(" {").trim_end_matches("<'_>");
                let named = if of == "Rescue" {
                    String::new()
                } else {
                    format!("{}().", of.to_ascii_lowercase())
                };
                group = GROUPS.iter().find(|(known, _)| *known == named);
            }
            let line = line.trim_start();
            if let Some(doc) = line.strip_prefix("///") {
                docs.push(doc.trim());
            } else if let Some(method) = line.strip_prefix("pub async fn ") {
                let (group, _) = group.expect("calls are in groups");
                let (method, _) = method.split_once('(').unwrap();
                let paragraph = docs.split(|line| line.is_empty()).next().unwrap();
                said.insert(
                    format!("{group}{method}"),
                    without_links(&paragraph.join(" ")),
                );
                docs.clear();
            } else if !line.starts_with("#[") {
                docs.clear();
            }
        }
    }
    said
}

/// Links that only rustdoc follows are the text that they show.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        let (shown, after) = link.split_once(']').expect("links are closed");
        write!(plain, "{before}{shown}").unwrap();
        rest = match after.strip_prefix('(') {
            Some(target) => target.split_once(')').expect("links have an end").1,
            None => after,
        };
    }
    plain + rest
}

/// The elements in a content, and whether each may be absent.
fn children(content: &Content) -> Vec<(&LocalElement, bool)> {
    let Content::Particle(particle) = content else {
        return Vec::new();
    };
    let Term::Sequence(particles) = &particle.term else {
        panic!("ASP.NET has sequences alone");
    };
    let children = particles.iter().map(|particle| match &particle.term {
        Term::Element(element) => (&**element, particle.min == 0),
        other => panic!("{other:?}"),
    });
    children.collect()
}

fn content(ty: &Type) -> &Content {
    match &ty.kind {
        TypeKind::Complex(complex) => &complex.content,
        other => panic!("{other:?}"),
    }
}

fn of_message<'m>(model: &'m Model, message: Option<&MessageUse>) -> Vec<(&'m LocalElement, bool)> {
    match message.unwrap().parts[0].content {
        PartContent::Element(element) => children(content(model.ty(model.element(element).ty))),
        ref other => panic!("{other:?}"),
    }
}

/// The one element of the wrapper of a list.
fn item(ty: &Type) -> Option<&LocalElement> {
    let is_list = ty.name.as_ref()?.local.starts_with("ArrayOf");
    is_list.then(|| children(content(ty))[0].0)
}

fn type_name(model: &Model, id: TypeId) -> String {
    let ty = model.ty(id);
    match (&ty.kind, item(ty)) {
        (TypeKind::Builtin(builtin), _) => builtin.name().to_owned(),
        (_, Some(item)) => format!("{}[]", type_name(model, item.ty)),
        (_, None) => ty.name.as_ref().expect("has a name").local.clone(),
    }
}

fn members(model: &Model, children: &[(&LocalElement, bool)]) -> String {
    let members = children.iter().map(|(element, optional)| {
        let mark = if *optional { "?" } else { "" };
        format!(
            "{}{mark}: {}",
            element.name.local,
            type_name(model, element.ty)
        )
    });
    members.collect::<Vec<_>>().join(", ")
}

/// Values or fields of a type that has a name; `None` for what is told otherwise.
fn type_row(model: &Model, ty: &Type) -> Option<String> {
    let name = &ty.name.as_ref()?.local;
    let what = match &ty.kind {
        TypeKind::Simple(simple) if simple.facets.enumeration.is_empty() => {
            "any word; none is known".to_owned()
        }
        TypeKind::Simple(simple) => {
            let values = simple.facets.enumeration.iter();
            let values: Vec<_> = values.map(|value| format!("`{}`", value.value)).collect();
            values.join(", ")
        }
        TypeKind::Complex(complex) if item(ty).is_none() => {
            format!("`{}`", members(model, &children(&complex.content)))
        }
        _ => return None,
    };
    Some(format!("| `{name}` | {what} |\n"))
}

/// The page, whole.
async fn page() -> String {
    let contract = castile_wsdl::read(
        repository().join("wsdl/api.asmx.wsdl"),
        &LoadOptions::default(),
    );
    let model = contract.unwrap().model;
    let operations = &model.interfaces[0].operations;
    let (rows, said) = (rows().await, said());
    for method in said.keys() {
        let is_called = rows.iter().any(|row| row.methods.contains(method));
        assert!(is_called, "`call_everything` does not make `{method}`");
    }
    for operation in operations {
        let is_called = rows
            .iter()
            .any(|row| row.soap && row.name == operation.name);
        assert!(is_called, "no method calls `{}`", operation.name);
    }
    let mut text = HEAD.to_owned();
    for (group, title) in GROUPS {
        let head = "| operation | what it does | request | reply | page | in Rust |\n|---|---|---|---|---|---|\n";
        write!(text, "\n## {title}\n\n{head}").unwrap();
        let in_group = |row: &&Row| {
            let (of, _) = row.methods[0]
                .split_once('.')
                .unwrap_or(("", &row.methods[0]));
            of == group.trim_end_matches('.')
        };
        for row in rows.iter().filter(in_group) {
            let operation = operations.iter().find(|one| one.name == row.name);
            let (request, reply) = operation.map_or_else(Default::default, |operation| {
                let request = of_message(&model, operation.input.as_ref());
                let reply = of_message(&model, operation.output.as_ref());
                let (result, out) = reply.split_first().unwrap();
                let result = type_name(&model, result.0.ty);
                let comma = if out.is_empty() { "" } else { ", " };
                (
                    format!("`({})`", members(&model, &request)),
                    format!("`{result}{comma}{}`", members(&model, out)),
                )
            });
            let page = row.page.as_ref().map_or_else(String::new, |(page, sent)| {
                format!("`{page}({})`", sent.join(", "))
            });
            // The method that names the operation is the one whose words are about it.
            let naming = |method: &&String| said[*method].contains(&format!("`{}`", row.name));
            let speaker = row.methods.iter().find(naming).unwrap_or(&row.methods[0]);
            let methods: Vec<_> = row.methods.iter().map(|one| format!("`{one}`")).collect();
            writeln!(
                text,
                "| `{}` | {} | {request} | {reply} | {page} | {} |",
                row.name,
                said[speaker],
                methods.join(", ")
            )
            .unwrap();
        }
    }
    text.push_str("\n## Types\n\n| type | values, or fields |\n|---|---|\n");
    for ty in &model.types {
        text.extend(type_row(&model, ty));
    }
    text
}

#[tokio::test]
async fn the_page_of_operations_is_up_to_date() {
    let path = repository().join("docs/operations.md");
    let page = page().await;
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(&path, &page).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = page
        .lines()
        .zip(found.lines().chain(std::iter::repeat("")))
        .find(|(made, found)| made != found);
    assert!(
        page == found,
        "docs/operations.md is stale: `INSTA_UPDATE=always cargo test -p logmein-rescue --test rescue documented` \
         writes it; the first line that differs: {differs:#?}"
    );
}
