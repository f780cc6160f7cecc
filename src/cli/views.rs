//! `runs`, `show`, `rejects`: looking into the ledger. Nothing here changes it.

use std::io::Write;
use std::ops::ControlFlow;

use serde_json::{Value as Json, json};

use super::args::{Format, ShowArguments};
use super::exit::{Exit, Failure};
use super::lineage::Lineage;
use crate::ledger::{Ledger, ObjectId, ParameterTerm, RecordLine, RecordState, RunId};
use crate::run::{Hiding, kept_ending};

/// Lists the runs.
pub(super) fn runs(ledger: &Ledger, format: Format, out: &mut dyn Write) -> Result<Exit, Failure> {
    let lines = ledger.runs().map_err(super::ledger_failure)?;
    if format == Format::Text {
        super::print(
            out,
            "  run  command   purpose       state       started               by",
        )?;
    }
    for line in lines {
        let facts = &line.facts;
        let state = line.state.word();
        let ending = ending_of(ledger, line.run)?;
        let mut text = match format {
            Format::Text => format!(
                "{:>5}  {:<9} {:<13} {state:<11} {}  {}",
                line.run.0, facts.command, facts.purpose, facts.started, facts.operator
            ),
            Format::Json => json!({
                "run": line.run.0, "command": facts.command, "purpose": facts.purpose,
                "operator": facts.operator, "target": facts.target, "state": state, "started": facts.started,
                "ended": line.ended, "ending": ending,
            })
            .to_string(),
        };
        if let (Format::Text, Some(ending)) = (format, &ending) {
            text = format!("{text}\n{:>7}{ending}", "");
        }
        super::print(out, &text)?;
    }
    Ok(Exit::Ok)
}

/// Why the last command of a run ended before all was done.
fn ending_of(ledger: &Ledger, run: RunId) -> Result<Option<String>, Failure> {
    let ending = kept_ending(ledger, run);
    let ending = ending.map_err(|fault| Failure::new(Exit::Unexpected, fault.to_string()))?;
    Ok(ending.and_then(|ending| ending.in_short()))
}

/// Follows one record by its business key; what is personal is hidden.
pub(super) fn show(
    ledger: &Ledger,
    hiding: &Hiding,
    asked: &ShowArguments,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let folder = &asked.place.project;
    let records = ledger
        .records_by_key(&asked.key)
        .map_err(super::ledger_failure)?;
    if records.is_empty() {
        // The key is not said again: it may be personal.
        let message = concat!(
            "no record in the ledger has this business key\n",
            "Keys are shown by `landbridge rejects --format json` and in the report, if they are not personal."
        );
        return Err(Failure::new(Exit::Usage, message));
    }
    for (number, record) in records.iter().enumerate() {
        let mut shown = shown(ledger, record, hiding)?;
        // The latest is followed all the way.
        let lineage = match number {
            0 => Some(Lineage::of(folder, ledger, record, asked.lineage)?),
            _ => None,
        };
        match asked.format {
            Format::Text => {
                show_text(&shown, out)?;
                if let Some(lineage) = lineage {
                    lineage.text(out)?;
                }
            }
            Format::Json => {
                if let (Some(lineage), Some(members)) = (lineage, shown.as_object_mut()) {
                    members.insert("lineage".to_owned(), lineage.json());
                }
                super::print(out, &shown.to_string())?;
            }
        }
    }
    Ok(Exit::Ok)
}

fn shown(ledger: &Ledger, record: &RecordLine, hiding: &Hiding) -> Result<Json, Failure> {
    let object = ledger
        .object_name(record.object)
        .map_err(super::ledger_failure)?;
    let payload = record.payload.as_deref();
    let mut payload: Json = payload
        .and_then(|text| serde_json::from_slice(text).ok())
        .unwrap_or(Json::Null);
    hiding.payload(&object, &mut payload);
    let extracts = ledger.extracts(record.run).map_err(super::ledger_failure)?;
    let origin = extracts
        .iter()
        .find(|line| line.extract == record.extract)
        .map(|line| crate::run::record_origin(line, record.place).to_string());
    let findings = ledger
        .record_findings(record.record)
        .map_err(super::ledger_failure)?;
    let findings: Vec<Json> = findings
        .iter()
        .map(|one| {
            json!({ "code": one.code, "severity": one.severity, "stage": one.stage,
                "field": one.field, "origin": one.origin, "found": one.found,
                "expected": one.expected })
        })
        .collect();
    let attempts = ledger
        .attempts(record.record)
        .map_err(super::ledger_failure)?;
    let attempts: Vec<Json> = attempts
        .iter()
        .map(|one| {
            json!({ "attempt": one.attempt, "started": one.started, "outcome": one.outcome,
                "message": one.message })
        })
        .collect();
    let terms = ledger.terms(record.run).map_err(super::ledger_failure)?;
    let of_object = |one: &&ParameterTerm| one.object.is_empty() || one.object == object;
    let parameters = terms.parameters.iter().filter(of_object);
    let parameters: serde_json::Map<String, Json> = parameters
        .map(|one| (one.name.clone(), json!(one.value)))
        .collect();
    let approvals = terms.approvals.iter().filter(|one| one.object == object);
    let approvals: Vec<Json> = approvals
        .map(
            |one| json!({ "source": one.source, "purpose": one.purpose, "approver": one.approver }),
        )
        .collect();
    // A record that is settled has nothing to wait for.
    let waits = matches!(record.state, RecordState::Ready | RecordState::InDoubt);
    let waits_since = if waits {
        ending_of(ledger, record.run)?
    } else {
        None
    };
    Ok(json!({
        "parameters": parameters, "approvals": approvals,
        "object": object, "key": hiding.key(&object, &record.key), "run": record.run.0, "origin": origin,
        "state": record.state.word(), "waits_since": waits_since,
        "target_id": record.target_id.as_deref().map(|id| hiding.target_id(&object, &record.key, id)),
        "findings": findings, "attempts": attempts, "payload": payload,
    }))
}

