//! Whom the examples ask: the sandbox, or the service that the environment names.

use std::env;
use std::error::Error;

use logmein_rescue::SsoCredentials;
use rescue_sandbox::{Sandbox, demo};

/// Whom to ask, and as whom. The sandbox, if it is one, stops when this is dropped.
pub(crate) struct Service {
    pub(crate) endpoint: String,
    pub(crate) credentials: SsoCredentials,
    _sandbox: Option<Sandbox>,
}

/// Starts the sandbox, or takes `RESCUE_SSO_ID`, `RESCUE_PASSWORD`, `RESCUE_COMPANY`, and `RESCUE_ENDPOINT` where it is
/// not the real service.
pub(crate) async fn service() -> Result<Service, Box<dyn Error>> {
    let named = ["RESCUE_ENDPOINT", "RESCUE_SSO_ID", "RESCUE_COMPANY"];
    if named.iter().all(|name| env::var_os(name).is_none()) {
        let sandbox = Sandbox::start().await?;
        eprintln!("asking the sandbox at {}", sandbox.endpoint());
        return Ok(Service {
            endpoint: sandbox.endpoint(),
            credentials: SsoCredentials::new(demo::SSO_ID, demo::PASSWORD, demo::COMPANY),
            _sandbox: Some(sandbox),
        });
    }
    let variable = |name: &str| env::var(name).map_err(|error| format!("{name}: {error}"));
    Ok(Service {
        endpoint: variable("RESCUE_ENDPOINT")
            .unwrap_or_else(|_| logmein_rescue::api::ApiClient::ADDRESS.to_owned()),
        credentials: SsoCredentials::new(
            variable("RESCUE_SSO_ID")?,
            variable("RESCUE_PASSWORD")?,
            variable("RESCUE_COMPANY")?,
        ),
        _sandbox: None,
    })
}
