//! `xs:date`: a day of the calendar, with or without an offset from UTC.

use std::cmp::Ordering;

use super::calendar::{Clock, Day, LONGEST, calendar_type};
use super::text::{Buffer, Scan};
use super::{DateTime, Offset, ValueError};

/// A value of `xs:date`, such as `2024-02-29` or `2024-02-29+01:00`.
///
/// Equality is that of the fields. [`Date::compare`] orders by time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    pub(super) day: Day,
    pub(super) offset: Option<Offset>,
}

calendar_type!(Date, "an `xs:date` such as `2024-02-29`");

impl Date {
    /// A day without an offset, if it exists. The year is not 0, and has no more than 9 digits.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, ValueError> {
        let day = Day::new(Self::EXPECTED, year, month, day)?;
        Ok(Self { day, offset: None })
    }

    /// The year, which is never 0 and negative before 0001.
    pub fn year(&self) -> i32 {
        self.day.year
    }

    /// The month, from 1 to 12.
    pub fn month(&self) -> u8 {
        self.day.month
    }

    /// The day of the month, from 1 to 31.
    pub fn day(&self) -> u8 {
        self.day.day
    }

    /// Compares the moments at which the days begin, as [`DateTime::compare`] does.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        self.midnight().compare(&other.midnight())
    }

    fn midnight(&self) -> DateTime {
        DateTime {
            day: self.day,
            clock: Clock::MIDNIGHT,
            offset: self.offset,
        }
    }

    pub(super) fn read(scan: &mut Scan<'_>) -> Result<Self, ValueError> {
        let day = Day::read(scan)?;
        Ok(Self { day, offset: None })
    }

    fn put(self, out: &mut Buffer<LONGEST>) {
        self.day.write(out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::tests::{random_day, random_offset};
    use super::super::text::tests::Random;
    use super::*;

    #[test]
    fn reads_days() {
        for (text, written) in [
            ("2024-02-29", "2024-02-29"),
            ("2002-10-10+13:00", "2002-10-10+13:00"),
            ("2002-10-09-11:00", "2002-10-09-11:00"),
            ("0001-01-01Z", "0001-01-01Z"),
            ("0001-01-01-00:00", "0001-01-01Z"),
            ("-0001-12-31", "-0001-12-31"),
            ("12024-02-29", "12024-02-29"),
            ("-999999999-01-01+14:00", "-999999999-01-01+14:00"),
        ] {
            let date: Date = text.parse().unwrap();
            assert_eq!(date.to_string(), written);
        }
        let date: Date = "-0044-03-15-01:30".parse().unwrap();
        assert_eq!((date.year(), date.month(), date.day()), (-44, 3, 15));
        assert_eq!(date.offset().map(Offset::minutes), Some(-90));
        assert_eq!(Date::new(-44, 3, 15).unwrap(), date.with_offset(None));
    }

    #[test]
    fn refuses_all_else() {
        for (text, problem) in [
            ("", "there is no text"),
            ("2024-02-30", "there is no 30 February"),
            ("2023-02-29", "there is no 29 February in 2023"),
            ("2024-13-01", "there is no month 13"),
            ("2024-00-01", "there is no month 0"),
            ("0000-00-00", "there is no year 0000"),
            ("0000-01-01", "there is no year 0000"),
            ("-0000-01-01", "there is no year 0000"),
            ("24-01-01", "the year has fewer than 4 digits"),
            (
                "02024-01-01",
                "the year has more than 4 digits and begins with a zero",
            ),
            (
                "1000000000-01-01",
                "the year has more than 9 digits, the limit here",
            ),
            ("+2024-01-01", "`+` at character 1, where a digit belongs"),
            ("2024-1-01", "`-` at character 7, where a digit belongs"),
            (
                "2024-01-1",
                "the text ends after character 9, where a digit belongs",
            ),
            (
                "20240101",
                "the text ends after character 8, where `-` belongs",
            ),
            ("2024/01/01", "`/` at character 5, where `-` belongs"),
            (
                "2024-01-01T00:00:00",
                "`T` at character 11, where the end or an offset such as `Z` belongs",
            ),
            (
                "2024-01-01 ",
                "a blank at character 11, where the end or an offset such as `Z` belongs",
            ),
            (
                " 2024-01-01",
                "a blank at character 1, where a digit belongs",
            ),
        ] {
            assert_eq!(
                text.parse::<Date>().unwrap_err().problem(),
                problem,
                "{text:?}"
            );
        }
    }

    #[test]
    fn compares_the_moments_at_which_days_begin() {
        let compare = |one: &str, two: &str| {
            let (one, two): (Date, Date) = (one.parse().unwrap(), two.parse().unwrap());
            one.compare(&two)
        };
        assert_eq!(
            compare("2002-10-10+13:00", "2002-10-09-11:00"),
            Some(Ordering::Equal)
        );
        assert_eq!(compare("2002-10-10", "2002-10-11"), Some(Ordering::Less));
        assert_eq!(compare("2002-10-10", "2002-10-10Z"), None);
    }

    #[test]
    fn writes_what_it_reads() {
        let mut random = Random(5);
        for _ in 0..5_000 {
            let day = random_day(&mut random);
            let offset = random_offset(&mut random);
            let date = Date { day, offset };
            assert_eq!(date.to_string().parse(), Ok(date));
        }
    }
}
