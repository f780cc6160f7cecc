//! Tokens that are asked for or made, kept, and renewed before they end or when the target refuses one.
//!
//! OAuth 2 (RFC 6749) with client credentials, with a signed statement of a user (RFC 7523), or a signed statement
//! as the token itself. A token that the target refused is renewed once for a request; refusing costs nothing, as whoever
//! refuses a token does nothing else.

mod jwt;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::Method;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use landbridge_contract::{Effect, Fault, FaultKind, OptionFault, Retry};
use serde_json::Value as Json;
use tokio::time::Instant;
use url::{Url, form_urlencoded};

use super::Secret;
use super::config::{Authentication, TransportConfig};
use super::secret::{self, Secrets};
use super::trust;
use super::wire::{Failure, Sent, Unread, Wire};
use crate::clock;

pub use jwt::Assertion;

use jwt::Signer;

/// A token is renewed when this much of its time is left, or a fifth where that is less.
const RENEWED_BEFORE: Duration = Duration::from_mins(1);

/// Differences of clocks below this many seconds are not made up for.
const CLOCK_SECONDS: u64 = 30;

/// The longest answer of a token endpoint, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Characters kept of what a refusal says to people, and of one word of it.
const DESCRIPTION_CHARS_MAX: usize = 200;
const WORD_CHARS_MAX: usize = 60;

/// How long a token endpoint is waited for.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// The operation of faults from here.
const ASKING: &str = "ask for a token";

/// How a token is got from an OAuth 2 token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuth {
    /// The token endpoint.
    pub token_url: Url,
    /// The client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
    /// What the token is to be good for; empty to leave it to the endpoint.
    pub scope: String,
    /// The statement of a user; without one the client speaks for itself.
    pub assertion: Option<Assertion>,
}

/// Where tokens come from.
enum Origin {
    Endpoint(Box<OAuth>, Option<Signer>),
    Own(Signer),
}

/// A token in use.
#[derive(Clone)]
struct Token {
    text: String,
    renew_at: Option<Instant>,
}

/// Where the tokens stand.
#[derive(Default)]
struct State {
    current: Option<Token>,
    /// Why no token is given any more. What was refused is not shown again: repeating it locks accounts.
    refused: Option<Fault>,
}

/// The tokens of a target.
pub(super) struct Tokens {
    origin: Origin,
    state: tokio::sync::Mutex<State>,
    /// What no message may repeat.
    secrets: Secrets,
    /// The last tokens, which answers must not repeat to anybody.
    known: Mutex<Vec<String>>,
    /// The token that was refused last.
    refused: Mutex<Option<HeaderValue>>,
    /// Seconds by which the other side's clock is ahead of ours.
    ahead: Mutex<i64>,
}

impl Tokens {
    /// What makes tokens for this way to log in, one of those of a target; nothing where it needs none.
    pub(super) fn of(
        config: &TransportConfig,
        authentication: &Authentication,
    ) -> Result<Option<Self>, OptionFault> {
        let origin = match authentication {
            Authentication::OAuth(oauth) => {
                let signer = oauth.assertion.as_ref().map(Signer::new).transpose()?;
                Origin::Endpoint(oauth.clone(), signer)
            }
            Authentication::Assertion(assertion) => Origin::Own(Signer::new(assertion)?),
            Authentication::None | Authentication::Basic { .. } | Authentication::Bearer { .. } => {
                return Ok(None);
            }
        };
        Ok(Some(Self {
            origin,
            state: tokio::sync::Mutex::default(),
            secrets: Secrets::of(config),
            known: Mutex::default(),
            refused: Mutex::default(),
            ahead: Mutex::default(),
        }))
    }

