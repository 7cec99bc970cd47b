//! `rescue serve`: answers until it is told to stop.

mod common;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use common::{MARKER, rescue};

/// A server that is ended with the test.
struct Server {
    child: Child,
    endpoint: String,
}

impl Server {
    fn start() -> Self {
        let mut command = rescue(&["serve", "--port", "0"]).command;
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.expect("the command runs");
        let mut line = String::new();
        let out = child.stdout.as_mut().expect("standard output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let endpoint = line
            .strip_prefix("listening on ")
            .expect("the endpoint")
            .trim_end()
            .to_owned();
        Self { child, endpoint }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn it_answers_shows_calls_and_stops_at_ctrl_c() {
    let mut server = Server::start();
    let call = |command: &str, protocol: &str, password: &str| {
        let words = [
            command,
            "--protocol",
            protocol,
            "--endpoint",
            &server.endpoint,
            "--sso-id",
            "123456",
            "--company",
            "654321",
        ];
        rescue(&words).password(password).run()
    };
    let mut given = Vec::new();
    for protocol in ["soap11", "soap12", "post", "get"] {
        let ran = call("auth-code", protocol, "secretPassword");
        assert_eq!(ran.code, 0, "{ran:?}");
        given.push(ran.out.trim_end().to_owned());
        assert_eq!(call("auth-code", protocol, MARKER).code, 11);
    }
    let ran = call("login-ticket", "get", "secretPassword");
    assert_eq!(ran.code, 0, "{ran:?}");
    given.push(
        ran.out
            .split("icket=")
            .last()
            .expect("a ticket")
            .trim_end()
            .to_owned(),
    );

    let interrupt = Command::new("kill")
        .args(["-INT", &server.child.id().to_string()])
        .status();
    assert!(interrupt.expect("kill runs").success());
    assert_eq!(server.child.wait().expect("it ends").code(), Some(0));
    let mut shown = String::new();
    server
        .child
        .stderr
        .take()
        .expect("standard error")
        .read_to_string(&mut shown)
        .expect("UTF-8");
    let soap = "requestAuthCodeSSO(sSSOID=123456, sPassword=***, sCompany=654321) 200";
    let page = "/API/requestAuthCodeSSO.aspx";
    let parameters = "requestAuthCodeSSO(ssoid=123456, pwd=***, company=654321) 200";
    let mut expected = String::new();
    for version in ["Soap11", "Soap12"] {
        for result in ["requestAuthCode_OK", "requestAuthCode_Invalid"] {
            writeln!(expected, "POST /API/API.asmx {version} {soap} {result}").expect("text");
        }
    }
    for (method, protocol) in [("POST", "HttpPost"), ("GET", "HttpGet")] {
        for result in ["OK", "INVALID"] {
            writeln!(expected, "{method} {page} {protocol} {parameters} {result}").expect("text");
        }
    }
    let ticket = shown.strip_prefix(&expected).expect("the calls for codes");
    assert_eq!(ticket.lines().count(), 1, "{shown}");
    for secret in given {
        assert!(!secret.is_empty() && !shown.contains(&secret), "{shown}");
    }
}

#[test]
fn an_address_that_cannot_be_used_is_said_why() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let ran = rescue(&["serve", "--port", &port]).run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(
        ran.err.starts_with("error: cannot listen on `127.0.0.1:"),
        "{ran:?}"
    );
    assert!(
        ran.err
            .ends_with("hint: choose another `--port` or `--bind`\n"),
        "{ran:?}"
    );

    let ran = rescue(&["serve", "--port", "0", "--bind", "0.0.0.0"]).run();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains("hint: add `--allow-remote`"), "{ran:?}");
}

#[test]
fn a_company_is_read_or_refused() {
    let folder = std::env::temp_dir().join(format!("rescue-serve-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("company.json");
    std::fs::write(&path, "{\"naem\": 1}").expect("is written");
    let path = path.to_str().expect("UTF-8");
    let ran = rescue(&["serve", "--port", "0", "--company", path]).run();
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err.contains("is not a company: unknown field `naem`"),
        "{ran:?}"
    );
    let ran = rescue(&["serve", "--port", "0", "--company", "/no/such/file"]).run();
    assert!(
        ran.code == 2 && ran.err.contains("cannot read `/no/such/file`"),
        "{ran:?}"
    );
    std::fs::remove_dir_all(&folder).expect("is removed");
}
