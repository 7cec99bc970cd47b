//! Typed client for the LogMeIn Rescue API.
//!
//! ```no_run
//! use logmein_rescue::{Arch, Rescue, SsoCredentials};
//!
//! # async fn demo(password: String) -> Result<(), logmein_rescue::Error> {
//! let rescue = Rescue::builder().build()?;
//! let credentials = SsoCredentials::new("123456", password, "654321");
//! let code = rescue.request_auth_code_sso(&credentials).await?;
//! println!("{}", code.expose());
//! let ticket = rescue.login_ticket_dtc(&credentials, Arch::X64).await?;
//! println!("{}", ticket.url());
//! # Ok(())
//! # }
//! ```
//!
//! [`Rescue`] is the way in. It asks for authentication codes over SOAP 1.1, SOAP 1.2, HTTP POST or HTTP GET
//! ([`Protocol`]) and for login tickets over POST or GET; every other operation of the service is in
//! [`Rescue::api`], the client generated from the service's contract. A refusal is an [`Error`] whose
//! [`kind`](Error::kind) can be matched on, and which keeps the [word](Error::word) that the service said:
//!
//! ```no_run
//! use logmein_rescue::{ErrorKind, Rescue, ReturnValue, SsoCredentials};
//!
//! # async fn demo(rescue: Rescue, credentials: SsoCredentials) -> Result<(), logmein_rescue::Error> {
//! match rescue.request_auth_code_sso(&credentials).await {
//!     Ok(code) => println!("{}", code.expose()),
//!     Err(error) if error.kind() == ErrorKind::Refused(ReturnValue::Invalid) => {
//!         println!("no such technician, or a wrong password");
//!     }
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Without `async`
//!
//! The default transport needs a tokio runtime. A program that has none makes one and blocks on each call:
//!
//! ```no_run
//! use logmein_rescue::{Rescue, SsoCredentials};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
//!     let rescue = Rescue::builder().build()?;
//!     let credentials = SsoCredentials::new("123456", std::env::var("RESCUE_PASSWORD")?, "654321");
//!     let code = runtime.block_on(rescue.request_auth_code_sso(&credentials))?;
//!     println!("{}", code.expose());
//!     Ok(())
//! }
//! ```
//!
//! # Secrets
//!
//! Passwords, authentication codes and ticket addresses are shown by no `Debug`, error or event of this crate.
//! [`AuthCode::expose`] and [`LoginTicket::url`] are the ways to them.

#![expect(clippy::doc_markdown, reason = "LogMeIn is a name")]

pub mod api;
mod aspx;
mod client;
mod credentials;
mod endpoint;
mod error;
mod page;
mod protocol;
mod return_value;
mod ticket;

pub use castile;
pub use castile::Secret;
pub use client::{Rescue, RescueBuilder};
pub use credentials::SsoCredentials;
pub use error::{Error, ErrorKind};
pub use protocol::{Arch, Protocol};
pub use return_value::ReturnValue;
pub use ticket::{AuthCode, LoginTicket};
