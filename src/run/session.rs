//! One project with its ledger, prepared for one command.

mod closing;
mod planning;
mod reconciling;
mod retrying;
mod steering;
mod undoing;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use landbridge_contract::Fault;

pub use undoing::Undone;

use super::Progress;
use super::asking::Asking;
use super::beside;
use super::connect::{Connection, connect, load_object, object_spec};
use super::fault::RunFault;
use super::files;
use super::gates::{self, Counted};
use super::load::{LoadObject, Loader, Stop};
use super::prepare::Prepared;
use super::recovered::Recovered;
use super::rehearsal;
use super::sign_offs;
use super::stage::{Keep, Stager};
use super::state::{Halt, State};
use crate::clock::{self, Stopwatch};
use crate::diagnose::grouped;
use crate::diagnose::{Diagnostics, Stage};
use crate::ledger::{Depth, EntryFacts, Ledger, RunFacts, RunId, RunState, WriterLock};
use crate::mapping::RunContext;
use crate::project::TargetConfig;
use crate::report::{GateKind, GateReport, RunReport};
use crate::transport::{Cancel, Transport};

/// What the command line says of a run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `rehearsal 3`, `cut-over`.
    pub purpose: String,
    /// Who runs it: a login.
    pub operator: String,
    /// The date that `run_date` means.
    pub run_date: Date,
    /// Values that stand before the environment's variables.
    pub environment: BTreeMap<String, String>,
}

impl Settings {
    /// Settings that take everything else from the process's environment; nobody is named as operator.
    pub fn new(purpose: &str, run_date: Date) -> Self {
        Self {
            purpose: purpose.to_owned(),
            operator: String::new(),
            run_date,
            environment: BTreeMap::new(),
        }
    }
}

/// How a command ended.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent answer"
)]
pub struct Ended {
    /// The run.
    pub run: RunId,
    /// Its report.
    pub report: RunReport,
    /// The report of the run that was retried, where its mended rejects went as a run of their own.
    pub before: Option<Box<RunReport>>,
    /// Whether every extract was read to its end.
    pub whole: bool,
    /// Why the target could not be spoken to, where it could not.
    pub target: Option<Fault>,
    /// Whether somebody asked to stop.
    pub cancelled: bool,
    /// Why nothing more was sent, where that was meant so.
    pub halt: Option<Halt>,
    /// Rejects, or records with warnings or single causes, are more than the project allows.
    pub over_rejects: bool,
    /// Breaks are more than the project allows.
    pub over_breaks: bool,
}

/// One project with its ledger. Holds the right to write to the ledger while it lives.
pub struct Session {
    prepared: Prepared,
    ledger: Arc<Ledger>,
    _lock: WriterLock,
    settings: Settings,
    progress: Arc<dyn Progress>,
    cancel: Cancel,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("project", &self.prepared.project.name)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Opens the ledger and takes the right to write to it.
    pub fn open(
        mut prepared: Prepared,
        settings: Settings,
        progress: Arc<dyn Progress>,
        cancel: Cancel,
    ) -> Result<Self, RunFault> {
        let ledger = Ledger::open(&prepared.project.ledger_path)?;
        let lock = ledger.lock_for_writing(&EntryFacts {
            at: clock::now(),
            operator: settings.operator.clone(),
            run: None,
            what: "open".to_owned(),
            statement: sign_offs::newest_hash(&prepared.project.dir),
        })?;
        rehearsal::prepare(&mut prepared, &settings.purpose);
        Ok(Self {
            prepared,
            ledger: Arc::new(ledger),
            _lock: lock,
            settings,
            progress,
            cancel,
        })
    }

    /// The project.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// Stops the session before its next step.
    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// The ledger.
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// Reads, maps and validates everything; sends nothing.
    pub fn check(&self) -> Result<Ended, RunFault> {
        self.refuse_rehearsal()?;
        let run = self.open_run("check")?;
        let mut state = State::default();
        self.stage_all(run, Keep::Verdicts, &mut state)?;
        self.ledger
            .set_run_state(run, RunState::Staged, Some(&clock::now()))?;
        self.end_entry(run, "check", Depth::Brief)?;
        self.ended(run, state)
    }

