//! The TLS of the transport's own clients: rustls with ring, and the certificates that this machine trusts.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

/// A configuration that trusts what the operating system trusts, or, where `trusts` is false, nothing at all.
///
/// The latter is for clients that speak plain `http`: they must work where no certificates are installed. A
/// provider that the application has chosen for the whole process is taken rather than ring.
pub(super) fn config(trusts: bool) -> Result<ClientConfig, rustls::Error> {
    let provider = match CryptoProvider::get_default() {
        Some(chosen) => Arc::clone(chosen),
        None => Arc::new(ring::default_provider()),
    };
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let builder = if trusts {
        builder.with_platform_verifier()?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
