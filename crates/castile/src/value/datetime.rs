//! `xs:dateTime`: a day and a time of day, with or without an offset from UTC.

use std::cmp::Ordering;

use super::calendar::{Clock, Day, LONGEST, calendar_type, check_year};
use super::text::{Buffer, Scan};
use super::{Date, Offset, Time, ValueError};

/// A value of `xs:dateTime`, such as `2024-02-29T12:30:00Z`.
///
/// The offset is kept as written: without one a text is not in UTC, but in a time that only the
/// sender knows, as ASP.NET sends it for a `DateTime` of unspecified kind. `24:00:00` is read as
/// `00:00:00` of the day after, the same value.
///
/// Equality is that of the fields. [`DateTime::compare`] orders by time.
///
/// ```
/// use castile::value::{DateTime, Offset};
///
/// let start: DateTime = "2012-02-16T09:00:00.1234567Z".parse()?;
/// assert_eq!((start.year(), start.nanosecond()), (2012, 123_456_700));
/// let end = DateTime::new(2012, 2, 16, 10, 30, 0)?.with_offset(Offset::UTC);
/// assert_eq!(end.to_string(), "2012-02-16T10:30:00Z");
/// assert!(start.compare(&end).is_some_and(|order| order.is_lt()));
/// # Ok::<(), castile::value::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateTime {
    pub(super) day: Day,
    pub(super) clock: Clock,
    pub(super) offset: Option<Offset>,
}

calendar_type!(DateTime, "an `xs:dateTime` such as `2024-02-29T12:30:00Z`");

impl DateTime {
    /// A whole second without an offset. The year is not 0, and has no more than 9 digits.
    pub fn new(
        year: i32,
        month: u8,
        day: u8,
        hour: u8,
        minute: u8,
        second: u8,
    ) -> Result<Self, ValueError> {
        Ok(Self {
            day: Day::new(Self::EXPECTED, year, month, day)?,
            clock: Clock::new(Self::EXPECTED, hour, minute, second, 0)?,
            offset: None,
        })
    }

    /// The same second with another nanosecond, which is below 1,000,000,000.
    pub fn with_nanosecond(self, nanosecond: u32) -> Result<Self, ValueError> {
        let Clock {
            hour,
            minute,
            second,
            ..
        } = self.clock;
        let clock = Clock::new(Self::EXPECTED, hour, minute, second, nanosecond)?;
        Ok(Self { clock, ..self })
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

    /// The day, with the same offset.
    pub fn date(&self) -> Date {
        Date {
            day: self.day,
            offset: self.offset,
        }
    }

    /// The time of day, with the same offset.
    pub fn time(&self) -> Time {
        Time {
            clock: self.clock,
            offset: self.offset,
        }
    }

    /// Which of two comes first in time, as XSD 1.0 part 2, 3.2.7.4 orders them.
    ///
    /// A value without an offset may be up to 14 hours away from what it says, so that it can be
    /// compared with one that has an offset only where they are further apart. Else it is `None`.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        // The moments a value can stand for, at the ends of the range of offsets.
        let earliest = |value: &Self| value.moment(value.offset.map_or(14 * 60, Offset::minutes));
        let latest = |value: &Self| value.moment(value.offset.map_or(-14 * 60, Offset::minutes));
        if self.offset.is_some() == other.offset.is_some() {
            Some(earliest(self).cmp(&earliest(other)))
        } else if latest(self) < earliest(other) {
            Some(Ordering::Less)
        } else if earliest(self) > latest(other) {
            Some(Ordering::Greater)
        } else {
            None
        }
    }

    /// The fields in UTC, if these are `offset` minutes ahead of it.
    fn moment(&self, offset: i16) -> (Day, i16, u8, u32) {
        let Clock {
            hour,
            minute,
            second,
            nanosecond,
        } = self.clock;
        let minutes = i16::from(hour) * 60 + i16::from(minute) - offset;
        let day = match minutes {
            ..0 => self.day.previous(),
            0..1440 => self.day,
            _ => self.day.next(),
        };
        (day, minutes.rem_euclid(1440), second, nanosecond)
    }

    fn read(scan: &mut Scan<'_>) -> Result<Self, ValueError> {
        let mut day = Day::read(scan)?;
        scan.require(b'T', "`T`")?;
        let (clock, day_after) = Clock::read(scan)?;
        if day_after {
            day = day.next();
            check_year(Self::EXPECTED, day.year)?;
        }
        Ok(Self {
            day,
            clock,
            offset: None,
        })
    }

