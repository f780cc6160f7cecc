//! Processes that load into the simulated ERP, one after the other or two at a time, and die.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use landbridge_contract::{Place, Target as _};
use tokio::task::JoinHandle;

use super::erp::{Erp, Fate, Speaker, Wants, spec};
use super::time::Clock;
use super::{VISIBLE_WITHIN, erp};
use crate::clock;
use crate::crash::{Moment, Step, rehearsal};
use crate::ledger::{
    EntryFacts, ExtractFacts, Ledger, LedgerFault, ObjectId, RecordState, RunFacts, RunId,
    RunState, RunTerms, SkipReason, StagedRecord, payload_hash,
};
use crate::mapping::WriteMode;
use crate::reconcile::CompareRules;
use crate::run::Silent;
use crate::run::brake::Brake;
use crate::run::doubts::Patience;
use crate::run::fault::RunFault;
use crate::run::load::{LoadObject, Loader, Stop};
use crate::run::recovered::Recovered;
use crate::transport::Cancel;

const TARGET: &str = "erp";
/// Processes after the last death within which everything must be settled.
const PEACEFUL_MAX: usize = 6;

/// The life of one process.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent choices of a plan, not states of one thing"
)]
pub(super) struct Life {
    /// When it is killed; it may end before.
    pub(super) lives: Option<Duration>,
    /// The point at which it dies, when it passes it for the n-th time.
    pub(super) dies_at: Option<(Step, Moment, u32)>,
    /// Whether the extract changed, so that a new run stages everything anew.
    pub(super) restages: bool,
    /// Whether somebody removes the lock before it starts.
    pub(super) removes_lock: bool,
    /// How long after the one before it starts, while that still lives; otherwise after its end.
    pub(super) starts_during_the_last: Option<Duration>,
    /// Seconds by which the clock on the wall is set anew before it starts.
    pub(super) clock_jumps: i64,
    /// Records that it sends together.
    pub(super) together: usize,
    /// Whether of those the ERP makes all or none.
    pub(super) whole: bool,
    /// Whether they go as a job.
    pub(super) jobs: bool,
}

impl Life {
    pub(super) fn peaceful() -> Self {
        Self {
            lives: None,
            dies_at: None,
            restages: false,
            removes_lock: false,
            starts_during_the_last: None,
            clock_jumps: 0,
            together: 1,
            whole: false,
            jobs: false,
        }
    }
}

struct World {
    path: PathBuf,
    erp: Arc<Erp>,
    records: usize,
    /// What ended a process that nobody wished dead.
    faults: Arc<Mutex<Vec<String>>>,
    /// Whether some process is to die at a step: a task that dies there ends it as a defect.
    deadly: bool,
}

/// Tells a story, in which a request takes `usual` milliseconds where no fate is left for it, and says what is wrong in the end, or was on the way.
pub(super) fn story(wants: &[Wants], fates: Vec<Fate>, usual: u64, lives: &[Life]) -> Vec<String> {
    told(wants, (fates, usual, usize::MAX), lives, PEACEFUL_MAX).wrong
}

/// The keys of what one life makes, in the order in which it is made.
pub(super) fn order(wants: &[Wants], fates: Vec<Fate>) -> Vec<String> {
    told(wants, (fates, 1, usize::MAX), &[Life::peaceful()], 0).made
}

/// What became of a story.
struct Told {
    wrong: Vec<String>,
    /// The keys of what was made.
    made: Vec<String>,
}

/// What is wrong after one life before an ERP that answers no request of more records than that.
pub(super) fn story_of_one(wants: &[Wants], together_max: usize, life: &Life) -> Vec<String> {
    let life = std::slice::from_ref(life);
    told(wants, (Vec::new(), 1, together_max), life, 0).wrong
}

fn told(
    wants: &[Wants],
    (fates, usual, together_max): (Vec<Fate>, u64, usize),
    lives: &[Life],
    peaceful: usize,
) -> Told {
    // In memory where the system has such a folder: nothing here depends on a disk.
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    let folder = folder.unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let clock = Clock::new();
    let world = World {
        path: folder.path().join("ledger.db"),
        erp: Arc::new(Erp::new(clock, wants, fates, usual)),
        records: wants.len(),
        faults: Arc::default(),
        deadly: lives.iter().any(|life| life.dies_at.is_some()),
    };
    world.erp.bear(together_max);
    let wrong = runtime.block_on(async {
        world.live_through(lives).await;
        world.erp.calm();
        for _ in 0..peaceful {
            world.live_through(&[Life::peaceful()]).await;
        }
        world.what_is_wrong(wants)
    });
    rehearsal::arm(None);
    clock::rehearsal::set_anew(0);
    let made = world.erp.made().into_iter().map(|one| one.key);
    Told {
        wrong,
        made: made.collect(),
    }
}

