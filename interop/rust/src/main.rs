//! x
#[allow(missing_docs)]
mod api { include!(concat!(env!("OUT_DIR"), "/API.rs")); }
mod extra { include!(concat!(env!("OUT_DIR"), "/Extra.rs")); }
fn main() {}
