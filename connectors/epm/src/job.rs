//! Sends records as a file with an import job, and proves by reading that they arrived.
//!
//! A file is nobody's data before a job takes it, so what finds the job again is noted before it is submitted and
//! once more when its number is known. When it has ended, however it ended, the cells are read: one that holds what was sent
//! is loaded, and every other is sent once more as a slice, whose answer says what is wrong with it. Overwriting a cell
//! with the same changes nothing, so a job whose number nobody heard of does no harm either.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use landbridge_contract::{
    Effect, Event, Exchange, Fault, FaultKind, Method, ObjectSpec, Outgoing, Receipt, Reply,
    Response, Retry, Step, TargetMessage, Text, Value, Verdict, Write,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::answers::{self, Read};
use crate::grid::{Cell, Grid, MISSING, grids};
use crate::shape::Shape;
use crate::slices::Slices;
use crate::wire::{self, Wire};

/// Cells that go with one job at the most.
pub(crate) const CELLS_MAX: u32 = 50_000;
/// Bytes of their payloads at the most.
pub(crate) const BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Cells that are read in one slice.
const CELLS_READ: usize = 2_000;
const PAUSE_MAX: Duration = Duration::from_mins(1);
/// How long a job is followed. The next run goes on with it.
const FOLLOWED_MAX: Duration = Duration::from_hours(12);

/// The only status of a job that is under way, but for one that is being cancelled.
const UNDER_WAY: [i64; 2] = [-1, 2];

/// What finds a job again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// The file that was submitted.
    file: String,
    /// The job's number; empty before it is known.
    #[serde(default)]
    job: String,
}

/// Where the exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    New,
    Upload,
    NoteFile,
    Submit,
    NoteJob,
    Wait,
    Ask,
    /// Waiting for a job whose number nobody knows.
    WaitBlindly,
    Read,
    Slices,
    Ended,
}

/// The exchange.
pub(crate) struct Import {
    wire: Wire,
    object: ObjectSpec,
    shape: Shape,
    job: String,
    records: Vec<Outgoing>,
    /// Files to be imported one after the other: name and text.
    files: VecDeque<(String, String)>,
    /// Grids to be read.
    unread: VecDeque<Grid>,
    reading: Option<Grid>,
    /// Records that are not in the cube as they were sent.
    unequal: Vec<usize>,
    slices: Option<Slices>,
    receipts: Vec<Reply>,
    note: Note,
    at: At,
    pause: Duration,
    followed: Duration,
    label: String,
}

impl Import {
    pub(crate) fn new(
        wire: &Wire,
        object: &ObjectSpec,
        shape: Shape,
        batch: Vec<Outgoing>,
        (job, attempt): (&str, &str),
    ) -> Self {
        let mut import = Self {
            wire: wire.clone(),
            object: object.clone(),
            pause: Duration::from_secs(shape.poll_seconds.into()),
            shape,
            job: job.to_owned(),
            records: batch,
            files: VecDeque::new(),
            unread: VecDeque::new(),
            reading: None,
            unequal: Vec::new(),
            slices: None,
            receipts: Vec::new(),
            note: Note::default(),
            at: At::New,
            followed: Duration::ZERO,
            label: format!("import {}", object.name),
        };
        let mut cells = Vec::with_capacity(import.records.len());
        for (index, record) in import.records.iter().enumerate() {
            let cell = Cell::of(&import.shape, index, &record.payload);
            match cell.and_then(writable) {
                Ok(cell) => cells.push(cell),
                Err(why) => import.receipts.push(receipt(
                    record,
                    Verdict::Refused {
                        messages: vec![why],
                    },
                )),
            }
        }
        let whole = grids(cells.clone(), usize::MAX);
        import.files = files(&import.shape, &object.name, &whole, attempt).into();
        import.unread = grids(cells, CELLS_READ).into();
        import
    }

    /// Goes on with the job that a note tells of; nothing where it tells of none.
    pub(crate) fn resumed(
        wire: &Wire,
        object: &ObjectSpec,
        shape: Shape,
        batch: Vec<Outgoing>,
        note: &str,
    ) -> Option<Self> {
        let note: Note = serde_json::from_str(note).ok()?;
        let mut import = Self::new(wire, object, shape, batch, ("", ""));
        // What was not submitted is found missing, and goes as slices.
        import.files.clear();
        import.note = note;
        Some(import)
    }

    fn start(&mut self) -> Step {
        match (self.note.file.is_empty(), self.note.job.is_empty()) {
            (true, _) => self.next_file(),
            (false, false) => self.wait(At::Wait),
            (false, true) => self.wait_blindly(),
        }
    }

    /// Gives a job whose number nobody knows the time of a few pauses. What it writes is what the slices write.
    fn wait_blindly(&mut self) -> Step {
        self.at = At::WaitBlindly;
        Step::Wait((self.pause * 3).min(PAUSE_MAX))
    }

