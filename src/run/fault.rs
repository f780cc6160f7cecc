//! What stops a run.

use landbridge_contract::{Fault, SourceFault};

use crate::diagnose::Diagnostics;
use crate::ledger::LedgerFault;
use crate::report::Refused;

/// What stops a run.
#[derive(Debug, thiserror::Error)]
pub enum RunFault {
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
    /// An extract cannot be read.
    #[error("{0}")]
    Source(Box<SourceFault>),
    /// A file cannot be read.
    #[error("{file} cannot be read: {message}")]
    File {
        /// The file.
        file: String,
        /// The system's words.
        message: String,
    },
    /// A file cannot be written.
    #[error("{file} cannot be written: {message}")]
    Unwritable {
        /// The file.
        file: String,
        /// The system's words.
        message: String,
    },
    /// The target does not answer, or does not let us in.
    #[error("{0}")]
    Target(Fault),
    /// The target, or somebody on the way to it, refuses what it was shown of who asks.
    #[error("{}", .0.said)]
    Login(Box<Refused>),
    /// The plan has mistakes that show only when it is carried out.
    #[error("the project has mistakes")]
    Plan(Diagnostics),
    /// The run was accepted by name, and is closed.
    #[error("run {run} was signed off by {by} at {at}: it is closed")]
    SignedOff {
        /// The run.
        run: i64,
        /// By whom.
        by: String,
        /// When, ISO 8601.
        at: String,
    },
    /// The run was given up: nothing that waits in it may be sent.
    #[error(
        "run {run} was given up, and nothing of it that waits is sent any more: load again, which reads the extracts anew"
    )]
    GivenUp {
        /// The run.
        run: i64,
    },
    /// Somebody asked to stop.
    #[error("stopped on request")]
    Cancelled,
    /// An invariant does not hold: a defect of this program.
    #[error("defect: {0}")]
    Defect(String),
}

impl RunFault {
    /// A task that died.
    pub(super) fn from_join(error: tokio::task::JoinError) -> Self {
        Self::Defect(format!("a task died: {error}"))
    }
}

impl From<SourceFault> for RunFault {
    fn from(fault: SourceFault) -> Self {
        Self::Source(Box::new(fault))
    }
}

impl From<Fault> for RunFault {
    fn from(fault: Fault) -> Self {
        Self::Target(fault)
    }
}
