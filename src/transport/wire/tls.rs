//! Whom TLS trusts, and who this side is.

use std::sync::Arc;

use landbridge_contract::OptionFault;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::transport::config::{Authentication, TransportConfig};

/// The only protocol that is spoken.
const PROTOCOL: &[u8] = b"http/1.1";

/// What a configuration says about TLS.
pub(super) fn client(config: &TransportConfig) -> Result<ClientConfig, OptionFault> {
    let fault =
        |option: &str, expected: &str| OptionFault::new(option, "what cannot be used", expected);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let expected = "a configuration that the system's certificates and proxies allow";
    let versions = versions
        .with_safe_default_protocol_versions()
        .map_err(|_never| fault("url", expected))?;
    let trusting = if config.ca_certificate.is_none() && needs_no_certificates(config) {
        // Plain HTTP needs no certificates, and a bare container has none.
        versions.with_root_certificates(RootCertStore::empty())
    } else {
        let own = config.ca_certificate.as_deref();
        let own = own.map(certificates).transpose()?.unwrap_or_default();
        let verifier = Verifier::new_with_extra_roots(own, provider);
        let verifier = verifier.map_err(|_unusable| fault("url", expected))?;
        let unchecked = versions.dangerous();
        unchecked.with_custom_certificate_verifier(Arc::new(verifier))
    };
    let mut client = match &config.client_certificate {
        None => trusting.with_no_client_auth(),
        Some(pem) => {
            let pem = pem.expose().as_bytes();
            let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
            let expected = "a certificate and its private key in PEM form";
            let unusable = || fault("client_certificate", expected);
            let chain = chain.ok().filter(|chain| !chain.is_empty());
            let key = PrivateKeyDer::from_pem_slice(pem).ok();
            let (chain, key) = chain.zip(key).ok_or_else(unusable)?;
            let known = trusting.with_client_auth_cert(chain, key);
            known.map_err(|_unusable| unusable())?
        }
    };
    client.alpn_protocols = vec![PROTOCOL.to_vec()];
    Ok(client)
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, OptionFault> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let read = read.ok().filter(|read| !read.is_empty());
    read.ok_or_else(|| {
        let expected = "certificates in PEM form";
        OptionFault::new("ca_certificate", "what cannot be used", expected)
    })
}

/// Whether nothing goes over TLS.
fn needs_no_certificates(config: &TransportConfig) -> bool {
    let plain = |stated: &Authentication| match stated {
        Authentication::OAuth(oauth) => oauth.token_url.scheme() == "http",
        _ => true,
    };
    config.base_url.scheme() == "http"
        && plain(&config.authentication)
        && config.import_authentication.as_ref().is_none_or(plain)
        && config.proxy.is_none()
}
