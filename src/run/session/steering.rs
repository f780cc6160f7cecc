//! A load that is steered: its first records before the rest, and the rest when a person lets it go on.

use std::sync::Arc;

use super::Session;
use crate::clock;
use crate::diagnose::grouped;
use crate::ledger::{CanaryState, Depth, RecordState, RunId, RunState};
use crate::project::CanaryThen;
use crate::run::brake::Brake;
use crate::run::fault::RunFault;
use crate::run::load::Stop;
use crate::run::session::Ended;
use crate::run::state::{Halt, State};

impl Session {
    /// Sends what is ready: the canary first, where the project has one and nobody has let the run go on.
    pub(super) async fn load_all(&self, run: RunId, state: &mut State) -> Result<(), RunFault> {
        loop {
            self.load_each(run, state).await?;
            if !state.may_send() || !self.passes_canary(run, state).await? {
                return Ok(());
            }
        }
    }

    /// What makes a load of this run hold. A run keeps the canary with which it began, whatever the command that goes on with it.
    pub(super) fn brake(&self, run: RunId) -> Result<Brake, RunFault> {
        let stated = self.prepared.canary.map(|canary| u64::from(canary.records));
        let canary = match self.ledger.canary(run)? {
            None => stated,
            Some(CanaryState::Holds(records)) => Some(records),
            Some(CanaryState::Released) => None,
        };
        Ok(Brake::new(self.prepared.project.stop, canary))
    }

    /// Whether the rest of a run is to be sent now that its first records are there.
    async fn passes_canary(&self, run: RunId, state: &mut State) -> Result<bool, RunFault> {
        let loader = self.loader(run, state)?;
        if !loader.brake.is_canary() {
            return Ok(false);
        }
        let stated = self.prepared.canary;
        let then = stated.map_or(CanaryThen::Person, |canary| canary.then);
        let counts = self.ledger.counts(run)?.into_iter();
        let ready = counts.filter(|line| line.state == RecordState::Ready);
        let waiting: u64 = ready.map(|line| line.records).sum();
        if waiting == 0 {
            return Ok(false);
        }
        let against = match then {
            CanaryThen::Person => Vec::new(),
            CanaryThen::Gate => {
                let objects = self.load_objects(state)?;
                let objects: Vec<_> = objects.into_iter().map(Arc::new).collect();
                self.progress.note("looks up the first records");
                let against = match loader.judge_canary(run, &objects).await {
                    Ok(against) => against,
                    Err(RunFault::Target(fault)) => {
                        state.stopped(Stop::Target(fault));
                        return Ok(false);
                    }
                    Err(fault) => return Err(fault),
                };
                if against.is_empty() {
                    self.ledger.release(run, "gate", &clock::now())?;
                    self.progress
                        .note("the first records are there as they were sent: the rest follows");
                    return Ok(true);
                }
                against
            }
        };
        state.halt = Some(Halt::Canary {
            run: run.0,
            waiting,
            against,
        });
        Ok(false)
    }

    /// Lets a run go on beyond its first records, and sends the rest; one that was to be read back is. Nothing happens, and it is
    /// said, where nothing of the run waits.
    pub async fn go(&self, run: RunId) -> Result<Option<Ended>, RunFault> {
        self.refuse_signed_off(run)?;
        let line = self.ledger.run(run)?;
        let Some(line) = line.filter(|line| line.state == RunState::Loading) else {
            return Ok(None);
        };
        let mut state = State {
            whole: true,
            connection: Some(self.connect()?),
            ..State::default()
        };
        let by = &self.settings.operator;
        self.ledger.release(run, by, &clock::now())?;
        self.progress
            .note(&format!("run {} goes on: {by}", grouped_run(run)));
        self.recover(&mut state).await?;
        if state.may_send() {
            self.load_all(run, &mut state).await?;
        }
        if state.may_send() && line.facts.command == "run" {
            self.reconcile_all(run, &mut state).await?;
        }
        self.close(run, &state)?;
        self.end_entry(run, "go", Depth::Whole)?;
        self.ended(run, state).map(Some)
    }
}

fn grouped_run(run: RunId) -> String {
    grouped(u64::try_from(run.0).unwrap_or_default())
}
