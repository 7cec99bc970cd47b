//! A call as a command of curl, and as PHP, C# and Rust. Every value goes through the quoting of its language.

use std::fmt::Write as _;

use super::request::{Call, is_soap};
use crate::calls::Protocol;
use crate::contract;
use crate::operation::{Input, Kind};
use crate::site::ENDPOINT;

/// The languages, and what is written in each for a call to `origin`.
pub(super) fn samples(call: &Call, origin: &str) -> [(&'static str, String); 4] {
    [
        ("curl", curl(call, origin)),
        ("PHP", php(call, origin)),
        ("C#", csharp(call, origin)),
        ("Rust", rust(call, origin)),
    ]
}

/// What is written for each parameter.
fn each(call: &Call, write: impl Fn(&str, &str) -> String) -> String {
    let written: Vec<String> = call
        .parameters()
        .iter()
        .map(|(name, value)| write(name, value))
        .collect();
    written.concat()
}

fn curl(call: &Call, origin: &str) -> String {
    // Within single quotes a shell takes everything but a single quote for itself.
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
    let mut lines = Vec::new();
    if is_soap(call.protocol) {
        lines.push(format!(
            "curl -sS {}",
            quoted(&format!("{origin}{ENDPOINT}"))
        ));
        for (name, value) in call.headers() {
            lines.push(format!("  -H {}", quoted(&format!("{name}: {value}"))));
        }
        lines.push(format!("  --data-binary {}", quoted(&call.body())));
    } else {
        let address = quoted(&format!(
            "{origin}{}",
            call.operation.page.unwrap_or_default()
        ));
        let get = if call.protocol == Protocol::HttpGet {
            "G"
        } else {
            ""
        };
        let parameters = call.parameters();
        let post = if get.is_empty() && parameters.is_empty() {
            " -d ''"
        } else {
            ""
        };
        lines.push(format!("curl -sS{get}{post} {address}"));
        for (name, value) in parameters {
            lines.push(format!(
                "  --data-urlencode {}",
                quoted(&format!("{name}={value}"))
            ));
        }
    }
    if call.operation.has_session {
        lines.push("  -b cookies.txt -c cookies.txt".to_owned());
    }
    lines.join(" \\\n") + "\n"
}

fn php(call: &Call, origin: &str) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    let pairs = each(call, |name, value| {
        format!("    {} => {},\n", quoted(name), quoted(value))
    });
    let name = call.operation.name;
    let page = quoted(&format!(
        "{origin}{}",
        call.operation.page.unwrap_or_default()
    ));
    match call.protocol {
        Protocol::Soap11 | Protocol::Soap12 => {
            let version = if call.protocol == Protocol::Soap11 {
                "SOAP_1_1"
            } else {
                "SOAP_1_2"
            };
            let wsdl = quoted(&format!("{origin}{ENDPOINT}?wsdl"));
            format!(
                "<?php\n$client = new SoapClient({wsdl}, ['soap_version' => {version}]);\n\
                 $reply = $client->{name}([\n{pairs}]);\nprint_r($reply);\n"
            )
        }
        Protocol::HttpPost => format!(
            "<?php\n$form = http_build_query([\n{pairs}]);\n$context = stream_context_create(['http' => [\n    \
             'method' => 'POST',\n    'header' => 'Content-Type: application/x-www-form-urlencoded',\n    \
             'content' => $form,\n]]);\necho file_get_contents({page}, false, $context), \"\\n\";\n"
        ),
        Protocol::HttpGet => format!(
            "<?php\n$query = http_build_query([\n{pairs}]);\necho file_get_contents({page} . '?' . $query), \"\\n\";\n"
        ),
    }
}

