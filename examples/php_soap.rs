//! The guide's sample "PHP with SOAP" for `requestAuthCodeSSO`, in Rust.
//!
//! `cargo run --example php_soap` asks the sandbox. Set `RESCUE_SSO_ID`, `RESCUE_COMPANY` and `RESCUE_PASSWORD` to ask the
//! real service, and `RESCUE_ENDPOINT` to ask another.

mod common;

use std::error::Error;

use logmein_rescue::Rescue;
use logmein_rescue::api::RequestAuthCodeSso;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let service = common::service().await?;
    let credentials = &service.credentials;

    // Theirs makes a SoapClient from the address of the WSDL, which it fetches whenever it runs. Ours was made from
    // the WSDL when the crate was built.
    let soapclient = Rescue::builder().endpoint(&service.endpoint).build()?;

    // Theirs puts identifier, password and company into an array, under the names that the contract gives them. Ours
    // is a struct: a misspelt name does not compile, where theirs sends nothing in its place.
    let parameters = RequestAuthCodeSso {
        s_ssoid: Some(credentials.sso_id().to_owned()),
        s_password: Some(credentials.password().clone()),
        s_company: Some(credentials.company().to_owned()),
    };

    // Theirs calls the operation by its name, and so does ours.
    let result = soapclient.api().request_auth_code_sso(&parameters).await?;

    // Theirs prints the object it got, code included. A `Secret` has to be asked for its text; and where theirs
    // looks the same on success and on failure, `Rescue::request_auth_code_sso` gives a code or an error.
    println!(
        "[requestAuthCodeSSOResult] => {}",
        result.request_auth_code_sso_result.as_str()
    );
    if let Some(code) = &result.s_auth_code {
        println!("[sAuthCode] => {}", code.expose());
    }
    Ok(())
}
