//! Passwords and codes that must not be seen, and what keeps them out of logs and messages.
//!
//! [`Secret`] is the type of such a value. [`looks_secret`] judges a name where no type says it: an element, an
//! attribute, a query parameter. [`mask_url`], [`mask_form`] and [`mask_xml`] take text that is about to be shown
//! and give it back with `***` in the place of what should not be. `Secrets` are the values of one call, hidden
//! wherever they turn up again. Who shows what, and when, is left to others.

use std::fmt;
use std::hint::black_box;

use zeroize::Zeroize;

mod mask;
mod values;

pub(crate) use mask::{hidden_in_header, is_code, mask_text};
pub use mask::{mask_form, mask_url, mask_xml};
pub(crate) use values::Secrets;

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "***";

/// What a message says in the place of a value that may be one.
pub(crate) const HIDDEN: &str = "a value that is not shown";

/// A text that is not shown: a password, an authentication code.
///
/// It has no `Display`, its `Debug` is the same for every value, and its memory is overwritten when it is dropped.
/// [`expose`](Self::expose) is the one way to the text, so that a search for that word finds each use.
///
/// ```
/// use castile::secret::Secret;
///
/// let password = Secret::from("correct horse");
/// assert_eq!(format!("{password:?}"), "Secret(..)");
/// assert_eq!(password.expose(), "correct horse");
/// ```
#[derive(Clone, Default)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Copies the text; the original stays where it is, and is the caller's to erase.
impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Takes the same time wherever the texts differ. That their lengths differ can be told from the time.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (self.0.as_bytes(), other.0.as_bytes());
        if left.len() != right.len() {
            return false;
        }
        let mut difference = 0;
        for (a, b) in left.iter().zip(right) {
            // The box keeps the compiler from turning the loop into one that stops early.
            difference |= black_box(a ^ b);
        }
        difference == 0
    }
}

impl Eq for Secret {}

/// Writes `"***"` and never the text: what serialises a configuration or a request usually shows it.
#[cfg(feature = "serde")]
impl serde::Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}

/// Reads the text, so that a configuration file can hold one.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// Parts that make a name secret wherever they stand in it, its separators left out.
const PARTS: &[&str] = &[
    "accesskey",
    "apikey",
    "aspxauth",
    "assertion",
    "authcode",
    "authkey",
    "authorization",
    "bearer",
    "credential",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwort",
    "pincode",
    "privatekey",
    "pswd",
    "pwd",
    "samlresponse",
    "secret",
    "sessid",
    "sessionkey",
    "sharedkey",
    "token",
];

/// Words that make a name secret as a whole word only: `pin` is one, `shipping` and `compass` are not.
const WORDS: &[&str] = &[
    "cvc", "cvv", "jwt", "otp", "pass", "pin", "psw", "pw", "sig",
];

/// Whether a name is that of a value which should not be shown: `sPassword`, `pwd`, `sAuthCode`, `ticket`.
///
/// Meant for names of elements, attributes and parameters, with or without a prefix. It errs on the side of
/// silence: `passwordExpired` and `tokenType` look secret too. Identifiers of people and records
/// (`sSSOID`, `iSessionID`, `ticketNumber`) do not.
pub fn looks_secret(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    let mut words = words(local);
    let whole = words.concat();
    if PARTS.iter().any(|part| whole.contains(part)) {
        return true;
    }
    if words.iter().any(|word| WORDS.contains(&word.as_str())) {
        return true;
    }
    // `s` is the type letter that ASMX contracts like to put before the name of a string.
    if words.len() > 1 && words[0] == "s" {
        words.remove(0);
    }
    while words.len() > 1
        && matches!(
            words[words.len() - 1].as_str(),
            "result" | "response" | "return"
        )
    {
        words.pop();
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        [.., "ticket"]
            | ["auth" | "sessionid" | "jsessionid"]
            | ["session", "id"]
            | ["x", "session", "id"]
            | ["asp", "net", "session", "id"]
    )
}

/// The words of a name in lower case, cut at separators and where the case says so: `sPINCode` is `s`, `pin`, `code`.
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (position, &c) in chars.iter().enumerate() {
        let before = position.checked_sub(1).and_then(|p| chars.get(p));
        let after = chars.get(position + 1);
        let starts = c.is_uppercase()
            && before.is_some_and(|b| !b.is_uppercase() || after.is_some_and(|a| a.is_lowercase()));
        if (starts || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Secret, looks_secret};

    #[test]
    fn a_secret_shows_itself_only_where_asked() {
        let secret = Secret::from(String::from("hunter2"));
        assert_eq!(format!("{secret:?} {secret:#?}"), "Secret(..) Secret(..)");
        assert_eq!(secret.expose(), "hunter2");
        assert_eq!(secret.clone().expose(), "hunter2");
        assert!(Secret::default().is_empty() && !secret.is_empty());
    }

    #[test]
    fn secrets_compare_by_their_whole_text() {
        let secret = Secret::from("hunter2");
        assert_eq!(secret, Secret::from("hunter2"));
        for other in ["hunter1", "Hunter2", "hunter", "hunter22", ""] {
            assert_ne!(secret, Secret::from(other), "{other}");
        }
        assert_eq!(Secret::default(), Secret::from(""));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_secret_is_read_from_json_and_written_as_a_mask() {
        let secret: Secret = serde_json::from_str("\"hunter2\"").unwrap();
        assert_eq!(secret.expose(), "hunter2");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"***\"");
        assert!(serde_json::from_str::<Secret>("7").is_err());
    }

    #[test]
    fn names_of_secrets_are_known() {
        let names = "
            Password password sPassword wsse:Password passwordHash UserPassword PASSWORD pass_word db-password
            pwd sPwd oldpwd confpwd sConfPwd sCurrentPwd newPwd pw psw Passwd passphrase passcode pass userPass
            authcode sAuthCode AuthCode auth_code requestAuthCodeResult Authorization Proxy-Authorization auth
            token sToken access_token refreshToken BinarySecurityToken GetTokenResult sessionToken
            secret clientSecret ClientSecret client-secret SecretKey apiKey api_key ApiKey AccessKey privateKey
            credential credentials ticket sTicket Ticket LoginTicket GetDTCLoginTicketResult
            PIN sPIN userPin pincode PINCode sPINCode iPINCode otp cvv sig client_assertion SAMLResponse
            sessionId SessionID sSessionId jsessionid PHPSESSID bearer ASP.NET_SessionId X-Session-Id .ASPXAUTH
        ";
        for name in names.split_whitespace() {
            assert!(looks_secret(name), "{name}");
        }
    }

    #[test]
    fn names_of_other_things_are_left_alone() {
        let names = "
            ssoid sSSOID sCompany company CompanyID sEmail email arch login loginResult logout name sName nick
            iSessionID iSession session aSessions iNodeID eStatus status sNote sComment bNoTechConsole sLink
            sInvitationLink sSignature PhoneNumber getSession_V3Result SESSION_STATUS_V3 lockedpermission
            ticketNumber ticketId TicketID author authenticated shipping mapping opinion compass bypass spinner
            Key keyword address sText Envelope Body Fault faultstring op wsdl
        ";
        for name in names.split_whitespace() {
            assert!(!looks_secret(name), "{name}");
        }
        assert!(!looks_secret(""));
        assert!(!looks_secret("::--"));
    }
}
