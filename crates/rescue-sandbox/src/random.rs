//! Random text: authentication codes and session identifiers.
//!
//! The randomness is the keyed hash of the standard library, whose keys come from the operating
//! system. That is enough for a stand-in that guards nothing, and costs no dependency.

use std::hash::{BuildHasher, RandomState};

/// `length` characters of `[a-z0-9]`.
pub(crate) fn text(length: usize) -> String {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let keys = RandomState::new();
    (0..length)
        .map(|position| {
            let index = keys.hash_one(position) % ALPHABET.len() as u64;
            // The remainder is below 36, so it always fits.
            char::from(ALPHABET[usize::try_from(index).unwrap_or(0)])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn texts_differ_and_keep_to_the_alphabet() {
        let (one, two) = (text(79), text(79));
        assert_ne!(one, two);
        assert_eq!(one.len(), 79);
        assert!(
            one.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        );
    }
}
