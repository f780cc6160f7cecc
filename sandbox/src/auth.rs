//! Who may sign in: users with passwords, bearer tokens, and tokens that clients ask for.
//!
//! A JWT assertion is taken at its word: the signature is not checked, the user must be known. That
//! is enough to rehearse a client and must never guard anything real.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::config::{SandboxConfig, User};
use crate::faults::Faults;
use crate::target::parse_target;

/// Tokens that are remembered at once; beyond that the next request for one forgets the expired.
const TOKENS_MAX: usize = 10_000;

/// The accounts of a sandbox.
pub(crate) struct Accounts {
    users: Vec<User>,
    clients: Vec<User>,
    fixed: Vec<String>,
    lifetime: Duration,
    issued: Mutex<Issued>,
}

#[derive(Default)]
struct Issued {
    count: u64,
    tokens: HashMap<String, Token>,
    /// Requests that were let in.
    let_in: u64,
}

struct Token {
    user: String,
    until: Instant,
    /// Requests that it was good for.
    requests: u64,
}

impl fmt::Debug for Accounts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Accounts")
            .field("users", &self.users)
            .finish_non_exhaustive()
    }
}

impl Accounts {
    pub(crate) fn new(config: &SandboxConfig) -> Self {
        Self {
            users: config.users.clone(),
            clients: config.clients.clone(),
            fixed: config.bearer_tokens.clone(),
            lifetime: config.token_lifetime,
            issued: Mutex::default(),
        }
    }

    /// The user behind an `Authorization` header, as long as the faults let it in.
    pub(crate) fn user(&self, header: Option<&str>, faults: &Faults) -> Option<String> {
        let user = self.known_user(header, faults)?;
        let mut issued = self.issued();
        if faults
            .logins_refused_after
            .is_some_and(|most| issued.let_in >= most)
        {
            return None;
        }
        issued.let_in += 1;
        Some(user)
    }

    /// Counts anew who was let in.
    pub(crate) fn count_anew(&self) {
        self.issued().let_in = 0;
    }

    fn issued(&self) -> MutexGuard<'_, Issued> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_user(&self, header: Option<&str>, faults: &Faults) -> Option<String> {
        let (scheme, value) = header?.split_once(' ')?;
        let value = value.trim();
        if scheme.eq_ignore_ascii_case("basic") {
            return known(&self.users, value);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        if self.fixed.iter().any(|token| token == value) {
            return Some("BEARER".to_owned());
        }
        let mut issued = self.issued();
        let token = issued.tokens.get_mut(value)?;
        let used_up = faults.requests_per_token > 0 && token.requests >= faults.requests_per_token;
        if used_up || Instant::now() >= token.until {
            return None;
        }
        token.requests += 1;
        Some(token.user.clone())
    }

    /// Answers `/oauth2/v1/token`: a status and a document.
    pub(crate) fn token(&self, header: Option<&str>, body: &str) -> (u16, Value) {
        let form = parse_target(&format!("?{body}")).query;
        let field = |name: &str| {
            form.iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        let basic = header
            .and_then(|header| header.split_once(' '))
            .map(|(_, value)| value.trim());
        let client = basic
            .and_then(|value| known(&self.clients, value))
            .or_else(|| {
                let (id, secret) = (field("client_id")?, field("client_secret")?);
                let client = self
                    .clients
                    .iter()
                    .find(|c| c.name == id && c.password == secret)?;
                Some(client.name.clone())
            });
        let Some(client) = client else {
            return refused(401, "invalid_client", "Client authentication failed.");
        };
        let user = match field("grant_type") {
            Some("client_credentials") => Some(client),
            Some("urn:ietf:params:oauth:grant-type:jwt-bearer") => field("assertion")
                .and_then(subject)
                .filter(|subject| self.users.iter().any(|user| user.name == *subject)),
            _ => {
                return refused(
                    400,
                    "unsupported_grant_type",
                    "The grant type isn't supported.",
                );
            }
        };
        let Some(user) = user else {
            return refused(400, "invalid_grant", "The user assertion isn't valid.");
        };
        if field("scope").is_none_or(str::is_empty) {
            return refused(400, "invalid_scope", "A scope is required.");
        }
        let token = self.issue(user);
        let expires = self.lifetime.as_secs();
        (
            200,
            json!({"access_token": token, "token_type": "Bearer", "expires_in": expires}),
        )
    }

    fn issue(&self, user: String) -> String {
        let mut issued = self.issued();
        let now = Instant::now();
        if issued.tokens.len() >= TOKENS_MAX {
            issued.tokens.retain(|_, token| token.until > now);
        }
        issued.count += 1;
        let token = URL_SAFE_NO_PAD.encode(format!("sandbox:{}:{user}", issued.count));
        let held = Token {
            user,
            until: now + self.lifetime,
            requests: 0,
        };
        issued.tokens.insert(token.clone(), held);
        token
    }
}

fn known(users: &[User], basic: &str) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(basic).ok()?).ok()?;
    let (name, password) = decoded.split_once(':')?;
    users
        .iter()
        .find(|user| user.name == name && user.password == password)
        .map(|user| user.name.clone())
}

fn subject(assertion: &str) -> Option<String> {
    let payload = URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let subject = claims.get("sub").or_else(|| claims.get("prn"))?;
    subject.as_str().map(str::to_owned)
}

fn refused(status: u16, error: &str, description: &str) -> (u16, Value) {
    (
        status,
        json!({"error": error, "error_description": description}),
    )
}
