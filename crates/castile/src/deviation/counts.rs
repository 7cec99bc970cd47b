//! Deviations counted over time: in go those of each reply, out comes which of them a service has, and how often.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{DeviationKind, Deviations};

/// Is told of the deviations of replies, for counters and alarms of your own. Closures implement it:
///
/// ```
/// use castile::{Client, Deviations};
///
/// # fn main() -> Result<(), castile::Error> {
/// let client = Client::new("https://example.com/service")?
///     .with_deviation_observer(|operation: &str, deviations: &Deviations| {
///         for (kind, count) in deviations.by_kind() {
///             // counter!("soap_deviations", "operation" => operation, "kind" => kind.name()).increment(count);
///             println!("{operation} {} {count}", kind.name());
///         }
///     });
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
pub trait DeviationObserver: Send + Sync {
    /// Called once for each reply that has deviations, before the call returns. Where the reply is an
    /// [`Error`](crate::Error), they are those met [before it](crate::DecodeError::deviations); what is refused is the
    /// error, and none of them. A fault is not held against the contract, and has none.
    fn observe(&self, operation: &str, deviations: &Deviations);
}

impl<F: Fn(&str, &Deviations) + Send + Sync> DeviationObserver for F {
    fn observe(&self, operation: &str, deviations: &Deviations) {
        self(operation, deviations);
    }
}

/// How many different deviations are told apart; a hostile server can invent names without end.
const KEPT: usize = 1000;

/// Counts the deviations of every reply by operation, kind and element. Clones count together.
///
/// What is in it after a day says what the WSDL in the project lacks:
///
/// ```
/// use castile::{Client, DeviationCounts};
///
/// # fn main() -> Result<(), castile::Error> {
/// let counts = DeviationCounts::new();
/// let client = Client::new("https://example.com/service")?.with_deviation_observer(counts.clone());
/// // Calls, and then:
/// for one in counts.list() {
///     println!("{} times in {}: {} at {}", one.count, one.operation, one.kind.name(), one.path);
/// }
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct DeviationCounts(Arc<Mutex<BTreeMap<Key, Seen>>>);

type Key = (String, DeviationKind, String);

#[derive(Debug)]
struct Seen {
    count: u64,
    message: String,
    place: Cow<'static, str>,
}

/// How often a deviation was met.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviationCount {
    /// The operation.
    pub operation: String,
    /// The kind.
    pub kind: DeviationKind,
    /// The path of the element without positions: `Envelope/Body/getResponse/row/id`. Empty for what has no place in
    /// the document, for deviations of one reply past the [first 64](Deviations::iter), and once 1,000 are told apart
    /// for all others.
    pub path: String,
    /// How often, in all replies.
    pub count: u64,
    /// What it was the first time. Values of secret-looking names are not shown.
    pub message: String,
    /// `file:line` in the contract, empty where there is none.
    pub place: Cow<'static, str>,
}

impl DeviationCounts {
    /// Nothing counted yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was counted, in the order of operation, kind and path.
    pub fn list(&self) -> Vec<DeviationCount> {
        let all = self.lock();
        let counts = all
            .iter()
            .map(|((operation, kind, path), seen)| DeviationCount {
                operation: operation.clone(),
                kind: *kind,
                path: path.clone(),
                count: seen.count,
                message: seen.message.clone(),
                place: seen.place.clone(),
            });
        counts.collect()
    }

    /// All deviations together.
    pub fn total(&self) -> u64 {
        self.lock().values().map(|seen| seen.count).sum()
    }

    /// Begins anew.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Seen>> {
        // A count is whole at any time.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DeviationObserver for DeviationCounts {
    fn observe(&self, operation: &str, deviations: &Deviations) {
        let mut all = self.lock();
        let mut rest: BTreeMap<_, _> = deviations.by_kind().collect();
        for one in deviations {
            let path = without_positions(&one.path);
            add(
                &mut all,
                operation,
                one.kind,
                path,
                1,
                &one.message,
                one.place.clone(),
            );
            if let Some(rest) = rest.get_mut(&one.kind) {
                *rest -= 1;
            }
        }
        for (kind, count) in rest {
            if count > 0 {
                add(
                    &mut all,
                    operation,
                    kind,
                    String::new(),
                    count,
                    "more of the kind",
                    Cow::Borrowed(""),
                );
            }
        }
    }
}

fn add(
    all: &mut BTreeMap<Key, Seen>,
    operation: &str,
    kind: DeviationKind,
    path: String,
    count: u64,
    message: &str,
    place: Cow<'static, str>,
) {
    let mut key = (operation.to_owned(), kind, path);
    if all.len() >= KEPT && !all.contains_key(&key) {
        key.2.clear();
    }
    let seen = all.entry(key).or_insert_with(|| Seen {
        count: 0,
        message: message.to_owned(),
        place,
    });
    seen.count += count;
}

/// `a/row[2]/id` as `a/row/id`: what is counted is the element of the contract, whichever row it stands in.
fn without_positions(path: &str) -> String {
    let steps = path
        .split('/')
        .map(|step| step.split('[').next().unwrap_or(step));
    steps.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Deviations at these paths.
    fn at(paths: impl IntoIterator<Item = String>) -> Deviations {
        let mut deviations = Deviations::default();
        for path in paths {
            deviations.add(
                DeviationKind::UnknownElement,
                0,
                format!("`{path}`"),
                "a:1".into(),
            );
            if let Some(last) = deviations.list.last_mut() {
                last.path = path;
            }
        }
        deviations
    }

    fn shown(counts: &DeviationCounts) -> Vec<(String, u64)> {
        let counts = counts.list().into_iter();
        counts.map(|one| (one.path, one.count)).collect()
    }

    #[test]
    fn rows_count_together() {
        let counts = DeviationCounts::new();
        let rows = ["a/row/x", "a/row[2]/x", "a/row[3]/y"].map(str::to_owned);
        counts.observe("get", &at(rows));
        counts
            .clone()
            .observe("get", &at(["a/row[7]/x".to_owned()]));
        assert_eq!(
            shown(&counts),
            [("a/row/x".to_owned(), 3), ("a/row/y".to_owned(), 1)]
        );
        counts.observe("put", &at(["a/row/x".to_owned()]));
        assert_eq!((counts.total(), counts.list().len()), (5, 3));
        counts.clear();
        assert_eq!(counts.list(), []);
    }

    #[test]
    fn none_is_lost_and_names_without_end_are_not_kept() {
        let counts = DeviationCounts::new();
        counts.observe("get", &at((0..100).map(|_| "a".to_owned())));
        assert_eq!(shown(&counts), [(String::new(), 36), ("a".to_owned(), 64)]);
        for number in 0..2 * KEPT {
            counts.observe("get", &at([format!("n{number}")]));
        }
        assert_eq!(counts.total(), 100 + 2 * KEPT as u64);
        assert_eq!(counts.list().len(), KEPT);
    }
}
