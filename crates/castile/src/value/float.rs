//! `xs:float` and `xs:double` from and to `f32` and `f64`.
//!
//! The text is a decimal number with an optional exponent, or exactly `INF`, `-INF` or `NaN`. A
//! number is rounded to the nearest value, to the even one of two that are equally near; beyond the
//! range that is infinity or zero. XSD 1.0 (part 2, 3.2.4) leaves the range open and XSD 1.1 says so
//! in its `floatingPointRound`.
//!
//! What is written is the shortest text that reads back as the same bits. All NaN are one value in
//! XML Schema, so that the payload of a NaN is lost.

use std::fmt::Write as _;

use super::ValueError;
use super::text::Scan;

macro_rules! floats {
    ($($ty:ident, $parse:ident, $write:ident, $expected:literal;)*) => { $(
        #[doc = concat!("Reads ", $expected, ".")]
        pub fn $parse(text: &str) -> Result<$ty, ValueError> {
            match text {
                "INF" => return Ok($ty::INFINITY),
                "-INF" => return Ok($ty::NEG_INFINITY),
                "NaN" => return Ok($ty::NAN),
                _ => check(text, $expected)?,
            }
            // What `check` lets pass is a subset of what std reads.
            text.parse().map_err(|_| ValueError::new($expected, "it is not a number"))
        }

        #[doc = concat!("Appends ", $expected, ", as short as it can be.")]
        pub fn $write(value: $ty, out: &mut String) {
            if value.is_nan() {
                out.push_str("NaN");
                return;
            }
            if value.is_infinite() {
                out.push_str(if value > 0.0 { "INF" } else { "-INF" });
                return;
            }
            let size = value.abs();
            // A `String` takes whatever is written to it.
            let _ = if size == 0.0 || (1e-5..1e16).contains(&size) {
                write!(out, "{value}")
            } else {
                write!(out, "{value:E}")
            };
        }
    )* };
}

floats! {
    f32, parse_f32, write_f32, "an `xs:float` such as `-1.5`, `1E5` or `INF`";
    f64, parse_f64, write_f64, "an `xs:double` such as `-1.5`, `1E5` or `INF`";
}

/// Checks the form of a number, as std reads more than XML Schema allows.
fn check(text: &str, expected: &'static str) -> Result<(), ValueError> {
    let mut scan = Scan::new(text, expected);
    let _ = scan.eat(b'-') || scan.eat(b'+');
    let whole = scan.digits().len();
    let fraction = if scan.eat(b'.') {
        scan.digits().len()
    } else {
        0
    };
    if whole + fraction == 0 {
        return Err(no_digit(text, &scan));
    }
    if scan.eat(b'e') || scan.eat(b'E') {
        let _ = scan.eat(b'-') || scan.eat(b'+');
        scan.some_digits()?;
    }
    scan.end("a digit")
}

#[cold]
fn no_digit(text: &str, scan: &Scan<'_>) -> ValueError {
    let word = text.trim_start_matches(['-', '+']);
    let any_case = |other: &str| word.eq_ignore_ascii_case(other);
    if any_case("inf") || any_case("infinity") || any_case("nan") {
        scan.fail("what is not a finite number is written `INF`, `-INF` or `NaN`, and only so")
    } else {
        scan.unexpected("a digit")
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::Random;
    use super::*;

    #[test]
    fn reads_the_forms_of_xml_schema() {
        let cases = [
            ("0", 0.0),
            ("-0", -0.0),
            ("+1", 1.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("-.5", -0.5),
            ("1e5", 1e5),
            ("1E5", 1e5),
            ("1.e+5", 1e5),
            ("12.78e-2", 0.1278),
            ("-1E4", -1e4),
            ("1267.43233E12", 1_267.432_33e12),
            ("00012", 12.0),
            ("INF", f64::INFINITY),
            ("-INF", f64::NEG_INFINITY),
            ("1e309", f64::INFINITY),
            ("-1e999999999999999999999", f64::NEG_INFINITY),
            ("1e-999999999999999999999", 0.0),
            ("1.7976931348623157e308", f64::MAX),
            ("4.9e-324", f64::from_bits(1)),
            ("9007199254740993", 9_007_199_254_740_992.0),
        ];
        for (text, value) in cases {
            assert_eq!(
                parse_f64(text).map(f64::to_bits),
                Ok(value.to_bits()),
                "{text}"
            );
        }
        assert!(parse_f64("NaN").unwrap().is_nan());
        assert!(parse_f32("NaN").unwrap().is_nan());
        assert_eq!(parse_f32("3.4028236e38"), Ok(f32::INFINITY));
        // Rounded once, not first to a double and then to a float.
        assert_eq!(parse_f32("1.00000017881393432617187499"), Ok(1.000_000_1));
    }

    #[test]
    fn refuses_all_else() {
        let word = "what is not a finite number is written `INF`, `-INF` or `NaN`, and only so";
        for (text, problem) in [
            ("", "there is no text"),
            (
                ".",
                "the text ends after character 1, where a digit belongs",
            ),
            (
                "-",
                "the text ends after character 1, where a digit belongs",
            ),
            ("e5", "`e` at character 1, where a digit belongs"),
            (".e5", "`e` at character 2, where a digit belongs"),
            (
                "1e",
                "the text ends after character 2, where a digit belongs",
            ),
            ("1e5.0", "`.` at character 4, where a digit belongs"),
            ("1 ", "a blank at character 2, where a digit belongs"),
            ("1,5", "`,` at character 2, where a digit belongs"),
            ("1_0", "`_` at character 2, where a digit belongs"),
            ("0x10", "`x` at character 2, where a digit belongs"),
            ("--1", "`-` at character 2, where a digit belongs"),
            ("inf", word),
            ("+INF", word),
            ("infinity", word),
            ("-Infinity", word),
            ("nan", word),
            ("NAN", word),
            ("-NaN", word),
        ] {
            assert_eq!(parse_f64(text).unwrap_err().problem(), problem, "{text:?}");
            assert!(parse_f32(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn writes_short_texts() {
        for (value, expected) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (0.1, "0.1"),
            (1e15, "1000000000000000"),
            (1e16, "1E16"),
            (1e-5, "0.00001"),
            (1e-6, "1E-6"),
            (1.5e300, "1.5E300"),
            (f64::INFINITY, "INF"),
            (f64::NEG_INFINITY, "-INF"),
            (f64::NAN, "NaN"),
        ] {
            let mut text = String::new();
            write_f64(value, &mut text);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn writes_what_it_reads() {
        let mut random = Random(3);
        for _ in 0..20_000 {
            let bits = random.next();
            let double = f64::from_bits(bits);
            let mut text = String::new();
            write_f64(double, &mut text);
            let back = parse_f64(&text).unwrap();
            assert!(
                back.to_bits() == bits || back.is_nan() && double.is_nan(),
                "{text}"
            );

            let bits = u32::try_from(bits >> 32).unwrap();
            let float = f32::from_bits(bits);
            text.clear();
            write_f32(float, &mut text);
            let back = parse_f32(&text).unwrap();
            assert!(
                back.to_bits() == bits || back.is_nan() && float.is_nan(),
                "{text}"
            );
        }
    }
}
