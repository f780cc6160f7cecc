//! One lane: a project whose loads are killed one after the other.

use std::collections::BTreeSet;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use super::judge;
use super::shore::Shore;
use crate::support::dice::Dice;
use crate::support::proxy::{Evils, Proxy};
use crate::support::{Project, Ran};

/// Tries to reach one point, each with more to load.
const TRIES_MAX: u32 = 12;
/// Loads after the last death within which everything must be settled.
const PEACEFUL_MAX: u32 = 8;
/// A load that takes longer hangs.
const HANGS_AFTER: Duration = Duration::from_mins(2);

/// The longest that a load by requests is let live; one by jobs asks for them with pauses.
const LIVES_MS: u64 = 900;
const LIVES_WITH_JOBS_MS: u64 = 4_000;
/// New records before each load where nothing that is there can be changed.
const NEW_MIN: u64 = 8;

/// What a lane has to live through.
pub(super) struct Share<P> {
    pub(super) records: u64,
    pub(super) kills: u64,
    pub(super) crashes: u64,
    pub(super) points: P,
}

/// What lanes lived through.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) records: u64,
    pub(super) kills: u64,
    pub(super) crashes: u64,
    pub(super) loads: u64,
    pub(super) evils: u64,
    /// Records about which the ERP was asked.
    pub(super) doubts: u64,
    /// What it said of them.
    pub(super) there: u64,
    pub(super) again: u64,
    /// Jobs that another process began.
    pub(super) resumed: u64,
    pub(super) reached: BTreeSet<String>,
    pub(super) wrong: Vec<String>,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.records += other.records;
        self.kills += other.kills;
        self.crashes += other.crashes;
        self.loads += other.loads;
        self.evils += other.evils;
        self.doubts += other.doubts;
        self.there += other.there;
        self.again += other.again;
        self.resumed += other.resumed;
        self.reached.extend(other.reached);
        self.wrong.extend(other.wrong);
    }

    pub(super) fn words(&self) -> String {
        let Self {
            records,
            kills,
            crashes,
            loads,
            evils,
            doubts,
            there,
            again,
            resumed,
            reached,
            wrong,
        } = self;
        format!(
            "{records} records, {loads} loads, {kills} killed at random moments, {crashes} at {} named points, \
             {evils} requests met by the proxy\n\
             doubts asked about {doubts}: {there} there, {again} sent again; jobs gone on with: {resumed}\n\
             duplicates, losses and wrong states: {}",
            reached.len(),
            wrong.len()
        )
    }

    /// Counts what a load says of doubts.
    fn hear(&mut self, said: &str) {
        let number = |line: &str, before: &str| -> Option<u64> {
            let (head, _) = line.split_once(before)?;
            let word = head.rsplit([' ', ';']).find(|word| !word.is_empty())?;
            word.replace(',', "").parse().ok()
        };
        for line in said.lines() {
            self.resumed += u64::from(line.contains("goes on with the job of attempt"));
            self.doubts += number(line, " records in doubt").unwrap_or(0);
            self.there += number(line, " in the ERP as sent").unwrap_or(0);
            self.again += number(line, " to be sent again").unwrap_or(0);
        }
    }
}

/// A vendor as the extract has it: its name changes over time.
pub(super) struct Vendor {
    pub(super) name: String,
    /// True where the ERP does not want it, for a reason that only it knows.
    pub(super) refused: bool,
}

/// A lane.
pub(super) struct Lane {
    number: u64,
    dice: Dice,
    _runtime: Runtime,
    pub(super) shore: Shore,
    proxy: Proxy,
    /// The address of the ERP by way of the proxy.
    way: String,
    pub(super) project: Project,
    pub(super) vendors: Vec<Vendor>,
    tally: Tally,
}

impl Lane {
    pub(super) fn open(number: u64, shore: Shore, mut dice: Dice) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = shore.url();
        let server = server.strip_prefix("http://").unwrap();
        // The address ends where a path begins, such as the name of a database.
        let (address, path) = server.split_at(server.find('/').unwrap_or(server.len()));
        let proxy = Proxy::before(
            &runtime,
            address.parse().unwrap(),
            Shore::evils(number),
            dice.draw(),
        );
        let way = format!("{}{path}", proxy.url());
        Self {
            number,
            dice,
            _runtime: runtime,
            project: shore.project(number, &way),
            shore,
            proxy,
            way,
            vendors: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Lives through its share and says what it came to.
    pub(super) fn live<'a>(mut self, share: Share<impl Iterator<Item = &'a String>>) -> Tally {
        let Share {
            records,
            kills,
            crashes,
            mut points,
        } = share;
        // More comes into the extract before each load, so that there is always something to send.
        let step = (records / (kills + crashes).max(1)).max(1);
        self.grow(records, step);
        let (mut kills_left, mut crashes_left) = (kills, crashes);
        while kills_left + crashes_left > 0 {
            if self.dice.below(kills_left + crashes_left) < kills_left {
                self.kill(records, step);
                kills_left -= 1;
            } else {
                let point = points.next().unwrap().clone();
                self.crash(&point, records, step);
                crashes_left -= 1;
            }
        }
        self.grow(records, records);
        self.settle();
        let wrong = judge::what_is_wrong(&self);
        let lane = self.number;
        self.tally.wrong = wrong
            .into_iter()
            .map(|wrong| format!("lane {lane}: {wrong}"))
            .collect();
        self.tally.records = self.vendors.len() as u64;
        self.tally.evils = self.proxy.met();
        self.tally
    }

