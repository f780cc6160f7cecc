//! What makes a load hold: rules over what the ERP refuses, the first records of a run, and whoever paused the ledger.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::fault::RunFault;
use super::load::{LoadObject, Loader, page};
use super::talk::on_ledger;
use crate::diagnose::{codes, grouped};
use crate::ledger::{Claimed, Outcome, RecordId, RunId, Settled};
use crate::project::{Gate, StopRules};

/// Records of a mapping that are settled before a share of them says something.
const SETTLED_MIN: u64 = 20;
/// How often a paused load looks whether it may go on.
const LOOKS_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// Watches what a load comes to.
#[derive(Debug, Default)]
pub(super) struct Brake {
    rules: StopRules,
    /// Records of each object at the most, as long as nobody has let the run go on.
    canary: Option<u64>,
    seen: Mutex<Seen>,
}

/// What was settled of the object under way, by this process.
#[derive(Debug, Default)]
struct Seen {
    settled: u64,
    refused: u64,
    in_a_row: u64,
}

impl Brake {
    pub(super) fn new(rules: StopRules, canary: Option<u64>) -> Self {
        Self {
            rules,
            canary,
            seen: Mutex::default(),
        }
    }

    /// How many records of each object are sent at the most; none where all are.
    pub(super) fn canary(&self) -> Option<u64> {
        self.canary
    }

    /// Whether only the first records are sent.
    pub(super) fn is_canary(&self) -> bool {
        self.canary.is_some()
    }

    /// Whether what the ERP refuses may stop a load.
    pub(super) fn has_rules(&self) -> bool {
        self.rules.refused_max.is_some() || self.rules.refused_in_a_row.is_some()
    }

    /// Another object begins.
    pub(super) fn begin(&self) {
        *self.seen() = Seen::default();
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of what became of records, in the order of their answers. Why nothing more is to be sent, where a rule
    /// says so.
    pub(super) fn watch(&self, object: &str, settled: &[Settled]) -> Option<String> {
        let mut seen = self.seen();
        for one in settled {
            match &one.outcome {
                Outcome::Loaded { .. } => {
                    seen.settled += 1;
                    seen.in_a_row = 0;
                }
                // Held, since what it refers to is not there: it never left.
                Outcome::Refused { finding, .. } if finding.code == &codes::REF_REJECTED => {}
                Outcome::Refused { .. } => {
                    seen.settled += 1;
                    seen.refused += 1;
                    seen.in_a_row += 1;
                }
                Outcome::Ready | Outcome::InDoubt { .. } => {}
            }
            let why = self.broken(object, &seen);
            if why.is_some() {
                return why;
            }
        }
        None
    }

    fn broken(&self, object: &str, seen: &Seen) -> Option<String> {
        if let Some(most) = self.rules.refused_in_a_row
            && seen.in_a_row >= u64::from(most)
        {
            return Some(format!(
                "the ERP refused {} records of {object} in a row",
                grouped(seen.in_a_row)
            ));
        }
        let gate = self.rules.refused_max?;
        let is_said = match gate {
            Gate::Count(_) => true,
            Gate::Percent(_) => seen.settled >= SETTLED_MIN,
        };
        if !is_said || gate.admits(seen.refused, seen.settled) {
            return None;
        }
        let allowed = match gate {
            Gate::Count(most) => grouped(most),
            Gate::Percent(percent) => format!("{percent}%"),
        };
        Some(format!(
            "the ERP refused {} of {} records of {object}, and {allowed} are allowed",
            grouped(seen.refused),
            grouped(seen.settled)
        ))
    }
}

impl Loader {
    /// How many records of an object may still leave as part of the canary; none where all may.
    pub(super) fn canary_left(
        &self,
        run: RunId,
        object: &LoadObject,
    ) -> Result<Option<usize>, RunFault> {
        let Some(records) = self.brake.canary else {
            return Ok(None);
        };
        let sent = on_ledger(|| self.ledger.sent(run, object.id))?;
        let left = records.saturating_sub(sent);
        Ok(Some(usize::try_from(left).unwrap_or(usize::MAX)))
    }

