//! Holding the ledger against the extracts: each is read and mapped once more, apart from the pipeline, and every record
//! is compared with what the ledger holds of it.
//!
//! A record that was lost, doubled or changed between the extract and the ledger is a break of the kind `ledger`, whatever
//! the totals say. Holds one record of each side at a time.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{IntoIter, sync_channel};

use jiff::civil::Date;
use landbridge_contract::{Fields, Layout, Record, Text, json};

use super::beside::{self, Beside};
use super::extract_form::record_origin;
use super::fault::RunFault;
use super::files::{self, LegacyFile};
use super::independent::Means;
use super::read_back::fields;
use crate::diagnose::{HIDDEN, Stage, masked};
use crate::ledger::{
    Break, BrokenRecord, ExtractId, ExtractLine, KeyBook, KeyTotal, Ledger, ObjectId, OwnKeys,
    RecordState, RunId, SkipReason, StagedLine, payload_hash,
};
use crate::mapping::{Crosswalks, Mapped, MappedVerdict, Plan, RunContext, SourceSpec};
use crate::reconcile::{BreakKind, CompareRules, compare};

/// Records fetched from the ledger at once.
const AHEAD: usize = 512;
/// Breaks written at once.
const BREAKS_PER_WRITE: usize = 1_000;

/// What holding an object's records against its extracts needs.
pub(super) struct AgainstExtract<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) run: RunId,
    pub(super) object: ObjectId,
    pub(super) source: &'a SourceSpec,
    pub(super) plan: &'a Plan,
    pub(super) crosswalks: &'a Crosswalks,
    pub(super) rules: &'a CompareRules,
    /// The folder of the legacy files.
    pub(super) data: &'a Path,
    /// What `run_date` meant in the run.
    pub(super) run_date: Option<Date>,
    /// Whether the project is what it was in the run.
    pub(super) same_project: bool,
    /// Whether what is ready counts as if it were loaded.
    pub(super) as_if_loaded: bool,
}

impl AgainstExtract<'_> {
    /// Compares, and records the breaks and the hash totals over keys; or records why it could not be done.
    pub(super) fn run(&self) -> Result<(), RunFault> {
        let extracts: Vec<ExtractLine> = self.ledger.extracts(self.run)?;
        let extracts: Vec<ExtractLine> = extracts
            .into_iter()
            .filter(|line| line.object == self.object)
            .collect();
        let held = match self.files(&extracts)? {
            Err(why) => Err(why),
            Ok((context, files)) => self.beside()?.map(|beside| (context, files, beside)),
        };
        match held {
            Err(why) => {
                self.ledger
                    .total_own_keys(self.run, self.object, self.as_if_loaded)?;
                Ok(self.ledger.post_not_held(self.run, self.object, &why)?)
            }
            Ok((context, files, beside)) => self.compare(context, &extracts, &files, &beside),
        }
    }

    /// What stands beside the extracts, as it was; or why that cannot be had.
    fn beside(&self) -> Result<Result<Beside, String>, RunFault> {
        let beside = match Beside::read(self.plan, self.data) {
            Ok(beside) => beside,
            Err(fault) => return beside::unreadable(fault).map(Err),
        };
        let then = self.ledger.beside_of(self.run, self.object)?;
        Ok(match beside::changed(&then, &beside.files) {
            Some(why) => Err(why),
            None => Ok(beside),
        })
    }

    /// The files of the extracts as they were, in order; or why they cannot be compared with.
    fn files(
        &self,
        extracts: &[ExtractLine],
    ) -> Result<Result<(RunContext, Vec<LegacyFile>), String>, RunFault> {
        let Some(run_date) = self.run_date.filter(|_| self.same_project) else {
            let why = "the project is not what it was in the run";
            return Ok(Err(why.to_owned()));
        };
        let there = files::matching(self.data, &self.source.pattern);
        let mut wanted = Vec::new();
        for line in extracts {
            let name = &line.facts.file;
            if !line.complete {
                return Ok(Err(format!("{name} was not read to its end")));
            }
            // The same file again is another sheet of it, or a file of the same bytes that was not read.
            let known = wanted
                .iter()
                .any(|(_, facts): &(LegacyFile, _)| *facts == line.facts.sha256);
            if known {
                continue;
            }
            let Some(file) = there.iter().find(|file| file.name == *name) else {
                return Ok(Err(format!("{name} is not there any more")));
            };
            match files::facts(file) {
                Ok(facts) if facts.sha256 == line.facts.sha256 => {}
                Ok(_) => return Ok(Err(format!("{name} is not what it was in the run"))),
                Err(fault) => return beside::unreadable(fault).map(Err),
            }
            wanted.push((file.clone(), line.facts.sha256.clone()));
        }
        let files = wanted.into_iter().map(|(file, _)| file).collect();
        Ok(Ok((RunContext { run_date }, files)))
    }

    fn compare(
        &self,
        context: RunContext,
        extracts: &[ExtractLine],
        files: &[LegacyFile],
        beside: &Beside,
    ) -> Result<(), RunFault> {
        let means = Means {
            source: self.source,
            plan: self.plan,
            crosswalks: self.crosswalks,
            context,
            joined: &beside.joined,
            lookups: &beside.lookups,
        };
        let numbers: BTreeMap<ExtractId, usize> = extracts
            .iter()
            .filter_map(|line| {
                let of = files.iter().position(|file| file.name == line.facts.file)?;
                Some((line.extract, of))
            })
            .collect();
        // The ledger is read through a connection of its own, so that breaks can be written meanwhile.
        let reader = Ledger::open_existing(self.ledger.path())?;
        let (records, staged) = sync_channel::<StagedLine>(AHEAD);
        let mut own = OwnKeys::new(self.as_if_loaded);
        std::thread::scope(|scope| -> Result<(), RunFault> {
            let own = &mut own;
            let reading = scope.spawn(move || {
                reader.staged_records(self.run, self.object, true, |line| {
                    own.add(&line);
                    match records.send(line) {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(_gone) => ControlFlow::Break(()),
                    }
                })
            });
            let mut holding = Holding {
                of: self,
                extracts,
                numbers: &numbers,
                staged: staged.into_iter().peekable(),
                last: None,
                keys: KeyTotal::default(),
                broken: Vec::new(),
                buffer: Vec::new(),
            };
            let held = holding.all(means, files);
            drop(holding);
            let read = reading.join().map_err(|_panic| {
                RunFault::Defect("the thread that reads the ledger died".to_owned())
            })?;
            held?;
            Ok(read?)
        })?;
        Ok(self.ledger.post_own_keys(self.run, self.object, &own)?)
    }
}

