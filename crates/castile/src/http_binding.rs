//! The HTTP binding of WSDL 1.1 (section 4): parameters in a URL or a form out, an XML document in. No IO.
//!
//! A request is the struct that SOAP would send: it is written as XML, and its elements become the parameters, so that
//! each value has one text form in all protocols. What an answer deviates in is judged as it is for SOAP.

use std::fmt::Write as _;

use crate::codec::{
    DecodeError, DecodeErrorKind, Decoder, Element, EncodeError, Token, Writer, XSI, expanded,
    is_blank, is_ncname,
};
use crate::deviation::{DeviationKind, Deviations, Policy};
use crate::limits::Limits;
use crate::operation::Root;
use crate::secret::looks_secret;

/// An operation of an HTTP binding.
#[derive(Debug)]
pub struct HttpOperation {
    /// Its name in the contract.
    pub name: &'static str,
    /// `GET`, `POST` or another method of HTTP.
    pub verb: &'static str,
    /// What is added to the address.
    pub location: &'static str,
    /// Where the parameters go.
    pub parameters: Parameters,
    /// The parameters that hold a list of values.
    pub lists: &'static [&'static str],
    /// The document that is sent, for [`Parameters::Document`].
    pub request: Option<Root>,
    /// The document that is answered; `None` for none.
    pub response: Option<Root>,
    /// The namespace of unprefixed tags in a document that is sent, empty for none.
    pub default_namespace: &'static str,
    /// Declarations of the prefixes in the tags of the request.
    pub prefixes: &'static str,
    /// `file:line` of its declaration.
    pub place: &'static str,
}

/// Where the parameters of a request go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameters {
    /// Into the query of the URL (`http:urlEncoded`).
    Query,
    /// Into the body, as an HTML form does (`mime:content` of `application/x-www-form-urlencoded`).
    Form,
    /// Into the location, where their names stand in parentheses (`http:urlReplacement`). Each has one value, which
    /// makes no step of the path `.` or `..`.
    Path,
    /// Into the body, as an XML document.
    Document,
}

/// A request but for the address: what is added to its path, its query, and its body with the type.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Request {
    location: String,
    query: String,
    pub(crate) body: Vec<u8>,
    pub(crate) content_type: Option<&'static str>,
    /// Secret values that are parts of the path, where no name stands beside them.
    pub(crate) hidden: Vec<String>,
}

impl Request {
    /// The whole URL. It may hold secrets.
    pub(crate) fn url(&self, endpoint: &str) -> String {
        let endpoint = endpoint.split('#').next().unwrap_or_default();
        let (path, old) = endpoint.split_once('?').unwrap_or((endpoint, ""));
        let (location, more) = self
            .location
            .split_once('?')
            .unwrap_or((self.location.as_str(), ""));
        let mut url = path.to_owned();
        if !location.is_empty() {
            if !location.starts_with('/') && !url.ends_with('/') {
                url.push('/');
            }
            let doubled = location.starts_with('/') && url.ends_with('/');
            url.push_str(&location[usize::from(doubled)..]);
        }
        let queries = [old, more, &self.query];
        for (index, query) in queries
            .into_iter()
            .filter(|one| !one.is_empty())
            .enumerate()
        {
            url.push(if index == 0 { '?' } else { '&' });
            url.push_str(query);
        }
        url
    }
}

/// Writes a request.
pub(crate) fn write_request(
    operation: &HttpOperation,
    request: &dyn Element,
) -> Result<Request, EncodeError> {
    let mut out = Request {
        location: operation.location.to_owned(),
        ..Request::default()
    };
    match operation.parameters {
        Parameters::Document => {
            out.body = document(operation, request)?.into_bytes();
            out.content_type = Some("application/xml; charset=utf-8");
        }
        Parameters::Query => out.query = form(&pairs(operation, request)?),
        Parameters::Form => {
            out.body = form(&pairs(operation, request)?).into_bytes();
            out.content_type = Some("application/x-www-form-urlencoded");
        }
        Parameters::Path => {
            for (name, value) in pairs(operation, request)? {
                out.location = fill(&out.location, &name, &value)
                    .map_err(|problem| not_in_path(operation, &name, problem))?;
                if looks_secret(&name) {
                    out.hidden.push(value);
                }
            }
            if let Some(name) = unfilled(&out.location) {
                let problem = "a path without this parameter, set it,";
                return Err(not_in_path(operation, name, problem));
            }
        }
    }
    Ok(out)
}

