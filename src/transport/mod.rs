//! The only place that speaks HTTP.
//!
//! One [`Transport`] serves one target and is shared by all that talk to it, so that rate,
//! concurrency and pauses hold for the target as a whole. It adds authentication, keeps the pace,
//! repeats what may be repeated without risk, and runs exchanges. It must never repeat a write
//! whose effect is unknown, follow a redirect (credentials stay with their host), or let a
//! secret, a query or a body into an error, log or `Debug` output.
//!
//! What a failure may have done ([`Effect`](landbridge_contract::Effect)):
//!
//! | failure | kind | effect of a write |
//! |---|---|---|
//! | no connection: name, refusal, TLS | `Unreachable` | none |
//! | no connection in time | `TimedOut` | none |
//! | connection cut after the request may have left | `Cut` | unknown |
//! | no whole answer in time | `TimedOut` | unknown |
//! | success whose body is cut or too large | `Cut`, `Unintelligible` | unknown |
//! | an answer that the target judges | as judged | as judged |
//! | cancelled before departure | `Cancelled` | none |
//!
//! A read never has an effect. Reading order: [`Secret`], [`TransportConfig`], [`Cancel`],
//! `budget`, `slots`, `gate`, `backoff`, `contact`, `auth`, `refusals`, `wire`, `client`, `send`, `session`, `drive`.

mod auth;
mod backoff;
mod budget;
mod cancel;
mod client;
mod config;
mod contact;
mod drive;
mod gate;
mod refusals;
mod secret;
mod send;
mod session;
mod slots;
mod stats;
mod trust;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use landbridge_contract::OptionFault;

pub use auth::{Assertion, OAuth, is_about_tokens};
pub use budget::{Hours, HoursFault, Limits};
pub use cancel::Cancel;
pub use config::{Authentication, TransportConfig};
pub use drive::{Driven, NoNotes, Notes};
pub use secret::Secret;
pub use stats::Stats;

use backoff::Backoff;
use client::Client;
use contact::Contact;
use gate::Gate;
use refusals::Refusals;
use session::Session;
use stats::Counters;

/// The way to one target. Clones share everything.
#[derive(Clone)]
pub struct Transport {
    inner: Arc<Inner>,
}

struct Inner {
    config: TransportConfig,
    client: Client,
    gate: Gate,
    backoff: Backoff,
    counters: Counters,
    contact: Contact,
    session: Session,
    refusals: Refusals,
    cancel: Cancel,
}

impl Transport {
    /// Makes the way to a target; nothing is sent yet. `cancel` stops it before the next
    /// departure. All that is wrong with the configuration is said at once.
    pub fn new(config: TransportConfig, cancel: Cancel) -> Result<Self, Vec<OptionFault>> {
        let client = Client::new(&config)?;
        Ok(Self {
            inner: Arc::new(Inner {
                client,
                gate: Gate::new(
                    config.limits.clone(),
                    config.budget.as_deref(),
                    config.concurrency_max,
                    config.tries_deadline,
                ),
                backoff: Backoff::new(config.backoff_first, config.backoff_max, config.jitter_seed),
                counters: Counters::default(),
                contact: Contact::new(config.first_contact_deadline),
                session: Session::default(),
                refusals: Refusals::default(),
                cancel,
                config,
            }),
        })
    }

    /// What was sent and received so far.
    pub fn stats(&self) -> Stats {
        self.inner.counters.snapshot(self.inner.gate.concurrency())
    }

    /// The token that stops this transport.
    pub fn cancel(&self) -> &Cancel {
        &self.inner.cancel
    }
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport")
            .field("config", &self.inner.config)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
