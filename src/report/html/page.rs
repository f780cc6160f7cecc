//! The whole page as the template sees it.

use askama::Template;

use super::bars::{Term, TimeChart, TimeGroup, terms, time_chart, time_groups};
use super::findings::{BreakGroup, CauseGroup, break_group, cause_group};
use super::flow::{Flow, LABEL_X, WIDTH, flow};
use super::followed::{FollowedGroup, followed_group};
use super::glossary::{ENTRIES, Entry};
use super::held::Held;
use super::rehearsals::{Compared, Forecast, Ready, compared, forecast, ready};
use super::tables::{ObjectLine, TotalsTable, funnel_line, object_line, totals_tables};
use super::{CSS, SCRIPT, content_security_policy};
use crate::report::format;
use crate::report::model::{BreakKind, HttpReport, RunReport};
use crate::report::text::{self, Span};
use crate::report::verdict::{Level, TaskKind, judge, unbalanced};

/// A name with its value.
pub(super) struct Fact {
    pub(super) term: &'static str,
    pub(super) value: String,
}

/// Something to be done, with the part of the page that tells more.
pub(super) struct TaskLine {
    what: String,
    action: Vec<Span>,
    section: &'static str,
}

/// An object whose closing equation does not hold.
pub(super) struct Alarm {
    object: String,
    read: String,
    accounted: String,
    gap: String,
}

pub(super) struct ExtractLine {
    object: String,
    file: String,
    sha256: String,
    size: String,
    bytes: String,
    records: String,
}

pub(super) struct SignOffLine {
    by: String,
    at: String,
    note: String,
}

#[derive(Template)]
#[template(path = "report/page.html", whitespace = "minimize")]
pub(super) struct Page {
    csp: String,
    css: &'static str,
    script: &'static str,
    run: String,
    run_number: u64,
    purpose: String,
    project: String,
    program: String,
    level: &'static str,
    level_word: &'static str,
    sentence: String,
    tasks: Vec<TaskLine>,
    facts: Vec<Fact>,
    alarms: Vec<Alarm>,
    read: String,
    terms: Vec<Term>,
    flow: Option<Flow>,
    flow_width: u64,
    flow_words: u64,
    objects: Vec<ObjectLine>,
    all_objects: Option<ObjectLine>,
    totals: Vec<TotalsTable>,
    causes: Vec<CauseGroup>,
    breaks: Vec<BreakGroup>,
    break_kinds: Vec<&'static str>,
    followed: Vec<FollowedGroup>,
    readiness: Vec<Ready>,
    gates_kept: bool,
    forecast: Option<Forecast>,
    compared_with: Option<Compared>,
    reconciled: bool,
    compared: String,
    chart: TimeChart,
    timings: Vec<TimeGroup>,
    extracts: Vec<ExtractLine>,
    held: Held,
    http: Vec<Fact>,
    is_check: bool,
    sign_offs: Vec<SignOffLine>,
    glossary: &'static [Entry],
}

impl Page {
    pub(super) fn of(report: &RunReport) -> Self {
        let verdict = judge(report);
        let funnel = report.funnel();
        let terms = terms(&funnel);
        let read_back = report.objects.iter().map(|object| object.compared);
        let read_back = crate::report::model::saturating_sum(read_back);
        Self {
            csp: content_security_policy(CSS),
            css: CSS,
            script: SCRIPT,
            run: format::count(report.run),
            run_number: report.run,
            purpose: format::purpose(report.purpose),
            project: text::visible(&report.project),
            program: text::visible(&report.program),
            level: level_class(verdict.level),
            level_word: verdict.level.word(),
            sentence: text::visible(&verdict.sentence),
            tasks: (verdict.tasks.iter())
                .map(|task| TaskLine {
                    what: text::visible(&task.what),
                    action: text::spans(&task.action),
                    section: section(task.kind),
                })
                .collect(),
            facts: facts(report),
            alarms: alarms(report),
            read: format::count(funnel.read),
            flow: flow(report),
            flow_width: WIDTH,
            flow_words: LABEL_X,
            terms,
            objects: report.objects.iter().map(object_line).collect(),
            all_objects: (report.objects.len() > 1).then(|| funnel_line(&funnel)),
            totals: report.objects.iter().flat_map(totals_tables).collect(),
            causes: report.objects.iter().filter_map(cause_group).collect(),
            breaks: report.objects.iter().filter_map(break_group).collect(),
            break_kinds: break_kinds(report),
            readiness: report.readiness.iter().map(ready).collect(),
            gates_kept: report.gates_kept,
            forecast: report.forecast.as_ref().map(forecast),
            compared_with: report.compared.as_ref().map(compared),
            followed: (report.objects.iter()).filter_map(followed_group).collect(),
            reconciled: report.reconciled(),
            compared: format::counted(read_back, "record", "records"),
            chart: time_chart(&report.timings),
            timings: time_groups(&report.timings),
            extracts: extracts(report),
            held: Held::of(&report.terms),
            http: report.http.as_ref().map(http_facts).unwrap_or_default(),
            is_check: report.command.is_dry(),
            sign_offs: sign_offs(report),
            glossary: ENTRIES,
        }
    }
}

