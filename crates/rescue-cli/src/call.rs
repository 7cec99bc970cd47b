//! `rescue auth-code` and `rescue login-ticket`: one call each.
//!
//! In: the arguments. Out: an [`Answer`]. Where `--sandbox` is given, the sandbox lives as long as the call.

use castile::secret::mask_url;
use castile::{Deviations, Policy};
use logmein_rescue::api::RequestAuthCodeSsoResponse;
use logmein_rescue::{Arch, Protocol, Rescue, SsoCredentials};
use rescue_sandbox::{Sandbox, demo};
use tracing::subscriber::DefaultGuard;

use crate::args::{AuthCode, Bits, Call, LoginTicket, Page};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::password;
use crate::report::{self, Answer};
use crate::tolerated::Collector;

pub(crate) async fn auth_code(arguments: &AuthCode) -> Result<Answer, Failure> {
    let ready = prepare(&arguments.call, arguments.protocol.into()).await?;
    let code = ready
        .rescue
        .request_auth_code_sso(&ready.credentials)
        .await?;
    let reply = code
        .reply()
        .soap::<RequestAuthCodeSsoResponse>()
        .map(serde_json::to_value)
        .transpose();
    let reply = reply.map_err(|error| Failure::from_error(Exit::Unexpected, &error))?;
    let answer = ready.answer("auth_code", code.expose(), code.deviations().clone());
    Ok(Answer { reply, ..answer })
}

pub(crate) async fn login_ticket(arguments: &LoginTicket) -> Result<Answer, Failure> {
    if arguments.page == Page::Sso && arguments.arch.is_some() {
        return Err(Failure::usage(
            "`--arch` is for `--page dtc` only: the console in the browser has no builds",
        )
        .hint("leave out `--arch`, or `--page`"));
    }
    let ready = prepare(&arguments.call, arguments.protocol.into()).await?;
    let ticket = match arguments.page {
        Page::Sso => ready.rescue.login_ticket(&ready.credentials).await?,
        Page::Dtc => {
            let arch = Arch::from(arguments.arch.unwrap_or(Bits::X86));
            ready
                .rescue
                .login_ticket_dtc(&ready.credentials, arch)
                .await?
        }
    };
    Ok(ready.answer("login_ticket", ticket.url(), Deviations::default()))
}

/// All that a call needs.
struct Ready {
    rescue: Rescue,
    credentials: SsoCredentials,
    collector: Collector,
    /// The collector collects until it is dropped.
    _collecting: DefaultGuard,
    /// Stops when it is dropped.
    _sandbox: Option<Sandbox>,
}

impl Ready {
    fn answer(&self, name: &'static str, value: &str, deviations: Deviations) -> Answer {
        Answer {
            name,
            value: value.to_owned(),
            protocol: self.rescue.protocol().to_string(),
            endpoint: mask_url(self.rescue.endpoint()),
            deviations,
            reply: None,
            tolerated: self.collector.take(),
        }
    }
}

async fn prepare(call: &Call, protocol: Protocol) -> Result<Ready, Failure> {
    let password = password::find(call)?;
    // Without `--sandbox` both are there: the command line requires them.
    let sso_id = call.sso_id.as_deref().unwrap_or(demo::SSO_ID);
    let company = call.company.as_deref().unwrap_or(demo::COMPANY);
    let credentials =
        SsoCredentials::new(sso_id, password, company).allow_any_company(call.any_company);

    let sandbox = if call.sandbox {
        Some(start_sandbox().await?)
    } else {
        None
    };
    let mut builder = Rescue::builder().protocol(protocol);
    if let Some(endpoint) = sandbox
        .as_ref()
        .map(Sandbox::endpoint)
        .or_else(|| call.endpoint.clone())
    {
        builder = builder.endpoint(endpoint);
    }
    for host in &call.allow_plain_http {
        builder = builder.allow_plain_http(host.as_str());
    }
    if let Some(timeout) = call.timeout {
        builder = builder.timeout(timeout);
    }
    if call.strict {
        builder = builder.policy(Policy::strict());
    }
    let rescue = builder.build()?;
    let collector = Collector::default();
    Ok(Ready {
        rescue,
        credentials,
        _collecting: tracing::subscriber::set_default(collector.clone()),
        collector,
        _sandbox: sandbox,
    })
}

async fn start_sandbox() -> Result<Sandbox, Failure> {
    let sandbox = Sandbox::start()
        .await
        .map_err(|error| Failure::from_error(Exit::Unexpected, &error))?;
    report::note(&format!(
        "asking the sandbox at {}; what it gives is of no use at the real service",
        sandbox.endpoint()
    ));
    Ok(sandbox)
}
