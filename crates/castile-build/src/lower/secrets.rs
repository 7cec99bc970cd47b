//! Which values are secrets, by the name of their element or attribute.
//!
//! The generated type of such a value is `Secret`, which no output shows. The runtime has a wider rule for masking
//! text; this one decides on types, so it names only what is a secret without doubt.

/// The ends of such names, in small letters and digits.
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

/// Whether a text of this name gets the type `Secret`.
pub(crate) fn is_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_lowercase())
        .collect();
    ENDINGS.iter().any(|ending| plain.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn the_runtime_masks_them_as_well() {
        let endings = super::ENDINGS.iter().copied();
        for name in endings.chain([
            "sPassword",
            "sAuthCode",
            "newPwd",
            "client_secret",
            "API-Key",
            "PRIVATE_KEY",
        ]) {
            for name in [
                name.to_owned(),
                format!("s{name}"),
                format!("my_{name}"),
                name.to_uppercase(),
            ] {
                assert!(is_secret(&name), "{name}");
                assert!(castile::secret::looks_secret(&name), "{name}");
            }
        }
    }

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
