//! Rehearsals side by side, readiness and forecast: worked out from reports, pure.

use std::collections::{BTreeMap, BTreeSet};

use super::language::Language;
use super::model::{
    CauseReport, ComparedCause, ComparedReport, ComparedStage, ForecastObject, ForecastReport,
    GateKind, ObjectReport, ReadinessReport, RehearsalObject, RehearsalReport, RunReport, Standing,
    saturating_sum,
};
use crate::diagnose::Stage;

#[cfg(test)]
mod tests;

/// Causes that are listed at most.
const CAUSES_MAX: usize = 500;

/// A run as one of several.
pub fn rehearsal(report: &RunReport) -> RehearsalReport {
    let objects = report.objects.iter().map(|object| RehearsalObject {
        object: object.name.clone(),
        read: object.funnel.read,
        rejects: (object.funnel.rejected.total()).saturating_add(object.funnel.refused),
        breaks: object.breaks_total(),
    });
    RehearsalReport {
        run: report.run,
        purpose: report.purpose,
        started: report.started,
        objects: objects.collect(),
    }
}

/// A run held against an earlier one. `cut_short` names objects that one of the two did not read to the end: what is not
/// found there looks mended, and is not.
pub fn compare(
    earlier: &RunReport,
    later: &RunReport,
    cut_short: &BTreeSet<String>,
    history: Vec<RehearsalReport>,
) -> ComparedReport {
    let names = |report: &RunReport| -> BTreeSet<String> {
        let names = report.objects.iter().map(|object| object.name.clone());
        names.collect()
    };
    let (then, now) = (names(earlier), names(later));
    let both: BTreeSet<&String> = then.intersection(&now).collect();
    let compared = |name: &String| both.contains(name) && !cut_short.contains(name);
    let mut causes = causes(earlier, later, compared);
    let omitted = causes.len().saturating_sub(CAUSES_MAX);
    causes.truncate(CAUSES_MAX);
    let not_compared = then.union(&now).filter(|name| !compared(name));
    ComparedReport {
        run: earlier.run,
        purpose: earlier.purpose,
        started: earlier.started,
        causes,
        causes_omitted: u64::try_from(omitted).unwrap_or(u64::MAX),
        not_compared: not_compared.cloned().collect(),
        stages: stages(earlier, later),
        history,
    }
}

/// The causes of two runs. One is the same where object, code and attribute are. What the ERP says of records is compared only
/// where both runs sent all of them: what was not sent, it did not refuse.
fn causes(
    earlier: &RunReport,
    later: &RunReport,
    compared: impl Fn(&String) -> bool,
) -> Vec<ComparedCause> {
    let mut all: BTreeMap<(String, String, String), ComparedCause> = BTreeMap::new();
    let mut take =
        |object: &ObjectReport, cause: &CauseReport, count: fn(&mut ComparedCause) -> &mut u64| {
            let key = (object.name.clone(), cause.code.clone(), cause.field.clone());
            let one = all.entry(key).or_insert_with(|| ComparedCause {
                standing: Standing::Remains,
                object: object.name.clone(),
                code: cause.code.clone(),
                title: cause.title.clone(),
                severity: cause.severity,
                field: cause.field.clone(),
                then: 0,
                now: 0,
            });
            let number = count(one);
            *number = number.saturating_add(cause.records.max(1));
        };
    let is_sent = |name: &str| all_sent(earlier, name) && all_sent(later, name);
    for (report, count) in [
        (
            earlier,
            (|one| &mut one.then) as fn(&mut ComparedCause) -> &mut u64,
        ),
        (later, |one| &mut one.now),
    ] {
        for object in report
            .objects
            .iter()
            .filter(|object| compared(&object.name))
        {
            let sent = is_sent(&object.name);
            for cause in &object.causes {
                if sent || cause.stage != Stage::Load {
                    take(object, cause, count);
                }
            }
        }
    }
    let mut causes: Vec<ComparedCause> = all.into_values().collect();
    for one in &mut causes {
        one.standing = match (one.then, one.now) {
            (0, _) => Standing::New,
            (_, 0) => Standing::Fixed,
            _ => Standing::Remains,
        };
    }
    causes.sort_by_key(|one| {
        let weight = std::cmp::Reverse((one.severity, one.then.max(one.now)));
        (one.standing, weight, one.object.clone(), one.code.clone())
    });
    causes
}

/// Whether a run sent all records of an object that were ready, and knows what became of them.
fn all_sent(report: &RunReport, object: &str) -> bool {
    let mut own = report.objects.iter();
    let own = own.find(|one| one.name == object);
    let settled = own.is_some_and(|one| one.funnel.not_sent == 0 && one.funnel.in_doubt == 0);
    settled && !report.command.is_dry() && report.command != super::Command::Reconcile
}

