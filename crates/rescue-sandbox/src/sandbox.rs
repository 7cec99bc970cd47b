//! The handle of a running sandbox, and how to start one.

use std::collections::VecDeque;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::calls::{Call, Log, Watcher};
use crate::clock::Clock;
use crate::company::Company;
use crate::error::Error;
use crate::server;
use crate::site::{ENDPOINT, Planned, Site};
use crate::state::{Rules, State};
use crate::sync::lock;
use crate::trouble::Trouble;

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    address: SocketAddr,
    site: Arc<Site>,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Starts a sandbox on a free port of `127.0.0.1`.
    ///
    /// # Errors
    ///
    /// If no port can be bound, or there is no Tokio runtime.
    pub async fn start() -> Result<Sandbox, Error> {
        Sandbox::builder().start().await
    }

    /// Starts with the defaults, to be changed.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its origin, such as `http://127.0.0.1:40123`. The `.aspx` pages are under it.
    pub fn url(&self) -> String {
        self.site.origin.clone()
    }

    /// Its SOAP endpoint, such as `http://127.0.0.1:40123/API/API.asmx`.
    pub fn endpoint(&self) -> String {
        format!("{}{ENDPOINT}", self.site.origin)
    }

    /// Makes the next call go wrong, or the one after those already spoken for.
    ///
    /// SOAP calls and the `.aspx` pages take a trouble each; the WSDL and the help pages do not.
    pub fn next(&self, trouble: Trouble) {
        self.plan(None, trouble);
    }

    /// Makes the next call of an operation go wrong, over any protocol; other calls go on as they should.
    ///
    /// The name is that of the SOAP operation, such as `getSession_V3`, or of the file of a ticket page.
    pub fn next_of(&self, operation: impl Into<String>, trouble: Trouble) {
        self.plan(Some(operation.into()), trouble);
    }

    fn plan(&self, operation: Option<String>, trouble: Trouble) {
        lock(&self.site.troubles).push_back(Planned { operation, trouble });
    }

    /// The calls received so far, oldest first, at most the last thousand. They hold no secrets.
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.site.log).all()
    }

    /// The calls of an operation, oldest first. The name is as [`Call::operation`] has it.
    pub fn calls_of(&self, operation: &str) -> Vec<Call> {
        let mut calls = self.calls();
        calls.retain(|call| call.operation.as_deref() == Some(operation));
        calls
    }

    /// The company as it is now.
    pub fn company(&self) -> Company {
        lock(&self.site.state).company.clone()
    }

    /// Changes the company, as a customer or an administrator at the service's own pages would. Who is logged in stays
    /// so.
    pub fn change(&self, change: impl FnOnce(&mut Company)) {
        change(&mut lock(&self.site.state).company);
    }

    /// A customer enters a PIN code, which is then used up: a session waits for its technician. Its ID, or `None` for
    /// a code that is not good.
    pub fn customer_joins(&self, pin_code: &str) -> Option<i32> {
        let now = self.site.clock.now();
        lock(&self.site.state).join(pin_code.parse().ok()?, now)
    }

    /// Puts the sandbox's clock forward.
    pub fn advance(&self, time: Duration) {
        self.site.clock.advance(time);
    }

    /// Begins anew: with the company of the start, nobody logged in, no codes, calls or troubles. The clock goes on.
    pub fn reset(&self) {
        self.site.reset(None);
    }

    /// Stops, and returns when the port is free. Calls in progress are cut off.
    pub async fn shutdown(mut self) {
        self.server.abort();
        // The task ends as cancelled, which is what was asked for.
        let _ = (&mut self.server).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// Settings of a sandbox that is about to start.
#[derive(Debug)]
#[must_use = "nothing starts before `start` is called"]
pub struct Builder {
    address: SocketAddr,
    allow_remote: bool,
    ticket_origin: Option<String>,
    remote_control: bool,
    watcher: Option<Watcher>,
    company: Company,
    stopped_clock: bool,
    rules: Rules,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allow_remote: false,
            ticket_origin: None,
            remote_control: false,
            watcher: None,
            company: Company::default(),
            stopped_clock: false,
            rules: Rules {
                idle_expiry: Duration::from_secs(20 * 60),
                rate_limits: false,
                auth_codes: VecDeque::new(),
            },
        }
    }
}