/// Puts a value in the place of its name, or says what cannot stand there.
fn fill(location: &str, name: &str, value: &str) -> Result<String, &'static str> {
    let place = format!("({name})");
    if !location.contains(&place) {
        return Err("more values than the path has places for, set one,");
    }
    let mut escaped = String::new();
    escape(value, "%20", &mut escaped);
    let filled = location.replace(&place, &escaped);
    if dots(&filled) > dots(location) {
        return Err("`.` or `..` as a step of a path, which leads elsewhere, set another value,");
    }
    Ok(filled)
}

/// How many steps of the path lead nowhere or up (RFC 3986, 5.2.4).
fn dots(location: &str) -> usize {
    let path = location.split(['?', '#']).next().unwrap_or_default();
    let path = path.to_ascii_lowercase().replace("%2e", ".");
    // A URL of the web has either slash (URL Standard, path state).
    path.split(['/', '\\'])
        .filter(|step| matches!(*step, "." | ".."))
        .count()
}

/// A name that no value has come for. Values have no parentheses any more.
fn unfilled(location: &str) -> Option<&str> {
    let names = location.split('(').skip(1);
    names
        .filter_map(|rest| Some(rest.split_once(')')?.0))
        .find(|name| is_ncname(name))
}

fn not_in_path(operation: &HttpOperation, name: &str, problem: &str) -> EncodeError {
    EncodeError::new(&format!("{}/{name}", operation.name), problem)
}

/// The request as an XML document.
fn document(operation: &HttpOperation, request: &dyn Element) -> Result<String, EncodeError> {
    let Some(root) = &operation.request else {
        return Ok(String::new());
    };
    let mut writer = Writer::new(operation.default_namespace);
    writer.next_is_root();
    request.write_element(root.tag, &mut writer);
    let text = writer.finish()?;
    let start = 1 + root.tag.len();
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>{} xmlns:xsi=\"{XSI}\"{}{}",
        &text[..start],
        operation.prefixes,
        &text[start..]
    ))
}

/// The members of the request with the texts of their values; each item of a list is a parameter of its own, as
/// ASP.NET has it, and what is absent or nil is left out.
fn pairs(
    operation: &HttpOperation,
    request: &dyn Element,
) -> Result<Vec<(String, String)>, EncodeError> {
    let mut writer = Writer::new("");
    writer.markup("<parameters xmlns:xsi=\"");
    writer.markup(XSI);
    writer.markup("\"");
    writer.markup(operation.prefixes);
    writer.markup(">");
    request.write_element("request", &mut writer);
    writer.markup("</parameters>");
    let text = writer.finish()?;
    read_pairs(&text, operation.lists)
        .map_err(|error| EncodeError::new(operation.name, error.to_string()))
}

/// `parameters/request/NAME`, or `parameters/request/NAME/item` for the names in `lists`.
fn read_pairs(text: &str, lists: &[&str]) -> Result<Vec<(String, String)>, DecodeError> {
    // The document is our own.
    let limits = Limits::new()
        .with_text_bytes(usize::MAX)
        .with_children(usize::MAX);
    let policy = Policy::tolerant();
    let mut decoder = Decoder::new(text, &limits, &policy)?;
    let mut pairs = Vec::new();
    let mut depth = 0;
    let mut name = String::new();
    // How deep the values of this parameter are.
    let mut level = 3;
    let mut value = None;
    loop {
        match decoder.next()? {
            Token::Start => {
                depth += 1;
                if depth == 3 {
                    decoder.xml().tag().local.clone_into(&mut name);
                    level = 3 + usize::from(lists.contains(&name.as_str()));
                }
                let nil = decoder.is_nil()?;
                if depth > 3 && (nil || depth > level) {
                    return Err(not_a_parameter(&decoder, &name));
                }
                value = (depth == level && !nil).then(String::new);
            }
            Token::Text(text) => {
                if let Some(value) = &mut value {
                    value.push_str(&text);
                }
            }
            Token::End => {
                depth -= 1;
                pairs.extend(value.take().map(|value| (name.clone(), value)));
            }
            Token::Eof => return Ok(pairs),
        }
    }
}

