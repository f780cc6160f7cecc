//! The whole page as the template sees it.

use askama::Template;

use super::bars::{Term, TimeChart, TimeGroup, terms, time_chart, time_groups};
use super::findings::{BreakGroup, CauseGroup, break_group, cause_group};
use super::flow::{Flow, LABEL_X, WIDTH, flow};
use super::followed::{FollowedGroup, followed_group};
use super::glossary::{Entry, entries};
use super::held::Held;
use super::rehearsals::{Compared, Forecast, Ready, compared, forecast, ready};
use super::tables::{ObjectLine, TotalsTable, funnel_line, object_line, totals_tables};
use super::trial::{TrialTable, trial_tables};
use super::{CSS, SCRIPT, content_security_policy};
use crate::report::format;
use crate::report::language::Language;
use crate::report::model::{BreakKind, HttpReport, ObjectReport, RunReport};
use crate::report::text::{self, Span};
use crate::report::verdict::{Level, Task, TaskKind, judge_in, unbalanced};

/// A name with its value.
pub(super) struct Fact {
    pub(super) term: String,
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
    figures: String,
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
    words: Language,
    lang: &'static str,
    csp: String,
    css: &'static str,
    script: &'static str,
    run_in_title: String,
    run_title: String,
    heading: String,
    made: String,
    of_run: String,
    sign_off_none: Vec<Span>,
    project: String,
    program: String,
    level: &'static str,
    level_word: String,
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
    trials: Vec<TrialTable>,
    causes: Vec<CauseGroup>,
    breaks: Vec<BreakGroup>,
    break_kinds: Vec<(&'static str, String)>,
    followed: Vec<FollowedGroup>,
    readiness: Vec<Ready>,
    gates_kept: bool,
    forecast: Option<Forecast>,
    compared_with: Option<Compared>,
    reconciled: bool,
    breaks_none: String,
    breaks_lead: String,
    chart: TimeChart,
    timings: Vec<TimeGroup>,
    extracts: Vec<ExtractLine>,
    held: Held,
    http: Vec<Fact>,
    is_check: bool,
    sign_offs: Vec<SignOffLine>,
    glossary: Vec<Entry>,
}

impl Page {
    pub(super) fn of(report: &RunReport, words: Language) -> Self {
        let words_owned = words;
        let words = &words_owned;
        let verdict = judge_in(report, words);
        let (all, funnel) = (&report.objects, report.funnel());
        let terms = terms(&funnel, words);
        let titled = Titled::of(report, words);
        let program = text::visible(&report.program);
        let read_back = report.objects.iter().map(|object| object.compared);
        let read_back = crate::report::model::saturating_sum(read_back);
        let read_back = words.counted("n-records", read_back);
        let of_read_back = [("records", &*read_back)];
        Self {
            lang: words.tag(),
            csp: content_security_policy(CSS),
            css: CSS,
            script: SCRIPT,
            run_in_title: titled.say("run-in-title"),
            run_title: titled.say("run-title"),
            heading: titled.say("verdict-heading"),
            made: words.with("colophon-made", &[("program", &program)]),
            of_run: titled.say("colophon-run"),
            sign_off_none: text::spans(&titled.say("sign-off-none")),
            project: text::visible(&report.project),
            program,
            level: level_class(verdict.level),
            level_word: verdict.words(words),
            sentence: text::visible(&verdict.sentence),
            tasks: verdict.tasks.iter().map(task_line).collect(),
            facts: facts(report, words),
            alarms: alarms(report, words),
            read: format::count(funnel.read),
            flow: flow(report, words),
            flow_width: WIDTH,
            flow_words: LABEL_X,
            terms,
            objects: (report.objects.iter())
                .map(|object| object_line(object, words))
                .collect(),
            all_objects: (report.objects.len() > 1).then(|| funnel_line(&funnel, words)),
            totals: (report.objects.iter())
                .flat_map(|object| totals_tables(object, words))
                .collect(),
            trials: (report.objects.iter())
                .flat_map(|object| trial_tables(object, words))
                .collect(),
            causes: groups(all, |object| cause_group(object, words)),
            breaks: groups(all, |object| break_group(object, words)),
            break_kinds: break_kinds(report, words),
            readiness: (report.readiness.iter())
                .map(|one| ready(report, one, words))
                .collect(),
            gates_kept: report.gates_kept,
            forecast: (report.forecast.as_ref()).map(|one| forecast(one, words)),
            compared_with: (report.compared.as_ref()).map(|one| compared(one, words)),
            followed: groups(all, |object| followed_group(object, words)),
            reconciled: report.reconciled(),
            breaks_none: words.with("breaks-none", &of_read_back),
            breaks_lead: words.with("breaks-lead", &of_read_back),
            chart: time_chart(&report.timings, words),
            timings: time_groups(&report.timings, words),
            extracts: extracts(report, words),
            held: Held::of(&report.terms),
            http: (report.http.as_ref())
                .map(|http| http_facts(http, words))
                .unwrap_or_default(),
            is_check: report.command.is_dry(),
            sign_offs: sign_offs(report, words),
            glossary: entries(words),
            words: words_owned,
        }
    }

    /// A text of the page.
    fn say(&self, id: &str) -> String {
        self.words.say(id)
    }

