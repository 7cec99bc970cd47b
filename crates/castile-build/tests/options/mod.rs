//! Options of a case: a comment on top of its contract, `<!-- options: operations=a,b serde=feature -->`.

use castile_build::Config;

/// The settings that the contract asks for.
pub(crate) fn of(contract: &str) -> Config {
    let mut config = Config::new();
    let options = contract
        .strip_prefix("<!-- options:")
        .and_then(|rest| rest.split_once("-->"));
    for option in options
        .map_or("", |(options, _)| options)
        .split_whitespace()
    {
        config = match option.split_once('=') {
            Some(("operations", names)) => config.operations(names.split(',')),
            Some(("serde", feature)) => config.serde(feature),
            _ => panic!("there is no option `{option}`"),
        };
    }
    config
}
