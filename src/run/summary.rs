//! A run as its report tells it, drawn from the ledger.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rust_decimal::Decimal;

mod balances;
mod ending;
pub use ending::kept_ending;
mod followed;
mod ordered;
mod reconciled;
pub(in crate::run) mod rehearsals;

use self::balances::add_balances;
use self::followed::fill_followed;
use self::ordered::order_ages;
pub(in crate::run) use self::reconciled::break_kind;
use self::reconciled::{fill_breaks, fill_keys, fill_patterns};
pub use self::rehearsals::Against;
use super::fault::RunFault;
use super::gates::{self, Counted};
use super::hiding::Hiding;
use crate::diagnose::{HIDDEN, Severity, Stage, codes};
use crate::ledger::{Book, Ledger, ObjectId, RecordState, RunId, RunTerms, SkipReason, TotalLine};
use crate::project::{Gates, Project};
use crate::report::rehearsals::{CutOverPlan, forecast, readiness};
use crate::report::{
    ApprovalReport, AskedReport, CauseReport, Command, CrosswalkReport, Ending, ExtractReport,
    Funnel, HttpReport, ObjectReport, ParameterReport, Purpose, RetriedReport, RunReport,
    SampleReport, SignOffReport, TargetReport, TermsReport, TimingReport, TotalReport,
};

/// Causes listed for an object.
const CAUSES_MAX: usize = 2_000;

/// What the ledger does not know about an object.
#[derive(Debug, Clone)]
pub struct ObjectWords {
    /// What its mapping says it is.
    pub about: String,
    /// Who owns the data.
    pub owner: String,
    /// Whether its business key is personal, so that no report may show it.
    pub key_is_personal: bool,
}

/// An object that no mapping describes any more: nothing says that its keys may be shown.
impl Default for ObjectWords {
    fn default() -> Self {
        Self {
            about: String::new(),
            owner: String::new(),
            key_is_personal: true,
        }
    }
}

/// What the ledger does not know about a run.
#[derive(Debug, Clone)]
pub struct RunWords {
    /// Name of the project.
    pub project: String,
    /// The target's host, without credentials.
    pub host: String,
    /// How it ended, as the command that ran knows it. Where nothing is known of the wire, a run is `Completed` only if
    /// the ledger does not say otherwise.
    pub ending: Ending,
    /// What passed over the wire.
    pub http: Option<HttpReport>,
    /// Per object name.
    pub objects: BTreeMap<String, ObjectWords>,
    /// What may not be shown of keys and payloads.
    pub hiding: Hiding,
    /// Which earlier run it is held against.
    pub against: Against,
    /// For each object those that must be loaded before it.
    pub after: BTreeMap<String, Vec<String>>,
    /// Requests a second that targets permit.
    pub permitted: BTreeMap<String, u32>,
    /// What the run may show, where the ledger does not say by what it is judged.
    pub gates: Gates,
    /// Who accepted it.
    pub sign_offs: Vec<SignOffReport>,
    /// Now.
    pub now: String,
}

impl RunWords {
    /// For a run that is only looked at: what its ledger and its project say.
    pub fn of_ledger(project: &Project, sign_offs: Vec<SignOffReport>, now: String) -> Self {
        let objects = project.mappings.iter().map(|mapping| {
            let words = ObjectWords {
                about: mapping.about.clone(),
                owner: mapping.owner.clone().unwrap_or_default(),
                key_is_personal: mapping.key_is_personal(),
            };
            (mapping.object.to_string(), words)
        });
        Self {
            project: project.name.clone(),
            host: String::new(),
            ending: Ending::Completed,
            http: None,
            objects: objects.collect(),
            hiding: Hiding::of(project),
            against: Against::Latest,
            after: rehearsals::after(project),
            permitted: rehearsals::permitted(project),
            gates: project.gates.clone(),
            sign_offs,
            now,
        }
    }
}