    /// A text of the page that names commands between backticks.
    fn spans(&self, id: &str) -> Vec<Span> {
        text::spans(&self.words.say(id))
    }
}

/// The number and the purpose of a run, which many texts name.
struct Titled<'a> {
    run: String,
    purpose: String,
    words: &'a Language,
}

impl<'a> Titled<'a> {
    fn of(report: &RunReport, words: &'a Language) -> Self {
        Self {
            run: format::count(report.run),
            purpose: words.purpose(report.purpose),
            words,
        }
    }

    fn say(&self, id: &str) -> String {
        let values = [("run", &*self.run), ("purpose", &*self.purpose)];
        self.words.with(id, &values)
    }
}

pub(in crate::report) fn level_class(level: Level) -> &'static str {
    match level {
        Level::Good => "good",
        Level::Attention => "attention",
        Level::Bad => "bad",
    }
}

fn task_line(task: &Task) -> TaskLine {
    TaskLine {
        what: text::visible(&task.what),
        action: text::spans(&task.action),
        section: section(task.kind),
    }
}

/// What there is to show of each object; nothing of those that have none.
fn groups<T>(all: &[ObjectReport], group: impl Fn(&ObjectReport) -> Option<T>) -> Vec<T> {
    all.iter().filter_map(group).collect()
}

/// The kinds of the breaks that are listed, for choosing among them.
fn break_kinds(report: &RunReport, words: &Language) -> Vec<(&'static str, String)> {
    let breaks = report.objects.iter().flat_map(|object| &object.breaks);
    let kinds: std::collections::BTreeSet<_> = breaks.map(|entry| entry.kind).collect();
    kinds
        .into_iter()
        .map(|kind: BreakKind| (kind.word(), words.kind(kind)))
        .collect()
}

fn section(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Equation | TaskKind::InDoubt | TaskKind::NotSent | TaskKind::Ending => "funnel",
        TaskKind::Total => "totals",
        TaskKind::Break | TaskKind::Unproven => "breaks",
        TaskKind::Refused | TaskKind::Rejected | TaskKind::Gate | TaskKind::Unasked => "findings",
    }
}

fn facts(report: &RunReport, words: &Language) -> Vec<Fact> {
    let fact = |id: &str, value: &str| fact(words, id, value);
    let took = [
        ("duration", &*format::duration(report.duration_ms)),
        ("ended", &*words.instant(report.ended)),
    ];
    let target = &report.target;
    let mut facts = vec![
        fact(
            "fact-command",
            &words.command(report.command, report.reconciled()),
        ),
        fact("fact-by", &operator(report, words)),
        fact("fact-target", &format::target(target)),
        fact("fact-started", &words.instant(report.started)),
        fact("fact-took", &words.with("fact-until", &took)),
    ];
    let asked = report.asked.iter();
    facts.extend(asked.map(|one| fact("fact-asked", &text::visible(&one.line_in(words)))));
    let retried = report.retried.iter();
    facts.extend(retried.map(|one| fact("fact-retried", &text::visible(&one.line_in(words)))));
    facts
}

fn operator(report: &RunReport, words: &Language) -> String {
    if report.operator.is_empty() {
        return words.say("operator-unknown");
    }
    text::visible(&report.operator)
}

fn fact(words: &Language, id: &str, value: &str) -> Fact {
    Fact {
        term: words.say(id),
        value: value.to_owned(),
    }
}

fn alarms(report: &RunReport, words: &Language) -> Vec<Alarm> {
    let alarm = |object: &ObjectReport| {
        let equation = object.funnel.equation();
        let (read, accounted) = (
            format::count(equation.read),
            format::count(equation.accounted),
        );
        let values = [("read", &*read), ("accounted", &*accounted)];
        Alarm {
            object: text::visible(&object.name),
            figures: words.with("alarm-figures", &values),
            gap: format::signed_count(equation.difference()),
        }
    };
    unbalanced(report).into_iter().map(alarm).collect()
}

fn extracts(report: &RunReport, words: &Language) -> Vec<ExtractLine> {
    (report.extracts.iter())
        .map(|extract| ExtractLine {
            object: text::visible(&extract.object),
            file: text::visible(&extract.file),
            sha256: text::visible(&extract.sha256),
            size: words.bytes(extract.bytes),
            bytes: format::count(extract.bytes),
            records: format::count(extract.records),
        })
        .collect()
}

fn sign_offs(report: &RunReport, words: &Language) -> Vec<SignOffLine> {
    (report.sign_offs.iter())
        .map(|sign_off| SignOffLine {
            by: text::visible(&sign_off.by),
            at: words.with("signed-on", &[("at", &words.instant(sign_off.at))]),
            note: text::visible(&sign_off.note),
        })
        .collect()
}

fn http_facts(http: &HttpReport, words: &Language) -> Vec<Fact> {
    let (count, bytes) = (format::count, |size| words.bytes(size));
    let facts = [
        ("wire-requests", count(http.requests)),
        ("wire-retries", count(http.retries)),
        ("wire-throttled", count(http.throttled)),
        ("wire-failed", count(http.failed)),
        ("wire-sent", bytes(http.bytes_sent)),
        ("wire-received", bytes(http.bytes_received)),
        ("wire-median", format::duration(http.latency_ms_median)),
        ("wire-p95", format::duration(http.latency_ms_p95)),
        ("wire-slowest", format::duration(http.latency_ms_max)),
    ];
    facts.map(|(id, value)| fact(words, id, &value)).into()
}
