//! Which values are secrets, by the name of their element or attribute.
//!
//! The generated type of such a value is `Secret`, which no output shows. The runtime has a wider rule for masking
//! text; this one decides on types, so it names only what is a secret without doubt.

/// Whether a text of this name gets the type `Secret`.
pub(crate) fn is_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_lowercase())
        .collect();
    const ENDINGS: &[&str] = &[
        "password",
        "passwd",
        "pwd",
        "passphrase",
        "authcode",
        "secret",
        "accesstoken",
        "apikey",
        "privatekey",
    ];
    ENDINGS.iter().any(|ending| plain.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn names_of_secrets() {
        for secret in [
            "sPassword",
            "sAuthCode",
            "Password",
            "newPwd",
            "client_secret",
            "API-Key",
        ] {
            assert!(is_secret(secret), "{secret}");
        }
        for open in [
            "requestAuthCodeSSOResult",
            "bPasswordExpired",
            "sName",
            "tokenType",
            "passwordHint",
        ] {
            assert!(!is_secret(open), "{open}");
        }
    }
}
