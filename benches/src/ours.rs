//! The codec of `castile` over generated bindings: text to value and value to text, no transport.

use castile::envelope::{Outcome, ReplyReader, write_request};
use castile::{Limits, Policy, SoapVersion};

mod bindings {
    include!(concat!(env!("OUT_DIR"), "/sessions.rs"));
}

pub use bindings::*;
use operations::{GET_SESSION_V3, REQUEST_AUTH_CODE_SSO};

/// Writes the small request.
///
/// # Panics
/// It cannot be written.
pub fn encode(request: &RequestAuthCodeSso) -> String {
    write_request(&REQUEST_AUTH_CODE_SSO, SoapVersion::Soap11, None, request).expect("plain text")
}

/// The values of the small request.
pub fn request() -> RequestAuthCodeSso {
    RequestAuthCodeSso {
        s_ssoid: Some("tech-4711".into()),
        s_password: Some("correct horse".into()),
        s_company: Some("654321".into()),
    }
}

/// Reads the small reply.
///
/// # Panics
/// It cannot be read.
pub fn decode_small(text: &str) -> RequestAuthCodeSsoResponse {
    decode(&REQUEST_AUTH_CODE_SSO, text)
}

/// Reads the large reply.
///
/// # Panics
/// It cannot be read.
pub fn decode_large(text: &str) -> GetSessionV3Response {
    decode(&GET_SESSION_V3, text)
}

fn decode<T: castile::codegen::Element>(
    operation: &'static castile::codegen::Operation,
    text: &str,
) -> T {
    let (limits, policy) = (Limits::default(), Policy::default());
    let mut value = T::blank();
    let reader = ReplyReader {
        operation,
        version: SoapVersion::Soap11,
        limits: &limits,
        policy: &policy,
    };
    match reader
        .read(text, &mut value, &mut ())
        .expect("a reply as the contract says")
    {
        Outcome::Answer(deviations) => assert!(deviations.is_empty(), "{deviations:?}"),
        Outcome::Fault(fault) => panic!("a fault: {fault}"),
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{peers, reply};

    #[test]
    fn all_codecs_read_the_same() {
        let text = reply::sessions(1000);
        let ours = decode_large(&text).a_sessions.expect("rows").session_v3;
        let serde = peers::serde_large(&text);
        let yaserde = peers::yaserde_large(&text);
        assert_eq!((ours.len(), serde.len(), yaserde.len()), (1000, 1000, 1000));
        for ((ours, serde), yaserde) in ours.into_iter().zip(serde).zip(yaserde) {
            let ours = ours.into_option().expect("a row");
            assert_eq!(
                (ours.i_id, ours.i_ticket, &ours.s_note),
                (serde.id, serde.ticket, &serde.note)
            );
            assert_eq!(
                (ours.i_id, ours.i_ticket, &ours.s_note),
                (yaserde.id, yaserde.ticket, &yaserde.note)
            );
            assert_eq!(ours.i_rating.into_option(), serde.rating);
            assert_eq!(ours.d_load.to_bits(), serde.load.to_bits());
        }
    }

    #[test]
    fn small_call() {
        let code = decode_small(&reply::small()).s_auth_code.expect("a code");
        assert_eq!(peers::serde_small(&reply::small()), code.expose());
        assert_eq!(peers::yaserde_small(&reply::small()), code.expose());
        assert!(encode(&request()).contains("<sCompany>654321</sCompany>"));
        assert!(peers::yaserde_encode().contains(">654321</"));
    }
}
