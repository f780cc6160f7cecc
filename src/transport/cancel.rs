//! A token that stops work at its next safe point.

use std::sync::Arc;

use tokio::sync::watch;

/// Stops a transport before its next departure. A write that has departed is awaited: its answer
/// must not be thrown away. Clones are one token; a second call changes nothing.
#[derive(Debug, Clone)]
pub struct Cancel {
    state: Arc<watch::Sender<bool>>,
}

impl Cancel {
    /// A token that is not cancelled.
    pub fn new() -> Self {
        Self {
            state: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Cancels.
    pub fn cancel(&self) {
        self.state.send_replace(true);
    }

    /// Whether it is cancelled.
    pub fn is_cancelled(&self) -> bool {
        *self.state.borrow()
    }

    /// Returns once it is cancelled.
    pub async fn cancelled(&self) {
        let mut state = self.state.subscribe();
        // The sender lives as long as `self`, so waiting cannot fail.
        state.wait_for(|cancelled| *cancelled).await.ok();
    }
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}
