//! What the benches share: generated bindings, replies to read, and the codecs that ours is compared with.
//!
//! Nothing here measures; `codec/main.rs` times, `allocations.rs` counts.

pub mod ours;
pub mod peers;
pub mod reply;
