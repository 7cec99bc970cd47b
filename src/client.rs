//! The facade: one method for each thing to be had, whatever the protocol.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use castile::transport::{Retry, Transport};
use castile::{Client, Exchange, Limits, Policy, Secret, SoapVersion, Tap};

use crate::api::{ApiClient, RequestAuthCodeSso};
use crate::aspx;
use crate::credentials::SsoCredentials;
use crate::endpoint::{Addresses, DEFAULT};
use crate::error::Error;
use crate::page::PageCall;
use crate::protocol::{Arch, Protocol};
use crate::return_value::ReturnValue;
use crate::ticket::{AuthCode, LoginTicket};

/// A client of the service. Cheap to clone; clones share connections and cookies, and two that were built share none.
///
/// ```no_run
/// use std::time::Duration;
///
/// use logmein_rescue::{Protocol, Rescue};
///
/// # fn main() -> Result<(), logmein_rescue::Error> {
/// let rescue = Rescue::builder().protocol(Protocol::Soap12).timeout(Duration::from_secs(20)).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Rescue {
    api: ApiClient,
    addresses: Arc<Addresses>,
    protocol: Protocol,
    policy: Policy,
}

/// Settings of a [`Rescue`].
#[must_use = "nothing is made before `build` is called"]
pub struct RescueBuilder {
    endpoint: String,
    protocol: Protocol,
    timeout: Option<Duration>,
    retry: Retry,
    policy: Policy,
    limits: Limits,
    plain_hosts: Vec<String>,
    transport: Option<Arc<dyn Transport>>,
    tap: Option<Box<dyn Tap>>,
}

impl Rescue {
    /// The defaults, to be changed: the real service, SOAP 1.1, 100 seconds for a call.
    pub fn builder() -> RescueBuilder {
        RescueBuilder {
            endpoint: DEFAULT.to_owned(),
            protocol: Protocol::default(),
            timeout: None,
            retry: Retry::never(),
            policy: Policy::default(),
            limits: Limits::default(),
            plain_hosts: Vec::new(),
            transport: None,
            tap: None,
        }
    }

    /// Asks for an authentication code by the method `requestAuthCodeSSO`.
    ///
    /// A new code makes the one before it useless: keep it, and do not ask for one per call.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind). `OK` without a code is an error, too.
    pub async fn request_auth_code_sso(
        &self,
        credentials: &SsoCredentials,
    ) -> Result<AuthCode, Error> {
        const METHOD: &str = "requestAuthCodeSSO";
        credentials
            .check_company()
            .map_err(|message| Error::invalid_company(METHOD, message))?;
        if matches!(self.protocol, Protocol::Soap11 | Protocol::Soap12) {
            return self.auth_code_by_soap(METHOD, credentials).await;
        }
        let parameters = [
            ("ssoid", credentials.sso_id()),
            ("pwd", credentials.password().expose()),
            ("company", credentials.company()),
        ];
        let url = format!("{}requestAuthCodeSSO.aspx", self.addresses.api);
        let made = |code: &str| AuthCode::new(Secret::from(code), castile::Deviations::default());
        self.page(METHOD, url, credentials, &parameters, aspx::auth_code, made)
            .await
    }

    /// Asks for the address that logs a technician in to the web console, by the page `GetLoginTicket.aspx`.
    ///
    /// The page has no SOAP form: it is called by POST unless the protocol is [`Protocol::HttpGet`].
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn login_ticket(&self, credentials: &SsoCredentials) -> Result<LoginTicket, Error> {
        self.ticket("GetLoginTicket", credentials, Arch::X86).await
    }

    /// Asks for the address that downloads the desktop console with a technician logged in, by the page
    /// `GetDTCLoginTicket.aspx`.
    ///
    /// The page has no SOAP form: it is called by POST unless the protocol is [`Protocol::HttpGet`].
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn login_ticket_dtc(
        &self,
        credentials: &SsoCredentials,
        arch: Arch,
    ) -> Result<LoginTicket, Error> {
        self.ticket("GetDTCLoginTicket", credentials, arch).await
    }

