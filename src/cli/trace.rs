//! `trace`: one record through every field rule, step by step.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::args::{Format, TraceArguments};
use super::exit::{Exit, Failure};
use super::source::WIDTH;
use crate::cases::rule_at;
use crate::clock;
use crate::diagnose::{Finding, Location, Sources, source_line};
use crate::mapping::{CheckedMapping, MappedVerdict, TraceEvent};
use crate::report::text::{columns, fit, fit_end, folded, left, visible, wrapped};
use crate::run::{Selection, TracedRecord, Which, prepare, rehearse, trace};

/// Columns of the names before values.
const NAMES: usize = 13;

/// Runs the command.
pub(super) fn run(arguments: &TraceArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let which = match (&arguments.key, arguments.record) {
        (Some(key), None) => Which::Key(key.clone()),
        (None, Some(number)) => Which::Number(number),
        _ => {
            let message = "give the business key of the record, or its number with --record N";
            return Err(Failure::new(Exit::Usage, message));
        }
    };
    let selection = Selection {
        objects: arguments.mapping.iter().cloned().collect(),
        target: arguments.target.clone(),
        ..Selection::default()
    };
    let purpose = super::runs::purpose(&arguments.purpose)?;
    let mut prepared =
        prepare(&arguments.place.project, &selection).map_err(|wrong| super::unprepared(&wrong))?;
    rehearse(&mut prepared, &purpose);
    let run_date = arguments.run_date.unwrap_or_else(clock::today);
    let traced = trace(&prepared, arguments.mapping.as_deref(), &which, run_date)
        .map_err(|fault| super::run_failure(fault, &prepared.sources))?;
    if traced.is_empty() {
        // The key is not said again: it may be personal.
        let message = match which {
            Which::Key(_) | Which::At(..) => {
                "no record of the legacy files gets this business key\n\
                 A record that `where` skips has none, nor one whose key could not be made: name it by its \
                 number (--record N)."
            }
            Which::Number(_) => {
                "the legacy files have no record of this number\n\
                 Records are counted from 1, over all files of a mapping; one that could not be read is counted, \
                 and cannot be traced."
            }
        };
        return Err(Failure::new(Exit::Usage, message));
    }
    for (number, record) in traced.iter().enumerate() {
        let Some(mapping) = prepared.project.mapping(&record.mapping) else {
            continue;
        };
        let told = Told {
            mapping,
            sources: &prepared.sources,
        };
        match arguments.format {
            Format::Json => super::print(out, &told.json(record).to_string())?,
            Format::Text => {
                if number > 0 {
                    super::print(out, "")?;
                }
                told.text(record, out)?;
            }
        }
    }
    Ok(Exit::Ok)
}

/// What rules are shown with: the lines of their file.
pub(super) struct Told<'a> {
    pub(super) mapping: &'a CheckedMapping,
    pub(super) sources: &'a Sources,
}

