//! Dates and times of day, as the service writes them and as it takes them.
//!
//! Always UTC, always to the second, in the calendar of today for all time.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const DAY: i64 = 86_400;

/// A date with a time of day in UTC, to the second. Its text form is `2024-02-19T14:27:27`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Seconds since the start of 1970.
    seconds: i64,
}

impl Moment {
    /// The moment so many seconds after the start of 1970.
    pub(crate) const fn from_seconds(seconds: i64) -> Moment {
        Moment { seconds }
    }

    /// The moment that is so many seconds later.
    pub(crate) fn plus(self, seconds: i64) -> Moment {
        Moment {
            seconds: self.seconds.saturating_add(seconds),
        }
    }

    /// Seconds since midnight.
    pub(crate) fn time_of_day(self) -> i64 {
        self.seconds.rem_euclid(DAY)
    }

    /// As the service writes it: `2/19/2024 2:27:27 PM`.
    pub(crate) fn american(self) -> String {
        let (year, month, day) = civil(self.seconds.div_euclid(DAY));
        let time = self.time_of_day();
        let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
        let half = if hour < 12 { "AM" } else { "PM" };
        let hour = (hour + 11) % 12 + 1;
        format!("{month}/{day}/{year} {hour}:{minute:02}:{second:02} {half}")
    }

    /// Reads a date as the service takes it, `2/19/2024`, with or without a time of day on a clock of 24 hours.
    pub(crate) fn from_american(text: &str) -> Option<Moment> {
        let (date, time) = text
            .trim()
            .split_once(' ')
            .unwrap_or((text.trim(), "0:0:0"));
        let [month, day, year] = numbers(date, '/')?;
        midnight(year, month, day)?.at(time)
    }

    fn at(self, time: &str) -> Option<Moment> {
        Some(self.plus(time_of_day(time)?))
    }
}

/// Reads `14:27:27` or `14:27` as seconds since midnight.
pub(crate) fn time_of_day(text: &str) -> Option<i64> {
    let text = text.trim();
    let [hour, minute, second] = numbers(text, ':')
        .or_else(|| numbers::<2>(text, ':').map(|[hour, minute]| [hour, minute, 0]))?;
    let fits = hour < 24 && minute < 60 && second < 60;
    fits.then_some(hour * 3_600 + minute * 60 + second)
}

/// Numbers of digits alone, with a separator between them.
fn numbers<const N: usize>(text: &str, separator: char) -> Option<[i64; N]> {
    let parts: Vec<i64> = text
        .split(separator)
        .map(|part| {
            let digits = !part.is_empty()
                && part.len() <= 4
                && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        })
        .collect::<Option<_>>()?;
    parts.try_into().ok()
}

fn midnight(year: i64, month: i64, day: i64) -> Option<Moment> {
    let days = days(year, month, day);
    // A day that the month does not have comes back as another date.
    (civil(days) == (year, month, day)).then_some(Moment {
        seconds: days * DAY,
    })
}

/// Days from the start of 1970 to a date; years begin in March, so that the leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// The date that many days after the start of 1970.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (
        year + era * 400,
        if month < 10 { month + 3 } else { month - 9 },
    );
    (if month < 3 { year + 1 } else { year }, month, date)
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Moment, String> {
        let read = || {
            let (date, time) = text.split_once('T')?;
            let [year, month, day] = numbers(date, '-')?;
            midnight(year, month, day)?.at(time)
        };
        read().ok_or_else(|| format!("`{text}` is not a moment such as `2024-02-19T14:27:27`"))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.seconds.div_euclid(DAY));
        let time = self.time_of_day();
        let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, civil, days, time_of_day};

    #[test]
    fn every_day_of_eight_centuries_is_its_own() {
        let first = days(1600, 1, 1);
        for day in first..first + 2 * 146_097 {
            let (year, month, date) = civil(day);
            assert_eq!(days(year, month, date), day);
        }
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(civil(days(2024, 2, 29) + 1), (2024, 3, 1));
    }

    #[test]
    fn texts() {
        let moment: Moment = "2024-02-19T14:07:27".parse().expect("is read");
        assert_eq!(moment.american(), "2/19/2024 2:07:27 PM");
        assert_eq!(moment.to_string(), "2024-02-19T14:07:27");
        for (text, american) in [
            ("2023-12-31T00:00:00", "12/31/2023 12:00:00 AM"),
            ("2023-12-31T12:59:09", "12/31/2023 12:59:09 PM"),
        ] {
            assert_eq!(
                text.parse::<Moment>().expect("is read").american(),
                american
            );
        }
        let read = |text| Moment::from_american(text).map(|moment| moment.to_string());
        assert_eq!(read("2/19/2024").as_deref(), Some("2024-02-19T00:00:00"));
        assert_eq!(
            read("02/19/2024 4:05:06").as_deref(),
            Some("2024-02-19T04:05:06")
        );
        for wrong in [
            "",
            "2/30/2024",
            "13/1/2024",
            "2/19",
            "a/b/c",
            "2/19/2024 25:00",
            "-1/1/2024",
            "2/19/20245",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(time_of_day("23:59:59"), Some(86_399));
        assert_eq!(time_of_day("9:30"), Some(34_200));
        assert_eq!(time_of_day("24:00:00"), None);
        assert!("2024-02-19".parse::<Moment>().is_err());
    }
}