    /// The client that was generated from the contract, for every operation of the service.
    ///
    /// It shares connections and the session cookie with this one, so that what follows its `login` is logged in.
    /// It speaks SOAP 1.2 where the protocol is [`Protocol::Soap12`], and SOAP 1.1 otherwise. It does not judge
    /// results: a refusal is a value in the reply.
    ///
    /// ```no_run
    /// use logmein_rescue::{Rescue, SsoCredentials, api};
    ///
    /// # async fn demo(rescue: Rescue, credentials: SsoCredentials) -> Result<(), Box<dyn std::error::Error>> {
    /// let code = rescue.request_auth_code_sso(&credentials).await?;
    /// let request = api::GetAccount { s_auth_code: Some(code.secret().clone()) };
    /// let account = rescue.api().get_account(&request).await?;
    /// println!("{}: {}", account.get_account_result.as_str(), account.i_account_id);
    /// for deviation in account.deviations() {
    ///     eprintln!("{deviation}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn api(&self) -> &ApiClient {
        &self.api
    }

    /// Where SOAP requests go.
    pub fn endpoint(&self) -> &str {
        &self.addresses.soap
    }

    /// How codes are asked for.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    async fn auth_code_by_soap(
        &self,
        method: &'static str,
        credentials: &SsoCredentials,
    ) -> Result<AuthCode, Error> {
        let request = RequestAuthCodeSso {
            s_ssoid: Some(credentials.sso_id().to_owned()),
            s_password: Some(credentials.password().clone()),
            s_company: Some(credentials.company().to_owned()),
        };
        let reply = self.api.request_auth_code_sso(&request).await;
        let reply = reply.map_err(|error| Error::call_failed(method, error))?;
        let word = reply.request_auth_code_sso_result.as_str();
        if let Some(value) = ReturnValue::of_result(word) {
            return Err(Error::refused(method, value, word));
        }
        let deviations = reply.deviations().clone();
        let answer = reply.into_inner();
        let found = match &answer.s_auth_code {
            None => "no `sAuthCode`",
            Some(code) if code.expose().trim().is_empty() => "an empty `sAuthCode`",
            Some(code)
                if code
                    .expose()
                    .contains(|c: char| c.is_whitespace() || c.is_control()) =>
            {
                "an `sAuthCode` with white space in it"
            }
            Some(code) => {
                return Ok(AuthCode::new(code.clone(), deviations).with_reply(answer));
            }
        };
        Err(Error::reply(
            method,
            format!("expected an authentication code with its success, found {found}"),
        ))
    }

    async fn ticket(
        &self,
        method: &'static str,
        credentials: &SsoCredentials,
        arch: Arch,
    ) -> Result<LoginTicket, Error> {
        credentials
            .check_company()
            .map_err(|message| Error::invalid_company(method, message))?;
        let mut parameters = vec![
            ("ssoid", credentials.sso_id()),
            ("Password", credentials.password().expose()),
            ("CompanyID", credentials.company()),
        ];
        if arch == Arch::X64 {
            parameters.push(("arch", "64"));
        }
        let url = format!("{}{method}.aspx", self.addresses.sso);
        self.page(
            method,
            url,
            credentials,
            &parameters,
            aspx::login_ticket,
            LoginTicket::new,
        )
        .await
    }

    async fn page<T>(
        &self,
        method: &'static str,
        url: String,
        credentials: &SsoCredentials,
        parameters: &[(&str, &str)],
        parse: for<'t> fn(&'t str) -> Result<aspx::Found<'t>, aspx::Problem>,
        made: fn(&str) -> T,
    ) -> Result<T, Error> {
        let call = PageCall {
            method,
            url,
            password: credentials.password(),
            parameters,
            in_url: self.protocol == Protocol::HttpGet,
        };
        call.send(self.api.client(), self.policy, parse, made).await
    }
}

impl fmt::Debug for Rescue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rescue")
            .field("endpoint", &castile::secret::mask_url(&self.addresses.soap))
            .field("protocol", &self.protocol)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

