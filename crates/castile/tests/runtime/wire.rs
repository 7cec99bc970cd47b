//! Replies over a real connection: what HTTP itself can do to one.
#![cfg(feature = "reqwest")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use castile::{DecodeErrorKind, ErrorKind};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

/// Answers one request with these bytes, and calls the service with a client that is as it comes.
fn call(reply: Vec<u8>) -> Result<castile::Reply<GetReportResponse>, castile::Error> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/shop", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut piece = [0; 4096];
        while !request.ends_with(b"</soap:Envelope>") {
            let length = connection.read(&mut piece).unwrap();
            assert!(length > 0, "the request ends in the middle");
            request.extend_from_slice(&piece[..length]);
        }
        // A client that has read enough may be gone.
        let _ = connection.write_all(&reply);
    });
    let client = shop::ShopClient::new(Client::new(endpoint).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let outcome = runtime.block_on(client.get_report(&request()));
    server.join().unwrap();
    outcome
}

/// A response with this head, its lines as they are written here.
fn response(head: &str, body: &[u8]) -> Vec<u8> {
    let head = head.replace('\n', "\r\n");
    [head.as_bytes(), b"\r\n\r\n", body].concat()
}

fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\nContent-Type: text/xml; charset=utf-8\nConnection: close{headers}"
    );
    response(&head, body)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The kind of an error, and that of its cause where the reply could be had.
fn failure(reply: Vec<u8>) -> (ErrorKind, Option<DecodeErrorKind>) {
    let error = call(reply).unwrap_err();
    (error.kind(), error.decode().map(DecodeError::kind))
}

#[test]
fn informational_responses_come_before_the_reply() {
    let body = more("<size>3</size>");
    let early = response(
        "HTTP/1.1 103 Early Hints\nLink: </style.css>; rel=preload",
        b"",
    );
    let length = format!("\nContent-Length: {}", body.len());
    let reply = call([&*early, &*early, &*ok(&length, body.as_bytes())].concat()).unwrap();
    assert_eq!(reply.report.size, Some(3));
    assert!(reply.deviations().is_empty(), "{:?}", reply.deviations());
}

#[test]
fn a_content_length_that_lies_is_an_error() {
    let body = more("");
    let with = |length: usize| ok(&format!("\nContent-Length: {length}"), body.as_bytes());
    assert_eq!(call(with(body.len())).unwrap().report.id, 1);
    for less in [1, 20, body.len() / 2] {
        assert_eq!(
            failure(with(body.len() - less)),
            (ErrorKind::Decode, Some(DecodeErrorKind::Truncated))
        );
    }
    assert_eq!(
        failure(with(0)),
        (ErrorKind::Decode, Some(DecodeErrorKind::NotSoap))
    );
    assert_eq!(failure(with(body.len() + 1)), (ErrorKind::Transport, None));
    // No length: the end of the connection is the end of the body.
    assert_eq!(call(ok("", body.as_bytes())).unwrap().report.id, 1);
    let cut = &body.as_bytes()[..body.len() - 9];
    assert_eq!(
        failure(ok("", cut)),
        (ErrorKind::Decode, Some(DecodeErrorKind::Truncated))
    );
}

#[test]
fn chunks_that_end_in_the_middle_are_an_error() {
    let body = more("");
    let (first, second) = body.split_at(100);
    let chunked = |end: &str| {
        let chunks = format!(
            "{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n{end}",
            first.len(),
            second.len()
        );
        ok("\nTransfer-Encoding: chunked", chunks.as_bytes())
    };
    assert_eq!(call(chunked("0\r\n\r\n")).unwrap().report.id, 1);
    assert_eq!(failure(chunked("")), (ErrorKind::Transport, None));
    assert_eq!(failure(chunked("5\r\nab")), (ErrorKind::Transport, None));
}

#[test]
fn gzip_is_what_is_in_it() {
    let packed = |bytes: &[u8]| {
        let bytes = gzip(bytes);
        ok(
            &format!("\nContent-Encoding: gzip\nContent-Length: {}", bytes.len()),
            &bytes,
        )
    };
    assert_eq!(call(packed(more("").as_bytes())).unwrap().report.id, 1);
    let text = more("");
    let utf16 = text.encode_utf16().flat_map(u16::to_le_bytes);
    let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(utf16).collect();
    assert_eq!(call(packed(&marked)).unwrap().report.id, 1);
    let not_soap = (ErrorKind::Decode, Some(DecodeErrorKind::NotSoap));
    assert_eq!(failure(packed(b"<html>sign in</html>")), not_soap);
    assert_eq!(failure(packed(b"")), not_soap);
    // Not said, or said of what is none, or cut off.
    assert_eq!(failure(ok("", &gzip(more("").as_bytes()))), not_soap);
    let claimed = ok("\nContent-Encoding: gzip", more("").as_bytes());
    assert_eq!(failure(claimed), (ErrorKind::Transport, None));
    let cut = gzip(more("").as_bytes());
    let cut = ok("\nContent-Encoding: gzip", &cut[..cut.len() - 9]);
    assert_eq!(failure(cut), (ErrorKind::Transport, None));
}
