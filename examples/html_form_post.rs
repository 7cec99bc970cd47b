//! The guide's sample "HTTP POST" for `requestAuthCodeSSO`, an HTML form, in Rust.
//!
//! `cargo run --example html_form_post` shows the page, sends its form to the sandbox, and prints the code.
//! `cargo run --example html_form_post serve` serves the page to a browser instead. Set `RESCUE_SSO_ID`,
//! `RESCUE_COMPANY` and `RESCUE_PASSWORD` to ask the real service, and `RESCUE_ENDPOINT` to ask another.

mod common;

use std::error::Error;

use logmein_rescue::{Protocol, Rescue};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service = common::service().await?;
    let rescue = Rescue::builder()
        .endpoint(&service.endpoint)
        .protocol(Protocol::HttpPost)
        .build()?;
    let page = page(rescue.api().client().endpoint());
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return serve(&page).await;
    }
    println!("{page}");

    // Theirs is sent by whoever opens the page and submits it. This sends the same three fields to the same address,
    // without the browser; the password is in no page.
    let code = rescue.request_auth_code_sso(&service.credentials).await?;

    // Theirs shows the text that comes back.
    println!("OK AUTHCODE: {}", code.expose());
    Ok(())
}

/// A page with the form. The guide has the values in it; here they are typed, so that no page holds a password.
fn page(endpoint: &str) -> String {
    // The address of the page that takes the form, beside API.asmx.
    let (folder, _) = endpoint.rsplit_once('/').unwrap_or_default();
    let action = format!("{folder}/requestAuthCodeSSO.aspx");
    format!(
        r#"<!DOCTYPE html>
<title>requestAuthCodeSSO</title>
<form method="post" action="{}">
  <label>Single sign-on ID <input name="ssoid" required></label>
  <label>Password <input name="pwd" type="password" required></label>
  <label>Company <input name="company" required inputmode="numeric" pattern="[0-9]+"></label>
  <button>Request a code</button>
</form>"#,
        action.replace('&', "&amp;").replace('"', "&quot;")
    )
}

/// Serves the page until the program is ended.
async fn serve(page: &str) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("the form is at http://{}/", listener.local_addr()?);
    loop {
        let (browser, _) = listener.accept().await?;
        if let Err(error) = answer(browser, page).await {
            eprintln!("a browser went away: {error}");
        }
    }
}

async fn answer(browser: TcpStream, page: &str) -> std::io::Result<()> {
    let mut browser = BufReader::new(browser);
    let mut line = String::from("the first line");
    // The head of the request ends with an empty line.
    while !line.trim().is_empty() {
        line.clear();
        browser.read_line(&mut line).await?;
    }
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n";
    let reply = format!("{head}Content-Length: {}\r\n\r\n{page}", page.len());
    browser.get_mut().write_all(reply.as_bytes()).await?;
    browser.get_mut().shutdown().await
}
