//! How a run ends: its state, its report, the gates.

use std::collections::BTreeMap;

use super::{Ended, Session};
use crate::clock;
use crate::ledger::{Depth, EntryFacts, RunId, RunState};
use crate::report::{Ending, GateKind, RunReport};
use crate::run::fault::RunFault;
use crate::run::hiding::Hiding;
use crate::run::sign_offs;
use crate::run::state::{State, http};
use crate::run::summary::{Against, ObjectWords, RunWords, rehearsals, summarise};

impl Session {
    /// Closes a run that sent something, or could have.
    pub(super) fn close(&self, run: RunId, state: &State) -> Result<(), RunFault> {
        let now = clock::now();
        let line = self.ledger.run(run)?;
        if line.is_some_and(|line| line.state == RunState::Reconciled) {
            return Ok(());
        }
        let mut waiting = 0;
        for (_, name) in self.ledger.staged_objects(run)? {
            waiting += self.waiting(run, &name)?;
        }
        let done = state.may_send() && waiting == 0;
        let next = if done {
            RunState::Loaded
        } else if state.whole && state.gate.is_none() {
            RunState::Loading
        } else {
            RunState::Abandoned
        };
        Ok(self.ledger.set_run_state(run, next, Some(&now))?)
    }

    /// A run that was accepted is neither read back nor sent again.
    pub(super) fn refuse_signed_off(&self, run: RunId) -> Result<(), RunFault> {
        sign_offs::refuse_signed_off(&self.prepared.project.dir, run)
    }

    /// A command that goes on with a run judges it by the gates of its own time.
    pub(super) fn judge_by_own_gates(&self, run: RunId) -> Result<(), RunFault> {
        let gates = self.prepared.project.gates.to_kept();
        Ok(self.ledger.keep_gates(run, &gates)?)
    }

    /// Keeps in the run why a command ends before all is done: whoever looks later has no other way to know. Before the entry is
    /// chained, which is about it too.
    pub(super) fn keep_ending(&self, run: RunId, state: &State) -> Result<(), RunFault> {
        let ending = match state.ending() {
            Ending::Completed => None,
            other => Some(serde_json::to_string(&other).map_err(|error| {
                RunFault::Defect(format!("the ending of a run cannot be written: {error}"))
            })?),
        };
        Ok(self.ledger.keep_ending(run, ending.as_deref())?)
    }

    /// Chains an entry over the rows of a run, as a command left them.
    pub(super) fn end_entry(&self, run: RunId, what: &str, depth: Depth) -> Result<(), RunFault> {
        let facts = EntryFacts {
            at: clock::now(),
            operator: self.settings.operator.clone(),
            run: Some(run),
            what: what.to_owned(),
            statement: sign_offs::newest_hash(&self.prepared.project.dir),
        };
        Ok(self.ledger.end_entry(&facts, depth)?)
    }

    pub(super) fn report(&self, run: RunId, state: &State) -> Result<RunReport, RunFault> {
        let project = &self.prepared.project;
        let mut objects = BTreeMap::new();
        for object in &self.prepared.objects {
            let words = ObjectWords {
                about: object.mapping.about.clone(),
                owner: object.mapping.owner.clone().unwrap_or_default(),
                key_is_personal: object.plan.key_is_personal(),
            };
            objects.insert(object.mapping.object.to_string(), words);
        }
        let words = RunWords {
            project: project.name.clone(),
            host: state
                .connection
                .as_ref()
                .map(|one| one.host.clone())
                .unwrap_or_default(),
            ending: state.ending(),
            http: state.connection.as_ref().map(http),
            objects,
            hiding: Hiding::of(project),
            against: Against::Latest,
            after: rehearsals::after(project),
            permitted: rehearsals::permitted(project),
            gates: project.gates.clone(),
            sign_offs: sign_offs::reported(&project.dir, run),
            now: clock::now(),
        };
        summarise(&self.ledger, run, &words)
    }

    pub(super) fn ended(&self, run: RunId, state: State) -> Result<Ended, RunFault> {
        let report = self.report(run, &state)?;
        let over = |breaks: bool| {
            let mut failed = report.gates_failed.iter();
            failed.any(|gate| (gate.kind == GateKind::Breaks) == breaks)
        };
        Ok(Ended {
            run,
            whole: state.whole,
            cancelled: state.cancelled,
            halt: state.halt,
            over_rejects: over(false),
            over_breaks: over(true),
            target: state.target,
            before: None,
            report,
        })
    }
}
