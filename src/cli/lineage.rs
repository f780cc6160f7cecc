//! The way of one record, value by value: from its cell through every field rule to the payload, to what the ERP holds, and back to
//! the same cell.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use landbridge_contract::{Fields, Value, json};
use serde_json::{Value as Json, json};

use super::exit::Failure;
use super::trace::{Told, labelled, short};
use crate::diagnose::{Sources, masked};
use crate::ledger::{ExtractFacts, Ledger, RecordLine};
use crate::mapping::{TraceEvent, Traced};
use crate::reconcile::{BreakKind, FieldBreak};
use crate::run::{
    HeldRecord, Prepared, Selection, TracedRecord, held_in_run, prepare, trace_in_run,
};

/// Bytes of a legacy file up to which it is read for a lineage that nobody asked for: whoever looks a record up does not wait.
const READ_UNASKED_MAX: u64 = 8 << 20;

/// The lineage of a record, or why it cannot be told.
pub(super) enum Lineage {
    Told(Box<Way>),
    NotTold(String),
}

/// What a lineage is made of.
pub(super) struct Way {
    prepared: Prepared,
    traced: TracedRecord,
    /// What the ledger holds of what is sent.
    payload: Fields,
    /// What the ERP returned, where it was read back, held against what was sent.
    held: Option<HeldRecord>,
}

impl Lineage {
    /// Follows a record of the ledger.
    pub(super) fn of(
        folder: &Path,
        ledger: &Ledger,
        record: &RecordLine,
        whatever_it_takes: bool,
    ) -> Result<Self, Failure> {
        let object = ledger.object_name(record.object);
        let object = object.map_err(super::ledger_failure)?;
        let line = ledger.run(record.run).map_err(super::ledger_failure)?;
        let Some(facts) = line.map(|line| line.facts) else {
            return Ok(Self::NotTold("its run is not in the ledger".to_owned()));
        };
        let own_target = super::project(folder)?.target;
        let staged = ledger.staged_objects(record.run);
        let staged = staged.map_err(super::ledger_failure)?;
        let selection = Selection {
            objects: staged.into_iter().map(|(_, name)| name).collect(),
            wave: None,
            target: Some(facts.target.clone()).filter(|target| *target != own_target),
            into: None,
        };
        let Ok(prepared) = prepare(folder, &selection) else {
            let why = "the project cannot be carried out any more: see `landbridge check`";
            return Ok(Self::NotTold(why.to_owned()));
        };
        if prepared.plan_hash != facts.plan_hash {
            let why = "the project is not what it was in the run";
            return Ok(Self::NotTold(why.to_owned()));
        }
        let extracts = ledger.extracts(record.run).map_err(super::ledger_failure)?;
        let own = extracts.iter().find(|line| line.extract == record.extract);
        let Some(extract) = own else {
            return Ok(Self::NotTold("its extract is not in the ledger".to_owned()));
        };
        let ExtractFacts { file, bytes, .. } = &extract.facts;
        if *bytes > READ_UNASKED_MAX && !whatever_it_takes {
            let why = format!(
                "{file} would be read for it, {} MB; `show --lineage` does it",
                bytes >> 20
            );
            return Ok(Self::NotTold(why));
        }
        let beside = ledger.beside_of(record.run, record.object);
        let beside = beside.map_err(super::ledger_failure)?;
        let read = (extract, beside.as_slice());
        let traced = trace_in_run(prepared, &facts, read, record, &object);
        let none = Sources::default();
        let traced = traced.map_err(|fault| super::run_failure(fault, &none))?;
        let (prepared, traced) = match traced {
            Ok(traced) => traced,
            Err(why) => return Ok(Self::NotTold(why)),
        };
        let payload = fields(record.payload.as_deref());
        let held = held_in_run(&prepared, ledger, &facts, record, &object);
        let held = held.map_err(|fault| super::run_failure(fault, &prepared.sources))?;
        Ok(Self::Told(Box::new(Way {
            prepared,
            traced,
            payload,
            held,
        })))
    }

    /// For people.
    pub(super) fn text(&self, out: &mut dyn Write) -> Result<(), Failure> {
        match self {
            Self::NotTold(why) => super::print(out, &format!("  lineage    not told: {why}")),
            Self::Told(way) => way.text(out),
        }
    }

