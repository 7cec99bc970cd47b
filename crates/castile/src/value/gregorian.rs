//! The parts of a date that XML Schema has types for: year, month and day, alone or in pairs.

use super::calendar::{
    LONGEST, calendar_type, check_day, check_month, check_year, read_year, write_year,
};
use super::text::{Buffer, Scan};
use super::{Offset, ValueError};

/// A value of `xs:gYear`, such as `2024` or `-0044Z`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GYear {
    year: i32,
    offset: Option<Offset>,
}

/// A value of `xs:gYearMonth`, such as `2024-02`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GYearMonth {
    year: i32,
    month: u8,
    offset: Option<Offset>,
}

/// A value of `xs:gMonth`, such as `--02`.
///
/// The form `--02--`, which the first edition of XML Schema had by mistake, is read too; it cannot
/// be taken for anything else.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GMonth {
    month: u8,
    offset: Option<Offset>,
}

/// A value of `xs:gMonthDay`, such as `--02-29`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GMonthDay {
    month: u8,
    day: u8,
    offset: Option<Offset>,
}

/// A value of `xs:gDay`, such as `---31`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct GDay {
    day: u8,
    offset: Option<Offset>,
}

calendar_type!(GYear, "an `xs:gYear` such as `2024`");
calendar_type!(GYearMonth, "an `xs:gYearMonth` such as `2024-02`");
calendar_type!(GMonth, "an `xs:gMonth` such as `--02`");
calendar_type!(GMonthDay, "an `xs:gMonthDay` such as `--02-29`");
calendar_type!(GDay, "an `xs:gDay` such as `---31`");

impl GYear {
    /// A year without an offset, which is not 0 and has no more than 9 digits.
    pub fn new(year: i32) -> Result<Self, ValueError> {
        let year = check_year(Self::EXPECTED, year)?;
        Ok(Self { year, offset: None })
    }

    /// The year, which is never 0 and negative before 0001.
    pub fn year(&self) -> i32 {
        self.year
    }

    fn read(scan: &mut Scan<'_>) -> Result<Self, ValueError> {
        Self::new(read_year(scan)?)
    }

    fn put(self, out: &mut Buffer<LONGEST>) {
        write_year(self.year, out);
    }
}

impl GYearMonth {
    /// A month of a year, without an offset. The year is not 0, and has no more than 9 digits.
    pub fn new(year: i32, month: u8) -> Result<Self, ValueError> {
        Ok(Self {
            year: check_year(Self::EXPECTED, year)?,
            month: check_month(Self::EXPECTED, month)?,
            offset: None,
        })
    }

    /// The year, which is never 0 and negative before 0001.
    pub fn year(&self) -> i32 {
        self.year
    }

    /// The month, from 1 to 12.
    pub fn month(&self) -> u8 {
        self.month
    }

    fn read(scan: &mut Scan<'_>) -> Result<Self, ValueError> {
        let year = read_year(scan)?;
        scan.require(b'-', "`-`")?;
        Self::new(year, scan.two_digits()?)
    }

    fn put(self, out: &mut Buffer<LONGEST>) {
        write_year(self.year, out);
        out.push(b'-');
        out.push_two(self.month);
    }
}

impl GMonth {
    /// A month without an offset, from 1 to 12.
    pub fn new(month: u8) -> Result<Self, ValueError> {
        let month = check_month(Self::EXPECTED, month)?;
        Ok(Self {
            month,
            offset: None,
        })
    }

    /// The month, from 1 to 12.
    pub fn month(&self) -> u8 {
        self.month
    }

    fn read(scan: &mut Scan<'_>) -> Result<Self, ValueError> {
        dashes(scan, 2)?;
        let month = scan.two_digits()?;
        // One dash would begin an offset.
        if scan.rest().starts_with("--") {
            dashes(scan, 2)?;
        }
        Self::new(month)
    }

    fn put(self, out: &mut Buffer<LONGEST>) {
        out.push(b'-');
        out.push(b'-');
        out.push_two(self.month);
    }
}

impl GMonthDay {
    /// A day of a month, without an offset, if it exists in any year.
    pub fn new(month: u8, day: u8) -> Result<Self, ValueError> {
        check_day(Self::EXPECTED, None, month, day)?;
        Ok(Self {
            month,
            day,
            offset: None,
        })
    }

    /// The month, from 1 to 12.
    pub fn month(&self) -> u8 {
        self.month
    }

    /// The day of the month, from 1 to 31.
    pub fn day(&self) -> u8 {
        self.day
    }

    fn read(scan: &mut Scan<'_>) -> Result<Self, ValueError> {
        dashes(scan, 2)?;
        let month = scan.two_digits()?;
        scan.require(b'-', "`-`")?;
        Self::new(month, scan.two_digits()?)
    }

    fn put(self, out: &mut Buffer<LONGEST>) {
        out.push(b'-');
        out.push(b'-');
        out.push_two(self.month);
        out.push(b'-');
        out.push_two(self.day);
    }
}

impl GDay {
    /// A day of any month, without an offset, from 1 to 31.
    pub fn new(day: u8) -> Result<Self, ValueError> {
        // A month of 31 days.
        check_day(Self::EXPECTED, None, 1, day)?;
        Ok(Self { day, offset: None })
    }

