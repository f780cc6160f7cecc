//! Reconciling a run: every object read back and compared.

use std::collections::BTreeSet;

use landbridge_contract::RecordReader;

use super::{Ended, Session};
use crate::clock::{self, Stopwatch};
use crate::diagnose::{Stage, grouped};
use crate::ledger::{Depth, ObjectId, RecordState, RunFacts, RunId, RunState};
use crate::reconcile::CompareRules;
use crate::run::against_extract::AgainstExtract;
use crate::run::connect::{compare_rules, object_spec};
use crate::run::fault::RunFault;
use crate::run::load::Stop;
use crate::run::prepare::PreparedObject;
use crate::run::read_back::{Beside, ReadBack};
use crate::run::stage::Keep;
use crate::run::state::State;

impl Session {
    /// Reads and maps the extracts and compares what would be sent of one object with the records of a file, as if the ERP
    /// had returned them. Sends nothing. What the file has no column for is not compared.
    pub fn reconcile_against(
        &self,
        object: &str,
        mut reader: Box<dyn RecordReader>,
    ) -> Result<Ended, RunFault> {
        let run = self.open_run("reconcile")?;
        let mut state = State::default();
        self.stage_all(run, Keep::Payloads, &mut state)?;
        let mut objects = self.prepared.objects.iter();
        let prepared = objects.find(|one| &*one.mapping.object == object);
        if let Some(prepared) = prepared.filter(|_| !state.cancelled) {
            let mut rules = compare_rules(prepared, None);
            let layout = reader.layout();
            let held: BTreeSet<&str> = layout.names.iter().map(|name| &**name).collect();
            let attributes = prepared.mapping.fields.iter();
            let attributes = attributes.map(|rule| &*rule.attribute.name);
            let unheld = attributes.filter(|name| !held.contains(name));
            rules.not_compared.extend(unheld.map(str::to_owned));
            let facts = self.ledger.run(run)?.map(|line| line.facts);
            let id = self.ledger.object(object)?;
            let read_back = self.read_back(run, id, prepared, &rules, facts.as_ref(), true)?;
            let watch = Stopwatch::start();
            self.progress.begin("reconcile", object, None);
            let compared = read_back.run_against(&mut *reader)?;
            self.compared(run, object, &watch, compared)?;
        }
        let ended = if state.cancelled {
            RunState::Abandoned
        } else {
            RunState::Reconciled
        };
        self.ledger.set_run_state(run, ended, Some(&clock::now()))?;
        self.end_entry(run, "reconcile", Depth::Whole)?;
        self.ended(run, state)
    }

    fn compared(
        &self,
        run: RunId,
        object: &str,
        watch: &Stopwatch,
        compared: u64,
    ) -> Result<(), RunFault> {
        self.progress
            .end(&format!("{} records compared", grouped(compared)));
        let took = watch.milliseconds();
        let word = Stage::Reconcile.word();
        Ok(self
            .ledger
            .record_timing(run, word, object, took, compared)?)
    }

    /// The other mappings of the project that load into the same object of the same target.
    fn beside(&self, object: &PreparedObject) -> Result<Vec<Beside>, RunFault> {
        let project = &self.prepared.project;
        let target = |mapping| project.target_of(mapping).map(|target| &target.name);
        let own = &object.mapping;
        let others = project.mappings.iter().filter(|other| {
            other.object != own.object
                && other.target.object == own.target.object
                && target(other) == target(own)
        });
        others
            .map(|other| {
                let key = other.business_key.iter().map(|one| one.name.clone());
                Ok(Beside {
                    object: self.ledger.object(&other.object)?,
                    key_attributes: key.collect(),
                })
            })
            .collect()
    }

    pub(super) fn read_back<'a>(
        &'a self,
        run: RunId,
        id: ObjectId,
        object: &'a PreparedObject,
        rules: &'a CompareRules,
        facts: Option<&RunFacts>,
        as_if_loaded: bool,
    ) -> Result<ReadBack<'a>, RunFault> {
        let extracts = AgainstExtract {
            ledger: &self.ledger,
            run,
            object: id,
            source: &object.mapping.source,
            plan: &object.plan,
            crosswalks: &self.prepared.crosswalks,
            rules,
            data: &self.prepared.project.data_dir,
            run_date: facts.and_then(|facts| facts.run_date),
            same_project: facts.is_some_and(|facts| facts.plan_hash == self.prepared.plan_hash),
            as_if_loaded,
        };
        let target = self.prepared.project.target_of(&object.mapping);
        Ok(ReadBack {
            ledger: &self.ledger,
            run,
            object: id,
            key_attributes: object.plan.business_key().cloned().collect(),
            beside: self.beside(object)?,
            target: target.map_or("", |target| &target.name),
            as_if_loaded,
            plan: &object.plan,
            rules,
            extracts,
            progress: &*self.progress,
        })
    }

    /// Reads back and compares every object of the run.
    pub(super) async fn reconcile_all(
        &self,
        run: RunId,
        state: &mut State,
    ) -> Result<(), RunFault> {
        let connection = state.connected()?.clone();
        let staged = self.ledger.staged_objects(run)?;
        let facts = self.ledger.run(run)?.map(|line| line.facts);
        for object in &self.prepared.objects {
            let name = &*object.mapping.object;
            if !staged.iter().any(|(_, staged)| staged == name) {
                continue;
            }
            let Some(spec) = object_spec(&*connection.target, object) else {
                continue;
            };
            let rules = compare_rules(object, Some((&*connection.target, &spec)));
            let watch = Stopwatch::start();
            self.progress.begin("reconcile", name, None);
            let id = self.ledger.object(name)?;
            let read_back = self.read_back(run, id, object, &rules, facts.as_ref(), false)?;
            let compared = if connection.target.shows(&spec) {
                read_back
                    .run(&connection.transport, &connection.target, &spec)
                    .await
            } else {
                read_back.hold_unshown(object.mapping.owner.as_deref())
            };
            match compared {
                Ok(compared) => self.compared(run, name, &watch, compared)?,
                Err(RunFault::Target(fault)) => {
                    self.progress.end("stopped");
                    state.stopped(Stop::Target(fault));
                    return Ok(());
                }
                Err(fault) => return Err(fault),
            }
        }
        // What waits can still be gone on with; until then the run is not what will be proven.
        let waits = self.ledger.counts(run)?.into_iter().any(|line| {
            line.records > 0 && matches!(line.state, RecordState::Ready | RecordState::Sending)
        });
        if !waits {
            self.ledger
                .set_run_state(run, RunState::Reconciled, Some(&clock::now()))?;
        }
        Ok(())
    }
}
