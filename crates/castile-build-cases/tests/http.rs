//! HTTP bindings: what is sent where, and what is made of answers.

mod support;

use castile::ErrorKind;
use castile::transport::{SendFuture, SendOptions, Transport, TransportError, TransportErrorKind};
use castile_build_cases as cases;
use std::sync::{Arc, Mutex};
use support::{client, run};

/// Answers every call alike, and keeps what was asked.
#[derive(Clone)]
struct Server {
    status: u16,
    content_type: &'static str,
    body: &'static str,
    asked: Arc<Mutex<String>>,
}

impl Server {
    fn new(status: u16, content_type: &'static str, body: &'static str) -> Self {
        Self {
            status,
            content_type,
            body,
            asked: Arc::default(),
        }
    }

    fn xml(body: &'static str) -> Self {
        Self::new(200, "text/xml; charset=utf-8", body)
    }

    /// Method, URL, content type and body of the last request.
    fn asked(&self) -> String {
        self.asked
            .lock()
            .expect("no test panics in between")
            .clone()
    }
}

impl Transport for Server {
    fn send<'a>(&'a self, request: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        let content_type = request.headers().get("content-type");
        *self.asked.lock().expect("no test panics in between") = format!(
            "{} {} {} {}",
            request.method(),
            request.uri(),
            content_type.map_or("-", |value| value.to_str().expect("text")),
            String::from_utf8_lossy(request.body())
        );
        let response = http::Response::builder()
            .status(self.status)
            .header("content-type", self.content_type)
            .body(self.body.as_bytes().to_vec());
        Box::pin(async { Ok(response.expect("a sound response")) })
    }
}

const FOUND: &str =
    "<?xml version=\"1.0\"?>\n<Found xmlns=\"urn:example\"><id>1</id><id>2</id></Found>\n";

fn find() -> cases::http_binding::Find {
    let mut find = cases::http_binding::Find::new(3);
    find.since = Some("2026-11-25".parse().expect("a date"));
    let tags = ["a & b", ""].map(|tag| tag.to_owned().into());
    find.tags = Some(cases::http_binding::ArrayOfString {
        string: tags.to_vec(),
    });
    find.password = Some("geheim".into());
    find
}

