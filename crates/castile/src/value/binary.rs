//! `xs:base64Binary` and `xs:hexBinary`: bytes and their two texts.
//!
//! Base64 may be broken by white space anywhere inside, as senders wrap long lines, so that its
//! caller need not collapse but only trim the text. Nothing else is lenient: padding is required,
//! and the bits that a last character has too many are zero (XSD 1.0 part 2, 3.2.16).

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ValueError;
use super::text::{ascii, serde_as_text};

const BASE64_EXPECTED: &str = "an `xs:base64Binary` such as `Zm9v`";
const HEX_EXPECTED: &str = "an `xs:hexBinary` such as `0FB7`";

/// A value of `xs:base64Binary`: any bytes, base64 in the document.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base64Binary(pub Vec<u8>);

/// A value of `xs:hexBinary`: any bytes, two hexadecimal digits each in the document.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HexBinary(pub Vec<u8>);

impl Base64Binary {
    /// Appends the text form, on one line, to `out`.
    pub fn write_to(&self, out: &mut String) {
        STANDARD.encode_string(&self.0, out);
    }
}

impl FromStr for Base64Binary {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let bytes = text.as_bytes();
        if let [first, ..] = bytes
            && let [.., last] = bytes
            && (is_blank(*first) || is_blank(*last))
        {
            return Err(ValueError::new(
                BASE64_EXPECTED,
                "white space at the start or the end",
            ));
        }
        // Without an early end, which would keep the compiler from vectors.
        let broken = bytes
            .iter()
            .fold(false, |found, &byte| found | is_blank(byte));
        let decoded = if broken {
            let mut unbroken = Vec::with_capacity(bytes.len());
            for line in bytes.split(|&byte| is_blank(byte)) {
                unbroken.extend_from_slice(line);
            }
            STANDARD.decode(unbroken)
        } else {
            STANDARD.decode(bytes)
        };
        decoded.map(Self).map_err(|_| base64_problem(text))
    }
}

/// The white space of XML.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Says what is wrong with a text that did not decode.
#[cold]
fn base64_problem(text: &str) -> ValueError {
    let mut symbols = 0;
    let mut padding = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => symbols += 1,
            b'=' if symbols % 4 >= 2 && symbols % 4 + padding < 4 => padding += 1,
            _ if is_blank(byte) => {}
            _ => {
                let wanted = if padding > 0 {
                    "the end"
                } else {
                    "one of the 64 characters of base64"
                };
                return ValueError::unexpected(BASE64_EXPECTED, text, at, wanted);
            }
        }
    }
    let problem = if (symbols + padding) % 4 == 0 {
        "the last character has bits that belong to no byte"
    } else if symbols % 4 == 1 {
        "a single character is left after the last group of four"
    } else {
        "the last group of four lacks its padding of `=`"
    };
    ValueError::new(BASE64_EXPECTED, problem)
}

impl HexBinary {
    /// Appends the text form, in capital letters, to `out`.
    pub fn write_to(&self, out: &mut String) {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        out.reserve(self.0.len() * 2);
        for bytes in self.0.chunks(32) {
            let mut room = [[0; 2]; 32];
            for (pair, byte) in room.iter_mut().zip(bytes) {
                *pair = [
                    DIGITS[usize::from(byte >> 4)],
                    DIGITS[usize::from(byte & 15)],
                ];
            }
            out.push_str(ascii(room[..bytes.len()].as_flattened()));
        }
    }
}

impl FromStr for HexBinary {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (pairs, rest) = text.as_bytes().as_chunks();
        let mut seen = 0;
        let bytes = pairs
            .iter()
            .map(|&[high, low]| {
                let (high, low) = (NIBBLES[usize::from(high)], NIBBLES[usize::from(low)]);
                seen |= high | low;
                high << 4 | low
            })
            .collect();
        if seen < 16 && rest.is_empty() {
            Ok(Self(bytes))
        } else {
            Err(hex_problem(text))
        }
    }
}

/// The value of each hexadecimal digit, and 255 for all other bytes.
const NIBBLES: [u8; 256] = {
    let mut nibbles = [255; 256];
    let mut value = 0;
    while value < 16 {
        nibbles[b"0123456789ABCDEF"[value as usize] as usize] = value;
        nibbles[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    nibbles
};

/// Says what is wrong with a text that did not decode.
#[cold]
fn hex_problem(text: &str) -> ValueError {
    match text.bytes().position(|byte| !byte.is_ascii_hexdigit()) {
        Some(at) => ValueError::unexpected(HEX_EXPECTED, text, at, "a hexadecimal digit"),
        None => ValueError::new(HEX_EXPECTED, "the number of digits is odd"),
    }
}

macro_rules! bytes {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut text = String::new();
                self.write_to(&mut text);
                f.pad(&text)
            }
        }

        impl fmt::Debug for $name {
            /// The number of bytes and the first few.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                const SHOWN: usize = 16;
                write!(f, concat!(stringify!($name), "({} bytes"), self.0.len())?;
                for (index, byte) in self.0.iter().take(SHOWN).enumerate() {
                    f.write_str(if index == 0 { ": " } else { " " })?;
                    write!(f, "{byte:02x}")?;
                }
                f.write_str(if self.0.len() > SHOWN { " ..)" } else { ")" })
            }
        }

        impl Deref for $name {
            type Target = Vec<u8>;

            fn deref(&self) -> &Vec<u8> {
                &self.0
            }
        }

        impl DerefMut for $name {
            fn deref_mut(&mut self) -> &mut Vec<u8> {
                &mut self.0
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl From<Vec<u8>> for $name {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes)
            }
        }

        impl From<&[u8]> for $name {
            fn from(bytes: &[u8]) -> Self {
                Self(bytes.into())
            }
        }

        impl<const N: usize> From<[u8; N]> for $name {
            fn from(bytes: [u8; N]) -> Self {
                Self(bytes.into())
            }
        }

        impl From<$name> for Vec<u8> {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        serde_as_text!($name);
    };
}

