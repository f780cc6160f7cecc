//! What a run has come to so far: why it may go on, and why not.

use landbridge_contract::Fault;

use super::connect::Connection;
use super::fault::RunFault;
use super::load::Stop;
use crate::diagnose::counted;
use crate::report::model::ending;
use crate::report::{Ending, HttpReport, Refused};

/// Why a load stopped on purpose, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// A rule of the project.
    Rule(String),
    /// The first records were sent, and the rest waits for a person.
    Canary {
        /// The run.
        run: i64,
        /// Records that wait.
        waiting: u64,
        /// What keeps the rest from following by itself; empty where only a person may say so.
        against: Vec<String>,
    },
    /// Records of a run are being taken back, and it is not known what became of all of them.
    Undo {
        /// The run.
        run: i64,
        /// How many.
        records: u64,
    },
}

impl Halt {
    /// Why, in short.
    fn reason(&self) -> String {
        match self {
            Self::Rule(why) => format!("by a rule of `stop`, {why}"),
            Self::Undo { run, .. } => format!("records of run {run} are being taken back"),
            Self::Canary { run, against, .. } => {
                let why = if against.is_empty() {
                    String::new()
                } else {
                    format!(", {}", against.join(", "))
                };
                format!(
                    "its first records were sent{why}, and {} {run}`",
                    ending::GO
                )
            }
        }
    }
}

impl std::fmt::Display for Halt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rule(why) => write!(
                f,
                "stopped by a rule of `stop` in landbridge.yaml: {why}\n\
                 See `landbridge rejects` and mend the cause. Then run the same command again: it goes on where it \
                 stopped;\n`landbridge retry` sends again what was refused."
            ),
            Self::Undo { run, records } => write!(
                f,
                "an undo of run {run} is not over, and it is not known what became of {}: nothing was sent\n\
                 End that first with `landbridge load --undo {run} --confirm`, then run the same command again.",
                counted(*records, "record", "records")
            ),
            Self::Canary {
                run,
                waiting,
                against,
            } => {
                writeln!(
                    f,
                    "the first records of run {run} were sent; {} more to go",
                    crate::diagnose::grouped(*waiting)
                )?;
                if !against.is_empty() {
                    writeln!(
                        f,
                        "They do not follow by themselves: {}.",
                        against.join("; ")
                    )?;
                }
                write!(
                    f,
                    "Look at the first ones in the ERP. `landbridge go {run}` sends the rest, `landbridge load --undo {run}`\n\
                     says what could be taken back."
                )
            }
        }
    }
}

/// What a part of a run came to.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) whole: bool,
    pub(super) target: Option<Fault>,
    pub(super) cancelled: bool,
    pub(super) gate: Option<String>,
    /// Why nothing more was sent, where that was meant so.
    pub(super) halt: Option<Halt>,
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
        self.whole
            && self.target.is_none()
            && !self.cancelled
            && self.gate.is_none()
            && self.halt.is_none()
    }

    /// Requests made so far, repetitions among them.
    pub(super) fn requests(&self) -> u64 {
        let transport = self.connection.as_ref().map(|one| &one.transport);
        transport.map_or(0, |transport| transport.stats().requests)
    }

    pub(super) fn stopped(&mut self, stop: Stop) {
        match stop {
            Stop::Done => {}
            Stop::Cancelled => self.cancelled = true,
            Stop::Rule(why) => self.halt = Some(Halt::Rule(why)),
            Stop::Target(fault) => {
                self.cancelled |= fault.kind == landbridge_contract::FaultKind::Cancelled;
                self.target = Some(fault);
            }
        }
    }

    /// Whose login was refused, where that is why the target could not be spoken to.
    pub(super) fn refused(&self) -> Option<Refused> {
        let (fault, connection) = (self.target.as_ref()?, self.connection.as_ref()?);
        connection.logins.refused_by(&connection.transport, fault)
    }

    pub(super) fn ending(&self) -> Ending {
        if self.cancelled {
            return Ending::Interrupted(ending::ASKED.to_owned());
        }
        if let Some(fault) = &self.target {
            return self.refused().map_or_else(
                || Ending::TargetUnavailable(fault.to_string()),
                Ending::LoginRefused,
            );
        }
        if let Some(gate) = &self.gate {
            return Ending::StoppedAtGate(gate.clone());
        }
        if let Some(halt) = &self.halt {
            return Ending::Held(halt.reason());
        }
        if !self.whole {
            return Ending::Interrupted(ending::NOT_WHOLE.to_owned());
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
