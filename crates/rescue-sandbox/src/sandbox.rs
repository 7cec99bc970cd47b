//! The handle of a running sandbox, and how to start one.

use std::collections::VecDeque;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::calls::{Call, Log, Watcher};
use crate::company::{Clock, Company, Rules};
use crate::error::Error;
use crate::server;
use crate::site::{ENDPOINT, Site};
use crate::sync::lock;
use crate::trouble::Trouble;
use crate::wsdl::Wsdl;

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
        lock(&self.site.troubles).push_back(trouble);
    }

    /// The calls received so far, oldest first, at most the last thousand. They hold no secrets.
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.site.log).all()
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
    watcher: Option<Watcher>,
    rules: Rules,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            allow_remote: false,
            ticket_origin: None,
            watcher: None,
            rules: Rules {
                clock: Clock(Arc::new(Instant::now)),
                idle_expiry: Duration::from_secs(20 * 60),
                login_limit: false,
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

    /// Allows an address that other machines can reach. They can then log in to the demonstration
    /// account; the control pages stay closed to them.
    pub fn allow_remote(mut self, allowed: bool) -> Builder {
        self.allow_remote = allowed;
        self
    }

    /// The origin of login ticket addresses, such as `https://secure.logmeinrescue.com`. The
    /// default is the one the sandbox is called at, where the address leads to a small page.
    pub fn ticket_origin(mut self, origin: impl Into<String>) -> Builder {
        self.ticket_origin = Some(origin.into());
        self
    }

    /// How long a session lasts without use. The default is twenty minutes, as documented.
    pub fn idle_expiry(mut self, time: Duration) -> Builder {
        self.rules.idle_expiry = time;
        self
    }

    /// What time it is, for tests of what expires.
    pub fn clock(mut self, now: impl Fn() -> Instant + Send + Sync + 'static) -> Builder {
        self.rules.clock = Clock(Arc::new(now));
        self
    }

    /// Whether `login` is limited to ten calls in three minutes, as documented. The default is no,
    /// for the sake of test suites.
    pub fn login_limit(mut self, limited: bool) -> Builder {
        self.rules.login_limit = limited;
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
        let site = Arc::new(Site {
            company: Company::new(self.rules),
            wsdl: Wsdl::new(),
            origin: format!("http://{address}"),
            ticket_origin: self.ticket_origin,
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