impl World {
    async fn live_through(&self, lives: &[Life]) {
        let mut before: Option<JoinHandle<()>> = None;
        for life in lives {
            match life.starts_during_the_last {
                Some(after) if before.is_some() => self.pass(Some(after), &mut []).await,
                _ => self.pass(None, before.as_mut_slice()).await,
            }
            if life.removes_lock {
                let mut lock = self.path.clone().into_os_string();
                lock.push(".lock");
                // There is none before the first process.
                std::fs::remove_file(lock).ok();
            }
            clock::rehearsal::set_anew(life.clock_jumps);
            rehearsal::arm(life.dies_at);
            let next = self.start(life);
            if let Some(before) = before.replace(next) {
                // Two at a time are enough, for as long as the second needs to send as well.
                self.end(before, Some(Duration::from_millis(400))).await;
            }
            if life.lives.is_some()
                && let Some(process) = before.take()
            {
                self.end(process, life.lives).await;
            }
        }
        if let Some(process) = before {
            self.end(process, None).await;
        }
        rehearsal::arm(None);
        // What still is under way at the ERP is carried out.
        while self.erp.clock.turn().await {}
    }

    /// Lets time pass: so much of it, or until all of these have ended.
    async fn pass(&self, time: Option<Duration>, processes: &mut [JoinHandle<()>]) {
        let until = time.map(|time| self.erp.clock.now() + time);
        loop {
            let over = until.is_some_and(|until| self.erp.clock.now() >= until);
            let ended = until.is_none() && processes.iter().all(JoinHandle::is_finished);
            if over || ended || !self.erp.clock.turn().await {
                return;
            }
        }
    }

    /// Waits for a process to end by itself, and kills it when its time is over.
    async fn end(&self, process: JoinHandle<()>, lives: Option<Duration>) {
        let until = lives.map(|lives| self.erp.clock.now() + lives);
        let mut idle = 0;
        while !process.is_finished() {
            if until.is_some_and(|until| self.erp.clock.now() >= until) {
                break;
            }
            // Twice nothing waits: it never ends by itself.
            idle += usize::from(!self.erp.clock.turn().await);
            if idle > 2 {
                break;
            }
        }
        process.abort();
        // A death is no failure of the test; what it left is judged in the end.
        process.await.ok();
    }

    fn start(&self, life: &Life) -> JoinHandle<()> {
        let (path, erp, records) = (self.path.clone(), Arc::clone(&self.erp), self.records);
        let (life, deadly) = (life.clone(), self.deadly);
        let faults = Arc::clone(&self.faults);
        tokio::spawn(async move {
            match process(&path, erp, records, life).await {
                // A lock that holds, and a process that was taken over, end it as they should.
                Ok(())
                | Err(RunFault::Ledger(
                    LedgerFault::Locked { .. } | LedgerFault::TakenOver { .. },
                )) => {}
                Err(RunFault::Defect(_)) if deadly => {}
                Err(fault) => faults.lock().unwrap().push(fault.to_string()),
            }
        })
    }

    /// Everything that is not as it must be, once all is settled.
    fn what_is_wrong(&self, wants: &[Wants]) -> Vec<String> {
        let mut wrong = self.faults.lock().unwrap().clone();
        let ledger = Ledger::open(&self.path).unwrap();
        let run = staged_run(&ledger).unwrap();
        let mut made: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for one in self.erp.made() {
            made.entry(one.key).or_default().push(one.id);
        }
        for (number, wants) in wants.iter().enumerate() {
            let key = number.to_string();
            let ids = made.get(&key).cloned().unwrap_or_default();
            let lines = ledger.records_by_key(&key).unwrap();
            let Some(last) = lines.iter().find(|line| Some(line.run) == run) else {
                wrong.push(format!("{key} is not in the ledger"));
                continue;
            };
            let id = last.target_id.as_deref().and_then(|id| id.parse().ok());
            let right = match wants {
                Wants::Accept => {
                    let there = matches!(
                        last.state,
                        RecordState::Loaded | RecordState::Skipped(SkipReason::Unchanged)
                    );
                    there && ids.len() == 1 && ids.first().copied() == id
                }
                Wants::Refuse => ids.is_empty() && last.state == RecordState::Refused,
            };
            if !right {
                let state = last.state.word();
                wrong.push(format!(
                    "{key}: the ledger says {state} as {id:?}, the ERP holds {ids:?}"
                ));
            }
        }
        wrong
    }
}

