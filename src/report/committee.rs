//! What a steering committee decides on, on a page or two, in its language: verdict, what is open, figures, the totals
//! that differ, readiness, and lines to sign on. It needs no network and no script.

use askama::Template;
use fluent_bundle::FluentValue;

use super::ages::Ages;
use super::format;
use super::html::{CSS, RenderFault, content_security_policy, level_class};
use super::language::Language;
use super::model::{
    Command, Ending, Funnel, GateKind, GateReport, ObjectReport, Purpose, RunReport,
};
use super::rehearsals::adds;
use super::text;
use super::verdict::{decided_in, differing_totals, judge, unbalanced};

/// A line of a table: the name it is about, then its cells with the titles of their columns.
struct Line {
    name: String,
    cells: Vec<(String, String)>,
    holds: bool,
}

struct Ready {
    object: String,
    score: u8,
    missed: String,
}

#[derive(Template)]
#[template(path = "report/committee.html", whitespace = "minimize")]
struct Page {
    language: Language,
    lang: String,
    csp: String,
    css: &'static str,
    project: String,
    run: String,
    level: &'static str,
    level_word: String,
    sentence: String,
    facts: Vec<(String, String)>,
    open: Vec<String>,
    columns: Vec<String>,
    lines: Vec<Line>,
    total_columns: Vec<String>,
    totals: Vec<Line>,
    totals_said: Option<String>,
    ready: Vec<Ready>,
    forecast: Option<String>,
    signed: Vec<String>,
}

/// Renders the summary in a language (`en`, `fr`, `es`): one HTML file in UTF-8.
pub fn render(report: &RunReport, tag: &str) -> Result<String, RenderFault> {
    let told = Told {
        language: Language::of(tag),
        report,
    };
    Ok(told.page(tag).render()?)
}

impl Page {
    fn say(&self, id: &str) -> String {
        self.language.text(&format!("committee-{id}"), &[])
    }
}

struct Told<'a> {
    language: Language,
    report: &'a RunReport,
}

