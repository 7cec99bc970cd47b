//! Deviations over time: counted, handed to an observer, and as events.

use std::fmt::Write as _;

use castile::{DeviationCounts, DeviationKind};
use tracing::field::{Field, Visit};

use super::*;

fn shop(body: String, observer: impl castile::DeviationObserver + 'static) -> shop::ShopClient {
    let client = Canned::ok(body).client().client().clone();
    shop::ShopClient::new(client.with_deviation_observer(observer))
}

#[test]
fn deviations_are_counted_by_what_the_contract_calls_them() {
    let counts = DeviationCounts::new();
    let rows = "<row x=\"1\"/><row x=\"1\"/><row x=\"2\"/><fax/>";
    for body in [more(rows), more("<row x=\"3\"/>"), more("")] {
        run(shop(body, counts.clone()).get_report(&request())).unwrap();
    }
    let list: Vec<_> = counts
        .list()
        .into_iter()
        .map(|one| (one.operation, one.kind, one.path, one.count, one.message))
        .collect();
    let report = "Envelope/Body/getReportResponse/report";
    let operation = || "getReport".to_owned();
    assert_eq!(
        list,
        [
            (
                operation(),
                DeviationKind::UnknownAttribute,
                format!("{report}/row"),
                4,
                "the attribute `x`".to_owned()
            ),
            (
                operation(),
                DeviationKind::UnknownBranch,
                format!("{report}/fax"),
                1,
                "the element `{urn:shop}fax`, which the choice does not have".to_owned()
            ),
        ]
    );
}

/// What is refused is the error, and what came before it is told of.
#[test]
fn deviations_before_an_error_are_counted() {
    let answers = [
        // A name that has changed.
        (
            answer("<id>1</id><state>Open</state>"),
            Policy::tolerant(),
            vec!["the element `{urn:shop}state`"],
        ),
        (
            answer("<id a=\"1\" b=\"2\">1</id>"),
            Policy::tolerant(),
            vec!["the attribute `a`", "the attribute `b`"],
        ),
        (more("<row x=\"1\" y=\"2\"/>"), Policy::strict(), Vec::new()),
        (
            more("<row x=\"1\"/><fax/>"),
            Policy::tolerant().refuse(DeviationKind::UnknownBranch),
            vec!["the attribute `x`"],
        ),
        // HTTP is looked at last.
        (
            more("<row x=\"1\"/>"),
            Policy::tolerant().refuse(DeviationKind::ContentType),
            vec!["the attribute `x`"],
        ),
    ];
    for (body, policy, expected) in answers {
        let counts = DeviationCounts::new();
        let client = Canned::new(200, "text/plain", &*body)
            .client()
            .client()
            .clone();
        let client = client
            .with_policy(policy)
            .with_deviation_observer(counts.clone());
        let error = run(shop::ShopClient::new(client).get_report(&request())).unwrap_err();
        let decode = error.decode().unwrap();
        let before: Vec<_> = decode.deviations().iter().collect();
        let messages: Vec<_> = before.iter().map(|one| &*one.message).collect();
        assert_eq!(messages, expected, "{body}");
        assert_eq!(counts.total(), before.len() as u64, "{body}");
        let bundle = error.exchange().unwrap().to_string();
        let line = format!("deviations: {} before the error\n", before.len());
        assert!(bundle.contains(&line), "{bundle}");
        for one in before {
            assert!(one.line == 1 && !one.place.is_empty(), "{one:?}");
            assert!(one.path.starts_with("Envelope/Body/"), "{one:?}");
            assert!(bundle.contains(&one.to_string()), "{bundle}");
        }
    }
}

#[test]
fn an_observer_is_told_of_each_reply_that_deviates() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let observer = move |operation: &str, deviations: &Deviations| {
        let kinds: Vec<_> = deviations
            .by_kind()
            .map(|(kind, count)| format!("{} {count}", kind.name()))
            .collect();
        tell.lock()
            .unwrap()
            .push(format!("{operation}: {}", kinds.join(", ")));
    };
    let client = |body| shop(body, observer.clone());
    run(client(more("")).get_report(&request())).unwrap();
    run(client(more(&"<row x=\"1\"/>".repeat(70))).get_report(&request())).unwrap();
    run(client(more("<size>1</size><pin>1</pin><fax/>")).get_report(&request())).unwrap();
    assert_eq!(
        *told.lock().unwrap(),
        [
            "getReport: unknown_attribute 70",
            "getReport: unknown_branch 1, order 1"
        ]
    );
}

#[test]
fn each_kind_has_a_name_of_its_own() {
    let name = |kind: DeviationKind| {
        let camel = format!("{kind:?}");
        let snake = camel.chars().fold(String::new(), |mut snake, char| {
            if char.is_uppercase() && !snake.is_empty() {
                snake.push('_');
            }
            snake.extend(char.to_lowercase());
            snake
        });
        assert_eq!(kind.name(), snake);
    };
    DeviationKind::ALL.into_iter().for_each(name);
    assert!(DeviationKind::ALL.is_sorted());
}

/// Keeps the fields of events.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<String>>);

impl tracing::Subscriber for Events {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "castile" && *metadata.level() == tracing::Level::WARN
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        struct Line<'a>(&'a mut String);
        impl Visit for Line<'_> {
            fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
                let _ = write!(self.0, " {}={value:?}", field.name());
            }
        }
        let mut shown = self.0.lock().unwrap();
        let _ = write!(shown, "{}", event.metadata().level());
        event.record(&mut Line(&mut shown));
        shown.push('\n');
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn each_deviation_is_an_event() {
    let events = Events::default();
    listening(events.clone(), || {
        run(Canned::new(200, "text/plain", more("<row x=\"1\"/>"))
            .client()
            .get_report(&request()))
        .unwrap();
    });
    assert_eq!(
        *events.0.lock().unwrap(),
        "WARN message=the attribute `x` operation=\"getReport\" kind=\"unknown_attribute\" path=\"Envelope/Body/getReportResponse/report/row\" place=\"shop.wsdl:29\"\n\
         WARN message=the content type `text/plain` operation=\"getReport\" kind=\"content_type\" path=\"\" place=\"shop.wsdl:47\"\n"
    );
}
