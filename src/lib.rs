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
//! [`Rescue`] is the way in. It logs in, and asks for authentication codes, login tickets and the account; the other
//! calls stand in groups: [`Rescue::technicians`], [`Rescue::hierarchy`], [`Rescue::sessions`], [`Rescue::pins`],
//! [`Rescue::notes`], [`Rescue::reports`]. Each speaks SOAP 1.1, SOAP 1.2, HTTP POST or HTTP GET, as [`Protocol`] says,
//! where the service documents that. [`Rescue::api`] is the client generated from the service's contract alone.
//!
//! ```no_run
//! use logmein_rescue::api::NodeRef;
//! use logmein_rescue::{LoginCredentials, PinRequest, Rescue};
//!
//! # async fn demo(rescue: Rescue, password: String) -> Result<(), logmein_rescue::Error> {
//! let rescue = rescue.with_login(LoginCredentials::new("some@email.com", password));
//! let technician = rescue.account().await?.tech_id;
//! let pin = rescue.pins().request(&PinRequest::named("Ann")).await?;
//! println!("{}", pin.as_str());
//! for session in rescue.sessions().list(technician, NodeRef::Node).await?.iter() {
//!     println!("{} {:?}", session.id, session.status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A refusal is an [`Error`] whose
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
//! # JSON
//!
//! With the feature `serde`, all that calls bring has `Serialize`, a [`Reply`] being its value; the types of [`api`] have
//! `Deserialize`, too. Statuses, kinds and results are the words of the contract (`SESSION_PICKEDUP`). A `Secret` in them
//! is written `***`, and codes, tickets and credentials have no such form.
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
mod login;
mod operations;
mod pace;
mod page;
mod protocol;
mod reply;
mod return_value;
mod table;
mod ticket;
#[cfg(feature = "serde")]
mod with_serde;

pub use castile;
pub use castile::Secret;
pub use client::{Rescue, RescueBuilder};
pub use credentials::{LoginCredentials, SsoCredentials};
pub use error::{Error, ErrorKind};
pub use operations::{
    Account, Area, EmailText, Group, GroupSettings, Hierarchy, HierarchyFilter, LensMessage,
    LensPin, Node, Notes, PinCode, PinRequest, Pins, Report, ReportDate, ReportSetting,
    ReportSettings, ReportSource, ReportTime, ReportType, Reports, Session, SessionVersion,
    Sessions, Technicians, User, UserSettings,
};
pub use protocol::{Arch, Protocol};
pub use reply::{PageDeviation, Reply};
pub use return_value::ReturnValue;
pub use table::{AmbiguousRow, Row, Table, TableError};
pub use ticket::{AuthCode, LoginTicket};

/// Runs the examples of the guide for those who come from PHP and C#.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../docs/guide.md")]
struct Guide;

/// Runs the example of the page on the first calls.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../docs/first-run.md")]
struct FirstRun;
