//! What changes while a sandbox runs: the company, who is logged in, which codes are good, who called when.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::time::Duration;

use crate::company::{Company, Session};
use crate::moment::Moment;
use crate::random;

/// The length of the one code the guide shows.
const AUTH_CODE_LENGTH: usize = 79;

/// The length of ASP.NET's session identifiers.
const VISIT_ID_LENGTH: usize = 24;

/// How many visits are kept at a time. The oldest goes first.
const MAX_VISITS: usize = 10_000;

/// How the sandbox behaves, whatever the company.
#[derive(Clone)]
pub(crate) struct Rules {
    pub(crate) idle_expiry: Duration,
    pub(crate) rate_limits: bool,
    /// The codes to give out first; random ones follow.
    pub(crate) auth_codes: VecDeque<String>,
}

impl fmt::Debug for Rules {
    /// Counts the codes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules")
            .field("idle_expiry", &self.idle_expiry)
            .field("rate_limits", &self.rate_limits)
            .field("auth_codes", &self.auth_codes.len())
            .finish()
    }
}

/// The ASP.NET session a caller is in, logged in or not.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) id: String,
    /// Whether the caller must be told the identifier.
    pub(crate) is_new: bool,
}

impl Visit {
    /// The session of a caller who sent this identifier.
    ///
    /// ASP.NET keeps any well-formed identifier a browser sends, even one it has forgotten, and makes a new one only
    /// where there is none.
    pub(crate) fn of(sent: Option<&str>) -> Visit {
        let well_formed = |id: &&str| {
            id.len() == VISIT_ID_LENGTH && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        match sent.filter(well_formed) {
            Some(id) => Visit {
                id: id.to_owned(),
                is_new: false,
            },
            None => Visit {
                id: random::text(VISIT_ID_LENGTH),
                is_new: true,
            },
        }
    }
}

/// What ASP.NET remembers of a visit.
#[derive(Debug, Default)]
struct Memory {
    last_used: Duration,
    /// The e-mail address of who is logged in.
    person: Option<String>,
    reports: Reports,
}

/// How the reports of a visit are made.
#[derive(Debug, Clone)]
pub(crate) struct Reports {
    pub(crate) area: i32,
    pub(crate) begin: Option<Moment>,
    pub(crate) end: Option<Moment>,
    /// Seconds since midnight.
    pub(crate) begin_time: i64,
    pub(crate) end_time: i64,
    /// Minutes from UTC.
    pub(crate) time_zone: i32,
    pub(crate) delimiter: String,
    pub(crate) xml: bool,
    pub(crate) summary: bool,
}

impl Default for Reports {
    fn default() -> Reports {
        Reports {
            area: 0,
            begin: None,
            end: None,
            begin_time: 0,
            end_time: 86_399,
            time_zone: 0,
            delimiter: "|".to_owned(),
            xml: false,
            summary: false,
        }
    }
}

/// A PIN code that no customer has used yet.
#[derive(Debug)]
pub(crate) struct Pin {
    pub(crate) code: u32,
    pub(crate) technician: i32,
    pub(crate) custom: [Option<String>; 6],
    pub(crate) tracking: Option<String>,
}

/// The state.
pub(crate) struct State {
    pub(crate) company: Company,
    pub(crate) pins: Vec<Pin>,
    /// The code and the e-mail address of each person who has one. It never times out; a new one replaces it.
    codes: Vec<(String, String)>,
    visits: HashMap<String, Memory>,
    /// When each limited operation was called, by whom.
    calls: HashMap<(&'static str, String), VecDeque<Duration>>,
    auth_codes: VecDeque<String>,
    pins_given: u32,
    /// When the company's day began, by the sandbox's clock.
    began: Duration,
    /// The sessions as they were before an administrator's action.
    before: HashMap<i32, Session>,
}

// Codes and visits are secrets, so they are not shown.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("visits", &self.visits.len())
            .finish_non_exhaustive()
    }
}

impl State {
    pub(crate) fn new(company: Company, rules: &Rules, now: Duration) -> State {
        State {
            company,
            pins: Vec::new(),
            codes: Vec::new(),
            visits: HashMap::new(),
            calls: HashMap::new(),
            auth_codes: rules.auth_codes.clone(),
            pins_given: 0,
            began: now,
            before: HashMap::new(),
        }
    }

    /// What time it is in the company.
    pub(crate) fn moment(&self, now: Duration) -> Moment {
        let passed = now.saturating_sub(self.began).as_secs();
        self.company
            .now
            .plus(i64::try_from(passed).unwrap_or(i64::MAX))
    }

    /// Makes a person's new code, which kills the old one.
    pub(crate) fn new_auth_code(&mut self, email: &str) -> String {
        self.codes
            .retain(|(_, owner)| !owner.eq_ignore_ascii_case(email));
        let code = self
            .auth_codes
            .pop_front()
            .unwrap_or_else(|| random::text(AUTH_CODE_LENGTH));
        self.codes.push((code.clone(), email.to_owned()));
        code
    }

