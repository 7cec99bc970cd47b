use super::*;

/// Lines with the ends that MIME has.
fn crlf(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

fn read(content_type: &str, body: &str) -> Result<Package<'static>, String> {
    let body: &'static [u8] = crlf(body).leak();
    split(content_type, body, &Limits::new()).map_err(|error| error.to_string())
}

const TYPE: &str = "Multipart/Related; start=\"<b>\"; boundary=\"x y\"; type=\"text/xml\"";

#[test]
fn parts_and_their_headers() {
    let package = read(
        TYPE,
        "a preamble\n--x y  \nContent-ID: <a>\nContent-Type: text/plain;\n charset=utf-8\n\none\n--x yz\n\ntwo\n\
         --x y\ncontent-id:<b>\n\n<e/>\n--x y\n\n\n--x y\nContent-Transfer-Encoding: BASE64\n\nb25l\nIQ==\n\
         --x y\nContent-Transfer-Encoding: quoted-printable\n\na=3Db=\nc\n--x y--\nan epilogue\n--x y\n",
    )
    .expect("a sound message");
    assert_eq!(&*package.root, b"<e/>");
    assert_eq!(package.content_type, "");
    let parts: Vec<_> = package
        .attachments
        .iter()
        .map(|one| one.bytes.as_slice())
        .collect();
    assert_eq!(
        parts,
        [&b"one\r\n--x yz\r\n\r\ntwo"[..], b"", b"one!", b"a=bc"]
    );
    let first = &package.attachments[0];
    assert_eq!(first.content_type, "text/plain; charset=utf-8");
    assert_eq!(first.content_id, "a");
}

#[test]
fn lines_may_end_in_line_feeds() {
    let body = b"--b\nContent-Type: text/xml\n\n<e/>\n--b--\n";
    let package = split("multipart/related;boundary=b", body, &Limits::new()).expect("a message");
    assert_eq!(&*package.root, b"<e/>");
    assert_eq!(package.content_type, "text/xml");
}

