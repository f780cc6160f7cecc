//! Reconciling a run: every object read back and compared.

use super::Session;
use crate::clock::{self, Stopwatch};
use crate::diagnose::{Stage, grouped};
use crate::ledger::{RunId, RunState};
use crate::run::against_extract::AgainstExtract;
use crate::run::connect::{compare_rules, object_spec};
use crate::run::fault::RunFault;
use crate::run::load::Stop;
use crate::run::read_back::ReadBack;
use crate::run::state::State;

impl Session {
    /// Reads back and compares every object of the run.
    pub(super) async fn reconcile_all(
        &self,
        run: RunId,
        state: &mut State,
    ) -> Result<(), RunFault> {
        let connection = state.connected()?.clone();
        let staged = self.ledger.staged_objects(run)?;
        let facts = self.ledger.run(run)?.map(|line| line.facts);
        let same_project = facts
            .as_ref()
            .is_some_and(|facts| facts.plan_hash == self.prepared.plan_hash);
        for object in &self.prepared.objects {
            let name = &*object.mapping.object;
            if !staged.iter().any(|(_, staged)| staged == name) {
                continue;
            }
            let Some(spec) = object_spec(&*connection.target, object) else {
                continue;
            };
            let rules = compare_rules(object, &spec);
            let watch = Stopwatch::start();
            self.progress.begin("reconcile", name, None);
            let id = self.ledger.object(name)?;
            let extracts = AgainstExtract {
                ledger: &self.ledger,
                run,
                object: id,
                source: &object.mapping.source,
                plan: &object.plan,
                crosswalks: &self.prepared.crosswalks,
                rules: &rules,
                data: &self.prepared.project.data_dir,
                run_date: facts.as_ref().and_then(|facts| facts.run_date),
                same_project,
            };
            let read_back = ReadBack {
                ledger: &self.ledger,
                transport: &connection.transport,
                target: &connection.target,
                run,
                object: id,
                spec: &spec,
                plan: &object.plan,
                rules: &rules,
                extracts,
                progress: &*self.progress,
            };
            match read_back.run().await {
                Ok(compared) => {
                    self.progress
                        .end(&format!("{} records compared", grouped(compared)));
                    let took = watch.milliseconds();
                    let word = Stage::Reconcile.word();
                    self.ledger.record_timing(run, word, name, took, compared)?;
                }
                Err(RunFault::Target(fault)) => {
                    self.progress.end("stopped");
                    state.stopped(Stop::Target(fault));
                    return Ok(());
                }
                Err(fault) => return Err(fault),
            }
        }
        self.ledger
            .set_run_state(run, RunState::Reconciled, Some(&clock::now()))?;
        Ok(())
    }
}