fn stages(earlier: &RunReport, later: &RunReport) -> Vec<ComparedStage> {
    let of = |report: &RunReport, object: &str, stage: Stage| {
        let own = report.timings.iter();
        let own = own.filter(|one| one.object == object && one.stage == stage);
        own.fold((0_u64, 0_u64), |(ms, records), one| {
            (
                ms.saturating_add(one.duration_ms),
                records.saturating_add(one.records),
            )
        })
    };
    let mut seen = BTreeSet::new();
    let mut stages = Vec::new();
    for timing in &later.timings {
        if !seen.insert((timing.object.clone(), timing.stage.word())) {
            continue;
        }
        let (then_ms, then_records) = of(earlier, &timing.object, timing.stage);
        let (now_ms, now_records) = of(later, &timing.object, timing.stage);
        if then_records > 0 && now_records > 0 {
            stages.push(ComparedStage {
                object: timing.object.clone(),
                stage: timing.stage,
                then_ms,
                then_records,
                now_ms,
                now_records,
            });
        }
    }
    stages
}

/// How ready each object is.
pub fn readiness(report: &RunReport) -> Vec<ReadinessReport> {
    let words = Language::english();
    let ready = |object: &ObjectReport| {
        let funnel = &object.funnel;
        let waiting = match report.command {
            super::Command::Check | super::Command::Reconcile | super::Command::Plan => 0,
            super::Command::Load | super::Command::Run | super::Command::Retry => funnel.not_sent,
        };
        let amiss =
            saturating_sum([funnel.need_a_person(), waiting, object.breaks_total()].into_iter());
        let missing = missing(report, object, &words);
        let well = funnel.read.saturating_sub(amiss);
        let score = (u128::from(well) * 100).checked_div(u128::from(funnel.read));
        let score = score
            .and_then(|score| u8::try_from(score).ok())
            .unwrap_or(0);
        ReadinessReport {
            object: object.name.clone(),
            score: if missing.is_empty() {
                score
            } else {
                score.min(99)
            },
            missing,
        }
    };
    report.objects.iter().map(ready).collect()
}

/// What an object lacks for the cut-over, each in a few words.
pub(super) fn missing(report: &RunReport, object: &ObjectReport, words: &Language) -> Vec<String> {
    let lacks = [
        ("missing-unread", object.funnel.read == 0),
        ("missing-equation", !object.funnel.equation().holds()),
        (
            "missing-totals",
            object.totals.iter().any(super::TotalReport::differs),
        ),
        ("missing-doubt", object.funnel.in_doubt > 0),
    ];
    let lacks = lacks.into_iter().filter(|(_, lacks)| *lacks);
    let mut missing: Vec<String> = lacks.map(|(id, _)| words.say(id)).collect();
    let own = |gate: &&super::GateReport| match &gate.object {
        Some(name) => *name == object.name,
        // A gate over the whole run is missed by the objects that add to what it counts.
        None => adds(object, &gate.kind),
    };
    let gates = report.gates_failed.iter().filter(own);
    missing.extend(gates.map(|gate| {
        let gate = gate.in_short_in(words);
        words.with("missing-gate", &[("gate", &gate)])
    }));
    if !report.command.is_dry() && !object.reconciled {
        missing.push(words.say("not-read-back"));
    }
    missing
}

/// Whether an object adds to what a gate over the whole run counts.
pub(super) fn adds(object: &ObjectReport, kind: &GateKind) -> bool {
    match kind {
        GateKind::Rejects => object.funnel.rejected.total() > 0 || object.funnel.refused > 0,
        GateKind::Breaks => object.breaks_total() > 0,
        GateKind::Warnings => {
            let mut causes = object.causes.iter();
            causes.any(|cause| cause.severity == crate::diagnose::Severity::Warning)
        }
        GateKind::Code(code) => object.causes.iter().any(|cause| cause.code == *code),
    }
}

/// What a forecast needs beside the report.
#[derive(Debug, Clone, Default)]
pub struct CutOverPlan {
    /// For each object those that must be loaded before it.
    pub after: BTreeMap<String, Vec<String>>,
    /// For each object the requests that its loading took, look-ups and repetitions among them.
    pub requests: BTreeMap<String, u64>,
    /// Requests a second that the target permits.
    pub per_second: Option<u32>,
}

