//! The facade: what all calls have in common. The calls themselves are in [`operations`](crate::operations).

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use castile::codegen::{Element, Operation, Request, Success};
use castile::transport::{Retry, Transport};
use castile::{
    Client, DeviationObserver, Deviations, Exchange, Limits, Policy, Secret, SoapVersion, Tap,
};

use tokio::sync::{Mutex, MutexGuard};

use crate::api::ApiClient;
use crate::aspx::{Found, Problem};
use crate::credentials::LoginCredentials;
use crate::endpoint::{Addresses, DEFAULT};
use crate::error::Error;
use crate::login::Login;
use crate::pace::Limit;
use crate::page::{PageCall, Parameters};
use crate::protocol::Protocol;
use crate::reply::Reply;

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
    code: Option<Secret>,
    login: Option<Arc<Login>>,
    /// Who has logged in by [`with_login`](Self::with_login), here or at a clone: the cookies are theirs.
    account: Arc<OnceLock<String>>,
    /// Held while a report is set and made, since its settings are those of the session.
    report: Arc<Mutex<()>>,
    #[cfg(feature = "governor")]
    pace: Option<Arc<crate::pace::Pace>>,
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
    observer: Option<Box<dyn DeviationObserver>>,
    #[cfg(feature = "governor")]
    keeps_rate_limits: bool,
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
            observer: None,
            #[cfg(feature = "governor")]
            keeps_rate_limits: false,
        }
    }

    /// The client that was generated from the contract, for every operation of the service.
    ///
    /// It shares connections and the session cookie with this one, so that what follows its `login` is logged in.
    /// It speaks SOAP 1.2 where the protocol is [`Protocol::Soap12`], and SOAP 1.1 otherwise. A refusal is
    /// [`castile::ErrorKind::Refused`], with the word as the service said it.
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

    /// How calls are made.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The same client, with an authentication code in every call that takes one: one that was asked for, or a token
    /// made in the Admin Center, which works as one.
    ///
    /// Connections and cookies are still those of this client. The service looks at a login first, so that it is not
    /// the code that decides who calls where somebody is logged in here: build a client of its own for the code then.
    ///
    /// ```no_run
    /// # use logmein_rescue::{Rescue, SsoCredentials};
    /// # async fn demo(rescue: Rescue, credentials: SsoCredentials) -> Result<(), logmein_rescue::Error> {
    /// let code = rescue.request_auth_code_sso(&credentials).await?;
    /// let rescue = rescue.with_auth_code(code);
    /// println!("{:?}", rescue.account().await?.organization);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_auth_code(&self, code: impl Into<Secret>) -> Self {
        Self {
            code: Some(code.into()),
            ..self.clone()
        }
    }

    /// The same client, which logs in before its first call, and again where the service says that nobody is logged
    /// in; it then makes the call again. A session dies after twenty idle minutes.
    ///
    /// Tasks that share the client log in once for all. Where `NotLoggedInAsAdmin` comes right after a login, the
    /// person is no administrator, and there is no other attempt for that word. What [`reports`](Self::reports) sets
    /// one by one is lost with a session, so these calls are not made again: [`Reports::fetch`](crate::Reports::fetch)
    /// is.
    ///
    /// The session is a cookie that clones share, so that they can be one account only: where another one has logged in
    /// by this already, each call is [`ErrorKind::Configuration`](crate::ErrorKind::Configuration). Build a client for each.
    #[must_use]
    pub fn with_login(&self, credentials: LoginCredentials) -> Self {
        Self {
            login: Some(Arc::new(Login::new(credentials))),
            ..self.clone()
        }
    }

    /// Calls any operation of the contract over SOAP, as the other calls of this client are made: after a login where
    /// [`with_login`](Self::with_login) says who logs in, and with a refusal as an error. The authentication code is
    /// up to the request.
    ///
    /// ```no_run
    /// use logmein_rescue::{Rescue, api};
    ///
    /// # async fn demo(rescue: Rescue) -> Result<(), logmein_rescue::Error> {
    /// let request = api::GetNote { i_session_id: 1053624838, s_auth_code: None };
    /// let (operation, success) = (&api::operations::GET_NOTE, &api::operations::success::GET_NOTE);
    /// let note = rescue.call(operation, success, &request).await?;
    /// println!("{:?}", note.s_note);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn call<A>(
        &self,
        operation: &'static Operation,
        success: &'static Success<A>,
        request: &(dyn Request + Sync),
    ) -> Result<Reply<A>, Error>
    where
        A: Element + Clone + Send + Sync + 'static,
    {
        self.attempt(|| self.soap(operation, success, request, |answer: &A| Ok(answer.clone())))
            .await
    }

    /// Calls an operation over SOAP, without a login where there is none. `success` is the rule that the generated
    /// client goes by, `made` makes something of an answer that is success, or says what is wrong with it.
    pub(crate) async fn soap<A, T>(
        &self,
        operation: &'static Operation,
        success: &'static Success<A>,
        request: &(dyn Request + Sync),
        made: impl Fn(&A) -> Result<T, String>,
    ) -> Result<Reply<T>, Error>
    where
        A: Element + Send + Sync + 'static,
    {
        self.claim()?;
        let client = self.api.client();
        let reply = client.call_judged(operation, success, None, request).await;
        let reply: castile::Reply<A> =
            reply.map_err(|error| Error::call_failed(operation.name, error))?;
        match made(&reply) {
            Ok(value) => {
                let word = (success.status)(&reply).unwrap_or_default();
                Ok(Reply::of_soap(value, word, reply))
            }
            Err(what) => Err(Error::reply(operation.name, what).with_answer(reply)),
        }
    }

    /// Calls the page of this name in the folder of the endpoint, with the authentication code if there is one.
    pub(crate) async fn page<'a, T>(
        &'a self,
        method: &'static str,
        mut parameters: Parameters<'a>,
        parse: impl Fn(&str) -> Result<Found<T>, Problem>,
    ) -> Result<Reply<T>, Error> {
        if let Some(code) = &self.code {
            parameters.push(("authcode", code.expose().into()));
        }
        self.attempt(|| self.page_once(method, &parameters, &parse))
            .await
    }

    /// The same with what is given only, and without a login where there is none.
    pub(crate) async fn page_once<T>(
        &self,
        method: &'static str,
        parameters: &Parameters<'_>,
        parse: impl Fn(&str) -> Result<Found<T>, Problem>,
    ) -> Result<Reply<T>, Error> {
        let url = format!("{}{method}.aspx", self.addresses.api);
        self.page_at(method, &url, parameters, parse).await
    }

    pub(crate) async fn page_at<T>(
        &self,
        method: &'static str,
        url: &str,
        parameters: &Parameters<'_>,
        parse: impl Fn(&str) -> Result<Found<T>, Problem>,
    ) -> Result<Reply<T>, Error> {
        self.claim()?;
        let call = PageCall {
            method,
            url,
            parameters,
            in_url: self.protocol == Protocol::HttpGet,
        };
        call.send(self.api.client(), self.policy, parse).await
    }

    /// Makes a call, and once more after a login where nobody is logged in and [`with_login`](Self::with_login) says
    /// so.
    pub(crate) async fn attempt<T, F>(&self, call: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        match &self.login {
            None => call().await,
            Some(login) => login.attempt(self, call).await,
        }
    }

    /// Refuses a call where the cookies may be those of another account than the one that
    /// [`with_login`](Self::with_login) says.
    fn claim(&self) -> Result<(), Error> {
        let Some(login) = &self.login else {
            return Ok(());
        };
        let email = login.email();
        self.account.get_or_init(|| email.to_owned());
        self.check_account(email)
    }

    /// Refuses to be somebody else than who has logged in by [`with_login`](Self::with_login).
    pub(crate) fn check_account(&self, email: &str) -> Result<(), Error> {
        let account = self.account.get();
        if account.is_none_or(|account| account.eq_ignore_ascii_case(email)) {
            return Ok(());
        }
        Err(Error::configuration(
            "another account has logged in here, or at a clone, which has the same session: build a `Rescue` for each account",
        ))
    }

    /// Waits until the limits of the service allow the call, where they are kept.
    #[cfg_attr(
        not(feature = "governor"),
        expect(clippy::unused_async, reason = "nobody waits without the feature")
    )]
    pub(crate) async fn wait(&self, limit: Limit) {
        #[cfg(feature = "governor")]
        if let Some(pace) = &self.pace {
            pace.wait(limit).await;
        }
        #[cfg(not(feature = "governor"))]
        let _ = limit;
    }

    /// Waits for other tasks that make a report with settings of their own.
    pub(crate) async fn report_turn(&self) -> MutexGuard<'_, ()> {
        self.report.lock().await
    }

    /// The authentication code, as SOAP requests take it.
    pub(crate) fn code(&self) -> Option<Secret> {
        self.code.clone()
    }

    pub(crate) fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    pub(crate) fn speaks_soap(&self) -> bool {
        matches!(self.protocol, Protocol::Soap11 | Protocol::Soap12)
    }
}