    /// The header of the present token; asks for one where there is none or its end is near. Whoever comes
    /// meanwhile waits for the same one. A refusal is told to all, and asked for and logged once.
    pub(super) async fn header(&self, wire: &Wire) -> Result<HeaderValue, Fault> {
        let mut state = self.state.lock().await;
        if let Some(fault) = &state.refused {
            return Err(fault.clone());
        }
        let good = state.current.as_ref().is_some_and(|token| {
            token
                .renew_at
                .is_none_or(|renew_at| Instant::now() < renew_at)
        });
        if !good {
            match self.fresh(wire).await {
                Ok(token) => state.current = Some(token),
                Err(mut fault) => {
                    self.secrets.hide_text(&mut fault.message);
                    tracing::warn!(kind = ?fault.kind, "{fault}");
                    if is_refusal(&fault) {
                        state.refused = Some(fault.clone());
                    }
                    return Err(fault);
                }
            }
        }
        let text = state.current.as_ref().map_or("", |token| &token.text);
        secret::header(&format!("Bearer {text}")).ok_or_else(|| {
            fault(
                FaultKind::Unintelligible,
                Retry::Never,
                "the token is no token".to_owned(),
            )
        })
    }

    /// The target refused a token, and its clock said this; the next request gets another.
    pub(super) async fn refused(&self, header: &HeaderValue, date: Option<&str>) {
        if matches!(self.origin, Origin::Own(_)) {
            self.set_clock_by(date);
        }
        *self.last_refused() = Some(header.clone());
        let mut state = self.state.lock().await;
        let same = |token: &Token| header.as_bytes().ends_with(token.text.as_bytes());
        if state.current.as_ref().is_some_and(same) {
            state.current = None;
        }
    }

    /// Whether this is the token that was refused last.
    pub(super) fn was_refused(&self, header: &HeaderValue) -> bool {
        self.last_refused().as_ref() == Some(header)
    }