    /// For programs.
    pub(super) fn json(&self) -> Json {
        match self {
            Self::NotTold(why) => json!({ "not_told": why }),
            Self::Told(way) => Json::Array(way.steps().iter().map(Step::json).collect()),
        }
    }
}

/// One attribute on its way.
#[derive(Debug, Default)]
struct Step {
    /// With the numbers of nested records: `addresses[1].Country`.
    path: String,
    /// Without them.
    attribute: String,
    rule: Option<(String, u32, String)>,
    /// Column, origin, value.
    read: Vec<(String, String, String)>,
    /// Key and value.
    shaped: Vec<(String, String)>,
    sent: Option<String>,
    payload: Option<String>,
    erp: Option<String>,
    agrees: Option<bool>,
    /// Whether it differs as a rule of the mapping allows.
    let_pass: bool,
    personal: bool,
}

/// The nested records around a rule, the innermost last, and how many of each list there were so far.
#[derive(Debug, Default)]
struct Nesting {
    /// The place with numbers, and the attribute's path without.
    around: Vec<(String, String)>,
    /// By the list's place.
    numbers: BTreeMap<String, usize>,
}

impl Nesting {
    /// The place of an attribute, which has its whole path, within the nested records around it.
    fn place(&self, field: &str) -> String {
        let Some((place, attribute)) = self.around.last() else {
            return field.to_owned();
        };
        let own = field.strip_prefix(attribute.as_str());
        let own = own.and_then(|own| own.strip_prefix('.')).unwrap_or(field);
        format!("{place}.{own}")
    }

    fn begin(&mut self, field: &str) {
        let list = self.place(field);
        let number = self.numbers.entry(list.clone()).or_default();
        *number += 1;
        self.around
            .push((format!("{list}[{number}]"), field.to_owned()));
    }

    /// Ends the innermost record. Gives its place where it is not sent: what is not wanted has no number among those that
    /// are.
    fn end(&mut self, sent: bool) -> Option<String> {
        let (place, _) = self.around.pop()?;
        if sent {
            return None;
        }
        let (list, _) = place.rsplit_once('[')?;
        if let Some(number) = self.numbers.get_mut(list) {
            *number = number.saturating_sub(1);
        }
        self.numbers.retain(|list, _| !is_within(list, &place));
        Some(place)
    }
}

