//! Faults of every kind that ASMX makes: code, subcode, actor, node, detail, the chain of messages.

use castile::codegen::{Operation, Root};
use castile::{ErrorKind, Fault, FaultKind, SoapVersion};
use castile_interop::api::{EchoString, EchoStringResponse, RequestAuthCodeSso, ThrowFault};

use crate::check::{Checked, Failure, children, holds, present, same};
use crate::site::Site;

const NAMESPACE: &str = "https://secure.logmeinrescue.com/API/API.asmx";
const MESSAGE: &str = "was <not> & \"é\" meant";

/// What a fault should say; `None` of `detail` means that there is one and it is empty, as ASMX sends it.
struct Expected {
    code: (&'static str, &'static str),
    subcode: Option<&'static str>,
    kind: FaultKind,
    messages: Vec<String>,
    actor: Option<&'static str>,
    node: Option<&'static str>,
    detail: Option<&'static str>,
}

fn expected(kind: i32, version: SoapVersion) -> Expected {
    let soap12 = version == SoapVersion::Soap12;
    let receiver = (
        version.namespace(),
        if soap12 { "Receiver" } else { "Server" },
    );
    let sender = (
        version.namespace(),
        if soap12 { "Sender" } else { "Client" },
    );
    let plain = |code, kind| Expected {
        code,
        subcode: None,
        kind,
        messages: vec![MESSAGE.to_owned()],
        actor: None,
        node: None,
        detail: None,
    };
    let unable = "Server was unable to process request.".to_owned();
    match kind {
        0 => Expected {
            actor: (!soap12).then_some("urn:actor"),
            node: soap12.then_some("urn:actor"),
            detail: Some(MESSAGE),
            ..plain((NAMESPACE, "INVALIDPARAM"), FaultKind::Other)
        },
        2 => Expected {
            subcode: soap12.then_some("Sub"),
            actor: Some(if soap12 { "urn:role" } else { "urn:actor" }),
            node: soap12.then_some("urn:actor"),
            detail: Some(MESSAGE),
            ..plain(sender, FaultKind::Sender)
        },
        3 => plain(receiver, FaultKind::Receiver),
        4 => Expected {
            messages: vec![
                unable,
                "System.InvalidOperationException: outer".to_owned(),
                format!("System.ArgumentOutOfRangeException: {MESSAGE}\nParameter name: sMessage"),
            ],
            ..plain(receiver, FaultKind::Receiver)
        },
        _ => Expected {
            messages: vec![
                unable,
                format!("System.InvalidOperationException: {MESSAGE}"),
            ],
            ..plain(receiver, FaultKind::Receiver)
        },
    }
}

pub(crate) async fn thrown(site: &Site, kind: i32) -> Checked {
    let request = ThrowFault {
        i_kind: kind,
        s_message: Some(MESSAGE.to_owned()),
    };
    let error = site.api()?.throw_fault(&request).await.err();
    let error = present("error", error)?;
    let fault = fault(&error, "throwFault")?;
    let expected = expected(kind, site.version);
    same("version", &fault.version(), &site.version)?;
    same(
        "code",
        &(fault.code().namespace.as_str(), fault.code().name.as_str()),
        &expected.code,
    )?;
    let subcodes: Vec<_> = fault
        .subcodes()
        .iter()
        .map(|code| (code.namespace.as_str(), code.name.as_str()))
        .collect();
    same(
        "subcodes",
        &subcodes,
        &expected
            .subcode
            .map(|name| (NAMESPACE, name))
            .into_iter()
            .collect(),
    )?;
    same("kind", &fault.kind(), &expected.kind)?;
    same(
        "messages",
        &fault.messages(),
        &expected.messages.iter().map(String::as_str).collect(),
    )?;
    same("actor", &fault.actor(), &expected.actor)?;
    same("node", &fault.node(), &expected.node)?;
    let trace = present("stack trace", fault.stack_trace())?;
    holds(trace.contains("Interop.API.throwFault"), || {
        format!("the stack trace is {trace}")
    })?;
    detail(fault, expected.detail)?;
    Ok(format!("{fault}"))
}

/// The fault in an error, and that the error says what came.
fn fault<'e>(error: &'e castile::Error, operation: &str) -> Result<&'e Fault, Failure> {
    same("kind of error", &error.kind(), &ErrorKind::Fault)?;
    same(
        "HTTP status",
        &error.status().map(|status| status.as_u16()),
        &Some(500),
    )?;
    same("operation", &error.operation(), &operation)?;
    present("fault", error.fault())
}

fn detail(fault: &Fault, expected: Option<&str>) -> Result<(), Failure> {
    let entries = present("detail", fault.detail())?;
    let Some(message) = expected else {
        return same("entries of detail", &entries.len(), &0);
    };
    same("entries of detail", &entries.len(), &1)?;
    let entry = &entries[0];
    same(
        "entry of detail",
        &(entry.namespace(), entry.name()),
        &(NAMESPACE, "rescueError"),
    )?;
    let attributes = entry.decode::<castile::AnyType>()?.attributes();
    let code = attributes
        .iter()
        .find(|attribute| attribute.name == "code")
        .map(|attribute| attribute.value.as_str());
    same(
        "attribute `code` of detail",
        &code,
        &Some("INVALIDPARAM_COMPANY"),
    )?;
    let children = children(entry)?;
    let found: Vec<_> = children
        .iter()
        .map(|child| (child.namespace(), child.name(), child.text()))
        .collect();
    same(
        "children of detail",
        &found,
        &vec![(NAMESPACE, "message", Some(message.to_owned()))],
    )
}

static UNKNOWN: Operation = Operation {
    name: "unheardOf",
    action: "https://secure.logmeinrescue.com/API/API.asmx/unheardOf",
    request: Some(Root {
        namespace: NAMESPACE,
        name: "unheardOf",
        tag: "unheardOf",
        encoded: None,
    }),
    response: Some(Root {
        namespace: NAMESPACE,
        name: "unheardOfResponse",
        tag: "unheardOfResponse",
        encoded: None,
    }),
    one_way: false,
    default_namespace: NAMESPACE,
    prefixes: "",
    place: "nowhere",
};

pub(crate) async fn unknown_operation(site: &Site) -> Checked {
    let client = site.api()?.client().clone();
    let error = client
        .call::<EchoStringResponse>(&UNKNOWN, &EchoString::default())
        .await
        .err();
    let error = present("error", error)?;
    let fault = fault(&error, "unheardOf")?;
    same("kind", &fault.kind(), &FaultKind::Sender)?;
    Ok(format!("{fault}"))
}

pub(crate) async fn own_code(site: &Site) -> Checked {
    let request = RequestAuthCodeSso {
        s_ssoid: Some("fault".to_owned()),
        ..RequestAuthCodeSso::default()
    };
    let error = present(
        "error",
        site.api()?.request_auth_code_sso(&request).await.err(),
    )?;
    let fault = fault(&error, "requestAuthCodeSSO")?;
    same(
        "code",
        &(fault.code().namespace.as_str(), fault.code().name.as_str()),
        &(NAMESPACE, "AskedFor"),
    )?;
    same("messages", &fault.messages(), &vec!["asked for"])?;
    Ok(format!("{fault}"))
}
