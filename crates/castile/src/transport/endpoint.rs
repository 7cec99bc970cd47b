//! Where bytes may go: which URL may be called, and which redirect may be followed.
//!
//! In go a URI or a `Location` and the caller's rules, out comes a URL or a [`Refusal`]. Nothing is sent here.

use std::net::IpAddr;

use http::{HeaderValue, Method, StatusCode, Uri};
use reqwest::Url;

use super::TransportErrorKind;
use crate::secret::mask_url;

/// Why a URL is not called.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) kind: TransportErrorKind,
    pub(super) message: String,
}

/// The URL of a request, where `plain_hosts` lists the hosts that may be called over plain `http`.
pub(super) fn of_request(uri: &Uri, plain_hosts: &[String]) -> Result<Url, Refusal> {
    let invalid = |message: &str| Refusal {
        kind: TransportErrorKind::InvalidRequest,
        message: message.to_owned(),
    };
    if uri.scheme().is_none() {
        return Err(invalid(
            "the address is not absolute, expected `https://host/path`",
        ));
    }
    let url = Url::parse(&uri.to_string()).map_err(|error| invalid(&error.to_string()))?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_plain_allowed(&url, plain_hosts) => Ok(url),
        "http" => Err(Refusal {
            kind: TransportErrorKind::PlainHttp,
            message: "plain `http` goes to this machine only, use `https` or name the host in \
                      `ReqwestTransportBuilder::allow_plain_http`"
                .to_owned(),
        }),
        _ => Err(invalid("the scheme is neither `https` nor `http`")),
    }
}

fn is_plain_allowed(url: &Url, plain_hosts: &[String]) -> bool {
    is_loopback(url)
        || url
            .host_str()
            .is_some_and(|host| plain_hosts.iter().any(|h| h.eq_ignore_ascii_case(host)))
}

/// Whether a URL leads to this machine, by the name `localhost` or by an address.
pub(super) fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let address = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost"
            || address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.to_canonical().is_loopback())
    })
}

/// Whether a response sends the caller elsewhere.
pub(super) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// The URL that a redirect from `url` leads to.
///
/// Followed is what stays on the host and port, or goes up from `http` to `https` there, and asks for the same
/// request again: with 301, 302 and 303 a method other than GET would lose its body.
pub(super) fn of_redirect(
    url: &Url,
    method: &Method,
    status: StatusCode,
    location: &HeaderValue,
) -> Result<Url, Refusal> {
    let location = String::from_utf8_lossy(location.as_bytes());
    let refusal = |to: &str, reason: &str| Refusal {
        kind: TransportErrorKind::Redirect,
        message: format!(
            "the redirect {} to `{}` is not followed: {reason}",
            status.as_u16(),
            mask_url(to)
        ),
    };
    let Ok(mut next) = url.join(&location) else {
        return Err(refusal(&location, "that is not a URL"));
    };
    let reason = if next.host_str() != url.host_str() {
        Some("it leads to another host")
    } else if next.scheme() != url.scheme() && (url.scheme(), next.scheme()) != ("http", "https") {
        Some("it leads to another scheme")
    } else if next.scheme() == url.scheme()
        && next.port_or_known_default() != url.port_or_known_default()
    {
        Some("it leads to another port")
    } else if !matches!(*method, Method::GET | Method::HEAD)
        && !matches!(status.as_u16(), 307 | 308)
    {
        Some("the request would lose its body")
    } else {
        None
    };
    if let Some(reason) = reason {
        return Err(refusal(next.as_str(), reason));
    }
    // The same host gets the same user info as before, whatever the server would like to see there.
    let carried = next
        .set_username(url.username())
        .and(next.set_password(url.password()));
    next.set_fragment(None);
    match carried {
        Ok(()) => Ok(next),
        Err(()) => Err(refusal(
            next.as_str(),
            "that URL cannot carry the user info",
        )),
    }
}

/// Whether two URLs are the same to a server: user info and fragment are not part of what it is asked for.
pub(super) fn is_same(left: &Url, right: &Url) -> bool {
    left.scheme() == right.scheme()
        && left.host_str() == right.host_str()
        && left.port_or_known_default() == right.port_or_known_default()
        && left.path() == right.path()
        && left.query() == right.query()
}

#[cfg(test)]
mod tests {
    use super::{
        HeaderValue, Method, StatusCode, TransportErrorKind, Url, of_redirect, of_request,
    };

