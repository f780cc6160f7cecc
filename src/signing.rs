//! Ed25519 keys: made, read, and used to sign and to verify.
//!
//! Keys have the forms of RFC 8410, which `openssl genpkey -algorithm ed25519` writes and `openssl pkeyutl` reads,
//! so that what is signed here is verified without this program. A private key is never printed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use sha2::{Digest as _, Sha256};

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// What stands before the 32 bytes of a private key in PKCS#8, version 1 (RFC 8410, section 7).
const PRIVATE_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];
/// What stands before the 32 bytes of a public key in a `SubjectPublicKeyInfo` (RFC 8410, section 4).
const PUBLIC_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

const PRIVATE: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

/// A key that signs.
pub struct SigningKey(Ed25519KeyPair);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SigningKey").field(&self.public()).finish()
    }
}

/// A key that verifies what the signing key of the pair signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey([u8; 32]);

impl std::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("VerifyingKey").field(&self.text()).finish()
    }
}

/// Why a key could not be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// It needs a passphrase.
    #[error("the key is encrypted with a passphrase")]
    Encrypted,
    /// Something else, or a key of another kind.
    #[error("not an Ed25519 key in PKCS#8 PEM")]
    Unknown,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

impl SigningKey {
    /// Makes a key from the system's random numbers; gives it with its PEM text, which is secret.
    pub fn generate() -> Result<(Self, String), KeyFault> {
        let mut seed = [0; 32];
        SystemRandom::new()
            .fill(&mut seed)
            .map_err(|_unspecified| KeyFault::NoRandomness)?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed);
        let pair = pair.map_err(|_rejected| KeyFault::Unknown)?;
        let mut der = PRIVATE_PREFIX.to_vec();
        der.extend(seed);
        Ok((Self(pair), pem(PRIVATE, &der)))
    }

    /// Reads a key from its PEM text.
    pub fn from_pem(text: &str) -> Result<Self, KeyFault> {
        if text.contains("BEGIN ENCRYPTED PRIVATE KEY") {
            return Err(KeyFault::Encrypted);
        }
        let der = from_pem(PRIVATE, text).ok_or(KeyFault::Unknown)?;
        // The second version holds the public key as well; both are written by common tools.
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der)
            .map(Self)
            .map_err(|_rejected| KeyFault::Unknown)
    }

    /// The key that verifies.
    pub fn public(&self) -> VerifyingKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        VerifyingKey(bytes)
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
}

impl VerifyingKey {
    /// Reads a key from the base64 of its `SubjectPublicKeyInfo`: what stands between the lines of its PEM.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::from_der(&STANDARD.decode(text.trim()).ok()?)
    }

    /// Reads a key from its PEM text.
    pub fn from_pem(text: &str) -> Option<Self> {
        Self::from_der(&from_pem(PUBLIC, text)?)
    }

    fn from_der(der: &[u8]) -> Option<Self> {
        let key = der.strip_prefix(&PUBLIC_PREFIX)?;
        Some(Self(key.try_into().ok()?))
    }

    fn der(&self) -> Vec<u8> {
        let mut der = PUBLIC_PREFIX.to_vec();
        der.extend(self.0);
        der
    }

    /// The base64 of its `SubjectPublicKeyInfo`.
    pub fn text(&self) -> String {
        STANDARD.encode(self.der())
    }

    /// Its PEM text.
    pub fn pem(&self) -> String {
        pem(PUBLIC, &self.der())
    }

    /// What people compare: the SHA-256 of its `SubjectPublicKeyInfo`, hexadecimal.
    pub fn fingerprint(&self) -> String {
        use std::fmt::Write as _;
        let digest = Sha256::digest(self.der());
        digest.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to memory does not fail");
            text
        })
    }

    /// Whether the signature of a message is this key's.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0)
            .verify(message, signature)
            .is_ok()
    }
}

/// Whether a text is, or holds, a private key: such a text is never repeated.
pub fn looks_private(text: &str) -> bool {
    let decoded = STANDARD.decode(text.trim()).unwrap_or_default();
    text.contains(PRIVATE) || decoded.get(2..5) == PRIVATE_PREFIX.get(2..5)
}

fn pem(label: &str, der: &[u8]) -> String {
    // A key of this kind fits into one line of 64 characters.
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        STANDARD.encode(der)
    )
}

fn from_pem(label: &str, text: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let body: String = body.split_whitespace().collect();
    STANDARD.decode(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_and_read_and_verifies_what_it_signed_and_nothing_else() {
        let (key, text) = SigningKey::generate().unwrap();
        let read = SigningKey::from_pem(&text).unwrap();
        assert_eq!(read.public(), key.public());
        let signature = read.sign(b"all of it");
        assert_eq!(signature.len(), SIGNATURE_BYTES);
        assert!(key.public().verifies(b"all of it", &signature));
        assert!(!key.public().verifies(b"all of id", &signature));
        let (other, _) = SigningKey::generate().unwrap();
        assert!(!other.public().verifies(b"all of it", &signature));
        let public = key.public();
        assert_eq!(VerifyingKey::from_pem(&public.pem()), Some(public));
        assert_eq!(VerifyingKey::from_text(&public.text()), Some(public));
    }

    #[test]
    fn a_key_that_openssl_made_is_read() {
        // `openssl genpkey -algorithm ed25519`, and `openssl pkey -pubout` of it.
        let text = "-----BEGIN PRIVATE KEY-----\n\
                    MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
                    -----END PRIVATE KEY-----\n";
        let key = SigningKey::from_pem(text).unwrap();
        // Test 1 of RFC 8032, section 7.1.
        assert_eq!(
            key.public().text(),
            "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
        );
        assert!(!format!("{key:?}").contains("J1hsZ3v"));
    }

    #[test]
    fn what_is_no_such_key_is_refused_with_the_reason() {
        let fault = |text: &str| SigningKey::from_pem(text).unwrap_err();
        assert_eq!(fault("hello"), KeyFault::Unknown);
        assert_eq!(
            fault("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"),
            KeyFault::Encrypted
        );
        assert_eq!(
            fault("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
            KeyFault::Unknown
        );
        assert_eq!(VerifyingKey::from_text("AAAA"), None);
        let (_, text) = SigningKey::generate().unwrap();
        assert!(looks_private(&text));
        assert!(looks_private(text.lines().nth(1).unwrap()));
    }
}
