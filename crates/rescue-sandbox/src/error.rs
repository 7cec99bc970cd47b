//! Why a sandbox could not start. Once it runs, nothing a caller sends is an error of its own.

use std::fmt;
use std::io;
use std::net::SocketAddr;

/// Why a sandbox could not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The address can be reached from other machines, and that was not allowed by name.
    RemoteAddress(SocketAddr),
    /// The address could not be bound.
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// There is no Tokio runtime to run on.
    NoRuntime,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::RemoteAddress(address) => write!(
                f,
                "`{address}` can be reached from other machines; bind a loopback address, or set \
                 `allow_remote(true)`"
            ),
            Error::Bind { address, .. } => write!(f, "cannot listen on `{address}`"),
            Error::NoRuntime => {
                write!(
                    f,
                    "the sandbox needs a Tokio runtime with input and output enabled"
                )
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Bind { source, .. } => Some(source),
            Error::RemoteAddress(_) | Error::NoRuntime => None,
        }
    }
}