/// Draws the report of a run from the ledger.
pub fn summarise(ledger: &Ledger, run: RunId, words: &RunWords) -> Result<RunReport, RunFault> {
    let mut report = drawn(ledger, run, words, Detail::Whole)?;
    report.readiness = readiness(&report);
    let plan = CutOverPlan {
        after: words.after.clone(),
        requests: ledger
            .requests(run, Stage::Load.word())?
            .into_iter()
            .collect(),
        per_second: words.permitted.get(&report.target.name).copied(),
    };
    report.forecast = forecast(&report, &plan);
    report.compared = rehearsals::compared(ledger, run, &report, words)?;
    Ok(report)
}

/// How much of a run is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// All.
    Whole,
    /// Records, causes, counts of breaks and times: what a later run is held against.
    Sketch,
}

fn drawn(
    ledger: &Ledger,
    run: RunId,
    words: &RunWords,
    detail: Detail,
) -> Result<RunReport, RunFault> {
    let line = ledger
        .run(run)?
        .ok_or_else(|| RunFault::Defect(format!("run {} is not in the ledger", run.0)))?;
    let ended = line.ended.clone().unwrap_or_else(|| words.now.clone());
    let what = command(&line.facts.command);
    let mut objects = empty_objects(ledger, run, what, words)?;
    fill_funnels(ledger, run, &mut objects)?;
    fill_causes(ledger, run, &mut objects)?;
    let breaks = fill_breaks(ledger, run, &mut objects)?;
    if detail == Detail::Whole {
        fill_totals(ledger, run, what, &mut objects)?;
        fill_followed(ledger, run, &breaks, &words.hiding, &mut objects)?;
        if what != Command::Plan {
            fill_keys(ledger, run, &mut objects)?;
        }
        fill_patterns(ledger, run, &mut objects)?;
    }
    for (_, report) in &mut objects {
        let own = words.objects.get(&report.name).cloned().unwrap_or_default();
        if own.key_is_personal {
            hide_keys(report);
        }
    }
    let names: BTreeMap<ObjectId, String> = objects
        .iter()
        .map(|(id, report)| (*id, report.name.clone()))
        .collect();
    let terms = ledger.terms(run)?;
    let kept = terms.gates.as_deref().and_then(Gates::of_kept);
    let started = instant(&line.facts.started);
    let ended = instant(&ended);
    let mut report = RunReport {
        project: words.project.clone(),
        run: u64::try_from(run.0).unwrap_or(0),
        purpose: purpose(&line.facts.purpose),
        command: what,
        operator: line.facts.operator.clone(),
        started,
        ended,
        duration_ms: u64::try_from(ended.duration_since(started).as_millis()).unwrap_or(0),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        target: TargetReport {
            name: line.facts.target.clone(),
            host: words.host.clone(),
        },
        ending: words.ending.clone(),
        timings: timings(ledger, run)?,
        extracts: extracts(ledger, run, &names)?,
        objects: objects.into_iter().map(|(_, report)| report).collect(),
        terms: held(terms),
        http: words.http.clone(),
        asked: asked(ledger, run)?,
        retried: retried(ledger, run, &names)?,
        gates_failed: Vec::new(),
        gates: Vec::new(),
        gates_kept: kept.is_some(),
        readiness: Vec::new(),
        forecast: None,
        compared: None,
        sign_offs: words.sign_offs.clone(),
    };
    if detail == Detail::Sketch {
        return Ok(report);
    }
    let gates = kept.as_ref().unwrap_or(&words.gates);
    report.gates = gates::judged(ledger, run, gates, &report, Counted::AtTheEnd)?;
    report.gates_failed = gates::failed(&report.gates);
    report.ending = ending::ending(ledger, &line, words, &report)?;
    Ok(report)
}

