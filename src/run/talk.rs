//! How the loader reaches the target, the time and the ledger: what tests put something else behind.

use std::future::Future;
use std::pin::Pin;
use std::time::Instant;

use landbridge_contract::{Exchange, Target};
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::diagnose::Hidden;
use crate::transport::{Driven, Notes, Transport};

/// What comes later.
pub(super) type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A way to a target, and the time that passes on it.
pub(super) trait Talk: Send + Sync {
    /// Runs an exchange to its end and keeps its replies; nothing hidden is in a fault. What it notes goes to `notes`.
    fn talk<'a>(
        &'a self,
        exchange: Box<dyn Exchange>,
        target: &'a dyn Target,
        hidden: &'a Hidden,
        notes: &'a dyn Notes,
    ) -> Later<'a, Driven>;

    /// Now, on a clock that nobody can set.
    fn now(&self) -> Instant;

    /// Waits for a moment.
    fn wait_until(&self, moment: Instant) -> Later<'_, ()>;
}

impl Talk for Transport {
    fn talk<'a>(
        &'a self,
        exchange: Box<dyn Exchange>,
        target: &'a dyn Target,
        hidden: &'a Hidden,
        notes: &'a dyn Notes,
    ) -> Later<'a, Driven> {
        Box::pin(self.collect_hiding(exchange, target, hidden, notes))
    }

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wait_until(&self, moment: Instant) -> Later<'_, ()> {
        Box::pin(tokio::time::sleep_until(moment.into()))
    }
}

/// Does work on the ledger, which waits for the disk, without holding up other requests.
pub(super) fn on_ledger<T>(work: impl FnOnce() -> T) -> T {
    match Handle::current().runtime_flavor() {
        // Nothing else could go on meanwhile.
        RuntimeFlavor::CurrentThread => work(),
        _ => tokio::task::block_in_place(work),
    }
}