    fn next_file(&mut self) -> Step {
        let Some((name, text)) = self.files.pop_front() else {
            return self.next_read();
        };
        self.note = Note {
            file: name.clone(),
            job: String::new(),
        };
        let label = format!("upload, {}", self.label);
        self.at = At::Upload;
        Step::Send(self.wire.file(&name, text.into_bytes(), label))
    }

    fn note(&mut self, at: At) -> Step {
        self.at = at;
        Step::Note(Text::from(
            serde_json::to_string(&self.note).unwrap_or_default(),
        ))
    }

    fn wait(&mut self, at: At) -> Step {
        self.at = at;
        let pause = self.pause;
        self.followed += pause;
        self.pause = (pause + pause / 2).min(PAUSE_MAX);
        Step::Wait(pause)
    }

    fn submit(&mut self) -> Step {
        self.at = At::Submit;
        let body = json!({
            "jobType": "IMPORT_DATA",
            "jobName": self.job,
            "parameters": {
                "importFileName": self.note.file,
                "errorFile": format!("errors-{}", self.note.file.replace(".csv", ".zip")),
            },
        });
        let label = format!("submit, {}", self.label);
        Step::Send(wire::json(Method::Post, self.wire.jobs(), &body, label))
    }

    fn ask(&mut self) -> Step {
        self.at = At::Ask;
        let path = format!("{}/{}", self.wire.jobs(), wire::encode(&self.note.job));
        Step::Send(wire::get(path, format!("follow, {}", self.label)))
    }

    fn answered(&mut self, response: &Response) -> Step {
        match self.at {
            At::Upload if response.is_success() => self.note(At::NoteFile),
            At::Upload => self.turned_away("the file was not taken", response),
            At::Submit if response.is_success() => match answers::job(response) {
                Some(job) if !job.id.is_empty() => {
                    self.note.job = job.id;
                    self.note(At::NoteJob)
                }
                _ => self.wait_blindly(),
            },
            At::Submit => self.turned_away("the job was not taken", response),
            At::Ask => match answers::job(response).filter(|_| response.is_success()) {
                Some(job) if UNDER_WAY.contains(&job.status) => {
                    if self.followed >= FOLLOWED_MAX {
                        return self.still_runs(&job.words);
                    }
                    self.wait(At::Wait)
                }
                // However it ended: the cube says what it did.
                Some(_) => self.next_file(),
                None => self.next_read(),
            },
            At::Read => self.read(response),
            _ => self.out_of_turn(),
        }
    }

    fn next_read(&mut self) -> Step {
        let Some(grid) = self.unread.pop_front() else {
            return self.mend();
        };
        self.at = At::Read;
        let path = format!("{}/exportdataslice", self.object.read_path);
        let label = format!("prove, {}", self.label);
        let request = wire::json(Method::Ask, path, &grid.export(&self.shape), label);
        self.reading = Some(grid);
        Step::Send(request)
    }

    fn read(&mut self, response: &Response) -> Step {
        let cells = if response.is_success() {
            answers::exported(response)
        } else {
            // A member that the cube does not have: the slice will say which.
            Some(Vec::new())
        };
        let Some(cells) = cells else {
            let why = Fault::unintelligible(&self.label, "the answer shows no grid");
            return self.fail(why);
        };
        let held: BTreeMap<(Vec<String>, Vec<String>), Value> = cells
            .into_iter()
            .map(
                |Read {
                     columns,
                     rows,
                     value,
                     ..
                 }| ((columns, rows), value),
            )
            .collect();
        for cell in self.reading.take().iter().flat_map(Grid::cells) {
            let value = held.get(&(cell.columns.clone(), cell.rows.clone()));
            // An empty cell is no proof that a cell was emptied where the member is unknown.
            let equal = value.is_some_and(|value| is_same(&cell.value, value));
            match self.records.get(cell.record) {
                Some(record) if equal => {
                    let created = !matches!(record.write, Write::Update(_));
                    let target_id = cell.name().into();
                    let verdict = Verdict::Loaded { target_id, created };
                    self.receipts.push(receipt(record, verdict));
                }
                _ => self.unequal.push(cell.record),
            }
        }
        self.next_read()
    }

    /// What is not there as it was sent goes once more, cell by cell accounted for.
    fn mend(&mut self) -> Step {
        let unequal = std::mem::take(&mut self.unequal);
        if unequal.is_empty() {
            return Step::Done(std::mem::take(&mut self.receipts));
        }
        let records = unequal
            .into_iter()
            .filter_map(|index| self.records.get(index).cloned());
        let mut slices = Slices::new(&self.object, &self.shape, records.collect());
        self.at = At::Slices;
        let step = slices.advance(Event::Start);
        self.slices = Some(slices);
        self.of_slices(step)
    }