    /// Adds vendors to the extract and renames some.
    fn grow(&mut self, records: u64, step: u64) {
        let left = records.saturating_sub(self.vendors.len() as u64);
        let new = step.min(left);
        let (new, renamed) = if self.shore.changes() {
            (new, 3)
        } else {
            (new.max(NEW_MIN), 0)
        };
        let refuses = self.shore.refuses_one_of();
        for _ in 0..new {
            let number = self.vendors.len();
            self.vendors.push(Vendor {
                name: format!("Vendor {number}"),
                refused: number % refuses == refuses / 2,
            });
        }
        for _ in 0..renamed {
            let which = usize::try_from(self.dice.below(self.vendors.len() as u64)).unwrap();
            let name = format!("Vendor {which} as of {}", self.tally.loads);
            self.vendors[which].name = name;
        }
        // Nobody reads it now: the process before is dead.
        self.shore.extract(&self.project, &self.vendors);
    }

    fn kill(&mut self, records: u64, step: u64) {
        for _ in 0..TRIES_MAX {
            if self.dice.hits(500) {
                self.grow(records, step);
            }
            let lives = if self.shore.has_jobs() {
                LIVES_WITH_JOBS_MS
            } else {
                LIVES_MS
            };
            let moment = Duration::from_millis(30 + self.dice.below(lives));
            let mut child = self.spawn("load", None);
            std::thread::sleep(moment);
            let killed = child.try_wait().unwrap().is_none();
            if killed {
                child.kill().unwrap();
            }
            self.hear(child);
            if killed {
                self.tally.kills += 1;
                return;
            }
        }
        panic!("lane {}: loads end before they can be killed", self.number);
    }

    fn crash(&mut self, point: &str, records: u64, step: u64) {
        let command = if point.starts_with("reopen") {
            "retry"
        } else {
            "load"
        };
        for attempt in 0..TRIES_MAX {
            if command == "load" {
                self.grow(records, step);
            } else {
                // There is something to retry when a load has ended.
                let child = self.spawn("load", None);
                self.hear(child);
            }
            if self.shore.has_jobs()
                && ["resume", "look-up"]
                    .iter()
                    .any(|step| point.starts_with(step))
            {
                // There is something to go on with when a load died over its job.
                let child = self.spawn("load", Some("note.after"));
                self.hear(child);
            }
            let often = if self.shore.has_jobs() {
                ["note", "job-request", "job-wait"].as_slice()
            } else {
                ["intent", "send", "settle", "look-up"].as_slice()
            };
            // A load may end before it comes by a second time: after some tries the first has to do.
            let early = attempt < TRIES_MAX / 2;
            let passes = if early && often.iter().any(|step| point.starts_with(step)) {
                1 + self.dice.below(3)
            } else {
                1
            };
            let child = self.spawn(command, Some(&format!("{point}:{passes}")));
            if died(self.hear(child)) {
                self.tally.crashes += 1;
                self.tally.reached.insert(point.to_owned());
                return;
            }
        }
        panic!("lane {}: nothing dies at {point}", self.number);
    }

    /// Loads in peace until all is settled.
    fn settle(&mut self) {
        self.proxy.set(Evils::default());
        self.shore.calm();
        let mut last = String::new();
        for _ in 0..PEACEFUL_MAX {
            let child = self.spawn("load", None);
            self.tally.loads += 1;
            let ran = Ran::from(child.wait_with_output().unwrap());
            self.tally.hear(&ran.stderr);
            if ran.code == 0 {
                return;
            }
            last = format!("exit code {}\n{}{}", ran.code, ran.stdout, ran.stderr);
        }
        panic!("lane {}: it never ends well: {last}", self.number);
    }

    fn spawn(&self, command: &str, crash_at: Option<&str>) -> Child {
        let mut command = self.shore.command(&self.project, &self.way, &[command]);
        if let Some(point) = crash_at {
            command.env("LANDBRIDGE_CRASH_AT", point);
        }
        let null = std::process::Stdio::null;
        let pipe = std::process::Stdio::piped;
        command.stdin(null()).stdout(null()).stderr(pipe());
        command.spawn().unwrap()
    }

    /// Waits for the end of a load, and hears what it said.
    fn hear(&mut self, mut child: Child) -> ExitStatus {
        self.tally.loads += 1;
        let begun = Instant::now();
        let mut hangs = false;
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > HANGS_AFTER && !hangs {
                hangs = true;
                child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(3));
        }
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!hangs, "a load hangs; it said\n{said}");
        assert!(!said.contains("panicked"), "{said}");
        assert!(!said.contains("cannot be"), "{said}");
        self.tally.hear(&said);
        output.status
    }
}

fn died(status: ExitStatus) -> bool {
    // No code: a signal ended it.
    status.code().is_none()
}