fn not_a_parameter(decoder: &Decoder<'_>, name: &str) -> DecodeError {
    DecodeError::new(
        DecodeErrorKind::Contract,
        decoder.xml().offset(),
        "simple values and lists of such",
        format!("something else in `{name}`"),
    )
}

/// `a=1&b=2`, as HTML forms have it.
fn form(pairs: &[(String, String)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        escape(name, "+", &mut out);
        out.push('=');
        escape(value, "+", &mut out);
    }
    out
}

/// Keeps what needs no escape in any part of a URL (RFC 3986, 2.3).
fn escape(text: &str, space: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            b' ' => out.push_str(space),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

impl HttpOperation {
    /// Reads the document of an answer into `response`.
    ///
    /// # Errors
    /// The text is no such document, or the policy refuses what it deviates in.
    pub fn read_answer(
        &'static self,
        text: &str,
        (limits, policy): (&Limits, &Policy),
        response: &mut dyn Element,
    ) -> Result<Deviations, DecodeError> {
        let mut decoder = Decoder::new(text, limits, policy)
            .map_err(|error| error.of_operation(self.place).locate(text))?;
        let read = read_document(self, &mut decoder, response);
        let ((), deviations) = decoder.end(read, self.place)?;
        Ok(deviations)
    }

    /// The error for what came in the place of an answer.
    pub fn no_answer(&self, found: String) -> DecodeError {
        let expected = match self.response {
            Some(_) => "an XML document",
            None => "nothing",
        };
        DecodeError::new(DecodeErrorKind::NotXml, 0, expected, found).at(self.place)
    }
}

fn read_document(
    operation: &'static HttpOperation,
    decoder: &mut Decoder<'_>,
    response: &mut dyn Element,
) -> Result<(), DecodeError> {
    decoder.next()?;
    match &operation.response {
        Some(root) if decoder.tag_is(root.namespace, root.name) || root.name.is_empty() => {
            response.read_element(decoder)?;
        }
        Some(root) => {
            let expected = format!("`{}`", expanded(root.namespace, root.name));
            let found = format!("`{}`", decoder.tag_name());
            let error = DecodeError::new(
                DecodeErrorKind::Misnamed,
                decoder.xml().offset(),
                expected,
                found,
            );
            return Err(error.at(operation.place));
        }
        None => {
            let message = format!(
                "the document `{}` where the contract has no answer",
                decoder.tag_name()
            );
            decoder.deviation(DeviationKind::UnknownElement, message)?;
            decoder.skip()?;
        }
    }
    loop {
        match decoder.next()? {
            Token::Eof => return Ok(()),
            Token::Text(text) if is_blank(&text) => {}
            // The tokens underneath let nothing else stand after the root.
            Token::Text(_) | Token::Start | Token::End => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AnyElement;

    fn url(endpoint: &str, location: &str, query: &str) -> String {
        let request = Request {
            location: location.to_owned(),
            query: query.to_owned(),
            ..Request::default()
        };
        request.url(endpoint)
    }

    #[test]
    fn locations_are_added_to_addresses() {
        for (endpoint, location, query, expected) in [
            ("http://h/a.asmx", "/add", "a=1", "http://h/a.asmx/add?a=1"),
            ("http://h/", "/add", "", "http://h/add"),
            ("http://h/a", "o1", "", "http://h/a/o1"),
            ("http://h/a?k=1", "/add", "a=1", "http://h/a/add?k=1&a=1"),
            ("http://h/a", "", "a=1", "http://h/a?a=1"),
            ("http://h/a", "?op=x", "a=1", "http://h/a?op=x&a=1"),
            ("http://h/a#top", "/b", "", "http://h/a/b"),
        ] {
            assert_eq!(url(endpoint, location, query), expected);
        }
    }

    #[test]
    fn values_are_escaped() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let pairs = [pair("a", "1 + 1&x=ü"), pair("b", ""), pair("a", "~-._")];
        assert_eq!(form(&pairs), "a=1+%2B+1%26x%3D%C3%BC&b=&a=~-._");
    }

    /// What cannot stand in a path is an error that names the parameter, and shows no value.
    #[test]
    fn values_stand_in_a_path_or_are_refused() {
        let write = |location: &'static str, members: &str| {
            let operation = HttpOperation {
                name: "get",
                verb: "GET",
                location,
                parameters: Parameters::Path,
                lists: &["l"],
                request: None,
                response: None,
                default_namespace: "",
                prefixes: "",
                place: "",
            };
            let request = AnyElement::from_xml(&format!("<r xmlns:xsi=\"{XSI}\">{members}</r>"));
            write_request(&operation, &request.unwrap())
                .map(|request| request.url("http://h"))
                .map_err(|error| error.to_string())
        };
        for (location, members, expected) in [
            ("/(a)/(b)", "<a>1/2 ü</a><b>...</b>", "/1%2F2%20%C3%BC/..."),
            ("/(a)", "<a>%2e</a>", "/%252e"),
            ("/(a)", "<a>(b)</a>", "/%28b%29"),
            ("/(a).x", "<a>.</a>", "/..x"),
            ("/x?of=/(a)", "<a>..</a>", "/x?of=/.."),
            ("/../(a)(1)", "<a>x</a>", "/../x(1)"),
            ("/(l)", "<l><i>1</i></l>", "/1"),
        ] {
            let expected = format!("http://h{expected}");
            assert_eq!(write(location, members), Ok(expected), "{location}");
        }
        let dots = "cannot write `.` or `..` as a step of a path, which leads elsewhere, set another value, at";
        let many = "cannot write more values than the path has places for, set one, at";
        let none = "cannot write a path without this parameter, set it, at";
        for (location, members, problem, name) in [
            ("/(a)/x", "<a>.</a>", dots, "a"),
            ("/x/(a)", "<a>..</a>", dots, "a"),
            ("/(a)#x", "<a>..</a>", dots, "a"),
            ("/x\\(a)", "<a>..</a>", dots, "a"),
            ("(a)?x", "<a>..</a>", dots, "a"),
            ("/.(a)", "<a>.</a>", dots, "a"),
            ("/%2E(a)", "<a>.</a>", dots, "a"),
            ("/%2e(a)", "<a></a>", dots, "a"),
            ("/(a)(b)", "<a>.</a><b>.</b>", dots, "b"),
            ("/(a)/(b)", "<a>1</a>", none, "b"),
            ("/(a)", "<a xsi:nil=\"true\"/>", none, "a"),
            ("/x?y=(l)", "<l/>", none, "l"),
            ("/(l)", "<l><i>1</i><i>2</i></l>", many, "l"),
            ("/(a)", "<a>1</a><b>2</b>", many, "b"),
        ] {
            let expected = format!("{problem} `get/{name}`");
            assert_eq!(write(location, members), Err(expected), "{location}");
        }
    }

    #[test]
    fn members_become_parameters() {
        let read = |members: &str| {
            let text = format!(
                "<parameters xmlns:xsi=\"{XSI}\"><request>{members}</request></parameters>"
            );
            read_pairs(&text, &["l"]).map(|pairs| form(&pairs))
        };
        for (members, expected) in [
            ("", ""),
            ("<a>1</a><b /><c xsi:nil=\"true\" />", "a=1&b="),
            ("<l><i>1</i><i>2</i></l><b>3</b>", "l=1&l=2&b=3"),
            ("<l /><b>3</b><b>4</b>", "b=3&b=4"),
            ("<a>x &amp; y</a>", "a=x+%26+y"),
        ] {
            assert_eq!(read(members).expect("simple values"), expected, "{members}");
        }
        read("<a><i>1</i></a>").expect_err("an object is no parameter");
        read("<l><i><j>1</j></i></l>").expect_err("neither is a list of them");
        read("<l><i xsi:nil=\"true\" /></l>").expect_err("nil has no text");
    }
}
