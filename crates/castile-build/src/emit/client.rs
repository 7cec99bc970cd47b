//! Clients: one short method for each operation.

use super::source::{Source, literal};
use super::types::Types;
use crate::ir::{Client, HttpClient, HttpMethod, Method};

pub(crate) fn emit(source: &mut Source, types: &Types<'_>, client: &Client) {
    const NEW: &str = "which says where, by which version of SOAP, and how strictly";
    head(
        source,
        &client.docs,
        &client.ident,
        client.address.as_deref(),
        NEW,
    );
    for method in &client.methods {
        source.blank();
        emit_method(source, types, method);
    }
    source.line("}");
}

pub(crate) fn emit_http(source: &mut Source, types: &Types<'_>, client: &HttpClient) {
    const NEW: &str = "which says where and how strictly";
    head(
        source,
        &client.docs,
        &client.ident,
        client.address.as_deref(),
        NEW,
    );
    for method in &client.methods {
        source.blank();
        emit_http_method(source, types, method);
    }
    source.line("}");
}

/// The struct, and what is not a method for an operation.
fn head(source: &mut Source, docs: &[String], ident: &str, address: Option<&str>, new: &str) {
    source.docs(docs);
    source.line("#[derive(Debug, Clone)]");
    source.line(&format!("pub struct {ident} {{"));
    source.line("client: castile::Client,");
    source.line("}");
    source.blank();
    source.line(&format!("impl {ident} {{"));
    if let Some(address) = address {
        source.line("/// The address that the contract suggests.");
        source.line(&format!("pub const ADDRESS: &str = {};", literal(address)));
        source.blank();
    }
    source.line(&format!("/// Calls operations through `client`, {new}."));
    source.line("pub fn new(client: castile::Client) -> Self {");
    source.line("Self { client }");
    source.line("}");
    source.blank();
    source.line("/// The client underneath.");
    source.line("pub fn client(&self) -> &castile::Client {");
    source.line("&self.client");
    source.line("}");
    source.blank();
    source.line("/// The same client with another policy, for one call or for all that follow.");
    source.line("#[must_use]");
    source.line("pub fn with_policy(&self, policy: castile::Policy) -> Self {");
    source.line("Self::new(self.client.clone().with_policy(policy))");
    source.line("}");
}

fn emit_http_method(source: &mut Source, types: &Types<'_>, method: &HttpMethod) {
    source.docs(&method.docs);
    let mut arguments = vec!["&self".to_owned()];
    let request = method.request.as_ref();
    arguments.extend(request.map(|ty| format!("request: &{}", types.ty(ty))));
    let answer = method
        .response
        .as_ref()
        .map_or_else(|| "()".to_owned(), |root| types.ty(&root.ty));
    signature(
        source,
        &method.ident,
        &arguments,
        &format!("castile::Reply<{answer}>"),
    );
    let request = if request.is_some() { "request" } else { "&()" };
    let call = format!(".call_http(&operations::{}, {request})", method.constant);
    source.chain("", "self.client", &[call, ".await".to_owned()], "");
    source.line("}");
}

/// Opens a method.
fn signature(source: &mut Source, ident: &str, arguments: &[String], reply: &str) {
    let result = format!("Result<{reply}, castile::Error>");
    let line = format!(
        "pub async fn {ident}({}) -> {result} {{",
        arguments.join(", ")
    );
    if line.len() <= 96 {
        source.function(&line);
    } else {
        source.function(&format!("pub async fn {ident}("));
        for argument in arguments {
            source.line(&format!("{argument},"));
        }
        source.line(&format!(") -> {result} {{"));
    }
}

fn emit_method(source: &mut Source, types: &Types<'_>, method: &Method) {
    source.docs(&method.docs);
    let mut arguments = vec!["&self".to_owned()];
    arguments.extend(
        method
            .request
            .iter()
            .map(|root| format!("request: &{}", types.ty(&root.ty))),
    );
    arguments.extend(
        method
            .request_headers
            .iter()
            .map(|ident| format!("headers: &{ident}")),
    );
    let answer = method
        .response
        .as_ref()
        .map_or_else(|| "()".to_owned(), |root| types.ty(&root.ty));
    let reply = match &method.response_headers {
        Some(headers) => format!("castile::Reply<{answer}, {headers}>"),
        None => format!("castile::Reply<{answer}>"),
    };
    signature(source, &method.ident, &arguments, &reply);
    let request = if method.request.is_some() {
        "request"
    } else {
        "&()"
    };
    let constant = format!("&operations::{}", method.constant);
    let headers = match method.request_headers {
        Some(_) => "Some(headers)",
        None => "None",
    };
    if method.success.is_some() {
        let success = format!("&operations::success::{}", method.constant);
        source.line("self.client");
        source.chained(".call_judged", &[&constant, &success, headers, request]);
        source.line("    .await");
    } else {
        let has_headers = method.request_headers.is_some() || method.response_headers.is_some();
        let call = if has_headers {
            format!(".call_with_headers({constant}, {headers}, {request})")
        } else {
            format!(".call({constant}, {request})")
        };
        source.chain("", "self.client", &[call, ".await".to_owned()], "");
    }
    source.line("}");
}
