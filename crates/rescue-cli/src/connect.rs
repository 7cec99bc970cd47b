//! A client as the arguments want it: the sandbox started where it is asked for, the wire shown, or nothing sent.
//!
//! In: [`Connection`], and who calls. Out: [`Ready`], which keeps alive what a call needs.

use std::sync::{Arc, Mutex, PoisonError};

use castile::Policy;
use castile::transport::{SendFuture, SendOptions, Transport, TransportError, TransportErrorKind};
use logmein_rescue::castile::Exchange;
use logmein_rescue::{LoginCredentials, Protocol, Rescue, Secret};
use rescue_sandbox::{Sandbox, demo};
use tracing::subscriber::DefaultGuard;

use crate::args::{self, CallerOptions, Connection};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::password::{self, AUTH_CODE};
use crate::profile::Profile;
use crate::report;
use crate::tolerated::Collector;

/// All that a call needs.
pub(crate) struct Ready {
    pub(crate) rescue: Rescue,
    pub(crate) collector: Collector,
    /// Requests that were not sent.
    unsent: Unsent,
    is_dry_run: bool,
    /// The collector collects until it is dropped.
    _collecting: DefaultGuard,
    /// Stops when it is dropped.
    _sandbox: Option<Sandbox>,
}

impl Ready {
    /// The requests of a dry run, if it is one and came so far.
    pub(crate) fn unsent(&self) -> Option<Vec<String>> {
        let mut unsent = self.unsent.0.lock().unwrap_or_else(PoisonError::into_inner);
        (self.is_dry_run && !unsent.is_empty()).then(|| std::mem::take(&mut *unsent))
    }

    /// Logs in now, for calls that the facade logs nobody in for.
    pub(crate) async fn with_login(self, caller: Caller) -> Result<Self, Failure> {
        match caller {
            Caller::Login(credentials) if !self.is_dry_run => {
                self.rescue.login(&credentials).await?;
                Ok(self)
            }
            caller => Ok(self.with_caller(caller)),
        }
    }

    /// Logs in before the calls, or gives them a code, as the arguments say.
    pub(crate) fn with_caller(mut self, caller: Caller) -> Self {
        self.rescue = match caller {
            Caller::Login(credentials) if self.is_dry_run => {
                report::note(&format!(
                    "a login as {} would come before this",
                    credentials.email()
                ));
                self.rescue
            }
            Caller::Login(credentials) => self.rescue.with_login(credentials),
            Caller::Code(code) => self.rescue.with_auth_code(code),
            Caller::Nobody => self.rescue,
        };
        self
    }
}

/// Who calls.
pub(crate) enum Caller {
    Login(LoginCredentials),
    Code(Secret),
    /// The call says it, or the service will.
    Nobody,
}

impl Caller {
    /// The code, if it is one.
    pub(crate) fn code(&self) -> Option<&Secret> {
        match self {
            Self::Code(code) => Some(code),
            Self::Login(_) | Self::Nobody => None,
        }
    }

    /// What is given on the command line comes before the environment, and that before the profile.
    pub(crate) fn find(
        login: &CallerOptions,
        connection: &Connection,
        profile: &Profile,
    ) -> Result<Self, Failure> {
        if let Some(path) = &login.auth_code_file {
            return Ok(Self::Code(password::of_file(path, "authentication code")?));
        }
        if let Some(email) = &login.login {
            let password = password::find(&login.password, connection, profile)?;
            return Ok(Self::Login(LoginCredentials::new(email, password)));
        }
        if connection.sandbox {
            let password = password::find(&login.password, connection, profile)?;
            return Ok(Self::Login(LoginCredentials::new(demo::EMAIL, password)));
        }
        if let Some(code) = password::of_environment(AUTH_CODE, "authentication code")? {
            return Ok(Self::Code(code));
        }
        if let Some(email) = &profile.login {
            let password = password::find(&login.password, connection, profile)?;
            return Ok(Self::Login(LoginCredentials::new(email, password)));
        }
        Ok(Self::Nobody)
    }
}

/// Is told of each operation that was called.
pub(crate) type Watch = Box<dyn Fn(&str) + Send + Sync>;

/// Makes the client. Nothing is sent yet.
pub(crate) async fn connect(
    connection: &Connection,
    profile: &Profile,
    protocol: Protocol,
    watch: Option<Watch>,
) -> Result<Ready, Failure> {
    let sandbox = if connection.sandbox {
        Some(start_sandbox().await?)
    } else {
        None
    };
    let mut builder = Rescue::builder().protocol(protocol);
    let endpoint = sandbox.as_ref().map(Sandbox::endpoint);
    if let Some(endpoint) = endpoint
        .or_else(|| connection.endpoint.clone())
        .or_else(|| profile.endpoint.clone())
    {
        builder = builder.endpoint(endpoint);
    }
    let hosts = connection.allow_plain_http.iter();
    for host in hosts.chain(&profile.allow_plain_http) {
        builder = builder.allow_plain_http(host.as_str());
    }
    let timeout = match (connection.timeout, profile.timeout) {
        (Some(timeout), _) => Some(timeout),
        (None, Some(seconds)) => {
            let refused = || {
                let name = &profile.name;
                Failure::usage(format!(
                    "the timeout of the profile `{name}` is not above 0"
                ))
            };
            Some(args::duration(seconds).ok_or_else(refused)?)
        }
        (None, None) => None,
    };
    if let Some(timeout) = timeout {
        builder = builder.timeout(timeout);
    }
    if connection.strict {
        builder = builder.policy(Policy::strict());
    }
    let unsent = Unsent::default();
    if connection.dry_run {
        let keep = unsent.clone();
        builder = builder
            .transport(NotSent)
            .tap(move |call: &Exchange| keep.push(call.request()));
    } else if connection.verbose {
        builder = builder.tap(report::exchange);
    } else if let Some(watch) = watch {
        builder = builder.tap(move |call: &Exchange| watch(call.operation()));
    }
    let collector = Collector::default();
    Ok(Ready {
        rescue: builder.build()?,
        _collecting: tracing::subscriber::set_default(collector.clone()),
        collector,
        unsent,
        is_dry_run: connection.dry_run,
        _sandbox: sandbox,
    })
}

/// Requests that were not sent, their secrets hidden.
#[derive(Clone, Default)]
struct Unsent(Arc<Mutex<Vec<String>>>);

impl Unsent {
    fn push(&self, request: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(request.to_owned());
    }
}

/// Sends nothing.
struct NotSent;

impl Transport for NotSent {
    fn send<'a>(&'a self, request: http::Request<Vec<u8>>, _: &'a SendOptions) -> SendFuture<'a> {
        let endpoint = request.uri().to_string();
        Box::pin(async move {
            Err(TransportError::new(
                TransportErrorKind::Other,
                &endpoint,
                "nothing is sent in a dry run",
            ))
        })
    }
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
