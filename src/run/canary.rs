//! The canary: whether the first records of a run are in the ERP as they were sent.

use std::sync::Arc;

use landbridge_contract::Fault;

use super::fault::RunFault;
use super::load::{LoadObject, Loader, PAGE};
use super::talk::on_ledger;
use crate::diagnose::grouped;
use crate::ledger::{Claimed, RecordId, RecordState, RunId};

impl Loader {
    /// What speaks against sending the rest, in words; empty where the ERP refused nothing and holds everything as it was sent.
    pub(super) async fn judge_canary(
        &self,
        run: RunId,
        objects: &[Arc<LoadObject>],
    ) -> Result<Vec<String>, RunFault> {
        let mut against = Vec::new();
        for object in objects {
            let counts = on_ledger(|| self.ledger.counts(run))?;
            let own = counts.iter().filter(|line| line.object == object.id);
            let (mut refused, mut open) = (0, 0);
            for line in own {
                match line.state {
                    RecordState::Refused => refused += line.records,
                    RecordState::InDoubt | RecordState::Sending => open += line.records,
                    _ => {}
                }
            }
            let differing = if self.target.shows(&object.spec) {
                self.differing(run, object).await?
            } else {
                0
            };
            let name = &object.name;
            let mut say = |records: u64, what: &str| {
                if records > 0 {
                    against.push(format!("{} of {name} {what}", grouped(records)));
                }
            };
            say(refused, "refused");
            say(open, "in doubt");
            say(differing, "not in the ERP as sent");
        }
        Ok(against)
    }

    /// How many records that were loaded the ERP does not hold as they were sent, after the time within which they show.
    async fn differing(&self, run: RunId, object: &LoadObject) -> Result<u64, RunFault> {
        let begun = self.transport.now();
        let until = begun + self.patience.visible_within;
        let mut waiting: Vec<Claimed> = Vec::new();
        let mut after = RecordId(0);
        loop {
            let page = on_ledger(|| self.ledger.loaded(run, object.id, after, PAGE))?;
            let Some(last) = page.last() else { break };
            after = last.record;
            waiting.extend(self.not_held(object, page).await?);
        }
        while !waiting.is_empty() && self.transport.now() < until {
            let pause = self.patience.visible_within / self.patience.look_ups.max(1);
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => break,
                () = self.transport.wait_until(self.transport.now() + pause) => {}
            }
            waiting = self.not_held(object, waiting).await?;
        }
        Ok(u64::try_from(waiting.len()).unwrap_or(u64::MAX))
    }

    /// Those that the ERP does not hold as they were sent.
    async fn not_held(
        &self,
        object: &LoadObject,
        records: Vec<Claimed>,
    ) -> Result<Vec<Claimed>, Fault> {
        let mut missing = Vec::new();
        for claimed in records {
            if !self.holds(object, &claimed).await? {
                missing.push(claimed);
            }
        }
        Ok(missing)
    }
}
