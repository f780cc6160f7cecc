//! What a run has come to so far: why it may go on, and why not.

use landbridge_contract::Fault;

use super::connect::Connection;
use super::fault::RunFault;
use super::load::Stop;
use crate::report::{Ending, HttpReport};

/// What a part of a run came to.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) whole: bool,
    pub(super) target: Option<Fault>,
    pub(super) cancelled: bool,
    pub(super) gate: Option<String>,
    pub(super) connection: Option<Connection>,
    /// Whether everything is asked that only the ERP can say.
    pub(super) asks_all: bool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl State {
    pub(super) fn connected(&self) -> Result<&Connection, RunFault> {
        self.connection
            .as_ref()
            .ok_or_else(|| RunFault::Defect("not connected to the target".to_owned()))
    }

    pub(super) fn may_send(&self) -> bool {
        self.whole && self.target.is_none() && !self.cancelled && self.gate.is_none()
    }

    pub(super) fn stopped(&mut self, stop: Stop) {
        match stop {
            Stop::Done => {}
            Stop::Cancelled => self.cancelled = true,
            Stop::Target(fault) => {
                self.cancelled |= fault.kind == landbridge_contract::FaultKind::Cancelled;
                self.target = Some(fault);
            }
        }
    }

    pub(super) fn ending(&self) -> Ending {
        if self.cancelled {
            return Ending::Interrupted("somebody asked to stop".to_owned());
        }
        if let Some(fault) = &self.target {
            return Ending::TargetUnavailable(fault.to_string());
        }
        if let Some(gate) = &self.gate {
            return Ending::StoppedAtGate(gate.clone());
        }
        if !self.whole {
            let why = "an extract is not whole (it could not be read to its end, or its own totals \
                       do not agree), so nothing was sent";
            return Ending::Interrupted(why.to_owned());
        }
        Ending::Completed
    }
}

pub(super) fn http(connection: &Connection) -> HttpReport {
    let stats = connection.transport.stats();
    HttpReport {
        requests: stats.requests,
        retries: stats.retries,
        throttled: stats.throttled,
        failed: stats.faults,
        bytes_sent: stats.bytes_sent,
        bytes_received: stats.bytes_received,
        ..HttpReport::default()
    }
}
