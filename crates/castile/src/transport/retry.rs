//! Whether a call that failed on the way is made again: [`Retry`].
//!
//! In goes the error of an attempt and its number, out comes how long to wait before the next one, if there is to be
//! one. Who waits, and sends, is the transport.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use super::{TransportError, TransportErrorKind};

/// Whether a call that failed on the way is made again, and how often. It is not unless this is set.
///
/// What is repeated is an attempt that found no connection, so that no byte of the request left this process. Where
/// the connection breaks later, or no answer comes in time, nobody knows whether the service has acted on the call:
/// such an attempt is repeated only where the caller says that [doing it twice does no harm](Self::idempotent). An
/// answer is never a reason, whatever its status, and neither is a certificate that is not trusted.
///
/// All attempts and pauses count against the [time of the whole call](super::SendOptions::timeout).
///
/// ```
/// use castile::Client;
/// use castile::transport::Retry;
///
/// # fn main() -> Result<(), castile::Error> {
/// let client = Client::new("https://example.com/service")?.with_retry(Retry::up_to(3));
/// // For the calls that only read:
/// let reader = client.clone().with_retry(Retry::up_to(3).idempotent());
/// # let _ = reader;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    idempotent: bool,
    first_pause: Duration,
    longest_pause: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self::never()
    }
}

impl Retry {
    /// One attempt and no other.
    pub fn never() -> Self {
        Self::up_to(1)
    }

    /// So many attempts at most, the first included.
    pub fn up_to(attempts: u32) -> Self {
        Self {
            attempts: attempts.max(1),
            idempotent: false,
            first_pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(10),
        }
    }

    /// Says that a call does no harm when it is made twice, so that it is also repeated where the service may have
    /// seen it.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Sets the pauses: the first one, and the longest. 250 milliseconds and 10 seconds unless set.
    ///
    /// Each is twice as long as the one before. A random part of it, up to half, is left out, so that many clients
    /// do not come back at once.
    #[must_use]
    pub fn with_pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    /// The most attempts.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long to wait after the attempt of this number, counted from 1, has failed. `None` where that was the last:
    /// what a transport of your own asks.
    pub fn pause_after(&self, attempt: u32, error: &TransportError) -> Option<Duration> {
        use TransportErrorKind as Kind;
        let may_pass = matches!(error.kind(), Kind::Connect | Kind::Timeout(_) | Kind::Reset);
        let is_safe = self.idempotent || !error.may_have_reached_server();
        if attempt >= self.attempts || !may_pass || !is_safe {
            return None;
        }
        let factor = 1u32.checked_shl(attempt - 1).unwrap_or(u32::MAX);
        let longest = self
            .first_pause
            .saturating_mul(factor)
            .min(self.longest_pause);
        // The hasher of std is seeded by the system, which is random enough for this.
        let random = u32::try_from(RandomState::new().hash_one(attempt) >> 32).unwrap_or(0);
        Some(longest.mul_f64(1.0 - f64::from(random) / f64::from(u32::MAX) / 2.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::TimeoutPhase;
    use super::{Duration, Retry, TransportError, TransportErrorKind as Kind};

    fn error(kind: Kind) -> TransportError {
        TransportError::new(kind, "https://host.example", "no")
    }

    #[test]
    fn what_cannot_have_been_seen_is_repeated_and_the_rest_where_the_caller_says_so() {
        use TimeoutPhase::{Body, Connect, Response};
        // What failed, whether it is repeated, and whether it is where doing it twice does no harm.
        for (kind, unsent, idempotent) in [
            (Kind::Connect, true, true),
            (Kind::Timeout(Connect), true, true),
            (Kind::Timeout(Response), false, true),
            (Kind::Timeout(Body), false, true),
            (Kind::Reset, false, true),
            (Kind::InvalidRequest, false, false),
            (Kind::PlainHttp, false, false),
            (Kind::Setup, false, false),
            (Kind::Tls, false, false),
            (Kind::Redirect, false, false),
            (Kind::Protocol, false, false),
            (Kind::Limit, false, false),
            (Kind::Other, false, false),
        ] {
            let error = error(kind);
            let is_repeated = |retry: Retry| retry.pause_after(1, &error).is_some();
            assert!(!is_repeated(Retry::never()), "{kind:?}");
            assert!(!is_repeated(Retry::never().idempotent()), "{kind:?}");
            assert_eq!(is_repeated(Retry::up_to(2)), unsent, "{kind:?}");
            assert_eq!(
                is_repeated(Retry::up_to(2).idempotent()),
                idempotent,
                "{kind:?}"
            );
        }
        let unsent = error(Kind::Reset).with_may_have_reached_server(false);
        assert!(Retry::up_to(2).pause_after(1, &unsent).is_some());
        let seen = error(Kind::Connect).with_may_have_reached_server(true);
        assert_eq!(Retry::up_to(2).pause_after(1, &seen), None);
    }

    #[test]
    fn pauses_grow_up_to_the_longest_and_end_with_the_attempts() {
        let error = error(Kind::Connect);
        let retry =
            Retry::up_to(100).with_pauses(Duration::from_millis(100), Duration::from_secs(1));
        for (attempt, longest) in [
            (1, 100),
            (2, 200),
            (3, 400),
            (4, 800),
            (5, 1000),
            (99, 1000),
        ] {
            let pause = retry.pause_after(attempt, &error).unwrap();
            let longest = Duration::from_millis(longest);
            assert!(
                pause <= longest && pause >= longest / 2,
                "{attempt}: {pause:?}"
            );
        }
        assert_eq!(retry.pause_after(100, &error), None);
        assert_eq!(Retry::up_to(0), Retry::never());
    }
}