#[test]
fn get() {
    use cases::http_binding::ExampleHttpGetClient;
    let server = Server::xml(FOUND);
    let service = ExampleHttpGetClient::new(client(server.clone()));
    let reply = run(service.find(&find())).expect("an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(reply.id, [1, 2]);
    assert_eq!(
        server.asked(),
        "GET http://localhost/find?count=3&since=2026-11-25&tags=a+%26+b&tags=&password=geheim - "
    );
}

#[test]
fn post() {
    use cases::http_binding::{ExampleHttpPostClient, Find};
    let server = Server::xml(FOUND);
    let service = ExampleHttpPostClient::new(client(server.clone()));
    run(service.find(&Find::new(3))).expect("an answer");
    assert_eq!(
        server.asked(),
        "POST http://localhost/find application/x-www-form-urlencoded count=3"
    );
}

#[test]
fn parameters_that_only_the_port_has() {
    use cases::http_binding::{ExampleHttpGetClient, GreetGet};
    let server = Server::xml("<string xmlns=\"urn:example\">hello</string>");
    let service = ExampleHttpGetClient::new(client(server.clone()));
    let reply = run(service.greet(&GreetGet::new("Zoë?".to_owned()))).expect("an answer");
    assert_eq!(reply.value().map(String::as_str), Some("hello"));
    assert_eq!(
        server.asked(),
        "GET http://localhost/greet?who=Zo%C3%AB%3F - "
    );

    let nil = "<string xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\" xmlns=\"urn:example\" />";
    let service = ExampleHttpGetClient::new(client(Server::xml(nil)));
    let reply = run(service.greet(&GreetGet::new("a".to_owned()))).expect("an answer");
    assert!(reply.is_nil());
}

#[test]
fn parts_of_a_path() {
    use cases::http_url_replacement::{PriceGet, PricesClient};
    let server = Server::xml("<price xmlns=\"urn:example\">1.50</price>");
    let service = PricesClient::new(client(server.clone()));
    let day = "2026-11-25".parse().expect("a date");
    let reply = run(service.price(&PriceGet::new("A/B C".to_owned(), day))).expect("an answer");
    assert_eq!(reply.to_string(), "1.50");
    assert_eq!(
        server.asked(),
        "GET http://localhost/prices/A%2FB%20C/2026-11-25 - "
    );
}

#[test]
fn documents() {
    use cases::http_document::{Ask, AskingClient};
    let server = Server::new(
        200,
        "application/xml",
        "<askResponse xmlns=\"urn:example\"><answer>42</answer></askResponse>",
    );
    let service = AskingClient::new(client(server.clone()));
    let reply = run(service.ask(&Ask::new("why?".to_owned()))).expect("an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    assert_eq!(reply.answer, 42);
    assert_eq!(
        server.asked(),
        "POST http://localhost/ask application/xml; charset=utf-8 <?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <ask xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"urn:example\"><question>why?</question></ask>"
    );
    run(service.ask_shortly(&Ask::new("why?".to_owned()))).expect("an answer");
    assert!(
        server
            .asked()
            .ends_with("x-www-form-urlencoded question=why%3F")
    );
}

#[test]
fn answers_by_type_and_of_any_name() {
    use cases::http_binding::ExampleHttpGetClient;
    let server = Server::xml("<int xmlns=\"urn:elsewhere\"> 5 </int>");
    let service = ExampleHttpGetClient::new(client(server));
    assert_eq!(run(service.count()).expect("an answer").into_inner(), 5);
    let any = run(service.whatever()).expect("an answer");
    assert_eq!(any.xml(), "<int xmlns=\"urn:elsewhere\"> 5 </int>");
}

#[test]
fn no_answer() {
    use cases::http_binding::ExampleHttpGetClient;
    let service = ExampleHttpGetClient::new(client(Server::new(200, "text/html", "")));
    let reply = run(service.reset()).expect("nothing is an answer");
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
    let error = run(service.count()).expect_err("nothing is no number");
    assert_eq!(error.kind(), ErrorKind::Decode);
}

/// ASP.NET says in text what went wrong.
#[test]
fn failures() {
    use cases::http_binding::ExampleHttpGetClient;
    let text = "Cannot convert x to System.Int32.\r\nParameter name: type";
    let server = Server::new(500, "text/plain; charset=utf-8", text);
    let error = run(ExampleHttpGetClient::new(client(server)).find(&find()));
    let error = error.expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(
        error
            .reply()
            .and_then(|reply| reply.text().map(std::borrow::Cow::into_owned))
            .as_deref(),
        Some(text)
    );
    let shown = format!("{error:?}");
    assert!(
        shown.contains(
            "over HTTP GET at http://localhost/: the service answered with HTTP status 500"
        ),
        "{shown}"
    );
    assert!(shown.contains("Cannot convert x to"), "{shown}");
    assert!(!shown.contains("geheim"), "{shown}");

    let server = Server::new(404, "text/html", "<html><title>Not found</title></html>");
    let error = run(ExampleHttpGetClient::new(client(server)).count()).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::Status);

    let server = Server::xml("<Lost xmlns=\"urn:example\" />");
    let error = run(ExampleHttpGetClient::new(client(server)).find(&find()));
    let shown = format!("{:?}", error.expect_err("another document"));
    assert!(
        shown.contains("`{urn:example}Found`") && shown.contains("input.wsdl"),
        "{shown}"
    );
}

/// The URL with its parameters is in no error.
#[test]
fn urls_are_not_shown() {
    use cases::http_binding::ExampleHttpGetClient;
    struct Broken;
    impl Transport for Broken {
        fn send<'a>(
            &'a self,
            request: http::Request<Vec<u8>>,
            _: &'a SendOptions,
        ) -> SendFuture<'a> {
            let url = request.uri().to_string();
            Box::pin(async move {
                Err(TransportError::new(
                    TransportErrorKind::Connect,
                    &url,
                    "no connection",
                ))
            })
        }
    }
    let error = run(ExampleHttpGetClient::new(client(Broken)).find(&find()));
    let shown = format!("{:?}", error.expect_err("a failure"));
    assert!(shown.contains("no connection"), "{shown}");
    for part in ["geheim", "2026-11-25", "find?"] {
        assert!(!shown.contains(part), "{shown}");
    }
}
