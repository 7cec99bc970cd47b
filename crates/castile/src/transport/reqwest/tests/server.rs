//! A server on this machine that does what it is told, right or wrong, and remembers what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The number of the connection it came on, from 0.
    pub(super) connection: usize,
    /// `POST /path`
    pub(super) line: String,
    /// As they came, names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What the server does with a request.
pub(super) enum Reply {
    /// Sends these bytes and waits for the next request.
    Send(Vec<u8>),
    /// Sends these bytes and closes the connection.
    Close(Vec<u8>),
    /// Sends these bytes, and nothing more for a long time.
    Stall(Vec<u8>),
    /// Sends the first bytes, and then the second for as long as somebody reads.
    Endless(Vec<u8>, Vec<u8>),
}

pub(super) struct Server {
    pub(super) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Starts a server that answers each request by `reply`.
    pub(super) fn start(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let reply = Arc::new(reply);
        thread::spawn(move || {
            for (connection, stream) in listener.incoming().enumerate() {
                let (seen, reply) = (Arc::clone(&seen), Arc::clone(&reply));
                thread::spawn(move || converse(connection, &stream.unwrap(), &seen, &*reply));
            }
        });
        Self { address, asked }
    }

    /// A server that answers every request with this head, without its last empty line, and body. It closes the
    /// connection, and says so: else the next request could go into a connection that is just being closed.
    pub(super) fn fixed(head: &str, body: &[u8]) -> Self {
        let whole = response(&format!("{head}\nConnection: close"), body);
        Self::start(move |_| Reply::Close(whole.clone()))
    }

    pub(super) fn url(&self, rest: &str) -> String {
        format!("http://{}{rest}", self.address)
    }

    /// What it was asked so far.
    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

pub(super) fn response(head: &str, body: &[u8]) -> Vec<u8> {
    [head.replace('\n', "\r\n").as_bytes(), b"\r\n\r\n", body].concat()
}

/// A response with a length, after which the connection lives on.
pub(super) fn ok(headers: &str, body: &[u8]) -> Reply {
    let head = format!("HTTP/1.1 200 OK\nContent-Length: {}{headers}", body.len());
    Reply::Send(response(&head, body))
}

/// Answers the requests of one connection until either side has enough. Errors mean that the client is gone.
fn converse(
    connection: usize,
    mut stream: &TcpStream,
    seen: &Mutex<Vec<Asked>>,
    reply: &dyn Fn(&Asked) -> Reply,
) {
    let mut reader = BufReader::new(stream);
    while let Some(asked) = read(connection, &mut reader) {
        seen.lock().unwrap().push(asked.clone());
        match reply(&asked) {
            Reply::Send(bytes) => {
                if stream.write_all(&bytes).is_err() {
                    return;
                }
            }
            Reply::Close(bytes) => {
                let _ = stream.write_all(&bytes);
                return;
            }
            Reply::Stall(bytes) => {
                let _ = stream.write_all(&bytes);
                // Ends when the client gives up, which is what the tests are about.
                let _ = std::io::copy(&mut reader, &mut std::io::sink());
                return;
            }
            Reply::Endless(bytes, more) => {
                let mut result = stream.write_all(&bytes);
                while result.is_ok() {
                    result = stream.write_all(&more);
                }
                return;
            }
        }
    }
}

/// Reads a request, or nothing where the client is gone.
fn read(connection: usize, reader: &mut BufReader<&TcpStream>) -> Option<Asked> {
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        reader
            .read_until(b'\n', &mut line)
            .ok()
            .filter(|length| *length > 0)?;
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let headers: Vec<(String, String)> = lines
        .iter()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let line = lines
        .first()
        .map(|line| line.trim_end_matches(" HTTP/1.1").to_owned());
    let mut asked = Asked {
        connection,
        line: line.unwrap_or_default(),
        headers,
        body: Vec::new(),
    };
    let length = asked
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    asked.body.resize(length, 0);
    reader.read_exact(&mut asked.body).ok()?;
    Some(asked)
}