/// The objects of a run, with nothing told of their records yet.
fn empty_objects(
    ledger: &Ledger,
    run: RunId,
    command: Command,
    words: &RunWords,
) -> Result<Vec<(ObjectId, ObjectReport)>, RunFault> {
    let times = ledger.timings(run)?;
    let mut objects: Vec<(ObjectId, ObjectReport)> = Vec::new();
    for (object, name) in ledger.staged_objects(run)? {
        let own = words.objects.get(&name).cloned().unwrap_or_default();
        // Only a read-back that came to its end leaves its time behind.
        let read_back = times
            .iter()
            .rev()
            .find(|(stage, object, _, _)| stage == Stage::Reconcile.word() && *object == name)
            // A plan reads the ERP as well, and proves nothing of what it did not send.
            .filter(|_| command != Command::Plan);
        let compared = read_back.map(|(_, _, _, records)| *records);
        let report = ObjectReport {
            name,
            about: own.about,
            owner: own.owner,
            funnel: Funnel::default(),
            totals: Vec::new(),
            causes: Vec::new(),
            causes_omitted: 0,
            breaks: Vec::new(),
            break_counts: Vec::new(),
            decided: Vec::new(),
            proposals: Vec::new(),
            allowed: Vec::new(),
            followed: Vec::new(),
            reconciled: compared.is_some(),
            compared: compared.unwrap_or(0),
            keys: None,
        };
        objects.push((object, report));
    }
    Ok(objects)
}

/// What held in a run, as its report tells it.
fn held(terms: RunTerms) -> TermsReport {
    let parameters = terms.parameters.into_iter().map(|one| ParameterReport {
        object: one.object,
        name: one.name,
        value: one.value,
    });
    let crosswalks = terms.crosswalks.into_iter().map(|one| CrosswalkReport {
        name: one.name,
        owner: one.owner,
        version: one.version,
        sha256: one.sha256,
        codes: one.codes,
    });
    let approvals = terms.approvals.into_iter().map(|one| ApprovalReport {
        object: one.object,
        source: one.source,
        purpose: one.purpose,
        approver: one.approver,
    });
    TermsReport {
        parameters: parameters.collect(),
        crosswalks: crosswalks.collect(),
        approvals: approvals.collect(),
    }
}

/// Takes the business keys out of a report.
fn hide_keys(report: &mut ObjectReport) {
    let samples = report
        .causes
        .iter_mut()
        .flat_map(|cause| &mut cause.samples);
    let keys = samples.map(|sample| &mut sample.key);
    for key in keys.chain(report.breaks.iter_mut().map(|one| &mut one.key)) {
        if !key.is_empty() {
            HIDDEN.clone_into(key);
        }
    }
}

type Objects = [(ObjectId, ObjectReport)];

fn of(objects: &mut Objects, id: ObjectId) -> Option<&mut ObjectReport> {
    objects
        .iter_mut()
        .find(|(object, _)| *object == id)
        .map(|(_, report)| report)
}

fn fill_funnels(ledger: &Ledger, run: RunId, objects: &mut Objects) -> Result<(), RunFault> {
    for line in ledger.counts(run)? {
        let Some(report) = of(objects, line.object) else {
            continue;
        };
        let funnel = &mut report.funnel;
        let place = match line.state {
            RecordState::Ready => &mut funnel.not_sent,
            RecordState::Sending | RecordState::InDoubt => &mut funnel.in_doubt,
            RecordState::Loaded if line.created => &mut funnel.loaded.created,
            RecordState::Loaded => &mut funnel.loaded.updated,
            RecordState::Refused => &mut funnel.refused,
            RecordState::Rejected(Stage::Extract) => &mut funnel.rejected.extract,
            RecordState::Rejected(Stage::Map) => &mut funnel.rejected.map,
            RecordState::Rejected(Stage::Validate | Stage::Load | Stage::Reconcile) => {
                &mut funnel.rejected.validate
            }
            RecordState::RejectedReference => &mut funnel.rejected.reference,
            RecordState::Skipped(SkipReason::Filtered) => &mut funnel.skipped.filtered,
            RecordState::Skipped(SkipReason::Duplicate) => &mut funnel.skipped.duplicate,
            RecordState::Skipped(SkipReason::Unchanged) => &mut funnel.skipped.unchanged,
            RecordState::Skipped(SkipReason::TakenBack) => &mut funnel.skipped.taken_back,
            RecordState::Skipped(SkipReason::NotAsked) => &mut funnel.skipped.not_asked,
        };
        *place += line.records;
    }
    // What was read is counted by the readers, not by what the pipeline passed on, so that a
    // record lost between the two shows in the closing equation.
    for extract in ledger.extracts(run)? {
        let Some(report) = of(objects, extract.object) else {
            continue;
        };
        report.funnel.read += extract.records + extract.faults;
    }
    // Where a pass of its own counted them, its count is the one that must agree.
    for (object, counted) in ledger.counted(run)? {
        if let Some(report) = of(objects, object) {
            report.funnel.read = counted.records + counted.faults;
        }
    }
    Ok(())
}

