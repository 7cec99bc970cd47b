//! What is generated from any contract is Rust, and the same each time; whatever is not is an error that says where.

#![no_main]

use castile_build::Config;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let generate = || {
        let contract = castile_fuzz::contract::read(input, true).ok()?;
        Some(Config::new().serde("serde").generate_from(contract))
    };
    let Some(generated) = generate() else { return };
    match generated {
        Ok(generated) => {
            if let Err(error) = syn::parse_file(&generated.text) {
                let line = error.span().start().line;
                panic!("not Rust: {error} in line {line}\n{}", generated.text);
            }
            let again = generate().and_then(Result::ok).map(|again| again.text);
            assert_eq!(Some(generated.text), again);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
