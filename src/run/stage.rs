//! Staging an object: its extracts are read, mapped, validated and written to the ledger.
//!
//! A check and a load stage alike; a check only does not keep what would be sent.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use compact_str::CompactString;
use landbridge_contract::{DeclaredTotal, Layout, Origin, RecordFault, RecordReader};
use rust_decimal::Decimal;

use super::asking::Asking;
use super::beside::Beside;
use super::extract_form::{form_of, place_of};
use super::fault::RunFault;
use super::files::{self, LegacyFile, Readable};
use super::independent::{self, Means};
use super::joins::Joined;
use super::open::source_of;
use super::pipeline::{self, Finished, RECORDS_PER_BATCH};
use super::stage_worker::StageWorker;
use super::{Progress, declared, settle};
use crate::clock::Stopwatch;
use crate::diagnose::{Finding, HIDDEN, Severity, Stage, codes};
use crate::ledger::{
    Book, BookTotal, Counted, ExtractFacts, ExtractId, Ledger, ObjectId, RunId, StagedRecord,
    Staging, TotalId,
};
use crate::mapping::{Crosswalks, Lookups, Plan, RunContext, SourceSpec};
use crate::transport::Cancel;

/// Whether payloads are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// A check keeps verdicts, findings and totals.
    Verdicts,
    /// A load keeps what is sent as well.
    Payloads,
}

/// What staging needs, for all objects of a run.
pub(super) struct Stager<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) run: RunId,
    /// The target's name in the project.
    pub(super) target: &'a str,
    /// The folder of the legacy files.
    pub(super) data: &'a Path,
    pub(super) crosswalks: &'a Crosswalks,
    pub(super) context: RunContext,
    pub(super) keep: Keep,
    /// The way to ask the ERP; none for a check that must do without.
    pub(super) asking: Option<&'a Asking<'a>>,
    pub(super) progress: &'a dyn Progress,
    pub(super) cancel: &'a Cancel,
}

/// Sums of control totals as the source is read: total and group to sum and count.
pub(super) type Sums = BTreeMap<(usize, CompactString), (Decimal, u64)>;

impl Stager<'_> {
    /// Stages all records of a mapping and settles what shows only across them. Returns whether
    /// the extracts are whole: read to their ends, and their own totals agree.
    pub(super) fn stage(
        &self,
        name: &str,
        source: &SourceSpec,
        plan: &Plan,
    ) -> Result<bool, RunFault> {
        let object = self.ledger.object(name)?;
        self.ledger.begin_stage(self.run, object)?;
        self.progress.begin("check", name, None);
        let watch = Stopwatch::start();
        let beside = Beside::read(plan, self.data)?;
        self.ledger.record_beside(self.run, object, &beside.files)?;
        let mut work = Work {
            stager: self,
            object,
            plan,
            totals: self.define_totals(object, plan)?,
            joined: &beside.joined,
            lookups: &beside.lookups,
            sums: Sums::new(),
            layouts: BTreeMap::new(),
            seen: BTreeMap::new(),
            declared: Vec::new(),
            counted: self.wants_independent(plan).then(Counted::default),
            records: 0,
            whole: true,
        };
        for file in files::matching(self.data, &source.pattern) {
            work.file(source, &file)?;
        }
        let Work {
            sums,
            layouts,
            declared: stated,
            counted,
            records,
            mut whole,
            ..
        } = work;
        self.ledger.end_stage(self.run, object)?;
        if let Some(counted) = counted {
            self.ledger.post_counted(self.run, object, counted)?;
        }
        let orphans: Vec<_> = beside
            .joined
            .orphans(plan)
            .into_iter()
            .map(|finding| (None, finding))
            .collect();
        self.ledger.add_findings(self.run, object, &orphans)?;
        let differing = declared::differences(plan, &sums, &stated);
        // Totals of the extract's own that do not agree mean that some of it is missing.
        whole &= !differing.iter().any(|one| one.severity == Severity::Error);
        let differing: Vec<_> = differing.into_iter().map(|one| (None, one)).collect();
        self.ledger.add_findings(self.run, object, &differing)?;
        let totals = book_totals(plan, sums);
        self.ledger
            .post_totals(self.run, object, Book::Source, &totals)?;
        let took = watch.milliseconds();
        self.ledger
            .record_timing(self.run, Stage::Map.word(), name, took, records)?;
        let watch = Stopwatch::start();
        settle::settle(self, object, plan, &layouts, &source.at.file)?;
        let took = watch.milliseconds();
        self.ledger
            .record_timing(self.run, Stage::Validate.word(), name, took, records)?;
        self.progress.end(&format!(
            "{} records read",
            crate::diagnose::grouped(records)
        ));
        Ok(whole)
    }

    /// Whether the extracts are added up a second time, apart from the pipeline. For a check that has nothing to add up it
    /// would bring only the count, which its own reader brings.
    fn wants_independent(&self, plan: &Plan) -> bool {
        self.keep == Keep::Payloads || !plan.totals().is_empty()
    }

    fn define_totals(&self, object: ObjectId, plan: &Plan) -> Result<Vec<TotalId>, RunFault> {
        let define = |name: &str| self.ledger.define_total(self.run, object, name);
        Ok(plan
            .totals()
            .iter()
            .map(|total| define(&total.name))
            .collect::<Result<_, _>>()?)
    }
}

