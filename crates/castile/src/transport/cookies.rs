//! The cookies of one client, such as the `ASP.NET_SessionId` that a login leaves.
//!
//! In go the `Set-Cookie` headers of a response with the URL it came from, out comes the `Cookie` header for a
//! URL. It does what a session needs of RFC 6265, and is stricter in one thing: a cookie goes back to the very
//! host that set it and to no other, whatever its `Domain` says. Nothing here is written to disk or shown.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue, header};
use reqwest::Url;

/// No more are kept for all hosts together; the oldest gives way.
const MOST_COOKIES: usize = 100;
/// RFC 6265 6.1 asks for no more than this for name, value and attributes.
const MOST_BYTES: usize = 4096;

/// The cookies of a client.
#[derive(Default)]
pub(super) struct Jar {
    cookies: Mutex<Vec<Cookie>>,
}

struct Cookie {
    host: String,
    path: String,
    name: String,
    value: String,
    https_only: bool,
    /// `None` for a cookie that lasts as long as the client.
    expires: Option<SystemTime>,
}

impl fmt::Debug for Jar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jar(..)")
    }
}

impl Jar {
    /// Takes what a response from `url` sets.
    pub(super) fn store(&self, url: &Url, headers: &HeaderMap, now: SystemTime) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for header in headers.get_all(header::SET_COOKIE) {
            let Some(cookie) = parse(url, header.as_bytes(), now) else {
                continue;
            };
            cookies.retain(|old| {
                (&old.host, &old.path, &old.name) != (&cookie.host, &cookie.path, &cookie.name)
            });
            if !cookie.is_expired(now) {
                cookies.push(cookie);
            }
        }
        cookies.retain(|cookie| !cookie.is_expired(now));
        let excess = cookies.len().saturating_sub(MOST_COOKIES);
        cookies.drain(..excess);
    }

    /// The header for a request to `url`, where there are cookies for it.
    pub(super) fn header(&self, url: &Url, now: SystemTime) -> Option<HeaderValue> {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found: Vec<&Cookie> = cookies
            .iter()
            .filter(|cookie| !cookie.is_expired(now) && cookie.is_for(url))
            .collect();
        // The longest path comes first (RFC 6265 5.4); the sort is stable, so that older ones stay ahead.
        found.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<String> = found
            .iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        if pairs.is_empty() {
            return None;
        }
        let mut header = HeaderValue::from_str(&pairs.join("; ")).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

impl Cookie {
    fn is_expired(&self, now: SystemTime) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    fn is_for(&self, url: &Url) -> bool {
        let path = url.path();
        let is_below = path.strip_prefix(self.path.as_str()).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with('/') || self.path.ends_with('/')
        });
        is_below
            && url.host_str() == Some(&self.host)
            && (!self.https_only || url.scheme() == "https")
    }
}

/// Reads one `Set-Cookie`. `None` where it makes no cookie, as a user agent is to ignore what it cannot read.
fn parse(url: &Url, header: &[u8], now: SystemTime) -> Option<Cookie> {
    if header.len() > MOST_BYTES {
        return None;
    }
    let header = std::str::from_utf8(header).ok()?;
    let mut parts = header.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() {
        return None;
    }
    let host = url.host_str()?;
    let mut cookie = Cookie {
        host: host.to_owned(),
        path: default_path(url.path()).to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
        https_only: false,
        expires: None,
    };
    let mut max_age = None;
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "secure" => cookie.https_only = true,
            "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
            "path" => default_path(url.path()).clone_into(&mut cookie.path),
            "domain" => {
                let domain = value.trim_start_matches('.').to_ascii_lowercase();
                let is_own = host == domain || host.ends_with(&format!(".{domain}"));
                if !domain.is_empty() && !is_own {
                    return None;
                }
            }
            "max-age" => max_age = value.parse::<i64>().ok().or(max_age),
            "expires" => cookie.expires = parse_date(value).or(cookie.expires),
            _ => {}
        }
    }
    if let Some(seconds) = max_age {
        let seconds = u64::try_from(seconds).unwrap_or(0);
        cookie.expires = now.checked_add(Duration::from_secs(seconds));
    }
    Some(cookie)
}

