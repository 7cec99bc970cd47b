//! The guide's sample "HTTP GET" for `requestAuthCodeSSO`, in Rust.
//!
//! `cargo run --example http_get` asks the sandbox. Set `RESCUE_SSO_ID`, `RESCUE_COMPANY` and `RESCUE_PASSWORD` to ask the
//! real service, and `RESCUE_ENDPOINT` to ask another.

mod common;

use std::error::Error;

use logmein_rescue::{Protocol, Rescue};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service = common::service().await?;

    // Theirs is an address to open: requestAuthCodeSSO.aspx with `ssoid`, `pwd` and `company` in its query. This makes
    // the same address. It is here for parity: servers, proxies and browsers keep addresses, password and all.
    let rescue = Rescue::builder()
        .endpoint(&service.endpoint)
        .protocol(Protocol::HttpGet)
        .build()?;

    // Theirs shows the text that comes back. Ours reads it, and fails where it is not a code.
    let code = rescue.request_auth_code_sso(&service.credentials).await?;
    println!("OK AUTHCODE: {}", code.expose());
    Ok(())
}