/// Where a file is held against what would be sent, what is ready counts as if it were loaded. What a plan read of the ERP
/// is no book to hold against the nothing that it loaded.
fn fill_totals(
    ledger: &Ledger,
    run: RunId,
    command: Command,
    objects: &mut Objects,
) -> Result<(), RunFault> {
    let mut sheet: BTreeMap<(ObjectId, String, String), TotalReport> = BTreeMap::new();
    let entry = |sheet: &mut BTreeMap<_, TotalReport>, object, name: &str, group: &str| {
        let key = (object, name.to_owned(), group.to_owned());
        sheet
            .entry(key)
            .or_insert_with(|| empty_total(name, group))
            .clone()
    };
    for (object, total) in ledger.book_totals(run, Book::Source)? {
        let mut line = entry(&mut sheet, object, &total.name, &total.group);
        line.source = add(line.source, total.sum)?;
        sheet.insert((object, total.name, total.group), line);
    }
    for total in ledger.totals(run)? {
        let mut line = entry(&mut sheet, total.object, &total.name, &total.group);
        let place = match total.state {
            RecordState::Ready if command == Command::Reconcile => &mut line.loaded,
            _ => bucket(&mut line, &total),
        };
        *place = add(*place, total.sum)?;
        sheet.insert((total.object, total.name, total.group), line);
    }
    let mut read_back = ledger.book_totals(run, Book::Erp)?;
    if command == Command::Plan {
        read_back.clear();
    }
    // A total that no attribute of the ERP carries has no line of any group there.
    let mut carried: BTreeSet<(ObjectId, String)> = BTreeSet::new();
    for (object, total) in read_back {
        let key = (object, total.name.clone(), total.group.clone());
        // Of a total of which the ERP holds nothing at all, one line of no values says so.
        let marker = total.group.is_empty() && total.count == 0;
        carried.insert((object, total.name.clone()));
        if marker && !sheet.contains_key(&key) {
            continue;
        }
        let line = sheet
            .entry(key)
            .or_insert_with(|| empty_total(&total.name, &total.group));
        line.erp = Some(total.sum);
    }
    for (object, total) in ledger.decided_totals(run)? {
        if let Some(line) = sheet.get_mut(&(object, total.name, total.group)) {
            line.decided = total.sum;
        }
    }
    for ((object, name, _), mut line) in sheet {
        let Some(report) = of(objects, object) else {
            continue;
        };
        if line.erp.is_none() && report.reconciled && carried.contains(&(object, name)) {
            line.erp = Some(Decimal::ZERO);
        }
        report.totals.push(line);
    }
    for (_, report) in objects.iter_mut() {
        order_ages(&mut report.totals);
        add_balances(&mut report.totals)?;
    }
    Ok(())
}

fn bucket<'a>(line: &'a mut TotalReport, total: &TotalLine) -> &'a mut Decimal {
    match total.state {
        RecordState::Ready => &mut line.not_sent,
        RecordState::Sending | RecordState::InDoubt => &mut line.in_doubt,
        // What is unchanged since an earlier run is in the ERP like what was just loaded.
        RecordState::Loaded | RecordState::Skipped(SkipReason::Unchanged) => &mut line.loaded,
        RecordState::Refused => &mut line.refused,
        RecordState::Rejected(_) | RecordState::RejectedReference => &mut line.rejected,
        RecordState::Skipped(
            SkipReason::Filtered
            | SkipReason::Duplicate
            | SkipReason::TakenBack
            | SkipReason::NotAsked,
        ) => &mut line.skipped,
    }
}

fn empty_total(name: &str, group: &str) -> TotalReport {
    TotalReport {
        name: name.to_owned(),
        group: group.to_owned(),
        source: Decimal::ZERO,
        skipped: Decimal::ZERO,
        rejected: Decimal::ZERO,
        refused: Decimal::ZERO,
        in_doubt: Decimal::ZERO,
        not_sent: Decimal::ZERO,
        loaded: Decimal::ZERO,
        erp: None,
        tolerance: Decimal::ZERO,
        decided: Decimal::ZERO,
        derived: false,
    }
}

