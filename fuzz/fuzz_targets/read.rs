//! Any bytes are a contract, or an error that says where: no panic, no hang.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    for lenient in [false, true] {
        match castile_fuzz::contract::read(input, lenient) {
            Ok(contract) => {
                let _ = contract.model.to_string();
                for warning in &contract.warnings {
                    let _ = warning.render(&contract.sources);
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});
