//! Locations, as written in documents, to the paths where the document may lie.

use std::path::{Component, Path, PathBuf};

use super::decode;

/// Where the document of a location may lie, the likeliest first.
///
/// A URL may lead to a file of its name that lies beside the document it stands in: whoever saves a contract with
/// what it imports leaves the locations as they are. What follows `?` is taken for a part of the name first, since
/// some tools save it so.
pub(super) fn candidates(base: &Path, location: &str) -> Vec<PathBuf> {
    let folder = base.parent().unwrap_or(Path::new(""));
    let location = if is_url(location) {
        match last_segment(location) {
            Some(name) => name.to_owned(),
            None => return Vec::new(),
        }
    } else {
        let path = location.strip_prefix("file:").unwrap_or(location);
        let path = path.replace('\\', "/");
        let path = match path.strip_prefix("//") {
            Some(local) => local.strip_prefix("localhost").unwrap_or(local),
            None => &path,
        };
        // What is left with two slashes is a share of another machine on Windows, and a call over the network.
        let is_share = path.starts_with("//");
        let path = if is_share {
            path.trim_start_matches('/')
        } else {
            path
        };
        path.to_owned()
    };
    let without_query = location.split(['?', '#']).next().unwrap_or_default();
    let mut out: Vec<PathBuf> = Vec::new();
    for name in [location.as_str(), without_query] {
        for name in [Some(name.to_owned()), decode::percent(name)] {
            let path = name.map(|name| normalize(&folder.join(name)));
            out.extend(path.filter(|path| !out.contains(path) && path.file_name().is_some()));
        }
    }
    out
}

/// The name of the file that a URL leads to.
pub(super) fn file_name(url: &str) -> Option<&str> {
    let name = last_segment(url)?.split(['?', '#']).next()?;
    Some(name).filter(|name| name.contains('.'))
}

/// What follows the last `/` of the path of a URL; none where it has no path.
fn last_segment(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let path = rest.split(['?', '#']).next()?;
    let start = path.rfind('/')? + 1;
    Some(&rest[start..]).filter(|name| !name.is_empty())
}

/// Whether a location has a scheme that leads away from the file system; one letter is a drive.
pub(super) fn is_url(location: &str) -> bool {
    let Some((scheme, _)) = location.split_once(':') else {
        return false;
    };
    let is_scheme = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+');
    is_scheme && scheme.len() > 1 && scheme != "file"
}

/// Takes `.` and `a/..` out of a path, so that one file has one name.
fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            _ => out.push(component),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_looked_for_where_it_may_lie() {
        for (location, expected) in [
            ("b.xsd", vec!["in/b.xsd"]),
            ("../b.xsd", vec!["b.xsd"]),
            ("sub\\b.xsd", vec!["in/sub/b.xsd"]),
            ("my%20b.xsd", vec!["in/my%20b.xsd", "in/my b.xsd"]),
            ("b.xsd?v=1", vec!["in/b.xsd?v=1", "in/b.xsd"]),
            ("file:b.xsd", vec!["in/b.xsd"]),
            ("file:///c/b.xsd", vec!["/c/b.xsd"]),
            ("//host/b.xsd", vec!["in/host/b.xsd"]),
            ("\\\\host\\share\\b.xsd", vec!["in/host/share/b.xsd"]),
            ("file:////host/share/b.xsd", vec!["in/host/share/b.xsd"]),
            ("file:\\\\\\\\host\\b.xsd", vec!["in/host/b.xsd"]),
            ("http://example.com/a/b.xsd", vec!["in/b.xsd"]),
            ("http://example.com/b?xsd=1", vec!["in/b?xsd=1", "in/b"]),
            ("http://example.com", vec![]),
            ("http://example.com/", vec![]),
            ("urn:b", vec![]),
        ] {
            let expected: Vec<PathBuf> = expected.into_iter().map(PathBuf::from).collect();
            assert_eq!(
                candidates(Path::new("in/a.wsdl"), location),
                expected,
                "{location}"
            );
        }
    }
}
