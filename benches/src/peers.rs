//! What ours is compared with: the bare scanner underneath it, and two codecs by derive.
//!
//! The types are written by hand, as their users do. Dates and decimals are text, since neither codec has them, so
//! both do less than ours here.

use quick_xml::NsReader;
use quick_xml::events::Event;
use serde::Deserialize;
use yaserde::{YaDeserialize, YaSerialize};

/// Passes over a document with `quick-xml`, and counts its events.
///
/// # Panics
/// The document is not well-formed.
pub fn scan(text: &str) -> usize {
    let mut reader = NsReader::from_str(text);
    let mut events = 0;
    while !matches!(reader.read_event().expect("well-formed"), Event::Eof) {
        events += 1;
    }
    events
}

/// A row, for `serde`.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of the contract")]
pub struct SerdeSession {
    #[serde(rename = "iID")]
    pub id: i32,
    #[serde(rename = "iTicket")]
    pub ticket: i64,
    #[serde(rename = "sTech")]
    pub tech: Option<String>,
    #[serde(rename = "sNote")]
    pub note: Option<String>,
    #[serde(rename = "eStatus")]
    pub status: SerdeStatus,
    #[serde(rename = "dtStart")]
    pub start: String,
    #[serde(rename = "dtEnd")]
    pub end: Option<String>,
    #[serde(rename = "bLead")]
    pub lead: bool,
    #[serde(rename = "mCost")]
    pub cost: String,
    #[serde(rename = "iRating")]
    pub rating: Option<i32>,
    #[serde(rename = "dLoad")]
    pub load: f64,
}

/// The state of a session, for `serde`.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the values of the contract")]
pub enum SerdeStatus {
    #[serde(rename = "SESSION_WAITING")]
    Waiting,
    #[serde(rename = "SESSION_ACTIVE")]
    Active,
    #[serde(rename = "SESSION_CLOSED")]
    Closed,
    #[serde(rename = "SESSION TIMED OUT")]
    TimedOut,
}

#[derive(Deserialize)]
struct SerdeEnvelope<T> {
    #[serde(rename = "Body")]
    body: T,
}

#[derive(Deserialize)]
struct SerdeLarge {
    #[serde(rename = "getSession_V3Response")]
    response: SerdeLargeResponse,
}

#[derive(Deserialize)]
struct SerdeLargeResponse {
    #[serde(rename = "getSession_V3Result")]
    result: String,
    #[serde(rename = "aSessions")]
    sessions: SerdeSessions,
}

#[derive(Deserialize)]
struct SerdeSessions {
    #[serde(rename = "SESSION_V3", default)]
    rows: Vec<SerdeSession>,
}

#[derive(Deserialize)]
struct SerdeSmall {
    #[serde(rename = "requestAuthCodeSSOResponse")]
    response: SerdeSmallResponse,
}

#[derive(Deserialize)]
struct SerdeSmallResponse {
    #[serde(rename = "requestAuthCodeSSOResult")]
    result: String,
    #[serde(rename = "sAuthCode")]
    code: Option<String>,
}

/// Reads the large reply with `quick-xml` and `serde`.
///
/// # Panics
/// It cannot be read.
pub fn serde_large(text: &str) -> Vec<SerdeSession> {
    let envelope: SerdeEnvelope<SerdeLarge> = quick_xml::de::from_str(text).expect("a reply");
    assert_eq!(envelope.body.response.result, "getSession_OK");
    envelope.body.response.sessions.rows
}

/// Reads the small reply with `quick-xml` and `serde`.
///
/// # Panics
/// It cannot be read.
pub fn serde_small(text: &str) -> String {
    let envelope: SerdeEnvelope<SerdeSmall> = quick_xml::de::from_str(text).expect("a reply");
    assert_eq!(envelope.body.response.result, "requestAuthCode_OK");
    envelope.body.response.code.expect("a code")
}

#[allow(
    missing_docs,
    unreachable_pub,
    reason = "the fields of the contract, for one function each"
)]
mod ya {
    use super::{YaDeserialize, YaSerialize};

