//! A login that is made again when the session is over.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::Mutex;

use crate::client::Rescue;
use crate::credentials::LoginCredentials;
use crate::error::{Error, ErrorKind};
use crate::return_value::ReturnValue;

/// Who logs in, and what came of it so far.
pub(crate) struct Login {
    credentials: LoginCredentials,
    /// How often it was done.
    count: AtomicU64,
    /// Held by the task that logs in; others wait.
    turn: Mutex<()>,
    /// An administrator was asked for right after a login.
    is_no_administrator: AtomicBool,
}

impl Login {
    pub(crate) fn new(credentials: LoginCredentials) -> Self {
        Self {
            credentials,
            count: AtomicU64::new(0),
            turn: Mutex::new(()),
            is_no_administrator: AtomicBool::new(false),
        }
    }

    /// Whose account it is.
    pub(crate) fn email(&self) -> &str {
        self.credentials.email()
    }

    /// Makes a call, after a login if there was none yet, and once more after another where nobody is logged in.
    ///
    /// The first login comes before any call: a call without a cookie gets one, and that of a late answer would take
    /// the place of the one that is logged in.
    pub(crate) async fn attempt<T, F>(
        &self,
        rescue: &Rescue,
        call: impl Fn() -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        // Whether it was done since this began, by whichever task, and whether by this one.
        let (mut is_fresh, mut is_own) = (false, false);
        if self.count.load(Ordering::SeqCst) == 0 {
            (is_fresh, is_own) = (true, self.log_in(rescue, 0).await?);
        }
        loop {
            let before = self.count.load(Ordering::SeqCst);
            let outcome = call().await;
            match outcome.as_ref().err().map(Error::kind) {
                Some(ErrorKind::Refused(ReturnValue::NotLoggedIn)) => {}
                Some(ErrorKind::Refused(ReturnValue::NotLoggedInAsAdmin)) => {
                    self.is_no_administrator
                        .fetch_or(is_fresh, Ordering::SeqCst);
                    if self.is_no_administrator.load(Ordering::SeqCst) {
                        return outcome;
                    }
                }
                _ => return outcome,
            }
            if is_own {
                return outcome;
            }
            (is_fresh, is_own) = (true, self.log_in(rescue, before).await?);
        }
    }

    /// Logs in, unless another task has done it since the count was `before`. Says whether it was this one.
    async fn log_in(&self, rescue: &Rescue, before: u64) -> Result<bool, Error> {
        let _turn = self.turn.lock().await;
        let is_own = self.count.load(Ordering::SeqCst) == before;
        if is_own {
            rescue.login(&self.credentials).await?;
            self.count.fetch_add(1, Ordering::SeqCst);
        }
        Ok(is_own)
    }
}
