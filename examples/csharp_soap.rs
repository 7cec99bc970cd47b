//! The guide's sample "C# with SOAP" for `requestAuthCodeSSO`, in Rust.
//!
//! `cargo run --example csharp_soap` asks the sandbox. Set `RESCUE_SSO_ID`, `RESCUE_COMPANY` and `RESCUE_PASSWORD` to ask the
//! real service, and `RESCUE_ENDPOINT` to ask another.

mod common;

use std::error::Error;

use logmein_rescue::{ErrorKind, Rescue};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service = common::service().await?;

    // Theirs makes a proxy from classes that a tool wrote once, and gives it a cookie container to keep a session.
    // Ours is written anew when the WSDL changes, and has its cookies from the start.
    let proxy = Rescue::builder().endpoint(&service.endpoint).build()?;

    // Theirs has three strings. Ours knows which of them is a password, and does not print it.
    let credentials = &service.credentials;

    // Theirs calls the method, which returns a value of an enumeration and leaves the code in an out parameter. Here
    // the code is what the method returns.
    match proxy.request_auth_code_sso(credentials).await {
        // Theirs compares the value with the one for success, and writes the code onto the page.
        Ok(code) => println!("requestAuthCode: OK\n{}", code.expose()),
        // Theirs writes the value otherwise. A value that the contract lacks throws in theirs; here it is a word.
        Err(error) => match error.kind() {
            ErrorKind::Refused(value) => {
                let word = error.word().unwrap_or_default();
                println!("requestAuthCode failed: {word}, {value}");
            }
            // Theirs does not catch what the network does, and this does not, either.
            _ => return Err(error.into()),
        },
    }
    Ok(())
}