    #[test]
    fn plain_http_goes_to_this_machine_or_where_it_is_allowed() {
        let allowed = ["intranet.example".to_owned()];
        let cases = [
            ("https://host.example/a", None),
            ("http://localhost:8080/a", None),
            ("http://127.0.0.1:8080/a", None),
            ("http://127.9.9.9/a", None),
            ("http://[::1]:8080/a", None),
            ("http://[::ffff:127.0.0.1]/a", None),
            ("http://Intranet.example:8080/a", None),
            ("http://host.example/a", Some(TransportErrorKind::PlainHttp)),
            (
                "http://sub.intranet.example/a",
                Some(TransportErrorKind::PlainHttp),
            ),
            (
                "http://127.0.0.1.example/a",
                Some(TransportErrorKind::PlainHttp),
            ),
            (
                "http://localhost.example/a",
                Some(TransportErrorKind::PlainHttp),
            ),
            (
                "http://localhost@host.example/a",
                Some(TransportErrorKind::PlainHttp),
            ),
            ("http://10.0.0.1/a", Some(TransportErrorKind::PlainHttp)),
            ("http://0.0.0.0/a", Some(TransportErrorKind::PlainHttp)),
            (
                "ftp://host.example/a",
                Some(TransportErrorKind::InvalidRequest),
            ),
            (
                "file://localhost/a",
                Some(TransportErrorKind::InvalidRequest),
            ),
            ("/a", Some(TransportErrorKind::InvalidRequest)),
            ("host.example:443", Some(TransportErrorKind::InvalidRequest)),
        ];
        for (uri, refused) in cases {
            let result = of_request(&uri.parse().unwrap(), &allowed);
            assert_eq!(result.err().map(|refusal| refusal.kind), refused, "{uri}");
        }
    }

    #[test]
    fn redirects_stay_on_the_host_and_keep_the_request() {
        // What is asked for, the status and `Location` that come, and where that leads or why it does not.
        let table = "
            GET  https://host.example/api/a 302 /b?x=1#f                     = https://host.example/b?x=1
            GET  https://host.example/api/a 301 b                            = https://host.example/api/b
            HEAD https://host.example/api/a 303 ../b                         = https://host.example/b
            POST https://host.example/api/a 307 https://HOST.example:443/b   = https://host.example/b
            POST https://host.example/api/a 308 //host.example/b             = https://host.example/b
            POST http://localhost/a         308 https://localhost/b          = https://localhost/b
            POST http://localhost:1/a       307 https://localhost:2/b        = https://localhost:2/b
            GET  https://ann:pw@h/a         302 https://eve@h/b              = https://ann:pw@h/b
            GET  https://h/a                302 https://eve:x@h/b            = https://h/b
            POST https://host.example/api/a 301 /b                           ! the request would lose its body
            POST https://host.example/api/a 302 /b                           ! the request would lose its body
            POST https://host.example/api/a 303 /b                           ! the request would lose its body
            POST https://host.example/api/a 307 https://other.example/b      ! it leads to another host
            GET  https://host.example/api/a 302 //other.example/b            ! it leads to another host
            GET  https://host.example/api/a 302 https://host.example.other/b ! it leads to another host
            GET  https://host.example/api/a 302 https://host.example@other/b ! it leads to another host
            GET  https://host.example/api/a 302 https:\\\\other.example/b    ! it leads to another host
            GET  https://host.example/api/a 302 file:///etc/passwd           ! it leads to another host
            GET  https://host.example/api/a 302 http://host.example/b        ! it leads to another scheme
            GET  https://host.example/api/a 302 ftp://host.example/b         ! it leads to another scheme
            GET  https://host.example/api/a 302 https://host.example:8443/b  ! it leads to another port
            GET  https://host.example/api/a 302 https://[                    ! that is not a URL
        ";
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let method: Method = words[0].parse().unwrap();
            let status: StatusCode = words[2].parse().unwrap();
            let location: HeaderValue = words[3].parse().unwrap();
            let result = of_redirect(&Url::parse(words[1]).unwrap(), &method, status, &location);
            let expected = words[5..].join(" ");
            match result {
                Ok(url) => assert_eq!(("=", url.as_str()), (words[4], expected.as_str()), "{line}"),
                Err(refusal) => {
                    assert_eq!(
                        ("!", refusal.kind),
                        (words[4], TransportErrorKind::Redirect),
                        "{line}"
                    );
                    assert!(refusal.message.ends_with(&expected), "{line}: {refusal:?}");
                }
            }
        }
    }

    #[test]
    fn a_refused_redirect_shows_no_secret() {
        let from = Url::parse("https://host.example/a").unwrap();
        let location = HeaderValue::from_static("https://eve:pw@other.example/b?ticket=abc");
        let refusal = of_redirect(&from, &Method::GET, StatusCode::FOUND, &location).unwrap_err();
        assert_eq!(
            refusal.message,
            "the redirect 302 to `https://other.example/b?ticket=***` is not followed: it leads to another host"
        );
    }
}