impl Builder {
    /// Where to listen. Port 0 is any free port. The default is port 0 of `127.0.0.1`.
    pub fn bind(mut self, address: impl Into<SocketAddr>) -> Builder {
        self.address = address.into();
        self
    }

    /// Allows an address that other machines can reach. They can then log in to the company; the control pages stay
    /// closed to them.
    pub fn allow_remote(mut self, allowed: bool) -> Builder {
        self.allow_remote = allowed;
        self
    }

    /// Opens the control pages to other machines, too: in a container, every caller is one.
    pub fn remote_control(mut self, allowed: bool) -> Builder {
        self.remote_control = allowed;
        self
    }

    /// The company to start with, and to come back to at a reset. The default is the
    /// [demonstration company](crate::demo).
    pub fn company(mut self, company: Company) -> Builder {
        self.company = company;
        self
    }

    /// The origin of the addresses in answers, such as `https://secure.logmeinrescue.com`: login tickets, invitation
    /// links. The default is the one the sandbox is called at, where the address leads to a small page.
    pub fn ticket_origin(mut self, origin: impl Into<String>) -> Builder {
        self.ticket_origin = Some(origin.into());
        self
    }

    /// How long a session lasts without use. The default is twenty minutes, as documented.
    pub fn idle_expiry(mut self, time: Duration) -> Builder {
        self.rules.idle_expiry = time;
        self
    }

    /// Whether the clock of the sandbox stands still, but for [`Sandbox::advance`]. The default is no.
    pub fn stopped_clock(mut self, stopped: bool) -> Builder {
        self.stopped_clock = stopped;
        self
    }

    /// Whether the documented limits are kept: ten logins in three minutes, a PIN code and an e-mail text each second,
    /// a report each minute. The default is no, for the sake of test suites.
    pub fn rate_limits(mut self, kept: bool) -> Builder {
        self.rules.rate_limits = kept;
        self
    }

    /// The authentication codes to give out first. Random ones follow.
    pub fn auth_codes<I>(mut self, codes: I) -> Builder
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.rules.auth_codes = codes.into_iter().map(Into::into).collect();
        self
    }

    /// Shows each call as it is answered, such as to print it. It holds no secrets.
    pub fn on_call(mut self, watch: impl Fn(&Call) + Send + Sync + 'static) -> Builder {
        self.watcher = Some(Watcher(Arc::new(watch)));
        self
    }

    /// Starts the sandbox on the current Tokio runtime.
    ///
    /// # Errors
    ///
    /// If the address cannot be bound or may not be, or there is no Tokio runtime.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| Error::NoRuntime)?;
        if !self.address.ip().is_loopback() && !self.allow_remote {
            return Err(Error::RemoteAddress(self.address));
        }
        let failed = |source| Error::Bind {
            address: self.address,
            source,
        };
        let listener = TcpListener::bind(self.address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let clock = Clock::new(self.stopped_clock);
        let site = Arc::new(Site {
            state: Mutex::new(State::new(self.company.clone(), &self.rules, clock.now())),
            seed: Mutex::new(self.company),
            rules: self.rules,
            clock,
            origin: format!("http://{address}"),
            ticket_origin: self.ticket_origin,
            remote_control: self.remote_control,
            troubles: Mutex::new(VecDeque::new()),
            log: Mutex::new(Log::default()),
            watcher: self.watcher,
        });
        let server = runtime.spawn(server::run(listener, Arc::clone(&site)));
        Ok(Sandbox {
            address,
            site,
            server,
        })
    }
}