    /// The same, and asks the ERP what only it can say of the records: it is read, and nothing is written.
    /// To be called on a runtime.
    pub fn check_with_target(&self) -> Result<Ended, RunFault> {
        let mut state = State {
            connection: Some(self.connect()?),
            asks_all: true,
            ..State::default()
        };
        let run = self.open_run("check")?;
        self.stage_all(run, Keep::Verdicts, &mut state)?;
        self.ledger
            .set_run_state(run, RunState::Staged, Some(&clock::now()))?;
        self.end_entry(run, "check", Depth::Brief)?;
        self.ended(run, state)
    }

    /// Stages, or takes up the run that was interrupted, and sends what is ready.
    pub async fn load(&self) -> Result<Ended, RunFault> {
        self.refuse_rehearsal()?;
        let mut state = State {
            connection: Some(self.connect()?),
            ..State::default()
        };
        let run = self.staged_run("load", &mut state).await?;
        if state.may_send() {
            self.load_all(run, &mut state).await?;
        }
        self.close(run, &state)?;
        self.keep_ending(run, &state)?;
        self.end_entry(run, "load", Depth::Whole)?;
        self.ended(run, state)
    }

    /// Checks against the gates, loads, reads back and compares.
    pub async fn run(&self) -> Result<Ended, RunFault> {
        self.refuse_rehearsal()?;
        let mut state = State {
            connection: Some(self.connect()?),
            ..State::default()
        };
        let run = self.staged_run("run", &mut state).await?;
        let so_far = self.report(run, &state)?;
        let gates = &self.prepared.project.gates;
        let judged = gates::judged(&self.ledger, run, gates, &so_far, Counted::Here)?;
        let mut failed = gates::failed(&judged);
        failed.retain(|gate| gate.kind != GateKind::Breaks);
        if !failed.is_empty() {
            let reasons: Vec<String> = failed.iter().map(GateReport::sentence).collect();
            state.gate = Some(reasons.join("; "));
        }
        if state.may_send() {
            self.load_all(run, &mut state).await?;
        }
        if state.may_send() {
            self.reconcile_all(run, &mut state).await?;
        }
        self.close(run, &state)?;
        self.keep_ending(run, &state)?;
        self.end_entry(run, "run", Depth::Whole)?;
        self.ended(run, state)
    }

    /// Reads the ERP back and compares it with what a run loaded.
    pub async fn reconcile(&self, run: RunId) -> Result<Ended, RunFault> {
        self.refuse_signed_off(run)?;
        let connection = self.connect()?;
        let mut state = State {
            whole: true,
            connection: Some(connection),
            ..State::default()
        };
        self.judge_by_own_gates(run)?;
        self.reconcile_all(run, &mut state).await?;
        self.keep_ending(run, &state)?;
        self.end_entry(run, "reconcile", Depth::Whole)?;
        self.ended(run, state)
    }

    fn target_config(&self) -> Result<&TargetConfig, RunFault> {
        let project = &self.prepared.project;
        let target = self
            .prepared
            .objects
            .first()
            .and_then(|one| project.target_of(&one.mapping));
        target.ok_or_else(|| RunFault::Defect("no mapping has a target".to_owned()))
    }

    /// No rehearsal with a prefix goes into the ERP that people work with.
    fn refuse_rehearsal(&self) -> Result<(), RunFault> {
        let refused = rehearsal::refused(
            &self.prepared,
            self.target_config()?,
            &self.settings.purpose,
        );
        refused.map_or(Ok(()), |refused| {
            Err(RunFault::Plan(Diagnostics(vec![refused])))
        })
    }

    fn connect(&self) -> Result<Connection, RunFault> {
        let config = self.target_config()?;
        let environment = &self.settings.environment;
        connect(&self.prepared.project, config, environment, &self.cancel).map_err(RunFault::Plan)
    }

    fn open_run(&self, command: &str) -> Result<RunId, RunFault> {
        let facts = RunFacts {
            command: command.to_owned(),
            purpose: self.settings.purpose.clone(),
            operator: self.settings.operator.clone(),
            target: self.target_config()?.name.clone(),
            plan_hash: self.prepared.plan_hash.clone(),
            run_date: Some(self.settings.run_date),
            started: clock::now(),
        };
        Ok(self.ledger.open_run(&facts, &self.prepared.terms)?)
    }