/// The staging of one object, under way.
struct Work<'a> {
    stager: &'a Stager<'a>,
    object: ObjectId,
    plan: &'a Plan,
    totals: Vec<TotalId>,
    joined: &'a Joined,
    lookups: &'a Lookups,
    sums: Sums,
    /// What the slots of each extract mean, for origins of what shows only across records.
    layouts: BTreeMap<ExtractId, Arc<Layout>>,
    /// Totals that the extracts state of themselves.
    declared: Vec<DeclaredTotal>,
    /// What the independent passes counted, where there are any.
    counted: Option<Counted>,
    /// The files read so far, by hash.
    seen: BTreeMap<String, String>,
    records: u64,
    whole: bool,
}

impl Work<'_> {
    fn file(&mut self, source: &SourceSpec, file: &LegacyFile) -> Result<(), RunFault> {
        let mut readable = Readable::open(file)?;
        let facts = readable.facts()?;
        if let Some(before) = self.seen.get(&facts.sha256) {
            let before = before.clone();
            return self.same_again(&facts, &before);
        }
        self.seen.insert(facts.sha256.clone(), facts.file.clone());
        let opened =
            source_of(source, readable).and_then(|opened| Ok(opened.read(self.plan.projection())?));
        match opened {
            Ok(reader) => self.records_of(&facts, reader, source, file),
            Err(RunFault::Source(fault)) => {
                let extract =
                    self.stager
                        .ledger
                        .record_extract(self.stager.run, self.object, &facts, "")?;
                self.stager.ledger.close_extract(extract, 0, 0, 0, false)?;
                self.unreadable(&fault)
            }
            Err(fault) => Err(fault),
        }
    }

    /// A file that has the very bytes of another is told and not read: its records would be there
    /// twice, and so would its control totals.
    fn same_again(&mut self, facts: &ExtractFacts, before: &str) -> Result<(), RunFault> {
        let (ledger, run) = (self.stager.ledger, self.stager.run);
        let extract = ledger.record_extract(run, self.object, facts, "")?;
        ledger.close_extract(extract, 0, 0, 0, true)?;
        let finding = Finding {
            code: &codes::SRC_SAME_FILE,
            severity: Severity::Warning,
            stage: Stage::Extract,
            field: CompactString::default(),
            origin: Origin::File {
                file: Arc::from(facts.file.as_str()),
            },
            found: format!("the same bytes as in {before}"),
            expected: "a file of its own".to_owned(),
        };
        Ok(ledger.add_findings(run, self.object, &[(None, finding)])?)
    }

    fn records_of(
        &mut self,
        facts: &ExtractFacts,
        reader: Box<dyn RecordReader>,
        source: &SourceSpec,
        file: &LegacyFile,
    ) -> Result<(), RunFault> {
        let mut open = OpenExtract {
            facts,
            confidential: source.confidential,
            current: None,
            closed: (0, 0),
        };
        let totals = self.totals.clone();
        let means = Means {
            source,
            plan: self.plan,
            crosswalks: self.stager.crosswalks,
            context: self.stager.context,
            joined: self.joined,
            lookups: self.lookups,
        };
        let (keep, asks) = (self.stager.keep, self.stager.asking);
        let asks = asks.is_some_and(|asking| asking.all);
        let workers = (0..workers())
            .map(|_| StageWorker::new(means, &totals, keep, asks))
            .collect();
        let counts = self.counted.is_some();
        let stop = AtomicBool::new(false);
        let (ending, book) = thread::scope(|scope| {
            let book = counts.then(|| scope.spawn(|| means.add_up(file, &stop)));
            let ending = pipeline::run(reader, workers, RECORDS_PER_BATCH, |finished| {
                if self.stager.cancel.is_cancelled() {
                    return Err(RunFault::Cancelled);
                }
                self.batch(&mut open, finished)
            });
            stop.store(ending.is_err(), Ordering::Relaxed);
            (ending, book.map(thread::ScopedJoinHandle::join))
        });
        let ending = ending?;
        let book = book.transpose().map_err(|_panic| {
            RunFault::Defect("the thread that adds up the extract died".to_owned())
        })?;
        self.keep_book(book.transpose()?, &ending)?;
        // Stopping may also have ended what the file was read with: that is no fault of the file.
        if self.stager.cancel.is_cancelled() {
            return Err(RunFault::Cancelled);
        }
        let complete = ending.fault.is_none();
        let tally = ending.tally;
        // The reader's own counts go into the book, less what went to the sheets before.
        let (records, faults) = open.closed;
        let extract = self.extract(&mut open, None)?;
        self.stager.ledger.close_extract(
            extract,
            tally.records - records,
            tally.faults - faults,
            tally.blank,
            complete,
        )?;
        self.records += tally.records + tally.faults;
        match ending.fault {
            Some(fault) => self.unreadable(&fault),
            None => Ok(()),
        }
    }

    fn batch(&mut self, open: &mut OpenExtract<'_>, finished: Finished) -> Result<(), RunFault> {
        let read = finished.staged.len() + finished.faults.len();
        let extract = self.extract(open, Some(&finished.layout))?;
        if let Some((_, _, counts)) = &mut open.current {
            counts.0 += finished.staged.len() as u64;
            counts.1 += finished.faults.len() as u64;
        }
        let mut staged = finished.staged;
        let unread = finished.faults.iter();
        staged.extend(unread.map(|fault| unread_record(fault, open.confidential)));
        let ledger = self.stager.ledger;
        ledger.stage(self.stager.run, self.object, extract, &staged)?;
        self.stager.progress.advance(read as u64);
        Ok(())
    }

    /// Puts what the independent pass added up into the source's book; where there is none, what the extract states of itself.
    fn keep_book(
        &mut self,
        book: Option<independent::Book>,
        ending: &pipeline::Ending,
    ) -> Result<(), RunFault> {
        let Some(book) = book else {
            self.declared.extend(ending.declared.iter().cloned());
            return Ok(());
        };
        if let Some(counted) = &mut self.counted {
            counted.records += book.counted.records;
            counted.faults += book.counted.faults;
        }
        self.declared.extend(book.declared);
        for (key, (sum, count)) in book.sums {
            let own = self.sums.entry(key).or_default();
            own.0 = own.0.checked_add(sum).ok_or_else(too_many_digits)?;
            own.1 += count;
        }
        Ok(())
    }

    /// The extract that records of this layout belong to: a new one for the first batch and for
    /// every further sheet.
    fn extract(
        &mut self,
        open: &mut OpenExtract<'_>,
        layout: Option<&Arc<Layout>>,
    ) -> Result<ExtractId, RunFault> {
        let ledger = self.stager.ledger;
        if let Some((extract, current, counts)) = &open.current {
            let same = layout.is_none_or(|layout| current.as_ref() == Some(layout));
            if same {
                return Ok(*extract);
            }
            ledger.close_extract(*extract, counts.0, counts.1, 0, true)?;
            open.closed.0 += counts.0;
            open.closed.1 += counts.1;
        }
        let form = layout.map_or_else(String::new, |layout| form_of(layout));
        let extract = ledger.record_extract(self.stager.run, self.object, open.facts, &form)?;
        if let Some(layout) = layout {
            self.layouts.insert(extract, Arc::clone(layout));
        }
        open.current = Some((extract, layout.cloned(), (0, 0)));
        Ok(extract)
    }

    /// A file that cannot be read to its end is a finding, and the run does not count as whole.
    fn unreadable(&mut self, fault: &landbridge_contract::SourceFault) -> Result<(), RunFault> {
        self.whole = false;
        let finding = Finding {
            code: &codes::SRC_UNREADABLE,
            severity: Severity::Error,
            stage: Stage::Extract,
            field: CompactString::default(),
            origin: fault.origin.clone(),
            found: fault.found.clone(),
            expected: fault.expected.clone(),
        };
        self.stager
            .progress
            .note(&format!("{fault}\n  {}", fault.fix));
        Ok(self
            .stager
            .ledger
            .add_findings(self.stager.run, self.object, &[(None, finding)])?)
    }
}

