use std::error::Error;
use std::fmt::Write as _;
use std::io::Write;
use std::net::TcpListener;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use http::{Request, Response, StatusCode, header};
use tokio::io::AsyncWriteExt as _;

use self::server::{Reply, Server, ok, response};
use super::{Client, Lane, ReqwestTransport, build, redirect, tls};
use crate::limits::Limits;
use crate::transport::{
    SendOptions, TimeoutPhase, Transport, TransportError, TransportErrorKind as Kind,
};

mod faults;
mod peer;
mod server;
mod trust;

/// Stands in every URL and `Location` that is to fail, and is to be seen in no error.
const SECRET: &str = "hunter2";

fn post(url: &str) -> Request<Vec<u8>> {
    Request::post(url).body(b"<call/>".to_vec()).unwrap()
}

fn get(url: &str) -> Request<Vec<u8>> {
    Request::get(url).body(Vec::new()).unwrap()
}

async fn send(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
    ReqwestTransport::new()
        .send(request, &SendOptions::new())
        .await
}

async fn send_limited(url: &str, bytes: usize) -> Result<Response<Vec<u8>>, TransportError> {
    let options = SendOptions::new().with_limits(&Limits::new().with_response_bytes(bytes));
    ReqwestTransport::new().send(post(url), &options).await
}

/// Posts to a URL full of secrets and checks the error: its kind, whether the server may have seen the call, the
/// end of its message, and that neither it nor anything beneath shows a secret.
async fn fails(transport: &ReqwestTransport, url: &str, kind: Kind, reached: bool, message: &str) {
    // Time is short where it is to run out, and nowhere else: the machine may be busy.
    let timeout = match kind {
        Kind::Timeout(_) => Duration::from_secs(1),
        _ => Duration::from_secs(60),
    };
    let url = url.replacen("://", &format!("://ann:{SECRET}@"), 1) + "?pwd=" + SECRET;
    let options = SendOptions::new()
        .with_timeout(timeout)
        .with_limits(&Limits::new().with_response_bytes(1000));
    let error = transport.send(post(&url), &options).await.unwrap_err();
    check(&error, kind, reached, message);
}

fn check(error: &TransportError, kind: Kind, reached: bool, message: &str) {
    let expected = (kind, reached, format!("`{}`: {message}", error.endpoint()));
    assert_eq!(
        (
            error.kind(),
            error.may_have_reached_server(),
            error.to_string()
        ),
        expected,
        "{error:?}"
    );
    let mut shown = format!("{error:?} {error}");
    let mut source = error.source();
    while let Some(error) = source {
        write!(shown, " {error} {error:?}").unwrap();
        source = error.source();
    }
    assert!(!shown.contains(SECRET), "{shown}");
}

