//! The conversation of an import by file: send, load, import, and read back, load by load.
//!
//! Before the file leaves, and whenever the number of a job becomes known, that is noted; whoever comes later goes on from
//! the note. A job that "succeeded" proves nothing: what the import did not want stands in its reports, and everything
//! else counts only once it is read back by its key.

mod answers;
mod copies;
mod lost;
mod showing;
#[cfg(test)]
mod tests;

use std::time::Duration;

use landbridge_contract::{
    AttemptName, BusinessKey, Effect, Event, Exchange, Fault, FaultKind, Fields, FileForm, Misfit,
    ObjectSpec, Outgoing, Receipt, Reply, Request, Response, Retry, Step, TargetMessage, Verdict,
    Write,
};

use super::ask::{Ask, Document};
use super::note::{Note, Stage};
use super::pack::{self, Packed};
use super::plan::{Plan, Waits};
use super::rows;
use super::templates::{self, Load};
use crate::wire::Wire;
use showing::Showing;

/// The first pause before a job is asked for; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Files of one load that are sent at the most, each without what the loader could not take of the one before.
const AGAIN_MAX: u32 = 3;

/// A record on its way.
struct Entry {
    record: i64,
    key: BusinessKey,
    payload: Fields,
    verdict: Option<Verdict>,
    /// Whether a copy of this import may have made it: somebody else may have, as well.
    copied: bool,
}

/// What is done next, once a note is kept or a pause is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    SendFile,
    LoadDocument,
    AskForJob,
    BeginImport,
    BeginThen,
    FindFile,
    LostJob,
    LostImport,
    LookAgain,
}

/// What an answer is awaited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Import,
    Upload,
    Loader,
    Status,
    Tree,
    /// The reports of a load that failed.
    LoadReports,
    /// The reports of an import that ended.
    ImportReports,
    /// The documents that have the name of a file whose records were refused.
    Copies,
    ImportJob,
    ThenJob,
    File,
    Shown,
}

/// Where the conversation stands.
enum State {
    New,
    Resumed,
    Noting(Next),
    Pausing(Next),
    Asking(Asked),
    /// That nothing was begun is noted before this fault ends it.
    Holding(Fault),
    /// Receipts are handed over before this fault ends it.
    Failing(Fault),
    Over,
}

/// The exchange.
pub(crate) struct Job {
    ask: Ask,
    wire: Wire,
    object: ObjectSpec,
    plan: Plan,
    waits: Waits,
    name: String,
    records: Vec<Entry>,
    load: usize,
    again: u32,
    packed: Packed,
    /// Whether the lines of the file that was sent are known: not where it was sent with other records.
    lines_known: bool,
    uncertain: bool,
    /// Whether the loader is known to have failed before anything was imported.
    load_failed: bool,
    /// For how long the ERP has known nothing of the job.
    unknown: Duration,
    stage: Stage,
    state: State,
    pause: Duration,
    waited: Duration,
    /// How a job ended that did not end well, for what is said of its records.
    ended: Option<String>,
    showing: Showing,
}

/// What a conversation is made with.
pub(crate) struct Tools {
    pub(crate) wire: Wire,
    pub(crate) base_path: String,
    pub(crate) waits: Waits,
}

impl Job {
    fn with(
        tools: Tools,
        object: &ObjectSpec,
        plan: Plan,
        batch: Vec<Outgoing>,
        attempt: &AttemptName,
    ) -> Self {
        let entries = batch.into_iter().map(|outgoing| {
            let verdict = match outgoing.write {
                Write::Create => None,
                Write::Upsert | Write::Update(_) => Some(refused(message(
                    "an import by file only makes records; load changes by REST (without `fbdi`)",
                ))),
            };
            Entry {
                record: outgoing.record,
                key: outgoing.key,
                payload: outgoing.payload,
                verdict,
                copied: false,
            }
        });
        Self {
            ask: Ask::new(tools.wire.clone(), &tools.base_path),
            wire: tools.wire,
            object: object.clone(),
            plan: plan.for_attempt(attempt),
            waits: tools.waits,
            name: attempt.to_string(),
            records: entries.collect(),
            load: 0,
            again: 0,
            packed: Packed::default(),
            lines_known: true,
            uncertain: false,
            load_failed: false,
            unknown: Duration::ZERO,
            stage: Stage::Sent,
            state: State::New,
            pause: FIRST_PAUSE,
            waited: Duration::ZERO,
            ended: None,
            showing: Showing::default(),
        }
    }

