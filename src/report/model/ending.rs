//! How a run came to its end, with the reasons that the engine gives: they stand in documents and ledgers in these words, and are told in
//! the language of the reader.

use serde::{Deserialize, Serialize};

/// How a run came to its end. Reasons are one sentence, without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It did all that it set out to do.
    Completed,
    /// More records were rejected than the project allows, so that nothing more was sent.
    StoppedAtGate(String),
    /// The ERP could not be reached, or refused the connection.
    TargetUnavailable(String),
    /// Somebody on the way to the ERP, or the ERP itself, did not accept who asks.
    LoginRefused(Refused),
    /// Somebody or something stopped it.
    Interrupted(String),
    /// It holds on purpose: a rule says so, or a person is to let it go on.
    Held(String),
}

impl Ending {
    /// Why it ended before all was done, in one line; nothing where all was.
    pub fn in_short(&self) -> Option<String> {
        Some(match self {
            Self::Completed => return None,
            Self::StoppedAtGate(why) => format!("stopped at a gate: {why}"),
            Self::TargetUnavailable(why) => format!("the ERP was not available: {why}"),
            Self::LoginRefused(refused) => refused.words(),
            Self::Interrupted(why) => why.clone(),
            Self::Held(why) => format!("it holds: {why}"),
        })
    }
}

/// How a login was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Who refused it.
    pub by: Refuser,
    /// What was asked, and the answer: status and words.
    pub said: String,
    /// What was shown, by name.
    pub shown: Vec<Shown>,
}

/// Who refuses a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refuser {
    /// The ERP does not accept who asks.
    Erp,
    /// The ERP knows who asks, who may not do this.
    Rights,
    /// The endpoint that hands out tokens.
    TokenEndpoint,
    /// A proxy on the way: the ERP never saw the request.
    Proxy,
}

impl Refused {
    /// Who refused it, and what was said.
    pub fn words(&self) -> String {
        format!("{}: {}", self.by.words(), self.said)
    }
}

impl Refuser {
    /// What it did.
    pub fn words(self) -> &'static str {
        match self {
            Self::Erp => "the ERP refused the login",
            Self::Rights => "the ERP does not permit what was asked",
            Self::TokenEndpoint => "the token endpoint refused the login",
            Self::Proxy => "a proxy on the way refused the login",
        }
    }
}

/// A setting of a login, and where its value is kept. Never the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// `auth.basic.password`.
    pub setting: String,
    /// Where its value is kept.
    pub kept: KeptIn,
}

/// Where the value of a setting is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptIn {
    /// An environment variable of this name.
    Environment(String),
    /// A file of this path, relative to the project folder.
    File(String),
    /// What this program says. Its arguments may be secret.
    Command(String),
    /// This line of landbridge.yaml.
    Line(u32),
    /// Nowhere: it is not stated.
    Nowhere,
}

/// Records were not all read.
pub(crate) const UNREAD: &str =
    "not all of its records were read: it is under way, or was broken off";
/// An extract is not whole.
pub(crate) const NOT_WHOLE: &str = "an extract is not whole (it could not be read to its end, or its own totals do not agree), so \
                                    nothing was sent";
/// It was staged, and nothing was sent.
pub(crate) const UNSENT: &str = "it did not come to sending: it is under way, or was broken off";
/// It was sending.
pub(crate) const LOADING: &str = "it did not come to its end: it is under way, or was broken off";
/// It sent all, and nobody knows whether it arrived.
pub(crate) const UNPROVEN: &str =
    "all was sent, and it was stopped before the ERP was read back to the end";
/// A later run took over.
pub(crate) const GIVEN_UP: &str = "it was given up: a later run stages anew what it did not send";
/// A person stopped it.
pub(crate) const ASKED: &str = "somebody asked to stop";
/// Begins the reason of a run that left something open; what, follows.
pub(crate) const STOPPED_BEFORE: &str = "it stopped before all was done, and ";
/// In the reason of a run whose first records were sent.
pub(crate) const GO: &str = "the rest waits for `landbridge go";
