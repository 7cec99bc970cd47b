//! The demonstration company and its state: who is logged in, which authentication code is good.
//!
//! In: what a caller claims. Out: plain facts, which `soap` and `aspx` put in their own words.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::demo::{self, SupportSession};
use crate::random;
use crate::sync::lock;

/// The length of the one code the guide shows.
const AUTH_CODE_LENGTH: usize = 79;

/// The length of ASP.NET's session identifiers.
const SESSION_ID_LENGTH: usize = 24;

/// How many sessions are kept at a time. The oldest goes first.
const MAX_SESSIONS: usize = 10_000;

/// The documented limit of `login`: ten calls in three minutes.
const LOGIN_LIMIT: usize = 10;
const LOGIN_PERIOD: Duration = Duration::from_secs(180);

/// Tells the time. Tests give their own.
#[derive(Clone)]
pub(crate) struct Clock(pub(crate) Arc<dyn Fn() -> Instant + Send + Sync>);

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// How the company behaves.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) clock: Clock,
    pub(crate) idle_expiry: Duration,
    pub(crate) login_limit: bool,
    /// The codes to give out first; random ones follow.
    pub(crate) auth_codes: VecDeque<String>,
}

/// The company.
#[derive(Debug)]
pub(crate) struct Company {
    clock: Clock,
    idle_expiry: Duration,
    login_limit: bool,
    state: Mutex<State>,
}

struct State {
    auth_codes: VecDeque<String>,
    /// The one good code. It never times out; a new one replaces it.
    auth_code: Option<String>,
    /// When each logged-in session was last used.
    sessions: HashMap<String, Instant>,
    logins: VecDeque<Instant>,
}

// Codes and session identifiers are secrets, so they are not shown.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("sessions", &self.sessions.len())
            .finish_non_exhaustive()
    }
}

/// The ASP.NET session a caller is in, logged in or not.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) id: String,
    /// Whether the caller must be told the identifier.
    pub(crate) is_new: bool,
}

/// The outcome of `login`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    Ok,
    Invalid,
    LimitReached,
}

/// Whether a caller may see what only a logged-in technician may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Granted,
    NotLoggedIn,
    WrongAuthCode,
}

/// The outcome of asking for a login ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ticket {
    Ok,
    MissingParameters,
    InvalidCompany,
    InvalidSsoId,
    InvalidPassword,
}

impl Company {
    pub(crate) fn new(rules: Rules) -> Company {
        Company {
            clock: rules.clock,
            idle_expiry: rules.idle_expiry,
            login_limit: rules.login_limit,
            state: Mutex::new(State {
                auth_codes: rules.auth_codes,
                auth_code: None,
                sessions: HashMap::new(),
                logins: VecDeque::new(),
            }),
        }
    }

    /// A new authentication code for single sign-on, or `None` for wrong credentials.
    pub(crate) fn auth_code_sso(
        &self,
        sso_id: Option<&str>,
        password: Option<&str>,
        company: Option<&str>,
    ) -> Option<String> {
        let good = sso_id == Some(demo::SSO_ID)
            && password == Some(demo::PASSWORD)
            && company == Some(demo::COMPANY);
        good.then(|| self.new_auth_code())
    }

    /// A new authentication code, or `None` for wrong credentials.
    pub(crate) fn auth_code(&self, email: Option<&str>, password: Option<&str>) -> Option<String> {
        Self::is_technician(email, password).then(|| self.new_auth_code())
    }

    /// Both ways of signing in belong to one technician, so any new code kills the old one.
    fn new_auth_code(&self) -> String {
        let mut state = self.state();
        let code = state
            .auth_codes
            .pop_front()
            .unwrap_or_else(|| random::text(AUTH_CODE_LENGTH));
        state.auth_code = Some(code.clone());
        code
    }

    fn is_technician(email: Option<&str>, password: Option<&str>) -> bool {
        email == Some(demo::EMAIL) && password == Some(demo::PASSWORD)
    }

    /// The session of a caller who sent this identifier.
    ///
    /// ASP.NET keeps any well-formed identifier a browser sends, even one it has forgotten, and
    /// makes a new one only where there is none.
    pub(crate) fn visit(sent: Option<&str>) -> Visit {
        match sent.filter(|id| is_session_id(id)) {
            Some(id) => Visit {
                id: id.to_owned(),
                is_new: false,
            },
            None => Visit {
                id: random::text(SESSION_ID_LENGTH),
                is_new: true,
            },
        }
    }