    /// A run whose records are all staged: the one that was interrupted, where nothing has changed
    /// since, or a new one.
    async fn staged_run(&self, command: &str, state: &mut State) -> Result<RunId, RunFault> {
        self.recover(state).await?;
        if let Some(run) = self.interrupted_run(command)? {
            self.progress
                .note(&format!("carries on with run {}", run.0));
            state.whole = true;
            return Ok(run);
        }
        let run = self.open_run(command)?;
        if state.target.is_none() && !state.cancelled {
            self.stage_all(run, Keep::Payloads, state)?;
            // Only a run whose extracts are whole may be carried on by whoever comes next.
            if state.whole {
                self.ledger.set_run_state(run, RunState::Staged, None)?;
            }
        }
        Ok(run)
    }

    /// The latest run into this target, where it was staged to the end, was not loaded to the end,
    /// and neither the project nor the extracts have changed. Others are given up: what they did
    /// not send is staged anew.
    fn interrupted_run(&self, command: &str) -> Result<Option<RunId>, RunFault> {
        let target = &self.target_config()?.name;
        let mut found = None;
        for line in self.ledger.runs()? {
            let open = matches!(
                line.state,
                RunState::Staging | RunState::Staged | RunState::Loading
            );
            if !open
                || ["check", "plan"].contains(&line.facts.command.as_str())
                || line.facts.target != *target
            {
                continue;
            }
            let fits = found.is_none()
                && line.state != RunState::Staging
                && line.facts.command == command
                && line.facts.purpose == self.settings.purpose
                && line.facts.plan_hash == self.prepared.plan_hash
                && self.extracts_are_the_same(line.run)?;
            if fits {
                found = Some(line.run);
            } else {
                self.ledger
                    .set_run_state(line.run, RunState::Abandoned, Some(&clock::now()))?;
            }
        }
        Ok(found)
    }

    fn extracts_are_the_same(&self, run: RunId) -> Result<bool, RunFault> {
        let mut then: Vec<(String, String)> = Vec::new();
        for line in self.ledger.extracts(run)? {
            if !line.complete {
                return Ok(false);
            }
            then.push((line.facts.file, line.facts.sha256));
        }
        let mut now = Vec::new();
        for object in &self.prepared.objects {
            let data = &self.prepared.project.data_dir;
            for file in files::matching(data, &object.mapping.source.pattern) {
                let facts = files::facts(&file)?;
                now.push((facts.file, facts.sha256));
            }
            let beside = beside::present(&object.plan, data)?.into_iter();
            now.extend(beside.map(|facts| (facts.file, facts.sha256)));
        }
        let beside = self.ledger.beside(run)?.into_iter();
        then.extend(beside.map(|(_, facts)| (facts.file, facts.sha256)));
        then.sort();
        then.dedup();
        now.sort();
        now.dedup();
        Ok(then == now)
    }

    fn stage_all(&self, run: RunId, keep: Keep, state: &mut State) -> Result<(), RunFault> {
        let target = self.target_config()?.name.clone();
        let connection = state.connection.clone();
        // Who is connected runs on a runtime; a check without the ERP need not.
        let runtime = tokio::runtime::Handle::try_current().ok();
        let asking = connection
            .as_ref()
            .zip(runtime)
            .map(|(connection, runtime)| Asking {
                ledger: &self.ledger,
                run,
                target: &target,
                connection,
                runtime,
                project: &self.prepared.project,
                objects: &self.prepared.objects,
                all: state.asks_all,
                progress: &*self.progress,
                cancel: &self.cancel,
                stopped: std::sync::Mutex::default(),
            });
        let stager = Stager {
            ledger: &self.ledger,
            run,
            target: &target,
            data: &self.prepared.project.data_dir,
            crosswalks: &self.prepared.crosswalks,
            context: RunContext {
                run_date: self.settings.run_date,
            },
            keep,
            asking: asking.as_ref(),
            progress: &*self.progress,
            cancel: &self.cancel,
        };
        state.whole = true;
        for object in &self.prepared.objects {
            let mapping = &object.mapping;
            match stager.stage(&mapping.object, &mapping.source, &object.plan) {
                Ok(whole) => state.whole &= whole,
                Err(RunFault::Cancelled) => {
                    state.cancelled = true;
                    state.whole = false;
                    break;
                }
                Err(fault) => return Err(fault),
            }
        }
        if let Some(fault) = asking.as_ref().and_then(Asking::stopped) {
            // What was not asked is not known: such a stage is not carried on.
            state.whole = false;
            state.stopped(Stop::Target(fault));
        }
        self.ledger.end_settling()?;
        Ok(())
    }

