//! Calls the real ASMX service with the generated clients and checks every value.
//!
//! Takes the origin of the service, and perhaps the address of PHP's, which is called then; prints `PASS NAME detail` or `FAIL NAME detail` a line, and exits 0 where all
//! passed.

mod account;
mod check;
mod company;
mod extras;
mod facade;
mod faults;
mod http_ports;
mod legacy;
mod php;
mod sessions;
mod site;
mod text;
mod values;
mod zoo;

use std::process::ExitCode;

use castile::SoapVersion;
use logmein_rescue::Protocol;

use crate::check::Checks;
use crate::site::Site;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(origin), php, None) = (arguments.next(), arguments.next(), arguments.next()) else {
        eprintln!("usage: castile-interop http://127.0.0.1:PORT [http://127.0.0.1:PORT/]");
        return ExitCode::from(2);
    };
    let origin = origin.trim_end_matches('/').to_owned();
    let mut checks = Checks::default();
    for (label, version) in [
        ("soap11", SoapVersion::Soap11),
        ("soap12", SoapVersion::Soap12),
    ] {
        let site = Site {
            origin: origin.clone(),
            version,
        };
        over_soap(&mut checks, label, &site).await;
        if let Some(endpoint) = &php {
            let checked = php::all(endpoint, version).await;
            checks.report(&format!("{label}.php"), checked);
        }
    }
    checks.report("http.values", http_ports::values(&origin).await);
    checks.report("http.documents", http_ports::documents(&origin).await);
    checks.report("http.others", http_ports::others(&origin).await);
    checks.report("http.failures", http_ports::failures(&origin).await);
    for protocol in Protocol::ALL {
        let checked = facade::request_auth_code_sso(&origin, protocol).await;
        checks.report(&format!("facade.{protocol}.auth-code"), checked);
    }
    for protocol in [Protocol::Soap11, Protocol::Soap12] {
        let checked = company::as_others(&origin, protocol).await;
        checks.report(&format!("facade.{protocol}.company"), checked);
    }
    for protocol in [Protocol::HttpPost, Protocol::HttpGet] {
        let checked = facade::login_ticket(&origin, protocol).await;
        checks.report(&format!("facade.{protocol}.login-ticket"), checked);
    }
    if checks.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Everything that goes over SOAP, in one version of it.
async fn over_soap(checks: &mut Checks, label: &str, site: &Site) {
    macro_rules! check {
        ($($name:literal => $check:expr,)*) => {
            $(checks.report(&format!("{label}.{}", $name), $check.await);)*
        };
    }
    check! {
        "credentials.right" => account::right_credentials(site),
        "credentials.wrong" => account::wrong_credentials(site),
        "session.cookie" => account::session(site),
        "session.auth-code" => account::auth_code(site),
        "zoo.shallow" => zoo::get(site, false),
        "zoo.deep" => zoo::get(site, true),
        "zoo.echo" => zoo::echo_filled(site),
        "zoo.echo-made" => zoo::echo_made(site),
        "zoo.echo-nested" => zoo::echo_nested(site),
        "zoo.echo-nothing" => zoo::echo_nothing(site),
        "sessions.none" => sessions::none(site),
        "sessions.1000" => sessions::read(site, 1000),
        "sessions.round-trip" => sessions::round_trip(site, 1000),
        "sessions.50000" => sessions::read(site, 50_000),
        "text.characters" => text::characters(site),
        "text.changed" => text::changed_characters(site),
        "text.impossible" => text::impossible_characters(site),
        "text.add" => text::add(site),
        "text.timeout" => text::timeout(site),
        "faults.own" => faults::own_code(site),
        "faults.unknown-operation" => faults::unknown_operation(site),
        "extra.header" => extras::header(site),
        "extra.one-way" => extras::one_way(site),
        "extra.bare" => extras::bare(site),
        "extra.report" => extras::report(site),
        "extra.xml" => extras::raw_xml(site),
        "extra.overloads" => extras::overloads(site),
        "extra.references" => extras::references(site),
        "extra.any" => extras::any_value(site),
        "legacy.credentials" => legacy::credentials(site),
        "legacy.array" => legacy::array(site),
        "legacy.things" => legacy::things(site),
    }
    for kind in 0..5 {
        checks.report(
            &format!("{label}.faults.{kind}"),
            faults::thrown(site, kind).await,
        );
    }
}
