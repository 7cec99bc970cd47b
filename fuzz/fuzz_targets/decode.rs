//! Any bytes are a reply, or an error that says what is wrong: no panic, no hang. What was read can be written, and
//! means the same when it is read again.
//!
//! The first line of an input names the case, HTTP status and content type; see `replies` in `run`.

#![no_main]

use std::fmt::Debug;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use castile::transport::{SendFuture, SendOptions, Transport};
use castile_build_cases as cases;
use libfuzzer_sys::fuzz_target;

/// Answers with a reply or, without one, with what it was asked.
#[derive(Clone, Default)]
struct Canned {
    reply: Option<Arc<http::Response<Vec<u8>>>>,
    asked: Arc<Mutex<Vec<u8>>>,
}

impl Transport for Canned {
    fn send<'a>(&'a self, request: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        *self.asked.lock().unwrap() = request.body().clone();
        let reply = match &self.reply {
            Some(reply) => (**reply).clone(),
            None => response(200, "text/xml; charset=utf-8", request.into_body()),
        };
        Box::pin(async { Ok(reply) })
    }
}

fn response(status: u16, content_type: &str, body: Vec<u8>) -> http::Response<Vec<u8>> {
    let mut response = http::Response::new(body);
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    if let Ok(value) = content_type.parse() {
        response.headers_mut().insert("content-type", value);
    }
    response
}

fn client(transport: Canned) -> castile::Client {
    castile::Client::with_transport("http://localhost/", transport).unwrap()
}

/// Runs a future that never waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the transport answers at once"),
    }
}

/// Two values are the same; as text, since a number that is none is not equal to itself.
fn same(one: &impl Debug, other: &impl Debug, asked: &Mutex<Vec<u8>>) {
    let (one, other) = (format!("{one:?}"), format!("{other:?}"));
    if one != other {
        let asked = String::from_utf8_lossy(&asked.lock().unwrap()).into_owned();
        panic!("read: {one}\nagain: {other}\nwritten: {asked}");
    }
}

macro_rules! echoes {
    ($name:expr, $canned:expr; $($case:ident),* $(,)?) => {
        match $name {
            $(stringify!($case) => {
                use cases::$case::ExampleClient;
                let service = ExampleClient::new(client($canned));
                let request = castile::codegen::Element::blank();
                match run(service.echo(&request)) {
                    Err(error) => {
                        let mut source = Some(&error as &dyn std::error::Error);
                        while let Some(error) = source {
                            assert!(!error.to_string().is_empty());
                            source = error.source();
                        }
                    }
                    Ok(reply) => {
                        let value = reply.into_inner();
                        let echo = Canned::default();
                        let service = ExampleClient::new(client(echo.clone()));
                        let again = match run(service.echo(&value)) {
                            Ok(again) => again,
                            Err(error) => panic!("{error}: {:?}\n{value:?}\n{}", error.decode(), String::from_utf8_lossy(&echo.asked.lock().unwrap())),
                        };
                        same(&value, &*again, &echo.asked);
                    }
                }
            })*
            _ => {}
        }
    };
}

fuzz_target!(|input: &[u8]| {
    let Some(end) = input.iter().position(|&byte| byte == b'\n') else {
        return;
    };
    let Ok(line) = str::from_utf8(&input[..end]) else {
        return;
    };
    let mut words = line.splitn(3, ' ');
    let (Some(case), Some(status)) = (words.next(), words.next()) else {
        return;
    };
    let status = status.parse().unwrap_or(200);
    let content_type = words.next().unwrap_or_default();
    let canned = Canned {
        reply: Some(Arc::new(response(
            status,
            content_type,
            input[end + 1..].to_vec(),
        ))),
        ..Canned::default()
    };
    echoes! { case, canned;
        abstract_types, all, arrays, attributes, bare, bare_enumeration, bare_number, bare_text, built_in_types,
        choice, choice_repeated, choice_with_repeated_branch, defaults, derived_types, element_twice, enumerations,
        groups_in_choice, groups_repeated, lists, mixed_content, modules, namespaces, occurrence, recursion, secrets,
        simple_content, substitution_groups, two_choices, two_namespaces, unions, wildcards,
    }
});