    fn loader(&self, run: RunId, state: &State) -> Result<Arc<Loader>, RunFault> {
        let connection = state.connected()?;
        Ok(Arc::new(Loader {
            ledger: Arc::clone(&self.ledger),
            transport: Arc::<Transport>::clone(&connection.transport),
            target: Arc::clone(&connection.target),
            patience: connection.patience,
            target_name: self.target_config()?.name.clone(),
            in_flight_max: connection.concurrency * 2,
            at_a_time: connection.concurrency,
            cancel: self.cancel.clone(),
            brake: self.brake(run)?,
            progress: Arc::clone(&self.progress),
        }))
    }

    /// Asks the ERP about everything that an earlier process left in doubt.
    async fn recover(&self, state: &mut State) -> Result<(), RunFault> {
        let doubts = self.ledger.doubt_what_was_sending()?;
        if doubts == 0 {
            return Ok(());
        }
        self.progress.note(&format!(
            "asked the ERP about {} records in doubt",
            grouped(doubts)
        ));
        // Nothing is sent here, so that nothing has to hold.
        let loader = self.loader(RunId(0), state)?;
        let mut recovered = Recovered::default();
        for object in self.load_objects(state)? {
            let object = Arc::new(object);
            match loader.resolve_doubts(&object, &mut recovered).await? {
                Stop::Done => {}
                stop => {
                    state.stopped(stop);
                    break;
                }
            }
        }
        self.progress
            .note(&format!("  of these: {}", recovered.words(doubts)));
        Ok(())
    }

    fn load_objects(&self, state: &State) -> Result<Vec<LoadObject>, RunFault> {
        let connection = state.connected()?;
        let mut all = Vec::new();
        for object in &self.prepared.objects {
            let spec = object_spec(&*connection.target, object).ok_or_else(|| {
                let name = &object.mapping.target.object;
                RunFault::Defect(format!("the target does not know the object `{name}`"))
            })?;
            let id = self.ledger.object(&object.mapping.object)?;
            all.push(load_object(&*connection.target, object, id, spec));
        }
        Ok(all)
    }

    /// Sends what is ready, object by object.
    async fn load_each(&self, run: RunId, state: &mut State) -> Result<(), RunFault> {
        self.halts_for_removals(state)?;
        if !state.may_send() {
            return Ok(());
        }
        self.ledger.set_run_state(run, RunState::Loading, None)?;
        self.ledger.keep_ending(run, None)?;
        let loader = self.loader(run, state)?;
        if let Some(records) = loader.brake.canary() {
            self.ledger.begin_canary(run, records)?;
        }
        for object in self.load_objects(state)? {
            let waiting = self.waiting(run, &object.name)?;
            if waiting == 0 {
                continue;
            }
            let watch = Stopwatch::start();
            let object = Arc::new(object);
            self.say_changed(run, &object, &loader)?;
            let held_back = self.ledger.held_back(run, object.id, &loader.target_name)?;
            if held_back > 0 {
                self.progress.note(&format!(
                    "{} records of {} are held back: a record with the same key is in doubt",
                    grouped(held_back),
                    object.name
                ));
            }
            loader.brake.begin();
            self.progress.begin("load", &object.name, Some(waiting));
            let before = state.requests();
            let stop = loader.load(run, &object).await?;
            let sent = waiting.saturating_sub(self.waiting(run, &object.name)?);
            self.progress.end(&format!(
                "{} of {} settled",
                grouped(sent),
                grouped(waiting)
            ));
            let took = watch.milliseconds();
            self.ledger
                .record_timing(run, Stage::Load.word(), &object.name, took, sent)?;
            let requests = state.requests() - before;
            self.ledger
                .record_requests(run, Stage::Load.word(), &object.name, requests)?;
            if !matches!(stop, Stop::Done) {
                state.stopped(stop);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Records of an object that are ready or in doubt.
    fn waiting(&self, run: RunId, object: &str) -> Result<u64, RunFault> {
        let object = self.ledger.object(object)?;
        Ok(self.ledger.waiting(run, object)?)
    }
}

/// Mistakes in the plan that only show when the target is configured.
impl From<Diagnostics> for RunFault {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Plan(diagnostics)
    }
}
