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
    /// Somebody or something stopped it.
    Interrupted(String),
    /// It holds on purpose: a rule says so, or a person is to let it go on.
    Held(String),
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