    macro_rules! records {
        ($($name:ident as $root:literal in $prefix:literal { $($field:ident: $ty:ty = $rename:literal,)* })*) => {$(
            #[derive(Debug, Default, YaDeserialize, YaSerialize)]
            #[yaserde(
                rename = $root,
                prefix = $prefix,
                namespaces = {
                    "soap" = "http://schemas.xmlsoap.org/soap/envelope/",
                    "tns" = "https://secure.logmeinrescue.com/API/API.asmx"
                }
            )]
            pub struct $name {
                $(#[yaserde(rename = $rename, prefix = $prefix)] pub $field: $ty,)*
            }
        )*};
    }

    records! {
        YaSession as "SESSION_V3" in "tns" {
            id: i32 = "iID",
            ticket: i64 = "iTicket",
            tech: Option<String> = "sTech",
            note: Option<String> = "sNote",
            status: String = "eStatus",
            start: String = "dtStart",
            end: Option<String> = "dtEnd",
            lead: bool = "bLead",
            cost: String = "mCost",
            rating: Option<String> = "iRating",
            load: f64 = "dLoad",
        }
        Sessions as "ArrayOfSESSION_V3" in "tns" {
            rows: Vec<YaSession> = "SESSION_V3",
        }
        LargeResponse as "getSession_V3Response" in "tns" {
            result: String = "getSession_V3Result",
            sessions: Sessions = "aSessions",
        }
        SmallResponse as "requestAuthCodeSSOResponse" in "tns" {
            result: String = "requestAuthCodeSSOResult",
            code: Option<String> = "sAuthCode",
        }
        SmallRequest as "requestAuthCodeSSO" in "tns" {
            id: Option<String> = "sSSOID",
            password: Option<String> = "sPassword",
            company: Option<String> = "sCompany",
        }
    }

    macro_rules! envelopes {
        ($($envelope:ident $body:ident $ty:ty = $rename:literal;)*) => {$(
            #[derive(Debug, Default, YaDeserialize, YaSerialize)]
            #[yaserde(
                rename = "Envelope",
                prefix = "soap",
                namespaces = {
                    "soap" = "http://schemas.xmlsoap.org/soap/envelope/",
                    "tns" = "https://secure.logmeinrescue.com/API/API.asmx"
                }
            )]
            pub(super) struct $envelope {
                #[yaserde(rename = "Body", prefix = "soap")]
                pub(super) body: $body,
            }

            #[derive(Debug, Default, YaDeserialize, YaSerialize)]
            #[yaserde(
                rename = "Body",
                prefix = "soap",
                namespaces = {
                    "soap" = "http://schemas.xmlsoap.org/soap/envelope/",
                    "tns" = "https://secure.logmeinrescue.com/API/API.asmx"
                }
            )]
            pub(super) struct $body {
                #[yaserde(rename = $rename, prefix = "tns")]
                pub(super) content: $ty,
            }
        )*};
    }

    envelopes! {
        LargeEnvelope LargeBody LargeResponse = "getSession_V3Response";
        SmallEnvelope SmallBody SmallResponse = "requestAuthCodeSSOResponse";
        RequestEnvelope RequestBody SmallRequest = "requestAuthCodeSSO";
    }
}

pub use ya::YaSession;

/// Reads the large reply with `yaserde`.
///
/// # Panics
/// It cannot be read.
pub fn yaserde_large(text: &str) -> Vec<YaSession> {
    let envelope: ya::LargeEnvelope = yaserde::de::from_str(text).expect("a reply");
    assert_eq!(envelope.body.content.result, "getSession_OK");
    envelope.body.content.sessions.rows
}

/// Reads the small reply with `yaserde`.
///
/// # Panics
/// It cannot be read.
pub fn yaserde_small(text: &str) -> String {
    let envelope: ya::SmallEnvelope = yaserde::de::from_str(text).expect("a reply");
    assert_eq!(envelope.body.content.result, "requestAuthCode_OK");
    envelope.body.content.code.expect("a code")
}

/// Writes the small request with `yaserde`.
///
/// # Panics
/// It cannot be written.
pub fn yaserde_encode() -> String {
    let content = ya::SmallRequest {
        id: Some("tech-4711".into()),
        password: Some("correct horse".into()),
        company: Some("654321".into()),
    };
    yaserde::ser::to_string(&ya::RequestEnvelope {
        body: ya::RequestBody { content },
    })
    .expect("plain text")
}