/// A port that nobody listens on, and that no other test gets meanwhile.
fn closed_port() -> tokio::net::TcpSocket {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    socket
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A transport that trusts no certificate, so that it works where none are installed.
fn trusting_none(connect_timeout: Duration) -> ReqwestTransport {
    with_tls(tls::config(false).unwrap(), connect_timeout)
}

/// A transport with this TLS for calls to this machine.
fn with_tls(tls: rustls::ClientConfig, connect_timeout: Duration) -> ReqwestTransport {
    let transport = ReqwestTransport::builder()
        .connect_timeout(connect_timeout)
        .build();
    let lane = Lane {
        is_tls: true,
        is_direct: true,
    };
    let client = build(lane, tls, &transport.settings).unwrap();
    transport.clients[lane.index()].set(client).unwrap();
    transport
}

#[tokio::test]
async fn a_call_and_its_response_travel_unchanged() {
    let server = Server::start(|_| ok("\nContent-Type: text/xml\nX-A: 1\nX-A: 2", b"<answer/>"));
    let request = Request::post(server.url("/api/api.asmx?a=1"))
        .header(header::CONTENT_TYPE, "text/xml; charset=utf-8")
        .header("SOAPAction", "\"urn:call\"")
        .body(b"<call/>".to_vec())
        .unwrap();
    let response = send(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.body(), b"<answer/>");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/xml");
    assert_eq!(response.headers().get_all("x-a").iter().count(), 2);

    let asked = server.asked().remove(0);
    assert_eq!(
        (asked.line.as_str(), asked.body.as_slice()),
        ("POST /api/api.asmx?a=1", &b"<call/>"[..])
    );
    assert_eq!(
        asked.header("content-type"),
        Some("text/xml; charset=utf-8")
    );
    assert_eq!(asked.header("soapaction"), Some("\"urn:call\""));
    assert_eq!(asked.header("accept-encoding"), Some("gzip"));
    assert_eq!(
        asked.header("user-agent"),
        Some(concat!("castile/", env!("CARGO_PKG_VERSION")))
    );
    assert_eq!(asked.header("cookie"), None);
    assert_eq!(asked.header("authorization"), None);
}

#[tokio::test]
async fn every_status_is_a_response() {
    for status in [
        "500 Internal Server Error",
        "400 Bad Request",
        "202 Accepted",
        "304 Not Modified",
        "401 No",
    ] {
        let body = if status.starts_with("304") {
            ""
        } else {
            "<fault/>"
        };
        let head = format!("HTTP/1.1 {status}\nContent-Length: {}", body.len());
        let response = send(post(&Server::fixed(&head, body.as_bytes()).url("/")))
            .await
            .unwrap();
        assert_eq!(response.status().as_str(), &status[..3]);
        assert_eq!(response.body(), body.as_bytes());
    }
    // A redirect that does not say where to is a response like any other.
    let response = send(post(
        &Server::fixed("HTTP/1.1 302 Found\nContent-Length: 0", b"").url("/"),
    ))
    .await;
    assert_eq!(response.unwrap().status(), StatusCode::FOUND);
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::start(|_| ok("", b"<answer/>"));
    let transport = ReqwestTransport::new();
    for _ in 0..3 {
        transport
            .send(post(&server.url("/")), &SendOptions::new())
            .await
            .unwrap();
    }
    let connections: Vec<usize> = server
        .asked()
        .iter()
        .map(|asked| asked.connection)
        .collect();
    assert_eq!(connections, [0, 0, 0]);
}

#[tokio::test]
async fn user_info_becomes_basic_authorization() {
    let server = Server::start(|_| ok("", b""));
    send(post(&format!("http://ann:pw@{}/", server.address)))
        .await
        .unwrap();
    assert_eq!(
        server.asked()[0].header("authorization"),
        Some("Basic YW5uOnB3")
    );
}

#[tokio::test]
async fn plain_http_to_another_machine_is_not_sent() {
    let message = "plain `http` goes to this machine only, use `https` or name the host in \
                   `ReqwestTransportBuilder::allow_plain_http`";
    let transport = ReqwestTransport::builder()
        .allow_plain_http("192.0.2.2")
        .build();
    let started = Instant::now();
    fails(
        &transport,
        "http://192.0.2.1/a",
        Kind::PlainHttp,
        false,
        message,
    )
    .await;
    fails(
        &transport,
        "http://host.example/a",
        Kind::PlainHttp,
        false,
        message,
    )
    .await;
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(
        transport
            .clients
            .iter()
            .filter(|client| client.get().is_some())
            .count(),
        0
    );

    let scheme = "the scheme is neither `https` nor `http`";
    fails(
        &transport,
        "ftp://host.example/a",
        Kind::InvalidRequest,
        false,
        scheme,
    )
    .await;
    let relative = send(post("/a?pwd=hunter2")).await.unwrap_err();
    let message = "the address is not absolute, expected `https://host/path`";
    check(&relative, Kind::InvalidRequest, false, message);
}

#[tokio::test]
async fn a_closed_port_is_told_from_a_broken_connection() {
    let closed = closed_port();
    let url = format!("http://{}/a", closed.local_addr().unwrap());
    let transport = ReqwestTransport::new();
    fails(&transport, &url, Kind::Connect, false, "no connection").await;

    let server = Server::start(|_| Reply::Close(Vec::new()));
    let message = "the connection broke before a response came";
    fails(&transport, &server.url("/a"), Kind::Reset, true, message).await;
    assert_eq!(server.asked().len(), 1, "the call was sent once");

    let server = Server::start(|_| Reply::Close(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()));
    fails(&transport, &server.url("/a"), Kind::Reset, true, message).await;

    // Closed with the request unread, so that the peer resets the connection.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/a", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        std::thread::sleep(Duration::from_millis(50));
        drop(stream);
    });
    fails(&transport, &url, Kind::Reset, true, message).await;
}