/// The comparison under way.
struct Holding<'a> {
    of: &'a AgainstExtract<'a>,
    extracts: &'a [ExtractLine],
    /// Which file an extract is of.
    numbers: &'a BTreeMap<ExtractId, usize>,
    staged: Peekable<IntoIter<StagedLine>>,
    /// The place in the order of records that was met last.
    last: Option<(usize, u64)>,
    keys: KeyTotal,
    broken: Vec<BrokenRecord>,
    buffer: Vec<u8>,
}

impl Holding<'_> {
    fn all(&mut self, means: Means<'_>, files: &[LegacyFile]) -> Result<(), RunFault> {
        for (number, file) in files.iter().enumerate() {
            means.map(file, |record, layout, mapped| {
                self.one(number, record, layout, mapped)
            })?;
        }
        while let Some(surplus) = self.staged.next() {
            self.surplus(&surplus)?;
        }
        self.write()?;
        let (ledger, run) = (self.of.ledger, self.of.run);
        Ok(ledger.post_key_total(run, self.of.object, KeyBook::Extract, self.keys)?)
    }

    /// Holds what comes of a record of an extract against the ledger.
    fn one(
        &mut self,
        number: usize,
        record: &Record,
        layout: &Layout,
        mapped: &Mapped,
    ) -> Result<(), RunFault> {
        let key = mapped.key.text();
        self.keys.add(&key);
        let here = (number, record.ordinal);
        loop {
            let order = self
                .staged
                .peek()
                .map(|line| place(self.numbers, line).cmp(&here));
            match order {
                Some(Ordering::Less) => {
                    if let Some(surplus) = self.staged.next() {
                        self.surplus(&surplus)?;
                    }
                }
                Some(Ordering::Equal) => {
                    self.last = Some(here);
                    let Some(line) = self.staged.next() else {
                        return Ok(());
                    };
                    return self.both(&line, &key, mapped);
                }
                Some(Ordering::Greater) | None => {
                    let origin = layout.origin(record.place, &[], None, 0).to_string();
                    let source = self.shown_key(&key);
                    return self.push(&key, None, "", origin, ("nothing".to_owned(), source));
                }
            }
        }
    }

    /// A record of the ledger that no record of the extract stands for.
    fn surplus(&mut self, line: &StagedLine) -> Result<(), RunFault> {
        let again = self.last == Some(place(self.numbers, line));
        let source = if again {
            "the record once"
        } else {
            "no such record"
        };
        let mut sent = self.shown_key(&line.key);
        if again {
            sent.push_str(" once more");
        }
        self.of_line(line, "", sent, source.to_owned())
    }

    fn both(&mut self, line: &StagedLine, key: &Text, mapped: &Mapped) -> Result<(), RunFault> {
        if line.key != *key {
            let (sent, source) = (self.shown_key(&line.key), self.shown_key(key));
            return self.of_line(line, "", sent, source);
        }
        if !fits(mapped, line.state) {
            let source = match mapped.verdict {
                MappedVerdict::Ready => "a record that can be sent",
                MappedVerdict::Filtered => "a record that `where` leaves out",
                MappedVerdict::Rejected => "a record that is rejected",
            };
            let sent = format!("a record that is {}", line.state.word());
            return self.of_line(line, "", sent, source.to_owned());
        }
        self.buffer.clear();
        json::write_fields(&mapped.payload, &mut self.buffer);
        let own = payload_hash(&self.buffer);
        match &line.payload {
            _ if own != line.payload_hash && line.payload.is_none() => self.altered(line),
            None => Ok(()),
            Some(kept) if *kept == self.buffer && own == line.payload_hash => Ok(()),
            Some(kept) => self.values(line, &fields(kept)?),
        }
    }

    /// Names the values that differ.
    fn values(&mut self, line: &StagedLine, kept: &Fields) -> Result<(), RunFault> {
        // As a payload comes back from the ledger, so that only what differs there differs here.
        let mapped = fields(&self.buffer)?;
        let rules = CompareRules {
            personal: self.of.rules.personal.clone(),
            ..CompareRules::default()
        };
        let breaks = compare(&mapped, kept, &rules);
        if breaks.is_empty() {
            return self.altered(line);
        }
        for one in breaks {
            self.of_line(line, &one.path, one.found, one.expected)?;
        }
        Ok(())
    }

    fn altered(&mut self, line: &StagedLine) -> Result<(), RunFault> {
        let sent = "other content, by its hash".to_owned();
        self.of_line(line, "", sent, "what the mapping makes of it".to_owned())
    }

    fn of_line(
        &mut self,
        line: &StagedLine,
        field: &str,
        sent: String,
        source: String,
    ) -> Result<(), RunFault> {
        let extract = self.extracts.iter().find(|one| one.extract == line.extract);
        let origin = extract.map(|extract| record_origin(extract, line.place).to_string());
        let key = line.key.clone();
        let origin = origin.unwrap_or_default();
        self.push(&key, Some(line), field, origin, (sent, source))
    }

    fn shown_key(&self, key: &Text) -> String {
        let key = landbridge_contract::Value::Text(key.clone());
        masked(&key, self.of.plan.key_is_personal())
    }

    fn push(
        &mut self,
        key: &Text,
        line: Option<&StagedLine>,
        field: &str,
        origin: String,
        (sent, source): (String, String),
    ) -> Result<(), RunFault> {
        let hidden = self.of.plan.key_is_personal();
        let one = Break {
            code: BreakKind::Ledger.code().id.to_owned(),
            key: if hidden { HIDDEN } else { key.as_str() }.to_owned(),
            record: line.map(|line| line.record),
            field: field.to_owned(),
            origin,
            sent,
            found: String::new(),
            target_id: String::new(),
            // A book that lies is not accepted once for all.
            identity: Vec::new(),
            source,
        };
        self.broken.push(BrokenRecord {
            breaks: vec![one],
            effects: Vec::new(),
        });
        if self.broken.len() >= BREAKS_PER_WRITE {
            self.write()?;
        }
        Ok(())
    }

    fn write(&mut self) -> Result<(), RunFault> {
        let (ledger, run) = (self.of.ledger, self.of.run);
        ledger.raise_breaks(run, self.of.object, &self.broken)?;
        self.broken.clear();
        Ok(())
    }
}

/// Where a record stands in the order in which files are read.
fn place(numbers: &BTreeMap<ExtractId, usize>, line: &StagedLine) -> (usize, u64) {
    let number = numbers.get(&line.extract).copied();
    (number.unwrap_or(usize::MAX), line.ordinal)
}

/// Whether a record can be in this state, by what the mapping makes of it alone. What is rejected for other records, or by the
/// ERP, the mapping does not know of.
fn fits(mapped: &Mapped, state: RecordState) -> bool {
    let filtered = state == RecordState::Skipped(SkipReason::Filtered);
    let rejected = matches!(
        state,
        RecordState::Rejected(_) | RecordState::RejectedReference
    );
    match mapped.verdict {
        MappedVerdict::Filtered => filtered,
        MappedVerdict::Rejected => rejected,
        MappedVerdict::Ready => {
            let early = matches!(state, RecordState::Rejected(Stage::Extract | Stage::Map));
            !filtered && !early
        }
    }
}
