//! Sends records as a data set of HCM Data Loader and follows it to its end.
//!
//! Upload has no effect on any record; `createFileDataSet` has, so what finds the data set again is noted before
//! it. From then on nothing is sent again: whoever comes next asks for the data set by its number, or by its name
//! where the answer that gives the number was lost. The pod answers 404 for a data set for some seconds after it
//! was made.
//!
//! A data set that has ended proves nothing by that. Records with a message are refused in its words. The others
//! count as loaded only where the data set counts as many loaded objects, and where they can be read, only those
//! that are found; the rest is in doubt.

use std::time::Duration;

use landbridge_contract::{
    Effect, Event, Exchange, Fault, FaultKind, ObjectSpec, Outgoing, Receipt, Reply, Request,
    Response, Retry, Step, TargetMessage, Verdict, Write,
};

use super::archive;
use super::data_set::{self, State};
use super::file::DatFile;
use super::ids::Ids;
use super::layout::Layout;
use super::note::Note;
use super::settle::{Said, Settling};
use crate::messages;
use crate::wire::{self, Wire};

/// The longest pause between two questions. Asking more often was taken for an attack by one pod, which answered 401.
const PAUSE_MAX: Duration = Duration::from_mins(1);

/// How long a data set is followed. The next run goes on with it.
const FOLLOWED_MAX: Duration = Duration::from_hours(12);

/// Messages asked for in one page.
const MESSAGES_PAGE: usize = 500;

/// How often an archive is uploaded before the load is given up.
const UPLOADS_MAX: u32 = 3;

/// Answers that make no sense before a data set is left to the next run.
const NONSENSE_MAX: u32 = 5;

/// What a data set needs to know of its pod and object.
#[derive(Debug, Clone)]
pub(super) struct Pod {
    pub(super) wire: Wire,
    /// The collection of data sets, from the host's root.
    pub(super) path: String,
    /// The first pause before a question; they grow.
    pub(super) pause: Duration,
    /// How long a data set that answers 404, or that is not found by its name, may be there all the same.
    pub(super) hidden_max: Duration,
    /// Whether the data set is given its name where it is made.
    pub(super) names: bool,
}

/// Where the exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    New,
    Upload,
    /// Waiting, to upload once more.
    BeforeUpload,
    NoteContent,
    Create,
    NoteRequest,
    /// Waiting, to look for it by its name.
    BeforeSearch,
    Search,
    /// Waiting, to ask for its state.
    BeforeAsk,
    Ask,
    Messages,
    Ids,
    Ended,
}

/// The exchange.
pub(super) struct DataSet {
    pod: Pod,
    spec: ObjectSpec,
    records: Vec<Outgoing>,
    file: DatFile,
    note: Note,
    at: At,
    pause: Duration,
    followed: Duration,
    hidden: Duration,
    nonsense: u32,
    uploads: u32,
    settling: Settling,
    ids: Option<Ids>,
    label: String,
}

impl DataSet {
    /// Sends records under a name.
    pub(super) fn new(
        pod: Pod,
        spec: &ObjectSpec,
        object: &str,
        batch: Vec<Outgoing>,
        name: &str,
    ) -> Self {
        let layout = Layout::of(object, spec, &batch);
        let file = DatFile::of(&layout, &batch);
        let note = Note {
            name: archive::name_of(name),
            content: String::new(),
            request: String::new(),
            mark: file.mark(&batch),
        };
        Self {
            pause: pod.pause,
            pod,
            spec: spec.clone(),
            settling: Settling::new(batch.len()),
            records: batch,
            file,
            note,
            at: At::New,
            followed: Duration::ZERO,
            hidden: Duration::ZERO,
            nonsense: 0,
            uploads: 0,
            ids: None,
            label: format!("load {object}.dat"),
        }
    }

    /// Goes on with the data set that a note tells of.
    pub(super) fn resumed(mut self, note: Note) -> Self {
        if note.mark != self.note.mark {
            self.file.owners.clear();
        }
        self.note = note;
        self
    }

