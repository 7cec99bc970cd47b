//! The keyring of the system, where a profile's password may be kept: with the feature `keyring` only.
//!
//! In: the name of a profile. Out: its password. Keychain on macOS, Credential Manager on Windows, the Secret Service
//! elsewhere.

use logmein_rescue::Secret;

use crate::failure::Failure;

#[cfg(feature = "keyring")]
pub(crate) struct Keyring {
    entry: keyring::Entry,
    profile: String,
}

#[cfg(feature = "keyring")]
impl Keyring {
    /// The place of a profile's password.
    pub(crate) fn of(profile: &str) -> Result<Self, Failure> {
        let entry = keyring::Entry::new("rescue", profile).map_err(|error| match error {
            keyring::Error::NoDefaultStore => {
                let failure = Failure::usage("the keyring of the system cannot be used");
                match keyring::Entry::store_status() {
                    Err(cause) => failure.because(cause),
                    Ok(()) => failure,
                }
            }
            error => failed(profile, &error),
        })?;
        Ok(Self {
            entry,
            profile: profile.to_owned(),
        })
    }

    pub(crate) fn set(&self, password: &Secret) -> Result<(), Failure> {
        let set = self.entry.set_password(password.expose());
        set.map_err(|error| failed(&self.profile, &error))
    }

    pub(crate) fn get(&self) -> Result<Secret, Failure> {
        let got = self.entry.get_password();
        got.map(Secret::from)
            .map_err(|error| failed(&self.profile, &error))
    }

    /// Removes the password, if it is there.
    pub(crate) fn remove(&self) -> Result<(), Failure> {
        match self.entry.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(failed(&self.profile, &error)),
        }
    }
}

/// What the keyring says. An error of bad encoding holds the bytes, in its fields and not in its text.
#[cfg(feature = "keyring")]
fn failed(profile: &str, error: &keyring::Error) -> Failure {
    Failure::usage(format!(
        "the keyring does not give or take the password of the profile `{profile}`"
    ))
    .because(error)
}

/// Without the feature there is no value of it.
#[cfg(not(feature = "keyring"))]
pub(crate) enum Keyring {}

#[cfg(not(feature = "keyring"))]
impl Keyring {
    pub(crate) fn of(profile: &str) -> Result<Self, Failure> {
        Err(Failure::usage(format!(
            "this build has no keyring for the password of the profile `{profile}`"
        ))
        .hint(
            "build it with `--features keyring`, or give the password in the environment variable RESCUE_PASSWORD, \
             with `--password-file` or with `--password-stdin`",
        ))
    }

    pub(crate) fn set(&self, _: &Secret) -> Result<(), Failure> {
        match *self {}
    }

    pub(crate) fn get(&self) -> Result<Secret, Failure> {
        match *self {}
    }

    pub(crate) fn remove(&self) -> Result<(), Failure> {
        match *self {}
    }
}

#[cfg(all(test, feature = "keyring"))]
mod tests {
    use keyring_core::mock;
    use logmein_rescue::Secret;

    use super::Keyring;

    /// A keyring in the memory of the test.
    fn keyring() -> Keyring {
        let store = mock::Store::new().expect("a store");
        let inner = keyring_core::api::CredentialStoreApi::build(&*store, "rescue", "work", None);
        Keyring {
            entry: keyring::Entry {
                inner: inner.expect("an entry"),
            },
            profile: "work".to_owned(),
        }
    }

    #[test]
    fn a_password_is_kept_until_it_is_removed() {
        let keyring = keyring();
        let failure = keyring.get().expect_err("nothing is there");
        assert!(failure.message.contains("`work`"), "{failure}");
        keyring.set(&Secret::from("hunter2")).expect("is kept");
        assert_eq!(keyring.get().expect("is there").expose(), "hunter2");
        keyring.remove().expect("is removed");
        assert!(keyring.get().is_err());
        keyring.remove().expect("nothing to remove is no error");
    }

    #[test]
    fn what_the_keyring_says_has_no_password_in_it() {
        let keyring = keyring();
        keyring.set(&Secret::from("hunter2")).expect("is kept");
        let mock: &mock::Cred = keyring.entry.inner.as_any().downcast_ref().expect("a mock");
        mock.set_error(keyring::Error::BadEncoding(b"hunter2".to_vec()));
        let failure = keyring.get().expect_err("the error is given");
        assert!(!failure.to_string().contains("hunter2"), "{failure}");
        assert!(!format!("{failure:?}").contains("hunter2"));
    }
}
