//! `load --undo`: what a run made, told, and taken back where that is confirmed.

use std::collections::BTreeMap;
use std::sync::Arc;

use landbridge_contract::{Removal, Value};

use super::Session;
use crate::clock::{self, Stopwatch};
use crate::diagnose::{Stage, grouped};
use crate::ledger::{Depth, RunId, RunState};
use crate::report::Refused;
use crate::run::fault::RunFault;
use crate::run::load::Stop;
use crate::run::state::{Halt, State};
use crate::run::undo::{Undo, UndoFate, UndoneRecord};

/// What an undo came to.
#[derive(Debug)]
pub struct Undone {
    /// The run whose records it was about.
    pub run: RunId,
    /// Whether records were taken back, and not only told.
    pub confirmed: bool,
    /// Records by object and by what becomes of them, in the order in which they are taken back.
    pub objects: Vec<(String, BTreeMap<UndoFate, u64>)>,
    /// Why the target could not be spoken to, where it could not.
    pub target: Option<landbridge_contract::Fault>,
    /// Whose login was refused, where that is why.
    pub refused: Option<Refused>,
    /// Whether somebody asked to stop.
    pub cancelled: bool,
}

impl Undone {
    /// How many records have a fate, over all objects.
    pub fn count(&self, fate: UndoFate) -> u64 {
        let counts = self.objects.iter();
        counts
            .map(|(_, fates)| fates.get(&fate).copied().unwrap_or(0))
            .sum()
    }
}

impl Session {
    /// Tells what would be taken back of a run, and takes it back where that is confirmed: records that this run made, and that are
    /// as it made them. What was there before, what was changed since, and what no request takes back is left and told. Objects come in the
    /// reverse of the load order, so that what refers to a record goes before it. A second undo finds what the first left.
    pub async fn undo(
        &self,
        run: RunId,
        confirmed: bool,
        each: &mut dyn FnMut(&UndoneRecord),
    ) -> Result<Undone, RunFault> {
        self.refuse_signed_off(run)?;
        let mut state = State {
            whole: true,
            connection: Some(self.connect()?),
            ..State::default()
        };
        self.recover(&mut state).await?;
        if confirmed {
            self.give_up_open_runs()?;
            self.ledger.forget_comparison(run)?;
        }
        let (mut objects, mut open) = (Vec::new(), false);
        let staged = self.ledger.staged_objects(run)?;
        let mut wanted = self.load_objects(&state)?;
        wanted.retain(|object| staged.iter().any(|(id, _)| *id == object.id));
        let loader = self.loader(run, &state)?;
        for mut object in wanted.into_iter().rev() {
            // What a record refers to stays for as long as that record may be there.
            if open || !state.may_send() {
                break;
            }
            let today = Value::Date(clock::today());
            let how = loader.target.removal(&object.spec, &today);
            if let Removal::Inactivate(attributes) = &how {
                // They are asked for with the record, to see whether it is out of use.
                let names = attributes.iter().map(|(name, _)| Arc::clone(name));
                object.spec.attributes.extend(names);
            }
            let object = Arc::new(object);
            let undo = Arc::new(Undo {
                run,
                how,
                confirmed,
                by: self.settings.operator.clone(),
            });
            self.say_what_actions_did(&object.name);
            let watch = Stopwatch::start();
            self.progress.begin("undo", &object.name, None);
            let mut fates: BTreeMap<UndoFate, u64> = BTreeMap::new();
            let mut tell = |record: &UndoneRecord| {
                *fates.entry(record.fate).or_default() += 1;
                each(record);
            };
            match loader.undo(&object, &undo, &mut tell).await {
                Ok(None) => {}
                Ok(Some(fault)) => state.stopped(Stop::Target(fault)),
                Err(RunFault::Cancelled) => state.cancelled = true,
                Err(fault) => return Err(fault),
            }
            let told: u64 = fates.values().sum();
            self.progress.end(&format!("{} records", grouped(told)));
            let (took, word) = (watch.milliseconds(), Stage::Load.word());
            if confirmed {
                self.ledger
                    .record_timing(run, word, &object.name, took, told)?;
            }
            open = confirmed && fates.contains_key(&UndoFate::InDoubt);
            objects.push((object.name.clone(), fates));
        }
        if confirmed {
            self.end_entry(run, "undo", Depth::Whole)?;
        }
        Ok(Undone {
            run,
            confirmed,
            objects,
            refused: state.refused(),
            target: state.target,
            cancelled: state.cancelled,
        })
    }

    /// Says that an action stands, where a mapping has one: it made no record that could be taken back.
    fn say_what_actions_did(&self, object: &str) {
        let mut prepared = self.prepared.objects.iter();
        let action = prepared
            .find(|one| *one.mapping.object == *object)
            .and_then(|one| one.mapping.target.action.as_ref());
        if let Some(action) = action {
            self.progress.note(&format!(
                "what the action `{}` did to {object} is not taken back: do it in the ERP's own pages, or with a mapping \
                 whose action does",
                action.name
            ));
        }
    }

    /// Runs that wait to be carried on know of records as loaded that are taken back: what they did not send is staged anew.
    fn give_up_open_runs(&self) -> Result<(), RunFault> {
        let target = &self.target_config()?.name;
        for line in self.ledger.runs()? {
            let is_open = matches!(line.state, RunState::Staged | RunState::Loading);
            let sends = !["check", "plan"].contains(&line.facts.command.as_str());
            if is_open && sends && line.facts.target == *target {
                self.ledger
                    .set_run_state(line.run, RunState::Abandoned, None)?;
            }
        }
        Ok(())
    }

    /// Keeps a load from sending anything while records are being taken back: what is deleted late must not be what was loaded
    /// since.
    pub(super) fn halts_for_removals(&self, state: &mut State) -> Result<(), RunFault> {
        let target = &self.target_config()?.name;
        if let Some((run, records)) = self.ledger.open_removals(target)?.first() {
            state.halt = Some(Halt::Undo {
                run: run.0,
                records: *records,
            });
        }
        Ok(())
    }
}
