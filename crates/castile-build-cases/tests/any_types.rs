//! A type that only comes inside `xs:anyType`, and is generated since `Config::types` names it.

mod support;

use castile::codegen::Element as _;
use castile_build_cases::types_in_any_type::{Devices, ExampleClient, Value};
use support::{Canned, client, run};

#[test]
fn the_value_is_read_as_the_type_that_it_has() {
    let reply = "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/' \
                 xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><S:Body><e:value xmlns:e='urn:example'>\
                 <e:name>device</e:name><e:val i:type='e:Devices'><e:device><e:key>1</e:key></e:device><e:device>\
                 <e:key>2</e:key></e:device></e:val></e:value></S:Body></S:Envelope>";
    let service = ExampleClient::new(client(Canned::ok(reply.to_owned())));
    let value = run(service.echo(&Value::blank())).expect("it is as the contract says");
    assert!(value.deviations().is_empty(), "{:?}", value.deviations());
    let devices: Devices = value.val.decode().expect("it is what `xsi:type` says");
    let keys: Vec<_> = devices.device.iter().map(|device| device.key).collect();
    assert_eq!(keys, [1, 2]);
}