/// Whether a place is in a nested record.
fn is_within(place: &str, record: &str) -> bool {
    place
        .strip_prefix(record)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// Whether a break is about this value, or about a record or list that it stands in. A nested record that is alone of
/// its kind is sent without a number.
fn concerns(one: &FieldBreak, place: &str) -> bool {
    // These have the numbers of what the ERP returned.
    if matches!(one.kind, BreakKind::Unexpected | BreakKind::Duplicate) {
        return false;
    }
    let mut parts = place.split('.');
    one.path.split('.').all(|of_break| {
        parts.next().is_some_and(|part| {
            let name = part.split_once('[').map_or(part, |(name, _)| name);
            of_break == part || of_break == name
        })
    })
}

impl Step {
    fn json(&self) -> Json {
        let read = self.read.iter().map(
            |(column, origin, value)| json!({ "column": column, "origin": origin, "value": value }),
        );
        let shaped = self.shaped.iter();
        let shaped = shaped.map(|(step, value)| json!({ "step": step, "value": value }));
        json!({
            "attribute": self.path,
            "rule": self.rule.as_ref().map(|(file, line, text)| json!({ "file": file, "line": line, "text": text })),
            "read": read.collect::<Vec<_>>(), "steps": shaped.collect::<Vec<_>>(),
            "sent": self.sent, "payload": self.payload, "erp": self.erp, "agrees": self.agrees,
            "cell": self.read.first().map(|(_, origin, _)| origin),
        })
    }

    /// What the ERP holds, and how that is to what was sent.
    fn said_of_erp(&self) -> Option<String> {
        let how = match self.agrees {
            Some(true) if self.let_pass => "let pass by a rule of the mapping",
            Some(true) => "as sent",
            Some(false) => "which is not what was sent",
            None => "not compared",
        };
        match (&self.erp, self.agrees) {
            (Some(value), _) => Some(format!("{value}, {how}")),
            (None, Some(true)) => Some(how.to_owned()),
            (None, Some(false)) => Some(format!("nothing, {how}")),
            (None, None) => None,
        }
    }
}

impl Way {
    /// The attributes in the order of the rules.
    fn steps(&self) -> Vec<Step> {
        let mapping = self.prepared.project.mapping(&self.traced.mapping);
        let told = mapping.map(|mapping| Told {
            mapping,
            sources: &self.prepared.sources,
        });
        let mut steps: Vec<Step> = Vec::new();
        let mut nesting = Nesting::default();
        for event in &self.traced.trace.events {
            match event {
                TraceEvent::Nested(field, _) => nesting.begin(field),
                TraceEvent::NestedEnded(sent) => {
                    if let Some(unsent) = nesting.end(*sent) {
                        steps.retain(|step| !is_within(&step.path, &unsent));
                    }
                }
                TraceEvent::Rule(field) => {
                    let rule = told.as_ref().and_then(|told| told.rule(field));
                    steps.push(Step {
                        path: nesting.place(field),
                        attribute: field.to_string(),
                        rule: rule
                            .map(|(at, text)| (at.file.to_string(), at.line, text.to_owned())),
                        ..Step::default()
                    });
                }
                TraceEvent::Read(column, origin, value) => {
                    if let Some(step) = steps.last_mut() {
                        let column = column.as_deref().unwrap_or_default().to_owned();
                        step.personal |= value.is_personal();
                        step.read
                            .push((column, origin.to_string(), value.to_string()));
                    }
                }
                TraceEvent::Step(key, value) => {
                    if let Some(step) = steps.last_mut() {
                        step.shaped.push(((*key).to_owned(), value.to_string()));
                    }
                }
                TraceEvent::Sent(value) => {
                    if let Some(step) = steps.last_mut() {
                        step.personal |= value.as_ref().is_some_and(Traced::is_personal);
                        step.sent = value.as_ref().map(ToString::to_string);
                    }
                }
                TraceEvent::Found(_) => {}
            }
        }
        for step in &mut steps {
            self.held(step);
        }
        steps
    }

    /// What ledger and ERP hold of a value.
    fn held(&self, step: &mut Step) {
        let shown = |value: &Value, personal: bool| match value {
            Value::Integer(_) | Value::Decimal(_) if !personal => value.to_string(),
            _ => masked(value, personal),
        };
        step.payload = at(&self.payload, &step.path).map(|value| shown(value, step.personal));
        let Some(held) = &self.held else {
            return;
        };
        // A value that was not sent is no less there for the record around it that is missing.
        let sent = step.payload.is_some();
        let concerned =
            |one: &&FieldBreak| *one.path == *step.path || (sent && concerns(one, &step.path));
        if let Some(one) = held.breaks.iter().find(concerned) {
            step.agrees = Some(false);
            step.erp = Some(one.found.clone());
            return;
        }
        let plain = !step.path.contains('[');
        let value = at(&held.returned, &step.attribute).filter(|_| plain);
        if held.not_compared.contains(&step.attribute) {
            step.erp = value.map(|value| shown(value, step.personal));
        } else if step.payload.is_some() {
            step.agrees = Some(true);
            step.let_pass = held.let_pass.iter().any(|one| concerns(one, &step.path));
            step.erp = value.map(|value| shown(value, step.personal));
        }
    }

    fn text(&self, out: &mut dyn Write) -> Result<(), Failure> {
        super::print(out, "  lineage")?;
        for step in self.steps() {
            let place = step
                .rule
                .as_ref()
                .map(|(file, line, _)| format!("{file}:{line}"));
            let place = place.unwrap_or_default();
            super::print(out, format!("  {}  {place}", step.path).trim_end())?;
            if let Some((_, _, text)) = &step.rule {
                labelled("rule", text, out)?;
            }
            for (column, origin, value) in &step.read {
                labelled("cell", &format!("{}  {column}", short(origin, column)), out)?;
                labelled("", value, out)?;
            }
            for (key, value) in &step.shaped {
                labelled(key, value, out)?;
            }
            match &step.sent {
                Some(value) => labelled("mapped", value, out)?,
                None => labelled("not sent", "", out)?,
            }
            if let Some(value) = &step.payload {
                labelled("payload", value, out)?;
            }
            if let Some(said) = step.said_of_erp() {
                labelled("ERP", &said, out)?;
            }
            if step.agrees.is_some()
                && let Some((column, origin, _)) = step.read.first()
            {
                labelled("cell", &format!("{}  {column}", short(origin, column)), out)?;
            }
        }
        if self.held.is_none() {
            super::print(
                out,
                "  the ERP was not read back for it: `landbridge reconcile`",
            )?;
        }
        Ok(())
    }
}

/// A record as the ledger keeps it.
fn fields(text: Option<&[u8]>) -> Fields {
    match text.map(json::read_value) {
        Some(Ok(Value::Record(fields))) => fields,
        _ => Fields::new(),
    }
}

/// The value at `lines[2].Amount`.
fn at<'v>(fields: &'v Fields, path: &str) -> Option<&'v Value> {
    let own = fields.iter().find(|(name, _)| **name == *path);
    if let Some((_, value)) = own {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    let (name, number) = match first.split_once('[') {
        Some((name, number)) => (name, number.trim_end_matches(']').parse::<usize>().ok()?),
        None => (first, 1),
    };
    let (_, list) = fields.iter().find(|(own, _)| **own == *name)?;
    match list {
        Value::Record(fields) => at(fields, rest),
        Value::List(items) => match items.get(number.checked_sub(1)?)? {
            Value::Record(fields) => at(fields, rest),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nested_record_that_is_not_wanted_has_no_number_and_neither_has_what_is_in_it() {
        let mut nesting = Nesting::default();
        assert_eq!(nesting.place("Name"), "Name");
        nesting.begin("lines");
        nesting.begin("lines.parts");
        assert_eq!(
            nesting.place("lines.parts.Amount"),
            "lines[1].parts[1].Amount"
        );
        assert_eq!(nesting.end(true), None);
        assert_eq!(nesting.place("lines.Total"), "lines[1].Total");
        assert_eq!(nesting.end(false), Some("lines[1]".to_owned()));
        nesting.begin("lines");
        nesting.begin("lines.parts");
        assert_eq!(
            nesting.place("lines.parts.Amount"),
            "lines[1].parts[1].Amount"
        );
        assert_eq!(nesting.end(false), Some("lines[1].parts[1]".to_owned()));
        nesting.begin("lines.parts");
        assert_eq!(
            nesting.place("lines.parts.Amount"),
            "lines[1].parts[1].Amount"
        );
        assert_eq!(nesting.end(true), None);
        assert_eq!(nesting.end(true), None);
        nesting.begin("lines");
        nesting.begin("lines.parts");
        assert_eq!(
            nesting.place("lines.parts.Amount"),
            "lines[2].parts[1].Amount"
        );
    }

    /// The places of breaks between two records, whose order is that of the attributes.
    fn broken(sent: &str, held: &str) -> Vec<FieldBreak> {
        let (sent, held) = (fields(Some(sent.as_bytes())), fields(Some(held.as_bytes())));
        crate::reconcile::compare(&sent, &held, &crate::reconcile::CompareRules::default())
    }

    #[test]
    fn a_break_concerns_what_stands_in_the_record_that_is_missing() {
        let breaks = broken(
            r#"{"lines": [{"LineNumber": 1, "Amount": 5}, {"LineNumber": 2, "Amount": 6}]}"#,
            r#"{"lines": [{"LineNumber": 1, "Amount": 5}]}"#,
        );
        let concerned = |place: &str| breaks.iter().any(|one| concerns(one, place));
        assert!(concerned("lines[2].Amount"));
        assert!(!concerned("lines[1].Amount"));
        assert!(!concerned("Amount"));
    }

    #[test]
    fn a_nested_record_that_is_alone_of_its_kind_is_met_without_a_number() {
        let breaks = broken(
            r#"{"address": {"City": "Oslo", "Country": "NO"}}"#,
            r#"{"address": {"City": "Bergen", "Country": "NO"}}"#,
        );
        let concerned = |place: &str| breaks.iter().any(|one| concerns(one, place));
        assert!(concerned("address[1].City"));
        assert!(!concerned("address[1].Country"));
    }
}
