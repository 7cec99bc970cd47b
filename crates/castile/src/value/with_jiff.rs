//! Conversions from and to the types of `jiff`.
//!
//! They change no value: what the other side cannot hold is an error. A `DateTime` becomes a
//! `Timestamp` or a `Zoned` where it has an offset, and a civil `DateTime` where it has none. Years
//! before 0001 are refused, as XSD 1.0 counts them without a year zero and jiff with one.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned, civil, tz};

use super::calendar::{Clock, Day};
use super::{Date, DateTime, Offset, Time, ValueError};

const CIVIL_EXPECTED: &str = "a date or time that `jiff::civil` can hold";
const MOMENT_EXPECTED: &str = "a moment that `jiff::Timestamp` can hold";

impl TryFrom<Date> for civil::Date {
    type Error = ValueError;

    /// Refuses a date with an offset.
    fn try_from(value: Date) -> Result<Self, ValueError> {
        check_no_offset(value.offset)?;
        civil_date(value.day, CIVIL_EXPECTED)
    }
}

impl TryFrom<civil::Date> for Date {
    type Error = ValueError;

    fn try_from(value: civil::Date) -> Result<Self, ValueError> {
        let day = day(value, Self::EXPECTED)?;
        Ok(Self { day, offset: None })
    }
}

impl TryFrom<Time> for civil::Time {
    type Error = ValueError;

    /// Refuses a time with an offset.
    fn try_from(value: Time) -> Result<Self, ValueError> {
        check_no_offset(value.offset)?;
        civil_time(value.clock, CIVIL_EXPECTED)
    }
}

impl From<civil::Time> for Time {
    fn from(value: civil::Time) -> Self {
        Self {
            clock: clock(value),
            offset: None,
        }
    }
}

impl TryFrom<DateTime> for civil::DateTime {
    type Error = ValueError;

    /// Refuses a value with an offset.
    fn try_from(value: DateTime) -> Result<Self, ValueError> {
        check_no_offset(value.offset)?;
        civil_date_time(value, CIVIL_EXPECTED)
    }
}

impl TryFrom<civil::DateTime> for DateTime {
    type Error = ValueError;

    fn try_from(value: civil::DateTime) -> Result<Self, ValueError> {
        Ok(Self {
            day: day(value.date(), Self::EXPECTED)?,
            clock: clock(value.time()),
            offset: None,
        })
    }
}

impl TryFrom<DateTime> for Timestamp {
    type Error = ValueError;

    /// Refuses a value without an offset.
    fn try_from(value: DateTime) -> Result<Self, ValueError> {
        let (fields, offset) = moment(value)?;
        offset
            .to_timestamp(fields)
            .map_err(|_| ValueError::new(MOMENT_EXPECTED, "it is out of range"))
    }
}

impl TryFrom<Timestamp> for DateTime {
    type Error = ValueError;

    /// The moment in UTC, written with `Z`.
    fn try_from(value: Timestamp) -> Result<Self, ValueError> {
        let fields = Self::try_from(tz::Offset::UTC.to_datetime(value))?;
        Ok(fields.with_offset(Offset::UTC))
    }
}

impl TryFrom<DateTime> for Zoned {
    type Error = ValueError;

    /// The time zone is UTC or the fixed offset. Refuses a value without an offset.
    fn try_from(value: DateTime) -> Result<Self, ValueError> {
        let (fields, offset) = moment(value)?;
        let zone = if offset == tz::Offset::UTC {
            TimeZone::UTC
        } else {
            offset.to_time_zone()
        };
        zone.to_zoned(fields)
            .map_err(|_| ValueError::new(MOMENT_EXPECTED, "it is out of range"))
    }
}

impl TryFrom<&Zoned> for DateTime {
    type Error = ValueError;

    /// Keeps the offset and drops the name of the time zone. Refuses an offset that is not in whole
    /// minutes or of more than 14 hours.
    fn try_from(value: &Zoned) -> Result<Self, ValueError> {
        let seconds = value.offset().seconds();
        if seconds % 60 != 0 {
            let problem = "its offset from UTC is not in whole minutes";
            return Err(ValueError::new(Self::EXPECTED, problem));
        }
        let offset = i16::try_from(seconds / 60)
            .ok()
            .and_then(|minutes| Offset::from_minutes(minutes).ok())
            .ok_or_else(|| {
                ValueError::new(Self::EXPECTED, "its offset from UTC is more than 14 hours")
            })?;
        Ok(Self::try_from(value.datetime())?.with_offset(offset))
    }
}

impl TryFrom<Zoned> for DateTime {
    type Error = ValueError;

    /// As from `&Zoned`.
    fn try_from(value: Zoned) -> Result<Self, ValueError> {
        Self::try_from(&value)
    }
}

fn check_no_offset(offset: Option<Offset>) -> Result<(), ValueError> {
    if offset.is_none() {
        Ok(())
    } else {
        let problem = "it has an offset from UTC, which would be lost";
        Err(ValueError::new(CIVIL_EXPECTED, problem))
    }
}

/// The fields and the offset of a value that has one.
fn moment(value: DateTime) -> Result<(civil::DateTime, tz::Offset), ValueError> {
    let offset = value
        .offset
        .and_then(|offset| tz::Offset::from_seconds(i32::from(offset.minutes()) * 60).ok())
        .ok_or_else(|| ValueError::new(MOMENT_EXPECTED, "it has no offset from UTC"))?;
    Ok((civil_date_time(value, MOMENT_EXPECTED)?, offset))
}

