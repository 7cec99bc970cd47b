//! Certificates that are wrong in one thing each: no byte of a call is sent to such a server, and the error says what
//! is wrong.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;

use super::super::super::Retry;
use super::peer;
use super::*;

/// An authority of certificates.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    roots: RootCertStore,
}

impl Authority {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let mut roots = RootCertStore::empty();
        let certificate = params.self_signed(&key).unwrap();
        roots.add(certificate.der().clone()).unwrap();
        Self {
            issuer: Issuer::new(params, key),
            roots,
        }
    }

    /// What a server needs that has a certificate for `name`, valid in these years.
    fn server(&self, name: &str, years: (i32, i32)) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(years.0, 1, 1);
        params.not_after = date_time_ymd(years.1, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(
                    vec![certificate.der().clone()],
                    PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
                )
                .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }

    /// A transport that trusts this authority and nobody else.
    fn transport(&self) -> ReqwestTransport {
        let mut tls = tls::config(false).unwrap();
        let trusting = rustls::client::WebPkiServerVerifier::builder_with_provider(
            Arc::new(self.roots.clone()),
            Arc::clone(tls.crypto_provider()),
        );
        tls.dangerous()
            .set_certificate_verifier(trusting.build().unwrap());
        with_tls(tls, Duration::from_secs(10))
    }
}

/// The URL of a server that answers over TLS, and what it was sent.
async fn serve(acceptor: TlsAcceptor) -> (String, Arc<std::sync::Mutex<Vec<Vec<u8>>>>) {
    let asked = Arc::new(std::sync::Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    let (address, _) = peer::start(move |_, stream| {
        let (acceptor, noted) = (acceptor.clone(), Arc::clone(&noted));
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            if let Some(body) = peer::request(&mut stream).await {
                noted.lock().unwrap().push(body);
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a/>";
                let _ = stream.write_all(answer).await;
                peer::until_closed(stream).await;
            }
        }
    })
    .await;
    (format!("https://localhost:{}/a", address.port()), asked)
}

#[tokio::test]
async fn a_certificate_that_is_right_is_trusted() {
    let authority = Authority::new("known");
    let (url, asked) = serve(authority.server("localhost", (2020, 4000))).await;
    let answer = authority
        .transport()
        .send(post(&url), &SendOptions::new())
        .await
        .unwrap();
    assert_eq!(answer.body(), b"<a/>");
    assert_eq!(*asked.lock().unwrap(), [b"<call/>"]);
}

#[tokio::test]
async fn a_certificate_that_is_wrong_is_not_talked_to() {
    let authority = Authority::new("known");
    let transport = authority.transport();
    let unknown = Authority::new("unknown");
    let expired =
        "the certificate of the server has expired, or the clock of this machine is wrong";
    let early =
        "the certificate of the server is not valid yet, or the clock of this machine is wrong";
    let name = "the certificate of the server is for another name";
    let issuer = "the certificate of the server is of an authority that is not trusted here, install that authority's \
                  certificate or pass a client in (`ReqwestTransportBuilder::client`)";
    for (acceptor, message) in [
        (authority.server("localhost", (2010, 2011)), expired),
        (authority.server("localhost", (3990, 4000)), early),
        (authority.server("host.example", (2020, 4000)), name),
        (authority.server("127.0.0.1", (2020, 4000)), name),
        (unknown.server("localhost", (2020, 4000)), issuer),
    ] {
        let (url, asked) = serve(acceptor).await;
        fails(&transport, &url, Kind::Tls, false, message).await;
        assert!(asked.lock().unwrap().is_empty(), "{message}");
    }
}

/// What a program has that sets nothing: the authorities of the machine, and not ours.
#[tokio::test]
async fn the_default_trusts_no_authority_of_our_own() {
    let (url, asked) = serve(Authority::new("known").server("localhost", (2020, 4000))).await;
    let error = send(post(&url)).await.unwrap_err();
    // Where no authorities are installed there is nothing to trust either.
    assert!(matches!(error.kind(), Kind::Tls | Kind::Setup), "{error:?}");
    assert!(!error.may_have_reached_server());
    assert!(asked.lock().unwrap().is_empty());
}

/// What was seen once stays seen, however the last attempt ends.
#[tokio::test]
async fn the_last_attempt_does_not_make_the_first_one_unseen() {
    let authority = Authority::new("known");
    let acceptor = authority.server("localhost", (2020, 4000));
    let (address, _) = peer::start(move |number, stream| {
        let acceptor = acceptor.clone();
        async move {
            if number == 0 {
                let mut stream = acceptor.accept(stream).await.unwrap();
                peer::request(&mut stream).await.unwrap();
            }
        }
    })
    .await;
    let retry = Retry::up_to(2).idempotent();
    let options = SendOptions::new().with_retry(retry);
    let request = post(&format!("https://localhost:{}/a", address.port()));
    let error = authority
        .transport()
        .send(request, &options)
        .await
        .unwrap_err();
    check(
        &error,
        Kind::Connect,
        true,
        "no connection (after 2 attempts)",
    );
}