    fn start(&mut self) -> Step {
        if !self.note.request.is_empty() {
            return self.wait(At::BeforeAsk);
        }
        if !self.note.content.is_empty() {
            return self.wait(At::BeforeSearch);
        }
        if self.file.refused.len() == self.records.len() {
            return self.done();
        }
        self.upload()
    }

    fn upload(&mut self) -> Step {
        self.uploads += 1;
        let object = self
            .label
            .trim_start_matches("load ")
            .trim_end_matches(".dat");
        match archive::body(object, &self.file.text, &self.note.name) {
            Ok(body) => {
                let path = format!("{}/action/uploadFile", self.pod.path);
                self.send(At::Upload, self.action(path, body, "upload"))
            }
            Err(why) => self.not_sent(Retry::Never, &why),
        }
    }

    fn action(&self, path: String, body: Vec<u8>, word: &str) -> Request {
        self.pod
            .wire
            .action(path, body, format!("{word}, {}", self.label))
    }

    fn send(&mut self, at: At, request: Request) -> Step {
        self.at = at;
        Step::Send(request)
    }

    fn wait(&mut self, at: At) -> Step {
        self.at = at;
        let pause = self.pause;
        self.followed += pause;
        self.pause = (pause + pause / 2).min(PAUSE_MAX);
        Step::Wait(pause)
    }

    fn get(&mut self, at: At, path: String) -> Step {
        let request = self.pod.wire.get(path, format!("follow {}", self.label));
        self.send(at, request)
    }

    fn note(&mut self, at: At) -> Step {
        self.at = at;
        Step::Note(self.note.text())
    }

    fn answered(&mut self, response: &Response) -> Step {
        match self.at {
            At::Upload => self.uploaded(response),
            At::Create => self.created(response),
            At::Search => self.searched(response),
            At::Ask => self.told(response),
            At::Messages => self.listed(response),
            At::Ids => self.identified(response),
            _ => self.out_of_turn(),
        }
    }

    /// Nothing was done before the upload is done.
    fn uploaded(&mut self, response: &Response) -> Step {
        if !response.is_success() {
            return self.turned_away("the archive was not taken", response);
        }
        match data_set::said(response) {
            Some(said) if !said.content.is_empty() && is_fine(&said.status) => {
                self.file.text = String::new();
                self.note.content = said.content;
                self.note(At::NoteContent)
            }
            _ => self.not_sent(Retry::Never, "the upload gives no content id"),
        }
    }

    fn create(&mut self) -> Step {
        let mut body = serde_json::json!({
            "contentId": self.note.content,
            "fileAction": "IMPORT_AND_LOAD",
        });
        if let (true, Some(members)) = (self.pod.names, body.as_object_mut()) {
            members.insert("dataSetName".to_owned(), self.note.name.clone().into());
        }
        let path = format!("{}/action/createFileDataSet", self.pod.path);
        let request = self.action(path, body.to_string().into_bytes(), "submit");
        self.send(At::Create, request)
    }

    fn created(&mut self, response: &Response) -> Step {
        if !response.is_success() {
            return self.turned_away("no data set was made", response);
        }
        match data_set::said(response) {
            Some(said) if !said.request.is_empty() => {
                self.note.request = said.request;
                self.note(At::NoteRequest)
            }
            Some(said) if !is_fine(&said.status) => {
                let why = format!("no data set was made: status {}", said.status);
                self.not_sent(Retry::Never, &why)
            }
            // It may have been made all the same.
            _ => self.wait(At::BeforeSearch),
        }
    }

    fn search(&mut self) -> Step {
        let query = wire::encode(&format!("DataSetName='{}'", self.note.name));
        let path = format!("{}?q={query}&onlyData=true&limit=2", self.pod.path);
        self.get(At::Search, path)
    }

    fn searched(&mut self, response: &Response) -> Step {
        if !response.is_success() {
            return self.lost_sight("it cannot be looked for by its name");
        }
        let Some(sets) = data_set::listed(response) else {
            return self.nonsense(At::BeforeSearch);
        };
        match sets.into_iter().next() {
            Some(set) if !set.request.is_empty() => {
                self.note.request = set.request;
                self.note(At::NoteRequest)
            }
            None if self.hidden < self.pod.hidden_max => self.hide(At::BeforeSearch),
            _ => self.lost_sight("no data set has its name"),
        }
    }