fn add(left: Decimal, right: Decimal) -> Result<Decimal, RunFault> {
    left.checked_add(right)
        .ok_or_else(|| RunFault::Defect("a control total has more than 28 digits".to_owned()))
}

fn fill_causes(ledger: &Ledger, run: RunId, objects: &mut Objects) -> Result<(), RunFault> {
    for cause in ledger.causes(run)? {
        let Some(report) = of(objects, cause.object) else {
            continue;
        };
        if report.causes.len() >= CAUSES_MAX {
            report.causes_omitted += 1;
            continue;
        }
        let known = codes::ALL.iter().find(|code| code.id == cause.code);
        report.causes.push(CauseReport {
            title: known.map(|code| code.title).unwrap_or_default().to_owned(),
            remedy: known.map(|code| code.remedy).unwrap_or_default().to_owned(),
            code: cause.code,
            severity: if cause.severity == Severity::Error.word() {
                Severity::Error
            } else {
                Severity::Warning
            },
            stage: stage(&cause.stage),
            field: cause.field,
            expected: cause.expected,
            count: cause.findings,
            records: cause.records,
            samples: cause
                .samples
                .into_iter()
                .map(|(origin, key, found)| SampleReport { origin, key, found })
                .collect(),
        });
    }
    Ok(())
}

fn timings(ledger: &Ledger, run: RunId) -> Result<Vec<TimingReport>, RunFault> {
    let lines = ledger
        .timings(run)?
        .into_iter()
        .map(|(word, object, duration_ms, records)| TimingReport {
            object,
            stage: stage(&word),
            duration_ms,
            records,
        });
    Ok(lines.collect())
}

fn extracts(
    ledger: &Ledger,
    run: RunId,
    names: &BTreeMap<ObjectId, String>,
) -> Result<Vec<ExtractReport>, RunFault> {
    let lines = ledger.extracts(run)?.into_iter().map(|line| ExtractReport {
        object: names.get(&line.object).cloned().unwrap_or_default(),
        file: line.facts.file,
        sha256: line.facts.sha256,
        bytes: line.facts.bytes,
        records: line.records,
        blank: line.blank,
    });
    Ok(lines.collect())
}

fn asked(ledger: &Ledger, run: RunId) -> Result<Vec<AskedReport>, RunFault> {
    let lines = ledger.asked(run)?.into_iter().map(|line| AskedReport {
        object: line.object,
        subject: line.subject,
        asked: line.asked,
        amiss: line.amiss,
        unasked: line.unasked,
        requests: line.requests,
        why: line.why,
    });
    Ok(lines.collect())
}

fn retried(
    ledger: &Ledger,
    run: RunId,
    names: &BTreeMap<ObjectId, String>,
) -> Result<Vec<RetriedReport>, RunFault> {
    let lines = ledger.retried(run)?.into_iter().map(|line| RetriedReport {
        object: names.get(&line.object).cloned().unwrap_or_default(),
        run: u64::try_from(line.earlier.0).unwrap_or(0),
        resent: line.resent,
        loaded: line.loaded,
        refused: line.refused,
        unsettled: line.unsettled,
        rejects: line.rejects,
        mended: line.mended,
    });
    Ok(lines.collect())
}

fn stage(word: &str) -> Stage {
    [
        Stage::Extract,
        Stage::Map,
        Stage::Validate,
        Stage::Load,
        Stage::Reconcile,
    ]
    .into_iter()
    .find(|stage| stage.word() == word)
    .unwrap_or(Stage::Extract)
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn purpose(text: &str) -> Purpose {
    match text.strip_prefix("rehearsal ") {
        Some(number) => Purpose::Rehearsal(number.parse().unwrap_or(1)),
        None => Purpose::CutOver,
    }
}

fn command(word: &str) -> Command {
    [
        Command::Check,
        Command::Load,
        Command::Run,
        Command::Reconcile,
        Command::Plan,
        Command::Retry,
    ]
    .into_iter()
    .find(|command| command.word() == word)
    .unwrap_or(Command::Run)
}
