//! The offset of a date or time from UTC, as XML Schema writes it.

use super::ValueError;
use super::text::{Buffer, Scan};

const EXPECTED: &str = "an offset from UTC between -14:00 and +14:00";
const LIMIT: i16 = 14 * 60;

/// An offset from UTC in whole minutes, no more than 14 hours to either side.
///
/// `Z`, `+00:00` and `-00:00` are the same offset, which is written `Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Offset(i16);

impl Offset {
    /// No offset, written `Z`.
    pub const UTC: Self = Self(0);

    /// An offset of so many minutes, which are positive east of Greenwich.
    pub fn from_minutes(minutes: i16) -> Result<Self, ValueError> {
        if (-LIMIT..=LIMIT).contains(&minutes) {
            Ok(Self(minutes))
        } else {
            Err(ValueError::new(EXPECTED, "it is more than 14 hours"))
        }
    }

    /// The minutes, positive east of Greenwich.
    pub fn minutes(self) -> i16 {
        self.0
    }

    /// Reads the offset that may stand at the end of a text, and checks that it is the end.
    pub(super) fn read(scan: &mut Scan<'_>) -> Result<Option<Self>, ValueError> {
        let offset = match scan.peek() {
            None => return Ok(None),
            Some(b'Z') => {
                scan.eat(b'Z');
                Self::UTC
            }
            Some(sign @ (b'+' | b'-')) => {
                scan.eat(sign);
                let hours = scan.two_digits()?;
                scan.require(b':', "`:`")?;
                let minutes = scan.two_digits()?;
                if minutes > 59 {
                    return Err(scan.fail(format!("there is no minute {minutes} in an offset")));
                }
                let total = i16::from(hours) * 60 + i16::from(minutes);
                if total > LIMIT {
                    return Err(scan.fail("its offset from UTC is more than 14 hours"));
                }
                Self(if sign == b'-' { -total } else { total })
            }
            Some(_) => return Err(scan.unexpected("the end or an offset such as `Z`")),
        };
        scan.end("the end")?;
        Ok(Some(offset))
    }

    pub(super) fn write<const N: usize>(offset: Option<Self>, out: &mut Buffer<N>) {
        match offset {
            None => {}
            Some(Self::UTC) => out.push(b'Z'),
            Some(Self(minutes)) => {
                out.push(if minutes < 0 { b'-' } else { b'+' });
                // At most 14 hours, so that both parts have two digits.
                let minutes = minutes.unsigned_abs();
                out.push_padded((minutes / 60).into(), 2);
                out.push(b':');
                out.push_padded((minutes % 60).into(), 2);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Offset>, ValueError> {
        Offset::read(&mut Scan::new(text, "a date"))
    }

    #[test]
    fn all_offsets_round_trip() {
        for minutes in -840..=840 {
            let offset = Offset::from_minutes(minutes).unwrap();
            let mut out = Buffer::<6>::new();
            Offset::write(Some(offset), &mut out);
            assert_eq!(read(out.as_str()), Ok(Some(offset)));
            assert_eq!(offset.minutes(), minutes);
        }
        assert_eq!(read(""), Ok(None));
        for text in ["Z", "+00:00", "-00:00"] {
            assert_eq!(read(text), Ok(Some(Offset::UTC)));
        }
    }

    #[test]
    fn refuses_all_else() {
        assert!(Offset::from_minutes(841).is_err());
        assert!(Offset::from_minutes(i16::MIN).is_err());
        for (text, problem) in [
            (
                "z",
                "`z` at character 1, where the end or an offset such as `Z` belongs",
            ),
            (
                " Z",
                "a blank at character 1, where the end or an offset such as `Z` belongs",
            ),
            ("Z ", "a blank at character 2, where the end belongs"),
            ("ZZ", "`Z` at character 2, where the end belongs"),
            ("+2:00", "`:` at character 3, where a digit belongs"),
            ("+0200", "`0` at character 4, where `:` belongs"),
            ("+02", "the text ends after character 3, where `:` belongs"),
            (
                "+02:0",
                "the text ends after character 5, where a digit belongs",
            ),
            ("+02:000", "`0` at character 7, where the end belongs"),
            ("+02:60", "there is no minute 60 in an offset"),
            ("+14:01", "its offset from UTC is more than 14 hours"),
            ("-15:00", "its offset from UTC is more than 14 hours"),
            ("+99:99", "there is no minute 99 in an offset"),
        ] {
            assert_eq!(read(text).unwrap_err().problem(), problem, "{text:?}");
        }
    }
}
