//! `xs:duration`: an amount of time in years, months, days, hours, minutes and seconds.

use std::cmp::Ordering;
use std::str::FromStr;

use super::ValueError;
use super::text::{Buffer, Scan, text_form};

const EXPECTED: &str = "an `xs:duration` such as `P1DT2H30M`";
const STD_EXPECTED: &str = "a duration that `std::time::Duration` can hold";

/// The longest text: a sign, the letters, six numbers of 20 digits and a fraction.
const LONGEST: usize = "-PYMDTHMS".len() + 6 * 20 + 10;

/// A value of `xs:duration`, such as `P1DT2H30M` or `-PT0.5S`.
///
/// The parts are kept as written: `PT60S` stays apart from `PT1M`, and equality is that of the
/// parts. A part that is zero and one that is absent are the same. A duration of zero has no sign,
/// so that [`Duration::negated`] comes after the parts are set.
///
/// ```
/// use castile::value::Duration;
///
/// let pause: Duration = "PT1M30.5S".parse()?;
/// assert_eq!(std::time::Duration::try_from(pause)?, std::time::Duration::from_millis(90_500));
/// assert_eq!(Duration::default().with_months(3).to_string(), "P3M");
/// # Ok::<(), castile::value::ValueError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Duration {
    negative: bool,
    years: u64,
    months: u64,
    days: u64,
    hours: u64,
    minutes: u64,
    seconds: u64,
    nanoseconds: u32,
}

macro_rules! parts {
    ($($part:ident, $with:ident;)*) => { $(
        #[doc = concat!("The ", stringify!($part), " as written, without the sign.")]
        pub fn $part(&self) -> u64 {
            self.$part
        }

        #[doc = concat!("The same duration with other ", stringify!($part), ".")]
        #[must_use]
        pub fn $with(self, $part: u64) -> Self {
            Self { $part, ..self }.with_sign(self.negative)
        }
    )* };
}

impl Duration {
    parts! {
        years, with_years;
        months, with_months;
        days, with_days;
        hours, with_hours;
        minutes, with_minutes;
        seconds, with_seconds;
    }

    /// The fraction of a second, from 0 to 999,999,999, without the sign.
    pub fn nanoseconds(&self) -> u32 {
        self.nanoseconds
    }

    /// The same duration with another fraction of a second, which is below 1,000,000,000.
    pub fn with_nanoseconds(self, nanoseconds: u32) -> Result<Self, ValueError> {
        if nanoseconds > 999_999_999 {
            let problem = "the nanoseconds make a whole second";
            return Err(ValueError::new(EXPECTED, problem));
        }
        Ok(Self {
            nanoseconds,
            ..self
        }
        .with_sign(self.negative))
    }

    /// Whether the duration goes back in time.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Whether all parts are zero.
    pub fn is_zero(&self) -> bool {
        Self {
            negative: false,
            ..*self
        } == Self::default()
    }

    /// The same duration in the other direction.
    #[must_use]
    pub fn negated(self) -> Self {
        self.with_sign(!self.negative)
    }

    /// Years and months together, as months, with the sign.
    pub fn total_months(&self) -> i128 {
        self.signed(i128::from(self.years) * 12 + i128::from(self.months))
    }

    /// All parts below months together, as nanoseconds, with the sign.
    pub fn total_nanoseconds(&self) -> i128 {
        let seconds = i128::from(self.days) * 86_400
            + i128::from(self.hours) * 3_600
            + i128::from(self.minutes) * 60
            + i128::from(self.seconds);
        self.signed(seconds * 1_000_000_000 + i128::from(self.nanoseconds))
    }

