//! The guide's sample "C# with `HttpWebRequest`" for `requestAuthCodeSSO`, in Rust.
//!
//! `cargo run --example csharp_httpwebrequest` asks the sandbox. Set `RESCUE_SSO_ID`, `RESCUE_COMPANY` and `RESCUE_PASSWORD` to ask the
//! real service, and `RESCUE_ENDPOINT` to ask another.

mod common;

use std::error::Error;

use logmein_rescue::{Protocol, Rescue};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service = common::service().await?;

    // Theirs has the folder of the pages, and makes a request for requestAuthCodeSSO.aspx in it. Ours finds the pages
    // beside the endpoint.
    let client = Rescue::builder()
        .endpoint(&service.endpoint)
        .protocol(Protocol::HttpGet)
        .build()?;

    // Theirs glues identifier, password and company to the address, so that a password with `&` or `+` in it is cut
    // short or changed. Ours escapes them, and shows the address nowhere.
    let credentials = &service.credentials;

    // Theirs sends the request and reads the reply into a string, to be compared with `OK AUTHCODE: `, which the
    // service does not quite send. Ours looks for the word and the label, and gives the code or an error.
    let code = client.request_auth_code_sso(credentials).await?;

    // Theirs writes the reply onto the page.
    println!("OK AUTHCODE: {}", code.expose());
    Ok(())
}