    /// An import from its beginning.
    pub(super) fn new(
        tools: Tools,
        object: &ObjectSpec,
        plan: Plan,
        batch: Vec<Outgoing>,
        attempt: &AttemptName,
    ) -> Self {
        Self::with(tools, object, plan, batch, attempt)
    }

    /// An import that somebody else began.
    pub(super) fn resumed(
        tools: Tools,
        object: &ObjectSpec,
        plan: Plan,
        batch: Vec<Outgoing>,
        (attempt, note): (&AttemptName, Note),
    ) -> Self {
        let mut job = Self::with(tools, object, plan, batch, attempt);
        job.load = note.load;
        job.again = note.again;
        job.uncertain = note.uncertain;
        job.stage = note.stage;
        job.refuse_unfit();
        job.lines_known = job.pack() && job.packed.hash() == note.hash;
        job.state = State::Resumed;
        job
    }

    fn current(&self) -> Option<&'static Load> {
        self.plan.template.loads.get(self.load)
    }

    /// Refuses what has no place in a file, or does not fit, before anything is sent.
    fn refuse_unfit(&mut self) {
        let form = rows::Form::of(&self.plan);
        for entry in self
            .records
            .iter_mut()
            .filter(|entry| entry.verdict.is_none())
        {
            let misfits = form.misfits(&entry.payload);
            if !misfits.is_empty() {
                let messages = misfits.iter().map(Misfit::message).collect();
                entry.verdict = Some(Verdict::Refused { messages });
            }
        }
    }

    /// Packs the lines of the present load; false where that is not possible.
    fn pack(&mut self) -> bool {
        let Some(load) = self.current() else {
            return false;
        };
        let waiting = self.records.iter().zip(0_u32..);
        let waiting = waiting.filter(|(entry, _)| entry.verdict.is_none());
        let records: Vec<(u32, &Fields)> =
            waiting.map(|(entry, at)| (at, &entry.payload)).collect();
        match pack::pack(load, &records, &self.plan.parameters) {
            Ok(packed) => {
                self.packed = packed;
                true
            }
            Err(_unwritable) => false,
        }
    }

    /// Begins the present load, or the next one that has lines.
    fn begin_load(&mut self) -> Step {
        loop {
            if self.current().is_none() {
                return self.look();
            }
            if !self.pack() {
                return self.fail(self.fault("the file cannot be written".to_owned()));
            }
            if !self.packed.is_empty() {
                break;
            }
            self.load += 1;
            self.again = 0;
        }
        self.lines_known = true;
        self.load_failed = false;
        self.stage = Stage::Sent;
        self.note(Next::SendFile)
    }

    /// The name of the file: begins with the attempt's, so that it is found by it.
    fn file_name(&self) -> String {
        format!("{}-{}-{}.zip", self.name, self.load, self.again)
    }

    fn note(&mut self, next: Next) -> Step {
        self.pause = FIRST_PAUSE;
        self.waited = Duration::ZERO;
        self.unknown = Duration::ZERO;
        self.state = State::Noting(next);
        self.noted()
    }

    /// Ends with a fault at an import that was not begun for certain: it may be begun at once by whoever comes next.
    fn hold(&mut self, fault: Fault) -> Step {
        self.stage = Stage::Held;
        self.state = State::Holding(fault);
        self.noted()
    }

    fn noted(&self) -> Step {
        let note = Note {
            template: self.plan.template.name.to_owned(),
            load: self.load,
            again: self.again,
            hash: self.packed.hash(),
            uncertain: self.uncertain,
            stage: self.stage.clone(),
        };
        Step::Note(note.text().into())
    }

    fn wait(&mut self, next: Next) -> Step {
        let pause = self.pause;
        self.waited += pause;
        self.pause = (pause * 2).min(self.waits.poll);
        self.state = State::Pausing(next);
        Step::Wait(pause)
    }

    fn send(&mut self, asked: Asked, request: Request) -> Step {
        self.state = State::Asking(asked);
        Step::Send(request)
    }

    fn go_on(&mut self, next: Next) -> Step {
        let Some(load) = self.current() else {
            return self.look();
        };
        match next {
            Next::SendFile => self.send_file(load),
            Next::LoadDocument => match &self.stage {
                Stage::Document(number) => {
                    let request = self.ask.load(load.interface, number);
                    self.send(Asked::Loader, request)
                }
                _ => self.fail(Fault::out_of_turn("load a file")),
            },
            Next::AskForJob => match self.job_number() {
                Some(number) => {
                    let request = self.ask.status(&number);
                    self.send(Asked::Status, request)
                }
                None => self.fail(Fault::out_of_turn("ask for a job")),
            },
            Next::BeginImport => {
                let parameters = self.plan.parameters_of(&load.job);
                let request = self.ask.run(load.job.path, &parameters);
                self.send(Asked::ImportJob, request)
            }
            Next::BeginThen => self.begin_then(load),
            Next::FindFile => {
                let request = self.ask.documents(&self.file_name());
                self.send(Asked::File, request)
            }
            Next::LostJob => self.lost_job(),
            Next::LostImport => self.lost_import(),
            Next::LookAgain => self.look(),
        }
    }

    fn send_file(&mut self, load: &'static Load) -> Step {
        let file_name = self.file_name();
        let document = Document {
            bytes: &self.packed.bytes,
            file_name: &file_name,
            account: load.account,
        };
        if self.plan.apart {
            let request = self.ask.upload(&document);
            return self.send(Asked::Upload, request);
        }
        let parameters = self.plan.parameters_of(&load.job);
        let job = (load.job.path, parameters.as_str());
        let request = self.ask.import(&document, load.interface, job);
        self.send(Asked::Import, request)
    }

    fn begin_then(&mut self, load: &'static Load) -> Step {
        let which = match &self.stage {
            Stage::Then(which) | Stage::ThenJob(which, _) => *which,
            _ => 0,
        };
        let Some(job) = load.then.get(which) else {
            return self.next_load();
        };
        let parameters = self.plan.parameters_of(job);
        let request = self.ask.run(job.path, &parameters);
        self.send(Asked::ThenJob, request)
    }

    /// The import of a load has ended: the jobs after it, then the next load.
    fn after_import(&mut self, which: usize) -> Step {
        match self.current().and_then(|load| load.then.get(which)) {
            Some(_) => {
                self.stage = Stage::Then(which);
                self.note(Next::BeginThen)
            }
            None => self.next_load(),
        }
    }

    fn next_load(&mut self) -> Step {
        self.load += 1;
        self.again = 0;
        self.begin_load()
    }

    fn job_number(&self) -> Option<String> {
        match &self.stage {
            Stage::Whole(number)
            | Stage::Loader(number)
            | Stage::Import(number)
            | Stage::ThenJob(_, number) => Some(number.clone()),
            Stage::Sent | Stage::Document(_) | Stage::Loaded | Stage::Held | Stage::Then(_) => None,
        }
    }

    /// Goes on from a note.
    fn take_up(&mut self) -> Step {
        match &self.stage {
            // An upload does nothing but lie there.
            Stage::Sent if self.plan.apart => self.go_on(Next::SendFile),
            Stage::Sent => self.go_on(Next::FindFile),
            Stage::Document(_) => self.lost_job(),
            // The request may have left before the one who noted it ended.
            Stage::Loaded => self.lost(Asked::ImportJob),
            Stage::Held => self.go_on(Next::BeginImport),
            Stage::Then(_) => self.go_on(Next::BeginThen),
            Stage::Whole(_) | Stage::Loader(_) | Stage::Import(_) | Stage::ThenJob(..) => {
                self.go_on(Next::AskForJob)
            }
        }
    }

    fn settle(&mut self, at: usize, verdict: Verdict) {
        if let Some(entry) = self.records.get_mut(at) {
            entry.verdict = Some(verdict);
        }
    }

    fn settle_waiting(&mut self, verdict: impl Fn() -> Verdict) {
        for entry in self
            .records
            .iter_mut()
            .filter(|entry| entry.verdict.is_none())
        {
            entry.verdict = Some(verdict());
        }
    }

    /// The receipts of what is settled.
    fn receipts(&mut self) -> Vec<Reply> {
        let settled = std::mem::take(&mut self.records).into_iter();
        let receipts = settled.filter_map(|entry| {
            let record = entry.record;
            let verdict = entry.verdict?;
            Some(Reply::Receipt(Receipt { record, verdict }))
        });
        receipts.collect()
    }

    fn done(&mut self) -> Step {
        self.state = State::Over;
        Step::Done(self.receipts())
    }

    /// Ends with a fault: what is not settled stays in doubt, and is gone on with from the note.
    fn fail(&mut self, fault: Fault) -> Step {
        self.state = State::Failing(fault);
        Step::Yield(self.receipts())
    }

    fn fault(&self, message: String) -> Fault {
        Fault {
            kind: FaultKind::TargetFailed,
            retry: Retry::Never,
            effect: Effect::Unknown,
            operation: format!("import {}", self.plan.template.name),
            message,
        }
    }

    fn answered(&mut self, asked: Asked, response: &Response) -> Step {
        match asked {
            Asked::Import | Asked::Upload | Asked::Loader | Asked::ImportJob | Asked::ThenJob => {
                self.begun(asked, response)
            }
            Asked::Shown => self.shown(response),
            Asked::Status if is_gone(response) => self.unknown_job(),
            Asked::Tree | Asked::LoadReports | Asked::ImportReports if is_gone(response) => {
                self.uncertain = true;
                match asked {
                    Asked::Tree => self.branches(response),
                    Asked::LoadReports => self.not_loaded(response),
                    _ => self.imported(response),
                }
            }
            _ if !response.is_success() => {
                let told = crate::messages::of(response);
                let text = told.first().map_or("", |message| message.text.as_str());
                self.fail(self.fault(format!("the question about a job was refused: {text}")))
            }
            Asked::Status => self.stands(response),
            Asked::Tree => self.branches(response),
            Asked::LoadReports => self.not_loaded(response),
            Asked::ImportReports => self.imported(response),
            Asked::File => self.file(response),
            Asked::Copies => self.copies(response),
        }
    }
}