/// The extract under way, the layout of its records, and how many records and faults it gave.
type Current = (ExtractId, Option<Arc<Layout>>, (u64, u64));

/// The extract that is being read, with the counts of its records and faults.
struct OpenExtract<'a> {
    facts: &'a ExtractFacts,
    /// Whether nothing that stands in it may be shown.
    confidential: bool,
    current: Option<Current>,
    /// Records and faults of the sheets before.
    closed: (u64, u64),
}

/// Cores that map and validate; one is left to reading and writing where there are several.
fn workers() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1))
}

/// A record that could not be read is staged as rejected, so that it is accounted for.
fn unread_record(fault: &RecordFault, confidential: bool) -> StagedRecord {
    let finding = Finding {
        code: &codes::SRC_RECORD,
        severity: Severity::Error,
        stage: Stage::Extract,
        field: CompactString::default(),
        origin: fault.origin.clone(),
        // What cannot be told apart may be any of its values.
        found: if confidential {
            HIDDEN.to_owned()
        } else {
            fault.found.clone()
        },
        expected: fault.expected.clone(),
    };
    StagedRecord {
        ordinal: fault.ordinal,
        place: place_of(&fault.origin),
        verdict: Staging::Rejected(Stage::Extract),
        findings: vec![finding],
        ..StagedRecord::default()
    }
}

