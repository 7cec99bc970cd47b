//! Reading and writing short ASCII texts, for the other files of this module.
//!
//! [`Scan`] walks over a text and words the errors, [`Buffer`] collects a text on the stack, and
//! `text_form!` gives a type all that follows from its way to write itself.

use super::ValueError;

/// A place in a text that is read from left to right, one ASCII character at a time.
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
    expected: &'static str,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str, expected: &'static str) -> Self {
        Self {
            text,
            at: 0,
            expected,
        }
    }

    /// The next byte, which stays in place.
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// All that is left, which stays in place.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Steps over `byte` if it comes next, and says whether it did.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Steps over `byte`, which `wanted` names in the error.
    pub(super) fn require(&mut self, byte: u8, wanted: &'static str) -> Result<(), ValueError> {
        if self.eat(byte) {
            Ok(())
        } else {
            Err(self.unexpected(wanted))
        }
    }

    /// Steps over all digits that come next.
    pub(super) fn digits(&mut self) -> &'a [u8] {
        let rest = &self.text.as_bytes()[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        &rest[..count]
    }

    /// Steps over two digits.
    #[inline]
    pub(super) fn two_digits(&mut self) -> Result<u8, ValueError> {
        let bytes = self.text.as_bytes();
        if let Some([tens @ b'0'..=b'9', ones @ b'0'..=b'9']) = bytes.get(self.at..self.at + 2) {
            self.at += 2;
            return Ok((tens - b'0') * 10 + (ones - b'0'));
        }
        // The first of them if it is one, and then the error is about the second.
        self.digits();
        Err(self.unexpected("a digit"))
    }

    /// Steps over one digit and all that follow.
    pub(super) fn some_digits(&mut self) -> Result<&'a [u8], ValueError> {
        let digits = self.digits();
        if digits.is_empty() {
            Err(self.unexpected("a digit"))
        } else {
            Ok(digits)
        }
    }

    /// The digits after the point of a number of seconds, as nanoseconds.
    pub(super) fn nanoseconds(&mut self) -> Result<u32, ValueError> {
        let digits = self.some_digits()?;
        let mut value = 0;
        let mut unit = 100_000_000;
        for digit in digits {
            if unit == 0 && *digit != b'0' {
                return Err(self.fail("a fraction of a second finer than 9 digits (nanoseconds)"));
            }
            value += u32::from(digit - b'0') * unit;
            unit /= 10;
        }
        Ok(value)
    }

    /// Checks that nothing is left; `wanted` names what could have come instead.
    pub(super) fn end(&self, wanted: &'static str) -> Result<(), ValueError> {
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(self.unexpected(wanted))
        }
    }

    /// An error about the character that comes next.
    #[cold]
    pub(super) fn unexpected(&self, wanted: &'static str) -> ValueError {
        ValueError::unexpected(self.expected, self.text, self.at, wanted)
    }

    /// An error about what was read.
    #[cold]
    pub(super) fn fail(&self, problem: impl Into<std::borrow::Cow<'static, str>>) -> ValueError {
        ValueError::new(self.expected, problem)
    }

    pub(super) fn expected(&self) -> &'static str {
        self.expected
    }
}

/// At most `N` ASCII characters on the stack.
///
/// Each user knows the longest text it can make, so that `N` is never too small.
pub(super) struct Buffer<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Buffer<N> {
    pub(super) fn new() -> Self {
        Self {
            bytes: [b'0'; N],
            len: 0,
        }
    }

    pub(super) fn push(&mut self, byte: u8) {
        debug_assert!(byte.is_ascii());
        self.bytes[self.len] = byte;
        self.len += 1;
    }

    /// Appends the last two digits of `value`.
    pub(super) fn push_two(&mut self, value: u8) {
        self.push_all(&PAIRS[usize::from(value % 100)]);
    }

    pub(super) fn push_number(&mut self, value: u64) {
        let mut room = [0; 20];
        self.push_all(fill_digits(value, &mut room));
    }

    /// Appends the digits of `value`, with zeros in front to make them `width` digits, up to 20.
    pub(super) fn push_padded(&mut self, value: u64, width: usize) {
        let mut room = [b'0'; 20];
        let start = 20 - width.max(fill_digits(value, &mut room).len());
        self.push_all(&room[start..]);
    }