    /// Whose code this is.
    pub(crate) fn code_owner(&self, code: &str) -> Option<String> {
        let found = self.codes.iter().find(|(known, _)| known == code);
        found.map(|(_, owner)| owner.clone())
    }

    /// A person has another e-mail address, and stays logged in.
    pub(crate) fn renamed(&mut self, old: &str, new: &str) {
        let owners = self.codes.iter_mut().map(|(_, owner)| owner);
        let people = self
            .visits
            .values_mut()
            .filter_map(|memory| memory.person.as_mut());
        for email in owners.chain(people) {
            if !old.is_empty() && email.eq_ignore_ascii_case(old) {
                new.clone_into(email);
            }
        }
    }

    /// Who is logged in. Asking counts as using the visit.
    pub(crate) fn logged_in(
        &mut self,
        visit: &Visit,
        now: Duration,
        rules: &Rules,
    ) -> Option<String> {
        self.forget_idle(now, rules);
        let memory = self.visits.get_mut(&visit.id)?;
        memory.last_used = now;
        memory.person.clone()
    }

    pub(crate) fn log_in(&mut self, visit: &Visit, email: &str, now: Duration, rules: &Rules) {
        self.forget_idle(now, rules);
        self.memory(visit, now).person = Some(email.to_owned());
    }

    /// Ends a visit, with all that was set in it.
    pub(crate) fn log_out(&mut self, visit: &Visit) {
        self.visits.remove(&visit.id);
    }

    /// The settings for reports of a visit.
    pub(crate) fn reports(&mut self, visit: &Visit, now: Duration, rules: &Rules) -> &mut Reports {
        self.forget_idle(now, rules);
        &mut self.memory(visit, now).reports
    }

    fn memory(&mut self, visit: &Visit, now: Duration) -> &mut Memory {
        let memory = self.visits.entry(visit.id.clone()).or_default();
        memory.last_used = now;
        memory
    }

    fn forget_idle(&mut self, now: Duration, rules: &Rules) {
        self.visits
            .retain(|_, memory| now.saturating_sub(memory.last_used) < rules.idle_expiry);
        if self.visits.len() >= MAX_VISITS {
            let oldest = self
                .visits
                .iter()
                .min_by_key(|(_, memory)| memory.last_used);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                self.visits.remove(&id);
            }
        }
    }

    /// Counts a call, or says that it is one too many in its period.
    pub(crate) fn is_too_many(&mut self, limit: &Limit, who: &str, now: Duration) -> bool {
        let calls = self.calls.entry((limit.of, who.to_owned())).or_default();
        while (calls.front()).is_some_and(|&then| now.saturating_sub(then) >= limit.period) {
            calls.pop_front();
        }
        let too_many = calls.len() >= limit.calls;
        if !too_many {
            calls.push_back(now);
        }
        too_many
    }

    /// A new PIN code of six digits, or `None` where there are no more.
    ///
    /// The first one begins with a zero, so that whoever takes it for a number notices.
    pub(crate) fn new_pin(&mut self) -> Option<u32> {
        if self.pins_given >= self.company.pin_codes.min(100_000) {
            return None;
        }
        // The step shares no factor with the number of codes, so none comes twice.
        let code = (12_345 + u64::from(self.pins_given) * 300_007) % 1_000_000;
        self.pins_given += 1;
        u32::try_from(code).ok()
    }

    /// A customer enters a PIN code: the new session waits for the technician. `None` for a code that is not good.
    pub(crate) fn join(&mut self, code: u32, now: Duration) -> Option<i32> {
        let index = self.pins.iter().position(|pin| pin.code == code)?;
        let pin = self.pins.remove(index);
        let ids = self.company.sessions.iter().map(|session| session.id);
        let id = ids.max().unwrap_or(0).checked_add(1)?;
        self.company.sessions.push(Session {
            technician: pin.technician,
            entry: Some("PIN code".to_owned()),
            custom: pin.custom,
            tracking: pin.tracking,
            language: Some("en".to_owned()),
            ..Session::new(id, self.moment(now))
        });
        Some(id)
    }

    /// Changes a session for an administrator, who may undo it.
    pub(crate) fn change_session(&mut self, id: i32, change: impl FnOnce(&mut Session)) {
        if let Some(session) = self.company.session_mut(id) {
            self.before.insert(id, session.clone());
            change(session);
        }
    }

    /// Puts a session back to what it was before an administrator's action; `false` where there was none.
    pub(crate) fn undo(&mut self, id: i32) -> bool {
        match (self.before.remove(&id), self.company.session_mut(id)) {
            (Some(before), Some(session)) => {
                *session = before;
                true
            }
            _ => false,
        }
    }
}

/// A documented limit: so many calls in a period.
#[derive(Debug)]
pub(crate) struct Limit {
    /// What is limited. Operations with one name share the limit.
    pub(crate) of: &'static str,
    pub(crate) calls: usize,
    pub(crate) period: Duration,
}