/// The folder of a path (RFC 6265 5.1.4).
fn default_path(path: &str) -> &str {
    match path.rfind('/') {
        None | Some(0) => "/",
        Some(end) => &path[..end],
    }
}

/// Reads a date as loosely as RFC 6265 5.1.1 does, since servers write it in many ways: ASP.NET with dashes.
fn parse_date(text: &str) -> Option<SystemTime> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(|c: char| !c.is_ascii_alphanumeric() && c != ':') {
        let number = || token.parse::<u64>().ok().filter(|_| token.len() <= 4);
        let name = token.get(..3).unwrap_or_default().to_ascii_lowercase();
        if time.is_none() && token.contains(':') {
            time = Some(parse_time(token)?);
        } else if day.is_none() && token.len() <= 2 && number().is_some() {
            day = number();
        } else if month.is_none() && MONTHS.contains(&name.as_str()) {
            month = MONTHS.iter().position(|month| *month == name);
        } else if year.is_none() && token.len() >= 2 && number().is_some() {
            year = number();
        }
    }
    let year = match year? {
        short @ 70..=99 => short + 1900,
        short @ 0..=69 => short + 2000,
        year => year,
    };
    let (month, day) = (month? as u64, day?);
    if year < 1601 || !(1..=31).contains(&day) {
        return None;
    }
    // A date before 1970 is long past; the first second of it says the same.
    let Some(years) = year.checked_sub(1970) else {
        return Some(SystemTime::UNIX_EPOCH);
    };
    let leap_days = |before: u64| (before - 1) / 4 - (before - 1) / 100 + (before - 1) / 400;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let before_month =
        [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][usize::try_from(month).ok()?];
    let days = years * 365 + leap_days(year) - leap_days(1970)
        + before_month
        + u64::from(is_leap && month > 1)
        + (day - 1);
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(days * 86_400 + time?))
}

