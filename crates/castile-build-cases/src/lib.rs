//! What `castile-build` generates from its cases, a module each, compiled under strict lints.
//!
//! The build script generates them afresh from `crates/castile-build/tests/cases`, so that rustc and clippy see what
//! the snapshots there show. The tests here read and write documents with them.

include!(concat!(env!("OUT_DIR"), "/cases.rs"));

pub mod money;

/// Clippy says less of what is public than of a private module, which is where generated code mostly stands.
#[cfg(clippy)]
#[allow(dead_code, unreachable_pub, reason = "nobody calls it here")]
mod private {
    include!(concat!(env!("OUT_DIR"), "/cases.rs"));
}
