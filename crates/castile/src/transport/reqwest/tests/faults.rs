//! What the network and servers can do wrong: each call ends in time, with an error that says whether the service can
//! have seen it.

use std::io::Read as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

use super::super::super::Retry;
use super::super::{Bytes, Departure, Outgoing};
use super::peer;
use super::*;

/// Posts `body` and gives back the error, with the time it took. In the URL there is a secret, and it is not shown.
async fn fail(
    transport: &ReqwestTransport,
    url: &str,
    body: Vec<u8>,
    options: &SendOptions,
) -> (TransportError, Duration) {
    let request = Request::post(format!("{url}?pwd={SECRET}"))
        .body(body)
        .unwrap();
    let started = Instant::now();
    let error = transport.send(request, options).await.unwrap_err();
    (error, started.elapsed())
}

/// The error of a call by the default transport with default options.
async fn fail_plainly(url: &str) -> TransportError {
    let (transport, options) = (ReqwestTransport::new(), SendOptions::new());
    fail(&transport, url, b"<call/>".to_vec(), &options).await.0
}

const ANSWER: &str = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a/>";

async fn say(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
}

/// What a peer does before it does nothing more, what the client makes of that, whether the service can have seen the
/// call, and after how many seconds.
#[tokio::test(start_paused = true)]
async fn a_peer_that_falls_silent_is_given_up_at_each_stage() {
    use TimeoutPhase::{Body, Response};
    let response = "no response came within 100s (`Client::with_timeout`)";
    let none = "nothing more of the response came for 60s (`Client::with_idle_timeout`), 0 bytes of its body did";
    let five = "nothing more of the response came for 60s (`Client::with_idle_timeout`), 5 bytes of its body did";
    for (said, phase, seconds, message) in [
        ("", Response, 100, response),
        ("HTTP/1.1 2", Response, 100, response),
        ("HTTP/1.1 200 OK\r\nContent-Length", Response, 100, response),
        ("HTTP/1.1 100 Continue\r\n\r\n", Response, 100, response),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
            Body,
            60,
            none,
        ),
        ("HTTP/1.1 500 No\r\n\r\n", Body, 60, none),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<half",
            Body,
            60,
            five,
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<half\r\n",
            Body,
            60,
            five,
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<half\r\n0\r\n",
            Body,
            60,
            five,
        ),
    ] {
        let (address, _) = peer::start(move |_, mut stream| async move {
            peer::request(&mut stream).await;
            say(&mut stream, said).await;
            peer::until_closed(stream).await;
        })
        .await;
        let url = format!("http://{address}/a");
        let transport = ReqwestTransport::new();
        let (error, took) = fail(&transport, &url, b"<call/>".to_vec(), &SendOptions::new()).await;
        check(&error, Kind::Timeout(phase), true, message);
        assert_eq!(took.as_secs(), seconds, "{said:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_reads_nothing_is_given_up() {
    // Larger than what the sockets hold between them.
    let body = vec![b'a'; 32 << 20];
    let (address, _) = peer::start(|_, stream| async move {
        sleep(Duration::from_secs(1000)).await;
        drop(stream);
    })
    .await;
    let url = format!("http://{address}/a");
    let options = SendOptions::new();
    let (error, took) = fail(&ReqwestTransport::new(), &url, body, &options).await;
    let message = "no response came within 100s (`Client::with_timeout`)";
    check(&error, Kind::Timeout(TimeoutPhase::Response), true, message);
    assert_eq!(took.as_secs(), 100);
}

#[tokio::test(start_paused = true)]
async fn a_trickle_ends_with_the_call() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    let body = "a".repeat(1000);
    let interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000);
    let no_head = "no response came within 30s (`Client::with_first_byte_timeout`)";
    let no_body = "the response was not whole within 100s (`Client::with_timeout`), 100 bytes of its body came";
    // What comes at once, then byte by byte, with so many milliseconds before each, and what becomes of it when.
    for (at_once, trickle, pause, phase, seconds, message) in [
        ("", head, 1000, TimeoutPhase::Response, 30, no_head),
        ("", &interim, 10, TimeoutPhase::Response, 30, no_head),
        (head, &body, 995, TimeoutPhase::Body, 100, no_body),
    ] {
        let (at_once, trickle) = (at_once.to_owned(), trickle.to_owned());
        let (address, _) = peer::start(move |_, mut stream| {
            let (at_once, trickle) = (at_once.clone(), trickle.clone());
            async move {
                peer::request(&mut stream).await;
                say(&mut stream, &at_once).await;
                for byte in trickle.bytes() {
                    sleep(Duration::from_millis(pause)).await;
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                }
            }
        })
        .await;
        let url = format!("http://{address}/a");
        let options = SendOptions::new().with_first_byte_timeout(Duration::from_secs(30));
        let transport = ReqwestTransport::new();
        let (error, took) = fail(&transport, &url, b"<call/>".to_vec(), &options).await;
        check(&error, Kind::Timeout(phase), true, message);
        assert_eq!(took.as_secs(), seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_does_not_come_about_was_never_sent_on() {
    // The port answers, and then TLS does not.
    let (address, _) = peer::start(|_, stream| peer::until_closed(stream)).await;
    let url = format!("https://{address}/a");
    let transport = trusting_none(Duration::from_secs(10));
    let connect = Kind::Timeout(TimeoutPhase::Connect);
    for (options, seconds, message) in [
        (
            SendOptions::new(),
            10,
            "no connection within 10s (`ReqwestTransportBuilder::connect_timeout`)",
        ),
        (
            SendOptions::new().with_timeout(Duration::from_secs(5)),
            5,
            "no connection within 5s (`Client::with_timeout`)",
        ),
        (
            SendOptions::new().with_first_byte_timeout(Duration::from_secs(3)),
            3,
            "no connection within 3s (`Client::with_first_byte_timeout`)",
        ),
    ] {
        let (error, took) = fail(&transport, &url, b"<call/>".to_vec(), &options).await;
        check(&error, connect, false, message);
        assert_eq!(took.as_secs(), seconds);
    }
}

/// A host that nobody answers for: what asks for a connection is thrown away, as Linux does where more of them wait to
/// be accepted than a listener allows.
#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn a_host_that_does_not_answer_was_never_reached() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    let full = loop {
        // In real time, as the kernel answers at once or not at all.
        match std::net::TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
            Ok(stream) if waiting.len() < 16 => waiting.push(stream),
            ended => break ended,
        }
    };
    assert_eq!(
        full.expect_err("no more can wait").kind(),
        std::io::ErrorKind::TimedOut
    );
    let url = format!("http://{address}/a");
    let transport = ReqwestTransport::builder()
        .connect_timeout(Duration::from_secs(10))
        .build();
    let options = SendOptions::new();
    let (error, _) = fail(&transport, &url, b"<call/>".to_vec(), &options).await;
    let message = "no connection within 10s (`ReqwestTransportBuilder::connect_timeout`)";
    let kind = Kind::Timeout(TimeoutPhase::Connect);
    check(&error, kind, false, message);
}

