//! What the targets share.

pub mod contract;
pub mod exchange;