    pub(crate) fn login(
        &self,
        visit: &Visit,
        email: Option<&str>,
        password: Option<&str>,
    ) -> Login {
        let now = (self.clock.0)();
        let mut state = self.state();
        if self.login_limit && state.counts_as_too_many(now) {
            return Login::LimitReached;
        }
        if !Self::is_technician(email, password) {
            return Login::Invalid;
        }
        state.forget_idle(now, self.idle_expiry);
        state.sessions.insert(visit.id.clone(), now);
        Login::Ok
    }

    /// Ends a session; `false` if it was not logged in.
    pub(crate) fn logout(&self, visit: &Visit) -> bool {
        let logged_in = self.is_logged_in(visit);
        self.state().sessions.remove(&visit.id);
        logged_in
    }

    /// Whether a session is logged in. Asking counts as using it.
    pub(crate) fn is_logged_in(&self, visit: &Visit) -> bool {
        let now = (self.clock.0)();
        let mut state = self.state();
        state.forget_idle(now, self.idle_expiry);
        match state.sessions.get_mut(&visit.id) {
            Some(last_used) => {
                *last_used = now;
                true
            }
            None => false,
        }
    }

    /// Whether a session or a code opens the door. The session is asked first.
    pub(crate) fn access(&self, visit: &Visit, auth_code: Option<&str>) -> Access {
        if self.is_logged_in(visit) {
            return Access::Granted;
        }
        match auth_code.filter(|code| !code.is_empty()) {
            None => Access::NotLoggedIn,
            code if code == self.state().auth_code.as_deref() => Access::Granted,
            Some(_) => Access::WrongAuthCode,
        }
    }

    /// Whether a login ticket may be given. `INVALIDSSOID` is handled by one client of the browser
    /// console's page and documented nowhere, so only that page answers it (`names_sso_id`).
    pub(crate) fn ticket(
        sso_id: Option<&str>,
        password: Option<&str>,
        company: Option<&str>,
        names_sso_id: bool,
    ) -> Ticket {
        let given = |value: Option<&str>| value.is_some_and(|text| !text.is_empty());
        if !(given(sso_id) && given(password) && given(company)) {
            Ticket::MissingParameters
        } else if company != Some(demo::COMPANY) {
            Ticket::InvalidCompany
        } else if names_sso_id && sso_id != Some(demo::SSO_ID) {
            Ticket::InvalidSsoId
        } else if sso_id != Some(demo::SSO_ID) || password != Some(demo::PASSWORD) {
            Ticket::InvalidPassword
        } else {
            Ticket::Ok
        }
    }

    /// The support sessions of a node, or `None` if there is no such node.
    pub(crate) fn support_sessions(
        node: i32,
        is_channel: bool,
    ) -> Option<&'static [SupportSession]> {
        match (node, is_channel) {
            (demo::TECHNICIAN_ID, false) => Some(&demo::TECHNICIAN_SESSIONS),
            (demo::CHANNEL_ID, true) => Some(&demo::CHANNEL_SESSIONS),
            // An administrator has no sessions of his own: an empty list.
            (demo::ADMIN_ID, false) => Some(&[]),
            _ => None,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl State {
    fn counts_as_too_many(&mut self, now: Instant) -> bool {
        while (self.logins.front()).is_some_and(|&then| now.duration_since(then) >= LOGIN_PERIOD) {
            self.logins.pop_front();
        }
        let too_many = self.logins.len() >= LOGIN_LIMIT;
        if !too_many {
            self.logins.push_back(now);
        }
        too_many
    }

    fn forget_idle(&mut self, now: Instant, idle_expiry: Duration) {
        self.sessions
            .retain(|_, last_used| now.duration_since(*last_used) < idle_expiry);
        if self.sessions.len() >= MAX_SESSIONS {
            let oldest = self
                .sessions
                .iter()
                .min_by_key(|(_, last_used)| **last_used);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                self.sessions.remove(&id);
            }
        }
    }
}

fn is_session_id(text: &str) -> bool {
    text.len() == SESSION_ID_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
