//! Staging an object: its extracts are read, mapped, validated and written to the ledger.
//!
//! A check and a load stage alike; a check only does not keep what would be sent.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use compact_str::CompactString;
use landbridge_contract::{
    Batch, DeclaredTotal, Layout, Origin, Record, RecordFault, RecordReader, json,
};
use rust_decimal::Decimal;

use super::asking::Asking;
use super::extract_form::{form_of, place_of};
use super::fault::RunFault;
use super::files::{self, LegacyFile, Readable};
use super::joins::Joined;
use super::lookups;
use super::open::source_of;
use super::pipeline::{self, Finished, RECORDS_PER_BATCH, Worker};
use super::{Progress, declared, settle};
use crate::clock::Stopwatch;
use crate::diagnose::{Finding, HIDDEN, Severity, Stage, codes};
use crate::ledger::{
    Book, BookTotal, Contribution, ExtractFacts, ExtractId, Ledger, ObjectId, RunId, StagedRecord,
    StagedReference, Staging, TotalId, WHOLE_GROUPS, key_hash, payload_hash,
};
use crate::mapping::{
    Crosswalks, Evaluator, Lookups, Mapped, MappedVerdict, Plan, RunContext, SourceSpec,
};
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
        let joined = Joined::read(plan, self.data)?;
        let lookups = lookups::read(plan, self.data)?;
        let mut work = Work {
            stager: self,
            object,
            plan,
            totals: self.define_totals(object, plan)?,
            joined: &joined,
            lookups: &lookups,
            sums: Sums::new(),
            layouts: BTreeMap::new(),
            seen: BTreeMap::new(),
            declared: Vec::new(),
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
            records,
            mut whole,
            ..
        } = work;
        self.ledger.end_stage(self.run, object)?;
        let orphans: Vec<_> = joined
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
        let totals: Vec<BookTotal> = sums
            .into_iter()
            .map(|((total, group), (sum, count))| BookTotal {
                name: plan
                    .totals()
                    .get(total)
                    .map_or("", |total| &total.name)
                    .to_owned(),
                group: group.into(),
                sum,
                count,
            })
            .collect();
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
            Ok(reader) => self.records_of(&facts, reader, source.confidential),
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
        confidential: bool,
    ) -> Result<(), RunFault> {
        let mut open = OpenExtract {
            facts,
            confidential,
            current: None,
            closed: (0, 0),
        };
        let totals = self.totals.clone();
        let workers = (0..workers())
            .map(|_| StageWorker::new(self, &totals))
            .collect();
        let ending = pipeline::run(reader, workers, RECORDS_PER_BATCH, |finished| {
            if self.stager.cancel.is_cancelled() {
                return Err(RunFault::Cancelled);
            }
            self.batch(&mut open, finished)
        })?;
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
        self.declared.extend(ending.declared);
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
        for record in &staged {
            for contribution in &record.contributions {
                self.add(contribution)?;
            }
        }
        let unread = finished.faults.iter();
        staged.extend(unread.map(|fault| unread_record(fault, open.confidential)));
        let ledger = self.stager.ledger;
        ledger.stage(self.stager.run, self.object, extract, &staged)?;
        self.stager.progress.advance(read as u64);
        Ok(())
    }

    fn add(&mut self, contribution: &Contribution) -> Result<(), RunFault> {
        let total = self
            .totals
            .iter()
            .position(|total| *total == contribution.total);
        let key = (total.unwrap_or(0), contribution.group.clone());
        let (sum, count) = self.sums.entry(key).or_default();
        *sum = sum.checked_add(contribution.amount).ok_or_else(|| {
            RunFault::Defect("a control total has more than 28 digits".to_owned())
        })?;
        *count += 1;
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
    std::thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1))
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

struct StageWorker<'a> {
    plan: &'a Plan,
    joined: &'a Joined,
    totals: &'a [TotalId],
    evaluator: Evaluator<'a>,
    keep: Keep,
    mapped: Mapped,
    buffer: Vec<u8>,
}

