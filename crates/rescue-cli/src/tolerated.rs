//! What was tolerated in the text of a page, which `logmein-rescue` tells as `tracing` events and not with its answer.
//!
//! In: the events of one call. Out: a kind and a message for each. All other events are passed over.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Something that a page's reply did and that was tolerated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tolerated {
    pub(crate) kind: String,
    pub(crate) message: String,
}

/// Collects them while it is the subscriber. Clones share what they collect.
#[derive(Debug, Clone, Default)]
pub(crate) struct Collector(Arc<Mutex<Vec<Tolerated>>>);

impl Collector {
    /// What was collected so far, in order.
    pub(crate) fn take(&self) -> Vec<Tolerated> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
            && metadata.target() == "logmein_rescue"
            && *metadata.level() == Level::WARN
    }

    fn event(&self, event: &Event<'_>) {
        let mut found = Tolerated::default();
        event.record(&mut found);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(found);
    }

    // Spans are not enabled, so none of these is called for one.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Visit for Tolerated {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "kind" => self.kind = format!("{value:?}"),
            "message" => self.message = format!("{value:?}"),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Collector, Tolerated};

    #[test]
    fn warnings_of_the_client_are_collected_and_no_others() {
        let collector = Collector::default();
        tracing::subscriber::with_default(collector.clone(), || {
            tracing::warn!(target: "logmein_rescue", method = "m", kind = ?Some(1), "the reply has {}", "more");
            tracing::warn!(target: "elsewhere", "not this");
            tracing::info!(target: "logmein_rescue", "nor this");
        });
        let expected = Tolerated {
            kind: "Some(1)".to_owned(),
            message: "the reply has more".to_owned(),
        };
        assert_eq!(collector.take(), [expected]);
        assert_eq!(collector.take(), []);
    }
}
