//! Options of a case: a comment on top of its contract, `<!-- options: operations=a,b serde=feature -->`. What takes
//! several values has them apart by `|`: `rename_type={urn:a}b|C`.

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
            Some((setting, value)) => named(config, setting, value),
            None if option == "lenient" => config.lenient(),
            None if option == "eq_and_hash" => config.eq_and_hash(),
            None if option == "out_module" => config.out_module(),
            None => panic!("there is no option `{option}`"),
        };
    }
    config
}

/// Settings about a part of the contract.
fn named(config: Config, setting: &str, value: &str) -> Config {
    let values: Vec<&str> = value.split('|').collect();
    match (setting, values.as_slice()) {
        ("types", names) => config.types(names.iter().copied()),
        ("services", names) => config.services(names.iter().copied()),
        ("ports", names) => config.ports(names.iter().copied()),
        ("rename_type", [of, name]) => config.rename_type(of, name),
        ("rename_field", [of, member, name]) => config.rename_field(of, member, name),
        ("rename_variant", [of, value, name]) => config.rename_variant(of, value, name),
        ("rename_operation", [of, name]) => config.rename_operation(of, name),
        ("rename_module", [of, name]) => config.rename_module(of, name),
        ("extern_type", [of, path]) => config.extern_type(of, path),
        ("extern_module", [of, path]) => config.extern_module(of, path),
        ("success", [of, path, values @ ..]) => config.success(of, path, values.iter().copied()),
        ("prefix", [of, prefix]) => config.prefix(of, prefix),
        ("type_attribute", [of, attribute]) => config.type_attribute(of, attribute),
        ("field_attribute", [of, member, attribute]) => {
            config.field_attribute(of, member, attribute)
        }
        _ => panic!("there is no option `{setting}={value}`"),
    }
}
