//! Days and times of day, checked, for the date and time types of this module.
//!
//! The calendar is the Gregorian one, extended to all years as XSD 1.0 part 2, appendix E does: a
//! year is a leap year by its number alone, and the year before 0001 is -0001.

use super::ValueError;
use super::text::{Buffer, Scan};

/// The largest year either side of zero. XML Schema asks for four digits and sets no end.
const LAST_YEAR: i32 = 999_999_999;

/// The longest text: a year of 9 digits, a fraction of 9 digits, a sign and an offset.
pub(super) const LONGEST: usize = "-999999999-12-31T23:59:59.999999999+14:00".len();

/// A day of the calendar.
#[expect(
    clippy::struct_field_names,
    reason = "the day of the month has no other name"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Day {
    pub(super) year: i32,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Clock {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) nanosecond: u32,
}

impl Day {
    pub(super) fn new(
        expected: &'static str,
        year: i32,
        month: u8,
        day: u8,
    ) -> Result<Self, ValueError> {
        check_year(expected, year)?;
        check_day(expected, Some(year), month, day)?;
        Ok(Self { year, month, day })
    }

    pub(super) fn read(scan: &mut Scan<'_>) -> Result<Self, ValueError> {
        let year = read_year(scan)?;
        scan.require(b'-', "`-`")?;
        let month = scan.two_digits()?;
        scan.require(b'-', "`-`")?;
        let day = scan.two_digits()?;
        Self::new(scan.expected(), year, month, day)
    }

    pub(super) fn write<const N: usize>(self, out: &mut Buffer<N>) {
        write_year(self.year, out);
        out.push(b'-');
        out.push_two(self.month);
        out.push(b'-');
        out.push_two(self.day);
    }

    /// The day after, which may lie in a year past the last that can be written.
    pub(super) fn next(self) -> Self {
        let Self { year, month, day } = self;
        if day < days_in(Some(year), month) {
            Self {
                day: day + 1,
                ..self
            }
        } else if month < 12 {
            Self {
                year,
                month: month + 1,
                day: 1,
            }
        } else {
            let year = if year == -1 { 1 } else { year + 1 };
            Self {
                year,
                month: 1,
                day: 1,
            }
        }
    }

    /// The day before, which may lie in a year past the last that can be written.
    pub(super) fn previous(self) -> Self {
        let Self { year, month, day } = self;
        if day > 1 {
            Self {
                day: day - 1,
                ..self
            }
        } else if month > 1 {
            let month = month - 1;
            Self {
                year,
                month,
                day: days_in(Some(year), month),
            }
        } else {
            let year = if year == 1 { -1 } else { year - 1 };
            Self {
                year,
                month: 12,
                day: 31,
            }
        }
    }
}

impl Clock {
    pub(super) const MIDNIGHT: Self = Self {
        hour: 0,
        minute: 0,
        second: 0,
        nanosecond: 0,
    };

    pub(super) fn new(
        expected: &'static str,
        hour: u8,
        minute: u8,
        second: u8,
        nanosecond: u32,
    ) -> Result<Self, ValueError> {
        if hour < 24 && minute < 60 && second < 60 && nanosecond < 1_000_000_000 {
            return Ok(Self {
                hour,
                minute,
                second,
                nanosecond,
            });
        }
        Err(no_such_time(expected, hour, minute, second))
    }

    /// Reads a time of day, and says whether it was `24:00:00`, the midnight of the day after.
    pub(super) fn read(scan: &mut Scan<'_>) -> Result<(Self, bool), ValueError> {
        let hour = scan.two_digits()?;
        scan.require(b':', "`:`")?;
        let minute = scan.two_digits()?;
        scan.require(b':', "`:`")?;
        let second = scan.two_digits()?;
        let nanosecond = if scan.eat(b'.') {
            scan.nanoseconds()?
        } else {
            0
        };
        if hour == 24 {
            if (minute, second, nanosecond) != (0, 0, 0) {
                return Err(scan.fail("hour 24 stands only in `24:00:00`"));
            }
            return Ok((Self::MIDNIGHT, true));
        }
        let clock = Self::new(scan.expected(), hour, minute, second, nanosecond)?;
        Ok((clock, false))
    }

    pub(super) fn write<const N: usize>(self, out: &mut Buffer<N>) {
        out.push_two(self.hour);
        out.push(b':');
        out.push_two(self.minute);
        out.push(b':');
        out.push_two(self.second);
        out.push_fraction(self.nanosecond);
    }
}