    /// The next records that are ready. In a canary, what refers to a record that is not in the ERP yet is passed over.
    pub(super) fn next_ready(
        &self,
        run: RunId,
        object: &LoadObject,
        together: usize,
        after: &mut RecordId,
    ) -> Result<VecDeque<Claimed>, RunFault> {
        let page = page(object, together);
        loop {
            let ready = on_ledger(|| {
                self.ledger
                    .ready_within(run, object.id, &self.target_name, *after, page)
            })?;
            let Some(last) = ready.last() else {
                return Ok(VecDeque::new());
            };
            *after = last.record;
            let mut sendable = VecDeque::with_capacity(ready.len());
            for claimed in ready {
                if !self.brake.is_canary() || self.payload(object, &claimed)?.is_ok() {
                    sendable.push_back(claimed);
                }
            }
            if !sendable.is_empty() {
                return Ok(sendable);
            }
        }
    }

    /// Whether somebody paused the ledger.
    pub(super) fn is_paused(&self) -> Result<bool, RunFault> {
        Ok(on_ledger(|| self.ledger.paused())?.is_some())
    }

    /// Waits for as long as the ledger is paused, or until somebody asks to stop. Whether there was something to wait for.
    pub(super) async fn wait_while_paused(&self) -> Result<bool, RunFault> {
        let mut waited = false;
        while let Some(pause) = on_ledger(|| self.ledger.paused())? {
            if !waited {
                self.progress.note(&format!(
                    "paused by {} at {}: nothing is sent until `landbridge pause --resume`",
                    pause.by, pause.at
                ));
            }
            waited = true;
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Ok(true),
                () = self.transport.wait_until(self.transport.now() + LOOKS_AGAIN_AFTER) => {}
            }
        }
        Ok(waited)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use landbridge_contract::{Origin, Reference};

    use super::*;
    use crate::diagnose::{Finding, Severity, Stage};
    use crate::ledger::AttemptId;
    use crate::run::refusal;

    fn settled(outcome: Outcome) -> Settled {
        Settled {
            attempt: AttemptId(1),
            record: RecordId(1),
            outcome,
        }
    }

    fn loaded() -> Settled {
        settled(Outcome::Loaded {
            target_id: "1".into(),
            created: true,
        })
    }

    fn refused() -> Settled {
        settled(Outcome::Refused {
            messages: Vec::new(),
            finding: Box::new(Finding {
                code: &codes::LOAD_REFUSED,
                severity: Severity::Error,
                stage: Stage::Load,
                field: "Name".into(),
                origin: Origin::File {
                    file: Arc::from("vendors.csv"),
                },
                found: String::new(),
                expected: String::new(),
            }),
        })
    }

    fn held() -> Settled {
        let reference = Reference {
            object: "suppliers".into(),
            key: "7".into(),
        };
        settled(refusal::reference_not_loaded(
            "invoices",
            "SupplierId",
            &reference,
            false,
        ))
    }

    fn brake(refused_max: Option<Gate>, refused_in_a_row: Option<u32>) -> Brake {
        let rules = StopRules {
            refused_max,
            refused_in_a_row,
        };
        Brake::new(rules, None)
    }

    #[test]
    fn refusals_in_a_row_stop_a_load_and_one_that_is_loaded_begins_anew() {
        let brake = brake(None, Some(3));
        let two = [refused(), refused()];
        assert_eq!(brake.watch("suppliers", &two), None);
        assert_eq!(brake.watch("suppliers", &[loaded(), refused()]), None);
        let said = "the ERP refused 3 records of suppliers in a row";
        assert_eq!(brake.watch("suppliers", &two).as_deref(), Some(said));
        brake.begin();
        assert_eq!(brake.watch("invoices", &two), None);
    }

    #[test]
    fn a_share_says_nothing_before_so_many_records_are_settled() {
        let brake = brake(Some(Gate::Percent(5.into())), None);
        for _ in 1..SETTLED_MIN {
            assert_eq!(brake.watch("suppliers", &[refused()]), None);
        }
        let said = "the ERP refused 19 of 20 records of suppliers, and 5% are allowed";
        assert_eq!(brake.watch("suppliers", &[loaded()]).as_deref(), Some(said));
    }

    #[test]
    fn a_number_of_refusals_counts_from_the_first_record_on() {
        let brake = brake(Some(Gate::Count(1)), None);
        assert_eq!(brake.watch("suppliers", &[refused(), loaded()]), None);
        let said = "the ERP refused 2 of 3 records of suppliers, and 1 are allowed";
        assert_eq!(
            brake.watch("suppliers", &[refused()]).as_deref(),
            Some(said)
        );
    }

    #[test]
    fn what_is_held_for_its_parent_is_no_refusal_of_the_erp() {
        let brake = brake(Some(Gate::Count(0)), Some(1));
        assert_eq!(brake.watch("invoices", &[held(), held()]), None);
    }
}
