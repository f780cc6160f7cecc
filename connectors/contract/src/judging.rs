//! What targets over HTTP share in judging an answer: what a status says of the connection, and how what
//! the target said is kept short.

use crate::{Effect, Fault, FaultKind, Request, Response, Retry, TargetMessage};

/// Codes named in a fault.
const CODES_MAX: usize = 3;

/// Messages put on one line.
const LINE_MESSAGES_MAX: usize = 3;

/// Characters of a line of messages.
const LINE_CHARS_MAX: usize = 400;

/// Characters kept of one message; those of products stay far below.
const TEXT_CHARS_MAX: usize = 1_000;

/// Characters kept of how an answer challenges whoever asks.
const CHALLENGE_CHARS_MAX: usize = 160;

/// Characters kept of a code or path.
const WORD_CHARS_MAX: usize = 200;

impl Response {
    /// The fault that the status tells of the connection rather than of the record; none for success and
    /// for refusals. A target settles before what its statuses mean otherwise. `codes` are those in the
    /// answer, as [`codes_in_words`] writes them.
    ///
    /// - 429: throttled *before* any work, so without effect; the pause is what `Retry-After` says.
    /// - 401, 407, 403: turned away at the door, so without effect; the same credentials would be
    ///   turned away again, and repeating a bad password locks accounts.
    /// - 425: the target declines to begin, so without effect.
    /// - 408: the target gave up waiting for the request, perhaps after it had all of it: unknown.
    /// - 502, 503, 504: said by something in front of the target (a gateway, a balancer), which may
    ///   have passed the request on: a write may yet be carried out. Near five minutes a gateway
    ///   answers 504 while the work commits.
    /// - other 5xx: the target failed, before a commit or after it: unknown.
    /// - 3xx: answers of a sign-in page or a moved target. Nothing is followed, as credentials must not
    ///   go to another host. What a write did is not said: unknown.
    ///
    /// A read never has an effect.
    pub fn fault(&self, request: &Request, codes: impl FnOnce() -> String) -> Option<Fault> {
        let write_effect = if request.method.is_safe() {
            Effect::None
        } else {
            Effect::Unknown
        };
        let stated = || self.pause().map_or(Retry::Backoff, Retry::After);
        let (kind, retry, effect) = match self.status {
            429 => (FaultKind::Throttled, stated(), Effect::None),
            401 => (FaultKind::Unauthenticated, Retry::Never, Effect::None),
            407 => (FaultKind::ProxyUnauthenticated, Retry::Never, Effect::None),
            403 => (FaultKind::Forbidden, Retry::Never, Effect::None),
            408 | 504 => (FaultKind::TimedOut, stated(), write_effect),
            425 => (FaultKind::Unavailable, stated(), Effect::None),
            502 | 503 => (FaultKind::Unavailable, stated(), write_effect),
            500..=599 => (FaultKind::TargetFailed, stated(), write_effect),
            300..=399 => (FaultKind::Unintelligible, Retry::Never, write_effect),
            _ => return None,
        };
        Some(Fault {
            kind,
            retry,
            effect,
            operation: request.label.clone(),
            message: format!(
                "HTTP {}{}: {}{}",
                self.status,
                self.challenge(),
                words_of(kind),
                codes()
            ),
        })
    }

    /// How whoever turned the request away says what is wanted, ready to follow the status: ` (Basic realm="erp")`. It
    /// tells a proxy from a target, and an expired token from one that was revoked; it is about credentials, and never
    /// about a record. Empty where nothing is said.
    fn challenge(&self) -> String {
        let name = match self.status {
            401 => "www-authenticate",
            407 => "proxy-authenticate",
            _ => return String::new(),
        };
        let words: Vec<&str> = self
            .header(name)
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        if words.is_empty() {
            return String::new();
        }
        format!(" ({})", cut(&words.join(" "), CHALLENGE_CHARS_MAX))
    }
}

fn words_of(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::ProxyUnauthenticated => {
            "the proxy demands a user and password, or refuses them; check `proxy` of the target"
        }
        FaultKind::Throttled => "too many requests",
        FaultKind::Unauthenticated => {
            "the credentials were refused; check user and secret of the target"
        }
        FaultKind::Forbidden => "the user may not do this; check the user's roles at the target",
        FaultKind::TimedOut => "no answer in time, said a gateway or the target",
        FaultKind::Unavailable => "the target is unavailable",
        FaultKind::Unintelligible => {
            "the target sent the request elsewhere; check the URL of the target"
        }
        _ => "the target failed",
    }
}

/// The first codes of an answer, ready to follow a sentence: ` (27014, FND-2825)`; empty where there are
/// none. Words of the answer are left out: those may repeat values.
pub fn codes_in_words(codes: impl Iterator<Item = String>) -> String {
    let mut codes: Vec<String> = codes.filter(|code| !code.is_empty()).collect();
    codes.dedup();
    codes.truncate(CODES_MAX);
    if codes.is_empty() {
        String::new()
    } else {
        format!(" ({})", codes.join(", "))
    }
}

impl TargetMessage {
    /// A message of bounded length: 200 characters of code and path, 1,000 of text.
    pub fn bounded(code: &str, path: &str, text: &str) -> Self {
        Self {
            code: cut(code, WORD_CHARS_MAX),
            path: cut(path, WORD_CHARS_MAX),
            text: cut(text.trim(), TEXT_CHARS_MAX),
        }
    }

    /// The first messages on one line of at most 400 characters, for faults of reads.
    pub fn one_line(messages: &[Self]) -> String {
        let first = messages.iter().take(LINE_MESSAGES_MAX);
        let texts: Vec<&str> = first.map(|message| message.text.as_str()).collect();
        let joined = texts.join("; ");
        let words: Vec<&str> = joined.split_whitespace().collect();
        cut(&words.join(" "), LINE_CHARS_MAX)
    }
}

fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