    /// The day of the month, from 1 to 31.
    pub fn day(&self) -> u8 {
        self.day
    }

    fn read(scan: &mut Scan<'_>) -> Result<Self, ValueError> {
        dashes(scan, 3)?;
        Self::new(scan.two_digits()?)
    }

    fn put(self, out: &mut Buffer<LONGEST>) {
        for _ in 0..3 {
            out.push(b'-');
        }
        out.push_two(self.day);
    }
}

fn dashes(scan: &mut Scan<'_>, count: usize) -> Result<(), ValueError> {
    for _ in 0..count {
        scan.require(b'-', "`-`")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what each text is written as, or which problem it has.
    fn check<T>(cases: &[(&str, Result<&str, &str>)])
    where
        T: std::str::FromStr<Err = ValueError> + std::fmt::Display + PartialEq + std::fmt::Debug,
    {
        for &(text, expected) in cases {
            match (text.parse::<T>(), expected) {
                (Ok(value), Ok(written)) => {
                    assert_eq!(value.to_string(), written);
                    assert_eq!(written.parse(), Ok(value));
                }
                (Err(error), Err(problem)) => assert_eq!(error.problem(), problem, "{text}"),
                (result, _) => panic!("{text}: {result:?}"),
            }
        }
    }

    #[test]
    fn years() {
        check::<GYear>(&[
            ("2024", Ok("2024")),
            ("0001", Ok("0001")),
            ("-0044Z", Ok("-0044Z")),
            ("12024", Ok("12024")),
            ("2024-05:00", Ok("2024-05:00")),
            ("2024+00:00", Ok("2024Z")),
            ("0000", Err("there is no year 0000")),
            ("99", Err("the year has fewer than 4 digits")),
            (
                "02024",
                Err("the year has more than 4 digits and begins with a zero"),
            ),
            (
                "2024-05",
                Err("the text ends after character 7, where `:` belongs"),
            ),
            ("", Err("there is no text")),
        ]);
        assert_eq!(GYear::new(-44).unwrap().year(), -44);
        assert!(GYear::new(0).is_err());
    }

    #[test]
    fn years_and_months() {
        check::<GYearMonth>(&[
            ("2024-02", Ok("2024-02")),
            ("-0044-03+14:00", Ok("-0044-03+14:00")),
            ("2024-02-05:00", Ok("2024-02-05:00")),
            ("2024-13", Err("there is no month 13")),
            (
                "2024-02-29",
                Err("the text ends after character 10, where `:` belongs"),
            ),
            (
                "2024",
                Err("the text ends after character 4, where `-` belongs"),
            ),
        ]);
        let value = GYearMonth::new(2024, 2).unwrap();
        assert_eq!((value.year(), value.month()), (2024, 2));
        assert!(GYearMonth::new(2024, 0).is_err());
    }

    #[test]
    fn months() {
        check::<GMonth>(&[
            ("--02", Ok("--02")),
            ("--12Z", Ok("--12Z")),
            ("--05-05:00", Ok("--05-05:00")),
            ("--05--", Ok("--05")),
            ("--05--Z", Ok("--05Z")),
            ("--05---05:00", Ok("--05-05:00")),
            ("--13", Err("there is no month 13")),
            ("--00", Err("there is no month 0")),
            ("-05", Err("`0` at character 2, where `-` belongs")),
            (
                "--5",
                Err("the text ends after character 3, where a digit belongs"),
            ),
            (
                "--05-",
                Err("the text ends after character 5, where a digit belongs"),
            ),
        ]);
        assert_eq!(GMonth::new(2).unwrap().month(), 2);
        assert!(GMonth::new(13).is_err());
    }

    #[test]
    fn months_and_days() {
        check::<GMonthDay>(&[
            ("--02-29", Ok("--02-29")),
            ("--12-31+13:00", Ok("--12-31+13:00")),
            ("--02-30", Err("there is no 30 February")),
            ("--04-31", Err("there is no 31 April")),
            ("--13-01", Err("there is no month 13")),
            ("--01-32", Err("there is no day 32")),
            (
                "--01",
                Err("the text ends after character 4, where `-` belongs"),
            ),
        ]);
        let value = GMonthDay::new(2, 29).unwrap();
        assert_eq!((value.month(), value.day()), (2, 29));
        assert!(GMonthDay::new(6, 31).is_err());
    }

    #[test]
    fn days() {
        check::<GDay>(&[
            ("---01", Ok("---01")),
            ("---31Z", Ok("---31Z")),
            ("---15-02:30", Ok("---15-02:30")),
            ("---32", Err("there is no day 32")),
            ("---00", Err("there is no day 0")),
            ("--01", Err("`0` at character 3, where `-` belongs")),
            (
                "---1",
                Err("the text ends after character 4, where a digit belongs"),
            ),
        ]);
        assert_eq!(GDay::new(31).unwrap().day(), 31);
        assert!(GDay::new(0).is_err());
        let value = GDay::new(1).unwrap().with_offset(Offset::UTC);
        assert_eq!(value.offset(), Some(Offset::UTC));
    }
}
