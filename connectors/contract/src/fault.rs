//! Faults of operations against a target: what failed, and what effect it may have had.

use std::time::Duration;

use crate::target::BusinessKey;

/// Stands for a value of a business key in a message.
const HIDDEN: &str = "‹value›";

/// An operation that failed. Whether to send again is decided by [`Fault::effect`], not by a
/// status code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {message}")]
pub struct Fault {
    /// What kind of fault.
    pub kind: FaultKind,
    /// When it may be tried again.
    pub retry: Retry,
    /// What may have happened at the target.
    pub effect: Effect,
    /// What was being done: `GET suppliers`.
    pub operation: String,
    /// What happened, one line, no secrets, no personal values.
    pub message: String,
}

impl Fault {
    /// The fault of a request that the target does not know, or that makes no sense to it; nothing was done.
    pub fn refused(operation: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind: FaultKind::Refused,
            retry: Retry::Never,
            effect: Effect::None,
            operation: operation.into(),
            message: message.into(),
        }
    }

    /// The fault of an answer to a question that makes no sense; nothing was done.
    pub fn unintelligible(operation: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind: FaultKind::Unintelligible,
            ..Self::refused(operation, message)
        }
    }

    /// The fault of an exchange that was told what it did not ask for.
    pub fn out_of_turn(operation: impl Into<String>) -> Self {
        Self::unintelligible(operation, "the exchange was told something out of turn")
    }

    /// Whether what is still to be sent in the same conversation would fare no better. An answer that got lost says
    /// nothing of the next request; a target that turns everybody away, or a load that is stopped, does.
    pub fn holds_for_the_rest(&self) -> bool {
        self.effect == Effect::None || self.kind == FaultKind::Cancelled
    }

    /// The same with the values of business keys kept out of its message: targets like to repeat the question, and
    /// faults go to logs.
    #[must_use]
    pub fn hiding<'k>(mut self, keys: impl IntoIterator<Item = &'k BusinessKey>) -> Self {
        for (_, value) in keys.into_iter().flat_map(|key| &key.parts) {
            let value = value.to_string();
            if !value.is_empty() {
                self.message = self.message.replace(&value, HIDDEN);
            }
        }
        self
    }
}

/// Kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// No connection could be made.
    Unreachable,
    /// The connection was cut before a whole answer arrived.
    Cut,
    /// No answer in time.
    TimedOut,
    /// Credentials were refused (401).
    Unauthenticated,
    /// A proxy on the way demands a user and password, or refused them (407): the target never saw the request.
    ProxyUnauthenticated,
    /// The user may not do this (403).
    Forbidden,
    /// Too many requests (429).
    Throttled,
    /// The target is down, overloaded or in maintenance (502, 503, 504).
    Unavailable,
    /// The target failed within (500).
    TargetFailed,
    /// The target refused the request itself (a path or a filter that it does not know), rather
    /// than a record.
    Refused,
    /// The answer could not be understood.
    Unintelligible,
    /// The operation was cancelled here.
    Cancelled,
}

/// When an operation may be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Trying again would give the same.
    Never,
    /// Not before this time has passed; the target said so.
    After(Duration),
    /// With growing pauses.
    Backoff,
}

/// What an operation may have done at the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing happened.
    None,
    /// It happened.
    Applied,
    /// It may or may not have happened.
    Unknown,
}
