//! `retry`: what was refused is sent again, and rejects whose cause is gone are sent for the first time.

use super::{Ended, Session};
use crate::clock;
use crate::diagnose::grouped;
use crate::ledger::{Depth, RecordState, RunId, RunState};
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
        let reopened = self.ledger.reopen_refused(run, key)?;
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
        self.end_entry(run, "retry", Depth::Whole)?;
        let rejects = self.rejects(run)?;
        if rejects > 0 && state.may_send() {
            return self.retry_rejects(run, key, rejects, state).await;
        }
        self.ended(run, state)
    }

    fn rejects(&self, run: RunId) -> Result<u64, RunFault> {
        let counts = self.ledger.counts(run)?.into_iter();
        let rejected = counts.filter(|line| {
            matches!(
                line.state,
                RecordState::Rejected(_) | RecordState::RejectedReference
            )
        });
        Ok(rejected.map(|line| line.records).sum())
    }

    async fn retry_rejects(
        &self,
        run: RunId,
        key: Option<&str>,
        rejects: u64,
        mut state: State,
    ) -> Result<Ended, RunFault> {
        let again = self.open_run("retry")?;
        self.stage_all(again, Keep::Payloads, &mut state)?;
        let mut mended = 0;
        for object in &self.prepared.objects {
            let id = self.ledger.object(&object.mapping.object)?;
            mended += self.ledger.keep_rejects_of(again, id, run, key)?;
        }
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
        self.end_entry(again, "retry", Depth::Whole)?;
        self.ended(again, state)
    }
}
