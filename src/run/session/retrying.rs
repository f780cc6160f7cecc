//! `retry`: what was refused is sent again, and rejects whose cause is gone are sent for the first time.

use std::collections::BTreeMap;

use super::{Ended, Session};
use crate::clock;
use crate::diagnose::grouped;
use crate::ledger::{Depth, ObjectId, RecordState, RetriedLine, RunId, RunState};
use crate::run::fault::RunFault;
use crate::run::stage::Keep;
use crate::run::state::State;

impl Session {
    /// Sends the refused records of a run again: whether their cause is gone, the ERP alone can say. Those that were held for a
    /// record they refer to go where that is there by then. Where the run has rejects, the extracts are read again, and those that
    /// are not rejected any more are sent as a run of their own; nothing else that has changed is.
    pub async fn retry(&self, run: RunId, key: Option<&str>) -> Result<Ended, RunFault> {
        self.refuse_signed_off(run)?;
        if let Some(line) = self.ledger.run(run)?
            && matches!(line.state, RunState::Staging | RunState::Abandoned)
        {
            return Err(RunFault::GivenUp { run: run.0 });
        }
        let connection = self.connect()?;
        let mut state = State {
            whole: true,
            connection: Some(connection),
            ..State::default()
        };
        self.judge_by_own_gates(run)?;
        let before = self.refused(run)?;
        let reopened = self.ledger.reopen_refused(run, key)?;
        let kept = self.refused(run)?;
        if reopened > 0 {
            self.ledger.forget_comparison(run)?;
        }
        self.progress.note(&format!(
            "{} refused records are sent again",
            grouped(reopened)
        ));
        self.recover(&mut state).await?;
        if state.may_send() {
            self.load_all(run, &mut state).await?;
        }
        self.close(run, &state)?;
        self.keep_ending(run, &state)?;
        self.end_entry(run, "retry", Depth::Whole)?;
        let rejects = self.rejects(run)?;
        if rejects > 0 && state.may_send() {
            let resent = |object| of(&before, object).saturating_sub(of(&kept, object));
            let wanted = Wanted {
                run,
                key,
                resent: &resent,
                kept: &kept,
            };
            return self.retry_rejects(&wanted, rejects, state).await;
        }
        self.ended(run, state)
    }

    fn refused(&self, run: RunId) -> Result<Records, RunFault> {
        self.records(run, |state| state == RecordState::Refused)
    }

    fn rejects(&self, run: RunId) -> Result<u64, RunFault> {
        Ok(self.records(run, is_reject)?.values().sum())
    }

    /// Records of a run in some states, by object.
    fn records(
        &self,
        run: RunId,
        wanted: impl Fn(RecordState) -> bool,
    ) -> Result<Records, RunFault> {
        let mut records = Records::new();
        for line in self.ledger.counts(run)? {
            if wanted(line.state) {
                *records.entry(line.object).or_default() += line.records;
            }
        }
        Ok(records)
    }

    async fn retry_rejects(
        &self,
        wanted: &Wanted<'_>,
        rejects: u64,
        mut state: State,
    ) -> Result<Ended, RunFault> {
        let run = wanted.run;
        let before = self.report(run, &state)?;
        let again = self.open_run("retry")?;
        self.stage_all(again, Keep::Payloads, &mut state)?;
        let mended = self.keep_mended(wanted, again)?;
        self.progress.note(&format!(
            "{} of {} rejects of run {} are rejected no more, and are sent as run {}",
            grouped(mended),
            grouped(rejects),
            run.0,
            again.0
        ));
        if state.whole {
            self.ledger.set_run_state(again, RunState::Staged, None)?;
        }
        // Its first records were seen in the run before.
        self.ledger.release(again, "retry", &clock::now())?;
        if state.may_send() {
            self.load_all(again, &mut state).await?;
        }
        self.close(again, &state)?;
        self.keep_ending(again, &state)?;
        self.end_entry(again, "retry", Depth::Whole)?;
        Ok(Ended {
            before: Some(Box::new(before)),
            ..self.ended(again, state)?
        })
    }

    /// Keeps of what is staged only the rejects that are mended, and records what became of the run before. How many are mended.
    fn keep_mended(&self, wanted: &Wanted<'_>, again: RunId) -> Result<u64, RunFault> {
        let run = wanted.run;
        let rejects = self.records(run, is_reject)?;
        let refused = self.refused(run)?;
        let open = self.records(run, |state| {
            matches!(
                state,
                RecordState::Ready | RecordState::Sending | RecordState::InDoubt
            )
        })?;
        let mut mended = 0;
        for object in &self.prepared.objects {
            let id = self.ledger.object(&object.mapping.object)?;
            let own = self.ledger.keep_rejects_of(again, id, run, wanted.key)?;
            let resent = (wanted.resent)(id);
            let refused = of(&refused, id)
                .saturating_sub(of(wanted.kept, id))
                .min(resent);
            let unsettled = of(&open, id).min(resent - refused);
            let line = RetriedLine {
                object: id,
                earlier: run,
                resent,
                loaded: resent - refused - unsettled,
                refused,
                unsettled,
                rejects: of(&rejects, id),
                mended: own,
            };
            if line.resent + line.rejects > 0 {
                self.ledger.record_retried(again, &line)?;
            }
            mended += own;
        }
        Ok(mended)
    }
}

/// How many records, by object.
type Records = BTreeMap<ObjectId, u64>;

/// What is retried.
struct Wanted<'a> {
    run: RunId,
    /// The one record that is meant, where one is.
    key: Option<&'a str>,
    /// How many refused records of an object were sent again.
    resent: &'a (dyn Fn(ObjectId) -> u64 + Sync),
    /// Refused records that were not sent again.
    kept: &'a Records,
}

fn of(records: &Records, object: ObjectId) -> u64 {
    records.get(&object).copied().unwrap_or(0)
}

fn is_reject(state: RecordState) -> bool {
    matches!(
        state,
        RecordState::Rejected(_) | RecordState::RejectedReference
    )
}