/// Whether the ERP does not know what was asked for, or no more; not where it only does not tell this user or now.
fn is_gone(response: &Response) -> bool {
    (400..500).contains(&response.status) && !matches!(response.status, 401 | 403 | 407 | 408 | 429)
}

fn refused(message: TargetMessage) -> Verdict {
    Verdict::Refused {
        messages: vec![message],
    }
}

fn message(text: &str) -> TargetMessage {
    TargetMessage {
        code: String::new(),
        path: String::new(),
        text: text.to_owned(),
    }
}

impl Exchange for Job {
    fn advance(&mut self, event: Event) -> Step {
        let state = std::mem::replace(&mut self.state, State::Over);
        match (event, state) {
            (Event::Start, State::New) => {
                self.refuse_unfit();
                self.begin_load()
            }
            (Event::Start, State::Resumed) => self.take_up(),
            (Event::Noted, State::Noting(next)) => match next {
                // A job that was just begun has not ended yet.
                Next::AskForJob => self.wait(next),
                next => self.go_on(next),
            },
            (Event::Elapsed, State::Pausing(next)) => self.go_on(next),
            (Event::Answer(response), State::Asking(asked)) => self.answered(asked, &response),
            (Event::Fault(fault), State::Asking(asked)) => self.met(asked, fault),
            (Event::Noted, State::Holding(fault)) | (Event::Fault(fault), _) => self.fail(fault),
            (Event::Taken, State::Failing(fault)) => Step::Failed(fault),
            _ => Step::Failed(Fault::out_of_turn("import a file")),
        }
    }
}