fn csharp(call: &Call, origin: &str) -> String {
    // A verbatim literal takes everything but a quotation mark for itself.
    let quoted = |text: &str| format!("@\"{}\"", text.replace('"', "\"\""));
    let (usings, address, content) = if is_soap(call.protocol) {
        let media = if call.protocol == Protocol::Soap11 {
            "text/xml"
        } else {
            "application/soap+xml"
        };
        let action = match call.protocol {
            Protocol::Soap11 => {
                let header = call
                    .headers()
                    .into_iter()
                    .find(|(name, _)| *name == "SOAPAction");
                let action = header.map(|(_, value)| value).unwrap_or_default();
                format!(
                    "        content.Headers.Add(\"SOAPAction\", {});\n",
                    quoted(&action)
                )
            }
            _ => String::new(),
        };
        let content = format!(
            "        var content = new StringContent({}, Encoding.UTF8, \"{media}\");\n{action}",
            quoted(&call.body())
        );
        (
            "using System.Text;\n",
            quoted(&format!("{origin}{ENDPOINT}")),
            content,
        )
    } else {
        let pairs = each(call, |name, value| {
            format!("            [{}] = {},\n", quoted(name), quoted(value))
        });
        let content = format!(
            "        var content = new FormUrlEncodedContent(new Dictionary<string, string>\n        {{\n{pairs}        }});\n"
        );
        let page = quoted(&format!(
            "{origin}{}",
            call.operation.page.unwrap_or_default()
        ));
        ("using System.Collections.Generic;\n", page, content)
    };
    let send = if call.protocol == Protocol::HttpGet {
        format!("http.GetAsync({address} + \"?\" + await content.ReadAsStringAsync())")
    } else {
        format!("http.PostAsync({address}, content)")
    };
    format!(
        "using System;\n{usings}using System.Net.Http;\nusing System.Threading.Tasks;\n\nclass Program\n{{\n    \
         static void Main()\n    {{\n        Call().GetAwaiter().GetResult();\n    }}\n\n    static async Task Call()\n    {{\n        var http = new HttpClient();\n{content}        \
         var reply = await {send};\n        Console.WriteLine(await reply.Content.ReadAsStringAsync());\n    }}\n}}\n"
    )
}

fn rust(call: &Call, origin: &str) -> String {
    if is_soap(call.protocol) {
        return rust_soap(call, origin);
    }
    let page = format!("{origin}{}", call.operation.page.unwrap_or_default());
    let pairs = each(call, |name, value| {
        format!("            ({name:?}, {value:?}),\n")
    });
    let (method, how) = if call.protocol == Protocol::HttpGet {
        ("get", "query")
    } else {
        ("post", "form")
    };
    format!(
        "// reqwest, with its features `form`, `query`; tokio\n#[tokio::main]\nasync fn main() -> Result<(), reqwest::Error> {{\n    \
         let reply = reqwest::Client::new()\n        .{method}({page:?})\n        .{how}(&[\n{pairs}        ] as &[(&str, &str)])\n        \
         .send()\n        .await?;\n    println!(\"{{}}\", reply.text().await?);\n    Ok(())\n}}\n"
    )
}

fn rust_soap(call: &Call, origin: &str) -> String {
    let name = call.operation.name;
    let (strukt, method, result) = (pascal(name), snake(name), snake(&format!("{name}Result")));
    let mut uses = vec![strukt.clone()];
    let mut fields = String::new();
    for input in call
        .operation
        .inputs
        .iter()
        .filter(|input| !input.soap.is_empty())
    {
        let value = rust_value(
            call.value(input),
            input,
            contract::requires(name, input.soap),
        );
        if let Kind::Choice(type_name, _) = input.kind {
            uses.push(pascal(type_name));
        }
        let _ = writeln!(fields, "        {}: {value},", snake(input.soap));
    }
    let request = if fields.is_empty() {
        format!("{strukt} {{}}")
    } else {
        format!("{strukt} {{\n{fields}    }}")
    };
    let uses = match uses.as_slice() {
        [one] => one.clone(),
        several => format!("{{{}}}", several.join(", ")),
    };
    let protocol = if call.protocol == Protocol::Soap11 {
        "Soap11"
    } else {
        "Soap12"
    };
    format!(
        "// logmein-rescue, tokio\nuse logmein_rescue::api::{uses};\nuse logmein_rescue::{{Protocol, Rescue}};\n\n\
         #[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         let rescue = Rescue::builder()\n        .endpoint({:?})\n        .protocol(Protocol::{protocol})\n        .build()?;\n    \
         let request = {request};\n    let reply = rescue.api().{method}(&request).await?;\n    \
         println!(\"{{}}\", reply.{result}.as_str());\n    println!(\"{{reply:#?}}\");\n    Ok(())\n}}\n",
        format!("{origin}{ENDPOINT}")
    )
}