#[tokio::test]
async fn a_body_that_breaks_off_is_an_error() {
    let transport = ReqwestTransport::new();
    let message = "the connection broke after 5 bytes of the response's body";
    let short = Server::fixed("HTTP/1.1 500 No\nContent-Length: 10", b"<half");
    fails(&transport, &short.url("/a"), Kind::Reset, true, message).await;
    let chunks = Server::fixed(
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked",
        b"5\r\n<half\r\n",
    );
    fails(&transport, &chunks.url("/a"), Kind::Reset, true, message).await;

    let message = "the body of the response is not HTTP/1.1 after 5 bytes";
    let chunks = Server::fixed(
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked",
        b"5\r\n<half\r\nxyz\r\n",
    );
    fails(&transport, &chunks.url("/a"), Kind::Protocol, true, message).await;

    let message = "what came is not an HTTP/1.1 response";
    let other = Server::start(|_| Reply::Close(b"220 mail.example ready\r\n\r\n".to_vec()));
    fails(&transport, &other.url("/a"), Kind::Protocol, true, message).await;
}

/// The time is that of the whole call, however many redirects it takes.
#[tokio::test(start_paused = true)]
async fn redirects_are_no_way_around_the_time() {
    let (address, _) = peer::start(|_, mut stream| async move {
        while peer::request(&mut stream).await.is_some() {
            tokio::time::sleep(Duration::from_secs(40)).await;
            let head = format!("HTTP/1.1 307 On\nContent-Length: 0\nLocation: /2?pwd={SECRET}");
            let _ = stream.write_all(&response(&head, b"")).await;
        }
    })
    .await;
    let started = tokio::time::Instant::now();
    let url = format!("http://{address}/1");
    let transport = ReqwestTransport::new();
    let error = transport
        .send(post(&url), &SendOptions::new())
        .await
        .unwrap_err();
    let message = "no response came within 100s (`Client::with_timeout`)";
    check(&error, Kind::Timeout(TimeoutPhase::Response), true, message);
    assert_eq!(started.elapsed().as_secs(), 100);
}

#[tokio::test]
async fn a_server_without_tls_is_not_talked_to() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/a", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
        // Until the client is gone.
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    let transport = trusting_none(Duration::from_secs(5));
    fails(&transport, &url, Kind::Tls, false, "no TLS connection").await;
}

#[tokio::test]
async fn more_than_the_limit_is_refused() {
    let transport = ReqwestTransport::new();
    let message = "the response's body is larger than 1000 bytes (`Limits::with_response_bytes`)";
    for head in [
        "HTTP/1.1 200 OK\nConnection: close",
        "HTTP/1.1 200 OK\nContent-Length: 100000000000",
    ] {
        let server = Server::start(|_| Reply::Endless(response(head, b""), vec![b'a'; 5000]));
        fails(&transport, &server.url("/a"), Kind::Limit, true, message).await;
    }
    // What the status says of it is said.
    for (status, encoding, length, message) in [
        ("500 No", "none", 2000, message),
        (
            "502 No",
            "br",
            1,
            "the response is encoded as `br`, expected `gzip` or no encoding",
        ),
        (
            "503 No",
            "gzip",
            100,
            "the response's body is not the whole gzip it says it is",
        ),
    ] {
        let head = format!("HTTP/1.1 {status}\nContent-Encoding: {encoding}");
        let server = Server::fixed(&head, &vec![b'a'; length]);
        let error = send_limited(&server.url("/"), 1000).await.unwrap_err();
        let message = format!("HTTP status {}, and {message}", &status[..3]);
        assert!(error.to_string().ends_with(&message), "{error}");
    }
    for encodings in [
        "gzip, identity",
        " ,gzip",
        "UTF-8",
        "8bit, none",
        "identity",
    ] {
        let packed = gzip(b"<answer/>");
        let body = if encodings.contains("gzip") {
            &*packed
        } else {
            b"<answer/>"
        };
        let head = format!("HTTP/1.1 200 OK\nContent-Encoding: {encodings}");
        let answer = send_limited(&Server::fixed(&head, body).url("/"), 1000).await;
        assert_eq!(answer.unwrap().body(), b"<answer/>", "{encodings}");
    }
    let exact = Server::fixed("HTTP/1.1 200 OK\nContent-Length: 1000", &[b'a'; 1000]);
    assert_eq!(
        send_limited(&exact.url("/"), 1000)
            .await
            .unwrap()
            .body()
            .len(),
        1000
    );
    let error = send_limited(&exact.url("/"), 999).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Limit);
}