    fn put(self, out: &mut Buffer<LONGEST>) {
        self.day.write(out);
        out.push(b'T');
        self.clock.write(out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::tests::{random_clock, random_day, random_offset};
    use super::super::text::tests::Random;
    use super::*;

    fn moment(text: &str) -> DateTime {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn reads_moments() {
        for (text, written) in [
            (
                "2012-02-16T09:00:00.1234567Z",
                "2012-02-16T09:00:00.1234567Z",
            ),
            ("2020-01-02T03:04:05.678", "2020-01-02T03:04:05.678"),
            ("0001-01-01T00:00:00", "0001-01-01T00:00:00"),
            ("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999"),
            ("2024-02-29T23:59:58.0000000+00:00", "2024-02-29T23:59:58Z"),
            ("1999-05-31T13:20:00-05:00", "1999-05-31T13:20:00-05:00"),
            ("2000-03-04T23:00:00+03:00", "2000-03-04T23:00:00+03:00"),
            ("1999-12-31T24:00:00", "2000-01-01T00:00:00"),
            ("2024-02-28T24:00:00Z", "2024-02-29T00:00:00Z"),
            ("-0001-12-31T24:00:00", "0001-01-01T00:00:00"),
            ("-0044-03-15T12:00:00", "-0044-03-15T12:00:00"),
            (
                "-999999999-12-31T23:59:59.999999999+14:00",
                "-999999999-12-31T23:59:59.999999999+14:00",
            ),
        ] {
            assert_eq!(moment(text).to_string(), written);
            let mut out = String::new();
            moment(text).write_to(&mut out);
            assert_eq!(out, written);
            assert_eq!(moment(written), moment(text));
        }
        assert_eq!(
            format!("{:?}", moment("2000-01-01T00:00:00Z")),
            "2000-01-01T00:00:00Z"
        );
    }

    #[test]
    fn offsets_are_part_of_the_value() {
        let utc = moment("2000-01-01T00:00:00Z");
        assert_eq!(utc, moment("2000-01-01T00:00:00+00:00"));
        assert_eq!(utc, moment("2000-01-01T00:00:00-00:00"));
        assert_ne!(utc, moment("2000-01-01T00:00:00"));
        assert_ne!(utc, moment("2000-01-01T02:00:00+02:00"));
        let fields = DateTime::new(2000, 1, 1, 0, 0, 0).unwrap();
        assert_eq!(fields.with_offset(Offset::UTC), utc);
        assert_eq!(utc.with_offset(None), fields);
        assert_eq!(
            (utc.date().to_string(), utc.time().to_string()),
            ("2000-01-01Z".into(), "00:00:00Z".into())
        );
        assert_eq!(
            fields.with_nanosecond(7).unwrap(),
            moment("2000-01-01T00:00:00.000000007")
        );
        assert!(fields.with_nanosecond(1_000_000_000).is_err());
    }

    #[test]
    fn refuses_all_else() {
        for (text, problem) in [
            ("", "there is no text"),
            (
                "2012-02-16",
                "the text ends after character 10, where `T` belongs",
            ),
            (
                "2012-02-16 09:00:00",
                "a blank at character 11, where `T` belongs",
            ),
            (
                "2012-02-16t09:00:00",
                "`t` at character 11, where `T` belongs",
            ),
            (
                "2012-02-16T09:00",
                "the text ends after character 16, where `:` belongs",
            ),
            (
                "2012-02-16T09:00:00z",
                "`z` at character 20, where the end or an offset such as `Z` belongs",
            ),
            (
                "2012-02-16T09:00:00+0100",
                "`0` at character 23, where `:` belongs",
            ),
            (
                "2012-02-16T09:00:00 ",
                "a blank at character 20, where the end or an offset such as `Z` belongs",
            ),
            ("2023-02-29T00:00:00", "there is no 29 February in 2023"),
            (
                "2016-12-31T23:59:60Z",
                "there is no second 60, as XML Schema has no leap seconds",
            ),
            ("0000-01-01T00:00:00", "there is no year 0000"),
            (
                "999999999-12-31T24:00:00",
                "the year has more than 9 digits, the limit here",
            ),
            (
                "2012-02-16T09:00:00.0000000001Z",
                "a fraction of a second finer than 9 digits (nanoseconds)",
            ),
            (
                "/Date(1329382800000)/",
                "`/` at character 1, where a digit belongs",
            ),
            ("2/16/2012 9:00:00 AM", "the year has fewer than 4 digits"),
        ] {
            assert_eq!(
                text.parse::<DateTime>().unwrap_err().problem(),
                problem,
                "{text:?}"
            );
        }
        assert!(DateTime::new(2024, 2, 30, 0, 0, 0).is_err());
        assert!(DateTime::new(2024, 2, 29, 24, 0, 0).is_err());
    }

    #[test]
    fn compares_as_xml_schema_does() {
        use Ordering::{Equal, Greater, Less};
        for (one, two, order) in [
            ("2000-01-15T00:00:00", "2000-02-15T00:00:00", Some(Less)),
            ("2000-01-15T12:00:00", "2000-01-16T12:00:00Z", Some(Less)),
            ("2000-01-01T12:00:00", "1999-12-31T23:00:00Z", None),
            ("2000-01-16T12:00:00", "2000-01-16T12:00:00Z", None),
            ("2000-01-16T00:00:00", "2000-01-16T12:00:00Z", None),
            ("2000-01-16T00:00:00Z", "2000-01-15T09:59:59", Some(Greater)),
            ("2000-01-16T00:00:00Z", "2000-01-15T10:00:00", None),
            (
                "2000-01-01T01:30:00+02:00",
                "1999-12-31T23:30:00Z",
                Some(Equal),
            ),
            (
                "2000-01-01T00:00:00-14:00",
                "2000-01-01T14:00:00Z",
                Some(Equal),
            ),
            (
                "0001-01-01T00:00:00+01:00",
                "-0001-12-31T23:00:00Z",
                Some(Equal),
            ),
            (
                "2000-01-01T00:00:00.000000001Z",
                "2000-01-01T00:00:00Z",
                Some(Greater),
            ),
            (
                "999999999-12-31T23:59:59-14:00",
                "999999999-12-31T23:59:59Z",
                Some(Greater),
            ),
        ] {
            assert_eq!(moment(one).compare(&moment(two)), order, "{one} {two}");
            let reversed = order.map(Ordering::reverse);
            assert_eq!(moment(two).compare(&moment(one)), reversed, "{two} {one}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        let mut random = Random(7);
        for _ in 0..20_000 {
            let value = DateTime {
                day: random_day(&mut random),
                clock: random_clock(&mut random),
                offset: random_offset(&mut random),
            };
            assert_eq!(value.to_string().parse(), Ok(value));
        }
    }
}
