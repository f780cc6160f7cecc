//! Carries a case out: the given records through the plan of the mapping.

use jiff::civil::Date;
use landbridge_contract::{Fields, Record};

use super::compare::{Difference, compare};
use super::given::{Given, given};
use super::model::Case;
use crate::diagnose::{Diagnostics, Finding};
use crate::mapping::{
    CheckedMapping, Crosswalks, JoinedRecord, Mapped, MappedVerdict, Plan, RunContext,
};

/// What cases of a mapping are carried out with.
#[derive(Debug, Clone, Copy)]
pub struct Bench<'a> {
    /// The mapping.
    pub mapping: &'a CheckedMapping,
    /// Its plan.
    pub plan: &'a Plan,
    /// The crosswalks of the project.
    pub crosswalks: &'a Crosswalks,
    /// The day that `run_date` means where a case does not say it.
    pub today: Date,
}

/// What came of a case.
#[derive(Debug)]
pub struct Carried {
    /// What came of each given record.
    pub outcomes: Vec<Outcome>,
    /// Where that is not what is expected; none for a case that expects nothing yet.
    pub differences: Vec<Difference>,
}

/// What came of a record.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What becomes of it.
    pub verdict: MappedVerdict,
    /// What would be sent.
    pub payload: Fields,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Carries a case out; none where the case has mistakes, which are said.
pub fn carry_out(bench: Bench<'_>, case: &Case, out: &mut Diagnostics) -> Option<Carried> {
    let given = given(case, bench.plan, out)?;
    let run = RunContext {
        run_date: case.run_date.unwrap_or(bench.today),
    };
    let evaluator = bench.plan.evaluator(bench.crosswalks, run);
    let mut evaluator = evaluator.with_lookups(&given.lookups);
    let mut mapped = Mapped::default();
    let mut outcomes = Vec::new();
    for record in &given.records {
        let joined = joined_of(bench.plan, &given, record);
        let joined: Vec<&[JoinedRecord<'_>]> = joined.iter().map(Vec::as_slice).collect();
        evaluator.evaluate(record, &given.layout, &joined, &mut mapped);
        outcomes.push(Outcome {
            verdict: mapped.verdict,
            payload: std::mem::take(&mut mapped.payload),
            findings: std::mem::take(&mut mapped.findings),
        });
    }
    let mut differences = Vec::new();
    if !case.is_open() && case.expected.len() != outcomes.len() {
        differences.push(Difference {
            record: outcomes.len(),
            what: "records".to_owned(),
            expected: case.expected.len().to_string(),
            got: outcomes.len().to_string(),
            at: case.at.clone(),
            rule: Some(bench.mapping.source.at.clone()),
        });
    }
    for (number, (expected, outcome)) in (1..).zip(case.expected.iter().zip(&outcomes)) {
        compare(number, expected, outcome, bench.mapping, &mut differences);
    }
    Some(Carried {
        outcomes,
        differences,
    })
}

fn joined_of<'g>(plan: &Plan, given: &'g Given, main: &Record) -> Vec<Vec<JoinedRecord<'g>>> {
    let joins = plan.joins().iter().zip(&given.joined);
    joins
        .map(|(join, (records, layout))| {
            let Some(key) = join.main_key(main) else {
                return Vec::new();
            };
            let own = records
                .iter()
                .filter(|record| join.joined_key(record).as_ref() == Some(&key));
            own.map(|record| JoinedRecord { record, layout }).collect()
        })
        .collect()
}
