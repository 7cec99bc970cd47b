//! The time in the sandbox: it runs with that of the machine, or stands still, and can be put forward.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::sync::lock;

/// Tells how long the sandbox has been there.
#[derive(Debug)]
pub(crate) struct Clock {
    /// When it began, or `None` where time stands still.
    running_since: Option<Instant>,
    /// By how much it was put forward.
    advanced: Mutex<Duration>,
}

impl Clock {
    pub(crate) fn new(stopped: bool) -> Clock {
        Clock {
            running_since: (!stopped).then(Instant::now),
            advanced: Mutex::new(Duration::ZERO),
        }
    }

    /// The time since the sandbox began.
    pub(crate) fn now(&self) -> Duration {
        let run = self
            .running_since
            .map_or(Duration::ZERO, |start| start.elapsed());
        run.saturating_add(*lock(&self.advanced))
    }

    pub(crate) fn advance(&self, time: Duration) {
        let mut advanced = lock(&self.advanced);
        *advanced = advanced.saturating_add(time);
    }
}