/// The seconds in `hh:mm:ss`.
fn parse_time(text: &str) -> Option<u64> {
    let mut parts = text.splitn(3, ':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::{Duration, HeaderMap, Jar, SystemTime, Url, header, parse_date};

    const LOGIN: &str = "https://host.example/api/api.asmx";

    /// The `Cookie` header for `to` after `from` has set `cookies`.
    fn sent(from: &str, cookies: &[&str], to: &str) -> String {
        let jar = Jar::default();
        let now = SystemTime::now();
        for cookie in cookies {
            let mut headers = HeaderMap::new();
            headers.append(header::SET_COOKIE, cookie.parse().unwrap());
            jar.store(&Url::parse(from).unwrap(), &headers, now);
        }
        assert_eq!(format!("{jar:?}"), "Jar(..)");
        let header = jar.header(&Url::parse(to).unwrap(), now);
        header
            .map(|header| header.to_str().unwrap().to_owned())
            .unwrap_or_default()
    }

    #[test]
    fn a_session_is_kept() {
        let session = "ASP.NET_SessionId=abc; path=/; secure; HttpOnly; SameSite=Lax";
        assert_eq!(sent(LOGIN, &[session], LOGIN), "ASP.NET_SessionId=abc");
        assert_eq!(
            sent(LOGIN, &[session, "a=1"], LOGIN),
            "a=1; ASP.NET_SessionId=abc"
        );
        assert_eq!(sent(LOGIN, &["a=1", "a=2"], LOGIN), "a=2");
        assert_eq!(sent(LOGIN, &["a=b=c"], LOGIN), "a=b=c");
        assert_eq!(sent(LOGIN, &["a="], LOGIN), "a=");
    }

    #[test]
    fn a_cookie_goes_to_no_other_host() {
        for other in [
            "https://other.example/api/api.asmx",
            "https://sub.host.example/api/api.asmx",
            "https://example/api/api.asmx",
            "https://nothost.example/api/api.asmx",
        ] {
            assert_eq!(
                sent(LOGIN, &["a=1; path=/; domain=host.example"], other),
                "",
                "{other}"
            );
        }
        assert_eq!(sent(LOGIN, &["a=1; domain=.Host.example"], LOGIN), "a=1");
        assert_eq!(sent(LOGIN, &["a=1; domain=example"], LOGIN), "a=1");
        assert_eq!(sent(LOGIN, &["a=1; domain=other.example"], LOGIN), "");
        assert_eq!(sent(LOGIN, &["a=1; domain=st.example"], LOGIN), "");
    }

    #[test]
    fn a_secure_cookie_goes_over_https_only() {
        assert_eq!(
            sent(LOGIN, &["a=1; Secure"], "http://host.example/api/x"),
            ""
        );
        assert_eq!(sent(LOGIN, &["a=1"], "http://host.example/api/x"), "a=1");
    }

    #[test]
    fn a_cookie_goes_to_its_path() {
        assert_eq!(sent(LOGIN, &["a=1"], "https://host.example/api/b/c"), "a=1");
        assert_eq!(sent(LOGIN, &["a=1"], "https://host.example/apical"), "");
        assert_eq!(sent(LOGIN, &["a=1"], "https://host.example/"), "");
        assert_eq!(
            sent(LOGIN, &["a=1; path=/sso/"], "https://host.example/sso/x"),
            "a=1"
        );
        assert_eq!(sent(LOGIN, &["a=1; path=/sso"], LOGIN), "");
        assert_eq!(
            sent("https://host.example", &["a=1"], "https://host.example/x"),
            "a=1"
        );
    }

    #[test]
    fn a_cookie_expires() {
        for end in [
            "max-age=0",
            "Max-Age=-5",
            "expires=Tue, 12-Oct-1999 05:00:00 GMT",
            "expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "expires=Mon, 01-Jan-1601 00:00:00 GMT",
            "max-age=0; expires=Fri, 31 Dec 9999 23:59:59 GMT",
        ] {
            assert_eq!(
                sent(LOGIN, &["a=1", &format!("a=; {end}")], LOGIN),
                "",
                "{end}"
            );
        }
        for end in [
            "max-age=60",
            "expires=Fri, 31-Dec-9999 23:59:59 GMT",
            "expires=soon",
            "max-age=x",
        ] {
            assert_eq!(
                sent(LOGIN, &[&format!("a=1; {end}")], LOGIN),
                "a=1",
                "{end}"
            );
        }
    }

    #[test]
    fn dates_are_read_to_the_second() {
        for (text, seconds) in [
            ("Thu, 01 Jan 1970 00:00:01 GMT", 1),
            ("Wed, 21-Oct-2015 07:28:00 GMT", 1_445_412_480),
            ("Sunday, 29-Feb-04 12:00:00 GMT", 1_078_056_000),
            ("Sat Jan  1 00:00:00 2000", 946_684_800),
            ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
            ("Thu, 31 Dec 2099 23:59:59 GMT", 4_102_444_799),
        ] {
            let expected = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(parse_date(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "soon",
            "32 Jan 2000 00:00:00",
            "1 Jan 2000",
            "1 Jan 2000 24:00:00",
            "Jan 2000 0:0:0",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_cookie_is_ignored() {
        let long = format!("a={}", "x".repeat(5000));
        for text in ["", "a", "=1", ";", "; path=/", &long] {
            assert_eq!(sent(LOGIN, &[text], LOGIN), "", "{text}");
        }
        let many: Vec<String> = (0..150).map(|n| format!("c{n}=1")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let kept = sent(LOGIN, &many, LOGIN);
        assert!(
            kept.starts_with("c50=1; ") && kept.ends_with("; c149=1"),
            "{kept}"
        );
    }
}
