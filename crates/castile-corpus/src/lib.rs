//! The tier of tests that runs over a folder of real contracts, and what its generated programs share.
//!
//! The command is in `main.rs`; see CONTRIBUTING.md.

pub mod canonical;
pub mod drive;
pub mod random;