    fn ask(&mut self) -> Step {
        let path = format!(
            "{}/{}?onlyData=true",
            self.pod.path,
            wire::encode(&self.note.request)
        );
        self.get(At::Ask, path)
    }

    fn told(&mut self, response: &Response) -> Step {
        if response.status == 404 {
            if self.hidden < self.pod.hidden_max {
                return self.hide(At::BeforeAsk);
            }
            return self.lost_sight("the ERP does not know it");
        }
        if !response.is_success() {
            return self.nonsense(At::BeforeAsk);
        }
        match data_set::state(response) {
            Some(state) if state.is_ended() => {
                self.settling.ended(&state);
                self.list(0)
            }
            Some(state) if self.followed >= FOLLOWED_MAX => self.still_runs(&state),
            Some(_) => self.wait(At::BeforeAsk),
            None => self.nonsense(At::BeforeAsk),
        }
    }

    fn hide(&mut self, at: At) -> Step {
        self.hidden += self.pause;
        self.wait(at)
    }

    fn list(&mut self, offset: usize) -> Step {
        let path = format!(
            "{}/{}/child/messages?onlyData=true&orderBy=DatFileName,FileLine&limit={MESSAGES_PAGE}&offset={offset}",
            self.pod.path,
            wire::encode(&self.note.request)
        );
        self.get(At::Messages, path)
    }

    fn listed(&mut self, response: &Response) -> Step {
        let page = response.is_success().then(|| data_set::messages(response));
        let Some((page, has_more)) = page.flatten() else {
            return self.nonsense(At::BeforeAsk);
        };
        let empty = page.is_empty();
        for message in page {
            let owner = self.file.owner(message.line, &message.source_key);
            let of_all = self.file.is_of_all(message.line);
            self.settling.hear(owner, of_all, &message);
        }
        if has_more && !empty {
            return self.list(self.settling.heard());
        }
        self.settle()
    }

    /// All is said: what it means.
    fn settle(&mut self) -> Step {
        for (index, why) in std::mem::take(&mut self.file.refused) {
            self.settling.unwritable(index, why);
        }
        let proved = self.settling.proved();
        self.ids = Ids::of(&self.pod.wire, &self.spec, &self.records, proved);
        if self.ids.is_some() {
            return self.next_ids();
        }
        // What cannot be read is known by the key that it was sent with.
        for index in self.settling.proved() {
            let own = self.file.source_keys.get(index);
            let own = own.filter(|key| !key.is_empty());
            let key = self.records.get(index).map(|record| record.key.text());
            let id = own.map(|own| own.as_str().into()).or(key);
            self.settling.identify(index, id.unwrap_or_default());
        }
        self.done()
    }

    fn next_ids(&mut self) -> Step {
        match self.ids.as_mut().and_then(Ids::request) {
            Some(request) => self.send(At::Ids, request),
            None => self.done(),
        }
    }

    fn identified(&mut self, response: &Response) -> Step {
        let found = self.ids.as_mut().map(|ids| ids.answer(response));
        match found {
            Some(Ok(found)) => {
                for (index, id) in found {
                    self.settling.identify(index, id);
                }
                self.next_ids()
            }
            Some(Err(fault)) => self.fail(fault),
            None => self.out_of_turn(),
        }
    }

    fn done(&mut self) -> Step {
        self.at = At::Ended;
        for (index, why) in std::mem::take(&mut self.file.refused) {
            self.settling.unwritable(index, why);
        }
        let verdicts = self.settling.verdicts();
        let receipts = self.records.iter().zip(verdicts).map(|(record, said)| {
            let verdict = match said {
                Said::Refused(messages) => Verdict::Refused { messages },
                Said::Loaded(target_id) => Verdict::Loaded {
                    target_id,
                    // Whether an object was there that nobody here loaded, a data set does not say; none is taken back.
                    created: !matches!(record.write, Write::Update(_)),
                },
                Said::Unproved(why) => Verdict::InDoubt { why },
            };
            receipt(record, verdict)
        });
        Step::Done(receipts.collect())
    }