#[tokio::test]
async fn gzip_is_inflated_up_to_the_limit() {
    let text = vec![b'a'; 20_000_000];
    let packed = gzip(&text);
    assert!(packed.len() < 200_000);
    let server = Server::start(move |_| ok("\nContent-Encoding: gzip", &packed));
    let whole = send_limited(&server.url("/"), text.len()).await.unwrap();
    assert!(*whole.body() == text);
    assert_eq!(whole.headers().get(header::CONTENT_ENCODING), None);
    assert_eq!(whole.headers().get(header::CONTENT_LENGTH), None);
    let error = send_limited(&server.url("/"), text.len() - 1)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Limit);

    let transport = ReqwestTransport::new();
    let message = "the response's body is larger than 1000 bytes (`Limits::with_response_bytes`)";
    fails(&transport, &server.url("/a"), Kind::Limit, true, message).await;

    let message = "the response's body is not the whole gzip it says it is";
    let cut = gzip(b"<answer/>")[..15].to_vec();
    let server = Server::start(move |_| ok("\nContent-Encoding: gzip", &cut));
    fails(&transport, &server.url("/a"), Kind::Protocol, true, message).await;

    let message = "the response is encoded as `br`, expected `gzip` or no encoding";
    let server = Server::start(move |_| ok("\nContent-Encoding: br", b"x"));
    fails(&transport, &server.url("/a"), Kind::Protocol, true, message).await;

    let empty = Server::fixed(
        "HTTP/1.1 400 No\nContent-Length: 0\nContent-Encoding: gzip",
        b"",
    );
    assert_eq!(send(post(&empty.url("/"))).await.unwrap().body(), b"");

    let plain = Server::start(|_| ok("", b"<answer/>"));
    let transport = ReqwestTransport::builder().gzip(false).build();
    transport
        .send(post(&plain.url("/")), &SendOptions::new())
        .await
        .unwrap();
    assert_eq!(plain.asked()[0].header("accept-encoding"), None);
}

#[tokio::test]
async fn gzip_that_inflates_to_nothing_ends_at_the_limit() {
    let head = "HTTP/1.1 200 OK\nContent-Encoding: gzip\nConnection: close";
    let message = "the response's body is larger than 1000 bytes (`Limits::with_response_bytes`)";
    let empty = gzip(b"");
    let block = [0, 0, 0, 0xFF, 0xFF];
    for (start, more) in [(&[][..], &empty[..]), (&empty[..10], &block)] {
        let (start, more) = (response(head, start), more.repeat(1000));
        let server = Server::start(move |_| Reply::Endless(start.clone(), more.clone()));
        let transport = ReqwestTransport::new();
        fails(&transport, &server.url("/a"), Kind::Limit, true, message).await;
    }
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let transport = ReqwestTransport::new();
    let message = "the head of the response has more than 100 headers (`ReqwestTransportBuilder::max_headers`) or more \
                   than 65536 bytes (`ReqwestTransportBuilder::max_header_bytes`)";
    let begin = || b"HTTP/1.1 200 OK\r\nX: ".to_vec();
    let line = Server::start(move |_| Reply::Endless(begin(), vec![b'a'; 5000]));
    fails(&transport, &line.url("/a"), Kind::Limit, true, message).await;
    let many = Server::start(move |_| Reply::Endless(begin(), b"a\r\nX: ".repeat(100)));
    fails(&transport, &many.url("/a"), Kind::Limit, true, message).await;

    // Each limit, at it and beyond it. The server adds one header, the length.
    let server = Server::start(|_| ok(&"\nX: 1234".repeat(9), b"<answer/>"));
    let limited = |headers, bytes| {
        let builder = ReqwestTransport::builder().max_headers(headers);
        builder.max_header_bytes(bytes).build()
    };
    let size = 9 * "x: 1234\r\n".len() + "content-length: 9\r\n".len();
    let transport = limited(10, size);
    let options = SendOptions::new();
    let answer = transport.send(post(&server.url("/a")), &options).await;
    assert_eq!(answer.unwrap().body(), b"<answer/>");
    for (headers, bytes) in [(9, size), (10, size - 1)] {
        let message = format!(
            "the head of the response has more than {headers} headers (`ReqwestTransportBuilder::max_headers`) or \
             more than {bytes} bytes (`ReqwestTransportBuilder::max_header_bytes`)"
        );
        let transport = limited(headers, bytes);
        fails(&transport, &server.url("/a"), Kind::Limit, true, &message).await;
    }
}

