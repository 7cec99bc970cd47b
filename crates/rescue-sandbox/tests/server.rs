//! The server itself: where it listens, its limits, the WSDL and the help pages.

mod common;

use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::time::Duration;

use common::{EMAIL, SOAP11, ask, call11, envelope, is_well_formed, operation, parse, send, start};
use rescue_sandbox::{Error, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

#[tokio::test]
async fn it_listens_on_loopback_unless_told_otherwise() {
    let sandbox = start().await;
    assert!(sandbox.address().ip().is_loopback());
    let origin = format!("http://{}", sandbox.address());
    assert_eq!(sandbox.url(), origin);
    assert_eq!(sandbox.endpoint(), format!("{origin}/API/API.asmx"));

    let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let error = Sandbox::builder()
        .bind(everywhere)
        .start()
        .await
        .expect_err("is refused");
    assert!(matches!(error, Error::RemoteAddress(_)));
    assert_eq!(
        error.to_string(),
        "`0.0.0.0:0` can be reached from other machines; bind a loopback address, or set \
         `allow_remote(true)`"
    );
    let sandbox = Sandbox::builder()
        .bind(everywhere)
        .allow_remote(true)
        .start()
        .await;
    assert!(sandbox.is_ok());

    let taken = StdListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("binds");
    let address = taken.local_addr().expect("has an address");
    let error = Sandbox::builder()
        .bind(address)
        .start()
        .await
        .expect_err("is taken");
    assert_eq!(error.to_string(), format!("cannot listen on `{address}`"));
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn it_needs_a_runtime() {
    let mut starting = std::pin::pin!(Sandbox::start());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let started = starting.as_mut().poll(&mut context);
    assert!(matches!(
        started,
        std::task::Poll::Ready(Err(Error::NoRuntime))
    ));
}

#[tokio::test]
async fn shutting_down_and_dropping_stop_it() {
    let sandbox = start().await;
    let address = sandbox.address();
    let mut open = TcpStream::connect(address).await.expect("connects");
    sandbox.shutdown().await;
    // The port is free at once, and open connections are closed.
    assert!(StdListener::bind(address).is_ok());
    let closed = timeout(Duration::from_secs(5), open.read(&mut [0; 8])).await;
    assert!(matches!(closed, Ok(Ok(0) | Err(_))), "{closed:?}");

    let sandbox = start().await;
    let address = sandbox.address();
    drop(sandbox);
    for _ in 0..100 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a dropped sandbox still answers");
}

#[tokio::test]
async fn connections_are_kept_and_continuation_is_granted() {
    let sandbox = start().await;
    let mut stream = TcpStream::connect(sandbox.address())
        .await
        .expect("connects");
    let body = envelope(SOAP11, &operation("login", EMAIL));
    for _ in 0..3 {
        let head = format!(
            "POST /API/API.asmx HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n\
             Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.expect("is sent");
        let mut interim = [0; 25];
        stream.read_exact(&mut interim).await.expect("is granted");
        assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(body.as_bytes()).await.expect("is sent");
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"</soap:Envelope>") {
            let mut piece = [0; 1024];
            let read = stream.read(&mut piece).await.expect("is answered");
            assert_ne!(read, 0);
            bytes.extend_from_slice(&piece[..read]);
        }
        assert_eq!(parse(&bytes).map(|reply| reply.status), Some(200));
    }
}

#[tokio::test]
async fn chunked_requests_are_read() {
    let sandbox = start().await;
    let body = envelope(SOAP11, &operation("login", EMAIL));
    let (one, two) = body.split_at(50);
    let request = format!(
        "POST /API/API.asmx HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n\
         Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n\
         {:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n",
        one.len(),
        two.len()
    );
    let reply = send(sandbox.address(), request.as_bytes())
        .await
        .expect("is answered");
    assert_eq!(reply.element("loginResult"), Some("login_OK"));
}

#[tokio::test]
async fn large_requests_are_refused() {
    let sandbox = start().await;
    let declared = "POST /API/API.asmx HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n\
                    Content-Length: 8388609\r\n\r\n";
    let reply = send(sandbox.address(), declared.as_bytes())
        .await
        .expect("is answered");
    assert_eq!(reply.status, 413);
    let largest = " ".repeat(8 * 1024 * 1024);
    let reply = ask(
        &sandbox,
        "POST",
        "/API/API.asmx",
        &["Content-Type: text/xml"],
        &largest,
    )
    .await;
    assert_eq!(reply.status, 400);

    let mut stream = TcpStream::connect(sandbox.address())
        .await
        .expect("connects");
    let head = "POST /API/API.asmx HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("is sent");
    let chunk = format!("100000\r\n{}\r\n", " ".repeat(0x10_0000));
    for _ in 0..9 {
        // The server may have hung up already.
        let _ = stream.write_all(chunk.as_bytes()).await;
    }
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    assert!(bytes.is_empty() || parse(&bytes).is_some_and(|reply| reply.status == 413));
    // And it still works.
    assert_eq!(call11(&sandbox, "login", EMAIL, &[]).await.status, 200);
}

#[tokio::test]
async fn what_is_no_http_gets_no_far() {
    let sandbox = start().await;
    for bytes in [
        &b"\x16\x03\x01\x02\0\x01\0\x01\xfc"[..],
        b"hello\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let reply = send(sandbox.address(), bytes).await;
        assert!(reply.is_none_or(|reply| reply.status == 400));
    }
    assert!(sandbox.calls().is_empty());
}

#[tokio::test]
async fn the_wsdl_names_the_address_it_is_asked_at() {
    let sandbox = start().await;
    for path in [
        "/API/API.asmx?wsdl",
        "/api/api.asmx?WSDL",
        "/Api/API.ASMX?Wsdl",
    ] {
        let reply = ask(&sandbox, "GET", path, &[], "").await;
        assert_eq!(
            reply.header("Content-Type"),
            Some("text/xml; charset=utf-8")
        );
        assert!(is_well_formed(&reply));
        let address = "location=\"http://sandbox.localhost/API/API.asmx\"";
        assert_eq!(reply.body.matches(address).count(), 2, "{path}");
        assert_eq!(reply.body.matches("address location=").count(), 2, "{path}");
    }
    // A host that could break out of an attribute, or out of a line, is not repeated.
    let strange = "GET /API/API.asmx?wsdl HTTP/1.1\r\nHost: a\"b<c\r\nConnection: close\r\n\r\n";
    let reply = send(sandbox.address(), strange.as_bytes())
        .await
        .expect("is answered");
    assert!(
        reply
            .body
            .contains(&format!("location=\"{}\"", sandbox.endpoint()))
    );
}

#[tokio::test]
async fn browsers_get_help_pages() {
    let sandbox = start().await;
    let list = ask(&sandbox, "GET", "/API/API.asmx", &[], "").await;
    assert_eq!(
        list.header("Content-Type"),
        Some("text/html; charset=utf-8")
    );
    assert!(
        list.body
            .contains("<a href=\"/API/API.asmx?op=login\">login</a>")
    );
    // What is not known leads back to the list.
    let other = ask(&sandbox, "GET", "/API/API.asmx?op=%3Cscript%3E", &[], "").await;
    assert_eq!(other.body, list.body);
}

#[tokio::test]
async fn calls_are_shown_as_they_come() {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let sandbox = Sandbox::builder()
        .on_call(move |call| {
            // The test has ended if nobody listens.
            let _ = sender.send(call.to_string());
        })
        .start()
        .await
        .expect("starts");
    call11(&sandbox, "login", EMAIL, &[]).await;
    let shown = receiver.recv().await.expect("is shown");
    assert_eq!(
        shown,
        "POST /API/API.asmx Soap11 login(sEmail=some@email.com, sPassword=***) 200 login_OK"
    );
    assert_eq!(sandbox.calls().len(), 1);
}

#[tokio::test]
async fn html_is_escaped() {
    let sandbox = start().await;
    // Of what HTML has a use for, only this gets past the check of a URL.
    for path in ["/&lt;b", "/API/API.asmx/&lt;b"] {
        let reply = ask(&sandbox, "GET", path, &[], "").await;
        assert!(reply.body.contains("/&amp;lt;b"), "{path}: {}", reply.body);
    }
    let reply = ask(&sandbox, "GET", "/API/API.asmx/login", &[], "").await;
    assert_eq!(reply.status, 500);
    assert!(reply.body.contains("URL unexpectedly ending in '/login'"));
    let reply = ask(&sandbox, "DELETE", "/API/API.asmx", &[], "").await;
    assert_eq!(reply.status, 405);
}