bytes!(Base64Binary);
bytes!(HexBinary);

#[cfg(test)]
mod tests {
    use super::super::text::tests::Random;
    use super::*;

    #[test]
    fn reads_base64() {
        for (text, bytes) in [
            ("", &b""[..]),
            ("Zg==", b"f"),
            ("Zm8=", b"fo"),
            ("Zm9v", b"foo"),
            ("Zm9vYg==", b"foob"),
            ("Z m 9 v", b"foo"),
            ("Zm9v\r\nYm\n\tFy", b"foobar"),
            ("Zg= =", b"f"),
            ("+/+/", b"\xfb\xff\xbf"),
        ] {
            assert_eq!(text.parse::<Base64Binary>().unwrap().0, bytes, "{text:?}");
        }
    }

    #[test]
    fn refuses_bad_base64() {
        for (text, problem) in [
            (
                "Zm9v*",
                "`*` at character 5, where one of the 64 characters of base64 belongs",
            ),
            (
                "Zm-_",
                "`-` at character 3, where one of the 64 characters of base64 belongs",
            ),
            (
                "Zm9é",
                "`é` at character 4, where one of the 64 characters of base64 belongs",
            ),
            (
                "Zm9v\u{a0}",
                "`\u{a0}` at character 5, where one of the 64 characters of base64 belongs",
            ),
            (
                "=",
                "`=` at character 1, where one of the 64 characters of base64 belongs",
            ),
            (
                "Z===",
                "`=` at character 2, where one of the 64 characters of base64 belongs",
            ),
            (
                "Zm9v=",
                "`=` at character 5, where one of the 64 characters of base64 belongs",
            ),
            ("Zg==Zg==", "`Z` at character 5, where the end belongs"),
            ("Zg===", "`=` at character 5, where the end belongs"),
            ("Zm8==", "`=` at character 5, where the end belongs"),
            (
                "Zm9vZ",
                "a single character is left after the last group of four",
            ),
            ("Zg", "the last group of four lacks its padding of `=`"),
            ("Zg=", "the last group of four lacks its padding of `=`"),
            ("Zm8", "the last group of four lacks its padding of `=`"),
            ("Zh==", "the last character has bits that belong to no byte"),
            ("Zm9=", "the last character has bits that belong to no byte"),
            (" Zg==", "white space at the start or the end"),
            ("Zg==\n", "white space at the start or the end"),
            (" ", "white space at the start or the end"),
        ] {
            let error = text.parse::<Base64Binary>().unwrap_err();
            assert_eq!(
                error.problem().replace("\\u{a0}", "\u{a0}"),
                problem,
                "{text:?}"
            );
        }
    }

    #[test]
    fn reads_hexadecimal_digits_only() {
        assert_eq!("".parse(), Ok(HexBinary::default()));
        assert_eq!("0fB7".parse(), Ok(HexBinary::from([0x0f, 0xb7])));
        assert_eq!(HexBinary::from([0x0f, 0xb7]).to_string(), "0FB7");
        for (text, problem) in [
            ("0", "the number of digits is odd"),
            ("0fb", "the number of digits is odd"),
            (
                "0g",
                "`g` at character 2, where a hexadecimal digit belongs",
            ),
            (
                "0x12",
                "`x` at character 2, where a hexadecimal digit belongs",
            ),
            (
                "12 34",
                "a blank at character 3, where a hexadecimal digit belongs",
            ),
            (
                "1é2",
                "`é` at character 2, where a hexadecimal digit belongs",
            ),
            (
                "123\u{ff11}",
                "`\u{ff11}` at character 4, where a hexadecimal digit belongs",
            ),
        ] {
            assert_eq!(
                text.parse::<HexBinary>().unwrap_err().problem(),
                problem,
                "{text:?}"
            );
        }
    }

    #[test]
    fn debug_is_short() {
        assert_eq!(
            format!("{:?}", Base64Binary::default()),
            "Base64Binary(0 bytes)"
        );
        assert_eq!(
            format!("{:?}", HexBinary::from([1, 255])),
            "HexBinary(2 bytes: 01 ff)"
        );
        let long = format!("{:?}", Base64Binary(vec![0; 1 << 20]));
        assert!(long.starts_with("Base64Binary(1048576 bytes: 00 00") && long.ends_with(" 00 ..)"));
        assert!(long.len() < 100);
    }

    #[test]
    fn writes_what_it_reads() {
        let mut random = Random(9);
        for length in 0..300 {
            #[expect(clippy::cast_possible_truncation)]
            let bytes: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
            let base64 = Base64Binary(bytes.clone());
            let text = base64.to_string();
            assert_eq!(text.parse(), Ok(base64.clone()));
            let lines: Vec<&str> = (0..text.len())
                .step_by(76)
                .map(|start| &text[start..text.len().min(start + 76)])
                .collect();
            assert_eq!(lines.join("\r\n").parse(), Ok(base64));
            let hex = HexBinary(bytes);
            assert_eq!(hex.to_string().parse(), Ok(hex.clone()));
            assert_eq!(hex.to_string().to_lowercase().parse(), Ok(hex));
        }
    }
}