/// What a process does, as a session does it: takes the right to write, asks about what is in doubt, carries on with
/// the run that is staged or stages another, loads.
async fn process(path: &Path, erp: Arc<Erp>, records: usize, life: Life) -> Result<(), RunFault> {
    let ledger = Arc::new(Ledger::open(path)?);
    let _lock = ledger.lock_for_writing(&EntryFacts::default())?;
    let target = Arc::new(Speaker {
        whole: life.whole,
        job: (life.jobs)
            .then(|| u32::try_from(life.together).ok().and_then(NonZeroU32::new))
            .flatten(),
    });
    let object = Arc::new(LoadObject {
        name: "things".into(),
        id: ledger.object("things")?,
        spec: spec(),
        write: WriteMode::Create,
        at_most_once: false,
        rules: CompareRules::default(),
        key_is_personal: false,
        records_per_request: life.together,
        bulk: target.bulk(&spec()),
    });
    let loader = Arc::new(Loader {
        brake: Brake::default(),
        ledger: Arc::clone(&ledger),
        transport: erp,
        target,
        target_name: TARGET.into(),
        in_flight_max: 3,
        at_a_time: 2,
        patience: Patience {
            visible_within: Duration::from_millis(VISIBLE_WITHIN),
            look_ups: 2,
        },
        cancel: Cancel::new(),
        progress: Arc::new(Silent),
    });
    if ledger.doubt_what_was_sending()? > 0 {
        let mut recovered = Recovered::default();
        if !matches!(
            loader.resolve_doubts(&object, &mut recovered).await?,
            Stop::Done
        ) {
            return Ok(());
        }
    }
    let run = match staged_run(&ledger)? {
        Some(run) if !life.restages => run,
        _ => stage(&ledger, object.id, records)?,
    };
    ledger.set_run_state(run, RunState::Loading, None)?;
    loader.load(run, &object).await?;
    Ok(())
}

/// The latest run that was staged to its end. One that was not is given up, whatever it holds.
fn staged_run(ledger: &Ledger) -> Result<Option<RunId>, LedgerFault> {
    let staged = |state| matches!(state, RunState::Staged | RunState::Loading);
    let runs = ledger.runs()?;
    Ok(runs
        .iter()
        .find(|line| staged(line.state))
        .map(|line| line.run))
}

fn stage(ledger: &Ledger, object: ObjectId, records: usize) -> Result<RunId, RunFault> {
    let facts = RunFacts {
        command: "load".into(),
        purpose: "rehearsal 1".into(),
        operator: "ann".into(),
        target: TARGET.into(),
        plan_hash: String::new(),
        run_date: None,
        started: clock::now(),
    };
    let run = ledger.open_run(&facts, &RunTerms::default())?;
    ledger.begin_stage(run, object)?;
    let facts = ExtractFacts {
        file: "things.csv".into(),
        sha256: String::new(),
        bytes: 0,
    };
    let extract = ledger.record_extract(run, object, &facts, "lines")?;
    let all: Vec<StagedRecord> = (0..records).map(record).collect();
    ledger.stage(run, object, extract, &all)?;
    ledger.end_stage(run, object)?;
    ledger.skip_duplicates(run, object)?;
    ledger.skip_unchanged(run, object, TARGET)?;
    ledger.end_settling()?;
    ledger.set_run_state(run, RunState::Staged, None)?;
    Ok(run)
}

fn record(number: usize) -> StagedRecord {
    let payload = erp::payload(number);
    StagedRecord {
        ordinal: number as u64,
        place: Place::default(),
        key: number.to_string().into(),
        payload_hash: payload_hash(&payload),
        payload: Some(payload),
        ..StagedRecord::default()
    }
}