    /// Which of two is shorter, as XSD 1.0 part 2, 3.2.6.2 orders them: `None` where that depends on the months that
    /// they are counted from, as for `P1M` and `P30D`.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        let starts = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)];
        let mut orders = starts
            .map(|start| self.end(start).cmp(&other.end(start)))
            .into_iter();
        let first = orders.next()?;
        orders.all(|order| order == first).then_some(first)
    }

    /// The nanosecond at which it ends that begins with a month.
    fn end(&self, (year, month): (i128, i128)) -> i128 {
        let months = year * 12 + (month - 1) + self.total_months();
        // Days before the month, counted from a March, as that leaves the leap day for the end of a year.
        let from_march = months - 2;
        let (year, month) = (from_march.div_euclid(12), from_march.rem_euclid(12));
        let days = year * 365 + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * month + 2) / 5;
        days * 86_400_000_000_000 + self.total_nanoseconds()
    }

    fn with_sign(self, negative: bool) -> Self {
        let negative = negative && !self.is_zero();
        Self { negative, ..self }
    }

    fn signed(&self, value: i128) -> i128 {
        if self.negative { -value } else { value }
    }

    fn write(&self, out: &mut impl std::fmt::Write) -> std::fmt::Result {
        let mut buffer = Buffer::<LONGEST>::new();
        if self.negative {
            buffer.push(b'-');
        }
        buffer.push(b'P');
        write_part(self.years, b'Y', &mut buffer);
        write_part(self.months, b'M', &mut buffer);
        write_part(self.days, b'D', &mut buffer);
        let seconds = self.seconds > 0 || self.nanoseconds > 0;
        if self.hours > 0 || self.minutes > 0 || seconds || self.is_zero() {
            buffer.push(b'T');
            write_part(self.hours, b'H', &mut buffer);
            write_part(self.minutes, b'M', &mut buffer);
            if seconds || self.is_zero() {
                buffer.push_number(self.seconds);
                buffer.push_fraction(self.nanoseconds);
                buffer.push(b'S');
            }
        }
        out.write_str(buffer.as_str())
    }
}

fn write_part(value: u64, letter: u8, out: &mut Buffer<LONGEST>) {
    if value > 0 {
        out.push_number(value);
        out.push(letter);
    }
}

impl FromStr for Duration {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let mut scan = Scan::new(text, EXPECTED);
        let negative = scan.eat(b'-');
        scan.require(b'P', "`P`")?;
        let mut days = Parts::default();
        days.read(
            &mut scan,
            *b"YMD",
            "`Y`, `M` or `D`, each once and in this order,",
        )?;
        let mut time = Parts::default();
        if scan.eat(b'T') {
            time.read(
                &mut scan,
                *b"HMS",
                "`H`, `M` or `S`, each once and in this order,",
            )?;
            if time.count == 0 {
                return Err(scan.unexpected("a digit"));
            }
            scan.end("a digit or the end")?;
        } else {
            scan.end("a digit, `T` or the end")?;
            if days.count == 0 {
                return Err(scan.unexpected("a digit or `T`"));
            }
        }
        let [years, months, days] = days.values;
        let [hours, minutes, seconds] = time.values;
        let size = Self {
            negative: false,
            years,
            months,
            days,
            hours,
            minutes,
            seconds,
            nanoseconds: time.nanoseconds,
        };
        Ok(size.with_sign(negative))
    }
}

/// The three numbers before or after the `T`.
#[derive(Default)]
struct Parts {
    values: [u64; 3],
    nanoseconds: u32,
    count: usize,
}

impl Parts {
    /// Reads numbers, each with the next or a later one of the `letters`. The one before `S` may
    /// have a fraction.
    fn read(
        &mut self,
        scan: &mut Scan<'_>,
        letters: [u8; 3],
        wanted: &'static str,
    ) -> Result<(), ValueError> {
        let mut next = 0;
        while scan.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            let value = scan.digits().iter().try_fold(0u64, |value, digit| {
                value.checked_mul(10)?.checked_add((digit - b'0').into())
            });
            let Some(value) = value else {
                return Err(
                    scan.fail("a part is greater than 18446744073709551615, the limit here")
                );
            };
            if letters[2] == b'S' && scan.eat(b'.') {
                self.nanoseconds = scan.nanoseconds()?;
                next = next.max(2);
            }
            let found = (next..3).find(|&index| scan.eat(letters[index]));
            let index = found.ok_or_else(|| scan.unexpected(wanted))?;
            self.values[index] = value;
            self.count += 1;
            next = index + 1;
        }
        Ok(())
    }
}

text_form!(Duration);

impl From<std::time::Duration> for Duration {
    /// Days, hours, minutes and seconds as XML Schema 1.1 would write them.
    fn from(value: std::time::Duration) -> Self {
        let seconds = value.as_secs();
        Self {
            days: seconds / 86_400,
            hours: seconds / 3_600 % 24,
            minutes: seconds / 60 % 60,
            seconds: seconds % 60,
            nanoseconds: value.subsec_nanos(),
            ..Self::default()
        }
    }
}

impl TryFrom<Duration> for std::time::Duration {
    type Error = ValueError;