impl Told<'_> {
    /// The place of an attribute's rule, and its line.
    pub(super) fn rule(&self, field: &str) -> Option<(&Location, &str)> {
        let at = rule_at(self.mapping, field)?;
        let line = source_line(self.sources, at)?;
        Some((at, line.trim()))
    }

    fn json(&self, record: &TracedRecord) -> Json {
        let events: Vec<Json> = record
            .trace
            .events
            .iter()
            .map(|one| self.event(one))
            .collect();
        json!({
            "mapping": record.mapping, "origin": record.origin.to_string(),
            "outcome": word(record.verdict), "events": events,
        })
    }

    fn event(&self, event: &TraceEvent) -> Json {
        match event {
            TraceEvent::Nested(field, origin) => {
                json!({ "event": "nested", "attribute": field.as_str(), "origin": origin.to_string() })
            }
            TraceEvent::NestedEnded(sent) => json!({ "event": "nested-ended", "sent": sent }),
            TraceEvent::Rule(field) => {
                let rule = self.rule(field);
                let rule = rule
                    .map(|(at, text)| json!({ "file": at.file, "line": at.line, "text": text }));
                json!({ "event": "rule", "attribute": field.as_str(), "rule": rule })
            }
            TraceEvent::Read(column, origin, value) => json!({
                "event": "read", "column": column, "origin": origin.to_string(), "value": value.to_string(),
            }),
            TraceEvent::Step(key, value) => {
                json!({ "event": "step", "step": key, "value": value.to_string() })
            }
            TraceEvent::Sent(value) => {
                json!({ "event": "sent", "value": value.as_ref().map(ToString::to_string) })
            }
            TraceEvent::Found(finding) => json!({
                "event": "finding", "code": finding.code.id, "severity": finding.severity.word(),
                "stage": finding.stage.word(), "attribute": finding.field.as_str(),
                "origin": finding.origin.to_string(), "found": finding.found, "expected": finding.expected,
            }),
        }
    }

    fn text(&self, record: &TracedRecord, out: &mut dyn Write) -> Result<(), Failure> {
        let origin = record.origin.to_string();
        let head = format!("{}  {origin}", record.mapping);
        super::print(out, &fit(&visible(&head), WIDTH))?;
        let mut is_first = true;
        for event in &record.trace.events {
            match event {
                TraceEvent::Nested(field, origin) => {
                    let head = format!("{field}: nested record");
                    super::print(out, &format!("\n{}", fit(&visible(&head), WIDTH)))?;
                    super::print(
                        out,
                        &format!("  {}", fit_end(&visible(&origin.to_string()), WIDTH - 2)),
                    )?;
                }
                TraceEvent::NestedEnded(true) => {}
                TraceEvent::NestedEnded(false) => labelled("where", "not wanted", out)?,
                TraceEvent::Rule(field) => {
                    is_first = true;
                    super::print(out, "")?;
                    self.rule_line(field, out)?;
                }
                TraceEvent::Read(column, origin, value) => {
                    let column = column.as_deref().unwrap_or("");
                    let label = if is_first { "read" } else { "and" };
                    is_first = false;
                    labelled(label, &value.to_string(), out)?;
                    let from = format!("{}  {column}", short(&origin.to_string(), column));
                    labelled("", from.trim(), out)?;
                }
                TraceEvent::Step(key, value) => labelled(key, &value.to_string(), out)?,
                TraceEvent::Sent(Some(value)) => labelled("sent", &value.to_string(), out)?,
                TraceEvent::Sent(None) => labelled("not sent", "", out)?,
                TraceEvent::Found(finding) => found(finding, out)?,
            }
        }
        super::print(out, &format!("\n{}", word(record.verdict)))
    }

    /// The attribute, and where its rule stands, with the rule below it.
    fn rule_line(&self, field: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let Some((at, text)) = self.rule(field) else {
            return super::print(out, &fit(&visible(field), WIDTH));
        };
        let place = format!("{}:{}", at.file, at.line);
        let room = WIDTH.saturating_sub(columns(&place) + 2);
        super::print(out, &format!("{}  {place}", left(&visible(field), room)))?;
        for line in wrapped(&visible(text), WIDTH - 2) {
            super::print(out, &format!("  {line}"))?;
        }
        Ok(())
    }
}

/// Where a value stands, without the name of its column, which stands beside it.
pub(super) fn short(origin: &str, column: &str) -> String {
    let named = format!(" ({column})");
    origin.strip_suffix(&named).unwrap_or(origin).to_owned()
}

fn word(verdict: MappedVerdict) -> &'static str {
    match verdict {
        MappedVerdict::Ready => "can be loaded",
        MappedVerdict::Rejected => "rejected",
        MappedVerdict::Filtered => "skipped: `where` does not want it",
    }
}

fn found(finding: &Finding, out: &mut dyn Write) -> Result<(), Failure> {
    let said = format!(
        "{} {}: found {}, expected {}",
        finding.code.id, finding.field, finding.found, finding.expected
    );
    labelled(finding.severity.word(), &said, out)
}

/// A value with its name before it, over as many lines as it takes.
pub(super) fn labelled(label: &str, value: &str, out: &mut dyn Write) -> Result<(), Failure> {
    let lines = folded(&visible(value), WIDTH - NAMES - 4);
    for (number, line) in lines.iter().enumerate() {
        let label = if number == 0 { label } else { "" };
        let line = format!("    {}{line}", left(label, NAMES));
        super::print(out, line.trim_end())?;
    }
    Ok(())
}