/// How long the cut-over would take; none where nothing was loaded.
pub fn forecast(report: &RunReport, plan: &CutOverPlan) -> Option<ForecastReport> {
    let mut objects = Vec::new();
    let mut not_measured = Vec::new();
    for object in &report.objects {
        match expected(report, object, plan) {
            Some(one) => objects.push(one),
            None => not_measured.push(object.name.clone()),
        }
    }
    if objects.is_empty() {
        return None;
    }
    let around_ms = around(report);
    let (critical_path, critical_ms) = critical(&objects);
    for object in &mut objects {
        object.critical = critical_path.contains(&object.object);
    }
    let at_limit: Option<Vec<u64>> = objects.iter().map(|one| one.at_limit_ms).collect();
    Some(ForecastReport {
        around_ms,
        in_sequence_ms: saturating_sum(objects.iter().map(|one| one.measured_ms))
            .saturating_add(around_ms),
        in_sequence_at_limit_ms: at_limit
            .map(|all| saturating_sum(all.into_iter()).saturating_add(around_ms)),
        critical_path,
        critical_ms: critical_ms.saturating_add(around_ms),
        permitted_per_second: plan.per_second,
        objects,
        not_measured,
    })
}

/// What a run took beside the stages of its objects; nothing where that cannot be told: of a run that was loaded by one command and
/// read back by another, or that somebody went on with later, the time between them counts too.
fn around(report: &RunReport) -> u64 {
    if report.command != super::Command::Run || report.ending != super::Ending::Completed {
        return 0;
    }
    let stages = report.objects.iter().map(|object| {
        let of = |stage: Stage| {
            let own = report.timings.iter();
            let own = own.filter(|one| one.object == object.name && one.stage == stage);
            saturating_sum(own.map(|one| one.duration_ms))
        };
        let staging = STAGING.map(of).into_iter().max().unwrap_or(0);
        saturating_sum([staging, of(Stage::Load), of(Stage::Reconcile)].into_iter())
    });
    let stages = saturating_sum(stages);
    let rest = report.duration_ms.saturating_sub(stages);
    if rest > stages { 0 } else { rest }
}

/// Reading, mapping and checking run side by side: the slowest of them counts.
const STAGING: [Stage; 3] = [Stage::Extract, Stage::Map, Stage::Validate];

/// `ms` for `records`, for as many as `wanted`.
fn scaled(ms: u64, records: u64, wanted: u64) -> Option<u64> {
    let scaled = (u128::from(ms) * u128::from(wanted)).checked_div(u128::from(records))?;
    Some(u64::try_from(scaled).unwrap_or(u64::MAX))
}

fn expected(
    report: &RunReport,
    object: &ObjectReport,
    plan: &CutOverPlan,
) -> Option<ForecastObject> {
    let measured = |stage: Stage, wanted: u64| {
        let own = report.timings.iter();
        let own = own.filter(|one| one.object == object.name && one.stage == stage);
        let (ms, records) = own.fold((0_u64, 0_u64), |(ms, records), one| {
            (
                ms.saturating_add(one.duration_ms),
                records.saturating_add(one.records),
            )
        });
        scaled(ms, records, wanted)
    };
    let funnel = &object.funnel;
    let left_out = funnel
        .skipped
        .filtered
        .saturating_add(funnel.skipped.duplicate);
    let records = funnel.read.saturating_sub(left_out);
    let staging = STAGING
        .iter()
        .filter_map(|stage| measured(*stage, funnel.read));
    let staging = staging.max().unwrap_or(0);
    let loading = measured(Stage::Load, records)?;
    let reading_back = measured(Stage::Reconcile, records).unwrap_or(0);
    let around = staging.saturating_add(reading_back);
    let sent = funnel.loaded.total().saturating_add(funnel.refused);
    let requests = plan.requests.get(&object.name).copied();
    let at_limit = plan.per_second.and_then(|limit| {
        // Of a run whose requests nobody counted nothing is said.
        let requests = scaled(requests?, sent, records)?;
        let ms = requests
            .saturating_mul(1_000)
            .checked_div(u64::from(limit))?;
        Some(ms.saturating_add(around))
    });
    Some(ForecastObject {
        object: object.name.clone(),
        records,
        measured_ms: around.saturating_add(loading),
        at_limit_ms: at_limit,
        after: plan.after.get(&object.name).cloned().unwrap_or_default(),
        critical: false,
    })
}

/// The longest way through what must come before what. Objects stand in load order: those that one needs stand before it.
fn critical(objects: &[ForecastObject]) -> (Vec<String>, u64) {
    let mut ways: BTreeMap<&str, (u64, Vec<&str>)> = BTreeMap::new();
    for object in objects {
        let before = object
            .after
            .iter()
            .filter_map(|name| ways.get(name.as_str()));
        let longest = before
            .max_by_key(|(ms, _)| *ms)
            .cloned()
            .unwrap_or_default();
        let (ms, mut way) = longest;
        way.push(&object.object);
        ways.insert(&object.object, (ms.saturating_add(object.measured_ms), way));
    }
    let longest = ways
        .into_values()
        .max_by_key(|(ms, _)| *ms)
        .unwrap_or_default();
    let (ms, way) = longest;
    (way.into_iter().map(str::to_owned).collect(), ms)
}