#[test]
fn what_is_wrong_is_said() {
    let part = "--b\n\n<e/>\n";
    let plain = "multipart/related; boundary=b";
    let endless = format!("--b\nX: {}\n\n--b--", "y".repeat(HEADER_BYTES));
    let many = format!("--b\n{}\n--b--", "X: y\n".repeat(HEADER_BYTES / 4));
    for (content_type, body, expected) in [
        (
            "multipart/related",
            part,
            "expected a `boundary` in the content type, found content type `multipart/related`",
        ),
        (
            "multipart/related; boundary=\"\"",
            part,
            "expected a `boundary` in the content type, found content type",
        ),
        (
            plain,
            part,
            "expected the last boundary, `--b`, found the end of the message",
        ),
        (
            plain,
            "",
            "expected the last boundary, `--b`, found the end of the message",
        ),
        (
            plain,
            "--b--",
            "expected an envelope in the first part, found no parts",
        ),
        (
            plain,
            "--b\nX: y\n--b--",
            "expected an empty line after the headers of a part, found no end of them",
        ),
        (
            plain,
            &endless,
            "expected at most 16384 bytes of headers of a part, found more; no setting raises this limit",
        ),
        (
            plain,
            &many,
            "expected at most 16384 bytes of headers of a part, found more; no setting raises this limit",
        ),
        (
            "multipart/related; boundary=b; start=\"<a>\"",
            "--b\n\n<e/>\n--b--",
            "expected the part that the content type names, found `start` is `<a>`, and no part has it",
        ),
        (
            plain,
            "--b\n\n\n--b\nContent-ID: <a>\n\n\n--b\nContent-ID: a\n\n\n--b--",
            "expected parts with a `Content-ID` each, found two with `a`",
        ),
        (
            plain,
            "--b\nContent-Transfer-Encoding: x-own\n\n\n--b--",
            "expected a `Content-Transfer-Encoding` that MIME has, found `x-own`",
        ),
        (
            plain,
            "--b\nContent-ID: <a>\nX: y\nX: z\ncontent-id: <a>\n\n\n--b--",
            "expected one `Content-ID` in each part, found `<a>` and `<a>`",
        ),
        (
            plain,
            "--b\nContent-Type: text/xml\nContent-Type : text/plain\n\n\n--b--",
            "expected one `Content-Type` in each part, found `text/xml` and `text/plain`",
        ),
        (
            plain,
            "--b\nContent-Transfer-Encoding: base64\nContent-Transfer-Encoding: binary\n\nAA==\n--b--",
            "expected one `Content-Transfer-Encoding` in each part, found `base64` and `binary`",
        ),
        (
            plain,
            "--b\nContent-Transfer-Encoding: base64\n\n!!\n--b--",
            "expected valid base64 in a part without a `Content-ID`, found text that is none",
        ),
        (
            plain,
            "--b\nContent-ID: <a>\nContent-Transfer-Encoding: quoted-printable\n\n=X\n--b--",
            "expected valid quoted-printable in the part `a`, found text that is none",
        ),
        (
            plain,
            "--b\nContent-Transfer-Encoding: quoted-printable\n\n=+F\n--b--",
            "expected valid quoted-printable in a part without a `Content-ID`, found text that is none",
        ),
    ] {
        let error = read(content_type, body).expect_err(body);
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn limits() {
    let body = crlf("--b\n\n<e/>\n--b\n\n12345\n--b\n\n1\n--b--");
    let limited = |limits: Limits| {
        split("multipart/related; boundary=b", &body, &limits).map_err(|error| error.to_string())
    };
    limited(Limits::new().with_attachments(2).with_attachment_bytes(5)).expect("within");
    let error = limited(Limits::new().with_attachments(1)).expect_err("too many");
    assert!(
        error.contains("at most 1 attachments") && error.contains("with_attachments"),
        "{error}"
    );
    let error = limited(Limits::new().with_attachment_bytes(4)).expect_err("too large");
    assert!(error.contains("with_attachment_bytes"), "{error}");
}

#[test]
fn parameters() {
    let value = "a/b; X = \"q;\\\"=\" ;y=2;z";
    assert_eq!(parameter(value, "x").as_deref(), Some("q;\"="));
    assert_eq!(parameter(value, "Y").as_deref(), Some("2"));
    assert_eq!(parameter(value, "z"), None);
    assert_eq!(parameter("a/b", "x"), None);
    assert_eq!(parameter("a/b; x=\"", "x").as_deref(), Some(""));
}

#[test]
fn what_is_joined_can_be_split() {
    let mut attachments = vec![
        Attachment::new("image/png", b"\r\n--castile-0-boundary--\r\n".to_vec()),
        Attachment::new("x\r\nContent-ID: <y>", Vec::new()),
    ];
    attachments[0].content_id = "a=1@castile".to_owned();
    attachments[1].content_id = "b=2@castile".to_owned();
    let (content_type, body) = join("<e/>", "text/xml; charset=utf-8", &attachments);
    let package = split(&content_type, &body, &Limits::new()).expect("a sound message");
    assert_eq!(&*package.root, b"<e/>");
    assert_eq!(package.content_type, "text/xml; charset=utf-8");
    attachments[1].content_type = "x  Content-ID: <y>".to_owned();
    assert_eq!(package.attachments, attachments);
}

/// Nothing that comes makes it panic.
#[test]
fn any_bytes() {
    let pieces = [
        "--b",
        "--",
        "\r\n",
        "\n",
        "Content-ID: <a>",
        ":",
        "=",
        "x",
        "",
        "\u{0}",
    ];
    let mut state = 7_usize;
    for length in 0..2_000 {
        let mut body = String::new();
        for _ in 0..length % 40 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            body.push_str(pieces[(state >> 33) % pieces.len()]);
        }
        let _ = split(
            "multipart/related; boundary=b; start=a",
            body.as_bytes(),
            &Limits::new(),
        );
        let _ = parameter(&body, "boundary");
    }
}
