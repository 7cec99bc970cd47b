//! The whole of what users of the generated client get, as one snapshot.

use crate::common::snapshot;

#[test]
fn the_generated_code_of_the_contract() {
    snapshot("api", include_str!(concat!(env!("OUT_DIR"), "/api.rs")));
}