    fn push_all(&mut self, bytes: &[u8]) {
        self.bytes[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    /// Appends the digits of a number of up to 128 bits.
    pub(super) fn push_wide(&mut self, value: u128) {
        const HALF: u128 = 10u128.pow(19);
        if let Ok(value) = u64::try_from(value) {
            self.push_number(value);
        } else {
            self.push_wide(value / HALF);
            // The remainder is below 10^19, which fits.
            self.push_padded((value % HALF) as u64, 19);
        }
    }

    /// Appends `.` and the nanoseconds without trailing zeros, or nothing for none.
    pub(super) fn push_fraction(&mut self, nanoseconds: u32) {
        if nanoseconds == 0 {
            return;
        }
        self.push(b'.');
        self.push_padded(nanoseconds.into(), 9);
        while self.bytes[self.len - 1] == b'0' {
            self.len -= 1;
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    pub(super) fn as_str(&self) -> &str {
        ascii(self.as_bytes())
    }
}

/// The text of bytes that this module made, which are all ASCII.
pub(super) fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("nothing but ASCII is made here")
}

/// Writes the digits of `value` at the end of `room`, and gives them back.
pub(super) fn fill_digits(mut value: u64, room: &mut [u8; 20]) -> &[u8] {
    let mut start = room.len();
    while value >= 10 {
        start -= 2;
        room[start..start + 2].copy_from_slice(&PAIRS[(value % 100) as usize]);
        value /= 100;
    }
    if value > 0 || start == room.len() {
        start -= 1;
        room[start] = PAIRS[(value % 10) as usize][1];
    }
    &room[start..]
}

/// The two digits of each number below 100.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut number = 1;
    while number < 100 {
        let [tens, ones] = pairs[number - 1];
        pairs[number] = if ones == b'9' {
            [tens + 1, b'0']
        } else {
            [tens, ones + 1]
        };
        number += 1;
    }
    pairs
};

/// Gives a type with `FromStr` and a private `write(&self, &mut impl fmt::Write)` its `write_to`,
/// `Display`, `Debug` and, with the feature `serde`, its `Serialize` and `Deserialize`.
macro_rules! text_form {
    ($name:ident) => {
        impl $name {
            /// Appends the text form to `out`, as `Display` writes it but faster.
            pub fn write_to(&self, out: &mut String) {
                // A `String` takes whatever is written to it.
                let _ = self.write(out);
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                if f.width().is_none() {
                    return self.write(f);
                }
                let mut text = String::new();
                self.write(&mut text)?;
                f.pad(&text)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.write(f)
            }
        }

        crate::value::text::serde_as_text!($name);
    };
}

/// Writes and reads a type with `Display` and `FromStr` as its text form.
macro_rules! serde_as_text {
    ($name:ident) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("the text form of a `", stringify!($name), "`"))
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }
    };
}

pub(super) use {serde_as_text, text_form};

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A small generator of numbers that look random and are the same on every run.
    pub(in crate::value) struct Random(pub(in crate::value) u64);

    impl Random {
        pub(in crate::value) fn next(&mut self) -> u64 {
            // SplitMix64.
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut value = self.0;
            value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            value ^ (value >> 31)
        }

        /// A number from 0 to `bound`, which is not included.
        pub(in crate::value) fn below(&mut self, bound: u64) -> u64 {
            self.next() % bound
        }
    }

    #[test]
    fn numbers_are_written_as_std_writes_them() {
        let mut random = Random(1);
        for shift in 0..64 {
            for value in [0, 1, 9, 10, 99, 100, u64::MAX, random.next() >> shift] {
                let mut buffer = Buffer::<20>::new();
                buffer.push_number(value);
                assert_eq!(buffer.as_str(), value.to_string());
            }
        }
        for value in [
            0,
            u128::from(u64::MAX),
            10u128.pow(19),
            10u128.pow(38),
            u128::MAX,
        ] {
            let mut buffer = Buffer::<39>::new();
            buffer.push_wide(value);
            assert_eq!(buffer.as_str(), value.to_string());
        }
    }

    #[test]
    fn fractions_lose_their_trailing_zeros() {
        for (nanoseconds, text) in [
            (0, ""),
            (1, ".000000001"),
            (500_000_000, ".5"),
            (123_456_700, ".1234567"),
            (999_999_999, ".999999999"),
        ] {
            let mut buffer = Buffer::<10>::new();
            buffer.push_fraction(nanoseconds);
            assert_eq!(buffer.as_str(), text);
        }
    }
}
