use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::report::model::{Command, GateReport};
use crate::report::sample;

fn standing(compared: &ComparedReport) -> Vec<(Standing, &str, u64, u64)> {
    let causes = compared.causes.iter();
    causes
        .map(|one| (one.standing, one.code.as_str(), one.then, one.now))
        .collect()
}

#[test]
fn a_cause_is_new_remains_or_is_fixed_and_nothing_is_said_of_what_was_not_read() {
    let (mut earlier, mut later) = (sample::run(), sample::run());
    earlier.objects.truncate(1);
    let causes = &mut earlier.objects[0].causes;
    causes.truncate(2);
    let mended = causes[0].clone();
    let mut raised = mended.clone();
    raised.code = "MAP-RATE".to_owned();
    raised.records = 7;
    later.objects[0].causes = vec![causes[1].clone(), raised];
    let compared = compare(&earlier, &later, &BTreeSet::new(), Vec::new());
    let told = standing(&compared);
    assert_eq!(told[0], (Standing::New, "MAP-RATE", 0, 7));
    assert_eq!(told[1].0, Standing::Remains);
    assert_eq!(
        told[2],
        (Standing::Fixed, mended.code.as_str(), mended.records, 0)
    );
    assert_eq!(told.len(), 3);
    assert_eq!(
        compared.sentence_in(&Language::english()),
        "Causes of findings: 1 new, 1 still there, 1 fixed."
    );
    let names: Vec<&str> = later
        .objects
        .iter()
        .map(|object| object.name.as_str())
        .collect();
    let mut left: Vec<&str> = compared.not_compared.iter().map(String::as_str).collect();
    left.sort_unstable();
    let mut wanted = names[1..].to_vec();
    wanted.sort_unstable();
    assert_eq!(left, wanted);
    // What was cut short looks mended, and is not.
    let cut_short = BTreeSet::from([names[0].to_owned()]);
    let compared = compare(&earlier, &later, &cut_short, Vec::new());
    assert_eq!(compared.causes, []);
}

#[test]
fn what_the_erp_refused_is_not_mended_by_sending_nothing() {
    let mut causes = sample::run().objects[0].causes.clone().into_iter();
    let refused = causes.find(|cause| cause.stage == Stage::Load).unwrap();
    let (mut earlier, mut later) = (sample::flawless(), sample::flawless());
    for object in earlier.objects.iter_mut().chain(&mut later.objects) {
        object.causes.clear();
    }
    earlier.objects[0].causes = vec![refused];
    let number = |earlier: &RunReport, later: &RunReport| {
        let compared = compare(earlier, later, &BTreeSet::new(), Vec::new());
        let standings = compared.causes.iter().map(|one| one.standing);
        standings.collect::<Vec<_>>()
    };
    assert_eq!(number(&earlier, &later), [Standing::Fixed]);
    let mut waiting = later.clone();
    waiting.objects[0].funnel.not_sent = 1;
    let mut in_doubt = later.clone();
    in_doubt.objects[0].funnel.in_doubt = 1;
    let mut dry = later;
    dry.command = Command::Plan;
    for later in [waiting, in_doubt, dry] {
        assert_eq!(number(&earlier, &later), []);
    }
}

#[test]
fn only_an_object_that_misses_nothing_has_a_hundred() {
    let mut report = sample::flawless();
    let scores =
        |report: &RunReport| -> Vec<u8> { readiness(report).iter().map(|one| one.score).collect() };
    assert_eq!(scores(&report), [100, 100, 100]);
    // All records are well, and the ERP was not read back.
    report.objects[1].reconciled = false;
    let ready = readiness(&report);
    assert_eq!(
        (ready[1].score, &*ready[1].missing),
        (99, &["not read back".to_owned()][..])
    );
    // One of a thousand is rejected: the gate over the run is missed by the object that adds to it.
    report.objects[0].funnel.loaded.created -= 1;
    report.objects[0].funnel.rejected.map = 1;
    report.gates_failed = vec![GateReport {
        object: None,
        kind: GateKind::Rejects,
        found: 1,
        of: 3_000,
        allowed: "0".to_owned(),
        excess: 1,
    }];
    let ready = readiness(&report);
    assert_eq!(ready[0].missing, ["gate: rejects, 1 too many"]);
    assert_eq!(
        ready.iter().map(|one| one.score).collect::<Vec<_>>(),
        [99, 99, 100]
    );
    // Of nothing, nothing is ready.
    report.objects[2].funnel = super::super::Funnel::default();
    assert_eq!(readiness(&report)[2].score, 0);
    report.command = Command::Check;
    assert_eq!(readiness(&report)[1].missing, Vec::<String>::new());
}

#[test]
fn the_forecast_scales_what_was_measured_and_finds_the_longest_chain() {
    let mut report = sample::flawless();
    let names: Vec<String> = report.objects.iter().map(|one| one.name.clone()).collect();
    let timing = |object: usize, stage, duration_ms, records| super::super::TimingReport {
        object: names[object].clone(),
        stage,
        duration_ms,
        records,
    };
    // 1,000 records each; of the third only a tenth was loaded, so that its time counts ten times.
    report.timings = vec![
        timing(0, Stage::Extract, 300, 1_000),
        timing(0, Stage::Map, 500, 1_000),
        timing(0, Stage::Load, 4_000, 1_000),
        timing(0, Stage::Reconcile, 500, 1_000),
        timing(1, Stage::Load, 9_000, 1_000),
        timing(2, Stage::Load, 600, 100),
    ];
    let plan = CutOverPlan {
        after: BTreeMap::from([(names[2].clone(), vec![names[0].clone()])]),
        requests: BTreeMap::from([
            (names[0].clone(), 50),
            (names[1].clone(), 50),
            (names[2].clone(), 50),
        ]),
        per_second: Some(10),
    };
    report.duration_ms = 14_600;
    let told = forecast(&report, &plan).unwrap();
    let measured: Vec<u64> = told.objects.iter().map(|one| one.measured_ms).collect();
    assert_eq!(measured, [5_000, 9_000, 6_000]);
    assert_eq!(told.in_sequence_ms, 20_000);
    assert_eq!(
        (&*told.critical_path, told.critical_ms),
        (&[names[0].clone(), names[2].clone()][..], 11_000)
    );
    // 50 requests at ten a second, beside what is no loading.
    assert_eq!(told.objects[0].at_limit_ms, Some(6_000));
    assert_eq!(told.in_sequence_at_limit_ms, Some(16_000));
    // A ledger that counted no requests of an object says nothing of them.
    let mut uncounted = plan.clone();
    uncounted.requests.remove(&names[1]);
    let told = forecast(&report, &uncounted).unwrap();
    assert_eq!(told.objects[1].at_limit_ms, None);
    assert_eq!(told.in_sequence_at_limit_ms, None);
    // What a run takes beside its stages counts once; of a load that was read back by another command it is not known.
    report.duration_ms = 15_600;
    let told = forecast(&report, &plan).unwrap();
    assert_eq!((told.around_ms, told.in_sequence_ms), (1_000, 21_000));
    assert_eq!(told.critical_ms, 12_000);
    report.command = Command::Load;
    assert_eq!(forecast(&report, &plan).unwrap().around_ms, 0);
    report.command = Command::Run;
    report.duration_ms = 3_600_000;
    assert_eq!(forecast(&report, &plan).unwrap().around_ms, 0);
    report.timings.retain(|one| one.object != names[1]);
    let told = forecast(&report, &plan).unwrap();
    assert_eq!(told.not_measured, [names[1].clone()]);
    report.timings.clear();
    assert_eq!(forecast(&report, &plan), None);
}
