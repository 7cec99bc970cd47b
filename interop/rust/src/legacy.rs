//! The RPC/encoded contract, which is not generated: the refusal has to say so and where.

use castile_build::Config;

use crate::check::{Checked, Failure, holds};

pub(crate) fn refused() -> Checked {
    let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/../asmx/published/Legacy.wsdl");
    let Err(error) = Config::new().generate(contract) else {
        return Err(Failure(
            "the contract is generated, though it is RPC/encoded".to_owned(),
        ));
    };
    let text = error.to_string();
    let errors: Vec<_> = text
        .split("\n\n")
        .filter(|diagnostic| diagnostic.starts_with("error: "))
        .collect();
    for name in ["`requestAuthCode`", "`getAddresses`"] {
        let named = errors.iter().any(|error| error.contains(name));
        holds(named, || format!("{name} is not refused: {text}"))?;
    }
    for error in &errors {
        let place = error
            .split_once("Legacy.wsdl:")
            .and_then(|(_, rest)| rest.lines().next())
            .unwrap_or_default();
        let numbers = place
            .split(':')
            .filter(|number| number.parse::<u32>().is_ok_and(|number| number > 0))
            .count();
        holds(numbers == 2, || format!("no line and column in: {error}"))?;
        holds(error.contains("encoded"), || {
            format!("the reason is not said: {error}")
        })?;
    }
    Ok(format!(
        "{} errors with line and column, the first: {}",
        errors.len(),
        errors[0].lines().next().unwrap_or_default()
    ))
}
