//! Which answers are success, where a service says so inside of them.
//!
//! In goes an answer that has been read, out comes the status by which it says no. What is a status, and which are
//! success, the user of the generator says (`castile_build::Config::success`).

use std::fmt;

/// What tells whether an answer of the type `T` is success: a constant in generated code.
///
/// [`Client::call_judged`](crate::Client::call_judged) asks it, and so may whoever reads envelopes without a client.
pub struct Success<T> {
    /// The element that holds the status, for messages.
    pub element: &'static str,
    /// The text of the status; `None` where the answer has none.
    pub status: fn(&T) -> Option<String>,
    /// The statuses that are success. A `*` stands for letters and digits, one at least; the empty one is that of an
    /// answer without a status, too.
    pub values: &'static [&'static str],
}

impl<T> Success<T> {
    /// The status of an answer that is no success, empty where it has none; `None` for success.
    pub fn refusal(&self, answer: &T) -> Option<String> {
        let status = (self.status)(answer).unwrap_or_default();
        let is_success = self.values.iter().any(|value| accepts(value, &status));
        (!is_success).then_some(status)
    }
}

impl<T> fmt::Debug for Success<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Success")
            .field("element", &self.element)
            .field("values", &self.values)
            .finish_non_exhaustive()
    }
}

fn accepts(value: &str, status: &str) -> bool {
    let Some((before, after)) = value.split_once('*') else {
        return value == status;
    };
    let middle = status
        .strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after));
    middle.is_some_and(|middle| !middle.is_empty() && middle.chars().all(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::{Success, accepts};

    #[test]
    fn a_star_is_letters_and_digits() {
        for (value, status, expected) in [
            ("OK", "OK", true),
            ("OK", "ok", false),
            ("OK", "OK ", false),
            ("", "", true),
            ("", "OK", false),
            ("*_OK", "getUser_OK", true),
            ("*_OK", "é1_OK", true),
            ("*_OK", "getUser_Not_OK", false),
            ("*_OK", "_OK", false),
            ("*_OK", "getUser_OK_", false),
            ("*_OK", "OK", false),
            ("a*a", "a", false),
            ("a*a", "aa", false),
            ("a*a", "aba", true),
            ("*", "0", true),
            ("*", "", false),
        ] {
            assert_eq!(accepts(value, status), expected, "{value} {status}");
        }
    }

    #[test]
    fn an_answer_without_a_status_is_success_where_that_is_said() {
        let of = |values| Success {
            element: "status",
            status: |words: &Vec<String>| words.first().cloned(),
            values,
        };
        assert_eq!(of(&["OK"]).refusal(&vec![]), Some(String::new()));
        assert_eq!(of(&["OK", ""]).refusal(&vec![]), None);
        assert_eq!(
            of(&["OK", ""]).refusal(&vec!["Bad".to_owned()]),
            Some("Bad".to_owned())
        );
    }
}
