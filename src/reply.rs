//! What a call brought, whatever the protocol: the value, the word of the service, and the reply it was read from.

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use castile::{DeviationKind, Deviations, RawReply};

/// What a call brought. It stands for its value.
///
/// ```no_run
/// # async fn demo(rescue: logmein_rescue::Rescue) -> Result<(), logmein_rescue::Error> {
/// let account = rescue.account().await?;
/// println!("{} said {}", account.account_id, account.word());
/// for deviation in account.deviations() {
///     eprintln!("{deviation}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Reply<T> {
    value: T,
    word: String,
    deviations: Deviations,
    received: Received,
}

/// A reply as it was received: the struct of the contract, or the page.
#[derive(Clone)]
enum Received {
    Soap(Arc<dyn Any + Send + Sync>),
    Page(RawReply, Vec<PageDeviation>),
}

/// What the reply of a page did that the guide does not say, and that was tolerated. Pages have no contract, so that
/// there is no place in one to name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageDeviation {
    /// What kind it is of, as [`Policy`](castile::Policy) may refuse it.
    pub kind: DeviationKind,
    pub(crate) message: &'static str,
}

impl fmt::Display for PageDeviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the reply has {}", self.message)
    }
}

impl<T> Reply<T> {
    /// A page says `OK` where it succeeds, or the value alone.
    pub(crate) fn of_page(value: T, reply: RawReply, deviations: Vec<PageDeviation>) -> Self {
        Self {
            value,
            word: "OK".to_owned(),
            deviations: Deviations::default(),
            received: Received::Page(reply, deviations),
        }
    }

    pub(crate) fn of_soap<A: Send + Sync + 'static>(
        value: T,
        word: String,
        reply: castile::Reply<A>,
    ) -> Self {
        Self {
            value,
            word,
            deviations: reply.deviations().clone(),
            received: Received::Soap(Arc::new(reply.into_inner())),
        }
    }

    /// The same with another value.
    pub(crate) fn map<U>(self, made: impl FnOnce(T) -> U) -> Reply<U> {
        Reply {
            value: made(self.value),
            word: self.word,
            deviations: self.deviations,
            received: self.received,
        }
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The word of success as it came over SOAP (`getUser_OK`), and `OK` where it came from a page.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// What the reply did that the contract does not say. There is none where it came from a page:
    /// [`page_deviations`](Self::page_deviations) has what was tolerated there.
    pub fn deviations(&self) -> &Deviations {
        &self.deviations
    }

    /// What the reply of a page did that the guide does not say. There is none where it came over SOAP.
    pub fn page_deviations(&self) -> &[PageDeviation] {
        match &self.received {
            Received::Soap(_) => &[],
            Received::Page(_, deviations) => deviations,
        }
    }

    /// The reply as the contract has it, such as [`GetUserResponse`](crate::api::GetUserResponse); `None` where it
    /// is of another type, or came from a page.
    pub fn soap<A: 'static>(&self) -> Option<&A> {
        match &self.received {
            Received::Soap(answer) => answer.downcast_ref(),
            Received::Page(..) => None,
        }
    }

    /// The reply of the page, as it came; `None` where it came over SOAP. It may hold secrets.
    pub fn page(&self) -> Option<&RawReply> {
        match &self.received {
            Received::Soap(_) => None,
            Received::Page(reply, _) => Some(reply),
        }
    }
}

impl<T> Deref for Reply<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("word", &self.word)
            .field("deviations", &self.deviations)
            .field("page_deviations", &self.page_deviations())
            .finish_non_exhaustive()
    }
}
