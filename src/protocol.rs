//! How a call is made: choices of the caller that end up in a request.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// How the service is asked for an authentication code.
///
/// Its text form is `soap11`, `soap12`, `post` or `get`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Protocol {
    /// SOAP 1.1, as the PHP and C# samples of the vendor's guide use.
    #[default]
    Soap11,
    /// SOAP 1.2.
    Soap12,
    /// A form posted to the `.aspx` page.
    HttpPost,
    /// The query of the `.aspx` page. The password is then part of a URL, which servers and proxies like to log:
    /// here only for parity with programs that do it. This crate never shows that URL.
    HttpGet,
}

impl Protocol {
    /// All of them, the default first.
    pub const ALL: [Self; 4] = [Self::Soap11, Self::Soap12, Self::HttpPost, Self::HttpGet];

    /// Its text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Soap11 => "soap11",
            Self::Soap12 => "soap12",
            Self::HttpPost => "post",
            Self::HttpGet => "get",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Protocol {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let known = Self::ALL
            .into_iter()
            .find(|protocol| protocol.as_str().eq_ignore_ascii_case(text));
        known.ok_or_else(|| {
            Error::configuration(format!(
                "`{}` is no protocol, expected `soap11`, `soap12`, `post` or `get`",
                text.escape_debug()
            ))
        })
    }
}

/// The desktop console that a ticket is for.
///
/// Its text form is `x86` or `x64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Arch {
    /// The 32-bit one, which the service takes for granted.
    #[default]
    X86,
    /// The 64-bit one.
    X64,
}

impl Arch {
    /// Its text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::X86 => "x86",
            Self::X64 => "x64",
        }
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Arch {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let known = [Self::X86, Self::X64]
            .into_iter()
            .find(|arch| arch.as_str().eq_ignore_ascii_case(text));
        known.ok_or_else(|| {
            Error::configuration(format!(
                "`{}` is no architecture, expected `x86` or `x64`",
                text.escape_debug()
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Arch, Protocol};

    #[test]
    fn text_forms_are_read_as_they_are_written() {
        for protocol in Protocol::ALL {
            assert_eq!(protocol.to_string().parse::<Protocol>().unwrap(), protocol);
        }
        for arch in [Arch::X86, Arch::X64] {
            assert_eq!(arch.to_string().parse::<Arch>().unwrap(), arch);
        }
        assert_eq!("SOAP12".parse::<Protocol>().unwrap(), Protocol::Soap12);
        let error = "soap".parse::<Protocol>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`soap` is no protocol, expected `soap11`, `soap12`, `post` or `get`"
        );
        assert!("64".parse::<Arch>().is_err());
    }
}
