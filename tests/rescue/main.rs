//! The client through its public face, against the sandbox and against replies made by hand.
//!
//! One binary, since linking the transport is what costs time.

mod calls;
mod common;
mod documented;
mod errors;
mod generated;
mod operations;
mod replies;
mod requests;
mod secrets;