#[tokio::test]
async fn a_redirect_on_the_host_is_followed_with_the_body() {
    let server = Server::start(|asked| match asked.line.rsplit(' ').next() {
        Some("/old") => Reply::Send(response(
            "HTTP/1.1 308 On\nContent-Length: 4\nLocation: /new?a=1\nSet-Cookie: hop=1; path=/",
            b"gone",
        )),
        _ => ok("", b"<answer/>"),
    });
    let request = format!("http://ann:pw@{}/old", server.address);
    assert_eq!(send(post(&request)).await.unwrap().body(), b"<answer/>");
    let asked = server.asked();
    assert_eq!(
        [asked[0].line.as_str(), &asked[1].line],
        ["POST /old", "POST /new?a=1"]
    );
    assert_eq!(asked[1].body, b"<call/>");
    assert_eq!(asked[1].header("cookie"), Some("hop=1"));
    assert_eq!(
        asked[1].header("authorization"),
        asked[0].header("authorization")
    );

    let server = Server::start(|asked| match asked.line.as_str() {
        "GET /old" => Reply::Send(response(
            "HTTP/1.1 302 On\nContent-Length: 0\nLocation: new",
            b"",
        )),
        _ => ok("", b"<answer/>"),
    });
    assert_eq!(
        send(get(&server.url("/old"))).await.unwrap().body(),
        b"<answer/>"
    );
    assert_eq!(server.asked()[1].line, "GET /new");
}

#[tokio::test]
async fn other_redirects_are_refused() {
    let other = Server::start(|_| ok("", b"<answer/>"));
    let other_port = other.url("/b").replace("://", "://eve:hunter2@") + "?ticket=hunter2";
    let shown_port = other.url("/b?ticket=***");
    let localhost = format!("http://localhost:{}/b", other.address.port());
    for (status, location, shown, reason) in [
        (
            307,
            "https://other.example/b",
            "https://other.example/b",
            "it leads to another host",
        ),
        (302, &localhost, &localhost, "it leads to another host"),
        (308, &other_port, &shown_port, "it leads to another port"),
        (
            302,
            "ftp://127.0.0.1/b",
            "ftp://127.0.0.1/b",
            "it leads to another scheme",
        ),
    ] {
        let head = format!("HTTP/1.1 {status} On\nContent-Length: 0\nLocation: {location}");
        let message = format!("the redirect {status} to `{shown}` is not followed: {reason}");
        let server = Server::fixed(&head, b"");
        fails(
            &ReqwestTransport::new(),
            &server.url("/a"),
            Kind::Redirect,
            true,
            &message,
        )
        .await;
    }
    assert_eq!(other.asked().len(), 0);

    // A form login, as ASP.NET asks for it: a POST would come back as a GET.
    let server = Server::fixed(
        "HTTP/1.1 302 Found\nContent-Length: 0\nLocation: /login?ticket=hunter2",
        b"",
    );
    let message = format!(
        "the redirect 302 to `{}` is not followed: the request would lose its body",
        server.url("/login?ticket=***")
    );
    fails(
        &ReqwestTransport::new(),
        &server.url("/a"),
        Kind::Redirect,
        true,
        &message,
    )
    .await;

    let round = Server::fixed("HTTP/1.1 307 On\nContent-Length: 0\nLocation: /a", b"");
    let transport = ReqwestTransport::builder().max_redirects(2).build();
    let message = "more than 2 redirects (`ReqwestTransportBuilder::max_redirects`)";
    fails(&transport, &round.url("/a"), Kind::Redirect, true, message).await;
    assert_eq!(round.asked().len(), 3);
}

