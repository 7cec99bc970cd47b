//! The words by which the service refuses a call, and what they mean.
//!
//! In goes a word of a page (`INVALID`) or a result of a SOAP reply (`requestAuthCode_Invalid`), out comes what it
//! says. Whether a success brought what it should is left to others.

use std::fmt;

/// One row for each refusal: the variant, its spellings, what it means.
macro_rules! return_values {
    ($($variant:ident [$first:literal $($other:literal)*] $meaning:literal;)*) => {
        /// Why the service refused a call, in its own terms.
        ///
        /// The same refusal has several spellings, `NOTLOGGEDIN` on a page and `getUser_NotLoggedIn` over SOAP;
        /// [`Error::word`](crate::Error::word) has the one that came.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[non_exhaustive]
        pub enum ReturnValue {
            $(
                #[doc = concat!("`", $first, "`: ", $meaning, ".")]
                $variant,
            )*
            /// A word that this version does not know.
            Unknown,
        }

        impl ReturnValue {
            /// The words that are known, without what SOAP puts before them.
            const WORDS: &[(&str, Self)] =
                &[$(($first, Self::$variant), $(($other, Self::$variant),)*)*];

            /// What it means and what to look at, as a clause for messages.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => $meaning,)*
                    Self::Unknown => "a word that this version does not know",
                }
            }
        }
    };
}

return_values! {
    Error ["ERROR"] "the service failed without saying at what, a timeout among others; try again later";
    Invalid ["INVALID"]
        "the credentials do not identify a technician; check each of them, and for single sign-on that the password is the company's own for it";
    InvalidParamCompany ["INVALIDPARAM_COMPANY"] "the company ID may hold digits only";
    PollRateExceeded ["POLLRATEEXCEEDED"]
        "too many calls in a short time; wait before the next one, and keep the code that you have";
    LimitReached ["LIMITREACHED"] "more than ten logins in three minutes; wait before the next one";
    GlobalIpRestricted ["GLOBALIPRESTRICTED"]
        "the word is not documented; it seems that the company admits certain addresses only";
    InvalidPassword ["INVALIDPASSWORD"]
        "the single sign-on ID names no technician, or the password is wrong";
    InvalidCompanyId ["INVALIDCOMPANYID"] "there is no company with this ID";
    MissingParameters ["MISSINGPARAMETERS"]
        "single sign-on ID, password or company ID is missing or empty";
    InvalidSsoId ["INVALIDSSOID"] "no technician has this single sign-on ID";
    NotLoggedIn ["NOTLOGGEDIN"]
        "nobody is logged in, or the session is over, as it is after twenty idle minutes; log in again";
    NotLoggedInAsAdmin ["NOTLOGGEDINASADMIN"]
        "no administrator is logged in, or the session is over; log in as one";
    InvalidSecretAuthCode ["INVALID_SECRETAUTHCODE"]
        "the authentication code is wrong, or a newer one has made it useless";
    UserDeletedOrDisabled ["USER_DELETED_OR_DISABLED"]
        "the user of the authentication code is deleted or disabled";
    UserIsDeleted ["USER_IS_DELETED"] "the user is deleted";
    NotTechnician ["NOTTECHNICIAN"] "the caller is no technician";
    NoTechConsoleRunning ["NOTECHCONSOLERUNNING"] "the technician's console does not run";
    OutOfPinCodes ["OUTOFPINCODES"] "no PIN codes are left";
    NoAccessToLens ["NOACCESSTOLENS"] "the word is not documented; it seems that the caller may not use Lens";
    ActionFailed ["ACTIONFAILED"] "the action failed, for one because the technician is offline";
    InvalidPinFormat ["INVALIDPINFORMAT"] "the PIN code is not six digits";
    InvalidParamNode ["INVALIDPARAM_NODE" "INVALIDPARAM_NODEID"]
        "there is no such node, or it is not of the kind that is asked for";
    InvalidParamTargetNode ["INVALIDPARAM_TARGETNODE"] "there is no such node to move to";
    InvalidParamParent ["INVALIDPARAM_PARENT"] "the parent is none that can have such a node";
    InvalidParamEntry ["INVALIDPARAM_ENTRY"] "there is no such channel";
    InvalidParamSession ["INVALIDPARAM_SESSION"] "there is no such session";
    InvalidParamName ["INVALIDPARAM_NAME"] "the name is empty or too long";
    InvalidParamStatus ["INVALIDPARAM_STATUS"] "the status is neither `Enabled` nor `Disabled`";
    InvalidParamMobileAddOn ["INVALIDPARAM_MOBILEADDON"] "the value of the mobile add-on is wrong";
    InvalidParamRpatAddOn ["INVALIDPARAM_RPATADDON"] "the value of the RPAT add-on is wrong";
    InvalidParamEmail ["INVALIDPARAM_EMAIL"] "the e-mail address is wrong";
    InvalidParamEmailAlreadyInUse ["INVALIDPARAM_EMAIL_ALREADY_IN_USE"] "the e-mail address is in use";
    InvalidParamMissingCurrentPassword ["INVALIDPARAM_MISSING_CURRENT_PASSWORD"]
        "a master administrator who changes own data has to give the current password";
    InvalidParamPasswordWhitespace ["INVALIDPARAM_PASSWORD_CANNOT_CONTAIN_WHITESPACE_CHARACTERS"]
        "the password has white space in it";
    InvalidParamPasswordTooShort ["INVALIDPARAM_PASSWORD_HAS_TO_BE_AT_LEAST_8_CHARACTERS_LONG"]
        "the password has fewer than eight characters";
    InvalidEmailAndNodeIdBothSpecified ["INVALID_EMAILANDNODEIDBOTHSPECIFIED"]
        "a user is named by node or by e-mail address, and both were given";
    InvalidMove ["INVALID_MOVE"] "the node may not be moved there";
    InvalidDelete ["INVALID_DELETE"] "the node may not be deleted";
    InvalidAssign ["INVALID_ASSIGN"] "the channel cannot be assigned to the node";
    InvalidDeassign ["INVALID_DEASSIGN"] "the channel cannot be taken from the node";
    InvalidFormat ["INVALIDFORMAT"] "the format of a date or time is wrong";
    InvalidDateRange ["INVALIDDATERANGE"] "the dates are no range";
    NotSupported ["NOTSUPPORTED"] "the report area does not support it";
}

