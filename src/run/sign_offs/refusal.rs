//! Why a run is not signed off.

use crate::diagnose::{Diagnostics, Sources};
use crate::ledger::LedgerFault;
use crate::run::fault::RunFault;
use crate::run::prepare::Unprepared;

/// What keeps a run from being signed off.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Refusal {
    /// What, in one sentence.
    pub what: String,
    /// What to do.
    pub fix: String,
    /// Whether open breaks are all that is in the way.
    pub breaks: bool,
}

impl Refusal {
    pub(super) fn new(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            fix: fix.into(),
            breaks: false,
        }
    }
}

/// Why there is no sign-off.
#[derive(Debug)]
pub enum SignFault {
    /// It was refused.
    Refused(Refusal),
    /// The project has mistakes.
    Project(Diagnostics, Sources),
    /// The ledger, a file or this program.
    Run(RunFault),
}

impl From<Refusal> for SignFault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<RunFault> for SignFault {
    fn from(fault: RunFault) -> Self {
        Self::Run(fault)
    }
}

impl From<LedgerFault> for SignFault {
    fn from(fault: LedgerFault) -> Self {
        Self::Run(fault.into())
    }
}

impl From<Box<Unprepared>> for SignFault {
    fn from(wrong: Box<Unprepared>) -> Self {
        Self::Project(wrong.diagnostics, wrong.sources)
    }
}