fn text(value: &Json) -> String {
    let plain = value.as_str().map(str::to_owned);
    plain.unwrap_or_else(|| value.to_string())
}

fn member(of: &Json, name: &str) -> String {
    of.get(name).map(text).unwrap_or_default()
}

/// The parameters that held for a record, and the approvals under which its sources were read.
fn show_terms(shown: &Json, out: &mut dyn Write) -> Result<(), Failure> {
    let parameters = shown.get("parameters").and_then(Json::as_object);
    for (name, value) in parameters.into_iter().flatten() {
        super::print(
            out,
            &format!("  {:<10} {name} = {}", "parameter", text(value)),
        )?;
    }
    for one in shown
        .get("approvals")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
    {
        let line = format!(
            "  {:<10} {} for {}, by {}",
            "approved",
            member(one, "source"),
            member(one, "purpose"),
            member(one, "approver")
        );
        super::print(out, &line)?;
    }
    Ok(())
}

fn show_text(shown: &Json, out: &mut dyn Write) -> Result<(), Failure> {
    let head = format!(
        "{} {} (run {})",
        member(shown, "object"),
        member(shown, "key"),
        member(shown, "run")
    );
    super::print(out, &head)?;
    for (label, name) in [
        ("origin", "origin"),
        ("state", "state"),
        ("waits, as", "waits_since"),
        ("target id", "target_id"),
    ] {
        let value = member(shown, name);
        if value != "null" {
            super::print(out, &format!("  {label:<10} {value}"))?;
        }
    }
    show_terms(shown, out)?;
    for one in shown
        .get("findings")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
    {
        let line = format!(
            "  {:<10} {} {}\n{:13}{}\n{:13}found {}, expected {}",
            member(one, "severity"),
            member(one, "code"),
            member(one, "field"),
            "",
            member(one, "origin"),
            "",
            member(one, "found"),
            member(one, "expected")
        );
        super::print(out, &line)?;
    }
    for one in shown
        .get("attempts")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
    {
        let mut line = format!(
            "  attempt    {} at {}: {}",
            member(one, "attempt"),
            member(one, "started"),
            member(one, "outcome")
        );
        if let Some(message) = one.get("message").and_then(Json::as_str) {
            line.push_str(": ");
            line.push_str(message);
        }
        super::print(out, &line)?;
    }
    let payload = shown.get("payload").filter(|payload| !payload.is_null());
    if let Some(pretty) = payload.and_then(|payload| serde_json::to_string_pretty(payload).ok()) {
        super::print(out, "  payload")?;
        for line in pretty.lines() {
            super::print(out, &format!("    {line}"))?;
        }
    }
    Ok(())
}

/// Which findings `rejects` lists.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The run.
    pub run: RunId,
    /// Only this code.
    pub code: Option<&'a str>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// Lists findings one by one, in order of arrival.
pub(super) fn rejects(
    ledger: &Ledger,
    wanted: Wanted<'_>,
    hiding: &Hiding,
    format: Format,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let names = ledger
        .staged_objects(wanted.run)
        .map_err(super::ledger_failure)?;
    let name = |id: ObjectId| {
        names
            .iter()
            .find(|(object, _)| *object == id)
            .map_or("", |(_, name)| name.as_str())
    };
    let mut left = wanted.limit.unwrap_or(usize::MAX);
    let mut failed = None;
    let listed = ledger.findings(wanted.run, wanted.code, |line| {
        if left == 0 {
            return ControlFlow::Break(());
        }
        left -= 1;
        let text = match format {
            Format::Text => format!(
                "{}[{}] {} {}\n  at       {}\n  found    {}\n  expected {}",
                line.severity,
                line.code,
                name(line.object),
                line.field,
                line.origin,
                line.found,
                line.expected
            ),
            Format::Json => json!({
                "object": name(line.object), "code": line.code, "severity": line.severity,
                "stage": line.stage, "field": line.field, "origin": line.origin,
                "found": line.found, "expected": line.expected,
                "key": hiding.key(name(line.object), &line.key),
            })
            .to_string(),
        };
        super::print_next(out, &text, &mut failed)
    });
    listed.map_err(super::ledger_failure)?;
    failed.map_or(Ok(Exit::Ok), Err)
}