pub(in crate::report) fn level_class(level: Level) -> &'static str {
    match level {
        Level::Good => "good",
        Level::Attention => "attention",
        Level::Bad => "bad",
    }
}

/// The kinds of the breaks that are listed, for choosing among them.
fn break_kinds(report: &RunReport) -> Vec<&'static str> {
    let breaks = report.objects.iter().flat_map(|object| &object.breaks);
    let kinds: std::collections::BTreeSet<_> = breaks.map(|entry| entry.kind).collect();
    kinds.into_iter().map(BreakKind::word).collect()
}

fn section(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Equation | TaskKind::InDoubt | TaskKind::NotSent | TaskKind::Ending => "funnel",
        TaskKind::Total => "totals",
        TaskKind::Break | TaskKind::Unproven => "breaks",
        TaskKind::Refused | TaskKind::Rejected | TaskKind::Gate | TaskKind::Unasked => "findings",
    }
}

fn facts(report: &RunReport) -> Vec<Fact> {
    let target = &report.target;
    let mut facts = vec![
        fact(
            "Command",
            format::command(report.command, report.reconciled()),
        ),
        fact("Run by", &operator(report)),
        fact("Target", &format::target(target)),
        fact("Started", &format::instant(report.started)),
        fact(
            "Took",
            &format!(
                "{}, until {}",
                format::duration(report.duration_ms),
                format::instant(report.ended)
            ),
        ),
    ];
    let asked = report.asked.iter();
    facts.extend(asked.map(|one| fact("Asked of the ERP", &text::visible(&one.line()))));
    let retried = report.retried.iter();
    facts.extend(retried.map(|one| fact("Retried", &text::visible(&one.line()))));
    facts
}

fn operator(report: &RunReport) -> String {
    if report.operator.is_empty() {
        return "not known".to_owned();
    }
    text::visible(&report.operator)
}

fn fact(term: &'static str, value: &str) -> Fact {
    Fact {
        term,
        value: value.to_owned(),
    }
}

fn alarms(report: &RunReport) -> Vec<Alarm> {
    let alarm = |object: &crate::report::ObjectReport| {
        let equation = object.funnel.equation();
        Alarm {
            object: text::visible(&object.name),
            read: format::count(equation.read),
            accounted: format::count(equation.accounted),
            gap: format::signed_count(equation.difference()),
        }
    };
    unbalanced(report).into_iter().map(alarm).collect()
}

fn extracts(report: &RunReport) -> Vec<ExtractLine> {
    (report.extracts.iter())
        .map(|extract| ExtractLine {
            object: text::visible(&extract.object),
            file: text::visible(&extract.file),
            sha256: text::visible(&extract.sha256),
            size: format::bytes(extract.bytes),
            bytes: format::count(extract.bytes),
            records: format::count(extract.records),
        })
        .collect()
}

fn sign_offs(report: &RunReport) -> Vec<SignOffLine> {
    (report.sign_offs.iter())
        .map(|sign_off| SignOffLine {
            by: text::visible(&sign_off.by),
            at: format::instant(sign_off.at),
            note: text::visible(&sign_off.note),
        })
        .collect()
}

fn http_facts(http: &HttpReport) -> Vec<Fact> {
    vec![
        fact("Requests", &format::count(http.requests)),
        fact("Sent again", &format::count(http.retries)),
        fact("Asked to slow down", &format::count(http.throttled)),
        fact("Without a usable answer", &format::count(http.failed)),
        fact("Sent", &format::bytes(http.bytes_sent)),
        fact("Received", &format::bytes(http.bytes_received)),
        fact(
            "Half answered within",
            &format::duration(http.latency_ms_median),
        ),
        fact("95 of 100 within", &format::duration(http.latency_ms_p95)),
        fact("Slowest answer", &format::duration(http.latency_ms_max)),
    ]
}