/// A resolver that knows no name.
struct Nobody;

impl reqwest::dns::Resolve for Nobody {
    fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(async { Err("no such name".into()) })
    }
}

#[tokio::test]
async fn names_that_nobody_knows_and_proxies_that_refuse_were_not_asked_for_anything() {
    let (address, _) = peer::start(|_, mut stream| async move {
        peer::request(&mut stream).await;
        say(&mut stream, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n").await;
    })
    .await;
    let client = || Client::builder().tls_backend_preconfigured(tls::config(false).unwrap());
    let proxy = reqwest::Proxy::all(format!("http://{address}")).unwrap();
    for (client, message) in [
        (
            client().no_proxy().dns_resolver(Arc::new(Nobody)),
            "the name of the host is not known",
        ),
        (client().proxy(proxy), "no connection"),
    ] {
        let client = client.redirect(redirect::Policy::none()).build().unwrap();
        let transport = ReqwestTransport::builder().client(client).build();
        let options = SendOptions::new();
        let url = "https://service.example/a";
        let (error, _) = fail(&transport, url, b"<call/>".to_vec(), &options).await;
        check(&error, Kind::Connect, false, message);
    }
}

#[tokio::test]
async fn a_peer_that_resets_is_told_from_one_that_was_never_reached() {
    let before = "the connection broke before a response came";
    let within = "the connection broke after 5 bytes of the response's body";
    for (said, message) in [
        (None, before),
        (Some(""), before),
        (Some("HTTP/1.1 200 OK\r\nContent-Le"), before),
        (
            Some("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<half"),
            within,
        ),
    ] {
        let (address, _) = peer::start(move |_, mut stream| async move {
            // `None` does not read what was sent.
            if let Some(said) = said {
                peer::request(&mut stream).await;
                say(&mut stream, said).await;
                // What comes after a reset throws away what was not yet read.
                sleep(Duration::from_millis(50)).await;
            } else {
                stream.peek(&mut [0; 1]).await.unwrap();
            }
            stream.set_zero_linger().unwrap();
        })
        .await;
        let url = format!("http://{address}/a");
        let error = fail_plainly(&url).await;
        check(&error, Kind::Reset, true, message);
    }
}

/// A client that follows redirects although it must not has sent the call before it fails elsewhere.
#[tokio::test]
async fn a_client_that_follows_redirects_may_have_sent_the_call() {
    let tls = tls::config(false).unwrap();
    let client = Client::builder().tls_backend_preconfigured(tls).no_proxy();
    let transport = ReqwestTransport::builder()
        .client(client.build().unwrap())
        .build();
    let moment = Duration::from_millis(1);
    let options = SendOptions::new().with_retry(Retry::up_to(3).with_pauses(moment, moment));
    let closed = closed_port();
    let closed = closed.local_addr().unwrap();
    let build = "build it with `reqwest::redirect::Policy::none()`";
    let may = format!(
        "no connection; the client that was passed in may have followed a redirect, {build}"
    );
    let did = format!("the client that was passed in followed a redirect by itself, {build}");
    for (status, location, body, kind, message) in [
        (
            303,
            format!("http://{closed}/b"),
            "<call/>",
            Kind::Connect,
            &may,
        ),
        (307, format!("http://{closed}/b"), "", Kind::Connect, &may),
        (
            303,
            format!("ftp://{closed}/b"),
            "<call/>",
            Kind::Redirect,
            &did,
        ),
        (
            303,
            format!("/a?pwd={SECRET}"),
            "<call/>",
            Kind::Redirect,
            &did,
        ),
    ] {
        let head = format!("HTTP/1.1 {status} On\nContent-Length: 0\nLocation: {location}");
        let server = Server::fixed(&head, b"");
        let (error, _) = fail(&transport, &server.url("/a"), body.into(), &options).await;
        check(&error, kind, true, message);
        assert_eq!(error.attempts(), 1, "{error}");
        let asked = server.asked();
        let sent = asked.iter().filter(|asked| asked.line.starts_with("POST"));
        assert_eq!(sent.count(), 1, "{error}");
    }

    // What was not sent is known where there is a body that was not asked for.
    let url = format!("http://{closed}/a");
    let (error, _) = fail(&transport, &url, b"<call/>".to_vec(), &options).await;
    check(
        &error,
        Kind::Connect,
        false,
        "no connection (after 3 attempts)",
    );
}

/// A peer that resets at once, before, while or after the request is written: the error knows which.
#[tokio::test]
async fn a_peer_that_resets_at_once_has_seen_nothing_that_was_not_written() {
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    let (address, _) = peer::start(move |number, stream| {
        let count = Arc::clone(&count);
        async move {
            // Every other connection is reset with the call in it, the rest as it is accepted.
            if number % 2 == 1 {
                stream.peek(&mut [0; 1]).await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
            }
            stream.set_zero_linger().unwrap();
        }
    })
    .await;
    let url = format!("http://{address}/a");
    let transport = ReqwestTransport::new();
    for _ in 0..50 {
        let options = SendOptions::new();
        let before = seen.load(Ordering::SeqCst);
        let (error, _) = fail(&transport, &url, b"<call/>".to_vec(), &options).await;
        let message = match (error.kind(), error.may_have_reached_server()) {
            (Kind::Connect, false) => "no connection",
            (_, false) => "the connection broke before the request was sent",
            (_, true) => "the connection broke before a response came",
        };
        let kind = match error.kind() {
            Kind::Connect => Kind::Connect,
            _ => Kind::Reset,
        };
        check(&error, kind, error.may_have_reached_server(), message);
        if !error.may_have_reached_server() {
            assert_eq!(seen.load(Ordering::SeqCst), before, "{error}");
        }
    }
    assert!(seen.load(Ordering::SeqCst) >= 20, "{seen:?} of 50");
}

/// A connection that asks for a request which was given up meanwhile writes no byte of it.
#[tokio::test]
async fn what_was_revoked_is_not_written() {
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let (address, _) = peer::start(move |_, mut stream| {
        let told = told.clone();
        async move {
            let mut bytes = Vec::new();
            let _ = stream.read_to_end(&mut bytes).await;
            told.send(bytes).unwrap();
        }
    })
    .await;
    let departure = Departure::default();
    assert!(departure.revoke());
    let body = Outgoing::new(Bytes::from_static(b"<call/>"), departure);
    let client = Client::builder().tls_backend_preconfigured(tls::config(false).unwrap());
    let call = client
        .no_proxy()
        .build()
        .unwrap()
        .post(format!("http://{address}/a"));
    call.body(reqwest::Body::wrap(body))
        .send()
        .await
        .unwrap_err();
    assert_eq!(heard.recv().await.unwrap(), b"");
}

#[tokio::test]
async fn more_than_was_announced_is_no_part_of_an_answer_and_of_no_other() {
    let (address, connections) = peer::start(|number, mut stream| async move {
        while let Some(body) = peer::request(&mut stream).await {
            let body = String::from_utf8(body).unwrap();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {0}\r\n\r\n{body}\
                 HTTP/1.1 200 OK\r\nContent-Length: {0}\r\n\r\n!{number}!{1}",
                body.len(),
                &body[3..]
            );
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    })
    .await;
    let transport = ReqwestTransport::new();
    for number in 0..20 {
        let sent = format!("<call n='{number:02}'/>").into_bytes();
        let request = Request::post(format!("http://{address}/"))
            .body(sent.clone())
            .unwrap();
        let answer = transport.send(request, &SendOptions::new()).await.unwrap();
        assert_eq!(*answer.body(), sent);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 20);
}

#[tokio::test]
async fn framing_that_is_none_is_an_error() {
    let head = "what came is not an HTTP/1.1 response";
    let after =
        |bytes: usize| format!("the body of the response is not HTTP/1.1 after {bytes} bytes");
    for (said, message) in [
        (
            "Transfer-Encoding: chunked\r\n\r\nxyz\r\n<a/>\r\n0\r\n\r\n",
            after(0),
        ),
        (
            "Transfer-Encoding: chunked\r\n\r\n-4\r\n<a/>\r\n0\r\n\r\n",
            after(0),
        ),
        (
            "Transfer-Encoding: chunked\r\n\r\n11111111111111111\r\n<a/>",
            after(0),
        ),
        (
            "Transfer-Encoding: chunked\r\n\r\n4\r\n<a/>and more\r\n0\r\n\r\n",
            after(4),
        ),
        (
            "Transfer-Encoding: chunked\r\n\r\n4\r\n<a/>\r\n\r\n",
            after(4),
        ),
        (
            "Content-Length: 4\r\nContent-Length: 5\r\n\r\n<a/>",
            head.to_owned(),
        ),
        ("Content-Length: -4\r\n\r\n<a/>", head.to_owned()),
        ("Content-Length: four\r\n\r\n<a/>", head.to_owned()),
        (
            "Content-Length: 99999999999999999999999\r\n\r\n<a/>",
            head.to_owned(),
        ),
        ("Content Length: 4\r\n\r\n<a/>", head.to_owned()),
    ] {
        let server =
            Server::start(move |_| Reply::Close(format!("HTTP/1.1 200 OK\r\n{said}").into_bytes()));
        let url = server.url("/a");
        let error = fail_plainly(&url).await;
        check(&error, Kind::Protocol, true, &message);
    }
}

/// A server that closes each connection when it has answered, and does not say that it will.
#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_costs_no_call() {
    let (address, connections) = peer::start(|_, mut stream| async move {
        peer::request(&mut stream).await;
        say(&mut stream, ANSWER).await;
    })
    .await;
    let transport = ReqwestTransport::new();
    for _ in 0..50 {
        let request = post(&format!("http://{address}/"));
        let answer = transport.send(request, &SendOptions::new()).await.unwrap();
        assert_eq!(answer.body(), b"<a/>");
    }
    assert_eq!(connections.load(Ordering::SeqCst), 50);
}

