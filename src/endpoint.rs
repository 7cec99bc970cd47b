//! Where things are: the SOAP endpoint and the pages beside it.
//!
//! In goes what the caller calls the endpoint, out come absolute URLs. Nothing is sent here.

use crate::error::Error;

/// The real service.
pub(crate) const DEFAULT: &str = "https://secure.logmeinrescue.com/API/API.asmx";

/// The addresses of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Addresses {
    /// `https://host/API/API.asmx`
    pub(crate) soap: String,
    /// `https://host/API/`
    pub(crate) api: String,
    /// `https://host/SSO/`
    pub(crate) sso: String,
}

impl Addresses {
    /// Reads an endpoint: the address of `API.asmx`, with or without `?wsdl`, its folder, or the origin.
    pub(crate) fn of(endpoint: &str) -> Result<Self, Error> {
        let refused = |why: &str| {
            let shown = castile::secret::mask_url(endpoint);
            Error::configuration(format!(
                "the endpoint `{shown}` {why}, expected the like of `{DEFAULT}`"
            ))
        };
        let endpoint = endpoint.trim();
        let uri: http::Uri = endpoint.parse().map_err(|_| refused("is not a URL"))?;
        if !matches!(uri.scheme_str(), Some("http" | "https"))
            || uri.host().is_none_or(str::is_empty)
        {
            return Err(refused(
                "does not begin with `https://` or `http://` and a host",
            ));
        }
        // `http::Uri` drops a fragment, so that it has to be looked for in the text.
        if endpoint.contains('#')
            || uri
                .query()
                .is_some_and(|query| !query.eq_ignore_ascii_case("wsdl"))
        {
            return Err(refused("has a query or a fragment"));
        }
        let (start, path) = (endpoint.split('?').next().unwrap_or_default(), uri.path());
        // Where the URL has no path `uri.path()` is `/` all the same.
        let origin = start.strip_suffix(path).unwrap_or(start);
        let last = path.rsplit('/').next().unwrap_or_default();
        let (folder, file) = if last.to_ascii_lowercase().ends_with(".asmx") {
            (&path[..path.len() - last.len()], last)
        } else if last.contains('.') {
            return Err(refused("names another file than `API.asmx`"));
        } else {
            (path, "API.asmx")
        };
        let folder = match folder.trim_end_matches('/') {
            "" if last.is_empty() => "/API",
            folder => folder,
        };
        let parent = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        Ok(Self {
            soap: format!("{origin}{folder}/{file}"),
            api: format!("{origin}{folder}/"),
            sso: format!("{origin}{parent}/SSO/"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Addresses, DEFAULT};

    #[test]
    fn pages_are_beside_the_endpoint() {
        // What is given, then the SOAP endpoint, the folder of its pages, the folder of the ticket pages.
        let table = "
            https://h/API/API.asmx            https://h/API/API.asmx       https://h/API/      https://h/SSO/
            https://h/api/api.asmx?WSDL       https://h/api/api.asmx       https://h/api/      https://h/SSO/
            https://h                         https://h/API/API.asmx       https://h/API/      https://h/SSO/
            https://h/                        https://h/API/API.asmx       https://h/API/      https://h/SSO/
            http://h:8080/api/                http://h:8080/api/API.asmx   http://h:8080/api/  http://h:8080/SSO/
            http://h:8080/api                 http://h:8080/api/API.asmx   http://h:8080/api/  http://h:8080/SSO/
            https://h/x/API/API.asmx          https://h/x/API/API.asmx     https://h/x/API/    https://h/x/SSO/
            https://h/API.asmx                https://h/API.asmx           https://h/          https://h/SSO/
            https://h?wsdl                    https://h/API/API.asmx       https://h/API/      https://h/SSO/
            https://u:p@h/API/API.asmx        https://u:p@h/API/API.asmx   https://u:p@h/API/  https://u:p@h/SSO/
            http://[::1]:80/API/API.asmx      http://[::1]:80/API/API.asmx http://[::1]:80/API/ http://[::1]:80/SSO/
        ";
        for line in table.lines().filter(|line| !line.trim().is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let found = Addresses::of(words[0]).unwrap();
            assert_eq!([found.soap, found.api, found.sso], words[1..], "{line}");
        }
    }

    #[test]
    fn what_is_no_endpoint_is_refused_without_secrets() {
        for endpoint in [
            "",
            "h",
            "/API/API.asmx",
            "h/API/API.asmx",
            "ftp://h/API/API.asmx",
            "https://",
            "https://h/API/API.asmx?op=login",
            "https://h/API/API.asmx#x",
            "https://h/API/requestAuthCodeSSO.aspx",
            "https://h/API/requestAuthCodeSSO.aspx?pwd=hunter2",
            "https://h/a b",
            "https://ann:hunter2@h/x.html",
        ] {
            let message = Addresses::of(endpoint).unwrap_err().to_string();
            assert!(
                message.ends_with(&format!("expected the like of `{DEFAULT}`")),
                "{message}"
            );
            assert!(!message.contains("hunter2"), "{message}");
        }
    }
}
