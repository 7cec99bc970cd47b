//! What `castile-build` generates from its cases, a module each, compiled under strict lints.
//!
//! The build script generates them afresh from `crates/castile-build/tests/cases`, so that rustc and clippy see what
//! the snapshots there show. The tests here read and write documents with them.

include!(concat!(env!("OUT_DIR"), "/cases.rs"));

mod answer;
pub mod money;

pub use answer::{ANSWERED, Answer, read_answer};

/// What generated code says of a module that its types come from compiles where the two fit together.
///
/// ```
/// const _: () = castile_build_cases::out_module::base::OUT_MODULE.check(
///     "crate::out_module::base",
///     &[("base", "http://example.com/shop/base")],
///     &[("{http://example.com/shop/base}Id", "Id")],
/// );
/// ```
///
/// And not where a namespace has another prefix:
///
/// ```compile_fail
/// const _: () = castile_build_cases::out_module::base::OUT_MODULE.check(
///     "crate::out_module::base",
///     &[("b", "http://example.com/shop/base")],
///     &[("{http://example.com/shop/base}Id", "Id")],
/// );
/// ```
///
/// Nor where a type has another name:
///
/// ```compile_fail
/// const _: () = castile_build_cases::out_module::base::OUT_MODULE.check(
///     "crate::out_module::base",
///     &[("base", "http://example.com/shop/base")],
///     &[("{http://example.com/shop/base}Id", "IdType")],
/// );
/// ```
#[cfg(doctest)]
pub struct ModulesFit;

/// Clippy says less of what is public than of a private module, which is where generated code mostly stands.
#[cfg(clippy)]
#[allow(dead_code, unreachable_pub, reason = "nobody calls it here")]
mod private {
    include!(concat!(env!("OUT_DIR"), "/cases.rs"));
}
