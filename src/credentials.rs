//! Who asks: the credentials of single sign-on, and what can be said of them before anything is sent.

use std::fmt;

use castile::Secret;

/// The credentials of a technician who signs in by single sign-on.
///
/// ```
/// use logmein_rescue::SsoCredentials;
///
/// let credentials = SsoCredentials::new("123456", "secretPassword", "654321");
/// assert_eq!(credentials.company(), "654321");
/// assert!(!format!("{credentials:?}").contains("secretPassword"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SsoCredentials {
    sso_id: String,
    password: Secret,
    company: String,
    any_company: bool,
}

impl SsoCredentials {
    /// The technician's single sign-on ID, the single sign-on password, and the company ID.
    pub fn new(
        sso_id: impl Into<String>,
        password: impl Into<Secret>,
        company: impl Into<String>,
    ) -> Self {
        Self {
            sso_id: sso_id.into(),
            password: password.into(),
            company: company.into(),
            any_company: false,
        }
    }

    /// Whether a company ID that is not all digits is sent. It is refused here unless set, as the guide allows
    /// digits only and the answer over SOAP to anything else is not documented.
    #[must_use]
    pub fn allow_any_company(mut self, allow: bool) -> Self {
        self.any_company = allow;
        self
    }

    /// The technician's single sign-on ID.
    pub fn sso_id(&self) -> &str {
        &self.sso_id
    }

    /// The password.
    pub fn password(&self) -> &Secret {
        &self.password
    }

    /// The company ID.
    pub fn company(&self) -> &str {
        &self.company
    }

    /// Says what is wrong with the company ID, if something is.
    ///
    /// The text itself is not repeated: it may be the password, given in the wrong place.
    pub(crate) fn check_company(&self) -> Result<(), String> {
        if self.any_company {
            return Ok(());
        }
        if self.company.is_empty() {
            return Err("the company ID is empty, expected digits".to_owned());
        }
        match self.company.chars().position(|c| !c.is_ascii_digit()) {
            None => Ok(()),
            Some(index) => Err(format!(
                "the company ID may hold digits only, its character {} is none (`SsoCredentials::allow_any_company` sends it as it is)",
                index + 1
            )),
        }
    }
}

impl fmt::Debug for SsoCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_number = self.company.bytes().all(|byte| byte.is_ascii_digit());
        f.debug_struct("SsoCredentials")
            .field("sso_id", &self.sso_id)
            .field("password", &self.password)
            .field(
                "company",
                if is_number {
                    &self.company
                } else {
                    &"not digits"
                },
            )
            .field("any_company", &self.any_company)
            .finish()
    }
}

/// The credentials of somebody who logs in by e-mail address and password.
///
/// ```
/// use logmein_rescue::LoginCredentials;
///
/// let credentials = LoginCredentials::new("some@email.com", "secretPassword");
/// assert!(!format!("{credentials:?}").contains("secretPassword"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginCredentials {
    email: String,
    password: Secret,
}

impl LoginCredentials {
    /// The e-mail address and the password.
    pub fn new(email: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            email: email.into(),
            password: password.into(),
        }
    }

    /// The e-mail address.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The password.
    pub fn password(&self) -> &Secret {
        &self.password
    }
}

#[cfg(test)]
mod tests {
    use super::SsoCredentials;

    #[test]
    fn a_company_is_digits() {
        let check = |company: &str| SsoCredentials::new("1", "p", company).check_company();
        for company in ["0", "654321", "000000000000000000000000000001"] {
            assert_eq!(check(company), Ok(()), "{company}");
        }
        for company in [
            "", " ", " 654321", "654321\n", "65432a", "-1", "+1", "1.0", "٣", "６",
        ] {
            assert!(check(company).is_err(), "{company}");
            assert_eq!(
                SsoCredentials::new("1", "p", company)
                    .allow_any_company(true)
                    .check_company(),
                Ok(())
            );
        }
        assert_eq!(
            check("65x").unwrap_err(),
            "the company ID may hold digits only, its character 3 is none (`SsoCredentials::allow_any_company` sends it as it is)"
        );
    }

    #[test]
    fn a_password_in_the_place_of_the_company_is_not_shown() {
        let swapped = SsoCredentials::new("123456", "654321", "hunter2");
        assert!(!format!("{swapped:?}").contains("hunter2"));
        assert!(!swapped.check_company().unwrap_err().contains("hunter2"));
    }
}
