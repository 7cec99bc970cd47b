//! The limits that the service keeps, so that a client can keep them first.

/// A documented limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Ten in three minutes, more are `LIMITREACHED`.
    Login,
    /// One a second, more are `POLLRATEEXCEEDED`. That all kinds of PIN codes and links share it is inferred.
    PinCode,
    /// One a second, more are `ERROR`.
    EmailText,
    /// One in 60 seconds.
    Report,
}

#[cfg(feature = "governor")]
pub(crate) use governed::Pace;

#[cfg(feature = "governor")]
mod governed {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

    use super::Limit;

    /// A limiter for each limit.
    pub(crate) struct Pace {
        login: DefaultDirectRateLimiter,
        pin_code: DefaultDirectRateLimiter,
        email_text: DefaultDirectRateLimiter,
        report: DefaultDirectRateLimiter,
    }

    impl Pace {
        pub(crate) fn new() -> Self {
            Self {
                // Five at once and one each 36 seconds after that are never more than ten in 180 seconds, wherever
                // these begin.
                login: limiter(Duration::from_secs(36), 5),
                pin_code: limiter(Duration::from_secs(1), 1),
                email_text: limiter(Duration::from_secs(1), 1),
                report: limiter(Duration::from_secs(60), 1),
            }
        }

        /// Waits until one more call is allowed.
        pub(crate) async fn wait(&self, limit: Limit) {
            self.of(limit).until_ready().await;
        }

        fn of(&self, limit: Limit) -> &DefaultDirectRateLimiter {
            match limit {
                Limit::Login => &self.login,
                Limit::PinCode => &self.pin_code,
                Limit::EmailText => &self.email_text,
                Limit::Report => &self.report,
            }
        }
    }

    /// So many calls at once, and one for each period after that; a tenth of it more, as one request may be longer on
    /// its way than the next.
    fn limiter(period: Duration, burst: u32) -> DefaultDirectRateLimiter {
        let quota = Quota::with_period(period + period / 10);
        let quota = quota.unwrap_or(Quota::per_second(NonZeroU32::MIN));
        RateLimiter::direct(quota.allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN)))
    }

    #[cfg(test)]
    mod tests {
        use super::{Limit, Pace};

        #[test]
        fn as_many_calls_as_allowed_go_at_once() {
            let pace = Pace::new();
            for (limit, at_once) in [
                (Limit::Login, 5),
                (Limit::PinCode, 1),
                (Limit::EmailText, 1),
                (Limit::Report, 1),
            ] {
                let limiter = pace.of(limit);
                for _ in 0..at_once {
                    assert!(limiter.check().is_ok(), "{limit:?}");
                }
                assert!(limiter.check().is_err(), "{limit:?}");
            }
        }
    }
}