#[tokio::test]
async fn after_a_redirect_the_call_may_have_been_seen() {
    let closed = closed_port();
    let location = format!("https://{}/b", closed.local_addr().unwrap());
    let head = format!("HTTP/1.1 307 On\nContent-Length: 0\nLocation: {location}");
    let server = Server::fixed(&head, b"");
    let transport = trusting_none(Duration::from_secs(5));
    fails(
        &transport,
        &server.url("/a"),
        Kind::Connect,
        true,
        "no connection",
    )
    .await;
}

#[tokio::test]
async fn cookies_stay_with_the_transport_and_the_host() {
    let server =
        Server::start(|_| ok("\nSet-Cookie: ASP.NET_SessionId=abc; path=/; HttpOnly", b""));
    let localhost = format!("http://localhost:{}/api", server.address.port());
    let transport = ReqwestTransport::new();
    let options = SendOptions::new();
    transport
        .send(post(&server.url("/login")), &options)
        .await
        .unwrap();
    transport
        .send(post(&server.url("/api")), &options)
        .await
        .unwrap();
    transport.send(post(&localhost), &options).await.unwrap();
    let own = Request::get(server.url("/"))
        .header("cookie", "own=1")
        .body(Vec::new())
        .unwrap();
    transport.send(own, &options).await.unwrap();
    send(post(&server.url("/api"))).await.unwrap();
    let without = ReqwestTransport::builder().cookies(false).build();
    without
        .send(post(&server.url("/api")), &options)
        .await
        .unwrap();
    without
        .send(post(&server.url("/api")), &options)
        .await
        .unwrap();
    let cookies: Vec<Option<String>> = server
        .asked()
        .iter()
        .map(|asked| asked.header("cookie").map(str::to_owned))
        .collect();
    let session = Some("ASP.NET_SessionId=abc".to_owned());
    assert_eq!(
        cookies,
        [
            None,
            session,
            None,
            Some("own=1".to_owned()),
            None,
            None,
            None
        ]
    );
    assert!(!format!("{transport:?}").contains("abc"));
}

#[tokio::test]
async fn a_client_that_was_passed_in_is_used_and_held_to_the_rules() {
    let client = |policy, read_timeout| {
        let tls = tls::config(false).unwrap();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(policy)
            .no_proxy();
        client
            .user_agent("own/1")
            .read_timeout(read_timeout)
            .build()
            .unwrap()
    };
    let packed = gzip(b"<answer/>");
    let server = Server::start(move |asked| match asked.line.as_str() {
        "POST /old?pwd=hunter2" => Reply::Send(response(
            "HTTP/1.1 303 On\nContent-Length: 0\nLocation: /new",
            b"",
        )),
        "POST /slow?pwd=hunter2" => Reply::Stall(Vec::new()),
        _ => ok("\nContent-Encoding: gzip", &packed),
    });
    let (long, short) = (Duration::from_secs(60), Duration::from_millis(100));
    let transport = ReqwestTransport::builder()
        .client(client(redirect::Policy::none(), long))
        .build();
    let response = transport
        .send(post(&server.url("/a")), &SendOptions::new())
        .await
        .unwrap();
    assert_eq!(response.body(), b"<answer/>");
    let transport = ReqwestTransport::builder()
        .client(client(redirect::Policy::none(), short))
        .build();
    let message = "no response came within the time set on the client that was passed in";
    fails(
        &transport,
        &server.url("/slow"),
        Kind::Timeout(TimeoutPhase::Response),
        true,
        message,
    )
    .await;

    let transport = ReqwestTransport::builder()
        .client(client(redirect::Policy::limited(3), long))
        .build();
    let message = "the client that was passed in followed a redirect by itself, build it with \
                   `reqwest::redirect::Policy::none()`";
    fails(
        &transport,
        &server.url("/old"),
        Kind::Redirect,
        true,
        message,
    )
    .await;
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    let transport = ReqwestTransport::new();
    let options = SendOptions::new();
    let mut call = pin!(transport.send(post("http://127.0.0.1:1/a"), &options));
    let Poll::Ready(result) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("expected an error at once");
    };
    let message = "no tokio runtime is running here, call from within one";
    check(&result.unwrap_err(), Kind::Setup, false, message);
}

#[test]
fn a_transport_can_be_held_behind_a_pointer() {
    fn is_transport<T: Transport + 'static>() {}
    is_transport::<ReqwestTransport>();
    is_transport::<std::sync::Arc<dyn Transport>>();
    is_transport::<Box<dyn Transport>>();
}