/// What a record adds to each total, by its number, and group, once for each.
pub(super) fn merged(
    made: &[crate::mapping::Contribution],
) -> Vec<(usize, CompactString, Decimal)> {
    let mut sums: Vec<(usize, CompactString, Decimal)> = Vec::new();
    for one in made {
        let known = sums
            .iter_mut()
            .find(|(total, group, _)| *total == one.total && *group == one.group);
        match known.map(|sum| (sum.2.checked_add(one.amount), sum)) {
            Some((Some(amount), sum)) => sum.2 = amount,
            // A sum with more than 28 digits stands beside the first, and fails when summed up.
            Some((None, _)) | None => sums.push((one.total, one.group.clone(), one.amount)),
        }
    }
    sums
}

/// Adds an amount to the sum of its total and group.
pub(super) fn add_to(
    sums: &mut Sums,
    key: (usize, CompactString),
    amount: Decimal,
) -> Result<(), RunFault> {
    let (sum, count) = sums.entry(key).or_default();
    *sum = sum.checked_add(amount).ok_or_else(too_many_digits)?;
    *count += 1;
    Ok(())
}

/// The sums as the ledger keeps them.
fn book_totals(plan: &Plan, sums: Sums) -> Vec<BookTotal> {
    let name = |total: usize| plan.totals().get(total).map_or("", |total| &total.name);
    let totals = sums.into_iter();
    totals
        .map(|((total, group), (sum, count))| BookTotal {
            name: name(total).to_owned(),
            group: group.into(),
            sum,
            count,
        })
        .collect()
}

fn too_many_digits() -> RunFault {
    RunFault::Defect("a control total has more than 28 digits".to_owned())
}