    /// Refuses what is negative, has years or months, which have no fixed length, or is too long.
    /// A day is taken as 24 hours, as XML Schema does.
    fn try_from(value: Duration) -> Result<Self, ValueError> {
        let fail = |problem: &'static str| ValueError::new(STD_EXPECTED, problem);
        if value.negative {
            return Err(fail("it is negative"));
        }
        if value.total_months() != 0 {
            return Err(fail("years and months have no fixed length"));
        }
        let seconds = value.total_nanoseconds() / 1_000_000_000;
        match u64::try_from(seconds) {
            Ok(seconds) => Ok(Self::new(seconds, value.nanoseconds)),
            Err(_) => Err(fail("it is too long")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::Random;
    use super::*;

    type Std = std::time::Duration;

    #[test]
    fn compares_where_no_month_decides() {
        use Ordering::{Equal, Greater, Less};
        let cases = [
            // The examples of XSD 1.0 part 2, 3.2.6.2.
            ("P1Y", "P364D", Some(Greater)),
            ("P1Y", "P365D", None),
            ("P1Y", "P366D", None),
            ("P1Y", "P367D", Some(Less)),
            ("P1M", "P27D", Some(Greater)),
            ("P1M", "P28D", None),
            ("P1M", "P31D", None),
            ("P1M", "P32D", Some(Less)),
            ("P5M", "P149D", Some(Greater)),
            ("P5M", "P150D", None),
            ("P5M", "P153D", None),
            ("P5M", "P154D", Some(Less)),
            ("P1Y", "P12M", Some(Equal)),
            ("PT24H", "P1D", Some(Equal)),
            ("-P1M", "-P32D", Some(Greater)),
            ("PT0.000000001S", "PT0S", Some(Greater)),
            (
                "P18446744073709551615Y",
                "P18446744073709551615D",
                Some(Greater),
            ),
        ];
        for (one, other, expected) in cases {
            let (first, second): (Duration, Duration) =
                (one.parse().unwrap(), other.parse().unwrap());
            assert_eq!(first.compare(&second), expected, "{one} and {other}");
            let reverse = expected.map(Ordering::reverse);
            assert_eq!(second.compare(&first), reverse, "{other} and {one}");
        }
    }

    #[test]
    fn reads_durations() {
        for (text, written) in [
            ("P1Y2M3DT10H30M", "P1Y2M3DT10H30M"),
            ("-P120D", "-P120D"),
            ("P1347Y", "P1347Y"),
            ("P1347M", "P1347M"),
            ("P1Y2MT2H", "P1Y2MT2H"),
            ("P0Y1347M", "P1347M"),
            ("P0Y1347M0D", "P1347M"),
            ("-P1347M", "-P1347M"),
            ("PT1M", "PT1M"),
            ("P1M", "P1M"),
            ("PT60S", "PT60S"),
            ("PT0S", "PT0S"),
            ("P0D", "PT0S"),
            ("-P0D", "PT0S"),
            ("PT1.50S", "PT1.5S"),
            ("-PT0.000000001S", "-PT0.000000001S"),
            ("PT1.0000000000S", "PT1S"),
            ("P10675199DT2H48M5.4775807S", "P10675199DT2H48M5.4775807S"),
            ("P007D", "P7D"),
            ("PT18446744073709551615H", "PT18446744073709551615H"),
        ] {
            let value: Duration = text
                .parse()
                .unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(value.to_string(), written);
            assert_eq!(written.parse(), Ok(value));
        }
        let value: Duration = "-P1Y2M3DT4H5M6.7S".parse().unwrap();
        assert_eq!((value.years(), value.months(), value.days()), (1, 2, 3));
        assert_eq!((value.hours(), value.minutes(), value.seconds()), (4, 5, 6));
        assert_eq!(
            (value.nanoseconds(), value.is_negative()),
            (700_000_000, true)
        );
        assert_eq!(value.total_months(), -14);
        assert_eq!(
            value.total_nanoseconds(),
            -(3 * 86_400 + 4 * 3_600 + 5 * 60 + 6) * 1_000_000_000 - 700_000_000
        );
        let built = Duration::default()
            .with_years(1)
            .with_months(2)
            .with_days(3)
            .with_hours(4)
            .with_minutes(5)
            .with_seconds(6)
            .with_nanoseconds(700_000_000)
            .unwrap();
        assert_eq!(built.negated(), value);
        assert!(!Duration::default().negated().is_negative());
        assert!(!value.with_days(9).negated().is_negative());
        assert!(built.with_nanoseconds(1_000_000_000).is_err());
    }

    #[test]
    fn refuses_all_else() {
        let days = "`Y`, `M` or `D`, each once and in this order, belongs";
        let time = "`H`, `M` or `S`, each once and in this order, belongs";
        let cases: [(&str, &str, &str); 21] = [
            ("", "there is no text", ""),
            (
                "P",
                "the text ends after character 1, where a digit or `T` belongs",
                "",
            ),
            (
                "-P",
                "the text ends after character 2, where a digit or `T` belongs",
                "",
            ),
            (
                "PT",
                "the text ends after character 2, where a digit belongs",
                "",
            ),
            (
                "P1DT",
                "the text ends after character 4, where a digit belongs",
                "",
            ),
            ("1D", "`1` at character 1, where `P` belongs", ""),
            ("+P1D", "`+` at character 1, where `P` belongs", ""),
            (
                "P-1347M",
                "`-` at character 2, where a digit, `T` or the end belongs",
                "",
            ),
            (
                "P1Y2MT",
                "the text ends after character 6, where a digit belongs",
                "",
            ),
            ("P1", "the text ends after character 2, where ", days),
            ("P1H", "`H` at character 3, where ", days),
            ("P1D2Y", "`Y` at character 5, where ", days),
            ("P1D2D", "`D` at character 5, where ", days),
            ("P1.5D", "`.` at character 3, where ", days),
            ("PT1.5M", "`M` at character 6, where ", time),
            ("PT1D", "`D` at character 4, where ", time),
            ("PT.5S", "`.` at character 3, where a digit belongs", ""),
            ("PT5.S", "`S` at character 5, where a digit belongs", ""),
            (
                "PT1S ",
                "a blank at character 5, where a digit or the end belongs",
                "",
            ),
            (
                "PT0.0000000001S",
                "a fraction of a second finer than 9 digits (nanoseconds)",
                "",
            ),
            (
                "P18446744073709551616Y",
                "a part is greater than 18446744073709551615, the limit here",
                "",
            ),
        ];
        for (text, start, end) in cases {
            let error = text.parse::<Duration>().unwrap_err();
            assert_eq!(error.problem(), format!("{start}{end}"), "{text:?}");
        }
    }

    #[test]
    fn converts_to_and_from_std() {
        for (text, value) in [
            ("PT0S", Std::ZERO),
            ("PT1M30.5S", Std::from_millis(90_500)),
            ("P1DT1H", Std::from_secs(90_000)),
            ("PT18446744073709551615S", Std::from_secs(u64::MAX)),
        ] {
            let duration: Duration = text.parse().unwrap();
            assert_eq!(Std::try_from(duration), Ok(value));
            assert_eq!(Std::try_from(Duration::from(value)), Ok(value));
        }
        assert_eq!(
            Duration::from(Std::from_secs(90_061)).to_string(),
            "P1DT1H1M1S"
        );
        assert_eq!(Std::try_from(Duration::from(Std::MAX)), Ok(Std::MAX));
        for (text, problem) in [
            ("-PT1S", "it is negative"),
            ("P1M", "years and months have no fixed length"),
            ("P1Y", "years and months have no fixed length"),
            ("PT18446744073709551616M", "a part is greater"),
            ("P18446744073709551615D", "it is too long"),
        ] {
            let error = text
                .parse::<Duration>()
                .and_then(Std::try_from)
                .unwrap_err();
            assert!(error.problem().starts_with(problem), "{text}: {error}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        let mut random = Random(8);
        for _ in 0..20_000 {
            let mut number = || {
                let shift = random.below(64);
                (random.next() >> shift) * random.below(2)
            };
            let value = Duration {
                negative: false,
                years: number(),
                months: number(),
                days: number(),
                hours: number(),
                minutes: number(),
                seconds: number(),
                nanoseconds: u32::try_from(number() % 1_000_000_000).unwrap(),
            }
            .with_sign(random.below(2) == 0);
            assert_eq!(value.to_string().parse(), Ok(value));
        }
        let longest = Duration {
            negative: true,
            years: u64::MAX,
            months: u64::MAX,
            days: u64::MAX,
            hours: u64::MAX,
            minutes: u64::MAX,
            seconds: u64::MAX,
            nanoseconds: 999_999_999,
        };
        assert_eq!(longest.to_string().len(), LONGEST);
    }
}
