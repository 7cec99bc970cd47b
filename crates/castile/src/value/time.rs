//! `xs:time`: a time of day, with or without an offset from UTC.

use std::cmp::Ordering;

use super::calendar::{Clock, Day, LONGEST, calendar_type};
use super::text::{Buffer, Scan};
use super::{DateTime, Offset, ValueError};

/// A value of `xs:time`, such as `12:30:00` or `23:59:58.5+01:00`.
///
/// `24:00:00` is read as `00:00:00`, the same value. Equality is that of the fields;
/// [`Time::compare`] orders by time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    pub(super) clock: Clock,
    pub(super) offset: Option<Offset>,
}

calendar_type!(Time, "an `xs:time` such as `12:30:00`");

impl Time {
    /// A time of day without an offset. The last second of a minute is 59.
    pub fn new(hour: u8, minute: u8, second: u8, nanosecond: u32) -> Result<Self, ValueError> {
        let clock = Clock::new(Self::EXPECTED, hour, minute, second, nanosecond)?;
        Ok(Self {
            clock,
            offset: None,
        })
    }

    /// The hour, from 0 to 23.
    pub fn hour(&self) -> u8 {
        self.clock.hour
    }

    /// The minute, from 0 to 59.
    pub fn minute(&self) -> u8 {
        self.clock.minute
    }

    /// The second, from 0 to 59.
    pub fn second(&self) -> u8 {
        self.clock.second
    }

    /// The nanosecond, from 0 to 999,999,999.
    pub fn nanosecond(&self) -> u32 {
        self.clock.nanosecond
    }

    /// Compares two times of one day, as [`DateTime::compare`] does.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        let on_one_day = |time: &Self| DateTime {
            day: Day {
                year: 1972,
                month: 12,
                day: 31,
            },
            clock: time.clock,
            offset: time.offset,
        };
        on_one_day(self).compare(&on_one_day(other))
    }

    fn read(scan: &mut Scan<'_>) -> Result<Self, ValueError> {
        let (clock, _) = Clock::read(scan)?;
        Ok(Self {
            clock,
            offset: None,
        })
    }

    fn put(self, out: &mut Buffer<LONGEST>) {
        self.clock.write(out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::tests::{random_clock, random_offset};
    use super::super::text::tests::Random;
    use super::*;

    #[test]
    fn reads_times() {
        for (text, written) in [
            ("00:00:00", "00:00:00"),
            ("24:00:00", "00:00:00"),
            ("24:00:00.000Z", "00:00:00Z"),
            ("13:20:00-05:00", "13:20:00-05:00"),
            ("23:59:58.0000000+00:00", "23:59:58Z"),
            ("12:00:00.5", "12:00:00.5"),
            ("12:00:00.123456789", "12:00:00.123456789"),
            ("12:00:00.12345678900000Z", "12:00:00.123456789Z"),
            ("12:00:00.000000001", "12:00:00.000000001"),
        ] {
            let time: Time = text.parse().unwrap();
            assert_eq!(time.to_string(), written);
        }
        let time: Time = "01:02:03.04-14:00".parse().unwrap();
        assert_eq!((time.hour(), time.minute(), time.second()), (1, 2, 3));
        assert_eq!(time.nanosecond(), 40_000_000);
        assert_eq!(time.offset().map(Offset::minutes), Some(-840));
        assert_eq!(Time::new(1, 2, 3, 40_000_000), Ok(time.with_offset(None)));
    }

    #[test]
    fn refuses_all_else() {
        for (text, problem) in [
            ("", "there is no text"),
            (
                "12:30",
                "the text ends after character 5, where `:` belongs",
            ),
            ("1:30:00", "`:` at character 2, where a digit belongs"),
            ("25:00:00", "there is no hour 25"),
            ("24:00:01", "hour 24 stands only in `24:00:00`"),
            ("24:01:00", "hour 24 stands only in `24:00:00`"),
            ("24:00:00.1", "hour 24 stands only in `24:00:00`"),
            ("12:60:00", "there is no minute 60"),
            (
                "23:59:60",
                "there is no second 60, as XML Schema has no leap seconds",
            ),
            ("12:00:61", "there is no second 61"),
            (
                "12:00:00.",
                "the text ends after character 9, where a digit belongs",
            ),
            ("12:00:00.Z", "`Z` at character 10, where a digit belongs"),
            (
                "12:00:00,5",
                "`,` at character 9, where the end or an offset such as `Z` belongs",
            ),
            (
                "12:00:00.1234567891",
                "a fraction of a second finer than 9 digits (nanoseconds)",
            ),
            (
                "12:00:00 Z",
                "a blank at character 9, where the end or an offset such as `Z` belongs",
            ),
            ("-12:00:00", "`-` at character 1, where a digit belongs"),
        ] {
            assert_eq!(
                text.parse::<Time>().unwrap_err().problem(),
                problem,
                "{text:?}"
            );
        }
        assert!(Time::new(24, 0, 0, 0).is_err());
        assert!(Time::new(0, 0, 0, 1_000_000_000).is_err());
    }

    #[test]
    fn compares_times_of_one_day() {
        let compare = |one: &str, two: &str| {
            let (one, two): (Time, Time) = (one.parse().unwrap(), two.parse().unwrap());
            one.compare(&two)
        };
        assert_eq!(
            compare("08:00:00+09:00", "17:00:00-06:00"),
            Some(Ordering::Less)
        );
        assert_eq!(
            compare("12:00:00+01:00", "11:00:00Z"),
            Some(Ordering::Equal)
        );
        assert_eq!(
            compare("12:00:00", "12:00:00.000000001"),
            Some(Ordering::Less)
        );
        assert_eq!(compare("12:00:00", "12:00:00Z"), None);
    }

    #[test]
    fn writes_what_it_reads() {
        let mut random = Random(6);
        for _ in 0..5_000 {
            let clock = random_clock(&mut random);
            let offset = random_offset(&mut random);
            let time = Time { clock, offset };
            assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