/// Reads a year: four digits, or more without a leading zero, and a minus sign for years before
/// 0001.
pub(super) fn read_year(scan: &mut Scan<'_>) -> Result<i32, ValueError> {
    let negative = scan.eat(b'-');
    let digits = scan.some_digits()?;
    match digits {
        [_] | [_, _] | [_, _, _] => return Err(scan.fail("the year has fewer than 4 digits")),
        [b'0', _, _, _, _, ..] => {
            return Err(scan.fail("the year has more than 4 digits and begins with a zero"));
        }
        _ if digits.len() > 9 => {
            return Err(scan.fail("the year has more than 9 digits, the limit here"));
        }
        _ => {}
    }
    let year = digits
        .iter()
        .fold(0, |year, digit| year * 10 + i32::from(digit - b'0'));
    check_year(scan.expected(), if negative { -year } else { year })
}

pub(super) fn write_year<const N: usize>(year: i32, out: &mut Buffer<N>) {
    if year < 0 {
        out.push(b'-');
    }
    let size = u64::from(year.unsigned_abs());
    if size < 10_000 {
        out.push_padded(size, 4);
    } else {
        out.push_number(size);
    }
}

/// XSD 1.0 has no year zero. XSD 1.1 has one, and shifts all years before it.
pub(super) fn check_year(expected: &'static str, year: i32) -> Result<i32, ValueError> {
    if year == 0 {
        Err(ValueError::new(expected, "there is no year 0000"))
    } else if year.unsigned_abs() > LAST_YEAR.unsigned_abs() {
        Err(ValueError::new(
            expected,
            "the year has more than 9 digits, the limit here",
        ))
    } else {
        Ok(year)
    }
}

pub(super) fn check_month(expected: &'static str, month: u8) -> Result<u8, ValueError> {
    if (1..=12).contains(&month) {
        Ok(month)
    } else {
        Err(ValueError::new(
            expected,
            format!("there is no month {month}"),
        ))
    }
}

/// Checks month and day, where the year is known or may be any.
pub(super) fn check_day(
    expected: &'static str,
    year: Option<i32>,
    month: u8,
    day: u8,
) -> Result<(), ValueError> {
    check_month(expected, month)?;
    if (1..=days_in(year, month)).contains(&day) {
        return Ok(());
    }
    Err(no_such_day(expected, year, month, day))
}

#[cold]
fn no_such_day(expected: &'static str, year: Option<i32>, month: u8, day: u8) -> ValueError {
    let name = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ][usize::from(month) - 1];
    let problem = match (year, day) {
        (_, 0 | 32..) => format!("there is no day {day}"),
        (Some(year), 29) => format!("there is no 29 {name} in {year}"),
        _ => format!("there is no {day} {name}"),
    };
    ValueError::new(expected, problem)
}

#[cold]
fn no_such_time(expected: &'static str, hour: u8, minute: u8, second: u8) -> ValueError {
    let problem = match (hour, minute, second) {
        (24.., ..) => format!("there is no hour {hour}"),
        (_, 60.., _) => format!("there is no minute {minute}"),
        (.., 60) => "there is no second 60, as XML Schema has no leap seconds".into(),
        (.., 61..) => format!("there is no second {second}"),
        _ => "the nanoseconds make a whole second".into(),
    };
    ValueError::new(expected, problem)
}