impl fmt::Debug for Rescue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rescue")
            .field("endpoint", &castile::secret::mask_url(&self.addresses.soap))
            .field("protocol", &self.protocol)
            .field("policy", &self.policy)
            .field("auth_code", &self.code)
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

    /// How calls are made, where the service documents several ways. SOAP 1.1 unless set.
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

    /// Tells `observer` of the deviations of each reply over SOAP: [`DeviationCounts`](castile::DeviationCounts) to see
    /// over time where the service leaves its contract, or a closure that feeds a metric.
    ///
    /// Pages have no contract to deviate from. What is tolerated there is in
    /// [`Reply::page_deviations`](crate::Reply::page_deviations), and an event of `tracing` (target `logmein_rescue`), as
    /// each deviation over SOAP is (target `castile`).
    pub fn deviation_observer(mut self, observer: impl DeviationObserver + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Whether calls wait until the documented limits of the service allow them: ten logins in three minutes, a PIN
    /// code and an e-mail text a second, a report a minute. They do not unless set; the service then refuses with
    /// `LIMITREACHED`, `POLLRATEEXCEEDED` or `ERROR`.
    ///
    /// Clones of the client share the limits. The service counts the calls of other programs, too, so that a refusal
    /// is still possible. The time of waiting is not part of the [timeout](Self::timeout).
    #[cfg(feature = "governor")]
    pub fn keep_rate_limits(mut self, keep: bool) -> Self {
        self.keeps_rate_limits = keep;
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
        if let Some(observer) = self.observer {
            client = client.with_deviation_observer(move |operation: &str, all: &Deviations| {
                observer.observe(operation, all);
            });
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
            code: None,
            login: None,
            account: Arc::default(),
            report: Arc::default(),
            #[cfg(feature = "governor")]
            pace: self
                .keeps_rate_limits
                .then(|| Arc::new(crate::pace::Pace::new())),
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