impl Told<'_> {
    fn say(&self, id: &str) -> String {
        self.with(id, &[])
    }

    fn with(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let said = self.language.text(&format!("committee-{id}"), values);
        text::visible(&said)
    }

    fn number(&self, id: &str, number: u64) -> Option<String> {
        let shown = format::count(number);
        (number > 0).then(|| self.with(id, &[("number", shown.into())]))
    }

    fn page(self, tag: &str) -> Page {
        let report = self.report;
        let verdict = judge(report);
        let columns = [
            "object",
            "read",
            "col-loaded",
            "col-skipped",
            "col-rejected",
            "col-refused",
            "col-doubt",
            "col-waiting",
            "col-breaks",
        ];
        let total_columns = ["object", "source", "col-loaded", "erp", "difference"];
        let totals: Vec<Line> = (report.objects.iter())
            .flat_map(|object| self.totals(object))
            .collect();
        let asked = report
            .objects
            .iter()
            .any(|object| !object.totals.is_empty());
        let totals_said = match (asked, totals.is_empty()) {
            (false, _) => Some(self.say("no-totals")),
            (true, true) => Some(self.say("totals-agree")),
            (true, false) => None,
        };
        Page {
            lang: text::visible(tag),
            csp: content_security_policy(CSS),
            css: CSS,
            project: text::visible(&report.project),
            run: self.run(),
            level: level_class(verdict.level),
            level_word: verdict.words(&self.language),
            sentence: self.sentence(),
            facts: self.facts(),
            open: self.open(),
            columns: columns.map(|id| self.say(id)).into(),
            lines: self.lines(),
            total_columns: total_columns.map(|id| self.say(id)).into(),
            totals,
            totals_said,
            ready: self.ready(),
            forecast: report.forecast.as_ref().map(|forecast| {
                let time = format::duration(forecast.in_sequence_ms);
                let path = forecast.critical_path.join(" → ");
                self.with(
                    "forecast-says",
                    &[("time", time.into()), ("path", path.into())],
                )
            }),
            signed: (report.sign_offs.iter())
                .map(|one| {
                    let at = format::instant(one.at);
                    self.with(
                        "signed",
                        &[("by", one.by.clone().into()), ("at", at.into())],
                    )
                })
                .collect(),
            language: self.language,
        }
    }

    fn run(&self) -> String {
        let run = format::count(self.report.run);
        let run = self.with("run", &[("run", run.into())]);
        let purpose = match self.report.purpose {
            Purpose::Rehearsal(number) => {
                self.with("rehearsal", &[("number", number.to_string().into())])
            }
            Purpose::CutOver => self.say("cut-over"),
        };
        format!("{run}, {purpose}")
    }

    fn sentence(&self) -> String {
        if let Some(decided) = decided_in(self.report, &self.language) {
            return decided + ".";
        }
        let funnel = self.report.funnel();
        let read = format::count(funnel.read);
        match self.report.command {
            Command::Check | Command::Reconcile | Command::Plan => {
                let ready = format::count(funnel.not_sent);
                self.with("ready", &[("ready", ready.into()), ("read", read.into())])
            }
            Command::Load | Command::Run | Command::Retry => {
                let held = funnel
                    .loaded
                    .total()
                    .saturating_add(funnel.skipped.unchanged);
                let loaded = format::count(held);
                let first = self.with(
                    "loaded",
                    &[("loaded", loaded.into()), ("read", read.into())],
                );
                let proof = if self.report.reconciled() {
                    "proven"
                } else {
                    "unproven"
                };
                format!("{first} {}", self.say(proof))
            }
        }
    }

    fn facts(&self) -> Vec<(String, String)> {
        let report = self.report;
        vec![
            (self.say("by"), text::visible(&report.operator)),
            (self.say("target"), format::target(&report.target)),
            (self.say("started"), format::instant(report.started)),
        ]
    }

    fn open(&self) -> Vec<String> {
        let (report, funnel) = (self.report, self.report.funnel());
        let mut open = Vec::new();
        let broken = unbalanced(report).into_iter();
        let broken: Vec<&str> = broken.map(|object| object.name.as_str()).collect();
        if !broken.is_empty() {
            let objects = broken.join(", ");
            open.push(self.with("unbalanced", &[("objects", objects.into())]));
        }
        if report.ending != Ending::Completed {
            open.push(self.say("stopped"));
        }
        let waiting = match report.command {
            Command::Check | Command::Reconcile | Command::Plan => 0,
            Command::Load | Command::Run | Command::Retry => funnel.not_sent,
        };
        let gates = u64::try_from(report.gates_failed.len()).unwrap_or(u64::MAX);
        let numbers = [
            ("totals-differ", differing_totals(report)),
            ("breaks-open", report.breaks()),
            ("in-doubt", funnel.in_doubt),
            ("refused", funnel.refused),
            ("rejected", funnel.rejected.total()),
            ("not-sent", waiting),
            ("gates", gates),
        ];
        open.extend(
            numbers
                .into_iter()
                .filter_map(|(id, number)| self.number(id, number)),
        );
        open
    }

    fn lines(&self) -> Vec<Line> {
        let objects = self.report.objects.iter();
        let mut lines: Vec<Line> = objects
            .map(|object| {
                self.line(
                    text::visible(&object.name),
                    &object.funnel,
                    object.breaks_total(),
                )
            })
            .collect();
        if lines.len() > 1 {
            let all = self.report.funnel();
            lines.push(self.line(self.say("all"), &all, self.report.breaks()));
        }
        lines
    }

    fn line(&self, name: String, funnel: &Funnel, breaks: u64) -> Line {
        let figures = [
            ("read", funnel.read),
            ("col-loaded", funnel.loaded.total()),
            ("col-skipped", funnel.skipped.total()),
            ("col-rejected", funnel.rejected.total()),
            ("col-refused", funnel.refused),
            ("col-doubt", funnel.in_doubt),
            ("col-waiting", funnel.not_sent),
            ("col-breaks", breaks),
        ];
        Line {
            name,
            cells: figures
                .map(|(id, number)| (self.say(id), format::count(number)))
                .into(),
            holds: funnel.equation().holds(),
        }
    }

    fn totals(&self, object: &ObjectReport) -> Vec<Line> {
        // Also those that people decided about: no committee is told that they agree.
        let differing = (object.totals.iter()).filter(|total| !total.derived && !total.agrees());
        let ages = Ages::of(object);
        let lines = differing.map(|total| {
            let group = ages.group(total, &self.language);
            let none = || self.say("not-read-back");
            let erp = total.erp.map_or_else(none, format::decimal);
            let difference = total.difference().map_or_else(none, format::difference);
            Line {
                name: text::visible(&format!("{}: {} {group}", object.name, total.name)),
                cells: vec![
                    (self.say("source"), format::decimal(total.source)),
                    (self.say("col-loaded"), format::decimal(total.loaded)),
                    (self.say("erp"), erp),
                    (self.say("difference"), difference),
                ],
                holds: false,
            }
        });
        lines.collect()
    }

    fn ready(&self) -> Vec<Ready> {
        let ready = self.report.readiness.iter().map(|one| {
            let mut objects = self.report.objects.iter();
            let object = objects.find(|object| object.name == one.object);
            let gates = self
                .report
                .gates_failed
                .iter()
                .filter(|gate| match &gate.object {
                    Some(name) => *name == one.object,
                    None => object.is_some_and(|object| adds(object, &gate.kind)),
                });
            let missed: Vec<String> = gates.map(|gate| self.gate(gate)).collect();
            Ready {
                object: text::visible(&one.object),
                score: one.score,
                missed: if missed.is_empty() {
                    self.say("none")
                } else {
                    missed.join("; ")
                },
            }
        });
        ready.collect()
    }

    fn gate(&self, gate: &GateReport) -> String {
        let excess = format::count(gate.excess);
        let (id, code) = match &gate.kind {
            GateKind::Rejects => ("gate-rejects", ""),
            GateKind::Warnings => ("gate-warnings", ""),
            GateKind::Breaks => ("gate-breaks", ""),
            GateKind::Code(code) => ("gate-code", code.as_str()),
        };
        self.with(id, &[("excess", excess.into()), ("code", code.into())])
    }
}