/// The days of a month from 1 to 12, at most so many where the year may be any.
fn days_in(year: Option<i32>, month: u8) -> u8 {
    let leap = |year: i32| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if year.is_none_or(leap) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Gives a type with an `offset`, a `read(&mut Scan)` of all before the offset and a
/// `put(&self, &mut Buffer)` of the same all that the date and time types share.
macro_rules! calendar_type {
    ($name:ident, $expected:literal) => {
        impl $name {
            pub(super) const EXPECTED: &str = $expected;

            /// The offset from UTC, if there is one.
            pub fn offset(&self) -> Option<crate::value::Offset> {
                self.offset
            }

            /// The same fields with another offset, or with `None` without one.
            #[must_use]
            pub fn with_offset(mut self, offset: impl Into<Option<crate::value::Offset>>) -> Self {
                self.offset = offset.into();
                self
            }

            fn write(&self, out: &mut impl std::fmt::Write) -> std::fmt::Result {
                let mut buffer = crate::value::text::Buffer::new();
                self.put(&mut buffer);
                crate::value::Offset::write(self.offset, &mut buffer);
                out.write_str(buffer.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::value::ValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let mut scan = crate::value::text::Scan::new(text, Self::EXPECTED);
                let mut value = Self::read(&mut scan)?;
                value.offset = crate::value::Offset::read(&mut scan)?;
                Ok(value)
            }
        }

        crate::value::text::text_form!($name);
    };
}

pub(super) use calendar_type;

#[cfg(test)]
pub(super) mod tests {
    use super::super::text::tests::Random;
    use super::*;

    fn day(year: i32, month: u8, day: u8) -> Day {
        Day::new("a day", year, month, day).unwrap()
    }

    /// A number below `bound`, small enough for what is asked.
    fn number<T: TryFrom<u64, Error: std::fmt::Debug>>(random: &mut Random, bound: u64) -> T {
        T::try_from(random.below(bound)).unwrap()
    }

    pub(in crate::value) fn random_day(random: &mut Random) -> Day {
        loop {
            let bound = [10_000, 1_000_000_000][number::<usize>(random, 2)];
            let sign = [1, 1, -1][number::<usize>(random, 3)];
            let year = number::<i32>(random, bound) * sign;
            let (month, day) = (number(random, 14), number(random, 33));
            if let Ok(day) = Day::new("a day", year, month, day) {
                return day;
            }
        }
    }

    pub(in crate::value) fn random_clock(random: &mut Random) -> Clock {
        let step = [1_000_000_000, 100_000_000, 1][number::<usize>(random, 3)];
        let fraction = number::<u32>(random, 1_000_000_000) / step * step;
        let (hour, minute, second) = (number(random, 24), number(random, 60), number(random, 60));
        Clock::new("a time", hour, minute, second, fraction).unwrap()
    }

    pub(in crate::value) fn random_offset(random: &mut Random) -> Option<crate::value::Offset> {
        let minutes = i16::try_from(random.below(1681)).unwrap() - 840;
        match random.below(3) {
            0 => None,
            1 => Some(crate::value::Offset::UTC),
            _ => crate::value::Offset::from_minutes(minutes).ok(),
        }
    }

    #[test]
    fn knows_leap_years() {
        for year in [4, 1972, 2000, 2024, -4, -400, 400, 999_999_600] {
            assert!(Day::new("a day", year, 2, 29).is_ok(), "{year}");
        }
        for year in [1, 1900, 2023, 2100, -1, -100, 999_999_999] {
            let error = Day::new("a day", year, 2, 29).unwrap_err();
            assert_eq!(
                error.problem(),
                format!("there is no 29 February in {year}")
            );
        }
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for (year, month, day, problem) in [
            (0, 1, 1, "there is no year 0000"),
            (
                1_000_000_000,
                1,
                1,
                "the year has more than 9 digits, the limit here",
            ),
            (
                i32::MIN,
                1,
                1,
                "the year has more than 9 digits, the limit here",
            ),
            (2024, 0, 1, "there is no month 0"),
            (2024, 13, 1, "there is no month 13"),
            (2024, 1, 0, "there is no day 0"),
            (2024, 1, 32, "there is no day 32"),
            (2024, 2, 30, "there is no 30 February"),
            (2024, 4, 31, "there is no 31 April"),
        ] {
            let error = Day::new("a day", year, month, day).unwrap_err();
            assert_eq!(error.problem(), problem);
        }
    }

    #[test]
    fn days_follow_each_other() {
        for (one, two) in [
            (day(2024, 2, 28), day(2024, 2, 29)),
            (day(2024, 2, 29), day(2024, 3, 1)),
            (day(2023, 2, 28), day(2023, 3, 1)),
            (day(2023, 12, 31), day(2024, 1, 1)),
            (day(-1, 12, 31), day(1, 1, 1)),
            (day(-2, 12, 31), day(-1, 1, 1)),
        ] {
            assert!(one.next() == two && two.previous() == one);
            assert!(one < two);
        }
        // 146,097 days are 400 years.
        let mut last = day(1900, 1, 1);
        for _ in 0..146_097 {
            let next = last.next();
            assert!(next.previous() == last && next > last);
            last = next;
        }
        assert!(last == day(2300, 1, 1));
    }
}
