//! A stand-in for the LogMeIn Rescue API, in-process or on a port.
//!
//! It answers as the service is known to: SOAP 1.1 and 1.2 at `/API/API.asmx`, its WSDL at `?wsdl`, the `.aspx` pages
//! over GET and POST, on a [`Company`] in memory that calls change. On request it misbehaves ([`Trouble`]), and it
//! remembers what it was asked ([`Sandbox::calls`]).
//!
//! What goes over the wire shares no code with the client it stands in for, so that a mistake in one codec cannot hide
//! the same mistake in the other. Only the pages for people are made from the contract by the crates of the generator.
//!
//! ```
//! # async fn demo() -> Result<(), rescue_sandbox::Error> {
//! use rescue_sandbox::{Sandbox, Trouble};
//!
//! let sandbox = Sandbox::start().await?;
//! println!("{}", sandbox.endpoint()); // http://127.0.0.1:PORT/API/API.asmx
//! sandbox.next(Trouble::EmptyBody);
//! // ... one call of your client, which should report an empty reply ...
//! assert!(sandbox.calls().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! The names and passwords that work are in [`demo`].

mod aspx;
mod calls;
mod clock;
mod company;
mod contract;
mod control;
pub mod demo;
mod error;
mod help;
mod moment;
mod operation;
mod random;
mod reply;
mod sandbox;
mod server;
mod site;
mod soap;
mod state;
mod sync;
mod trouble;
mod xml;

pub use calls::{Call, Protocol};
pub use company::{Availability, Company, Node, NodeType, Password, Report, Row, Session};
pub use error::Error;
pub use moment::Moment;
pub use sandbox::{Builder, Sandbox};
pub use trouble::Trouble;

/// The namespace of the service, which is not the address it is called at.
pub const NAMESPACE: &str = "https://secure.logmeinrescue.com/API/API.asmx";