    fn last_refused(&self) -> MutexGuard<'_, Option<HeaderValue>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last tokens.
    pub(super) fn known(&self) -> Vec<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }

    async fn fresh(&self, wire: &Wire) -> Result<Token, Fault> {
        let token = match &self.origin {
            Origin::Own(signer) => Token {
                text: self.signed(signer)?,
                renew_at: renew_at(Some(signer.lifetime())),
            },
            Origin::Endpoint(oauth, signer) => {
                match self.ask(wire, oauth, signer.as_ref()).await? {
                    Answer::Token(token) => token,
                    // A statement that our clock dated wrongly is made once more by theirs.
                    Answer::Refused { date, .. }
                        if signer.is_some() && self.set_clock_by(date.as_deref()) =>
                    {
                        match self.ask(wire, oauth, signer.as_ref()).await? {
                            Answer::Token(token) => token,
                            Answer::Refused { said, .. } => return Err(refusal(oauth, &said)),
                        }
                    }
                    Answer::Refused { said, .. } => return Err(refusal(oauth, &said)),
                }
            }
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.push(token.text.clone());
        let over = known.len().saturating_sub(2);
        known.drain(..over);
        Ok(token)
    }

    fn signed(&self, signer: &Signer) -> Result<String, Fault> {
        let ahead = *self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock::unix_seconds().saturating_add_signed(ahead);
        signer.sign(now).ok_or_else(|| {
            let message = "the statement of the user cannot be signed".to_owned();
            fault(FaultKind::Unauthenticated, Retry::Never, message)
        })
    }

    /// Goes by the other side's clock, as its `Date` tells it; false where that changes nothing.
    fn set_clock_by(&self, date: Option<&str>) -> bool {
        let theirs = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
        let Some(theirs) = theirs.map(|theirs| theirs.timestamp().as_second()) else {
            return false;
        };
        let ours = i64::try_from(clock::unix_seconds()).unwrap_or(i64::MAX);
        let difference = theirs - ours;
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        if difference.abs_diff(*ahead) < CLOCK_SECONDS {
            return false;
        }
        *ahead = difference;
        let side = if difference > 0 { "behind" } else { "ahead of" };
        tracing::warn!(
            "this machine's clock is {} s {side} the one that judges its tokens: they are dated by that one",
            difference.unsigned_abs()
        );
        true
    }

    /// What is said to the endpoint.
    fn form(&self, oauth: &OAuth, signer: Option<&Signer>) -> Result<String, Fault> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        match signer {
            None => {
                form.append_pair("grant_type", "client_credentials");
            }
            Some(signer) => {
                form.append_pair("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
                form.append_pair("assertion", &self.signed(signer)?);
            }
        }
        if !oauth.scope.is_empty() {
            form.append_pair("scope", &oauth.scope);
        }
        Ok(form.finish())
    }

    /// What a refusal says to people: often the only place that tells an expired secret from a wrong one. It may repeat what
    /// was sent, so that secrets are taken out before it is cut, and words as long as a signed statement left out.
    fn description(&self, members: &Json) -> String {
        let said = members.get("error_description").and_then(Json::as_str);
        let mut said = said.unwrap_or_default().to_owned();
        self.secrets.hide_text(&mut said);
        let words = said
            .split(|one: char| one.is_whitespace() || one.is_control())
            .filter(|word| !word.is_empty())
            .map(|word| match word.chars().count() {
                0..=WORD_CHARS_MAX => word,
                _ => "…",
            });
        let words: Vec<&str> = words.collect();
        let line = words.join(" ");
        match line.char_indices().nth(DESCRIPTION_CHARS_MAX) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line,
        }
    }

    async fn ask(
        &self,
        wire: &Wire,
        oauth: &OAuth,
        signer: Option<&Signer>,
    ) -> Result<Answer, Fault> {
        let form = self.form(oauth, signer)?;
        let host = oauth.token_url.host_str().unwrap_or_default();
        let unreachable = |failure: &Failure| {
            let tls = failure.tls();
            let reason = tls.map_or_else(|| failure.reason(), trust::words);
            let message = format!("no token from {host}: {reason}");
            let (kind, retry) = if failure.is_proxy_refusal() {
                (FaultKind::ProxyUnauthenticated, Retry::Never)
            } else if tls.is_some() {
                (FaultKind::Unreachable, Retry::Never)
            } else {
                (FaultKind::Unreachable, Retry::Backoff)
            };
            fault(kind, retry, message)
        };
        let site = Wire::site(&oauth.token_url);
        let target = site
            .and_then(|site| Some((wire.target(&site, &oauth.token_url)?, site)))
            .ok_or_else(|| {
                let message = format!("no token from {host}: `token_url` cannot be asked");
                fault(FaultKind::Refused, Retry::Never, message)
            });
        let (target, site) = target?;
        let sent = Sent {
            method: Method::POST,
            target,
            headers: wire.headers(&site, headers(oauth)?),
            body: form.into(),
        };
        // Asked once in an hour: the connection is not kept.
        let sent = wire.send(&site, sent, ANSWER_BYTES_MAX, ANSWERED_WITHIN);
        let answer = sent.await.map_err(|failure| unreachable(&failure))?;
        let status = answer.status.as_u16();
        let date = answer.headers.get("date");
        let date = date.and_then(|date| date.to_str().ok()).map(str::to_owned);
        let members: Json = match answer.whole {
            Ok(()) => serde_json::from_slice(&answer.body).unwrap_or_default(),
            // That is no answer about a token, but a page.
            Err(Unread::TooLarge) => Json::Null,
            Err(Unread::Failed(failure)) => return Err(unreachable(&failure)),
        };
        if status == 429 || status >= 500 {
            let message = format!("no token from {host}: HTTP {status}");
            return Err(fault(FaultKind::Unavailable, Retry::Backoff, message));
        }
        match members.get("access_token").and_then(Json::as_str) {
            Some(text) if status == 200 && !text.is_empty() => {
                let seconds = members
                    .get("expires_in")
                    .and_then(|stated| stated.as_u64().or_else(|| stated.as_str()?.parse().ok()));
                Ok(Answer::Token(Token {
                    text: text.to_owned(),
                    renew_at: renew_at(seconds.map(Duration::from_secs)),
                }))
            }
            _ => Ok(Answer::Refused {
                said: Said {
                    status,
                    error: error_code(&members),
                    description: self.description(&members),
                },
                date,
            }),
        }
    }
}