    fn of_slices(&mut self, step: Step) -> Step {
        match step {
            Step::Done(replies) => {
                self.receipts.extend(replies);
                Step::Done(std::mem::take(&mut self.receipts))
            }
            other => other,
        }
    }

    /// Nothing was done by this file; what earlier files did is read, and the rest may be sent again.
    fn turned_away(&mut self, what: &str, response: &Response) -> Step {
        let words = TargetMessage::one_line(&answers::messages(response));
        self.not_sent(
            Retry::Never,
            &format!("{what}: HTTP {}: {words}", response.status),
        )
    }

    fn not_sent(&mut self, retry: Retry, why: &str) -> Step {
        self.at = At::Ended;
        let mut receipts = std::mem::take(&mut self.receipts);
        for cell in self.unread.iter().flat_map(Grid::cells) {
            let why = why.to_owned();
            if let Some(record) = self.records.get(cell.record) {
                receipts.push(receipt(record, Verdict::NotSent { retry, why }));
            }
        }
        Step::Done(receipts)
    }

    fn still_runs(&mut self, words: &str) -> Step {
        let message = format!(
            "job {} is {words} still; load again to go on with it",
            self.note.job
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
        let fault = wire::out_of_turn(&self.label, Effect::Unknown);
        self.fail(fault)
    }

    fn faulted(&mut self, fault: Fault) -> Step {
        match (self.at, fault.effect) {
            (At::Upload, _) | (At::Submit, Effect::None) => {
                self.not_sent(fault.retry, &fault.to_string())
            }
            (At::Submit, _) if fault.kind != FaultKind::Cancelled => self.wait_blindly(),
            _ => self.fail(fault),
        }
    }
}

impl Exchange for Import {
    fn advance(&mut self, event: Event) -> Step {
        if let Some(slices) = &mut self.slices {
            let step = slices.advance(event);
            return self.of_slices(step);
        }
        match (event, self.at) {
            (Event::Start, At::New) => self.start(),
            (Event::Noted, At::NoteFile) => self.submit(),
            (Event::Noted, At::NoteJob) => self.wait(At::Wait),
            (Event::Elapsed, At::Wait) => self.ask(),
            (Event::Elapsed, At::WaitBlindly) => self.next_file(),
            (Event::Answer(response), _) => self.answered(&response),
            (Event::Fault(fault), _) => self.faulted(fault),
            _ => self.out_of_turn(),
        }
    }
}

/// A member with a comma or a quote cannot stand in a list of members.
fn writable(cell: Cell) -> Result<Cell, TargetMessage> {
    if cell
        .members()
        .any(|member| member.contains([',', '"', '\n', '\r']))
    {
        let text = "a member with a comma, a quote or a line break cannot stand in a file; load it without `job`";
        return Err(TargetMessage::bounded("", "", text));
    }
    Ok(cell)
}

/// The files of grids: one for every set of columns, so that no field of a line is empty.
fn files(shape: &Shape, cube: &str, grids: &[Grid], attempt: &str) -> Vec<(String, String)> {
    let mut by_columns: BTreeMap<Vec<&str>, Vec<&Grid>> = BTreeMap::new();
    for grid in grids {
        let columns = grid.columns.iter().filter_map(|column| column.first());
        let columns = columns.map(String::as_str).collect();
        by_columns.entry(columns).or_default().push(grid);
    }
    let name: String = attempt
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let driver = shape.rows.last().map_or("", AsRef::as_ref);
    let files = by_columns
        .into_iter()
        .enumerate()
        .map(|(number, (columns, grids))| {
            let mut header = vec![driver];
            header.extend(&columns);
            header.extend(["Point-of-View", "Data Load Cube Name"]);
            let mut text = String::new();
            line(&mut text, &header);
            for grid in grids {
                for (headers, cells) in &grid.rows {
                    let (last, others) = headers
                        .split_last()
                        .map_or(("", &[][..]), |(l, o)| (l.as_str(), o));
                    let others: Vec<&str> =
                        grid.pov.iter().chain(others).map(String::as_str).collect();
                    let others = others.join(",");
                    let mut fields = vec![last];
                    fields.extend(cells.iter().map(|cell| cell.value.as_str()));
                    fields.extend([others.as_str(), cube]);
                    line(&mut text, &fields);
                }
            }
            (format!("{name}x{number}.csv"), text)
        });
    files.collect()
}

fn line(text: &mut String, fields: &[&str]) {
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push('"');
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    }
    text.push('\n');
}

/// Whether a cell holds what was sent: numbers by their value, texts as they are.
fn is_same(sent: &str, held: &Value) -> bool {
    if sent == MISSING {
        return held.is_blank();
    }
    match held.as_decimal() {
        Some(held) => rust_decimal::Decimal::from_str_exact(sent) == Ok(held),
        None => held.to_string() == sent,
    }
}

fn receipt(record: &Outgoing, verdict: Verdict) -> Reply {
    Reply::Receipt(Receipt {
        record: record.record,
        verdict,
    })
}
