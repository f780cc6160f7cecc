//! Whether the target has ever answered.
//!
//! A target that answered before is waited for: it is restarted, or a network is mended. One that
//! never did is most likely an address that is wrong, and whoever started the run should hear so
//! while still looking.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use landbridge_contract::{Effect, Fault, FaultKind};
use tokio::time::Instant;

/// How connecting to one target has gone so far.
pub(super) struct Contact {
    answered: AtomicBool,
    begun: OnceLock<Instant>,
    patience: Duration,
}

impl Contact {
    pub(super) fn new(patience: Duration) -> Self {
        Self {
            answered: AtomicBool::new(false),
            begun: OnceLock::new(),
            patience,
        }
    }

    /// A request departs.
    pub(super) fn departs(&self) {
        self.begun.get_or_init(Instant::now);
    }

    /// The target sent an answer, whatever it says.
    pub(super) fn answered(&self) {
        self.answered.store(true, Ordering::Relaxed);
    }

    /// Whether it ever did.
    pub(super) fn has_answered(&self) -> bool {
        self.answered.load(Ordering::Relaxed)
    }

    /// Whether to give up after this fault, rather than to wait so long and try again.
    pub(super) fn is_hopeless(&self, fault: &Fault, wait: Duration) -> bool {
        let connecting = match fault.kind {
            FaultKind::Unreachable => true,
            // No connection in time, or a read that nobody answers.
            FaultKind::TimedOut => fault.effect == Effect::None,
            _ => false,
        };
        let spent = self.begun.get().map_or(Duration::ZERO, Instant::elapsed);
        connecting && !self.has_answered() && spent + wait > self.patience
    }
}