/// The runtime has not been idle since, so that it does not know yet: what is closed is known before it is written to.
#[tokio::test]
async fn a_connection_that_was_closed_unnoticed_costs_no_call() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (close, may_close) = std::sync::mpsc::channel();
    let (closed, is_closed) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"<call/>") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                asked.push(byte[0]);
            }
            let answer = response("HTTP/1.1 200 OK\nContent-Length: 4", b"<a/>");
            std::io::Write::write_all(&mut stream, &answer).unwrap();
            may_close.recv().unwrap();
            drop(stream);
            closed.send(()).unwrap();
        }
    });
    let transport = ReqwestTransport::new();
    for _ in 0..5 {
        let answer = transport
            .send(post(&url), &SendOptions::new())
            .await
            .unwrap();
        assert_eq!(answer.body(), b"<a/>");
        // Blocks the only thread of the runtime.
        close.send(()).unwrap();
        is_closed.recv().unwrap();
    }
}

/// A server that closes when it likes. A call that is lost to that says that it may have been seen, and none is seen
/// twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_closes_at_any_moment_loses_no_call_without_a_word() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let (address, _) = peer::start(move |number, mut stream| {
        let noted = Arc::clone(&noted);
        async move {
            // A client may open a connection and find that it needs none.
            let Some(body) = peer::request(&mut stream).await else {
                return;
            };
            noted.lock().unwrap().push(body);
            say(&mut stream, ANSWER).await;
            // From at once to about the time of the next call.
            for _ in 0..number % 40 {
                tokio::task::yield_now().await;
            }
        }
    })
    .await;
    let transport = ReqwestTransport::new();
    let mut answered = Vec::new();
    let mut lost = Vec::new();
    for number in 0..400 {
        let body = format!("<call n='{number}'/>").into_bytes();
        let request = Request::post(format!("http://{address}/"))
            .body(body.clone())
            .unwrap();
        match transport.send(request, &SendOptions::new()).await {
            Ok(answer) => {
                assert_eq!(answer.body(), b"<a/>");
                answered.push(body);
            }
            Err(error) => {
                let message = "the connection broke before a response came";
                check(&error, Kind::Reset, true, message);
                lost.push(body);
            }
        }
    }
    let mut seen = seen.lock().unwrap().clone();
    seen.retain(|body| !lost.contains(body));
    assert_eq!(seen, answered);
}

