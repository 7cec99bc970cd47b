//! The command rescue.
fn main() {}
