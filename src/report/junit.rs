//! The report for pipelines that show tests: `JUnit` XML, a suite an object, a case a stage and a gate.
//!
//! A stage fails where records were held up at it and a gate says that this is too much: what the gates admit keeps no
//! pipeline from going on. Books that do not agree always fail.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::format;
use super::model::{Command, GateKind, GateReport, ObjectReport, RunReport, saturating_sum};
use super::text;
use super::verdict::judge;
use crate::diagnose::Stage;

/// The document could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("the JUnit document could not be put together: {0}")]
pub struct JunitFault(#[from] std::io::Error);

/// What became of a case.
enum Outcome {
    Passed,
    /// Why, in one line, and what there is to know.
    Failed(String, String),
    /// Why not.
    Skipped(&'static str),
}

struct Case {
    name: String,
    /// Seconds with three decimals.
    time: String,
    outcome: Outcome,
    /// Said even where it passed.
    said: String,
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// The report as one XML document in UTF-8, ending in a line feed.
pub fn render(report: &RunReport) -> Result<String, JunitFault> {
    let mut suites: Vec<Suite> = (report.objects.iter())
        .map(|object| suite(report, object))
        .collect();
    suites.insert(0, whole(report));
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let head = BytesDecl::new("1.0", Some("UTF-8"), None);
    writer.write_event(Event::Decl(head))?;
    let all = suites.iter().flat_map(|suite| &suite.cases);
    let [tests, failures, skipped] = counts(all);
    writer
        .create_element("testsuites")
        .with_attribute(("name", &*plain(&report.project)))
        .with_attribute(("tests", &*tests))
        .with_attribute(("failures", &*failures))
        .with_attribute(("errors", "0"))
        .with_attribute(("skipped", &*skipped))
        .with_attribute(("time", &*seconds(report.duration_ms)))
        .write_inner_content(|writer| {
            for suite in &suites {
                write_suite(writer, report, suite)?;
            }
            Ok(())
        })?;
    let mut text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    text.push('\n');
    Ok(text)
}

fn counts<'a>(cases: impl Iterator<Item = &'a Case>) -> [String; 3] {
    let (mut tests, mut failures, mut skipped) = (0_u64, 0_u64, 0_u64);
    for case in cases {
        tests += 1;
        match case.outcome {
            Outcome::Passed => {}
            Outcome::Failed(..) => failures += 1,
            Outcome::Skipped(_) => skipped += 1,
        }
    }
    [tests, failures, skipped].map(|count| count.to_string())
}

fn write_suite(
    writer: &mut Writer<Vec<u8>>,
    report: &RunReport,
    suite: &Suite,
) -> std::io::Result<()> {
    let [tests, failures, skipped] = counts(suite.cases.iter());
    let started = report.started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    writer
        .create_element("testsuite")
        .with_attribute(("name", &*suite.name))
        .with_attribute(("tests", &*tests))
        .with_attribute(("failures", &*failures))
        .with_attribute(("errors", "0"))
        .with_attribute(("skipped", &*skipped))
        .with_attribute(("timestamp", &*started))
        .write_inner_content(|writer| {
            for case in &suite.cases {
                write_case(writer, &suite.name, case)?;
            }
            Ok(())
        })?;
    Ok(())
}

fn write_case(writer: &mut Writer<Vec<u8>>, suite: &str, case: &Case) -> std::io::Result<()> {
    let element = writer
        .create_element("testcase")
        .with_attribute(("classname", suite))
        .with_attribute(("name", &*case.name))
        .with_attribute(("time", &*case.time));
    if matches!(case.outcome, Outcome::Passed) && case.said.is_empty() {
        element.write_empty()?;
        return Ok(());
    }
    element.write_inner_content(|writer| {
        match &case.outcome {
            Outcome::Passed => {}
            Outcome::Skipped(why) => {
                let skipped = writer.create_element("skipped");
                skipped.with_attribute(("message", *why)).write_empty()?;
            }
            Outcome::Failed(what, more) => {
                let failure = writer.create_element("failure");
                failure
                    .with_attribute(("message", &**what))
                    .write_text_content(BytesText::new(more))?;
            }
        }
        if !case.said.is_empty() {
            let said = writer.create_element("system-out");
            said.write_text_content(BytesText::new(&case.said))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The gates over the run, and what it came to.
fn whole(report: &RunReport) -> Suite {
    let verdict = judge(report);
    let mut cases = vec![Case {
        name: "comes to its end".to_owned(),
        time: seconds(report.duration_ms),
        outcome: match &report.ending {
            super::Ending::Completed => Outcome::Passed,
            super::Ending::StoppedAtGate(why)
            | super::Ending::TargetUnavailable(why)
            | super::Ending::LoginRefused(super::Refused { said: why, .. })
            | super::Ending::Interrupted(why)
            | super::Ending::Held(why) => Outcome::Failed(plain(why), plain(&verdict.sentence)),
        },
        said: plain(&verdict.sentence),
    }];
    let own = report.gates.iter().filter(|gate| gate.object.is_none());
    cases.extend(own.map(gate_case));
    Suite {
        name: format!("run {}, {}", report.run, format::purpose(report.purpose)),
        cases,
    }
}

fn gate_case(gate: &GateReport) -> Case {
    let what = match &gate.kind {
        GateKind::Rejects => "rejects",
        GateKind::Warnings => "warnings",
        GateKind::Breaks => "breaks",
        GateKind::Code(code) => code,
    };
    let sentence = plain(&gate.sentence());
    Case {
        name: format!("gate: {what}, at most {}", gate.allowed),
        time: seconds(0),
        outcome: if gate.excess > 0 {
            Outcome::Failed(plain(&gate.in_short()), sentence)
        } else {
            Outcome::Passed
        },
        said: String::new(),
    }
}

fn suite(report: &RunReport, object: &ObjectReport) -> Suite {
    let stages = [
        Stage::Extract,
        Stage::Map,
        Stage::Validate,
        Stage::Load,
        Stage::Reconcile,
    ];
    let mut cases: Vec<Case> = (stages.into_iter())
        .map(|stage| stage_case(report, object, stage))
        .collect();
    cases.push(books(object));
    let gates = report.gates.iter();
    let own = gates.filter(|gate| gate.object.as_deref() == Some(&object.name));
    cases.extend(own.map(gate_case));
    Suite {
        name: plain(&object.name),
        cases,
    }
}

fn stage_case(report: &RunReport, object: &ObjectReport, stage: Stage) -> Case {
    let funnel = &object.funnel;
    let (held, one, many) = match stage {
        Stage::Extract => (
            funnel.rejected.extract,
            "record is unreadable",
            "records are unreadable",
        ),
        Stage::Map => (
            funnel.rejected.map,
            "record was rejected by the mapping",
            "records were rejected by the mapping",
        ),
        Stage::Validate => (
            funnel
                .rejected
                .validate
                .saturating_add(funnel.rejected.reference),
            "record was rejected by checks",
            "records were rejected by checks",
        ),
        Stage::Load => (
            funnel.refused.saturating_add(funnel.in_doubt),
            "record was refused or is in doubt",
            "records were refused or are in doubt",
        ),
        Stage::Reconcile => (object.breaks_total(), "break is open", "breaks are open"),
    };
    let ran = match stage {
        Stage::Extract | Stage::Map | Stage::Validate => true,
        Stage::Load => sends(report),
        Stage::Reconcile => object.reconciled,
    };
    let sentence = format::counted(held, one, many);
    let unsent = if stage == Stage::Load && ran {
        funnel.not_sent
    } else {
        0
    };
    let outcome = if !ran && held == 0 {
        Outcome::Skipped("this run did not come to it")
    } else if unsent > 0 {
        // What waits was not loaded, whatever the gates admit.
        let waits = format::counted(unsent, "record was not sent", "records were not sent");
        let what = if held > 0 {
            format!("{sentence}; {waits}")
        } else {
            waits
        };
        Outcome::Failed(what, details(object, stage))
    } else if held > 0 && !admitted(report, object, stage) {
        Outcome::Failed(sentence.clone(), details(object, stage))
    } else {
        Outcome::Passed
    };
    let took = report.timings.iter();
    let took = took.filter(|one| one.object == object.name && one.stage == stage);
    Case {
        name: stage.word().to_owned(),
        time: seconds(saturating_sum(took.map(|one| one.duration_ms))),
        said: match outcome {
            Outcome::Passed if held > 0 => format!("{sentence}; the gates admit it"),
            _ => String::new(),
        },
        outcome,
    }
}

/// Whether the run was to send anything.
fn sends(report: &RunReport) -> bool {
    !report.command.is_dry() && report.command != Command::Reconcile
}

/// Whether the gates let pass what was held up at a stage of an object.
fn admitted(report: &RunReport, object: &ObjectReport, stage: Stage) -> bool {
    // What is in doubt is nobody's to admit.
    if stage == Stage::Load && object.funnel.in_doubt > 0 {
        return false;
    }
    let over = report.gates_failed.iter().filter(|gate| {
        let own = gate.object.as_deref();
        own.is_none_or(|own| own == object.name)
    });
    let mut over = over.map(|gate| &gate.kind);
    let found_here = |code: &str| {
        let mut causes = object.causes.iter();
        causes.any(|cause| cause.code == code && cause.stage == stage)
    };
    !over.any(|kind| match kind {
        GateKind::Breaks => stage == Stage::Reconcile,
        GateKind::Rejects => stage != Stage::Reconcile,
        GateKind::Code(code) => found_here(code),
        GateKind::Warnings => false,
    })
}

/// The causes at a stage, one a line, or the breaks by kind.
fn details(object: &ObjectReport, stage: Stage) -> String {
    let lines: Vec<String> = if stage == Stage::Reconcile {
        let kinds = object.break_counts.iter();
        kinds
            .map(|one| {
                format!(
                    "{} {}: {}",
                    format::count(one.count),
                    one.kind.word(),
                    one.kind.means()
                )
            })
            .collect()
    } else {
        let causes = object.causes_worst_first().into_iter();
        let own = causes.filter(|cause| cause.stage == stage).take(50);
        own.map(|cause| {
            format!(
                "{} {} {}: {}; expected {}",
                format::counted(cause.records, "record", "records"),
                plain(&cause.code),
                plain(&cause.field),
                plain(&cause.title),
                plain(&cause.expected)
            )
        })
        .collect()
    };
    lines.join("\n")
}

/// The closing equation and the control totals.
fn books(object: &ObjectReport) -> Case {
    let equation = object.funnel.equation();
    let mut wrong = Vec::new();
    if !equation.holds() {
        wrong.push(format!(
            "{} records read, {} accounted for",
            format::count(equation.read),
            format::count(equation.accounted)
        ));
    }
    for total in object.totals.iter().filter(|total| total.differs()) {
        wrong.push(format!(
            "{} {}: legacy files {}, loaded {}, ERP {}",
            plain(&total.name),
            plain(&total.group),
            total.source,
            total.loaded,
            total
                .erp
                .map_or_else(|| "not read back".to_owned(), |erp| erp.to_string())
        ));
    }
    Case {
        name: "the books agree".to_owned(),
        time: seconds(0),
        outcome: if wrong.is_empty() {
            Outcome::Passed
        } else {
            let number = u64::try_from(wrong.len()).unwrap_or(u64::MAX);
            let what = format::counted(number, "difference", "differences");
            Outcome::Failed(what, wrong.join("\n"))
        },
        said: String::new(),
    }
}

/// Text without characters that XML does not have.
fn plain(value: &str) -> String {
    let visible = text::visible(value);
    visible
        .chars()
        .map(|c| {
            if matches!(c, '\u{FFFE}' | '\u{FFFF}') {
                '\u{FFFD}'
            } else {
                c
            }
        })
        .collect()
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000)
}