/// A peer that breaks off what it is told to before it answers, on the connections of these numbers.
async fn breaking(
    broken: std::ops::Range<usize>,
    reads: bool,
) -> (std::net::SocketAddr, Arc<std::sync::atomic::AtomicUsize>) {
    peer::start(move |number, mut stream| {
        let breaks = broken.contains(&number);
        async move {
            if breaks && !reads {
                // TLS has begun and does not come about.
                let _ = stream.read(&mut [0; 1]).await;
                return;
            }
            peer::request(&mut stream).await;
            if !breaks {
                say(&mut stream, ANSWER).await;
            }
        }
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn what_was_never_sent_is_tried_again_where_asked_for() {
    let (address, connections) = breaking(0..9, false).await;
    let url = format!("https://{address}/a");
    let transport = trusting_none(Duration::from_secs(10));
    let once = SendOptions::new();
    let (error, _) = fail(&transport, &url, b"<call/>".to_vec(), &once).await;
    check(&error, Kind::Connect, false, "no connection");
    assert_eq!(connections.load(Ordering::SeqCst), 1);

    let thrice = once.clone().with_retry(Retry::up_to(3));
    let (error, took) = fail(&transport, &url, b"<call/>".to_vec(), &thrice).await;
    check(
        &error,
        Kind::Connect,
        false,
        "no connection (after 3 attempts)",
    );
    assert_eq!(
        (error.attempts(), connections.load(Ordering::SeqCst)),
        (3, 4)
    );
    let pauses = Duration::from_millis(375)..Duration::from_millis(800);
    assert!(pauses.contains(&took), "{took:?}");

    // No attempt is begun that the time of the call does not allow.
    let hasty = thrice
        .with_timeout(Duration::from_secs(60))
        .with_retry(Retry::up_to(9).with_pauses(Duration::from_secs(40), Duration::from_secs(40)));
    let (error, took) = fail(&transport, &url, b"<call/>".to_vec(), &hasty).await;
    assert!(
        error.attempts() <= 3 && took < Duration::from_secs(60),
        "{error:?} {took:?}"
    );
}

#[tokio::test]
async fn what_may_have_been_seen_is_tried_again_only_where_that_does_no_harm() {
    let options = |retry: Retry| {
        let quick = Duration::from_millis(1);
        SendOptions::new().with_retry(retry.with_pauses(quick, quick))
    };
    let transport = ReqwestTransport::new();
    let message = "the connection broke before a response came";

    let (address, connections) = breaking(0..2, true).await;
    let url = format!("http://{address}/a");
    let (error, _) = fail(
        &transport,
        &url,
        b"<call/>".to_vec(),
        &options(Retry::up_to(5)),
    )
    .await;
    check(&error, Kind::Reset, true, message);
    assert_eq!(connections.load(Ordering::SeqCst), 1);

    let idempotent = options(Retry::up_to(5).idempotent());
    let answer = transport.send(post(&url), &idempotent).await.unwrap();
    assert_eq!(answer.body(), b"<a/>");
    assert_eq!(connections.load(Ordering::SeqCst), 3);

    let (address, connections) = breaking(0..9, true).await;
    let url = format!("http://{address}/a");
    let idempotent = options(Retry::up_to(2).idempotent());
    let (error, _) = fail(&transport, &url, b"<call/>".to_vec(), &idempotent).await;
    check(
        &error,
        Kind::Reset,
        true,
        &format!("{message} (after 2 attempts)"),
    );
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_failure_of_the_service_is_an_answer_and_is_not_tried_again() {
    let server = Server::start(|_| {
        let head = "HTTP/1.1 503 Busy\nRetry-After: 0\nContent-Length: 0";
        Reply::Send(response(head, b""))
    });
    let options = SendOptions::new().with_retry(Retry::up_to(5).idempotent());
    let answer = ReqwestTransport::new()
        .send(post(&server.url("/")), &options)
        .await;
    assert_eq!(answer.unwrap().status(), 503);
    assert_eq!(server.asked().len(), 1);
}

/// A head that is longer than what hyper keeps until the body comes is on its way before.
#[tokio::test]
async fn a_long_head_departs_before_its_body() {
    for is_silent in [true, false] {
        let (address, _) = peer::start(move |_, mut stream| async move {
            stream.read_exact(&mut [0; 1000]).await.unwrap();
            if is_silent {
                sleep(Duration::from_secs(60)).await;
            }
            stream.set_zero_linger().unwrap();
        })
        .await;
        let mut request = post(&format!("http://{address}/a"));
        let pad = http::HeaderValue::from_str(&"a".repeat(8 << 20)).unwrap();
        request.headers_mut().insert("x-pad", pad);
        let options = SendOptions::new().with_first_byte_timeout(Duration::from_secs(2));
        let transport = ReqwestTransport::new();
        let error = transport.send(request, &options).await.unwrap_err();
        assert!(error.may_have_reached_server(), "{error}");
        assert_ne!(
            error.kind(),
            Kind::Timeout(TimeoutPhase::Connect),
            "{error}"
        );
    }
}
