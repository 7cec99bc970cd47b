//! From a program without `async`: a runtime made once, and a call that waits.
//!
//! `cargo run --example blocking` asks the sandbox. Set `RESCUE_SSO_ID`, `RESCUE_COMPANY` and `RESCUE_PASSWORD` to ask the
//! real service, and `RESCUE_ENDPOINT` to ask another.

mod common;

use std::error::Error;

use logmein_rescue::Rescue;

fn main() -> Result<(), Box<dyn Error>> {
    // Keep it as long as the client: connections live on it, and so does the sandbox here.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let service = runtime.block_on(common::service())?;

    let rescue = Rescue::builder().endpoint(&service.endpoint).build()?;
    let code = runtime.block_on(rescue.request_auth_code_sso(&service.credentials))?;
    println!("{}", code.expose());
    Ok(())
}