/// How a token endpoint is asked (RFC 6749, section 2.3.1).
fn headers(oauth: &OAuth) -> Result<HeaderMap, Fault> {
    let known = secret::basic(&oauth.client_id, oauth.client_secret.expose());
    let known = known.ok_or_else(|| {
        let message = "the client cannot be named in a header".to_owned();
        fault(FaultKind::Unauthenticated, Retry::Never, message)
    })?;
    let json = HeaderValue::from_static("application/json");
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    let headers = [(AUTHORIZATION, known), (CONTENT_TYPE, form), (ACCEPT, json)];
    Ok(headers.into_iter().collect())
}

/// What a token endpoint says.
enum Answer {
    Token(Token),
    Refused { said: Said, date: Option<String> },
}

/// How a token is refused (RFC 6749, section 5.2).
struct Said {
    status: u16,
    /// A word; empty where none was said.
    error: String,
    /// For people, without secrets; empty where nothing was said.
    description: String,
}

/// When a token that holds for so long is renewed.
fn renew_at(lifetime: Option<Duration>) -> Option<Instant> {
    let lifetime = lifetime?;
    let good_for = lifetime.saturating_sub(RENEWED_BEFORE.min(lifetime / 5));
    // One that outlives what a clock can count is renewed once it is refused.
    Instant::now().checked_add(good_for)
}

/// Whether a fault was met while a token was asked for, and not by the request that wanted it.
pub fn is_about_tokens(fault: &Fault) -> bool {
    fault.operation == ASKING
}

/// Whether a fault says that what is shown is not accepted.
fn is_refusal(fault: &Fault) -> bool {
    matches!(
        fault.kind,
        FaultKind::Unauthenticated | FaultKind::ProxyUnauthenticated
    )
}

/// The code of a refusal; a word, or nothing.
fn error_code(members: &Json) -> String {
    let code = members
        .get("error")
        .and_then(Json::as_str)
        .unwrap_or_default();
    let is_word = code.len() <= 40
        && code
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_word {
        code.to_owned()
    } else {
        String::new()
    }
}

/// Why there is no token, and what to look at.
fn refusal(oauth: &OAuth, said: &Said) -> Fault {
    let host = oauth.token_url.host_str().unwrap_or_default();
    let status = said.status;
    let advice = match said.error.as_str() {
        "invalid_client" | "unauthorized_client" => {
            "check `client_id` and `client_secret`: the secret may have been revoked"
        }
        "invalid_grant" => {
            "check `assertion`: key, issuer, subject and audience, and this machine's clock"
        }
        "invalid_scope" => "check `scope`",
        "unsupported_grant_type" => "the endpoint does not permit this way to get a token",
        _ if status == 407 => "the proxy demands a user and password; check `proxy`",
        _ => "check `token_url` and the client",
    };
    let mut words = String::new();
    if !said.error.is_empty() {
        words = format!(" {}", said.error);
    }
    if !said.description.is_empty() {
        words = format!("{words} \"{}\"", said.description);
    }
    let message = format!("{host} gives no token: HTTP {status}{words}; {advice}");
    let kind = if status == 407 {
        FaultKind::ProxyUnauthenticated
    } else {
        FaultKind::Unauthenticated
    };
    fault(kind, Retry::Never, message)
}

fn fault(kind: FaultKind, retry: Retry, message: String) -> Fault {
    Fault {
        kind,
        retry,
        effect: Effect::None,
        operation: ASKING.to_owned(),
        message,
    }
}
