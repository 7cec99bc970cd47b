//! The words by which the service refuses a call, and what they mean.
//!
//! In goes a word of a page (`INVALID`) or a result of a SOAP reply (`requestAuthCode_Invalid`), out comes what it
//! says. Whether a success brought what it should is left to others.

use std::fmt;

/// Why the service refused a call, in its own terms.
///
/// The same refusal has several spellings; [`Error::word`](crate::Error::word) has the one that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReturnValue {
    /// `ERROR`, `requestAuthCode_Error`: a failure that is not specified, such as a timeout.
    Error,
    /// `INVALID`, `requestAuthCode_Invalid`: single sign-on ID and password do not identify a technician.
    Invalid,
    /// `INVALIDPARAM_COMPANY`: the company ID is not all digits.
    InvalidParamCompany,
    /// `requestAuthCode_PollRateExceeded`: too many calls.
    PollRateExceeded,
    /// `INVALIDPASSWORD`: the single sign-on ID names no technician, or the password is wrong.
    InvalidPassword,
    /// `INVALIDCOMPANYID`: there is no such company.
    InvalidCompanyId,
    /// `MISSINGPARAMETERS`: a parameter that is required was not given.
    MissingParameters,
    /// `INVALIDSSOID`, which the guide does not list: the single sign-on ID names no technician.
    InvalidSsoId,
    /// A word that this version does not know.
    Unknown,
}

impl ReturnValue {
    /// The words that are known, without prefix and underscores, in lower case.
    const WORDS: [(&'static str, Self); 8] = [
        ("error", Self::Error),
        ("invalid", Self::Invalid),
        ("invalidparamcompany", Self::InvalidParamCompany),
        ("pollrateexceeded", Self::PollRateExceeded),
        ("invalidpassword", Self::InvalidPassword),
        ("invalidcompanyid", Self::InvalidCompanyId),
        ("missingparameters", Self::MissingParameters),
        ("invalidssoid", Self::InvalidSsoId),
    ];

    /// What it means and what to look at, as a clause for messages.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Error => {
                "the service failed without saying at what, a timeout among others; try again later"
            }
            Self::Invalid => {
                "single sign-on ID and password do not identify a technician; check both, and that the password is \
                 the one for single sign-on"
            }
            Self::InvalidParamCompany => "the company ID may hold digits only",
            Self::PollRateExceeded => {
                "too many calls in a short time; wait before the next one, and keep the code that you have"
            }
            Self::InvalidPassword => {
                "the single sign-on ID names no technician, or the password is wrong"
            }
            Self::InvalidCompanyId => "there is no company with this ID",
            Self::MissingParameters => {
                "single sign-on ID, password or company ID is missing or empty"
            }
            Self::InvalidSsoId => "no technician has this single sign-on ID",
            Self::Unknown => "a word that this version does not know",
        }
    }

    /// What a word of a page says, whatever its case. `Unknown` for a word that is not known.
    pub(crate) fn of_word(word: &str) -> Self {
        let word: String = word
            .chars()
            .filter(|&c| c != '_')
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let known = Self::WORDS.iter().find(|(known, _)| *known == word);
        known.map_or(Self::Unknown, |(_, value)| *value)
    }

    /// What the result of a SOAP reply says; `None` for success.
    ///
    /// Judged by its ending, since the prefix is not proven: `requestAuthCode_OK`, `requestAuthCodeSSO_OK` and a
    /// bare `OK` are all success. Of two endings that fit, `InvalidParam_Company` and `Company`, the longer counts.
    pub(crate) fn of_result(result: &str) -> Option<Self> {
        let endings = std::iter::once(result)
            .chain(result.match_indices('_').map(|(at, _)| &result[at + 1..]));
        for ending in endings {
            if ending.eq_ignore_ascii_case("OK") {
                return None;
            }
            match Self::of_word(ending) {
                Self::Unknown => {}
                known => return Some(known),
            }
        }
        Some(Self::Unknown)
    }
}

impl fmt::Display for ReturnValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.meaning())
    }
}

#[cfg(test)]
mod tests {
    use super::ReturnValue as Value;

    #[test]
    fn results_are_judged_by_their_ending() {
        let cases = [
            ("requestAuthCode_OK", None),
            ("requestAuthCodeSSO_OK", None),
            ("requestAuthCodeRet_OK", None),
            ("OK", None),
            ("requestAuthCode_Error", Some(Value::Error)),
            ("requestAuthCode_Invalid", Some(Value::Invalid)),
            ("requestAuthCodeSSO_Invalid", Some(Value::Invalid)),
            (
                "requestAuthCode_PollRateExceeded",
                Some(Value::PollRateExceeded),
            ),
            (
                "requestAuthCode_InvalidParam_Company",
                Some(Value::InvalidParamCompany),
            ),
            (
                "requestAuthCode_InvalidPassword",
                Some(Value::InvalidPassword),
            ),
            (
                "requestAuthCode_InvalidCompanyID",
                Some(Value::InvalidCompanyId),
            ),
            (
                "requestAuthCode_MissingParameters",
                Some(Value::MissingParameters),
            ),
            ("requestAuthCode_InvalidSSOID", Some(Value::InvalidSsoId)),
            ("requestAuthCode_GlobalIpRestricted", Some(Value::Unknown)),
            ("requestAuthCode_NotOK", Some(Value::Unknown)),
            ("requestAuthCode_OK_", Some(Value::Unknown)),
            ("requestAuthCodeOK", Some(Value::Unknown)),
            ("", Some(Value::Unknown)),
            ("_", Some(Value::Unknown)),
            ("é_é", Some(Value::Unknown)),
        ];
        for (result, value) in cases {
            assert_eq!(Value::of_result(result), value, "{result}");
        }
    }

    #[test]
    fn words_are_known_in_any_case() {
        assert_eq!(
            Value::of_word("INVALIDPARAM_COMPANY"),
            Value::InvalidParamCompany
        );
        assert_eq!(Value::of_word("InvalidPassword"), Value::InvalidPassword);
        assert_eq!(Value::of_word("INVALIDX"), Value::Unknown);
    }
}
