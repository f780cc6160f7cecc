//! `plan`: what a load would do, told record by record, without doing it.

use tokio::task::block_in_place;

use super::Session;
use crate::clock::{self, Stopwatch};
use crate::diagnose::{Stage, counted, grouped};
use crate::ledger::{Depth, RunId, RunState};
use crate::run::connect::{compare_rules, object_spec};
use crate::run::fault::RunFault;
use crate::run::load::{LoadObject, Loader, Stop};
use crate::run::planned::{Planned, PlannedObject, PlannedRecord};
use crate::run::planning::Planner;
use crate::run::prepare::PreparedObject;
use crate::run::stage::Keep;
use crate::run::state::State;

impl Session {
    /// Stages everything as a load does, reads the ERP, and tells what a load would do with each record: those that it
    /// would leave as they are, are only counted. Nothing is written to the ERP, and nothing that is staged is ever
    /// sent. `each` is called in the order of objects and keys.
    pub async fn plan(&self, each: &mut dyn FnMut(&PlannedRecord)) -> Result<Planned, RunFault> {
        self.refuse_rehearsal()?;
        let mut state = State {
            connection: Some(self.connect()?),
            ..State::default()
        };
        let run = self.open_run("plan")?;
        self.stage_all(run, Keep::Payloads, &mut state)?;
        let mut objects = Vec::new();
        for object in &self.prepared.objects {
            if !state.may_send() {
                break;
            }
            match self.plan_object(run, object, &state, each).await {
                Ok(planned) => objects.push(planned),
                Err(RunFault::Target(fault)) => {
                    self.progress.end("stopped");
                    state.stopped(Stop::Target(fault));
                }
                Err(fault) => return Err(fault),
            }
        }
        self.ledger
            .set_run_state(run, RunState::Staged, Some(&clock::now()))?;
        self.ledger.forget_planned(run)?;
        self.end_entry(run, "plan", Depth::Brief)?;
        let ended = self.ended(run, state)?;
        Ok(Planned {
            run,
            objects,
            whole: ended.whole,
            cancelled: ended.cancelled,
            over_rejects: ended.over_rejects,
            target: ended.target,
            report: ended.report,
        })
    }

    async fn plan_object(
        &self,
        run: RunId,
        object: &PreparedObject,
        state: &State,
        each: &mut dyn FnMut(&PlannedRecord),
    ) -> Result<PlannedObject, RunFault> {
        let connection = state.connected()?;
        let name = &*object.mapping.object;
        let spec = object_spec(&*connection.target, object).ok_or_else(|| {
            let known = &object.mapping.target.object;
            RunFault::Defect(format!("the target does not know the object `{known}`"))
        })?;
        let rules = compare_rules(object, Some((&*connection.target, &spec)));
        let watch = Stopwatch::start();
        self.progress.begin("plan", name, None);
        let id = self.ledger.object(name)?;
        let held = self.read_back(run, id, object, &rules, None, false)?;
        held.fetch(&connection.transport, &connection.target, &spec)
            .await?;
        let target = &self.target_config()?.name;
        let planner = Planner {
            name,
            target,
            write: object.mapping.target.write,
            action: (object.mapping.target.action.as_ref()).map(|action| action.name.clone()),
            held: &held,
        };
        let planned = block_in_place(|| planner.run(each))?;
        let told: u64 = planned.records.iter().map(|line| line.records).sum();
        self.progress
            .end(&format!("{} records planned", grouped(told)));
        let took = watch.milliseconds();
        self.ledger
            .record_timing(run, Stage::Reconcile.word(), name, took, told)?;
        Ok(planned)
    }

    /// Says how many records changed since they were loaded, and why.
    pub(super) fn say_changed(
        &self,
        run: RunId,
        object: &LoadObject,
        loader: &Loader,
    ) -> Result<(), RunFault> {
        let changed = self
            .ledger
            .changed_by(run, object.id, &loader.target_name)?;
        if changed.total() > 0 {
            self.progress.note(&format!(
                "{} of {} changed since loading: {}",
                counted(changed.total(), "record", "records"),
                object.name,
                changed.words()
            ));
        }
        Ok(())
    }
}
