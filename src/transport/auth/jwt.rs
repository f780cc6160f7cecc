//! Signed statements of who sends: JSON Web Tokens (RFC 7519) with RS256 (RFC 7518, section 3.3).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use landbridge_contract::OptionFault;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::json;

use crate::transport::Secret;

/// Seconds by which a statement is dated back: clocks differ a little, and one from the future is refused.
const DATED_BACK: u64 = 10;

/// What is stated, and the key that signs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The private key (RSA, PEM).
    pub key: Secret,
    /// Name of the key at the receiver (`kid`); empty for none.
    pub key_id: String,
    /// The certificate's SHA-1 as base64url (`x5t`); empty for none.
    pub thumbprint: String,
    /// Who states it (`iss`).
    pub issuer: String,
    /// Of whom (`sub`, and `prn` for products that read that).
    pub subject: String,
    /// To whom (`aud`); empty for nobody in particular.
    pub audience: String,
    /// How long it holds.
    pub lifetime: Duration,
}

/// Makes signed statements.
pub(super) struct Signer {
    assertion: Assertion,
    key: RsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    pub(super) fn new(assertion: &Assertion) -> Result<Self, OptionFault> {
        let fault = || {
            OptionFault::new(
                "auth",
                "a key that cannot be used",
                "a private RSA key of 2048 bits or more in PEM form (`BEGIN PRIVATE KEY`)",
            )
        };
        let der = PrivateKeyDer::from_pem_slice(assertion.key.expose().as_bytes());
        let key = match der.ok().ok_or_else(fault)? {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(fault()),
        };
        Ok(Self {
            assertion: assertion.clone(),
            key: key.ok().ok_or_else(fault)?,
            random: SystemRandom::new(),
        })
    }

    /// A statement made at this Unix time; nothing where the system gives no random numbers.
    pub(super) fn sign(&self, now: u64) -> Option<String> {
        let stated = &self.assertion;
        let mut id = [0; 16];
        self.random.fill(&mut id).ok()?;
        let issued = now.saturating_sub(DATED_BACK);
        let mut header = json!({"alg": "RS256", "typ": "JWT"});
        state(&mut header, "kid", &stated.key_id);
        state(&mut header, "x5t", &stated.thumbprint);
        let mut claims = json!({
            "iss": stated.issuer,
            "sub": stated.subject,
            "prn": stated.subject,
            "iat": issued,
            "exp": now + stated.lifetime.as_secs(),
            "jti": URL_SAFE_NO_PAD.encode(id),
        });
        state(&mut claims, "aud", &stated.audience);
        let encode = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &self.random,
                signed.as_bytes(),
                &mut signature,
            )
            .ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// How long a statement holds.
    pub(super) fn lifetime(&self) -> Duration {
        self.assertion.lifetime
    }
}

/// Adds what is not empty.
fn state(part: &mut serde_json::Value, name: &str, value: &str) {
    if let Some(members) = part.as_object_mut()
        && !value.is_empty()
    {
        members.insert(name.to_owned(), value.into());
    }
}