/// A value of the generated type. What is not given is absent, or zero, false and the first word where it must be there.
fn rust_value(value: Option<&str>, input: &Input, required: bool) -> String {
    let plain = match (input.kind, value) {
        (_, None) if !required => return "None".to_owned(),
        (Kind::Text, value) => format!("{:?}.into()", value.unwrap_or_default()),
        (Kind::Int, value) => value
            .and_then(|value| value.trim().parse::<i32>().ok())
            .unwrap_or(0)
            .to_string(),
        (Kind::Bool, value) => matches!(value, Some("true" | "1")).to_string(),
        (Kind::Choice(type_name, words), value) => {
            let word = value
                .filter(|value| words.contains(value))
                .or(words.first().copied());
            format!(
                "{}::{}",
                pascal(type_name),
                pascal(word.unwrap_or_default())
            )
        }
    };
    if required {
        plain
    } else {
        format!("Some({plain})")
    }
}

/// The words of a name: `sSSOID` has `s` and `ssoid`.
fn words(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (index, &c) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| characters[index]);
        let after = characters.get(index + 1);
        let rises = before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit());
        let falls =
            before.is_some_and(char::is_uppercase) && after.is_some_and(|a| a.is_lowercase());
        if c == '_' || c.is_uppercase() && (rises || falls) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c != '_') {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn snake(name: &str) -> String {
    words(name).join("_")
}

fn pascal(name: &str) -> String {
    let capital = |word: &String| {
        let mut characters = word.chars();
        characters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(characters)
            .collect::<String>()
    };
    words(name).iter().map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::{pascal, rust, snake};
    use crate::calls::Protocol;
    use crate::help::request::Call;
    use crate::operation::{OPERATIONS, Soap};

    /// What is shown as Rust names what the generator makes of the contract.
    #[test]
    fn the_rust_is_that_of_the_generated_code() {
        let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/../../wsdl/api.asmx.wsdl");
        let generated = castile_build::Config::new()
            .generate(contract)
            .expect("is generated")
            .text;
        for operation in OPERATIONS
            .iter()
            .filter(|operation| matches!(operation.soap, Soap::Prefix(_)))
        {
            let name = operation.name;
            let strukt = generated
                .split_once(&format!("pub struct {} {{", pascal(name)))
                .unwrap_or_else(|| panic!("{}", pascal(name)))
                .1;
            let strukt = strukt.split_once('}').expect("ends").0;
            let fields: Vec<(&str, &str)> = strukt
                .lines()
                .filter_map(|line| {
                    line.trim()
                        .strip_prefix("pub ")?
                        .strip_suffix(',')?
                        .split_once(": ")
                })
                .collect();
            let sample = rust(&Call::example(operation, Protocol::Soap11), "http://h");
            assert!(
                generated.contains(&format!("pub async fn {}(", snake(name))),
                "{name}"
            );
            assert!(
                generated.contains(&format!("pub {}: ", snake(&format!("{name}Result")))),
                "{name}"
            );
            assert!(
                sample.contains(&format!(".api().{}(", snake(name))),
                "{sample}"
            );
            let inputs: Vec<_> = operation
                .inputs
                .iter()
                .filter(|input| !input.soap.is_empty())
                .collect();
            assert_eq!(inputs.len(), fields.len(), "{name}");
            for (field, ty) in fields {
                let line = sample
                    .lines()
                    .find_map(|line| line.trim().strip_prefix(&format!("{field}: ")));
                let value = line.unwrap_or_else(|| panic!("{name}: no {field} in\n{sample}"));
                let fits = match ty {
                    "i32" => value.trim_end_matches(',').parse::<i32>().is_ok(),
                    "bool" => ["true,", "false,"].contains(&value),
                    optional if optional.starts_with("Option<") => {
                        value == "None," || value.starts_with("Some(")
                    }
                    choice => value
                        .strip_prefix(&format!("{choice}::"))
                        .is_some_and(|variant| {
                            let variants = generated
                                .split_once(&format!("pub enum {choice} {{"))
                                .expect(choice)
                                .1;
                            let variants = variants.split_once("\n}").expect("ends").0;
                            variants.contains(&format!("\n    {variant}"))
                        }),
                };
                assert!(fits, "{name}: {field}: {ty} = {value}");
            }
        }
    }

    #[test]
    fn names_have_words() {
        for (name, snakes) in [
            ("requestAuthCodeSSO", "request_auth_code_sso"),
            ("requestLensPINCodeV2", "request_lens_pin_code_v2"),
            ("getUser_v3", "get_user_v3"),
            ("sSSOID", "s_ssoid"),
            ("sCField0", "s_c_field0"),
            ("NODE_REF", "node_ref"),
        ] {
            assert_eq!(snake(name), snakes);
        }
    }
}