fn civil_date_time(value: DateTime, expected: &'static str) -> Result<civil::DateTime, ValueError> {
    Ok(civil::DateTime::from_parts(
        civil_date(value.day, expected)?,
        civil_time(value.clock, expected)?,
    ))
}

fn civil_date(value: Day, expected: &'static str) -> Result<civil::Date, ValueError> {
    if value.year < 1 {
        return Err(before_year_one(expected));
    }
    let (month, day) = (value.month.cast_signed(), value.day.cast_signed());
    i16::try_from(value.year)
        .ok()
        .and_then(|year| civil::Date::new(year, month, day).ok())
        .ok_or_else(|| ValueError::new(expected, "its year is after 9999"))
}

fn civil_time(value: Clock, expected: &'static str) -> Result<civil::Time, ValueError> {
    civil::Time::new(
        value.hour.cast_signed(),
        value.minute.cast_signed(),
        value.second.cast_signed(),
        value.nanosecond.cast_signed(),
    )
    // A `Clock` holds nothing that is not a time of day there too.
    .map_err(|_| ValueError::new(expected, "it is no time of day"))
}

fn day(value: civil::Date, expected: &'static str) -> Result<Day, ValueError> {
    if value.year() < 1 {
        return Err(before_year_one(expected));
    }
    let (month, day) = (value.month().cast_unsigned(), value.day().cast_unsigned());
    Day::new(expected, value.year().into(), month, day)
}

fn clock(value: civil::Time) -> Clock {
    Clock {
        hour: value.hour().cast_unsigned(),
        minute: value.minute().cast_unsigned(),
        second: value.second().cast_unsigned(),
        nanosecond: value.subsec_nanosecond().cast_unsigned(),
    }
}

#[cold]
fn before_year_one(expected: &'static str) -> ValueError {
    ValueError::new(
        expected,
        "its year is before 0001, where XML Schema and jiff count differently",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    #[test]
    fn moments_become_timestamps_and_zoned() {
        for (text, timestamp) in [
            (
                "2012-02-16T09:00:00.1234567Z",
                "2012-02-16T09:00:00.1234567Z",
            ),
            ("2024-02-29T01:00:00+02:00", "2024-02-28T23:00:00Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ] {
            let value = moment(text);
            let expected: Timestamp = timestamp.parse().unwrap();
            assert_eq!(Timestamp::try_from(value), Ok(expected));
            let zoned = Zoned::try_from(value).unwrap();
            assert_eq!(zoned.timestamp(), expected);
            assert_eq!(DateTime::try_from(zoned), Ok(value));
            assert_eq!(DateTime::try_from(expected), Ok(moment(timestamp)));
        }
    }

    #[test]
    fn values_without_offset_become_civil() {
        for text in [
            "2020-01-02T03:04:05.678",
            "0001-01-01T00:00:00",
            "9999-12-31T23:59:59.9999999",
        ] {
            let value = moment(text);
            let civil = civil::DateTime::try_from(value).unwrap();
            assert_eq!(civil, text.parse().unwrap());
            assert_eq!(DateTime::try_from(civil), Ok(value));
            let date = civil::Date::try_from(value.date()).unwrap();
            assert_eq!(Date::try_from(date), Ok(value.date()));
            let time = civil::Time::try_from(value.time()).unwrap();
            assert_eq!(Time::from(time), value.time());
        }
    }

    #[test]
    fn refuses_what_would_be_lost() {
        let problem = |error: ValueError| error.problem().to_owned();
        let lost = "it has an offset from UTC, which would be lost";
        let utc = moment("2020-01-01T00:00:00Z");
        assert_eq!(
            civil::DateTime::try_from(utc).map_err(problem),
            Err(lost.into())
        );
        assert_eq!(
            civil::Date::try_from(utc.date()).map_err(problem),
            Err(lost.into())
        );
        assert_eq!(
            civil::Time::try_from(utc.time()).map_err(problem),
            Err(lost.into())
        );
        let local = utc.with_offset(None);
        let none = "it has no offset from UTC";
        assert_eq!(
            Timestamp::try_from(local).map_err(problem),
            Err(none.into())
        );
        assert_eq!(Zoned::try_from(local).map_err(problem), Err(none.into()));
        for (text, expected) in [
            ("10000-01-01T00:00:00Z", "its year is after 9999"),
            ("99999-01-01T00:00:00Z", "its year is after 9999"),
            (
                "-0001-01-01T00:00:00Z",
                "its year is before 0001, where XML Schema and jiff count differently",
            ),
            ("9999-12-31T23:59:59Z", "it is out of range"),
        ] {
            assert_eq!(
                Timestamp::try_from(moment(text)).map_err(problem),
                Err(expected.into())
            );
        }
        assert!(Date::try_from(civil::date(0, 1, 1)).is_err());
        assert!(DateTime::try_from(Timestamp::MIN).is_err());
        let odd = |seconds| tz::Offset::from_seconds(seconds).unwrap().to_time_zone();
        let zoned = |seconds| Timestamp::UNIX_EPOCH.to_zoned(odd(seconds));
        assert_eq!(
            DateTime::try_from(zoned(-75)).map_err(problem),
            Err("its offset from UTC is not in whole minutes".into())
        );
        assert_eq!(
            DateTime::try_from(zoned(15 * 3600)).map_err(problem),
            Err("its offset from UTC is more than 14 hours".into())
        );
    }
}
