//! The guide's sample "C# with `HttpWebRequest`" for `getDTCLoginTicket`, in Rust: a page of an intranet that sends the
//! technician's browser on to the console.
//!
//! `cargo run --example csharp_httpwebrequest_ticket` serves the page on this machine, opens it as a browser would, and
//! prints what the browser gets. With `serve` after it, it waits for a real browser. It asks the sandbox. Set
//! `RESCUE_SSO_ID`, `RESCUE_COMPANY` and `RESCUE_PASSWORD` to ask the real service, and `RESCUE_ENDPOINT` to ask another.

mod common;

use std::error::Error;
use std::io;

use logmein_rescue::{Arch, Rescue, SsoCredentials};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service = common::service().await?;
    // Theirs makes a request for each visit. Ours keeps one client, and with it the connection.
    let rescue = Rescue::builder().endpoint(&service.endpoint).build()?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    println!("the page is at http://{address}/");
    let stays = std::env::args().nth(1).as_deref() == Some("serve");
    let visit = (!stays).then(|| tokio::spawn(visit(address)));
    loop {
        let (browser, _) = listener.accept().await?;
        if let Err(error) = page_load(browser, &rescue, &service.credentials).await {
            eprintln!("a browser went away: {error}");
        }
        if let Some(visit) = visit {
            println!("{}", visit.await??);
            return Ok(());
        }
    }
}

/// Answers one browser. Theirs runs on a web server that knows the visitor; so should this, before it goes on: whoever
/// gets the address is signed in.
async fn page_load(
    browser: TcpStream,
    rescue: &Rescue,
    credentials: &SsoCredentials,
) -> io::Result<()> {
    let mut browser = BufReader::new(browser);
    let mut line = String::from("the first line");
    // The head of the request ends with an empty line.
    while !line.trim().is_empty() {
        line.clear();
        browser.read_line(&mut line).await?;
    }

    // Theirs glues identifier, password and company to the address of GetDTCLoginTicket.aspx, with `arch=64` where a
    // flag says that the console is the 64-bit one, then sends it and reads the reply into a string. Ours posts them.
    let reply = match rescue.login_ticket_dtc(credentials, Arch::X64).await {
        // Theirs looks whether the reply begins with `OK:`, and redirects the browser to what follows.
        Ok(ticket) => format!(
            "HTTP/1.1 302 Found\r\nLocation: {}\r\nCache-Control: no-store\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            ticket.url()
        ),
        // Theirs has the word otherwise. It is for whoever runs the page; the visitor learns that it failed.
        Err(error) => {
            eprintln!("no ticket: {error}");
            let text = "The console cannot be opened now.\n";
            let head =
                "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nConnection: close\r\n";
            format!("{head}Content-Length: {}\r\n\r\n{text}", text.len())
        }
    };
    browser.get_mut().write_all(reply.as_bytes()).await?;
    browser.get_mut().shutdown().await
}

/// What a browser gets from the page: the first line of the reply, and where it is sent.
async fn visit(address: std::net::SocketAddr) -> io::Result<String> {
    let mut page = TcpStream::connect(address).await?;
    page.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await?;
    let mut reply = String::new();
    page.read_to_string(&mut reply).await?;
    let shown = |line: &&str| line.starts_with("HTTP/") || line.starts_with("Location: ");
    Ok(reply.lines().filter(shown).collect::<Vec<_>>().join("\n"))
}
