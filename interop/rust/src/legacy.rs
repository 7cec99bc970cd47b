//! The RPC/encoded contract, which is not generated: the refusal has to say so and where.

use castile_build::Config;

use crate::check::{Checked, Failure, holds, same};

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
    // Two operations, each in a binding of SOAP 1.1 and one of SOAP 1.2.
    same("number of errors", &errors.len(), &4)?;
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
        holds(
            ["`requestAuthCode`", "`getAddresses`"]
                .iter()
                .any(|name| error.contains(name)),
            || format!("no operation is named: {error}"),
        )?;
    }
    Ok(format!(
        "{} errors with line and column, the first: {}",
        errors.len(),
        errors[0].lines().next().unwrap_or_default()
    ))
}