impl ReturnValue {
    /// What a word of a page says, whatever its case. `Unknown` for a word that is not known.
    pub(crate) fn of_word(word: &str) -> Self {
        let letters = |text: &str| {
            let letters = text.chars().filter(|&c| c != '_');
            letters.map(|c| c.to_ascii_lowercase()).collect::<String>()
        };
        let word = letters(word);
        let known = Self::WORDS.iter().find(|(known, _)| letters(known) == word);
        known.map_or(Self::Unknown, |(_, value)| *value)
    }

    /// What the result of a SOAP reply says that is no success.
    ///
    /// What stands before the first `_` is the operation, in spellings that are not proven: `requestAuthCode_Error`,
    /// `startSessionRet_Error`, `requestAuthCodeSSO_Error` and a bare `Error` are all the same. A version may follow it
    /// (`getUser_v3_Error`). What is left is the word, as a whole: of `getUser_Fatal_Error` nothing is known.
    pub(crate) fn of_result(result: &str) -> Self {
        let is_version = |part: &str| {
            let digits = part.trim_start_matches(['v', 'V']);
            (1..6).contains(&digits.len())
                && digits
                    .trim_end_matches("Ret")
                    .bytes()
                    .all(|b| b.is_ascii_digit())
        };
        let mut word = result;
        if Self::of_word(word) == Self::Unknown {
            word = word.split_once('_').map_or("", |(_, rest)| rest);
            while let Some((version, rest)) = word.split_once('_')
                && is_version(version)
            {
                word = rest;
            }
        }
        Self::of_word(word)
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
    fn results_are_told_by_the_word_in_them() {
        let cases = [
            ("requestAuthCode_Error", Value::Error),
            ("requestAuthCode_Invalid", Value::Invalid),
            ("requestAuthCodeSSO_Invalid", Value::Invalid),
            ("requestAuthCode_PollRateExceeded", Value::PollRateExceeded),
            (
                "requestAuthCode_InvalidParam_Company",
                Value::InvalidParamCompany,
            ),
            ("requestAuthCode_InvalidPassword", Value::InvalidPassword),
            ("requestAuthCode_InvalidCompanyID", Value::InvalidCompanyId),
            (
                "requestAuthCode_MissingParameters",
                Value::MissingParameters,
            ),
            ("requestAuthCode_InvalidSSOID", Value::InvalidSsoId),
            ("login_GlobalIpRestricted", Value::GlobalIpRestricted),
            ("startSessionRet_NotLoggedIn", Value::NotLoggedIn),
            ("getSession_V3_NotLoggedIn", Value::NotLoggedIn),
            ("setUserStatus_v7_1Ret_Error", Value::Error),
            ("getUser_InvalidParam_NodeID", Value::InvalidParamNode),
            (
                "setUser_InvalidParam_Email_Already_In_Use",
                Value::InvalidParamEmailAlreadyInUse,
            ),
            ("Invalid_SecretAuthCode", Value::InvalidSecretAuthCode),
            ("requestAuthCode_SomethingNew", Value::Unknown),
            // No known refusal, though some end like one.
            ("requestAuthCode_Not_OK", Value::Unknown),
            ("requestAuthCode_Fatal_Error", Value::Unknown),
            ("requestAuthCode_NotOK", Value::Unknown),
            ("requestAuthCode_OK_", Value::Unknown),
            ("requestAuthCodeOK", Value::Unknown),
            ("", Value::Unknown),
            ("_", Value::Unknown),
            ("é_é", Value::Unknown),
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
        for (word, value) in Value::WORDS {
            assert_eq!(Value::of_word(word), *value, "{word}");
        }
    }
}