impl<'a> StageWorker<'a> {
    fn new(work: &Work<'a>, totals: &'a [TotalId]) -> Self {
        let (stager, plan) = (work.stager, work.plan);
        Self {
            plan,
            joined: work.joined,
            totals,
            evaluator: plan
                .evaluator(stager.crosswalks, stager.context)
                .asking_for_lists(stager.asking.is_some_and(|asking| asking.all))
                .with_lookups(work.lookups),
            keep: stager.keep,
            mapped: Mapped::default(),
            buffer: Vec::new(),
        }
    }
}

impl Worker for StageWorker<'_> {
    fn work(&mut self, layout: &Layout, batch: &Batch, staged: &mut Vec<StagedRecord>) {
        for record in &batch.records {
            let one = self.record(layout, record);
            staged.push(one);
        }
    }
}

impl StageWorker<'_> {
    fn record(&mut self, layout: &Layout, record: &Record) -> StagedRecord {
        let joined = self.joined.of(self.plan, record);
        let joined: Vec<&[_]> = joined.iter().map(Vec::as_slice).collect();
        self.evaluator
            .evaluate(record, layout, &joined, &mut self.mapped);
        let mapped = &mut self.mapped;
        let verdict = match mapped.verdict {
            MappedVerdict::Ready => Staging::Ready,
            MappedVerdict::Filtered => Staging::Filtered,
            MappedVerdict::Rejected => Staging::Rejected(stage_of(&mapped.findings)),
        };
        self.buffer.clear();
        json::write_fields(&mapped.payload, &mut self.buffer);
        let wanted = self.keep == Keep::Payloads && verdict == Staging::Ready;
        StagedRecord {
            ordinal: record.ordinal,
            place: record.place,
            key: mapped.key.text(),
            verdict,
            payload: wanted.then(|| self.buffer.clone()),
            payload_hash: payload_hash(&self.buffer),
            findings: std::mem::take(&mut mapped.findings),
            uniques: mapped
                .uniques
                .iter()
                .map(|(check, text)| (check_number(*check), key_hash(text)))
                .chain(mapped.group.iter().map(|key| (WHOLE_GROUPS, key_hash(key))))
                .collect(),
            balances: mapped
                .balances
                .iter()
                .map(|(check, group, amount)| (check_number(*check), key_hash(group), *amount))
                .collect(),
            spans: mapped
                .spans
                .iter()
                .map(|(check, group, first, last)| {
                    (check_number(*check), key_hash(group), *first, *last)
                })
                .collect(),
            references: mapped.references.drain(..).map(staged_reference).collect(),
            questions: mapped.questions.drain(..).map(staged_reference).collect(),
            contributions: contributions(&mapped.contributions, self.totals),
        }
    }
}

/// Nobody writes as many checks as would not fit.
fn check_number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// The stage at which a record was refused: the first of its errors.
fn stage_of(findings: &[Finding]) -> Stage {
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| finding.stage)
        .min()
        .unwrap_or(Stage::Validate)
}

fn staged_reference(used: crate::mapping::ReferenceUse) -> StagedReference {
    StagedReference {
        reference: used.reference,
        field: used.field,
        origin: used.origin.to_string(),
        personal: used.personal,
    }
}

/// What a record adds to each total and group, once for each.
fn contributions(made: &[crate::mapping::Contribution], totals: &[TotalId]) -> Vec<Contribution> {
    let mut sums: Vec<Contribution> = Vec::new();
    for one in made {
        let Some(total) = totals.get(one.total) else {
            continue;
        };
        let known = sums
            .iter_mut()
            .find(|sum| sum.total == *total && sum.group == one.group);
        match known.map(|sum| (sum.amount.checked_add(one.amount), sum)) {
            Some((Some(amount), sum)) => sum.amount = amount,
            // A sum with more than 28 digits stands beside the first, and fails when summed up.
            Some((None, _)) | None => sums.push(Contribution {
                total: *total,
                group: one.group.clone(),
                amount: one.amount,
            }),
        }
    }
    sums
}