impl RescueBuilder {
    /// Where the service is; the real one unless set.
    ///
    /// The address of `API.asmx`, with or without `?wsdl`; or the folder it is in (`https://host/API/`); or the
    /// host alone, which stands for `https://host/API/API.asmx`. Pages are beside it: `requestAuthCodeSSO.aspx` in
    /// the folder of `API.asmx`, the ticket pages in the folder `SSO` next to that one.
    ///
    /// An `http://` address is called on this machine only, see [`allow_plain_http`](Self::allow_plain_http).
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = endpoint.into();
        self
    }

    /// How authentication codes are asked for. SOAP 1.1 unless set.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.protocol = protocol;
        self
    }

    /// The longest time of a whole call. 100 seconds unless set, as .NET has it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Whether a call that failed on the way is made again. It is not unless set.
    ///
    /// Do not say [`idempotent`](Retry::idempotent) where codes are asked for: each new one makes the one before it
    /// useless.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// What is tolerated in replies. Everything that can be unless set, with a note of it.
    ///
    /// In the text of a page, lines beyond the expected ones are [`UnknownText`](castile::DeviationKind::UnknownText),
    /// and a content type that is not text is [`ContentType`](castile::DeviationKind::ContentType).
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// The most that is read of a reply.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Allows plain `http` to a host, by name. Passwords sent there can be read on the way.
    ///
    /// It has no effect on a [transport](Self::transport) of your own.
    pub fn allow_plain_http(mut self, host: impl Into<String>) -> Self {
        self.plain_hosts.push(host.into());
        self
    }

    /// Sends requests, SOAP and pages alike, by a transport of your own: a
    /// [`ReqwestTransport`](castile::transport::ReqwestTransport) with other settings, another HTTP client, a test.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Tells `tap` of each call as it went over the wire, SOAP and pages alike, its secrets hidden. The text of a
    /// [`castile::Exchange`] can be sent to whoever is to help.
    pub fn tap(mut self, tap: impl Tap + 'static) -> Self {
        self.tap = Some(Box::new(tap));
        self
    }

    /// The client. Nothing is sent yet.
    ///
    /// # Errors
    /// The endpoint cannot be used, or there is no transport: one has to be given where the feature `reqwest` is off.
    pub fn build(self) -> Result<Rescue, Error> {
        let addresses = Addresses::of(&self.endpoint)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(self.plain_hosts)?,
        };
        let client = Client::with_transport(&addresses.soap, transport);
        let mut client = client.map_err(|error| Error::configuration(error.to_string()))?;
        if let Some(timeout) = self.timeout {
            client = client.with_timeout(timeout);
        }
        if let Some(tap) = self.tap {
            client = client.with_tap(move |call: &Exchange| tap.tell(call));
        }
        let version = if self.protocol == Protocol::Soap12 {
            SoapVersion::Soap12
        } else {
            SoapVersion::Soap11
        };
        let client = client
            .with_version(version)
            .with_policy(self.policy)
            .with_limits(self.limits)
            .with_retry(self.retry);
        Ok(Rescue {
            api: ApiClient::new(client),
            addresses: Arc::new(addresses),
            protocol: self.protocol,
            policy: self.policy,
        })
    }
}

impl fmt::Debug for RescueBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RescueBuilder")
            .field("endpoint", &castile::secret::mask_url(&self.endpoint))
            .field("protocol", &self.protocol)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("policy", &self.policy)
            .field("limits", &self.limits)
            .field("plain_hosts", &self.plain_hosts)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "there is none where the feature `reqwest` is off"
)]
fn default_transport(plain_hosts: Vec<String>) -> Result<Arc<dyn Transport>, Error> {
    let name =
        http::HeaderValue::from_static(concat!("logmein-rescue/", env!("CARGO_PKG_VERSION")));
    let builder = castile::transport::ReqwestTransport::builder().user_agent(name);
    let builder = plain_hosts.into_iter().fold(
        builder,
        castile::transport::ReqwestTransportBuilder::allow_plain_http,
    );
    Ok(Arc::new(builder.build()))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: Vec<String>) -> Result<Arc<dyn Transport>, Error> {
    Err(Error::configuration(
        "there is no transport: give one to `RescueBuilder::transport`, or turn on the feature `reqwest`",
    ))
}