    /// Nothing was done: everything may be sent again.
    fn not_sent(&mut self, retry: Retry, why: &str) -> Step {
        self.at = At::Ended;
        let records = self.records.iter().map(|record| {
            let why = why.to_owned();
            receipt(record, Verdict::NotSent { retry, why })
        });
        Step::Done(records.collect())
    }

    fn turned_away(&mut self, what: &str, response: &Response) -> Step {
        let words = TargetMessage::one_line(&messages::of(response));
        let why = if response.status == 413 {
            format!("{what}: the file is too large; state smaller `records_per_file` of the object")
        } else {
            format!("{what}: HTTP {}: {words}", response.status)
        };
        self.not_sent(Retry::Never, &why)
    }

    /// Nobody knows the data set any more: its records are looked up by their keys.
    fn lost_sight(&mut self, why: &str) -> Step {
        self.at = At::Ended;
        let records = self.records.iter().map(|record| {
            let why = format!("data set {}: {why}", self.note.name);
            receipt(record, Verdict::InDoubt { why })
        });
        Step::Done(records.collect())
    }

    fn nonsense(&mut self, at: At) -> Step {
        self.nonsense += 1;
        if self.nonsense < NONSENSE_MAX {
            return self.wait(at);
        }
        let message = "the ERP's answers about the data set make no sense";
        self.fail(Fault::unintelligible(&self.label, message))
    }

    fn still_runs(&mut self, state: &State) -> Step {
        let message = format!(
            "data set {} is {} still; load again to go on with it",
            self.note.request, state.code
        );
        self.fail(Fault {
            kind: FaultKind::TimedOut,
            retry: Retry::Backoff,
            effect: Effect::Unknown,
            operation: self.label.clone(),
            message,
        })
    }

    fn fail(&mut self, fault: Fault) -> Step {
        self.at = At::Ended;
        Step::Failed(fault)
    }

    fn out_of_turn(&mut self) -> Step {
        let fault = Fault::out_of_turn(&self.label);
        let effect = if self.note.content.is_empty() {
            Effect::None
        } else {
            Effect::Unknown
        };
        self.fail(Fault { effect, ..fault })
    }

    fn faulted(&mut self, fault: Fault) -> Step {
        match (self.at, fault.effect) {
            // An archive that was uploaded, or not, is nobody's record.
            (At::Upload, Effect::Unknown)
                if fault.kind != FaultKind::Cancelled && self.uploads < UPLOADS_MAX =>
            {
                self.wait(At::BeforeUpload)
            }
            (At::Upload, _) | (At::Create, Effect::None) => {
                self.not_sent(fault.retry, &fault.to_string())
            }
            (At::Create, _) if fault.kind != FaultKind::Cancelled => self.wait(At::BeforeSearch),
            _ => self.fail(fault),
        }
    }
}

impl Exchange for DataSet {
    fn advance(&mut self, event: Event) -> Step {
        match (event, self.at) {
            (Event::Start, At::New) => self.start(),
            (Event::Elapsed, At::BeforeUpload) => self.upload(),
            (Event::Noted, At::NoteContent) => self.create(),
            (Event::Noted, At::NoteRequest) => self.wait(At::BeforeAsk),
            (Event::Elapsed, At::BeforeSearch) => self.search(),
            (Event::Elapsed, At::BeforeAsk) => self.ask(),
            (Event::Answer(response), _) => self.answered(&response),
            (Event::Fault(fault), _) => self.faulted(fault),
            _ => self.out_of_turn(),
        }
    }
}

fn is_fine(status: &str) -> bool {
    status.is_empty() || status.eq_ignore_ascii_case("SUCCESS")
}

fn receipt(record: &Outgoing, verdict: Verdict) -> Reply {
    Reply::Receipt(Receipt {
        record: record.record,
        verdict,
    })
}
